"""The findings about statements, their groups and the coordinator's decisions."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "statement-elsewhere": FindingText(
        "note",
        Text(
            "Ý “{value}” ghi ở mục “{section}” nhưng có thể thuộc mục “{other}”.",
            "“{value}” stands under “{section}” but reads as if it belonged to “{other}”.",
        ),
        Text(
            "Rà soát, chuyển sang mục “{other}” nếu cần; ý vẫn được giữ ở mục đã ghi.",
            "See whether it should go to “{other}”; it is kept where it was written.",
        ),
        Text(
            "Ý có cách diễn đạt của mục khác (ví dụ kiến nghị ở mục mặt đạt được); không tự chuyển.",
            "A statement is worded as those of another section are (a request among the achievements); it is not moved.",
        ),
    ),
    "statement-hollow": FindingText(
        "note",
        Text(
            "Ý “{value}” còn chung chung, chưa nêu việc, địa bàn, số lượng.",
            "“{value}” is a set phrase: it does not say what, where or how much.",
        ),
        Text("Nêu cụ thể việc làm và kết quả.", "Say what was done and with what result."),
        Text(
            "Câu chung chung, không cụ thể (“cơ bản hoàn thành tốt nhiệm vụ được giao”).",
            "Boilerplate without content.",
        ),
    ),
    "edit-not-followed": FindingText(
        "warning",
        Text(
            "Nhóm {group} (“{about}”): “{value}” ở cột “{column}” không dùng được nên chưa áp dụng.",
            "Group {group} (“{about}”): “{value}” in “{column}” cannot be followed and was not applied.",
        ),
        Text(
            "Ghi mã một nhóm khác cùng mục, hoặc một chủ đề trong danh sách.",
            "Give the code of another group in the same section, or a theme on the list.",
        ),
        Text(
            "Chỉnh sửa ở trang “Nhóm ý” ghi nhóm hoặc chủ đề không có.",
            "An edit on the sheet of groups names a group or theme that does not exist.",
        ),
    ),
    "edit-without-group": FindingText(
        "note",
        Text(
            "Chỉnh sửa cho nhóm {group} (“{about}”) không còn ý nào để áp dụng; vẫn được giữ: “{value}”.",
            "The edit of group {group} (“{about}”) has no statement left to apply to; it is kept: “{value}”.",
        ),
        Text(
            "Xem cuối trang “Nhóm ý”: cột “Có thể gộp với” nêu nhóm gần giống hiện nay; xóa dòng nếu không cần nữa.",
            "See the end of the sheet of groups: “Perhaps the same as” names what is most like it now; delete the row if it is not needed.",
        ),
        Text(
            "Ý được chỉnh sửa đã bị đơn vị sửa hoặc bỏ.", "The statements that the edit was about have changed or gone."
        ),
    ),
    "edit-twice": FindingText(
        "warning",
        Text(
            "Nhóm {group} (“{about}”) có hai dòng chỉnh sửa khác nhau ở cột “{column}”; chưa áp dụng “{value}”.",
            "Group {group} (“{about}”) has two rows that differ in “{column}”; “{value}” was not applied.",
        ),
        Text("Chỉ giữ một dòng cho mỗi nhóm.", "Keep one row for a group."),
        Text("Hai dòng chỉnh sửa của một nhóm trái nhau.", "Two rows decide differently about one group."),
    ),
    "merge-in-circle": FindingText(
        "warning",
        Text(
            "Nhóm {group} (“{about}”): gộp vào {value} tạo vòng tròn nên không gộp.",
            "Group {group} (“{about}”): merging into {value} leads round in a circle, and was not done.",
        ),
        Text("Xóa một trong các ô “Gộp vào nhóm”.", "Clear one of the cells “Merge into”."),
        Text("Các nhóm được gộp vào nhau theo vòng tròn.", "Groups are merged into each other in a circle."),
    ),
    "merge-and-apart": FindingText(
        "warning",
        Text(
            "Nhóm {group} (“{about}”) vừa được gộp vào {value} vừa được tách riêng, nên không gộp.",
            "Group {group} (“{about}”) is both merged into {value} and kept apart; it was not merged.",
        ),
        Text("Chọn một: xóa ô “Gộp vào nhóm” hoặc ô “Tách riêng”.", "Decide: clear “Merge into” or “Keep apart”."),
        Text("Hai chỉnh sửa trái nhau: gộp nhóm và tách riêng.", "Two edits that contradict: merge, and keep apart."),
    ),
}
