"""Deflates a workbook's parts while they are written, so that no part is stored uncompressed in a file or in memory.

XlsxWriter writes the parts, and `files.zipping` writes the zip file, with XlsxWriter's order and date.
"""

import io
import os
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Any, TypeAlias

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from zlib_ng import zlib_ng

from toolkit.files.zipping import Packed
from toolkit.xlsx.strict import escape

#: The level of compression: files are about as large as with zlib's level 1, which takes three times as long.
_LEVEL = 2
#: The number of bytes that are deflated at a time.
_PIECE = 1 << 18
#: The most pieces of a part that wait to be deflated; with more, drawing waits.
_UNDER_WAY = 4
#: The number of strings that are written at a time.
_STRINGS = 64
#: One of these in strings joined by `|` means that XlsxWriter must write them: an outer blank, XML, or `_x`.
_ODD = ("| ", " |", "|\n", "\n|", "|<", "_x")

#: The value of a document property that is to become a checksum of its workbook's sheets and strings.
CHECKSUM = "{checksum of sheets and strings}"

Threads: TypeAlias = ThreadPoolExecutor


def new_threads() -> Threads:
    """The threads that deflate the parts of one workbook while others run."""
    return ThreadPoolExecutor(min(4, os.cpu_count() or 1))


class Stretch:
    """Consecutive bytes of a part, deflated in a thread as they come."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._packer: Any = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, -15)
        self._checksum = self._size = 0
        self._packed: list[bytes] = []
        self._waiting: list[bytes] = []
        self._length = 0
        self._last: Future[None] | None = None
        self._ended = False
        self._under_way: deque[Future[None]] = deque()

    def add(self, data: bytes) -> None:
        """Add bytes to the stretch."""
        self._waiting.append(data)
        self._length += len(data)
        if self._length >= _PIECE:
            self._submit_piece(zlib_ng.Z_NO_FLUSH)

    def end(self, *, last: bool) -> None:
        """End the stretch (with `last` also its part), and free the memory for deflating."""
        if not self._ended:
            self._ended = True
            self._submit_piece(zlib_ng.Z_FINISH if last else zlib_ng.Z_SYNC_FLUSH)

    def packed(self, *, last: bool) -> Packed:
        """The deflated bytes."""
        self.end(last=last)
        assert self._last is not None
        self._last.result()
        return self._checksum, self._size, self._packed

    def _submit_piece(self, flush: int) -> None:
        data, self._waiting, self._length = b"".join(self._waiting), [], 0
        self._last = self._threads.submit(self._deflate, data, flush, self._last)
        self._under_way.append(self._last)
        if len(self._under_way) > _UNDER_WAY:
            self._under_way.popleft().result()

    def _deflate(self, data: bytes, flush: int, before: Future[None] | None) -> None:
        if before is not None:
            before.result()  # it was submitted earlier, so this never waits for one that has not begun
        self._checksum = zlib_ng.crc32(data, self._checksum)
        self._size += len(data)
        self._packed.append(self._packer.compress(data))
        if flush != zlib_ng.Z_NO_FLUSH:
            self._packed.append(self._packer.flush(flush))
            self._packer = None


class PartWriter(io.RawIOBase):
    """A part of a workbook that is being written, with the interface of a file."""

    def __init__(self, name: str, threads: Threads) -> None:
        super().__init__()
        self.name = name
        self._threads = threads
        self._stretches = [Stretch(threads)]

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stretches[-1].add(bytes(data))
        return len(data)

    def insert(self, stretch: Stretch) -> None:
        """Add a deflated stretch."""
        self._stretches[-1].end(last=False)
        self._stretches += [stretch, Stretch(self._threads)]

    def close(self) -> None:
        if not self.closed:
            self._stretches[-1].end(last=True)
        super().close()

    def packed(self) -> Packed:
        """The whole part, deflated."""
        *before, end = self._stretches
        pieces = [*(s.packed(last=False) for s in before), end.packed(last=True)]
        checksum = 0
        for part, size, _ in pieces:
            checksum = zlib_ng.crc32_combine(checksum, part, size)
        return (checksum, sum(size for _, size, _ in pieces), [*chain.from_iterable(data for _, _, data in pieces)])


class Parts(Packager):  # type: ignore[misc]
    """XlsxWriter's packager, which here deflates large parts while they are written. Images and the like are not
    supported."""

    def __init__(self, threads: Threads) -> None:
        super().__init__()
        self._threads = threads

    def _create_package(self) -> list[Any]:
        super()._create_package()
        return []

    def deflated(self) -> Iterable[tuple[str, Packed]]:
        """All parts, in XlsxWriter's order."""
        before = 0
        for part, name, _ in self.filenames:
            if not isinstance(part, PartWriter):
                small, part = part, PartWriter(name, self._threads)
                part.write(small.getvalue().replace(CHECKSUM, f"{before:08x}").encode())
            packed = part.packed()
            before = zlib_ng.crc32(packed[0].to_bytes(4, "little"), before)
            yield name, packed

    def _large_part(self, name: str) -> io.TextIOWrapper:
        part = PartWriter(name, self._threads)
        self.filenames.append((part, name, False))
        return io.TextIOWrapper(part, encoding="utf-8", newline="")

    def _write_worksheet_files(self) -> None:
        for number, sheet in enumerate(self.workbook.worksheets(), start=1):
            with self._large_part(f"xl/worksheets/sheet{number}.xml") as sheet.fh:
                sheet._assemble_xml_file()

    def _write_shared_strings_file(self) -> None:
        if not self.workbook.str_table.count:
            return
        strings = _Strings()
        strings.string_table = self.workbook.str_table
        with self._large_part("xl/sharedStrings.xml") as strings.fh:
            strings._assemble_xml_file()


class _Strings(SharedStrings):  # type: ignore[misc]
    """Writes many plain strings at a time; XlsxWriter writes strings that need escaping."""

    def _write_sst_strings(self) -> None:
        strings = self.string_table.string_array
        for start in range(0, len(strings), _STRINGS):
            some = strings[start : start + _STRINGS]
            joined = "|".join(some)
            if joined.count("|") == len(some) - 1 and _is_plain(joined):
                self.fh.write(f"<si><t>{escape(joined).replace('|', '</t></si><si><t>')}</t></si>")
                continue
            for string in some:
                if _is_plain(string):
                    self.fh.write(f"<si><t>{escape(string)}</t></si>")
                else:
                    self._write_si(string)


def _is_plain(joined: str) -> bool:
    """Whether XlsxWriter would write all of these strings, joined by bars, unchanged."""
    printable = joined.isprintable() or joined.replace("\n", "").isprintable()
    around = f"|{joined}|"
    return printable and not any(odd in around for odd in _ODD)
