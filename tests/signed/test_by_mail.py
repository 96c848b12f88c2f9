"""PDFs that come by mail: with their workbook, in another mail, from an unknown address, of another agency."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mailing import DAY, campaign, entries, form, sent, take
from tests.pdfs import Pdf
from tests.signed.test_pairing import table
from toolkit.consolidation.bridges.standing import signed_words
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
def test_prints_that_come_by_mail_are_compared(tmp_path: Path) -> None:
    """With their workbook or in a separate mail: that one came alone is a note, once it is recognised as a print. From
    an unknown address, a print names its agency as a form's stamp does. If another agency's is beside a form, the
    sender is informed, and it is compared with no form."""
    folder = campaign(tmp_path)
    done = take(
        folder,
        sent("syt", ("a.xlsx", form(folder, "SYT")), ("ky.pdf", printed(number="7"))),
        sent("stc", ("b.xlsx", form(folder, "STC")), id="1@x"),
        sent("stc", ("b.pdf", printed("Sở Tài chính")), id="2@x"),
        sent("ai@noi.example", ("scan.pdf", printed("Công an tỉnh"))),
        sent("xa1", ("c.xlsx", form(folder, "XA1")), ("c.pdf", printed("Sở Lao động"))),
        sent("tonghop", ("d.xlsx", form(folder, "LEAD"))),
    )
    assert {f.text("name") for f in done.findings if f.code == "print-of-form"} == {"b.pdf", "scan.pdf"}
    assert entries(done.register)["scan.pdf"].stamped == "CAT"
    result = check_files(folder, as_of=DAY, means=Means(workers=1))
    assert {agency: signed_words(report, "vi") for agency, report in result.signed.items()} == {
        "SYT": "PDF khác biểu 1 chỗ, khớp 4",
        "STC": "PDF khớp biểu: 5 số, ý",
        "CAT": "Có PDF, chưa có biểu Excel",
        "XA1": "PDF của đơn vị khác",
    }
    differing = [(f.agency, f.indicator, f.period, f.text("pdf")) for f in result.findings if f.code == "pdf-differs"]
    assert differing == [("SYT", "T1", "2020", "7")]
    codes = ("pdf-without-form", "pdf-other-agency", "pdf-of-another")
    found = {f.code: f.agency for f in result.findings if f.code in codes}
    assert found == dict(zip(codes, ("CAT", "XA1", "XA1"), strict=True))


def test_a_print_names_its_agency(tmp_path: Path) -> None:
    """In the register, from an unknown address."""
    done = take(campaign(tmp_path), sent("ai@noi.example", ("scan.pdf", printed("Sở Tài chính"))))
    assert [e.stamped for e in done.register.entries.values()] == ["STC"]
