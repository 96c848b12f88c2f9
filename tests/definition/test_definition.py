"""The definition workbook: what is written is read back, and every mistake is reported at once, with its cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import building
from tests.building import change, define, definition, filled, keyed, once, table
from tests.cases import cases
from tests.effort import effort, some
from toolkit.checks.words_and_figures import phrases_of
from toolkit.cli import main as cli
from toolkit.consolidation.headlines import headline_indicators
from toolkit.consolidation.trend import pairs
from toolkit.definition.campaign import load_campaign, read_campaign
from toolkit.definition.sheets import CAMPAIGN_ROWS, SHEETS, Column
from toolkit.definition.starter import programmes, starter_tables
from toolkit.drafting.sections import Sections
from toolkit.messages import masters
from toolkit.messages.definition_sheets import COLUMNS, VALUE, heading
from toolkit.messages.definition_sheets import SHEETS as SHEET_NAMES
from toolkit.messages.errors import DefinitionError
from toolkit.messages.findings import FINDINGS as ALL
from toolkit.messages.findings import FINDINGS_OF
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Campaign, CellValue, Finding, Indicator, Language, Period, Word
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook, read_workbook
from toolkit.xlsx.drawn.definition import write_definition

ABOUT = {**building.ABOUT, "id": "D-1", "lead_agency": "SA", "periods": "2019|2020-6M"}
TABLES = {
    "agencies": r"""
| code | name         | short_name | group          | email       | since      | parent | replaced_by |
|------|--------------|------------|----------------|-------------|------------|--------|-------------|
| SA   | Sở A         | A          | sở\|cấp tỉnh   | a@b.example | 2001-02-03 |        |             |
| SB   | Sở B         |            | sở\|cấp tỉnh   |             |            | SA     |             |
| HC   | UBND huyện C |            | huyện          |             |            |        | SA\|SB      |
| SD   | Sở D         |            | sở             |             |            |        |             |
""",
    "indicators": r"""
| code | topic | label    | unit       | kind    | asked_of | owner | required | minimum | maximum | choices   | across_agencies | across_periods | weight | formula     | target | headline |
|------|-------|----------|------------|---------|----------|-------|----------|---------|---------|-----------|-----------------|----------------|--------|-------------|--------|----------|
| N1   | Một   | Số người | người      | count   |          |       | yes      | 0       | 9000    |           | sum             | last           |        |             | 50     | 1        |
| N2   | Một   | Số hộ    | hộ         | count   | huyện    | HC    | no       |         |         |           | sum             | sum            |        |             |        |          |
| P1   | Hai   | Tỷ lệ    | %          | percent |          |       |          |         |         |           | none            | last           |        | =N1/N3*100  | 12.5   |          |
| N3   | Hai   | Số khác  | người      | decimal |          |       |          |         |         |           | mean            | mean           | N1     |             |        |          |
| M1   | Hai   | Kinh phí | triệu đồng | money   | sở\|HC   |       |          |         |         |           | sum             | sum            |        |             |        |          |
| C1   | Ba    | Xếp loại | mức        | choice  |          |       |          |         |         | Tốt\|Khá  | none            | none           |        |             |        |          |
| Y1   | Ba    | Có tổ    | có/không   | yesno   |          |       |          |         |         |           | count_yes       | none           |        |             |        |          |
""",  # noqa: E501
    "sections": """
| code  | role        | heading      | asked_of | required | max_words |
|-------|-------------|--------------|----------|----------|-----------|
| good  | achievement | Mặt đạt được |          | yes      | 60        |
| plan  | direction   | Phương hướng | sở       |          |           |
""",
    "themes": r"""
| code | label       | keywords          |
|------|-------------|-------------------|
| comm | Tuyên truyền | tuyên truyền\|tin |
""",
    "rules": """
| code | formula | severity | message         | fix     |
|------|---------|----------|-----------------|---------|
| R1   | =N1<=N3 |          | N1 lớn hơn N3.  | Xem lại |
""",
    "words": """
| kind         | text  | means        |
|--------------|-------|--------------|
| abbreviation | KH    | kế hoạch     |
""",
}
SENTENCES = """
| topic | section | text                                            | page |
|-------|---------|-------------------------------------------------|------|
| Một   | good    | Đến {N1.ky} có {N1} người[, {N1.so_muc_tieu}].   |      |
| Hai   |         | Tỷ lệ đạt {P1}[; {P1.thay_doi}].                | no   |
"""


def rows(about: Mapping[str, str] | None = None, **tables: str) -> dict[str, Sequence[Mapping[str, str]]]:
    """The tables above as rows, some of them replaced; a table given as "" is left out."""
    given = {**TABLES, **tables}
    return {"campaign": [{**ABOUT, **(about or {})}], **{k: table(v) for k, v in given.items() if v}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A definition without mistakes."""
    return define(tmp_path, rows(sentences=SENTENCES)).definition


def line_of(sheet: KeyedSheet, row: str | int) -> KeyedRow:
    """A row by its code or text, by the item of the campaign, or by its number."""
    if sheet.key == "campaign":
        return sheet.by_key()[str(row)]
    data = [r for r in sheet.rows if not r.for_people and any(c is not None for c in r.cells[1:])]
    first = "code" if "code" in sheet.columns else "text"
    return data[row] if isinstance(row, int) else next(r for r in data if sheet.text(r, first) == row)


def place(path: Path, sheet: str, row: str | int, column: str) -> tuple[str, str]:
    """(sheet name, cell) of a value by its keys."""
    found = keyed(path)[sheet]
    return found.name, found.address(line_of(found, row), column)


def findings(path: Path) -> tuple[Finding, ...]:
    """Everything that reading reports: the warnings, or the errors that stop it."""
    try:
        return load_campaign(path)[1]
    except DefinitionError as error:
        return error.findings


def broken(path: Path, do: Callable[[Workbook], None]) -> tuple[Finding, ...]:
    """What is reported after `do` has changed the workbook."""
    change(path, do)
    return findings(path)


#: Sheet, row (a code, or the item of the campaign), column, and what is typed there.
Cell = tuple[str, str, str, CellValue]
Sheets = Mapping[str, Sequence[Mapping[str, str]]]
#: The rows of a sheet as they are read.
Grid = list[list[Any]]


def read(path: Path) -> RawWorkbook:
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    return raw


def with_grids(raw: RawWorkbook, do: Callable[[dict[str, Grid]], None]) -> RawWorkbook:
    """The workbook after `do` has changed the rows of its sheets, by their keys, or added sheets."""
    before = {str(sheet.rows[0][0]).removeprefix("toolkit:"): sheet for sheet in raw.sheets}
    grids = {key: [list(row) for row in sheet.rows] for key, sheet in before.items()}
    do(grids)
    sheets = (replace(before.get(key, RawSheet(key, ())), rows=grid) for key, grid in grids.items())
    return replace(raw, sheets=tuple(sheets))


def typed_in(
    folder: Path, *cells: Cell, sheets: Sheets | None = None
) -> tuple[Campaign | None, tuple[Finding, ...], list[tuple[str, str]]]:
    """The definition with these texts in its cells, read: the campaign, the findings, and the position of each text.
    The workbook is written once, with all cells that are typed into."""
    given = sheets or rows()
    at, drawn = [], {key: [dict(row) for row in lines] for key, lines in given.items()}
    for sheet, row, column, _ in cells:
        known = [{line.get("code"), line.get("text")} for line in given[sheet]]
        number, key = (0, row) if sheet == "campaign" else (next(n for n, c in enumerate(known) if row in c), column)
        at.append((sheet, row if sheet == "campaign" else number, column))
        drawn[sheet][number][key] = drawn[sheet][number].get(key) or "x"

    def make() -> tuple[RawWorkbook, list[tuple[KeyedSheet, KeyedRow]]]:
        write_definition(folder / "campaign.xlsx", drawn)
        book = keyed(folder / "campaign.xlsx")
        return read(folder / "campaign.xlsx"), [(book[sheet], line_of(book[sheet], row)) for sheet, row, _ in at]

    raw, lines = once(("typed in", repr(drawn), repr(at)), make)

    def enter(grids: dict[str, Grid]) -> None:
        for (sheet, line), (*_, column, text) in zip(lines, cells, strict=True):
            grids[sheet.key][line.index][sheet.columns[column]] = None if text == "" else text

    campaign, found = read_campaign(with_grids(raw, enter))
    places = [(s.name, s.address(line, column)) for (s, line), (*_, column) in zip(lines, at, strict=True)]
    return campaign, found, places


def codes(found: Sequence[Finding]) -> list[str]:
    return sorted(f.code for f in found)


def put(book: Workbook, place: tuple[str, str], typed: str) -> None:
    """Types into a cell formatted as text: what begins with `=` is no formula of the sheet."""
    cell = book[place[0]][place[1]]
    cell.value = typed or None
    if typed:
        cell.data_type = "s"


def sheet_called(book: Workbook, key: str) -> Worksheet:
    return next(s for s in book.worksheets if s["A1"].value == f"toolkit:{key}")


# --- Round trip ----------------------------------------------------------------------------------


def test_a_written_definition_is_read_back_unchanged(path: Path) -> None:
    """Every item of a definition that the writer draws."""
    campaign, warnings = load_campaign(path)
    assert codes(warnings) == []
    assert (campaign.id, campaign.title, campaign.lead_agency) == ("D-1", "Báo cáo thử", "SA")
    assert [p.key for p in campaign.periods] == ["2019", "2020-6M"]
    assert campaign.periods[1] == Period(key="2020-6M", year=2020, kind="months", number=6)
    assert (campaign.issued, campaign.deadline) == (date(2020, 12, 1), date(2021, 1, 10))
    first, second, third, _ = campaign.agencies
    assert first.groups == ("sở", "cấp tỉnh")
    assert (first.since, first.emails, first.short_name) == (date(2001, 2, 3), ("a@b.example",), "A")
    assert (second.short_name, second.parent, third.replaced_by) == ("Sở B", "SA", ("SA", "SB"))
    people, households, rate, other, money, choice, yes = campaign.indicators
    assert (people.required, people.minimum, people.maximum, people.target, people.headline) == (True, 0, 9000, 50, 1)
    assert (households.asked_of, households.owner, households.required) == (("huyện",), ("HC",), False)
    assert (rate.formula, rate.target) == ("=N1/N3*100", 12.5)
    assert (other.weight, other.across_agencies, other.across_periods) == ("N1", "mean", "mean")
    assert (money.unit, money.asked_of, choice.choices) == ("triệu đồng", ("sở", "HC"), ("Tốt", "Khá"))
    assert yes.across_agencies == "count_yes"
    sections = [("good", "achievement", True, 60), ("plan", "direction", False, None)]
    assert [(s.code, s.role, s.required, s.max_words) for s in campaign.sections] == sections
    assert campaign.themes[0].keywords == ("tuyên truyền", "tin")
    assert (campaign.rules[0].severity, campaign.rules[0].fix) == ("error", "Xem lại")
    assert campaign.words == (Word(kind="abbreviation", text="KH", means="kế hoạch"),)


@pytest.mark.slow
def test_the_starter_has_no_mistakes(tmp_path: Path) -> None:
    """The definition of a new campaign has neither errors nor warnings, in either language."""
    languages: tuple[Language, ...] = ("vi", "en")
    paths = [tmp_path / f"{language}.xlsx" for language in languages]
    for language, target in zip(languages, paths, strict=True):
        write_definition(target, starter_tables(), language)
        assert findings(target) == ()
    read = [load_campaign(target)[0] for target in paths]
    assert read[0] == read[1]
    assert read[0].fingerprint


def test_position_and_names_of_sheets_do_not_matter(path: Path) -> None:
    """With sheets renamed and reordered, columns and rows moved, the same campaign is read; codes may be row keys
    only."""
    before = load_campaign(path)[0]

    def do(book: Workbook) -> None:
        for number, sheet in enumerate(book.worksheets):
            sheet.title = f"Trang {number}"
            sheet.insert_rows(2, 3)
        sheet_called(book, "indicators").insert_cols(3, 2)
        book.move_sheet(book.worksheets[1], 5)
        sections = sheet_called(book, "sections")
        column = next(c.column for c in sections[1] if c.value == "code")
        for row in range(2, sections.max_row + 1):
            if sections.cell(row, 1).value != "#":
                sections.cell(row, 1).value = sections.cell(row, column).value
        sections.cell(1, column).value = "#"

    assert broken(path, do) == ()
    assert load_campaign(path)[0] == before


def test_the_fingerprint_changes_with_every_question(path: Path) -> None:
    """Two definitions have the same fingerprint only if they ask the same."""
    same, other = (path.with_name(name) for name in ("same.xlsx", "other.xlsx"))
    write_definition(same, rows())
    write_definition(other, rows({"deadline": "2021-01-11"}))
    prints = [load_campaign(one)[0].fingerprint for one in (path, same, other)]
    assert prints[0] == prints[1] != prints[2]


# --- One wrong cell, one finding -----------------------------------------------------------------

WRONG_CELLS = r"""
| case                       | sheet      | row         | column          | typed          | code                         | nearest     |
|----------------------------|------------|-------------|-----------------|----------------|------------------------------|-------------|
| no title                   | campaign   | title       | value           |                | definition-blank             |             |
| no id                      | campaign   | id          | value           |                | definition-blank             |             |
| bad period                 | campaign   | periods     | value           | 2019\|20-Q5    | definition-bad-period        |             |
| no good period at all      | campaign   | periods     | value           | sáu tháng      | definition-bad-period        |             |
| no periods                 | campaign   | periods     | value           |                | definition-no-periods        |             |
| period twice               | campaign   | periods     | value           | 2019\|2019     | definition-period-twice      |             |
| bad date                   | campaign   | deadline    | value           | giữa tháng     | definition-not-a-date        |             |
| day before 1900            | campaign   | deadline    | value           | 31/12/1899     | definition-not-a-date        |             |
| day long ago               | agencies   | SA          | since           | 1802-05-01     | definition-not-a-date        |             |
| deadline before issue      | campaign   | deadline    | value           | 2020-11-30     | definition-deadline-early    |             |
| lead that is not there     | campaign   | lead_agency | value           | SX             | definition-unknown-agency    |             |
| id that is no file name    | campaign   | id          | value           | D/1            | definition-bad-code          |             |
| agency without a name      | agencies   | SB          | name            |                | definition-blank             |             |
| two agencies of one name   | agencies   | SD          | name            | Sở B           | definition-same-name         |             |
| agency without a code      | agencies   | SD          | code            |                | definition-blank             |             |
| duplicate agency           | agencies   | SD          | code            | SA             | definition-duplicate-code    |             |
| parent that is not there   | agencies   | SB          | parent          | SAA            | definition-unknown-agency    | SA          |
| successor not there        | agencies   | HC          | replaced_by     | SA\|SBB        | definition-unknown-agency    | SB          |
| choices with commas        | indicators | N3          | choices         | Đạt, Không đạt | definition-list-without-bars |             |
| own parent                 | agencies   | SB          | parent          | SB             | definition-agency-circle     |             |
| own successor              | agencies   | HC          | replaced_by     | SB\|HC        | definition-agency-circle     |             |
| bad day of an agency       | agencies   | SA          | since           | 31/02/2001     | definition-not-a-date        |             |
| code with a bar            | agencies   | SD          | code            | S\|B           | definition-bad-code          |             |
| code of a device           | agencies   | SD          | code            | con            | definition-bad-code          |             |
| code that hides a file     | agencies   | SD          | code            | .SD            | definition-bad-code          |             |
| code of a lock             | agencies   | SD          | code            | ~$SD           | definition-bad-code          |             |
| id of a device             | campaign   | id          | value           | NUL            | definition-bad-code          |             |
| unknown kind               | indicators | N3          | kind            | decimall       | definition-unknown-value     | decimal     |
| kind left out              | indicators | N3          | kind            |                | definition-blank             |             |
| label left out             | indicators | N3          | label           |                | definition-blank             |             |
| duplicate indicator        | indicators | Y1          | code            | N1             | definition-duplicate-code    |             |
| unknown unit of money      | indicators | M1          | unit            | triệu đô       | definition-unknown-unit      |             |
| percentage without percent | indicators | P1          | unit            | người          | definition-unknown-unit      |             |
| number without unit        | indicators | N2          | unit            |                | definition-no-unit           |             |
| unit spelt two ways        | indicators | N3          | unit            | Người          | definition-unit-varies       |             |
| unknown group asked        | indicators | N2          | asked_of        | huyên          | definition-unknown-body      | huyện       |
| unknown owner              | indicators | N2          | owner           | HCC            | definition-unknown-body      | HC          |
| required maybe             | indicators | N2          | required        | maybe          | definition-unknown-value     |             |
| bad minimum                | indicators | N1          | minimum         | ít             | definition-not-a-number      |             |
| minimum without end        | indicators | N1          | minimum         | -inf           | definition-not-a-number      |             |
| point of two readings      | indicators | N1          | maximum         | 10.000         | definition-ambiguous-number  |             |
| comma of two readings      | indicators | N1          | target          | 1,000          | definition-ambiguous-number  |             |
| number as programs write it | indicators | N1         | maximum         | 1_000          | definition-not-a-number      |             |
| number with an exponent    | indicators | N1          | maximum         | 1e3            | definition-not-a-number      |             |
| half a place               | indicators | N1          | headline        | 1,5            | definition-not-whole         |             |
| words of two readings      | sections   | good        | max_words       | 2,000          | definition-ambiguous-number  |             |
| minimum above maximum      | indicators | N1          | minimum         | 9001           | definition-range-empty       |             |
| change below nothing       | indicators | N1          | max_change      | -5             | definition-too-small         |             |
| key figure that is none    | indicators | N1          | headline        | 0              | definition-too-small         |             |
| no words at all            | sections   | good        | max_words       | 0              | definition-too-small         |             |
| choice twice               | indicators | C1          | choices         | Tốt\|tốt\|Khá  | definition-choice-twice      |             |
| address that is none       | campaign   | contact_email | value         | khong-phai-thu | definition-bad-address       |             |
| addresses run together     | agencies   | SA          | email           | a@b.vn c@d.vn  | definition-bad-address       |             |
| two who are answered       | campaign   | contact_email | value         | a@b.vn; c@d.vn | definition-bad-address       |             |
| address with marks         | agencies   | SA          | email           | sở@tinh.vn     | definition-bad-address       |             |
| address as a link          | agencies   | SA          | email           | mailto:a@b.vn  | definition-bad-address       |             |
| name in marked letters     | campaign   | contact_email | value         | so@tỉnh.vn     | definition-bad-address       |             |
| bad headline               | indicators | N1          | headline        | nan            | definition-not-a-number      |             |
| choices left out           | indicators | C1          | choices         |                | definition-no-choices        |             |
| unknown way of adding      | indicators | N1          | across_agencies | summ           | definition-unknown-value     | sum         |
| unknown way over periods   | indicators | N1          | across_periods  | latest         | definition-unknown-value     |             |
| choices of last year       | indicators | C1          | compared_with   | same_period    | definition-same-period-kind  |             |
| answers counted on         | indicators | Y1          | across_periods  | cumulative     | definition-cumulative-kind   |             |
| years counted on apart     | indicators | M1          | across_periods  | cumulative     | definition-cumulative-of-years |           |
| words added                | indicators | C1          | across_agencies | sum            | definition-no-total-of-kind  |             |
| weight that is not there   | indicators | N3          | weight          | N11            | definition-unknown-weight    | N1          |
| code that is a constant    | indicators | M1          | code            | True           | definition-code-is-constant  |             |
| weight that is itself      | indicators | N3          | weight          | N3             | definition-weight-no-number  |             |
| weight that is no number   | indicators | N3          | weight          | C1             | definition-weight-no-number  |             |
| owner that is not asked    | indicators | N2          | owner           | sở             | definition-owner-not-asked   |             |
| part of a group's name     | indicators | N2          | asked_of        | Tỉnh           | definition-unknown-body      | cấp tỉnh    |
| word that is no choice     | rules      | R1          | formula         | =C1<>"Khả"     | formula-unknown-choice       | Khá         |
| choice that is blank       | rules      | R1          | formula         | =C1<>""        | formula-compared-with-blank  | NOT(ISBLANK(C1)) |
| blank, in a condition      | rules      | R1          | formula         | =IF(C1="",N1>0,TRUE) | formula-compared-with-blank | ISBLANK(C1) |
| comma of two readings      | rules      | R1          | formula         | =SUM(N1,1,5)>0 | formula-ambiguous-comma      |             |
| formula that is none       | indicators | P1          | formula         | =N1/           | formula-syntax               |             |
| formula, unknown name      | indicators | P1          | formula         | =N1/N33*100    | formula-unknown-name         | N3          |
| formula, unknown function  | indicators | P1          | formula         | =SUMM(N1;N3)   | formula-unknown-function     |             |
| formula of itself          | indicators | P1          | formula         | =P1+1          | formula-cycle                |             |
| formula of numbers alone   | indicators | P1          | formula         | =100*2         | formula-no-indicator         |             |
| rule of numbers alone      | rules      | R1          | formula         | =1<=0          | formula-no-indicator         |             |
| rule that judges nothing   | rules      | R1          | formula         | =N1+N3         | formula-not-a-rule           |             |
| rule, unknown name         | rules      | R1          | formula         | =N1<=Z9        | formula-unknown-name         |             |
| rule without formula       | rules      | R1          | formula         |                | definition-blank             |             |
| rule without message       | rules      | R1          | message         |                | definition-blank             |             |
| unknown severity           | rules      | R1          | severity        | fatal          | definition-unknown-value     |             |
| unknown role               | sections   | good        | role            | achievment     | definition-unknown-value     | achievement |
| section without heading    | sections   | good        | heading         |                | definition-blank             |             |
| section asked of nobody    | sections   | plan        | asked_of        | xã             | definition-unknown-body      |             |
| words without number       | sections   | good        | max_words       | inf            | definition-not-a-number      |             |
| unknown kind of word       | words      | KH          | kind            | abbrev         | definition-unknown-value     |             |
| code in other letters      | agencies   | SD          | code            | sa             | definition-duplicate-code    |             |
| theme without a label      | themes     | comm        | label           |                | definition-blank             |             |
"""  # noqa: E501


def test_the_fields_of_an_indicator_are_its_columns() -> None:
    """In their order, read by their types; fields of parts of splits only are no columns."""
    columns = {c.key: c for spec in SHEETS if spec.key == "indicators" for c in spec.columns}
    assert [*columns] == [f.name for f in fields(Indicator) if f.name not in ("part_of", "split", "part")] + ["source"]
    assert columns["direction"] == Column("direction", "choice", ("higher", "lower", "none"))
    assert columns["sensitive"] == Column("sensitive", "yesno", ("yes", "no"))
    assert columns["minimum"] == Column("minimum", "number")
    assert columns["topic"] == Column("topic")


def test_messages_name_columns_by_their_headings(path: Path) -> None:
    """Keys are hidden: no sentence about a definition or an edit names a column by its key, nor is the cell beside an
    item of the campaign called one."""
    keys = {key for _, key in COLUMNS if "_" in key} | {k for k in masters.COLUMNS if "_" in k}
    for code, entry in {**FINDINGS_OF["definition"], **FINDINGS_OF["formulas"], **FINDINGS_OF["narrative"]}.items():
        for text in (*entry.what, *entry.fix):
            assert not keys & set(re.findall(r"(?<!\{)\b\w+", text)), code
    arguments = (("column", "edited_theme"),)
    edit = Finding(code="edit-not-followed", severity="warning", file="", value="x", arguments=arguments)
    assert masters.COLUMNS["edited_theme"].vi in describe(edit, "vi")[0]
    assert "edited_theme" not in describe(edit, "vi")[0]
    shown = {str(c) for row in keyed(path)["campaign"].rows if row.for_people for c in row.cells}
    assert VALUE.vi in shown
    assert "Khóa" not in shown


@cases(WRONG_CELLS)
def test_a_wrong_cell_is_one_finding_at_that_cell(
    tmp_path: Path, sheet: str, row: str, column: str, typed: str, code: str, nearest: str
) -> None:
    """One wrong cell gives one finding with its sheet, its cell and the nearest known name."""
    _, (found,), (at,) = typed_in(tmp_path, (sheet, row, column, typed))
    assert (found.code, (found.sheet, found.cell)) == (code, at)
    assert found.severity in ("error", "warning")
    if nearest:
        assert found.text("nearest") == nearest
        assert nearest in " ".join(describe(found, "vi"))
    for language in ("vi", "en"):
        what = describe(found, language)[0]
        assert f"“{at[0]}”" in what
        assert at[1] in what
        if "{column}" in ALL[code].what.vi:
            assert heading(f"{sheet}.{row if sheet == 'campaign' else column}", language) in what
    if typed and code != "definition-deadline-early":
        assert found.value in typed


#: Texts typed together into several cells, with the finding at the cell; a row without a case belongs to the one above.
TOGETHER = """
| case                     | sheet      | row      | column          | typed      | code                      |
|--------------------------|------------|----------|-----------------|------------|---------------------------|
| typed percentage added   | indicators | N3       | kind            | percent    |                           |
|                          | indicators | N3       | unit            | %          |                           |
|                          | indicators | N3       | across_agencies | sum        | definition-percent-added  |
| same name, one after     | agencies   | SD       | name            | Sở B       |                           |
|                          | agencies   | SB       | until           | 2020-01-01 |                           |
|                          | agencies   | SD       | since           | 2020-01-01 |                           |
| five key figures         | indicators | N2       | headline        | 7          |                           |
|                          | indicators | P1       | headline        | 8          |                           |
|                          | indicators | N3       | headline        | 9          |                           |
|                          | indicators | M1       | headline        | 10         |                           |
| seven key figures        | indicators | N2       | headline        | 7          |                           |
|                          | indicators | P1       | headline        | 8          |                           |
|                          | indicators | N3       | headline        | 9          |                           |
|                          | indicators | M1       | headline        | 10         |                           |
|                          | indicators | C1       | headline        | 11         | definition-key-figures    |
|                          | indicators | Y1       | headline        | 12         |                           |
| formulas of each other   | indicators | P1       | formula         | =N1/N3     | formula-cycle             |
|                          | indicators | N3       | formula         | =P1*2      |                           |
| mistakes on all sheets   | campaign   | deadline | value           | mai        | definition-not-a-date     |
|                          | agencies   | SB       | parent          | ZZZZ       | definition-unknown-agency |
|                          | indicators | N3       | kind            | số         | definition-unknown-value  |
|                          | indicators | N2       | asked_of        | tổ         | definition-unknown-body   |
|                          | indicators | P1       | formula         | =N1/(      | formula-syntax            |
|                          | sections   | good     | role            | good       | definition-unknown-value  |
|                          | rules      | R1       | formula         | =N1<QQ     | formula-unknown-name      |
|                          | words      | KH       | kind            | viết gọn   | definition-unknown-value  |
"""


@pytest.mark.slow
def test_several_mistakes_are_reported_together(tmp_path: Path) -> None:
    """Each is reported at its cell, all at once; none hides another. A cycle is one, with each formula in it."""
    typed: dict[str, list[dict[str, str]]] = {}
    for row in table(TOGETHER):
        typed.setdefault(row["case"] or [*typed][-1], []).append(row)
    for case, lines in typed.items():
        _, found, places = typed_in(tmp_path, *((r["sheet"], r["row"], r["column"], r["typed"]) for r in lines))
        expected = {(row["code"], *at) for row, at in zip(lines, places, strict=True) if row["code"]}
        assert {(f.code, f.sheet, f.cell) for f in found} == expected, case
        for one in found:
            if one.code == "formula-cycle":
                assert [(one.sheet, cell) for cell in one.cells] == places
                assert all(cell in describe(one, "vi")[0] for _, cell in places)


@cases("""
| typed             | found |
|-------------------|-------|
| =N1/12*100        | 12    |
| =ROUND(N3*1,1;12) | 1,1   |
| =N1/N3*120        |       |
| =12.0*N3          | 12.0  |
""")
def test_a_number_that_is_a_code_is_a_question(tmp_path: Path, typed: str, found: str) -> None:
    """A code of digits only cannot be distinguished from a number in a formula: neither is guessed."""
    cells = [("N2", "code", "12"), ("Y1", "code", "1.1"), ("P1", "formula", typed)]
    _, reported, (*_, (sheet, formula)) = typed_in(tmp_path, *(("indicators", *cell) for cell in cells))
    got = [(f.code, f.cell, f.text("name")) for f in reported if f.severity == "error" and f.sheet == sheet]
    assert got == ([("formula-number-is-code", formula, found)] if found else [])


@pytest.mark.slow
def test_the_result_of_a_sheets_formula_is_no_formula(path: Path) -> None:
    """A formula that Excel has evaluated, without its text, is reported; its result is never read as a formula."""
    places = [place(path, "indicators", "P1", "formula"), place(path, "rules", "R1", "formula")]

    def do(book: Workbook) -> None:
        book[places[0][0]][places[0][1]] = 12.5
        book[places[1][0]][places[1][1]] = "=N1<=N3"

    found = broken(path, do)
    assert [(f.code, (f.sheet, f.cell)) for f in found] == [("definition-formula-computed", at) for at in places]


def test_an_agency_without_any_question_is_a_warning(tmp_path: Path) -> None:
    """At its row; the definition is usable all the same."""
    only = "| code | role | heading | asked_of |\n|---|---|---|---|\n| good | achievement | Mặt đạt được | sở |"
    write_definition(tmp_path / "campaign.xlsx", rows(indicators="", rules="", sections=only))
    at = place(tmp_path / "campaign.xlsx", "agencies", "HC", "code")
    found = findings(tmp_path)
    assert [(f.code, f.severity, (f.sheet, f.cell)) for f in found] == [("definition-owes-nothing", "warning", at)]


def test_doubtful_key_figures_and_targets_are_questions(tmp_path: Path) -> None:
    """A date has no total; 0.95 may mean 95 % where the figure should be high, 0.5 is right where it should be low."""
    folder = definition(
        tmp_path,
        agencies="| code | name | group |\n|---|---|---|\n| SA | Sở A | sở |",
        indicators=r"""
| code | label  | unit | kind    | choices | across_agencies | headline | direction | target |
|------|--------|------|---------|---------|-----------------|----------|-----------|--------|
| N1   | Ngày   | ngày | date    |         | none            | 1        |           |        |
| C1   | Mức    | mức  | choice  | A \| B  | none            | 2        |           |        |
| P1   | Đạt    | %    | percent |         | mean            |          | higher    | 0.95   |
| P2   | Bỏ học | %    | percent |         | mean            |          | lower     | 0.5    |
""",
    )
    found = {(f.code, f.value): f for f in folder.warnings}
    assert [*found] == [("definition-headline-no-total", "N1"), ("definition-target-fraction", "0.95")]
    assert found["definition-target-fraction", "0.95"].text("percent") == "95"
    assert [i.code for i in headline_indicators(folder.campaign)] == ["C1"]


def test_two_equal_names_among_similar_ones_are_reported(tmp_path: Path) -> None:
    """Beside names that differ in a diacritic only."""
    agencies = "| code | name |\n|---|---|\n| A | Tân Hòa |\n| B | Tân Hóa |\n| C | Tân Hóa |"
    indicators = "| code | label | unit | kind |\n|---|---|---|---|\n| V | Vụ | vụ | count |"
    found = definition(tmp_path, agencies=agencies, indicators=indicators).warnings
    assert "definition-same-name" in codes(found)


# --- Sheets, columns and rows --------------------------------------------------------------------


def _key(sheet: str, old: str, new: str) -> Callable[[dict[str, Grid]], None]:
    """Changes a key in the hidden row or column of a sheet."""

    def do(grids: dict[str, Grid]) -> None:
        row, column = next(
            (r, c) for r, line in enumerate(grids[sheet]) for c, v in enumerate(line) if v == old and not r * c
        )
        grids[sheet][row][column] = new

    return do


def _own_notes(grids: dict[str, Grid]) -> None:
    for number, line in enumerate(grids["indicators"]):
        line.append({0: "#", 5: "ghi chú riêng"}.get(number))
    grids["Nháp"] = [[None, None], [None, "nháp"]]
    grids["Cần xem lại"] = [["gọi lại Sở A"]]


def _twice(grids: dict[str, Grid]) -> None:
    grids["Bản sao"] = grids["themes"]
    for number, line in enumerate(grids["sections"]):
        line.append("heading" if number == 0 else None)
    grids["campaign"].append(["province"])


def _titles(grids: dict[str, Grid]) -> None:
    for old, new in (("title", "titel"), ("contact_email", "contact_mail")):
        _key("campaign", old, new)(grids)


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (_key("themes", "toolkit:themes", "toolkit:theems"), ["definition-unknown-sheet warning toolkit:themes"]),
        (_key("agencies", "toolkit:agencies", "toolkit:agency"), ["definition-unknown-sheet error toolkit:agencies"]),
        (_key("indicators", "across_periods", "across_period"), ["definition-unknown-column warning across_periods"]),
        (_key("sections", "heading", "#"), ["definition-no-column error"]),
        (
            _titles,
            [
                "definition-no-row error",
                "definition-unknown-row warning contact_email",
                "definition-unknown-row warning title",
            ],
        ),
        (_twice, ["definition-column-twice error", "definition-row-twice error", "definition-sheet-twice error"]),
        (_own_notes, []),
    ],
)
def test_misspelt_missing_and_repeated_keys_are_reported(
    path: Path, do: Callable[[dict[str, Grid]], None], expected: list[str]
) -> None:
    """Each is reported once, with the nearest key; added columns and sheets are ignored."""
    found = read_campaign(with_grids(read(path), do))[1]
    assert sorted({f"{f.code} {f.severity} {f.text('nearest')}".strip() for f in found}) == expected
    assert codes(found).count("definition-no-column") <= 1


#: How the hidden keys of a sheet get lost, and what is reported of each such sheet.
GONE: Mapping[str, tuple[Callable[[Grid], Grid], list[str]]] = {
    "row": (lambda grid: grid[1:], ["definition-row-of-keys-gone"]),
    "column": (lambda grid: [line[1:] for line in grid], ["definition-column-of-keys-gone"]),
    "corner": (lambda grid: [[None, *grid[0][1:]], *grid[1:]], ["definition-no-key"]),
    "both": (
        lambda grid: [line[1:] for line in grid[1:]],
        ["definition-row-of-keys-gone", "definition-column-of-keys-gone"],
    ),
}


@pytest.mark.parametrize("what", GONE)
@pytest.mark.parametrize("sheets", [["indicators", "sections"], ["campaign", *TABLES]], ids=["two", "all"])
def test_missing_hidden_keys_are_reported(path: Path, sheets: list[str], what: str) -> None:
    """A sheet with its printed name is not missing: only its missing keys are reported."""
    gone, expected = GONE[what]
    raw = with_grids(read(path), lambda grids: grids.update({key: gone(grids[key]) for key in sheets}))
    reported = [(f.code, f.sheet) for f in read_campaign(raw)[1]]
    assert sorted(reported) == sorted((code, SHEET_NAMES[key].vi) for key in sheets for code in expected)


def test_numbers_and_dates_are_read_however_they_are_typed(tmp_path: Path) -> None:
    """Decimal commas, numbers as text, Vietnamese dates, yes and no in both languages."""
    campaign, found, _ = typed_in(
        tmp_path,
        ("indicators", "P1", "target", "12,5"),
        ("indicators", "N1", "maximum", "9000"),
        ("indicators", "N1", "required", "Có"),
        ("indicators", "N2", "required", "x"),
        ("indicators", "N3", "kind", "Decimal "),
        ("campaign", "deadline", "value", "10/01/2021"),
        ("indicators", "N3", "maximum", "1.234.567,5"),
        ("sections", "good", "max_words", "2.000"),
        ("agencies", "SA", "name", "Sở\nA"),
        ("agencies", "SB", "group", "sở|cấp\ntỉnh"),
        ("agencies", "SA", "email", "a@b.example; c@d.example\ne@f.example"),
    )
    assert campaign is not None
    assert found == ()
    assert campaign.indicator_by_code["P1"].target == 12.5
    assert [campaign.indicator_by_code[c].maximum for c in ("N1", "N3")] == [9000, 1234567.5]
    assert [campaign.indicator_by_code[c].required for c in ("N1", "N2")] == [True, True]
    assert (campaign.deadline, campaign.sections[0].max_words) == (date(2021, 1, 10), 2000)
    assert (campaign.agencies[0].name, campaign.agencies[1].groups) == ("Sở A", ("sở", "cấp tỉnh"))
    assert campaign.agencies[0].emails == ("a@b.example", "c@d.example", "e@f.example")


# --- Files that are no definition ----------------------------------------------------------------


@pytest.mark.parametrize("content", [None, b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_reported(tmp_path: Path, content: bytes | None) -> None:
    """A definition that is missing or cannot be read is reported with the reason."""
    if content is not None:
        (tmp_path / "campaign.xlsx").write_bytes(content)
    with pytest.raises(DefinitionError) as caught:
        load_campaign(tmp_path / "campaign.xlsx")
    assert caught.value.code == ("definition-missing" if content is None else "definition-unreadable")
    assert len(caught.value.findings) == (content is not None)


def test_a_definition_that_asks_nothing_is_an_error(tmp_path: Path) -> None:
    """Without indicators and sections there is nothing to send out; in any other workbook all sheets are missing."""
    path = tmp_path / "campaign.xlsx"
    write_definition(path, rows(indicators="", sections="", rules=""))
    assert "definition-asks-nothing" in codes(findings(path))
    write_definition(path, {**rows(), "agencies": []})
    assert "definition-no-agencies" in codes(findings(path))
    Workbook().save(path)
    assert {"definition-no-sheet", "definition-asks-nothing"} == set(codes(findings(path)))


def test_a_new_definition_has_the_columns_that_are_read(path: Path) -> None:
    """Each sheet has exactly the columns that are read, each once; rarely used columns only where they have content."""
    drawn = keyed(path)
    for spec in SHEETS:
        if spec.key in drawn:
            assert set(drawn[spec.key].columns) == {c.key for c in spec.columns if not c.rare}
    unused = {"review", "rows", "splits", "successors"}
    assert {spec.key for spec in SHEETS} - {*drawn} == unused
    rare = [(spec.key, c.key) for spec in SHEETS for c in spec.columns if c.rare or spec.key in unused]
    given = {spec.key: [{c.key: "x" for c in spec.columns}] for spec in SHEETS}
    write_definition(path, {**given, "campaign": [{"id": "x"}, {"id": "x"}]})
    again = keyed(path)
    assert [(sheet, key) for sheet, key in rare if key not in again[sheet].columns] == []
    assert {r.key for r in drawn["campaign"].rows if r.key and not r.for_people} == {c.key for c in CAMPAIGN_ROWS}


@pytest.mark.slow
def test_a_ready_definition_has_all_sheets_with_examples_on_blank_ones(tmp_path: Path) -> None:
    """The example above the headings of a blank sheet is invented and not read."""
    nearly_empty = next(p for p in programmes() if p.name == "khung-trong")
    for programme in programmes():
        assert starter_tables(programme).keys() == {spec.key for spec in SHEETS} - {"review"}
    target = tmp_path / "campaign.xlsx"
    write_definition(target, starter_tables(nearly_empty))
    drawn = keyed(target)
    for key in ("rows", "splits", "sentences", "successors"):
        lines = [r for r in drawn[key].rows if any(drawn[key].text(r, c) for c in drawn[key].columns)]
        assert len(lines) >= 4
        assert all(r.for_people for r in lines)
    campaign, _ = load_campaign(target)
    assert (campaign.tables, campaign.splits, campaign.sentences, campaign.formers) == ((), (), None, ())
    without = {key: rows for key, rows in starter_tables(nearly_empty).items() if rows}
    write_definition(target, without)
    assert load_campaign(target)[0] == campaign


@pytest.mark.slow
@pytest.mark.parametrize("how", ["typed over", "copied below"])
def test_text_typed_into_an_example_is_reported(tmp_path: Path, how: str) -> None:
    """Typed over the example, or copied below the headings with its mark, it is reported with its cell."""
    target = tmp_path / "campaign.xlsx"
    write_definition(target, starter_tables(next(p for p in programmes() if p.name == "khung-trong")))
    sheet = keyed(target)["rows"]
    example = next(r for r in sheet.rows if sheet.text(r, "code") == "NGAY")

    def do(book: Workbook) -> None:
        own = book[sheet.name]
        row = example.index + 1
        if how == "copied below":
            row, cells = own.max_row + 1, [cell.value for cell in own[row]]
            for column, value in enumerate(cells, start=1):
                own.cell(row, column).value = value
        own.cell(row, sheet.columns["code"] + 1).value = "MA_MOI"

    change(target, do)
    found = [f.severity for f in findings(target) if f.code == "definition-row-aside"]
    # Rows that are marked so on purpose are no mistake.
    assert found == ["error" if how == "typed over" else "warning"]


def test_words_for_headings_mean_a_section_or_a_role(tmp_path: Path) -> None:
    """A role may be plural, as in the usual list; a word that means neither is one finding, and the others are used."""
    words = """
    | kind    | text              | means       |
    |---------|-------------------|-------------|
    | heading | phương hướng      | directions  |
    | heading | kết quả           | achievement |
    | heading | tồn tại           | kem         |
    | heading | việc cũ           | lessonz     |
    | heading | chuyện xưa        | lessonz     |
    """
    sections = """
    | code | role        | heading  |
    |------|-------------|----------|
    | sau  | direction   | Năm tới  |
    | dat  | achievement | Đã làm   |
    | kem  | limitation  | Chưa làm |
    """
    folder = definition(tmp_path, agencies="| code | name |\n|---|---|\n| SA | Sở A |", sections=sections, words=words)
    (warning,) = (f for f in folder.warnings if f.code == "definition-unknown-heading")
    assert (warning.value, dict(warning.arguments)) == ("lessonz", {"nearest": "lesson", "count": 2})
    known = Sections(folder.campaign, None)
    meant = {"III. Phương hướng": "sau", "Kết quả": "dat", "Tồn tại": "kem", "Việc cũ": ""}
    assert {t: m.section.code if (m := known.match(t)) else "" for t in meant} == meant


# --- Lists -----------------------------------------------------------------------------------------

#: Text typed into a list without a bar, and the number of entries meant; 1 where it may be one.
LISTS = r"""
| sheet      | row        | column       | typed                                          | meant |
|------------|------------|--------------|------------------------------------------------|-------|
| indicators | C1         | choices      | Đạt, Không đạt                                 | 2     |
| indicators | C1         | choices      | Đạt; Không đạt; Chưa xét                       | 3     |
| indicators | C1         | choices      | Đạt\nKhông đạt                                  | 2     |
| indicators | C1         | choices      | Đạt,                                           | 1     |
| indicators | C1         | choices      | Đạt, Không đạt \|                              | 1     |
| themes     | comm       | keywords     | tuyên truyền, tin bài                          | 2     |
| themes     | comm       | keywords     | văn hóa, thể thao\|tin                         | 1     |
| words      | tăng       | means        | giảm, hạ                                       | 2     |
| indicators | M1         | asked_of     | sở, HC                                         | 2     |
| indicators | M1         | asked_of     | sở;huyện                                       | 2     |
| indicators | N2         | owner        | HC, SA                                         | 2     |
| agencies   | HC         | replaced_by  | SA, SB                                         | 2     |
| agencies   | SD         | group        | sở, ban, ngành                                 | 3     |
| agencies   | SD         | group        | ban, ngành                                     | 1     |
| agencies   | SB         | aliases      | Sở Bê, Sở B cũ                                 | 2     |
| agencies   | SB         | aliases      | Sở Bê; Phòng B                                 | 2     |
| agencies   | SB         | aliases      | Sở Văn hóa, Thể thao và Du lịch                | 1     |
| agencies   | SB         | header_lines | UBND TỈNH THỬ, SỞ B                            | 2     |
| agencies   | SB         | header_lines | SỞ VĂN HÓA, THỂ THAO                           | 1     |
| campaign   | recipients | value        | UBND tỉnh, Sở Nội vụ, Lưu: VT                  | 3     |
| campaign   | recipients | value        | Như trên; Lưu: VT                              | 2     |
| campaign   | recipients | value        | Các sở, ban, ngành tỉnh; \|Lưu: VT, TH.        | 1     |
| campaign   | recipients | value        | Các sở, ban, ngành tỉnh, UBND các huyện        | 1     |
| campaign   | report_to  | value        | UBND tỉnh, Sở Nội vụ                           | 2     |
| agencies   | SB         | email        | a@b.example; c@d.example, e@f.example          | 1     |
"""


@cases(LISTS)
def test_commas_in_a_list_are_reported_where_several_are_meant(
    tmp_path: Path, sheet: str, row: str, column: str, typed: str, meant: str
) -> None:
    """The finding has the cell and what to type; so corrected, or with a bar at the end, the list is read."""
    sheets = {key: [*given] for key, given in rows({"recipients": "Như trên", "report_to": "UBND tỉnh"}).items()}
    sheets["agencies"][1] = {**sheets["agencies"][1], "aliases": "Bê", "header_lines": "SỞ B", "email": "b@b.example"}
    sheets["words"].append({"kind": "antonym", "text": "tăng", "means": "giảm"})

    def reported(text: str) -> tuple[list[Finding], tuple[str, str]]:
        _, found, (at,) = typed_in(tmp_path, (sheet, row, column, text), sheets=sheets)
        return [f for f in found if f.severity == "error"], at

    found, at = reported(typed)
    if meant == "1":
        assert codes(found) == []
        return
    (finding,) = found
    assert (finding.code, (finding.sheet, finding.cell)) == ("definition-list-without-bars", at)
    entries = finding.text("parts").split(" | ")
    assert len(entries) == int(meant)
    assert all(finding.text("one") in describe(finding, language)[1] for language in ("vi", "en"))
    assert "definition-list-without-bars" not in codes(reported(" | ".join(entries))[0])
    if column not in ("asked_of", "owner", "replaced_by"):  # it is no code
        assert reported(finding.text("one"))[0] == []


# --- Circles, chains, and large definitions --------------------------------------------------------


def sheets_of(count: int, **columns: Callable[[int], str]) -> dict[str, list[dict[str, str]]]:
    """A definition whose agencies have these columns."""
    agencies = [{"code": f"A{n}", "name": f"Sở {n}", **{c: of(n) for c, of in columns.items()}} for n in range(count)]
    about, section = {"id": "X", "title": "X", "periods": "2019 | 2020"}, {"code": "kq", "role": "result"}
    return {"campaign": [about], "agencies": agencies, "sections": [{**section, "heading": "Kết quả"}]}


def errors_of(folder: Path, sheets: Sheets) -> tuple[Finding, ...]:
    """The errors of a definition that cannot be used."""
    write_definition(folder / "campaign.xlsx", sheets)
    with pytest.raises(DefinitionError) as caught:
        load_campaign(folder)
    return caught.value.findings


@pytest.mark.parametrize("column", ["parent", "replaced_by"])
@pytest.mark.parametrize("length", [1, 2, pytest.param(1_500, marks=[pytest.mark.slow, pytest.mark.nightly])])
def test_a_cycle_of_agencies_is_an_error(tmp_path: Path, column: str, length: int) -> None:
    """A cycle of any length is reported once, at the first of its cells, with its agencies."""
    sheets = sheets_of(length + 2, **{column: lambda n: f"A{(n + 1) % length}" if n < length else "A0"})
    (found,) = errors_of(tmp_path, sheets)
    assert found.code == "definition-agency-circle"
    assert (found.sheet, found.cell) == place(tmp_path / "campaign.xlsx", "agencies", "A0", column)
    way = found.text("way")
    assert way.startswith(" → ".join([*(f"A{n}" for n in range(min(3, length))), "A0"][:3]))
    assert len(way) < 2_000


def test_separate_cycles_are_separate_errors(tmp_path: Path) -> None:
    sheets = sheets_of(
        9, replaced_by=lambda n: f"A{n ^ 1} | A8" if n < 4 else "", parent=lambda n: f"A{n ^ 1}" if 3 < n < 8 else ""
    )
    ways = ["A4 → A5 → A4", "A6 → A7 → A6", "A0 → A1 → A0", "A2 → A3 → A2"]
    assert [f.text("way") for f in errors_of(tmp_path, sheets)] == ways


@pytest.mark.parametrize(
    ("periods", "other", "across", "severity"),
    [
        ("2025-Q4|2026-Q1", "sum", "last", "warning"),
        ("2025-Q4|2026-Q1", "sum", "sum", "error"),
        ("2026-Q1|2026-Q2", "sum", "sum", "warning"),
        ("2025-Q4|2026-Q1", "cumulative_all", "none", "warning"),
        ("2025-Q4|2026-Q1", "last", "sum", ""),
        ("2025-Q4|2026-Q1", "cumulative", "sum", ""),
    ],
)
def test_a_rate_of_a_cumulative_and_a_single_figure_is_doubtful(
    tmp_path: Path, periods: str, other: str, across: str, severity: str
) -> None:
    """It is a warning for single periods; with a total over years it is an error."""
    indicators = f"""
| code | label    | unit | kind    | across_agencies | across_periods | formula |
|------|----------|------|---------|-----------------|----------------|---------|
| L    | Lũy kế   | tỷ   | decimal | sum             | cumulative     |         |
| K    | Khác     | tỷ   | decimal | sum             | {other}        |         |
| M    | Trên K   | %    | percent |                 | none           | =K/1    |
| R    | Tỷ lệ    | %    | percent |                 | {across}       | =L/M    |
"""
    path = tmp_path / "campaign.xlsx"
    write_definition(path, rows({"periods": periods}, indicators=indicators, rules="", words=""))
    found = [(f.code, f.severity, f.value, f.text("other"), f.cell) for f in findings(path)]
    at = place(path, "indicators", "R", "formula")[1]
    assert found == ([("definition-cumulative-beside", severity, "L", "K", at)] if severity else [])


def _large(count: int) -> dict[str, list[dict[str, str]]]:
    """This number of indicators, a tenth of them computed; agencies in a chain of parents and one of successors."""
    number = {"topic": "", "unit": "hộ", "kind": "count", "across_agencies": "sum", "across_periods": "last"}
    share = {"unit": "%", "kind": "percent", "across_agencies": ""}
    indicators = [
        {**number, "code": f"I{n}", "topic": f"Nhóm {n // 3}", "label": f"Số hộ nghèo loại {n}"} for n in range(count)
    ]
    for n in range(9, count, 10):
        indicators[n] |= {**share, "formula": f"=I{n - 1}/I{n - 2}*100"}
    rules = [{"code": f"R{n}", "formula": f"=I{n}<=I{n + 1}", "message": "Không quá."} for n in range(0, count - 1, 5)]
    words = [{"kind": "indicator", "text": f"hộ nghèo kiểu {n}", "means": f"I{n}"} for n in range(0, count, 5)]

    def following(n: int) -> str:
        return f"A{n + 1}" if n + 1 < count else ""

    chained = sheets_of(count, replaced_by=following, parent=following)
    return {**chained, "indicators": indicators, "rules": rules, "words": words}


@pytest.mark.slow
def test_reading_time_grows_with_the_size_of_the_definition(tmp_path: Path) -> None:
    """Four times the size takes less than sixteen times the time: for reading, names, successors and formulas."""

    def seconds(count: int) -> float:
        write_definition(tmp_path / f"{count}.xlsx", _large(count))
        taken = []
        for _ in range(2):
            start = process_time()
            campaign, findings = load_campaign(tmp_path / f"{count}.xlsx")
            phrases_of(campaign)
            everybody = [a.code for a in campaign.agencies]
            assert len(pairs(campaign, everybody, everybody[-1:])) == 1 or not findings
            taken.append(process_time() - start)
        return min(taken)

    small, large = seconds(effort(300, 1_500)), seconds(effort(1_200, 6_000))
    assert large < 9 * small


NUMBER = {"topic": "", "label": "Số", "unit": "hộ", "kind": "count"}


@pytest.mark.slow
def test_chains_of_formulas_of_any_length_are_read(tmp_path: Path) -> None:
    """Those within the limit are used, the others are errors, all at once."""
    count = effort(1_000, 10_000)
    chain = [
        {**NUMBER, "code": f"I{n}", "label": f"Số {n}", "formula": f"=I{n - 1}+1" if n else ""} for n in range(count)
    ]
    start = process_time()
    found = errors_of(tmp_path, {**sheets_of(1), "indicators": chain})
    assert process_time() - start < 30
    assert {f.code for f in found} == {"formula-too-long"}
    assert count - 300 < len(found) < count - 1


@pytest.mark.slow
def test_a_definition_full_of_mistakes_is_reported_in_a_minute(tmp_path: Path) -> None:
    """Thousands of unknown names, with one line for each mistake that was made once."""
    count = effort(300, 4_000)
    wrong = [
        {**NUMBER, "code": f"I{n}", "label": f"Số {n}", "formula": f"=J{n}+J{n + 1}", "asked_of": f"A{n}x"}
        for n in range(count)
    ]
    start = process_time()
    found = errors_of(tmp_path, {**sheets_of(count), "indicators": [{**one, "weight": "I39999"} for one in wrong]})
    assert process_time() - start < 60
    expected = ("definition-lost-bodies", "definition-unknown-weight", "definition-lost-codes")
    assert sorted((f.code, len(f.cells)) for f in found) == sorted((code, count) for code in expected)


# --- Long texts ------------------------------------------------------------------------------------

_ROWS = {"agencies": "SB", "indicators": "N3", "sections": "plan", "themes": "comm", "rules": "R1", "words": "KH"}


@pytest.mark.parametrize("sheet", ["campaign", *_ROWS])
def test_a_text_that_is_too_long_to_print_is_reported_at_its_cell(tmp_path: Path, sheet: str) -> None:
    """In each column of texts and lists the longest allowed text is read whole, one character more is an error."""
    columns = CAMPAIGN_ROWS if sheet == "campaign" else next(s.columns for s in SHEETS if s.key == sheet)
    long = [c for c in columns if c.reads in ("text", "list") and c.key not in ("email", "contact_email")]
    assert long
    for more in (0, 1):
        at = [((c.key, "value") if sheet == "campaign" else (_ROWS[sheet], c.key), c.most) for c in long]
        _, found, places = typed_in(tmp_path, *((sheet, *where, "x" * (most + more)) for where, most in at))
        reported = {(f.sheet, f.cell) for f in found if f.code == "definition-too-long"}
        assert reported == (set(places) if more else set())


@pytest.mark.slow
def test_the_longest_allowed_texts_stop_no_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With all texts at their longest, and long lists, which fill a cell in the thorough effort: forms, master, letters
    and reports."""
    many = " | ".join(f"Dòng số {n}" for n in range(effort(300, 2_200)))
    given = {key: [dict(row) for row in lines] for key, lines in rows({"signer_title": "GIÁM ĐỐC"}, words="").items()}
    for spec in SHEETS:
        for row in given.get(spec.key, []):
            for column in spec.columns:
                if column.reads == "text" and column.key != "value":
                    row[column.key] = f"Ừ {row.get('code', '')} ".ljust(column.most, "ố")
    for column in CAMPAIGN_ROWS:
        if column.reads == "text" and column.key not in ("contact_email", "reply_time"):
            given["campaign"][0][column.key] = "Ừ ".ljust(column.most, "ố")
    lists = (("agencies", "aliases"), ("agencies", "header_lines"), ("themes", "keywords"), ("campaign", "recipients"))
    for key, name in lists:
        given[key][0][name] = many
    next(i for i in given["indicators"] if i["code"] == "C1")["choices"] = many
    for indicator in given["indicators"]:
        indicator["unit"] = {"P1": "%", "M1": "triệu đồng"}.get(str(indicator["code"]), "x" * 1_000)
    folder = define(tmp_path / "đợt", given)
    figures = "| code | 2019 | 2020-6M |\n|--|--|--|\n| N1 | 9 | nhiều |\n| C1 | Dòng số 3 | gì |"
    filled(folder, "SA", figures, "| section | text |\n|--|--|\n| good | Xây 3 cầu. |")
    for command in some(
        ("template", "check --returns", "merge --share", "status --remind", "report", "report --agency SA"), 3
    ):
        as_of = [] if command == "template" else ["--as-of", "2021-02-01"]
        code = cli.run([*command.split(), "--campaign", str(folder.root), *as_of])
        assert code in (0, 1), (command, capsys.readouterr().err)
