"""What a master's totals rest on, kept in it: the definition they were made by, the roster, and what counts as nothing.

Together with its sheets it gives the standing back from which every total can be made again, and another master's
totals explained (`consolidation.bridge`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from toolkit.consolidation.bridge import TotalKey, totals_of
from toolkit.consolidation.corrections import Place
from toolkit.consolidation.differences import Standing, added_up, decided_of
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
    campaign = _campaign(content.campaign, said)
    plain = added_up(campaign)
    return Standing(
        campaign=campaign,
        roster=campaign.agencies,
        sent={f[:3]: f for f in content.figures if f.indicator in plain},
        counted={place: figure for place, figure in _counted(content, said) if place[1] in plain},
        files={s.agency: s.source.sha256 or s.source.file for s in content.used if s.agency},
        decided=decided_of(content.decisions),
    )


def _campaign(code: str, said: Mapping[str, Any]) -> Campaign:
    return Campaign(
        id=code,
        title="",
        periods=tuple(_periods(said)),
        agencies=tuple(map(_agency, said["roster"])),
        indicators=tuple(map(_indicator, said["indicators"])),
    )


# --- As it is remembered beside a master that was given out ---------------------------------------------


def pack_standing(content: MasterContent, standing: Standing) -> tuple[str, str]:
    """(its totals, the rest) as JSON: to read the whole master takes a merge a third of its time."""
    totals = [[*key, value] for key, value in totals_of(standing).items()]
    head = {
        "campaign": content.campaign,
        "toolkit": content.toolkit,
        "as_of": content.as_of and content.as_of.isoformat(),
        "totals": totals,
    }
    body = {
        "made_by": content.totals,
        "sent": list(map(_short, standing.sent.values())),
        "counted": list(map(_short, standing.counted.values())),
        "files": standing.files,
        "decided": standing.decided,
    }
    return tuple(json.dumps(x, ensure_ascii=True, separators=(",", ":")) for x in (head, body))  # type: ignore[return-value]


def _short(figure: Figure) -> tuple[Value | None, ...]:
    return (*figure[:5], *figure[7:])


def unpack_totals(head: Mapping[str, Any]) -> dict[TotalKey, float | None]:
    """The totals that `pack_standing` wrote."""
    return {(code, period, choice): value for code, period, choice, value in head["totals"]}


def unpack_standing(campaign: str, packed: str) -> Standing:
    """The standing that `pack_standing` wrote."""
    body = json.loads(packed)
    asked = _campaign(campaign, body["made_by"])
    sent, counted = ([Figure._make([*f[:5], "", "", *f[5:]]) for f in body[key]] for key in ("sent", "counted"))
    return Standing(
        campaign=asked,
        roster=asked.agencies,
        sent={f[:3]: f for f in sent},
        counted={f[:3]: f for f in counted},
        files=body["files"],
        decided={file: (use, assigned) for file, (use, assigned) in body["decided"].items()},
    )


# --- From its sheets ------------------------------------------------------------------------------------


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
