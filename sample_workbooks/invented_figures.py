"""Figures for every agency, shared out from invented provincial values so that all rules hold.

Nothing here is a statistic. The provincial values stand in `provincial.tsv`; each is split over the
agencies asked by weights that make a district look like a district.
"""

import csv
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.model import Agency, Campaign, CellValue

Figures = dict[tuple[str, str], CellValue]
"""One agency's figures by (indicator code, period key), as they would be typed by somebody careful."""

_HERE = Path(__file__).parent
_DISTRICTS = "UBND cấp huyện"
_COMMUNES = dict(
    zip((f"UBND-{n}" for n in range(866, 878)), (15, 9, 7, 9, 10, 12, 13, 18, 13, 13, 12, 12), strict=True)
)
#: One commune was merged into its neighbour at the end of 2019.
_MERGED = "UBND-870"
_VENUES = dict(zip((f"UBND-{n}" for n in range(866, 878)), (24, 19, 11, 4, 4, 4, 9, 8, 5, 8, 6, 5), strict=True))
_STAFF = {"SGDDT": 15900, "SYT": 4100, "CAT": 2300, "BCHQS": 620, "BCHBP": 480, "LDLD": 70, "NHCSXH": 165, "DPTTH": 130}
#: Weights of what an agency does by itself; agencies not named weigh 1.
_ACTIVITY = {
    "SGDDT": 9,
    "SYT": 4,
    "CAT": 5,
    "SLDTBXH": 6,
    "HLHPN": 9,
    "TD": 7,
    "LDLD": 5,
    "HND": 5,
    "MTTQ": 4,
    "HCCB": 3,
    "STP": 4,
    "BCHBP": 3,
    "BCHQS": 2,
    "SVHTTDL": 3,
    "CTK": 0,
    "STC": 0,
    "SKHDT": 0,
    "NHCSXH": 0.6,
    "VKSND": 0.6,
}
_SPENDING = {"SLDTBXH": 30, "CAT": 9, "SYT": 8, "SVHTTDL": 4, "HLHPN": 6, "SGDDT": 4, "DPTTH": 4, "TD": 3, "STP": 3}
#: The agencies without a separate budget line.
_WITHOUT_BUDGET = frozenset(
    [
        "STC",
        "SKHDT",
        "CTK",
        "TTT",
        "SNV",
        "SXD",
        "STNMT",
        "SGTVT",
        "SNNPTNT",
        "SKHCN",
        "VKSND",
        "TAND",
        "BQLKKT",
        "HCTD",
        "NHCSXH",
        "BTGTU",
    ]
)


def provincial() -> dict[tuple[str, str], float]:
    """The invented provincial values by (indicator code, period key)."""
    with (_HERE / "provincial.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {(row["code"], p): float(v) for row in rows for p, v in row.items() if p != "code" and v}


def share(total: int, weights: Mapping[str, float], caps: Mapping[str, int] | None = None) -> dict[str, int]:
    """`total` in whole parts by largest remainder; none above its cap (the rest goes to the others)."""
    parts = dict.fromkeys(weights, 0)
    left = total
    while left > 0:
        open_ = {c: w for c, w in weights.items() if w > 0 and (caps is None or parts[c] < caps[c])}
        if not open_:
            break
        whole = sum(open_.values())
        exact = {c: left * w / whole for c, w in open_.items()}
        added = {c: int(x) for c, x in exact.items()}
        rest = left - sum(added.values())
        for code in sorted(open_, key=lambda c: (added[c] - exact[c], c))[:rest]:
            added[code] += 1
        for code, more in added.items():
            room = more if caps is None else min(more, caps[code] - parts[code])
            parts[code] += room
            left -= room
    return parts


def invented_figures(campaign: Campaign, seed: int) -> dict[str, Figures]:
    """Every agency's figures, by agency code."""
    province = _Province(campaign, seed)
    for period in (p.key for p in campaign.periods):
        province.fill(period)
    return province.figures


class _Province:
    def __init__(self, campaign: Campaign, seed: int) -> None:
        self.campaign = campaign
        self.values = provincial()
        self.agencies = [a for a in campaign.agencies if campaign.in_force(a)]
        self.figures: dict[str, Figures] = {a.code: {} for a in self.agencies}
        self.districts = [a.code for a in self.agencies if _DISTRICTS in a.groups]
        choose = random.Random(f"{seed} figures")
        keen = [a.code for a in self.agencies]
        choose.shuffle(keen)
        self.keen = sorted(keen, key=lambda c: c not in (*self.districts, "SLDTBXH", "CAT", "VPUBND"))
        self.crowd = {c: choose.uniform(0.6, 1.7) for c in keen}
        self.lead = {c: choose.uniform(-4, 4) if c != "SGDDT" else 0.0 for c in keen}

    def fill(self, period: str) -> None:
        self._organisation(period)
        self._awareness(period)
        self._inspection(period)
        self._crime(period)
        self._support(period)
        self._funding(period)
        good = "Tốt" if period >= "2018" else "Khá"
        for n, code in enumerate(self.keen):
            self.put(code, "DG01", period, "Trung bình" if n % 23 == 22 else "Khá" if n % 5 == 4 else good)

    def total(self, code: str, period: str) -> int:
        return round(self.values[code, period])

    def put(self, agency: str, code: str, period: str, value: CellValue) -> None:
        indicator = self.campaign.indicator_by_code[code]
        if indicator in self.campaign.indicators_of(self.campaign.agency_by_code[agency]):
            self.figures[agency][code, period] = value

    def put_all(self, code: str, period: str, values: Mapping[str, CellValue]) -> None:
        for agency, value in values.items():
            self.put(agency, code, period, value)

    def _weights(self, named: Mapping[str, float], district: float, other: float) -> dict[str, float]:
        return {a.code: named.get(a.code, district if a.code in self.districts else other) for a in self.agencies}

    def _organisation(self, period: str) -> None:
        with_plan = self.keen[: self.total("TC01", period)]
        for code in self.keen:
            self.put(code, "TC01", period, "Có" if code in with_plan else "Không")
        more = share(self.total("TC02", period) - len(with_plan), {c: self._documents(c) for c in with_plan})
        self.put_all("TC02", period, {c: 1 + more[c] if c in more else 0 for c in self.keen})
        staff = {c: _COMMUNES[c] + 2.0 for c in self.districts}
        people = share(
            self.total("TC03", period) - len(self.keen), self._weights({**staff, "SLDTBXH": 5, "CAT": 4}, 1, 0.2)
        )
        people = {c: 1 + n for c, n in people.items()}
        full_time = self._weights({"SLDTBXH": 5, "CAT": 2}, 1, 0)
        self.put_all("TC03", period, people)
        self.put_all("TC04", period, share(self.total("TC04", period), full_time, people))

    def _documents(self, code: str) -> float:
        return 3 if code in (*self.districts, "SLDTBXH", "VPUBND", "CAT") else 1

    def _awareness(self, period: str) -> None:
        talks = share(self.total("TT01", period), self._weights(_ACTIVITY, 9, 1))
        heads = share(self.total("TT02", period), {c: n * self.crowd[c] for c, n in talks.items()})
        self.put_all("TT01", period, talks)
        self.put_all("TT02", period, heads)
        media = dict.fromkeys(self.districts, 6.0) | {"DPTTH": 60, "BDT": 45}
        news = share(self.total("TT03", period), media)
        self.put_all("TT03", period, {**news, "STTTT": news["DPTTH"] + news["BDT"]})
        most = self.total("TT04", period)
        self.put_all("TT04", period, {c: max(2, most - n % 6) for n, c in enumerate(self.keen)})
        communes = {c: n + (c == _MERGED and period < "2020") for c, n in _COMMUNES.items()}
        self.put_all("TT06", period, communes)
        self.put_all("TT05", period, share(self.total("TT05", period), communes, communes))
        reached = self.values["TT08", period]
        self.put_all("TT08", period, {c: min(100.0, round(reached + lead, 1)) for c, lead in self.lead.items()})
        self.put_all("TT09", period, share(self.total("TT09", period), self._weights(_STAFF, 360, 45)))

    def _inspection(self, period: str) -> None:
        venues = share(self.total("KT01", period), _VENUES)
        self.put_all("KT01", period, venues)
        self.put_all("KT02", period, share(self.total("KT02", period), self._teams(1)))
        visits = share(self.total("KT03", period), {**_VENUES, "SLDTBXH": 10})
        faults = share(self.total("KT04", period), visits, visits)
        fined = share(self.total("KT05", period), {c: n**1.1 for c, n in faults.items()}, faults)
        fines = share(round(self.values["KT06", period] * 4), {c: n * self.crowd[c] for c, n in fined.items()})
        self.put_all("KT03", period, visits)
        self.put_all("KT04", period, faults)
        self.put_all("KT05", period, fined)
        self.put_all("KT06", period, {c: n / 4 for c, n in fines.items()})
        caps = {c: min(n, visits[c]) for c, n in venues.items()}
        self.put_all("KT07", period, share(self.total("KT07", period), _VENUES, caps))

    def _teams(self, weight: float) -> dict[str, float]:
        return {**dict.fromkeys(self.districts, weight), "SLDTBXH": weight}

    def _crime(self, period: str) -> None:
        for code in ("DT01", "DT02", "DT03", "DT04", "DT05", "DT06"):
            self.put("CAT", code, period, self.total(code, period))
        # The districts' counts are close to those of the police, and one too low in one year, as in reality.
        self.put_all("DT01", period, share(self.total("DT01", period) - (period == "2017"), _VENUES))
        self.put("VKSND", "DT06", period, self.total("DT06", period))

    def _support(self, period: str) -> None:
        self.put("SLDTBXH", "HT01", period, self.total("HT01", period))
        self.put_all("HT01", period, share(self.total("HT01", period), _VENUES))
        helped = share(self.total("HT02", period), {**_VENUES, "SLDTBXH": 20, "SYT": 22, "HLHPN": 25})
        trained = share(self.total("HT03", period), {"HLHPN": 3, "UBND-866": 2, "SLDTBXH": 2, "UBND-867": 1}, helped)
        lent = share(self.total("HT04", period), {"UBND-866": 2, "UBND-867": 1}, helped)
        zero = dict.fromkeys([*self.districts, "SLDTBXH", "HLHPN"], 0)
        self.put_all("HT02", period, helped)
        self.put_all("HT03", period, zero | trained)
        self.put_all("HT04", period, {**zero, **lent, "NHCSXH": sum(lent.values())})

    def _funding(self, period: str) -> None:
        weights = self._weights(_SPENDING, 6, 0.8)
        budget = share(
            round(self.values["KP02", period] * 4), {c: 0 if c in _WITHOUT_BUDGET else w for c, w in weights.items()}
        )
        other = share(round(self.values["KP03", period] * 4), weights)
        self.put_all("KP02", period, {c: n / 4 for c, n in budget.items()})
        self.put_all("KP03", period, {c: n / 4 for c, n in other.items()})
        self.put_all("KP01", period, {c: (budget[c] + other[c]) / 4 for c in budget})


# --- As people type -------------------------------------------------------------------------------


def as_typed(campaign: Campaign, agency: Agency, figures: Figures, seed: int) -> Figures:
    """The figures as this agency's clerk types them: zeros in words, units in cells, a blank here and there."""
    choose = random.Random(f"{seed} {agency.code} typing")
    zero = choose.choice((0, 0, "Không có", "Không có", "không phát sinh", "-"))
    units = choose.random() < 0.25
    signs = choose.random() < 0.3
    typed: Figures = {}
    for (code, period), value in figures.items():
        indicator = campaign.indicator_by_code[code]
        cell = value
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value)
            if number == 0:
                cell = zero
            elif signs and number >= 1000:
                cell = vietnamese(number)
            elif units and choose.random() < 0.3 and indicator.kind in ("count", "money"):
                cell = f"{vietnamese(number)} {indicator.unit}"
            elif signs and indicator.kind == "percent":
                cell = f"{vietnamese(number)}%"
            elif number.is_integer():
                cell = int(number)
        typed[code, period] = cell
    for code in ("TT04", "TC04", "TT08"):
        if choose.random() < 0.12:
            words = choose.choice((None, "Chưa thống kê"))
            put_words(typed, code, [p.key for p in campaign.periods[: choose.choice((1, 2, 5))]], words)
    return typed


def vietnamese(number: float) -> str:
    """1234.5 → `1.234,5`."""
    text = f"{number:,.10g}" if not number.is_integer() else f"{int(number):,}"
    return text.translate({ord(","): ".", ord("."): ","})


def put_words(figures: Figures, code: str, periods: Sequence[str], words: CellValue) -> None:
    """The same answer for an indicator in all the periods named."""
    for period in periods:
        figures[code, period] = words
