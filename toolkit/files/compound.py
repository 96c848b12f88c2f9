"""OLE compound files ([MS-CFB]), in which old Office files and Outlook's mails are kept."""

from __future__ import annotations

import struct
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aspose.email_foss.cfb import CFBReader

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CLASS = slice(8, 24)  # where the header names a class, which must be zero
_SIZES = struct.Struct("<30xH12xI")  # the exponent of the size of sectors, and the number of tables of sectors
_SHIFTS = (9, 12)


def open_compound(data: bytes) -> CFBReader:
    """The storages and streams of a file. Raises ValueError, struct.error or CFBError for a damaged file.

    Some programs leave the last sector short, or name a class in the header: Excel accepts this, the library does not.
    """
    from aspose.email_foss.cfb import CFBReader

    shift, tables = _SIZES.unpack_from(data)
    if shift not in _SHIFTS or tables > len(data) >> shift:  # the library reads a table each time it is named
        raise ValueError("sectors")
    return CFBReader(data[: _CLASS.start] + bytes(16) + data[_CLASS.stop :] + bytes(-len(data) % (1 << shift)))


def root_streams(data: bytes, wanted: Collection[str]) -> dict[str, bytes]:
    """The entries under the file's root, by lower-case name: the bytes of `wanted` streams, and b"" for other entries.

    Raises ValueError for a damaged file. A file with an impossible size of sectors has no entries.
    """
    from aspose.email_foss.cfb import ROOT_STREAM_ID, CFBError

    try:
        if _SIZES.unpack_from(data)[0] not in _SHIFTS:
            return {}
        reader = open_compound(data)
        entries = {entry.name.lower(): entry for entry in reader.iter_children(ROOT_STREAM_ID)}
        read = {name for name, entry in entries.items() if name in wanted and entry.is_stream()}
        return {n: reader.get_stream_data(e.stream_id) if n in read else b"" for n, e in entries.items()}
    except (CFBError, struct.error) as error:
        raise ValueError(str(error)) from error
