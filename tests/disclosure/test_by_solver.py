"""The copy for circulation of larger campaigns: a solver looks for other numbers for each masked figure."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.building import DAY
from tests.disclosure import test_sharing, test_splits
from tests.disclosure.reader import inferable, numbers
from tests.effort import effort
from tests.tables import MODELS, cell, submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.tables.in_short import tables_in_short
from toolkit.consolidation.totals import WHOLE
from toolkit.disclosure.sharing import share
from toolkit.model import Campaign, Consolidation, Figure, FormTable, Period, Previous, PreviousTotal
from toolkit.model.periods import parse_period


def with_all(seed: int) -> Consolidation:
    """A campaign with rules, with key figures and their bars, a previous master, and two tables that equal figures."""
    dice = random.Random(seed)
    plain = test_sharing.drawn(seed)
    of_now = plain.campaign.periods
    before = [parse_period(str(p.year - dice.choice([1, len(of_now)]))) for p in of_now]
    asked = tuple(replace(i, headline=n) for n, i in enumerate(plain.campaign.indicators, start=1))
    name, number = MODELS.columns[:2]
    tables = []
    for code, equals, people in (
        ("D", dice.choice("ABC"), False),
        ("L", dice.choice(["", "C", "P"]), dice.random() < 0.5),
    ):
        people_of = replace(number, code="N", sensitive=dice.random() < 0.5, equals=equals)
        columns = (replace(name, sensitive=people), people_of)
        tables.append(FormTable(code=code, heading=code, asked_of=asked[0].asked_of, columns=columns))
    campaign = replace(plain.campaign, indicators=asked, tables=tuple(tables))
    sent = []
    for agency in dict.fromkeys(figure.agency for figure in plain.figures):
        own = tuple(figure for figure in plain.figures if figure.agency == agency)
        sent.append(submission(agency, list(_rows(dice, campaign, agency, own)), own))
    return consolidate(campaign, sent, as_of=DAY, previous=_last_master(dice, plain, [p for p in before if p]))


def _rows(dice: random.Random, campaign: Campaign, agency: str, own: Sequence[Figure]) -> Iterator[Figure]:
    """Rows of each table that add up to the figure that they equal, if it is reported."""
    given = {f.indicator: f.value for f in own if f.period == campaign.periods[-1].key}
    for table in campaign.tables_of(campaign.agency_by_code[agency]):
        left = given.get(table.columns[1].equals)
        left = int(left) if isinstance(left, float) else dice.randint(0, 9)
        count = dice.choice([1, 1, 2, 3, 6]) if left else dice.choice([0, 0, 1, 5])
        for n in range(count):
            number = left if n == count - 1 else dice.randint(0, left)
            left -= number
            yield cell(agency, table.code, str(n), "TEN", "abcdef"[n])
            yield cell(agency, table.code, str(n), "N", float(number))


def _last_master(dice: random.Random, now: Consolidation, periods: Sequence[Period]) -> Previous:
    """The previous figures of the same agencies."""
    of_now = [f for f in now.figures if isinstance(f.value, float)]
    keys = dict(zip((p.key for p in now.campaign.periods), (p.key for p in periods), strict=True))
    figures = tuple(f._replace(period=keys[f.period], value=float(dice.randint(0, 30))) for f in of_now)
    totals: dict[tuple[str, str], PreviousTotal] = {}
    for indicator in now.campaign.indicators:
        for key in (*keys.values(), WHOLE):
            own = [f.value for f in figures if f.indicator == indicator.code and key in (f.period, WHOLE)]
            totals[indicator.code, key] = PreviousTotal(value=sum(v for v in own if isinstance(v, float)))
    labels = {i.code: (i.label, i.unit) for i in now.campaign.indicators}
    agencies = tuple(dict.fromkeys(f.agency for f in of_now))
    about: dict[str, Any] = {"figures": figures, "totals": totals, "labels": labels, "reported": agencies}
    return Previous(file="m.xlsx", campaign="y", periods=tuple(periods), **about)


#: Campaigns with rules, rates, periods and owners; with splits; with tables, a previous master and bars.
_DRAWN: tuple[Callable[[int], Consolidation], ...] = (test_sharing.drawn, test_splits.drawn, with_all)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("block", range(2))
def test_nothing_masked_has_one_value_only(block: int) -> None:
    """Each masked figure and total has two possible values at least, and no small one is shown."""
    pytest.importorskip("ortools", reason="the solver OR-tools is not installed")
    masked = 0
    for seed in range(block, effort(36, 1000), 2):
        for drawn in _DRAWN:
            result = drawn(seed)
            copy = share(result)
            assert inferable(result, copy) == [], (drawn.__module__, seed)
            shown: dict[Any, Any] = {(f.indicator, f.period, f.agency): f.value for f in copy.result.figures}
            shown |= {(*place, ""): total.value for place, total in copy.result.totals.items()}
            assert all(shown[c] is None for c in copy.masks.small), seed
            masked += len(copy.masks.cells)
    assert masked > 200


@pytest.mark.slow
def test_the_solver_finds_inferable_figures() -> None:
    """With the small figures alone masked, most of them are inferable."""
    pytest.importorskip("ortools", reason="the solver OR-tools is not installed")
    small = found = 0
    for seed in range(8):
        result = test_sharing.drawn(seed)
        copy = share(result)
        cells = [c for c in copy.masks.small if c in numbers(result)]
        small += len(cells)
        found += len(inferable(result, copy, masked=cells)) if cells else 0
    assert small > 40
    assert found > small / 4


@pytest.mark.slow
@pytest.mark.parametrize("part", ["compared", "headlines", "bars"])
def test_the_solver_uses_changes_key_figures_and_bars(part: str) -> None:
    """Where the copy has those of the master, masked totals are inferable."""
    pytest.importorskip("ortools", reason="the solver OR-tools is not installed")
    found = 0
    for seed in range(12):
        result = with_all(seed)
        copy = share(result)
        more: dict[str, Any] = {} if part == "bars" else {part: getattr(result, part)}
        if part == "bars":
            masked = {p for p, t in copy.result.totals.items() if t.shown == "masked"}
            totals = {p: replace(t, shown="masked" if p in masked else "live") for p, t in result.totals.items()}
            more["totals"] = totals
        found += len(inferable(result, replace(copy, result=replace(copy.result, **more))))
    assert found > 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3639, 3836, 4624, 9301])
def test_shown_totals_of_agencies_reveal_no_other(seed: int) -> None:
    """Of a table's column no agency's total follows from the others and the province's: a total of all agencies is
    masked where one of them could be computed."""
    pytest.importorskip("ortools", reason="the solver OR-tools is not installed")
    result = with_all(seed)
    assert inferable(result, share(result)) == []


def test_rows_are_shown_where_their_figure_is() -> None:
    """In a column masked for one agency's figure only, the others' rows are shown; none is marked as the largest."""
    result = with_all(35)
    copy = share(result)
    (table,) = [short for short in tables_in_short(copy.result, "vi") if short.table.code == "L"]
    shown = {c.agency for c in copy.result.rows if (c.table, c.column, c.state) == ("L", "N", "given")}
    masked = {c.agency for c in copy.result.rows if (c.table, c.column, c.state) == ("L", "N", "masked")}
    assert shown == {a for t, c, a in copy.tables.open if (t, c) == ("L", "N")}
    assert (len(shown), len(masked), table.ranked) == (2, 1, "")
