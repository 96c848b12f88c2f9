"""Findings about figures that are split: the parts against the whole, and what is left out of them."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

FINDINGS: dict[str, FindingText] = {
    "split-not-equal": FindingText(
        "error",
        Text(
            "{indicator}, phân tổ “{split}”: các phần cộng lại không bằng chỉ tiêu. Kỳ {value}.",
            "{indicator}, split “{split}”: all parts together are not the whole. {value}.",
        ),
        Text("Sửa số của phần sai hoặc của chỉ tiêu.", "Correct the part that is wrong, or the whole."),
        Text(
            "Các phần của một phân tổ “bằng” đều đã có số nhưng cộng lại khác chỉ tiêu.",
            "All parts of a split that makes up its whole are given, and come to something else.",
        ),
    ),
    "split-exceeds": FindingText(
        "error",
        Text(
            "{indicator}, phân tổ “{split}”: các phần đã ghi cộng lại lớn hơn chỉ tiêu. Kỳ {value}.",
            "{indicator}, split “{split}”: the parts given exceed the whole. {value}.",
        ),
        Text("Sửa số của phần sai hoặc của chỉ tiêu.", "Correct the part that is wrong, or the whole."),
        Text(
            "Các phần cộng lại lớn hơn chỉ tiêu; cũng nêu khi còn phần để trống mà các phần đã ghi đã lớn hơn.",
            "The parts exceed the whole; told, too, where some are blank and those given are too much already.",
        ),
    ),
    "split-partial": FindingText(
        "error",
        Text(
            "{indicator}, phân tổ “{split}”: đã ghi một số phần, còn trống {members} ở kỳ: {periods}.",
            "{indicator}, split “{split}”: some parts are given, {members} is blank for: {periods}.",
        ),
        Text(
            "Ghi đủ các phần; phần không phát sinh thì gõ 0, không có số thì gõ “Chưa thống kê”.",
            "Give all parts: 0 where nothing occurred, “Not counted” where it is not known.",
        ),
        Text(
            "Ghi một phần mà để trống phần khác. Ô trống không được hiểu là 0. Là cảnh báo khi chỉ tiêu không bắt buộc.",
            "Some parts are given and others blank. A blank is never taken for zero. A warning where the whole is not required.",
        ),
    ),
    "split-missing": FindingText(
        "error",
        Text(
            "{indicator} bắt buộc nhưng phân tổ “{split}” chưa ghi phần nào ở kỳ: {periods}.",
            "{indicator} is required, and no part of its split “{split}” is given for: {periods}.",
        ),
        Text(
            "Ghi số từng phần; không phát sinh thì gõ 0, không có số thì gõ “Chưa thống kê”.",
            "Give each part: 0 where nothing occurred, “Not counted” where it is not known.",
        ),
        Text(
            "Không ghi phần nào của một chỉ tiêu bắt buộc. Không nêu khi chỉ tiêu bằng 0, để trống (đã nêu riêng) hoặc đơn vị báo là không có số.",
            "No part of a required indicator is given. Not told where the whole is 0, is blank (which is told by itself), or is said not to be known.",
        ),
    ),
    "split-without-whole": FindingText(
        "warning",
        Text(
            "{indicator} còn trống nhưng các phần của phân tổ “{split}” đã ghi. Kỳ {value}.",
            "{indicator} is blank, while parts of its split “{split}” are given. {value}.",
        ),
        Text("Ghi số của chỉ tiêu.", "Give the whole."),
        Text(
            "Có số của các phần mà không có số của chỉ tiêu. Không tự cộng các phần để điền thay.",
            "Parts are given and their whole is not. The sum of the parts is not put in its place.",
        ),
    ),
    "splits-disagree": FindingText(
        "error",
        Text(
            "{indicator} chưa có số dùng được; phân tổ “{split}” và “{other}” cộng lại không bằng nhau. Kỳ {value}.",
            "{indicator} has no usable figure; its splits “{split}” and “{other}” come to different sums. {value}.",
        ),
        Text("Sửa số của phần sai, và ghi chỉ tiêu.", "Correct the part that is wrong, and give the whole."),
        Text(
            "Hai phân tổ của một chỉ tiêu phải cùng bằng chỉ tiêu đó nhưng cộng lại khác nhau.",
            "Two splits that both make up one indicator come to different sums.",
        ),
    ),
}
