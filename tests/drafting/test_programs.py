"""Reports as the programs of agencies write them: Word, Google Docs, LibreOffice, old versions and old encodings."""

import tracemalloc
from io import BytesIO
from itertools import product
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from tests.building import keyed
from tests.drafting.programs import BODY, LINES, POINTS, PROGRAMS, VALUES
from tests.drafting.reports import HEADED, all_texts, document, finding, listed, packed, paragraph, points, run, table
from tests.drafting.reports import read as drafted
from tests.effort import some
from tests.language.test_text import to_vni
from tests.office import convert, convert_all, needs_libreoffice
from tests.report import planting
from tests.report.planting import planted
from toolkit.cli import main as cli
from toolkit.drafting.agency_report import AgencyReport
from toolkit.form.contents import UNPLACED
from toolkit.language import legacy
from toolkit.run.folder import Folder
from toolkit.run.reporting import write_draft


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return planted(tmp_path)


def read(data: bytes | docx.document.Document) -> AgencyReport:
    return drafted(data, "SCX", of=planting.harvested().campaign)


def values(letter: AgencyReport) -> dict[tuple[str, str], object]:
    return {(p.indicator, p.period): p.value for p in letter.proposed}


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_report_is_read_equally_from_any_program(program: str) -> None:
    """Typed by hand, numbered by Word, styled, or from Google Docs: the same points and figures."""
    letter = read(PROGRAMS[program]())
    assert (points(letter), values(letter)) == (POINTS, VALUES)


@pytest.mark.slow
@needs_libreoffice
def test_a_report_saved_by_libreoffice_is_read_equally(tmp_path: Path) -> None:
    """The same documents, and the toolkit's report, opened and saved in LibreOffice."""
    data = {name: PROGRAMS[name]() for name in ("styled", "google")} | {"ours": planting.printed()}
    for name, content in data.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    saved = convert_all([tmp_path / f"{name}.docx" for name in data], tmp_path / "saved", "docx")
    *others, ours = (read(path.read_bytes()) for path in saved)
    assert [(points(letter), values(letter)) for letter in others] == [(POINTS, VALUES)] * 2
    first = read(data["ours"])
    assert [(p.section, p.theme, p.text, p.evidence) for p in ours.points] == [
        (p.section, p.theme, p.text, p.evidence) for p in first.points
    ]
    assert values(ours) == values(first)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", some(("doc", "odt", "rtf"), 2))
def test_other_kinds_of_document_are_converted_by_libreoffice(
    folder: Folder, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it is installed; without it a message says how to save a `.doc` as `.docx`."""
    source = tmp_path / "new.docx"
    source.write_bytes(PROGRAMS["typed"]())
    report = convert(source, kind, tmp_path / "old")  # type: ignore[arg-type]
    made = write_draft(folder, report, "SCX", tmp_path / "form.xlsx")
    assert (made.converted, points(made.letter), values(made.letter)) == (True, POINTS, VALUES)
    if kind == "doc":
        monkeypatch.setattr("toolkit.run.office.program_path", lambda: None)
        assert cli.run(["draft", str(report), "--agency", "SCX", "--campaign", str(folder.root)]) == 3
        assert "là tệp Word kiểu cũ (.doc)" in capsys.readouterr().err


# --- Limits ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_paragraph_longer_than_a_cell_continues_in_more_lines(folder: Folder, tmp_path: Path) -> None:
    """No character is lost, no cell is too full, and the draft names the split paragraph; unplaced ones too."""
    sizes = [("đ", 32_767, 0), ("ă", 32_768, 0), ("ơ", 70_001, 7), ("\U0001f600", 32_768, 7), ("\U0001f601", 70_001, 0)]
    longest = [
        "".join(" " if blank and n % blank == blank - 1 else sign for n in range(length - 1)) + sign
        for sign, length, blank in sizes
    ]
    made = document(*HEADED, "**I. Hạn chế**", *longest)
    table(made, *([text] for text in longest))
    report = tmp_path / "dai.docx"
    report.write_bytes(packed(made))
    result = write_draft(folder, report, "SCX")
    units = [len(text.encode("utf-16-le")) // 2 for text in longest]
    findings = [dict(f.arguments)["length"] for f in result.letter.findings if f.code == "letter-line-too-long"]
    assert findings == [length for length in units if length > 32_767] * 2
    texts = {False: "", True: ""}  # by whether they are unplaced
    for line in result.filling.lines:
        assert len(str(line.text).encode("utf-16-le")) // 2 <= 32_767
        texts[line.section == UNPLACED] += str(line.text).replace(" ", "")
    assert ["".join(texts.values()).count(text.replace(" ", "")) for text in longest] == [2] * 5
    assert keyed(result.path)["statements"].rows


WHERE, NUMBERS = ("gridSpan", "ilvl", "start", "outlineLvl"), ("300000000", "9" * 5_000, "-5", "²", "")


@pytest.mark.slow
@pytest.mark.parametrize(("what", "number"), some(list(product(WHERE, NUMBERS)), 5))
def test_numbers_in_a_document_do_not_determine_the_time_of_reading(what: str, number: str) -> None:
    """Columns that a cell spans, levels and starts of lists: any number, or none, and the words are read."""
    made = docx.Document(BytesIO(PROGRAMS["styled"]()))
    for cell in made.element.body.iter(qn("w:tc")):
        cell.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="1"/>'))
    for about in made.element.body.iter(qn("w:pPr")):
        about.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    lists = made.part.numbering_part.element
    for form in lists.iter(qn("w:numFmt")):
        form.set(qn("w:val"), "upperLetter" if number > "3" * 9 else "upperRoman")
    for root in (made.element.body, lists):
        for element in root.iter(qn(f"w:{what}")):
            element.set(qn("w:val"), number)
        for element in root.iter(qn("w:lvl")) if what == "ilvl" else ():
            element.set(qn("w:ilvl"), number)
    data = packed(made)
    tracemalloc.start()
    try:
        letter = read(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    found = " ".join(all_texts(letter))
    assert all(text in found for mark, text in BODY if mark == "-")
    assert most < 40_000_000


# --- Old encodings, tracked changes ------------------------------------------------------------------


def _in_tcvn3(text: str) -> str:
    letters = dict(zip(legacy._LETTERS, legacy._TCVN3_LETTERS, strict=True))
    return "".join(letters.get(c, letters.get(c.lower(), c)) for c in text)


@pytest.mark.slow
def test_text_in_tcvn3_is_read_as_vietnamese() -> None:
    """A report in .VnTime, its headings in .VnTimeH, gives the same points as in Unicode, and so does a text file."""
    made = docx.Document()
    made.styles["Normal"].font.name = ".VnTime"
    for text in (*HEADED, *LINES):
        typed = made.add_paragraph().add_run(_in_tcvn3(text))
        typed.bold, typed.font.size = not text.startswith("-"), Pt(14)
        if text.isupper() or text.partition(". ")[2].isupper():
            typed.font.name = ".VnTimeH"
    letter = read(made)
    assert (points(letter), listed(letter, "title")) == (POINTS, " / ".join(HEADED))
    assert finding(letter, "letter-old-encoding").value == "TCVN3 (ABC)"
    plain = read(_in_tcvn3("\n\n".join(LINES)).encode("latin-1"))
    assert (points(plain), plain.encoding) == (POINTS, "TCVN3 (ABC)")


#: In VNI: “Đội ngũ còn thiếu, kinh phí được cấp chậm so với kế hoạch”.
_VNI = "Ñoäi nguõ coøn thieáu, kinh phí ñöôïc caáp chaäm so vôùi keá hoaïch"


@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_one_paragraph_in_an_old_encoding_does_not_change_others(kind: str) -> None:
    """Texts of departments pasted into one report: each is read in its encoding, and Unicode is unchanged."""
    old = _in_tcvn3("- Tỷ lệ cây sống còn thấp so với chỉ tiêu được giao")
    typed = (*HEADED, "I. Hạn chế", "- Có 12 phòng máy tính", old, f"- {_VNI}", "- Không có kinh phí")
    letter = read(packed(document(*typed)) if kind == "docx" else "\n\n".join(typed).encode())
    assert points(letter) == (
        "han Có 12 phòng máy tính / han Tỷ lệ cây sống còn thấp so với chỉ tiêu được giao / "
        "han Đội ngũ còn thiếu, kinh phí được cấp chậm so với kế hoạch / han Không có kinh phí"
    )
    assert letter.encoding == "TCVN3 (ABC), VNI"


@pytest.mark.slow
def test_unicode_beside_old_fonts_is_left_alone() -> None:
    """Paragraphs in two old encodings are converted, and those in Unicode beside them are kept."""
    first, second = "Tỷ lệ cây sống đạt 99,2% so với kế hoạch", "Đội ngũ kỹ thuật còn thiếu so với định mức"
    made = document(
        LINES[0], _in_tcvn3(first), to_vni(second), "- Không có máy tính", "- Có 12 phòng", _in_tcvn3("- Có")
    )
    for at, font in ((1, ".VnTime"), (2, "VNI-Times"), (5, ".VnTime")):
        made.paragraphs[at].runs[0].font.name = font
    letter = read(made)
    assert {first, second, "Không có máy tính", "Có 12 phòng", "Có"} <= set(all_texts(letter))
    assert letter.encoding == "TCVN3 (ABC), VNI"


@pytest.mark.slow
def test_tracked_deletions_are_findings() -> None:
    """Insertions are read, deletions are not, and the draft lists what was deleted."""
    deleted = '<w:del w:id="1" w:author="x"><w:r><w:delText>người</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="x">{run("nước tưới")}</w:ins>'
    letter = read(document(*HEADED, "**I. Hạn chế**", paragraph(run("- Thiếu "), deleted, inserted)))
    assert points(letter) == "han Thiếu nước tưới"
    tracked = [f for f in letter.findings if f.code == "tracked-changes"]
    assert [(f.value, dict(f.arguments)["count"]) for f in tracked] == [("“người”", 1)]
