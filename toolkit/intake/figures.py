"""The sheet of figures: each cell a figure, computed cells and totals held against our own."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from toolkit.form.form import ASKED_BEFORE, EARLIER, is_unconfirmed
from toolkit.formula import formulas
from toolkit.formula.formulas import Absent, Operand
from toolkit.intake.account import Cells, is_blank, looks
from toolkit.language.numbers import in_short
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Campaign, CellValue, ErrorValue, Figure, Indicator, ShownNumber, State, Value
from toolkit.model.caching import kept
from toolkit.model.periods import parse_period
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text, column_name
from toolkit.values.cell import Reading, typed_text
from toolkit.values.readings import held, word_key
from toolkit.values.totals import as_counted, derived_total, lookup, number, over_periods, period_total, same_number
from toolkit.values.units import factor_from, in_unit_of_now, is_another_unit, unit_in_note

#: The form's own words for 0, which its formulas count as that.
_ZERO = frozenset(map(fold, forms.ZERO))
#: So many texts of the form stand in its row of headings at least, whatever was changed there.
_HEADINGS = 3


class FiguresReading(Cells):
    """Reads the sheet of figures."""

    # -- figures --

    def _read_figures(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        asked = {i.code: i for i in self.campaign.indicators_of(self.agency)}
        sheet = self.whole(sheet, asked)
        periods = [p.key for p in self.campaign.periods if p.key in sheet.columns]
        for period in self.campaign.periods:
            if period.key not in sheet.columns:
                self.add("period-new" if self.earlier else "period-missing", sheet.name, period=period.key)
                self.note_difference(period.key)
        read = ("label", "unit", "total", "note", *periods)
        printed = self.reader.printed(sheet, self.texts, ("total", "note", *periods))
        at = [(period.key, sheet.columns.get(period.key)) for period in self.campaign.periods]
        places = [(key, column, "" if column is None else column_name(column)) for key, column in at]
        if len(sheet.people_columns) > 1 or sheet.matched is not None:
            self._find_beside(sheet)
        seen: dict[str, KeyedRow] = {}
        unit: str | None = None
        stated = ""
        dropped = [k for k in sheet.columns if parse_period(k) and k not in periods] if self.earlier else []
        self.dropped = frozenset(sheet.columns[key] for key in dropped)
        self.note_difference(*dropped, gone=True)
        for (index, cells), (known, blank) in zip(sheet.lines(), looks(printed, sheet), strict=False):
            if blank and known == FOR_PEOPLE:
                continue
            row = sheet.row(index, cells)
            indicator = asked.get(row.key)
            if indicator is None or row.key in seen:
                reason = "unkeyed-content"
                if row.key and not row.for_people:
                    reason = "row-twice" if row.key in seen else "unknown-indicator"
                    if indicator is None and self.earlier and " " not in row.key:
                        reason = ASKED_BEFORE
                        self.note_difference(row.key, gone=True)
                        self._form_computes(sheet, row.index, ("total", *periods, *dropped))
                    if row.key not in self.campaign.indicator_by_code and sheet.key_column >= 0:
                        self.left_in_keys(sheet.raw, row.index, (), reason, sheet.key_column)
                before = self.met()
                headed = () if blank or not row.for_people else self._check_headings(sheet, row)
                self.left_in_row(sheet, row, headed, reason)
                if printed and row.for_people and self.met() == before:
                    printed.remember(cells, FOR_PEOPLE)
                continue
            seen[row.key] = row
            self._form_computes(sheet, row.index, ("total", *periods, *dropped))
            unit, stated = None, ""
            if known != row.key:
                before = self.met()
                unit, stated = self._check_label(sheet, row, indicator)
                self.left_in_row(sheet, row, read)
                if printed and self.met() == before:
                    printed.remember(cells, row.key)
            if not indicator.formula:
                self._read_row(sheet, row, indicator, places, unit, stated)
        self.report_merged(sheet, (*periods, "note"))
        for code, indicator in asked.items():
            if code not in seen:
                self.add("indicator-new" if self.earlier else "indicator-missing", sheet.name, indicator=code)
                self.note_difference(code)
                if not indicator.formula:
                    for period in self.campaign.periods:
                        self._figure(indicator, period.key, None, "missing")
        computed = {code: (sheet, row) for code, row in seen.items()}
        self._derive(computed)
        for code, row in seen.items():
            self._check_total(sheet, row, asked[code])

    def _form_computes(self, sheet: KeyedSheet, row: int, columns: Iterable[str]) -> None:
        """Formulas in these cells are not the agency's own."""
        if sheet.raw.unsaved:
            own = self.computed.setdefault(sheet.name, set())
            own.update((row, sheet.columns[c]) for c in columns if c in sheet.columns)

    def _find_beside(self, sheet: KeyedSheet) -> None:
        """The columns over which the form names a period of the last campaign, in the first row that does."""
        headings = self.reader.beside_headings
        for cells in sheet.raw.rows:
            named = {c: headings.get(fold(v)) for c, v in enumerate(cells) if isinstance(v, str)}
            self.beside_columns = {column: period for column, period in named.items() if period}
            if self.beside_columns:
                return

    def _read_row(
        self,
        sheet: KeyedSheet,
        row: KeyedRow,
        indicator: Indicator,
        places: Sequence[tuple[str, int | None, str]],
        unit: str | None,
        stated: str,
    ) -> None:
        """The figures of one row. `places`: each period's key with its column and the letters of that; `unit`:
        that of an earlier form.

        `stated`: what the agency typed over the unit.
        """
        assert self.agency is not None
        note_text = self._note(sheet, row)
        unsaved, percents, struck = sheet.raw.unsaved, sheet.raw.percent, sheet.raw.struck
        asked = indicator if unit is None else _in_unit(indicator, unit)
        low, high, parts = self.reader.plain(asked)
        made: list[int] = []
        cells, code, own, file, name = row.cells, indicator.code, self.agency.code, self.file, sheet.name
        width, line = len(cells), str(row.index + 1)
        figures = self.figures.setdefault(code, [])
        given = self.given.setdefault(code, {})
        plain: list[float] = []
        for key, column, letters in places:
            if column is None:
                self._figure(indicator, key, None, "missing")
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
                    made.append(len(figures))
                    typed = str(int(value)) if whole else typed_text(value)
                    figures.append(Figure(own, code, key, value, "given", typed, "", file, name, cell))
                    given[key] = value
                    continue
            if value is None or is_blank(value):
                if (row.index, column) in unsaved:
                    self.add("formula-without-value", sheet.name, cell, indicator=indicator.code, period=key)
                    self._figure(indicator, key, None, "held", sheet=sheet.name, cell=cell)
                    continue
                self._figure(indicator, key, None, "missing", sheet=sheet.name, cell=cell)
                continue
            percent = (row.index, column) in percents
            reading = self.reader.reading(value, asked, percent)
            if (row.index, column) in struck:
                reading = held("struck-through")
            typed = typed_text(value)
            if reading.state == "zero_by_words" and _of_another_year(typed, key):
                reading = held("text-with-number")
            if percent and isinstance(value, float):
                typed = f"{typed_text(round(value * 100, 10))}%"  # what the cell shows, and what was typed
            self.count("figures")
            if reading.code:
                self.add(
                    reading.code,
                    sheet.name,
                    cell,
                    value=typed,
                    indicator=indicator.code,
                    period=key,
                    **_arguments(reading),
                )
            if reading.state == "held" and not percent and _can_be_typed(value):
                self.held.append((indicator.code, key, value))
            made.append(len(figures))
            self._figure(indicator, key, reading.value, reading.state, typed, sheet.name, cell)
            # A percentage counts as what its cell shows, for the form's own formulas too.
            as_shown = percent and isinstance(value, float) and asked.kind == "percent"
            given[key] = round(value * 100, 10) if as_shown else value  # type: ignore[operator,arg-type]
        self.count("figures", len(plain))
        if len(plain) == len(places) and unit is None:
            self.plain[code] = plain
        if unit is not None:
            self._convert(indicator, unit)
        if made and note_text and is_unconfirmed(note_text):
            self._hold_back(sheet.name, indicator, made)
        elif made and (stated or note_text):
            stated = stated or unit_in_note(note_text)
            if indicator.numeric and is_another_unit(stated, indicator):
                self._hold_for_unit(sheet.name, indicator, made, stated)
        if note_text and figures:
            at = made[0] if made else 0
            figures[at] = _with_note(figures[at], note_text)

    def _note(self, sheet: KeyedSheet, row: KeyedRow) -> str:
        """The note at the end of the row, counted; "" where there is none."""
        note = sheet.value(row, "note")
        if note is None or is_blank(note):
            return ""
        if isinstance(note, ErrorValue):
            self.leave(sheet.name, sheet.address(row, "note"), note, "error-in-text")
            return ""
        self.count("notes")
        return typed_text(note)

    def _hold_back(self, sheet: str, indicator: Indicator, made: Sequence[int]) -> None:
        """Figures that were proposed for the agency do not count before it has confirmed them."""
        self.plain.pop(indicator.code, None)
        figures = self.figures[indicator.code]
        found = [figures[at] for at in made]
        for at, figure in zip(made, found, strict=True):
            typed = self.given[indicator.code][figure.period]
            if figure.state != "held" and isinstance(typed, int | float | date):
                self.held.append((indicator.code, figure.period, typed))
            figures[at] = figure._replace(value=None, state="held")
        self.add(
            "figure-not-confirmed",
            sheet,
            found[0].cell,
            value="; ".join(f.typed for f in found),
            indicator=indicator.code,
            cells=tuple(f.cell for f in found),
            periods=tuple(f.period for f in found),
        )

    def _hold_for_unit(self, sheet: str, indicator: Indicator, made: Sequence[int], stated: str) -> None:
        """Bare numbers do not count where the agency says another unit beside them than the form asks for."""
        self.plain.pop(indicator.code, None)
        figures, held_back = self.figures[indicator.code], []
        for at in made:
            figure = figures[at]
            typed = self.given[indicator.code][figure.period]
            if figure.state == "given" and figure.value and not any(map(str.isalpha, figure.typed)):
                if _can_be_typed(typed):
                    self.held.append((indicator.code, figure.period, typed))
                figures[at] = figure._replace(value=None, state="held")
                held_back.append(figure)
        if held_back:
            first = held_back[0]
            readings = f"{first.typed} {indicator.unit} | {first.typed} {stated}"
            self.add(
                "unit-changed",
                sheet,
                first.cell,
                value=stated,
                indicator=indicator.code,
                expected=indicator.unit,
                readings=readings,
                cells=tuple(f.cell for f in held_back),
                periods=tuple(f.period for f in held_back),
            )

    def _figure(
        self,
        indicator: Indicator,
        period: str,
        value: Value | None,
        state: State,
        typed: str = "",
        sheet: str = "",
        cell: str = "",
    ) -> None:
        assert self.agency is not None
        figure = Figure(self.agency.code, indicator.code, period, value, state, typed, "", self.file, sheet, cell)
        self.figures.setdefault(indicator.code, []).append(figure)

    def _derive(self, rows: Mapping[str, tuple[KeyedSheet, KeyedRow]]) -> None:
        """Compute the indicators that have a formula, and hold what their cells show against it."""
        assert self.agency is not None
        derived = [i for i in self.campaign.indicators_of(self.agency) if i.formula]
        needed = {c for i in derived for c in _members(self.campaign)[i.code]}
        for place, period in enumerate(self.campaign.periods):
            if not derived:
                break
            # One figure for each period, but for the indicators that are computed here.
            given = {c: own[place] for c in needed if (own := self.figures.get(c)) and place < len(own)}
            look_up = lookup(self.campaign, given)
            for indicator in derived:
                result = formulas.evaluate(formulas.parse(indicator.formula), look_up)
                absent = isinstance(result, formulas.Absent)
                state: State = "missing" if absent else "given"
                if result is formulas.Absent.NOT_APPLICABLE:
                    state = "not_applicable"
                value: Value | None = None if isinstance(result, formulas.Absent) else result
                found = rows.get(indicator.code)
                if found is None or period.key not in found[0].columns:
                    self._figure(indicator, period.key, value, state)
                    continue
                sheet, row = found
                cell = sheet.address(row, period.key)
                shown = sheet.value(row, period.key)
                self._figure(indicator, period.key, value, state, "", sheet.name, cell)
                if is_blank(shown) or same_number(shown, value):
                    continue
                if same_number(shown, self._as_counted(indicator, period.key)):
                    continue
                if self.differs:
                    self.leave(sheet.name, cell, shown, EARLIER)
                else:
                    self.count("reported")
                    code = "computed-not-checkable" if value is None else "computed-differs"
                    self.add(
                        code,
                        sheet.name,
                        cell,
                        value=typed_text(shown),
                        indicator=indicator.code,
                        period=period.key,
                        expected=_computed(value),
                    )
        for code, (sheet, row) in rows.items():
            note = self._note(sheet, row) if self.campaign.indicator_by_code[code].formula else ""
            if note:
                own = self.figures[code]
                own[0] = _with_note(own[0], note)

    def _convert(self, indicator: Indicator, unit: str) -> None:
        """Figures of an earlier form, given in the unit that it printed, are put into the unit of now."""
        figures = self.figures[indicator.code]
        for at, figure in enumerate(figures):
            figures[at], cell = in_unit_of_now(figure, indicator, unit, indicator.kind)
            if cell is not None:
                self.held.append((indicator.code, figure.period, cell))

    def _check_label(self, sheet: KeyedSheet, row: KeyedRow, indicator: Indicator) -> tuple[str | None, str]:
        """Report a label or unit that is not today's.

        Returns the unit of an earlier form in which figures are given, where it is another, and the one that the
        agency typed over the form's.
        """
        other, stated = None, ""
        for column, own in (("label", indicator.label), ("unit", indicator.unit)):
            value = sheet.value(row, column)
            if value != own and not is_blank(value) and word_key(cell_text(value)) != word_key(own):
                self.count("reported")
                self.note_difference(indicator.code)
                code = "label-earlier" if self.earlier else "label-changed"
                if column == "unit" and self.earlier and indicator.numeric and not indicator.formula:
                    factor = factor_from(cell_text(value), indicator.kind, indicator)
                    if factor != 1:
                        other = cell_text(value)
                        code = "unit-unknown" if factor is None else "unit-converted"
                elif column == "unit":
                    stated = cell_text(value)
                self.add(
                    code,
                    sheet.name,
                    sheet.address(row, column),
                    value=typed_text(value),
                    indicator=indicator.code,
                    expected=own,
                    part=column,
                )
        return other, stated

    def _check_headings(self, sheet: KeyedSheet, row: KeyedRow) -> tuple[str, ...]:
        """The periods in whose columns another heading stands than the form prints there, each reported; none where
        this is not the row of headings.
        """
        headings = [(key, sheet.value(row, key)) for key in self.reader.headings if key in sheet.columns]
        if sum(map(self.is_form_text, row.cells[1:])) < _HEADINGS:
            return ()
        changed = []
        for key, value in headings:
            if not is_blank(value) and fold(cell_text(value)) not in self.reader.headings[key]:
                changed.append(key)
                self.count("reported")
                self.add("heading-changed", sheet.name, sheet.address(row, key), value=typed_text(value), period=key)
        return tuple(changed)

    def _as_counted(self, indicator: Indicator, period: str) -> Value | None:
        """What the form's own formulas make of a figure's cell: they read no words and hold nothing back."""

        def look_up(code: str) -> Operand:
            member = self.campaign.indicator_by_code[code]
            if member.formula:
                return formulas.evaluate(formulas.parse(member.formula), look_up)
            value = self.given.get(code, {}).get(period)
            if not member.numeric:
                figure = self._figure_at(code, period)
                return Absent.MISSING if figure is None or figure.value is None else figure.value
            counted = as_counted(value)
            if counted is not None:
                return counted
            zero = isinstance(value, str) and fold(value) in _ZERO
            return 0.0 if zero else Absent.MISSING

        result = look_up(indicator.code)
        return None if isinstance(result, Absent) else result

    def _figure_at(self, code: str, period: str) -> Figure | None:
        return next((f for f in self.figures.get(code, ()) if f.period == period), None)

    def _check_total(self, sheet: KeyedSheet, row: KeyedRow, indicator: Indicator) -> None:
        """The total column is locked and computed; what stands there otherwise is reported."""
        shown = sheet.value(row, "total")
        if shown is None or is_blank(shown):
            return
        expected = self._total(indicator, self.figures)
        if shown.__class__ is float and shown == expected:
            return
        if expected is None and not isinstance(shown, int | float) and self.is_form_text(shown):
            return
        if same_number(shown, expected):
            return
        needed = {indicator.code, indicator.weight}
        if indicator.formula:
            needed |= set(formulas.parse(indicator.formula).names)
        counted: dict[str, list[Figure]] = {}
        for code in needed & self.figures.keys():
            member = self.campaign.indicator_by_code[code]
            values = [(f, self._as_counted(member, f.period)) for f in self.figures[code]]
            counted[code] = [f._replace(value=v, state="missing" if v is None else "given") for f, v in values]
        if same_number(shown, self._total(indicator, counted)):
            return
        if self.differs:  # it was computed from what the earlier form asked
            self.leave(sheet.name, sheet.address(row, "total"), shown, EARLIER)
            return
        self.count("reported")
        code = "total-not-checkable" if expected is None else "total-differs"
        self.add(
            code,
            sheet.name,
            sheet.address(row, "total"),
            value=typed_text(shown),
            indicator=indicator.code,
            expected=_computed(expected),
        )

    def _total(self, indicator: Indicator, figures: Mapping[str, Sequence[Figure]]) -> float | None:
        """The agency's total over the periods from these figures, by indicator."""
        if indicator.formula:
            members = _members(self.campaign)[indicator.code]
            return derived_total(self.campaign, indicator, [f for c in members for f in figures.get(c, ())])
        if not indicator.weight:
            plain = self.plain.get(indicator.code) if figures is self.figures else None
            return over_periods(indicator, plain or [number(f) for f in figures.get(indicator.code, ())])
        weights = {f.period: f for f in figures.get(indicator.weight, ())}
        if not weights:  # the form has no row for the weight, and takes the plain mean
            indicator = replace(indicator, weight="")
        return period_total(indicator, figures.get(indicator.code, ()), weights)


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _of_another_year(typed: str, period: str) -> bool:
    """Whether words speak of other years than that of their column: `Năm 2019 không có` under 2020."""
    years = _YEAR.findall(typed)
    return bool(years) and not any(year in period for year in years)


@kept
def _members(campaign: Campaign) -> dict[str, list[str]]:
    """Of each computed indicator, its own code and those of all that it is computed from, with their weights."""
    members: dict[str, list[str]] = {}
    for indicator in campaign.indicators:
        if indicator.formula:
            found = members[indicator.code] = [indicator.code]
            for code in found:
                member = campaign.indicator_by_code.get(code)
                if member is not None:
                    own = formulas.parse(member.formula).names if member.formula else ()
                    found += [c for c in dict.fromkeys((member.weight, *own)) if c and c not in found]
    return members


def _computed(value: Value | None) -> str:
    """What we computed, for people: a number rounded."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return in_short(float(value))
    return typed_text(value)


@lru_cache(maxsize=256)
def _in_unit(indicator: Indicator, unit: str) -> Indicator:
    """The indicator as it was asked in this unit; its limits are in the one of now."""
    # Under a name of its own: what is known of the reading of numbers is kept by that.
    return replace(indicator, code=f"{indicator.code} {unit}", unit=unit, minimum=None, maximum=None)


def _can_be_typed(value: CellValue) -> bool:
    """A number or a day that a cell can hold again, and show as it was shown."""
    if isinstance(value, ShownNumber):
        return False
    if isinstance(value, date):
        return value.year >= 1901
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e300


def _arguments(reading: Reading) -> dict[str, Any]:
    return dict(reading.arguments)


def _with_note(figure: Figure, note: str) -> Figure:
    return figure._replace(note=note)
