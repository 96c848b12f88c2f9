"""What was decided at the desk, put into what a master's columns say, as if it had been typed there (decision 153)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from hashlib import sha256

from toolkit.consolidation.corrections import key_by_codes
from toolkit.language.text import fold, group_codes, yes_or_no
from toolkit.messages.findings.making import finding
from toolkit.messages.masters import FAMILY_ALL_APART, FAMILY_ONE
from toolkit.model import Acceptance, Argument, Campaign, Correction, DeskEdit, Finding, Kept, Review
from toolkit.values.cell import typed_text

#: What stands in a cell, column by column, in the shape in which it is compared.
Said = tuple[str, ...]
#: What stands in a column of a cell.
Stands = Callable[[str], object]
_DIGITS = 12
#: What of a row says nothing of what was decided.
_FOR_PROGRAMS = frozenset({"id", "text", "merge_text", "apart_texts", "sent", "version", "day", "was"})
#: Words for a whole family, in place of which the next master says something of each of its groups.
_OF_FAMILIES = frozenset(fold(word) for text in (FAMILY_ONE, FAMILY_ALL_APART) for word in (text.vi, text.en))


def said_in(columns: Sequence[str], stands: Stands) -> Said:
    """What the columns of a cell say, in the shape in which it is compared."""
    return tuple(_plain(column, stands(column)) for column in columns)


def review_says(review: Review) -> dict[str, str]:
    """What stands in the columns of a review."""
    return {"reviewed_by": review.by, "reviewed_on": review.on, "version": review.version}


def _plain(column: str, value: object) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        value = typed_text(value)  # `12,345`: as `12.345` somebody may have typed another number
    text = " ".join(str(value or "").split())
    if column in ("hide", "left_out", "keep_apart", "follow_up"):
        text = yes_or_no(text)
    return " ".join(sorted(group_codes(text))) if column == "keep_apart" and text != "yes" else text


def seen_in(edit: DeskEdit) -> dict[str, list[Said]]:
    """By the first column of each cell: what stood there each time it was decided at the desk, the last one last."""
    try:
        return {c: [tuple(map(str, said)) for said in seen] for c, seen in json.loads(edit.was or "{}").items()}
    except (ValueError, TypeError, AttributeError):  # somebody wrote over it
        return {}


def with_seen(edit: DeskEdit, column: str, said: Said) -> DeskEdit:
    """The row, in which it is noted that this stood in a cell when it was decided."""
    seen = seen_in(edit)
    seen[column] = [*seen.get(column, ()), said]
    return replace(edit, was=json.dumps(seen, ensure_ascii=False, sort_keys=True))


def decided_cells(edit: DeskEdit) -> Iterator[tuple[str, ...]]:
    """The cells of which anything was decided; also those that were emptied."""
    seen = seen_in(edit)
    return (columns for columns in edit.cells if columns[0] in seen or any(getattr(edit, c) for c in columns))


def placed_edits(campaign: Campaign, edits: Iterable[DeskEdit]) -> list[DeskEdit]:
    """The rows with the codes of figures of which somebody typed the names."""
    owing = {a.code for a in campaign.agencies if campaign.in_force(a)}
    found = []
    for edit in edits:
        if edit.place[:1] == ("figure",):
            agency, indicator, period = key_by_codes(campaign, (edit.agency, edit.indicator, edit.period), owing)
            edit = replace(edit, agency=agency, indicator=indicator, period=period)
        found.append(edit)
    return found


def groups_waiting(edits: Iterable[DeskEdit], taken: Mapping[str, str], drawn: Mapping[str, str]) -> frozenset[str]:
    """The groups about which something was decided at the desk that the master which is there has not taken. `taken`:
    what the next one takes; `drawn`: what that one took."""
    decided = ((e, _digest((*e.place, columns[0]))) for e in edits if e.group for columns in decided_cells(e))
    waiting = [e for e, cell in decided if taken.get(cell) != drawn.get(cell)]
    return frozenset(group for e in waiting for group in (e.group, e.merge_into) if group)


class ByDesk:
    """What was decided at the desk, beside one master: what of it holds there, and what that master has taken then."""

    def __init__(self, edits: Iterable[DeskEdit], before: Mapping[str, str]) -> None:
        self.before = before
        self.taken: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.edits: dict[tuple[str, ...], DeskEdit] = {}
        for edit in sorted(edits, key=lambda e: (not e.was, e.id)):
            first = self.edits.setdefault(edit.place, edit) if edit.place else None
            if first is None or (first is not edit and _in_words(first) != _in_words(edit)):
                self.findings.append(finding("edit-not-read", value=_in_words(edit)))
        self.groups = {e.group: e for e in self.edits.values() if e.place[0] == "group"}
        """Those of which no row was found yet."""

    def holds(self, edit: DeskEdit, columns: tuple[str, ...], stands: Stands) -> bool:
        """Whether a cell is to say what was decided at the desk, in place of what `stands` there."""
        ours, theirs = said_in(columns, lambda c: getattr(edit, c)), said_in(columns, stands)
        seen = list(map(_digest, seen_in(edit).get(columns[0], ())))
        cell, now = _digest((*edit.place, columns[0])), f"{_digest(ours)} {len(seen)}"  # the same may be decided again
        before = self.before.get(cell)
        holds = ours != theirs and before != now and _is_as_seen(theirs, seen, before)
        if holds or ours == theirs:
            self.taken[cell] = now
        elif before is not None:
            self.taken[cell] = before
        if not holds and ours != theirs and any(ours) and not (before == now and fold(ours[0]) in _OF_FAMILIES):
            self._report(edit, ours, theirs)
        return holds

    def _report(self, edit: DeskEdit, ours: Said, theirs: Said) -> None:
        if edit.place[0] == "review":
            ours, theirs = ours[:-1], theirs[:-1]
        if ours == theirs:  # of two versions of a report
            return
        said: dict[str, Argument] = {
            "now": _listed(theirs),
            "about": f"“{edit.text}”" if edit.text else "",
            "place": edit.place,
        }
        self.findings.append(
            finding(
                "edit-differs",
                agency=edit.agency or None,
                indicator=edit.indicator or None,
                period=edit.period or None,
                section=edit.section or None,
                group=edit.group,
                value=_listed(ours),
                arguments=said,
            )
        )

    # -- figures, rows of tables and findings --

    def with_kept(self, kept: Kept) -> Kept:
        """What a master keeps, with what was decided at the desk of figures, rows of tables and findings."""
        corrections = {c.place: c for c in reversed(kept.corrections)}
        acceptances = {a.finding: a for a in kept.acceptances}
        reviews = {r.agency: r for r in kept.reviews}
        corrected, accepted = dict[tuple[str, str, str], Correction](), dict[str, Acceptance]()
        for (kind, *_), edit in self.edits.items():
            for columns in () if kind == "group" else decided_cells(edit):
                if kind == "finding":
                    there = acceptances.get(edit.finding, Acceptance(finding=edit.finding))
                    if self.holds(edit, columns, {"accepted_by": there.by, "reason": there.reason}.__getitem__):
                        accepted[edit.finding] = replace(
                            there,
                            by=edit.accepted_by,
                            reason=edit.reason,
                            agency=edit.agency,
                            about=there.about or edit.text,
                        )
                elif kind == "review":
                    review = reviews.get(edit.agency, Review(agency=edit.agency))
                    if self.holds(edit, columns, review_says(review).__getitem__):
                        by, on, version = edit.reviewed_by, edit.reviewed_on, edit.version
                        reviews[edit.agency] = replace(review, by=by, on=on, version=version)
                else:
                    self._correct(edit, columns, corrections, corrected)
        return replace(
            kept,
            corrections=(*(c for c in kept.corrections if c.place not in corrected), *corrected.values()),
            acceptances=(*(a for a in kept.acceptances if a.finding not in accepted), *accepted.values()),
            reviews=tuple(r for r in reviews.values() if r != Review(agency=r.agency)),
        )

    def _correct(
        self,
        edit: DeskEdit,
        columns: tuple[str, ...],
        there: Mapping[tuple[str, str, str], Correction],
        corrected: dict[tuple[str, str, str], Correction],
    ) -> None:
        of_row = edit.place[0] == "row"
        agency, indicator, period = edit.agency, edit.indicator, edit.period
        if of_row:
            indicator, period = f"{edit.table}.", edit.row
        now = there.get((agency, indicator, period), Correction(agency=agency, indicator=indicator, period=period))
        value: float | str = now.typed if now.number is None else now.number
        if not self.holds(edit, columns, dict(zip(columns, (value, now.by, now.reason), strict=True)).__getitem__):
            return
        given = edit.left_out if of_row else edit.corrected_value
        typed, number = (given, None) if isinstance(given, str) else (typed_text(given), given)
        same = (typed, number) == (now.typed, now.number)
        corrected[now.place] = replace(
            now,
            typed=typed,
            number=number,
            by=edit.corrected_by,
            reason=edit.reason,
            sent=now.sent if same else edit.sent[1:] if edit.sent or of_row else None,
            unit=now.unit if same else "",
        )

    # -- groups --

    def type_in(self, group: str, section: str, text: str, typed: dict[str, str]) -> DeskEdit | None:
        """Type what was decided of a group into its row, known by its code, else by what it says; returns that."""
        code = next((e.group for e in self.groups.values() if (e.section, e.text) == (section, text)), "")
        found = self.groups.pop(group, None) or self.groups.pop(code, None)
        if found is not None:
            for columns in decided_cells(found):
                if self.holds(found, columns, lambda column: typed.get(column, "")):
                    typed[columns[0]] = str(getattr(found, columns[0]))
        return found


def _is_as_seen(theirs: Said, seen: list[str], before: str | None) -> bool:
    """Whether a cell is blank, or says what the desk saw there since the master took something from it."""
    if before is not None:
        last, _, _ = before.partition(" ")
        seen = [last, *(seen[len(seen) - seen[::-1].index(last) :] if last in seen else seen)]
    return not any(theirs) or _digest(theirs) in seen


def _digest(said: Sequence[str]) -> str:
    return sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _listed(said: Iterable[str]) -> str:
    return ", ".join(filter(None, said)) or "–"


def _in_words(edit: DeskEdit) -> str:
    """All that a row says, for people."""
    names = (f.name for f in fields(edit) if f.name not in _FOR_PROGRAMS)
    return _listed(str(getattr(edit, name)) for name in names)
