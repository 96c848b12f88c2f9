"""The option words of a definition: for each, the word in Vietnamese and what it does.

The words themselves, as the code has them, are English; `definition.sheets` says which column takes which. A definition
may have either, and both in one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from toolkit.messages import Text
from toolkit.model import Language


class Option(NamedTuple):
    """One option: its Vietnamese word, what it does, and what else people type for it in either language."""

    word: str
    what: Text
    also: tuple[str, ...] = ()

    def say(self, name: str, language: Language) -> str:
        """The word in `language`; `name` is the option as the code has it, which is the English one."""
        return self.word if language == "vi" else name


Options = Mapping[str, Option]


def _yes_no(yes: Text, no: Text, heading: str) -> Options:
    """Yes and no; some type the column's `heading` for yes."""
    return {"yes": Option("có", yes, (heading,)), "no": Option("không", no, (f"không {heading}",))}


_KINDS: Options = {
    "count": Option(
        "số đếm",
        Text("Số nguyên: người, vụ, lượt.", "Whole numbers: people, cases, times."),
        ("số nguyên", "số lượng", "đếm"),
    ),
    "decimal": Option(
        "số lẻ",
        Text("Số có thể có phần thập phân: ha, km, tấn.", "Numbers that may have decimals: ha, km, tons."),
        ("số thập phân", "thập phân", "số thực"),
    ),
    "money": Option(
        "tiền",
        Text("Đơn vị tính phải là đồng, nghìn, triệu hoặc tỷ đồng.", "Its unit has to be one of money."),
        ("số tiền", "kinh phí", "tiền tệ"),
    ),
    "percent": Option(
        "phần trăm",
        Text("Tỷ lệ, đơn vị tính là %. Không cộng được.", "A rate; its unit is %. Never added up."),
        ("%", "tỷ lệ", "tỷ lệ %", "tỷ lệ phần trăm", "tỉ lệ", "tỉ lệ phần trăm"),
    ),
    "yesno": Option(
        "có/không",
        Text("Đơn vị chọn Có hoặc Không.", "Answered with yes or no."),
        ("có, không", "có hoặc không", "có - không", "yes/no", "yes or no"),
    ),
    "choice": Option(
        "chọn",
        Text("Đơn vị chọn một mục; ghi các mục ở cột “Các mục chọn”.", "One of several; they stand under “Choices”."),
        ("lựa chọn", "chọn một", "danh mục", "chọn trong danh sách"),
    ),
    "date": Option("ngày", Text("Ngày, tháng, năm.", "A day."), ("ngày tháng", "ngày tháng năm")),
    "text": Option("chữ", Text("Lời tự ghi; không tổng hợp.", "Words; never totalled."), ("văn bản", "lời")),
}

_ROLES: Options = {
    "organisation": Option(
        "tổ chức",
        Text(
            "Công tác tổ chức, chỉ đạo. Báo cáo Word: phần “Kết quả thực hiện”. Không nêu ở trang Tóm tắt.",
            "How the work was organised. Word report: the chapter on results. Not on the leaders' page.",
        ),
        ("tổ chức, điều hành", "công tác tổ chức", "tổ chức thực hiện", "tổ chức, chỉ đạo", "chỉ đạo, điều hành"),
    ),
    "result": Option(
        "kết quả",
        Text(
            "Kết quả các chỉ tiêu. Báo cáo Word: phần “Kết quả thực hiện”; câu có số liệu không ghi mục được in ở đây. Không nêu ở trang Tóm tắt.",
            "Results against the targets. Word report: the chapter on results; sentences with figures that name no section are printed here. Not on the leaders' page.",
        ),
        ("kết quả thực hiện",),
    ),
    "task": Option(
        "nhiệm vụ",
        Text(
            "Việc đã làm theo từng nhiệm vụ. Báo cáo Word: phần “Kết quả thực hiện”. Không nêu ở trang Tóm tắt.",
            "What was done, task by task. Word report: the chapter on results. Not on the leaders' page.",
        ),
        ("thực hiện nhiệm vụ",),
    ),
    "achievement": Option(
        "đạt được",
        Text(
            "Ưu điểm. Một cột của trang Tóm tắt, đặt cạnh “hạn chế” khi đếm theo chủ đề. Báo cáo Word: phần “Đánh giá chung”.",
            "What went well. A column of the leaders' page, beside the limitations where themes are counted. Word report: the chapter of assessment.",
        ),
        ("mặt đạt được", "những mặt đạt được", "ưu điểm", "thành tích", "thành tựu"),
    ),
    "limitation": Option(
        "hạn chế",
        Text(
            "Hạn chế, nguyên nhân. Một cột của trang Tóm tắt; chủ đề nhiều đơn vị còn hạn chế nhất được nêu ở đầu trang; hạn chế chưa có phương hướng khắc phục thành câu hỏi. Báo cáo Word: phần “Đánh giá chung”.",
            "What did not, and why. A column of the leaders' page; the theme in which most agencies fall short is told at its top; a limitation without a direction becomes a question. Word report: the chapter of assessment.",
        ),
        ("tồn tại", "tồn tại, hạn chế", "hạn chế, tồn tại", "hạn chế và nguyên nhân", "hạn chế, nguyên nhân"),
    ),
    "lesson": Option(
        "bài học",
        Text(
            "Bài học kinh nghiệm. Một cột của trang Tóm tắt. Báo cáo Word: phần “Đánh giá chung”.",
            "Lessons. A column of the leaders' page. Word report: the chapter of assessment.",
        ),
        ("bài học kinh nghiệm", "kinh nghiệm"),
    ),
    "direction": Option(
        "phương hướng",
        Text(
            "Việc sẽ làm. Một cột của trang Tóm tắt, đối chiếu với “hạn chế”. Báo cáo Word: phần “Phương hướng và kiến nghị”.",
            "What is planned. A column of the leaders' page, held against the limitations. Word report: the chapter of directions and proposals.",
        ),
        ("phương hướng, nhiệm vụ", "phương hướng, giải pháp", "phương hướng nhiệm vụ giải pháp"),
    ),
    "proposal": Option(
        "kiến nghị",
        Text(
            "Đề nghị với cấp trên, ngành khác. Một cột của trang Tóm tắt. Báo cáo Word: phần “Phương hướng và kiến nghị”.",
            "What is asked of others. A column of the leaders' page. Word report: the chapter of directions and proposals.",
        ),
        ("đề xuất", "kiến nghị, đề xuất", "đề xuất, kiến nghị"),
    ),
}

#: By sheet and column, in the order of the drop-downs.
OPTIONS: Mapping[tuple[str, str], Options] = {
    ("agencies", "active"): _yes_no(
        Text("Có trong đợt này.", "Part of this round."),
        Text(
            "Chưa dùng trong đợt này: không lập biểu, không tính thiếu.", "No part of this round: no form, not wanting."
        ),
        "dùng đợt này",
    ),
    ("indicators", "kind"): _KINDS,
    ("indicators", "required"): _yes_no(
        Text("Đơn vị phải ghi; ô trống là thiếu số liệu.", "The agency has to fill it in."),
        Text("Để trống được.", "It may be left blank."),
        "bắt buộc",
    ),
    ("indicators", "across_agencies"): {
        "sum": Option(
            "cộng", Text("Cộng số của các đơn vị.", "The sum of all agencies."), ("tổng", "tổng cộng", "cộng lại")
        ),
        "mean": Option(
            "trung bình",
            Text("Trung bình, theo trọng số nếu có.", "The mean, weighed where there is a weight."),
            ("bình quân",),
        ),
        "max": Option("lớn nhất", Text("Lấy số lớn nhất.", "The largest."), ("cao nhất",)),
        "min": Option("nhỏ nhất", Text("Lấy số nhỏ nhất.", "The smallest."), ("thấp nhất",)),
        "count_yes": Option(
            "đếm có",
            Text("Đếm số đơn vị trả lời Có (loại có/không).", "How many say yes (of the kind yesno)."),
            ("đếm số có", "đếm câu trả lời có", "số đơn vị trả lời có", "count yes"),
        ),
        "none": Option("không tính", Text("Không có số chung của tỉnh.", "No total."), ("không", "không cộng")),
    },
    ("indicators", "across_periods"): {
        "sum": Option(
            "cộng",
            Text("Cộng các kỳ: số phát sinh trong từng kỳ.", "Added up: what happened in each period."),
            ("tổng", "tổng cộng", "cộng các kỳ"),
        ),
        "last": Option(
            "kỳ cuối",
            Text("Lấy số của kỳ cuối: số có đến cuối kỳ.", "That of the last period: what there is at its end."),
            ("lấy kỳ cuối", "cuối kỳ", "số cuối kỳ"),
        ),
        "mean": Option("trung bình", Text("Trung bình các kỳ.", "The mean of the periods."), ("bình quân",)),
        "max": Option("lớn nhất", Text("Kỳ có số lớn nhất.", "The largest."), ("cao nhất",)),
        "cumulative": Option(
            "lũy kế",
            Text(
                "Lũy kế từ đầu năm: không cộng các kỳ, lấy kỳ cuối; trong năm, kỳ sau không nhỏ hơn kỳ trước.",
                "Counted from the year's start: never added over periods, the last one, and never falling within a year.",
            ),
            ("lũy kế từ đầu năm", "cộng dồn"),
        ),
        "cumulative_all": Option(
            "lũy kế từ kỳ đầu",
            Text(
                "Lũy kế từ kỳ đầu của đợt: không cộng các kỳ, lấy kỳ cuối; kỳ sau không nhỏ hơn kỳ trước.",
                "Counted from the first period: never added over periods, the last one, and never falling.",
            ),
            ("lũy kế cả giai đoạn", "lũy kế từ đầu giai đoạn"),
        ),
        "none": Option("không tính", Text("Không có số cả giai đoạn.", "None."), ("không", "không cộng")),
    },
    ("indicators", "direction"): {
        "higher": Option(
            "tăng",
            Text("Số càng cao càng tốt.", "The higher the better."),
            ("cao", "càng cao càng tốt", "cao hơn", "cao là tốt", "tăng là tốt"),
        ),
        "lower": Option(
            "giảm",
            Text("Số càng thấp càng tốt.", "The lower the better."),
            ("thấp", "càng thấp càng tốt", "thấp hơn", "thấp là tốt", "giảm là tốt"),
        ),
        "none": Option("không xét", Text("Không đánh giá tốt, xấu.", "Neither."), ("không", "không đánh giá")),
    },
    ("indicators", "carry"): _yes_no(
        Text(
            "Biểu điền sẵn số đợt trước; đơn vị xác nhận hoặc ghi số mới thì mới tính.",
            "Last time's figure stands in the form, and counts once the agency confirms it.",
        ),
        Text("Không điền sẵn.", "It does not."),
        "giữ số kỳ trước",
    ),
    ("indicators", "compared_with"): {
        "usual": Option(
            "như thường",
            Text(
                "So với mục tiêu; không có mục tiêu thì so với kỳ trước.", "The target; without one the period before."
            ),
            ("thường", "mục tiêu hoặc kỳ trước"),
        ),
        "same_period": Option(
            "cùng kỳ",
            Text(
                "Nêu số kỳ cuối bên cạnh số cùng kỳ năm trước, không nêu tổng cả kỳ.",
                "The last period beside the same one of the year before, not the sum.",
            ),
            ("cùng kỳ năm trước", "so cùng kỳ"),
        ),
    },
    ("indicators", "odd_figures"): _yes_no(
        Text("Số khác thường được hỏi lại.", "Odd figures are asked about."),
        Text("Không hỏi về số khác thường.", "Odd figures are not asked about."),
        "tìm số bất thường",
    ),
    ("indicators", "sensitive"): _yes_no(
        Text("Số nhỏ được che trong bản chia sẻ.", "Small numbers are masked in the copy for circulation."),
        Text("Không che.", "Not masked."),
        "nhạy cảm",
    ),
    ("rows", "cumulative"): _yes_no(
        Text(
            "Biểu điền sẵn các dòng đợt trước; đơn vị xác nhận thì mới tính.",
            "Last time's rows stand in the form, and count once the agency confirms them.",
        ),
        Text("Không điền sẵn.", "They do not."),
        "giữ các dòng kỳ trước",
    ),
    ("rows", "kind"): _KINDS,
    ("rows", "required"): _yes_no(
        Text("Mỗi dòng đã ghi phải có ô này.", "Each row that is given has to have it."),
        Text("Để trống được.", "It may be left blank."),
        "bắt buộc",
    ),
    ("rows", "across_rows"): {
        "sum": Option(
            "cộng", Text("Cộng các dòng.", "The sum of all rows."), ("tổng", "tổng cộng", "cộng lại", "cộng các dòng")
        ),
        "mean": Option("trung bình", Text("Trung bình của các dòng.", "The mean of the rows."), ("bình quân",)),
        "max": Option("lớn nhất", Text("Lấy số lớn nhất.", "The largest."), ("cao nhất",)),
        "min": Option("nhỏ nhất", Text("Lấy số nhỏ nhất.", "The smallest."), ("thấp nhất",)),
        "none": Option("không tính", Text("Không có số chung.", "Nothing."), ("không", "không cộng")),
    },
    ("rows", "key"): _yes_no(
        Text("Dòng được nhận ra theo cột này.", "Rows are known again by this column."),
        Text("Không nhận ra theo cột này.", "They are not."),
        "cột nhận dạng",
    ),
    ("rows", "sensitive"): _yes_no(
        Text("Ô của cột bị che trong bản chia sẻ.", "The column is masked in the copy for circulation."),
        Text("Không che.", "Not masked."),
        "nhạy cảm",
    ),
    ("splits", "whole"): {
        "equal": Option(
            "bằng",
            Text("Các phần cộng lại bằng chỉ tiêu: “Chia ra”.", "All parts together are the indicator."),
            ("chia ra", "bằng tổng", "bằng tổng số"),
        ),
        "at_most": Option(
            "không quá",
            Text("Các phần cộng lại không quá chỉ tiêu: “Trong đó”.", "All parts together are at most the indicator."),
            ("trong đó", "không vượt", "nhỏ hơn hoặc bằng", "at most"),
        ),
    },
    ("sections", "role"): _ROLES,
    ("sections", "required"): _yes_no(
        Text("Đơn vị phải viết mục này.", "The agency has to write something."),
        Text("Để trống được.", "It may be left blank."),
        "bắt buộc",
    ),
    ("rules", "severity"): {
        "error": Option(
            "lỗi",
            Text(
                "Đơn vị phải sửa; báo cáo được ghi là còn lỗi.",
                "The agency has to correct it; its report counts as one with errors.",
            ),
            ("sai",),
        ),
        "warning": Option(
            "cảnh báo", Text("Có thể đúng; đơn vị xem lại.", "It may be right; the agency looks again."), ("nhắc",)
        ),
        "note": Option("lưu ý", Text("Chỉ để biết.", "Only to be known."), ("ghi chú",)),
    },
    ("sentences", "page"): _yes_no(
        Text("In trong báo cáo Word và ở trang Tóm tắt.", "In the Word report and on the leaders' page."),
        Text("Chỉ in trong báo cáo Word.", "In the Word report alone."),
        "trang Tóm tắt",
    ),
    ("words", "kind"): {
        "heading": Option(
            "tiêu đề",
            Text(
                "Tiêu đề mục trong báo cáo Word của đơn vị. Nghĩa là: mã hoặc vai trò của mục.",
                "A heading in agencies' own reports. Means: the section's code or role.",
            ),
            ("tiêu đề mục",),
        ),
        "abbreviation": Option(
            "viết tắt", Text("Nghĩa là: lời đầy đủ.", "Means: the words in full."), ("chữ viết tắt", "từ viết tắt")
        ),
        "synonym": Option(
            "đồng nghĩa",
            Text("Nghĩa là: từ cùng nghĩa; hai câu được gộp.", "Means: the same; statements are merged."),
            ("từ đồng nghĩa",),
        ),
        "related": Option(
            "gần nghĩa",
            Text("Nghĩa là: từ hay dùng thay; chỉ đề xuất gộp.", "Means: often said for it; merging is proposed."),
            ("từ gần nghĩa",),
        ),
        "filler": Option(
            "từ đệm",
            Text(
                "Bỏ qua khi so hai câu. Nghĩa là: để trống, hoặc “đổi ý” nếu bỏ đi có thể đổi ý cả câu (khi đó chỉ đề xuất gộp).",
                "Left out where statements are compared. Means: blank, or `turns` where without it a statement may mean something else (then only proposed).",
            ),
        ),
        "tail": Option(
            "đuôi câu", Text("Từ đệm ở cuối câu.", "Says nothing at the end of a statement."), ("từ đệm cuối câu",)
        ),
        "antonym": Option("trái nghĩa", Text("Nghĩa là: từ trái nghĩa.", "Means: the opposite."), ("từ trái nghĩa",)),
        "negation": Option(
            "phủ định",
            Text(
                "Nghĩa là: để trống, “đứng sau” nếu đứng sau điều bị phủ định, “thiếu” nếu nói là thiếu.",
                "Means: blank, `before` where it stands after what it denies, `lack` where it tells of a lack.",
            ),
            ("từ phủ định",),
        ),
        "not_negation": Option(
            "không phủ định",
            Text("Có chữ của từ phủ định nhưng không phủ định.", "Looks like a negation and is none."),
            ("không phải phủ định", "not negation"),
        ),
        "contrast": Option(
            "khác loại",
            Text("Hai từ cùng “Nghĩa là” nói về hai thứ khác nhau.", "Words of one meaning tell of different things."),
        ),
        "mood": Option(
            "thể",
            Text(
                "Việc đã làm hay sẽ làm. Nghĩa là: đã làm, đang làm, sẽ làm, đề nghị.",
                "Done or planned. Means: done, ongoing, planned, request.",
            ),
            ("tình trạng",),
        ),
        "degree": Option("mức độ", Text("Nghĩa là: không có, ít.", "Means: none, little."), ("mức",)),
        "bound": Option(
            "giới hạn",
            Text(
                "Con số đứng sau là giới hạn. Nghĩa là: trên, dưới, trước, sau.",
                "The number after it is a limit. Means: over, under, before, after.",
            ),
            ("mức giới hạn",),
        ),
        "typical": Option(
            "đặc trưng",
            Text("Lời hay dùng ở một mục. Nghĩa là: vai trò của mục.", "Usual in a section. Means: its role."),
        ),
        "boilerplate": Option(
            "câu chung chung",
            Text("Câu không có nội dung riêng.", "Says nothing of its own."),
            ("chung chung", "sáo ngữ"),
        ),
        "zero": Option("bằng không", Text("Lời thay cho số 0.", "Words for 0."), ("số không", "số 0", "bằng 0")),
        "missing": Option(
            "chưa có số", Text("Lời báo chưa có số liệu.", "Words for no figure yet."), ("chưa có số liệu",)
        ),
        "not_applicable": Option(
            "không áp dụng",
            Text("Lời báo không thuộc chức năng.", "Words for what does not concern the agency."),
            ("không thuộc chức năng", "not applicable"),
        ),
        "indicator": Option(
            "chỉ tiêu",
            Text("Cách gọi một chỉ tiêu. Nghĩa là: mã chỉ tiêu.", "How reports name an indicator. Means: its code."),
            ("cách gọi chỉ tiêu",),
        ),
    },
}

#: What stands under “Means” of a word, by the word's kind, where that is one of a few.
MEANINGS: Mapping[str, Options] = {
    "filler": {"turns": Option("đổi ý", Text("Bỏ đi có thể đổi ý cả câu.", "A statement may turn without it."))},
    "negation": {
        "before": Option("đứng sau", Text("Đứng sau điều bị phủ định.", "Stands after what it denies.")),
        "lack": Option("thiếu", Text("Nói là thiếu, là kém.", "Tells of a lack.")),
    },
    "mood": {
        "done": Option("đã làm", Text("Việc đã làm.", "Done.")),
        "ongoing": Option("đang làm", Text("Việc đang làm.", "Being done.")),
        "planned": Option("sẽ làm", Text("Việc sẽ làm.", "Planned.")),
        "request": Option("đề nghị", Text("Việc đề nghị người khác làm.", "Asked of others.")),
    },
    "degree": {
        "none": Option("không có", Text("Hoàn toàn không.", "None at all.")),
        "little": Option("ít", Text("Còn ít, còn yếu.", "Little.")),
    },
    "bound": {
        "over": Option("trên", Text("Nhiều hơn mức đó.", "More than that.")),
        "under": Option("dưới", Text("Ít hơn mức đó.", "Less than that.")),
        "before": Option("trước", Text("Trước thời điểm đó.", "Before that time.")),
        "after": Option("sau", Text("Sau thời điểm đó.", "After that time.")),
    },
    "typical": _ROLES,
    "heading": _ROLES,
}


def options_of(place: str) -> Options:
    """The options of a column (`indicators.kind`); none where it takes no fixed words."""
    sheet, _, column = place.partition(".")
    return OPTIONS.get((sheet, column), {})


def shown(place: str, name: str, language: Language) -> str:
    """An option in `language`; what is none is shown as it is."""
    option = options_of(place).get(name)
    return option.say(name, language) if option else name
