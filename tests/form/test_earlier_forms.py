"""Forms sent out before the definition was edited: only changes of what their agency is asked are reported."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.building import cell_of, codes, definition, filled, keyed, merge, read, type_into
from tests.cases import cases
from tests.intake.test_reader import AGENCIES, FIGURES, INDICATORS, INFO, LINES, SECTIONS, THEMES, finding
from toolkit.form.contents import EARLIER, guide_words, limits_in_words, make_form
from toolkit.form.returns import prepare_return
from toolkit.intake.live_list import live_list_texts
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Indicator, Kind, Language
from toolkit.run.folder import Folder
from toolkit.values.units import factor_from

ABOUT = {"deadline": "2021-01-10", "contact_name": "Bà An", "contact_email": "an@thu.example"}
TABLES = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "themes": THEMES}


def defined(root: Path, about: dict[str, str] | None = None, **tables: str) -> Folder:
    return definition(root, about={**ABOUT, **(about or {})}, **{**TABLES, **tables})


def edited(root: Path, sheet: str, old: str, new: str) -> Folder:
    """The definition with a text of a sheet replaced, or a row added, or another item of the campaign."""
    if sheet not in TABLES:
        return defined(root, {sheet: new})
    edited = TABLES[sheet].replace(old, new) if old else f"{TABLES[sheet]}{new}\n"
    return definition(root, about=ABOUT, **{**TABLES, sheet: edited})


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The form as sent out and filled in, before any edit."""
    return filled(defined(tmp_path), "SA", FIGURES, LINES, INFO)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_earlier_wording_of_the_guide_is_no_content(tmp_path: Path, language: Language) -> None:
    """A form made with it reads as one made today."""
    folder = defined(tmp_path)
    path = filled(folder, "SA", FIGURES, LINES, INFO, language=language)
    before = read(folder, path)
    words = guide_words(folder.campaign, language)
    name = keyed(path)["guide"].name
    texts = [text.say(language, **words) for text in forms.FORMER_GUIDE]
    printed = {c.value for (c,) in openpyxl.load_workbook(path)[name].iter_rows(min_col=2, max_col=2)}
    today = {text.vi for _, _, text in forms.GUIDE}
    stands = [text for text, words in zip(forms.FORMER_GUIDE, texts, strict=True) if f"•  {words}" in printed]
    # Texts changed in Vietnamese alone are the same in English.
    assert [text for text in stands if language == "vi" or text.vi in today] == []
    for begin in range(0, len(texts), 10):
        type_into(path, [((name, f"B{row}"), f"•  {text}") for row, text in enumerate(texts[begin : begin + 10], 6)])
        after = read(folder, path)
        assert (after.findings, after.leftovers) == (before.findings, before.leftovers)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("sign", [",", "."])
def test_the_guide_is_recognised_with_either_decimal_sign(tmp_path: Path, language: Language, sign: str) -> None:
    """Saved on a computer with either sign, or by a program that keeps no results, its example is printed text."""
    folder = defined(tmp_path)
    path = filled(folder, "SA", FIGURES, LINES, INFO, language=language)
    before = read(folder, path)
    name = keyed(path)["guide"].name
    shown, formulas = (openpyxl.load_workbook(path, data_only=only)[name] for only in (True, False))
    ((cell, example),) = (
        (c.coordinate, shown[c.coordinate].value)
        for (c,) in formulas.iter_rows(min_col=2, max_col=2)
        if c.data_type == "f"
    )
    own = {"vi": ",", "en": "."}[language]
    assert f"12{own}5" in example
    assert f"0{own}5%" in example
    for text in (example.replace(f"{own}5", f"{sign}5"), None):
        after = read(folder, type_into(path, [((name, cell), text)], tmp_path / "saved.xlsx"))
        assert (after.findings, after.leftovers) == (before.findings, before.leftovers)


@cases(r"""
| case            | sheet         | old            | new                             |
|-----------------|---------------|----------------|---------------------------------|
| deadline        | deadline      |                | 2021-02-20                      |
| contact         | contact_name  |                | Ông Bình                        |
| address         | contact_email |                | b@thu.example                   |
| telephone       | contact_phone |                | 0277 1                          |
| title           | title         |                | Báo cáo thử, gia hạn            |
| agency          | agencies      |                | \| SC \| Sở C \| \|             |
| theme           | themes        |                | \| kt \| Kiểm tra \| kiểm tra \| |
| guidance        | sections      | Mỗi ý một dòng | Mỗi ý một dòng, ngắn gọn        |
| another's label | indicators    | Của Bê         | Của Bê mới                      |
""")
def test_an_edit_that_does_not_concern_an_agency_is_no_fault_of_its_form(
    form: Path, sheet: str, old: str, new: str
) -> None:
    """There is no finding; text printed differently is listed and counted, and not sent back to the agency."""
    folder = edited(form.parents[1], sheet, old, new)
    submission = read(folder, form)
    assert codes(submission) == []
    assert {x.reason for x in submission.leftovers} <= {EARLIER}
    assert submission.balance.is_even
    filling, _ = prepare_return(folder.campaign, submission)
    assert filling.outside == ()
    assert merge(folder, master=False).balance.is_even


def test_cells_typed_outside_an_earlier_form_are_listed(form: Path) -> None:
    """Beside the cells printed by that form."""
    folder = defined(form.parents[1], {"deadline": "2021-02-20"})
    sheet, cell = cell_of(form, "figures", "A1", "label")
    submission = read(folder, type_into(form, [((sheet, cell.replace("C", "K")), "của xã")]))
    assert codes(submission) == ["unkeyed-content"]
    assert finding(submission, "unkeyed-content").value == "của xã"


@cases(r"""
| case    | sheet      | old         | new                              | expected                      | differs     |
|---------|------------|-------------|----------------------------------|-------------------------------|-------------|
| label   | indicators | Số buổi     | Số cuộc                          | label-earlier                 | “Số cuộc”   |
| unit    | indicators | \| người \| | \| lượt  \|                      | unit-unknown                  | “Số người”  |
| heading | sections   | Hạn chế     | Tồn tại                          |                               | “Tồn tại”   |
| section | sections   |             | \| kn \| proposal \| Kiến nghị \| \| |                         | “Kiến nghị” |
| period  | periods    |             | 2019 \| 2020 \| 2021-Q1          | period-new                    | Quý I/2021  |
| code    | indicators | A2          | A6                               | indicator-new no-longer-asked | “Số người”  |
""")
def test_a_changed_question_is_a_finding(
    form: Path, sheet: str, old: str, new: str, expected: str, differs: str
) -> None:
    """With the difference, as an edit of the definition and not as a change by the agency."""
    folder = edited(form.parents[1], sheet, old, new)
    submission = read(folder, form)
    assert set(codes(submission)) == {"older-definition", *expected.split()}
    sentence, _ = describe(finding(submission, "older-definition"), "vi", folder.campaign)
    assert differs in sentence
    assert submission.balance.is_even


@cases(r"""
| case      | sheet      | old                         | new                   |
|-----------|------------|-----------------------------|-----------------------|
| period    | periods    |                             | 2020                  |
| indicator | indicators | Mức đạt  \| %     \| percent \|   | Mức đạt \| % \| percent \| SB |
| section   | sections   | \| han  \| limitation  \| Hạn chế      \|                \| |       |
""")
def test_an_answer_to_a_removed_question_is_a_note(form: Path, sheet: str, old: str, new: str) -> None:
    """For the coordinator only: the answer is kept, and the agency need not do anything."""
    folder = edited(form.parents[1], sheet, old, new)
    submission = read(folder, type_into(form, [(cell_of(form, "figures", "A4", "2020"), 40)]))
    assert codes(submission) == ["no-longer-asked"]
    assert submission.findings[0].severity == "note"
    assert submission.findings[0].cell in {x.cell for x in submission.leftovers}
    filling, marks = prepare_return(folder.campaign, submission)
    assert (filling.outside, marks.lines) == ((), ())
    assert submission.balance.is_even


MONEY = """
| code | topic | label      | unit       | kind    | across_agencies | across_periods | maximum | formula   |
|------|-------|------------|------------|---------|-----------------|----------------|---------|-----------|
| B1   | Một   | Kinh phí   | triệu đồng | money   | sum             | sum            |         |           |
| B2   | Một   | Diện tích  | ha         | decimal | sum             | sum            |         |           |
| B3   | Một   | Bình quân  | triệu/ha   | decimal | none            | none           |         | =B1/B2    |
"""
GIVEN = "| code | 2019 | 2020 |\n|---|---|---|\n| B1 | 450 | 1,5 tỷ |\n| B2 | 3 | 5 |"


def test_figures_of_an_earlier_form_are_converted_to_the_present_unit(tmp_path: Path) -> None:
    """Millions become billions, also in what is computed from them and in the returned form."""
    form = filled(defined(tmp_path, indicators=MONEY), "SA", GIVEN)
    folder = defined(tmp_path, indicators=MONEY.replace("triệu đồng", "tỷ đồng   "))
    submission = read(folder, form)
    assert [(f.value, f.state, f.typed) for f in submission.figures if f.indicator == "B1"] == [
        (0.45, "given", "450"),
        (1.5, "given", "1,5 tỷ"),
    ]
    assert [f.value for f in submission.figures if f.indicator == "B3"] == [0.45 / 3, 1.5 / 5]
    reported = finding(submission, "unit-converted")
    assert (reported.value, reported.text("expected")) == ("triệu đồng", "tỷ đồng")
    assert submission.balance.is_even
    filling, _ = prepare_return(folder.campaign, submission)
    assert filling.figures["B1", "2019"] == 0.45


def test_figures_in_a_unit_that_cannot_be_converted_are_held(tmp_path: Path) -> None:
    """The question names both units; the returned form has the former one beside the number."""
    form = filled(defined(tmp_path, indicators=MONEY), "SA", GIVEN)
    folder = defined(tmp_path, indicators=MONEY.replace("| ha         |", "| hộ         |"))
    submission = read(folder, form)
    assert [(f.value, f.state) for f in submission.figures if f.indicator == "B2"] == [(None, "held")] * 2
    assert {f.state for f in submission.figures if f.indicator == "B3"} == {"missing"}
    what, _ = describe(finding(submission, "unit-unknown"), "vi", folder.campaign)
    assert "“ha”" in what
    assert "“hộ”" in what
    filling, _ = prepare_return(folder.campaign, submission)
    assert filling.figures["B2", "2019"] == "3 ha"


@pytest.mark.parametrize(
    ("before", "now", "kind", "factor"),
    [
        ("triệu đồng", "tỷ đồng", "money", "0.001"),
        ("đồng", "triệu đồng", "money", "0.000001"),
        ("tỷ", "triệu đồng", "money", "1000"),
        ("triệu USD", "triệu đồng", "money", None),
        ("nghìn người", "người", "count", "1000"),
        ("1000 lượt", "lượt", "count", "1000"),
        ("Người", "người", "count", "1"),
        ("", "người", "count", "1"),
        ("", "triệu đồng", "money", "0.000001"),
        ("ha", "hộ", "decimal", None),
        ("ha", "%", "decimal", None),
        ("%", "%", "percent", "1"),
        ("người", "lượt", "count", None),
    ],
)
def test_only_magnitudes_of_one_unit_are_converted(before: str, now: str, kind: Kind, factor: str | None) -> None:
    """Magnitudes of one unit are converted; other units are not."""
    indicator = Indicator(code="A1", topic="", label="", unit=now, kind=kind)
    found = factor_from(before, kind, indicator)
    assert found == (None if factor is None else Decimal(factor))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_earlier_wording_of_the_live_list_is_no_content(tmp_path: Path, language: Language) -> None:
    """A form made with it reads as one made today."""
    folder = defined(tmp_path)
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], language, version="0")
    own = live_list_texts(folder.campaign, "0")
    percentage = folder.campaign.indicator_by_code["A4"]
    words = "; ".join(form.number_words)
    for text in (forms.BAD_PERCENT, *forms.FORMER_BAD_PERCENT):
        assert fold(form.say(text, range=limits_in_words(form, percentage), least="1", words=words)) in own
    for text in (*forms.TO_FIX_FORMAT.values(), forms.TO_FIX_WITHOUT_FORMATS):
        assert fold(form.say(text, least="1")) in own
