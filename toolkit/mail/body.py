"""What a mail's text says about reports: one that is not attached, one that it forwards, a
file typed into it."""

from __future__ import annotations

import binascii
import re

from toolkit.language.text import fold

#: Headings that mailers put above a forwarded mail, and above one that is answered.
_PASSED_ON = re.compile(
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
#: Words, folded, which say that something is attached.
_ANNOUNCES = re.compile(r"\b(?:dinh kem|gui kem|kem theo|gui bao cao|gui bieu|gui so lieu|nop bao cao|attach\w*)\b")
_ANSWERS = re.compile(r"(?:re|tra loi|tl)\b")
#: Greetings and closings, folded: another line is preferred. A line with a number is none.
_GREETS = re.compile(
    r"(?:kinh (?:gui|thua|chao|chuc)|thua (?:anh|chi|ong|ba|cac)|(?:xin )?chao\b|than gui|dear|hi\b|hello|"
    r"(?:xin )?(?:tran trong|cam on)(?: (?:cam on|kinh chao))?\W*$|(?:best )?regards|thanks?\b)[^\d]*$"
)
#: From this number of numbers on, a mail without a file may hold figures; a telephone number and a date are two.
_FIGURES = 4
_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\r\n]*)")


def words_written(text: str) -> str:
    """What its sender wrote, without quoted and forwarded text."""
    quoted = _QUOTED.search(text)
    return text[: quoted.start()] if quoted else text


def first_line(text: str) -> str:
    """The first line that says something of what the sender wrote: no greeting where another line follows; of one who
    wrote below or between what the mail answers, the first that is not quoted. "" where there is none."""
    lines = [line.strip() for line in words_written(text).splitlines() if line.strip()]
    lines = lines or [line.strip() for line in text.splitlines() if line.strip() and not _QUOTED.match(line)]
    return next((line for line in lines if not _GREETS.match(fold(line))), lines[0] if lines else "")


def link_in(text: str) -> str:
    """The first link to something on the web that the sender wrote; "" if none."""
    link = _LINK.search(words_written(text))
    return link[0] if link else ""


def seems_to_report(subject: str, text: str) -> bool:
    """Whether a mail without a file announces one, or may hold figures."""
    words, about = words_written(text), fold(subject)
    said = f"{'' if _ANSWERS.match(about) else about} {fold(words)}"
    return bool(_ANNOUNCES.search(said)) or len(_NUMBER.findall(words)) >= _FIGURES


def passed_on_from(text: str, says_so: bool) -> str:
    """Whose mail, and of when, a mail passes on in its own text, as typed: `name <address>, day`; "" where it passes on
    none.

    `says_so`: whether its subject does; else only a line of the mailer's own tells it from an answer.
    """
    mark = _PASSED_ON.search(text)
    if not mark and not says_so:
        return ""
    sender = _FROM.search(text, mark.end() if mark else 0)
    if not sender:
        return ""
    day = _DATE.search(text, sender.end(), sender.end() + 400)
    return ", ".join(part.strip() for part in (sender[1], day[1] if day else "") if part.strip())


def typed_in(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files that an old mailer typed into it (uuencode), and these: (name, bytes)."""
    lines: list[str] = []
    files: list[tuple[str, bytes]] = []
    begun, name = -1, ""
    for line in text.splitlines(keepends=True):
        if start := _BEGIN.match(line):
            begun, name = len(lines), start[1].strip()
        elif begun >= 0 and line.strip() == "end":
            data = _decoded(lines[begun + 1 :])
            if data is not None:
                files.append((name, data))
                del lines[begun:]
                begun = -1
                continue
            begun = -1
        lines.append(line)
    return "".join(lines), files


def _decoded(lines: list[str]) -> bytes | None:
    pieces = []
    for line in filter(str.strip, lines):
        try:
            pieces.append(binascii.a2b_uu(line))
        except ValueError:
            # Some writers fill up a line with more than its first sign says.
            length = 1 + ((ord(line[0]) - 32 & 63) * 4 + 5) // 3
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except ValueError:
                return None
    return b"".join(pieces)
