"""Reports how a workbook shows its contents: notes on cells, hidden rows, struck words, unreadable characters, formulas
without a result."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from toolkit.form.contents import NOTED_BY
from toolkit.form.followup import FOLLOWUP, TYPED
from toolkit.form.tables import TABLE_PREFIX
from toolkit.intake.account import Account, is_blank
from toolkit.intake.received import Received
from toolkit.model import Argument
from toolkit.spreadsheet.addresses import Position, Span, cell_name, cell_position, column_name
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.values.cell import typed_text

#: For each sheet of the workbook, by name, the sheets of the form that are on it.
Sheets = Mapping[str, Sequence[KeyedSheet]]

#: The most runs of hidden rows or columns that one finding names.
_SPANS = 12
#: The replacement character, and code points that Unicode assigns no character.
_NO_CHARACTER = ("\ufffd", "\ufffe", "\uffff")


def report_converted(form: Received, account: Account) -> None:
    """Report the cells that were typed in an old encoding."""
    for name, old in form.converted.items():
        for encoding in dict.fromkeys(old.encodings.values()):
            cells = tuple(cell for cell in old.originals if old.encodings[cell] == encoding)
            typed = "\n".join(f"{cell}: {old.originals[cell]}" for cell in cells)
            account.add_once("legacy-text", name, cells, typed, encoding=encoding)


def list_notes(form: Received, account: Account, sheets: Sheets) -> None:
    """List text boxes and the notes on cells, without a returned form's marks; report pictures."""
    if not any(raw.notes for raw in form.raw.sheets):
        return
    marked = [s for group in sheets.values() for s in group if s.key == "returned"]
    ours = {
        " ".join(f"{sheet.text(row, 'problem')} {sheet.text(row, 'fix')}".split())
        for sheet in marked
        for row in sheet.rows
    }
    pictures: dict[str, list[str]] = {}
    for raw in form.raw.sheets:
        for position, author, text, kind in raw.notes:
            if author == NOTED_BY and not marked:
                continue  # without the list of marks, it is unknown what the agency added
            if kind == "picture":
                pictures.setdefault(raw.name, []).append(cell_name(*position))
                continue
            if kind == "box":
                account.list_cell(raw.name, cell_name(*position), text, "text-box")
                continue
            added = [line for line in text.splitlines() if not _is_mark(" ".join(line.split()), ours)]
            if any(line.strip() for line in added):
                account.list_cell(raw.name, cell_name(*position), "\n".join(added).strip(), "cell-note")
    for name, cells in pictures.items():
        account.add_once("picture-on-sheet", name, tuple(cells))


def _is_mark(line: str, ours: Collection[str]) -> bool:
    """Whether a line of a note is a mark of the returned form, complete or cut short at its end."""
    return line in ours or (line.endswith("…") and any(mark.startswith(line[:-1]) for mark in ours))


def report_uncomputed(form: Received, account: Account) -> None:
    """Report the agency's formulas whose result is not stored in the file: the value is unknown."""
    for raw in form.raw.sheets:
        if raw.unsaved and raw.name in account.computed:
            cells = tuple(cell_name(*position) for position in sorted(raw.unsaved - account.computed[raw.name]))
            if cells:
                account.add_once("formula-not-computed", raw.name, cells)


def report_hidden(form: Received, account: Account, sheets: Sheets) -> None:
    """Report what an agency typed into hidden rows, columns or sheets, which is read like the rest."""
    for raw in form.raw.sheets:
        form_sheets = sheets[raw.name]
        keyed = any(sheet.key_column >= 0 for sheet in form_sheets)  # the form itself hides its keys
        rows, columns = (
            [s for s in spans if not (keyed and s == (0, 0))] for spans in (raw.hidden_rows, raw.hidden_columns)
        )
        if not (raw.hidden or rows or columns):
            continue
        filled = sorted(_cells_filled_in(form, account, raw.name, form_sheets))
        if raw.hidden and filled:
            account.add_finding("hidden-sheet", raw.name, cell_name(*filled[0]), arguments={"count": len(filled)})
            continue
        unseen = [(r, c) for r, c in filled if _is_within(r, rows) or _is_within(c, columns)]
        if unseen:
            unseen_spans = [
                *_named_spans({r for r, _ in unseen if _is_within(r, rows)}, lambda n: str(n + 1)),
                *_named_spans({c for _, c in unseen if _is_within(c, columns)}, column_name),
            ]
            named = ", ".join([*unseen_spans[:_SPANS], *("…" for _ in unseen_spans[_SPANS : _SPANS + 1])])
            # Not as a literal: "places" would read as a code of a ready definition.
            arguments = dict[str, Argument](count=len(unseen), places=named)
            account.add_finding("hidden-content", raw.name, cell_name(*unseen[0]), arguments=arguments)


def report_struck(form: Received, account: Account, sheets: Sheets) -> None:
    """Report struck-through words, which count; struck-through numbers are held back where they are read."""
    for raw in form.raw.sheets:
        if not raw.struck:
            continue
        reported = [f for f in account.findings if f.code == "struck-through" and f.sheet == raw.name]
        held = {cell for f in reported for cell in (f.cell, *f.cells)}
        positions = sorted(_cells_filled_in(form, account, raw.name, sheets[raw.name]) & raw.struck)
        cells = tuple(cell for position in positions if (cell := cell_name(*position)) not in held)
        if cells:
            row, column = cell_position(cells[0])
            account.add_once("text-struck-through", raw.name, cells, typed_text(raw.rows[row][column]))


def report_unreadable_characters(account: Account) -> None:
    """Report texts with characters that this program, or the one that wrote the file, could not read."""
    figures = [f for code, row in account.figures.items() if code not in account.plain for f in row]
    contents = [
        *[(s.sheet, s.cell, s.typed or s.text) for s in account.statements],
        *[(s.sheet, s.cell, s.evidence) for s in account.statements if s.evidence],
        *[(f.sheet, f.cell, f.typed) for f in figures if f.value.__class__ is not float and f.typed],
        *[(f.sheet, f.cell, f.note) for row in account.figures.values() for f in row if f.note],
        *[(c.sheet, c.cell, c.typed) for c in account.rows],
        *[(x.sheet, x.cell, x.text) for x in account.info],
        *[(x.sheet, x.cell, x.value) for x in account.leftovers],
    ]
    together = "".join([text for _, _, text in contents])
    if not any(sign in together for sign in _NO_CHARACTER):
        return
    affected: dict[str, dict[str, str]] = {}
    for sheet, cell, text in contents:
        if any(sign in text for sign in _NO_CHARACTER):
            affected.setdefault(sheet, {}).setdefault(cell, text)
    for sheet, texts in affected.items():
        account.add_once("text-not-whole", sheet, tuple(texts), next(iter(texts.values())))


def _cells_filled_in(form: Received, account: Account, name: str, sheets: Sequence[KeyedSheet]) -> set[Position]:
    """The cells of a sheet with contents that the form did not print."""
    filled = {cell_position(x.cell) for x in account.leftovers if x.sheet == name}
    inputs = {
        "info": ("value",),
        "statements": ("theme", "text", "evidence"),
        FOLLOWUP: TYPED,
        "figures": (*(p.key for p in form.campaign.periods), "note"),
        **{TABLE_PREFIX + table.code: tuple(table.column_by_code) for table in form.campaign.tables},
    }
    printed = {i.code for i in form.campaign.indicators if i.formula} | {"agency"}
    for sheet in sheets:
        columns = [sheet.columns[c] for c in inputs.get(sheet.key, ()) if c in sheet.columns]
        for row in sheet.rows if columns else ():
            if not row.for_people and row.key not in printed:
                filled |= {(row.index, c) for c in columns if c < len(row.cells) and not is_blank(row.cells[c])}
    return filled


def _is_within(number: int, spans: Iterable[Span]) -> bool:
    return any(first <= number <= last for first, last in spans)


def _named_spans(numbers: set[int], name: Callable[[int], str]) -> Iterator[str]:
    """Yields `12–15` for adjacent numbers, `20` for a single number."""
    for first in sorted(n for n in numbers if n - 1 not in numbers):
        last = first
        while last + 1 in numbers:
            last += 1
        yield name(first) if first == last else f"{name(first)}–{name(last)}"
