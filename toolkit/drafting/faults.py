"""Faults in an agency's report: rules, each a function that yields findings, named after what should be true.

The rules correct nothing. The campaign lists the words that contradict each other (`toolkit:words`, kinds `antonym` and
`contrast`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.drafting.official_parts import COMPLETE_DATE, is_blank_number, is_in_every_report, symbol_of
from toolkit.drafting.outline import clipped
from toolkit.drafting.parts import AgencyReport, Point, UnplacedLine
from toolkit.drafting.report_words import DEFICIENT, REMEDIED
from toolkit.language.text import clean, fold, pieces, toned
from toolkit.messages.findings.making import finding
from toolkit.model import Agency, Campaign, Finding, Section, Severity, role_of
from toolkit.spreadsheet.audit.shapes import MAX_TEXT

_DEFICIENT, _REMEDIED = re.compile(rf"\b(?:{DEFICIENT})\b"), re.compile(rf"\b(?:{REMEDIED})\b")
#: Words that reverse the meaning of the next word or put it in the past: `chưa đạt kết quả`, `đã kiến nghị`.
_DENIED = re.compile(r"\b(?:chưa|không|đã|được|từ|sau|các|những) ?$")
_CAPITALS = "A-ZĐÂÊÔƠƯĂ&"
#: A document's number with a blank inside: `462/SLĐT BXH-PCT`, `05 /BC-SKHCN`, `05/ BC-SKHCN`, `05/BC- SKHCN`.
_BROKEN_SYMBOL = re.compile(
    rf"""(?<![\w/])\d+(?:/\d{{4}})?(?:
        /[{_CAPITALS}]{{2,}}(?:-[{_CAPITALS}]+)*\s[{_CAPITALS}]{{2,}}-[{_CAPITALS}]+
      | \s/\s?[{_CAPITALS}]{{2,}}-[{_CAPITALS}]+
      | /\s[{_CAPITALS}]{{2,}}-[{_CAPITALS}]+
      | /[{_CAPITALS}]{{2,}}-\s[{_CAPITALS}]{{2,}}
    )[\w-]*""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Case:
    """One report with its campaign and agency."""

    report: AgencyReport
    campaign: Campaign
    agency: Agency | None

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return self.campaign.sections if self.agency is None else self.campaign.sections_of(self.agency)

    @cached_property
    def names_without_section(self) -> tuple[str, ...]:
        """The folded words for headings that mean a role which no section of the campaign has."""
        there = {*self.campaign.section_by_code, *(s.role for s in self.campaign.sections)}
        words = (w for w in self.campaign.words if w.kind == "heading")
        return tuple(fold(w.text) for w in words if fold(w.text) and not {w.means.strip(), role_of(w.means)} & there)

    def unplaced_texts(self, reason: str) -> list[str]:
        return [item.text for item in self.report.unplaced if item.reason == reason]


_Rule = Callable[[_Case], Iterator[Finding]]


def faults(report: AgencyReport, name: str, campaign: Campaign, agency: Agency | None) -> tuple[Finding, ...]:
    """Everything that a person should check in the report, in the order of the rules."""
    case = _Case(report, campaign, agency)
    code = agency.code if agency else None
    return tuple(replace(result, file=name, agency=code) for rule in RULES for result in rule(case))


def names_of(campaign: Campaign) -> dict[str, Agency]:
    """The agencies, keyed by each of their folded names."""
    names: dict[str, Agency] = {}
    for agency in campaign.agencies:
        for name in sorted(_names_in_head(agency)):
            names.setdefault(name, agency)
    return names


def _has_words(case: _Case) -> Iterator[Finding]:
    """The file holds text in which points could be.

    Why: a scan saved as a Word file holds pictures of pages, and nothing can be read from it.
    """
    if not case.report.points and sum(len(item.text.split()) for item in case.report.unplaced) < 30:
        yield finding("letter-without-text")


def _is_of_agency(case: _Case) -> Iterator[Finding]:
    """The name and the symbol in the heading block are the agency's.

    Why: with the wrong file, one agency's points would be sent in another's name.
    """
    if case.agency is None:
        return
    typed = case.report.detail("agency")
    holders = [a for a in case.campaign.agencies if typed and fold(typed) in _names_in_head(a)]
    if not holders:
        typed = case.report.detail("report_number")
        symbol = fold(symbol_of(typed))
        holders = [a for a in case.campaign.agencies if symbol and symbol in _symbols(a)]
    if {case.agency.code, case.agency.parent}.isdisjoint(a.code for a in holders):
        if len(holders) == 1:
            yield finding("letter-of-other-agency", value=typed, arguments={"other": holders[0].name})
        elif holders:
            yield finding(
                "letter-of-other-agencies", value=typed, arguments={"count": len(holders), "name": case.agency.name}
            )


def _names_in_head(agency: Agency) -> set[str]:
    """The folded texts that may name an agency in the heading block."""
    names = (agency.name, agency.short_name, *agency.aliases, " ".join(agency.header_lines))
    return {fold(name) for name in names} - {""}


def _symbols(agency: Agency) -> set[str]:
    return {fold(agency.code), fold(symbol_of(agency.symbol)), fold(agency.symbol)} - {""}


def _is_numbered(case: _Case) -> Iterator[Finding]:
    """The report has its number.

    Why: a report without a number is a draft; the number is never made up.
    """
    number = case.report.detail("report_number")
    if number and not re.match(r"\s*\d", number):
        yield finding("letter-not-numbered", value=number)
    elif not number:
        yield from (
            finding("letter-not-numbered", value=item.text)
            for item in case.report.unplaced
            if is_blank_number(item.text) and item.reason == "heading-block"
        )


def _is_dated(case: _Case) -> Iterator[Finding]:
    """The report has its full date.

    Why: a date with a blank day is a draft's; the day is never made up.
    """
    day = case.report.detail("report_date")
    if day and not COMPLETE_DATE.search(day):
        yield finding("letter-date-incomplete", value=day)


def _agrees_with_itself(case: _Case) -> Iterator[Finding]:
    """Title and closing sentence name the same kind of report.

    Why: `tổng kết` and `sơ kết` are different reports, with different duties.
    """
    names = sorted(names_of(case.campaign), key=len, reverse=True)
    title, closing = (_without_names(" ".join(case.unplaced_texts(reason)), names) for reason in ("title", "closing"))
    for one, two in _opposites(case.campaign, title, closing):
        arguments = {"title": clean(one), "closing": clean(two)}
        yield finding("letter-contradicts-itself", value=clean(two), arguments=arguments)


def _opposites(campaign: Campaign, one: str, two: str) -> Iterator[tuple[str, str]]:
    """Yields pairs of words, one from each text, that contradict each other: antonyms, or words of one contrast."""
    contrasts: dict[str, list[str]] = {}
    for word in campaign.words:
        if word.kind == "antonym":
            for other in word.means.split("|"):
                for mine, theirs in ((word.text, other), (other, word.text)):
                    if _has_word(one, mine, theirs) and _has_word(two, theirs, mine):
                        yield mine, theirs
        elif word.kind == "contrast":
            contrasts.setdefault(fold(word.means), []).append(word.text)
    for words in contrasts.values():
        stated, opposed = ([word for word in words if _contains(text, word)] for text in (one, two))
        if stated and opposed and not set(stated) & set(opposed):
            yield stated[0], opposed[0]


def _without_names(text: str, names: Iterable[str]) -> str:
    """The folded text without the names of agencies, which say nothing about the text's subject."""
    bare = f" {fold(text)} "
    for name in names:
        bare = bare.replace(f" {name} ", " | ")
    return bare


def _has_word(text: str, word: str, other: str) -> bool:
    """Whether a text has `word` and not `other`."""
    return _contains(text, word) and not _contains(text, other)


def _contains(text: str, word: str) -> bool:
    return bool(fold(word)) and f" {fold(word)} " in f" {text} "


def _quotes_are_closed(case: _Case) -> Iterator[Finding]:
    """Every quotation mark that opens in a point closes in it.

    Why: a single mark shows that words are missing or that the beginning of a name is unknown.
    """
    for point in case.report.points:
        pairs = (("“", "”"), ("«", "»"))
        uneven = any(point.text.count(start) != point.text.count(end) for start, end in pairs)
        if uneven or point.text.count('"') % 2:
            yield finding("unbalanced-quotes", cell=point.where, section=point.section, value=point.text)


def _lines_fit_a_cell(case: _Case) -> Iterator[Finding]:
    """No point and no other line of the report is longer than a cell of the form.

    Why: such a line is split into several cells, and each of them counts as a point.
    """
    items: tuple[Point | UnplacedLine, ...] = (*case.report.points, *case.report.unplaced)
    for item in items:
        count = len(pieces(item.text, MAX_TEXT))
        if count > 1:
            yield finding(
                "letter-line-too-long",
                cell=item.where,
                section=item.section or None,
                value=clipped(item.text, 160),
                arguments={"length": len(item.text.encode("utf-16-le")) // 2, "lines": count},
            )


def _symbols_are_whole(case: _Case) -> Iterator[Finding]:
    """A document's number and symbol have no blank inside.

    Why: the document is not found by a symbol with a blank in it.
    """
    items: tuple[Point | UnplacedLine, ...] = (*case.report.points, *case.report.unplaced)
    for item in items:
        for symbol in _BROKEN_SYMBOL.findall(item.text):
            yield finding("symbol-with-space", value=symbol, cell=item.where, section=item.section or None)


def _results_have_figures(case: _Case) -> Iterator[Finding]:
    """A section on results has at least one figure, in its points or in a table; or the report's annex has figures.

    Why: no figure is not zero; the agency may have forgotten its figures or have none to give.
    """
    if case.report.proposed:
        return
    for section in case.sections:
        if section.role != "result":
            continue
        points = [point.text for point in case.report.points if point.section == section.code]
        unplaced = [item.text for item in case.report.unplaced if item.section == section.code and not item.settled]
        if points and not any(char.isdigit() for text in (*points, *unplaced) for char in text):
            yield finding("section-without-figures", section=section.code)


def _headings_are_known(case: _Case) -> Iterator[Finding]:
    """Every heading with text under it names a section.

    Why: the text under it goes nowhere until the campaign's words of kind `heading` name it.
    """
    seen: set[str] = set()
    for item in case.report.unplaced:
        path = item.where.rpartition(" ¶")[0]
        if item.reason in ("unknown-heading", "two-sections") and path not in seen:
            seen.add(path)
            quoted = re.search(r"“(.*)”$", path)
            heading = quoted[1] if quoted else path
            if len(item.between) > 1:
                value = heading if quoted else clipped(item.text, 160)  # the heading is the first words of the line
                yield finding(
                    "heading-of-two-sections", cell=item.where, value=value, arguments={"between": item.between}
                )
                continue
            known = any(f" {name} " in f" {fold(heading)} " for name in case.names_without_section)
            yield finding("heading-not-asked" if known else "unknown-heading", cell=path, value=heading)


#: For the role of a section, the roles whose typical words do not belong in it.
_AGAINST = {"achievement": ("limitation", "proposal"), "limitation": ("achievement", "proposal")}


def _words_go_with_the_section(case: _Case) -> Iterator[Finding]:
    """A point among the achievements is worded as an achievement, a point among the limitations as a limitation.

    Why: it may be under the wrong heading, or the report's heading was misread.
    """
    typical = [(w.text, role_of(w.means)) for w in case.campaign.words if w.kind == "typical"]
    for point in case.report.points:
        section = case.campaign.section_by_code[point.section]
        roles = _roles_worded(point.text, typical)
        opposed = [role for role in _AGAINST.get(section.role, ()) if role in roles]
        expected = [other for role in opposed for other in case.sections if other.role == role]
        if section.role not in roles and expected:
            code, arguments = "point-against-its-section", {"other_section": expected[0].code}
            yield finding(code, cell=point.where, section=section.code, value=point.text, arguments=arguments)


def _roles_worded(text: str, typical: Iterable[tuple[str, str]]) -> set[str]:
    """The roles of the sections in which a point's words are usual; a remedied deficiency is no limitation."""
    plain = " ".join(clean(text).lower().split())
    deficient = _DEFICIENT.search(plain) is not None and _REMEDIED.search(plain) is None
    roles = {"limitation"} if deficient else set()
    words = f" {toned(text)} "
    for phrase, role in typical:
        at = words.find(f" {toned(phrase)} ")
        if at >= 0 and not _DENIED.search(words[:at]) and (role != "limitation" or deficient):
            roles.add(role)
    return roles


def _sections_are_there(case: _Case) -> Iterator[Finding]:
    """Every section required of the agency has a point.

    Why: a section may be missing, or its heading was not recognised.
    """
    present = {point.section for point in case.report.points}
    for section in case.sections:
        if section.code not in present:
            severity: Severity | None = None if section.required else "note"
            yield finding("section-not-found", severity=severity, section=section.code, value=section.heading)


def _figures_are_confirmed(case: _Case) -> Iterator[Finding]:
    """Figures read in tables count only after the agency has confirmed them.

    Why: a cell may belong to a different heading than it seems to.
    """
    if case.report.proposed:
        yield finding("figures-proposed", arguments={"count": len(case.report.proposed)})


def _rows_are_confirmed(case: _Case) -> Iterator[Finding]:
    """Rows of lists read in tables count only after the agency has confirmed them.

    Why: a report's table is laid out for people, and a row may not be what it seems.
    """
    if case.report.rows:
        named = case.campaign.table_by_code
        headings = dict.fromkeys(named[row.list].heading for row in case.report.rows)
        yield finding("rows-proposed", value="; ".join(headings), arguments={"count": len(case.report.rows)})


def _tables_are_clear(case: _Case) -> Iterator[Finding]:
    """Every number of a table with figures has a clear indicator and period.

    Why: an ambiguous number is a question, not a figure.
    """
    for unread in case.report.unread:
        yield finding(unread.code, value=_quoted(unread.cells, 160), arguments={"table": unread.table})


def _is_unicode(case: _Case) -> Iterator[Finding]:
    """The report is typed in Unicode.

    Why: an old encoding is recognised by its words, and a few words are ambiguous.
    """
    if case.report.encoding:
        yield finding("letter-old-encoding", value=case.report.encoding)


def _all_is_read(case: _Case) -> Iterator[Finding]:
    """The document holds no embedded object that contains text.

    Why: a spreadsheet pasted as an object looks like a table, and none of it is read.
    """
    embedded = case.report.embedded
    if embedded:
        kinds = ", ".join(dict.fromkeys(embedded))
        yield finding("letter-part-unread", value=kinds, arguments={"count": len(embedded)})


def _pages_are_text(case: _Case) -> Iterator[Finding]:
    """No page of a PDF is a picture, and no text was recognised in one.

    Why: nothing is read from a scanned page, and text recognised by a scanner has wrong characters and figures.
    """
    if case.report.scanned:
        yield finding("letter-pages-scanned", value=case.report.scanned)
    if case.report.recognised:
        yield finding("letter-text-recognised")


def _characters_are_identified(case: _Case) -> Iterator[Finding]:
    """A PDF identifies each of its characters.

    Why: a PDF may draw characters without identifying them; a guess would change what the agency wrote.
    """
    if case.report.unmapped:
        yield finding("letter-letters-unknown", arguments={"count": case.report.unmapped})


def _changes_are_settled(case: _Case) -> Iterator[Finding]:
    """No deletion is left under tracked changes.

    Why: the agency may not have agreed on the deletions.
    """
    deleted = case.report.deleted
    if deleted:
        yield finding("tracked-changes", value=_quoted(deleted, 80), arguments={"count": len(deleted)})


def _lines_are_points(case: _Case) -> Iterator[Finding]:
    """Every line is a point or otherwise placed; all other lines are listed.

    Why: the form leaves out letterhead, recipients and headings, and no line of a report may vanish. Lines that
    every report has, and names of agencies, are not listed.
    """
    names = names_of(case.campaign)
    left = [item.text for item in case.report.unplaced if item.is_left_out and not item.is_ours]
    left = [text for text in left if not is_in_every_report(text) and fold(text) not in names]
    quoted: list[str] = []
    for at, text in enumerate(left, start=1):
        quoted.append(f"“{text}”")
        if at == len(left) or len("; ".join([*quoted, left[at]])) > _SHOWN:
            yield finding("letter-lines-left-out", value="; ".join(quoted), arguments={"count": len(quoted)})
            quoted = []


def _quoted(texts: Sequence[str], length: int) -> str:
    """The first few of the texts, in quotes, each cut to `length`."""
    return "; ".join(f"“{clipped(text, length)}”" for text in texts[:_LISTED]) + " …" * (len(texts) > _LISTED)


#: The number of rows or deletions quoted in one sentence.
_LISTED = 6
#: The number of characters of a value that are shown.
_SHOWN = 380

RULES: tuple[_Rule, ...] = (
    _has_words,
    _is_of_agency,
    _is_numbered,
    _is_dated,
    _agrees_with_itself,
    _quotes_are_closed,
    _lines_fit_a_cell,
    _symbols_are_whole,
    _results_have_figures,
    _headings_are_known,
    _words_go_with_the_section,
    _figures_are_confirmed,
    _rows_are_confirmed,
    _tables_are_clear,
    _all_is_read,
    _pages_are_text,
    _characters_are_identified,
    _changes_are_settled,
    _is_unicode,
    _sections_are_there,
    _lines_are_points,
)
