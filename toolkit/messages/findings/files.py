"""Findings of opening a file: whether it is a spreadsheet at all, and safe and whole enough to be read."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

#: What each part of the work that judges, asks or proposes is called.
JUDGES = {
    "editing": Text("số liệu bất thường, có thể gõ nhầm", "which figures look wrong or mistyped"),
    "checks": Text("kiểm tra từng báo cáo", "checks of each report"),
    "between": Text("quy tắc giữa các đơn vị", "rules between agencies"),
    "successions": Text("số liệu của đơn vị cũ và đơn vị kế thừa", "figures of former agencies and their successors"),
    "trend": Text("so sánh với đợt trước", "the comparison with last campaign"),
    "likeness": Text("các ý giống nhau", "which statements say the same"),
    "families": Text("các nhóm ý cùng một việc", "which statements speak of one matter"),
    "questions": Text("câu hỏi lãnh đạo có thể đặt ra", "what leaders may ask"),
    "first calls": Text("nên hỏi đơn vị nào trước", "whom to ask first"),
    "bridges": Text("vì sao số liệu thay đổi", "why totals changed"),
    "leaders": Text("câu chữ ở trang dành cho lãnh đạo", "sentences on the leaders' page"),
    "rules": Text("quy tắc nào mâu thuẫn nhau", "which rules contradict each other"),
}

FINDINGS: dict[str, FindingText] = {
    "unreadable-file": FindingText(
        "error",
        Text("Không mở được tệp ({value}).", "The file cannot be opened ({value})."),
        Text("Sao chép lại tệp vào inbox rồi chạy lại.", "Copy the file into inbox again and run again."),
        Text("Hệ điều hành không cho đọc tệp.", "The operating system does not let the file be read."),
    ),
    "unreadable-folder": FindingText(
        "error",
        Text(
            "Không mở được thư mục {file} ({value}) nên chưa đọc được tệp nào trong đó.",
            "The folder {file} cannot be opened ({value}); none of the files in it was read.",
        ),
        Text(
            "Cấp quyền đọc thư mục, hoặc chép các tệp trong đó ra inbox, rồi chạy lại.",
            "Give yourself the right to read the folder, or copy its files into inbox, and run again.",
        ),
        Text(
            "Hệ điều hành không cho xem thư mục: biểu của đơn vị có thể nằm trong đó.",
            "The operating system does not let the folder be looked into: agencies' forms may be in it.",
        ),
    ),
    "folder-in-circle": FindingText(
        "error",
        Text(
            "“{value}” là liên kết dẫn ngược lên thư mục cấp trên nên chưa đọc các tệp ở đó.",
            "“{value}” is a link that leads back to a folder above it; the files there were not looked at.",
        ),
        Text(
            "Nếu có báo cáo ở đó thì chép vào inbox; xóa liên kết rồi chạy lại.",
            "If reports are there, copy them into inbox; remove the link and run again.",
        ),
        Text(
            "Liên kết đến thư mục khác thì các tệp ở đó được đọc; liên kết này dẫn đến thư mục chứa cả nơi đang đọc nên có cả những tệp không do đơn vị gửi.",
            "Links to other folders are followed. This one leads to a folder that holds the very place that is looked through: what nobody sent is there too.",
        ),
    ),
    "too-large": FindingText(
        "error",
        Text(
            "Tệp quá lớn ({value}), không phải biểu đã gửi.", "The file is too large ({value}) to be one of our forms."
        ),
        Text(
            "Đề nghị đơn vị gửi lại đúng biểu đã nhận, không chèn ảnh.",
            "Ask the agency for the form itself, without pictures.",
        ),
        Text(
            "Tệp hoặc vùng dữ liệu lớn hơn nhiều so với biểu.", "The file or its used range is far larger than a form."
        ),
    ),
    "too-many-cells": FindingText(
        "error",
        Text(
            "Tệp có {value} ô có nội dung ngoài chỗ điền của biểu, quá nhiều nên không liệt kê.",
            "The file has {value} filled cells outside those of the form, too many to be listed.",
        ),
        Text(
            "Đề nghị đơn vị gửi lại đúng biểu đã nhận; danh sách, phụ lục để ở tệp riêng.",
            "Ask the agency for the form itself, with lists and annexes in a file of their own.",
        ),
        Text(
            "Số ô có nội dung ngoài chỗ điền vượt xa mức có thể có của một biểu.",
            "Outside the cells of the form there are far more filled ones than a form can have.",
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
            "Tệp nén quá lớn khi mở, trùng tên phần, hoặc khai báo kiểu tài liệu: có thể gây hại.",
            "A zip that grows beyond measure, has parts twice, or declares document types: it may do harm.",
        ),
    ),
    "stray-cell": FindingText(
        "error",
        Text(
            "Trang “{sheet}” có nội dung ở ô {cell}, quá xa ngoài biểu, nên không đọc được tệp.",
            "Sheet “{sheet}” holds something in {cell}, far outside the form, and cannot be read.",
        ),
        Text(
            "Bấm Ctrl+End, xóa các hàng và cột thừa, lưu và gửi lại.",
            "Press Ctrl+End, delete the extra rows and columns, save and send again.",
        ),
        Text("Một ô ở quá xa làm vùng dữ liệu quá lớn.", "A stray cell far away makes the used range enormous."),
    ),
    "text-too-long": FindingText(
        "error",
        Text(
            "Ô {cell} (trang “{sheet}”) dài {value} ký tự; một ô của Excel chỉ chứa 32.767.",
            "Cell {cell} (sheet “{sheet}”) holds {value} characters; a cell of Excel holds 32,767.",
        ),
        Text(
            "Đề nghị đơn vị tách nội dung thành nhiều dòng rồi gửi lại.",
            "Ask the agency to divide the text among several lines and send it again.",
        ),
        Text(
            "Phần mềm khác ghi vào một ô quá mức Excel chứa được; cắt bớt sẽ mất nội dung nên cả tệp không được dùng.",
            "Another program put more into a cell than Excel can hold; cutting it would lose text, so the file is not used.",
        ),
    ),
    "not-read-whole": FindingText(
        "error",
        Text(
            "Trang “{sheet}” không đọc được đủ ({value} ô), nên cả tệp không được dùng.",
            "Sheet “{sheet}” could not be read whole ({value} cells), so the file is not used.",
        ),
        Text("Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.", "Open it in Excel, save it as .xlsx and send it again."),
        Text(
            "Số ô đọc được khác số ô có trong tệp: không dùng để tránh mất số liệu.",
            "The cells read are not as many as the file has: better none than some lost.",
        ),
    ),
    "sheet-name-twice": FindingText(
        "error",
        Text(
            "Tệp có hai trang cùng tên “{sheet}”, không rõ số liệu ở trang nào, nên cả tệp không được dùng.",
            "The file has two sheets named “{sheet}”; it is not clear which one holds what is meant, so the file is not used.",
        ),
        Text(
            "Mở tệp, đặt lại tên hoặc xóa một trong hai trang, lưu thành .xlsx rồi gửi lại.",
            "Open the file, rename or delete one of the two sheets, save it as .xlsx and send it again.",
        ),
        Text(
            "Excel không cho hai trang trùng tên; tệp do phần mềm khác ghi có thể bị đọc nhầm trang.",
            "Excel allows no two sheets of one name; where another program writes them, one would be read in place of the other.",
        ),
    ),
    "took-too-long": FindingText(
        "error",
        Text(
            "Đọc tệp quá {value} giây nên đã dừng.", "Reading the file took more than {value} seconds and was stopped."
        ),
        Text(
            "Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại; hoặc chạy lại với --timeout lớn hơn.",
            "Open it in Excel, save it as .xlsx and send it again; or run again with a longer --timeout.",
        ),
        Text("Thời gian đọc tệp vượt giới hạn.", "The file keeps the reader busy beyond its limit."),
    ),
    "reader-died": FindingText(
        "error",
        Text("Chương trình dừng đột ngột khi đọc tệp ({value}).", "The file made the reader stop ({value})."),
        Text("Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.", "Open it in Excel, save it as .xlsx and send it again."),
        Text(
            "Tệp hỏng hoặc cố ý gây lỗi; các tệp khác không bị ảnh hưởng.",
            "A damaged or hostile file; the others are not affected.",
        ),
    ),
    "could-not-judge": FindingText(
        "error",
        Text(
            "Lỗi của toolkit ({value}) nên không xét được: {judge}. Số liệu và kết quả vẫn đủ, chỉ thiếu phần này.",
            "Through a fault of the toolkit itself ({value}) this could not be judged: {judge}. Figures and results are complete, only this is lacking.",
        ),
        Text(
            "Gửi tệp error.log trong thư mục đợt báo cáo cho người phụ trách toolkit (trong tệp không có số liệu, không có tên đơn vị).",
            "Send the file error.log in the campaign folder to whoever looks after the toolkit (what it says of this has no figure and no name of an agency).",
        ),
        Text(
            "Lỗi lập trình của toolkit ở phần xét, hỏi hoặc đề xuất; phần đó bị bỏ qua, mọi phần khác vẫn làm. Chi tiết ghi vào nhật ký lỗi, không có số liệu, không có tên đơn vị.",
            "A programming error in what judges, asks or proposes; that part is left out and all others are made. The details are in the error log, without a figure or a name of an agency.",
        ),
    ),
    "reader-failed": FindingText(
        "error",
        Text(
            "Lỗi của toolkit khi đọc tệp này ({value}); tệp có thể không có lỗi.",
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
            'Nếu là báo cáo có chữ (không phải bản quét), chạy: toolkit draft "{file}" --agency {whose} để lập biểu rồi gửi '
            "đơn vị xác nhận; nếu là bản quét, đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).",
            'If it is a report with text, not a scan, run: toolkit draft "{file}" --agency {whose} to draft the form, and '
            "have the agency confirm it; if it is a scan, ask the agency for the Excel form it received (.xlsx).",
        ),
        Text("Nội dung là tệp PDF, không xét tên tệp.", "Whatever its name, the file is a PDF file."),
    ),
    "is-picture": FindingText(
        "error",
        Text("Đây là ảnh, không phải biểu Excel.", "This is a picture, not the Excel form."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).", "Ask the agency for the Excel form it received (.xlsx)."
        ),
        Text("Nội dung là ảnh, không xét tên tệp.", "Whatever its name, the file is a picture."),
    ),
    "is-archive": FindingText(
        "error",
        Text("Đây là tệp nén, không phải biểu Excel.", "This is an archive, not the Excel form."),
        Text(
            'Tệp .zip: gõ toolkit collect "{file}". Loại khác: giải nén rồi để các biểu Excel vào inbox.',
            'A .zip: type toolkit collect "{file}". Of another kind: unpack it and put the Excel forms into inbox.',
        ),
        Text("Nội dung là tệp nén, không xét tên tệp.", "Whatever its name, the file is an archive."),
    ),
    "is-rtf": FindingText(
        "error",
        Text("Đây là văn bản RTF, không phải biểu Excel.", "This is an RTF document, not the Excel form."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).", "Ask the agency for the Excel form it received (.xlsx)."
        ),
        Text("Nội dung là văn bản RTF, không xét tên tệp.", "Whatever its name, the file is an RTF document."),
    ),
    "is-old-word": FindingText(
        "error",
        Text(
            "Đây là văn bản Word kiểu cũ (.doc), không phải biểu Excel.",
            "This is an old Word document (.doc), not the Excel form.",
        ),
        Text(
            "Mở bằng Word, lưu dạng .docx, rồi chạy: toolkit draft",
            "Open it in Word, save as .docx, then run: toolkit draft",
        ),
        Text(
            "Nội dung là văn bản Word kiểu cũ (.doc), không xét tên tệp.",
            "Whatever its name, the file is an old Word document (.doc).",
        ),
    ),
    "is-mail": FindingText(
        "error",
        Text("Đây là thư điện tử, không phải biểu Excel.", "This is an e-mail, not the Excel form."),
        Text(
            'Lấy biểu ra khỏi thư: gõ toolkit collect "{file}"',
            'To take the forms out of it, type: toolkit collect "{file}"',
        ),
        Text("Nội dung là thư điện tử, không xét tên tệp.", "Whatever its name, the file is an e-mail."),
    ),
    "is-web-page": FindingText(
        "error",
        Text("Đây là trang web (HTML), không phải biểu Excel.", "This is a web page (HTML), not the Excel form."),
        Text("Mở bằng Excel, lưu dạng .xlsx rồi gửi lại.", "Open it in Excel, save as .xlsx and send that."),
        Text("Nội dung là trang web (HTML), không xét tên tệp.", "Whatever its name, the file is a web page (HTML)."),
    ),
    "is-xml-spreadsheet": FindingText(
        "error",
        Text(
            "Đây là bảng tính XML 2003, không phải biểu Excel.", "This is an XML 2003 spreadsheet, not the Excel form."
        ),
        Text("Mở bằng Excel, lưu dạng .xlsx rồi gửi lại.", "Open it in Excel, save as .xlsx and send that."),
        Text(
            "Nội dung là bảng tính XML 2003, không xét tên tệp.",
            "Whatever its name, the file is an XML 2003 spreadsheet.",
        ),
    ),
    "is-text": FindingText(
        "error",
        Text("Đây là tệp văn bản hoặc CSV, không phải biểu Excel.", "This is a text or CSV file, not the Excel form."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).", "Ask the agency for the Excel form it received (.xlsx)."
        ),
        Text("Nội dung là văn bản hoặc CSV, không xét tên tệp.", "Whatever its name, the file is a text or CSV file."),
    ),
    "empty-file": FindingText(
        "error",
        Text("Tệp rỗng, không có dữ liệu.", "The file is empty."),
        Text("Đề nghị đơn vị gửi lại.", "Ask the agency to send it again."),
        Text("Tệp 0 byte hoặc chỉ có byte 0.", "The file has no bytes, or only zero bytes."),
    ),
    "encrypted": FindingText(
        "error",
        Text("Tệp có mật khẩu nên không đọc được.", "The file is protected by a password and cannot be read."),
        Text(
            "Đề nghị đơn vị bỏ mật khẩu mở tệp (Tệp – Thông tin – Bảo vệ) rồi gửi lại.",
            "Ask the agency to remove the password for opening (File – Info – Protect) and send it again.",
        ),
        Text("Tệp được mã hóa bằng mật khẩu.", "The workbook is encrypted with a password."),
    ),
    "damaged": FindingText(
        "error",
        Text("Tệp bị hỏng hoặc tải về thiếu, không đọc được.", "The file is damaged or incomplete and cannot be read."),
        Text(
            "Thử mở bằng Excel; nếu không được, đề nghị đơn vị gửi lại.",
            "Try it in Excel; if that fails, ask the agency to send it again.",
        ),
        Text("Không đọc được cấu trúc bên trong của tệp.", "The file's inner structure cannot be read."),
    ),
    "not-a-workbook": FindingText(
        "error",
        Text("Đây không phải là bảng tính Excel.", "This is not a spreadsheet."),
        Text(
            "Đề nghị đơn vị gửi biểu Excel đã nhận (.xlsx).", "Ask the agency for the Excel form it received (.xlsx)."
        ),
        Text(
            "Nội dung không phải bảng tính, không xét tên tệp.",
            "Whatever its name, the file's content is no spreadsheet.",
        ),
    ),
    "word-document": FindingText(
        "error",
        Text("Đây là văn bản Word, không phải biểu Excel.", "This is a Word document, not the Excel form."),
        Text(
            'Chạy: toolkit draft "{file}" --agency {whose} để lập biểu từ báo cáo này, rồi gửi đơn vị xác nhận.',
            'Run: toolkit draft "{file}" --agency {whose} to draft the form from this report, and have the agency confirm it.',
        ),
        Text("Đơn vị gửi báo cáo Word thay cho biểu.", "The agency sent a Word report in place of the form."),
    ),
}
