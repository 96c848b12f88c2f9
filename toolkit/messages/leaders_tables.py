"""The words by which leaders see tables whose rows agencies add: on their sheet, their page and in the Word report."""

from __future__ import annotations

from toolkit.messages import Text

TITLE = Text("Danh sách", "Lists")
#: How much has come; then the totals, a part each.
ROWS = Text(
    "{rows} dòng, {reporting}/{asked} đơn vị đã kê khai",
    "{rows:# row|# rows}, from {reporting} of {asked:# agency|# agencies}",
)
ROWS_MASKED = Text(
    "{reporting}/{asked} đơn vị đã kê khai, số dòng được che",
    "from {reporting} of {asked:# agency|# agencies}, the number of rows is masked",
)
TOTAL = Text("{label} ({across}): {value}", "{label} ({across}): {value}")
NO_VALUE = Text("chưa có", "none yet")
#: What is in no total.
HELD = Text("{count} ô còn lỗi, chưa tính vào tổng", "{count:# cell|# cells} with an error, in no total")
CARRIED = Text(
    "{count} dòng điền sẵn chưa được xác nhận, chưa tính",
    "{count:# row|# rows} filled in beforehand and not confirmed, in no total",
)
LEFT_OUT = Text("{count} dòng được loại, không tính", "{count:# row|# rows} left out by the coordinator")
#: Who has given no row, and not said that there is none.
NOT_GIVEN = Text("Chưa kê khai dòng nào: {names}", "No row yet: {names}")
LARGEST = Text("Lớn nhất theo “{label}”", "Largest by “{label}”")
ROW = Text("{agency}: {name} – {value}", "{agency}: {name} – {value}")
NO_NAME = Text("(không tên)", "(no name)")
#: In a copy for circulation.
PEOPLE = Text(
    "Danh sách chứa thông tin nhạy cảm nên bản chia sẻ không có từng dòng",
    "The list is of what is sensitive, so its rows are not in this copy",
)
SHARED_NOTE = Text(
    "Cột nhạy cảm của danh sách được che toàn bộ, cùng tổng của từng đơn vị; danh sách có tên gọi nhạy cảm thì không nêu từng dòng.",
    "Sensitive columns of lists are masked as a whole, with each agency's total; of lists whose names are sensitive no row is shown.",
)

# On the page -------------------------------------------------------------------------------------

BY_AGENCY = Text("Theo đơn vị", "By agency")
COUNT = Text("Số dòng", "Rows")
WHOLE = Text("Toàn tỉnh", "The province")
WITH_UNIT = Text("{label} ({unit})", "{label} ({unit})")
NOTE = Text(
    "Từng dòng của các danh sách, kèm tệp và ô nguồn, ở master.xlsx.",
    "Every row of the lists, with its file and cell, stands in master.xlsx.",
)
