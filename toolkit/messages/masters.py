"""The wording of the master workbook."""

from __future__ import annotations

from toolkit.messages import Text

SHEETS = {
    "summary": Text("Tóm tắt", "Summary"),
    "by_agency": Text("Theo đơn vị", "By agency"),
    "totals": Text("Tổng hợp số liệu", "Totals"),
    "bridge": Text("Vì sao thay đổi", "Why it changed"),
    "reconciliation": Text("Đối chiếu", "Reconciliation"),
    "previous": Text("So với đợt trước", "Last campaign"),
    "compared_rows": Text("Bảng so với đợt trước", "Tables, last campaign"),
    "status": Text("Tình hình báo cáo", "Status"),
    "groups": Text("Nhóm ý", "Groups"),
    "questions": Text("Nội dung cần làm rõ", "Questions"),
    "findings": Text("Cần rà soát", "Findings"),
    "matrix": Text("Số liệu theo đơn vị", "Matrix"),
    "figures": Text("Số liệu gốc", "Figures"),
    "statements": Text("Nội dung gốc", "Statements"),
    "info": Text("Thông tin báo cáo", "Report details"),
    "leftovers": Text("Ô chưa tổng hợp", "Leftovers"),
    "changes": Text("Thay đổi giữa các bản", "Changes"),
    "sources": Text("Tệp nguồn", "Sources"),
    "parts": Text("_parts", "_parts"),
    "taken": Text("_taken", "_taken"),
    "kept": Text("_kept", "_kept"),
    "given": Text("_given", "_given"),
    "carried": Text("_carried", "_carried"),
}

TITLES = {
    "by_agency": Text("NỘI DUNG BÁO CÁO THEO ĐƠN VỊ", "NARRATIVE BY AGENCY"),
    "totals": Text("TỔNG HỢP SỐ LIỆU TOÀN TỈNH", "TOTALS OF THE PROVINCE"),
    "previous": Text("SỐ LIỆU SO VỚI ĐỢT BÁO CÁO TRƯỚC", "FIGURES BESIDE THOSE OF THE LAST CAMPAIGN"),
    "compared_rows": Text("CÁC BẢNG SO VỚI ĐỢT BÁO CÁO TRƯỚC", "TABLES BESIDE THOSE OF THE LAST CAMPAIGN"),
    "bridge": Text("VÌ SAO SỐ LIỆU TOÀN TỈNH THAY ĐỔI", "WHY TOTALS OF THE PROVINCE CHANGED"),
    "reconciliation": Text("ĐỐI CHIẾU SỐ LIỆU GIỮA CÁC ĐƠN VỊ", "FIGURES OF DIFFERENT AGENCIES HELD TOGETHER"),
    "status": Text("TÌNH HÌNH BÁO CÁO CỦA CÁC ĐƠN VỊ", "WHO HAS REPORTED"),
    "groups": Text("CÁC NHÓM Ý CỦA BẢNG TỔNG HỢP", "THE GROUPS BEHIND THE SUMMARY"),
    "questions": Text("NHỮNG NỘI DUNG CẦN LÀM RÕ", "WHAT LEADERS WOULD ASK"),
    "findings": Text("NHỮNG NỘI DUNG CẦN RÀ SOÁT", "WHAT NEEDS A PERSON"),
    "matrix": Text("SỐ LIỆU THEO ĐƠN VỊ", "FIGURES BY AGENCY"),
    "figures": Text("TỪNG SỐ LIỆU VÀ Ô NGUỒN", "EVERY FIGURE AND ITS CELL"),
    "statements": Text("TỪNG Ý VÀ Ô NGUỒN", "EVERY STATEMENT AND ITS CELL"),
    "info": Text("THÔNG TIN VỀ BÁO CÁO CỦA CÁC ĐƠN VỊ", "REPORT DETAILS AS GIVEN"),
    "leftovers": Text("CÁC Ô CÓ NỘI DUNG CHƯA ĐƯỢC TỔNG HỢP", "FILLED CELLS WITHOUT A PLACE"),
    "changes": Text("CÁC Ô KHÁC NHAU GIỮA CÁC BẢN CỦA MỘT ĐƠN VỊ", "CELLS THAT DIFFER BETWEEN VERSIONS"),
    "sources": Text("CÁC TỆP ĐÃ NHẬN", "EVERY FILE THAT CAME IN"),
}

#: Of texts on the leaders' page that the coordinator put in other words.
OUTDATED_SENTENCE = Text(
    "Câu trên do người phụ trách sửa; số liệu đã thay đổi từ lúc sửa. Câu lập theo số liệu hiện nay: “{text}”",
    "The sentence above was edited, and the figures have changed since. By itself it would now be: “{text}”",
)
OUTDATED_HEADING = Text(
    "Tiêu đề “{typed}” do người phụ trách sửa; tiêu đề gốc đã thay đổi từ lúc sửa, nay là “{text}”.",
    "The heading “{typed}” was edited; what it stands for has changed since, and would now be “{text}”.",
)
EDIT_HERE = Text(
    "Có thể sửa lời ở ô này; lần tổng hợp sau giữ nguyên. Xóa ô để lấy lại lời lập tự động.",
    "The words here may be edited; the next merge keeps them. Clear the cell to have the computed ones back.",
)

#: What the coordinator may type for a family in place of a name: that it is one idea, that this group is in none, that
#: none of its groups is in one.
FAMILY_ONE = Text("một ý", "one idea")
FAMILY_APART = Text("tách", "apart")
FAMILY_ALL_APART = Text("tách hết", "all apart")

ABOUT = {
    "by_agency": Text("Nguyên văn, xếp theo đơn vị và mục.", "Verbatim, by agency and section."),
    "shares": Text(
        " “% của chỉ tiêu” là tỷ lệ của mỗi phần, chỉ tính trên số của đơn vị và kỳ có đủ cả hai; nếu không cộng các kỳ thì của kỳ cuối.",
        " “% of the whole” is each part's, over the agencies and periods that gave both; of the last period where periods are not added up.",
    ),
    "totals": Text(
        "Tổng là công thức theo trang “{matrix}”. Cột hẹp bên cạnh ghi số đơn vị có số liệu trong tổng/số đơn vị phải báo cáo. "
        "Tỷ lệ được tính lại từ tử số và mẫu số, không lấy trung bình.{part_year}",
        "Totals are formulas over sheet “{matrix}”. The narrow column beside each says how many agencies are in it, of how many asked. "
        "Rates are computed anew from their parts, never averaged.{part_year}",
    ),
    "previous": Text(
        "Đợt trước: {campaign} (tệp {file}). Chỉ so các kỳ cùng độ dài, cùng đơn vị tính; đơn vị sáp nhập, chia tách thì so tổng của hai bên khi đủ số liệu. Dòng “Tổng của tỉnh” chỉ so các đơn vị có số liệu cả hai đợt; đơn vị khác nêu ở cột lưu ý.",
        "Last campaign: {campaign} (file {file}). Only like periods in the same unit are compared; where agencies were merged or split, the sums of both sides, if complete. The province's line compares those that are in both totals; the others are named in its remark.",
    ),
    "compared_rows": Text(
        "Đợt trước: {campaign} (tệp {file}). Trước hết là số dòng và tổng của từng cột; sau đó, với bảng có cột nhận dạng, là các dòng mới, không còn và đã thay đổi. Dòng kỳ trước chưa được xác nhận không vào tổng nào. "
        "Đơn vị sáp nhập, chia tách thì so các dòng của hai bên; dòng mới, dòng không còn chỉ nêu với đơn vị báo cáo cả hai đợt.",
        "Last campaign: {campaign} (file {file}). First the number of rows and each column's total; then, of tables with a key column, the rows that are new, gone or changed. Rows of last time that are not confirmed are in no total. "
        "Where agencies were merged or split, the rows of both sides are held together; new rows and those that are gone are told of those alone who reported both times.",
    ),
    "bridge": Text(
        "So với bảng tổng hợp đã phát hành tính đến ngày {day} (giữ trong thư mục backups, tên có “phat-hanh”). Mỗi hàng là một phần của chênh lệch: tổng tăng, giảm bao nhiêu khi thêm riêng thay đổi này vào các thay đổi ở trên. "
        "Cộng các phần của một tổng được đúng chênh lệch giữa tổng mới và tổng cũ. Thứ tự: đơn vị tính, danh sách đơn vị, cách tính và giới hạn; tệp của các đơn vị; số được điều chỉnh.",
        "Against the master given out as of {day} (kept in the folder backups, with “phat-hanh” in its name). Each row is a part of the difference: what the total moves when this change alone is added to those above it. "
        "The parts of a total add up to exactly its new value minus the old one. Order: units, roster, definition and limits; the agencies' files; corrections.",
    ),
    "reconciliation": Text(
        "Tổng của tỉnh chỉ lấy số của đơn vị chủ số liệu (số chính thức); số của đơn vị khác về cùng nội dung nêu tại đây để đối chiếu. "
        "Chênh lệch = số đối chiếu − số chính thức. Mỗi số là công thức dẫn đến ô gốc.",
        "Totals take the owner's figure only (the official one); what others report of the same stands here beside it. "
        "Difference = theirs − the official one. Each number is a formula that leads to its source.",
    ),
    "status": Text("Tính đến ngày {day}. Hạn gửi: {deadline}.", "As of {day}. Due: {deadline}."),
    "groups": Text(
        "Ghi quyết định ở các cột nền vàng: lời văn; chủ đề (ô cam: chưa phân loại); gộp vào nhóm khác (chép mã ở cột “Có thể gộp với”); "
        "tách riêng (ghi mã nhóm, hoặc yes để không đề xuất nữa); ẩn khỏi trang Tóm tắt (yes). Các ý gần nhau được xếp thành nhóm chủ đề để xem cùng nhau, chưa gộp: "
        "gõ tên ở dòng đầu của nhóm để đặt tên; gõ “{one}” ở câu muốn giữ để gộp cả nhóm; gõ “{apart}” để đưa một ý ra khỏi nhóm, “{all_apart}” để bỏ cả nhóm. "
        "Lần tổng hợp sau giữ nguyên; xóa ô là bỏ quyết định.",
        "Decide in the yellow columns: wording; theme (orange: unclassified); merge into another group (copy the code from “Perhaps the same as”); "
        "keep apart (a group's code, or yes for no more proposals); hide from the summary (yes). Ideas near each other stand in a family, to be looked at together, not merged: "
        "type a name in its first row to name it; “{one}” in the sentence that is to stay to merge all of it; “{apart}” to take one idea out of it, “{all_apart}” to have no family of them. "
        "The next merge keeps it all; clear a cell to take it back.",
    ),
    "questions": Text(
        "Kết quả đối chiếu các ý với nhau; máy chỉ gợi ý, cán bộ quyết định. Bấm vào nội dung để đến nhóm ý gốc.",
        "Found by holding statements against each other; a person decides. Each text links to its group.",
    ),
    "findings": Text(
        "Thứ tự: lỗi, cảnh báo, lưu ý. Lỗi của một ô: số liệu ô đó bị giữ lại, chưa vào tổng. Sai quy tắc giữa các ô: chưa rõ ô nào sai nên số liệu vẫn vào tổng và được đánh dấu. Không vì một lỗi mà loại cả đơn vị. "
        "Điều đã xác minh là đúng (sai quy tắc có lý do, số lạ đã hỏi lại): ghi người và lý do ở cột nền vàng; không hỏi lại nữa chừng nào các số liệu đó chưa đổi. Số bị giữ lại thì điều chỉnh ở trang “Số liệu gốc”.",
        "Errors, then warnings, then notes. An error in a cell holds its value back, out of the totals. A broken rule between cells cannot say which of them is wrong: they count, and are marked. No error sets an agency aside. "
        "What was looked into and is so (a rule broken for a reason, an odd value confirmed): give who accepts it and why in the yellow columns; it is not asked again as long as its figures stay. A figure that is held back is corrected on the sheet of figures.",
    ),
    "matrix": Text(
        "Mỗi ô là công thức theo trang “{figures}”. Ký hiệu: … chưa có số liệu; x không thuộc chức năng, hoặc không có (ở chỉ tiêu không cộng dồn); ? giữ lại vì có lỗi; – không tính được (chia cho 0); · không yêu cầu; chưa nộp: đơn vị chưa báo cáo; nền vàng có dấu !: vẫn cộng nhưng còn sai quy tắc; †: số do cơ quan tổng hợp điều chỉnh; *: không công bố (bản chia sẻ).",
        "Each cell is a formula to sheet “{figures}”. Signs: … missing; x not applicable, or none (where nothing is added up); ? held back by an error; – cannot be computed (division by 0); · not asked; not in: no report yet; amber with !: counted, but part of a broken rule; †: corrected by the coordinator; *: not shown (copy for circulation).",
    ),
    "figures": Text(
        "Mỗi hàng một số liệu: giá trị, trạng thái, nguyên văn, tệp, trang và ô nguồn. Sửa một số (đơn vị báo qua điện thoại, cơ quan tổng hợp đính chính): gõ vào các cột nền vàng của hàng đó; "
        "số chưa ai gửi: gõ mã đơn vị, mã chỉ tiêu, kỳ và giá trị vào một hàng trống cuối bảng. Lần tổng hợp sau tính theo số đã sửa và giữ nguyên; xóa ô là lấy lại số của đơn vị.",
        "One row a figure: value, state, as typed, and its file, sheet and cell. To correct one (given by telephone, or put right here), type into the yellow columns of its row; "
        "for one that nobody sent, type agency, indicator, period and value into an empty row below the last. The next merge counts it and keeps it; clear the cell to have the agency's own again.",
    ),
    "table": Text(
        "Mỗi hàng một dòng của đơn vị, kèm tệp, trang và ô nguồn; tổng của tỉnh ở trên các hàng, là công thức; theo đơn vị ở trang “{by_agency}”. "
        "Nền đỏ: ô bị giữ lại vì có lỗi, ghi nguyên văn, không vào tổng; †: ô do cơ quan tổng hợp điều chỉnh; dòng không có số thứ tự (kỳ trước, bỏ) không được tính. "
        "Sửa một ô: gõ vào cột nền vàng của cột đó ở bên phải; bỏ cả dòng: ghi x ở “Bỏ dòng”; ghi người và lý do. Lần tổng hợp sau tính theo đó và giữ nguyên; xóa ô là lấy lại ô đơn vị gửi.",
        "One row of the sheet is one row of an agency, with its file, sheet and cell; the province's totals stand above, as formulas, those by agency on “{by_agency}”. "
        "Red: held back by an error, as typed, in no total; †: corrected by the coordinator; rows without a number (of last time, left out) do not count. "
        "To correct a cell type into its yellow column at the right; x under “Leave out” leaves the row out; give who and why. The next merge counts it and keeps it; clear the cell to have the agency's own again.",
    ),
    "table_shared": Text(
        "Mỗi hàng một dòng của đơn vị; tổng của tỉnh ở trên các hàng, theo đơn vị ở trang “{by_agency}”.",
        "One row of the sheet is one row of an agency; the province's totals stand above, those by agency on “{by_agency}”.",
    ),
    "table_by_agency": Text(
        "Số dòng và tổng của từng đơn vị, tính từ trang “{rows}”. Bình quân của tỉnh là của tất cả các dòng.",
        "Rows and totals of each agency, from the sheet “{rows}”. The province's mean is that of all its rows.",
    ),
    "statements": Text(
        "Mỗi hàng một ý, nguyên văn. Ô có nhiều ý đánh dấu đầu dòng thì mỗi ý một hàng; cột “Đã gõ” ở hàng đầu giữ nguyên cả ô.",
        "One row a statement, verbatim. A cell of several bulleted points has a row for each; “As typed” keeps the whole cell, in the first of them.",
    ),
    "info": Text("Như đơn vị đã ghi.", "As the agencies gave them."),
    "leftovers": Text("Không tính vào tổng; không bỏ sót ô nào.", "Counted nowhere, and none is lost."),
    "changes": Text(
        "Mỗi hàng một ô: bản không được tính so với bản kế tiếp; kèm tổng của tỉnh khi tính theo từng bản.",
        "One row a cell: a version that does not count against the next one, with the province's total as it would be with either.",
    ),
    "sources": Text(
        "Cân đối các tệp được dùng: {balance}. Cột nền vàng: ở “Quyết định” ghi “dùng” để tính một bản cũ, “không dùng” để bỏ một tệp; ở “Tính cho đơn vị” chọn đơn vị cho tệp chưa rõ hoặc nhầm đơn vị. Áp dụng từ lần tổng hợp sau.",
        "Balance of the files used: {balance}. In the yellow columns: under “Decision”, “use” makes an older version count, “don't use” sets a file aside; under “Counts for”, choose the agency of a file whose own is not known, or wrong. The next merge obeys.",
    ),
}

PART_YEAR = Text(
    " Kỳ {labels} chỉ là một phần của năm, không so với cả năm.",
    " {labels} is part of a year and is not compared with a whole one.",
)
BALANCE = Text(
    "{cells} ô có nội dung = {figures} số liệu + {statements} nội dung + {info} thông tin + {notes} ghi chú + {reported} đã báo lại",
    "{cells:# filled cell|# filled cells} = {figures:# figure|# figures} + {statements} narrative + {info:# detail|# details} + {notes:# note|# notes} + {reported} reported",
)
CARRIED = Text(
    "; trong số liệu có {count} số kỳ trước chưa được xác nhận, không tính vào tổng nào",
    "; among the figures {count:# is|# are} last time's and not confirmed, in no total",
)
CORRECTED = Text(
    "; cơ quan tổng hợp điều chỉnh {corrected} số, nhập thay {entered} số chưa ai gửi",
    "; {corrected:# figure|# figures} corrected by the coordinator, {entered} entered that nobody sent",
)
BALANCE_ROWS = Text(" + {rows} ô của bảng", " + {rows:# cell|# cells} of tables")
CORRECTED_ROWS = Text(
    "; cơ quan tổng hợp điều chỉnh {cells} ô của bảng, bỏ {rows} dòng",
    "; {cells:# cell|# cells} of tables corrected by the coordinator, {rows:# row|# rows} left out",
)
UNEVEN = Text(" (LỆCH {difference})", " (OUT BY {difference})")

COLUMNS = {
    "agency": Text("Đơn vị", "Agency"),
    "name": Text("Tên đơn vị", "Name"),
    "indicator": Text("Mã chỉ tiêu", "Indicator"),
    "label": Text("Chỉ tiêu", "Label"),
    "unit": Text("Đơn vị tính", "Unit"),
    "period": Text("Kỳ", "Period"),
    "value": Text("Giá trị", "Value"),
    "state": Text("Trạng thái", "State"),
    "typed": Text("Đã gõ", "As typed"),
    "note": Text("Ghi chú của đơn vị", "Agency's note"),
    "file": Text("Tệp", "File"),
    "sheet": Text("Trang", "Sheet"),
    "cell": Text("Ô", "Cell"),
    "open": Text("Mở", "Open"),
    "id": Text("Mã ý", "Id"),
    "section": Text("Mục", "Section"),
    "section_name": Text("Mục", "Section"),
    "theme_name": Text("Chủ đề", "Theme"),
    "theme": Text("Chủ đề", "Theme"),
    "group": Text("Nhóm", "Group"),
    "text": Text("Nội dung", "Text"),
    "evidence": Text("Văn bản, nguồn", "Evidence"),
    "count": Text("Số đơn vị", "Agencies"),
    "agencies": Text("Các đơn vị", "Which"),
    "family": Text("Nhóm chủ đề", "Family"),
    "edited_family": Text("Nhóm chủ đề sửa lại", "Edited family"),
    "proposed_with": Text("Có thể gộp với", "Perhaps the same as"),
    "proposed_text": Text("Nhóm gần giống nhất", "The likeliest of them"),
    "edited_text": Text("Lời văn sửa lại", "Edited text"),
    "edited_theme": Text("Chủ đề sửa lại", "Edited theme"),
    "merge_into": Text("Gộp vào nhóm", "Merge into"),
    "keep_apart": Text("Tách riêng", "Keep apart"),
    "hide": Text("Ẩn (yes, no)", "Hide (yes, no)"),
    "summary_text": Text("Nêu ở trang Tóm tắt", "Line of the summary"),
    "taken_over": Text("Theo quyết định ở", "As decided in"),
    "status": Text("Tình trạng", "Status"),
    "received": Text("Ngày nhận", "Received"),
    "days_late": Text("Trễ (ngày)", "Days late"),
    "errors": Text("Lỗi", "Errors"),
    "warnings": Text("Cảnh báo", "Warnings"),
    "severity": Text("Mức", "Severity"),
    "code": Text("Mã", "Code"),
    "message": Text("Vấn đề", "What is wrong"),
    "fix": Text("Cách xử lý", "What to do"),
    "cells": Text("Các ô", "Cells"),
    "question": Text("Câu hỏi", "Question"),
    "reason": Text("Lý do", "Reason"),
    "origin": Text("Ô trước khi trả lại", "Cell before the return"),
    "sha256": Text("SHA-256", "SHA-256"),
    "through": Text("Qua bảng tổng hợp", "Came in by"),
    "sender": Text("Người gửi", "Sender"),
    "used": Text("Được dùng", "Used"),
    "decision": Text("Quyết định", "Decision"),
    "assigned_agency": Text("Tính cho đơn vị", "Counts for"),
    "agency_name": Text("Tên đơn vị", "Name"),
    "filled": Text("Ô có nội dung", "Filled cells"),
    "figures": Text("Số liệu", "Figures"),
    "statements": Text("Nội dung", "Narrative"),
    "info": Text("Thông tin", "Details"),
    "notes": Text("Ghi chú", "Notes"),
    "reported": Text("Đã báo lại", "Reported"),
    "kind": Text("Loại ô", "What"),
    "place": Text("Vị trí", "Where"),
    "old_value": Text("Bản trước", "Before"),
    "new_value": Text("Bản sau", "After"),
    "total_before": Text("Tổng của tỉnh, bản trước", "Province, before"),
    "total_after": Text("Tổng của tỉnh, bản sau", "Province, after"),
    "old_file": Text("Tệp trước", "Earlier file"),
    "old_cell": Text("Ô ở bản trước", "Cell before"),
    "total": Text("Cả kỳ", "Whole period"),
    "target": Text("Mục tiêu", "Target"),
    "reporting": Text("Số đơn vị", "Agencies"),
    "complete": Text("Đủ các kỳ", "All periods"),
    "share_of_whole": Text("% của chỉ tiêu", "% of the whole"),
    "previous_period": Text("Kỳ đợt trước", "Period then"),
    "previous": Text("Số đợt trước", "Last time"),
    "change": Text("Tăng, giảm", "Change"),
    "remark": Text("Lưu ý", "Remark"),
    "previous_agency": Text("Đơn vị đợt trước", "Agencies then"),
    "what": Text("Mã", "Code"),
    "official_by": Text("Đơn vị chủ số liệu / vế trái", "Owner / left side"),
    "official": Text("Số chính thức / vế trái", "Official / left"),
    "compared": Text("Đối chiếu với / vế phải", "Compared with / right side"),
    "difference": Text("Chênh lệch", "Difference"),
    "percent": Text("Bằng % số chính thức", "% of the official"),
    "verdict": Text("Kết quả", "Verdict"),
    "how": Text("Cách tính", "How"),
    "effects": Text("Tổng khác bị ảnh hưởng", "Other totals moved"),
    "caveats": Text("Lưu ý về tổng", "What it lacks"),
    "faults": Text("Quy tắc sai", "Rules broken"),
    "corrected_value": Text("Giá trị điều chỉnh", "Corrected value"),
    "corrected_by": Text("Người điều chỉnh", "Corrected by"),
    "correction_reason": Text("Lý do điều chỉnh", "Why corrected"),
    "accepted_by": Text("Người chấp nhận", "Accepted by"),
    "accepted_reason": Text("Lý do chấp nhận", "Why accepted"),
    "first_seen": Text("Có từ ngày", "Since"),
    "first_sent": Text("Gửi đơn vị ngày", "Sent to the agency"),
    "counts": Text("Giá trị được tính", "What counts"),
    "period_name": Text("Kỳ", "Period"),
    "choice": Text("Lựa chọn", "Choice"),
    "old": Text("Tổng cũ", "Old total"),
    "new": Text("Tổng mới", "New total"),
    "cause": Text("Vì sao", "Why"),
    "part": Text("Tăng, giảm", "Part"),
    "figure_before": Text("Số của đơn vị trước đây", "Agency's figure before"),
    "figure_now": Text("Số của đơn vị hiện nay", "Agency's figure now"),
    "no": Text("TT", "No."),
    "rows": Text("Số dòng", "Rows"),
    "left_out": Text("Bỏ dòng (x)", "Leave out (x)"),
    "sent_as": Text("Đã gõ (ô hiện khác)", "As typed (where shown otherwise)"),
}

CELLS_OF_TABLES = Text("Ô của bảng", "Cells of tables")
#: Of the sheets of tables whose rows the agency adds.
TABLE_BY_AGENCY = Text("{heading} – đơn vị", "{heading} – agencies")
TABLE_TITLE_BY_AGENCY = Text("{heading}: theo đơn vị", "{heading}: by agency")
CORRECTED_COLUMN = Text("Sửa: {label}", "Corrected: {label}")
ALL_ROWS = Text("dòng, toàn tỉnh", "rows, whole province")
ACROSS_ROWS = {
    "sum": Text("tổng", "sum"),
    "mean": Text("bình quân", "mean"),
    "max": Text("lớn nhất", "largest"),
    "min": Text("nhỏ nhất", "smallest"),
}
#: What is asked of a row as a whole, in no column of the definition.
OF_ROWS = {"carried": Text("dòng điền sẵn", "row filled in beforehand")}
ROW_CARRIED = Text("chưa xác nhận", "not confirmed")
ROW_LEFT_OUT = Text("bỏ", "left out")
ROW_GONE = Text("không còn", "gone")
ROWS_HELD = Text("{count} ô giữ lại", "{count} held back")
ROWS_CORRECTED = Text("{count} ô điều chỉnh", "{count} corrected")
ROWS_CARRIED = Text("{count} dòng điền sẵn chưa xác nhận", "{count:# row|# rows} filled in beforehand, not confirmed")
ROWS_LEFT_OUT = Text("bỏ {count} dòng", "{count:# row|# rows} left out")

CHANGED_MOST = Text(
    "{count} tổng thay đổi so với bản phát hành ngày {day}, nhiều nhất",
    "{count:# total|# totals} moved since the master given out as of {day}, most of all",
)
BRIDGE = Text(
    "{label}, {period}: {old} → {new} ({difference}). {parts}",
    "{label}, {period}: {old} → {new} ({difference}). {parts}",
)
#: The unit of how many rows a table has.
ROWS_UNIT = Text("dòng", "rows")
BRIDGE_MORE = Text("… và {count} thay đổi khác", "… and {count:# other change|# other changes}")
CAUSES: dict[str, Text] = {
    "unit": Text("Đổi đơn vị tính", "Unit changed"),
    "roster": Text("Danh sách đơn vị thay đổi", "Roster changed"),
    "definition": Text("Cách tính thay đổi", "Definition changed"),
    "rule": Text("Giới hạn, cách ghi số thay đổi", "Rule for figures changed"),
    "arrived": Text("Đơn vị mới nộp", "Agency new in"),
    "gone": Text("Không còn tệp của đơn vị", "File gone"),
    "decided": Text("Quyết định dùng tệp khác", "Files decided otherwise"),
    "resent": Text("Đơn vị gửi lại", "File sent again"),
    "held": Text("Số bị giữ lại, chưa tính", "Held back"),
    "released": Text("Số không còn bị giữ lại", "No longer held back"),
    "reread": Text("Cùng tệp, đọc khác trước", "Same file, read otherwise"),
    "corrected": Text("Cơ quan tổng hợp điều chỉnh", "Corrected by the coordinator"),
}
PERCENT_CHANGE = Text("Tăng, giảm (%)", "Change (%)")

STATUSES = {
    "accepted": Text("Đã nhận, không lỗi", "In, no errors"),
    "accepted_with_errors": Text("Đã nhận, còn lỗi", "In, with errors"),
    "missing": Text("Chưa báo cáo", "Not in"),
    "rejected": Text("Tệp không dùng được", "File rejected"),
    "superseded": Text("Đã thay bằng bản mới", "Superseded"),
}
FATES = {
    "together": Text("Đến cùng thư với bản đang tính", "Came with the one that counts"),
    "by_decision": Text("Không dùng, theo quyết định", "Not used, by decision"),
    "blank": Text("Biểu trống", "Blank form"),
    "waiting": Text("Chờ quyết định", "Waits for a decision"),
    "beside": Text("Gửi kèm biểu", "Came beside a form"),
    "opened": Text("Đã lấy tệp bên trong", "Taken apart"),
    "ours": Text("Thư đầu mối gửi", "Sent by us"),
    "past": Text("Không dùng được, đã có bản gửi sau", "Unusable, one came since"),
}
"""Of files that do not count for a reason of their own, by `versions.Fate`."""
SEVERITIES = {"error": Text("Lỗi", "Error"), "warning": Text("Cảnh báo", "Warning"), "note": Text("Lưu ý", "Note")}
#: In place of a severity, of what the coordinator took for a fact.
ACCEPTED = Text("Chấp nhận", "Accepted")
SIGNS = {
    "missing": Text("…", "…"),
    "not_applicable": Text("x", "x"),
    "held": Text("?", "?"),
    "not_asked": Text("·", "·"),
    "not_in": Text("chưa nộp", "not in"),
    "no_total": Text("–", "–"),
    "masked": Text("*", "*"),
}
DECISIONS = {"use": Text("dùng", "use"), "dont_use": Text("không dùng", "don't use")}
GONE_FILE = Text("Không còn trong hộp thư", "No longer in the inbox")
CHANGED = {
    "figure": Text("số liệu", "figure"),
    "note": Text("ghi chú", "note"),
    "statement": Text("nội dung", "statement"),
    "row": Text("dòng của bảng", "row of a table"),
    "detail": Text("thông tin báo cáo", "report detail"),
    "other": Text("ngoài chỗ điền", "outside the form"),
}
USED = Text("có", "yes")
NOT_USED = Text("không", "no")
OPEN = Text("mở", "open")
UNCLASSIFIED = Text("Chưa phân loại", "Unclassified")

#: In a table without rows.
NONE = Text("Không có mục nào.", "There are none.")
#: In the narrative by agency, where none is asked for.
NO_NARRATIVE = Text("Đợt này không yêu cầu phần nội dung.", "No narrative is asked for.")

MERGED_AWAY = Text("→ đã gộp vào {group}", "→ merged into {group}")
GONE = Text("Không còn đơn vị nào nêu; vẫn giữ chỉnh sửa", "Nobody says this any more; the edit is kept")

ACROSS_AGENCIES = {
    "sum": Text("cộng các đơn vị", "sum of the agencies"),
    "mean": Text("trung bình các đơn vị", "mean of the agencies"),
    "max": Text("lớn nhất", "largest"),
    "min": Text("nhỏ nhất", "smallest"),
    "count_yes": Text("đếm đơn vị trả lời “Có”", "agencies that answer yes"),
    "none": Text("không cộng", "no total"),
}
ACROSS_PERIODS = {
    "sum": Text("cộng các kỳ", "sum of the periods"),
    "last": Text("lấy kỳ cuối", "the last period"),
    "mean": Text("trung bình các kỳ", "mean of the periods"),
    "max": Text("kỳ lớn nhất", "the largest period"),
    "cumulative": Text("lũy kế từ đầu năm: lấy kỳ cuối, không cộng", "counted from the year's start: the last period"),
    "cumulative_all": Text("lũy kế từ kỳ đầu: lấy kỳ cuối, không cộng", "counted from the first period: the last one"),
    "none": Text("không cộng các kỳ", "no total over periods"),
}
CAVEAT_WANTING = Text("thiếu số của {count} đơn vị", "{count:# agency|# agencies} wanting")
CAVEAT_HELD = Text(
    "{count} số bị giữ lại do có lỗi ({periods})", "{count} held back by {count:an error|errors} ({periods})"
)
CAVEAT_UNWEIGHED = Text(
    "{count} số không có trọng số hoặc trọng số bằng 0, không tính ({periods})",
    "{count} without a weight, or with a weight of 0, left out ({periods})",
)
CAVEAT_APART = Text(
    "các số để tính không cùng một nhóm đơn vị ({periods})", "computed from figures of different agencies ({periods})"
)
CAVEAT_TWICE = Text(
    "có thể tính hai lần: đơn vị cũ và mới, hoặc cấp trên và cấp dưới, cùng có số ({periods})",
    "perhaps counted twice: old and new bodies, or a body and those under it, gave it ({periods})",
)
CAVEAT_DOUBTFUL = Text(
    "{count} số còn lỗi, vẫn cộng ({periods})", "{count} with {count:an error|errors}, counted ({periods})"
)
CAVEAT_CORRECTED = Text(
    "{count} số do cơ quan tổng hợp điều chỉnh ({periods})", "{count} corrected by the coordinator ({periods})"
)
COMPUTED = Text("tính lại: {formula}", "computed: {formula}")
COMPUTED_EACH = Text(
    "tính ở từng đơn vị, không tính cho cả tỉnh: {formula}", "computed for each agency, not for the province: {formula}"
)
WEIGHED = Text(" theo {weight}", ", weighed by {weight}")
OWNED = Text("; chỉ lấy số của {owner}", "; figures of {owner} only")

OVER_LIMIT = Text("thay đổi quá {limit} %", "changed by more than {limit} %")
RESTATED = Text("số liệu kỳ này khác với đợt trước", "not what was reported for this period last time")
AMONG = Text(
    "chỉ so {count} đơn vị có số cả hai đợt", "only the {count:# agency that is|# agencies that are} in both totals"
)
AMONG_NONE = Text("không đơn vị nào có số liệu cả hai đợt", "no agency is in both totals")
ONLY_BEFORE = Text("chỉ có ở đợt trước: {names}", "only then: {names}")
ONLY_NOW = Text("chỉ có ở đợt này: {names}", "only now: {names}")
ROWS_WAITING = Text(
    "chưa tính {count} dòng kỳ trước chưa xác nhận", "without {count:# row|# rows} of last time, not confirmed"
)
ROWS_WAITING_SUM = Text(
    "chưa tính {sum} ở {count} dòng kỳ trước chưa xác nhận",
    "without {sum} in {count:# row|# rows} of last time, not confirmed",
)
SO_MANY = Text("{count} đơn vị", "{count:# body|# bodies}")
TOTALS_BESIDE = Text("tổng của tỉnh: đợt trước {before}, nay {now}", "the province's totals: {before} then, {now} now")
REORGANISED = Text("cộng các đơn vị đã sáp nhập", "sum of the agencies merged into it")
NOT_COMPARED = Text("không so được: thiếu số hoặc không cộng được", "not comparable: incomplete, or no sum")
NO_HEIR = Text("(không còn đơn vị kế thừa)", "(nobody took its place)")
TABLE_NAMED = Text("Bảng", "Table")
COMPARED_WHAT = Text("So sánh", "Comparison")
ROW_NAMED = Text("Dòng", "Row")
COLUMN_OF_TABLE = Text("Cột", "Column")
NOW = Text("Đợt này", "Now")
COUNT_OF_ROWS = Text("Số dòng", "Number of rows")
COMPARED_KINDS = {
    "total": Text("Tổng hợp", "Total"),
    "new": Text("Mới", "New"),
    "gone": Text("Không còn", "Gone"),
    "changed": Text("Thay đổi", "Changed"),
}
CROSS_VERDICTS = {
    "passed": Text("khớp", "holds"),
    "failed": Text("KHÔNG KHỚP", "BROKEN"),
    "not_checkable": Text("chưa đủ số liệu", "not complete"),
}
STILL_WANTING = Text(" — còn thiếu: {names}", " — wanting: {names}")
PROVINCE_RULE = Text("Toàn tỉnh: {message}", "Province: {message}")
WHOLE_PROVINCE = Text("Tổng của tỉnh", "Total of the province")
SUM_OF_GROUP = Text("Cộng {group}", "Sum of {group}")
SUM_OF_OTHERS = Text("Cộng các đơn vị khác", "Sum of the others")

# The leaders' sheet ----------------------------------------------------------------------------

SUBTITLE = Text(
    "{lead} tổng hợp, lập ngày {day}. DỰ THẢO để lãnh đạo xem xét.",
    "Compiled by {lead} on {day}. DRAFT for the leaders' review.",
)
SUBTITLE_NO_LEAD = Text(
    "Lập ngày {day}. DỰ THẢO để lãnh đạo xem xét.", "Compiled on {day}. DRAFT for the leaders' review."
)
SENTENCE = Text(
    "Đến ngày {day}, {in_count}/{owed} đơn vị đã báo cáo{share}{statements}{open}.",
    "As of {day}, {in_count} of {owed:# agency|# agencies} {in_count:has|have} reported{share}{statements}{open}.",
)
SENTENCE_SHARE = Text(" ({percent} %)", " ({percent} %)")
SENTENCE_STATEMENTS = Text(
    "; có {count} ý, gồm {groups} ý khác nhau{families}",
    "; {count:# point makes|# points make} {groups:# different one|# different ones}{families}",
)
SENTENCE_FAMILIES = Text(
    " (trong đó {count} ý xếp được vào {families} nhóm cùng chủ đề)",
    ", {count} of them in {families:# family|# families} of one matter each",
)
SENTENCE_WEIGHT = Text(
    "; hạn chế được nêu nhiều nhất về {theme} ({count} đơn vị)",
    "; the theme most often found wanting is {theme} ({count:# agency|# agencies})",
)
SENTENCE_WEIGHTS = Text(
    "; hạn chế được nêu nhiều nhất về {theme} (mỗi chủ đề {count} đơn vị)",
    "; the themes most often found wanting are {theme} ({count:# agency|# agencies} each)",
)
MORE_THEMES = Text(" và {count} chủ đề khác", " and {count} more")
SENTENCE_WRONG = Text(
    "; còn {count} lỗi số liệu, nội dung đơn vị chưa sửa",
    "; {count:# error still waits|# errors still wait} for the agencies",
)
SENTENCE_LACKING = Text(
    "; còn {count} nội dung bắt buộc chưa điền", "; {count:# required item is|# required items are} still blank"
)
SENTENCE_CLEAN = Text("; không còn lỗi nào", "; no errors are left")
KEY_FIGURES = Text("Chỉ số chính", "Key figures")
TILE_PERIOD = Text("{label}, {period}", "{label}, {period}")
TILE_YES = Text("{label} (số đơn vị có)", "{label} (agencies with a yes)")
TILE_COVERAGE = Text("Số liệu của {reporting}/{asked} đơn vị", "From {reporting} of {asked:# agency|# agencies}")
TILE_COMPLETE = Text(" ({complete} đủ các kỳ)", " ({complete} for every period)")
TILE_HELD = Text("; {count} số bị giữ lại", "; {count} held back")
TILE_DOUBTFUL = Text("; {count} số còn lỗi", "; {count} with {count:an error|errors}")
TILE_ASKED = Text("; {count} số đang hỏi lại", "; {count} asked about")
TILE_ASKED_SHARE = Text("; {count} số đang hỏi lại (lệch đến {share}%)", "; {count} asked about (up to {share}%)")
TILE_CORRECTED = Text("; {count} số do cơ quan tổng hợp điều chỉnh", "; {count} corrected by the coordinator")
TILE_UNWEIGHED = Text(
    "; {count} đơn vị chưa được tính do không có trọng số hoặc trọng số bằng 0",
    "; {count:# agency|# agencies} left out: no weight, or a weight of 0",
)
TILE_APART = Text("; tính từ số liệu của các đơn vị khác nhau", "; computed from figures of different agencies")
TILE_TWICE = Text("; có thể tính hai lần {count} đơn vị", "; {count:# agency|# agencies} perhaps counted twice")
SHARED_NOTE = Text(
    "BẢN CHIA SẺ. Dấu {sign}: số không công bố do dưới 5 và có thể lộ cá nhân, hoặc để không suy ra số khác; có thể là số 0 hoặc số lớn. Số căn cước, số điện thoại trong lời văn đã được che. Bản đầy đủ do cơ quan đầu mối giữ.",
    "COPY FOR CIRCULATION. {sign}: not shown, being under 5 and about people, or so that others cannot be worked out; it may be a zero or a large figure. Identity and telephone numbers in texts are masked. The coordinator keeps the full workbook.",
)
TILE_MASKED = Text("không công bố", "not shown")
TILE_NONE = Text("chưa có số liệu", "no figures yet")
TARGET_MET = Text("{sign} đạt mục tiêu {target}", "{sign} meets the target of {target}")
TARGET_MISSED = Text(
    "{sign} chưa đạt mục tiêu {target} (thiếu {gap})", "{sign} short of the target of {target} (by {gap})"
)
TARGET_OVER = Text("{sign} chưa đạt mục tiêu {target} (vượt {gap})", "{sign} over the target of {target} (by {gap})")
#: The unit of what is counted in agencies.
IN_AGENCIES = Text("{count} đơn vị", "{count:# agency|# agencies}")
TARGET_PLAIN = Text("mục tiêu {target}", "target {target}")
CHANGE = Text("{sign} {change} % ({later} so với {earlier})", "{sign} {change} % ({later} against {earlier})")
CHANGE_POINTS = Text(
    "{sign} {change} điểm % ({later} so với {earlier})", "{sign} {change:# point|# points} ({later} against {earlier})"
)
POINTS = Text(" điểm %", " points")
CHANGE_NONE = Text("không đổi ({later} so với {earlier})", "unchanged ({later} against {earlier})")
CHANGE_ABSOLUTE = Text("{sign} {change} ({later} so với {earlier})", "{sign} {change} ({later} against {earlier})")
CHANGE_AGENCIES = Text(
    "{sign} {change} đơn vị ({later} so với {earlier})",
    "{sign} {change:# agency|# agencies} ({later} against {earlier})",
)
CHANGE_AMONG = Text(
    "{change}; chỉ tính {count} đơn vị có số cả hai kỳ",
    "{change}; only the {count:# agency|# agencies} with figures for both",
)
NO_COMPARISON = Text("chưa có kỳ để so sánh", "nothing to compare with")
NO_COMMON = Text("chưa đủ số liệu hai kỳ để so sánh", "not enough figures for both periods to compare them")
MISSING_AGENCIES = Text("Chưa báo cáo ({count}): {names}.", "Not in ({count}): {names}.")
MISSING_LATE = Text(" Đã quá hạn {days} ngày (hạn {deadline}).", " {days:# day|# days} past the deadline ({deadline}).")
IF_LATE = Text(
    " Nếu các đơn vị chưa gửi vẫn như đợt trước (không tính vào tổng): {lines}.",
    " If those that are not in repeated last campaign (in no total): {lines}.",
)
IF_LATE_LINE = Text(
    "{label}, {period} từ {without} thành khoảng {repeated}{unit}, hỏi trước {names} là rõ 95 % phần còn thiếu",
    "{label}, {period} would go from {without} to about {repeated}{unit}; 95 % of what is wanting is with {names}",
)
MISSING_NONE = Text("Tất cả các đơn vị đã báo cáo.", "All agencies have reported.")
REJECTED_FILES = Text(
    " Có {count} tệp không dùng được, xem trang “{sources}”.",
    " {count:# file|# files} could not be used; see sheet “{sources}”.",
)
WAITING_FILES = Text(
    " Có {count} tệp chờ quyết định đơn vị, xem register.xlsx.",
    " {count:# file waits|# files wait} for a decision about whose {count:it is|they are}; see register.xlsx.",
)
TABLE_TITLE_NO_THEMES = Text("TỔNG HỢP Ý KIẾN", "WHAT THE AGENCIES SAY")
TABLE_TITLE = Text("TỔNG HỢP Ý KIẾN THEO CHỦ ĐỀ", "WHAT THE AGENCIES SAY, BY THEME")
WHO_ONE = Text("{agency}", "{agency}")
WHO_MANY = Text("{count:02d} đơn vị", "{count:# agency|# agencies}")
FAMILY_LINE = Text("{count} đơn vị nêu ({agencies}).", "{count:# agency speaks|# agencies speak} of it ({agencies}).")
FAMILY_LINE_NEW = Text(
    "{count} đơn vị nêu ({agencies}); cùng chủ đề, chưa rà soát.",
    "{count:# agency speaks|# agencies speak} of it ({agencies}); one matter, not yet looked at.",
)
NOTHING = Text("—", "—")
LEGEND = Text(
    "— : không có đơn vị nào nêu. Trong ngoặc: số đơn vị nêu, hoặc tên nếu chỉ một đơn vị; [+5]: còn 5 ý hoặc nhóm ý khác. Bấm vào một ý để đến nhóm gốc ở trang “{groups}”, các ý còn lại ở ngay bên dưới; nguyên văn của từng đơn vị ở trang “{by_agency}”.",
    "—: no agency says so. In brackets: how many agencies say it, or which if only one; [+5]: five more. Each links to its group on sheet “{groups}”, where the others follow; the full text is on sheet “{by_agency}”.",
)
LEGEND_FAMILIES = Text(
    " “Cùng chủ đề, chưa rà soát”: các đơn vị nêu cùng một việc, nội dung và mức độ có thể khác nhau; trong ngoặc kép là nguyên văn của một đơn vị.",
    " “One matter, not yet looked at”: they speak of one thing, and what they say may differ; in quotes is what one of them says.",
)
QUESTIONS_TITLE = Text("NỘI DUNG CẦN LÀM RÕ", "WHAT TO ASK")
QUESTIONS_NONE = Text(
    "Qua đối chiếu, không có nội dung cần làm rõ.",
    "Nothing stands out when the statements are held against each other.",
)
QUESTION_KINDS = {
    "unanswered": Text("Hạn chế thuộc chủ đề chưa có phương hướng", "Limitation under a theme without any direction"),
    "perhaps_unanswered": Text(
        "Hạn chế đã có phương hướng khắc phục chưa?", "Is this limitation answered by a direction?"
    ),
    "uncalled": Text("Phương hướng thuộc chủ đề không nêu hạn chế", "Direction under a theme without any limitation"),
    "perhaps_uncalled": Text("Phương hướng khắc phục hạn chế nào?", "Which limitation does this direction answer?"),
    "boilerplate": Text("Nội dung chung chung", "Set phrase without content"),
    "copied": Text("Trùng nguyên văn giữa các đơn vị", "Word for word in several reports"),
    "copied_before": Text("Chép lại báo cáo kỳ trước", "Copied from the campaign before"),
    "none": Text("Mục bắt buộc báo cáo “không có”", "Required section answered with none"),
    "empty": Text("Mục bỏ trống", "Section left empty"),
}
QUESTION_LINES = {
    "unanswered": Text(
        "{count} hạn chế thuộc chủ đề chưa có đơn vị nào nêu phương hướng, nêu nhiều nhất: “{text}”",
        "{count:# limitation|# limitations} under themes for which no direction is given{count:|, the most shared}: “{text}”",
    ),
    "perhaps_unanswered": Text(
        "{count} hạn chế cần làm rõ phương hướng khắc phục, nêu nhiều nhất: “{text}”",
        "{count:# limitation|# limitations} to ask about whether a direction answers {count:it|them}{count:|, the most shared}: “{text}”",
    ),
    "uncalled": Text(
        "{count} phương hướng thuộc chủ đề không có đơn vị nào nêu hạn chế, nêu nhiều nhất: “{text}”",
        "{count:# direction|# directions} under themes in which no limitation is named{count:|, the most shared}: “{text}”",
    ),
    "perhaps_uncalled": Text(
        "{count} phương hướng cần làm rõ khắc phục hạn chế nào, nêu nhiều nhất: “{text}”",
        "{count:# direction|# directions} to ask about which limitation {count:it answers|they answer}{count:|, the most shared}: “{text}”",
    ),
    "boilerplate": Text(
        "{count} ý chung chung, không cụ thể, ví dụ: “{text}”",
        "{count:# set phrase|# set phrases} without content{count:|, such as}: “{text}”",
    ),
    "copied": Text(
        "{count} ý dài trùng nguyên văn giữa {agencies} đơn vị, nhiều nhất: “{text}”",
        "{count:# long statement is|# long statements are} word for word the same in several reports ({agencies:# agency|# agencies}){count:|, most often}: “{text}”",
    ),
    "copied_before": Text(
        "{count} ý chép lại báo cáo kỳ trước ({agencies} đơn vị), ví dụ: “{text}”",
        "{count:# statement is|# statements are} copied from the campaign before ({agencies:# agency|# agencies}){count:|, such as}: “{text}”",
    ),
    "none": Text("Mục bắt buộc báo cáo “không có”: {text}", "Required sections answered with none: {text}"),
    "empty": Text("Mục bỏ trống: {text}", "Sections left empty: {text}"),
}
TO_DECIDE = Text("Chờ quyết định ở trang “{groups}”: {what}", "To decide on sheet “{groups}”: {what}")
UNCLASSIFIED_IDEAS = Text("{count} ý chưa phân loại chủ đề", "{count:# idea|# ideas} without a theme")
PROPOSED_PAIRS = Text("{count} cặp ý có thể gộp", "{count:# pair|# pairs} of ideas that are perhaps the same")
QUESTION_EMPTY = Text("{section} ({agencies})", "{section} ({agencies})")
CHART_TITLE = Text("Số đơn vị nêu, theo chủ đề", "Agencies that speak of each theme")
CHART_THEME = Text("Chủ đề", "Theme")
CHART_ALT = Text(
    "Biểu đồ cột ngang: số đơn vị nêu theo chủ đề và theo mục.",
    "Bar chart: for each theme, how many agencies speak of it in each section.",
)
NO_TEXT = Text("—", "—")
CONTINUED = Text("{name} (tiếp)", "{name} (continued)")
PAGE = Text("Trang", "Page")
REASONS = {
    "unkeyed-content": Text("ngoài chỗ điền", "outside the form's cells"),
    "extra-sheet": Text("trang thêm ngoài biểu", "a sheet that is not the form's"),
    "sheet-twice": Text("bản thứ hai của một trang, khác bản đầu", "a second copy of a sheet, unlike the first"),
    "sheet-repeated": Text("bản sao giống hệt của một trang", "a copy of a sheet that says the same"),
    "sheet-of-another": Text("trang của đơn vị khác", "a sheet of another agency"),
    "unknown-indicator": Text("hàng của chỉ tiêu không hỏi", "row of an indicator not asked"),
    "no-longer-asked": Text("phần nay không còn hỏi", "no longer asked"),
    "row-twice": Text("hàng chỉ tiêu lặp lại", "a repeated row"),
    "unknown-section": Text("mục không hỏi", "a section not asked"),
    "unknown-theme": Text("chủ đề không có ở đây", "a theme that is not listed here"),
    "unplaced": Text("đoạn của báo cáo Word chưa xếp mục", "passage of the Word report, not placed"),
    "statement-without-text": Text("dòng không có nội dung", "a line without text"),
    "error-in-text": Text("ô báo lỗi thay cho chữ", "a formula error in place of text"),
    "statement-without-words": Text("dòng không có chữ hay số", "a line without a letter or digit"),
    "nothing-to-say": Text("dòng ghi rằng không có ý nào", "a line that says there is nothing to say"),
    "said-none": Text("mục bắt buộc ghi rằng không có ý nào", "a required section that says there is nothing to say"),
    "cell-note": Text("ghi chú (comment) gắn vào ô", "a note on a cell"),
    "text-box": Text("hộp văn bản đặt trên trang", "a text box on the sheet"),
    "table-total-row": Text("dòng cộng đơn vị tự ghi trong bảng", "a row of sums typed in a table"),
    "table-group-heading": Text("tên nhóm giữa các dòng của bảng", "the name of a group among a table's rows"),
    "table-headings-again": Text("tiêu đề lặp lại giữa các dòng của bảng", "headings again among a table's rows"),
    "table-numbering": Text("dòng đánh số các cột của bảng", "a row that numbers a table's columns"),
    "table-row-cleared": Text("dòng kỳ trước bị xóa trắng", "a row of last time that was cleared"),
    "table-said-none": Text("dòng ghi rằng không có gì để kê", "a row that says there is nothing to list"),
    "earlier-print": Text("chữ in sẵn của biểu cấp trước đây", "printed in the form as sent out earlier"),
}
