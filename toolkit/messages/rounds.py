"""The wording of `toolkit new --from`: what moved on to the next round, what was taken, what is to be looked at."""

from __future__ import annotations

from toolkit.messages import Text

STARTED = Text("Đã lập đợt sau {id}: {file}.", "Began the next round {id}: {file}.")
KEPT = Text(
    "Đợt trước {before} được giữ nguyên (biểu, báo cáo nhận về, bảng tổng hợp, sổ theo dõi, bản lưu) trong {place}.",
    "The last round, {before}, is kept whole (forms, reports, master, register, backups) in {place}.",
)
LEFT = Text(
    "Để nguyên tại chỗ, vì không phải tệp của đợt báo cáo: {names}.",
    "Left where they are, being no part of the round: {names}.",
)
MOVED = Text("Đã chuyển sang đợt sau:", "Moved on:")
MOVED_LINE = Text("{place}: {before} → {after}", "{place}: {before} → {after}")
LOOK = Text("Cần xem lại trước khi lập biểu:", "To look at before forms are written:")
TAKEN = Text("Từ đợt trước:", "From the last round:")
ROWS = Text("{sheet} {rows}, {column}", "{sheet} {rows}, {column}")
#: Rows of a sheet without codes.
NUMBERED = Text("hàng {rows}", "row {rows}")

LOOKS = {
    "periods-not-moved": Text(
        "Các kỳ số liệu {text} không liền nhau hoặc khác loại nên giữ nguyên: ghi các kỳ của đợt này.",
        "The periods {text} have gaps or are of several kinds, so they stand as they were: give those of this round.",
    ),
    "part-of-year": Text(
        "Các kỳ số liệu nay là {text}: cùng số tháng đầu năm của năm sau. Nếu đợt này lấy phần còn lại hoặc cả năm thì sửa.",
        "The periods are now {text}: the same first months of the next year. If this round is about the rest of the year, or all of it, correct that.",
    ),
    "several-at-once": Text(
        "Các kỳ số liệu nay là {text}: cả các kỳ cùng chuyển. Nếu đợt này chỉ thêm một kỳ thì ghi lại các kỳ, mã đợt, tên báo cáo, ngày chốt, hạn gửi.",
        "The periods are now {text}: all of them moved together. If this round adds only one, correct the periods, the id, the title, the cut-off and the deadline.",
    ),
    "id-made-up": Text(
        "Mã đợt cũ không ghi kỳ số liệu nên mã mới là {text}. Có thể đổi mã khác, nhưng không trùng mã đợt cũ, và đổi trước khi gửi biểu.",
        "The old id named no period, so the new one is {text}. It may be another one, but not the old one, and from before forms go out.",
    ),
    "day-not-moved": Text(
        "{place} vẫn là {text}: ghi ngày của đợt này.", "{place} is still {text}: give the day of this round."
    ),
    "day-at-weekend": Text("Hạn gửi báo cáo {text} là ngày nghỉ cuối tuần.", "The deadline {text} is at a weekend."),
    "names-years": Text(
        "{place}: còn ghi năm khác, không rõ có phải đổi không: {text}.",
        "{place}: other years are named, and there is no saying whether they change: {text}.",
    ),
    "next-period": Text(
        "{place} vẫn là “{text}”: ghi giai đoạn sau đợt này.",
        "{place} is still “{text}”: give what comes after this round.",
    ),
    "programme-renamed": Text(
        "Chương trình được ghi theo kỳ mới: “{text}”. Đối chiếu với tên chương trình đã được phê duyệt.",
        "The programme is named by the new periods: “{text}”. Compare with the name that was approved.",
    ),
    "legal-basis": Text(
        "Căn cứ giữ nguyên: “{text}”. Thay nếu đợt này có quyết định, kế hoạch mới.",
        "The legal basis stands as it was: “{text}”. Replace it if this round has a new decision or plan.",
    ),
    "targets": Text(
        "Mục tiêu giữ nguyên như đợt trước: {text}. Ghi mục tiêu của đợt này, hoặc xóa.",
        "Targets stand as in the last round: {text}. Give those of this round, or clear them.",
    ),
    "agencies-gone": Text(
        "{count} đơn vị không còn hoạt động vào hạn gửi mới nên không có biểu: {text}. Thêm đơn vị mới nếu chưa có trong danh sách.",
        "{count:# agency is|# agencies are} gone by the new deadline and get no form: {text}. Add those that are new, if the roster lacks them.",
    ),
    "lead-agency-gone": Text(
        "Cơ quan đầu mối {text} không còn hoạt động vào hạn gửi mới: ghi mã của cơ quan đầu mối đợt này.",
        "The lead agency {text} is gone by the new deadline: give the code of this round's.",
    ),
    "owners-gone": Text(
        "Chỉ tiêu có đơn vị chủ số liệu không còn hoạt động: {text}. Ghi đơn vị chủ số liệu của đợt này.",
        "Indicators whose owner is gone: {text}. Give this round's owners.",
    ),
}
#: A body that is gone, with those in its place.
REPLACED = Text("{agency} (nay là {others})", "{agency} (now {others})")

PREVIOUS = Text(
    "So với đợt trước: {file}. Từ nay template và merge tự lấy số ở đó, không phải gõ --previous; đổi ở trang Đợt báo cáo, dòng “Bảng tổng hợp đợt trước”.",
    "Compared with: {file}. template and merge take last time's figures from it without --previous; change it on the sheet Campaign, “Last round's master”.",
)
NO_PREVIOUS = Text(
    "Đợt trước chưa có master.xlsx nên chưa so được. Chạy toolkit merge ở đợt trước rồi ghi tệp đó ở trang Đợt báo cáo, dòng “Bảng tổng hợp đợt trước”.",
    "The last round has no master.xlsx yet, so there is nothing to compare with. Run toolkit merge there, then name it on the sheet Campaign, “Last round's master”.",
)
CARRIED = Text(
    "Điền sẵn số liệu đợt trước, chờ đơn vị xác nhận: {codes}.",
    "What stood last time will stand in the forms, to be confirmed, of: {codes}.",
)
NO_CARRIED = Text(
    "Chỉ tiêu ít thay đổi (biên chế, cơ sở vật chất …): ghi “có” ở cột “Giữ số kỳ trước” thì biểu điền sẵn số đợt trước để đơn vị xác nhận.",
    "For indicators that seldom change (staff, premises …): with “yes” under “Carried” last time's figures stand in the forms, to be confirmed.",
)
SENDER = Text(
    "Địa chỉ thư thêm vào danh sách, theo quyết định ở sổ theo dõi: {agency} – {address}.",
    "Address added to the roster, as decided in the register: {agency} – {address}.",
)
DOUBTFUL = Text(
    "Địa chỉ {address} đã được xếp cho nhiều đơn vị khác nhau nên không đưa vào danh sách.",
    "{address} was decided to be now one agency's, now another's, so it is not in the roster.",
)
OTHERS = Text(
    "Không lấy từ tệp định nghĩa cũ (không phải nội dung của biểu định nghĩa): {names}.",
    "Not taken from the old definition, being none of its own sheets and columns: {names}.",
)
DECIDED = {
    "groups": Text(
        "{count} chỉnh sửa nhóm ý (gộp, tách, tên nhóm chủ đề, cách ghi): merge áp dụng lại cho những ý được viết y như cũ; ý khác thì không.",
        "{count:# edit|# edits} of groups (merged, kept apart, families, themes, wording): merge follows them again where a statement is word for word the same, and nowhere else.",
    ),
    "page-texts": Text(
        "{count} câu sửa tay ở trang Tóm tắt không lấy, vì viết về số liệu đợt trước.",
        "{count:# text|# texts} of the leaders' page in your own words: not taken, being about last round's figures.",
    ),
    "corrections": Text(
        "{count} số liệu điều chỉnh không lấy, vì là số của đợt trước.",
        "{count:# corrected figure|# corrected figures}: not taken, being last round's.",
    ),
    "acceptances": Text(
        "{count} nội dung đã chấp nhận không lấy, vì nói về báo cáo đợt trước.",
        "{count:# accepted finding|# accepted findings}: not taken, being about last round's reports.",
    ),
    "files": Text(
        "{count} quyết định về tệp không lấy, vì là tệp của đợt trước.",
        "{count:# decision|# decisions} about files: not taken, being about last round's.",
    ),
    "master-unread": Text(
        "Không đọc được bảng tổng hợp đợt trước nên không rõ đã chỉnh sửa những gì ở đó.",
        "Last round's master cannot be read, so what was edited in it is not known.",
    ),
}
NEXT = Text(
    "Mở tệp, xem lại các mục trên, lưu, đóng tệp, rồi gõ: {command}",
    "Open it, look at the points above, save and close it, then type: {command}",
)

ERRORS = {
    "no-round-there": Text(
        "Không thấy {file} trong {folder}: sau --from ghi thư mục của đợt báo cáo cũ.",
        "There is no {file} in {folder}: --from takes the folder of the last round.",
    ),
    "round-kept-already": Text(
        "{file} đã có, nên chưa lập đợt sau tại chỗ: đợt {campaign} đã được cất ở đó. Chọn thư mục khác: toolkit new --from THƯ_MỤC_CŨ THƯ_MỤC_MỚI",
        "{file} is already there, so the next round was not begun in this folder: a round {campaign} is kept there. Choose another folder: toolkit new --from OLD_FOLDER NEW_FOLDER",
    ),
    "round-not-begun": Text(
        "Đợt {campaign} trong {folder} chưa có báo cáo nào trong inbox và chưa có bảng tổng hợp, nên chưa lập đợt sau tại chỗ. Nếu vừa lập đợt này: không phải gõ lại lệnh, mở campaign.xlsx để xem lại. Nếu muốn bỏ qua đợt này: toolkit new --from THƯ_MỤC_CŨ THƯ_MỤC_MỚI",
        "Nothing has come to the inbox of round {campaign} in {folder} yet, and there is no master, so the next round was not begun there. If you have just begun this one, the command need not be repeated: open campaign.xlsx. To leave this one out: toolkit new --from OLD_FOLDER NEW_FOLDER",
    ),
    "round-not-moved": Text(
        "Chưa chuyển xong đợt trước vào {place} ({file}: {reason}). Không mất gì: đóng các chương trình đang mở tệp trong thư mục, rồi gõ lại lệnh này để làm tiếp.",
        "The last round is not all in {place} yet ({file}: {reason}). Nothing is lost: close what has files of the folder open, and repeat this command to go on.",
    ),
    "round-at-work": Text(
        "Một lệnh khác đang làm việc trong {folder}, nên chưa lập đợt sau. Chờ lệnh đó xong rồi chạy lại.",
        "Another command is at work in {folder}, so the next round was not begun. Wait until it ends, and run again.",
    ),
}
