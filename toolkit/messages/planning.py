"""The wording of what is looked at before forms go out: what will be asked of whom, one form, the rules tried."""

from __future__ import annotations

from toolkit.messages import Text

# In three lines -----------------------------------------------------------------------------------

WHOM = Text("Hỏi ai: {count} đơn vị ({groups}).", "Whom: {count:# agency|# agencies} ({groups}).")
WHOM_WITHOUT = Text(
    "Hỏi ai: {count} đơn vị ({groups}); không tính {without}.",
    "Whom: {count:# agency|# agencies} ({groups}), without {without}.",
)
GONE = Text("{count} đơn vị không hoạt động vào hạn gửi", "{count} that {count:does|do} not exist on the day it is due")
UNUSED = Text("{count} đơn vị ghi “không” ở cột “{column}”", "{count} with “no” under “{column}”")
NOBODY = Text("Hỏi ai: chưa có đơn vị nào.", "Whom: nobody yet.")
GROUP = Text("{name}: {count}", "{name}: {count}")
NO_GROUP = Text("chưa ghi nhóm", "no group")
WHAT = Text("Hỏi gì: {parts}.", "What: {parts}.")
INDICATORS = Text(
    "{count} chỉ tiêu cho {periods} kỳ ({names})",
    "{count:# indicator|# indicators} for {periods:# period|# periods} ({names})",
)
INDICATORS_COMPUTED = Text(
    "{count} chỉ tiêu ({computed} tự tính) cho {periods} kỳ ({names})",
    "{count:# indicator|# indicators} ({computed} computed) for {periods:# period|# periods} ({names})",
)
PARTS = Text("{count} phần phân tổ", "{count:# part|# parts} of splits")
TABLES = Text("{count} bảng danh sách ({names})", "{count:# table|# tables} ({names})")
SECTIONS = Text("{count} mục nội dung", "{count:# section|# sections} of text")
EACH = Text("mỗi đơn vị {least} chỉ tiêu", "each agency {least:# indicator|# indicators}")
EACH_FROM_TO = Text("mỗi đơn vị từ {least} đến {most} chỉ tiêu", "each agency {least} to {most} indicators")
WHEN = Text("Khi nào: gửi về chậm nhất ngày {deadline}, {when}.", "When: due {deadline}, {when}.")
NO_DEADLINE = Text("Khi nào: chưa ghi hạn gửi.", "When: no deadline is given.")

# What to look at before they are written ----------------------------------------------------------

CAUTION = Text("Lưu ý: {what}", "Note: {what}")
LEFTOVERS = Text(
    "tên báo cáo đã đổi nhưng tệp định nghĩa còn nội dung của mẫu “{programme}”: {sheets}. Nếu không phải chương trình đó, thay bằng nội dung của đợt này; để nguyên thì biểu sẽ hỏi sai.",
    "the title is another, but the definition still has parts of the starter “{programme}”: {sheets}. Unless this is that programme, replace them: as they are, the forms ask the wrong things.",
)
LEFT_ROWS = Text(
    "trang “{sheet}” {kept}/{count} hàng ({names})", "sheet “{sheet}” {kept} of {count:# row|# rows} ({names})"
)
LEFT_ALL = Text("trang “{sheet}” cả {count} hàng", "sheet “{sheet}” {count:its # row|all # rows}")
LEFT_ITEMS = Text("trang “{sheet}” {kept} mục ({names})", "sheet “{sheet}” {kept:# item|# items} ({names})")
NOT_GIVEN = Text(
    "chưa ghi {items} ở trang “{sheet}”, nên chỗ ấy trong biểu in chữ “{unknown}”. Ghi vào trước khi gửi biểu.",
    "{items} on the sheet “{sheet}” is blank, so that the forms say “{unknown}” there. Give it before forms are sent.",
)
DEADLINE_PAST = Text(
    "hạn gửi {deadline} đã qua {days} ngày. Kiểm tra hạn gửi ở trang “{sheet}” trước khi gửi biểu.",
    "the deadline {deadline} was {days:# day|# days} ago. Look at it on the sheet “{sheet}” before forms are sent.",
)
DEADLINE_BEFORE_END = Text(
    "hạn gửi {deadline} trước ngày cuối của kỳ {period} ({end}), khi đó chưa đủ số liệu. Kiểm tra ở trang “{sheet}”: sửa hạn gửi hoặc các kỳ; nếu chốt số liệu sớm hơn thì ghi ngày chốt số liệu.",
    "the deadline {deadline} is before the end of {period} ({end}), when its figures are not complete. On the sheet “{sheet}” correct the deadline or the periods, or give the cut-off where figures are of an earlier day.",
)
DEADLINE_BEFORE_CUTOFF = Text(
    "hạn gửi {deadline} trước ngày chốt số liệu {end}. Kiểm tra hai ngày này ở trang “{sheet}”.",
    "the deadline {deadline} is before the cut-off {end}. Look at both days on the sheet “{sheet}”.",
)
RULES_TOGETHER = Text(
    "hai quy tắc {one} ({formula}) và {other} ({other_formula}) trái nhau: không số liệu nào đúng cả hai. Sửa một quy tắc ở trang “{sheet}”.",
    "rules {one} ({formula}) and {other} ({other_formula}) contradict each other: no figures fulfil both. Correct one of them on the sheet “{sheet}”.",
)
RULE_NEVER_HOLDS = Text(
    "quy tắc {code} ({formula}) không bao giờ đúng với các số liệu mà biểu cho phép ghi. Sửa ở trang “{sheet}”.",
    "rule {code} ({formula}) holds of no figures that the form takes. Correct it on the sheet “{sheet}”.",
)

# What to type next --------------------------------------------------------------------------------

PREVIEW_FIRST = Text(
    "Chưa lập biểu nào. Xem thử biểu của một đơn vị, gõ: {command}",
    "No forms are written yet. To look at one agency's form, type: {command}",
)
THEN_ALL = Text("Nếu đúng, lập biểu cho tất cả, gõ: {command}", "If it is right, write all of them: {command}")
PREVIEW_DONE = Text(
    "Đã lập biểu xem thử của {agency}: {file}. Biểu này chỉ để xem, không tính là biểu đã lập; không gửi tệp này.",
    "Wrote {agency}'s form to look at: {file}. It is no form that goes out and counts as none; do not send it.",
)
PREVIEW_KEPT = Text(
    "Biểu xem thử trước có nội dung đã gõ nên được giữ với tên khác: {names}.",
    "Something was typed into the one before, which is kept as {names}.",
)
PREVIEW_NOT_OPENED = Text(
    "Máy này không tự mở được tệp ({reason}). Mở tệp đó bằng Excel hoặc LibreOffice.",
    "This machine does not open the file by itself ({reason}). Open it in Excel or LibreOffice.",
)

# Rules tried on last time's figures ---------------------------------------------------------------

TRIED = Text(
    "Thử {rules} quy tắc trên số liệu của {file} (đợt {campaign}): {agencies} đơn vị, {periods} kỳ.",
    "Tried {rules:# rule|# rules} on the figures of {file} (campaign {campaign}): {agencies:# agency|# agencies}, {periods:# period|# periods}.",
)
TRIED_NONE = Text("Trang “{sheet}” chưa có quy tắc nào.", "There are no rules on the sheet “{sheet}”.")
WOULD_FAIL = Text("Số liệu đợt trước sẽ bị báo sai:", "Last time's figures that would be found wrong:")
FAILS = Text(
    "[{severity}] {code} ({formula}): {failed}/{tried} đơn vị", "[{severity}] {code} ({formula}): {failed} of {tried}"
)
FAILS_ALL = Text(
    "[{severity}] {code} ({formula}): cả {failed} đơn vị thử được; xem lại công thức",
    "[{severity}] {code} ({formula}): all {failed} that it could be tried on; look at the formula",
)
FAILS_BETWEEN = Text(
    "[{severity}] {code} ({formula}), giữa các đơn vị", "[{severity}] {code} ({formula}), between agencies"
)
MORE_AGENCIES = Text("… và {count} đơn vị khác", "… and {count} more")
NOT_KNOWN = Text(
    "Không thử được, vì đợt trước không có số liệu (cùng mã, cùng đơn vị tính): {rules}.",
    "Could not be tried, since last time has no figures with the same code and unit: {rules}.",
)
NOT_COMPLETE = Text(
    "Không thử được, vì không đơn vị nào có đủ các số liệu: {rules}.",
    "Could not be tried, since no agency had all the figures: {rules}.",
)
NEVER_FAIL = Text(
    "Không bao giờ sai, nên không kiểm tra được gì: {rules}.", "Can never fail, so they check nothing: {rules}."
)
OF_NOBODY = Text(
    "Không bao giờ được kiểm tra, vì không đơn vị nào được giao đủ các chỉ tiêu trong quy tắc: {rules}.",
    "Are never checked, since no agency is asked for all their indicators: {rules}.",
)
ALL_HELD = Text(
    "{count} quy tắc đúng với mọi số liệu đợt trước.",
    "{count:# rule holds|# rules hold} of all of last time's figures.",
)
TRY_AGAIN = Text(
    "Sửa ở trang “{sheet}” nếu cần, lưu, rồi thử lại: {command}",
    "Correct what is wrong on the sheet “{sheet}”, save, and try again: {command}",
)

OPTIONS = {
    "preview": Text(
        "Chỉ lập và mở biểu của một đơn vị để xem thử (trong xem-thu, không phải biểu gửi đi).",
        "Only write and open one agency's form, to look at (in xem-thu, not to be sent).",
    ),
    "no_open": Text("Với --preview: không mở tệp.", "With --preview: do not open the file."),
    "try_": Text(
        "Không lập biểu; thử các quy tắc trên bảng tổng hợp (master.xlsx) của đợt trước: đơn vị nào sẽ sai, quy tắc nào trái nhau.",
        "Write no forms; try the rules on last campaign's master: who would fail, which contradict each other.",
    ),
}

ERRORS = {
    "preview-alone": Text(
        "{option} không đi cùng tên đơn vị hay tùy chọn khác: {names}. Bỏ phần đó rồi chạy lại.",
        "{option} takes nothing beside it: {names}. Leave that out and run again.",
    )
}
