"""Other ways to write the same workbook: each keeps what is seen in every cell."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable

from tests.oracle import markup
from tests.oracle.markup import Node, Style
from tests.oracle.work import Work, element, set_value, value

_STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"),
)


def _restyle(work: Work, **how: object) -> None:
    """Writes some of the parts with cells, texts, formats and relations in another way."""
    names = [*work.sheets(), work.part("styles"), "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
    names += [n for n in work.parts if n.endswith("sharedStrings.xml")]
    for name in names if work.dice.random() < 0.6 else work.dice.sample(names, 2):
        work.tree(name)
        work.styles[name] = Style(dice=work.dice, share=work.dice.choice((0.05, 0.3, 1.0)), **how)  # type: ignore[arg-type]


def values_split(work: Work) -> None:
    _restyle(work, text=markup.split)


def values_in_sections(work: Work) -> None:
    _restyle(work, text=markup.in_section)


def values_by_reference(work: Work) -> None:
    _restyle(work, text=markup.by_numbers)


def values_by_entity(work: Work) -> None:
    _restyle(work, text=markup.by_names, value=markup.by_names)


def attributes_by_reference(work: Work) -> None:
    _restyle(work, value=markup.by_numbers)


def single_quotes(work: Work) -> None:
    _restyle(work, single_quotes=True)


def attributes_shuffled(work: Work) -> None:
    _restyle(work, shuffled=True)


def blanks_in_tags(work: Work) -> None:
    _restyle(work, blanks_in_tags=True)


def blanks_between(work: Work) -> None:
    _restyle(work, blanks_between=True)


def comments_between(work: Work) -> None:
    _restyle(work, between=True)


def elements_in_pairs(work: Work) -> None:
    _restyle(work, paired=True)


def another_encoding(work: Work) -> None:
    _restyle(work, encoding=work.dice.choice(("UTF-16", "UTF-16", "ISO-8859-1", "US-ASCII", "windows-1258")))


def byte_order_mark(work: Work) -> None:
    _restyle(
        work,
        declaration="\ufeff"
        + work.dice.choice(("", '<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0'?>")),
    )


def other_declaration(work: Work) -> None:
    _restyle(
        work,
        declaration=work.dice.choice(
            (
                "",
                "<?xml version='1.0' encoding='utf-8'?>",
                "<?xml version='1.0'?><!-- x --><?y z?>\n",
                '<?xml  version="1.0"  encoding="utf-8"  standalone="no" ?>\r\n',
            )
        ),
    )


def everything_at_once(work: Work) -> None:
    spell = work.dice.choice((markup.split, markup.in_section, markup.by_numbers))
    _restyle(
        work,
        text=spell,
        value=markup.by_numbers,
        single_quotes=True,
        shuffled=True,
        blanks_in_tags=True,
        blanks_between=True,
        paired=True,
    )


def prefixes(work: Work) -> None:
    """The standard's namespace with a prefix, in some parts."""
    prefix = work.dice.choice(("x", "ss", "main", "c", "row"))
    for name in [*work.sheets(), work.part("styles"), work.part("sharedStrings"), "xl/workbook.xml"]:
        root = work.tree(name)
        if work.dice.random() < 0.6 and "xmlns" in root.attributes:
            for node in list(root.walk()):
                if ":" not in node.name:
                    node.name = f"{prefix}:{node.name}"
            root.attributes[f"xmlns:{prefix}"] = root.attributes.pop("xmlns")


def prefixes_of_some(work: Work) -> None:
    """A prefix on some cells only, or declared on each."""
    space = work.tree(work.sheets()[0]).attributes.get("xmlns")
    if space is None:
        return
    for part, cell in work.some(most=6):
        on_cell = work.dice.random() < 0.5
        for node in cell.walk():
            node.name = f"q:{node.local}"
        (cell if on_cell else work.tree(part)).attributes["xmlns:q"] = space


def strict(work: Work) -> None:
    """Strict Open XML: other namespaces, other types of relationships."""
    for name, part in list(work.parts.items()):
        if name.endswith((".xml", ".rels")) and name not in work.trees and not name.startswith("docProps"):
            text = part.decode()
            for old, new in _STRICT:
                text = text.replace(old, new)
            work.parts[name] = text.encode()


def parts_renamed(work: Work) -> None:
    """Sheets, styles and strings under other names, some in other folders, or with an absolute path."""
    types = work.tree("[Content_Types].xml")
    kinds = ("worksheet", "styles", "sharedStrings")
    renamed = work.dice.sample(kinds, work.dice.randrange(1, 4))
    for number, link in enumerate(work.links().values()):
        old = work.target(link)
        kind = link.attributes["Type"].rpartition("/")[2]
        if old not in work.parts or kind not in renamed:
            continue
        folder = work.dice.choice(("xl", "xl/parts", "xl/worksheets", "data", "xl/a b"))
        new = f"{folder}/{work.dice.choice(('p', 'sheet', 'Sheet1_', 'styles', 'sharedStrings'))}{number + 100}.xml"
        if old in work.trees:
            work.trees[new] = work.trees.pop(old)
        work.parts[new] = work.parts.pop(old)
        for own in types.all("Override"):
            if own.attributes["PartName"] == f"/{old}":
                own.attributes["PartName"] = f"/{new}"
        beside = posixpath.join(posixpath.dirname(old), "_rels", posixpath.basename(old) + ".rels")
        if beside in work.parts:
            moved = posixpath.join(posixpath.dirname(new), "_rels", posixpath.basename(new) + ".rels")
            work.parts[moved] = work.parts.pop(beside)
        target = f"/{new}" if work.dice.random() < 0.5 else posixpath.relpath(new, "xl")
        link.attributes["Target"] = target.replace(" ", "%20")


def relations_shuffled(work: Work) -> None:
    """Relationships in another order, with other identifiers."""
    root = work.tree("xl/_rels/workbook.xml.rels")
    work.dice.shuffle(root.children)
    names = {}
    for link in root.all("Relationship"):
        names[link.attributes["Id"]] = f"R{work.dice.randrange(10**6)}"
        link.attributes["Id"] = names[link.attributes["Id"]]
    for sheet in work.listed.all("sheet"):
        for key in [k for k in sheet.attributes if k.endswith(":id")]:
            sheet.attributes[key] = names[sheet.attributes[key]]


def packed_otherwise(work: Work) -> None:
    work.packed_backwards = True
    work.compression = work.dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))


def without_addresses(work: Work) -> None:
    """Cells and rows without an address, where it follows from the one before."""
    for part in work.sheets():
        before = 0
        for row in work.rows(part).all("row"):
            number = int(row.attributes["r"])
            if number == before + 1 and work.dice.random() < 0.5:
                del row.attributes["r"]
            before, column = number, 0
            for cell in row.all("c"):
                at = _column(cell.attributes["r"])
                if at == column + 1 and work.dice.random() < 0.5:
                    del cell.attributes["r"]
                column = at


def _column(name: str) -> int:
    number = 0
    for letter in name.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def lying_spans(work: Work) -> None:
    for part in work.sheets():
        for row in work.rows(part).all("row"):
            row.attributes["spans"] = work.dice.choice(("1:1", "2:3", "1:16384", "9:10 1:2"))


def lying_dimension(work: Work) -> None:
    for part in work.sheets():
        root = work.tree(part)
        root.children = [c for c in root.children if not (isinstance(c, Node) and c.local == "dimension")]
        if work.dice.random() < 0.7:
            box = work.dice.choice(("A1", "B2:C3", "A1:XFD1048576", "Z99", "C3:A1"))
            root.children.insert(0, Node(root.sibling_name("dimension"), {"ref": box}))


def lying_counts(work: Work) -> None:
    for name in (work.part("sharedStrings"), work.part("styles")):
        for node in work.tree(name).walk():
            for key in ("count", "uniqueCount"):
                if key in node.attributes:
                    node.attributes[key] = work.dice.choice(("0", "1", "99999"))


def strings_in_cells(work: Work) -> None:
    """Texts in their cells instead of among the shared strings."""
    strings = work.tree(work.part("sharedStrings")).all("si")
    for _part, cell in work.some("s", 8):
        si = strings[int(value(cell))]
        set_value(cell, "inlineStr", None)
        cell.children = [Node(cell.sibling_name("is"), {}, _renamed(si.children, cell))]


def _renamed(children: list[Node | str], like: Node) -> list[Node | str]:
    return [
        Node(like.sibling_name(c.local), dict(c.attributes), _renamed(c.children, like)) if isinstance(c, Node) else c
        for c in children
    ]


def strings_as_results(work: Work) -> None:
    """Texts as the results of formulas, or as `str` without one."""
    strings = work.tree(work.part("sharedStrings")).all("si")
    for _part, cell in work.some("s", 8):
        text = "".join(n.text for n in strings[int(value(cell))].walk() if n.local == "t")
        set_value(cell, "str", text, formula='"x"' if work.dice.random() < 0.5 else None)


def strings_reordered(work: Work) -> None:
    """The shared strings in another order, some of them more than once."""
    root = work.tree(work.part("sharedStrings"))
    old = root.all("si")
    order = [*range(len(old)), *work.dice.choices(range(len(old)), k=5)]
    work.dice.shuffle(order)
    root.children = [old[n] for n in order]
    places: dict[int, list[int]] = {}
    for new, number in enumerate(order):
        places.setdefault(number, []).append(new)
    for part in work.sheets():
        for cell in work.cells(part):
            found = cell.first("v")
            if cell.attributes.get("t") == "s" and found is not None:
                found.text = work.dice.choice(("", "", "", "0", " ", "\n")) + str(
                    work.dice.choice(places[int(found.text)])
                )


def rich_texts(work: Work) -> None:
    """Texts in several runs, with a reading aid that is not shown."""
    for part, cell in work.some("s", 6):
        old = work.tree(work.part("sharedStrings")).all("si")[int(value(cell))]
        text = "".join(n.text for n in old.walk() if n.local == "t")
        place = work.dice.randrange(len(text) + 1)
        runs = [_run(piece, bold=n == 1) for n, piece in enumerate((text[:place], text[place:]))]
        reading = element("rPh", element("t", "9"), sb="0", eb="1")
        extra = [reading, element("phoneticPr", fontId="0")] if work.dice.random() < 0.7 else []
        set_value(work.put(part, _place(cell), cell), "s", str(work.string(*runs, *extra)))


def _place(cell: Node) -> tuple[int, int]:
    name = cell.attributes["r"]
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]), _column(name)


def _run(text: str, *, bold: bool) -> Node:
    t = Node("t", {"xml:space": "preserve"}, [text])
    return element("r", element("rPr", element("b")), t) if bold else element("r", t)


def further_content(work: Work) -> None:
    """Extensions with contents that look like cells, wherever extensions are allowed."""
    for part in work.sheets(visible=True):
        root = work.tree(part)
        inside = [
            Node(
                root.sibling_name("row"),
                {"r": "10"},
                [Node(root.sibling_name("c"), {"r": "E10"}, [Node(root.sibling_name("v"), {}, ["9"])])],
            )
        ]
        extension = Node(root.sibling_name("ext"), {"uri": "{x}"}, list(inside))
        root.children.append(Node(root.sibling_name("extLst"), {}, [extension]))
        for cell in work.dice.sample(work.cells(part), 3):
            foreign = Node("z:v", {"xmlns:z": "urn:z"}, ["9"])
            own = Node(cell.sibling_name("ext"), {"uri": "{y}"}, [foreign])
            cell.children.append(Node(cell.sibling_name("extLst"), {}, [own]))


def ignorable_content(work: Work) -> None:
    """Elements and attributes of a later version, which must be ignored."""
    for part in work.sheets(visible=True):
        root = work.tree(part)
        root.attributes |= {
            "xmlns:mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "xmlns:zz": "urn:later",
        }
        root.attributes["mc:Ignorable"] = " ".join([*root.attributes.get("mc:Ignorable", "").split(), "zz"])
        for cell in work.dice.sample(work.cells(part), 4):
            cell.attributes["zz:t"] = "s"
            cell.attributes["zz:r"] = "Z9"
            cell.children.insert(0, Node("zz:v", {}, ["9"]))
        for row in work.dice.sample(work.rows(part).all("row"), 2):
            row.children.insert(0, Node("zz:c", {"r": "E10"}, [Node("zz:v", {}, ["9"])]))


def alternate_content(work: Work) -> None:
    """A cell twice: for programs that know a later version, and for the others."""
    for part, cell in work.some(most=2):
        root = work.tree(part)
        root.attributes |= {
            "xmlns:mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "xmlns:zz": "urn:later",
        }
        row = next(r for r in work.rows(part).all("row") if cell in r.children)
        other = Node(cell.name, {"r": cell.attributes["r"]}, [Node(cell.sibling_name("v"), {}, ["9"])])
        at = row.children.index(cell)
        row.children[at] = Node(
            "mc:AlternateContent", {}, [Node("mc:Choice", {"Requires": "zz"}, [other]), Node("mc:Fallback", {}, [cell])]
        )


def alternate_content_around(work: Work) -> None:
    """The elements around the cells, twice."""
    for part in work.sheets(visible=True):
        root = work.tree(part)
        root.attributes |= {
            "xmlns:mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "xmlns:zz": "urn:later",
        }
        decoy = Node(
            root.sibling_name("sheetData"),
            {},
            [
                Node(
                    root.sibling_name("row"),
                    {"r": "10"},
                    [Node(root.sibling_name("c"), {"r": "E10"}, [Node(root.sibling_name("v"), {}, ["9"])])],
                )
            ],
        )
        at = next(n for n, c in enumerate(root.children) if isinstance(c, Node) and c.local == "sheetData")
        if work.dice.random() < 0.5:
            choice = Node("mc:Choice", {"Requires": "zz"}, [decoy])
            root.children[at] = Node("mc:AlternateContent", {}, [choice, Node("mc:Fallback", {}, [root.children[at]])])
        else:
            root.children.insert(at, Node("mc:AlternateContent", {}, [Node("mc:Choice", {"Requires": "zz"}, [decoy])]))


def numbers_spelled(work: Work) -> None:
    """The same numbers in other spellings."""
    for _part, cell in work.some("n", 6):
        found = cell.first("v")
        assert found is not None
        text = found.text.strip()
        if "e" not in text.lower():
            whole = text if "." in text else f"{text}."
            text = work.dice.choice(
                (
                    f"{whole}0",
                    f"0{text}",
                    f"{whole}000E0",
                    f"{text}E+00",
                    f"{text}e-0",
                    f" {text} ",
                    f"\n{text}\n",
                    f"{whole}0000000000000000000",
                    _shifted(text),
                )
            )
            found.text = text


def _shifted(text: str) -> str:
    whole, _, rest = text.partition(".")
    return f"{whole[0]}.{whole[1:]}{rest}E{len(whole) - 1}"


def formulas_for_numbers(work: Work) -> None:
    """Numbers as results of formulas: plain, shared, array."""
    for _part, cell in work.some("n", 6):
        formula = Node(cell.sibling_name("f"), {}, ["1+1"])
        at = cell.attributes["r"]
        formula.attributes = work.dice.choice(
            (
                {},
                {"t": "shared", "si": "9", "ref": at},
                {"t": "array", "ref": at},
                {"t": "shared", "si": "9"},
                {"ca": "1"},
            )
        )
        if formula.attributes.get("t") == "shared" and "ref" not in formula.attributes:
            formula.children = []
        cell.children.insert(0, formula)


def types_named(work: Work) -> None:
    """The type of numbers stated."""
    for part in work.sheets():
        for cell in work.cells(part):
            if "t" not in cell.attributes and cell.first("v") is not None and work.dice.random() < 0.5:
                cell.attributes["t"] = "n"


def hidden(work: Work) -> None:
    """Rows, columns and sheets that are hidden."""
    for part, cell in work.some(most=3):
        row = next(r for r in work.rows(part).all("row") if cell in r.children)
        row.attributes["hidden"] = work.dice.choice(("1", "true"))
    if work.dice.random() < 0.4:
        work.dice.choice(work.listed.all("sheet")).attributes["state"] = "hidden"


def rows_and_cells_disordered(work: Work) -> None:
    """Cells and rows in another order, each with its address."""
    for part in work.sheets(visible=True):
        rows = work.rows(part)
        for row in work.dice.sample(rows.all("row"), 4):
            work.dice.shuffle(row.children)
        if work.dice.random() < 0.5:
            work.dice.shuffle(rows.children)


def rows_divided(work: Work) -> None:
    """A row in two elements of the same number."""
    for part in work.sheets(visible=True):
        rows = work.rows(part)
        row = work.dice.choice([r for r in rows.all("row") if len(r.children) > 1])
        cut = work.dice.randrange(1, len(row.children))
        second = Node(row.name, dict(row.attributes), row.children[cut:])
        row.children = row.children[:cut]
        rows.children.insert(rows.children.index(row) + 1, second)


def merged_areas(work: Work) -> None:
    """Merged areas over values; the values under them still count."""
    for part, cell in work.some(most=3):
        root = work.tree(part)
        row, column = _place(cell)
        box = f"{cell.attributes['r']}:{chr(64 + min(26, column + 2))}{row + work.dice.randrange(2)}"
        found = root.first("mergeCells")
        if found is None:
            at = next(n for n, c in enumerate(root.children) if isinstance(c, Node) and c.local == "sheetData")
            root.children.insert(at + 1, found := Node(root.sibling_name("mergeCells")))
        found.children.append(Node(root.sibling_name("mergeCell"), {"ref": box}))


LEXICAL: tuple[Callable[[Work], None], ...] = (
    values_split,
    values_in_sections,
    values_by_reference,
    values_by_entity,
    attributes_by_reference,
    single_quotes,
    attributes_shuffled,
    blanks_in_tags,
    blanks_between,
    comments_between,
    elements_in_pairs,
    another_encoding,
    byte_order_mark,
    other_declaration,
    everything_at_once,
    prefixes,
    prefixes_of_some,
    strict,
    parts_renamed,
    relations_shuffled,
    packed_otherwise,
    without_addresses,
    lying_spans,
    lying_dimension,
    lying_counts,
    strings_in_cells,
    strings_as_results,
    strings_reordered,
    rich_texts,
    further_content,
    ignorable_content,
    alternate_content,
    alternate_content_around,
    numbers_spelled,
    formulas_for_numbers,
    types_named,
    hidden,
    rows_and_cells_disordered,
    rows_divided,
    merged_areas,
)
