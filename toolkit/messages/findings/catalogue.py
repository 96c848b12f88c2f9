"""All findings, by code, and how one is put into words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from toolkit.language.legacy import NAMES
from toolkit.language.numbers import format_number, in_short, plain_number
from toolkit.messages import called, definition_sheets, filled, forms, masters, option_words, visible
from toolkit.messages.findings import FINDINGS, FINDINGS_OF, checks, corrections, editing, files, mails, tables
from toolkit.messages.findings.kinds import OF_THE_SYSTEM, OVERTYPED
from toolkit.messages.refusals import reason
from toolkit.messages.texts import texts
from toolkit.model import Argument, Broken, Campaign, Finding, Indicator, Language, Member
from toolkit.model.periods import label_of

_TEXTS = texts(__file__)
#: What stands for an agency's code in a command where it is not known.
_WHOSE = _TEXTS["_WHOSE"]
#: Added to what to do where a known name is like the one that was typed.
_NEAREST = _TEXTS["_NEAREST"]


_DIFFERENCE = _TEXTS["_DIFFERENCE"]
#: Where the number of a figure ends: at the end of what was typed, or before a remark in brackets.
_NUMBER_ENDS = re.compile(r"(?<=\d)(?=\s*\(|$)")
_ALSO = _TEXTS["_ALSO"]
#: Sentences that the definition gives a rule: whoever wrote them may have left out the full stop.
_OF_A_RULE = frozenset({"message", "fix"})
#: Between sections of which any may be meant.
_OR = _TEXTS["_OR"]
#: What a finding fills in with codes of agencies.
_AGENCIES = frozenset({"stamped", "others", "named", "given"})

#: Findings of which one stands for several cells with the same fault; their sentences speak of the first.
_WITH_OTHERS = frozenset(
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
_OTHERS = _TEXTS["_OTHERS"]


#: What closes what a text that is cut has opened.
_CLOSED_BY = {"(": ")", "[": "]", "“": "”"}


class _Blank(dict[str, str]):
    """Placeholders that a finding does not fill read as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def describe(finding: Finding, language: Language, campaign: Campaign | None = None) -> tuple[str, str]:
    """(what is wrong, what to do), in `language`; `campaign` gives the labels of codes."""
    entry = FINDINGS[finding.code]
    words = _Blank(_words(finding, language, campaign))
    in_table = _in_a_table(finding)
    near = bool(words["nearest"]) and "{nearest}" not in entry.fix.vi
    what, fix = (
        " ".join(filled(tables.in_a_table(said) if in_table else said, words).split()).replace(" ….", " …")
        for said in (text.vi if language == "vi" else text.en for text in (entry.what, entry.fix))
    )
    if len(finding.cells) > 1 and finding.code in _WITH_OTHERS:
        what += _OTHERS.say(language, count=len(finding.cells) - 1, cells=first_of(finding.cells[1:], 60))
    if finding.text("left_out"):
        what += tables.LEFT_OUT.say(language)
    if finding.text("settled"):
        what += corrections.SETTLED.say(language)
    for code, key, was, now in zip(*[iter(_codes(dict(finding.arguments).get("corrected", ())))] * 4, strict=True):
        what += corrections.BESIDE.say(language, indicator=code, period=label_of(key, language), was=was, now=now)
    return what, fix + (_NEAREST.say(language, nearest=words["nearest"]) if near else "")


def _in_a_table(finding: Finding) -> bool:
    """Whether it is about a column of a table, or about cells of one; a total beside a figure is about that."""
    return bool(finding.text("table")) and finding.period is None


def _words(finding: Finding, language: Language, campaign: Campaign | None) -> dict[str, str]:
    arguments = dict(finding.arguments)
    words = {
        "file": visible(finding.file),
        "sheet": visible(finding.sheet),
        "cell": finding.cell,
        "value": _sides(finding, language, 400, campaign) if finding.broken else _short(finding.value, 400),
        "answer": checks.ANSWERS["number"].say(language),
        "indicator": finding.indicator or "",
        "period": label_of(finding.period or "", language),
        "periods": first_of([label_of(key, language) for key in finding.periods]),
        "section": finding.section or "",
        "rule": finding.rule,
        "group": finding.group,
        "whose": finding.agency or _WHOSE.say(language),
        **{name: _short(_put(said)) for name, said in arguments.items()},
    }
    for name in _OF_A_RULE & arguments.keys():
        words[name] = ended(words[name])
    for name in _AGENCIES & arguments.keys():
        words[name] = _short(agencies_called(_codes(arguments[name]), campaign))
    if period := finding.text("earlier"):
        words["earlier"] = label_of(period, language)
    for encoding, name in NAMES.items():
        if encoding == finding.text("encoding"):
            words["encoding"] = name
    if _in_a_table(finding):
        words["cells"] = first_of(finding.cells, 80)
        words["indicator"] = tables.COLUMN.say(language, **{k: words.get(k, "") for k in ("column", "heading")})
    elif not finding.text("table") and (column := finding.text("column")):
        words["column"] = _heading(column, language)
    if finding.code in FINDINGS_OF["definition"]:
        words |= _options(finding, language)
    if finding.code in FINDINGS_OF["mails"]:
        words["parts"] = f": {words['value']}" if words["value"] else ""
        words["remedy"] = mails.remedy(language, words.get("name", ""), words["file"], words["whose"])
        words["mail"] = mails.which(language, *(words.get(k, "") for k in ("subject", "sender", "day")))
    if finding.text("judge") in files.JUDGES:
        words["judge"] = files.JUDGES[finding.text("judge")].say(language)
    if finding.code in OF_THE_SYSTEM:
        words["value"] = reason(finding.value, language)
    if campaign is not None:
        indicator = campaign.indicator_by_code.get(finding.indicator or "")
        section = campaign.section_by_code.get(finding.section or "")
        if indicator:
            words["indicator"] = f"{indicator.code} ({indicator.label})"
            kind = indicator.kind if indicator.kind in checks.ANSWERS else "number"
            words["answer"] = checks.ANSWERS[kind].say(language)
        # Forms show no codes: the first time an indicator is named it has its label.
        for name in ("all", *([] if "all" in arguments else ["members"])):
            if name in arguments:
                said = ((code, campaign.indicator_by_code.get(code)) for code in _codes(arguments[name]))
                words[name] = _short(", ".join(f"{c} ({_short(i.label, 60)})" if i else c for c, i in said))
        if campaign.splits and "rules" in arguments:
            by_rule = {split.rule.code: f"{split.of} – {split.label}" for split in campaign.splits}
            words["rules"] = _short(", ".join(by_rule.get(code, code) for code in _codes(arguments["rules"])))
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
        words["differs"] = first_of([_short(named(x, language, campaign)) for x in _codes(arguments["differs"])])
    if finding.text("part") in forms.COLUMNS:
        words["part"] = forms.COLUMNS[finding.text("part")].say(language)
    if finding.code in FINDINGS_OF["editing"]:
        words |= editing.words(arguments, language, [label_of(key, language) for key in finding.periods])
    if "details" in arguments:
        words["details"] = ", ".join(forms.INFO[k].say(language) for k in _codes(arguments["details"]))
    return words


def _options(finding: Finding, language: Language) -> dict[str, str]:
    """The option words and sheets that a finding about the definition has, as a definition in `language` has them."""
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


def _put(said: Argument) -> str:
    """An argument as people read it."""
    if isinstance(said, tuple):
        return ", ".join(said)
    return format_number(said, "vi") if isinstance(said, float) else str(said)


def _codes(said: Argument) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (str(said),)


def agencies_called(codes: str | tuple[str, ...], campaign: Campaign | None) -> str:
    """Agencies as people know them, each with its code."""
    known = campaign.agency_by_code if campaign else {}
    each = (codes,) if isinstance(codes, str) else codes
    return ", ".join(called(known[code]) if code in known else code for code in each)


def _heading(column: str, language: Language) -> str:
    """A column as people see it: of the definition, or of the master."""
    if "." in column:
        return definition_sheets.heading(column, language)
    return masters.COLUMNS[column].say(language) if column in masters.COLUMNS else column


def named(code: str, language: Language, campaign: Campaign | None) -> str:
    """An indicator, a section, a period, a table or a column of one, as forms print it."""
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


def written(finding: Finding, language: Language | None = None) -> str:
    """All that a finding quotes, as one text; without a language, with the keys of periods and the sign Δ."""
    if finding.broken:
        return " | ".join(_side(b, language, {}) for b in finding.broken)
    first, *rest = finding.quotes
    return "\n".join((first[1], *(f"{cell}: {said}" for cell, said in rest)))


def _sides(finding: Finding, language: Language, limit: int, campaign: Campaign | None) -> str:
    """How a rule is broken, for each period; of more than `limit` letters the first ones, and the names of the other
    periods. The first time with the indicators' names and units.
    """
    known = {i.code: i for i in campaign.indicators} if campaign else {}
    shown = [_side(b, language, {} if place else known) for place, b in enumerate(finding.broken)]
    if shown and len(shown[0]) > limit:  # labels go before numbers do
        shown[0] = _side(finding.broken[0], language, {})
    count = len(shown)
    while count > 1 and len(" | ".join(shown[:count])) > limit:
        count -= 1
    also = _ALSO.say(language, periods=first_of([label_of(b.period, language) for b in finding.broken[count:]]))
    said = " | ".join(shown[:count]) + (also if count < len(shown) else "")
    return _short(said, limit + len(also))


def _side(broken: Broken, language: Language | None, known: Mapping[str, Indicator]) -> str:
    """`2019: A1 = 5; A2 = 3 (off by 2)`."""
    text = "; ".join(_member(member, known.get(member.code)) for member in broken.members)
    compared = _compared(broken, _DIFFERENCE.say(language) if language else "Δ")
    period = label_of(broken.period, language) if language else broken.period
    return f"{period}: {text}" + (f" ({compared})" if compared else "")


def _member(member: Member, indicator: Indicator | None) -> str:
    """`TC02 = 3.600`; where the indicator is given `TC02 (Kinh phí đã giải ngân) = 3.600 triệu đồng`."""
    label = unit = ""
    said = _said(member)
    if indicator is not None:
        label = f" ({_short(indicator.label, 60)})"
        unit = f" {indicator.unit}" if indicator.unit else ""
    body = f" ({member.body})" if member.body else ""
    # A remark in brackets comes after the unit.
    return f"{member.code}{label}{body} = {_NUMBER_ENDS.sub(lambda _: unit, said, count=1)}"


def _said(member: Member) -> str:
    """A figure as it was typed, a bare number with its signs as beside it; a computed one, which nobody typed,
    rounded."""
    if member.value is None or (member.typed and member.typed != plain_number(member.value).replace(".", ",")):
        return member.typed
    return format_number(member.value, "vi") if member.typed else in_short(member.value)


def _compared(broken: Broken, off_by: str) -> str:
    """The two sides of a rule, and their difference: `130 ≠ 127; Δ 3`, `109,09 > 100; Δ 9,09`.

    With as many decimals as the difference needs to be seen, two at least.
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


def first_of(names: Sequence[str], limit: int = 160) -> str:
    """The names in a row; of a longer list the first ones, whole, and that there are more."""
    shown = len(names)
    while shown > 1 and len(", ".join(names[:shown])) > limit:
        shown -= 1
    return ", ".join(names[:shown]) + (" …" if shown < len(names) else "")


def ended(sentence: str) -> str:
    """The sentence with a full stop, unless it ends in a sign of its own."""
    bare = sentence.rstrip(" ,;:")
    return f"{bare}." if bare and bare.rstrip('”")»’')[-1:] not in (".", "!", "?", "…") else bare


def _short(text: str, limit: int = 160) -> str:
    """A quoted text short enough for a sentence, cut behind a word, what it opens closed; the whole stands in the
    finding's own value."""
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
