"""Splits in a definition: the parts that are made, and every mistake reported once, at its cell."""

from pathlib import Path

import pytest

from tests.building import define
from tests.definition.test_definition import findings, place, rows
from toolkit.definition.campaign import load_campaign
from toolkit.definition.splits import part_code
from toolkit.definition.typed_tables import typed_tables
from toolkit.model import Finding
from toolkit.run.folder import Folder
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook
from toolkit.xlsx.drawn.definition import write_definition

SPLITS = r"""
| code | label     | parts                               | of | whole    |
|------|-----------|-------------------------------------|----|----------|
| GIOI | Theo giới | Nam\|Nữ                             | N1 |          |
| TUOI | độ tuổi   | Dưới 16 tuổi\|Từ 16 đến 60 tuổi     | n1 | trong đó |
| GIOI | Theo giới | Nam\|Nữ                             | N2 | bằng     |
"""


HEAD = "| code | label | parts | of | whole |\n|---|---|---|---|---|\n"
RULES = "| code | formula | message |\n|---|---|---|\n| R1 | =n1_nu<=N1 | Quá. |\n"
SENTENCE = "| topic | text |\n|---|---|\n| Một | Có {N1_NU} trong {N1} người. |\n"


def errors(path: Path) -> list[str]:
    return [f.code for f in findings(path) if f.severity == "error"]


def reported(path: Path, *lines: str) -> list[Finding]:
    """What is reported about a definition with these splits."""
    write_definition(path, rows(splits=HEAD + "\n".join(lines)))
    return [f for f in findings(path) if f.severity == "error"]


def campaign_with(folder: Path, splits: str, **tables: str) -> Folder:
    return define(folder, rows(None, splits=splits, **tables))


def test_parts_are_indicators_after_their_whole(tmp_path: Path) -> None:
    """Each part is an indicator, asked and added up as its whole is."""
    campaign = campaign_with(tmp_path, SPLITS).campaign
    codes = [i.code for i in campaign.indicators]
    of_n1 = ["N1", "N1_NAM", "N1_NU", "N1_DUOI_16_TUOI", "N1_TU_16_DEN_60_TUOI"]
    assert [*of_n1, "N2", "N2_NAM", "N2_NU"] == codes[:8]
    whole, part = campaign.indicator_by_code["N2"], campaign.indicator_by_code["N2_NU"]
    same = ("topic", "unit", "kind", "asked_of", "owner", "across_agencies", "across_periods", "sensitive", "minimum")
    assert [getattr(whole, name) for name in same] == [getattr(part, name) for name in same]
    assert (part.required, part.headline, part.target, part.formula) == (False, None, None, "")
    assert (part.label, part.short_label) == ("Số hộ – Nữ", "– Nữ")
    formulas = ["=N1=N1_NAM+N1_NU", "=N1_DUOI_16_TUOI+N1_TU_16_DEN_60_TUOI<=N1", "=N2=N2_NAM+N2_NU"]
    assert formulas == [split.rule.formula for split in campaign.splits]
    assert campaign.rules == campaign.all_rules[: len(campaign.rules)]


def test_a_part_has_the_maximum_of_its_whole(tmp_path: Path) -> None:
    """Only where no part can be below zero."""
    sheets = rows(None, splits=SPLITS)
    limits = {"N1": {"minimum": "", "maximum": "500"}, "N2": {"minimum": "-5", "maximum": "500"}}
    sheets["indicators"] = [{**row, **limits.get(row["code"], {})} for row in sheets["indicators"]]
    known = define(tmp_path, sheets).campaign.indicator_by_code
    assert [known[code].maximum for code in ("N1_NU", "N1_DUOI_16_TUOI", "N2_NU")] == [500, 500, None]
    assert [known[code].minimum for code in ("N1_NU", "N2_NU")] == [None, -5]


def test_formulas_rules_and_sentences_can_name_parts(tmp_path: Path) -> None:
    """A part's code is a code like any other."""
    folder = campaign_with(tmp_path, SPLITS, rules=RULES, sentences=SENTENCE)
    assert [rule.formula for rule in folder.campaign.rules] == ["=N1_NU<=N1"]
    write_definition(folder.definition, rows(splits=SPLITS, rules=RULES.replace("n1_nu", "N1_NUU")))
    assert errors(folder.definition) == ["formula-unknown-name"]


def test_splits_change_the_fingerprint_only_where_used(tmp_path: Path) -> None:
    """Forms already sent out fit a definition as long as nothing in it is split. One that is read and written is the
    same campaign."""
    plain, first = define(tmp_path / "plain", rows()).campaign, campaign_with(tmp_path / "a", SPLITS)
    other = campaign_with(tmp_path / "c", SPLITS.replace("độ tuổi", "lứa tuổi")).campaign
    assert len({plain.fingerprint, first.campaign.fingerprint, other.fingerprint}) == 3
    assert "split" not in repr(plain.indicators)
    raw = read_workbook(first.definition, "campaign.xlsx")
    assert isinstance(raw, RawWorkbook)
    write_definition(first.definition, typed_tables(raw).tables)
    again = load_campaign(first.definition)[0]
    assert (first.campaign.splits, first.campaign.indicators) == (again.splits, again.indicators)
    assert first.campaign.fingerprint == again.fingerprint


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (r"| G | giới | Nam\|Nữ | N9 | |", "definition-split-unknown", "of"),
        (r"| G | giới | Nam | N1 | |", "definition-split-one-part", "parts"),
        (r"| G | giới | Nam, Nữ | N1 | |", "definition-list-without-bars", "parts"),
        (r"| G | nguồn | Trung ương, Tỉnh | N1 | không quá |", "definition-list-without-bars", "parts"),
        (r"| G | giới | Nam, Nữ \| | N1 | |", "definition-split-one-part", "parts"),
        (r"| G | giới | Nam\|Nữ | N1\|N2 | |", "definition-split-of-several", "of"),
        (r"| G | giới | Nam\|Nữ | N1, N2 | |", "definition-split-of-several", "of"),
        (r"| G | giới | Nam; Nữ | N1 | |", "definition-list-without-bars", "parts"),
        (r"| G | giới | Nam\|NAM | N1 | |", "definition-split-part-twice", "parts"),
        (r"| G | giới | Nam\|Nữ | P1 | |", "definition-split-not-summed", "of"),
        (r"| G | giới | Nam\|Nữ | N3 | |", "definition-split-not-summed", "of"),
        (r"| G | giới | Nam\|Nữ | C1 | |", "definition-split-not-summed", "of"),
        (r"| G | giới | Nam\|Năm | N1 | |", "definition-split-code-clash", "parts"),
        (r"| G | giới | %\|Nữ | N1 | |", "definition-split-no-code", "parts"),
        (r"| G | giới | Nam\|Nữ | N1 | ít hơn |", "definition-unknown-value", "whole"),
        (r"| G | giới | Nam\|Nữ | | |", "definition-blank", "of"),
    ],
)
def test_a_mistake_in_a_split_is_reported_at_its_cell(tmp_path: Path, line: str, code: str, column: str) -> None:
    """Each is one line, and only the split is left out."""
    path = tmp_path / "campaign.xlsx"
    found = reported(path, line)
    assert [(code, *place(path, "splits", "G", column))] == [(f.code, f.sheet, f.cell) for f in found]


def test_line_breaks_between_parts_are_a_question(tmp_path: Path) -> None:
    """They may separate parts; a bar at the end says that the cell has one part."""
    path = tmp_path / "campaign.xlsx"
    tables = rows(splits=SPLITS)
    tables["splits"] = [{**tables["splits"][0], "parts": "Nam\nNữ", "whole": "không quá"}]
    write_definition(path, tables)
    found = [f for f in findings(path) if f.severity == "error"]
    assert [(f.code, f.text("parts")) for f in found] == [("definition-list-without-bars", "Nam | Nữ")]
    tables["splits"] = [{**tables["splits"][0], "parts": "Dưới 16 tuổi, không nơi cư trú |"}]
    define(tmp_path / "one", {**tables, "campaign": rows(None)["campaign"]})
    assert load_campaign(tmp_path / "one")[0].splits[0].parts == ("Dưới 16 tuổi, không nơi cư trú",)


@pytest.mark.parametrize("line", [r"Nam\|Nữ | N1\|N2", r"Nam\|Nữ | N9", r"Nam\|NAM | N1", "Nam, Nữ | N1", " | N1"])
def test_a_wrong_split_causes_no_further_findings(tmp_path: Path, line: str) -> None:
    """Formulas and sentences that name its parts are not checked."""
    path = tmp_path / "campaign.xlsx"
    write_definition(path, rows(splits=f"{HEAD}| G | giới | {line} | |\n", rules=RULES, sentences=SENTENCE))
    assert len(errors(path)) == 1


def test_a_repeated_split_or_code_of_a_part_is_an_error(tmp_path: Path) -> None:
    """A list of parts splits an indicator once; parts of two lists, and indicators, have different codes."""
    path = tmp_path / "campaign.xlsx"
    again = reported(path, r"| G | giới | Nam\|Nữ | N1 | |", r"| g | giới | Có\|Không | N1 | |")
    assert [f.code for f in again] == ["definition-split-twice"]
    clash = reported(path, r"| G | giới | Nam\|Nữ | N1 | |", r"| T | tuổi | Già\|nam | N1 | |")
    assert [(f.code, f.text("other")) for f in clash] == [("definition-split-code-clash", "N1: Nam")]
    tables = rows(splits=SPLITS)
    tables["indicators"] = [*tables["indicators"], {**tables["indicators"][0], "code": "n1_nam", "headline": ""}]
    write_definition(path, tables)
    found = [f for f in findings(path) if f.severity == "error"]
    assert [(f.code, f.text("other")) for f in found] == [("definition-split-code-clash", "n1_nam")]


@pytest.mark.parametrize(
    ("whole", "name", "code"),
    [
        ("TT06", "Dân tộc thiểu số", "TT06_DAN_TOC_THIEU_SO"),
        ("TT06", "≥ 60 tuổi", "TT06_60_TUOI"),
        ("TT06", "Đảng viên", "TT06_DANG_VIEN"),
        ("TT06", "Vùng đồng bào dân tộc thiểu số và miền núi", "TT06_VDBDTTSVMN"),
        ("CHI_TIEU_CO_MA_RAT_DAI_123", "Nam", "CHI_TIEU_CO_MA_RAT_DAI_123_NAM"),
        ("CHI_TIEU_CO_MA_RAT_DAI_123456", "Nữ giới", "CHI_TIEU_CO_MA_RAT_DAI_123456_N"),
        ("CHI_TIEU_CO_MA_RAT_DAI_12345678", "Nam", ""),
        ("TT06", "%", ""),
    ],
)
def test_codes_of_parts_are_made_of_their_names(whole: str, name: str, code: str) -> None:
    """In plain capitals; of the initials where the code would be too long."""
    assert code == part_code(whole, name)
    assert len(code) <= 31
