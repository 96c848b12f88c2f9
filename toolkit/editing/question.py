"""One question: figures of one indicator of one agency that may be mistyped."""

from dataclasses import dataclass
from typing import Literal

from toolkit.editing.slips import Slip

ComparedWith = Literal["usual", "row", "decimals", "last time"]
"""What the figures were compared with. `usual`: the agency's other periods, or the rules; `row`: the previous row, or
rows of agencies of similar size; `decimals`: how the amounts of the row are written; `last time`: the previous value
alone."""


@dataclass(frozen=True, slots=True)
class SlipQuestion:
    """Figures of one indicator of one agency that may be mistyped."""

    agency: str
    indicator: str
    columns: tuple[int, ...]
    """The periods, by index."""
    slip: Slip | None
    meant: tuple[float | None, ...]
    """The intended value of each figure, if known."""
    expected: tuple[float | None, ...]
    """The value expected from the agency's other periods, or from agencies of similar size."""
    rules: tuple[str, ...] = ()
    """The broken rules of the definition that the intended value would satisfy."""
    rivals: tuple[str, ...] = ()
    """The other indicators that may be wrong instead."""
    by: ComparedWith = "usual"

    @property
    def is_row(self) -> bool:
        """Whether the figures were compared as a row, with the previous row or agencies of similar size."""
        return self.by == "row"
