"""Checks the definition's sentences with figures: whether their indicators, sections and fields exist and are
possible."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from toolkit.definition.cells import DefinitionReading, Row
from toolkit.formula import expressions
from toolkit.formula.sentences import RANKS, SentenceField, parse
from toolkit.language.text import fold
from toolkit.model import Argument, Campaign, Indicator

#: The aspects that only an indicator with a target has.
_WITH_TARGET = frozenset({"target", "of_target", "against_target"})
_Report = Callable[..., None]


def check_sentences(reading: DefinitionReading, campaign: Campaign, rows: Mapping[str, list[Row]]) -> None:
    """Report missing sections and topics, sentences that cannot be read, and fields that cannot be filled."""
    codes = {row.values["code"]: "" for row in rows.get("indicators", ()) if row.values.get("code")}
    codes |= {i.code: "" for i in campaign.indicators if i.part_of}
    sections = [row.values["code"] for row in rows.get("sections", ()) if row.values.get("code")]
    topics = list(dict.fromkeys(row.values["topic"] for row in rows.get("indicators", ()) if row.values.get("topic")))
    unread = _unread_indicators(reading, rows.get("indicators", ()))
    for row in rows.get("sentences", ()):
        flag = partial(_flag, reading, row)
        section, topic, text = (row.values.get(key) or "" for key in ("section", "topic", "text"))
        if section and section not in sections and "sections" not in reading.keyless:
            flag("sentence-unknown-section", "section", section, nearest=reading.nearest(section, sections))
        if topic and fold(topic) not in map(fold, topics) and "indicators" not in reading.keyless:
            flag("sentence-unknown-topic", "topic", topic, nearest=reading.nearest(topic, topics))
        if text and "indicators" not in reading.keyless:
            _check_text(campaign, text, list(codes), unread, flag, reading.may_name_part)


def _flag(reading: DefinitionReading, row: Row, code: str, column: str, value: str, **arguments: Argument) -> None:
    reading.flag(row, column, code, value, **arguments)


def _unread_indicators(reading: DefinitionReading, rows: Iterable[Row]) -> set[str]:
    """The codes of indicators whose totals are unknown because of mistakes, which are already reported."""
    faulty = {(f.sheet, f.cell) for f in reading.findings}
    columns = ("kind", "across_agencies", "formula", "target")
    return {
        row.values.get("code") or ""
        for row in rows
        if any((row.sheet, row.cells.get(c, "")) in faulty for c in columns)
    }


def _check_text(
    campaign: Campaign, text: str, codes: list[str], unread: set[str], flag: _Report, is_part: Callable[[str], bool]
) -> None:
    template = parse(text, codes, [p.key for p in campaign.periods])
    for fault in template.faults:
        if fault.code == "sentence-unknown-indicator" and is_part(fault.name.strip("{} ")):
            continue
        flag(fault.code, "text", text, name=fault.name, place=fault.position + 1, nearest=fault.nearest)
    if not template.fields and not template.faults:
        flag("sentence-without-field", "text", text)
    for field in template.fields:
        indicator = campaign.indicator_by_code.get(field.indicator)
        if indicator is not None and indicator.code not in unread:
            _check_field(campaign, field, indicator, partial(flag, column="text", value=text, name=field.typed))


def _check_field(campaign: Campaign, field: SentenceField, indicator: Indicator, flag: _Report) -> None:
    if indicator.kind in ("date", "text") or (
        indicator.numeric and not indicator.formula and indicator.across_agencies == "none"
    ):
        flag("sentence-no-total", label=indicator.label)
    elif field.aspect in RANKS and _is_sensitive(campaign, indicator):
        flag("sentence-names-sensitive", label=indicator.label)
    elif field.aspect in RANKS and not indicator.numeric:
        flag("sentence-no-rank", label=indicator.label)
    elif field.aspect in _WITH_TARGET and indicator.target is None:
        flag("sentence-no-target", label=indicator.label)
    elif field.aspect == "same_period" and not (
        indicator.compared_with == "same_period" or indicator.across_periods == "cumulative" or indicator.formula
    ):
        flag("sentence-no-same-period", label=indicator.label)


def _is_sensitive(campaign: Campaign, indicator: Indicator) -> bool:
    """Whether an indicator, or any indicator from which it is computed, is sensitive."""
    pending, seen = [indicator.code], set[str]()
    for code in pending:
        part = campaign.indicator_by_code.get(code)
        if part is None or code in seen:
            continue
        seen.add(code)
        if part.sensitive:
            return True
        pending += [*(expressions.parse(part.formula).names if part.formula else ()), part.weight]
    return False
