"""Sentences about what the coordinator typed for figures, and about findings that were accepted."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

_COLUMNS = Text(
    "Sửa ở cột nền vàng của trang “Số liệu gốc”; xóa ô là lấy lại số của đơn vị.",
    "Change it in the yellow columns of the sheet of figures; clear the cell to have the agency's own again.",
)

#: What a finding about a cell that the coordinator corrected ends with.
SETTLED = Text(" Cơ quan tổng hợp đã điều chỉnh ô này.", " The coordinator has corrected this cell.")
#: What one ends with that speaks of such figures: what the agency sent, and what counts.
BESIDE = Text(
    " Lưu ý: {indicator}, kỳ {period}, biểu của đơn vị ghi “{was}”; đang tính theo số đã điều chỉnh là “{now}”.",
    " Note: for {indicator}, {period}, the agency's form has “{was}”; by the correction “{now}” counts.",
)
#: What an agency itself is asked to do where it has sent something else than was corrected.
WHICH_HOLDS = Text(
    "Đề nghị đơn vị xác nhận số đúng: nếu là “{value}” thì sửa ô này thành “{value}”; nếu là “{now}” thì giữ nguyên và ghi rõ “số đúng” kèm lý do khi gửi lại.",
    "Please say which is right: if it is “{value}”, correct this cell to “{value}”; if it is “{now}”, leave it, and say so with the reason when you send the file back.",
)

FINDINGS: dict[str, FindingText] = {
    "correction-not-clear": FindingText(
        "error",
        Text(
            "Số điều chỉnh “{value}” cho {indicator}, kỳ {period} chưa rõ là số nào ({readings}); vẫn dùng số đơn vị gửi.",
            "The correction “{value}” of {indicator}, {period}, cannot be read for certain ({readings}); what the agency sent still counts.",
        ),
        Text(
            "Gõ lại con số ở cột “Giá trị điều chỉnh” của trang “Số liệu gốc”, theo đơn vị tính của chỉ tiêu. {answer}",
            "Type it again under “Corrected value” on the sheet of figures, in the indicator's unit. {answer}",
        ),
        Text(
            "Số cán bộ gõ trong bảng tổng hợp được đọc như số của đơn vị: có hai cách hiểu thì hỏi lại, không đoán.",
            "What the coordinator types in the master is read as agencies' cells are: two readings are a question.",
        ),
    ),
    "correction-without-value": FindingText(
        "warning",
        Text(
            "{indicator}, kỳ {period}: có người điều chỉnh hoặc lý do nhưng chưa có giá trị điều chỉnh.",
            "{indicator}, {period}: there is who corrected it, or why, but no corrected value.",
        ),
        _COLUMNS,
        Text("Ô “Giá trị điều chỉnh” còn trống.", "The corrected value is blank."),
    ),
    "correction-not-placed": FindingText(
        "error",
        Text(
            "Số điều chỉnh “{value}” không rõ của số liệu nào: không có {unknown} trong danh sách.",
            "The correction “{value}” is of no figure that is known: there is no {unknown}.",
        ),
        Text(
            "Ở hàng đó của trang “Số liệu gốc”, ghi mã đơn vị, mã chỉ tiêu và kỳ như các hàng khác.",
            "In its row on the sheet of figures give the agency's code, the indicator's code and the period as other rows have them.",
        ),
        Text(
            "Số nhập ở hàng trống cần đủ đơn vị phải báo cáo, chỉ tiêu và kỳ.",
            "A figure typed in an empty row needs an agency that owes a report, an indicator and a period.",
        ),
    ),
    "correction-not-asked": FindingText(
        "error",
        Text(
            "Số điều chỉnh “{value}”: {indicator} không yêu cầu đơn vị này báo cáo, nên không tính.",
            "The correction “{value}”: {indicator} is not asked of this agency, so it does not count.",
        ),
        _COLUMNS,
        Text("Biểu của đơn vị không có chỉ tiêu này.", "The agency's form does not have the indicator."),
    ),
    "correction-of-computed": FindingText(
        "error",
        Text(
            "Số điều chỉnh “{value}”: {indicator} được tính theo công thức {formula}, nên không tính số gõ vào.",
            "The correction “{value}”: {indicator} is computed ({formula}), so what was typed does not count.",
        ),
        Text(
            "Điều chỉnh các chỉ tiêu trong công thức; số này tự tính lại.",
            "Correct the indicators that it is computed from; it follows.",
        ),
        Text(
            "Chỉ tiêu có công thức luôn được tính lại từ các số thành phần.",
            "What has a formula is always computed from its parts.",
        ),
    ),
    "correction-twice": FindingText(
        "error",
        Text(
            "{indicator}, kỳ {period} có nhiều giá trị điều chỉnh khác nhau ({readings}); vẫn dùng số đơn vị gửi.",
            "{indicator}, {period}, has several corrected values ({readings}); what the agency sent still counts.",
        ),
        Text(
            "Giữ một giá trị ở trang “Số liệu gốc”, xóa các giá trị khác.",
            "Keep one on the sheet of figures and clear the others.",
        ),
        Text(
            "Hai hàng, hoặc hai bảng tổng hợp thành phần, điều chỉnh cùng một số liệu.",
            "Two rows, or two masters of parts, correct one figure.",
        ),
    ),
    "correction-unsigned": FindingText(
        "warning",
        Text(
            "{indicator}, kỳ {period} đã điều chỉnh thành “{value}” nhưng chưa ghi người điều chỉnh hoặc lý do.",
            "{indicator}, {period}, was corrected to “{value}” without who did it, or why.",
        ),
        Text("Ghi ở cột “Người điều chỉnh” và “Lý do” của trang “Số liệu gốc”.", "Give both on the sheet of figures."),
        Text(
            "Số điều chỉnh vẫn được tính; khi lãnh đạo hỏi phải trả lời được ai sửa và vì sao.",
            "The correction counts; but leaders will ask who made it and why.",
        ),
    ),
    "correction-outdated": FindingText(
        "warning",
        Text(
            "{indicator}, kỳ {period}: nay đơn vị gửi “{now}”, nhưng trước đó số này đã được điều chỉnh từ “{was}” thành “{value}” ({signed}). Số nào đúng? Hiện vẫn tính “{value}”.",
            "{indicator}, {period}: the agency now sends “{now}”, but the figure had been corrected from “{was}” to “{value}” ({signed}). Which is right? “{value}” still counts.",
        ),
        Text(
            "Hỏi đơn vị số nào đúng: xóa ô “Giá trị điều chỉnh” để lấy số đơn vị gửi, hoặc chấp nhận mục này ở trang “Cần rà soát” để giữ số điều chỉnh.",
            "Ask which is right: clear the corrected value to have what the agency sends, or accept this on the sheet of findings to keep the correction.",
        ),
        Text("Số của đơn vị nay khác với số đã được điều chỉnh.", "What the agency sends is not what was corrected."),
    ),
    "correction-agreed": FindingText(
        "note",
        Text(
            "{indicator}, kỳ {period}: nay đơn vị gửi đúng như số đã điều chỉnh (“{value}”).",
            "{indicator}, {period}: the agency now sends what it was corrected to (“{value}”).",
        ),
        Text("Có thể xóa số điều chỉnh.", "The correction may be cleared."),
        Text("Số điều chỉnh không còn khác số của đơn vị.", "The correction changes nothing any more."),
    ),
    "acceptance-lapsed": FindingText(
        "note",
        Text(
            "Mục đã chấp nhận trước đây không còn như cũ (số liệu đã đổi, hoặc không còn): “{value}”.",
            "What was accepted before is not as it was (its figures changed, or it is gone): “{value}”.",
        ),
        Text(
            "Nếu số mới vẫn sai quy tắc thì mục đó được hỏi lại ở trên; xóa người và lý do chấp nhận ở hàng này khi không cần nữa.",
            "If it is still so with other figures, it is asked anew above; clear who accepted it and why in this row when it is not needed.",
        ),
        Text(
            "Chấp nhận chỉ có hiệu lực khi các số liệu liên quan chưa đổi.",
            "An acceptance holds only as long as the figures that it rests on stay the same.",
        ),
    ),
    "acceptance-not-possible": FindingText(
        "warning",
        Text(
            "Mục này không thể chấp nhận (lý do ghi: “{value}”): {rule}{indicator} vẫn cần xử lý.",
            "This cannot be accepted (the reason given: “{value}”): {rule}{indicator} still needs something done.",
        ),
        Text(
            "Số bị giữ lại: điều chỉnh ở trang “Số liệu gốc”. Nội dung còn thiếu, tệp chưa dùng được: đề nghị đơn vị bổ sung. Xóa ô chấp nhận.",
            "A figure that is held back is corrected on the sheet of figures; what lacks, or a file that cannot be used, is for the agency. Clear the acceptance.",
        ),
        Text(
            "Lỗi làm một số bị giữ lại, nội dung bắt buộc còn thiếu và việc chờ quyết định không thể chấp nhận.",
            "An error that holds a figure back, what is required and lacks, and what waits for a decision cannot be accepted.",
        ),
    ),
    "acceptance-unsigned": FindingText(
        "warning",
        Text(
            "Một mục đã chấp nhận nhưng chưa ghi đủ người chấp nhận và lý do ({rule}{indicator}).",
            "Something was accepted without who did so, or why ({rule}{indicator}).",
        ),
        Text("Ghi đủ hai cột nền vàng ở trang “Cần rà soát”.", "Fill in both yellow columns on the sheet of findings."),
        Text(
            "Mục đó vẫn được chấp nhận; khi lãnh đạo hỏi phải trả lời được ai và vì sao.",
            "It is accepted all the same; but leaders will ask who did so and why.",
        ),
    ),
}
