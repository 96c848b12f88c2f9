"""The words of the Word report. It is a Vietnamese official document, whatever the language of the screen."""

from __future__ import annotations

TYPE = "BÁO CÁO"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NUMBER = "Số:"
TO = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
FILED = "Lưu: VT."
AS_ABOVE = "Như trên;"
#: Left to be filled in by who issues the document.
NO_SYMBOL = "…"
NO_OFFICE = "[QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ]"
NO_NAME = "[Họ và tên người ký]"
DATE = "ngày {day} tháng {month} năm {year}"
#: Blanks in which day and month are written by hand.
BLANK = "\u00a0" * 6

#: Chapters, by the roles of the sections that stand in them.
CHAPTERS = {"work": "Kết quả thực hiện", "review": "Đánh giá chung", "ahead": "Phương hướng và kiến nghị"}
OTHER_THEME = "Nội dung khác"

OPENING_BASIS = "Thực hiện {basis}, "
OPENING = "{agency} tổng hợp báo cáo của {in_count}/{owed} cơ quan, đơn vị gửi đến ngày {day}{notes} và báo cáo kết quả như sau:"
OPENING_OWN = "{agency} báo cáo kết quả{notes} như sau:"
#: The same where the report has figures alone: nothing follows but its annexes.
OPENING_FIGURES = "{agency} tổng hợp báo cáo của {in_count}/{owed} cơ quan, đơn vị gửi đến ngày {day}{notes}."
OPENING_FIGURES_OWN = "{agency} báo cáo kết quả{notes}."
NOT_IN = "còn {count} đơn vị chưa có báo cáo, nêu tại {annex}"
FIGURES_IN = "số liệu chi tiết tại {annex}"
NO_FIGURES = "các đơn vị chưa gửi số liệu"
NO_FIGURES_OWN = "chưa có số liệu theo biểu"
NOTHING = "Chưa có đơn vị nào nêu nội dung này."
NOTHING_OWN = "Đơn vị không nêu nội dung này."
CLOSING = "Trên đây là báo cáo {title}"
CLOSING_OWN = ", {agency} gửi {lead} tổng hợp./."
CLOSING_UP = ", {agency} kính báo cáo {superior}./."
CLOSING_PLAIN = " của {agency}./."

SAID_BY_MANY = "({count} đơn vị)"
SAID_BY_SOME = "({count} đơn vị: {names})"
SAID_BY_ONE = "({names})"
#: Above the points of a family; what is not looked at yet claims no agreement.
FAMILY = "{name} ({count} đơn vị nêu):"
FAMILY_NEW = "{name} ({count} đơn vị nêu; cùng chủ đề, chưa rà soát):"

ANNEX = "Phụ lục"
ANNEX_FIGURES = "SỐ LIỆU TỔNG HỢP"
ANNEX_FIGURES_OWN = "SỐ LIỆU BÁO CÁO"
ANNEX_NOT_IN = "ĐƠN VỊ CHƯA CÓ BÁO CÁO"
CONTINUED = "{label} (tiếp theo): từ cột {first} đến cột {last}"
CONTINUED_ONE = "{label} (tiếp theo): cột {first}"
ATTACHED = "(Kèm theo Báo cáo số {number} {day} của {agency})"
COLUMNS = {
    "number": "TT",
    "label": "Chỉ tiêu",
    "unit": "Đơn vị tính",
    "total": "Cả kỳ",
    "target": "Mục tiêu",
    "coverage": "Số đơn vị có số liệu",
    "source": "Nguồn số liệu",
    "note": "Ghi chú",
    "agency": "Đơn vị",
    "status": "Tình trạng",
    "late": "Số ngày quá hạn",
}
STATUSES = {"missing": "Chưa gửi báo cáo", "rejected": "Đã gửi tệp nhưng không dùng được"}
MISSING, NOT_APPLICABLE, NO_TOTAL = "…", "x", "–"
YES_OF = "{count} đơn vị có"
COMPLETE = "{reporting}/{asked} (đủ các kỳ: {complete})"
COVERAGE = "{reporting}/{asked}"
COMPUTED = "Tính từ các chỉ tiêu khác"
EVERYBODY = "Tất cả các đơn vị"
LEGEND_TEXT = (
    "Ghi chú: “…” là chưa có số liệu, không phải bằng 0; “–” là không cộng qua các kỳ hoặc các đơn vị."
    "{whole} Cột “Số đơn vị có số liệu” cho biết bao nhiêu trong số các đơn vị được giao đã có "
    "số liệu trong tổng."
)
LEGEND_OWN = "Ghi chú: “…” là chưa có số liệu, không phải bằng 0; “x” là không áp dụng với đơn vị, hoặc đơn vị ghi là không có{whole}."
#: What is added to each of them where there is a column of all periods together.
LEGEND_WHOLE = " “Cả kỳ” gồm các kỳ {span}."
LEGEND_WHOLE_OWN = "; “–” là không cộng qua các kỳ. “Cả kỳ” gồm các kỳ {span}"
#: Under an annex of figures: why one carries a number in brackets.
NOTE_MARK = "({number})"
NOTE_HELD = "{number} {label} ({periods}): chưa gồm {count} số liệu bị giữ lại vì còn lỗi{whose}."
NOTE_HELD_OWN = "{number} {label} ({periods}): có {count} số liệu còn lỗi, ghi như trong biểu và chưa được tính."
NOTE_DOUBTED = "{number} {label} ({periods}): gồm cả {count} số liệu còn lỗi chưa sửa{whose}."
NOTE_CORRECTED = "{number} {label} ({periods}): gồm {count} số liệu do cơ quan tổng hợp điều chỉnh{whose}."
NOTE_ACCEPTED = "Đã xem xét và chấp nhận{whose}: {what} Lý do: {reason} ({by})."
NOTE_APART = "{number} {label} ({periods}): tính từ số liệu của các đơn vị không như nhau."
NOTE_UNWEIGHED = "{number} {label} ({periods}): chưa gồm các đơn vị không có trọng số hoặc trọng số bằng 0."
NOTE_UNEVEN = "{number} {label} ({periods}): có đơn vị có số thành phần mà số tổng bị giữ lại hoặc còn thiếu."
NOTE_TWICE = (
    "{number} {label} ({periods}): có thể tính hai lần, vì đơn vị cũ và mới, hoặc cấp trên và cấp dưới, cùng có số."
)
NOTE_WHOSE = ", của {names}"
NOTE_AGENCIES = "{count} đơn vị"
FIGURES_CAPTION = "Bảng số liệu: mỗi hàng một chỉ tiêu, mỗi cột một kỳ"
NOT_IN_CAPTION = "Danh sách các đơn vị chưa có báo cáo"
#: Annexes of tables whose rows agencies add.
TABLES_IN = "danh sách chi tiết tại {annexes}"
TABLE_CAPTION = "Danh sách: mỗi hàng một dòng, xếp theo đơn vị; hàng in đậm là số chung"
TABLE_COLUMN = "{label} ({unit})"
TABLE_WHOLE, TABLE_TOTAL = "Toàn tỉnh", "Tổng số"
TABLE_ROWS = "{name} ({count} dòng)"
TABLE_LEGEND = "Ghi chú: hàng in đậm là số chung của các dòng ({taken}){without}."
TABLE_WITHOUT = "; “…” là chưa có số liệu, không phải bằng 0"
TABLE_TAKEN = "{label}: {across}"
TABLE_NOT_PRINTED = "Danh sách có {count} dòng, không in từng dòng ở đây; xem trang “{heading}” của master.xlsx."
TABLE_HELD_MARK = "(*)"
TABLE_HELD_MARKED = "(*) Có {count} ô còn lỗi, ghi như đơn vị đã kê khai và chưa được tính vào số chung."
TABLE_HELD = "Có {count} ô còn lỗi, ghi như đơn vị đã kê khai và chưa được tính vào số chung."
TABLE_CARRIED = "Chưa gồm {count} dòng điền sẵn mà đơn vị chưa xác nhận."
TABLE_LEFT_OUT = "Chưa gồm {count} dòng mà cơ quan tổng hợp loại."
TABLE_CORRECTED = "Gồm {count} số liệu do cơ quan tổng hợp điều chỉnh."
TABLE_NOT_GIVEN = "Chưa kê khai dòng nào: {names}."
HEAD_CAPTION = "Tên cơ quan, quốc hiệu, số và ngày của văn bản"
SIGNATURE_CAPTION = "Nơi nhận và phần ký"

# The letter that goes out with the forms ----------------------------------------------------------

#: Abbreviations in a document's symbol: of a report, and of a letter of bodies that write one (annex III).
REPORT_SYMBOL, LETTER = "BC", "CV"
LETTER_ABOUT = "V/v báo cáo {title}"
LETTER_ASKS = "{basis}để có cơ sở xây dựng báo cáo {title}{up}, {agency} đề nghị các cơ quan, đơn vị báo cáo theo biểu Excel gửi kèm, như sau:"
LETTER_UP = " trình {superior}"
LETTER_FORM = "{number}. Nội dung: theo biểu lập riêng cho từng cơ quan, đơn vị{span}{cutoff}."
LETTER_SPAN = "; kỳ số liệu: {span}"
LETTER_CUTOFF = "; số liệu tính đến ngày {day}"
LETTER_FILL = "{number}. Cách điền: điền trực tiếp vào các ô nền vàng, nền cam của biểu Excel; trang “{sheet}” của biểu tự nêu chỗ còn thiếu, chưa khớp để sửa trước khi gửi."
LETTER_SEND = "{number}. Gửi biểu đã điền (tệp Excel){to}{due}."
LETTER_TO = " tới hộp thư {email}"
LETTER_DUE = " chậm nhất ngày {day}"
LETTER_CONTACT = "{number}. Đầu mối liên hệ: {contact}."
LETTER_PHONE = "điện thoại {phone}"
LETTER_CLOSING = "Đề nghị các cơ quan, đơn vị phối hợp thực hiện./."
LETTER_TO_ALL = "Các cơ quan, đơn vị (danh sách kèm theo)."
LETTER_LIST = "DANH SÁCH CƠ QUAN, ĐƠN VỊ NHẬN CÔNG VĂN"
LETTER_LIST_CAPTION = "Danh sách các cơ quan, đơn vị nhận công văn"
LETTER_ATTACHED = "(Kèm theo Công văn số {number} {day} của {agency})"
LETTER_TITLE = "Công văn {about}"

#: The part of the file that holds the values of figures printed rounded, so that a report drafted back is exact.
ROUNDED_PART = "urn:toolkit:rounded-figures"
#: Names of the styles by which a report drafted back is told apart: its points, who says them, its own filling.
POINT, SAID_BY, NO_POINTS, LEGEND = "BC Ý", "BC Nguồn", "BC Không có nội dung", "BC Chú thích bảng"
#: A paragraph that tells figures of the annex in words: our own filling, too.
IN_FIGURES = "BC Số liệu bằng lời"
#: What marks a figure as one that is noted under its table: no part of the figure.
MARK = "BC Số chú thích"
#: What a family of points is about, above them; and they.
FAMILY_LINE, FAMILY_POINT = "BC Nhóm ý", "BC Ý trong nhóm"
#: A further paragraph of a point: what the agency typed on a line of its own.
MORE = "BC Ý tiếp theo"
