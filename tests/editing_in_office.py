"""A workbook edited in LibreOffice as people edit one: rows inserted, sorted and deleted, cells typed; in its formats.

LibreOffice runs a macro in a separate profile. Sheets are unlocked first: its sheet protection allows no inserting.
"""

import functools
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.office import TIMEOUT, office_program

_FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false">{elements}</library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{code}</script:module>"""
_MACRO = """
Sub Main
  Dim opening(0) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden" : opening(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, opening())
  sheet = book.Sheets.getByName("{sheet}")
  sheet.unprotect("")
  {lines}
  book.calculateAll()
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName" : saving(0).Value = "{filter}"
  book.storeToURL("{target}", saving())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""


def insert_rows(before: int, count: int = 1) -> str:
    """Insert rows before the one with this number."""
    return f"sheet.Rows.insertByIndex({before - 1}, {count})"


def delete_rows(first: int, count: int = 1) -> str:
    """Delete rows from the one with this number on."""
    return f"sheet.Rows.removeByIndex({first - 1}, {count})"


def type_cell(address: str, value: str | float) -> str:
    """Type a text or a number into a cell."""
    cell = f'sheet.getCellRangeByName("{address}")'
    return f"{cell}.Value = {value!r}" if not isinstance(value, str) else f'{cell}.String = "{value}"'


def sort_range(area: str, column: int) -> str:
    """Sort an area by one of its columns, counted from 0, in descending order."""
    return f"""
  Dim field(0) As New com.sun.star.table.TableSortField
  field(0).Field = {column} : field(0).IsAscending = False
  Dim order(0) As New com.sun.star.beans.PropertyValue
  order(0).Name = "SortFields" : order(0).Value = field()
  sheet.getCellRangeByName("{area}").sort(order())"""


def edited(path: Path, sheet: str, lines: Sequence[str], to: Path) -> Path:
    """The workbook with these edits of one sheet, in the format of the name."""
    macro = _MACRO.format(
        source=path.resolve().as_uri(),
        target=to.resolve().as_uri(),
        sheet=sheet,
        lines="\n".join(lines),
        filter=_FILTERS[to.suffix],
    )
    return run_macro(macro, path, to)


def run_macro(macro: str, path: Path, to: Path) -> Path:
    """The file that the macro in this module saves."""
    basic = _profile() / "user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    module = '<library:element library:name="Module1"/>'
    (basic / "script.xlb").write_text(_LIBRARY.format(elements=module), encoding="utf-8")
    (basic / "dialog.xlb").write_text(_LIBRARY.format(elements=""), encoding="utf-8")
    (basic / "Module1.xba").write_text(_MODULE.format(code=escape(macro)), encoding="utf-8")
    to.unlink(missing_ok=True)
    _run("macro:///Standard.Module1.Main")
    assert to.is_file(), f"LibreOffice saved nothing of {path.name}"
    return to


@functools.cache
def _profile() -> Path:
    """A profile, made by starting the program once: the first start would overwrite the macro's library."""
    folder = Path(tempfile.mkdtemp(prefix="toolkit-office-edits-"))
    _start(folder, "--terminate_after_init")
    return folder


def _run(*arguments: str) -> None:
    _start(_profile(), *arguments)


def _start(profile: Path, *arguments: str) -> None:
    command = [office_program(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments]
    subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
