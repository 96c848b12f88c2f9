"""What `toolkit new --from` says: what moved on, what was taken from the last round, what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from toolkit.definition.next_round import Moved, ToLookAt
from toolkit.messages import Text, definition_sheets, rounds, visible
from toolkit.messages.typed import again
from toolkit.model import Language, Period
from toolkit.model.periods import period_label, span_label
from toolkit.run.rounds.next import Started

#: So many rows of a sheet are named, so many periods.
_NAMED, _FEW = 8, 3


def told(started: Started, folder: Path, language: Language) -> Iterator[str]:
    """What is said of the round that was begun, line by line, with the command to go on with in `folder`."""
    yield rounds.STARTED.say(language, id=started.id, file=started.definition)
    if started.kept is not None:
        yield rounds.KEPT.say(language, before=started.kept.name, place=started.kept)
    if started.ways:
        others = "; ".join(f"--next {way} ({periods_said(periods, language)})" for way, periods in started.ways)
        yield rounds.WAYS.say(language, periods=periods_said(started.periods, language), others=others)
    if started.left:
        yield rounds.LEFT.say(language, names=", ".join(map(visible, started.left)))
    yield from _block(rounds.MOVED.say(language), _moved(started.moved, language))
    yield from _block(rounds.TAKEN.say(language), _taken(started, language))
    yield from _block(rounds.LOOK.say(language), _looks(started.looks, language))
    yield rounds.NEXT.say(language, command=again("template", folder))


def periods_said(periods: tuple[Period, ...], language: Language) -> str:
    """The periods in words: each, or from the first to the last of many."""
    labels = [period_label(p, language) for p in periods]
    return ", ".join(labels) if len(labels) <= _FEW else span_label(periods, language)


def _block(heading: str, lines: Iterator[str]) -> Iterator[str]:
    own = [f"  {visible(line)}" for line in lines]
    yield from ([heading, *own] if own else [])


def _moved(moved: tuple[Moved, ...], language: Language) -> Iterator[str]:
    """A line for each thing that moved, the rows in which the same did together."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for one in moved:
        alike.setdefault((one.place, one.before, one.after), []).append(one.row)
    for (place, before, after), rows in alike.items():
        where = _where(place, rows, language)
        shown = {"before": _shown(before), "after": _shown(after)}
        yield rounds.MOVED_LINE.say(language, place=where, **shown)


def _looks(looks: tuple[ToLookAt, ...], language: Language) -> Iterator[str]:
    by_place: dict[tuple[str, str], list[ToLookAt]] = {}
    for look in looks:
        by_place.setdefault((look.code, look.place), []).append(look)
    for (code, place), own in by_place.items():
        gone = [_gone(agency, others, language) for look in own for agency, others in look.agencies]
        text = ", ".join(gone) or "; ".join(_looked(look) for look in own)
        where = _where(place, [""], language)
        yield rounds.LOOKS[code].say(language, place=where, text=text, count=len(gone))


def _looked(look: ToLookAt) -> str:
    return f"{look.row} ({look.text})" if look.row else _shown(look.text)


def _gone(agency: str, others: tuple[str, ...], language: Language) -> str:
    return rounds.REPLACED.say(language, agency=agency, others=", ".join(others)) if others else agency


def _taken(started: Started, language: Language) -> Iterator[str]:
    def say(text: Text, **arguments: object) -> str:
        return text.say(language, **arguments)

    yield say(rounds.PREVIOUS, file=started.previous) if started.previous else say(rounds.NO_PREVIOUS)
    yield say(rounds.CARRIED, codes=", ".join(started.carried)) if started.carried else say(rounds.NO_CARRIED)
    for agency, address in started.senders:
        yield say(rounds.SENDER, agency=agency, address=address)
    for address in started.doubtful:
        yield say(rounds.DOUBTFUL, address=address)
    for code, count in started.decided:
        yield say(rounds.DECIDED[code], count=count)
    if started.others:
        yield say(rounds.OTHERS, names=", ".join(started.others))


def _where(place: str, rows: list[str], language: Language) -> str:
    """A cell, or a column with its rows, as people see them."""
    sheet, _, key = place.partition(".")
    if sheet == "campaign":
        return definition_sheets.CAMPAIGN[key][0].say(language)
    heading = definition_sheets.COLUMNS[sheet, key].say(language)
    named = ", ".join(dict.fromkeys(rows[:_NAMED])) + (", …" if len(rows) > _NAMED else "")
    name = definition_sheets.SHEETS[sheet].say(language)
    if not named:
        return f"{name}, {heading}"
    shown = rounds.NUMBERED.say(language, rows=named) if named[:1].isdigit() else named
    return rounds.ROWS.say(language, sheet=name, rows=shown, column=heading)


def _shown(text: str) -> str:
    """A day as people write it; any other text as it is."""
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text
