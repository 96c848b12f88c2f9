"""Text in the old Vietnamese encodings: TCVN3 (fonts `.Vn…`) and VNI (fonts `VNI-…`).

Such a cell holds letters of another alphabet, which only an old font shows as Vietnamese (`Th¸p` for Tháp). No single
letter proves an old encoding: TCVN3 shares à, ã, é, ô … with Unicode. So texts are read in all three encodings, and the
reading with most Vietnamese syllables wins; a line that is already Vietnamese is unchanged. Texts are converted before
they are cleaned: U+00AD, a soft hyphen in Unicode, is the letter ư in TCVN3.

The tables are those of TCVN 5712:1993 (third table) and VNI for Windows.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

Encoding = Literal["unicode", "tcvn3", "vni"]
#: What people call the old encodings.
NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}

_GAIN = 0.2  # by how much the share of valid syllables must exceed that of the reading as Unicode
_SCORE = 0.7  # the least share of valid syllables in an old encoding
#: With at least this number of words typical of an encoding, the other words (codes, English) do not count.
_MANY_WORDS = 8

# --- The tables -----------------------------------------------------------------------------------

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ"  # in Unicode
_TCVN3_LETTERS = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ®¡¢£¤¥¦§"  # each in TCVN3
_TCVN3 = str.maketrans(dict(zip(_TCVN3_LETTERS, _LETTERS, strict=True)))

#: VNI writes a letter and then a mark. Each row: the letter, the Vietnamese letters without tone and with huyền, sắc,
#: hỏi, ngã, nặng; and the mark for each of these.
_VNI_ROWS = (
    ("a", "aàáảãạ", " øùûõï"),
    ("a", "ăằắẳẵặ", "êèéúüë"),
    ("a", "âầấẩẫậ", "âàáåãä"),
    ("e", "eèéẻẽẹ", " øùûõï"),
    ("e", "êềếểễệ", "âàáåãä"),
    ("o", "oòóỏõọ", " øùûõï"),
    ("o", "ôồốổỗộ", "âàáåãä"),
    ("ô", "ơờớởỡợ", " øùûõï"),
    ("u", "uùúủũụ", " øùûõï"),
    ("ö", "ưừứửữự", " øùûõï"),
    ("y", "yỳýỷỹỵ", " øùûõï"),
)
_VNI_SINGLE = dict(zip("ìíæóòîñôö", "ìíỉĩịỵđơư", strict=True))


def _vni_table() -> dict[str, str]:
    """The Unicode letter for each VNI letter of one or two characters; a capital first character makes a capital."""
    table = {**_VNI_SINGLE, **{vni.upper(): letter.upper() for vni, letter in _VNI_SINGLE.items()}}
    for base, letters, marks in _VNI_ROWS:
        for letter, mark in zip(letters, marks, strict=True):
            if mark != " ":
                for typed in (mark, mark.upper()):
                    table[base + typed] = letter
                    table[base.upper() + typed] = letter.upper()
    return table


_VNI = _vni_table()
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
#: Letters that neither old encoding has: a text with one of them is Unicode already.
_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
#: Characters that Vietnamese does not use and that are frequent in either old encoding.
UNUSUAL = "¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ"
_UNUSUAL = re.compile(f"[{re.escape(UNUSUAL)}]")
#: Characters that Unicode text never has inside a word and that are frequent in TCVN3 text.
_SIGN_INSIDE = re.compile("[^\\W\\d_][¡-¶¸-¿\u00ad×÷]+[^\\W\\d_]")


def to_unicode(text: str, encoding: Encoding, capitals: bool = False) -> str:
    """The text in Unicode; unchanged if `encoding` is `unicode`, or if the text clearly is Unicode.

    `capitals`: the cell's font shows capitals only (`.VnTimeH`). TCVN3 has no capital letters with
    tones; without that font they are inferred from the adjacent letters (`TæNG Sè` → `TỔNG SỐ`).
    """
    if encoding == "unicode":
        return text
    converted = _convert(text, encoding)
    if _UNICODE_ONLY.search(text) and _share_valid(converted) <= _share_valid(text):
        return text
    if encoding == "tcvn3":
        lines = zip(text.split("\n"), converted.split("\n"), strict=True)
        converted = (
            converted.upper() if capitals else "\n".join(_capitals_of_line(before, after) for before, after in lines)
        )
    return converted


def decoded(text: str, encoding: Encoding) -> str:
    """The text of one cell in Unicode; a line that does not read better in `encoding` is unchanged.

    `encoding`: `tcvn3`, `vni`, or `unicode` for a text that stays as it is.
    """
    if encoding == "unicode" or text.isascii():
        return text
    return "\n".join(to_unicode(x, encoding) if _reads_better(x, encoding) else x for x in text.split("\n"))


def is_mixed(text: str) -> bool:
    """Whether the text has letters that neither old encoding has."""
    return bool(_UNICODE_ONLY.search(text))


def is_unicode(text: str) -> bool:
    """Whether every word with letters beyond ASCII is a Vietnamese syllable, which means that the text is Unicode."""
    return text.isascii() or all(w.isascii() or _reads(w, "unicode") for w in _words([text]))


def _reads_better(line: str, encoding: Literal["tcvn3", "vni"]) -> bool:
    """Whether the line has more syllables in this encoding than as Unicode, or equally many if some of its characters
    are not used in Vietnamese."""
    if is_unicode(line):
        return False
    words = _words([line])
    gain = _score(words, encoding) - _score(words, "unicode")
    return gain > 0 or (gain == 0 and bool(_UNUSUAL.search(line)))


def _convert(text: str, encoding: Literal["tcvn3", "vni"]) -> str:
    if encoding == "tcvn3":
        return text.translate(_TCVN3)
    return _VNI_LETTER.sub(lambda match: _VNI[match[0]], text)


_WORD_OR_BLANK = re.compile(r"\s+|\S+")
_CAPITAL, _SMALL = re.compile("[A-Z]"), re.compile("[a-z]")


def _capitals_of_line(typed: str, converted: str) -> str:
    # Conversion keeps the position of every character, and therefore of the words.
    words = [
        (converted[m.start() : m.end()], _capitals_lost(m[0], converted[m.start() : m.end()]))
        for m in _WORD_OR_BLANK.finditer(typed)
    ]
    if any(lost for _, lost in words) and not _SMALL.search(typed):
        return converted.upper()
    return "".join(word.upper() if lost else word for word, lost in words)


def _capitals_lost(typed: str, converted: str) -> bool:
    """Whether lower-case letters with tones are among the word's capitals (two at least)."""
    return len(_CAPITAL.findall(typed)) >= 2 and not _SMALL.search(typed) and not converted.isupper()


# --- Vietnamese syllables -------------------------------------------------------------------------

_ONSET_LIST = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYME_LIST = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êng êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uôc uôi uôm uôn uông uôt uơ
uy uya uych uyn uynh uyp uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh yt ych
"""
_ONSETS = frozenset(_ONSET_LIST.split())
_RHYMES = frozenset(_RHYME_LIST.split())
_ONSET = re.compile("ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnprstvx]|")
_TONE_MARK = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_FRONT_VOWELS = tuple("ieêy")


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether the word is built like a Vietnamese syllable (it need not exist)."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE_MARK.findall(decomposed)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", _TONE_MARK.sub("", decomposed))
    match = _ONSET.match(plain)
    onset = match[0] if match else ""
    rhyme = plain[len(onset) :]
    if onset == "gi" and rhyme not in _RHYMES:
        onset, rhyme = "g", "i" + rhyme
    if rhyme not in _RHYMES or (onset and onset not in _ONSETS):
        return False
    if onset in ("k", "gh", "ngh") and not rhyme.startswith(_FRONT_VOWELS):
        return False
    if onset in ("c", "ng") and rhyme.startswith(_FRONT_VOWELS):
        return False
    # Syllables that end in a stop always have a tone, sắc or nặng.
    if rhyme.endswith(("c", "ch", "p", "t")) and tones not in (["\u0301"], ["\u0323"]):
        return False
    return not tones or _tone_is_placed(unicodedata.normalize("NFC", word.lower()), onset, rhyme)


def _tone_is_placed(word: str, onset: str, rhyme: str) -> bool:
    """Whether the tone is on a vowel that may have it: this distinguishes `kẽo` from the misread `keõ`."""
    tone_index = next((i for i, c in enumerate(word) if _TONE_MARK.search(unicodedata.normalize("NFD", c))), 0)
    tone_index -= len(onset)
    if tone_index < 0:
        return onset in ("qu", "gi")  # `qúy`, an old habit
    vowels = _VOWELS.match(rhyme)
    nucleus = vowels[0] if vowels else ""
    marked = [i for i, vowel in enumerate(nucleus) if vowel in "ăâêôơư"]
    if marked:
        return tone_index == marked[-1] or (nucleus in ("ưa", "ưu") and tone_index == 0)
    if len(nucleus) == 1:
        return tone_index == 0
    if len(nucleus) == 3 or len(rhyme) > len(nucleus):
        return tone_index == 1
    return tone_index == 0 or (tone_index == 1 and nucleus in ("oa", "oe", "uy"))


_VOWELS = re.compile("[aăâeêioôơuưy]+")


# --- Detection ------------------------------------------------------------------------------------

_BETWEEN_WORDS = re.compile(r"[\s\d!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\uf000-\uf0ff]+")
_EDGE_SIGNS = "".join(map(chr, (*range(0xA1, 0xC0), 0xD7, 0xF7)))


def detect_encoding(texts: Sequence[str], fonts: Sequence[str] = (), with_unicode: bool = False) -> Encoding:
    """The encoding of these texts.

    `texts` are cells as read, uncleaned; `fonts` the names of their fonts; `with_unicode`: whether the sheet also has
    Unicode text. An old encoding is recognised only if at least 70 % of the words with letters beyond ASCII become
    Vietnamese syllables, 20 points more than as Unicode. Fonts may be wrong for either, so they only break ties. Cells
    that can only be Unicode are left out: a sheet may have both.
    """
    legacy = [text for text in texts if not text.isascii() and not _UNICODE_ONLY.search(text)]
    if not legacy:
        return "unicode"
    mixed = with_unicode or any(map(_UNICODE_ONLY.search, texts))
    words = _words(text for text in texts if not _UNICODE_ONLY.search(text))
    hinted = None if mixed else _encoding_of_fonts(fonts)
    as_is = _score(words, "unicode")
    scores: dict[Encoding, float] = {}
    for encoding in _LEGACY:
        score = _score(words, encoding)
        enough = max(_SCORE, as_is if encoding == hinted else as_is + _GAIN)
        if score >= enough and (encoding == hinted or _is_evident(words, encoding, mixed)):
            scores[encoding] = score
    if len(set(scores.values())) < len(scores):
        return hinted or "unicode"  # both are equally good: only the font can decide
    return max(scores, key=lambda encoding: scores[encoding], default="unicode")


def encodings_of(texts: Sequence[str], fonts: Sequence[str] = ()) -> dict[str, Encoding]:
    """The encoding of each text that is not clearly Unicode: by the text alone, else by all unclear texts together."""
    mixed = any(map(is_mixed, texts))
    doubtful = [t for t in dict.fromkeys(texts) if not is_unicode(t)]
    encoding_of: dict[str, Encoding] = {t: detect_encoding([t], with_unicode=mixed) for t in doubtful}
    rest = [t for t in texts if encoding_of.get(t) == "unicode"]
    together = detect_encoding(rest, fonts, with_unicode=mixed)
    return {t: together if encoding == "unicode" else encoding for t, encoding in encoding_of.items()}


_LEGACY: tuple[Literal["tcvn3", "vni"], ...] = ("tcvn3", "vni")


def encoding_of_font(font: str) -> Encoding | None:
    """The encoding that an old font is for; None for any other font."""
    name = font.strip().lower()
    return "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni") else None


def _encoding_of_fonts(fonts: Sequence[str]) -> Encoding | None:
    """The encoding of most old fonts among these; None if there are none, or as many for either encoding."""
    counts: Counter[Encoding] = Counter()
    counts.update(filter(None, map(encoding_of_font, fonts)))
    if not counts or counts["tcvn3"] == counts["vni"]:
        return None
    return counts.most_common(1)[0][0]


def _words(texts: Iterable[str]) -> Counter[str]:
    """Counts the words, without abbreviations and single characters, which are no evidence of an encoding."""
    words: Counter[str] = Counter()
    for text in texts:
        words.update(_BETWEEN_WORDS.split(text))
    return Counter(
        {
            word: count
            for word, count in words.items()
            if word.strip(_EDGE_SIGNS) and not (word.isascii() and (word.isupper() or len(word) == 1))
        }
    )


def _reads(word: str, encoding: Encoding) -> bool:
    """Whether the word is a Vietnamese syllable when it is read in this encoding."""
    if encoding == "unicode":
        return is_syllable(unicodedata.normalize("NFC", word.replace("\u00ad", "")).strip(_EDGE_SIGNS))
    return is_syllable(_convert(word, encoding).strip("«»" if encoding == "vni" else ""))


def _score(words: Counter[str], encoding: Encoding) -> float:
    """The share of valid syllables among the words with letters beyond ASCII."""
    marked = {word: count for word, count in words.items() if not word.isascii()}
    valid = sum(count for word, count in marked.items() if _reads(word, encoding))
    return valid / sum(marked.values()) if marked else 0.0


def _share_valid(text: str) -> float:
    return _score(_words([text]), "unicode")


def _is_evident(words: Counter[str], encoding: Literal["tcvn3", "vni"], mixed: bool) -> bool:
    """Whether several different words are evidence for this encoding; a single word may be a foreign name (`Loïc`)."""
    evidence = [word for word in words if _reads(word, encoding) and not _reads(word, "unicode")]
    signs = encoding == "tcvn3" and any(map(_SIGN_INSIDE.search, evidence))
    if len(evidence) < (3 if mixed else 1 if signs else 2):
        return False
    if sum(count for word, count in words.items() if not word.isascii()) >= _MANY_WORDS:
        return True
    valid = sum(count for word, count in words.items() if _reads(word, encoding))
    return valid >= _SCORE * words.total()
