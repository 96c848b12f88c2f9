"""The check asks about the same cells as the form does while it is filled in, unless other agencies confirm them."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, copied, definition, filled, keyed, read, type_into
from tests.editing.test_asking import checked
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


def questions_in(result: Consolidation) -> list[Finding]:
    return [f for f in result.findings if f.code in ("likely-slip", "reads-as-thousands", "unlike-others")]


def test_the_check_asks_what_the_form_asks(folder: Folder) -> None:
    """With no other agency to compare with: the same cells, with the same likely numbers."""
    path = give(folder, 1, "3.945 | 4.12 | 12.506", other="3.945 | 4.12 | 12.506")
    (line,) = listed(read_values(path)["Cần sửa"])
    assert line[1].endswith(" chỉ tiêu số 1: 3945?")
    (finding,) = questions_in(checked(folder))
    assert (finding.code, finding.severity, finding.indicator) == ("likely-slip", "warning", "KP")
    assert finding.periods == YEARS
    what, _ = describe(finding, "vi", folder.campaign)
    assert "2018: 3945; 2019: 4120; 2020: 12506" in what
    assert "ba chữ số lẻ" in what
    # With an explanation in the notes neither the form nor the check asks.
    for note in ("đúng là số lẻ", "theo quyết toán"):
        path = give(folder, 1, "3.945 | 4.12 | 12.506", note=note)
        assert listed(read_values(path)["Cần sửa"]) == []
        assert questions_in(checked(folder)) == []


@pytest.mark.slow
def test_agencies_of_similar_size_confirm_or_contradict_a_figure(folder: Folder) -> None:
    """Where others report as much there is no question, not in the returned form either; where they report a thousand
    times as much there is one."""
    for number in NUMBERS:
        give(folder, number, " | ".join(f"{number * y + 0.5}" for y in (11, 12, 13)))
    give(folder, 6, "68.125 | 70.375 | 81.625")
    assert questions_in(checked(folder)) == []
    give(folder, 6, "68.125 | 70.375 | -5")
    result = checked(folder)
    assert questions_in(result) == []
    (form,) = write_returns(folder, result)
    assert [what for _, what in listed(read_values(form)["Cần sửa"])] == ["Giá trị không dùng được: 2020 (“-5”)."]
    for number in NUMBERS:
        give(folder, number, " | ".join(f"{number * y}" for y in (1100, 1200, 1300)))
    give(folder, 6, "6.605 | 7.215 | 7.805")
    (finding,) = questions_in(checked(folder))
    assert (finding.code, finding.agency, finding.periods) == ("likely-slip", "X6", YEARS)
    assert "đơn vị cùng cỡ" in describe(finding, "vi", folder.campaign)[0]


@pytest.mark.slow
def test_a_usual_format_is_no_slip(folder: Folder) -> None:
    """Where more than half of all agencies report with three decimals, that is how it is reported. A file is read again
    when an indicator is no longer left out: its questions were not computed then."""
    for number in (1, 2, 3):
        give(folder, number, "3.945 | 4.125 | 12.506", people=False)
    assert questions_in(checked(folder)) == []
    for number in (4, 5, 6):
        give(folder, number, "3945 | 4120 | 12506", people=False)
    kept = Means(workers=1, store=folder.store)
    quiet = tuple(replace(i, odd_figures=False) for i in folder.campaign.indicators)
    silent = replace(folder, campaign=replace(folder.campaign, indicators=quiet))
    for now, expected in ((silent, []), (folder, ["X1", "X2", "X3"]), (silent, [])):
        assert [f.agency for f in questions_in(check_files(now, as_of=DAY, means=kept))] == expected


@pytest.mark.slow
def test_a_single_form_has_its_questions(folder: Folder, tmp_path: Path) -> None:
    """Found when the file is read, without the others; masters of parts keep them, and confirmations by others."""
    submission = read(folder, give(folder, 1, "3.945 | 4.12 | 12.506"))
    (finding,) = [f for f in submission.findings if f.code == "reads-as-thousands"]
    assert (finding.severity, finding.indicator, finding.periods) == ("warning", "KP", YEARS)
    assert "3,945; 4,12; 12,506" in describe(finding, "vi", folder.campaign)[0]
    assert submission.status == "accepted"
    give(folder, 2, "3.945 | 4.12 | 12.506", note="đúng")
    whole, path = merge_files(folder, as_of=DAY, means=Means(workers=1))
    again, _ = merge_files(folder, [path], output=tmp_path / "again.xlsx", as_of=DAY, means=Means(workers=1))
    for result in (whole, again):
        assert [(f.code, f.agency, f.periods) for f in questions_in(result)] == [("likely-slip", "X1", YEARS)]


@pytest.mark.slow
def test_an_accepted_question_is_not_in_the_returned_form(folder: Folder) -> None:
    """The form is returned for another reason."""
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
def test_a_single_period_is_compared_with_the_previous_figure(tmp_path: Path) -> None:
    """A thousand times the previous figure in its cell is a question."""
    before = make(tmp_path / "before", ("2019",), "X-2019")
    now = make(tmp_path / "now", ("2020",), "X-2020")
    for number in (1, 2, 3):
        give(before, number, str(4000 + number))
        give(now, number, str(4100 + number))
    give(now, 1, "3.9")
    give(now, 2, "4.1", note="giảm")
    _, master = merge_files(before, as_of=DAY, means=Means(workers=1))
    result, _ = merge_files(now, previous=master, as_of=DAY, means=Means(workers=1))
    (finding,) = questions_in(result)
    assert (finding.code, finding.agency, finding.indicator, finding.period) == ("likely-slip", "X1", "KP", "2020")
    what, _ = describe(finding, "vi", now.campaign)
    assert "3900" in what
    assert "Đợt trước là 4001" in what
