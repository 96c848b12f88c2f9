"""Puts a workbook's parts together: shared strings in one go, and the parts deflated side by side.

XlsxWriter writes the parts; the zip container is made here, since the standard library's can only deflate
one part after the other. Parts are written in XlsxWriter's order, with its date.
"""

from __future__ import annotations

import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

#: 31 January 1980, the first month that a zip can say, as zip files count days.
_DATE = (0 << 9) | (1 << 5) | 31
_LEVEL = 6


class Parts(Packager):  # type: ignore[misc]
    """XlsxWriter's packager, which keeps the list of parts for `write_zip` instead of handing it on."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[str, str]] = []

    def _create_package(self) -> list[Any]:
        self.written = [(path, name) for path, name, _ in super()._create_package()]
        return []

    def _write_shared_strings_file(self) -> None:
        if not self.workbook.str_table.count:
            return
        strings = _Strings()
        strings.string_table = self.workbook.str_table
        strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        strings._assemble_xml_file()


class _Strings(SharedStrings):  # type: ignore[misc]
    """Plain strings are written at once; those that need XlsxWriter's care, by XlsxWriter."""

    def _write_sst_strings(self) -> None:
        plain: list[str] = []
        for string in self.string_table.string_array:
            if string.isprintable() and "_x" not in string and string[:1] not in " <" and string[-1:] != " ":
                if "&" in string or "<" in string or ">" in string:
                    string = string.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                plain.append(f"<si><t>{string}</t></si>")
            else:
                self.fh.write("".join(plain))
                plain.clear()
                self._write_si(string)
        self.fh.write("".join(plain))


def write_zip(parts: list[tuple[str, str]], target: BinaryIO) -> None:
    """Write the parts, given as (path of the file, name in the zip), as a zip file to `target`."""
    directory: list[bytes] = []
    position = 0
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        for (_, name), (checksum, size, packed) in zip(parts, threads.map(_deflated, [p for p, _ in parts]), strict=True):  # fmt: skip
            label = name.encode("utf-8")
            common = struct.pack(
                "<HHHHHIIIHH", 20, 0, 8, 0, _DATE, checksum, len(packed), size, len(label), 0
            )
            target.write(b"PK\x03\x04" + common + label)
            target.write(packed)
            directory.append(b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, position) + label)  # fmt: skip
            position += 30 + len(label) + len(packed)
    central = b"".join(directory)
    target.write(central)
    target.write(
        struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(parts), len(parts), len(central), position, 0)
    )


def _deflated(path: str) -> tuple[int, int, bytes]:
    """A part's checksum, size and deflated bytes. zlib lets other threads run meanwhile."""
    with open(path, "rb") as file:
        content = file.read()
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return zlib.crc32(content), len(content), packer.compress(content) + packer.flush()
