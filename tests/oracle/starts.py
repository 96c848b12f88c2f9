"""What the changes start from: a filled form as several programs save it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl

from tests.office import Target, convert
from tests.oracle import ods, xlsx
from tests.oracle.changes_ods import LEXICAL_ODS, SEMANTIC_ODS, Sheets
from tests.oracle.forms import Forms
from tests.oracle.lexical import LEXICAL
from tests.oracle.markup import Node
from tests.oracle.running import Start, start_from
from tests.oracle.seen import Place
from tests.oracle.semantic import SEMANTIC
from tests.oracle.work import Base, Work, element, set_value

#: `ods` and `office` are saved by LibreOffice.
NAMES = ("toolkit", "dressed", "openpyxl", "office", "ods")


def make_starts(forms: Forms, names: Sequence[str] = (), kinds: Sequence[str] = ()) -> list[Start]:
    """The starts of these names (all without any), with these kinds of changes (all without any)."""
    wanted = [k for k in (*LEXICAL, *SEMANTIC) if not kinds or k.__name__ in kinds]
    return [_MAKERS[name](forms, wanted) for name in names or NAMES if name != "ods"] + [
        _ods(forms, [k for k in (*LEXICAL_ODS, *SEMANTIC_ODS) if not kinds or k.__name__ in kinds])
        for name in names or NAMES
        if name == "ods"
    ]


def _office(forms: Forms, kinds: Sequence[Callable[[Work], None]]) -> Start:
    return start_from("office", *_converted(forms, "xlsx"), xlsx.read, kinds)


def _ods(forms: Forms, kinds: Sequence[Callable[[Sheets], None]]) -> Start:
    return start_from("ods", *_converted(forms, "ods"), ods.read, kinds, Sheets)


def _converted(forms: Forms, kind: Target) -> tuple[bytes, bytes]:
    """Both forms as LibreOffice saves them."""
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for turn, data in enumerate((forms.filled, forms.otherwise)):
            path = Path(folder) / f"{turn}.xlsx"
            path.write_bytes(_dress(data, turn))
            made.append(convert(path, kind, Path(folder) / kind).read_bytes())
    return made[0], made[1]


def _toolkit(forms: Forms, kinds: Sequence[Callable[[Work], None]]) -> Start:
    return start_from("toolkit", forms.filled, forms.otherwise, xlsx.read, kinds)


def _openpyxl(forms: Forms, kinds: Sequence[Callable[[Work], None]]) -> Start:
    return start_from("openpyxl", _saved_again(forms.filled), _saved_again(forms.otherwise), xlsx.read, kinds)


def _saved_again(data: bytes) -> bytes:
    out = BytesIO()
    openpyxl.load_workbook(BytesIO(data)).save(out)
    return out.getvalue()


def _dressed(forms: Forms, kinds: Sequence[Callable[[Work], None]]) -> Start:
    return start_from("dressed", _dress(forms.filled, 0), _dress(forms.otherwise, 1), xlsx.read, kinds)


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
    cell = work.put(figures, (41, 3), Node("c"))
    set_value(cell, "inlineStr", None).children = [element("is", element("t", f"gõ {993 + turn}"))]
    return work.data()


_MAKERS: dict[str, Callable[[Forms, Sequence[Callable[[Work], None]]], Start]] = {
    "toolkit": _toolkit,
    "dressed": _dressed,
    "openpyxl": _openpyxl,
    "office": _office,
}
