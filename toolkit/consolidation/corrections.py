"""The coordinator's corrections of figures: typed in the master, read like sent figures, and counted instead of them.

The submissions stay as they were sent; the corrected figures are a separate record (`Corrected`).
"""

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, get_args

from toolkit.agencies.names import agency_names
from toolkit.consolidation.totals import members
from toolkit.language.numbers import in_short
from toolkit.language.text import fold
from toolkit.messages.findings.making import finding
from toolkit.model import (
    Agency,
    Argument,
    Campaign,
    Corrected,
    Correction,
    Figure,
    Finding,
    Indicator,
    Language,
    Submission,
    includes,
)
from toolkit.model.periods import period_label
from toolkit.values.cell import Reading, read_value, typed_text
from toolkit.values.readings import ValueWords, value_words_of
from toolkit.values.totals import computed, lookup, number

FigureKey: TypeAlias = tuple[str, str, str]
"""The first three fields of a figure: agency, indicator and period; for a cell of a table agency, column name, row."""
_AgencyFigures: TypeAlias = dict[tuple[str, str], Figure]
"""One agency's figures by indicator and period."""


def figure_as_sent(figure: Figure | None) -> str:
    """What an agency sent for a figure, for comparing: "" where it sent nothing."""
    return sent_text(figure.state, figure.typed) if figure is not None else ""


def sent_text(state: str, typed: str) -> str:
    """The text that `figure_as_sent` returns, from the state and the typed text in a row of the master."""
    typed = " ".join(typed.split())
    return "" if state in ("", "missing") and not typed else f"{state} {typed}".strip()


def with_sent_values(finding: Finding, corrected: Corrected, counted: Mapping[tuple[str, str], Figure]) -> Finding:
    """The finding with the values that the agency sent, where it is about corrected figures.

    `counted`: the agency's figures that count, by indicator and period.
    """
    members = [(m.code, b.period) for b in finding.broken for m in b.members]
    periods = () if members else (finding.period, finding.text("earlier"), *finding.periods)
    values: list[str] = []
    for code, period in dict.fromkeys((*members, *((finding.indicator or "", period or "") for period in periods))):
        figure, sent = counted.get((code, period)), corrected.sent.get(key := (finding.agency or "", code, period))
        if figure and key in corrected.sent and (sent is None or sent.value != figure.value):
            now = figure.typed if key in corrected.corrections else in_short(number(figure) or 0.0)
            values += (code, period, (sent and sent.typed) or "–", now)
    if not values:
        return finding
    value = values[2] if finding.value and values[1] == finding.period else finding.value
    return replace(finding, value=value, arguments=(*finding.arguments, ("corrected", tuple(values))))


def is_about_row(campaign: Campaign, correction: Correction) -> bool:
    """Whether a correction names a cell of a table (`TABLE.COLUMN`), or a row to be left out (`TABLE.`)."""
    named = correction.indicator
    return named not in campaign.indicator_by_code and any(
        named.startswith(start := table.name("")) and (named == start or named[len(start) :] in table.column_by_code)
        for table in campaign.tables
    )


def correct_figures(
    campaign: Campaign, owing: Sequence[Agency], used: Mapping[str, Submission], corrections: Iterable[Correction]
) -> Corrected:
    """The figures of the submissions that count (`used`), after the corrections that can be applied."""
    typed = [c for c in corrections if (c.typed or c.by or c.reason) and not is_about_row(campaign, c)]
    if not typed:
        return Corrected(figures=tuple(f for s in used.values() for f in s.figures))
    return _FigureCorrections(campaign, owing, used).apply_all(typed)


def key_by_codes(campaign: Campaign, typed: FigureKey, owing: Container[str]) -> FigureKey:
    """The key of a figure, with codes where names were typed. An unknown or ambiguous name stays as it was typed."""
    agency, code, key = typed
    named = agency_names(campaign).matching(agency) if agency and agency not in owing else ()
    meant = [a for a in named if a.code in owing]
    known, label = campaign.indicator_by_code, fold(key)
    if code not in known:
        same = [i.code for i in known.values() if fold(code) in (fold(i.code), fold(i.label))]
        code = same[0] if len(same) == 1 else code
    for period in campaign.periods if label else ():
        if label in map(fold, (period.key, *(period_label(period, language) for language in get_args(Language)))):
            key = period.key
            break
    return meant[0].code if len(meant) == 1 else agency, code, key


class Corrections(ABC):
    """The corrections of one merge while they are applied: the base class for figures and for cells of tables."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign, self.words = campaign, value_words_of(campaign.words)
        self.by_key: dict[FigureKey, list[Correction]] = {}
        self.unplaced: list[Correction] = []
        self.sent: dict[FigureKey, Figure | None] = {}
        self.findings: list[Finding] = []

    @abstractmethod
    def resolve(self, correction: Correction) -> Correction | None:
        """The correction with a valid key; where there is none, adds a finding and returns None."""

    @abstractmethod
    def apply(self, correction: Correction) -> Correction:
        """Apply a correction; returns it with what the agency had sent when it was made."""

    @abstractmethod
    def report(self, code: str, correction: Correction, **arguments: Argument) -> None:
        """Add a finding about a correction, by its code."""

    @abstractmethod
    def sent_text(self, figure: Figure | None) -> str:
        """What an agency sent, for comparing: "" where it sent nothing."""

    def settle(self, corrections: Iterable[Correction]) -> dict[FigureKey, Correction]:
        """Apply the corrections that can be applied; returns the correction of each key, applied or not."""
        for correction in sorted(corrections, key=lambda c: (c.key, c.typed, c.by, c.reason)):
            if (resolved := self.resolve(correction)) is None:
                self.unplaced.append(correction)
                continue
            same = self.by_key.setdefault(resolved.key, [])
            if not any((c.typed, c.number) == (resolved.typed, resolved.number) for c in same):
                same.append(resolved)
        chosen = {}
        for key, same in self.by_key.items():
            typed = [c for c in same if c.typed]
            chosen[key] = (typed or same)[0]
            if len(typed) > 1:
                self.report("correction-twice", typed[0], readings=" | ".join(c.typed for c in typed))
                self.unplaced += typed[1:]
            elif typed:
                chosen[key] = self.apply(typed[0])
            else:
                self.report("correction-without-value", same[0])
        return chosen

    def apply_value(
        self, correction: Correction, indicator: Indicator, before: Figure | None, fallback: Figure
    ) -> tuple[Correction, Figure | None]:
        """The correction with what the agency had sent when it was made, and the figure that counts now; None instead
        of the figure where the correction cannot be applied.

        `fallback`: a figure with the file and sheet, which is used where the agency sent nothing (`before` is None).
        """
        now = self.sent_text(before)
        known = correction if correction.sent is not None else replace(correction, sent=now)
        known = known if known.unit else replace(known, unit=indicator.unit)
        reading = read_correction(known, indicator, self.words)
        if reading.state == "held":
            self.report("correction-not-clear", known, readings=dict(reading.arguments).get("readings", "?"))
            return known, None
        typed = correction.typed if correction.number is None else typed_text(correction.number)
        blank = fallback._replace(indicator=correction.indicator, cell="")
        figure = (before or blank)._replace(value=reading.value, state=reading.state, typed=typed)
        self.sent[correction.key] = before
        if not (correction.by and correction.reason):
            self.report("correction-unsigned", known)
        if now != known.sent:
            agreed = before is not None and (before.state, before.value) == (reading.state, reading.value)
            code = "correction-agreed" if agreed else "correction-outdated"
            sent = before.typed if before is not None and before.typed else "–"
            signed = f"{known.by}: {known.reason}".strip(": ") or "–"
            self.report(code, known, now=sent, was=self.sent_in_words(known.sent or ""), signed=signed)
            at = before or fallback
            if not agreed:  # the finding also names the agency's cell
                self.findings[-1] = replace(self.findings[-1], file=at.file, sheet=at.sheet, cell=at.cell)
        return known, figure

    def sent_in_words(self, sent: str) -> str:
        """What was sent when a correction was made, in a sentence."""
        return sent or "–"


class _FigureCorrections(Corrections):
    """The corrections of figures."""

    def __init__(self, campaign: Campaign, owing: Sequence[Agency], used: Mapping[str, Submission]) -> None:
        super().__init__(campaign)
        self.owing, self.used = {a.code: a for a in owing}, used
        self.own: dict[str, _AgencyFigures] = {}

    def apply_all(self, corrections: Iterable[Correction]) -> Corrected:
        chosen, sent = self.settle(corrections), self.sent
        for agency, code, period in chosen:  # including figures that the agency did not send
            figures = self._agency_figures(agency)
            if (code, period) not in figures:
                figures[code, period] = Figure(agency, code, period, None, "missing")
                sent.setdefault((agency, code, period), None)
        touched: dict[str, set[str]] = {}
        for agency, indicator, _ in sent:
            touched.setdefault(agency, set()).add(indicator)
        for agency, codes in touched.items():
            self._compute(agency, codes)
        return Corrected(
            figures=tuple(self._figures()),
            sent=sent,
            corrections=chosen,
            unplaced=tuple(self.unplaced),
            findings=tuple(self.findings),
        )

    # -- the figure that a correction names --

    def resolve(self, correction: Correction) -> Correction | None:
        code, named, period = key_by_codes(self.campaign, correction.key, self.owing)
        agency, indicator = self.owing.get(code), self.campaign.indicator_by_code.get(named)
        period = period if any(p.key == period for p in self.campaign.periods) else ""
        unknown = [
            typed or "–"
            for typed, resolved in (
                (correction.agency, agency),
                (correction.indicator, indicator),
                (correction.period, period),
            )
            if not resolved
        ]
        if agency is None or indicator is None or not period:
            self.report("correction-not-placed", correction, unknown=tuple(unknown))
            return None
        resolved = replace(correction, agency=agency.code, indicator=indicator.code, period=period)
        if not includes(indicator.asked_of, agency):
            self.report("correction-not-asked", resolved)
            return None
        if indicator.formula:
            self.report("correction-of-computed", resolved, formula=indicator.formula)
            return None
        return resolved

    # -- the figures that count --

    def _agency_figures(self, agency: str) -> _AgencyFigures:
        if agency not in self.own:
            submission = self.used.get(agency)
            self.own[agency] = {(f.indicator, f.period): f for f in submission.figures} if submission else {}
        return self.own[agency]

    def apply(self, correction: Correction) -> Correction:
        agency, code, period = correction.key
        figures, nothing = self._agency_figures(agency), Figure(agency, code, period, None, "missing")
        indicator = self.campaign.indicator_by_code[code]
        known, figure = self.apply_value(correction, indicator, figures.get((code, period)), nothing)
        if figure is not None:
            figures[code, period] = figure
        return known

    def _compute(self, agency: str, corrected: set[str]) -> None:
        """Recompute the agency's computed figures from corrected ones."""
        campaign, figures = self.campaign, self._agency_figures(agency)
        for indicator in campaign.indicators_of(campaign.agency_by_code[agency]):
            if not indicator.formula or corrected.isdisjoint(m.code for m in members(campaign, indicator)):
                continue
            for period in campaign.periods:
                of_period = {code: f for (code, key), f in figures.items() if key == period.key}
                value, state = computed(indicator, lookup(campaign, of_period))
                before = figures.get((indicator.code, period.key))
                figure = before or Figure(agency, indicator.code, period.key, None, "missing")
                figure = figure._replace(value=value, state=state)
                if figure != before and (before is not None or figure.value is not None):
                    figures[indicator.code, period.key] = figure
                    self.sent.setdefault((agency, indicator.code, period.key), before)

    def _figures(self) -> Iterator[Figure]:
        """The figures of agencies with a report, in the report's order; then all others, in the definition's order."""
        for agency, submission in self.used.items():
            yield from self.own[agency].values() if agency in self.own else submission.figures
        indicators = {i.code: n for n, i in enumerate(self.campaign.indicators)}
        periods = {p.key: n for n, p in enumerate(self.campaign.periods)}
        for agency in self.owing:
            if agency in self.own and agency not in self.used:
                figures = self.own[agency].values()
                yield from sorted(figures, key=lambda f: (indicators[f.indicator], periods[f.period]))

    def sent_text(self, figure: Figure | None) -> str:
        return figure_as_sent(figure)

    def sent_in_words(self, sent: str) -> str:
        return sent.partition(" ")[2] or "–"  # the typed text, without the state before it

    def report(self, code: str, correction: Correction, **arguments: Argument) -> None:
        known = self.campaign
        self.findings.append(
            finding(
                code,
                agency=correction.agency if correction.agency in known.agency_by_code else None,
                indicator=correction.indicator if correction.indicator in known.indicator_by_code else None,
                period=correction.period if correction.period in {p.key for p in known.periods} else None,
                value=correction.typed,
                arguments=arguments,
            )
        )


def read_correction(correction: Correction, indicator: Indicator, words: ValueWords) -> Reading:
    """The typed value in the indicator's unit. If the correction was made in another unit, that unit is read as if it
    were typed behind the number; words for zero or no data have no unit."""
    here = read_value(correction.typed if correction.number is None else correction.number, indicator, words)
    nothing = here.state in ("zero_by_words", "missing", "not_applicable")
    if nothing or not indicator.numeric or fold(correction.unit) == fold(indicator.unit):
        return here
    return read_value(f"{correction.typed} {correction.unit}", indicator, words)
