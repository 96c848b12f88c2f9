"""Any text in an agency's cells is in the master, character for character."""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from xlsxwriter.workbook import Workbook

from tests.building import DAY, define, definition, filled, form_in, keyed, merge, records, write
from tests.effort import effort, some
from tests.hostile import changed, inline, with_rows
from tests.office import convert, needs_libreoffice
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.intake.account import is_blank
from toolkit.model import CellValue
from toolkit.run.folder import Folder
from toolkit.run.operations import merge_files, write_templates
from toolkit.spreadsheet.keyed import keyed_sheet
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook
from toolkit.xlsx.excel import Book

CODES = [f"S{n:02}" for n in range(20)]
AGENCIES = "| code | name |" + "".join(f"\n| {code} | Sở {code} |" for code in CODES)
SECTIONS = "| code | role | heading |\n| dat | achievement | Đạt được |"
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

#: Pieces of texts: (weight, piece).
_PIECES = (
    (8, "aăâbcdđeêghiklmnoôơpqrstuưvxyỹẵộ AĐƯ .,;:-–()%"),
    (3, "\n\t \u00a0\u2003\u3000"),
    (3, [f"_x{n:04X}_" for n in range(32)]),  # what Excel makes of control characters
    (2, ["_x000D_", "_x000d__x000A_", "_x005F_x0041_", "_x0041_", "_x", "_x12", "_xZZZZ_", "_x00_"]),
    (1, ["__x0020__", "x0041_"]),
    (2, ["😀", "𝔘", "👩\u200d👩\u200d👧", "🇻🇳", "\U0010ffff", "\U0001fffe"]),
    (2, ["e\u0302\u0301", "ư\u031b", "a\u0323\u0306", "\u0301", "\u034f", "ﬁ", "\u1e9b\u0323", "\u212b"]),
    (2, "\u202e\u202d\u2066\u2067\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    (1, "\ufdd0\ufdef\ufffd\ue000\uf8ff\x7f\x80\x85\x9f\u2028\u2029"),
    (2, ["<", ">", "&", '"', "'", "]]>", "<r><t>", "</t></r>", "&amp;", "&#13;"]),
    (1, ["=1+1", "@", "{=A1}", "http://a.b/c", "%s {x}"]),
    (2, [chr(n) for n in (*range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x10FFFE, 97))]),
    (1, "中文عربيไทยहिन्दी한국어"),
)


def texts(seed: int, count: int) -> Iterator[str]:
    """Random texts as they are in a file; some fill a cell to its limit."""
    chance = random.Random(seed)
    weights = [weight for weight, _ in _PIECES]
    for number in range(count):
        pieces = chance.choices(_PIECES, weights, k=chance.choice((1, 2, 4, 9, 20)))
        text = "".join(chance.choice(kind) for _, kind in pieces)
        if number % 5000 == 77 - 30 * (count < 77):
            text = (text or "x") + "ưx" * 20_000
            while (more := _length(text) - 32_767) > 0:
                text = text[:-more]
        yield text


def _length(text: str) -> int:
    return len(_meant(text).encode("utf-16-le")) // 2


def _meant(text: str) -> str:
    """What a text in a workbook's XML means: `_x000D_` is a character, and line ends are one."""
    text = re.sub("\r\n?", "\n", text)
    return _ESCAPE.sub(lambda m: m[0] if 0xD800 <= int(m[1], 16) < 0xE000 else chr(int(m[1], 16)), text)


def put(folder: Folder, code: str, loose: list[str], lines: list[str]) -> dict[tuple[str, str], str]:
    """A form with these texts beside its guide and as lines of its narrative; returns what each cell means."""
    path = filled(folder, code)
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    sheets = {s.key: (n, s) for n, s in enumerate(map(keyed_sheet, raw.sheets), 1) if s is not None}
    assert sheets["statements"][1].columns["text"] == 3
    here, start, data = dict[tuple[str, str], str](), 500, path.read_bytes()
    for key, texts_there, letter in (("guide", loose, "F"), ("statements", lines, "D")):
        number, sheet = sheets[key]
        cells = {f"{letter}{n}": text for n, text in enumerate(texts_there, start)}
        rows = (f'<row r="{at[1:]}">{inline(at, text)}</row>'.replace("{style}", "") for at, text in cells.items())
        data = with_rows(data, f"xl/worksheets/sheet{number}.xml", "".join(rows))
        here |= {(sheet.name, at): _meant(text) for at, text in cells.items()}
    path.write_bytes(data)
    return here


def in_master(folder: Folder) -> dict[tuple[str, str, str], str]:
    """The master's text of each cell, by file, sheet and cell."""
    sheets = keyed(folder.master)
    found: dict[tuple[str, str, str], str] = {}
    for row in records(sheets["leftovers"]):
        found[str(row["file"]), str(row["sheet"]), str(row["cell"])] = str(row["value"])
    for row in records(sheets["statements"]):
        at = str(row["file"]), str(row["sheet"]), str(row["cell"])
        if at not in found:
            found[at] = str(row["typed"] if row["typed"] is not None else row["text"])
    return found


def compare(folder: Folder, sent: dict[str, dict[tuple[str, str], str]]) -> None:
    result = merge(folder)
    assert {s.status for s in result.submissions} <= {"accepted", "accepted_with_errors"}
    found = in_master(folder)
    cells = [(f"inbox/{code}.xlsx", at, text) for code, cells in sent.items() for at, text in cells.items()]
    expected = {(file, *at): text for file, at, text in cells if not is_blank(text)}
    wrong = {at: (text, found.get(at)) for at, text in expected.items() if found.get(at) != text}
    assert len(wrong) == 0, list(wrong.items())[:5]
    assert result.balance.is_even


@pytest.mark.slow
def test_thousands_of_texts(tmp_path: Path) -> None:
    """Controls, escapes, direction marks, astral and combining characters, texts that fill a cell: all come back. The
    thorough run takes a hundred thousand."""
    folder = definition(tmp_path, agencies=AGENCIES, sections=SECTIONS)
    loose, lines = effort(60, 4500), effort(30, 500)
    sent = {c: put(folder, c, list(texts(n, loose)), list(texts(100 + n, lines))) for n, c in enumerate(CODES)}
    assert sum(map(len, sent.values())) == len(CODES) * (loose + lines)
    assert {32_767} < {len(t.encode("utf-16-le")) // 2 for cells in sent.values() for t in cells.values()}
    compare(folder, sent)


#: Texts as typed, and as they may be in a file: `_x1EC1_` there is `ề` on the screen.
_TYPED = (
    *("_x1EC1_", "Xã _x1ec1_ cũ", "_x005F_", "_x005F_x1EC1_", "_x0041_x0042_", "_x005F_x0041_x005F_", "__x1EC1__"),
    *("_X1EC1_", "a_x000D_", "_x1EC", "_xD83D__xDE00_", "_xlfn.x", "<r>_x1EC1_x0041_</r>"),
)
_IN_THE_FILE = {
    **{"_x1EC1_": "ề", "a_x1ec1_b": "aềb", "_xD83D__xDE00_": "😀", "_xD83D_": "_xD83D_", "_X1EC1_": "_X1EC1_"},
    **{"_x005F_x1EC1_": "_x1EC1_", "_x005F_x005F_x1EC1_": "_x005Fề", "_x1EC1_x0041_": "ềx0041_", "_x00E0_": "à"},
    **{"_x005F_x005F_x005F_x1EC1_": "_x005F_x1EC1_", "_x005F_xD83D__xDE00_": "_xD83D__xDE00_", "_x20AC__x1EC1_": "€ề"},
}


@pytest.mark.slow
@pytest.mark.parametrize("text", some(_TYPED[1:], 2))
def test_a_text_like_an_escape_is_text_everywhere(tmp_path: Path, text: str) -> None:
    """Typed into the definition and a form, it is the same in each, in the master, and in a master of masters."""
    label = text.replace("|", "")
    code = f"S{label[:24]}" if not set(label) & set("<>/") else "S"
    words = {"code": "T1", "topic": f"Nhóm {label}", "label": f"Số {label}", "unit": "hộ", "kind": "count"}
    choice = {"code": "C1", "topic": "", "label": "Mức", "unit": "", "kind": "choice", "choices": f"{label} | khác"}
    agencies = [{"code": c, "name": f"Sở {label} {c}", "short_name": f"Sở {c}"} for c in (code, "S2")]
    sections = [{"code": "dat", "role": "achievement", "heading": f"Đạt {label}"}]
    about = {"id": "X", "title": f"Đợt {label}", "periods": "2019 | 2020"}
    indicators = [{**words, "guidance": f"Ghi {label}"}, choice]
    sheets = {"campaign": [about], "agencies": agencies, "indicators": indicators, "sections": sections}
    campaign = (folder := define(tmp_path, sheets)).campaign
    count, level = campaign.indicators
    assert (campaign.title, campaign.agencies[0].code) == (f"Đợt {label}", code)
    assert (campaign.agencies[0].name, campaign.sections[0].heading) == (f"Sở {label} {code}", f"Đạt {label}")
    assert (count.label, level.choices) == (f"Số {label}", (label, "khác"))
    write_templates(folder)
    for agency in campaign.agencies:
        blank = read_workbook(form_in(folder.outgoing, agency.code), "x.xlsx")
        assert isinstance(blank, RawWorkbook)
        assert f"Số {label}" in {cell for sheet in blank.sheets for row in sheet.rows for cell in row}
        figures: dict[tuple[str, str], CellValue] = {("T1", "2019"): 1, ("T1", "2020"): 2, ("C1", "2019"): label}
        lines = (NarrativeLine(section="dat", text=f"Câu {label} này."),)
        content = Filling(figures={**figures, ("C1", "2020"): "khác"}, lines=lines, info={"prepared_by": label})
        write(folder, agency.code, content)
    result = merge(folder)
    assert [(f.code, f.value) for f in result.findings if f.severity == "error"] == []
    (first, _) = result.used.values()
    assert [s.text for s in first.statements] == [f"Câu {label} này."]
    assert {f.typed for f in first.figures if f.indicator == "C1"} == {label, "khác"}
    assert [v.text for v in first.info if v.key == "prepared_by"] == [label]
    again = merge_files(folder, [folder.master], output=tmp_path / "m.xlsx", as_of=DAY)[0]
    for one, other in zip(result.used.values(), again.used.values(), strict=True):
        assert (one.statements, one.figures, one.info) == (other.statements, other.figures, other.info)
    whole, of_masters = keyed(folder.master), keyed(tmp_path / "m.xlsx")
    for key in ("statements", "groups", "by_agency", "matrix"):
        one_side, other_side = ({str(c) for row in s[key].rows for c in row.cells} for s in (whole, of_masters))
        assert one_side == other_side, key
    assert any(f"Câu {label} này." in str(c) for row in whole["groups"].rows for c in row.cells)


@pytest.mark.parametrize(
    ("part", "was", "becomes"),
    [
        ("xl/sharedStrings.xml", r"Z(\d+)Z", "{}"),
        ("xl/worksheets/sheet1.xml", r't="s"><v>(\d+)</v>', 't="inlineStr"><is><t>{}</t></is>'),
    ],
)
def test_an_escape_in_a_file_is_read_as_it_is_shown(tmp_path: Path, part: str, was: str, becomes: str) -> None:
    """As Excel and LibreOffice show it, whether in shared strings or in the cells."""
    path, texts = tmp_path / "x.xlsx", [*_IN_THE_FILE]
    with Workbook(path) as book:
        book.add_worksheet("A").write_column(0, 0, [f"Z{row}Z" for row in range(len(texts))])
    data = changed(path.read_bytes(), part, lambda t: re.sub(was, lambda m: becomes.format(texts[int(m[1])]), t))
    path.write_bytes(data)
    assert first_column(path) == [*_IN_THE_FILE.values()]


def written(path: Path, texts: Sequence[str]) -> Path:
    """A workbook with these texts in a column, cell by cell and then in bulk rows."""
    with Book(path, created=datetime(2021, 1, 1), title="x") as book:
        sheet, plain = book.sheet("A"), book.style()
        for row, text in enumerate(texts):
            sheet.write_text(row, 0, text)
        sheet.write_columns(len(texts), [texts], [plain])
    return path


def first_column(path: Path) -> list[CellValue]:
    read = read_workbook(path, path.name)
    assert isinstance(read, RawWorkbook)
    return [row[0] for row in read.sheets[0].rows]


def test_texts_beside_control_characters_are_read_back(tmp_path: Path) -> None:
    """A control character is an escape in the file, and may complete a text like one."""
    texts = [*_TYPED, "_x12bA\x04", "_x005F_x0041\x1f_", "_x12bA\t_", "\x01_x1EC1_x0041\x02"]
    assert first_column(written(tmp_path / "x.xlsx", texts)) == [*texts, *texts]


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_shows_what_was_typed(tmp_path: Path) -> None:
    """In LibreOffice's format there are no escapes."""
    assert first_column(convert(written(tmp_path / "x.xlsx", _TYPED), "ods", tmp_path / "ods")) == [*_TYPED, *_TYPED]
