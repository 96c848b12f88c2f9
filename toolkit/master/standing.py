"""What a master's totals rest on, kept in it: the definition they were made by, the roster, and what counts as nothing.

Together with its sheets it gives the standing back from which every total can be made again, and another master's
totals explained (`consolidation.bridge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from toolkit.consolidation.corrections import Place
from toolkit.consolidation.differences import Standing, decided_of
from toolkit.master.read import MasterContent
from toolkit.model import Agency, Campaign, Figure, Indicator, Period, Value
from toolkit.model.periods import parse_period


def standing_in(content: MasterContent) -> Standing | None:
    """The standing that a master had when it was drawn; None where it does not say by what its totals were made.

    Its figures are those of its sheets: what somebody wrote over there is in it.
    """
    said = content.totals
    if said is None:
        return None
    agencies = tuple(map(_agency, said["roster"]))
    campaign = Campaign(
        id=content.campaign,
        title="",
        periods=tuple(_periods(said)),
        agencies=agencies,
        indicators=tuple(map(_indicator, said["indicators"])),
    )
    plain = {i.code for i in campaign.indicators if not i.formula}
    return Standing(
        campaign=campaign,
        roster=agencies,
        sent={f[:3]: f for f in content.figures if f.indicator in plain},
        counted={place: figure for place, figure in _counted(content, said) if place[1] in plain},
        files={s.agency: s.source.sha256 or s.source.file for s in content.used if s.agency},
        decided=decided_of(content.decisions),
    )


def _periods(said: Mapping[str, Any]) -> Iterator[Period]:
    for key in said["periods"]:
        if (period := parse_period(key)) is not None:
            yield period


def _indicator(said: Mapping[str, Any]) -> Indicator:
    own: dict[str, Any] = {key: tuple(x) if isinstance(x, list) else x for key, x in said.items()}
    return Indicator(**{"topic": "", "label": "", "unit": "", **own})


def _agency(said: Mapping[str, Any]) -> Agency:
    own: dict[str, Any] = {key: tuple(x) if isinstance(x, list) else x for key, x in said.items()}
    own |= {key: date.fromisoformat(own[key]) for key in ("since", "until") if key in own}
    return Agency(**own)


def _counted(content: MasterContent, said: Mapping[str, Any]) -> Iterator[tuple[Place, Figure]]:
    """What counts in the place of what was sent, with the cell that it stands for."""
    sent = {f[:3]: f for f in content.figures}
    nothing: dict[Place, Value | None] = dict.fromkeys(map(tuple, said["nothing"]))
    for place, value in {**nothing, **content.counted}.items():
        figure = sent.get(place) or Figure(*place, None, "missing")
        yield place, figure._replace(value=value, state="missing" if value is None else "given")
