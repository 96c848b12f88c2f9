"""Makes file names from outside harmless: the result is no path, no device name, and hides no ending."""

import re
import unicodedata

#: The most bytes of a name in UTF-8, with its hash and ending: fewer than any file system allows, and with a campaign
#: folder before it less than the 260 characters of a path on Windows.
MAX_BYTES = 120
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|\Z)", re.IGNORECASE)
#: Characters that Windows does not allow in names.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_ROUND = str.maketrans("[]", "()")
#: Endings that may stay: a double click runs no file with such an ending.
ENDINGS: frozenset[str] = frozenset(
    {
        "xlsx",
        "xlsm",
        "xlsb",
        "xls",
        "xltx",
        "ods",
        "csv",
        "docx",
        "docm",
        "doc",
        "odt",
        "rtf",
        "pdf",
        "txt",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "tif",
        "tiff",
        "bmp",
        "heic",
        "zip",
        "rar",
        "7z",
        "gz",
        "tar",
        "dat",
        "eml",
        "msg",
        "xml",
    }
)


def last_part(name: str) -> str:
    """The last part of a name that may be a path."""
    return re.split(r"[/\\]", name.rstrip("/\\ "))[-1]


def is_device(name: str) -> bool:
    """Whether Windows takes a name, whatever its ending, for that of a device: `CON`, `aux.xlsx`."""
    return bool(_DEVICES.match(name))


def is_suspicious(name: str, *, zipped: bool = False) -> bool:
    """Whether a name is a path or a device's, is far too long, or has invisible or reversing characters.

    `zipped`: the name is in an archive, so it may contain folders, but may not lead out of the archive.
    """
    plain = unicodedata.normalize("NFC", name)
    if zipped:
        folders = plain.replace("\\", "/").rstrip("/").split("/")
        if ".." in folders[:-1] or not folders[0]:
            return True
        plain = folders[-1]
    return bool(
        "/" in plain
        or "\\" in plain
        or ".." in plain
        or ":" in plain
        or is_device(plain.strip())
        or len(plain.encode("utf-8", "replace")) > 240
        or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in plain)
    )


def safe_name(name: str, mark: str, before: str = "") -> str:
    """A name for a file in the inbox: `before`, the name that the sender gave, and `mark` in brackets.

    Not in square brackets, which surround a workbook's name in Excel. `before` and `mark` are the toolkit's; they
    distinguish equal names, and prevent that the name is a device's.
    """
    text = unicodedata.normalize("NFC", last_part(name))
    text = "".join(" " if unicodedata.category(c)[0] == "Z" else c for c in text if unicodedata.category(c)[0] != "C")
    text = _FORBIDDEN.sub("_", text).translate(_ROUND)
    stem, dot, ending = text.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", ending.strip()):
        stem, ending = text, ""
    ending = ending.strip().lower()
    if ending and ending not in ENDINGS:
        ending += ".bin"  # a double click runs no file with this ending
    stem = re.sub(r"\s+", " ", stem).strip(" .~_-") or "tep"
    if is_device(stem):
        stem = f"_{stem}"
    tail = f" ({mark})" + (f".{ending}" if ending else ".bin")
    head = f"{before} " if before else ""
    room = MAX_BYTES - len((head + tail).encode())
    while len(stem.encode()) > room:
        stem = stem[:-1].rstrip()
    return unicodedata.normalize("NFC", f"{head}{stem}{tail}")
