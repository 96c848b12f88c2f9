"""The wording of the status board: on the screen, in the master and on the leaders' sheet."""

from __future__ import annotations

from toolkit.messages import Text

COLUMNS = {
    "agency": Text("Mã", "Code"),
    "name": Text("Đơn vị", "Agency"),
    "status": Text("Tình trạng", "Status"),
    "received": Text("Gửi ngày", "Sent"),
    "late": Text("Trễ", "Late"),
    "figures": Text("Số liệu", "Figures"),
    "sections": Text("Mục", "Sections"),
    "errors": Text("Lỗi", "Errors"),
    "warnings": Text("Cảnh báo", "Warnings"),
    "open": Text("Chờ (ngày)", "Open (days)"),
    "file": Text("Tệp", "File"),
}
LACKING = {
    "incomplete": Text("Đã nhận, còn thiếu {what}", "In, {what} missing"),
    "with_errors": Text("Đã nhận, còn lỗi, thiếu {what}", "In, with errors, {what} missing"),
}
REQUIRED_FIGURES = Text("{count} số bắt buộc", "{count:# figure|# figures}")
REQUIRED_SECTIONS = Text("{count} mục bắt buộc", "{count:# section|# sections}")
CAME = Text("Đã nhận", "In")
UNUSABLE = {
    True: Text("{status}; tệp gửi sau không dùng được", "{status}; a later file cannot be used"),
    False: Text("{status}; có tệp khác không dùng được", "{status}; another file cannot be used"),
}
CARRIED = Text(
    "{status}; {count} số kỳ trước chưa xác nhận", "{status}; {count:# figure|# figures} of last time not confirmed"
)
FIRST = Text("{status}; bản đầu gửi {day}", "{status}; first sent {day}")
"""Where a later version counts: who was in time with the first is not late because it corrected something."""
BLANK = {
    True: Text("{status}; biểu gửi sau để trống", "{status}; a later form is blank"),
    False: Text("{status}; có gửi biểu trống", "{status}; a blank form came"),
}
SEEN = Text("{status}; thấy ngày {day}", "{status}; seen on {day}")
SEEN_LATE = Text("{status}; thấy ngày {day}, ngày {since} chưa có", "{status}; seen on {day}, not there on {since}")
MAILS = Text("{status}; có {count} thư không kèm biểu", "{status}; {count:# mail|# mails} without a form to read")
UNREACHED = Text("{status}; thư không tới {to}", "{status}; mail did not reach {to}")
WAITING = Text("{status}; {count} tệp chờ quyết định", "{status}; {count:# file waits|# files wait} for a decision")
COUNTS = Text(
    "Phải gửi {owed}: {in_order} đủ, không lỗi; {to_complete} còn thiếu; {with_errors} còn lỗi; {missing} chưa gửi; {rejected} tệp không dùng được. Gửi trễ {late}; quá hạn chưa có {overdue}; tệp đã thay {superseded}; có thể có tệp chờ quyết định {waiting}.",
    "Owed {owed}: {in_order} complete without errors, {to_complete} incomplete, {with_errors} with errors, {missing} not in, {rejected} with an unusable file. Came late {late}; overdue {overdue}; superseded files {superseded}; agencies that may have a file waiting for a decision {waiting}.",
)
"""The counts of `model.Board`, as one line."""
FIRST_CALLS = Text(
    "Hỏi {count} đơn vị này trước thì rõ khoảng {share} % mức thay đổi ước được của số tổng hợp toàn tỉnh",
    "{count:This agency settles|These # agencies settle} about {share} % of the changes to the province's totals that can be estimated",
)
FIRST_CALLS_ALONE = Text(
    "Hỏi {count} đơn vị này trước (chưa ước được rõ bao nhiêu phần: còn số bị giữ lại hoặc chưa có)",
    "Ask {count:this agency|these # agencies} first (how much that settles cannot be estimated: figures are held back or missing)",
)
"""The same where nobody knows how large everything is that is open."""
FIRST_ASKED = Text(
    "{count} câu hỏi về số liệu, tới {share} % của {indicator}",
    "{count:# question|# questions} about figures, up to {share} % of {indicator}",
)
FIRST_HELD = Text("{count} số bị giữ lại", "{count:# figure|# figures} held back")
FIRST_MISSING = Text(
    "chưa có báo cáo, đợt trước khoảng {share} % của {indicator}",
    "no report yet, last time about {share} % of {indicator}",
)
"""Of the total that may change most by it, by its indicator's code."""
DEADLINE = Text("Hạn gửi: {deadline}", "Due: {deadline}")
NO_DEADLINE = Text("Không ghi hạn gửi", "No deadline given")
AS_OF = Text("Tính đến ngày {day}", "As of {day}")
TILES = {
    "owed": Text("phải gửi", "owed"),
    "in_order": Text("✔ đủ, không lỗi", "✔ complete, no errors"),
    "to_complete": Text("½ còn thiếu", "½ incomplete"),
    "with_errors": Text("! còn lỗi", "! with errors"),
    "not_in": Text("✘ – chưa có", "✘ – not in"),
    "late": Text("gửi trễ", "came late"),
}
"""Those with a sign add up to what is owed: as many as there are such signs below."""
SIGNS = {"complete": "✔", "incomplete": "½", "with_errors": "!", "rejected": "✘", "missing": "–"}
"""Beside the colour, since boards are printed in black and white too."""
LATE_DAYS = Text("trễ {days} ngày", "{days:# day|# days} late")
OVERDUE_DAYS = Text("quá {days} ngày", "{days:# day|# days} over")
OF = "{given}/{asked}"
ABOUT = Text(
    "✔ đủ, không lỗi   ½ còn thiếu phần bắt buộc   ! còn lỗi   ✘ tệp không dùng được   – chưa gửi. Ngày gửi theo ngày của thư, giờ Việt Nam; trễ tính theo bản đầu dùng được.",
    "✔ complete, no errors   ½ required parts missing   ! errors   ✘ unusable file   – not in. Days are those of the mails, by Vietnam's clocks; late is the first usable version.",
)
LEADERS = Text(
    "Tiến độ gửi: {in_order} đủ, không lỗi; {to_complete} còn thiếu; {with_errors} còn lỗi; {not_in} chưa có{late}.",
    "Reporting so far: {in_order} complete without errors, {to_complete} incomplete, {with_errors} with errors, {not_in} not in{late}.",
)
#: What stands for `late` in it, where any was.
LEADERS_LATE = Text("; {count} gửi trễ", "; {count} came late")

BOARD_COLUMNS = {
    "mark": Text("Dấu", "Sign"),
    "agency": Text("Mã", "Code"),
    "given": Text("Số liệu", "Figures"),
    "sections": Text("Mục", "Sections"),
    "days_late": Text("Trễ hạn", "Late"),
    "received": Text("Ngày gửi", "Sent on"),
    "warnings": Text("Cảnh báo", "Warnings"),
    "open_days": Text("Chờ (ngày)", "Open (days)"),
}
"""Headings of the board that are not the master's usual ones."""
