"""What the form asks while it is filled in, the check of the file asks in the same cells; others may answer for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, copied, definition, filled, keyed, read, type_into
from tests.office import read_values
from tests.xlsx.test_live_list import listed
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Consolidation, Finding
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files
from toolkit.run.returns import write_returns

NUMBERS = range(1, 13)
AGENCIES = "| code | name | short_name |\n|---|---|---|\n" + "\n".join(f"| X{n} | Xã {n} | xã {n} |" for n in NUMBERS)
INDICATORS = """
| code | label        | unit       | kind  | across_agencies | across_periods | odd_figures |
|------|--------------|------------|-------|-----------------|----------------|-------------|
| KP   | Kinh phí     | triệu đồng | money | sum             | sum            |             |
| KK   | Kinh phí khác| triệu đồng | money | sum             | sum            | no          |
| NG   | Số người     | người      | count | sum             | sum            |             |
| HO   | Số hộ        | hộ         | count | sum             | sum            |             |
"""
YEARS = ("2018", "2019", "2020")


def make(root: Path, periods: tuple[str, ...] = YEARS, campaign: str = "X-2020") -> Folder:
    about = {"id": campaign, "periods": " | ".join(periods)}
    return definition(root, about=about, agencies=AGENCIES, indicators=INDICATORS)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, make)


def give(folder: Folder, number: int, money: str, *, note: str = "", other: str = "", people: bool = True) -> Path:
    """An agency's form: its row of money (`3.945 | 4.123 | 12.506`), beside what is usual for its size."""
    keys = [p.key for p in folder.campaign.periods]
    rows = [f"| KP | {money} | {note} |"]
    if other:
        rows.append(f"| KK | {other} | |")
    for code, level in (("NG", 30), ("HO", 11)) if people else ():
        rows.append(f"| {code} | {' | '.join(str(level * number * (20 + n)) for n in range(len(keys)))} | |")
    head = f"| code | {' | '.join(keys)} | note |\n|---|---|{'---|' * len(keys)}\n"
    return filled(folder, f"X{number}", head + "\n".join(rows))


def checked(folder: Folder) -> Consolidation:
    return check_files(folder, as_of=DAY, means=Means(workers=1))


def asked(result: Consolidation) -> list[Finding]:
    return [f for f in result.findings if f.code in ("likely-slip", "reads-as-thousands", "unlike-others")]


def test_the_check_asks_what_the_form_asked(folder: Folder) -> None:
    """With nobody to compare with, the same cells are asked about, with the same numbers as what may be meant."""
    path = give(folder, 1, "3.945 | 4.12 | 12.506", other="3.945 | 4.12 | 12.506")
    (line,) = listed(read_values(path)["Cần sửa"])
    assert line[1].endswith(" chỉ tiêu số 1: 3945?")
    (finding,) = asked(checked(folder))
    assert (finding.code, finding.severity, finding.indicator) == ("likely-slip", "warning", "KP")
    assert finding.periods == YEARS
    what, _ = describe(finding, "vi", folder.campaign)
    assert "2018: 3945; 2019: 4120; 2020: 12506" in what
    assert "ba chữ số lẻ" in what


@pytest.mark.slow
def test_a_change_of_what_is_asked_about_is_followed(folder: Folder) -> None:
    """What was read while the definition left an indicator out is read again once it does not."""
    give(folder, 1, "3.945 | 4.12 | 12.506")
    kept = Means(workers=1, store=folder.store)
    quiet = tuple(replace(i, odd_figures=False) for i in folder.campaign.indicators)
    silent = replace(folder, campaign=replace(folder.campaign, indicators=quiet))
    for now, expected in ((silent, 0), (folder, 1), (silent, 0)):
        assert len(asked(check_files(now, as_of=DAY, means=kept))) == expected


@pytest.mark.parametrize("note", ["đúng là số lẻ", "theo quyết toán"])
def test_a_note_beside_the_row_is_an_answer(folder: Folder, note: str) -> None:
    """Whoever says why in the notes is asked neither by the form nor by the check."""
    path = give(folder, 1, "3.945 | 4.12 | 12.506", note=note)
    assert listed(read_values(path)["Cần sửa"]) == []
    assert asked(checked(folder)) == []


@pytest.mark.slow
def test_bodies_of_like_size_answer_for_it(folder: Folder) -> None:
    """Where others report as much, the figures are right: nothing is asked, and not in the form that goes back."""
    for number in NUMBERS:
        give(folder, number, " | ".join(f"{number * y + 0.5}" for y in (11, 12, 13)))
    give(folder, 6, "68.125 | 70.375 | 81.625")
    assert asked(checked(folder)) == []
    give(folder, 6, "68.125 | 70.375 | -5")
    result = checked(folder)
    assert asked(result) == []
    (form,) = write_returns(folder, result)
    assert [what for _, what in listed(read_values(form)["Cần sửa"])] == ["Giá trị không dùng được: 2020 (“-5”)."]


@pytest.mark.slow
def test_bodies_of_like_size_speak_against_it(folder: Folder) -> None:
    """Where others report a thousand times as much, it is asked about once, whatever else speaks for it."""
    for number in NUMBERS:
        give(folder, number, " | ".join(f"{number * y}" for y in (1100, 1200, 1300)))
    give(folder, 6, "6.605 | 7.215 | 7.805")
    (finding,) = asked(checked(folder))
    assert (finding.code, finding.agency, finding.periods) == ("likely-slip", "X6", YEARS)
    assert "đơn vị cùng cỡ" in describe(finding, "vi", folder.campaign)[0]


@pytest.mark.slow
def test_what_most_do_is_no_slip(folder: Folder) -> None:
    """Where more than half of all report with three decimals, that is how it is reported."""
    for number in (1, 2, 3):
        give(folder, number, "3.945 | 4.125 | 12.506", people=False)
    assert asked(checked(folder)) == []
    for number in (4, 5, 6):
        give(folder, number, "3945 | 4120 | 12506", people=False)
    assert [f.agency for f in asked(checked(folder))] == ["X1", "X2", "X3"]


def test_one_form_alone_tells_it_too(folder: Folder) -> None:
    """Reading the file finds it, before anybody knows the others: in masters of parts it stands as it was read."""
    submission = read(folder, give(folder, 1, "3.945 | 4.12 | 12.506"))
    (finding,) = [f for f in submission.findings if f.code == "reads-as-thousands"]
    assert (finding.severity, finding.indicator, finding.periods) == ("warning", "KP", YEARS)
    assert "3,945; 4,12; 12,506" in describe(finding, "vi", folder.campaign)[0]
    assert submission.status == "accepted"


@pytest.mark.slow
def test_a_master_of_masters_asks_the_same(folder: Folder, tmp_path: Path) -> None:
    """What was asked, and what others answered, is the same when masters of parts are merged."""
    give(folder, 1, "3.945 | 4.12 | 12.506")
    give(folder, 2, "3.945 | 4.12 | 12.506", note="đúng")
    whole, path = merge_files(folder, as_of=DAY, means=Means(workers=1))
    again, _ = merge_files(folder, [path], output=tmp_path / "again.xlsx", as_of=DAY, means=Means(workers=1))
    assert [(f.code, f.agency, f.periods) for f in asked(whole)] == [("likely-slip", "X1", YEARS)]
    assert [(f.code, f.agency, f.periods) for f in asked(again)] == [("likely-slip", "X1", YEARS)]


@pytest.mark.slow
def test_what_the_coordinator_accepted_is_not_asked_in_the_form_that_goes_back(folder: Folder) -> None:
    """Once the question is accepted in the master, the returned form, which goes back for another reason, is quiet."""
    give(folder, 1, "3.945 | 4.12 | 12.506", other="-3 | 4 | 5")

    def live() -> list[str]:
        (form,) = write_returns(folder, checked(folder))
        return [what for _, what in listed(read_values(form)["Cần sửa"])]

    wrong, question = live()
    assert wrong == "Giá trị không dùng được: 2018 (“-3”)."
    assert question.endswith(" chỉ tiêu số 1: 3945?")
    merge_files(folder, as_of=DAY, means=Means(workers=1))
    sheet = keyed(folder.master)["findings"]
    (row,) = [r for r in sheet.rows if sheet.text(r, "code") == "likely-slip"]
    cells = [((sheet.name, sheet.address(row, name)), "Lan") for name in ("accepted_by", "reason")]
    type_into(folder.master, cells, folder.master)
    assert live() == [wrong]


@pytest.mark.slow
def test_beside_last_time_where_nothing_else_is_known(tmp_path: Path) -> None:
    """Of one period, last time's figure in its place is all there is: a thousand times that is asked about."""
    before = make(tmp_path / "before", ("2019",), "X-2019")
    now = make(tmp_path / "now", ("2020",), "X-2020")
    for number in (1, 2, 3):
        give(before, number, str(4000 + number))
        give(now, number, str(4100 + number))
    give(now, 1, "3.9")
    give(now, 2, "4.1", note="giảm")
    _, master = merge_files(before, as_of=DAY, means=Means(workers=1))
    result, _ = merge_files(now, previous=master, as_of=DAY, means=Means(workers=1))
    (finding,) = asked(result)
    assert (finding.code, finding.agency, finding.indicator, finding.period) == ("likely-slip", "X1", "KP", "2020")
    what, _ = describe(finding, "vi", now.campaign)
    assert "3900" in what
    assert "Đợt trước là 4001" in what
