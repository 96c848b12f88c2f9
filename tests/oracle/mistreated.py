"""Forms with tables and splits, filled in at random and mistreated as people do: rows, columns and keys are
added and deleted, sheets are pasted below and beside each other and copied, something is typed beside the form's texts.

Everything typed occurs once, so it is recognised in any cell: each cell with it must be read as what was typed there,
or be listed; and nothing counts that was not typed, or was typed for something else.
"""

import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.datetime import from_excel

from tests.building import VERSION, definition
from tests.intake.sent import unmerged
from tests.office import Target, convert
from tests.oracle import ods, xlsx
from tests.oracle.forms import AGENCIES, AGENCY, INDICATORS, ROWS, SECTIONS, THEMES, Typist, write
from tests.oracle.seen import Book, Seen, Sheet, address
from toolkit.form.contents import INFO_KEYS, Filling, NarrativeLine
from toolkit.intake.reader import Reader
from toolkit.model import CellValue, Submission
from toolkit.run.folder import Folder
from toolkit.spreadsheet.workbook import RawWorkbook, parse_workbook

#: What a value was typed for: ("figure", code, period), ("row", table, column), or ("", …) for no question.
Meaning = tuple[str, str, str]
#: The last day's number in a spreadsheet.
_LAST_DAY = 2_958_465
#: The number of files made of one form.
_OF_A_FORM = 12


class Typed(Typist):
    """Gives values that occur once, and remembers what each was typed for."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(dice)
        self.meant: dict[object, set[Meaning]] = {}

    def value(self, kind: str, meaning: Meaning) -> CellValue:
        made: CellValue
        match kind:
            case "count":
                made = float(self.number())
            case "money" | "decimal":
                made = self.decimal()
            case "percent":
                made = self.percentage()
                made = made if made != int(made) else self.percentage()
            case "date":
                made = self.day()
            case "text":
                made = self.text()
            case "small":  # like a line number, but above the number of lines
                self.given += 1
                made = float(400 + self.given % 599)
            case _:
                return self.dice.choice(("Có", "Không") if kind == "yesno" else ("Tốt", "Khá"))
        self.meant.setdefault(known(made), set()).add(meaning)
        if isinstance(made, float) and made < _LAST_DAY:  # so a cell for dates shows it
            self.meant.setdefault(known(from_excel(made)), set()).add(meaning)
        return made


def known(value: object) -> object:
    """The key by which a typed value is recognised."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 6)
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """One agency's form, filled in."""

    reader: Reader
    data: bytes
    typed: Typed


_SPLITS = "| code | label | parts | of |\n|--|--|--|--|\n| GIOI | Theo giới | Nam \\| Nữ | B1 |"
_MORE_ROWS = """
| DB | Danh mục cơ sở | E1 | Tên cơ sở |       | text  | | |     |
|    |                | E2 | Số người  | người | count | | | sum |
"""


def make_form(root: Path, seed: int) -> Form:
    """A form with two tables and a split, filled in by the seed."""
    asked = "\n".join(line for line in INDICATORS.splitlines() if "=B1" not in line)
    # A total that is the last, the mean or the largest of few numbers may equal one of them.
    asked = asked.replace("| last ", "| mean ")
    rows = ROWS.rstrip().replace("| mean ", "|      ").replace("| max ", "|     ") + _MORE_ROWS
    folder = definition(
        root, agencies=AGENCIES, indicators=asked, splits=_SPLITS, rows=rows, sections=SECTIONS, themes=THEMES
    )
    dice = random.Random(seed)
    typed = Typed(dice)
    return Form(Reader(folder.campaign, VERSION), write(folder, _filling(folder, typed, dice)), typed)


def _filling(folder: Folder, typed: Typed, dice: random.Random) -> Filling:
    """Something in most cells; some figures, notes and cells of rows are blank."""
    campaign = folder.campaign
    # All periods or none: a total of one figure would equal it.
    asked = [indicator for indicator in campaign.indicators if dice.random() < 0.9]
    figures = {
        (indicator.code, period.key): typed.value(indicator.kind, ("figure", indicator.code, period.key))
        for indicator in asked
        for period in campaign.periods
    }
    notes = {i.code: typed.value("text", ("", "note", "")) for i in campaign.indicators if dice.random() < 0.3}
    lines = tuple(
        NarrativeLine(
            section=section,
            text=str(typed.value("text", ("", "statement", ""))),
            theme=dice.choice((None, "Kiểm tra")),
            evidence=str(typed.value("text", ("", "evidence", ""))) if dice.random() < 0.5 else None,
        )
        for section in ("dat", "hanche")
        for _ in range(dice.randint(0, 6))
    )
    rows = {
        table.code: tuple(
            {
                column.code: typed.value(column.kind, ("row", table.code, column.code))
                for number, column in enumerate(table.columns)
                if number == 0 or column.kind in ("count", "money") or dice.random() < 0.9
            }
            for _ in range(dice.choice((0, 2, 5, 12, 20, 30)))
        )
        for table in campaign.tables
    }
    info = {k: typed.value("text", ("", "info", "")) for k in INFO_KEYS if k not in ("agency", "report_date")}
    return Filling(figures=figures, notes=notes, rows=rows, lines=lines, info=info)


# --- What people do ------------------------------------------------------------------------------


@dataclass(slots=True)
class Work:
    """The form's workbook while it is mistreated."""

    book: Any
    shown: Any
    """The same with what its formulas gave: what is copied as values comes from here."""
    typed: Typed
    dice: random.Random

    def sheet(self) -> Any:
        """A sheet into which people type."""
        keys = ("toolkit:figures", "toolkit:statements", "toolkit:info", "toolkit:table:")
        own = [s for s in self.book.worksheets if str(s["A1"].value).startswith(keys)]
        return self.dice.choice(own or [s for s in self.book.worksheets if s.sheet_state == "visible"])

    def stranger(self, meaning: Meaning = ("", "stranger", "")) -> CellValue:
        return self.typed.value(self.dice.choice(("count", "decimal", "small", "text", "text")), meaning)


def _put(sheet: Any, row: int, column: int, value: CellValue) -> None:
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        cell.value = value


def rows_inserted(work: Work) -> None:
    sheet = work.sheet()
    unmerged(sheet)
    for _ in range(work.dice.randint(1, 3)):
        sheet.insert_rows(work.dice.randint(2, sheet.max_row), work.dice.randint(1, 2))


def columns_inserted(work: Work) -> None:
    sheet = work.sheet()
    unmerged(sheet)
    sheet.insert_cols(work.dice.randint(2, sheet.max_column + 1), work.dice.randint(1, 2))


def keys_deleted(work: Work) -> None:
    """The hidden row, the hidden column or both: of one sheet, or of all."""
    row, column = work.dice.choice(((1, 0), (0, 1), (1, 1)))
    own = work.dice.choice(([work.sheet()], [s for s in work.book.worksheets if s.sheet_state == "visible"]))
    for sheet in own:
        unmerged(sheet)
        if row:
            sheet.delete_rows(1)
        if column:
            sheet.delete_cols(1)


def _page(work: Work) -> tuple[str, list[list[Any]]]:
    """A sheet of the form as it was, copied as values, with its keys or without."""
    sheet = work.dice.choice([s for s in work.shown.worksheets if s.sheet_state == "visible"])
    first = work.dice.choice((1, 2))
    return sheet.title, [[c.value for c in row] for row in sheet.iter_rows(min_row=first, min_col=first)]


def _meaning_in(rows: Sequence[Sequence[Any]], row: int, place: int) -> Meaning:
    """The meaning of a value typed here on a sheet of figures: a figure, in a row with a code under a year."""
    codes = [str(v) for v in rows[row][:2] if re.fullmatch(r"[BC]\d", str(v or ""))]
    years = [str(r[place]) for r in rows[:row] if place < len(r) and re.fullmatch(r"\d{4}", str(r[place] or ""))]
    return ("figure", codes[0], years[0]) if codes and years else ("", "stranger", "")


def page_pasted(work: Work) -> None:
    """Below a sheet or beside it; the pasted sheet itself stays or is deleted."""
    sheet = work.sheet()
    name, rows = _page(work)
    down, right = 0, sheet.max_column + 1
    if work.dice.random() < 0.7:
        down, right = sheet.max_row + work.dice.randint(0, 2), work.dice.randint(0, 1)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            if value is not None:
                _put(sheet, down + number, right + place, value)
    for _ in range(work.dice.choice((0, 0, 2, 6))):
        below, beside = work.dice.randint(1, len(rows)), work.dice.randint(1, len(rows[0]) + 1)
        if sheet.cell(down + below, right + beside).value is None:
            meaning = _meaning_in(rows, below - 1, beside - 1)
            _put(sheet, down + below, right + beside, work.stranger(meaning))
    if name != sheet.title and name in work.book.sheetnames and work.dice.random() < 0.5:
        del work.book[name]


def sheet_copied(work: Work) -> None:
    """A second copy of a sheet, with more typed into it, also into the cells of its keys."""
    sheet = work.sheet()
    copy = work.book.copy_worksheet(sheet)
    for _ in range(work.dice.randint(0, 5)):
        _type(work, copy)
    if work.dice.random() < 0.3:
        unmerged(copy)
        copy.delete_rows(1)
    if work.dice.random() < 0.3:
        work.book.move_sheet(copy, -work.dice.randint(1, 4))


def typed_beside(work: Work) -> None:
    for _ in range(work.dice.randint(3, 14)):
        shown = [s for s in work.book.worksheets if s.sheet_state == "visible"]
        _type(work, work.dice.choice(shown) if work.dice.random() < 0.3 else work.sheet())


def _type(work: Work, sheet: Any) -> None:
    """Something in a blank cell, mostly beside a text of the form."""
    dice = work.dice
    row, column = dice.randint(1, sheet.max_row + 3), dice.randint(1, min(sheet.max_column, 12) + 2)
    if dice.random() < 0.2:
        column = 1
    if sheet.cell(row, column).value is not None:
        return
    key = str(sheet.cell(row, 1).value or "")
    above = str(sheet.cell(1, column).value or "")
    figure = sheet["A1"].value == "toolkit:figures" and key[:1] in ("B", "C")
    _put(sheet, row, column, work.stranger(("figure", key, above) if figure else ("", "stranger", "")))


def sheets_renamed(work: Work) -> None:
    for sheet in work.book.worksheets:
        if work.dice.random() < 0.5 and sheet.sheet_state == "visible":
            sheet.title = f"Trang {work.dice.randrange(10**6)}"
    sheet = work.sheet()
    work.book.move_sheet(sheet, work.dice.randint(-3, 3))


def rows_added(work: Work) -> None:
    """Rows typed or pasted below those of a table, with gaps."""
    own = [s for s in work.book.worksheets if str(s["A1"].value).startswith("toolkit:table:")]
    for sheet in own[:1]:
        for row in range(sheet.max_row + 1, sheet.max_row + work.dice.randint(2, 5)):
            for column in range(3, sheet.max_column + 1):
                if work.dice.random() < 0.6:
                    _put(sheet, row, column, work.stranger())


KINDS: tuple[Callable[[Work], None], ...] = (
    *(rows_inserted, columns_inserted, keys_deleted, page_pasted, page_pasted, sheet_copied),
    *(typed_beside, sheets_renamed, rows_added),
)


def mistreated(form: Form, seed: int, endings: tuple[str, ...]) -> tuple[str, bytes, Book]:
    """The form with one to three mistreatments, as one program saves it (openpyxl with formulas, or as `values` alone,
    or LibreOffice), by the seed: its name, the file, and what is seen in it."""
    dice = random.Random(seed)
    ending = endings[seed % len(endings)]
    shown = openpyxl.load_workbook(BytesIO(form.data), data_only=True)
    book = openpyxl.load_workbook(BytesIO(form.data), data_only=ending == "values")
    work = Work(book, shown, form.typed, dice)
    done = [dice.choice(KINDS) for _ in range(dice.randint(1, 3))]
    for do in done:
        do(work)
    out = BytesIO()
    book.save(out)
    data = out.getvalue()
    name = f"{ending} {seed}: {', '.join(do.__name__ for do in done)}"
    if ending in ("openpyxl", "values"):
        return name, data, xlsx.read(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(data)
        target: Target = ending  # type: ignore[assignment]
        saved = convert(path, target, Path(folder) / "out").read_bytes()
    # In .xls the same is seen as before: cells do not move when it is saved.
    seen = ods.read(saved) if ending == "ods" else xlsx.read(saved if ending == "xlsx" else data)
    return name, saved, seen


# --- The result ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """The results of many files."""

    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    faults: list[str] = field(default_factory=list)


def many(seed: int, endings: tuple[str, ...]) -> Iterator[Tally]:
    """File after file, each with the tally up to it."""
    tally, number = Tally(), seed * 1_000_003
    while True:
        with tempfile.TemporaryDirectory() as folder:
            form = make_form(Path(folder), number)
            for _ in range(_OF_A_FORM):
                try_one(form, number, endings, tally)
                number += 1
                yield tally


def try_one(form: Form, seed: int, endings: tuple[str, ...], tally: Tally) -> None:
    """One file, with the result for its cells."""
    tally.files += 1
    before = {key: {*meant} for key, meant in form.typed.meant.items()}
    name, data, book = mistreated(form, seed, endings)
    raw = parse_workbook(data, f"{AGENCY}.xlsx")
    read = form.reader.read(raw) if isinstance(raw, RawWorkbook) else None
    if read is None or read.status == "rejected":
        tally.refused[read.findings[0].code if read else raw[1].code] += 1  # type: ignore[index]
    else:
        tally.cells += sum(key_of(seen) in form.typed.meant for sheet in _read(book) for seen in sheet.cells.values())
        tally.faults += [f"{fault} [{name}]" for fault in faults(book, read, form.typed.meant)]
    form.typed.meant.clear()
    form.typed.meant.update(before)


def _read(book: Book) -> Iterator[Sheet]:
    """The sheets into which people type: not those for the form's formulas."""
    return (sheet for sheet in book.sheets if not sheet.name.startswith("_"))


def key_of(seen: Seen) -> object:
    if seen.moment is not None:
        return seen.moment.date()
    return known(seen.number) if seen.number is not None else (seen.texts or (None,))[0]


def faults(book: Book, submission: Submission, meant: Mapping[object, set[Meaning]]) -> Iterator[str]:
    """Typed cells that are not reported, and values that count but were not typed, or for something else."""
    reported, unplaced = _reported(submission)
    # Formulas repeat the signers' names below the figures; where rows were deleted, other details.
    details = {d.text: (d.sheet, d.cell) for d in submission.info}
    seen_at = {(s.name, address(p)): seen for s in _read(book) for p, seen in s.cells.items()}
    for at, seen in seen_at.items():
        key = key_of(seen)
        if key not in meant or at in reported or details.get(str(key), at) != at:
            continue
        if unplaced[key]:
            unplaced[key] -= 1
            continue
        yield f"lost: {at[0]}!{at[1]} {seen}"
    if not submission.balance.is_even:
        yield f"uneven: {submission.balance}"
    # A text of the form beside which something was typed is the name of a row.
    typed_rows = {(name, re.sub(r"\D", "", cell)) for (name, cell), seen in seen_at.items() if key_of(seen) in meant}
    for at, what, value in _counted(submission):
        key = key_of(seen_at[at]) if at in seen_at else None
        own = meant.get(key, set())
        stranger = ("", "stranger", "") in own and what[0] == "row"
        if isinstance(value, bool) or value in ("Tốt", "Khá"):
            continue
        if key not in meant:
            if what[0] == "row" and isinstance(value, str) and (at[0], re.sub(r"\D", "", at[1])) in typed_rows:
                continue
            yield f"not typed: {what} {value!r} at {at[0]}!{at[1]}"
        elif key not in (known(value), _as_typed(str(value))) or (what not in own and not stranger):
            yield f"not for this: {what} {value!r} at {at[0]}!{at[1]}, typed for {own}"
    for at, text in _not_counting(submission):
        if at in seen_at and key_of(seen_at[at]) not in meant:
            yield f"not typed: {text!r} at {at[0]}!{at[1]}"


def _not_counting(submission: Submission) -> Iterator[tuple[tuple[str, str], str]]:
    """Each text read as a statement, a detail or a cell of a row that does not count, with its cell."""
    for cell in submission.rows:
        if cell.value is None and cell.typed not in ("Có", "Không", "Tốt", "Khá"):
            yield (cell.sheet, cell.cell), cell.typed
    texts: Any = (*submission.statements, *submission.info)
    for text in texts:
        yield (text.sheet, text.cell), text.text


def _reported(submission: Submission) -> tuple[set[tuple[str, str]], Counter[object]]:
    """The cells that are reported; and texts that are reported without their cell."""
    figures: Any = (f for f in submission.figures if f.typed or f.value is not None)
    texts: Any = (*submission.statements, *submission.info, *submission.leftovers)
    reported = {(x.sheet, x.cell) for x in (*figures, *submission.rows, *texts)}
    for finding in submission.findings:
        if finding.value or finding.values:
            reported |= {(finding.sheet, cell) for cell in (finding.cell, *finding.cells)}
    notes = {(f.indicator, f.note) for f in submission.figures if f.note}
    unplaced: Counter[object] = Counter(_as_typed(note) for _, note in notes)
    unplaced.update(_as_typed(s.evidence) for s in submission.statements if s.evidence)
    return reported, unplaced


def _as_typed(text: str) -> object:
    """A note that is a number, as a number."""
    try:
        return known(float(text.replace(",", ".")))
    except ValueError:
        return text


def _counted(submission: Submission) -> Iterator[tuple[tuple[str, str], Meaning, object]]:
    """Each value that counts: its cell, what it counts for, and the value."""
    for f in submission.figures:
        if f.value is not None:
            yield (f.sheet, f.cell), ("figure", f.indicator, f.period), f.value
    for c in submission.rows:
        if c.value is not None:
            yield (c.sheet, c.cell), ("row", c.table, c.column), c.value
