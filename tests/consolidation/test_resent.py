"""Why a form is sent again: a question in the returned form, shown with versions and totals."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.building import DAY, cell_of, definition, filled, keyed, merge, read, records, type_into
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
from toolkit.model import AgencyStatus, Submission
from toolkit.run.folder import Folder
from toolkit.run.operations import write_templates
from toolkit.run.returns import write_returns

INDICATORS = """
| code | topic | label    | unit  | kind  | across_agencies | across_periods |
|------|-------|----------|-------|-------|-----------------|----------------|
| A1   | Một   | Số buổi  | buổi  | count | sum             | sum            |
"""
AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |"
SECTIONS = "| code | role | heading |\n|--|--|--|\n| dat | achievement | Mặt đạt được |"
REASON = "Sửa số liệu sai"
WORDS = f"| kind | text |\n|--|--|\n| resend_reason | {REASON} |\n| resend_reason | Lý do khác |"
FIGURES = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | {} | abc |"
LINES = "| section | text |\n|--|--|\n| dat | {} |"
PLACE = ("info", "resend_reason", "value")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, words=WORDS)


def sent(folder: Folder, figure: str = "5", line: str = "Làm tốt") -> Path:
    return filled(folder, "SA", FIGURES.format(figure), LINES.format(line), {"phone": "0277"}, name="SA 1")


def returned(folder: Folder, path: Path) -> Path:
    (written,) = write_returns(folder, consolidate(folder.campaign, [read(folder, path)], as_of=DAY))
    return written


def again(folder: Folder, back: Path, reason: str = "", figure: str = "", name: str = "SA 2") -> Path:
    """The returned form when it comes back."""
    cells: list[tuple[tuple[str, str, str], str | int]] = [(PLACE, reason)] if reason else []
    cells += [(("figures", "A1", "2019"), int(figure))] if figure else []
    return type_into(back, [(cell_of(back, *place), value) for place, value in cells], folder.inbox / f"{name}.xlsx")


# --- In the form ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_returned_form_asks_why_it_is_sent_again(folder: Folder) -> None:
    """Answers are listed in the definition's words, and other text is accepted too."""
    back = returned(folder, sent(folder))
    sheet, cell = cell_of(back, *PLACE)
    book = openpyxl.load_workbook(back)
    (rule,) = (v for v in book[sheet].data_validations.dataValidation if cell in v.sqref)
    assert (rule.type, rule.formula1, bool(rule.showErrorMessage)) == ("list", "Resend_reasons", False)
    lists, place = book.defined_names["Resend_reasons"].attr_text.replace("'", "").replace("$", "").split("!")
    assert [c.value for row in book[lists][place] for c in row] == [REASON, "Lý do khác"]
    assert read(folder, again(folder, back, "vì mất điện")).resend_reason == "vì mất điện"


def test_the_list_of_a_returned_form_names_the_cell_for_the_reason(folder: Folder) -> None:
    texts = [cell for row in keyed(returned(folder, sent(folder)))["to_fix"].rows for cell in row.cells]
    assert any("“Lý do gửi lại” ở trang “Thông tin”" in str(cell) for cell in texts)


def test_without_reasons_in_the_definition_the_form_does_not_ask(tmp_path: Path) -> None:
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    back = keyed(returned(folder, sent(folder)))
    assert "resend_reason" not in back["info"].by_key()
    assert not any("Lý do gửi lại" in str(cell) for row in back["to_fix"].rows for cell in row.cells)


def test_the_reasons_change_no_outgoing_form(folder: Folder, tmp_path: Path) -> None:
    """An outgoing form has no such row and the same definition code, whatever the reasons are."""
    other = definition(tmp_path / "other", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    forms = [path.read_bytes() for one in (folder, other) for path in write_templates(one, ["SA"])]
    assert forms[0] == forms[1]


def test_a_reason_is_not_carried_to_the_next_return(folder: Folder) -> None:
    second = again(folder, returned(folder, sent(folder)), REASON)
    assert read(folder, second).resend_reason == REASON
    back = returned(folder, second)
    assert keyed(back)["info"].value(keyed(back)["info"].by_key()["resend_reason"], "value") is None


# --- Versions ---------------------------------------------------------------------------------------


def _mailed(submission: Submission, day: int) -> Submission:
    when = datetime(2021, 1, day, 8)
    return replace(submission, source=replace(submission.source, received=when.date(), mailed=when))


def _status(folder: Folder, *paths: Path) -> AgencyStatus:
    """The agency's status where its versions came on the 4th, the 8th, the 12th … of January."""
    read_all = [_mailed(read(folder, path), 4 + 4 * n) for n, path in enumerate(paths)]
    return next(s for s in consolidate(folder.campaign, read_all, as_of=DAY).statuses if s.agency == "SA")


@pytest.mark.slow
def test_contents_sent_before_are_only_a_note(folder: Folder) -> None:
    """Where the same form is sent again, the earlier version says so in a note."""
    first = sent(folder)
    again(folder, returned(folder, first), REASON)
    found = merge(folder, master=False)
    assert [f.code for s in found.submissions if not s.counts for f in s.findings] == ["sent-again"]
    assert {f.severity for s in found.submissions if not s.counts for f in s.findings} == {"note"}
    assert not found.changes
    again(folder, returned(folder, first), REASON, figure="6")
    assert [f.code for s in merge(folder, master=False).submissions if not s.counts for f in s.findings] == [
        "superseded"
    ]


@pytest.mark.parametrize(
    ("change_it", "day"),
    [
        (lambda folder, first: again(folder, returned(folder, first), REASON), 4),
        (lambda folder, first: again(folder, returned(folder, first), REASON, figure="6"), 8),
        (lambda folder, first: filled(folder, "SA", FIGURES.format("5"), LINES.format("Làm rất tốt"), name="SA 2"), 4),
        (lambda folder, first: filled(folder, "SA", FIGURES.format("6"), LINES.format("Làm tốt"), name="SA 2"), 8),
    ],
)
def test_a_version_that_changes_no_figure_leaves_the_day_of_sending(
    folder: Folder, change_it: Callable[[Folder, Path], Path], day: int
) -> None:
    """Whatever reason was picked."""
    first = sent(folder)
    assert _status(folder, first, change_it(folder, first)).received == date(2021, 1, day)


def test_the_day_of_sending_is_that_of_the_figures_that_count(folder: Folder) -> None:
    """Figures changed and changed back were sent with the last change."""
    first = sent(folder)
    second = filled(folder, "SA", FIGURES.format("6"), LINES.format("Làm tốt"), name="SA 2")
    third = filled(folder, "SA", FIGURES.format("5"), LINES.format("Làm tốt"), name="SA 3")
    fourth = filled(folder, "SA", FIGURES.format("5"), LINES.format("Làm"), name="SA 4")
    assert _status(folder, first, second, third, fourth).received == date(2021, 1, 12)


# --- In the master ----------------------------------------------------------------------------------


def test_the_reason_stands_with_versions_changes_and_details(folder: Folder) -> None:
    again(folder, returned(folder, sent(folder)), REASON, figure="6")
    merge(folder)
    sheets = keyed(folder.master)
    assert [(r["file"], r["resend_reason"]) for r in records(sheets["sources"])] == [
        ("inbox/SA 1.xlsx", None),
        ("inbox/SA 2.xlsx", REASON),
    ]
    assert [(r["old_value"], r["new_value"], r["resend_reason"]) for r in records(sheets["changes"])] == [
        ("5", "6", REASON)
    ]
    assert [r["resend_reason"] for r in records(sheets["info"])] == [REASON]


@pytest.mark.slow
def test_the_reason_is_in_the_bridge_and_in_a_master_of_parts(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    first = sent(folder)
    run(["merge", *where, "--issued"])
    old = shutil.copy(folder.master, tmp_path / "old.xlsx")
    again(folder, returned(folder, first), REASON, figure="6")
    run(["merge", *where])
    assert f"Đơn vị gửi lại, lý do: {REASON} (Sở A) +1" in capsys.readouterr().out
    causes = [r["cause"] for r in records(keyed(folder.master)["bridge"])]
    assert set(causes) == {f"Đơn vị gửi lại, lý do: {REASON}"}
    run(["diff", str(old), str(folder.master)])
    assert f"lý do: {REASON} (Sở A) +1" in capsys.readouterr().out

    whole = definition(tmp_path / "whole", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, words=WORDS)
    whole.inbox.mkdir(exist_ok=True)
    shutil.copy(folder.master, whole.inbox / "part.xlsx")
    run(["merge", "--campaign", str(whole.root), "--as-of", DAY.isoformat()])
    sheets = keyed(whole.master)
    assert [r["resend_reason"] for r in records(sheets["info"])] == [REASON]
    assert REASON in [r["resend_reason"] for r in records(sheets["sources"])]
    assert [r["resend_reason"] for r in records(sheets["changes"])] == [REASON]
