"""How a rule is broken, as findings report it."""

from collections.abc import Sequence

from toolkit.formula.expressions import Formula, Judgement
from toolkit.model import Figure, Member, Violation
from toolkit.values.totals import number


def broken_rule(period: str, judgement: Judgement, figures: Sequence[Figure], formula: Formula) -> Violation:
    """How a rule is broken: the values of its sides are omitted where they are just its two figures, in order."""
    members = tuple(Member(f.indicator, typed=f.typed, value=number(f)) for f in figures)
    broken = Violation(period, members, equation=formula.is_equation)
    left, right, values = judgement.left, judgement.right, [m.value for m in members]
    if left is None or right is None or (left == right and left in values):
        return broken
    gap = left - right if left != right else None
    return broken._replace(sides=None if values == [left, right] else (left, right), gap=gap)
