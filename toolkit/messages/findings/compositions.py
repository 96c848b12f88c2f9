"""Findings of merging masters of parts into the master of the whole."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "is-master": FindingText(
        "error",
        Text(
            "Đây là bảng tổng hợp (master), không phải biểu của đơn vị.",
            "This is a master workbook, not an agency's form.",
        ),
        Text(
            "Đưa tệp vào lệnh toolkit merge để tổng hợp chung.",
            "Give it to toolkit merge, which takes in all that it holds.",
        ),
        Text(
            "Bảng tổng hợp được để ở nơi chỉ nhận biểu của đơn vị.", "A master was read where only agencies' forms are."
        ),
    ),
    "shared-copy": FindingText(
        "error",
        Text(
            "Đây là bản chia sẻ của một bảng tổng hợp, không có số liệu gốc và tệp nguồn nên không tổng hợp được.",
            "This is a copy of a master for circulation: without its sources and original figures it cannot be merged.",
        ),
        Text(
            "Đề nghị gửi bảng tổng hợp gốc (master.xlsx) của bản chia sẻ này.",
            "Please send the master itself (master.xlsx), of which the copy was made.",
        ),
        Text(
            "Bản chia sẻ, hoặc bảng tổng hợp đã bị xóa trang “Tệp nguồn”, không thay cho bảng tổng hợp hoặc biểu của đơn vị.",
            "A copy for circulation, or a master without its sheet of sources, stands for no master and for no agency's form.",
        ),
    ),
    "master-unreadable": FindingText(
        "error",
        Text("Không đọc được bảng tổng hợp này ({value}).", "This master workbook cannot be read ({value})."),
        Text(
            "Tổng hợp lại phần đó bằng toolkit merge, hoặc đưa các biểu gốc vào inbox.",
            "Make it again with toolkit merge, or put the workbooks it was made from into inbox.",
        ),
        Text(
            "Tệp hỏng, bị cắt, hoặc cần quá nhiều bộ nhớ, thời gian.",
            "The file is damaged or cut, or takes too much memory or time.",
        ),
    ),
    "part-unreadable": FindingText(
        "error",
        Text(
            "Không dùng được bảng tổng hợp {file}: nội dung không phải do bản toolkit đang dùng ghi ra ({value}).",
            "Master {file} cannot be used: what it holds is not what this release of the toolkit writes ({value}).",
        ),
        Text(
            "Nếu bảng do phiên bản mới hơn lập thì cập nhật toolkit; nếu không, lập lại bảng bằng toolkit merge, hoặc đưa các biểu gốc vào inbox.",
            "If a newer release made it, update the toolkit; else make it again with toolkit merge, or put the workbooks it was made from into inbox.",
        ),
        Text(
            "Trang ẩn hoặc trang dữ liệu của bảng tổng hợp đã bị hỏng, bị sửa, hoặc do phiên bản mới hơn ghi. Các tệp khác vẫn được tổng hợp.",
            "The master's hidden sheet or its data was damaged or changed, or a newer release wrote it. All other files are merged.",
        ),
    ),
    "master-too-old": FindingText(
        "error",
        Text(
            "Bảng tổng hợp này thiếu trang ẩn giữ nguồn gốc nên không tổng hợp tiếp được.",
            "This master lacks the hidden sheet with its sources and cannot be merged any further.",
        ),
        Text(
            "Tổng hợp lại phần đó bằng toolkit merge (bản hiện tại), giữ nguyên các trang của tệp.",
            "Make it again with this version's toolkit merge, and leave all its sheets in it.",
        ),
        Text(
            "Tệp do phiên bản cũ lập, hoặc trang ẩn đã bị xóa.",
            "It was made by an older version, or somebody deleted the hidden sheet.",
        ),
    ),
    "master-of-other-campaign": FindingText(
        "error",
        Text(
            "Bảng tổng hợp này thuộc đợt báo cáo khác ({value}), không phải {campaign}.",
            "This master belongs to another campaign ({value}), not to {campaign}.",
        ),
        Text("Lấy bảng tổng hợp của đợt này.", "Take the master of this campaign."),
        Text("Mã đợt trong tệp khác mã trong campaign.xlsx.", "The campaign it was made for is not this one."),
    ),
    "master-older-definition": FindingText(
        "warning",
        Text(
            "Bảng tổng hợp này lập trước khi sửa yêu cầu báo cáo hoặc quy tắc kiểm tra; nay khác ở: {differs}.",
            "This master was made before what is asked or checked was changed; it differs now in: {differs}.",
        ),
        Text(
            "Chỉ tiêu được khớp theo mã, các quy tắc không kiểm tra lại; tốt nhất là tổng hợp lại phần đó từ các biểu gốc.",
            "Indicators are matched by code, rules are not checked again; it is best to make that part again from its workbooks.",
        ),
        Text(
            "campaign.xlsx nơi lập bảng đó khác campaign.xlsx ở đây về chỉ tiêu, đơn vị tính, kỳ, mục hoặc quy tắc. Khác về đầu mối liên hệ, hạn gửi thì không nêu.",
            "The campaign.xlsx it was made with has other indicators, units, periods, sections or rules than the one here. Another contact or deadline is not reported.",
        ),
    ),
    "master-not-asked": FindingText(
        "warning",
        Text(
            "{count} ô của {agencies} đơn vị trong bảng tổng hợp này chưa được tổng hợp: đợt này không yêu cầu (hoặc không yêu cầu đơn vị đó) chỉ tiêu, kỳ, mục, chủ đề đó.",
            "{count:# cell|# cells} of {agencies:# agency|# agencies} in this master have no place here: that indicator, period, section or theme is not asked, or not of that agency.",
        ),
        Text(
            "Xem các ô đó ở trang “Ô chưa tổng hợp”; nếu cần, thêm vào campaign.xlsx rồi tổng hợp lại.",
            "Look at these cells on the sheet “Leftovers”; where they are wanted, add what is missing to campaign.xlsx and merge again.",
        ),
        Text(
            "Bảng tổng hợp có nội dung không thuộc yêu cầu của đợt này. Nội dung được giữ nguyên ở trang “Ô chưa tổng hợp”, không tính vào tổng.",
            "The part was asked what is not asked here. It is kept word for word among the cells left over and counted in no total.",
        ),
    ),
    "master-other-definition": FindingText(
        "warning",
        Text(
            "Bảng tổng hợp này lập theo bản định nghĩa khác với bản hiện tại ({value}).",
            "This master was made with another version of the definition ({value}).",
        ),
        Text(
            "Chỉ tiêu được khớp theo mã; tốt nhất là tổng hợp lại phần đó từ các biểu gốc.",
            "Indicators are matched by code; it is best to make that part again from its workbooks.",
        ),
        Text(
            "campaign.xlsx nơi lập bảng đó khác campaign.xlsx ở đây: quy tắc kiểm tra cũng có thể khác.",
            "The campaign.xlsx it was made with is not the one here: its checks may differ too.",
        ),
    ),
    "master-changed": FindingText(
        "warning",
        Text(
            "Trong bảng tổng hợp {master}, số hàng của tệp này khác khi lập: đã có hàng bị thêm hoặc xóa.",
            "In master {master}, the rows of this file are no longer as many as were written: somebody added or deleted some.",
        ),
        Text(
            "Lập lại bảng tổng hợp đó, hoặc đưa biểu gốc vào inbox.",
            "Make that master again, or put the file itself into inbox.",
        ),
        Text(
            "Không sửa trực tiếp các trang dữ liệu của bảng tổng hợp.",
            "The data sheets of a master are not the place for changes.",
        ),
    ),
    "master-rewritten": FindingText(
        "warning",
        Text(
            "Trong bảng tổng hợp {master}, {count} hàng của tệp này khác khi lập: đã bị sửa số liệu, nội dung, thông tin báo cáo hoặc ô chưa tổng hợp ({value}).",
            "In master {master}, {count:# row of this file does|# rows of this file do} not say what was written: somebody changed figures, texts, report details or what has no place ({value}).",
        ),
        Text(
            "Số liệu, nội dung trong bảng được tính. Nếu không đúng với đơn vị, lập lại bảng tổng hợp đó, hoặc đưa biểu gốc vào inbox.",
            "What the sheets say now is used. If it is not what the agency gave, make that master again, or put the file itself into inbox.",
        ),
        Text(
            "Không sửa trực tiếp các trang dữ liệu của bảng tổng hợp: số liệu phải sửa ở biểu của đơn vị.",
            "The data sheets of a master are not the place for changes: figures are corrected in the agency's form.",
        ),
    ),
    "master-table-rewritten": FindingText(
        "warning",
        Text(
            "Trong bảng tổng hợp {master}, {count} dòng của các bảng danh sách trong tệp này khác khi lập: đã bị sửa, thêm hoặc xóa ngoài cột nền vàng ({value}).",
            "In master {master}, {count:# row|# rows} of this file's tables {count:is|are} not as written: changed, added or deleted outside the yellow columns ({value}).",
        ),
        Text(
            "Các dòng vẫn tính như khi lập. Cần sửa thì gõ vào cột nền vàng của dòng đó, hoặc đưa biểu gốc vào inbox.",
            "The rows still count as they were written. To change one type into its yellow columns, or put the file itself into inbox.",
        ),
        Text(
            "Không sửa trực tiếp các dòng: sửa ở biểu của đơn vị, hoặc ở cột nền vàng.",
            "Rows are changed in the agency's form, or in the yellow columns.",
        ),
    ),
    "master-value-impossible": FindingText(
        "error",
        Text(
            "{indicator}, {period}: bảng tổng hợp {master} ghi “{value}”, không phải giá trị của chỉ tiêu này; chưa tính.",
            "{indicator}, {period}: master {master} says “{value}”, which is no value of this indicator. It is not counted.",
        ),
        Text(
            "Lập lại bảng tổng hợp đó, hoặc đưa biểu gốc của đơn vị vào inbox.",
            "Make that master again, or put the agency's file itself into inbox.",
        ),
        Text(
            "Ô giá trị hoặc ô trạng thái ở trang “Số liệu gốc” của bảng tổng hợp đã bị sửa.",
            "Somebody changed the value or the state on the sheet of figures of the master.",
        ),
    ),
    "edits-disagree": FindingText(
        "warning",
        Text(
            "Nhóm {group}: các bảng tổng hợp sửa khác nhau ở cột “{column}”: {values}. Lấy “{value}”.",
            "Group {group}: the masters' edits in “{column}” differ: {values}. “{value}” was taken.",
        ),
        Text(
            "Sửa lại ở trang “Nhóm ý” của bảng tổng hợp chung nếu cần.",
            "Edit the sheet of groups of the whole master if it should be another.",
        ),
        Text(
            "Hai nơi cùng sửa một nhóm ý; chỉnh sửa ở bảng chung được ưu tiên.",
            "Two places edited the same group; an edit in the whole master goes before theirs.",
        ),
    ),
    "edit-anew": FindingText(
        "warning",
        Text(
            "Nhóm {group}: cột “{column}” đã bị xóa ở đây, nhưng nay {master} ghi khác: “{value}”; đã lấy.",
            "Group {group}: “{column}” was cleared here, but {master} now says something else: “{value}”. It was taken.",
        ),
        Text(
            "Nếu không đồng ý, xóa hoặc sửa lại ở trang “Nhóm ý” rồi tổng hợp lại.",
            "If it should not hold, clear or change it on the sheet of groups and merge again.",
        ),
        Text(
            "Một phần đã sửa lại sau khi chỉnh sửa trước của nó bị xóa ở bảng chung.",
            "A part edited anew after its edit before was cleared in the whole master.",
        ),
    ),
}
