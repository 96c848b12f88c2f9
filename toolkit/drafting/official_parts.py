"""The official parts of a report, as Nghị định 30/2020/NĐ-CP, annex I, lays them out.

The official parts are the heading block (agency, number, place and date, title) and the part after the text (closing
sentence, recipients, signature). Reports of Party and mass organisations have a slightly different layout.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.documents.lines import Line
from toolkit.language.text import clean, fold

Reason = Literal["heading-block", "title", "preamble", "closing", "recipients", "signature"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One line of the official parts, or one column of a line. `key`: the report detail in it, or ""."""

    text: str
    reason: Reason
    paragraph: int
    key: str = ""


_UPPER = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ"
#: Columns made with tabs or with a row of blanks.
_COLUMNS = re.compile(r"\t+|[ \u00a0]{4,}")
# The words before a document's number; and a line in which the number is blank.
_LABEL = "Số:"
_BLANK = r"[\d.…_]*"
_NUMBER = re.compile(
    rf"""Số\s*(?:
      :?\s*(?P<value>[\d.…_\s]*[/-]\s*[{_UPPER}][^\s,;]*(?:\s[{_UPPER}&]+-[^\s,;]+)?)(?P<rest>\s.*)?
    | :\s*(?P<bare>{_BLANK})
    )$""",
    re.VERBOSE,
)
#: Gaps to be filled in by hand, which separate no columns.
_TO_FILL = re.compile(r"Số\s*:?[\s\d.…_]*[/-]|ngày[\s\d.…_]*tháng[\s\d.…_]*năm[ ]?", re.I)
_DATE = re.compile(rf"(?P<place>.*?)[,.]?\s*(?P<value>ngày\s*{_BLANK}\s*tháng\s*{_BLANK}\s*năm\s*{_BLANK})$", re.I)
COMPLETE_DATE = re.compile(r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}$", re.I)
_MOTTO = ("cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc", "dang cong san viet nam")
_TYPE = "bao cao"
_FOR = re.compile(rf"(?:TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\s*[./]\s*[{_UPPER}]")
_OFFICES = (
    "giam doc",
    "tong giam doc",
    "chu tich",
    "truong ban",
    "truong phong",
    "truong doan",
    "thu truong",
    "cuc truong",
    "chi cuc truong",
    "chi huy truong",
    "hieu truong",
    "vien truong",
    "chanh",
    "bi thu",
    "tong bien tap",
    "dai dien",
)
_RANK = r"(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)\s+|(?:[A-ZĐ]+\w{0,3}\.\s?)+)?"
_PERSON = re.compile(rf"{_RANK}[{_UPPER}][^\W\d_]*(?:\s+[{_UPPER}][^\W\d_]*){{1,5}}")


def columns(line: Line) -> list[str]:
    """The cleaned columns of a line; the marker of a list stays with its text."""
    text = _TO_FILL.sub(lambda match: re.sub(r"\s+", " ", match[0]), line.text.strip())
    parts = _COLUMNS.split(re.sub(r"^([-–+•*])\s+", r"\1 ", text))
    return [text for part in parts if (text := clean(part))]


# --- The heading block --------------------------------------------------------------------------


def is_type(line: Line) -> bool:
    """Whether the line is the document's type, `BÁO CÁO`, with or without its subject."""
    text = clean(line.text)
    key = fold(text)
    return key == _TYPE or (key.startswith(_TYPE + " ") and (text.isupper() or line.bold or text[:7].isupper()))


def is_in_every_report(text: str) -> bool:
    """Whether a line is one that every official report has, word for word."""
    return fold(text) in (*_MOTTO, _TYPE, "noi nhan")


def is_heading_block(lines: Iterable[Line]) -> bool:
    """Whether a table before the text holds the heading block."""
    return any(
        _NUMBER.match(text) or _date_match(text) or fold(text).startswith(_MOTTO) or is_type(line)
        for line in lines
        for text in columns(line)
    )


def head_pieces(lines: Sequence[Line], agencies: Collection[str]) -> tuple[Piece, ...]:
    """The pieces of the lines before the text. `agencies`: all folded names of all agencies."""
    at = next((i for i, line in enumerate(lines) if is_type(line)), None)
    if at is None:
        formal = max((i + 1 for i, line in enumerate(lines) if is_heading_block([line])), default=0)
        block, title, preamble = lines[:formal], lines[:0], lines[formal:]
    else:
        end = at + _length_of_title(lines[at:])
        block, title, preamble = lines[:at], lines[at:end], lines[end:]
    named = _with_agency(_block_pieces(block, "heading-block"), agencies)
    pieces: list[Piece] = []
    for piece in (*named, *_whole_lines(title, "title"), *_block_pieces(preamble, "preamble")):
        again = piece.key and any(piece.key == other.key for other in pieces)  # the first one is this report's
        pieces.append(replace(piece, key="") if again else piece)
    return tuple(pieces)


def _length_of_title(lines: Sequence[Line]) -> int:
    """The number of lines of the title: the document's type, the next line, and the bold lines after this line."""
    if len(lines) == 1:
        return 1
    whole = fold(lines[0].text) != _TYPE
    length = 1 if whole else 2
    while length < len(lines) and lines[length].bold and lines[length - 1].bold:
        if fold(lines[length].text).startswith("kinh gui"):
            break
        length += 1
    return length


def _whole_lines(lines: Sequence[Line], reason: Reason) -> list[Piece]:
    return [Piece(text=clean(line.text), reason=reason, paragraph=line.paragraph) for line in lines]


def _block_pieces(lines: Sequence[Line], reason: Reason) -> list[Piece]:
    """The columns of the lines, with number and date recognised. A preamble has no columns."""
    pieces: list[Piece] = []
    for line in lines:
        if reason == "preamble" and not is_heading_block([line]):
            pieces += _whole_lines([line], reason)
            continue
        for text in columns(line):
            pieces += _split_piece(Piece(text=text, reason="heading-block", paragraph=line.paragraph))
    return pieces


def _date_match(text: str) -> re.Match[str] | None:
    """The match of place and date, if the text has nothing else."""
    match = _DATE.fullmatch(text)
    return match if match is not None and len(match["place"].split()) <= 6 else None


def _split_piece(piece: Piece) -> list[Piece]:
    """The piece divided at a number or a date, with the rest."""
    number = _NUMBER.match(piece.text)
    if number is not None:
        value, rest = clean(number["value"] or number["bare"] or ""), clean(number["rest"] or "")
        first = replace(piece, text=value, key="report_number") if value else replace(piece, text=_LABEL)
        return [first, *(_split_piece(replace(piece, text=rest)) if rest else [])]
    dated = _date_match(piece.text)
    if dated is not None:
        place = clean(dated["place"])
        date = replace(piece, text=dated["value"], key="report_date")
        return [replace(piece, text=place), date] if place else [date]
    return [piece]


def _with_agency(pieces: list[Piece], agencies: Collection[str]) -> list[Piece]:
    """Marks the agency's name, which may extend over three lines; of several names the last, in its longest form."""
    for end in range(len(pieces), 0, -1):
        for length in (3, 2, 1):
            part = [p for p in pieces[:end] if not p.key and not fold(p.text).startswith(_MOTTO)][-length:]
            text = " ".join(piece.text for piece in part)
            if len(part) == length and part[-1] is pieces[end - 1] and fold(text) in agencies:
                at = next(n for n, piece in enumerate(pieces) if piece is part[0])
                left = [piece for piece in pieces if not any(piece is p for p in part)]
                left.insert(at, replace(part[0], text=text, key="agency"))
                return left
    return pieces


def is_blank_number(text: str) -> bool:
    """Whether a line of the heading block is for a number that is missing."""
    return text == _LABEL


def symbol_of(number: str) -> str:
    """The agency in a document's number: `05/BC-SKHCN` → `SKHCN`."""
    symbol = re.sub(r"^[\d.…_\s]*[/-]\s*", "", number)
    return re.sub(r"^BC\s*[-/]\s*", "", symbol).strip()


# --- After the text -----------------------------------------------------------------------------


def is_closing(text: str) -> bool:
    """Whether a paragraph is the sentence that ends the report."""
    key = fold(text)
    return key.startswith("tren day la ") or (text.endswith("./.") and f" {_TYPE} " in f" {key} ")


def starts_recipients(line: Line) -> bool:
    """Whether the list of recipients starts in one of the line's columns."""
    return any(is_recipients(text) for text in columns(line))


def starts_signature(line: Line) -> bool:
    """Whether one of the line's columns begins the signature."""
    return any(is_signature(text) for text in columns(line))


def is_recipients(text: str) -> bool:
    """Whether a line starts the list of recipients."""
    key = fold(text)
    return key == "noi nhan" or (key.startswith("noi nhan ") and "nhận:" in clean(text).lower()[:12])


def is_signature(text: str) -> bool:
    """Whether a line begins the signature: `KT. GIÁM ĐỐC`."""
    return text.isupper() and len(text.split()) <= 12 and _FOR.match(text) is not None


def is_office(text: str) -> bool:
    """Whether a line in capitals may be a signer's office: `PHÓ GIÁM ĐỐC`."""
    key = re.sub(r"^(?:pho|quyen)\s", "", fold(text))
    return text.isupper() and len(text.split()) <= 8 and key.startswith(_OFFICES)


def is_tail_table(lines: Iterable[Line]) -> bool:
    """Whether a table holds the recipients or the signature."""
    texts = [text for line in lines for text in columns(line)]
    return any(is_recipients(text) or is_signature(text) or is_office(text) for text in texts)


def tail_pieces(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """The pieces of the lines after the text. The lines of an office (`KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`) are one piece."""
    pieces: list[Piece] = []
    recipients = started = False
    cell = (0, 0, 0)
    for line in lines:
        if (line.table, line.row, line.cell) != cell:
            recipients, cell = False, (line.table, line.row, line.cell)
        for text in columns(line):
            piece = Piece(text=text, reason="closing", paragraph=line.paragraph)
            bulleted = text[0] in "-–+•*" or line.list_kind == "bullet"
            if is_recipients(text):
                recipients = started = True
                pieces.append(replace(piece, reason="recipients"))
            elif is_signature(text) or is_office(text):
                recipients, started = False, True
                pieces.append(replace(piece, reason="signature", key="signer_title"))
            elif started and (bulleted or (recipients and not _PERSON.fullmatch(text))):
                pieces.append(replace(piece, reason="recipients"))
            elif started or line.table:
                pieces.append(replace(piece, reason="signature"))
            else:
                pieces.append(piece)
    return tuple(_with_signer(pieces))


def _with_signer(pieces: list[Piece]) -> list[Piece]:
    """Marks the first office and the next name as the signer's; those of other signers stay unmarked."""
    at = next((i for i, piece in enumerate(pieces) if piece.key), None)
    if at is None:
        return pieces
    name = next((i for i in range(at, len(pieces)) if _is_name(pieces[i])), len(pieces))
    office = [piece for piece in pieces[at:name] if piece.key]
    title = replace(office[0], text="\n".join(piece.text for piece in office))
    signed = [replace(piece, key="signed_by") for piece in pieces[name : name + 1]]
    between = [piece for piece in pieces[at + 1 : name] if not piece.key]
    later = [replace(piece, key="") for piece in pieces[name + 1 :]]
    return [*pieces[:at], title, *between, *signed, *later]


def _is_name(piece: Piece) -> bool:
    return piece.reason == "signature" and not piece.key and _PERSON.fullmatch(piece.text) is not None
