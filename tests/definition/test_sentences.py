"""The sheet of sentences with figures: what is read, and each mistake at its cell."""

from pathlib import Path

from tests.building import definition, keyed, table
from tests.cases import cases
from tests.definition.test_definition import findings
from toolkit.definition.campaign import load_campaign
from toolkit.definition.starter import starter_tables
from toolkit.formula.sentences import parse
from toolkit.messages.findings.catalogue import describe
from toolkit.model import FigureSentence
from toolkit.xlsx.drawn.definition import write_definition

AGENCIES = """
| code | name |
|------|------|
| XA   | Xã A |
| XB   | Xã B |
"""
INDICATORS = """
| code | topic | label     | unit  | kind    | across_agencies | across_periods | target | formula | sensitive |
|------|-------|-----------|-------|---------|-----------------|----------------|--------|---------|-----------|
| HS   | Học   | Học sinh  | người | count   | sum             | last           | 400    |         |           |
| BE   | Bệnh  | Bệnh nhân | người | count   | sum             | last           |        |         | yes       |
| TB   | Bệnh  | Tỷ lệ bệnh | %    | percent |                 | last           |        | =BE/HS*100 |        |
| NN   | Học   | Mỗi nơi   | người | count   | none            | last           |        |         |           |
| GI   | Học   | Ghi chú   |       | text    | none            | none           |        |         |           |
| CO   | Học   | Có sân    | có/không | yesno | count_yes      | last           |        |         |           |
"""
SECTIONS = """
| code | role   | heading |
|------|--------|---------|
| kq   | result | Kết quả |
"""


def made(root: Path, rows: str) -> Path:
    """A definition with these rows of sentences: topic, section, text, page."""
    sheets = {
        "campaign": [{"id": "T-1", "title": "Thử", "periods": "2019|2020"}],
        "agencies": table(AGENCIES),
        "indicators": table(INDICATORS),
        "sections": table(SECTIONS),
        "sentences": table(f"| topic | section | text | page |\n|---|---|---|---|\n{rows}"),
    }
    write_definition(root / "campaign.xlsx", sheets)
    return root / "campaign.xlsx"


def test_rows_of_sentences_are_read(tmp_path: Path) -> None:
    """A sentence is for the leaders' page, too, unless its row says no. Forms already sent out still fit. As long as
    the sheet is blank it is like no sheet: each key figure has a built-in sentence."""
    campaign, found = load_campaign(made(tmp_path, "| Học | kq | Có {HS}. | |\n| | | Đạt {HS.thay_doi}. | no |"))
    assert found == ()
    assert campaign.sentences == (
        FigureSentence(topic="Học", section="kq", text="Có {HS}.", page=True),
        FigureSentence(topic="", section="", text="Đạt {HS.thay_doi}.", page=False),
    )
    blank, _ = load_campaign(made(tmp_path, ""))
    assert blank.fingerprint == campaign.fingerprint
    without = definition(tmp_path / "b", agencies=AGENCIES, indicators=INDICATORS)
    assert blank.sentences is without.campaign.sentences is None


FAULTS = """
| row                                  | code                     | severity | column  | nearest |
|--------------------------------------|--------------------------|----------|---------|---------|
| Hoc tap \\| \\| Có {HS}. \\|         | sentence-unknown-topic   | warning  | topic   | Học     |
| \\| kqq \\| Có {HS}. \\|             | sentence-unknown-section | error    | section | kq      |
| \\| \\| Có {HSS}. \\|                | sentence-unknown-indicator | error  | text    | HS      |
| \\| \\| Có {HS.thaydoi}. \\|         | sentence-unknown-field   | error    | text    | thay_doi |
| \\| \\| Có {HS.2018}. \\|            | sentence-unknown-field   | error    | text    |         |
| \\| \\| Có {HS. \\|                  | sentence-unbalanced      | error    | text    |         |
| \\| \\| Có {HS}[, nhiều]. \\|        | sentence-clause-without-field | error | text  |         |
| \\| \\| Kết quả tốt. \\|             | sentence-without-field   | warning  | text    |         |
| \\| \\| Có {NN}. \\|                 | sentence-no-total        | error    | text    |         |
| \\| \\| Có {GI}. \\|                 | sentence-no-total        | error    | text    |         |
| \\| \\| Có {HS}[, {BE.muc_tieu}]. \\| | sentence-no-target      | warning  | text    |         |
| \\| \\| Có {CO}[, {CO.cao_nhat}]. \\| | sentence-no-rank        | error    | text    |         |
| \\| \\| Có {BE}[, {BE.cao_nhat}]. \\| | sentence-names-sensitive | error   | text    |         |
| \\| \\| Có {TB}[, {TB.lowest}]. \\|  | sentence-names-sensitive | error    | text    |         |
| \\| \\| \\| no                       | definition-blank         | error    | text    |         |
| \\| \\| Có {HS}. \\| có thể          | definition-unknown-value | error    | page    |         |
"""


@cases(FAULTS)
def test_a_mistake_is_one_finding_at_its_cell(
    tmp_path: Path, row: str, code: str, severity: str, column: str, nearest: str
) -> None:
    """With the sheet, the cell, the nearest name and what to do, in both languages."""
    path = made(tmp_path, f"| {row} |")
    (found,) = findings(path)
    sheet = keyed(path)["sentences"]
    line = next(r for r in sheet.rows if not r.for_people and any(c is not None for c in r.cells))
    assert (found.code, found.severity, found.text("nearest")) == (code, severity, nearest)
    assert (found.sheet, found.cell) == (sheet.name, sheet.address(line, column))
    for language in ("vi", "en"):
        what, fix = describe(found, language)
        assert found.cell in what
        assert fix


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    """Of one sentence and of several."""
    path = made(tmp_path, "| | x | {HSS} {HS.b} | |\n| | | {HS | |")
    unknown = [f"sentence-unknown-{what}" for what in ("section", "indicator", "field")]
    assert [f.code for f in findings(path)] == [*unknown, "sentence-unbalanced"]


def test_the_starters_sentences_are_valid() -> None:
    """They name its indicators, and no agency by a sensitive figure."""
    tables = starter_tables()
    codes = [row["code"] for row in tables["indicators"]]
    read = [parse(row["text"], codes, ()) for row in tables["sentences"]]
    assert 4 <= len(read) <= 6
    assert all(template.fields and not template.faults for template in read)
