"""Sentences for people, read from the file beside a module: a table with one sentence a row, in both languages.

Columns `key`, `vi`, `en`, `remark` (for whoever edits it), parted by tabs, in UTF-8; `\\n` is a line break. A key is a name
(`EDIT_HERE`), or a group and its key (`SHEETS.summary`). A finding has a row with its code and, under `vi`, its severity,
then its sentences `CODE.what`, `CODE.fix` and `CODE.meaning`; `=NAME` under `vi` is the sentence `NAME` of that file.
Rows that begin with `#` part the table for its readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, cast

from toolkit.messages import FindingText, Text

if TYPE_CHECKING:
    from toolkit.model import Severity


class Texts:
    """The sentences of one file."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            data = file.read().decode("utf-8").replace("\r\n", "\n")
        self._groups: dict[str, dict[str, Text]] = {}
        for line in data.split("\n")[1:]:
            key, *texts = (_plain(line) if "\\" in line or '"' in line else line).split("\t")
            if texts and key[0] != "#":
                group, _, own = key.partition(".")
                same = texts[0].startswith("=")
                self._groups.setdefault(group, {})[own] = self[texts[0][1:]] if same else Text(texts[0], texts[1])

    def __getitem__(self, name: str) -> Text:
        return self._groups[name][""]

    def named(self, name: str) -> Text:
        """One that stands alone, for a module's `__getattr__`: raises `AttributeError` where there is none."""
        try:
            return self._groups[name][""]
        except KeyError:
            raise AttributeError(name) from None

    def items(self) -> Iterator[tuple[str, Text]]:
        """All of them, each with its key."""
        for group, said in self._groups.items():
            yield from ((f"{group}.{own}" if own else group, text) for own, text in said.items())

    def group(self, name: str) -> dict[str, Text]:
        """Those of a group, by their keys."""
        return self._groups[name]

    def pairs(self, name: str) -> dict[tuple[str, ...], Text]:
        """Those of a group, by their keys parted at the points."""
        return {tuple(key.split(".")): text for key, text in self._groups[name].items()}

    def either(self, name: str) -> dict[bool, Text]:
        """Those of a group of `yes` and `no`."""
        return {key == "yes": text for key, text in self._groups[name].items()}

    def vietnamese(self, name: str) -> dict[str, str]:
        """Those of a group that stands in one language alone."""
        return {key: text.vi for key, text in self._groups[name].items()}

    def findings(self) -> dict[str, FindingText]:
        """All findings, by code."""
        return {
            code: FindingText(cast("Severity", said[""].vi), said["what"], said["fix"], said["meaning"])
            for code, said in self._groups.items()
            if "what" in said
        }


@cache
def texts(module: str) -> Texts:
    """The sentences of the file beside a module, which is given by its `__file__`."""
    return Texts(module.rpartition(".")[0] + ".tsv")


def _plain(line: str) -> str:
    """A row as it is meant: without the quotes that a spreadsheet program puts around cells, with its line breaks."""
    cells = (
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in line.split("\t")
    )
    return "\t".join(cells).replace("\\n", "\n")
