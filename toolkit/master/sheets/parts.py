"""The very hidden sheets: what is needed to read each submission back as it was (`master.read`), the values of the
coordinator's columns that came from parts (`edits`), and the inputs of the merge (`merge_inputs`)."""

from collections.abc import Iterator

from toolkit._version import version
from toolkit.master import kept
from toolkit.master.edits import BEFORE
from toolkit.master.hidden_sheet import part_rows
from toolkit.master.merge_inputs import COLUMNS, MergeInputs
from toolkit.master.sheets.context import Master
from toolkit.model import Consolidation, PartsCell
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.xlsx.excel import Cell

_PARTS_COLUMNS = ("group", "file", "sha256", *PartsCell._fields)


def draw(master: Master) -> None:
    """Write the record of each file: one row, or several where it exceeds a cell."""
    _draw(master, "parts", ("file", "data"), [list(row) for row in part_rows(master.result, version)])


def draw_cells_from_parts(master: Master) -> None:
    """Write the coordinator's cells that have a value from parts, one row for each cell."""
    _draw(master, "taken", _PARTS_COLUMNS, [[None, *row] for row in cells_from_parts(master.whole)])


def draw_kept(master: Master) -> None:
    """Write the records kept for the next merge."""
    _draw(master, "kept", kept.COLUMNS, [[None, *row] for row in kept.kept_rows(master.whole.kept)])


def draw_merge_inputs(master: Master, merge_inputs: MergeInputs) -> None:
    """Write the recorded inputs of the merge, one row for each input."""
    _draw(master, "given", COLUMNS, [[None, *row] for row in merge_inputs.rows()])


def _draw(master: Master, key: str, columns: tuple[str, ...], rows: list[list[Cell]]) -> None:
    sheet = master.sheets[key]
    plain = master.look()
    for n, text in enumerate((PREFIX + key, *columns)):
        sheet.write_text(0, n, text)
    sheet.write_rows(1, rows, [plain] * (len(columns) + 1))
    sheet.very_hidden()


def cells_from_parts(result: Consolidation) -> Iterator[tuple[Cell, ...]]:
    """The values of parts in the coordinator's cells: of groups, then of files."""
    edits = [*(g.edit for g in result.groups if g.edit), *result.orphaned_edits]
    for edit in sorted((e for e in edits if e.parts), key=lambda e: e.group):
        for cell in (*edit.parts, *([PartsCell(BEFORE, edit.taken_over)] if edit.taken_over else [])):
            yield edit.group, None, None, *(text or None for text in cell)
    orphaned = ((d.file, d) for d in result.orphaned_decisions)
    for file, decision in (*result.decisions.items(), *orphaned):
        if decision.parts:
            yield None, file, decision.sha256, *(text or None for text in decision.parts)
