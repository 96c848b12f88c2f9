"""The words of sentences with figures: the built-in sentence, and what stands for their fields.

A sentence is written in one language, whatever the screen's: the words are in that one.
"""

from __future__ import annotations

from toolkit.messages import Text

#: The sentence of a key figure where the definition has no sheet of sentences; `code` stands for its code.
BUILT_IN = Text(
    "{{{code}.ten}} {{{code}.ky}} là {{{code}}}[, {{{code}.so_muc_tieu}} ({{{code}.muc_tieu}})][; {{{code}.thay_doi}} so với {{{code}.ky_truoc}}].",
    "{{{code}.label}}, {{{code}.period}}: {{{code}}}[, {{{code}.against_target}} ({{{code}.target}})][; {{{code}.change}} on {{{code}.since}}].",
)
#: The same where the definition asks for the same period of the year before.
BUILT_IN_SAME_PERIOD = Text(
    "{{{code}.ten}} {{{code}.ky}} là {{{code}}}[, {{{code}.so_muc_tieu}} ({{{code}.muc_tieu}})][; {{{code}.cung_ky}}].",
    "{{{code}.label}}, {{{code}.period}}: {{{code}}}[, {{{code}.against_target}} ({{{code}.target}})][; {{{code}.same_period}}].",
)
#: The same two of a label that ends in one of `TIMES`, which would run into the period: “trong quý, quý IV năm 2026, là”.
BUILT_IN_APART = Text(
    "{{{code}.ten}}, {{{code}.ky}}, là {{{code}}}[, {{{code}.so_muc_tieu}} ({{{code}.muc_tieu}})][; {{{code}.thay_doi}} so với {{{code}.ky_truoc}}].",
    "{{{code}.label}}, {{{code}.period}}: {{{code}}}[, {{{code}.against_target}} ({{{code}.target}})][; {{{code}.change}} on {{{code}.since}}].",
)
BUILT_IN_SAME_PERIOD_APART = Text(
    "{{{code}.ten}}, {{{code}.ky}}, là {{{code}}}[, {{{code}.so_muc_tieu}} ({{{code}.muc_tieu}})][; {{{code}.cung_ky}}].",
    "{{{code}.label}}, {{{code}.period}}: {{{code}}}[, {{{code}.against_target}} ({{{code}.target}})][; {{{code}.same_period}}].",
)
TIMES = frozenset({"năm", "quý", "tháng", "kỳ"})
#: The same of what is counted in answers: how many agencies have it, how many chose what.
BUILT_IN_ANSWERS = Text(
    "{{{code}.ten}}, {{{code}.ky}}: {{{code}}}[, {{{code}.so_muc_tieu}} ({{{code}.muc_tieu}})][; {{{code}.thay_doi}} so với {{{code}.ky_truoc}}].",
    "{{{code}.label}}, {{{code}.period}}: {{{code}}}[, {{{code}.against_target}} ({{{code}.target}})][; {{{code}.change}} on {{{code}.since}}].",
)

#: Behind the parts of a split, where not all that gave the whole gave each part.
SHARES_OVER = Text("; tỷ lệ chỉ tính ở nơi có đủ cả hai số", "; percentages only where both were given")
AGENCIES = Text("{count} đơn vị", "{count:# agency|# agencies}")
COVERAGE = Text("{reporting}/{asked} đơn vị", "{reporting} of {asked:# agency|# agencies}")
POINTS = Text("{number} điểm phần trăm", "{number:# percentage point|# percentage points}")
RISES = Text("tăng {amount}", "up {amount}")
FALLS = Text("giảm {amount}", "down {amount}")
STAYS = Text("không thay đổi", "unchanged")
#: The period of a change, where it is not the one of the figure beside it.
IN_PERIOD = Text("{period} {change}", "in {period} {change}")
AMONG = Text(
    "{change} (ở {count} đơn vị có số liệu cả hai kỳ)", "{change} ({count:# agency|# agencies} in both periods)"
)
ABOVE_WELL = Text("vượt {gap} so với mục tiêu", "{gap} above the target")
ABOVE = Text("cao hơn {gap} so với mục tiêu", "{gap} above the target")
BELOW = Text("thấp hơn {gap} so với mục tiêu", "{gap} below the target")
EVEN = Text("bằng mục tiêu", "at the target")
RANKED = Text("{names} với {figure}", "{names} with {figure}")
RANKED_ALIKE = Text("{names} cùng ở mức {figure}", "{names}, each with {figure}")
AND = Text(" và ", " and ")

#: Periods inside a sentence, by kind.
PERIODS = {
    "year": Text("năm {year}", "{year}"),
    "months": Text("{number} tháng đầu năm {year}", "the first {number:# month|# months} of {year}"),
    "quarter": Text("quý {number} năm {year}", "quarter {number} of {year}"),
    "month": Text("tháng {number} năm {year}", "{number}/{year}"),
}
SPAN_OF_YEARS = Text("giai đoạn {first} - {last}", "{first}–{last}")
SPAN = Text("từ {first} đến hết {last}", "{first} to {last}")

#: Behind a sentence, in brackets: what is in doubt about its figures.
CAVEATS = Text(" ({caveats})", " ({caveats})")
WANTING = Text(
    "chưa có đủ số liệu của {wanting}/{asked} đơn vị",
    "figures of {wanting} of {asked:# agency|# agencies} are not complete",
)
WANTING_MOST = Text(
    "số liệu chưa đầy đủ, chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của {wanting}/{asked} đơn vị",
    "figures are not complete: up to {wanting} of {asked:# agency|# agencies} are wanting",
)
#: Told with a count where the sentence has one figure, else without.
COUNTED = {
    "held": Text("chưa gồm {count} số liệu bị giữ lại vì còn lỗi", "{count:# figure|# figures} held back for errors"),
    "doubtful": Text("gồm cả {count} số liệu còn lỗi chưa sửa", "with {count:# figure|# figures} not yet put right"),
    "unweighed": Text(
        "chưa gồm {count} đơn vị không có trọng số", "without {count:# agency|# agencies} that gave no weight"
    ),
    "twice": Text("có thể tính hai lần {count} đơn vị", "{count:# agency|# agencies} perhaps counted twice"),
    "apart": Text("tính từ số liệu của các đơn vị không như nhau", "computed from figures of different agencies"),
    "uneven": Text(
        "{count} đơn vị có số thành phần mà số tổng bị giữ lại hoặc còn thiếu",
        "{count:# agency|# agencies} with parts of a sum without their whole",
    ),
}
UNCOUNTED = {
    "held": Text("chưa gồm số liệu bị giữ lại vì còn lỗi", "without figures held back for errors"),
    "doubtful": Text("gồm cả số liệu còn lỗi chưa sửa", "with figures not yet put right"),
    "unweighed": Text("chưa gồm các đơn vị không có trọng số", "without agencies that gave no weight"),
    "twice": Text("có thể có đơn vị được tính hai lần", "some agencies perhaps counted twice"),
    "apart": COUNTED["apart"],
    "uneven": Text(
        "có đơn vị có số thành phần mà số tổng bị giữ lại hoặc còn thiếu",
        "some agencies with parts without their whole",
    ),
}
CAVEAT_UNEVEN = Text(*(f"{text} ({{periods}})" for text in COUNTED["uneven"]))
TILE_UNEVEN = Text(*(f"; {text}" for text in COUNTED["uneven"]))
