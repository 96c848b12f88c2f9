"""Figures that the definition knows: they are printed in the form, not asked, and count."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import DAY, definition, filled, keyed, read, type_into
from tests.office import read_values
from toolkit.consolidation.bridges.standing import board_status
from toolkit.letters.forms import questions_key
from toolkit.messages.errors import DefinitionError
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files

AGENCIES = """
| code | name      | group |
|------|-----------|-------|
| XA   | UBND xã A | xã    |
| XB   | UBND xã B | xã    |
| SO   | Sở        |       |
"""
INDICATORS = r"""
| code | topic | label  | unit | kind    | required | across_agencies | across_periods | formula  | known   | asked_of |
|------|-------|--------|------|---------|----------|-----------------|----------------|----------|---------|----------|
| N    | Một   | Số xã  | xã   | count   | yes      | sum             | last           |          | xã=1    |          |
| D    | Một   | Đạt    | xã   | count   | yes      | sum             | last           |          |         | xã       |
| P    | Một   | Tỷ lệ  | %    | percent |          |                 |                | =D/N*100 |         | xã       |
"""


def made(root: Path, known: str = "xã=1  ") -> Folder:
    return definition(root, agencies=AGENCIES, indicators=INDICATORS.replace("xã=1   ", known))


def place(path: Path, code: str, period: str) -> tuple[str, str]:
    sheet = keyed(path)["figures"]
    return sheet.name, sheet.address(sheet.by_key()[code], period)


@pytest.mark.slow
def test_a_known_figure_is_locked_and_not_asked(tmp_path: Path) -> None:
    """Figures computed from it are computed; the others are still asked."""
    folder = made(tmp_path)
    own, other = (filled(folder, code, "| code | 2019 | 2020 |\n|--|--|--|\n") for code in ("XA", "SO"))
    book: Any = openpyxl.load_workbook(own)
    for period in ("2019", "2020"):
        sheet, cell = place(own, "N", period)
        assert (book[sheet][cell].value, book[sheet][cell].protection.locked) == (1, True)
    missing = [str(row[3]) for row in read_values(own)["Cần sửa"] if isinstance(row[1], float)]
    assert missing == ["2 – Đạt"]
    sheet, cell = place(other, "N", "2019")
    asked: Any = openpyxl.load_workbook(other)[sheet][cell]
    assert (asked.value, asked.protection.locked) == (None, False)


def test_a_form_with_known_figures_alone_is_blank(tmp_path: Path) -> None:
    folder = made(tmp_path)
    filled(folder, "XA", "| code | 2019 | 2020 |\n|--|--|--|\n")
    status = next(s for s in check_files(folder, as_of=DAY, means=Means(workers=1)).statuses if s.agency == "XA")
    assert (board_status(status), bool(status.blank), status.asked) == ("missing", True, 2)


@pytest.mark.slow
def test_a_known_figure_counts_and_another_number_is_a_finding(tmp_path: Path) -> None:
    """In the agency's totals and the province's; also typed over in a form with its lock removed."""
    folder = made(tmp_path)
    figures = "| code | 2019 | 2020 |\n|--|--|--|\n| D | 0 | 1 |"
    filled(folder, "XA", figures)
    second = filled(folder, "XB", figures)
    type_into(second, [(place(second, "N", "2020"), 7)], second)
    submission = read(folder, second)
    assert [(f.period, f.value, f.typed) for f in submission.figures if f.indicator == "N"] == [
        ("2019", 1.0, ""),
        ("2020", 1.0, ""),
    ]
    (finding,) = (f for f in submission.findings if f.code == "known-differs")
    assert (finding.period, finding.value, finding.severity) == ("2020", "7", "warning")
    assert submission.balance.is_even
    result, _ = merge_files(folder, as_of=DAY, means=Means(workers=1))
    assert [result.totals[code, "2020"].value for code in "NDP"] == [2.0, 2.0, 100.0]


def test_a_known_figure_counts_in_an_earlier_form(tmp_path: Path) -> None:
    """A form that still asked it, and was left blank there."""
    folder = definition(tmp_path / "a", agencies=AGENCIES, indicators=INDICATORS.replace("xã=1", "    "))
    sent = filled(folder, "XA", "| code | 2019 | 2020 |\n|--|--|--|\n| D | 0 | 1 |")
    now = made(tmp_path / "b")
    before, after = (f.campaign.agency_by_code["XA"] for f in (folder, now))
    assert questions_key(folder.campaign, before) != questions_key(now.campaign, after)
    assert folder.campaign.fingerprint != now.campaign.fingerprint
    own = read(now, sent)
    assert [f.value for f in own.figures if f.indicator == "N"] == [1.0, 1.0]
    assert "required-missing" not in {f.code for f in own.findings}


@pytest.mark.parametrize(
    ("known", "code"),
    [("một", "definition-known-unclear"), ("xã=x", "definition-known-unclear"), ("xa=1", "definition-unknown-body")],
)
def test_a_figure_that_cannot_be_known_is_a_mistake_of_the_definition(known: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        made(tmp_path, f"{known:<7}")
    assert code in {f.code for f in caught.value.findings}
