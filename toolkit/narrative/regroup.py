"""The coordinator's edits applied to the present statements.

An edit belongs to its group's text (its section and comparison copy), never to a row. So it finds its
statements again when rows move and reports come late; where they are gone or were reworded,
it is kept and reported. Contradictory edits are findings, and neither is followed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from toolkit.language.text import fold, group_codes, means_yes
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Edit, Finding
from toolkit.narrative.lexicon import Lexicon, read

#: (section, comparison copy): a group's text.
Texts = tuple[str, str]


@lru_cache(maxsize=65_536)
def group_id(section: str, text: str) -> str:
    """A group's permanent id, from its text: the same in every merge, whatever the order."""
    # A letter first: a spreadsheet would make a number of `00123456` or `123e4567` typed there.
    return "g" + hashlib.sha256(f"{section}\0{text}".encode()).hexdigest()[:10]


@dataclass(slots=True)
class Decided:
    """The edits, by text."""

    edit_of: dict[Texts, Edit] = field(default_factory=dict)
    into: dict[Texts, Texts] = field(default_factory=dict)
    apart: set[frozenset[Texts]] = field(default_factory=set)
    alone: set[Texts] = field(default_factory=set)
    """Texts to be kept apart from everything."""
    gone: dict[Texts, Edit] = field(default_factory=dict)
    """Edits about texts that nobody states now, where the text is known."""
    kept: list[Edit] = field(default_factory=list)
    """Those where it is not known."""
    findings: list[Finding] = field(default_factory=list)

    def target(self, said: Texts) -> Texts:
        """The final group of a text."""
        while said in self.into:
            said = self.into[said]
        return said

    def are_apart(self, one: Texts, other: Texts) -> bool:
        return one in self.alone or other in self.alone or frozenset((one, other)) in self.apart


def remember(own: Iterable[Edit], before: Iterable[Edit], campaign: str = "") -> tuple[Edit, ...]:
    """The edits of this campaign, and after them those of a previous one, named `campaign`.

    Those of a previous one apply to texts that are repeated word for word in the same section,
    unless this campaign's edits differ or withdrew them; those without such a text are no fault.
    What was to be followed up is asked in the forms of this campaign, and no more.
    """
    asked = (replace(e, follow_up="") for e in before)
    return (*own, *(replace(e, remembered=True, taken_over=campaign) for e in asked if e.decides))


def decide(campaign: Campaign, words: Lexicon, alive: Iterable[Texts], edits: Iterable[Edit]) -> Decided:
    """The decisions in `edits` for present texts (`alive`)."""
    return _Reader(campaign, words, alive).read(edits)


class _Reader:
    def __init__(self, campaign: Campaign, words: Lexicon, alive: Iterable[Texts]) -> None:
        self.words = words
        self.by_id = {group_id(*said): said for said in alive}
        self.alive = frozenset(self.by_id.values())
        self.themes = {fold(name) for t in campaign.themes for name in (t.code, t.label)}
        self.made = Decided()

    def read(self, edits: Iterable[Edit]) -> Decided:
        made = self.made
        for edit in sorted(edits, key=lambda e: e.remembered):
            said = self._text_of(edit.group, edit.section, edit.text)
            if edit.remembered and (said not in self.alive or said in made.edit_of):
                continue
            if said is None:
                made.kept.append(edit)
                self._without_group(edit, edit.edited_text or _target(edit) or edit.keep_apart)
            elif said in made.edit_of:
                made.edit_of[said] = self._both(made.edit_of[said], edit)
            else:
                made.edit_of[said] = replace(edit, group=group_id(*said))
        for said, edit in made.edit_of.items():
            if said not in self.alive:
                made.gone[said] = edit
                self._without_group(edit, edit.edited_text or edit.text)
            self._follow(said, edit)
        self._break_circles()
        self._keep_apart()
        return made

    def _text_of(self, code: str, section: str, text: str) -> Texts | None:
        """A group's text: the present one, or the one when its row was written."""
        if code in self.by_id:
            return self.by_id[code]
        if not text:
            return None
        return section, read(self.words, text).words

    def _both(self, first: Edit, second: Edit) -> Edit:
        """Two rows about the same text: the second fills blanks of the first; where they differ the first holds."""
        changes: dict[str, str] = {}
        for name in ("edited_family", "edited_text", "edited_theme", "merge_into", "keep_apart", "follow_up"):
            mine, theirs = getattr(first, name), getattr(second, name)
            if theirs and not mine:
                changes[name] = theirs
            elif theirs != mine and theirs:
                self._report("edit-twice", first, _target(second) if name == "merge_into" else theirs, column=name)
        if "merge_into" in changes:
            changes["merge_text"] = second.merge_text
        merged = replace(first, **changes, hide=first.hide or second.hide)  # type: ignore[arg-type]
        return replace(merged, apart_texts=second.apart_texts) if "keep_apart" in changes else merged

    def _follow(self, said: Texts, edit: Edit) -> None:
        made = self.made
        if edit.edited_theme and fold(edit.edited_theme) not in self.themes and not edit.remembered:
            self._report("edit-not-followed", edit, edit.edited_theme, column="edited_theme")
        if edit.merge_into:
            target = self._text_of(edit.merge_into, said[0], edit.merge_text)
            if target is not None and target[0] == said[0] and target != said:
                made.into[said] = target
            elif not edit.remembered and (said in self.alive or target is not None) and target != said:
                self._report("edit-not-followed", edit, _target(edit), column="merge_into")
        if means_yes(edit.keep_apart):
            made.alone.add(said)
        elif edit.keep_apart:
            codes = group_codes(edit.keep_apart)
            texts = (*edit.apart_texts, *([""] * len(codes)))
            for code, text in zip(codes, texts, strict=False):
                other = self._text_of(code, said[0], text)
                if other is not None and other[0] == said[0] and other != said:
                    made.apart.add(frozenset((said, other)))
                elif not edit.remembered:
                    self._report("edit-not-followed", edit, shortened(text) or code, column="keep_apart")

    def _break_circles(self) -> None:
        """A merge that leads back to its start is dropped."""
        into = self.made.into
        in_circle: set[Texts] = set()
        for start in into:
            seen = [start]
            at = into[start]
            while at in into and at not in seen:
                seen.append(at)
                at = into[at]
            if at in seen:
                in_circle.update(seen[seen.index(at) :])
        for said in sorted(in_circle):
            edit = self.made.edit_of[said]
            self._report("merge-in-circle", edit, _target(edit))
            del into[said]

    def _keep_apart(self) -> None:
        """Texts to be kept apart are not merged indirectly either."""
        made = self.made
        while True:
            drop = {said for said in made.into if said in made.alone or made.target(said) in made.alone}
            for pair in made.apart:
                one, other = sorted(pair)
                if made.target(one) == made.target(other):
                    drop |= {one, other} & made.into.keys()
            if not drop:
                return
            for said in sorted(drop):
                self._report("merge-and-apart", made.edit_of[said], _target(made.edit_of[said]))
                del made.into[said]

    def _without_group(self, edit: Edit, value: str) -> None:
        if edit.decides:
            self._report("edit-without-group", edit, value)

    def _report(self, code: str, edit: Edit, value: str, **arguments: str) -> None:
        said, section = {"about": shortened(edit.text), **arguments}, edit.section or None
        self.made.findings.append(finding(code, value=value, section=section, group=edit.group, arguments=said))


def _target(edit: Edit) -> str:
    """The group into which an edit merges its own, as people know it."""
    return shortened(edit.merge_text) or edit.merge_into


def shortened(text: str, letters: int = 80) -> str:
    """The beginning of a group's text."""
    flat = " ".join(text.split())
    return flat if len(flat) <= letters else flat[:letters].rsplit(" ", 1)[0] + " …"


def rows_without_statements(
    decisions: Decided, groups: Mapping[Texts, str], nearest: Mapping[Texts, tuple[str, ...]]
) -> Iterator[Edit]:
    """The edits without a group: without a row the next merge would not know of them.

    `groups` are the ids of the groups that have a row, by text.
    """
    for said, edit in sorted(decisions.edit_of.items()):
        if said not in groups:
            yield replace(edit, nearest=nearest.get(said, ()) if said in decisions.gone else ())
    yield from sorted(decisions.kept, key=lambda e: e.group)
