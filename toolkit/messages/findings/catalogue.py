"""All findings, by code, and how one is put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from toolkit.messages import FindingText, Text, called, commands, definition_sheets, filled, forms, masters, visible
from toolkit.messages.findings import (
    checks,
    compositions,
    contents,
    definition,
    files,
    formulas,
    intake,
    mails,
    narrative,
    values,
    versions,
)
from toolkit.messages.findings import drafting as letters
from toolkit.model import Campaign, Finding, Indicator, Language
from toolkit.model.periods import parse_period, period_label

FINDINGS: dict[str, FindingText] = {
    **definition.FINDINGS,
    **formulas.FINDINGS,
    **files.FINDINGS,
    **intake.FINDINGS,
    **contents.FINDINGS,
    **values.FINDINGS,
    **checks.FINDINGS,
    **compositions.FINDINGS,
    **versions.FINDINGS,
    **letters.FINDINGS,
    **narrative.FINDINGS,
    **mails.FINDINGS,
}

#: What was typed over something that the form prints itself: the finding alone quotes it.
OVERTYPED = frozenset(
    {
        "label-changed",
        "label-earlier",
        "heading-changed",
        "agency-changed",
        "computed-differs",
        "total-differs",
        "computed-not-checkable",
        "total-not-checkable",
    }
)

#: Questions of the unit in which a number was typed: one for all the cells of a row, which are mostly typed alike.
OF_A_ROW = frozenset({"check-unit", "ambiguous-percent"})
#: Where one finding of these speaks of several cells, each line after the first quotes one more: `G9: 12`.
QUOTED_IN_TURN = OVERTYPED | OF_A_ROW

#: What holds two numbers against each other: each of them is told.
CONTRASTS = frozenset({"words-against-figure", "words-against-trend", "large-change"})

#: How a file came, and which of an agency's files counts: for whoever gathers the reports, never told to the agency.
INTERNAL = frozenset(
    {
        *mails.FINDINGS,
        *versions.FINDINGS,
        "nothing-to-say",
        "no-longer-asked",
        "master-changed",
        "master-rewritten",
        "master-value-impossible",
    }
)
#: What is wrong may be told to the agency; what to do about it is for whoever gathers the reports.
OURS_TO_DO = INTERNAL | frozenset(
    {
        "unreadable-file",
        "unreadable-folder",
        "folder-in-circle",
        "took-too-long",
        "reader-failed",
        "is-archive",
        "is-old-word",
        "is-mail",
        "damaged",
        "word-document",
        "two-agencies",
        "no-agency",
        "agency-not-known",
        "agency-ambiguous",
        "agency-by-name",
        "unknown-agency",
        "not-our-form",
    }
)

#: What the coordinator decided in the master and could not be done as it stands, or only in part.
NOT_FOLLOWED = frozenset(
    {
        "edit-not-followed",
        "edit-twice",
        "merge-in-circle",
        "edits-disagree",
        "edit-anew",
        "decision-not-followed",
        "decision-not-understood",
        "decision-conflict",
        "decision-by-name",
        "decision-anew",
    }
)
#: What was typed in these is what the system says.
OF_THE_SYSTEM = frozenset({"unreadable-file", "unreadable-folder"})

#: What stands for an agency's code in a command where it is not known.
_WHOSE = Text("MÃ", "CODE")
#: Added to what to do where a known name is like the one that was typed.
_NEAREST = Text(" Gần nhất là “{nearest}”.", " The nearest is “{nearest}”.")


#: Which say by how much the two sides of a rule differ.
RULES_FAILED = frozenset({"rule-failed", "cross-rule-failed", "province-rule-failed"})
_DIFFERENCE = Text("chênh", "off by")
#: One figure of a rule: at the start of a period or after another, its code, whose it is, and what was typed.
_MEMBER = re.compile(r"(?P<start>^|; )(?P<code>\w+)(?P<body> \([^()]*\))? = (?P<value>[^;()|]*[^;()| ])")
_ALSO = Text("; cũng vậy ở {periods}", "; likewise {periods}")
#: Sentences that the definition gives a rule: whoever wrote them may have left out the full stop.
_OF_A_RULE = frozenset({"message", "fix"})
#: What a finding fills in with keys of periods.
_PERIODS = frozenset({"periods", "earlier"})
#: What a finding fills in with codes of agencies.
_AGENCIES = frozenset({"stamped", "others", "named", "given"})

_OTHERS = Text(" Tương tự ở {count} ô khác: {cells}.", " The same in {count:# more cell|# more cells}: {cells}.")


class _Blank(dict[str, str]):
    """Placeholders that a finding does not fill read as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def describe(finding: Finding, language: Language, campaign: Campaign | None = None) -> tuple[str, str]:
    """(what is wrong, what to do), in `language`; `campaign` gives the labels of codes."""
    entry = FINDINGS[finding.code]
    words = _Blank(_words(finding, language, campaign))
    near = bool(words["nearest"]) and "{nearest}" not in entry.fix.vi
    what, fix = (
        " ".join(filled(text.vi if language == "vi" else text.en, words).split()) for text in (entry.what, entry.fix)
    )
    if len(finding.cells) > 1 and (finding.code in values.FINDINGS or finding.code in OVERTYPED):
        what += _OTHERS.say(language, count=len(finding.cells) - 1, cells=first_of(finding.cells[1:], 60))
    return what, fix + (_NEAREST.say(language, nearest=words["nearest"]) if near else "")


def _words(finding: Finding, language: Language, campaign: Campaign | None) -> dict[str, str]:
    arguments = dict(finding.arguments)
    words = {
        "file": visible(finding.file),
        "sheet": visible(finding.sheet),
        "cell": finding.cell,
        "value": _sides(finding, language, 400, campaign)
        if finding.code in RULES_FAILED
        else _short(_first(finding), 400),
        "answer": checks.ANSWERS["number"].say(language),
        "indicator": finding.indicator or "",
        "period": _period(finding.period or "", language),
        "section": finding.section or "",
        "whose": finding.agency or _WHOSE.say(language),
        **{key: _short(value) for key, value in arguments.items()},
    }
    for name in _OF_A_RULE & arguments.keys():
        words[name] = ended(words[name])
    for name in _AGENCIES & arguments.keys():
        words[name] = _short(agencies_called(arguments[name], campaign))
    for name in _PERIODS & arguments.keys():
        words[name] = first_of([_period(key, language) for key in arguments[name].split(", ")])
    if "column" in arguments:
        words["column"] = _heading(arguments["column"], language)
    if finding.code in mails.FINDINGS:
        words["parts"] = f": {words['value']}" if words["value"] else ""
        words["remedy"] = mails.remedy(language, words.get("name", ""), words["file"], words["whose"])
        words["mail"] = mails.which(language, *(words.get(k, "") for k in ("subject", "sender", "day")))
    if finding.code in OF_THE_SYSTEM:
        words["value"] = commands.reason(finding.value, language)
    if campaign is not None:
        indicator = campaign.indicator_by_code.get(finding.indicator or "")
        section = campaign.section_by_code.get(finding.section or "")
        if indicator:
            words["indicator"] = f"{indicator.code} ({indicator.label})"
            kind = indicator.kind if indicator.kind in checks.ANSWERS else "number"
            words["answer"] = checks.ANSWERS[kind].say(language)
        if section:
            words["section"] = section.heading
        elsewhere = campaign.section_by_code.get(arguments.get("other_section", ""))
        if elsewhere:
            words["other"] = elsewhere.heading
    if "differs" in arguments:
        words["differs"] = first_of([_short(_named(x, language, campaign)) for x in arguments["differs"].split(", ")])
    if arguments.get("part") in forms.COLUMNS:
        words["part"] = forms.COLUMNS[arguments["part"]].say(language)
    if "details" in arguments:
        words["details"] = ", ".join(forms.INFO[k].say(language) for k in arguments["details"].split(","))
    return words


def agencies_called(codes: str, campaign: Campaign | None) -> str:
    """Agencies as people know them, each with its code."""
    known = campaign.agency_by_code if campaign else {}
    return ", ".join(called(known[code]) if code in known else code for code in codes.split(", "))


def _period(key: str, language: Language) -> str:
    """A period as forms print it."""
    period = parse_period(key)
    return period_label(period, language) if period else key


def _heading(column: str, language: Language) -> str:
    """A column as people see it: of the definition, or of the master."""
    if "." in column:
        return definition_sheets.heading(column, language)
    return masters.COLUMNS[column].say(language) if column in masters.COLUMNS else column


def _named(code: str, language: Language, campaign: Campaign | None) -> str:
    """An indicator, a section or a period, as forms print it."""
    section = campaign.section_by_code.get(code) if campaign else None
    return f"“{section.heading}”" if section else _period(code, language)


def in_words(finding: Finding, language: Language) -> str:
    """What a finding quotes, as people read it: where it is the two sides of a rule, with the names of periods."""
    return _sides(finding, language) if finding.code in RULES_FAILED else finding.value


def _sides(finding: Finding, language: Language, limit: int = 0, campaign: Campaign | None = None) -> str:
    """The two sides of a rule for each period; of more than `limit` letters the first ones,
    and the names of the other periods. With `campaign`, the first time with the indicators' names and units.
    """
    parts = [part.partition(": ") for part in finding.value.split(" | ")]
    known = {i.code: i for i in campaign.indicators} if campaign else {}
    named = []
    for key, colon, rest in parts:
        members = _MEMBER.sub(partial(_member, known=known), rest)
        named.append((_period(key, language), f"{colon}{members}"))
        known = {}
    shown = [f"{name}{rest}".replace("Δ", _DIFFERENCE.say(language)) for name, rest in named]
    count = len(shown)
    while limit and count > 1 and len(" | ".join(shown[:count])) > limit:
        count -= 1
    also = _ALSO.say(language, periods=first_of([name for name, _ in named[count:]]))
    said = " | ".join(shown[:count]) + (also if count < len(shown) else "")
    return _short(said, limit + len(also)) if limit else said


def _member(found: re.Match[str], known: Mapping[str, Indicator]) -> str:
    """`TC02 = 3.600` as `TC02 (Kinh phí đã giải ngân) = 3.600 triệu đồng`."""
    start, code, body, value = found["start"], found["code"], found["body"] or "", found["value"]
    indicator = known.get(code)
    if indicator is None:
        return found[0]
    unit = f" {indicator.unit}" if indicator.unit and value[-1:].isdigit() else ""
    return f"{start}{code} ({_short(indicator.label, 60)}){body} = {value}{unit}"


def quotes(finding: Finding) -> list[tuple[str, str]]:
    """(cell, what was typed there) of all the cells that the finding quotes."""
    if finding.code not in QUOTED_IN_TURN or len(finding.cells) < 2:
        return [(finding.cell, finding.value)]
    found, rest = [], finding.value
    for cell, following in zip(finding.cells, finding.cells[1:], strict=False):
        said, _, rest = rest.partition(f"\n{following}: ")
        found.append((cell, said))
    return [*found, (finding.cells[-1], rest)]


def _first(finding: Finding) -> str:
    """What was typed in the finding's own cell."""
    return quotes(finding)[0][1]


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
    """A quoted text short enough for a sentence; the whole stands in the finding's own value."""
    flat = " ".join(text.split())
    if not flat.isprintable():
        flat = "".join(c for c in flat if c.isprintable())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
