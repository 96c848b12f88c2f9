"""PDFs that come by mail: with their workbook, in another mail, from an unknown address, of another agency."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mailing import DAY, Sample, campaign, form, take
from tests.pdfs import Pdf
from tests.signed.test_pairing import table
from toolkit.consolidation.bridges.standing import signed_words
from toolkit.register.entries import read_register
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files


def printed(agency: str = "Sở Y tế", number: str = "2") -> bytes:
    pdf = Pdf()
    page = pdf.page()
    page.text(40, 40, f"Đơn vị báo cáo: {agency}", size=10)
    page.text(40, 60, "Kỳ báo cáo: 2019 – 2020", size=10)
    rows = [("Chỉ tiêu", "2019", "2020"), ("Số lượt", "1", number), ("Số người", "3", "4")]
    table(page, 100, (40, 200, 300, 400), rows)
    page.text(40, 300, "Đã tuyên truyền", size=10)
    return pdf.bytes()


@pytest.mark.slow
def test_with_its_workbook_and_in_a_separate_mail(tmp_path: Path) -> None:
    """Both are compared; that it came alone is a note, once it is recognised as a print."""
    folder = campaign(tmp_path)
    done = take(
        folder,
        Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT")), ("ky.pdf", printed(number="7"))]),
        Sample(sender="stc@tinh.example", files=[("b.xlsx", form(folder, "STC"))]),
        Sample(sender="stc@tinh.example", files=[("b.pdf", printed("Sở Tài chính"))]),
    )
    assert [f.code for f in done.findings if f.value == "" and "form" in f.code] == ["print-of-form"]
    result = check_files(folder, as_of=DAY, means=Means(workers=1))
    assert signed_words(result.signed["SYT"], "vi") == "PDF khác biểu 1 chỗ, khớp 4"
    assert signed_words(result.signed["STC"], "vi") == "PDF khớp biểu: 5 số, ý"
    findings = [(f.agency, f.indicator, f.period, f.text("pdf")) for f in result.findings if f.code == "pdf-differs"]
    assert findings == [("SYT", "T1", "2020", "7")]


def test_a_print_from_an_unknown_address_names_its_agency(tmp_path: Path) -> None:
    """The print names it as a form's stamp does."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="ai@noi.example", files=[("scan.pdf", printed("Sở Tài chính"))]))
    assert [e.stamped for e in read_register(folder.root).entries.values()] == ["STC"]
    result = check_files(folder, as_of=DAY, means=Means(workers=1))
    assert [(f.code, f.agency) for f in result.findings if f.code == "pdf-without-form"] == [
        ("pdf-without-form", "STC")
    ]


@pytest.mark.slow
def test_another_agencys_print_beside_a_form_is_reported(tmp_path: Path) -> None:
    """The agency that sent it is informed, and it is compared with no form."""
    folder = campaign(tmp_path)
    files = [("a.xlsx", form(folder, "SYT")), ("ky.pdf", printed("Sở Tài chính"))]
    take(
        folder,
        Sample(sender="syt@tinh.example", files=files),
        Sample(sender="stc@tinh.example", files=[("b.xlsx", form(folder, "STC"))]),
    )
    result = check_files(folder, as_of=DAY, means=Means(workers=1))
    assert signed_words(result.signed["SYT"], "vi") == "PDF của đơn vị khác"
    assert "STC" not in result.signed
    assert {f.code: f.agency for f in result.findings if "another" in f.code or "other-agency" in f.code} == {
        "pdf-other-agency": "SYT",
        "pdf-of-another": "SYT",
    }
