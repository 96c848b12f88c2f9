"""The form's questions while it is filled in, about figures of which nothing else is known.

All amounts of a row read as thousands without their separator (found while reading the form); or a figure is about a
thousand times last time's. Where the agency's other periods, last time or agencies of similar size show that a figure
is right, nothing is asked.
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

#: What more than half of all agencies do, and at least this number, is the usual way to report.
_COMMON = 3
#: A row nearer to those of agencies of similar size than this (a logarithm) is not off by a factor of a thousand.
_FAR = math.log(60)

Place = tuple[str, str, int]
"""A body, an indicator and a column."""


@dataclass(frozen=True, slots=True)
class AsInTheForm:
    """Finds what the form asks. `size`: the size of each agency; `asked`: figures that are asked about already."""

    given: Given
    usual: Mapping[str, Usual]
    size: Mapping[str, float]
    asked: Set[Place]

    def questions(self) -> Iterator[SlipQuestion]:
        """Questions about rows, then about cells."""
        yield from self._thousands()
        for indicator in self.given.indicators if self.given.has_before else ():
            if may_be_thousandfold(indicator):
                yield from self._beside_last_time(indicator)

    def _thousands(self) -> Iterator[SlipQuestion]:
        """Rows that read as thousands, which neither last time's figures nor other agencies' confirm."""
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
        """Figures a thousand times last time's, or a thousandth, of which too little else is known."""
        found, count = self.usual[indicator.code], self.given.columns
        for agency, row in self.given.rows[indicator.code].items():
            for column in range(count):
                value, before = row[column], row[column + count]
                if not value or not before or self._is_asked(agency, indicator, (column,)):
                    continue
                times = times_too_large(value, before, indicator)
                # Where other periods are known, the figure has been compared with them.
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
