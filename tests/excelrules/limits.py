"""Excel's limits, and what it reads differently than LibreOffice: rules over the XML.

The first line of each rule states what should be true; the rule yields where it is not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from openpyxl.utils import FORMULAE, range_boundaries

from tests.excelrules.formulas import COMPARISONS, Node, NoFormula, parse, sheet_of, sorts
from tests.excelrules.opened import MAIN, Opened, Sheet

MAX_TEXT = 32_767
MAX_FORMULA = 8_192
MAX_LITERAL = 255
MAX_CALLS = 64
MAX_ARGUMENTS = 255
MAX_TARGET, MAX_ADDRESS = 255, 2_079
MAX_PROMPT, MAX_TITLE = 255, 32
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
SIZES = (("row", "ht", 409.5), ("row", "outlineLevel", 7), ("col", "width", 255.0), ("col", "outlineLevel", 7))
MAX_LINKS = 65_530
#: Of a workbook. Some installations of Excel allow more fonts; 512 is what all do.
MAX_STYLES, MAX_FONTS, MAX_NUMBER_FORMATS = 64_000, 512, 200
#: Functions that came after Excel 2010 have to be written with `_xlfn.`, and are not in Excel 2010.
FUNCTIONS = frozenset(FORMULAE) | {"IFERROR", "SUMIFS", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS"}

#: Functions and operators that may get no truth values.
ADDING = frozenset({"AVERAGE", "COUNT", "MAX", "MIN", "SUM", "SUMPRODUCT", "&"})

Found = Iterator[tuple[str, str]]
Rule = Callable[[Opened], Found]
RULES: list[Rule] = []


@dataclass(frozen=True, slots=True)
class Written:
    """One formula of a workbook: its position and kind."""

    where: str
    sheet: str
    kind: str
    text: str


def faults(book: Opened) -> list[str]:
    """Every fault of the workbook, with the rule's name."""
    return [f"{rule.__name__}: {where}: {what}" for rule in RULES for where, what in rule(book)]


def rule(check: Rule) -> Rule:
    RULES.append(check)
    return check


# --- Formulas ------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def written(book: Opened) -> Sequence[Written]:
    """Every formula: of cells, conditional formats, validations and names. Shared ones once, as written."""
    return tuple(_written(book))


def _written(book: Opened) -> Iterator[Written]:
    for sheet in book.sheets:
        for cell in sheet.cells:
            if cell.formula and not cell.copied:
                kind = "shared" if cell.shared else "cell"
                yield Written(f"{sheet.name}!{cell.address}", sheet.name, kind, cell.formula)
        for kind, element in _ruled(sheet):
            if element.text and not element.text.startswith('"'):
                parent = element.getparent()
                area = parent.get("sqref") or parent.getparent().get("sqref")
                yield Written(f"{sheet.name}!{area}", sheet.name, kind, element.text)
    for name, sheet_name, text in book.names:
        yield Written(f"name {name}", sheet_name, "name", text)


def _ruled(sheet: Sheet) -> Iterator[tuple[str, Any]]:
    for element in sheet.all("formula", "formula1", "formula2"):
        parent = element.getparent()
        if parent.tag == MAIN + "cfRule":
            yield "format", element
        elif parent.tag == MAIN + "dataValidation":
            yield "custom" if parent.get("type") == "custom" else "validation", element


@lru_cache(maxsize=2)
def _nodes(book: Opened) -> Sequence[tuple[Written, Node]]:
    """Every node of every formula that can be read."""
    found = []
    for formula in written(book):
        with suppress(NoFormula):
            found += [(formula, node) for node in parse(formula.text).walk()]
    return found


@rule
def formula_can_be_read(book: Opened) -> Found:
    """Every formula can be read.

    Why: Excel calls a workbook with one that it cannot read damaged, and takes the formulas out.
    """
    for formula in written(book):
        try:
            parse(formula.text)
        except NoFormula as error:
            yield formula.where, str(error)


@rule
def equal_types_are_compared(book: Opened) -> Found:
    """A number is compared with a number, a text with a text, a truth value with nothing but a truth value.

    Why: in Excel every logical is above every number (`FALSE>0` is TRUE); in LibreOffice FALSE is 0.
    """
    for formula, node in _nodes(book):
        if node.kind == "operator" and node.text in COMPARISONS and len(node.parts) == 2:
            left, right = map(sorts, node.parts)
            apart = left and right and not left & right and "C" not in left | right
            if apart or ("T" in left | right and left != right):
                start, end = node.span
                kinds = "/".join("".join(sorted(kinds)) for kinds in (left, right))
                yield formula.where, f"{kinds} compared: {formula.text[start:end]:.120}"


@rule
def truth_values_are_not_added(book: Opened) -> Found:
    """No truth value is added up or joined to a text.

    Why: in arrays Excel leaves truth values out of sums, and prints them in its language; in LibreOffice they are 1.
    """
    for formula, node in _nodes(book):
        if node.text in ADDING and node.kind in ("call", "operator") and any("T" in sorts(p) for p in node.parts):
            yield formula.where, f"truth values in {node.text}"


@rule
def formula_is_not_too_large(book: Opened) -> Found:
    """A formula has at most 8,192 characters (that of a validation 255), 255 of them between two quotes, 64 nested
    calls, and 255 arguments of a call.

    Why: Excel calls a workbook with a larger one damaged.
    """
    for formula in written(book):
        most = 255 if formula.kind in ("custom", "validation") else MAX_FORMULA
        if len(formula.text) > most:
            yield formula.where, f"{len(formula.text)} characters of {formula.kind}, more than {most}"
    for formula, node in _nodes(book):
        if node.kind == "text" and len(node.text) > MAX_LITERAL:
            yield formula.where, f"{len(node.text)} characters between quotes"
        if node.span[0] == 0 and node.depth > MAX_CALLS:
            yield formula.where, f"{node.depth} calls within each other"
        if node.kind == "call" and len(node.parts) > MAX_ARGUMENTS:
            yield formula.where, f"{node.text} of {len(node.parts)} arguments"


@rule
def function_is_known_to_excel_2010(book: Opened) -> Found:
    """Every function is one that Excel 2010 has under this name."""
    for formula, node in _nodes(book):
        if node.kind == "call" and node.text not in FUNCTIONS:
            yield formula.where, f"no function {node.text}"


@rule
def references_exist(book: Opened) -> Found:
    """Every sheet and name in a formula is in the workbook.

    Why: where a sheet is missing, Excel asks for the file that has it, or calls the workbook damaged.
    """
    sheets = {s.name.casefold() for s in book.sheets}
    names = {name.casefold() for name, _, _ in book.names}
    for formula, node in _nodes(book):
        if node.kind == "reference" and (sheet := sheet_of(node.text)) and sheet.casefold() not in sheets:
            yield formula.where, f"no sheet {sheet}"
        elif node.kind == "error" and node.text == "#REF!":
            yield formula.where, "#REF!"
        elif node.kind == "name" and node.text.casefold() not in names:
            yield formula.where, f"no name {node.text}"


@rule
def formula_stays_on_its_sheet(book: Opened) -> Found:
    """A shared formula refers to no other sheet, a conditional format to none but by a name.

    Why: Excel 2007 refuses another sheet there, and later ones keep such rules elsewhere in the file.
    """
    for formula, node in _nodes(book):
        elsewhere = node.kind == "reference" and sheet_of(node.text) not in ("", formula.sheet)
        if elsewhere and formula.kind in ("shared", "format"):
            yield formula.where, node.text


# --- Links ---------------------------------------------------------------------------------------


@rule
def link_can_be_followed(book: Opened) -> Found:
    """Every link of a cell, and every target written out in a HYPERLINK, is one that Excel follows correctly.

    Why: Excel cuts a target at `#`, decodes `%20`, takes `[` and `]` for the brackets of a workbook's name, and gives
    #VALUE! where a target of HYPERLINK is longer than 255 characters.
    """
    for sheet in book.sheets:
        for link in sheet.all("hyperlink"):
            target = sheet.targets.get(next((v for k, v in link.items() if k.endswith("}id")), ""), "")
            place = f"#{link.get('location')}" if link.get("location") else ""
            for what in target_faults(book, target + place, most=MAX_ADDRESS):
                yield f"{sheet.name}!{link.get('ref')}", what
    for formula, node in _nodes(book):
        if node.kind == "call" and node.text == "HYPERLINK" and node.parts[0].kind == "text":
            for what in target_faults(book, node.parts[0].text):
                yield formula.where, what


def target_faults(book: Opened, target: str, *, most: int = MAX_TARGET) -> Iterator[str]:
    """The faults of a link's target."""
    if len(target) > most:
        yield f"a target of {len(target)} characters: {target:.80}…"
    if re.match(r"(?:mailto|https?):", target):
        return
    path, place = _file_and_place(target)
    path = path.replace("\\", "/")
    if path and re.search(r"[][#]", path):
        yield f"{path}: has one of [ ] #"
    elif path and not (book.path.parent / unquote(path)).exists():
        yield f"{path}: leads to no file"
    elif not path and (sheet := sheet_of(place)) and sheet.casefold() not in {s.name.casefold() for s in book.sheets}:
        yield f"{place}: no such sheet"


def _file_and_place(target: str) -> tuple[str, str]:
    """The file, and the part after its `#`: a quoted sheet's name may have one too."""
    match = re.fullmatch(r"(.*?)#((?:'(?:[^']|'')*'|[^'#]*)![A-Z0-9$:]+|[\w.]+)", target, re.DOTALL)
    return (match[1], match[2]) if match else (target, "")


# --- Sheets and cells ----------------------------------------------------------------------------


@rule
def sheet_name_is_allowed(book: Opened) -> Found:
    """A sheet's name has 1 to 31 characters, none of them reserved, and no other sheet has it."""
    seen = Counter(sheet.name.casefold() for sheet in book.sheets)
    for sheet in book.sheets:
        name = sheet.name
        if not 0 < len(name.encode("utf-16-le")) // 2 <= 31:
            yield name, f"{len(name)} characters"
        if re.search(r"[][:*?/\\]|^'|'$", name) or name.casefold() == "history":
            yield name, "is no name for a sheet"
        if seen[name.casefold()] > 1:
            yield name, "there is another"


@rule
def name_is_allowed(book: Opened) -> Found:
    """A defined name is one that Excel takes for no cell, and defined once."""
    seen = Counter((name.casefold(), sheet) for name, sheet, _ in book.names)
    for name, sheet, _ in book.names:
        if seen[name.casefold(), sheet] > 1:
            yield name, "is defined more than once"
        plain = name.removeprefix("_xlnm.")
        if not re.fullmatch(r"[^\W\d][\w.\\?]*|\\[\w.]*", plain) or len(name) > 255:
            yield name, "is no name"
        if re.fullmatch(r"(?i)[a-z]{1,3}\d+|r|c|r\d*c\d*|true|false", plain):
            yield name, "is a cell"


@rule
def text_fits_its_cell(book: Opened) -> Found:
    """A cell's text has at most 32,767 UTF-16 units."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            if isinstance(cell.stored, str) and (units := len(cell.stored.encode("utf-16-le")) // 2) > MAX_TEXT:
                yield f"{sheet.name}!{cell.address}", f"{units} characters"


@rule
def cells_are_in_order(book: Opened) -> Found:
    """Rows and cells come in order, each once, and within the sheet."""
    for sheet in book.sheets:
        rows = [(int(row.get("r")), 0) for row in sheet.all("row")]
        places = [(cell.row, cell.column) for cell in sheet.cells]
        for before, after in (*pairwise(rows), *pairwise(places)):
            if before >= after:
                yield sheet.name, f"{after} comes after {before}"
        if places and (max(r for r, _ in places) > MAX_ROWS or max(c for _, c in places) > MAX_COLUMNS):
            yield sheet.name, "is larger than a sheet"


@rule
def formula_has_its_value(book: Opened) -> Found:
    """Beside every formula its value is stored: Protected View and previews calculate nothing."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            if cell.formula and cell.stored is None:
                yield f"{sheet.name}!{cell.address}", cell.formula[:80]


@rule
def merged_cells_do_not_overlap(book: Opened) -> Found:
    """No cell is in two merged areas."""
    for sheet in book.sheets:
        areas = [(m.get("ref"), range_boundaries(m.get("ref"))) for m in sheet.all("mergeCell")]
        for one, other in _overlapping(areas):
            yield sheet.name, f"{one} and {other} overlap"


@rule
def sizes_are_allowed(book: Opened) -> Found:
    """A row is at most 409.5 points high, a column at most 255 characters wide; levels end at 7. A sheet has at most
    65,530 links of cells, a header or footer at most 255 characters, its signs for fonts and pages among them."""
    for sheet in book.sheets:
        for tag, name, most in SIZES:
            for element in sheet.all(tag):
                if float(element.get(name) or 0) > most:
                    yield sheet.name, f"{name}={element.get(name)}"
        if (count := sum(1 for _ in sheet.all("hyperlink"))) > MAX_LINKS:
            yield sheet.name, f"{count} links"
        for element in sheet.all(
            *(which + part for which in ("odd", "even", "first") for part in ("Header", "Footer"))
        ):
            if len(element.text or "") > 255:
                yield sheet.name, f"{len(element.text)} characters"


# --- Validations ---------------------------------------------------------------------------------


@rule
def validation_fits(book: Opened) -> Found:
    """Titles of validations have at most 32 characters, prompts, errors and lists written out at most 255."""
    limits = {"promptTitle": MAX_TITLE, "errorTitle": MAX_TITLE, "prompt": MAX_PROMPT, "error": MAX_PROMPT}
    for sheet in book.sheets:
        for validation in sheet.all("dataValidation"):
            where = f"{sheet.name}!{validation.get('sqref')}"
            for name, most in limits.items():
                text = validation.get(name) or ""
                if len(text.encode("utf-16-le")) // 2 > most:
                    yield where, f"{name} of {len(text)} characters"
            first = validation.findtext(MAIN + "formula1") or ""
            if validation.get("type") == "list" and first.startswith('"') and len(first) > MAX_LITERAL + 2:
                yield where, f"a list of {len(first)} characters"


@rule
def validations_do_not_overlap(book: Opened) -> Found:
    """No cell has two validations: Excel calls such a workbook damaged."""
    for sheet in book.sheets:
        areas = [
            (area, range_boundaries(area))
            for validation in sheet.all("dataValidation")
            for area in validation.get("sqref").split()
        ]
        for one, other in _overlapping(areas):
            yield sheet.name, f"{one} and {other} overlap"


def _overlapping(areas: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Pairs of areas with a cell in common."""
    active: list[tuple[str, Any]] = []
    for area, (c1, r1, c2, r2) in sorted(areas, key=lambda pair: pair[1][1]):
        active = [(a, b) for a, b in active if b[3] >= r1]
        yield from ((a, area) for a, b in active if b[0] <= c2 and c1 <= b[2])
        active.append((area, (c1, r1, c2, r2)))


# --- Styles --------------------------------------------------------------------------------------


@rule
def styles_are_not_too_many(book: Opened) -> Found:
    """At most 64,000 cell styles, 512 fonts and 200 number formats of its own; each of at most 255 characters."""
    for parent, most in (("cellXfs", MAX_STYLES), ("fonts", MAX_FONTS), ("numFmts", MAX_NUMBER_FORMATS)):
        if (found := book.styles.find(MAIN + parent)) is not None and len(found) > most:
            yield parent, f"{len(found)}, more than {most}"
    for style in book.styles.iter(MAIN + "numFmt"):
        if len(style.get("formatCode")) > 255:
            yield style.get("formatCode")[:40], f"{len(style.get('formatCode'))} characters"
