"""Findings of the sentences with figures: what is wrong in the definition, and what a run could not print.

`{value}` is the sentence as the definition has it, `{name}` the field or sign that is meant, `{place}` the character
(from 1) where it stands.
"""

from __future__ import annotations

from toolkit.messages import FindingText, Text
from toolkit.model import Severity


def _entry(
    severity: Severity, vi: str, en: str, fix_vi: str, fix_en: str, meaning_vi: str, meaning_en: str
) -> FindingText:
    return FindingText(severity, Text(vi, en), Text(fix_vi, fix_en), Text(meaning_vi, meaning_en))


FINDINGS: dict[str, FindingText] = {
    "sentence-unbalanced": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: dấu “{name}” ở ký tự thứ {place} không có cặp, hoặc nằm trong một ngoặc vuông khác: “{value}”.",
        "Sheet “{sheet}”, {cell}: the sign “{name}” at character {place} is not paired, or stands inside other square brackets: “{value}”.",
        "Mỗi dấu mở có một dấu đóng cùng loại; ngoặc vuông không lồng nhau.",
        "Close each brace and each square bracket; square brackets do not stand inside others.",
        "Dấu ngoặc của một câu có số liệu không đủ cặp.",
        "The braces or brackets of a sentence with figures are not paired.",
    ),
    "sentence-unknown-indicator": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{name}” không bắt đầu bằng mã chỉ tiêu nào: “{value}”.",
        "Sheet “{sheet}”, {cell}: “{name}” does not begin with the code of an indicator: “{value}”.",
        "Ghi mã chỉ tiêu như ở trang Chỉ tiêu, rồi nếu cần dấu chấm và điều muốn nêu, ví dụ MÃ.ky.",
        "Give a code as on the sheet of indicators, then if need be a point and what is to be told, such as CODE.period.",
        "Một câu có số liệu nhắc tới chỉ tiêu không có.",
        "A sentence with figures names an indicator that does not exist.",
    ),
    "sentence-unknown-field": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: sau dấu chấm của “{name}” không phải điều nêu được, cũng không phải một kỳ: “{value}”.",
        "Sheet “{sheet}”, {cell}: what follows the point in “{name}” is neither something that can be told nor a period: “{value}”.",
        "Chọn một trong: so, don_vi_tinh, ten, ky, thay_doi, ky_truoc, cung_ky, muc_tieu, ty_le_muc_tieu, so_muc_tieu, cao_nhat, thap_nhat, so_don_vi, ca_ky hoặc một kỳ như 2019.",
        "Take one of: number, unit, label, period, change, since, same_period, target, of_target, against_target, highest, lowest, agencies, total, or a period such as 2019.",
        "Một câu có số liệu hỏi điều không nêu được về chỉ tiêu.",
        "A sentence with figures asks for something that cannot be told of an indicator.",
    ),
    "sentence-clause-without-field": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: phần trong ngoặc vuông “{name}” không có trường số liệu nào, nên không bao giờ được bỏ: “{value}”.",
        "Sheet “{sheet}”, {cell}: there is no field in the square brackets “{name}”, so that they would never be left out: “{value}”.",
        "Bỏ ngoặc vuông, hoặc đặt trường số liệu vào trong ngoặc.",
        "Take the brackets away, or put the field inside them.",
        "Phần tùy chọn của câu không có trường số liệu.",
        "An optional clause of a sentence has no field.",
    ),
    "sentence-without-field": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: câu không có số liệu nào, được in nguyên văn: “{value}”.",
        "Sheet “{sheet}”, {cell}: the sentence has no figure and is printed as it is: “{value}”.",
        "Thêm mã chỉ tiêu trong ngoặc nhọn, hoặc để nguyên nếu đúng ý.",
        "Add an indicator's code in braces, or leave it if it is meant.",
        "Một câu ở trang câu có số liệu không nhắc tới chỉ tiêu nào.",
        "A sentence on the sheet of sentences names no indicator.",
    ),
    "sentence-no-total": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: “{name}” ({label}) không có số của toàn tỉnh để nêu trong câu “{value}”.",
        "Sheet “{sheet}”, {cell}: “{name}” ({label}) has no figure of the province that the sentence “{value}” could tell.",
        "Chọn cách tính qua các đơn vị cho chỉ tiêu, hoặc bỏ chỉ tiêu khỏi câu.",
        "Say how the indicator is taken across agencies, or take it out of the sentence.",
        "Câu nhắc tới chỉ tiêu không tính cho toàn tỉnh.",
        "A sentence names an indicator that has no total.",
    ),
    "sentence-no-target": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: “{name}” cần mục tiêu, nhưng chỉ tiêu “{label}” không có; phần câu ấy sẽ không bao giờ được in: “{value}”.",
        "Sheet “{sheet}”, {cell}: “{name}” needs a target, and the indicator “{label}” has none: that part is never printed: “{value}”.",
        "Ghi mục tiêu ở trang Chỉ tiêu, hoặc bỏ phần ấy.",
        "Give the target on the sheet of indicators, or take that part out.",
        "Câu so với mục tiêu của một chỉ tiêu không có mục tiêu.",
        "A sentence tells of the target of an indicator without one.",
    ),
    "sentence-no-same-period": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: “{name}” cần chỉ tiêu so với cùng kỳ năm trước, nhưng “{label}” không phải; phần câu ấy sẽ không bao giờ được in: “{value}”.",
        "Sheet “{sheet}”, {cell}: “{name}” needs an indicator that is held against the same period of last year, and “{label}” is not: that part is never printed: “{value}”.",
        "Ghi same_period ở cột “So với” của chỉ tiêu, hoặc bỏ phần ấy.",
        "Set the indicator's “Compared with” to same_period, or take that part out.",
        "Câu so với cùng kỳ năm trước một chỉ tiêu không được so như vậy.",
        "A sentence tells of the same period of last year, and the indicator is not held against it.",
    ),
    "sentence-no-rank": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: chỉ tiêu “{label}” không phải số nên “{name}” không xếp được cao, thấp: “{value}”.",
        "Sheet “{sheet}”, {cell}: the indicator “{label}” is no number, so that “{name}” cannot be told: “{value}”.",
        "Bỏ phần nêu đơn vị cao nhất, thấp nhất.",
        "Take out the part that names the highest or the lowest.",
        "Câu nêu đơn vị cao nhất hoặc thấp nhất của chỉ tiêu không phải số.",
        "A sentence names the highest or the lowest of an indicator that is no number.",
    ),
    "sentence-names-sensitive": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: chỉ tiêu “{label}” (hoặc chỉ tiêu mà nó tính từ đó) được đánh dấu nhạy cảm nên “{name}” không được nêu tên đơn vị: “{value}”.",
        "Sheet “{sheet}”, {cell}: the indicator “{label}” (or one that it is computed from) is marked as sensitive, so that “{name}” may not name an agency: “{value}”.",
        "Bỏ phần nêu đơn vị cao nhất, thấp nhất.",
        "Take out the part that names the highest or the lowest.",
        "Câu nêu tên đơn vị ở chỉ tiêu nhạy cảm.",
        "A sentence names agencies by an indicator marked as sensitive.",
    ),
    "sentence-unknown-section": _entry(
        "error",
        "Trang “{sheet}”, ô {cell}: không có mục “{value}” ở trang Đề cương.",
        "Sheet “{sheet}”, {cell}: there is no section “{value}” on the sheet of sections.",
        "Ghi mã mục như ở trang Đề cương, hoặc để trống: câu in ở mục kết quả.",
        "Give a code as on the sheet of sections, or leave it blank: the sentence is printed under the results.",
        "Câu được đặt vào một mục không có.",
        "A sentence is placed in a section that does not exist.",
    ),
    "sentence-unknown-topic": _entry(
        "warning",
        "Trang “{sheet}”, ô {cell}: không có nhóm chỉ tiêu “{value}”.",
        "Sheet “{sheet}”, {cell}: there is no topic “{value}” among the indicators.",
        "Nếu viết nhầm, sửa như ở trang Chỉ tiêu; các câu cùng nhóm, cùng mục in thành một đoạn.",
        "If it is misspelt, correct it; sentences of one topic and section make one paragraph.",
        "Câu mang tên nhóm chỉ tiêu không có.",
        "A sentence carries a topic that no indicator has.",
    ),
    "sentence-not-printed": _entry(
        "warning",
        "Câu “{value}” không được in trong báo cáo và ở trang Tóm tắt vì chưa có giá trị cho {name}.",
        "The sentence “{value}” is not printed in the report or on the leaders' page, since there is no value for {name}.",
        "Bổ sung số liệu; hoặc ở trang Câu có số liệu của tệp định nghĩa, đặt phần có {name} vào ngoặc vuông để chỉ bỏ phần ấy.",
        "Supply the figure; or put the part with {name} in square brackets on the definition's sheet of sentences, so that only it is left out.",
        "Một câu có số liệu thiếu giá trị bắt buộc nên không được in.",
        "A sentence with figures lacks a value that it cannot be without.",
    ),
}
