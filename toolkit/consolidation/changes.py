"""What changed between two versions of an agency's form, cell by cell, and the effect on the province's totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any, Literal

from toolkit.consolidation.caveats import periods_in
from toolkit.consolidation.tables.rows import ReportedRow, rows_in
from toolkit.consolidation.totals import WHOLE, Province, members
from toolkit.consolidation.versions import arrival_key
from toolkit.messages.findings.kinds import BLANK
from toolkit.model import (
    RESEND_REASON,
    Change,
    Effect,
    Figure,
    Indicator,
    InfoValue,
    Leftover,
    Statement,
    Submission,
    grouped,
)


def changes_between(
    province: Province, submissions: Iterable[Submission], used: Mapping[str, Submission], sent: Container[object] = ()
) -> tuple[Change, ...]:
    """Each version compared with the next one of its agency, cell by cell, up to the version that counts; with the
    province's totals computed from each of the two. Corrections (of the figures in `sent`) apply to both versions."""
    older: dict[str, list[Submission]] = {}
    for submission in submissions:
        agency = submission.agency or ""
        blank = submission.codes & BLANK
        if submission is not used.get(agency) and agency in used and submission.balance.cells and not blank:
            older.setdefault(agency, []).append(submission)
    changes: list[Change] = []
    for agency, counts in used.items():
        chain = [*sorted(older.get(agency, ()), key=arrival_key), counts]
        for old, new in pairwise(chain):
            if old.source.sha256 != new.source.sha256:
                changes += _changes(province, _Pair(old, new, sent))
    return tuple(changes)


def changes_of(province: Province, sent: Container[object], old: Submission, new: Submission) -> tuple[Change, ...]:
    """What changed between any two versions of one agency, the second of which counts."""
    return tuple(_changes(province, _Pair(old, new, sent)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """An earlier and a later version of one agency's report, and the keys of corrected figures."""

    old: Submission
    new: Submission
    corrected: Container[object]

    def change(
        self,
        what: Literal["figure", "note", "row", "statement", "detail", "other"],
        earlier: _At | None,
        later: _At | None,
        old: str,
        new: str,
        *,
        cells: bool = True,
        **about: Any,
    ) -> Change:
        """The change from the cell `earlier` of the old version to the cell `later` of the new one; either may be
        missing. `cells`: whether the change names them. `about`: further fields of `Change`."""
        at = later or earlier
        return Change(
            agency=self.new.agency or "",
            what=what,
            old=old,
            new=new,
            old_file=self.old.source.file,
            new_file=self.new.source.file,
            resend_reason=self.new.resend_reason,
            sheet=at.sheet if at else "",
            old_cell=earlier.cell if earlier and cells else "",
            new_cell=later.cell if later and cells else "",
            **about,
        )


#: Records with a sheet and a cell.
_At = Figure | Statement | InfoValue | Leftover


def _changes(province: Province, pair: _Pair) -> Iterator[Change]:
    yield from _figure_changes(province, pair)
    yield from _note_changes(pair)
    yield from _row_changes(province, pair)
    yield from _statement_changes(province, pair)
    details = [{v.key: v for v in s.info} for s in (pair.old, pair.new)]
    for key in dict.fromkeys((*details[0], *details[1])):
        if key == RESEND_REASON:  # it is stated with every change
            continue
        a, b = details[0].get(key), details[1].get(key)
        texts = a.text if a else "", b.text if b else ""
        if texts[0] != texts[1]:
            yield pair.change("detail", a, b, *texts, detail=key)
    leftovers = [{(x.sheet, x.cell): x for x in s.leftovers} for s in (pair.old, pair.new)]
    for cell in dict.fromkeys((*leftovers[0], *leftovers[1])):
        c, d = leftovers[0].get(cell), leftovers[1].get(cell)
        texts = c.value if c else "", d.value if d else ""
        if texts[0] != texts[1]:
            yield pair.change("other", c, d, *texts)


def _figure_changes(province: Province, pair: _Pair) -> Iterator[Change]:
    """The figures whose cells differ, with the effect on totals; computed figures are left out."""
    computed = {i.code for i in province.campaign.indicators if i.formula}
    before, after = ({(f.indicator, f.period): f for f in s.figures} for s in (pair.old, pair.new))
    changed = [
        key
        for key in dict.fromkeys((*after, *before))
        if key[0] not in computed and _typed_text(before.get(key)) != _typed_text(after.get(key))
    ]
    if not changed:
        return
    then, now = (_with_figures(province, figures, pair) for figures in (before, after))
    # For each indicator, the indicators that are computed from it or weighted by it.
    dependents = grouped(
        (code, i)
        for i in province.campaign.indicators
        for code in ([m.code for m in members(province.campaign, i)] if i.formula else [i.weight])
    )
    for key in changed:
        a, b = before.get(key), after.get(key)
        values = [p.total(province.campaign.indicator_by_code[key[0]], key[1]).value for p in (then, now)]
        about: dict[str, Any] = {"indicator": key[0], "period": key[1], "before": values[0], "after": values[1]}
        effects = tuple(_effects(then, now, key, dependents))
        yield pair.change("figure", a, b, _typed_text(a), _typed_text(b), effects=effects, **about)


def _typed_text(figure: Figure | None) -> str:
    return figure.typed if figure else ""


def _with_figures(province: Province, agency_figures: Mapping[tuple[str, str], Figure], pair: _Pair) -> Province:
    """The province with these figures of the agency instead of its present ones, except for corrected figures."""
    agency = pair.new.agency or ""
    figures: dict[tuple[str, str], Mapping[str, Figure]] = {}
    for key in dict.fromkeys((*province.figures, *agency_figures)):
        row = province.figures.get(key, {})
        if (agency, *key) not in pair.corrected:
            row = {code: f for code, f in row.items() if code != agency}
            row = {**row, agency: agency_figures[key]} if key in agency_figures else row
        figures[key] = row
    return Province(province.campaign, province.roster, figures)


def _effects(
    then: Province, now: Province, key: tuple[str, str], dependents: Mapping[str, list[Indicator]]
) -> Iterator[Effect]:
    """The further totals that change: of all periods together, and of `dependents`, computed from the indicator."""
    base = then.campaign.indicator_by_code[key[0]]
    keys = [p.key for p in then.campaign.periods]
    for indicator in (base, *dependents.get(base.code, ())):
        for period in (key[1], WHOLE):
            if (indicator.code, period) == key:
                continue
            if period == WHOLE and key[1] not in periods_in(indicator, base, WHOLE, keys):
                continue  # only another period is in this total
            before, after = (p.total(indicator, period).value for p in (then, now))
            if before != after:
                yield Effect(indicator.code, period, before, after)


def _note_changes(pair: _Pair) -> Iterator[Change]:
    before, after = ({f.indicator: f for f in s.figures if f.note} for s in (pair.old, pair.new))
    for code in dict.fromkeys((*after, *before)):
        a, b = before.get(code), after.get(code)
        texts = a.note if a else "", b.note if b else ""
        if texts[0] != texts[1]:
            # The cell of a note is not recorded: `cell` is the cell of the figure.
            yield pair.change("note", a, b, *texts, cells=False, indicator=code)


def _row_changes(province: Province, pair: _Pair) -> Iterator[Change]:
    """Rows of tables that are new, gone, or changed in a cell, whatever their position."""
    if not (pair.old.rows or pair.new.rows):
        return
    before, after = ({(r.table, r.id): r for r in rows_in(s.rows)} for s in (pair.old, pair.new))
    _drop_equal_rows(before, after)
    for table in province.campaign.tables:
        for key in (k for k in dict.fromkeys((*after, *before)) if k[0] == table.code):
            a, b = before.get(key), after.get(key)
            if a is None or b is None:
                (old, c), (new, d) = map(_whole_row, (a, b))
                yield pair.change("row", c, d, old, new, indicator=table.code, detail=key[1])
                continue
            for column in table.columns:
                c, d = a.cells.get(column.code), b.cells.get(column.code)
                if _typed_text(c) != _typed_text(d):
                    name = table.name(column.code)
                    yield pair.change("row", c, d, _typed_text(c), _typed_text(d), indicator=name, detail=key[1])


def _drop_equal_rows(before: dict[tuple[str, str], ReportedRow], after: dict[tuple[str, str], ReportedRow]) -> None:
    """Remove pairs of equal rows whose ids differ only because another row with the same key was added or removed."""
    gone = grouped(((key[0], _whole_row(before[key])[0]), key) for key in [k for k in before if k not in after])
    for key in [k for k in after if k not in before]:
        if same := gone.get((key[0], _whole_row(after[key])[0])):
            del before[same.pop(0)], after[key]


def _whole_row(row: ReportedRow | None) -> tuple[str, Figure | None]:
    """The text of all cells of a row, and its first cell."""
    cells = list(row.cells.values()) if row else []
    return "; ".join(cell.typed for cell in cells), cells[0] if cells else None


def _statement_changes(province: Province, pair: _Pair) -> Iterator[Change]:
    """Statements that are in only one of the versions, paired within each section in their order."""
    for section in province.campaign.sections:
        before, after = ([s for s in x.statements if s.section == section.code] for x in (pair.old, pair.new))
        for a, b in zip_longest(_only_in(before, after), _only_in(after, before)):
            yield pair.change("statement", a, b, a.text if a else "", b.text if b else "", section=section.code)


def _only_in(version: Sequence[Statement], other: Sequence[Statement]) -> list[Statement]:
    counts = Counter(s.text for s in other)
    only = []
    for statement in version:
        if counts[statement.text] > 0:
            counts[statement.text] -= 1
        else:
            only.append(statement)
    return only
