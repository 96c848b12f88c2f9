"""Checks the meanings of a definition's words: depending on the kind, an indicator, a section or one of a few codes."""

from collections.abc import Sequence

from toolkit.definition.cells import DefinitionReading, Row
from toolkit.definition.options import meaning_of
from toolkit.definition.sheets import MEANINGS
from toolkit.model import ROLES, Campaign, role_of


def check_words(reading: DefinitionReading, campaign: Campaign, codes: Sequence[str], rows: Sequence[Row]) -> None:
    """Report words with a missing meaning; `codes` are those of the indicators."""
    _check_names(reading, codes, rows)
    _check_headings(reading, campaign, rows)
    _check_meanings(reading, rows)


def _check_names(reading: DefinitionReading, codes: Sequence[str], rows: Sequence[Row]) -> None:
    """Report words for indicators that do not exist, since such words have no effect."""
    known = {*codes}
    lost = [row for row in rows if row.values.get("kind") == "indicator" and row.values.get("means") not in known]
    if lost:
        means = dict.fromkeys(row.values.get("means") or "" for row in lost)
        reading.flag(lost[0], "means", "definition-unknown-indicator", ", ".join(means), count=len(lost))


def _check_headings(reading: DefinitionReading, campaign: Campaign, rows: Sequence[Row]) -> None:
    """Report words for headings that mean neither a section's code nor a role, since such words have no effect."""
    sections = [*campaign.section_by_code]
    lost: dict[str, list[Row]] = {}
    for row in rows:
        means = row.values.get("means") or ""
        if row.values.get("kind") != "heading" or means in sections:
            continue
        if not role_of(meaning_of(means, "heading")):
            lost.setdefault(means, []).append(row)
    for means, unknown in lost.items():
        near = reading.nearest(means, [*sections, *ROLES])
        reading.flag(unknown[0], "means", "definition-unknown-heading", means, nearest=near, count=len(unknown))


def _check_meanings(reading: DefinitionReading, rows: Sequence[Row]) -> None:
    """Report words with a meaning that their kind does not have, since such words have no effect."""
    for row in rows:
        kind, means = row.values.get("kind") or "", row.values.get("means") or ""
        known = MEANINGS.get(kind, ()) if kind != "heading" else ()
        meant = meaning_of(means, kind) if known else ""
        if means and known and meant not in known and not (kind == "typical" and role_of(meant)):
            reading.flag(row, "means", "definition-unknown-meaning", means, word_kind=kind, known=known)
