"""The copy for circulation, tested completely: every way in which a few agencies share a small number.

A masked figure is inferable where it is the same in all answers for which the program prints the same. Here all answers
are tried with the program itself; a reader of the copy may know the program as well as anybody.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.building import DAY
from tests.disclosure.reader import Cell, printed
from tests.effort import THOROUGH, effort, some
from tests.tables import MODELS, PERIOD, campaign_of, cell, submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.disclosure.sharing import Shared, share
from toolkit.model import Agency, Campaign, Consolidation, Figure, FormTable, Indicator, Split
from toolkit.model.periods import parse_period

Shares = tuple[tuple[int | None, ...], ...]
"""What each agency gave: the whole, then the parts."""


def _campaign(agencies: int, whole: str) -> Campaign:
    """A sensitive figure of these agencies, with (`whole`: "equal" or "at_most") a split in two and a rate of it."""
    indicators, splits = [_indicator("W")], []
    if whole:
        members = ("W_X", "W_Y")
        indicators += [_indicator(m, part_of="W", split="S", part=m[-1]) for m in members]
        rate: dict[str, Any] = {
            "kind": "percent",
            "formula": "=W_X/W*100",
            "sensitive": False,
            "across_agencies": "none",
        }
        indicators.append(_indicator("R", **rate))
        splits = [Split(code="S", label="S", parts=("X", "Y"), of="W", whole=whole, members=members)]  # type: ignore[arg-type]
    period = parse_period("2020")
    assert period is not None
    roster = tuple(Agency(code=f"A{n}", name=f"A {n}", short_name=f"A{n}") for n in range(agencies))
    about: dict[str, Any] = {"indicators": tuple(indicators), "splits": tuple(splits)}
    return Campaign(id="x", title="x", periods=(period,), agencies=roster, **about)


def _indicator(code: str, **more: Any) -> Indicator:
    ways: dict[str, Any] = {"kind": "count", "across_agencies": "sum", "across_periods": "sum", "sensitive": True}
    return Indicator(code=code, topic="", label=code, unit="người", **(ways | more))


def _result(campaign: Campaign, given: Shares) -> Consolidation:
    sent = []
    for agency, row in zip(campaign.agencies, given, strict=True):
        figures = []
        for indicator, number in zip(campaign.indicators, (*row, None), strict=False):
            value = None if number is None else float(number)
            if indicator.formula and row[0] and row[1] is not None:
                value = row[1] / row[0] * 100
            state = "missing" if value is None else "given"
            figures.append(Figure(agency.code, indicator.code, "2020", value, state, str(value)))  # type: ignore[arg-type]
        sent.append(submission(agency.code, [], figures))
    return consolidate(campaign, sent, as_of=DAY)


def _numbers(places: int, most: int) -> Iterator[tuple[int, ...]]:
    """All tuples of this length of numbers from zero with at most this sum."""
    if not places:
        yield ()
        return
    for first in range(most + 1):
        for rest in _numbers(places - 1, most - first):
            yield first, *rest


def ways(agencies: int, most: int, whole: str) -> Iterator[Shares]:
    """All ways in which this number of agencies share at most this number."""
    per = {"": 1, "equal": 2, "at_most": 3}[whole]
    for numbers in _numbers(agencies * per, most):
        rows = [numbers[n : n + per] for n in range(0, len(numbers), per)]
        yield tuple((sum(row), *row[:2]) if whole else row for row in rows)


Inferable = list[tuple[Shares, Sequence[Cell]]]


def inferable(campaign: Campaign, given: Iterable[Shares], wider: Iterable[Shares] = ()) -> tuple[int, int, Inferable]:
    """The number of answers, the number of different prints, and the prints with an inferable figure: an answer of
    each, with these figures. Where there is any, `wider` answers are tried, too: where a total is masked, they may be
    greater."""
    masked: dict[str, dict[Cell, set[float | None]]] = {}
    first: dict[str, Shares] = {}
    count = 0
    for shares in given:
        first.setdefault(_record(campaign, shares, masked), shares)
        count += 1
    if _inferable_in(first, masked):
        for shares in wider:
            _record(campaign, shares, masked)
    return count, len(first), _inferable_in(first, masked)


def _inferable_in(first: Mapping[str, Shares], masked: Mapping[str, Mapping[Cell, set[float | None]]]) -> Inferable:
    alone = {seen: sorted(c for c, v in cells.items() if len(v) == 1) for seen, cells in masked.items()}
    return [(shares, alone[seen]) for seen, shares in first.items() if alone.get(seen)]


def _record(campaign: Campaign, shares: Shares, masked: dict[str, dict[Cell, set[float | None]]]) -> str:
    """Returns the print; adds its masked values to the possible values of that print."""
    result = _result(campaign, shares)
    copy = share(result)
    true = {(f.indicator, f.period, f.agency): f.value for f in result.figures}
    values = {**true, **{(*place, ""): total.value for place, total in result.totals.items()}}
    seen = printed(copy)
    for place in copy.masks.cells:
        if campaign.indicator_by_code[place[0]].formula:
            continue  # any percentage of zero is zero; it is masked since it may reveal its base
        value = values.get(place)
        masked.setdefault(seen, {}).setdefault(place, set()).add(value if isinstance(value, float) else None)
    return seen


#: The number of agencies, the most that they share, and the kind of split: by hand all of them.
_ALL = [(n, 6, whole) for whole in ("", "equal") for n in range(2, 7)] + [(2, 6, "at_most"), (3, 4, "at_most")]
_GATE = [(2, 6, ""), (4, 5, ""), (2, 4, "equal"), (3, 3, "equal"), (2, 3, "at_most"), (3, 2, "at_most")]


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("agencies", "most", "whole"), _ALL if THOROUGH else _GATE)
def test_no_masked_figure_is_inferable(agencies: int, most: int, whole: str) -> None:
    """Each has several values in the answers with the same print."""
    given, wider = (ways(agencies, most + more, whole) for more in (0, 3))
    count, prints, found = inferable(_campaign(agencies, whole), given, wider)
    assert count > prints > 1
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "blank", some([((0,), ()), ((1,), ()), ((2,), ()), ((1,), (0,)), ((1, 2), ()), ((0, 2), (1,))], 3)
)
def test_blank_figures_make_nothing_inferable(blank: tuple[tuple[int, ...], ...]) -> None:
    """Nor percentages of some agencies only, where others leave the whole or a part blank."""

    def with_blanks(most: int) -> Iterable[Shares]:
        """All ways, without the blank figures; each once."""
        return dict.fromkeys(
            tuple(
                tuple(None if at in own else v for at, v in enumerate(row))
                for row, own in zip(shares, (*blank, ()), strict=True)
            )
            for shares in ways(3, most, "equal")
        )

    campaign = _campaign(3, "equal")
    _, _, found = inferable(campaign, with_blanks(effort(2, 3)), with_blanks(effort(4, 6)))
    # Some zeros are inferable: where a whole is blank, parts that do not add up show that there was nothing else.
    rows = {a.code: n for n, a in enumerate(campaign.agencies)}
    columns = {i.code: n for n, i in enumerate(campaign.indicators)}
    people = [(s, c) for s, cells in found for c in cells if not c[2] or s[rows[c[2]]][columns[c[0]]]]
    assert people == []


#: The number of rows of each agency, and the largest number of a row; by hand all of them.
_ROWS = [((1, 1), 5), ((0, 1, 1), 4), ((2, 1), 3), ((1, 1, 1), 4), ((2, 1, 1), 3), ((2, 2, 1), 3), ((1,) * 5, 3)]


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("rows", "most"), some(_ROWS, 2))
@pytest.mark.parametrize(("column", "indicator"), [(True, None), (True, True), (True, False), (False, True)])
def test_no_row_is_inferable(rows: tuple[int, ...], most: int, column: bool, indicator: bool | None) -> None:
    """Nor a masked cell, figure or total where the agencies' rows add up to an indicator; nor a zero."""
    number = replace(MODELS.columns[1], code="N", sensitive=column, equals="" if indicator is None else "X")
    table = FormTable(code="T", heading="T", columns=(MODELS.columns[0], number))
    asked = [] if indicator is None else [_indicator("X", sensitive=indicator)]
    campaign = campaign_of([table], len(rows), asked)
    masked: dict[str, dict[tuple[str, ...], set[object]]] = {}
    inside: set[str] = set()
    for flat in itertools.product(range(most + 2), repeat=sum(rows)):
        result = _with_rows(campaign, rows, flat)
        copy = share(result)
        seen = printed(copy)
        if max(flat) <= most:
            inside.add(seen)
        for hidden, value in _hidden(result, copy):
            masked.setdefault(seen, {}).setdefault(hidden, set()).add(value)
    certain = {seen: c for seen in inside for c, values in masked.get(seen, {}).items() if len(values) == 1}
    assert any(masked.values())
    assert certain == {}


def _with_rows(campaign: Campaign, rows: Sequence[int], flat: Sequence[int]) -> Consolidation:
    """The result of agencies with these numbers of rows, of these values one after the other."""
    numbers, sent = iter(flat), []
    for agency, count in zip(campaign.agencies, rows, strict=True):
        own = [next(numbers) for _ in range(count)]
        cells = [cell(agency.code, "T", str(n), "TEN", "abcdef"[n]) for n in range(count)]
        cells += [cell(agency.code, "T", str(n), "N", float(number)) for n, number in enumerate(own)]
        figures = [
            Figure(agency.code, i.code, PERIOD, float(sum(own)), "given", str(sum(own))) for i in campaign.indicators
        ]
        sent.append(submission(agency.code, sorted(cells, key=lambda c: c.row), figures))
    return consolidate(campaign, sent, as_of=DAY)


def _hidden(result: Consolidation, copy: Shared) -> Iterator[tuple[tuple[str, ...], object]]:
    """The masked figures, rows and totals of tables, with their values."""
    for true, shown in zip(result.figures, copy.result.figures, strict=True):
        if shown.state == "masked":
            yield (true.indicator, true.period, true.agency), true.value
    for place, total in copy.result.totals.items():
        if total.shown == "masked":
            yield place, result.totals[place].value
    for own, masked in zip(result.rows, copy.result.rows, strict=True):
        if masked.state == "masked":
            yield ("row", own.agency, own.row), own.value
    for of, table_total in copy.result.table_totals.items():
        if table_total.masked:
            yield ("table", *of), result.table_totals[of].value


def test_the_search_finds_inferable_figures() -> None:
    """Where only one answer has a print, everything masked in it is inferable."""
    campaign = _campaign(2, "")
    assert inferable(campaign, [((1,), (2,))])[2] == [(((1,), (2,)), [("W", "2020", "A0"), ("W", "2020", "A1")])]
    assert inferable(campaign, [((1,), (2,)), ((2,), (1,))])[2] == []
