"""The checks on one submission, and their list; the checks on the narrative are in `statements`.

Each check is a plain function over a `Context` that yields findings. It is named after what should be true; its
docstring states this, then why. Nothing is raised, and checking does not stop at the first fault.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import nan

from toolkit.checks.breaks import broken_rule
from toolkit.checks.context import Context, context_of
from toolkit.checks.splits import Fault, faults
from toolkit.checks.statements import (
    people_are_not_named,
    statements_are_in_their_section,
    statements_are_not_repeated,
    statements_are_not_too_long,
    statements_say_something,
)
from toolkit.checks.tables import tables_agree_with_figures
from toolkit.checks.words_and_figures import words_agree_with_numbers
from toolkit.consolidation.totals import counted_from_january, members
from toolkit.form.contents import sections_with_nothing
from toolkit.formula import expressions
from toolkit.formula.expressions import LARGE, Formula, Judgement, Verdict
from toolkit.messages.findings.kinds import CONTRASTS, OF_A_ROW, QUOTED_IN_TURN
from toolkit.model import Argument, Campaign, Figure, Finding, Indicator, Period, Rule, Submission
from toolkit.model.caching import cached
from toolkit.model.judging import CODE, findings_of_all
from toolkit.model.periods import comparable_pairs, cumulative_runs, exists_in, pairs_with_year_before, parts_of_years
from toolkit.values.totals import TOLERANCE, lookup, number

#: The report details that are needed to cite the report and to contact its authors.
EXPECTED_INFO = ("report_number", "report_date", "prepared_by", "phone", "signed_by")


Check = Callable[[Context], Iterator[Finding]]


def figures_are_reported(context: Context) -> Iterator[Finding]:
    """At least one of the required figures has an answer.

    Why: a report in words only is normal and is accepted; but it must not be mistaken for a report of zeros.
    """
    figures = context.submission.figures
    answers = (f for f in figures if f.state != "carried" and (f.state != "missing" or f.typed))
    if any(not _is_computed(context, f) for f in answers):
        return
    codes = dict.fromkeys(f.indicator for f in figures if not _is_computed(context, f))
    if codes:
        required = any(context.campaign.indicator_by_code[code].required for code in codes)
        yield context.finding(
            "no-figures",
            severity="error" if required else "warning",
            sheet=figures[0].sheet,
            arguments={"count": len(codes)},
        )


def required_figures_are_reported(context: Context) -> Iterator[Finding]:
    """A required indicator is answered for every period, by a number or by words.

    Why: a blank is not a zero; the total would silently lack this agency. Nothing is required for periods in which the
    agency did not exist.
    """
    if any(True for _ in figures_are_reported(context)):
        return
    periods = [p for p in context.campaign.periods if exists_in(context.agency, p)]
    lacking = {c for c, s in zip(context.columns.codes, context.columns.states, strict=True) if s == "missing"}
    for indicator in context.campaign.indicators_of(context.agency):
        if not indicator.required or indicator.formula or indicator.code not in lacking:
            continue
        figures = [context.figures.get((indicator.code, p.key)) for p in periods]
        blank = [f for f in figures if f is not None and f.state == "missing" and not f.typed and f.cell]
        if blank:
            yield context.finding(
                "required-missing",
                at=blank[0],
                cells=tuple(f.cell for f in blank),
                period=blank[0].period if len(blank) == 1 else "",
                periods=tuple(f.period for f in blank),
            )


def required_sections_are_written(context: Context) -> Iterator[Finding]:
    """A required section has at least one statement, or the answer that there is none.

    Why: an empty section reads as "nothing to say", which a leader would take for an answer.
    """
    written = {s.section for s in context.submission.statements} | sections_with_nothing(context.submission)
    for section in context.campaign.sections_of(context.agency):
        if section.required and section.code not in written:
            yield context.finding("section-empty", section=section.code)


def rules_hold(context: Context) -> Iterator[Finding]:
    """Every rule of the definition holds in every period in which it can be checked.

    Why: figures that contradict each other are wrong somewhere, and only the agency knows where. A
    rule broken in several periods is one finding: it is mostly one mistake.
    """
    campaign, table = context.campaign, _RuleFigures(context)
    required: set[str] = set()
    judged: list[tuple[str, dict[str, Figure], expressions.Lookup]] = []
    for rule, formula in _rules(campaign):
        if expressions.holds_in_all_rows(formula, table.numbers):
            continue
        required = required or {i.code for i in campaign.indicators_of(context.agency)}
        if not required.issuperset(formula.names):
            continue
        sure = table.holds_for_certain(formula)
        if sure and all(sure):
            continue
        judged = judged or table.by_period()
        broken: list[tuple[str, Judgement, list[Figure]]] = []
        unchecked: dict[str, list[str]] = {}
        lacking: dict[str, dict[str, None]] = {}
        for position, (key, figures, look_up) in enumerate(judged):
            if sure and sure[position]:
                continue
            judgement = expressions.judge(formula, look_up)
            if judgement.verdict is Verdict.PASSED:
                continue
            members = [figures[n] for n in formula.names if n in figures]
            if judgement.verdict is Verdict.FAILED:
                broken.append((key, judgement, members))
            elif any(f.value is not None for f in members):
                held, missing = _members_without_number(campaign, formula, figures)
                code = "rule-not-checkable" if missing else "rule-held-back" if held else "rule-without-result"
                unchecked.setdefault(code, []).append(key)
                lacking.setdefault(code, {}).update(dict.fromkeys(missing or held))
        if broken:
            yield _rule_finding(context, rule, formula, broken)
        for code, periods in unchecked.items():
            yield context.finding(
                code,
                rule=rule.code,
                periods=tuple(periods),
                arguments={"members": tuple(lacking[code]), "all": formula.names},
            )


def splits_hold(context: Context) -> Iterator[Finding]:
    """The parts of a split add up to its whole, or at most to it, and are reported together.

    Why: a figure whose parts do not add up is wrong somewhere, and a missing part is no zero. A
    fault of a split in several periods is one finding: it is mostly one mistake.
    """
    if not context.campaign.splits:
        return
    owed = not any(True for _ in figures_are_reported(context))
    groups: dict[tuple[str, str, str, str], list[Fault]] = {}
    for fault in faults(context.campaign, context.agency, context.figures, owed=owed):
        other = fault.other.code if fault.other else ""
        groups.setdefault((fault.split.of, fault.split.code, fault.code, other), []).append(fault)
    for same in groups.values():
        yield _split_finding(context, same)


def _split_finding(context: Context, same: Sequence[Fault]) -> Finding:
    """One finding for all periods in which a split has the same fault."""
    first, required = same[0], context.campaign.indicator_by_code[same[0].split.of].required
    cells = tuple(dict.fromkeys(f.cell for fault in same for f in fault.figures if f.cell))
    at = next((f for fault in same for f in fault.figures if f.cell), None)
    partly = first.code == "split-partial" and not required
    marked = dict.fromkeys(f.indicator for fault in same for f in fault.figures)
    arguments: dict[str, Argument] = {"split": first.split.label, "marked": tuple(marked)}
    if first.blank:
        arguments["members"] = tuple(dict.fromkeys(name for fault in same for name in fault.blank))
    if first.other is not None:
        arguments["other"] = first.other.label
    return context.finding(
        first.code,
        severity="warning" if partly else None,
        sheet=at.sheet if at else "",
        cell=at.cell if at else "",
        indicator=first.split.of,
        broken=tuple(fault.broken for fault in same if fault.broken is not None),
        rule="" if first.other is not None else first.split.rule.code,
        cells=cells,
        period=first.period if len(same) == 1 else "",
        periods=tuple(fault.period for fault in same),
        arguments=arguments,
    )


def _members_without_number(
    campaign: Campaign, formula: Formula, figures: Mapping[str, Figure]
) -> tuple[list[str], list[str]]:
    """(held by an error, missing) members of a rule that have no number. For a computed member these are the members of
    its formula; there are none where it divides by 0."""
    held, missing = list[str](), list[str]()
    for name in formula.names:
        if name in figures and figures[name].value is not None:
            continue
        indicator = campaign.indicator_by_code[name]
        parts = [p.code for p in members(campaign, indicator)] if indicator.formula else [name]
        for part in (p for p in parts if p not in figures or figures[p].value is None):
            is_held = part in figures and figures[part].state == "held"
            (held if is_held else missing).append(part)
    return held, missing


@cached
def _rules(campaign: Campaign) -> list[tuple[Rule, Formula]]:
    return [(rule, expressions.parse(rule.formula)) for rule in campaign.rules]


class _RuleFigures:
    """The figures of a submission in the forms used by rules."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._codes: Sequence[str] = ()
        """The indicators, if the figures are in the usual order: by indicator, then period; else empty."""
        self.numbers: dict[str, tuple[float, ...]] = {}
        """The values of each indicator, NaN for all but plain numbers; empty without the usual order."""
        self.answers: dict[str, tuple[float, ...]] = {}
        """The same with booleans of yes/no indicators. Neither has computed indicators."""
        figures, periods = context.submission.figures, tuple([p.key for p in context.campaign.periods])
        if not figures or not periods or len(figures) % len(periods):
            return
        codes, keys, values, _, _ = context.columns
        indicators = codes[:: len(periods)]
        if (codes, keys) != _usual_order(indicators, periods):
            return
        self._codes = indicators
        plain = [v if v.__class__ is float and -LARGE < v < LARGE else nan for v in values]
        self.numbers = dict(zip(indicators, zip(*[iter(plain)] * len(periods), strict=True), strict=True))
        self.answers = dict(self.numbers)
        computed, yes_or_no = _computed_and_yes_or_no(context.campaign)
        for code in computed:
            self.numbers.pop(code, None)
            self.answers.pop(code, None)
        for code in yes_or_no:
            if code in self.answers:
                answers = values[codes.index(code) :][: len(periods)]
                self.answers[code] = tuple([v if v.__class__ is bool else nan for v in answers])

    def holds_for_certain(self, formula: Formula) -> list[bool]:
        """Whether a rule certainly holds, for each period; empty where this is unknown."""
        try:
            return expressions.surely_hold(formula, self.answers)
        except KeyError:
            return []

    def by_period(self) -> list[tuple[str, dict[str, Figure], expressions.Lookup]]:
        """(period, figures by indicator, their values in formulas) of each period."""
        campaign, figures = self._context.campaign, self._context.submission.figures
        by_period: dict[str, dict[str, Figure]] = {p.key: {} for p in campaign.periods}
        if self._codes:
            for at, in_period in enumerate(by_period.values()):
                in_period.update(zip(self._codes, figures[at :: len(by_period)], strict=True))
        else:
            for figure in figures:
                by_period[figure.period][figure.indicator] = figure
        return [(key, of_period, lookup(campaign, of_period)) for key, of_period in by_period.items()]


@cached
def _computed_and_yes_or_no(campaign: Campaign) -> tuple[list[str], list[str]]:
    """The codes of the computed indicators, and of the indicators that are answered by yes or no."""
    yes_or_no = [i.code for i in campaign.indicators if i.kind == "yesno" and not i.formula]
    return [i.code for i in campaign.indicators if i.formula], yes_or_no


@lru_cache(maxsize=32)
def _usual_order(codes: tuple[str, ...], periods: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The codes and periods of figures in their usual order, period by period; None if a code is repeated."""
    if len({*codes}) < len(codes):
        return None
    return tuple([c for c in codes for _ in periods]), periods * len(codes)


def _rule_finding(
    context: Context, rule: Rule, formula: Formula, broken: list[tuple[str, Judgement, list[Figure]]]
) -> Finding:
    """One finding for all the periods in which a rule fails, with the figures and the two sides of each."""
    first = broken[0][2][0] if broken[0][2] else None
    cells = tuple(dict.fromkeys(f.cell for _, _, figures in broken for f in figures if f.cell))
    return context.finding(
        "rule-failed",
        severity=rule.severity,
        at=first,
        broken=tuple(broken_rule(period, judgement, figures, formula) for period, judgement, figures in broken),
        rule=rule.code,
        cells=cells,
        period=broken[0][0] if len(broken) == 1 else "",
        periods=tuple(period for period, _, _ in broken),
        arguments={"message": rule.message, "fix": rule.fix},
    )


@cached
def _similar_periods(periods: tuple[Period, ...]) -> tuple[tuple[Period, Period, bool], ...]:
    """(earlier, later, whether they are of the same kind) of the periods compared."""
    alike = ((*pair, True) for pair in comparable_pairs(periods))
    return (*alike, *((*pair, False) for pair in parts_of_years(periods)))


@cached
def _periods_with_year_before(periods: tuple[Period, ...]) -> tuple[tuple[Period, Period, bool], ...]:
    return tuple((*pair, True) for pair in pairs_with_year_before(periods))


@cached
def _cumulative_indicators(campaign: Campaign) -> list[tuple[Indicator, tuple[tuple[Period, ...], ...]]]:
    """The typed cumulative indicators, each with the periods through which it accumulates."""
    typed = [i for i in campaign.indicators if i.cumulative and i.numeric and not i.formula]
    return [(i, cumulative_runs(campaign.periods, i.across_periods)) for i in typed]


def changes_are_believable(context: Context) -> Iterator[Finding]:
    """A figure does not change between similar periods by more than the definition's `max_change` per cent, and a flow
    in a part of a year does not exceed the whole year before by more. A figure cumulative from the year's start is
    compared with the same period of the year before.

    Why: a jump is mostly a wrong digit or unit; where it is real the agency can confirm it.
    """
    usual, counted_from_january_codes = (
        _similar_periods(context.campaign.periods),
        counted_from_january(context.campaign),
    )
    for indicator in context.campaign.indicators_of(context.agency):
        if indicator.max_change is None:
            continue
        last_year = indicator.code in counted_from_january_codes
        for earlier, later, alike in _periods_with_year_before(context.campaign.periods) if last_year else usual:
            if not alike and indicator.across_periods != "sum":
                continue
            first, second = (context.figures.get((indicator.code, p.key)) for p in (earlier, later))
            before, after = number(first), number(second)
            if second is None or after is None or not before:
                continue
            change = (after - before) / abs(before) * 100
            if (abs(change) if alike else change) > indicator.max_change:
                yield context.finding(
                    "large-change",
                    at=second,
                    value=second.typed,
                    arguments={
                        "earlier": earlier.key,
                        "before": before,
                        "after": after,
                        "change": round(change, 1),
                        "limit": indicator.max_change,
                    },
                )


def cumulative_figures_do_not_fall(context: Context) -> Iterator[Finding]:
    """A cumulative figure is not less than the previous one.

    Why: a smaller figure is mostly that of the period alone. Downward corrections happen, so the figure counts.
    """
    for indicator, runs in _cumulative_indicators(context.campaign):
        for run in runs:
            figures = [f for p in run if (f := context.figures.get((indicator.code, p.key))) and number(f) is not None]
            for first, second in pairwise(figures):
                before, after = number(first) or 0.0, number(second) or 0.0
                if before - after > TOLERANCE * max(abs(before), abs(after)):
                    yield context.finding(
                        "cumulative-falls",
                        at=second,
                        value=second.typed,
                        cells=(first.cell, second.cell),
                        arguments={"earlier": first.period, "before": before, "after": after},
                    )


def report_details_are_filled_in(context: Context) -> Iterator[Finding]:
    """The report's number, date, signer and contact person are filled in.

    Why: without them the report cannot be cited, and no person is known to contact.
    """
    filled = {v.key for v in context.submission.info}
    missing = [key for key in EXPECTED_INFO if key not in filled]
    if missing:
        yield context.finding("details-missing", arguments={"details": tuple(missing)})


CHECKS: tuple[Check, ...] = (
    figures_are_reported,
    required_figures_are_reported,
    required_sections_are_written,
    rules_hold,
    splits_hold,
    tables_agree_with_figures,
    changes_are_believable,
    cumulative_figures_do_not_fall,
    statements_are_not_repeated,
    statements_are_not_too_long,
    words_agree_with_numbers,
    people_are_not_named,
    statements_are_in_their_section,
    statements_say_something,
    report_details_are_filled_in,
)
#: Findings that depend on figures and rows of tables alone.
OF_FIGURES: tuple[Check, ...] = (
    figures_are_reported,
    required_figures_are_reported,
    rules_hold,
    splits_hold,
    tables_agree_with_figures,
    changes_are_believable,
    cumulative_figures_do_not_fall,
    words_agree_with_numbers,
)


def merge_equal_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; equal findings about several cells are merged into one with all cells.

    Errors stay separate, since each value has to be corrected; but questions about the unit of a row are merged.
    Findings that compare two numbers stay separate, too.
    """
    together: dict[object, list[Finding]] = {}
    for n, one in enumerate(findings):
        separate = one.severity == "error" or one.code in CONTRASTS or bool(one.cells)
        # A changed label and a changed unit are two kinds of change with one code.
        key: object = n if separate or one.indicator is None else (one.code, one.sheet, one.text("part"))
        if one.code in OF_A_ROW and not one.cells:
            key = (one.code, one.sheet, one.indicator)
        together.setdefault(key, []).append(one)
    return tuple(group[0] if len(group) == 1 else _merged_finding(group) for group in together.values())


def _merged_finding(group: list[Finding]) -> Finding:
    first = replace(group[0], cells=tuple(f.cell for f in group if f.cell))
    if first.code not in QUOTED_IN_TURN:
        return first
    first = replace(first, values=tuple(f.value for f in group))
    if first.code not in OF_A_ROW:
        return first
    return replace(first, period=None, periods=tuple(f.period for f in group if f.period))


def check_submission(campaign: Campaign, submission: Submission) -> Submission:
    """The submission with the findings of all checks, and its status.

    A rejected submission, or one of no agency on the roster, is returned unchanged. With an error the status is
    `accepted_with_errors`.
    """
    agency = campaign.agency_by_code.get(submission.agency or "")
    if submission.status == "rejected" or agency is None:
        return submission
    context = context_of(campaign, agency, submission)
    findings = merge_equal_findings((*submission.findings, *findings_of_all("checks", CHECKS, context)))
    errors = any(f.severity == "error" for f in findings if f.code != CODE)
    return replace(submission, findings=findings, status="accepted_with_errors" if errors else "accepted")


def _is_computed(context: Context, figure: Figure) -> bool:
    return bool(context.campaign.indicator_by_code[figure.indicator].formula)
