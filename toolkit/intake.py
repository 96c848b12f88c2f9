"""Raw cells → `Submission`: what one agency sent back in its intake workbook.

Every filled cell is accounted for once: as a figure, a statement, a report detail, a note, or reported
(a leftover, or a finding that quotes it). What the form itself printed is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit import formulas
from toolkit.form import INFO_KEYS, PROPERTY_PREFIX, UNPLACED, Form, make_form
from toolkit.formulas import Absent, Operand
from toolkit.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_name, cell_text, keyed_sheet
from toolkit.labels import Labels
from toolkit.messages import forms
from toolkit.messages.findings import FINDINGS
from toolkit.model import (
    Agency,
    Balance,
    Campaign,
    CellValue,
    ErrorValue,
    Figure,
    Finding,
    Indicator,
    InfoValue,
    Language,
    Leftover,
    Statement,
    Submission,
    Value,
    Word,
)
from toolkit.text import clean, fold
from toolkit.totals import derived_total, lookup, period_total, same_number
from toolkit.values import Reading, ValueWords, read_date, read_value, typed_text, value_words
from toolkit.workbook import RawSheet, RawWorkbook

#: Sheets of a form that hold nothing to type.
_FORM_ONLY = frozenset({"meta", "lists", "to_fix", "checks", "returned"})
_READ = ("info", "figures", "statements")
_LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass(slots=True)
class Reader:
    """Reads the workbooks of one campaign; keeps what does not change from file to file."""

    campaign: Campaign
    version: str
    _forms: dict[str, tuple[Form, frozenset[str]]] = field(default_factory=dict)
    _words: ValueWords | None = None
    _themes: dict[str, str] = field(default_factory=dict)
    _labels: Labels | None = None

    @property
    def labels(self) -> Labels:
        if self._labels is None:
            self._labels = Labels(self.campaign)
        return self._labels

    def form(self, agency: Agency) -> tuple[Form, frozenset[str]]:
        """The agency's form, and the texts that are the form's own (folded), in both languages."""
        if agency.code not in self._forms:
            both = [make_form(self.campaign, agency, lang, version=self.version) for lang in _LANGUAGES]
            self._forms[agency.code] = (
                both[0],
                frozenset(key for f in both for t in _texts(f) if (key := fold(t))),
            )
        return self._forms[agency.code]

    @property
    def words(self) -> ValueWords:
        if self._words is None:
            own = (("zero", forms.ZERO), ("missing", forms.MISSING), ("not_applicable", forms.NOT_APPLICABLE))
            words = [Word(kind=kind, text=t) for kind, text in own for t in text]
            self._words = value_words((*self.campaign.words, *words))
        return self._words

    @property
    def themes(self) -> Mapping[str, str]:
        """Theme codes by folded label and folded code."""
        if not self._themes:
            for theme in self.campaign.themes:
                self._themes.setdefault(fold(theme.code), theme.code)
                self._themes[fold(theme.label)] = theme.code
        return self._themes

    def read(self, raw: RawWorkbook) -> Submission:
        """What this workbook says. A workbook that is not a form of this campaign is `rejected`."""
        return _Reading(self, raw).submission()


def _texts(form: Form) -> Iterable[str]:
    """Every text the form prints where no value is typed."""
    campaign = form.campaign
    yield from (campaign.title, campaign.programme, campaign.legal_basis, campaign.province, form.agency.name)
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    if lead:
        yield lead.name
    for catalogue in (forms.SHEETS, forms.TITLES, forms.COLUMNS, forms.INFO, forms.INFO_HINTS):
        yield from (text.say(form.language) for text in catalogue.values())
    yield from (text for _, text in form.guide)
    yield from form.period_labels
    yield form.figures_intro
    yield form.statements_intro
    for text in (forms.UNPLACED, forms.UNPLACED_HINT):
        yield form.say(text)
    for topic in form.topics:
        yield topic.title
        for indicator in topic.indicators:
            yield from (
                indicator.code,
                form.label(indicator),
                indicator.label,
                indicator.unit,
                indicator.guidance,
            )
    for number, section in enumerate(form.sections, start=1):
        yield from (form.heading(number, section), section.heading, section.guidance)


class _Reading:
    """One workbook under reading. Only `submission` is called from outside."""

    def __init__(self, reader: Reader, raw: RawWorkbook) -> None:
        self.reader = reader
        self.campaign = reader.campaign
        self.raw = raw
        self.file = raw.source.file
        self.agency: Agency | None = None
        self.texts: frozenset[str] = frozenset()
        self.findings: list[Finding] = []
        self.leftovers: list[Leftover] = []
        self.figures: list[Figure] = []
        self.given: dict[tuple[str, str], CellValue] = {}
        """What stands in each figure's cell, for when the form's own formulas are followed."""
        self.statements: list[Statement] = []
        self.info: list[InfoValue] = []
        self.counts = dict.fromkeys(("figures", "statements", "info", "notes", "reported"), 0)
        self.cells = 0

    # -- the whole --

    def submission(self) -> Submission:
        sheets = {raw.name: keyed_sheet(raw) for raw in self.raw.sheets}
        unkeyed = self._match_labels(sheets)
        known = [s for s in sheets.values() if s is not None and s.key in (*_READ, *_FORM_ONLY, "guide")]
        stamped = _identity(known, self.raw.properties)
        rejection = self._recognise(known, stamped)
        if rejection or self.agency is None:
            return Submission(
                source=self.raw.source, status="rejected", agency=self.agency.code if self.agency else None,
                campaign=stamped.first("campaign"), definition=stamped.first("definition"),
                findings=tuple(self.findings),
            )  # fmt: skip
        self.texts = self.reader.form(self.agency)[1]
        for sheet in unkeyed:
            self.add("keys-gone", sheet.name, "A1")
        used: set[str] = set()
        for raw in self.raw.sheets:
            found = sheets[raw.name]
            if found is None or found.key not in (*_READ, *_FORM_ONLY, "guide"):
                self._left_whole(raw, "extra-sheet")
            elif found.key in used and found.key in _READ:
                self.add("sheet-twice", raw.name, "A1", other=found.key)
                self._left_whole(raw, "extra-sheet")
            elif found.key in _READ:
                used.add(found.key)
                getattr(self, f"_read_{found.key}")(found)
            elif found.key == "guide":
                self._left_free(raw)
            elif found.key == "to_fix":
                self._left_beside(found)
        self._missing_sheets(used)
        if stamped.first("definition") and stamped.first("definition") != self.campaign.fingerprint:
            self.add("older-definition", value=stamped.first("definition"))
        if self.raw.macros:
            self.add("macros-present")
        self._report_leftovers()
        order = {i.code: n for n, i in enumerate(self.campaign.indicators)}
        periods = {p.key: n for n, p in enumerate(self.campaign.periods)}
        return Submission(
            source=self.raw.source,
            status="accepted",
            agency=self.agency.code,
            campaign=self.campaign.id,
            definition=stamped.first("definition"),
            figures=tuple(sorted(self.figures, key=lambda f: (order[f.indicator], periods[f.period]))),
            statements=tuple(self.statements),
            info=tuple(self.info),
            leftovers=tuple(self.leftovers),
            findings=tuple(self.findings),
            balance=Balance(cells=self.cells, **self.counts),
        )

    def _match_labels(self, sheets: dict[str, KeyedSheet | None]) -> list[KeyedSheet]:
        """Where a sheet of the form has lost its keys, its headings and labels are matched instead."""
        present = {s.key for s in sheets.values() if s is not None}
        matched: list[KeyedSheet] = []
        for raw in self.raw.sheets:
            if sheets[raw.name] is None and not present >= set(_READ):
                sheet = self.reader.labels.match(raw)
                if sheet is not None and sheet.key not in present:
                    sheets[raw.name] = sheet
                    present.add(sheet.key)
                    matched.append(sheet)
        return matched

    def _recognise(self, sheets: list[KeyedSheet], stamped: _Stamps) -> bool:
        """Settle whose form this is; True, with a finding, where it cannot be taken."""
        if not any(s.key in (*_READ, "meta") for s in sheets):
            self.add("not-our-form")
            return True
        if len(stamped.values("agency")) == 1:
            self.agency = self.campaign.agency_by_code.get(stamped.first("agency"))
        others = [c for c in stamped.values("campaign") if c != self.campaign.id]
        if others:
            self.add("wrong-campaign", value=others[0], campaign=self.campaign.id)
            return True
        codes = stamped.values("agency")
        if not codes:
            codes = [a.code for a in [self._agency_by_name(sheets)] if a]
        if len(codes) > 1:
            self.add("two-agencies", value=" / ".join(codes))
            return True
        if not codes:
            self.add("no-agency")
            return True
        self.agency = self.campaign.agency_by_code.get(codes[0])
        if self.agency is None:
            self.add("unknown-agency", value=codes[0])
            return True
        return False

    def _agency_by_name(self, sheets: list[KeyedSheet]) -> Agency | None:
        for sheet in sheets:
            row = sheet.by_key().get("agency")
            name = fold(sheet.text(row, "value")) if row and sheet.key == "info" else ""
            if name:
                found = [a for a in self.campaign.agencies if name in {fold(n) for n in (a.name, a.short_name, a.code, *a.aliases)}]  # fmt: skip
                if len(found) == 1:
                    return found[0]
        return None

    def _missing_sheets(self, used: set[str]) -> None:
        assert self.agency is not None
        asked = {
            "figures": bool(self.campaign.indicators_of(self.agency)) and bool(self.campaign.periods),
            "statements": bool(self.campaign.sections_of(self.agency)),
            "info": True,
        }
        for key, is_asked in asked.items():
            if is_asked and key not in used:
                self.add("sheet-missing", forms.SHEETS[key].say("vi"))  # fmt: skip
        if "figures" not in used:
            for indicator in self.campaign.indicators_of(self.agency):
                if not indicator.formula:
                    for period in self.campaign.periods:
                        self._figure(indicator, period.key, None, "missing")
            self._derive({})

    # -- small things --

    def add(self, code: str, sheet: str = "", cell: str = "", *, value: str = "", indicator: str | None = None, period: str | None = None, section: str | None = None, cells: tuple[str, ...] = (), **arguments: str) -> None:  # fmt: skip
        self.findings.append(
            Finding(
                code=code, severity=FINDINGS[code].severity, file=self.file, agency=self.agency.code if self.agency else None,
                sheet=sheet, cell=cell, value=value, indicator=indicator, period=period, section=section,
                cells=cells, arguments=tuple(arguments.items()),
            )
        )  # fmt: skip

    def _leave(self, sheet: str, cell: str, value: CellValue, reason: str) -> None:
        """List a filled cell that has no place."""
        self.cells += 1
        self.counts["reported"] += 1
        self.leftovers.append(
            Leftover(
                file=self.file,
                sheet=sheet,
                cell=cell,
                value=typed_text(value),
                reason=reason,
                agency=self.agency.code if self.agency else None,
            )
        )

    def _count(self, what: str, cells: int = 1) -> None:
        self.cells += cells
        self.counts[what] += cells

    def _is_form_text(self, value: CellValue) -> bool:
        return fold(cell_text(value)) in self.texts

    def _left_whole(self, raw: RawSheet, reason: str) -> None:
        for row, cells in enumerate(raw.rows):
            for column, value in enumerate(cells):
                if not is_blank(value):
                    self._leave(raw.name, cell_name(row, column), value, reason)

    def _left_free(self, raw: RawSheet) -> None:
        """The guide, all in one column: whatever is not its own text."""
        for row, cells in enumerate(raw.rows):
            for column, value in enumerate(cells):
                printed = column == 1 and cells[0] == FOR_PEOPLE and self._is_form_text(value)
                own = row == 0 or column == 0 or printed
                if not is_blank(value) and not own:
                    self._leave(raw.name, cell_name(row, column), value, "unkeyed-content")

    def _left_beside(self, sheet: KeyedSheet) -> None:
        """The list of what is still wrong: whatever stands to the right of it. The list itself is formulas."""
        width = max(sheet.columns.values(), default=0)
        for row in sheet.rows:
            for column, value in enumerate(row.cells):
                if column > width and not is_blank(value):
                    self._leave(sheet.name, cell_name(row.index, column), value, "unkeyed-content")

    def _left_in_row(self, sheet: KeyedSheet, row: KeyedRow, read: Iterable[str], reason: str = "unkeyed-content") -> None:  # fmt: skip
        """Whatever stands in `row` outside the columns named in `read` and is not the form's own.

        The form's texts count as its own only where it prints them: in its headings and margins.
        """
        places = {sheet.columns[c] for c in read if c in sheet.columns}
        width = max((*sheet.columns.values(), *sheet.people_columns), default=0)
        for column, value in enumerate(row.cells):
            if column == sheet.key_column or column in places or value is None or is_blank(value):
                continue
            margin = column in sheet.people_columns
            numbered = margin and bool(row.key) and sheet.key != "info" and _is_numbering(value)
            printed = (margin or (row.for_people and column <= width)) and self._is_form_text(value)
            if not numbered and not printed:
                self._leave(sheet.name, cell_name(row.index, column), value, reason)

    def _report_leftovers(self) -> None:
        by_sheet: dict[tuple[str, str], list[Leftover]] = {}
        for leftover in self.leftovers:
            by_sheet.setdefault((leftover.sheet, leftover.reason), []).append(leftover)
        for (sheet, reason), group in by_sheet.items():
            self.add(reason, sheet, group[0].cell, value=group[0].value, cells=tuple(x.cell for x in group), count=str(len(group)))  # fmt: skip

    # -- report details --

    def _read_info(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        names = {fold(n) for n in (self.agency.name, self.agency.short_name, self.agency.code)}
        seen: set[str] = set()
        for row in sheet.rows:
            value = sheet.value(row, "value")
            if row.key not in INFO_KEYS or row.key in seen:
                self._left_in_row(sheet, row, ())
                continue
            seen.add(row.key)
            self._left_in_row(sheet, row, ("label", "value"))
            label = sheet.value(row, "label")
            if not is_blank(label) and not self._is_form_text(label):
                self._count("reported")
                self.add("label-changed", sheet.name, sheet.address(row, "label"), value=typed_text(label), expected=forms.INFO[row.key].say("vi"))  # fmt: skip
            if is_blank(value):
                continue
            cell = sheet.address(row, "value")
            text = typed_text(value)
            if row.key == "agency":
                if fold(text) not in names:
                    self._count("reported")
                    self.add("agency-changed", sheet.name, cell, value=text, name=self.agency.name)
                continue
            self._count("info")
            self.info.append(InfoValue(key=row.key, text=text, sheet=sheet.name, cell=cell))
            if row.key == "report_date" and read_date(value).state == "held":
                self.add("date-not-understood", sheet.name, cell, value=text)

    # -- figures --

    def _read_figures(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        asked = {i.code: i for i in self.campaign.indicators_of(self.agency)}
        periods = [p.key for p in self.campaign.periods if p.key in sheet.columns]
        for period in self.campaign.periods:
            if period.key not in sheet.columns:
                self.add("period-missing", sheet.name, period=period.key)
        seen: dict[str, KeyedRow] = {}
        for row in sheet.rows:
            indicator = asked.get(row.key)
            if indicator is None or row.key in seen:
                reason = "unkeyed-content"
                if row.key and not row.for_people:
                    reason = "row-twice" if row.key in seen else "unknown-indicator"
                self._left_in_row(sheet, row, (), reason)
                continue
            seen[row.key] = row
            self._check_label(sheet, row, indicator)
            self._left_in_row(sheet, row, ("label", "unit", "total", "note", *periods))
            if not indicator.formula:
                self._read_row(sheet, row, indicator, periods)
        for code, indicator in asked.items():
            if code not in seen:
                self.add("indicator-missing", sheet.name, indicator=code)
                if not indicator.formula:
                    for period in self.campaign.periods:
                        self._figure(indicator, period.key, None, "missing")
        computed = {code: (sheet, row) for code, row in seen.items()}
        self._derive(computed)
        by_indicator: dict[str, list[Figure]] = {}
        for figure in self.figures:
            by_indicator.setdefault(figure.indicator, []).append(figure)
        for code, row in seen.items():
            self._check_total(sheet, row, asked[code], by_indicator)

    def _read_row(self, sheet: KeyedSheet, row: KeyedRow, indicator: Indicator, periods: list[str]) -> None:
        note = sheet.value(row, "note")
        note_text = "" if is_blank(note) else typed_text(note)
        if note_text:
            self._count("notes")
        raw = sheet.raw
        made: list[int] = []
        for period in self.campaign.periods:
            if period.key not in periods:
                self._figure(indicator, period.key, None, "missing")
                continue
            value = sheet.value(row, period.key)
            place = (row.index, sheet.columns[period.key])
            cell = cell_name(*place)
            if is_blank(value):
                if raw is not None and place in raw.unsaved:
                    self.add("formula-without-value", sheet.name, cell, indicator=indicator.code, period=period.key)  # fmt: skip
                    self._figure(indicator, period.key, None, "held", sheet=sheet.name, cell=cell)
                    continue
                self._figure(indicator, period.key, None, "missing", sheet=sheet.name, cell=cell)
                continue
            percent = raw is not None and place in raw.percent
            reading = read_value(value, indicator, self.reader.words, percent_format=percent)
            typed = typed_text(value)
            self._count("figures")
            if reading.code:
                self.add(reading.code, sheet.name, cell, value=typed, indicator=indicator.code, period=period.key, **_arguments(reading))  # fmt: skip
            made.append(len(self.figures))
            self._figure(indicator, period.key, reading.value, reading.state, typed, sheet.name, cell)
            self.given[indicator.code, period.key] = value
        if note_text:
            at = made[0] if made else len(self.figures) - len(self.campaign.periods)
            self.figures[at] = _with_note(self.figures[at], note_text)

    def _figure(self, indicator: Indicator, period: str, value: Value | None, state: str, typed: str = "", sheet: str = "", cell: str = "") -> None:  # fmt: skip
        assert self.agency is not None
        self.figures.append(
            Figure(
                agency=self.agency.code,
                indicator=indicator.code,
                period=period,
                value=value,
                state=state,
                typed=typed,
                file=self.file,
                sheet=sheet,
                cell=cell,
            )  # type: ignore[arg-type]
        )

    def _derive(self, rows: Mapping[str, tuple[KeyedSheet, KeyedRow]]) -> None:
        """Compute the indicators that have a formula, and hold what their cells show against it."""
        assert self.agency is not None
        derived = [i for i in self.campaign.indicators_of(self.agency) if i.formula]
        for period in self.campaign.periods:
            if not derived:
                break
            look_up = lookup(self.campaign, {f.indicator: f for f in self.figures if f.period == period.key})
            for indicator in derived:
                result = formulas.evaluate(formulas.parse(indicator.formula), look_up)
                absent = isinstance(result, formulas.Absent)
                state = "missing" if absent else "given"
                if result is formulas.Absent.NOT_APPLICABLE:
                    state = "not_applicable"
                value: Value | None = None if isinstance(result, formulas.Absent) else result
                place = rows.get(indicator.code)
                if place is None or period.key not in place[0].columns:
                    self._figure(indicator, period.key, value, state)
                    continue
                sheet, row = place
                cell = sheet.address(row, period.key)
                shown = sheet.value(row, period.key)
                self._figure(indicator, period.key, value, state, "", sheet.name, cell)
                if is_blank(shown) or same_number(shown, value):
                    continue
                if not same_number(shown, self._as_counted(indicator, period.key)):
                    self._count("reported")
                    self.add("computed-differs", sheet.name, cell, value=typed_text(shown), indicator=indicator.code, period=period.key, expected=typed_text(value))  # fmt: skip
        for code, (sheet, row) in rows.items():
            note = sheet.value(row, "note")
            if self.campaign.indicator_by_code[code].formula and not is_blank(note):
                self._count("notes")
                at = next(n for n, f in enumerate(self.figures) if f.indicator == code)
                self.figures[at] = _with_note(self.figures[at], typed_text(note))

    def _check_label(self, sheet: KeyedSheet, row: KeyedRow, indicator: Indicator) -> None:
        for column, own in (("label", indicator.label), ("unit", indicator.unit)):
            value = sheet.value(row, column)
            if not is_blank(value) and fold(cell_text(value)) != fold(own):
                self._count("reported")
                self.add("label-changed", sheet.name, sheet.address(row, column), value=typed_text(value), indicator=indicator.code, expected=own)  # fmt: skip

    def _as_counted(self, indicator: Indicator, period: str) -> Value | None:
        """What the form's own formulas make of a figure's cell: they read no words and hold nothing back."""

        def look_up(code: str) -> Operand:
            member = self.campaign.indicator_by_code[code]
            if member.formula:
                return formulas.evaluate(formulas.parse(member.formula), look_up)
            value = self.given.get((code, period))
            if not member.numeric:
                figure = self._figure_at(code, period)
                return Absent.MISSING if figure is None or figure.value is None else figure.value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
            zero = isinstance(value, str) and fold(value) in {fold(text) for text in forms.ZERO}
            return 0.0 if zero else Absent.MISSING

        result = look_up(indicator.code)
        return None if isinstance(result, Absent) else result

    def _figure_at(self, code: str, period: str) -> Figure | None:
        return next((f for f in self.figures if f.indicator == code and f.period == period), None)

    def _check_total(self, sheet: KeyedSheet, row: KeyedRow, indicator: Indicator, by_indicator: Mapping[str, Sequence[Figure]]) -> None:  # fmt: skip
        """The total column is locked and computed; what stands there otherwise is reported."""
        shown = sheet.value(row, "total")
        if is_blank(shown):
            return
        expected = self._total(indicator, by_indicator)
        if expected is None and not isinstance(shown, int | float) and self._is_form_text(shown):
            return
        if same_number(shown, expected):
            return
        needed = {indicator.code, indicator.weight}
        if indicator.formula:
            needed |= set(formulas.parse(indicator.formula).names)
        counted: dict[str, list[Figure]] = {}
        for code in needed & by_indicator.keys():
            member = self.campaign.indicator_by_code[code]
            values = [(f, self._as_counted(member, f.period)) for f in by_indicator[code]]
            counted[code] = [
                f._replace(value=v, state="missing" if v is None else "given") for f, v in values
            ]
        if same_number(shown, self._total(indicator, counted)):
            return
        self._count("reported")
        self.add("total-differs", sheet.name, sheet.address(row, "total"), value=typed_text(shown), indicator=indicator.code, expected=typed_text(expected))  # fmt: skip

    def _total(self, indicator: Indicator, figures: Mapping[str, Sequence[Figure]]) -> float | None:
        """The agency's total over the periods from these figures, by indicator."""
        if indicator.formula:
            return derived_total(self.campaign, indicator, [f for own in figures.values() for f in own])
        weights = {f.period: f for f in figures.get(indicator.weight, ())}
        if not weights:  # the form has no row for the weight, and takes the plain mean
            indicator = replace(indicator, weight="")
        return period_total(indicator, figures.get(indicator.code, ()), weights)

    # -- narrative --

    def _read_statements(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        sections = {s.code: s for s in self.campaign.sections_of(self.agency)}
        headings = {fold(f"{n} {s.heading}{mark}"): s.code for n, s in enumerate(sections.values(), 1) for mark in ("", forms.REQUIRED_MARK)}  # fmt: skip
        current = ""
        numbers: dict[str, int] = {}
        printed = 1 + len(sheet.people_columns)
        for row in sheet.rows:
            if (
                row.key in sections
                and len(row.cells) - row.cells.count(None) <= printed
                and self._is_bare(sheet, row)
            ):
                current = row.key
                continue
            if row.for_people:
                current = next((headings[h] for h in (fold(cell_text(v)) for v in row.cells[1:]) if h in headings), current)  # fmt: skip
                if any(fold(cell_text(v)) == fold(forms.UNPLACED.say(lang)) for v in row.cells[1:] for lang in _LANGUAGES):  # fmt: skip
                    current = UNPLACED
                self._left_in_row(sheet, row, ())
                continue
            key = row.key or current
            if row.key:
                current = row.key
            if key not in sections:
                reason = UNPLACED if key == UNPLACED else "unknown-section" if key else "unkeyed-content"
                self._left_in_row(sheet, row, (), reason)
                continue
            self._left_in_row(sheet, row, ("theme", "text", "evidence"))
            self._read_statement(sheet, row, key, numbers)

    def _is_bare(self, sheet: KeyedSheet, row: KeyedRow) -> bool:
        """Whether a line holds its key and number only: most lines of a form do."""
        cells = row.cells
        numbers = [cells[p] for p in sheet.people_columns if p < len(cells) and cells[p] is not None]
        key = sheet.key_column >= 0 and cells[sheet.key_column] is not None
        bare = len(cells) - cells.count(None) == len(numbers) + key
        return bare and all(map(_is_numbering, numbers))

    def _read_statement(self, sheet: KeyedSheet, row: KeyedRow, section: str, numbers: dict[str, int]) -> None:  # fmt: skip
        assert self.agency is not None
        theme, text, evidence = (sheet.value(row, c) for c in ("theme", "text", "evidence"))
        filled = [v for v in (theme, text, evidence) if not is_blank(v)]
        if not filled:
            return
        if is_blank(text) or isinstance(text, ErrorValue):
            for column, value in (("theme", theme), ("text", text), ("evidence", evidence)):
                if not is_blank(value):
                    self._leave(sheet.name, sheet.address(row, column), value, "statement-without-text")
            return
        cell = sheet.address(row, "text")
        code = ""
        if not is_blank(theme):
            code = self.reader.themes.get(fold(cell_text(theme)), "")
            if code:
                self._count("statements")
            else:
                self._count("reported")
                self.add("unknown-theme", sheet.name, sheet.address(row, "theme"), value=typed_text(theme), section=section)  # fmt: skip
        self._count("statements", 1 if is_blank(evidence) else 2)
        numbers[section] = numbers.get(section, 0) + 1
        self.statements.append(
            Statement(
                id=f"{self.agency.code}.{section}.{numbers[section]}",
                agency=self.agency.code,
                section=section,
                theme=code,
                text=typed_text(text),
                evidence="" if is_blank(evidence) else typed_text(evidence),
                file=self.file,
                sheet=sheet.name,
                cell=cell,
            )
        )


@dataclass(frozen=True, slots=True)
class _Stamps:
    """The identity found in a workbook, from each place it is stamped."""

    found: tuple[tuple[str, str], ...]

    def values(self, key: str) -> list[str]:
        return list(dict.fromkeys(v for k, v in self.found if k == key and v))

    def first(self, key: str) -> str:
        return next(iter(self.values(key)), "")


def _identity(sheets: Iterable[KeyedSheet], properties: Mapping[str, str]) -> _Stamps:
    found: list[tuple[str, str]] = []
    for sheet in sheets:
        if sheet.key == "meta":
            found += [(key, sheet.text(row, "value")) for key, row in sheet.by_key().items()]
    for name, value in properties.items():
        if name.startswith(PROPERTY_PREFIX):
            found.append((name.removeprefix(PROPERTY_PREFIX), value.strip()))
    return _Stamps(tuple(found))


def is_blank(value: CellValue) -> bool:
    """Nothing, or nothing but spaces and invisible characters."""
    return value is None or (isinstance(value, str) and (not value.strip() or not clean(value)))


def _is_numbering(value: CellValue) -> bool:
    if isinstance(value, str):
        value = value.lstrip("⚠ ")  # a returned form marks its rows so
    return isinstance(value, int | float) or (
        isinstance(value, str) and value.replace(".", "").strip().isdigit()
    )


def _arguments(reading: Reading) -> dict[str, Any]:
    return dict(reading.arguments)


def _with_note(figure: Figure, note: str) -> Figure:
    return figure._replace(note=note)
