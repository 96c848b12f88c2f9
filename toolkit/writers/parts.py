"""The very hidden sheet with what a reader needs to have each submission back as it was (`masters`)."""

from __future__ import annotations

from toolkit._version import version
from toolkit.keyed import PREFIX
from toolkit.masters import part_rows
from toolkit.writers.excel import Cell
from toolkit.writers.master import Master


def draw(master: Master) -> None:
    """One row a file, or several where it has much to say."""
    sheet = master.sheets["parts"]
    plain = master.look()
    for place, text in enumerate((f"{PREFIX}parts", "file", "data")):
        sheet.write_text(0, place, text)
    rows: list[list[Cell]] = [list(row) for row in part_rows(master.result, version)]
    sheet.write_rows(1, rows, [plain] * 3)
    sheet.very_hidden()
