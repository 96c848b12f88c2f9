"""The wording of the desk's pages. What commands say, and findings, are in their own modules: the pages show those."""

from __future__ import annotations

from toolkit.messages import Text

#: What commands are called on buttons and in the log, by what was asked for.
ACTIONS = {
    "new": Text("Lập đợt báo cáo mới", "Start a campaign"),
    "next-round": Text("Lập đợt sau ở thư mục mới", "Begin the next round in a new folder"),
    "next-round-here": Text("Lập đợt sau ngay ở thư mục này", "Begin the next round in this folder"),
    "template": Text("Lập biểu cho các đơn vị", "Make the agencies' forms"),
    "form-mails": Text("Soạn thư gửi biểu", "Write the mails with the forms"),
    "preview": Text("Xem thử biểu của một đơn vị", "Look at one agency's form"),
    "collect": Text("Nhận tệp, thư vào đợt báo cáo", "Take in files and mails"),
    "check": Text("Kiểm tra lại", "Check again"),
    "returns": Text("Lập biểu trả lại và thư hỏi lại", "Make the forms to return, with letters"),
    "remind": Text("Soạn thư nhắc", "Write reminders"),
    "phones": Text("Lập danh sách gọi điện", "List whom to telephone"),
    "merge": Text("Tổng hợp", "Merge"),
    "report": Text("Lập báo cáo Word", "Draft the Word report"),
    "page": Text("Ghi trang lãnh đạo thành tệp", "Write the leaders' page as a file"),
    "own-report": Text("Lập báo cáo riêng của đơn vị", "Draft this agency's own report"),
    "draft": Text("Lập biểu từ báo cáo này", "Draft a form from this report"),
}
#: What is said of a command by how it stands or ended.
OUTCOMES = {
    "running": Text("Đang thực hiện", "At work"),
    "done": Text("Đã xong", "Done"),
    "look": Text("Đã xong, có nội dung cần xem", "Done; there is something to look at"),
    "refused": Text("Chưa thực hiện: yêu cầu chưa đúng", "Not done: it cannot be meant so"),
    "failed": Text("Chưa thực hiện được", "It could not be done"),
    "stopped": Text("Đã dừng theo yêu cầu", "Stopped as asked"),
    "died": Text("Đã ngừng đột ngột; các tệp cũ còn nguyên", "It ended suddenly; the old files are whole"),
}
#: What is to be done next, by the command that does it, and why.
NEXT = {
    "template": Text(
        "Chưa có biểu nào. Lập biểu Excel cho từng đơn vị, rồi gửi kèm công văn.",
        "No forms are made yet. Make an Excel form for each agency and send them out.",
    ),
    "check": Text(
        "Biểu đã lập. Khi các đơn vị gửi về, thả tệp hoặc thư vào ô bên dưới.",
        "The forms are made. As agencies send them back, drop the files or mails into the box below.",
    ),
    "collect": Text(
        "Trong thư mục nhận có thư hoặc tệp nén chưa mở. Lấy biểu ra để tính.",
        "There are mails or archives in the inbox that are not opened yet. Take the forms out of them.",
    ),
    "merge": Text(
        "Có nội dung mới chưa vào bảng tổng hợp. Tổng hợp để cập nhật.",
        "Something has come that is not in the master yet. Merge to have it there.",
    ),
    "status": Text(
        "Bảng tổng hợp đã đủ những gì đã nhận. Còn đơn vị chưa gửi: soạn thư nhắc.",
        "The master has all that has come. Some agencies have not sent anything: write reminders.",
    ),
    "report": Text(
        "Bảng tổng hợp đã đủ. Có thể lập báo cáo Word trình lãnh đạo.",
        "The master is complete. The Word report can be drafted.",
    ),
}
#: The files that a campaign has by itself, by their names.
FILES = {
    "campaign.xlsx": Text("Tệp định nghĩa đợt báo cáo", "The definition of the campaign"),
    "master.xlsx": Text("Bảng tổng hợp", "The master workbook"),
    "master-chia-se.xlsx": Text("Bản để chia sẻ", "The copy for circulation"),
    "register.xlsx": Text("Sổ nhận báo cáo", "The register"),
    "bao-cao.docx": Text("Báo cáo Word", "The Word report"),
    "bao-cao.pdf": Text("Báo cáo PDF", "The report as PDF"),
    "tom-tat.html": Text("Trang cho lãnh đạo", "The leaders' page"),
}
FOLDERS = {
    "root": Text("Mở thư mục đợt báo cáo", "Open the campaign folder"),
    "inbox": Text("Mở thư mục nhận (inbox)", "Open what came in (inbox)"),
    "outgoing": Text("Mở thư mục biểu gửi đi (outgoing)", "Open the forms to send (outgoing)"),
    "returns": Text("Mở thư mục biểu trả lại, thư (returns)", "Open forms to return, letters (returns)"),
    "backups": Text("Mở thư mục các bảng trước (backups)", "Open the earlier masters (backups)"),
}
STANDINGS = {
    "complete": Text("Đủ, không lỗi", "Complete, no errors"),
    "incomplete": Text("Còn thiếu", "Incomplete"),
    "with_errors": Text("Còn lỗi", "With errors"),
    "rejected": Text("Tệp không dùng được", "Unusable file"),
    "missing": Text("Chưa gửi", "Not in"),
    "not_in": Text("Chưa gửi, hoặc tệp không dùng được", "Not in, or unusable"),
    "late": Text("Gửi trễ, quá hạn", "Late or overdue"),
    "waiting": Text("Có tệp chờ quyết định", "A file waits for a decision"),
}

WORDS = {
    # The frame of every page
    "product": Text("Tổng hợp báo cáo", "Reports of agencies"),
    "skip": Text("Đến nội dung chính", "To the main part"),
    "menu": Text("Các trang", "Pages"),
    "overview": Text("Tổng quan", "Overview"),
    "agencies": Text("Các đơn vị", "Agencies"),
    "findings": Text("Cần rà soát", "Findings"),
    "decide": Text("Chờ quyết định", "To decide"),
    "take-in": Text("Nhận báo cáo", "Take in"),
    "forms": Text("Biểu và thư", "Forms and letters"),
    "results": Text("Kết quả", "Results"),
    "leaders": Text("Trang lãnh đạo", "Leaders' page"),
    "work": Text("Nhật ký", "Log"),
    "working-on": Text("Đang thực hiện: {what}", "At work: {what}"),
    "see-progress": Text("Xem tiến độ", "See how far it is"),
    "reading": Text(
        "Đang đọc lại các tệp của đợt báo cáo; nội dung dưới đây là của lần đọc trước.",
        "The files are being read again; what is shown is from before.",
    ),
    "reading-first": Text("Đang đọc các tệp của đợt báo cáo …", "Reading the campaign's files …"),
    "changed": Text(
        "Các tệp của đợt báo cáo đã thay đổi. Tải lại trang để xem.",
        "The campaign's files have changed. Load the page again to see.",
    ),
    "reload": Text("Tải lại trang", "Load again"),
    "gone": Text(
        "Chương trình đã đóng nên trang này không dùng được nữa. Mở lại chương trình để làm tiếp; các tệp còn nguyên.",
        "The program has ended, so this page is of no use any more. Start it again to go on; all files are whole.",
    ),
    "command": Text("Lệnh tương ứng", "The command that does this"),
    "open-named": Text("Mở: {name}", "Open: {name}"),
    "none": Text("Không có.", "There are none."),
    "local": Text(
        "Trang này chạy trên máy của bạn, không gửi gì ra ngoài. Đóng cửa sổ là chương trình tự kết thúc.",
        "This page is served by your own machine and sends nothing out. Close the window and the program ends by itself.",
    ),
    # Starting or opening a campaign
    "start-title": Text("Bắt đầu", "Begin"),
    "start-open": Text("Mở đợt báo cáo đã có", "Open a campaign that is there"),
    "start-recent": Text("Các đợt đã mở gần đây", "Opened lately"),
    "start-open-path": Text("Đường dẫn thư mục đợt báo cáo", "The folder's path"),
    "start-open-hint": Text(
        "Trong Windows: mở thư mục đó, bấm vào thanh địa chỉ ở trên, chép đường dẫn rồi dán vào đây.",
        "In Windows: open the folder, click the address bar at the top, copy the path and paste it here.",
    ),
    "start-open-do": Text("Mở đợt báo cáo", "Open the campaign"),
    "start-new": Text("Lập đợt báo cáo mới", "Start a new campaign"),
    "start-new-path": Text("Thư mục sẽ lập", "The folder to make"),
    "start-new-hint": Text(
        "Thư mục mới có sẵn tệp định nghĩa (campaign.xlsx) để sửa: tên báo cáo, hạn gửi, danh sách đơn vị, chỉ tiêu.",
        "The new folder has a definition (campaign.xlsx) ready to edit: title, deadline, agencies, indicators.",
    ),
    "start-from": Text("Bắt đầu từ", "Start from"),
    "start-programmes": Text("Mẫu có sẵn", "Ready definitions"),
    "start-rounds": Text("Đợt sau của đợt đã mở gần đây", "The next round of one that was opened lately"),
    "start-from-hint": Text(
        "Đợt sau giữ danh sách đơn vị, chỉ tiêu và so với đợt trước; các kỳ, hạn gửi được chuyển tiếp, những gì cần xem lại được nêu ra.",
        "A next round keeps roster and indicators and is compared with the last; periods and deadlines move on, and what to look at is said.",
    ),
    "start-new-name": Text("Đợt báo cáo", "Campaign"),
    "start-new-do": Text("Lập thư mục", "Make the folder"),
    "start-incoming": Text(
        "{count} tệp sẽ được nhận vào đợt báo cáo bạn mở: {names}.",
        "{count:# file is|# files are} taken into the campaign that you open: {names}.",
    ),
    "start-no-path": Text("Chưa ghi đường dẫn.", "No path was given."),
    # The definition is wrong
    "trouble-title": Text("Chưa đọc được đợt báo cáo", "The campaign cannot be read"),
    "trouble-todo": Text(
        "Mở tệp định nghĩa, sửa các chỗ dưới đây, lưu, đóng tệp. Trang này tự đọc lại.",
        "Open the definition, put right what is listed, save and close it. This page reads it again by itself.",
    ),
    "again": Text("Đọc lại", "Read again"),
    # Overview
    "next-title": Text("Việc cần làm tiếp theo", "What to do next"),
    "next-decide": Text(
        "{count} tệp chờ quyết định thuộc đơn vị nào; chưa được tính.",
        "{count:# file waits|# files wait} for a decision whose {count:it is|they are}; {count:it does|they do} not count yet.",
    ),
    "next-decide-do": Text("Xem và quyết định", "Look and decide"),
    "counts-title": Text("Tình hình gửi báo cáo", "Who has reported"),
    "steps-title": Text("Các bước của đợt báo cáo", "Steps of the campaign"),
    "step-forms": Text("Lập biểu, gửi các đơn vị", "Make the forms and send them"),
    "step-take-in": Text("Nhận báo cáo", "Take in the reports"),
    "step-findings": Text("Rà soát, hỏi lại, nhắc", "Look through, ask back, remind"),
    "step-results": Text("Tổng hợp, lập báo cáo", "Merge and report"),
    "forms-made": Text("Đã lập {count}/{owed} biểu.", "{count} of {owed:# form|# forms} made."),
    "came": Text("{came}/{owed} đơn vị đã gửi.", "{came} of {owed:# agency has|# agencies have} reported."),
    "errors-warnings": Text(
        "{errors} lỗi, {warnings} cảnh báo.", "{errors:# error|# errors}, {warnings:# warning|# warnings}."
    ),
    "master-there": Text("Đã có bảng tổng hợp.", "There is a master."),
    "master-not-there": Text("Chưa có bảng tổng hợp.", "No master yet."),
    "own-files": Text("Các tệp của đợt báo cáo", "The campaign's files"),
    "warnings-title": Text("Lưu ý về tệp định nghĩa", "About the definition"),
    # Dropping files
    "drop-title": Text("Nhận tệp, thư, tệp nén", "Take in files, mails, archives"),
    "drop-here": Text(
        "Thả vào đây các biểu Excel, thư đã lưu (.eml, .msg), tệp .zip, báo cáo Word, PDF",
        "Drop Excel forms, saved mails (.eml, .msg), .zip files, Word or PDF reports here",
    ),
    "drop-choose": Text("Chọn tệp trên máy", "Choose files"),
    "drop-do": Text("Nhận các tệp đã chọn", "Take in the chosen files"),
    "drop-none": Text("Chưa chọn tệp nào.", "No file was chosen."),
    "drop-too-much": Text(
        "Nhiều quá mức nhận một lần: tối đa {files} tệp, mỗi tệp {one} MB, tất cả {all} MB. Chia ra nhận nhiều lần, hoặc chép vào thư mục nhận (inbox).",
        "That is too much at once: no more than {files}, {one} MB each, {all} MB in all. Take them in several times, or copy them into inbox.",
    ),
    "drop-refused": Text(
        "Không ghi được tệp vừa thả: {reason}. Giải phóng ổ đĩa rồi thả lại.",
        "What was dropped cannot be written: {reason}. Make room on the disk and drop it again.",
    ),
    "inbox-containers": Text(
        "Thư và tệp nén tự chép vào thư mục nhận (inbox) thì bấm nút này để lấy biểu ra.",
        "For mails and archives that you copied into inbox yourself: take the forms out of them.",
    ),
    "files-title": Text("Các tệp đã nhận", "What has come in"),
    "file": Text("Tệp", "File"),
    "sender": Text("Người gửi", "Sender"),
    "received": Text("Ngày gửi", "Sent on"),
    "agency": Text("Đơn vị", "Agency"),
    "fate": Text("Kết quả", "What became of it"),
    # The board
    "board-title": Text("Tình hình báo cáo của các đơn vị", "Who has reported"),
    "board-show": Text("Hiện", "Show"),
    "board-all": Text("Tất cả", "All"),
    "board-first": Text("Nên hỏi trước", "Whom to ask first"),
    "board-count": Text("{count} đơn vị", "{count:# agency|# agencies}"),
    "board-select": Text("Chọn", "Choose"),
    # One agency
    "agency-findings": Text("Nội dung cần rà soát", "To look at"),
    "agency-files": Text("Các tệp của đơn vị", "The agency's files"),
    "agency-made": Text("Biểu và thư gửi đơn vị", "Forms and letters to the agency"),
    "agency-no-findings": Text("Không có nội dung cần rà soát.", "There is nothing to look at."),
    "agency-form": Text("Lập biểu của đơn vị này", "Make this agency's form"),
    "agency-no-email": Text(
        "Chưa ghi địa chỉ thư ở trang Đơn vị của tệp định nghĩa.", "The definition has no address of it."
    ),
    "fix": Text("Cách xử lý", "What to do"),
    # Findings
    "findings-title": Text("Những nội dung cần rà soát, theo đơn vị", "What needs a person, by agency"),
    "findings-of-none": Text("Chung, hoặc chưa rõ đơn vị", "Of no agency, or not known whose"),
    "findings-show": Text("Xem", "Show"),
    "findings-more": Text("Xem tất cả {count} nội dung của đơn vị", "All {count:# finding|# findings} of the agency"),
    "findings-all-clear": Text("Không có nội dung cần rà soát.", "Nothing needs a person."),
    "findings-returns": Text(
        "Biểu trả lại có đánh dấu các ô phải sửa, kèm thư hỏi lại cho từng đơn vị.",
        "Forms to return have the cells to correct marked, with a letter to each agency.",
    ),
    # Deciding
    "decide-title": Text("Tệp chưa rõ của đơn vị nào", "Files of which it is not clear whose they are"),
    "decide-about": Text(
        "Các tệp này chưa được tính cho đơn vị nào. Chọn đơn vị, hoặc bỏ qua tệp. Quyết định được ghi vào sổ nhận (register.xlsx), cột “Quyết định”.",
        "These files count for nobody yet. Choose the agency, or leave the file out. It is written into the register (register.xlsx), column “Decision”.",
    ),
    "decide-whose": Text("Tệp “{name}” là của", "The file “{name}” is from"),
    "decide-choose": Text("– chọn đơn vị –", "– choose the agency –"),
    "decide-perhaps": Text("Có thể là", "Perhaps"),
    "decide-others": Text("Đơn vị khác", "Others"),
    "decide-aside": Text("Bỏ qua tệp này", "Leave this file out"),
    "decide-do": Text("Ghi quyết định", "Decide"),
    "decide-none": Text("Không có tệp nào chờ quyết định.", "No file waits for a decision."),
    "decide-not-chosen": Text("Chưa chọn đơn vị.", "No agency was chosen."),
    "decide-subject": Text("Tiêu đề thư", "Subject"),
    # Forms and letters
    "forms-title": Text("Biểu gửi đi, biểu trả lại và thư", "Forms to send, forms to return, and letters"),
    "forms-out": Text("Biểu gửi các đơn vị (outgoing)", "Forms to send (outgoing)"),
    "forms-back": Text(
        "Biểu trả lại, thư hỏi lại, thư nhắc (returns)", "Forms to return, questions, reminders (returns)"
    ),
    "forms-out-about": Text(
        "Lập lại thì biểu đã có nội dung được giữ với tên khác.",
        "When made again, forms in which something was typed are kept under another name.",
    ),
    "forms-back-about": Text(
        "Thư mở bằng Outlook hoặc Thunderbird; xem lại rồi bấm Gửi.",
        "Letters open in Outlook or Thunderbird; look through them and press Send.",
    ),
    "forms-mails": Text(
        "Thư gửi biểu, tin nhắn (outgoing/mails)", "Mails with the forms, texts for a chat (outgoing/mails)"
    ),
    "forms-preview": Text("Đơn vị có biểu cần xem thử", "Whose form to look at"),
    "forms-for": Text("Chỉ các đơn vị (bỏ trống: tất cả)", "Only these agencies (none chosen: all)"),
    # Results
    "results-title": Text("Tổng hợp và báo cáo", "Merge and report"),
    "results-merge": Text("Bảng tổng hợp (Excel)", "The master workbook (Excel)"),
    "results-merge-about": Text(
        "Trang đầu dành cho lãnh đạo. Bảng cũ được giữ trong backups; chỉnh sửa ở các cột nền vàng được giữ lại. Lưu và đóng tệp trước khi tổng hợp.",
        "Its first sheet is for leaders. The old one is kept in backups; edits in the yellow columns are carried over. Save and close the file before merging.",
    ),
    "results-share": Text(
        "Lập cả bản để chia sẻ, che số nhỏ có thể lộ cá nhân", "Also the copy for circulation, small figures masked"
    ),
    "results-report": Text("Báo cáo (Word)", "The report (Word)"),
    "results-report-about": Text(
        "Dự thảo theo Nghị định 30/2020/NĐ-CP, từ cùng kết quả tổng hợp.",
        "A draft laid out by Nghị định 30/2020/NĐ-CP, from the same result.",
    ),
    "results-pdf": Text("Lập cả bản PDF (cần LibreOffice)", "Also as PDF (needs LibreOffice)"),
    "round-title": Text("Đợt sau", "The next round"),
    "round-about": Text(
        "Lấy danh sách đơn vị, chỉ tiêu, đề cương của đợt này; chuyển các kỳ, hạn gửi sang đợt sau và so với bảng tổng hợp của đợt này.",
        "It takes roster, indicators and outline of this one, moves periods and deadlines on and is compared with this master.",
    ),
    "round-path": Text("Thư mục của đợt sau", "The next round's folder"),
    "round-hint": Text(
        "Đợt này còn nguyên. Để làm đợt sau, mở lại chương trình rồi chọn ở “Các đợt đã mở gần đây”.",
        "This round stays as it is. To go on with the next one, start the program again and choose it under “Opened lately”.",
    ),
    "round-here-about": Text(
        "Hoặc làm tiếp ở thư mục này: toàn bộ đợt này được cất vào thư mục rounds trước.",
        "Or go on in this folder: all of this round is put into the folder rounds first.",
    ),
    "results-backups": Text("Các bảng tổng hợp trước", "Earlier masters"),
    # Work
    "work-title": Text("Những việc đã làm", "What was done"),
    "work-none": Text("Chưa làm việc nào từ khi mở trang.", "Nothing was done since the page was opened."),
    "work-stop": Text("Dừng", "Stop"),
    "work-stopping": Text("Đang dừng …", "Stopping …"),
    "work-said": Text("Kết quả, như dòng lệnh ghi", "What happened, as the command line says it"),
    "work-progress": Text("Tiến độ", "Progress"),
    "work-safe": Text(
        "Dừng lúc nào cũng được: tệp cũ còn nguyên, không có tệp nào ghi dở.",
        "It may be stopped at any time: old files stay whole and none is half written.",
    ),
    "work-busy": Text(
        "Chưa thực hiện: đang làm việc khác ({what}). Chờ xong, hoặc dừng việc đó.",
        "Not done: something else is at work ({what}). Wait for it, or stop it.",
    ),
    # The leaders' page
    "leaders-title": Text("Trang cho lãnh đạo, theo những gì đã nhận", "The leaders' page, of what has come"),
    "leaders-about": Text(
        "Trang này xem trước, chưa ghi tệp nào. Ghi thành tệp để gửi lãnh đạo: mở được trên điện thoại, không cần mạng.",
        "This is what it will be; nothing is written yet. Written as a file it can be sent to leaders: a telephone shows it, without a network.",
    ),
    "leaders-making": Text("Đang lập trang …", "The page is being made …"),
    "leaders-old": Text(
        "Đang lập lại trang; nội dung dưới đây là của lần trước.", "The page is being made anew; this is from before."
    ),
    "leaders-alone": Text("Xem trên cả cửa sổ", "See it in the whole window"),
    "leaders-share": Text("Che số nhỏ có thể lộ cá nhân", "Small figures of people masked"),
    # What cannot be done
    "sorry-title": Text("Chưa thực hiện được", "Not done"),
    "sorry-no-page": Text("Không có trang này.", "There is no such page."),
    "sorry-no-file": Text(
        "Tệp này không còn ở chỗ cũ, hoặc không thuộc loại được mở từ đây. Mở thư mục để tìm.",
        "This file is not there any more, or is of a kind that is not opened from here. Open the folder to find it.",
    ),
    "sorry-no-program": Text("Máy này không mở được {name}: {reason}.", "This machine cannot open {name}: {reason}."),
    "refused": Text(
        "Địa chỉ này chỉ dùng được từ cửa sổ mà chương trình đã mở.",
        "This address can only be used from the window that the program has opened.",
    ),
}

#: On the screen of whoever started it.
SERVING = Text(
    "Mở địa chỉ trên bằng trình duyệt của máy này. Để kết thúc: đóng trang đó, hoặc bấm Ctrl+C.",
    "Open this address in a browser on this machine. To end: close that page, or press Ctrl+C.",
)
