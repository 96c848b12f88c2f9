"""The sheet of filled cells that have no place: nothing that an agency typed is lost."""

from __future__ import annotations

from toolkit.master.sheets.context import Master, open_formulas
from toolkit.messages import masters
from toolkit.xlsx.tables import TableColumn, draw_table


def draw(master: Master) -> None:
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = [
        TableColumn("agency", 13, plain),
        TableColumn("agency_name", 20, text, wraps=True),
        TableColumn("value", 70, text, wraps=True),
        TableColumn("reason", 28, text, wraps=True),
        TableColumn("file", 28, text, wraps=True),
        TableColumn("sheet", 16, text),
        TableColumn("cell", 8, plain),
        TableColumn("origin", 18, text),
        TableColumn("open", 7, look.link),
    ]
    rows = [
        [
            x.agency,
            master.name_of(x.agency),
            x.value,
            masters.REASONS[x.reason].say(language),
            x.file,
            x.sheet,
            x.cell,
            x.origin or None,
            master.opens(x.file, x.sheet, x.cell),
        ]
        for x in master.result.leftovers
    ]
    draw_table(
        master.pages("leftovers"),
        look,
        "leftovers",
        columns,
        rows,
        language,
        about=masters.ABOUT["leftovers"].say(language),
        formulas=open_formulas(columns, master),
    )
