"""XML by the standard: namespaces, and what markup compatibility (ECMA-376 part 3) leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from tests.oracle.seen import Unreadable

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
LINK = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
#: Namespaces that present programs understand besides the standard.
_EXCEL = "http://schemas.microsoft.com/office/spreadsheetml"
_UNDERSTOOD = frozenset(
    (*MAIN, *LINK, _COMPATIBLE, *(f"{_EXCEL}/{name}" for name in ("2009/9/main", "2009/9/ac", "2010/11/main")))
)


@dataclass(slots=True, eq=False)
class Element:
    """An element: names with their namespaces, without what markup compatibility leaves out."""

    space: str
    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """The children of this name in the standard's namespace."""
        return (c for c in self.children if isinstance(c, Element) and c.name == name and c.space in MAIN)

    def of(self, space: str, *names: str) -> Iterator[Element]:
        """The children of these names in a namespace."""
        return (c for c in self.children if isinstance(c, Element) and c.space == space and c.name in names)

    def first(self, name: str) -> Element | None:
        return next(self.all(name), None)

    @property
    def text(self) -> str:
        return "".join(c for c in self.children if isinstance(c, str))


@lru_cache(maxsize=64)
def parse(xml: bytes) -> Element:
    """The root of a part."""
    parser = expat.ParserCreate(namespace_separator=" ")
    top = Element("", "", {})
    stack = [top]
    scope: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        prefixes = dict(scope)
        for key in ("Requires", f"{_COMPATIBLE} Ignorable"):
            if key in attributes:
                attributes[key] = " ".join(prefixes.get(p, "?") for p in attributes[key].split())
        element = Element(space, local, attributes)
        stack[-1].children.append(element)
        stack.append(element)

    parser.StartNamespaceDeclHandler = lambda prefix, space: scope.append((prefix or "", space or ""))
    parser.EndNamespaceDeclHandler = lambda _prefix: scope.pop()
    parser.StartElementHandler, parser.EndElementHandler = start, lambda _name: stack.pop()
    parser.CharacterDataHandler = lambda content: stack[-1].children.append(content)
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(f"no well-formed XML: {error}") from error
    _leave_out(top, frozenset())
    (root,) = [c for c in top.children if isinstance(c, Element)]
    return root


def _leave_out(element: Element, ignorable: frozenset[str]) -> None:
    """Applies ECMA-376 part 3 to alternate content and to elements that may be ignored."""
    ignorable |= frozenset(element.attributes.get(f"{_COMPATIBLE} Ignorable", "").split())
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
        elif child.space == _COMPATIBLE and child.name == "AlternateContent":
            _leave_out(child, ignorable)
            kept += _chosen(child)
        elif child.space in _UNDERSTOOD or child.space not in ignorable:
            _leave_out(child, ignorable)
            kept.append(child)
    element.children = kept


def _chosen(alternatives: Element) -> list[Element | str]:
    for child in alternatives.children:
        if isinstance(child, Element) and child.name == "Choice":
            if set(child.attributes.get("Requires", "?").split()) <= _UNDERSTOOD:
                return child.children
        elif isinstance(child, Element) and child.name == "Fallback":
            return child.children
    return []
