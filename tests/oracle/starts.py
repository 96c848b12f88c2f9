"""What the changes start from: a filled form as several programs save it."""

import random
import tempfile
from io import BytesIO
from pathlib import Path

import openpyxl

from tests.office import Target, convert_all
from tests.oracle import ods, xlsx
from tests.oracle.changes_ods import LEXICAL_ODS, SEMANTIC_ODS, Sheets
from tests.oracle.forms import Forms
from tests.oracle.lexical import LEXICAL
from tests.oracle.markup import Node
from tests.oracle.running import Start, start_from
from tests.oracle.seen import Place
from tests.oracle.semantic import SEMANTIC
from tests.oracle.work import Base, Work, set_inline, set_value


def make_start(forms: Forms, name: str) -> Start:
    """The start of this name: `toolkit`, `dressed`, `openpyxl`; `office` and `ods` are saved by LibreOffice."""
    pair = (forms.filled, forms.otherwise)
    if name in ("dressed", "office", "ods"):
        pair = (_dress(forms.filled, 0), _dress(forms.otherwise, 1))
    if name == "openpyxl":
        pair = (_saved_again(forms.filled), _saved_again(forms.otherwise))
    if name == "ods":
        return start_from(name, _converted(pair, "ods"), ods.read, (*LEXICAL_ODS, *SEMANTIC_ODS), Sheets)
    return start_from(name, _converted(pair, "xlsx") if name == "office" else pair, xlsx.read, (*LEXICAL, *SEMANTIC))


def _converted(pair: tuple[bytes, bytes], kind: Target) -> tuple[bytes, bytes]:
    """Both forms as LibreOffice saves them."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{turn}.xlsx" for turn in range(2)]
        for path, data in zip(paths, pair, strict=True):
            path.write_bytes(data)
        filled, otherwise = convert_all(paths, Path(folder) / kind, kind)
        return filled.read_bytes(), otherwise.read_bytes()


def _saved_again(data: bytes) -> bytes:
    out = BytesIO()
    openpyxl.load_workbook(BytesIO(data)).save(out)
    return out.getvalue()


def _dress(data: bytes, turn: int) -> bytes:
    """The form with formats that show other numbers than they hold, with errors, answers and texts in their cells."""
    work = Work(Base("dressed", data, ()), random.Random(turn))
    more = turn / 8
    figures, lines = work.part_of("Số liệu"), work.part_of("Nội dung")

    def put(
        part: str, place: Place, text: str, kind: str | None = None, number: str = "", code: str | None = None
    ) -> None:
        cell = work.cell(part, place)
        like = cell.attributes.get("s", "0") if cell is not None else "0"
        cell = set_value(cell if cell is not None else work.put(part, place, Node("c")), kind, text)
        cell.attributes["s"] = work.style(number, code, like) if number else like

    put(figures, (16, 5), str(0.125 + more), number="10")
    put(figures, (16, 6), str(0.85 + more), number="400", code="0.0%")
    put(figures, (17, 5), str(0.375 + more), number="9")
    put(figures, (13, 5), str(1.5 + turn), number="401", code='0.0" mg"')
    put(figures, (13, 6), str(2500000 + turn), number="402", code="#,##0,")
    put(figures, (15, 5), str(1500 + turn), number="403", code='0 "triệu đồng"')
    put(figures, (18, 5), str(turn), "b")
    put(figures, (18, 6), ("#N/A", "#REF!")[turn], "e")
    put(figures, (14, 8), str(0.5 + more), number="9")
    put(figures, (22, 8), str(43831 + turn), number="404", code="mm/yyyy")
    put(lines, (10, 5), str(43831 + turn), number="14")
    put(lines, (11, 5), str(0.25 + more), number="9")
    put(lines, (12, 4), ("#NAME?", "#REF!")[turn], "e")
    put(lines, (60, 7), str(7_990_001 + turn))
    put(figures, (40, 3), f"gõ {990 + turn}", "str")
    set_inline(work.put(figures, (41, 3), Node("c")), f"gõ {993 + turn}")
    return work.data()
