"""One workbook under reading: what has been taken from its cells so far, and what has no place.

The readers of its sheets build on this. Every filled cell is counted once, by what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from operator import itemgetter

from toolkit.form.form import (
    ASKED_BEFORE,
    COPIES,
    EARLIER,
    NO_STATEMENTS,
    OUTSIDE,
    OWN_SIGN,
    Form,
    guide_words,
    make_form,
    previous_heading,
)
from toolkit.intake.labels import Labels
from toolkit.intake.legacy import Converted
from toolkit.language.text import clean, fold
from toolkit.messages import Text, forms
from toolkit.messages.findings.catalogue import FINDINGS
from toolkit.model import (
    Agency,
    Argument,
    Campaign,
    CellValue,
    Figure,
    Finding,
    Indicator,
    InfoValue,
    Language,
    Leftover,
    Statement,
    Word,
)
from toolkit.model.periods import counterparts, further_back, parse_period, period_label
from toolkit.spreadsheet.audit.cells import Area, Place
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_name, cell_text
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook
from toolkit.values.cell import Reading, ValueWords, read_value, typed_text, value_words
from toolkit.values.numbers import taken_as_it_stands
from toolkit.values.totals import same_number

LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: So many cells are named in a sentence.
_NAMED = 12
#: An answer so short may be met again.
_SHORT = 40
#: So many shapes of sheets are remembered, so many rows of each, and none wider or with longer texts: more than a
#: campaign's forms have.
_SHAPES, _ROWS, _WIDEST, _LONGEST = 64, 2_000, 64, 2_000
_NUMBERS = frozenset((float, type(None)))
#: What the form numbers its lines with: no section has so many. Whatever else stands there, somebody typed.
_MOST_LINES = 1_000
_LINE_NUMBERS = frozenset((None, *map(float, range(1, _MOST_LINES))))


@dataclass(slots=True)
class Known:
    """What a campaign's forms say, kept from file to file."""

    campaign: Campaign
    version: str
    claims: Mapping[str, str] = field(default_factory=dict)
    """The agency of files that are another's than they say, by SHA-256: what the coordinator decided."""
    _texts: dict[object, frozenset[str]] = field(default_factory=dict)
    _words: ValueWords | None = None
    _themes: dict[str, str] = field(default_factory=dict)
    _headings: dict[str, frozenset[str]] = field(default_factory=dict)
    _beside: dict[str, str] | None = None
    _named: dict[str, tuple[Agency, ...]] | None = None
    _columns: dict[str, frozenset[str]] | None = None
    _labels: Labels | None = None
    _plain: dict[str, tuple[float, float, bool]] = field(default_factory=dict)
    _readings: dict[tuple[str, str], Reading] = field(default_factory=dict)
    _guide_words: dict[Language, dict[str, str]] = field(default_factory=dict)
    _printed: dict[object, Printed] = field(default_factory=dict)

    def plain(self, indicator: Indicator) -> tuple[float, float, bool]:
        """From which to which number a cell of this indicator is taken as it stands (none if from 0 to -1), and
        whether one with a fraction is."""
        if indicator.code not in self._plain:
            low, high = taken_as_it_stands(indicator) if indicator.numeric else (0.0, -1.0)
            self._plain[indicator.code] = low, high, indicator.kind != "count"
        return self._plain[indicator.code]

    def reading(self, value: CellValue, indicator: Indicator, percent: bool) -> Reading:
        """`read_value`; answers in few letters, which are the same in most files, are read once."""
        if value.__class__ is not str or len(value) > _SHORT:
            return read_value(value, indicator, self.words, percent_format=percent)
        key = (indicator.code, value)
        found = self._readings.get(key)
        if found is None:
            found = read_value(value, indicator, self.words, percent_format=percent)
            if len(self._readings) < _ROWS:
                self._readings[key] = found
        return found

    @property
    def labels(self) -> Labels:
        if self._labels is None:
            self._labels = Labels(self.campaign)
        return self._labels

    def texts(self, agency: Agency) -> frozenset[str]:
        """The texts that the form of an agency prints (folded), in both languages, but for those that name it.

        The same object for all agencies that are asked the same.
        """
        asked = (self.campaign.indicators_of(agency), self.campaign.sections_of(agency))
        key = tuple(tuple(item.code for item in items) for items in asked)
        if key not in self._texts:
            both = [make_form(self.campaign, agency, lang, version=self.version) for lang in LANGUAGES]
            self._texts[key] = frozenset(own for form in both for t in _texts(form) if (own := fold(t)))
        return self._texts[key]

    def texts_naming(self, agency: Agency) -> frozenset[str]:
        """The texts of its form that name an agency (folded), in both languages."""
        found = {fold(agency.name)}
        for lang in LANGUAGES:
            if lang not in self._guide_words:
                self._guide_words[lang] = guide_words(self.campaign, lang)
            words = self._guide_words[lang]
            found.update(
                fold(text.say(lang, agency=agency.name, asked=asked.say(lang), **words))
                for text in (*_GUIDE, forms.GUIDE_OWN)
                if _names_agency(text, lang)
                for asked in forms.ASKED.values()
            )
        return frozenset(found - {""})

    def printed(self, sheet: KeyedSheet, texts: frozenset[str], typed: Sequence[str]) -> Printed | None:
        """What is known of the rows of such a sheet; None where it has another shape than the form's.

        `texts` are those of the agency's form, as `texts` gave them;
        `typed` the columns in which something may be typed.
        """
        width = len(sheet.raw.rows[0])
        places = sorted(sheet.columns[c] for c in typed if c in sheet.columns)
        if sheet.matched is not None or not places or not len(places) + 2 <= width <= _WIDEST:
            return None
        if set(map(len, sheet.raw.rows)) != {width}:
            return None
        # By identity: two agencies may be asked different things in the same words.
        shape = (sheet.key, tuple(sheet.columns.items()), sheet.people_columns, width, id(texts))
        if shape not in self._printed:
            if len(self._printed) >= _SHAPES:
                return None
            self._printed[shape] = Printed(width, places, sheet.people_columns if sheet.key == "statements" else ())
        return self._printed[shape]

    @property
    def words(self) -> ValueWords:
        if self._words is None:
            own = (("zero", forms.ZERO), ("missing", forms.MISSING), ("not_applicable", forms.NOT_APPLICABLE))
            words = [Word(kind=kind, text=t) for kind, text in own for t in text]
            self._words = value_words((*self.campaign.words, *words))
        return self._words

    @property
    def headings(self) -> Mapping[str, frozenset[str]]:
        """What may stand over the column of each period (folded), by its key."""
        if not self._headings:
            for period in self.campaign.periods:
                labels = (period.key, *(period_label(period, lang) for lang in LANGUAGES))
                self._headings[period.key] = frozenset(map(fold, labels))
        return self._headings

    @property
    def beside_headings(self) -> Mapping[str, str]:
        """What may stand over a column of the last campaign's figures (folded), with the period's key."""
        if self._beside is None:
            keys = [k for p in self.campaign.periods for k in (*counterparts(p), *further_back(p))]
            earlier = [p for p in map(parse_period, keys) if p is not None]
            self._beside = {fold(previous_heading(p, lang)): p.key for p in earlier for lang in LANGUAGES}
        return self._beside

    @property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """The column keys of each sheet that is read."""
        if self._columns is None:
            periods = (period.key for period in self.campaign.periods)
            own = {
                "info": ("label", "value"),
                "figures": ("label", "unit", "total", "note", *periods),
                "statements": ("theme", "text", "evidence"),
            }
            self._columns = {key: frozenset(columns) for key, columns in own.items()}
        return self._columns

    @property
    def named(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies by their names as forms print them (folded); some names differ by their tones alone."""
        if self._named is None:
            self._named = {}
            for agency in self.campaign.agencies:
                self._named[fold(agency.name)] = (*self._named.get(fold(agency.name), ()), agency)
        return self._named

    @property
    def themes(self) -> Mapping[str, str]:
        """Theme codes by folded label and folded code."""
        if not self._themes:
            for theme in self.campaign.themes:
                self._themes.setdefault(fold(theme.code), theme.code)
                self._themes[fold(theme.label)] = theme.code
        return self._themes


_GUIDE = tuple(text for _, _, text in forms.GUIDE)


def _texts(form: Form) -> Iterable[str]:
    """Every text the form prints where no value is typed, but for those that name its agency."""
    campaign = form.campaign
    words = guide_words(campaign, form.language)
    own = [text for text in _GUIDE if not _names_agency(text, form.language)]
    for text in (*own, *forms.FORMER_GUIDE):
        said = text.say(form.language, **words)
        yield from (said.replace(OWN_SIGN, sign) for sign in (",." if OWN_SIGN in said else ","))
    yield from (campaign.title, campaign.programme, campaign.legal_basis, campaign.province)
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    if lead:
        yield lead.name
    for catalogue in (forms.SHEETS, forms.TITLES, forms.COLUMNS, forms.INFO, forms.INFO_HINTS):
        yield from (text.say(form.language) for key, text in catalogue.items() if not key.startswith(OUTSIDE))
    yield from form.period_labels
    for period in campaign.periods:
        for key in (*counterparts(period), *further_back(period)):
            earlier = parse_period(key)
            if earlier is not None:
                yield previous_heading(earlier, form.language)
    yield from (form.say(forms.PREVIOUS_HINT), form.say(forms.MARKS_HINT))
    yield form.figures_intro
    yield form.statements_intro
    yield f"{form.say(forms.STATEMENTS_HINT)} {form.say(forms.REQUIRED_HINT)}"
    for text in (forms.UNPLACED, forms.UNPLACED_HINT):
        yield form.say(text)
    for topic in form.topics:
        yield topic.title
        for indicator in topic.indicators:
            yield from (indicator.code, form.label(indicator), indicator.label, indicator.unit, indicator.guidance)
    for number, section in enumerate(form.sections, start=1):
        yield from (form.heading(number, section), section.heading, section.guidance)


def _names_agency(text: Text, language: Language) -> bool:
    return "{agency}" in text.say(language)


class Printed:
    """The rows of a sheet, without what is typed in them, that were found to be as the form prints them.

    Most rows are, and they say the same in workbook after workbook: each is looked at closely once. A row
    that names the agency, or holds anything that has to be spoken of, is never among them.
    """

    def __init__(self, width: int, typed: Sequence[int], margins: Sequence[int]) -> None:
        locked = [place for place in range(width) if place not in typed]
        # Of several places `itemgetter` makes a tuple, of one it does not: so one is there twice.
        self._whole = itemgetter(*locked, locked[0])
        self._inner = itemgetter(*(place for place in locked if place not in margins), locked[0])
        self._typed = itemgetter(*typed, typed[0])
        self._blank = (None,) * (len(typed) + 1)
        self._margins = [itemgetter(place) for place in margins]
        self._known: dict[tuple[CellValue, ...], str] = {}

    def look(self, rows: Sequence[Sequence[CellValue]]) -> Iterable[tuple[str | None, bool]]:
        """Of each row what is remembered (None where it is to be looked at), and whether nothing is typed in it."""
        known = [*map(self._known.get, map(self._inner, rows))]
        numbered = [*self._numbered(rows)]
        if not all(numbered):
            for place, row in enumerate(rows):
                if not numbered[place]:
                    known[place] = self._known.get(self._whole(row))
        return zip(known, map(self._blank.__eq__, map(self._typed, rows)), strict=True)

    def _numbered(self, rows: Sequence[Sequence[CellValue]]) -> Iterable[bool]:
        """Of each row whether its margins hold the number of a line or nothing: which one does not matter then."""
        kinds: list[Iterable[bool]] = []
        for margin in self._margins:
            values = [*map(margin, rows)]
            # The type too: 1 and TRUE are equal here.
            kinds += [map(_NUMBERS.__contains__, map(type, values)), map(_LINE_NUMBERS.__contains__, values)]
        return map(all, zip(*kinds, strict=True)) if kinds else repeat(False, len(rows))

    def remember(self, cells: Sequence[CellValue], what: str) -> None:
        """This row, one of those looked at, holds nothing of its own; `what` is what `look` is to say of it."""
        numbered = next(iter(self._numbered([cells])))
        locked: tuple[CellValue, ...] = self._inner(cells) if numbered else self._whole(cells)
        if len(self._known) >= _ROWS or not cell_text(locked[0]):
            return  # without a key, numbers in the margins do matter
        # Texts only: 1 and TRUE are equal here, and do not say the same.
        if all(v is None or (isinstance(v, str) and len(v) <= _LONGEST) for v in locked):
            self._known[locked] = what


def looks(printed: Printed | None, sheet: KeyedSheet) -> Iterable[tuple[str | None, bool]]:
    """`Printed.look` at the rows under the column keys, as far as it can be told."""
    return repeat((None, False)) if printed is None else printed.look(sheet.raw.rows[1:])


class Cells:
    """What has been read of one workbook."""

    def __init__(self, reader: Known, raw: RawWorkbook, converted: Mapping[str, Converted] | None = None) -> None:
        self.reader = reader
        self.converted = converted or {}
        self.campaign = reader.campaign
        self.raw = raw
        self.file = raw.source.file
        self.agency: Agency | None = None
        self.made_for: Agency | None = None
        """The agency whose form this is, where it was decided that another filled it in."""
        self.texts: frozenset[str] = frozenset()
        self.earlier = False
        """Whether the form was made from another version of the definition than today's."""
        self.differs: list[str] = []
        """What such a form asks otherwise than today's: codes of indicators and sections, keys of periods."""
        self.gone: set[str] = set()
        """Those of them that are not asked any more: the agency has nothing to do about them."""
        self.dropped: frozenset[int] = frozenset()
        """Columns of figures of periods that are not asked any more."""
        self.named = 0
        """How often a text that names the agency was met among those that the form prints."""
        self.findings: list[Finding] = []
        self.leftovers: list[Leftover] = []
        self.figures: dict[str, list[Figure]] = {}
        """By indicator, each in the order of the periods."""
        self.given: dict[str, dict[str, CellValue]] = {}
        """What stands in each figure's cell, by indicator and period, for when the form's own formulas are followed."""
        self.plain: dict[str, list[float]] = {}
        """The numbers of indicators that have one for each period, each taken as it stands, by indicator."""
        self.beside: dict[str, dict[str, float]] = {}
        """What the form says that it prints of the last campaign's figures, by indicator and period."""
        self.beside_columns: dict[int, str] = {}
        """Where it prints them: the periods by column."""
        self.computed: dict[str, set[tuple[int, int]]] = {}
        """Cells, by sheet, whose formulas are the form's own or have been spoken of:
        without a result they are no loss."""
        self.held: list[tuple[str, str, CellValue]] = []
        self.statements: list[Statement] = []
        self.info: list[InfoValue] = []
        self._places: dict[tuple[str, ...], tuple[set[int], int]] = {}
        self.counts = dict.fromkeys(("figures", "statements", "info", "notes", "reported"), 0)
        self.cells = 0

    def add(
        self,
        code: str,
        sheet: str = "",
        cell: str = "",
        *,
        value: str = "",
        indicator: str | None = None,
        period: str | None = None,
        section: str | None = None,
        cells: tuple[str, ...] = (),
        periods: tuple[str, ...] = (),
        waits_for: tuple[str, ...] | None = None,
        **arguments: Argument,
    ) -> None:
        self.findings.append(
            Finding(
                code=code,
                severity=FINDINGS[code].severity,
                file=self.file,
                agency=self.agency.code if self.agency else None,
                sheet=sheet,
                cell=cell,
                value=value,
                indicator=indicator,
                period=period,
                section=section,
                cells=cells,
                periods=periods,
                waits_for=waits_for,
                arguments=tuple(arguments.items()),
            )
        )

    def leave(self, sheet: str, cell: str, value: CellValue, reason: str) -> None:
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

    def count(self, what: str, cells: int = 1) -> None:
        self.cells += cells
        self.counts[what] += cells

    def is_form_text(self, value: CellValue) -> bool:
        text = fold(cell_text(value))
        if text in self.texts:
            return True
        if text in self._texts_naming:
            self.named += 1
            return True
        return False

    def met(self) -> tuple[int, int]:
        """How much was met that is this workbook's alone; where it stays the same, it was all the form's."""
        return self.cells, self.named

    @cached_property
    def _texts_naming(self) -> frozenset[str]:
        named = (self.agency, self.made_for)
        return frozenset[str]().union(*(self.reader.texts_naming(a) for a in named if a))

    def whole(self, sheet: KeyedSheet, asked: Collection[str] = ()) -> KeyedSheet:
        """The sheet with its keys; those that are gone are taken from what it shows,
        and foreign words in their place listed.

        `asked`: the row keys that it must have.
        """
        wanted = self.reader.columns[sheet.key]
        if sheet.matched is not None:
            return sheet
        found = {cells[0] for cells in sheet.raw.rows if cells} if asked else ()
        if sheet.columns.keys() == wanted and all(map(found.__contains__, asked)):
            return sheet
        places: list[Place] = []
        if not (wanted <= sheet.columns.keys() and all(map(found.__contains__, asked))):
            mended, places = self.reader.labels.mended(sheet, asked, overtyped=not self.earlier)
            sheet = mended if places else sheet
        foreign = [(0, p) for key, p in sheet.columns.items() if key not in wanted and not parse_period(key)]
        for row, column in (*places, *foreign):
            value = sheet.raw.rows[row][column]
            if not is_blank(value):
                self.leave(sheet.name, cell_name(row, column), value, "unkeyed-content")
        if places:
            cells = tuple(cell_name(*place) for place in places)
            self.add("key-gone", sheet.name, cells[0], cells=cells, count=len(cells), places=cells[:_NAMED])
        return sheet

    def left_whole(self, raw: RawSheet, reason: str) -> None:
        for row, cells in enumerate(raw.rows):
            for column, value in enumerate(cells):
                if not is_blank(value):
                    self.leave(raw.name, cell_name(row, column), value, reason)

    def left_in_keys(
        self,
        raw: RawSheet,
        row: int,
        known: Container[object] = (None, FOR_PEOPLE),
        reason: str = "unkeyed-content",
        at: int = 0,
    ) -> bool:
        """List what stands in the place of a row's key and is none; whether there was something. `at`: their column."""
        key = raw.rows[row][at] if at < len(raw.rows[row]) else None
        strange = row > 0 and key not in known and not is_blank(key)
        if strange and (not self.earlier or " " in cell_text(key)):
            self.leave(raw.name, cell_name(row, at), key, reason)
        return strange

    def left_above_keys(self, sheet: KeyedSheet) -> None:
        """List what stands in the column of keys of a sheet that was pasted with them,
        above them or over its own key."""
        if sheet.matched is None or sheet.key_column < 0:
            return
        for row in sheet.matched:
            value = row.cells[sheet.key_column] if sheet.key_column < len(row.cells) else None
            if row.for_people and value != FOR_PEOPLE and not is_blank(value):
                self.leave(sheet.name, cell_name(row.index, sheet.key_column), value, "unkeyed-content")

    def left_free(self, raw: RawSheet) -> None:
        """The guide, all in one column: whatever is not its own text."""
        for row, cells in enumerate(raw.rows):
            keyed = not self.left_in_keys(raw, row) and cells[0] == FOR_PEOPLE
            if keyed and cells[1:2] == [None]:
                self.computed[raw.name].add((row, 1))  # its text is a formula, of which a program kept no result
            for column, value in enumerate(cells[1:], start=1):
                printed = (
                    value == FOR_PEOPLE
                    if row == 0
                    else column == 1 and not is_blank(cells[0]) and self.is_form_text(value)
                )
                if not is_blank(value) and not printed:
                    earlier = self.earlier and column == 1 and keyed
                    self.leave(raw.name, cell_name(row, column), value, EARLIER if earlier else "unkeyed-content")

    def left_in_row(
        self, sheet: KeyedSheet, row: KeyedRow, read: Iterable[str], reason: str = "unkeyed-content"
    ) -> None:
        """Whatever stands in `row` outside the columns named in `read` and is not the form's own.

        The form's texts count as its own only where it prints them: in its headings and margins.
        """
        known = (sheet.name, sheet.key, *read)
        if known not in self._places:
            places = {sheet.columns[c] for c in read if c in sheet.columns}
            self._places[known] = (
                places | {sheet.key_column},
                max((*sheet.columns.values(), *sheet.people_columns), default=0),
            )
        places, width = self._places[known]
        for column, value in enumerate(row.cells):
            if value is None or column in places or is_blank(value):
                continue
            margin = column in sheet.people_columns
            numbered = margin and bool(row.key) and sheet.key == "statements" and is_numbering(value)
            printed = (margin or (row.for_people and column <= width)) and self.is_form_text(value)
            if not numbered and not printed and not (sheet.key == "figures" and self.is_beside(row, column, value)):
                earlier = self.earlier and self._is_printed_place(sheet, row, column, reason)
                why = ASKED_BEFORE if column in self.dropped and sheet.key == "figures" else reason
                self.leave(sheet.name, cell_name(row.index, column), value, EARLIER if earlier else why)

    def _is_printed_place(self, sheet: KeyedSheet, row: KeyedRow, column: int, reason: str) -> bool:
        """Whether a form, of whatever version of the definition, prints something in this locked cell."""
        label, unit, total = (sheet.columns.get(key) for key in ("label", "unit", "total"))
        if row.for_people:
            return column == 1 or (sheet.key == "figures" and (column == label or column in self.dropped))
        return (
            reason == ASKED_BEFORE
            and sheet.key == "figures"
            and (column in sheet.people_columns or column in (label, unit, total))
        )

    def is_beside(self, row: KeyedRow, column: int, value: CellValue) -> bool:
        """Whether the form printed this figure of the last campaign here; one without stamps cannot be asked."""
        period = self.beside_columns.get(column)
        if period is None or not isinstance(value, int | float):
            return False
        return not self.beside or same_number(value, self.beside.get(row.key, {}).get(period))

    def note_difference(self, *codes: str, gone: bool = False) -> None:
        """An earlier form asks this otherwise than today's, or alone does."""
        if self.earlier:
            self.differs += codes
            self.gone.update(codes if gone else ())

    def is_earlier_print(self, text: str) -> bool:
        """Whether an earlier version of the form printed this text where it names itself and its agency."""
        return self.earlier and any(x.reason == EARLIER and fold(x.value) == fold(text) for x in self.leftovers)

    def report_merged(self, sheet: KeyedSheet, inputs: Iterable[str], clear: Collection[Area] = ()) -> None:
        """Merged areas that join several cells meant for typing: whose the value is, nobody can see,
        but for `clear`."""
        places = sorted(sheet.columns[c] for c in inputs if c in sheet.columns)
        for area in sheet.raw.merged:
            if area in clear:
                continue
            top, left, bottom, right = area
            joined = [p for p in places if left <= p <= right]
            rows = _rows_between(sheet, top, bottom) if joined else ()
            cells = [(row, p) for row in rows if row.key and not row.for_people for p in joined]
            if len(cells) > 1:
                values = (row.cells[p] for row, p in cells if p < len(row.cells))
                names = tuple(cell_name(row.index, p) for row, p in cells)
                said = "; ".join(typed_text(v) for v in values if not is_blank(v))
                self.add(
                    "cells-merged" if said else "cells-merged-blank",
                    sheet.name,
                    names[0],
                    value=said,
                    cells=names,
                    area=f"{names[0]}:{names[-1]}",
                )

    def report_uncomputed(self) -> None:
        """Formulas of the agency's own for which the file holds no result: nobody knows what stands there."""
        for raw in self.raw.sheets:
            if raw.unsaved and raw.name in self.computed:
                cells = tuple(cell_name(*place) for place in sorted(raw.unsaved - self.computed[raw.name]))
                if cells:
                    self.add("formula-not-computed", raw.name, cells[0], cells=cells, count=len(cells))

    def report_leftovers(self) -> None:
        by_sheet: dict[tuple[str, str], list[Leftover]] = {}
        for leftover in self.leftovers:
            if leftover.reason != EARLIER and leftover.reason not in (*NO_STATEMENTS, *COPIES):
                by_sheet.setdefault((leftover.sheet, leftover.reason), []).append(leftover)
        for (sheet, reason), group in by_sheet.items():
            self.add(
                reason, sheet, group[0].cell, value=group[0].value, cells=tuple(x.cell for x in group), count=len(group)
            )


def _rows_between(sheet: KeyedSheet, top: int, bottom: int) -> Sequence[KeyedRow]:
    """The sheet's rows from one to another, counted from 0."""
    if sheet.matched is not None:
        return [row for row in sheet.matched if top <= row.index <= bottom]
    if top == bottom:
        return [sheet.row(top, cells) for cells in sheet.raw.rows[top : top + 1] if top]
    return [
        sheet.row(index, sheet.raw.rows[index]) for index in range(max(top, 1), min(bottom + 1, len(sheet.raw.rows)))
    ]


def is_blank(value: CellValue) -> bool:
    """Nothing, or nothing but spaces and invisible characters."""
    if value is None:
        return True
    if not isinstance(value, str) or value[:1].isalnum():
        return False
    return not value.strip() or (not value.isprintable() and not clean(value))


def is_numbering(value: CellValue) -> bool:
    """Whether a line of the form may have this number, as a number or as text."""
    if isinstance(value, str):
        value = value.lstrip("⚠ ").replace(".", "").strip()  # a returned form marks its rows so
        return value.isascii() and value.isdigit() and 0 < int(value) < _MOST_LINES
    return isinstance(value, int | float) and not isinstance(value, bool) and value in _LINE_NUMBERS
