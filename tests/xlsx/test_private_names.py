"""`docs/xlsxwriter.md` lists the private names of XlsxWriter that the writers use: all of them, as they are now."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "xlsxwriter.md").read_text(encoding="utf-8")
ROOM = ROOT / "toolkit" / "xlsx"
OWNERS: dict[str, Any] = {
    c.__name__: c for c in (Format, Packager, SharedStrings, SharedStringTable, Workbook, Worksheet, XMLwriter)
}
METHOD = re.compile(r"^\| `(\w+)\.(_\w+)\(([\w, ]*)\)` \| ([a-z, ]+) \|", re.MULTILINE)
ATTRIBUTE = re.compile(r"`([A-Z]\w+)\.([a-z]\w*)`")
ADVICE = "see “When XlsxWriter changes” in docs/xlsxwriter.md"


def private_names(module: Path) -> Iterator[str]:
    """The names with an underscore that a module overrides or uses of objects, and that XlsxWriter defines."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        name = node.name if isinstance(node, ast.FunctionDef) else node.attr if isinstance(node, ast.Attribute) else ""
        if name.startswith("_") and not name.startswith("__") and any(hasattr(o, name) for o in OWNERS.values()):
            yield name


@pytest.mark.parametrize(("owner", "name", "parameters"), [found[:3] for found in METHOD.findall(PAGE)])
def test_a_private_method_is_as_the_page_has_it(owner: str, name: str, parameters: str) -> None:
    """The installed XlsxWriter has it, with these parameters in this order."""
    method = getattr(OWNERS[owner], name, None)
    assert method is not None, f"XlsxWriter {xlsxwriter.__version__} has no {owner}.{name} any more: {ADVICE}"
    now = ", ".join(inspect.signature(method).parameters)
    assert now == parameters, (
        f"XlsxWriter {xlsxwriter.__version__}: {owner}.{name} takes ({now}), not ({parameters}): {ADVICE}"
    )


@pytest.mark.parametrize(("owner", "name"), ATTRIBUTE.findall(PAGE))
def test_an_undocumented_attribute_exists(owner: str, name: str) -> None:
    """Objects of the installed XlsxWriter have it when they are created."""
    made = {"SharedStrings": SharedStrings, "SharedStringTable": SharedStringTable, "Packager": Packager}
    made |= {"Workbook": lambda: Workbook(None, {"in_memory": True}), "Worksheet": Worksheet}
    assert hasattr(made[owner](), name), f"XlsxWriter {xlsxwriter.__version__} has no {owner}.{name} any more: {ADVICE}"


def test_every_private_name_in_use_is_on_the_page() -> None:
    """With the modules that use it; a name on the page that no module uses is an error too."""
    used: dict[str, set[str]] = {}
    for module in ROOM.rglob("*.py"):
        for name in private_names(module):
            used.setdefault(name, set()).add(module.stem)
    assert used == {name: set(modules.split(", ")) for _, name, _, modules in METHOD.findall(PAGE)}
