"""The sheet of questions: what leaders would ask about the narrative, each with who is concerned."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.language.text import KEPT, listed
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.groups import LINE, TEXT, agencies_shown
from toolkit.messages import masters
from toolkit.xlsx.excel import Cell, FormulaCell
from toolkit.xlsx.tables import TableColumn, draw_table

#: The width of the column of agencies.
_WHO = 44.0


def draw(master: Master) -> None:
    """Draw the sheet: a row a question, by kind, the weightiest first."""
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = [
        TableColumn("question", 34, look.boxed(bold=True), wraps=True),
        TableColumn("section", 22, text, wraps=True),
        TableColumn("theme", 22, text, wraps=True),
        TableColumn("text", 70, look.link, wraps=True),
        TableColumn("count", 8, look.centred),
        TableColumn("agencies", _WHO, text, wraps=True),
        TableColumn("group", 14, plain),
    ]
    keys = [q.kind for q in master.whole.questions]
    draw_table(
        master.sheets["questions"],
        look,
        "questions",
        columns,
        _rows(master),
        language,
        keys=keys,
        about=masters.ABOUT["questions"].say(language),
    )


def _rows(master: Master) -> Iterator[list[Cell]]:
    for question in master.whole.questions:
        text: Cell = None
        if question.groups:
            row = master.group_rows[question.groups[0]]
            target, line = (master.at("groups", row, column) for column in (TEXT, LINE))
            text = FormulaCell(f'=HYPERLINK("#{target}",{line})', master.lines[question.groups[0]])
        heading = master.campaign.section_by_code[question.section].heading
        theme = master.theme_label(question.theme) if question.groups else None
        yield [
            masters.QUESTION_KINDS[question.kind].say(master.language),
            heading,
            theme,
            text,
            len(question.agencies),
            agencies_shown(master, question.agencies, _WHO),
            listed(question.groups, KEPT, ", "),
        ]
