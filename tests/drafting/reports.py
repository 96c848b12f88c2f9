"""Reports of an invented agency, as text and in Word, and what was read from them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.model import Agency, Campaign, Finding, Section, Word

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
REAL_FILES = sorted(REAL.glob("bao-cao-*.*")) if REAL.is_dir() else []
needs_real = pytest.mark.skipif(not REAL_FILES, reason="the real report is not kept in the repository")


def words(pairs: str, kind: Any = "heading") -> tuple[Word, ...]:
    """Words of a definition: `ưu điểm = TT; tồn tại = limitation`."""
    return tuple(Word(kind=kind, text=text, means=means) for text, means in (p.split(" = ") for p in pairs.split("; ")))


def section(code: str, role: Any, heading: str, **more: Any) -> Section:
    return Section(code=code, role=role, heading=heading, required=True, **more)


PARKS = Agency(
    code="CVCX",
    name="Ban Công viên cây xanh",
    short_name="Ban CVCX",
    symbol="BC-CVCX",
    header_lines=("BAN CÔNG VIÊN", "CÂY XANH"),
    groups=("ban",),
)
LIGHTS = Agency(code="CSDT", name="Ban Chiếu sáng đô thị", short_name="Ban CSĐT", symbol="BC-CSDT")
CAMPAIGN = Campaign(
    id="cay-xanh",
    title="Trồng cây đô thị",
    agencies=(PARKS, LIGHTS),
    sections=(
        section("TC", "organisation", "Công tác tổ chức"),
        section("KQ", "result", "Kết quả trồng cây"),
        section("NV", "task", "Các nhiệm vụ"),
        section("TT", "achievement", "Điểm sáng"),
        section("HC", "limitation", "Hạn chế"),
        section("KN", "lesson", "Kinh nghiệm rút ra"),
        section("PH", "direction", "Phương hướng"),
        Section(code="DX", role="proposal", heading="Đề xuất", required=False),
    ),
    words=(
        *words("mặt đạt được = achievement; ưu điểm = TT; bài học kinh nghiệm = lesson; phương hướng = direction"),
        *words("nhiệm vụ chính = task; tổ chức, điều hành = organisation; mục tiêu, chỉ tiêu = result"),
        *words("tồn tại = limitation"),
        *words("tổng kết = sơ kết", "antonym"),
    ),
)
HEADED = ("BÁO CÁO", "Tổng kết trồng cây")


# --- Documents ------------------------------------------------------------------------------------


def typed(*paragraphs: str) -> str:
    """A report in plain text, with its type and subject."""
    return "\n\n".join((*HEADED, *paragraphs))


def document(*paragraphs: str) -> Document:
    """A document of paragraphs (`**…**` is bold) and of body content in XML."""
    made = docx.Document()
    for text in paragraphs:
        if text.startswith("<w:"):
            made.element.body.insert_element_before(parse_xml(text), "w:sectPr")
        else:
            add(made, text)
    return made


def add(made: Document, text: str, style: str | None = None) -> None:
    """Adds a paragraph; `[Heading 1] …` has that style."""
    named = re.match(r"\[(.+)\] ", text)
    paragraph = made.add_paragraph(style=named[1] if named else style)
    for at, part in enumerate((text[named.end() :] if named else text).split("**")):
        if part:
            paragraph.add_run(part).bold = at % 2 == 1 or None


def in_word(*paragraphs: str) -> Document:
    """A document with these paragraphs under its one section."""
    return document(*HEADED, "**1. Hạn chế**", *paragraphs)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*parts: str) -> str:
    return f"<w:p {nsdecls('w', 'm')}>{''.join(parts)}</w:p>"


def outlined(levels: Sequence[tuple[str, str]], *items: str) -> Document:
    """A headed document whose paragraphs Word numbers: format and text of each level of the list; each paragraph begins
    with its level."""
    made = document(f"**{HEADED[0]}**", f"**{HEADED[1]}**")
    part = made.part.numbering_part.element
    drawn = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{drawn}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, _, text in (item.partition(" ") for item in items):
        add(made, text)
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        made.paragraphs[-1]._p.get_or_add_pPr().append(parse_xml(number))
    return made


def bars(text: str) -> list[list[str]]:
    """The cells of a table that is drawn with bars, each row on a line or after a semicolon."""
    lines = text.strip().replace("; ", "\n").splitlines()
    return [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines]


def table(made: Document, *rows: Sequence[str], style: str | None = None) -> None:
    """Adds a table; cells of `<` and `^` are merged with those on the left or above."""
    grid = made.add_table(rows=0, cols=len(rows[0]), style=style)
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text.strip("<^")
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text in ("<", "^"):
                grid.cell(y - (text == "^"), x - (text == "<")).merge(grid.cell(y, x))


def packed(made: Document) -> bytes:
    held = BytesIO()
    made.save(held)
    return held.getvalue()


# --- What was read --------------------------------------------------------------------------------


def read(
    report: str | bytes | Document,
    agency: str | None = "CVCX",
    name: str = "bao-cao",
    *,
    of: Campaign = CAMPAIGN,
    **changed: Any,
) -> AgencyReport:
    """The report of an agency read from text, bytes or a document; `changed`: other values of the campaign."""
    data = report.encode() if isinstance(report, str) else report if isinstance(report, bytes) else packed(report)
    campaign = replace(of, **changed)
    return read_agency_report(data, name, campaign, campaign.agency_by_code[agency] if agency else None)


def points(letter: AgencyReport) -> str:
    """Section and text of each point: `HC Thiếu nước. / PH Trồng thêm.`"""
    return " / ".join(f"{point.section} {point.text}" for point in letter.points)


def listed(letter: AgencyReport, reason: str = "") -> str:
    """The unplaced lines: those for a reason, or all with their reasons."""
    return " / ".join(
        u.text if reason else f"{u.reason}: {u.text}" for u in letter.unplaced if reason in ("", u.reason)
    )


def codes(letter: AgencyReport) -> list[str]:
    return [finding.code for finding in letter.findings]


def finding(letter: AgencyReport, code: str) -> Finding:
    return next(found for found in letter.findings if found.code == code)


def unread(letter: AgencyReport) -> dict[str, tuple[str, ...]]:
    """The cells of its tables that are questions, by code."""
    return {u.code: u.cells for u in letter.unread}


def all_texts(letter: AgencyReport) -> list[str]:
    parts: list[Any] = [*letter.info, *letter.points, *letter.unplaced]
    return [part.text for part in parts]
