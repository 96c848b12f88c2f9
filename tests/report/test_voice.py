"""A sentence in the office's voice: the number of agencies takes the place of a bare noun for the agency itself."""

from dataclasses import replace

import pytest

from tests.cases import cases
from toolkit.consolidation.ideas import Idea
from toolkit.definition.starter import with_usual_words
from toolkit.model import Agency, Campaign, Group, Word
from toolkit.narrative.lexicon import NARRATIVE_WORDS
from toolkit.report.voice import Voice

CAMPAIGN = Campaign(
    id="x",
    title="Bảo vệ rừng",
    agencies=(
        *(Agency(code=f"S{n}", name=f"Sở số {n}", short_name=f"Sở {n}") for n in range(2)),
        *(Agency(code=f"H{n}", name=f"Ủy ban nhân dân huyện số {n}", short_name=f"H. {n}") for n in range(3)),
    ),
    words=with_usual_words((), NARRATIVE_WORDS),
)
DISTRICTS, EVERYBODY = ("H0", "H1", "H2"), ("S0", "H0", "H1", "H2")


def said(
    text: str, wrote: tuple[str, ...], similar: tuple[str, ...] = (), campaign: Campaign = CAMPAIGN, cited: str = ""
) -> tuple[str, str]:
    group = Group("g", "dat", "", text, (), wrote)
    return Voice(campaign, 39, "vi").said(Idea(group, text, wrote, similar), text, [cited] if cited else [])


@cases("""
| text                                              | who | printed                                                  |
| Đơn vị chưa có kinh phí.                          | all | Có 04/39 đơn vị chưa có kinh phí.                        |
| Đơn vị có 12 lớp học.                             | all | 04/39 đơn vị có 12 lớp học.                              |
| Hằng năm, cơ quan đưa nội dung vào kế hoạch.      | all | Hằng năm, 04/39 cơ quan đưa nội dung vào kế hoạch.       |
| Huyện chưa được cấp kinh phí.                     | hu  | Có 03 huyện chưa được cấp kinh phí.                      |
| UBND huyện … đã ban hành Kế hoạch.                | hu  | Có 03/39 đơn vị đã ban hành Kế hoạch.                    |
| Huyện chưa được cấp kinh phí.                     | all |                                                          |
| Huyện Tân Hồng chưa được cấp kinh phí.            | hu  |                                                          |
| Các đơn vị chưa có kinh phí.                      | all |                                                          |
| Đơn vị hành chính cấp xã đã được sắp xếp.         | all |                                                          |
| Cơ quan thường trực đã hướng dẫn.                 | all |                                                          |
| Ban hành kế hoạch hằng năm.                       | all |                                                          |
| Hội nghị đã được tổ chức.                         | all |                                                          |
| Xã hội hóa chưa nhiều.                            | hu  |                                                          |
| Cán bộ, đơn vị chưa được khen thưởng.             | all |                                                          |
| ĐƠN VỊ CHƯA CÓ KINH PHÍ.                          | all |                                                          |
| Một số đơn vị chưa có kinh phí.                   | all |                                                          |
""")
def test_the_number_is_the_subject_where_the_subject_is_the_agency_itself(text: str, who: str, printed: str) -> None:
    """Else it stands in brackets at the end; a group's noun needs all who wrote it to be of that group."""
    wrote = DISTRICTS if who == "hu" else EVERYBODY
    if printed:
        assert said(text, wrote) == (printed, "")
    else:
        assert said(text, wrote)[0] == text
        assert said(text, wrote)[1].startswith(f"(0{len(wrote)}/39 đơn vị")


@pytest.mark.parametrize(
    ("wrote", "similar", "attribution"),
    [
        (("S0",), (), "(Sở 0)"),
        (("S0",), ("S1",), "(Sở 0; 01 đơn vị nêu tương tự)"),
        (("S0", "S1"), (), "(02/39 đơn vị: Sở 0; Sở 1)"),
        (("S0", "S1"), ("H0",), "(02/39 đơn vị; 01 đơn vị nêu tương tự)"),
        (EVERYBODY, (), "(04/39 đơn vị)"),
    ],
)
def test_who_wrote_it_is_in_brackets(wrote: tuple[str, ...], similar: tuple[str, ...], attribution: str) -> None:
    assert said("Kinh phí còn ít.", wrote, similar) == ("Kinh phí còn ít.", attribution)


def test_one_agency_is_named_once_with_the_document_that_it_cites() -> None:
    """A sentence that names its agency needs no name after it."""
    assert said("Kinh phí còn ít.", ("S0",), cited="Báo cáo số 5/BC")[1] == "(Sở 0; Báo cáo số 5/BC)"
    assert said("Sở 0 đã lập tổ công tác.", ("S0",)) == ("Sở 0 đã lập tổ công tác.", "")


def test_the_nouns_are_the_definitions() -> None:
    """Without any, the number is in brackets; an agency that is called like a noun makes it a name."""
    text = "Đơn vị chưa có kinh phí."
    assert said(text, EVERYBODY, campaign=replace(CAMPAIGN, words=())) == (text, "(04/39 đơn vị)")
    own = replace(CAMPAIGN, words=(Word(kind="own_body", text="trường", means=""),))
    assert said("Trường chưa có kinh phí.", EVERYBODY, campaign=own)[0] == "Có 04/39 trường chưa có kinh phí."
    unit = Agency(code="D3", name="Đơn vị 3", short_name="Đơn vị 3")
    named = replace(CAMPAIGN, agencies=(*CAMPAIGN.agencies, unit))
    assert said(text, EVERYBODY, campaign=named) == (text, "(04/39 đơn vị)")
