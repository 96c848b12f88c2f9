"""The coordinator's edits applied to the present statements.

An edit belongs to a group's text (the group's section and comparison copy), never to a row. So it is applied to the
right statements when rows move and reports come late; if the statements are gone or were reworded, the edit is kept
and reported. Contradictory edits are findings, and neither is followed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from toolkit.language.text import fold, group_codes, means_yes
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Edit, Finding
from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.conflicts import contradict
from toolkit.narrative.lexicon import Lexicon, comparison_copy

#: (section, comparison copy): a group's text.
GroupKey = tuple[str, str]


@lru_cache(maxsize=65_536)
def group_id(section: str, text: str) -> str:
    """A group's permanent id, from its text: the same in every merge, whatever the order."""
    # The id begins with a letter: a spreadsheet would make a number of `00123456` or `123e4567`.
    return "g" + hashlib.sha256(f"{section}\0{text}".encode()).hexdigest()[:10]


@dataclass(slots=True)
class Decisions:
    """The edits, keyed by the group's text."""

    edit_of: dict[GroupKey, Edit] = field(default_factory=dict)
    into: dict[GroupKey, GroupKey] = field(default_factory=dict)
    apart: set[frozenset[GroupKey]] = field(default_factory=set)
    alone: set[GroupKey] = field(default_factory=set)
    """Texts to be kept apart from all other texts."""
    gone: dict[GroupKey, Edit] = field(default_factory=dict)
    """Edits about known texts that no statement has now."""
    kept: list[Edit] = field(default_factory=list)
    """Edits about groups that do not exist now, and whose texts are not known."""
    findings: list[Finding] = field(default_factory=list)

    def target(self, key: GroupKey) -> GroupKey:
        """The final group of a text."""
        while key in self.into:
            key = self.into[key]
        return key

    def are_apart(self, one: GroupKey, other: GroupKey) -> bool:
        return one in self.alone or other in self.alone or frozenset((one, other)) in self.apart


def with_remembered(edits: Iterable[Edit], previous: Iterable[Edit], campaign: str = "") -> tuple[Edit, ...]:
    """The edits of this campaign, followed by those of a previous campaign, named `campaign`.

    Previous edits apply to texts that are repeated word for word in the same section, unless this campaign's edits
    differ or withdraw them; where no text is repeated, they are no finding. Marks for follow-up are dropped: the forms
    of this campaign have already asked about these texts.
    """
    earlier = (replace(e, follow_up="") for e in previous)
    return (*edits, *(replace(e, remembered=True, taken_over=campaign) for e in earlier if e.decides))


def decide(campaign: Campaign, words: Lexicon, alive: Iterable[GroupKey], edits: Iterable[Edit]) -> Decisions:
    """The decisions in `edits`; `alive`: the texts that statements have now."""
    return _EditReader(campaign, words, alive).read(edits)


class _EditReader:
    def __init__(self, campaign: Campaign, words: Lexicon, alive: Iterable[GroupKey]) -> None:
        self.words = words
        self.by_id = {group_id(*key): key for key in alive}
        self.alive = frozenset(self.by_id.values())
        self.themes = {fold(name) for t in campaign.themes for name in (t.code, t.label)}
        self.decided = Decisions()

    def read(self, edits: Iterable[Edit]) -> Decisions:
        decided = self.decided
        for edit in sorted(edits, key=lambda e: e.remembered):
            key = self._key_of(edit.group, edit.section, edit.text)
            if edit.remembered and (key not in self.alive or key in decided.edit_of):
                continue
            if key is None:
                decided.kept.append(edit)
                self._report_without_group(edit, edit.edited_text or _target_text(edit) or edit.keep_apart)
            elif key in decided.edit_of:
                decided.edit_of[key] = self._merge_edits(decided.edit_of[key], edit)
            else:
                decided.edit_of[key] = replace(edit, group=group_id(*key))
        for key, edit in decided.edit_of.items():
            if key not in self.alive:
                decided.gone[key] = edit
                self._report_without_group(edit, edit.edited_text or edit.text)
            self._follow_edit(key, edit)
        self._break_circles()
        self._drop_merges_of_apart()
        self._report_contradictions()
        return decided

    def _key_of(self, code: str, section: str, text: str) -> GroupKey | None:
        """The key of the present group with the id `code`, or else of the text in the row."""
        if code in self.by_id:
            return self.by_id[code]
        if not text:
            return None
        return section, comparison_copy(self.words, text).words

    def _merge_edits(self, first: Edit, second: Edit) -> Edit:
        """Merges two edits of one text: the second fills blanks of the first; where they differ, the first counts."""
        changes: dict[str, str] = {}
        for name in ("edited_family", "edited_text", "edited_theme", "merge_into", "keep_apart", "follow_up"):
            mine, theirs = getattr(first, name), getattr(second, name)
            if theirs and not mine:
                changes[name] = theirs
            elif theirs != mine and theirs:
                self._report("edit-twice", first, _target_text(second) if name == "merge_into" else theirs, column=name)
        if "merge_into" in changes:
            changes["merge_text"] = second.merge_text
        merged = replace(first, **changes, hide=first.hide or second.hide)  # type: ignore[arg-type]
        return replace(merged, apart_texts=second.apart_texts) if "keep_apart" in changes else merged

    def _follow_edit(self, key: GroupKey, edit: Edit) -> None:
        decided = self.decided
        if edit.edited_theme and fold(edit.edited_theme) not in self.themes and not edit.remembered:
            self._report("edit-not-followed", edit, edit.edited_theme, column="edited_theme")
        if edit.merge_into:
            target = self._key_of(edit.merge_into, key[0], edit.merge_text)
            if target is not None and target[0] == key[0] and target != key:
                decided.into[key] = target
            elif not edit.remembered and (key in self.alive or target is not None) and target != key:
                self._report("edit-not-followed", edit, _target_text(edit), column="merge_into")
        if means_yes(edit.keep_apart):
            decided.alone.add(key)
        elif edit.keep_apart:
            codes = group_codes(edit.keep_apart)
            texts = (*edit.apart_texts, *([""] * len(codes)))
            for code, text in zip(codes, texts, strict=False):
                other = self._key_of(code, key[0], text)
                if other is not None and other[0] == key[0] and other != key:
                    decided.apart.add(frozenset((key, other)))
                elif not edit.remembered:
                    self._report("edit-not-followed", edit, shortened(text) or code, column="keep_apart")

    def _break_circles(self) -> None:
        """Drops merges that lead back to their start."""
        into = self.decided.into
        in_circle: set[GroupKey] = set()
        for start in into:
            seen = [start]
            at = into[start]
            while at in into and at not in seen:
                seen.append(at)
                at = into[at]
            if at in seen:
                in_circle.update(seen[seen.index(at) :])
        for key in sorted(in_circle):
            edit = self.decided.edit_of[key]
            self._report("merge-in-circle", edit, _target_text(edit))
            del into[key]

    def _report_contradictions(self) -> None:
        """Report merges of texts that contradict each other: they are done, since the coordinator says so."""
        claimed = ClaimCache(self.words)
        for key in sorted(self.decided.into):
            edit = self.decided.edit_of[key]
            texts = edit.text, edit.merge_text
            if all(texts) and contradict(*(claimed.claims(t, comparison_copy(self.words, t)) for t in texts)):
                self._report("joined-contradiction", edit, _target_text(edit))

    def _drop_merges_of_apart(self) -> None:
        """Drops merges that would join texts to be kept apart, even indirectly."""
        decided = self.decided
        while True:
            drop = {key for key in decided.into if key in decided.alone or decided.target(key) in decided.alone}
            for pair in decided.apart:
                one, other = sorted(pair)
                if decided.target(one) == decided.target(other):
                    drop |= {one, other} & decided.into.keys()
            if not drop:
                return
            for key in sorted(drop):
                self._report("merge-and-apart", decided.edit_of[key], _target_text(decided.edit_of[key]))
                del decided.into[key]

    def _report_without_group(self, edit: Edit, value: str) -> None:
        if edit.decides:
            self._report("edit-without-group", edit, value)

    def _report(self, code: str, edit: Edit, value: str, **arguments: str) -> None:
        section, arguments = edit.section or None, {"about": shortened(edit.text), **arguments}
        self.decided.findings.append(finding(code, value=value, section=section, group=edit.group, arguments=arguments))


def _target_text(edit: Edit) -> str:
    """The text of the group into which an edit merges; the group's id if the text is not known."""
    return shortened(edit.merge_text) or edit.merge_into


def shortened(text: str, most: int = 80) -> str:
    """The beginning of a group's text: at most this number of characters, and a sign of what is left out."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"


def rows_without_statements(
    decisions: Decisions, groups: Mapping[GroupKey, str], nearest: Mapping[GroupKey, tuple[str, ...]]
) -> Iterator[Edit]:
    """Yields the edits without a group, which get separate rows: otherwise the next merge would lose them.

    `groups`: the ids of the groups that have a row, keyed by the group's text.
    """
    for key, edit in sorted(decisions.edit_of.items()):
        if key not in groups:
            yield replace(edit, nearest=nearest.get(key, ()) if key in decisions.gone else ())
    yield from sorted(decisions.kept, key=lambda e: e.group)
