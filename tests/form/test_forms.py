"""What a form prints: everything that is asked of its agency, nothing else, and nothing cut."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import cell_of, codes, definition, filled, keyed, merge, read
from tests.office import convert, needs_libreoffice
from toolkit.form.contents import PreviousFigures, make_form
from toolkit.xlsx.drawn.form import write_intake

AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |\n"
FIGURES = (
    "| code | topic | label | unit | kind | across_periods |\n|--|--|--|--|--|--|\n"
    "| K | Một | Số hồ sơ | hồ sơ | count | sum |\n"
)
SECTIONS = "| code | role | heading |\n|--|--|--|\n| s | achievement | Kết quả |\n"
THEMES = "| code | label | keywords |\n|--|--|--|\n| t | Thủ tục | thủ tục |\n"


SAID = "| section | text |\n|--|--|\n| s | Đã làm xong việc này. |"


#: What is asked: what the guide says, and what it does not say.
ASKED: list[tuple[dict[str, Any], str, str]] = [
    ({"sections": SECTIONS}, "thu thập nội dung phục vụ|Trang “Nội dung”|Dán từ nơi khác", "ố liệu|Cách ghi số|chủ đề"),
    (
        {"indicators": FIGURES},
        "thu thập số liệu phục vụ|Trang “Số liệu”|Cách ghi số",
        "Trang “Nội dung”|chủ đề|số liệu và nội dung",
    ),
    (
        {"indicators": FIGURES, "sections": SECTIONS, "themes": THEMES},
        "số liệu và nội dung|chọn chủ đề|mỗi kỳ một cột",
        "Trang “Dự án”",
    ),
    ({"indicators": FIGURES, "about": {"periods": "2019"}}, "mỗi chỉ tiêu một hàng", "mỗi kỳ một cột|Cả kỳ"),
]


@pytest.mark.parametrize(("asked", "there", "absent"), ASKED)
def test_the_guide_describes_only_what_is_asked(tmp_path: Path, asked: dict[str, Any], there: str, absent: str) -> None:
    """It describes no sheet that the form does not have, and is no content when the form comes back."""
    folder = definition(tmp_path, agencies=AGENCIES, **asked)
    guide = "\n".join(text for _, text in make_form(folder.campaign, folder.campaign.agencies[0], version="0").guide)
    assert [text for text in there.split("|") if text not in guide] == []
    assert [text for text in absent.split("|") if text in guide] == []
    figures = "| code | 2019 |\n|--|--|\n| K | 1 |" if "indicators" in asked else ""
    submission = read(folder, filled(folder, "SA", figures, SAID if "sections" in asked else ""))
    assert submission.leftovers == ()
    assert "unkeyed-content" not in codes(submission)


@pytest.mark.slow
def test_without_themes_the_form_has_no_column_for_them(tmp_path: Path) -> None:
    """The column is hidden, and the hint does not mention it."""
    folder = definition(tmp_path, agencies=AGENCIES, sections=SECTIONS)
    path = filled(folder, "SA", "", SAID)
    form: Any = openpyxl.load_workbook(path)["Nội dung"]
    assert form.column_dimensions["C"].hidden
    texts = [str(c.value) for row in form.iter_rows(max_row=6) for c in row[3:] if c.value]
    assert not any("Chủ đề" in text for text in texts)
    assert [s.text for s in read(folder, path).statements] == ["Đã làm xong việc này."]

    # The leaders' sheet has no table and chart of one row, no heading; the ideas are there all the same.
    merge(folder)
    sheet: Any = openpyxl.load_workbook(folder.master).worksheets[0]
    shown = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert sheet._charts == []
    assert "TỔNG HỢP Ý KIẾN" in shown
    assert [text for text in ("hủ đề", "CHỦ ĐỀ", "Chưa phân loại") if text in shown] == []
    assert "unclassified" in shown


def test_with_one_period_the_total_is_hidden(tmp_path: Path) -> None:
    """The total over the periods would repeat it."""
    folder = definition(tmp_path, about={"periods": "2019"}, agencies=AGENCIES, indicators=FIGURES)
    path = filled(folder, "SA", "| code | 2019 |\n|--|--|\n| K | 5 |")
    name, cell = cell_of(path, "figures", "K", "total")
    assert openpyxl.load_workbook(path)[name].column_dimensions[cell.rstrip("0123456789")].hidden
    submission = read(folder, path)
    assert [f.value for f in submission.figures] == [5]
    assert not {"total-differs", "key-gone"} & set(codes(submission))


def test_long_guidance_is_printed_whole(tmp_path: Path) -> None:
    """Text too long for a prompt is under the indicator's row, and is no content when the form comes back."""
    guidance = "Ghi theo số liệu quyết toán của Kho bạc. " * 10 + "Không gồm vốn ODA."
    table = FIGURES.replace("| across_periods |", "| across_periods | guidance |").replace("--|\n", "--|--|\n", 1)
    rows = table.replace("| sum |\n", f"| sum | {guidance} |\n") + "| L | Một | Số vụ | vụ | count | sum | Ngắn. |\n"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=rows)
    path = filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| K | 5 | 6 |\n| L | 7 | 8 |")
    figures = keyed(path)["figures"]
    under = figures.by_key()["K"].index + 1
    assert guidance in [str(v) for v in figures.raw.rows[under] if v]
    submission = read(folder, path)
    assert [f.value for f in submission.figures] == [5, 6, 7, 8]
    assert submission.leftovers == ()


def test_a_long_topic_extends_across_its_row(tmp_path: Path) -> None:
    """It is on one line, over the blank cells beside it."""
    topic = "Nhóm 1: các chỉ tiêu về xây dựng, giao thông, nông nghiệp"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=FIGURES.replace("Một", topic))
    sheet = openpyxl.load_workbook(filled(folder, "SA"))["Số liệu"]
    (cell,) = (c for row in sheet.iter_rows() for c in row if c.value == topic)
    assert not cell.alignment.wrap_text
    assert all(sheet.cell(cell.row, column).value is None for column in range(cell.column + 1, 7))


def _printed(path: Path) -> list[str]:
    """The text of each printed page."""
    made = subprocess.run(
        ["pdftotext", "-layout", str(convert(path)), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return made.stdout.split("\f")[:-1]


@pytest.mark.slow
@needs_libreoffice
def test_no_number_is_too_wide_for_its_cell(tmp_path: Path) -> None:
    """Every reported figure and its sum, however large, is readable on the form."""
    rows = (
        "| code | label | unit | kind | across_periods |\n|--|--|--|--|--|\n| D | Tiền | đồng | money | sum |\n"
        "| U | Vốn | USD | money | sum |\n| K | Số | cái | count | sum |\n"
    )
    folder = definition(
        tmp_path, about={"periods": "|".join(map(str, range(2012, 2020)))}, agencies=AGENCIES, indicators=rows
    )
    years = [str(p.key) for p in folder.campaign.periods]
    figures = [
        " | ".join(["| " + code, *[str(most + n) for n in range(8)], ""])
        for code, most in (("D", 98_765_432_109_876), ("U", 98_765_432_109), ("K", 987_654_321))
    ]
    path = filled(folder, "SA", "\n".join([f"| code | {' | '.join(years)} |", "|--" * 9 + "|", *figures]))
    assert "###" not in "".join(_printed(path))


@pytest.mark.slow
def test_headings_of_earlier_quarters_are_not_cut(tmp_path: Path) -> None:
    """A heading of three lines has a row of that height; one of two lines the height of all forms."""
    quarters = "2025-Q4|2026-Q1|2026-Q2|2026-Q3|2026-Q4"
    folder = definition(tmp_path, about={"periods": quarters}, agencies=AGENCIES, indicators=FIGURES)
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    heights = []
    for before in ((), folder.campaign.periods[1:]):
        write_intake(tmp_path / "f.xlsx", replace(form, previous=PreviousFigures(periods=before)))
        sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["Số liệu"]
        row = next(r for r in range(1, 20) if sheet.cell(r, 2).value == "STT")
        heights.append(sheet.row_dimensions[row].height)
        headings = [c for c in sheet[row] if c.value and str(c.value).startswith("Quý")]
        assert len(headings) == 5 + len(before)
    assert heights[0] == 33
    assert heights[1] >= 48
