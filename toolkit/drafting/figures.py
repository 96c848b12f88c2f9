"""Figures in the tables of a report: cells whose row and column name an indicator and a period.

The figures are proposals, each with its source, for the agency to confirm. A name is recognised if it is the
definition's, word for word after folding, or has nearly all words of it; ambiguous names are listed with the reason.
Values are read like a form's cells, with the unit that the table names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.documents.lines import Line
from toolkit.drafting.names import Names, bare_key, headed_period
from toolkit.drafting.parts import ProposedFigure, UnreadCells
from toolkit.formula import expressions
from toolkit.language.numbers import format_number
from toolkit.language.text import clean, fold
from toolkit.messages import forms, reports
from toolkit.model import Agency, Campaign, CellValue, Figure, Indicator, Value
from toolkit.values.cell import read_value
from toolkit.values.dates import read_period
from toolkit.values.readings import ValueWords, value_words
from toolkit.values.totals import derived_total, lookup, period_total
from toolkit.values.units import CURRENCY, MAGNITUDES

#: Columns other than those of periods, with their folded headings.
_ROLES = {
    "unit": {"don vi tinh", "dvt", "don vi"},
    "number": {"tt", "stt", "so tt", "so thu tu"},
    "code": {"ma", "ma so", "ma chi tieu", "ky hieu"},
    "note": {"ghi chu"},
    "beside": {fold(reports.COLUMNS["coverage"]), fold(reports.COLUMNS["source"]), "nguon"},
    "total": {"tong", "tong so", "tong cong", "cong", "ca ky", "ca giai doan", "luy ke"},
}
#: Headings of the table of targets in a report written by this toolkit, whose figures are in its annex.
_OF_TARGETS = {fold(reports.COLUMNS[name]) for name in ("target", "result", "assessment")}
#: Headings of columns with the numbers of rows.
NUMBER_HEADINGS = _ROLES["number"]
#: Words in the heading of a column that has no results, whichever period the heading names.
_NO_RESULT = re.compile(
    r"\b(?:ke hoach|duoc giao|giao|muc tieu|du toan|uoc|du kien|so voi|so sanh|tang|giam|ty le|dat|cung ky|luy ke|binh "
    r"quan)\b"
)
#: Contents of cells beside figures that mean nothing: words that only say that results follow, and the empty text.
_RESULT = {"", "thuc hien", "ket qua", "ket qua thuc hien", "thuc te", "so lieu", "so luong"}
_ORDINAL = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivxlcIVXLC]+|[a-zđA-ZĐ]|[-+*])[.)]*")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-ZĐ])\)?(?:\s*=.*)?")
_UNIT_IN_TEXT = re.compile(r"(?:đơn vị tính|đơn vị|đvt|đv)\s*:\s*([^)]+?)\s*\)?\s*$", re.I)
_BRACKETED = re.compile(r"\(([^()]+)\)")
_SEVERAL = re.compile(r"\s*[,;]\s*|\s+và\s+")
_DIGIT = re.compile(r"\d")
#: The heading of a period whose year is in the row above: `6 tháng`, `9 tháng đầu năm`.
_PART_OF_YEAR = re.compile(r"\d{1,2} tháng(?: (?:đầu|cuối))?(?: năm)?", re.IGNORECASE)
_HEADER_ROWS = 4
#: A count of agencies that said yes or chose an answer: such a cell is from a report on several agencies.
_COUNTS = {
    "yesno": re.compile(re.escape(fold(reports.YES_OF.format(count=0))).replace("0", r"\d[\d.]*")),
    "choice": re.compile(r"[^:;]+: \d+(?:; [^:;]+: \d+)*"),
}
#: The exact values of figures that were printed rounded, keyed by indicator, period and the printed words.
ExactValues = Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    row: int
    column: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class TableReading:
    """The result for one table. `used`: the numbers of the rows in which every word is accounted for."""

    proposed: tuple[ProposedFigure, ...] = ()
    unread: tuple[UnreadCells, ...] = ()
    used: frozenset[int] = frozenset()


@dataclass
class FigureTables:
    """Reads the tables of one report; the required indicators are those of `agency` in the campaign."""

    campaign: Campaign
    agency: Agency | None
    rounded: ExactValues = field(default_factory=dict)
    words: ValueWords = field(init=False)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.words = value_words(self.campaign.words)
        self.names = Names(self.campaign)
        self.required = {
            i.code for i in (self.campaign.indicators_of(self.agency) if self.agency else self.campaign.indicators)
        }

    def read(self, lines: Sequence[Line], caption: str = "") -> TableReading:
        """The figures of one table; `caption`: the paragraph before the table."""
        table = _Table(self, cells_in(lines), caption, lines[0].table)
        return table.read()


class _Table:
    """One table being read."""

    def __init__(self, reader: FigureTables, cells: Mapping[tuple[int, int], Cell], caption: str, number: int) -> None:
        self.reader, self.cells, self.caption, self.number = reader, cells, caption, number
        self.rows = sorted({row for row, _ in cells})
        self.columns = sorted({column for _, column in cells})
        self.proposed: list[ProposedFigure] = []
        self.problems: dict[str, list[str]] = {}
        self.open_rows: set[int] = set()
        self.sums: list[tuple[Indicator, str, Cell]] = []
        """Cells with sums or computed figures, each with its indicator and period ("" for all periods)."""
        self.headed: dict[Cell, tuple[str, str]] = {}
        """The names of row and column of cells that hold computed figures."""
        self.noted: dict[tuple[str, int], tuple[str, list[str]]] = {}
        """Notes on rows, keyed by code and row: the row's name, and `column: words` of cells in the row."""

    def read(self) -> TableReading:
        if self.rows and {fold(c.text) for c in self._row_cells(self.rows[0])} >= _OF_TARGETS:
            return TableReading(used=frozenset(self.rows))
        named = self._with_parts({row: self._indicators_in(self._cells_reaching(row)) for row in self.rows})
        by_row = {row: codes for row, codes in named.items() if codes}
        if by_row and not self._is_headed_by_indicators():
            self._read_by_rows(named, min(row for row in self.rows if row in by_row or self._holds_a_figure(row)))
        else:
            self._read_by_columns()
        self._check_sums()
        for (code, _), (name, cells) in self.noted.items():
            self.problems.setdefault(code, []).append(f"{name} ({'; '.join(cells)})")
        if not self.proposed and not self.problems:
            return TableReading()
        used = frozenset(row for row in self.rows if row not in self.open_rows) if self.proposed else frozenset()
        unread = tuple(UnreadCells(code=c, table=self.number, cells=tuple(t)) for c, t in self.problems.items())
        return TableReading(tuple(self.proposed), unread, used)

    def _with_parts(self, named: Mapping[int, set[str]]) -> dict[int, set[str]]:
        """The indicators of each row, including parts of splits, which are recognised in the rows below the whole."""
        indicators, campaign = dict(named), self.reader.campaign
        whole, seen = "", dict[str, list[int]]()
        for row in self.rows if campaign.splits else ():
            codes = named[row]
            code = self.reader.names.part(whole, [c.text for c in self._cells_reaching(row)]) if whole else ""
            if code and codes <= {whole, code}:
                seen.setdefault(code, []).append(row)
            elif len(codes) == 1:
                whole = next((c for c in codes if c in campaign.splits_of), "")
        for code, rows in seen.items():
            if len(rows) == 1:
                indicators[rows[0]] = {code}
        return indicators

    def _is_headed_by_indicators(self) -> bool:
        """Whether indicators are headings of columns: two indicators in a row, or one in a row without a number."""
        for row in self.rows[:_HEADER_ROWS]:
            cells = self._row_cells(row)
            naming = [c for c in cells if len(self.reader.names.codes(c.text)) == 1]
            several = len({min(self.reader.names.codes(c.text)) for c in naming}) > 1
            alone = bool(naming) and not any(_DIGIT.search(c.text) for c in cells if c not in naming)
            periods_below = any(self.reader.names.period(c.text) for c in self.cells.values() if c.row > row)
            if several or (alone and periods_below):
                return True
        return False

    def _holds_a_figure(self, row: int) -> bool:
        """Whether a row has a number that is neither a period nor the number of its column."""
        texts = [c.text for c in self._row_cells(row) if c.text]
        numbers = [t for t in texts if _DIGIT.match(t) and not _PART_OF_YEAR.fullmatch(t) and headed_period(t) is None]
        return bool(numbers) and not all(map(_COLUMN_NUMBER.fullmatch, texts))

    # -- Tables whose rows name indicators, and whose columns name periods --

    def _read_by_rows(self, named: Mapping[int, set[str]], first: int) -> None:
        heads = [row for row in self.rows if row < first and len(self._row_cells(row)) > 1]
        headed = {column: self._headings_of(heads, column) for column in self.columns}
        roles = {column: self._role(texts) for column, texts in headed.items()}
        planned = {column for column, texts in headed.items() if any(map(_is_no_result, texts))}
        periods = self._periods_of(headed, roles, first)
        table_unit = unit_in([*self.caption.split("\n"), *(t for texts in headed.values() for t in texts)])
        for row in self.rows:
            if row < first:
                continue
            cells = self._row_cells(row)
            codes = named[row]
            values = [c for c in cells if c.column in periods and c.text]
            name = self._name_of(
                [c for c in self._cells_reaching(row) if self.reader.names.codes(c.text)] or self._cells_reaching(row)
            )
            extra = [
                c
                for c in cells
                if c.column not in periods
                and roles[c.column] is None
                and fold(c.text) not in _RESULT
                and not self.reader.names.codes(c.text)
            ]
            if not codes:
                self._unknown_row(row, cells, values)
                continue
            if len(codes) > 1:
                self._add_problem("table-row-ambiguous", row, name)
                continue
            if any(_is_no_result(c.text) for c in extra if not _DIGIT.search(c.text)):
                self.open_rows.add(row)  # `Kế hoạch` beside the indicator's name: the row holds no result
                continue
            indicator = self.reader.campaign.indicator_by_code[next(iter(codes))]
            unit = next((c.text for c in cells if roles.get(c.column) == "unit"), "") or table_unit
            self.sums += [(indicator, "", c) for c in cells if roles.get(c.column) == "total" and c.text]
            if extra or any(self._has_further_content(c, roles[c.column], indicator, bool(values)) for c in cells):
                self.open_rows.add(row)
            unclear = [
                " ".join(headed[c.column]) or c.text for c in extra if _DIGIT.search(c.text) and c.column not in planned
            ]
            if unclear:
                self._add_problem("table-period-unknown", row, *unclear)
            row_unit = self._bracketed_unit(indicator, [c.text for c in self._cells_reaching(row)])
            for cell in values:
                cell_unit = row_unit or self._bracketed_unit(indicator, headed[cell.column]) or unit
                self._propose(indicator, periods[cell.column], cell, cell_unit, name, " ".join(headed[cell.column]))

    def _has_further_content(self, cell: Cell, role: str | None, indicator: Indicator, has_values: bool) -> bool:
        """Whether another cell of a row with figures has content for which the form has no cell."""
        match role:
            case "note" | "beside":
                return bool(cell.text)
            case "unit":
                known = has_values or fold(cell.text) == fold(indicator.unit)
                return bool(cell.text) and (not known or _DIGIT.search(cell.text) is not None)
            case "number":
                return bool(cell.text) and _ORDINAL.fullmatch(cell.text) is None
            case "code":
                return bool(cell.text) and not self.reader.names.codes(cell.text)
        return False

    def _unknown_row(self, row: int, cells: Sequence[Cell], values: Sequence[Cell]) -> None:
        """Processes a row without a known name: a heading within the table, or something that is not required."""
        if any(_DIGIT.search(c.text) for c in values):
            self._add_problem("table-row-unknown", row, self._name_of(cells))
        elif any(c.text for c in cells):
            topics = {fold(i.topic) for i in self.reader.campaign.indicators}
            texts = [c.text for c in cells if c.text]
            known = len(texts) == 1 and (fold(texts[0]) in topics or self.reader.names.is_split_heading(texts[0]))
            if not known:
                self.open_rows.add(row)

    def _periods_of(
        self, headed: Mapping[int, Sequence[str]], roles: Mapping[int, str | None], first: int
    ) -> dict[int, str]:
        """The period of each column with results. If there is only one such column, the caption may name its period."""
        periods: dict[int, str] = {}
        for column, texts in headed.items():
            if roles[column] is not None or any(map(_is_no_result, texts)):
                continue
            # With a year above its quarters, both headings together name the period.
            joined = (" ".join(texts[n:]) for n in range(len(texts) - 1))
            both = next((p for text in joined if (p := self.reader.names.period(text))), None)
            named = {both} if both else {p for t in texts if (p := self.reader.names.period(t))}
            if len(named) == 1:
                periods[column] = named.pop()
        repeated = {p for p in periods.values() if list(periods.values()).count(p) > 1}
        if repeated:
            periods = {column: period for column, period in periods.items() if period not in repeated}
        if not periods and not repeated:
            periods = self._period_of_single_column(headed, roles, first)
        return periods

    def _period_of_single_column(
        self, headed: Mapping[int, Sequence[str]], roles: Mapping[int, str | None], first: int
    ) -> dict[int, str]:
        period = self._caption_period()
        numeric = [
            column
            for column in self.columns
            if roles[column] is None
            and not any(map(_is_no_result, headed[column]))
            and self._holds_numbers(column, first)
        ]
        return {numeric[0]: period} if period and len(numeric) == 1 else {}

    def _holds_numbers(self, column: int, first: int) -> bool:
        """Whether most of the column's cells start with a digit and name no indicator."""
        texts = [c.text for c in self.cells.values() if c.column == column and c.row >= first and c.text]
        numbers = [t for t in texts if _DIGIT.match(t) and not self.reader.names.codes(t)]
        return len(numbers) * 2 > len(texts)

    def _caption_period(self) -> str:
        """The only period that the caption names, or the only period of the campaign."""
        words = self.caption.split()
        named: set[str] = set()
        used: set[int] = set()
        for length in range(min(6, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                span = set(range(at, at + length))
                phrase = " ".join(words[at : at + length]).strip(" ,.;:()")
                if not span & used and read_period(phrase) is not None:
                    used |= span
                    named.add(self.reader.names.period(phrase) or "")
        if named:
            return named.pop() if len(named) == 1 else ""
        periods = self.reader.campaign.periods
        return periods[0].key if len(periods) == 1 else ""

    # -- Tables whose columns name indicators, and whose rows name periods --

    def _read_by_columns(self) -> None:
        heads = self.rows[:_HEADER_ROWS]
        named: dict[int, str] = {}
        last = 0
        for row in heads:
            for cell in self._row_cells(row):
                codes = self.reader.names.codes(cell.text)
                if len(codes) == 1 and cell.columns == 1:
                    named[cell.column] = next(iter(codes))
                    last = max(last, row)
        if not named:
            return
        headed = {column: self._headings_of([r for r in self.rows if r <= last], column) for column in self.columns}
        unit = unit_in(self.caption.split("\n"))
        for row in self.rows:
            if row <= last:
                continue
            cells = self._row_cells(row)
            label = self._name_of(cells)
            periods = {p for c in cells if c.column not in named and (p := self.reader.names.period(c.text))}
            values = [c for c in cells if c.column in named and c.text]
            period = periods.pop() if len(periods) == 1 else "" if periods else self._caption_period()
            self._check_further_columns(row, [c for c in cells if c.column not in named], headed)
            if bare_key(label) in _ROLES["total"]:
                self.sums += [(self.reader.campaign.indicator_by_code[named[c.column]], "", c) for c in values]
                continue
            if not period:
                self._add_problem(
                    "table-period-unknown", row, label or " ".join(c.text for c in values)
                ) if values else self.open_rows.add(row)
                continue
            for cell in values:
                indicator = self.reader.campaign.indicator_by_code[named[cell.column]]
                column_unit = self._bracketed_unit(indicator, headed[cell.column]) or unit_in(headed[cell.column])
                self._propose(indicator, period, cell, column_unit or unit, " ".join(headed[cell.column]), label)

    def _bracketed_unit(self, indicator: Indicator, texts: Iterable[str]) -> str:
        """The unit in brackets after a name: `Kinh phí (nghìn đồng)`; "" if the brackets have no unit: `(cuối kỳ)`."""
        campaign = self.reader.campaign
        units = {fold(i.unit) for i in campaign.indicators}
        for text in texts:
            for typed in _BRACKETED.findall(text):
                first = fold(typed).split(" ")[0]
                if f"({typed})" not in indicator.label and (
                    fold(typed) in units or first in MAGNITUDES or CURRENCY.match(fold(typed)) or "%" in typed
                ):
                    return str(typed).strip()
        return ""

    def _check_further_columns(self, row: int, cells: Sequence[Cell], headed: Mapping[int, Sequence[str]]) -> None:
        """Keeps a row listed if it has numbers in columns without an indicator, for which the form has no cell."""
        for cell in cells:
            role = self._role(headed[cell.column])
            if not _DIGIT.search(cell.text) or self.reader.names.period(cell.text) is not None or role == "number":
                continue
            if role is None and headed[cell.column]:
                self._add_problem("table-row-unknown", row, " ".join(headed[cell.column]))
            else:
                self.open_rows.add(row)

    def _role(self, texts: Sequence[str]) -> str | None:
        """What a column has other than figures of a period, by its heading. A span of periods is a total."""
        keys = {bare_key(t) for t in texts}
        role = next((role for role, names in _ROLES.items() if keys & names), None)
        return role or ("total" if any(self.reader.names.period(t) == "" for t in texts) else None)

    # -- One cell --

    def _propose(self, indicator: Indicator, period: str, cell: Cell, unit: str, row: str, column: str) -> None:
        text = cell.text
        if indicator.code not in self.reader.required:
            self._add_problem("table-not-asked", cell.row, row)
            return
        if indicator.formula:
            self.sums.append((indicator, period, cell))
            self.headed[cell] = (row, column)
            return
        if (counts := _COUNTS.get(indicator.kind)) and counts.fullmatch(
            fold(text) if indicator.kind == "yesno" else text
        ):
            self._add_note("table-counts-agencies", cell, row, f"{column}: {text}")
            self.open_rows.add(cell.row)
            return
        value = self._exact_value(indicator, period, text, self._value(indicator, text, unit))
        if value is None:
            if text not in (reports.MISSING, reports.NO_TOTAL):
                shown_unit = f" {unit}" if unit and fold(unit) != fold(indicator.unit) else ""
                self._add_problem("table-value-unclear", cell.row, f"{row} – {column}: {text}{shown_unit}")
            return
        self.proposed.append(
            ProposedFigure(
                indicator=indicator.code,
                period=period,
                value=value,
                typed=text,
                row=row,
                column=column,
                table=self.number,
                line=cell.row,
            )
        )

    def _exact_value(self, indicator: Indicator, period: str, text: str, value: CellValue) -> CellValue:
        """The exact value that a report written by this toolkit stores with a figure, if it fits the printed words."""
        exact, read = self.reader.rounded.get((indicator.code, period, text)), _number(value)
        if exact is None:
            return value
        decimals = len(text.partition(",")[2])
        same = format_number(exact, "vi", decimals) == text if read is None else _agree(read, exact, text)
        return exact if same else value

    def _value(self, indicator: Indicator, text: str, unit: str) -> CellValue:
        """The content for the form's cell: a number in the indicator's unit, or the words; None if it is unclear."""
        if text.casefold() == reports.NOT_APPLICABLE and indicator.kind != "yesno":
            return forms.NOT_APPLICABLE.vi
        words = not _DIGIT.search(text)
        if fold(indicator.unit) in map(fold, _SEVERAL.split(unit)):
            unit = indicator.unit  # `ĐVT: buổi, lượt người`
        typed_unit = "" if words or not indicator.numeric or fold(unit) == fold(indicator.unit) else unit
        reading = read_value(f"{text} {typed_unit}".strip(), indicator, self.reader.words)
        if reading.state == "given":
            if isinstance(reading.value, bool):
                return (forms.YES if reading.value else forms.NO).vi  # also for a tick
            return reading.value if indicator.numeric else text
        stated = reading.state in ("zero_by_words", "not_applicable") or (reading.state == "missing" and fold(text))
        return text if stated else None

    def _check_sums(self) -> None:
        """Lists totals and computed figures that do not agree with the proposals."""
        campaign = self.reader.campaign
        figures = [
            Figure("", p.indicator, p.period, _number(p.value), "given" if _number(p.value) is not None else "missing")
            for p in self.proposed
        ]
        for indicator, period, cell in self.sums:
            if cell.text in (reports.MISSING, reports.NO_TOTAL, reports.NOT_APPLICABLE):
                continue
            result: object
            if period:
                of_period = {f.indicator: f for f in figures if f.period == period}
                result = expressions.evaluate(expressions.parse(indicator.formula), lookup(campaign, of_period))
            elif indicator.formula:
                result = derived_total(campaign, indicator, figures)
            else:
                order = [p.key for p in campaign.periods]
                terms = [f for f in figures if f.indicator == indicator.code]
                terms.sort(key=lambda f: order.index(f.period))
                weights = {f.period: f for f in figures if f.indicator == indicator.weight}
                result = period_total(indicator, terms, weights)
            read = read_value(cell.text, indicator, self.reader.words).value
            agree = _agree(read, result, cell.text)
            if not agree:
                self.open_rows.add(cell.row)
            if cell in self.headed:
                name, column = self.headed[cell]
                self._add_note("table-computed", cell, name, f"{column}: {cell.text}")
                if not agree and isinstance(result, float | int):
                    differs = f"{column}: {cell.text} ≠ {format_number(float(result), 'vi', 2)}"
                    self._add_note("table-computed-differs", cell, name, differs)

    # -- Cells --

    def _row_cells(self, row: int) -> list[Cell]:
        return [c for c in self.cells.values() if c.row == row]

    def _cells_reaching(self, row: int) -> list[Cell]:
        """The row's cells, and the cells of rows above that extend into the row."""
        return [c for c in self.cells.values() if c.row <= row < c.row + c.rows]

    def _headings_of(self, rows: Iterable[int], column: int) -> list[str]:
        """The headings of a column: the cells of these rows that extend over the column, each once."""
        wanted = set(rows)
        over = [c for c in self.cells.values() if c.row in wanted and c.column <= column < c.column + c.columns]
        return list(dict.fromkeys(c.text for c in over if c.text))

    def _indicators_in(self, cells: Iterable[Cell]) -> set[str]:
        """The indicators that the row's words name; if the row has a code and a label, they must agree."""
        named: list[set[str]] = [codes for c in cells if (codes := self.reader.names.codes(c.text))]
        if not named:
            return set()
        common = set.intersection(*named)
        return common or set.union(*named)

    def _name_of(self, cells: Iterable[Cell]) -> str:
        """The row's name: its longest words that are no number."""
        return max((c.text for c in cells if re.search(r"[^\W\d_]{2}", c.text)), key=len, default="")

    def _add_note(self, code: str, cell: Cell, name: str, words: str) -> None:
        self.noted.setdefault((code, cell.row), (name, []))[1].append(words)

    def _add_problem(self, code: str, row: int, *texts: str) -> None:
        self.open_rows.add(row)
        listed = self.problems.setdefault(code, [])
        listed += [t for t in texts if t and t not in listed]


def cells_in(lines: Sequence[Line]) -> dict[tuple[int, int], Cell]:
    """The table's cells, keyed by row and column, the paragraphs of each cell joined."""
    texts: dict[tuple[int, int], list[str]] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for line in lines:
        position = (line.row, line.extent.column or line.cell)
        texts.setdefault(position, []).append(clean(line.text))
        spans[position] = (line.extent.columns, line.extent.rows)
    return {p: Cell(" ".join(t), *p, *spans[p]) for p, t in sorted(texts.items())}


def _number(value: CellValue) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _agree(read: Value | None, computed: object, text: str) -> bool:
    """Whether a printed number is the computed one, rounded as printed."""
    if not isinstance(read, int | float) or not isinstance(computed, int | float):
        return False
    decimals = len(text.strip(" %").rpartition(",")[2]) if "," in text else 0
    return abs(read - computed) <= 0.5 * 10.0**-decimals + 1e-9


def _is_no_result(text: str) -> bool:
    return _NO_RESULT.search(fold(text)) is not None or "%" in text


def unit_in(texts: Iterable[str]) -> str:
    """The unit that a caption or heading names: `(ĐVT: triệu đồng)`."""
    return next((match[1].strip() for text in texts if (match := _UNIT_IN_TEXT.search(text))), "")
