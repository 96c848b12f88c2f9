"""Forms with splits that come back: with keys or without, sorted, and with parts of the same name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.building import codes, definition, filled
from tests.intake.sent import Sent, essence
from tests.intake.test_labels import as_values, without_both, without_column_a, without_row_1
from toolkit.model import Submission

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n"
INDICATORS = """
| code | topic | label     | unit  | kind  | across_agencies | across_periods |
|------|-------|-----------|-------|-------|-----------------|----------------|
| A1   | Một   | Số người  | người | count | sum             | sum            |
| A2   | Một   | Số hộ     | hộ    | count | sum             | sum            |
| A3   | Hai   | Số trường | trường | count | sum            | last           |
"""
SPLITS = r"""
| code | label     | parts             | of | whole    |
|------|-----------|-------------------|----|----------|
| GIOI | Theo giới | Nam\|Nữ           | A1 |          |
| TUOI | độ tuổi   | Trẻ\|Già          | A1 | trong đó |
| GIOI | Theo giới | Nam\|Nữ           | A2 |          |
"""
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
THEMES = "| code | label | keywords |\n|---|---|---|\n| tt | Tuyên truyền | tuyên truyền |\n"
FIGURES = """
| code   | 2019 | 2020 | note |
|--------|------|------|------|
| A1     | 10   | 20   |      |
| A1_NAM | 4    | 9    | ghi  |
| A1_NU  | 6    | 11   |      |
| A1_TRE | 1    | 2    |      |
| A1_GIA | 3    | 4    |      |
| A2     | 7    | 8    |      |
| A2_NAM | 5    | 3    |      |
| A2_NU  | 2    | 5    |      |
| A3     | 1    | 1    |      |
"""
LINES = "| section | text |\n|---|---|\n| dat | Làm tốt |\n"


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    tables = {"indicators": INDICATORS, "splits": SPLITS, "sections": SECTIONS, "themes": THEMES}
    folder = definition(tmp_path, about=None, agencies=AGENCIES, **tables)
    return Sent(folder, filled(folder, "SA", FIGURES, LINES))


def figures(submission: Submission) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for figure in submission.figures:
        found.setdefault(figure.indicator, []).append(figure.value)
    return found


def without_codes(book: Any) -> None:
    """Without the printed codes, too: only labels identify a row."""
    without_both(book)
    for row in book["Số liệu"].iter_rows(max_col=1):
        if str(row[0].value).startswith("A"):
            row[0].value = None


def test_a_form_with_splits_is_read_whole(sent: Sent) -> None:
    """Parts are figures like any other; their printed cells are no content."""
    submission = sent.read()
    assert {"A1_NAM": [4, 9], "A2_NAM": [5, 3], "A1_GIA": [3, 4]}.items() <= figures(submission).items()
    assert (codes(submission), submission.leftovers) == ([], ())


@pytest.mark.parametrize("do", [without_row_1, without_column_a, without_both, without_codes])
def test_without_keys_a_part_is_recognised_by_its_whole(sent: Sent, do: Callable[[Any], None]) -> None:
    """“– Nam” under two wholes is read for each: by its code, or by the label above it."""
    after = sent.changed(do)
    assert essence(sent.read()) == essence(after)
    assert (codes(after), after.leftovers) == (["keys-gone"] * 3, ())


def test_copied_as_values_a_part_is_recognised_by_its_whole(sent: Sent) -> None:
    """Pasted into a new workbook the form reads the same."""
    assert essence(sent.read()) == essence(sent.changed(lambda book: None, as_values(sent.path)))


@pytest.mark.slow
def test_parts_in_sorted_rows_without_keys_are_not_guessed(sent: Sent) -> None:
    """Where labels alone are left and the rows are sorted by them, the wholes of the parts are unknown."""

    def do(book: Any) -> None:
        without_codes(book)
        sheet = book["Số liệu"]
        rows = [[c.value for c in row] for row in sheet.iter_rows()]
        first = next(n for n, row in enumerate(rows) if "Số người" in row)
        rows[first:] = sorted(rows[first:], key=lambda row: str(row[1] or ""))
        for row, values in zip(sheet.iter_rows(), rows, strict=True):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    after = sent.changed(do)
    found = figures(after)
    assert (found["A1"], found["A2"]) == ([10, 20], [7, 8])
    assert [found[code] for code in ("A1_NAM", "A1_NU", "A2_NAM", "A2_NU")] == [[None, None]] * 4
    assert {"4", "9", "6", "11", "5", "3", "2"} <= {x.value for x in after.leftovers}


def test_one_part_is_recognised_by_its_key_or_by_label_and_row(sent: Sent) -> None:
    """With its key a part may be in any row; where its key and code were cleared, by the label under its whole."""
    rows = {key: row.index + 1 for key, row in sent.sheets["figures"].by_key().items()}

    def exchange(book: Any) -> None:
        for one, other in zip(book["Số liệu"][rows["A1_NAM"]], book["Số liệu"][rows["A2_NU"]], strict=True):
            one.value, other.value = other.value, one.value

    before = figures(sent.read())
    assert figures(sent.changed(exchange)) == before
    assert figures(sent.typed({("Số liệu", f"{column}{rows['A2_NAM']}"): None for column in "AB"})) == before


def test_a_changed_label_of_a_part_is_a_finding(sent: Sent) -> None:
    """As everywhere."""
    findings = sent.typed({sent.at("figures", "A2_NAM", "label"): "– Trẻ em"}).findings
    changed = [(f.indicator, f.text("expected")) for f in findings if f.code == "label-changed"]
    assert changed == [("A2_NAM", "– Nam")]
