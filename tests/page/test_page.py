"""The leaders' page: it says what the leaders' sheet says, opens to the agencies behind it, and runs nobody's code."""

import base64
import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.building import DAY, Record, copied, definition, filled, keyed, merge, read, records
from tests.disclosure.test_sharing import written
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.key_figures import key_figures
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.disclosure.sharing import share
from toolkit.language.numbers import format_number
from toolkit.messages import pages
from toolkit.model import Consolidation, Edit, Language
from toolkit.page.charts import bars_of, parts_of
from toolkit.page.document import BEGINNING, leaders_page
from toolkit.run.folder import Folder, find_files

SAMPLES = Path(__file__).resolve().parents[2] / "sample_workbooks"
AGENCIES = """
| code | name             | short_name |
|------|------------------|------------|
| SA   | Sở A & <b>Bê</b> | Sở "A" <i> |
| SB   | Sở B             | Sở B       |
| SC   | Sở C             | Sở C       |
| SD   | Sở D             | Sở D       |
"""
INDICATORS = """
| code | label      | unit | kind    | across_agencies | across_periods | headline | target | direction | minimum |
|------|------------|------|---------|-----------------|----------------|----------|--------|-----------|---------|
| C1   | Số cây     | cây  | count   | sum             | sum            | 1        | 100    | higher    |         |
| C2   | Tỷ lệ sống | %    | percent | mean            | last           | 2        | 95     | higher    |         |
| C3   | Chênh lệch | tấn  | decimal | sum             | last           | 3        |        |           | -99     |
| C4   | Số vườn    | vườn | count   | sum             | last           | 4        |        |           |         |
"""
SECTIONS = """
| code | role         | heading      |
|------|--------------|--------------|
| tc   | organisation | Tổ chức      |
| dat  | achievement  | Mặt đạt được |
| han  | limitation   | Hạn chế      |
"""
THEMES = r"""
| code | label     | keywords    |
|------|-----------|-------------|
| dat  | Đất, nước | nước \| đất |
| tien | Kinh phí  | kinh phí    |
"""
HOSTILE = {
    "SA": "<script>alert(1)</script> kinh phí chậm.",
    "SB": '"><img src=x onerror=alert(1)> vườn ươm ở xa &amp; hỏng.',
    "SC": "{{ 7*7 }} </q></li></style><!-- ]]> javascript:alert(1)",
}
LINES = """
| section | text                                | evidence    |
|---------|-------------------------------------|-------------|
| tc      | Đã lập ba tổ.                       |             |
| dat     | Đất đã được cải tạo.                | Văn bản <3> |
| han     | - Thiếu nước tưới mùa khô ở các xã. |             |
| han     | {own}                               |             |
"""


def made(root: Path) -> Folder:
    folder = definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)
    for agency, trees in (("SA", 40), ("SB", 30), ("SC", 20)):
        figures = f"| code | 2019 | 2020 |\n|---|---|---|\n| C1 | {trees} | 5 |\n| C2 | 80 | 90 |\n| C3 | 6 | -2 |\n"
        filled(folder, agency, figures, LINES.format(own=HOSTILE[agency]))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, made)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Consolidation]:
    """A campaign folder with its master that no test changes."""
    folder = copied(tmp_path_factory.mktemp("merged"), made)
    return folder, merge(folder)


@pytest.fixture(scope="module")
def result(merged: tuple[Folder, Consolidation]) -> Consolidation:
    return merged[1]


class Page:
    """A page, read as XML: a page that is not well-formed fails."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = ElementTree.fromstring(text)
        for element in self.root.iter():
            element.tag = element.tag.rpartition("}")[2]

    def all(self, path: str) -> list[str]:
        """The texts of the elements that a path selects."""
        return ["".join(e.itertext()) for e in self.root.iterfind(path)]

    @property
    def words(self) -> str:
        """Everything read on it, and what is read aloud for pictures."""
        (body,) = self.root.iterfind("body")
        return "\n".join([*body.itertext(), *(e.attrib.get("aria-label", "") for e in body.iter())])

    def statements(self) -> set[tuple[str, str, str]]:
        """(agency, place, words) of all statements that are shown."""
        found = set()
        for idea in self.root.iterfind(".//details[summary]"):
            shown = idea.find("summary/q")
            text = "" if shown is None else "".join(shown.itertext())
            for part in idea.iterfind("div[@class='said']/*"):
                if part.tag == "p":
                    (quote,) = part.iterfind("q")
                    text = "".join(quote.itertext())
                for line in part.iterfind("li"):
                    words = line.find("q")
                    content = text if words is None else "".join(words.itertext())
                    places: list[tuple[str, str]] = []
                    for child in line:
                        if child.tag == "b":
                            places.append(("".join(child.itertext()), ""))
                        elif child.tag == "cite":
                            places[-1] = (places[-1][0], "".join(child.itertext()))
                    found |= {(agency, place, content) for agency, place in places}
        return found


def page_of(result: Consolidation, language: Language = "vi", **options: bool) -> Page:
    return Page(leaders_page(result, language, **options))


def on_the_sheet(folder: Folder) -> set[str]:
    """Every text on the leaders' sheet."""
    return {str(cell) for row in keyed(folder.master)["summary"].rows for cell in row.cells if cell is not None}


def stated(folder: Folder, result: Consolidation) -> set[tuple[str, str, str]]:
    """(agency, place, words) of each statement in the master, of the sections that the leaders' sheet has."""
    sheets, names = keyed(folder.master), {a.code: a.short_name for a in result.campaign.agencies}
    sections = set(sheets["summary"].columns) - {"theme"}

    def place(row: Record) -> str:
        return f"{row['file']} › {row['sheet']} › {row['cell']}"

    rows = [row for row in records(sheets["statements"]) if row["section"] in sections]
    return {(names[str(row["agency"])], place(row), str(row["text"])) for row in rows}


# --- It says what the sheet says ------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_numbers_and_sentences_are_those_of_the_sheet(folder: Folder, language: Language) -> None:
    """The record's texts are on both; each key figure is what the sheet's cell shows."""
    result = merge(folder, language=language)
    page, cells, leaders = page_of(result, language), on_the_sheet(folder), make_leaders_page(result, language)
    texts = {leaders.title, leaders.subtitle, *leaders.lines.values()}
    texts |= {text for f in leaders.key_figures for text in (f.label, f.comparison, f.coverage)} - {""}
    assert texts <= cells
    assert texts <= {*page.all(".//h1"), *page.all(".//h3"), *page.all(".//p")}
    assert leaders.progress.text in page.words
    shown = page.all(".//p[@class='value']") + page.all(".//p[@class='value none']")
    assert [s.rstrip(" %") for s in shown[:3]] == ["105", "90", format_number(-6.0, language)]
    assert set(shown[:3]) <= cells
    assert [line.text for line in leaders.questions or ()] == [q.partition("\n")[0] for q in questions(page)]


def questions(page: Page) -> list[str]:
    """The lines of what to ask, without what they open to."""
    return [str(e.text) for e in page.root.iterfind(".//ul[@class='ask']/li") if "master.xlsx" not in str(e.text)]


@pytest.mark.slow
def test_each_statement_has_its_agency_and_cell(merged: tuple[Folder, Consolidation]) -> None:
    """Word for word, with agency, file, sheet and cell; no more and no fewer than the master has in these sections.
    Each section begins with the idea that most agencies share; one that the coordinator hides is only counted."""
    result, page = merged[1], page_of(merged[1])
    reported = page.statements()
    assert reported == stated(*merged)
    assert len(reported) == 9
    assert {text for agency, _, text in reported if agency == 'Sở "A" <i>'} >= {HOSTILE["SA"]}
    section = next(s for s in page.root.iterfind(".//section") if s.findtext("h2") == "Hạn chế")
    counts = ["".join(e.itertext()) for e in section.iterfind("details/summary/span[@class='n']")]
    assert (counts[0], len(counts)) == ("3 đơn vị", 4)
    assert section.findtext("p") == "4 ý, 3 đơn vị nêu"
    hidden = next(g for g in result.groups if HOSTILE["SB"] == g.text)
    groups = [g._replace(edit=Edit(group=g.id, hide=True)) if g is hidden else g for g in result.groups]
    page = page_of(replace(result, groups=tuple(groups)))
    assert HOSTILE["SB"] not in "".join(t for _, _, t in page.statements())
    assert pages.NOTE_HIDDEN.say("vi", count=1) in page.words


@pytest.mark.nightly
@pytest.mark.slow
def test_the_page_of_the_samples(tmp_path: Path) -> None:
    """The command's page of the samples has every statement and key figure of the master, in less than 300 kB."""
    shutil.copytree(SAMPLES / "inbox", tmp_path / "inbox")
    shutil.copy(SAMPLES / "campaign.xlsx", tmp_path)
    options = ["--campaign", str(tmp_path), "--as-of", "2020-07-31"]
    assert run(["merge", *options]) == 1
    assert run(["page", *options]) == 1
    data = (tmp_path / "tom-tat.html").read_bytes()
    page, sheets = Page(data.decode()), keyed(tmp_path / "master.xlsx")
    assert len(data) < 300_000
    assert data.startswith(BEGINNING)
    rows = [r for r in records(sheets["statements"]) if r["section"] in set(sheets["summary"].columns) - {"theme"}]
    assert len(rows) > 400
    reported = {(place, words) for _, place, words in page.statements()}
    assert reported == {(f"{r['file']} › {r['sheet']} › {r['cell']}", str(r["text"])) for r in rows}
    cells = [c for row in sheets["summary"].rows for c in row.cells]
    numbers = [value.split()[0] for value in page.all(".//p[@class='value']")]
    assert len(numbers) == 5
    assert set(numbers) <= {str(c).split(" ")[0] for c in cells}
    comparisons = [p for mark in ("good", "bad") for p in page.all(f".//p[@class='{mark}']")]
    assert comparisons
    assert set(comparisons) <= set(cells)


# --- No code of others runs ------------------------------------------------------------------------

_TAGS = (
    "html head meta title style body header h1 h2 h3 p nav ul li a main section svg rect text line div span b q cite "
    "details summary table thead tbody tr th td footer"
)


def test_hostile_text_is_never_markup(result: Consolidation) -> None:
    """Whatever agencies and the definition contain, the page has the elements of its template and no others. Control
    characters, lone surrogates and marks that reverse a sentence are shown by their numbers."""
    page = page_of(result)
    assert {e.tag for e in page.root.iter()} <= set(_TAGS.split())
    attributes = {name.rpartition("}")[2] for e in page.root.iter() for name in e.attrib}
    assert not [a for a in attributes if a.startswith("on") or a in ("src", "style", "srcdoc", "action")]
    assert {text for _, _, text in page.statements()} >= set(HOSTILE.values())
    assert "Sở A & <b>Bê</b>" in page.all(".//th")
    assert "49" not in page.all(".//q")

    odd = "a\x00b\x1bc\ud800d\u202ee\ufffef\r\ng"
    statements = [s._replace(text=odd) if s.text == HOSTILE["SB"] else s for s in result.statements]
    title = replace(result.campaign, title=f"Tổng kết {odd}")
    text = leaders_page(replace(result, statements=tuple(statements), campaign=title))
    text.encode("utf-8")
    assert r"a\u0000b\u001bc\ud800d\u202ee\ufffef" + "\ng" in {words for _, _, words in Page(text).statements()}


def test_nothing_is_loaded_from_elsewhere(result: Consolidation) -> None:
    """No address but anchors of the page itself, no script, and a policy that forbids all but its style."""
    page = page_of(result)
    links = [e.attrib["href"] for e in page.root.iter() if "href" in e.attrib]
    ids = [e.attrib["id"] for e in page.root.iter() if "id" in e.attrib]
    assert {link[:1] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(ids)
    assert len(set(ids)) == len(ids)
    (style,) = page.all("head/style")
    assert not re.search(r"url\(|@import|@font-face|expression|https?:", style)
    (policy,) = [m.attrib["content"] for m in page.root.iterfind("head/meta") if "http-equiv" in m.attrib]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    addresses = set(re.findall(r"https?://[^\"\s<]+", page.text))
    assert addresses == {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"}


# --- Masked figures stay masked --------------------------------------------------------------------


@pytest.mark.slow
def test_the_copy_for_circulation_reveals_nothing(tmp_path: Path) -> None:
    """No masked figure or total, identity number, file or question is in it, in words, charts or text read aloud."""
    _, result, _ = written(tmp_path)
    copy = share(result)
    text = leaders_page(result, "vi", share=True)
    hidden = [f for f in result.figures if (f.indicator, f.period, f.agency) in copy.masks.cells]
    assert hidden
    for figure in hidden:
        for number in {str(figure.value), figure.typed, figure.typed.replace(",", ".")} - {""}:
            assert not re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.%])", Page(text).words), number
    masked_totals = [result.totals[c[0], c[1]].value for c in copy.masks.cells if not c[2]]
    totals = [t for t in masked_totals if t is not None]  # a rate without figures has none, and that is masked too
    assert totals
    for total in totals:
        assert str(total) not in text
        assert format_number(total, "vi") not in text
    for secret in ("087190001234", "0912345678", "2,28125", "khoảng 3", "inbox/", ".xlsx ›", pages.QUESTIONS.vi):
        assert secret not in text, secret
    assert "CCCD (*)" in text
    assert "BẢN CHIA SẺ" in text
    assert "BẢN CHIA SẺ" not in leaders_page(result)
    masked = [f for f in key_figures(copy.result, "vi", shared=True) if f.indicator.code == "D"]
    bars = [bars_of(copy.result, f, "vi") for f in masked]
    assert [b for chart in bars if chart for b in chart.bars if b.number == "*" and b.height] == []


# --- How it is drawn ------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes(merged: tuple[Folder, Consolidation]) -> None:
    """Whatever the order of the files."""
    folder, result = merged
    backwards = [read(folder, path) for path, _ in reversed(list(find_files(folder)))]
    again = consolidate(folder.campaign, backwards, as_of=DAY)
    assert leaders_page(again) == leaders_page(result) == leaders_page(result)


def test_charts_are_drawn_to_scale_from_zero(result: Consolidation) -> None:
    """Bars are as high as their numbers, negative ones hang from the line; a target of a sum is none of a period. The
    parts of the bar of agencies follow each other without a gap, up to its end; an empty part takes no space."""
    trees, rate, gap, none = (bars_of(result, figure, "vi") for figure in key_figures(result, "vi"))
    assert trees
    assert [b.number for b in trees.bars] == ["90", "15"]
    assert trees.bars[0].height == pytest.approx(6 * trees.bars[1].height, abs=0.4)
    assert trees.target is None
    assert rate
    assert rate.target is not None
    assert rate.target < min(b.y for b in rate.bars) < rate.base
    assert gap
    assert [b.y < gap.base for b in gap.bars] == [True, False]
    assert gap.bars[1].y == pytest.approx(gap.base, abs=0.1)
    assert none is None
    assert "2019: 90" in trees.in_words
    parts = parts_of([("in_order", 33), ("to_complete", 2), ("with_errors", 0), ("rejected", 1), ("missing", 12)], "vi")
    assert [p.name for p in parts] == ["in_order", "to_complete", "rejected", "missing"]
    assert parts[0].x == 0
    assert sum(p.width for p in parts) == pytest.approx(100, abs=0.05)
    assert parts_of([("in_order", 0)], "vi") == ()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_can_be_read_without_seeing_it(result: Consolidation, language: Language) -> None:
    """Its language is declared, headings descend step by step, tables have headings, and pictures have texts."""
    page = page_of(result, language)
    assert page.root.attrib["lang"] == language
    levels = [int(e.tag[1]) for e in page.root.iter() if re.fullmatch("h[1-6]", e.tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    for table in page.root.iterfind(".//table"):
        assert {h.attrib["scope"] for h in table.iterfind("thead/tr/th")} == {"col"}
        assert all(row.find("th[@scope='row']") is not None for row in table.iterfind("tbody/tr"))
    for picture in page.root.iterfind(".//svg"):
        assert picture.attrib.get("aria-hidden") == "true" or picture.attrib["aria-label"]
    (style,) = page.all("head/style")
    inks = set(re.findall(r"(?<![-\w])color: (#\w+)|--(?:navy|muted): (#\w+)", style)) - {("#fff", "")}
    assert len(inks) > 5
    assert [ink for pair in inks for ink in pair if ink and contrast(ink) < 4.5] == []


def contrast(colour: str) -> float:
    """The contrast of text in this colour on the page's darkest background, a pale amber (WCAG 2.1)."""

    def light(hex_colour: str) -> float:
        channels = [int(hex_colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    return (light("#fff0c2") + 0.05) / (light(colour) + 0.05)


@pytest.mark.slow
def test_a_statement_against_the_form_is_not_shown_as_a_fact(tmp_path: Path) -> None:
    """Neither among the ideas nor in the conclusion; one that only some of its agencies' figures contradict is."""
    made = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    lines = "| section | text |\n|---|---|\n| han | Tỷ lệ sống năm 2020 là 50% |\n| han | Tỷ lệ sống năm 2019 là 90% |"
    for agency, rate in (("SA", 40), ("SB", 90)):
        filled(made, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n| C2 | {rate} | 95 |", lines)
    words = page_of(merge(made, master=False)).words
    assert "Tỷ lệ sống năm 2020 là 50%" not in words
    assert "Tỷ lệ sống năm 2019 là 90%" in words


@pytest.mark.slow
def test_a_campaign_of_only_figures_or_only_words(tmp_path: Path) -> None:
    """Without sections, or without figures, there is no heading for them."""
    figures = definition(tmp_path / "a", agencies=AGENCIES, indicators=INDICATORS)
    filled(figures, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| C1 | 4 | 5 |\n")
    ids = [e.attrib.get("id") for e in page_of(merge(figures, master=False)).root.iterfind(".//h2")]
    assert [one for one in ids if one] == ["don-vi", "so-lieu", "can-lam-ro", "danh-sach"]
    words = definition(tmp_path / "b", agencies=AGENCIES, sections=SECTIONS)
    filled(words, "SA", "", "| section | text |\n|---|---|\n| dat | Đã làm xong. |\n")
    page = page_of(merge(words, master=False))
    ids = [e.attrib["id"] for e in page.root.iterfind(".//h2") if "id" in e.attrib]
    assert ids == ["don-vi", "muc-1", "can-lam-ro", "danh-sach"]


# --- The command ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_writes_the_page(folder: Folder, result: Consolidation, capsys: pytest.CaptureFixture[str]) -> None:
    """Into the campaign folder or to the named path, the same as from Python; `--share` masks it, and it says so."""
    merge(folder)
    options = ["--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1"]
    assert run(["page", *options]) == 1  # one agency is missing
    written = (folder.root / "tom-tat.html").read_text(encoding="utf-8")
    assert re.sub(r"<li>Mã dữ liệu \(SHA-256\): [0-9a-f]{64}</li>", "", written) == leaders_page(result)
    assert "tom-tat.html" in (printed := capsys.readouterr().out)
    assert "--share" in printed
    other = folder.root / "gui" / "trang.html"
    for _ in range(2):
        assert run(["page", "--share", "-o", str(other), "--lang", "en", *options]) == 1
    assert other.read_text(encoding="utf-8") == leaders_page(result, "en", share=True)
    assert "masked" in capsys.readouterr().out


def test_a_foreign_file_at_its_path_stays(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that the toolkit did not write, or a file of another kind, is not replaced."""
    for name, code in (("khac.html", 3), ("tom-tat.txt", 2)):
        other = folder.root / name
        other.write_text("<!DOCTYPE html>\n<html><body>Của người khác</body></html>", encoding="utf-8")
        before = other.read_bytes()
        assert run(["page", "-o", str(other), "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == code
        assert other.read_bytes() == before
        assert name in capsys.readouterr().err


@pytest.mark.slow
def test_without_files_the_page_is_made_from_the_master(folder: Folder, result: Consolidation) -> None:
    """If the inbox has been cleared, the page is made from the existing master."""
    merge(folder)
    for path, _ in find_files(folder):
        path.unlink()
    assert run(["page", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1"]) == 1
    reported = Page((folder.root / "tom-tat.html").read_text(encoding="utf-8")).statements()
    assert {(agency, words) for agency, _, words in reported} == {(a, w) for a, _, w in page_of(result).statements()}
