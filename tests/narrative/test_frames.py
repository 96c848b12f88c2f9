"""Sentences that differ in slots only are joined; those that may mean different things are not."""

import re

import pytest

from benchmarks.frames import labelled, score
from tests.cases import cases
from toolkit.narrative.frames import Voice, frame_sentence, frames, names_of_agency, sentence


def joined(*texts: str, names: tuple[tuple[str, ...], ...] = ()) -> str:
    """The frame of these texts; "" for none."""
    sentences = [sentence(text, own) for text, own in zip(texts, names or [()] * len(texts), strict=True)]
    found = frames(sentences)
    if found != [[*range(len(texts))]]:
        return ""
    return frame_sentence([sentences[n] for n in found[0]], [Voice(1, f"Xã {n + 1}") for n in found[0]])


def test_on_the_labelled_set_nothing_is_joined_wrongly() -> None:
    """Of 68 frames four in five are found complete, and no pair that only looks similar is joined."""
    found = score(labelled())
    assert found.wrong == ()
    assert (found.whole, found.of_frames) >= (54, 68)


@pytest.mark.parametrize(
    ("texts", "frame"),
    [
        (
            (
                "Tổ chức 12 buổi với 1.234 lượt người.",
                "Tổ chức 05 buổi với 98 lượt người",
                "tổ chức 7 buổi với 2.000 lượt người;",
            ),
            "Tổ chức tổng cộng 24 buổi với tổng cộng 3.332 lượt người.",
        ),
        (
            ("Tỷ lệ đạt 93,3% kế hoạch năm.", "Tỷ lệ đạt 100% kế hoạch năm."),
            "Tỷ lệ đạt từ 93,3% đến 100% kế hoạch năm, cao nhất là Xã 2, thấp nhất là Xã 1.",
        ),
        (("Cấp 12 giấy phép.", "Cấp 012 giấy phép."), "Cấp 12 giấy phép."),
        (
            ("Bình quân mỗi xã có 12 hộ thoát nghèo", "Bình quân mỗi xã có 9 hộ thoát nghèo"),
            "Bình quân mỗi xã có từ 9 đến 12 hộ thoát nghèo",
        ),
        (("Giải ngân đạt 102%, vượt kế hoạch", "Giải ngân đạt 96%, vượt kế hoạch"), ""),
        (("Ban hành 12/KH-UBND về chuyển đổi số", "Ban hành 7/KH-UBND về chuyển đổi số"), ""),
    ],
)
def test_numbers_are_added_and_shares_are_a_range(texts: tuple[str, ...], frame: str) -> None:
    """Where the values contradict the words, or nothing would be left of a document, there is no frame."""
    assert joined(*texts) == frame


def test_the_agencies_documents_and_names_are_slots() -> None:
    """A document's number is left out; the beginning of the agencies' names that is their kind stays."""
    texts = (
        "UBND xã Mỹ Hòa ban hành Kế hoạch số 12/KH-UBND ngày 05/3/2016, giao 25 nhiệm vụ.",
        "UBND xã Tân Mỹ ban hành Kế hoạch số 7/KH-UBND ngày 12/4/2016, giao 41 nhiệm vụ.",
    )
    names = (names_of_agency("Ủy ban nhân dân xã Mỹ Hòa"), names_of_agency("Ủy ban nhân dân xã Tân Mỹ"))
    frame = "UBND xã … ban hành Kế hoạch, giao tổng cộng 66 nhiệm vụ."
    assert joined(*texts, names=names) == frame


@cases("""
| one                                              | other                                            |
| Số vụ tăng 5% so với năm trước.                  | Số vụ giảm 5% so với năm trước.                  |
| Năm 2019 phát hiện 5 vụ vi phạm.                 | Năm 2020 phát hiện 7 vụ vi phạm.                 |
| Thực hiện Nghị quyết số 15-NQ/TW của Trung ương. | Thực hiện Nghị quyết số 28-NQ/TW của Trung ương. |
| Thực hiện Kế hoạch số 15/KH-UBND của tỉnh.       | Thực hiện Kế hoạch số 28/KH-UBND của tỉnh.       |
| Tỷ lệ giảm từ 80% xuống 60% số hộ.               | Tỷ lệ giảm từ 70% xuống 50% số hộ.               |
| Xảy ra 0 vụ trên địa bàn xã.                     | Xảy ra 5 vụ trên địa bàn xã.                     |
| Đạt trên 90% kế hoạch cả năm.                    | Đạt trên 80% kế hoạch cả năm.                    |
| Ban Chỉ đạo 138 họp hằng quý một lần.            | Ban Chỉ đạo 35 họp hằng quý một lần.             |
| Chi 1,2 tỷ đồng cho công tác này.                | Chi 800 triệu đồng cho công tác này.             |
| Có 1,234 lượt người tham dự các buổi.            | Có 2,345 lượt người tham dự các buổi.            |
""")
def test_differences_of_meaning_are_no_slots(one: str, other: str) -> None:
    """Directions, years, others' documents, changes, negations, limits, names, units, ambiguous numbers."""
    assert joined(one, other) == ""


def test_all_words_outside_the_slots_stay() -> None:
    """A frame of the set has the words of its members outside the slots, in their order."""
    by_id: dict[str, list[str]] = {}
    for row in labelled():
        if row.part == "frame":
            by_id.setdefault(row.id, []).append(row.text)
    tried = 0
    for texts in by_id.values():
        sentences = [sentence(text) for text in texts]
        for places in frames(sentences):
            frame = frame_sentence([sentences[n] for n in places], [Voice(1, "Xã")] * len(places))
            for member in (sentences[n] for n in places):
                around = re.split(
                    "|".join(re.escape(member.slot_text(n)) for n in range(len(member.slots))), member.text
                )
                found = (word.casefold() for piece in around for word in re.findall(r"[^\W\d]+", piece))
                words = [word for word in found if word not in ("số", "ngày")]  # they go with a document's number
                left = iter(re.findall(r"[^\W\d]+", frame.casefold()))
                assert not frame or all(word in left for word in words), frame
                tried += 1
    assert tried > 150
