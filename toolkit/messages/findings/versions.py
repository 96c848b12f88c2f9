"""Findings about which of an agency's files counts, and the coordinator's decisions about it."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "superseded": FindingText(
        "note",
        Text("Tệp này được thay bằng bản mới hơn: {other}.", "This file is superseded by a later one: {other}."),
        Text("Không cần xử lý nếu bản mới là bản đúng.", "Nothing to do if the later one is right."),
        Text(
            "Một đơn vị gửi nhiều tệp; bản hợp lệ mới nhất được tính.",
            "An agency sent several files; the latest valid one counts.",
        ),
    ),
    "usable-since": FindingText(
        "note",
        Text(
            "Tệp này không dùng được, nhưng đơn vị đã gửi bản dùng được sau đó: {other}.",
            "This file cannot be used, but the agency has sent one since that can: {other}.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Lỗi của tệp đã có bản khác thay: không phải hỏi lại.",
            "What was wrong with a file that its agency has replaced need not be asked about any more.",
        ),
    ),
    "document-of-reporter": FindingText(
        "note",
        Text(
            "Tệp này không phải biểu Excel; đơn vị đã gửi biểu, đang tính {other}.",
            "This file is no Excel form; the agency has sent its form, and {other} counts.",
        ),
        Text("Không cần xử lý.", "Nothing to do."),
        Text(
            "Báo cáo Word, bản PDF có chữ ký … của đơn vị đã gửi biểu: số liệu và ý lấy từ biểu.",
            "A Word report or a signed PDF of an agency whose form is in: figures and points are taken from the form.",
        ),
    ),
    "document-after-form": FindingText(
        "warning",
        Text(
            "Tệp này không phải biểu Excel và gửi sau biểu của đơn vị; vẫn đang tính {other}.",
            "This file is no Excel form and came after the agency's form; {other} still counts.",
        ),
        Text(
            "Mở tệp kiểm tra có sửa so với biểu không; nếu có, đề nghị đơn vị gửi lại biểu.",
            "Open it and see whether it corrects the form; if so, ask the agency to send the form again.",
        ),
        Text(
            "Báo cáo Word, bản PDF … gửi sau biểu có thể sửa nội dung đã báo cáo.",
            "A Word report or a PDF sent after the form may correct what was reported.",
        ),
    ),
    "undated-version": FindingText(
        "warning",
        Text(
            "Đơn vị còn gửi {other} trong một thư ghi ngày chưa tới, nên không rõ bản nào mới hơn; đang tính tệp này.",
            "The agency sent {other} too, in a mail dated on a day that has not come: which is later is not known. This file is counted.",
        ),
        Text(
            "Xem ngày nhận trong hộp thư; nếu bản kia mới hơn thì ghi “dùng” cho bản đó ở trang “Tệp nguồn”.",
            "Look in the mailbox when each came; if the other is later, put “use” beside it on the sheet of sources.",
        ),
        Text(
            "Đồng hồ của máy gửi sai: ngày của thư và của biểu không dùng được để so hai bản.",
            "The sender's clock was wrong: neither the mail's date nor the workbook's tells which version is later.",
        ),
    ),
    "sent-together": FindingText(
        "note",
        Text(
            "Tệp này gửi cùng một thư với {other}; đang tính {other}.",
            "This file came in one mail with {other}, which is counted.",
        ),
        Text(
            "Không cần xử lý nếu hai biểu giống nhau; nếu không, xem cảnh báo ở tệp kia.",
            "Nothing to do if both say the same; if not, see the warning about the other.",
        ),
        Text(
            "Một thư có nhiều biểu của cùng một đơn vị: tính biểu lưu sau, lưu cùng lúc thì theo tên tệp.",
            "A mail has several forms of one agency: the one saved last counts; saved at one time, their names decide.",
        ),
    ),
    "duplicate-file": FindingText(
        "note",
        Text("Tệp này giống hệt {other}.", "This file is identical to {other}."),
        Text("Không cần xử lý.", "Nothing to do."),
        Text("Cùng một tệp có hai lần.", "The same file is there twice."),
    ),
    "superseded-by-decision": FindingText(
        "note",
        Text(
            "Tệp này mới hơn, nhưng cơ quan đầu mối đã chọn dùng {other}.",
            "This file is later, but the coordinator decided to use {other}.",
        ),
        Text(
            "Không cần xử lý; nếu dùng bản này thì đổi cột “Quyết định” ở trang “Tệp nguồn” rồi tổng hợp lại.",
            "Nothing to do; to use this one, change the column “Decision” on the sheet of sources and merge again.",
        ),
        Text(
            "Quyết định ở trang “Tệp nguồn” được ưu tiên hơn bản mới nhất.",
            "A decision on the sheet of sources goes before the latest version.",
        ),
    ),
    "set-aside": FindingText(
        "note",
        Text("Cơ quan đầu mối đã quyết định không dùng tệp này.", "The coordinator decided not to use this file."),
        Text(
            "Không cần xử lý; nếu dùng lại thì xóa quyết định ở trang “Tệp nguồn” rồi tổng hợp lại.",
            "Nothing to do; to use it again, clear the decision on the sheet of sources and merge again.",
        ),
        Text(
            "Cột “Quyết định” ở trang “Tệp nguồn” ghi “không dùng”.",
            "The column “Decision” on the sheet of sources says not to use it.",
        ),
    ),
    "set-aside-below": FindingText(
        "note",
        Text("Quyết định ghi trong {master}: không dùng tệp này.", "It was decided in {master} not to use this file."),
        Text(
            "Không cần xử lý; nếu dùng thì xóa quyết định ở trang “Tệp nguồn” hoặc ghi “dùng”, rồi tổng hợp lại.",
            "Nothing to do; to use it, clear the decision on the sheet of sources or write “use”, then merge again.",
        ),
        Text(
            "Bảng tổng hợp của cấp dưới ghi “không dùng” ở cột “Quyết định” của trang “Tệp nguồn”.",
            "The column “Decision” on the sheet of sources of that part's master says not to use it.",
        ),
    ),
    "decision-anew": FindingText(
        "warning",
        Text(
            "Quyết định về tệp này đã bị xóa ở đây, nhưng nay {master} quyết định khác: “{value}”; đã áp dụng.",
            "The decision about this file was cleared here, but {master} now decides otherwise: “{value}”. It was followed.",
        ),
        Text(
            "Nếu không đồng ý, xóa hoặc ghi quyết định khác ở trang “Tệp nguồn” rồi tổng hợp lại.",
            "If it should not hold, clear it or write another decision on the sheet of sources and merge again.",
        ),
        Text(
            "Cấp dưới đã đổi quyết định sau khi quyết định trước bị xóa ở bảng chung.",
            "A part changed its decision after the one before was cleared in the whole master.",
        ),
    ),
    "blank-form": FindingText(
        "note",
        Text(
            "Biểu trống: đơn vị chưa điền, chưa xác nhận nội dung nào nên không tính là báo cáo.",
            "This form is blank: the agency has filled in and confirmed nothing, so it is no report.",
        ),
        Text(
            "Không cần xử lý: đơn vị được nhắc nếu chưa có báo cáo khác. Nếu vẫn tính biểu này, ghi “dùng” ở cột “Quyết định” của trang “Tệp nguồn”.",
            "Nothing to do: the agency is reminded if there is no other report of it. To count this form all the same, put “use” into “Decision” on the sheet of sources.",
        ),
        Text(
            "Biểu gửi về còn nguyên như khi phát hành, hoặc chỉ có số liệu điền sẵn đơn vị chưa xác nhận.",
            "A form came back as it was sent out, or with nothing but drafted figures that the agency has not confirmed.",
        ),
    ),
    "blank-form-later": FindingText(
        "note",
        Text(
            "Biểu trống gửi sau báo cáo đã điền: đơn vị chưa điền gì trong tệp này, nên vẫn tính {other}.",
            "A blank form that came after a filled one: nothing is filled in here, so {other} is counted still.",
        ),
        Text(
            "Thường là biểu trống còn đính kèm khi trả lời thư. Nếu đơn vị có thể rút báo cáo thì hỏi lại; nếu đúng, ghi “không dùng” cho tệp kia ở trang “Tệp nguồn”.",
            "Mostly the blank form stayed attached to an answer. If the agency may have meant to withdraw its report, ask by telephone; if so, put “don't use” for the other file on the sheet of sources.",
        ),
        Text(
            "Biểu trống không thay báo cáo đã có của đơn vị.",
            "A form in which nothing is filled in does not replace an agency's report.",
        ),
    ),
    "only-outside-form": FindingText(
        "warning",
        Text(
            "Tệp này gửi sau nhưng các ô của biểu để trống, chỉ có nội dung ngoài biểu: “{value}”. Vẫn tính {other}.",
            "This file came later, but nothing is filled in the form's cells, only outside them: “{value}”. {other} is counted still.",
        ),
        Text(
            "Xem nội dung ghi ngoài biểu; nếu đơn vị muốn sửa hoặc rút báo cáo thì hỏi lại.",
            "Read what stands outside; if the agency wants to correct or withdraw its report, ask by telephone.",
        ),
        Text(
            "Tệp gửi sau không có số liệu, ý, ghi chú hay thông tin nào trong biểu nên không thay báo cáo đã có.",
            "A later file has no figure, point, note or detail in the form, so it does not replace the agency's report.",
        ),
    ),
    "decision-by-name": FindingText(
        "warning",
        Text(
            "Quyết định “{value}” được áp dụng theo tên tệp: nội dung của tệp này đã khác so với lúc quyết định.",
            "The decision “{value}” was applied by the file's name: what is in it has changed since.",
        ),
        Text(
            "Kiểm tra tệp, rồi giữ hoặc sửa quyết định ở trang “Tệp nguồn”.",
            "Look at the file again, then keep or change the decision on the sheet of sources.",
        ),
        Text(
            "Quyết định gắn với nội dung của tệp; khi không còn tệp có nội dung đó, tệp cùng tên được dùng thay và nêu rõ.",
            "A decision belongs to what a file holds; where no file holds that any more, the one of the same name is taken, and this says so.",
        ),
    ),
    "decision-conflict": FindingText(
        "warning",
        Text(
            "Các quyết định về tệp trái nhau: {files}.",
            "The decisions about these files contradict each other: {files}.",
        ),
        Text(
            "Chỉ để lại một quyết định ở trang “Tệp nguồn” rồi tổng hợp lại; trong khi chờ, bản mới nhất trong số đó được tính.",
            "Leave one decision on the sheet of sources and merge again; until then the latest of them counts.",
        ),
        Text(
            "Hai tệp khác nhau của một đơn vị cùng được ghi là dùng, hoặc hai bản giống hệt được ghi trái nhau.",
            "Two different files of one agency are both marked to be used, or two identical ones are marked differently.",
        ),
    ),
    "decision-not-followed": FindingText(
        "warning",
        Text(
            "Tệp được quyết định dùng, nhưng không đọc được thành báo cáo của đơn vị nào.",
            "The file was decided to be used, but cannot be taken for any agency's report.",
        ),
        Text(
            "Xem lý do ở trang “Tệp nguồn”; sửa tệp hoặc bỏ quyết định.",
            "See the reason on the sheet of sources; correct the file or clear the decision.",
        ),
        Text(
            "Tệp hỏng, sai đợt hoặc không rõ đơn vị không dùng được dù đã có quyết định.",
            "No decision makes a file usable that is damaged, of another campaign or of no known agency.",
        ),
    ),
    "decision-not-understood": FindingText(
        "warning",
        Text(
            "Quyết định “{value}” không hợp lệ nên chưa áp dụng.",
            "The decision “{value}” is not understood and was not applied.",
        ),
        Text(
            "Chọn “dùng” hoặc “không dùng” trong danh sách ở trang “Tệp nguồn”.",
            "Choose “use” or “don't use” from the list on the sheet of sources.",
        ),
        Text("Cột “Quyết định” chỉ nhận: dùng, không dùng.", "The column “Decision” takes: use, don't use."),
    ),
    "decision-without-file": FindingText(
        "note",
        Text(
            "Quyết định “{value}” về {file} không còn tệp nào để áp dụng; vẫn được giữ.",
            "The decision “{value}” about {file} has no file left to apply to; it is kept.",
        ),
        Text(
            "Xem trang “Tệp nguồn”; xóa quyết định nếu không cần nữa.",
            "See the sheet of sources; clear the decision if it is not needed.",
        ),
        Text(
            "Tệp đã có quyết định không còn trong inbox.",
            "The file that the decision was about is no longer in the inbox.",
        ),
    ),
    "agency-assigned": FindingText(
        "note",
        Text(
            "Tệp này tính cho {given} theo cột “Tính cho đơn vị” ở trang “Tệp nguồn”; đơn vị ghi trong tệp: {stamped}.",
            "This file is {given}'s, as chosen under “Counts for” on the sheet of sources; by itself it says: {stamped}.",
        ),
        Text(
            "Không cần xử lý; nếu đổi thì chọn đơn vị khác, hoặc xóa ô, rồi tổng hợp lại.",
            "Nothing to do; to change it, choose another agency or clear the cell, then merge again.",
        ),
        Text(
            "Cơ quan đầu mối đã chọn đơn vị cho tệp; quyết định đó ưu tiên hơn mã trong tệp và sổ nhận.",
            "The coordinator chose the file's agency, which goes before its own stamp and the register.",
        ),
    ),
    "assignment-not-understood": FindingText(
        "warning",
        Text(
            "Cột “Tính cho đơn vị” ghi “{value}”, không phải mã, tên của đơn vị nào trong danh sách nên chưa áp dụng.",
            "“Counts for” says “{value}”, which is no agency's code or name; it was not followed.",
        ),
        Text(
            "Chọn đơn vị trong danh sách ở trang “Tệp nguồn” rồi tổng hợp lại.",
            "Choose an agency from the list on the sheet of sources and merge again.",
        ),
        Text(
            "Cột “Tính cho đơn vị” nhận mã, tên, tên ngắn hoặc tên gọi khác của đơn vị.",
            "“Counts for” takes an agency's code, name, short name or another name of it.",
        ),
    ),
    "assignment-ambiguous": FindingText(
        "warning",
        Text(
            "Cột “Tính cho đơn vị” ghi “{value}”, có thể là {agencies}; chưa áp dụng.",
            "“Counts for” says “{value}”, which may be {agencies}; it was not followed.",
        ),
        Text(
            "Chọn một đơn vị trong danh sách ở trang “Tệp nguồn”, hoặc ghi mã, rồi tổng hợp lại.",
            "Choose one from the list on the sheet of sources, or write its code, and merge again.",
        ),
        Text("Tên đã ghi khớp nhiều đơn vị: không tự chọn.", "The name fits several agencies: none is chosen."),
    ),
    "assignment-conflict": FindingText(
        "warning",
        Text(
            "Một tệp (có nhiều bản giống hệt: {files}) được ghi cho nhiều đơn vị: {value}; chưa áp dụng.",
            "One file, of which there are identical copies ({files}), is given to several agencies: {value}. None was followed.",
        ),
        Text(
            "Chỉ để lại một đơn vị ở cột “Tính cho đơn vị” của trang “Tệp nguồn” rồi tổng hợp lại.",
            "Leave one agency under “Counts for” on the sheet of sources and merge again.",
        ),
        Text("Các bản giống hệt được coi là một tệp.", "Identical copies of a file are one file."),
    ),
    "assignment-not-followed": FindingText(
        "warning",
        Text(
            "Cột “Tính cho đơn vị” ghi “{value}” cho một tệp nằm trong bảng tổng hợp {master}: không đổi được ở đây.",
            "“Counts for” says “{value}” for a file that came in with the master {master}: it cannot be changed here.",
        ),
        Text(
            "Ghi ở trang “Tệp nguồn” của bảng tổng hợp đó rồi tổng hợp lại, hoặc để tệp đó vào inbox.",
            "Choose the agency on the sheet of sources of that master and merge it again, or put the file itself into inbox.",
        ),
        Text(
            "Bảng tổng hợp của cấp dưới chỉ có nội dung đã đọc cho đơn vị được tính ở đó.",
            "A master of a part has only what was read of a file for the agency for which it counts there.",
        ),
    ),
}
