"""The wording of collecting and of writing to agencies: options, results, errors, and the letters themselves."""

from __future__ import annotations

from toolkit.messages import Text

HELP = {
    "collect": Text(
        "Lấy biểu ra khỏi thư, tệp nén, hộp thư vào inbox và ghi register.xlsx.\n\nSOURCE: tệp .eml, .msg, mbox, .zip, thư mục (cả Maildir), hoặc imap://user@host/thư-mục. Mặc định: những thư và tệp nén đã để trong inbox.",
        "Take workbooks out of mails, archives and mailboxes into inbox, and keep register.xlsx.\n\nSOURCE: .eml, .msg, mbox, .zip, a folder (Maildir too), or imap://user@host/folder. Default: the mails and archives put into inbox.",
    )
}
OPTIONS = {
    "since": Text(
        "Chỉ xem thư từ ngày này (hộp thư trên máy chủ: mặc định từ ngày giao báo cáo).",
        "Only mails since this day (for a server's mailbox the default is the day the campaign was issued).",
    ),
    "password_file": Text(
        "Tệp có mật khẩu ở dòng đầu (nếu không có: keyring, rồi hỏi).",
        "A file with the password in its first line (else keyring, else you are asked).",
    ),
    "ca_file": Text(
        "Tệp chứng thư của cơ quan cấp chứng thư riêng (PEM).", "Certificates of your own authority (PEM)."
    ),
    "remind": Text(
        "Ghi thêm thư nhắc (.eml) cho đơn vị chưa gửi hoặc gửi thiếu vào returns.",
        "Also write reminders (.eml) to returns for agencies that are missing or incomplete.",
    ),
    "mails": Text(
        "Soạn thư nháp (.eml) cho từng đơn vị, kèm biểu và công văn, và tin nhắn để chép vào Zalo, vào outgoing/mails.",
        "Also write a mail (.eml) with form and official letter, and a text for a chat, for each agency, to outgoing/mails.",
    ),
    "phones": Text(
        "Ghi thêm danh sách gọi điện (Excel, để in) vào returns: đơn vị còn nợ báo cáo, người và số điện thoại đơn vị ghi lần gần nhất.",
        "Also write whom to telephone (Excel, to print) to returns: who owes something, with the person and number each gave last.",
    ),
    "status_previous": Text(
        "Với --phones: bảng tổng hợp của đợt trước, để lấy người và số điện thoại (mặc định: tệp mà merge đã ghi nhớ).",
        "With --phones: last campaign's master workbook, for persons and numbers (default: the one that merge remembers).",
    ),
    "send": Text("Gửi ngay các thư đó (cần --smtp); có hỏi trước.", "Send these mails too (needs --smtp); asks first."),
    "dry_run": Text(
        "Chỉ xem trước nội dung, nơi nhận; không gửi.", "Only show what would be sent to whom; nothing is sent."
    ),
    "yes": Text("Gửi không hỏi lại.", "Send without asking."),
    "smtp": Text(
        "Máy chủ gửi thư: smtp://user@host:587 (STARTTLS) hoặc smtps://user@host:465; có thể đặt ở TOOLKIT_SMTP.",
        "The server to send by: smtp://user@host:587 (STARTTLS) or smtps://user@host:465; may be set in TOOLKIT_SMTP.",
    ),
}

# What is printed -------------------------------------------------------------------------------

COLLECTED = Text(
    "Đã xem {mails} thư; {new} tệp mới, trong đó {workbooks} biểu Excel.",
    "Looked through {mails:# mail|# mails}; {new:# new file|# new files}, {workbooks:# of them an Excel workbook|# of them Excel workbooks}.",
)
COLLECTED_OURS = Text(
    "{count} tệp thuộc thư do cơ quan đầu mối gửi, không lấy.",
    "{count:# file is in a mail|# files are in mails} that we sent ourselves, and {count:was|were} not taken.",
)
COLLECTED_WAITING = Text(
    "{count} tệp chờ quyết định: mở {register}, điền cột “Quyết định”, lưu, đóng, rồi gõ lại lệnh này.",
    "{count:# file waits|# files wait} for a decision: open {register}, fill in “Decision”, save, close, and type this again.",
)
DECIDED = Text(
    "Đã áp dụng {count} quyết định trong sổ nhận:", "Followed {count:# decision|# decisions} in the register:"
)
DECIDED_FOR = Text("  {file}: tính cho {agency}", "  {file}: counts for {agency}")
DECIDED_OF = Text(
    "  {file}: ghi là của {agency}; không phải biểu nên không tính",
    "  {file}: filed as {agency}'s; it is no form, so nothing in it counts",
)
DECIDED_ASIDE = Text("  {file}: bỏ qua", "  {file}: left out")
REGISTER = Text("Sổ nhận: {file}.", "Register: {file}.")
DRAFTS = Text(
    "Đã ghi {count} thư nháp (.eml) vào {folder}: {kinds}. Mở bằng Outlook hoặc Thunderbird rồi bấm Gửi.",
    "Wrote {count:# mail|# mails} (.eml) to {folder}: {kinds}. Open {count:it|them} in Outlook or Thunderbird and press Send.",
)
FORM_DRAFTS = Text(
    "Đã ghi {count} thư nháp (.eml) kèm biểu, công văn và tin nhắn (.txt) vào {folder}. Mở thư bằng Outlook hoặc Thunderbird rồi bấm Gửi; tin nhắn thì chép vào Zalo, kèm biểu.",
    "Wrote {count:# mail|# mails} (.eml) with form and official letter, and texts for a chat (.txt), to {folder}. Open {count:it|them} in Outlook or Thunderbird and press Send; paste a text into a chat and add the form.",
)
FORMS_ALL_SENT = Text("Thư gửi biểu: không còn thư nào phải soạn.", "Mails with forms: there is none left to write.")
COVER_DRAFT = Text(
    "Công văn kèm theo ({file}) là dự thảo, chưa có số, ngày, chữ ký. Mở bằng Word, hoàn thiện rồi lưu; bản đã ký thì để cạnh đó với tên {signed}. Sau đó gõ lại lệnh này.",
    "The official letter attached ({file}) is a draft without number, date and signature. Complete it in Word and save it; put a signed one beside it as {signed}. Then type this again.",
)
COVER_OWN = Text("Công văn kèm theo: {file}.", "Official letter attached: {file}.")
NO_ADDRESS_FORMS = Text(
    "Chưa có địa chỉ thư ({count}): {names}. Gửi biểu và tin nhắn qua Zalo, hoặc ghi địa chỉ ở cột email của trang Đơn vị rồi gõ lại lệnh này.",
    "No address known ({count}): {names}. Send form and text by chat, or put the address into the agency's e-mail in campaign.xlsx and type this again.",
)
CAME_BACK = Text(
    "Thư gửi biểu bị trả lại, chưa có địa chỉ khác ({count}): {names}. Gọi điện, gửi qua Zalo, hoặc sửa cột email của trang Đơn vị rồi gõ lại lệnh này: thư chỉ gửi lại khi có địa chỉ khác.",
    "Returned by the mail server, and no other address known ({count}): {names}. Telephone, send it by chat, or correct the agency's e-mail in campaign.xlsx and type this again: it goes again only to another address.",
)
HELD_BACK = Text(
    "Chưa nhắc {names}: tệp có thể của đơn vị đang chờ quyết định. Mở register.xlsx, điền cột “Quyết định”, lưu, rồi gõ: toolkit collect",
    "No reminder yet to {names}: a file that may be theirs waits for a decision. Open register.xlsx, fill in “Decision”, save, and type: toolkit collect",
)
NO_DRAFTS = Text("Không có thư nào phải viết.", "There is no mail to write.")
NO_ADDRESS = Text(
    "Chưa có địa chỉ thư, cần tự điền người nhận: {names}.",
    "No address known, fill in the recipient yourself: {names}.",
)
WOULD_SEND = Text("Sẽ gửi {count} thư:", "{count:# mail|# mails} would be sent:")
NONE_TO_SEND = Text("Không có thư nào phải gửi.", "There is no mail to send.")
TO_SEND = Text("{count} thư sẽ được gửi qua {server}:", "{count:# mail is|# mails are} to be sent by {server}:")
LINE = Text("  {kind} · {agency} → {to}", "  {kind} · {agency} → {to}")
CONFIRM = Text("Gửi? (có/không)", "Send them? (yes/no)")
NOT_SENT = Text("Chưa gửi thư nào.", "Nothing was sent.")
SENT = Text("Đã gửi {count} thư.", "Sent {count:# mail|# mails}.")
ALREADY = Text(
    "Không gửi lại ({count}): đã gửi trước đó, xem trang “{sheet}” của {register}.",
    "Not sent again ({count}): sent before, see sheet “{sheet}” of {register}.",
)
REFUSED = Text(
    "Máy chủ không nhận thư cho {agency} ({to}): {reason}.",
    "The server refused the mail for {agency} ({to}): {reason}.",
)
UNSURE = Text(
    "Chưa rõ {count} thư sau đã gửi đi hay chưa: lần trước dừng hoặc mất kết nối khi đang gửi. Không tự gửi lại. Hỏi lại đơn vị hoặc xem hộp “Đã gửi”, rồi mở {register}, trang “{sheet}”, chọn “đã gửi” hoặc “chưa gửi” ở cột “Quyết định”, lưu, đóng, gõ lại lệnh này:",
    "It is not known whether {count:this mail|these # mails} went: a run was stopped, or its connection broke, while sending. Nothing is sent again by itself. Ask the agency or look into your “Sent” mails; then open {register}, sheet “{sheet}”, choose “sent” or “not sent” in “Decision”, save, close, and type this again:",
)
UNSURE_LINE = Text("  {day} · {kind} · {agency} → {to}{typed}", "  {day} · {kind} · {agency} → {to}{typed}")
NOT_UNDERSTOOD = Text(" (không hiểu “{typed}”)", " (“{typed}” is not understood)")
WAITING = Text(
    "Một lệnh khác đang thu thư vào đợt này; đang chờ lệnh đó xong …",
    "Another command is collecting into this campaign; waiting for it to end …",
)
PASSWORD = Text("Mật khẩu của {user}@{host}", "Password of {user}@{host}")
COLLECTING = Text("đang xem", "looking through")
SENDING = Text("đang gửi", "sending")

# The letters -----------------------------------------------------------------------------------

REMINDER_SUBJECT = Text("Nhắc gửi báo cáo: {about}", "Reminder: {about}")
REPORT = Text("báo cáo “{title}”", "report “{title}”")
REPORT_BY_TITLE = Text("“{title}”", "“{title}”")
"""Where the title begins with the word itself."""
REMINDER_LATE = Text(
    "{lead} chưa nhận được {report} của đơn vị. Hạn gửi là ngày {deadline}, đến nay đã quá {days} ngày.",
    "{lead} has not received your {report}. It was due on {deadline}, {days:# day|# days} ago.",
)
REMINDER_DUE = Text("{lead} chưa nhận được {report} của đơn vị.", "{lead} has not received your {report} yet.")
REMINDER_BLANK = Text(
    "{lead} đã nhận được tệp “{file}” của đơn vị{received} nhưng biểu còn để trống nên chưa có {report} của đơn vị.{late}",
    "{lead} has received your file “{file}”{received}, but nothing is filled in there: your {report} has not come yet.{late}",
)
BLANK_LATE = Text(
    " Hạn gửi là ngày {deadline}, đến nay đã quá {days} ngày.", " It was due on {deadline}, {days:# day|# days} ago."
)
NOTHING_ATTACHED = Text("Thư của đơn vị{day} không có tệp đính kèm.", "Your mail{day} had nothing attached.")
NO_FORM_IN = Text(
    "Thư của đơn vị{day} đã nhận được, nhưng không kèm biểu.", "We have your mail{day}; it brought no form."
)
ONLY_A_LINK = Text(
    "Thư của đơn vị{day} chỉ có liên kết, không có tệp đính kèm. Đề nghị đơn vị gửi trực tiếp tệp biểu, không gửi liên kết.",
    "Your mail{day} had only a link and nothing attached: we do not open links, please send the form itself.",
)
OF_DAY = Text(" ngày {day}", " of {day}")
REMINDER_REJECTED = Text(
    "{lead} đã nhận được tệp “{file}” của đơn vị nhưng không dùng được làm {report}: {reason}",
    "{lead} has received your file “{file}”, which cannot be used as the {report}: {reason}",
)
LATER_UNUSABLE = Text(
    "Đơn vị có tệp “{file}”{received}, gửi sau nhưng không dùng được: {reason} Vì vậy vẫn đang tính tệp “{counted}” gửi trước. Đề nghị đơn vị gửi lại bản mới dùng được tới {email}; nếu tệp “{counted}” là bản đúng, đề nghị thông báo lại.",
    "Your later file “{file}”{received} cannot be used: {reason} The earlier file “{counted}” is therefore counted still. Please send the new version to {email} in a form that can be used, or tell us if “{counted}” is the right one.",
)
OTHER_UNUSABLE = Text(
    "Ngoài tệp “{counted}” đang được tính, đơn vị còn có tệp “{file}”{received}, không dùng được: {reason} Chưa rõ tệp nào mới hơn. Nếu là tệp “{file}”, đề nghị đơn vị gửi lại bản dùng được tới {email}; nếu tệp “{counted}” là bản đúng, đề nghị thông báo lại.",
    "Beside the file “{counted}”, which is counted, there is your file “{file}”{received}, which cannot be used: {reason} It is not known which is the later one. If it is “{file}”, please send it to {email} in a form that can be used; or tell us if “{counted}” is the right one.",
)
REMINDER_INCOMPLETE = Text(
    "{lead} đã nhận {report} của đơn vị (tệp “{file}”), nhưng còn thiếu {missing}.",
    "{lead} has received your {report} (file “{file}”), but {missing} are still missing.",
)
FIGURES = Text("{count} số liệu", "{count:# figure|# figures}")
MISSING_SECTIONS = Text("{count} mục nội dung", "{count:# section|# sections}")
WHEN_SOON = Text("sớm nhất có thể", "as soon as you can")
WHEN_DUE = Text("chậm nhất ngày {deadline}", "by {deadline}")
REMINDER_ASK = Text(
    "Đề nghị đơn vị điền biểu Excel kèm theo ({form}) và gửi lại tới {email} {when}. Nếu đã gửi, đề nghị gửi lại và thông báo.",
    "Please fill in the attached Excel form ({form}) and send it to {email} {when}. If you have sent it, please send it again and tell us.",
)
REMINDER_ASK_NO_FORM = Text(
    "Đề nghị đơn vị điền biểu Excel đã nhận và gửi lại tới {email} {when}. Nếu đã gửi, đề nghị gửi lại và thông báo.",
    "Please fill in the Excel form that you received and send it to {email} {when}. If you have sent it, please send it again and tell us.",
)
REMINDER_ASK_AGAIN = Text(
    "Nếu biểu đã điền thì không phải điền lại: đề nghị đơn vị gửi lại biểu đó tới {email} {when}.",
    "If the form is filled in already, you need not do it again: please send that form to {email} {when}.",
)
SEND_AGAIN = {
    "not-our-form": Text("Đề nghị điền vào biểu đã gửi kèm công văn.", "Please fill in the form that was sent to you."),
    "winmail-dat": Text(
        "Trong Outlook, trước khi gửi chọn Định dạng văn bản (Format Text) → HTML hoặc Văn bản thuần (Plain Text), rồi đính kèm lại tệp .xlsx, hoặc gửi từ hộp thư trên web.",
        "In Outlook, choose Format Text → HTML or Plain Text before sending, and attach the .xlsx again, or send it from the mailbox on the web.",
    ),
    "mail-encrypted": Text(
        "Gửi lại thư không mã hóa, đính kèm tệp .xlsx; ký số thì được.",
        "Send the mail again without encryption, with the .xlsx attached; a signature does no harm.",
    ),
    "archive-not-opened": Text(
        "Đính kèm trực tiếp tệp .xlsx, hoặc nén thành .zip (không dùng .rar, .7z).",
        "Attach the .xlsx itself, or pack it as a .zip (no .rar or .7z).",
    ),
    "archive-locked": Text(
        "Đính kèm trực tiếp tệp .xlsx, hoặc nén lại không đặt mật khẩu.",
        "Attach the .xlsx itself, or pack it again without a password.",
    ),
    "archive-damaged": Text("Đính kèm trực tiếp tệp .xlsx vào thư.", "Attach the .xlsx itself to the mail."),
    "archive-too-large": Text("Đính kèm trực tiếp tệp .xlsx vào thư.", "Attach the .xlsx itself to the mail."),
    "attachment-is-a-link": Text(
        "Đính kèm tệp .xlsx (bản sao), không gửi liên kết.", "Attach the .xlsx itself as a copy, not a link to it."
    ),
    "damaged": Text(
        "Mở biểu bằng Excel ở máy của đơn vị, lưu lại (.xlsx) rồi đính kèm tệp đó.",
        "Open the form in Excel where you have it, save it again (.xlsx) and attach that file.",
    ),
}
"""What an agency can do itself about a file that did not arrive as a workbook, by the finding's code."""
ASKED_ANYWAY = frozenset({"is-pdf", "is-picture", "is-rtf", "is-text", "not-a-workbook"})
"""What is to be done about these is what the letter asks for in any case: the form, filled in."""
REMINDER_ASK_DRAFT = Text(
    "Tệp kèm theo ({form}) đã được điền sẵn từ báo cáo của đơn vị{unconfirmed}. Đề nghị đơn vị đối chiếu từng ý, từng số liệu, chỉnh sửa, bổ sung và gửi lại tới {email} {when}. Nếu đã gửi, đề nghị gửi lại và thông báo.",
    "The attached file ({form}) was filled in for you from your report{unconfirmed}. Please compare every point and figure, correct what is wrong, add what is missing, and send it to {email} {when}. If you have sent it, please send it again and tell us.",
)
UNCONFIRMED = Text(
    ", trong đó {count} số liệu chưa được xác nhận: số liệu của hàng chỉ được tính khi đã xóa ghi chú “{note}” ở cuối hàng",
    "; {count:# figure in it is|# figures in it are} not confirmed: as long as the note “{note}” at the end of a row is not deleted, its figures do not count",
)
REMINDER_ASK_REST = Text(
    "Tệp kèm theo ({form}) có sẵn nội dung đơn vị đã gửi. Đề nghị đơn vị mở trang “Cần sửa”, bổ sung các ô còn thiếu ngay trong tệp đó và gửi lại tới {email} {when}. Không điền lại từ biểu trống.",
    "The attached file ({form}) holds what you have sent. Please open its sheet “To fix”, fill in what is missing in that file, and send it to {email} {when}. Do not start again from a blank form.",
)
REMINDER_ASK_REST_NO_FORM = Text(
    "Đề nghị đơn vị bổ sung các ô còn thiếu trong biểu đã gửi và gửi lại tới {email} {when}.",
    "Please fill in what is missing in the form that you sent, and send it to {email} {when}.",
)
AND_MORE = Text("- và {count} nội dung khác, nêu trong tệp kèm theo", "- and {count} more, listed in the attached file")
UNUSABLE_SUBJECT = Text("Đề nghị gửi lại báo cáo: {about}", "Please send again: {about}")
BLANK_SUBJECT = Text("Biểu gửi về còn trống: {about}", "The form came back blank: {about}")
CONFIRMATION_SUBJECT = Text("Đã nhận báo cáo: {about}", "Received: {about}")
CONFIRMATION = Text(
    "{lead} đã nhận {report} của đơn vị (tệp “{file}”{received}): {what}. Qua kiểm tra, chưa có nội dung phải sửa.",
    "{lead} has received your {report} (file “{file}”{received}): {what}. Nothing needs correcting.",
)
ROWS = Text("{count} dòng của bảng", "{count:# row|# rows} of tables")
STATEMENTS = Text("{count} ý", "{count:# statement|# statements}")
ANOTHERS_FORM = Text(
    "Đơn vị đã gửi tệp “{file}”{received}, nhưng đó là biểu của {other}, không phải biểu của đơn vị.",
    "Your file “{file}”{received} is the form of {other}, not your own.",
)
RECEIVED_ON = Text(", gửi ngày {day}", ", sent on {day}")
GREETING = Text("Kính gửi: {agency}", "To: {agency}")
CLOSING = Text("Trân trọng./.\n{contact}", "With thanks,\n{contact}")
REPLY_TO = Text("địa chỉ đã gửi thư này", "the address that this letter came from")
"""Where the definition names no address for the forms."""
LEAD_OWN = Text("Bộ phận tổng hợp báo cáo", "The office that collects the reports")
"""Who writes where the agency that collects the reports owes one itself."""
PLACE = Text("Trang “{sheet}”, ô {cells}: {what}", "Sheet “{sheet}”, {cells}: {what}")
"""Where a point of a letter is, in the file that was sent."""
LEAD_UNKNOWN = Text("Cơ quan tổng hợp báo cáo", "The agency that collects the reports")

FORM_SUBJECT = Text("Đề nghị gửi báo cáo: {about}", "Report asked for: {about}")
FORM_ASKS = Text(
    "{lead} đề nghị đơn vị gửi {report} theo biểu Excel kèm theo ({form}): {what}{cover}.",
    "{lead} asks for your {report} in the attached Excel form ({form}): {what}{cover}.",
)
INDICATORS = Text("{count} chỉ tiêu", "{count:# indicator|# indicators}")
TABLES = Text("{count} bảng danh sách", "{count:# table|# tables}")
FORM_COVER = Text("; công văn kèm theo: {name}", "; with the official letter {name}")
FORM_CHANGED = Text(
    "Thư này thay thư gửi ngày {day}, vì nội dung hỏi, hạn gửi hoặc nơi nhận đã thay đổi. Đề nghị dùng biểu kèm theo thư này; nếu đơn vị đã điền biểu trước, có thể chép các ô đã điền sang.",
    "This takes the place of our mail of {day}: what is asked, the deadline or where to send it has changed. Please use the form attached here; what you have filled in may be copied over.",
)
FORM_FILL = Text(
    "Đề nghị điền trực tiếp vào tệp đó; trang “{sheet}” cho biết chỗ còn thiếu, chưa khớp. Điền xong, gửi lại tệp Excel tới {email} {when}.",
    "Please fill in that very file; its sheet “{sheet}” says what is still missing or does not agree. Then send the Excel file to {email} {when}.",
)
CHAT = Text(
    "Kính gửi {agency}: {lead} gửi biểu Excel ({form}) để đơn vị lập {report}.\nĐề nghị điền trực tiếp vào tệp và gửi lại tới {email} {when}.\nLiên hệ: {contact}.",
    "To {agency}: {lead} sends you the Excel form ({form}) for your {report}.\nPlease fill in that very file and send it to {email} {when}.\nContact: {contact}.",
)
HERE = Text("nhóm trò chuyện này", "this chat")
"""Where a form may be sent to by chat, and the definition names no address."""

# What could not be done ------------------------------------------------------------------------

ERRORS = {
    "register-unreadable": Text(
        "Không đọc được {file} nên không ghi đè để tránh mất các quyết định. Đổi tên tệp đó rồi chạy lại.",
        "{file} cannot be read, and is not overwritten since decisions in it would be lost. Rename it and run again.",
    ),
    "bad-mailbox": Text(
        "“{value}” không phải địa chỉ hộp thư. Viết: imap://ten@may-chu/thu-muc",
        "“{value}” is no mailbox's address. Write: imap://user@host/folder",
    ),
    "bad-smtp": Text(
        "“{value}” không phải địa chỉ máy chủ gửi thư. Viết: smtp://ten@may-chu:587",
        "“{value}” is no mail server's address. Write: smtp://user@host:587",
    ),
    "password-in-address": Text(
        "Không ghi mật khẩu trong địa chỉ ({value}): người khác có thể thấy. Đề nghị bỏ đi; mật khẩu sẽ được hỏi, hoặc dùng --password-file.",
        "Leave the password out of the address ({value}): others may see it. You will be asked, or use --password-file.",
    ),
    "password-needed": Text(
        "Cần mật khẩu của {user}@{host}: chạy trong cửa sổ dòng lệnh để được hỏi, hoặc dùng --password-file, hoặc lưu bằng: keyring set toolkit {user}@{host}",
        "The password of {user}@{host} is needed: run in a terminal to be asked, use --password-file, or keep it by: keyring set toolkit {user}@{host}",
    ),
    "no-password-in": Text(
        "Dòng đầu của {file} không có mật khẩu đọc được. Ghi mật khẩu ở dòng đầu, lưu dạng văn bản (UTF-8).",
        "There is no password in the first line of {file}. Put it there and save the file as text (UTF-8).",
    ),
    "bad-password": Text(
        "Mật khẩu của {user}@{host} có dấu xuống dòng hoặc ký tự điều khiển nên không dùng được: kiểm tra nơi lưu mật khẩu.",
        "The password of {user}@{host} has a line end or a control character in it and cannot be used: look at where it is kept.",
    ),
    "bad-ca-file": Text(
        "Không dùng được tệp chứng thư {file}: {reason}.", "The certificates in {file} cannot be used: {reason}."
    ),
    "mail-server": Text(
        "Máy chủ thư {host} không trả lời đúng: {reason}. Kiểm tra mạng và tên máy chủ rồi chạy lại; thư, tệp đã nhận vẫn còn.",
        "The mail server {host} does not answer as expected: {reason}. Look at the network and the server's name and run again; what has come stays.",
    ),
    "mail-server-odd": Text(
        "Máy chủ thư {host} trả lời lệnh {command} không theo chuẩn IMAP: “{said}”. Không lấy gì từ câu trả lời đó; chạy lại, nếu vẫn không được thì báo quản trị mạng, hoặc lưu thư thành tệp rồi thu từ tệp.",
        "The mail server {host} answers {command} as IMAP does not allow: “{said}”. Nothing was taken from that answer; run again, and if it stays so tell your administrator, or save the mails as files and collect those.",
    ),
    "mail-not-known": Text(
        "Mất kết nối với máy chủ thư {host} khi đang gửi thư cho {agency} ({to}): {reason}. Chưa rõ thư đã gửi đi hay chưa nên không tự gửi lại. Hỏi lại đơn vị hoặc xem hộp “Đã gửi”, rồi mở register.xlsx, trang “{sheet}”, chọn “đã gửi” hoặc “chưa gửi” ở cột “Quyết định”, lưu, đóng và chạy lại. Trước đó đã gửi {sent} thư; còn {left} thư chưa gửi.",
        "The connection to the mail server {host} broke while the mail to {agency} ({to}) was handed in: {reason}. It is not known whether it went, and it is not sent again by itself. Ask the agency or look into your “Sent” mails; then open register.xlsx, sheet “{sheet}”, choose “sent” or “not sent” in “Decision”, save, close, and run again. Before it {sent:# mail was|# mails were} sent; {left:# is|# are} left.",
    ),
    "sent-not-recorded": Text(
        "Thư cho {agency} ({to}) đã gửi nhưng không ghi được vào {file} (tệp đang mở trong Excel hoặc ổ đĩa đầy?) nên dừng lại. Đóng tệp; ở trang “{sheet}” chọn “đã gửi” ở cột “Quyết định” của thư đó, lưu, đóng và chạy lại: các thư còn lại sẽ được gửi.",
        "The mail to {agency} ({to}) went, but {file} could not be written (is it open in Excel, or the disk full?), so this stops here. Close it; on sheet “{sheet}” choose “sent” in “Decision” for that mail, save, close, and run again: the others will be sent.",
    ),
    "sending-elsewhere": Text(
        "Một lệnh khác đang gửi thư của đợt báo cáo này ({folder}) nên lệnh này chưa gửi thư nào. Chờ lệnh kia xong rồi chạy lại: thư đã gửi không gửi lại.",
        "Another command is sending mails of this campaign ({folder}), so this one sends nothing. Wait for it to end and run again: what was sent is not sent twice.",
    ),
    "collecting-elsewhere": Text(
        "Một lệnh khác đang thu thư vào {folder} và chưa xong. Chờ lệnh kia xong rồi chạy lại: không mất thư nào.",
        "Another command is collecting into {folder} and has not ended. Wait for it and run again: no mail is lost.",
    ),
    "register-busy": Text(
        "Một lệnh khác đang ghi sổ nhận trong {folder} và chưa xong. Chờ lệnh kia xong rồi chạy lại.",
        "Another command is writing the register in {folder} and has not ended. Wait for it and run again.",
    ),
    "cannot-lock": Text(
        "Ổ đĩa của {folder} không cho khóa tệp ({reason}), nên không loại trừ được lệnh khác đang gửi cùng lúc: chưa gửi. Chép thư mục sang ổ đĩa của máy rồi chạy lại, hoặc mở các thư nháp trong returns và tự gửi.",
        "The disk of {folder} does not let files be locked ({reason}), so nothing rules out that somebody else is sending too: nothing is sent. Copy the folder to a disk of this machine and run again, or send the drafts in returns by hand.",
    ),
    "mail-server-gone": Text(
        "Máy chủ thư {host} đã ngắt kết nối sau {sent} thư; còn {left} thư chưa gửi. Chạy lại lệnh này: thư đã gửi không gửi lại.",
        "The mail server {host} closed the connection after {sent:# mail|# mails}; {left:# is|# are} left. Run this again: what was sent is not sent twice.",
    ),
    "mail-server-certificate": Text(
        "Chứng thư của máy chủ thư {host} không được tin cậy: {reason}. Hỏi quản trị mạng tệp chứng thư rồi dùng --ca-file.",
        "The certificate of the mail server {host} is not trusted: {reason}. Ask your administrator for its authority's certificate and use --ca-file.",
    ),
    "mail-server-without-tls": Text(
        "Máy chủ thư {host} không có kết nối mã hóa (TLS) nên không gửi mật khẩu. Thử imaps:// hoặc smtps://, hoặc hỏi quản trị mạng.",
        "The mail server {host} offers no encryption (TLS), so the password was not sent. Try imaps:// or smtps://, or ask your administrator.",
    ),
    "mail-login": Text(
        "Máy chủ {host} không nhận tên “{user}” hoặc mật khẩu. Nhiều máy chủ cần “mật khẩu ứng dụng” riêng.",
        "The server {host} does not accept “{user}” or the password. Many ask for an app password.",
    ),
    "no-such-mail-folder": Text(
        "Hộp thư không có thư mục “{value}”. Có: {names}.", "The mailbox has no folder “{value}”. It has: {names}."
    ),
    "send-needs-server": Text(
        "Để gửi thư cần địa chỉ máy chủ: --smtp smtp://ten@may-chu:587 (hoặc đặt TOOLKIT_SMTP). Xem trước: --dry-run",
        "To send, the server must be known: --smtp smtp://user@host:587 (or TOOLKIT_SMTP). To look first: --dry-run",
    ),
    "send-needs-drafts": Text("--send và --dry-run đi cùng {option}.", "--send and --dry-run go with {option}."),
    "previous-needs-phones": Text("--previous đi cùng --phones.", "--previous goes with --phones."),
    "sender-needed": Text(
        "Chưa ghi “Thư điện tử nhận biểu” ở trang Đợt báo cáo của tệp định nghĩa: thư gửi đi phải có người gửi.",
        "“E-mail for the forms” on the definition's sheet Campaign is blank: a mail needs a sender.",
    ),
    "answer-needed": Text(
        "Chưa gửi: cần trả lời “có” khi được hỏi, hoặc thêm --yes.", "Not sent: answer yes when asked, or add --yes."
    ),
}
