"""Findings of statistical data editing: figures that look wrong, and what may have been meant. They only ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.messages import FindingText, Text
from toolkit.model import Argument, Language

#: What each slip is, beside what may have been meant.
SLIPS = {
    "thousandfold": Text("lệch nghìn lần hoặc nhầm đơn vị tính", "a thousandfold, or another unit"),
    "decimal": Text("sót hoặc đặt sai dấu phẩy thập phân", "the decimal sign left out or misplaced"),
    "swapped": Text("đảo hai chữ số liền nhau", "two neighbouring digits swapped"),
    "digit": Text("thiếu hoặc lặp một chữ số", "one digit left out or typed twice"),
    "period": Text("trùng số của kỳ liền kề", "it is the figure of the period beside it"),
    "neighbour": Text("trùng số của hàng liền kề", "it is the figure of the row beside it"),
    "sign": Text("nhầm dấu trừ", "the sign"),
    "total": Text("ghi số tổng vào hàng chi tiết", "the total in the place of a part"),
    "cumulative": Text("ghi số cộng dồn từ kỳ đầu", "the sum since the first period in the place of this one's"),
    "percentage": Text("ghi tỷ lệ % thay cho số lượng", "a percentage in the place of the number"),
}
#: A slip of which only this is known, and one that the digits do not name.
ABOUT = Text("khoảng {value}", "about {value}")
OF_SLIP = Text(" ({slip})", " ({slip})")
#: What stands there.
_IN_PERIOD = Text("kỳ {period} ghi {value}", "{value} in {period}")
#: What other figures lead to expect.
BESIDE = Text(" So với các kỳ khác thì vào khoảng {value}.", " By the other periods it would be about {value}.")
BESIDE_BY = {
    "row": Text(
        " So với đợt trước hoặc đơn vị cùng cỡ thì lệch khoảng nghìn lần.",
        " Beside last time, or bodies of like size, it is about a thousand times off.",
    ),
    "decimals": Text(
        " Mọi số theo đơn vị tính này trong biểu đều có ba chữ số lẻ, như số hàng nghìn bị hiểu nhầm dấu.",
        " All figures in this unit have three decimals, as thousands whose sign was taken for another.",
    ),
    "last time": Text(
        " Đợt trước là {before}, lệch khoảng nghìn lần.", " Last time it was {before}: about a thousand times off."
    ),
}

_CHECK = Text(
    "Xem lại số và đơn vị tính: nếu gõ nhầm thì sửa lại; nếu đúng thì giữ nguyên, nêu lý do ở cột ghi chú.",
    "Look at the figure and its unit again: correct it if it was mistyped; if it is right, leave it and say why in the notes.",
)

FINDINGS: dict[str, FindingText] = {
    "likely-slip": FindingText(
        "warning",
        Text(
            "{indicator}: {typed}; có thể gõ nhầm: {meant}{slip}.{beside}",
            "{indicator}: {typed}; it may be mistyped for {meant}{slip}.{beside}",
        ),
        _CHECK,
        Text(
            "Số khác hẳn các kỳ khác, đợt trước hoặc đơn vị cùng cỡ, và sẽ khớp nếu sửa một lỗi gõ thường gặp. Chỉ hỏi: số vẫn được tính như đã ghi.",
            "A figure is quite unlike other periods', last campaign's or similar bodies', and would be like them but for one common slip of typing. It is only asked about: the figure counts as it is.",
        ),
    ),
    "reads-as-thousands": FindingText(
        "warning",
        Text(
            "{indicator}: mọi số theo đơn vị tính này đều có ba chữ số lẻ ({value}), có thể là số hàng nghìn bị hiểu nhầm dấu.",
            "{indicator}: all figures in this unit have three decimals ({value}); they may be thousands whose sign was taken for another.",
        ),
        _CHECK,
        Text(
            "Biểu tự hỏi câu này khi điền: mọi số tiền cùng đơn vị tính trong biểu đều có ba chữ số lẻ. Khi đã đọc mọi báo cáo, câu hỏi này thành `likely-slip`, hoặc bỏ đi nếu đợt trước hay đơn vị cùng cỡ cho thấy số đúng.",
            "The form asks this while it is filled in: all amounts of a unit have three decimals. Once all reports are read it becomes a `likely-slip`, or is dropped where last time or bodies of like size show that the figures are right.",
        ),
    ),
    "unlike-others": FindingText(
        "warning",
        Text(
            "{indicator}: {typed}, trong khi theo các kỳ khác, đợt trước hoặc đơn vị cùng cỡ thì vào {meant}.",
            "{indicator}: {typed}, where the other periods, last time or agencies of like size lead to expect {meant}.",
        ),
        _CHECK,
        Text(
            "Số khác hẳn mức thường thấy (trung vị và độ lệch tuyệt đối trung vị của các đơn vị cùng cỡ). Chỉ hỏi: số vẫn được tính như đã ghi. Tắt cho từng chỉ tiêu ở cột “Tìm số bất thường” (`odd_figures`).",
            "A figure is far from what is usual (median and MAD among bodies of like size). It is only asked about: the figure counts as it is. The definition's column `odd_figures` turns this off for an indicator.",
        ),
    ),
    "rule-likely-cell": FindingText(
        "warning",
        Text(
            "Các số chưa khớp nhau (quy tắc {rules}), dễ sai nhất là {indicator}: {typed}; nếu là {meant} thì khớp{slip}.{beside}",
            "The figures do not agree (rule {rules}), and the likeliest to be wrong is {indicator}: {typed}; were it {meant}, all would agree{slip}.{beside}",
        ),
        _CHECK,
        Text(
            "Quy tắc không khớp, và đây là ô dễ sai nhất: sửa một mình nó thì mọi quy tắc đều đúng. Chỉ hỏi, không sửa số.",
            "A rule does not hold, and this is the cell most likely at fault: were it alone changed, all rules would hold. It is only asked; no figure is changed.",
        ),
    ),
    "rule-cell-unclear": FindingText(
        "note",
        Text(
            "Các số kỳ {periods} chưa khớp nhau (quy tắc {rules}) và chưa xác định được số nào sai; có thể là {indicator} hoặc {members}.",
            "The figures of {periods} do not agree (rule {rules}), and it cannot be told which is wrong; it may be {indicator} or {members}.",
        ),
        Text("Xem lại các số này trong cùng cột kỳ.", "Look at these figures of the period again."),
        Text(
            "Quy tắc không khớp, nhưng không có gì cho biết ô nào sai.",
            "A rule does not hold, and nothing tells which of its cells is wrong.",
        ),
    ),
    "copied-from-period": FindingText(
        "warning",
        Text(
            "{count} số liệu kỳ {period} trùng hệt kỳ {earlier}: {members}.",
            "{count:# figure|# figures} of {period} {count:is|are} exactly those of {earlier}: {members}.",
        ),
        Text(
            "Kiểm tra xem có chép nhầm cột không; nếu đúng là không đổi thì giữ nguyên.",
            "See whether the column was copied by mistake; if nothing changed, leave it.",
        ),
        Text(
            "Cả cột số liệu giống hệt kỳ liền trước.", "A column of figures is the same as that of the period before."
        ),
    ),
    "copied-from-last-time": FindingText(
        "warning",
        Text(
            "{count} số liệu kỳ {period} trùng hệt số báo cáo đợt trước: {members}.",
            "{count:# figure|# figures} of {period} {count:is|are} exactly those reported last campaign: {members}.",
        ),
        Text(
            "Kiểm tra xem có giữ lại số đợt trước không; nếu đúng là không đổi thì giữ nguyên.",
            "See whether last campaign's figures were left in; if nothing changed, leave them.",
        ),
        Text(
            "Cả cột số liệu giống hệt đợt báo cáo trước, của một kỳ khác.",
            "A column of figures is the same as last campaign's of another period.",
        ),
    ),
    "copied-from-agency": FindingText(
        "warning",
        Text(
            "{count} số liệu kỳ {period} trùng hệt số của {named}: {members}.",
            "{count:# figure|# figures} of {period} {count:is|are} exactly those of {named}: {members}.",
        ),
        Text(
            "Kiểm tra xem có dùng nhầm biểu hoặc số của đơn vị kia không.",
            "See whether the other body's form or figures were used by mistake.",
        ),
        Text("Cả cột số liệu giống hệt một đơn vị khác.", "A column of figures is the same as another body's."),
    ),
}


def words(arguments: Mapping[str, Argument], language: Language, periods: Sequence[str]) -> dict[str, str]:
    """How the sentences put what was typed and what may have been meant, by which slip, and what is usual. `periods`:
    those that it is about, as people read them."""
    found = {"slip": "", "beside": ""}
    if "slip" in arguments:
        slip = SLIPS.get(str(arguments["slip"]))
        found["slip"] = OF_SLIP.say(language, slip=slip.say(language)) if slip else str(arguments["slip"])
    if isinstance(typed := arguments.get("typed"), tuple):
        both = zip(periods, typed, strict=False)
        found["typed"] = "; ".join(_IN_PERIOD.say(language, period=period, value=value) for period, value in both)
    if isinstance(meant := arguments.get("meant"), tuple):
        roughly = "roughly" in arguments
        found["meant"] = _in_turn(meant, periods, roughly)
        if roughly:
            found["meant"] = ABOUT.say(language, value=found["meant"])
    if beside := arguments.get("beside"):
        by = BESIDE_BY.get(str(beside), BESIDE)
        found["beside"] = by.say(language, value=beside, before=arguments.get("before", ""))
    return found


def _in_turn(values: Sequence[str], periods: Sequence[str], roughly: bool) -> str:
    """One value; several each with its period, behind it where the word for `about` stands before them all."""
    if len(values) != len(periods) or len(values) == 1:
        return "; ".join(values)
    each = "{1} ({0})" if roughly else "{0}: {1}"
    return "; ".join(each.format(period, value) for period, value in zip(periods, values, strict=True))
