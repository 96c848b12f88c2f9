"""Findings of what stands in the form: what has no place, cannot be seen, does not fit, or says nothing."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "unplaced": FindingText(
        "note",
        Text(
            "{count} đoạn của báo cáo Word chưa xếp vào mục nào (đầu tiên: {cell}).",
            "{count:# passage from the Word report is|# passages from the Word report are} in no section yet (first: {cell}).",
        ),
        Text(
            "Xem các đoạn đó; đoạn nào là nội dung thì chuyển lên mục thích hợp.",
            "Look through this; move up what belongs to a section.",
        ),
        Text(
            "Biểu lập từ báo cáo Word có đoạn chưa rõ mục.", "A drafted form holds passages whose section is not known."
        ),
    ),
    "unkeyed-content": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có {count} ô có nội dung ngoài chỗ điền (đầu tiên: {cell}, “{value}”).",
            "On the sheet “{sheet}”, {count:# cell is|# cells are} filled outside the form (first: {cell}, “{value}”).",
        ),
        Text(
            "Nếu là nội dung cần báo cáo, điền vào đúng ô của biểu.",
            "Move what belongs to the report into the form's own cells.",
        ),
        Text(
            "Có chữ hoặc số ở ô không thuộc biểu; được liệt kê, không tính vào tổng.",
            "Something stands where the form has no cell; it is listed and counted nowhere.",
        ),
    ),
    "extra-sheet": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” không thuộc biểu; {count} ô trong đó chỉ được liệt kê.",
            "Sheet “{sheet}” is not part of the form; its {count:# cell is|# cells are} only listed.",
        ),
        Text(
            "Chuyển nội dung cần báo cáo vào các trang của biểu.",
            "Move what belongs to the report into the form's sheets.",
        ),
        Text("Đơn vị thêm trang riêng vào biểu.", "The agency added a sheet of its own."),
    ),
    "cell-note": FindingText(
        "warning",
        Text(
            "Trang “{sheet}”: {count} ô có ghi chú (comment) của đơn vị (đầu tiên: {cell}, “{value}”); ghi chú không được tính.",
            "Sheet “{sheet}”: {count:# cell has a note|# cells have notes} by the agency (first: {cell}, “{value}”); notes are counted nowhere.",
        ),
        Text(
            "Nếu là nội dung cần báo cáo, chuyển vào cột ghi chú hoặc đúng ô của biểu.",
            "Move what belongs to the report into the column of notes or the form's own cells.",
        ),
        Text(
            "Ghi chú gắn vào ô (comment, note) không in ra cùng biểu; được liệt kê ở trang “Ô chưa tổng hợp”.",
            "Notes on cells are not printed with the form; they are on the master's sheet of leftovers.",
        ),
    ),
    "text-box": FindingText(
        "warning",
        Text(
            "Trang “{sheet}”: {count} hộp văn bản (text box) có nội dung (đầu tiên ở ô {cell}: “{value}”); không được tính.",
            "Sheet “{sheet}”: {count:# text box holds|# text boxes hold} something (the first at {cell}: “{value}”); {count:it is|they are} counted nowhere.",
        ),
        Text(
            "Nếu là nội dung cần báo cáo, gõ vào cột ghi chú hoặc đúng ô của biểu.",
            "If it belongs to the report, type it into the column of notes or the form's own cells.",
        ),
        Text(
            "Hộp văn bản hoặc hình có chữ nằm đè lên trang; chữ trong đó được liệt kê ở trang “Ô chưa tổng hợp”.",
            "A text box, or a shape with a text, lies on the sheet; its text is on the master's sheet of leftovers.",
        ),
    ),
    "picture-on-sheet": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có {count} ảnh hoặc biểu đồ (đầu tiên ở ô {cell}); nội dung trong đó không đọc được.",
            "Sheet “{sheet}” has {count:# picture or chart|# pictures or charts} (the first at {cell}); what {count:it shows|they show} cannot be read.",
        ),
        Text(
            "Nếu trong ảnh có nội dung cần báo cáo, gõ vào đúng ô của biểu; ảnh chữ ký, con dấu thì không cần xử lý.",
            "If they show what belongs to the report, type it into the form's own cells; for a signature or seal there is nothing to do.",
        ),
        Text(
            "Ảnh, biểu đồ đặt trên trang của biểu không được đọc.",
            "Pictures and charts on a form's sheets are not read.",
        ),
    ),
    "text-struck-through": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có {count} ô chứa chữ bị gạch ngang, đọc như chữ thường (đầu tiên: {cell}, “{value}”).",
            "On the sheet “{sheet}”, {count:# cell holds|# cells hold} words that are struck through; they were read as they stand (first: {cell}, “{value}”).",
        ),
        Text(
            "Xóa hẳn phần đã gạch; phần nào giữ lại thì bỏ định dạng gạch ngang.",
            "Delete what is struck through; where it is to stay, take the strikethrough off.",
        ),
        Text(
            "Chữ gạch ngang thường là phần đã bỏ khi sửa, nhưng không chắc chắn nên không tự bỏ.",
            "Words that are struck through were mostly dropped in a mark-up copy; that is not sure, so they are not left out.",
        ),
    ),
    "cells-merged": FindingText(
        "warning",
        Text(
            "Các ô {area} (trang “{sheet}”) bị gộp làm một; giá trị “{value}” được tính cho ô đang chứa giá trị, các ô khác coi như trống.",
            "Cells {area} (sheet “{sheet}”) were merged; “{value}” is counted for the cell it stands in, the others are taken as blank.",
        ),
        Text("Bỏ gộp ô (Merge & Center) rồi điền từng ô.", "Unmerge the cells (Merge & Center) and fill in each."),
        Text(
            "Một vùng gộp phủ nhiều ô phải điền: không rõ giá trị của ô nào, và người gửi không nhìn thấy giá trị nằm dưới vùng gộp.",
            "A merged area covers several cells to fill in: nobody can see whose the value is, and what lies under it the sender does not see.",
        ),
    ),
    "cells-merged-blank": FindingText(
        "warning",
        Text(
            "Các ô {area} (trang “{sheet}”) bị gộp làm một và đang trống.",
            "Cells {area} (sheet “{sheet}”) were merged, and are blank.",
        ),
        Text("Bỏ gộp ô (Merge & Center) rồi điền từng ô.", "Unmerge the cells (Merge & Center) and fill in each."),
        Text(
            "Một vùng gộp phủ nhiều ô phải điền và đang trống; mỗi ô được coi là trống.",
            "A merged area covers several cells to fill in and holds nothing; each is taken as blank.",
        ),
    ),
    "hidden-content": FindingText(
        "note",
        Text(
            "Trang “{sheet}” có {count} ô đã điền nằm ở hàng hoặc cột bị ẩn: {places}.",
            "Sheet “{sheet}” has {count:# filled cell|# filled cells} in hidden rows or columns: {places}.",
        ),
        Text(
            "Nội dung vẫn được tính. Nếu không định gửi, đề nghị bỏ ẩn (Unhide) rồi xóa; nếu có thì không cần xử lý.",
            "What is hidden is counted all the same. If it was not meant to be sent, unhide and delete it; else there is nothing to do.",
        ),
        Text(
            "Hàng, cột bị ẩn hoặc bị bộ lọc che thì người ký không nhìn thấy, nhưng vẫn được đọc như mọi ô khác.",
            "Whoever signs does not see rows and columns that are hidden or filtered out; they are read like all others.",
        ),
    ),
    "hidden-sheet": FindingText(
        "note",
        Text(
            "Trang “{sheet}” bị ẩn nhưng có {count} ô đã điền.",
            "Sheet “{sheet}” is hidden and has {count:# filled cell|# filled cells}.",
        ),
        Text(
            "Nội dung vẫn được tính. Nếu không định gửi, đề nghị bỏ ẩn trang (Unhide) rồi xóa; nếu có thì không cần xử lý.",
            "What it holds is counted all the same. If that was not meant to be sent, unhide the sheet and delete it; else there is nothing to do.",
        ),
        Text(
            "Trang bị ẩn thì người ký không nhìn thấy, nhưng vẫn được đọc như mọi trang khác.",
            "Whoever signs does not see a hidden sheet; it is read like all others.",
        ),
    ),
    "legacy-text": FindingText(
        "note",
        Text(
            "Trang “{sheet}” có {count} ô gõ bằng bảng mã cũ {encoding}; đã chuyển sang Unicode để đọc, nguyên văn được giữ.",
            "Sheet “{sheet}” has {count:# cell|# cells} typed in the old encoding {encoding}; {count:it was|they were} read as Unicode, and what was typed is kept.",
        ),
        Text(
            "Không cần xử lý nếu chữ đọc đúng; lần sau đề nghị gõ Unicode (phông Times New Roman).",
            "Nothing to do if the words read well; next time type Unicode (font Times New Roman).",
        ),
        Text(
            "Chữ gõ theo TCVN3 (phông .Vn…) hoặc VNI (phông VNI-…) được nhận ra theo từng ô; ô đã đúng tiếng Việt thì giữ nguyên.",
            "Text typed as TCVN3 (fonts .Vn…) or VNI (fonts VNI-…) is recognised cell by cell; a cell that is Vietnamese as it stands is left alone.",
        ),
    ),
    "text-not-whole": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có {count} ô chứa chữ không đọc được (hiện là �), từ ô {cell}.",
            "Sheet “{sheet}” has {count:# cell|# cells} with letters that cannot be read (shown as �), from {cell} on.",
        ),
        Text(
            "Xem các ô này trong tệp gốc, gõ lại chữ bị mất rồi lưu thành .xlsx.",
            "Look at these cells in the original, type what is lost and save as .xlsx.",
        ),
        Text(
            "Chương trình ghi tệp làm mất chữ (thường là biểu tượng cảm xúc trong tệp .xls, hoặc chép từ tệp sai bảng mã); phần còn lại được giữ nguyên.",
            "The program that wrote the file lost a letter (an emoji in an .xls, or text pasted from a file in another encoding); the rest is kept as it is.",
        ),
    ),
    "error-in-text": FindingText(
        "error",
        Text(
            "Trang “{sheet}”: {count} ô đang báo lỗi công thức thay cho chữ (ô đầu {cell}: {value}), nên không đọc được nội dung đã gõ.",
            "Sheet “{sheet}”: {count:# cell shows|# cells show} a formula error in place of text (first {cell}: {value}), so what was typed cannot be read.",
        ),
        Text(
            "Gõ lại bằng chữ; dòng bắt đầu bằng dấu - hoặc = thì bỏ dấu đó hoặc gõ dấu nháy đơn (') phía trước.",
            "Type the text again; where it begins with - or =, leave that out or type an apostrophe (') before it.",
        ),
        Text(
            "Excel hiểu dòng bắt đầu bằng dấu - hoặc = là công thức và báo lỗi (#NAME? …); không đọc được chữ đã gõ.",
            "Excel takes a line that begins with - or = for a formula and shows an error (#NAME? …); the text cannot be read.",
        ),
    ),
    "formula-without-value": FindingText(
        "error",
        Text(
            "Ô {cell} ({indicator}, {period}) là công thức chưa có kết quả lưu trong tệp.",
            "Cell {cell} ({indicator}, {period}) is a formula whose result the file does not hold.",
        ),
        Text(
            "Mở tệp bằng Excel, lưu lại rồi gửi lại; hoặc xóa công thức, gõ thẳng vào ô.",
            "Open the file in Excel, save and send it again; or clear the formula and type straight into the cell.",
        ),
        Text("Công thức chưa được tính khi lưu tệp.", "A formula was not computed when the file was saved."),
    ),
    "formula-not-computed": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có {count} ô là công thức chưa có kết quả lưu trong tệp, từ ô {cell}; chưa rõ nội dung.",
            "Sheet “{sheet}” has {count:# cell with a formula whose result|# cells with formulas whose results} the file does not hold, from {cell} on; what {count:it says|they say} is not known.",
        ),
        Text(
            "Mở tệp bằng Excel, lưu lại rồi gửi lại; hoặc gõ thẳng nội dung.",
            "Open the file in Excel, save and send it again; or type what should stand there.",
        ),
        Text(
            "Công thức của đơn vị, ngoài các ô số liệu, chưa được tính khi lưu tệp.",
            "Formulas of the agency's own, other than in the cells of figures, were not computed when the file was saved.",
        ),
    ),
    "figure-not-confirmed": FindingText(
        "error",
        Text(
            "Số liệu của {indicator} ({periods}) đề xuất từ báo cáo Word, đơn vị chưa xác nhận nên chưa tính.",
            "The figures of {indicator} ({periods}) were proposed from the Word report; the agency has not confirmed them, so they do not count.",
        ),
        Text(
            "Đối chiếu với báo cáo; đúng thì xóa ghi chú ở cuối hàng, sai thì sửa số rồi xóa ghi chú.",
            "Compare with the report; delete the note at the end of the row if they are right, else correct them first.",
        ),
        Text(
            "Lệnh draft đọc số liệu trong các bảng của báo cáo và điền sẵn vào biểu; số đề xuất chỉ được tính khi đơn vị đã xóa ghi chú.",
            "`draft` reads figures in a report's tables and fills them in; a proposed figure counts only when the agency has deleted the note beside it.",
        ),
    ),
    "figure-carried": FindingText(
        "error",
        Text(
            "Số liệu của {indicator} ({periods}) là số kỳ trước điền sẵn ({value}), đơn vị chưa xác nhận nên chưa tính.",
            "The figures of {indicator} ({periods}) are those of last time ({value}); the agency has not confirmed them, so they do not count.",
        ),
        Text(
            "Vẫn đúng: chọn “Đúng như kỳ trước” ở cột Ghi chú của hàng. Đã khác: gõ số mới đè lên số cũ.",
            "Still right: choose “Right as last time” under the row's Notes. No longer: type the new figure over the old one.",
        ),
        Text(
            "Chỉ tiêu ghi “có” ở cột “Giữ số kỳ trước” được điền sẵn số đợt trước; số ấy có trạng thái carried và không vào tổng nào cho đến khi đơn vị xác nhận.",
            "Where the definition says carry, last time's figures stand in the form; such a figure has the state carried and is in no total until the agency confirms it.",
        ),
    ),
    "unit-changed": FindingText(
        "error",
        Text(
            "Số liệu của {indicator} ({periods}): biểu yêu cầu theo “{expected}” nhưng trong hàng ghi “{value}”, nên có thể là: {readings}. Chưa tính.",
            "The figures of {indicator} ({periods}): the form asks for “{expected}”, but the row says the unit is “{value}”, so they may be: {readings}. They do not count.",
        ),
        Text(
            "Nhập số theo “{expected}” và để nguyên đơn vị tính của biểu, hoặc ghi đơn vị tính ngay sau con số trong ô.",
            "Give the figures in “{expected}” and leave the form's unit as it is, or type the unit behind the number in its cell.",
        ),
        Text(
            "Đơn vị tính bị sửa trong biểu, hoặc ghi chú của hàng nêu đơn vị tính khác: không rõ số được ghi theo đơn vị nào.",
            "The unit was changed in the form, or the row's note names another one: it is not clear in which the figures are given.",
        ),
    ),
    "computed-differs": FindingText(
        "warning",
        Text(
            "Ô {cell} ({indicator}, {period}) ghi “{value}”; tính lại là {expected}.",
            "Cell {cell} ({indicator}, {period}) shows “{value}”; computed anew it is {expected}.",
        ),
        Text(
            "Kiểm tra các số thành phần; bảng tổng hợp dùng số tính lại.",
            "Check the members; the master uses the computed figure.",
        ),
        Text(
            "Ô tự tính bị ghi đè hoặc không khớp thành phần.",
            "A computed cell was overwritten or does not fit its members.",
        ),
    ),
    "computed-not-checkable": FindingText(
        "warning",
        Text(
            "Ô {cell} ({indicator}, {period}) ghi “{value}”, nhưng chưa tính lại được: các số thành phần còn thiếu hoặc chia cho 0.",
            "Cell {cell} ({indicator}, {period}) shows “{value}”, but it cannot be computed: members are missing or the divisor is 0.",
        ),
        Text(
            "Điền đủ số thành phần của chỉ tiêu này; bảng tổng hợp không lấy số gõ đè lên ô tự tính.",
            "Fill in the members of this indicator; the master does not take a figure typed over a computed cell.",
        ),
        Text(
            "Ô tự tính bị ghi đè mà các số thành phần không đủ để tính.",
            "A computed cell was overwritten, and its members are not enough to compute it.",
        ),
    ),
    "total-not-checkable": FindingText(
        "warning",
        Text(
            "Ô {cell}: cột “Cả kỳ” của {indicator} ghi “{value}”, nhưng chưa cộng được từ số các kỳ.",
            "Cell {cell}: the total of {indicator} shows “{value}”, but it cannot be computed from the periods.",
        ),
        Text(
            "Điền số từng kỳ; bảng tổng hợp không lấy số gõ đè lên cột tổng.",
            "Fill in the figure of each period; the master does not take a figure typed over a total.",
        ),
        Text(
            "Cột tổng bị ghi đè mà không có đủ số các kỳ.",
            "The total was overwritten, and the periods' figures are not enough to compute it.",
        ),
    ),
    "total-differs": FindingText(
        "warning",
        Text(
            "Ô {cell}: cột “Cả kỳ” của {indicator} ghi “{value}”; cộng lại là {expected}.",
            "Cell {cell}: the total of {indicator} shows “{value}”; computed anew it is {expected}.",
        ),
        Text(
            "Kiểm tra số các kỳ; bảng tổng hợp dùng số tính lại.",
            "Check the periods' figures; the master uses the computed total.",
        ),
        Text("Cột tổng bị ghi đè hoặc không khớp các kỳ.", "The total was overwritten or does not fit the periods."),
    ),
    "statement-without-text": FindingText(
        "warning",
        Text(
            "Ô {cell} có chủ đề hoặc nguồn nhưng dòng đó chưa có nội dung.",
            "Cell {cell} holds a theme or source, but its line has no text.",
        ),
        Text("Ghi nội dung vào dòng đó, hoặc xóa.", "Write the point in that line, or clear it."),
        Text("Một dòng nội dung thiếu phần chữ.", "A line of the narrative lacks its text."),
    ),
    "statement-without-words": FindingText(
        "warning",
        Text(
            "Ô {cell} (mục “{section}”) chỉ ghi “{value}”, không có chữ hay số nào; không tính là một ý.",
            "Cell {cell} (section “{section}”) only says “{value}”, without a letter or digit; it is no statement.",
        ),
        Text("Ghi nội dung vào dòng đó, hoặc xóa.", "Write the point in that line, or clear it."),
        Text(
            "Một dòng nội dung chỉ có dấu chấm, gạch hoặc ký hiệu.",
            "A line of the narrative holds only dots, dashes or signs.",
        ),
    ),
    "nothing-to-say": FindingText(
        "note",
        Text(
            "Mục “{section}” ghi “{value}”: được hiểu là không có ý nào, không đưa vào bảng tổng hợp.",
            "Section “{section}” says “{value}”: taken as nothing to say, and not put into the summary.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Mục không bắt buộc ghi “Không có kiến nghị” hoặc tương tự; được coi là đã báo cáo.",
            "An optional section says “no proposals” or the like; that is an answer.",
        ),
    ),
    "said-none": FindingText(
        "warning",
        Text(
            "Mục bắt buộc “{section}” ghi “{value}”: được hiểu là không có ý nào, không đưa vào bảng tổng hợp.",
            "The required section “{section}” says “{value}”: taken as nothing to say, and not put into the summary.",
        ),
        Text(
            "Nếu có, đề nghị nêu cụ thể; nếu không có, đề nghị nêu rõ lý do.",
            "If there is something, say what; if there is nothing, say why.",
        ),
        Text(
            "Mục bắt buộc chỉ ghi “Không có hạn chế” hoặc tương tự; được coi là đã báo cáo, không phải một ý.",
            "A required section only says “no limitations” or the like; that is an answer, not a point.",
        ),
    ),
    "unknown-theme": FindingText(
        "warning",
        Text(
            "Ô {cell}: chủ đề “{value}” không có trong danh sách.", "Cell {cell}: theme “{value}” is not on the list."
        ),
        Text(
            "Chọn một chủ đề trong danh sách; ý này vẫn được đưa vào bảng tổng hợp.",
            "Choose one from the list; the point is in the summary all the same.",
        ),
        Text("Chủ đề gõ tay không khớp danh sách.", "A theme was typed that is not on the list."),
    ),
}
