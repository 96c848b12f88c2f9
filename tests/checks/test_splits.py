"""Parts compared with their whole: the findings of a form, compared with plain loops and with the form's list."""

import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.building import Here, codes, definition, filled, keyed, read, write
from tests.cases import cases
from tests.effort import effort
from tests.office import needs_libreoffice, read_values
from tests.whole.test_recalculated import differing
from toolkit.form.contents import Filling, numbers_of, split_words
from toolkit.messages import forms
from toolkit.messages.findings import FINDINGS_OF
from toolkit.messages.findings.catalogue import describe
from toolkit.model import CellValue, Finding, Split
from toolkit.run.folder import Folder

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n"
INDICATORS = """
| code | topic | label    | unit       | kind    | required | minimum | across_agencies | across_periods |
|------|-------|----------|------------|---------|----------|---------|-----------------|----------------|
| A    | Một   | Số người | người      | count   | yes      |         | sum             | sum            |
| B    | Một   | Số hộ    | hộ         | count   |          |         | sum             | last           |
| M    | Hai   | Kinh phí | triệu đồng | money   | yes      |         | sum             | sum            |
| D    | Hai   | Diện tích | ha        | decimal |          | -100    | sum             | none           |
"""
SPLITS = r"""
| code | label     | parts                    | of | whole    |
|------|-----------|--------------------------|----|----------|
| GIOI | Theo giới | Nam\|Nữ                  | A  |          |
| TUOI | độ tuổi   | Trẻ\|Trung niên\|Già     | A  |          |
| GIOI | Theo giới | Nam\|Nữ                  | B  |          |
| KHO  | Khó khăn  | Nghèo\|Cận nghèo         | B  | không quá |
| NGUON | nguồn    | Trung ương\|Tỉnh\|Huyện  | M  | không quá |
| LOAI | Theo loại | Đất A\|Đất B             | D  |          |
"""
PERIODS = ("2019", "2020")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    tables = {"agencies": AGENCIES, "indicators": INDICATORS, "splits": SPLITS}
    return Here(definition(tmp_path_factory.mktemp("splits"), about={"periods": "2019|2020"}, **tables))


def findings_of(folder: Folder, figures: str) -> list[Finding]:
    """The findings about splits in a form with these figures of 2019; those of 2020 are correct."""
    right = {"A": 6, "A_NAM": 3, "A_NU": 3, "A_TRE": 1, "A_TRUNG_NIEN": 2, "A_GIA": 3, "M": 0}
    rows = {code.strip(): typed.strip() for code, _, typed in (row.partition("|") for row in figures.split("\n"))}
    lines = [f"| {code} | {rows.get(code, '')} | {right.get(code, '')} |" for code in {**right, **rows}]
    path = filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n" + "\n".join(lines))
    return [f for f in read(folder, path).findings if f.code in FINDINGS_OF["splits"]]


@pytest.mark.slow
def test_parts_that_add_up_to_the_whole_are_no_finding(here: Here) -> None:
    """Nor are zeros, and words in their place."""
    right = "A | 10\nA_NAM | 4\nA_NU | 6\nA_TRE | 10\nA_TRUNG_NIEN | 0\nA_GIA | Không có\nM | 5"
    words = "A_NU | Chưa thống kê\nM_TRUNG_UONG | Chưa thống kê\nM_TINH | Chưa thống kê\nM_HUYEN | Không có"
    parts = "M_TRUNG_UONG | 1\nM_TINH | 2\nM_HUYEN | 2"
    assert findings_of(here.folder, f"{right}\n{parts}") == []
    assert findings_of(here.folder, f"{right}\n{words}".replace("A_NU | 6\n", "")) == []
    nothing = "A | 0\nM | Chưa thống kê"
    assert findings_of(here.folder, nothing) == []


@cases("""
| figures                                                              | expected                                |
|----------------------------------------------------------------------|-----------------------------------------|
| A 10, A_NAM 4, A_NU 5                                                | split-not-equal A GIOI, split-missing A TUOI |
| A 10, A_NAM 4                                                        | split-partial A GIOI, split-missing A TUOI |
| A 10, A_NAM 11               | split-exceeds A GIOI, split-partial A GIOI, split-missing A TUOI |
| A                                                                    |                                         |
| A Chưa thống kê                                                      |                                         |
| A, A_NAM 4, A_NU 5, A_TRE 1, A_TRUNG_NIEN 1, A_GIA 8                | splits-disagree A GIOI                  |
| A, A_NAM 4, A_NU 6, A_TRE 1, A_TRUNG_NIEN 1, A_GIA 8                |                                         |
| A 9.5, A_NAM 4, A_NU 5, A_TRE 1, A_TRUNG_NIEN 1, A_GIA 8             | splits-disagree A GIOI                  |
| B_NAM 4, B_NU 5                                                      | split-without-whole B GIOI              |
| B_NAM 4                                                           | split-without-whole B GIOI, split-partial B GIOI |
| B 10                                                                 |                                         |
| B 10, B_NGHEO 6, B_CAN_NGHEO 5                                       | split-exceeds B KHO                     |
| B 10, B_NGHEO 6, B_CAN_NGHEO 4                                       |                                         |
| B 10, B_NGHEO 6, B_CAN_NGHEO 4.5                                     |                                         |
| B 10, B_NGHEO 11, B_CAN_NGHEO x                                      | split-exceeds B KHO                     |
| D 10, D_DAT_A 11                                                     | split-partial D LOAI                    |
| D 0.3, D_DAT_A 0.1, D_DAT_B 0.2                                      |                                         |
| D -1, D_DAT_A 2, D_DAT_B -4                                          | split-not-equal D LOAI                  |
""")
def test_each_fault_of_a_split_has_its_finding(here: Here, figures: str, expected: str) -> None:
    """A blank part is no zero, and a held one is not missing."""
    rows = [part.strip().replace(" ", " | ", 1) for part in figures.split(",")]
    rows = rows if figures.startswith("A") else ["A | 0", *rows]
    splits = {(s.of, s.rule.code): s.code for s in here.folder.campaign.splits}
    findings = findings_of(here.folder, "\n".join([*rows, "M | 0"]))
    reported = [f"{f.code} {f.indicator} {splits.get((f.indicator or '', f.rule), 'GIOI')}" for f in findings]
    assert ", ".join(reported) == expected


@pytest.mark.slow
def test_a_blank_whole_with_blank_parts_is_one_finding(here: Here) -> None:
    """Not one for each split as well."""
    rows = ("| code | 2019 | 2020 |", "|---|---|---|", "| A | | |", "| M | 0 | 0 |")
    path = filled(here.folder, "SA", "\n".join(rows))
    findings = [f for f in read(here.folder, path).findings if f.severity == "error"]
    assert [(f.code, f.indicator) for f in findings] == [("required-missing", "A")]
    path = write(here.folder, "SA", Filling(figures={("M", p): 0.0 for p in PERIODS}), name="blank")
    assert found_by_list(here.folder, path, read_values(path)["_checks"]) == set()
    blank = ("A", "A_NAM", "A_NU", "A_TRE", "A_TRUNG_NIEN", "A_GIA")
    assert {code for code, mark in marks_of(path).items() if mark == (1, 1)} == set(blank)
    assert codes(read(here.folder, write(here.folder, "SA", Filling()))) == ["no-figures"]
    some = Filling(figures={("M", p): 0.0 for p in PERIODS} | {("A", p): 0.0 for p in PERIODS})
    path = write(here.folder, "SA", some, name="blank")
    assert set(marks_of(path).values()) == {(0, 0)}


def marks_of(path: Path) -> dict[str, tuple[int, ...]]:
    """How the form marks its cells, by code: 1 blank, 2 wrong."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheet, _ = book.defined_names["CellMarks"].attr_text.split("!")
    codes, marks = (
        book[sheet.strip("'")][book.defined_names[n].attr_text.split("!")[1]] for n in ("CellCodes", "CellMarks")
    )
    return {str(code.value): tuple(cell.value for cell in row) for (code,), row in zip(codes, marks, strict=True)}


def test_a_fault_names_the_split_the_parts_both_sums_and_the_gap(here: Here) -> None:
    """The reader need not open the form to know what does not agree, and by how much."""
    figures = "A | 10\nA_NAM | 4\nA_NU | 5\nA_TRE | 10\nA_TRUNG_NIEN | 0\nA_GIA | 0\nM | 0"
    (finding,) = findings_of(here.folder, figures)
    sheet = keyed(here.folder.inbox / "SA.xlsx")["figures"]
    cells = tuple(sheet.address(sheet.by_key()[code], "2019") for code in ("A", "A_NAM", "A_NU"))
    assert (finding.cell, finding.cells) == (cells[0], cells)
    for language in ("vi", "en"):
        what, fix = describe(finding, language, here.folder.campaign)
        parts = ("Theo giới", "Số người = 10 người", "Số người – Nam = ", "Số người – Nữ = ", "10 ≠ 9")
        assert [part for part in parts if part not in what] == []
        assert fix
    # So does the question which cell of a broken split is most likely wrong.
    arguments = (("rules", ("A/GIOI",)), ("members", ("A_NU",)))
    question = Finding(code="rule-cell-unclear", severity="note", indicator="A_NAM", arguments=arguments)
    assert "Số người – Theo giới" in describe(question, "vi", here.folder.campaign)[0]
    # Blank parts of a begun split are named with their cells; one part in several periods is one finding.
    rows = ("code | 2019 | 2020", "---|---|---", "A | 5 | 6", "A_NAM | 2 | 3", "B | 4 | 4", "B_NU | 4 | 4", "M | 0 | 0")
    path = filled(here.folder, "SA", "\n".join(f"| {row} |" for row in rows))
    reported = {(f.code, f.indicator): f for f in read(here.folder, path).findings if f.code in FINDINGS_OF["splits"]}
    partial, missing = reported["split-partial", "A"], reported["split-missing", "A"]
    marked = [dict(f.arguments)["marked"] for f in (partial, missing)]
    assert marked == [("A_NU",), ("A_TRE", "A_TRUNG_NIEN", "A_GIA")]
    assert (partial.severity, reported["split-partial", "B"].severity) == ("error", "warning")
    assert (partial.periods, len(partial.cells), len(missing.cells)) == (PERIODS, 2, 6)


# --- Drawn at random -----------------------------------------------------------------------------

Typed = dict[tuple[str, str], CellValue]


def draw(folder: Folder, seed: int) -> Typed:
    """Figures of which many agree, and some are wrong, blank, in words or held back."""
    dice, typed = random.Random(seed), Typed()
    campaign = folder.campaign
    for period in PERIODS:
        for code, splits in campaign.splits_of.items():
            scale = 0.1 if campaign.indicator_by_code[code].kind in ("money", "decimal") else 1
            whole = dice.randint(0, 40)
            values = [round(whole * scale, 1), None, "Chưa thống kê", "Không có"]
            typed[code, period] = dice.choices(values, [8, 2, 1, 1])[0]
            for split in splits:
                left = whole
                blank = dice.random() < 0.2
                for number, member in enumerate(split.members, start=1):
                    part = left if number == len(split.members) else dice.randint(0, left)
                    left -= part
                    value: CellValue = round((part + dice.choice([0, 0, 0, 0, 1, -1])) * scale, 1)
                    if isinstance(value, float | int) and value < 0:
                        value = 0
                    if blank or dice.random() < 0.1:
                        value = None
                    elif dice.random() < 0.1:
                        value = dice.choice(["Chưa thống kê", "Không có", "nhiều"])
                    typed[member, period] = value
    return {key: value for key, value in typed.items() if value is not None}


def number_of(value: CellValue) -> float | None:
    if value == "Không có":
        return 0.0
    return float(value) if isinstance(value, int | float) else None


def oracle(folder: Folder, typed: Typed) -> set[tuple[str, str, str]]:
    """(finding, split, period): the expected findings, in plain loops."""
    return {(code, split.rule.code, p) for p in PERIODS for code, split in _of_period(folder, typed, p)}


def _of_period(folder: Folder, typed: Typed, period: str) -> Iterator[tuple[str, Split]]:
    for code, splits in folder.campaign.splits_of.items():
        indicator = folder.campaign.indicator_by_code[code]
        whole = typed.get((code, period))
        total = number_of(whole)
        sums = []
        for split in splits:
            values = [typed.get((m, period)) for m in split.members]
            numbers = [n for v in values if (n := number_of(v)) is not None]
            blank = values.count(None)
            complete = len(numbers) == len(values)
            if complete and split.whole == "equal":
                sums.append((split, math.fsum(numbers)))
            if total is not None and numbers:
                more = math.fsum(numbers) - total > 1e-6
                if complete and split.whole == "equal":
                    if abs(math.fsum(numbers) - total) > 1e-6:
                        yield "split-not-equal", split
                elif more and (complete or code != "D"):
                    yield "split-exceeds", split
            if whole is None and numbers and not indicator.required:
                yield "split-without-whole", split
            if 0 < blank < len(values):
                yield "split-partial", split
            if blank == len(values) and indicator.required and total:
                yield "split-missing", split
        for other, amount in sums[1:]:
            if total is None and abs(amount - sums[0][1]) > 1e-6:
                yield "splits-disagree", other


def found_by_check(folder: Folder, path: Path) -> set[tuple[str, str, str]]:
    found = set()
    for finding in read(folder, path).findings:
        if finding.code in FINDINGS_OF["splits"]:
            rule = finding.rule or "A/TUOI"  # the only two splits that both make up a whole
            found |= {(finding.code, rule, p) for p in finding.periods}
    return found


def found_by_list(folder: Folder, path: Path, values: Sequence[Sequence[object]]) -> set[tuple[str, str, str]]:
    """The entries of the form's list, from its hidden sheet: by its sentences, and the periods by its tokens."""
    sentences = {}
    numbers = numbers_of(folder.campaign.indicators)
    for splits in folder.campaign.splits_of.values():
        for split in splits:
            for code, text in forms.TO_FIX_SPLITS.items():
                other = splits[1] if code == "splits-disagree" and len(splits) > 1 else None
                sentence = text.say("vi", **split_words(split, other, f"chỉ tiêu số {numbers[split.of]}", "vi"))
                sentences[numbers[split.of], sentence] = (code, (other or split).rule.code)
    sheet = keyed(path)["figures"]
    columns = {sheet.address(sheet.rows[0], p).rstrip("0123456789"): p for p in PERIODS}
    found = set()
    for row in values[1:]:
        if len(row) > 9 and row[1] == 1 and str(row[9]).startswith("_"):
            of, problem = str(row[4]).split(" – ")[0], str(row[5])
            name = next(n for (c, s), n in sentences.items() if c == of and problem.startswith(s))
            found |= {(*name, columns[t.strip("_").rstrip("0123456789")]) for t in str(row[9]).split(";") if t}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_findings_about_splits_equal_those_of_plain_loops(here: Here, part: int) -> None:
    """Of `check` and of the form's list, for each split and period."""
    folder, seen = here.folder, set()
    for seed in range(part, effort(24, 400), 2):
        typed = draw(folder, seed)
        path = write(folder, "SA", Filling(figures=typed), name=f"r{part}")
        expected = oracle(folder, typed)
        assert (seed, expected) == (seed, found_by_check(folder, path))
        assert (seed, expected) == (seed, found_by_list(folder, path, read_values(path)["_checks"]))
        seen |= {code for code, _, _ in expected}
    assert FINDINGS_OF["splits"].keys() - {"splits-disagree"} <= seen


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_computes_the_stored_list_and_marks(here: Here, tmp_path: Path) -> None:
    """For a filled form, calculated again."""
    paths = []
    for seed in range(effort(3, 30)):
        path = write(here.folder, "SA", Filling(figures=draw(here.folder, 1000 + seed)), name=f"live{seed}")
        paths.append(path)
    assert differing(*paths) == []
