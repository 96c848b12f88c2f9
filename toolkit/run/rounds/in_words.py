"""The output of `toolkit new --from`: values that moved on, values taken from the last round, and values to review."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.definition.next_round import Moved
from toolkit.messages import Text, rounds, visible
from toolkit.messages.typed import typed_command
from toolkit.model import Language, Period, grouped
from toolkit.model.periods import period_label, span_label
from toolkit.run.rounds.next import StartedRound
from toolkit.run.rounds.to_review import cell_in_words, points_in_words, shown_text

#: The most periods that are named singly.
_FEW = 3


def started_lines(started: StartedRound, folder: Path, language: Language) -> Iterator[str]:
    """The lines about the round that was begun, with the next command in `folder`."""
    yield rounds.STARTED.say(language, id=started.id, file=started.definition)
    if started.last_round is not None:
        yield rounds.KEPT.say(language, before=started.last_round.name, place=started.last_round)
    if started.ways:
        other_ways = "; ".join(f"--next {way} ({periods_in_words(periods, language)})" for way, periods in started.ways)
        yield rounds.WAYS.say(language, periods=periods_in_words(started.periods, language), others=other_ways)
    if started.left:
        yield rounds.LEFT.say(language, names=", ".join(map(visible, started.left)))
    yield from _headed_lines(rounds.MOVED.say(language), _moved_lines(started.moved, language))
    yield from _headed_lines(rounds.TAKEN.say(language), _carried_over_lines(started, language))
    yield from _headed_lines(rounds.LOOK.say(language), points_in_words(started.to_check, language))
    yield rounds.NEXT.say(language, command=typed_command("template", folder))


def periods_in_words(periods: tuple[Period, ...], language: Language) -> str:
    """The periods in words: each period, or only the first and the last of many."""
    labels = [period_label(p, language) for p in periods]
    return ", ".join(labels) if len(labels) <= _FEW else span_label(periods, language)


def _headed_lines(heading: str, lines: Iterator[str]) -> Iterator[str]:
    shown_lines = [f"  {visible(line)}" for line in lines]
    yield from ([heading, *shown_lines] if shown_lines else [])


def _moved_lines(moved: tuple[Moved, ...], language: Language) -> Iterator[str]:
    """A line for each value that moved on; rows with the same change share a line."""
    changes = grouped(((one.column, one.before, one.after), one.row) for one in moved)
    for (cell, before, after), rows in changes.items():
        where = cell_in_words(cell, rows, language)
        yield rounds.MOVED_LINE.say(language, place=where, before=shown_text(before), after=shown_text(after))


def _carried_over_lines(started: StartedRound, language: Language) -> Iterator[str]:
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
    if started.dropped:
        yield say(rounds.OTHERS, names=", ".join(started.dropped))
