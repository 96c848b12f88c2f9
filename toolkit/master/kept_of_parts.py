"""What coordinators of parts corrected and accepted, in the master of the whole: whose it is.

As with edits (decision 87): what a cell said when the master was written, because parts said it, is theirs, and as
they are now decides; anything else is the coordinator's own. What was cleared stays so while they say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from toolkit.model import Acceptance, Correction, Kept, Review

_Said = TypeVar("_Said", Correction, Acceptance, Review)


def from_part(kept: Kept, master: str, asked: Mapping[str, Any]) -> Kept:
    """What a master of a part gives to the whole. `asked`: what its definition asked (`read.asked`)."""
    units = {code: said[0] for what in ("indicators", "tables") for code, said in asked.get(what, {}).items()}
    return Kept(
        corrections=tuple(
            replace(c, through=master, said="", unit=c.unit or units.get(c.indicator, ""))
            for c in kept.corrections
            if _corrected(c)
        ),
        acceptances=tuple(replace(a, through=master, said="") for a in kept.acceptances if _accepted(a)),
        reviews=tuple(replace(r, through=master, said="") for r in kept.reviews if _reviewed(r)),
        officers=kept.officers,
    )


def joined(own: Kept, parts: Sequence[Kept]) -> Kept:
    """The coordinator's own, and those of parts where nothing else is decided. Since when is the coordinator's."""
    corrections = _joined(
        own.corrections, [c for p in parts for c in p.corrections], lambda correction: correction.place, _corrected
    )
    acceptances = _joined(
        own.acceptances, [a for p in parts for a in p.acceptances], lambda acceptance: (acceptance.finding,), _accepted
    )
    reviews = _joined(own.reviews, [r for p in parts for r in p.reviews], lambda r: (r.agency,), _reviewed)
    officers = dict(sorted({pair for p in parts for pair in p.officers.items()}, reverse=True))
    asked = tuple(sorted({text for p in parts for text in p.followup}))
    also = replace(own, reviews=reviews, officers=officers, followup=asked)
    return replace(also, corrections=corrections, acceptances=acceptances)


def _joined(
    own: Iterable[_Said],
    carried: Iterable[_Said],
    about: Callable[[_Said], tuple[str, ...]],
    says: Callable[[_Said], str],
) -> tuple[_Said, ...]:
    of_parts: dict[tuple[str, ...], dict[str, _Said]] = {}
    for one in sorted(carried, key=repr):
        of_parts.setdefault(about(one), {}).setdefault(says(one), one)
    found: list[_Said] = []
    settled = set()
    for here in own:
        now = min(of_parts.get(about(here), {}), default="")
        mine = says(here) != here.said if says(here) else bool(here.said) and now in ("", here.said)
        if mine:
            settled.add(about(here))
            found.append(replace(here, said=now or ("" if says(here) else here.said)))
    for place, same in of_parts.items():
        if place not in settled:
            found += [replace(one, said=said) for said, one in same.items()]
    return tuple(found)


def _corrected(correction: Correction) -> str:
    return "\n".join((correction.typed, correction.by, correction.reason)).strip()


def _reviewed(review: Review) -> str:
    return "\n".join((review.by, review.on, review.version)) if review.by or review.on else ""


def _accepted(acceptance: Acceptance) -> str:
    return "\n".join((acceptance.by, acceptance.reason)).strip()
