"""Collecting: the same files and the same register wherever mails were kept, each file once,
whose it is, what waits."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from aspose.email_foss.msg import MapiMessage
from openpyxl import load_workbook

from tests.building import cell_of, change, keyed, records, type_into
from tests.cli.test_cli import closed
from tests.links import linked
from tests.mailing import DAY, KEPT, VIETNAM, Sample, as_eml, campaign, codes, entries, form, inbox, take, windows
from tests.office import convert, needs_libreoffice
from toolkit.cli.main import run
from toolkit.mail.imap import pack_uids
from toolkit.mail.mailboxes import Unopened
from toolkit.mail.message import Mail, read_mail
from toolkit.messages import registers
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.catalogue import describe
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, merge_files, share_file, write_templates


def mails(folder: Folder) -> list[Sample]:
    """An ordinary week: two reports, one sent twice, a forwarded one, a zip, a Word report."""
    health, money = form(folder, "SYT"), form(folder, "STC")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Xã Tân An/biểu.xlsx", form(folder, "XA1"))
    return [
        Sample(
            sender="syt@tinh.example",
            name="Sở Y tế",
            subject="Báo cáo quý",
            files=[("Báo cáo Sở Y tế (chính thức).xlsx", health)],
        ),
        Sample(
            sender="stc@tinh.example",
            when=datetime(2021, 1, 9, 23, 30, tzinfo=VIETNAM),
            files=[("STC.xlsx", money), ("STC.pdf", b"%PDF-1.4 \n")],
        ),
        Sample(
            sender="syt@tinh.example",
            when=datetime(2021, 1, 12, 8, 0, tzinfo=VIETNAM),
            subject="Gửi lại",
            files=[("lần 2.xlsx", health)],
        ),
        Sample(
            sender="vanthu@tinh.example",
            subject="FW: Báo cáo",
            when=datetime(2021, 1, 13, 8, 0, tzinfo=VIETNAM),
            files=[
                Sample(
                    sender="xa1@tinh.example",
                    when=datetime(2021, 1, 10, 17, 0, tzinfo=VIETNAM),
                    files=[("gui.zip", packed.getvalue())],
                )
            ],
        ),
    ]


def contents(folder: Folder) -> list[tuple[object, ...]]:
    """The register as people see it, without where it was collected from."""
    sheet = keyed(folder.root / FILE_NAME)["register"]
    return [(r.key, *sorted((k, v) for k, v in r.values.items() if v is not None)) for r in records(sheet)]


@pytest.mark.slow
def test_the_same_mails_give_the_same_inbox_and_register_however_they_were_kept(tmp_path: Path) -> None:
    """`.eml`, `.msg`, mbox, Maildir and zip of mails: the same files, byte for byte, and the same register."""
    found = {}
    for way, keep in KEPT.items():
        folder = campaign(tmp_path / way)
        collect(folder, [keep(tmp_path / f"{way}-source", mails(folder))], as_of=DAY)
        found[way] = (inbox(folder), contents(folder), keyed(folder.root / FILE_NAME)["mails"].rows)
    files, rows, _ = found["eml"]
    expected = [
        "2021-01-08 0900 Báo cáo Sở Y tế (chính thức) (" + _mark(files, "Báo cáo") + ").xlsx",
        "2021-01-09 2330 STC (" + _mark(files, "STC", ".pdf") + ").pdf",
        "2021-01-09 2330 STC (" + _mark(files, "STC", ".xlsx") + ").xlsx",
        "2021-01-10 1700 biểu (" + _mark(files, "biểu") + ").xlsx",
    ]
    assert sorted(expected) == sorted(files)
    assert len(rows) == 5
    for way in KEPT:
        assert found[way][0] == files, way
        assert found[way][1] == rows, way
        assert len(found[way][2]) == len(found["eml"][2]), way


def _mark(files: dict[str, bytes], name: str, ending: str = ".xlsx") -> str:
    found = next(f for f in files if name in f and f.endswith(ending))
    return found.rpartition("(")[2].partition(")")[0]


def test_no_name_of_ours_has_brackets_that_excel_takes_for_a_workbook(tmp_path: Path) -> None:
    """Whatever the sender called the file."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="syt@tinh.example", files=[("[mới] biểu [2].xlsx", form(folder, "SYT"))]))
    (name,) = inbox(folder)
    assert "(mới) biểu (2)" in name
    assert not set("[]") & set(name)


@pytest.mark.slow
@pytest.mark.parametrize("registered", [True, False])
def test_a_file_that_lies_in_the_inbox_under_a_name_of_before_is_not_collected_again(
    tmp_path: Path, registered: bool
) -> None:
    """Names had square brackets: the file is known by its content, with the register and without."""
    folder = campaign(tmp_path)
    sent = Sample(sender="syt@tinh.example", files=[("biểu #1.xlsx", form(folder, "SYT"))])
    take(folder, sent)
    (path,) = folder.inbox.iterdir()
    before = path.rename(path.with_name(path.name.replace("(", "[").replace(")", "]")))
    if not registered:
        (folder.root / FILE_NAME).unlink()
    take(
        folder,
        sent,
        Sample(
            sender="syt@tinh.example",
            when=datetime(2021, 1, 12, 8, 0, tzinfo=VIETNAM),
            files=[("lại.xlsx", before.read_bytes())],
        ),
    )
    assert [x.name for x in folder.inbox.iterdir()] == [before.name]
    if not registered:
        book = openpyxl.load_workbook(folder.root / FILE_NAME).worksheets[0]
        links = [str(c.hyperlink.target) for row in book.iter_rows() for c in row if c.hyperlink]
        assert links
        assert all("%23" in link and not set("[]# ") & set(link) for link in links)


@pytest.mark.slow
def test_the_register_says_where_each_file_came_from(tmp_path: Path) -> None:
    """Sender, date in Vietnam, subject, message-id, original name, hash; the inner mail's where one was forwarded."""
    folder = campaign(tmp_path)
    register = take(folder, *mails(folder)).register
    first, inner = entries(register)["Báo cáo Sở Y tế (chính thức).xlsx"], entries(register)["biểu.xlsx"]
    assert (
        "syt@tinh.example",
        "Sở Y tế",
        "Báo cáo quý",
        datetime(2021, 1, 8, 9),
        "syt-080900@thu.example",
        "SYT",
        "taken",
    ) == (first.sender, first.sender_name, first.subject, first.received, first.message_id, first.agency, first.state)
    assert ("xa1@tinh.example", "vanthu@tinh.example", datetime(2021, 1, 10, 17), "XA1") == (
        inner.sender,
        inner.forwarded_by,
        inner.received,
        inner.agency,
    )
    assert "gui.zip" in inner.within
    assert read_register(folder.root).entries == register.entries


@pytest.mark.slow
def test_collecting_again_takes_only_what_is_new(tmp_path: Path) -> None:
    """A second run changes nothing, not a byte of the register; a new mail adds its file alone."""
    folder = campaign(tmp_path)
    source = KEPT["eml"](tmp_path / "thu", mails(folder))
    collect(folder, [source], as_of=DAY)
    before, book = inbox(folder), (folder.root / FILE_NAME).read_bytes()
    again = collect(folder, [source], as_of=DAY)
    assert (again.new, again.findings) == ([], [])
    assert inbox(folder) == before
    assert (folder.root / FILE_NAME).read_bytes() == book
    one = Sample(
        sender="stc@tinh.example",
        when=datetime(2021, 1, 14, 8, 0, tzinfo=VIETNAM),
        files=[("sửa.xlsx", form(folder, "STC", number="2"))],
    )
    (source / "new.eml").write_bytes(one.eml())
    assert len(collect(folder, [source], as_of=DAY).new) == 1
    assert len(inbox(folder)) == len(before) + 1


def test_a_file_taken_out_of_the_inbox_does_not_come_back(tmp_path: Path) -> None:
    """What the coordinator removed is not put there again by the next run."""
    folder = campaign(tmp_path)
    sample = Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))])
    file = entries(take(folder, sample).register)["a.xlsx"].file
    (folder.root / file).unlink()
    take(folder, sample)
    assert inbox(folder) == {}


def test_a_file_that_lies_in_the_inbox_already_is_not_put_there_twice(tmp_path: Path) -> None:
    """Saved by hand before: the register points to it, under its own name."""
    folder = campaign(tmp_path)
    data = form(folder, "SYT")
    (folder.inbox / "tay").mkdir()
    (folder.inbox / "tay" / "Sở Y tế.xlsx").write_bytes(data)
    register = take(folder, Sample(sender="syt@tinh.example", files=[("a.xlsx", data)])).register
    assert entries(register)["a.xlsx"].file == "inbox/tay/Sở Y tế.xlsx"
    assert list(inbox(folder)) == ["tay/Sở Y tế.xlsx"]


@pytest.mark.slow
def test_mails_put_into_the_inbox_are_opened_and_no_longer_a_fault(tmp_path: Path) -> None:
    """Without a source, the mails and archives in the inbox are; a merge then says they were taken apart."""
    folder = campaign(tmp_path)
    (folder.inbox / "thu.eml").write_bytes(
        Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]).eml()
    )
    assert "is-mail" in [f.code for f in check_files(folder, as_of=DAY).findings]
    collect(folder, as_of=DAY)
    result = check_files(folder, as_of=DAY)
    assert sorted(f.code for f in result.findings if f.file == "inbox/thu.eml") == ["taken-apart"]
    assert list(result.used) == ["SYT"]


@pytest.mark.slow
def test_the_screen_counts_files_and_a_mail_is_listed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file by two mails is one new file;
    a subject longer than is kept does not make its mail a new one each time."""
    folder = campaign(tmp_path)
    data, mails = form(folder, "SYT"), tmp_path / "mails"
    mails.mkdir()
    for number in (1, 2):
        sample = Sample(
            sender="syt@tinh.example", id=f"{number}@x", subject="Báo cáo rất dài " * 40, files=[("a.xlsx", data)]
        )
        (mails / f"{number}.eml").write_bytes(sample.eml())
    said = []
    for _ in range(3):
        run(["collect", str(mails), "--campaign", str(folder.root), "--as-of", "2021-01-15"])
        said.append(capsys.readouterr().out.splitlines()[0])
    assert (
        said
        == ["Đã xem 2 thư; 1 tệp mới, trong đó 1 biểu Excel."] + ["Đã xem 2 thư; 0 tệp mới, trong đó 0 biểu Excel."] * 2
    )
    assert len(records(keyed(folder.root / FILE_NAME)["mails"])) == 2


# --- Whose it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "sender", "name", "subject", "state", "code"),
    [
        ("SYT", "syt@tinh.example", "", "Báo cáo", "taken", ""),
        ("SYT", "stc@tinh.example", "", "Báo cáo", "waiting", "sender-disagrees"),
        ("SYT", "ai.do@gmail.example", "", "Báo cáo", "taken", "sender-unknown"),
        ("CAT", "ai.do@gmail.example", "", "Báo cáo", "taken", ""),
        ("CAT", "ai.do@gmail.example", "", "Báo cáo của Sở Tài chính", "waiting", "mail-names-another"),
        ("SYT", "syt@tinh.example", "", "TB: báo cáo của Sở Tài chính", "taken", "mail-names-another"),
        ("SYT", "syt@tinh.example", "", "Sở Y tế gửi Sở Lao động", "taken", ""),
        ("CAT", "ai.do@gmail.example", "", "Báo cáo, kính gửi Sở Lao động", "taken", ""),
        ("CAT", "ai.do@gmail.example", "", "Đề nghị Sở Lao động tổng hợp", "taken", ""),
        ("CAT", "ai.do@gmail.example", "Sở Lao động", "Báo cáo", "waiting", "mail-names-another"),
        ("XA1", "syt@tinh.example", "", "Báo cáo xã", "taken", ""),
        ("XA1", "syt@tinh.example", "Sở Y tế", "Sở Y tế gửi biểu của Xã Tân An", "taken", ""),
        ("XA1", "syt@tinh.example", "Sở Y tế", "Báo cáo của Xã Tân An", "taken", ""),
        ("SYT", "tonghop@tinh.example", "", "FW: báo cáo", "taken", ""),
        ("SYT", "bantonghop@tinh.example", "", "FW: Sở Y tế", "taken", ""),
        ("LEAD", "tonghop@tinh.example", "", "Báo cáo", "taken", ""),
        ("SYT", "evil@gmail.example", "syt@tinh.example", "Báo cáo", "waiting", "sender-name-misleads"),
    ],
)
def test_stamp_sender_and_mail_must_not_disagree(
    tmp_path: Path, agency: str, sender: str, name: str, subject: str, state: str, code: str
) -> None:
    """Where they agree the file is taken; where they disagree it is a finding, and one against one waits."""
    folder = campaign(tmp_path)
    done = take(folder, Sample(sender=sender, name=name, subject=subject, files=[("a.xlsx", form(folder, agency))]))
    entry = entries(done.register)["a.xlsx"]
    assert (state, agency if state == "taken" else "") == (entry.state, entry.agency)
    assert [code] * bool(code) == codes(done)
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ([agency] if state == "taken" else [])
    assert [f.code for f in result.findings if f.code in (code, "sender-disagrees")] == [code] * bool(code)


@pytest.mark.slow
def test_what_the_campaigns_own_address_sent_is_nobodys_report(tmp_path: Path) -> None:
    """Neither in the sent mails nor inside an agency's answer; what it passes on is looked at,
    sent back it is the agency's."""
    folder = campaign(tmp_path)
    blank = write_templates(folder, ["STC", "XA1"])[0].read_bytes()
    ours = Sample(sender="bantonghop@tinh.example", id="1@x", subject="Nhắc gửi báo cáo", files=[("STC.xlsx", blank)])
    inner = Sample(sender="syt@tinh.example", id="2@x", files=[("SYT.xlsx", form(folder, "SYT"))])
    done = take(
        folder,
        ours,
        Sample(
            sender="stc@tinh.example",
            id="3@x",
            subject="RE: Nhắc",
            when=datetime(2021, 1, 13, 8, tzinfo=VIETNAM),
            files=[ours],
        ),
        Sample(sender="bantonghop@tinh.example", id="4@x", subject="Báo cáo", files=[inner]),
        Sample(
            sender="bantonghop@tinh.example",
            id="5@x",
            subject="Fwd: RE: Báo cáo xã",
            files=[("XA1.xlsx", form(folder, "XA1"))],
        ),
        Sample(sender="tonghop@tinh.example", id="6@x", subject="Báo cáo", files=[("LEAD.xlsx", form(folder, "LEAD"))]),
    )
    assert {e.name: e.state for e in done.register.entries.values()} == {
        "STC.xlsx": "ours",
        "SYT.xlsx": "taken",
        "XA1.xlsx": "taken",
        "LEAD.xlsx": "taken",
    }
    assert not entries(done.register)["STC.xlsx"].file
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["SYT", "XA1", "LEAD"]
    assert not [s for s in result.statuses if s.blank]
    take(
        folder,
        Sample(
            sender="stc@tinh.example",
            id="7@x",
            when=datetime(2021, 1, 14, 8, tzinfo=VIETNAM),
            files=[("STC.xlsx", blank)],
        ),
    )
    answer = next(s for s in check_files(folder, as_of=DAY).submissions if s.agency == "STC")
    assert ("stc@tinh.example", date(2021, 1, 14)) == (answer.source.sender, answer.source.received)


@pytest.mark.slow
def test_an_agency_may_send_its_own_form_from_the_campaigns_address(tmp_path: Path) -> None:
    """Only its own: another's, sent from there, is one that was sent out."""
    folder = campaign(tmp_path, contact_email="tonghop@tinh.example")
    done = take(
        folder,
        Sample(sender="tonghop@tinh.example", id="1@x", files=[("LEAD.xlsx", form(folder, "LEAD"))]),
        Sample(sender="tonghop@tinh.example", id="2@x", files=[("SYT.xlsx", form(folder, "SYT"))]),
    )
    assert {e.name: e.state for e in done.register.entries.values()} == {"LEAD.xlsx": "taken", "SYT.xlsx": "aside"}
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["LEAD"]
    assert [f.code for f in result.findings if f.agency != "LEAD"] == ["sent-by-us"]


def test_litter_in_an_archive_is_nobodys_file(tmp_path: Path) -> None:
    """What a Mac, Windows or an open Excel leave beside files is passed over; a workbook by such a name is not."""
    folder = campaign(tmp_path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Xã/biểu.xlsx", form(folder, "XA1"))
        for name in ("__MACOSX/Xã/._biểu.xlsx", "Xã/~$biểu.xlsx", "Xã/.~lock.biểu.xlsx#", ".DS_Store", "Thumbs.db"):
            archive.writestr(name, b"x" * 165)
        archive.writestr("Xã/~$sở.xlsx", form(folder, "SYT"))
    done = take(folder, Sample(sender="la@o.example", files=[("gui.zip", packed.getvalue())]))
    assert sorted(e.name for e in done.register.entries.values()) == ["biểu.xlsx", "~$sở.xlsx"]


def test_what_only_the_mails_text_names_proposes_and_contradicts_nothing(tmp_path: Path) -> None:
    """A text may speak of many agencies: it holds nothing back, and helps where nothing else tells."""
    folder = campaign(tmp_path)
    text = "Kính gửi Sở Lao động. Số liệu đã thống nhất với Công an tỉnh."
    done = take(
        folder,
        Sample(sender="ai@gmail.example", id="1@x", text=text, files=[("a.xlsx", form(folder, "SYT"))]),
        Sample(sender="ai@gmail.example", id="2@x", text=text, files=[("b.xlsx", b"PK\x03\x04")]),
        Sample(sender="ai@gmail.example", id="3@x", text="Kính gửi Sở Lao động.", files=[("c.xlsx", b"PK\x03\x05")]),
    )
    found = entries(done.register)
    assert found["c.xlsx"].hinted == ()
    assert (found["a.xlsx"].state, found["a.xlsx"].agency) == ("taken", "SYT")
    assert (found["b.xlsx"].state, found["b.xlsx"].hinted) == ("waiting", ("CAT",))
    assert {s.agency: s.waiting for s in check_files(folder, as_of=DAY).statuses if s.waiting} == {"CAT": 1}


def unstamped(data: bytes, path: Path) -> bytes:
    """The form after somebody has removed every mark of whose it is."""
    path.write_bytes(data)

    def strip(book: Any) -> None:
        name = next(
            r[2].value
            for s in book.worksheets
            for r in s.iter_rows()
            if r[0].value == "agency" and s["A1"].value == "toolkit:info"
        )
        for sheet in list(book.worksheets):
            if sheet["A1"].value == "toolkit:meta":
                del book[sheet.title]
                continue
            for row in sheet.iter_rows():
                for cell in row[1:]:
                    if row[0].value == "agency" or (isinstance(cell.value, str) and cell.value.endswith(name)):
                        cell.value = None
        for name in [p.name for p in book.custom_doc_props.props]:
            del book.custom_doc_props[name]

    return change(path, strip).read_bytes()


@pytest.mark.slow
def test_a_form_without_a_stamp_goes_to_whom_its_senders_address_belongs_and_says_so(tmp_path: Path) -> None:
    """The address tells: a warning, and the figures count for that agency."""
    folder = campaign(tmp_path)
    data = unstamped(form(folder, "STC"), tmp_path / "x.xlsx")
    done = take(folder, Sample(sender="stc@tinh.example", files=[("a.xlsx", data)]))
    assert codes(done) == ["agency-by-sender"]
    result = check_files(folder, as_of=DAY)
    assert {agency: len([f for f in s.figures if f.typed]) for agency, s in result.used.items()} == {"STC": 4}
    assert "agency-by-sender" in [f.code for f in result.used["STC"].findings]


def decide(folder: Folder, name: str, decision: str) -> None:
    """Type a decision into the register, as the coordinator does in Excel."""
    path = folder.root / FILE_NAME

    def type_it(book: Any) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:register")
        keys = {c.value: n for n, c in enumerate(sheet[1])}
        for row in sheet.iter_rows(min_row=2):
            if row[keys["name"]].value == name:
                row[keys["decision"]].value = decision
                row[keys["comment"]].value = "đã gọi điện"

    change(path, type_it)


@pytest.mark.slow
@pytest.mark.parametrize("decision", ["STC", "stc", "Sở Tài chính", "STC · Sở TC"])
def test_a_file_that_waits_is_decided_on_in_the_register_and_the_decision_is_obeyed(
    tmp_path: Path, decision: str
) -> None:
    """Nobody knows whose it is; the coordinator writes an agency, and from then on it counts for that one."""
    folder = campaign(tmp_path)
    data = unstamped(form(folder, "STC"), tmp_path / "x.xlsx")
    done = take(folder, Sample(sender="ai@gmail.example", files=[("a.xlsx", data)]))
    assert codes(done) == ["agency-not-told"]
    waiting = check_files(folder, as_of=DAY)
    assert waiting.used == {}
    assert "agency-not-told" in [f.code for f in waiting.findings]
    decide(folder, "a.xlsx", decision)
    assert list(check_files(folder, as_of=DAY).used) == ["STC"]
    entry = entries(collect(folder, as_of=DAY).register)["a.xlsx"]
    assert ("taken", "STC", decision, "đã gọi điện") == (entry.state, entry.agency, entry.decision, entry.comment)
    assert list(check_files(folder, as_of=DAY).used) == ["STC"]


@pytest.mark.slow
def test_a_decision_typed_while_mails_are_collected_is_kept_and_obeyed(tmp_path: Path) -> None:
    """The register may be open and saved meanwhile: at the end of this very run the file counts."""
    folder = campaign(tmp_path)
    data = unstamped(form(folder, "STC"), tmp_path / "x.xlsx")
    take(folder, Sample(sender="ai@gmail.example", files=[("a.xlsx", data)]))
    more = as_eml(tmp_path / "more", [Sample(sender="syt@tinh.example", files=[("b.xlsx", form(folder, "SYT"))])])

    def meanwhile(number: int, of: int, name: str) -> None:
        if not read_register(folder.root).entries[first].decision:
            decide(folder, "a.xlsx", "STC")

    first = next(iter(read_register(folder.root).entries))
    collect(folder, [more], as_of=DAY, progress=meanwhile)
    found = entries(read_register(folder.root))
    assert (found["a.xlsx"].state, found["a.xlsx"].agency, found["a.xlsx"].decision) == ("taken", "STC", "STC")
    assert found["b.xlsx"].agency == "SYT"


@pytest.mark.slow
def test_collecting_says_which_decisions_it_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file with what became of it, once; a decision that nobody understands is asked about each time."""
    folder = campaign(tmp_path)
    data = unstamped(form(folder, "STC"), tmp_path / "x.xlsx")
    collecting = ["collect", "--campaign", str(folder.root), "--as-of", "2021-01-15"]
    take(folder, *(Sample(sender=f"{n}@gmail.example", files=[(f"{n}.xlsx", data + n.encode())]) for n in "abc"))
    for name, decision in (("a", "STC"), ("b", "-"), ("c", "Sở Nào Đó")):
        decide(folder, f"{name}.xlsx", decision)
    capsys.readouterr()
    assert run(collecting) == 1
    printed = capsys.readouterr().out
    assert "2 quyết định" in printed
    assert re.search(r"inbox/.*a.*\.xlsx: tính cho Sở TC \(STC\)\n", printed)
    assert re.search(r"inbox/.*b.*\.xlsx: bỏ qua\n", printed)
    assert "“Sở Nào Đó”" in printed
    assert run([*collecting, "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["decided"], [f["code"] for f in document["findings"]]) == ([], ["unknown-decision"])


@pytest.mark.parametrize("where", ["thu", "inbox/lan 1"])
def test_collecting_stops_at_a_folder_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Mails may be in it, or what has landed already: the folder is named, and nothing is filed."""
    folder = campaign(tmp_path)
    (tmp_path / where).mkdir(parents=True)
    source = as_eml(tmp_path / "nguon", [Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))])])
    closed(tmp_path / where, monkeypatch)
    with pytest.raises(NotDoneError) as stopped:
        collect(folder, [source, tmp_path / "thu"] if where == "thu" else [source], as_of=DAY)
    assert (stopped.value.code, stopped.value.arguments["file"]) == ("cannot-read", str(tmp_path / where))
    assert not (folder.root / FILE_NAME).exists()
    assert not list(folder.inbox.glob("*.xlsx"))


def test_mails_in_a_linked_folder_are_collected_once(tmp_path: Path) -> None:
    """Links are followed, round in no circle; one to a folder above is told and left."""
    folder = campaign(tmp_path / "đợt")
    source = as_eml(tmp_path / "thư", [Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))])])
    linked(folder.inbox / "thư", source)
    linked(source / "vòng", source)
    linked(source / "trên", tmp_path)
    done = collect(folder, as_of=DAY)
    assert (done.mails, len(done.new), [f.code for f in done.findings]) == (1, 1, ["folder-in-circle"])
    assert "“trên” là liên kết" in describe(done.findings[0], "vi")[0]
    again = collect(folder, as_of=DAY)
    assert (again.mails, again.new) == (1, [])


def test_a_file_that_came_in_no_mail_is_told_without_one(tmp_path: Path) -> None:
    """No sender, subject and day that nobody knows stand in brackets; of a mail without a subject that is said."""
    folder = campaign(tmp_path)
    path = tmp_path / "roi.xlsx"
    path.write_bytes(unstamped(form(folder, "STC"), tmp_path / "x.xlsx"))
    (finding,) = collect(folder, [path], as_of=DAY).findings
    assert [describe(finding, language)[0] for language in ("vi", "en")] == [
        "Chưa rõ tệp “roi.xlsx” là của đơn vị nào.",
        "It cannot be told whose the file “roi.xlsx” is.",
    ]
    mailed = replace(
        finding, arguments=(("name", "a.xlsx"), ("sender", "a@b.example"), ("subject", ""), ("day", "08/01/2021 09:00"))
    )
    assert describe(mailed, "vi")[0].endswith(" (thư không có tiêu đề của a@b.example, 08/01/2021 09:00).")


@pytest.mark.slow
def test_a_decision_goes_before_the_stamp(tmp_path: Path) -> None:
    """Two agencies mixed up their forms: the coordinator says whose it is, and that is noted."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="stc@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]))
    decide(folder, "a.xlsx", "STC")
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["STC"]
    assert "agency-decided" in [f.code for f in result.used["STC"].findings]
    assert {"STC"} == {f.agency for f in result.used["STC"].figures}


@pytest.mark.slow
@pytest.mark.parametrize("decided", ["SYT", "STC"])
def test_a_form_that_names_another_agency_is_read_as_decided(tmp_path: Path, decided: str) -> None:
    """Before that it counts for nobody, whoever sent it."""
    folder = campaign(tmp_path)
    path = tmp_path / "b.xlsx"
    path.write_bytes(form(folder, "SYT"))
    type_into(path, [(cell_of(path, "info", "agency", "value"), "Sở Tài chính")])
    take(folder, Sample(sender="syt@tinh.example", files=[("b.xlsx", path.read_bytes())]))
    result = check_files(folder, as_of=DAY)
    assert result.used == {}
    assert "two-agencies" in [f.code for f in result.findings]
    decide(folder, "b.xlsx", decided)
    assert list(check_files(folder, as_of=DAY).used) == [decided]


@pytest.mark.slow
def test_a_decision_may_leave_a_file_out_and_one_nobody_understands_is_asked_about(tmp_path: Path) -> None:
    """`-`, or the list's own entry, leaves the file out without another word; of an unknown word there is a finding."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]))
    for aside in ("-", *registers.ASIDE):
        decide(folder, "a.xlsx", aside)
        assert [f.code for f in check_files(folder, as_of=DAY).findings] == ["left-out"]
    decide(folder, "a.xlsx", "Sở Nào Đó")
    assert "unknown-decision" in [f.code for f in check_files(folder, as_of=DAY).findings]


@pytest.mark.slow
def test_a_slip_in_the_decision_on_a_file_that_counts_takes_nothing_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, each time, and the report counts as it did."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]))
    decide(folder, "a.xlsx", "Y tê")
    for _ in range(2):
        run(["collect", "--campaign", str(folder.root), "--as-of", "2021-01-15"])
        printed = capsys.readouterr().out
        assert "[Cảnh báo] Sở Y tế (SYT)" in printed
        assert "“Y tê”" in printed
        assert "Đã áp dụng" not in printed
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["SYT"]
    assert [(f.severity, f.code) for f in result.findings if f.severity != "note"] == [("warning", "unknown-decision")]


def test_a_decision_on_what_is_no_form_is_not_said_to_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scan is filed as its agency's; there is nothing in it to add up."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="ai@gmail.example", files=[("scan.pdf", b"%PDF-1.4 x")]))
    decide(folder, "scan.pdf", "SYT")
    capsys.readouterr()
    run(["collect", "--campaign", str(folder.root), "--as-of", "2021-01-15"])
    printed = capsys.readouterr().out
    assert "ghi là của Sở Y tế (SYT); không phải biểu" in printed
    assert "tính cho" not in printed


@pytest.mark.slow
def test_one_form_in_two_agencies_mails_counts_for_its_own_and_waits_for_the_other(tmp_path: Path) -> None:
    """The second mail is a question to the other agency's row; leaving that mail out leaves the first as it was."""
    folder = campaign(tmp_path)
    data = form(folder, "SYT")
    done = take(
        folder,
        Sample(sender="syt@tinh.example", files=[("a.xlsx", data)]),
        Sample(sender="stc@tinh.example", when=datetime(2021, 1, 9, tzinfo=VIETNAM), files=[("b.xlsx", data)]),
    )
    assert tuple(entries(done.register)[n].state for n in ("a.xlsx", "b.xlsx")) == ("taken", "waiting")
    (question,) = done.findings
    assert (question.code, dict(question.arguments)["others"]) == ("sender-disagrees", ("STC",))
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["SYT"]
    assert {s.agency: s.waiting for s in result.statuses if s.waiting} == {"STC": 1}
    decide(folder, "b.xlsx", "-")
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["SYT"]
    assert {s.agency: s.waiting for s in result.statuses if s.waiting} == {}
    decide(folder, "a.xlsx", "-")
    assert list(check_files(folder, as_of=DAY).used) == []


def test_a_form_from_a_doubtful_sender_shows_on_the_agencies_it_may_be_from(tmp_path: Path) -> None:
    """A sender that failed the server's checks: the form waits, and the agency's status says that one does."""
    folder = campaign(tmp_path)
    mail = Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]).mail()
    mail["Authentication-Results"] = "mx.tinh.example; spf=fail smtp.mailfrom=x"
    (tmp_path / "thu.eml").write_bytes(mail.as_bytes())
    collect(folder, [tmp_path / "thu.eml"], as_of=DAY)
    statuses = check_files(folder, as_of=DAY).statuses
    assert {s.agency: s.waiting for s in statuses if s.waiting} == {"SYT": 1}


def test_a_signed_pdf_beside_the_form_is_no_fault_and_a_report_without_form_is(tmp_path: Path) -> None:
    """The PDF that comes with the form is noted; alone, it is the agency's unusable file."""
    folder = campaign(tmp_path)
    take(
        folder,
        Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT")), ("ky.pdf", b"%PDF-1.4 one\n")]),
        Sample(sender="stc@tinh.example", files=[("chi co.pdf", b"%PDF-1.4 two\n")]),
    )
    result = check_files(folder, as_of=DAY)
    by = {f.file.rpartition(" ")[0]: f.code for f in result.findings if f.file.endswith(".pdf")}
    assert by == {"inbox/2021-01-08 0900 ky": "pdf-not-read", "inbox/2021-01-08 0900 chi co": "is-pdf"}
    assert {s.agency: s.status for s in result.statuses if s.agency == "STC"} == {"STC": "rejected"}


def test_the_later_mail_counts_though_its_workbook_was_saved_earlier(tmp_path: Path) -> None:
    """Sent again on the same day: the time of the mail decides, and each file's sender and day are in the result."""
    folder = campaign(tmp_path)
    later, earlier = form(folder, "SYT", number="2"), form(folder, "SYT", number="1")
    take(
        folder,
        Sample(sender="syt@tinh.example", when=datetime(2021, 1, 8, 9, tzinfo=VIETNAM), files=[("b.xlsx", earlier)]),
        Sample(sender="syt@tinh.example", when=datetime(2021, 1, 8, 15, tzinfo=VIETNAM), files=[("a.xlsx", later)]),
    )
    used = check_files(folder, as_of=DAY).used["SYT"].source
    assert "1500 a" in used.file
    assert ("syt@tinh.example", date(2021, 1, 8)) == (used.sender, used.received)


@pytest.mark.slow
def test_a_mail_dated_on_a_day_that_has_not_come_settles_nothing(tmp_path: Path) -> None:
    """A clock that was ten years ahead: it is said, and a version that came after is the later one."""
    folder = campaign(tmp_path)
    ahead = datetime(2031, 1, 8, 9, tzinfo=VIETNAM)
    done = take(folder, Sample(sender="syt@tinh.example", when=ahead, files=[("a.xlsx", form(folder, "SYT"))]))
    assert codes(done) == ["mail-date-ahead"]
    result = check_files(folder, as_of=DAY)
    [status] = [s for s in result.statuses if s.agency == "SYT"]
    assert (status.status, status.received, status.days_late) == ("accepted", None, None)
    assert "mail-date-ahead" in [f.code for f in result.used["SYT"].findings]
    take(folder, Sample(sender="syt@tinh.example", files=[("b.xlsx", form(folder, "SYT", number="2"))]))
    result = check_files(folder, as_of=DAY)
    used = result.used["SYT"]
    assert (used.source.attached_as, used.source.received) == ("b.xlsx", date(2021, 1, 8))
    assert "undated-version" in [f.code for f in used.findings]


def test_a_mail_dated_after_its_server_had_it_has_the_servers_date(tmp_path: Path) -> None:
    """Nothing is received before it is sent; which date is which is said."""
    folder = campaign(tmp_path)
    mail = Sample(
        sender="syt@tinh.example", when=datetime(2031, 1, 8, tzinfo=VIETNAM), files=[("a.xlsx", form(folder, "SYT"))]
    ).mail()
    mail["Received"] = "from x by mx.tinh.example; Sat, 09 Jan 2021 08:00:00 +0700"
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    assert codes(collect(folder, [tmp_path / "a.eml"], as_of=DAY)) == ["mail-date-doubtful"]
    assert check_files(folder, as_of=DAY).used["SYT"].source.received == date(2021, 1, 9)


@pytest.mark.slow
def test_only_what_cannot_be_used_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What waits, lies beside a form, was left out, is blank or past is called that: on the screen,
    for leaders, by file."""
    folder = campaign(tmp_path)
    [blank] = write_templates(folder, ["LEAD"])
    good, scan = form(folder, "SYT"), b"%PDF-1.4 "
    take(
        folder,
        Sample(sender="syt@tinh.example", id="1@x", files=[("SYT.xlsx", good), ("ky.pdf", scan + b"1")]),
        Sample(sender="stc@tinh.example", id="2@x", files=[("STC.pdf", scan + b"2")]),
        Sample(
            sender="syt@tinh.example",
            id="3@x",
            when=datetime(2021, 1, 7, tzinfo=VIETNAM),
            files=[("hong.xlsx", good[:900])],
        ),
        Sample(
            sender="ai@gmail.example",
            id="4@x",
            files=[("la.xlsx", unstamped(form(folder, "CAT"), tmp_path / "x.xlsx"))],
        ),
        Sample(sender="ai@gmail.example", id="5@x", files=[("thua.xlsx", b"khac")]),
        Sample(sender="tonghop@tinh.example", id="6@x", files=[("trong.xlsx", blank.read_bytes())]),
    )
    decide(folder, "thua.xlsx", "-")
    collect(folder, as_of=DAY)
    capsys.readouterr()
    run(["merge", "--campaign", str(folder.root), "--as-of", "2021-01-15"])
    assert capsys.readouterr().out.splitlines()[0] == (
        "Đã nhận 7 tệp: 1 được dùng, 1 đã có bản mới hơn, 1 không dùng được. 1 tệp chờ quyết định."
        " 1 tệp không dùng, theo quyết định. Có 1 tệp là biểu trống, không tính."
        " 1 tệp không phải báo cáo (gửi kèm biểu …), không cần xem."
    )
    sheets = keyed(folder.master)
    words = {str(r["file"]).split(" ")[-2]: r["status"] for r in records(sheets["sources"])}
    assert words == {
        "SYT": "Đã nhận, không lỗi",
        "ky": "Gửi kèm biểu",
        "STC": "Tệp không dùng được",
        "hong": "Không dùng được, đã có bản gửi sau",
        "la": "Chờ quyết định",
        "thua": "Không dùng, theo quyết định",
        "trong": "Biểu trống",
    }
    said = " ".join(
        str(c.value) for row in load_workbook(folder.master).worksheets[0].iter_rows() for c in row if c.value
    )
    assert "Có 1 tệp không dùng được" in said
    assert "Có 1 tệp chờ quyết định" in said


@pytest.mark.slow
def test_one_file_of_two_agencies_is_looked_at_for_each(tmp_path: Path) -> None:
    """A common letter as the only thing that both sent, and beside the form of a third: it is in the inbox once."""
    folder = campaign(tmp_path)
    scan = ("cong van.pdf", b"%PDF-1.4 chung")
    take(
        folder,
        Sample(sender="xa1@tinh.example", id="1@x", files=[("XA1.xlsx", form(folder, "XA1")), scan]),
        Sample(sender="syt@tinh.example", id="2@x", when=datetime(2021, 1, 9, tzinfo=VIETNAM), files=[scan]),
        Sample(
            sender="stc@tinh.example", id="3@x", when=datetime(2021, 1, 11, tzinfo=VIETNAM), files=[("cv.pdf", scan[1])]
        ),
    )
    statuses = {s.agency: s for s in check_files(folder, as_of=DAY).statuses}
    assert {a: (s.status, s.received) for a, s in statuses.items() if s.file.endswith(".pdf")} == {
        "SYT": ("rejected", date(2021, 1, 9)),
        "STC": ("rejected", date(2021, 1, 11)),
    }
    assert statuses["XA1"].status == "accepted"
    take(
        folder,
        Sample(
            sender="syt@tinh.example",
            when=datetime(2021, 1, 13, tzinfo=VIETNAM),
            files=[("a.xlsx", form(folder, "SYT"))],
        ),
    )
    result = check_files(folder, as_of=DAY)
    assert {s.agency: s.status for s in result.statuses if s.agency != "XA1"} == {
        "SYT": "accepted",
        "STC": "rejected",
        "CAT": "missing",
        "LEAD": "missing",
    }
    assert [f.code for f in result.findings if f.file.endswith(".pdf")] == ["usable-since", "also-sent"]
    run(["status", "--remind", "--campaign", str(folder.root), "--as-of", "2021-01-15"])
    letter = read_mail((folder.root / "returns" / "remind-STC.eml").read_bytes()).text
    assert "đã nhận được tệp “cv.pdf” của đơn vị nhưng không dùng được" in letter


def test_the_register_says_that_a_form_is_blank(tmp_path: Path) -> None:
    """Who reads it does not take an agency for one that has reported."""
    folder = campaign(tmp_path)
    [path] = write_templates(folder, ["SYT"])
    take(folder, Sample(sender="syt@tinh.example", files=[("a.xlsx", path.read_bytes())]))
    [row] = records(keyed(folder.root / FILE_NAME)["register"])
    assert row["status"] == "Biểu trống, không tính"
    assert "Biểu trống: đơn vị chưa điền" in str(row["problem"])
    result = check_files(folder, as_of=DAY)
    assert [f.code for f in result.findings] == ["blank-form"]
    assert "SYT" in result.missing


def test_an_agency_vouches_for_what_it_passes_on(tmp_path: Path) -> None:
    """A doctor sent the form to the agency's office, which passed the mail on: nothing is to be asked."""
    folder = campaign(tmp_path)
    inner = Sample(sender="bacsi@gmail.example", files=[("a.xlsx", form(folder, "SYT"))])
    done = take(folder, Sample(sender="syt@tinh.example", id="2@x", subject="Fwd: Báo cáo", files=[inner]))
    assert codes(done) == ["mail-forwarded"]
    other = Sample(sender="bacsi@gmail.example", id="3@x", files=[("b.xlsx", form(folder, "STC"))])
    done = take(folder, Sample(sender="syt@tinh.example", id="4@x", subject="Fwd: Báo cáo", files=[other]))
    assert codes(done) == ["mail-forwarded", "sender-unknown"]


# --- From the command line, and from Outlook as it is ----------------------------------------------


@pytest.mark.slow
def test_the_command_says_what_came_and_what_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In words and as one JSON document; 1 where something waits, 0 where nothing needs a person,
    2 for no such file."""
    folder = campaign(tmp_path / "c")
    good = KEPT["eml"](tmp_path / "good", [Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))])])
    bad = KEPT["msg"](
        tmp_path / "bad",
        [
            Sample(
                sender="stc@tinh.example",
                files=[("b.xlsx", form(folder, "CAT", number="7")), ("c.xlsx", form(folder, "SYT", number="8"))],
            )
        ],
    )
    options = ["--campaign", str(folder.root), "--as-of", "2021-01-15"]
    assert run(["collect", str(good), *options]) == 0
    assert "1 tệp mới, trong đó 1 biểu Excel" in capsys.readouterr().out
    assert run(["collect", str(bad), "--format", "json", *options]) == 1
    document = json.loads(capsys.readouterr().out)
    assert sorted(f["state"] for f in document["files"]) == ["taken", "waiting", "waiting"]
    assert [f["code"] for f in document["findings"]] == ["sender-disagrees", "sender-disagrees"]
    assert len(document["waiting"]) == 2
    assert run(["collect", str(tmp_path / "none"), *options]) == 2


def test_mails_before_a_day_are_left_where_they_are(tmp_path: Path) -> None:
    """`--since` counts for files too, by the mail's date in Vietnam."""
    folder = campaign(tmp_path)
    source = KEPT["eml"](tmp_path / "thu", mails(folder))
    done = collect(folder, [source], since=date(2021, 1, 12), as_of=DAY)
    assert sorted(e.name for e in done.register.entries.values()) == ["biểu.xlsx", "lần 2.xlsx"]


@pytest.mark.parametrize("wide", [True, False])
def test_an_outlook_mail_that_was_never_sent_over_the_internet_is_read_by_its_own_properties(
    tmp_path: Path, wide: bool
) -> None:
    """Without internet headers, in Unicode and in the code page of Vietnamese Windows."""
    folder = campaign(tmp_path)
    message = MapiMessage.create(
        "Báo cáo quý" if wide else windows("Báo cáo quý").decode("cp1252"), unicode_strings=wide
    )
    message.set_property(0x0039, 0x0040, datetime(2021, 1, 8, 2, 0, tzinfo=UTC))
    message.set_property(0x5D01, 0x001F, "syt@tinh.example")
    message.add_attachment("Sở Y tế.xlsx" if wide else "So Y te.xlsx", form(folder, "SYT"))
    (tmp_path / "a.msg").write_bytes(message.to_bytes())
    entry = next(iter(collect(folder, [tmp_path / "a.msg"], as_of=DAY).register.entries.values()))
    assert ("Báo cáo quý", "syt@tinh.example", datetime(2021, 1, 8, 9), "SYT", "taken") == (
        entry.subject,
        entry.sender,
        entry.received,
        entry.agency,
        entry.state,
    )


def test_what_is_named_and_cannot_be_opened_is_told(tmp_path: Path) -> None:
    """An Outlook store, even in a folder, and a file of no known kind that was named: never a silent nothing."""
    folder = campaign(tmp_path / "c")
    (tmp_path / "thu").mkdir()
    (tmp_path / "thu" / "luu.pst").write_bytes(b"!BDN" + bytes(100))
    (tmp_path / "thu" / "la.bin").write_bytes(b"\x01\x02\x03" * 50)
    assert [(f.code, f.value) for f in collect(folder, [tmp_path / "thu"], as_of=DAY).findings] == [
        ("source-not-opened", "luu.pst")
    ]
    assert codes(collect(folder, [tmp_path / "thu" / "la.bin"], as_of=DAY)) == ["source-not-opened"]


def test_a_register_that_somebody_wrote_over_is_still_read(tmp_path: Path) -> None:
    """Words in the columns of numbers and codes cost those, and nothing else."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="ai@gmail.example", files=[("a.xlsx", form(folder, "SYT"))]))

    def spoil(book: Any) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:register")
        for column in sheet[1]:
            if column.value in ("size", "codes", "received", "state"):
                for row in sheet.iter_rows(min_row=2):
                    if row[0].value != "#":
                        row[column.column - 1].value = "không rõ"

    change(folder.root / FILE_NAME, spoil)
    entry = entries(collect(folder, as_of=DAY).register)["a.xlsx"]
    assert (entry.agency, entry.state, entry.size, entry.codes) == ("SYT", "taken", 0, ())


def test_a_register_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    """Decisions in it would be lost: it is named, and nothing is done."""
    folder = campaign(tmp_path)
    (folder.root / FILE_NAME).write_bytes(b"not a workbook")
    with pytest.raises(NotDoneError) as caught:
        take(folder, Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]))
    assert caught.value.code == "register-unreadable"
    assert (folder.root / FILE_NAME).read_bytes() == b"not a workbook"
    assert inbox(folder) == {}


def _found(sample: Sample, uid: int) -> Unopened:
    return Unopened(head=read_mail(sample.eml()).head, where="x", uid=str(uid), load=lambda: read_mail(sample.eml()))


def test_a_server_that_goes_away_costs_nothing_that_has_come(tmp_path: Path) -> None:
    """The connection breaks at the second mail: the first is in the inbox and the register,
    the next run takes the rest."""
    folder = campaign(tmp_path)
    samples = [
        Sample(sender=f"{c.lower()}@tinh.example", files=[(f"{c}.xlsx", form(folder, c))]) for c in ("STC", "SYT")
    ]
    found = [_found(sample, n) for n, sample in enumerate(samples, start=1)]

    def gone() -> Mail:
        raise NotDoneError("mail-server", host="x", reason="gone")

    broken = [found[0], replace(found[1], load=gone)]

    def remember(uids: set[int]) -> str:
        return pack_uids("1", uids)

    with pytest.raises(NotDoneError):
        collect(folder, found=broken, mailbox="a@x/INBOX", remember=remember, as_of=DAY)
    register = read_register(folder.root)
    assert [e.name for e in register.entries.values()] == ["STC.xlsx"]
    assert register.taken["imap", "a@x/INBOX"] == "1;1"
    done = collect(folder, found=found[1:], mailbox="a@x/INBOX", remember=remember, as_of=DAY)
    assert {e.agency: e.state for e in done.register.entries.values()} == {"STC": "taken", "SYT": "taken"}
    assert len(inbox(folder)) == 2


@pytest.mark.slow
@needs_libreoffice
def test_a_register_saved_by_libreoffice_says_the_same(tmp_path: Path) -> None:
    """Decided on there and saved: nothing is lost, also not what only programs read."""
    folder = campaign(tmp_path / "c")
    done = take(folder, *mails(folder))
    done.register.taken["imap", "a@x/Hộp thư"] = "12;1:3,9"
    again = collect(folder, [], as_of=DAY, register=done.register).register
    path = folder.root / FILE_NAME
    path.write_bytes(convert(path, "xlsx", tmp_path / "saved").read_bytes())
    saved = read_register(folder.root)
    assert (again.entries, again.mails, again.taken) == (saved.entries, saved.mails, saved.taken)


# --- Masters, and their copies for circulation ------------------------------------------------------


def part_and_copy(folder: Folder, root: Path) -> tuple[bytes, bytes]:
    """A district's master with two reports, and its copy for circulation."""
    part = campaign(root)
    for code in ("SYT", "XA1"):
        (part.inbox / f"{code}.xlsx").write_bytes(form(folder, code))
    result, master = merge_files(part, as_of=DAY)
    share_file(result, part.root / "copy.xlsx", master)
    return master.read_bytes(), (part.root / "copy.xlsx").read_bytes()


@pytest.mark.slow
def test_a_copy_for_circulation_replaces_nobodys_form(tmp_path: Path) -> None:
    """By mail or put into the inbox by hand: it is refused, and asked for is the master."""
    folder = campaign(tmp_path)
    _, copy = part_and_copy(folder, tmp_path / "district")
    done = take(
        folder,
        Sample(sender="syt@tinh.example", id="1@x", files=[("SYT.xlsx", form(folder, "SYT"))]),
        Sample(
            sender="syt@tinh.example",
            id="2@x",
            when=datetime(2021, 1, 14, 8, tzinfo=VIETNAM),
            files=[("chia se.xlsx", copy)],
        ),
        Sample(sender="la@o.example", id="3@x", files=[("khong ro.xlsx", copy + b" ")]),
    )
    assert codes(done) == ["shared-copy", "shared-copy"]
    assert {e.state for e in done.register.entries.values()} == {"taken", "report"}
    (folder.inbox / "by hand.xlsx").write_bytes(copy + b"  ")
    result = check_files(folder, as_of=DAY)
    assert list(result.used) == ["SYT"]
    assert result.used["SYT"].source.called == "SYT.xlsx"
    found = [f for f in result.findings if f.severity == "error"]
    assert [f.code for f in found] == ["shared-copy"] * 3
    assert "master.xlsx" in describe(found[0], "vi", folder.campaign)[1]
    assert "shared-copy" in {f.code for f in check_files(folder, [folder.inbox / "by hand.xlsx"], as_of=DAY).findings}


@pytest.mark.slow
def test_a_master_that_comes_by_mail_is_called_a_master(tmp_path: Path) -> None:
    """Whoever sent it: it holds the reports of several, and is counted for none by its sender's address."""
    folder = campaign(tmp_path)
    master, _ = part_and_copy(folder, tmp_path / "district")
    done = take(
        folder,
        Sample(sender="syt@tinh.example", files=[("master.xlsx", master)]),
        Sample(sender="la@o.example", id="2@x", files=[("master.xlsx", master)]),
    )
    assert codes(done) == ["master-sender-unknown"]
    states = {e.sender: (e.state, e.agency) for e in done.register.entries.values()}
    assert states == {"syt@tinh.example": ("master", ""), "la@o.example": ("waiting", "")}
    assert done.register.entries == read_register(folder.root).entries
    assert {"SYT", "XA1"} == set(check_files(folder, as_of=DAY).used)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sender", "name", "code"),
    [("la@o.example", "", "master-sender-unknown"), ("syt@tinh.example", "stc@tinh.example", "sender-name-misleads")],
)
def test_a_master_from_a_doubtful_sender_waits(tmp_path: Path, sender: str, name: str, code: str) -> None:
    """It counts for nobody, and the agencies in it show that it waits, until somebody decides: for it,
    or to leave it out."""
    folder = campaign(tmp_path)
    master, _ = part_and_copy(folder, tmp_path / "district")
    done = take(folder, Sample(sender=sender, name=name, files=[("master.xlsx", master)]))
    assert codes(done) == [code]
    result = check_files(folder, as_of=DAY)
    assert (result.used, [f.code for f in result.findings if f.severity == "error"]) == ({}, [code])
    assert {s.agency for s in result.statuses if s.waiting} == {"SYT", "XA1"}
    decide(folder, "master.xlsx", "SYT")
    assert {"SYT", "XA1"} == set(check_files(folder, as_of=DAY).used)
    decide(folder, "master.xlsx", "-")
    result = check_files(folder, as_of=DAY)
    assert (result.used, [f.code for f in result.findings]) == ({}, ["left-out"])


def test_a_damaged_report_that_a_mail_brought_is_no_second_file(tmp_path: Path) -> None:
    """Collecting again from the inbox finds it filed; the register names it where it tells of the mail."""
    folder = campaign(tmp_path)
    done = take(folder, Sample(sender="syt@tinh.example", files=[("BC.docx", b"PK\x03\x04xx")]))
    assert [f.code for f in done.findings] == ["archive-damaged"]
    assert "“BC.docx”" in describe(done.findings[0], "vi", folder.campaign)[0]
    sheet = keyed(done.register.path)["mails"]
    assert "“BC.docx”" in str(records(sheet)[0]["problem"])
    again = collect(folder, as_of=DAY)
    assert (again.findings, again.waiting) == ([], [])
    assert len(again.register.entries) == 1
