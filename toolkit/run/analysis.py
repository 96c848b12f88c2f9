"""The consolidated result as pandas frames, for analysis. pandas is imported only here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from toolkit.consolidation.tables.rows import rows_in
from toolkit.master.table_keys import column_key
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.forms import INFO
from toolkit.model import Consolidation, Figure, Language, Submission, TableTotal

if TYPE_CHECKING:
    import pandas


#: What a coordinator may have typed about a group.
_EDITED = ("edited_family", "edited_text", "edited_theme", "merge_into", "keep_apart", "taken_over")


def frames(result: Consolidation, language: Language = "vi") -> dict[str, pandas.DataFrame]:
    """One frame a data sheet of the master, with its column keys; codes where the sheet has words for people.

    `figures` (which is also the sheet `matrix`), `statements`, `totals`, `groups`, `questions`, `status`, `findings`,
    `info`, `leftovers`, `changes`, `sources`; where there are such, `previous`, `reconciliation` and `cross_checks`;
    of tables whose rows agencies add `table:CODE`, a row a row that counts with its columns by their codes, and
    `table_totals`. Numbers are in their indicators' units; what is missing or held is NA, never zero. Raises nothing of
    ours.
    """
    import pandas

    def frame(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> pandas.DataFrame:
        return pandas.DataFrame(list(rows), columns=list(columns))

    def is_used(submission: Submission) -> bool:
        return submission.status in ("accepted", "accepted_with_errors")

    group_of = {s: g.id for g in result.groups for s in g.statements}
    theme_of = {s: g.theme for g in result.groups for s in g.statements}
    names = {own: family.name for family in result.families for own in family.groups}
    return {
        "figures": frame(
            ({**f._asdict(), **_corrected(result, f)} for f in result.figures),
            (*Figure._fields, "corrected_by", "reason"),
        ),
        "statements": frame(
            ({**s._asdict(), "theme": s.theme or theme_of[s.id], "group": group_of[s.id]} for s in result.statements),
            ("id", "agency", "section", "theme", "group", "text", "evidence", "file", "sheet", "cell", "typed"),
        ),
        "totals": frame(
            (asdict(t) for t in result.totals.values()), ("indicator", "period", "value", "reporting", "asked", "held")
        ),
        "groups": frame(
            (
                {
                    **(asdict(g.edit) if g.edit else dict.fromkeys(_EDITED, "")),
                    "hide": g.hidden,
                    "group": g.id,
                    "section": g.section,
                    "theme": g.theme,
                    "text": g.text,
                    "summary_text": g.shown_text,
                    "count": len(g.agencies),
                    "agencies": ", ".join(g.agencies),
                    "proposed_with": ", ".join(g.proposed_with),
                    "family": names.get(g.id, ""),
                }
                for g in result.groups
            ),
            (
                "group",
                "section",
                "theme",
                "text",
                "summary_text",
                "count",
                "agencies",
                "proposed_with",
                "family",
                "edited_family",
                "edited_text",
                "edited_theme",
                "merge_into",
                "keep_apart",
                "hide",
                "taken_over",
            ),
        ),
        "questions": frame(
            (
                {
                    **asdict(q),
                    "question": q.kind,
                    "count": len(q.agencies),
                    "agencies": ", ".join(q.agencies),
                    "group": ", ".join(q.groups),
                }
                for q in result.questions
            ),
            ("question", "section", "theme", "text", "count", "agencies", "group"),
        ),
        "status": frame(
            (asdict(s) for s in result.statuses),
            ("agency", "status", "received", "days_late", "errors", "warnings", "file"),
        ),
        "findings": frame(
            (
                {
                    **asdict(f),
                    "reason": f.accepted_reason,
                    **dict(zip(("message", "fix"), describe(f, language, result.campaign), strict=True)),
                }
                for f in result.findings
            ),
            (
                *("severity", "code", "agency", "file", "sheet", "cell", "indicator", "period", "value"),
                *("message", "fix", "accepted_by", "reason"),
            ),
        ),
        "info": frame(
            ({**{v.key: v.text for v in submission.info}, "agency": code} for code, submission in result.used.items()),
            tuple(INFO),
        ),
        "leftovers": frame(
            (asdict(x) for x in result.leftovers), ("agency", "file", "sheet", "cell", "value", "reason")
        ),
        "sources": frame(
            (
                {
                    "file": s.source.file,
                    "sha256": s.source.sha256,
                    "agency": s.agency,
                    "status": s.status,
                    "sender": s.source.sender,
                    "received": s.source.received,
                    **asdict(s.balance),
                    "filled": s.balance.cells,
                    "through": s.source.through,
                    "used": is_used(s),
                    "decision": result.decisions[s.source.file].typed if s.source.file in result.decisions else "",
                    "reason": ""
                    if is_used(s)
                    else " ".join(describe(f, language, result.campaign)[0] for f in s.findings),
                }
                for s in result.submissions
            ),
            (
                "file",
                "sha256",
                "agency",
                "status",
                "sender",
                "received",
                "used",
                "decision",
                "reason",
                "filled",
                "figures",
                "statements",
                "info",
                "notes",
                "reported",
                *(("rows",) if result.campaign.tables else ()),
                "through",
            ),
        ),
        "changes": frame(
            (
                {
                    **asdict(c),
                    "kind": c.what,
                    "old_value": c.old,
                    "new_value": c.new,
                    "total_before": c.before,
                    "total_after": c.after,
                    "file": c.new_file,
                    "cell": c.new_cell,
                }
                for c in result.changes
            ),
            (
                "agency",
                "kind",
                "indicator",
                "period",
                "section",
                "detail",
                "old_value",
                "new_value",
                "total_before",
                "total_after",
                "old_file",
                "old_cell",
                "file",
                "sheet",
                "cell",
            ),
        ),
        **{
            name: frame(map(asdict, records), tuple(f.name for f in fields(records[0])))
            for name, records in (
                ("previous", result.compared),
                ("reconciliation", result.reconciled),
                ("cross_checks", result.cross_checks),
            )
            if records
        },
        **{
            f"table:{table.code}": frame(
                (
                    {
                        "agency": row.agency,
                        "row": row.id,
                        **{column_key(code): cell.value for code, cell in row.cells.items()},
                        **dict(zip(("file", "sheet", "cell"), row.place, strict=True)),
                    }
                    for row in rows_in(result.rows)
                    if row.table == table.code and not row.carried
                ),
                ("agency", "row", *(column_key(c.code) for c in table.columns), "file", "sheet", "cell"),
            )
            for table in result.campaign.tables
        },
        **(
            {"table_totals": frame((t._asdict() for t in result.table_totals.values()), TableTotal._fields)}
            if result.campaign.tables
            else {}
        ),
    }


def _corrected(result: Consolidation, figure: Figure) -> dict[str, str]:
    """Who corrected a figure, and why, where a correction counts."""
    correction = result.corrections.get(figure[:3]) if figure[:3] in result.sent else None
    return {"corrected_by": correction.by, "reason": correction.reason} if correction else {}
