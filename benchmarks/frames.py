"""Measures how well sentences that differ only in slots are recognised, on a labelled set written for this.

    python benchmarks/frames.py [--show]

`frames.tsv` contains statements, all invented, written before the code that it measures. `part` frame: the statements
of one `id` are one sentence with slots; `part` near: the two of one `id` are similar and must not be joined, `why`
gives the reason. Those with odd numbers were for tuning; the even ones, the half `report`, count.
"""

import argparse
import csv
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from toolkit.narrative.frames import Voice, frame_sentence, frames, names_of_agency, sentence, sentences


class Row(NamedTuple):
    part: str
    id: str
    agency: str
    section: str
    text: str
    why: str


class Score(NamedTuple):
    whole: int
    of_frames: int
    pairs: int
    of_pairs: int
    wrong: tuple[tuple[Row, Row], ...]
    missed: tuple[tuple[Row, Row], ...]


def labelled() -> list[Row]:
    with (Path(__file__).parent / "frames.tsv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def score(rows: list[Row]) -> Score:
    """The score of these rows; the statements of a section are processed together, as in a merge."""
    joined: set[frozenset[int]] = set()
    for section in {row.section for row in rows}:
        numbers = [n for n, row in enumerate(rows) if row.section == section]
        texts, names = [rows[n].text for n in numbers], [names_of_agency(rows[n].agency) for n in numbers]
        groups = frames(sentences(texts, names))
        joined |= {frozenset((numbers[a], numbers[b])) for members in groups for a, b in combinations(members, 2)}
    by_id: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        if row.part == "frame":
            by_id[row.id].append(n)
    true = {frozenset(pair) for members in by_id.values() for pair in combinations(members, 2)}
    whole = sum(all(frozenset(pair) in joined for pair in combinations(members, 2)) for members in by_id.values())

    def shown(pairs: set[frozenset[int]]) -> tuple[tuple[Row, Row], ...]:
        return tuple((rows[a], rows[b]) for a, b in sorted(map(sorted, pairs)))

    return Score(whole, len(by_id), len(true & joined), len(true), shown(joined - true), shown(true - joined))


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print every wrong or missed pair, and each frame")
    show = parser.parse_args().show
    rows = labelled()
    for half, of in (("tune", 1), ("report", 0)):
        scored = score([row for row in rows if int(row.id[1:]) % 2 == of])
        _line(
            f"half {half}: frames found whole: {scored.whole} of {scored.of_frames}; "
            f"pairs: {scored.pairs} of {scored.of_pairs}; wrong pairs: {len(scored.wrong)}"
        )
    scored = score(rows)
    near = len({row.id for row in rows if row.part == "near"})
    _line(f"{len(rows)} statements, {scored.of_frames} frames, {near} pairs that only look alike")
    _line(f"frames found whole: {scored.whole} of {scored.of_frames}; pairs: {scored.pairs} of {scored.of_pairs}")
    _line(f"wrong pairs: {len(scored.wrong)}")
    if show:
        for name, pairs in (("wrong", scored.wrong), ("missed", scored.missed)):
            for one, other in pairs:
                _line(f"{name} {one.id} {other.id} {one.why}\n    {one.text}\n    {other.text}")
        for rows_of_id in {row.id: [r for r in rows if r.id == row.id] for row in rows if row.part == "frame"}.values():
            sentences = [sentence(row.text, names_of_agency(row.agency)) for row in rows_of_id]
            for numbers in frames(sentences)[:1]:
                voices = [Voice(1, str(n)) for n in numbers]
                _line(f"{rows_of_id[0].id}: {frame_sentence([sentences[n] for n in numbers], voices)}")


if __name__ == "__main__":
    main()
