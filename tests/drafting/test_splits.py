"""Reports whose tables split a figure: the rows of its parts are proposed for them."""

from pathlib import Path

import pytest

from tests.building import DAY, definition, filled, merge
from tests.drafting.reports import document, read, table
from tests.intake.test_splits import AGENCIES, FIGURES, INDICATORS, LINES, SECTIONS, SPLITS, figures
from toolkit.drafting.agency_report import AgencyReport
from toolkit.report.assembly import make_agency_report
from toolkit.report.word import word_document
from toolkit.run.folder import Folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root: Path = tmp_path_factory.mktemp("drafts")
    return definition(root, agencies=AGENCIES, indicators=INDICATORS, splits=SPLITS, sections=SECTIONS)


def drafted(folder: Folder, *rows: str) -> AgencyReport:
    made = document("BÁO CÁO")
    table(made, ("Chỉ tiêu", "ĐVT", "2019", "2020"), *(row.split("|") for row in rows))
    return read(made, "SA", of=folder.campaign)


def values(report: AgencyReport) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for proposed in report.proposed:
        found.setdefault(proposed.indicator, []).append(proposed.value)
    return found


@pytest.mark.slow
def test_rows_under_a_whole_are_its_parts(folder: Folder) -> None:
    """“Trong đó: Nam”, “- Nữ” are read under the figure above them, though other figures have parts of these names."""
    report = drafted(
        folder,
        "Số người|người|10|20",
        "Trong đó: Nam|người|4|9",
        "- Nữ|người|6|11",
        "Số hộ|hộ|7|8",
        "Chia ra theo giới:|||",
        "+ Nam|hộ|5|3",
        "+ Nữ|hộ|2|5",
        "Số trường|trường|1|1",
    )
    expected = {"A1": [10, 20], "A1_NAM": [4, 9], "A1_NU": [6, 11], "A2": [7, 8], "A2_NAM": [5, 3], "A2_NU": [2, 5]}
    assert {**expected, "A3": [1, 1]} == values(report)
    assert report.unread == ()
    # Of two rows of one name it is unknown which is the part.
    report = drafted(folder, "Số người|người|10|20", "Nam|người|4|9", "Nam|người|6|11")
    assert values(report) == {"A1": [10, 20]}
    assert [u.code for u in report.unread] == ["table-row-unknown"]


def test_an_agencys_report_with_parts_drafted_back_is_its_form(folder: Folder) -> None:
    """The parts that the Word report of an agency's form prints are read back unchanged."""
    filled(folder, "SA", FIGURES, LINES)
    submission = merge(folder, master=False).used["SA"]
    data = word_document(make_agency_report(folder.campaign, submission, DAY)).as_bytes()
    assert values(read(data, "SA", of=folder.campaign)) == figures(submission)
