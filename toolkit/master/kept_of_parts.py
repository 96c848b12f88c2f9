"""Joins the corrections, acceptances and reviews of parts with those in the master of the whole.

As with edits (decision 87), a value that a cell had from parts when the master was written is not the coordinator's:
the parts' present value replaces it. Any other value is the coordinator's; a cleared cell stays cleared while the
parts' value is the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from toolkit.model import Acceptance, Correction, Kept, Review

_Decided = TypeVar("_Decided", Correction, Acceptance, Review)


def kept_from_part(kept: Kept, master: str, summary: Mapping[str, Any]) -> Kept:
    """What a master of a part contributes to the whole. `summary`: `MasterContent.summary`."""
    units = {code: of[0] for what in ("indicators", "tables") for code, of in summary.get(what, {}).items()}
    return Kept(
        corrections=tuple(
            replace(c, through=master, parts="", unit=c.unit or units.get(c.indicator, ""))
            for c in kept.corrections
            if _correction_text(c)
        ),
        acceptances=tuple(replace(a, through=master, parts="") for a in kept.acceptances if _acceptance_text(a)),
        reviews=tuple(replace(r, through=master, parts="") for r in kept.reviews if _review_text(r)),
        officers=kept.officers,
    )


def joined_kept(here: Kept, parts: Sequence[Kept]) -> Kept:
    """The coordinator's decisions, and those of the parts where the coordinator decided nothing. The days on which
    faults were first seen are those of the master here."""
    corrections = _joined_records(
        here.corrections, [c for p in parts for c in p.corrections], lambda correction: correction.key, _correction_text
    )
    acceptances = _joined_records(
        here.acceptances, [a for p in parts for a in p.acceptances], lambda a: (a.finding,), _acceptance_text
    )
    reviews = _joined_records(here.reviews, [r for p in parts for r in p.reviews], lambda r: (r.agency,), _review_text)
    officers = dict(sorted({pair for p in parts for pair in p.officers.items()}, reverse=True))
    return replace(
        here,
        corrections=corrections,
        acceptances=acceptances,
        reviews=reviews,
        officers=officers,
        followup=tuple(sorted({text for p in parts for text in p.followup})),
    )


def _joined_records(
    local: Iterable[_Decided],
    carried: Iterable[_Decided],
    key_of: Callable[[_Decided], tuple[str, ...]],
    contents: Callable[[_Decided], str],
) -> tuple[_Decided, ...]:
    of_parts: dict[tuple[str, ...], dict[str, _Decided]] = {}
    for one in sorted(carried, key=repr):
        of_parts.setdefault(key_of(one), {}).setdefault(contents(one), one)
    records: list[_Decided] = []
    settled = set()
    for here in local:
        now = min(of_parts.get(key_of(here), {}), default="")
        mine = contents(here) != here.parts if contents(here) else bool(here.parts) and now in ("", here.parts)
        if mine:
            settled.add(key_of(here))
            records.append(replace(here, parts=now or ("" if contents(here) else here.parts)))
    for key, same in of_parts.items():
        if key not in settled:
            records += [replace(one, parts=text) for text, one in same.items()]
    return tuple(records)


def _correction_text(correction: Correction) -> str:
    return "\n".join((correction.typed, correction.by, correction.reason)).strip()


def _review_text(review: Review) -> str:
    return "\n".join((review.by, review.on, review.version)) if review.by or review.on else ""


def _acceptance_text(acceptance: Acceptance) -> str:
    return "\n".join((acceptance.by, acceptance.reason)).strip()
