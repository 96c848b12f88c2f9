"""The wording of the definition workbook's sheets: titles, headings, and what each column is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.messages import Text
from toolkit.model import Language

SHEETS = {
    "guide": Text("Hướng dẫn", "Guide"),
    "campaign": Text("Đợt báo cáo", "Campaign"),
    "agencies": Text("Đơn vị", "Agencies"),
    "successors": Text("Đơn vị cũ", "Former bodies"),
    "indicators": Text("Chỉ tiêu", "Indicators"),
    "rows": Text("Bảng", "Tables"),
    "splits": Text("Phân tổ", "Splits"),
    "sections": Text("Đề cương", "Sections"),
    "themes": Text("Chủ đề", "Themes"),
    "rules": Text("Quy tắc", "Rules"),
    "sentences": Text("Câu có số liệu", "Sentences"),
    "words": Text("Từ ngữ", "Words"),
    "lists": Text("Từ chọn", "Options"),
}

HINTS = {
    "campaign": Text("Thông tin chung của đợt báo cáo.", "What the campaign is about, and until when."),
    "agencies": Text(
        "Mỗi hàng một đơn vị phải báo cáo. Nhiều giá trị trong một ô cách nhau bằng dấu |.",
        "One row an agency that owes a report. Several values in a cell are separated by |.",
    ),
    "successors": Text(
        "Mỗi hàng một đơn vị của các đợt trước nay không còn, để so với đợt trước. “Được thay bằng”: mã ở trang Đơn vị; nhiều mã: bị chia; để trống: không có đơn vị nào thay.",
        "One row a body of earlier campaigns that is there no more, for comparing with them. “Replaced by”: codes of the sheet of agencies; several: it was split; blank: by nobody.",
    ),
    "indicators": Text(
        "Mỗi hàng một chỉ tiêu. Cột “Giao đơn vị” ghi nhóm hoặc mã đơn vị, cách nhau bằng |; để trống: giao tất cả.",
        "One row an indicator. “Asked of” takes groups or codes separated by |; blank means everybody.",
    ),
    "rows": Text(
        "Mỗi hàng một cột của bảng danh sách do đơn vị tự thêm dòng (dự án, mô hình, vụ việc). Các cột của một bảng ghi liền nhau; tên bảng, đơn vị được giao ghi ở hàng đầu của bảng.",
        "One row a column of a list whose lines the agency adds (projects, models, cases). The columns of a table stand together; its heading and whom it is asked of at its first row.",
    ),
    "splits": Text(
        "Mỗi hàng chia một chỉ tiêu theo một danh sách (giới, độ tuổi …). Mỗi phần là một dòng của biểu, ngay dưới chỉ tiêu, có mã riêng: TT06 chia “Nam” là TT06_NAM.",
        "One row splits an indicator by a list (sex, age …). Each part is a row of the form right under the indicator, with a code of its own: TT06 split by “Nam” is TT06_NAM.",
    ),
    "sections": Text("Các mục của phần nội dung, theo thứ tự trong báo cáo.", "The report's sections, in order."),
    "themes": Text(
        "Các chủ đề của bảng tổng hợp. Từ khóa dùng để xếp các ý đơn vị chưa chọn chủ đề.",
        "The summary's themes. Keywords place the points for which no theme was chosen.",
    ),
    "rules": Text(
        "Mỗi hàng một quy tắc, viết như công thức Excel với mã chỉ tiêu, ví dụ =DT02=DT03+DT04+DT05.",
        "One row a rule, written as an Excel formula over indicator codes, such as =DT02=DT03+DT04+DT05.",
    ),
    "sentences": Text(
        "Mỗi hàng một câu có số liệu của báo cáo Word và trang Tóm tắt, ví dụ: Đạt {{{code}}}[, {{{code}.thay_doi}} so với {{{code}.ky_truoc}}].",
        "One row a sentence with figures, for the Word report and the leaders' page, such as: {{{code}}}[, {{{code}.change}} on {{{code}.since}}].",
    ),
    "words": Text(
        "Từ ngữ dùng khi đọc báo cáo: tiêu đề mục, chữ viết tắt, từ trái nghĩa, từ thay cho số.",
        "Words that help in reading reports: headings, abbreviations, opposites, words in place of numbers.",
    ),
    "lists": Text(
        "Các từ chọn được ở từng cột và tác dụng. Ghi từ tiếng Việt (có dấu hay không dấu) hoặc từ tiếng Anh đều được.",
        "The words that columns with drop-downs take, and what each does. The Vietnamese word and the English one are the same.",
    ),
}

#: The headings of the sheet of options, each beside what stands under it.
LISTS = (
    Text("Trang", "Sheet"),
    Text("Cột", "Column"),
    Text("Từ chọn", "Word"),
    Text("Cũng ghi được", "The same"),
    Text("Tác dụng", "What it does"),
)
#: Under “Means” of words: the column, and of which kind.
MEANS_OF = Text("{column} (loại “{kind}”)", "{column} (kind “{kind}”)")
#: What Excel asks where something else than an option is typed.
NOT_LISTED = Text("Không có trong danh sách", "Not on the list")
NOT_LISTED_SAYS = Text(
    "Hãy chọn một từ trong danh sách thả xuống. Từ tiếng Anh hoặc gõ không dấu cũng đọc được; từ khác sẽ bị báo lỗi.",
    "Take one from the drop-down. The Vietnamese word is read as well; any other is an error.",
)

ROW = Text("Mục", "Item")
VALUE = Text("Nội dung", "Value")
HELP = Text("Giải thích", "What it is")

#: The rows of the campaign sheet: (label, help).
CAMPAIGN = {
    "id": (
        Text("Mã đợt báo cáo", "Campaign id"),
        Text("Ngắn, không đổi sau khi đã gửi biểu.", "Short; does not change once forms are out."),
    ),
    "title": (Text("Tên báo cáo", "Title"), Text("In ở đầu mỗi trang biểu.", "Printed at the top of each form.")),
    "programme": (
        Text("Chương trình", "Programme"),
        Text("Tên đầy đủ của chương trình.", "The programme's full name."),
    ),
    "legal_basis": (
        Text("Căn cứ", "Legal basis"),
        Text("Quyết định, kế hoạch làm căn cứ.", "The decision or plan behind it."),
    ),
    "province": (Text("Tỉnh, thành phố", "Province"), Text("", "")),
    "lead_agency": (
        Text("Cơ quan đầu mối", "Lead agency"),
        Text("Mã của cơ quan đầu mối.", "Code of the coordinating agency."),
    ),
    "periods": (
        Text("Các kỳ số liệu", "Periods"),
        Text(
            "Ví dụ: 2016|2017|2018|2019|2020-6M; quý: 2026-Q1; tháng: 2026-M07.",
            "Such as 2016|2017|2020-6M; quarters 2026-Q1; months 2026-M07.",
        ),
    ),
    "next_period": (Text("Giai đoạn tới", "Next period"), Text("Ví dụ: 2021-2025.", "Such as 2021-2025.")),
    "cutoff": (Text("Ngày chốt số liệu", "Cut-off"), Text("", "")),
    "deadline": (Text("Hạn gửi báo cáo", "Deadline"), Text("", "")),
    "issued": (Text("Ngày phát hành biểu", "Issued"), Text("", "")),
    "contact_name": (Text("Người, bộ phận liên hệ", "Contact"), Text("", "")),
    "contact_email": (Text("Thư điện tử nhận biểu", "E-mail for the forms"), Text("", "")),
    "contact_phone": (Text("Điện thoại", "Telephone"), Text("", "")),
    "superior": (
        Text("Cơ quan chủ quản", "Superior body"),
        Text(
            "In trên tên cơ quan đầu mối (và các đơn vị cùng nhóm đầu tiên) ở đầu báo cáo Word, ví dụ UBND TỈNH …; ngắt dòng bằng |.",
            "Printed above the lead agency's name (and its first group's) at the head of Word reports; lines separated by |.",
        ),
    ),
    "report_to": (
        Text("Kính gửi", "Addressed to"),
        Text(
            "Nơi nhận chính của báo cáo Word; nhiều nơi cách nhau bằng |.",
            "Whom the Word report is addressed to; several separated by |.",
        ),
    ),
    "recipients": (
        Text("Nơi nhận", "Recipients"),
        Text(
            "Các dòng Nơi nhận của báo cáo Word, cách nhau bằng |; để trống: Như trên; Lưu: VT.",
            "The report's list of recipients, separated by |.",
        ),
    ),
    "signer_title": (
        Text("Quyền hạn, chức vụ người ký", "Authority and office"),
        Text(
            "Ví dụ: KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC; TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH. Để trống: theo biểu của cơ quan đầu mối.",
            "Such as KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC. Blank: as in the lead agency's own form.",
        ),
    ),
    "signed_by": (
        Text("Người ký", "Signed by"),
        Text("Họ và tên, không ghi học hàm, học vị.", "Full name, without degrees."),
    ),
    "previous": (
        Text("Bảng tổng hợp đợt trước", "Last round's master"),
        Text(
            "Đường dẫn tính từ thư mục này, ví dụ ../dot-truoc/master.xlsx. Biểu và bảng tổng hợp lấy số đợt trước ở đó; để trống: không so.",
            "Its path from this folder, such as ../last-round/master.xlsx: forms and the master take last time's figures from it. Blank: none.",
        ),
    ),
}

#: What stands under “Source” where no source shows an entry yet.
TO_CONFIRM = Text("cần đối chiếu", "to be confirmed")

_CODE = Text("Mã", "Code")
_SOURCE = Text("Nguồn", "Source")
_GUIDANCE = Text("Hướng dẫn cho người điền", "Guidance for the filler")
_ASKED = Text("Giao đơn vị", "Asked of")
_REQUIRED = Text("Bắt buộc", "Required")

#: Headings of the columns, by (sheet, column).
COLUMNS: dict[tuple[str, str], Text] = {
    ("campaign", "source"): _SOURCE,
    ("agencies", "code"): _CODE,
    ("agencies", "name"): Text("Tên đầy đủ", "Full name"),
    ("agencies", "short_name"): Text("Tên ngắn", "Short name"),
    ("agencies", "aliases"): Text("Tên gọi khác", "Other names"),
    ("agencies", "group"): Text("Nhóm", "Groups"),
    ("agencies", "symbol"): Text("Ký hiệu văn bản", "Document symbol"),
    ("agencies", "header_lines"): Text("Ngắt dòng tên cơ quan", "Name broken in lines"),
    ("agencies", "email"): Text("Thư điện tử", "E-mail"),
    ("agencies", "parent"): Text("Cơ quan cấp trên", "Parent"),
    ("agencies", "since"): Text("Có từ ngày", "Since"),
    ("agencies", "until"): Text("Đến ngày", "Until"),
    ("agencies", "replaced_by"): Text("Được thay bằng", "Replaced by"),
    ("agencies", "active"): Text("Dùng đợt này", "In this round"),
    ("agencies", "source"): _SOURCE,
    ("successors", "code"): _CODE,
    ("successors", "name"): Text("Tên đầy đủ", "Full name"),
    ("successors", "short_name"): Text("Tên ngắn", "Short name"),
    ("successors", "replaced_by"): Text("Được thay bằng", "Replaced by"),
    ("successors", "until"): Text("Đến ngày", "Until"),
    ("successors", "note"): Text("Ghi chú", "Note"),
    ("successors", "source"): _SOURCE,
    ("indicators", "code"): _CODE,
    ("indicators", "topic"): Text("Nhóm chỉ tiêu", "Topic"),
    ("indicators", "label"): Text("Tên chỉ tiêu", "Label"),
    ("indicators", "unit"): Text("Đơn vị tính", "Unit"),
    ("indicators", "kind"): Text("Loại", "Kind"),
    ("indicators", "asked_of"): _ASKED,
    ("indicators", "owner"): Text("Đơn vị chủ số liệu", "Owner"),
    ("indicators", "required"): _REQUIRED,
    ("indicators", "carry"): Text("Giữ số kỳ trước", "Carried"),
    ("indicators", "minimum"): Text("Nhỏ nhất", "Minimum"),
    ("indicators", "maximum"): Text("Lớn nhất", "Maximum"),
    ("indicators", "max_change"): Text("Thay đổi tối đa (%)", "Largest change (%)"),
    ("indicators", "choices"): Text("Các mục chọn", "Choices"),
    ("indicators", "across_agencies"): Text("Tính qua các đơn vị", "Across agencies"),
    ("indicators", "across_periods"): Text("Tính qua các kỳ", "Across periods"),
    ("indicators", "weight"): Text("Trọng số", "Weight"),
    ("indicators", "formula"): Text("Công thức", "Formula"),
    ("indicators", "direction"): Text("Chiều hướng tốt", "Good direction"),
    ("indicators", "sensitive"): Text("Nhạy cảm", "Sensitive"),
    ("indicators", "target"): Text("Mục tiêu", "Target"),
    ("indicators", "headline"): Text("Chỉ số chính", "Key figure"),
    ("indicators", "compared_with"): Text("So với", "Compared with"),
    ("indicators", "odd_figures"): Text("Tìm số bất thường", "Look for odd figures"),
    ("indicators", "guidance"): _GUIDANCE,
    ("indicators", "source"): _SOURCE,
    ("rows", "table"): Text("Mã bảng", "Table"),
    ("rows", "heading"): Text("Tên bảng", "Heading"),
    ("rows", "asked_of"): _ASKED,
    ("rows", "cumulative"): Text("Giữ các dòng kỳ trước", "Rows carried"),
    ("rows", "code"): Text("Mã cột", "Column"),
    ("rows", "label"): Text("Tên cột", "Label"),
    ("rows", "unit"): Text("Đơn vị tính", "Unit"),
    ("rows", "kind"): Text("Loại", "Kind"),
    ("rows", "required"): _REQUIRED,
    ("rows", "choices"): Text("Các mục chọn", "Choices"),
    ("rows", "across_rows"): Text("Tính qua các dòng", "Across rows"),
    ("rows", "equals"): Text("Bằng chỉ tiêu", "Equals"),
    ("rows", "key"): Text("Cột nhận dạng", "Key"),
    ("rows", "sensitive"): Text("Nhạy cảm", "Sensitive"),
    ("rows", "guidance"): _GUIDANCE,
    ("rows", "source"): _SOURCE,
    ("splits", "code"): _CODE,
    ("splits", "label"): Text("Chia theo", "Split by"),
    ("splits", "parts"): Text("Các phần", "Parts"),
    ("splits", "of"): Text("Chỉ tiêu", "Indicator"),
    ("splits", "whole"): Text("So với chỉ tiêu", "Against the indicator"),
    ("splits", "source"): _SOURCE,
    ("sections", "code"): _CODE,
    ("sections", "role"): Text("Vai trò", "Role"),
    ("sections", "heading"): Text("Tiêu đề mục", "Heading"),
    ("sections", "asked_of"): _ASKED,
    ("sections", "required"): _REQUIRED,
    ("sections", "max_words"): Text("Số từ tối đa", "Most words"),
    ("sections", "guidance"): _GUIDANCE,
    ("sections", "source"): _SOURCE,
    ("themes", "code"): _CODE,
    ("themes", "label"): Text("Tên chủ đề", "Label"),
    ("themes", "keywords"): Text("Từ khóa", "Keywords"),
    ("rules", "code"): _CODE,
    ("rules", "formula"): Text("Công thức", "Formula"),
    ("rules", "severity"): Text("Mức", "Severity"),
    ("rules", "message"): Text("Thông báo khi sai", "Message"),
    ("rules", "fix"): Text("Cách sửa", "What to do"),
    ("sentences", "topic"): Text("Nhóm chỉ tiêu", "Topic"),
    ("sentences", "section"): Text("Mục của báo cáo", "Section"),
    ("sentences", "text"): Text("Câu", "Sentence"),
    ("sentences", "page"): Text("Trang Tóm tắt", "Leaders' page"),
    ("words", "kind"): Text("Loại", "Kind"),
    ("words", "text"): Text("Từ, cụm từ", "Word or phrase"),
    ("words", "means"): Text("Nghĩa là", "Means"),
}

#: What a column may hold, shown when a cell of it is chosen; up to 255 characters.
HELPS: dict[tuple[str, str], Text] = {
    **{
        (sheet, "source"): Text(
            "Văn bản làm căn cứ. Chưa có văn bản nào cho thấy: ghi “cần đối chiếu”, và xóa chữ đó khi đã đối chiếu.",
            "The text it rests on. Where none shows it: “to be confirmed”, taken out once it is.",
        )
        for sheet in ("campaign", "agencies", "successors", "indicators", "rows", "splits", "sections")
    },
    ("agencies", "active"): Text(
        "không: chưa dùng trong đợt này, không lập biểu, không tính thiếu. có, hoặc để trống: có dùng.",
        "no: no part of this round: no form, and not wanting. yes, or blank: part of it.",
    ),
    ("successors", "replaced_by"): Text(
        "Mã ở trang Đơn vị, cách nhau bằng |. Đơn vị gộp: số cũ được cộng lại để so. Chia cho nhiều đơn vị: chỉ so tổng của tất cả. Trống: không so.",
        "Codes of agencies, separated by |. Merged: the old figures are added up. Split among several: only the sums are compared. Blank: nothing is.",
    ),
    ("successors", "until"): Text(
        "Ngày cuối còn hoạt động: từ ngày này, đợt trước thiếu số của đơn vị thì không coi là thiếu.",
        "Its last day: in campaigns after it nobody waits for its figures.",
    ),
    ("agencies", "group"): Text(
        "Một hoặc nhiều nhóm, cách nhau bằng |. Nhóm đầu dùng để xếp bảng; cột “Giao đơn vị” dùng được mọi nhóm.",
        "One or more groups, separated by |. “Asked of” may name any of them.",
    ),
    ("agencies", "since"): Text(
        "Số liệu các kỳ trước ngày này không bắt buộc; nếu đã ghi thì vẫn tính.",
        "Figures of periods before it are not required; what is given counts.",
    ),
    ("agencies", "until"): Text(
        "Đơn vị không còn hoạt động (giải thể, sáp nhập, chia tách) trước hạn gửi thì không phải báo cáo, không tính thiếu số liệu ở kỳ không còn hoạt động; đã gửi thì vẫn tính.",
        "Who is gone by the deadline owes no report, and is not counted as wanting in later periods; what it sends counts.",
    ),
    ("indicators", "target"): Text(
        "Mức phải đạt. So với tổng cả kỳ nếu chỉ tiêu cộng qua các kỳ, còn lại so với kỳ cuối.",
        "What is to be reached: by the sum of all periods where they are added up, else in the last one.",
    ),
    ("indicators", "kind"): Text(
        "số đếm: số nguyên; số lẻ: có phần thập phân; tiền; phần trăm: tỷ lệ, %; có/không; chọn: một trong các mục ghi ở cột “Các mục chọn”; ngày; chữ: lời tự ghi.",
        "count: whole; decimal; money; percent: a rate, in %; yesno; choice: one of those under “Choices”; date; text.",
    ),
    ("indicators", "required"): Text(
        "có: đơn vị phải ghi, ô trống là thiếu số liệu. không, hoặc để trống: không bắt buộc.",
        "yes: the agency has to fill it in. no, or blank: it need not.",
    ),
    ("indicators", "asked_of"): Text(
        "Nhóm hoặc mã đơn vị, cách nhau bằng |. Trống: giao tất cả.",
        "Groups or codes, separated by |. Blank: everybody.",
    ),
    ("indicators", "carry"): Text(
        "có: biểu điền sẵn số đợt trước để đơn vị xác nhận hoặc ghi số mới; chưa xác nhận thì không tính vào tổng nào. Dùng cho số ít thay đổi (biên chế, cơ sở vật chất).",
        "yes: last time's figure stands in the form, to confirm or type over; it counts in no total until then. For what seldom changes.",
    ),
    ("indicators", "owner"): Text(
        "Đơn vị có số liệu chính thức. Tổng của tỉnh chỉ lấy số của đơn vị này; số của đơn vị khác để đối chiếu.",
        "Whose figure is official. The total takes theirs only; the others' are for comparison.",
    ),
    ("indicators", "across_agencies"): Text(
        "Số của tỉnh từ số của các đơn vị. cộng; trung bình: theo trọng số nếu có; lớn nhất; nhỏ nhất; đếm có: số đơn vị trả lời Có; không tính, hoặc để trống: không có số chung. Tỷ lệ có công thức thì để trống.",
        "The province's figure. sum; mean: weighed if there is a weight; max; min; count_yes: how many say yes; none, or blank: no total. Blank for a rate with a formula.",
    ),
    ("indicators", "across_periods"): Text(
        "Số cả giai đoạn từ số các kỳ. cộng: số phát sinh trong kỳ; kỳ cuối: số có đến cuối kỳ; lũy kế (từ đầu năm), lũy kế từ kỳ đầu: lấy kỳ cuối, không cộng; trung bình; lớn nhất; không tính, hoặc để trống: không có.",
        "The figure of all periods together. sum: what happened in each; last: what there is at the end; cumulative (from the year's start), cumulative_all (from the first period): the last one, never added; mean; max; none, or blank: there is none.",
    ),
    ("indicators", "direction"): Text(
        "tăng: càng cao càng tốt; giảm: càng thấp càng tốt; không xét, hoặc để trống: không đánh giá. Quyết định “đạt”, “chưa đạt” và màu ở trang Tóm tắt.",
        "higher or lower is better; none, or blank: neither. It decides what the leaders' page calls reached, and its colours.",
    ),
    ("indicators", "weight"): Text(
        "Mã chỉ tiêu làm trọng số khi lấy trung bình.", "Code of the indicator that weighs a mean."
    ),
    ("indicators", "formula"): Text(
        "Chỉ tiêu tự tính, ví dụ =TT05/TT06*100. Tính cho từng đơn vị và tính lại cho toàn tỉnh.",
        "A computed indicator, such as =TT05/TT06*100; computed anew for the province.",
    ),
    ("indicators", "headline"): Text(
        "1–5: thứ tự ở trang Tóm tắt. Trống: không nêu.", "1–5: place on the leaders' sheet."
    ),
    ("indicators", "odd_figures"): Text(
        "có, hoặc để trống: số khác thường so với các kỳ, đợt trước và đơn vị cùng cỡ thì được hỏi lại. không: không hỏi.",
        "yes, or blank: figures unlike other periods', last campaign's or similar bodies' are asked about. no: they are not.",
    ),
    ("indicators", "compared_with"): Text(
        "cùng kỳ: nêu số kỳ cuối bên cạnh số cùng kỳ năm trước (trong các kỳ của đợt, không có thì lấy ở bản tổng hợp đợt trước), không nêu tổng cả kỳ. như thường, hoặc để trống: so với mục tiêu, không có thì so với kỳ trước.",
        "same_period: the last period beside the same one of the year before (of this campaign, else of the master before), not the sum. Blank or usual: the target, else the period before.",
    ),
    ("indicators", "sensitive"): Text(
        "có: số nhỏ có thể lộ cá nhân, được che trong bản chia sẻ. không, hoặc để trống: không che.",
        "yes: small numbers may identify people, and are masked in the copy for circulation. no, or blank: they are not.",
    ),
    ("rows", "table"): Text(
        "Mã của bảng, giống nhau ở mọi cột của bảng. Trống: như hàng trên.",
        "The table's code, the same for all its columns. Blank: that of the row above.",
    ),
    ("rows", "heading"): Text(
        "Tên bảng, in ở đầu trang biểu. Ghi một lần, ở hàng đầu của bảng.",
        "The table's title, printed on its sheet. Given once, at the table's first row.",
    ),
    ("rows", "asked_of"): Text(
        "Nhóm hoặc mã đơn vị, cách nhau bằng |. Trống: giao tất cả. Ghi một lần, ở hàng đầu của bảng.",
        "Groups or codes, separated by |. Blank: everybody. Given once, at the table's first row.",
    ),
    ("rows", "cumulative"): Text(
        "có: biểu điền sẵn các dòng của đợt trước; dòng chưa được xác nhận thì không tính vào tổng nào. không, hoặc để trống: không điền.",
        "yes: last time's rows stand in the form, and count in no total until they are confirmed. no, or blank: they do not.",
    ),
    ("rows", "kind"): Text(
        "số đếm: số nguyên; số lẻ: có phần thập phân; tiền; phần trăm: tỷ lệ, %; có/không; chọn: một trong các mục ghi ở cột “Các mục chọn”; ngày; chữ: lời tự ghi.",
        "count: whole; decimal; money; percent: a rate, in %; yesno; choice: one of those under “Choices”; date; text.",
    ),
    ("rows", "required"): Text(
        "có: mỗi dòng đã ghi phải có ô này. không, hoặc để trống: không bắt buộc.",
        "yes: each row that is given has to have it. no, or blank: it need not.",
    ),
    ("rows", "across_rows"): Text(
        "Số chung của các dòng, tính cho từng đơn vị và cho toàn tỉnh: cộng; trung bình; lớn nhất; nhỏ nhất; không tính, hoặc để trống: không có.",
        "What is taken over the rows, for each agency and for the province: sum; mean; max; min; none, or blank: nothing.",
    ),
    ("rows", "equals"): Text(
        "Mã chỉ tiêu: tổng của cột phải bằng số kỳ cuối của chỉ tiêu đó trong cùng biểu.",
        "An indicator's code: the column's total must equal its last period's figure in the same form.",
    ),
    ("rows", "key"): Text(
        "có: dòng được nhận ra theo cột này (tên dự án, số quyết định) khi so với bản trước, đợt trước; mỗi bảng một cột. không, hoặc để trống: không.",
        "yes: rows are known again by this column (a project's name, a decision's number) in the next version and the next round; one a table. no, or blank: they are not.",
    ),
    ("rows", "sensitive"): Text(
        "có: trong bản chia sẻ, ô của cột bị che. không, hoặc để trống: không che.",
        "yes: the column's cells are masked in the copy for circulation. no, or blank: they are not.",
    ),
    ("splits", "label"): Text("Ví dụ: giới, độ tuổi, loại hình.", "Such as sex, age, kind."),
    ("splits", "parts"): Text(
        "Tên các phần, ít nhất hai (không quá: ít nhất một), cách nhau bằng |, ví dụ Nam|Nữ. Tên thành mã của phần: đổi tên là đổi mã.",
        "The parts' names, two at least (at_most: one), separated by |. A name makes the part's code: another name, another code.",
    ),
    ("splits", "of"): Text(
        "Mã một chỉ tiêu là số, đơn vị tự ghi và được cộng qua các đơn vị.",
        "Code of an indicator that is a number, typed in, and added up over the agencies.",
    ),
    ("splits", "whole"): Text(
        "bằng (chia ra), hoặc để trống: các phần cộng lại phải bằng chỉ tiêu. không quá (trong đó): không được lớn hơn.",
        "equal, or blank: all parts together must be the indicator. at_most: they must not be more.",
    ),
    ("sections", "role"): Text(
        "Quyết định mục đứng ở đâu. Trang Tóm tắt có cột: đạt được, hạn chế, bài học, phương hướng, kiến nghị. Chỉ in trong báo cáo Word, phần kết quả: tổ chức, kết quả, nhiệm vụ. Xem trang “Từ chọn”.",
        "Where the section stands. Columns of the leaders' page: achievement, limitation, lesson, direction, proposal. In the Word report alone: organisation, result, task. See the sheet “Options”.",
    ),
    ("sections", "required"): Text(
        "có: đơn vị phải viết mục này. không, hoặc để trống: không bắt buộc.",
        "yes: the agency has to write something. no, or blank: it need not.",
    ),
    ("themes", "keywords"): Text("Cụm từ đặc trưng, cách nhau bằng |.", "Telling phrases, separated by |."),
    ("rules", "formula"): Text(
        "Ví dụ =TC04<=TC03 hoặc =IF(TC01=\"có\",TC02>=1,TRUE). Thiếu số liệu thì không kiểm tra được. Giữa các đơn vị: =DT01@'tên nhóm'=DT01@MÃ (sau @ là mã đơn vị hoặc nhóm).",
        "Such as =TC04<=TC03. Where a figure is missing, the rule cannot be checked. Between agencies: =DT01@'a group'=DT01@CODE (after @ an agency's code or a group).",
    ),
    ("rules", "severity"): Text(
        "lỗi, hoặc để trống: đơn vị phải sửa, gửi lại; cảnh báo: có thể đúng, đơn vị xem lại; lưu ý: chỉ để biết.",
        "error, or blank: the agency has to correct it; warning: it may be right; note: only to be known.",
    ),
    ("sentences", "topic"): Text(
        "Như ở trang Chỉ tiêu. Các câu cùng nhóm, cùng mục in thành một đoạn.",
        "As on the sheet of indicators. Sentences of one topic and section make one paragraph.",
    ),
    ("sentences", "section"): Text(
        "Mã mục của trang Đề cương, nơi báo cáo Word in câu. Trống: mục kết quả.",
        "Code of the section in which the Word report prints it. Blank: the section of results.",
    ),
    ("sentences", "text"): Text(
        "{{{code}}} là số của tỉnh kèm đơn vị tính; {{{code}.2019}} số một kỳ; sau dấu chấm: ky, thay_doi, ky_truoc, cung_ky, muc_tieu, so_muc_tieu, ty_le_muc_tieu, cao_nhat, thap_nhat, so_don_vi, so, ten, don_vi_tinh. Phần trong [ ] tự bỏ khi thiếu số.",
        "{{{code}}}: the province's figure with its unit; {{{code}.2019}}: of a period; after the point: period, change, since, same_period, target, against_target, of_target, highest, lowest, agencies, number, label, unit. What is in [ ] goes where a value is wanting.",
    ),
    ("sentences", "page"): Text(
        "không: chỉ in trong báo cáo Word. có, hoặc để trống: cả ở trang Tóm tắt.",
        "no: in the Word report alone. yes, or blank: on the leaders' page, too.",
    ),
    ("words", "kind"): Text(
        "Từ này dùng để làm gì khi đọc báo cáo: viết tắt, trái nghĩa, từ đệm, tiêu đề … Mỗi loại được giải thích ở trang “Từ chọn”, cùng với điều phải ghi ở cột “Nghĩa là”.",
        "What the word is for when reports are read: abbreviation, antonym, filler, heading … The sheet “Options” explains each kind, and what stands under “Means”.",
    ),
    ("words", "means"): Text(
        "Theo loại: lời đầy đủ, từ trái nghĩa, vai trò của mục, mã chỉ tiêu, hoặc một từ chọn (đã làm, ít, trên …). Xem trang “Từ chọn”.",
        "By the kind: the words in full, the opposite, a section's role, an indicator's code, or an option (done, little, over …). See the sheet “Options”.",
    ),
}

#: What a field of a sentence tells, by its name in English; the code alone is `value`.
FIELDS: dict[str, Text] = {
    "value": Text(
        "số của toàn tỉnh, kèm đơn vị tính nếu lời ngay sau chưa ghi đơn vị tính",
        "the province's figure, with its unit unless the words behind it begin with that",
    ),
    "number": Text("chỉ con số", "the number alone"),
    "unit": Text("đơn vị tính", "the unit"),
    "label": Text("tên chỉ tiêu", "the indicator's label"),
    "period": Text(
        "kỳ của số ấy: cả giai đoạn nếu cộng qua các kỳ, nếu không là kỳ cuối",
        "the figure's period: all of them where it adds up over them, else the last",
    ),
    "change": Text(
        "tăng, giảm bao nhiêu (điểm phần trăm với tỷ lệ, còn lại theo %) hoặc không thay đổi; ghi rõ kỳ nếu khác kỳ của số",
        "by how much it rose or fell (in points of per cent for rates, else in per cent); with its period where that is another",
    ),
    "since": Text("kỳ được so sánh", "the period before, that it is held against"),
    "same_period": Text(
        "so với cùng kỳ năm trước: tăng, giảm bao nhiêu, bao nhiêu %, số cùng kỳ, thiếu đơn vị nào; chỉ với chỉ tiêu có cột “So với” là “cùng kỳ” hoặc lũy kế từ đầu năm",
        "the figure beside the same period of last year: by how much it moved, in per cent too, that figure, and who is wanting; of indicators “Compared with” same_period, or counted from the year's start",
    ),
    "target": Text("mục tiêu", "the target"),
    "of_target": Text("đạt bao nhiêu % mục tiêu (không dùng cho tỷ lệ)", "per cent of the target (not of rates)"),
    "against_target": Text("vượt, thấp hơn bao nhiêu so với mục tiêu", "how much above or below the target it is"),
    "highest": Text(
        "đơn vị có số cao nhất, kèm số; chỉ nêu khi có ít nhất ba đơn vị so sánh được và không số nào còn lỗi",
        "who has the highest figure, with it; told where at least three can be compared and no figure has an open error",
    ),
    "lowest": Text("đơn vị có số thấp nhất, như trên", "who has the lowest, likewise"),
    "agencies": Text(
        "số đơn vị có số liệu, ví dụ 45/48 đơn vị", "how many agencies are in it, such as 45 of 48 agencies"
    ),
}

#: The guide's lines, each with its style; `sentences`: what is said of the sheet of sentences.
GUIDE: tuple[tuple[str, Text], ...] = (
    (
        "lead",
        Text(
            "Tệp này quy định một đợt báo cáo: nội dung, đơn vị, thời hạn. Sửa trực tiếp trong Excel hoặc LibreOffice.",
            "This workbook defines a campaign: what is asked, of whom, by when. Edit it in Excel or LibreOffice.",
        ),
    ),
    ("heading", Text("Các bước", "Steps")),
    (
        "item",
        Text(
            "1. Sửa các trang: {sheets}. Thêm hàng ở cuối bảng, xóa hàng không dùng.",
            "1. Edit the sheets {sheets}. Add rows at the end of a table, delete those you do not need.",
        ),
    ),
    (
        "item",
        Text(
            "2. Chạy: toolkit template — lập biểu cho từng đơn vị trong thư mục outgoing.",
            "2. Run: toolkit template — it writes each agency's form to outgoing.",
        ),
    ),
    (
        "item",
        Text("3. Gửi biểu; để biểu nhận về vào thư mục inbox.", "3. Send the forms; put what comes back into inbox."),
    ),
    (
        "item",
        Text(
            "4. Chạy: toolkit check, rồi toolkit merge — ra tệp master.xlsx; trang đầu dành cho lãnh đạo.",
            "4. Run toolkit check, then toolkit merge — it writes master.xlsx; its first sheet is for leaders.",
        ),
    ),
    (
        "item",
        Text(
            "Cột có mũi tên thả xuống: bấm vào ô để chọn; lời giải thích hiện bên cạnh ô. Trang Từ chọn nêu hết các từ và tác dụng của từng từ. Từ tiếng Anh của tệp cũ vẫn dùng được.",
            "Columns with a drop-down: choose a cell, and an explanation shows beside it. The sheet Options lists all the words and what each does. Vietnamese words and English ones are the same.",
        ),
    ),
    ("heading", Text("Câu có số liệu", "Sentences with figures")),
    (
        "sentences",
        Text(
            "Mỗi câu lấy số của bảng tổng hợp: {{{code}}} là số của tỉnh; {{{code}.thay_doi}} tăng, giảm bao nhiêu so với {{{code}.ky_truoc}}; {{{code}.so_muc_tieu}} vượt hay thấp hơn mục tiêu; {{{code}.cao_nhat}}, {{{code}.thap_nhat}} tên đơn vị cao nhất, thấp nhất (không dùng cho chỉ tiêu nhạy cảm). Lời trong ngoặc vuông tự bỏ khi thiếu số; số chưa đủ đơn vị hoặc còn lỗi được ghi rõ ở cuối câu.",
            "A sentence takes its figures from the tables: {{{code}}} is the province's; {{{code}.change}} how much it rose or fell on {{{code}.since}}; {{{code}.against_target}} how far above or below its target it is; {{{code}.highest}} and {{{code}.lowest}} name agencies (not by sensitive indicators). What is in square brackets goes where a value is wanting; what is in doubt is said at the end.",
        ),
    ),
    ("heading", Text("Lưu ý", "Mind")),
    (
        "item",
        Text(
            "Hàng 1 và cột A chứa khóa để máy đọc, đang được ẩn. Có thể di chuyển, ẩn, sắp xếp hàng và cột; không đổi khóa.",
            "Row 1 and column A hold the keys by which it is read; they are hidden. Rows and columns may be moved or sorted; leave the keys.",
        ),
    ),
    (
        "item",
        Text(
            "Mã (đơn vị, chỉ tiêu, mục) là khóa nối các biểu đã gửi với định nghĩa: không đổi sau khi đã gửi biểu.",
            "Codes tie the forms that are out to this definition: do not change them once forms are sent.",
        ),
    ),
    (
        "item",
        Text(
            "Sai sót trong tệp định nghĩa được nêu đủ, kèm trang và ô, khi chạy bất kỳ lệnh nào.",
            "Mistakes are reported all at once, with sheet and cell, by any command.",
        ),
    ),
)


#: What stands for an indicator's code where a text shows how fields of sentences are written.
SOME_CODE = Text("MÃ", "CODE")


NO_SENTENCES = Text(
    "Tệp này không có trang Câu có số liệu: mỗi chỉ số chính có một câu soạn sẵn trong báo cáo Word và trang Tóm tắt. Muốn viết câu riêng thì chép trang đó từ tệp của mẫu khác (toolkit new --list).",
    "This definition has no sheet of sentences: each key figure has a built-in one in the Word report and on the leaders' page. For your own, copy that sheet from another ready definition (toolkit new --list).",
)


def guide(language: Language, sheets: Collection[str]) -> Iterator[tuple[str, str]]:
    """The guide's lines, each with its style, of a definition that has these sheets (their keys)."""
    names = ", ".join(text.say(language) for key, text in SHEETS.items() if key in sheets)
    for style, text in GUIDE:
        said = NO_SENTENCES if style == "sentences" and "sentences" not in sheets else text
        yield style, said.say(language, code=SOME_CODE.say(language), sheets=names)


def shown(text: Text, language: Language) -> str:
    """A text of the sheets as people see it, the fields of sentences that it shows in their braces."""
    return text.say(language, code=SOME_CODE.say(language))


def heading(place: str, language: Language) -> str:
    """How people see a column or a row: `agencies.name` is “Tên đầy đủ (name)”."""
    sheet, _, key = place.partition(".")
    text = CAMPAIGN[key][0] if sheet == "campaign" and key in CAMPAIGN else COLUMNS.get((sheet, key))
    return f"{text.say(language)} ({key})" if text else key
