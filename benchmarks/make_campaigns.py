"""Campaigns as records, with the spread that real ones have, and slips planted in them. All of it is invented.

A clean campaign: bodies whose sizes span three orders of magnitude, in two groups; counts, money in triệu đồng with
decimals, percentages, yes and no; sums of parts, parts that are at most a whole, rates; four years and a half, of
which flows have half a year's; what stood last campaign for most bodies. Zeros where a body has none of a thing,
blanks, answers in words, new bodies without years before, bodies that took others in, a policy that moves a whole row,
and jumps of single rows by two to four, for a year or for good.

A slip is one cell, or one row of a form, that was typed otherwise than it was meant. The same seed gives the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from toolkit.model import Agency, Campaign, Indicator, Kind, Period, Rule
from toolkit.model.periods import parse_period

Cell = tuple[str, str, str]
"""An agency, an indicator and a period."""
Slip = Literal[
    "thousandfold",
    "row",
    "decimal",
    "swapped",
    "digit",
    "period",
    "neighbour",
    "sign",
    "total",
    "cumulative",
    "percentage",
]
#: What may be typed for what was meant: a thousand times as much or as little, in one cell or in a whole row; the
#: decimal sign left out; two neighbouring digits swapped; one digit left out or typed twice; what belongs to the period
#: beside it, or to the row beside it; the sign; the total for a part; all since the first period for the period's
#: own; a percentage for a count.
SLIPS: tuple[Slip, ...] = get_args(Slip)
PERIODS = ("2021", "2022", "2023", "2024", "2025-6M")
#: The share of figures in which slips are planted.
_PLANTED = 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator as it is invented: its usual level of a body of size 1, how it grows with size, how it moves."""

    code: str
    kind: Kind
    level: float
    power: float
    moves: float
    """Standard deviation of its yearly change, as a logarithm."""
    flow: bool = True
    none: float = 0.0
    """The share of bodies that have none of it."""
    of: str = ""
    """It is a share of this row: `level` is the share's middle."""
    parts: tuple[str, ...] = ()
    formula: str = ""


ROWS = (
    Row("A01", "count", 6, 0.6, 0.06, flow=False),
    Row("A02", "count", 4, 0.25, 0.3),
    Row("A03", "yesno", 1, 0, 0),
    Row("B01", "count", 5, 0.6, 0.22),
    Row("B02", "count", 45, 0, 0.15, of="B01"),
    Row("C01", "count", 0, 0, 0, parts=("C02", "C03", "C04")),
    Row("C02", "count", 14, 0.8, 0.2),
    Row("C03", "count", 6, 0.8, 0.25),
    Row("C04", "count", 2, 0.7, 0.3, none=0.3),
    Row("C05", "count", 0.8, 0, 0.04, of="C01"),
    Row("D01", "count", 160, 1.0, 0.02, flow=False),
    Row("D02", "count", 0.05, 0, 0.1, of="D01", flow=False),
    Row("E01", "count", 0.5, 0.3, 0.4, none=0.5),
    Row("E02", "count", 9, 0.7, 0.2),
    Row("E03", "count", 0.15, 0, 0.15, of="E02"),
    Row("E04", "money", 5, 0, 0.15, of="E03"),
    Row("F01", "money", 0, 0, 0, parts=("F02", "F03")),
    Row("F02", "money", 60, 0.9, 0.25),
    Row("F03", "money", 15, 0.9, 0.3, none=0.4),
    Row("F04", "money", 0.85, 0, 0.05, of="F01"),
    Row("G01", "percent", 85, 0, 0.04, flow=False),
    Row("G02", "percent", 18, 0, 0.15, flow=False),
    Row("H01", "percent", 0, 0, 0, formula="=C05/C01*100"),
)
RULES = {
    "R1": "=C01=C02+C03+C04",
    "R2": "=F01=F02+F03",
    "R3": "=C05<=C01",
    "R4": "=D02<=D01",
    "R5": "=E03<=E02",
    "R6": "=F04<=F01",
    "R7": "=B02>=B01",
    "R8": "=IF(B01=0,TRUE,B02<=B01*500)",
    "R9": "=E04<=E03*100",
    "R10": "=IF(A03,A02>=1,TRUE)",
}
_NEIGHBOURS = {row.code: other.code for row, other in zip(ROWS, ROWS[1:], strict=False)}
_ROW = {row.code: row for row in ROWS}
_WHOLE = {part: row.code for row in ROWS for part in row.parts}


@dataclass(frozen=True, slots=True)
class Made:
    """One campaign: its figures, and what stood last campaign in their place. A cell that is absent is blank."""

    campaign: Campaign
    figures: Mapping[Cell, float]
    before: Mapping[Cell, float]
    answers: Mapping[Cell, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planted:
    """A slip, where it is, and what was meant; of a row all its cells."""

    slip: Slip
    cells: tuple[Cell, ...]
    meant: tuple[float, ...]
    typed: tuple[float, ...]

    @property
    def matters(self) -> bool:
        """Whether it moves its figure by more than half of what was meant."""
        return any(abs(t - m) > abs(m) / 2 for t, m in zip(self.typed, self.meant, strict=True))


# --- A clean campaign ----------------------------------------------------------------------------


def make_campaign(agencies: int, seed: int) -> Made:
    """A campaign of so many bodies without a slip."""
    choose = random.Random(f"campaign {agencies} {seed}")
    periods = tuple(_period(key) for key in PERIODS)
    bodies = tuple(_agency(n, choose) for n in range(agencies))
    campaign = Campaign(
        id=f"INVENTED-{agencies}-{seed}",
        title="Invented",
        periods=periods,
        agencies=bodies,
        indicators=tuple(map(_indicator, ROWS)),
        rules=tuple(Rule(code=c, formula=f, severity="error", message=c) for c, f in RULES.items()),
    )
    policy = {row.code: (choose.randint(1, 3), choose.uniform(1.6, 3)) for row in choose.sample(_drawn(), 2)}
    figures: dict[Cell, float] = {}
    before: dict[Cell, float] = {}
    answers: dict[Cell, bool] = {}
    for body in bodies:
        made = _of_body(body, policy, choose)
        for (code, key), value in made.items():
            if (code, key[0]) == ("A03", "n"):
                answers[body.code, code, key[2:]] = value > 0
            elif key[0] == "n":
                figures[body.code, code, key[2:]] = value
            else:
                before[body.code, code, key[2:]] = value
    return Made(campaign, figures, before, answers)


def _period(key: str) -> Period:
    period = parse_period(key)
    assert period is not None
    return period


def _agency(number: int, choose: random.Random) -> Agency:
    code = f"DV{number:04}"
    group = "Sở, ban, ngành" if number % 4 == 0 else "UBND cấp xã"
    since = date(choose.choice((2022, 2023, 2024)), 1, 1) if choose.random() < 0.07 else None
    return Agency(code=code, name=f"Đơn vị mẫu {number}", short_name=code, groups=(group,), since=since)


def _indicator(row: Row) -> Indicator:
    return Indicator(
        code=row.code,
        topic="",
        label=row.code,
        unit={"money": "triệu đồng", "percent": "%"}.get(row.kind, "người"),
        kind=row.kind,
        minimum=0 if row.kind != "yesno" else None,
        maximum=100 if row.kind == "percent" else None,
        across_agencies="none" if row.kind in ("percent", "yesno") else "sum",
        across_periods="none" if row.kind in ("percent", "yesno") else "sum" if row.flow else "last",
        formula=row.formula,
    )


def _drawn() -> list[Row]:
    """The rows with a level of their own."""
    return [row for row in ROWS if row.kind in ("count", "money") and not (row.parts or row.of or row.formula)]


def _of_body(
    body: Agency, policy: Mapping[str, tuple[int, float]], choose: random.Random
) -> dict[tuple[str, str], float]:
    """Its figures by indicator and `n:` with a period of this campaign, or `b:` with what stood last time in its place.

    Years since the campaign before: 2019 stands beside 2021, the half of 2020 beside that of 2025.
    """
    size = 10 ** choose.uniform(0, 3)
    took_in = choose.randint(1, 3) if choose.random() < 0.03 else None
    growth = choose.uniform(1.4, 2.5)
    keeps_before = body.since is None and choose.random() < 0.9
    decimals = choose.choice((0, 1, 1, 2, 2, 3))
    years = {"b:2021": -2.0, "b:2025-6M": -1.0, **{f"n:{key}": float(n) for n, key in enumerate(PERIODS)}}
    made: dict[tuple[str, str], float] = {}
    for row in ROWS:
        if row.formula or row.parts:
            continue
        own = choose.gauss(math.log(row.level), 0.12 if row.of or row.kind == "percent" else 0.5)
        nothing = choose.random() < row.none
        jump = choose.randint(1, 3) if choose.random() < 0.012 and row.kind != "percent" else None
        by, stays = choose.choice((2, 2.5, 3, 4, 0.5, 0.33)), choose.random() < 0.5
        walk = 0.0
        for key, year in years.items():
            if row.kind == "yesno":
                made[row.code, key] = 1.0
                continue
            walk += choose.gauss(0.02, row.moves)
            rate = math.exp(own + walk)
            if row.code in policy and year >= policy[row.code][0]:
                rate *= policy[row.code][1]
            if jump is not None and not (row.of and row.level < 1) and (year >= jump if stays else year == jump):
                rate *= by
            if took_in is not None and year >= took_in and not row.of and row.kind != "percent":
                rate *= growth
            half = 0.5 if row.flow and key.endswith("6M") and row.kind != "percent" else 1.0
            if row.of:
                whole = made.get((row.of, key)) if row.of in ("B01", "D01", "E02", "E03") else _sum(made, row.of, key)
                value = (whole or 0.0) * (min(rate, 0.98) if row.level < 1 else rate)
            else:
                value = rate * half * size**row.power
            made[row.code, key] = 0.0 if nothing else _rounded(row, value, decimals, choose)
        _add_parts(made, row.code, years)
    return {place: v for place, v in made.items() if _is_given(body, *place, keeps_before, choose)}


def _sum(made: Mapping[tuple[str, str], float], code: str, key: str) -> float:
    return round(math.fsum(made[part, key] for part in _ROW[code].parts), 6)


def _add_parts(made: dict[tuple[str, str], float], code: str, years: Mapping[str, float]) -> None:
    """Once the last part of a whole is there, the whole."""
    whole = _WHOLE.get(code)
    if whole and _ROW[whole].parts[-1] == code:
        for key in years:
            made[whole, key] = _sum(made, whole, key)


def _rounded(row: Row, value: float, decimals: int, choose: random.Random) -> float:
    if row.kind == "percent":
        return min(100.0, round(value, 1))
    if row.kind == "money":
        return round(value, decimals)
    if row.code == "A02":
        return float(max(1, round(value)))
    return float(
        _poisson(value, choose) if value < 20 and not row.of else math.floor(value) if row.of else round(value)
    )


def _poisson(mean: float, choose: random.Random) -> int:
    limit, product, count = math.exp(-mean), choose.random(), 0
    while product > limit:
        product *= choose.random()
        count += 1
    return count


def _is_given(body: Agency, code: str, key: str, keeps_before: bool, choose: random.Random) -> bool:
    """Blank are: what was before the body, last campaign of some, and a cell here and there."""
    if key[0] == "b":
        return keeps_before and choose.random() < 0.97
    if body.since is not None and int(key[2:6]) < body.since.year:
        return False
    return choose.random() >= 0.02


# --- Slips ---------------------------------------------------------------------------------------


def plant(made: Made, seed: int) -> tuple[Made, tuple[Planted, ...]]:
    """The campaign with slips of each kind, in turn, in 2 % of its figures; no two in one column of a form."""
    choose = random.Random(f"slips {made.campaign.id} {seed}")
    figures = dict(made.figures)
    cells = sorted(figures)
    choose.shuffle(cells)
    left = round(_PLANTED * len(cells))
    used: set[tuple[str, str]] = set()
    rows: set[tuple[str, str]] = set()
    planted: list[Planted] = []
    for turn in range(10 * left):
        slip = SLIPS[turn % len(SLIPS)]
        found = next((p for cell in cells if (p := _planted(slip, cell, made, used, rows, choose)) is not None), None)
        if found is None:
            continue
        planted.append(found)
        left -= len(found.cells)
        for cell, typed in zip(found.cells, found.typed, strict=True):
            figures[cell] = typed
            used.add((cell[0], cell[2]))
            rows.add(cell[:2])
            cells.remove(cell)
        choose.shuffle(cells)
        if left <= 0:
            break
    return Made(made.campaign, figures, made.before, made.answers), tuple(planted)


def copy_blocks(made: Made, seed: int) -> tuple[Made, tuple[tuple[Cell, ...], ...]]:
    """The campaign with a column of each thirtieth form copied: from last campaign's, or from another body's form."""
    choose = random.Random(f"copies {made.campaign.id} {seed}")
    figures = dict(made.figures)
    codes = [a.code for a in made.campaign.agencies]
    blocks: list[tuple[Cell, ...]] = []
    for agency in choose.sample(codes, max(2, len(codes) // 30)):
        period, other = choose.choice(("2021", "2025-6M")), choose.choice([c for c in codes if c != agency])
        source, whose = (made.before, agency) if choose.random() < 0.5 else (made.figures, other)
        column = {row.code: source.get((whose, row.code, period)) for row in ROWS}
        block = {(agency, code, period): value for code, value in column.items() if value is not None}
        if len(block) >= 10:
            figures.update(block)
            blocks.append(tuple(block))
    return Made(made.campaign, figures, made.before, made.answers), tuple(blocks)


def _planted(
    slip: Slip, cell: Cell, made: Made, used: set[tuple[str, str]], rows: set[tuple[str, str]], choose: random.Random
) -> Planted | None:
    agency, code, period = cell
    if slip == "row":
        cells = tuple((agency, code, p) for p in PERIODS if made.figures.get((agency, code, p)))
        if len(cells) < 3 or _ROW[code].kind != "money" or any((c[0], c[2]) in used for c in cells):
            return None
        meant = tuple(made.figures[c] for c in cells)
        return Planted(slip, cells, meant, tuple(float(f"{v / 1000:.6f}") for v in meant))
    if (agency, period) in used or (agency, code) in rows:
        return None
    meant_one = made.figures[cell]
    typed = next((v for v in _typed(slip, cell, made, choose) if v != meant_one), None)
    return None if typed is None else Planted(slip, (cell,), (meant_one,), (typed,))


def _typed(slip: Slip, cell: Cell, made: Made, choose: random.Random) -> Iterator[float]:
    """What may be typed for what was meant, by such a slip."""
    agency, code, period = cell
    value, kind = made.figures[cell], _ROW[code].kind
    at = PERIODS.index(period)
    text = f"{value:.10g}"
    match slip:
        case "thousandfold" if kind in ("count", "money") and value:
            if kind == "money":
                yield choose.choice((value / 1000, value * 1000, value * 1000))
            elif value >= 1000:
                yield value / 1000
            else:
                yield value * 1000
        case "decimal" if "." in text and kind in ("money", "percent"):
            yield float(text.replace(".", ""))
        case "swapped" if value >= 10:
            places = [n for n in range(len(text) - 1) if text[n : n + 2].isdigit() and text[n] != text[n + 1]]
            if places:
                n = choose.choice(places)
                yield float(text[:n] + text[n + 1] + text[n] + text[n + 2 :])
        case "digit" if value >= 10:
            places = [n for n in range(len(text)) if text[n].isdigit()]
            n = choose.choice(places)
            yield float(text[:n] + choose.choice(("", text[n] * 2)) + text[n + 1 :])
        case "period" if value:
            beside = [PERIODS[n] for n in (at - 1, at + 1) if 0 <= n < len(PERIODS)]
            yield made.figures.get((agency, code, choose.choice(beside)), value)
        case "neighbour":
            yield made.figures.get((agency, _NEIGHBOURS.get(code, ""), period), value)
        case "sign" if value:
            yield -value
        case "total" if code in _WHOLE:
            yield made.figures.get((agency, _WHOLE[code], period), value)
        case "cumulative" if _ROW[code].flow and kind != "percent" and at and value:
            before = [v for p in PERIODS[:at] if (v := made.figures.get((agency, code, p))) is not None]
            if len(before) == at and any(before):
                yield round(math.fsum(before) + value, 6)
        case "percentage" if _ROW[code].of and _ROW[code].level < 1 and kind == "count":
            whole = made.figures.get((agency, _ROW[code].of, period))
            if whole and value:
                yield round(value / whole * 100, 1)
        case _:
            return
