"""The copy for circulation of figures with splits: which of their percentages are shown."""

import random
from typing import Any

import pytest

from tests.building import DAY
from tests.effort import effort
from tests.tables import submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.splits import parts_in_words
from toolkit.consolidation.totals import WHOLE
from toolkit.disclosure.sharing import share
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Split, State, Submission
from toolkit.model.periods import parse_period


def drawn(seed: int) -> Consolidation:
    """A few agencies with a sensitive figure that is split, sometimes in two ways, by small numbers."""
    dice = random.Random(seed)
    names = ("X", "Y", "Z")[: dice.randint(2, 3)]
    splits = [Split(code="S", label="S", parts=names, of="W", members=tuple(f"W_{n}" for n in names))]
    if dice.random() < 0.4:
        splits.append(Split(code="U", label="U", parts=("P", "Q"), of="W", whole="at_most", members=("W_P", "W_Q")))
    elif dice.random() < 0.3:
        splits[0] = Split(code="S", label="S", parts=names, of="W", whole="at_most", members=splits[0].members)

    def indicator(code: str, **part: Any) -> Indicator:
        ways: dict[str, Any] = {"kind": "count", "across_agencies": "sum", "across_periods": "sum", "sensitive": True}
        return Indicator(code=code, topic="", label=code, unit="người", **ways, **part)

    parts = [
        indicator(m, part_of="W", split=s.code, part=n) for s in splits for n, m in zip(s.parts, s.members, strict=True)
    ]
    agencies = tuple(Agency(code=f"A{n}", name=f"A {n}", short_name=f"A{n}") for n in range(dice.randint(1, 4)))
    periods = tuple(p for key in ("2019", "2020")[: dice.randint(1, 2)] if (p := parse_period(key)) is not None)
    about: dict[str, Any] = {"indicators": (indicator("W"), *parts), "splits": tuple(splits)}
    campaign = Campaign(id="x", title="x", periods=periods, agencies=agencies, **about)
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
            number = None if dice.random() < 0.04 else float(values[indicator.code] or 0)
            state: State = "missing" if number is None else "given"
            figures.append(Figure(agency.code, indicator.code, period.key, number, state, str(number or "")))
    return submission(agency.code, [], figures)


def test_percentages_reveal_no_masked_figure() -> None:
    """The share of a part is shown where it depends on shown figures alone, or is the quotient of two shown totals."""
    seen = {"live": 0, "written": 0, "masked": 0}
    for seed in range(effort(25, 200)):
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
    assert min(seen.values()) > effort(1, 20)
