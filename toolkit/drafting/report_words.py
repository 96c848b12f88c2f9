"""Words with which Vietnamese reports say what a heading, or a sentence that introduces a list, is about.

These words belong to the language; the words of a campaign (kind `heading`) take precedence.
"""

import re
from collections.abc import Mapping

#: Roles that judge the work or look ahead: a word for such a role is enough for a heading to name its section.
JUDGING = ("achievement", "limitation", "lesson", "direction", "proposal")

#: The phrases for each meaning: a role of sections, or a kind whose role depends on other phrases and the period.
ROOTS: Mapping[str, tuple[str, ...]] = {
    "achievement": (
        "ưu điểm",
        "điểm mạnh",
        "điểm sáng",
        "điểm tích cực",
        "thế mạnh",
        "mặt mạnh",
        "mặt tốt",
        "mặt tích cực",
        "mặt được",
        "mặt làm được",
        "mặt đạt được",
        "làm được",
        "làm tốt",
        "đạt được",
        "thành tựu",
        "thành tích",
        "thành công",
        "thuận lợi",
        "tiến bộ",
        "nổi bật",
        "kết quả đạt được",
        "kết quả nổi bật",
        "kết quả tích cực",
        "kết quả tiêu biểu",
        "kết quả đáng ghi nhận",
        "chuyển biến",
        "chuyển biến tích cực",
        "khởi sắc",
    ),
    "limitation": (
        "hạn chế",
        "tồn tại",
        "yếu kém",
        "khuyết điểm",
        "nhược điểm",
        "khó khăn",
        "vướng mắc",
        "bất cập",
        "thiếu sót",
        "sai sót",
        "thách thức",
        "trở ngại",
        "bất lợi",
        "điểm yếu",
        "điểm nghẽn",
        "mặt yếu",
        "mặt tiêu cực",
        "mặt hạn chế",
        "mặt tồn tại",
        "chưa được",
        "mặt chưa được",
        "chưa làm được",
        "mặt chưa làm được",
        "chưa đạt được",
        "mặt chưa đạt được",
        "không đạt được",
        "chưa đạt",
        "chưa tốt",
        "làm chưa tốt",
        "chưa làm tốt",
        "vấn đề đặt ra",
        "vấn đề tồn tại",
    ),
    "lesson": ("bài học", "kinh nghiệm", "bài học kinh nghiệm", "kinh nghiệm hay"),
    "direction": ("phương hướng", "định hướng", "quan điểm", "quan điểm chỉ đạo", "tầm nhìn", "phương châm"),
    "proposal": ("kiến nghị", "đề xuất", "đề nghị", "khuyến nghị", "nguyện vọng"),
    "organisation": (
        "tổ chức",
        "chỉ đạo",
        "điều hành",
        "lãnh đạo",
        "quán triệt",
        "tham mưu",
        "kiện toàn",
        "ban hành văn bản",
    ),
    "cause": ("nguyên nhân", "lý do", "khách quan", "chủ quan"),
    "aim": ("mục tiêu", "chỉ tiêu"),
    "work": ("nhiệm vụ", "hoạt động", "công tác", "công việc", "phần việc"),
    "plan": ("giải pháp", "biện pháp", "kế hoạch", "chương trình công tác", "chương trình hành động", "lộ trình"),
    "review": ("đánh giá", "nhận xét", "nhận định"),
    "outcome": ("kết quả", "tình hình", "mức độ"),
    "doing": ("thực hiện", "triển khai", "tổ chức thực hiện", "triển khai thực hiện", "hoàn thành"),
    "resolve": ("khắc phục", "giải quyết", "tháo gỡ", "xử lý", "vượt qua", "phát huy", "chấm dứt"),
}

#: Words inside a phrase that do not change its meaning: `những kết quả đã đạt được`.
FILLERS = frozenset({"những", "các", "mấy", "đã", "còn", "vẫn", "cũng", "rất", "sự", "việc"})
FILLING_PAIRS = frozenset({("một", "số"), ("một", "vài"), ("không", "ít")})
#: Words around a phrase that say nothing about its section.
SMALL = frozenset(
    re.findall(
        r"\w+",
        "chính chủ yếu trọng tâm cơ bản chung riêng cụ thể nêu trên này đó sau đây bước đầu rút ra đúc kết "
        "cần phải tập trung tiếp tục sẽ khắc phục ưu tiên nhất đề đặt nhiều khác lớn rõ nét đáng kể ghi nhận "
        "quan trọng then chốt của tổng quát trong về qua tới năm tháng quý giai đoạn thời gian thực "
        "tiễn hay quý báu ý phấn đấu dự kiến là được chương trình với cấp trên nội dung ý kiến vấn ",
    )
)
#: Words that coordinate phrases.
JOINING = frozenset({"và", "cùng", "hoặc", "hay", "đồng"})
#: Words that begin a qualifier of the noun before them (`kế hoạch của tỉnh`).
DESCRIBING = frozenset(
    re.findall(
        r"\w+", "trong của qua sau từ cho để nhằm đối với tại ở do khi theo trước giữa gắn trên thuộc so bằng nêu về"
    )
)

# Words for time after the reporting period, for time before or in it, and for things still to be done.
AHEAD = (
    r"(?:thời gian|giai đoạn|năm|tháng|quý|kỳ|nhiệm kỳ|chặng đường) (?:sắp )?(?:tới|đến|tiếp theo|kế tiếp)"
    r"|(?:năm|tháng|quý|kỳ|giai đoạn) sau|(?:thời gian )?sắp tới|tới đây|(?:các |những )?(?:năm|tháng) còn lại"
    r"|(?:\d{1,2}|sáu|ba) tháng cuối năm|(?:các|những) tháng cuối năm|quý cuối năm|(?<=và )(?:những năm )?tiếp theo"
)
BEHIND = (
    r"(?:thời gian|giai đoạn|năm|tháng|quý|kỳ|nhiệm kỳ) (?:vừa )?qua|vừa qua|đến nay|đầu năm|đã|đề ra|được giao"
    r"|(?:\d{1,2}|một|hai|ba|năm|mười) năm (?:qua|thực hiện|triển khai)"
)
TO_DO = r"dự kiến|phấn đấu|sẽ|cần|tiếp tục|tập trung"

#: Ends of sentences that introduce a list.
ANNOUNCING = (
    r"(?:như )?sau(?: đây)?|dưới đây|cụ thể(?: là| như sau)?|đó là|là|là do|do|như|gồm|bao gồm|gồm có"
    r"|(?:có thể )?kể đến(?: là)?"
)
#: Beginnings of clauses that state a reason or a circumstance, and do not introduce what follows.
CIRCUMSTANCE = (
    r"bên cạnh|ngoài|mặc dù|mặc dầu|tuy(?! nhiên| vậy| thế)|dù|phát huy|để|nhằm|từ|qua|trên cơ sở|xuất phát|căn cứ"
    r"|trước|với|song song|cùng với|sau|nhờ|do|trong|đến|năm|giai đoạn|về|theo"
)
#: After these words only the rest of the sentence counts.
TURNING = r"song(?! song)|nhưng|tuy nhiên|tuy vậy|tuy thế"
#: Beginnings of sentences that review all of the work.
OVERALL = (
    r"nhìn chung|tóm lại|tựu trung|đánh giá chung|qua (?:đánh giá|tổng kết|sơ kết)"
    r"|(?:sau|qua) (?:\d+|một|hai|ba|năm|mười) năm"
)
#: Beginnings of sentences that contrast with the text before.
OPPOSING = r"tuy nhiên|tuy vậy|tuy thế|song song|bên cạnh|mặc dù|ngoài|đồng thời"
#: Words for an unspecified number: `một số hạn chế`.
SEVERAL = r"một số|những|các|nhiều|không ít|mấy"

#: Words in sentences that may only report what others found, stated or ordered, and do not judge.
REPORTED = (
    r"phát hiện|chỉ ra|làm rõ|kiểm điểm|tiếp nhận|tổng hợp|trả lời|cử tri"
    r"|(?<!thực hiện )(?<!triển khai )"
    r"(?:công văn|văn bản|kế hoạch|nghị quyết|chỉ thị|quyết định|thông báo|hướng dẫn|tờ trình|đề án|kết luận)"
)
#: Words with which `kinh nghiệm` means a lesson learnt, and not somebody's skill.
DRAWN = r"rút ra|đúc rút|đúc kết|bài học"

# Words for deficiencies, which an agency would hardly use for its achievements; and words for remedying deficiencies.
DEFICIENT = (
    r"chưa (?!từng|kể|đầy|đủ tuổi|thành niên|bao giờ|có (?:vụ|trường hợp))\w+"
    r"|còn (?:hạn chế|thấp|chậm|yếu|kém|thiếu|ít|khó khăn|lúng túng|bất cập|mỏng|sơ sài|lơ là|hạn hẹp|nhiều khó khăn)"
    r"|lỏng lẻo|yếu kém|hạn hẹp"
)
REMEDIED = (
    r"(?:đã|được|kịp thời|từng bước|góp phần|tích cực|chủ động) (?:\w+ ){0,2}"
    r"(?:khắc phục|giải quyết|tháo gỡ|xử lý|chấn chỉnh|hoàn thành|bổ sung)"
)
