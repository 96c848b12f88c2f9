"""The plan of a definition in three lines, and the points to check in it before forms are written."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from toolkit.agencies.names import agencies_with_forms
from toolkit.consolidation.between_agencies import group_of
from toolkit.definition.leftovers import StarterLeftover, leftovers
from toolkit.definition.starter import programmes, starter_tables
from toolkit.messages import commands, definition_sheets, forms, planning
from toolkit.model import Agency, Campaign, Language, grouped
from toolkit.model.periods import months_of, period_label

#: The most rows that are named; further ones are counted.
_NAMED = 3
#: A deadline that passed more than this number of days ago is reported even after forms were sent.
_LONG_PAST = 30


class Plan(NamedTuple):
    """The plan (which agencies are asked, for what, until when), and the points to check before, a line each."""

    lines: tuple[str, ...]
    cautions: tuple[str, ...]
    example: str
    """The code of the agency with the fullest form, to be checked before all forms are written; "" for none."""


def plan(campaign: Campaign, as_of: date, language: Language) -> Plan:
    """The plan of a campaign whose forms have not been sent."""
    lines = (_recipients(campaign, language), _questions(campaign, language), _due_text(campaign, as_of, language))
    fullest = max(agencies_with_forms(campaign), key=lambda a: _form_size(campaign, a), default=None)
    checks = cautions(campaign, as_of, language) + unconfirmed_sources(campaign, language)
    return Plan(lines, checks, fullest.code if fullest is not None else "")


def _form_size(campaign: Campaign, agency: Agency) -> int:
    return sum(map(len, (campaign.indicators_of(agency), campaign.sections_of(agency), campaign.tables_of(agency))))


# --- Three lines ---------------------------------------------------------------------------------


def _recipients(campaign: Campaign, language: Language) -> str:
    agencies = agencies_with_forms(campaign)
    if not agencies:
        return planning.NOBODY.say(language)
    counts = Counter(map(group_of, agencies))
    groups = "; ".join(
        planning.GROUP.say(language, name=name or planning.NO_GROUP.say(language), count=count)
        for name, count in counts.items()
    )
    without = "; ".join(_agencies_not_asked(campaign, language))
    text = planning.WHOM_WITHOUT if without else planning.WHOM
    return text.say(language, count=len(agencies), groups=groups, without=without)


def _agencies_not_asked(campaign: Campaign, language: Language) -> Iterator[str]:
    """The number of agencies on the roster that are not asked, with the reasons."""
    unused = sum(not a.active for a in campaign.agencies)
    gone = sum(a.active and not campaign.in_force(a) for a in campaign.agencies)
    if unused:
        column = definition_sheets.COLUMNS["agencies", "active"].say(language)
        yield planning.UNUSED.say(language, count=unused, column=column)
    if gone:
        yield planning.GONE.say(language, count=gone)


def _questions(campaign: Campaign, language: Language) -> str:
    parts = []
    computed = sum(bool(i.formula) for i in campaign.indicators)
    wholes = [i for i in campaign.indicators if not i.part_of]
    if campaign.indicators:
        text = planning.INDICATORS_COMPUTED if computed else planning.INDICATORS
        names, count = ", ".join(period_label(p, language) for p in campaign.periods), len(campaign.periods)
        parts.append(text.say(language, count=len(wholes), computed=computed, periods=count, names=names))
    if len(wholes) < len(campaign.indicators):
        parts.append(planning.PARTS.say(language, count=len(campaign.indicators) - len(wholes)))
    if campaign.tables:
        names = ", ".join(table.heading for table in campaign.tables)
        parts.append(planning.TABLES.say(language, count=len(campaign.tables), names=names))
    if campaign.sections:
        parts.append(planning.SECTIONS.say(language, count=len(campaign.sections)))
    sizes = [sum(not i.part_of for i in campaign.indicators_of(a)) for a in agencies_with_forms(campaign)]
    if campaign.indicators and sizes:
        each = planning.EACH if min(sizes) == max(sizes) else planning.EACH_FROM_TO
        parts.append(each.say(language, least=min(sizes), most=max(sizes)))
    return planning.WHAT.say(language, parts="; ".join(parts))


def _due_text(campaign: Campaign, as_of: date, language: Language) -> str:
    if campaign.deadline is None:
        return planning.NO_DEADLINE.say(language)
    return planning.WHEN.say(
        language, deadline=day_text(campaign.deadline), when=time_until(campaign.deadline, as_of, language)
    )


def day_text(day: date) -> str:
    """A day as it is written in Vietnam."""
    return day.strftime("%d/%m/%Y")


def time_until(deadline: date, as_of: date, language: Language) -> str:
    """The time until a deadline, or the time since then, in words."""
    days = (as_of - deadline).days
    text = commands.STANDS_TODAY if not days else commands.STANDS_LATE if days > 0 else commands.STANDS_LEFT
    return text.say(language, days=abs(days))


# --- What to check -------------------------------------------------------------------------------


def cautions(campaign: Campaign, as_of: date, language: Language, *, sent: bool = False) -> tuple[str, ...]:
    """The points to check in the definition before its forms are sent, a line each. `sent`: some forms have been sent
    already."""
    to_check = (
        *_starter_cautions(campaign, language),
        *(() if sent else _blank_settings(campaign, language)),
        *_deadline_cautions(campaign, as_of, language, sent),
    )
    lines = tuple(planning.CAUTION.say(language, what=what) for what in to_check)
    return lines + tuple(planning.TO_REVIEW.say(language, what=one.what) for one in campaign.to_review)


def unconfirmed_sources(campaign: Campaign, language: Language) -> tuple[str, ...]:
    """A line with the number of entries whose source is not confirmed yet; no line if there are none."""
    unconfirmed = campaign.to_confirm
    if not unconfirmed:
        return ()
    sheets, count = ", ".join(f"{name} {n}" for name, n in unconfirmed), sum(n for _, n in unconfirmed)
    return (commands.TEMPLATE_TO_CONFIRM.say(language, count=count, sheets=sheets),)


def sheet_name(key: str, language: Language) -> str:
    """The name of a sheet of the definition."""
    return definition_sheets.SHEETS[key].say(language)


def _starter_cautions(campaign: Campaign, language: Language) -> Iterator[str]:
    by_programme = grouped((left.programme, left) for left in leftovers(campaign, map(starter_tables, programmes())))
    for programme, sheets_left in by_programme.items():
        sheets = ", ".join(_leftover_text(left, language) for left in sheets_left)
        yield planning.LEFTOVERS.say(language, programme=programme, sheets=sheets)


def _leftover_text(left: StarterLeftover, language: Language) -> str:
    """A sheet with contents of the starter that are left in it; the contents are named if only some are left."""
    items = left.sheet == "campaign"
    names = [definition_sheets.CAMPAIGN[key][0].say(language) for key in left.codes] if items else list(left.codes)
    shown = "; ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
    all_rows = not items and len(names) == left.total
    text = planning.LEFT_ITEMS if items else planning.LEFT_ALL if all_rows else planning.LEFT_ROWS
    sheet = sheet_name(left.sheet, language)
    return text.say(language, sheet=sheet, kept=len(names), count=left.total, names=shown)


def _blank_settings(campaign: Campaign, language: Language) -> Iterator[str]:
    """Blank settings that forms print: the deadline and the contact's address."""
    printed = {"deadline": campaign.deadline, "contact_email": campaign.contact_email}
    blank = [f"“{definition_sheets.CAMPAIGN[key][0].say(language)}”" for key, value in printed.items() if not value]
    if blank:
        sheet, unknown = sheet_name("campaign", language), forms.UNKNOWN.say(language)
        yield planning.NOT_GIVEN.say(language, items=", ".join(blank), sheet=sheet, unknown=unknown)


def _deadline_cautions(campaign: Campaign, as_of: date, language: Language, sent: bool) -> Iterator[str]:
    deadline, sheet = campaign.deadline, sheet_name("campaign", language)
    if deadline is None:
        return
    days = (as_of - deadline).days
    if days > (_LONG_PAST if sent else 0):
        yield planning.DEADLINE_PAST.say(language, deadline=day_text(deadline), days=days, sheet=sheet)
    last = max(campaign.periods, key=lambda p: max(months_of(p)), default=None)
    if campaign.cutoff is not None:
        if deadline < campaign.cutoff:
            yield planning.DEADLINE_BEFORE_CUTOFF.say(
                language, deadline=day_text(deadline), end=day_text(campaign.cutoff), sheet=sheet
            )
    elif last is not None:
        month = max(months_of(last)) + 1
        end = date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if deadline < end:
            period = period_label(last, language)
            yield planning.DEADLINE_BEFORE_END.say(
                language, deadline=day_text(deadline), period=period, end=day_text(end), sheet=sheet
            )
