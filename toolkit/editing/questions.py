"""Questions about figures: rows off by a factor of a thousand, cells that break rules or are far from usual.

A question names one cell or one row of a form, the reason and, where known, the intended value. It changes no figure.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.editing.columns import Column, Rules, best_change
from toolkit.editing.copies import CopiedBlock, copied_blocks
from toolkit.editing.figures import FigureTable
from toolkit.editing.form_questions import FormQuestions
from toolkit.editing.question import SlipQuestion
from toolkit.editing.usual import ENOUGH_IN_ROW, Usual, median, odd_figures, odd_levels, sizes, usual
from toolkit.model import Indicator

#: The least distance from usual of a figure that is examined: a multiple of the deviation, and a logarithm.
_EXAMINED, _LEAST = 2.5, math.log(1.4)
#: The least distance of a row that is examined from the previous one, or from agencies of similar size.
_ROW, _ROW_SPREADS = math.log(60), 3.5
#: The largest distance of a cell from its row with which the cell still fits the row.
_LIKE_THE_ROW = math.log(30)
#: The largest distance of a row from a factor of exactly a thousand.
_NEAR_THOUSAND = math.log(8)


@dataclass(slots=True)
class _Work:
    """The figures with their usual values, as far as questions about rows have corrected them."""

    table: FigureTable
    usual: dict[str, Usual]
    assumed: dict[tuple[str, str], dict[int, float | None]] = field(default_factory=dict)
    """Intended rows, by agency and indicator: the intended value, by column."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions, in the order of the definition's agencies."""

    mistyped: list[SlipQuestion]
    copied: list[CopiedBlock]


def questions(table: FigureTable) -> Questions:
    """The questions about all figures. A copied block is one question about all its figures."""
    work = _Work(table, {i.code: usual(i, table.rows[i.code], table.months) for i in table.indicators})
    copied = list(copied_blocks(table, work.usual))
    blocks = {(c.agency, c.column) for c in copied}
    size = sizes(list(work.usual.values()))
    all_questions = list(_row_questions(work, size))
    for question in all_questions:
        meant = dict(zip(question.columns, question.meant, strict=True))
        work.assumed[question.agency, question.indicator] = meant
        work.usual[question.indicator] = work.usual[question.indicator].with_intended_values(question.agency, meant)
    all_questions += _cell_questions(work)
    questioned = {(q.agency, q.indicator, n) for q in all_questions for n in q.columns}
    all_questions += FormQuestions(table, work.usual, size, questioned).questions()
    all_questions = [q for q in all_questions if q.is_row or (q.agency, q.columns[0]) not in blocks]
    return Questions(_sorted_questions(table, _merge_questions(all_questions)), copied)


# --- Whole rows ----------------------------------------------------------------------------------


def _row_questions(work: _Work, size: Mapping[str, float]) -> Iterator[SlipQuestion]:
    """Rows off by a factor of a thousand, compared with the previous campaign or with agencies of similar size."""
    for indicator in work.table.indicators:
        if indicator.kind == "percent":
            continue
        known = work.usual[indicator.code]
        odd_rows = {odd.agency: odd for odd in odd_levels(known, size, _ROW_SPREADS, _ROW)}
        rows = work.table.rows[indicator.code]
        examined_agencies = rows if work.table.has_previous else [a for a in rows if a in odd_rows]
        for agency in examined_agencies:
            since = _distance_from_previous(work.table, known, agency) if work.table.has_previous else None
            odd = odd_rows.get(agency)
            off = since if since is not None else odd.residual if odd else 0.0
            if abs(off) > _ROW and abs(abs(off) - math.log(1000)) < max(_NEAR_THOUSAND, odd.spread * 2 if odd else 0):
                level = _level(known, agency, work.table.columns) if since is not None else known.levels[agency]
                yield from _about_row(known, indicator, agency, rows[agency], off, level - off, work.table.columns)


def _distance_from_previous(table: FigureTable, known: Usual, agency: str) -> float | None:
    """The distance of a row from the previous one, as a logarithm; None where either has too few values."""
    group = known.groups.get(agency)
    if group is None:
        return None
    logs = [x - s if x is not None else None for x, s in zip(known.logs[agency], group.shifts, strict=True)]
    now = sorted(x for x in logs[: table.columns] if x is not None)
    before = sorted(x for x in logs[table.columns :] if x is not None)
    return median(now) - median(before) if len(now) >= ENOUGH_IN_ROW and before else None


def _level(known: Usual, agency: str, count: int) -> float:
    """The level (`usual`) of the first `count` cells of a row; NaN where no cell has a logarithm."""
    both = zip(known.logs[agency][:count], known.groups[agency].shifts, strict=False)
    now = sorted([x - s for x, s in both if x is not None])
    return median(now) if now else math.nan


def _about_row(
    known: Usual,
    indicator: Indicator,
    agency: str,
    row: Sequence[float | None],
    off: float,
    usual_level: float,
    count: int,
) -> Iterator[SlipQuestion]:
    """The question about the cells that fit most of the row; the other cells were typed correctly.

    Where no cell fits the row (one half of it is far from the other), there is a question about each cell that is far
    from `usual_level`, the level of the previous row or of agencies of similar size.
    """
    factor = 1000.0 if off < 0 else 0.001
    shifts, logs = known.groups[agency].shifts, known.logs[agency]
    level = _level(known, agency, count)
    columns = tuple(
        n for n in range(count) if (log := logs[n]) is not None and abs(log - shifts[n] - level) < _LIKE_THE_ROW
    )
    if columns:
        meant = tuple(float(f"{(row[n] or 0.0) * factor:.12g}") for n in columns)
        expected = tuple((row[n] or 0.0) * math.exp(-off) for n in columns)
        yield SlipQuestion(agency, indicator.code, columns, "thousandfold", meant, expected, by="row")
        return
    for n, log in enumerate(logs[:count]):
        distance = log - shifts[n] - usual_level if log is not None else 0.0
        if abs(distance) > _ROW:
            times = abs(abs(distance) - math.log(1000)) < _NEAR_THOUSAND
            value = float(f"{(row[n] or 0.0) * (1000.0 if distance < 0 else 0.001):.12g}") if times else None
            expected = (math.exp(usual_level + shifts[n]),)
            yield SlipQuestion(
                agency, indicator.code, (n,), "thousandfold" if times else None, (value,), expected, by="row"
            )


# --- Cells ---------------------------------------------------------------------------------------


def _cell_questions(work: _Work) -> Iterator[SlipQuestion]:
    table = work.table
    suspects: dict[tuple[str, int], dict[str, None]] = {cell: {} for cell in table.broken}
    for indicator in table.indicators:
        for odd in odd_figures(work.usual[indicator.code], table.columns, _EXAMINED, _LEAST):
            suspects.setdefault((odd.agency, odd.column), {})[indicator.code] = None
    for cell in table.negative:
        suspects.setdefault(cell[:2], {})[cell[2]] = None
    rules = Rules(table.campaign)
    for (agency, column), codes in suspects.items():
        assumed = {
            code: meant[column] for code in table.rows if column in (meant := work.assumed.get((agency, code), {}))
        }
        yield from _column_questions(Column(table, work.usual, rules, agency, column, assumed), list(codes))


def _column_questions(column: Column, codes: list[str]) -> Iterator[SlipQuestion]:
    """The questions about one column of a form: the likeliest cell first, further cells as if it were corrected."""
    for _ in range(4):
        change = best_change(column, codes)
        if change is None:
            return
        yield SlipQuestion(
            agency=column.agency,
            indicator=change.code,
            columns=(column.period,),
            slip=change.slip,
            meant=(change.meant,),
            expected=(column.expected(change.code),),
            rules=change.rules,
            rivals=change.rivals,
        )
        column.assumed[change.code] = change.value


def _merge_questions(single: Sequence[SlipQuestion]) -> list[SlipQuestion]:
    """Merge questions about one row with the same slip, if the intended value is known for all cells or for none."""
    rows: dict[object, SlipQuestion] = {}
    for question in single:
        of_row = question.agency, question.indicator
        key = (*of_row, question if question.rivals else (question.slip, None in question.meant))
        if key not in rows:
            rows[key] = question
            continue
        first = rows[key]
        both = [*zip(first.columns, first.meant, first.expected, strict=True)]
        both += [
            x
            for x in zip(question.columns, question.meant, question.expected, strict=True)
            if x[0] not in first.columns
        ]
        both.sort(key=lambda x: x[0])
        columns, meant, expected = zip(*both, strict=True)
        rules = tuple(dict.fromkeys((*first.rules, *question.rules)))
        rows[key] = replace(first, columns=columns, meant=meant, expected=expected, rules=rules)
    return list(rows.values())


def _sorted_questions(table: FigureTable, unordered: Sequence[SlipQuestion]) -> list[SlipQuestion]:
    agencies = {a.code: n for n, a in enumerate(table.campaign.agencies)}
    codes = {i.code: n for n, i in enumerate(table.campaign.indicators)}
    return sorted(unordered, key=lambda q: (agencies[q.agency], codes[q.indicator], q.columns, q.slip or ""))
