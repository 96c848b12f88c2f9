"""Statements, definitions and decisions as bad as they come: a clear result, nothing lost, nothing said too often.

Each campaign is merged, reported and shown as a page; `tests.said` counts again from what was written.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.building import define, keyed, records, type_into_row, write
from tests.said import Checked, check
from toolkit.cli.main import run
from toolkit.definition.starter import starter_tables
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.run.folder import Folder

Row = Mapping[str, str]
_ABOUT = {"id": "XAU-2027", "title": "BÁO CÁO Kết quả cải cách hành chính năm 2027", "province": "tỉnh Thử"}
_ABOUT |= {"periods": "2027", "deadline": "2028-01-10", "issued": "2027-12-01", "lead_agency": "S0"}
#: The campaign's day is after its deadline.
_DAY = "2028-01-15"
_SECTIONS = (
    {"code": "dat", "role": "achievement", "heading": "Mặt đạt được"},
    {"code": "han", "role": "limitation", "heading": "Hạn chế và nguyên nhân"},
    {"code": "kien", "role": "proposal", "heading": "Kiến nghị, đề xuất"},
)
_THEMES = ({"code": "kp", "label": "Kinh phí, phương tiện", "keywords": "kinh phí|máy quét"},)
_MONEY = "Đơn vị chưa được bố trí kinh phí riêng để số hóa hồ sơ lưu trữ."
_GRANTED = "Đơn vị đã được bố trí kinh phí riêng để số hóa hồ sơ lưu trữ."
_SCANNER = "Máy quét của Bộ phận Một cửa đã cũ nên số hóa hồ sơ còn chậm."
_LENDING = "Đơn vị nợ thư xin lỗi của nhiều hồ sơ trễ hạn ở lĩnh vực đất đai."
_ALONE = "Thư xin lỗi người dân còn gửi muộn ở lĩnh vực hộ tịch."


def _agencies(count: int) -> list[dict[str, str]]:
    return [{"code": f"S{n}", "name": f"Sở Thử thứ {n + 1}", "short_name": f"Sở T{n + 1}"} for n in range(count)]


#: Two of them have one short name.
_TWINS = (*_agencies(3), {"code": "S9", "name": "Sở Thử mới", "short_name": "Sở T2"})


def _campaign(
    root: Path,
    texts: Mapping[str, Sequence[str]],
    *,
    agencies: Sequence[Row] = (),
    themes: Sequence[Row] = _THEMES,
    words: Sequence[Row] = (),
) -> Folder:
    """A campaign whose agencies (by default as many as send texts) send these texts, all as limitations."""
    sheets = {"campaign": [_ABOUT], "agencies": agencies or _agencies(len(texts)), "sections": _SECTIONS}
    folder = define(
        root, sheets | {"words": words or starter_tables()["words"]} | ({"themes": themes} if themes else {})
    )
    for code, sent in texts.items():
        _send(folder, code, sent)
    return folder


def _send(folder: Folder, code: str, texts: Sequence[str]) -> None:
    write(folder, code, Filling(lines=tuple(NarrativeLine(section="han", text=text) for text in texts)))


def _merged(folder: Folder) -> None:
    assert run(["merge", "--campaign", str(folder.root), "--as-of", _DAY, "--workers", "1"]) in (0, 1)


def _written(folder: Folder, texts: Mapping[str, Sequence[str]]) -> Checked:
    """What a recount finds in the campaign's results, which have every text of every agency."""
    _merged(folder)
    for command in ("report", "page"):
        assert run([command, "--campaign", str(folder.root), "--as-of", _DAY]) == 0
    rows = records(keyed(folder.master)["statements"])
    sent = {(agency, text) for agency, all_of_it in texts.items() for text in all_of_it}
    assert sent - {(str(row["agency"]), str(row["text"])) for row in rows} == set()
    report = _words(_report(folder))
    assert [text for _, text in sent if _words(text.lstrip("- ")).rstrip(" .") not in report] == []
    return check(folder.root)


def _report(folder: Folder) -> str:
    """All text of the report with its annexes, and of the workbook that a long annex is in."""
    document = docx.Document(str(folder.root / "bao-cao.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    cells += [text for book in folder.root.glob("bao-cao-phu-luc.xlsx") for text in _cells(book)]
    return " ".join([p.text for p in document.paragraphs] + cells)


def _cells(path: Path) -> list[str]:
    sheets = openpyxl.load_workbook(path).worksheets
    return [str(v) for sheet in sheets for row in sheet.iter_rows(values_only=True) for v in row if v]


def _words(text: str) -> str:
    return " ".join(text.lower().split())


def _typed(folder: Folder, families: Mapping[str, str]) -> None:
    """Types into the cells of families in the rows of groups, which are given by their texts."""
    for text, family in families.items():
        type_into_row(folder.master, "groups", {"text": text}, {"edited_family": family})


def _counted(checked: Checked, text: str) -> set[int]:
    """The numbers that stand beside a sentence with these words in the report."""
    return {int(said.says) for said in checked.of("docx") if text in said.sentence}


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 25])
def test_a_definition_without_themes_has_a_report(tmp_path: Path, count: int) -> None:
    """With one agency and with many: a sentence that all wrote is counted, one of a single agency names it."""
    texts = {f"S{n}": [_SCANNER, *([_ALONE] if n == 0 else [])] for n in range(count)}
    folder = _campaign(tmp_path, texts, themes=())
    checked = _written(folder, texts)
    assert checked.untrue == []
    assert count == 1 or count in _counted(checked, "Máy quét")
    assert "(Sở T1)" in _report(folder) or count == 1


@pytest.mark.slow
def test_without_own_body_nouns_the_number_is_in_brackets(tmp_path: Path) -> None:
    """The sentence keeps its subject, and is counted nevertheless; with such nouns the number is the subject."""
    texts = {f"S{n}": [_MONEY if n < 3 else _ALONE] for n in range(4)}
    words = [row for row in starter_tables()["words"] if row["kind"] != "own_body"]
    words.append({"kind": "own_body", "text": "đơn vị hành chính", "means": "longer"})
    without = _written(_campaign(tmp_path / "without", texts, words=words), texts)
    assert without.untrue == []
    assert without.of("docx", "subject") == []
    assert 3 in _counted(without, "Đơn vị chưa được bố trí")
    beside = _written(_campaign(tmp_path / "with", texts), texts)
    assert beside.untrue == []
    assert 3 in {s.says for s in beside.of("docx", "subject")}


@pytest.mark.slow
def test_an_agencys_name_may_end_in_a_number(tmp_path: Path) -> None:
    """Agencies called `Đơn vị 1` to `Đơn vị 5` are counted as others are, and are no numbers of agencies."""
    agencies = [{"code": f"S{n}", "name": f"Đơn vị {n + 1}"} for n in range(5)]
    own = "Đơn vị 3 còn nợ 3 đơn vị trực thuộc thư xin lỗi về hồ sơ trễ hạn."
    texts = {f"S{n}": [_MONEY] for n in (0, 1, 3)} | {"S2": [own, _ALONE], "S4": [_LENDING]}
    folder = _campaign(tmp_path, texts, agencies=agencies)
    checked = _written(folder, texts)
    assert checked.untrue == []
    assert "(Đơn vị 3)" in _report(folder)
    assert 3 in {s.says for s in checked.of("docx", "subject", "wrote")}


_LONG = " ".join(f"Ấp {n} còn {n + 2} hộ chưa quen nộp hồ sơ trực tuyến, phải đến trụ sở." for n in range(1, 60))[:3000]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        _LONG,
        "Chậm",
        "MÁY QUÉT CỦA BỘ PHẬN MỘT CỬA ĐÃ CŨ NÊN SỐ HÓA HỒ SƠ CÒN CHẬM.",
        "Kinh phí số hóa: 3 triệu; máy: 0",
    ],
    ids=["of-3000-characters", "of-one-word", "in-capitals", "without-a-verb"],
)
def test_a_statement_may_be_of_any_shape(tmp_path: Path, text: str) -> None:
    """Two of four agencies wrote it, one something like it: whole in the annex, counted as often as it was written."""
    texts = {"S0": [text], "S1": [text, _ALONE], "S2": [_SCANNER], "S3": [_LENDING]}
    assert len(_LONG) == 3000
    assert _written(_campaign(tmp_path, texts), texts).untrue == []


def test_a_short_name_of_two_agencies_is_reported(tmp_path: Path) -> None:
    folder = define(tmp_path, {"campaign": [_ABOUT], "agencies": _TWINS, "sections": _SECTIONS})
    assert "Sở T2" in [f.value for f in folder.warnings]


@pytest.mark.slow
def test_two_agencies_with_one_short_name_are_two(tmp_path: Path) -> None:
    """A sentence of both has two agencies beside it."""
    texts = {"S1": [_SCANNER, _ALONE], "S9": [_SCANNER, _LENDING], "S0": [_MONEY], "S2": [_MONEY]}
    checked = _written(_campaign(tmp_path, texts, agencies=_TWINS), texts)
    assert [said for said in checked.untrue if said.shape != "named"] == []
    assert max(_counted(checked, "Máy quét")) == 2


# --- The coordinator's decisions ----------------------------------------------------------------------


@pytest.mark.slow
def test_a_family_that_was_named_and_lost_its_sentences_is_no_topic(tmp_path: Path) -> None:
    """Its agencies send other texts: the name stands nowhere in the report, and what was typed is not lost."""
    texts = {f"S{n}": [text] for n, text in enumerate((_MONEY, _SCANNER, _LENDING))}
    folder = _campaign(tmp_path, texts)
    _merged(folder)
    _typed(folder, {_MONEY: "Thiếu tiền mua sắm", _SCANNER: "Thiếu tiền mua sắm"})
    named = _written(folder, texts)
    assert named.untrue == []
    later = {"S0": [_ALONE], "S1": ["Hồ sơ giấy còn nhiều."], "S2": [_LENDING]}
    for code, sent in later.items():
        _send(folder, code, sent)
    assert _written(folder, later).untrue == []
    assert "Thiếu tiền mua sắm" not in _report(folder)
    books = [folder.master, *folder.root.glob("register.xlsx")]
    assert "Thiếu tiền mua sắm" in " ".join(text for book in books for text in _cells(book))


@pytest.mark.slow
def test_a_family_whose_members_contradict_each_other_is_joined_as_told(tmp_path: Path) -> None:
    """All its agencies stand beside the kept sentence; a finding names the contradiction."""
    texts = {"S0": [_MONEY], "S1": [_MONEY], "S2": [_GRANTED], "S3": [_LENDING]}
    folder = _campaign(tmp_path, texts)
    _merged(folder)
    assert "joined-contradiction" not in {row["code"] for row in records(keyed(folder.master)["findings"])}
    _typed(folder, {_MONEY: "Kinh phí số hóa", _GRANTED: "Kinh phí số hóa"})
    _merged(folder)
    _typed(folder, {_MONEY: "một ý", _GRANTED: ""})
    checked = _written(folder, texts)
    assert checked.untrue == []
    assert 3 in {said.says for said in checked.of("docx", "subject", "wrote")}
    assert [row["count"] for row in records(keyed(folder.master)["groups"]) if row["text"] == _MONEY] == [3]
    found = [row for row in records(keyed(folder.master)["findings"]) if row["code"] == "joined-contradiction"]
    assert len(found) == 1
    assert all(words in str(found[0]["message"]) for words in ("chưa được bố trí", "đã được bố trí"))
