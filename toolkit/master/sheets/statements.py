"""The sheet of statements: every statement as its agency wrote it, with its cell."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.master.sheets.context import Master, open_formulas
from toolkit.messages import masters
from toolkit.xlsx.excel import Cell
from toolkit.xlsx.tables import TableColumn, draw_table


def draw(master: Master) -> None:
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = [
        TableColumn("id", 24, plain),
        TableColumn("agency", 13, plain),
        TableColumn("section", 14, plain),
        TableColumn("theme", 14, plain),
        TableColumn("group", 14, look.link),
        TableColumn("text", 80, text, wraps=True),
        TableColumn("evidence", 24, text, wraps=True),
        TableColumn("file", 26, text),
        TableColumn("sheet", 14, text),
        TableColumn("cell", 8, plain),
        TableColumn("open", 7, look.link),
        TableColumn("typed", 40, text, wraps=True),
    ]
    group_of = {s: g for g in master.whole.groups for s in g.statements}

    def rows() -> Iterator[list[Cell]]:
        for statement in master.result.statements:
            group = group_of[statement.id]
            yield [
                statement.id,
                statement.agency,
                statement.section,
                statement.theme or group.theme,
                group.id,
                statement.text,
                statement.evidence,
                statement.file,
                statement.sheet,
                statement.cell,
                master.opens(statement.file, statement.sheet, statement.cell),
                statement.typed or None,
            ]

    about = masters.ABOUT["statements"].say(language)
    draw_table(
        master.pages("statements"),
        look,
        "statements",
        columns,
        rows(),
        language,
        about=about,
        formulas=open_formulas(columns, master),
    )
