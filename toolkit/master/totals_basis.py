"""The basis of a master's totals, kept in it: the definition, the roster, and figures corrected to no value.

Together with the sheets of the master it gives the `TotalsBasis`, from which every total can be computed again, and
changes of totals explained (`consolidation.bridges.bridge`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from toolkit.consolidation.bridges.bridge import Totals, computed_totals
from toolkit.consolidation.bridges.differences import TotalsBasis, codes_in_totals, decisions_by_file
from toolkit.consolidation.corrections import FigureKey
from toolkit.master.read import MasterContent
from toolkit.model import Agency, Campaign, Figure, FormColumn, FormTable, Indicator, Period, State, Value, Word
from toolkit.model.grouping import grouped
from toolkit.model.packing import pack_figures, pack_rows, unpack_figures, unpack_rows
from toolkit.model.periods import parse_period


def totals_basis_in(content: MasterContent) -> TotalsBasis | None:
    """The basis of a master's totals when it was drawn; None where the master does not keep the definition.

    Its figures are those of the sheets, with what people typed into them.
    """
    definition = content.totals
    if definition is None:
        return None
    campaign = campaign_of(content.campaign, definition)
    plain = codes_in_totals(campaign)
    return TotalsBasis(
        campaign=campaign,
        roster=campaign.agencies,
        past=frozenset(definition.get("past", ())),
        sent={f[:3]: f for f in content.figures if f.indicator in plain},
        counted={key: figure for key, figure in _counted_figures(content, definition) if key[1] in plain},
        files={s.agency: s.source.sha256 or s.source.file for s in content.used if s.agency},
        reasons={s.agency: s.resend_reason for s in content.used if s.agency and s.resend_reason},
        rows={s.agency: s.rows for s in content.used if s.agency and s.rows},
        rows_put={c[:3]: c for c in content.corrected_cells},
        rows_left_out=content.left_out,
        decided=decisions_by_file(content.decisions),
    )


def campaign_of(code: str, definition: Mapping[str, Any]) -> Campaign:
    """The campaign of a master, as far as its totals depend on it. `definition`: the result of
    `totals_definition`, from the master."""
    return Campaign(
        id=code,
        title="",
        periods=tuple(_periods(definition)),
        agencies=tuple(map(_agency, definition["roster"])),
        indicators=tuple(map(_indicator, definition["indicators"])),
        tables=tuple(map(_table, definition.get("tables", ()))),
        words=tuple(Word(kind=kind, text=text) for kind, text in definition.get("words", ())),
    )


#: The format that `pack_totals_basis` writes; other formats are not read.
FORMAT = 2

# --- As stored next to an issued master -----------------------------------------------------------------


def pack_totals_basis(
    campaign: str, toolkit: str, as_of: date | None, definition: Mapping[str, Any] | None, basis: TotalsBasis
) -> tuple[str, str]:
    """(totals, the rest) as JSON, since reading the whole master takes a third of a merge's time. `definition`: as in
    `campaign_of`."""
    totals = [[*key, value] for key, value in computed_totals(basis).items()]
    head = {
        "campaign": campaign,
        "toolkit": toolkit,
        "format": FORMAT,
        "as_of": as_of and as_of.isoformat(),
        "totals": totals,
    }
    body = {
        "made_by": definition,
        "sent": _packed_figures(basis.sent.values()),
        "counted": _packed_figures(basis.counted.values()),
        "files": basis.files,
        "decided": basis.decided,
    }
    if basis.campaign.tables:
        body["rows"] = {agency: pack_rows(cells) for agency, cells in basis.rows.items()}
        body["rows_put"] = pack_rows(tuple(basis.rows_put.values()))
        body["rows_left_out"] = [list(row_key) for row_key in sorted(basis.rows_left_out)]
    return _as_json(head), _as_json(body)


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


def _packed_figures(figures: Iterable[Figure]) -> list[list[Any]]:
    """The figures by agency, packed without their notes."""
    by_agency = grouped((figure.agency, figure._replace(note="")) for figure in figures)
    return [pack_figures(group) for group in by_agency.values()]


def _unpacked_figures(packed: Iterable[Sequence[Any]]) -> dict[FigureKey, Figure]:
    return {f[:3]: f for group in packed for f in unpack_figures(group)}


def unpack_totals(head: Mapping[str, Any]) -> Totals:
    """The totals that `pack_totals_basis` wrote."""
    return {(code, period, choice): value for code, period, choice, value in head["totals"]}


def unpack_totals_basis(campaign: str, packed: str) -> TotalsBasis:
    """The basis that `pack_totals_basis` wrote."""
    body = json.loads(packed)
    campaign_then = campaign_of(campaign, body["made_by"])
    return TotalsBasis(
        campaign=campaign_then,
        roster=campaign_then.agencies,
        past=frozenset(body["made_by"].get("past", ())),
        sent=_unpacked_figures(body["sent"]),
        counted=_unpacked_figures(body["counted"]),
        files=body["files"],
        decided={file: (use, assigned) for file, (use, assigned) in body["decided"].items()},
        rows={agency: unpack_rows(cells) for agency, cells in body.get("rows", {}).items()},
        rows_put={c[:3]: c for c in unpack_rows(body.get("rows_put", [0]))},
        rows_left_out=frozenset((agency, table, row) for agency, table, row in body.get("rows_left_out", ())),
    )


# --- From its sheets ------------------------------------------------------------------------------------


def _periods(definition: Mapping[str, Any]) -> Iterator[Period]:
    for key in definition["periods"]:
        if (period := parse_period(key)) is not None:
            yield period


def _indicator(definition: Mapping[str, Any]) -> Indicator:
    values = _fields(definition)
    return Indicator(**{"topic": "", "label": "", "unit": "", **values})


def _table(definition: Mapping[str, Any]) -> FormTable:
    values = _fields(definition)
    return FormTable(**{**values, "columns": tuple(FormColumn(**_fields(column)) for column in values["columns"])})


def _fields(definition: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(x) if isinstance(x, list) else x for key, x in definition.items()}


def _agency(definition: Mapping[str, Any]) -> Agency:
    values = _fields(definition)
    values |= {key: date.fromisoformat(values[key]) for key in ("since", "until") if key in values}
    return Agency(**values)


def _counted_figures(content: MasterContent, definition: Mapping[str, Any]) -> Iterator[tuple[FigureKey, Figure]]:
    """The corrected figures as they count, with the cells of those that were sent."""
    sent = {f[:3]: f for f in content.figures}
    nothing: dict[FigureKey, Value | None] = dict.fromkeys(map(tuple, definition["nothing"]))
    typed = {c.key: c.typed for c in content.kept.corrections}
    for key, value in {**nothing, **content.counted}.items():
        figure = sent.get(key) or Figure(*key, None, "missing")
        state: State = "missing" if value is None else "given"
        yield key, figure._replace(value=value, state=state, typed=typed.get(key, ""))
