"""XML parsed and written again in any of the ways with the same meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

#: Markup allowed within a text that is no part of it.
_BETWEEN = ("<!-- 9 -->", "<!---->", "<?x 9?>", "<!--<v>9</v>-->", "<![CDATA[]]>", "<!-- </c> -->")
_PLAIN = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NAMED = {**_PLAIN, "'": "&apos;", '"': "&quot;"}


@dataclass(slots=True, eq=False)
class Node:
    """An element as it is written: names with their prefixes."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, local: str) -> list[Node]:
        """The children of this name."""
        return [c for c in self.children if isinstance(c, Node) and c.local == local]

    def first(self, local: str) -> Node | None:
        return next(iter(self.all(local)), None)

    @property
    def text(self) -> str:
        return "".join(c for c in self.children if isinstance(c, str))

    @text.setter
    def text(self, text: str) -> None:
        self.children = [c for c in self.children if isinstance(c, Node)] + [text]

    def make(self, local: str, /, *children: Node | str, **attributes: str) -> Node:
        """A new element with the prefix that this one has."""
        prefix, colon, _ = self.name.rpartition(":")
        return Node(f"{prefix}{colon}{local}", attributes, list(children))

    def copy(self) -> Node:
        children = [child.copy() if isinstance(child, Node) else child for child in self.children]
        return Node(self.name, dict(self.attributes), children)


def element(name: str, /, *children: Node | str, **attributes: str) -> Node:
    return Node(name, attributes, list(children))


def take_apart(xml: bytes) -> Node:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    top = Node("")
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    parser.StartElementHandler, parser.EndElementHandler = start, lambda _name: stack.pop()
    parser.CharacterDataHandler = lambda content: stack[-1].children.append(content)
    parser.Parse(xml, True)
    (root,) = [c for c in top.children if isinstance(c, Node)]
    return root


#: Writes a text, or an attribute's value with its quote, in one of the ways with the same meaning.
Spelling = Callable[[str, random.Random], str]


@dataclass(slots=True)
class Style:
    """How a part is written. Each way is used for the fraction `share` of its elements."""

    dice: random.Random = field(default_factory=lambda: random.Random(0))
    share: float = 0.3
    text: Spelling | None = None
    value: Spelling | None = None
    single_quotes: bool = False
    shuffled: bool = False
    paired: bool = False
    blanks_in_tags: bool = False
    blanks_between: bool = False
    between: bool = False
    """Comments and instructions between elements."""
    encoding: str = "UTF-8"
    declaration: str | None = None

    def chance(self) -> bool:
        return self.dice.random() < self.share


#: Elements with text, between whose children nothing may be added.
_WITH_TEXT = frozenset({"v", "t", "f", "text:p", "text:span", "text:a", "text:s", "number:text"})


def write(root: Node, style: Style | None = None) -> bytes:
    style = style or Style()
    pieces: list[str] = []
    _write(root, style, pieces)
    declared = style.declaration
    if declared is None:
        declared = f'<?xml version="1.0" encoding="{style.encoding}" standalone="yes"?>\n'
    return (declared + "".join(pieces)).encode(style.encoding, "xmlcharrefreplace")


def _write(node: Node, style: Style, pieces: list[str]) -> None:
    attributes = list(node.attributes.items())
    if style.shuffled and style.chance():
        style.dice.shuffle(attributes)
    room = style.dice.choice((" ", "\n", "\t ", "  ")) if style.blanks_in_tags and style.chance() else ""
    pieces.append(f"<{node.name}")
    for name, value in attributes:
        pieces.append(f"{room or ' '}{name}{room}={room}{_value(value, style)}")
    if not node.children and not (style.paired and style.chance()):
        pieces.append(f"{room}/>")
        return
    pieces.append(f"{room}>")
    inside = node.name not in _WITH_TEXT and node.local not in _WITH_TEXT
    for child in node.children:
        if isinstance(child, Node):
            pieces.append(_gap(style) if inside else "")
            _write(child, style, pieces)
        else:
            pieces.append(style.text(child, style.dice) if style.text and style.chance() else escaped(child))
    pieces.append(_gap(style) if inside and node.children else "")
    pieces.append(f"</{node.name}{room}>")


def _gap(style: Style) -> str:
    gap = style.dice.choice(("\n", "\r\n  ", " ")) if style.blanks_between and style.chance() else ""
    return gap + (style.dice.choice(_BETWEEN[:4]) if style.between and style.chance() else "")


def _value(value: str, style: Style) -> str:
    spelled = escaped(value).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
    if style.value and style.chance():
        spelled = style.value(value, style.dice)
    if style.single_quotes and style.chance():
        return "'" + spelled.replace("'", "&apos;") + "'"
    return '"' + spelled.replace('"', "&quot;") + '"'


def escaped(text: str) -> str:
    return re.sub(r"[&<>\r]", lambda m: _PLAIN.get(m[0], "&#13;"), text)


# --- Spellings ------------------------------------------------------------------------------------


def split(text: str, dice: random.Random) -> str:
    """Comments, instructions and empty sections in the midst of a text."""
    place = dice.randrange(len(text) + 1)
    return escaped(text[:place]) + dice.choice(_BETWEEN) + escaped(text[place:])


def in_section(text: str, dice: random.Random) -> str:
    """The whole text, or a part of it, in a CDATA section."""
    if "]]>" in text or "\r" in text:
        return escaped(text)
    first, last = sorted((dice.randrange(len(text) + 1), dice.randrange(len(text) + 1)))
    if dice.random() < 0.5:
        first, last = 0, len(text)
    return f"{escaped(text[:first])}<![CDATA[{text[first:last]}]]>{escaped(text[last:])}"


def by_numbers(text: str, dice: random.Random) -> str:
    """Some characters, or all, as references."""
    every = dice.random() < 0.5
    return "".join(_reference(c, dice) if every or dice.random() < 0.3 else escaped(c) for c in text)


def _reference(character: str, dice: random.Random) -> str:
    number = ord(character)
    return dice.choice((f"&#{number};", f"&#x{number:x};", f"&#x{number:X};", f"&#0{number};"))


def by_names(text: str, dice: random.Random) -> str:
    """The five named entities wherever they can be."""
    return "".join(_NAMED.get(c, "&#13;" if c == "\r" else c) for c in text)
