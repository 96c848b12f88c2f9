"""Why totals changed: the parts by cause, compared with totals computed here of every state in between."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.effort import effort
from toolkit.consolidation.bridges.bridge import bridge
from toolkit.consolidation.bridges.decimals import same_decimals
from toolkit.consolidation.bridges.differences import TotalsBasis
from toolkit.consolidation.totals import WHOLE, Province
from toolkit.model import CAUSES, Agency, Bridge, Campaign, Cause, Figure, Indicator, Period, Value, Word
from toolkit.model.periods import parse_period

Place = tuple[str, str, str]
Values = dict[tuple[str, str, str], float | None]


def indicator(code: str, kind: Any, across: Any, over: Any, **more: Any) -> Indicator:
    ways = {"kind": kind, "across_agencies": across, "across_periods": over}
    return Indicator(code=code, topic="", label=code, **{"unit": "", **ways, **more})


PERIODS = tuple(p for key in ("2019", "2020", "2021") if (p := parse_period(key)))
INDICATORS = (
    indicator("FLOW", "decimal", "sum", "sum"),
    indicator("STOCK", "money", "sum", "last", unit="nghìn đồng"),
    indicator("MEAN", "decimal", "mean", "mean", weight="FLOW"),
    indicator("MOST", "decimal", "max", "max"),
    indicator("YES", "yesno", "count_yes", "last"),
    indicator("CHOICE", "choice", "none", "none", choices=("a", "b")),
    indicator("RATE", "percent", "none", "sum", formula="=FLOW/STOCK*100"),
    indicator("COUNTED", "decimal", "sum", "cumulative"),
    indicator("OF_PLAN", "percent", "none", "last", formula="=COUNTED/STOCK*100"),
    indicator("BY_RATE", "decimal", "mean", "none", weight="RATE"),
)
AGENCIES = tuple(Agency(code=code, name=code, short_name=code) for code in "ABCD")


def standing(campaign: Campaign, sent: dict[Place, Figure], **more: Any) -> TotalsBasis:
    return TotalsBasis(campaign=campaign, roster=more.pop("roster", campaign.agencies), sent=sent, **more)


def campaign(indicators: tuple[Indicator, ...] = INDICATORS, periods: tuple[Period, ...] = PERIODS[:2]) -> Campaign:
    return Campaign(id="c", title="", periods=periods, agencies=AGENCIES, indicators=indicators)


def figure(place: Place, value: Value | None, state: Any = "given") -> Figure:
    return Figure(*place, value, state, file=f"{place[0]}.xlsx", sheet="Số liệu", cell="C7")


def bridge_of(bridges: tuple[Bridge, ...], code: str, period: str, choice: str = "") -> Bridge:
    return next(b for b in bridges if (b.indicator, b.period, b.choice) == (code, period, choice))


def parts(of: Bridge) -> list[tuple[str, str, Decimal]]:
    return [(p.cause, p.agency or p.indicator, p.amount) for p in of.parts]


# --- By hand ---------------------------------------------------------------------------------------


def state(text: str, **more: Any) -> TotalsBasis:
    """A state: `A1 FLOW 10.5 > 11` is a figure of 2019 of the agency A in its file 1, and its correction."""
    sent, counted, files = {}, {}, {}
    for agency, code, value, *correction in (part.split() for part in text.split("; ") if part):
        place = (agency[0], code, "2019")
        files[agency[0]] = agency[1]
        sent[place] = figure(place, None, "held") if value == "held" else figure(place, float(value))
        if correction:
            counted[place] = figure(place, float(correction[1]))
    return standing(campaign(), sent, files=files, counted=counted, **more)


@cases("""
| case | old | new | parts |
|------|-----|-----|-------|
| a new agency, a new file, a correction | A1 FLOW 10.5 | A2 FLOW 10.7; B3 FLOW 3 > 4.5 \
| FLOW arrived B 3.0, resent A 0.2, corrected B 1.5 |
| an unchanged total has no bridge, though other files count | A1 FLOW 1 | A2 FLOW 1 | |
| even a first figure of zero is a change | | A1 FLOW 0 | FLOW arrived A 0.0 |
| of the same file: held back, released, read as another | A1 FLOW 1; A1 STOCK held; A1 MOST 3 \
| A1 FLOW held; A1 STOCK 2; A1 MOST 4 | FLOW held A -1.0; STOCK released A 2.0; MOST reread A 1.0 |
""")
def test_a_bridge_has_a_part_for_each_change(old: str, new: str, parts: str) -> None:
    """In the order of causes, each with its agency and amount."""
    found = [
        b for b in bridge(state(old), state(new)) if b.period == "2019" and b.indicator in ("FLOW", "STOCK", "MOST")
    ]
    texts = [f"{b.indicator} " + ", ".join(f"{p.cause} {p.agency} {p.amount:.1f}" for p in b.parts) for b in found]
    assert "; ".join(texts) == parts


def test_a_part_has_its_figures_with_their_cells() -> None:
    """Before and after; a decision and a file that goes with its agency are causes of their own."""
    of = bridge_of(bridge(state("A1 FLOW 10.5"), state("A2 FLOW 10.7; B3 FLOW 3 > 4.5")), "FLOW", "2019")
    assert (of.old, of.new) == (Decimal("10.5"), Decimal("15.2"))
    assert [[(f.value, f.cell) for f in move if f] for part in of.parts for move in part.figures] == [
        [(3.0, "C7")],
        [(10.5, "C7"), (10.7, "C7")],
        [(3.0, "C7"), (4.5, "C7")],
    ]
    assert bridge(state("A1 FLOW 1"), state("A2 FLOW 1")) == ()
    of = bridge_of(bridge(state(""), state("A1 FLOW 0")), "FLOW", "2019")
    assert (of.old, of.new) == (None, Decimal("0.0"))
    decided = state("A2 FLOW 2", decided={"1": (False, "")})
    assert parts(bridge_of(bridge(state("A1 FLOW 1"), decided), "FLOW", "2019")) == [("decided", "A", Decimal("1.0"))]
    past = bridge(state("A1 FLOW 3"), state("", past=frozenset("A")))
    assert parts(bridge_of(past, "FLOW", "2019")) == [("gone", "A", Decimal("-3.0"))]


def test_each_answer_of_a_choice_has_its_bridge() -> None:
    """Each answer of a choice has a count: a changed answer takes one from the old and adds one to the new."""
    place: Place = ("A", "CHOICE", "2020")
    old, new = (standing(campaign(), {place: figure(place, answer)}, files={"A": answer}) for answer in "ab")
    assert {(b.choice, b.difference) for b in bridge(old, new)} == {("a", Decimal(-1)), ("b", Decimal(1))}


def limited(most: float | None, **more: Any) -> Campaign:
    """The campaign with a greatest value of what is added up."""
    return replace(campaign((replace(INDICATORS[0], maximum=most), *INDICATORS[1:])), **more)


def test_a_limit_that_holds_figures_back_or_releases_them_is_the_cause() -> None:
    """It is one part for the indicator: of a file that still counts, of one sent again since, of a correction."""
    places: list[Place] = [(code, "FLOW", "2019") for code in "ABC"]
    before = {p: figure(p, v)._replace(typed=f"{v:g}") for p, v in zip(places, (5.0, 200.0, 300.0), strict=True)}
    wrong = figure(("C", "FLOW", "2019"), 400.0)._replace(typed="400")
    old = standing(limited(None), before, files={"A": "1", "B": "2", "C": "3"}, counted={wrong[:3]: wrong})
    now = {**before, places[1]: figure(places[1], 90.0), places[2]: figure(places[2], None, "held")}
    new = standing(limited(100), now, files={"A": "1", "B": "4", "C": "3"})
    of = bridge_of(bridge(old, new), "FLOW", "2019")
    assert parts(of) == [("rule", "FLOW", Decimal("-600")), ("resent", "B", Decimal("90.0"))]
    assert [f.agency for moved in of.parts[0].figures for f in moved if f is not None] == list("BBCC")
    back = bridge_of(bridge(new, old), "FLOW", "2019")
    assert parts(back) == [
        ("rule", "C", Decimal("300.0")),
        ("resent", "B", Decimal("110.0")),
        ("corrected", "C", Decimal("100.0")),
    ]


def test_changed_words_for_zero_are_the_cause() -> None:
    """A text that counted as zero is no figure under the new words, and a mean changes."""
    places: list[Place] = [(code, "MOST", "2019") for code in "AB"]
    mean = replace(INDICATORS[3], across_agencies="mean", across_periods="sum")
    sent = {
        places[0]: figure(places[0], 8.0),
        places[1]: figure(places[1], 0.0, "zero_by_words")._replace(typed="không phát sinh"),
    }
    asked, words = campaign((mean,)), (Word(kind="missing", text="không phát sinh"),)
    old = standing(asked, sent, files={"A": "1", "B": "2"})
    for now, file in ((figure(places[1], None, "missing"), "2"), (figure(places[1], 5.0), "3")):
        new = standing(replace(asked, words=words), {**sent, places[1]: now}, files={"A": "1", "B": file})
        assert parts(bridge_of(bridge(old, new), "MOST", "2019"))[0] == ("rule", "B", Decimal("4.0"))


def test_formulas_that_swap_their_direction_are_changed_at_once() -> None:
    """X was computed from Y and now Y is computed from X: no state in between has both formulas."""
    plain, one = indicator("X", "decimal", "sum", "sum"), indicator("Y", "decimal", "none", "sum", formula="=X+1")
    before = (plain, one)
    after = (indicator("X", "decimal", "none", "sum", formula="=Y+1"), indicator("Y", "decimal", "sum", "sum"))
    sent = {("A", "X", "2019"): figure(("A", "X", "2019"), 5.0)}
    now = {("A", "Y", "2019"): figure(("A", "Y", "2019"), 7.0)}
    old, new = standing(campaign(before), sent, files={"A": "1"}), standing(campaign(after), now, files={"A": "2"})
    of = bridge(old, new)
    assert all(sum(p.amount for p in b.parts) == b.difference for b in of)
    assert (bridge_of(of, "X", "2019").new, bridge_of(of, "Y", "2019").new) == (Decimal(8), Decimal(7))


def test_numbers_have_the_digits_that_spreadsheets_keep() -> None:
    """A third is cut at 12 decimals, where differences of cells are still exact."""
    assert same_decimals([None, 1 / 3, 100 / 3]) == [None, Decimal("0.333333333333"), Decimal("33.333333333333")]
    assert same_decimals([0.1, 1234567890123.5]) == [Decimal("0.1"), Decimal("1234567890123.5")]


# --- Random states ----------------------------------------------------------------------------------

_NUMBERS = st.integers(-50, 400).map(lambda n: n / 10)


def a_figure(draw: st.DrawFn, place: Place) -> Figure | None:
    state = draw(st.sampled_from(("given", "given", "given", "held", "missing", "none")))
    if state == "none":
        return None
    values: dict[str, st.SearchStrategy[Any]] = {"YES": st.booleans(), "CHOICE": st.sampled_from("ab")}
    value = draw(values.get(place[1], _NUMBERS.map(float)))
    return figure(place, value if state == "given" else None, state)


def a_file(draw: st.DrawFn, agency: str, asked: Campaign) -> dict[Place, Figure]:
    places = [(agency, i.code, p.key) for i in asked.indicators if not i.formula for p in asked.periods]
    return {place: f for place in places if (f := a_figure(draw, place)) is not None}


Step = tuple[Cause, str, TotalsBasis]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """A first state, and the states after each of several random changes, in the order of causes."""
    asked = campaign()
    there = [a.code for a in AGENCIES if draw(st.booleans())]
    sent = {place: f for code in there for place, f in a_file(draw, code, asked).items()}
    counted = {p: f for p in _places(draw, asked) if (f := a_figure(draw, p)) is not None and f.state == "given"}
    now = standing(asked, sent, files=dict.fromkeys(there, "1"), counted=counted)
    made: list[Step] = [("unit", "", now)]

    def add(cause: Cause, what: str, **changes: Any) -> None:
        made.append((cause, what, replace(made[-1][2], **changes)))

    if draw(st.booleans()):
        asked = _with(asked, replace(INDICATORS[1], unit="triệu đồng"))
        add("unit", "STOCK", campaign=asked, sent=_in_millions(sent), counted=_in_millions(counted))
    roster = list(AGENCIES)
    for at in range(len(roster) - 1, -1, -1):
        if draw(st.integers(0, 5)) == 0:
            roster[at] = replace(roster[at], until=date(2019, 6, 1))
    gone = draw(st.sampled_from((None, *AGENCIES)))
    kept = [a for a in roster if gone is None or a.code != gone.code]
    for agency in kept:
        if agency.until:
            own = tuple(agency if a.code == agency.code else a for a in made[-1][2].roster)
            add("roster", agency.code, roster=own)
    if gone is not None:
        add("roster", gone.code, roster=tuple(a for a in made[-1][2].roster if a.code != gone.code))
    if draw(st.booleans()):
        asked = replace(asked, periods=PERIODS)
        add("definition", "", campaign=asked)
    rate = indicator("RATE", "percent", "none", "sum", formula="=STOCK/FLOW")
    for changed in (indicator("MEAN", "decimal", "sum", "mean"), rate, indicator("ADDED", "decimal", "min", "none")):
        if draw(st.booleans()):
            asked = _with(asked, changed)
            add("definition", changed.code, campaign=asked)
    _files(draw, made, add, [a.code for a in kept] + ([gone.code] if gone else []))
    _correct(draw, made, add, [a.code for a in kept] + ([gone.code] if gone else []))
    return made


def _in_millions(figures: dict[Place, Figure]) -> dict[Place, Figure]:
    return {
        p: f._replace(value=float(Decimal(repr(f.value)) / 1000)) if p[1] == "STOCK" and f.value else f
        for p, f in figures.items()
    }


def _with(asked: Campaign, changed: Indicator) -> Campaign:
    known = {**{i.code: i for i in asked.indicators}, changed.code: changed}
    return replace(asked, indicators=tuple(known.values()))


def _places(draw: st.DrawFn, asked: Campaign) -> list[Place]:
    plain = [i.code for i in asked.indicators if not i.formula]
    one = st.tuples(st.sampled_from("ABCD"), st.sampled_from(plain), st.sampled_from([p.key for p in asked.periods]))
    return draw(st.lists(one, max_size=3, unique=True))


def _files(draw: st.DrawFn, made: list[Step], add: Any, agencies: list[str]) -> None:
    """Files that arrived, were removed, sent again or read differently."""
    plans: list[tuple[Cause, str, dict[Place, Figure]]] = []
    for code in agencies:
        had, now = code in made[-1][2].files, draw(st.booleans())
        if not had and not now:
            continue
        file = a_file(draw, code, made[-1][2].campaign) if now else {}
        if not had:
            plans.append(("arrived", code, file))
        elif not now:
            plans.append(("gone", code, {}))
        elif draw(st.booleans()):
            plans.append(("resent", code, file))
    for cause, code, file in sorted(plans, key=lambda p: CAUSES.index(p[0])):
        before = made[-1][2]
        sent = {p: f for p, f in before.sent.items() if p[0] != code} | file
        files = {a: f for a, f in before.files.items() if a != code} | ({code: "2"} if cause != "gone" else {})
        add(cause, code, sent=sent, files=files)


def _correct(draw: st.DrawFn, made: list[Step], add: Any, agencies: list[str]) -> None:
    last = made[-1][2]
    codes = [i.code for i in last.campaign.indicators]
    places = set(_places(draw, last.campaign)) | set(last.counted)
    for place in sorted(places, key=lambda p: (agencies.index(p[0]), codes.index(p[1]), p[2])):
        counted = {p: f for p, f in made[-1][2].counted.items() if p != place}
        again = a_figure(draw, place)
        add(
            "corrected",
            place[0],
            counted=counted if again is None or again.state == "held" else {**counted, place: again},
        )


def plain_totals(of: TotalsBasis) -> Values:
    """All totals of a state, computed by the functions of every merge, without the bridge."""
    rows: dict[tuple[str, str], dict[str, Figure]] = {}
    for place, f in {**of.sent, **of.counted}.items():
        rows.setdefault(place[1:], {})[place[0]] = f
    rate = of.campaign.indicator_by_code["RATE"].formula
    for period in of.campaign.periods:
        for agency in "ABCD":
            given = [rows.get((code, period.key), {}).get(agency) for code in ("FLOW", "STOCK")]
            flow, stock = (f.value if f is not None and isinstance(f.value, float) else None for f in given)
            above, below = (flow, stock) if rate.startswith("=FLOW") else (stock, flow)
            if above is not None and below:
                value = above / below * 100 if rate.startswith("=FLOW") else above / below
                rows.setdefault(("RATE", period.key), {})[agency] = figure((agency, "RATE", period.key), value)
    values: Values = {}
    for key, total in Province(of.campaign, of.roster, rows).totals().items():
        if of.campaign.indicator_by_code[key[0]].kind == "choice" and key[1] != WHOLE:
            values.update({(*key, choice): count for choice, count in total.distribution})
        else:
            values[*key, ""] = total.value
    return values


@pytest.mark.slow
@settings(max_examples=effort(80, 300))
@given(steps())
def test_parts_are_the_differences_of_totals_and_add_up(made: list[Step]) -> None:
    """Each part equals the change of the recomputed total by its step, and the parts add up exactly."""
    states = [plain_totals(state) for _, _, state in made]
    bridges = bridge(made[0][2], made[-1][2])
    seen = {(b.indicator, b.period, b.choice): b for b in bridges}
    for key in dict.fromkeys((*states[-1], *states[0])):
        values = [state.get(key) for state in states]
        old, *_, new = same_decimals(values)
        assert (key in seen) == (old != new), key
        if key not in seen:
            continue
        of = seen[key]
        assert sum((p.amount for p in of.parts), Decimal(0)) == of.difference
        scale = max(abs(v) for v in values if v is not None) or 1
        assert [float(d) if d is not None else None for d in (of.old, of.new)] == [
            None if v is None else pytest.approx(v, rel=1e-12, abs=1e-12 * scale) for v in (values[0], values[-1])
        ]
        expected = [
            (cause, what, (after or 0) - (before or 0))
            for (before, after), (cause, what, _) in zip(pairwise(values), made[1:], strict=True)
            if before != after and (before is None or after is None or abs(after - before) > 1e-12 * scale)
        ]
        actual = [(p.cause, p.agency or p.indicator, float(p.amount)) for p in of.parts]
        assert [t[:2] for t in actual] == [e[:2] for e in expected], key
        assert [t[2] for t in actual] == pytest.approx([e[2] for e in expected], rel=1e-9, abs=1e-11 * scale)
