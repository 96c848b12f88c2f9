"""Puts findings into words; the texts of all findings, keyed by code."""

import math
import re
from collections.abc import Mapping, Sequence

from toolkit.language.legacy import NAMES
from toolkit.language.numbers import format_number, in_short, plain_number
from toolkit.language.text import listed
from toolkit.messages import agency_name, definition_sheets, fill, forms, masters, option_words, signatures, visible
from toolkit.messages.findings import FINDINGS, FINDINGS_OF, checks, corrections, editing, files, mails, signed, tables
from toolkit.messages.findings.kinds import OF_THE_SYSTEM, OVERTYPED
from toolkit.messages.refusals import reason
from toolkit.messages.texts import texts
from toolkit.model import Argument, Campaign, Finding, Indicator, Language, Member, Violation
from toolkit.model.periods import label_of

_TEXTS = texts(__file__)
#: A placeholder for an unknown agency's code in a command.
_AGENCY_CODE = _TEXTS["_WHOSE"]
# Added to the advice if a known name is similar to the typed name, or if several known names begin with it.
_NEAREST, _BEGINNING = _TEXTS["_NEAREST"], _TEXTS["_BEGINNING"]


_DIFFERENCE = _TEXTS["_DIFFERENCE"]
_LABEL = 80  # the most characters of a label in a sentence
_SHORT_LABEL = 30  # the most characters of a label in a long list
#: The end of a figure's number: at the end of the typed text, or before a remark in brackets.
_NUMBER_ENDS = re.compile(r"(?<=\d)(?=\s*\(|$)")
#: A number in the usual notation, at the start of a cell's possible meaning.
_NUMBER = re.compile(r"[-−]?\d{1,3}(?:(?:\.\d{3})+|\d*)(?:,\d+)?(?![\d.,/])")
_ALSO = _TEXTS["_ALSO"]
_AND_MORE = _TEXTS["_AND_MORE"]
#: Arguments that are sentences from the definition of a rule, which may have no full stop.
_OF_A_RULE = frozenset({"message", "fix"})
#: The word between alternative sections.
_OR = _TEXTS["_OR"]
#: Arguments of findings that are codes of agencies.
_AGENCIES = frozenset({"stamped", "others", "named", "given"})

#: Findings that represent several cells with the same fault; their sentences are about the first cell.
_ABOUT_FIRST_CELL = frozenset(
    {
        "formula-without-value",
        "table-row-unclear",
        "table-sum-differs",
        *FINDINGS_OF["values"],
        *OVERTYPED,
        *FINDINGS_OF["definition"],
        *FINDINGS_OF["formulas"],
        *FINDINGS_OF["sentences"],
    }
) - {"definition-lost-codes", "definition-lost-bodies"}
_MORE_CELLS = _TEXTS["_OTHERS"]


#: The closing sign for each opening sign in a shortened text.
_CLOSED_BY = {"(": ")", "[": "]", "“": "”"}


class _Blank(dict[str, str]):
    """Arguments in which a missing argument is blank."""

    def __missing__(self, key: str) -> str:
        return ""


def describe(finding: Finding, language: Language, campaign: Campaign | None = None) -> tuple[str, str]:
    """(what is wrong, how to correct it), in `language`; `campaign` supplies the labels of codes."""
    entry = FINDINGS[finding.code]
    words = _Blank(_sentence_arguments(finding, language, campaign))
    in_table = _in_a_table(finding)
    near = bool(words["nearest"]) and "{nearest}" not in entry.fix.vi
    what, fix = (
        " ".join(fill(tables.in_a_table(sentence) if in_table else sentence, words).split())
        .replace(" ….", " …")
        .replace(".”.", ".”")
        for sentence in (text.vi if language == "vi" else text.en for text in (entry.what, entry.fix))
    )
    if len(finding.cells) > 1 and finding.code in _ABOUT_FIRST_CELL:
        what += _MORE_CELLS.say(language, count=len(finding.cells) - 1, cells=first_names(finding.cells[1:], 60))
    if finding.text("left_out"):
        what += tables.LEFT_OUT.say(language)
    if finding.text("settled"):
        what += corrections.SETTLED.say(language)
    for code, key, was, now in zip(*[iter(_codes(dict(finding.arguments).get("corrected", ())))] * 4, strict=True):
        name = indicator_text(code, campaign)
        what += corrections.BESIDE.say(language, indicator=name, period=label_of(key, language), was=was, now=now)
    begin = words["nearest"].split("|")
    hint = _BEGINNING if len(begin) > 1 else _NEAREST
    return what, fix + (hint.say(language, nearest=listed(begin, _SHORT_LABEL, ", ")) if near else "")


def _in_a_table(finding: Finding) -> bool:
    """Whether the finding is about a table's column or cells; a total compared with a figure is about the figure."""
    return bool(finding.text("table")) and finding.period is None


def _sentence_arguments(finding: Finding, language: Language, campaign: Campaign | None) -> dict[str, str]:
    arguments = dict(finding.arguments)
    words = {
        "file": visible(finding.file),
        "sheet": visible(finding.sheet),
        "cell": finding.cell,
        "cells": first_names(finding.cells, 80),
        "value": _rule_sides(finding, language, 400, campaign) if finding.broken else _shortened(finding.value, 400),
        "answer": checks.ANSWERS["number"].say(language),
        "indicator": finding.indicator or "",
        "period": label_of(finding.period or "", language),
        "periods": first_names([label_of(key, language) for key in finding.periods]),
        "section": finding.section or "",
        "rule": rule_text(finding.rule, campaign),
        "group": finding.group,
        "whose": finding.agency or _AGENCY_CODE.say(language),
        **{name: _shortened(_shown(argument)) for name, argument in arguments.items()},
    }
    if "readings" in arguments:
        words["readings"] = _OR.say(language).join(map(_without_thousands, finding.text("readings").split(" | ")))
    for name in _OF_A_RULE & arguments.keys():
        words[name] = with_full_stop(words[name])
    for name in _AGENCIES & arguments.keys():
        words[name] = _shortened(agency_list_text(_codes(arguments[name]), campaign))
    if period := finding.text("earlier"):
        words["earlier"] = label_of(period, language)
    for encoding, name in NAMES.items():
        if encoding == finding.text("encoding"):
            words["encoding"] = name
    if _in_a_table(finding):
        words["indicator"] = tables.COLUMN.say(language, **{k: words.get(k, "") for k in ("column", "heading")})
    elif not finding.text("table") and (column := finding.text("column")):
        words["column"] = _heading(column, language)
    if finding.code in FINDINGS_OF["definition"]:
        words |= _options(finding, language)
    if finding.code in FINDINGS_OF["mails"]:
        words["parts"] = f": {words['value']}" if words["value"] else ""
        words["remedy"] = mails.remedy(language, words.get("name", ""), words["file"], words["whose"])
        words["mail"] = mails.mail_clause(language, *(words.get(k, "") for k in ("subject", "sender", "day")))
    if finding.text("unread") in signed.UNREAD:
        words["unread"] = signed.UNREAD[finding.text("unread")].say(language)
    if finding.text("judge") in files.JUDGES:
        words["judge"] = files.JUDGES[finding.text("judge")].say(language)
    if finding.code in FINDINGS_OF["signatures"]:
        words["value"] = words["value"] or signatures.UNNAMED.say(language)
        words["unchecked"] = signatures.UNCHECKED[finding.text("why") or "damaged"].say(language)
        if finding.text("trust") in signatures.DOUBTS:
            words["doubt"] = signatures.DOUBTS[finding.text("trust")].say(language)
    if finding.code in OF_THE_SYSTEM:
        words["value"] = reason(finding.value, language)
    if campaign is not None:
        indicator = campaign.indicator_by_code.get(finding.indicator or "")
        section = campaign.section_by_code.get(finding.section or "")
        if indicator:
            words["indicator"] = indicator_text(indicator.code, campaign)
            kind = indicator.kind if indicator.kind in checks.ANSWERS else "number"
            words["answer"] = checks.ANSWERS[kind].say(language)
        for name in {"all", "members"} & arguments.keys():
            # In findings stored by an earlier version the codes are one text.
            codes = [code for part in _codes(arguments[name]) for code in part.split(", ")]
            if not campaign.indicator_by_code.keys() >= {*codes}:
                codes = [*_codes(arguments[name])]
            labels = [indicator_text(code, campaign) for code in codes]
            words[name] = _first_and_count(labels, language)
        if "rules" in arguments:
            by_rule = {rule.code: rule.message for rule in campaign.rules}
            by_rule |= {s.rule.code: f"{campaign.indicator_by_code[s.of].label} – {s.label}" for s in campaign.splits}
            messages = (by_rule.get(code, code).rstrip(" .") for code in _codes(arguments["rules"]))
            words["rules"] = f" ({_shortened('; '.join(f'“{message}”' for message in messages), 300)})"
        if section:
            words["section"] = section.heading
        if "between" in arguments:
            known = campaign.section_by_code
            headings = [known[code].heading if code in known else code for code in _codes(arguments["between"])]
            words["between"] = _OR.say(language).join(f"“{heading}”" for heading in headings)
        elsewhere = campaign.section_by_code.get(finding.text("other_section"))
        if elsewhere:
            words["other"] = elsewhere.heading
    if "differs" in arguments:
        words["differs"] = first_names([_shortened(named(x, language, campaign)) for x in _codes(arguments["differs"])])
    if finding.text("part") in forms.COLUMNS:
        words["part"] = forms.COLUMNS[finding.text("part")].say(language)
    if finding.code in FINDINGS_OF["editing"]:
        words |= editing.words(arguments, language, [label_of(key, language) for key in finding.periods])
    if "details" in arguments:
        words["details"] = ", ".join(forms.INFO[k].say(language) for k in _codes(arguments["details"]))
    return words


def _options(finding: Finding, language: Language) -> dict[str, str]:
    """The option words and sheets in a finding about the definition, in the words of `language`."""
    words = {}
    if sheet := finding.text("lacks"):
        words["name"] = definition_sheets.SHEETS[sheet].say(language)
    if finding.text("kind"):
        words["kind"] = option_words.shown("indicators.kind", finding.text("kind"), language)
    options = option_words.options_of(finding.text("column"))
    if kind := finding.text("word_kind"):
        words["word_kind"] = option_words.shown("words.kind", kind, language)
        options = option_words.MEANINGS.get(kind, {})
    if options:
        known = _codes(dict(finding.arguments).get("known", ()))
        words["known"] = ", ".join(options[name].say(name, language) for name in known if name in options)
    if options := option_words.options_of(finding.text("taken")):
        words["value"] = options[finding.value].say(finding.value, language)
    return words


def _without_thousands(reading: str) -> str:
    """The possible value of a number, written without ambiguous signs: `4.200` as `4200`, `4,200` as `4,2`."""
    number = _NUMBER.match(reading)
    if number is None:
        return _shortened(reading)
    whole, _, decimals = number[0].replace(".", "").partition(",")
    decimals = decimals.rstrip("0")
    return _shortened(whole + (f",{decimals}" if decimals else "") + reading[number.end() :])


def _shown(argument: Argument) -> str:
    """An argument for people."""
    if isinstance(argument, tuple):
        return ", ".join(argument)
    return format_number(argument, "vi") if isinstance(argument, float) else str(argument)


def _codes(argument: Argument) -> tuple[str, ...]:
    return argument if isinstance(argument, tuple) else (str(argument),)


def agency_list_text(codes: str | tuple[str, ...], campaign: Campaign | None) -> str:
    """The names of agencies, each with its code, in one text."""
    known = campaign.agency_by_code if campaign else {}
    each = (codes,) if isinstance(codes, str) else codes
    return ", ".join(agency_name(known[code]) if code in known else code for code in each)


def _heading(column: str, language: Language) -> str:
    """The name of a column of the definition or of the master."""
    if "." in column:
        return definition_sheets.heading(column, language)
    return masters.COLUMNS[column].say(language) if column in masters.COLUMNS else column


def indicator_text(code: str, campaign: Campaign | None) -> str:
    """The label of an indicator, since forms show no codes; with the topic if other indicators have the same label, or
    with the code if these have the same topic too. The code alone for an unknown indicator."""
    indicator = campaign.indicator_by_code.get(code) if campaign else None
    if campaign is None or indicator is None:
        return code
    topics = [i.topic for i in campaign.indicators if i.label == indicator.label]
    if len(topics) == 1:
        return f"“{indicator.label}”"
    return f"“{indicator.label}” ({indicator.topic if len({*topics}) == len(topics) else code})"


def named(code: str, language: Language, campaign: Campaign | None) -> str:
    """The name, as printed in forms, of an indicator, a section, a period, a table or a column of a table."""
    if campaign and code in campaign.indicator_by_code:
        return indicator_text(code, campaign)
    section = campaign.section_by_code.get(code) if campaign else None
    if section:
        return f"“{section.heading}”"
    for table in campaign.tables if campaign else ():
        if code == table.code:
            return f"“{table.heading}”"
        column = table.column_by_code.get(code.removeprefix(table.name("")))
        if column and code == table.name(column.code):
            return tables.COLUMN.say(language, column=column.label, heading=table.heading)
    return label_of(code, language)


def rule_text(code: str, campaign: Campaign | None) -> str:
    """The fault of a violated rule, in words."""
    known = (r.message for r in campaign.all_rules if r.code == code) if campaign and code else ()
    return next((f"“{message.strip().rstrip('.')}”" for message in known if message), code)


def quoted_text(finding: Finding, language: Language | None = None) -> str:
    """Everything that a finding quotes, as one text; without a language, with the keys of periods and the sign Δ."""
    if finding.broken:
        return " | ".join(_side(b, language, {}) for b in finding.broken)
    first, *rest = finding.quotes
    return "\n".join((first[1], *(f"{cell}: {text}" for cell, text in rest)))


def _rule_sides(finding: Finding, language: Language, limit: int, campaign: Campaign | None) -> str:
    """How a rule is violated in each period; beyond `limit` characters only in the first periods, followed by the names
    of the other periods.

    The first period has the indicators' labels and units; further periods have the numbers alone.
    """
    known = {i.code: i for i in campaign.indicators} if campaign else {}
    first, *rest = finding.broken
    shown = [_side(first, language, known)]
    # Labels are shortened, then left out, before numbers are left out.
    distinct = len({_shortened(known[m.code].label, _SHORT_LABEL) for m in first.members if m.code in known})
    for most in (_SHORT_LABEL, 0) if distinct == len(first.members) else (0,):
        if len(shown[0]) > limit and known:
            shown[0] = _side(first, language, known, most)
    members = [m.code for m in first.members]
    shown += [_side(b, language, known, 0 if [m.code for m in b.members] == members else _SHORT_LABEL) for b in rest]
    count = len(shown)
    while count > 1 and len(" | ".join(shown[:count])) > limit:
        count -= 1
    also = _ALSO.say(language, periods=first_names([label_of(b.period, language) for b in finding.broken[count:]]))
    text = " | ".join(shown[:count]) + (also if count < len(shown) else "")
    return _shortened(text, limit + len(also))


def _side(broken: Violation, language: Language | None, known: Mapping[str, Indicator], most: int = _LABEL) -> str:
    """`2019: A1 = 5; A2 = 3 (off by 2)`; `known` indicators have labels of at most `most` characters for codes."""
    text = "; ".join(_member(member, known.get(member.code), most) for member in broken.members)
    compared = _comparison(broken, _DIFFERENCE.say(language) if language else "Δ")
    period = label_of(broken.period, language) if language else broken.period
    return f"{period}: {text}" + (f" ({compared})" if compared else "")


def _member(member: Member, indicator: Indicator | None, most: int) -> str:
    """`TC02 = 3.600`; with an indicator `Kinh phí đã giải ngân = 3.600 triệu đồng`."""
    name, unit, typed = member.code, "", _argument(member)
    if indicator is not None:
        name = _shortened(indicator.label, most) if most else ""
        unit = f" {indicator.unit}" if indicator.unit and most == _LABEL else ""
    name = f"{name} ({member.agency})".strip() if member.agency else name
    # A remark in brackets is put after the unit.
    figure = _NUMBER_ENDS.sub(lambda _: unit, typed, count=1)
    return f"{name} = {figure}" if name else figure


def _argument(member: Member) -> str:
    """A figure as typed, a bare number with the usual separators; a computed figure is rounded."""
    if member.value is None or (member.typed and member.typed != plain_number(member.value).replace(".", ",")):
        return member.typed
    return format_number(member.value, "vi") if member.typed else in_short(member.value)


def _comparison(broken: Violation, off_by: str) -> str:
    """The two sides of a rule and their difference: `130 ≠ 127; Δ 3`, `109,09 > 100; Δ 9,09`.

    The numbers have enough decimals to show the difference, two at least.
    """
    gap = broken.gap or 0.0
    decimals = max(2, 1 - math.floor(math.log10(abs(gap)))) if gap else 2
    parts = []
    if broken.sides:
        left, right = broken.sides
        sign = "≠" if broken.equation else ">" if left > right else "<" if left < right else "="
        parts.append(f"{in_short(left, decimals)} {sign} {in_short(right, decimals)}")
    if broken.gap is not None:
        parts.append(f"{off_by} {in_short(gap, decimals)}")
    return "; ".join(parts)


def first_names(names: Sequence[str], limit: int = 160) -> str:
    """The names, joined; of a long list the first names, unshortened, and an ellipsis."""
    shown = len(names)
    while shown > 1 and len(", ".join(names[:shown])) > limit:
        shown -= 1
    return ", ".join(names[:shown]) + (" …" if shown < len(names) else "")


def _first_and_count(names: Sequence[str], language: Language) -> str:
    """The names, joined; of a long list the first names, and the number of the others."""
    shown = len(names)
    while shown > 1 and len(", ".join(names[:shown])) > 300:
        shown -= 1
    listed = ", ".join(names[:shown])
    return listed if shown == len(names) else _AND_MORE.say(language, listed=listed, count=len(names) - shown)


def with_full_stop(sentence: str) -> str:
    """The sentence with a full stop, unless it ends in another sign."""
    bare = sentence.rstrip(" ,;:")
    return f"{bare}." if bare and bare.rstrip('”")»’')[-1:] not in (".", "!", "?", "…") else bare


def _shortened(text: str, limit: int = 160) -> str:
    """A quoted text, shortened at the end of a word, with its brackets closed; the finding's value has the whole
    text."""
    flat = " ".join(text.split())
    if not flat.isprintable():
        flat = "".join(c for c in flat if c.isprintable())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 2]
    cut = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    cut = f"{cut.rstrip(' ,.;:([“')} …"
    still_open: list[str] = []
    for sign in cut:
        if sign in _CLOSED_BY:
            still_open.append(_CLOSED_BY[sign])
        elif still_open and sign == still_open[-1]:
            still_open.pop()
    return cut + "".join(reversed(still_open))
