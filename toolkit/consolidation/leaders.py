"""The leaders' page as data: its sentences and numbers, complete before it is drawn.

The first sheet of the master and the page for telephones both draw this record, so they state the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from toolkit.consolidation.bridges.sentences import changes_in_short
from toolkit.consolidation.bridges.standing import board_of
from toolkit.consolidation.consolidate import with_faults
from toolkit.consolidation.followup import followup_sentence
from toolkit.consolidation.headlines import TargetResult, targets_of
from toolkit.consolidation.ideas import (
    QuestionLine,
    facts_of,
    ideas_by_section,
    in_one_line,
    question_lines,
    sections_of,
)
from toolkit.consolidation.key_figures import KeyFigure, key_figures, period_name
from toolkit.consolidation.late import repeated_figures
from toolkit.consolidation.sentences import FilledSentence, paragraphs_of, sentences_of
from toolkit.consolidation.tables.in_short import TableInShort, tables_in_short
from toolkit.consolidation.today.first_calls import first_calls
from toolkit.consolidation.versions import fate
from toolkit.language.numbers import format_number, in_prose, in_short
from toolkit.language.text import listed
from toolkit.messages import Text, boards, leaders_tables, masters
from toolkit.messages.findings.kinds import LACKS
from toolkit.model import Board, Consolidation, Finding, Indicator, Language, Role, Section
from toolkit.model.judging import attempt
from toolkit.narrative.requests import LEAD, lead_names, read_request
from toolkit.values.decimals import shown_decimals, shown_number

#: The number of targets or agencies named in a line.
_NAMED = 3
#: The keys of the lines that are read first, in their order.
LINES = ("conclusion", "press", "decide", "trust")
#: The number of characters of a statement that is quoted in a line.
_QUOTED = 140
#: The roles whose follow-up is part of the conclusion.
_FOLLOWED_UP: tuple[Role, ...] = ("limitation", "direction")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureParagraph:
    """Sentences with figures about one topic. `source`: (indicator, period) of the first total in the sentences."""

    topic: str
    text: str
    source: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many reports are in. `text`: in words, with the missing agencies; `rejected` and `waiting` count files."""

    text: str
    board: Board
    missing: tuple[str, ...]
    rejected: int
    waiting: int

    @property
    def is_open(self) -> bool:
        """Whether any report is missing, unusable or waiting for a decision."""
        return bool(self.missing or self.rejected or self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A text that the coordinator may edit, as computed and as edited."""

    computed: str
    edited: str = ""
    basis: str = ""
    """What was computed when it was edited."""

    @property
    def shown(self) -> str:
        return self.edited or self.computed

    @property
    def is_outdated(self) -> bool:
        """Whether the computed text changed since it was edited."""
        return bool(self.edited) and self.basis != self.computed


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadersPage:
    """The contents of the page; its ideas are in `ideas.ideas_by_theme` or `ideas_by_section`.

    `questions` is None in a copy for circulation.
    """

    title: str
    subtitle: str
    notice: str
    """The sentence which says that this is a copy for circulation, and what is masked; else ""."""
    lines: Mapping[str, str]
    """The four lines that are read first, by their keys (`LINES`)."""
    key_figures: tuple[KeyFigure, ...]
    figures: tuple[FigureParagraph, ...]
    changes: tuple[str, tuple[str, ...]]
    """`changes_in_short`; empty in a copy for circulation, where it would reveal masked figures."""
    progress: Progress
    tables: tuple[TableInShort, ...]
    sections: tuple[Section, ...]
    questions: tuple[QuestionLine, ...] | None
    texts: Mapping[str, PageText]
    """The title, the four lines and the headings, by their keys (`EditedText`)."""
    outdated: tuple[str, ...]
    """A sentence for each edited text whose computed text has changed since; it quotes the computed one."""


def make_leaders_page(result: Consolidation, language: Language, *, shared: bool = False) -> LeadersPage:
    """The leaders' page of the result. `shared`: the result is a copy for circulation."""
    notice = masters.SHARED_NOTE.say(language, sign=masters.SIGNS["masked"].say(language)) if shared else ""
    if shared and any(total.masked for total in result.table_totals.values()):
        notice = f"{notice} {leaders_tables.SHARED_NOTE.say(language)}"
    texts = page_texts(result, language)
    return LeadersPage(
        title=texts["title"].shown,
        subtitle=_subtitle(result, language),
        notice=notice,
        lines={key: texts[key].shown for key in LINES},
        key_figures=tuple(f for f in key_figures(result, language, shared=shared) if f.sort != "none"),
        figures=attempt("leaders", lambda: figure_paragraphs(result, language), ()),
        changes=("", ()) if shared else attempt("leaders", lambda: changes_in_short(result, language), ("", ())),
        progress=_progress(result, language),
        tables=attempt("leaders", lambda: tables_in_short(result, language), ()),
        sections=shown_sections(result),
        questions=None if shared else attempt("leaders", lambda: question_lines(result, language), ()),
        texts=texts,
        outdated=tuple(_outdated_lines(texts, language)),
    )


def with_page_faults(result: Consolidation, language: Language = "vi") -> Consolidation:
    """The result with a finding for each part of the leaders' page that cannot be made, before anything is drawn."""
    faults: list[Finding] = []
    for part in (four_lines, figure_paragraphs, changes_in_short, tables_in_short, question_lines):
        attempt("leaders", partial(part, result, language), None, faults.append)
    attempt("leaders", lambda: _repeated_figures_text(result, language), "", faults.append)
    return with_faults(result, faults)


def page_texts(result: Consolidation, language: Language) -> dict[str, PageText]:
    """The texts of the page that may be edited, by their keys."""
    themed = bool(result.campaign.themes)
    lines = attempt("leaders", lambda: four_lines(result, language), dict.fromkeys(LINES, ""))
    computed = {
        "title": result.campaign.title,
        **lines,
        "key_figures": masters.KEY_FIGURES.say(language),
        "questions": masters.QUESTIONS_TITLE.say(language),
        "table": (masters.TABLE_TITLE if themed else masters.TABLE_TITLE_NO_THEMES).say(language),
        "themes": masters.CHART_THEME.say(language) if themed else "",
        **{f"section:{s.code}": s.heading for s in sections_of(result.campaign)},
    }
    edited = result.page_texts
    return {
        key: PageText(computed=text, edited=edited[key].text, basis=edited[key].basis)
        if key in edited
        else PageText(computed=text)
        for key, text in computed.items()
    }


def shown_sections(result: Consolidation) -> tuple[Section, ...]:
    """The page's sections with the headings that the coordinator edited."""
    return with_edited_headings(result, sections_of(result.campaign))


def with_edited_headings(result: Consolidation, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with the headings that the coordinator edited."""
    headings = {key.removeprefix("section:"): edit.text for key, edit in result.page_texts.items()}
    return tuple(replace(s, heading=headings[s.code]) if s.code in headings else s for s in sections)


def _outdated_lines(texts: Mapping[str, PageText], language: Language) -> Iterator[str]:
    for key, text in texts.items():
        if text.is_outdated:
            shape = masters.OUTDATED_SENTENCE if key in LINES else masters.OUTDATED_HEADING
            yield shape.say(language, typed=text.edited, text=text.computed)


def _subtitle(result: Consolidation, language: Language) -> str:
    lead = result.campaign.agency_by_code.get(result.campaign.lead_agency)
    day = result.as_of.strftime("%d/%m/%Y")
    if lead is None:
        return masters.SUBTITLE_NO_LEAD.say(language, day=day)
    return masters.SUBTITLE.say(language, lead=lead.name, day=day)


# --- The four lines ------------------------------------------------------------------------------


def four_lines(result: Consolidation, language: Language) -> dict[str, str]:
    """What leaders read first: `conclusion`, `press` (whom to urge), `decide` (what agencies request), `trust` (how
    reliable the figures are). Sheet, page, report and desk print these."""
    lines = _Lines(result, language)
    methods = {"conclusion": lines.conclusion, "press": lines.press, "decide": lines.decide, "trust": lines.trust}
    return {key: f"{masters.LINES[key].say(language)}: {line()}" for key, line in methods.items()}


class _Lines:
    """Each of the four lines of a result."""

    def __init__(self, result: Consolidation, language: Language) -> None:
        self.result, self.language = result, language
        self.short = {a.code: a.short_name for a in result.campaign.agencies}

    def say(self, text: Text, /, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def conclusion(self) -> str:
        """The targets (where there are none, the first figures), and the most common limitation."""
        figures = [sentence.text for sentence in sentences_of(self.result, self.language) if sentence.page]
        parts = [self._targets() or (figures or [""])[0], self._most_common_idea("limitation", masters.LINE_LIMITATION)]
        parts += [followup_sentence(self.result, role, self.language) for role in _FOLLOWED_UP]
        return " ".join(filter(None, parts)) or self.say(masters.LINE_NOTHING)

    def press(self) -> str:
        """The agencies that have not reported, by groups, the largest by name; and how many must correct something."""
        result, missing = self.result, self.result.missing
        errors = sum(any(f.severity == "error" for f in s.findings) for s in result.used.values())
        parts = []
        if missing:
            days = max((s.days_late or 0 for s in result.statuses if s.agency in missing), default=0)
            parts.append(
                self.say(
                    masters.LINE_MISSING,
                    count=len(missing),
                    owed=len(result.statuses),
                    groups=self._counts_by_group(missing),
                    late=self.say(masters.LINE_LATE, days=days) if days else "",
                    names=", ".join(self.short[code] for code in self._agencies_to_name(missing)),
                )
            )
        else:
            parts.append(self.say(masters.LINE_ALL_IN, owed=len(result.statuses)))
        if errors:
            parts.append(self.say(masters.LINE_ERRORS, count=errors))
        return " ".join(parts)

    def decide(self) -> str:
        """The most common request, and the targets that are missed."""
        missed = [one for one in targets_of(self.result) if one.is_reached is False]
        previous = followup_sentence(self.result, "proposal", self.language)
        parts = [self._most_common_idea("proposal", masters.LINE_REQUEST), previous]
        if missed:
            labels = "; ".join(one.indicator.label for one in missed[:_NAMED])
            parts.append(self.say(masters.LINE_MISSED, count=len(missed), labels=labels + self._and_more(len(missed))))
        return " ".join(filter(None, parts)) or self.say(masters.LINE_NO_REQUEST)

    def trust(self) -> str:
        """How many reports are in, and how many of their figures are held, wrong or missing."""
        result = self.result
        held = sum(f.state == "held" for f in result.figures)
        errors = [f.code for s in result.used.values() for f in s.findings if f.severity == "error"]
        blank = sum(code in LACKS for code in errors)
        parts = ((masters.LINE_HELD, held), (masters.LINE_ASKED, len(errors) - blank), (masters.LINE_BLANK, blank))
        open_still = [self.say(text, count=count) for text, count in parts if count]
        shape = masters.LINE_TRUST if open_still else masters.LINE_TRUST_CLEAN
        return self.say(
            shape,
            in_count=len(result.statuses) - len(result.missing),
            owed=len(result.statuses),
            open="; ".join(open_still),
        )

    # -- parts --

    def _targets(self) -> str:
        targets = targets_of(self.result)
        if not targets:
            return ""
        missed = [one for one in targets if one.is_reached is False]
        decimals = shown_decimals(self.result)

        def target_text(one: TargetResult) -> str:
            code, target = one.indicator, one.indicator.target or 0.0
            value = shown_number(code, one.total.value or 0.0, decimals[code.code], self.language)
            unit = _unit_after_number(code)
            kind = "" if unit == "%" else code.kind
            shown, of = (in_prose(n, self.language, kind) for n in (value, format_number(target, self.language)))
            return self.say(masters.LINE_BESIDE, label=code.label, value=shown, target=of, unit=unit)

        reached = [one for one in targets if one.is_reached]
        named = "; ".join(map(target_text, missed[:_NAMED])) + self._and_more(len(missed))
        counts = {"missed": len(missed), "reached": len(reached), "count": len(targets)}
        if len(targets) == 1 and reached:
            return self.say(masters.LINE_TARGET_REACHED, named=target_text(reached[0]))
        if not missed:
            shape = masters.LINE_ALL_REACHED if len(reached) == len(targets) else masters.LINE_TARGETS
            return self.say(shape, **counts) if reached else ""
        if not reached:
            shape = masters.LINE_ALL_MISSED if len(missed) == len(targets) else masters.LINE_MISSED_ALL
            return self.say(masters.LINE_TARGET_MISSED if len(targets) == 1 else shape, named=named, **counts)
        return self.say(masters.LINE_TARGETS_BOTH, named=named, **counts)

    def _most_common_idea(self, role: Role, shape: Text) -> str:
        sections = [s for s in self.result.campaign.sections if s.role == role]
        lead = lead_names(self.result.campaign)
        ideas = [
            idea
            for of in ideas_by_section(facts_of(self.result), sections).values()
            for idea in of
            if role != "proposal" or read_request(idea.sentence, lead).level != LEAD  # its own task: nobody decides it
        ]
        most = max(ideas, key=lambda idea: len(idea.wrote), default=None)
        if most is None or len(most.wrote) < min(2, len(self.result.used)):
            return ""
        count, of = len(most.wrote), len(self.result.used)
        return self.say(shape, text=in_one_line(most.sentence, _QUOTED), count=count, of=of)

    def _counts_by_group(self, agencies: Sequence[str]) -> str:
        """`11 sở, ngành; 93 xã, phường`: the number of agencies by first group, in the roster's order."""
        groups = Counter((self.result.campaign.agency_by_code[code].groups or ("",))[0] for code in agencies)
        if set(groups) == {""}:
            return ""
        other = self.say(masters.LINE_OTHER_BODIES)
        shape = "02d" if self.language == "vi" else "d"
        return f" ({'; '.join(f'{count:{shape}} {name or other}' for name, count in groups.items())})"

    def _agencies_to_name(self, agencies: Sequence[str]) -> list[str]:
        """The agencies to name: first those with the largest figures, if known, then others in the roster's order."""
        largest = [call.agency for call in first_calls(self.result) if call.agency in agencies]
        return list(dict.fromkeys((*largest, *agencies)))[:_NAMED]

    def _and_more(self, count: int) -> str:
        return self.say(masters.LINE_MORE, count=count - _NAMED) if count > _NAMED else ""


def _unit_after_number(indicator: Indicator) -> str:
    return "%" if indicator.unit == "%" or indicator.kind == "percent" else f" {indicator.unit}".rstrip()


# --- Figures in sentences, and who is missing ----------------------------------------------------


def figure_paragraphs(result: Consolidation, language: Language) -> tuple[FigureParagraph, ...]:
    """The sentences with figures that are meant for the page, one paragraph for each topic."""
    sentences = [sentence for sentence in sentences_of(result, language) if sentence.page]
    return tuple(_paragraph(result, paragraph) for paragraph in paragraphs_of(sentences))


def _paragraph(result: Consolidation, paragraph: Sequence[FilledSentence]) -> FigureParagraph:
    source = next((source for sentence in paragraph for source in sentence.sources), None)
    indicator = result.campaign.indicator_by_code[source[0]] if source else None
    topic = paragraph[0].topic or (indicator.topic or indicator.label if indicator else "")
    return FigureParagraph(topic=topic, text=" ".join(sentence.text for sentence in paragraph), source=source)


def _progress(result: Consolidation, language: Language) -> Progress:
    board, fates = board_of(result.statuses), Counter(map(fate, result.submissions))
    late = boards.LEADERS_LATE.say(language, count=board.late) if board.late else ""
    so_far = boards.LEADERS.say(
        language,
        in_order=board.in_order,
        to_complete=board.to_complete,
        with_errors=board.with_errors,
        late=late,
        not_in=board.missing + board.rejected,
    )
    if_late = attempt("leaders", lambda: _repeated_figures_text(result, language), "")
    return Progress(
        text=f"{so_far} {_missing_text(result, language)}{if_late}",
        board=board,
        missing=result.missing,
        rejected=fates["unusable"],
        waiting=fates["waiting"],
    )


def _missing_text(result: Consolidation, language: Language) -> str:
    """A sentence about the agencies that have not reported, and how late they are."""
    campaign, missing = result.campaign, result.missing
    if not missing:
        return masters.MISSING_NONE.say(language)
    names = listed([campaign.agency_by_code[a].short_name for a in missing])
    text = masters.MISSING_AGENCIES.say(language, count=len(missing), names=names)
    days = [s.days_late for s in result.statuses if s.status in ("missing", "rejected") and s.days_late]
    if days and campaign.deadline:
        text += masters.MISSING_LATE.say(language, days=max(days), deadline=campaign.deadline.strftime("%d/%m/%Y"))
    return text


def _repeated_figures_text(result: Consolidation, language: Language) -> str:
    """Key figures if the missing agencies repeated their previous figures, and which agencies to ask first."""
    lines = []
    for late in repeated_figures(result):
        indicator = result.campaign.indicator_by_code[late.indicator]
        names = listed([result.campaign.agency_by_code[a].short_name for a in late.calls])
        lines.append(
            masters.IF_LATE_LINE.say(
                language,
                label=indicator.label,
                period=period_name(result, late.period, language),
                without=in_short(late.without),
                repeated=in_short(late.repeated),
                unit=f" {indicator.unit}" if indicator.unit else "",
                names=names,
            )
        )
    return masters.IF_LATE.say(language, lines="; ".join(lines)) if lines else ""
