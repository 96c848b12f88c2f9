"""The reasons why totals changed, in sentences: for the terminal, and for the comparison of two masters."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.consolidation.bridges.table_totals import totals_as_indicators
from toolkit.consolidation.totals import WHOLE
from toolkit.language.numbers import format_number
from toolkit.messages import masters
from toolkit.model import Agency, Bridge, Campaign, Former, Indicator, Language, Part, Tabulation
from toolkit.model.periods import label_of

#: In the short version, the number of totals, and of the causes stated for each total.
_MOST_SHOWN = 3


def changes_in_short(result: Tabulation, language: Language) -> tuple[str, tuple[str, ...]]:
    """A heading, and a sentence for each of the totals that changed most since a master was issued.

    Both are empty where nothing was compared.
    """
    bridges, campaign = result.bridges, result.campaign
    if bridges is None:
        return "", ()
    day = bridges.since.strftime("%d/%m/%Y") if bridges.since else "–"
    agencies: dict[str, Agency | Former] = {**campaign.former_by_code, **campaign.agency_by_code}
    return (
        masters.CHANGED_MOST.say(language, day=day, count=len(bridges.moved)),
        tuple(
            bridge_sentence(b, totals_by_name(campaign, language), agencies, language, _MOST_SHOWN)
            for b in largest_changes(bridges.moved, _MOST_SHOWN)
        ),
    )


def totals_by_name(campaign: Campaign, language: Language) -> dict[str, Indicator]:
    """The indicators by code; and the totals of tables and of their columns, as indicators, by name."""
    return {**totals_as_indicators(campaign, masters.ROWS_UNIT.say(language)), **campaign.indicator_by_code}


def largest_changes(moved: Sequence[Bridge], most: int) -> tuple[Bridge, ...]:
    """The totals whose change is largest relative to their size, one for each indicator. Equal changes stay in order; a
    change of unit alone does not count."""
    of_each: dict[str, Bridge] = {}
    for bridge in sorted(moved, key=lambda b: -_relative_size(b)):
        of_each.setdefault(bridge.indicator, bridge)
    return tuple(of_each.values())[:most]


def _relative_size(bridge: Bridge) -> Decimal:
    """The difference divided by the larger of both totals, in the new unit; 1 where one of them is missing."""
    difference = sum((p.amount for p in bridge.parts if p.cause != "unit"), Decimal(0))
    new = bridge.new or Decimal(0)
    whole = max(abs(new - difference), abs(new))
    return abs(difference) / whole if whole else Decimal(difference != 0 or not bridge.unit_before)


def bridge_sentence(
    bridge: Bridge,
    indicators: Mapping[str, Indicator],
    agencies: Mapping[str, Agency | Former],
    language: Language,
    most: int | None = None,
) -> str:
    """One changed total, with its parts in order; `most`: only the largest are stated, and the number of the others."""
    shown = list(bridge.parts)
    if most is not None and len(shown) > most:
        positions = sorted(range(len(shown)), key=lambda n: (-abs(shown[n].amount), n))[:most]
        shown = [shown[n] for n in sorted(positions)]
    parts = [_part_text(p, bridge, agencies, language) for p in shown]
    if more := len(bridge.parts) - len(shown):
        parts.append(masters.BRIDGE_MORE.say(language, count=more))
    known, whole = indicators.get(bridge.indicator), bridge.period == WHOLE
    return masters.BRIDGE.say(
        language,
        label=_total_label(bridge, indicators),
        period=masters.COLUMNS["total"].say(language) if whole else label_of(bridge.period, language),
        old=_with_unit(bridge.old, bridge.unit_before, language),
        new=_with_unit(bridge.new, known.unit if known and bridge.unit_before else "", language),
        difference=_with_sign(bridge.difference, language),
        parts="; ".join(parts),
    )


def _total_label(bridge: Bridge, indicators: Mapping[str, Indicator]) -> str:
    known = indicators.get(bridge.indicator)
    code = bridge.indicator.removesuffix(".")
    label = f"{code}. {known.label}" if known and known.label else code
    return f"{label} ({bridge.choice})" if bridge.choice else label


def _part_text(part: Part, bridge: Bridge, agencies: Mapping[str, Agency | Former], language: Language) -> str:
    known = agencies.get(part.agency)
    what = part.indicator if part.indicator != bridge.indicator else ""
    who = ((known.short_name or known.name) if known else "") or part.agency or what
    return f"{cause_of(part, language)}{f' ({who})' if who else ''} {_with_sign(part.amount, language)}"


def cause_of(part: Part, language: Language) -> str:
    """The cause of a part in words, with the reason that an agency stated for sending its file again."""
    cause = masters.CAUSES[part.cause].say(language)
    return masters.RESENT_BECAUSE.say(language, cause=cause, reason=part.reason) if part.reason else cause


def _with_unit(value: Decimal | None, unit: str, language: Language) -> str:
    return "–" if value is None else f"{format_number(float(value), language)} {unit}".rstrip()


def _with_sign(value: Decimal, language: Language) -> str:
    return f"{'+' if value > 0 else ''}{format_number(float(value), language)}"
