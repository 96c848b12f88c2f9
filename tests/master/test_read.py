"""A master workbook is read back: the submissions it was made from, its groups and edits, by columns that are described
once."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import toolkit
from tests.building import DAY, change, define, every_way, keyed, merge, random_filling, write
from toolkit.consolidation.consolidate import consolidate
from toolkit.export.tables import RECORD_SHEETS, tables_of
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.master.read import read_master
from toolkit.master.recognising import is_master
from toolkit.master.sheets.context import View
from toolkit.master.sheets.master import write_master
from toolkit.master.sheets.reports import STATEMENTS
from toolkit.messages import masters
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.model import (
    Agency,
    Campaign,
    Consolidation,
    Figure,
    Language,
    Leftover,
    Section,
    SignedFigure,
    SignedReport,
    Source,
    Statement,
    Submission,
    Value,
)
from toolkit.model.packing import DAMAGED, pack, unpack
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import keyed_sheet
from toolkit.spreadsheet.workbook import read_trusted
from toolkit.xlsx.tables import KINDS, TableColumn

LONG = "ư" * 20_000 + "\n <r>đậm</r> _x000D_ 😀 " * 100
ODD = "\x07chuông\r\nxuống dòng  "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Every kind of figure, typed well and badly; a superseded file, a rejected one, odd and long texts."""
    folder = define(tmp_path_factory.mktemp("campaign"), every_way())
    for number, code in enumerate(("SA", "SB", "HC", "HD")):
        content = random_filling(folder, code, number, blanks=0.2, words=0.3, odd=True)
        lines = (
            NarrativeLine(section="dat", text=LONG),
            NarrativeLine(section="han", text=ODD, theme="lạ", evidence=" x "),
        )
        notes = {"W1": "  ghi chú\n hai dòng"}
        write(folder, code, replace(content, lines=(*content.lines, *lines), notes=notes), name=f"đợt 1/{code}")
    write(folder, "SA", Filling(figures={("W1", "2018"): 5, ("T1", "2018"): " =1+1 "}), name="đợt 2/SA")
    book = openpyxl.load_workbook(folder.inbox / "đợt 1" / "SB.xlsx")
    book.create_sheet("Thêm").append(["ngoài biểu", 5, True, datetime(2020, 1, 2, 3, 4), "#N/A"])
    book.save(folder.inbox / "đợt 1" / "SB.xlsx")
    (folder.inbox / "hỏng.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return folder


def by_section(result: Consolidation, submissions: Iterable[Submission]) -> list[Submission]:
    """The submissions with their statements in the report's order."""
    order = {s.code: n for n, s in enumerate(result.campaign.sections)}
    return [replace(s, statements=tuple(sorted(s.statements, key=lambda x: order[x.section]))) for s in submissions]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_merged_is_read_back(folder: Folder, tmp_path: Path, language: Language) -> None:
    """Each submission is read from the master unchanged: every figure, text, finding, source and balance. A master made
    from what a master holds is the same file, byte for byte."""
    result = merge(folder, language=language)
    content = read_master(folder.master)
    assert by_section(result, result.submissions) == list(content.submissions)
    made_of = (result.campaign.id, result.campaign.fingerprint, DAY)
    assert made_of == (content.campaign, content.definition, content.as_of)
    assert content.whole
    assert content.changed_files == ()
    assert result.groups == content.groups
    assert {bool, float, str, date, type(None)} <= {f.value.__class__ for f in content.figures}
    again = consolidate(result.campaign, content.submissions, as_of=DAY, edits=content.edits)
    write_master(tmp_path / "again.xlsx", again, language)
    assert folder.master.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


@pytest.mark.slow
def test_a_master_with_changed_or_missing_sheets(folder: Folder, tmp_path: Path) -> None:
    """If sheets were renamed and rows deleted by hand, the rest is read, and the file of the deleted rows is named. One
    of an earlier release, without the hidden sheet, still gives its figures, statements and sources."""
    result = merge(folder)

    def spoil(book: openpyxl.workbook.Workbook) -> None:
        book["Số liệu gốc"].title = "Bảng số"
        book["Bảng số"].delete_rows(5)

    content = read_master(change(folder.master, spoil, tmp_path / "changed.xlsx"))
    assert content.whole
    assert content.changed_files == ("inbox/đợt 2/SA.xlsx",)
    assert len(result.figures) - 1 == len(content.figures)
    content = read_master(change(folder.master, lambda book: book.remove(book["_parts"]), tmp_path / "old.xlsx"))
    assert not content.whole
    there, expected = (
        {(f.agency, f.indicator, f.period, f.state, f.typed) for f in of.figures} for of in (content, result)
    )
    assert there == expected
    assert [s.source.sha256 for s in result.submissions] == [s.source.sha256 for s in content.submissions]


@pytest.mark.slow
def test_files_that_are_no_master_are_refused(folder: Folder, tmp_path: Path) -> None:
    """A form and a file that is no workbook have different codes."""
    merge(folder)
    with pytest.raises(NotDoneError) as caught:
        read_master(folder.inbox / "đợt 1" / "SA.xlsx")
    assert caught.value.code == "no-master"
    (tmp_path / "x.xlsx").write_bytes(b"x")
    with pytest.raises(NotDoneError) as caught:
        read_master(tmp_path / "x.xlsx")
    assert caught.value.code == "master-not-read"
    with pytest.raises(UsageError) as gone:
        read_master(tmp_path / "y.xlsx")
    assert gone.value.code == "no-such-path"
    sheets = read_trusted(folder.master, None)
    assert sheets is not None
    assert is_master(sheets)
    assert "parts" in {k.key for s in sheets if (k := keyed_sheet(s))}


@pytest.mark.slow
def test_a_submission_is_packed_and_unpacked(folder: Folder) -> None:
    """It is packed into bytes and comes back equal, under whatever name the file then has."""
    result = merge(folder)
    for submission in result.submissions:
        assert submission == unpack(pack(submission), submission.source.file)
    one = next(iter(result.used.values()))
    renamed = unpack(pack(one), "khác.xlsx")
    files = {f.file for f in renamed.figures} | {f.file for f in renamed.findings}
    assert {renamed.source.file, *files} == {"khác.xlsx"}
    assert one.figures == tuple(f._replace(file=one.source.file) for f in renamed.figures)


TEXTS = (("a", "b"), ("a", "a"), ("", "a"), ("|", ""), ("a|b", "c"), ("a|", "|", "b"), ("a", "|", "x" * 5000))


@pytest.mark.parametrize("texts", [*TEXTS, ("\n", "“ư”"), ()])
def test_columns_come_back_unchanged(texts: tuple[str, ...]) -> None:
    """The texts packed as one may contain anything; figures are of all kinds."""
    values: tuple[Value | None, ...] = (1.0, None, "có", True, date(2020, 3, 7))
    submission = Submission(
        source=Source(file="a.xlsx"),
        status="accepted",
        figures=tuple(Figure("SA", t, "2019", v, "given", t, t) for t in texts for v in values),
        statements=tuple(Statement(t, "SA", "dat", t, "", t, "a.xlsx") for t in texts),
    )
    assert repr(submission) == repr(unpack(pack(submission), "a.xlsx"))


@pytest.mark.parametrize("column", [[2, "a|b|c"], [2, "a"], [2, 5], [2, ["a"]], [1, ["a"]], [7], 5, ["a", "b"]])
def test_a_damaged_column_is_refused(column: object) -> None:
    """A pack with wrong numbers of rows or columns, or without texts for texts."""
    figures = tuple(Figure("SA", code, "2019", value, "given") for code, value in (("A1", 1.0), ("A2", 2.0)))
    report = Submission(source=Source(file="a.xlsx"), status="accepted", figures=figures)
    head, packed, *rest = json.loads(pack(report))
    for damaged in ([*packed[:2], column, *packed[3:]], packed[:-1]):
        with pytest.raises(DAMAGED):
            unpack(json.dumps([head, damaged, *rest]).encode(), "a.xlsx")


# --- Columns -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def result() -> Consolidation:
    """One report with two statements, one of them from its PDF, and a cell without a position."""
    agencies = (Agency(code="SA", name="Sở A", short_name="A"),)
    sections = (Section(code="han", role="limitation", heading="Hạn chế"),)
    campaign = Campaign(id="T", title="T", agencies=agencies, sections=sections)
    place = {"file": "inbox/a.xlsx", "sheet": "Nội dung"}
    submission = Submission(
        source=Source(file="inbox/a.xlsx", sha256="1"),
        status="accepted",
        agency="SA",
        statements=(
            Statement("s1", "SA", "han", "Thiếu nước tưới", evidence="Kho 2", cell="B5", **place),
            Statement("s2", "SA", "han", "Thiếu cây con", cell="B6", **place),
        ),
        leftovers=(Leftover(cell="D9", value="7", reason="unkeyed-content", agency="SA", **place),),
    )
    printed = SignedFigure("SA", "han", "", "Thiếu nước tưới", "", 1, "equal")
    made = consolidate(campaign, [submission], as_of=date(2020, 7, 31))
    return replace(made, signed={"SA": SignedReport(agency="SA", files=("inbox/a.pdf",), figures=(printed,))})


def test_columns_have_headings_and_are_those_of_the_sheet(result: Consolidation, tmp_path: Path) -> None:
    """No heading is a key, and no column is described twice; those with a width are drawn in that order."""
    write_master(tmp_path / "m.xlsx", result)
    drawn = keyed(tmp_path / "m.xlsx")
    for sheet in RECORD_SHEETS:
        columns = sheet.columns_of(View.of(result))
        shown = [c for c in columns if c.width and not c.hidden]
        assert [c.key for c in shown if not c.heading and c.key not in masters.COLUMNS] == []
        assert {c.kind for c in columns if isinstance(c.kind, str)} <= set(KINDS)
        assert len({c.key for c in columns}) == len(columns)
        assert (sheet.key in drawn) is (sheet.key != "followup")  # nothing from last time
        assert sheet.key not in drawn or list(drawn[sheet.key].columns) == [c.key for c in columns if c.width]


@pytest.mark.slow
def test_frames_have_the_columns_that_programs_get(result: Consolidation) -> None:
    frames = toolkit.frames(result)
    for sheet in RECORD_SHEETS:
        columns = sheet.columns_of(View.of(result))
        assert list(frames[sheet.key].columns) == [c.key for c in columns if c.value is not None]


@pytest.mark.slow
def test_a_described_column_is_everywhere(
    result: Consolidation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more described column of statements is drawn under its heading, in frames, exported, and read back."""
    words = TableColumn("words", 9, "count", lambda s, view: len(s.text.split()), heading=masters.COLUMNS["count"])
    monkeypatch.setitem(vars(STATEMENTS), "columns", (*STATEMENTS.columns_of(View.of(result)), words))
    write_master(tmp_path / "m.xlsx", result)
    table = next(t for t in tables_of(result, "vi") if t.name == "statements")
    place = [(c.name, c.type) for c in table.columns].index(("words", "integer"))
    assert [row[place] for row in table.rows] == [3, 3]
    sheet = keyed(tmp_path / "m.xlsx")["statements"]
    assert [sheet.text(row, "words") for row in sheet.rows][-3:] == [masters.COLUMNS["count"].vi, "3", "3"]
    assert list(toolkit.frames(result)["statements"]["words"]) == [3, 3]
    assert read_master(tmp_path / "m.xlsx").statements == result.statements
