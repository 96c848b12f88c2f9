"""A time in a number's cell of an .ods: a question that quotes what is seen, never a number, and never a file refused.
LibreOffice makes a time of a typed `12:30`. Other programs write the kind and leave the previous value."""

import random
import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from tests.building import read
from tests.desk.campaign import reporting
from tests.effort import effort, some
from tests.office import convert, needs_libreoffice
from toolkit.model import Submission
from toolkit.run.folder import Folder
from toolkit.spreadsheet.audit.ods import census_of_ods
from toolkit.values.cell import typed_text

#: The cell of N1 for 2019, with its value, as LibreOffice writes it.
_CELL = re.compile(r'office:value-type="float" office:value="10" calcext:value-type="float"><text:p>10</text:p>')
_TIMES = {
    'office:time-value="PT12H30M00S"': ("12:30", "date-in-number", "12:30"),
    'office:time-value="PT36H00M00S"': ("36:00:00", "date-in-number", "36:00"),
    'office:time-value="P1DT12H"': ("36:00:00", "date-in-number", "36:00"),
    'office:time-value="PT1.5S"': ("1,5", "date-in-number", "00:00:02"),
    'office:time-value="-PT1H"': ("-1:00", "date-in-number", "-01:00"),
    'office:time-value="PT99999999999999H"': ("12", "error-value", "12"),
    'office:time-value="P1Y"': ("12", "error-value", "12"),
    'office:time-value="12"': ("12", "error-value", "12"),
    'office:time-value="12 triệu"': ("", "error-value", "12 triệu"),
    'office:time-value=""': ("12", "error-value", "12"),
    'office:value="12"': ("12", "error-value", "12"),
    'office:string-value="9"': ("12", "error-value", "12"),
    'office:date-value="2020-01-02"': ("12", "error-value", "12"),
    "": ("12", "error-value", "12"),
}


class Form:
    """A form saved as .ods by LibreOffice, to change one of its cells."""

    def __init__(self, place: Path) -> None:
        self.folder: Folder = reporting(place)
        saved = convert(self.folder.inbox / "SA.xlsx", "ods", place)
        with zipfile.ZipFile(saved) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._place = place / "đã sửa.ods"

    def read(self, attributes: str, shown: str, kind: str = "time") -> Submission:
        cell = f'office:value-type="{kind}" {attributes}>' + (f"<text:p>{escape(shown)}</text:p>" if shown else "")
        before, sheet, after = self._parts["content.xml"].decode().partition('table:name="Số liệu"')
        assert _CELL.search(after)
        content = before + sheet + _CELL.sub(cell, after, count=1)
        with zipfile.ZipFile(self._place, "w") as archive:
            for name, part in self._parts.items():
                archive.writestr(name, content.encode() if name == "content.xml" else part)
        return read(self.folder, self._place)


@pytest.mark.parametrize("attributes", _TIMES)
def test_the_census_names_cells_with_times(attributes: str) -> None:
    """A time is kept as such; an invalid one is an error with the shown text."""
    shown, code, quoted = _TIMES[attributes]
    cell = f'<table:table-cell office:value-type="time" {attributes}><text:p>{shown}</text:p></table:table-cell>'
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    table = f"<table:table table:name='a'><table:table-row>{cell}</table:table-row></table:table>"
    xml = f"<office:x {spaces}>{table}</office:x>"
    sheet = census_of_ods({"content.xml": xml.encode()}).sheets["a"]
    if code == "error-value":
        assert (sheet.errors, sheet.torn) == ({(0, 0): quoted}, {})
    else:
        assert sheet.errors == {}
        assert [typed_text(value) for value in sheet.torn.values()] == [quoted]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return Form(tmp_path_factory.mktemp("ods"))


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("attributes", some([*_TIMES], 4))
def test_a_time_is_no_number(form: Form, attributes: str) -> None:
    """The figure is held, the finding quotes its cell, and the rest of the file counts."""
    shown, code, quoted = _TIMES[attributes]
    submission = form.read(attributes, shown)
    assert [(f.period, f.state, f.value) for f in submission.figures] == [("2019", "held", None), ("2020", "given", 12)]
    assert (code, "E10", quoted) in [(f.code, f.cell, f.value) for f in submission.findings]
    assert submission.balance.is_even


def cases(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Times and invalid times: attributes, and the shown text."""
    for _ in range(count):
        number = chance.choice(("0", "1", "12", "59", "1250", "1.5", "0,25", "", "x", "-3", "9" * 12))
        value = chance.choice(
            ("P{0}D", "PT{0}H", "PT{0}M", "PT{0}S", "-PT{0}H", "P{0}Y", "{0}", "PT{0}", "P1DT{0}H1M", "P")
        )
        key = chance.choice(("time", "time", "time", "string", "date", "boolean"))
        attribute = chance.choice(
            (f'office:{key}-value="{value.format(number)}"', f'office:value="{chance.randrange(9)}"', "")
        )
        yield attribute, chance.choice(("", "12", "12:30", "1,5", "1.250", "năm người", number))


@pytest.mark.slow
@needs_libreoffice
def test_invalid_times_are_no_numbers(form: Form) -> None:
    """No value is taken from such a cell, and no file is refused for it; blank cells are blank."""
    for attributes, shown in cases(random.Random(15), effort(20, 600)):
        submission = form.read(attributes, shown)
        assert submission.status != "rejected", (attributes, shown)
        (first, second) = submission.figures
        assert (first.state in ("held", "missing"), first.value, second.value) == (True, None, 12), (attributes, shown)
        assert first.state == "held" or not (shown.strip() or 'value="' in attributes.replace('=""', "")), attributes
