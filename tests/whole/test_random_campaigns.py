"""Hundreds of random campaigns: rules and totals by the toolkit, by LibreOffice, and by plain loops.

Each has different agencies, indicators, rules (some between agencies) and fillings. Formulas are drawn together with a
Python function that gives the same, so that nothing here reads or evaluates a formula as the toolkit does.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.building import define, keyed, merge, records, write
from tests.consolidation.test_totals import Oracle, close
from tests.effort import effort
from tests.office import needs_libreoffice, read_values
from tests.whole.test_recalculated import differing
from toolkit.form.contents import Filling
from toolkit.model import CellValue, Consolidation, Indicator
from toolkit.model.periods import parse_period, period_label
from toolkit.run.folder import Folder

#: Campaigns, which are processed in this number of runs: these can go side by side.
COUNT, PARTS = effort(4, 200), effort(1, 4)
#: A campaign in which rules, those between agencies too, hold, are broken and cannot be checked.
_ONE = 7
PERIODS = ("2018", "2019", "2020-6M")
#: Typed into counts only: what is held, and then counts as missing.
UNUSABLE = (-3, 2.75)

#: The least number of each to compare.
_SEEN = ("passed", "failed", "not_checkable", "between passed", "between failed", "between not_checkable", "totals")

# --- Drawing -------------------------------------------------------------------------------------

Figures = Mapping[str, object]
"""By indicator: a number, True or False; None where it is missing, "n/a" where it does not apply."""


class Unknown(Exception):
    """A figure that a formula needs is missing, or it divides by zero."""


@dataclass(frozen=True)
class Drawn:
    """A formula and the function that gives its value."""

    text: str
    value: Callable[[Figures], Any]
    needs: frozenset[str]


def number_of(dice: random.Random, names: Sequence[str], depth: int = 2) -> Drawn:
    """A sum, product and so on of indicators."""
    kind = dice.randint(0, 9) if depth else dice.randint(0, 3)
    if kind <= 2:
        name = dice.choice(names)
        return Drawn(name, lambda f: f[name], frozenset([name]))
    if kind == 3:
        constant = dice.choice([0, 1, 2, 5, 10, 0.5])
        return Drawn(f"{constant:g}", lambda _: constant, frozenset())
    parts = [number_of(dice, names, depth - 1) for _ in range(dice.randint(2, 3))]
    needs = frozenset[str]().union(*(p.needs for p in parts))
    a, b = parts[:2]
    if kind <= 6:
        sign = "+-*"[kind - 4]
        do: Callable[[Any, Any], Any] = (lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y)[kind - 4]
        return Drawn(f"({a.text}{sign}{b.text})", lambda f: do(a.value(f), b.value(f)), a.needs | b.needs)
    if kind == 7:
        return Drawn(f"({a.text}/{b.text})", lambda f: divided(a.value(f), b.value(f)), a.needs | b.needs)
    if kind == 8:
        return Drawn(f"ABS({a.text}-{b.text})", lambda f: abs(a.value(f) - b.value(f)), a.needs | b.needs)
    functions: list[tuple[str, Callable[[list[Any]], Any]]] = [("SUM", sum), ("MIN", min), ("MAX", max)]
    function, take = dice.choice(functions)
    return Drawn(f"{function}({', '.join(p.text for p in parts)})", lambda f: take([p.value(f) for p in parts]), needs)


def divided(above: float, below: float) -> float:
    if below == 0:
        raise Unknown
    return above / below


def condition_of(dice: random.Random, numbers: Sequence[str], answers: Sequence[str], depth: int = 2) -> Drawn:
    """A condition that holds or fails."""
    kind = dice.randint(0, 9)
    if depth and kind <= 2:
        parts = [condition_of(dice, numbers, answers, depth - 1) for _ in range(2)]
        a, b = parts
        function, take = dice.choice([("AND", all), ("OR", any)])
        return Drawn(f"{function}({a.text}, {b.text})", lambda f: take([a.value(f), b.value(f)]), a.needs | b.needs)
    if depth and kind == 3:
        a = condition_of(dice, numbers, answers, depth - 1)
        return Drawn(f"NOT({a.text})", lambda f: not a.value(f), a.needs)
    if depth and kind == 4:
        a, b, c = (condition_of(dice, numbers, answers, depth - 1) for _ in range(3))
        needs = a.needs | b.needs | c.needs
        return Drawn(f"IF({a.text}, {b.text}, {c.text})", lambda f: (b if a.value(f) else c).value(f), needs)
    if answers and kind == 5:
        name, word = dice.choice(answers), dice.choice(["có", "không"])
        return Drawn(f'{name}="{word}"', lambda f: f[name] is (word == "có"), frozenset([name]))
    left, right = (number_of(dice, numbers) for _ in range(2))
    sign = dice.choice(["=", "<>", "<", "<=", ">", ">="])
    needs = left.needs | right.needs
    return Drawn(f"{left.text}{sign}{right.text}", lambda f: compared(sign, left.value(f), right.value(f)), needs)


def compared(sign: str, a: float, b: float) -> bool:
    """Numbers that differ in the tenth digit alone are equal."""
    less, equal, more = a < b, math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), a > b
    less, more = less and not equal, more and not equal
    return {"=": equal, "<>": not equal, "<": less, "<=": less or equal, ">": more, ">=": more or equal}[sign]


def verdict(drawn: Drawn, figures: Figures) -> str:
    """A rule's result, by its function."""
    if any(figures.get(name) in (None, "n/a") for name in drawn.needs):
        return "not_checkable"
    try:
        return "passed" if drawn.value(figures) else "failed"
    except Unknown:
        return "not_checkable"


@dataclass
class Random:
    """One random campaign, with everything typed into its forms."""

    seed: int
    folder: Folder
    rules: dict[str, Drawn]
    between: dict[str, tuple[str, str, str, str]]
    """Rules between agencies: (indicator, left body, sign, right body)."""
    computed: dict[str, Drawn]
    fillings: dict[str, dict[tuple[str, str], CellValue]] = field(default_factory=dict)

    def figures(self, agency: str, period: str) -> dict[str, object]:
        """The meaning of the agency's cells, by plain reading."""
        found: dict[str, object] = {}
        codes = {i.code for i in self.folder.campaign.indicators_of(self.folder.campaign.agency_by_code[agency])}
        for code in codes - self.computed.keys():
            typed = self.fillings[agency].get((code, period))
            nothing = typed == "Không có" and not counts_up(self.folder.campaign.indicator_by_code[code])
            found[code] = "n/a" if nothing else meaning(typed)
        for code in codes & self.computed.keys():
            drawn = self.computed[code]
            found[code] = None
            if verdict(drawn, found) != "not_checkable":
                found[code] = drawn.value(found)
            elif any(found.get(n) == "n/a" for n in drawn.needs):
                found[code] = "n/a"
        return found


def counts_up(indicator: Indicator) -> bool:
    """Whether words for nothing are 0: if something is summed, or only counted."""
    if "sum" in (indicator.across_agencies, indicator.across_periods):
        return True
    return indicator.across_agencies == "none" and indicator.kind in ("count", "money")


def meaning(typed: CellValue) -> object:
    words: dict[object, object] = {"Không có": 0.0, "Không thuộc chức năng": "n/a", "Có": True, "Không": False}
    if typed in UNUSABLE:
        return None
    return words.get(typed) if isinstance(typed, str) else typed


def draw(root: Path, seed: int) -> Random:
    dice = random.Random(seed)
    agencies = [{"code": f"S{n}", "name": f"Sở {n}", "group": "sở"} for n in range(dice.randint(1, 2))]
    agencies += [{"code": f"H{n}", "name": f"Huyện {n}", "group": "cấp huyện"} for n in range(dice.randint(1, 3))]
    numbers: list[str] = []
    indicators: list[dict[str, str]] = []
    for n in range(dice.randint(3, 6)):
        code = f"N{n}"
        across = dice.choice(["sum", "sum", "sum", "mean", "max", "min", "none"])
        words = {"code": code, "topic": "Một", "label": f"Chỉ tiêu {n}", "unit": "cái"}
        words["kind"] = dice.choice(["count", "decimal"])
        ways = {"across_agencies": across, "across_periods": dice.choice(["sum", "last", "max", "mean", "none"])}
        words["owner"] = dice.choice(["", "", "", "sở", "S0"])
        words["weight"] = dice.choice(numbers) if numbers and across == "mean" and dice.random() < 0.5 else ""
        indicators.append({**words, **ways})
        numbers.append(code)
    answers = ["Y0"] if dice.random() < 0.6 else []
    for c in answers:
        words = {"code": c, "topic": "Hai", "label": "Có không", "unit": "có/không", "kind": "yesno"}
        indicators.append({**words, "across_agencies": "count_yes", "across_periods": "last"})
    computed: dict[str, Drawn] = {}
    if dice.random() < 0.7:
        drawn = number_of(dice, numbers)
        while not drawn.needs:
            drawn = number_of(dice, numbers)
        computed["D0"] = drawn
        words = {"code": "D0", "topic": "Hai", "label": "Tính", "unit": "cái", "kind": "decimal"}
        ways = {"across_periods": dice.choice(["none", "last", "sum", "sum"])}
        ways["asked_of"] = dice.choice(["", "cấp huyện", "sở"])
        indicators.append({**words, **ways, "formula": f"={drawn.text}"})
    rules: dict[str, Drawn] = {}
    everywhere = [*numbers, *(i["code"] for i in indicators if i["code"] in computed and not i["asked_of"])]
    for n in range(dice.randint(2, 5)):
        drawn = condition_of(dice, everywhere, answers)
        if drawn.needs:
            rules[f"R{n}"] = drawn
    between = {}
    sums = [i["code"] for i in indicators if i.get("across_agencies") == "sum"]
    if sums:
        between["X0"] = (dice.choice(sums), "cấp huyện", dice.choice(["=", "<=", ">="]), "S0")
    formulas = {c: (d.text, dice.choice(["error", "warning"])) for c, d in rules.items()}
    formulas |= {c: (f"{i}@'{a}'{s}{i}@{b}", "error") for c, (i, a, s, b) in between.items()}
    rows = [{"code": c, "formula": f"={f}", "severity": s, "message": f"Sai {c}"} for c, (f, s) in formulas.items()]
    about = {"id": f"R{seed}", "title": "Ngẫu nhiên", "periods": "|".join(PERIODS), "deadline": "2021-01-10"}
    folder = define(root, {"campaign": [about], "agencies": agencies, "indicators": indicators, "rules": rows})
    made = Random(seed, folder, rules, between, computed)
    blanks = dice.choice([0.0, 0.05, 0.3])
    for agency in agencies:
        made.fillings[agency["code"]] = {
            (indicator["code"], period): typed(dice, indicator["kind"])
            for indicator in indicators
            for period in PERIODS
            if not (indicator["code"] in computed or dice.random() < blanks)
        }
    return made


def typed(dice: random.Random, kind: str) -> CellValue:
    if kind == "yesno":
        return dice.choice(["Có", "Không", "Có", "Không thuộc chức năng"])
    if dice.random() < 0.1:
        return dice.choice(["Không có", "Chưa thống kê", "Không thuộc chức năng"])
    if kind == "count" and dice.random() < 0.04:
        unusable: list[CellValue] = [*UNUSABLE, "nhiều"]
        return dice.choice(unusable)
    whole = kind == "count" or dice.random() < 0.6
    return dice.choice([0, 1, 1, 2, 3, 5, 8, 10, 12] if whole else [0.5, 2.25, 7.5])


def merged(made: Random) -> tuple[Consolidation, Sequence[str]]:
    """The campaign's result, and which agencies have reported: most of them."""
    dice = random.Random(-made.seed)
    sent = [a for a in made.fillings if dice.random() < 0.9] or ["S0"]
    for agency in sent:
        write(made.folder, agency, Filling(figures=made.fillings[agency]))
    for agency in set(made.fillings) - set(sent):
        made.fillings[agency] = {}
    return merge(made.folder), sent


def test_rules_and_totals_of_one_campaign_are_the_same_two_ways(tmp_path: Path) -> None:
    """Every rule of every form, every rule between agencies, every total: the toolkit's and the oracle's."""
    made = draw(tmp_path, _ONE)
    seen = Counter[str]()
    assert differences(made, *merged(made), seen) == []
    assert min(seen[k] for k in _SEEN) > 0, seen


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_rules_and_totals_are_the_same_three_ways(tmp_path: Path, part: int) -> None:
    """Every rule of forms and between agencies, every total: the toolkit's and the oracle's; what LibreOffice makes of
    a form and of the master is what is stored in them."""
    books: list[Path] = []
    seen = Counter[str]()
    for seed in range(part, COUNT, PARTS):
        made = draw(tmp_path / str(seed), seed)
        result, sent = merged(made)
        assert differences(made, result, sent, seen) == [], seed
        one = random.Random(seed).choice(sent)
        form = (made.folder.inbox / f"{one}.xlsx").rename(tmp_path / f"form-{seed}.xlsx")
        assert wrong_in_form(made, one, form) == [], seed
        totals = {record.key: record for record in records(keyed(made.folder.master)["totals"])}
        for (code, period), total in result.totals.items():
            shown = totals[code][period]
            assert close(total.value, shown if isinstance(shown, float) else None), (seed, code, period)
        books += [form, made.folder.master.rename(tmp_path / f"master-{seed}.xlsx")]
    assert differing(*books) == []
    assert min(seen[k] for k in _SEEN) > COUNT // PARTS // 10, seen


def differences(made: Random, result: Consolidation, sent: Sequence[str], seen: Counter[str]) -> list[object]:
    """What the toolkit gives differently from the oracle; `seen` counts what was compared."""
    rules = wrong_rules(made, result, sent, seen)
    return [*rules, *wrong_between(made, result, seen), *wrong_totals(made, result, seen)]


def wrong_rules(made: Random, result: Consolidation, sent: Sequence[str], seen: Counter[str]) -> list[object]:
    """Our findings against the oracle: which rules failed, and which could not be checked, in which periods."""
    wrong: list[object] = []
    for agency in sent:
        found: dict[tuple[str, str], set[str]] = {}
        for f in result.used[agency].findings:
            if f.code in ("rule-failed", "rule-not-checkable", "rule-held-back", "rule-without-result"):
                state = "failed" if f.code == "rule-failed" else "not_checkable"
                found.setdefault((f.rule, state), set()).update(f.periods)
        for code, drawn in made.rules.items():
            expected: dict[str, set[str]] = {"failed": set(), "not_checkable": set()}
            for period in PERIODS:
                figures = made.figures(agency, period)
                state = verdict(drawn, figures)
                seen[state] += 1
                # A rule none of whose figures is there is not mentioned.
                if state == "failed" or any(isinstance(figures.get(n), bool | int | float) for n in drawn.needs):
                    expected.get(state, set()).add(period)
            for state, periods in expected.items():
                if found.get((code, state), set()) != periods:
                    wrong.append((agency, code, drawn.text, state, periods, found.get((code, state))))
    return wrong


def expected_between(made: Random, code: str, period: str) -> str:
    indicator, group, sign, single = made.between[code]
    sides = []
    for name in (group, single):
        agencies = [a.code for a in made.folder.campaign.agencies if name in (a.code, *a.groups)]
        values = [meaning(made.fillings[a].get((indicator, period))) for a in agencies]
        if None in values:
            return "not_checkable"
        applying = [float(str(v)) for v in values if v != "n/a"]
        if not applying:
            return "not_checkable"
        sides.append(sum(applying))
    return "passed" if compared(sign, *sides) else "failed"


def wrong_between(made: Random, result: Consolidation, seen: Counter[str]) -> list[object]:
    found = {(c.rule, c.period): c.verdict for c in result.cross_checks if c.rule in made.between}
    expected = {(code, p): expected_between(made, code, p) for code in made.between for p in PERIODS}
    for state in expected.values():
        seen[f"between {state}"] += 1
    return [(key, state, found.get(key)) for key, state in expected.items() if found.get(key) != state]


def wrong_totals(made: Random, result: Consolidation, seen: Counter[str]) -> list[object]:
    oracle = Oracle(result)
    places = [(indicator, period) for indicator in result.campaign.indicators for period in (*PERIODS, "total")]
    pairs = {(i.code, p): (expected_total(made, oracle, i, p), result.totals[i.code, p].value) for i, p in places}
    seen["totals"] += len(pairs)
    return [(key, pair) for key, pair in pairs.items() if not close(*pair)]


def expected_total(made: Random, oracle: Oracle, indicator: Indicator, period: str) -> float | None:
    return computed(made, oracle, indicator, period) if indicator.formula else oracle.value(indicator, period)


def computed(made: Random, oracle: Oracle, indicator: Indicator, period: str) -> float | None:
    """A computed total, by the function drawn with its formula."""
    drawn = made.computed[indicator.code]

    def value(numbers: dict[str, float]) -> float | None:
        try:
            return float(drawn.value(numbers))
        except Unknown:
            return None

    return oracle.computed(indicator, sorted(drawn.needs), value, period)[0]


def wrong_in_form(made: Random, agency: str, path: Path) -> list[object]:
    """The form's list of checks, compared with the oracle."""
    values = read_values(path)
    rows = {(str(r[5]).partition(" (")[0], str(r[4]).rsplit(" – ", 1)[-1]): r[1] for r in values["_checks"][1:]}
    wrong: list[object] = []
    for code, drawn in made.rules.items():
        for period in PERIODS:
            parsed = parse_period(period)
            assert parsed is not None
            fails = rows[f"Sai {code}", period_label(parsed, "vi")]
            if (verdict(drawn, made.figures(agency, period)) == "failed") is not (fails == 1):
                wrong.append((code, drawn.text, period, made.figures(agency, period), fails))
    return wrong
