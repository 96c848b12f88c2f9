"""Files without a mail: the day on which a merge first saw each file, and the last day on which the file was missing.

Files are compared by contents, so a renamed file is the same. The day of arrival is unknown: a file is late only if a
merge after the deadline searched the inbox and did not see it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from toolkit.model import Submission
from toolkit.register.entries import Register, SeenFile

#: The key, among the register's sources, of the day of the last merge that searched the whole inbox.
_LAST = ("run", "merge")
_TYPED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def _came_without_mail(submission: Submission) -> bool:
    source = submission.source
    return bool(source.sha256) and not (source.received or source.undated or source.through)


def note_seen(register: Register, submissions: Iterable[Submission], as_of: date, inbox: str, *, whole: bool) -> bool:
    """Record the files without a mail that a merge of this day has read, and, if it searched the `whole` inbox, its
    day; returns whether anything was added.

    A file that was saved again under its name may have come when its first version came; a file outside the inbox may
    have come at any time.
    """
    last = register.sources.get(_LAST, "")
    by_name = {seen.name: seen for seen in sorted(register.seen_files.values(), key=lambda s: s.day, reverse=True)}
    before = dict(register.seen_files)
    for source in (s.source for s in submissions if _came_without_mail(s)):
        known = register.seen_files.get(source.sha256)
        if known is None:
            absent = date.fromisoformat(last) if last and source.file.startswith(inbox) else None
            absent = by_name[source.file].absent if source.file in by_name else absent
            known = SeenFile(key=source.sha256, day=as_of, name=source.file, absent=absent)
        day = min(known.day, as_of)
        absent = known.absent if known.absent and known.absent <= day else None
        register.seen_files[source.sha256] = replace(known, day=day, absent=absent)
    searched = whole and (before or register.seen_files) and last < as_of.isoformat()
    if searched:
        register.sources[_LAST] = as_of.isoformat()
    return bool(searched) or before != register.seen_files


def with_days_seen(submissions: Iterable[Submission], register: Register) -> tuple[Submission, ...]:
    """The submissions, those without a mail with the day on which they were first seen, or the day that the coordinator
    typed, and the earliest possible day."""
    if not register.seen_files:
        return tuple(submissions)
    return tuple(
        _with_day(s, register.seen_files.get(s.source.sha256)) if _came_without_mail(s) else s for s in submissions
    )


def _with_day(submission: Submission, seen: SeenFile | None) -> Submission:
    if seen is None:
        return submission
    typed = typed_day(seen.decision)
    source = replace(submission.source, seen=typed or seen.day, not_before=typed or seen.absent)
    return replace(submission, source=source)


def typed_day(text: str) -> date | None:
    """The day that the coordinator typed; None for anything that is no day."""
    match = _TYPED.fullmatch(text.strip())
    try:
        day, month, year, *iso = match.groups() if match else ("",) * 6
        return date(*map(int, iso)) if iso[0] else date(int(year), int(month), int(day))
    except ValueError:
        return None
