"""Determines the kind of a filled row in a table: an item, headings, column numbers, a sum, a heading of a group.

People paste lists with everything around them. Only a row that lists an item is data.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolkit.language.text import fold, may_mean, toned
from toolkit.model import CellValue, ErrorValue, FormColumn, FormTable
from toolkit.values.cell import Reading, typed_text
from toolkit.values.readings import ValueWords, is_nothing_to_report, word_key

#: `total`: a sum that the agency typed; `group`: a heading of the rows under it; `none`: a statement that there is
#: nothing to list; `cleared`: a row of the previous campaign of which only the answer cell is still filled.
RowKind = Literal["row", "headings", "numbering", "total", "group", "none", "cleared"]

#: The labels of sums (results of `toned`); a single word is such a label only if all other cells are numbers.
_SUMS = (
    "tổng cộng chung",
    "tổng cộng",
    "tổng số",
    "tổng chung",
    "cộng chung",
    "cộng dồn",
    "cộng lại",
    "grand total",
    "sub total",
    "subtotal",
    "tổng",
    "cộng",
    "total",
    "sum",
)
#: Words that may follow the label of a sum: `Cộng mục I`, `Tổng cộng trang 2`.
_OF_WHAT = frozenset(fold(word) for word in ("mục", "phần", "nhóm", "trang", "bảng", "page", "part", "group"))
_MOST_WORDS_AFTER = 4
_BRACKETS = re.compile(r"\([^()]*\)")
_OUTLINE_NUMBER = re.compile(r"[ivxlc]{1,6}|\d{1,2}|[a-h]")
#: A cell with the number of a column: `(1)`, `2`, `A`, `(4)=(2)+(3)`.
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-Za-z])\s*\)?(?:\s*=\s*[\d()+\-*/:x \[\]%]+)?")
_NUMBERS = 2  # the least column numbers that make a row of column numbers, with brackets
_BARE_NUMBERS = 3  # the same without brackets
#: A heading of a group with a number: `I. Cấp tỉnh`, `B/ Dự án mới`.
_OUTLINED = re.compile(r"\s*(?:(?P<roman>[IVXLC]{1,6})|(?P<letter>[A-HĐ]))\s*[.)/:–-]\s*\S")
_ROMAN, _LETTER = re.compile(r"[IVXLC]{1,6}[.)]?"), re.compile(r"[A-HĐ][.)]?")


@dataclass(slots=True)
class FilledRow:
    """One filled row of a table's sheet. `index`: its position, counted from 0."""

    index: int
    cells: dict[str, CellValue]
    """The filled cells of the table's columns, in the definition's order."""
    margin: tuple[tuple[int, CellValue], ...] = ()
    """(position, value) of the cells outside the table's columns, such as the row's number."""
    lost: frozenset[str] = frozenset()
    """The columns in which the row has a formula without a stored result."""
    joined: bool = False
    """Whether the row's first cell is merged with cells to the right."""
    readings: dict[str, Reading] = field(default_factory=dict)

    def number(self, code: str) -> float | None:
        """The number in the column's cell; None where the cell has no number that counts."""
        reading = self.readings.get(code)
        value = reading.value if reading is not None else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def kind_of(row: FilledRow, table: FormTable, headings: Collection[str], words: ValueWords) -> RowKind:
    """The kind of a row, as its contents show; headings of groups, which depend on the rows below, are in `groups_in`.

    `headings`: the possible headings of the table's columns, folded.
    """
    texts = [text for value in row.cells.values() if (text := _text(value))]
    if 1 < len(texts) == len(row.cells) and all(fold(text) in headings for text in texts):
        return "headings"
    if _numbers_columns(row, table):
        return "numbering"
    if _is_sum(row, table):
        return "total"
    return "none" if _is_nothing_to_list(row, table, words) else "row"


def _text(value: CellValue) -> str:
    return value if isinstance(value, str) and not isinstance(value, ErrorValue) else ""


def _numbers_columns(row: FilledRow, table: FormTable) -> bool:
    """Whether a row numbers the columns from left to right: `A B (1) (2)`."""
    if row.lost or not any(not table.column_by_code[code].numeric for code in row.cells):
        return False
    texts = [typed_text(value) for value in row.cells.values()]
    matches = [_COLUMN_NUMBER.fullmatch(text.strip()) for text in texts]
    bracketed = all("(" in text for text in texts)
    if len(texts) < (_NUMBERS if bracketed else _BARE_NUMBERS) or not all(matches):
        return False
    numbers = [m[1] for m in matches if m]
    counted = [int(n) for n in numbers if n.isdigit()]
    letters = [n.upper() for n in numbers if not n.isdigit()]
    runs = all(b == a + 1 for a, b in zip(counted, counted[1:], strict=False))
    ordered = numbers == [*numbers[: len(letters)], *(str(n) for n in counted)]
    return ordered and runs and letters == sorted(set(letters)) and (bool(counted) or len(letters) == len(texts))


def _label(row: FilledRow) -> str:
    """The text that names a row: words for a sum outside the columns, else the first filled cell."""
    in_margin = [text for _, value in row.margin if any(map(str.isalpha, text := _text(value)))]
    first = next(iter(row.cells.values()), None)
    return in_margin[0] if in_margin and sum_words(in_margin[0]) else _text(first)


def sum_words(text: str) -> str:
    """The words for a sum, if a text has these and at most what they are the sum of; "" for other texts."""
    plain = toned(_BRACKETS.sub(" ", text))
    for words in _SUMS:
        count = len(words.split())
        begin, rest = " ".join(plain.split()[:count]), plain.split()[count:]
        if not may_mean(begin, words):
            continue
        after = [fold(word) for word in rest]
        named = not after or (after[0] in _OF_WHAT and len(after) <= _MOST_WORDS_AFTER)
        if named or all(_OUTLINE_NUMBER.fullmatch(word) for word in after):
            return words
    return ""


def _is_sum(row: FilledRow, table: FormTable) -> bool:
    label = _label(row)
    words = sum_words(label) if label else ""
    if not words:
        return False
    numbers = [code for code, value in row.cells.items() if value is not label and table.column_by_code[code].numeric]
    worded = len(row.cells) - len(numbers) - any(value is label for value in row.cells.values())
    return not worded or " " in words


def _is_nothing_to_list(row: FilledRow, table: FormTable, words: ValueWords) -> bool:
    """Whether a row states that there is nothing to list: `Không có`."""
    if row.lost or not any(not table.column_by_code[code].numeric for code in row.cells):
        return False
    for value in row.cells.values():
        text = _text(value)
        answer = words.get(word_key(text)) if text else None
        zero = answer is not None and answer[0].state == "zero_by_words"
        if not text or not (zero or is_nothing_to_report(text, table.heading, words)):
            return False
    return True


# --- Headings of groups ----------------------------------------------------------------------------


def groups_in(rows: Sequence[FilledRow], table: FormTable) -> dict[int, str]:
    """For the index of each row that is, or seems to be, a heading of a group, the kind of its marking.

    Some later row must be no heading: a list in which all rows are numbered this way has no groups.
    """
    seeming = {index: mark for index, row in enumerate(rows) if (mark := _group_marking(row, table))}
    last = max((index for index in range(len(rows)) if index not in seeming), default=-1)
    return {index: mark for index, mark in seeming.items() if index < last}


def rows_under(index: int, rows: Sequence[FilledRow], groups: Mapping[int, str]) -> list[FilledRow]:
    """The rows of a group: the rows under its heading, down to the next heading of the same kind."""
    end = next((p for p in sorted(groups) if p > index and groups[p] == groups[index]), len(rows))
    return [rows[p] for p in range(index + 1, end) if p not in groups]


def _group_marking(row: FilledRow, table: FormTable) -> str:
    """The kind of marking of a group's heading: `roman`, `letter`, `joined`, `alone`; "" for other rows.

    The heading of a group has a name, and at most sums: a row with text in any other column is an item.
    """
    worded = [code for code in row.cells if not table.column_by_code[code].numeric]
    first = next((c.code for c in table.columns if not c.numeric), "")
    if row.lost or worded != [first]:
        return ""
    label = _text(row.cells[first])
    outlined = _OUTLINED.match(label)
    if outlined:
        return "roman" if outlined["roman"] else "letter"
    in_margin = [text for _, value in row.margin if (text := _text(value).strip())]
    if any(map(_ROMAN.fullmatch, in_margin)):
        return "roman"
    if any(map(_LETTER.fullmatch, in_margin)):
        return "letter"
    if row.joined:
        return "joined"
    loud = label.rstrip().endswith(":") or (label.isupper() and " " in label.strip())
    return "alone" if loud and len(row.cells) == 1 and len(table.columns) >= _BARE_NUMBERS else ""


def sum_of(rows: Sequence[FilledRow], column: FormColumn, total: Callable[[Sequence[float]], float]) -> float | None:
    """The total of a column over these rows; None where any of its cells has no number that counts."""
    numbers = [row.number(column.code) for row in rows if column.code in row.cells or column.code in row.lost]
    known = [number for number in numbers if number is not None]
    return total(known) if len(known) == len(numbers) else None
