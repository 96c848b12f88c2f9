"""Small PDFs for tests, written byte by byte: the test defines what is where on a page.

Characters are 2-byte codes that are their Unicode numbers, half as wide as high, combining marks of no width; fonts are
named, not embedded.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: A4 in points.
WIDTH, HEIGHT = 595, 842
_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%d beginbfrange
%s endbfrange endcmap end end"""


def _to_unicode() -> bytes:
    """That each code is its character, a hundred ranges at a time, since a range has one high byte."""
    ranges = [b"<%02x00> <%02xff> <%02x00>\n" % (n, n, n) for n in range(256) if not 0xD8 <= n < 0xE0]
    blocks = [ranges[at : at + 100] for at in range(0, len(ranges), 100)]
    first, *others = (b"%d beginbfrange\n%sendbfrange\n" % (len(b), b"".join(b)) for b in blocks)
    head, _, tail = _MAP.partition(b"%d beginbfrange\n%s endbfrange")
    return head + first + b"".join(others) + tail


@dataclass
class Sheet:
    """One page being drawn. `y` is a line's distance from the page's top."""

    content: list[bytes] = field(default_factory=list)
    notes: list[bytes] = field(default_factory=list)
    """Annotations: the dictionary of each."""
    turn: int = 0
    width: int = WIDTH
    height: int = HEIGHT

    def text(self, x: float, y: float, text: str, *, size: float = 14, font: str = "plain", mode: int = 0) -> Sheet:
        codes = text.encode("utf-16-be").hex()
        place = f"1 0 0 1 {x:g} {self.height - y:g} Tm"
        self.content.append(f"BT /{font} {size:g} Tf {mode} Tr {place} <{codes}> Tj ET".encode())
        return self

    def lines(self, x: float, y: float, *texts: str, size: float = 14, font: str = "plain", pitch: float = 18) -> Sheet:
        for n, text in enumerate(texts):
            self.text(x, y + n * pitch, text, size=size, font=font)
        return self

    def turned(self, x: float, y: float, text: str, *, font: str = "plain") -> Sheet:
        """Text that rises from lower left to upper right."""
        codes = text.encode("utf-16-be").hex()
        place = f"0.7 0.7 -0.7 0.7 {x:g} {self.height - y:g} Tm"
        self.content.append(f"BT /{font} 40 Tf {place} <{codes}> Tj ET".encode())
        return self

    def rule(self, x: float, y: float, to_x: float, to_y: float) -> Sheet:
        self.content.append(f"{x:g} {self.height - y:g} m {to_x:g} {self.height - to_y:g} l S".encode())
        return self

    def grid(self, columns: Sequence[float], rows: Sequence[float]) -> Sheet:
        """The lines of a table without merged cells."""
        for x in columns:
            self.rule(x, rows[0], x, rows[-1])
        for y in rows:
            self.rule(columns[0], y, columns[-1], y)
        return self

    def picture(self, x: float, y: float, width: float, height: float) -> Sheet:
        """A grey picture with its upper left corner here."""
        self.content.append(f"q {width:g} 0 0 {height:g} {x:g} {self.height - y - height:g} cm /picture Do Q".encode())
        return self


@dataclass
class Pdf:
    """A PDF being written. `fonts`: more fonts by their name on the pages, with their name in the file."""

    sheets: list[Sheet] = field(default_factory=list)
    fonts: Mapping[str, str] = field(default_factory=dict)
    mapped: bool = True
    """Whether the fonts say which letters they draw."""
    extra: bytes = b""
    """More entries of the trailer."""
    forms: Mapping[str, bytes] = field(default_factory=dict)
    """Drawings of their own that pages and other drawings show by `/name Do`, annotations by `@name@`."""

    def page(self, *, turn: int = 0, width: int = WIDTH, height: int = HEIGHT) -> Sheet:
        self.sheets.append(Sheet(turn=turn, width=width, height=height))
        return self.sheets[-1]

    def bytes(self) -> bytes:
        objects: list[bytes] = [b"", b""]

        def add(content: bytes) -> int:
            objects.append(content)
            return len(objects)

        def stream(entries: bytes, content: bytes) -> int:
            packed = zlib.compress(content)
            head = b"<< %s /Filter /FlateDecode /Length %d >>" % (entries, len(packed))
            return add(head + b"\nstream\n" + packed + b"\nendstream")

        mapping = b"/ToUnicode %d 0 R" % stream(b"", _to_unicode()) if self.mapped else b""
        names = {"plain": "TimesNewRoman", "bold": "TimesNewRoman,Bold", **self.fonts}
        fonts = b""
        for name, base in names.items():
            kind = b"/Type /Font /BaseFont /%s" % base.encode()
            own = add(
                b"<< %s /Subtype /CIDFontType2 /DW 500 /W [768 879 0]"
                b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
                b" /FontDescriptor << /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 -200 1000 900]"
                b" /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >> >>" % (kind, base.encode())
            )
            font = add(
                b"<< %s /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [%d 0 R] %s >>" % (kind, own, mapping)
            )
            fonts += b"/%s %d 0 R " % (name.encode(), font)
        grey = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        picture = stream(grey, b"\x80")
        resources = b"%d 0 R" % add(b"")
        at = len(objects)
        shown = {
            name: stream(b"/Type /XObject /Subtype /Form /BBox [0 0 600 850] /Resources " + resources, content)
            for name, content in self.forms.items()
        }
        drawings = b"".join(b" /%s %d 0 R" % (name.encode(), number) for name, number in shown.items())
        objects[at - 1] = b"<< /Font << %s >> /XObject << /picture %d 0 R%s >> >>" % (fonts, picture, drawings)
        kids = []
        for sheet in self.sheets:
            content = stream(b"", b"\n".join(sheet.content))
            notes = b" ".join(sheet.notes)
            for name, number in shown.items():
                notes = notes.replace(b"@%s@" % name.encode(), b"%d 0 R" % number)
            kids.append(
                add(
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R /Resources %s"
                    b" /Annots [%s] >>" % (sheet.width, sheet.height, sheet.turn, content, resources, notes)
                )
            )
        objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed)
        return written(objects, self.extra)


def written(objects: Sequence[bytes], extra: bytes = b"") -> bytes:
    """A file of these objects, the first one its catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, start)
    return bytes(made)
