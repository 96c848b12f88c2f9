"""The sheet of questions that leaders would ask about the narrative, with the agencies concerned."""

from toolkit.language.text import IN_CELL, listed
from toolkit.master.sheets.context import Master, View
from toolkit.master.sheets.groups import agencies_shown, line_of
from toolkit.master.sheets.record_sheets import RecordSheet, code_column
from toolkit.messages import masters
from toolkit.model import LeadersQuestion
from toolkit.xlsx.excel import FormulaCell
from toolkit.xlsx.tables import TableColumn

#: The width of the column of agencies.
_WHO = 44.0


def _theme(question: LeadersQuestion, view: View) -> str | None:
    return view.theme_label(question.theme) if question.groups else None


def _line(question: LeadersQuestion, master: Master) -> FormulaCell | None:
    return line_of(master, question.groups[0]) if question.groups else None


#: One row for each question, by kind, the weightiest first.
QUESTIONS = RecordSheet[LeadersQuestion](
    "questions",
    lambda view: view.whole.questions,
    (
        TableColumn(
            "question",
            34,
            "bold",
            lambda q, view: masters.QUESTION_KINDS[q.kind].say(view.language),
            "kind",
            wraps=True,
        ),
        TableColumn("section", 22, "long", lambda q, view: view.heading_of(q.section), "section"),
        TableColumn("theme", 22, "long", _theme, "theme"),
        TableColumn("text", 70, "link", _line, "text", wraps=True),
        TableColumn("count", 8, "count", lambda q, view: len(q.agencies)),
        TableColumn("agencies", _WHO, "long", lambda q, master: agencies_shown(master, q.agencies, _WHO), "agencies"),
        TableColumn("group_no", 8, "count", lambda q, view: view.numbers_of(q.groups), None),
        code_column("group", lambda q, view: listed(q.groups, IN_CELL, ", "), "groups"),
    ),
    row_keys="kind",
)
