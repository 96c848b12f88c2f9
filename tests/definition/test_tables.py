"""Tables of a definition: one line for each column, and every mistake reported at its cell."""

from pathlib import Path

import pytest

from tests.building import define, table
from toolkit.definition.campaign import load_campaign
from toolkit.definition.typed_tables import typed_tables
from toolkit.messages.errors import DefinitionError
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Campaign, Language
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook

ABOUT = {"id": "D-1", "title": "Báo cáo thử", "periods": "2025", "lead_agency": "SA"}
LANGUAGES: tuple[Language, ...] = ("vi", "en")
AGENCIES = """
| code | name | group |
|------|------|-------|
| SA   | Sở A | sở    |
| XB   | Xã B | xã    |
"""
INDICATORS = """
| code | label | unit       | kind  | across_agencies |
|------|-------|------------|-------|-----------------|
| N1   | Vốn   | triệu đồng | money | sum             |
| N2   | Xong  |            | yesno |                 |
"""
ROWS = r"""
| table | heading | asked_of | cumulative | code | label | unit | kind | required | choices | across_rows |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| DA | Dự án | Sở | có | TEN | Tên dự án |  | chữ | có |  |  |
|  |  |  |  | VON | Vốn | triệu đồng | tiền |  |  | cộng |
|  |  |  |  | LOAI | Loại |  | chọn |  | Mới\|Tiếp tục |  |
| VV | Vụ việc |  |  | NGAY | Ngày |  | date |  |  |  |
| VV |  |  |  | NGUOI | Số người | người | count |  |  | sum |
"""
#: The columns that few lines have, by (table, code).
MORE = {("DA", "TEN"): {"key": "có"}, ("", "VON"): {"equals": "n1"}, ("VV", "NGUOI"): {"sensitive": "yes"}}


def _rows(**changed: dict[str, str]) -> list[dict[str, str]]:
    """The lines, with other contents in the named columns."""
    lines = [row | MORE.get((row["table"], row["code"]), {}) for row in table(ROWS)]
    return [row | changed.get(row["code"], {}) for row in lines]


def _load(folder: Path, rows: list[dict[str, str]]) -> Campaign:
    folder.mkdir(exist_ok=True)
    tables = {"agencies": table(AGENCIES), "indicators": table(INDICATORS), "rows": rows}
    define(folder, {"campaign": [ABOUT], **tables})
    return load_campaign(folder)[0]


def test_lines_of_a_table_are_its_columns(tmp_path: Path) -> None:
    campaign = _load(tmp_path, _rows())
    projects, cases = campaign.tables
    assert (projects.code, projects.heading, projects.asked_of, projects.cumulative) == ("DA", "Dự án", ("sở",), True)
    columns = [("TEN", "text", True), ("VON", "money", False), ("LOAI", "choice", False)]
    assert [(c.code, c.kind, c.required) for c in projects.columns] == columns
    assert projects.key_column is projects.columns[0]
    assert [(c.code, c.equals) for c in projects.totalled] == [("VON", "N1")]
    assert projects.columns[2].choices == ("Mới", "Tiếp tục")
    assert (cases.asked_of, cases.cumulative, cases.key_column) == ((), False, None)
    assert [c.sensitive for c in cases.columns] == [False, True]
    by_code = campaign.agency_by_code
    assert [campaign.tables_of(by_code[code]) for code in ("SA", "XB")] == [(projects, cases), (cases,)]


@pytest.mark.slow
def test_tables_are_in_the_fingerprint(tmp_path: Path) -> None:
    """They are kept for the next round; a definition may have tables alone."""
    define(tmp_path, {"campaign": [ABOUT], "agencies": table(AGENCIES), "indicators": table(INDICATORS)})
    without = load_campaign(tmp_path)[0]
    asked = _load(tmp_path / "a", _rows())
    other = _load(tmp_path / "b", _rows(NGAY={"heading": "Các vụ"}))
    assert not without.tables
    assert len({without.fingerprint, asked.fingerprint, other.fingerprint}) == 3
    assert asked.fingerprint == "8909347d5961"  # as in forms already sent out
    raw = read_workbook(tmp_path / "a" / "campaign.xlsx", "campaign.xlsx")
    assert isinstance(raw, RawWorkbook)
    typed = typed_tables(raw).tables["rows"]
    assert [row["code"] for row in typed] == ["TEN", "VON", "LOAI", "NGAY", "NGUOI"]
    assert _load(tmp_path / "again", typed).tables == asked.tables
    define(tmp_path, {"campaign": [ABOUT], "agencies": table(AGENCIES), "rows": _rows(VON={"equals": ""})})
    assert [t.code for t in load_campaign(tmp_path)[0].tables] == ["DA", "VV"]


@pytest.mark.parametrize(
    ("changed", "code", "value"),
    [
        ({"TEN": {"heading": ""}}, "definition-table-no-heading", "DA"),
        ({"NGUOI": {"heading": "Vụ án"}}, "definition-table-said-otherwise", "VV"),
        ({"VON": {"equals": "N9"}}, "definition-table-unknown-indicator", "N9"),
        ({"VON": {"across_rows": ""}}, "definition-table-equals-no-total", "N1"),
        ({"VON": {"equals": "N2"}}, "definition-table-equals-no-total", "N2"),
        ({"VON": {"unit": "tỷ đồng"}}, "definition-table-equals-unit", "N1"),
        ({"LOAI": {"choices": ""}}, "definition-table-no-choices", "DA.LOAI"),
        ({"LOAI": {"choices": "Mới|mới"}}, "definition-choice-twice", "mới"),
        ({"VON": {"code": "TEN"}}, "definition-duplicate-code", "TEN"),
        ({"VON": {"kind": "percent", "unit": "%"}}, "definition-table-percent-added", "sum"),
        ({"NGAY": {"across_rows": "sum"}}, "definition-table-no-total-of-kind", "sum"),
        ({"VON": {"key": "yes"}}, "definition-table-two-keys", "VON"),
        ({"TEN": {"asked_of": "Sơn"}}, "definition-unknown-body", "Sơn"),
        ({"TEN": {"table": ""}}, "definition-blank", ""),
        ({"LOAI": {"table": "VV"}}, "definition-table-heading-below", "VV"),
        ({"NGUOI": {"table": "DA"}}, "definition-table-apart", "DA"),
        ({"NGAY": {"heading": ""}, "NGUOI": {"heading": "Vụ việc"}}, "definition-table-heading-below", "VV"),
        ({"TEN": {"table": "D/A"}}, "definition-bad-code", "D/A"),
    ],
)
def test_each_mistake_in_a_table_is_reported_at_its_cell(
    tmp_path: Path, changed: dict[str, dict[str, str]], code: str, value: str
) -> None:
    with pytest.raises(DefinitionError) as raised:
        _load(tmp_path, _rows(**changed))
    found = [f for f in raised.value.findings if f.code == code]
    assert [f.value for f in found] == [value]
    assert found[0].cell not in ("", "A1")
    for language in LANGUAGES:
        message, fix = describe(found[0], language)[:2]
        assert message
        assert fix
        assert "{" not in message + fix
        assert not any(word in message + fix for word in ("count_yes", "đếm có", "Trọng số", "Weight"))
