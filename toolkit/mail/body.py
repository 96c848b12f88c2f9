"""The text of a mail: whether it announces a missing attachment, forwards another mail, or has a file typed into it."""

import binascii
import re

from toolkit.language.text import fold

# Lines that mailers put above a mail that is forwarded (`_FORWARDED`, `_FROM`, `_DATE`) or answered (`_QUOTED`).
_FORWARDED = re.compile(
    r"^-{3,} *(?:forwarded message|original message|thư (?:đã )?chuyển tiếp|thư gốc|tin nhắn gốc) *-{3,} *$",
    re.I | re.M,
)
_FROM = re.compile(r"^(?:from|từ|người gửi) *: *(\S.*)$", re.I | re.M)
_DATE = re.compile(r"^(?:date|sent|ngày|ngày gửi|đã gửi|gửi|lúc|thời gian) *: *(.*\d.*)$", re.I | re.M)
_QUOTED = re.compile(
    r"^(?:>|-{3,} *\w.{0,60}-{3,} *$|(?:from|từ|người gửi) *: |on .*wrote:|vào .*(?:đã )?viết:)", re.I | re.M
)
#: A web address of a document, not of a front page.
_LINK = re.compile(r"https?://[^\s/<>\"]+/[^\s<>\"]{2,}", re.I)
_NUMBER = re.compile(r"\d[\d.,/\s]*")
#: Words, folded, that announce an attachment.
_ANNOUNCES = re.compile(r"\b(?:dinh kem|gui kem|kem theo|gui bao cao|gui bieu|gui so lieu|nop bao cao|attach\w*)\b")
_ANSWERS = re.compile(r"(?:re|tra loi|tl)\b")
#: Greetings and closings, folded: quoted only if there is no other line. A line with a number is no greeting.
_GREETS = re.compile(
    r"(?:kinh (?:gui|thua|chao|chuc)|thua (?:anh|chi|ong|ba|cac)|(?:xin )?chao\b|than gui|dear|hi\b|hello|"
    r"(?:xin )?(?:tran trong|cam on)(?: (?:cam on|kinh chao))?\W*$|(?:best )?regards|thanks?\b)[^\d]*$"
)
#: A mail without a file that has this number of numbers may contain figures; a telephone number and a date are two.
_FIGURES = 4
_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\r\n]*)")


def words_written(text: str) -> str:
    """The text that the sender wrote, without quoted and forwarded text."""
    quoted = _QUOTED.search(text)
    return text[: quoted.start()] if quoted else text


def first_line(text: str) -> str:
    """The first line that the sender wrote, no greeting if another line follows; in an answer below or between quoted
    text, the first line that is not quoted. "" if there is no such line."""
    lines = [line.strip() for line in words_written(text).splitlines() if line.strip()]
    lines = lines or [line.strip() for line in text.splitlines() if line.strip() and not _QUOTED.match(line)]
    return next((line for line in lines if not _GREETS.match(fold(line))), lines[0] if lines else "")


def link_in(text: str) -> str:
    """The first link to a document on the web that the sender wrote, or ""."""
    link = _LINK.search(words_written(text))
    return link[0] if link else ""


def seems_to_report(subject: str, text: str) -> bool:
    """Whether a mail without a file announces a file, or may contain figures."""
    words, about = words_written(text), fold(subject)
    folded = f"{'' if _ANSWERS.match(about) else about} {fold(words)}"
    return bool(_ANNOUNCES.search(folded)) or len(_NUMBER.findall(words)) >= _FIGURES


def forwarded_from(text: str, subject_says_so: bool) -> str:
    """The sender and day of the mail that this text forwards, as typed: `name <address>, day`; "" for no such mail.

    `subject_says_so`: whether the subject shows a forwarded mail; else only the mailer's heading shows it.
    """
    mark = _FORWARDED.search(text)
    if not mark and not subject_says_so:
        return ""
    sender = _FROM.search(text, mark.end() if mark else 0)
    if not sender:
        return ""
    day = _DATE.search(text, sender.end(), sender.end() + 400)
    return ", ".join(part.strip() for part in (sender[1], day[1] if day else "") if part.strip())


def without_typed_files(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files that an old mailer wrote into it (uuencode); and these files, as (name, bytes)."""
    lines: list[str] = []
    files: list[tuple[str, bytes]] = []
    begun, name = -1, ""
    for line in text.splitlines(keepends=True):
        if start := _BEGIN.match(line):
            begun, name = len(lines), start[1].strip()
        elif begun >= 0 and line.strip() == "end":
            data = _decoded_lines(lines[begun + 1 :])
            if data is not None:
                files.append((name, data))
                del lines[begun:]
                begun = -1
                continue
            begun = -1
        lines.append(line)
    return "".join(lines), files


def _decoded_lines(lines: list[str]) -> bytes | None:
    pieces = []
    for line in filter(str.strip, lines):
        try:
            pieces.append(binascii.a2b_uu(line))
        except ValueError:
            # Some writers fill a line with more bytes than its first character states.
            length = 1 + ((ord(line[0]) - 32 & 63) * 4 + 5) // 3
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except ValueError:
                return None
    return b"".join(pieces)
