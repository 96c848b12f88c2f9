"""Recounts the agencies that stand beside sentences: of what was written, and of nothing else.

It reads the report, the leaders' page, the master and the definition as files, and shares no code with the toolkit. A
sentence was written by an agency if a statement of it is the same word for word (case, signs, tone marks' places,
abbreviations and synonyms of the definition aside), but for slots (numbers that are summed or are a range, documents,
dates), or if the coordinator joined its statement with such a one.

    python -m tests.said FOLDER
"""

import html.parser
import itertools
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import docx
import openpyxl

Shape = Literal["wrote", "subject", "similar", "topic", "named", "sum", "range"]
Row = Mapping[str, Any]

_NOUNS = (
    "cơ quan, đơn vị|xã, phường, thị trấn|xã, phường|sở, ban, ngành|sở, ngành|đơn vị|cơ quan|huyện|thị xã|thành phố|xã|"
    "phường|sở|ban|ngành|hội|địa phương"
)
_BRACKET = re.compile(rf"\((?P<n>\d+)(?P<of>/\d+)? (?:{_NOUNS})(?P<topic> nêu)?(?:(?: nêu|[;:])[^)]*)?\)")
_ALIKE = re.compile(rf"(?<=[(; ])(?P<n>\d+) (?:{_NOUNS})(?: khác)? nêu tương tự(?=\))")
_BEFORE_QUOTE = re.compile(rf"(?P<n>\d+)(?:/\d+)? (?:{_NOUNS}) ?: ?“(?P<text>[^”]+)”")
_SUBJECT = re.compile(rf"(?:^(?P<has>Có) |\b)(?P<n>\d+)(?P<of>/\d+)? (?:{_NOUNS})\b", re.IGNORECASE)
_COUNTER = re.compile(r"(?:Ngoài ra còn|còn lại gồm|và còn) \d+ ý")
_CAPITALS = "".join(c for c in map(chr, range(ord("A"), ord("ỹ"))) if c.isupper())
_SENTENCES = re.compile(rf"(?<=[.!?])\s+(?=[{_CAPITALS}])")
_PARTS = re.compile(r"(?<=[.;:!?])\s+")
_NUMBER = r"\d+(?:[.,]\d+)*"
_SLOT = re.compile(rf"(?:từ (?P<least>{_NUMBER}) đến (?P<most>{_NUMBER})|tổng cộng (?P<sum>{_NUMBER}))")
_BEST = re.compile(r",?\s*(?:trong đó\s+)?(?:cao|thấp|nhiều|ít|lớn|nhỏ) nhất (?:là|ở|tại)?\s*[^,;.]*")
_DATE = r"\d{1,2}(?:\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
_DOCUMENT = re.compile(
    rf"\s*(?:số:?\s*)?\d+\s*/\s*(?:\d{{4}}\s*/\s*)?[A-ZĐ][\w&Đ]*(?:\s*-\s*[A-ZĐ][\w&Đ]*)*(?:,?\s+ngày\s+{_DATE})?"
)
_DATED = re.compile(rf",?\s*(?:(?:vào|từ|trước|đến|trong|hết) )?(?:ngày )?{_DATE}")
_TONES = {
    f"{first}{marked}": f"{toned}{second}"
    for first, second, tones, ends in (
        ("o", "a", "òóỏõọ", "àáảãạ"),
        ("o", "e", "òóỏõọ", "èéẻẽẹ"),
        ("u", "y", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for toned, marked in zip(tones, ends, strict=True)
}
_TONED = re.compile(rf"(?<!q)({'|'.join(_TONES)})\b")
_FUNCTION = re.compile(
    r"\b(?:và|của|các|những|cho|với|trong|về|để|được|có|đã|đang|sẽ|là|ở|tại|theo|trên|từ|đến|khi|do|nên|thì|mà|vào|ra|này|đó|"
    r"như|cũng|còn|bằng|một|việc|công tác|hằng|qua|bị|rất|lại)\b"
)
_SPELT = {"abbreviation", "synonym", "viết tắt", "đồng nghĩa"}
_PROVINCE = ("tỉnh", "ủy ban nhân dân tỉnh", "cấp có thẩm quyền", "các cấp có thẩm quyền")
_STANDING = ("cơ quan thường trực", "cơ quan chủ trì")
_ASKED = re.compile(r"(?:đề nghị|kiến nghị|đề xuất)\b((?: (?!không\b|chưa\b)\S+){0,16})")
_LEVEL = re.compile(
    r"(?P<lead>zzlead)|(?P<centre>(?:các )?bộ|trung ương|chính phủ|quốc hội)|(?P<province>zzprovince|tỉnh ủy|"
    r"hội đồng \S+ dân tỉnh)|(?P<other>sở|ban|ngành|đội|công an|ngân hàng|trung tâm|ủy ban|hội|đoàn|cục|tòa|các sở)\b"
)
_BLOCKS = {"p", "li", "summary", "div", "h1", "h2", "h3", "td", "th", "details", "section"}
_ONE, _APART = {"một ý", "one idea"}, {"tách", "tách hết", "apart", "all apart"}


@dataclass(frozen=True, slots=True)
class Said:
    """A number that stands beside a sentence, and the same number counted again. `exact`: they must be equal."""

    where: str
    shape: Shape
    sentence: str
    says: Decimal
    recount: Decimal
    exact: bool = True

    @property
    def untrue(self) -> bool:
        return self.says > self.recount or (self.exact and self.says != self.recount)

    def __str__(self) -> str:
        return f"{self.where}, {self.shape}: “{self.sentence}” says {self.says}, counted {self.recount}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a campaign's results: every number beside a sentence; counters of what is not printed."""

    said: tuple[Said, ...]
    counters: tuple[str, ...]

    @property
    def untrue(self) -> list[Said]:
        return [said for said in self.said if said.untrue]

    def of(self, where: str, *shapes: Shape) -> list[Said]:
        return [said for said in self.said if said.where.startswith(where) and (not shapes or said.shape in shapes)]


@dataclass(frozen=True, slots=True)
class Statement:
    agency: str
    section: str
    theme: str
    group: str
    #: The statement's words, and those without its documents, without its dates and without both.
    forms: tuple[str, ...]
    #: Its sentences, one or several after each other, in the same forms.
    runs: frozenset[str]
    content: frozenset[str]
    #: Of a request: `lead`, `province`, `centre` or `other …`; "" if it names none.
    addressee: str
    asks: bool


class Words:
    """How words are read: with the definition's abbreviations and synonyms; requests with one name for an addressee."""

    def __init__(self, rows: Iterable[Row], lead: Iterable[str] = ()) -> None:
        pairs = [(str(r["text"]), str(r["means"])) for r in rows if r["kind"] in _SPELT and r["means"]]
        self.spelt = {" ".join(_tokens(short)): " ".join(_tokens(long)) for short, long in pairs}
        longest = sorted(self.spelt, key=len, reverse=True)
        self._find = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest))})(?!\S)") if longest else None
        self._content: set[str] = {w for noun in _NOUNS.split("|") for w in _tokens(noun)}
        named = [("zzprovince", name) for name in _PROVINCE] + [("zzlead", name) for name in (*lead, *_STANDING)]
        self._addressees = {self._spell(name): kind for kind, name in named}
        names = "|".join(map(re.escape, sorted(self._addressees, key=len, reverse=True)))
        self._request = re.compile(rf"(?:đề nghị|kiến nghị|đề xuất) (?:với )?({names})(?! ủy\b| đoàn\b)(?!\S)")

    def _spell(self, text: str) -> str:
        words = " ".join(_tokens(text))
        for _ in range(2 if self._find else 0):
            assert self._find is not None
            words = self._find.sub(lambda found: self.spelt[found[0]], words)
        return words

    def plain(self, text: str) -> str:
        """The words of a text, as equal texts have them."""
        words = self._spell(text)
        if found := self._request.match(words):
            return f"đề nghị {self._addressees[found[1]]}{words[found.end() :]}"
        return words

    def addressee(self, plain: str) -> str:
        """To whom a request is made, if it says so."""
        words = " ".join(plain.split()[2:7]) if _ASKED.match(plain) else ""
        found = _LEVEL.match(words)
        return (found.lastgroup or "") + (" " + words if found["other"] else "") if found else ""

    def content(self, text: str) -> frozenset[str]:
        return frozenset(_FUNCTION.sub(" ", self.plain(text)).split()) - self._content


def _tokens(text: str) -> list[str]:
    text = _TONED.sub(lambda found: _TONES[found[0]], unicodedata.normalize("NFC", text).lower())
    found = re.findall(r"\d+(?:[.,/]\d+)*|[^\W\d_]+|\d\w*", text)
    return [t.lstrip("0") or "0" if t.isdigit() else t for t in found]


def cover(one: frozenset[str], other: frozenset[str]) -> float:
    """The smaller of the two shares of content words that the other text has too."""
    return len(one & other) / max(len(one), len(other)) if one and other else 0.0


def keyed_sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a workbook's keyed sheets by column key; "" is the row's key."""
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        head, *rows = [*sheet.iter_rows(values_only=True)] or [()]
        if head and isinstance(head[0], str) and head[0].startswith("toolkit:"):
            names = [str(name) if n and name else "" for n, name in enumerate(head)]
            sheets[head[0].removeprefix("toolkit:")] = [
                {"": row[0], **{name: v for name, v in zip(names, row, strict=True) if name}} for row in rows
            ]
    return sheets


@dataclass
class Sent:
    """What agencies sent and the coordinator decided, as the definition and the master have it."""

    words: Words
    statements: list[Statement]
    sections: dict[str, str]
    themes: dict[str, str]
    names: dict[str, str]
    #: Sentences that the coordinator gave or kept: to the groups that are joined in them.
    kept: dict[str, set[str]]
    #: Families that have a name of the coordinator: their groups.
    families: dict[str, set[str]]
    by_form: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_run: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for number, statement in enumerate(self.statements):
            for form in statement.forms:
                self.by_form[form].add(number)
            for run in statement.runs:
                self.by_run[run].add(number)

    def agencies(self, numbers: Iterable[int], section: str = "") -> set[str]:
        found = (self.statements[n] for n in numbers)
        return {s.agency for s in found if section in ("", s.section)}

    def joined(self, plain: str) -> set[int]:
        groups = self.kept.get(plain, set())
        return {n for n, s in enumerate(self.statements) if s.group in groups}

    def wrote(self, sentence: str, addressee: str = "") -> set[int]:
        """The statements that are this sentence, or are joined with one that is; of requests to the `addressee` under
        whom it stands, those that go on so."""
        plain = self.words.plain(sentence)
        found = self.by_form.get(plain, set()) | self.joined(plain)
        for pattern in self._patterns(sentence):
            found = found | {n for form, numbers in self.by_form.items() if pattern.fullmatch(form) for n in numbers}
        return found or self.by_run.get(plain, set()) or self._asked(plain, addressee)

    def _asked(self, plain: str, addressee: str) -> set[int]:
        """Requests printed without their first words, which name the addressee or are the verb alone."""
        ends = ((run, run.removesuffix(f" {plain}")) for run in self.by_run if plain and run.endswith(f" {plain}"))
        asked = ((n, head) for run, head in ends if _ASKED.fullmatch(head) for n in self.by_run[run])
        return {n for n, h in asked if len(h.split()) == 2 or self.statements[n].addressee.startswith(addressee)}

    def _patterns(self, sentence: str) -> Iterator[re.Pattern[str]]:
        """Patterns of what may have been written, where the printed sentence has slots."""
        cut = re.search(r"\s*(?:…|\.\.\.)\s*$", sentence)
        for text in dict.fromkeys((sentence, _BEST.sub("", re.sub(r"\([^)]*\)", " ", sentence)))):
            plain = self.words.plain(re.sub(r"…|\.\.\.", " zzslotzz ", text[: cut.start()] if cut else text))
            pattern = re.escape(plain).replace(r"\ ", " ")
            pattern = re.sub(r"từ \S*\d\S* đến \S*\d\S*|tổng cộng \S*\d\S*", lambda _: r"(\\S*\\d\\S*)", pattern)
            pattern = pattern.replace(r"(\\S*\\d\\S*)", r"(\S*\d\S*)").replace("zzslotzz", r"(?:\S+ ?){0,6}?")
            pattern += r"(?: .*)?" if cut else ""
            if pattern != re.escape(plain).replace(r"\ ", " ") or text != sentence:
                yield re.compile(pattern)

    def slots(self, sentence: str) -> Iterator[tuple[Shape, Decimal, Decimal]]:
        """Each sum and range in a sentence, and whether it is that of the sentences' numbers."""
        found = [p.fullmatch(form) for p in self._patterns(sentence) for form in self.by_form]
        values = [match.groups() for match in found if match for _ in self.by_form[match.string]]
        for place, slot in enumerate(_SLOT.finditer(sentence)):
            numbers = [_decimal(groups[place]) for groups in values if len(groups) > place]
            if slot["sum"] and numbers:
                yield "sum", _decimal(slot["sum"]), sum(numbers, Decimal(0))
            elif numbers:
                right = (min(numbers), max(numbers)) == (_decimal(slot["least"]), _decimal(slot["most"]))
                yield "range", Decimal(1), Decimal(right)

    def wrote_of_itself(self, before: str, after: str) -> set[int]:
        """The statements that say this of the body itself, in whichever noun."""
        front, rest = self.words.plain(before), self.words.plain(after)
        keys = {" ".join(filter(None, (front, self.words.plain(noun), rest))) for noun in _NOUNS.split("|")}
        exact = {n for key in keys for n in self.by_run.get(key, ())} | {n for key in keys for n in self.joined(key)}
        patterns = [p for noun in _NOUNS.split("|") for p in self._patterns(f"{before} {noun} {after}")]
        return exact | {n for p in patterns for run in self.by_run if p.fullmatch(run) for n in self.by_run[run]}

    def near(self, sentence: str, numbers: set[int]) -> set[str]:
        """Agencies that wrote it, or what shares half of its content words, both ways, with the sentence (which may be
        printed cut short), in the section and to the addressee of those who wrote it."""
        words = {self.words.content(sentence), *(self.statements[n].content for n in numbers)}
        places = {self.statements[n].section: self.statements[n].addressee for n in numbers}
        near = [s for s in self.statements if s.section in places and any(cover(w, s.content) >= 0.5 for w in words)]
        asked = {s.agency for s in near if not s.addressee or places[s.section] in ("", s.addressee)}
        return asked | self.agencies(numbers)

    def filed(self, label: str, section: str) -> int:
        """Agencies with a statement of the section in this theme, or in the family with this name."""
        plain = self.words.plain(label)
        theme, family = self.themes.get(plain, ""), self.families.get(plain, set())
        of_topic = [s for s in self.statements if (theme and s.theme == theme) or s.group in family]
        codes = [section] if section else self.sections
        counts = [len({s.agency for s in of_topic if s.section == code}) for code in codes]
        return max(counts, default=0)


def _decimal(text: str) -> Decimal:
    whole, _, part = re.sub(r"[^\d,]", "", text).partition(",")
    return Decimal(f"{whole}.{part.replace(',', '') or 0}")


def sent(folder: Path) -> Sent:
    """What agencies sent, from the folder's definition and master."""
    definition, master = keyed_sheets(folder / "campaign.xlsx"), keyed_sheets(folder / "master.xlsx")
    about = {row[""]: str(row["value"] or "") for row in definition["campaign"]}
    lead = [row for row in _data(definition, "agencies", "code") if row["code"] == about.get("lead_agency")]
    names = [n for row in lead for key in ("name", "short_name", "aliases") for n in str(row.get(key) or "").split("|")]
    words = Words(_data(definition, "words", "means"), filter(None, map(str.strip, names)))
    kept, families = _decided(_data(master, "groups", "group"), words)
    agencies = _data(definition, "agencies", "code")
    return Sent(
        words=words,
        statements=[_statement(row, words) for row in _data(master, "statements", "text")],
        sections={str(r["code"]): words.plain(str(r["heading"])) for r in _data(definition, "sections", "code")},
        themes={words.plain(str(r["label"])): str(r["code"]) for r in _data(definition, "themes", "code")},
        names={str(name): str(a["code"]) for a in agencies for name in (a["name"], a.get("short_name")) if name},
        kept=kept,
        families=families,
    )


def _data(sheets: Mapping[str, list[dict[str, Any]]], key: str, filled: str) -> list[dict[str, Any]]:
    """The rows of a sheet that are data, with something in this column."""
    return [row for row in sheets.get(key, ()) if row[""] != "#" and row.get(filled)]


def _statement(row: Row, words: Words) -> Statement:
    text = str(row["text"])
    undated, unnumbered = _DATED.sub(" ", text), _DOCUMENT.sub(" ", text)
    texts = dict.fromkeys((text, undated, unnumbered, _DATED.sub(" ", unnumbered)))
    runs = set()
    for form in texts:
        parts = _SENTENCES.split(form)
        spans = itertools.combinations(range(min(len(parts), 12) + 1), 2)
        runs |= {words.plain(" ".join(parts[a:b])) for a, b in spans}
    agency, section, theme, group = (str(row[name] or "") for name in ("agency", "section", "theme", "group"))
    forms, content = tuple(map(words.plain, texts)), words.content(text)
    asks, addressee = bool(_ASKED.match(forms[0])), words.addressee(forms[0])
    return Statement(agency, section, theme, group, forms, frozenset(runs), content, addressee, asks)


def _decided(groups: Sequence[Row], words: Words) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The sentences and families of the coordinator, with their groups."""
    codes = {str(row.get("group_no") or ""): str(row["group"]) for row in groups}
    targets = {str(row["group"]): str(row["merge_into"]).removesuffix(".0") for row in groups if row["merge_into"]}
    into = {group: codes.get(target, target) for group, target in targets.items()}
    named: dict[str, set[str]] = defaultdict(set)
    for row in groups:
        word = str(row.get("edited_family") or "").strip()
        at = row["section"], row["family"]
        mates = {str(r["group"]) for r in groups if at[1] and (r["section"], r["family"]) == at}
        if word.lower() in _ONE:
            into |= dict.fromkeys(mates - {str(row["group"])}, str(row["group"]))
        elif word and word.lower() not in _APART:
            named[words.plain(word)] |= mates | {str(row["group"])}
    joined: dict[str, set[str]] = defaultdict(set)
    for row in groups:
        code = last = str(row["group"])
        for _ in range(len(into)):
            last = into.get(last, last)
        joined[last].add(code)
    kept: dict[str, set[str]] = defaultdict(set)
    for row in groups:
        if row.get("edited_text") or len(joined[str(row["group"])]) > 1:
            for text in filter(None, (row.get("edited_text"), row.get("text"))):
                kept[words.plain(str(text))] |= joined[str(row["group"])]
    return dict(kept), dict(named)


# --- What is printed --------------------------------------------------------------------------------


@dataclass
class Text:
    """A piece of printed text: where it stands, under which section, and whether ideas are in it (not figures)."""

    where: str
    text: str
    section: str = ""
    ideas: bool = False
    addressee: str = ""


def _of_text(sent: Sent, piece: Text) -> Iterator[Said]:
    """Each number of agencies in a piece of text."""
    start = 0
    for found in re.finditer(r"\((?:[^()]|\([^()]*\))*\)", piece.text):
        before = piece.text[start : found.start()]
        alike = _ALIKE.search(found[0])
        bracket = None if alike and alike.start() == 1 else _BRACKET.fullmatch(found[0])
        names = _named(sent, found[0][1 : alike.start() if alike else -1].rpartition(": ")[2].strip(" ;"))
        if bracket and bracket["topic"]:
            label = re.sub(r"^.*\b[Vv]ề ", "", _PARTS.split(before.strip())[-1])
            yield _said(piece, "topic", label, bracket["n"], sent.filed(label, piece.section), exact=False)
            start = found.end()
            continue
        if not (bracket or alike or names) or (bracket and _is_quoted_number(sent, before, found[0])):
            continue
        counted, (last, numbers) = None, _printed(sent, before, piece.addressee)
        if bracket:
            yield _judged(sent, piece, "wrote", last, bracket["n"], numbers)
            yield from (_said(piece, shape, last, says, true) for shape, says, true in sent.slots(last))
        elif not names and not numbers:
            counted, numbers, last = next(_subjects(sent, piece, before), (None, set(), before))
        all_who = sent.agencies(numbers)
        if names:
            yield _said(piece, "named", last, len(names), len(names & all_who))
        if alike:
            says = int(bracket["n"]) if bracket else int(counted.says) if counted else len(names)
            wrote = min(says, len(all_who))
            yield _said(piece, "similar", last, alike["n"], len(sent.near(last, numbers)) - wrote, exact=False)
        start = found.end()
    if piece.ideas:
        yield from (said for said, _, _ in _subjects(sent, piece, piece.text))
    for quote in _BEFORE_QUOTE.finditer(piece.text):
        yield _judged(sent, piece, "wrote", quote["text"], quote["n"], sent.wrote(quote["text"]))


def _said(piece: Text, shape: Shape, sentence: str, says: object, true: object, exact: bool = True) -> Said:
    return Said(piece.where, shape, sentence, Decimal(str(says)), Decimal(str(true)), exact)


def _judged(sent: Sent, piece: Text, shape: Shape, sentence: str, says: str, numbers: set[int]) -> Said:
    """The number in the section where it stands; where none is known, that of one section or of all. Of requests,
    which may be printed with their addressee's name or without, and of what bodies say of themselves in one noun or
    another, no more than wrote it."""
    here = len(sent.agencies(numbers, piece.section))
    counts = [here] if here and piece.section else [len(sent.agencies(numbers, code)) for code in ("", *sent.sections)]
    true = int(says) if int(says) in counts else max(counts)
    exact = shape != "subject" and not any(sent.statements[n].asks for n in numbers)
    return _said(piece, shape, sentence, says, true, exact)


def _printed(sent: Sent, before: str, addressee: str) -> tuple[str, set[int]]:
    """The longest sentence at the end of a text that somebody wrote, and who."""
    before = before.strip(" .;")
    if quoted := re.search(r"“([^“”]+)”$", before):
        return quoted[1], sent.wrote(quoted[1])
    parts = _PARTS.split(before)
    for start in range(len(parts)):
        sentence = " ".join(parts[start:])
        if numbers := sent.wrote(sentence, addressee):
            return sentence, numbers
    return parts[-1], set()


def _is_quoted_number(sent: Sent, before: str, bracket: str) -> bool:
    """Whether an agency itself wrote this number in brackets."""
    tail = " ".join([*sent.words.plain(before).split()[-5:], *sent.words.plain(bracket).split()])
    return any(tail in form for statement in sent.statements for form in statement.forms)


def _named(sent: Sent, inside: str) -> set[str]:
    """The agencies that a bracket names, if it names nothing else."""
    if inside in sent.names:
        return {sent.names[inside]}
    parts = re.split(r"; | và |, (?=[A-ZĐ]{2}|Sở|UBND|Ban|Hội|Công an)", inside)
    return {sent.names[p] for p in parts} if all(p in sent.names for p in parts) else set()


def _subjects(sent: Sent, piece: Text, text: str) -> Iterator[tuple[Said, set[int], str]]:
    """Sentences whose subject is a number of agencies, the last one first."""
    of = f"/{len({s.agency for s in sent.statements})}"
    text = re.sub(r"\s*\([^()]*\)", "", re.sub(r"^Về [^:]+: ", "", text))
    for sentence in reversed(_SENTENCES.split(text.strip())):
        found = _SUBJECT.search(sentence)
        if not found or not (found["has"] or found["of"] == of) or sent.words.plain(sentence) in sent.by_run:
            continue
        numbers = sent.wrote_of_itself(sentence[: found.start()], sentence[found.end() :])
        yield _judged(sent, piece, "subject", sentence, found["n"], numbers), numbers, sentence


# --- The files --------------------------------------------------------------------------------------


def _of_report(path: Path, sent: Sent) -> Iterator[Text]:
    """The paragraphs of the report's body, with the sections that they stand under."""
    section = ""
    headed = False
    for paragraph in docx.Document(str(path)).paragraphs:
        style = paragraph.style.name if paragraph.style is not None and paragraph.style.name else ""
        if re.fullmatch(r"\s*(?:Phụ lục|Annex)(\s+\S+)?\s*", paragraph.text, re.IGNORECASE):
            return
        if style.startswith("Heading"):
            headed = True
            heading = sent.words.plain(re.sub(r"^[\dIVX.]+\s", "", paragraph.text))
            section = next((c for c, h in sent.sections.items() if h == heading), section if style[-1] > "2" else "")
        head = re.match(r"(?:\d+\. )?(Đối với [^:]+):", paragraph.text)
        yield Text("docx", paragraph.text, section, headed and "Số liệu" not in style, _under(head[1] if head else ""))


def _under(head: str) -> str:
    """The addressee of the requests after this head."""
    kinds = (("lead", "tiếp thu"), ("province", "Tỉnh ủy"), ("centre", "Trung ương"), ("other", "sở, ban, ngành"))
    return next((kind for kind, word in kinds if word in head), "")


class _Page(html.parser.HTMLParser):
    """The blocks of text of a page, each with the heading above it; rows of tables as their cells."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self._heading, self._text, self._skipped = "", "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in ("style", "script", "svg")
        if tag == "tr":
            self.rows.append([])
        if tag in _BLOCKS:
            self._end("")
        self._text += "“" if tag == "q" else " " if tag == "br" else ""

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in ("style", "script", "svg")
        self._text += "”" if tag == "q" else ""
        if tag in _BLOCKS:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        self._text += "" if self._skipped else data

    def _end(self, tag: str) -> None:
        text, self._text = " ".join(self._text.split()), ""
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append(text)
        if tag == "h2":
            self._heading = text
        if text:
            self.blocks.append((self._heading, text))


def _of_page(path: Path, sent: Sent) -> tuple[list[Text], list[list[str]]]:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    headings = {heading: code for code, heading in sent.sections.items()}
    return [Text("html", text, headings.get(sent.words.plain(h), "")) for h, text in page.blocks], page.rows


def _of_master(path: Path, sent: Sent) -> Iterator[Text]:
    """The cells of the leaders' sheet, and the sentences of what is to be made clear."""
    sheets = keyed_sheets(path)
    for row in (*sheets["summary"], *_data(sheets, "questions", "text")):
        for column, value in row.items():
            if column and isinstance(value, str) and not value.startswith("="):
                yield Text("xlsx", value, column if column in sent.sections and row[""] not in (None, "#") else "")


def _of_counts(sent: Sent, where: str, rows: Iterable[Sequence[Any]]) -> Iterator[Said]:
    """Tables of agencies by theme and section: a row of headings, then a row for each theme."""
    columns: list[str] = []
    headings = {heading: code for code, heading in sent.sections.items()}
    for row in rows:
        first = next((n for n, cell in enumerate(row) if isinstance(cell, str) and cell), 0)
        codes = [headings.get(sent.words.plain(str(cell)), "") if isinstance(cell, str) else "" for cell in row]
        columns = codes if any(codes) else columns
        label = str(row[first]) if row else ""
        if any(codes) or sent.words.plain(label) not in sent.themes:
            continue
        for code, cell in zip(columns, row, strict=False):
            number = re.match(r"\d+", str(cell)) if code and cell is not None else None
            if number and re.fullmatch(r"\d+(\.0)?(\s*[▲▼+-].*)?", str(cell)):
                piece, topic = Text(where, ""), f"{label} ({code})"
                yield _said(piece, "topic", topic, number[0], sent.filed(label, code), exact=False)


def _of_groups(path: Path, sent: Sent) -> Iterator[Said]:
    """The groups: each sentence has a number of agencies beside it."""
    for row in _data(keyed_sheets(path), "groups", "count"):
        piece, text = Text("xlsx:groups", "", str(row["section"])), str(row["text"])
        yield _judged(sent, piece, "wrote", text, str(row["count"]), sent.wrote(text))


def check(folder: Path) -> Checked:
    """Every number beside a sentence in the report, the page and the master of a campaign folder."""
    known, master = sent(folder), folder / "master.xlsx"
    texts = list(_of_report(folder / "bao-cao.docx", known))
    counters = [found[0] for piece in texts for found in _COUNTER.finditer(piece.text)]
    page, rows = _of_page(folder / "tom-tat.html", known)
    cells = [list(row.values())[1:] for row in keyed_sheets(master)["summary"]]
    said = [said for piece in (*texts, *page, *_of_master(master, known)) for said in _of_text(known, piece)]
    said += [*_of_counts(known, "html", rows), *_of_counts(known, "xlsx", cells), *_of_groups(master, known)]
    return Checked(tuple(said), tuple(counters))


if __name__ == "__main__":
    checked = check(Path(sys.argv[1]))
    sys.stdout.write("".join(f"{said}\n" for said in checked.untrue))
    sys.stdout.write(f"{len(checked.said)} numbers, {len(checked.untrue)} untrue, {len(checked.counters)} counters\n")
    sys.exit(bool(checked.untrue))
