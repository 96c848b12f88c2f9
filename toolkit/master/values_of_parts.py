"""Figures in a master of a part, checked in the same way as the figures of a form."""

from datetime import date
from typing import get_args

from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Figure, Finding, Indicator, Kind, State, Submission, Value
from toolkit.values.cell import typed_text
from toolkit.values.numbers import within_limits
from toolkit.values.readings import Reading, question

_STATES = frozenset(get_args(State)) - {"masked"}
_VALUES: dict[Kind, type | tuple[type, ...]] = {"yesno": bool, "date": date, "choice": str, "text": str}
_POSSIBLE, _IMPOSSIBLE = Reading(state="given"), question("master-value-impossible")


def checked_figures(
    campaign: Campaign, submission: Submission, master: str, other_definition: bool
) -> tuple[tuple[Figure, ...], list[Finding]]:
    """The figures, with values that no form can give and numbers outside their limits held; and findings about these.
    `other_definition`: the master has another definition, which may list other choices."""
    figures, findings = [], []
    for figure in submission.figures:
        indicator = campaign.indicator_by_code[figure.indicator]
        if figure.state == "zero_by_words" and figure.value and _is_possible(figure.value, indicator, other_definition):
            figure = figure._replace(state="given")  # somebody typed a number over the zero
        elif figure.state == "zero_by_words" and not indicator.adds_up:
            figure = figure._replace(value=None, state="not_applicable")  # an earlier release read it as 0
        reading = _reading(figure, indicator, other_definition)
        if reading.state == "held":
            typed = typed_text(figure.value)
            value = f"{typed or '–'} ({figure.state})" if reading is _IMPOSSIBLE else typed
            arguments = dict([*reading.arguments, ("master", master)])
            findings.append(finding(reading.code, at=figure, value=value, arguments=arguments))
            figure = figure._replace(value=None, state="held")
        figures.append(figure)
    return tuple(figures), findings


def _reading(figure: Figure, indicator: Indicator, other_definition: bool) -> Reading:
    """How the value counts: as it is, or held with the finding that a form would have, or held as impossible."""
    value, answered = figure.value, figure.state in ("given", "zero_by_words")
    if value is None and figure.state in _STATES and not answered:
        return _POSSIBLE
    if value is None or not answered or not _is_possible(value, indicator, other_definition):
        return _IMPOSSIBLE
    return within_limits(value, indicator) if isinstance(value, float) and not indicator.formula else _POSSIBLE


def _is_possible(value: Value, indicator: Indicator, other_definition: bool) -> bool:
    """Whether a value is possible for the indicator's kind."""
    if indicator.numeric:
        whole = indicator.kind != "count" or bool(indicator.formula)
        return isinstance(value, float) and (whole or value.is_integer())
    listed = indicator.kind != "choice" or other_definition or value in indicator.choices
    return isinstance(value, _VALUES[indicator.kind]) and listed
