"""A reader of a copy for circulation who knows the definition and how the program chooses what it masks.

A masked figure is *inferable* where it is the same in all answers that fit what is shown. Where few agencies share
little, all answers are tried with the program itself; else a solver (OR-tools' CP-SAT) searches for answers that fit
the equations between the shown figures.
"""

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from toolkit.consolidation.key_figures import key_figures
from toolkit.consolidation.totals import WHOLE, counted_agencies
from toolkit.disclosure.sharing import Shared
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Rule, includes
from toolkit.model.periods import cumulative_runs
from toolkit.page.charts import bars_of

Cell = tuple[str, str, str]
#: The cell of a constant in equations.
ONE: Cell = ("", "", "")
#: Figures above zero and below it are masked for their size.
LIMIT = 5
#: The margin above the largest number up to which a masked cell is tried.
_ROOM = 20


def printed(copy: Shared) -> str:
    """Everything that a copy's sheets, page and tables are made of: copies equal in it are the same in every byte."""
    return repr([getattr(copy.result, f.name) for f in fields(copy.result) if f.name != "campaign"])


def numbers(result: Consolidation) -> dict[Cell, int]:
    """The figures and totals that are whole numbers."""
    found = {(f.indicator, f.period, f.agency): f.value for f in result.figures}
    found |= {(*place, ""): total.value for place, total in result.totals.items()}
    found |= {(f"{c.table}.{c.column}", c.row, c.agency): c.value for c in _counted(result)}
    found |= {(f"{table}.{column}", WHOLE, a): t.value for (table, column, a), t in result.table_totals.items()}
    return {ONE: 1} | {c: int(v) for c, v in found.items() if isinstance(v, int | float) and v == int(v)}


def starred(result: Consolidation, copy: Shared) -> set[Cell]:
    """The masked figures, totals, cells of rows and totals of tables; rows that are left out, too."""
    cells = {(f"{c.table}.{c.column}", c.row, c.agency) for c in _counted(result) if copy.tables.hides_cell(c)}
    totals = {
        (f"{t.table}.{t.column}", WHOLE, t.agency) for t in result.table_totals.values() if copy.tables.hides_total(t)
    }
    return {*copy.masks.cells, *cells, *totals}


def _counted(result: Consolidation) -> Iterator[Figure]:
    """The cells that are added up over the rows."""
    for cell in result.rows:
        if result.campaign.table_by_code[cell.table].column_by_code[cell.column].across_rows == "sum":
            yield cell


# --- Equations between the shown figures -------------------------------------------------------------


def equations(result: Consolidation, copy: Shared) -> Iterator[tuple[list[tuple[Cell, int]], str]]:
    """The weighted cells add up to zero ("="), or to zero or less ("<=")."""
    campaign, true = result.campaign, numbers(result)
    keys = [p.key for p in campaign.periods]
    roster = [campaign.agency_by_code[s.agency] for s in result.statuses]
    for i in campaign.indicators:
        if i.across_agencies == "sum" and not i.formula:
            for key in keys:
                parts = [(i.code, key, a.code) for a in counted_agencies(i, roster)]
                if (i.code, key, "") in true:
                    yield [((i.code, key, ""), -1), *((c, 1) for c in parts if c in true)], "="
        whole = (i.code, WHOLE, "")
        if whole in true and i.across_periods == "sum" and not i.formula:
            yield [(whole, -1), *(((i.code, k, ""), 1) for k in keys if (i.code, k, "") in true)], "="
        if whole in true and i.last_period_counts and (i.code, keys[-1], "") in true and not i.formula:
            yield [(whole, -1), ((i.code, keys[-1], ""), 1)], "="
        runs = cumulative_runs(campaign.periods, i.across_periods) if i.cumulative and not i.formula else ()
        for run in runs:
            for agency in roster:
                for one, two in itertools.combinations([p.key for p in run], 2):
                    before, after = (i.code, one, agency.code), (i.code, two, agency.code)
                    if before in true and after in true and true[before] <= true[after]:
                        yield [(before, 1), (after, -1)], "<="
    for rule in campaign.all_rules:
        for agency in roster:
            for key in keys:
                terms, sign = _terms(rule, key, agency.code)
                if all(c in true for c, _ in terms):
                    value = sum(true[c] * w for c, w in terms)
                    if not value or (sign == "<=" and value < 0):
                        yield terms, sign
    yield from _percentages(campaign, roster, copy, true)
    yield from _tables(result, true)
    for cells, number in _beside_others(copy):
        if all(c in true for c in cells) and abs(sum(true[c] for c in cells) - number) < 0.5:
            yield [*((c, 1) for c in cells), (ONE, -sum(true[c] for c in cells))], "="


def _tables(result: Consolidation, true: Mapping[Cell, int]) -> Iterator[tuple[list[tuple[Cell, int]], str]]:
    """The totals of rows, of an agency and of the province, and the figures that equal them."""
    for place, _ in result.table_totals.items():
        total = (f"{place[0]}.{place[1]}", WHOLE, place[2])
        rows = [c for c in true if c[0] == total[0] and c[1] != WHOLE and place[2] in ("", c[2])]
        if not place[1]:
            rows = [c for c in true if c[0] == total[0] and c[2]] if not place[2] else []
        if rows and total in true and sum(true[c] for c in rows) == true[total]:
            yield [(total, -1), *((c, 1) for c in rows)], "="
    for table in result.campaign.tables:
        for column in (c for c in table.columns if c.equals):
            for status in result.statuses:
                figure = (column.equals, result.campaign.periods[-1].key, status.agency)
                total = (f"{table.code}.{column.code}", WHOLE, status.agency)
                if figure in true and total in true and true[figure] == true[total]:
                    yield [(figure, 1), (total, -1)], "="
                elif true.get(figure) == 0 and includes(table.asked_of, result.campaign.agency_by_code[status.agency]):
                    yield [(figure, 1)], "="


def _beside_others(copy: Shared) -> Iterator[tuple[list[Cell], float]]:
    """What the comparison with a previous master, the key figures and their bars show of figures and totals."""
    for line in copy.result.compared:
        cells = [(line.indicator, line.period, a) for a in line.agencies or ("",)]
        if line.value is not None and line.among is None:
            yield cells, line.value
        if line.previous is not None and line.change is not None and line.among is None:
            yield cells, line.previous + line.change
        if line.previous is not None and line.percent is not None and line.among is None:
            yield cells, line.previous * (1 + line.percent / 100)
    for headline in (*copy.result.headlines, *copy.result.in_sentences.values()):
        own, than = (headline.indicator, headline.period, ""), headline.comparison
        value = copy.result.totals[own[:2]].value
        if value is not None:
            yield [own], value
        if than.base is not None and than.agencies is None:
            earlier, *later = than.period.split("|")
            yield [(headline.indicator, earlier, "")], than.base
            if than.difference is not None:
                yield [(headline.indicator, later[0], "") if later else own], than.base + than.difference
    for figure in key_figures(copy.result, "vi", shared=True):
        code, bars = figure.indicator.code, bars_of(copy.result, figure, "vi")
        totals = [copy.result.totals[code, p.key] for p in copy.result.campaign.periods]
        drawn = list(zip(totals, bars.bars, strict=True)) if bars else []
        scale = next((bar.height / t.value for t, bar in drawn if t.value and t.shown != "masked"), None)
        for total, bar in drawn:
            if total.shown == "masked" and bar.height and scale:
                yield [(code, total.period, "")], bar.height / scale


def _terms(rule: Rule, key: str, agency: str) -> tuple[list[tuple[Cell, int]], str]:
    left, sign, right = re.split(r"(<=|>=|=)", rule.formula.removeprefix("="), maxsplit=1)
    if sign == ">=":
        left, sign, right = right, "<=", left
    names = [(n, w) for side, w in ((left, 1), (right, -1)) for n in re.findall(r"\w+", side)]
    assert re.fullmatch(r"[\w+()]*(SUM\([\w;,]*\))?[\w+()]*", left + right), rule.formula
    return [((n, key, agency), w) for n, w in names if n != "SUM"], sign


def _percentages(
    campaign: Campaign, roster: Sequence[Agency], copy: Shared, true: Mapping[Cell, int]
) -> Iterator[tuple[list[tuple[Cell, int]], str]]:
    """What the printed shares and rates show of the figures of agencies with both."""
    shown = [
        ((code, campaign.indicator_by_code[code].part_of), key, "", t.value)
        for (code, key), t in copy.result.shares.items()
    ]
    for (code, key), total in copy.result.totals.items():
        if found := re.fullmatch(r"=(\w+)/(\w+)\*100", campaign.indicator_by_code[code].formula):
            shown.append(((found[1], found[2]), key, "", total.value))
    for f in copy.result.figures:
        if found := re.fullmatch(r"=(\w+)/(\w+)\*100", campaign.indicator_by_code[f.indicator].formula):
            shown.append(((found[1], found[2]), f.period, f.agency, f.value))  # type: ignore[arg-type]
    for (part, whole), key, agency, value in shown:
        if value is None:
            continue
        if key == WHOLE and not all(
            i.last_period_counts or i.across_periods == "sum"
            for i in map(campaign.indicator_by_code.get, (part, whole))
            if i
        ):
            continue  # computed from the two totals, where those are shown
        over = [p.key for p in campaign.periods] if key == WHOLE else [key]
        if key == WHOLE and campaign.indicator_by_code[part].last_period_counts:
            over = over[-1:]
        gave = [(k, a) for c, k, a in true if c == part and k in over and a and (whole, k, a) in true]
        counted = {a.code for a in counted_agencies(campaign.indicator_by_code[part], roster)}
        gave = [g for g in gave if (g[1] == agency if agency else g[1] in counted)]
        ratio = Fraction(value / 100).limit_denominator(10_000)
        terms = [((part, *g), ratio.denominator) for g in gave] + [((whole, *g), -ratio.numerator) for g in gave]
        if gave and not sum(true[c] * w for c, w in terms):
            yield terms, "="


# --- The search ----------------------------------------------------------------------------------


def inferable(result: Consolidation, copy: Shared, *, masked: Collection[Cell] = ()) -> list[Cell]:
    """The masked figures and totals of a copy whose least and greatest possible value are the same. First, answers are
    searched in which each figure is of its true class, which says more than any reader knows. Where those leave one
    value only, any number is tried that a masked figure can have. `masked`: the masked cells, where they are not those
    that the program masks."""
    model = _Model(result, copy, sorted(masked or starred(result, copy)))
    # Rows that are left out are not starred.
    stars = {c for c in model.masked if c[1] == WHOLE or c[0].split(".")[0] not in copy.tables.lists}
    return sorted(model.equal_in_all(model.equal_in_all(stars, classes=True), classes=False))


def _of_table(cell: Cell) -> bool:
    return "." in cell[0]


class _Model:
    """What a reader knows about the masked cells."""

    def __init__(self, result: Consolidation, copy: Shared, masked: Collection[Cell]) -> None:
        self.result, self.true = result, numbers(result)
        self.masked = [c for c in masked if c in self.true and not (_of_table(c) or self._indicator(c).formula)]
        self.masked += [c for c in masked if c in self.true and _of_table(c)]
        self.known = list(equations(result, copy))

    def _indicator(self, cell: Cell) -> Indicator:
        return self.result.campaign.indicator_by_code[cell[0]]

    def equal_in_all(self, cells: set[Cell], *, classes: bool) -> set[Cell]:
        """The cells among these with the same value in every answer."""
        from ortools.sat.python import cp_model

        left = set(cells)
        while left:
            model = cp_model.CpModel()
            top = max(self.true.values()) + _ROOM
            variables = {c: model.new_int_var(0, top, "") for c in self.masked}
            for terms, sign in self.known:
                if any(c in variables for c, _ in terms):
                    total = sum(w * variables.get(c, self.true[c]) for c, w in terms)
                    model.add(total == 0 if sign == "=" else total <= 0)
            self._bound(model, variables, classes)
            others = []
            for cell in sorted(left):
                others.append(model.new_bool_var(""))
                model.add(variables[cell] != self.true[cell]).only_enforce_if(others[-1])
            model.add_bool_or(others)
            model.maximize(sum(others))
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.random_seed = 1
            # Long enough for any answer: it need not be the best.
            solver.parameters.max_deterministic_time = 1.0
            if (status := solver.solve(model)) == cp_model.UNKNOWN:
                solver.parameters.max_deterministic_time = 60.0
                solver.parameters.stop_after_first_solution = True
                status = solver.solve(model)
            assert status != cp_model.UNKNOWN
            if status == cp_model.INFEASIBLE:
                return left
            left = {c for c in left if solver.value(variables[c]) == self.true[c]}
        return left

    def _bound(self, model: Any, variables: Mapping[Cell, Any], classes: bool) -> None:
        """What a masked figure can be. Small ones and zeros are below the limit, others are not, and of those that are
        added up at least one is small; a single one is not zero, or it would be shown."""
        rows: dict[tuple[str, str], list[Cell]] = {}
        for cell in (c for c in variables if c[2] and not _of_table(c)):
            indicator = self._indicator(cell)
            model.add(variables[cell] >= int(indicator.minimum or 0))
            if indicator.sensitive and indicator.kind in ("count", "decimal"):
                small = self.true[cell] < LIMIT
                if classes:
                    model.add(variables[cell] < LIMIT if small else variables[cell] >= LIMIT)
                if small and self.true[cell] and indicator.across_agencies != "sum":
                    model.add(variables[cell] >= 1)
                if small:
                    rows.setdefault(cell[:2], []).append(cell)
        for row in rows.values() if classes else ():
            if any(self.true[c] for c in row):
                model.add(sum(variables[c] for c in row) >= 1)
