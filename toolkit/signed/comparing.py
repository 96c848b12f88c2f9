"""What an agency's PDFs print, compared with the workbook that counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from toolkit.form.table_rows import sum_words
from toolkit.language.numbers import format_number
from toolkit.model import CARRIED_COLUMN, Campaign, Figure, PrintedFile, SignedFigure, SignedState, Submission, grouped
from toolkit.signed.places import WHOLE, Places, Printed, PrintedText
from toolkit.signed.shown import DecimalSign, decimals_of, is_blank, is_shown, number, plain
from toolkit.values.totals import derived_total, period_total

_SIGNS: tuple[DecimalSign, ...] = (",", ".")
_SENTENCES = re.compile(r"(?<=[.;!?…])\s+|\n")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


class Match(NamedTuple):
    """One figure as printed; `page` is None where it is not on paper."""

    state: SignedState
    text: str = ""
    page: int | None = None
    file: str = ""


_NOT_FOUND = Match("not_found")


def compared(
    campaign: Campaign, submission: Submission, files: Sequence[tuple[str, PrintedFile]]
) -> list[SignedFigure]:
    """All figures, rows and statements of a workbook compared with the PDFs: each with the last one that prints it.
    `files`: by name, the last one first."""
    agency = campaign.agency_by_code[submission.agency or ""]
    cells = (cell for cell in submission.rows if cell.column != CARRIED_COLUMN)
    figures = [*submission.figures, *_totals(campaign, submission), *cells]
    found = [_NOT_FOUND] * (len(figures) + len(submission.statements))
    also: list[SignedFigure] = []
    for name, file in files:
        places = Places(campaign, agency, file)
        rows, left = _paired(campaign, submission, places)
        printed = places.figures | rows
        # By the decimal sign by which fewer figures differ: programs print numbers as their machine does.
        by_sign = (_all_judged(figures, printed, sign) for sign in _SIGNS)
        own = min(by_sign, key=lambda judged: sum(one.state == "differs" for one in judged))
        own += [_printed_text(statement.text, places.text) for statement in submission.statements]
        found = [
            one._replace(file=name) if now is _NOT_FOUND and one is not _NOT_FOUND else now
            for now, one in zip(found, own, strict=True)
        ]
        also = also or [
            SignedFigure(agency.code, column, "", "", said, page, "differs", name, submission.source.file)
            for column, (said, page) in left
        ]
    made = [
        SignedFigure(*f[:3], _shown(f), one.text, one.page, one.state, one.file, f.file, f.sheet, f.cell)
        for f, one in zip(figures, found, strict=False)
        # What is computed stands in no cell of a workbook that no program has calculated.
        if f.typed or one is not _NOT_FOUND
    ]
    made += [
        SignedFigure(s.agency, s.section, "", s.text, one.text, one.page, one.state, one.file, s.file, s.sheet, s.cell)
        for s, one in zip(submission.statements, found[len(figures) :], strict=True)
    ]
    return [*made, *also]


def _shown(figure: Figure) -> str:
    if figure.typed or figure.value is None:
        return figure.typed
    return format_number(figure.value, "vi") if isinstance(figure.value, float) else str(figure.value)


def _all_judged(
    figures: Iterable[Figure], printed: Mapping[tuple[str, str], Sequence[Printed]], sign: DecimalSign
) -> list[Match]:
    decimals: dict[str, int] = {}
    for (indicator, period), texts in printed.items():
        if period != WHOLE:
            most = max((decimals_of(number(text, sign)) for text, _ in texts), default=0)
            decimals[indicator] = max(most, decimals.get(indicator, 0))
    return [_judged(printed.get(f[1:3], ()), f, sign, decimals.get(f.indicator, 0)) for f in figures]


def _judged(printed: Iterable[Printed], figure: Figure, sign: DecimalSign, decimals: int) -> Match:
    """A figure compared with every cell where it is printed: a different one decides. A blank cell counts only where
    the figure was typed and is printed nowhere else."""
    found = _NOT_FOUND
    for one in sorted(printed, key=lambda place: is_blank(place.text)):
        if is_blank(one.text) and (found is not _NOT_FOUND or not figure.typed):
            continue
        if set(one.text) == {"#"}:  # its column is too narrow: nobody can read it
            continue
        if not is_shown(one.text, figure, sign, decimals):
            return Match("differs", *one)
        found = Match("equal", *one) if found is _NOT_FOUND else found
    return found


def _totals(campaign: Campaign, submission: Submission) -> Iterator[Figure]:
    """Totals of indicators over all periods, as the form and the report print them."""
    own = grouped((figure.indicator, figure) for figure in submission.figures)
    for indicator in campaign.indicators_of(campaign.agency_by_code[submission.agency or ""]):
        if indicator.numeric and indicator.code in own and len(campaign.periods) > 1:
            weights = {f.period: f for f in own.get(indicator.weight, ())}
            total = (
                derived_total(campaign, indicator, submission.figures)
                if indicator.formula
                else period_total(indicator, own[indicator.code], weights)
            )
            if total is not None:
                first = own[indicator.code][0]
                yield first._replace(period=WHOLE, value=total, state="given", typed="", cell="")


def _paired(
    campaign: Campaign, submission: Submission, places: Places
) -> tuple[dict[tuple[str, str], list[Printed]], list[tuple[str, Printed]]]:
    """The printed cells of tables, and the rows on paper only, by their column and name: rows are recognised by
    name, and between two that are recognised, by order."""
    found: dict[tuple[str, str], list[Printed]] = {}
    alone: list[tuple[str, Printed]] = []
    for code, lines in places.lists.items():
        name = campaign.table_by_code[code].name_column.code
        own = [*grouped((cell.row, cell) for cell in submission.rows if cell.table == code).values()]
        names = [next((plain(c.typed) for c in cells if c.column == name), "") for cells in own]
        printed = [plain(line.cells.get(name, "")) for line in lines]
        left = dict(enumerate(lines))
        for kind, a, b, c, d in SequenceMatcher(None, names, printed, autojunk=False).get_opcodes():
            for n, at in zip(range(a, b), range(c, d), strict=False) if kind in ("equal", "replace") else ():
                line = left.pop(at)
                for cell in own[n]:
                    found[cell.indicator, cell.row] = [Printed(line.cells.get(cell.column, ""), line.page)]
        for line in left.values():
            said = line.cells.get(name, "")
            if said and len(line.cells) > 1 and not sum_words(said):
                alone.append((f"{code}.{name}", Printed(said, line.page)))
    return found, alone


def _printed_text(text: str, printed: PrintedText) -> Match:
    """Whether all sentences are on paper; one that is there with different numbers decides."""
    found, page = True, None
    for sentence in _SENTENCES.split(text):
        if key := plain(sentence):
            at = printed.whole.find(key)
            if at < 0 and _NUMBER.search(key):
                other = re.search(_NUMBER.sub(lambda _: f"({_NUMBER.pattern})", key), printed.whole)
                if other:
                    parts = re.split(r"\d+(?:[.,]\d+)*", sentence)
                    numbers = (*other.groups(), *[""] * len(parts))
                    said = "".join(map("".join, zip(parts, numbers, strict=False)))
                    return Match("differs", said, printed.page(other.start()))
            found &= at >= 0
            page = page or (printed.page(at) if at >= 0 else None)
    return Match("equal", "", page) if found and page else _NOT_FOUND
