"""The sheet that compares agencies' figures: by rules between agencies, and with the official figures."""

from collections.abc import Callable, Mapping

from toolkit.consolidation.between_agencies import is_between
from toolkit.consolidation.totals import counted_agencies
from toolkit.formula import expressions
from toolkit.formula.expressions import ExcelCell, Formula, FormulaError
from toolkit.language.text import listed
from toolkit.master.sheets.context import Master
from toolkit.master.total_formulas import ranges_of
from toolkit.messages import masters
from toolkit.model import Agency, CrossCheck, Indicator, ReconciledFigure, Rule, includes
from toolkit.model.periods import period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.decimals import decimals_in
from toolkit.xlsx.excel import Cell, Reference, Styled, fits
from toolkit.xlsx.excel import FormulaCell as Live
from toolkit.xlsx.look import AMBER, GREEN, MUTED, PALE, RED, decimal_format
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import FIRST_ROW, PERIOD_WIDTH, TableColumn, columns_by_key, draw_table, resized

_COLUMNS = (
    TableColumn("what", 9, "middle code", hidden=True),
    TableColumn("label", 46, "middle long"),
    TableColumn("unit", 11, "middle count"),
    TableColumn("period", PERIOD_WIDTH, "middle count"),
    TableColumn("official_by", 22, "middle long"),
    TableColumn("official", 13, "middle number"),
    TableColumn("compared", 26, "middle long"),
    TableColumn("value", 13, "middle number"),
    TableColumn("reporting", 9, "middle count"),
    TableColumn("difference", 12, "middle number"),
    TableColumn("percent", 9, "middle percent"),
    TableColumn("verdict", 15, "middle count"),
)
_AT = columns_by_key(_COLUMNS)
_VERDICTS = {"passed": GREEN, "failed": RED, "not_checkable": AMBER}


def draw(master: Master) -> None:
    """Draw the sheet: the rules first, then one block for each indicator and period."""
    sheet = _Sheet(master)
    sheet.add_rules()
    sheet.add_indicators()
    draw_table(
        master.sheets["reconciliation"],
        master.look,
        "reconciliation",
        resized(_COLUMNS, _widths(master)),
        sheet.rows,
        master.language,
        keys=sheet.keys,
        about=masters.ABOUT["reconciliation"].say(master.language),
        freeze=4,
    )


def _widths(master: Master) -> dict[str, float]:
    """The widths of the columns of official figures, compared figures, and differences."""
    lines = [(x.official, x.value, x.difference, master.decimals[x.indicator]) for x in master.result.reconciled]
    for check in master.result.cross_checks:
        lines += [(None, value, None, master.decimals[expressions.split_name(name)[0]]) for name, value in check.values]
        gap = None if check.left is None or check.right is None else check.right - check.left
        lines.append((check.left, check.right, gap, _decimals(check)))
    numbers = [c for c in _COLUMNS if c.key in ("official", "value", "difference")]
    return {
        c.key: column_width(c.width, ((line[n], line[3]) for line in lines), bold=True) for n, c in enumerate(numbers)
    }


def _decimals(check: CrossCheck) -> int:
    """The number of decimals for both sides of a rule and their difference."""
    left, right = check.left or 0.0, check.right or 0.0
    return max(map(decimals_in, (left, right, right - left)))


class _Sheet:
    """The rows drawn so far; `row` is the number of the next one in addresses."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self.keys: list[str] = []
        self.rows: list[list[Cell]] = []
        self.periods = {p.key: period_label(p, master.language) for p in master.campaign.periods}

    @property
    def row(self) -> int:
        return FIRST_ROW + len(self.rows) + 1

    def cell(self, key: str, row: int | None = None) -> str:
        return cell_name((self.row if row is None else row) - 1, _AT[key])

    def add(self, key: str, **cells: Cell) -> None:
        self.keys.append(key)
        self.rows.append([cells.get(column.key) for column in _COLUMNS])

    def number(self, shape: str, value: Cell, bold: bool = False) -> Cell:
        """A number in Excel's format `shape`."""
        if value is None:
            return None
        style = self.master.look.boxed(num_format=shape, align="right", valign="vcenter", bold=bold)
        return Styled(value, style)  # type: ignore[arg-type]

    # -- rules --

    def add_rules(self) -> None:
        """Add the rules between agencies and of the province, each with the figures it compares."""
        rules = {r.code: r for r in self.master.campaign.rules}
        for check in self.master.result.cross_checks:
            self._add_rule(rules[check.rule], check)

    def _add_rule(self, rule: Rule, check: CrossCheck) -> None:
        formula = expressions.parse(rule.formula)
        names = {name: self.row + n for n, name in enumerate(formula.names, start=1)}
        live = self._cells_of_names(formula, names)
        left, right = expressions.sides(formula) or (None, None)
        sentence = masters.CROSS_VERDICTS[check.verdict].say(self.master.language)
        style = self.master.look.boxed(
            bold=True, align="center", valign="vcenter", font_color=_VERDICTS[check.verdict], bg_color=PALE
        )
        head = self.master.look.boxed(bold=True, valign="vcenter", bg_color=PALE)
        verdict: Live | str = sentence
        if live:
            words = {k: t.say(self.master.language) for k, t in masters.CROSS_VERDICTS.items()}
            test = self._verdict_formula(formula, live)
            text = f'=IF(({test})="","{words["not_checkable"]}",IF(({test})=1,"{words["passed"]}","{words["failed"]}"))'
            if test and fits(text):
                verdict = Live(text, sentence)
        official, value = (
            self._side_value(side, number, live) for side, number in ((left, check.left), (right, check.right))
        )
        difference: Cell = None
        if check.left is not None and check.right is not None:
            a, b = self.cell("official"), self.cell("value")
            difference = Live(f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),{b}-{a},"")', check.right - check.left)
        shape = decimal_format(_decimals(check))
        self.add(
            rule.code,
            what=Styled(rule.code, head),
            label=Styled(self._rule_in_words(rule, check), head),
            unit=Styled(None, head),
            period=Styled(self.periods[check.period], head),
            official_by=Styled(self._side_name(left or formula), head),
            official=self.number(shape, official, True),
            compared=Styled(self._side_name(right) if right else None, head),
            value=self.number(shape, value, True),
            difference=self.number(shape, difference, True),
            verdict=Styled(verdict, style),
        )
        for name, number in check.values:
            self._add_member(rule.code, name, check.period, number, bool(live))

    def _verdict_formula(self, formula: Formula, cell: Callable[[str], ExcelCell]) -> str:
        """The Excel expression of a rule; "" where it is too long."""
        try:
            return expressions.verdict_to_excel(formula, cell)[1:]
        except FormulaError:
            return ""

    def _rule_in_words(self, rule: Rule, check: CrossCheck) -> str:
        """The rule's message where it is broken; else the rule in words, and the agencies that are missing."""
        language = self.master.language
        if check.verdict == "failed":
            return rule.message if is_between(rule) else masters.PROVINCE_RULE.say(language, message=rule.message)
        text = expressions.in_words(expressions.parse(rule.formula), self._name_in_words)
        if check.verdict == "not_checkable" and check.absent:
            text += masters.STILL_WANTING.say(language, names=listed([self.master.short_name(a) for a in check.absent]))
        return text

    def _name_in_words(self, name: str) -> str:
        """A name in a rule, in words: the indicator's label, and the agency or group."""
        code, agency = expressions.split_name(name)
        label = f"“{self.master.label_of(code)}”"
        return f"{label} ({self._agency_name(agency)})" if agency else label

    def _side_name(self, side: Formula) -> str:
        """The agency or group on one side of a rule; where the side has several figures, the side in words."""
        agency = expressions.split_name(side.names[0])[1] if len(side.names) == 1 else ""
        return self._agency_name(agency) if agency else expressions.in_words(side, self._name_in_words)

    def _agency_name(self, code: str) -> str:
        """The short name of an agency, or the name of a group."""
        agency = self.master.campaign.agency_by_code.get(code)
        return agency.short_name if agency else code

    def _add_member(self, rule: str, name: str, period: str, number: float | None, live: bool) -> None:
        """Add a row for one figure of a rule, as a formula over the figures from which it is computed."""
        master = self.master
        code, _ = expressions.split_name(name)
        indicator = master.campaign.indicator_by_code[code]
        agencies = self._agencies(name)
        reporting = sum(master.figure_number(a.code, code, period) is not None for a in agencies)
        value: Cell = number
        if live:
            formula = self._sum_formula(indicator, period, agencies)
            value = Live(formula, "" if number is None else number) if fits(formula) else number
        who = self._agency_name(expressions.split_name(name)[1]) or masters.WHOLE_PROVINCE.say(master.language)
        self.add(
            rule,
            what=code,
            label=indicator.label,
            unit=indicator.unit,
            period=self.periods[period],
            compared=who,
            value=self.number(master.number_format(indicator), value),
            reporting=f"{reporting}/{len(agencies)}",
        )

    def _agencies(self, name: str) -> tuple[Agency, ...]:
        code, agency = expressions.split_name(name)
        indicator, roster = self.master.campaign.indicator_by_code[code], self.master.roster
        if not agency:
            return counted_agencies(indicator, roster)
        return tuple(a for a in roster if includes((agency,), a) and includes(indicator.asked_of, a))

    def _sum_formula(self, indicator: Indicator, period: str, agencies: tuple[Agency, ...]) -> str:
        """The figure of several agencies as a formula over the matrix: blank while one of them is missing."""
        runs = ranges_of(self.master, indicator, period, {a.code for a in agencies})
        sign = masters.SIGNS["not_applicable"].say(self.master.language)
        ranges = ",".join(runs)
        apart = "+".join(f'SUMPRODUCT(--EXACT({run},"{sign}"))' for run in runs)
        function = indicator.across_agencies.upper() if indicator.across_agencies in ("max", "min") else "SUM"
        return f'=IF(OR(COUNT({ranges})=0,COUNT({ranges})+{apart}<{len(agencies)}),"",{function}({ranges}))'

    def _cells_of_names(self, formula: Formula, rows: Mapping[str, int]) -> Callable[[str], ExcelCell] | None:
        """A function that returns each name's cell; None unless all of them can be formulas over the matrix."""
        for name in formula.names:
            code, agency = expressions.split_name(name)
            indicator = self.master.campaign.indicator_by_code[code]
            alone = agency in self.master.campaign.agency_by_code
            adds = indicator.across_agencies in ("sum", "max", "min") or alone
            if not indicator.numeric or indicator.formula or not adds or not self._agencies(name):
                return None
        return lambda name: ExcelCell(self.cell("value", rows[name]), "decimal")

    def _side_value(self, side: Formula | None, number: float | None, cell: Callable[[str], ExcelCell] | None) -> Cell:
        if number is None or side is None or cell is None:
            return number
        try:
            return Live(expressions.to_excel(side, cell), number)
        except FormulaError:
            return number

    # -- official figures compared with reported ones --

    def add_indicators(self) -> None:
        """Add a row for each comparison; the figures of single agencies refer to their cells."""
        lines = list(self.master.result.reconciled)
        for n, line in enumerate(lines):
            first = n == 0 or (lines[n - 1].indicator, lines[n - 1].period) != (line.indicator, line.period)
            self._add_line(line, first)

    def _add_line(self, line: ReconciledFigure, first: bool) -> None:
        master = self.master
        indicator = master.campaign.indicator_by_code[line.indicator]
        owners = counted_agencies(indicator, master.roster)
        bold = line.of != "agency"
        a, b = self.cell("official"), self.cell("value")
        both = line.official is not None and line.value is not None
        difference = (
            Live(f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),{b}-{a},"")', line.difference)
            if line.difference is not None
            else None
        )
        percent: Cell = (
            Live(
                f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),IF({a}=0,"",{b}/{a}*100),"")',
                "" if line.percent is None else line.percent,
            )
            if both
            else None
        )
        style = master.look.boxed(bold=bold, valign="vcenter", **({"bg_color": PALE} if first else {}))
        muted = master.look.boxed(font_color=MUTED, valign="vcenter")
        gap = master.look.boxed(
            num_format=master.number_format(indicator),
            align="right",
            valign="vcenter",
            bold=bold,
            **({"font_color": RED} if line.difference else {}),
        )
        self.add(
            line.indicator,
            what=Styled(line.indicator, style if first else muted),
            label=Styled(indicator.label, style if first else muted),
            unit=indicator.unit,
            period=self.periods[line.period],
            official_by=Styled(
                listed([self._agency_name(o) for o in indicator.owner], separator=", "), style if first else muted
            ),
            official=self.number(master.number_format(indicator), self._official_value(line, owners), first),
            compared=Styled(
                self._compared_name(line), master.look.boxed(bold=bold, valign="vcenter", indent=0 if bold else 1)
            ),
            value=self.number(master.number_format(indicator), self._compared_value(line), bold),
            reporting=f"{line.reporting}/{len(line.agencies)}",
            difference=Styled(difference, gap) if difference else None,
            percent=percent,
        )

    def _compared_name(self, line: ReconciledFigure) -> str:
        if line.of == "agency":
            return self.master.short_name(line.name)
        if line.of == "group":
            return masters.SUM_OF_GROUP.say(self.master.language, group=line.name or "–")
        names = {g for a in line.agencies for g in self.master.campaign.agency_by_code[a].groups[:1]}
        if len(names) == 1 and len(line.agencies) > 1:
            return masters.SUM_OF_GROUP.say(self.master.language, group=next(iter(names)))
        return masters.SUM_OF_OTHERS.say(self.master.language)

    def _official_value(self, line: ReconciledFigure, owners: tuple[Agency, ...]) -> Cell:
        if line.official is None:
            return None
        if self.master.campaign.indicator_by_code[line.indicator].across_agencies == "sum":
            cell = self.master.total_cells[line.indicator, line.period]
            return Reference(self.master.reference("totals", ""), cell, line.official)
        return self._figure_cell(owners[0].code, line)

    def _figure_cell(self, agency: str, line: ReconciledFigure) -> Cell:
        row = self.master.figures.row(line.indicator, line.period, agency)
        value = line.official if line.of != "agency" or agency != line.name else line.value
        sheet, _ = self.master.sheet_and_row("figures", row)
        return Reference(sheet, self.master.value_cell(row), value)

    def _compared_value(self, line: ReconciledFigure) -> Cell:
        if line.value is None:
            return None
        if line.of == "agency":
            return self._figure_cell(line.name, line)
        indicator = self.master.campaign.indicator_by_code[line.indicator]
        ranges = ",".join(ranges_of(self.master, indicator, line.period, set(line.agencies)))
        formula = f'=IF(COUNT({ranges})=0,"",SUM({ranges}))'
        return Live(formula, line.value) if fits(formula) else line.value
