"""An agency's report as read → the contents of its form, and what the agency must confirm."""

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.drafting.faults import names_of
from toolkit.drafting.ideas import ideas_of
from toolkit.drafting.parts import AgencyReport, Point, ProposedFigure, ProposedRow
from toolkit.form.contents import INFO_KEYS, UNPLACED, Filling, Mark, Marks, NarrativeLine, ReturnLine
from toolkit.language.text import IN_CELL, fold, listed, pieces
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, Campaign, CellValue, Indicator, Language, grouped
from toolkit.spreadsheet.audit.shapes import MAX_TEXT
from toolkit.values.cell import typed_text
from toolkit.values.numbers import is_part_of_one, least_suspect


def draft_filling(campaign: Campaign, report: AgencyReport, language: Language = "vi") -> Filling:
    """The contents of the form: each point under its section, in the report's order; the rest under *Chưa xếp mục*,
    except letterhead, recipients, an agency's name and the headings whose points are placed.

    Figures read in tables are proposals: a note in their row holds them back until the agency deletes the note; rows
    of lists are held back by a mark until the agency confirms them. A second value of a report detail, or a value too
    long for a cell, is among the unplaced lines. A point longer than a cell continues in the lines below.
    """
    info: dict[str, CellValue] = {}
    unplaced: list[NarrativeLine] = []
    names = names_of(campaign)
    for value in report.info:
        fits = len(pieces(value.text, MAX_TEXT)) == 1
        if value.key in INFO_KEYS and value.key != "agency" and value.key not in info and fits:
            info[value.key] = value.text
        elif value.text and not (value.key == "agency" and fold(value.text) in names):
            unplaced += _lines_of_text(UNPLACED, value.text)
    labels = {t.code: t.label for t in campaign.themes}
    points = [x for p in report.points for x in _lines_of_point(p, labels.get(p.theme))]
    unplaced += [x for u in report.unplaced if not u.is_left_out for x in _lines_of_text(UNPLACED, u.text)]
    tables: dict[str, list[str]] = {}
    for proposed in report.proposed:
        listed = tables.setdefault(proposed.indicator, [])
        if str(proposed.table) not in listed:
            listed.append(str(proposed.table))
    return Filling(
        info=info,
        figures={
            (p.indicator, p.period): _as_typed(p.value, campaign.indicator_by_code[p.indicator])
            for p in report.proposed
        },
        notes={
            code: f"{forms.UNCONFIRMED.say(language)} {forms.UNCONFIRMED_NOTE.say(language, tables=', '.join(numbers))}"
            for code, numbers in tables.items()
        },
        lines=(*points, *unplaced),
        rows=_rows_of(report, language),
    )


def _rows_of(report: AgencyReport, language: Language) -> dict[str, tuple[dict[str, CellValue], ...]]:
    """The rows of each list, keyed by the list's code, with the mark that keeps the rows out of every total."""
    sign, rows = forms.ROW_CARRIED.say(language), dict[str, list[dict[str, CellValue]]]()
    for row in report.rows:
        rows.setdefault(row.list, []).append({**row.cells, CARRIED_COLUMN: sign})
    return {code: tuple(rows) for code, rows in rows.items()}


def _parts_of(point: Point) -> tuple[str, ...]:
    """The ideas of a point, each for a line; the whole point if the agency marked its beginning and end."""
    return (point.text,) if point.whole else ideas_of(point.text)


def _lines_of_point(point: Point, theme: str | None) -> Iterator[NarrativeLine]:
    for part in _parts_of(point):
        yield from _lines_of_text(point.section, part, theme, point.evidence)


def _lines_of_text(section: str, text: str, theme: str | None = None, evidence: str = "") -> Iterator[NarrativeLine]:
    """Yields one line, or several if the text does not fit a cell."""
    first, *more = pieces(evidence, MAX_TEXT)
    for number, piece in enumerate((*pieces(text, MAX_TEXT), *more)):
        yield NarrativeLine(section=section, text=piece, theme=theme, evidence=None if number else first or None)


def _as_typed(value: CellValue, indicator: Indicator) -> CellValue:
    """The value as the form's cell requires it: with its unit if the number alone would be ambiguous."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not indicator.numeric:
        return value
    if indicator.kind == "percent":
        return f"{typed_text(value)}%" if is_part_of_one(value, indicator) else value
    suspect = least_suspect(indicator)
    return value if suspect is None or abs(value) < suspect else f"{typed_text(value)} {indicator.unit}"


def draft_marks(campaign: Campaign, report: AgencyReport, language: Language = "vi") -> Marks:
    """The marks on proposals: one for the figures of each indicator and one for the rows of each table, with the source
    in the report; and one for each point that was split into parts, with the whole point.
    """
    together = grouped(((proposed.indicator, proposed.table), proposed) for proposed in report.proposed)
    figures = [_figure_mark(read, language) for read in together.values()]
    rows, points = _row_marks(campaign, report, language), _point_marks(report, language)
    return Marks(lines=(*figures, *rows, *points), confirm=True)


def _row_marks(campaign: Campaign, report: AgencyReport, language: Language) -> Iterator[ReturnLine]:
    """Yields a mark for the rows read from each table of the report."""
    together: dict[tuple[str, int], list[tuple[int, ProposedRow]]] = {}
    positions = Counter[str]()
    for row in report.rows:
        together.setdefault((row.list, row.table), []).append((positions[row.list], row))
        positions[row.list] += 1
    for (code, number), read in together.items():
        names = [row.name for _, row in read]
        heading = campaign.table_by_code[code].heading
        first = listed([names[0]], IN_CELL // 4)
        what = forms.ROWS_PROPOSED.say(language, count=len(read), heading=heading, table=number, row=first)
        fix = (
            forms.TO_FIX_ROWS_CARRIED_FIX if campaign.table_by_code[code].cumulative else forms.TO_FIX_ROWS_PROPOSED_FIX
        )
        yield ReturnLine(
            mark=Mark(severity="warning", text=f"{what} {fix.say(language)}"),
            what=what,
            fix=fix.say(language),
            typed=listed(names, IN_CELL, " · "),
            table=code,
            table_cells=tuple((position, CARRIED_COLUMN) for position, _ in read),
        )


def _point_marks(report: AgencyReport, language: Language) -> Iterator[ReturnLine]:
    """Yields a mark for each point that is proposed in parts, on the lines with the parts."""
    at = 0
    for point in report.points:
        parts = len(_parts_of(point))
        numbers = range(at, at + len([*_lines_of_point(point, None)]))
        at = numbers.stop
        if parts == 1:
            continue
        what = forms.PARTED.say(language, where=point.where, count=parts)
        fix = forms.PARTED_FIX.say(language)
        yield ReturnLine(
            mark=Mark(severity="note", text=f"{what} {fix}"),
            what=what,
            fix=fix,
            typed=point.text,
            line=numbers[0],
            more_lines=tuple(numbers[1:]),
            section=point.section,
            quoted=True,
        )


def _figure_mark(read: Sequence[ProposedFigure], language: Language) -> ReturnLine:
    rows = ", ".join(dict.fromkeys(str(p.line) for p in read))
    cells = listed([f"{p.column}: “{p.typed}”" for p in read], IN_CELL)
    row = listed([read[0].row], IN_CELL // 4)
    what = forms.PROPOSED.say(language, table=read[0].table, lines=rows, row=row, cells=cells)
    fix = forms.PROPOSED_FIX.say(language)
    return ReturnLine(
        mark=Mark(severity="warning", text=f"{what} {fix}"),
        what=what,
        fix=fix,
        typed=listed([p.typed for p in read], IN_CELL, " · "),
        figures=tuple((p.indicator, p.period) for p in read),
    )
