"""What the form asks while it is filled in, asked of figures about which nothing else is known.

All amounts of a row read as thousands that lost their sign (reading the form has found that); or a figure is about a
thousand times last time's. Where the body's other periods, last time or bodies of like size show that a figure is
right, nothing is asked.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from toolkit.editing.figures import Given
from toolkit.editing.question import By, SlipQuestion
from toolkit.editing.usual import Usual, levels_beside
from toolkit.model import Indicator
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    FEWER,
    THOUSAND,
    THREE,
    may_be_thousandfold,
    reads,
    rounded,
    thousandth,
    times_too_large,
)

#: What more than half of all bodies do, and so many, is how the figures are reported.
_COMMON = 3
#: A row that lies nearer to those of bodies of like size than this (a logarithm) is no thousand times off.
_FAR = math.log(60)

Place = tuple[str, str, int]
"""A body, an indicator and a column."""


@dataclass(frozen=True, slots=True)
class AsInTheForm:
    """Looks for what the form asks. `size`: how large each body is; `asked`: the figures that are asked about."""

    given: Given
    usual: Mapping[str, Usual]
    size: Mapping[str, float]
    asked: Set[Place]

    def questions(self) -> Iterator[SlipQuestion]:
        """Those about rows, then those about cells."""
        yield from self._thousands()
        for indicator in self.given.indicators if self.given.has_before else ():
            if may_be_thousandfold(indicator):
                yield from self._beside_last_time(indicator)

    def _thousands(self) -> Iterator[SlipQuestion]:
        """Rows that read as thousands, which neither last time's figures nor other bodies' show to be right."""
        common = Counter(code for _, code in self.given.thousands)
        levels = {code: levels_beside(self.usual[code], self.size) for code in common if code in self.usual}
        for (agency, code), columns in self.given.thousands.items():
            row, count = self.given.rows.get(code, {}).get(agency, ()), self.given.columns
            if code not in levels or any(row[count:]) or levels[code].get(agency, -_FAR) > -_FAR:
                continue
            if common[code] >= _COMMON and 2 * common[code] > len(self.given.rows[code]):
                continue
            indicator = self.usual[code].indicator
            # The coordinator may have corrected some.
            most = limits(indicator)[1]
            left = tuple(n for n in columns if n < len(row) and reads(row[n], most) in (THREE, FEWER))
            if left and not self._is_asked(agency, indicator, left):
                meant = tuple(rounded((row[n] or 0.0) * THOUSAND) for n in left)
                yield self._question(agency, indicator, left, meant)

    def _beside_last_time(self, indicator: Indicator) -> Iterator[SlipQuestion]:
        """Figures a thousand times last time's, or a thousandth, of which too little else is known to tell."""
        found, count = self.usual[indicator.code], self.given.columns
        for agency, row in self.given.rows[indicator.code].items():
            for column in range(count):
                value, before = row[column], row[column + count]
                if not value or not before or self._is_asked(agency, indicator, (column,)):
                    continue
                times = times_too_large(value, before, indicator)
                # Where other periods tell, the figure has been held against them.
                if times is None or found.expected(agency, column) is not None:
                    continue
                meant = thousandth(value, indicator) if times > 1 else rounded(value * THOUSAND)
                yield self._question(agency, indicator, (column,), (meant,), before)

    def _is_asked(self, agency: str, indicator: Indicator, columns: Sequence[int]) -> bool:
        return any((agency, indicator.code, n) in self.asked for n in columns)

    @staticmethod
    def _question(
        agency: str,
        indicator: Indicator,
        columns: tuple[int, ...],
        meant: tuple[float, ...],
        before: float | None = None,
    ) -> SlipQuestion:
        by: By = "decimals" if before is None else "last time"
        expected = (before,) * len(columns)
        return SlipQuestion(agency, indicator.code, columns, "thousandfold", meant, expected, by=by)
