"""Sentences about tables whose rows the agency adds: their sheets, their rows, and their totals beside the figures.

What is wrong with one cell is said as of a figure's (`values`): `in_a_table` leaves out the words for its period.
"""

from __future__ import annotations

from toolkit.messages import FindingText, Text

#: What stands in the place of an indicator's name where a finding is about a column of a table.
COLUMN = Text("cột “{column}” của bảng “{heading}”", "the column “{column}” of “{heading}”")
#: What a finding in rows that the coordinator leaves out ends with.
LEFT_OUT = Text(
    " Cơ quan tổng hợp đã bỏ dòng này, không tính.", " The coordinator left the row out: it does not count."
)
#: What the sentences about cells of figures say, and is not so of a table's: it has neither periods nor notes.
_OF_FIGURES = (
    *(", kỳ {period}", ", {period}", " for {period}"),
    *("; phần giải thích ghi ở cột Ghi chú", "; put any explanation in the Note column"),
    "; mức tăng, giảm thì ghi ở cột Ghi chú của đơn vị",
    "; by how much it changed goes into the column of notes",
)


#: Sentences that begin with the indicator.
_FIRST = {
    "Chỉ tiêu {indicator}: ": "Cột “{column}” của bảng “{heading}”: ",
    "{indicator}: figures ": "The column “{column}” of “{heading}”: figures ",
}


def in_a_table(template: str) -> str:
    """A sentence about a figure's cell, as it is said of one in a table."""
    for words in _OF_FIGURES:
        template = template.replace(words, "")
    for words, own in _FIRST.items():
        template = template.replace(words, own)
    return template


FINDINGS: dict[str, FindingText] = {
    "table-missing": FindingText(
        "error",
        Text("Thiếu trang của bảng “{heading}”.", "The sheet of the table “{heading}” is missing."),
        Text(
            "Đề nghị đơn vị gửi lại biểu đủ các trang; không có gì để kê thì để nguyên trang trống.",
            "Ask the agency to send the form with all its sheets; where there is nothing to list, the sheet stays blank.",
        ),
        Text("Trang của một bảng danh sách đã bị xóa.", "The sheet of a table was deleted."),
    ),
    "table-new": FindingText(
        "error",
        Text(
            "Biểu chưa có bảng “{heading}”: biểu này lập trước khi yêu cầu báo cáo được sửa.",
            "The form has no table “{heading}” yet: it was made before what is asked was changed.",
        ),
        Text(
            "Điền bảng này trong biểu mới (biểu gửi kèm thư này đã có sẵn trang và các số đã gửi), rồi gửi lại.",
            "Fill in this table in the new form (the one sent with this letter has the sheet and what was already given), and send it back.",
        ),
        Text(
            "Bảng được thêm vào campaign.xlsx sau khi gửi biểu; biểu của đơn vị không có chỗ để điền.",
            "The table was added to campaign.xlsx after the form was sent; the agency had no place to fill it in.",
        ),
    ),
    "table-column-missing": FindingText(
        "error",
        Text(
            "Trang “{sheet}” thiếu cột “{column}” của bảng “{heading}”.",
            "Sheet “{sheet}” lacks the column “{column}” of the table “{heading}”.",
        ),
        Text("Đề nghị đơn vị điền vào biểu còn nguyên các cột.", "Ask the agency to use a form with all its columns."),
        Text("Một cột của bảng đã bị xóa.", "A column of a table was deleted."),
    ),
    "table-column-new": FindingText(
        "error",
        Text(
            "Trang “{sheet}” chưa có cột “{column}” của bảng “{heading}”: biểu này lập trước khi yêu cầu báo cáo được sửa.",
            "Sheet “{sheet}” has no column “{column}” of the table “{heading}” yet: the form was made before what is asked was changed.",
        ),
        Text(
            "Điền cột này trong biểu mới (biểu gửi kèm thư này đã có sẵn cột và các dòng đã gửi), rồi gửi lại.",
            "Fill in this column in the new form (the one sent with this letter has the column and the rows already given), and send it back.",
        ),
        Text(
            "Cột được thêm hoặc đổi mã trong campaign.xlsx sau khi gửi biểu; biểu của đơn vị không có ô để điền.",
            "The column was added to campaign.xlsx, or got another code, after the form was sent; the agency had no place to fill it in.",
        ),
    ),
    "table-heading-changed": FindingText(
        "warning",
        Text(
            "Ô {cell} (trang “{sheet}”): tiêu đề cột “{column}” bị sửa thành “{value}”; các ô trong cột vẫn được đọc là “{column}”.",
            "Cell {cell} (sheet “{sheet}”): the heading “{column}” was changed to “{value}”; the column is still read as “{column}”.",
        ),
        Text(
            "Kiểm tra nội dung trong cột có đúng là “{column}” không.",
            "See whether what stands in the column is “{column}”.",
        ),
        Text(
            "Tiêu đề cột đã khóa của bảng bị sửa: nội dung có thể là của cột khác.",
            "A locked heading of a table was changed, so the column may hold something else.",
        ),
    ),
    "table-heading-earlier": FindingText(
        "warning",
        Text(
            "Ô {cell} (trang “{sheet}”): biểu đã cấp in “{value}”; nay cột của bảng “{heading}” ghi “{expected}”.",
            "Cell {cell} (sheet “{sheet}”): the form as sent out reads “{value}”; the column of “{heading}” now says “{expected}”.",
        ),
        Text(
            "Kiểm tra nội dung, đơn vị tính đã điền có còn đúng với “{expected}” không.",
            "See whether what was filled in, and its unit, are still right for “{expected}”.",
        ),
        Text(
            "Tên cột hoặc đơn vị tính trong campaign.xlsx đã sửa sau khi gửi biểu; không do đơn vị sửa.",
            "The column's label or unit was changed in campaign.xlsx after the form was sent; the agency changed nothing.",
        ),
    ),
    "table-total-differs": FindingText(
        "warning",
        Text(
            "Ô {cell} (trang “{sheet}”): ô tính chung của cột “{column}” ghi “{value}”; tính lại từ các dòng là {expected}.",
            "Cell {cell} (sheet “{sheet}”): what is taken of the column “{column}” shows “{value}”; computed anew from the rows it is {expected}.",
        ),
        Text(
            "Kiểm tra các dòng; bảng tổng hợp dùng số tính lại.",
            "Check the rows; the master uses what is computed from them.",
        ),
        Text(
            "Ô tự tính phía trên bảng bị ghi đè hoặc không khớp các dòng.",
            "A total above a table was overwritten, or does not fit the rows.",
        ),
    ),
    "table-total-not-checkable": FindingText(
        "warning",
        Text(
            "Ô {cell} (trang “{sheet}”): ô tính chung của cột “{column}” ghi “{value}”, nhưng chưa có dòng nào có số.",
            "Cell {cell} (sheet “{sheet}”): what is taken of the column “{column}” shows “{value}”, but no row gives a number.",
        ),
        Text(
            "Ghi từng dòng vào bảng; bảng tổng hợp không lấy số gõ đè lên ô tự tính.",
            "Fill in the rows; the master does not take a number typed over a total.",
        ),
        Text(
            "Ô tự tính phía trên bảng bị ghi đè mà bảng chưa có số.",
            "A total above a table was overwritten, and no row gives a number.",
        ),
    ),
    "table-unit-changed": FindingText(
        "error",
        Text(
            "Ô {cell} (trang “{sheet}”): đơn vị tính của cột “{column}” bị sửa thành “{value}”, biểu yêu cầu “{expected}”; số không kèm đơn vị trong cột chưa tính.",
            "Cell {cell} (sheet “{sheet}”): the unit of “{column}” was changed to “{value}”, the form asks for “{expected}”; numbers without a unit in the column do not count.",
        ),
        Text(
            "Nhập số theo “{expected}” và để nguyên đơn vị tính của biểu.",
            "Give the numbers in “{expected}” and leave the form's unit as it is.",
        ),
        Text(
            "Đơn vị tính dưới tiêu đề cột của bảng bị sửa: không rõ số được ghi theo đơn vị nào.",
            "The unit under a column's heading was changed: it is not clear in which the numbers are given.",
        ),
    ),
    "table-required-missing": FindingText(
        "error",
        Text(
            "Bảng “{heading}” (trang “{sheet}”): {count} dòng chưa ghi cột bắt buộc “{column}” (ô {cells}).",
            "Table “{heading}” (sheet “{sheet}”): {count:# row lacks|# rows lack} the required “{column}” ({cells}).",
        ),
        Text(
            "Điền cột này cho mỗi dòng đã ghi; chưa biết thì gõ “Chưa thống kê”; dòng không cần thì xóa cả dòng.",
            "Fill in the column for each row that is given; type “Not counted” if it is not known; delete rows that are not needed.",
        ),
        Text(
            "Dòng của bảng đã có nội dung nhưng ô bắt buộc để trống. Ô trống không được hiểu là 0.",
            "A row of a table holds something, and its required cell is blank. A blank is never taken for zero.",
        ),
    ),
    "table-one-cell": FindingText(
        "warning",
        Text(
            "Bảng “{heading}” (trang “{sheet}”): {count} dòng chỉ ghi một ô (ô {cells}; “{value}”), được tính là dòng của bảng.",
            "Table “{heading}” (sheet “{sheet}”): in {count:# row|# rows} one cell alone is filled ({cells}; “{value}”); {count:it counts|they count} as {count:a row|rows}.",
        ),
        Text(
            "Nếu là tên nhóm thì xóa dòng đó; nếu là một dòng của bảng thì ghi đủ các cột.",
            "Delete it if it is the name of a group; fill in the other columns if it is a row of the table.",
        ),
        Text(
            "Dòng chỉ có một ô có thể là tên nhóm, cũng có thể là một dòng ghi thiếu.",
            "A row with one cell may be the name of a group, or a row of which the rest was left out.",
        ),
    ),
    "table-row-unclear": FindingText(
        "error",
        Text(
            "Ô {cell} (trang “{sheet}”), “{value}”: chưa rõ là tên nhóm kèm số cộng hay một dòng của bảng “{heading}”; số trong dòng chưa tính.",
            "Cell {cell} (sheet “{sheet}”), “{value}”: this may be the name of a group with its sums, or a row of “{heading}”; the numbers in it do not count.",
        ),
        Text(
            "Nếu là tên nhóm thì xóa dòng đó (biểu tự cộng); nếu là một dòng thì bỏ số La Mã hoặc chữ cái ở đầu.",
            "Delete it if it is the name of a group (the form adds up by itself); if it is a row, leave out the outline's number before it.",
        ),
        Text(
            "Dòng đánh số như tên nhóm (I., A.) có số, nhưng số đó không bằng tổng các dòng ở dưới: tính vào thì có thể cộng hai lần.",
            "A row that is numbered as a group (I., A.) holds numbers that are not the sums of the rows under it: to count them may be to count twice.",
        ),
    ),
    "table-total-row": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có dòng cộng do đơn vị tự ghi ({count} ô, đầu tiên: {cell}, “{value}”): không tính là dòng của bảng.",
            "Sheet “{sheet}” has rows of sums that the agency typed ({count:# cell|# cells}, first: {cell}, “{value}”): they are no rows of the table.",
        ),
        Text(
            "Xóa dòng cộng: biểu tự cộng ở phía trên. Nếu đó là một dòng thật thì đổi tên cho khỏi nhầm.",
            "Delete them: the form adds up above the rows. If one is a row of its own, give it a name that tells.",
        ),
        Text(
            "Dòng “Cộng”, “Tổng cộng” ghi giữa hoặc cuối bảng nếu tính là một dòng thì số bị cộng hai lần.",
            "A row such as “Tổng cộng” (total) among the rows would be counted twice if it were one of them.",
        ),
    ),
    "table-sum-differs": FindingText(
        "warning",
        Text(
            "Ô {cell} (trang “{sheet}”): dòng cộng ghi “{value}” ở cột “{column}”; cộng lại các dòng là {expected}.",
            "Cell {cell} (sheet “{sheet}”): the row of sums says “{value}” under “{column}”; the rows add up to {expected}.",
        ),
        Text(
            "Kiểm tra có thiếu dòng hoặc sai số không; bảng tổng hợp dùng số cộng lại từ các dòng.",
            "See whether a row is missing or a number is wrong; the master adds up the rows.",
        ),
        Text(
            "Dòng cộng do đơn vị tự ghi không khớp các dòng của bảng.",
            "A row of sums that the agency typed does not fit the rows of the table.",
        ),
    ),
    "table-group-heading": FindingText(
        "note",
        Text(
            "Trang “{sheet}” có dòng tên nhóm giữa các dòng của bảng ({count} ô, đầu tiên: {cell}, “{value}”): không tính là dòng của bảng.",
            "Sheet “{sheet}” has names of groups among the rows ({count:# cell|# cells}, first: {cell}, “{value}”): they are no rows of the table.",
        ),
        Text(
            "Không cần xử lý nếu đúng là tên nhóm; nếu là một dòng của bảng thì bỏ số thứ tự kiểu “I.”, “A.” và ghi đủ các cột.",
            "Nothing to do if they are; if one is a row of the table, leave out the “I.” or “A.” before it and fill in its columns.",
        ),
        Text(
            "Tên nhóm (I. Cấp tỉnh) ghi ở cột đầu, không có gì khác hoặc chỉ có số cộng của các dòng ở dưới.",
            "The name of a group (I. Province) in the first column, with nothing else or with the sums of the rows under it.",
        ),
    ),
    "table-headings-again": FindingText(
        "note",
        Text(
            "Trang “{sheet}”: tiêu đề các cột lặp lại giữa các dòng của bảng ({count} ô, từ {cell}); không tính là dòng của bảng.",
            "Sheet “{sheet}”: the headings stand again among the rows ({count:# cell|# cells}, from {cell} on); they are no row of the table.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text("Danh sách được dán vào cùng với hàng tiêu đề.", "A list was pasted together with its row of headings."),
    ),
    "table-numbering": FindingText(
        "note",
        Text(
            "Trang “{sheet}” có dòng đánh số các cột ({count} ô, từ {cell}, “{value}”); không tính là dòng của bảng.",
            "Sheet “{sheet}” has a row that numbers the columns ({count:# cell|# cells}, from {cell} on, “{value}”); it is no row of the table.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Dòng (1), (2), (3) dưới tiêu đề được dán vào cùng danh sách.",
            "The row (1), (2), (3) under the headings was pasted together with a list.",
        ),
    ),
    "table-said-none": FindingText(
        "note",
        Text(
            "Trang “{sheet}” ghi “{value}” (ô {cell}): được hiểu là không có gì để kê.",
            "Sheet “{sheet}” says “{value}” ({cell}): taken as nothing to list.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Dòng chỉ ghi “Không có”, “Không phát sinh” không được tính là một dòng của bảng.",
            "A row that only says “none” is no row of the table.",
        ),
    ),
    "table-row-twice": FindingText(
        "warning",
        Text(
            "Bảng “{heading}” (trang “{sheet}”): {count} dòng giống hệt một dòng khác (ô {cells}; “{value}”); dòng nào cũng được tính.",
            "Table “{heading}” (sheet “{sheet}”): {count:# row says|# rows say} the same as another one ({cells}; “{value}”); all of them count.",
        ),
        Text("Nếu ghi lặp thì xóa bớt.", "Delete what was given twice."),
        Text(
            "Các dòng giống nhau ở mọi ô: thường do dán hai lần.",
            "Rows with the same in all their cells were mostly pasted twice.",
        ),
    ),
    "table-key-twice": FindingText(
        "warning",
        Text(
            "Bảng “{heading}” (trang “{sheet}”): {count} dòng trùng “{column}” với dòng khác (ô {cells}; “{value}”) mà nội dung khác nhau; dòng nào cũng được tính.",
            "Table “{heading}” (sheet “{sheet}”): {count:# row has|# rows have} the “{column}” of another one ({cells}; “{value}”) and {count:says|say} something else; all of them count.",
        ),
        Text(
            "Nếu là một thì gộp thành một dòng; nếu khác nhau thì ghi “{column}” cho phân biệt được.",
            "Make them one row if they are one thing; else let “{column}” tell them apart.",
        ),
        Text(
            "Cột nhận dạng phải khác nhau ở mỗi dòng: theo cột đó, dòng được tìm lại ở bản sau và đợt sau.",
            "The key column tells rows apart: by it they are known again in the next version and the next round.",
        ),
    ),
    "table-cells-merged": FindingText(
        "warning",
        Text(
            "Bảng “{heading}” (trang “{sheet}”): {count} vùng gộp phủ nhiều ô của các dòng (đầu tiên: {area}, “{value}”); giá trị chỉ được tính cho ô đầu, các ô khác coi như trống.",
            "Table “{heading}” (sheet “{sheet}”): {count:# merged area covers|# merged areas cover} several cells of its rows (first: {area}, “{value}”); what stands there counts for the first cell, the others are taken as blank.",
        ),
        Text(
            "Bỏ gộp ô (Merge & Center) rồi ghi từng dòng.", "Unmerge the cells (Merge & Center) and fill in each row."
        ),
        Text(
            "Ô gộp qua nhiều dòng: không rõ giá trị có đúng cho mọi dòng không, nên không tự chép sang.",
            "A merged area covers several rows: whether its value holds for all of them is not known, so it is not copied.",
        ),
    ),
    "table-against-figure": FindingText(
        "error",
        Text(
            "Tổng cột “{column}” của bảng “{heading}” ({cells_of}) là {total}, còn {indicator}, kỳ {period} ghi {figure}: chênh {gap}.",
            "The column “{column}” of “{heading}” ({cells_of}) adds up to {total}, but {indicator}, {period} is {figure}: off by {gap}.",
        ),
        Text(
            "Kiểm tra có thiếu, thừa dòng nào không, hoặc số liệu ở trang “{sheet}” có sai không.",
            "See whether a row is missing or too much, or the figure on “{sheet}” is wrong.",
        ),
        Text(
            "Tổng của cột phải bằng chỉ tiêu ghi ở cột “Bằng chỉ tiêu” trong campaign.xlsx.",
            "The column's total must be the indicator's that stands under “Equals” in campaign.xlsx.",
        ),
    ),
    "table-against-figure-not-checkable": FindingText(
        "note",
        Text(
            "Chưa đối chiếu được cột “{column}” của bảng “{heading}” với {indicator}, kỳ {period}: {count} ô của cột, hoặc số liệu, chưa có số dùng được.",
            "The column “{column}” of “{heading}” could not be held against {indicator}, {period}: {count:# cell of it, or the figure, has|# cells of it, or the figure, have} no number that counts.",
        ),
        Text("Sửa các ô còn lỗi để đối chiếu.", "Correct the cells with errors; then it can be checked."),
        Text(
            "Một ô của cột hoặc số liệu đang bị giữ lại, hoặc ghi là chưa có: không coi là khớp, cũng không coi là sai.",
            "A cell of the column, or the figure, is held back or said to be missing: it neither fits nor fails.",
        ),
    ),
    "table-rows-lacking": FindingText(
        "warning",
        Text(
            "Bảng “{heading}” không có dòng nào, còn {indicator}, kỳ {period} ghi {figure}.",
            "The table “{heading}” has no row, but {indicator}, {period} is {figure}.",
        ),
        Text("Kê các dòng vào bảng, hoặc sửa số liệu.", "List the rows in the table, or correct the figure."),
        Text(
            "Tổng của cột phải bằng chỉ tiêu, mà bảng để trống.",
            "The column's total must be the indicator's, and the table is blank.",
        ),
    ),
    "table-rows-carried": FindingText(
        "error",
        Text(
            "Bảng “{heading}”: {count} dòng điền sẵn, đơn vị chưa xác nhận nên chưa tính (dòng đầu: “{value}”).",
            "“{heading}”: {count:# row|# rows} filled in beforehand, not confirmed by the agency, so not counted (the first: “{value}”).",
        ),
        Text(
            "Ở cột “{column}” của từng dòng, chọn câu trả lời cho sẵn trong ô; đã khác thì sửa ngay trong dòng.",
            "Under “{column}” of each row choose one of the cell's answers; where it is otherwise, change it in the row.",
        ),
        Text(
            "Biểu được điền sẵn các dòng đợt trước (bảng ghi “có” ở cột “Giữ các dòng kỳ trước”) hoặc các dòng đọc từ báo cáo của đơn vị; dòng ấy có trạng thái carried và không vào tổng nào cho đến khi đơn vị xác nhận, báo kết thúc hoặc sửa.",
            "Last time's rows stand in the form where the definition says cumulative, and so do those read in the agency's report; such a row has the state carried and is in no total until the agency confirms it, says that it ended, or changes it.",
        ),
    ),
    "table-row-cleared": FindingText(
        "warning",
        Text(
            "Trang “{sheet}”: {count} dòng kỳ trước bị xóa trắng (ô {cell}) mà không báo đã kết thúc.",
            "Sheet “{sheet}”: {count:# row|# rows} of last time cleared (at {cell}) without being said to have ended.",
        ),
        Text(
            "Nếu đã kết thúc thì ghi lại dòng và chọn “Đã kết thúc”; nếu ghi nhầm từ kỳ trước thì xóa cả dòng.",
            "If it ended, fill the row in again and choose “Ended”; if it was a mistake last time, delete the whole row.",
        ),
        Text(
            "Một dòng kỳ trước chỉ còn câu hỏi của biểu, các ô khác đã bị xóa.",
            "Of a row of last time nothing is left but what the form asked.",
        ),
    ),
    "table-carried-unclear": FindingText(
        "error",
        Text(
            "Bảng “{heading}”, trang “{sheet}”, ô {cell}: không rõ “{value}” nghĩa là gì; dòng chưa tính.",
            "“{heading}”, sheet “{sheet}”, {cell}: it is not clear what “{value}” says of the row; it does not count.",
        ),
        Text(
            "Chọn một trong các câu trả lời cho sẵn của ô ở cột “{column}”.",
            "Choose one of the cell's answers under “{column}”.",
        ),
        Text(
            "Ở cột hỏi về dòng điền sẵn có chữ khác các câu trả lời cho sẵn.",
            "In the column about rows that were filled in beforehand stands something else than its answers.",
        ),
    ),
    "previous-rows-of-nobody": FindingText(
        "warning",
        Text(
            "Bảng “{heading}”: {count} dòng kỳ trước của {value} không điền sẵn vào biểu nào, vì không có đơn vị thay thế hoặc có nhiều đơn vị.",
            "“{heading}”: {count:# row|# rows} of last time, of {value}, stand in no form, since nobody, or several, took their place.",
        ),
        Text(
            "Gửi các dòng này cho đơn vị đang quản lý để họ tự ghi vào biểu.",
            "Send these rows to whoever is in charge of them now, to be typed into the form.",
        ),
        Text(
            "Đơn vị cũ có dòng trong bảng giữ dòng kỳ trước, nhưng không rõ đơn vị nào nay nhận các dòng ấy.",
            "A body had rows in a cumulative table, and it is not known whose they are now.",
        ),
    ),
    "table-unit-since-previous": FindingText(
        "warning",
        Text(
            "Bảng “{heading}”, cột “{column}”: {count} ô hơn hoặc kém đợt trước khoảng nghìn lần, như ô {cell}: “{value}”, đợt trước {before}.",
            "“{heading}”, “{column}”: {count:# cell is|# cells are} about a thousand times what the row had last time, or a thousandth, as {cell}: “{value}”, then {before}.",
        ),
        Text(
            "Kiểm tra đơn vị tính: cột tính bằng “{unit}”. Nếu đúng là đã thay đổi như vậy thì chấp nhận.",
            "Check the unit: the column is in “{unit}”. If it did change so, accept it.",
        ),
        Text(
            "Cùng một dòng mà số đợt này gấp hoặc kém đợt trước cỡ nghìn lần: có thể nhầm đơn vị tính.",
            "The same row has about a thousand times the number of last time, or a thousandth: the unit may be another.",
        ),
    ),
}
