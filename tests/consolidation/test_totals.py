"""Totals of the province, compared with plain loops written here, and with the forms' totals."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import (
    ABOUT,
    DAY,
    Here,
    define,
    definition,
    every_way,
    filled,
    keyed,
    merge,
    random_filling,
    read,
    table,
    typed,
    write,
)
from tests.effort import effort
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling
from toolkit.messages.errors import DefinitionError
from toolkit.model import Campaign, Consolidation, Figure, Indicator, Total

AGENCIES = """
| code | name         | group | until      |
|------|--------------|-------|------------|
| SA   | Sở A         | sở    |            |
| SB   | Sở B         | sở    |            |
| HC   | UBND huyện C | huyện |            |
| XD   | Sở D cũ      | sở    | 2019-12-31 |
"""
Formula = Callable[[dict[str, float]], float | None]
#: Indicators, what three agencies report of 2019 and 2020, and the totals of 2019, 2020 and both: the value, the
#: agencies in it and those asked. One that is blank in a period has no figure.
TOTALS = r"""
| code | kind | across | over | more | SA | SB | HC | totals | why |
|--|--|--|--|--|--|--|--|--|--|
| A1 | count | sum | last | | 10; 12 | 20; 21 | | 30 2/3; 33 2/3; 33 2/3 | a stock is not added up over the periods |
| B1 | count | sum | sum | | 1; 1 | 1; 0 | | 2 2/3; 1 2/3; 3 2/3 | |
| B2 | count | sum | sum | | 1; 2 | 9; 4 | | 10 2/3; 6 2/3; 16 2/3 | |
| B3 | percent | | sum | formula==B1/B2*100 | | | | 20 2/3; 16.6667 2/3; 18.75 2/3 | of the sums, no mean |
| C1 | decimal | sum | sum | | 10; 20 | 30; 50 | 20; 40 | 60 3/3; 110 3/3; 170 3/3 | |
| C2 | count | sum | last | asked_of=huyện\|sở | 5; 10 | 5; | ; 10 | 10 2/3; 20 2/3; 20 3/3 | |
| C3 | decimal | | sum | asked_of=sở\|huyện, formula==C1/C2 | | | | 4 2/3; 3 2/3; 4.5 2/3 | the agencies with both |
| C4 | decimal | | sum | asked_of=sở, formula==C1/C2 | | | | 4 2/2; 2 1/2; 3 1/2 | those asked for it alone |
| D1 | decimal | sum | sum | | 10; 20 | 30; 50 | ; 40 | 40 2/3; 110 3/3; 150 3/3 | |
| D2 | count | sum | last | | ; 10 | 5; | 5; 10 | 10 2/3; 20 2/3; 20 3/3 | |
| D3 | decimal | | sum | formula==D1/D2 | | | | 6 1/3; 3 2/3; 3 1/3 | with every flow and the last stock |
| E1 | count | sum | sum | owner=SA | 23; 20 | 20; | 3; | 23 1/1; 20 1/1; 43 1/1 | the owner's figure alone counts |
| E2 | count | sum | last | | 5; 20 | | 20; 10 | 25 2/3; 30 2/3; 30 2/3 | |
| E3 | decimal | | sum | formula==E1/E2 | | | | 0.92 1/1; 0.666667 1/1; 1.43333 1/1 | of different agencies |
| F1 | decimal | sum | last | | ; 10 | | | – 0/3; 10 1/3; 10 1/3 | |
| F2 | yesno | count_yes | last | | ; Có | | | – 0/3; 1 1/3; 1 1/3 | |
| F3 | decimal | | last | formula==F1+IF(F2="có",5,0) | | | | – 0/3; – 0/3; – 0/3 | a formula with an answer in words |
| G1 | count | mean | mean | | 6; Không có | Chưa thống kê; | | 6 1/3; – 0/3; 6 1/3 | words for none are no 0 |
| G2 | count | min | max | | 3; | | | 3 1/3; – 0/3; 3 1/3 | a missing figure is not the smallest |
| G3 | count | sum | last | | 4; | | | 4 1/3; – 0/3; – 1/3 | nor is it a stock of zero |
| H1 | count | sum | sum | | 1; | | ; 2 | 1 1/3; 2 1/3; 3 2/3 | agencies in force are asked |
| H2 | count | sum | sum | asked_of=sở | 1; abc | | | 1 1/2; – 0/2; 1 1/2 | and of those the groups that are asked |
| I1 | percent | mean | mean | weight=I2 | 10; | 40; | 99; | 20 2/3; – 0/3; 20 2/3 | those with a weight |
| I2 | count | sum | last | | 100; | 50; | | 150 2/3; – 0/3; – 2/3 | |
| J1 | yesno | count_yes | last | | Có; Không | Không; Không | | 1 2/3; 0 2/3; 0 2/3 | yes among the answers |
| J2 | choice | none | none | choices=>50%\|<50%\|x | >50%; x | >50%; Không thuộc chức năng | | – 2/3; – 1/3; – 2/3 | |
| K1 | count | sum | mean | asked_of=XD | | | | – 0/0; – 0/0; – 0/0 | no agency that is asked exists |
| K2 | count | mean | mean | owner=XD | | | | – 0/0; – 0/0; – 0/0 | |
| K3 | count | sum | sum | | 5; | | | 5 1/3; – 0/3; 5 1/3 | |
| K4 | count | | sum | formula==K3-K2 | | | | – 0/0; – 0/0; – 0/0 | |
"""


PERIODS = ("2019", "2020")


def shown(total: Total) -> str:
    value = "–" if total.value is None else f"{total.value:g}"
    return f"{value} {total.reporting}/{total.asked}"


@pytest.mark.slow
def test_each_total_counts_what_it_should(tmp_path: Path) -> None:
    """Values, the agencies in them and those asked are the table's, and the master states what they leave out."""
    rows = table(TOTALS)
    ways = {"across": "across_agencies", "over": "across_periods"}
    indicators = [
        {"code": row["code"], "topic": "Một", "label": row["code"], "unit": "%" if row["kind"] == "percent" else "ca"}
        | {ways.get(column, column): row[column] for column in ("kind", "across", "over")}
        | dict(part.split("=", 1) for part in row["more"].split(", ") if part)
        for row in rows
    ]
    folder = define(tmp_path, {"campaign": [ABOUT], "agencies": table(AGENCIES), "indicators": indicators})
    for agency in ("SA", "SB", "HC"):
        cells = [(r["code"], p, t.strip()) for r in rows for p, t in zip(PERIODS, r[agency].split(";"), strict=False)]
        write(folder, agency, Filling(figures={(code, period): typed(text) for code, period, text in cells if text}))
    result = merge(folder)
    totals = result.totals
    found = {row["code"]: "; ".join(shown(totals[row["code"], p]) for p in (*PERIODS, "total")) for row in rows}
    assert found == {row["code"]: row["totals"] for row in rows}
    # What a total leaves out, and answers of a choice, are counted.
    assert (totals["C4", "2020"].wanting, totals["H2", "2020"].held, totals["I1", "2019"].unweighed) == (1, 1, 1)
    assert totals["E3", "2020"].apart
    assert totals["J2", "2019"].distribution == ((">50%", 2), ("<50%", 0), ("x", 0))
    assert (">50%", 0) in totals["J2", "2020"].distribution
    # Figures that are in no total are kept: those of others than the owner, those computed with words.
    figures = {(f.indicator, f.period, f.agency): f.value for f in result.figures}
    assert [figures["E1", "2019", agency] for agency in ("SA", "SB", "HC")] == [23, 20, 3]
    assert figures["F3", "2020", "SA"] == 15
    # The sheet of totals has a row for each, also without any figure, and the caveats.
    sheet = keyed(folder.master)["totals"]

    def texts(code: str, *columns: str) -> list[str]:
        return [sheet.text(sheet.by_key()[code], column) for column in columns]

    assert texts("F3", "2020", "2020:reporting", "reporting", "caveats") == ["–", "–", "–", ""]
    assert texts("E1", "2019:reporting", "caveats") == ["1/1", ""]
    assert texts("H1", "2019:reporting", "2020:reporting", "reporting") == ["1/3", "1/3", "2/3"]
    below = [str(cell) for row in sheet.rows for cell in row.cells if row.for_people]
    assert all(any(words in cell for cell in below) for words in ("không cùng", "không có trọng số"))
    assert "K4" in sheet.by_key()
    # An agency that no longer exists counts where it sends a figure.
    filled(folder, "XD", "| code | 2019 |\n|---|---|\n| H2 | 5 |")
    assert shown(merge(folder, master=False).totals["H2", "2019"]) == "6 2/3"


@pytest.mark.slow
def test_a_dash_is_no_score_in_a_mean(tmp_path: Path) -> None:
    """A dash in place of a score is in no mean, rule or total, and a note says so; in a number of cases it is 0."""
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators="""
| code | topic | label    | unit | kind    | across_agencies | across_periods | required | minimum | maximum |
|------|-------|----------|------|---------|-----------------|----------------|----------|---------|---------|
| A1   | Một   | Hài lòng | điểm | decimal | mean            | last           | yes      | 0       | 5       |
| A2   | Một   | Thấp     | điểm | decimal | min             | last           | yes      | 0       | 5       |
| A3   | Một   | Số vụ    | vụ   | count   | sum             | sum            | yes      | 0       |         |
""",
        rules="| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =A1>=1 | error | Dưới 1 điểm |\n",
    )
    numbers = "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 4 | {0} |\n| A2 | 3 | {1} |\n| A3 | {2} | 2 |"
    filled(folder, "SA", numbers.format(4, 3, 2))
    filled(folder, "SB", numbers.format(4.8, 3, 2))
    words = read(folder, filled(folder, "HC", numbers.format("-", "không có", "-")))
    states = {(f.indicator, f.period): f.state for f in words.figures}
    assert [states[key] for key in (("A1", "2020"), ("A2", "2020"), ("A3", "2019"))] == [
        *["not_applicable"] * 2,
        "zero_by_words",
    ]
    findings = sorted((f.code, f.cells or (f.cell,)) for f in words.findings if f.indicator)
    assert findings == [("dash-as-zero", ("E12",)), ("nothing-not-zero", ("F10", "F11"))]
    totals = merge(folder, master=False).totals
    assert totals["A1", "2020"].value == pytest.approx(4.4)
    assert (totals["A2", "2020"].value, totals["A3", "2019"].value) == (3, 4)
    assert [totals[code, "2020"].wanting for code in ("A1", "A2", "A3")] == [0, 0, 0]


def test_coverage_leaves_out_periods_in_which_an_agency_did_not_exist(tmp_path: Path) -> None:
    """An agency is complete with the figures of the periods in which it existed."""
    folder = definition(
        tmp_path,
        agencies="""
| code | name      | group | since      | until      | replaced_by |
|------|-----------|-------|------------|------------|-------------|
| XA   | UBND xã A | xã    |            | 2019-12-31 | XN          |
| XN   | UBND xã N | xã    | 2020-01-01 |            |             |
| XC   | UBND xã C | xã    |            |            |             |
""",
        indicators="""
| code | topic | label | unit | kind  | across_agencies | across_periods |
|------|-------|-------|------|-------|-----------------|----------------|
| A1   | Một   | Vụ    | vụ   | count | sum             | sum            |
""",
    )
    for agency, numbers in (("XA", "1 | "), ("XN", " | 2"), ("XC", "4 | 8")):
        filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {numbers} |")
    result = merge(folder, master=False)
    assert [shown(result.totals["A1", p]) for p in (*PERIODS, "total")] == ["5 2/2", "10 2/2", "15 3/3"]
    assert (result.totals["A1", "total"].complete, result.totals["A1", "total"].wanting) == (3, 0)
    assert {s.agency: (s.given, s.asked) for s in result.statuses} == {"XA": (1, 1), "XN": (1, 1), "XC": (2, 2)}


def test_agencies_that_are_not_asked_for_all_members(tmp_path: Path) -> None:
    """A definition must ask all agencies of a computed indicator for its members; a form without the weight has a
    total that is not reported as wrong."""
    indicators = """
| code | topic | label | unit | kind    | asked_of | weight | across_agencies | across_periods | formula    |
|------|-------|-------|------|---------|----------|--------|-----------------|----------------|------------|
| A1   | Một   | Tỷ lệ | %    | percent |          | A2     | mean            | mean           |            |
| A2   | Một   | Dân   | ca   | count   | sở       |        | sum             | last           |            |
"""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    submission = read(folder, filled(folder, "HC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |"))
    assert "total-differs" not in [f.code for f in submission.findings]
    indicators += "| A3 | Một | Bình quân | % | percent | | | | sum | =A1/A2*100 |\n"
    with pytest.raises(DefinitionError) as raised:
        definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    assert [f.code for f in raised.value.findings if f.severity == "error"] == ["definition-member-not-asked"]


# --- The oracle ----------------------------------------------------------------------------------

#: Ways over periods in which the last one counts for all.
LASTING = ("last", "cumulative", "cumulative_all")


class Oracle:
    """The province's totals in plain loops, from the figures alone."""

    def __init__(self, result: Consolidation) -> None:
        self.campaign: Campaign = result.campaign
        self.periods = [p.key for p in self.campaign.periods]
        self.roster = [s.agency for s in result.statuses]
        self.figure: dict[tuple[str, str, str], Figure] = {(f.indicator, f.period, f.agency): f for f in result.figures}

    def counts(self, indicator: Indicator) -> list[str]:
        """The agencies that count: those asked, of an indicator with an owner the owner."""
        found = []
        for code in self.roster:
            names = {code, *self.campaign.agency_by_code[code].groups}
            if all(not chosen or names & set(chosen) for chosen in (indicator.asked_of, indicator.owner)):
                found.append(code)
        return found

    def state(self, code: str, period: str, agency: str) -> str:
        figure = self.figure.get((code, period, agency))
        return figure.state if figure else "missing"

    def given(self, code: str, period: str, agency: str) -> float | None:
        figure = self.figure.get((code, period, agency))
        return float(figure.value) if figure and isinstance(figure.value, bool | int | float) else None

    def weight(self, indicator: Indicator, period: str, agency: str) -> float | None:
        return self.given(indicator.weight, period, agency) if indicator.weight else 1.0

    def pairs(self, indicator: Indicator, period: str) -> list[tuple[float, float | None]]:
        """The agencies' values with their weights."""
        values = [(self.given(indicator.code, period, a), a) for a in self.counts(indicator)]
        return [(v, self.weight(indicator, period, a)) for v, a in values if v is not None]

    def single(self, indicator: Indicator, period: str) -> float | None:
        return gather(indicator.across_agencies, self.pairs(indicator, period))

    def whole(self, indicator: Indicator) -> float | None:
        if indicator.across_periods == "mean" and indicator.across_agencies == "mean":
            return gather("mean", [pair for period in self.periods for pair in self.pairs(indicator, period)])
        if indicator.across_periods in LASTING:
            return self.single(indicator, self.periods[-1])
        if indicator.across_agencies == "count_yes":
            return None
        pairs = []
        for period in self.periods:
            total = self.single(indicator, period)
            weighing = self.campaign.indicator_by_code[indicator.weight] if indicator.weight else None
            if total is not None:
                pairs.append((total, self.single(weighing, period) if weighing else 1.0))
        return gather(indicator.across_periods, pairs)

    def value(self, indicator: Indicator, period: str) -> float | None:
        return self.whole(indicator) if period == "total" else self.single(indicator, period)

    def periods_of(self, period: str) -> list[str]:
        return self.periods if period == "total" else [period]

    def reporting(self, indicator: Indicator, period: str) -> int:
        return sum(
            any(self.counts_in(indicator, p, a) for p in self.periods_of(period)) for a in self.counts(indicator)
        )

    def asked(self, indicator: Indicator, period: str) -> int:
        """The agencies that count, without those that existed in no period and reported nothing."""

        def there(code: str, key: str) -> bool:
            until = self.campaign.agency_by_code[code].until
            reported = self.state(indicator.code, key, code) in ("given", "zero_by_words", "held")
            return until is None or date(int(key[:4]), 1, 1) < until or reported

        return sum(any(there(a, p) for p in self.periods_of(period)) for a in self.counts(indicator))

    def counts_in(self, indicator: Indicator, period: str, agency: str) -> bool:
        """Whether the agency's answer is in the total: for a weighted mean, with a weight that is not zero."""
        if self.state(indicator.code, period, agency) not in ("given", "zero_by_words"):
            return False
        return indicator.across_agencies != "mean" or bool(self.weight(indicator, period, agency))

    def computed(
        self, indicator: Indicator, parts: Sequence[str], formula: Formula, period: str
    ) -> tuple[float | None, int | None]:
        """A computed total by its function and the number of agencies in it; None for other totals."""
        if period == "total" and indicator.across_periods == "none":
            return None, 0
        if period == "total" and indicator.across_periods in LASTING:
            period = self.periods[-1]
        members = [self.campaign.indicator_by_code[p] for p in parts]
        counted = [[a for a in self.counts(m) if a in self.counts(indicator)] for m in members]
        sums = all(m.across_agencies == "sum" for m in members)
        over = period != "total" or all(m.across_periods in ("sum", *LASTING) for m in members)
        if not (sums and over and counted[0] and all(b == counted[0] for b in counted)):
            totals = {m.code: self.value(m, period) for m in members}
            numbers = {code: value for code, value in totals.items() if value is not None}
            return (formula(numbers) if len(numbers) == len(totals) else None), None
        found: dict[str, float] = dict.fromkeys(parts, 0.0)
        within = set()
        periods = self.periods_of(period)
        stock = len(periods) > 1 and any(m.across_periods in LASTING for m in members)
        for agency in counted[0]:
            for at in [None] if stock else periods:
                own: list[tuple[str, float | None]] = []
                for m in members:
                    keys = [at] if at else periods[-1:] if m.across_periods in LASTING else periods
                    own += [(m.code, self.given(m.code, key, agency)) for key in keys]
                if all(value is not None for _, value in own):
                    within.add(agency)
                    for code, value in own:
                        found[code] += value or 0.0
        return (formula(found) if within else None), len(within)


def gather(how: str, pairs: Sequence[tuple[float, float | None]]) -> float | None:
    """Of values with their weights."""
    values = [value for value, _ in pairs]
    if not values or how == "none":
        return None
    if how in ("sum", "count_yes"):
        return sum(values)
    if how == "mean":
        weight = sum(w for _, w in pairs if w is not None)
        return sum(v * w for v, w in pairs if w is not None) / weight if weight else None
    return max(values) if how == "max" else min(values)


def close(expected: float | None, found: float | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-9)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


#: By the first letters of `every_way`'s computed indicators: their members, and their formulas written out again.
COMPUTED: dict[str, tuple[tuple[str, str], Formula]] = {
    "D": (("SUSU0", "W1"), lambda v: v["SUSU0"] / v["W1"] * 100 if v["W1"] else None),
    "G": (("SUSU0", "W1"), lambda v: v["SUSU0"] / v["W1"] if v["W1"] else None),
    "E": (("SUSU0", "SUSU1"), lambda v: v["SUSU0"] - v["SUSU1"]),
    "H": (("SULA3", "SUSU3"), lambda v: v["SULA3"] / v["SUSU3"] if v["SUSU3"] > 0 else 0),
    "J": (("SUCUA0", "W1"), lambda v: v["SUCUA0"] / v["W1"] * 100 if v["W1"] else None),
}
few = st.lists(st.sampled_from(["SA", "SB", "HC", "HD", "HE", "XF"]), min_size=1, max_size=6, unique=True)
shares = st.sampled_from([0.0, 0.2, 0.5, 0.9])


@pytest.mark.slow
@settings(max_examples=effort(6, 300))
@given(seed=st.integers(0, 10**6), blanks=shares, words=shares, codes=few)
def test_every_total_equals_that_of_plain_loops(
    here: Here, seed: int, blanks: float, words: float, codes: list[str]
) -> None:
    """For every way of totalling: the value, the agencies in it and the agencies asked. A computed total of a period
    uses the sums over the agencies with every member."""
    submissions = []
    for number, code in enumerate(codes):
        content = random_filling(here.folder, code, seed + number, blanks=blanks, words=words)
        submissions.append(read(here.folder, write(here.folder, code, content)))
    result = consolidate(here.folder.campaign, submissions, as_of=DAY)
    oracle, by_code = Oracle(result), result.campaign.indicator_by_code
    wrong = []
    for (code, period), total in result.totals.items():
        indicator = by_code[code]
        if not indicator.formula:
            value: float | None = oracle.value(indicator, period)
            counts = oracle.reporting(indicator, period), oracle.asked(indicator, period)
        elif code[0] in COMPUTED:
            parts, formula = COMPUTED[code[0]]
            value, number_in = oracle.computed(indicator, parts, formula, period)
            if number_in is None:
                at = oracle.periods[-1] if period == "total" and indicator.across_periods in LASTING else period
                number_in = min(oracle.reporting(by_code[p], at) for p in parts)
            counts = number_in, total.asked
        else:
            continue
        if not close(value, total.value) or counts != (total.reporting, total.asked):
            wrong.append((code, period, value, counts, shown(total)))
    assert wrong == []


@pytest.mark.slow
@settings(max_examples=effort(5, 300))
@given(seed=st.integers(0, 10**6))
def test_totals_of_a_single_agency_are_those_of_its_form(here: Here, seed: int) -> None:
    """Where one agency alone reports everything, each total over the periods is the one in its form."""
    folder = here.folder
    content = random_filling(folder, "HC", seed, blanks=0.0, words=0.0)
    whole = {
        key: min(100, round(v) + (key[0] == "W1")) if isinstance(v, int | float) else v
        for key, v in content.figures.items()
    }
    path = write(folder, "HC", Filling(figures=whole))
    result = consolidate(folder.campaign, [read(folder, path)], as_of=DAY)
    sheet = keyed(path)["figures"]
    held = {f.indicator for f in result.figures if f.state == "held"}
    assert "P1" not in {i.weight for i in result.campaign.indicators}
    assert not {code for code in held if result.campaign.indicator_by_code[code].numeric} - {"P1"}
    rows = sheet.by_key()
    for indicator in result.campaign.indicators_of(result.campaign.agency_by_code["HC"]):
        owned = indicator.owner and "huyện" not in indicator.owner
        if not indicator.numeric or indicator.code in held or indicator.across_agencies == "none" or owned:
            continue
        number = sheet.value(rows[indicator.code], "total")
        total = result.totals[indicator.code, "total"].value
        assert close(number if isinstance(number, float) else None, total), indicator.code


@pytest.mark.slow
def test_without_figures_totals_are_blank(here: Here) -> None:
    """Without any figure no total is zero."""
    result = consolidate(here.folder.campaign, [read(here.folder, write(here.folder, "SA", Filling()))], as_of=DAY)
    assert {(None, 0)} == {(t.value, t.reporting) for t in result.totals.values()}
