"""Access to a Word document's XML, in either of its namespaces."""

from collections.abc import Iterator
from xml.etree import ElementTree

Element = ElementTree.Element


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    """The element's namespace, in brackets."""
    return element.tag.rpartition("}")[0] + "}"


def xml_children(element: Element, called: str) -> Iterator[Element]:
    """The children of that name, in either namespace."""
    return (child for child in element if local_name(child) == called)


def child(element: Element | None, called: str) -> Element | None:
    """The first child of that name, in either namespace; None without an element or such a child."""
    return None if element is None else next(xml_children(element, called), None)


def xml_attribute(element: Element | None, called: str) -> str | None:
    """An attribute in either namespace; None without an element, "" without the attribute."""
    if element is None:
        return None
    return next((value for key, value in element.items() if key.rpartition("}")[2] == called), "")


def val_attribute(element: Element | None) -> str | None:
    """The element's `val` attribute."""
    return xml_attribute(element, "val")


def limited_number(text: str | None, most: int) -> int | None:
    """A number written in digits, limited to `most`; None for anything else.

    The limit matters where something is repeated as often as a document says.
    """
    digits = text or ""
    if not (digits.isascii() and digits.isdigit()):
        return None
    return min(int(digits), most) if len(digits) < 10 else most
