"""Findings of reading an intake workbook: is it our form, whose is it, is it whole."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "figure-not-confirmed": FindingText(
        "error",
        Text(
            "Số liệu của {indicator} ({periods}) được đề xuất từ báo cáo Word và chưa được đơn vị xác nhận, nên chưa tính.",
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
    "unreadable-file": FindingText(
        "error",
        Text("Không mở được tệp ({value}).", "The file cannot be opened ({value})."),
        Text("Sao chép lại tệp vào inbox rồi chạy lại.", "Copy the file into inbox again and run again."),
        Text("Hệ điều hành không cho đọc tệp.", "The operating system does not let the file be read."),
    ),
    "unreadable-folder": FindingText(
        "error",
        Text(
            "Không mở được thư mục {file} ({value}), nên chưa đọc được tệp nào trong đó.",
            "The folder {file} cannot be opened ({value}); none of the files in it was read.",
        ),
        Text(
            "Cấp quyền đọc thư mục, hoặc chép các tệp trong đó ra inbox, rồi chạy lại.",
            "Give yourself the right to read the folder, or copy its files into inbox, and run again.",
        ),
        Text(
            "Hệ điều hành không cho xem trong thư mục có gì: biểu của đơn vị có thể nằm trong đó.",
            "The operating system does not let the folder be looked into: agencies' forms may be in it.",
        ),
    ),
    "folder-in-circle": FindingText(
        "error",
        Text(
            "“{value}” là liên kết dẫn ngược lên một thư mục chứa nó, nên chưa xem các tệp ở đó.",
            "“{value}” is a link that leads back to a folder above it; the files there were not looked at.",
        ),
        Text(
            "Nếu ở đó có báo cáo thì chép các tệp báo cáo vào inbox; xóa liên kết rồi chạy lại.",
            "If reports are there, copy them into inbox; remove the link and run again.",
        ),
        Text(
            "Liên kết tới thư mục khác thì các tệp ở đó được đọc; liên kết này dẫn tới thư mục chứa cả nơi đang xem, nên ở đó có cả những tệp không ai gửi.",
            "Links to other folders are followed. This one leads to a folder that holds the very place that is looked through: what nobody sent is there too.",
        ),
    ),
    "too-large": FindingText(
        "error",
        Text(
            "Tệp quá lớn ({value}), không phải biểu đã gửi.",
            "The file is too large ({value}) to be one of our forms.",
        ),
        Text(
            "Đề nghị đơn vị gửi lại đúng biểu đã nhận, không chèn ảnh.",
            "Ask the agency for the form itself, without pictures.",
        ),
        Text(
            "Tệp hoặc vùng dữ liệu lớn hơn nhiều so với biểu.",
            "The file or its used range is far larger than a form.",
        ),
    ),
    "suspicious-file": FindingText(
        "error",
        Text(
            "Tệp có cấu trúc bất thường ({value}) nên không được mở.",
            "The file is built in an unusual way ({value}) and was not opened.",
        ),
        Text(
            "Mở bằng Excel, lưu thành tệp .xlsx mới rồi gửi lại; không mở được thì xóa.",
            "Open it in Excel, save it as a new .xlsx and send that; if it does not open, delete it.",
        ),
        Text(
            "Tệp nén phình quá mức, trùng tên phần, hoặc khai báo kiểu tài liệu: có thể gây hại.",
            "A zip that grows beyond measure, has parts twice, or declares document types: it may do harm.",
        ),
    ),
    "stray-cell": FindingText(
        "error",
        Text(
            "Trang “{sheet}” có nội dung ở ô {cell}, rất xa ngoài biểu, nên tệp không đọc được.",
            "Sheet “{sheet}” holds something in {cell}, far outside the form, and cannot be read.",
        ),
        Text(
            "Bấm Ctrl+End, xóa các hàng và cột thừa, lưu và gửi lại.",
            "Press Ctrl+End, delete the extra rows and columns, save and send again.",
        ),
        Text(
            "Một ô lạc ở rất xa làm vùng dữ liệu thành khổng lồ.",
            "A stray cell far away makes the used range enormous.",
        ),
    ),
    "text-too-long": FindingText(
        "error",
        Text(
            "Ô {cell} (trang “{sheet}”) dài {value} ký tự; một ô của Excel chỉ chứa 32.767.",
            "Cell {cell} (sheet “{sheet}”) holds {value} characters; a cell of Excel holds 32,767.",
        ),
        Text(
            "Đề nghị đơn vị chia nội dung ra nhiều dòng rồi gửi lại.",
            "Ask the agency to divide the text among several lines and send it again.",
        ),
        Text(
            "Phần mềm khác ghi vào một ô nhiều hơn Excel chứa được; cắt bớt là mất nội dung, nên cả tệp không được dùng.",
            "Another program put more into a cell than Excel can hold; cutting it would lose text, so the file is not used.",
        ),
    ),
    "not-read-whole": FindingText(
        "error",
        Text(
            "Trang “{sheet}” không đọc được đủ ({value} ô), nên cả tệp không được dùng.",
            "Sheet “{sheet}” could not be read whole ({value} cells), so the file is not used.",
        ),
        Text(
            "Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
            "Open it in Excel, save it as .xlsx and send it again.",
        ),
        Text(
            "Số ô đọc được khác số ô có trong tệp: thà không dùng còn hơn mất số liệu.",
            "The cells read are not as many as the file has: better none than some lost.",
        ),
    ),
    "took-too-long": FindingText(
        "error",
        Text(
            "Đọc tệp quá {value} giây nên đã dừng.",
            "Reading the file took more than {value} seconds and was stopped.",
        ),
        Text(
            "Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại; hoặc chạy lại với --timeout lớn hơn.",
            "Open it in Excel, save it as .xlsx and send it again; or run again with a longer --timeout.",
        ),
        Text("Tệp làm việc đọc kéo dài quá giới hạn.", "The file keeps the reader busy beyond its limit."),
    ),
    "reader-died": FindingText(
        "error",
        Text("Tệp làm chương trình đọc dừng đột ngột ({value}).", "The file made the reader stop ({value})."),
        Text(
            "Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
            "Open it in Excel, save it as .xlsx and send it again.",
        ),
        Text(
            "Tệp hỏng hoặc cố ý gây lỗi; các tệp khác không bị ảnh hưởng.",
            "A damaged or hostile file; the others are not affected.",
        ),
    ),
    "reader-failed": FindingText(
        "error",
        Text(
            "Toolkit gặp lỗi của chính nó khi đọc tệp này ({value}); tệp có thể không sai gì.",
            "The toolkit failed on this file through a fault of its own ({value}); the file may well be right.",
        ),
        Text(
            "Gửi tệp này và nhật ký lỗi cho người phụ trách toolkit; trong khi chờ, thử mở bằng Excel, lưu lại rồi chạy lại.",
            "Send this file and the error log to whoever looks after the toolkit; meanwhile try to open it in Excel, save it and run again.",
        ),
        Text(
            "Lỗi lập trình của toolkit, không phải lỗi của đơn vị; chỉ tệp này bị bỏ qua, các tệp khác vẫn được tổng hợp. Chi tiết ghi vào nhật ký lỗi.",
            "A programming error in the toolkit, not a fault of the agency; only this file is left out, the others are merged. The details are in the error log.",
        ),
    ),
    "is-pdf": FindingText(
        "error",
        Text("Đây là tệp PDF, không phải biểu Excel.", "This is a PDF file, not the Excel form."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).",
            "Ask the agency for the Excel form it received (.xlsx).",
        ),
        Text("Nội dung tệp là tệp PDF, dù tên tệp ghi gì.", "Whatever its name, the file is a PDF file."),
    ),
    "is-picture": FindingText(
        "error",
        Text("Đây là ảnh, không phải biểu Excel.", "This is a picture, not the Excel form."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).",
            "Ask the agency for the Excel form it received (.xlsx).",
        ),
        Text("Nội dung tệp là ảnh, dù tên tệp ghi gì.", "Whatever its name, the file is a picture."),
    ),
    "is-archive": FindingText(
        "error",
        Text("Đây là tệp nén, không phải biểu Excel.", "This is an archive, not the Excel form."),
        Text(
            "Tệp .zip: gõ toolkit collect. Loại khác: giải nén rồi để các biểu Excel vào inbox.",
            "A .zip: type toolkit collect. Of another kind: unpack it and put the Excel forms into inbox.",
        ),
        Text("Nội dung tệp là tệp nén, dù tên tệp ghi gì.", "Whatever its name, the file is an archive."),
    ),
    "is-rtf": FindingText(
        "error",
        Text("Đây là văn bản RTF, không phải biểu Excel.", "This is an RTF document, not the Excel form."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).",
            "Ask the agency for the Excel form it received (.xlsx).",
        ),
        Text(
            "Nội dung tệp là văn bản RTF, dù tên tệp ghi gì.",
            "Whatever its name, the file is an RTF document.",
        ),
    ),
    "is-old-word": FindingText(
        "error",
        Text(
            "Đây là văn bản Word đời cũ (.doc), không phải biểu Excel.",
            "This is an old Word document (.doc), not the Excel form.",
        ),
        Text(
            "Mở bằng Word, lưu dạng .docx, rồi chạy: toolkit draft",
            "Open it in Word, save as .docx, then run: toolkit draft",
        ),
        Text(
            "Nội dung tệp là văn bản Word đời cũ (.doc), dù tên tệp ghi gì.",
            "Whatever its name, the file is an old Word document (.doc).",
        ),
    ),
    "is-mail": FindingText(
        "error",
        Text("Đây là thư điện tử, không phải biểu Excel.", "This is an e-mail, not the Excel form."),
        Text(
            "Gõ toolkit collect để lấy biểu ra khỏi thư.", "Type toolkit collect to take the forms out of it."
        ),
        Text("Nội dung tệp là thư điện tử, dù tên tệp ghi gì.", "Whatever its name, the file is an e-mail."),
    ),
    "is-web-page": FindingText(
        "error",
        Text(
            "Đây là trang web (HTML), không phải biểu Excel.",
            "This is a web page (HTML), not the Excel form.",
        ),
        Text("Mở bằng Excel, lưu dạng .xlsx rồi gửi lại.", "Open it in Excel, save as .xlsx and send that."),
        Text(
            "Nội dung tệp là trang web (HTML), dù tên tệp ghi gì.",
            "Whatever its name, the file is a web page (HTML).",
        ),
    ),
    "is-xml-spreadsheet": FindingText(
        "error",
        Text(
            "Đây là bảng tính XML 2003, không phải biểu Excel.",
            "This is an XML 2003 spreadsheet, not the Excel form.",
        ),
        Text("Mở bằng Excel, lưu dạng .xlsx rồi gửi lại.", "Open it in Excel, save as .xlsx and send that."),
        Text(
            "Nội dung tệp là bảng tính XML 2003, dù tên tệp ghi gì.",
            "Whatever its name, the file is an XML 2003 spreadsheet.",
        ),
    ),
    "is-text": FindingText(
        "error",
        Text(
            "Đây là tệp văn bản hoặc CSV, không phải biểu Excel.",
            "This is a text or CSV file, not the Excel form.",
        ),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).",
            "Ask the agency for the Excel form it received (.xlsx).",
        ),
        Text(
            "Nội dung tệp là tệp văn bản hoặc CSV, dù tên tệp ghi gì.",
            "Whatever its name, the file is a text or CSV file.",
        ),
    ),
    "empty-file": FindingText(
        "error",
        Text("Tệp rỗng, không có dữ liệu.", "The file is empty."),
        Text("Đề nghị đơn vị gửi lại.", "Ask the agency to send it again."),
        Text("Tệp dài 0 byte hoặc chỉ có byte 0.", "The file has no bytes, or only zero bytes."),
    ),
    "encrypted": FindingText(
        "error",
        Text(
            "Tệp có mật khẩu nên không đọc được.", "The file is protected by a password and cannot be read."
        ),
        Text(
            "Đề nghị đơn vị bỏ mật khẩu mở tệp (Tệp – Thông tin – Bảo vệ) rồi gửi lại.",
            "Ask the agency to remove the password for opening (File – Info – Protect) and send it again.",
        ),
        Text("Tệp được mã hóa bằng mật khẩu.", "The workbook is encrypted with a password."),
    ),
    "damaged": FindingText(
        "error",
        Text(
            "Tệp bị hỏng hoặc tải về thiếu, không đọc được.",
            "The file is damaged or incomplete and cannot be read.",
        ),
        Text(
            "Mở thử bằng Excel; nếu không được, đề nghị đơn vị gửi lại.",
            "Try it in Excel; if that fails, ask the agency to send it again.",
        ),
        Text("Không đọc được cấu trúc bên trong của tệp.", "The file's inner structure cannot be read."),
    ),
    "not-a-workbook": FindingText(
        "error",
        Text("Đây không phải là bảng tính Excel.", "This is not a spreadsheet."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).",
            "Ask the agency for the Excel form it received (.xlsx).",
        ),
        Text(
            "Nội dung tệp không phải bảng tính, dù tên tệp ghi gì.",
            "Whatever its name, the file's content is no spreadsheet.",
        ),
    ),
    "word-document": FindingText(
        "error",
        Text("Đây là văn bản Word, không phải biểu Excel.", "This is a Word document, not the Excel form."),
        Text(
            'Chạy: toolkit draft "{file}" --agency MÃ để lập biểu từ báo cáo này, rồi gửi đơn vị xác nhận.',
            'Run: toolkit draft "{file}" --agency CODE to draft the form from this report, and have the agency confirm it.',
        ),
        Text("Đơn vị gửi báo cáo Word thay cho biểu.", "The agency sent a Word report in place of the form."),
    ),
    "not-our-form": FindingText(
        "error",
        Text("Bảng tính này không phải biểu của toolkit.", "This workbook is not a form of this toolkit."),
        Text(
            "Đề nghị đơn vị điền vào biểu đã gửi kèm công văn.",
            "Ask the agency to fill in the form it was sent.",
        ),
        Text("Không trang nào mang khóa của biểu ở ô A1.", "No sheet carries a form's key in A1."),
    ),
    "wrong-campaign": FindingText(
        "error",
        Text(
            "Biểu này thuộc đợt báo cáo khác ({value}), không phải {campaign}.",
            "This form belongs to another campaign ({value}), not to {campaign}.",
        ),
        Text("Đề nghị đơn vị dùng biểu của đợt này.", "Ask the agency to use this campaign's form."),
        Text(
            "Mã đợt đóng trong biểu khác mã trong campaign.xlsx.",
            "The campaign stamped in the form is not this one.",
        ),
    ),
    "two-agencies": FindingText(
        "error",
        Text(
            "Trong tệp có dấu hoặc tên của hai đơn vị: {value}.",
            "The file bears the stamps or names of two agencies: {value}.",
        ),
        Text(
            "Hỏi lại đơn vị gửi; gửi lại đúng biểu của đơn vị mình.",
            "Ask the sender; each agency must use its own form.",
        ),
        Text(
            "Các chỗ đóng dấu đơn vị trong tệp không khớp nhau, hoặc ô “Đơn vị báo cáo” ghi tên, hay trang được đọc in tên, một đơn vị khác trong danh sách.",
            "The places where the agency is stamped disagree, or “Reporting agency” or a sheet that is read names another agency of the roster.",
        ),
    ),
    "no-agency": FindingText(
        "error",
        Text(
            "Không xác định được biểu này của đơn vị nào.",
            "It cannot be told which agency this form belongs to.",
        ),
        Text(
            "Gửi lại biểu của đơn vị để điền; không tự đoán.",
            "Send the agency its form again; nothing is guessed.",
        ),
        Text(
            "Dấu đơn vị đã mất và tên đơn vị không khớp danh sách.",
            "The agency's stamp is gone and its name matches none on the roster.",
        ),
    ),
    "unknown-agency": FindingText(
        "error",
        Text(
            "Đơn vị “{value}” không có trong danh sách của đợt báo cáo.",
            "Agency “{value}” is not on this campaign's roster.",
        ),
        Text(
            "Thêm đơn vị vào trang danh sách trong campaign.xlsx, hoặc bỏ tệp này.",
            "Add the agency to the roster in campaign.xlsx, or leave the file out.",
        ),
        Text(
            "Mã đơn vị trong biểu không có trong danh sách.",
            "The agency code in the form is not on the roster.",
        ),
    ),
    "sheet-missing": FindingText(
        "error",
        Text("Thiếu trang “{sheet}”.", "Sheet “{sheet}” is missing."),
        Text(
            "Đề nghị đơn vị gửi lại biểu đủ các trang.",
            "Ask the agency to send the form with all its sheets.",
        ),
        Text("Một trang của biểu đã bị xóa.", "A sheet of the form was deleted."),
    ),
    "legacy-text": FindingText(
        "note",
        Text(
            "Trang “{sheet}” có {count} ô gõ bằng bảng mã cũ {encoding}; đã chuyển sang Unicode để đọc, nguyên văn được giữ.",
            "Sheet “{sheet}” has {count:# cell|# cells} typed in the old encoding {encoding}; {count:it was|they were} read as Unicode, and what was typed is kept.",
        ),
        Text(
            "Không cần làm gì nếu chữ đọc đúng; lần sau gõ Unicode (phông Times New Roman).",
            "Nothing to do if the words read well; next time type Unicode (font Times New Roman).",
        ),
        Text(
            "Chữ gõ theo TCVN3 (phông .Vn…) hoặc VNI (phông VNI-…) được nhận ra theo từng trang.",
            "Text typed as TCVN3 (fonts .Vn…) or VNI (fonts VNI-…) is recognised sheet by sheet.",
        ),
    ),
    "keys-gone": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” đã mất các khóa ẩn; được đọc theo tiêu đề và tên chỉ tiêu.",
            "Sheet “{sheet}” has lost its hidden keys; it was read by its headings and labels.",
        ),
        Text(
            "Xem lại số liệu đọc được; lần sau dùng nguyên biểu đã gửi, không chép sang tệp khác.",
            "Look over what was read; next time use the form itself, not a copy of its cells.",
        ),
        Text(
            "Hàng 1 hoặc cột A bị xóa, hoặc trang được chép sang tệp mới: nhãn được khớp chính xác hoặc không khớp.",
            "Row 1 or column A was deleted, or the sheet was copied into a new file: labels match exactly or not at all.",
        ),
    ),
    "key-gone": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” mất {count} khóa ẩn ở hàng 1 hoặc cột A ({places}); hàng, cột đó được đọc theo tên in trên biểu.",
            "Sheet “{sheet}” has lost {count:# hidden key|# hidden keys} in row 1 or column A ({places}); these rows and columns were read by what the form prints there.",
        ),
        Text(
            "Xem lại số liệu, nội dung ở các hàng, cột đó.",
            "Look over what was read in these rows and columns.",
        ),
        Text(
            "Một vài khóa bị xóa hoặc bị ghi đè, tên in ở hàng hoặc cột vẫn còn: tên được khớp chính xác hoặc không khớp.",
            "A few keys were cleared or typed over while the printed labels are still there: labels match exactly or not at all.",
        ),
    ),
    "sheet-twice": FindingText(
        "error",
        Text(
            "Trang “{sheet}” là bản thứ hai của trang “{first}”; chỉ “{first}” được đọc. Bản thứ hai khác ở {count} ô (đầu tiên: {cell}, “{value}”).",
            "Sheet “{sheet}” is a second copy of “{first}”; only “{first}” was read. The copy differs in {count:# cell|# cells} (first: {cell}, “{value}”).",
        ),
        Text(
            "Xem bản nào đúng, xóa bản kia rồi gửi lại.",
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
        Text("Không cần làm gì.", "Nothing to do."),
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
            "Không xóa trang này khi chưa có biểu của {other}: đề nghị {other} gửi tệp riêng.",
            "Do not delete it before the form of {other} is there: ask {other} for a file of its own.",
        ),
        Text(
            "Một tệp có trang của hai đơn vị: trang in tên đơn vị khác không được đọc.",
            "A file holds sheets of two agencies: the one that bears another's name is not read.",
        ),
    ),
    "period-missing": FindingText(
        "error",
        Text("Trang “{sheet}” thiếu cột của kỳ {period}.", "Sheet “{sheet}” lacks the column of {period}."),
        Text(
            "Đề nghị đơn vị điền vào biểu còn nguyên các cột.",
            "Ask the agency to use a form with all its columns.",
        ),
        Text("Một cột kỳ số liệu đã bị xóa.", "A period's column was deleted."),
    ),
    "indicator-missing": FindingText(
        "error",
        Text(
            "Trang “{sheet}” thiếu hàng của chỉ tiêu {indicator}.",
            "Sheet “{sheet}” lacks the row of {indicator}.",
        ),
        Text("Đề nghị đơn vị bổ sung chỉ tiêu này.", "Ask the agency for this indicator."),
        Text(
            "Một hàng chỉ tiêu đã bị xóa hoặc biểu đã cũ.",
            "An indicator's row was deleted, or the form is an older one.",
        ),
    ),
    "unknown-indicator": FindingText(
        "warning",
        Text(
            "{count} ô ở hàng chỉ tiêu không hỏi đơn vị này (đầu tiên: {cell}, “{value}”).",
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
            "{count} ô ở mục không hỏi đơn vị này (đầu tiên: {cell}, “{value}”).",
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
    "unplaced": FindingText(
        "note",
        Text(
            "{count} đoạn từ báo cáo Word chưa xếp vào mục nào (đầu tiên: {cell}).",
            "{count:# passage from the Word report is|# passages from the Word report are} in no section yet (first: {cell}).",
        ),
        Text(
            "Xem các đoạn đó; đoạn nào là nội dung thì chuyển lên mục thích hợp.",
            "Look through this; move up what belongs to a section.",
        ),
        Text(
            "Biểu lập từ báo cáo Word có đoạn chưa rõ mục.",
            "A drafted form holds passages whose section is not known.",
        ),
    ),
    "unkeyed-content": FindingText(
        "warning",
        Text(
            "{count} ô có nội dung ngoài chỗ điền (đầu tiên: {cell}, “{value}”).",
            "{count:# cell is|# cells are} filled outside the form (first: {cell}, “{value}”).",
        ),
        Text(
            "Nếu là nội dung cần báo cáo, điền vào đúng ô của biểu.",
            "Move what belongs to the report into the form's own cells.",
        ),
        Text(
            "Có chữ hoặc số ở ô không thuộc biểu; được liệt kê, không cộng vào đâu.",
            "Something stands where the form has no cell; it is listed and counted nowhere.",
        ),
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
            "Ghi chú gắn vào ô (comment, note) không in ra cùng biểu; được liệt kê ở trang Ô chưa xếp chỗ.",
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
            "Hộp văn bản hoặc hình có chữ nằm đè lên trang; chữ trong đó được liệt kê ở trang Ô chưa xếp chỗ.",
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
            "Nếu trong ảnh có nội dung cần báo cáo, gõ vào đúng ô của biểu; ảnh chữ ký, con dấu thì không phải làm gì.",
            "If they show what belongs to the report, type it into the form's own cells; for a signature or seal there is nothing to do.",
        ),
        Text(
            "Ảnh, biểu đồ đặt trên trang của biểu không được đọc.",
            "Pictures and charts on a form's sheets are not read.",
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
    "statement-without-text": FindingText(
        "warning",
        Text(
            "Ô {cell} có chủ đề hoặc nguồn nhưng dòng đó không có nội dung.",
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
        Text("Không cần làm gì.", "Nothing to do."),
        Text(
            "Mục không bắt buộc ghi “Không có kiến nghị” hoặc câu tương tự; được coi là đã trả lời.",
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
            "Nếu có thì nêu việc cụ thể; nếu đúng là không có thì cho biết vì sao.",
            "If there is something, say what; if there is nothing, say why.",
        ),
        Text(
            "Mục bắt buộc chỉ ghi “Không có hạn chế” hoặc câu tương tự; đó là câu trả lời, không phải một ý.",
            "A required section only says “no limitations” or the like; that is an answer, not a point.",
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
            "Excel hiểu dòng bắt đầu bằng dấu - hoặc = là công thức và báo lỗi (#NAME? …); chữ đã gõ không còn đọc được.",
            "Excel takes a line that begins with - or = for a formula and shows an error (#NAME? …); the text cannot be read.",
        ),
    ),
    "unknown-theme": FindingText(
        "warning",
        Text(
            "Ô {cell}: chủ đề “{value}” không có trong danh sách.",
            "Cell {cell}: theme “{value}” is not on the list.",
        ),
        Text(
            "Chọn một chủ đề trong danh sách; ý này vẫn được đưa vào bảng tổng hợp.",
            "Choose one from the list; the point is in the summary all the same.",
        ),
        Text("Chủ đề gõ tay không khớp danh sách.", "A theme was typed that is not on the list."),
    ),
    "agency-changed": FindingText(
        "warning",
        Text(
            "Ô {cell}: tên đơn vị ghi “{value}”, biểu này cấp cho {name}.",
            "Cell {cell}: the agency reads “{value}”; this form was made for {name}.",
        ),
        Text("Xác nhận biểu đúng là của {name}.", "Confirm that the form is that of {name}."),
        Text("Tên đơn vị trên biểu bị sửa.", "The agency's name on the form was changed."),
    ),
    "label-changed": FindingText(
        "warning",
        Text(
            "Ô {cell} (cột “{part}”) bị sửa thành “{value}”; biểu ghi “{expected}”.",
            "Cell {cell} (column “{part}”) was changed to “{value}”; the form says “{expected}”.",
        ),
        Text("Xác nhận số liệu đúng theo “{expected}”.", "Confirm that the figures are for “{expected}”."),
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
            "Xem số liệu trong cột này có đúng của {period} không; nếu là của kỳ khác thì chuyển về đúng cột.",
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
            "Xem số liệu đã điền có còn đúng với “{expected}” không.",
            "See whether the figures filled in are still right for “{expected}”.",
        ),
        Text(
            "Tên chỉ tiêu hoặc đơn vị tính trong campaign.xlsx đã sửa sau khi gửi biểu; đơn vị không sửa gì.",
            "The label or unit was changed in campaign.xlsx after the form was sent; the agency changed nothing.",
        ),
    ),
    "unit-converted": FindingText(
        "warning",
        Text(
            "Chỉ tiêu {indicator}: số liệu được điền theo “{value}”, nay hỏi theo “{expected}”; đã đổi sang “{expected}”.",
            "{indicator}: figures were given in “{value}”, it is now asked in “{expected}”. They were converted.",
        ),
        Text("Xem lại số đã đổi.", "Look at the figures that were converted."),
        Text(
            "Đơn vị tính trong campaign.xlsx đã sửa sau khi gửi biểu, hoặc bảng tổng hợp được lập theo đơn vị tính cũ.",
            "The unit was changed in campaign.xlsx after the form was sent, or the master was made with the former unit.",
        ),
    ),
    "unit-unknown": FindingText(
        "error",
        Text(
            "Chỉ tiêu {indicator}: số liệu được điền theo “{value}”, nay hỏi theo “{expected}”; không đổi được nên chưa tính.",
            "{indicator}: figures were given in “{value}”, it is now asked in “{expected}”. They cannot be converted and are not counted.",
        ),
        Text("Đề nghị điền lại theo “{expected}”.", "Give the figures again in “{expected}”."),
        Text(
            "Đơn vị tính trong campaign.xlsx đã sửa thành một đơn vị khác hẳn, không quy đổi được.",
            "The unit in campaign.xlsx was changed to one of another kind, which nothing converts to.",
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
        Text(
            "Cột tổng bị ghi đè hoặc không khớp các kỳ.",
            "The total was overwritten or does not fit the periods.",
        ),
    ),
    "formula-without-value": FindingText(
        "error",
        Text(
            "Ô {cell} ({indicator}, {period}) là công thức chưa có kết quả lưu trong tệp.",
            "Cell {cell} ({indicator}, {period}) is a formula whose result the file does not hold.",
        ),
        Text(
            "Mở tệp bằng Excel, lưu lại rồi gửi lại; hoặc gõ thẳng con số.",
            "Open the file in Excel, save and send it again; or type the number itself.",
        ),
        Text("Công thức chưa được tính khi lưu tệp.", "A formula was not computed when the file was saved."),
    ),
    "cells-merged": FindingText(
        "warning",
        Text(
            "Các ô {area} (trang “{sheet}”) bị gộp làm một; giá trị “{value}” được tính cho ô nó đang nằm, các ô kia coi như trống.",
            "Cells {area} (sheet “{sheet}”) were merged; “{value}” is counted for the cell it stands in, the others are taken as blank.",
        ),
        Text(
            "Bỏ gộp ô (Merge & Center) rồi điền từng ô.",
            "Unmerge the cells (Merge & Center) and fill in each.",
        ),
        Text(
            "Một vùng gộp phủ nhiều ô cần điền: không thấy được giá trị là của ô nào, và giá trị nằm dưới vùng gộp thì người gửi không nhìn thấy.",
            "A merged area covers several cells to fill in: nobody can see whose the value is, and what lies under it the sender does not see.",
        ),
    ),
    "cells-merged-blank": FindingText(
        "warning",
        Text(
            "Các ô {area} (trang “{sheet}”) bị gộp làm một và đang trống.",
            "Cells {area} (sheet “{sheet}”) were merged, and are blank.",
        ),
        Text(
            "Bỏ gộp ô (Merge & Center) rồi điền từng ô.",
            "Unmerge the cells (Merge & Center) and fill in each.",
        ),
        Text(
            "Một vùng gộp phủ nhiều ô cần điền, chưa có gì trong đó; mỗi ô được coi là trống.",
            "A merged area covers several cells to fill in and holds nothing; each is taken as blank.",
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
            "Chương trình đã ghi tệp để mất chữ (thường là biểu tượng cảm xúc trong tệp .xls, hoặc chép từ tệp sai bảng mã); phần còn lại được giữ nguyên.",
            "The program that wrote the file lost a letter (an emoji in an .xls, or text pasted from a file in another encoding); the rest is kept as it is.",
        ),
    ),
    "hidden-content": FindingText(
        "note",
        Text(
            "Trang “{sheet}” có {count} ô đã điền nằm ở hàng hoặc cột bị ẩn: {places}.",
            "Sheet “{sheet}” has {count:# filled cell|# filled cells} in hidden rows or columns: {places}.",
        ),
        Text(
            "Nội dung vẫn được tính. Nếu không định gửi, hãy bỏ ẩn (Unhide) rồi xóa; nếu có thì không phải làm gì.",
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
            "Trang “{sheet}” bị ẩn mà có {count} ô đã điền.",
            "Sheet “{sheet}” is hidden and has {count:# filled cell|# filled cells}.",
        ),
        Text(
            "Nội dung vẫn được tính. Nếu không định gửi, hãy bỏ ẩn trang (Unhide) rồi xóa; nếu có thì không phải làm gì.",
            "What it holds is counted all the same. If that was not meant to be sent, unhide the sheet and delete it; else there is nothing to do.",
        ),
        Text(
            "Trang bị ẩn thì người ký không nhìn thấy, nhưng vẫn được đọc như mọi trang khác.",
            "Whoever signs does not see a hidden sheet; it is read like all others.",
        ),
    ),
    "formula-not-computed": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” có {count} ô là công thức chưa có kết quả lưu trong tệp, từ ô {cell}; không biết ở đó ghi gì.",
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
            "Biểu này lập trước khi nội dung hỏi đơn vị được sửa; nay khác ở: {differs}.",
            "This form was made before what is asked of the agency was changed; it differs now in: {differs}.",
        ),
        Text(
            "Những gì đã điền được khớp theo mã; xem lại và bổ sung các phần đó.",
            "What was filled in is matched by code; look at these parts again and add what is new.",
        ),
        Text(
            "campaign.xlsx đã sửa sau khi gửi biểu, ở phần hỏi chính đơn vị này: thêm, bớt hoặc đổi tên chỉ tiêu, đơn vị tính, kỳ hoặc mục. Sửa những phần khác thì không báo.",
            "campaign.xlsx was changed after the form was sent, in what this agency is asked: indicators, units, periods or sections that are new, gone or worded otherwise. Other changes are not reported.",
        ),
    ),
    "macros-present": FindingText(
        "note",
        Text("Tệp có macro; macro không được chạy.", "The file holds macros; they were not run."),
        Text("Không cần làm gì.", "Nothing to do."),
        Text("Biểu được lưu dạng có macro (.xlsm).", "The form was saved with macros (.xlsm)."),
    ),
}
