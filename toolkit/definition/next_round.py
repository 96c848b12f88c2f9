"""Makes the next round's definition from the present one: moves periods, days and texts, and lists what to check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from toolkit.definition.moving_on import Step, Way, later_day, move_names, step_to_next_periods
from toolkit.definition.review import row_code
from toolkit.definition.sheets import SPECS
from toolkit.model import Agency, Campaign

#: Days of the campaign that move with its periods, the earliest first.
_DAYS: tuple[Literal["cutoff", "deadline", "issued"], ...] = ("cutoff", "deadline", "issued")
#: Items that name the campaign: a bare year in such an item is the campaign's.
_NAMES = ("title", "programme", "next_period")
#: By sheet, the columns with texts for people in which names of periods are moved.
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "indicators": ("topic", "label", "guidance"),
    "rows": ("heading", "label", "guidance"),
    "splits": ("label",),
    "sections": ("heading", "guidance"),
    "themes": ("label",),
    "rules": ("message", "fix"),
    "sentences": ("topic", "text"),
}
#: The most characters of an id.
_LONGEST_ID = 31
#: The reasons why a cell must be checked: it was not moved, or may be wrong.
CheckReason = Literal[
    "periods-not-moved",
    "part-of-year",
    "several-at-once",
    "id-made-up",
    "day-not-moved",
    "day-at-weekend",
    "names-years",
    "programme-renamed",
    "legal-basis",
    "next-period",
    "targets",
    "agencies-gone",
    "lead-agency-gone",
    "owners-gone",
]


@dataclass(frozen=True, slots=True)
class Moved:
    """A change to one cell. `column`: such as `campaign.title`; `row`: its code or number."""

    column: str
    row: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One cell that a person must check. `text`: its content; `agencies`: (code, successors)."""

    code: CheckReason
    column: str = ""
    row: str = ""
    text: str = ""
    agencies: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class NextRound:
    """The tables of the next round's definition, what was moved in them, and what a person must check."""

    id: str
    tables: Mapping[str, list[dict[str, str]]]
    moved: tuple[Moved, ...]
    to_check: tuple[ToCheck, ...]


@dataclass(slots=True)
class _NextRoundMaker:
    campaign: Campaign
    tables: dict[str, list[dict[str, str]]]
    step: Step | None
    moved: list[Moved] = field(default_factory=list)
    to_check: list[ToCheck] = field(default_factory=list)

    def set(self, key: str, before: str, after: str) -> None:
        """Change an item of the campaign, and record that it was moved."""
        self.tables["campaign"][0][key] = after
        self.moved.append(Moved(f"campaign.{key}", "", before, after))


def next_round(
    campaign: Campaign, tables: Mapping[str, Sequence[Mapping[str, str]]], way: Way | None = None
) -> NextRound:
    """The next round of a campaign whose definition consists of `tables`. The tables passed in are not changed.

    `way`: how the periods move; by default the usual way, with a check where a different way may be meant.
    """
    copies = {key: [dict(row) for row in tables.get(key, ())] for key in SPECS if key != "review"}
    maker = _NextRoundMaker(campaign, copies, step_to_next_periods(campaign.periods, way or "block"))
    _move_periods(maker, way=way is not None)
    # The id moves with its periods; an id without them gets an ending, since rounds must be distinguishable.
    before = maker.campaign.id
    after = move_names(before, maker.step, loosely=True).text if maker.step else before
    if after == before:
        ending = f"-{maker.step.after[-1].key}" if maker.step else "-2"
        after = before[: _LONGEST_ID - len(ending)] + ending
        maker.to_check.append(ToCheck("id-made-up", "campaign.id", "", after))
    maker.set("id", before, after)
    _move_names(maker)
    _move_days(maker)
    _move_texts(maker)
    maker.to_check += _outdated_cells(maker)
    return NextRound(copies["campaign"][0]["id"], copies, tuple(maker.moved), tuple(maker.to_check))


def _move_periods(maker: _NextRoundMaker, *, way: bool) -> None:
    before = "|".join(p.key for p in maker.campaign.periods)
    if maker.step is None:
        if before:
            maker.to_check.append(ToCheck("periods-not-moved", "campaign.periods", "", before))
        return
    maker.set("periods", before, "|".join(p.key for p in maker.step.after))
    doubts: dict[CheckReason, bool] = {
        "part-of-year": maker.step.may_be_continued,
        "several-at-once": maker.step.may_add_several,
    }
    now = maker.tables["campaign"][0]["periods"]
    maker.to_check += [
        ToCheck(code, "campaign.periods", "", now) for code, doubt in doubts.items() if doubt and not way
    ]


def _move_names(maker: _NextRoundMaker) -> None:
    about = maker.tables["campaign"][0]
    for key in (*_NAMES, "legal_basis"):
        before = about.get(key, "")
        if not before:
            continue
        if key == "legal_basis":
            maker.to_check.append(ToCheck("legal-basis", "campaign.legal_basis", "", before))
            continue
        followed = move_names(before, maker.step, loosely=True) if maker.step else None
        if followed and followed.text != before:
            maker.set(key, before, followed.text)
            if key == "programme":
                maker.to_check.append(ToCheck("programme-renamed", "campaign.programme", "", followed.text))
        if key == "next_period" and not (followed and followed.pairs):
            maker.to_check.append(ToCheck("next-period", "campaign.next_period", "", before))
        elif followed and followed.years:
            maker.to_check.append(ToCheck("names-years", f"campaign.{key}", "", about[key]))


def _move_days(maker: _NextRoundMaker) -> None:
    for key in _DAYS:
        before: date | None = getattr(maker.campaign, key)
        if before is None:
            continue
        if maker.step is None:
            maker.to_check.append(ToCheck("day-not-moved", f"campaign.{key}", "", before.isoformat()))
            continue
        after = later_day(before, maker.step.months)
        maker.set(key, before.isoformat(), after.isoformat())
        if key == "deadline" and after.weekday() > 4:
            maker.to_check.append(ToCheck("day-at-weekend", "campaign.deadline", "", after.isoformat()))


def _move_texts(maker: _NextRoundMaker) -> None:
    """Move names of periods in texts for people; texts with unchanged years are to be checked."""
    if maker.step is None:
        return
    for sheet, columns in _TEXTS.items():
        named = any(c.key == "code" for c in SPECS[sheet].columns)
        for number, row in enumerate(maker.tables.get(sheet, ()), start=1):
            code = row_code(sheet, row) if named else str(number)
            for column in columns:
                followed = move_names(row.get(column, ""), maker.step)
                row[column] = followed.text
                maker.moved += [Moved(f"{sheet}.{column}", code, *pair) for pair in followed.pairs]
                if followed.years:
                    maker.to_check.append(ToCheck("names-years", f"{sheet}.{column}", code, ", ".join(followed.years)))


def _outdated_cells(maker: _NextRoundMaker) -> Iterator[ToCheck]:
    """Yields the cells with targets, and those with agencies that will not exist when the next report is due."""
    campaign = maker.campaign
    for indicator in campaign.indicators:
        if indicator.target is not None:
            yield ToCheck("targets", "indicators.target", indicator.code, f"{indicator.target:g}")
    before = campaign.deadline or campaign.issued
    if before is None or maker.step is None:
        return
    due = later_day(before, maker.step.months)
    gone = {a.code: a.replaced_by for a in campaign.agencies if campaign.in_force(a) and not _exists_on(a, due)}
    if campaign.lead_agency in gone:
        yield ToCheck("lead-agency-gone", "campaign.lead_agency", "", campaign.lead_agency)
    for code, successors in gone.items():
        yield ToCheck("agencies-gone", "agencies.until", code, agencies=((code, successors),))
    for indicator in campaign.indicators:
        if not gone.keys().isdisjoint(indicator.owner):
            yield ToCheck("owners-gone", "indicators.owner", indicator.code, ", ".join(indicator.owner))


def _exists_on(agency: Agency, day: date) -> bool:
    return (agency.since is None or agency.since <= day) and (agency.until is None or day <= agency.until)
