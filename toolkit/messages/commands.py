"""The wording of the command line: help, results, and the sentences of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.messages import Text, planning, posting, rounds

if TYPE_CHECKING:
    pass

HELP = {
    "toolkit": Text(
        "Thu thập và tổng hợp báo cáo của các đơn vị bằng bảng tính.\n\nGõ “toolkit” trong thư mục đợt báo cáo để xem tiến độ.",
        "Collects and consolidates agencies' reports by spreadsheet.\n\nType “toolkit” inside a campaign folder to see where it stands.",
    ),
    "new": Text(
        "Lập thư mục cho một đợt báo cáo, có sẵn tệp định nghĩa để sửa.",
        "Start a campaign folder with a definition ready to edit.",
    ),
    "template": Text(
        "Lập biểu Excel cho các đơn vị (tất cả, hoặc theo mã) vào outgoing.",
        "Write intake workbooks to outgoing (all agencies, or those named).",
    ),
    "draft": Text(
        "Lập biểu của một đơn vị từ báo cáo Word, PDF hoặc văn bản thuần.",
        "Draft an agency's intake workbook from its Word, PDF or text report.",
    ),
    "check": Text(
        "Kiểm tra các biểu trong inbox (hoặc tệp, thư mục chỉ định).",
        "Validate what is in inbox (or the files and folders named).",
    ),
    "merge": Text("Kiểm tra và tổng hợp vào master.xlsx.", "Validate and consolidate into master.xlsx."),
    "report": Text(
        "Dự thảo báo cáo Word (bao-cao.docx) từ kết quả tổng hợp, hoặc báo cáo riêng của một đơn vị.",
        "Draft the Word report (bao-cao.docx) from the consolidated result, or one agency's own.",
    ),
    "page": Text(
        "Lập trang tóm tắt cho lãnh đạo (tom-tat.html): một tệp, đọc trên điện thoại và in được.",
        "Write the leaders' page (tom-tat.html): one file, for telephones and for print.",
    ),
    "diff": Text("Vì sao các tổng của hai bảng tổng hợp khác nhau.", "Why totals differ between two masters."),
    "status": Text("Đơn vị đã báo cáo, còn lỗi, chưa báo cáo.", "Who has reported, who has errors, who is missing."),
    "restore": Text(
        "Lấy lại một bảng tổng hợp trước từ backups (không ghi tên: liệt kê các bản).",
        "Put an earlier master back from backups (without a name: list them).",
    ),
    "desk": Text(
        "Mở trang làm việc trên trình duyệt của máy này; các tệp kèm theo được nhận vào đợt báo cáo.",
        "Serve the coordinator's pages to the browser of this machine; files that are named come in.",
    ),
}

OPTIONS = {
    "programme": Text(
        "Định nghĩa soạn sẵn để bắt đầu (xem --list; mặc định: tổng kết 5 năm).",
        "The ready definition to start from (see --list; default: a five-year review).",
    ),
    "list": Text("Liệt kê các định nghĩa soạn sẵn.", "List the ready definitions."),
    "campaign": Text(
        "Thư mục đợt báo cáo hoặc tệp định nghĩa (mặc định: campaign.xlsx gần nhất).",
        "The campaign folder or its definition (default: the nearest campaign.xlsx).",
    ),
    "lang": Text("Ngôn ngữ hiển thị: vi hoặc en.", "Language: vi or en."),
    "format": Text("Dạng kết quả: text, hoặc json (một tài liệu JSON).", "text, or json (one JSON document)."),
    "as_of": Text(
        "Ngày tính đến (mặc định: hôm nay), ví dụ 2020-07-31 hoặc 31/07/2020.",
        "The day it is made for (default: today), such as 2020-07-31.",
    ),
    "issued": Text(
        "Đánh dấu bảng tổng hợp này là bản phát hành: các lần sau giải thích số liệu thay đổi so với bản này.",
        "Mark this master as given out: later merges say why totals changed since.",
    ),
    "workers": Text("Số tiến trình đọc tệp (mặc định: tùy số tệp).", "How many processes read (default: what pays)."),
    "executor": Text(
        "Đọc tệp trên cụm máy Dask có sẵn, ví dụ tcp://10.0.0.5:8786 (cần toolkit[cluster]).",
        "Read on an existing Dask cluster, such as tcp://10.0.0.5:8786 (needs toolkit[cluster]).",
    ),
    "no_store": Text(
        "Đọc lại tất cả các tệp, không dùng và không ghi kết quả đã đọc lần trước.",
        "Read all files anew; neither use nor keep what was read before.",
    ),
    "timeout": Text(
        "Thời gian đọc tối đa một tệp, giây (mặc định 10).", "Seconds that reading one file may take (default 10)."
    ),
    "memory": Text(
        "Bộ nhớ tối đa khi đọc một tệp, MB (mặc định 1536).",
        "Memory in MB that reading one file may take (default 1536).",
    ),
    "returns": Text(
        "Ghi thêm vào returns: biểu đánh dấu nội dung cần sửa và thư gửi kèm.",
        "Also write to returns: the forms with their faults marked, and a cover text.",
    ),
    "share": Text(
        "Ghi thêm bản để chia sẻ: che số nhỏ có thể lộ cá nhân (mặc định: master-chia-se.xlsx).",
        "Also write a copy for circulation, small figures of people masked (default: master-chia-se.xlsx).",
    ),
    "page_share": Text(
        "Che số nhỏ có thể lộ cá nhân, như bản chia sẻ, để gửi ra ngoài.",
        "Mask small figures of people, as in the copy for circulation.",
    ),
    "previous": Text(
        "Bảng tổng hợp (master.xlsx) của đợt trước, để so sánh; lệnh merge ghi nhớ tệp này; “-”: không so.",
        "Last campaign's master workbook, to compare with; merge remembers it, “-” compares no more.",
    ),
    "source": Text(
        "Lập đợt sau từ đợt báo cáo ở thư mục này, vào thư mục mới; không ghi thư mục mới: ngay tại đó, đợt cũ vào rounds/MÃ_ĐỢT.",
        "Begin the next round of the campaign in this folder, in a new one; without a new one in the same, the old round going to rounds/ID.",
    ),
    "output": Text("Tệp kết quả.", "The file to write."),
    "listed": Text("Chỉ liệt kê các bản đang giữ.", "Only list what is kept."),
    "agency": Text("Mã hoặc tên đơn vị.", "The agency's code or name."),
    "report_agency": Text(
        "Chỉ lập báo cáo riêng của đơn vị có mã này, ghi vào returns.",
        "Only the own report of the agency with this code, written to returns.",
    ),
    "pdf": Text("Ghi thêm bản PDF (cần có LibreOffice trên máy).", "Also as PDF (needs LibreOffice on this machine)."),
    "port": Text(
        "Cổng trên máy này (mặc định: cổng còn trống).", "The port on this machine (default: any that is free)."
    ),
    "no_browser": Text("Chỉ ghi địa chỉ, không mở trình duyệt.", "Only print the address; open no browser."),
    "help": Text("Xem trợ giúp.", "Show this help."),
    "version": Text("Xem phiên bản.", "Show the version."),
}

NOTICES = {
    "days-not-kept": Text(
        "Chưa ghi được ngày thấy các tệp không qua thư ({file}). Đóng register.xlsx rồi gõ lại lệnh này trong hôm nay.",
        "The days on which files without a mail were seen could not be kept ({file}). Close register.xlsx and type this again today.",
    ),
    "parquet-written": Text(
        "Số liệu nhiều hơn một trang Excel chứa được: các trang tiếp nối nhau, và có thêm bản Parquet {file}.",
        "There is more than one sheet of Excel holds: it goes on in further sheets, and {file} has it all.",
    ),
    "parquet-not-installed": Text(
        '{file} có các trang tiếp nối. Để có thêm bản Parquet, cài: pip install "toolkit[parquet]"',
        '{file} goes on in further sheets. For a Parquet copy beside it, install: pip install "toolkit[parquet]"',
    ),
    "not-issued": Text(
        "Các tổng trong {file} không phải các tổng vừa phát hành, nên lần sau không giải thích được vì sao số liệu thay đổi so với bản này. Chạy merge trước, rồi làm lại.",
        "The totals in {file} are not those that were given out now, so later changes cannot be explained against them. Merge first, then repeat this.",
    ),
    "previous-dropped": Text(
        "{file} trước đây có trang “So với đợt trước”; lần này không có --previous nên trang đó không còn. Để có lại, gõ lại lệnh này và thêm: --previous TỆP_ĐỢT_TRƯỚC",
        "{file} had a sheet that compares with the last campaign; without --previous it is gone. To have it again, repeat the command with: --previous LAST_MASTER",
    ),
    "edits-elsewhere": Text(
        "Kết quả này không áp dụng chỉnh sửa, quyết định trong {file}: tệp kết quả có sẵn giữ chỉnh sửa riêng, các tệp chỉ định được tổng hợp riêng. Để áp dụng, chạy merge không kèm đường dẫn, với -o là một tên chưa có.",
        "This result does not follow the edits and decisions in {file}: a result that is there keeps its own, and files that are named are merged for themselves. To follow them, merge without paths, and with -o as a name that is not there yet.",
    ),
    "files-not-read": Text(
        "Bảng tổng hợp trước đó có cả {file}. Lần này các tệp đó không được đọc, nên kết quả thiếu các đơn vị đó. Để đủ, gõ lại lệnh merge hoặc report kèm đường dẫn của các tệp đó và inbox.",
        "The master before has {file} too. These files were not read now, so their agencies are not in the result. To have them, repeat merge or report with the paths of these files and inbox.",
    ),
    "inputs-as-last-time": Text(
        "Đọc các tệp và thư mục như lần trước: {file}. Nếu khác, ghi đường dẫn sau lệnh merge; “toolkit merge inbox” chỉ đọc lại inbox.",
        "Inputs as last time: {file}. For others, give merge their paths; “toolkit merge inbox” goes back to the inbox.",
    ),
    "previous-as-defined": Text(
        "So với đợt trước: {file} (ghi ở tệp định nghĩa, trang Đợt báo cáo, dòng “Bảng tổng hợp đợt trước”).",
        "Compared with the last round: {file} (named in the definition, sheet Campaign, “Last round's master”).",
    ),
    "previous-not-there": Text(
        "Không thấy bảng tổng hợp đợt trước {file} (ghi ở tệp định nghĩa, trang Đợt báo cáo, dòng “Bảng tổng hợp đợt trước”), nên lần này không so với đợt trước. Sửa dòng đó cho đúng, hoặc xóa nếu không so nữa.",
        "There is no {file}, which the definition names as last round's master (sheet Campaign), so nothing is compared with the last round this time. Correct that line, or clear it to compare no more.",
    ),
    "previous-not-alike": Text(
        "{file} của đợt trước không có kỳ nào cùng loại với đợt này, nên không in số đợt trước bên cạnh ô điền.",
        "{file} of the last round has no period like one of this one, so nothing is printed beside the cells.",
    ),
    "nothing-to-carry": Text(
        "{file} có chỉ tiêu “Giữ số kỳ trước” hoặc bảng “Giữ các dòng kỳ trước” nhưng chưa có bảng tổng hợp đợt trước, nên các ô, các dòng đó để trống. Nếu đây là đợt đầu thì không phải làm gì; nếu không, ghi tệp ấy ở trang Đợt báo cáo, dòng “Bảng tổng hợp đợt trước”, rồi lập lại biểu.",
        "{file} has indicators or tables that are carried, but no master of the last round, so their cells and rows are blank. In a first round that is as it should be; else name it on the sheet Campaign, “Last round's master”, and write the forms again.",
    ),
    "rows-carried": Text(
        "Điền sẵn dòng kỳ trước vào biểu, chờ đơn vị xác nhận: {file}.",
        "Rows of last time stand in the forms, to be confirmed: {file}.",
    ),
    "previous-as-last-time": Text(
        "So với đợt trước như lần trước: {file}. Nếu không so nữa, thêm vào lệnh merge: --previous -",
        "Compared with the last campaign as last time: {file}. To compare no more, add to merge: --previous -",
    ),
    "previous-moved": Text(
        "Không còn {file}, bảng tổng hợp đợt trước mà lần tổng hợp trước đã so, nên danh sách thiếu người liên hệ ghi ở đó. Đưa tệp về vị trí cũ, hoặc thêm: --previous TỆP",
        "{file}, last round's master, with which the last merge compared, is not there any more, so persons named in it are not listed. Put it back, or add: --previous FILE",
    ),
    "inbox-not-read": Text(
        "Trong inbox có tệp không thuộc số đó nên chưa được tính: {file}. Để tính cả, gõ merge kèm các đường dẫn cũ và inbox.",
        "There are files in inbox that are not among these, and they are not counted: {file}. To count them, repeat merge with the paths as before and inbox.",
    ),
    "hand-work-cells": Text(
        "Ô nhập tay ở bảng tổng hợp trước, ngoài các cột nền vàng; bảng mới đã lập lại các ô này: {file}. Muốn sửa một số, gửi lại biểu hoặc ghi ở cột nền vàng; nội dung khác ghi vào một trang riêng, trang đó được giữ.",
        "Typed over in the master before, outside the yellow columns; in the new one these cells are computed again: {file}. To correct a figure, have the form sent again or use the yellow columns; put anything else on a sheet of your own, which is kept.",
    ),
    "hand-work-rows": Text(
        "Hàng đã xóa trong bảng tổng hợp trước nay lại có (số hàng ở mỗi trang): {file}.",
        "Rows that were deleted in the master before are there again (how many on each sheet): {file}.",
    ),
    "hand-work-notes": Text(
        "Hộp chữ, hình đặt trong bảng tổng hợp trước không có trong bảng mới: {file}.",
        "Text boxes and pictures put into the master before are not in the new one: {file}.",
    ),
    "not-carried-unreadable": Text(
        "Nội dung thêm vào bảng tổng hợp trước không đọc được nên không có trong bảng mới: {file}.",
        "What was added to the master before could not be read and is not in the new one: {file}.",
    ),
    "not-carried-sheets": Text(
        "Trang chỉ có biểu đồ không chuyển sang bảng mới được: {file}.",
        "Sheets that are a chart cannot be carried into the new master: {file}.",
    ),
    "not-carried-drawings": Text(
        "Biểu đồ, hình, hộp chữ, bảng pivot ở các trang này không chuyển sang bảng mới được (ô và công thức thì có): {file}.",
        "Charts, pictures, text boxes and pivot tables on these sheets cannot be carried into the new master (their cells and formulas are): {file}.",
    ),
    "not-carried-tables": Text(
        "Ở các trang này, bảng kiểu “Table” của Excel đã thành ô thường: {file}.",
        "On these sheets Excel tables have become plain cells: {file}.",
    ),
    "not-carried-rules": Text(
        "Ở các trang này, định dạng có điều kiện và danh sách chọn không chuyển sang bảng mới được: {file}.",
        "On these sheets conditional formats and validations cannot be carried into the new master: {file}.",
    ),
    "not-carried-letters": Text(
        "Ô có nhiều kiểu chữ trong một câu nay chỉ còn một kiểu chữ: {file}.",
        "Cells with letters of several kinds now have letters of one kind: {file}.",
    ),
    "not-carried-formulas": Text(
        "Công thức dẫn đến tệp khác hoặc bảng kiểu “Table” không chuyển được, ô chỉ còn kết quả: {file}.",
        "Formulas that look at another workbook or an Excel table cannot be carried; the cells hold their results: {file}.",
    ),
    "not-carried-cells": Text(
        "Ô không ghi lại được ở bảng mới: {file}.", "Cells that could not be written into the new master: {file}."
    ),
    "not-carried-notes": Text(
        "Ghi chú mà hàng hoặc cột của nó không còn trong bảng mới: {file}.",
        "Notes whose row or column is not in the new master any more: {file}.",
    ),
    "not-carried-columns": Text(
        "Độ rộng, ẩn cột đã đặt cho các cột không còn trong bảng mới: {file}.",
        "Widths and hiding of columns that are not in the new master any more: {file}.",
    ),
    "not-carried-filters": Text(
        "Bộ lọc không chuyển sang bảng mới được: {file}.", "Filters that cannot be carried into the new master: {file}."
    ),
    "not-carried-areas": Text(
        "Vùng in không chuyển sang bảng mới được: {file}.",
        "Print areas that cannot be carried into the new master: {file}.",
    ),
    "not-carried-names": Text(
        "Tên vùng không chuyển sang bảng mới được: {file}.",
        "Defined names that cannot be carried into the new master: {file}.",
    ),
    "not-carried-renamed": Text(
        "Trang thêm được đổi tên vì bảng mới có trang cùng tên: {file}. Sửa lại công thức dẫn đến trang đó.",
        "Sheets of your own were renamed, since the new master has one of that name: {file}. Correct the formulas that name them.",
    ),
    "not-carried-moved": Text(
        "Công thức ở trang thêm dẫn đến hàng đã đổi chỗ trong bảng mới, cần sửa lại: {file}.",
        "Formulas on sheets of your own look at rows that stand elsewhere in the new master; correct them: {file}.",
    ),
    "master-kept": Text(
        "Bảng tổng hợp trước, có đủ nội dung đó, được giữ ở {file}; nếu cần, chép sang bảng mới sau cùng.",
        "The master before, which has all of this, is kept as {file}; copy over what is needed when the last merge is done.",
    ),
    "hand-work-unknown": Text(
        "Bảng tổng hợp trước đã được lưu lại bằng chương trình khác. Các cột nền vàng, trang và ghi chú thêm được giữ; nội dung nhập ở ô khác thì không có trong bảng mới và lần này không liệt kê được. Bảng trước được giữ ở {file}.",
        "The master before was saved by another program. The yellow columns, sheets and notes that were added are kept; anything typed elsewhere is not in the new one, and cannot be named this time. The one before is kept as {file}.",
    ),
    "waiting-kept": Text(
        "Kết quả chờ thay của lần trước đã bị sửa; nội dung sửa không có trong bảng mới. Tệp được giữ ở {file}.",
        "The result that had waited since last time was edited; what was edited there is not in the new master. It is kept as {file}.",
    ),
    "waiting-placed": Text(
        "Kết quả tổng hợp lần trước phải chờ do {file} đang mở; nay đã thay xong.",
        "The last merge's result had to wait since {file} was open; it has taken its place now.",
    ),
    "waiting-older": Text(
        "{file} đã được lưu lại sau lần tổng hợp trước, nên kết quả chờ thay của lần đó chưa có nội dung vừa lưu. Gõ toolkit merge để có đủ.",
        "{file} was saved since the last merge, so the result that waits to take its place lacks what was saved. Type toolkit merge to have it all.",
    ),
    "waiting": Text(
        "Kết quả tổng hợp mới nhất đang chờ thay {file}. Đóng tệp đó rồi gõ lại toolkit.",
        "The newest result waits to take the place of {file}. Close that file and type toolkit again.",
    ),
    "executor-lost": Text(
        "Cụm máy không đọc hết ({file}); phần còn lại đã đọc trên máy này. Kết quả không đổi.",
        "The cluster did not do all of it ({file}); the rest was read on this machine. The result is the same.",
    ),
    "store-rebuilt": Text(
        "Kho kết quả đọc {file} bị hỏng, đã lập lại; các tệp được đọc lại.",
        "The store of what was read, {file}, was damaged and was begun anew; all files were read again.",
    ),
}

REQUIRED = Text("[bắt buộc]", "[required]")
BETWEEN = Text("[từ {least} đến {most}]", "[from {least} to {most}]")
#: What stands for the rest of a command: of one with commands below it, and of any other.
USAGE_COMMANDS = Text("[TÙY CHỌN] [LỆNH]...", "[OPTIONS] [COMMAND]...")
USAGE_OPTIONS = Text("[TÙY CHỌN]", "[OPTIONS]")
#: What the arguments of commands are, by name.
ARGUMENTS = {
    "folder": Text("tên thư mục", "the folder's name"),
    "report": Text("tên tệp báo cáo", "the report's file name"),
}
WANTED = {
    "whole": Text("một số nguyên từ {least} đến {most}", "a whole number from {least} to {most}"),
    "number": Text("một số từ {least} đến {most}", "a number from {least} to {most}"),
    "choice": Text("một trong: {known}", "one of: {known}"),
    "file": Text("một tệp có sẵn, đọc được", "a file that is there and can be read"),
    "other": Text("một giá trị khác", "another value"),
}
USAGE = Text("Cách dùng: ", "Usage: ")
SECTION_OPTIONS = Text("Tùy chọn", "Options")
SECTION_COMMANDS = Text("Lệnh", "Commands")
SEE_HELP = Text("Xem: {command} --help", "See: {command} --help")

# What is printed when work ends ----------------------------------------------------------------

NEW_DONE = Text("Đã lập {file}.", "Wrote {file}.")
NEW_NEXT = Text(
    "Mở tệp, sửa cho phù hợp đợt báo cáo, lưu, đóng tệp, rồi gõ: {command}",
    "Open it, make it yours, save and close it, then type: {command}",
)
TEMPLATE_DONE = Text(
    "Đã lập {count} biểu trong {folder}.", "Wrote {count:# intake workbook|# intake workbooks} to {folder}."
)
TEMPLATE_KEPT = Text(
    "{count} biểu trong outgoing đã có nội dung nên được giữ với tên khác: {names}.",
    "{count:# form in outgoing was filled in and is|# forms in outgoing were filled in and are} kept under another name: {names}.",
)
TEMPLATE_OTHER_BODIES = Text(
    "So với đợt trước, đơn vị đã thay đổi:", "Beside the last campaign, the bodies are others:"
)
TEMPLATE_TO_CONFIRM = Text(
    "Còn {count} mục ghi “cần đối chiếu” ở cột Nguồn của tệp định nghĩa ({sheets}): nên đối chiếu trước khi gửi biểu.",
    "{count:# entry of the definition is|# entries of the definition are} “to be confirmed” in its column Source ({sheets}): better confirmed before the forms go out.",
)
TEMPLATE_NEXT = Text(
    "Gửi các biểu; khi nhận lại, để vào {inbox}, rồi gõ: {command}",
    "Send them; put what comes back into {inbox}, then type: {command}",
)
DRAFT_DONE = Text(
    "Đã lập {file}: {points} ý vào {sections} mục; {rest} đoạn ở “Chưa xếp mục”.",
    "Wrote {file}: {points:# point|# points} in {sections:# section|# sections}; {rest:# passage|# passages} not yet placed.",
)
DRAFT_CONVERTED = Text(
    "Tệp {file} không phải dạng .docx; đã chuyển bằng LibreOffice rồi đọc.",
    "{file} is no .docx; LibreOffice converted it first.",
)
DRAFT_NEXT = Text(
    "Mở tệp, rà soát từng mục, điền các số liệu còn trống (để trống là chưa trả lời, không được hiểu là 0), gửi đơn vị xác nhận rồi để vào {inbox}.",
    "Open it, look through the sections, fill in the figures that are blank (a blank is no answer, never zero), have the agency confirm it, and put it into {inbox}.",
)
DRAFT_KEPT = Text("Biểu đã điền có sẵn được giữ lại: {file}.", "The filled form that stood there is kept as {file}.")
REPORT_PRIVATE = Text(
    "Đề nghị rà soát trước khi gửi: {file} có thông tin cá nhân (họ tên người dân, số căn cước, số điện thoại) ở {places}. Nội dung đơn vị in nguyên văn; xóa trong Word, hoặc sửa ở trang “Nhóm ý” rồi lập lại.",
    "Before it is circulated: {file} holds data of private persons (names, identity or telephone numbers) in {places}. What agencies wrote is printed as it is; take it out in Word, or edit the wording on the sheet of groups and make it again.",
)
NOT_FOLLOWED = Text(
    "Quyết định, chỉnh sửa trong bảng tổng hợp chưa áp dụng được như đã ghi:",
    "Decisions and edits in the master that could not be followed as they stand:",
)
REPORT_EDITS = Text(
    "Chỉnh sửa ở trang “Nhóm ý” chưa được áp dụng vào báo cáo:",
    "Edits on the sheet of groups that are not in the report:",
)
REPORT_DONE = Text(
    "Đã lập {file}: báo cáo của {in_count}/{owed} đơn vị, {ideas} ý (ẩn {hidden}).",
    "Wrote {file}: reports of {in_count} of {owed:# agency|# agencies}, {ideas:# point|# points} ({hidden} hidden).",
)
REPORT_OWN_DONE = Text("Đã lập {file}.", "Wrote {file}.")
REPORT_KEPT = Text(
    "Tệp {file} có trước đó đã được sửa sau khi lập; bản đó được giữ ở {kept}. Chép lại từ bản đó những phần cần dùng.",
    "The earlier {file} had been edited after it was written; it is kept as {kept}. Copy over what you need from it.",
)
REPORT_NEXT = Text(
    "Mở {file} bằng Word: điền số, ngày; rà soát nội dung, nơi nhận, người ký rồi trình ký.",
    "Open {file} in Word: fill in number and date, look through text, recipients and signer, and have it signed.",
)
WHY_CHANGED = Text("{what} (xem trang “{sheet}”):", "{what} (see sheet “{sheet}”):")
DIFF_DONE = Text("{old} → {new}: {count} tổng thay đổi.", "{old} → {new}: {count:# total|# totals} moved.")
PAGE_DONE = Text(
    "Đã lập {file}: báo cáo của {in_count}/{owed} đơn vị. Bản đầy đủ, để dùng nội bộ; để gửi ra ngoài, thêm --share.",
    "Wrote {file}: reports of {in_count} of {owed:# agency|# agencies}. It is the full page, for use inside; for circulation add --share.",
)
PAGE_SHARED = Text(
    "Đã lập {file}: báo cáo của {in_count}/{owed} đơn vị. Số nhỏ đã được che như bản chia sẻ; trước khi gửi, rà soát nội dung có nêu tên người hoặc số nhỏ về người không.",
    "Wrote {file}: reports of {in_count} of {owed:# agency|# agencies}. Small figures are masked as in the copy for circulation; before it is sent, look whether texts name people or tell small numbers of them.",
)
PAGE_EDITS = Text(
    "Chỉnh sửa ở trang “Nhóm ý” chưa được áp dụng vào trang tóm tắt:",
    "Edits on the sheet of groups that are not on the page:",
)
RESTORE_DONE = Text("Đã lấy lại {kept} làm {file}.", "{kept} is {file} again.")
RESTORE_KEPT = Text("Bảng vừa bị thay được giữ ở {file}.", "What it takes the place of is kept as {file}.")
RESTORE_NONE = Text(
    "Chưa giữ bảng tổng hợp nào trong backups: bảng bị thay bằng bảng khác mới được giữ.",
    "No master is kept in backups: one is when another one takes its place.",
)
RESTORE_LINE = Text("{file}    lưu lúc {day}", "{file}    saved {day}")
RESTORE_NEXT = Text("Để lấy lại một bản, ghi tên của bản đó: {command}", "To put one back, name it: {command}")
PAGE_NEXT = Text(
    "Mở {file} bằng trình duyệt, hoặc gửi tệp đó: xem được trên điện thoại, không cần mạng.",
    "Open {file} in a browser, or send the file: a telephone shows it without a network.",
)
FILES = Text(
    "Đã nhận {count} tệp: {used} được dùng, {superseded} đã có bản mới hơn, {rejected} không dùng được.",
    "{count:# file|# files} came in: {used} used, {superseded} superseded, {rejected} rejected.",
)
OTHER_FILES = {
    "waiting": Text("{count} tệp chờ quyết định.", "Waiting for a decision: {count}."),
    "by_decision": Text("{count} tệp không dùng, theo quyết định.", "Not used by decision: {count}."),
    "blank": Text(
        "Có {count} tệp là biểu trống, không tính.",
        "{count:# is a blank form, which does|# are blank forms, which do} not count.",
    ),
    "no_report": Text(
        "{count} tệp không phải báo cáo (gửi kèm biểu …), không cần xem.",
        "No reports (what came beside a form …), nothing to do: {count}.",
    ),
}
"""Files that are neither used nor superseded nor useless; only what there is, is said."""
REPORTED = Text(
    "Báo cáo: {in_count}/{owed} đơn vị, {statements} ý, {figures} số liệu{rows}.",
    "Reports: {in_count} of {owed:# agency|# agencies}, {statements:# statement|# statements}, {figures:# figure|# figures}{rows}.",
)
READ = Text(
    "Trong đó: {statements} ý, {figures} số liệu{rows}.",
    "Among them: {statements:# statement|# statements}, {figures:# figure|# figures}{rows}.",
)
"""The same of files that were named: others are not spoken of. `rows`: what `REPORTED_ROWS` says, where tables are asked for."""
REPORTED_ROWS = Text(", {count} dòng của các bảng", ", {count:# row of tables|# rows of tables}")
MISSING = Text("Chưa báo cáo ({count}): {names}.", "Not in ({count}): {names}.")
ACCEPTED = Text(
    "Đã chấp nhận {count} mục (trang “Cần rà soát”), không hỏi lại chừng nào số liệu chưa đổi.",
    "{count:# finding was|# findings were} accepted (sheet of findings) and {count:is|are} not asked again as long as the figures stay.",
)
FINDINGS = Text(
    "Cần rà soát: {error} lỗi, {warning} cảnh báo, {note} lưu ý.",
    "To look at: {error:# error|# errors}, {warning:# warning|# warnings}, {note:# note|# notes}.",
)
ALL_CLEAR = Text("Không có nội dung cần rà soát.", "Nothing needs a person.")
MORE = Text("… và {count} vấn đề khác.", "… and {count} more.")
BALANCE = Text("Cân đối: {balance}.", "Balance: {balance}.")
RETURNS_DONE = Text(
    "Đã ghi {count} biểu có đánh dấu và thư gửi kèm vào {folder}.",
    "Wrote {count:# marked form|# marked forms, each} with a cover text, to {folder}.",
)
REMINDERS_ASIDE = Text(
    "Thư nhắc đã soạn nay không còn đúng do đơn vị đã gửi thêm; đã chuyển vào {folder}: {names}.",
    "Drafts of reminders that no longer hold, since their agencies have sent something; moved to {folder}: {names}.",
)
RETURNS_ANSWERED = Text(
    "Không còn nội dung phải sửa, hoặc báo cáo không còn trong inbox; đã chuyển vào {folder}: {names}.",
    "Nothing to correct any more, or the report is no longer in inbox; moved to {folder}: {names}.",
)
#: What a filled form is called that another one took the place of.
KEPT_ASIDE = Text("{code} (bản trước{number})", "{code} (earlier version{number})")
CHANGES = Text(
    "Bản mới khác bản trước: {count} ô của {agencies} đơn vị, thay đổi {totals} tổng của tỉnh.",
    "Versions differ: {count:# cell|# cells} of {agencies:# agency|# agencies}, which {count:moves|move} {totals:# total|# totals} of the province.",
)
FAULTS = Text(
    "{count} tệp bị bỏ qua do lỗi của toolkit; chi tiết ở {log}, gửi tệp đó cho người hỗ trợ.",
    "{count:# file was|# files were} left out through a fault of the toolkit itself; details are in {log}, send it to whoever supports you.",
)
MASTER_DONE = Text("Đã ghi {file}.", "Wrote {file}.")
SHARE_DONE = Text(
    "Đã ghi bản chia sẻ {file}: che {figures} số của đơn vị và {totals} tổng. Trước khi gửi, rà soát nội dung có nêu tên người hoặc số nhỏ về người không (kể cả tổng của vài đơn vị, mức tăng giảm).",
    "Wrote the copy for circulation {file}: {figures:# figure of an agency|# figures of agencies} and {totals:# total|# totals} are masked. Before sending it, see whether texts name people or tell small numbers of them (sums of a few agencies and changes too).",
)
SHARE_TABLES = Text(
    "Danh sách: che {columns} cột nhạy cảm ({cells} ô) cùng tổng của từng đơn vị; danh sách có tên gọi nhạy cảm thì bản chia sẻ không có từng dòng.",
    "Tables: {columns:# sensitive column is|# sensitive columns are} masked ({cells:# cell|# cells}), with each agency's total; of lists whose names are sensitive the copy has no rows.",
)
MERGE_NEXT = Text(
    "Mở {file}: trang “{summary}” dành cho lãnh đạo, “{findings}” liệt kê các vấn đề cần hỏi lại.\nKhi có biểu mới trong inbox, gõ lại: {command}\nLập báo cáo Word, gõ: {report}",
    "Open {file}: “{summary}” is for leaders, “{findings}” lists what to ask about.\nWhen new workbooks are in inbox, type again: {command}\nFor the Word report, type: {report}",
)
CHECK_NEXT = Text("Tiếp theo, gõ: {command}", "Next, type: {command}")
INBOX_FIRST = Text(
    "Tiếp theo: để các biểu nhận về vào {inbox}, rồi gõ: {command}",
    "Next: put the workbooks that came back into {inbox}, then type: {command}",
)
DEFINITION_WARNINGS = Text("Lưu ý về tệp định nghĩa:", "About the definition:")
DEFINITION_ERRORS = Text("Tệp định nghĩa có {count} lỗi:", "The definition has {count:# error|# errors}:")
LEFT_MINUTES = Text("còn khoảng {minutes} phút;", "about {minutes} min left;")
LEFT_SECONDS = Text("còn khoảng {seconds} giây;", "about {seconds} s left;")
SLOW = Text("chậm: {what} ({seconds} giây);", "slow: {what} ({seconds} s);")
WORKING = Text("đang đọc", "reading")

STANDS = Text("{title} ({id})", "{title} ({id})")
STANDS_DUE = Text("Hạn gửi {deadline}: {when}.", "Due {deadline}: {when}.")
STANDS_LATE = Text("đã quá {days} ngày", "{days:# day|# days} ago")
STANDS_LEFT = Text("còn {days} ngày", "in {days:# day|# days}")
STANDS_TODAY = Text("hôm nay", "today")
STANDS_FORMS = Text("Biểu đã lập: {count}/{owed}.", "Forms made: {count} of {owed}.")
STANDS_MASTER = Text("Bảng tổng hợp: {file}.", "Master: {file}.")
STANDS_NO_MASTER = Text("Chưa có bảng tổng hợp.", "No master yet.")

COLUMNS = {
    "agency": Text("Mã", "Code"),
    "name": Text("Đơn vị", "Agency"),
    "status": Text("Tình trạng", "Status"),
    "late": Text("Trễ", "Late"),
    "errors": Text("Lỗi", "Errors"),
    "warnings": Text("Cảnh báo", "Warnings"),
    "file": Text("Tệp", "File"),
}

# Errors: what could not be done ----------------------------------------------------------------

ERRORS = {
    **posting.ERRORS,
    **planning.ERRORS,
    **rounds.ERRORS,
    "executor-not-installed": Text(
        'Để dùng --executor, cài thêm: pip install "toolkit[cluster]"',
        'For --executor, install: pip install "toolkit[cluster]"',
    ),
    "executor-address": Text(
        "Địa chỉ cụm máy “{value}” không đúng dạng. Ví dụ: tcp://10.0.0.5:8786",
        "“{value}” is no cluster's address. One looks like tcp://10.0.0.5:8786",
    ),
    "executor-unreachable": Text(
        "Không kết nối được cụm máy {address} ({reason}). Kiểm tra địa chỉ, hoặc bỏ --executor để đọc trên máy này.",
        "The cluster at {address} does not answer ({reason}). Check the address, or leave --executor out to read here.",
    ),
    "definition-not-found": Text(
        "Không thấy {file} trong {folder} và các thư mục cấp trên. Dùng --campaign THƯ_MỤC, hoặc lập mới: toolkit new THƯ_MỤC",
        "There is no {file} in {folder} or above. Use --campaign FOLDER, or start one: toolkit new FOLDER",
    ),
    "definition-missing": Text(
        "Không thấy tệp định nghĩa {file}. Kiểm tra lại --campaign, hoặc lập mới: toolkit new THƯ_MỤC",
        "There is no definition {file}. Look at --campaign, or start one: toolkit new FOLDER",
    ),
    "definition-saved-otherwise": Text(
        "Không thấy {file} nhưng có {other}. Mở tệp đó, lưu lại (Save As) dạng Excel Workbook (*.xlsx) với tên {file} trong cùng thư mục. Tệp .csv chỉ giữ một trang: lấy lại tệp Excel trước đó.",
        "There is no {file}, but there is {other}. Open that, save it as an Excel Workbook (*.xlsx) under the name {file} in the same folder. A .csv keeps one sheet only: take the Excel file of before.",
    ),
    "definition-unreadable": Text(
        "Không đọc được tệp định nghĩa {file}: {reason} Kiểm tra quyền đọc và mật khẩu mở tệp, lưu tệp ở dạng .xlsx, hoặc lấy lại bản lưu gần nhất, rồi chạy lại.",
        "The definition {file} cannot be read: {reason} See that you may read it and that no password opens it, save it as .xlsx, or take the last copy you kept, and run again.",
    ),
    "definition-wrong": Text(
        "Tệp định nghĩa {file} có lỗi; sửa rồi chạy lại.", "The definition {file} is wrong; correct it and run again."
    ),
    "unknown-programme": Text(
        "Không có định nghĩa soạn sẵn nào tên “{value}”. Có: {names}. Xem: toolkit new --list",
        "There is no ready definition “{value}”. There are: {names}. See: toolkit new --list",
    ),
    "folder-in-use": Text(
        "{file} đã có; không ghi đè. Chọn thư mục khác.",
        "{file} is already there and is not overwritten. Choose another folder.",
    ),
    "no-such-path": Text("Không có {file}.", "There is no {file}."),
    "no-such-backup": Text(
        "Trong backups không có bản nào tên “{value}”. Các bản đang giữ: {names}.",
        "Nothing in backups is called “{value}”. There are: {names}.",
    ),
    "input-gone": Text(
        "Lần tổng hợp trước có đọc {file} (tính từ thư mục đợt báo cáo), nay không còn nên chưa thực hiện. Đưa tệp về vị trí cũ, hoặc gõ merge kèm đường dẫn của mọi tệp, thư mục cần đọc; “toolkit merge inbox” chỉ đọc inbox.",
        "The last merge read {file} (as seen from the campaign folder), which is not there any more, so nothing was done. Put it back, or give merge the paths of all files and folders to read; “toolkit merge inbox” reads the inbox alone.",
    ),
    "previous-gone": Text(
        "Lần tổng hợp trước có so với {file} (tính từ thư mục đợt báo cáo), nay không còn nên chưa thực hiện. Đưa tệp về vị trí cũ, hoặc chạy lệnh merge với --previous TỆP; nếu không so nữa: --previous -",
        "The last merge compared with {file} (as seen from the campaign folder), which is not there any more, so nothing was done. Put it back, or run merge with --previous FILE; to compare no more, with --previous -",
    ),
    "no-such-agency": Text(
        "Không có đơn vị nào có mã, tên “{value}” trong danh sách.",
        "There is no agency “{value}” on the roster, by code or name.",
    ),
    "several-agencies": Text(
        "“{value}” có thể là nhiều đơn vị: {agencies}. Ghi mã của một đơn vị.",
        "“{value}” may be several agencies: {agencies}. Give the code of one.",
    ),
    "share-elsewhere": Text(
        "Bản chia sẻ cần một tệp riêng, không phải {file}.",
        "The copy for circulation needs a file of its own, not {file}.",
    ),
    "masters-of-two-campaigns": Text(
        "Hai bảng tổng hợp thuộc hai đợt báo cáo khác nhau ({old}, {new}). So với đợt trước: dùng merge --previous.",
        "The two masters are of different campaigns ({old}, {new}). To compare with the campaign before, use merge --previous.",
    ),
    "previous-is-this-campaign": Text(
        "{file} là bảng tổng hợp của chính đợt này ({campaign}); --previous cần bảng của đợt trước.",
        "{file} is a master of this very campaign ({campaign}); --previous takes one of the campaign before.",
    ),
    "previous-has-no-like-period": Text(
        "{file} không có kỳ nào cùng loại với đợt này (có: {periods}), nên không có số liệu để in bên cạnh. Chạy lại không có --previous, hoặc chọn tệp khác.",
        "{file} has no period like one of this campaign (it has: {periods}), so there is nothing to print beside the cells. Run again without --previous, or take another file.",
    ),
    "nothing-to-merge": Text(
        "Chưa có tệp nào trong {folder}. Để các biểu nhận về vào đó rồi chạy lại.",
        "There is nothing in {folder} yet. Put the workbooks that came back there and run again.",
    ),
    "workers-not-begun": Text(
        'Không mở được tiến trình đọc tệp. Chạy lại; nếu vẫn vậy, có thể phần mềm diệt vi-rút hoặc quy định của máy (AppLocker) chặn toolkit: nhờ người quản trị máy cho phép. Trong tập lệnh Python, đặt các lệnh gọi toolkit dưới dòng if __name__ == "__main__": vì Windows, macOS và Python từ 3.14 chạy lại tập lệnh trong từng tiến trình.',
        'No process for reading files could begin. Run again; if it stays so, a virus scanner or a rule of the machine (AppLocker) may keep toolkit from it: ask whoever looks after the machine. In a Python script, put what calls toolkit below if __name__ == "__main__": since Windows, macOS and Python from 3.14 on run the script anew in each process.',
    ),
    "port-taken": Text(
        "Cổng {port} trên máy này đang có chương trình khác dùng. Chọn số khác, hoặc bỏ --port.",
        "Another program uses port {port} on this machine. Choose another number, or leave --port out.",
    ),
    "cannot-listen": Text(
        "Máy này không cho mở trang làm việc (cổng {port}): {reason}.",
        "This machine does not let the pages be served (port {port}): {reason}.",
    ),
    "cannot-read": Text("Không đọc được {file}: {reason}.", "{file} cannot be read: {reason}."),
    "cannot-write": Text("Không ghi được {file}: {reason}.", "{file} cannot be written: {reason}."),
    "place-is-link": Text(
        "{file} là liên kết đến {target}. Không ghi kết quả qua liên kết vì có thể đè lên tệp khác; chưa ghi nội dung nào. Xóa liên kết (tệp được liên kết vẫn còn) rồi chạy lại; nếu ghi ra nơi khác thì dùng -o ở lệnh có tùy chọn đó.",
        "{file} is a link to {target}. What has its place in the campaign folder is not written through a link, since it could replace other files; nothing was written there. Delete the link (what it leads to stays) and run again; to have a result elsewhere, use -o where the command takes it.",
    ),
    "disk-full": Text(
        "Ổ đĩa đầy, không ghi được {file}; tệp cũ còn nguyên.",
        "The disk is full and {file} was not written; the old one is whole.",
    ),
    "file-open-elsewhere": Text(
        "{file} đang mở trong Excel hoặc được đặt chỉ đọc. Đóng tệp (hoặc bỏ chỉ đọc) rồi chạy lại; tệp cũ còn nguyên.",
        "{file} is open in Excel, or marked read-only. Close it (or lift the mark) and run again; the old one is whole.",
    ),
    "locked": Text(
        "{file} đang mở ở chương trình khác (có tệp khóa {lock}) nên chưa thực hiện. Lưu và đóng tệp rồi chạy lại. Nếu không có ai đang mở (tệp khóa sót lại khi máy tắt đột ngột), xóa tệp khóa rồi chạy lại.",
        "{file} is open in another program (there is the lock file {lock}), so nothing was done. Save and close it, and run again. If nobody has it open (a crash leaves the lock behind), delete the lock file and run again.",
    ),
    "kept-aside": Text(
        "{file} đã được mở trong lúc lệnh đang chạy nên chưa thay được; tệp đó còn nguyên. Kết quả không mất: xem ở {kept}. Lưu và đóng {file} rồi gõ lại lệnh này (hoặc toolkit): nội dung vừa lưu cũng được tính.",
        "{file} was opened while the command was at work and could not be replaced; it is whole. The result is not lost: see {kept}. Save and close {file}, then repeat this command (or type toolkit): what was saved there counts too.",
    ),
    "changed-meanwhile": Text(
        "{file} đã được lưu lại trong lúc lệnh đang chạy nên không bị ghi đè, nội dung vừa sửa còn nguyên. Đóng tệp rồi chạy lại lệnh.",
        "{file} was saved by somebody while the command was at work, and is not overwritten: what was edited is still there. Close it and run again.",
    ),
    "no-temporary-files": Text(
        "Không ghi được tệp tạm vào {folder}: {reason}. Giải phóng ổ đĩa đó, hoặc đặt biến TMPDIR (Windows: TMP) sang ổ còn trống, rồi chạy lại; tệp cũ còn nguyên.",
        "Temporary files cannot be written to {folder}: {reason}. Make room there, or set TMPDIR (Windows: TMP) to a disk that has some, and run again; the old file is whole.",
    ),
    "system-refused": Text("Hệ thống từ chối: {reason}.", "The system refuses to go on: {reason}."),
    "system-refused-file": Text(
        "Hệ thống từ chối với {file}: {reason}.", "The system refuses to go on with {file}: {reason}."
    ),
    "out-of-memory": Text(
        "Máy hết bộ nhớ. Đóng bớt chương trình, hoặc dùng --workers 1, rồi chạy lại; tệp cũ còn nguyên.",
        "The machine is out of memory. Close other programs, or use --workers 1, and run again; the old file is whole.",
    ),
    "old-master-unreadable": Text(
        "Không đọc được {file} đã có nên không ghi đè để tránh mất các chỉnh sửa. Đổi tên tệp đó hoặc dùng -o.",
        "The {file} that is there cannot be read, and is not overwritten since edits in it would be lost. Rename it or use -o.",
    ),
    "master-without-totals": Text(
        "{file} được lập bằng bản toolkit cũ, không ghi cách tính các tổng nên không giải thích được chênh lệch. Chạy merge lại từ các tệp của bảng đó.",
        "{file} is of an older toolkit and does not say by what its totals were made, so differences cannot be explained. Merge its files again.",
    ),
    "master-not-read": Text(
        "Không đọc được {file}: tệp hỏng, hoặc không phải bảng tính.",
        "{file} cannot be read: it is damaged, or no spreadsheet.",
    ),
    "no-master": Text(
        "{file} không phải bảng tổng hợp. Cần tệp master.xlsx do lệnh merge ghi ra, không phải tệp định nghĩa, biểu của đơn vị hoặc bản chia sẻ.",
        "{file} is no master workbook. What is needed is a master.xlsx that merge wrote, not a definition, an agency's form or a copy for circulation.",
    ),
    "not-a-master": Text(
        "{file} không phải bảng tổng hợp; không ghi đè. Dùng -o để chọn tệp khác.",
        "{file} is not a master workbook and is not overwritten. Use -o to choose another.",
    ),
    "not-a-shared": Text(
        "{file} đã có và không phải bản chia sẻ; không ghi đè. Chọn tên tệp khác.",
        "{file} is there already and is no copy for circulation; it is not overwritten. Choose another name.",
    ),
    "not-a-report": Text(
        "{file} đã có và không phải tệp Word; không ghi đè. Dùng -o để chọn tên tệp khác.",
        "{file} is there already and is no Word file; it is not overwritten. Use -o to choose another name.",
    ),
    "not-a-page": Text(
        "{file} đã có và không phải trang tóm tắt do toolkit lập; không ghi đè. Dùng -o để chọn tên tệp khác.",
        "{file} is there already and is no leaders' page of the toolkit; it is not overwritten. Use -o to choose another name.",
    ),
    "not-a-pdf": Text(
        "{file} đã có và không phải tệp PDF; không ghi đè. Dùng -o để chọn tên tệp khác.",
        "{file} is there already and is no PDF; it is not overwritten. Use -o to choose another name.",
    ),
    "not-a-form": Text(
        "{file} đã có và không phải biểu của {agency} trong đợt này; không ghi đè. Dùng -o để chọn tên tệp khác.",
        "{file} is there already and is no form of {agency} in this campaign; it is not overwritten. Use -o to choose another name.",
    ),
    "master-of-another": Text(
        "{file} là bảng tổng hợp của đợt khác ({campaign}); không ghi đè. Chọn tên tệp khác.",
        "{file} is the master of another campaign ({campaign}); it is not overwritten. Choose another name.",
    ),
    "output-ending": Text(
        "Lệnh này ghi ra tệp {ending}, nên không ghi vào “{file}”. Đặt tên tệp có đuôi {ending}.",
        "This command writes a {ending} file, so nothing was written to “{file}”. Give a name that ends in {ending}.",
    ),
    "output-is-definition": Text(
        "{file} là tệp định nghĩa của đợt này; không ghi đè. Chọn tên tệp khác.",
        "{file} is this campaign's definition; it is not overwritten. Choose another name.",
    ),
    "output-is-master": Text(
        "{file} là bảng tổng hợp của đợt này; không ghi đè. Chọn tên tệp khác.",
        "{file} is this campaign's master; it is not overwritten. Choose another name.",
    ),
    "output-in-inbox": Text(
        "{file} nằm trong inbox, nơi chỉ để tệp nhận về; không ghi kết quả vào đó. Chọn nơi khác.",
        "{file} is in inbox, where only what came in belongs; no result is written there. Choose another place.",
    ),
    "agency-not-in": Text(
        "{agency} chưa có biểu dùng được trong {folder}, nên chưa lập được báo cáo riêng.",
        "Nothing usable of {agency} is in {folder} yet, so its own report cannot be made.",
    ),
    "no-office": Text(
        "Máy này không có LibreOffice nên không chuyển được {file}. Cài LibreOffice (libreoffice.org), hoặc mở tệp bằng Word rồi chọn Lưu thành (Save As).",
        "LibreOffice is not on this machine, so {file} was not converted. Install it (libreoffice.org), or open the file in Word and use Save As.",
    ),
    "office-failed": Text(
        "LibreOffice không chuyển được {file}. Đề nghị mở tệp bằng Word rồi chọn Lưu thành (Save As).",
        "LibreOffice could not convert {file}. Open it in Word and use Save As.",
    ),
    "office-too-slow": Text(
        "LibreOffice chưa chuyển xong {file} sau {seconds} giây nên đã dừng. Đề nghị mở tệp bằng Word rồi chọn Lưu thành (Save As).",
        "LibreOffice had not converted {file} after {seconds} seconds and was stopped. Open it in Word and use Save As.",
    ),
    "bad-date": Text(
        "“{value}” không phải là một ngày. Viết 2020-07-31 hoặc 31/07/2020.",
        "“{value}” is not a date. Write 2020-07-31 or 31/07/2020.",
    ),
    "date-before-1900": Text(
        "{value} là ngày trước năm 1900, bảng tính không ghi được. Kiểm tra lại năm.",
        "{value} is before 1900, and no spreadsheet holds such a day. Look at the year.",
    ),
    "no-such-option": Text("Không có tùy chọn {name}.", "There is no option {name}."),
    "no-such-command": Text("Không có lệnh “{name}”.", "There is no command “{name}”."),
    "missing-parameter": Text("Thiếu {name}.", "{name} is missing."),
    "bad-parameter": Text(
        "{name}: không dùng được “{value}”. Cần {wanted}.", "{name}: “{value}” cannot be used. It takes {wanted}."
    ),
    "option-without-value": Text(
        "Tùy chọn {name} cần có một giá trị ngay sau nó.", "The option {name} takes a value right after it."
    ),
    "extra-arguments": Text(
        "Thừa: {names}. Tên có dấu cách thì đặt trong ngoặc kép.",
        "Too much was given: {names}. Put names with blanks in double quotes.",
    ),
    "did-you-mean": Text(" Có phải: {names}?", " Did you mean: {names}?"),
    "interrupted-midway": Text(
        "Đã dừng theo yêu cầu. Trước khi dừng đã ghi {count} tệp, cuối cùng là {file}; các tệp đó giữ nguyên, phần còn lại chưa thực hiện. Gõ lại lệnh này để hoàn thành.",
        "Stopped as asked. Before that, {count:# file was written,|# files were written, the last of them} {file}; {count:it stays|they stay}, and the rest is not done. Type this again to finish.",
    ),
    "interrupted": Text("Đã dừng theo yêu cầu; chưa ghi gì.", "Stopped as asked; nothing was written."),
    "internal": Text(
        "Lỗi của toolkit: {reason}. Chi tiết ở {log}; gửi tệp đó cho người hỗ trợ.",
        "An internal error of the toolkit: {reason}. Details are in {log}; send it to whoever supports you.",
    ),
}


#: Why a cluster did not do its work.
OF_CLUSTERS = {
    "no-workers": Text("không còn máy đọc nào", "it has no workers any more"),
    "other-toolkit": Text("máy đọc cài phiên bản toolkit khác", "another version of toolkit is installed there"),
    "service-ended": Text("tiến trình đọc ở đó đã dừng", "the process that reads there has ended"),
}
