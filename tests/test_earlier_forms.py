"""Forms that were sent out before the definition was edited: only what their agency is asked otherwise is told."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.building import cell_of, codes, definition, filled, keyed, merge, read, type_into
from tests.test_intake import AGENCIES, FIGURES, INDICATORS, INFO, LINES, SECTIONS, THEMES, finding
from toolkit.folder import Folder
from toolkit.form import EARLIER, guide_words
from toolkit.messages import forms
from toolkit.messages.findings import describe
from toolkit.model import Language
from toolkit.returns import prepare_return

ABOUT = {"deadline": "2021-01-10", "contact_name": "Bà An", "contact_email": "an@thu.example"}
TABLES = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "themes": THEMES}


def defined(root: Path, about: dict[str, str] | None = None, **tables: str) -> Folder:
    return definition(root, about={**ABOUT, **(about or {})}, **{**TABLES, **tables})


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The form as sent out and filled in, before anything was edited."""
    return filled(defined(tmp_path), "SA", FIGURES, LINES, INFO)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_guide_in_words_used_before_is_no_content(tmp_path: Path, language: Language) -> None:
    """A form made before the guide's words were changed reads as one made today."""
    folder = defined(tmp_path)
    path = filled(folder, "SA", FIGURES, LINES, INFO, language=language)
    before = read(folder, path)
    words = guide_words(folder.campaign, language)
    name = keyed(path)["guide"].name
    said = [text.say(language, **words) for text in forms.FORMER_GUIDE]
    assert not {f"•  {text}" for text in said} & {c.value for (c,) in openpyxl.load_workbook(path)[name].iter_rows(min_col=2, max_col=2)}  # fmt: skip
    type_into(path, [((name, f"B{row}"), f"•  {text}") for row, text in enumerate(said, start=6)])
    after = read(folder, path)
    assert (after.findings, after.leftovers) == (before.findings, before.leftovers)


@pytest.mark.parametrize(
    ("about", "tables"),
    [
        ({"deadline": "2021-02-20"}, {}),
        ({"contact_name": "Ông Bình", "contact_email": "b@thu.example", "contact_phone": "0277 1"}, {}),
        ({"title": "Báo cáo thử, gia hạn"}, {}),
        ({}, {"agencies": AGENCIES + "| SC   | Sở C |              |\n"}),
        ({}, {"themes": THEMES + "| kt   | Kiểm tra     | kiểm tra     |\n"}),
        ({}, {"sections": SECTIONS.replace("Mỗi ý một dòng", "Mỗi ý một dòng, ngắn gọn")}),
        ({}, {"indicators": INDICATORS.replace("Của Bê ", "Của Bê mới")}),
    ],
    ids=["deadline", "contact", "title", "agency", "theme", "guidance", "another's label"],
)
def test_an_edit_that_does_not_concern_an_agency_is_no_fault_of_its_form(form: Path, about: dict[str, str], tables: dict[str, str]) -> None:  # fmt: skip
    """Nothing is found; what the form printed otherwise is listed and counted, and does not go back to the agency."""
    folder = defined(form.parents[1], about, **tables)
    submission = read(folder, form)
    assert codes(submission) == []
    assert {x.reason for x in submission.leftovers} <= {EARLIER}
    assert submission.balance.even
    filling, _ = prepare_return(folder.campaign, submission)
    assert filling.outside == ()
    assert merge(folder).balance.even


def test_what_an_agency_types_outside_an_earlier_form_is_told_as_ever(form: Path) -> None:
    """Beside the form's own places."""
    folder = defined(form.parents[1], {"deadline": "2021-02-20"})
    sheet, cell = cell_of(form, "figures", "A1", "label")
    submission = read(folder, type_into(form, [((sheet, cell.replace("C", "K")), "của xã")]))
    assert codes(submission) == ["unkeyed-content"]
    assert finding(submission, "unkeyed-content").value == "của xã"


@pytest.mark.parametrize(
    ("about", "tables", "expected", "differs"),
    [
        ({}, {"indicators": INDICATORS.replace("Số buổi ", "Số cuộc ")}, {"label-earlier", "older-definition"}, "A1"),
        ({}, {"indicators": INDICATORS.replace("| người |", "| lượt  |")}, {"label-earlier", "older-definition"}, "A2"),
        ({}, {"sections": SECTIONS.replace("Hạn chế", "Tồn tại")}, {"older-definition"}, "“Tồn tại”"),
        ({}, {"sections": SECTIONS + "| kn | proposal | Kiến nghị | |\n"}, {"older-definition"}, "“Kiến nghị”"),
        ({"periods": "2019 | 2020 | 2021-Q1"}, {}, {"older-definition", "period-missing"}, "Quý I/2021"),
        ({"periods": "2020"}, {}, {"older-definition", "unkeyed-content"}, "2019"),
    ],
    ids=["label", "unit", "heading", "section", "period", "period gone"],
)  # fmt: skip
def test_what_an_agency_is_asked_otherwise_is_told(form: Path, about: dict[str, str], tables: dict[str, str], expected: set[str], differs: str) -> None:  # fmt: skip
    """With what differs, and as an edit of the definition: the agency is not said to have changed its form."""
    folder = defined(form.parents[1], about, **tables)
    submission = read(folder, form)
    assert set(codes(submission)) == expected
    said, _ = describe(finding(submission, "older-definition"), "vi", folder.campaign)
    assert differs in said
    assert submission.balance.even
