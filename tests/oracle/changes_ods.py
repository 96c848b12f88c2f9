"""Changes of an .ods workbook: written in another way, with other contents, or with contents that are ambiguous."""

import random
from collections.abc import Iterator

from tests.oracle.markup import Node, element
from tests.oracle.seen import Place
from tests.oracle.work import WRITTEN, Base, Work, changes_in, words

_CONTENT = "content.xml"
_NUMBERS = ("1,5", "NaN", "INF", "1e400", "0x1F", "", " 12 ", "1_000", "١٢", "+5", "-0", "1e308", "5 ", "abc", "1.5.2")
_KINDS = (*words("float percentage currency string boolean date time void Float number error"), "")


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
            for place, cell in _cells(table)
            if (table.attributes["table:name"], place) in set(self.base.inputs)
        ]

    def numbers(self, most: int = 5, *_texts: str) -> list[Node]:
        return self.a_few([c for c in self.filled() if "office:value" in c.attributes], most)

    def written_parts(self) -> list[str]:
        return [_CONTENT] if self.dice.random() < 0.5 else [_CONTENT, "styles.xml"]

    def shown(self, cell: Node, text: str, **attributes: str) -> None:
        """Gives a cell other contents: attributes by their names in the namespace of the office, and what it shows."""
        cell.attributes = {f"office:{key.replace('_', '-')}": value for key, value in attributes.items()}
        cell.children = [element("text:p", text)]

    def a_few(self, cells: list[Node], most: int = 5) -> list[Node]:
        return self.dice.sample(cells, min(len(cells), self.dice.randrange(1, most + 1)))

    def row_around(self, cell: Node) -> Node:
        return next(n for n in self.content.walk() if n.local == "table-row" and cell in n.children)


def _cells(table: Node) -> Iterator[tuple[Place, Node]]:
    """Each cell and its position, without repeated ones."""
    row = 0
    for line in (n for n in table.walk() if n.name == "table:table-row"):
        column = 0
        for cell in line.children:
            assert isinstance(cell, Node)
            yield (row + 1, column + 1), cell
            column += int(cell.attributes.get("table:number-columns-repeated", "1"))
        row += int(line.attributes.get("table:number-rows-repeated", "1"))


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
        (p, *_) = cell.all("p")
        place, name = work.dice.randrange(len(p.text) + 1), work.dice.choice(("text:span", "text:a"))
        if "  " not in p.text:
            p.children = [p.text[:place], element(name, p.text[place:])]


def ods_notes(work: Sheets) -> None:
    """Notes on cells, with a text that is not the cell's."""
    for cell in work.a_few(work.filled()):
        cell.children.insert(0, element("office:annotation", element("text:p", "ghi chú 9")))


def ods_rows_grouped(work: Sheets) -> None:
    """Rows in groups, as headings, one in another."""
    for table in work.tables():
        rows = table.all("table-row")
        first = table.children.index(work.dice.choice(rows))
        some = table.children[first : first + work.dice.randrange(1, 4)]
        some = some if all(one in rows for one in some) else some[:1]
        kind = work.dice.choice(("table:table-row-group", "table:table-header-rows", "table:table-rows"))
        group = Node(kind, {}, some)
        table.children[first : first + len(some)] = [
            element("table:table-row-group", group) if work.dice.random() < 0.3 else group
        ]


def ods_repeats_unfolded(work: Sheets) -> None:
    """Repeated blank cells one by one."""
    for row in (n for table in work.tables() for n in table.walk() if n.name == "table:table-row"):
        for at, cell in reversed(list(enumerate(row.all("table-cell")))):
            times = int(cell.attributes.get("table:number-columns-repeated", "1"))
            if 1 < times < 20 and work.dice.random() < 0.5 and row.children[at] is cell:
                del cell.attributes["table:number-columns-repeated"]
                row.children[at:at] = [cell.copy() for _ in range(times - 1)]


def ods_covered(work: Sheets) -> None:
    """Cells under merged areas keep their contents."""
    for cell in work.a_few(work.filled(), 3):
        cell.name = "table:covered-table-cell"


def ods_hidden(work: Sheets) -> None:
    for cell in work.a_few(work.filled(), 3):
        work.row_around(cell).attributes["table:visibility"] = work.dice.choice(("collapse", "filter"))


def ods_more_elements(work: Sheets) -> None:
    """Deleted cells of tracked changes, drawings and forms contain elements that look like cells."""
    book = next(n for n in work.content.walk() if n.name == "office:spreadsheet")
    nine = {"office:value-type": "float", "office:value": "9"}
    cell = element("table:change-track-table-cell", element("text:p", "9"), **nine)
    deleted = element("table:cell-content-change", element("table:previous", cell))
    book.children.insert(0, element("table:tracked-changes", deleted))
    if work.dice.random() < 0.5:
        box = element("draw:frame", element("draw:text-box", element("text:p", "9")))
        work.dice.choice(work.tables()).children.insert(0, element("table:shapes", box))


LEXICAL_ODS = (*WRITTEN, *changes_in(globals()))


# --- Other contents -------------------------------------------------------------------------------


def ods_numbers(work: Sheets) -> None:
    for cell in work.numbers():
        if work.dice.random() < 0.3:
            cell.attributes["office:value"] = str(work.typist.number())
        elif work.dice.random() < 0.9:
            cell.attributes["office:value"] = work.dice.choice(_NUMBERS)
        else:
            del cell.attributes["office:value"]


def ods_kinds(work: Sheets) -> None:
    """The value type stated of a cell is another, or none."""
    for cell in work.a_few(work.filled()):
        for key in ("office:value-type", "calcext:value-type"):
            cell.attributes.pop(key, None)
        if kind := work.dice.choice(_KINDS):
            cell.attributes["office:value-type"] = kind
        if work.dice.random() < 0.2:
            cell.attributes["calcext:value-type"] = work.dice.choice(("error", "float", "string"))


def ods_percentages(work: Sheets) -> None:
    for cell in work.numbers():
        cell.attributes["office:value"] = work.dice.choice(("0.125", "0.85", "1"))
        cell.attributes["office:value-type"] = work.dice.choice(("percentage", "float"))
        if work.dice.random() < 0.7:
            kind = work.dice.choice(("percentage", "percentage", "number", "scaled", "worded"))
            cell.attributes["table:style-name"] = _styled(work, kind)


def _styled(work: Sheets, kind: str) -> str:
    """A new style for cells whose numbers have this format; its name."""
    group = next(n for n in work.content.walk() if n.name == "office:automatic-styles")
    name = f"X{len(group.children)}"
    number = element("number:number", **{"number:min-integer-digits": "1"})
    made = element("number:number-style", number)
    match kind:
        case "percentage":
            made = element("number:percentage-style", number, element("number:text", "%"))
        case "scaled":
            number.attributes["number:display-factor"] = "1000"
        case "worded":
            made.children.append(element("number:text", " tỷ"))
        case "month":
            month, year = element("number:month"), element("number:year")
            made = element("number:date-style", month, element("number:text", "/"), year)
    made.attributes["style:name"] = f"N{name}"
    of_cells = {"style:family": "table-cell"}
    own = {"style:name": name, **of_cells, "style:data-style-name": f"N{name}"}
    group.children += [made, element("style:style", **own)]
    if work.dice.random() < 0.3:  # through a parent
        heir = {"style:name": f"{name}h", **of_cells, "style:parent-style-name": name}
        group.children.append(element("style:style", **heir))
        return f"{name}h"
    return name


def ods_texts(work: Sheets) -> None:
    """Texts of several paragraphs, with blanks of every kind, or in an attribute."""
    for cell in work.a_few(work.filled()):
        for key in [k for k in cell.attributes if k.startswith(("office:", "calcext:"))]:
            del cell.attributes[key]
        cell.attributes["office:value-type"] = "string"
        text = work.typist.text()
        blanks = (element("text:s", **{"text:c": "2"}), element("text:tab"), element("text:line-break"))
        first = element("text:p", text, work.dice.choice((work.dice.choice(blanks), "  ", "\n", "")), "a")
        cell.children = [first, *(element("text:p", "hai ") for _ in range(work.dice.randrange(3)))]
        if work.dice.random() < 0.3:
            cell.attributes["office:string-value"] = text
            cell.children = [] if work.dice.random() < 0.5 else cell.children


def ods_errors(work: Sheets) -> None:
    for cell in work.a_few(work.filled()):
        text = work.dice.choice(("#DIV/0!", "Err:502", "#N/A", "#REF!"))
        work.shown(cell, text, value_type="string", string_value="")
        cell.attributes |= {"table:formula": "of:=1/0", "calcext:value-type": "error"}


def ods_answers(work: Sheets) -> None:
    for cell in work.a_few(work.filled()):
        value = work.dice.choice(("true", "false", "TRUE", "1", "x"))
        work.shown(cell, "TRUE", value_type="boolean", boolean_value=value)


def ods_days(work: Sheets) -> None:
    days = ("2020-03-05", "2020-03-05T10:20:30", "2020-02-30", "5/3/2020", "2020-03-05T00:00:00", "")
    for cell in work.a_few(work.filled()):
        work.shown(cell, "05/03/2020", value_type="date", date_value=work.dice.choice(days))
        if work.dice.random() < 0.3:
            cell.attributes["table:style-name"] = _styled(work, "month")


def ods_repeated(work: Sheets) -> None:
    """A filled cell, or its row, more than once."""
    for cell in work.a_few(work.filled(), 2):
        times = work.dice.choice(("2", "3", " 2", "02", "0", "-1", "a", "2.0"))
        if work.dice.random() < 0.6:
            cell.attributes["table:number-columns-repeated"] = times
        else:
            work.row_around(cell).attributes["table:number-rows-repeated"] = times


def ods_typed_anywhere(work: Sheets) -> None:
    for _ in range(work.dice.randrange(1, 5)):
        table = work.dice.choice(work.tables())
        cells = [c for p, c in _cells(table) if "table:number-columns-repeated" not in c.attributes and p != (1, 1)]
        cell = work.dice.choice(cells)
        if work.dice.random() < 0.5:
            number = str(work.typist.number())
            work.shown(cell, number, value_type="float", value=number)
        else:
            work.shown(cell, work.typist.text(), value_type="string")


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


SEMANTIC_ODS = tuple(change for change in changes_in(globals()) if change not in LEXICAL_ODS)
