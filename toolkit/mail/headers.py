"""The words in a mail's headers: senders, subjects and file names, in every form in which mailers write them.

RFC 2047 (`=?utf-8?B?…?=`), RFC 2231 (`filename*0*=utf-8''…`), and common violations: encoded words inside
quotes (Outlook), letters cut in two by the end of a word, names without quotes, raw bytes in UTF-8 or in Windows-1258,
the code page of Vietnamese Windows. Headers come as the `email` package keeps them: bytes outside ASCII as surrogates.
"""

import re
import unicodedata
from base64 import b64decode
from quopri import decodestring
from urllib.parse import unquote_to_bytes

from toolkit.language.text import fold

#: The code page of Vietnamese Windows, where none is declared.
WINDOWS = "cp1258"
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_PARAMETER = re.compile(r";\s*([\w!#$&+.^`{}~-]+(?:\*\d+)?\*?)\s*=\s*", re.ASCII)
_SECTION = re.compile(r"(.+?)(?:\*(\d+))?(\*)?\Z")
_BRACKETED = re.compile(r"<\s*([^<>\s]*)\s*>\s*\Z")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
#: `Fwd: RE: …`, folded: without signs and in lower case.
_FORWARDED = re.compile(r"(?:(?:re|tr|tra loi)\W+)*(?:fwd?|chuyen tiep)\b")
#: The most characters of a `From` header that are read.
_LONGEST = 10_000
#: An address, from the left end of a word and with a limited part before the `@`, so that a long word costs no
#: quadratic time.
_ADDRESS = re.compile(r"(?<![^\s<>,;:\"'()\[\]])[^\s<>,;:\"'()\[\]@]+@[^\s<>,;:\"'()\[\]]+")


def decode_bytes(data: bytes, charset: str = "") -> str:
    """The text of these bytes in NFC: decoded by `charset`, else as UTF-8, else as Windows-1258."""
    for name in (charset, "utf-8", WINDOWS):
        if not name:
            continue
        try:
            return unicodedata.normalize("NFC", data.decode(name))
        except (LookupError, ValueError):
            continue
    return unicodedata.normalize("NFC", data.decode("latin1"))


def raw_bytes(text: str) -> bytes:
    """The bytes of a header before the `email` package decoded it; UTF-8 for characters that are no bytes."""
    return text.encode("utf-8", "surrogateescape")


def decode_header(raw: str) -> str:
    """A header's text as its writer meant it (RFC 2047), on one line, in NFC."""
    text = _BETWEEN.sub("", raw)
    pieces: list[str] = []
    end = 0
    pending, charset = b"", ""
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        # Neighbouring words in the same code page are one text: mailers divide characters between them.
        if pending and (between or match[1].lower() != charset):
            pieces.append(decode_bytes(pending, charset))
            pending = b""
        pieces.append(decode_bytes(raw_bytes(between)) if between else "")
        charset = match[1].lower()
        pending += _word_bytes(match[2], match[3])
        end = match.end()
    if pending:
        pieces.append(decode_bytes(pending, charset))
    pieces.append(decode_bytes(raw_bytes(text[end:])))
    return unicodedata.normalize("NFC", " ".join("".join(pieces).split()))


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return decodestring(data, header=True)
    letters = _NOT_BASE64.sub(b"", data)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]  # a last single character is the rest of a cut group
    return b64decode(letters + b"=" * (-len(letters) % 4))


# --- Parameters: the names of attachments ---------------------------------------------------------


def parameters(raw: str) -> dict[str, str]:
    """The decoded parameters of a `Content-Type` or `Content-Disposition`, keyed by lower-case name.

    `filename*` (RFC 2231) wins over `filename`, as the RFC has it.
    """
    plain: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, str]]] = {}
    for name, value in _pairs(raw):
        match = _SECTION.match(name)
        if match is None:
            continue
        base, number, star = match[1].lower(), match[2], bool(match[3])
        if number is None and not star:
            plain.setdefault(base, value)
        else:
            extended.setdefault(base, []).append((int(number or 0), star, value))
    values = {name: decode_header(value) for name, value in plain.items()}
    for name, sections in extended.items():
        values[name] = _joined(sorted(sections))
    return values


def main_value(raw: str) -> str:
    """The value before the first parameter: `attachment`, `text/plain`."""
    return decode_header(raw.partition(";")[0]).strip().lower()


def _pairs(raw: str) -> list[tuple[str, str]]:
    """(name, raw value) of each parameter; a value without quotes ends at the next parameter."""
    flat = re.sub(r"[\r\n]+[ \t]*", " ", raw)
    pairs: list[tuple[str, str]] = []
    at = flat.find(";")
    while 0 <= at < len(flat):
        match = _PARAMETER.match(flat, at)
        if match is None:
            at = flat.find(";", at + 1)
            continue
        start = match.end()
        if flat[start : start + 1] == '"':
            value, at = _quoted(flat, start + 1)
            at = flat.find(";", at)
        else:
            following = _PARAMETER.search(flat, start)
            end = following.start() if following else len(flat)
            value, at = flat[start:end].strip().rstrip(";").strip(), end if following else len(flat)
        pairs.append((match[1], value))
    return pairs


def _quoted(text: str, start: int) -> tuple[str, int]:
    """(text, end) of the quoted text that begins at `start`, after its first quote."""
    letters: list[str] = []
    at = start
    while at < len(text) and text[at] != '"':
        # Only quotes and backslashes are escaped: Outlook writes the backslashes of paths as they are.
        if text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\"):
            at += 1
        letters.append(text[at])
        at += 1
    return "".join(letters), at + 1


def _joined(sections: list[tuple[int, bool, str]]) -> str:
    """The text of one RFC 2231 value. Its pieces are joined before they are decoded: characters, and even percent signs
    and the digits after them, may be cut in two.
    """
    charset, whole = "", ""
    for number, (_, star, value) in enumerate(sections):
        text = value
        if star and number == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        whole += text if star else text.replace("%", "%25")
    text = decode_bytes(unquote_to_bytes(raw_bytes(whole)), charset)
    return decode_header(text) if "=?" in text else " ".join(text.split())


# --- Senders --------------------------------------------------------------------------------------


def addresses(raw: str) -> tuple[tuple[str, str], ...]:
    """The (name, address) pairs of a `From` header; addresses in lower case.

    The address is the text between angle brackets, or the only address: a name that looks like an address is not taken
    for the address.
    """
    pairs: list[tuple[str, str]] = []
    raw = raw[:_LONGEST]
    for piece in _split_at_commas(re.sub(r"[\r\n]+[ \t]*", " ", raw)):
        # The header is split before it is decoded: the contents of an encoded name are never taken for an address.
        bracketed = _BRACKETED.search(piece)
        text = decode_header(piece)
        if bracketed:
            name = decode_header(piece[: bracketed.start()].replace('"', " "))
            pairs.append((name, bracketed[1].lower()))
        elif bare := _ADDRESS.findall(text):
            pairs.append((text.replace(bare[-1], "").strip(' "()<>'), bare[-1].lower()))
        elif text:
            pairs.append((text.strip(' "'), ""))
    return tuple(pairs)


def address_in(text: str) -> str:
    """The first mail address in a text, in lower case, or ""."""
    match = _ADDRESS.search(text)
    return match[0].lower() if match else ""


def addresses_in(text: str) -> tuple[str, ...]:
    """All mail addresses in a text, in lower case, each once."""
    return tuple(dict.fromkeys(m[0].lower() for m in _ADDRESS.finditer(text)))


def is_address(text: str) -> bool:
    """Whether a text is a mail address and nothing else; Exchange's internal names (`/o=…/cn=…`) are not."""
    return bool(_ADDRESS.fullmatch(text.strip())) and not text.lstrip().startswith("/")


def is_forwarded(subject: str) -> bool:
    """Whether a mail's subject says that it forwards another mail."""
    return bool(_FORWARDED.match(fold(subject)))


def _split_at_commas(text: str) -> list[str]:
    pieces, in_quotes, depth, start = [], False, 0, 0
    for at, letter in enumerate(text):
        if letter == '"':
            in_quotes = not in_quotes
        elif letter == "<" and not in_quotes:
            depth += 1
        elif letter == ">" and not in_quotes:
            depth = max(0, depth - 1)
        elif letter == "," and not in_quotes and not depth:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]
