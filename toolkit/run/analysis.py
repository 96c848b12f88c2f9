"""The consolidated result as pandas frames, for analysis. pandas is imported only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from toolkit.export.tables import RECORD_SHEETS, row_tables
from toolkit.master.sheets.context import View
from toolkit.model import CARRIED_COLUMN, FIGURE_FIELDS, Consolidation, Figure, Language, TableTotal

if TYPE_CHECKING:
    import pandas

_TOTALS = ("indicator", "period", "value", "reporting", "asked", "held")
_STATUS = (
    *("agency", "status", "received", "days_late", "errors", "warnings", "file"),
    *("officer", "reviewed_by", "reviewed_on"),
)


def frames(result: Consolidation, language: Language = "vi") -> dict[str, pandas.DataFrame]:
    """One frame for each data sheet of the master, with its column keys; codes where the sheet has words for people.

    `figures` (which is also the sheet `matrix`), `statements`, `totals`, `groups`, `questions`, `status`, `findings`,
    `info`, `leftovers`, `changes`, `sources`, `signed`; if they are not empty, `previous`, `reconciliation` and
    `cross_checks`; for tables whose rows agencies add `table:CODE`, with the rows that count, and `table_totals`.
    Numbers are in their indicators' units; what is missing or held is NA, never zero.
    """
    import pandas

    def frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pandas.DataFrame:
        return pandas.DataFrame(list(rows), columns=list(columns))

    by_sheet = {
        "figures": frame(
            ({**dict(zip(FIGURE_FIELDS, f, strict=False)), **_correction_fields(result, f)} for f in result.figures),
            (*FIGURE_FIELDS, "corrected_by", "reason"),
        ),
        "totals": frame(map(asdict, result.totals.values()), _TOTALS),
        "status": frame(map(asdict, result.statuses), _STATUS),
    }
    view = View.of(result, language)
    for sheet in RECORD_SHEETS:
        values = sheet.values(view)
        by_sheet[sheet.key] = pandas.DataFrame(list(zip(*values.values(), strict=True)), columns=list(values))
    compared: dict[str, tuple[Any, ...]] = {"previous": result.compared, "reconciliation": result.reconciled}
    for name, records in (compared | {"cross_checks": result.cross_checks}).items():
        if records:
            by_sheet[name] = frame(map(asdict, records), (f.name for f in fields(records[0])))
    for definition, table in zip(result.campaign.tables, row_tables(result), strict=True):
        rows = pandas.DataFrame(list(table.rows), columns=[c.name for c in table.columns])
        by_sheet[f"table:{definition.code}"] = rows.drop(columns=["states", CARRIED_COLUMN])
    if result.campaign.tables:
        by_sheet["table_totals"] = frame((t._asdict() for t in result.table_totals.values()), TableTotal._fields)
    return by_sheet


def _correction_fields(result: Consolidation, figure: Figure) -> dict[str, str]:
    """The name and reason of a figure's correction, where one counts."""
    correction = result.corrections.get(figure[:3]) if figure[:3] in result.sent else None
    return {"corrected_by": correction.by, "reason": correction.reason} if correction else {}
