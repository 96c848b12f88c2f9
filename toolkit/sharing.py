"""The result as it may be circulated: small figures of people masked, with all that would give them away.

Everything a reader of the copy can see is made from the record that `share` gives: what is masked is nowhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.identities import without_numbers
from toolkit.model import (
    Campaign,
    Compared,
    Comparison,
    Consolidation,
    Edit,
    Figure,
    Group,
    Headline,
    Statement,
    Total,
)
from toolkit.suppression import Masks, masks

#: What stands in place of a masked number, and of a masked number in a text.
SIGN, IN_TEXT = "*", "(*)"
_NUMBER = re.compile(
    r"(?<![\d.,/])\d{1,3}(?:[.\u00a0 ]\d{3})+(?![\d,])|(?<![\d.,/])\d+(?:,\d+)?(?![\d/]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class Shared:
    """The copy's result, and how much is masked in it."""

    result: Consolidation
    masks: Masks

    @property
    def figures(self) -> int:
        return sum(1 for cell in self.masks.cells if cell[2])

    @property
    def totals(self) -> int:
        return sum(1 for cell in self.masks.cells if not cell[2])


def share(result: Consolidation) -> Shared:
    """The result for circulation. Its files, findings and other working papers are not part of it."""
    campaign = result.campaign
    laid: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in result.figures:
        laid.setdefault((figure.indicator, figure.period), {})[figure.agency] = figure
    roster = [campaign.agency_by_code[s.agency] for s in result.statuses]
    found = masks(campaign, roster, laid, result.totals)
    hide = _Texts(result, found).hide
    names = {g.id: f"g{n:05d}" for n, g in enumerate(result.groups, start=1)}
    copy = replace(
        result,
        figures=tuple(_figure(campaign, found, f) for f in result.figures),
        statements=tuple(_statement(s, hide) for s in result.statements),
        groups=tuple(_group(g, names, result, hide) for g in result.groups),
        totals={place: _total(found, total) for place, total in result.totals.items()},
        headlines=tuple(_headline(found, h) for h in result.headlines),
        compared=tuple(c for c in result.compared if _may_be_compared(campaign, found, c)),
        submissions=(), findings=(), leftovers=(), orphaned_edits=(), orphaned_decisions=(), decisions={}, changes=(),
        doubts={}, reconciled=(), cross_checks=(),
    )  # fmt: skip
    return Shared(copy, found)


def _figure(campaign: Campaign, found: Masks, figure: Figure) -> Figure:
    """A figure as it is shown: masked, or as it is; what was typed and noted of sensitive ones goes with it."""
    bare = figure._replace(file="", sheet="", cell="")
    if found.figure(figure):
        return bare._replace(value=None, state="masked", typed=SIGN, note=SIGN if figure.note else "")
    if campaign.indicator_by_code[figure.indicator].sensitive:
        # What could not be read may be a small number all the same.
        typed = SIGN if figure.value is None and any(c.isdigit() for c in figure.typed) else figure.typed
        return bare._replace(typed=typed, note=SIGN if figure.note else "")
    return bare._replace(note=without_numbers(figure.note, IN_TEXT)) if figure.note else bare


def _total(found: Masks, total: Total) -> Total:
    if found.total(total.indicator, total.period):
        return replace(total, value=None, shown="masked", doubtful=0)
    if (total.indicator, total.period) in found.written:
        return replace(total, shown="written", doubtful=0)
    return replace(total, doubtful=0)


def _headline(found: Masks, headline: Headline) -> Headline:
    if found.total(headline.indicator, headline.period):
        return replace(headline, value=None, comparison=Comparison(kind="none"), doubtful=0)
    compared = headline.comparison.period.split("|")
    if headline.comparison.kind == "change" and any(found.total(headline.indicator, key) for key in compared):
        return replace(headline, comparison=Comparison(kind="none"), doubtful=0)
    return replace(headline, doubtful=0)


def _may_be_compared(campaign: Campaign, found: Masks, line: Compared) -> bool:
    """Last campaign's figures of people, and what is computed from masked ones, are left out."""
    if campaign.indicator_by_code[line.indicator].sensitive:
        return False
    cells = [(line.indicator, line.period, a) for a in line.agencies or ("",)]
    return not any(cell in found.cells for cell in cells)


# --- Texts ---------------------------------------------------------------------------------------


class _Texts:
    """Takes out of an agency's words what identifies people, and the masked figures that they repeat."""

    def __init__(self, result: Consolidation, found: Masks) -> None:
        self.own: dict[str, dict[float, set[str]]] = {}
        self.totals: dict[float, set[str]] = {}
        for figure in result.figures:
            if found.figure(figure) and isinstance(figure.value, int | float):
                self._note(
                    self.own.setdefault(figure.agency, {}), result.campaign, figure.indicator, figure.value
                )
        for (code, _), total in result.totals.items():
            if found.total(total.indicator, total.period) and total.value is not None:
                self._note(self.totals, result.campaign, code, total.value)

    def _note(self, values: dict[float, set[str]], campaign: Campaign, code: str, value: float) -> None:
        unit = campaign.indicator_by_code[code].unit.split()
        if unit and campaign.indicator_by_code[code].sensitive:
            values.setdefault(float(value), set()).add(unit[0].casefold())

    def hide(self, text: str, agencies: Sequence[str]) -> str:
        """The text of these agencies, its identity and telephone numbers and repeated masked figures taken out."""
        if not any(c.isdigit() for c in text):
            return text
        text = without_numbers(text, IN_TEXT)
        places: list[Mapping[float, set[str]]] = [
            self.totals,
            *(self.own[a] for a in agencies if a in self.own),
        ]

        def replaced(match: re.Match[str]) -> str:
            value = float(match[0].replace(".", "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
            following = text[match.end() : match.end() + 12].casefold().split()
            counted = following[0].strip(",.;:)") if following else ""
            return IN_TEXT if any(counted in p.get(value, ()) for p in places) else match[0]

        return _NUMBER.sub(replaced, text) if any(places) else text


def _statement(statement: Statement, hide: Callable[[str, Sequence[str]], str]) -> Statement:
    own = (statement.agency,)
    return statement._replace(
        text=hide(statement.text, own), evidence=hide(statement.evidence, own), typed=hide(statement.typed, own),
        file="", sheet="", cell="",
    )  # fmt: skip


def _group(group: Group, names: Mapping[str, str], result: Consolidation, hide: Callable[[str, Sequence[str]], str]) -> Group:  # fmt: skip
    """The group under a name of its own: the usual one is made of its text, and could be guessed back."""
    edit = group.edit
    if edit is not None:
        edit = Edit(group=names[group.id], edited_text=hide(edit.edited_text, group.agencies), edited_theme=edit.edited_theme, hide=edit.hide)  # fmt: skip
    return replace(
        group, id=names[group.id], text=hide(group.text, group.agencies), edit=edit,
        proposed_with=tuple(names[other] for other in group.proposed_with if other in names),
    )  # fmt: skip
