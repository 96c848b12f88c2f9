"""The sheet of figures: every figure of every agency, with its cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.master.sheets.context import Master, open_formulas, shown_value
from toolkit.messages import masters
from toolkit.xlsx.excel import Cell, Styled
from toolkit.xlsx.look import RED
from toolkit.xlsx.tables import TableColumn, draw_columns


def draw(master: Master) -> None:
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed(text_wrap=False)
    words = not all(i.numeric for i in master.campaign.indicators)
    columns = [
        TableColumn("agency", 14, plain),
        TableColumn("indicator", 12, plain),
        TableColumn("period", 11, plain),
        TableColumn("value", 15, look.boxed(), wraps=words),
        TableColumn("state", 22, plain),
        TableColumn("typed", 20, look.boxed(), wraps=True),
        TableColumn("note", 30, look.boxed(), wraps=True),
        TableColumn("file", 30, text),
        TableColumn("sheet", 16, text),
        TableColumn("cell", 8, plain),
        TableColumn("open", 8, look.boxed(font_color="#0B5394", underline=1, text_wrap=False)),
        TableColumn("faults", 14, look.boxed(text_wrap=False, font_color=RED)),
    ]
    day = look.boxed(num_format="dd/mm/yyyy", align="right")  # else numbers are right, words left of themselves
    word = masters.OPEN.say(language)
    data: list[Sequence[Cell]] = list(zip(*master.result.figures, strict=True)) or [()] * (len(columns) - 2)
    value = 3
    if not set(map(type, data[value])) <= {float, int, str, type(None)}:
        data[value] = [
            Styled(f.value, day) if isinstance(f.value, date) else shown_value(f, language)
            for f in master.result.figures
        ]
    if master.away or master.far:
        data.append([master.opens(f.file, f.sheet, f.cell) for f in master.result.figures])
    else:
        data.append([word if cell else None for cell in data[-1]])
    doubts = master.result.doubts
    data.append(
        [", ".join(doubts.get((f.indicator, f.period), {}).get(f.agency, ())) or None for f in master.result.figures]
        if doubts
        else [None] * len(master.result.figures)
    )
    about = masters.ABOUT["figures"].say(language)
    draw_columns(
        master.pages("figures"),
        look,
        "figures",
        columns,
        data,
        language,
        about=about,
        freeze=3,
        formulas=open_formulas(columns, master),
    )
