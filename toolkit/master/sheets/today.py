"""The sheet of the day: the coordinator's tasks, each with a link to the row where it is done."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from toolkit.consolidation.today.tasks import REST, Task, tasks
from toolkit.master.board import AGENCIES_ROW
from toolkit.master.recognising import sheets_by_name
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.record_sheets import RecordSheet, agency_name_column, officer_columns
from toolkit.messages import boards, masters
from toolkit.xlsx.excel import FormulaCell
from toolkit.xlsx.tables import FIRST_ROW, TableColumn


def _task_link(task: Task, master: Master) -> FormulaCell:
    """A link to the row where a task is settled, or to the row that shows the task's subject."""
    name, row = master.name(task.settled_by), _subject_row(task, master)
    board = task.settled_by == "status"
    to = master.reference("status", f"B{row + 1}") if board else master.record_cell(task.settled_by, row, 1)
    return FormulaCell(f'=HYPERLINK("#{to}","{name}")', name)


def _subject_row(task: Task, master: Master) -> int:
    """The first row of a task's subject on the sheet that settles it."""
    if task.settled_by == "status":
        return AGENCIES_ROW + next((n for n, s in enumerate(master.result.statuses) if s.agency == task.agency), 0)
    of: dict[str, Callable[[], Iterator[bool]]] = {
        "groups": lambda: (g.id == task.group for g in master.whole.groups),
        "sources": lambda: (s.source.file == (task.finding and task.finding.file) for s in master.result.submissions),
        "findings": lambda: (f is task.finding for f in master.whole.findings),
        "questions": lambda: (f"cell:{q.kind}" == task.key for q in master.whole.questions),
    }
    return FIRST_ROW + next((n for n, it in enumerate(of[task.settled_by]()) if it), 0)


def call_list_name(day: date) -> str:
    """The name, without ending, of the list with telephone numbers that is written on this day."""
    return f"goi-dien-{day.isoformat()}"


TODAY = RecordSheet[Task](
    "today",
    lambda view: tasks(view.whole, view.language),
    lambda view: (
        TableColumn("task", 24, "bold", lambda task, view: boards.TASKS[task.task].say(view.language)),
        TableColumn("agency", 11, "code", hidden=True),
        agency_name_column(22),
        *officer_columns(view, "officer"),
        TableColumn("what", 82, "long", heading=masters.TASK_WHAT),
        TableColumn("count", 9, "count", heading=masters.QUANTITY),
        TableColumn("settled_by", 20, "link", _task_link, "settled_by"),
    ),
    row_keys="key",
)


def draw(master: Master) -> None:
    columns, data = TODAY.cells(master)
    about = {
        "day": master.result.as_of.strftime("%d/%m/%Y"),
        "file": f"returns/{call_list_name(master.result.as_of)}.xlsx",
    }
    TODAY.draw_cells(master, columns, data, about=about)


def ideas_to_do(master: Path) -> Iterator[tuple[str, str, int]]:
    """(key, text, number of tasks) of the tasks about ideas in a master; none without a master. They are read from the
    master because `check` compares no statements."""
    sheets = sheets_by_name(master, ("today",), {"today"}) if master.is_file() else None
    for sheet in sheets or ():
        if sheet.key == "today":
            for row in (row for row in sheet.rows if row.key.startswith("ideas:")):
                rest = sheet.value(row, "count") if row.key.endswith(REST) else 1
                yield row.key, sheet.text(row, "what"), int(rest) if isinstance(rest, float) else 1
