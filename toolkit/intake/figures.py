"""Reads the sheet of figures: each cell is a figure; each row has a note and a unit."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from toolkit.form.carried import is_carried, mark
from toolkit.form.contents import EARLIER_ANSWER, is_unconfirmed
from toolkit.intake.account import Account, can_be_typed, is_blank
from toolkit.intake.computed import Computed
from toolkit.intake.leftovers import LeftoverLister, report_merged, with_keys
from toolkit.intake.printed import recalled_rows
from toolkit.intake.received import Received
from toolkit.intake.thousands import question_thousands
from toolkit.language.numbers import plain_number
from toolkit.language.text import fold
from toolkit.model import CellValue, ErrorValue, Figure, Indicator, State
from toolkit.model.periods import parse_period
from toolkit.spreadsheet.addresses import Position, cell_name, column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text
from toolkit.values.cell import typed_text
from toolkit.values.readings import question, word_key
from toolkit.values.units import factor_from, in_present_unit, is_another_unit, unit_in_note

#: The row of headings has at least this number of the form's texts, even where some headings were changed.
_HEADINGS = 3


def read_figures(form: Received, account: Account, sheet: KeyedSheet) -> None:
    indicators = {i.code: i for i in form.campaign.indicators_of(form.agency)}
    _Figures(form, account, with_keys(form, account, sheet, indicators), indicators).read()
    question_thousands(form, account)


def add_missing_figures(form: Received, account: Account) -> None:
    """Add all figures as missing, for a form that came back without its sheet of figures."""
    for indicator in form.campaign.indicators_of(form.agency):
        _add_missing(form, account, indicator)
    _use_known_values(form, account)
    Computed(form, account, {}).derive(None, {})


def _add_missing(form: Received, account: Account, indicator: Indicator) -> None:
    if not indicator.formula:
        for period in form.campaign.periods:
            account.add_figure(indicator, period.key, None, "missing")


def _use_known_values(form: Received, account: Account) -> None:
    """Use the figures that the definition provides instead of what is in their cells; report cells that differ."""
    for indicator in form.campaign.indicators_of(form.agency):
        value = indicator.known_of(form.agency) if indicator.known else None
        if value is None:
            continue
        account.plain.pop(indicator.code, None)
        figures = account.figures[indicator.code]
        for at, figure in enumerate(figures):
            if figure.typed and figure.value != value:
                account.add_finding(
                    "known-differs",
                    figure.sheet,
                    figure.cell,
                    value=figure.typed,
                    indicator=indicator.code,
                    period=figure.period,
                    arguments={"expected": plain_number(value).replace(".", ",")},
                )
            figures[at] = figure._replace(value=value, state="given", typed="")


class _Figures:
    """Reads the sheet of figures of one form."""

    def __init__(self, form: Received, account: Account, sheet: KeyedSheet, rows: Mapping[str, Indicator]) -> None:
        self.form, self.account, self.sheet, self.indicators = form, account, sheet, rows
        periods = [period.key for period in form.campaign.periods]
        self.present = [key for key in periods if key in sheet.columns]
        dropped = [k for k in sheet.columns if parse_period(k) and k not in self.present] if form.is_earlier else []
        for key in periods:
            if key not in sheet.columns:
                account.add_finding("period-new" if form.is_earlier else "period-missing", sheet.name, period=key)
                account.note_difference(key)
        account.note_difference(*dropped, gone=True)
        at = [(key, sheet.columns.get(key)) for key in periods]
        self.period_columns = [(key, column, "" if column is None else column_name(column)) for key, column in at]
        """For each period, its key, the number of its column, and that column's letters."""
        self.computing = ("total", *self.present, *dropped)
        """The columns in which the form may have formulas."""
        self.rest = LeftoverLister(form, account, sheet, [sheet.columns[k] for k in dropped], self._previous_columns())
        self.contents: dict[str, dict[str, CellValue]] = {}
        """The cell contents with which the form's formulas compute, by indicator, then by period."""

    def _previous_columns(self) -> dict[int, str]:
        """The columns with figures of the previous campaign, each with the key of the period in its heading."""
        if len(self.sheet.people_columns) > 1 or self.sheet.matched is not None:
            headings = self.form.known.previous_headings
            for cells in self.sheet.raw.rows:
                named = {c: key for c, v in enumerate(cells) if isinstance(v, str) and (key := headings.get(fold(v)))}
                if named:
                    return named
        return {}

    def read(self) -> None:
        form, account, sheet = self.form, self.account, self.sheet
        read = ("label", "unit", "total", "note", *self.present)
        printed = form.printed_rows(sheet, ("total", "note", *self.present))
        seen: dict[str, KeyedRow] = {}
        for (index, cells), (known, blank) in zip(sheet.lines(), recalled_rows(printed, sheet), strict=False):
            if blank and known == FOR_PEOPLE:
                continue
            row, before = sheet.row(index, cells), account.cells
            indicator = self.indicators.get(row.key)
            if indicator is None or row.key in seen:
                self._list_row(row, twice=row.key in seen, blank=blank)
                if row.for_people and account.cells == before:
                    form.remember(printed, cells, FOR_PEOPLE)
                continue
            seen[row.key] = row
            self._record_formulas(row)
            unit, stated = None, ""
            if known != row.key:
                unit, stated = self._check_label(row, indicator)
                self.rest.list_row(row, read)
                if account.cells == before:
                    form.remember(printed, cells, row.key)
            if not indicator.formula:
                self._read_row(row, indicator, unit, stated)
        report_merged(account, sheet, (*self.present, "note"))
        self._check_computed(seen)

    def _check_computed(self, seen: Mapping[str, KeyedRow]) -> None:
        """Add figures whose rows are missing, and check those the form computes. `seen`: the rows, by indicator."""
        form, account, sheet = self.form, self.account, self.sheet
        missing = "indicator-new" if form.is_earlier else "indicator-missing"
        for code, indicator in self.indicators.items():
            if code not in seen:
                account.add_finding(missing, sheet.name, indicator=code)
                account.note_difference(code)
                _add_missing(form, account, indicator)
        _use_known_values(form, account)
        computed = Computed(form, account, self.contents)
        computed.derive(sheet, seen)
        for code, row in seen.items():
            if self.indicators[code].formula and (note := self._count_note(row)):
                account.figures[code][0] = account.figures[code][0]._replace(note=note)
        for code, row in seen.items():
            computed.check_total(sheet, row, self.indicators[code])

    def _list_row(self, row: KeyedRow, *, twice: bool, blank: bool) -> None:
        """List the contents of a row that belongs to no indicator, or to an indicator whose row is already read."""
        reason = "unkeyed-content"
        if row.key and not row.for_people:
            reason = "row-twice" if twice else "unknown-indicator"
            if not twice and self.form.is_earlier and " " not in row.key:
                reason = EARLIER_ANSWER
                self.account.note_difference(row.key, gone=True)
                self._record_formulas(row)
            if row.key not in self.form.campaign.indicator_by_code:
                self.rest.list_key(row.index, (), reason)
        headed = () if blank or not row.for_people else self._check_headings(row)
        self.rest.list_row(row, headed, reason)

    def _record_formulas(self, row: KeyedRow) -> None:
        """Record that formulas in the row's cells are the form's, not the agency's."""
        if self.sheet.raw.unsaved:
            computed = self.account.computed.setdefault(self.sheet.name, set())
            computed.update((row.index, self.sheet.columns[c]) for c in self.computing if c in self.sheet.columns)

    def _read_row(self, row: KeyedRow, indicator: Indicator, unit: str | None, stated: str) -> None:
        """Read the figures of a row. `unit`: the unit in an earlier form; `stated`: the unit that the agency wrote."""
        account, sheet = self.account, self.sheet
        note_text = self._count_note(row)
        unsaved, percents, struck = sheet.raw.unsaved, sheet.raw.percent, sheet.raw.struck
        as_printed = indicator if unit is None else in_unit(indicator, unit)
        low, high, parts = self.form.known.plain_limits(as_printed)
        filled: list[int] = []
        cells, code, agency, file, name = row.cells, indicator.code, account.agency, account.file, sheet.name
        width, line = len(cells), str(row.index + 1)
        figures = account.figures.setdefault(code, [])
        contents = self.contents.setdefault(code, {})
        plain: list[float] = []
        for key, column, letters in self.period_columns:
            if column is None:
                account.add_figure(indicator, key, None, "missing")
                continue
            value = cells[column] if column < width else None
            cell = letters + line
            if (
                value.__class__ is float
                and low <= value <= high
                and not struck
                and (not percents or (row.index, column) not in percents)
            ):
                whole = value.is_integer()
                if whole or parts:
                    value += 0.0  # no minus before a zero
                    plain.append(value)
                    filled.append(len(figures))
                    typed = str(int(value)) if whole else typed_text(value)
                    figures.append(Figure(agency, code, key, value, "given", typed, "", file, name, cell))
                    contents[key] = value
                    continue
            if value is None or is_blank(value):
                lost = (row.index, column) in unsaved
                if lost:
                    account.add_finding("formula-without-value", name, cell, indicator=code, period=key)
                account.add_figure(indicator, key, None, "held" if lost else "missing", sheet=name, cell=cell)
                continue
            filled.append(len(figures))
            contents[key] = self._read_cell(indicator, as_printed, key, (row.index, column), value)
        account.count("figures", len(plain))
        if len(plain) == len(self.period_columns) and unit is None:
            account.plain[code] = plain
        if unit is not None:
            self._convert(indicator, unit)
        if filled and note_text and is_unconfirmed(note_text):
            typed = "; ".join(figures[at].typed for at in filled)
            self._hold_back("figure-not-confirmed", indicator, filled, typed, _is_number_or_day)
        elif filled and note_text and is_carried(note_text):
            self._hold_back_carried(indicator, filled)
        elif filled and (stated or note_text):
            self._check_unit(indicator, filled, stated or unit_in_note(note_text))
        if note_text and figures:
            at = filled[0] if filled else 0
            figures[at] = figures[at]._replace(note=note_text)

    def _read_cell(
        self, indicator: Indicator, as_printed: Indicator, period: str, position: Position, value: CellValue
    ) -> CellValue:
        """Add the figure of a cell that is not blank; return the value with which the form's formulas compute.

        `as_printed`: the indicator in the unit that the form printed.
        """
        account, raw, cell = self.account, self.sheet.raw, cell_name(*position)
        percent = position in raw.percent
        reading = self.form.known.reading(value, as_printed, percent)
        if position in raw.struck:
            reading = question("struck-through")
        shown = round(value * 100, 10) if percent and isinstance(value, float) else None
        typed = typed_text(value)
        if reading.state == "zero_by_words" and _names_another_year(typed, period):
            reading = question("text-with-number")
        if shown is not None:
            typed = f"{typed_text(shown)}%"  # as the cell shows it, and as it was typed
        account.count("figures")
        if reading.code:
            fault, code, arguments = reading.code, indicator.code, dict(reading.arguments)
            account.add_finding(fault, raw.name, cell, value=typed, indicator=code, period=period, arguments=arguments)
        if reading.state == "held" and not percent and can_be_typed(value):
            account.held.append((indicator.code, period, value))
        account.add_figure(indicator, period, reading.value, reading.state, typed, raw.name, cell)
        # A percentage counts as its cell shows it, for the form's formulas too.
        return shown if shown is not None and as_printed.kind == "percent" else value

    def _count_note(self, row: KeyedRow) -> str:
        """Count and return the note at the end of the row; "" where there is no note."""
        note = self.sheet.value(row, "note")
        if note is None or is_blank(note):
            return ""
        if isinstance(note, ErrorValue):
            self.account.list_cell(self.sheet.name, self.sheet.address(row, "note"), note, "error-in-text")
            return ""
        self.account.count("notes")
        return typed_text(note)

    def _check_unit(self, indicator: Indicator, filled: Sequence[int], stated: str) -> None:
        """Hold back bare numbers where the agency states a unit other than the form's."""
        if not indicator.numeric or not is_another_unit(stated, indicator):
            return
        figures = self.account.figures[indicator.code]
        bare = [at for at in filled if _is_bare(figures[at])]
        if bare:
            typed, unit = figures[bare[0]].typed, indicator.unit
            readings = f"{typed} {unit} | {typed} {stated}"
            self._hold_back("unit-changed", indicator, bare, stated, can_be_typed, expected=unit, readings=readings)

    def _hold_back_carried(self, indicator: Indicator, filled: Sequence[int]) -> None:
        """Hold back the carried figures in a row that still has its sign, except figures that the agency changed.

        Where the form does not record the carried figures, the whole row is held back.
        """
        figures, marks = self.account.figures[indicator.code], self.form.carried_marks.get(indicator.code, {})
        unconfirmed = [at for at in filled if figures[at].state != "held"]
        if self.form.carried_marks:  # a figure is recognised by the value read, or by the cell's content
            pairs = [(at, figures[at]) for at in unconfirmed]
            unconfirmed = [at for at, f in pairs if marks.get(f.period) in (mark(f.value), mark(f.typed))]
        if unconfirmed:
            typed = "; ".join(dict.fromkeys(figures[at].typed for at in unconfirmed))
            self._hold_back("figure-carried", indicator, unconfirmed, typed, _is_number_or_day, state="carried")

    def _hold_back(
        self,
        code: str,
        indicator: Indicator,
        filled: Sequence[int],
        value: str,
        is_value: Callable[[CellValue], bool],
        state: State = "held",
        **arguments: Any,
    ) -> None:
        """Hold figures back until a person decides. `filled`: the positions of the row's filled cells."""
        account, figures = self.account, self.account.figures[indicator.code]
        affected = [figures[at] for at in filled]
        for at, figure in zip(filled, affected, strict=True):
            typed = self.contents[indicator.code][figure.period]
            if figure.state != "held" and is_value(typed):
                account.held.append((indicator.code, figure.period, typed))
            figures[at] = figure._replace(value=None, state=state)
        account.plain.pop(indicator.code, None)
        account.add_finding(
            code,
            self.sheet.name,
            affected[0].cell,
            value=value,
            indicator=indicator.code,
            cells=tuple(f.cell for f in affected),
            periods=tuple(f.period for f in affected),
            arguments=arguments,
        )

    def _convert(self, indicator: Indicator, unit: str) -> None:
        """Convert the figures of an earlier form from the unit that it printed to the present unit."""
        figures = self.account.figures[indicator.code]
        for at, figure in enumerate(figures):
            figures[at], cell = in_present_unit(figure, indicator, unit, indicator.kind)
            if cell is not None:
                self.account.held.append((indicator.code, figure.period, cell))

    def _check_label(self, row: KeyedRow, indicator: Indicator) -> tuple[str | None, str]:
        """Report a label or unit that differs from today's form.

        Returns two units: that of an earlier form, where it differs from today's (else None), and that which the agency
        typed over the form's (else "").
        """
        form, sheet = self.form, self.sheet
        other, stated = None, ""
        for column, expected in (("label", indicator.short_label), ("unit", indicator.unit)):
            value = sheet.value(row, column)
            if value == expected or is_blank(value) or word_key(cell_text(value)) == word_key(expected):
                continue
            self.account.count("reported")
            self.account.note_difference(indicator.code)
            code = "label-earlier" if form.is_earlier else "label-changed"
            if column == "unit" and form.is_earlier and indicator.numeric and not indicator.formula:
                factor = factor_from(cell_text(value), indicator.kind, indicator)
                if factor != 1:
                    other = cell_text(value)
                    code = "unit-unknown" if factor is None else "unit-converted"
            elif column == "unit":
                stated = cell_text(value)
            cell, typed = sheet.address(row, column), typed_text(value)
            arguments = {"expected": expected, "part": column}
            self.account.add_finding(code, sheet.name, cell, value=typed, indicator=indicator.code, arguments=arguments)
        return other, stated

    def _check_headings(self, row: KeyedRow) -> tuple[str, ...]:
        """Report the columns with another heading than the form prints, and return their periods; () where this row is
        not the row of headings.
        """
        if sum(map(self.form.prints, row.cells[1:])) < _HEADINGS:
            return ()
        changed = []
        for key, printed in self.form.known.headings.items():
            value = self.sheet.value(row, key)
            if not is_blank(value) and fold(cell_text(value)) not in printed:
                changed.append(key)
                cell, typed = self.sheet.address(row, key), typed_text(value)
                self.account.count("reported")
                self.account.add_finding("heading-changed", self.sheet.name, cell, value=typed, period=key)
        return tuple(changed)


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _names_another_year(typed: str, period: str) -> bool:
    """Whether a cell's text names years, but not the year of its column: `Năm 2019 không có` under 2020."""
    years = _YEAR.findall(typed)
    return bool(years) and not any(year in period for year in years)


@lru_cache(maxsize=256)
def in_unit(indicator: Indicator, unit: str) -> Indicator:
    """The indicator with the unit of an earlier form, and without limits, since those are in the present unit."""
    # Its code is changed, since results of reading numbers are cached by code.
    return replace(indicator, code=f"{indicator.code} {unit}", unit=unit, minimum=None, maximum=None)


def _is_bare(figure: Figure) -> bool:
    """Whether a figure was typed as a number without words, and is not zero."""
    return figure.state == "given" and bool(figure.value) and not any(map(str.isalpha, figure.typed))


def _is_number_or_day(value: CellValue) -> bool:
    return isinstance(value, int | float | date)
