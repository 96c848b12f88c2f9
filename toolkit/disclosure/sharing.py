"""The result for circulation: small figures of people masked, with everything that would reveal them.

The copy is made only from the record that `share` returns, which does not contain the masked values.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.consolidation.caveats import Doubts, with_doubts
from toolkit.consolidation.totals import WHOLE, FigureMap, base_indicators, figure_map, members
from toolkit.disclosure.suppression import Masks, masks
from toolkit.disclosure.tables import (
    TableMasks,
    revealing_figures,
    revealing_totals,
    shared_comparison,
    shared_rows,
    shared_totals,
    table_masks,
    zeros_without_rows,
)
from toolkit.disclosure.texts import Texts
from toolkit.formula.expressions import parse
from toolkit.model import (
    ROWS_AS_SENT,
    Campaign,
    Compared,
    Consolidation,
    Edit,
    Family,
    Figure,
    Finding,
    Group,
    Headline,
    HeadlineComparison,
    Previous,
    Source,
    Statement,
    Submission,
    Total,
)
from toolkit.values.totals import number

#: The sign for a masked number.
SIGN = "*"


@dataclass(frozen=True, slots=True)
class Shared:
    """The result for circulation, and its masks."""

    result: Consolidation
    masks: Masks
    tables: TableMasks

    @property
    def cell_count(self) -> int:
        """The number of masked cells of tables."""
        return sum(cell.state == "masked" for cell in self.result.rows)

    @property
    def figure_count(self) -> int:
        """The number of masked figures of agencies."""
        return sum(1 for cell in self.masks.cells if cell[2])

    @property
    def total_count(self) -> int:
        """The number of masked totals of indicators."""
        return sum(1 for cell in self.masks.cells if not cell[2])


def share(result: Consolidation) -> Shared:
    """The result for circulation. Its files, findings and other working papers are not part of it.

    Figures and totals are masked by `suppression.masks`, and numbers in texts that would reveal them hidden.
    """
    campaign = result.campaign
    figures_of = figure_map(result.figures)
    roster = [campaign.agency_by_code[s.agency] for s in result.statuses]
    revealing = revealing_figures(campaign, result.table_totals)
    zeros = zeros_without_rows(campaign, result.table_totals, figures_of)
    masked = masks(campaign, roster, figures_of, result.totals, revealing, zeros)
    while more := revealing_totals(campaign, result.table_totals, masked) - revealing:
        revealing |= more
        masked = masks(campaign, roster, figures_of, result.totals, revealing, zeros)
    tables = table_masks(campaign, result.table_totals, masked, figures_of, result.totals)
    hide = Texts(result, masked, tables).hide
    names = {g.id: f"g{n:05d}" for n, g in enumerate(result.groups, start=1)}
    doubts = _doubts(campaign, masked, result.doubts)
    doubtful = with_doubts(campaign, roster, result.totals, doubts)
    totals = {key: _shared_total(masked, total) for key, total in doubtful.items()}
    copy = replace(
        result,
        figures=tuple(_shared_figure(campaign, masked, f, hide) for f in result.figures),
        statements=tuple(_shared_statement(s, hide) for s in result.statements),
        groups=tuple(_shared_group(g, names, hide) for g in result.groups),
        families=tuple(_shared_family(f, names, hide) for f in result.families),
        totals=totals,
        shares={key: _shared_share(campaign, masked, result, figures_of, key) for key in result.shares},
        headlines=tuple(_shared_headline(campaign, masked, h) for h in result.headlines),
        in_sentences={code: _shared_headline(campaign, masked, h) for code, h in result.in_sentences.items()},
        compared_tables=(),
        compared=tuple(c for c in result.compared if _may_be_compared(campaign, masked, c)),
        followup=tuple(x._replace(text="", explanation="", typed="", file="") for x in result.followup),
        used={code: _without_contents(s) for code, s in result.used.items()},
        submissions=(),
        findings=(),
        leftovers=(),
        orphaned_edits=(),
        inputs=(),
        orphaned_decisions=(),
        decisions={},
        changes=(),
        doubts=doubts,
        corrections={},
        unplaced=(),
        sent={},
        as_read={},
        reconciled=(),
        cross_checks=(),
        questions=(),
        signed={},
        rows=shared_rows(campaign, tables, result.rows, SIGN, hide),
        table_totals=shared_totals(tables, result.table_totals),
        corrected_rows=ROWS_AS_SENT,
        compared_rows=shared_comparison(campaign, tables, result.compared_rows, hide),
        page_texts={},  # typed text may reveal what is masked
        statuses=tuple(
            replace(s, file="–" if s.file else "", unreached=(), officer="", reviewed_by="", reviewed_on="", version="")
            for s in result.statuses
        ),
        previous=Previous(file=result.previous.file, campaign=result.previous.campaign, periods=result.previous.periods)
        if result.previous
        else None,
    )
    return Shared(copy, masked, tables)


def _without_contents(submission: Submission) -> Submission:
    """The submission with nothing but its agency, its status and the codes of its findings."""
    errors = tuple(Finding(code=f.code, severity=f.severity) for f in submission.findings)
    return Submission(source=Source(file=""), status=submission.status, agency=submission.agency, findings=errors)


def _shared_figure(
    campaign: Campaign, masked: Masks, figure: Figure, hide: Callable[[str, Sequence[str]], str]
) -> Figure:
    """A figure as the copy shows it: masked, or with its value. The note of a sensitive figure is always masked."""
    bare = figure._replace(file="", sheet="", cell="")
    if masked.hides_figure(figure):
        return bare._replace(value=None, state="masked", typed=SIGN, note=SIGN if figure.note else "")
    if campaign.indicator_by_code[figure.indicator].sensitive:
        # A text that could not be read may be a small number, in figures or in words.
        unread = figure.value is None and (figure.state == "held" or any(c.isdigit() for c in figure.typed))
        typed = SIGN if figure.typed and unread else figure.typed
        return bare._replace(typed=typed, note=SIGN if figure.note else "")
    agencies = (figure.agency,)
    typed = figure.typed if figure.value is not None else hide(figure.typed, agencies)
    return bare._replace(typed=typed, note=hide(figure.note, agencies))


def _doubts(campaign: Campaign, masked: Masks, doubts: Doubts) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """The marks of shown figures whose reasons can be seen: broken rules without a masked figure. Another mark would
    reveal the relation of a masked figure to the others."""
    bases = {rule.code: _indicators_of_rule(campaign, rule.formula) for rule in campaign.all_rules}
    shown_marks: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for (code, period), marks in doubts.items():
        for agency, names in marks.items():
            shown = tuple(
                name
                for name in names
                if not any((c, period, agency) in masked.cells for c in (code, *bases.get(name, ())))
                and (name in bases or not campaign.indicator_by_code[code].sensitive)
            )
            if shown:
                shown_marks.setdefault((code, period), {})[agency] = shown
    return shown_marks


def _indicators_of_rule(campaign: Campaign, formula: str) -> set[str]:
    """The indicators of a rule, and the members of its computed indicators."""
    named = (campaign.indicator_by_code.get(name) for name in parse(formula).names)
    known = [i for i in named if i is not None]
    return {p.code for i in known for p in (i, *(members(campaign, i) if i.formula else ()))}


def _shared_total(masked: Masks, total: Total) -> Total:
    if masked.hides_total(total.indicator, total.period):
        return replace(total, value=None, shown="masked", doubtful=0)
    if (total.indicator, total.period) in masked.written:
        return replace(total, shown="written")
    return total


def _shared_share(
    campaign: Campaign, masked: Masks, result: Consolidation, figures_of: FigureMap, key_of_share: tuple[str, str]
) -> Total:
    """A part's percentage of its whole. It is masked unless it can be computed from the copy: all its figures are
    shown, or both totals are shown and have the same agencies."""
    code, period = key_of_share
    share, whole = result.shares[key_of_share], campaign.indicator_by_code[code].part_of
    keys = {period, *(p.key for p in campaign.periods)} if period == WHOLE else {period}
    if not any(code_or_whole in (code, whole) and key in keys for code_or_whole, key, _ in masked.cells):
        return share
    part, of = (result.totals[code_or_whole, period].value for code_or_whole in (code, whole))
    plain = part is not None and of and share.value is not None and math.isclose(share.value, part / of * 100)
    reporting = (
        {a for a, f in figures_of.get((code_or_whole, key), {}).items() if number(f) is not None}
        for key in keys
        for code_or_whole in (code, whole)
    )
    alike = all(one == other for one, other in zip(reporting, reporting, strict=True))
    if plain and alike and not (masked.hides_total(code, period) or masked.hides_total(whole, period)):
        return replace(share, shown="written")
    return replace(share, value=None, shown="masked")


def _shared_headline(campaign: Campaign, masked: Masks, headline: Headline) -> Headline:
    """The key figure, without its comparison if that is not in the copy or would reveal something."""
    code, comparison = headline.indicator, headline.comparison
    compared, bases = comparison.period.split("|"), _base_codes(campaign, code)
    # Together with the totals, it would reveal the figures of the agencies that are not compared.
    revealing = comparison.agencies is not None and any(base in bases for base, _, _ in masked.cells)
    hidden = any(masked.hides_total(code, key) for key in compared)
    before = not {p.key for p in campaign.periods}.issuperset(compared)  # of the previous campaign
    change = comparison.kind == "change" and (hidden or (before and _concerns_people(campaign, code)))
    # Masked or omitted figures are not missing.
    wanting = comparison.same_period and comparison.kind == "none" and (hidden or before)
    if revealing or masked.hides_total(code, headline.period) or change or wanting:
        return replace(headline, comparison=HeadlineComparison(kind="none"))
    return headline


def _may_be_compared(campaign: Campaign, masked: Masks, line: Compared) -> bool:
    """Whether a comparison is shown: not if its figures are about people, masked, or computed from masked figures."""
    if _concerns_people(campaign, line.indicator):
        return False
    if line.among is not None and any(code in _base_codes(campaign, line.indicator) for code, _, _ in masked.cells):
        return False  # with the total it would reveal the other agencies' figures
    cells = [(line.indicator, line.period, a) for a in line.agencies or ("",)]
    return not any(cell in masked.cells for cell in cells)


def _base_codes(campaign: Campaign, code: str) -> set[str]:
    """The codes of the indicators of an indicator's total: itself, or those from which it is computed."""
    return {p.code for p in base_indicators(campaign, campaign.indicator_by_code[code])}


def _concerns_people(campaign: Campaign, code: str) -> bool:
    """Whether an indicator, its weight or one from which it is computed is sensitive."""
    indicator = campaign.indicator_by_code[code]
    parts = base_indicators(campaign, indicator)
    codes = {p.code for p in parts} | {p.weight for p in (indicator, *parts) if p.weight}
    return any(campaign.indicator_by_code[c].sensitive for c in codes)


# --- Texts ---------------------------------------------------------------------------------------


def _shared_statement(statement: Statement, hide: Callable[[str, Sequence[str]], str]) -> Statement:
    agencies = (statement.agency,)
    return statement._replace(
        text=hide(statement.text, agencies),
        evidence=hide(statement.evidence, agencies),
        typed=hide(statement.typed, agencies),
        file="",
        sheet="",
        cell="",
    )


def _shared_group(group: Group, names: Mapping[str, str], hide: Callable[[str, Sequence[str]], str]) -> Group:
    """The group with a neutral id: the usual one is a hash of its text, which could be guessed."""
    edit = group.edit
    if edit is not None:
        edit = Edit(
            group=names[group.id],
            edited_text=hide(edit.edited_text, group.agencies),
            edited_theme=edit.edited_theme,
            edited_family=hide(edit.edited_family, group.agencies),
            hide=edit.hide,
        )
    return group._replace(
        id=names[group.id],
        text=hide(group.text, group.agencies),
        edit=edit,
        proposed_with=tuple(names[other] for other in group.proposed_with if other in names),
    )


def _shared_family(family: Family, names: Mapping[str, str], hide: Callable[[str, Sequence[str]], str]) -> Family:
    """The family with neutral ids, and masked figures removed from its name."""
    return family._replace(
        id=names[family.id],
        name=hide(family.name, family.agencies),
        frame=hide(family.frame, family.agencies),
        groups=tuple(names[group] for group in family.groups),
        ideas=tuple(tuple(names[group] for group in idea) for idea in family.ideas),
    )
