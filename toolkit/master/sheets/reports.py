"""The sheets of the reports' other contents: statements, filled cells outside the form, and report details.

Everything that agencies wrote is here verbatim with its cell: nothing that was typed is lost.
"""

from functools import partial

from toolkit.consolidation.key_figures import period_name
from toolkit.master.sheets.context import View
from toolkit.master.sheets.record_sheets import OPEN, RecordSheet, agency_name_column, code_column
from toolkit.messages import masters
from toolkit.messages.findings.catalogue import named
from toolkit.messages.forms import INFO
from toolkit.model import FollowUp, Leftover, SignedFigure, Statement, Submission
from toolkit.xlsx.tables import PERIOD_WIDTH, TableColumn, columns_by_key


def _theme(statement: Statement, view: View) -> str:
    return statement.theme or view.group_of[statement.id].theme


STATEMENT_COLUMNS = (
    agency_name_column(20),
    TableColumn("section_name", 24, "long", lambda s, view: view.heading_of(s.section), None),
    TableColumn("theme_name", 22, "long", lambda s, view: view.theme_labels.get(_theme(s, view)), None),
    TableColumn("text", 80, "long"),
    TableColumn("group_no", 8, "count", lambda s, view: view.group_numbers[view.group_of[s.id].id], None),
    TableColumn("evidence", 24, "long"),
    TableColumn("file", 26),
    TableColumn("sheet", 14),
    TableColumn("cell", 8, "code"),
    OPEN,
    TableColumn("typed", 40, "long"),
    *map(code_column, ("id", "agency", "section")),
    code_column("theme", _theme),
    code_column("group", lambda s, view: view.group_of[s.id].id),
)
#: The column of a statement's text.
STATEMENT_TEXT = columns_by_key(STATEMENT_COLUMNS)["text"]
STATEMENTS = RecordSheet[Statement]("statements", lambda view: view.result.statements, STATEMENT_COLUMNS)


FOLLOWUP = RecordSheet[FollowUp](
    "followup",
    lambda view: view.result.followup,
    (
        agency_name_column(20),
        TableColumn("section_name", 24, "long", lambda x, view: view.heading_of(x.section), None),
        TableColumn("text", 70, "long"),
        TableColumn("answer", 16, "text", lambda x, v: masters.ANSWERS[x.answer or "silent"].say(v.language), "answer"),
        TableColumn("explanation", 50, "long"),
        TableColumn("file", 26),
        TableColumn("sheet", 14),
        TableColumn("cell", 8, "code"),
        OPEN,
        *map(code_column, ("agency", "section")),
    ),
)

LEFTOVERS = RecordSheet[Leftover](
    "leftovers",
    lambda view: view.result.leftovers,
    (
        agency_name_column(20),
        TableColumn("value", 70, "long"),
        TableColumn("reason", 28, "long", lambda x, view: masters.REASONS[x.reason].say(view.language), "reason"),
        TableColumn("file", 28, "long"),
        TableColumn("sheet", 16),
        TableColumn("cell", 8, "code"),
        TableColumn("origin", 18),
        OPEN,
        code_column("agency"),
    ),
)


#: The figures printed in PDFs that were sent with workbooks.
SIGNED = RecordSheet[SignedFigure](
    "signed",
    # For each agency, figures that differ come first.
    lambda view: [
        x for r in view.result.signed.values() for x in sorted(r.figures, key=lambda x: x.state != "differs")
    ],
    (
        agency_name_column(20),
        TableColumn(
            "label", 50, "long", lambda x, view: named(x.indicator, view.language, view.campaign).strip("“”"), None
        ),
        TableColumn(
            "period_name", PERIOD_WIDTH, "code", lambda x, view: period_name(view.result, x.period, view.language), None
        ),
        TableColumn("state_name", 16, "bold", lambda x, view: masters.SIGNED_STATES[x.state].say(view.language), None),
        TableColumn("workbook", 40, "long"),
        TableColumn("pdf", 40, "long"),
        TableColumn("page", 8, "count"),
        TableColumn("pdf_file", 30, "long"),
        TableColumn("file", 30, "long"),
        TableColumn("sheet", 14),
        TableColumn("cell", 8, "code"),
        OPEN,
        *map(code_column, ("agency", "indicator", "period", "state")),
    ),
)


def _detail(key: str, submission: Submission, _: View) -> str | None:
    return {v.key: v.text for v in submission.info}.get(key)


DETAILS = RecordSheet[Submission](
    "info",
    lambda view: view.result.used.values(),
    (
        agency_name_column(20),
        TableColumn("name", 36, "long", lambda s, view: view.campaign.agency_by_code[s.agency].name, None),
        *(TableColumn(k, 22, "long", partial(_detail, k), heading=INFO[k]) for k in INFO if k != "agency"),
        code_column("agency"),
    ),
    row_keys="agency",
)
