"""Why the system refuses something, recognised by the error's number: its text differs between systems and, on Windows,
between languages.

Errors have the reason in POSIX's words, so that the same reason has the same words on every system.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from toolkit.messages.commands import OF_CLUSTERS
from toolkit.messages.texts import texts

if TYPE_CHECKING:
    from toolkit.model import Language

#: POSIX's words for a reason, keyed by the system's number; other reasons keep the system's words.
_KNOWN = {
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
    errno.EROFS: "Read-only file system",
    errno.EIO: "Input/output error",
    errno.ENOSPC: "No space left on device",
    errno.EDQUOT: "Disk quota exceeded",
    errno.EFBIG: "File too large",
    errno.EISDIR: "Is a directory",
    errno.ENOTDIR: "Not a directory",
    errno.ENOENT: "No such file or directory",
    errno.EEXIST: "File exists",
    errno.ENAMETOOLONG: "File name too long",
    errno.EXDEV: "Invalid cross-device link",
    errno.EBUSY: "Device or resource busy",
    errno.EMFILE: "Too many open files",
    errno.ENOMEM: "Cannot allocate memory",
    errno.EAGAIN: "Resource temporarily unavailable",
    errno.ECONNREFUSED: "Connection refused",
    errno.ECONNRESET: "Connection reset by peer",
    errno.ETIMEDOUT: "Connection timed out",
    errno.ENETUNREACH: "Network is unreachable",
    errno.EHOSTUNREACH: "No route to host",
}
#: C's numbers for numbers of Windows (winerror.h) that Python translates too generally or not at all.
_OF_WINDOWS = {
    **dict.fromkeys((32, 33, 1224), errno.EBUSY),
    **dict.fromkeys((19,), errno.EROFS),
    **dict.fromkeys((21, 23, 483, 1117, 1392), errno.EIO),
    **dict.fromkeys((39, 112), errno.ENOSPC),
    **dict.fromkeys((1295, 1816), errno.EDQUOT),
    **dict.fromkeys((111, 206), errno.ENAMETOOLONG),
    **dict.fromkeys((14, 1450, 1455), errno.ENOMEM),
    **dict.fromkeys((223,), errno.EFBIG),
    **dict.fromkeys((267,), errno.ENOTDIR),
}
_ONLY_WINDOWS = {
    **dict.fromkeys((51, 53, 55, 59, 64, 67, 1231, 1232), "Path not reachable"),
    **dict.fromkeys((123, 161), "Not a file name"),
    **dict.fromkeys((225, 226), "Virus found"),
    **dict.fromkeys((786, 1260, 4551), "Blocked by a policy"),
    **dict.fromkeys((*range(358, 405), 426), "Cloud file not available"),
}
#: The sentences for the results of `system_reason`: POSIX's words or, for reasons of Windows and of the resolver of host
#: names, words of this module.
REASONS = texts(__file__).group("REASONS")


def system_reason(error: OSError) -> str:
    """Why the system refused: in the words that `reason` recognises, else in the system's words."""
    number: int | None = getattr(error, "winerror", None)
    if number in _ONLY_WINDOWS:
        return _ONLY_WINDOWS[number]
    has_system_number = type(error).__module__ != "ssl"  # errors of ssl have separate numbers
    known = _KNOWN.get(_OF_WINDOWS.get(number or 0, error.errno or 0)) if has_system_number else None
    return known if known else error.strerror or str(error) or type(error).__name__


def reason(text: str, language: Language) -> str:
    """A result of `system_reason`, or a message of a cluster, in the user's language if it is a known reason."""
    known = REASONS.get(text) or OF_CLUSTERS.get(text)
    return known.say(language) if known else text
