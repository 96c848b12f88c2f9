"""The questions that the form itself asks while it is filled in, about figures without other evidence.

They are about rows whose amounts all read as thousands without a separator (noticed while reading the form), and about
figures about a thousand times the previous value. No question is asked where the agency's other periods, its previous
values or agencies of similar size confirm a figure.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from toolkit.editing.figures import FigureTable
from toolkit.editing.question import ComparedWith, SlipQuestion
from toolkit.editing.usual import Usual, level_distances
from toolkit.model import Indicator
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    FEWER,
    THOUSAND,
    THREE,
    may_be_thousandfold,
    rounded,
    thousands_reading,
    thousandth,
    times_too_large,
)

#: A way of reporting is the usual one if more than half of the agencies, and at least this number, use it.
_COMMON = 3
#: The least distance from agencies of similar size (a logarithm) of a row that is off by a factor of a thousand.
_FAR = math.log(60)

FigurePosition = tuple[str, str, int]
"""(agency, indicator, column)."""


@dataclass(frozen=True, slots=True)
class FormQuestions:
    """The questions of the form. `size`: of each agency, as in `usual.sizes`; `questioned`: figures asked about."""

    table: FigureTable
    usual: Mapping[str, Usual]
    size: Mapping[str, float]
    questioned: Set[FigurePosition]

    def questions(self) -> Iterator[SlipQuestion]:
        """Questions about rows, then about cells."""
        yield from self._questions_about_rows()
        for indicator in self.table.indicators if self.table.has_previous else ():
            if may_be_thousandfold(indicator):
                yield from self._compared_with_previous(indicator)

    def _questions_about_rows(self) -> Iterator[SlipQuestion]:
        """Questions about rows that read as thousands where no previous values or other agencies confirm the rows."""
        common = Counter(code for _, code in self.table.thousands)
        levels = {code: level_distances(self.usual[code], self.size) for code in common if code in self.usual}
        for (agency, code), columns in self.table.thousands.items():
            row, count = self.table.rows.get(code, {}).get(agency, ()), self.table.columns
            if code not in levels or any(row[count:]) or levels[code].get(agency, -_FAR) > -_FAR:
                continue
            if common[code] >= _COMMON and 2 * common[code] > len(self.table.rows[code]):
                continue
            indicator = self.usual[code].indicator
            # The coordinator may have corrected some of the cells.
            most = limits(indicator)[1]
            left = tuple(n for n in columns if n < len(row) and thousands_reading(row[n], most) in (THREE, FEWER))
            if left and not self._is_questioned(agency, indicator, left):
                meant = tuple(rounded((row[n] or 0.0) * THOUSAND) for n in left)
                yield self._question(agency, indicator, left, meant)

    def _compared_with_previous(self, indicator: Indicator) -> Iterator[SlipQuestion]:
        """Questions about figures a thousand times the previous value, or a thousandth, with too few other periods."""
        usual, count = self.usual[indicator.code], self.table.columns
        for agency, row in self.table.rows[indicator.code].items():
            for column in range(count):
                value, before = row[column], row[column + count]
                if not value or not before or self._is_questioned(agency, indicator, (column,)):
                    continue
                times = times_too_large(value, before, indicator)
                # Where other periods are known, the figure has been compared with them.
                if times is None or usual.expected(agency, column) is not None:
                    continue
                meant = thousandth(value, indicator) if times > 1 else rounded(value * THOUSAND)
                yield self._question(agency, indicator, (column,), (meant,), before)

    def _is_questioned(self, agency: str, indicator: Indicator, columns: Sequence[int]) -> bool:
        return any((agency, indicator.code, n) in self.questioned for n in columns)

    @staticmethod
    def _question(
        agency: str,
        indicator: Indicator,
        columns: tuple[int, ...],
        meant: tuple[float, ...],
        before: float | None = None,
    ) -> SlipQuestion:
        by: ComparedWith = "decimals" if before is None else "last time"
        expected = (before,) * len(columns)
        return SlipQuestion(agency, indicator.code, columns, "thousandfold", meant, expected, by=by)
