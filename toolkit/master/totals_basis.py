"""What a master's totals rest on, kept in it: the definition they were made by, the roster, and what counts as nothing.

Together with its sheets it gives the standing back from which every total can be made again, and another master's
totals explained (`consolidation.bridges.bridge`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from toolkit.consolidation.bridges.bridge import Totals, totals_of
from toolkit.consolidation.bridges.differences import TotalsBasis, added_up, decided_of
from toolkit.consolidation.corrections import FigureKey
from toolkit.master.read import MasterContent
from toolkit.model import Agency, AskedColumn, AskedTable, Campaign, Figure, Indicator, Period, State, Value, Word
from toolkit.model.grouping import grouped
from toolkit.model.packing import pack_figures, pack_rows, unpack_figures, unpack_rows
from toolkit.model.periods import parse_period


def totals_basis_in(content: MasterContent) -> TotalsBasis | None:
    """The standing that a master had when it was drawn; None where it does not say by what its totals were made.

    Its figures are those of its sheets: what somebody wrote over there is in it.
    """
    said = content.totals
    if said is None:
        return None
    campaign = campaign_of(content.campaign, said)
    plain = added_up(campaign)
    return TotalsBasis(
        campaign=campaign,
        roster=campaign.agencies,
        past=frozenset(said.get("past", ())),
        sent={f[:3]: f for f in content.figures if f.indicator in plain},
        counted={place: figure for place, figure in _counted(content, said) if place[1] in plain},
        files={s.agency: s.source.sha256 or s.source.file for s in content.used if s.agency},
        reasons={s.agency: s.resend_reason for s in content.used if s.agency and s.resend_reason},
        rows={s.agency: s.rows for s in content.used if s.agency and s.rows},
        rows_put={c[:3]: c for c in content.corrected_cells},
        rows_left_out=content.left_out,
        decided=decided_of(content.decisions),
    )


def campaign_of(code: str, said: Mapping[str, Any]) -> Campaign:
    """The campaign of a master, as much of it as its totals rest on. `said`: `read.made_by`."""
    return Campaign(
        id=code,
        title="",
        periods=tuple(_periods(said)),
        agencies=tuple(map(_agency, said["roster"])),
        indicators=tuple(map(_indicator, said["indicators"])),
        tables=tuple(map(_table, said.get("tables", ()))),
        words=tuple(Word(kind=kind, text=text) for kind, text in said.get("words", ())),
    )


#: Of what `pack_totals_basis` writes: what has another is not read.
FORMAT = 2

# --- As it is remembered beside a master that was given out ---------------------------------------------


def pack_totals_basis(
    campaign: str, toolkit: str, as_of: date | None, said: Mapping[str, Any] | None, standing: TotalsBasis
) -> tuple[str, str]:
    """(its totals, the rest) as JSON: to read the whole master takes a merge a third of its time. `said`: as of
    `campaign_of`."""
    totals = [[*key, value] for key, value in totals_of(standing).items()]
    head = {
        "campaign": campaign,
        "toolkit": toolkit,
        "format": FORMAT,
        "as_of": as_of and as_of.isoformat(),
        "totals": totals,
    }
    body = {
        "made_by": said,
        "sent": _packed(standing.sent.values()),
        "counted": _packed(standing.counted.values()),
        "files": standing.files,
        "decided": standing.decided,
    }
    if standing.campaign.tables:
        body["rows"] = {agency: pack_rows(cells) for agency, cells in standing.rows.items()}
        body["rows_put"] = pack_rows(tuple(standing.rows_put.values()))
        body["rows_left_out"] = [list(place) for place in sorted(standing.rows_left_out)]
    return _as_json(head), _as_json(body)


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


def _packed(figures: Iterable[Figure]) -> list[list[Any]]:
    """Those of each agency together, without their notes."""
    by_agency = grouped((figure.agency, figure._replace(note="")) for figure in figures)
    return [pack_figures(own) for own in by_agency.values()]


def _unpacked(packed: Iterable[Sequence[Any]]) -> dict[FigureKey, Figure]:
    return {f[:3]: f for own in packed for f in unpack_figures(own)}


def unpack_totals(head: Mapping[str, Any]) -> Totals:
    """The totals that `pack_totals_basis` wrote."""
    return {(code, period, choice): value for code, period, choice, value in head["totals"]}


def unpack_totals_basis(campaign: str, packed: str) -> TotalsBasis:
    """The standing that `pack_totals_basis` wrote."""
    body = json.loads(packed)
    asked = campaign_of(campaign, body["made_by"])
    return TotalsBasis(
        campaign=asked,
        roster=asked.agencies,
        past=frozenset(body["made_by"].get("past", ())),
        sent=_unpacked(body["sent"]),
        counted=_unpacked(body["counted"]),
        files=body["files"],
        decided={file: (use, assigned) for file, (use, assigned) in body["decided"].items()},
        rows={agency: unpack_rows(cells) for agency, cells in body.get("rows", {}).items()},
        rows_put={c[:3]: c for c in unpack_rows(body.get("rows_put", [0]))},
        rows_left_out=frozenset((agency, table, row) for agency, table, row in body.get("rows_left_out", ())),
    )


# --- From its sheets ------------------------------------------------------------------------------------


def _periods(said: Mapping[str, Any]) -> Iterator[Period]:
    for key in said["periods"]:
        if (period := parse_period(key)) is not None:
            yield period


def _indicator(said: Mapping[str, Any]) -> Indicator:
    own = _fields(said)
    return Indicator(**{"topic": "", "label": "", "unit": "", **own})


def _table(said: Mapping[str, Any]) -> AskedTable:
    own = _fields(said)
    return AskedTable(**{**own, "columns": tuple(AskedColumn(**_fields(column)) for column in own["columns"])})


def _fields(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(x) if isinstance(x, list) else x for key, x in said.items()}


def _agency(said: Mapping[str, Any]) -> Agency:
    own = _fields(said)
    own |= {key: date.fromisoformat(own[key]) for key in ("since", "until") if key in own}
    return Agency(**own)


def _counted(content: MasterContent, said: Mapping[str, Any]) -> Iterator[tuple[FigureKey, Figure]]:
    """What counts in the place of what was sent, with the cell that it stands for."""
    sent = {f[:3]: f for f in content.figures}
    nothing: dict[FigureKey, Value | None] = dict.fromkeys(map(tuple, said["nothing"]))
    typed = {c.place: c.typed for c in content.kept.corrections}
    for place, value in {**nothing, **content.counted}.items():
        figure = sent.get(place) or Figure(*place, None, "missing")
        state: State = "missing" if value is None else "given"
        yield place, figure._replace(value=value, state=state, typed=typed.get(place, ""))
