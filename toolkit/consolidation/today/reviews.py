"""Reviewed reports: whether a mark is about the version that counts, and if not, what changed since."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.agencies.officers import officers_by_key
from toolkit.consolidation.versions import all_contents
from toolkit.language.text import may_mean, toned
from toolkit.messages.findings.making import finding
from toolkit.model import AgencyStatus, Argument, Campaign, Change, Finding, Kept, Review, Submission, Tabulation
from toolkit.values.cell import read_date

#: A function that returns the changes from one version of a report to another.
Diff = Callable[[Submission, Submission], Sequence[Change]]


def with_reviews(
    campaign: Campaign,
    statuses: Sequence[AgencyStatus],
    submissions: Iterable[Submission],
    used: Mapping[str, Submission],
    kept: Kept,
    as_of: date,
    diff: Diff,
) -> tuple[tuple[AgencyStatus, ...], list[Finding]]:
    """The statuses with review marks, and with the officers of masters of parts; and the findings about marks. A mark
    that is not valid stays as typed; a mark on another version is removed."""
    marks = {review.agency: review for review in kept.reviews if _is_marked(review)}
    if not (marks or kept.officers):
        return tuple(statuses), []
    names = officers_by_key([*(a.officer for a in campaign.agencies), *kept.officers.values()])
    by_version = {s.source.sha256: s for s in submissions}
    updated: list[AgencyStatus] = []
    findings: list[Finding] = []
    for status in statuses:
        officer = status.officer or kept.officers.get(status.agency, "")
        status = replace(status, officer=names.get(toned(officer), officer))
        if review := marks.get(status.agency):
            counts, reviewed = used.get(status.agency), by_version.get(review.version)
            outdated = _outdated_mark(review, counts, reviewed, diff) if counts else None
            day = read_date(review.on).value
            day = day if isinstance(day, date) else None
            faults = [outdated] if outdated else list(_mark_faults(review, counts, day, as_of))
            findings += faults
            if outdated is None:
                findings += _unknown_reviewer(review, campaign, names)
                status = replace(
                    status,
                    reviewed_by=review.by,
                    reviewed_on=day or review.on,
                    reviewed=not faults,
                    version=review.version,
                )
        updated.append(status)
    return tuple(updated), findings


def _outdated_mark(review: Review, counts: Submission, reviewed: Submission | None, diff: Diff) -> Finding | None:
    """The finding about a mark on another version than the one that counts; None where both have the same contents."""
    if review.version == counts.source.sha256 or (reviewed and all_contents(reviewed) == all_contents(counts)):
        return None
    changes = diff(reviewed, counts) if reviewed else ()
    figures = [change for change in changes if change.what in ("figure", "row")]
    code = "review-outdated" if figures else "review-outdated-words" if reviewed else "review-version-gone"
    about: dict[str, Argument] = {
        "by": review.by or "–",
        "day": review.on or "–",
        "count": len(figures),
        "differs": tuple(dict.fromkeys(change.indicator or "" for change in figures)),
        "others": max(len(changes) - len(figures), int(not changes)),
    }
    return finding(code, at=counts, arguments=about)


def _mark_faults(review: Review, counts: Submission | None, day: date | None, as_of: date) -> Iterator[Finding]:
    """A finding for each reason why a mark is not valid."""

    def mark_fault(code: str, value: str = "") -> Finding:
        about = {"by": review.by or "–", "day": review.on or "–"}
        return finding(code, at=counts, agency=review.agency, value=value, arguments=about)

    if counts is None:
        yield mark_fault("review-without-report")
    elif not (review.by and review.on):
        yield mark_fault("review-incomplete", review.by or review.on)
    elif day is None or day > as_of:
        yield mark_fault("review-day-ahead" if day else "review-day-unclear", review.on)


def _unknown_reviewer(review: Review, campaign: Campaign, officers: Mapping[str, str]) -> Iterator[Finding]:
    """A finding where the reviewer is neither an officer (if any are named) nor the campaign's contact."""
    typed = toned(review.by)
    if typed and officers and typed not in (*officers, toned(campaign.contact_name)):
        near = "; ".join(name for key, name in officers.items() if may_mean(typed, key) or may_mean(key, typed))
        yield finding("reviewer-not-officer", agency=review.agency, value=review.by, arguments={"nearest": near})


def _is_marked(review: Review) -> bool:
    return bool(review.by or review.on)


def is_review_wanted(result: Tabulation) -> bool:
    """Whether reports are to be reviewed: the roster names officers, or a report was marked."""
    return any(s.officer for s in result.statuses) or any(map(_is_marked, result.kept.reviews))


def waiting_for_review(result: Tabulation) -> tuple[AgencyStatus, ...]:
    """The agencies whose reports count and are to be reviewed."""
    wanted = is_review_wanted(result)
    return tuple(s for s in result.statuses if wanted and s.agency in result.used and not s.reviewed)
