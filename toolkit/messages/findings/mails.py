"""Findings about mails and what is attached to them."""

from __future__ import annotations

from toolkit.messages import FindingText, Text
from toolkit.model import Language

_DECIDE = Text(
    "Mở register.xlsx, chọn đơn vị (hoặc “-” để bỏ qua) ở cột “Quyết định”, lưu, rồi gõ lại: toolkit collect",
    "Open register.xlsx, choose the agency (or “-” to leave the file out) in “Decision”, save, and type again: toolkit collect",
)
_ASK_SENDER = Text(
    "Hỏi lại người gửi qua điện thoại; nếu đúng, ghi đơn vị ở cột “Quyết định” của register.xlsx.",
    "Ask the sender by telephone; if it is right, put the agency into “Decision” in register.xlsx.",
)
_ASK_AGAIN = Text(
    "Đề nghị đơn vị đính kèm trực tiếp biểu Excel (.xlsx) vào thư và gửi lại.",
    "Ask the agency to attach the Excel form (.xlsx) itself and send it again.",
)


def _in(vi: str, en: str) -> Text:
    """A sentence that ends with which mail it is about, if there is one."""
    return Text(f"{vi}{{mail}}.", f"{en}{{mail}}.")


def which(language: Language, subject: str, sender: str, day: str) -> str:
    """The end of such a sentence; "" for a file that came in no mail."""
    if not (subject or sender or day):
        return ""
    said = [
        _SUBJECT.say(language, subject=subject) if subject else _NO_SUBJECT.say(language),
        _FROM.say(language, sender=sender) if sender else "",
    ]
    return f" ({', '.join(part for part in (' '.join(filter(None, said)), day) if part)})"


def remedy(language: Language, name: str, file: str, whose: str) -> str:
    """What to do about a report that is no workbook: only one of words can be drafted from, and a PDF may be either."""
    kind = name.lower()
    way = _ASK_FORM if kind.endswith(_COPIES) else _DRAFT_OR_ASK if kind.endswith(".pdf") else _DRAFT
    return way.say(language, file=file, whose=whose)


#: Endings of files that are pictures of paper.
_COPIES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")
_ASK_FORM = Text("Đề nghị đơn vị gửi biểu Excel.", "Ask the agency for the Excel form.")
_DRAFT = Text(
    'Chạy: toolkit draft "{file}" --agency {whose} để lập biểu từ báo cáo này, rồi gửi đơn vị xác nhận.',
    'Run: toolkit draft "{file}" --agency {whose} to draft the form from this report, and have the agency confirm it.',
)
_DRAFT_OR_ASK = Text(
    'Chạy: toolkit draft "{file}" --agency {whose} để lập biểu từ báo cáo này, rồi gửi đơn vị xác nhận; nếu là bản quét, '
    "đề nghị đơn vị gửi biểu Excel.",
    'Run: toolkit draft "{file}" --agency {whose} to draft the form from this report, and have the agency confirm it; if it '
    "is a scan, ask the agency for the Excel form.",
)
_SUBJECT = Text("thư “{subject}”", "the mail “{subject}”")
_NO_SUBJECT = Text("thư không có tiêu đề", "a mail without a subject")
_FROM = Text("của {sender}", "from {sender}")

FINDINGS: dict[str, FindingText] = {
    # Whose is it
    "sender-disagrees": FindingText(
        "error",
        _in(
            "Biểu “{name}” là của {stamped}, nhưng thư gửi từ địa chỉ của đơn vị khác ({others})",
            "The form “{name}” is {stamped}'s, but it came from the address of another agency ({others})",
        ),
        _DECIDE,
        Text(
            "Đơn vị ghi trong biểu khác đơn vị của địa chỉ gửi thư: tệp chờ quyết định.",
            "The agency stamped in the form is not the one whose address sent it: the file waits for a decision.",
        ),
    ),
    "mail-names-another": FindingText(
        "warning",
        _in(
            "Thư nêu {named} nhưng tệp “{name}” thuộc đơn vị khác ({others})",
            "The mail names {named}, but the file “{name}” speaks for another ({others})",
        ),
        Text(
            f"Nếu tệp đã tính đúng đơn vị thì không cần xử lý. {_DECIDE.vi}",
            f"Where it counts for the right agency there is nothing to do. {_DECIDE.en}",
        ),
        Text(
            "Tiêu đề hoặc tên người gửi nêu đơn vị khác với biểu hoặc địa chỉ: nếu chỉ có một căn cứ thì tệp chờ quyết định.",
            "The mail's subject or its sender's name speaks of another agency than the form or the address; where one stands against one, the file waits for a decision.",
        ),
    ),
    "sender-unknown": FindingText(
        "warning",
        _in(
            "Biểu “{name}” của {stamped} gửi từ địa chỉ chưa có trong danh sách",
            "{stamped}'s form “{name}” came from an address that is not on the roster",
        ),
        Text(
            "Nếu đúng của đơn vị, thêm địa chỉ vào cột email của trang Đơn vị trong campaign.xlsx; nếu không, hỏi lại đơn vị.",
            "If it is the agency's own, add the address to its e-mail in campaign.xlsx; if not, ask the agency.",
        ),
        Text(
            "Danh sách có địa chỉ của đơn vị nhưng thư gửi từ địa chỉ khác. Biểu vẫn được tính.",
            "The roster has addresses of the agency, and the mail came from another. The form is taken.",
        ),
    ),
    "master-sender-unknown": FindingText(
        "error",
        _in(
            "Bảng tổng hợp “{name}” gửi từ địa chỉ chưa có trong danh sách; chưa lấy",
            "The master “{name}” came from an address that is not on the roster; it is not taken",
        ),
        Text(
            "Hỏi lại người gửi; nếu đúng, ghi đơn vị gửi ở cột “Quyết định” của register.xlsx (“-” để bỏ qua), hoặc thêm địa chỉ vào campaign.xlsx, rồi gõ lại: toolkit collect",
            "Ask the sender; if it is right, put the agency that sent it into “Decision” in register.xlsx (“-” to leave it out), or add the address to campaign.xlsx, and type again: toolkit collect",
        ),
        Text(
            "Bảng tổng hợp có báo cáo của nhiều đơn vị, chưa rõ đơn vị gửi: tệp chờ quyết định.",
            "A master holds the reports of many agencies, and nothing else tells who sent it: the file waits for a decision.",
        ),
    ),
    "agency-by-sender": FindingText(
        "warning",
        _in(
            "Tệp “{name}” không ghi đơn vị nào; đã tính cho {others} theo địa chỉ người gửi",
            "The file “{name}” is stamped with no agency; it was taken for {others} by its sender's address",
        ),
        Text(
            "Nếu sai, ghi đúng đơn vị ở cột “Quyết định” của register.xlsx rồi gõ lại: toolkit collect",
            "If that is wrong, put the right agency into “Decision” in register.xlsx and type again: toolkit collect",
        ),
        Text(
            "Biểu đã mất mã nhận dạng; chỉ căn cứ được địa chỉ người gửi.",
            "The form has lost its stamp; only the sender's address tells.",
        ),
    ),
    "agency-not-told": FindingText(
        "error",
        _in("Chưa rõ tệp “{name}” là của đơn vị nào", "It cannot be told whose the file “{name}” is"),
        _DECIDE,
        Text(
            "Không xác định được đơn vị từ biểu, địa chỉ người gửi và tiêu đề thư: tệp chờ quyết định.",
            "Neither the form nor the sender's address nor the mail's subject tells the agency: the file waits for a decision.",
        ),
    ),
    "unknown-decision": FindingText(
        "error",
        Text(
            "Quyết định “{decision}” cho tệp “{name}” không phải mã, tên của đơn vị nào nên chưa áp dụng.",
            "The decision “{decision}” for the file “{name}” is no agency's code or name; it is not followed.",
        ),
        _DECIDE,
        Text(
            "Cột “Quyết định” nhận mã hoặc tên đơn vị, hoặc “-”. Tệp vẫn được tính hoặc vẫn chờ như trước.",
            "“Decision” takes an agency's code or name, or “-”. The file counts, or waits, as if nothing were written there.",
        ),
    ),
    "agency-decided": FindingText(
        "note",
        Text(
            "Biểu ghi {stamped} được tính cho {others} theo quyết định trong register.xlsx.",
            "A form stamped {stamped} is taken for {others}, as decided in register.xlsx.",
        ),
        Text("Không cần xử lý; nếu đổi, sửa cột “Quyết định”.", "Nothing to do; to change it, edit “Decision”."),
        Text(
            "Người tổng hợp đã quyết định khác với mã ghi trong biểu.",
            "The coordinator decided otherwise than the form's stamp.",
        ),
    ),
    "left-out": FindingText(
        "note",
        Text(
            "Tệp được bỏ qua theo quyết định trong register.xlsx.", "The file is left out, as decided in register.xlsx."
        ),
        Text(
            "Không cần xử lý; nếu dùng lại, xóa “-” ở cột “Quyết định”.",
            "Nothing to do; to use it, remove the “-” from “Decision”.",
        ),
        Text("Người tổng hợp đã quyết định không dùng tệp này.", "The coordinator decided not to use this file."),
    ),
    "sent-by-us": FindingText(
        "note",
        _in(
            "“{name}” thuộc thư do địa chỉ nhận báo cáo gửi đi nên không phải báo cáo của đơn vị",
            "“{name}” is in a mail sent by the address that collects the reports: it is no agency's report",
        ),
        Text(
            "Không cần xử lý. Nếu là biểu của đơn vị được chuyển tiếp, lưu tệp đính kèm vào inbox.",
            "Nothing to do. If it is an agency's form that was passed on, save the attachment to inbox.",
        ),
        Text(
            "Thư nhắc, thư hỏi lại do cơ quan đầu mối gửi có kèm biểu; thư chuyển tiếp (Fwd:, FW:) vẫn được xem.",
            "Reminders and questions of our own carry forms; a mail that passes on another (Fwd:, FW:) is looked at.",
        ),
    ),
    # Who sent it
    "sender-name-misleads": FindingText(
        "error",
        _in(
            "Tên người gửi hiện địa chỉ khác với địa chỉ thật: {value}",
            "The sender's name shows another address than the real one: {value}",
        ),
        _ASK_SENDER,
        Text(
            "Cách giả mạo người gửi thường gặp: tên hiển thị là một địa chỉ khác. Tệp chờ quyết định.",
            "The usual way to forge a sender: the name shown is another address. The file waits for a decision.",
        ),
    ),
    "several-senders": FindingText(
        "error",
        _in("Thư ghi nhiều người gửi: {value}", "The mail has several senders: {value}"),
        _ASK_SENDER,
        Text(
            "Thư hợp lệ chỉ có một người gửi ở dòng From; thư này có nhiều. Tệp chờ quyết định.",
            "A real mail has one From with one sender; this one has several. The file waits for a decision.",
        ),
    ),
    "sender-missing": FindingText(
        "error",
        _in(
            "Thư có tệp “{name}” không ghi địa chỉ người gửi",
            "The mail with the file “{name}” names no sender's address",
        ),
        _ASK_SENDER,
        Text(
            "Dòng From thiếu, để trống hoặc không có địa chỉ: không rõ người gửi. Tệp chờ quyết định.",
            "The mail's From is missing, blank or holds no address: nobody knows who sent it. The file waits for a decision.",
        ),
    ),
    "sender-not-verified": FindingText(
        "error",
        _in(
            "Máy chủ nhận thư báo người gửi không qua được kiểm tra ({value})",
            "The receiving server says that the sender failed its checks ({value})",
        ),
        _ASK_SENDER,
        Text(
            "SPF, DKIM hoặc DMARC không đạt: thư có thể không do nơi ghi trong thư gửi. Tệp chờ quyết định.",
            "SPF, DKIM or DMARC failed: the mail may not come from where it says. The file waits for a decision.",
        ),
    ),
    "mail-forwarded": FindingText(
        "note",
        _in(
            "Tệp “{name}” nằm trong thư do {value} chuyển tiếp", "The file “{name}” came in a mail passed on by {value}"
        ),
        Text(
            "Không cần xử lý; người gửi và ngày lấy theo thư gốc.",
            "Nothing to do; sender and date are those of the original mail.",
        ),
        Text(
            "Thư gốc nằm trong một thư khác: người gửi và ngày của thư gốc được dùng, người chuyển tiếp được ghi lại.",
            "The original mail is inside another one: its own sender and date count, and who passed it on is kept.",
        ),
    ),
    "mail-forwarded-in-text": FindingText(
        "note",
        _in(
            "Thư chuyển tiếp thư của {value}, chép trong nội dung thư: ngày và người gửi đang tính theo thư chuyển tiếp",
            "The mail passes on one of {value} in its own text: date and sender are those of the mail that passed it on",
        ),
        Text(
            "Nếu cần xác định trễ hạn: đề nghị gửi thư gốc (đính kèm cả thư), hoặc xem ngày trong nội dung thư.",
            "Where being late matters, ask for the original as an attachment, or look at the day in the text.",
        ),
        Text(
            "Nút “Chuyển tiếp” thường chép nội dung thư gốc vào thư mới, có thể bị sửa nên không làm căn cứ. Thư gốc có thể gửi sớm hơn.",
            "“Forward” copies the text of the original into a new mail; anybody can change it, so it proves nothing. The original may have been sent earlier.",
        ),
    ),
    "mail-without-date": FindingText(
        "warning",
        _in("Thư không có ngày gửi đọc được {value}", "The mail has no date that can be read {value}"),
        Text(
            "Xem ngày nhận trong hộp thư; không có ngày thì không tính được trễ hạn.",
            "Look in the mailbox when it came; without a date it cannot be told whether it was late.",
        ),
        Text("Phần đầu của thư thiếu ngày, hoặc ngày viết sai.", "The mail's date is missing or cannot be read."),
    ),
    "mail-date-doubtful": FindingText(
        "warning",
        _in(
            "Ngày ghi trong thư và ngày máy chủ nhận khác nhau: {value}",
            "The mail's own date and the server's differ: {value}",
        ),
        Text(
            "Nếu cần xác định trễ hạn, xem ngày nhận trong hộp thư.",
            "Where being late matters, look in the mailbox when it came.",
        ),
        Text(
            "Đồng hồ của máy gửi sai quá một ngày, hoặc ngày bị ghi lùi. Dùng ngày ghi trong thư, trừ khi sau ngày máy chủ nhận thì dùng ngày máy chủ nhận.",
            "The sender's clock was a day or more off, or the date was set back. The mail's own date is used, unless it is after the server's: then the server's.",
        ),
    ),
    "mail-date-ahead": FindingText(
        "warning",
        _in(
            "Thư ghi ngày chưa đến nên không dùng để tính trễ hạn hoặc chọn bản mới hơn",
            "The mail is dated on a day that has not come: its date tells neither lateness nor which version is later",
        ),
        Text("Xem ngày nhận trong hộp thư.", "Look in the mailbox when it came."),
        Text(
            "Đồng hồ của máy gửi sai. Nếu đơn vị có tệp khác thì tệp khác được tính và có nêu rõ.",
            "The sender's clock was wrong. Where the agency has another file, that one counts, and this is told.",
        ),
    ),
    # What it did not bring
    "nothing-attached": FindingText(
        "warning",
        _in("Thư của đơn vị không có tệp nào đính kèm", "The agency's mail has nothing attached"),
        Text(
            "Mở thư kiểm tra: nếu quên đính kèm, đề nghị gửi lại kèm biểu Excel; số trong nội dung thư không được đọc.",
            "Open the mail: if the form was forgotten, ask for it; figures in the mail's text are not read.",
        ),
        Text(
            "Thư của đơn vị trong danh sách ghi có gửi kèm báo cáo, hoặc có nhiều con số, nhưng không có tệp.",
            "A mail from an agency of the roster speaks of something attached, or has several numbers in its text, and no file is in it.",
        ),
    ),
    "mail-without-form": FindingText(
        "note",
        _in(
            "Thư của đơn vị không kèm biểu hay báo cáo, viết: “{value}”",
            "The agency's mail brought neither form nor report and says: “{value}”",
        ),
        Text(
            "Đọc thư: nếu có số liệu hoặc ý kiến thì nhập vào bảng tổng hợp hoặc đề nghị gửi biểu; sau đó chấp nhận mục này ở trang “Cần rà soát”.",
            "Read the mail: enter what it reports in the master, or ask for the form; then accept this on the sheet of findings.",
        ),
        Text(
            "Nội dung thư không được đọc thành số liệu. Thư báo vắng mặt, thư trả lại và thư của cơ quan tổng hợp không tính.",
            "Figures in a mail's text are not read. Automatic answers, returned mails and mails of whoever gathers the reports are passed over.",
        ),
    ),
    "link-in-place-of-file": FindingText(
        "warning",
        _in(
            "Thư của đơn vị không có tệp đính kèm, chỉ có liên kết {value}",
            "The agency's mail has nothing attached but a link, {value}",
        ),
        Text(
            "Toolkit không mở liên kết. Tự mở, tải biểu về rồi để vào inbox; hoặc đề nghị gửi lại biểu đính kèm.",
            "Links are not opened. Open it yourself and put the form into inbox; or ask for the form as an attachment.",
        ),
        Text(
            "Báo cáo để trên mạng (Google Drive, OneDrive …) và chỉ gửi địa chỉ.",
            "The report lies on the web (Google Drive, OneDrive …), and only its address was sent.",
        ),
    ),
    "mail-not-delivered": FindingText(
        "warning",
        Text(
            "Thư gửi {value} không đến nơi: máy chủ báo trả lại.",
            "A mail to {value} did not arrive: a mail server has returned it.",
        ),
        Text(
            "Sửa địa chỉ ở cột email của trang Đơn vị trong campaign.xlsx (nếu không, thư nhắc vẫn gửi đến đó), và thông báo cho đơn vị bằng cách khác. Sửa xong, gửi lại biểu: toolkit template --mails",
            "Correct the address in the agency's e-mail in campaign.xlsx, or reminders go on to it, and reach the agency another way. Then send the form again: toolkit template --mails",
        ),
        Text(
            "Địa chỉ sai, hộp thư đã đóng hoặc đầy; lời của máy chủ ở trong ngoặc, nếu có. Thông báo chậm thư không tính.",
            "The address is wrong, or the mailbox closed or full; the server's own words, if any, are in brackets. Notices that a mail is only late are passed over.",
        ),
    ),
    "mail-delivery-unclear": FindingText(
        "warning",
        _in(
            "Máy chủ thư viết về thư gửi {value} nhưng không rõ thư có đến nơi hay không",
            "A mail server writes about a mail to {value}, and it is not clear whether that arrived",
        ),
        Text(
            "Mở thư đó xem; nếu thư không đến nơi, sửa địa chỉ ở cột email của trang Đơn vị trong campaign.xlsx và thông báo cho đơn vị bằng cách khác.",
            "Open that mail; if ours did not arrive, correct the address in the agency's e-mail in campaign.xlsx and reach the agency another way.",
        ),
        Text(
            "Máy chủ chỉ viết bằng lời, không ghi rõ thư hỏng hẳn hay còn được gửi lại.",
            "The server wrote words alone, and not whether the mail has failed for good or is tried again.",
        ),
    ),
    # What cannot be taken
    "too-many-attachments": FindingText(
        "error",
        _in(
            "Thư có quá nhiều phần đính kèm ({value}); chỉ lấy 500 phần đầu",
            "The mail has too many attachments ({value}); only the first 500 were taken",
        ),
        _ASK_SENDER,
        Text(
            "Báo cáo thường chỉ có vài tệp; hàng nghìn tệp là thư phá hoại hoặc gửi nhầm.",
            "A report has a few files; thousands are an attack or a mistake.",
        ),
    ),
    "nested-too-deep": FindingText(
        "error",
        _in(
            "Thư hoặc tệp nén lồng nhau quá sâu nên không mở tiếp “{value}”",
            "Mails or archives inside one another too deep; “{value}” was not opened",
        ),
        _ASK_AGAIN,
        Text(
            "Thư trong thư, tệp nén trong tệp nén chỉ được mở tới mười lớp.",
            "Mails in mails and archives in archives are opened ten deep.",
        ),
    ),
    "mail-damaged": FindingText(
        "error",
        _in("Thư hỏng hoặc bị cắt ngang", "The mail is damaged or cut off"),
        Text(
            "Mở thư trong hộp thư, lưu lại tệp đính kèm; nếu không được, đề nghị gửi lại.",
            "Open it in the mailbox and save the attachment; if that fails, ask for it again.",
        ),
        Text(
            "Phần mã hóa của tệp đính kèm sai hoặc thư thiếu đoạn cuối; phần đọc được vẫn được lấy.",
            "An attachment's encoding is broken or the mail's end is missing; what could be read was taken.",
        ),
    ),
    "mail-too-large": FindingText(
        "error",
        _in("Thư quá lớn ({value}) nên không mở", "The mail is too large ({value}) and was not opened"),
        Text(
            "Mở thư trong hộp thư và lưu biểu vào inbox, hoặc đề nghị gửi lại chỉ biểu Excel.",
            "Open it in the mailbox and save the form to inbox, or ask for the form alone.",
        ),
        Text("Thư lớn hơn 256 MB.", "The mail is larger than 256 MB."),
    ),
    "mail-not-brought": FindingText(
        "error",
        _in(
            "Máy chủ báo có thư (số {value}) nhưng không trả về thư đó",
            "The server names a mail ({value}) and does not bring it",
        ),
        Text(
            "Gõ lại lệnh này để lấy lại thư đó. Nếu vẫn không được, mở hộp thư, lưu thư thành tệp rồi thu từ tệp.",
            "Type this again: that mail is asked for again. If it stays so, open the mailbox, save the mail as a file and collect that.",
        ),
        Text(
            "Hộp thư trên máy chủ bị hỏng hoặc đang bận. Thư chưa được coi là đã xem nên lần sau sẽ lấy lại.",
            "The mailbox on the server is damaged or busy. The mail does not count as looked through, and is asked for again next time.",
        ),
    ),
    "mail-gone": FindingText(
        "warning",
        _in("Thư không còn trong hộp thư khi lấy về", "The mail was no longer in the mailbox when it was fetched"),
        Text(
            "Chạy lại; nếu thư đã được chuyển sang thư mục khác, thu từ thư mục đó.",
            "Run again; if somebody has moved it, collect from that folder.",
        ),
        Text(
            "Thư bị xóa hoặc chuyển đi trong lúc đang thu.",
            "The mail was deleted or moved while it was being collected.",
        ),
    ),
    "attachment-is-a-link": FindingText(
        "error",
        _in(
            "“{value}” chỉ là liên kết đến tệp trên máy người gửi, không có tệp trong thư",
            "“{value}” is only a link to a file that stayed with its sender",
        ),
        _ASK_AGAIN,
        Text("Outlook có thể gửi liên kết thay cho tệp.", "Outlook may send a link in place of a file."),
    ),
    "source-not-opened": FindingText(
        "error",
        Text(
            "“{value}” không phải thư hoặc tệp nén toolkit mở được.",
            "“{value}” is no mail or archive that is opened here.",
        ),
        Text(
            "Kho thư Outlook (.pst, .ost): mở trong Outlook, chọn các thư rồi kéo ra một thư mục (thành .msg), hoặc thu thẳng bằng imap://. Tệp khác: chọn tệp .eml, .msg, mbox, .zip hoặc biểu Excel.",
            "An Outlook store (.pst, .ost): open it in Outlook, drag the mails into a folder (they become .msg), or collect by imap://. Anything else: give the .eml, .msg, mbox, .zip or Excel form itself.",
        ),
        Text(
            "Tệp ghi sau lệnh toolkit collect không thuộc loại mở được; kho thư Outlook được nêu cả khi nằm trong thư mục.",
            "A file that was named to toolkit collect is of no kind that it opens; stores of Outlook are told also where they lie in a folder.",
        ),
    ),
    "archive-damaged": FindingText(
        "error",
        _in(
            "Tệp “{name}” hỏng, không mở được hết{parts}",
            "The file “{name}” is damaged and cannot be opened as a whole{parts}",
        ),
        _ASK_AGAIN,
        Text(
            "Tệp nén, hoặc tệp Word, Excel tải lên dở dang, không mở được hết; tệp nào đọc được vẫn được lấy, tệp hỏng được giữ trong inbox.",
            "Not all of an archive, or of a Word or Excel file, can be opened; what could be taken was, and the damaged file is kept in inbox.",
        ),
    ),
    "archive-too-large": FindingText(
        "error",
        _in(
            "Tệp nén “{name}” quá lớn khi giải nén ({value})",
            "The archive “{name}” grows beyond measure when opened ({value})",
        ),
        Text(
            "Không tự giải nén. Hỏi lại người gửi và đề nghị gửi trực tiếp biểu Excel.",
            "Do not unpack it. Ask the sender, and for the Excel form itself.",
        ),
        Text(
            "Tệp nén nhỏ nhưng nội dung quá lớn, hoặc quá nhiều tệp: có thể gây hại.",
            "A small archive with enormous contents, or too many files: it may do harm.",
        ),
    ),
    "archive-locked": FindingText(
        "error",
        _in(
            "Tệp “{value}” trong tệp nén “{name}” có mật khẩu",
            "The file “{value}” in the archive “{name}” has a password",
        ),
        Text(
            "Hỏi mật khẩu, giải nén tệp đã lưu trong inbox và để biểu vào inbox; hoặc đề nghị gửi lại không mật khẩu.",
            "Ask for the password, unpack the archive kept in inbox and put the form there; or ask for it without a password.",
        ),
        Text("Tệp nén đặt mật khẩu không mở tự động được.", "An archive with a password cannot be opened here."),
    ),
    "archive-not-opened": FindingText(
        "error",
        _in(
            "“{name}” là tệp nén loại không mở được ở đây (.rar, .7z …)",
            "“{name}” is an archive of a kind that is not opened here (.rar, .7z …)",
        ),
        Text(
            "Giải nén tệp đã lưu trong inbox rồi để các biểu vào inbox; hoặc đề nghị gửi tệp .zip, .xlsx.",
            "Unpack the archive kept in inbox and put the forms there; or ask for a .zip or the .xlsx itself.",
        ),
        Text("Chỉ .zip được mở tự động.", "Only .zip is opened."),
    ),
    "winmail-dat": FindingText(
        "error",
        _in(
            "“{name}” là gói riêng của Outlook (winmail.dat), không đọc được tệp bên trong",
            "“{name}” is Outlook's own package (winmail.dat); the files in it cannot be seen",
        ),
        Text(
            "Đề nghị gửi lại thư ở dạng HTML hoặc văn bản thuần (trong Outlook: Định dạng văn bản – HTML), hoặc mở thư bằng Outlook và lưu tệp.",
            "Ask the sender to send it as HTML or plain text (Outlook: Format Text – HTML), or open it in Outlook and save the file.",
        ),
        Text(
            "Thư Outlook dạng Rich Text chuyển tệp đính kèm thành winmail.dat.",
            "Outlook's Rich Text mails turn attachments into winmail.dat.",
        ),
    ),
    "mail-encrypted": FindingText(
        "error",
        _in(
            "“{name}” là thư mã hóa, chỉ mở được bằng chứng thư số của người nhận",
            "“{name}” is an encrypted mail that only its recipient's certificate opens",
        ),
        Text(
            "Mở thư bằng Outlook trên máy có chứng thư số và lưu biểu vào inbox; hoặc đề nghị gửi lại không mã hóa (ký số thì được).",
            "Open the mail in Outlook where the certificate is and save the form to inbox; or ask for it again without encryption (a signature does no harm).",
        ),
        Text(
            "Thư ký số được mở; thư mã hóa (S/MIME) thì không.",
            "Signed mails are opened; encrypted ones (S/MIME) are not.",
        ),
    ),
    "report-not-workbook": FindingText(
        "warning",
        _in("Thư chỉ có “{name}”, không có biểu Excel", "The mail has only “{name}” and no Excel form"),
        Text("{remedy}", "{remedy}"),
        Text(
            "Đơn vị gửi báo cáo Word, PDF hoặc ảnh thay cho biểu; tệp được giữ trong inbox.",
            "The agency sent a Word, PDF or picture report in place of the form; the file is kept in inbox.",
        ),
    ),
    "came-with": FindingText(
        "note",
        Text(
            "Tệp gửi cùng “{value}” trong một thư không có biểu Excel; mỗi thư chỉ nêu một lần.",
            "The file came with “{value}” in a mail without an Excel form; such a mail is told once.",
        ),
        Text("Xem “{value}”.", "See “{value}”."),
        Text(
            "Thư có nhiều tệp nhưng không có biểu (ảnh chụp từng trang …): nêu ở tệp đầu.",
            "Of a mail with several files and no form (photographs of the pages …) the first file is told.",
        ),
    ),
    "odd-file-name": FindingText(
        "warning",
        _in(
            "Tên tệp đính kèm bất thường: “{value}”; đã lưu với tên an toàn",
            "An attachment has an odd name: “{value}”; it was filed under a harmless one",
        ),
        Text(
            "Nếu không rõ người gửi, không mở tệp; hỏi lại qua điện thoại.",
            "If you do not know the sender, do not open the file; ask by telephone.",
        ),
        Text(
            "Tên là đường dẫn, tên thiết bị, quá dài, hoặc có ký tự ẩn hay đảo chiều.",
            "The name is a path or a device, is too long, or has invisible or reversing characters.",
        ),
    ),
    # In a merge
    "came-beside": FindingText(
        "note",
        Text("Tệp đi kèm biểu Excel trong cùng thư.", "The file came beside the Excel form in the same mail."),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Bản PDF có chữ ký, công văn … gửi cùng biểu; số liệu lấy từ biểu.",
            "A signed PDF, a covering letter … sent with the form; the figures are taken from the form.",
        ),
    ),
    "also-sent": FindingText(
        "note",
        _in("{others} cũng gửi tệp này, “{name}”", "{others} sent this same file too, as “{name}”"),
        Text("Không cần xử lý: tệp được xét cho từng đơn vị.", "Nothing to do: it is looked at for each agency."),
        Text(
            "Một tệp không dùng được, như công văn chung, do nhiều đơn vị gửi: trong inbox chỉ có một bản.",
            "A file that cannot be used, such as a letter of several agencies, came from each of them: inbox has it once.",
        ),
    ),
    "taken-apart": FindingText(
        "note",
        Text("Các tệp trong đó đã được toolkit collect lấy ra.", "What it holds was taken out by toolkit collect."),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Thư hoặc tệp nén trong inbox đã được thu; register.xlsx ghi các tệp đã lấy.",
            "A mail or archive in inbox that was collected; register.xlsx has what came of it.",
        ),
    ),
}
