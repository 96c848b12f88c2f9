"""One question: figures of one indicator of one body that may be mistyped."""

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
    """Of which periods, by their places."""
    slip: Slip | None
    meant: tuple[float | None, ...]
    """What may have been meant, of each; None where that cannot be told."""
    expected: tuple[float | None, ...]
    """What the body's other periods, or those of like size, lead to expect."""
    rules: tuple[str, ...] = ()
    """The rules of the definition that are broken, and would not be."""
    others: tuple[str, ...] = ()
    """The other indicators that may be wrong in its place, where that cannot be told."""
    by: By = "usual"
    """What it was held against."""

    @property
    def row(self) -> bool:
        """Whether it is the whole row, beside last time or bodies of like size."""
        return self.by == "row"
