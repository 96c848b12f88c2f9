"""Figures and corrections read again by another definition: not from files, but from the text kept in a master.

Where this text, read by the old definition, does not give the old figure (a number with three decimals, or one that was
struck out), the number stays, and only the limits of the new definition are applied to it.
"""

from dataclasses import dataclass

from toolkit.model import Figure, Indicator, Word
from toolkit.values.cell import read_value
from toolkit.values.numbers import within_limits
from toolkit.values.readings import value_words_of


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The rules by which a cell is read: its indicator, and the definition's words for zero and for no data."""

    indicator: Indicator
    words: tuple[Word, ...]

    @property
    def properties(self) -> object:
        """Everything that may change how a cell is read, for comparing two sets of rules."""
        i = self.indicator
        limits = (i.minimum, i.maximum) if i.numeric else ()
        return bool(i.formula), i.kind, i.label, i.unit, i.choices, limits, self.words, i.adds_up


def reread(figure: Figure, before: ReadingRules, now: ReadingRules) -> Figure:
    """The figure as the new definition reads its cell."""
    if not figure.typed or before.properties == now.properties:
        return figure
    was = read_value(figure.typed, before.indicator, value_words_of(before.words))
    if (was.state == "held", was.value) == (figure.state == "held", figure.value):
        reading = read_value(figure.typed, now.indicator, value_words_of(now.words))
    elif figure.state == "given" and isinstance(figure.value, float) and now.indicator.numeric:
        reading = within_limits(figure.value, now.indicator)
    else:
        return figure
    return figure._replace(value=reading.value, state=reading.state)
