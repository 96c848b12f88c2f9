"""A form that came back, and what is known of it before its cells are read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.form import paper
from toolkit.form.carried import CARRIED_PREFIX, CARRIED_ROWS_PREFIX, marks_from_text
from toolkit.form.contents import PREVIOUS_PREFIX, PROPERTY_PREFIX, numbers_of, previous_from_text
from toolkit.form.followup import FOLLOWUP_PREFIX
from toolkit.intake.known import Known
from toolkit.intake.legacy import Converted
from toolkit.intake.printed import Printed
from toolkit.language.text import fold
from toolkit.model import Agency, Campaign, CellValue
from toolkit.spreadsheet.escapes import unescaped
from toolkit.spreadsheet.keyed import KeyedSheet, cell_text, keyed_sheets
from toolkit.spreadsheet.workbook import RawWorkbook

#: Code points that are no characters: the result of a formula may contain replacements for them.
_NO_CHARACTER = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of a workbook, from its technical sheet and its properties, as pairs of key and value."""

    pairs: tuple[tuple[str, str], ...]

    def values(self, key: str) -> list[str]:
        return list(dict.fromkeys(v for k, v in self.pairs if k == key and v))

    def with_prefix(self, prefix: str) -> dict[str, str]:
        """The stamps whose keys begin with `prefix`, keyed by the rest of the key."""
        return {k.removeprefix(prefix): v for k, v in self.pairs if k.startswith(prefix)}

    def first(self, key: str) -> str:
        return next(iter(self.values(key)), "")


def stamps_of(sheets: Iterable[KeyedSheet], properties: Mapping[str, str]) -> Stamps:
    pairs: list[tuple[str, str]] = []
    for sheet in sheets:
        if sheet.key == "meta":
            pairs += [(key, sheet.text(row, "value")) for key, row in sheet.by_key().items()]
    for name, value in properties.items():
        if name.startswith(PROPERTY_PREFIX):
            pairs.append((name.removeprefix(PROPERTY_PREFIX), value.strip()))
    return Stamps(tuple(pairs))


@dataclass(frozen=True)
class Received:
    """A form that came back, and what is known of it before its cells are read."""

    known: Known
    agency: Agency
    raw: RawWorkbook
    stamps: Stamps
    converted: Mapping[str, Converted]
    """By sheet name, the cells that were typed in an old encoding."""
    texts: frozenset[str]
    """The texts that the form prints (folded), except texts that name its agency."""
    info: Mapping[str, CellValue]
    """The report details that were typed, by their keys."""

    @cached_property
    def campaign(self) -> Campaign:
        return self.known.campaign

    @cached_property
    def is_earlier(self) -> bool:
        """Whether the form was made from another version of the definition than today's."""
        return self.stamps.first("definition") not in ("", self.campaign.fingerprint)

    @cached_property
    def previous_figures(self) -> Mapping[str, Mapping[str, float]]:
        """The previous campaign's figures that the form's stamps record as printed, by indicator, then by period."""
        return {code: previous_from_text(v) for code, v in self.stamps.with_prefix(PREVIOUS_PREFIX).items()}

    @cached_property
    def carried_marks(self) -> Mapping[str, Mapping[str, str]]:
        """The marks of the carried figures with which the form was sent out, by indicator, then by period."""
        return {code: marks_from_text(v) for code, v in self.stamps.with_prefix(CARRIED_PREFIX).items()}

    @cached_property
    def carried_rows(self) -> frozenset[str]:
        """The codes of the tables into which rows of the previous campaign were carried."""
        return frozenset(self.stamps.with_prefix(CARRIED_ROWS_PREFIX))

    @cached_property
    def followup_texts(self) -> Mapping[str, str]:
        """The previous campaign's texts that the form asks about, keyed by the row key."""
        return self.stamps.with_prefix(FOLLOWUP_PREFIX)

    @cached_property
    def naming_texts(self) -> frozenset[str]:
        """The printed texts (folded) that name the agency, or the agency for which the form was made."""
        addressee = self.campaign.agency_by_code.get(self.stamps.first("agency"), self.agency)
        texts = self.known.texts_naming(self.agency)
        return texts if addressee is self.agency else texts | self.known.texts_naming(addressee)

    @cached_property
    def texts_around(self) -> frozenset[str]:
        """What the form prints around its tables about the agency and the report details, simplified for comparing."""
        addressee = self.campaign.agency_by_code.get(self.stamps.first("agency"), self.agency)
        texts = (t for agency in (self.agency, addressee) for t in paper.printed(self.campaign, agency, self.info))
        return frozenset(_simplified(t) for text in texts for t in (text, unescaped(text))) - {""}

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """For each indicator's code, the number before its label."""
        return numbers_of(self.campaign.indicators_of(self.agency))

    @cached_property
    def returned_points(self) -> tuple[str, ...]:
        """The points that a returned form states about the form as sent (folded), longest first."""
        sheets = (sheet for sheet in keyed_sheets(self.raw) if sheet.key == "returned")
        texts = {fold(value) for s in sheets for row in s.rows for value in row.cells[1:] if isinstance(value, str)}
        return tuple(sorted(texts - {""}, key=len, reverse=True))

    def without_points(self, text: str) -> str:
        """A folded text without the points that a returned form states about the form as sent."""
        for point in self.returned_points:
            text = text.replace(point, " ")
        return " ".join(text.split())

    def prints(self, value: CellValue) -> bool:
        """Whether the form prints this text. A number alone is printed only as a period's heading."""
        typed = cell_text(value)
        text = fold(typed)
        if typed.isdecimal():
            return any(text in headings for headings in self.known.headings.values())
        return text in self.texts or text in self.naming_texts

    def prints_around(self, value: CellValue) -> bool:
        """Whether the form prints this text around its tables, where it repeats typed texts, but no numbers."""
        return isinstance(value, str) and _simplified(value) in self.texts_around

    def printed_rows(self, sheet: KeyedSheet, typed: Sequence[str]) -> Printed | None:
        return self.known.printed_rows(sheet, self.texts, typed)

    def names_agency(self, cells: Iterable[CellValue]) -> bool:
        """Whether any of these cells names the agency: such a cell differs between agencies."""
        return any(isinstance(v, str) and (fold(v) in self.naming_texts or self.prints_around(v)) for v in cells)

    def remember(self, printed: Printed | None, cells: Sequence[CellValue], what: str) -> None:
        """Calls `Printed.remember` unless the row names the agency, since other agencies' forms have different rows."""
        if printed and not self.names_agency(cells):
            printed.remember(cells, what)


def _simplified(text: str) -> str:
    """A text simplified for comparing: folded, or unfolded where folding leaves nothing."""
    plain = _NO_CHARACTER.sub(" ", text)
    return fold(plain) or " ".join(plain.split())
