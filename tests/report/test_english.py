"""The report in English: its own words, numbers and dates; what people wrote stays as it is."""

import re
from dataclasses import replace
from io import BytesIO

import docx
import pytest

from tests.building import DAY
from tests.report.planting import harvested
from tests.report.word_edits import saved
from toolkit.disclosure.sharing import share
from toolkit.messages.reports import words
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.parts import Report
from toolkit.report.rejoined.joining import rejoin, wordings
from toolkit.report.rejoined.reading import NotJoinedError
from toolkit.report.word import word_document

#: Words of the Vietnamese report that no agency and no definition of these tests writes.
_VIETNAMESE = re.compile(
    r"Phụ lục|Kính gửi|Nơi nhận|BÁO CÁO|CỘNG HÒA|Ghi chú:|\d đơn vị|Chỉ tiêu|Đơn vị tính|Mã dữ liệu"
)


def reports() -> list[Report]:
    """The province's report, the same for circulation, and an agency's own."""
    result = harvested()
    own = make_agency_report(result.campaign, result.used["SCX"], DAY, "en")
    return [make_report(result, language="en"), make_report(share(result).result, shared=True, language="en"), own]


def test_the_reports_own_words_are_english() -> None:
    """All three reports, tables included."""
    for report in reports():
        body = docx.Document(BytesIO(word_document(report).as_bytes())).element.body
        texts = ["".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p")]
        assert [text for text in texts if _VIETNAMESE.search(text)] == []
        assert "REPORT" in texts
        assert "Independence - Freedom - Happiness" in texts


def test_counts_and_dates_are_written_as_in_english() -> None:
    """No zero is before a count below ten."""
    assert [words("en").count(n) for n in (1, 5, 1250)] == ["1", "5", "1,250"]
    assert [words("vi").count(n) for n in (1, 5, 1250)] == ["01", "05", "1.250"]
    opening = make_report(harvested(), language="en").opening
    assert f"{DAY.day} {DAY:%B %Y}" in opening
    assert re.search(r"reports of [1-9]\d* of [1-9]\d* agenc", opening)


def test_an_edited_report_is_not_joined_with_one_in_another_language() -> None:
    """It is another document: edits stay where they are. In its own language it is joined as always."""
    report = make_report(harvested(), language="en")
    fresh = word_document(report)
    document = docx.Document(BytesIO(fresh.as_bytes()))
    next(p for p in document.paragraphs if p.text == report.opening).add_run(" Mine.")
    edited = saved(document)
    with pytest.raises(NotJoinedError, match="another"):
        rejoin(edited, word_document(make_report(harvested())), lambda _digest: "")
    known = wordings(fresh)
    later = word_document(replace(report, closing="Changed."))
    joined = docx.Document(BytesIO(rejoin(edited, later, lambda digest: known.get(digest, "")).data))
    texts = [p.text for p in joined.paragraphs]
    assert f"{report.opening} Mine." in texts
    assert "Changed." in texts
