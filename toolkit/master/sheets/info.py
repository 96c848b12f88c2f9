"""The sheet of report details: number, date and signer of each report, as its agency gave them."""

from __future__ import annotations

from toolkit.master.sheets.context import Master
from toolkit.messages import masters
from toolkit.messages.forms import INFO
from toolkit.xlsx.tables import TableColumn, draw_table


def draw(master: Master) -> None:
    look, language, result = master.look, master.language, master.result
    text = look.boxed()
    keys = [k for k in INFO if k != "agency"]
    columns = [
        TableColumn("agency", 13, look.boxed(text_wrap=False, bold=True)),
        TableColumn("name", 36, text, wraps=True),
    ]
    columns += [TableColumn(k, 22, text, wraps=True, heading=INFO[k].say(language)) for k in keys]
    rows = []
    for code, submission in result.used.items():
        given = {v.key: v.text for v in submission.info}
        rows.append([code, result.campaign.agency_by_code[code].name, *(given.get(k) for k in keys)])
    draw_table(
        master.sheets["info"],
        look,
        "info",
        columns,
        rows,
        language,
        keys=list(result.used),
        about=masters.ABOUT["info"].say(language),
    )
