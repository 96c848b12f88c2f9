"""What is said about an agency's own report (Word, PDF, plain text), and why a line of it has no place.

In findings `{cell}` is the place in the report (`II.1 ¶2`: second paragraph under heading II.1).
"""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "letter-without-text": FindingText(
        "warning",
        Text("Báo cáo hầu như không có chữ đọc được.", "Hardly any text could be read from the report."),
        Text(
            "Nếu tệp là ảnh chụp hoặc bản quét, đề nghị đơn vị gửi tệp Word gốc.",
            "If the file holds pictures or scanned pages, ask the agency for the original Word file.",
        ),
        Text(
            "Báo cáo có rất ít chữ: thường là bản quét được lưu thành tệp Word.",
            "The report has very little text: usually scanned pages saved as a Word file.",
        ),
    ),
    "letter-of-other-agency": FindingText(
        "warning",
        Text(
            "Phần đầu báo cáo ghi “{value}”, là của {other}.",
            "The heading of the report says “{value}”, which is {other}.",
        ),
        Text("Kiểm tra lại tệp báo cáo và mã đơn vị đã chọn.", "Check the report file and the agency code you chose."),
        Text(
            "Tên cơ quan hoặc ký hiệu ở đầu báo cáo là của đơn vị khác.",
            "The agency's name or symbol at the head of the report belongs to another agency.",
        ),
    ),
    "letter-of-other-agencies": FindingText(
        "warning",
        Text(
            "Phần đầu báo cáo ghi “{value}”, dùng chung cho {count} đơn vị mà không có {name}.",
            "The heading of the report says “{value}”, shared by {count:# agency|# agencies}; {name} is none of them.",
        ),
        Text("Kiểm tra lại tệp báo cáo và đơn vị đã chọn.", "Check the report file and the agency you chose."),
        Text(
            "Tên hoặc ký hiệu ở đầu báo cáo là của nhiều đơn vị khác (`…/BC-UBND` là của mọi Ủy ban nhân dân): không rõ của đơn vị nào.",
            "The name or symbol at the head of the report is shared by several other agencies (`…/BC-UBND` is any People's Committee's): which of them it is from cannot be told.",
        ),
    ),
    "letter-not-numbered": FindingText(
        "note",
        Text("Báo cáo chưa ghi số: “{value}”.", "The report has no number yet: “{value}”."),
        Text(
            "Điền số báo cáo khi đã phát hành; toolkit không tự điền.",
            "Fill in the number once the report is issued; it is never filled in for you.",
        ),
        Text(
            "Chỗ ghi số của báo cáo còn để trống, có thể là bản dự thảo.",
            "The place of the report's number is blank; it may be a draft.",
        ),
    ),
    "letter-date-incomplete": FindingText(
        "note",
        Text("Ngày của báo cáo chưa ghi đủ: “{value}”.", "The date of the report is not complete: “{value}”."),
        Text(
            "Điền đủ ngày, tháng, năm; toolkit không tự điền.",
            "Fill in day, month and year; they are never filled in for you.",
        ),
        Text("Ngày, tháng hoặc năm của báo cáo còn để trống.", "The day, month or year of the report is blank."),
    ),
    "letter-contradicts-itself": FindingText(
        "warning",
        Text(
            "Tên báo cáo ghi “{title}” nhưng đoạn kết ghi “{closing}”.",
            "The title of the report says “{title}”, but the closing sentence says “{closing}”.",
        ),
        Text(
            "Đề nghị đơn vị xác nhận cách ghi đúng rồi sửa cho thống nhất.",
            "Ask the agency which of the two is right, and make them agree.",
        ),
        Text(
            "Tên báo cáo và đoạn kết dùng hai từ trái nghĩa theo danh mục từ của đợt báo cáo.",
            "Title and closing sentence use two words that the campaign lists as antonyms.",
        ),
    ),
    "unbalanced-quotes": FindingText(
        "note",
        Text(
            "Dấu ngoặc kép mở, đóng không đủ cặp tại {cell}: “{value}”.",
            "A quotation mark has no partner at {cell}: “{value}”.",
        ),
        Text(
            "Bổ sung dấu mở hoặc đóng ngoặc kép còn thiếu.",
            "Add the opening or closing quotation mark that is missing.",
        ),
        Text(
            "Trong một ý, số dấu mở ngoặc kép khác số dấu đóng ngoặc kép.",
            "In one point there are not as many opening quotation marks as closing ones.",
        ),
    ),
    "letter-line-too-long": FindingText(
        "warning",
        Text(
            "Đoạn {cell} dài {length} ký tự, quá sức chứa của một ô Excel (32.767), nên được chia vào {lines} dòng liền nhau: “{value}”.",
            "{cell} has {length} characters, more than a cell of Excel holds (32,767), and was put into {lines} lines, one below the other: “{value}”.",
        ),
        Text("Tách đoạn đó thành từng ý, mỗi ý một dòng.", "Part it into its points, a line for each."),
        Text(
            "Báo cáo có một đoạn dài hơn sức chứa của một ô: đoạn đó được chia ra, không bỏ sót chữ.",
            "A paragraph of the report is longer than a cell: it is parted, and no word is left out.",
        ),
    ),
    "symbol-with-space": FindingText(
        "note",
        Text(
            "Số, ký hiệu văn bản có khoảng trắng tại {cell}: “{value}”.",
            "A document's number and symbol have a blank inside at {cell}: “{value}”.",
        ),
        Text(
            "Bỏ khoảng trắng thừa, đối chiếu với văn bản gốc.", "Remove the blank; compare it with the document itself."
        ),
        Text(
            "Giữa số và ký hiệu của một văn bản có khoảng trắng thừa.",
            "There is a stray blank inside a document's number and symbol.",
        ),
    ),
    "section-without-figures": FindingText(
        "warning",
        Text("Mục “{section}” không có số liệu nào.", "The section “{section}” has no figures at all."),
        Text(
            "Bổ sung số liệu, hoặc ghi rõ không phát sinh, không thuộc chức năng.",
            "Add the figures, or say that there were none or that they are not your agency's to give.",
        ),
        Text(
            "Mục kết quả không có số liệu: chưa có số liệu không phải là bằng không.",
            "A section on results has words only: no figure given is not the same as zero.",
        ),
    ),
    "unknown-heading": FindingText(
        "warning",
        Text(
            "Chưa rõ đề mục “{value}” thuộc mục nào; nội dung bên dưới chưa được xếp.",
            "It is not known which section the heading “{value}” stands for; the text under it has no place.",
        ),
        Text(
            "Tự xếp các ý đó, hoặc thêm đề mục này vào danh mục từ (loại heading) của đợt báo cáo.",
            "Place those points yourself, or add this heading to the campaign's words (kind heading).",
        ),
        Text(
            "Một đề mục trong báo cáo không trùng với mục nào của đợt báo cáo.",
            "A heading of the report is none of the campaign's sections.",
        ),
    ),
    "heading-of-two-sections": FindingText(
        "warning",
        Text(
            "Đề mục hoặc câu dẫn “{value}” có thể thuộc mục {between}; nội dung bên dưới chưa được xếp.",
            "The heading, or the sentence that leads in a list, “{value}” may stand for {between}; the text under it has no place.",
        ),
        Text(
            "Chuyển từng ý ở “Chưa xếp mục” lên mục thích hợp.",
            "Move each point from what is not placed to the section it belongs to.",
        ),
        Text(
            "Một đề mục, hoặc câu dẫn vào một danh sách, có thể ứng với hai mục trở lên của đợt báo cáo: không chọn thay đơn vị.",
            "A heading, or a sentence that leads in a list, may stand for two or more sections: none is chosen for the agency.",
        ),
    ),
    "point-against-its-section": FindingText(
        "warning",
        Text(
            "Ý tại {cell} nằm ở mục “{section}” nhưng lời văn như của mục “{other}”: “{value}”.",
            "The point at {cell} stands under “{section}”, but is worded as those of “{other}” are: “{value}”.",
        ),
        Text(
            "Xem ý này thuộc mục nào; nếu cần thì chuyển sang mục “{other}”. Ý vẫn được giữ ở mục đã ghi.",
            "See where it belongs, and move it to “{other}” if need be; it is kept where it was written.",
        ),
        Text(
            "Lời văn của một ý trái với mục của nó (“chưa sâu rộng” trong mặt đạt được): được hỏi lại, không bị chuyển.",
            "A point's words go against its section (what is wanting, among the achievements): it is asked about, not moved.",
        ),
    ),
    "letter-lines-left-out": FindingText(
        "note",
        Text(
            "{count} dòng của báo cáo không đưa vào biểu vì không phải là ý báo cáo (phần đầu văn bản, nơi nhận, chữ ký, đề mục đã có nội dung được xếp): {value}.",
            "{count:# line|# lines} of the report {count:is|are} left out of the form, being no points (heading block, recipients, signature, headings whose points have their place): {value}.",
        ),
        Text("Không phải làm gì nếu đúng như vậy.", "Nothing to do if that is so."),
        Text(
            "Phần đầu văn bản, nơi nhận, phần ký và đề mục không nằm ở “Chưa xếp mục” mà được nêu ở đây, không mất dòng nào.",
            "Heading block, recipients, signature and headings are not among what is not placed; they are listed here, so that no line is lost.",
        ),
    ),
    "heading-not-asked": FindingText(
        "warning",
        Text(
            "Đợt báo cáo không có mục nào ứng với đề mục “{value}”; nội dung bên dưới chưa được xếp.",
            "The campaign has no section that the heading “{value}” could stand for; the text under it has no place.",
        ),
        Text(
            "Nếu cần, xếp các ý đó vào mục khác.",
            "Put what is needed into another section yourself; else there is nothing to do.",
        ),
        Text(
            "Danh mục từ có đề mục này nhưng loại mục đó đã bỏ khỏi đợt báo cáo.",
            "The campaign's words know the heading, but no section of its role is asked for.",
        ),
    ),
    "figures-proposed": FindingText(
        "note",
        Text(
            "Đã đọc {count} số liệu trong các bảng của báo cáo và đề xuất vào biểu.",
            "{count:# figure was|# figures were} read in the report's tables and {count:is|are} proposed in the form.",
        ),
        Text(
            "Đối chiếu từng số ở trang “Cần xác nhận”; số chỉ được tính khi ghi chú cuối hàng đã xóa.",
            "Compare each on the sheet “To confirm”; they count only once the note at the end of the row is deleted.",
        ),
        Text(
            "Ô của bảng có hàng và cột nêu rõ chỉ tiêu và kỳ được đề xuất vào biểu, chờ đơn vị xác nhận.",
            "Cells whose row and column name an indicator and a period are proposed, for the agency to confirm.",
        ),
    ),
    "rows-proposed": FindingText(
        "note",
        Text(
            "Đã đọc {count} dòng trong các bảng của báo cáo và đề xuất vào danh sách của biểu: {value}.",
            "{count:# row was|# rows were} read in the report's tables and {count:is|are} proposed for the form's lists: {value}.",
        ),
        Text(
            "Đối chiếu từng dòng ở trang của danh sách; dòng còn ghi “Chưa xác nhận” thì chưa được tính.",
            "Compare each on the list's sheet; as long as a row says “Not confirmed” it does not count.",
        ),
        Text(
            "Bảng của báo cáo có tiêu đề cột như danh sách mà đơn vị được hỏi: các dòng được đề xuất, chờ đơn vị xác nhận.",
            "A table of the report has the headings of a list that is asked for: its rows are proposed, for the agency to confirm.",
        ),
    ),
    "list-several": FindingText(
        "warning",
        Text(
            "Bảng {table} có thể là nhiều danh sách của biểu: {value}.",
            "Table {table} may be several of the form's lists: {value}.",
        ),
        Text(
            "Hỏi lại đơn vị rồi tự điền; các hàng này ở “Chưa xếp mục”.",
            "Ask the agency and fill them in yourself; the rows are among what is not placed.",
        ),
        Text(
            "Tiêu đề cột của bảng hợp với nhiều danh sách, và dòng chữ phía trên không cho biết là danh sách nào.",
            "The table's headings are those of several lists, and the text above does not say which it is.",
        ),
    ),
    "list-column-twice": FindingText(
        "warning",
        Text(
            "Bảng {table} giống một danh sách của biểu nhưng có cột hiểu được nhiều cách: {value}.",
            "Table {table} is like one of the form's lists, but columns of it may be several things: {value}.",
        ),
        Text(
            "Hỏi lại đơn vị rồi tự điền; các hàng này ở “Chưa xếp mục”.",
            "Ask the agency and fill them in yourself; the rows are among what is not placed.",
        ),
        Text(
            "Hai cột của bảng hợp với cùng một cột của danh sách, hoặc một cột hợp với hai, nên không đề xuất dòng nào.",
            "Two columns of the table may be the same one of the list, or one may be two, so no row is proposed.",
        ),
    ),
    "list-column-unknown": FindingText(
        "warning",
        Text(
            "Bảng {table} có cột mà danh sách của biểu không hỏi: {value}.",
            "Table {table} has columns that the form's list does not ask for: {value}.",
        ),
        Text(
            "Xem các hàng này ở “Chưa xếp mục”; nội dung nào cần thì tự điền vào biểu.",
            "See the rows among what is not placed, and fill in yourself what is needed.",
        ),
        Text(
            "Các cột khác của bảng được đề xuất; cột có tiêu đề không trùng với cột nào của danh sách thì không.",
            "The table's other columns are proposed; one whose heading is none of the list's is not.",
        ),
    ),
    "list-row-left": FindingText(
        "note",
        Text(
            "Bảng {table} có hàng không đề xuất vào danh sách của biểu: {value}.",
            "Table {table} has rows that are not proposed for the form's list: {value}.",
        ),
        Text(
            "Xem các hàng này ở “Chưa xếp mục”; hàng nào là một dòng của danh sách thì tự điền.",
            "See them among what is not placed; fill in yourself those that belong to the list.",
        ),
        Text(
            "Hàng cộng, tiêu đề nhóm, câu “không có” và hàng có ô gộp không phải là dòng của danh sách hoặc không rõ.",
            "Sums, headings of groups, “none” and rows with merged cells are no rows of a list, or it is not clear.",
        ),
    ),
    "table-row-unknown": FindingText(
        "warning",
        Text(
            "Bảng {table} có hàng hoặc cột không phải là chỉ tiêu của đợt báo cáo: {value}.",
            "Table {table} has rows or columns that are none of the campaign's indicators: {value}.",
        ),
        Text(
            "Tự điền vào biểu nếu là chỉ tiêu phải báo cáo; các hàng này ở “Chưa xếp mục”.",
            "Fill them in yourself if they are asked; the rows are among what is not placed.",
        ),
        Text(
            "Tên hàng hoặc cột trong bảng không trùng với chỉ tiêu nào nên số ở đó không được đề xuất.",
            "The name of a row or column is no indicator's, so its numbers are not proposed.",
        ),
    ),
    "table-row-ambiguous": FindingText(
        "warning",
        Text(
            "Bảng {table} có hàng có thể là nhiều chỉ tiêu: {value}.",
            "Table {table} has rows that may be several indicators: {value}.",
        ),
        Text(
            "Tự điền vào đúng hàng của biểu; các hàng này ở “Chưa xếp mục”.",
            "Fill them in yourself, in the right row; the rows are among what is not placed.",
        ),
        Text(
            "Tên hàng trong bảng có thể hiểu là hai chỉ tiêu trở lên nên số của hàng không được đề xuất.",
            "A row's name may be two or more indicators, so its numbers are not proposed.",
        ),
    ),
    "table-period-unknown": FindingText(
        "warning",
        Text(
            "Bảng {table} có số không rõ thuộc kỳ nào: {value}.",
            "Table {table} has numbers of which the period is not clear: {value}.",
        ),
        Text(
            "Tự điền vào đúng cột của biểu; các hàng này ở “Chưa xếp mục”.",
            "Fill them in yourself, in the right column; the rows are among what is not placed.",
        ),
        Text(
            "Cột của bảng không nêu đúng một kỳ của đợt báo cáo nên số trong cột không được đề xuất.",
            "A column does not name one period of the campaign, so its numbers are not proposed.",
        ),
    ),
    "table-not-asked": FindingText(
        "note",
        Text(
            "Bảng {table} có chỉ tiêu không giao đơn vị này: {value}.",
            "Table {table} has indicators that are not asked of this agency: {value}.",
        ),
        Text(
            "Không cần xử lý; các hàng này ở “Chưa xếp mục”.", "Nothing to do; the rows are among what is not placed."
        ),
        Text(
            "Chỉ tiêu trong bảng thuộc đợt báo cáo nhưng không giao đơn vị này.",
            "The indicator belongs to the campaign but is not asked of this agency.",
        ),
    ),
    "table-computed": FindingText(
        "note",
        Text(
            "Bảng {table} có chỉ tiêu do biểu tự tính từ các chỉ tiêu khác: {value}.",
            "Table {table} has indicators that the form computes from others: {value}.",
        ),
        Text(
            "Không phải nhập; điền đủ các chỉ tiêu thành phần thì biểu tự tính.",
            "Nothing to type: fill in what they are computed from, and the form computes them.",
        ),
        Text(
            "Chỉ tiêu có công thức được biểu tự tính nên số ghi trong báo cáo chỉ dùng để đối chiếu.",
            "An indicator with a formula is computed in the form; what the report says is only compared with it.",
        ),
    ),
    "table-computed-differs": FindingText(
        "warning",
        Text(
            "Bảng {table} có số khác với số tính lại từ các chỉ tiêu thành phần: {value}.",
            "Table {table} has numbers that differ from what their parts come to: {value}.",
        ),
        Text(
            "Đề nghị đơn vị xác nhận số nào sai; các hàng này ở “Chưa xếp mục”.",
            "Ask the agency whether the parts or the result are wrong; the rows are among what is not placed.",
        ),
        Text(
            "Số của chỉ tiêu có công thức khác với kết quả tính từ các số thành phần trong cùng báo cáo.",
            "A computed indicator's number is not what the numbers of its parts in the same report come to.",
        ),
    ),
    "table-counts-agencies": FindingText(
        "note",
        Text(
            "Bảng {table} đếm số đơn vị theo câu trả lời, không phải số liệu của một đơn vị: {value}.",
            "Table {table} counts agencies by their answers, which is no figure of one agency: {value}.",
        ),
        Text(
            "Chọn câu trả lời của chính đơn vị trong biểu; các hàng này ở “Chưa xếp mục”.",
            "Choose the agency's own answer in the form; the rows are among what is not placed.",
        ),
        Text(
            "Báo cáo tổng hợp ghi số đơn vị theo từng câu trả lời; biểu của một đơn vị chỉ nhận một câu trả lời.",
            "A report on all agencies says how many gave which answer; one agency's form takes one answer.",
        ),
    ),
    "table-value-unclear": FindingText(
        "warning",
        Text(
            "Bảng {table} có số đọc được nhiều cách hoặc sai đơn vị tính: {value}.",
            "Table {table} has numbers that can be read in several ways or have another unit: {value}.",
        ),
        Text(
            "Hỏi lại đơn vị rồi tự điền; các hàng này ở “Chưa xếp mục”.",
            "Ask the agency and fill them in yourself; the rows are among what is not placed.",
        ),
        Text(
            "Ô của bảng có hai cách đọc, không phải là số, hoặc đơn vị tính khác với chỉ tiêu nên không được đề xuất.",
            "A cell can be read in two ways, is no number, or has another unit than the indicator, so it is not proposed.",
        ),
    ),
    "table-values-differ": FindingText(
        "warning",
        Text(
            "Báo cáo ghi cùng một số liệu bằng các giá trị khác nhau: {value}.",
            "The report gives the same figure with different values: {value}.",
        ),
        Text(
            "Hỏi lại đơn vị giá trị đúng rồi tự điền vào biểu.",
            "Ask the agency which is right, and fill it in yourself.",
        ),
        Text(
            "Hai bảng (hoặc hai hàng) của báo cáo nêu hai giá trị cho cùng chỉ tiêu và kỳ nên không đề xuất giá trị nào.",
            "Two tables or rows give two values for one indicator and period, so neither is proposed.",
        ),
    ),
    "letter-old-encoding": FindingText(
        "note",
        Text(
            "Báo cáo gõ bằng bảng mã cũ {value}; đã chuyển sang Unicode.",
            "The report is typed in the old encoding {value}; it was read as Unicode.",
        ),
        Text(
            "Rà soát một số câu; chữ nào sai thì sửa trong biểu.",
            "Look through a few sentences, and correct in the form what is wrong.",
        ),
        Text(
            "Chữ gõ theo TCVN3 (phông .Vn…) hoặc VNI (phông VNI-…) được nhận ra và chuyển sang Unicode.",
            "Text typed as TCVN3 (fonts .Vn…) or VNI (fonts VNI-…) is recognised and turned into Unicode.",
        ),
    ),
    "tracked-changes": FindingText(
        "warning",
        Text(
            "Báo cáo còn {count} phần xóa theo dõi (Track Changes) chưa được chấp nhận: {value}.",
            "The report still has {count:# deletion|# deletions} under Track Changes: {value}.",
        ),
        Text(
            "Đã lấy phần chèn thêm, bỏ phần xóa. Hỏi lại đơn vị nếu bản chính thức khác.",
            "Insertions are read, deletions are not. Ask the agency if the final text differs.",
        ),
        Text(
            "Báo cáo được gửi khi chưa chấp nhận hết các sửa đổi: phần chèn được đọc, phần xóa bị bỏ và nêu ở đây.",
            "The report was sent before its changes were accepted: insertions are read, deletions are left out and told of here.",
        ),
    ),
    "letter-part-unread": FindingText(
        "warning",
        Text(
            "Báo cáo có {count} đối tượng nhúng mà nội dung bên trong không đọc được: {value}.",
            "The report holds {count:# embedded object|# embedded objects} whose content is not read: {value}.",
        ),
        Text(
            "Mở báo cáo bằng Word, kiểm tra đối tượng đó; nếu có số liệu, nội dung thì tự điền vào biểu.",
            "Open the report in Word and see what the objects hold; fill in yourself what is missing in the form.",
        ),
        Text(
            "Bảng tính Excel hoặc văn bản khác được chèn vào báo cáo dưới dạng đối tượng nên không đọc được nội dung.",
            "A spreadsheet or another document is put into the report as an object, so what it holds is not read.",
        ),
    ),
    "letter-pages-scanned": FindingText(
        "warning",
        Text(
            "Tệp PDF có trang chỉ là ảnh quét, không có chữ để đọc: trang {value}.",
            "The PDF has pages that are scanned pictures without text: page {value}.",
        ),
        Text(
            "Xem các trang đó rồi tự điền vào biểu; hoặc đề nghị đơn vị gửi tệp Word gốc.",
            "Look at these pages and fill in yourself what they say; or ask the agency for the Word file.",
        ),
        Text(
            "Trang quét (ảnh) trong tệp PDF không đọc được chữ nào; các trang khác vẫn được đọc.",
            "Nothing is read of a page that is a picture; the other pages are read.",
        ),
    ),
    "letter-text-recognised": FindingText(
        "warning",
        Text(
            "Chữ trong tệp PDF này do máy quét nhận dạng (OCR), có thể sai chữ và sai số.",
            "The text of this PDF was recognised in a scan (OCR): letters and figures may be wrong.",
        ),
        Text(
            "Đối chiếu từng ý, từng số với trang quét; tốt nhất đề nghị đơn vị gửi tệp Word gốc.",
            "Compare every point and figure with the pages; better, ask the agency for the Word file.",
        ),
        Text(
            "Dưới ảnh quét có lớp chữ ẩn do chương trình nhận dạng tạo ra, không phải chữ đơn vị gõ.",
            "Under the scanned pages lies invisible text that a program recognised; the agency did not type it.",
        ),
    ),
    "letter-letters-unknown": FindingText(
        "warning",
        Text(
            "Có {count} chữ trong tệp PDF không nhận ra được, thay bằng dấu “\ufffd”.",
            "What {count:# letter|# letters} of the PDF {count:is|are} cannot be told; “\ufffd” stands in the place.",
        ),
        Text(
            "Tìm dấu “\ufffd” trong biểu và sửa theo bản PDF; hoặc đề nghị đơn vị gửi tệp Word gốc.",
            "Look for “\ufffd” in the form and correct it by the PDF; or ask the agency for the Word file.",
        ),
        Text(
            "Một số phông chữ trong tệp PDF không kèm bảng mã nên không đoán chữ.",
            "Some fonts of the PDF do not say which letters they draw; they are not guessed.",
        ),
    ),
    "section-not-found": FindingText(
        "warning",
        Text(
            "Không tìm thấy nội dung cho mục “{section}” trong báo cáo.",
            "Nothing was found in the report for the section “{section}”.",
        ),
        Text(
            "Kiểm tra phần “Chưa xếp mục”; nếu không có, đề nghị đơn vị bổ sung.",
            "Look among what was not placed; if it is not there, ask the agency to add it.",
        ),
        Text(
            "Báo cáo không có ý nào dưới một mục mà đơn vị được yêu cầu báo cáo.",
            "The report has no point under a section that was asked of the agency.",
        ),
    ),
}

ERRORS: dict[str, Text] = {
    "letter-unreadable": Text(
        "Không đọc được tệp {file}: tệp rỗng hoặc bị hỏng. Đề nghị mở tệp bằng Word hoặc LibreOffice rồi lưu lại "
        "dạng .docx (tệp PDF: mở rồi in lại ra PDF); nếu không mở được, đề nghị đơn vị gửi lại.",
        "{file} could not be read: it is empty or damaged. Open it in Word or LibreOffice and save it again "
        "as .docx (a PDF: open it and print it to a PDF anew); if it does not open, ask the agency to send it again.",
    ),
    "letter-encrypted": Text(
        "Tệp {file} có đặt mật khẩu. Đề nghị mở tệp bằng mật khẩu, bỏ mật khẩu rồi lưu lại (.docx; hoặc .pdf nếu là tệp "
        "PDF).",
        "{file} is protected by a password. Open it with the password, remove the password and save it again (as .docx, "
        "or as .pdf if it is a PDF).",
    ),
    "letter-is-doc": Text(
        "Tệp {file} là tệp Word kiểu cũ (.doc). Đề nghị mở tệp bằng Word hoặc LibreOffice rồi chọn Lưu thành "
        "(Save As), dạng .docx.",
        "{file} is a Word file of the old kind (.doc). Open it in Word or LibreOffice, choose Save As and "
        "save it as .docx.",
    ),
    "letter-is-workbook": Text(
        "Tệp {file} là bảng tính Excel, không phải báo cáo Word. Nếu là biểu đơn vị gửi về, để vào inbox rồi gõ: "
        "toolkit check.",
        "{file} is a spreadsheet, not a Word report. If it is a form that came back, put it into inbox and type: "
        "toolkit check.",
    ),
    "letter-not-supported": Text(
        "Tệp {file} không phải là tệp Word (.docx), PDF hoặc văn bản thuần (.txt). Nếu là RTF, ODT hoặc "
        "ảnh, lấy tệp Word gốc, hoặc mở bằng Word, LibreOffice rồi lưu dạng .docx.",
        "{file} is neither a Word file (.docx), a PDF nor a plain-text file (.txt). If it is an RTF, an ODT or a "
        "picture, use the original Word file, or open it in Word or LibreOffice and save it as .docx.",
    ),
    "letter-is-scan": Text(
        "Tệp {file} là bản quét: các trang chỉ là ảnh, không có chữ để đọc. Đề nghị đơn vị gửi tệp Word gốc "
        "hoặc PDF xuất từ Word; hoặc gửi biểu Excel đã điền.",
        "{file} is a scan: its pages are pictures, with no text to read. Ask the agency for the Word file or a PDF "
        "made by Word; or for the Excel form, filled in.",
    ),
    "letter-no-text-map": Text(
        "Tệp PDF {file} không kèm bảng mã nên chữ lấy ra khác chữ nhìn thấy; không đoán. Đề nghị "
        "đơn vị gửi tệp Word gốc, hoặc PDF xuất lại từ Word (Save As, PDF).",
        "The PDF {file} does not say which letters it draws, so what is in it is not what it shows; nothing is guessed. "
        "Ask the agency for the Word file, or for a PDF made anew by Word (Save As, PDF).",
    ),
    "letter-too-long": Text(
        "Tệp {file} có {pages} trang, quá mức đọc được ({most} trang, mỗi trang có lượng chữ thông thường). Đề nghị tách lấy "
        "phần báo cáo.",
        "{file} has {pages} pages, more than are read ({most} pages with as much text as pages have). Take out the "
        "part that is the report.",
    ),
    "letter-took-too-long": Text(
        "Đọc tệp {file} quá {seconds} giây nên đã dừng. Tệp PDF: đề nghị lấy tệp Word gốc, hoặc mở tệp rồi in lại ra PDF "
        "(Print, Save as PDF). Tệp Word: mở tệp, chép phần báo cáo sang một tệp Word mới, lưu rồi gõ lại lệnh.",
        "Reading {file} took more than {seconds} seconds and was stopped. If it is a PDF, use the Word file, or open it "
        "and print it to a PDF anew (Print, Save as PDF). If it is a Word file, open it, copy the report into a new "
        "Word file, save that and repeat the command.",
    ),
    "letter-too-many-lines": Text(
        "Tệp {file} có {lines} dòng; mỗi báo cáo đọc nhiều nhất {most} dòng và {letters} ký tự. Mở tệp, chép phần báo cáo "
        "sang một tệp Word mới, lưu rồi gõ lại lệnh với tệp đó.",
        "{file} has {lines} lines; {most} lines and {letters} letters of a report are read at most. Open it, copy the "
        "report into a new Word file, save that and repeat the command with it.",
    ),
    "letter-reader-died": Text(
        "Chương trình dừng đột ngột khi đọc tệp {file} ({cause}): tệp hỏng, quá lớn hoặc cố ý gây lỗi. Tệp PDF: đề nghị "
        "lấy tệp Word gốc. Tệp Word: mở tệp, chép phần báo cáo sang một tệp Word mới, lưu rồi gõ lại lệnh.",
        "{file} made the reader stop ({cause}): it is damaged, too large or hostile. If it is a PDF, use the Word file. "
        "If it is a Word file, open it, copy the report into a new Word file, save that and repeat the command.",
    ),
    "letter-reader-failed": Text(
        "Chưa đọc được tệp {file} do lỗi lập trình của toolkit ({cause}). Gửi tệp này cho người phụ trách toolkit; trong "
        "khi chờ, đề nghị lấy tệp Word gốc.",
        "{file} could not be read because of a programming error in the toolkit ({cause}). Send it to whoever looks "
        "after the toolkit; meanwhile use the Word file.",
    ),
}

REASONS: dict[str, Text] = {
    "heading-block": Text("Phần đầu của văn bản", "Heading block of the document"),
    "title": Text("Tên loại và trích yếu của báo cáo", "Type and title of the report"),
    "preamble": Text("Phần mở đầu, trước mục thứ nhất", "Opening, before the first section"),
    "heading": Text("Đề mục hoặc câu dẫn", "Heading, or words that announce a list"),
    "unknown-heading": Text(
        "Nằm dưới đề mục chưa biết thuộc mục nào", "Under a heading that is none of the campaign's sections"
    ),
    "two-sections": Text(
        "Nằm dưới đề mục hoặc câu dẫn có thể thuộc nhiều mục", "Under a heading that may stand for several sections"
    ),
    "no-heading": Text("Không nằm dưới đề mục nào", "Under no heading"),
    "not-asked": Text("Nằm dưới mục mà đơn vị không được yêu cầu báo cáo", "Under a section not asked of this agency"),
    "no-words": Text("Dòng không có chữ", "A line without words"),
    "table": Text("Dòng, tên hoặc chú thích của bảng", "Row, title or note of a table"),
    "closing": Text("Phần kết của báo cáo", "Closing of the report"),
    "recipients": Text("Nơi nhận", "Recipients"),
    "signature": Text("Phần ký", "Signature"),
    "annex": Text("Phụ lục", "Annex"),
    "footnote": Text("Chú thích cuối trang hoặc cuối văn bản", "Footnote or endnote"),
    "text-box": Text("Khung chữ (text box)", "Text box"),
    "page-header": Text("Đầu trang hoặc chân trang", "Page header or footer"),
    "comment": Text("Ý kiến ghi bên lề (comment)", "Comment"),
    "contents": Text("Mục lục", "Table of contents"),
    "generated": Text("Câu do toolkit viết sẵn", "A sentence written by the toolkit"),
}
