"""Why a form is sent again: a question in the returned form, shown with versions and totals."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.building import DAY, cell_of, definition, filled, keyed, merge, read, records, type_into
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
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


@pytest.mark.slow
def test_a_returned_form_asks_why_it_is_sent_again(folder: Folder, tmp_path: Path) -> None:
    """Answers are listed in the definition's words, and other text is accepted too. The list of what to correct names
    the cell; a reason is not carried to the next return."""
    first = sent(folder)
    back = returned(folder, first)
    sheet, cell = cell_of(back, *PLACE)
    book = openpyxl.load_workbook(back)
    (rule,) = (v for v in book[sheet].data_validations.dataValidation if cell in v.sqref)
    assert (rule.type, rule.formula1, bool(rule.showErrorMessage)) == ("list", "Resend_reasons", False)
    lists, place = book.defined_names["Resend_reasons"].attr_text.replace("'", "").replace("$", "").split("!")
    assert [c.value for row in book[lists][place] for c in row] == [REASON, "Lý do khác"]
    texts = [str(cell) for row in keyed(back)["to_fix"].rows for cell in row.cells]
    assert any("“Lý do gửi lại” ở trang “Thông tin”" in text for text in texts)

    second = again(folder, back, "vì mất điện")
    assert read(folder, second).resend_reason == "vì mất điện"
    info = keyed(returned(folder, second))["info"]
    assert info.value(info.by_key()["resend_reason"], "value") is None

    # Without reasons in the definition the form does not ask. A form that goes out is the same with and without.
    other = definition(tmp_path / "other", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    sheets = keyed(returned(other, sent(other)))
    assert "resend_reason" not in sheets["info"].by_key()
    assert not any("Lý do gửi lại" in str(cell) for row in sheets["to_fix"].rows for cell in row.cells)
    forms = [path.read_bytes() for one in (folder, other) for path in write_templates(one, ["SA"])]
    assert forms[0] == forms[1]


# --- Versions ---------------------------------------------------------------------------------------


def _received(folder: Folder, *paths: Path) -> date | None:
    """The day of the agency's report where its versions came on the 4th, the 8th, the 12th … of January."""
    submissions = []
    for number, path in enumerate(paths):
        one, when = read(folder, path), datetime(2021, 1, 4 + 4 * number, 8)
        submissions.append(replace(one, source=replace(one.source, received=when.date(), mailed=when)))
    return next(s.received for s in consolidate(folder.campaign, submissions, as_of=DAY).statuses if s.agency == "SA")


def test_a_version_that_changes_no_figure_leaves_the_day_of_sending(folder: Folder) -> None:
    """Whatever reason was picked; figures changed and changed back were sent with the last change."""
    first = sent(folder)
    assert _received(folder, first, again(folder, returned(folder, first), REASON)) == date(2021, 1, 4)
    assert _received(folder, first, again(folder, returned(folder, first), REASON, figure="6")) == date(2021, 1, 8)
    same, more, back, last = (
        filled(folder, "SA", FIGURES.format(figure), LINES.format(line), name=f"SA {number}")
        for number, (figure, line) in enumerate(
            [("5", "Làm rất tốt"), ("6", "Làm tốt"), ("5", "Làm tốt"), ("5", "Làm")], start=2
        )
    )
    assert _received(folder, first, same) == date(2021, 1, 4)
    assert _received(folder, first, more) == date(2021, 1, 8)
    assert _received(folder, first, more, back, last) == date(2021, 1, 12)


# --- In the master ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_reason_stands_with_versions_changes_and_details(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the master, in the bridge between totals, and in a master of masters. Where nothing has changed, the earlier
    version says in a note that it was sent again."""
    where = ["--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    back = returned(folder, sent(folder))
    run(["merge", *where, "--issued"])
    old = shutil.copy(folder.master, tmp_path / "old.xlsx")

    again(folder, back, REASON)
    found = merge(folder, master=False)
    replaced = [(f.code, f.severity) for s in found.submissions if not s.counts for f in s.findings]
    assert (replaced, found.changes) == ([("sent-again", "note")], ())
    again(folder, back, REASON, figure="6")
    found = merge(folder, master=False)
    assert [f.code for s in found.submissions if not s.counts for f in s.findings] == ["superseded"]

    run(["merge", *where])
    assert f"Đơn vị gửi lại, lý do: {REASON} (Sở A) +1" in capsys.readouterr().out
    sheets = keyed(folder.master)
    assert {r["file"]: r["resend_reason"] for r in records(sheets["sources"])} == {
        "inbox/SA 1.xlsx": None,
        "inbox/SA 2.xlsx": REASON,
    }
    changes = [(r["old_value"], r["new_value"], r["resend_reason"]) for r in records(sheets["changes"])]
    assert changes == [("5", "6", REASON)]
    assert [r["resend_reason"] for r in records(sheets["info"])] == [REASON]
    assert {r["cause"] for r in records(sheets["bridge"])} == {f"Đơn vị gửi lại, lý do: {REASON}"}
    run(["diff", str(old), str(folder.master)])
    assert f"lý do: {REASON} (Sở A) +1" in capsys.readouterr().out

    whole = definition(tmp_path / "whole", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, words=WORDS)
    shutil.copy(folder.master, whole.inbox / "part.xlsx")
    run(["merge", "--campaign", str(whole.root), "--as-of", DAY.isoformat()])
    sheets = keyed(whole.master)
    assert REASON in [r["resend_reason"] for r in records(sheets["sources"])]
    assert [r["resend_reason"] for key in ("info", "changes") for r in records(sheets[key])] == [REASON] * 2
