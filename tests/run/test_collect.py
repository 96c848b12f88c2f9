"""Collecting: the same files and register wherever mails were kept, each file once, with its agency; what waits."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from aspose.email_foss.msg import MapiMessage
from openpyxl import load_workbook

from tests import mailing
from tests.building import cell_of, change, keyed, records, table, type_into
from tests.cli.test_cli import closed
from tests.hostile import zipped
from tests.links import linked
from tests.mailing import DAY, as_eml, checked, codes, decide, entries, form, inbox, sent, states, take, toolkit
from tests.office import convert, needs_libreoffice
from toolkit.mail.imap import pack_uids
from toolkit.mail.mailboxes import Unopened
from toolkit.mail.message import Mail, read_mail
from toolkit.messages import registers
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Consolidation
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, merge_files, share_file, write_templates

SOMEBODY = "ai.do@gmail.example"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return mailing.campaign(tmp_path / "c")


def waiting(result: Consolidation) -> dict[str, int]:
    """The number of files that may be an agency's and wait for a decision."""
    return {s.agency: s.waiting for s in result.statuses if s.waiting}


def week(folder: Folder) -> list[mailing.Sample]:
    """A usual week: two reports, one of them sent twice, a forwarded one in a zip, a PDF."""
    health, packed = form(folder, "SYT"), zipped({"Xã Tân An/biểu.xlsx": form(folder, "XA1")})
    first = ("Báo cáo Sở Y tế (chính thức).xlsx", health)
    return [
        sent("syt", first, name="Sở Y tế", subject="Báo cáo quý"),
        sent("stc", ("STC.xlsx", form(folder, "STC")), ("STC.pdf", b"%PDF-1.4 \n"), at="09 23:30"),
        sent("syt", ("lần 2.xlsx", health), at="12 08:00", subject="Gửi lại"),
        sent("vanthu", sent("xa1", ("gui.zip", packed), at="10 17:00"), at="13 08:00", subject="FW: Báo cáo"),
    ]


def unstamped(folder: Folder, agency: str) -> bytes:
    """The agency's form after somebody has removed every stamp that names the agency."""
    path = folder.root / "no stamp.xlsx"
    path.write_bytes(form(folder, agency))

    def strip(book: Any) -> None:
        info = next(s for s in book.worksheets if s["A1"].value == "toolkit:info")
        name = next(r[2].value for r in info.iter_rows() if r[0].value == "agency")
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

    data = change(path, strip).read_bytes()
    path.unlink()
    return data


# --- What is filed ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_mails_give_the_same_inbox_and_register_however_they_are_kept(tmp_path: Path) -> None:
    """`.eml`, `.msg`, mbox, Maildir and a zip of mails give the same files, byte for byte, and the same register.
    `--since` compares files' days too, by the mail's date in Vietnam."""
    found = {}
    for way, keep in mailing.KEPT.items():
        folder = mailing.campaign(tmp_path / way)
        collect(folder, [keep(tmp_path / f"{way}-source", week(folder))], as_of=DAY)
        sheets = keyed(folder.root / FILE_NAME)
        rows = [
            (r.key, *sorted((k, v) for k, v in r.values.items() if v is not None)) for r in records(sheets["register"])
        ]
        found[way] = (inbox(folder), rows, len(sheets["mails"].rows))
    files, rows, _ = found["eml"]
    assert sorted(re.sub(r"\(\w{4,}\)", "(#)", name) for name in files) == [
        "2021-01-08 0900 Báo cáo Sở Y tế (chính thức) (#).xlsx",
        "2021-01-09 2330 STC (#).pdf",
        "2021-01-09 2330 STC (#).xlsx",
        "2021-01-10 1700 biểu (#).xlsx",
    ]
    assert len(rows) == 5
    assert [way for way in mailing.KEPT if found[way] != found["eml"]] == []
    done = collect(mailing.campaign(tmp_path / "since"), [tmp_path / "eml-source"], since=date(2021, 1, 12), as_of=DAY)
    assert sorted(states(done)) == ["biểu.xlsx", "lần 2.xlsx"]


@pytest.mark.slow
@pytest.mark.parametrize("registered", [True, False])
def test_a_file_under_an_earlier_kind_of_name_is_not_collected_again(folder: Folder, registered: bool) -> None:
    """No name in the inbox has square brackets, which Excel reads as a reference to a workbook; earlier ones had: such
    a file is recognised by its content, with the register and without."""
    first = sent("syt", ("[mới] biểu #1.xlsx", form(folder, "SYT")))
    take(folder, first)
    (path,) = folder.inbox.iterdir()
    assert "(mới) biểu #1" in path.name
    assert not set("[]") & set(path.name)
    before = path.rename(path.with_name(path.name.replace("(", "[").replace(")", "]")))
    if not registered:
        (folder.root / FILE_NAME).unlink()
    take(folder, first, sent("syt", ("lại.xlsx", before.read_bytes()), at="12 08:00"))
    assert [x.name for x in folder.inbox.iterdir()] == [before.name]
    if not registered:
        sheet = openpyxl.load_workbook(folder.root / FILE_NAME).worksheets[0]
        links = [str(c.hyperlink.target) for row in sheet.iter_rows() for c in row if c.hyperlink]
        assert links
        assert all("%23" in link and not set("[]# ") & set(link) for link in links)


@pytest.mark.slow
def test_the_register_says_where_each_file_came_from_and_only_new_mails_change_it(folder: Folder) -> None:
    """Sender, date in Vietnam, subject, message-id, original name; those of the inner mail if one was forwarded. A
    second run changes not a byte; a new mail adds only its file."""
    source = as_eml(folder.root.parent / "thu", week(folder))
    register = collect(folder, [source], as_of=DAY).register
    first, inner = entries(register)["Báo cáo Sở Y tế (chính thức).xlsx"], entries(register)["biểu.xlsx"]
    assert (first.sender, first.sender_name, first.subject) == ("syt@tinh.example", "Sở Y tế", "Báo cáo quý")
    assert (first.received, first.message_id) == (datetime(2021, 1, 8, 9), "syt-080900@thu.example")
    assert (first.agency, first.state) == ("SYT", "taken")
    assert (inner.sender, inner.forwarded_by) == ("xa1@tinh.example", "vanthu@tinh.example")
    assert (inner.received, inner.agency) == (datetime(2021, 1, 10, 17), "XA1")
    assert "gui.zip" in inner.within
    assert read_register(folder.root).entries == register.entries
    before, book = inbox(folder), (folder.root / FILE_NAME).read_bytes()
    again = collect(folder, [source], as_of=DAY)
    assert (again.new, again.findings, inbox(folder)) == ([], [], before)
    assert (folder.root / FILE_NAME).read_bytes() == book
    (source / "new.eml").write_bytes(sent("stc", ("sửa.xlsx", form(folder, "STC", number="2")), at="14 08:00").eml())
    assert len(collect(folder, [source], as_of=DAY).new) == 1
    assert len(inbox(folder)) == len(before) + 1


@pytest.mark.slow
def test_a_file_is_not_filed_again_after_its_removal_or_beside_a_copy(folder: Folder) -> None:
    """What the coordinator removed stays removed; a file saved by hand before is in the register under that name."""
    removed, copied = sent("syt", ("a.xlsx", form(folder, "SYT"))), sent("stc", ("b.xlsx", form(folder, "STC")))
    (folder.root / entries(take(folder, removed).register)["a.xlsx"].file).unlink()
    (folder.inbox / "tay").mkdir()
    (folder.inbox / "tay" / "Sở TC.xlsx").write_bytes(form(folder, "STC"))
    register = take(folder, removed, copied).register
    assert entries(register)["b.xlsx"].file == "inbox/tay/Sở TC.xlsx"
    assert list(inbox(folder)) == ["tay/Sở TC.xlsx"]


@pytest.mark.slow
def test_mails_put_into_the_inbox_are_opened(folder: Folder) -> None:
    """Without a source `collect` opens those in the inbox; a merge then lists them as unpacked, without a fault. A
    damaged report is filed once, and the register names it in the mail's line."""
    mail = sent("syt", ("a.xlsx", form(folder, "SYT")), ("BC.docx", b"PK\x03\x04xx"))
    (folder.inbox / "thu.eml").write_bytes(mail.eml())
    assert "is-mail" in codes(checked(folder))
    done = collect(folder, as_of=DAY)
    assert codes(done) == ["archive-damaged"]
    assert "“BC.docx”" in describe(done.findings[0], "vi", folder.campaign)[0]
    assert "“BC.docx”" in mailing.shown(folder)[0]
    again = collect(folder, as_of=DAY)
    assert (again.findings, again.waiting, len(again.register.entries)) == ([], [], 2)
    result = checked(folder)
    assert sorted(f.code for f in result.findings if f.file == "inbox/thu.eml") == ["taken-apart"]
    assert list(result.used) == ["SYT"]


def test_litter_in_an_archive_is_not_filed(folder: Folder) -> None:
    """Files that macOS, Windows or an open Excel leave are skipped; a real workbook with such a name is not."""
    litter = ("__MACOSX/Xã/._biểu.xlsx", "Xã/~$biểu.xlsx", "Xã/.~lock.biểu.xlsx#", ".DS_Store", "Thumbs.db")
    files = {"Xã/biểu.xlsx": form(folder, "XA1"), "Xã/~$sở.xlsx": form(folder, "SYT")}
    done = take(folder, sent("la@o.example", ("gui.zip", zipped(dict.fromkeys(litter, b"x" * 165) | files))))
    assert sorted(states(done)) == ["biểu.xlsx", "~$sở.xlsx"]


@pytest.mark.parametrize("wide", [True, False])
def test_an_outlook_mail_without_internet_headers_is_read_by_its_properties(folder: Folder, wide: bool) -> None:
    """In Unicode and in the code page of Vietnamese Windows."""
    subject = "Báo cáo quý" if wide else mailing.windows("Báo cáo quý").decode("cp1252")
    message = MapiMessage.create(subject, unicode_strings=wide)
    message.set_property(0x0039, 0x0040, datetime(2021, 1, 8, 2, 0, tzinfo=UTC))
    message.set_property(0x5D01, 0x001F, "syt@tinh.example")
    message.add_attachment("Sở Y tế.xlsx" if wide else "So Y te.xlsx", form(folder, "SYT"))
    (folder.root / "a.msg").write_bytes(message.to_bytes())
    (entry,) = collect(folder, [folder.root / "a.msg"], as_of=DAY).register.entries.values()
    assert (entry.subject, entry.sender) == ("Báo cáo quý", "syt@tinh.example")
    assert (entry.received, entry.agency, entry.state) == (datetime(2021, 1, 8, 9), "SYT", "taken")


def test_a_source_that_cannot_be_opened_is_reported(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
    """An Outlook store, even in a folder, and a named file of unknown kind each have a message with their name."""
    (tmp_path / "thu").mkdir()
    (tmp_path / "thu" / "luu.pst").write_bytes(b"!BDN" + bytes(100))
    (tmp_path / "thu" / "la.bin").write_bytes(b"\x01\x02\x03" * 50)
    findings = collect(folder, [tmp_path / "thu"], as_of=DAY).findings
    assert [(f.code, f.value) for f in findings] == [("source-not-opened", "luu.pst")]
    assert codes(collect(folder, [tmp_path / "thu" / "la.bin"], as_of=DAY)) == ["source-not-opened"]
    toolkit(folder, "collect", str(tmp_path / "thu" / "luu.pst"))
    assert "[Lỗi] luu.pst\n" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["thu", "c/inbox/lan 1", "c/register.xlsx"])
def test_what_cannot_be_opened_stops_collecting(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """A folder may hold mails, or files that were filed before, the register decisions: it is named, and nothing is
    filed."""
    path = tmp_path / where
    if path.suffix:
        path.write_bytes(b"not a workbook")
    else:
        path.mkdir(parents=True)
        closed(path, monkeypatch)
    source = as_eml(tmp_path / "nguon", [sent("syt", ("a.xlsx", form(folder, "SYT")))])
    with pytest.raises(NotDoneError) as stopped:
        collect(folder, [source, tmp_path / "thu"] if where == "thu" else [source], as_of=DAY)
    assert stopped.value.code == ("register-unreadable" if path.suffix else "cannot-read")
    assert path.name in str(stopped.value.arguments["file"])
    assert path.suffix or not (folder.root / FILE_NAME).exists()
    assert not path.suffix or path.read_bytes() == b"not a workbook"
    assert not list(folder.inbox.glob("*.xlsx"))


def test_mails_in_a_linked_folder_are_collected_once(tmp_path: Path) -> None:
    """Links are followed without circles; a link to a folder above is reported and skipped."""
    folder = mailing.campaign(tmp_path / "đợt")
    source = as_eml(tmp_path / "thư", [sent("syt", ("a.xlsx", form(folder, "SYT")))])
    for link, target in ((folder.inbox / "thư", source), (source / "vòng", source), (source / "trên", tmp_path)):
        linked(link, target)
    done = collect(folder, as_of=DAY)
    assert (done.mails, len(done.new), codes(done)) == (1, 1, ["folder-in-circle"])
    assert "“trên” là liên kết" in describe(done.findings[0], "vi")[0]
    again = collect(folder, as_of=DAY)
    assert (again.mails, again.new) == (1, [])


# --- The file's agency ----------------------------------------------------------------------------

#: Whose form, its sender with name and subject, and what becomes of it.
DISAGREEING = """
| form | sender          | name             | subject                       | state   | code                 |
|------|-----------------|------------------|-------------------------------|---------|----------------------|
| SYT  | syt             |                  | Báo cáo                       | taken   |                      |
| SYT  | stc             |                  | Báo cáo                       | waiting | sender-disagrees     |
| SYT  | ai@gmail.com    |                  | Báo cáo                       | taken   | sender-unknown       |
| CAT  | ai@gmail.com    |                  | Báo cáo                       | taken   |                      |
| CAT  | ai@gmail.com    |                  | Báo cáo của Sở Tài chính      | waiting | mail-names-another   |
| SYT  | syt             |                  | TB: báo cáo của Sở Tài chính  | taken   | mail-names-another   |
| SYT  | syt             |                  | Sở Y tế gửi Sở Lao động       | taken   |                      |
| CAT  | ai@gmail.com    |                  | Báo cáo, kính gửi Sở Lao động | taken   |                      |
| CAT  | ai@gmail.com    |                  | Đề nghị Sở Lao động tổng hợp  | taken   |                      |
| CAT  | ai@gmail.com    | Sở Lao động      | Báo cáo                       | waiting | mail-names-another   |
| XA1  | syt             |                  | Báo cáo xã                    | taken   |                      |
| XA1  | syt             | Sở Y tế          | Sở Y tế gửi biểu của Xã Tân An | taken  |                      |
| XA1  | syt             | Sở Y tế          | Báo cáo của Xã Tân An         | taken   |                      |
| SYT  | tonghop         |                  | FW: báo cáo                   | taken   |                      |
| SYT  | bantonghop      |                  | FW: Sở Y tế                   | taken   |                      |
| LEAD | tonghop         |                  | Báo cáo                       | taken   |                      |
| SYT  | evil@gmail.com  | syt@tinh.example | Báo cáo                       | waiting | sender-name-misleads |
"""


@pytest.mark.slow
def test_stamp_sender_and_mail_must_agree(folder: Folder) -> None:
    """If they agree the file is taken; if not that is a finding, and with one against one the file waits."""
    rows = {f"{n}.xlsx": row for n, row in enumerate(table(DISAGREEING))}
    mails = [
        sent(r["sender"], (file, form(folder, r["form"], number=file)), id=file, name=r["name"], subject=r["subject"])
        for file, r in rows.items()
    ]
    done = take(folder, *mails)
    found = {name: (e.state, e.agency) for name, e in entries(done.register).items()}
    assert found == {n: (r["state"], r["form"] * (r["state"] == "taken")) for n, r in rows.items()}
    reported = {str(dict(f.arguments)["name"]): f.code for f in done.findings}
    assert (reported, len(done.findings)) == ({n: r["code"] for n, r in rows.items() if r["code"]}, len(reported))
    result = checked(folder)
    used = {s.source.attached_as for s in result.submissions if s.status in ("accepted", "superseded")}
    assert used == {name for name, row in rows.items() if row["state"] == "taken"}


@pytest.mark.slow
def test_what_the_campaigns_address_sent_is_no_report(folder: Folder) -> None:
    """Neither in the sent mails nor inside an agency's answer; what it passes on is checked, sent back it counts."""
    blank = write_templates(folder, ["STC", "XA1"])[0].read_bytes()
    ours = sent("bantonghop", ("STC.xlsx", blank), id="1@x", subject="Nhắc gửi báo cáo")
    names = ("STC.xlsx", "SYT.xlsx", "XA1.xlsx", "LEAD.xlsx")
    done = take(
        folder,
        ours,
        sent("stc", ours, at="13 08:00", subject="RE: Nhắc"),
        sent("bantonghop", sent("syt", ("SYT.xlsx", form(folder, "SYT"))), id="4@x"),
        sent("bantonghop", ("XA1.xlsx", form(folder, "XA1")), id="5@x", subject="Fwd: RE: Báo cáo xã"),
        sent("tonghop", ("LEAD.xlsx", form(folder, "LEAD"))),
    )
    assert states(done) == dict(zip(names, ("ours", "taken", "taken", "taken"), strict=True))
    assert not entries(done.register)["STC.xlsx"].file
    result = checked(folder)
    assert list(result.used) == ["SYT", "XA1", "LEAD"]
    assert not [s for s in result.statuses if s.blank]
    take(folder, sent("stc", ("STC.xlsx", blank), at="14 08:00"))
    answer = next(s for s in checked(folder).submissions if s.agency == "STC")
    assert (answer.source.sender, answer.source.received) == ("stc@tinh.example", date(2021, 1, 14))


@pytest.mark.slow
def test_an_agency_may_send_its_form_from_the_campaigns_address(tmp_path: Path) -> None:
    """Only its own: another agency's form from there is one that was sent out."""
    folder = mailing.campaign(tmp_path, contact_email="tonghop@tinh.example")
    done = take(folder, *(sent("tonghop", (f"{c}.xlsx", form(folder, c)), id=f"{c}@x") for c in ("LEAD", "SYT")))
    assert states(done) == {"LEAD.xlsx": "taken", "SYT.xlsx": "aside"}
    result = checked(folder)
    assert list(result.used) == ["LEAD"]
    assert [f.code for f in result.findings if f.agency != "LEAD"] == ["sent-by-us"]


@pytest.mark.slow
def test_what_names_an_agency_beside_the_stamp(folder: Folder) -> None:
    """The sender's address, with a warning; a mail's text only if nothing else does, and it holds nothing back. An
    agency may pass on what others sent it; a form waits if its sender failed the server's checks."""
    text = "Kính gửi Sở Lao động. Số liệu đã thống nhất với Công an tỉnh."
    inner = {c: sent("bacsi@gmail.example", (f"{c}.xlsx", form(folder, c)), id=f"{c}1@x") for c in ("SYT", "LEAD")}
    doubtful = sent("xa1", ("doubtful.xlsx", form(folder, "XA1"))).mail()
    doubtful["Authentication-Results"] = "mx.tinh.example; spf=fail smtp.mailfrom=x"
    done = take(
        folder,
        sent("stc", ("no stamp.xlsx", unstamped(folder, "STC"))),
        sent(SOMEBODY, ("form.xlsx", form(folder, "SYT", number="2")), id="form@x", text=text, at="07 08:00"),
        sent(SOMEBODY, ("hinted", b"PK\x03\x04"), id="hinted@x", text=text),
        sent(SOMEBODY, ("other", b"PK\x03\x05"), id="other@x", text="Kính gửi Sở Lao động."),
        *(sent("syt", inner[c], id=f"{c}2@x", subject="Fwd: Báo cáo") for c in inner),
        doubtful.as_bytes(),
    )
    found = entries(done.register)
    assert (found["no stamp.xlsx"].agency, found["form.xlsx"].agency) == ("STC", "SYT")
    assert (found["hinted"].state, found["hinted"].hinted, found["other"].hinted) == ("waiting", ("CAT",), ())
    reported = {name: sorted(f.code for f in done.findings if f.text("name") == name) for name in found}
    assert reported["no stamp.xlsx"] == ["agency-by-sender"]
    assert (reported["SYT.xlsx"], reported["LEAD.xlsx"]) == (["mail-forwarded"], ["mail-forwarded", "sender-unknown"])
    result = checked(folder)
    assert waiting(result) == {"CAT": 1, "XA1": 1}
    assert sum(bool(f.typed) for f in result.used["STC"].figures) == 4
    assert "agency-by-sender" in [f.code for f in result.used["STC"].findings]


def test_a_file_that_came_in_no_mail_is_reported_without_one(folder: Folder) -> None:
    """Unknown sender, subject and day are left out of the message; a mail without a subject is called so."""
    path = folder.root.parent / "roi.xlsx"
    path.write_bytes(unstamped(folder, "STC"))
    (finding,) = collect(folder, [path], as_of=DAY).findings
    assert [describe(finding, language)[0] for language in ("vi", "en")] == [
        "Chưa rõ tệp “roi.xlsx” là của đơn vị nào.",
        "It is not clear which agency the file “roi.xlsx” belongs to.",
    ]
    words = {"name": "a.xlsx", "sender": "a@b.example", "subject": "", "day": "08/01/2021 09:00"}
    mailed = replace(finding, arguments=tuple(words.items()))
    assert describe(mailed, "vi")[0].endswith(" (thư không có tiêu đề của a@b.example, 08/01/2021 09:00).")


# --- Decided in the register -----------------------------------------------------------------------


@pytest.mark.slow
def test_a_decision_goes_before_what_the_form_says(folder: Folder) -> None:
    """Agencies mixed up their forms, a form's agency and stamp differ, or none is known: before it counts for none."""
    path = folder.root / "two agencies.xlsx"
    path.write_bytes(form(folder, "SYT"))
    mixed = type_into(path, [(cell_of(path, "info", "agency", "value"), "Sở Tài chính")]).read_bytes()
    take(
        folder,
        sent("stc", ("mixed up", form(folder, "SYT")), at="09 08:00"),
        *(sent("syt", (f"stamp {c}", mixed + c.encode()), id=f"{c}@x") for c in ("SYT", "STC")),
        sent(SOMEBODY, ("no stamp", unstamped(folder, "STC"))),
    )
    result = checked(folder)
    assert result.used == {}
    waits = {"sender-disagrees": 1, "two-agencies": 2, "agency-not-told": 1}
    assert {code: sum(f.code == code for f in result.findings) for code in waits} == waits
    decisions = {"mixed up": "STC", "stamp SYT": "SYT", "stamp STC": "STC", "no stamp": "STC · Sở TC"}
    for name, decision in decisions.items():
        decide(folder, name, decision)
    expected = {name: decision[:3] for name, decision in decisions.items()}
    for _ in range(2):
        counting = [s for s in checked(folder).submissions if s.status in ("accepted", "superseded")]
        assert {s.source.attached_as: s.agency for s in counting} == expected
        assert {(s.agency, f.agency) for s in counting for f in s.figures} == {("SYT", "SYT"), ("STC", "STC")}
        [first] = [s for s in counting if s.source.attached_as == "mixed up"]
        assert "agency-decided" in [f.code for f in first.findings]
        found = entries(collect(folder, as_of=DAY).register)
        assert {name: e.agency for name, e in found.items() if e.state == "taken"} == expected
        assert {e.name: (e.decision, e.comment) for e in found.values()} == {
            name: (decision, "đã gọi điện") for name, decision in decisions.items()
        }


@pytest.mark.slow
def test_a_decision_typed_while_mails_are_collected_is_kept_and_followed(folder: Folder) -> None:
    """The register may be open and saved meanwhile: at the end of this run the file counts."""
    take(folder, sent(SOMEBODY, ("a.xlsx", unstamped(folder, "STC"))))
    more = as_eml(folder.root.parent / "more", [sent("syt", ("b.xlsx", form(folder, "SYT")))])
    (first,) = read_register(folder.root).entries

    def meanwhile(number: int, of: int, name: str) -> None:
        if not read_register(folder.root).entries[first].decision:
            decide(folder, "a.xlsx", "STC")

    collect(folder, [more], as_of=DAY, progress=meanwhile)
    found = entries(read_register(folder.root))
    assert (found["a.xlsx"].state, found["a.xlsx"].agency, found["a.xlsx"].decision) == ("taken", "STC", "STC")
    assert found["b.xlsx"].agency == "SYT"


@pytest.mark.slow
def test_collecting_lists_the_decisions_it_followed(folder: Folder, capsys: Captured) -> None:
    """Each file with its result, once. `-`, or the list's entries for it, leave a file out. A decision that cannot be
    read is asked about each time, and a report still counts as it did. A scan is filed, but has no figures to add."""
    aside = {f"out{n}.xlsx": word for n, word in enumerate(("-", *registers.ASIDE))}
    decisions = {"stc.xlsx": "STC", "odd.xlsx": "Sở Nào Đó", "scan.pdf": "SYT", "syt.xlsx": "Y tê", **aside}
    data = unstamped(folder, "STC")
    files = {name: data + name.encode() for name in decisions}
    files |= {"scan.pdf": b"%PDF-1.4 x", "syt.xlsx": form(folder, "SYT"), "out0.xlsx": form(folder, "SYT", number="2")}
    take(folder, *(sent(f"{name}@gmail.example", (name, files[name])) for name in files))
    for name, decision in decisions.items():
        decide(folder, name, decision)
    capsys.readouterr()
    assert toolkit(folder, "collect") == 1
    printed = capsys.readouterr().out
    assert f"{2 + len(aside)} quyết định" in printed
    followed = {"stc": "tính cho Sở TC (STC)", "scan": "ghi là của Sở Y tế (SYT); không phải biểu nên không tính"}
    for name, result in {**followed, **dict.fromkeys((n.removesuffix(".xlsx") for n in aside), "bỏ qua")}.items():
        assert re.search(rf"inbox/.* {name} .*: {re.escape(result)}\n", printed), name
    assert toolkit(folder, "collect") == 1
    printed = capsys.readouterr().out
    assert "“Sở Nào Đó”" in printed
    assert "[Cảnh báo] Sở Y tế (SYT)" in printed
    assert "“Y tê”" in printed
    assert "Đã áp dụng" not in printed
    toolkit(folder, "collect", "--format", "json")
    document = json.loads(capsys.readouterr().out)
    assert (document["decided"], [f["code"] for f in document["findings"]]) == ([], ["unknown-decision"] * 2)
    checks = checked(folder)
    assert sorted(checks.used) == ["STC", "SYT"]
    assert codes(checks).count("left-out") == len(aside)
    assert codes(checks, "warning").count("unknown-decision") == 1


@pytest.mark.slow
def test_one_form_in_two_agencies_mails_counts_for_one_and_waits_for_the_other(folder: Folder) -> None:
    """The second mail is a question in the other agency's row; leaving that mail out does not change the first."""
    data = form(folder, "SYT")
    done = take(folder, sent("syt", ("a.xlsx", data)), sent("stc", ("b.xlsx", data), at="09 00:00"))
    assert [entries(done.register)[n].state for n in ("a.xlsx", "b.xlsx")] == ["taken", "waiting"]
    (question,) = done.findings
    assert (question.code, dict(question.arguments)["others"]) == ("sender-disagrees", ("STC",))
    for left_out, used, waits in (("", ["SYT"], {"STC": 1}), ("b.xlsx", ["SYT"], {}), ("a.xlsx", [], {})):
        if left_out:
            decide(folder, left_out, "-")
        result = checked(folder)
        assert (list(result.used), waiting(result)) == (used, waits)


# --- When it came, and how it compares with others --------------------------------------------------


@pytest.mark.slow
def test_the_date_of_the_mail_decides_which_version_counts(folder: Folder) -> None:
    """Not that of saving; a date in the future does not, and is reported; one after the server received the mail gives
    way to the server's. Each file's sender and day are in the result."""
    later, earlier = form(folder, "SYT", number="2"), form(folder, "SYT", number="1")
    ahead, doubtful = (
        replace(sent(a.lower(), (f"{a}.xlsx", form(folder, a))), when=datetime(2031, 1, 8, 9, tzinfo=mailing.VIETNAM))
        for a in ("STC", "XA1")
    )
    received = b"Received: from x by mx.tinh.example; Sat, 09 Jan 2021 08:00:00 +0700\r\n" + doubtful.eml()
    done = take(folder, sent("syt", ("b", earlier)), sent("syt", ("a", later), at="08 15:00"), ahead, received)
    assert codes(done) == ["mail-date-ahead", "mail-date-doubtful"]
    result = checked(folder)
    [status] = [s for s in result.statuses if s.agency == "STC"]
    assert (status.status, status.received, status.days_late) == ("accepted", None, None)
    assert "mail-date-ahead" in [f.code for f in result.used["STC"].findings]
    source = result.used["SYT"].source
    assert (source.attached_as, source.sender, source.received) == ("a", "syt@tinh.example", date(2021, 1, 8))
    assert result.used["XA1"].source.received == date(2021, 1, 9)
    take(folder, sent("stc", ("c", form(folder, "STC", number="2"))))
    used = checked(folder).used["STC"]
    assert (used.source.attached_as, used.source.received) == ("c", date(2021, 1, 8))
    assert "undated-version" in [f.code for f in used.findings]


@pytest.mark.slow
def test_only_files_that_cannot_be_used_are_called_so(folder: Folder, capsys: Captured) -> None:
    """Files that wait, accompany a form, were left out, are blank or replaced are called that everywhere: a PDF is an
    agency's unusable file only without its form, and a blank form is no report."""
    [blank] = write_templates(folder, ["LEAD"])
    good, scan = form(folder, "SYT"), b"%PDF-1.4 "
    take(
        folder,
        sent("syt", ("SYT.xlsx", good), ("ky.pdf", scan + b"1")),
        sent("stc", ("STC.pdf", scan + b"2")),
        sent("syt", ("hong.xlsx", good[:900]), at="07 00:00"),
        sent(SOMEBODY, ("la.xlsx", unstamped(folder, "CAT")), id="4@x"),
        sent(SOMEBODY, ("thua.xlsx", b"khac"), id="5@x"),
        sent("tonghop", ("trong.xlsx", blank.read_bytes())),
    )
    [row] = [r for r in records(keyed(folder.root / FILE_NAME)["register"]) if r["name"] == "trong.xlsx"]
    assert row["status"] == "Biểu trống, không tính"
    assert "Biểu trống: đơn vị chưa điền" in str(row["problem"])
    decide(folder, "thua.xlsx", "-")
    collect(folder, as_of=DAY)
    result = checked(folder)
    scans = {f.file.split(" ")[-2]: f.code for f in result.findings if f.file.endswith(".pdf")}
    assert scans == {"ky": "pdf-not-read", "STC": "is-pdf"}
    assert [s.status for s in result.statuses if s.agency == "STC"] == ["rejected"]
    assert "LEAD" in result.missing
    assert "blank-form" in [f.code for f in result.findings if f.agency == "LEAD"]
    capsys.readouterr()
    toolkit(folder, "merge")
    assert capsys.readouterr().out.splitlines()[0] == (
        "Đã nhận 7 tệp: 1 được dùng, 1 đã có bản mới hơn, 1 không dùng được. 1 tệp chờ quyết định."
        " 1 tệp không dùng, theo quyết định. Có 1 tệp là biểu trống, không tính."
        " 1 tệp không phải báo cáo (gửi kèm biểu …), không cần xem."
    )
    sources = records(keyed(folder.master)["sources"])
    assert {str(r["file"]).split(" ")[-2]: r["status"] for r in sources} == {
        "SYT": "Đã nhận, không lỗi",
        "ky": "Gửi kèm biểu",
        "STC": "Tệp không dùng được",
        "hong": "Không dùng được, đã có bản gửi sau",
        "la": "Chờ quyết định",
        "thua": "Không dùng, theo quyết định",
        "trong": "Biểu trống",
    }
    leaders = load_workbook(folder.master).worksheets[0]
    text = " ".join(str(c.value) for row in leaders.iter_rows() for c in row if c.value)
    assert "Có 1 tệp không dùng được" in text
    assert "Có 1 tệp chờ quyết định" in text


@pytest.mark.slow
def test_one_file_from_two_agencies_is_judged_for_each(folder: Folder) -> None:
    """A common letter, alone from two and beside the form of a third, is in the inbox once."""
    letter = b"%PDF-1.4 chung"
    take(
        folder,
        sent("xa1", ("XA1.xlsx", form(folder, "XA1")), ("cong van.pdf", letter)),
        sent("syt", ("cong van.pdf", letter), at="09 00:00"),
        sent("stc", ("cv.pdf", letter), at="11 00:00"),
    )
    statuses = {s.agency: s for s in checked(folder).statuses}
    of_letter = {a: (s.status, s.received) for a, s in statuses.items() if s.file.endswith(".pdf")}
    assert of_letter == {"SYT": ("rejected", date(2021, 1, 9)), "STC": ("rejected", date(2021, 1, 11))}
    assert statuses["XA1"].status == "accepted"
    take(folder, sent("syt", ("a.xlsx", form(folder, "SYT")), at="13 00:00"))
    result = checked(folder)
    statuses_now = {"SYT": "accepted", "STC": "rejected", "CAT": "missing", "XA1": "accepted", "LEAD": "missing"}
    assert {s.agency: s.status for s in result.statuses} == statuses_now
    assert [f.code for f in result.findings if f.file.endswith(".pdf")] == ["usable-since", "also-sent"]
    toolkit(folder, "status", "--remind")
    letter_text = read_mail((folder.root / "returns" / "remind-STC.eml").read_bytes()).text
    assert "đã nhận được tệp “cv.pdf” của đơn vị nhưng không dùng được" in letter_text


# --- The command, the register, the server ---------------------------------------------------------


@pytest.mark.slow
def test_the_command_lists_what_came_and_what_waits(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
    """In words and as JSON; exit code 1 if something waits, 0 if nothing needs a person, 2 for a missing file. One file
    in two mails is one new file; a mail with a subject too long to be kept is not new each time."""
    file, long = ("a.xlsx", form(folder, "SYT")), "Báo cáo rất dài " * 40
    good = as_eml(tmp_path / "good", [sent("syt", file, id=f"{n}@x", subject=long) for n in (1, 2)])
    for new in (1, 0, 0):
        assert toolkit(folder, "collect", str(good)) == 0
        line = capsys.readouterr().out.splitlines()[0]
        assert line == f"Đã xem 2 thư; {new} tệp mới, trong đó {new} biểu Excel."
    assert len(records(keyed(folder.root / FILE_NAME)["mails"])) == 2
    files = [(f"{c}.xlsx", form(folder, c, number="7")) for c in ("CAT", "SYT")]
    bad = mailing.KEPT["msg"](tmp_path / "bad", [sent("stc", *files)])
    assert toolkit(folder, "collect", str(bad), "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert sorted(f["state"] for f in document["files"]) == ["taken", "taken", "waiting", "waiting"]
    assert [f["code"] for f in document["findings"]] == ["sender-disagrees", "sender-disagrees"]
    assert len(document["waiting"]) == 2
    assert toolkit(folder, "collect", str(tmp_path / "none")) == 2


@pytest.mark.slow
def test_a_register_with_wrong_values_is_still_read(folder: Folder) -> None:
    """Words in the columns of numbers and codes lose those values, and nothing else."""
    take(folder, sent(SOMEBODY, ("a.xlsx", form(folder, "SYT"))))

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


def test_a_broken_connection_loses_nothing_that_has_come(folder: Folder) -> None:
    """It breaks at the second mail: the first is in the inbox and the register, the next run takes the rest."""
    mails = [sent(c.lower(), (f"{c}.xlsx", form(folder, c))).eml() for c in ("STC", "SYT")]
    found = [
        Unopened(head=read_mail(m).head, where="x", uid=str(n), load=lambda m=m: read_mail(m))  # type: ignore[misc]
        for n, m in enumerate(mails, start=1)
    ]

    def gone() -> Mail:
        raise NotDoneError("mail-server", host="x", reason="gone")

    def remember(uids: set[int]) -> str:
        return pack_uids("1", uids)

    broken = [found[0], replace(found[1], load=gone)]
    with pytest.raises(NotDoneError):
        collect(folder, unopened=broken, mailbox="a@x/INBOX", remember=remember, as_of=DAY)
    register = read_register(folder.root)
    assert [e.name for e in register.entries.values()] == ["STC.xlsx"]
    assert register.sources["imap", "a@x/INBOX"] == "1;1"
    done = collect(folder, unopened=found[1:], mailbox="a@x/INBOX", remember=remember, as_of=DAY)
    assert {e.agency: e.state for e in done.register.entries.values()} == {"STC": "taken", "SYT": "taken"}
    assert len(inbox(folder)) == 2


@pytest.mark.slow
@pytest.mark.nightly
@needs_libreoffice
def test_a_register_saved_by_libreoffice_says_the_same(folder: Folder, tmp_path: Path) -> None:
    """A decision typed there is followed, and nothing is lost, not even in hidden columns."""
    done = take(folder, *week(folder))
    done.register.sources["imap", "a@x/Hộp thư"] = "12;1:3,9"
    again = collect(folder, [], as_of=DAY, register=done.register).register
    path = folder.root / FILE_NAME
    path.write_bytes(convert(path, "xlsx", tmp_path / "saved").read_bytes())
    saved = read_register(folder.root)
    assert (again.entries, again.mails, again.sources) == (saved.entries, saved.mails, saved.sources)


# --- Masters, and their copies for circulation ------------------------------------------------------


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A district's master of two reports, and its copy for circulation."""
    part = mailing.campaign(tmp_path_factory.mktemp("district"))
    for code in ("SYT", "XA1"):
        (part.inbox / f"{code}.xlsx").write_bytes(form(part, code))
    result, master = merge_files(part, as_of=DAY)
    share_file(result, part.root / "copy.xlsx", master)
    return master.read_bytes(), (part.root / "copy.xlsx").read_bytes()


@pytest.mark.slow
def test_a_copy_for_circulation_replaces_no_form(folder: Folder, district: tuple[bytes, bytes]) -> None:
    """It came by mail or was put into the inbox by hand: it is refused, and the master is requested."""
    copy = district[1]
    done = take(
        folder,
        sent("syt", ("SYT.xlsx", form(folder, "SYT"))),
        sent("syt", ("chia se.xlsx", copy), at="14 08:00"),
        sent("la@o.example", ("khong ro.xlsx", copy + b" ")),
    )
    assert codes(done) == ["shared-copy", "shared-copy"]
    assert {e.state for e in done.register.entries.values()} == {"taken", "report"}
    (folder.inbox / "by hand.xlsx").write_bytes(copy + b"  ")
    result = checked(folder)
    assert {code: s.source.sent_name for code, s in result.used.items()} == {"SYT": "SYT.xlsx"}
    found = [f for f in result.findings if f.severity == "error"]
    assert [f.code for f in found] == ["shared-copy"] * 3
    assert "master.xlsx" in describe(found[0], "vi", folder.campaign)[1]
    assert "shared-copy" in {f.code for f in check_files(folder, [folder.inbox / "by hand.xlsx"], as_of=DAY).findings}


@pytest.mark.slow
def test_a_master_that_comes_by_mail_is_called_a_master(folder: Folder, district: tuple[bytes, bytes]) -> None:
    """It counts for no agency by its sender's address. From a doubtful sender it waits, as each agency in it shows,
    until it is decided to use it or to leave it out."""
    unknown, misleading = ("unknown", district[0]), ("misleading", district[0] + b" ")
    done = take(folder, sent("la@o.example", unknown), sent("syt", misleading, name="stc@tinh.example"))
    assert codes(done) == ["master-sender-unknown", "sender-name-misleads"]
    result = checked(folder)
    assert (result.used, codes(result, "error")) == ({}, codes(done))
    assert waiting(result) == {"SYT": 2, "XA1": 2}
    for name in ("unknown", "misleading"):
        decide(folder, name, "SYT")
        assert set(checked(folder).used) == {"SYT", "XA1"}
        decide(folder, name, "-")
    result = checked(folder)
    assert (result.used, codes(result)) == ({}, ["left-out", "left-out"])
    done = take(folder, sent("syt", ("master", district[0] + b"  "), at="09 08:00"))
    entry = entries(done.register)["master"]
    assert (entry.state, entry.agency) == ("master", "")
    assert done.register.entries == read_register(folder.root).entries
    assert set(checked(folder).used) == {"SYT", "XA1"}
