"""Compares the texts and figures that an agency's PDFs print with the workbook that counts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from toolkit.form.table_rows import sum_words
from toolkit.language.numbers import format_number
from toolkit.model import CARRIED_COLUMN, Campaign, Figure, PrintedFile, SignedFigure, SignedState, Submission, grouped
from toolkit.signed.printed_form import WHOLE, Printed, PrintedForm, PrintedText
from toolkit.signed.shown import DecimalSign, decimals_of, is_blank, is_shown, number, plain
from toolkit.values.totals import derived_total, period_total

_SIGNS: tuple[DecimalSign, ...] = (",", ".")
_SENTENCES = re.compile(r"(?<=[.;!?…])\s+|\n")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


class Match(NamedTuple):
    """One figure as it is printed; `page` is None where it is not on paper."""

    state: SignedState
    text: str = ""
    page: int | None = None
    file: str = ""


_NOT_FOUND = Match("not_found")


def compare(campaign: Campaign, submission: Submission, files: Sequence[tuple[str, PrintedFile]]) -> list[SignedFigure]:
    """Compare all figures, rows and statements of a workbook with the agency's PDFs: each item with the last PDF that
    prints it. `files`: (name, contents), the last PDF first."""
    agency = campaign.agency_by_code[submission.agency or ""]
    cells = (cell for cell in submission.rows if cell.column != CARRIED_COLUMN)
    figures = [*submission.figures, *_totals(campaign, submission), *cells]
    matches = [_NOT_FOUND] * (len(figures) + len(submission.statements))
    also: list[SignedFigure] = []
    for name, file in files:
        form = PrintedForm(campaign, agency, file)
        rows, left = _pair_rows(campaign, submission, form)
        printed = form.figures | rows
        # Programs print numbers with the decimal sign of their machine: the sign with fewer differences is right.
        by_sign = (_matches(figures, printed, sign) for sign in _SIGNS)
        in_file = min(by_sign, key=lambda judged: sum(one.state == "differs" for one in judged))
        in_file += [_match_text(statement.text, form.text) for statement in submission.statements]
        matches = [
            one._replace(file=name) if now is _NOT_FOUND and one is not _NOT_FOUND else now
            for now, one in zip(matches, in_file, strict=True)
        ]
        also = also or [
            SignedFigure(agency.code, column, "", "", text, page, "differs", name, submission.source.file)
            for column, (text, page) in left
        ]
    results = [
        SignedFigure(*f[:3], _figure_text(f), one.text, one.page, one.state, one.file, f.file, f.sheet, f.cell)
        for f, one in zip(figures, matches, strict=False)
        # A workbook that no program has calculated has no values in computed cells.
        if f.typed or one is not _NOT_FOUND
    ]
    results += [
        SignedFigure(s.agency, s.section, "", s.text, one.text, one.page, one.state, one.file, s.file, s.sheet, s.cell)
        for s, one in zip(submission.statements, matches[len(figures) :], strict=True)
    ]
    return [*results, *also]


def _figure_text(figure: Figure) -> str:
    if figure.typed or figure.value is None:
        return figure.typed
    return format_number(figure.value, "vi") if isinstance(figure.value, float) else str(figure.value)


def _matches(
    figures: Iterable[Figure], printed: Mapping[tuple[str, str], Sequence[Printed]], sign: DecimalSign
) -> list[Match]:
    decimals: dict[str, int] = {}
    for (indicator, period), texts in printed.items():
        if period != WHOLE:
            most = max((decimals_of(number(text, sign)) for text, _ in texts), default=0)
            decimals[indicator] = max(most, decimals.get(indicator, 0))
    return [_match(printed.get(f[1:3], ()), f, sign, decimals.get(f.indicator, 0)) for f in figures]


def _match(printed: Iterable[Printed], figure: Figure, sign: DecimalSign, decimals: int) -> Match:
    """Compare a figure with every cell in which it is printed; the first cell with a different content decides. A blank
    cell counts only where the figure was typed and is printed nowhere else."""
    match = _NOT_FOUND
    for one in sorted(printed, key=lambda cell: is_blank(cell.text)):
        if is_blank(one.text) and (match is not _NOT_FOUND or not figure.typed):
            continue
        if set(one.text) == {"#"}:  # its column is too narrow: nobody can read it
            continue
        if not is_shown(one.text, figure, sign, decimals):
            return Match("differs", *one)
        match = Match("equal", *one) if match is _NOT_FOUND else match
    return match


def _totals(campaign: Campaign, submission: Submission) -> Iterator[Figure]:
    """Yields the totals of indicators over all periods, as the form and the report print them."""
    by_indicator = grouped((figure.indicator, figure) for figure in submission.figures)
    for indicator in campaign.indicators_of(campaign.agency_by_code[submission.agency or ""]):
        if indicator.numeric and indicator.code in by_indicator and len(campaign.periods) > 1:
            weights = {f.period: f for f in by_indicator.get(indicator.weight, ())}
            total = (
                derived_total(campaign, indicator, submission.figures)
                if indicator.formula
                else period_total(indicator, by_indicator[indicator.code], weights)
            )
            if total is not None:
                first = by_indicator[indicator.code][0]
                yield first._replace(period=WHOLE, value=total, state="given", typed="", cell="")


def _pair_rows(
    campaign: Campaign, submission: Submission, form: PrintedForm
) -> tuple[dict[tuple[str, str], list[Printed]], list[tuple[str, Printed]]]:
    """(the printed cells of the workbook's rows, by column and name; the column and name of each row that is only on
    paper). Rows are recognised by name; rows between two recognised rows, by their order."""
    paired: dict[tuple[str, str], list[Printed]] = {}
    alone: list[tuple[str, Printed]] = []
    for code, lines in form.lists.items():
        name = campaign.table_by_code[code].name_column.code
        rows = [*grouped((cell.row, cell) for cell in submission.rows if cell.table == code).values()]
        names = [next((plain(c.typed) for c in cells if c.column == name), "") for cells in rows]
        printed = [plain(line.cells.get(name, "")) for line in lines]
        left = dict(enumerate(lines))
        for kind, a, b, c, d in SequenceMatcher(None, names, printed, autojunk=False).get_opcodes():
            for n, at in zip(range(a, b), range(c, d), strict=False) if kind in ("equal", "replace") else ():
                line = left.pop(at)
                for cell in rows[n]:
                    paired[cell.indicator, cell.row] = [Printed(line.cells.get(cell.column, ""), line.page)]
        for line in left.values():
            text = line.cells.get(name, "")
            if text and len(line.cells) > 1 and not sum_words(text):
                alone.append((f"{code}.{name}", Printed(text, line.page)))
    return paired, alone


def _match_text(text: str, printed: PrintedText) -> Match:
    """Whether all sentences of a text are on paper; the first sentence with different numbers decides."""
    complete, page = True, None
    for sentence in _SENTENCES.split(text):
        if key := plain(sentence):
            at = printed.whole.find(key)
            if at < 0 and _NUMBER.search(key):
                other = re.search(_NUMBER.sub(lambda _: f"({_NUMBER.pattern})", key), printed.whole)
                if other:
                    parts = re.split(r"\d+(?:[.,]\d+)*", sentence)
                    numbers = (*other.groups(), *[""] * len(parts))
                    as_printed = "".join(map("".join, zip(parts, numbers, strict=False)))
                    return Match("differs", as_printed, printed.page(other.start()))
            complete &= at >= 0
            page = page or (printed.page(at) if at >= 0 else None)
    return Match("equal", "", page) if complete and page else _NOT_FOUND
