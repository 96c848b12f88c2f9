"""Sentences for people, read from a table with the same name as a module, one sentence a row, in both languages.

Columns `key`, `vi`, `en`, `remark` (for editors), separated by tabs, in UTF-8; `\\n` is a line break. A key is a name
(`EDIT_HERE`), or a group and its key (`SHEETS.summary`). A finding has a row with its code and, under `vi`, its severity,
then its sentences `CODE.what`, `CODE.fix` and `CODE.meaning`; `=NAME` under `vi` is that file's sentence `NAME`.
Rows that begin with `#` are headings for editors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from toolkit.messages import Text

if TYPE_CHECKING:
    from toolkit.model import Severity


class Texts:
    """The sentences of one file. A row is parsed when it is used: a run needs few rows."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            lines = file.read().replace(b"\r\n", b"\n").split(b"\n")
        #: The unparsed text after each key: of single sentences, and of each group.
        self._alone: dict[bytes, bytes] = {}
        self._groups: dict[bytes, dict[bytes, bytes]] = {}
        for line in lines[1:]:
            key, _, row = line.partition(b"\t")
            group, point, name = key.partition(b".")
            if key[:1] in (b"#", b""):
                continue
            if not point:
                self._alone[key] = row
            elif group in self._groups:
                self._groups[group][name] = row
            else:
                self._groups[group] = {name: row}

    def __getitem__(self, name: str) -> Text:
        return self.text(self._alone[name.encode()])

    def text(self, row: bytes) -> Text:
        """The text of a row, or of the row that it refers to."""
        text = _parsed(row)
        return self[text.vi[1:]] if text.vi[:1] == "=" else text

    def sentence(self, name: str) -> Text:
        """A single sentence, for a module's `__getattr__`: raises `AttributeError` for an unknown name."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def items(self) -> Iterator[tuple[str, Text]]:
        """Yields all sentences with their keys."""
        yield from ((key.decode(), self.text(row)) for key, row in self._alone.items())
        for name in map(bytes.decode, self._groups):
            yield from ((f"{name}.{member}", text) for member, text in self.group(name).items())

    def group(self, name: str) -> Mapping[str, Text]:
        """The sentences of a group, keyed by the part of the key after the group's name."""
        return TextGroup(self, self._groups[name.encode()])

    def pairs(self, name: str) -> dict[tuple[str, ...], Text]:
        """The sentences of a group, keyed by tuples: the keys split at their points."""
        return {tuple(key.split(".")): text for key, text in self.group(name).items()}

    def by_yes_no(self, name: str) -> dict[bool, Text]:
        """The sentences of a group with the keys `yes` and `no`, keyed by True and False."""
        return {key == "yes": text for key, text in self.group(name).items()}

    def vietnamese(self, name: str) -> dict[str, str]:
        """The texts of a group that has Vietnamese texts only."""
        return {key: text.vi for key, text in self.group(name).items()}

    def findings(self) -> dict[str, FindingText]:
        """The texts of all findings, keyed by code."""
        codes = [code.decode() for code, rows in self._groups.items() if b"what" in rows]
        return {code: FindingText(cast("Severity", self[code].vi), self.group(code)) for code in codes}


class TextGroup(Mapping[str, Text]):
    def __init__(self, texts: Texts, rows: Mapping[bytes, bytes]) -> None:
        self._texts = texts
        self._rows = rows

    def __getitem__(self, key: str) -> Text:
        return self._texts.text(self._rows[key.encode()])

    def __iter__(self) -> Iterator[str]:
        return (key.decode() for key in self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class FindingText(NamedTuple):
    """The texts of a finding's code: the usual severity, what is wrong, how to correct it, and what the code means.

    Placeholders: `{sheet}` `{cell}` `{value}` (as typed) `{indicator}` (code and label) `{period}` `{section}`
    (heading), and the finding's arguments. `meaning` has no placeholders: it is printed in the docs.
    """

    severity: Severity
    texts: Mapping[str, Text]

    @property
    def what(self) -> Text:
        return self.texts["what"]

    @property
    def fix(self) -> Text:
        return self.texts["fix"]

    @property
    def meaning(self) -> Text:
        return self.texts["meaning"]


@cache
def texts(module: str) -> Texts:
    """The sentences of a module, from the table next to it; `module`: the module's `__file__`."""
    return Texts(module.rpartition(".")[0] + ".tsv")


@cache
def _parsed(row: bytes) -> Text:
    vi, en, *_ = map(_plain, row.decode().split("\t"))
    return Text(vi, en)


def _plain(cell: str) -> str:
    """A cell's text without the quotes that a spreadsheet program adds, with its line breaks."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1].replace('""', '"')
    return cell.replace("\\n", "\n")
