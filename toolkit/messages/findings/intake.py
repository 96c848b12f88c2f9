"""Findings of reading an intake workbook: is it our form, whose is it, is it still as it was sent out."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "not-our-form": FindingText(
        "error",
        Text("Bảng tính này không phải biểu của toolkit.", "This workbook is not a form of this toolkit."),
        Text(
            "Đề nghị đơn vị điền vào biểu đã gửi kèm công văn. Nếu vẫn tính tệp này cho một đơn vị: chọn đơn vị ở cột “Tính cho đơn vị” của trang “Tệp nguồn” rồi tổng hợp lại.",
            "Ask the agency to fill in the form it was sent. To have this file counted for an agency all the same, choose it under “Counts for” on the sheet of sources and merge again.",
        ),
        Text(
            "Không có trang nào có khóa của biểu, hoặc tiêu đề và tên chỉ tiêu như biểu đã cấp.",
            "No sheet has a form's keys, or headings and labels as forms print them.",
        ),
    ),
    "wrong-campaign": FindingText(
        "error",
        Text(
            "Biểu này thuộc đợt báo cáo khác ({value}), không phải {campaign}.",
            "This form belongs to another campaign ({value}), not to {campaign}.",
        ),
        Text("Đề nghị đơn vị dùng biểu của đợt này.", "Ask the agency to use this campaign's form."),
        Text("Mã đợt ghi trong biểu khác mã trong campaign.xlsx.", "The campaign stamped in the form is not this one."),
    ),
    "two-agencies": FindingText(
        "error",
        Text(
            "Trong tệp có mã hoặc tên của hai đơn vị: {value}.",
            "The file bears the stamps or names of two agencies: {value}.",
        ),
        Text(
            "Đề nghị gửi lại đúng biểu của đơn vị mình. Nếu biết của đơn vị nào thì chọn ở cột “Tính cho đơn vị” của trang “Tệp nguồn”.",
            "Ask the sender; each agency must use its own form. If you know whose it is, choose it under “Counts for” on the sheet of sources.",
        ),
        Text(
            "Các mã nhận dạng đơn vị trong tệp không khớp nhau, hoặc ô “Đơn vị báo cáo”, trang được đọc ghi tên một đơn vị khác trong danh sách.",
            "The places where the agency is stamped disagree, or “Reporting agency” or a sheet that is read names another agency of the roster.",
        ),
    ),
    "no-agency": FindingText(
        "error",
        Text("Không xác định được biểu này của đơn vị nào.", "It cannot be told which agency this form belongs to."),
        Text(
            "Nếu biết của đơn vị nào thì chọn ở cột “Tính cho đơn vị” của trang “Tệp nguồn” rồi tổng hợp lại; nếu không, gửi lại biểu để đơn vị điền.",
            "If you know whose it is, choose it under “Counts for” on the sheet of sources and merge again; if not, send the agency its form again.",
        ),
        Text(
            "Mã nhận dạng đơn vị đã mất (thường do chép biểu sang tệp mới) và các trang không có tên đơn vị nào trong danh sách.",
            "The agency's stamp is gone (mostly a form copied into a new file), and no name of the roster stands on its sheets.",
        ),
    ),
    "agency-by-name": FindingText(
        "warning",
        Text(
            "Tệp không còn mã nhận dạng; được tính cho {name} theo tên ghi trên trang “{sheet}”: “{value}”.",
            "The file has lost its agency's stamp; it counts for {name} by the name on sheet “{sheet}”: “{value}”.",
        ),
        Text(
            "Nếu đúng thì không cần xử lý; nếu sai, chọn đơn vị ở cột “Tính cho đơn vị” của trang “Tệp nguồn” rồi tổng hợp lại.",
            "Nothing to do if that is right; if not, choose the agency under “Counts for” on the sheet of sources and merge again.",
        ),
        Text(
            "Trang của biểu được chép sang tệp mới: mất mã nhận dạng ẩn nhưng còn tên in trên trang, khớp đúng một đơn vị.",
            "Sheets of a form were copied into a new file: the hidden stamp was left behind, but the name printed on them fits one agency only.",
        ),
    ),
    "agency-ambiguous": FindingText(
        "error",
        Text(
            "Chưa rõ biểu này của đơn vị nào: trang “{sheet}” ghi “{value}”, có thể là {agencies}.",
            "It cannot be told whose form this is: sheet “{sheet}” says “{value}”, which may be {agencies}.",
        ),
        Text(
            "Chọn đơn vị ở cột “Tính cho đơn vị” của trang “Tệp nguồn” rồi tổng hợp lại; nếu chưa rõ, hỏi lại người gửi.",
            "Choose the agency under “Counts for” on the sheet of sources and merge again; ask the sender if need be.",
        ),
        Text(
            "Mã nhận dạng đơn vị đã mất, tên ghi trên các trang khớp nhiều đơn vị: không tự chọn.",
            "The agency's stamp is gone, and the names on the sheets fit several agencies: none is chosen.",
        ),
    ),
    "agency-not-known": FindingText(
        "error",
        Text(
            "Không xác định được biểu này của đơn vị nào: ô {cell} ghi “{value}”, không khớp tên đơn vị nào trong danh sách.",
            "It cannot be told which agency this form belongs to: cell {cell} says “{value}”, which is no name on the roster.",
        ),
        Text(
            "Nếu biết của đơn vị nào, chọn ở cột “Tính cho đơn vị” của trang “Tệp nguồn”, hoặc thêm tên này vào cột “Tên gọi khác” của đơn vị đó trong campaign.xlsx rồi chạy lại; nếu không, gửi lại biểu để đơn vị điền.",
            "If you know whose it is, choose it under “Counts for” on the sheet of sources, or add this name to “Other names” of that agency in campaign.xlsx, and run again; if not, send the agency its form again.",
        ),
        Text(
            "Mã nhận dạng đơn vị đã mất (thường do chép biểu sang tệp mới) và tên ghi trên biểu không có trong danh sách.",
            "The agency's stamp is gone (mostly a form copied into a new file), and the name on the form is none on the roster.",
        ),
    ),
    "unknown-agency": FindingText(
        "error",
        Text(
            "Đơn vị “{value}” không có trong danh sách của đợt báo cáo.",
            "Agency “{value}” is not on this campaign's roster.",
        ),
        Text(
            "Thêm đơn vị vào trang “Đơn vị” của campaign.xlsx, hoặc bỏ tệp này.",
            "Add the agency to the roster in campaign.xlsx, or leave the file out.",
        ),
        Text("Mã đơn vị trong biểu không có trong danh sách.", "The agency code in the form is not on the roster."),
    ),
    "agency-changed": FindingText(
        "warning",
        Text(
            "Ô {cell}: tên đơn vị ghi “{value}”, biểu này cấp cho {name}.",
            "Cell {cell}: the agency reads “{value}”; this form was made for {name}.",
        ),
        Text("Đề nghị xác nhận biểu đúng là của {name}.", "Confirm that the form is that of {name}."),
        Text("Tên đơn vị trên biểu bị sửa.", "The agency's name on the form was changed."),
    ),
    "date-not-understood": FindingText(
        "note",
        Text(
            "Ô {cell}: ngày ghi “{value}” chưa đủ hoặc chưa rõ.",
            "Cell {cell}: the date “{value}” is incomplete or unclear.",
        ),
        Text("Ghi ngày/tháng/năm, ví dụ 05/07/2020.", "Write day/month/year, such as 05/07/2020."),
        Text(
            "Ngày báo cáo không đọc được thành một ngày cụ thể; được giữ nguyên như đã gõ.",
            "The report's date is not a full date; it is kept as typed.",
        ),
    ),
    "older-definition": FindingText(
        "warning",
        Text(
            "Biểu này lập trước khi sửa yêu cầu đối với đơn vị; nay khác ở: {differs}.",
            "This form was made before what is asked of the agency was changed; it differs now in: {differs}.",
        ),
        Text(
            "Nội dung đã điền được khớp theo mã; đề nghị rà soát, bổ sung các phần đó.",
            "What was filled in is matched by code; look at these parts again and add what is new.",
        ),
        Text(
            "campaign.xlsx đã sửa sau khi gửi biểu, ở phần giao đơn vị này: thêm, bớt hoặc đổi tên chỉ tiêu, đơn vị tính, kỳ hoặc mục. Sửa phần khác thì không nêu.",
            "campaign.xlsx was changed after the form was sent, in what this agency is asked: indicators, units, periods or sections that are new, gone or worded otherwise. Other changes are not reported.",
        ),
    ),
    "macros-present": FindingText(
        "note",
        Text("Tệp có macro; macro không được chạy.", "The file holds macros; they were not run."),
        Text("Không cần xử lý.", "Nothing to do."),
        Text("Biểu được lưu dạng có macro (.xlsm).", "The form was saved with macros (.xlsm)."),
    ),
    "sheet-missing": FindingText(
        "error",
        Text("Thiếu trang “{sheet}”.", "Sheet “{sheet}” is missing."),
        Text("Đề nghị đơn vị gửi lại biểu đủ các trang.", "Ask the agency to send the form with all its sheets."),
        Text("Một trang của biểu đã bị xóa.", "A sheet of the form was deleted."),
    ),
    "sheet-twice": FindingText(
        "error",
        Text(
            "Trang “{sheet}” là bản thứ hai của trang “{first}”; chỉ “{first}” được đọc. Bản thứ hai khác ở {count} ô (đầu tiên: {cell}, “{value}”).",
            "Sheet “{sheet}” is a second copy of “{first}”; only “{first}” was read. The copy differs in {count:# cell|# cells} (first: {cell}, “{value}”).",
        ),
        Text(
            "Xác định bản đúng, xóa bản còn lại rồi gửi lại.",
            "See which one is right, delete the other and send again.",
        ),
        Text("Hai trang mang cùng một khóa.", "Two sheets carry the same key."),
    ),
    "sheet-repeated": FindingText(
        "note",
        Text(
            "Trang “{sheet}” là bản sao giống hệt trang “{first}”.",
            "Sheet “{sheet}” is a copy of “{first}” that says the same.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Hai trang mang cùng một khóa và cùng nội dung; một trang được đọc.",
            "Two sheets carry the same key and say the same; one of them is read.",
        ),
    ),
    "sheet-of-another": FindingText(
        "error",
        Text(
            "Trang “{sheet}” là biểu của {other}, nằm trong tệp của đơn vị khác; {count} ô đã điền ở đó không được tính.",
            "Sheet “{sheet}” is the form of {other}, in another agency's file; the {count:# cell|# cells} filled in there {count:is|are} not counted.",
        ),
        Text(
            "Không xóa trang này khi chưa có biểu của {other}; đề nghị {other} gửi tệp riêng.",
            "Do not delete it before the form of {other} is there: ask {other} for a file of its own.",
        ),
        Text(
            "Một tệp có trang của hai đơn vị: trang in tên đơn vị khác không được đọc.",
            "A file holds sheets of two agencies: the one that bears another's name is not read.",
        ),
    ),
    "keys-gone": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” đã mất các khóa ẩn; được đọc theo tiêu đề và tên chỉ tiêu.",
            "Sheet “{sheet}” has lost its hidden keys; it was read by its headings and labels.",
        ),
        Text(
            "Rà soát số liệu đọc được; lần sau dùng nguyên biểu đã gửi, không chép sang tệp khác.",
            "Look over what was read; next time use the form itself, not a copy of its cells.",
        ),
        Text(
            "Hàng 1 hoặc cột A bị xóa, hoặc trang được chép sang tệp mới: chỉ nhận nhãn khớp chính xác.",
            "Row 1 or column A was deleted, or the sheet was copied into a new file: labels match exactly or not at all.",
        ),
    ),
    "key-gone": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” mất {count} khóa ẩn ở hàng 1 hoặc cột A ({places}); hàng, cột đó được đọc theo tên in trên biểu.",
            "Sheet “{sheet}” has lost {count:# hidden key|# hidden keys} in row 1 or column A ({places}); these rows and columns were read by what the form prints there.",
        ),
        Text("Rà soát số liệu, nội dung ở các hàng, cột đó.", "Look over what was read in these rows and columns."),
        Text(
            "Một số khóa bị xóa hoặc bị ghi đè, tên in ở hàng hoặc cột vẫn còn: chỉ nhận tên khớp chính xác.",
            "A few keys were cleared or typed over while the printed labels are still there: labels match exactly or not at all.",
        ),
    ),
    "period-missing": FindingText(
        "error",
        Text("Trang “{sheet}” thiếu cột của kỳ {period}.", "Sheet “{sheet}” lacks the column of {period}."),
        Text("Đề nghị đơn vị điền vào biểu còn nguyên các cột.", "Ask the agency to use a form with all its columns."),
        Text("Một cột kỳ số liệu đã bị xóa.", "A period's column was deleted."),
    ),
    "indicator-missing": FindingText(
        "error",
        Text("Trang “{sheet}” thiếu hàng của chỉ tiêu {indicator}.", "Sheet “{sheet}” lacks the row of {indicator}."),
        Text("Đề nghị đơn vị bổ sung chỉ tiêu này.", "Ask the agency for this indicator."),
        Text(
            "Một hàng chỉ tiêu đã bị xóa hoặc biểu đã cũ.",
            "An indicator's row was deleted, or the form is an older one.",
        ),
    ),
    "period-new": FindingText(
        "error",
        Text(
            "Trang “{sheet}” chưa có cột của kỳ {period}: biểu này lập trước khi yêu cầu báo cáo được sửa.",
            "Sheet “{sheet}” has no column of {period} yet: the form was made before what is asked was changed.",
        ),
        Text(
            "Điền kỳ này trong biểu mới (biểu gửi kèm thư này đã có sẵn cột và các số đã gửi), rồi gửi lại.",
            "Fill in this period in the new form (the one sent with this letter has the column and the figures already given), and send it back.",
        ),
        Text(
            "Kỳ được thêm vào campaign.xlsx sau khi gửi biểu; biểu của đơn vị không có ô để điền.",
            "The period was added to campaign.xlsx after the form was sent; the agency had no place to fill it in.",
        ),
    ),
    "indicator-new": FindingText(
        "error",
        Text(
            "Trang “{sheet}” chưa có hàng của chỉ tiêu {indicator}: biểu này lập trước khi yêu cầu báo cáo được sửa.",
            "Sheet “{sheet}” has no row of {indicator} yet: the form was made before what is asked was changed.",
        ),
        Text(
            "Điền chỉ tiêu này trong biểu mới (biểu gửi kèm thư này đã có sẵn hàng và các số đã gửi), rồi gửi lại.",
            "Fill in this indicator in the new form (the one sent with this letter has the row and the figures already given), and send it back.",
        ),
        Text(
            "Chỉ tiêu được thêm hoặc đổi mã trong campaign.xlsx sau khi gửi biểu; biểu của đơn vị không có ô để điền.",
            "The indicator was added to campaign.xlsx, or got another code, after the form was sent; the agency had no place to fill it in.",
        ),
    ),
    "no-longer-asked": FindingText(
        "note",
        Text(
            "{count} ô đã điền ở phần nay không còn giao đơn vị này (đầu tiên: {cell}, “{value}”); không tính, vẫn giữ ở trang “Ô chưa tổng hợp”.",
            "{count:# cell is|# cells are} filled in where this agency is not asked any more (first: {cell}, “{value}”); not counted, and kept on the sheet “Leftovers”.",
        ),
        Text("Không cần xử lý; đơn vị không phải sửa.", "Nothing to do; the agency need not change anything."),
        Text(
            "Biểu lập trước khi campaign.xlsx bỏ chỉ tiêu, kỳ hoặc mục đó, hoặc không giao đơn vị này nữa.",
            "The form was made before campaign.xlsx dropped the indicator, period or section, or ceased to ask this agency.",
        ),
    ),
    "unknown-indicator": FindingText(
        "warning",
        Text(
            "{count} ô ở hàng chỉ tiêu không giao đơn vị này (đầu tiên: {cell}, “{value}”).",
            "{count:# cell is in a row of an indicator|# cells are in rows of indicators} not asked of this agency (first: {cell}, “{value}”).",
        ),
        Text(
            "Nếu là nội dung cần báo cáo, điền vào đúng ô của biểu.",
            "If it belongs to the report, type it into the form's own cells.",
        ),
        Text(
            "Số liệu nằm ở hàng mang mã không có trong biểu của đơn vị.",
            "Figures stand in a row whose code is not in the agency's form.",
        ),
    ),
    "row-twice": FindingText(
        "warning",
        Text(
            "{count} ô ở hàng chỉ tiêu lặp lại (đầu tiên: {cell}, “{value}”); chỉ hàng đầu được đọc.",
            "{count:# cell is|# cells are} in a repeated row (first: {cell}, “{value}”); only the first row was read.",
        ),
        Text("Xóa hàng thừa rồi gửi lại.", "Delete the extra row and send again."),
        Text("Một chỉ tiêu có hai hàng.", "An indicator has two rows."),
    ),
    "unknown-section": FindingText(
        "warning",
        Text(
            "{count} ô ở mục không giao đơn vị này (đầu tiên: {cell}, “{value}”).",
            "{count:# cell is in a section|# cells are in sections} not asked of this agency (first: {cell}, “{value}”).",
        ),
        Text(
            "Nếu là nội dung cần báo cáo, điền vào đúng ô của biểu.",
            "If it belongs to the report, type it into the form's own cells.",
        ),
        Text(
            "Nội dung nằm ở mục mang mã không có trong biểu của đơn vị.",
            "Text stands in a section that is not in the agency's form.",
        ),
    ),
    "label-changed": FindingText(
        "warning",
        Text(
            "Ô {cell} (cột “{part}”) bị sửa thành “{value}”; biểu ghi “{expected}”.",
            "Cell {cell} (column “{part}”) was changed to “{value}”; the form says “{expected}”.",
        ),
        Text("Đề nghị xác nhận số liệu đúng theo “{expected}”.", "Confirm that the figures are for “{expected}”."),
        Text(
            "Nhãn đã khóa bị sửa: số liệu có thể mang nghĩa khác.",
            "A locked label was changed, so the figures may mean something else.",
        ),
    ),
    "heading-changed": FindingText(
        "warning",
        Text(
            "Ô {cell}: tiêu đề cột của kỳ {period} bị sửa thành “{value}”; số liệu trong cột vẫn được tính cho {period}.",
            "Cell {cell}: the heading of the column for {period} was changed to “{value}”; its figures still count for {period}.",
        ),
        Text(
            "Kiểm tra số liệu trong cột này có đúng của {period} không; nếu của kỳ khác thì chuyển về đúng cột.",
            "See whether the figures in this column are those of {period}; if not, move them to their column.",
        ),
        Text(
            "Tiêu đề cột đã khóa bị sửa: số liệu có thể là của kỳ khác.",
            "A locked heading was changed, so the figures may be another period's.",
        ),
    ),
    "label-earlier": FindingText(
        "warning",
        Text(
            "Ô {cell}: biểu đã cấp in “{value}”; nay chỉ tiêu {indicator} ghi “{expected}”.",
            "Cell {cell}: the form as sent out reads “{value}”; {indicator} now says “{expected}”.",
        ),
        Text(
            "Kiểm tra số liệu đã điền có còn đúng với “{expected}” không.",
            "See whether the figures filled in are still right for “{expected}”.",
        ),
        Text(
            "Tên chỉ tiêu hoặc đơn vị tính trong campaign.xlsx đã sửa sau khi gửi biểu; không do đơn vị sửa.",
            "The label or unit was changed in campaign.xlsx after the form was sent; the agency changed nothing.",
        ),
    ),
    "unit-converted": FindingText(
        "warning",
        Text(
            "Chỉ tiêu {indicator}: số liệu điền theo “{value}”, nay yêu cầu theo “{expected}”; đã đổi sang “{expected}”.",
            "{indicator}: figures were given in “{value}”, it is now asked in “{expected}”. They were converted.",
        ),
        Text("Rà soát số đã đổi.", "Look at the figures that were converted."),
        Text(
            "Đơn vị tính trong campaign.xlsx đã sửa sau khi gửi biểu, hoặc bảng tổng hợp được lập theo đơn vị tính cũ.",
            "The unit was changed in campaign.xlsx after the form was sent, or the master was made with the former unit.",
        ),
    ),
    "unit-unknown": FindingText(
        "error",
        Text(
            "Chỉ tiêu {indicator}: số liệu điền theo “{value}”, nay yêu cầu theo “{expected}”; không quy đổi được nên chưa tính.",
            "{indicator}: figures were given in “{value}”, it is now asked in “{expected}”. They cannot be converted and are not counted.",
        ),
        Text("Đề nghị điền lại theo “{expected}”.", "Give the figures again in “{expected}”."),
        Text(
            "Đơn vị tính trong campaign.xlsx đã sửa thành một đơn vị khác hẳn, không quy đổi được.",
            "The unit in campaign.xlsx was changed to one of another kind, which nothing converts to.",
        ),
    ),
}
