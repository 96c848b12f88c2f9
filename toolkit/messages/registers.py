"""The wording of the register, and of the mails that are written to agencies."""

from __future__ import annotations

from toolkit.messages import Text

SHEETS = {
    "register": Text("Tệp nhận", "Files"),
    "mails": Text("Thư", "Mails"),
    "sent": Text("Thư đã gửi", "Sent"),
    "seen": Text("Tệp không qua thư", "Files without a mail"),
}
TITLES = {
    "register": Text("SỔ NHẬN BÁO CÁO QUA THƯ", "REGISTER OF WHAT CAME BY MAIL"),
    "mails": Text("CÁC THƯ ĐÃ XEM", "MAILS LOOKED THROUGH"),
    "sent": Text("THƯ ĐÃ GỬI CHO CÁC ĐƠN VỊ", "MAILS SENT TO AGENCIES"),
    "seen": Text("TỆP KHÔNG QUA THƯ", "FILES THAT CAME IN NO MAIL"),
}
ABOUT = {
    "register": Text(
        "{count} tệp, {waiting} tệp chờ quyết định. Chọn đơn vị ở cột “Quyết định” (hoặc “-” để bỏ qua), lưu, đóng tệp, rồi gõ: toolkit collect. "
        "Giờ Việt Nam.",
        "{count:# file|# files}, {waiting:# waits|# wait} for a decision. Choose the agency in “Decision” (or “-” to leave the file out), save, close, and type: toolkit collect. "
        "Times are Vietnam's.",
    ),
    "mails": Text(
        "Mọi thư đã xem, kể cả thư không có tệp. Giờ Việt Nam.",
        "All mails, also those without files. Times are Vietnam's.",
    ),
    "seen": Text(
        "Ngày lần tổng hợp đầu tiên thấy tệp. Chỉ coi là trễ nếu một lần tổng hợp sau hạn gửi chưa có tệp. Biết ngày nhận thì ghi ở cột vàng (ngày/tháng/năm), lưu, đóng tệp, rồi gõ: toolkit merge",
        "The day of the first merge that saw the file. It is late only where a merge after the deadline did not have it. Where you know the day it came, type it in the yellow column, save, close, and type: toolkit merge",
    ),
    "sent": Text(
        "Mỗi đơn vị không bị nhắc hai lần trong một ngày. Thư chưa rõ đã gửi đi hay chưa thì không tự gửi lại: chọn “đã gửi” hoặc “chưa gửi” ở cột “Quyết định”, lưu, đóng tệp, rồi gõ lại lệnh gửi.",
        "No agency is reminded twice on one day. A mail of which it is not known whether it went is not sent again by itself: choose “sent” or “not sent” in “Decision”, save, close, and type the command that sends again.",
    ),
}
SEEN, CAME = Text("Thấy ngày", "Seen on"), Text("Ngày nhận, nếu biết", "Came on, if known")
COLUMNS = {
    "absent": Text("Lần tổng hợp trước chưa có", "Merge before, without it"),
    "decision": Text("Quyết định", "Decision"),
    "proposed": Text("Có thể là", "Perhaps"),
    "agency": Text("Mã", "Code"),
    "agency_name": Text("Đơn vị", "Agency"),
    "status": Text("Tình trạng", "State"),
    "what": Text("Loại", "Kind"),
    "result": Text("Kết quả", "Result"),
    "returned": Text("Không tới địa chỉ", "Did not reach"),
    "received": Text("Ngày gửi", "Sent on"),
    "sender": Text("Địa chỉ gửi", "Sender"),
    "sender_name": Text("Người gửi", "Sender's name"),
    "subject": Text("Tiêu đề thư", "Subject"),
    "name": Text("Tên tệp gốc", "Original name"),
    "file": Text("Tệp trong inbox", "File in inbox"),
    "problem": Text("Cần rà soát", "To look at"),
    "open": Text("Mở", "Open"),
    "comment": Text("Ghi chú thêm", "Your notes"),
    "stamped": Text("Mã trong biểu", "Stamped"),
    "named": Text("Thư nêu tên", "Mail names"),
    "within": Text("Nằm trong", "Was inside"),
    "forwarded_by": Text("Người chuyển tiếp", "Passed on by"),
    "message_id": Text("Message-ID", "Message-ID"),
    "sha256": Text("SHA-256", "SHA-256"),
    "size": Text("Số byte", "Bytes"),
    "attachments": Text("Số tệp", "Files"),
    "first_line": Text("Thư không kèm biểu viết", "A mail without a form says"),
    "day": Text("Ngày", "Day"),
    "to": Text("Gửi tới", "To"),
    "about": Text("Về tệp (SHA-256)", "About (SHA-256)"),
}
STATES = {
    "taken": Text("Đã nhận", "Taken"),
    "waiting": Text("CHỜ QUYẾT ĐỊNH", "WAITS FOR A DECISION"),
    "aside": Text("Bỏ qua", "Left out"),
    "report": Text("Không phải biểu, đã lưu", "No form, filed"),
    "ours": Text("Thư đầu mối gửi", "Our own mail"),
    "master": Text("Bảng tổng hợp", "A master"),
    "left": Text("Không lưu (thuộc thư)", "Not filed (part of the mail)"),
}
BLANK = Text("Biểu trống, không tính", "Blank form, no report")
ASIDE = Text("- (bỏ qua tệp này)", "- (leave this file out)")
KINDS = {
    "form": Text("Gửi biểu", "Form"),
    "reminder": Text("Nhắc gửi báo cáo", "Reminder"),
    "question": Text("Hỏi lại", "Question"),
    "confirmation": Text("Xác nhận", "Confirmation"),
}
SENT_STATES = {
    "sent": Text("đã gửi", "sent"),
    "sending": Text("CHƯA XÁC ĐỊNH", "NOT KNOWN WHETHER IT WENT"),
    "unsent": Text("chưa gửi", "not sent"),
}
WENT = {"sent": Text("đã gửi", "sent"), "unsent": Text("chưa gửi", "not sent")}
"""What is chosen in “Decision” on the sheet of mails sent."""
