"""What people double-click: programs that start the Python beside them, and plain scripts where those are blocked.

A launcher is the small program that those of pip are, the line that names the Python, and a zip with what that Python
is to run; the program hands over its own path and what it was given. No compiler is needed for it.
"""

from collections.abc import Mapping
from pathlib import Path

from windows_folder.zipped import zipped

#: The launchers' names. The second says what it is for, “tổng hợp báo cáo”, in letters that every zip program keeps.
COMMAND, DESK = "toolkit.exe", "tong-hop-bao-cao.exe"
#: The folder of the scripts: apart from the programs, whose names look the same where endings are not shown.
FALLBACK = "du-phong"
_HERE = Path(__file__).parent
_CONSOLE, _WINDOW = "distlib/t64.exe", "distlib/w64.exe"


def launchers(programs: Mapping[str, bytes], package: Path) -> dict[str, bytes]:
    """Launchers and their fall-backs by name; `programs` are the files of distlib, `package` is toolkit's folder."""
    command = (package / "__main__.py").read_bytes()
    desk = (_HERE / "desk_launcher.py").read_bytes()
    return {
        COMMAND: _launcher(programs[_CONSOLE], "python.exe", command),
        DESK: _launcher(programs[_WINDOW], "pythonw.exe", desk),
        f"{FALLBACK}/toolkit.bat": _script("-m toolkit %*"),
        f"{FALLBACK}/tong-hop-bao-cao.bat": _script("-m toolkit desk %*", "if errorlevel 1 pause"),
    }


def _launcher(program: bytes, python: str, main: bytes) -> bytes:
    return program + f"#!<launcher_dir>\\python\\{python}\r\n".encode() + zipped({"__main__.py": main})


def _script(arguments: str, *more: str) -> bytes:
    lines = ("@echo off", f'"%~dp0..\\python\\python.exe" {arguments}', *more)
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
