"""Findings of reading the definition's formulas.

`{value}` is the formula as typed, `{place}` the character (from 1) where it went wrong, `{name}` what
stands there, `{nearest}` the known name most like it.
"""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "formula-syntax": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” viết chưa đúng, từ ký tự thứ {place} (“{name}”).",
            "Sheet “{sheet}”, {cell}: the formula “{value}” cannot be read from character {place} on (“{name}”).",
        ),
        Text(
            'Viết như trong Excel, dùng mã chỉ tiêu thay cho ô: đủ ngoặc, chữ trong ngoặc kép thẳng ("có"), không dùng &; so sánh nhiều vế thì dùng AND.',
            'Write it as in Excel, with indicator codes for cells: brackets closed, words in straight double quotes ("có"), no &; chain comparisons with AND.',
        ),
        Text("Công thức trong tệp định nghĩa không đọc được.", "A formula in the definition workbook cannot be read."),
    ),
    "formula-ambiguous-number": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: số “{name}” ở ký tự thứ {place} của công thức “{value}” có hai cách hiểu: phân cách hàng nghìn hay phần thập phân.",
            "Sheet “{sheet}”, {cell}: the number “{name}” at character {place} of the formula “{value}” can be read in two ways: grouped thousands, or decimals.",
        ),
        Text(
            "Hàng nghìn thì viết liền (1500); phần thập phân thì bỏ hoặc thêm một số 0 ở cuối (1,5 hoặc 1,2340).",
            "Write thousands without a separator (1500); for decimals drop or add a final zero (1.5 or 1.2340).",
        ),
        Text(
            "Trong công thức, 1.500 có thể là một nghìn năm trăm hoặc một phẩy năm.",
            "In a formula, 1.500 may be one thousand five hundred or one and a half.",
        ),
    ),
    "formula-ambiguous-comma": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: “{name}” ở ký tự thứ {place} của công thức “{value}” có hai cách hiểu: một số thập phân, hoặc hai số.",
            "Sheet “{sheet}”, {cell}: “{name}” at character {place} of the formula “{value}” can be read in two ways: one decimal number, or two numbers.",
        ),
        Text(
            "Nếu là hai số, thêm dấu cách sau dấu phẩy hoặc dùng dấu chấm phẩy; nếu là số thập phân, viết dấu chấm.",
            "For two numbers put a space behind the comma, or a semicolon in its place; for a decimal write a point.",
        ),
        Text(
            "Dấu phẩy giữa hai chữ số trong ngoặc của hàm có thể là dấu thập phân hoặc dấu phân cách.",
            "A comma between two digits among a function's arguments may be a decimal sign or a separator.",
        ),
    ),
    "formula-unknown-choice": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” so chỉ tiêu ở ký tự thứ {place} với “{name}”, không có trong các lựa chọn của chỉ tiêu đó.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” holds the indicator at character {place} against “{name}”, which is none of its choices.",
        ),
        Text(
            "Ghi đúng một lựa chọn; lựa chọn giống nhất là “{nearest}”.",
            "Write one of the choices; the most similar is “{nearest}”.",
        ),
        Text(
            "Công thức so một chỉ tiêu lựa chọn với từ không có trong danh sách của nó.",
            "A formula holds a choice against a word that is not in its list.",
        ),
    ),
    "formula-compared-with-blank": FindingText(
        "warning",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” so {name} với ô trống, nhưng thiếu số liệu thì công thức không được tính nên ô trống không bao giờ bị báo.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” holds {name} against a blank, but without a figure it is not worked out, so that a blank is never told.",
        ),
        Text(
            "Viết {nearest}; nếu ô ấy lúc nào cũng phải ghi thì chỉ cần ghi “có” ở cột “Bắt buộc” của chỉ tiêu.",
            "Write {nearest}; where the cell is to be filled in always, “Required” of the indicator is enough.",
        ),
        Text(
            "Công thức so một chỉ tiêu với ô trống; ô trống là chưa trả lời nên phải hỏi bằng ISBLANK.",
            "A formula holds an indicator against a blank, which is asked for by ISBLANK.",
        ),
    ),
    "formula-unknown-name": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” dùng mã “{name}” (ký tự thứ {place}) không có trong danh sách chỉ tiêu.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” uses the code “{name}” (character {place}), which is not among the indicators.",
        ),
        Text(
            "Sửa lại mã; mã giống nhất hiện có là “{nearest}”. Nếu Excel tự đổi mã (TT05 thành TT5), định dạng cột là Văn bản rồi gõ lại.",
            "Correct the code; the most similar one there is “{nearest}”. If Excel changed it (TT05 to TT5), format the column as Text and type it again.",
        ),
        Text("Công thức có mã chỉ tiêu không tồn tại.", "A formula names an indicator code that does not exist."),
    ),
    "formula-number-is-code": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: trong công thức “{value}”, {name} (ký tự thứ {place}) có hai cách hiểu: con số {name}, hoặc chỉ tiêu có mã {nearest}.",
            "Sheet “{sheet}”, {cell}: in the formula “{value}”, {name} (character {place}) can be read in two ways: the number {name}, or the indicator with the code {nearest}.",
        ),
        Text(
            "Đổi mã chỉ tiêu để bắt đầu bằng chữ, ví dụ CT{nearest}, rồi viết mã đó trong công thức.",
            "Give the indicator a code that begins with a letter, such as CT{nearest}, and write that in the formula.",
        ),
        Text(
            "Trong công thức, mã chỉ tiêu chỉ gồm chữ số không phân biệt được với con số.",
            "In a formula, an indicator's code that is all digits cannot be told from a number.",
        ),
    ),
    "formula-no-indicator": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” không có chỉ tiêu nào.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” names no indicator.",
        ),
        Text(
            "Viết mã các chỉ tiêu trong công thức, ví dụ =DT02/DT01*100 hoặc =DT02<=DT01.",
            "Write codes of indicators in the formula, such as =DT02/DT01*100 or =DT02<=DT01.",
        ),
        Text(
            "Công thức chỉ gồm con số thì luôn cho một kết quả.",
            "A formula of numbers alone gives the same result always.",
        ),
    ),
    "formula-unknown-body": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” có đơn vị hoặc nhóm “{name}” (ký tự thứ {place}) không có trong danh sách đơn vị.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” names the agency or group “{name}” (character {place}), which is not on the roster.",
        ),
        Text(
            "Sau dấu @ ghi mã đơn vị hoặc tên nhóm; nếu có dấu cách hoặc dấu gạch thì đặt trong ngoặc đơn thẳng: DT01@'UBND cấp huyện'. Tên giống nhất là “{nearest}”.",
            "After the @ write an agency's code or a group; in single quotes if it has blanks or dashes: DT01@'UBND cấp huyện'. The most similar one is “{nearest}”.",
        ),
        Text(
            "Quy tắc giữa các đơn vị có đơn vị, nhóm không có trong danh sách.",
            "A rule between agencies names an agency or group that does not exist.",
        ),
    ),
    "formula-body-no-figure": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: trong công thức “{value}”, {name} không có số liệu: không có đơn vị nào phải báo cáo chỉ tiêu này, hoặc chỉ tiêu không cộng được qua các đơn vị.",
            "Sheet “{sheet}”, {cell}: in the formula “{value}” there is no figure for {name}: nobody there is asked for it, or the indicator has no total over agencies.",
        ),
        Text(
            "Sửa đơn vị sau dấu @, cột “Giao đơn vị” hoặc “Tính qua các đơn vị” của chỉ tiêu.",
            "Correct the body after the @, or the indicator's “Asked of” or “Across agencies”.",
        ),
        Text(
            "Quy tắc giữa các đơn vị có số liệu không đơn vị nào báo cáo.",
            "A rule between agencies names a figure that nobody reports.",
        ),
    ),
    "formula-unknown-function": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” dùng hàm “{name}” (ký tự thứ {place}) toolkit không có.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” uses the function “{name}” (character {place}), which the toolkit does not have.",
        ),
        Text(
            "Dùng IF, AND, OR, NOT, SUM, MIN, MAX, ABS, ROUND hoặc ISBLANK; hàm giống nhất là {nearest}.",
            "Use IF, AND, OR, NOT, SUM, MIN, MAX, ABS, ROUND or ISBLANK; the most similar one is {nearest}.",
        ),
        Text("Công thức dùng một hàm không được hỗ trợ.", "A formula uses a function that is not supported."),
    ),
    "formula-arguments": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: trong công thức “{value}”, {name} (ký tự thứ {place}) có thành phần không phù hợp hoặc sai số lượng.",
            "Sheet “{sheet}”, {cell}: in the formula “{value}”, {name} (character {place}) has the wrong number of parts, or one that does not suit it.",
        ),
        Text(
            "Kiểm tra số thành phần trong ngoặc, nhất là dấu phẩy thập phân: viết ROUND(A*1,5;1) với dấu chấm phẩy giữa các thành phần, hoặc ROUND(A*1.5,1). Chữ chỉ so sánh được bằng = hoặc <>; điều kiện phải là một phép so sánh; ISBLANK nhận một mã chỉ tiêu.",
            "Check how many parts are in the brackets, decimal commas above all: write ROUND(A*1,5;1) with semicolons between the parts, or ROUND(A*1.5,1). Words can only be compared with = or <>; a condition must be a comparison; ISBLANK takes one indicator code.",
        ),
        Text(
            "Một hàm hoặc phép tính trong công thức nhận thành phần không phù hợp.",
            "A function or operation in a formula was given parts that do not suit it.",
        ),
    ),
    "formula-cycle": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” tính vòng tròn: {name}.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” comes back to itself: {name}.",
        ),
        Text(
            "Sửa một trong các công thức của những chỉ tiêu này để không còn vòng.",
            "Change the formula of one of these indicators so that the circle is broken.",
        ),
        Text("Các chỉ tiêu tính toán phụ thuộc vòng tròn.", "Computed indicators depend on each other in a circle."),
    ),
    "formula-too-long": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” quá dài hoặc lồng quá nhiều lớp, Excel không nhận.",
            "Sheet “{sheet}”, {cell}: the formula “{value}” is too long or too deeply nested for Excel.",
        ),
        Text(
            "Tách thành nhiều quy tắc hoặc thêm chỉ tiêu trung gian; nếu cộng nhiều số thì dùng SUM.",
            "Split it into several rules or add an indicator in between; use SUM to add many figures.",
        ),
        Text(
            "Công thức (kể cả khi thay các chỉ tiêu tính toán) vượt giới hạn của Excel.",
            "A formula (with its computed indicators put in) goes beyond Excel's limits.",
        ),
    ),
    "formula-not-a-rule": FindingText(
        "error",
        Text(
            "Trang “{sheet}”, ô {cell}: công thức “{value}” của quy tắc cho ra một số hoặc chữ, không phải đúng hay sai.",
            "Sheet “{sheet}”, {cell}: the rule's formula “{value}” gives a number or words, not true or false.",
        ),
        Text(
            "Viết thành một phép so sánh, ví dụ =DT02=DT03+DT04.",
            "Write it as a comparison, for example =DT02=DT03+DT04.",
        ),
        Text(
            "Quy tắc phải là điều kiện có thể đạt hoặc không đạt.", "A rule must be a condition that can hold or fail."
        ),
    ),
}
