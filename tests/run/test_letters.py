"""What letters say: the request they answer, until which day and hour, in official words, to each agency once."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from tests.building import filled
from tests.cases import cases
from tests.mailing import DAY, LINES, campaign, decide, drafts, form, sent, take, text, toolkit
from tests.run.test_post import HALF
from toolkit.language.reply_times import ReplyTime, read_reply_time
from toolkit.letters.reminders import Letter, due, sent_id
from toolkit.letters.wording import RequestWords, report_named
from toolkit.messages.errors import DefinitionError
from toolkit.model import Campaign
from toolkit.register.entries import SentMail
from toolkit.run.folder import Folder, open_folder
from toolkit.run.operations import check_files
from toolkit.run.post import answer_letters, write_form_mails
from toolkit.run.returns import write_returns

FRIDAY = date(2021, 1, 15)
ISSUED_BY = "Công văn số 120/SLĐ-PC ngày 03/12/2020"


@cases("""
| typed                            | days | hour  | day        |
|----------------------------------|------|-------|------------|
| 3 ngày, 16 giờ                   | 3    | 16:00 |            |
| 3                                | 3    |       |            |
| 7g                               |      | 07:00 |            |
| 16h30, 3 ngày làm việc           | 3    | 16:30 |            |
| 16:00:00                         |      | 16:00 |            |
| 16 giờ 30 phút ngày 05/12/2026   |      | 16:30 | 2026-12-05 |
| 2026-12-05 8:05                  |      | 08:05 | 2026-12-05 |
| 2 days, 16:00                    | 2    | 16:00 |            |
""")
def test_a_time_to_answer_is_read_as_people_write_it(typed: str, days: str, hour: str, day: str) -> None:
    at = time.fromisoformat(hour) if hour else None
    on = date.fromisoformat(day) if day else None
    meant = ReplyTime(days=int(days) if days else None, hour=(at.hour, at.minute) if at else None, day=on)
    assert read_reply_time(typed) == meant


@pytest.mark.parametrize("typed", ["31/02/2026", "24:00", "sớm", "16 giờ chiều", "3 ngày 2 ngày", ""])
def test_other_times_to_answer_are_not_read(typed: str) -> None:
    assert read_reply_time(typed) is None


def test_days_to_answer_are_working_days() -> None:
    """Three from a Friday are the Wednesday after it; none is the same day."""
    assert ReplyTime(days=3).on(FRIDAY) == date(2021, 1, 20)
    assert ReplyTime(days=0).on(FRIDAY) == FRIDAY


def about(reply_time: str = "", deadline: date | None = None) -> Campaign:
    return Campaign(id="X", title="Báo cáo thử", reply_time=reply_time, deadline=deadline)


@cases("""
| reply_time     | deadline   | by              | answer | words                              |
|----------------|------------|-----------------|--------|------------------------------------|
|                |            |                 | yes    | sớm nhất có thể                    |
|                | 2021-01-20 |                 | yes    | chậm nhất ngày 20/01/2021          |
|                | 2021-01-10 |                 | yes    | sớm nhất có thể                    |
| 3 ngày, 16 giờ | 2021-01-10 |                 | yes    | trước 16 giờ 00 ngày 20/01/2021    |
| 3 ngày, 16 giờ | 2021-02-10 |                 | yes    | trước 16 giờ 00 ngày 10/02/2021    |
| 3 ngày, 16 giờ | 2021-02-10 |                 |        | trước 16 giờ 00 ngày 10/02/2021    |
| 3 ngày         | 2021-01-10 |                 |        | sớm nhất có thể                    |
| 3 ngày, 16 giờ |            | 25/01/2021      | yes    | trước 16 giờ 00 ngày 25/01/2021    |
| 3 ngày         |            | 9:30 25/01/2021 | yes    | trước 9 giờ 30 ngày 25/01/2021     |
|                |            | 17 giờ          | yes    | trước 17 giờ 00 ngày 15/01/2021    |
""")
def test_the_time_to_answer_is_stated_with_day_and_hour(
    reply_time: str, deadline: str, by: str, answer: str, words: str
) -> None:
    """What was typed goes before the definition; an agency that has time until the deadline keeps it."""
    read = read_reply_time(by) if by else None
    campaign = about(reply_time, date.fromisoformat(deadline) if deadline else None)
    asking = RequestWords(campaign=campaign, as_of=FRIDAY, language="vi", by=read)
    assert asking.when_due(answer=bool(answer)) == words


def test_a_report_is_named_with_the_document_that_requests_it() -> None:
    """By its title inside the sentence; if the document is unknown, by the day of the request."""
    titled = replace(about(), title="BÁO CÁO Kết quả phòng, chống ma túy năm 2026")
    assert report_named(titled, "vi") == "báo cáo kết quả phòng, chống ma túy năm 2026"
    issued = replace(titled, issued=date(2026, 11, 3))
    assert report_named(issued, "vi").endswith(" năm 2026 (yêu cầu ngày 03/11/2026)")
    named = replace(issued, form_issued_by=ISSUED_BY)
    assert report_named(named, "vi") == f"báo cáo kết quả phòng, chống ma túy năm 2026 theo {ISSUED_BY}"
    assert report_named(named, "en").endswith(f"” asked for by {ISSUED_BY}")
    assert report_named(replace(about(), title="BÁO CÁO"), "vi") == "báo cáo"


def province(root: Path) -> Folder:
    """One agency that sent half of its report, three that sent nothing; a signed PDF is required of two."""
    values = {"form_issued_by": ISSUED_BY, "reply_time": "2 ngày, 16 giờ", "signed_pdf": "STC|XA1"}
    folder = campaign(root, **values)
    filled(folder, "STC", HALF, LINES)
    return folder


@pytest.mark.slow
def test_questions_and_reminders_name_the_request_the_hour_and_the_signed_pdf(tmp_path: Path) -> None:
    folder = province(tmp_path)
    assert toolkit(folder, "check", "--returns") == 1
    reminder = text(drafts(folder)["STC.eml"])
    assert f"đã nhận tệp “STC.xlsx” của đơn vị, báo cáo thử theo {ISSUED_BY}. Qua kiểm tra còn " in reminder
    assert "trước 16 giờ 00 ngày 19/01/2021. Đề nghị gửi kèm bản PDF đã ký, đóng dấu." in reminder
    assert "T2" not in reminder
    assert toolkit(folder, "status", "--remind", "--by", "25/01/2021") == 1
    mails = drafts(folder)
    assert "STC.eml" not in mails
    for name, signed in (("remind-STC.eml", True), ("remind-XA1.eml", True), ("remind-SYT.eml", False)):
        words = text(mails[name])
        assert f"báo cáo thử theo {ISSUED_BY}" in words
        assert "trước 16 giờ 00 ngày 25/01/2021." in words
        assert ("bản PDF đã ký" in words) == signed
    # What is wrong is listed with what is missing: an agency with both gets one mail.
    reminded = text(mails["remind-STC.eml"])
    assert "Báo cáo còn thiếu 1 số liệu; qua kiểm tra còn các nội dung sau:" in reminded
    assert "- Ô F11 (trang Số liệu) ghi số ước lượng “chừng 4” cho “Số người”, kỳ 2020." in reminded


@pytest.mark.slow
def test_forms_state_the_hour_of_the_deadline_and_require_the_signed_pdf(tmp_path: Path) -> None:
    folder = province(tmp_path)
    assert toolkit(folder, "template", "STC", "SYT", day="2021-01-05") == 0
    made = write_form_mails(folder, sorted(folder.outgoing.glob("*.xlsx")), as_of=date(2021, 1, 5)).letters
    texts_of = {letter.agency: letter.body for letter in made}
    assert "trước 16 giờ 00 ngày 10/01/2021. Đề nghị gửi kèm bản PDF đã ký, đóng dấu." in texts_of["STC"]
    assert texts_of["SYT"].count("PDF") == 0
    assert f"đề nghị đơn vị gửi báo cáo thử theo {ISSUED_BY}, lập trên biểu Excel kèm theo (" in texts_of["SYT"]
    chat = (folder.outgoing / "mails" / "STC.txt").read_text(encoding="utf-8-sig")
    assert "trước 16 giờ 00 ngày 10/01/2021. Đề nghị gửi kèm bản PDF" in chat


def test_an_invalid_time_or_agency_is_reported_in_the_definition(tmp_path: Path) -> None:
    root = tmp_path / "a"
    with pytest.raises(DefinitionError) as caught:
        campaign(root, reply_time="chiều thứ Sáu", signed_pdf="STC|Sở Ytế")
    reported = {f.code: f for f in caught.value.findings}
    assert reported["definition-reply-time"].value == "chiều thứ Sáu"
    assert reported["definition-unknown-body"].value == "Sở Ytế"
    everybody = campaign(tmp_path / "b", signed_pdf="Tất cả").campaign
    assert all(everybody.asks_signed(a) for a in everybody.agencies)
    nobody = campaign(tmp_path / "c").campaign
    assert not any(nobody.asks_signed(a) for a in nobody.agencies)


def test_a_time_to_answer_needs_drafts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = campaign(tmp_path)
    assert toolkit(folder, "status", "--by", "25/01/2021") == 2
    assert "--by đi cùng --remind" in capsys.readouterr().err
    assert toolkit(folder, "check", "--returns", "--by", "mai") == 2
    assert "“mai” không phải thời hạn trả lời" in capsys.readouterr().err


def letter(kind: str, about: str) -> Letter:
    return Letter(agency="A", kind=kind, to=("a@x.example",), subject="", body="", about=about)  # type: ignore[arg-type]


def test_an_agency_reminded_of_a_file_is_not_asked_about_it_too() -> None:
    """The reminder lists all that is wrong in it; a question about a different file is sent."""
    reminder = letter("reminder", "f1")
    about = {"agency": "A", "kind": "reminder", "to": "a@x.example", "subject": "", "about": "f1", "state": "sent"}
    row = SentMail(id=sent_id(reminder, "2021-01-15"), day=DAY, **about)  # type: ignore[arg-type]
    questions = [letter("question", "f1"), letter("question", "f2")]
    assert [x.about for x in due(questions, {row.id: row}, "2021-01-16")] == ["f2"]


@pytest.mark.slow
def test_a_reply_goes_to_the_address_that_was_decided_on(tmp_path: Path) -> None:
    """A form from an unknown address that the coordinator assigned to an agency is answered to that address first."""
    folder = campaign(tmp_path)
    mail = sent("stc", ("bieu.xlsx", form(folder, "SYT")), at="12 08:00", id="1@x")
    register = take(folder, mail)
    entry = next(iter(register.register.entries.values()))
    assert entry.state == "waiting"
    decide(folder, "bieu.xlsx", "SYT")
    toolkit(folder, "collect")
    folder = open_folder(folder.root)
    result = check_files(folder, as_of=DAY)
    written = write_returns(folder, result)
    answer = next(x for x in answer_letters(folder, result, written) if x.agency == "SYT")
    assert answer.to == ("stc@tinh.example", "syt@tinh.example")
