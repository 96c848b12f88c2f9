"""The wording of the list of whom to telephone."""

from __future__ import annotations

from toolkit.messages import Text

TITLE = Text("DANH SÁCH GỌI ĐIỆN ĐÔN ĐỐC", "WHOM TO TELEPHONE")
SHEET = Text("Gọi điện", "Telephone")
ABOUT = Text(
    "{title}. Tính đến ngày {day}. Xếp theo mức cần thiết: chưa có báo cáo, số liệu hỏi lại và còn lỗi, còn thiếu. Người và số điện thoại do đơn vị ghi lần gần nhất. Có dữ liệu cá nhân: chỉ dùng nội bộ.",
    "{title}. As of {day}. What matters most first: nothing usable in, figures asked about and errors, parts missing. Person and number are those that each agency gave last. Personal data: do not circulate.",
)
COLUMNS = {
    "agency": Text("Mã", "Code"),
    "name": Text("Đơn vị", "Agency"),
    "what": Text("Còn thiếu gì", "What is missing"),
    "person": Text("Người lập biểu", "Person"),
    "phone": Text("Điện thoại (đã ghi)", "Telephone (as typed)"),
    "dial": Text("Số để gọi", "To dial"),
    "source": Text("Theo", "From"),
    "email": Text("Thư điện tử", "E-mail"),
    "last": Text("Thư gần nhất", "Last mail"),
    "result": Text("Kết quả gọi", "What came of it"),
}
OVERDUE = Text("quá hạn {days} ngày", "{days:# day|# days} over")
ERRORS = Text("{count} lỗi", "{count:# error|# errors}")
SENT_BACK = Text("đã hỏi lại ngày {day}", "asked back on {day}")
IN_THIS = Text("biểu đợt này", "this campaign's form")
BEFORE = Text("đợt trước", "campaign before")
BEFORE_OF = Text("đợt trước, {name}", "campaign before, {name}")
NO_NUMBER = Text("chưa có số", "no number known")
UNSURE = Text("xem lại số", "look at the number")
"""Where what was typed is no number that can be dialled as it stands."""
FILE = Text("Danh sách gọi điện ({count} đơn vị): {file}.", "Whom to telephone ({count:# agency|# agencies}): {file}.")
NOBODY = Text("Không có đơn vị nào phải gọi điện.", "There is nobody to telephone.")
UNKNOWN = Text(
    "Chưa có số điện thoại ({count}): {names}. Nếu có bảng tổng hợp đợt trước, thêm: --previous TỆP",
    "No number known ({count}): {names}. If there is a master of the campaign before, add: --previous FILE",
)
LINE = Text("  {name}: {contact} · {what}", "  {name}: {contact} · {what}")
