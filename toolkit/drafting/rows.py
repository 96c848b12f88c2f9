"""Rows of the lists that agencies fill in, read from tables of a report with the list's headings.

A table of the report belongs to a list if its headings name at least two of the list's columns, including the column
that names the rows. Rows are proposals. What is ambiguous is reported and not proposed; a row of which anything is not
placed stays among the unplaced lines.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.documents.lines import Line
from toolkit.drafting.figures import NUMBER_HEADINGS, Cell, cells_in, unit_in
from toolkit.drafting.parts import ProposedRow, UnreadCells
from toolkit.form.table_rows import FilledRow, groups_in, kind_of
from toolkit.language.text import fold, pieces
from toolkit.model import Agency, Campaign, CellValue, FormColumn, FormTable
from toolkit.spreadsheet.audit.shapes import MAX_TEXT
from toolkit.values.cell import read_value
from toolkit.values.readings import ValueWords, value_words
from toolkit.values.units import is_another_unit

# The most rows of headings, and the most rows of titles across the table above the headings.
_HEADER_ROWS, _TITLES = 3, 2
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ORDINAL = re.compile(r"\(?(?:\d{1,4}|[ivxlcIVXLC]+|[a-zđA-ZĐ])?[.)]*|[-+*•]")


@dataclass(frozen=True, slots=True)
class RowsReading:
    """The result for one table. `used`: the numbers of the rows in which every word is accounted for."""

    proposed: tuple[ProposedRow, ...] = ()
    unread: tuple[UnreadCells, ...] = ()
    used: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Mapping:
    """A list to which a table of the report may belong, with the list's column for each of the report's columns."""

    table: FormTable
    columns: Mapping[int, FormColumn]
    heads: Mapping[int, str]
    """The headings of each column of the report's table, as typed."""
    first: int
    """The first row under the headings."""
    twice: tuple[str, ...] = ()
    """Headings of several columns that may be the same column of the list."""

    @property
    def report_columns(self) -> frozenset[int]:
        return frozenset(self.columns)


@dataclass
class RowTables:
    """Reads the tables of one report as lists; the required lists are those of `agency` in the campaign."""

    campaign: Campaign
    agency: Agency | None
    words: ValueWords = field(init=False)
    lists: tuple[FormTable, ...] = field(init=False)
    _last: _Mapping | None = field(init=False, default=None)
    """The mapping of the table right before, which the next table may continue."""

    def __post_init__(self) -> None:
        self.words = value_words(self.campaign.words)
        self.lists = tuple(self.campaign.tables_of(self.agency) if self.agency else self.campaign.tables)

    def read(self, lines: Sequence[Line], caption: str, *, after_table: bool) -> RowsReading | None:
        """The rows of one table; None if it is no required list.

        `caption`: the paragraphs right before the table; `after_table`: whether a table is right before it.
        """
        if not self.lists:
            return None
        cells, number, last = cells_in(lines), lines[0].table, self._last
        self._last = None
        fits = [fit for table in self.lists if (fit := _mapping(table, cells)) is not None]
        fits = [fit for fit in fits if not any(fit.report_columns < other.report_columns for other in fits)]
        if not fits and after_table and last is not None and _column_count(cells) == len(last.heads):
            first = min(row for row, _ in cells)
            fits = [_Mapping(last.table, last.columns, last.heads, first)]
        if len(fits) > 1:
            similar = _most_similar(fits, caption)
            if similar is None:
                names = tuple(fit.table.heading for fit in fits)
                return RowsReading(unread=(UnreadCells(code="list-several", table=number, cells=names),))
            fits = [similar]
        if not fits:
            return None
        (fit,) = fits
        if fit.twice:
            return RowsReading(unread=(UnreadCells(code="list-column-twice", table=number, cells=fit.twice),))
        self._last = fit
        return _Rows(self, fit, cells, number, caption).read()


class _Rows:
    """The rows of one table of the report whose list is known."""

    def __init__(
        self, reader: RowTables, fit: _Mapping, cells: Mapping[tuple[int, int], Cell], number: int, caption: str
    ) -> None:
        self.reader, self.fit, self.cells, self.number = reader, fit, cells, number
        self.caption_unit = unit_in(caption.split("\n"))
        self.rows = sorted({row for row, _ in cells})
        self.left: list[str] = []
        """The words of rows of the table that are not, or not certainly, rows of the list."""

    def read(self) -> RowsReading:
        fit = self.fit
        unknown = {
            p: head for p, head in fit.heads.items() if p not in fit.columns and _key_of(head) not in NUMBER_HEADINGS
        }
        open_rows = {row for row in self.rows if row < fit.first} if unknown else set[int]()
        filled = {row: self._filled_row(row) for row in self.rows if row >= fit.first}
        known = {fold(label) for column in fit.table.columns for label in _labels(column)}
        kinds = {
            row: kind_of(content, fit.table, known, self.reader.words)
            for row, content in filled.items()
            if content.cells
        }
        listed = [filled[row] for row in kinds if kinds[row] == "row"]
        groups = {listed[at].index for at in groups_in(listed, fit.table)}
        proposed: list[ProposedRow] = []
        for row, content in filled.items():
            kind = kinds.get(row)
            if kind in ("headings", "numbering"):
                continue
            outside = [c for c in self._cells_of(row) if c.text and c.column not in fit.columns]
            lost = [c for c in outside if c.column in unknown or _ORDINAL.fullmatch(c.text) is None]
            if kind == "row" and row not in groups and not self._is_merged(row):
                proposed.append(self._proposed_row(row, content))
                open_rows.update([row] if lost else [])
            elif content.cells or lost:
                open_rows.add(row)
                self.left.append(" | ".join(c.text for c in self._cells_of(row) if c.text))
        return RowsReading(tuple(proposed), tuple(self._unread_cells(unknown)), frozenset(self.rows) - open_rows)

    def _unread_cells(self, unknown: Mapping[int, str]) -> Iterator[UnreadCells]:
        filled = {c.column for c in self.cells.values() if c.row >= self.fit.first and c.text}
        named = tuple(head or f"({column})" for column, head in unknown.items() if head or column in filled)
        for code, cells in (("list-column-unknown", named), ("list-row-left", tuple(self.left))):
            if cells:
                yield UnreadCells(code=code, table=self.number, cells=cells)

    def _cells_of(self, row: int) -> list[Cell]:
        return [c for c in self.cells.values() if c.row == row]

    def _filled_row(self, row: int) -> FilledRow:
        """The row as the form's reader would read it, with the cells in the order of the list's columns."""
        texts = {
            self.fit.columns[c.column].code: c.text
            for c in self._cells_of(row)
            if c.column in self.fit.columns and c.text
        }
        margin = tuple((c.column, c.text) for c in self._cells_of(row) if c.column not in self.fit.columns and c.text)
        ordered: dict[str, CellValue] = {c.code: texts[c.code] for c in self.fit.table.columns if c.code in texts}
        return FilledRow(row, ordered, margin, joined=any(c.columns > 1 and c.text for c in self._cells_of(row)))

    def _is_merged(self, row: int) -> bool:
        """Whether a cell of the list's columns is merged, or too long for a cell of the form."""
        reaching = [c for c in self.cells.values() if c.row <= row < c.row + c.rows]
        in_list = [c for c in reaching if self.fit.report_columns & set(range(c.column, c.column + c.columns))]
        return any(c.rows > 1 or c.columns > 1 or len(pieces(c.text, MAX_TEXT)) > 1 for c in in_list)

    def _proposed_row(self, row: int, filled: FilledRow) -> ProposedRow:
        positions = {column.code: position for position, column in self.fit.columns.items()}
        cells = {code: self._value(positions[code], str(text)) for code, text in filled.cells.items()}
        name = filled.cells.get(self.fit.table.name_column.code) or next(iter(filled.cells.values()))
        return ProposedRow(list=self.fit.table.code, cells=cells, name=str(name), table=self.number, line=row)

    def _value(self, position: int, text: str) -> CellValue:
        """The content for the form's cell: the number if it is certain (with the report's unit if that differs), else
        the typed text."""
        column = self.fit.columns[position]
        indicator = self.fit.table.as_indicator(column)
        if not column.numeric:
            return text
        bracketed = [unit for typed in _BRACKETED.findall(self.fit.heads[position]) if (unit := typed.strip())]
        above = [self.caption_unit] if column.kind == "money" else []
        other_unit = next((unit for unit in (*bracketed, *above) if is_another_unit(unit, indicator)), "")
        if other_unit and not any(fold(unit) == fold(column.unit) for unit in bracketed):
            return f"{text} {other_unit}" if text[-1:].isdigit() else text
        reading = read_value(text, indicator, self.reader.words)
        plain = reading.state == "given" and not reading.code and not any(c.isalpha() or c == "%" for c in text)
        return reading.value if plain and isinstance(reading.value, int | float) else text


# --- Which list it is ------------------------------------------------------------------------------


def _key_of(text: str) -> str:
    """The key by which headings are compared: folded, without brackets."""
    return fold(_BRACKETED.sub(" ", text))


def _labels(column: FormColumn) -> set[str]:
    """The possible headings of a column, as keys (`_key_of`)."""
    return {fold(column.label), _key_of(column.label), fold(f"{column.label} {column.unit}")} - {""}


def _column_count(cells: Mapping[tuple[int, int], Cell]) -> int:
    return max(c.column + c.columns - 1 for c in cells.values())


def _mapping(table: FormTable, cells: Mapping[tuple[int, int], Cell]) -> _Mapping | None:
    """The mapping of a report's table to this list, or None; of several mappings the one with the most columns, then
    the one with the fewest rows of headings."""
    rows = sorted({row for row, _ in cells})
    by_row = {row: [c for c in cells.values() if c.row == row] for row in rows}
    best: _Mapping | None = None
    for start in range(min(_TITLES + 1, len(rows))):
        if any(len([c for c in by_row[row] if c.text]) > 1 for row in rows[:start]):
            break
        for end in range(start + 1, min(start + _HEADER_ROWS, len(rows)) + 1):
            heads = [c for row in rows[start:end] for c in by_row[row]]
            fit = _mapping_under(table, heads, _column_count(cells), rows[end - 1] + 1)
            if fit is not None and (best is None or len(fit.columns) > len(best.columns)):
                best = fit
    return best


def _mapping_under(table: FormTable, heads: Sequence[Cell], width: int, first: int) -> _Mapping | None:
    """The mapping by these headings, above row `first`; None if they name too few of the list's columns."""
    over = {p: [c.text for c in heads if c.column <= p < c.column + c.columns and c.text] for p in range(1, width + 1)}
    joined = {position: " ".join(dict.fromkeys(texts)) for position, texts in over.items()}
    lowest = {position: texts[-1] if texts else "" for position, texts in over.items()}
    columns: dict[int, FormColumn] = {}
    twice: list[str] = []
    every = [label for column in table.columns for label in _labels(column)]
    shared = {label for label in every if every.count(label) > 1}  # labels that columns share
    for column in table.columns:
        labels = _labels(column)
        if labels & shared:
            twice += [head for head in joined.values() if _heading_forms(head) & labels & shared and head not in twice]
            continue
        under = ([n for n, text in headings.items() if _heading_forms(text) & labels] for headings in (joined, lowest))
        positions = next(filter(None, under), [])
        if len(positions) > 1:
            twice += [joined[position] for position in positions]
        elif positions and positions[0] not in columns:
            columns[positions[0]] = column
        elif positions:
            twice.append(joined[positions[0]])
    named = {c.code for c in columns.values()}
    enough = len(columns) + len(set(twice)) >= min(2, len(table.columns))
    if not enough or not (table.name_column.code in named or twice):
        return None
    return _Mapping(table, columns, joined, first, tuple(dict.fromkeys(twice)))


def _heading_forms(text: str) -> set[str]:
    return {fold(text), _key_of(text)} - {""}


def _most_similar(fits: Iterable[_Mapping], caption: str) -> _Mapping | None:
    """The mapping to the list whose heading is most similar to the text above the table; None if several are equal."""
    words = set(fold(caption).split())
    shares = [(len(words & label) / len(label), fit) for fit in fits if (label := set(fold(fit.table.heading).split()))]
    best = max((share for share, _ in shares), default=0.0)
    similar = [fit for share, fit in shares if share == best]
    return similar[0] if best >= 0.5 and len(similar) == 1 else None
