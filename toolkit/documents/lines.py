"""The lines of a report file before they are interpreted; and the kind of a file.

A file's kind is determined by its content, never by its name: a `.docx` is often a renamed `.doc`. Word files are
turned into the same lines by `docx_lines`, PDFs by `pdf`.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from toolkit.documents.broken import breaking_width, is_broken, is_one_sentence
from toolkit.files.compound import OLE
from toolkit.files.gate import DAMAGED_ZIP, examine
from toolkit.language.legacy import NAMES, Encoding, detect_encoding, encodings_of, is_mixed, to_unicode
from toolkit.messages.errors import NotDoneError

#: The kind of a line outside the text. The last five are no lines of the report, but facts about it: the old encoding,
#: the kind of an object that is not read; for a PDF, the pages that are pictures, the number of characters that are not
#: identified, and that the text was recognised in a scan.
Aside = Literal[
    "",
    "footnote",
    "text-box",
    "page-header",
    "comment",
    "contents",
    "generated",
    "deleted",
    "encoding",
    "embedded",
    "scanned",
    "unmapped",
    "recognised",
]
ListKind = Literal["", "ordered", "bullet"]


@dataclass(frozen=True, slots=True)
class CellExtent:
    """The columns and rows that a table's cell covers; `column` counts from 1, and is 0 outside tables."""

    column: int = 0
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file, with spaces, tabs and marker.

    `paragraph` counts from 1. `continues`: whether only a soft line break separates it from the line before. `bold`:
    whether all words are bold; `bold_lead`: the bold words at the start. `heading`: Word's outline level, 1 the
    highest, 0 none. `list_level` counts from 1. `table`, `row`, `cell`: counted from 1, 0 outside tables. `point`:
    whether it is a whole point of a report made by the toolkit; `attribution`: the point's agencies, or evidence.
    """

    text: str
    paragraph: int
    continues: bool = False
    bold: bool = False
    bold_lead: str = ""
    heading: int = 0
    list_kind: ListKind = ""
    list_level: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0
    extent: CellExtent = CellExtent()
    aside: Aside = ""
    point: bool = False
    attribution: str = ""


# --- The kind of a file --------------------------------------------------------------------------

#: The error for each result of the gate for an old Office file.
_OLD_OFFICE = {"encrypted": "letter-encrypted", "is-old-word": "letter-is-doc", "": "letter-is-workbook"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = (b"<?xml", b"<!doctype", b"<html", b"mime-version:", b"{\\rtf")
_PDF = b"%PDF-"  # the beginning of a PDF
_PDF_BEGINS = 1024  # the number of bytes within which a PDF begins, after what a mail program put before it
_MAIN_PART = "wordprocessingml"
#: The most text of a report in one Word file; more is refused before it is unpacked.
_LARGEST_TEXT = 64_000_000


def report_format(data: bytes, name: str) -> Literal["docx", "pdf", "text"]:
    """The kind of the report in `data`, by its bytes; `name`: the file's name, for findings.

    Raises NotDoneError: `letter-unreadable`, `letter-encrypted`, `letter-is-doc`, `letter-is-workbook`,
    `letter-not-supported`.
    """
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise NotDoneError("letter-unreadable", file=name)
    if data.startswith(OLE):
        raise NotDoneError(_OLD_OFFICE.get(examine(data).code, "letter-not-supported"), file=name)
    if data.startswith(_ZIP):
        _require_docx(data, name)
        return "docx"
    if _PDF in data[:_PDF_BEGINS]:
        return "pdf"
    if data[:1024].lstrip(b"\xef\xbb\xbf\t\r\n ").lower().startswith(_MARKUP):
        raise NotDoneError("letter-not-supported", file=name)
    return "text"


def _require_docx(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise NotDoneError("letter-encrypted", file=name)
            texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            if sum(part.file_size for part in texts) > _LARGEST_TEXT:
                raise NotDoneError("letter-unreadable", file=name)
            if "[Content_Types].xml" not in archive.namelist():
                raise NotDoneError("letter-not-supported", file=name)
            types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
            word = _MAIN_PART in types or "ms-word" in types
            if any(b"<!DOCTYPE" in archive.read(part)[:1024] for part in texts):
                raise NotDoneError("letter-unreadable", file=name)
    except DAMAGED_ZIP as error:
        raise NotDoneError("letter-unreadable", file=name) from error
    if not word:
        sheet = "spreadsheetml" in types or "vnd.ms-excel" in types
        raise NotDoneError("letter-is-workbook" if sheet else "letter-not-supported", file=name)


# --- Plain text ----------------------------------------------------------------------------------

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
#: The longest line of a file whose lines were broken by hand or by an e-mail program.
_WRAPPED_WIDTH = 100


def read_text(data: bytes, name: str) -> tuple[Line, ...]:
    """The lines of a plain-text report; `**bold**` is understood. Blank lines separate paragraphs."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c]", "\n", decode(data, name))
    encoding_of = encodings_of(text.split("\n"))
    encodings = [e for e in NAMES if e in encoding_of.values()]
    # If every line may be in an old encoding, the whole file was typed in one old font.
    rest: Encoding = encodings[0] if len(encodings) == 1 and not is_mixed(text) else "unicode"
    text = "\n".join(to_unicode(line, encoding_of.get(line, rest)) for line in text.split("\n"))
    width, broken = max(map(len, text.split("\n"))), breaking_width(text.split("\n"))
    lines: list[Line] = []
    paragraphs = re.split(r"\n\s*\n", text)
    number = 0
    previous = ""
    gathered: list[tuple[str, bool]] = []
    for paragraph in paragraphs:
        separated = True
        for pieces in _lines_of_paragraph(paragraph):
            raw = "".join(part for part, _ in pieces)
            if not raw.strip():
                continue
            pasted = _is_pasted(previous, raw, broken, separated=separated)
            if pasted and is_one_sentence(previous, raw):
                gathered += [(" ", False), *pieces]
                lines[-1] = Line(**line_fields(gathered), paragraph=number, continues=lines[-1].continues)
            else:
                gathered = pieces
                continues = not separated and (pasted or _is_wrapped(previous, raw, width))
                number += not continues
                lines.append(Line(**line_fields(pieces), paragraph=number, continues=continues))
            previous, separated = raw, False
    if encodings:
        names = ", ".join(NAMES[e] for e in encodings)
        lines.append(Line(text=names, paragraph=number, aside="encoding"))
    return tuple(lines)


def decode(data: bytes, name: str) -> str:
    """Decodes text in UTF-8 or UTF-16, else in the old Vietnamese Windows code page 1258."""
    encodings = _likely_encodings(data)
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x1f]", data))
    if not encodings[0].startswith("utf-16") and controls * 100 > len(data):
        raise NotDoneError("letter-not-supported", file=name)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            # TCVN3 and VNI are recognised by their bytes; decoded as code page 1258 they would be garbled.
            if encoding == "utf-8-sig" and detect_encoding(data.decode("iso8859_1").split("\n")) != "unicode":
                return data.decode("iso8859_1")
    raise NotDoneError("letter-unreadable", file=name)


def _likely_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    zeros = data[:4000].count(0)
    if zeros * 20 > len(data[:4000]):
        return ("utf-16-le",) if data[:4000:2].count(0) < data[1:4000:2].count(0) else ("utf-16-be",)
    return ("utf-8-sig", "cp1258")


def _lines_of_paragraph(paragraph: str) -> list[list[tuple[str, bool]]]:
    """The lines of a paragraph, each as pieces of text, with whether the piece is bold."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for index, part in enumerate(_BOLD.split(paragraph)):
        first, *rest = part.split("\n")
        lines[-1].append((first, index % 2 == 1))
        lines.extend([(other, index % 2 == 1)] for other in rest)
    return lines


def _is_wrapped(previous: str, line: str, width: int) -> bool:
    """Whether `line` was begun for lack of room: its first word did not fit in the line `previous`."""
    if not previous or width > _WRAPPED_WIDTH or line[:1].isspace() or "\t" in line:
        return False
    if previous.rstrip().endswith((".", ";", ":", "!", "?")):
        return False
    return len(previous) + 1 + len(line.split(maxsplit=1)[0]) > width


def _is_pasted(previous: str, line: str, width: float, *, separated: bool) -> bool:
    """Whether `line` continues `previous` in text whose lines have one width on paper, as if copied from a PDF.

    `separated`: whether a blank line is between them, as at the end of a page; if so, `line` must continue a sentence.
    """
    indented = line[:1].isspace() and not previous[:1].isspace()
    if indented or (separated and (not line[:1].islower() or previous.rstrip().endswith((".", ";", ":", "!", "?")))):
        return False
    return is_broken(previous, line, width)


# --- Lines and their bold words -------------------------------------------------------------------


def line_fields(pieces: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    """The fields of a `Line` about its text, from pieces of text with whether each piece is bold."""
    bold, lead = _bold(pieces)
    return {"text": re.sub(r"[\r\n]", " ", "".join(part for part, _ in pieces)), "bold": bold, "bold_lead": lead}


def _bold(pieces: Sequence[tuple[str, bool]]) -> tuple[bool, str]:
    """Whether all words after the line's marker are bold; and the bold words at the start."""
    marks = [(char, bold) for part, bold in pieces for char in part]
    text = "".join(char for char, _ in marks)
    marker = re.match(r"\s*(?:\w{1,6}(?:\.\w{1,2})*[.)/:]|[^\w\s])\s+", text)
    start = marker.end() if marker else 0
    weighed = [(at, bold) for at, (char, bold) in enumerate(marks) if at >= start and char.isalpha()]
    if not any(bold for _, bold in weighed):
        return False, ""
    plain = next((at for at, bold in weighed if not bold), None)
    if plain is None:
        return True, text
    return False, text[: _word_start(text, plain)] if weighed[0][1] else ""


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at
