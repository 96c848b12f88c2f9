"""Writes the sample campaign: the definition and an inbox as it looks in July 2020, faults and all.

    python -m sample_workbooks.regenerate [FOLDER] [--without-libreoffice]

All figures and statements are invented (see README.md). The same run gives the same files, except for the
two that LibreOffice saves. What each faulty file should be told is in `tests/whole/test_samples.py`.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from sample_workbooks.invented_figures import Figures, as_typed, invented_figures, put_words, vietnamese
from sample_workbooks.invented_texts import invented_texts
from sample_workbooks.patching import Change, cell_typed, patch, read_parts, saved, sheet_added, sheet_renamed, zipped
from toolkit.form.contents import Filling, NarrativeLine, make_form
from toolkit.messages import forms
from toolkit.model import Agency, Campaign, CellValue
from toolkit.run.folder import new_folder, open_folder
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.excel import Book

HERE = Path(__file__).parent
SEED = 2020
#: Stamped in the forms in place of the toolkit's own version: a new release changes no sample.
FORM_VERSION = "0.1"
INVENTED = "(số liệu minh họa)"

#: The names under which reports really arrive.
GOOD: dict[str, str] = {
    "VPUBND": "VPUBND.xlsx",
    "SLDTBXH": "So LDTBXH - bao cao tong ket PCMD 2016-2020.xlsx",
    "SVHTTDL": "SVHTTDL_BC PCMD.xlsx",
    "SGDDT": "BC 5 năm PCMD - Sở GDĐT.xlsx",
    "STP": "STP.xlsx",
    "STC": "STC-bieu mau PCMD.xlsx",
    "SCT": "SCT (gui SLDTBXH).xlsx",
    "SNV": "SNV.xlsx",
    "TTT": "Thanh tra tinh.xlsx",
    "BCHQS": "BCHQS tinh_PCMD.xlsx",
    "BCHBP": "BDBP - Bieu PCMD (da ky).xlsx",
    "VKSND": "VKSND tinh.xlsx",
    "TAND": "TAND_tinh_DT.xlsx",
    "CQLTT": "Cuc QLTT.xlsx",
    "NHCSXH": "NHCSXH DT 2020.xlsx",
    "DPTTH": "Dai PTTH.xlsx",
    "BDT": "Bao Dong Thap.xlsx",
    "MTTQ": "UBMTTQ tinh - tong ket.xlsx",
    "HLHPN": "Hoi LHPN tinh (chinh thuc).xlsx",
    "TD": "Tinh Doan_libreoffice.xlsx",
    "LDLD": "LDLD tinh.xlsx",
    "HCTD": "HCTD - chi co loi van.xlsx",
    "UBND-866": "UBND cap huyen/TP Cao Lanh.xlsx",
    "UBND-867": "UBND cap huyen/BC TP Sa Dec 5 nam.xlsx",
    "UBND-868": "UBND cap huyen/TX Hong Ngu (doi ten sheet).xlsx",
    "UBND-869": "UBND cap huyen/Tan Hong.xlsx",
    "UBND-870": "UBND cap huyen/Huyen Hong Ngu_libreoffice.xlsx",
    "UBND-871": "UBND cap huyen/Tam Nong.xlsx",
    "UBND-872": "UBND cap huyen/Thap Muoi - ngay 10-7.xlsx",
    "UBND-875": "UBND cap huyen/Lap Vo.xlsx",
    "UBND-876": "UBND cap huyen/lai vung.xlsx",
}
_SILENT = frozenset(("SKHCN", "STNMT", "SGTVT", "BQLKKT", "CTK", "BTGTU"))
SAVED_BY_LIBREOFFICE = (GOOD["TD"], GOOD["UBND-870"])


@dataclass(slots=True)
class _Report:
    """One agency's answers, before they are typed into its form."""

    agency: Agency
    info: dict[str, CellValue]
    figures: Figures
    notes: dict[str, CellValue]
    lines: tuple[NarrativeLine, ...]
    sent: datetime

    def filling(self) -> Filling:
        return Filling(info=self.info, figures=self.figures, notes=self.notes, lines=self.lines)


def regenerate(folder: Path, *, libreoffice: bool = True) -> None:
    """Write `campaign.xlsx` and `inbox/` in `folder`. Without LibreOffice its two files are left out."""
    for name in ("campaign.xlsx", "inbox"):
        old = folder / name
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    new_folder(folder)
    (folder / "outgoing").rmdir()
    _Inbox(folder).write(libreoffice)


class _Inbox:
    def __init__(self, folder: Path) -> None:
        self.root = folder / "inbox"
        self.campaign: Campaign = open_folder(folder).campaign
        self.periods = [p.key for p in self.campaign.periods]
        self.figures = invented_figures(self.campaign, SEED)
        writing = [a for a in self.campaign.agencies if a.code not in _SILENT]
        self.lines = invented_texts(self.campaign, writing, SEED)

    def write(self, libreoffice: bool) -> None:
        for code, name in GOOD.items():
            if name in SAVED_BY_LIBREOFFICE and not libreoffice:
                continue
            report = self.report(code)
            _PECULIARITIES.get(code, _as_it_is)(report)
            self.save(name, report, *_AFTERWARDS.get(code, ()))
        self.faults()
        if libreoffice:
            for name in SAVED_BY_LIBREOFFICE:
                save_with_libreoffice(self.root / name)

    def report(self, code: str) -> _Report:
        agency = self.campaign.agency_by_code[code]
        figures = as_typed(self.campaign, agency, self.figures[code], SEED)
        choose = random.Random(f"{SEED} {code} details")
        sent = datetime(2020, 6, 22, 8) + timedelta(days=choose.randint(0, 22), minutes=choose.randint(0, 560))
        day: CellValue = sent.date()
        if choose.random() < 0.4:
            day = choose.choice((f"ngày {sent:%d} tháng {sent.month} năm 2020", f"{sent:%d/%m/%Y}"))
        info: dict[str, CellValue] = {
            "report_number": f"{choose.randint(20, 480)}/{agency.symbol}",
            "report_date": day,
            "prepared_by": f"{_person(choose)} {INVENTED}",
            "phone": f"0277 000 {choose.randint(0, 9999):04d}",
            "email": agency.emails[0] if agency.emails else None,
            "signed_by": f"{_person(choose)} (minh họa)",
            "signer_title": _title(agency, choose),
        }
        notes: dict[str, CellValue] = {}
        codes = {i.code for i in self.campaign.indicators_of(agency)}
        for indicator, note in _NOTES:
            if indicator in codes and choose.random() < 0.15:
                notes[indicator] = note
        return _Report(agency, info, figures, notes, self.lines[code], sent)

    def save(self, name: str, report: _Report, *changes: Change, campaign: Campaign | None = None) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        form = make_form(campaign or self.campaign, report.agency, version=FORM_VERSION)
        write_intake(path, form, report.filling())
        by = str(report.info.get("prepared_by") or "")
        patch(path, saved(report.sent, by.removesuffix(INVENTED).strip()), *changes)
        return path

    # -- faults: each in a file of its own --

    def faults(self) -> None:
        self._text_in_number_cells()
        self._ambiguous_number()
        self._sums_that_do_not_add_up()
        self._section_missing()
        self._sent_twice()
        self._other_campaign()
        self._additions()
        self._no_forms()

    def _text_in_number_cells(self) -> None:
        report = self.report("SYT")
        report.figures["TT02", "2018"] = "khoảng 200 lượt"
        report.figures["HT02", "2019"] = "nhiều"
        self.save("SYT_bao cao PCMD chinh thuc (2).xlsx", report)

    def _ambiguous_number(self) -> None:
        report = self.report("STTTT")
        report.figures["KP01", "2019"] = "1.234"
        report.figures["KP02", "2019"] = None
        report.figures["KP03", "2019"] = "lồng ghép"
        self.save("STTTT - so lieu kinh phi.xlsx", report)

    def _sums_that_do_not_add_up(self) -> None:
        report = self.report("CAT")
        report.figures["DT02", "2018"] = 130
        self.save("CAT_PC02_bc mai dam 2016-2020.xlsx", report)
        report = self.report("UBND-874")
        for period in ("2017", "2019"):
            whole = report.figures["KP01", period]
            assert isinstance(whole, int | float)
            report.figures["KP01", period] = whole + 10
        self.save("UBND cap huyen/Thanh Binh (kinh phi lech).xlsx", report)

    def _section_missing(self) -> None:
        report = self.report("HND")
        report.lines = tuple(line for line in report.lines if line.section != "lessons")
        self.save("Hoi Nong dan.xlsx", report)

    def _sent_twice(self) -> None:
        """An earlier version, a later one, and the later one a second time."""
        report = self.report("SXD")
        first = replace(report, figures=dict(report.figures), sent=datetime(2020, 6, 24, 9, 15))
        put_words(first.figures, "TT01", self.periods, None)
        put_words(first.figures, "TT02", self.periods, None)
        self.save("SXD.xlsx", first)
        report.sent = datetime(2020, 7, 9, 16, 40)
        later = self.save("SXD (sua theo gop y) - ban cuoi.xlsx", report)
        (self.root / "Fwd_SXD (sua theo gop y) - ban cuoi.xlsx").write_bytes(later.read_bytes())

    def _other_campaign(self) -> None:
        other = replace(self.campaign, id="PCMT-2019", title="BÁO CÁO Kết quả phòng, chống ma túy năm 2019 (minh họa)")
        self.save("UBND cap huyen/Chau Thanh - ma tuy 2019.xlsx", self.report("UBND-877"), campaign=other)

    def _additions(self) -> None:
        rows = [
            ("PHỤ LỤC: CÁC HOẠT ĐỘNG TIÊU BIỂU (số liệu minh họa)", "", ""),
            ("STT", "Hoạt động", "Thời gian"),
            ("1", "Hội thi tìm hiểu pháp luật trong công nhân viên chức ngành", "Tháng 10/2018"),
            ("2", "Tập huấn cho báo cáo viên ở các trạm", "Tháng 5/2019"),
        ]
        self.save("SNNPTNT co phu luc.xlsx", self.report("SNNPTNT"), sheet_added("Phụ lục", rows))
        figures = forms.SHEETS["figures"].say("vi")
        self.save(
            "UBND cap huyen/bieu huyen Cao Lanh.xlsx",
            self.report("UBND-873"),
            cell_typed(figures, 12, "N", "Số liệu do Phòng Nội vụ cung cấp"),
            cell_typed(figures, 60, "C", "Ghi chú: số liệu 6 tháng tính đến ngày 10/6/2020 (minh họa)"),
        )

    def _no_forms(self) -> None:
        listing = self.root / "Danh sach co so karaoke, nha tro.xlsx"
        book = Book(listing, created=datetime(2020, 7, 1), title="Danh sách cơ sở (minh họa)")
        with book:
            sheet = book.sheet("Sheet1")
            for row, cells in enumerate((("STT", "Tên cơ sở", "Địa chỉ"), ("1", "Cơ sở A (minh họa)", "Xã B"))):
                for column, text in enumerate(cells):
                    sheet.write_text(row, column, text)
        (self.root / "HCCB bao cao tong ket (ban word).docx").write_bytes(self._word_report("HCCB"))
        lines = [line for line in self.lines["SKHDT"] if line.section == "achievements"]
        text = "\r\n".join(["SỞ KẾ HOẠCH VÀ ĐẦU TƯ (nội dung minh họa)", *(str(line.text) for line in lines)])
        (self.root / "SKHDT_bao cao.xlsx").write_bytes(text.encode())

    def _word_report(self, code: str) -> bytes:
        from docx import Document

        agency = self.campaign.agency_by_code[code]
        document = Document()
        document.core_properties.created = document.core_properties.modified = datetime(2020, 7, 8)
        document.core_properties.author = agency.name
        document.add_paragraph(agency.name.upper())
        document.add_paragraph(f"{self.campaign.title} {INVENTED}")
        for number, section in enumerate(self.campaign.sections, start=1):
            document.add_paragraph(f"{number}. {section.heading}")
            for line in self.lines[code]:
                if line.section == section.code:
                    document.add_paragraph(f"- {str(line.text).strip()}")
        out = BytesIO()
        document.save(out)
        return zipped(read_parts(out.getvalue()))


# --- What is particular to one agency -------------------------------------------------------------

_PEOPLE = ("Nguyễn Văn A", "Trần Thị B", "Lê Văn C", "Phạm Thị D", "Huỳnh Văn E", "Võ Thị G", "Đặng Văn H", "Bùi Thị K")
_NOTES = (
    ("TC03", "Gồm cả cán bộ kiêm nhiệm"),
    ("TT01", "Kể cả lồng ghép trong họp cơ quan"),
    ("TT08", "Tính theo số dự học tập pháp luật"),
    ("KT03", "Có 02 đợt phối hợp với Công an huyện"),
    ("KT06", "Chưa kể phạt bổ sung"),
    ("KP03", "Chi từ nguồn thường xuyên của đơn vị"),
    ("HT02", "Chủ yếu là tư vấn và khám sức khỏe"),
)


def _person(choose: random.Random) -> str:
    return choose.choice(_PEOPLE)


def _title(agency: Agency, choose: random.Random) -> str:
    if "UBND cấp huyện" in agency.groups:
        return choose.choice(("Phó Chủ tịch", "KT. Chủ tịch, Phó Chủ tịch"))
    return choose.choice(("Phó Giám đốc", "Giám đốc")) if agency.name.startswith("Sở") else "Phó Thủ trưởng đơn vị"


def _as_it_is(report: _Report) -> None:
    """Nothing particular."""


def _amounts_in_words(report: _Report) -> None:
    """The lead agency writes its money out: with magnitudes, or to the đồng as in the accounts."""
    figures = report.figures
    figures["KP01", "2019"], figures["KP02", "2019"], figures["KP03", "2019"] = "0,3 tỷ", "250 triệu đồng", 50
    whole = figures["KP01", "2018"]
    assert isinstance(whole, int | float)
    figures["KP01", "2018"] = f"{vietnamese(whole * 1e6)} đồng"
    figures["TT08", "2018"] = "92,5%"


def _not_our_task(report: _Report) -> None:
    for code in ("TT01", "TT02"):
        put_words(report.figures, code, [p for c, p in report.figures if c == "TC01"], "Không thuộc chức năng")


def _mingled_funds(report: _Report) -> None:
    """Spends, but cannot tell how much from which source."""
    put_words(report.figures, "KP02", ["2016", "2017"], None)
    put_words(report.figures, "KP03", ["2016", "2017"], "Chưa thống kê")


def _merged_commune(report: _Report) -> None:
    report.notes["TT06"] = "Từ 01/01/2020 sáp nhập 01 xã (minh họa)"


def _words_only(report: _Report) -> None:
    report.figures.clear()
    report.notes.clear()


def _ticks(report: _Report) -> None:
    for key, value in list(report.figures.items()):
        if key[0] == "TC01":
            report.figures[key] = "x" if value == "Có" else "chưa"


def _many_points_in_a_cell(report: _Report) -> None:
    """Puts the statements of a section into one cell, as copied from Word."""
    points = [line for line in report.lines if line.section == "limitations"]
    text = "\n".join(f"- {str(line.text).strip(' -')}" for line in points)
    rest = [line for line in report.lines if line.section != "limitations"]
    report.lines = (*rest, NarrativeLine(section="limitations", text=text))


def _long_statement(report: _Report) -> None:
    points = [line for line in report.lines if line.section == "tasks"]
    text = " ".join(str(line.text).strip(" -;") for line in points)
    while len(text.split()) <= 130:
        text = f"{text} Đơn vị tiếp tục duy trì các hoạt động nêu trên trong cả giai đoạn (nội dung minh họa)."
    report.lines = (*(x for x in report.lines if x.section != "tasks"), NarrativeLine(section="tasks", text=text))


def _request_among_achievements(report: _Report) -> None:
    text = "Đề nghị cấp trên hỗ trợ thêm tờ rơi và sách mỏng để phát cho công nhân ở khu nhà trọ."
    report.lines = (*report.lines, NarrativeLine(section="achievements", text=text))


def _set_phrase(report: _Report) -> None:
    report.lines = (
        *report.lines,
        NarrativeLine(section="achievements", text="Cơ bản hoàn thành tốt nhiệm vụ được giao."),
    )


def _details_left_out(report: _Report) -> None:
    report.info |= {"phone": None, "signed_by": None}


_PECULIARITIES: dict[str, Callable[[_Report], None]] = {
    "SLDTBXH": _amounts_in_words,
    "NHCSXH": _not_our_task,
    "VKSND": _ticks,
    "TAND": _details_left_out,
    "STP": _mingled_funds,
    "SVHTTDL": _long_statement,
    "MTTQ": _many_points_in_a_cell,
    "HCTD": _words_only,
    "LDLD": _request_among_achievements,
    "UBND-875": _set_phrase,
    "UBND-870": _merged_commune,
    "UBND-876": _mingled_funds,
}
_AFTERWARDS: dict[str, tuple[Change, ...]] = {
    "UBND-868": (sheet_renamed(forms.SHEETS["figures"].say("vi"), "Biểu số liệu TX"),)
}


# --- LibreOffice ----------------------------------------------------------------------------------


def save_with_libreoffice(path: Path) -> None:
    """Open the file and save it again in LibreOffice, without windows."""
    with tempfile.TemporaryDirectory() as scratch:
        profile = (Path(scratch) / "profile").as_uri()
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                scratch,
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        path.write_bytes((Path(scratch) / path.name).read_bytes())


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--without-libreoffice", action="store_true", help="leave out the two files it saves")
    options = parser.parse_args(arguments)
    regenerate(options.folder, libreoffice=not options.without_libreoffice)


if __name__ == "__main__":
    main(sys.argv[1:])
