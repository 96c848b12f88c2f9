"""The language of sentences with figures: words, fields in braces, and clauses in square brackets.

    parse("Đạt {TT07}[, {TT07.thay_doi} so với {TT07.ky_truoc}].", codes, periods)

A field is an indicator's code, which may be followed by a point and what is printed about the indicator: one of
`FIELDS` (in Vietnamese or in English), or a period. A clause in brackets is left out if one of its fields has no value;
without a value for a field outside brackets the sentence is not printed.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.language.text import fold, near_names, nearest
from toolkit.model import Language

Shown = Literal[
    "value",
    "number",
    "unit",
    "label",
    "period",
    "change",
    "since",
    "same_period",
    "target",
    "of_target",
    "against_target",
    "highest",
    "lowest",
    "agencies",
    "scope",
]

#: What may be printed about an indicator: the English name of the field with the Vietnamese one. A code alone means
#: `value`.
FIELDS: Mapping[Shown, str] = {
    "number": "so",
    "unit": "don_vi_tinh",
    "label": "ten",
    "period": "ky",
    "change": "thay_doi",
    "since": "ky_truoc",
    "same_period": "cung_ky",
    "target": "muc_tieu",
    "of_target": "ty_le_muc_tieu",
    "against_target": "so_muc_tieu",
    "highest": "cao_nhat",
    "lowest": "thap_nhat",
    "agencies": "so_don_vi",
    "scope": "pham_vi",
}
#: The fields that name agencies.
RANKS: frozenset[Shown] = frozenset({"highest", "lowest"})
#: The name that is written in place of a period for all periods together.
WHOLE = ("total", "ca_ky")
_BY_NAME: Mapping[str, tuple[Shown, Language]] = {
    **{fold(vi): (aspect, "vi") for aspect, vi in FIELDS.items()},
    **{fold(aspect): (aspect, "en") for aspect in FIELDS},
}
_SIGNS = re.compile(r"[{}\[\]]")


class SentenceError(ValueError):
    """A fault in a sentence. `code` is a finding's, `position` the 0-based index in the text, `name` the text at this
    index, `nearest` the most similar known name."""

    def __init__(self, code: str, position: int, name: str, nearest: str = "") -> None:
        self.code, self.position, self.name, self.nearest = code, position, name, nearest
        super().__init__(code, position, name)


@dataclass(frozen=True, slots=True)
class SentenceField:
    """One field: what is printed about an indicator. `period`: the key of the named period, or `total`; "" if the field
    names none."""

    typed: str
    position: int
    indicator: str
    aspect: Shown = "value"
    period: str = ""
    language: Language | None = None
    """The language of the field's name; None if the field is a code alone."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words and fields in order; an optional clause is left out if one of its fields has no value."""

    parts: tuple[str | SentenceField, ...]
    optional: bool = False

    @property
    def fields(self) -> tuple[SentenceField, ...]:
        return tuple(part for part in self.parts if isinstance(part, SentenceField))


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed sentence, without its faulty fields, and the faults."""

    clauses: tuple[Clause, ...]
    faults: tuple[SentenceError, ...] = ()

    @property
    def fields(self) -> tuple[SentenceField, ...]:
        return tuple(part for clause in self.clauses for part in clause.fields)

    @property
    def language(self) -> Language | None:
        """The language of the sentence, which the names of its fields show; None without such names."""
        return next((part.language for part in self.fields if part.language), None)


def parse(text: str, codes: Collection[str], periods: Collection[str]) -> Template:
    """Parses a sentence and lists its faults. `codes`: the indicators' codes; `periods`: the keys of the periods."""
    reader = _Reader(text, {code.casefold(): code for code in codes}, {key.casefold(): key for key in periods})
    clauses = tuple(reader.clauses())
    return Template(clauses, tuple(sorted(reader.faults, key=lambda fault: fault.position)))


@dataclass(slots=True)
class _Reader:
    text: str
    codes: Mapping[str, str]
    periods: Mapping[str, str]
    faults: list[SentenceError] = field(default_factory=list)

    def clauses(self) -> Iterator[Clause]:
        parts: list[str | SentenceField] = []
        opened: int | None = None
        at = 0
        for sign in _SIGNS.finditer(self.text):
            if sign.start() < at:
                continue  # inside the field that was just read
            parts += [self.text[at : sign.start()]]
            at = sign.end()
            match sign[0]:
                case "{":
                    parts += self._field(sign.start())
                    at = self._end_of_field(sign.start())
                case "[" if opened is None:
                    yield Clause(_without_blanks(parts))
                    parts, opened = [], sign.start()
                case "]" if opened is not None:
                    if not any(isinstance(part, SentenceField) for part in parts) and not any(
                        fault.position > opened for fault in self.faults
                    ):
                        self._add_fault("sentence-clause-without-field", opened, self.text[opened:at])
                    yield Clause(_without_blanks(parts), optional=True)
                    parts, opened = [], None
                case _:
                    self._add_fault("sentence-unbalanced", sign.start(), sign[0])
        if opened is not None:
            self._add_fault("sentence-unbalanced", opened, "[")
        yield Clause(_without_blanks([*parts, self.text[at:]]))

    def _add_fault(self, code: str, position: int, name: str, near: str = "") -> None:
        self.faults.append(SentenceError(code, position, name, near))

    def _end_of_field(self, start: int) -> int:
        """The end of the field that begins at `start`: after the closing brace, or at the end of the text."""
        sign = _SIGNS.search(self.text, start + 1)
        return sign.end() if sign and sign[0] == "}" else sign.start() if sign else len(self.text)

    def _field(self, start: int) -> list[SentenceField]:
        end = self._end_of_field(start)
        if self.text[end - 1] != "}" or end - 1 == start:
            self._add_fault("sentence-unbalanced", start, "{")
            return []
        typed = self.text[start:end]
        code, aspect, period, language = self._resolved(typed[1:-1].strip(), start, typed)
        return [SentenceField(typed, start, code, aspect, period, language)] if code else []

    def _resolved(self, name: str, start: int, typed: str) -> tuple[str, Shown, str, Language | None]:
        """The indicator, the field, the period, and the language; "" for the indicator if the name is wrong.

        A code may contain points, so the whole name is looked up first.
        """
        if name.casefold() in self.codes:
            return self.codes[name.casefold()], "value", "", None
        before, point, after = name.rpartition(".")
        code = self.codes.get(before.strip().casefold()) if point else None
        if code is None:
            wanted = before if point and not name.replace(".", "").isdigit() else name
            near = near_names(wanted.strip(), self.codes.values())
            self._add_fault("sentence-unknown-indicator", start, typed, near)
            return "", "value", "", None
        after = after.strip()
        if after.casefold() in self.periods:
            return code, "value", self.periods[after.casefold()], None
        if fold(after) in map(fold, WHOLE):
            return code, "value", WHOLE[0], None
        if fold(after) in _BY_NAME:
            aspect, language = _BY_NAME[fold(after)]
            return code, aspect, "", language
        known = [*FIELDS.values(), *FIELDS, *self.periods.values()]
        self._add_fault("sentence-unknown-field", start, typed, nearest(after, known) or "")
        return "", "value", "", None


def _without_blanks(parts: list[str | SentenceField]) -> tuple[str | SentenceField, ...]:
    return tuple(part for part in parts if part != "")
