"""The sheet of findings: what is wrong, in which cell, and how to fix it."""

from toolkit.consolidation.acceptances import fault_key, finding_key
from toolkit.master.sheets.context import Master, View
from toolkit.master.sheets.record_sheets import RecordSheet, agency_name_column, code_column, officer_columns
from toolkit.messages import masters
from toolkit.messages.findings.catalogue import first_names, quoted_text
from toolkit.model import Acceptance, Finding
from toolkit.xlsx.look import AMBER, RED
from toolkit.xlsx.tables import FIRST_ROW, PERIOD_WIDTH, TableColumn


def _acceptance(finding: Finding, view: View) -> Acceptance | None:
    return view.acceptances.get(finding_key(finding)) if view.acceptances else None


def _excerpt(text: str, limit: int = 32_000) -> str:
    """The text, cut only where a cell could not hold it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


FINDINGS = RecordSheet[Finding](
    "findings",
    lambda view: view.whole.findings,
    lambda view: (
        TableColumn(
            "severity",
            11,
            "bold",
            lambda f, view: (masters.ACCEPTED if f.accepted_by else masters.SEVERITIES[f.severity]).say(view.language),
            "severity",
        ),
        agency_name_column(20),
        *officer_columns(view),
        TableColumn("file", 26, "long"),
        TableColumn("sheet", 13),
        TableColumn("cell", 8, "code"),
        TableColumn("message", 60, "long", lambda f, view: view.describe(f)[0]),
        TableColumn("fix", 44, "long", lambda f, view: view.describe(f)[1]),
        TableColumn(
            "accepted_by", 16, "typed text", lambda f, view: (a := _acceptance(f, view)) and a.by, "accepted_by"
        ),
        TableColumn(
            "reason",
            26,
            "typed text",
            lambda f, view: (a := _acceptance(f, view)) and a.reason,
            "accepted_reason",
            heading=masters.COLUMNS["accepted_reason"],
            wraps=True,
        ),
        TableColumn("first_seen", 12, "short day", lambda f, view: view.whole.kept.first_seen.get(fault_key(f))),
        TableColumn("first_sent", 12, "short day", lambda f, view: view.whole.kept.first_sent.get(fault_key(f))),
        TableColumn(
            "said", 24, "long", lambda f, view: "" if f.broken else _excerpt(quoted_text(f, view.language)), None
        ),
        TableColumn("label", 30, "long", lambda f, view: view.label_of(f.indicator), None),
        TableColumn(
            "period_name", PERIOD_WIDTH, "code", lambda f, view: view.period_labels.get(f.period or "", f.period), None
        ),
        TableColumn("cells", 16, "long", lambda f, view: first_names(f.cells, 120)),
        code_column("value", lambda f, view: _excerpt(quoted_text(f, view.language)), "value"),
        *map(code_column, ("agency", "indicator", "period", "code")),
        code_column("finding", lambda f, view: finding_key(f)),
    ),
)


def draw(master: Master) -> None:
    pages = FINDINGS.draw(master)
    for severity, colour in (("error", RED), ("warning", AMBER)):
        value = masters.SEVERITIES[severity].say(master.language)
        rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": master.look(font_color=colour)}
        for sheet, end in pages.drawn(len(master.whole.findings)):
            sheet.conditional_format(FIRST_ROW, 1, max(end - 1, FIRST_ROW), 1, rule)
