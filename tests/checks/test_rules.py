"""The checks on one submission: each states what should be true, and reports where it is not."""

from pathlib import Path

import pytest

from tests.building import definition, filled, read
from tests.cases import cases
from toolkit.checks.rules import CHECKS
from toolkit.formula import expressions
from toolkit.messages.findings.catalogue import describe, quoted_text
from toolkit.model import Finding, Language
from toolkit.model.periods import parse_period, parts_of_years
from toolkit.run.folder import Folder, new_folder, open_folder

INDICATORS = """
| code | topic | label     | unit  | kind    | required | max_change | across_agencies | across_periods | formula    |
|------|-------|-----------|-------|---------|----------|------------|-----------------|----------------|------------|
| A1   | Một   | Số buổi   | buổi  | count   | yes      | 100        | sum             | sum            |            |
| A2   | Một   | Số người  | người | count   |          |            | sum             | sum            |            |
| A3   | Một   | Tỷ lệ     | %     | percent |          |            |                 | none           | =A1/A2*100 |
| A4   | Hai   | Kế hoạch  | có    | yesno   |          |            | count_yes       | none           |            |
"""
SECTIONS = """
| code | role        | heading      | required | max_words |
|------|-------------|--------------|----------|-----------|
| dat  | achievement | Mặt đạt được | yes      | 6         |
| han  | limitation  | Hạn chế      |          |           |
"""
RULES = """
| code | formula                    | severity | message        | fix     |
|------|----------------------------|----------|----------------|---------|
| R1   | =A1<=A2                    | error    | Buổi > người.  | Xem lại |
| R2   | =IF(A4="có",A1>=1,TRUE)    | warning  | Có mà bằng 0.  | Xem lại |
| R3   | =A3<=100                   | note     | Quá 100 %.     | Xem lại |
"""
AGENCIES = """
| code | name |
|------|------|
| SA   | Sở A |
"""
GOOD = """
| code | 2018 | 2019 | 2020-6M |
|------|------|------|---------|
| A1   | 5    | 6    | 4       |
| A2   | 50   | 60   | 30      |
| A4   | Có   | Có   | Không   |
"""
LINES = """
| section | text      |
|---------|-----------|
| dat     | Làm tốt   |
"""
INFO = {"report_number": "5/BC", "report_date": "30/12/2020", "prepared_by": "An", "phone": "0277", "signed_by": "B"}


def made(root: Path, periods: str = "2018|2019|2020-6M", **tables: str) -> Folder:
    usual = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "rules": RULES}
    return definition(root, about={"periods": periods}, **(usual | tables))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return made(tmp_path)


def findings(folder: Folder, figures: str = GOOD, lines: str = LINES, info: dict[str, str] = INFO) -> list[Finding]:
    return list(read(folder, filled(folder, "SA", figures, lines, info)).findings)


def row(code: str, *values: str) -> str:
    """`GOOD` with one row replaced."""
    kept = [line for line in GOOD.strip().splitlines() if not line.startswith(f"| {code} ")]
    return "\n".join([*kept, f"| {code} | {' | '.join(values)} |"])


@cases("""
| case                                          | replaced          | found                                         |
|-----------------------------------------------|-------------------|-----------------------------------------------|
| a good report has no findings                 | A2: 50; 60; 30    |                                               |
| a blank required figure is one for all periods | A1: 5; ;         | error required-missing                        |
| an optional one may be blank                  | A2: 50; 60;       |                                               |
| a broken rule is one for all periods          | A1: 51; 61; 4     | error rule-failed, note rule-failed           |
| a rule broken in one period names it | A1: 25; 16; 31 | error rule-failed 2020-6M, note rule-failed 2020-6M |
| a rule with a condition applies where it is true | A1: 0; 0; 0    | warning rule-failed                           |
| a figure that more than doubles in a year     | A1: 6; 13; 0      | warning large-change 2019                     |
| a half-year is no fall, nor near a double     | A1: 5; 6; 12      |                                               |
| a part of a year far above the year before    | A1: 5; 6; 13      | warning large-change 2020-6M                  |
""")
def test_each_fault_of_figures_has_its_finding(folder: Folder, replaced: str, found: str) -> None:
    """With its severity, and the period where it is about one."""
    code, _, numbers = replaced.partition(": ")
    reported = findings(folder, row(code, *numbers.split(";")))
    texts = [f"{f.severity} {f.code} {f.period or ''}".strip() for f in reported if f.code != "rule-not-checkable"]
    assert ", ".join(texts) == found


def test_findings_have_all_their_cells(folder: Folder) -> None:
    """The first cell first; a condition that is not true in a period has none there."""
    missing = next(f for f in findings(folder, row("A1", "5", "", "")) if f.code == "required-missing")
    assert (missing.indicator, len(missing.cells)) == ("A1", 2)
    broken = findings(folder, row("A1", "51", "61", "4"))[0]
    assert (len(broken.cells), broken.cells[0], [b.period for b in broken.broken]) == (4, broken.cell, ["2018", "2019"])
    (condition,) = findings(folder, row("A1", "0", "0", "0"))
    assert "2020-6M" not in [b.period for b in condition.broken]
    (change,) = findings(folder, row("A1", "6", "13", "0"))
    assert dict(change.arguments)["change"] == 116.7
    # A half-year is compared with the half-year before it, a single quarter with the last longer period.
    periods = tuple(filter(None, map(parse_period, ("2018", "2019-6M", "2019", "2020-6M", "2020-Q3"))))
    assert [(a.key, b.key) for a, b in parts_of_years(periods)] == [("2018", "2019-6M"), ("2020-6M", "2020-Q3")]


def test_every_check_says_what_should_be_true_and_why() -> None:
    """Each check in the list states its rule and the reason for it."""
    for check in CHECKS:
        assert check.__doc__
        assert "Why: " in check.__doc__


@pytest.mark.slow
def test_a_report_without_figures_is_one_finding(folder: Folder, tmp_path: Path) -> None:
    """Not one for each blank cell; it is an error only where a figure is required. Answers in words are figures."""
    assert [(f.code, f.severity) for f in findings(folder, figures="")] == [("no-figures", "error")]
    words = "| code | 2018 | 2019 | 2020-6M |\n|--|--|--|--|\n| A1 | Chưa thống kê | Không có | Không thuộc chức năng |"
    assert not {f.code for f in findings(folder, words)} & {"no-figures", "required-missing"}
    # Nor is a rule with blank members only a finding, or a note that it cannot be checked.
    answers = "| code | 2018 | 2019 | 2020-6M |\n|---|---|---|---|\n| A4 | Có | Có | Không |"
    assert "R1" not in [f.rule for f in findings(folder, answers)]
    optional = INDICATORS.replace("| yes ", "|     ")
    folder = definition(tmp_path, agencies=AGENCIES, indicators=optional, sections=SECTIONS)
    assert ("no-figures", "warning") in [(f.code, f.severity) for f in findings(folder, figures="")]


@cases("""
| case | lines | found |
|------|-------|-------|
| a blank required section, not an optional one | han: Ít người | error section-empty dat |
| a point twice, not in two sections | dat: Làm tốt; dat: - làm tốt.; han: Làm tốt | note statement-repeated dat |
| more words than the section's limit | dat: một hai ba bốn năm sáu bảy; han: một hai ba bốn năm sáu bảy \
| note too-many-words dat |
""")
def test_each_fault_of_statements_has_its_finding(folder: Folder, lines: str, found: str) -> None:
    """With its section."""
    rows = "\n".join(f"| {line.replace(': ', ' | ')} |" for line in lines.split("; "))
    reported = findings(folder, lines=f"| section | text |\n|---|---|\n{rows}")
    assert [f"{f.severity} {f.code} {f.section}" for f in reported] == [found]


@pytest.mark.parametrize("message", ["Buổi nhiều hơn người", "Buổi nhiều hơn người;", "Buổi nhiều hơn người. "])
def test_a_message_without_a_full_stop_does_not_run_into_the_next_word(tmp_path: Path, message: str) -> None:
    """The rule's message ends before its figures begin, and so does the advice."""
    folder = made(tmp_path, rules=RULES.replace("Buổi > người.", message))
    found = next(f for f in findings(folder, row("A1", "5", "6", "31")) if f.code == "rule-failed")
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        what, fix = describe(found, language, folder.campaign)
        assert what.startswith("Buổi nhiều hơn người. "), what
        assert fix == "Xem lại."


def test_a_broken_rule_with_equal_sides_shows_no_difference(tmp_path: Path) -> None:
    """`0 = 0` explains nothing; sums that should differ are shown once."""
    rules = """
    | code | formula               | severity | message |
    |------|-----------------------|----------|---------|
    | R1   | =IF(A4="có",A1>0,TRUE)| error    | Không.  |
    | R2   | =A1+A2*2<A2*2+A1*3   | error    | Sao.    |
    """
    folder = made(tmp_path, "2019", rules=rules)
    found = findings(folder, "| code | 2019 |\n|---|---|\n| A1 | 0 |\n| A2 | 7 |\n| A4 | Có |")
    texts = [quoted_text(f) for f in found if f.code == "rule-failed"]
    assert texts == ["2019: A4 = Có; A1 = 0", "2019: A1 = 0; A2 = 7 (14 = 14)"]


def test_a_row_in_another_unit_is_one_finding(tmp_path: Path) -> None:
    """It has all the cells and quotes each; another row is another finding."""
    indicators = """
    | code | topic | label    | unit       | kind  | across_agencies | across_periods |
    |------|-------|----------|------------|-------|-----------------|----------------|
    | K1   | Một   | Kinh phí | triệu đồng | money | sum             | sum            |
    | K2   | Một   | Đã chi   | triệu đồng | money | sum             | sum            |
    """
    head = "|".join(f"2020-M{n:02}" for n in range(1, 13))
    folder = made(tmp_path, head, indicators=indicators, rules="| code | formula | severity | message |")
    given = {"K1": "20000000", "K2": "30000000"}
    rows = [f"| {code} | {' | '.join(f'{n}{base}' for n in range(1, 13))} |" for code, base in given.items()]
    table = "\n".join([f"| code | {head} |", "|---" * 13 + "|", *rows])
    submission = read(folder, filled(folder, "SA", table, LINES, INFO))
    found = [f for f in submission.findings if f.severity == "error"]
    assert [(f.code, f.indicator, f.period, len(f.cells)) for f in found] == [
        ("check-unit", code, None, 12) for code in given
    ]
    at = [f.cell for f in submission.figures if f.indicator == "K1"]
    others = [f"{cell}: {n}20000000" for n, cell in enumerate(at[1:], start=2)]
    assert quoted_text(found[0]).splitlines() == ["120000000", *others]
    sentence = describe(found[0], "vi", folder.campaign)[0]
    assert f"“120000000” ở ô {at[0]} " in sentence
    assert f"Tương tự ở 11 ô khác: {at[1]}, " in sentence
    assert {f.state for f in submission.figures} == {"held"}


@pytest.mark.slow
def test_a_broken_rule_shows_both_sides(folder: Folder) -> None:
    """Of two figures each is quoted; a limit is shown beside the computed value, which is rounded. Messages name
    periods as the form does, and figures have names and units once; texts for programs have codes."""
    own, computed = (quoted_text(f) for f in findings(folder, row("A1", "5", "16", "31")) if f.code == "rule-failed")
    assert own == "2020-6M: A1 = 31; A2 = 30 (Δ 1)"
    assert computed == "2020-6M: A3 = 103,33 (103,33 > 100; Δ 3,33)"
    found = findings(folder, row("A1", "5", "", "31"))
    sentences = {f.code: describe(f, "vi", folder.campaign)[0] for f in reversed(found)}
    assert "Kỳ 6T/2020: Số buổi = 31 buổi; Số người = 30 người (chênh 1)" in sentences["rule-failed"]
    assert "còn trống ở kỳ: 2019." in sentences["required-missing"]
    half = findings(folder, row("A1", "5", "6", ""))
    assert "còn trống ở kỳ: 6T/2020." in describe(half[0], "vi", folder.campaign)[0]
    head = "| code | 2018 | 2019 | 2020-6M |\n|---|---|---|---|\n"
    rows = head + "| A1 | 36000 | 36001 | 3 |\n| A2 | 35000 | 35001 | 4 |\n| A4 | Có | Có | Có |"
    broken = next(f for f in findings(folder, rows) if f.code == "rule-failed")
    named = "2018: Số buổi = 36.000 buổi; Số người = 35.000 người (chênh 1.000) | 2019: 36.001; 35.001"
    assert named in describe(broken, "vi", folder.campaign)[0]
    assert "2018: A1 = 36.000; A2 = 35.000" in describe(broken, "en")[0]


def test_a_rule_that_cannot_be_checked_names_the_missing_figures(folder: Folder) -> None:
    """By the indicators' codes, not by the rule's, which no agency knows."""
    found = findings(folder, GOOD.replace("| A2   | 50   | 60   |", "| A2   | 50   | chừng 60   |"))
    (note,) = (f for f in found if f.code == "rule-held-back")
    assert describe(note, "vi", folder.campaign) == (
        "Chưa đối chiếu được “Số buổi”, “Số người” ở kỳ 2019 vì số của “Số người” còn lỗi, đang bị giữ lại.",
        "Sửa các số liệu còn lỗi để đối chiếu.",
    )
    found = findings(folder, GOOD.replace("| A2   | 50   | 60   |", "| A2   | 50   | Chưa thống kê |"))
    (note,) = (f for f in found if f.code == "rule-not-checkable" and ("members", ("A2",)) in f.arguments)
    words = "Chưa đối chiếu được “Số buổi”, “Số người” ở kỳ 2019 vì chưa có số dùng được của “Số người”."
    assert describe(note, "vi", folder.campaign)[0] == words
    # Such a rule neither passes nor fails: it is a note, once for all periods.
    found = findings(folder, row("A2", "Chưa thống kê", "60", "Chưa thống kê"))
    notes = [(f.severity, f.rule, f.periods) for f in found if f.code == "rule-not-checkable"]
    assert ("note", "R1", ("2018", "2020-6M")) in notes
    assert {severity for severity, *_ in notes} == {"note"}
    assert "rule-failed" not in [f.code for f in found]


def test_advice_for_a_blank_cell_depends_on_its_kind(tmp_path: Path) -> None:
    """A yes or no is chosen, not typed as a 0."""
    indicators = r"""
    | code | topic | label | unit       | kind   | required | choices |
    |------|-------|-------|------------|--------|----------|---------|
    | A1   | Một   | Gì    | có/không   | yesno  | yes      |         |
    | A2   | Một   | Mấy   | mức        | choice | yes      | A \| B  |
    | A3   | Một   | Lúc   | ngày       | date   | yes      |         |
    | A4   | Một   | Tên   | tên        | text   | yes      |         |
    | A5   | Một   | Tiền  | triệu đồng | money  | yes      |         |
    | A6   | Một   | Số    | cái        | count  |          |         |
    """
    folder = made(tmp_path, "2019", indicators=indicators, rules="| code | formula | severity | message |")
    found = findings(folder, "| code | 2019 |\n|---|---|\n| A6 | 1 |")
    advice = [describe(f, "vi", folder.campaign)[1] for f in found if f.code == "required-missing"]
    words = ["“Có” hoặc “Không”", "danh sách", "ngày/tháng/năm", "nội dung", "gõ 0"]
    assert [word in text for word, text in zip(words, advice, strict=True)] == [True] * 5


def test_a_rule_that_divides_by_zero_names_no_missing_figure(tmp_path: Path) -> None:
    """The finding says that there is no result; nor is a computed member called missing."""
    rules = (
        "| code | formula | severity | message | fix |\n|--|--|--|--|--|\n"
        "| R1 | =A2/A1<=100 | warning | Trên 100 | Xem lại |\n| R2 | =A3<=A2+100 | warning | Quá | Xem lại |"
    )
    folder = made(tmp_path, rules=rules)
    found = findings(folder, row("A1", "0", "6", "4").replace("| A2   | 50   |", "| A2   | 0    |"))
    notes = {f.rule: f for f in found if f.code.startswith("rule-")}
    assert {rule: f.code for rule, f in notes.items()} == {"R1": "rule-without-result", "R2": "rule-without-result"}
    what, _ = describe(notes["R1"], "vi", folder.campaign)
    named = "“Số người”, “Số buổi”"
    assert what == f"Không đối chiếu được {named} ở kỳ 2018: các số đều đã có, nhưng phép tính phải chia cho 0."


@pytest.mark.slow
def test_an_average_over_zero_cases_is_one_finding(tmp_path: Path) -> None:
    """No rule of the starter states its value: another one reports that there are no cases."""
    campaign = open_folder(new_folder(tmp_path / "five").parent).campaign
    zero: dict[str, expressions.Operand] = dict.fromkeys((i.code for i in campaign.indicators), 0.0)
    for count, amount in (("TT01", "TT02"), ("KT05", "KT06")):
        look_up = {**zero, amount: 37.5}.__getitem__
        formulas = [expressions.parse(rule.formula) for rule in campaign.rules]
        judged = [expressions.judge(f, look_up).verdict for f in formulas if {count, amount} == set(f.names)]
        assert judged.count(expressions.Verdict.FAILED) == 1


def test_all_faults_are_reported_at_once(folder: Folder) -> None:
    """Nothing stops at the first fault, and an error holds back its value only. Missing details are one note."""
    found = findings(folder, info={"report_number": "5/BC", "phone": "0277"})
    missing = [(f.code, dict(f.arguments)["details"]) for f in found]
    assert missing == [("details-missing", ("report_date", "prepared_by", "signed_by"))]
    codes = {f.code for f in findings(folder, row("A1", "51", "abc", ""), lines="", info={})}
    assert codes >= {"rule-failed", "not-a-number", "required-missing", "section-empty", "details-missing"}
    submission = read(folder, folder.inbox / "SA.xlsx")
    assert submission.status == "accepted_with_errors"
    assert next(f.value for f in submission.figures if f.indicator == "A1") == 51
