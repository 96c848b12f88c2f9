"""Creates the parts of splits when a definition is read: an indicator for each part, after the whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.definition.cells import DefinitionReading, Row
from toolkit.formula import expressions
from toolkit.language.text import fold, normalise
from toolkit.model import Indicator, Split
from toolkit.values.numbers import may_be_negative

#: The most characters of a code.
_LONGEST = 31
#: The kinds of indicators that may be split: amounts, since parts of a percentage do not add up.
_KINDS = frozenset({"count", "decimal", "money"})


def create_parts(
    reading: DefinitionReading, rows: Mapping[str, Sequence[Row]], indicators: tuple[Indicator, ...]
) -> tuple[tuple[Indicator, ...], tuple[Split, ...]]:
    """The indicators, each followed by the parts of its splits, and the splits; faults are reported.

    A split with any fault is left out.
    """
    if not rows.get("splits") or "indicators" in reading.keyless:
        return indicators, ()
    maker = _SplitMaker(reading, rows, indicators)
    read = [maker.split(row) for row in rows["splits"]]
    splits = tuple(split for split in read if split is not None)
    for row, split in zip(rows["splits"], read, strict=True):
        if split is None or maker.is_undivided(row):
            of = row.values.get("of")
            reading.faulty_wholes |= {of} if of in maker.known else maker.known.keys()
    result: list[Indicator] = []
    for indicator in indicators:
        result.append(indicator)
        for split in splits:
            if split.of == indicator.code:
                pairs = zip(split.parts, split.members, strict=True)
                result += [_part_indicator(indicator, split, name, code) for name, code in pairs]
    return tuple(result), splits


class _SplitMaker:
    """Creates the splits of one definition. `used`: who uses a code, by the code in lower case."""

    def __init__(
        self, reading: DefinitionReading, rows: Mapping[str, Sequence[Row]], indicators: Iterable[Indicator]
    ) -> None:
        self.reading = reading
        self.known = {i.code: i for i in indicators}
        named = (row.values.get("code") for row in rows.get("indicators", ()))
        self.codes = [code for code in named if code]
        self.used = {code.casefold(): code for code in self.codes}
        self.splits: dict[tuple[str, str], str] = {}

    def split(self, row: Row) -> Split | None:
        """The split of one row; None for a row with a mistake, which is reported."""
        code, label, parts, of = (row.values.get(key) for key in ("code", "label", "parts", "of"))
        if not (code and label and parts and of):
            return None  # a blank cell is reported already
        split = Split(code=code, label=label, parts=parts, of=of, whole=row.values.get("whole") or "equal")
        if self._is_repeated(row, split) or not self._can_be_split(row, split) or not self._has_valid_parts(row, split):
            return None
        members = tuple(self._part_codes(row, split))
        return replace(split, members=members) if len(members) == len(parts) else None

    def is_undivided(self, row: Row) -> bool:
        """Whether the row's parts were typed without bars, so that several parts may be meant."""
        return any((u.sheet, u.cell) == (row.sheet, row.cells.get("parts")) for u in self.reading.undivided)

    def _is_repeated(self, row: Row, split: Split) -> bool:
        key = (split.of, split.code.casefold())
        other = self.splits.setdefault(key, row.cells["code"])
        if other != row.cells["code"]:
            self.reading.flag(row, "code", "definition-split-twice", split.code, other=other, of=split.of)
            return True
        return False

    def _can_be_split(self, row: Row, split: Split) -> bool:
        whole = self.known.get(split.of)
        if whole is None:
            if split.of not in self.codes:  # a faulty whole is already reported
                near = self.reading.nearest(split.of, self.codes)
                self.reading.flag(row, "of", "definition-split-unknown", split.of, nearest=near)
            return False
        if whole.kind not in _KINDS or whole.formula or whole.across_agencies != "sum":
            self.reading.flag(row, "of", "definition-split-not-summed", split.of)
            return False
        return True

    def _has_valid_parts(self, row: Row, split: Split) -> bool:
        seen: dict[str, str] = {}
        for name in split.parts:
            if (key := normalise(name)) in seen:
                self.reading.flag(row, "parts", "definition-split-part-twice", name, other=seen[key])
                return False
            seen[key] = name
        if len(split.parts) < (2 if split.whole == "equal" else 1):
            if not self.is_undivided(row):  # the list without bars is reported elsewhere
                self.reading.flag(row, "parts", "definition-split-one-part", split.parts[0])
            return False
        return True

    def _part_codes(self, row: Row, split: Split) -> Iterator[str]:
        """Yields the codes of the parts in order; impossible codes are left out and reported."""
        for name in split.parts:
            code = part_code(split.of, name)
            if not code or not _is_usable(code):
                self.reading.flag(row, "parts", "definition-split-no-code", name, of=split.of)
            elif (key := code.casefold()) in self.used:
                self.reading.flag(row, "parts", "definition-split-code-clash", name, name=code, other=self.used[key])
            else:
                self.used[key] = f"{split.of}: {name}"
                yield code


def part_code(whole: str, name: str) -> str:
    """The code of a part: `TT06_DAN_TOC_KINH`, or `TT06_DTK` if too long; "" for a name without letters and digits."""
    words = fold(name).upper().split()
    room = _LONGEST - len(whole) - 1
    spelt = "_".join(words)
    if len(spelt) > room:
        spelt = "".join(word if word.isdigit() else word[0] for word in words)[: max(room, 0)]
    return f"{whole}_{spelt}" if spelt else ""


def _is_usable(code: str) -> bool:
    """Whether formulas can name this code."""
    try:
        return expressions.parse(f"={code}>0").names == (code,)
    except expressions.FormulaError:
        return False


def _part_indicator(whole: Indicator, split: Split, name: str, code: str) -> Indicator:
    """The indicator of one part, with the maximum of the whole unless parts can be negative."""
    return Indicator(
        code=code,
        topic=whole.topic,
        label=f"{whole.label} – {name}",
        unit=whole.unit,
        kind=whole.kind,
        asked_of=whole.asked_of,
        owner=whole.owner,
        carry=whole.carry,
        minimum=whole.minimum,
        maximum=None if may_be_negative(whole) else whole.maximum,
        across_agencies=whole.across_agencies,
        across_periods=whole.across_periods,
        weight=whole.weight,
        direction=whole.direction,
        sensitive=whole.sensitive,
        compared_with=whole.compared_with,
        odd_figures=whole.odd_figures,
        part_of=whole.code,
        split=split.code,
        part=name,
    )
