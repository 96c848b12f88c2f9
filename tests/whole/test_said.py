"""No number of agencies stands beside a sentence that so many did not write: in the report, the page and the master.

What was written is counted again by `tests.said`, which shares no code with the toolkit. The sentences are invented.
"""

import csv
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pytest

from sample_workbooks.regenerate import HERE
from tests.building import define, type_into_row, write
from tests.effort import THOROUGH, effort
from tests.said import Checked, Said, check, sent
from tests.whole.test_programmes import answered, started
from toolkit.cli.main import run
from toolkit.definition.starter import programmes, starter_tables
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.run.folder import Folder

DATA = Path(__file__).parents[1] / "data"
#: The 13 agencies of each of the two campaigns, as the table of their sentences names them: `a` to `m`.
AGENCIES = {
    "cai-cach-hanh-chinh": "SNV STP STC SCT SXD SYT TTT VPUBND SKHCN UBND-28261 UBND-28468 UBND-28426 UBND-28429",
    "nong-thon-moi-giam-ngheo": "SNNMT STC SXD SYT SVHTTDL NHCSXH MTTQ UBND-28468 UBND-28426 UBND-28429 UBND-28414 "
    "UBND-28405 UBND-28378",
}
#: How the two sentences of a pair differ that say the same word for word, or but for slots.
THE_SAME = {"end stop", "spaces", "capitals", "document", "slot"}
#: The fewest of the other pairs that are shown as similar.
LEAST_SIMILAR = 10
RANDOM, PARTS = effort(8, 200), effort(2, 20)


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pairs(relation: str, programme: str = "") -> list[dict[str, str]]:
    rows = rows_of("look_alikes.tsv")
    return [row for row in rows if row["relation"] == relation and programme in ("", row["programme"])]


def lines_of(programme: str) -> dict[str, list[tuple[str, str]]]:
    """The sections and sentences of each of the 13 agencies."""
    codes, lines = AGENCIES[programme].split(), dict[str, list[tuple[str, str]]]()
    for row in rows_of("said_statements.tsv"):
        for place, letter in enumerate(row["agencies"] if row["programme"] == programme else ""):
            text = re.sub(r"\{([^}]*)\}", lambda slot, place=place: slot[1].split()[place], row["text"])  # type: ignore[misc]
            lines.setdefault(codes[ord(letter) - ord("a")], []).append((row["section"], text))
    return lines


def with_lines(content: Filling, lines: Sequence[tuple[str, str]]) -> Filling:
    return replace(content, lines=tuple(NarrativeLine(section=section, text=text) for section, text in lines))


def printed(folder: Folder) -> Folder:
    """The folder with its master, its report and its page."""
    for command in ("merge", "report", "page"):
        workers = ["--workers", "1"] if command == "merge" else []
        assert run([command, "--campaign", str(folder.root), "--as-of", "2027-03-20", *workers]) in (0, 1)
    return folder


def body(folder: Folder) -> list[tuple[str, str]]:
    """The paragraphs of the report before its annexes, each with the heading above it."""
    found: list[tuple[str, str]] = []
    heading = ""
    for paragraph in docx.Document(str(folder.root / "bao-cao.docx")).paragraphs:
        if re.fullmatch(r"\s*Phụ lục(\s+\S+)?\s*", paragraph.text, re.IGNORECASE):
            break
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading"):
            heading = paragraph.text
        found.append((heading, paragraph.text))
    return found


def untrue(checked: Checked) -> list[str]:
    return [str(said) for said in checked.untrue]


# --- The samples and two campaigns ------------------------------------------------------------------


@pytest.fixture(scope="module", params=AGENCIES)
def campaign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A ready definition with the forms of 13 agencies, merged and printed."""
    programme = next(p for p in programmes() if p.name == request.param)
    folder = started(programme, tmp_path_factory.mktemp("said") / programme.name)
    for n, (code, lines) in enumerate(lines_of(programme.name).items()):
        agency = folder.campaign.agency_by_code[code]
        write(folder, code, with_lines(answered(folder.campaign, n, agency), lines))
    return printed(folder)


@pytest.mark.slow
def test_numbers_beside_sentences_of_two_campaigns_are_those_of_a_recount(campaign: Folder) -> None:
    """Paraphrases, look-alikes, bodies that speak of themselves, slots and requests; in all three outputs."""
    checked = check(campaign.root)
    assert untrue(checked) == []
    assert len(checked.of("docx", "wrote", "subject")) >= 12
    assert len(checked.of("docx", "similar")) >= 3
    assert min(len(checked.of(where, "wrote")) for where in ("html", "xlsx")) >= 12
    assert len(checked.counters) <= 2


@pytest.mark.slow
def test_numbers_beside_sentences_of_the_samples_are_those_of_a_recount(tmp_path: Path) -> None:
    """Most ideas of several agencies are printed with how many wrote them and how many wrote closely so."""
    for name in ("campaign.xlsx", "inbox"):
        (shutil.copytree if name == "inbox" else shutil.copy2)(HERE / name, tmp_path / name)
    for command in ("merge", "report", "page"):
        assert run([command, "--campaign", str(tmp_path), "--as-of", "2020-07-31"]) in (0, 1)
    checked = check(tmp_path)
    assert untrue(checked) == []
    assert len(checked.of("docx", "wrote", "subject")) >= 30
    assert len(checked.of("docx", "similar")) >= 8
    assert len(checked.counters) <= 2


@pytest.mark.slow
def test_the_recount_finds_numbers_that_are_too_high(campaign: Folder, tmp_path: Path) -> None:
    """One more in any bracket of the report's body, or on the page, is found."""
    folder = tmp_path / "c"
    shutil.copytree(campaign.root, folder, ignore=shutil.ignore_patterns("inbox"))
    before = len(check(folder).untrue)
    document, changed = docx.Document(str(folder / "bao-cao.docx")), 0
    for run_ in (r for p in document.paragraphs for r in p.runs if re.match(r" \(\d\d/13 đơn vị", r.text)):
        run_.text = re.sub(r"\d\d", lambda n: f"{int(n[0]) + 1:02d}", run_.text, count=1)
        changed += 1
    document.save(str(folder / "bao-cao.docx"))
    page = (folder / "tom-tat.html").read_text(encoding="utf-8")
    higher, many = re.subn(r"(\d+)( đơn vị</span>: <q>)", lambda n: f"{int(n[1]) + 10}{n[2]}", page)
    (folder / "tom-tat.html").write_text(higher, encoding="utf-8")
    assert min(changed, many) > 10
    assert len(check(folder).untrue) >= before + changed // 2 + many // 2


# --- Requests ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("campaign", ["nong-thon-moi-giam-ngheo"], indirect=True)
def test_each_request_for_money_is_printed_with_its_agency_and_then_their_sum(campaign: Folder) -> None:
    """None is joined with another, whatever it is for."""
    text = "\n".join(text for _, text in body(campaign))
    amounts = dict(zip(AGENCIES["nong-thon-moi-giam-ngheo"].split()[-6:], (50000, 300, 120, 75, 42, 900), strict=True))
    for code, amount in amounts.items():
        name = campaign.campaign.agency_by_code[code].short_name
        number = f"{amount:,}".replace(",", ".")
        assert re.search(rf"(?<![\d.]){re.escape(number)} triệu đồng[^.;]*\({re.escape(name)}\)", text), (code, amount)
    assert re.search(r"(?<![\d.])51\.437 triệu đồng", text)


@pytest.mark.slow
def test_nobody_asks_himself(campaign: Folder) -> None:
    """What agencies ask of the lead agency, by whichever name, is one of its own tasks: one line says so."""
    lead = campaign.campaign.agency_by_code[campaign.campaign.lead_agency]
    names = [lead.name, lead.short_name, *lead.aliases, "cơ quan thường trực", "cơ quan chủ trì"]
    sections = {s.role: s.heading.casefold() for s in campaign.campaign.sections}
    asked = rf"(?i)(đề nghị|kiến nghị|đối với) (các )?({'|'.join(map(re.escape, names))})(?!\w)"
    paragraphs = body(campaign)
    assert [text for _, text in paragraphs if re.search(asked, text)] == []
    own = [(heading, text) for heading, text in paragraphs if "tiếp thu, thực hiện" in text]
    assert len(own) == 1
    assert own[0][0].casefold().endswith(sections["direction"])
    asking = {
        code for code, lines in lines_of(campaign.root.name).items() for _, text in lines if "lớp tập huấn" in text
    }
    assert re.search(rf"lớp tập huấn [^(]*\({len(asking):02d}/13 đơn vị\)", own[0][1]), own[0][1]
    assert not any("lớp tập huấn" in text for heading, text in paragraphs if heading != own[0][0])


# --- Sentences that look alike ----------------------------------------------------------------------


@pytest.fixture(scope="module", params=AGENCIES)
def alike(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Folder]:
    """A campaign in which three agencies wrote one sentence of each pair and two the other."""
    programme = next(p for p in programmes() if p.name == request.param)
    folder = started(programme, tmp_path_factory.mktemp("alike") / programme.name)
    type_into_row(folder.definition, "campaign", {"key": "report_pages"}, {"value": 60})
    rows = [row for row in rows_of("look_alikes.tsv") if row["programme"] == programme.name]
    for n, code in enumerate([*AGENCIES[programme.name].split()[:3], *AGENCIES[programme.name].split()[-2:]]):
        lines = [(row["section"], row["one" if n < 3 else "other"]) for row in rows]
        write(folder, code, with_lines(Filling(), lines))
    return programme.name, printed(folder)


def beside(folder: Folder, checked: Checked) -> dict[str, list[Said]]:
    """What stands beside each sentence, by the sentence's words."""
    known, found = sent(folder.root), defaultdict[str, list[Said]](list)
    for said in checked.said:
        numbers = set[int]() if said.shape == "topic" else known.wrote(said.sentence)
        for words in {known.statements[n].forms[0] for n in numbers}:
            found[words].append(said)
    return found


@pytest.mark.slow
def test_sentences_that_look_alike_are_never_counted_together(alike: tuple[str, Folder]) -> None:
    """Neither as the same, nor as similar, nor with a sum of their numbers; nor are they one group."""
    programme, folder = alike
    checked = check(folder.root)
    assert untrue(checked) == []
    known = sent(folder.root)
    groups = {form: s.group for s in known.statements for form in s.forms[:1]}
    together, found = list[object](), beside(folder, checked)
    for row in pairs("apart", programme):
        one, other = (known.words.plain(row[side]) for side in ("one", "other"))
        together += [row] if groups[one] == groups[other] else []
        # Numbers of one sentence may be a range, which says what was written; any other shape would join two facts.
        shapes = {"similar", "sum"} | (set() if row["kind"] == "number" else {"range"})
        together += [str(s) for words in (one, other) for s in found[words] if s.shape in shapes]
    assert together == []


@pytest.mark.slow
def test_sentences_that_say_the_same_are_counted_together(alike: tuple[str, Folder]) -> None:
    """All that are the same word for word, or but for slots; of the others enough are shown as similar."""
    programme, folder = alike
    known, found, similar = sent(folder.root), beside(folder, check(folder.root)), 0
    for row in pairs("same", programme):
        words = (known.words.plain(row[side]) for side in ("one", "other"))
        said = [s for each in words for s in found[each] if s.where == "docx"]
        if row["kind"] in THE_SAME:
            assert any(s.says == 5 for s in said if s.shape in ("wrote", "subject")), (row, said)
        else:
            similar += any(s.shape == "similar" for s in said)
    assert similar >= LEAST_SIMILAR // 2


def test_there_are_enough_pairs() -> None:
    """Forty that look alike and twenty-five that say the same, none twice, in all the ways that people are misled."""
    assert len({row["one"] for row in pairs("apart")}) >= 40
    assert len({row["one"] for row in pairs("same")}) >= 25
    kinds = {"negation", "antonym", "year", "level", "body", "half", "denominator", "number", "tense", "addressee"}
    assert {row["kind"] for row in pairs("apart")} >= kinds


# --- Random campaigns -------------------------------------------------------------------------------

_ROLES = ["organisation", "result", "achievement", "limitation", "lesson", "direction", "proposal"]


def _varied(dice: random.Random, text: str) -> str:
    """A sentence as another office would type it, or one that only looks like it."""
    numbered = re.sub(r"(?<![\d/.,])\d{2,3}(?=[ %](?!năm))", lambda n: str(int(n[0]) + dice.choice((0, 0, 1, 7))), text)
    return dice.choice(
        (
            text,
            text,
            text.rstrip(".;"),
            f"- {text}",
            text.replace(" ", "  ", 1),
            numbered,
            text.replace("năm 2025", "năm 2026"),
            re.sub(r"\b(được|đã)\b", "chưa", text, count=1),
            re.sub(r"^(Đơn vị|Xã)", lambda noun: dice.choice(("Đơn vị", "Xã", "Cơ quan")), text),
            f"{text} {dice.choice(('Kết quả rõ nét.', 'Tuy nhiên có lúc chưa đều.'))}",
        )
    )


def drawn(root: Path, seed: int) -> Folder:
    """A campaign of 1 to 20 agencies, each with some sentences of the same families."""
    dice = random.Random(seed)
    programme = dice.choice([*AGENCIES])
    tables = starter_tables(next(p for p in programmes() if p.name == programme))
    agencies = [
        {"code": f"{kind[0]}{n}", "name": f"{kind} số {n}", "group": kind}
        for n in range(dice.randint(1, 20))
        for kind in (dice.choice(("Sở", "Xã", "Phường")),)
    ]
    about = {"id": f"S{seed}", "title": "Báo cáo ngẫu nhiên", "periods": "2026", "lead_agency": agencies[0]["code"]}
    sections = [{"code": role[:4], "role": role, "heading": f"Mục {role}"} for role in _ROLES]
    sheets = {"themes": tables["themes"], "words": tables["words"], "sections": sections, "agencies": agencies}
    folder = define(root, {"campaign": [about], **sheets})
    texts = [(row["section"], row[side]) for row in rows_of("look_alikes.tsv") for side in ("one", "other")]
    texts += [(row["section"], row["text"]) for row in rows_of("said_statements.tsv") if "{" not in row["text"]]
    family = dice.sample(texts, 25)
    for agency in agencies:
        chosen = dice.sample(family, dice.randint(1, 12))
        lines = [("prop" if s == "proposals" else dice.choice(sections)["code"], _varied(dice, t)) for s, t in chosen]
        write(folder, agency["code"], with_lines(Filling(), lines))
    return printed(folder)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_numbers_beside_sentences_of_random_campaigns_are_those_of_a_recount(tmp_path: Path, part: int) -> None:
    """Whoever writes which sentence of a family, and however it is typed."""
    counted = 0
    for seed in range(part, RANDOM, PARTS):
        folder = drawn(tmp_path / str(seed), seed)
        checked = check(folder.root)
        assert untrue(checked) == [], seed
        counted += len(checked.of("docx", "wrote", "subject"))
        shutil.rmtree(folder.root)
    assert counted > 5 or not THOROUGH
