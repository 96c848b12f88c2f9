"""Why totals changed, for random pairs of campaigns on disk, compared with merges with and without each change.

The new folder is made from the old one at once, in any order. Then the old one is changed step by step, in the order of
causes, and merged after each: the change of a total in a step must be the bridge's part, to the last digit.
"""

import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path

import pytest

from tests.building import DAY, define, table, type_into_row, write
from tests.effort import effort
from tests.master.test_corrections import correct
from toolkit.form.contents import Filling
from toolkit.model import Bridge, Campaign, CellValue, Consolidation
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.masters.issued import compare_masters, issue_if_same_totals
from toolkit.run.operations import consolidate_files, merge_files

#: Pairs, which are processed in this number of runs: these can go side by side.
PAIRS, PARTS = effort(1, 200), effort(1, 4)
Row = dict[str, str]
Sheets = dict[str, list[Row]]
Key = tuple[str, str, str]
ONE = Means(workers=1)

_ABOUT = {"id": "THU", "title": "Báo cáo thử", "periods": "2019|2020", "issued": "2020-12-01", "deadline": "2021-01-10"}
_AGENCIES = {"A": "sở", "B": "huyện", "C": "huyện", "D": "huyện"}
#: Every way of totalling: sums, stocks, means with and without weights, shares, answers and counts of choices.
_INDICATORS = """
| code | kind    | unit       | across_agencies | across_periods | weight | formula  | choices   | asked_of |
| F    | decimal |            | sum             | sum            |        |          |           |          |
| S    | money   | nghìn đồng | sum             | last           |        |          |           |          |
| M    | decimal |            | mean            | mean           | F      |          |           |          |
| X    | decimal |            | max             | max            |        |          |           |          |
| Y    | yesno   |            | count_yes       | last           |        |          |           |          |
| C    | choice  |            |                 |                |        |          | Tốt\\|Khá |          |
| R    | percent | %          |                 | sum            |        | =F/S*100 |           |          |
| P    | percent | %          | mean            | mean           |        |          |           |          |
| W    | decimal |            | mean            | none           | R      |          |           |          |
| N    | count   |            | sum             | sum            |        |          |           | huyện    |
"""


def _definition(limit: str) -> Sheets:
    usual = {"topic": "Chung", "unit": "đơn vị", "maximum": ""}
    rows = [
        {**usual, "label": f"Chỉ tiêu {i['code']}", **{k: v for k, v in i.items() if v}} for i in table(_INDICATORS)
    ]
    rows[0]["maximum"] = limit
    agencies = [{"code": code, "name": f"Đơn vị {code}", "group": group} for code, group in _AGENCIES.items()]
    return {"campaign": [dict(_ABOUT)], "agencies": agencies, "indicators": rows, "words": []}


@dataclass
class State:
    """A campaign folder under change: its definition's sheets, and the folder that has them."""

    root: Path
    sheets: Sheets

    @property
    def folder(self) -> Folder:
        return open_folder(self.root)

    def merge(self, *, master: bool = True) -> Consolidation:
        """The result; the master is written only where something is to be typed into it, or compared with it."""
        if master:
            return merge_files(self.folder, as_of=DAY, means=ONE)[0]
        return consolidate_files(self.folder, (), self.folder.master, as_of=DAY, means=ONE)[0]


#: How a step is made.
Change = Callable[[State], object]


@dataclass(frozen=True)
class Step:
    """One change: its cause, its agency or indicator, how it is made, whether in the master, which must be there."""

    cause: str
    of: str
    do: Change
    of_master: bool = False


def _defined(sheet: str, do: Callable[[list[Row]], list[Row]]) -> Change:
    """A change of a sheet of the definition."""

    def change(state: State) -> None:
        state.sheets[sheet] = do(state.sheets[sheet])
        define(state.root, state.sheets)

    return change


def _changed(sheet: str, code: str, **cells: str) -> Change:
    return _defined(sheet, lambda rows: [{**row, **cells} if row.get("code", code) == code else row for row in rows])


def _added(sheet: str, **row: str) -> Change:
    return _defined(sheet, lambda rows: [*rows, row])


def _removed(sheet: str, code: str) -> Change:
    return _defined(sheet, lambda rows: [row for row in rows if row["code"] != code])


def _of_definition(dice: random.Random, limit: str) -> list[Step]:
    """Units, the roster, periods, words; then indicators in the new definition's order, and what is removed from it."""
    other = {"100": "1000", "1000": "100"}[limit]
    new = {"code": "Z", "topic": "Chung", "label": "Mới", "unit": "đơn vị", "kind": "decimal", "across_periods": "none"}
    possible = (
        (0.3, "unit", "S", _changed("indicators", "S", unit="triệu đồng")),
        (0.2, "roster", "A", _changed("agencies", "A", until="2019-06-30")),
        (0.2, "roster", "C", _changed("agencies", "C", group="sở")),
        (0.3, "roster", "E", _added("agencies", code="E", name="Đơn vị E", group="huyện")),
        (0.2, "roster", "D", _removed("agencies", "D")),
        (0.2, "definition", "", _changed("campaign", "", periods="2019|2020|2021")),
        (0.3, "rule", "", _added("words", kind="missing", text="không phát sinh")),
        (0.3, "rule", "F", _changed("indicators", "F", maximum=other)),
        (0.3, "definition", "M", _changed("indicators", "M", across_agencies="sum")),
        (0.3, "definition", "C", _changed("indicators", "C", choices="Tốt|Khá|Yếu")),
        (0.3, "definition", "R", _changed("indicators", "R", formula="=S/F")),
        (0.3, "rule", "P", _changed("indicators", "P", minimum="20", maximum="200")),
        (0.3, "definition", "W", _changed("indicators", "W", kind="count")),
        (0.3, "definition", "N", _changed("indicators", "N", asked_of="")),
        (0.3, "definition", "Z", _added("indicators", **new, across_agencies="min")),
        (0.3, "definition", "X", _removed("indicators", "X")),
    )
    return [Step(cause, of, change) for chance, cause, of, change in possible if dice.random() < chance]


def _filling(dice: random.Random, campaign: Campaign, agency: str) -> Filling:
    """Numbers, some outside limits, answers, words for nothing, blanks, and unreadable text."""
    figures: dict[tuple[str, str], CellValue] = {}
    for indicator in campaign.indicators_of(campaign.agency_by_code[agency]):
        for period in campaign.periods:
            if not indicator.formula and dice.random() < 0.8:
                figures[indicator.code, period.key] = _cell(dice, indicator.kind)
    return Filling(figures=figures)


def _cell(dice: random.Random, kind: str) -> CellValue:
    if kind in ("yesno", "choice"):
        return dice.choice(("Có", "Không") if kind == "yesno" else ("Tốt", "Khá", "Yếu"))
    if dice.random() < 0.2:
        return dice.choice(("không có", "không phát sinh", "chưa có số", "khoảng 5", -3))
    whole = dice.randint(1, 400)
    return whole if kind == "count" else dice.choice((whole / 10, float(whole), f"{whole},5"))


def _put(agency: str, seed: int, name: str, *, earlier: Campaign | None) -> Change:
    """A file of an agency; `earlier`: in the previous form."""

    def change(state: State) -> None:
        campaign = earlier if earlier and agency in earlier.agency_by_code else state.folder.campaign
        write(state.folder, agency, _filling(random.Random(seed), campaign, agency), name=name, campaign=campaign)

    return change


def _gone(agency: str) -> Change:
    return lambda state: [path.unlink() for path in state.folder.inbox.glob(f"{agency}*.xlsx")]  # type: ignore[func-returns-value]


def _decide(file: str) -> Change:
    """Type that a file is not to be used."""
    return lambda state: type_into_row(state.folder.master, "sources", {"file": file}, {"decision": "không dùng"})


def _of_files(dice: random.Random, roster: Sequence[str], old: Campaign, there: Mapping[str, list[str]]) -> list[Step]:
    """Changes of each agency's files: in the order of causes, then of the roster."""
    steps: list[Step] = []
    for code in roster:
        files, seed = there.get(code, []), dice.randrange(10**9)
        earlier = old if dice.random() < 0.5 else None
        if not files and dice.random() < 0.6:
            steps.append(Step("arrived", code, _put(code, seed, code, earlier=earlier)))
        elif len(files) > 1 and dice.random() < 0.5:
            steps.append(Step("decided", code, _decide(f"inbox/{files[-1]}.xlsx"), of_master=True))
        elif files and dice.random() < 0.2:
            steps.append(Step("gone", code, _gone(code)))
        elif files and dice.random() < 0.5:
            name = files[-1] if dice.random() < 0.5 else f"{code} lần 3"
            steps.append(Step("resent", code, _put(code, seed, name, earlier=earlier)))
    return sorted(steps, key=lambda step: ("arrived", "gone", "decided", "resent").index(step.cause))


def _corrected(key: Key, value: str | None) -> Change:
    by, reason = ("Lan", "điện thoại") if value is not None else ("", "")
    return lambda state: correct(state.folder.master, " ".join(key), value, by, reason)


def _correction(dice: random.Random, kind: str) -> str:
    if kind in ("yesno", "choice"):
        return dice.choice(("Có", "Không") if kind == "yesno" else ("Tốt", "Khá"))
    number = dice.randint(1, 90)
    return dice.choice((str(number), f"{number}" if kind == "count" else f"{number},5", "không có", "không phát sinh"))


def _corrections(
    dice: random.Random, campaign: Campaign, typed: Mapping[Key, str], most: int = 3
) -> dict[Key, str | None]:
    """Corrections of indicators of the definition, typed again or cleared: by agency, indicator and period."""
    plain = [
        (agency.code, i.code, period.key)
        for agency in campaign.agencies
        for i, period in product(campaign.indicators_of(agency), campaign.periods)
        if not i.formula and campaign.in_force(agency)
    ]
    chosen = {*dice.sample(plain, dice.randint(0, most)), *(k for k in typed if k in plain and dice.random() < 0.4)}
    kinds = {key: campaign.indicator_by_code[key[1]].kind for key in plain if key in chosen}
    return {
        key: None if key in typed and dice.random() < 0.5 else _correction(dice, kind) for key, kind in kinds.items()
    }


def _old(dice: random.Random, state: State) -> tuple[dict[str, list[str]], dict[Key, str]]:
    """A folder with files and corrections, merged; returns the files by agency, and the corrections."""
    define(state.root, state.sheets)
    there = {code: [code, f"{code} lần 2"][: dice.choice((1, 1, 2))] for code in _AGENCIES if dice.random() < 0.7}
    there = there or {"A": ["A"]}
    for code, names in there.items():
        for name in names:
            _put(code, dice.randrange(10**9), name, earlier=None)(state)
    state.merge()
    typed = {key: value for key, value in _corrections(dice, state.folder.campaign, {}, 2).items() if value is not None}
    for key, value in typed.items():
        _corrected(key, value)(state)
    return there, typed


def _totals(result: Consolidation) -> dict[Key, float]:
    """The existing totals: of a choice the count of each answer."""
    known, found = result.campaign.indicator_by_code, dict[Key, float]()
    for (code, period), total in result.totals.items():
        if known[code].kind == "choice" and period != "total":
            found |= {(code, period, choice): float(count) for choice, count in total.distribution}
        elif total.value is not None:
            found[code, period, ""] = total.value
    return found


def _exact(values: list[float | None]) -> list[Decimal]:
    """The numbers to 14 digits, counted from the largest of them, which are exact; None is 0."""
    numbers = [Decimal(repr(v or 0.0)) for v in values]
    largest = max(map(abs, numbers))
    last = Decimal(1).scaleb(largest.adjusted() - 13) if largest else Decimal(1)
    return [n.quantize(last) if n and n.normalize().as_tuple().exponent < last.adjusted() else n for n in numbers]  # type: ignore[operator]


def _without_figures(bridge: Bridge) -> object:
    """A bridge without the figures of its parts."""
    return replace(bridge, parts=tuple(p._replace(figures=()) for p in bridge.parts))


def _compare_with_merges(steps: Sequence[Step], bridges: tuple[Bridge, ...], states: list[dict[Key, float]]) -> None:
    moved = {(b.indicator, b.period, b.choice): b for b in bridges}
    for key in dict.fromkeys(key for state in states for key in state):
        values = [state.get(key) for state in states]
        exact = _exact(values)
        there = (values[0] is None, values[-1] is None)
        assert (key in moved) == (exact[0] != exact[-1] or there[0] != there[1]), key
        if key not in moved:
            continue
        expected = [
            (step.cause, step.of, after - before)
            for step, (before, after), (was, now) in zip(steps, pairwise(exact), pairwise(values), strict=True)
            if before != after or (was is None) != (now is None)
        ]
        of_indicators = ("unit", "definition", "rule")
        parts = [(p.cause, p.indicator if p.cause in of_indicators else p.agency, p.amount) for p in moved[key].parts]
        assert parts == expected, (key, values)
        assert sum((p.amount for p in moved[key].parts), Decimal(0)) == moved[key].difference == exact[-1] - exact[0]


def _compare(seed: int, tmp_path: Path) -> int:
    """One pair; returns how many parts were compared."""
    dice = random.Random(seed)
    limit = dice.choice(("100", "1000"))
    old, by_steps, new = (State(tmp_path / f"{seed} {name}", _definition(limit)) for name in ("old", "steps", "new"))
    there, typed = _old(dice, old)
    before = old.merge()
    assert issue_if_same_totals(old.root, old.folder.master, before)

    for state in (by_steps, new):
        shutil.copytree(old.root, state.root)
    steps = _of_definition(dice, limit)
    out, added = ({s.of for s in steps if s.cause == "roster"} & {code} for code in "DE")
    steps += _of_files(dice, [*(code for code in _AGENCIES if code not in out), *added], before.campaign, there)
    # The new one at once: definition and files in one merge, then everything typed into its master.
    for step in (s for s in steps if not s.of_master):
        step.do(new)
    new.merge()
    for step in (s for s in steps if s.of_master):
        step.do(new)
    for key, value in _corrections(dice, new.folder.campaign, typed).items():
        steps.append(Step("corrected", key[0], _corrected(key, value), of_master=True))
        steps[-1].do(new)
    after = new.merge()

    states = [_totals(before)]
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        step.do(by_steps)
        states.append(_totals(by_steps.merge(master=following is not None and following.of_master)))
    assert states[-1] == _totals(after)
    bridges = compare_masters(old.folder.master, new.folder.master)[0]
    _compare_with_merges(steps, bridges, states)
    since = after.bridges.moved if after.bridges else ()
    assert [_without_figures(b) for b in bridges] == [_without_figures(b) for b in since]
    for state in (old, new, by_steps):
        shutil.rmtree(state.root)
    return sum(len(b.parts) for b in bridges)


def test_numbers_are_rounded_to_the_digits_of_the_largest() -> None:
    """Fourteen digits of the largest, no smaller ones of the others: so their differences are exact."""
    assert _exact([None, 1 / 3, 100 / 3]) == [Decimal(0), Decimal("0.333333333333"), Decimal("33.333333333333")]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_parts_equal_the_differences_of_merges(part: int, tmp_path: Path) -> None:
    """Files added, resent, removed, decided; corrections; units, the roster, definitions and rules changed."""
    compared = sum(_compare(seed, tmp_path) for seed in range(part, PAIRS, PARTS))
    assert compared > 10 * (PAIRS // PARTS)
