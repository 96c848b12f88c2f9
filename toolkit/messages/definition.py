"""Findings of reading the definition workbook, and the wording of its sheets."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

_NEAREST = Text(" Gần nhất là “{nearest}”.", " The nearest is “{nearest}”.")


def _entry(severity: str, vi: str, en: str, fix_vi: str, fix_en: str, meaning_vi: str, meaning_en: str) -> FindingText:
    return FindingText(severity, Text(vi, en), Text(fix_vi, fix_en), Text(meaning_vi, meaning_en))  # type: ignore[arg-type]


FINDINGS: dict[str, FindingText] = {
    "definition-unknown-sheet": _entry(
        "warning",
        "Trang “{sheet}” mang khóa {value}, không có trong định nghĩa.", "Sheet “{sheet}” carries the key {value}, which no definition has.",
        "Sửa ô A1 thành {nearest} nếu đúng ý, hoặc xóa khóa.", "Change A1 to {nearest} if that was meant, or clear it.",
        "Khóa trang viết sai hoặc trang lạ; trang không được đọc.", "A misspelt or foreign sheet key; the sheet is not read.",
    ),
    "definition-sheet-twice": _entry(
        "error",
        "Trang “{sheet}” mang khóa {value} đã có ở trang “{other}”.", "Sheet “{sheet}” carries the key {value} that “{other}” already has.",
        "Giữ một trang, xóa khóa ở trang kia.", "Keep one sheet and clear the other's key.",
        "Hai trang mang cùng một khóa.", "Two sheets carry the same key.",
    ),
    "definition-no-sheet": _entry(
        "error",
        "Thiếu trang {value}.", "There is no sheet {value}.",
        "Thêm trang có ô A1 là {value} (xem bản mẫu: toolkit new).", "Add a sheet with {value} in A1 (see a new one: toolkit new).",
        "Một trang bắt buộc của định nghĩa không có.", "A sheet that every definition needs is not there.",
    ),
    "definition-asks-nothing": _entry(
        "error",
        "Định nghĩa không có chỉ tiêu, cũng không có mục nội dung.", "The definition asks for no indicator and no section.",
        "Thêm trang toolkit:indicators hoặc toolkit:sections.", "Add a sheet toolkit:indicators or toolkit:sections.",
        "Không có gì để hỏi các đơn vị.", "There is nothing to ask the agencies.",
    ),
    "definition-no-agencies": _entry(
        "error",
        "Danh sách đơn vị trống.", "The roster is empty.",
        "Thêm ít nhất một đơn vị vào trang toolkit:agencies.", "Add at least one agency to toolkit:agencies.",
        "Không có đơn vị nào để gửi biểu.", "There is no agency to send a form to.",
    ),
    "definition-no-periods": _entry(
        "error",
        "Có chỉ tiêu nhưng chưa ghi kỳ số liệu (hàng periods).", "There are indicators but no periods (row `periods`).",
        "Ghi các kỳ, cách nhau bằng dấu |, ví dụ 2016|2017|2020-6M.", "Give the periods, separated by |, such as 2016|2017|2020-6M.",
        "Chỉ tiêu cần ít nhất một kỳ.", "Indicators need at least one period.",
    ),
    "definition-unknown-column": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: cột “{value}” không có trong định nghĩa.", "Sheet “{sheet}”, {cell}: no definition has a column “{value}”.",
        "Sửa thành “{nearest}” nếu đúng ý; nếu không, cột này không được đọc.", "Change it to “{nearest}” if that was meant; otherwise it is not read.",
        "Khóa cột viết sai; cột không được đọc.", "A misspelt column key; the column is not read.",
    ),
    "definition-extra-column": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: cột “{value}” không có trong định nghĩa nên không được đọc.", "Sheet “{sheet}”, {cell}: no definition has a column “{value}”; it is not read.",
        "Bỏ khóa ở ô đó nếu cột chỉ để ghi chú.", "Clear that key if the column is only for notes.",
        "Cột lạ; không được đọc.", "A foreign column; it is not read.",
    ),
    "definition-column-twice": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: cột “{value}” có hai lần.", "Sheet “{sheet}”, {cell}: column “{value}” stands twice.",
        "Xóa khóa của cột thừa.", "Clear the key of the extra column.",
        "Một khóa cột lặp lại.", "A column key is repeated.",
    ),
    "definition-no-column": _entry(
        "error",
        "Trang “{sheet}” thiếu cột “{value}”.", "Sheet “{sheet}” lacks the column “{value}”.",
        "Thêm khóa “{value}” vào hàng 1.", "Add the key “{value}” to row 1.",
        "Thiếu một cột bắt buộc.", "A column that is needed is not there.",
    ),
    "definition-no-row": _entry(
        "error",
        "Trang “{sheet}” thiếu hàng “{value}”.", "Sheet “{sheet}” lacks the row “{value}”.",
        "Thêm một hàng có khóa “{value}” ở cột A.", "Add a row with “{value}” in column A.",
        "Thiếu một hàng bắt buộc của trang Đợt báo cáo.", "A row that the sheet of the campaign needs is not there.",
    ),
    "definition-unknown-row": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: hàng “{value}” không có trong định nghĩa.", "Sheet “{sheet}”, {cell}: no definition has a row “{value}”.",
        "Sửa thành “{nearest}” nếu đúng ý.", "Change it to “{nearest}” if that was meant.",
        "Khóa hàng viết sai; hàng không được đọc.", "A misspelt row key; the row is not read.",
    ),
    "definition-row-twice": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: hàng “{value}” có hai lần.", "Sheet “{sheet}”, {cell}: row “{value}” stands twice.",
        "Xóa hàng thừa.", "Delete the extra row.",
        "Một khóa hàng lặp lại.", "A row key is repeated.",
    ),
    "definition-blank": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: cột “{column}” đang trống.", "Sheet “{sheet}” {cell}: “{column}” is blank.",
        "Điền vào ô này.", "Fill in that cell.",
        "Một ô bắt buộc của định nghĩa để trống.", "A cell that the definition needs is blank.",
    ),
    "definition-unknown-value": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{value}” không dùng được ở cột {column}.", "Sheet “{sheet}”, {cell}: “{value}” is not a value of {column}.",
        "Dùng một trong: {known}. Gần nhất là “{nearest}”.", "Use one of: {known}. The nearest is “{nearest}”.",
        "Giá trị không có trong danh sách cho phép (ví dụ loại chỉ tiêu).", "A value that is not on the list, such as an unknown kind.",
    ),
    "definition-not-a-number": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{value}” ở cột {column} không phải là số.", "Sheet “{sheet}”, {cell}: “{value}” in {column} is not a number.",
        "Gõ một con số.", "Type a number.",
        "Ô số của định nghĩa chứa chữ.", "A number cell of the definition holds text.",
    ),
    "definition-not-a-date": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{value}” ở cột {column} không phải là ngày.", "Sheet “{sheet}”, {cell}: “{value}” in {column} is not a date.",
        "Gõ ngày/tháng/năm, ví dụ 15/07/2020.", "Type day/month/year, such as 15/07/2020.",
        "Ô ngày của định nghĩa không đọc được.", "A date cell of the definition cannot be read.",
    ),
    "definition-bad-period": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{value}” không phải là một kỳ.", "Sheet “{sheet}”, {cell}: “{value}” is not a period.",
        "Các cách viết: {forms}.", "Periods are written: {forms}.",
        "Kỳ số liệu viết sai.", "A period is not written as one.",
    ),
    "definition-period-twice": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: kỳ “{value}” có hai lần.", "Sheet “{sheet}”, {cell}: period “{value}” stands twice.",
        "Xóa kỳ thừa.", "Delete the extra one.",
        "Một kỳ lặp lại.", "A period is repeated.",
    ),
    "definition-bad-code": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: mã “{value}” có ký tự không dùng được hoặc dài quá 31 ký tự.", "Sheet “{sheet}”, {cell}: the code “{value}” has a character that cannot be used, or more than 31.",
        "Dùng chữ, số, dấu gạch; không dùng | # / \\ : * ? \" < > [ ].", "Use letters, digits and hyphens; not | # / \\ : * ? \" < > [ ].",
        "Mã dùng làm tên tệp và khóa nên không được có ký tự đặc biệt.", "Codes become file names and keys.",
    ),
    "definition-duplicate-code": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: mã “{value}” đã có ở ô {other}.", "Sheet “{sheet}”, {cell}: the code “{value}” is already in {other}.",
        "Đặt mã khác; mỗi mã chỉ dùng một lần.", "Give it another code; a code is used once.",
        "Hai dòng cùng một mã.", "Two rows have the same code.",
    ),
    "definition-unknown-agency": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: không có đơn vị “{value}” trong danh sách.", "Sheet “{sheet}”, {cell}: there is no agency “{value}” on the roster.",
        "Sửa mã; gần nhất là “{nearest}”.", "Correct the code; the nearest is “{nearest}”.",
        "Một mã đơn vị được nhắc tới nhưng không có trong danh sách.", "An agency code is named that is not on the roster.",
    ),
    "definition-unknown-body": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{value}” không phải mã đơn vị, cũng không phải nhóm đơn vị.", "Sheet “{sheet}”, {cell}: “{value}” is neither an agency's code nor a group.",
        "Sửa lại; gần nhất là “{nearest}”.", "Correct it; the nearest is “{nearest}”.",
        "Cột asked_of hoặc owner nhắc tới nhóm hay đơn vị không có.", "`asked_of` or `owner` names a group or agency that does not exist.",
    ),
    "definition-unknown-weight": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: trọng số “{value}” không phải là một chỉ tiêu.", "Sheet “{sheet}”, {cell}: the weight “{value}” is not an indicator.",
        "Ghi mã một chỉ tiêu; gần nhất là “{nearest}”.", "Give an indicator's code; the nearest is “{nearest}”.",
        "Cột weight nhắc tới chỉ tiêu không có.", "`weight` names an indicator that does not exist.",
    ),
    "definition-unknown-unit": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: đơn vị tính “{value}” không dùng được cho loại {kind}.", "Sheet “{sheet}”, {cell}: the unit “{value}” does not fit the kind {kind}.",
        "Dùng một trong: {known}.", "Use one of: {known}.",
        "Chỉ tiêu tiền cần đơn vị tiền, chỉ tiêu phần trăm cần %.", "Money needs a unit of money, a percentage needs %.",
    ),
    "definition-unit-varies": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: đơn vị tính “{value}” viết khác “{other}”.", "Sheet “{sheet}”, {cell}: the unit “{value}” is spelt unlike “{other}”.",
        "Viết thống nhất một cách.", "Spell it one way.",
        "Cùng một đơn vị tính viết hai cách.", "One unit is spelt in two ways.",
    ),
    "definition-no-unit": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: chỉ tiêu số {value} chưa có đơn vị tính.", "Sheet “{sheet}”, {cell}: the number {value} has no unit.",
        "Ghi đơn vị tính.", "Give its unit.",
        "Một chỉ tiêu số không có đơn vị tính.", "A number is asked without its unit.",
    ),
    "definition-no-choices": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: chỉ tiêu {value} thuộc loại chọn nhưng chưa có danh sách chọn.", "Sheet “{sheet}”, {cell}: {value} is a choice without choices.",
        "Ghi các mục, cách nhau bằng dấu |.", "List them, separated by |.",
        "Chỉ tiêu loại choice cần cột choices.", "An indicator of kind `choice` needs `choices`.",
    ),
    "definition-no-total-of-kind": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: loại {kind} không tính “{value}” được.", "Sheet “{sheet}”, {cell}: “{value}” cannot be taken of the kind {kind}.",
        "Dùng count_yes (có/không) hoặc none.", "Use count_yes (for yes/no) or none.",
        "Không cộng hay lấy trung bình được chữ.", "Words cannot be added or averaged.",
    ),
    "definition-percent-added": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: tỷ lệ phần trăm không cộng được.", "Sheet “{sheet}”, {cell}: percentages cannot be added.",
        "Dùng công thức từ tử số và mẫu số, hoặc mean có weight.", "Use a formula of its parts, or mean with a weight.",
        "Cộng phần trăm của các đơn vị là vô nghĩa.", "The sum of agencies' percentages means nothing.",
    ),
    "definition-range-empty": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: giá trị nhỏ nhất {value} lớn hơn giá trị lớn nhất {maximum}.", "Sheet “{sheet}”, {cell}: the minimum {value} is above the maximum {maximum}.",
        "Sửa lại hai giá trị.", "Correct the two values.",
        "Không số nào thỏa khoảng cho phép.", "No number fits the range.",
    ),
    "definition-owes-nothing": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: {name} không phải báo cáo gì.", "Sheet “{sheet}”, {cell}: {name} owes nothing.",
        "Xem lại cột asked_of, hoặc bỏ đơn vị khỏi danh sách.", "Look at `asked_of`, or take the agency off the roster.",
        "Không chỉ tiêu hay mục nào hỏi đơn vị này.", "No indicator or section is asked of this agency.",
    ),
    "definition-deadline-early": _entry(
        "warning",
        "Hạn gửi {value} trước ngày phát hành {issued}.", "The deadline {value} is before the day of issue {issued}.",
        "Sửa deadline hoặc issued.", "Correct `deadline` or `issued`.",
        "Hạn gửi trước ngày gửi biểu.", "The report is due before it was asked for.",
    ),
}
