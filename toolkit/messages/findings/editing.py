"""Findings of statistical data editing: questions about figures that look wrong, with the possibly intended value."""

from collections.abc import Mapping, Sequence

from toolkit.messages.texts import texts
from toolkit.model import Argument, Language

_TEXTS = texts(__file__)
ABOUT = _TEXTS["ABOUT"]
OF_SLIP = _TEXTS["OF_SLIP"]
_IN_PERIOD = _TEXTS["_IN_PERIOD"]
BESIDE = _TEXTS["BESIDE"]

#: The words for each kind of slip, next to the possibly intended value.
SLIPS = _TEXTS.group("SLIPS")
BESIDE_BY = _TEXTS.group("BESIDE_BY")


def words(arguments: Mapping[str, Argument], language: Language, periods: Sequence[str]) -> dict[str, str]:
    """The words for what was typed, for the possibly intended value with the kind of slip, and for the usual value.

    `periods`: the names of the periods that the finding is about.
    """
    filled = {"slip": "", "beside": ""}
    if "slip" in arguments:
        slip = SLIPS.get(str(arguments["slip"]))
        filled["slip"] = OF_SLIP.say(language, slip=slip.say(language)) if slip else str(arguments["slip"])
    if isinstance(typed := arguments.get("typed"), tuple):
        both = zip(periods, typed, strict=False)
        filled["typed"] = "; ".join(_IN_PERIOD.say(language, period=period, value=value) for period, value in both)
    if isinstance(intended := arguments.get("meant"), tuple):
        roughly = "roughly" in arguments
        filled["meant"] = _in_turn(intended, periods, roughly)
        if roughly:
            filled["meant"] = ABOUT.say(language, value=filled["meant"])
    if beside := arguments.get("beside"):
        by = BESIDE_BY.get(str(beside), BESIDE)
        filled["beside"] = by.say(language, value=beside, before=arguments.get("before", ""))
    return filled


def _in_turn(values: Sequence[str], periods: Sequence[str], roughly: bool) -> str:
    """The value; of several values, each with its period: `2019: 5`, or `5 (2019)` after the word for "about"."""
    if len(values) != len(periods) or len(values) == 1:
        return "; ".join(values)
    each = "{1} ({0})" if roughly else "{0}: {1}"
    return "; ".join(each.format(period, value) for period, value in zip(periods, values, strict=True))
