"""The coordinator's open tasks, in order of effect: agencies to call, files to decide about, cells to settle, reports
to review, ideas to merge or keep apart.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal, TypeVar

from toolkit.consolidation.bridges.standing import board_status, is_signed_pdf_missing, status_words
from toolkit.consolidation.ideas import in_one_line, question_lines
from toolkit.consolidation.today.first_calls import first_calls, reason_to_call
from toolkit.consolidation.today.reviews import waiting_for_review
from toolkit.language.text import listed
from toolkit.messages import boards
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.kinds import LACKS, LIKELY_CELLS, NOT_FOLLOWED
from toolkit.model import AgencyStatus, Consolidation, Family, Finding, Group, Language
from toolkit.model.grouping import grouped

Kind = Literal["call", "file", "cell", "review", "ideas"]
T = TypeVar("T")
#: The number of listed tasks of a kind (for each officer if there are officers); one more line counts the others.
MOST = 15
#: The end of the key of a line that counts the rest.
REST = "rest"
#: The number of characters that a line quotes of a statement.
_QUOTED = 130
#: The number of characters for names of agencies in one line.
_NAMED = 300
#: The sheet of the master on which each kind is settled.
_SHEETS: Mapping[Kind, str] = {
    **{"call": "status", "file": "sources", "cell": "findings"},
    **{"review": "status", "ideas": "groups"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task. `key` stays the same from merge to merge until the task is done."""

    key: str
    task: Kind
    what: str
    settled_by: str
    """The key of the master's sheet on which it is done, or which shows its subject."""
    agency: str = ""
    """A code; "" where it is about no agency, or several."""
    officer: str = ""
    """The officer who follows its agency."""
    count: int = 1
    """The number of figures, cells, files or ideas that it is about."""
    finding: Finding | None = None
    group: str = ""
    """The first of the groups of statements that it is about."""

    @property
    def is_rest(self) -> bool:
        """Whether this is the line that counts (`count`) the tasks which are not listed."""
        return self.key.endswith(REST)


def tasks(result: Consolidation, language: Language) -> tuple[Task, ...]:
    """All tasks, by kind."""
    return tuple(_TaskList(result, language).all_tasks())


@dataclass(frozen=True)
class _TaskList:
    result: Consolidation
    language: Language

    def all_tasks(self) -> Iterator[Task]:
        by_kind: dict[Kind, list[Finding]] = {"file": [], "cell": [], "ideas": []}
        open_findings = [f for f in self.result.findings if f.severity != "note" and not f.accepted_by]
        likely = {(f.agency, rule) for f in open_findings if f.code in LIKELY_CELLS for rule in _rules(f)}
        for finding in open_findings:
            if (kind := _kind(finding)) != "call" and not (finding.rule and (finding.agency, finding.rule) in likely):
                by_kind[kind].append(finding)
        files = {f.file or f.value: f for f in reversed(by_kind["file"])}
        first = [f for f in by_kind["file"] if files[f.file or f.value] is f]
        yield from self._listed_tasks("call", self._agencies_to_call(), self._call_task, lambda owing: owing[0].agency)
        yield from self._listed_tasks("file", first, self._file_task, lambda f: f.agency)
        yield from self._listed_tasks("cell", sorted(by_kind["cell"], key=_effect), self._cell_task, lambda f: f.agency)
        for line in question_lines(self.result, self.language, wording=True):
            yield self._task("cell", line.kind, line.text, settled_by="questions", count=len(line.questions))
        yield from self._review_tasks()
        yield from self._listed_tasks("ideas", by_kind["ideas"] + self._ideas(), self._idea_task, lambda _: None)

    def _listed_tasks(
        self, kind: Kind, subjects: Sequence[T], task: Callable[[T], Task], agency: Callable[[T], str | None]
    ) -> Iterator[Task]:
        """The first tasks of each officer, then a line that counts the others; `agency`: the agency of a subject."""
        counts: Counter[str] = Counter()
        for one in subjects:
            officer = self.officers.get(agency(one) or "", "")
            counts[officer] += 1
            if counts[officer] <= MOST:
                yield task(one)
        for officer, count in counts.items():
            if (rest := count - MOST) > 0:
                what = boards.TASKS_REST.say(self.language, count=rest)
                key = ":".join(filter(None, (officer, REST)))
                yield self._task(kind, key, what, count=rest, officer=officer)

    def _task(self, kind: Kind, key: str, what: str, *, agency: str = "", **more: Any) -> Task:
        more = {"settled_by": _SHEETS[kind], "officer": self.officers.get(agency, ""), **more}
        return Task(key=f"{kind}:{key}", task=kind, what=what, agency=agency, **more)

    @cached_property
    def officers(self) -> Mapping[str, str]:
        return {s.agency: s.officer for s in self.result.statuses if s.officer}

    # -- whom to call --

    def _agencies_to_call(self) -> list[tuple[AgencyStatus, str, int]]:
        """(status, what the call is about, number of points), the largest effect first; without agencies whose file
        waits for a decision."""
        result, language = self.result, self.language
        statuses = {s.agency: s for s in result.statuses if not s.waiting}
        first = {c.agency: c for c in first_calls(result, most=None) if c.agency in statuses}
        calls = []
        unsigned = {
            code for code, report in result.signed.items() if is_signed_pdf_missing(report) and code in result.used
        }
        open_ = (s for s in statuses.values() if not s.complete or board_status(s) == "with_errors")
        further = [*(s.agency for s in open_), *(code for code in statuses if code in unsigned)]
        for code in dict.fromkeys([*first, *further]):
            status, call = statuses[code], first.get(code)
            reason = reason_to_call(call, result.campaign, language) if call and status.status != "rejected" else ""
            count = call.point_count if call else status.errors or status.lacking + status.sections_lacking
            words = reason or status_words(status, language)
            if code in unsigned:
                words, count = boards.LACKS_SIGNED.say(language, status=words), count + 1
            calls.append((status, words, count))
        return calls

    def _call_task(self, owing: tuple[AgencyStatus, str, int]) -> Task:
        status, what, count = owing
        if status.status in ("missing", "rejected") and status.days_late:
            what += f"; {boards.OVERDUE_DAYS.say(self.language, days=status.days_late)}"
        return self._task("call", status.agency, what, agency=status.agency, count=count)

    # -- findings --

    def _sentence(self, finding: Finding) -> str:
        return describe(finding, self.language, self.result.campaign)[0]

    def _file_task(self, finding: Finding) -> Task:
        what = (
            f"{finding.file.rpartition('/')[2]}: {self._sentence(finding)}" if finding.file else self._sentence(finding)
        )
        return self._task("file", finding.file or finding.value, what, agency=finding.agency or "", finding=finding)

    def _cell_task(self, finding: Finding) -> Task:
        parts = (finding.code, finding.file, finding.sheet, finding.cell, finding.indicator, finding.rule)
        key, count = "|".join(part or "" for part in parts), max(1, len(finding.cells))
        agency = finding.agency or ""
        return self._task("cell", key, self._sentence(finding), agency=agency, count=count, finding=finding)

    # -- reports to be reviewed --

    def _review_tasks(self) -> Iterator[Task]:
        waiting = grouped((s.officer, s.agency) for s in waiting_for_review(self.result))
        for officer, codes in waiting.items():
            names = listed([self.result.campaign.agency_by_code[code].short_name for code in codes], _NAMED)
            what = boards.TASK_REVIEW.say(self.language, count=len(codes), names=names)
            yield self._task("review", officer, what, count=len(codes), officer=officer)

    # -- ideas --

    def _idea_task(self, idea: Finding | Callable[[], Task]) -> Task:
        if isinstance(idea, Finding):
            return self._task("ideas", f"{idea.code}:{idea.group}", self._sentence(idea), finding=idea)
        return idea()

    def _ideas(self) -> list[Finding | Callable[[], Task]]:
        """Families not reviewed yet, pairs of groups outside families that may be one idea, and groups without a theme:
        those by which most agencies would be added to a sentence first, and none by which nobody would be. Tasks are
        functions, since only the listed ones are put into words."""
        result = self.result
        groups = {g.id: g for g in result.groups if not g.is_hidden}
        families = [family for family in result.families if not family.reviewed]
        family_of = {group: family.id for family in families for group in family.groups}
        ideas: list[tuple[int, Callable[[], Task]]] = []
        for family in families:
            wrote = family.agencies if family.frame else groups[family.id].agencies
            ideas.append((len(family.agencies) - len(wrote), partial(self._family_task, family, groups[family.id])))
        for one, other in _pairs(groups):
            if family_of.get(one.id, one.id) != family_of.get(other.id):
                added = len({*one.agencies, *other.agencies}) - max(len(one.agencies), len(other.agencies))
                ideas.append((added, partial(self._pair_task, one, other)))
        without = [g for g in groups.values() if not g.theme] if result.campaign.themes else []
        if without:
            task = partial(self._task_on_ideas, "WITHOUT_THEME", without[0].id, "theme", len(without))
            ideas.append((len(without), task))
        return [task for added, task in sorted(ideas, key=lambda one: -one[0]) if added]

    def _family_task(self, family: Family, first: Group) -> Task:
        about = {"one": in_one_line(first.shown_text, _QUOTED), "agencies": len(family.agencies)}
        return self._task_on_ideas("FAMILY", family.id, f"{family.id}:", len(family.groups), **about)

    def _pair_task(self, one: Group, other: Group) -> Task:
        about = {"one": in_one_line(one.shown_text, _QUOTED), "other": in_one_line(other.shown_text, _QUOTED)}
        return self._task_on_ideas("PAIR", one.id, f"{one.id}:{other.id}", 2, **about)

    def _task_on_ideas(self, text: str, group: str, key: str, count: int, **about: object) -> Task:
        what = boards.TASK_IDEAS[text].say(self.language, count=count, **about)
        return self._task("ideas", key, what, count=count, group=group)


def _pairs(groups: Mapping[str, Group]) -> Iterator[tuple[Group, Group]]:
    """The pairs of groups that may be one group, each pair once."""
    seen: set[frozenset[str]] = set()
    for group in groups.values():
        for other in group.proposed_with:
            if other in groups and (pair := frozenset((group.id, other))) not in seen:
                seen.add(pair)
                yield group, groups[other]


def _rules(finding: Finding) -> tuple[str, ...]:
    """The broken rules for which a finding names the cell that is probably wrong."""
    rules = dict(finding.arguments).get("rules")
    return rules if isinstance(rules, tuple) else ()


def _kind(finding: Finding) -> Kind:
    """The kind of task for a finding: a call where something is missing, or an agency's whole file is wrong."""
    if finding.code in NOT_FOLLOWED:
        return "ideas" if finding.group else "file"
    if finding.waits_for is not None or (finding.file and not finding.agency):
        return "file"
    placed = finding.cell or finding.indicator or finding.section or not finding.agency
    return "cell" if placed and finding.code not in LACKS else "call"


def _effect(finding: Finding) -> float:
    """A sort key: errors first, then findings that may change a total, the largest part first."""
    moves = dict(finding.arguments).get("moves")
    return -2.0 if finding.severity == "error" else -moves if isinstance(moves, float) else 0.0
