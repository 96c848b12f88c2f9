"""Campaigns as records, with the spread that real ones have, and slips planted in them. All of it is invented.

A clean campaign: agencies whose sizes span three orders of magnitude, in two groups; counts, money in triệu đồng with
decimals, percentages, yes and no; sums of parts, parts that are at most a whole, rates; four years and a half, of
which flows have half a year's; figures of the previous campaign for most agencies. Zeros where an agency has none of a
thing, blanks, answers in words, new agencies without earlier years, agencies that absorbed others, a policy that
changes a whole row, and jumps of single rows by a factor of two to four, for a year or permanently.

A slip is one cell, or one row of a form, that was typed differently from what was meant. The same seed gives the same
campaign.
"""

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
#: The kinds of slips: a thousand times as much or as little, in one cell or in a whole row; the decimal sign left out;
#: two neighbouring digits swapped; one digit left out or typed twice; the value of the next period, or of the next row;
#: the sign; the total instead of a part; the sum since the first period instead of the period's value; a percentage
#: instead of a count.
SLIPS: tuple[Slip, ...] = get_args(Slip)
PERIODS = ("2021", "2022", "2023", "2024", "2025-6M")
#: The share of figures in which slips are planted.
_PLANTED = 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """An invented indicator: its usual level for an agency of size 1, its growth with size, its changes."""

    code: str
    kind: Kind
    level: float
    power: float
    moves: float
    """Standard deviation of its yearly change, as a logarithm."""
    flow: bool = True
    none: float = 0.0
    """The share of agencies that have none of it."""
    of: str = ""
    """The row of which it is a share, if any: then `level` is the usual share."""
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
class InventedCampaign:
    """One campaign: its figures, and those of the previous campaign in the same cells. A missing cell is blank."""

    campaign: Campaign
    figures: Mapping[Cell, float]
    before: Mapping[Cell, float]
    answers: Mapping[Cell, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planted:
    """A slip: its cells (for a row all of them), the values meant and those typed."""

    slip: Slip
    cells: tuple[Cell, ...]
    meant: tuple[float, ...]
    typed: tuple[float, ...]

    @property
    def matters(self) -> bool:
        """Whether it changes its figure by more than half of the value meant."""
        return any(abs(t - m) > abs(m) / 2 for t, m in zip(self.typed, self.meant, strict=True))


# --- A clean campaign ----------------------------------------------------------------------------


def make_campaign(agencies: int, seed: int) -> InventedCampaign:
    """A campaign of this number of agencies without a slip."""
    choose = random.Random(f"campaign {agencies} {seed}")
    periods = tuple(_period(key) for key in PERIODS)
    roster = tuple(_agency(n, choose) for n in range(agencies))
    campaign = Campaign(
        id=f"INVENTED-{agencies}-{seed}",
        title="Invented",
        periods=periods,
        agencies=roster,
        indicators=tuple(map(_indicator, ROWS)),
        rules=tuple(Rule(code=c, formula=f, severity="error", message=c) for c, f in RULES.items()),
    )
    policy = {row.code: (choose.randint(1, 3), choose.uniform(1.6, 3)) for row in choose.sample(_drawn(), 2)}
    figures: dict[Cell, float] = {}
    before: dict[Cell, float] = {}
    answers: dict[Cell, bool] = {}
    for agency in roster:
        reported = _of_agency(agency, policy, choose)
        for (code, key), value in reported.items():
            if (code, key[0]) == ("A03", "n"):
                answers[agency.code, code, key[2:]] = value > 0
            elif key[0] == "n":
                figures[agency.code, code, key[2:]] = value
            else:
                before[agency.code, code, key[2:]] = value
    return InventedCampaign(campaign, figures, before, answers)


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
    """The rows whose values are drawn, not derived from other rows."""
    return [row for row in ROWS if row.kind in ("count", "money") and not (row.parts or row.of or row.formula)]


def _of_agency(
    agency: Agency, policy: Mapping[str, tuple[int, float]], choose: random.Random
) -> dict[tuple[str, str], float]:
    """An agency's figures by indicator and key: `n:` with a period of this campaign, or `b:` with one of the previous
    campaign's in its cell.

    The figures of 2019 are compared with 2021, the half of 2020 with that of 2025.
    """
    size = 10 ** choose.uniform(0, 3)
    took_in = choose.randint(1, 3) if choose.random() < 0.03 else None
    growth = choose.uniform(1.4, 2.5)
    keeps_before = agency.since is None and choose.random() < 0.9
    decimals = choose.choice((0, 1, 1, 2, 2, 3))
    years = {"b:2021": -2.0, "b:2025-6M": -1.0, **{f"n:{key}": float(n) for n, key in enumerate(PERIODS)}}
    figures: dict[tuple[str, str], float] = {}
    for row in ROWS:
        if row.formula or row.parts:
            continue
        level = choose.gauss(math.log(row.level), 0.12 if row.of or row.kind == "percent" else 0.5)
        nothing = choose.random() < row.none
        jump = choose.randint(1, 3) if choose.random() < 0.012 and row.kind != "percent" else None
        by, stays = choose.choice((2, 2.5, 3, 4, 0.5, 0.33)), choose.random() < 0.5
        walk = 0.0
        for key, year in years.items():
            if row.kind == "yesno":
                figures[row.code, key] = 1.0
                continue
            walk += choose.gauss(0.02, row.moves)
            rate = math.exp(level + walk)
            if row.code in policy and year >= policy[row.code][0]:
                rate *= policy[row.code][1]
            if jump is not None and not (row.of and row.level < 1) and (year >= jump if stays else year == jump):
                rate *= by
            if took_in is not None and year >= took_in and not row.of and row.kind != "percent":
                rate *= growth
            half = 0.5 if row.flow and key.endswith("6M") and row.kind != "percent" else 1.0
            if row.of:
                whole = (
                    figures.get((row.of, key)) if row.of in ("B01", "D01", "E02", "E03") else _sum(figures, row.of, key)
                )
                value = (whole or 0.0) * (min(rate, 0.98) if row.level < 1 else rate)
            else:
                value = rate * half * size**row.power
            figures[row.code, key] = 0.0 if nothing else _rounded(row, value, decimals, choose)
        _add_parts(figures, row.code, years)
    return {key: v for key, v in figures.items() if _is_reported(agency, *key, keeps_before, choose)}


def _sum(figures: Mapping[tuple[str, str], float], code: str, key: str) -> float:
    return round(math.fsum(figures[part, key] for part in _ROW[code].parts), 6)


def _add_parts(figures: dict[tuple[str, str], float], code: str, years: Mapping[str, float]) -> None:
    """Add the whole once its last part is known."""
    whole = _WHOLE.get(code)
    if whole and _ROW[whole].parts[-1] == code:
        for key in years:
            figures[whole, key] = _sum(figures, whole, key)


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


def _is_reported(agency: Agency, code: str, key: str, keeps_before: bool, choose: random.Random) -> bool:
    """Whether a figure is reported: not before the agency existed, not the previous campaign of some, not some
    cells."""
    if key[0] == "b":
        return keeps_before and choose.random() < 0.97
    if agency.since is not None and int(key[2:6]) < agency.since.year:
        return False
    return choose.random() >= 0.02


# --- Slips ---------------------------------------------------------------------------------------


def plant(campaign: InventedCampaign, seed: int) -> tuple[InventedCampaign, tuple[Planted, ...]]:
    """The campaign with slips of each kind, in turn, in 2 % of its figures; no two in one column of a form."""
    choose = random.Random(f"slips {campaign.campaign.id} {seed}")
    figures = dict(campaign.figures)
    cells = sorted(figures)
    choose.shuffle(cells)
    left = round(_PLANTED * len(cells))
    used: set[tuple[str, str]] = set()
    rows: set[tuple[str, str]] = set()
    planted: list[Planted] = []
    for turn in range(10 * left):
        slip = SLIPS[turn % len(SLIPS)]
        next_slip = next(
            (p for cell in cells if (p := _planted(slip, cell, campaign, used, rows, choose)) is not None), None
        )
        if next_slip is None:
            continue
        planted.append(next_slip)
        left -= len(next_slip.cells)
        for cell, typed in zip(next_slip.cells, next_slip.typed, strict=True):
            figures[cell] = typed
            used.add((cell[0], cell[2]))
            rows.add(cell[:2])
            cells.remove(cell)
        choose.shuffle(cells)
        if left <= 0:
            break
    return InventedCampaign(campaign.campaign, figures, campaign.before, campaign.answers), tuple(planted)


def copy_blocks(campaign: InventedCampaign, seed: int) -> tuple[InventedCampaign, tuple[tuple[Cell, ...], ...]]:
    """The campaign with a column of each thirtieth form copied: from the previous campaign, or from another agency's
    form."""
    choose = random.Random(f"copies {campaign.campaign.id} {seed}")
    figures = dict(campaign.figures)
    codes = [a.code for a in campaign.campaign.agencies]
    blocks: list[tuple[Cell, ...]] = []
    for agency in choose.sample(codes, max(2, len(codes) // 30)):
        period, other = choose.choice(("2021", "2025-6M")), choose.choice([c for c in codes if c != agency])
        source, source_agency = (campaign.before, agency) if choose.random() < 0.5 else (campaign.figures, other)
        column = {row.code: source.get((source_agency, row.code, period)) for row in ROWS}
        block = {(agency, code, period): value for code, value in column.items() if value is not None}
        if len(block) >= 10:
            figures.update(block)
            blocks.append(tuple(block))
    return InventedCampaign(campaign.campaign, figures, campaign.before, campaign.answers), tuple(blocks)


def _planted(
    slip: Slip,
    cell: Cell,
    campaign: InventedCampaign,
    used: set[tuple[str, str]],
    rows: set[tuple[str, str]],
    choose: random.Random,
) -> Planted | None:
    agency, code, period = cell
    if slip == "row":
        cells = tuple((agency, code, p) for p in PERIODS if campaign.figures.get((agency, code, p)))
        if len(cells) < 3 or _ROW[code].kind != "money" or any((c[0], c[2]) in used for c in cells):
            return None
        meant = tuple(campaign.figures[c] for c in cells)
        return Planted(slip, cells, meant, tuple(float(f"{v / 1000:.6f}") for v in meant))
    if (agency, period) in used or (agency, code) in rows:
        return None
    meant_one = campaign.figures[cell]
    typed = next((v for v in _typed(slip, cell, campaign, choose) if v != meant_one), None)
    return None if typed is None else Planted(slip, (cell,), (meant_one,), (typed,))


def _typed(slip: Slip, cell: Cell, campaign: InventedCampaign, choose: random.Random) -> Iterator[float]:
    """The values that may be typed by such a slip."""
    agency, code, period = cell
    value, kind = campaign.figures[cell], _ROW[code].kind
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
            yield campaign.figures.get((agency, code, choose.choice(beside)), value)
        case "neighbour":
            yield campaign.figures.get((agency, _NEIGHBOURS.get(code, ""), period), value)
        case "sign" if value:
            yield -value
        case "total" if code in _WHOLE:
            yield campaign.figures.get((agency, _WHOLE[code], period), value)
        case "cumulative" if _ROW[code].flow and kind != "percent" and at and value:
            before = [v for p in PERIODS[:at] if (v := campaign.figures.get((agency, code, p))) is not None]
            if len(before) == at and any(before):
                yield round(math.fsum(before) + value, 6)
        case "percentage" if _ROW[code].of and _ROW[code].level < 1 and kind == "count":
            whole = campaign.figures.get((agency, _ROW[code].of, period))
            if whole and value:
                yield round(value / whole * 100, 1)
        case _:
            return
