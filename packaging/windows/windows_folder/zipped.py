"""Zips whose bytes depend only on their files and their date."""

import time
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: The first moment that a zip can name.
EARLIEST = 315_532_800


def zipped(files: Mapping[str, bytes], seconds: int = EARLIEST) -> bytes:
    """A zip of files by name, sorted, each with one date: `seconds` since 1970, in UTC."""
    date = time.gmtime(max(seconds, EARLIEST))[:6]
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, date)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, files[name], compresslevel=9)
    return output.getvalue()
