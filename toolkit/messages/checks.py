"""Findings of the checks on one submission, and between submissions."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "no-figures": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” chưa điền số liệu nào ({count} chỉ tiêu được hỏi).",
            "Sheet “{sheet}” holds no figure at all ({count} indicators were asked).",
        ),
        Text(
            "Điền số liệu; nếu không có, gõ “Không có” hoặc “Chưa thống kê”.",
            "Fill in the figures; where there are none, type “None” or “Not counted”.",
        ),
        Text(
            "Báo cáo chỉ có phần lời; số liệu được coi là chưa cung cấp, không phải bằng 0.",
            "A report in words only; its figures count as not given, not as zero.",
        ),
    ),
    "required-missing": FindingText(
        "error",
        Text(
            "Chỉ tiêu bắt buộc {indicator} còn trống ở kỳ: {periods}.",
            "Required indicator {indicator} is blank for: {periods}.",
        ),
        Text(
            "Điền số; không phát sinh thì gõ 0, không có số thì gõ “Chưa thống kê”.",
            "Type the figure; 0 if nothing occurred, “Not counted” if it is not known.",
        ),
        Text(
            "Ô bắt buộc để trống. Ô trống không được hiểu là 0.",
            "A required cell is blank. A blank is never taken for zero.",
        ),
    ),
    "section-empty": FindingText(
        "error",
        Text("Mục bắt buộc “{section}” chưa có nội dung.", "Required section “{section}” is empty."),
        Text("Ghi ít nhất một ý vào mục này.", "Write at least one point in it."),
        Text(
            "Một mục bắt buộc của phần lời bị bỏ trống.",
            "A required section of the narrative has no statement.",
        ),
    ),
    "rule-failed": FindingText(
        "error",
        Text("{message} Kỳ {value}.", "{message} {value}."),
        Text("{fix}", "{fix}"),
        Text(
            "Các số liệu không khớp một quy tắc ghi trong campaign.xlsx.",
            "Figures break a rule of the definition.",
        ),
    ),
    "rule-not-checkable": FindingText(
        "note",
        Text(
            "Quy tắc {rule} chưa kiểm tra được ở kỳ {periods} vì thiếu số ({members}).",
            "Rule {rule} could not be checked for {periods}: figures are missing ({members}).",
        ),
        Text("Bổ sung số còn thiếu nếu có.", "Add the missing figures if there are any."),
        Text(
            "Một thành phần của quy tắc chưa có số: không coi là đạt, cũng không coi là sai.",
            "A member of the rule is missing: it neither passed nor failed.",
        ),
    ),
    "cross-rule-failed": FindingText(
        "error",
        Text("{message} Kỳ {value}.", "{message} {value}."),
        Text("{fix}", "{fix}"),
        Text(
            "Số liệu của các đơn vị không khớp nhau theo một quy tắc giữa các đơn vị ghi trong campaign.xlsx.",
            "Figures of different agencies break a rule of the definition that compares them.",
        ),
    ),
    "cross-rule-not-checkable": FindingText(
        "note",
        Text(
            "Quy tắc giữa các đơn vị {rule} ({value}) chưa kiểm tra được ở kỳ {periods}; còn thiếu số của: {agencies}.",
            "Rule {rule} between agencies ({value}) could not be checked for {periods}; wanting: {agencies}.",
        ),
        Text(
            "Kiểm tra lại khi các đơn vị này đã có số.",
            "It is checked once these agencies have given theirs.",
        ),
        Text(
            "Một đơn vị trong quy tắc chưa có số: không coi là đạt, cũng không coi là sai.",
            "An agency of the rule has not given its figure: it neither passed nor failed.",
        ),
    ),
    "province-rule-failed": FindingText(
        "error",
        Text("Số tổng hợp toàn tỉnh: {message} Kỳ {value}.", "Totals of the province: {message} {value}."),
        Text(
            "Từng đơn vị đều đạt quy tắc này nhưng tổng thì không: đối chiếu số của các đơn vị chủ số liệu.",
            "Each agency keeps this rule, their totals do not: compare the figures of those that own them.",
        ),
        Text(
            "Số tổng hợp trái với một quy tắc mà số của từng đơn vị đều đạt, vì các số do những đơn vị khác nhau cung cấp.",
            "Totals break a rule that every agency's figures keep, since they come from different agencies.",
        ),
    ),
    "large-change": FindingText(
        "warning",
        Text(
            "{indicator}: kỳ {period} là {after}, kỳ {earlier} là {before} (thay đổi {change} %, quá {limit} %).",
            "{indicator}: {after} in {period} against {before} in {earlier} (a change of {change} %, over {limit} %).",
        ),
        Text(
            "Kiểm tra lại số và đơn vị tính; nếu đúng, ghi lý do ở cột ghi chú.",
            "Check the figure and its unit; if it is right, say why in the notes column.",
        ),
        Text(
            "Số liệu thay đổi giữa hai kỳ nhiều hơn mức ghi trong campaign.xlsx.",
            "A figure changed between like periods by more than `max_change`.",
        ),
    ),
    "statement-repeated": FindingText(
        "note",
        Text(
            "Ô {cell} lặp lại nguyên văn ý ở ô {other} trong cùng mục.",
            "Cell {cell} repeats word for word the point in {other}, in the same section.",
        ),
        Text(
            "Xóa một trong hai; trong bảng tổng hợp chỉ tính một ý.",
            "Delete one of them; the summary counts one point.",
        ),
        Text("Cùng một ý được ghi hai lần trong một mục.", "The same point stands twice in one section."),
    ),
    "too-many-words": FindingText(
        "note",
        Text(
            "Ô {cell} dài {words} từ, nhiều hơn {limit} từ.",
            "Cell {cell} has {words} words, more than {limit}.",
        ),
        Text("Tách thành nhiều ý, mỗi ý một dòng.", "Split it into points, one a line."),
        Text(
            "Một ý dài hơn mức `max_words` của mục.", "A statement is longer than the section's `max_words`."
        ),
    ),
    "details-missing": FindingText(
        "note",
        Text("Trang thông tin còn thiếu: {details}.", "Report details not given: {details}."),
        Text(
            "Bổ sung khi có; báo cáo vẫn được tổng hợp.",
            "Add them when known; the report is merged all the same.",
        ),
        Text(
            "Thiếu số, ngày, người ký hoặc người liên hệ.",
            "The report's number, date, signer or contact is not given.",
        ),
    ),
    "superseded": FindingText(
        "note",
        Text(
            "Tệp này được thay bằng bản mới hơn: {other}.", "This file is superseded by a later one: {other}."
        ),
        Text("Không cần làm gì nếu bản mới là bản đúng.", "Nothing to do if the later one is right."),
        Text(
            "Một đơn vị gửi nhiều tệp; bản hợp lệ mới nhất được tính.",
            "An agency sent several files; the latest valid one counts.",
        ),
    ),
    "duplicate-file": FindingText(
        "note",
        Text("Tệp này giống hệt {other}.", "This file is identical to {other}."),
        Text("Không cần làm gì.", "Nothing to do."),
        Text("Cùng một tệp có mặt hai lần.", "The same file is there twice."),
    ),
}
