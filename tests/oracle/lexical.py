"""Other ways to write the same workbook: each keeps what is seen in every cell."""

import posixpath
import zipfile

from tests.oracle.markup import Node, element
from tests.oracle.seen import place_of
from tests.oracle.work import WRITTEN, Work, changes_in, renamed, set_value, value, value_of

_STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"),
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
    kinds = work.dice.sample(("worksheet", "styles", "sharedStrings"), work.dice.randrange(1, 4))
    for number, link in enumerate(work.links().values()):
        old = work.target(link)
        if old not in work.parts or link.attributes["Type"].rpartition("/")[2] not in kinds:
            continue
        folder = work.dice.choice(("xl", "xl/parts", "xl/worksheets", "data", "xl/a b"))
        new = f"{folder}/{work.dice.choice(('p', 'sheet', 'Sheet1_', 'styles', 'sharedStrings'))}{number + 100}.xml"
        if old in work.trees:
            work.trees[new] = work.trees.pop(old)
        work.parts[new] = work.parts.pop(old)
        for own in types.all("Override"):
            if own.attributes["PartName"] == f"/{old}":
                own.attributes["PartName"] = f"/{new}"
        beside, moved = (f"{posixpath.dirname(n)}/_rels/{posixpath.basename(n)}.rels" for n in (old, new))
        if beside in work.parts:
            work.parts[moved] = work.parts.pop(beside)
        target = f"/{new}" if work.dice.random() < 0.5 else posixpath.relpath(new, "xl")
        link.attributes["Target"] = target.replace(" ", "%20")


def relations_shuffled(work: Work) -> None:
    """Relationships in another order, with other identifiers."""
    root = work.tree("xl/_rels/workbook.xml.rels")
    work.dice.shuffle(root.children)
    names = {link.attributes["Id"]: f"R{work.dice.randrange(10**6)}" for link in root.all("Relationship")}
    for link in root.all("Relationship"):
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
                at = place_of(cell.attributes["r"])[1]
                if at == column + 1 and work.dice.random() < 0.5:
                    del cell.attributes["r"]
                column = at


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
            root.children.insert(0, root.make("dimension", ref=box))


def lying_counts(work: Work) -> None:
    for name in (work.part("sharedStrings"), work.part("styles")):
        for node in work.tree(name).walk():
            for key in {"count", "uniqueCount"} & node.attributes.keys():
                node.attributes[key] = work.dice.choice(("0", "1", "99999"))


def strings_in_cells(work: Work) -> None:
    """Texts in their cells instead of among the shared strings."""
    strings = work.tree(work.part("sharedStrings")).all("si")
    for _part, cell in work.some("s", 8):
        si = strings[int(value(cell))]
        set_value(cell, "inlineStr", None).children = [cell.make("is", *renamed(si.children, cell))]


def _whole_text(work: Work, cell: Node) -> str:
    """The shared string of a cell, without its runs."""
    si = work.tree(work.part("sharedStrings")).all("si")[int(value(cell))]
    return "".join(n.text for n in si.walk() if n.local == "t")


def strings_as_results(work: Work) -> None:
    """Texts as the results of formulas, or as `str` without one."""
    for _part, cell in work.some("s", 8):
        set_value(cell, "str", _whole_text(work, cell), formula='"x"' if work.dice.random() < 0.5 else None)


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
    for cell in (cell for part in work.sheets() for cell in work.cells(part)):
        if cell.attributes.get("t") == "s" and value(cell):
            place = work.dice.choice(places[int(value(cell))])
            value_of(cell).text = f"{work.dice.choice(('', '', '', '0', ' ', chr(10)))}{place}"


def rich_texts(work: Work) -> None:
    """Texts in several runs, with a reading aid that is not shown."""
    for part, cell in work.some("s", 6):
        text = _whole_text(work, cell)
        place = work.dice.randrange(len(text) + 1)
        runs = [_run(piece, bold=n == 1) for n, piece in enumerate((text[:place], text[place:]))]
        reading = element("rPh", element("t", "9"), sb="0", eb="1")
        extra = [reading, element("phoneticPr", fontId="0")] if work.dice.random() < 0.7 else []
        set_value(work.put(part, place_of(cell.attributes["r"]), cell), "s", str(work.string(*runs, *extra)))


def _run(text: str, *, bold: bool) -> Node:
    return element("r", *([element("rPr", element("b"))] * bold), element("t", text, **{"xml:space": "preserve"}))


def _row_of_nine(root: Node) -> Node:
    """A row with one cell, `E10`, that holds 9."""
    return root.make("row", root.make("c", root.make("v", "9"), r="E10"), r="10")


def further_content(work: Work) -> None:
    """Extensions with contents that look like cells, wherever extensions are allowed."""
    for part in work.sheets(visible=True):
        root = work.tree(part)
        root.children.append(root.make("extLst", root.make("ext", _row_of_nine(root), uri="{x}")))
        for cell in work.dice.sample(work.cells(part), 3):
            foreign = element("z:v", "9", **{"xmlns:z": "urn:z"})
            cell.children.append(cell.make("extLst", cell.make("ext", foreign, uri="{y}")))


def _of_later_version(root: Node) -> None:
    """Declares the namespaces of markup compatibility and of a later version."""
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    root.attributes |= {"xmlns:mc": space, "xmlns:zz": "urn:later"}


def ignorable_content(work: Work) -> None:
    """Elements and attributes of a later version, which must be ignored."""
    for part in work.sheets(visible=True):
        root = work.tree(part)
        _of_later_version(root)
        root.attributes["mc:Ignorable"] = " ".join([*root.attributes.get("mc:Ignorable", "").split(), "zz"])
        for cell in work.dice.sample(work.cells(part), 4):
            cell.attributes |= {"zz:t": "s", "zz:r": "Z9"}
            cell.children.insert(0, element("zz:v", "9"))
        for row in work.dice.sample(work.rows(part).all("row"), 2):
            row.children.insert(0, element("zz:c", element("zz:v", "9"), r="E10"))


def _choice(later: Node) -> Node:
    return element("mc:Choice", later, Requires="zz")


def alternate_content(work: Work) -> None:
    """A cell twice: for programs that know a later version, and for the others."""
    for part, cell in work.some(most=2):
        _of_later_version(work.tree(part))
        row = work.row_of(part, cell)
        later = cell.make("c", cell.make("v", "9"), r=cell.attributes["r"])
        row.children[row.children.index(cell)] = element(
            "mc:AlternateContent", _choice(later), element("mc:Fallback", cell)
        )


def alternate_content_around(work: Work) -> None:
    """The elements around the cells, twice."""
    for part in work.sheets(visible=True):
        root, rows = work.tree(part), work.rows(part)
        _of_later_version(root)
        later = _choice(root.make("sheetData", _row_of_nine(root)))
        at = root.children.index(rows)
        if work.dice.random() < 0.5:
            root.children[at] = element("mc:AlternateContent", later, element("mc:Fallback", rows))
        else:
            root.children.insert(at, element("mc:AlternateContent", later))


def numbers_spelled(work: Work) -> None:
    """The same numbers in other spellings."""
    spellings = ("{w}0", "0{t}", "{w}000E0", "{t}E+00", "{t}e-0", " {t} ", "\n{t}\n", "{w}0000000000000000000", "{s}")
    for cell in work.numbers(6):
        text = value(cell).strip()
        if "e" not in text.lower():
            whole, _, rest = text.partition(".")
            shifted = f"{whole[0]}.{whole[1:]}{rest}E{len(whole) - 1}"
            with_point = text if "." in text else f"{text}."
            value_of(cell).text = work.dice.choice(spellings).format(t=text, w=with_point, s=shifted)


def formulas_for_numbers(work: Work) -> None:
    """Numbers as results of formulas: plain, shared, array."""
    for cell in work.numbers(6):
        at = cell.attributes["r"]
        kinds: tuple[dict[str, str], ...] = (
            *({}, {"t": "shared", "si": "9", "ref": at}, {"t": "array", "ref": at}),
            *({"t": "shared", "si": "9"}, {"ca": "1"}),
        )
        how = work.dice.choice(kinds)
        text = [] if how == {"t": "shared", "si": "9"} else ["1+1"]
        cell.children.insert(0, cell.make("f", *text, **how))


def types_named(work: Work) -> None:
    """The type of numbers stated."""
    for cell in (cell for part in work.sheets() for cell in work.cells(part)):
        if "t" not in cell.attributes and cell.first("v") is not None and work.dice.random() < 0.5:
            cell.attributes["t"] = "n"


def hidden(work: Work) -> None:
    """Rows, columns and sheets that are hidden."""
    for part, cell in work.some(most=3):
        work.row_of(part, cell).attributes["hidden"] = work.dice.choice(("1", "true"))
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
        row, column = place_of(cell.attributes["r"])
        box = f"{cell.attributes['r']}:{chr(64 + min(26, column + 2))}{row + work.dice.randrange(2)}"
        found = root.first("mergeCells")
        if found is None:
            root.children.insert(root.children.index(work.rows(part)) + 1, found := root.make("mergeCells"))
        found.children.append(root.make("mergeCell", ref=box))


LEXICAL = (*WRITTEN, *changes_in(globals()))
