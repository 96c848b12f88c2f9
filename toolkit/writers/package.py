"""A workbook's parts: shared strings written in one go, and the parts deflated side by side.

XlsxWriter writes the parts, `zipping` the zip file: in XlsxWriter's order, with its date.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from isal import isal_zlib
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

from toolkit.writers.strict import escape
from toolkit.zipping import Packed

#: ISA-L's middle level: a tenth of zlib's time, for files a third larger.
_LEVEL = 2
#: Bytes of a part that are in memory at a time.
_PIECE = 1 << 20
#: Strings written at a time.
_STRINGS = 64
#: What makes a string, between bars, one that XlsxWriter writes in another way: it has blanks at an end, or is XML.
_ODD = ("| ", " |", "|<")


class Parts(Packager):  # type: ignore[misc]
    """XlsxWriter's packager, which deflates each part in a thread as soon as it is written.

    Images and the like, which come last, are not among what we draw.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(min(4, os.cpu_count() or 1))
        self._packed: list[tuple[str, Future[Packed]]] = []

    def _create_package(self) -> list[Any]:
        super()._create_package()
        self._deflate_written()
        return []

    def _filename(self, xml_filename: str) -> Any:
        # XlsxWriter asks for the next part's file when it has closed that of the one before.
        self._deflate_written()
        return super()._filename(xml_filename)

    def _deflate_written(self) -> None:
        for path, name, _ in self.filenames[len(self._packed) :]:
            self._packed.append((name, self._threads.submit(_deflated, path)))

    def deflated(self) -> list[tuple[str, Packed]]:
        """All parts, once they are deflated."""
        with self._threads:
            return [(name, packed.result()) for name, packed in self._packed]

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
        strings = self.string_table.string_array
        for start in range(0, len(strings), _STRINGS):
            some = strings[start : start + _STRINGS]
            if _are_plain(some):
                self.fh.write(f"<si><t>{'</t></si><si><t>'.join(_escaped(some))}</t></si>")
                continue
            for string in some:
                if _are_plain((string,)):
                    self.fh.write(f"<si><t>{escape(string)}</t></si>")
                else:
                    self._write_si(string)


def _escaped(strings: Sequence[str]) -> Iterable[str]:
    joined = "".join(strings)
    return map(escape, strings) if "&" in joined or "<" in joined or ">" in joined else strings


def _are_plain(strings: Sequence[str]) -> bool:
    joined = f"|{'|'.join(strings)}|"
    return joined.isprintable() and "_x" not in joined and not any(odd in joined for odd in _ODD)


def _deflated(path: str) -> Packed:
    """A part's checksum, size and deflated bytes. ISA-L lets other threads run meanwhile."""
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)
    checksum = size = 0
    packed: list[bytes] = []
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            checksum = isal_zlib.crc32(piece, checksum)
            size += len(piece)
            packed.append(packer.compress(piece))
    packed.append(packer.flush())
    return checksum, size, b"".join(packed)
