"""Sentences about what was typed in one cell, by finding code.

An error holds the value back until the agency answers; a note means the value was taken as described
and is listed so that a person can object.
"""

from __future__ import annotations

from toolkit.messages import FindingText, Text

_NUMBER_ONLY = Text(
    vi="Chỉ nhập một con số, không kèm chữ; phần giải thích ghi ở cột Ghi chú.",
    en="Type one number only, with no words; put any explanation in the Note column.",
)
_NOTHING_TO_DO = Text(
    vi="Không cần xử lý nếu cách hiểu này đúng; nếu không đúng, đề nghị nhập lại.",
    en="Nothing to do if this is what you meant; otherwise type it again.",
)

#: Numbers that are held back.
_NUMBERS: dict[str, FindingText] = {
    "error-value": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) đang báo lỗi công thức {value} nên chưa có số liệu cho {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) shows the formula error {value}, so there is no figure for {indicator}, {period}.",
        ),
        fix=Text(
            vi="Xóa công thức trong ô rồi gõ thẳng vào đó. {answer}",
            en="Clear the formula in the cell and type straight into it. {answer}",
        ),
        meaning=Text(
            vi="Ô chứa lỗi của Excel (#REF!, #DIV/0! …) thay cho giá trị.",
            en="The cell holds an Excel error (#REF!, #DIV/0! …) in place of a value.",
        ),
    ),
    "not-a-number": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, không đọc được thành số cho {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, which cannot be read as a number for {indicator}, {period}.",
        ),
        fix=Text(
            vi="Nhập con số bằng chữ số; nếu không phát sinh, ghi 0; nếu chưa có số liệu, ghi “chưa thống kê”.",
            en="Type the number in digits; if there was none, type 0; if it is not known, type “chưa thống kê”.",
        ),
        meaning=Text(
            vi="Ô số chứa chữ không phải là số, không phải từ chỉ “không có”, “chưa thống kê”, “không áp dụng”.",
            en="A cell for a number holds words that are no number, nor any of the words for none, not known or not applicable.",
        ),
    ),
    "ambiguous-number": FindingText(
        severity="error",
        what=Text(
            vi="Số “{value}” ở ô {cell} (trang {sheet}) có thể hiểu theo nhiều cách: {readings} (dấu phẩy là dấu thập phân).",
            en="The number “{value}” in cell {cell} (sheet {sheet}) can be read in more than one way: {readings} (the comma is the decimal sign).",
        ),
        fix=Text(
            vi="Nhập lại, không dùng dấu phân cách hàng nghìn, không để trong ngoặc; phần thập phân viết sau dấu phẩy, số âm viết dấu trừ ở trước.",
            en="Type it again without a sign between thousands and without brackets; write decimals after a comma, and a minus before a negative number.",
        ),
        meaning=Text(
            vi="Dấu chấm hoặc dấu phẩy có thể là dấu hàng nghìn hoặc dấu thập phân, số trong ngoặc có thể là số âm; không tự chọn cách hiểu.",
            en="The point or comma may part thousands or decimals, a number in brackets may be negative; the toolkit does not choose.",
        ),
    ),
    "unclear-number": FindingText(
        severity="error",
        what=Text(
            vi="Số “{value}” ở ô {cell} (trang {sheet}) viết không đúng cách (dấu chấm, dấu phẩy hoặc khoảng trắng sai vị trí).",
            en="The number “{value}” in cell {cell} (sheet {sheet}) is not well written (a point, comma or space is out of place).",
        ),
        fix=Text(
            vi="Nhập lại con số, không dùng dấu phân cách hàng nghìn.",
            en="Type the number again, without a sign between thousands.",
        ),
        meaning=Text(
            vi="Các nhóm chữ số không hợp quy ước nào (ví dụ 1.23.456 hoặc 0912345678).",
            en="The groups of digits follow no convention (such as 1.23.456 or 0912345678).",
        ),
    ),
    "not-whole": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, nhưng {indicator} là số đếm nên phải là số nguyên.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, but {indicator} is a count, so it must be a whole number.",
        ),
        fix=Text(vi="Kiểm tra và nhập lại số nguyên.", en="Check it and type a whole number."),
        meaning=Text(
            vi="Chỉ tiêu đếm (người, lượt, vụ …) không thể có phần thập phân.",
            en="A count (people, times, cases …) cannot have decimals.",
        ),
    ),
    "negative-number": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi số âm “{value}”; biểu chỉ nhận số từ 0 cho {indicator}.",
            en="Cell {cell} (sheet {sheet}) holds the negative number “{value}”; the form takes numbers from 0 for {indicator}.",
        ),
        fix=Text(
            vi="Nếu dấu trừ là gạch đầu dòng thì bỏ; nếu là số âm, giữ nguyên và báo cơ quan đầu mối để sửa giới hạn của chỉ tiêu.",
            en="Leave out the sign if it is only a bullet; if the number is negative, keep it and tell the coordinating agency, which can change the indicator's limits.",
        ),
        meaning=Text(
            vi="Số đếm hoặc số tiền âm, hoặc số để trong ngoặc đơn.",
            en="A negative count or amount, or a number in brackets.",
        ),
    ),
    "out-of-range": FindingText(
        severity="error",
        what=Text(
            vi="Giá trị “{value}” ở ô {cell} (trang {sheet}) nằm ngoài giới hạn của {indicator}: {limits}.",
            en="The value “{value}” in cell {cell} (sheet {sheet}) is outside the limits of {indicator}: {limits}.",
        ),
        fix=Text(
            vi="Kiểm tra số liệu và đơn vị tính rồi nhập lại; nếu số liệu đúng, đề nghị báo cơ quan đầu mối.",
            en="Check the figure and its unit and type it again; if it is right, tell the coordinating agency.",
        ),
        meaning=Text(
            vi="Giá trị nhỏ hơn mức nhỏ nhất hoặc lớn hơn mức lớn nhất mà biểu cho phép (tỷ lệ: 0–100 nếu biểu không quy định khác).",
            en="Below the smallest or above the largest value that the definition allows (percentages: 0–100 unless it says otherwise).",
        ),
    ),
    "date-in-number": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) chứa ngày giờ “{value}”, không phải con số; có thể Excel đã tự đổi, ví dụ 3/5 thành ngày 3 tháng 5.",
            en="Cell {cell} (sheet {sheet}) holds the date or time “{value}”, not a number; Excel may have changed it, such as 3/5 into 3 May.",
        ),
        fix=Text(
            vi="Nhập lại con số; nếu Excel vẫn đổi thành ngày, chọn định dạng ô là Number (Số) trước khi nhập.",
            en="Type the number again; if Excel makes it a date once more, set the cell's format to Number first.",
        ),
        meaning=Text(
            vi="Ô số chứa ngày hoặc giờ; không khôi phục được nội dung đã gõ.",
            en="A cell for a number holds a date or time; what was typed cannot be recovered.",
        ),
    ),
    "unit-mismatch": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, nhưng đơn vị tính của {indicator} là “{unit}”.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, but the unit of {indicator} is “{unit}”.",
        ),
        fix=Text(
            vi="Nhập con số theo đúng đơn vị tính “{unit}”, không kèm chữ.",
            en="Type the number in the unit “{unit}”, with no words.",
        ),
        meaning=Text(
            vi="Đơn vị tính ghi kèm số không phải của chỉ tiêu.",
            en="The unit typed beside the number is not the indicator's.",
        ),
    ),
    "rate-in-cell": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi định mức “{value}”; {indicator} cần tổng số.",
            en="Cell {cell} (sheet {sheet}) holds a rate, “{value}”; {indicator} asks for the total.",
        ),
        fix=Text(
            vi="Nhập tổng số của cả kỳ, không nhập mức bình quân hoặc định mức.",
            en="Type the total of the whole period, not an average or a rate.",
        ),
        meaning=Text(
            vi="Số ghi theo đầu người, theo năm, bình quân …, không phải tổng.",
            en="The number is per person, per year, an average …, not a total.",
        ),
    ),
    "approximate-number": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi số ước lượng “{value}” cho {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) holds an estimate, “{value}”, for {indicator}, {period}.",
        ),
        fix=Text(
            vi="Nhập số chính xác; nếu đúng là {readings} thì chỉ ghi số đó.",
            en="Type the exact number; if it is {readings}, type just that.",
        ),
        meaning=Text(
            vi="Số kèm từ ước lượng: khoảng, gần, hơn, trên, ước, >, ~ …",
            en="The number comes with a word or sign of estimate: about, nearly, over, >, ~ …",
        ),
    ),
    "number-range": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi một khoảng số “{value}”, không phải một con số.",
            en="Cell {cell} (sheet {sheet}) holds a range, “{value}”, not one number.",
        ),
        fix=_NUMBER_ONLY,
        meaning=Text(
            vi="Ô ghi khoảng số (10-15, từ 10 đến 15).", en="The cell says from one number to another (10-15)."
        ),
    ),
    "several-numbers": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) có nhiều con số: “{value}”; cần một số cho {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) holds several numbers: “{value}”; one is needed for {indicator}, {period}.",
        ),
        fix=Text(
            vi="Mỗi ô chỉ nhập một con số; số của kỳ khác hoặc chỉ tiêu khác nhập vào ô của kỳ, chỉ tiêu đó.",
            en="Type one number in each cell; figures of other periods or indicators go into their own cells.",
        ),
        meaning=Text(
            vi="Không rõ con số nào trong ô là số liệu cần báo cáo.",
            en="It is not clear which of the cell's numbers is the figure asked for.",
        ),
    ),
    "fraction-in-cell": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”: có thể là số đạt trên tổng số, hoặc ngày tháng.",
            en="Cell {cell} (sheet {sheet}) says “{value}”: this may be a part of a total, or a date.",
        ),
        fix=Text(
            vi="Chỉ nhập con số mà chỉ tiêu yêu cầu; tổng số nhập vào ô của chỉ tiêu tương ứng.",
            en="Type only the number that the indicator asks for; the total goes into its own indicator.",
        ),
        meaning=Text(
            vi="Tử số và mẫu số nằm trong cùng một ô (12/15).",
            en="Numerator and denominator stand in one cell (12/15).",
        ),
    ),
    "struck-through": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) có phần bị gạch ngang: “{value}”; chưa rõ lấy phần nào cho {indicator}.",
            en="Cell {cell} (sheet {sheet}) holds something that is struck through: “{value}”. It is not clear which part counts for {indicator}.",
        ),
        fix=Text(
            vi="Xóa hẳn phần đã gạch, chỉ để lại nội dung đúng và bỏ định dạng gạch ngang.",
            en="Delete what is struck through, leave only what is right, and take the strikethrough off.",
        ),
        meaning=Text(
            vi="Gạch ngang chữ số là cách sửa trên giấy; tệp chỉ giữ các chữ số liền nhau nên không cộng.",
            en="Striking through is how corrections are made on paper; the file only has all the digits together, so nothing is counted.",
        ),
    ),
    "number-in-words": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi số bằng chữ: “{value}”.",
            en="Cell {cell} (sheet {sheet}) holds a number in words: “{value}”.",
        ),
        fix=Text(
            vi="Nhập bằng chữ số; nếu đúng là {readings} thì ghi số đó.",
            en="Type it in digits; if it is {readings}, type that.",
        ),
        meaning=Text(vi="Số được viết bằng chữ.", en="The number is written in words."),
    ),
    "spoken-number": FindingText(
        severity="error",
        what=Text(
            vi="Số tiền ở ô {cell} (trang {sheet}) viết theo cách nói: “{value}”.",
            en="The amount in cell {cell} (sheet {sheet}) is written as it is spoken: “{value}”.",
        ),
        fix=Text(
            vi="Nhập đầy đủ bằng chữ số theo đơn vị tính của chỉ tiêu; nếu đúng là {readings} thì ghi số đó.",
            en="Type it in full, in the indicator's unit; if it is {readings}, type that.",
        ),
        meaning=Text(
            vi="“1 tỷ 2” thường là 1,2 tỷ nhưng khi viết thì không chắc chắn.",
            en="“1 tỷ 2” usually means 1.2 billion, but this is not certain in writing.",
        ),
    ),
    "text-with-number": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) có cả chữ và số: “{value}”, chưa rõ số liệu của {indicator}.",
            en="Cell {cell} (sheet {sheet}) mixes words and a number: “{value}”; the figure of {indicator} is not clear.",
        ),
        fix=_NUMBER_ONLY,
        meaning=Text(
            vi="Chữ kèm con số không phải đơn vị tính hoặc chú thích thường dùng.",
            en="The words around the number are neither its unit nor a usual remark.",
        ),
    ),
    "check-unit": FindingText(
        severity="error",
        what=Text(
            vi="Số tiền “{value}” ở ô {cell} (trang {sheet}) có thể không theo đơn vị “{unit}”; có thể là: {readings}.",
            en="The amount “{value}” in cell {cell} (sheet {sheet}) is probably not in “{unit}”; it may be: {readings}.",
        ),
        fix=Text(
            vi="Nhập lại theo đơn vị “{unit}”; nếu số đã đúng, ghi kèm đơn vị ngay trong ô.",
            en="Type it again in “{unit}”; if the number is right, type the unit beside it in the cell.",
        ),
        meaning=Text(
            vi="Số tiền quá lớn hoặc quá nhỏ so với đơn vị tính, thường do nhập theo đồng.",
            en="The amount is too large or too small for the unit, usually because it was typed in đồng.",
        ),
    ),
    "shown-otherwise": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) hiện “{value}” do định dạng ô, còn số lưu trong ô là {stored}; chưa rõ số nào là số liệu của {indicator}, kỳ {period}: {readings}.",
            en="Cell {cell} (sheet {sheet}) shows “{value}” through its number format, while {stored} is stored in it; it is not clear which is the figure of {indicator}, {period}: {readings}.",
        ),
        fix=Text(
            vi="Chép một ô trống bên cạnh dán vào ô này, rồi nhập lại con số theo đơn vị tính “{unit}”.",
            en="Copy a blank cell beside it into this one, then type the figure again, in the unit “{unit}”.",
        ),
        meaning=Text(
            vi="Định dạng ô thêm chữ số hoặc chia cho nghìn, triệu, nên số nhìn thấy không phải là số lưu trong ô.",
            en="The cell's format adds digits or divides by a thousand or more, so that another number is seen than is stored.",
        ),
    ),
    "ambiguous-percent": FindingText(
        severity="error",
        what=Text(
            vi="Tỷ lệ “{value}” ở ô {cell} (trang {sheet}) có thể hiểu theo hai cách (%): {readings}.",
            en="The percentage “{value}” in cell {cell} (sheet {sheet}) can be read in two ways (%): {readings}.",
        ),
        fix=Text(vi="Nhập lại kèm ký hiệu %, ví dụ 85%; 1%.", en="Type it again with the sign %, such as 85%; 1%."),
        meaning=Text(
            vi="Số từ 0 đến 1 trong cột tỷ lệ: là phần trăm hay là phân số của 1.",
            en="A number between 0 and 1 in a column of percentages: per cent, or a share of 1.",
        ),
    ),
    "number-too-large": FindingText(
        severity="error",
        what=Text(
            vi="Số “{value}” ở ô {cell} (trang {sheet}) quá lớn, không thể là số liệu của {indicator}.",
            en="The number “{value}” in cell {cell} (sheet {sheet}) is too large to be a figure of {indicator}.",
        ),
        fix=Text(vi="Kiểm tra và nhập lại con số.", en="Check the number and type it again."),
        meaning=Text(
            vi="Số có trên 15 chữ số; Excel không giữ được chính xác (có thể là số tài khoản, số căn cước).",
            en="More than 15 digits, which Excel cannot keep exactly (perhaps an account or identity number).",
        ),
    ),
}

#: Other answers that are held back.
_ANSWERS: dict[str, FindingText] = {
    "zero-or-unknown": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”: {indicator}, kỳ {period} có thể là 0, hoặc đơn vị không có số liệu.",
            en="Cell {cell} (sheet {sheet}) says “{value}”: {indicator}, {period} may be 0, or the agency has no figure.",
        ),
        fix=Text(
            vi="Nếu đúng là không phát sinh, chỉ ghi 0; nếu không có số liệu, ghi “chưa thống kê”; nếu không thuộc trách nhiệm của đơn vị, ghi “không áp dụng”.",
            en="If there was none, type just 0; if it is not known, “chưa thống kê”; if it is not the agency's, “không áp dụng”.",
        ),
        meaning=Text(
            vi="Số 0 hoặc “không” kèm nội dung thể hiện số liệu chưa có, không thuộc đơn vị hoặc do nơi khác báo cáo.",
            en="A 0 or “không” with words saying that the figure is not known, not the agency's, or reported by others.",
        ),
    ),
    "not-yes-or-no": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, chưa rõ là có hay không đối với {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, which is neither a clear yes nor no for {indicator}, {period}.",
        ),
        fix=Text(
            vi="Ghi “có” hoặc “không”; phần giải thích ghi ở cột Ghi chú.",
            en="Type “có” (yes) or “không” (no); put any explanation in the Note column.",
        ),
        meaning=Text(
            vi="Chỉ tiêu có/không được trả lời khác hoặc bằng cả hai.",
            en="A yes-or-no indicator is answered with something else, or with both.",
        ),
    ),
    "not-in-choices": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, không có trong danh sách lựa chọn của {indicator}.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, which is not one of the choices of {indicator}.",
        ),
        fix=Text(vi="Chọn đúng một mục: {choices}.", en="Choose one of: {choices}."),
        meaning=Text(
            vi="Giá trị không trùng với mục nào trong danh sách.", en="The value is none of the listed choices."
        ),
    ),
    "not-a-date": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, không đọc được thành ngày.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, which cannot be read as a date.",
        ),
        fix=Text(
            vi="Nhập ngày theo dạng ngày/tháng/năm, ví dụ 07/3/2020.",
            en="Type the date as day/month/year, such as 07/3/2020.",
        ),
        meaning=Text(vi="Ô ngày chứa nội dung khác.", en="A cell for a date holds something else."),
    ),
    "incomplete-date": FindingText(
        severity="error",
        what=Text(
            vi="Ngày “{value}” ở ô {cell} (trang {sheet}) chưa đủ ngày, tháng, năm.",
            en="The date “{value}” in cell {cell} (sheet {sheet}) lacks its day, month or year.",
        ),
        fix=Text(vi="Nhập đủ ngày/tháng/năm, ví dụ 07/3/2020.", en="Type day, month and year, such as 07/3/2020."),
        meaning=Text(
            vi="Thiếu ngày, tháng hoặc năm; phần thiếu không được tự điền.",
            en="Day, month or year is missing; the toolkit does not fill it in.",
        ),
    ),
    "month-over-12": FindingText(
        severity="error",
        what=Text(
            vi="Ngày “{value}” ở ô {cell} (trang {sheet}) có tháng lớn hơn 12; có thể đã gõ kiểu tháng/ngày, tức là {readings}.",
            en="The date “{value}” in cell {cell} (sheet {sheet}) has a month above 12; it may be typed month first, meaning {readings}.",
        ),
        fix=Text(vi="Nhập lại theo dạng ngày/tháng/năm.", en="Type it again as day/month/year."),
        meaning=Text(
            vi="Ngày có thể gõ theo kiểu Mỹ (tháng trước, ngày sau).",
            en="The date was probably typed in the American order (month first).",
        ),
    ),
    "number-as-date": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) hiện ngày “{value}”: có thể đã gõ số {number} vào ô định dạng ngày, hoặc gõ nhầm năm.",
            en="Cell {cell} (sheet {sheet}) shows the date “{value}”: probably the number {number} was typed into a cell formatted as a date, or the year is wrong.",
        ),
        fix=Text(vi="Nhập đủ ngày/tháng/năm, ví dụ 07/3/2020.", en="Type day, month and year, such as 07/3/2020."),
        meaning=Text(
            vi="Ô ngày hiện một ngày trong các năm 1900–1919: Excel tạo ra ngày như vậy từ một con số nhỏ hoặc từ số năm.",
            en="The cell shows a day of the years 1900–1919, which Excel makes of a small number, or of a year.",
        ),
    ),
    "no-such-date": FindingText(
        severity="error",
        what=Text(
            vi="Ngày “{value}” ở ô {cell} (trang {sheet}) không có trong lịch.",
            en="The date “{value}” in cell {cell} (sheet {sheet}) does not exist.",
        ),
        fix=Text(
            vi="Kiểm tra và nhập lại theo dạng ngày/tháng/năm.", en="Check it and type it again as day/month/year."
        ),
        meaning=Text(
            vi="Ngày không tồn tại (31/02) hoặc năm ngoài khoảng 1900–2099.",
            en="No such day (31/02), or a year outside 1900–2099.",
        ),
    ),
}

#: Values that were taken, with what a person may object to.
_TAKEN: dict[str, FindingText] = {
    "dash-as-zero": FindingText(
        severity="note",
        what=Text(
            vi="Dấu “{value}” ở ô {cell} (trang {sheet}) được hiểu là không phát sinh (0) đối với {indicator}, kỳ {period}.",
            en="The dash “{value}” in cell {cell} (sheet {sheet}) is taken for none (0) for {indicator}, {period}.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Theo quy ước của ngành thống kê, “-” là không có hiện tượng phát sinh.",
            en="By the statistical office's convention “-” means that nothing occurred.",
        ),
    ),
    "not-yet-as-zero": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, được hiểu là 0 đối với {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) says “{value}” (not yet), taken for 0 for {indicator}, {period}.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="“Chưa phát sinh”, “chưa tổ chức” … được tính là 0.",
            en="“Not yet occurred”, “not yet held” … counts as 0.",
        ),
    ),
    "nothing-not-zero": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, được hiểu là không có số, không phải 0, đối với {indicator}, kỳ {period}: ở đây không cộng dồn (tỷ lệ, điểm; lấy trung bình, lớn nhất, nhỏ nhất).",
            en="Cell {cell} (sheet {sheet}) says “{value}”, taken for no figure, not for 0, for {indicator}, {period}: nothing is added up here (a rate, a score; a mean, the largest or the smallest).",
        ),
        fix=Text(
            vi="Nếu số đúng là 0 thì gõ số 0; nếu không thì không phải làm gì.",
            en="If the figure is 0, type the digit 0; otherwise nothing needs to be done.",
        ),
        meaning=Text(
            vi="“Không có”, “không phát sinh” và dấu “-” là 0 ở số đếm và số cộng; ở chỗ lấy trung bình, lớn nhất, nhỏ nhất hay tỷ lệ thì số 0 như vậy làm sai kết quả.",
            en="“None” and a dash are 0 where things are counted or summed; in a mean, a largest or smallest, or a rate such a 0 would make the result wrong.",
        ),
    ),
    "sign-before-magnitude": FindingText(
        severity="note",
        what=Text(
            vi="Số “{value}” ở ô {cell} (trang {sheet}) được hiểu là {read_as} {unit}: trước nghìn, triệu, tỷ, dấu phẩy là dấu thập phân, dấu chấm là dấu hàng nghìn.",
            en="The number “{value}” in cell {cell} (sheet {sheet}) is read as {read_as} {unit}: before thousands, millions, billions in words, a comma is the decimal sign and a point parts thousands.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Số viết kèm bậc bằng chữ (24,023 tỷ đồng; 12.500 nghìn đồng) được hiểu theo cách viết của Việt Nam.",
            en="A number with its magnitude in words (24,023 tỷ đồng; 12.500 nghìn đồng) is read the Vietnamese way.",
        ),
    ),
    "growth-in-cell": FindingText(
        severity="error",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi mức tăng, giảm (“{value}”), chưa phải số liệu của {indicator}, kỳ {period}.",
            en="Cell {cell} (sheet {sheet}) says by how much it grew or fell (“{value}”), not the figure of {indicator} for {period}.",
        ),
        fix=Text(
            vi="Nhập con số của kỳ này; mức tăng, giảm thì ghi ở cột Ghi chú của đơn vị.",
            en="Type the figure of this period; by how much it changed goes into the column of notes.",
        ),
        meaning=Text(
            vi="Mức tăng, giảm không thay cho số liệu; ghi sau con số thì được giữ làm ghi chú.",
            en="Growth does not tell the figure; after a figure it is kept as a remark.",
        ),
    ),
    "point-as-thousands": FindingText(
        severity="note",
        what=Text(
            vi="Dấu chấm trong “{value}” ở ô {cell} (trang {sheet}) được hiểu là dấu hàng nghìn, vì số phải là số nguyên.",
            en="The point in “{value}” in cell {cell} (sheet {sheet}) is read as parting thousands, because the number must be whole.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Số dạng chữ như 1.234 trong cột số đếm được hiểu là 1234.",
            en="Text such as 1.234 in a column of counts is read as 1234.",
        ),
    ),
    "foreign-separators": FindingText(
        severity="note",
        what=Text(
            vi="Số “{value}” ở ô {cell} (trang {sheet}) viết theo kiểu Anh - Mỹ (dấu chấm thập phân) và được hiểu theo kiểu đó.",
            en="The number “{value}” in cell {cell} (sheet {sheet}) is written the English way (decimal point) and was read so.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Chỉ có một cách hiểu, nhưng không theo quy ước Việt Nam (1.234,5).",
            en="Only one reading is possible, but it is not the Vietnamese convention (1.234,5).",
        ),
    ),
    "footnote-mark": FindingText(
        severity="note",
        what=Text(
            vi="Số ở ô {cell} (trang {sheet}) có dấu chú thích: “{value}”; đã lấy con số, bỏ dấu.",
            en="The number in cell {cell} (sheet {sheet}) carries a footnote mark: “{value}”; the number is taken without it.",
        ),
        fix=Text(vi="Ghi nội dung chú thích ở cột Ghi chú.", en="Put the footnote's text in the Note column."),
        meaning=Text(vi="Số kèm dấu *, (1), ¹ …", en="The number comes with *, (1), ¹ …"),
    ),
    "note-in-cell": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi kèm giải thích: “{value}”; chỉ con số đứng đầu được tính.",
            en="Cell {cell} (sheet {sheet}) holds a remark as well: “{value}”; only the first number is counted.",
        ),
        fix=Text(vi="Chuyển phần giải thích sang cột Ghi chú.", en="Move the remark to the Note column."),
        meaning=Text(
            vi="Phần trong ngoặc hoặc sau “trong đó” không được cộng vào số liệu.",
            en="What stands in brackets or after “trong đó” (of which) is not added to the figure.",
        ),
    ),
    "half-in-words": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”; “rưỡi” được hiểu là một nửa của bậc đứng trước.",
            en="Cell {cell} (sheet {sheet}) says “{value}”; “rưỡi” is read as half of the magnitude before it.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(vi="2 tỷ rưỡi là 2,5 tỷ.", en="“2 tỷ rưỡi” is 2.5 billion."),
    ),
    "unit-differs": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) ghi “{value}”, trong khi đơn vị tính của {indicator} là “{unit}”; con số được giữ nguyên.",
            en="Cell {cell} (sheet {sheet}) says “{value}”, while the unit of {indicator} is “{unit}”; the number is taken as it is.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Đơn vị tính ghi kèm khác cách ghi nhưng phù hợp với tên chỉ tiêu.",
            en="The unit beside the number is in other words, which fit the indicator's label.",
        ),
    ),
    "date-from-serial": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) chứa số {value}, được hiểu là ngày lưu dưới dạng số của Excel.",
            en="Cell {cell} (sheet {sheet}) holds the number {value}, read as a date kept as an Excel serial number.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Ngày bị mất định dạng, còn lại số thứ tự ngày (hệ 1900).",
            en="The date lost its format and shows its serial number (1900 system).",
        ),
    ),
    "two-digit-year": FindingText(
        severity="note",
        what=Text(
            vi="Năm trong “{value}” ở ô {cell} (trang {sheet}) chỉ có hai chữ số, được hiểu là {year}.",
            en="The year in “{value}” in cell {cell} (sheet {sheet}) has two digits only; it is read as {year}.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(vi="Năm viết tắt hai chữ số.", en="The year is written with two digits."),
    ),
    "mark-as-answer": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) đánh dấu “{value}”: dấu x, ✓, 1 được hiểu là có, 0 là không.",
            en="Cell {cell} (sheet {sheet}) is marked “{value}”: x, ✓ and 1 are taken for yes, 0 for no.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Chỉ tiêu có/không được trả lời bằng dấu hoặc bằng 1/0.",
            en="A yes-or-no indicator is answered with a mark or with 1/0.",
        ),
    ),
    "dash-as-no": FindingText(
        severity="note",
        what=Text(
            vi="Dấu “{value}” ở ô {cell} (trang {sheet}) được hiểu là “không” đối với {indicator}, kỳ {period}.",
            en="The dash “{value}” in cell {cell} (sheet {sheet}) is taken for “no” for {indicator}, {period}.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(vi="Dấu gạch trong chỉ tiêu có/không.", en="A dash in a yes-or-no indicator."),
    ),
    "words-beside-answer": FindingText(
        severity="note",
        what=Text(
            vi="Ô {cell} (trang {sheet}) trả lời kèm giải thích: “{value}”; từ đầu tiên được hiểu là câu trả lời.",
            en="Cell {cell} (sheet {sheet}) answers with a remark: “{value}”; its first word is taken for the answer.",
        ),
        fix=_NOTHING_TO_DO,
        meaning=Text(
            vi="Câu trả lời có/không kèm thông tin khác (ví dụ số văn bản).",
            en="A yes or no with further information, such as a document's number.",
        ),
    ),
}

FINDINGS: dict[str, FindingText] = {**_NUMBERS, **_ANSWERS, **_TAKEN}
