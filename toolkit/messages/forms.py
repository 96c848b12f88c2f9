"""The wording of the intake workbook. Sheet names stay within Excel's 31 characters."""

from __future__ import annotations

from toolkit.messages import Text

SHEETS = {
    "guide": Text("Hướng dẫn", "Guide"),
    "info": Text("Thông tin", "Report details"),
    "figures": Text("Số liệu", "Figures"),
    "statements": Text("Nội dung", "Narrative"),
    "to_fix": Text("Cần sửa", "To fix"),
    "outside": Text("Ngoài biểu", "Outside the form"),
    "meta": Text("_meta", "_meta"),
    "lists": Text("_lists", "_lists"),
}

TITLES = {
    "guide": Text("HƯỚNG DẪN ĐIỀN BIỂU", "HOW TO FILL IN THIS WORKBOOK"),
    "info": Text("THÔNG TIN VỀ BÁO CÁO", "ABOUT THE REPORT"),
    "figures": Text("BIỂU SỐ LIỆU", "FIGURES"),
    "statements": Text("NỘI DUNG BÁO CÁO", "NARRATIVE REPORT"),
    "to_fix": Text("NHỮNG ĐIỂM CÒN CẦN SỬA", "WHAT IS STILL TO FIX"),
    "outside": Text("NỘI DUNG NẰM NGOÀI CHỖ ĐIỀN CỦA BIỂU", "WHAT STOOD OUTSIDE THE FORM'S CELLS"),
}

COLUMNS = {
    "number": Text("STT", "No."),
    "code": Text("Mã", "Code"),
    "label": Text("Chỉ tiêu", "Indicator"),
    "unit": Text("Đơn vị tính", "Unit"),
    "total": Text("Cả kỳ", "Whole period"),
    "note": Text("Ghi chú của đơn vị", "Notes by the agency"),
    "theme": Text("Chủ đề (chọn)", "Theme (choose)"),
    "text": Text("Nội dung – mỗi ý một dòng", "Text – one point a line"),
    "evidence": Text("Số, ký hiệu văn bản; nguồn", "Document or source"),
    "detail": Text("Mục", "Detail"),
    "severity": Text("Mức", "Severity"),
    "value": Text("Nội dung điền", "Fill in"),
    "where": Text("Ở đâu", "Where"),
    "problem": Text("Vấn đề", "What is wrong"),
    "fix": Text("Cách sửa", "What to do"),
    "open": Text("Mở", "Open"),
    "typed": Text("Đã gõ", "As typed"),
    "outside_sheet": Text("Trang", "Sheet"),
    "outside_cell": Text("Ô", "Cell"),
    "outside_value": Text("Nội dung", "What it said"),
    "outside_reason": Text("Vì sao ở đây", "Why it is here"),
}

INFO = {
    "agency": Text("Đơn vị báo cáo", "Reporting agency"),
    "report_number": Text("Số, ký hiệu báo cáo", "Report number"),
    "report_date": Text("Ngày ký báo cáo", "Date signed"),
    "prepared_by": Text("Người lập biểu", "Prepared by"),
    "phone": Text("Điện thoại", "Telephone"),
    "email": Text("Thư điện tử", "E-mail"),
    "signed_by": Text("Người ký báo cáo", "Signed by"),
    "signer_title": Text("Chức vụ người ký", "Title of the signer"),
}

INFO_HINTS = {
    "agency": Text("Đã ghi sẵn, không sửa.", "Filled in already; leave as it is."),
    "report_number": Text(
        "Ví dụ: 15/BC-STP. Chưa có số thì để trống.", "For example 15/BC-STP. Leave blank if not yet numbered."
    ),
    "report_date": Text("Ngày/tháng/năm. Chưa ký thì để trống.", "Day/month/year. Leave blank if not yet signed."),
    "prepared_by": Text("Họ và tên người trả lời khi cần hỏi lại.", "Whom to ask about this workbook."),
    "phone": Text("Số điện thoại cơ quan hoặc di động.", "Office or mobile number."),
    "email": Text("Địa chỉ nhận lại biểu khi cần sửa.", "Where to send the workbook back if need be."),
    "signed_by": Text("Họ và tên, không ghi học hàm, học vị.", "Full name, without academic titles."),
    "signer_title": Text("Ví dụ: KT. GIÁM ĐỐC – PHÓ GIÁM ĐỐC.", "For example: Deputy Director."),
}

#: What may be typed in a number cell in place of a number; the meaning decides the figure's state.
ZERO = Text("Không có", "None")
MISSING = Text("Chưa thống kê", "Not counted")
NOT_APPLICABLE = Text("Không thuộc chức năng", "Not our task")
YES = Text("Có", "Yes")
NO = Text("Không", "No")

UNPLACED = Text("Chưa xếp mục", "Not yet placed")
UNPLACED_HINT = Text(
    "Những đoạn dưới đây lấy từ báo cáo Word mà chưa rõ thuộc mục nào. Chuyển lên mục thích hợp; để lại "
    "đây thì không vào bảng tổng hợp, chỉ được liệt kê.",
    "These passages come from the Word report and their section is not clear. Move them up to where they "
    "belong; what stays here is listed, but is not part of the summary.",
)

#: The first of them, where the agency that collects the reports fills in its own.
GUIDE_OWN = Text(
    "{agency} điền biểu này như mọi đơn vị khác, để có {asked} của chính mình, phục vụ: {title}.",
    "{agency} fills in this workbook as all others do, with its own {asked}, for: {title}.",
)
#: What a form asks for, by whether it asks for figures, for tables and for narrative.
ASKED = {
    (True, False, True): Text("số liệu và nội dung", "figures and narrative"),
    (True, False, False): Text("số liệu", "figures"),
    (False, False, True): Text("nội dung", "narrative"),
    (False, False, False): Text("thông tin", "details"),
    (True, True, True): Text("số liệu, danh sách và nội dung", "figures, tables and narrative"),
    (True, True, False): Text("số liệu và danh sách", "figures and tables"),
    (False, True, True): Text("danh sách và nội dung", "tables and narrative"),
    (False, True, False): Text("danh sách", "tables"),
}
#: The guide's paragraphs: (style, what must be asked for it to be printed, text). Placeholders are filled from the
#: campaign;
#: `sign` is the decimal sign of the computer on which the form is open.
GUIDE: tuple[tuple[str, str, Text], ...] = (
    (
        "lead",
        "",
        Text(
            "{lead} gửi {agency} biểu này để thu thập {asked} phục vụ: {title}.",
            "{lead} sends this workbook to {agency} to collect {asked} for: {title}.",
        ),
    ),
    (
        "lead",
        "figures",
        Text(
            "Hạn gửi: {deadline}. Số liệu chốt đến: {cutoff}. Kỳ số liệu: {span}.",
            "Due: {deadline}. Figures as of: {cutoff}. Periods: {span}.",
        ),
    ),
    ("lead", "no figures", Text("Hạn gửi: {deadline}.", "Due: {deadline}.")),
    ("heading", "", Text("Ô phải điền", "Where to type")),
    (
        "item",
        "",
        Text(
            "Chỉ điền vào các ô nền vàng nhạt và nền cam: ô nền cam là ô bắt buộc còn trống, điền xong thì thành vàng nhạt. Các ô khác đã khóa để biểu đọc được bằng máy; không có mật khẩu.",
            "Type in the pale yellow and the orange cells only: orange ones are required and still blank, and turn yellow once filled. The others are locked so that the workbook can be read by machine; there is no password.",
        ),
    ),
    (
        "item",
        "",
        Text(
            "Trang “{info}”: số, ngày báo cáo, người lập biểu, người ký.",
            "Sheet “{info}”: number and date of the report, who prepared and who signed it.",
        ),
    ),
    (
        "item",
        "periods",
        Text(
            "Trang “{figures}”: mỗi chỉ tiêu một hàng, mỗi kỳ một cột. Cột “{total}” và các hàng tỷ lệ tự tính.",
            "Sheet “{figures}”: one row an indicator, one column a period. The column “{total}” and the rates are computed.",
        ),
    ),
    (
        "item",
        "one period",
        Text(
            "Trang “{figures}”: mỗi chỉ tiêu một hàng. Các hàng nền xám tự tính.",
            "Sheet “{figures}”: one row an indicator. Grey rows are computed.",
        ),
    ),
    (
        "item",
        "tables",
        Text(
            "Bảng danh sách (mỗi bảng một trang, mang tên bảng): mỗi đối tượng ghi một dòng. Có sẵn {rows} dòng; cần thêm thì chèn dòng, hoặc ghi tiếp ngay dưới dòng kết thúc.",
            "The sheets of tables (one each, named as the table is): one row for each thing. {rows} rows are ready; for more, insert rows, or go on right below the closing line.",
        ),
    ),
    (
        "item",
        "no themes",
        Text(
            "Trang “{statements}”: mỗi ý một dòng, đúng mục. Mỗi mục có sẵn {lines} dòng.",
            "Sheet “{statements}”: one point a line, in its section. Each section has {lines} lines.",
        ),
    ),
    (
        "item",
        "themes",
        Text(
            "Trang “{statements}”: mỗi ý một dòng, đúng mục; chọn chủ đề nếu rõ. Mỗi mục có sẵn {lines} dòng.",
            "Sheet “{statements}”: one point a line, in its section; choose a theme where it is clear. Each section has {lines} lines.",
        ),
    ),
    (
        "item",
        "",
        Text(
            "Trang “{to_fix}”: tự liệt kê nội dung còn thiếu hoặc chưa khớp; không điền vào trang này. Trước khi gửi, đề nghị sửa ở các trang khác để trang này không còn nội dung nào.",
            "Sheet “{to_fix}” lists by itself what is still missing or does not agree; nothing is filled in there. Before you send, correct the other sheets until it lists nothing more.",
        ),
    ),
    ("heading", "numbers", Text("Cách ghi số liệu", "How to write numbers")),
    (
        "item",
        "numbers",
        Text(
            "Gõ các chữ số liền nhau, không chấm hàng nghìn, không kèm đơn vị: 1234; số lẻ gõ 12{sign}5. Tỷ lệ gõ 85% hoặc 85 đều được; "
            "từ 1 % trở xuống phải gõ kèm ký hiệu %: 0{sign}5%. "
            "Tiền tính theo đơn vị ghi ở cột “{unit}”; riêng số tiền lớn mà ô báo đỏ thì gõ kèm đơn vị: 150000 triệu đồng.",
            "Type the digits only, without a sign for thousands and without the unit: 1234; decimals as 12{sign}5. A percentage may be typed 85% or 85; "
            "up to 1 % always with the sign %: 0{sign}5%. Money is in the unit "
            "given in column “{unit}”; only a large amount whose cell turns red is typed with its unit: 150000 triệu đồng.",
        ),
    ),
    (
        "item",
        "numbers",
        Text(
            "Không phát sinh: gõ 0 hoặc “{zero}”. Có nhưng chưa thống kê được: “{missing}”. Ngoài nhiệm vụ của đơn vị: “{not_applicable}”.",
            "Nothing occurred: type 0 or “{zero}”. It exists but was not counted: “{missing}”. Not your task: “{not_applicable}”.",
        ),
    ),
    (
        "item",
        "numbers",
        Text(
            "Để trống nghĩa là chưa trả lời, không được hiểu là 0.",
            "A blank means not answered; it is never taken for zero.",
        ),
    ),
    (
        "item",
        "",
        Text(
            "Dán từ nơi khác: dùng Dán đặc biệt – Giá trị (Paste Special – Values) để không mất ô kiểm tra.",
            "When pasting, use Paste Special – Values, so that the checks stay in place.",
        ),
    ),
    ("heading", "", Text("Gửi lại", "Sending it back")),
    (
        "item",
        "",
        Text(
            "Lưu tệp ở dạng Excel (.xlsx), giữ nguyên tên các trang, gửi tới {email} chậm nhất ngày {deadline}.",
            "Save as Excel (.xlsx), keep the sheets’ names, and send it to {email} on or before {deadline}.",
        ),
    ),
    ("item", "", Text("Liên hệ: {contact}, điện thoại {phone}.", "Questions: {contact}, telephone {phone}.")),
    (
        "item",
        "",
        Text(
            "Bản in để trình ký: in lần lượt từng trang, khổ A4. Không ghi nội dung mật hoặc tên, số giấy tờ của cá nhân vào biểu.",
            "To print for signature, print sheet by sheet on A4. Do not enter classified matter, or names or identity numbers of private persons.",
        ),
    ),
)

#: Paragraphs of guides printed before, which are no content of a form that still has them.
FORMER_GUIDE = (
    Text("Điền ở đâu", "Where to type"),
    Text("Điền số thế nào", "How to write numbers"),
    Text("Cần hỏi: {contact}, điện thoại {phone}.", "Questions: {contact}, telephone {phone}."),
    Text(
        "Trang “{to_fix}”: tự liệt kê những điểm còn thiếu hoặc chưa khớp; không phải điền gì ở đây. Trước khi gửi, sửa ở các trang khác cho đến khi trang này không còn liệt kê điểm nào.",
        "Sheet “{to_fix}” lists by itself what is still missing or does not agree; nothing is filled in there. Before you send, correct the other sheets until it lists nothing more.",
    ),
    Text(
        "Gõ các chữ số liền nhau, không chấm hàng nghìn, không kèm đơn vị: 1234; số lẻ gõ 12{sign}5. Tỷ lệ thì gõ 85% hay 85 đều được; "
        "từ 1 % trở xuống phải gõ kèm ký hiệu %: 0{sign}5%. "
        "Tiền tính theo đơn vị ghi ở cột “{unit}”; riêng số tiền lớn mà ô báo đỏ thì gõ kèm đơn vị: 150000 triệu đồng.",
        "Type the digits only, without a sign for thousands and without the unit: 1234; decimals as 12{sign}5. A percentage may be typed 85% or 85; "
        "up to 1 % always with the sign %: 0{sign}5%. Money is in the unit "
        "given in column “{unit}”; only a large amount whose cell turns red is typed with its unit: 150000 triệu đồng.",
    ),
    Text(
        "Không phát sinh: gõ 0 hoặc “{zero}”. Có nhưng chưa thống kê được: “{missing}”. Không phải việc của đơn vị: “{not_applicable}”.",
        "Nothing occurred: type 0 or “{zero}”. It exists but was not counted: “{missing}”. Not your task: “{not_applicable}”.",
    ),
    Text(
        "Ô nền đỏ phải sửa; ô nền cam là ô bắt buộc còn trống, hoặc nên xem lại. Vì sao thì xem trang “Cần sửa”.",
        "Red cells must be fixed; orange ones are required and still blank, or to be looked at. The sheet “To fix” says why.",
    ),
    Text(
        "Những ô đơn vị đã điền ngoài chỗ của biểu, chép nguyên văn. Ô nào là số liệu hoặc nội dung báo cáo thì chuyển vào đúng chỗ rồi xóa ở đây; "
        "ô nào để lại sẽ không được tính vào đâu.",
        "Cells you filled outside the form, word for word. Move what is a figure or part of the report to its place and clear it here; "
        "what stays here is counted nowhere.",
    ),
    Text(
        "Gõ các chữ số liền nhau, không chấm hàng nghìn, không kèm đơn vị: 1234; số lẻ dùng dấu phẩy: 12,5. Tỷ lệ thì gõ 85% hay 85 đều được; "
        "từ 1 % trở xuống phải gõ kèm ký hiệu %: 0,5%. "
        "Tiền tính theo đơn vị ghi ở cột “{unit}”; riêng số tiền lớn mà ô báo đỏ thì gõ kèm đơn vị: 150000 triệu đồng.",
        "Type the digits only, without a sign for thousands and without the unit: 1234. A percentage may be typed 85% or 85; "
        "up to 1 % always with the sign %: 0.5%. Money is in the unit "
        "given in column “{unit}”; only a large amount whose cell turns red is typed with its unit: 150000 triệu đồng.",
    ),
    Text(
        "Lưu tệp ở dạng Excel (.xlsx), giữ nguyên tên các trang, gửi tới {email} trước {deadline}.",
        "Save as Excel (.xlsx), keep the sheets’ names, and send it to {email} by {deadline}.",
    ),
    Text(
        "Chỉ điền vào các ô nền vàng nhạt. Các ô khác đã khóa để biểu đọc được bằng máy; không có mật khẩu.",
        "Type in the pale yellow cells only. The others are locked so that the workbook can be read by machine; there is no password.",
    ),
    Text(
        "Trang “{to_fix}”: tự liệt kê những điểm còn thiếu hoặc chưa khớp. Nên để trang này trống trước khi gửi.",
        "Sheet “{to_fix}” lists by itself what is still missing or does not agree. Try to empty it before you send.",
    ),
    Text(
        "Gõ các chữ số liền nhau, không chấm hàng nghìn, không kèm đơn vị: 1234; số lẻ dùng dấu phẩy: 12,5; tỷ lệ 85 % thì gõ 85. "
        "Tiền tính theo đơn vị ghi ở cột “{unit}”; riêng số tiền lớn mà ô báo đỏ thì gõ kèm đơn vị: 150000 triệu đồng.",
        "Type the digits only, without a sign for thousands and without the unit: 1234; 85 for 85 %. Money is in the unit "
        "given in column “{unit}”; only a large amount whose cell turns red is typed with its unit: 150000 triệu đồng.",
    ),
    Text(
        "Chỉ gõ số, không gõ đơn vị: 1234 hoặc 1.234; số lẻ dùng dấu phẩy: 12,5. Tiền tính theo đơn vị ghi ở cột “{unit}”.",
        "Type the number only, without its unit. Money is in the unit given in column “{unit}”.",
    ),
)

FIGURES_HINT = Text(
    "Kỳ số liệu: {span}. Gõ số, hoặc một trong các cụm từ: {words}. Ô trống là chưa trả lời. Hàng nền xám tự tính.",
    "Periods: {span}. Type a number, or one of: {words}. A blank is no answer. Grey rows are computed.",
)
MARKS_HINT = Text(
    "Ô nền đỏ phải sửa; ô nền cam là ô bắt buộc còn trống, hoặc nên xem lại. Lý do xem ở trang “Cần sửa”.",
    "Red cells must be fixed; orange ones are required and still blank, or to be looked at. The sheet “To fix” says why.",
)
STATEMENTS_HINT = Text(
    "Mỗi ý một dòng. Chủ đề chọn trong danh sách; không rõ thì để trống.",
    "One point a line. Choose the theme from the list; leave it blank if it is not clear.",
)
STATEMENTS_HINT_NO_THEMES = Text("Mỗi ý một dòng.", "One point a line.")
REQUIRED_MARK = " (*)"
#: Above the parts of a split; `name`: by what it is split.
SPLIT_HEADINGS = {
    "equal": Text("Chia ra theo {name}:", "By {name}:"),
    "at_most": Text("Trong đó, theo {name}:", "Of which, by {name}:"),
}
#: What a split's own label may begin with, which stands in its heading already.
SPLIT_BY = Text("theo", "by")
# The sheet of a table whose rows the agency adds ------------------------------------------------

TABLE_HINT = Text(
    "Mỗi đối tượng ghi một dòng, dòng trống được bỏ qua. Có sẵn {rows} dòng; cần thêm thì chèn dòng ở bất kỳ đâu trong bảng, hoặc ghi tiếp ngay dưới dòng kết thúc. "
    "Được sắp xếp, lọc, xóa dòng.",
    "One row for each thing; blank rows are skipped. {rows} rows are ready; for more, insert rows anywhere in the table, or go on right below the closing line. "
    "Rows may be sorted, filtered and deleted.",
)
TABLE_REQUIRED_HINT = Text("(*): dòng nào đã ghi thì phải có.", "(*) must be given in each row that is filled in.")
TABLE_WORDS_HINT = Text(
    "Gõ số liền nhau, không chấm hàng nghìn; không có số thì gõ một trong các cụm từ: {words}.",
    "Type numbers without a sign for thousands; where there is none, one of: {words}.",
)
#: Above the rows: how many are filled in, and how many cells are still wrong.
TABLE_ROWS = Text("Số dòng đã ghi: {count}. ", "Rows filled in: {count}. ")
TABLE_NONE_WRONG = Text("Không có ô nào phải sửa.", "No cell is to be corrected.")
TABLE_WRONG = Text("Số ô phải sửa hoặc còn thiếu: {count}.", "Cells to correct or still to fill: {count}.")
#: What is taken of a column over the rows.
TABLE_ACROSS = {
    "sum": Text("Tổng cộng", "Total"),
    "mean": Text("Bình quân", "Mean"),
    "max": Text("Lớn nhất", "Largest"),
    "min": Text("Nhỏ nhất", "Smallest"),
}
#: Under it, where it must equal an indicator's figure.
TABLE_EQUAL = Text("Bằng {indicator} ({period})", "Equals {indicator} ({period})")
TABLE_UNEQUAL = Text("Khác {indicator} ({period}): {value}", "Not {indicator} ({period}): {value}")
TABLE_NOT_COMPARED = Text("Phải bằng {indicator} ({period})", "To equal {indicator} ({period})")
TABLE_CLOSING = Text(
    "Hết các dòng kẻ sẵn. Chèn thêm dòng ở phía trên, hoặc ghi tiếp ngay dưới đây: dòng nào cũng được đọc.",
    "The ruled rows end here. Insert rows above, or go on right below: all of them are read.",
)
REQUIRED_HINT = Text("(*) là chỉ tiêu, mục bắt buộc.", "(*) must be answered.")
PREVIOUS_HEADING = Text("{label} (lần trước)", "{label} (last time)")
PREVIOUS_HINT = Text(
    "Cột nền xám “(lần trước)” là số trong báo cáo đợt trước của đơn vị, in để đối chiếu; không phải điền và không được đọc lại.",
    "The grey columns “(last time)” show your last report's figures for comparison; nothing is filled in or read there.",
)
PART_YEAR_HINT = Text(
    "{label} là số liệu {months} tháng, không so với cả năm.",
    "{label} covers {months:# month|# months} and is not compared with a whole year.",
)
FOOTER = Text("{agency} – {sheet}", "{agency} – {sheet}")
PAGE = Text("Trang", "Page")

# What the live checks of the form say -----------------------------------------------------------

BAD_COUNT = Text(
    "Cần số nguyên từ 0 trở lên, hoặc một trong các cụm từ: {words}.",
    "A whole number from 0 is needed, or one of: {words}.",
)
BAD_NUMBER = Text(
    "Cần một số{range}, hoặc một trong các cụm từ: {words}.", "A number{range} is needed, or one of: {words}."
)
BAD_WHOLE = Text(
    "Cần một số nguyên{range}, hoặc một trong các cụm từ: {words}.",
    "A whole number{range} is needed, or one of: {words}.",
)
#: Without decimals: which sign a computer takes for the decimal one, a prompt cannot know.
BAD_PERCENT = Text(
    "Cần một số phần trăm{range}: gõ 85% hay 85 đều được; từ {least} % trở xuống phải gõ kèm ký hiệu %, ví dụ {least}%. "
    "Không có số thì gõ một trong các cụm từ: {words}.",
    "A percentage{range} is needed: type 85% or 85, as you like; up to {least} % always with the sign %, such as {least}%. "
    "Without a figure, one of: {words}.",
)
#: As forms said it before.
FORMER_BAD_PERCENT = (
    Text(
        "Cần một số phần trăm{range}: gõ 12,5% hay 12,5 đều được; từ {least} % trở xuống phải gõ kèm ký hiệu %, ví dụ {least}%; 0,5%. "
        "Không có số thì gõ một trong các cụm từ: {words}.",
        "A percentage{range} is needed: type 12,5% or 12,5, as you like; up to {least} % always with the sign %, such as {least}%; "
        "0,5%. Without a figure, one of: {words}.",
    ),
    Text(
        "Cần một số phần trăm{range}: 85 % thì gõ 85, không gõ 0,85 hay 85%; dưới 1 % thì gõ kèm dấu nháy: '0,5%. "
        "Không có số thì gõ một trong các cụm từ: {words}.",
        "A percentage{range} is needed: type 85 for 85 %, neither 0.85 nor 85%; below 1 % type it with an apostrophe: "
        "'0.5%. Without a figure, one of: {words}.",
    ),
)
LARGE_AMOUNT = Text(
    " Từ {amount} trở lên thì gõ kèm đơn vị: {amount} {unit}.",
    " From {amount} on, type the unit beside it: {amount} {unit}.",
)
RANGE = Text(" từ {minimum} đến {maximum}", " from {minimum} to {maximum}")
RANGE_FROM = Text(" từ {minimum}", " from {minimum}")
RANGE_TO = Text(" đến {maximum}", " up to {maximum}")
BAD_CHOICE = Text("Hãy chọn một mục trong danh sách.", "Choose one of the list.")
BAD_DATE = Text(
    "Cần một ngày: ngày/tháng/năm, ví dụ 05/07/2020, hoặc một trong các cụm từ: {words}.",
    "A date is needed: day/month/year, or one of: {words}.",
)
BAD_TITLE = Text("Chưa đúng", "Not right")

TO_FIX_COUNT_PARTS = (
    Text("Còn ", "Still "),
    Text(" điểm bắt buộc phải sửa, ", " that must be fixed, "),
    Text(" điểm nên xem lại.", " to look at."),
)
TO_FIX_ON_PAPER = Text(" Bản in có {count} điểm đầu.", " The first {count} are printed.")
TO_FIX_NONE = Text("Không còn điểm nào cần sửa. Cảm ơn đơn vị.", "Nothing left to fix. Thank you.")
TO_FIX_HINT = Text(
    "Trang này tự liệt kê những điểm còn thiếu hoặc chưa khớp, và tự bỏ đi điểm nào đã sửa; không còn điểm nào thì dưới đây để trống. Bấm “Mở” để tới ô.",
    "This sheet lists by itself what is missing or does not agree, and drops what is corrected; when nothing is left, it is blank below. Click “Open” to go to the cell.",
)
TO_FIX_REQUIRED = Text("Bắt buộc, đang trống: ", "Required and still blank: ")
TO_FIX_REQUIRED_FIX = Text(
    "Điền số, hoặc cụm từ thích hợp nếu không có số.", "Type the figure, or the fitting words if there is none."
)
_CHOOSE = Text("Chọn một mục trong danh sách.", "Choose one of the list.")
#: Where what is wanted is no number, by the indicator's kind.
TO_FIX_REQUIRED_ANSWERS = {
    "yesno": _CHOOSE,
    "choice": _CHOOSE,
    "date": Text(
        "Ghi ngày/tháng/năm, hoặc cụm từ thích hợp nếu không có.",
        "Type day/month/year, or the fitting words if there is none.",
    ),
    "text": Text("Ghi câu trả lời bằng chữ.", "Type the answer in words."),
}
TO_FIX_MORE = Text(
    "Còn {count} điểm nữa, hiện dần khi các điểm trên đã sửa.", "{count} more, shown as those above are corrected."
)
TO_FIX_SECTION = Text("Mục bắt buộc chưa có nội dung.", "A required section is still empty.")
TO_FIX_SECTION_FIX = Text("Ghi ít nhất một ý.", "Write at least one point.")
TO_FIX_FALLS = Text("Số lũy kế nhỏ hơn số lũy kế kỳ trước.", "A cumulative figure is less than the one before.")
TO_FIX_FALLS_FIX = Text(
    "Ghi số cộng dồn đến hết kỳ; nếu số kỳ trước đã điều chỉnh giảm, ghi lý do ở cột ghi chú.",
    "Give the figure up to the period's end; if the earlier one was corrected, say why in the notes column.",
)
#: Of the parts of a split; `split`: its heading in the form, without the colon. The periods follow.
TO_FIX_SPLITS = {
    "split-not-equal": Text(
        "{split}: các phần cộng lại không bằng {whole}: ", "{split}: all parts together are not {whole}: "
    ),
    "split-exceeds": Text("{split}: các phần đã ghi lớn hơn {whole}: ", "{split}: the parts given exceed {whole}: "),
    "split-partial": Text(
        "{split}: có phần đã ghi, có phần còn trống: ", "{split}: some parts are given, others are blank: "
    ),
    "split-missing": Text("{split}: chưa ghi phần nào: ", "{split}: none of the parts is given: "),
    "split-without-whole": Text(
        "{split}: đã ghi các phần, {whole} còn trống: ", "{split}: the parts are given, {whole} is blank: "
    ),
    "splits-disagree": Text(
        "{split} và {other}: cộng lại không bằng nhau: ", "{split} and {other}: the sums of the parts differ: "
    ),
}
TO_FIX_SPLIT_FIXES = {
    "split-not-equal": Text("Sửa số của phần sai hoặc của {whole}.", "Correct the part, or {whole}."),
    "split-exceeds": Text("Sửa số của phần sai hoặc của {whole}.", "Correct the part, or {whole}."),
    "split-partial": Text(
        "Ghi đủ các phần; phần không có thì gõ 0, chưa rõ thì gõ “Chưa thống kê”.",
        "Give all parts: 0 where there is none, “Not counted” where it is not known.",
    ),
    "split-missing": Text(
        "Ghi số từng phần; chưa rõ thì gõ “Chưa thống kê”.", "Give each part; “Not counted” where it is not known."
    ),
    "split-without-whole": Text("Ghi {whole}.", "Give {whole}."),
    "splits-disagree": Text("Sửa số của phần sai.", "Correct the part that is wrong."),
}
#: Where a cell shows its number as something else, by whether it is one for percentages.
TO_FIX_FORMAT = {
    False: Text(
        "Ô đang định dạng ngày hoặc %: bấm Ctrl+1, chọn General (Chung), rồi gõ lại số.",
        "The cell's format is a day or %: press Ctrl+1, choose General, then type the number again.",
    ),
    True: Text(
        "Ô đang định dạng ngày: bấm Ctrl+1, chọn General (Chung), rồi gõ lại số.",
        "The cell's format is a day: press Ctrl+1, choose General, then type the number again.",
    ),
}
#: Excel for the web and on telephones does not tell the form that a cell shows a percentage.
TO_FIX_WITHOUT_FORMATS = Text(
    "85 % thì gõ 85 (Excel này không cho biểu biết ô có dấu %); từ {least} % trở xuống gõ dấu nháy ở trước: '{least}%.",
    "Type 85 for 85 % (this Excel does not tell the form of a sign %); up to {least} %, an apostrophe first: '{least}%.",
)
#: What the form asks about numbers that can be used, by what they are held against; what may have been meant follows.
TO_FIX_ODD = {
    "decimals": Text(
        "Mọi số theo đơn vị tính này đều có ba chữ số lẻ, có thể là số hàng nghìn bị hiểu nhầm dấu. Có phải ý đơn vị là ",
        "All figures in this unit have three decimals; they may be thousands whose sign was taken for another. Did you mean ",
    ),
    "last time": Text(
        "Chênh khoảng nghìn lần so với lần trước (cột nền xám). Có phải ý đơn vị là ",
        "About a thousand times more, or less, than last time (printed beside). Did you mean ",
    ),
}
#: Where figures of several rows are asked about.
TO_FIX_ODD_WHERE = Text("Các hàng theo đơn vị “{unit}”", "The rows in “{unit}”")
TO_FIX_ODD_FIX = {
    "decimals": Text(
        "Nếu là hàng nghìn: gõ lại liền các chữ số, không dấu. Nếu đúng là số lẻ: giữ nguyên, ghi “đúng” ở cột Ghi chú của một hàng.",
        "If thousands: type the digits again without a sign. If they are decimals: leave them, and write “right” under Notes in one of the rows.",
    ),
    "last time": Text(
        "Nếu gõ nhầm số hoặc đơn vị tính: sửa lại. Nếu đúng: giữ nguyên, ghi lý do ở cột Ghi chú.",
        "If the number or its unit was mistyped: correct it. If it is right: leave it, and say why under Notes.",
    ),
}
TO_FIX_BAD_VALUE = Text("Giá trị không dùng được: ", "What cannot be used: ")
TO_FIX_TABLE_BAD = Text(
    "Không dùng được: {count} ô, ô đầu tiên là {cell}.", "What cannot be used: cells: {count}, the first is {cell}."
)
TO_FIX_TABLE_BLANK = Text(
    "Bắt buộc ở mỗi dòng đã ghi, còn trống: {count} ô, ô đầu tiên là {cell}.",
    "Required in each row and still blank: cells: {count}, the first is {cell}.",
)
TO_FIX_TABLE_TWICE = Text(
    "Trùng với một dòng ở trên: {count} ô, ô đầu tiên là {cell}.",
    "The same as in a row above: cells: {count}, the first is {cell}.",
)
TO_FIX_TABLE_TWICE_FIX = Text(
    "Mỗi đối tượng ghi một dòng: xóa dòng trùng, hoặc ghi cho phân biệt được.",
    "One row for each thing: delete the one that is there twice, or write them so that they can be told apart.",
)
TO_FIX_TABLE_EQUALS = Text(
    "{across} của cột khác số ở chỉ tiêu {indicator} ({period}).",
    "What is taken of the column ({across}) is not the figure of {indicator} ({period}).",
)
TO_FIX_TABLE_EQUALS_FIX = Text(
    "Rà lại các dòng của bảng và số ở trang “{figures}”: hai nơi phải bằng nhau.",
    "Look at the rows of the table and at the figure on sheet “{figures}”: the two must be equal.",
)
SEVERITY = {"error": Text("Phải sửa", "Must fix"), "warning": Text("Xem lại", "Look at"), "note": Text("Lưu ý", "Note")}

OUTSIDE_INTRO = Text(
    "Các ô đơn vị đã điền ngoài chỗ điền của biểu, chép nguyên văn. Ô nào là số liệu hoặc nội dung báo cáo thì chuyển vào đúng ô rồi xóa ở đây; "
    "ô để lại không được tính.",
    "Cells you filled outside the form, word for word. Move what is a figure or part of the report to its place and clear it here; "
    "what stays here is counted nowhere.",
)
POINTS = {
    "error": Text("{count} nội dung phải sửa", "{count:# point|# points} to fix"),
    "warning": Text("{count} nội dung cần rà soát", "{count} to look at"),
    "note": Text("{count} lưu ý", "{count:# note|# notes}"),
}
"""How many of each a returned form shows, and the letter with it."""
AND = Text(" và ", " and ")
RETURNED_INTRO = Text(
    "Biểu của đơn vị được gửi lại kèm {points}. Đề nghị sửa ngay trong tệp này (ô tô màu, có dấu ⚠ và ghi chú), "
    "lưu và gửi lại. Nội dung khác giữ nguyên như đơn vị đã gửi.{due}",
    "Your workbook comes back with {points}. Correct them in this file (coloured cells with ⚠ and a note), "
    "save it and send it back. Everything else is as you sent it.{due}",
)
RETURNED_DUE = Text(" Hạn gửi báo cáo: {deadline}.", " The report is due {deadline}.")
RETURNED_OVERDUE = Text(
    " Hạn gửi báo cáo là ngày {deadline}, đã qua: đề nghị đơn vị gửi lại ngay.",
    " The report was due {deadline}: please send it back at once.",
)
#: What a row's note starts with while the figures in it are proposed and not yet the agency's own.
UNCONFIRMED = Text("[CHƯA XÁC NHẬN]", "[NOT CONFIRMED]")
UNCONFIRMED_NOTE = Text(
    "Số liệu đọc từ bảng {tables} của báo cáo. Đúng thì xóa ghi chú này; sai thì sửa số rồi xóa.",
    "Figures read from table {tables} of the report. Delete this note if they are right; else correct them first.",
)
PROPOSED = Text(
    "Đề xuất, đọc từ bảng {table} của báo cáo, hàng {lines} “{row}”: {cells}.",
    "Proposed, read in table {table} of the report, row {lines} “{row}”: {cells}.",
)
PROPOSED_FIX = Text(
    "Đúng thì xóa ghi chú ở cuối hàng; sai thì sửa số rồi xóa ghi chú.",
    "Delete the note at the end of the row if it is right; else correct it and delete the note.",
)
PARTED = Text(
    "Đề xuất tách: đoạn của báo cáo ({where}) có thể gồm {count} ý, mỗi ý một dòng.",
    "Proposed in parts: a paragraph of the report ({where}) may be {count:# idea|# ideas}, a line for each.",
)
PARTED_FIX = Text(
    "Đúng thì không phải làm gì; không đúng thì gộp các dòng này lại thành một.",
    "Nothing to do if that is right; else put these lines together into one.",
)
CONFIRM_SHEET = Text("Cần xác nhận", "To confirm")
CONFIRM_TITLE = Text("NỘI DUNG CẦN XÁC NHẬN", "TO CONFIRM")
CONFIRM_PARTED = Text(
    "{count} đoạn nhiều ý của báo cáo được đề xuất tách thành từng dòng, nguyên văn (có dấu ⚠); nguyên đoạn ở cột “Đã gõ”. "
    "Tách đúng thì để vậy; không đúng thì gộp các dòng lại.",
    "{count:A paragraph of your report is|# paragraphs of your report are} proposed in parts, a line for each idea, word for word (with ⚠); "
    "the whole is under “As typed”. Leave it so if that is right; else put the lines together again.",
)
CONFIRM_INTRO = Text(
    "{count} số liệu dưới đây được đọc từ các bảng trong báo cáo của đơn vị và điền sẵn vào biểu (ô tô màu, có dấu ⚠). "
    "Hàng còn ghi “{note}” ở cột Ghi chú thì số liệu chưa được tính. Đề nghị đối chiếu từng số, sửa nếu sai, "
    "rồi xóa ghi chú.",
    "The {count:figure below was|# figures below were} read in the tables of your report and filled in for you (coloured cells with ⚠). As "
    "long as a row's note says “{note}”, the figures of that row do not count. Compare each, correct what is wrong, then "
    "delete the note.",
)
#: What a row's note starts with while the figures in it are those of last time and the agency has not confirmed them.
CARRIED = Text("[NHƯ KỲ TRƯỚC – CHƯA XÁC NHẬN]", "[AS LAST TIME – NOT CONFIRMED]")
#: What is chosen there in its place.
CARRIED_CONFIRMED = Text("Đúng như kỳ trước", "Right as last time")
CARRIED_HINT = Text(
    "Hàng ghi “{sign}” ở cột Ghi chú đã điền sẵn số kỳ trước và chưa được tính. Vẫn đúng: bấm vào ô Ghi chú của hàng, chọn “{confirmed}”. Đã khác: gõ số mới đè lên số cũ.",
    "Rows whose note says “{sign}” hold last time's figures, which do not count yet. Still right: click the row's note and choose “{confirmed}”. No longer: type the new figure over the old one.",
)
CARRIED_PROMPT_TITLE = Text("Số kỳ trước", "Last time's figures")
CARRIED_PROMPT = Text(
    "Vẫn đúng: chọn “{confirmed}” (hoặc xóa ô này). Đã khác: gõ số mới đè lên số cũ trong hàng.",
    "Still right: choose “{confirmed}” (or clear this cell). No longer: type the new figure over the old one in the row.",
)
TO_FIX_CARRIED = Text(
    "Số kỳ trước điền sẵn, chưa được xác nhận nên chưa tính.",
    "Last time's figures are not confirmed yet, so they do not count.",
)
TO_FIX_CARRIED_FIX = Text(
    "Vẫn đúng: chọn “Đúng như kỳ trước” ở cột Ghi chú. Đã khác: gõ số mới đè lên số cũ.",
    "Still right: choose “Right as last time” under Notes. No longer: type the new figure over the old one.",
)
#: What stands in a row of last time's under "last time" while the agency has not said what became of it; and what it
#: may choose there.
ROW_CARRIED = Text("Chưa xác nhận", "Not confirmed")
ROW_CONFIRMED = Text("Vẫn đang thực hiện", "Still going on")
ROW_CLOSED = Text("Đã kết thúc", "Ended")
ROW_CARRIED_COLUMN = Text("Kỳ trước", "Last time")
ROW_CARRIED_HINT = Text(
    "Các dòng ghi “{sign}” ở cột “{column}” là dòng điền sẵn (của kỳ trước, hoặc đọc từ báo cáo của đơn vị), chưa được tính. Với từng dòng: chọn “{confirmed}” hoặc “{closed}” (vẫn tính kỳ này, kỳ sau không điền sẵn nữa), và sửa những ô đã khác. Dòng đơn vị thêm mới để trống cột này.",
    "Rows that say “{sign}” under “{column}” are last time's, or were read in your report, and do not count yet. For each choose “{confirmed}” or “{closed}” (it counts this once more, and is not filled in next time), and change the cells that are otherwise now. In rows of your own leave that column blank.",
)
ROW_CARRIED_PROMPT = Text(
    "Còn thì chọn “{confirmed}”, hết thì chọn “{closed}”. Ô nào đã khác thì sửa ngay trong dòng.",
    "If it goes on choose “{confirmed}”, if it ended “{closed}”. Change the cells that are otherwise now in the row.",
)
TO_FIX_ROWS_CARRIED = Text(
    "Dòng điền sẵn, chưa được xác nhận nên chưa tính: {count} dòng, dòng đầu tiên ở ô {cell}.",
    "Rows that were filled in for you and are not confirmed yet, so not counted: {count}, the first at {cell}.",
)
TO_FIX_ROWS_CARRIED_FIX = Text(
    "Ở cột “Kỳ trước” chọn “Vẫn đang thực hiện” hoặc “Đã kết thúc”.",
    "Under “Last time” choose “Still going on” or “Ended”.",
)
TO_FIX_ROWS_PROPOSED_FIX = Text(
    "Đối chiếu với báo cáo, sửa ô nào sai rồi chọn “Đúng” ở cột “Xác nhận”; không phải thì xóa cả dòng.",
    "Compare with your report, correct what is wrong and choose “Right” under “Confirmation”; delete rows that are none.",
)
ROW_PROPOSED_COLUMN = Text("Xác nhận", "Confirmation")
ROW_RIGHT = Text("Đúng", "Right")
ROW_PROPOSED_HINT = Text(
    "Các dòng ghi “{sign}” ở cột “{column}” được đọc từ báo cáo của đơn vị, chưa được tính. Đối chiếu từng dòng, sửa ô nào sai, rồi chọn “{right}” (hoặc xóa chữ ấy); không phải thì xóa cả dòng. Dòng đơn vị thêm mới để trống cột này.",
    "Rows that say “{sign}” under “{column}” were read in your report and do not count yet. Compare each, correct what is wrong, then choose “{right}” (or clear that cell); delete a row that is none. In rows of your own leave that column blank.",
)
ROW_PROPOSED_PROMPT = Text(
    "Dòng này đọc từ báo cáo. Đúng thì chọn “{right}”; còn “{sign}” thì chưa tính.",
    "This row was read in your report. If it is right choose “{right}”; as long as it says “{sign}” it does not count.",
)
ROWS_PROPOSED = Text(
    "Đề xuất {count} dòng của “{heading}”, đọc từ bảng {table} của báo cáo (dòng đầu: “{row}”).",
    "Proposed for “{heading}”: {count:# row|# rows} read in table {table} of the report (the first: “{row}”).",
)
CONFIRM_ROWS = Text(
    "{count} dòng trong các danh sách được đọc từ báo cáo và điền sẵn; dòng còn ghi “{sign}” thì chưa được tính.",
    "{count:# row of the lists was|# rows of the lists were} read in your report and filled in; as long as a row says “{sign}” it does not count.",
)
TO_FIX_UNCONFIRMED = Text("Số liệu đề xuất chưa được xác nhận.", "The proposed figures are not confirmed.")
LIVE_SHEET = Text("Cần sửa (tự động)", "To fix (live)")
COVER_SUBJECT = Text("Đề nghị bổ sung, chỉnh sửa báo cáo: {about}", "Please complete: {about}")
COVER = Text(
    "Kính gửi: {agency}\n\n{first}{lead} đã nhận biểu của đơn vị ({file}). Qua kiểm tra còn {points}:\n\n{list}\n\n"
    "Đề nghị đơn vị mở tệp kèm theo ({returned}), xem trang “{sheet}”, sửa ngay trong tệp và gửi lại tới {email}.\n\nTrân trọng./.\n{contact}\n",
    "To: {agency}\n\n{first}{lead} has received your workbook ({file}). Still open: {points}:\n\n{list}\n\n"
    "Please open the attached file ({returned}), see its sheet “{sheet}”, correct it there and send it back to {email}.\n\nWith thanks,\n{contact}\n",
)

UNKNOWN = Text("chưa ghi", "not given")
