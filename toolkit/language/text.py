"""Vietnamese text: cleaning, and the forms in which texts are compared.

Three forms, from the most to the least similar to the typed text:

`clean`      what is shown and kept: the same words without invisible characters and stray blanks
`normalise`  comparison form of statements: equal if they say the same in the same words; tones count
`fold`       comparison key of names, labels and headings; neither case, tones nor signs count

Text in an old encoding (TCVN3, VNI) must be converted first (`legacy`): U+00AD, which `clean` removes as a soft hyphen,
is the letter ư in TCVN3.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple, TypeVar

T = TypeVar("T")

_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
#: The characters that `_replacement` replaces; searched for first, because most texts have none of them.
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
#: Replaced after `_BLANKS`, so that each blank is examined once.
_LINES = re.compile(r" ?\n[ \n]*")
_BLANKS = re.compile(r" {2,}")


def _replacement(character: str) -> str:
    """What the cleaned text has in place of a character that `_SUSPECT` finds."""
    if character in _SPACES:
        return " "
    if character in _LINE_ENDS:
        return "\n"
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""


def _without_invisible(text: str) -> str:
    if not _SUSPECT.search(text):
        return text
    return _SUSPECT.sub(lambda match: _replacement(match[0]), text)


def has_invisible(text: str) -> bool:
    """Whether the text has invisible characters: control characters, unusual blanks, direction marks."""
    return _SUSPECT.search(text) is not None


IN_TEXT = 1_500  # the most characters of a list of names in a text for people
IN_CELL = 16_000  # the most characters of such a list in a cell that is searched (Excel allows 32,767)


def listed(names: Sequence[str], most: int = IN_TEXT, separator: str = "; ") -> str:
    """The names joined; if that exceeds `most` characters, the first names and the number of the others.

    At least one name is shown, cut if it alone is longer than `most`: `A; B; … (+3)`.
    """
    whole = separator.join(names)
    if len(whole) <= most:
        return whole
    room, shown = most, 0
    for name in names:
        room -= len(name) + len(separator)
        if room < 0 and shown:
            break
        shown += 1
    return f"{separator.join(names[:shown])[:most]}{separator}… (+{len(names) - shown})"


def pieces(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most `most` UTF-16 units, as Excel counts a cell's length, split at blanks if possible.

    Only the blanks between the pieces are left out.
    """
    parts: list[str] = []
    while len(text) > most // 2 and (encoded := text.encode("utf-16-le", "surrogatepass"))[2 * most :]:
        fits = len(encoded[: 2 * most].decode("utf-16-le", "ignore"))
        cut = max(text.rfind(blank, fits // 2, fits + 1) for blank in " \n") + 1 or fits
        parts.append(text[:cut].rstrip(" \n"))
        text = text[cut:].lstrip(" \n")
    return (*parts, text) if text or not parts else tuple(parts)


def clean(text: str) -> str:
    """The text as its writer sees it: NFC, no invisible characters, no stray blanks, no blank lines.

    Line breaks inside the text stay (as `\\n`), each line stripped. Cleaning a second time changes nothing.
    """
    text = _without_invisible(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    if "\n" in text:
        text = _LINES.sub("\n", text)
    return text.strip(" \n")


# --- Folding: names, labels, headings -----------------------------------------------------------

#: Full-width signs, as typed with an East Asian keyboard, to the usual ones.
FULL_WIDTH: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MARKS = re.compile("[\u0300-\u036f]+")
#: Quotes, dashes and the like: the signs beyond ASCII in Vietnamese text, replaced by those of ASCII.
_PRINT_SIGNS = re.compile("[\u2010-\u2027\u2030-\u205e«»·°]+")
_FOREIGN = re.compile("[^\x00-\x7f\u0300-\u036f]")
_SEPARATORS = re.compile(r"[\W_]+")


def strip_marks(text: str) -> str:
    """The text without tone and letter marks, đ as d; signs, blanks and capitals are unchanged.

    Full-width letters and signs become usual ones.
    """
    if text.isascii():
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")
    if text.isascii():
        return text
    # What is left are full-width signs, or marks of other scripts.
    text = text.translate(FULL_WIDTH)
    return "".join(c for c in text if not unicodedata.category(c).startswith("M"))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Comparison key of a name, label or heading: `Sở Lao động - TB&XH` → `so lao dong tb xh`.

    The key has lower-case letters without marks, đ as d, digits, and single blanks for everything else; letters of
    other scripts stay.
    """
    return _folded(_without_invisible(text))


def _folded(text: str) -> str:
    if text.isascii():
        return _SEPARATORS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    if _FOREIGN.search(plain):
        plain = _PRINT_SIGNS.sub(" ", plain)
        if _FOREIGN.search(plain):
            # Marks are removed before and after folding the case: some letters have separate marks only in lower case.
            plain = strip_marks(strip_marks(text).casefold())
            return _SEPARATORS.sub(" ", plain).strip()
    return _SEPARATORS.sub(" ", plain.encode("ascii", "ignore").decode()).strip()


@lru_cache(maxsize=16384)
def toned(text: str) -> str:
    """As `fold`, but with tones and letter marks: `Hoà  bình.` → `hòa bình`."""
    return fold(text) if text.isascii() else _with_tones(_without_invisible(text))


def _with_tones(text: str) -> str:
    text = unicodedata.normalize("NFC", text.lower()).replace("ð", "đ")
    return _SEPARATORS.sub(" ", place_tones(text)).strip()


DASH, DOTS = "-", "..."
_DASHES = re.compile(r"[-‐‑‒–—―−－ ]+")
_DOTS = re.compile(r"…+|[.…_]{2,}")
_AS_USUAL: dict[int, int | str] = {
    **FULL_WIDTH,
    ord("₫"): "đ",
    **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
    **dict.fromkeys(map(ord, "‘’‚‛′´`＇"), "'"),
    **dict.fromkeys(map(ord, '“”„"«»'), ""),
    ord("\n"): " ",
    ord("∼"): "~",
}


class TextForms(NamedTuple):
    """One typed text, in the forms in which it is read."""

    text: str
    """Cleaned."""
    folded: str
    key: str
    """The text folded; only dashes become `-`, only dots `...`, other signs without letters stay as they are."""
    toned_key: str
    """As `key`, with its tones and letter marks."""

    @property
    def lower_case(self) -> str:
        """In lower case, on one line, with usual punctuation; without quotes and final punctuation."""
        return self.text.translate(_AS_USUAL).casefold().lstrip("' ").rstrip(" .,;:'")


def text_forms(typed: str) -> TextForms:
    """The forms of a text as it was typed."""
    text = clean(typed)
    return TextForms(text, text, text, text) if text.isascii() and text.isdigit() else forms_of(text)


@lru_cache(maxsize=16384)
def forms_of(cleaned: str) -> TextForms:
    """The forms of a cleaned text, or of a part of it."""
    text = cleaned.strip()
    folded = _folded(text)
    key = folded or _key_of_signs(text)
    return TextForms(text, folded, key, key if text.isascii() else _with_tones(text) or key)


def _key_of_signs(text: str) -> str:
    if _DASHES.fullmatch(text):
        return DASH
    return DOTS if _DOTS.fullmatch(text.replace(" ", "")) else text.translate(FULL_WIDTH)


def may_mean(typed: str, known: str) -> bool:
    """Whether `typed` has the words of `known`, each with the same tones or without any. Both are results of `toned`.

    A word with different tones is another word: `dừng` is not `đúng`.
    """
    typed_words, known_words = typed.split(), known.split()
    return len(typed_words) == len(known_words) and all(
        w == o or (w.isascii() and w == strip_marks(o)) for w, o in zip(typed_words, known_words, strict=True)
    )


# --- Normalising: statements --------------------------------------------------------------------

_BULLET_SIGNS = "-+*•·‐‑‒–—―−‣▪▫■□◆◇○●◦►▶▸➢➤➔→⇒✓✔✗✦✧❖\uf000-\uf0ff"
_CAPITALS = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.isalpha())
#: A bullet at the start of a point; Word's bullets become `o`, `v`, `§` and the like when they are pasted. No bullets
#: are: the sign of a number alone (`-5%`), a document's number (`12/KH-UBND`), the first digits of a number (`5.000`,
#: `1.5 triệu`), `P.` for phường.
_BULLET = re.compile(
    rf"""(?: (?![-−+]\d[\d.,]*\s?(?:%|\n|\Z)) [{_BULLET_SIGNS}]+
           | \(?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)](?!\d)
           | \d{{1,2}}/(?=\s)
           | \d{{1,2}}-(?=\s[^\W\d])
           | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=\s+[{_CAPITALS}])
           | \(?[a-zđ]\) | \([ivx]{{2,5}}\)
           | [a-zđ][./](?=\s)
           | [=-]>
           | [§Ø](?=\s) | [ovqü](?=\s+[{_CAPITALS}])
         )\s*""",
    re.VERBOSE,
)
#: Numbering by `I.` or `A.`; as names begin with `V.`, `P.` and the like too, it counts only if `I.` or `A.` occurs.
_OUTLINE = re.compile(r"([IVX]{1,5}|[A-H])[.)/](?=\s)\s*")
_FIRST = frozenset("AI")
#: The number of an item of a list that is in one line.
_IN_ONE_LINE = re.compile(r"(?:\A|(?<=[;.])\s+)\(?(\d{1,2})[.)/]\s+(?=[^\W\d])")
_SIGNS: dict[int, str] = {
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′´`＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
    ord("…"): "...",
}
#: The signs that `FULL_WIDTH` and `_SIGNS` replace; searched for first, because most texts have none of them.
_ODD_SIGN = re.compile("[" + "".join(map(chr, _SIGNS)) + "\uff01-\uff5e]")
#: Two patterns, since one that begins with a single letter is searched for many times faster.
_OPEN_SYLLABLES = (re.compile(r"o[àáảãạèéẻẽẹ](?![^\W\d_])"), re.compile(r"u(?<!qu)[ỳýỷỹỵ](?![^\W\d_])"))
_TONE_MOVED: dict[str, str] = {
    **dict(zip(("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa"), strict=True)),
    **dict(zip(("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe"), strict=True)),
    **dict(zip(("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy"), strict=True)),
}
_SPACE_BEFORE_SIGN = re.compile(r" ([,;:!?)](?=\s|$)|\.(?=\s|$))")
_SPACE_AFTER_DASH = re.compile(r"- (?=\d)(?:(?<=\d- )|(?<=\d - ))")
_SPACE_BEFORE_DASH = re.compile(r" -(?=\d)(?<=\d -)")


def strip_bullet(text: str) -> str:
    """The text without the bullets or numbering that it starts with; unchanged if nothing else is in it."""
    start, rest = 0, text.lstrip()
    while match := _BULLET.match(rest, start):
        start = match.end()
    return rest[start:].rstrip() or text.strip()


#: When this number of forms is remembered, they are forgotten before more are added.
_REMEMBERED = 4096
_forms: dict[str, str] = {}


def normalise(text: str) -> str:
    """Comparison form of a statement: case, bullet, tone placement, kind of quotes and dashes do not count.

    `- Thuỷ sản; ` and `thủy sản` have the same form, `thuỷ` and `thuy` different ones. Tone placement does not count
    in open syllables with oa, oe and uy, except after q (the annexes of Nghị định 30/2020/NĐ-CP have both placements).
    """
    form = _forms.get(text)
    if form is None:
        form = _normalised(text)
        _remember(_forms, [(text, form)])
    return form


def _remember(known: dict[str, T], more: Iterable[tuple[str, T]]) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known.update(more)


def _normalised(text: str) -> str:
    text = strip_bullet(clean(text)).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("ð", "đ")
        if _ODD_SIGN.search(text):
            text = unicodedata.normalize("NFC", text.translate(FULL_WIDTH)).translate(_SIGNS)
        text = place_tones(text)
    text = _SPACE_BEFORE_SIGN.sub(r"\1", text.replace("\n", " "))
    return _without_last_signs(_without_spaces_in_ranges(text))


def place_tones(text: str) -> str:
    """The text with tones placed the newer way in open syllables with oa, oe and uy. `text` is in lower case."""
    for syllable in _OPEN_SYLLABLES:
        text = syllable.sub(lambda match: _TONE_MOVED[match[0]], text)
    return text


def _without_spaces_in_ranges(text: str) -> str:
    if "-" not in text:
        return text
    return _SPACE_BEFORE_DASH.sub("-", _SPACE_AFTER_DASH.sub("-", text))


def _without_last_signs(text: str) -> str:
    while (shorter := text.removesuffix("./.").rstrip(" .;,")) != text:
        text = shorter
    return text


# --- Normalising: all the statements of a file ---------------------------------------------------

#: Letters of Vietnamese, in both cases.
_LETTERS = "".join(
    letter + letter.upper() for letter in "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
)
#: Signs beyond ASCII that many texts have.
_USUAL_SIGNS = "“”‘’–…"
#: Characters that a plain text does not have; the grave accent may be a quote. The texts are joined by line ends.
_NOT_PLAIN = re.compile(f"[^\n -_a-~{_LETTERS}{_USUAL_SIGNS}]")
#: Replaces everything except letters and line ends of normalised plain texts by blanks.
_WORDS_ALONE = bytes(c if c >= 0x80 or chr(c).isalpha() or chr(c) == "\n" else 0x20 for c in range(256))
_NO_LETTER = re.compile(r"[\W\d_]")


class Wording(NamedTuple):
    """A text in the forms in which it is searched."""

    text: str
    plain: str
    """The text, normalised."""
    words: bytes
    """`plain` in UTF-8, with a blank before it and in place of every non-letter, for the patterns of `beginnings`."""
    usual: bool
    """Whether `plain` has only ASCII signs and Vietnamese letters; False also if that was not examined."""


_wordings: dict[str, Wording] = {}


def wordings(texts: Sequence[str]) -> list[Wording]:
    """The forms of each text. Plain texts, which are the most frequent, are processed together."""
    plain = [text for text in dict.fromkeys(texts) if text not in _wordings and _is_single_line(text)]
    joined = "\n".join(plain)
    if _NOT_PLAIN.search(joined):
        plain = [text for text in plain if not _NOT_PLAIN.search(text)]
        joined = "\n".join(plain)
    forms = _normalised_lines(joined) if plain else []
    words = "\n ".join(["", *forms]).encode().translate(_WORDS_ALONE).split(b"\n")[1:]
    _remember(_forms, zip(plain, forms, strict=True))
    _remember(_wordings, zip(plain, map(Wording, plain, forms, words, repeat(True)), strict=True))
    return [_wordings.get(text) or wording(text) for text in texts]


def wording(text: str) -> Wording:
    """The forms of one text."""
    form = normalise(text)
    return Wording(text, form, b" " + _NO_LETTER.sub(" ", form).encode(), False)


def _is_single_line(text: str) -> bool:
    """Whether the text is one line without bullets, so that it may be normalised among others."""
    if not text or "\n" in text or text[0] == " " or text[-1] == " ":
        return False
    return not _BULLET.match(text) and (text[0].isupper() or "  " not in text)


def _normalised_lines(text: str) -> list[str]:
    """`normalise` of each line of a text of plain lines."""
    text = text.casefold()
    for sign in _USUAL_SIGNS:
        text = text.replace(sign, _SIGNS[ord(sign)])
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    text = _without_spaces_in_ranges(_SPACE_BEFORE_SIGN.sub(r"\1", place_tones(text)))
    return [*map(_without_last_signs, text.split("\n"))]


def split_points(text: str) -> tuple[str, ...]:
    """The points of one cell, word for word, without their bullets; empty for a blank cell.

    A cell with fewer than two bulleted lines is one point. A line without a bullet continues the point before it; lines
    before the first bullet are a separate point. A line that only announces what follows (`Kết quả:`) says nothing
    alone: it stays before the next point, on the same line, with or without a bullet.
    """
    text = clean(text)
    if not text:
        return ()
    lines = _without_outline(_listed_lines(text))
    bulleted = [bool(_BULLET.match(line)) for line in lines]
    if sum(bulleted) < 2:
        return (strip_bullet(text),)
    points: list[str] = []
    for line, bullet, leads in zip(lines, bulleted, [*bulleted[1:], False], strict=True):
        # A line that continues the sentence before it (`… gồm các nội dung⏎như sau:`) begins in lower case.
        starts = bullet or (leads and line.endswith(":") and line[0].isupper())
        if (starts and not (points and points[-1].endswith(":"))) or not points:
            points.append(strip_bullet(line))
        elif starts:
            points[-1] += " " + strip_bullet(line)
        else:
            points[-1] += "\n" + line
    return tuple(points)


def _listed_lines(text: str) -> list[str]:
    """The lines of a cell; if a line is a list (`1. …; 2. …; 3. …`), the items of the list."""
    marks = list(_IN_ONE_LINE.finditer(text))
    if "\n" in text or len(marks) < 2 or marks[0].start() or any(int(m[1]) != n for n, m in enumerate(marks, start=1)):
        return text.split("\n")
    return [
        text[m.start() : following].strip()
        for m, following in zip(marks, [*(m.start() for m in marks[1:]), len(text)], strict=True)
    ]


def _without_outline(lines: list[str]) -> list[str]:
    """The lines with a plain bullet in place of `I.`, `II.` or `A.`, `B.`, if these number the points."""
    marked = [_OUTLINE.match(line) for line in lines]
    labels = [mark[1] for mark in marked if mark]
    if len(labels) < 2 or labels[0] not in _FIRST:
        return lines
    return [f"- {line[mark.end() :]}" if mark else line for line, mark in zip(lines, marked, strict=True)]


def code_key(code: str) -> str:
    """The form in which typed codes are compared: case and the composition of letters do not count.

    Not for names: tones and signs count.
    """
    return clean(code).replace("\n", " ").casefold()


_CODE = re.compile(r"[^\s,;|]+")


def group_codes(typed: str) -> tuple[str, ...]:
    """The codes typed in one cell, separated by commas, semicolons, bars or blanks: as typed, in order."""
    return tuple(_CODE.findall(typed))


_YES = frozenset({"yes", "co", "x", "1", "true", "y"})
_NO = frozenset({"no", "khong", "0", "false", "n"})


def means_yes(typed: str) -> bool:
    """Whether a cell in which the coordinator may type `yes` says `yes`.

    `y`, `có`, `x`, `1` and `true` mean the same, in any case.
    """
    return fold(typed) in _YES


def means_no(typed: str) -> bool:
    """Whether a cell in which the coordinator may type `no` says `no`; a blank cell does not.

    `n`, `không`, `0` and `false` mean the same, in any case.
    """
    return fold(typed) in _NO


def yes_or_no(typed: str) -> str:
    """`yes` or `no` if a cell means it (`means_yes`, `means_no`), else the typed text."""
    return "yes" if means_yes(typed) else "no" if means_no(typed) else typed


# --- Searching phrases ----------------------------------------------------------------------------


#: The number of a phrase's characters that are searched for: enough to distinguish it from nearly all other text.
_BEGINNING = 40


#: The patterns for y with its tones: i may be typed for it, and the full comparison takes them for equal.
_TYPED = {y: f"(?:{i}|{y})" for i, y in zip("iìíỉĩị", "yỳýỷỹỵ", strict=True)}


def beginnings(phrases: Iterable[str]) -> re.Pattern[bytes]:
    """A pattern that finds where any of the phrases may begin in the `words` of a `Wording`: a quick first test."""
    spaced = {_NO_LETTER.sub(" ", phrase).strip()[:_BEGINNING] for phrase in phrases}
    return re.compile(f" {pattern_of({' '.join(p.split()) for p in spaced}, {' ': ' +', **_TYPED})}".encode())


def pattern_of(phrases: Collection[str], patterns: Mapping[str, str]) -> str:
    """A pattern for any of the phrases, branching letter by letter: a hundred phrases take little longer than one.

    `patterns`: the patterns for some letters; other letters match themselves. Without phrases nothing matches.
    """
    if "" in phrases:
        return ""
    by_sign: dict[str, set[str]] = {}
    for phrase in sorted(phrases):
        by_sign.setdefault(phrase[0], set()).add(phrase[1:])
    branches = [(patterns.get(sign) or re.escape(sign)) + pattern_of(rest, patterns) for sign, rest in by_sign.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else "(?!)"


# --- Names ----------------------------------------------------------------------------------------

_NEAR = 0.7  # the least ratio (`difflib`) of two similar names
_PART = 0.6  # the least ratio if all words of one name begin the other
_DIGIT, _ZEROS = re.compile(r"\d"), re.compile(r"(?<!\d)0+(?=\d)")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most similar to `word`, for "did you mean"; None if no name is similar enough.

    Names are compared folded, by the ratio of `difflib`: at least 0.7, or 0.6 if all words of one name begin the other.
    Codes that differ in digits alone must differ by a slip (`_is_digit_slip`): nobody types TT06 for TT05.
    """
    by_key: dict[str, str] = {}
    for name in known:
        by_key.setdefault(fold(name), name)
    typed = fold(word)
    similar = difflib.get_close_matches(typed, by_key, n=len(by_key) or 1, cutoff=_PART)
    near = [k for k in similar if _is_digit_slip(typed, k) and (_similarity(typed, k) >= _NEAR or _begins(typed, k))]
    return by_key[min(near, key=lambda k: not _same_number(typed, k))] if near else None


def near_names(word: str, known: Iterable[str]) -> str:
    """The names proposed for an unknown code, separated by bars: all that begin with the code, else the nearest.
    "" if there is no such name. `CT1` may be any of `CT10|CT11`, but `TT5` is TT05 although there is a TT50."""
    names, typed = tuple(dict.fromkeys(known)), fold(word)
    one = nearest(word, names)
    begin = [name for name in names if typed and fold(name).startswith(typed)]
    if len(begin) > 1 and not (one and _same_number(typed, fold(one))):
        return "|".join(begin)
    return one or ""


def _similarity(typed: str, known: str) -> float:
    return difflib.SequenceMatcher(None, known, typed).ratio()


def _begins(one: str, other: str) -> bool:
    return f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} ")


def _same_number(one: str, other: str) -> bool:
    """Whether two codes are the same apart from zeros before their numbers."""
    return _ZEROS.sub("", one) == _ZEROS.sub("", other)


def _is_digit_slip(one: str, other: str) -> bool:
    """Whether two codes that differ in digits alone differ by a typing slip (digits swapped, left out or doubled); True
    also if other characters differ."""
    if _DIGIT.sub("", one) != _DIGIT.sub("", other) or not _DIGIT.search(one + other) or _same_number(one, other):
        return True
    return len(one) != len(other) or sorted(one) == sorted(other)
