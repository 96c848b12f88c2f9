"""The time by which an answer is requested, as people write it: `3 ngày, 16 giờ`; `16h30 ngày 05/12/2026`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_HOUR = re.compile(r"(?<!\d)(\d{1,2})\s*(?::|h|g|giờ)(?:\s*(\d{2})(?:\s*phút|:00)?)?(?![\w/-])", re.I)
_DAYS = re.compile(r"(\d{1,2})\s*(?:ngày|days?)?(?:\s+làm việc)?", re.I)
_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
#: Signs that may separate an hour from the rest of the text.
_AROUND = " ,;."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTime:
    """An hour (hours and minutes) on a day, or after a number of working days."""

    hour: tuple[int, int] | None = None
    day: date | None = None
    days: int | None = None

    def on(self, today: date) -> date | None:
        """The day, counted from today; Saturdays and Sundays are no working days."""
        if self.days is None:
            return self.day
        day, left = today, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day


def read_reply_time(typed: str) -> ReplyTime | None:
    """Reads an hour, a day or a number of working days, or an hour with a day or number; None for any other text."""
    rest, hour = typed.strip(), None
    if match := _HOUR.search(rest):
        hour = int(match[1]), int(match[2] or 0)
        if hour > (23, 59) or hour[1] > 59:
            return None
        rest = f"{rest[: match.start()].strip(_AROUND)} {rest[match.end() :].strip(_AROUND)}".strip()
    for form in _DAY_FORMS:
        try:
            return ReplyTime(hour=hour, day=datetime.strptime(rest.removeprefix("ngày").strip(), form).date())
        except ValueError:
            continue
    if not rest:
        return ReplyTime(hour=hour) if hour else None
    days = _DAYS.fullmatch(rest)
    return ReplyTime(hour=hour, days=int(days[1])) if days else None
