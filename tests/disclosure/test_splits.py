"""The copy for circulation of figures that are split: no small part can be worked out, by whatever means.

Whoever reads the copy knows the definition: that totals are sums, that the parts of a split make up their whole or are
at most as much, and what percentages are of. Here all answers that fit what is shown are gone through.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.building import DAY
from tests.effort import effort
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.splits import parts_in_words
from toolkit.consolidation.totals import WHOLE
from toolkit.disclosure.sharing import Shared, share
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Source, Split, State, Submission
from toolkit.model.periods import parse_period

Cell = tuple[str, str, str]
Equation = tuple[tuple[tuple[Cell, int], ...], bool]
"""The weighed cells add up to nothing, or (False) to nothing less."""
#: As much as a masked cell is tried with; figures are smaller.
MOST = 24
#: Steps after which looking for an answer with one number is given up.
_STEPS = (200, 5_000, 100_000)


def drawn(seed: int) -> Consolidation:
    """A few agencies with a sensitive figure that is split, sometimes in two ways, by small numbers."""
    dice = random.Random(seed)
    names = ("X", "Y", "Z")[: dice.randint(2, 3)]
    splits = [Split(code="S", label="S", parts=names, of="W", members=tuple(f"W_{n}" for n in names))]
    if dice.random() < 0.4:
        splits.append(Split(code="U", label="U", parts=("P", "Q"), of="W", whole="at_most", members=("W_P", "W_Q")))
    elif dice.random() < 0.3:
        splits[0] = Split(code="S", label="S", parts=names, of="W", whole="at_most", members=splits[0].members)

    def indicator(code: str, part: str = "", split: str = "") -> Indicator:
        about = {"part_of": "W", "split": split, "part": part} if part else {}
        return Indicator(
            code=code,
            topic="",
            label=code,
            unit="người",
            kind="count",
            across_agencies="sum",
            across_periods="sum",
            sensitive=True,
            **about,  # type: ignore[arg-type]
        )

    parts = [indicator(m, n, s.code) for s in splits for n, m in zip(s.parts, s.members, strict=True)]
    agencies = tuple(Agency(code=f"A{n}", name=f"A {n}", short_name=f"A{n}") for n in range(dice.randint(1, 4)))
    periods = tuple(p for key in ("2019", "2020")[: dice.randint(1, 2)] if (p := parse_period(key)) is not None)
    campaign = Campaign(
        id="x", title="x", periods=periods, agencies=agencies, indicators=(indicator("W"), *parts), splits=tuple(splits)
    )
    scale = dice.choice([3, 5, 7])
    submissions = [_submission(dice, campaign, agency, scale) for agency in agencies if dice.random() < 0.9]
    return consolidate(campaign, submissions, as_of=DAY)


def _submission(dice: random.Random, campaign: Campaign, agency: Agency, scale: int) -> Submission:
    figures = []
    for period in campaign.periods:
        values: dict[str, int | None] = {}
        for split in campaign.splits:
            own = {m: dice.choice([0, dice.randint(0, scale)]) for m in split.members}
            whole = values.setdefault("W", sum(own.values()) + (split.whole == "at_most") * dice.randint(0, 4))
            if split.whole == "at_most":
                left = whole or 0
                for member, value in own.items():
                    own[member] = min(value, left)
                    left -= own[member]
            values |= own
        for indicator in campaign.indicators:
            number = float(values[indicator.code] or 0)
            state: State = "given"
            typed: float | None = number
            if dice.random() < 0.04:
                typed, state = None, "missing"
            figures.append(Figure(agency.code, indicator.code, period.key, typed, state, str(typed or "")))
    source = Source(file=f"{agency.code}.xlsx")
    return Submission(source=source, status="accepted", agency=agency.code, figures=tuple(figures))


# --- Whoever reads the copy ----------------------------------------------------------------------


def known(copy: Shared) -> tuple[dict[Cell, int | None], list[Equation]]:
    """What is shown (None: masked), and what must hold of it."""
    result, campaign = copy.result, copy.result.campaign
    cells: dict[Cell, int | None] = {}
    for f in result.figures:
        if f.state in ("given", "masked"):
            cells[f.indicator, f.period, f.agency] = None if f.value is None else int(f.value)  # type: ignore[arg-type]
    for (code, period), total in result.totals.items():
        if total.value is not None or total.shown == "masked":
            cells[code, period, ""] = None if total.value is None else int(total.value)
    return cells, list(_equations(campaign, cells))


def _equations(campaign: Campaign, cells: Mapping[Cell, int | None]) -> Iterator[Equation]:
    keys = [p.key for p in campaign.periods]
    for i in campaign.indicators:
        for key in keys:
            own = [(cell, 1) for cell in cells if cell[:2] == (i.code, key) and cell[2]]
            if own:
                yield (((i.code, key, ""), -1), *own), True
        if (i.code, WHOLE, "") in cells:
            parts = [((i.code, key, ""), 1) for key in keys if (i.code, key, "") in cells]
            yield (((i.code, WHOLE, ""), -1), *parts), True
    for split in campaign.splits:
        for agency in campaign.agencies:
            for key in keys:
                own = [((m, key, agency.code), -1) for m in split.members]
                terms = (((split.of, key, agency.code), 1), *own)
                if all(cell in cells for cell, _ in terms):
                    yield terms, split.whole == "equal"


def another(
    cells: Mapping[Cell, int | None], equations: Sequence[Equation], cell: Cell, true: Mapping[Cell, int]
) -> bool:
    """Whether what is shown would be just the same with another number in this cell.

    What is near the `true` numbers is tried first: an answer that is found is held against all equations all the same.
    """
    of_cell: dict[Cell, list[Equation]] = {}
    for equation in equations:
        for c, _ in equation[0]:
            of_cell.setdefault(c, []).append(equation)
    near = [value for value in _near(true[cell]) if value != true[cell]]
    # A short look at each number, then longer ones.
    tries = ((value, steps) for steps in _STEPS for value in near)
    return any(_fits(cells, of_cell, cell, value, true, [steps]) for value, steps in tries)


def _near(true: int) -> list[int]:
    return sorted(range(MOST), key=lambda v: (abs(v - true), v))


def _fits(
    given: Mapping[Cell, int | None],
    of_cell: Mapping[Cell, Sequence[Equation]],
    cell: Cell,
    value: int,
    true: Mapping[Cell, int],
    steps: list[int],
) -> bool:
    """Whether the cells can be filled so that all equations hold, with this number in this cell."""
    steps[0] -= 1
    if value < 0 or steps[0] < 0:
        return False
    cells = {**given, cell: value}
    pending = [*of_cell.get(cell, ())]
    while pending:
        terms, equal = pending.pop()
        open_ones = [(c, w) for c, w in terms if cells[c] is None]
        rest = sum(w * (cells[c] or 0) for c, w in terms)
        if not open_ones:
            if rest < 0 or (equal and rest):
                return False
        elif len(open_ones) == 1 and equal:
            (last, weight), *_ = open_ones
            if rest % weight or -rest // weight < 0:
                return False
            cells[last] = -rest // weight
            pending += of_cell[last]
    left = _next(cells, of_cell, true)
    return left is None or any(_fits(cells, of_cell, left, v, true, steps) for v in _near(true[left]))


def _next(
    cells: Mapping[Cell, int | None], of_cell: Mapping[Cell, Sequence[Equation]], true: Mapping[Cell, int]
) -> Cell | None:
    """An open cell beside one that is not as it truly is, else any; of the equation with fewest of them.

    A total comes out by itself, last.
    """
    found: list[tuple[bool, bool, int, Cell]] = []
    for terms, equal in dict.fromkeys(equation for own in of_cell.values() for equation in own):
        open_ones = [c for c, _ in terms if cells[c] is None]
        if open_ones:
            other = any(cells[c] not in (None, true[c]) for c, _ in terms)
            found.append((not equal, not other, len(open_ones), min(open_ones, key=lambda c: (not c[2], c))))
    return min(found)[3] if found else None


@pytest.mark.parametrize("block", range(8))
def test_no_small_part_can_be_worked_out(block: int) -> None:
    """Of each small part that is masked another number would do, with everything that is shown as it is."""
    small = 0
    for seed in range(block, effort(160, 1600), 8):
        result = drawn(seed)
        copy = share(result)
        cells, equations = known(copy)
        true = {(f.indicator, f.period, f.agency): int(f.value or 0) for f in result.figures}  # type: ignore[arg-type]
        true |= {(*place, ""): int(total.value or 0) for place, total in result.totals.items()}
        for cell in copy.masks.small:
            assert cells[cell] is None
            alone = not [e for e in equations if any(c == cell for c, _ in e[0])]
            assert alone or another(cells, equations, cell, true), (seed, cell)
            small += 1
        assert {cell for cell, v in true.items() if cell[2] and 0 < v < 5} == copy.masks.small, seed
    assert small > 30


def test_the_search_finds_what_can_be_worked_out() -> None:
    """Where a part is masked and its complement is not, the reader has it."""
    cells: dict[Cell, int | None] = {("W", "1", "A"): 7, ("X", "1", "A"): None, ("Y", "1", "A"): 4}
    equation: Equation = ((("W", "1", "A"), 1), (("X", "1", "A"), -1), (("Y", "1", "A"), -1)), True
    true = {("W", "1", "A"): 7, ("X", "1", "A"): 3, ("Y", "1", "A"): 4}
    assert not another(cells, [equation], ("X", "1", "A"), true)
    assert another({**cells, ("Y", "1", "A"): None}, [equation], ("X", "1", "A"), true)


def test_percentages_tell_nothing_that_is_masked() -> None:
    """The share of a part is shown where it rests on shown figures alone, or is the quotient of two shown totals."""
    seen = {"live": 0, "written": 0, "masked": 0}
    for seed in range(200):
        copy = share(drawn(seed))
        for (code, key), share_ in copy.result.shares.items():
            seen[share_.shown] += 1
            whole = copy.result.campaign.indicator_by_code[code].part_of
            masked = [c for c in copy.masks.cells if c[0] in (code, whole) and (key == WHOLE or c[1] == key)]
            if share_.shown == "live":
                assert masked == []
            elif share_.shown == "masked":
                assert (share_.value, bool(masked)) == (None, True)
            else:
                part, of = (copy.result.totals[own, key].value or 0.0 for own in (code, whole))
                assert share_.value == pytest.approx(part / of * 100)
        for key in ("2019", WHOLE):
            for text in parts_in_words(copy.result, copy.result.campaign.indicator_by_code["W"], key, "vi"):
                assert "None" not in text
    assert min(seen.values()) > 20
