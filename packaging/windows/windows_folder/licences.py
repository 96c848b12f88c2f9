"""The licences of everything in the folder: their original texts, and a list of parts with their licences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Their folder.
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
    """A part of the folder: its licence's name, and the texts by their names."""

    name: str
    version: str
    licence: str
    texts: Mapping[str, bytes]


def licences(parts: Iterable[Part]) -> dict[str, bytes]:
    """The texts and the list, by their names in the folder."""
    files: dict[str, bytes] = {}
    lines = list(_HEAD)
    for part in sorted(parts, key=lambda part: part.name.lower()):
        names = {text: f"{part.name}/{text}" for text in part.texts}
        files |= {f"{LICENCES}/{names[text]}": data for text, data in part.texts.items()}
        lines.append(f"{part.name} {part.version}: {part.licence}")
        lines += [f"    {name}" for name in sorted(names.values())] or [f"    {_NO_TEXT}"]
    # With a byte order mark and Windows' line ends, every Notepad shows it correctly.
    files[_LIST] = "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")
    return files
