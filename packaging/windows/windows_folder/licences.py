"""The licences of everything in the folder: their texts as they came, and a list of what has which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Where they lie in the folder.
LICENCES = "giay-phep"
_LIST = f"{LICENCES}/danh-sach.txt"
_HEAD = (
    "Giấy phép của mọi phần trong thư mục này · Licences of everything in this folder",
    "",
    "Tên, phiên bản, giấy phép, các tệp · Name, version, licence, files",
    "",
)
_NO_TEXT = "(tác giả không kèm văn bản · its authors give no text with it)"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is in the folder: its licence's name, and the texts by their names."""

    name: str
    version: str
    licence: str
    texts: Mapping[str, bytes]


def licences(parts: Iterable[Part]) -> dict[str, bytes]:
    """The texts and the list, by their names in the folder."""
    made: dict[str, bytes] = {}
    lines = list(_HEAD)
    for part in sorted(parts, key=lambda part: part.name.lower()):
        names = {text: f"{part.name}/{text}" for text in part.texts}
        made |= {f"{LICENCES}/{names[text]}": data for text, data in part.texts.items()}
        lines.append(f"{part.name} {part.version}: {part.licence}")
        lines += [f"    {name}" for name in sorted(names.values())] or [f"    {_NO_TEXT}"]
    # With a mark at the beginning and Windows' ends of lines, every Notepad shows it right.
    made[_LIST] = "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")
    return made
