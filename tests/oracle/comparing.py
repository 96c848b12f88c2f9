"""What the toolkit read from a file, compared with what a person sees in it, cell by cell."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.oracle.forms import Forms
from tests.oracle.seen import Book, Place, Seen, Sheet, address, as_text, place_of, same
from toolkit.messages.findings.catalogue import quoted_text
from toolkit.model import Figure, Indicator, Submission, Value
from toolkit.values.cell import read_value

#: Hidden sheets of the form, for its formulas only. What is typed there is not compared.
_UNREAD = frozenset({"toolkit:lists", "toolkit:checks", "toolkit:meta"})
_THREE_DECIMALS = re.compile(r",\d{3}(?!\d)")
_LINE_NUMBERS = range(1, 400)
#: The keys of sheets whose rows the form counts in its second column.
_NUMBERED = ("toolkit:statements", "toolkit:table:")
_EPOCH, _TO_1904, _NO_DAYS = date(1899, 12, 30), 1462, 2_958_466


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that is neither read as it is seen nor reported."""

    what: str
    sheet: str
    cell: str
    seen: str
    read: str

    def __str__(self) -> str:
        return f"{self.what}: {self.sheet}!{self.cell}: seen {self.seen}; read {self.read}"


@dataclass(slots=True)
class _Report:
    """What a submission has of one cell."""

    figure: Figure | None = None
    texts: list[tuple[str, str]] = field(default_factory=list)
    """What it was taken for, and its text."""
    codes: list[str] = field(default_factory=list)
    """The findings that quote it."""

    def __str__(self) -> str:
        figure = [f"figure {f.value!r} ({f.state}, typed {f.typed!r})" for f in (self.figure,) if f]
        return "; ".join([*figure, *(f"{what} {text!r}" for what, text in self.texts), *self.codes]) or "nothing"


class Printed:
    """What the form itself prints: its texts, and the results of its formulas."""

    def __init__(self, filled: Book, otherwise: Book) -> None:
        """Both are the same form, with something else in each cell that may be typed in."""
        other = {s.key: s.cells for s in otherwise.sheets}
        self.cells = {
            s.key: {p: seen for p, seen in s.cells.items() if p in s.formulas or same(seen, other[s.key].get(p))}
            for s in filled.sheets
        }
        self.formulas = {s.key: s.formulas for s in filled.sheets}
        self.inputs = [(s.key, place) for s in filled.sheets for place in s.cells if place not in self.cells[s.key]]
        self.own = {(key, text) for key, cells in self.cells.items() for seen in cells.values() for text in seen.texts}
        self.texts = {text for cells in self.cells.values() for seen in cells.values() for text in seen.texts}

    def is_printed(self, key: str, place: Place, seen: Seen) -> bool:
        """Whether the form printed this here."""
        if key not in self.cells:  # a sheet without its key is recognised by its texts
            return any(text in self.texts for text in seen.texts)
        own = self.cells[key].get(place)
        if key.startswith(_NUMBERED) and place[1] == 2 and seen.number in _LINE_NUMBERS:
            return True  # moved lines have the numbers of others
        if seen.kind == "text" and any((key, text) in self.own for text in seen.texts):
            return True  # a text that the form prints on this sheet, in any cell
        return same(seen, own) or (own is not None and own.stored is not None and own.stored == seen.stored)


def compare(book: Book, submission: Submission, printed: Printed, forms: Forms) -> list[Fault]:
    """Every cell for which the submission has something else than is seen there, or nothing."""
    return list(_Comparison(book, submission, printed, forms).faults())


class _Comparison:
    def __init__(self, book: Book, submission: Submission, printed: Printed, forms: Forms) -> None:
        self.book, self.submission, self.printed, self.forms = book, submission, printed, forms
        campaign = forms.folder.campaign
        self.indicators = {i.code: i for i in campaign.indicators}
        for table in campaign.tables:
            self.indicators |= {table.name(c.code): table.as_indicator(c) for c in table.columns}
        self.sheets: dict[str, list[Sheet]] = defaultdict(list)
        for sheet in book.sheets:
            self.sheets[sheet.name].append(sheet)
        self.reported: dict[tuple[str, str], _Report] = defaultdict(_Report)
        self._collect()

    def _collect(self) -> None:
        """Everything that the submission has, by sheet and cell."""
        submission, reported = self.submission, self.reported
        for figure in submission.figures:
            if not self.indicators[figure.indicator].formula and (figure.typed or figure.value is not None):
                reported[figure.sheet, figure.cell].figure = figure
            if figure.note:
                reported[self._beside(figure.sheet, figure.cell, "note")].texts.append(("note", figure.note))
        for c in submission.rows:
            own = Figure(c.agency, f"{c.table}.{c.column}", "", c.value, c.state, c.typed, "", c.file, c.sheet, c.cell)
            reported[c.sheet, c.cell].figure = own
        for statement in submission.statements:
            at = statement.sheet, statement.cell
            if not reported[at].texts:
                reported[at].texts.append(("statement", statement.typed or statement.text))
            if statement.evidence:
                reported[self._beside(*at, "evidence")].texts.append(("evidence", statement.evidence))
            if statement.theme:
                labels = {t.code: t.label for t in self.forms.folder.campaign.themes}
                reported[self._beside(*at, "theme")].texts.append(("theme", labels[statement.theme]))
        for item in submission.info:
            reported[item.sheet, item.cell].texts.append(("info", item.text))
        for left in submission.leftovers:
            if left.reason not in ("cell-note", "text-box"):  # which are outside the cell
                reported[left.sheet, left.cell].texts.append(("leftover", left.value))
        for finding in submission.findings:
            for cell in {finding.cell, *finding.cells} - {""}:
                reported[finding.sheet, cell].codes.append(finding.code)

    def _beside(self, sheet: str, cell: str, column: str) -> tuple[str, str]:
        """The cell of the same row in the column of this key."""
        for own in self.sheets.get(sheet, ()):
            for (row, place), seen in own.cells.items():
                if row == 1 and column in seen.texts:
                    return sheet, address((place_of(cell)[0], place))
        return sheet, f"{column} of {cell}"

    def faults(self) -> Iterator[Fault]:
        seen_at = set()
        for sheet in self.book.sheets:
            for place, seen in sheet.cells.items():
                at = sheet.name, address(place)
                seen_at.add(at)
                what = self._fault(sheet, place, self.reported.get(at, _Report()))
                if what and (what != "lost" or sheet.key not in _UNREAD):
                    yield Fault(what, *at, str(seen), str(self.reported.get(at, _Report())))
            for seen in sheet.astray:
                if self.printed.texts.isdisjoint(seen.texts) and not self._is_quoted(sheet, seen):
                    yield Fault("lost", sheet.name, "?", str(seen), "nothing")
        astray = {text for sheet in self.book.sheets for seen in sheet.astray for text in seen.texts}
        for at, reported in self.reported.items():
            texts = [*(text for _, text in reported.texts), *([reported.figure.typed] if reported.figure else [])]
            if texts and at not in seen_at and astray.isdisjoint(texts):
                yield Fault("invented", *at, "nothing", str(reported))

    def _is_quoted(self, sheet: Sheet, seen: Seen) -> bool:
        """Whether contents outside the cells are reported in some way."""
        reported = [own for (name, _), own in self.reported.items() if name == sheet.name]
        quoted = [text for own in reported for _, text in own.texts]
        figures = (*self.submission.figures, *self.submission.rows)
        quoted += [figure.typed for figure in figures if figure.sheet == sheet.name]
        quoted += [quoted_text(f) for f in self.submission.findings if f.sheet == sheet.name]
        return any(own and own in text for own in seen.texts for text in quoted)

    def _fault(self, sheet: Sheet, place: Place, reported: _Report) -> str:
        """What is wrong with the report about a cell; of sheets with one name, it may be about any."""
        same_place = [s.cells[place] for s in self.sheets[sheet.name] if place in s.cells]
        return min((self._fault_in(sheet, place, one, reported) for one in same_place), key=len)

    def _fault_in(self, sheet: Sheet, place: Place, seen: Seen, reported: _Report) -> str:
        """What is wrong with the report about a cell; "" for nothing."""
        is_reported = bool(reported.codes)
        figure = reported.figure
        if seen.kind == "uncomputed":
            return "" if is_reported or self._computes(sheet.key, place) else "lost"
        if figure is not None and figure.state != "held" and "date-from-serial" not in reported.codes:
            indicator = self.indicators[figure.indicator]
            if not self._is_right(figure, indicator, seen):
                return "wrong figure"
        if seen.kind not in ("doubtful", "unsure"):
            for what, text in reported.texts:
                if not agrees(text, seen):
                    return f"wrong {what}"
            if figure is not None and figure.state == "held" and not seen.why and not agrees(figure.typed, seen):
                return "wrong text of a held figure"
        elif seen.kind == "doubtful" and not is_reported:
            return "not reported"
        if figure is not None or reported.texts or is_reported or seen.kind == "unsure":
            return ""
        if self.printed.is_printed(sheet.key, place, seen) or not seen.texts or not _visible(seen.texts[0]):
            return "lost" if seen.look == "nothing" else ""
        return "lost"

    def _computes(self, key: str, place: Place) -> bool:
        """Whether a formula of the form is here: its result is computed again."""
        return place in self.printed.formulas.get(key, ())

    def _is_right(self, figure: Figure, indicator: Indicator, seen: Seen) -> bool:
        """Whether a figure that counts is the one that is seen."""
        value = figure.value
        if seen.kind == "number" and seen.look in ("plain", "percent") and indicator.numeric:
            assert seen.number is not None
            if seen.look == "percent" and indicator.kind != "percent":
                return False
            return isinstance(value, float) and not isinstance(value, bool) and _close(value, seen.number)
        if seen.kind == "unsure":
            days = [seen.moment.date()] if seen.moment is not None else []
            days += [_EPOCH + timedelta(days=int(seen.number))] if seen.number and 60 < seen.number < _NO_DAYS else []
            read = [self._reading(text, indicator) for text in seen.texts]
            return value in (*seen.texts, *map(_number_of, seen.texts), seen.number, *days, *read)
        if seen.kind in ("doubtful", "error") or seen.look == "odd":
            return seen.stored == 0 == value
        if seen.look == "nothing" or (seen.kind == "date" and seen.moment is None):
            # Hidden by its format, or shown as hours: the stored value was typed.
            if seen.stored is None:
                return False
            serials = (int(seen.stored), int(seen.stored) + _TO_1904)
            return value == seen.stored or (isinstance(value, date) and (value - _EPOCH).days in serials)
        formatted = seen.look in ("divided", "words")
        expected = [self._reading(text, indicator, formatted=formatted) for text in seen.texts]
        if seen.look == "divided":
            return indicator.kind == "money" and any(map(str.isalpha, seen.texts[0])) and _equal(value, expected[0])
        if seen.kind == "number" and seen.look == "plain":
            expected = [read_value(seen.number, indicator, self.forms.reader.value_words).value]
        if seen.kind == "date" and seen.moment is not None and indicator.kind == "date":
            expected.append(seen.moment.date())
        if seen.kind == "yesno" and indicator.kind == "yesno":
            expected.append(seen.texts[0] == "TRUE")
        return any(_equal(value, one) for one in expected)

    def _reading(self, text: str, indicator: Indicator, *, formatted: bool = False) -> Value | None:
        # With a further zero, three decimals are not read as thousands.
        text = _THREE_DECIMALS.sub(r"\g<0>0", text) if formatted else text
        return read_value(text, indicator, self.forms.reader.value_words).value


def _equal(value: Value | None, other: Value | None) -> bool:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, bool) or isinstance(other, bool) or isinstance(value, date | str):
        return value == other and type(value) is type(other)
    return value == other or (isinstance(value, float) and isinstance(other, float) and _close(value, other))


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-13, abs_tol=1e-300)


def agrees(text: str, seen: Seen) -> bool:
    """Whether a text is what is seen."""
    if seen.look == "odd" or any(_essence(text) == _essence(own) for own in seen.texts):
        return True
    if seen.look == "nothing":
        return seen.stored is not None and as_text(seen.stored) in text
    if seen.kind == "yesno":
        return text.strip().upper() in ({"TRUE", "1"} if seen.texts[0] == "TRUE" else {"FALSE", "0"})
    if seen.kind == "date":
        return (seen.moment is None and ":" in text) or (not seen.texts[0])
    if seen.kind == "number" and (seen.look == "plain" or (seen.look == "percent" and text.endswith("%"))):
        found = _number_of(text.removesuffix("%") if seen.look == "percent" else text)
        return found is not None and seen.number is not None and _close(found, seen.number)
    return False


def _number_of(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _essence(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" ") for line in lines).strip()


def _visible(text: str) -> bool:
    return any(c.isprintable() and not c.isspace() for c in text)


def counted(book: Book, printed: Printed) -> int:
    """The number of cells into which somebody typed."""
    every = ((sheet.key, place, seen) for sheet in book.sheets for place, seen in sheet.cells.items())
    return sum(not printed.is_printed(*one) for one in every)
