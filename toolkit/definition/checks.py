"""Checks whether the sheets of a definition workbook agree with each other, and whether their contents are possible."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from toolkit.definition.cells import DefinitionReading, Row
from toolkit.definition.sheets import KNOWN_UNITS
from toolkit.definition.words import check_words
from toolkit.formula import expressions
from toolkit.language.reply_times import read_reply_time
from toolkit.language.telephone import numbers_to_dial
from toolkit.language.text import fold, listed, may_mean, normalise, toned
from toolkit.model import HEADLINES, Agency, Argument, Campaign, Indicator, Severity, includes
from toolkit.model.caching import cached
from toolkit.model.periods import months_of

#: A number without separators for thousands.
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")
_ACROSS_NUMBERS = frozenset({"sum", "mean", "max", "min"})


def check_campaign_items(
    reading: DefinitionReading, campaign: Campaign, sheet: str, cells: Mapping[str, str], rows: Mapping[str, list[Row]]
) -> None:
    """Report faults in the items of the campaign's sheet; `cells`: the cell of each item, by its key."""

    def flag(code: str, row: str, value: str = "", **arguments: Argument) -> None:
        reading.add(code, sheet=sheet, cell=cells.get(row, "A1"), value=value, **arguments)

    agencies = _codes(rows, "agencies")
    if campaign.lead_agency and campaign.lead_agency not in agencies:
        near = reading.nearest(campaign.lead_agency, agencies)
        flag("definition-unknown-agency", "lead_agency", value=campaign.lead_agency, nearest=near)
    misread = any((f.sheet, f.cell) == (sheet, cells.get("periods")) for f in reading.findings)
    if campaign.indicators and not campaign.periods and not misread:
        flag("definition-no-periods", "periods")
    spans = [(p, months_of(p)) for p in campaign.periods]
    for (earlier, months), (later, later_months) in zip(spans, spans[1:], strict=False):
        if max(later_months) < max(months):
            flag("definition-periods-unordered", "periods", value=later.key, other=earlier.key)
    added = any(i.across_periods in ("sum", "mean") for i in campaign.indicators)
    both = [(a.key, b.key) for n, (a, x) in enumerate(spans) for b, y in spans[n + 1 :] if x & y]
    if added and both:
        flag("definition-periods-overlap", "periods", value=both[0][0], other=both[0][1])
    if campaign.reply_time and read_reply_time(campaign.reply_time) is None:
        flag("definition-reply-time", "reply_time", value=campaign.reply_time)
    names = agency_references(campaign.agencies)
    for name in campaign.signed_pdf:
        if name not in names:
            flag("definition-unknown-body", "signed_pdf", value=name, nearest=reading.nearest(name, sorted(names)))
    if campaign.deadline and campaign.issued and campaign.deadline < campaign.issued:
        deadline, issued = (day.strftime("%d/%m/%Y") for day in (campaign.deadline, campaign.issued))
        flag("definition-deadline-early", "deadline", value=deadline, issued=issued)


def check_references(reading: DefinitionReading, campaign: Campaign, rows: Mapping[str, list[Row]]) -> None:
    """Report missing names, formulas that cannot be evaluated, and agencies without any question."""
    agencies = set(_codes(rows, "agencies"))
    groups = {g for row in rows.get("agencies", []) for g in row.values.get("group") or ()}
    agencies_and_groups = agencies | groups
    codes = [*_codes(rows, "indicators"), *(i.code for i in campaign.indicators if i.part_of)]
    derived = {i.code: expressions.parse(i.formula) for i in campaign.indicators if i.formula}
    codes += _unchecked_parts(reading, rows)

    grouped = "group" in next((row.cells for row in rows.get("agencies", ())), {})

    def require(row: Row, column: str, names: Iterable[str], among: set[str], code: str) -> None:
        if (row.sheet, row.cells.get(column, "")) in reading.cells_of_undivided:
            return
        if among is agencies_and_groups and not grouped and not among.issuperset(names):
            ungrouped.append(row)
            return
        for name in names:
            if name not in among:
                near = reading.nearest(name, sorted(among) if reading.hints else ()) or _group_with_words(name, groups)
                reading.flag(row, column, code, name, nearest=near)

    for row in rows.get("agencies", []):
        require(row, "replaced_by", row.values.get("replaced_by") or (), agencies, "definition-unknown-agency")
        parent = row.values.get("parent")
        require(row, "parent", [parent] if parent else [], agencies, "definition-unknown-agency")
    _check_cycles(reading, rows.get("agencies", []))
    for row in rows.get("successors", []):
        require(row, "replaced_by", row.values.get("replaced_by") or (), agencies, "definition-unknown-agency")
        if row.values.get("code") in agencies:
            reading.flag(row, "code", "definition-former-on-roster", row.values["code"])
    ungrouped: list[Row] = []
    for row in [*rows.get("indicators", []), *rows.get("sections", []), *rows.get("rows", [])]:
        require(row, "asked_of", row.values.get("asked_of") or (), agencies_and_groups, "definition-unknown-body")
        require(row, "owner", row.values.get("owner") or (), agencies_and_groups, "definition-unknown-body")
    if ungrouped:
        sheet = rows["agencies"][0].sheet if rows.get("agencies") else ""
        reading.add("definition-no-column", sheet=sheet, cell="A1", value="group", column="agencies.group")
    spellings = _earlier_spellings(campaign)
    choices = {i.code: i.choices for i in campaign.indicators if i.kind == "choice" and i.choices}
    for row in rows.get("indicators", []):
        if (row.sheet, row.cells.get("choices", "")) in reading.cells_of_undivided:
            choices.pop(row.values.get("code") or "", None)
    for row in rows.get("indicators", []):
        _check_indicator(reading, campaign, row, codes, derived, choices, spellings)
    _check_key_figures(reading, campaign, rows.get("indicators", []))
    check_words(reading, campaign, codes, rows.get("words", []))
    named = agency_references(campaign.agencies)
    for row in rows.get("rules", []):
        _check_formula(reading, row, codes, derived, campaign, named, choices)
    owed = [i.asked_of for i in campaign.indicators] + [s.asked_of for s in campaign.sections]
    owed += [t.asked_of for t in campaign.tables]
    for row in rows.get("agencies", []):
        agency = campaign.agency_by_code.get(row.values.get("code") or "")
        if agency and owed and not any(includes(asked_of, agency) for asked_of in owed):
            reading.flag(row, "code", "definition-owes-nothing", agency.code, name=agency.name)
    _check_agency_names(reading, campaign, rows.get("agencies", []))
    _check_officers(reading, rows.get("agencies", []))
    if not rows.get("agencies", True):
        reading.add("definition-no-agencies")


def _unchecked_parts(reading: DefinitionReading, rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """The names in formulas that may be parts of faulty splits, and so are not checked."""
    if not reading.faulty_wholes:
        return []
    formulas = (row.values.get("formula") for sheet in ("indicators", "rules") for row in rows.get(sheet, ()))
    names = dict.fromkeys(name for text in formulas if text for name in expressions.parse(text).names)
    return [code for code in dict.fromkeys(expressions.split_name(n)[0] for n in names) if reading.may_name_part(code)]


def _group_with_words(name: str, groups: Iterable[str]) -> str:
    """The group whose name contains these words (“Cấp xã” for “xã”); "" where no group or several do."""
    words = fold(name).split()
    matches = [g for g in groups if words and {*words} <= {*fold(g).split()}]
    return matches[0] if len(matches) == 1 else ""


def _check_cycles(reading: DefinitionReading, rows: Sequence[Row]) -> None:
    """Report agencies that are, directly or through others, subordinate to themselves or succeeded by themselves."""
    for column in ("parent", "replaced_by"):
        by_code = {row.values["code"]: row for row in reversed(rows) if row.values.get("code")}
        named = {code: row.values.get(column) or () for code, row in by_code.items()}
        ways = {code: (names,) if isinstance(names, str) else names for code, names in reversed(named.items())}
        for circle in _cycles(ways):
            row, way = by_code[circle[0]], [*circle, circle[0]]
            arguments = {"way": listed(way, separator=" → "), "column": f"agencies.{column}"}
            reading.flag(row, column, "definition-agency-circle", way[1], **arguments)


def _cycles(ways: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yields each cycle of a graph once; iterative, since cycles may be long."""
    done: set[str] = set()
    for start in ways:
        way = {start: iter(ways[start])} if start not in done else {}
        while way:
            at = next(reversed(way))
            to = next((code for code in way[at] if code in ways and code not in done), None)
            if to is None:
                done.add(at)
                del way[at]
            elif to in way:
                codes = [*way]
                yield tuple(codes[codes.index(to) :])
            else:
                way[to] = iter(ways[to])


def agency_references(agencies: Iterable[Agency]) -> tuple[str, ...]:
    """The names allowed after an `@` in a rule between agencies: codes and groups."""
    return tuple(dict.fromkeys(name for a in agencies for name in (a.code, *a.groups)))


def _codes(rows: Mapping[str, list[Row]], sheet: str) -> list[str]:
    """The codes on a sheet. Codes of rows with mistakes are included: to name such a code is no mistake."""
    return list(dict.fromkeys(row.values["code"] for row in rows.get(sheet, []) if row.values.get("code")))


def _check_agency_names(reading: DefinitionReading, campaign: Campaign, rows: Sequence[Row]) -> None:
    """Report agencies with the same short name, unless one ceases to exist before the other begins."""
    before: dict[str, list[tuple[Agency, str]]] = {}
    left = dict(campaign.agency_by_code)
    for row in rows:
        agency = left.pop(row.values.get("code") or "", None)
        if agency is None:
            continue
        column = "short_name" if row.values.get("short_name") else "name"
        peers = before.setdefault(fold(agency.short_name), [])
        alike = [(toned(agency.short_name) == toned(k.short_name), k, p) for k, p in peers if _may_coexist(agency, k)]
        for same, known, cell in sorted(alike, key=lambda other: not other[0])[:1]:
            code = "definition-same-name" if same else "definition-names-alike"
            reading.flag(row, column, code, agency.short_name, other=cell, other_name=known.short_name)
        peers.append((agency, row.cells[column]))


def _check_officers(reading: DefinitionReading, rows: Sequence[Row]) -> None:
    """Report officers with several spellings or telephone numbers, or a number that cannot be dialled."""
    names: dict[str, tuple[str, str]] = {}
    numbers: dict[str, tuple[tuple[str, ...], str]] = {}
    reported: set[str] = set()
    for row in rows:
        name, phone = (row.values.get(column) or "" for column in ("officer", "officer_phone"))
        key, digits = toned(name), numbers_to_dial(phone)
        if name and key not in names:
            similar = (first for known, first in names.items() if may_mean(key, known) or may_mean(known, key))
            names[key] = next(similar, (name, row.cells["officer"]))
        if name and name not in (names[key][0], *reported):
            reported.add(name)
            reading.flag(row, "officer", "definition-officer-spelling", name, other=names[key][1], known=names[key][0])
        if phone and not (name and digits):
            reading.flag(row, "officer_phone", "definition-officer-phone", phone)
        elif phone and (known := numbers.setdefault(names[key][0], (digits, row.cells["officer_phone"])))[0] != digits:
            reading.flag(row, "officer_phone", "definition-officer-phones", phone, other=known[1], known=name)


def _may_coexist(one: Agency, other: Agency) -> bool:
    """Whether there may be a day on which both agencies exist."""
    return not any(a.until and b.since and a.until <= b.since for a, b in ((one, other), (other, one)))


def _check_key_figures(reading: DefinitionReading, campaign: Campaign, rows: Sequence[Row]) -> None:
    """Report key figures beyond the number that the leaders' sheet shows."""
    named = sorted((i for i in campaign.indicators if i.headline), key=lambda i: i.headline or 0)
    beyond = [i.code for i in named[HEADLINES:]]
    for row in rows:
        if row.values.get("code") in beyond[:1]:
            reading.flag(row, "headline", "definition-key-figures", ", ".join(beyond), most=HEADLINES)


def _check_indicator(
    reading: DefinitionReading,
    campaign: Campaign,
    row: Row,
    codes: Sequence[str],
    derived: Mapping[str, expressions.Formula],
    choices: Mapping[str, Sequence[str]],
    spellings: Mapping[str, str],
) -> None:
    indicator = campaign.indicator_by_code.get(row.values.get("code") or "")
    if indicator is None:
        return

    def flag(code: str, column: str, value: str, severity: Severity | None = None, **arguments: Argument) -> None:
        reading.flag(row, column, code, value, severity, **arguments)

    if expressions.is_constant(indicator.code):
        flag("definition-code-is-constant", "code", indicator.code)
    _check_asked_of(reading, campaign, row, indicator)
    if indicator.weight and indicator.weight not in campaign.indicator_by_code and indicator.weight not in codes:
        flag("definition-unknown-weight", "weight", indicator.weight, nearest=reading.nearest(indicator.weight, codes))
    weight = campaign.indicator_by_code.get(indicator.weight)
    if weight is not None and (weight is indicator or not weight.numeric):
        flag("definition-weight-no-number", "weight", indicator.weight)
    reporting = [a for a in campaign.agencies if includes(indicator.asked_of, a)] if indicator.owner else []
    for owner in indicator.owner if reporting else ():
        if any(includes((owner,), a) for a in campaign.agencies) and not any(includes((owner,), a) for a in reporting):
            flag("definition-owner-not-asked", "owner", owner)
    small = indicator.target is not None and 0 < indicator.target <= 1
    if indicator.kind == "percent" and small and indicator.direction == "higher":
        percent = f"{(indicator.target or 0) * 100:g}"
        flag("definition-target-fraction", "target", f"{indicator.target:g}", percent=percent)
    if indicator.headline and (
        indicator.kind in ("date", "text")
        or (indicator.numeric and not indicator.formula and row.values.get("across_agencies") == "none")
    ):
        flag("definition-headline-no-total", "headline", indicator.code)
    agency_codes = agency_references(campaign.agencies) if indicator.known else ()
    for entry in indicator.known:
        agency, sign, value = (part.strip() for part in entry.rpartition("="))
        if not (sign and _NUMBER.fullmatch(value) and indicator.numeric and not indicator.formula):
            flag("definition-known-unclear", "known", entry)
        elif agency not in agency_codes:
            flag("definition-unknown-body", "known", agency, nearest=reading.nearest(agency, sorted(agency_codes)))
    if indicator.carry and (indicator.formula or indicator.across_periods in ("sum", "cumulative")):
        flag("definition-carry-of-flow", "carry", indicator.code)
    if indicator.kind == "choice" and not indicator.choices:
        flag("definition-no-choices", "choices", indicator.code)
    repeated = equal_choices(indicator.choices)
    if repeated is not None:
        flag("definition-choice-twice", "choices", repeated[1], other=repeated[0])
    if indicator.numeric and not indicator.unit:
        flag("definition-no-unit", "unit", indicator.code)
    known = KNOWN_UNITS.get(indicator.kind)
    if known and indicator.unit and _unit_key(indicator.unit) not in {_unit_key(u) for u in known}:
        flag("definition-unknown-unit", "unit", indicator.unit, kind=indicator.kind, known=tuple(known))
    if indicator.code in spellings:
        flag("definition-unit-varies", "unit", indicator.unit, other=spellings[indicator.code])
    if not indicator.numeric and indicator.across_agencies in _ACROSS_NUMBERS:
        column, across = "indicators.across_agencies", indicator.across_agencies
        flag("definition-no-total-of-kind", "across_agencies", across, kind=indicator.kind, taken=column)
    if indicator.kind == "percent" and not indicator.formula and indicator.across_agencies == "sum":
        flag("definition-percent-added", "across_agencies", indicator.across_agencies)
    _check_cumulative(campaign, indicator, flag)
    if indicator.compared_with == "same_period" and not (indicator.numeric or indicator.kind == "yesno"):
        column, compared = "indicators.compared_with", indicator.compared_with
        flag("definition-same-period-kind", "compared_with", compared, kind=indicator.kind, taken=column)
    if indicator.minimum is not None and indicator.maximum is not None and indicator.minimum > indicator.maximum:
        flag("definition-range-empty", "minimum", f"{indicator.minimum:g}", maximum=f"{indicator.maximum:g}")
    _check_formula(reading, row, codes, derived, choices=choices)


def _check_cumulative(campaign: Campaign, indicator: Indicator, flag: Callable[..., None]) -> None:
    """Report a cumulative indicator that is no amount, and a formula that combines figures of different time spans."""
    periods, across = campaign.periods, indicator.across_periods
    amount = indicator.kind in ("count", "decimal", "money")
    if indicator.cumulative and not indicator.formula and not amount:
        column = "indicators.across_periods"
        flag("definition-cumulative-kind", "across_periods", across, kind=indicator.kind, taken=column)
    years = len({p.year for p in periods})
    if across == "cumulative" and amount and 1 < len(periods) == years and any(p.kind == "year" for p in periods):
        flag("definition-cumulative-of-years", "across_periods", across)
    parts = _typed_members(campaign, indicator) if indicator.formula and _has_cumulative(campaign) else ()
    counted = [p for p in parts if p.cumulative]
    comparable = [p for p in parts if p.across_periods in ("sum", "mean", "max") or p.cumulative]
    other = next((p for p in comparable if counted and p.across_periods != counted[0].across_periods), None)
    if other is not None:
        # Over several years, some members have the total of the last year, others the total of all years.
        differs = years > 1 and indicator.across_periods in ("sum", "mean", "max")
        severity = "error" if differs else None
        flag("definition-cumulative-beside", "formula", counted[0].code, severity, other=other.code)


@cached
def _has_cumulative(campaign: Campaign) -> bool:
    return any(i.cumulative for i in campaign.indicators)


def _typed_members(campaign: Campaign, indicator: Indicator) -> tuple[Indicator, ...]:
    """The indicators from which an indicator is computed and which agencies fill in; unknown names are skipped."""
    parts: dict[str, Indicator] = {}
    pending = [indicator.code]
    for code in pending:
        at = campaign.indicator_by_code.get(code)
        if at is not None and code not in parts:
            parts[code] = at
            pending += expressions.parse(at.formula).names if at.formula else ()
    return tuple(i for i in parts.values() if not i.formula)


def equal_choices(choices: Iterable[str]) -> tuple[str, str] | None:
    """The first two choices that are equal after normalisation; None if there are none."""
    seen: dict[str, str] = {}
    for choice in choices:
        if (typed := normalise(choice)) in seen:
            return seen[typed], choice
        seen[typed] = choice
    return None


def _earlier_spellings(campaign: Campaign) -> dict[str, str]:
    """By code of each indicator whose unit an earlier indicator spells differently: the earlier spelling."""
    spelt: dict[str, dict[str, None]] = {}
    spellings = {}
    for indicator in campaign.indicators:
        before = spelt.setdefault(_unit_key(indicator.unit), {})
        other = next((unit for unit in before if unit != indicator.unit), None)
        if other is not None:
            spellings[indicator.code] = other
        before[indicator.unit] = None
    return spellings


def _unit_key(unit: str) -> str:
    """The key that all spellings of a unit share; for a unit that is a sign (`%`), the sign."""
    return fold(unit) or unit


def _check_asked_of(reading: DefinitionReading, campaign: Campaign, row: Row, indicator: Indicator) -> None:
    """Report a computed indicator that is asked of an agency which is not asked for an indicator in its formula."""
    names = expressions.parse(indicator.formula).names if indicator.formula else ()
    for name in names:
        member = campaign.indicator_by_code.get(name)
        if member is None:
            continue
        for agency in campaign.agencies:
            if includes(indicator.asked_of, agency) and not includes(member.asked_of, agency):
                arguments = {"member": name, "name": agency.short_name}
                reading.flag(row, "asked_of", "definition-member-not-asked", indicator.code, **arguments)
                break


def _check_formula(
    reading: DefinitionReading,
    row: Row,
    codes: Sequence[str],
    derived: Mapping[str, expressions.Formula],
    campaign: Campaign | None = None,
    agency_codes: Sequence[str] = (),
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Check a formula's names and kind. `campaign`, and `agency_codes`, which it may name: for a rule only."""
    text = row.values.get("formula")
    if not text:
        return
    formula = expressions.parse(text)
    unclear = expressions.check_indicators(formula, codes)
    wrong = [unclear] if unclear else list(expressions.check_names(formula, codes, agency_codes, hints=reading.hints))
    unknown = expressions.check_words(formula, choices or {}) if not wrong else None
    wrong += [unknown] if unknown else []
    if not wrong and campaign:
        named = expressions.respelt(formula, codes, agency_codes).names
        wrong += [
            expressions.FormulaError("formula-body-no-figure", 0, {"name": n})
            for n in named
            if not _names_one_figure(campaign, n)
        ]
    if not wrong and campaign:
        not_a_rule = expressions.check_rule(formula)
        wrong += [not_a_rule] if not_a_rule else []
    if not wrong:
        try:
            whole = expressions.substitute(formula, derived)
            expressions.verdict_to_excel(whole, _any_cell) if campaign else expressions.to_excel(whole, _any_cell)
        except expressions.FormulaError as error:
            # A cycle is a fault of the indicators: it is reported there, not for rules.
            wrong += [error] if error.code != "formula-cycle" or campaign is None else []
    doubtful = expressions.check_blanks(formula) if not wrong else None
    for fault in [*wrong, doubtful] if doubtful else wrong:
        reading.flag(row, "formula", fault.code, text, place=fault.position + 1, **fault.arguments)


def _names_one_figure(campaign: Campaign, name: str) -> bool:
    """Whether a name with an `@` means exactly one reported figure; True for names without an `@`."""
    code, scope = expressions.split_name(name)
    indicator = campaign.indicator_by_code.get(code)
    if not scope or indicator is None:
        return True
    reporting = [a for a in campaign.agencies if includes((scope,), a) and includes(indicator.asked_of, a)]
    alone = scope in campaign.agency_by_code
    return bool(reporting) and (alone or bool(indicator.formula) or indicator.across_agencies != "none")


def _any_cell(_name: str) -> expressions.ExcelCell:
    """A placeholder for a figure's cell, for testing whether a formula can be printed."""
    return expressions.ExcelCell("'Số liệu'!$AA$1000", "count")
