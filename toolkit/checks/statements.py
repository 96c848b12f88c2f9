"""The checks on the statements of one agency's narrative."""

from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.language.identities import Sort, positions_to_search, traces
from toolkit.model import Finding
from toolkit.narrative.wording import has_only_set_phrases, phrases, resembled_role


def statements_are_not_repeated(context: Context) -> Iterator[Finding]:
    """An agency writes a point once in a section.

    Why: a line pasted twice is mostly a slip; it counts as one idea anyway.
    """
    seen: dict[tuple[str, str], str] = {}
    for statement, wording in context.statements:
        key = (statement.section, wording.plain)
        if key in seen:
            yield context.finding("statement-repeated", at=statement, arguments={"other": seen[key]})
        seen.setdefault(key, statement.cell)


def statements_are_not_too_long(context: Context) -> Iterator[Finding]:
    """A statement keeps to the section's `max_words`.

    Why: several points in one cell cannot be grouped with those of other agencies.
    """
    for statement in context.submission.statements:
        limit = context.campaign.section_by_code[statement.section].max_words
        if not limit or len(statement.text) < 2 * limit:
            continue  # too short for that number of words
        words = len(statement.text.split())
        if words > limit:
            yield context.finding("too-many-words", at=statement, arguments={"words": words, "limit": limit})


def people_are_not_named(context: Context) -> Iterator[Finding]:
    """The narrative has no identity or telephone number, and names no private person.

    Why: the report is read by many, and may harm the people it names (Nghị định 13/2023/NĐ-CP, Điều 2.4).
    Signers and those who prepared the report are excepted.
    """
    mentions: dict[tuple[Sort, str], list[tuple[str, str]]] = {}
    texts = [(s.sheet, s.cell, t) for s in context.submission.statements for t in (s.text, s.evidence) if t]
    if any(context.columns.notes):
        texts += [(f.sheet, f.cell, f.note) for f in context.submission.figures if f.note]
    for n in positions_to_search([text for _, _, text in texts]):
        sheet, cell, text = texts[n]
        for trace in traces(text):
            mentions.setdefault((trace.sort, sheet), []).append((cell, trace.text))
    for (sort, sheet), mentioned in mentions.items():
        cells = tuple(dict.fromkeys(cell for cell, _ in mentioned))
        yield context.finding(
            sort, sheet=sheet, cell=cells[0], cells=cells, value="; ".join(dict.fromkeys(text for _, text in mentioned))
        )


def statements_are_in_their_section(context: Context) -> Iterator[Finding]:
    """A statement reads like those of its section.

    Why: a request among the achievements is overlooked by those who answer requests. The statement is only reported.
    """
    known = phrases(context.campaign.words)
    by_role = {s.role: s for s in reversed(context.campaign.sections_of(context.agency))}
    for statement, wording in context.statements:
        section = context.campaign.section_by_code[statement.section]
        role = resembled_role(known, wording, section.role)
        if role in by_role and by_role[role].code != section.code:
            yield context.finding("statement-elsewhere", at=statement, arguments={"other_section": by_role[role].code})


def statements_say_something(context: Context) -> Iterator[Finding]:
    """A statement is specific: an action or a lack, and its location or amount.

    Why: a set phrase fills the section without information for a leader.
    """
    known = phrases(context.campaign.words)
    for statement, wording in context.statements:
        if has_only_set_phrases(known, wording):
            yield context.finding("statement-hollow", at=statement)
