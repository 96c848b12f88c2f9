"""Why the system refuses something: by its number, never by its words, which differ from system to system and, on
Windows, from language to language.

An error carries the reason on as POSIX systems word it, so that it is the same wherever it comes from.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from toolkit.messages import Text
from toolkit.messages.commands import OF_CLUSTERS

if TYPE_CHECKING:
    from toolkit.model import Language

#: By the system's number: how POSIX words it, and how it is told; the other reasons are left as they are.
_KNOWN = {
    errno.EACCES: ("Permission denied", Text("không có quyền", "no permission")),
    errno.EPERM: ("Operation not permitted", Text("không được phép", "not permitted")),
    errno.EROFS: ("Read-only file system", Text("ổ đĩa chỉ đọc", "the disk is read-only")),
    errno.EIO: ("Input/output error", Text("ổ đĩa có lỗi", "the disk has a fault")),
    errno.ENOSPC: ("No space left on device", Text("hết chỗ", "no room is left")),
    errno.EDQUOT: ("Disk quota exceeded", Text("hết hạn mức", "the quota is used up")),
    errno.EFBIG: ("File too large", Text("tệp lớn hơn mức ổ đĩa cho phép", "the file is larger than the disk allows")),
    errno.EISDIR: ("Is a directory", Text("đó là một thư mục", "it is a folder")),
    errno.ENOTDIR: (
        "Not a directory",
        Text("trong đường dẫn có phần là tệp, không phải thư mục", "a part of the path is a file, no folder"),
    ),
    errno.ENOENT: (
        "No such file or directory",
        Text("không có tệp hoặc thư mục đó", "there is no such file or folder"),
    ),
    errno.EEXIST: ("File exists", Text("đã có tệp trùng tên", "there is a file of that name")),
    errno.ENAMETOOLONG: ("File name too long", Text("tên quá dài", "the name is too long")),
    errno.EXDEV: ("Invalid cross-device link", Text("hai ổ đĩa khác nhau", "these are two disks")),
    errno.EBUSY: ("Device or resource busy", Text("đang bận", "it is in use")),
    errno.EMFILE: ("Too many open files", Text("mở quá nhiều tệp", "too many files are open")),
    errno.ENOMEM: ("Cannot allocate memory", Text("hết bộ nhớ", "no memory is left")),
    errno.EAGAIN: ("Resource temporarily unavailable", Text("máy đang quá tải", "the machine is overloaded")),
    errno.ECONNREFUSED: (
        "Connection refused",
        Text("máy chủ từ chối kết nối", "the server refuses to be connected to"),
    ),
    errno.ECONNRESET: ("Connection reset by peer", Text("máy chủ ngắt kết nối", "the server broke the connection off")),
    errno.ETIMEDOUT: ("Connection timed out", Text("máy chủ không trả lời", "the server does not answer")),
    errno.ENETUNREACH: ("Network is unreachable", Text("không có mạng", "there is no network")),
    errno.EHOSTUNREACH: ("No route to host", Text("không có đường đến máy chủ", "no way leads to the server")),
}
#: What only Windows says, and who looks up the names of machines.
_OTHERS = {
    "Name or service not known": Text("không tìm thấy máy chủ theo tên đó", "no server is found by that name"),
    "Path not reachable": Text("không kết nối được ổ đĩa mạng", "the network drive cannot be reached"),
    "Not a file name": Text("tên có ký tự không dùng được ở đó", "the name has a character that cannot be used there"),
    "Virus found": Text("phần mềm diệt vi-rút giữ tệp lại", "the virus scanner keeps it back"),
    "Blocked by a policy": Text("quy định của máy không cho phép", "a rule of the machine does not allow it"),
    "Cloud file not available": Text("ổ đĩa đám mây chưa tải tệp về được", "the cloud drive cannot fetch it now"),
}
#: The numbers of Windows (winerror.h) of which Python's translation into those of C says too little, or none.
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
#: How what `said_by` gives is told.
REASONS = {**dict(_KNOWN.values()), **_OTHERS}


def said_by(error: OSError) -> str:
    """Why the system refused: in the words that `reason` knows, else in its own."""
    number: int | None = getattr(error, "winerror", None)
    if number in _ONLY_WINDOWS:
        return _ONLY_WINDOWS[number]
    own = type(error).__module__ != "ssl"  # which has numbers of its own
    known = _KNOWN.get(_OF_WINDOWS.get(number or 0, error.errno or 0)) if own else None
    return known[0] if known else error.strerror or str(error) or type(error).__name__


def reason(said: str, language: Language) -> str:
    """What `said_by` gave, or a cluster says, in the user's language where it is known."""
    known = REASONS.get(said) or OF_CLUSTERS.get(said)
    return known.say(language) if known else said
