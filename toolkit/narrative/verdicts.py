"""Verdicts on pairs of texts, kept from one merge to the next: a verdict depends on two texts and the word lists alone.

A text is identified by 128 bits of its hash, a pair by its two texts in the order of the question. Only the
verdicts that the last merge used are kept, section by section: nothing accumulates. Damaged data, or data made with
different word lists, is computed again.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain

from toolkit.model.packing import DAMAGED

#: The questions about two texts. LIKELY: do their words permit that they say the same (`likeness`)? NEAR: may they say
#: the same in different words (`nearby`)? OPPOSITE: do they contradict each other (`families`)?
LIKELY, NEAR, OPPOSITE = range(3)
_KINDS = 3
_DIGITS = 32


class Verdicts:
    """The verdicts on the texts of a section. `digest`: the digest of the word lists; `kept`: an earlier result of
    `packed`."""

    def __init__(self, digest: str = "", texts: Iterable[str] = (), kept: bytes = b"") -> None:
        self._digest = digest
        self._before: list[dict[tuple[str | None, str | None], bool]] = [{} for _ in range(_KINDS)]
        self._used: list[tuple[list[str], list[str]]] = [([], []) for _ in range(_KINDS)]
        """For each question, the pairs with the answer no and those with the answer yes, as flat lists of texts."""
        if kept:
            with suppress(*DAMAGED):
                self._before = _unpacked(digest, texts, kept)

    def get(self, kind: int, one: str, other: str, judge: Callable[[int, int], bool], at: int, other_at: int) -> bool:
        """The verdict on two texts; `judge(at, other_at)` computes a verdict that is not known."""
        known = self._before[kind].get((one, other))
        verdict = judge(at, other_at) if known is None else known
        self._used[kind][verdict].extend((one, other))
        return verdict

    def packed(self) -> bytes:
        """The verdicts that were used, as bytes."""
        number = {text: n for n, text in enumerate(dict.fromkeys(chain(*chain(*self._used))))}
        kinds = [[[*map(number.__getitem__, texts)] for texts in columns] for columns in self._used]
        return json.dumps([self._digest, "".join(map(_digest, number)), kinds], separators=(",", ":")).encode()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGITS // 2).hexdigest()


def _unpacked(digest: str, texts: Iterable[str], kept: bytes) -> list[dict[tuple[str | None, str | None], bool]]:
    """The verdicts in a result of `packed`. Raises one of `DAMAGED` for anything else, or if the word lists differ."""
    packed_digest, digests, kinds = json.loads(kept)
    if packed_digest != digest or len(kinds) != _KINDS:
        raise ValueError("different word lists")
    known = {_digest(text): text for text in texts}
    text = [known.get(digests[at : at + _DIGITS]) for at in range(0, len(digests), _DIGITS)].__getitem__
    return [
        {
            pair: verdict
            for verdict, texts_of_pairs in zip((False, True), columns, strict=True)
            for pair in zip(map(text, texts_of_pairs[::2]), map(text, texts_of_pairs[1::2]), strict=True)
        }
        for columns in kinds
    ]
