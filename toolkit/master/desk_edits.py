"""Decisions made at the desk, applied to the values of a master's columns as if typed there (decision 153)."""

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

#: The values of one of the coordinator's cells, column by column, normalised for comparing.
CellValues = tuple[str, ...]
#: A function that returns the value of a column.
ValueOf = Callable[[str], object]
_DIGITS = 12
#: Fields of a row that are no part of the decision.
_FOR_PROGRAMS = frozenset({"id", "text", "merge_text", "apart_texts", "sent", "version", "day", "was"})
#: Words typed for a whole family, which the next master replaces by edits of each of its groups.
_OF_FAMILIES = frozenset(fold(word) for text in (FAMILY_ONE, FAMILY_ALL_APART) for word in (text.vi, text.en))


def values_in(columns: Sequence[str], value_of: ValueOf) -> CellValues:
    """The values of a cell's columns, normalised for comparing."""
    return tuple(_plain(column, value_of(column)) for column in columns)


def review_values(review: Review) -> dict[str, str]:
    """The values of a review's columns."""
    return {"reviewed_by": review.by, "reviewed_on": review.on, "version": review.version}


def _plain(column: str, value: object) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        value = typed_text(value)  # `12,345`: somebody may have typed `12.345` for another number
    text = " ".join(str(value or "").split())
    if column in ("hide", "left_out", "keep_apart", "follow_up"):
        text = yes_or_no(text)
    return " ".join(sorted(group_codes(text))) if column == "keep_apart" and text != "yes" else text


def _seen_values(edit: DeskEdit) -> dict[str, list[CellValues]]:
    """For each cell (by its first column), the values that it had at each decision at the desk; the latest is last."""
    try:
        return {c: [tuple(map(str, values)) for values in seen] for c, seen in json.loads(edit.was or "{}").items()}
    except (ValueError, TypeError, AttributeError):  # somebody changed the text
        return {}


def with_seen(edit: DeskEdit, column: str, values: CellValues) -> DeskEdit:
    """The edit, with a record of the values that a cell had in the master when the desk decided about it."""
    seen = _seen_values(edit)
    seen[column] = [*seen.get(column, ()), values]
    return replace(edit, was=json.dumps(seen, ensure_ascii=False, sort_keys=True))


def decided_cells(edit: DeskEdit) -> Iterator[tuple[str, ...]]:
    """The cells about which an edit decides, also those that it empties."""
    seen = _seen_values(edit)
    return (columns for columns in edit.cells if columns[0] in seen or any(getattr(edit, c) for c in columns))


def edits_with_codes(campaign: Campaign, edits: Iterable[DeskEdit]) -> list[DeskEdit]:
    """The edits, with codes where somebody typed the name of a figure's agency, indicator or period."""
    owing = {a.code for a in campaign.agencies if campaign.in_force(a)}
    with_codes = []
    for edit in edits:
        if edit.about[:1] == ("figure",):
            agency, indicator, period = key_by_codes(campaign, (edit.agency, edit.indicator, edit.period), owing)
            edit = replace(edit, agency=agency, indicator=indicator, period=period)
        with_codes.append(edit)
    return with_codes


def groups_waiting(edits: Iterable[DeskEdit], included: Mapping[str, str], drawn: Mapping[str, str]) -> frozenset[str]:
    """The groups with decisions at the desk that the present master does not include. `included` and `drawn`: the
    decisions that the next and the present master include."""
    decided = ((e, _digest((*e.about, columns[0]))) for e in edits if e.group for columns in decided_cells(e))
    waiting = [e for e, cell in decided if included.get(cell) != drawn.get(cell)]
    return frozenset(group for e in waiting for group in (e.group, e.merge_into) if group)


class DeskEdits:
    """The decisions at the desk, applied to one master; records which of them the new master includes."""

    def __init__(self, edits: Iterable[DeskEdit], before: Mapping[str, str]) -> None:
        self.before = before
        self.included: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.edits: dict[tuple[str, ...], DeskEdit] = {}
        for edit in sorted(edits, key=lambda e: (not e.was, e.id)):
            first = self.edits.setdefault(edit.about, edit) if edit.about else None
            if first is None or (first is not edit and _in_words(first) != _in_words(edit)):
                self.findings.append(finding("edit-not-read", value=_in_words(edit)))
        self.groups = {e.group: e for e in self.edits.values() if e.about[0] == "group"}
        """The groups whose row has not been read yet."""

    def applies(self, edit: DeskEdit, columns: tuple[str, ...], value_of: ValueOf) -> bool:
        """Whether a decision at the desk applies to a cell; if not, the cell keeps its master's values (`value_of`)."""
        at_desk, in_master = values_in(columns, lambda c: getattr(edit, c)), values_in(columns, value_of)
        seen = list(map(_digest, _seen_values(edit).get(columns[0], ())))
        cell = _digest((*edit.about, columns[0]))
        now = f"{_digest(at_desk)} {len(seen)}"  # the same value may be decided again
        before = self.before.get(cell)
        differs = at_desk != in_master
        applies = differs and before != now and _is_blank_or_seen(in_master, seen, before)
        if applies or not differs:
            self.included[cell] = now
        elif before is not None:
            self.included[cell] = before
        if not applies and differs and any(at_desk) and not (before == now and fold(at_desk[0]) in _OF_FAMILIES):
            self._report_difference(edit, at_desk, in_master)
        return applies

    def _report_difference(self, edit: DeskEdit, at_desk: CellValues, in_master: CellValues) -> None:
        if edit.about[0] == "review":
            at_desk, in_master = at_desk[:-1], in_master[:-1]
        if at_desk == in_master:  # only the versions of the report differ
            return
        about: dict[str, Argument] = {
            "now": _listed(in_master),
            "about": f"“{edit.text}”" if edit.text else "",
            "place": edit.about,
        }
        self.findings.append(
            finding(
                "edit-differs",
                agency=edit.agency or None,
                indicator=edit.indicator or None,
                period=edit.period or None,
                section=edit.section or None,
                group=edit.group,
                value=_listed(at_desk),
                arguments=about,
            )
        )

    # -- figures, rows of tables and findings --

    def with_kept(self, kept: Kept) -> Kept:
        """What a master keeps, after the decisions at the desk about figures, rows of tables, findings and reviews."""
        corrections = {c.key: c for c in reversed(kept.corrections)}
        acceptances = {a.finding: a for a in kept.acceptances}
        reviews = {r.agency: r for r in kept.reviews}
        corrected, accepted = dict[tuple[str, str, str], Correction](), dict[str, Acceptance]()
        for (kind, *_), edit in self.edits.items():
            for columns in () if kind == "group" else decided_cells(edit):
                if kind == "finding":
                    present = acceptances.get(edit.finding, Acceptance(finding=edit.finding))
                    if self.applies(edit, columns, {"accepted_by": present.by, "reason": present.reason}.__getitem__):
                        accepted[edit.finding] = replace(
                            present,
                            by=edit.accepted_by,
                            reason=edit.reason,
                            agency=edit.agency,
                            about=present.about or edit.text,
                        )
                elif kind == "review":
                    review = reviews.get(edit.agency, Review(agency=edit.agency))
                    if self.applies(edit, columns, review_values(review).__getitem__):
                        by, on, version = edit.reviewed_by, edit.reviewed_on, edit.version
                        reviews[edit.agency] = replace(review, by=by, on=on, version=version)
                else:
                    self._add_correction(edit, columns, corrections, corrected)
        return replace(
            kept,
            corrections=(*(c for c in kept.corrections if c.key not in corrected), *corrected.values()),
            acceptances=(*(a for a in kept.acceptances if a.finding not in accepted), *accepted.values()),
            reviews=tuple(r for r in reviews.values() if r != Review(agency=r.agency)),
        )

    def _add_correction(
        self,
        edit: DeskEdit,
        columns: tuple[str, ...],
        present: Mapping[tuple[str, str, str], Correction],
        corrected: dict[tuple[str, str, str], Correction],
    ) -> None:
        of_row = edit.about[0] == "row"
        agency, indicator, period = edit.agency, edit.indicator, edit.period
        if of_row:
            indicator, period = f"{edit.table}.", edit.row
        now = present.get((agency, indicator, period), Correction(agency=agency, indicator=indicator, period=period))
        value: float | str = now.typed if now.number is None else now.number
        if not self.applies(edit, columns, dict(zip(columns, (value, now.by, now.reason), strict=True)).__getitem__):
            return
        new = edit.left_out if of_row else edit.corrected_value
        typed, number = (new, None) if isinstance(new, str) else (typed_text(new), new)
        same = (typed, number) == (now.typed, now.number)
        corrected[now.key] = replace(
            now,
            typed=typed,
            number=number,
            by=edit.corrected_by,
            reason=edit.reason,
            sent=now.sent if same else edit.sent[1:] if edit.sent or of_row else None,
            unit=now.unit if same else "",
        )

    # -- groups --

    def apply_to_row(self, group: str, section: str, text: str, typed: dict[str, str]) -> DeskEdit | None:
        """Apply the decision about a group, found by the group's code or text, to the group's row (`typed`, by
        column). Returns the decision."""
        code = next((e.group for e in self.groups.values() if (e.section, e.text) == (section, text)), "")
        edit = self.groups.pop(group, None) or self.groups.pop(code, None)
        if edit is not None:
            for columns in decided_cells(edit):
                if self.applies(edit, columns, lambda column: typed.get(column, "")):
                    typed[columns[0]] = str(getattr(edit, columns[0]))
        return edit


def _is_blank_or_seen(in_master: CellValues, seen: list[str], before: str | None) -> bool:
    """Whether a cell is blank, or has values that the desk saw since the master last included a decision about it."""
    if before is not None:
        last, _, _ = before.partition(" ")
        seen = [last, *(seen[len(seen) - seen[::-1].index(last) :] if last in seen else seen)]
    return not any(in_master) or _digest(in_master) in seen


def _digest(texts: Sequence[str]) -> str:
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(filter(None, texts)) or "–"


def _in_words(edit: DeskEdit) -> str:
    """All values of an edit, for people."""
    names = (f.name for f in fields(edit) if f.name not in _FOR_PROGRAMS)
    return _listed(str(getattr(edit, name)) for name in names)
