"""Verdicts on pairs of texts, kept from one merge to the next: a verdict depends on two texts and the word lists alone.

Texts are identified by 128 bits of their hash, and a pair by the order in which it was asked about. Kept is what the
last merge asked for, section by section: nothing accumulates. Damaged data, or data made with other word lists, is
computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain

from toolkit.model.packing import DAMAGED

#: The questions about a pair: may it be the same by words (`likeness`), or in other words (`nearby`);
#: is it a contradiction (`families`)?
LIKELY, NEAR, OPPOSITE = range(3)
_KINDS = 3
_DIGITS = 32


class Verdicts:
    """The verdicts on the texts of a section. `by`: a digest of the word lists; `kept`: an earlier result of
    `packed`."""

    def __init__(self, by: str = "", texts: Iterable[str] = (), kept: bytes = b"") -> None:
        self._by = by
        self._before: list[dict[tuple[str | None, str | None], bool]] = [{} for _ in range(_KINDS)]
        self._asked: list[tuple[list[str], list[str]]] = [([], []) for _ in range(_KINDS)]
        """Of each kind the pairs that were denied, and those that were affirmed, text by text."""
        if kept:
            with suppress(*DAMAGED):
                self._before = _unpacked(by, texts, kept)

    def of(self, kind: int, one: str, other: str, judge: Callable[[int, int], bool], at: int, beside: int) -> bool:
        """The verdict on two texts; `judge(at, beside)` computes it where it is not known."""
        found = self._before[kind].get((one, other))
        if found is None:
            found = judge(at, beside)
        self._asked[kind][found].extend((one, other))
        return found

    def packed(self) -> bytes:
        """Everything that was asked for, as bytes."""
        number = {text: n for n, text in enumerate(dict.fromkeys(chain(*chain(*self._asked))))}
        kinds = [[[*map(number.__getitem__, texts)] for texts in own] for own in self._asked]
        return json.dumps([self._by, "".join(map(_digest, number)), kinds], separators=(",", ":")).encode()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGITS // 2).hexdigest()


def _unpacked(by: str, texts: Iterable[str], kept: bytes) -> list[dict[tuple[str | None, str | None], bool]]:
    """What `packed` gave. Raises one of `DAMAGED` where it is something else, or made with other word lists."""
    found_by, digests, kinds = json.loads(kept)
    if found_by != by or len(kinds) != _KINDS:
        raise ValueError("not to be taken")
    known = {_digest(text): text for text in texts}
    text = [known.get(digests[at : at + _DIGITS]) for at in range(0, len(digests), _DIGITS)].__getitem__
    return [
        {
            pair: verdict
            for verdict, own in zip((False, True), columns, strict=True)
            for pair in zip(map(text, own[::2]), map(text, own[1::2]), strict=True)
        }
        for columns in kinds
    ]
