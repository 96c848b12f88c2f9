"""Changes of an .ods workbook: written in another way, with other contents, or with contents that are ambiguous."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.oracle import markup
from tests.oracle.markup import Node, Style
from tests.oracle.seen import Place
from tests.oracle.work import Base, Work

_CONTENT = "content.xml"
_NUMBERS = ("1,5", "NaN", "INF", "1e400", "0x1F", "", " 12 ", "1_000", "١٢", "+5", "-0", "1e308", "5 ", "abc", "1.5.2")
_KINDS = (
    "float",
    "percentage",
    "currency",
    "string",
    "boolean",
    "date",
    "time",
    "void",
    "",
    "Float",
    "number",
    "error",
)


class Sheets(Work):
    """An .ods that is changed."""

    def __init__(self, base: Base, dice: random.Random) -> None:
        super().__init__(base, dice)
        self.content = self.tree(_CONTENT)

    def tables(self) -> list[Node]:
        return [n for n in self.content.walk() if n.name == "table:table"]

    def filled(self) -> list[Node]:
        """The cells into which something was typed."""
        return [
            cell
            for table in self.tables()
            for place, cell, _row in _cells(table)
            if (table.attributes["table:name"], place) in set(self.base.inputs)
        ]

    def numbers(self) -> list[Node]:
        return [c for c in self.filled() if "office:value" in c.attributes]

    def a_few(self, cells: list[Node], most: int = 5) -> list[Node]:
        return self.dice.sample(cells, min(len(cells), self.dice.randrange(1, most + 1)))

    def row_of(self, cell: Node) -> tuple[Node, Node]:
        """A cell's row and the element that contains the row."""
        for holder in self.content.walk():
            for row in holder.all("table-row"):
                if cell in row.children:
                    return row, holder
        raise LookupError


def _cells(table: Node) -> Iterator[tuple[Place, Node, Node]]:
    """The position of each cell, without repeated ones."""
    row = 0
    for line in (n for n in table.walk() if n.name == "table:table-row"):
        column = 0
        for cell in line.children:
            assert isinstance(cell, Node)
            yield (row + 1, column + 1), cell, line
            column += int(cell.attributes.get("table:number-columns-repeated", "1"))
        row += int(line.attributes.get("table:number-rows-repeated", "1"))


def _restyle(work: Sheets, **how: object) -> None:
    names = [_CONTENT] if work.dice.random() < 0.5 else [_CONTENT, "styles.xml"]
    for name in names:
        work.tree(name)
        work.styles[name] = Style(dice=work.dice, share=work.dice.choice((0.05, 0.3, 1.0)), **how)  # type: ignore[arg-type]


def ods_texts_split(work: Sheets) -> None:
    _restyle(work, text=markup.split)


def ods_texts_in_sections(work: Sheets) -> None:
    _restyle(work, text=markup.in_section)


def ods_by_reference(work: Sheets) -> None:
    _restyle(work, text=markup.by_numbers, value=markup.by_numbers)


def ods_by_entity(work: Sheets) -> None:
    _restyle(work, text=markup.by_names, value=markup.by_names)


def ods_single_quotes(work: Sheets) -> None:
    _restyle(work, single_quotes=True)


def ods_shuffled(work: Sheets) -> None:
    _restyle(work, shuffled=True, paired=True)


def ods_blanks(work: Sheets) -> None:
    _restyle(work, blanks_in_tags=True, blanks_between=True)


def ods_comments(work: Sheets) -> None:
    _restyle(work, between=True)


def ods_encoded(work: Sheets) -> None:
    _restyle(work, encoding=work.dice.choice(("UTF-16", "ISO-8859-1", "US-ASCII")))


def ods_prefixes(work: Sheets) -> None:
    """The usual namespaces with other prefixes."""
    root = work.content
    old = work.dice.choice(("table", "office", "text"))
    for node in root.walk():
        if node.name.startswith(f"{old}:"):
            node.name = f"q{node.name}"
        node.attributes = {
            f"q{k}" if k.startswith(f"{old}:") else f"xmlns:q{old}" if k == f"xmlns:{old}" else k: v
            for k, v in node.attributes.items()
        }


def ods_runs_of_text(work: Sheets) -> None:
    """Texts in spans, links and several elements for blanks."""
    for cell in work.a_few([c for c in work.filled() if c.first("p")], 8):
        p = cell.first("p")
        assert p is not None
        text = p.text
        place = work.dice.randrange(len(text) + 1)
        name = work.dice.choice(("text:span", "text:a"))
        p.children = [text[:place], Node(name, {}, [text[place:]])] if "  " not in text else p.children


def ods_notes(work: Sheets) -> None:
    """Notes on cells, with a text that is not the cell's."""
    for cell in work.a_few(work.filled()):
        note = Node("office:annotation", {}, [Node("text:p", {}, ["ghi chú 9"])])
        cell.children.insert(0, note)


def ods_rows_grouped(work: Sheets) -> None:
    """Rows in groups, as headings, one in another."""
    for table in work.tables():
        rows = [c for c in table.children if isinstance(c, Node) and c.name == "table:table-row"]
        first = table.children.index(work.dice.choice(rows))
        some = [c for c in table.children[first : first + work.dice.randrange(1, 4)] if c in rows]
        some = some[:1] if table.children.index(some[-1]) - first != len(some) - 1 else some
        kind = work.dice.choice(("table:table-row-group", "table:table-header-rows", "table:table-rows"))
        at = table.children.index(some[0])
        table.children = [c for c in table.children if c not in some]
        group = Node(kind, {}, list(some))
        table.children.insert(at, Node("table:table-row-group", {}, [group]) if work.dice.random() < 0.3 else group)


def ods_repeats_unfolded(work: Sheets) -> None:
    """Repeated blank cells one by one."""
    for table in work.tables():
        for row in (n for n in table.walk() if n.name == "table:table-row"):
            for cell in list(row.children):
                assert isinstance(cell, Node)
                times = int(cell.attributes.get("table:number-columns-repeated", "1"))
                if 1 < times < 20 and work.dice.random() < 0.5:
                    del cell.attributes["table:number-columns-repeated"]
                    at = row.children.index(cell)
                    row.children[at:at] = [
                        Node(cell.name, dict(cell.attributes), list(cell.children)) for _ in range(times - 1)
                    ]


def ods_covered(work: Sheets) -> None:
    """Cells under merged areas keep their contents."""
    for cell in work.a_few(work.filled(), 3):
        cell.name = "table:covered-table-cell"


def ods_hidden(work: Sheets) -> None:
    for cell in work.a_few(work.filled(), 3):
        row, _ = work.row_of(cell)
        row.attributes["table:visibility"] = work.dice.choice(("collapse", "filter"))


def ods_more_elements(work: Sheets) -> None:
    """Deleted cells of tracked changes, drawings and forms contain elements that look like cells."""
    book = next(n for n in work.content.walk() if n.name == "office:spreadsheet")
    cell = Node("table:table-cell", {"office:value-type": "float", "office:value": "9"}, [Node("text:p", {}, ["9"])])
    deleted = Node(
        "table:cell-content-change",
        {},
        [
            Node(
                "table:previous",
                {},
                [Node("table:change-track-table-cell", dict(cell.attributes), list(cell.children))],
            )
        ],
    )
    book.children.insert(0, Node("table:tracked-changes", {}, [deleted]))
    if work.dice.random() < 0.5:
        table = work.dice.choice(work.tables())
        table.children.insert(
            0,
            Node(
                "table:shapes", {}, [Node("draw:frame", {}, [Node("draw:text-box", {}, [Node("text:p", {}, ["9"])])])]
            ),
        )


LEXICAL_ODS: tuple[Callable[[Sheets], None], ...] = (
    ods_texts_split,
    ods_texts_in_sections,
    ods_by_reference,
    ods_by_entity,
    ods_single_quotes,
    ods_shuffled,
    ods_blanks,
    ods_comments,
    ods_encoded,
    ods_prefixes,
    ods_runs_of_text,
    ods_notes,
    ods_rows_grouped,
    ods_repeats_unfolded,
    ods_covered,
    ods_hidden,
    ods_more_elements,
)


# --- Other contents -------------------------------------------------------------------------------


def ods_numbers(work: Sheets) -> None:
    for cell in work.a_few(work.numbers()):
        if work.dice.random() < 0.3:
            cell.attributes["office:value"] = str(work.typist.number())
        elif work.dice.random() < 0.9:
            cell.attributes["office:value"] = work.dice.choice(_NUMBERS)
        else:
            del cell.attributes["office:value"]


def ods_kinds(work: Sheets) -> None:
    """The value type stated of a cell is another, or none."""
    for cell in work.a_few(work.filled()):
        kind = work.dice.choice(_KINDS)
        for key in ("office:value-type", "calcext:value-type"):
            cell.attributes.pop(key, None)
        if kind:
            cell.attributes["office:value-type"] = kind
        if work.dice.random() < 0.2:
            cell.attributes["calcext:value-type"] = work.dice.choice(("error", "float", "string"))


def ods_percentages(work: Sheets) -> None:
    for cell in work.a_few(work.numbers()):
        cell.attributes["office:value"] = work.dice.choice(("0.125", "0.85", "1"))
        cell.attributes["office:value-type"] = work.dice.choice(("percentage", "float"))
        if work.dice.random() < 0.7:
            cell.attributes["table:style-name"] = _styled(
                work, work.dice.choice(("percentage", "percentage", "number", "scaled", "worded"))
            )


def _styled(work: Sheets, kind: str) -> str:
    """A new style for cells whose numbers have this format; its name."""
    group = next(n for n in work.content.walk() if n.name == "office:automatic-styles")
    name = f"X{len(group.children)}"
    number = Node("number:number", {"number:min-integer-digits": "1"})
    match kind:
        case "percentage":
            made = Node("number:percentage-style", {}, [number, Node("number:text", {}, ["%"])])
        case "scaled":
            number.attributes["number:display-factor"] = "1000"
            made = Node("number:number-style", {}, [number])
        case "worded":
            made = Node("number:number-style", {}, [number, Node("number:text", {}, [" tỷ"])])
        case "month":
            made = Node(
                "number:date-style", {}, [Node("number:month"), Node("number:text", {}, ["/"]), Node("number:year")]
            )
        case _:
            made = Node("number:number-style", {}, [number])
    made.attributes["style:name"] = f"N{name}"
    own = Node("style:style", {"style:name": name, "style:family": "table-cell", "style:data-style-name": f"N{name}"})
    group.children += [made, own]
    if work.dice.random() < 0.3:  # through a parent
        heir = {"style:name": f"{name}h", "style:family": "table-cell", "style:parent-style-name": name}
        group.children.append(Node("style:style", heir))
        return f"{name}h"
    return name


def ods_texts(work: Sheets) -> None:
    """Texts of several paragraphs, with blanks of every kind, or in an attribute."""
    for cell in work.a_few(work.filled()):
        for key in [k for k in cell.attributes if k.startswith(("office:", "calcext:"))]:
            del cell.attributes[key]
        cell.attributes["office:value-type"] = "string"
        text = work.typist.text()
        blank = (
            Node("text:s", {"text:c": "2"})
            if work.dice.random() < 0.5
            else Node(work.dice.choice(("text:tab", "text:line-break")))
        )
        cell.children = [
            Node("text:p", {}, [text, work.dice.choice((blank, "  ", "\n", "")), "a"]),
            *[Node("text:p", {}, ["hai "]) for _ in range(work.dice.randrange(3))],
        ]
        if work.dice.random() < 0.3:
            cell.attributes["office:string-value"] = text
            cell.children = [] if work.dice.random() < 0.5 else cell.children


def ods_errors(work: Sheets) -> None:
    for cell in work.a_few(work.filled()):
        text = work.dice.choice(("#DIV/0!", "Err:502", "#N/A", "#REF!"))
        cell.attributes = {
            "table:formula": "of:=1/0",
            "office:value-type": "string",
            "office:string-value": "",
            "calcext:value-type": "error",
        }
        cell.children = [Node("text:p", {}, [text])]


def ods_answers(work: Sheets) -> None:
    for cell in work.a_few(work.filled()):
        value = work.dice.choice(("true", "false", "TRUE", "1", "x"))
        cell.attributes = {"office:value-type": "boolean", "office:boolean-value": value}
        cell.children = [Node("text:p", {}, ["TRUE"])]


def ods_days(work: Sheets) -> None:
    for cell in work.a_few(work.filled()):
        value = work.dice.choice(
            ("2020-03-05", "2020-03-05T10:20:30", "2020-02-30", "5/3/2020", "2020-03-05T00:00:00", "")
        )
        cell.attributes = {"office:value-type": "date", "office:date-value": value}
        cell.children = [Node("text:p", {}, ["05/03/2020"])]
        if work.dice.random() < 0.3:
            cell.attributes["table:style-name"] = _styled(work, "month")


def ods_repeated(work: Sheets) -> None:
    """A filled cell, or its row, more than once."""
    for cell in work.a_few(work.filled(), 2):
        times = work.dice.choice(("2", "3", " 2", "02", "0", "-1", "a", "2.0"))
        if work.dice.random() < 0.6:
            cell.attributes["table:number-columns-repeated"] = times
        else:
            work.row_of(cell)[0].attributes["table:number-rows-repeated"] = times


def ods_typed_anywhere(work: Sheets) -> None:
    for _ in range(work.dice.randrange(1, 5)):
        table = work.dice.choice(work.tables())
        cells = [c for p, c, _ in _cells(table) if "table:number-columns-repeated" not in c.attributes and p != (1, 1)]
        cell = work.dice.choice(cells)
        if work.dice.random() < 0.5:
            number = str(work.typist.number())
            cell.attributes = {"office:value-type": "float", "office:value": number}
            cell.children = [Node("text:p", {}, [number])]
        else:
            cell.attributes = {"office:value-type": "string"}
            cell.children = [Node("text:p", {}, [work.typist.text()])]


def ods_sheets(work: Sheets) -> None:
    """Sheets in another order, renamed, or with one name for two."""
    book = next(n for n in work.content.walk() if n.name == "office:spreadsheet")
    tables = work.tables()
    match work.dice.randrange(3):
        case 0:
            places = [book.children.index(t) for t in tables]
            work.dice.shuffle(tables)
            for at, table in zip(places, tables, strict=True):
                book.children[at] = table
        case 1:
            for table in tables:
                if work.dice.random() < 0.5 and not table.attributes["table:name"].startswith("_"):
                    table.attributes["table:name"] = f"Bảng {work.typist.number()}"
        case 2:
            one, other = work.dice.sample(tables, 2)
            one.attributes["table:name"] = other.attributes["table:name"]


def ods_cut_short(work: Sheets) -> None:
    work.trees.clear()
    part = work.parts[_CONTENT]
    work.parts[_CONTENT] = part[: work.dice.randrange(len(part) // 2, len(part) - 1)]


SEMANTIC_ODS: tuple[Callable[[Sheets], None], ...] = (
    ods_numbers,
    ods_kinds,
    ods_percentages,
    ods_texts,
    ods_errors,
    ods_answers,
    ods_days,
    ods_repeated,
    ods_typed_anywhere,
    ods_sheets,
    ods_cut_short,
)
