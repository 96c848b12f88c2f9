"""The common blocks of official documents: the heading block, addressees, recipients and signature, annexes."""

import re
from collections.abc import Sequence

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.messages import reports
from toolkit.report import decree
from toolkit.report.parts import Annex, Letterhead, Signature, TableRow
from toolkit.report.word_document import RowCells, WordDocument
from toolkit.report.word_styles import TABLE_CENTRED, TABLE_HEAD, TABLE_NUMBER, TABLE_TEXT, W
from toolkit.report.word_tables import AnnexPart, parts_of, width_in_mm

_TABLE_STYLES = {"figure": TABLE_NUMBER, "number": TABLE_CENTRED, "short": TABLE_CENTRED}


def draw_head(document: WordDocument, head: Letterhead) -> None:
    """Draw agency and number on the left, country, motto, place and date on the right; a letter's subject (`V/v`) is
    under its number (item II.5b)."""
    left, right = decree.HEAD_COLUMNS
    document.part = "head"
    table = document.add_table(decree.HEAD_COLUMNS, 2, "Normal Table", document.words.HEAD_CAPTION)
    names = [(line, "BC Cơ quan chủ quản") for line in head.superior]
    names += [(line, "BC Cơ quan ban hành") for line in head.agency]
    document.fill_cell(table.cell(0, 0), names)
    size = decree.STYLES["BC Cơ quan ban hành"].size
    longest = max(width_in_mm(line, size, bold=True) for line in head.agency)
    document.add_rule(min(longest, left) * decree.SHORT_RULE, left, table.cell(0, 0))
    document.fill_cell(
        table.cell(0, 1), [(document.words.COUNTRY, "BC Quốc hiệu"), (document.words.MOTTO, "BC Tiêu ngữ")]
    )
    document.add_rule(
        width_in_mm(document.words.MOTTO, decree.STYLES["BC Tiêu ngữ"].size, bold=True), right, table.cell(0, 1)
    )
    document.fill_cell(table.cell(1, 0), [(line, "BC Số ký hiệu") for line in (head.number, head.about) if line])
    document.fill_cell(table.cell(1, 1), [(head.date, "BC Địa danh ngày")])
    document.part = "text"


def draw_addressees(document: WordDocument, names: Sequence[str], above: float | None = None) -> None:
    """Draw a single addressee on the line of `Kính gửi:`, several addressees on a line each (item II.9d). `above`: the
    space above them in points, if it differs from the style's."""
    if not names:
        return
    first = document.put(document.words.TO if len(names) > 1 else f"{document.words.TO} {names[0]}", "BC Kính gửi")
    first.paragraph_format.left_indent = Mm(30)
    if above is not None:
        first.paragraph_format.space_before = Pt(above)
    if len(names) > 1:
        size = decree.STYLES["BC Kính gửi"].size
        indent = 30 + width_in_mm(document.words.TO.rstrip(":"), size, bold=False)
        for number, name in enumerate(names, start=1):
            line = document.put(f"- {name}{'.' if number == len(names) else ';'}", "BC Kính gửi", key=f"to {name}")
            line.paragraph_format.left_indent = Mm(indent)
            line.paragraph_format.space_before = Pt(0)


def draw_signature(document: WordDocument, recipients: Sequence[str], signature: Signature) -> None:
    """Draw recipients on the left, authority, office and name on the right, with space to sign (items II.7, II.9)."""
    document.part = "foot"
    table = document.add_table(decree.SIGNATURE_COLUMNS, 1, "Normal Table", document.words.SIGNATURE_CAPTION)
    lines = [(f"- {line}", "BC Danh sách nơi nhận") for line in recipients]
    document.fill_cell(table.cell(0, 0), [(document.words.RECIPIENTS, "BC Nơi nhận"), *lines], listed=True)
    right = table.cell(0, 1)
    document.fill_cell(right, [(line, "BC Quyền hạn chức vụ") for line in signature.office])
    name = document.put(signature.name, "BC Họ tên người ký", right)
    name.paragraph_format.space_before = Pt(decree.ROOM_TO_SIGN)
    for cell in (table.cell(0, 0), right):
        cell.paragraphs[0].paragraph_format.space_before = Pt(2 * decree.BETWEEN_PARAGRAPHS)
    document.part = "text"


# --- Annexes -------------------------------------------------------------------------------------


def draw_annex(document: WordDocument, annex: Annex) -> None:
    """Draw an annex on separate pages (item III.1); a table too wide for the paper is divided."""
    page = decree.LANDSCAPE if annex.landscape else decree.PAGE
    document.break_section(page)
    document.part = annex.title
    document.put(annex.label, "BC Phụ lục", heading=1)
    document.put(annex.title, "BC Tên phụ lục", heading=1)
    document.put(annex.attached, "BC Kèm theo")
    line = min(page.text_width, width_in_mm(annex.attached, decree.STYLES["BC Kèm theo"].size, bold=False))
    rule = document.add_rule(line * decree.SHORT_RULE, page.text_width)
    spacing = parse_xml(f'<w:spacing xmlns:w="{W}" w:before="0" w:after="120"/>')
    rule._p.pPr.find(qn("w:ind")).addprevious(spacing)
    draw_tables(document, annex, page.text_width)


def draw_tables(document: WordDocument, annex: Annex, width: float) -> None:
    """Draw the table of an annex, in as many parts as its width requires, with its legend and notes. `width`: in mm."""
    size, parts = parts_of(annex, width)
    cells = _draw_table(document, parts[0], size)
    for part in parts[1:]:
        first, last = (" ".join(part.columns[column].split()) for column in (part.lead, -1))
        text = document.words.CONTINUED if first != last else document.words.CONTINUED_ONE
        continuation = text.format(label=annex.label, first=first, last=last)
        above = document.put(continuation, "BC Kèm theo", key=f"from {first}")
        above.paragraph_format.keep_with_next = True
        above.paragraph_format.space_before = Pt(2 * decree.BETWEEN_PARAGRAPHS)
        cells = _draw_table(document, part, size)
    below = [*([annex.legend] if annex.legend else []), *annex.notes]
    if below:
        cells[-1].keep_with_next()
    for number, text in enumerate(below, start=1):
        paragraph = document.put(text, reports.LEGEND, key=re.sub(r"\d+", "#", text))
        if annex.listing and number < len(below):
            paragraph.paragraph_format.keep_with_next = True


def _draw_table(document: WordDocument, part: AnnexPart, size: float) -> list[RowCells]:
    """Draw one table; returns its rows, the heading first."""
    table = document.add_table(part.widths, 1 + len(part.rows), "Table Grid", part.caption)
    cells = [RowCells(row) for row in table._tbl.tr_lst]
    _draw_row(cells[0], TableRow(cells=part.columns), [TABLE_HEAD] * len(part.widths), size)
    cells[0].repeat()
    styles = [_TABLE_STYLES.get(kind, TABLE_TEXT) for kind in part.kinds]
    for row_cells, row in zip(cells[1:], part.rows, strict=True):
        _draw_row(row_cells, row, styles, size)
    around, document.part = document.part, f"{document.part}: {part.columns[part.lead :][:1]}"
    columns = [f"{name} {part.columns[:n].count(name)}" for n, name in enumerate(part.columns)]
    for row_cells, key in zip(cells, ("head", *(row.key for row in part.rows)), strict=True):
        for cell, column in zip(row_cells.cells, columns, strict=False):
            document.mark(cell.p_lst[0], column, key)
    document.part = around
    return cells


def _draw_row(cells: RowCells, row: TableRow, styles: Sequence[str], size: float) -> None:
    if row.group:
        cells.join()
    for column, text in enumerate(row.cells):
        style = TABLE_HEAD if row.group else styles[column]
        if row.words and style == TABLE_NUMBER and len(text) > 1:  # words, not a sign
            style = TABLE_TEXT
        cells.write(column, text, style, size, left=row.group, mark=row.marks.get(column, ""), bold=row.strong)
    if row.strong:
        cells.keep_with_next()
