"""The consolidated result as pandas frames, for analysis. pandas is imported only here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from toolkit.messages.findings import describe
from toolkit.model import Consolidation, Language

if TYPE_CHECKING:
    import pandas


def frames(result: Consolidation, language: Language = "vi") -> dict[str, pandas.DataFrame]:
    """One frame a data sheet of the master, with the same column keys.

    `figures`, `statements`, `totals`, `groups`, `status`, `findings`, `leftovers`, `sources`. Numbers are
    in their indicators' units; what is missing is NA, never zero.
    """
    import pandas

    def frame(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> pandas.DataFrame:
        return pandas.DataFrame(list(rows), columns=list(columns))

    group_of = {s: g.id for g in result.groups for s in g.statements}
    theme_of = {s: g.theme for g in result.groups for s in g.statements}
    return {
        "figures": frame(
            (f._asdict() for f in result.figures),
            ("agency", "indicator", "period", "value", "state", "typed", "note", "file", "sheet", "cell"),
        ),
        "statements": frame(
            (
                {**s._asdict(), "theme": s.theme or theme_of[s.id], "group": group_of[s.id]}
                for s in result.statements
            ),
            ("id", "agency", "section", "theme", "group", "text", "evidence", "file", "sheet", "cell", "typed"),
        ),
        "totals": frame(
            (asdict(t) for t in result.totals.values()),
            ("indicator", "period", "value", "reporting", "asked", "held"),
        ),
        "groups": frame(
            (
                {
                    "group": g.id, "section": g.section, "theme": g.theme, "text": g.shown_text,
                    "count": len(g.agencies), "agencies": ", ".join(g.agencies), "hide": g.hidden,
                }
                for g in result.groups
            ),
            ("group", "section", "theme", "text", "count", "agencies", "hide"),
        ),
        "status": frame(
            (asdict(s) for s in result.statuses),
            ("agency", "status", "received", "days_late", "errors", "warnings", "file"),
        ),
        "findings": frame(
            (
                {**asdict(f), **dict(zip(("message", "fix"), describe(f, language, result.campaign), strict=True))}
                for f in result.findings
            ),
            ("severity", "code", "agency", "file", "sheet", "cell", "indicator", "period", "value", "message", "fix"),
        ),
        "leftovers": frame(
            (asdict(x) for x in result.leftovers), ("agency", "file", "sheet", "cell", "value", "reason")
        ),
        "sources": frame(
            (
                {
                    "file": s.source.file, "sha256": s.source.sha256, "agency": s.agency, "status": s.status,
                    "sender": s.source.sender, "received": s.source.received,
                    "used": s.status in ("accepted", "accepted_with_errors"),
                }
                for s in result.submissions
            ),
            ("file", "sha256", "agency", "status", "sender", "received", "used"),
        ),
    }  # fmt: skip
