"""One question: figures of one indicator of one agency that may be mistyped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from toolkit.editing.slips import Slip

By = Literal["usual", "row", "decimals", "last time"]
"""What figures were held against. `usual`: the body's other periods, or the rules; `row`: last time's row, or those of
bodies of like size; `decimals`: how all of it reads; `last time`: the figure in its place, of which alone is known."""


@dataclass(frozen=True, slots=True)
class SlipQuestion:
    """Figures of one indicator of one body that may be mistyped."""

    agency: str
    indicator: str
    columns: tuple[int, ...]
    """The periods, by index."""
    slip: Slip | None
    meant: tuple[float | None, ...]
    """What may have been meant, for each; None where it is not known."""
    expected: tuple[float | None, ...]
    """The value expected from the agency's other periods, or from agencies of similar size."""
    rules: tuple[str, ...] = ()
    """The broken rules of the definition that would hold."""
    others: tuple[str, ...] = ()
    """The other indicators that may be wrong instead, where it is uncertain."""
    by: By = "usual"
    """What it was compared with."""

    @property
    def row(self) -> bool:
        """Whether it is the whole row, compared with last time or agencies of similar size."""
        return self.by == "row"
