"""Option words: in Vietnamese and English, as people type them, offered and explained where they are typed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.building import change, define, table
from tests.definition.test_definition import broken, findings, place, put, rows
from toolkit.consolidation.ideas import sections_of
from toolkit.definition.campaign import load_campaign
from toolkit.definition.options import meaning_of, option_of
from toolkit.definition.sheets import MEANINGS, SHEETS, Column
from toolkit.definition.starter import programmes, starter_tables
from toolkit.language.text import fold, strip_marks
from toolkit.messages import definition_sheets as wording
from toolkit.messages import option_words
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.reports import CHAPTERS
from toolkit.model import ROLES, Campaign, Language, Section
from toolkit.xlsx.drawn.definition import write_definition
from toolkit.xlsx.drawn.options import option_lines

LANGUAGES: tuple[Language, ...] = ("vi", "en")


def choosing() -> Iterator[tuple[str, str, Column]]:
    """Every column that takes option words, with its sheet and its position: `indicators.kind`."""
    for spec in SHEETS:
        yield from ((spec.key, f"{spec.key}.{c.key}", c) for c in spec.columns if c.choices)


COLUMNS = [pytest.param(place, column, id=place) for _, place, column in choosing()]


@pytest.mark.parametrize(("at", "column"), COLUMNS)
def test_every_option_has_a_word_and_an_explanation(at: str, column: Column) -> None:
    """In both languages, and no word means two options, with or without tones. Meanings of words are options, too."""
    options = option_words.options_of(at)
    assert set(column.choices) <= set(options)
    assert all(text.strip() for name in column.choices for text in options[name].what)
    spelt = [(fold(s) or s, name) for name, o in options.items() for s in {name, o.word, *o.also}]
    meant = {key: {name for k, name in spelt if k == key} for key, _ in spelt}
    assert {key: names for key, names in meant.items() if len(names) > 1} == {}
    meanings = {kind: set(options) for kind, options in option_words.MEANINGS.items()}
    assert {kind: set(names) for kind, names in MEANINGS.items()} == meanings


@pytest.mark.parametrize(("at", "column"), COLUMNS)
def test_an_option_is_read_as_people_type_it(at: str, column: Column) -> None:
    """In either language; in capitals, without tones, composed or not, with blanks around it."""
    for name in column.choices:
        option = option_words.options_of(at)[name]
        for word in (name, option.word, *option.also):
            decomposed = unicodedata.normalize("NFD", word)
            for typed in (word, word.upper(), strip_marks(word), decomposed, f" {word} ", word.capitalize()):
                assert option_of(typed, at, column.choices) == name, typed


def test_an_ambiguous_word_is_no_option() -> None:
    """“Number” may be whole or not; `kết quả đạt được` is a heading of either role."""
    kinds = tuple(option_words.OPTIONS["indicators", "kind"])
    assert option_of("số", "indicators.kind", kinds) is None
    assert option_of("kết quả đạt được", "sections.role", tuple(option_words.OPTIONS["sections", "role"])) is None
    assert meaning_of("hội nghị", "mood") == "hội nghị"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_fits_where_it_is_shown(language: Language) -> None:
    """Excel shows 255 characters beside a cell; a list of up to six words is explained there word by word."""
    for (sheet, column), text in wording.HELPS.items():
        shown = wording.shown(text, language)
        assert len(shown) <= 255, (sheet, column)
        options = option_words.OPTIONS.get((sheet, column), {})
        names = next(c.choices for s in SHEETS if s.key == sheet for c in s.columns if c.key == column)
        if 0 < len(names) <= 6:
            assert [n for n in names if options[n].say(n, language) not in shown] == [], (sheet, column)
        elif names and not any(options[n].say(n, language) not in shown for n in names):
            continue
        elif names:
            assert wording.SHEETS["lists"].say(language) in shown, (sheet, column)
    assert {(s, c.key) for s, _, c in choosing()} <= wording.HELPS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_definition_uses_the_words_of_its_language(tmp_path: Path, language: Language) -> None:
    """In its cells, in the drop-down of each column, and on the sheet that explains them."""
    path, tables = tmp_path / "campaign.xlsx", starter_tables()
    for key, _, column in choosing():
        tables[key] = rows = tables[key] or [{}]  # an empty sheet has an example above its headings
        if column.rare:  # a column that is written where it has content
            rows[0] |= {column.key: column.choices[-1]}
    write_definition(path, tables, language)
    book = openpyxl.load_workbook(path)
    for key, at, column in choosing():
        sheet = next(s for s in book.worksheets if s["A1"].value == f"toolkit:{key}")
        place = next((c.column for c in sheet[1] if c.value == column.key), None)
        if place is None:
            assert column.rare, at
            continue
        own = [option_words.options_of(at)[name].say(name, language) for name in column.choices]
        typed = {row[0] for row in sheet.iter_rows(min_row=5, min_col=place, max_col=place, values_only=True)}
        assert typed - {None} <= set(own)
        letter = get_column_letter(place)
        (check,) = [v for v in sheet.data_validations.dataValidation if str(v.sqref).startswith(f"{letter}5")]
        assert check.formula1 == '"' + ",".join(own) + '"'
        assert check.promptTitle == wording.COLUMNS[key, column.key].say(language)
        assert check.error == wording.NOT_LISTED_SAYS.say(language)
    listed = book[wording.SHEETS["lists"].say(language)]
    shown = [tuple(row) for row in listed.iter_rows(min_row=5, min_col=2, max_col=6, values_only=True)]
    assert shown == [tuple(line) for line in option_lines(language)]


@pytest.mark.slow
def test_either_language_is_the_same_definition(tmp_path: Path) -> None:
    """With Vietnamese words, English ones or both, the definition has the same fingerprint."""
    vi, en = tmp_path / "vi.xlsx", tmp_path / "en.xlsx"
    for path, language in ((vi, "vi"), (en, "en")):
        write_definition(path, starter_tables(), language)  # type: ignore[arg-type]
    whole = load_campaign(vi)[0]
    assert load_campaign(en)[0] == whole
    english = openpyxl.load_workbook(en)
    codes = {s.title: s for s in english.worksheets if str(s["A1"].value).startswith("toolkit:")}

    def mixed(book: openpyxl.Workbook) -> None:
        for sheet, other in zip(book.worksheets, codes.values(), strict=True):
            for row in range(6, sheet.max_row + 1, 2):
                for cell in sheet[row]:
                    if isinstance(cell.value, str) and not cell.value.startswith("="):
                        cell.value = other.cell(row, cell.column).value

    change(vi, mixed)
    read = load_campaign(vi)[0]
    assert read == whole
    assert read.fingerprint == whole.fingerprint


def test_meanings_of_words_are_read_in_vietnamese(tmp_path: Path) -> None:
    """The column “Means” of the kinds with fixed meanings, too; the code of a section goes before a role."""
    words = """
    | kind      | text         | means           | meant           |
    |-----------|--------------|-----------------|-----------------|
    | thể       | sẽ           | sẽ làm          | planned         |
    | mức độ    | hiếm khi     | Ít              | little          |
    | giới hạn  | quá          | tren            | over            |
    | phủ định  | vắng         | đứng sau        | before          |
    | từ đệm    | nhất định    | đổi ý           | turns           |
    | đặc trưng | mong muốn    | kiến nghị       | proposal        |
    | tiêu đề   | việc sắp tới | phương hướng    | direction       |
    | tiêu đề   | việc hay     | good            | good            |
    | viết tắt  | ANTT         | an ninh trật tự | an ninh trật tự |
    | contrast  | cấp xã       | cấp             | cấp             |
    """
    typed = table(words)
    meant = [row.pop("meant") for row in typed]
    folder = define(tmp_path, {**rows(), "words": typed})
    assert [w.means for w in folder.campaign.words[: len(meant)]] == meant
    assert folder.warnings == ()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_word_is_reported_with_the_known_ones(tmp_path: Path, language: Language) -> None:
    """In the language of the messages, with the nearest word of either."""
    path = define(tmp_path, rows()).definition
    at = place(path, "sections", "good", "role")
    (found,) = broken(path, lambda book: put(book, at, "mặt yếu"))
    known = [o.say(n, language) for n, o in option_words.OPTIONS["sections", "role"].items()]
    begins = "Dùng một trong: " if language == "vi" else "Use one of: "
    assert describe(found, language)[1].startswith(begins + ", ".join(known))
    (found,) = broken(path, lambda book: put(book, at, "fương hướng"))
    assert found.text("nearest") == "phương hướng"
    assert found == replace(found, severity="error")


def test_an_unknown_meaning_is_a_warning(tmp_path: Path) -> None:
    """A mood or a degree that the toolkit does not know has no effect; the warning has its cell."""
    path = tmp_path / "campaign.xlsx"
    words = [{"kind": "mood", "text": "sắp", "means": "chắc chắn"}, {"kind": "negation", "text": "chẳng", "means": ""}]
    write_definition(path, {**rows(), "words": words})
    (found,) = findings(path)
    assert (found.code, found.severity, found.value) == ("definition-unknown-meaning", "warning", "chắc chắn")
    assert "sẽ làm" in describe(found, "vi")[1]
    assert "planned" in describe(found, "en")[1]


def test_the_guide_explains_the_roles_of_sections() -> None:
    """Its table has each role by its word, with its use on the leaders' page and in the Word report."""
    guide = (Path(__file__).parents[2] / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    table_ = guide.split("| vai trò | trang Tóm tắt | báo cáo Word |")[1].split("\n\n")[0]
    listed = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table_.splitlines()[2:]]
    by_word = {word: (page, report) for words, page, report in listed for word in words.split(", ")}
    roles = option_words.OPTIONS["sections", "role"]
    assert list(by_word) == [option.word for option in roles.values()]
    for role, option in roles.items():
        page, report = by_word[option.word]
        campaign = Campaign(id="x", title="x", sections=tuple(Section(code=r, role=r, heading=r) for r in ROLES))
        on_page = role in {section.role for section in sections_of(campaign)}
        assert on_page != (page == "không nêu")
        assert on_page != ("Không nêu ở trang Tóm tắt" in option.what.vi)
        assert any(f"“{chapter}”" in report and f"“{chapter}”" in option.what.vi for chapter in CHAPTERS.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["khung-trong", "tong-ket-5-nam"])
def test_the_guide_names_exactly_the_sheets_of_the_definition(tmp_path: Path, name: str) -> None:
    """It explains how sentences are written, and that blank their sheet means the built-in ones."""
    write_definition(tmp_path / "campaign.xlsx", starter_tables(next(p for p in programmes() if p.name == name)))
    book = openpyxl.load_workbook(tmp_path / "campaign.xlsx", read_only=True)
    lines = [str(row[1]) for row in book["Hướng dẫn"].iter_rows(values_only=True) if row[1]]
    step = next(line for line in lines if line.startswith("1. Sửa các trang: "))
    named = step.removeprefix("1. Sửa các trang: ").partition(".")[0].split(", ")
    assert named == [n for n in book.sheetnames if n not in ("Hướng dẫn", "Từ chọn")]
    assert any("{MÃ}" in line for line in lines)
    shown = [str(row[1]) for row in book["Câu có số liệu"].iter_rows(values_only=True, max_row=4) if row[1]]
    assert any("mỗi chỉ số chính có một câu soạn sẵn" in text for text in shown)


def test_vietnamese_messages_name_options_in_vietnamese() -> None:
    """In findings and explanations of columns: never by the words of the code."""
    codes = {n for options in option_words.OPTIONS.values() for n, o in options.items() if n != o.word}
    of_findings = [text for code, text in FINDINGS.items() if code.startswith(("definition-", "figure-carried"))]
    texts = [part.vi for text in of_findings for part in (text.what, text.fix, text.meaning)]
    texts += [text.vi for text in wording.HELPS.values()]
    codes -= {"text", "date"}
    assert [text for text in texts if codes & set(re.findall(r"(?<![{.\w])\w+(?![}\w])", text))] == []
