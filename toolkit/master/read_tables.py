"""Rows of tables in a master: written into its hidden sheet, read from there, and compared with its visible sheets.

People sort, filter and mark the sheets of tables. What they type into these sheets outside the yellow columns changes
nothing, and is reported.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from toolkit.consolidation.tables.corrections import cell_as_sent, comparable_text
from toolkit.consolidation.tables.rows import rows_in
from toolkit.master.table_keys import column_key, columns_by_correction_key
from toolkit.messages.masters import SHEETS
from toolkit.model import Figure, Submission, Tabulation
from toolkit.model.packing import pack_rows, unpack_rows
from toolkit.spreadsheet.keyed import KeyedSheet, SheetNamesAndUnknown, table_of

#: The most rows changed by hand that a finding names.
_NAMED = 3


class ShownRow(NamedTuple):
    """A row of an agency's table as a sheet shows it; `sum` is a checksum of its cells."""

    table: str
    row: str
    sum: int


def names_to_read(names: Iterable[str]) -> SheetNamesAndUnknown:
    """These names of sheets, and all unknown names: sheets of tables are named by the headings of the tables."""
    return SheetNamesAndUnknown(names, (name for text in SHEETS.values() for name in text))


# --- Written ---------------------------------------------------------------------------------------


def pack_sent_rows(result: Tabulation, submission: Submission) -> dict[str, Any]:
    """The part of the hidden sheet with the rows of a submission that counts; empty where it has none."""
    if not submission.rows:
        return {}
    corrected = result.corrected_rows
    counted = {}
    if corrected.sent:
        of = submission.agency
        cells = (c for c in result.rows if c.agency == of and c.table in result.campaign.table_by_code)
        counted = {(c.table, c.row, c.column): c for c in cells if c[:3] in corrected.sent}
    checksums = []
    for row in rows_in(submission.rows):
        table = result.campaign.table_by_code.get(row.table)
        if table is None:
            continue
        counts = not (row.is_carried or row[:3] in corrected.left_out)
        texts = {}
        for column in table.columns:
            cell = row.cells.get(column.code)
            if counts and counted:
                cell = counted.get((row.table, row.id, column.code), cell)
            texts[column.code] = cell_as_sent(cell) if counts else comparable_text(cell.typed) if cell else ""
        checksums.append([row.table, row.id, _checksum(texts)])
    return {"tables": pack_rows(submission.rows, submission.source.file), "table_sums": _rows_by_column(checksums)}


def pack_decided_rows(result: Tabulation) -> dict[str, Any]:
    """The part of the hidden sheet with the coordinator's corrections of rows that were applied."""
    corrected = result.corrected_rows
    if not (corrected.sent or corrected.left_out):
        return {}
    cells = [c for c in result.rows if c.table in result.campaign.table_by_code and c[:3] in corrected.sent]
    return {"corrected_cells": pack_rows(cells), "left_out": sorted(map(list, corrected.left_out))}


def _rows_by_column(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Three lists: the codes of the tables with their numbers of rows, the ids of the rows, and the checksums."""
    tables = Counter(table for table, _, _ in rows)
    return [list(map(list, tables.items())), [row for _, row, _ in rows], [checksum for _, _, checksum in rows]]


def _checksum(texts: Mapping[str, str]) -> int:
    """A checksum of a row's texts, by column, ignoring blanks."""
    text = "\0".join(f"{column}\1{''.join(words.split())}" for column, words in sorted(texts.items()) if words)
    return crc32(text.encode("utf-8", "surrogatepass")) & 0xFFFF


# --- Read ------------------------------------------------------------------------------------------


def unpack_sent_rows(head: Mapping[str, Any], file: str) -> tuple[Figure, ...]:
    """The rows of a submission that `pack_sent_rows` wrote. Raises one of `packing.DAMAGED` where they are damaged."""
    return unpack_rows(head["tables"], file) if "tables" in head else ()


def unpack_decided_rows(about: Mapping[str, Any]) -> tuple[tuple[Figure, ...], frozenset[tuple[str, str, str]]]:
    """(corrected cells as they count, (agency, table, row) of rows left out)."""
    cells = unpack_rows(about["corrected_cells"]) if "corrected_cells" in about else ()
    return cells, frozenset((agency, table, row) for agency, table, row in about.get("left_out", ()))


def shown_rows(by_key: Mapping[str, Sequence[KeyedSheet]]) -> dict[str, Counter[ShownRow]]:
    """The rows that the sheets of tables show, by agency."""
    by_agency: dict[str, Counter[ShownRow]] = {}
    for key, sheets in by_key.items():
        table = table_of(key)
        for sheet in sheets if table else ():
            codes = [code for code in columns_by_correction_key(sheet.columns).values() if code]
            keys = [(code, column_key(code)) for code in codes]
            for row in sheet.rows:
                if row.for_people or not sheet.text(row, "cell"):
                    continue  # a heading or total, or a correction of a row that is gone
                texts = {code: comparable_text(sheet.value(row, key)) for code, key in keys}
                shown = ShownRow(table, sheet.text(row, "row"), _checksum(texts))
                by_agency.setdefault(sheet.text(row, "agency"), Counter())[shown] += 1
    return by_agency


def table_changes(head: Mapping[str, Any], shown: Counter[ShownRow]) -> tuple[int, str]:
    """(number, names of the first) of the rows of a submission that the sheets show differently than written."""
    if "table_sums" not in head:
        return 0, ""
    tables, rows, checksums = head["table_sums"]
    codes = [table for table, count in tables for _ in range(count)]
    written = Counter(ShownRow(*row) for row in zip(codes, rows, checksums, strict=True))
    differing = sorted({f"{row.table} {row.row}" for row in (written - shown) | (shown - written)})
    return len(differing), "; ".join(differing[:_NAMED]) + (" …" if len(differing) > _NAMED else "")
