"""Sentences about what the coordinator typed for rows of tables."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

_COLUMNS = Text(
    "Sửa ở cột nền vàng của trang “{heading}”; xóa ô là lấy lại nội dung đơn vị gửi.",
    "Change it in the yellow columns of the sheet “{heading}”; clear the cell to have the agency's own again.",
)

_SEE_THE_END = Text(
    "Xem ở cuối trang “{heading}”: nếu dòng chỉ đổi tên hoặc nội dung, gõ lại ở dòng mới rồi xóa dòng cuối này.",
    "See the end of the sheet “{heading}”: where the row only says something else now, type it there again and clear it here.",
)
_HOW_A_ROW_IS_KNOWN = Text(
    "Dòng được nhận ra theo cột khóa của bảng; nếu không có khóa, hoặc nhiều dòng trùng khóa, thì theo toàn bộ nội dung của dòng.",
    "A row is known by the table's key column; without one, or where several have one key, by all that it holds.",
)

FINDINGS: dict[str, FindingText] = {
    "table-correction-not-clear": FindingText(
        "error",
        Text(
            "{heading}, “{row}”: nội dung điều chỉnh “{value}” ở cột {column} chưa rõ là gì ({readings}); vẫn dùng ô đơn vị gửi.",
            "{heading}, “{row}”: the correction “{value}” of {column} cannot be read for certain ({readings}); what the agency sent still counts.",
        ),
        Text(
            "Gõ lại ở cột nền vàng của trang “{heading}”, theo loại và đơn vị tính của cột.",
            "Type it again in the yellow column of the sheet “{heading}”, as the column's kind and unit ask for.",
        ),
        Text(
            "Ô cán bộ gõ trong bảng tổng hợp được đọc như ô của đơn vị: có hai cách hiểu thì hỏi lại, không đoán.",
            "What the coordinator types in the master is read as agencies' cells are: two readings are a question.",
        ),
    ),
    "table-left-out-not-clear": FindingText(
        "error",
        Text(
            "{heading}, “{row}”: không rõ “{value}” ở cột “Bỏ dòng” là bỏ hay giữ; dòng vẫn được tính.",
            "{heading}, “{row}”: “{value}” under “Leave out” says neither yes nor no; the row still counts.",
        ),
        Text("Ghi x (hoặc yes) để bỏ dòng; để trống là giữ.", "Type x (or yes) to leave the row out; blank keeps it."),
        Text("Chỉ bỏ dòng khi ô ghi rõ.", "A row is left out only where the cell says so."),
    ),
    "table-correction-without-value": FindingText(
        "warning",
        Text(
            "{heading}, “{row}”: có người điều chỉnh hoặc lý do nhưng chưa có gì được điều chỉnh.",
            "{heading}, “{row}”: there is who corrected it, or why, but nothing is corrected.",
        ),
        _COLUMNS,
        Text("Các ô điều chỉnh của dòng còn trống.", "The row's corrected cells are blank."),
    ),
    "table-correction-not-placed": FindingText(
        "error",
        Text(
            "{heading}: nội dung điều chỉnh “{value}” (cột {column}) là của một dòng nay không còn, hoặc không còn như trước, trong tệp của đơn vị; không tính.",
            "{heading}: the correction “{value}” ({column}) is of a row that is not in the agency's file any more, or not as it was; it does not count.",
        ),
        _SEE_THE_END,
        _HOW_A_ROW_IS_KNOWN,
    ),
    "table-left-out-not-placed": FindingText(
        "error",
        Text(
            "{heading}: “{value}” ở cột “Bỏ dòng” là của một dòng nay không còn, hoặc không còn như trước, trong tệp của đơn vị; không bỏ dòng nào.",
            "{heading}: “{value}” under “Leave out” is of a row that is not in the agency's file any more, or not as it was; no row is left out for it.",
        ),
        _SEE_THE_END,
        _HOW_A_ROW_IS_KNOWN,
    ),
    "table-left-out-twice": FindingText(
        "error",
        Text(
            "{heading}, “{row}”: cột “Bỏ dòng” ghi khác nhau ({readings}); dòng vẫn được tính.",
            "{heading}, “{row}”: “Leave out” says different things ({readings}); the row still counts.",
        ),
        Text("Giữ một ở trang “{heading}”, xóa các ô khác.", "Keep one on the sheet “{heading}” and clear the others."),
        Text(
            "Hai hàng, hoặc hai bảng tổng hợp thành phần, ghi khác nhau về cùng một dòng.",
            "Two rows, or two masters of parts, do not say the same of one row.",
        ),
    ),
    "table-correction-twice": FindingText(
        "error",
        Text(
            "{heading}, “{row}”: cột {column} có nhiều nội dung điều chỉnh khác nhau ({readings}); vẫn dùng ô đơn vị gửi.",
            "{heading}, “{row}”: {column} has several corrections ({readings}); what the agency sent still counts.",
        ),
        Text("Giữ một ở trang “{heading}”, xóa các ô khác.", "Keep one on the sheet “{heading}” and clear the others."),
        Text(
            "Hai hàng, hoặc hai bảng tổng hợp thành phần, điều chỉnh cùng một ô.",
            "Two rows, or two masters of parts, correct one cell.",
        ),
    ),
    "table-correction-unsigned": FindingText(
        "warning",
        Text(
            "{heading}, “{row}”: đã điều chỉnh (“{value}”) nhưng chưa ghi người điều chỉnh hoặc lý do.",
            "{heading}, “{row}”, was corrected (“{value}”) without who did it, or why.",
        ),
        Text(
            "Ghi ở cột “Người điều chỉnh” và “Lý do điều chỉnh” của trang “{heading}”.",
            "Give both on the sheet “{heading}”.",
        ),
        Text(
            "Điều chỉnh vẫn được tính; khi lãnh đạo hỏi phải trả lời được ai sửa và vì sao.",
            "The correction counts; but leaders will ask who made it and why.",
        ),
    ),
    "table-correction-outdated": FindingText(
        "warning",
        Text(
            "{heading}, “{row}”, cột {column}: nay đơn vị gửi “{now}”, nhưng trước đó ô này đã được điều chỉnh từ “{was}” thành “{value}” ({signed}). Bên nào đúng? Hiện vẫn tính “{value}”.",
            "{heading}, “{row}”, {column}: the agency now sends “{now}”, but the cell had been corrected from “{was}” to “{value}” ({signed}). Which is right? “{value}” still counts.",
        ),
        Text(
            "Hỏi đơn vị bên nào đúng: xóa ô điều chỉnh để lấy ô đơn vị gửi, hoặc chấp nhận mục này ở trang “Cần rà soát”.",
            "Ask which is right: clear the correction to have what the agency sends, or accept this on the sheet of findings.",
        ),
        Text("Ô của đơn vị nay khác với ô đã được điều chỉnh.", "What the agency sends is not what was corrected."),
    ),
    "table-correction-agreed": FindingText(
        "note",
        Text(
            "{heading}, “{row}”: cột {column} nay đơn vị gửi đúng như đã điều chỉnh (“{value}”).",
            "{heading}, “{row}”: the agency now sends what {column} was corrected to (“{value}”).",
        ),
        Text("Có thể xóa ô điều chỉnh.", "The correction may be cleared."),
        Text("Điều chỉnh không còn khác với ô của đơn vị.", "The correction changes nothing any more."),
    ),
}
