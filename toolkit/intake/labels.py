"""Recognises the form's sheets by their headings and labels where their hidden keys are gone.

A sheet copied as values into a new file, or from which the hidden row or column was deleted, still shows
its titles, column headings, labels and codes. They are matched exactly (after folding) or not at all.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from toolkit.form.carried import is_row_key
from toolkit.form.contents import INFO_KEYS, UNPLACED
from toolkit.form.followup import FOLLOWUP
from toolkit.form.paper import agency_in, is_over_title
from toolkit.form.tables import TABLE_PREFIX
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import CARRIED_COLUMN, Campaign, CellValue, FormTable, Language
from toolkit.model.periods import period_label
from toolkit.spreadsheet.addresses import Position, cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, PREFIX, KeyedRow, KeyedSheet, cell_text, keyed_below
from toolkit.spreadsheet.workbook import RawSheet

LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: The number of rows above the headings in which a title is searched.
_TOP = 15
#: The number of rows of a sheet that are searched for headings and titles: a form has a few hundred rows.
_DEEPEST = 5_000
#: The sheets in which something is typed, except those of tables.
SHEETS = ("info", "figures", "statements")
#: How the keys of list sheets begin: these sheets are recognised by their headings, whatever their rows contain.
LISTS = (TABLE_PREFIX, FOLLOWUP)
#: The key given to pasted pages of the form that have no cells for typing.
PAGE = "page"
#: The form's pages without cells for typing.
PAGES = ("guide", "to_fix")
_KEY = re.compile(rf"(?:{PREFIX})?[a-z_]+|{FOR_PEOPLE}")
#: By sheet, the number of the form's rows that must be recognised on a sheet without its title.
_PROOF = {"info": 3, "figures": 2, "statements": 1}
#: A table without its title is recognised by this many headings, or by all headings if it has fewer.
_HEADINGS = 3
#: The most rows that are tried as a page's headings.
_SEARCHED = 16
#: The number of rows with totals above a table's headings.
_TOTALS = 3
#: The most characters of a heading in a sheet's name.
_SHEET_NAME = 31
#: The number of rows above a title.
_OVER_TITLE = 2


def _folded(text: Text) -> set[str]:
    return {fold(text.say(language)) for language in LANGUAGES}


#: The form's texts above a table's totals (folded).
TOTAL_TEXTS = frozenset(heading for text in forms.TABLE_ACROSS.values() for heading in _folded(text))

#: The column headings of the form's other sheets (folded).
OTHER_HEADINGS = frozenset(heading for text in forms.COLUMNS.values() for heading in _folded(text))


def _is_above_title(cells: Sequence[CellValue]) -> bool:
    """Whether a row has only what the form prints above a title."""
    texts = [text for v in cells if v is not None and fold(text := cell_text(v)) and text != FOR_PEOPLE]
    return bool(texts) and all(map(is_over_title, texts))


def column_headings(table: FormTable) -> dict[str, str]:
    """For each possible heading (folded) of a table's columns, the column's code, except headings of two columns."""
    codes: dict[str, str] = {}
    for column in table.columns:
        for text in {fold(column.label), fold(f"{column.label} {column.unit}")}:
            codes[text] = "" if codes.get(text, column.code) != column.code else column.code
    answer_headings = (forms.ROW_PROPOSED_COLUMN, *([forms.ROW_CARRIED_COLUMN] if table.cumulative else []))
    for text in (text for heading in answer_headings for text in _folded(heading)):
        codes.setdefault(text, CARRIED_COLUMN)
    return {text: code for text, code in codes.items() if text and code}


@dataclass(frozen=True, slots=True)
class _Block:
    """Where a sheet of the form begins on a sheet of the workbook: `header` is the row that names its columns.

    `column`: the column with the sheet's pasted key; -1 without a key: `columns` and `people` are then recognised.
    """

    key: str
    header: int
    column: int = -1
    columns: dict[str, int] = field(default_factory=dict)
    people: tuple[int, ...] = ()


def _without_keys(cells: Sequence[CellValue], page: _Block, row: int) -> Sequence[CellValue]:
    """The cells of a page's row without its pasted keys: the row key, and in the first row also the column keys."""
    at = page.column
    if at < 0 or at >= len(cells):
        return cells
    keys = [v if isinstance(v, str) and _KEY.fullmatch(v.strip()) else None for v in cells[at:]]
    if row != page.header:
        keys = keys[:1]
    return [v if n < at or keys[n - at : n - at + 1] in ([], [None]) else None for n, v in enumerate(cells)]


@dataclass(slots=True)
class Labels:
    """The keys of the texts that the forms of one campaign show."""

    campaign: Campaign
    keys: tuple[str, ...] = SHEETS
    """The keys of the sheets in which something is typed, including the sheets of the campaign's tables."""
    _rows: dict[str, dict[str, str]] = field(default_factory=dict)
    _columns: dict[str, dict[str, str]] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)
    _pages: frozenset[str] = frozenset()
    _codes: frozenset[str] = frozenset()
    _marks: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """For each page, its printed column headings; and its titles together with its key."""
    _parts: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each whole, the codes of the parts of its splits, keyed by the text in the part's row (folded)."""

    def __post_init__(self) -> None:
        for key in SHEETS:
            for text in _folded(forms.TITLES[key]) | _folded(forms.SHEETS[key]):
                self._titles[text] = key
        self.keys = (*SHEETS, *(TABLE_PREFIX + table.code for table in self.campaign.tables), FOLLOWUP)
        self._titles |= dict.fromkeys(_folded(forms.TITLES[FOLLOWUP]) | _folded(forms.SHEETS[FOLLOWUP]), FOLLOWUP)
        for table in self.campaign.tables:
            for text in (table.heading, table.heading[:_SHEET_NAME]):
                self._titles.setdefault(fold(text), TABLE_PREFIX + table.code)
        self._pages = frozenset(text for key in PAGES for text in _folded(forms.TITLES[key]))
        self._columns = {
            "info": self._keys_by_heading({"detail": "label", "value": "value"}),
            "figures": self._keys_by_heading(
                {k: k for k in ("label", "unit", "total", "note")} | dict.fromkeys(("code", "number"), FOR_PEOPLE)
            ),
            "statements": self._keys_by_heading({k: k for k in ("theme", "text", "evidence")} | {"number": FOR_PEOPLE}),
        }
        number = self._keys_by_heading({"number": FOR_PEOPLE})
        for table in self.campaign.tables:
            self._columns[TABLE_PREFIX + table.code] = number | column_headings(table)
        texts = {text: key for key, heading in forms.FOLLOWUP_COLUMNS.items() for text in _folded(heading)}
        self._columns[FOLLOWUP] = number | texts
        for period in self.campaign.periods:
            for name in (period.key, *(period_label(period, language) for language in LANGUAGES)):
                self._columns["figures"][fold(name)] = period.key
        self._codes = frozenset(
            (
                *INFO_KEYS,
                UNPLACED,
                *(i.code for i in self.campaign.indicators),
                *(s.code for s in self.campaign.sections),
            )
        )
        section_codes = dict.fromkeys(_folded(forms.UNPLACED), UNPLACED)
        for section in self.campaign.sections:
            section_codes[fold(section.heading)] = section.code
        self._rows = {
            "info": {text: key for key in INFO_KEYS for text in _folded(forms.INFO[key])},
            "figures": self._indicator_codes(),
            "statements": section_codes,
            **{key: {} for key in self.keys[len(SHEETS) :]},
        }
        headings = {"info": (), "figures": ("label", "unit", "total"), "statements": ("theme", "text", "evidence")}
        for key, names in headings.items():
            self._add_marks(key, [t for n in names for t in forms.COLUMNS[n]], [*forms.TITLES[key]])
        for key in PAGES:
            self._add_marks(key, [], [*forms.TITLES[key]])
        headings_of_answers = [text for heading in forms.FOLLOWUP_COLUMNS.values() for text in heading]
        self._add_marks(FOLLOWUP, headings_of_answers, [*forms.TITLES[FOLLOWUP]])
        for table in self.campaign.tables:
            self._add_marks(TABLE_PREFIX + table.code, [c.label for c in table.columns], [table.heading])
        for indicator in self.campaign.indicators:
            if indicator.part_of:
                self._parts.setdefault(indicator.part_of, {})[fold(indicator.short_label)] = indicator.code

    def _add_marks(self, key: str, headings: Sequence[str], titles: Sequence[str]) -> None:
        self._marks[key] = frozenset(headings), frozenset((*titles, PREFIX + key))

    def _keys_by_heading(self, keys: dict[str, str]) -> dict[str, str]:
        return {text: key for name, key in keys.items() for text in _folded(forms.COLUMNS[name])}

    def _indicator_codes(self) -> dict[str, str]:
        """For each label and code of an indicator (folded), its code, except labels that several indicators share."""
        codes: dict[str, str] = {}
        for indicator in self.campaign.indicators:
            names = dict.fromkeys((indicator.label, indicator.label + forms.REQUIRED_MARK, indicator.short_label))
            for name in names:
                text = fold(name)
                codes[text] = "" if codes.get(text, indicator.code) != indicator.code else indicator.code
        codes.update({fold(i.code): i.code for i in self.campaign.indicators})
        return {text: code for text, code in codes.items() if code}

    def shows_other_headings(self, raw: RawSheet, key: str) -> bool:
        """Whether the sheet with this key shows titles, keys or headings of other pages, which may have been pasted
        there. Quick, since it is called for every sheet."""
        every = [v for cells in raw.rows[1:] for v in cells if v.__class__ is str]
        texts = {*every}
        page_headings, titles = self._marks[key]
        if any(every.count(title) > 1 for title in titles) or sum(every.count(text) > 1 for text in page_headings) > 1:
            return True
        return any(
            not texts.isdisjoint(other_titles - titles) or len(texts & (headings - page_headings)) > 1
            for other, (headings, other_titles) in self._marks.items()
            if other != key
        )

    def form_sheets(self, raw: RawSheet, wanted: Collection[str], also: Collection[str] = ()) -> tuple[KeyedSheet, ...]:
        """The sheets of the form with a `wanted` key that are on this sheet: mostly one, or several below each other.

        A sheet of the form has its pasted keys, or keys made from what it shows; a `PAGE` has no keys, and is not read.
        `also`: the keys of sheets of the form that exist, and of which a copy may have been pasted here.
        """
        begins = self._blocks_by_row(raw, wanted, also)
        if not any(block.key in self.keys for block in begins.values()):
            return ()
        starts = sorted(begins)
        ends = [*starts[1:], len(raw.rows)]
        # Rows above the first block belong to that block.
        return tuple(
            self._sheet_of(raw, begins[start], 0 if start == starts[0] else start, end)
            for start, end in zip(starts, ends, strict=True)
        )

    def _blocks_by_row(self, raw: RawSheet, wanted: Collection[str], also: Collection[str]) -> dict[int, _Block]:
        """The blocks of a sheet, by the row in which each begins."""
        blocks: dict[int, _Block] = {}
        seen: set[str] = set()
        page: _Block | None = None
        for index, cells in enumerate(raw.rows[:_DEEPEST]):
            for column, value in enumerate(cells):
                if not isinstance(value, str):
                    continue
                key = value.strip().removeprefix(PREFIX) if value.strip().startswith(PREFIX) else ""
                if key and also and index and not self._has_keys_below(raw, index, column):
                    continue  # somebody typed what looks like a key
                if key in self.keys and (key in wanted or key in also) and key not in seen:
                    # A key beside another block begins no block.
                    if blocks.setdefault(index, _Block(key, index, column)).column == column:
                        seen.add(key)
                elif key:
                    page = blocks.setdefault(index, _Block(PAGE, index, column))
                elif fold(value) in self._pages and (page is None or page.column < 0):
                    above = [cell_text(v) for v in raw.rows[index - 1] if v is not None] if index else []
                    keyed = len(above) > 1 and all(map(_KEY.fullmatch, above))  # a row of column keys
                    blocks.setdefault(index - keyed, _Block(PAGE, index - keyed))
        for sought in (wanted, also):
            for key in SHEETS:
                for block in self._recognised_sheets(raw, key) if key in sought and key not in seen else ():
                    if not self._is_beside_keyed(raw, block, blocks):
                        self._add(raw, block, blocks, seen)
                        break
            heading_rows = {self._heading_row_of(raw, block) for block in blocks.values() if block.key in self.keys}
            tables = [k for k in self.keys[len(SHEETS) :] if k in sought and k not in seen]
            for block in self._recognised_tables(raw, tables, heading_rows, blocks):
                self._add(raw, block, blocks, seen)
        if also:
            for block in [b for b in blocks.values() if b.key.startswith(LISTS)]:
                for index in self._repeated_headings(raw, block):
                    blocks.setdefault(index, _Block(PAGE, index))
        return blocks

    def _has_keys_below(self, raw: RawSheet, index: int, column: int) -> bool:
        """Whether the mark for people follows below a page's key, as on every page."""
        below = (cells[column] for cells in raw.rows[index + 1 : index + _TOP] if column < len(cells))
        return next((cell_text(v) for v in below if v is not None), "") == FOR_PEOPLE

    def _add(self, raw: RawSheet, block: _Block, blocks: dict[int, _Block], seen: set[str]) -> None:
        """Add the block of a page that was recognised by what it shows."""
        seen.add(block.key)
        blocks.setdefault(self._first_row_of(raw, block, blocks), block)

    def _is_beside_keyed(self, raw: RawSheet, block: _Block, blocks: Mapping[int, _Block]) -> bool:
        """Whether a page is beside a page with keys, and not below that page."""
        start = self._first_row_of(raw, block, blocks)
        before = next((b for row, b in sorted(blocks.items(), reverse=True) if row <= start and b.column >= 0), None)
        if before is None:
            return False
        cells = raw.rows[start]
        key = cell_text(cells[before.column]) if before.column < len(cells) else ""
        return key in {PREFIX + before.key, FOR_PEOPLE, *self._rows.get(before.key, {}).values()}

    def _repeated_headings(self, raw: RawSheet, block: _Block) -> Iterator[int]:
        """Yields the rows below a table's headings where its title is repeated, or its headings are elsewhere."""
        header = self._heading_row_of(raw, block)
        headings = self._columns_in(block.key, raw.rows[header])[0] if header >= 0 else {}
        for index, cells in enumerate(raw.rows[header + 1 : _DEEPEST] if headings else (), header + 1):
            columns, people = self._columns_in(block.key, cells)
            if len(columns) < min(_HEADINGS, len(headings)):
                continue
            start = self._first_row_of(raw, _Block(block.key, index, -1, columns, tuple(people)), {header + 1: block})
            if start < index or columns != headings:
                yield start

    def _heading_row_of(self, raw: RawSheet, block: _Block) -> int:
        """The row of a block's headings; -1 where it is not found. Other tables may have equal headings."""
        if block.columns and not self._holds_only_keys(block.key, raw.rows[block.header]):
            return block.header
        top, named = raw.rows[block.header], self._columns[block.key]
        keys = [(column, key) for column, value in enumerate(top) if (key := cell_text(value)) in named.values()]
        for index in range(block.header + 1, min(block.header + 2 * _TOP, len(raw.rows))):
            cells = raw.rows[index]
            matches = sum(named.get(fold(cell_text(cells[p]))) == key for p, key in keys if p < len(cells))
            if matches >= min(2, len(keys)):
                return index
        return block.header if block.columns else -1

    def _recognised_tables(
        self, raw: RawSheet, wanted: Sequence[str], heading_rows: Collection[int], pages: Mapping[int, _Block]
    ) -> list[_Block]:
        """The blocks of tables recognised by their headings, with their title above or with most of their columns.

        `heading_rows`: the rows with the headings of the other `pages`.
        """
        candidates: list[tuple[bool, int, int, _Block]] = []
        title = self._titles.get(fold(raw.name), "")
        for index, cells in enumerate(raw.rows[:_DEEPEST] if wanted else ()):
            texts = [fold(v) if isinstance(v, str) else "" for v in cells]
            title = next((self._titles[t] for t in texts if t in self._titles), title)
            named = len(self._columns_in(title, cells)[0]) if title.startswith(LISTS) else 0
            for key in wanted if any(texts) and index not in heading_rows else ():
                columns, people = self._columns_in(key, cells)
                if key != title and len(columns) <= named:
                    continue  # the row belongs to the table whose title is above
                required = len({*self._columns[key].values()} - {FOR_PEOPLE, CARRIED_COLUMN})
                if len(columns) >= min(2 if title == key else _HEADINGS, required) and (required > 1 or title == key):
                    block = _Block(key, index, -1, columns, tuple(people))
                    if not self._is_beside_keyed(raw, block, pages):
                        candidates.append((title != key, -len(columns), index, block))
        chosen: dict[str, _Block] = {}
        for *_, index, block in sorted(candidates, key=lambda c: c[:3]):
            if block.key not in chosen and index not in {other.header for other in chosen.values()}:
                chosen[block.key] = block
        return list(chosen.values())

    def _recognised_sheets(self, raw: RawSheet, key: str) -> Iterator[_Block]:
        """Yields the blocks of a sheet of the form, recognised by its headings and some contents under its headings.

        Without its title, more contents are required, since other tables have the same headings.
        """
        required = min(_PROOF[key], max(1, len(self.campaign.indicators))) if key == "figures" else _PROOF[key]
        for header, columns, people in islice(self._rows_naming_columns(raw, key), _SEARCHED):
            block = _Block(key, header, -1, columns, tuple(people))
            starts = {0, self._first_row_of(raw, block, {})}  # rows above may have keys in column A
            keys = {row.key for n in starts for row in self._rows_of(raw, block, n, len(raw.rows))} - {"", FOR_PEOPLE}
            titled = self._titles.get(fold(raw.name)) == key or any(
                isinstance(v, str) and self._titles.get(fold(v)) == key for cells in raw.rows[:_DEEPEST] for v in cells
            )
            if key == "figures" and not titled and not any(p.key in columns for p in self.campaign.periods):
                continue
            if len(keys) >= (1 if titled else required):
                yield block

    def _first_row_of(self, raw: RawSheet, block: _Block, blocks: Mapping[int, _Block]) -> int:
        """The first row of a block: the row of its title, if the title is above its headings and below other blocks."""
        first = block.header + (block.key == "info")  # report details have no headings
        above = max((start for start in blocks if start < first), default=-1)
        for index in range(first, max(above, first - _TOP), -1):
            if any(isinstance(v, str) and self._titles.get(fold(v)) == block.key for v in raw.rows[index]):
                over = range(max(above + 1, index - _OVER_TITLE), index)
                return next((row for row in over if _is_above_title(raw.rows[row])), index)
        if block.key.startswith(LISTS):  # totals and the lines about them are above the headings
            filled = (n for n in range(first - 1, max(above, first - _TOP), -1) if any(map(cell_text, raw.rows[n])))
            for index in islice(filled, _TOTALS):
                if {fold(cell_text(v)) for v in raw.rows[index] if v is not None} <= TOTAL_TEXTS:
                    first = index
                    break
            over = range(max(above + 1, first - _TOP), first)
            return next((row for row in over if _is_above_title(raw.rows[row])), first)
        return first

    def _sheet_of(self, raw: RawSheet, block: _Block, start: int, end: int) -> KeyedSheet:
        """The sheet of the form in a block, which has the rows from `start` to `end`."""
        if block.key == PAGE:
            rows = [KeyedRow(FOR_PEOPLE, n, _without_keys(raw.rows[n], block, n)) for n in range(start, end)]
            return KeyedSheet(PAGE, raw.name, {}, (), raw, matched=tuple(rows), key_column=-1)
        if not block.columns:
            known = {PREFIX + block.key, FOR_PEOPLE, *self._columns[block.key].values()}
            return keyed_below(raw, block.key, (block.header, block.column), (start, end), known)
        keyed = self._key_column(raw.rows[start:end], block.key)
        rows = self._rows_of(raw, block, start, end)
        return KeyedSheet(
            block.key, raw.name, block.columns, block.people, raw, matched=tuple(rows), key_column=keyed, by_labels=True
        )

    def _rows_of(self, raw: RawSheet, block: _Block, start: int, end: int) -> list[KeyedRow]:
        """The rows from `start` to `end`, each with the key of its label."""
        if block.key.startswith(LISTS):  # the row of the keys may be far above the headings
            block = replace(block, header=self._heading_row_of(raw, block))
        keyed = self._key_column(raw.rows[start:end], block.key)
        naming = self._label_columns(block)
        rows: list[KeyedRow] = []
        for index in range(start, end):
            cells = raw.rows[index]
            # In a row of a table somebody may have typed the heading of a column.
            data = block.key.startswith(LISTS) and index > block.header
            if not data and self._holds_only_keys(block.key, cells):
                continue
            typed = None if data else self._typed_among_keys(block.key, cells)
            known = None if typed is None else KeyedRow(FOR_PEOPLE, index, typed)
            rows.append(known or self._keyed_row(block, index, cells, keyed, naming))
        if block.key == "figures":
            return self._with_keys_of_parts(rows, naming)
        return self._with_section_keys(rows) if block.key == "statements" else rows

    def _with_keys_of_parts(self, rows: list[KeyedRow], naming: Collection[int] | None) -> list[KeyedRow]:
        """The rows, where parts of splits have keys that follow from the whole above them: parts may share a name.

        A split gets keys only if each part occurs once under its whole, since sorted rows would be misread.
        """
        keyed, start = [*rows], 0
        while self._parts and start < len(rows):
            whole, end = rows[start].key, start + 1
            named = self._parts.get(whole, {})
            indexes: dict[str, list[int]] = {}
            while named and end < len(rows) and rows[end].key in {"", FOR_PEOPLE, *named.values()}:
                texts = [fold(v) for n, v in enumerate(rows[end].cells) if isinstance(v, str) and n in (naming or ())]
                code = next((named[text] for text in texts if text in named), rows[end].key)
                indexes.setdefault(code, []).append(end)
                end += 1
            for split in self.campaign.splits_of.get(whole, ()):
                candidates = [indexes.get(code, []) for code in split.members]
                if all(len(group) == 1 for group in candidates):
                    for code, (index,) in zip(split.members, candidates, strict=True):
                        keyed[index] = rows[index]._replace(key=code)
            start = end
        return keyed

    def _label_columns(self, block: _Block) -> Collection[int] | None:
        """The columns that may hold a row's label or code; None where all columns may.

        The other columns are for typing, and a typed text may equal a label.
        """
        if block.key == "info":
            return (block.columns["label"],)
        if block.key != "figures":
            return None
        if "label" in block.columns:
            return {block.columns["label"], *block.people}
        columns = [column for name, column in block.columns.items() if name != "unit"]
        return range(min(columns, default=0))

    def agency_names_above(self, sheet: KeyedSheet) -> Iterator[tuple[str, str]]:
        """Yields (cell, agency name) for the cells above a sheet's headings, or above its first recognised row."""
        for row in sheet.rows:
            if not row.for_people or self._holds_only_headings(sheet.key, row.cells):
                return
            for column, value in enumerate(row.cells):
                if isinstance(value, str) and column != sheet.key_column and fold(value):
                    name = agency_in(value)
                    if name != value or not is_over_title(value):  # lines over a title name other agencies
                        yield cell_name(row.index, column), name

    def restore_missing_keys(
        self, sheet: KeyedSheet, required: Collection[str], *, overtyped: bool
    ) -> tuple[KeyedSheet, list[Position]]:
        """The sheet with missing keys restored from what it shows, and the cells in which the keys were missing.

        `required`: the row keys that the sheet must have. `overtyped`: whether a word in a key's cell that is no key
        counts as a missing key.
        """
        known = {FOR_PEOPLE, *self._columns[sheet.key].values()}
        top = sheet.raw.rows[0]
        below = self._rows_naming_columns(replace(sheet.raw, rows=sheet.raw.rows[1:]), sheet.key)
        _, shown, people = next(below, (-1, {}, []))
        columns, positions = dict(sheet.columns), []
        for name, column in (*shown.items(), *((FOR_PEOPLE, column) for column in people)):
            text = cell_text(top[column]) if 0 < column < len(top) else FOR_PEOPLE
            if name not in columns and (not text or (overtyped and text not in known)):
                columns = {key: p for key, p in columns.items() if p != column}
                positions.append((0, column))
                if name != FOR_PEOPLE:
                    columns[name] = column
        rows, above = [], ""
        present, label = {row.key for row in sheet.rows}, columns.get("label", -1)
        for row in sheet.rows:
            value = row.cells[label] if 0 <= label < len(row.cells) else None
            code = self._rows[sheet.key].get(fold(value), "") if isinstance(value, str) else ""
            if sheet.key == "figures" and self._parts:
                indicator = self.campaign.indicator_by_code.get(row.key)
                above = ((indicator.part_of or row.key) if indicator else "") or above
                code = code or (self._parts.get(above, {}).get(fold(value), "") if isinstance(value, str) else "")
            lost = row.key not in known and row.key not in self._codes if overtyped else not row.key
            if lost and code in required and code not in present:
                positions.append((row.index, 0))
                present.add(code)
                row = row._replace(key=code)
            rows.append(row)
        added = (column for at, column in positions if at == 0 and column not in columns.values())
        mended = replace(sheet, columns=columns, people_columns=(*sheet.people_columns, *added), matched=tuple(rows))
        return mended, positions

    def _rows_naming_columns(self, raw: RawSheet, key: str) -> Iterator[tuple[int, dict[str, int], list[int]]]:
        """Yields the rows that name columns (by keys or headings): row, columns by key, columns for people."""
        for index, cells in enumerate(raw.rows[:_DEEPEST]):
            if key == "info":  # without headings: labels are left of the cells for typing, hints right of these cells
                texts = [fold(v) if isinstance(v, str) and v not in forms.PAPER["prepared"] else "" for v in cells]
                places = [column for column, text in enumerate(texts) if text in self._rows["info"]]
                for column in places:
                    yield index - 1, {"label": column, "value": column + 1}, [column + 2]
                continue
            columns, people = self._columns_in(key, cells)
            if len(columns) >= 2 and not any(isinstance(v, str) and fold(v) in self._rows[key] for v in cells):
                yield index, columns, people

    def _columns_in(self, key: str, cells: Sequence[CellValue]) -> tuple[dict[str, int], list[int]]:
        """The columns (by key) whose keys or headings are in a row, and the columns for people."""
        wanted = self._columns[key]
        keys = set(wanted.values())
        columns: dict[str, int] = {}
        people: list[int] = []
        for column, value in enumerate(cells):
            text = cell_text(value)
            name = text if text in keys else wanted.get(fold(text), "") if text else ""
            if name == FOR_PEOPLE:
                people.append(column)
            elif name:
                columns.setdefault(name, column)
        return columns, people

    def _holds_only_keys(self, key: str, cells: Sequence[CellValue]) -> bool:
        """Whether a row holds column keys only: the rest of the hidden first row."""
        keys = {FOR_PEOPLE, *self._columns[key].values()}
        texts = [cell_text(v) for v in cells if v is not None]
        return bool(texts) and all(t in keys for t in texts)

    def _typed_among_keys(self, key: str, cells: Sequence[CellValue]) -> list[CellValue] | None:
        """The contents other than keys in a row of column keys; None where the row is no row of column keys."""
        keys = {FOR_PEOPLE, *self._columns[key].values()}
        words = keys - {FOR_PEOPLE, *(p.key for p in self.campaign.periods)}
        texts = [cell_text(v) for v in cells]
        if sum(text in words for text in texts) < 2:
            return None
        return [None if text in keys else v for v, text in zip(cells, texts, strict=True)]

    def _holds_only_headings(self, key: str, cells: Sequence[CellValue]) -> bool:
        """Whether a row holds column headings only, as the form prints them."""
        texts = [fold(v) for v in cells if isinstance(v, str)]
        return len(texts) > 1 and all(t in self._columns[key] for t in texts)

    def _key_column(self, rows: Sequence[Sequence[CellValue]], key: str) -> int:
        """0 where column A still holds the row keys, else -1."""
        known = {FOR_PEOPLE, UNPLACED, *self._rows[key].values()}
        first = [cell_text(cells[0]) for cells in rows if cells and cells[0] is not None]
        if key.startswith(LISTS):  # rows of tables have no keys; rows about texts may have some
            texts = {text for text in first if not (key == FOLLOWUP and is_row_key(text))}
            return 0 if first and texts <= {FOR_PEOPLE} else -1
        # Codes are also shown beside the labels; but only the key column contains the mark for people.
        return 0 if first.count(FOR_PEOPLE) > 2 and sum(text in known for text in first) > len(first) * 0.8 else -1

    def _keyed_row(
        self, block: _Block, index: int, cells: Sequence[CellValue], keyed: int, naming: Collection[int] | None
    ) -> KeyedRow:
        """The row with its key in column A or the key of its label; "" where it has neither."""
        values = list(cells)
        if keyed == 0:
            return KeyedRow(cell_text(values[0]) if values else "", index, values)
        if block.key.startswith(LISTS):
            return KeyedRow(FOR_PEOPLE if index <= block.header else "", index, values)
        if index <= block.header or self._holds_only_headings(block.key, values):
            return KeyedRow(FOR_PEOPLE, index, values)
        if block.key == "statements":
            return KeyedRow("", index, values)
        for column, value in enumerate(values):
            label = isinstance(value, str) and value not in forms.PAPER["prepared"]  # the foot has this text, too
            code = self._rows[block.key].get(fold(str(value)), "") if label else ""
            if code and (naming is None or column in naming):
                return KeyedRow(code, index, values)
        typed = [p for name, p in block.columns.items() if name not in ("label", "unit")]
        filled = any(values[p] is not None for p in typed if p < len(values))
        # A text typed in an unknown row may equal what the form prints elsewhere.
        return KeyedRow("" if filled else FOR_PEOPLE, index, values)

    def _with_section_keys(self, rows: list[KeyedRow]) -> list[KeyedRow]:
        """The rows of the narrative; the key of a row is the section whose heading is above the row."""
        lines: list[KeyedRow] = []
        current = ""
        for row in rows:
            if row.key:
                lines.append(row)
                continue
            texts = [fold(v) for v in row.cells if isinstance(v, str)]
            heading = next((c for t in texts if (c := self._section_of_heading(t))), "")
            if heading and len(texts) == 1:
                current = heading
                lines.append(KeyedRow(FOR_PEOPLE, row.index, row.cells))
            else:
                lines.append(KeyedRow(current, row.index, row.cells))
        return lines

    def _section_of_heading(self, text: str) -> str:
        """The code of the section that a heading of the form names, with or without a number; "" for other texts."""
        number, _, rest = text.partition(" ")
        return self._rows["statements"].get(text) or (
            self._rows["statements"].get(rest, "") if number.isdigit() else ""
        )
