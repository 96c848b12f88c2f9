"""The wording of the leaders' page that is no wording of the leaders' sheet."""

from __future__ import annotations

from toolkit.messages import Text

PROGRESS = Text("Tiến độ báo cáo", "Who has reported")
IN_OF = Text(
    "{in_count}/{owed} đơn vị đã báo cáo", "{in_count} of {owed:# agency|# agencies} {in_count:has|have} reported"
)
#: The parts of the bar of agencies, by the fields of `model.Board` that they are made of; with the signs of the board.
BOARD = {
    "in_order": Text("✔ đủ, không lỗi: {count}", "✔ complete, no errors: {count}"),
    "to_complete": Text("½ còn thiếu: {count}", "½ incomplete: {count}"),
    "with_errors": Text("! còn lỗi: {count}", "! with errors: {count}"),
    "rejected": Text("✘ tệp không dùng được: {count}", "✘ unusable file: {count}"),
    "missing": Text("– chưa gửi: {count}", "– not in: {count}"),
}
REJECTED_FILES = Text(
    " Có {count} tệp không dùng được (trang “{sources}” của master.xlsx).",
    " {count:# file|# files} could not be used (sheet “{sources}” of master.xlsx).",
)
WAITING_FILES = Text(
    " Có {count} tệp chờ quyết định đơn vị (register.xlsx).",
    " {count:# file waits|# files wait} for a decision about whose {count:it is|they are} (register.xlsx).",
)
AGENCIES = Text("Danh sách đơn vị", "The agencies")
AGENCY = Text("Đơn vị", "Agency")
STATUS = Text("Tình trạng", "Status")
FILE = Text("Tệp", "File")
FIGURES = Text("Số liệu bằng lời", "The figures in words")
CONTENTS = Text("Trên trang này", "On this page")

# Charts ------------------------------------------------------------------------------------------

SERIES_OF = Text("{label}, từng kỳ: {values}.", "{label}, by period: {values}.")
SERIES_VALUE = Text("{period}: {value}", "{period}: {value}")
TARGET_LINE = Text("Đường đứt: mục tiêu {target}.", "Dashed: the target of {target}.")
#: Under a chart: what its signs mean.
#: Quarters under the bars of a chart, where there is little room.
QUARTERS = {
    1: Text("I/{year}", "Q1/{year}"),
    2: Text("II/{year}", "Q2/{year}"),
    3: Text("III/{year}", "Q3/{year}"),
    4: Text("IV/{year}", "Q4/{year}"),
}
PART_OF_YEAR = Text("Cột nhạt: chỉ một phần của năm.", "Pale: part of a year.")
IN_DOUBT = Text(
    "Dấu !: còn số bị giữ lại, còn lỗi hoặc có thể tính trùng.",
    "!: figures are held back, wrong still, or perhaps counted twice.",
)
NOTHING_GIVEN = Text("…", "…")
BAR_OF = Text("Thanh tiến độ: {values}.", "Bar of progress: {values}.")

# Ideas -------------------------------------------------------------------------------------------

SECTION_ABOUT = Text("{ideas} ý, {agencies} đơn vị nêu", "{ideas:# point|# points}, {agencies:# agency|# agencies}")
SECTION_NONE = Text("Chưa có đơn vị nào nêu nội dung này.", "No agency says anything here.")
AGENCY_COUNT = Text("{count} đơn vị", "{count:# agency|# agencies}")
NOT_LOOKED_AT = Text("cùng chủ đề, chưa rà soát", "one matter, not yet looked at")
MORE_IDEAS = Text("Còn {count} ý hoặc nhóm ý khác", "{count:# more idea or family|# more ideas and families}")
AS_ABOVE = Text("Nguyên văn như trên", "In these words")
EVIDENCE = Text("Căn cứ", "Evidence")
QUESTIONS = Text("Nội dung cần làm rõ", "What to ask")
MORE_QUESTIONS = Text("Xem từng nội dung", "Each of them")
TO_DECIDE = Text(
    "Chờ cán bộ tổng hợp quyết định (trang “{groups}” của master.xlsx): {what}",
    "The coordinator is to decide (sheet “{groups}” of master.xlsx): {what}",
)

# Notes -------------------------------------------------------------------------------------------

NOTES = Text("Ghi chú", "Notes")
NOTE_OPEN = Text(
    "Bấm vào một ý để xem đơn vị nào nêu và nguyên văn; sau tên đơn vị là tệp, trang và ô mà đơn vị đã ghi.",
    "Open an idea to see who says it and in which words; behind an agency stand the file, sheet and cell where it wrote them.",
)
NOTE_OPEN_SHARED = Text(
    "Bấm vào một ý để xem đơn vị nào nêu và nguyên văn.", "Open an idea to see who says it and in which words."
)
NOTE_ORDER = Text(
    "Ý được nhiều đơn vị nêu hơn xếp trước; ý có thể trùng với một ý ở trên xếp sau cùng.",
    "What more agencies say comes first; what is perhaps the same as an idea above comes last.",
)
NOTE_FAMILIES = Text(
    "“Cùng chủ đề, chưa rà soát”: các đơn vị nêu cùng một việc, nội dung và mức độ có thể khác nhau; trong ngoặc kép là nguyên văn của một đơn vị.",
    "“One matter, not yet looked at”: they speak of one thing, and what they say may differ; in quotes is what one of them says.",
)
NOTE_FIGURES = Text(
    "Tổng chỉ gồm số liệu của các đơn vị nêu dưới mỗi chỉ số; chưa có số liệu không phải là 0.",
    "A total is of the agencies that are named under it; where there are no figures yet, that is no zero.",
)
NOTE_CORRECTED = Text(
    "{count} số liệu do cơ quan tổng hợp điều chỉnh hoặc nhập thay đơn vị; số đơn vị gửi vẫn ở master.xlsx.",
    "{count:# figure was|# figures were} corrected or entered by the coordinator; master.xlsx has what the agencies sent.",
)
NOTE_ACCEPTED = Text(
    "{count} nội dung sai quy tắc hoặc khác thường đã được xem xét và chấp nhận; lý do ở master.xlsx.",
    "{count:# broken rule or odd value was|# broken rules and odd values were} looked into and accepted; master.xlsx says why.",
)
NOTE_HIDDEN = Text(
    "{count} ý không nêu ở đây theo quyết định của cán bộ tổng hợp; nguyên văn ở master.xlsx.",
    "{count:# idea is|# ideas are} left out here as the coordinator decided; master.xlsx has the full text.",
)
NOTE_SECTIONS = Text(
    "Trang này không gồm các mục: {sections}. Các mục đó ở báo cáo Word và master.xlsx.",
    "These sections are not on this page: {sections}. The Word report and master.xlsx have them.",
)
NOTE_FULL = Text(
    "Bản đầy đủ, để dùng nội bộ: số nhỏ về người chưa được che.",
    "The full page, for use inside: small figures of people are not masked.",
)
