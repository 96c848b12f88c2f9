"""An agency's returned form: what the agency sent, with every finding highlighted in its cell.

The form is built from the submission like a blank form; the agency's file is never changed. When the agency corrects
and sends the returned form, it is read like any other form.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.form.contents import (
    EARLIER,
    EARLIER_ANSWER,
    NO_STATEMENTS,
    UNPLACED,
    Filling,
    Form,
    Mark,
    Marks,
    NarrativeLine,
    ReturnLine,
    points_in_words,
)
from toolkit.form.followup import answers_sent
from toolkit.form.letterhead import mail_subject, signed_by
from toolkit.form.tables import column_named
from toolkit.language.identities import shortened
from toolkit.language.legacy import NAMES, decoded
from toolkit.language.text import clean
from toolkit.messages import forms, posting, visible
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.corrections import WHICH_HOLDS
from toolkit.messages.findings.kinds import (
    INTERNAL,
    LIKELY_CELLS,
    NUMBERS_OF_PERSONS,
    OURS_TO_DO,
    OVERTYPED,
    TYPING_QUESTIONS,
)
from toolkit.messages.masters import REASONS
from toolkit.model import (
    CARRIED_COLUMN,
    Campaign,
    CellValue,
    Figure,
    Finding,
    Indicator,
    Language,
    Statement,
    Submission,
    Value,
)
from toolkit.model.periods import period_label
from toolkit.values.cell import typed_text

_CONTROL = re.compile(r"[^\n\t -~\x85-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
#: The most cells that a point in a letter names.
_CELLS = 5
#: The most consecutive blank rows of a table that are kept.
_MOST_BLANK = 10
_ROW = re.compile(r"[A-Z]+(\d+)")
#: For each name of a sheet of the form, in either language, its names in both languages.
_SHEETS: dict[str, dict[Language, str]] = {
    name: {"vi": text.vi, "en": text.en} for text in forms.SHEETS.values() for name in text
}


def prepare_return(
    campaign: Campaign, submission: Submission, language: Language = "vi", *, as_of: date | None = None
) -> tuple[Filling, Marks]:
    """The form's contents as sent, and the findings to mark in them, as of this day."""
    filling = filling_of(campaign, submission, language)
    rows_sent: list[Statement | Finding] = [*_first_statements(submission), *_findings_without_statement(submission)]
    line_of_row = {(x.sheet, _row_of(x.cell)): n for n, x in enumerate(rows_sent)}
    info_cells = {(v.sheet, v.cell): v.key for v in submission.info}
    in_tables = _table_rows_sent(campaign, submission)
    marks = Marks(
        overdue=bool(as_of and campaign.deadline and as_of > campaign.deadline),
        lines=tuple(
            _with_table_cells(campaign, f, _return_line(campaign, f, language, line_of_row, info_cells), in_tables)
            for f in open_points(submission)
        ),
    )
    return filling, marks


def open_points(submission: Submission) -> list[Finding]:
    """The findings to report to an agency: neither internal, nor settled, nor about what is left out."""
    reported = (f for f in submission.findings if f.code not in INTERNAL)
    return [f for f in reported if not (f.text("settled") or f.text("left_out"))]


def points_to_answer(submission: Submission) -> list[Finding]:
    """The open points that an agency must answer: errors and warnings."""
    return [f for f in open_points(submission) if f.severity != "note"]


def filling_of(campaign: Campaign, submission: Submission, language: Language = "vi") -> Filling:
    """What the agency typed, as the contents of a form. Carried rows have their sign in this language."""
    themes = {t.code: t.label for t in campaign.themes}
    typed_themes = {(f.sheet, _row_of(f.cell)): f.value for f in submission.findings if f.code == "unknown-theme"}
    encodings = {
        (f.sheet, cell): encoding
        for f in submission.findings
        for encoding in NAMES
        if encoding == f.text("encoding")
        for cell in f.cells
    }
    lines = [
        NarrativeLine(
            section=s.section,
            text=_writable(decoded(s.typed, encodings.get((s.sheet, s.cell), "unicode"))) or s.text,
            theme=themes.get(s.theme) or typed_themes.get((s.sheet, _row_of(s.cell))),
            evidence=s.evidence or None,
        )
        for s in _first_statements(submission)
    ]
    lines += [NarrativeLine(section=f.section or "", text=f.value) for f in _findings_without_statement(submission)]
    lines += [NarrativeLine(section=UNPLACED, text=x.value) for x in submission.leftovers if x.reason == UNPLACED]
    known = campaign.indicator_by_code
    held = {(i, period): _fitting_format(known[i], x) for i, period, x in submission.held if i in known}
    rows = _rows_of(campaign, submission, language)
    return Filling(
        info={v.key: v.text for v in submission.info},
        figures={
            (f.indicator, f.period): held.get((f.indicator, f.period), _number_or_typed(f.value, f.typed))
            for f in submission.figures
            if f.typed and not campaign.indicator_by_code[f.indicator].formula
        },
        notes={f.indicator: f.note for f in submission.figures if f.note},
        lines=tuple(lines),
        rows={table: tuple(cells for _, cells in entries) for table, entries in rows.items()},
        answers=answers_sent(submission, language),
        accepted_rows=_accepted_rows(submission, rows),
        accepted=frozenset((f.indicator, f.period) for f in submission.figures if f.typed and f.state != "held"),
        unasked=_unquestioned(submission),
        outside=tuple(
            x for x in submission.leftovers if x.reason not in {UNPLACED, EARLIER, EARLIER_ANSWER, *NO_STATEMENTS}
        ),
    )


#: The name of a row ("" for a blank row), and its cells by column.
_Row = tuple[str, dict[str, CellValue]]


def _rows_of(campaign: Campaign, submission: Submission, language: Language = "vi") -> dict[str, list[_Row]]:
    """By table code, the rows as sent. Blank rows between them are kept if they are few, so that most cells keep their
    addresses.

    Carried rows without an answer have their sign again.
    """
    held = {(name, row): value for name, row, value in submission.held}
    rows: dict[str, list[_Row]] = {}
    last: dict[str, Figure] = {}
    for cell in submission.rows:
        table = campaign.table_by_code.get(cell.table)
        column = table.column_by_code.get(cell.column) if table else None
        if table is None or (column is None and cell.column != CARRIED_COLUMN) or not cell.typed:
            continue
        entries = rows.setdefault(table.code, [])
        before = last.get(table.code)
        if before is None or before.row != cell.row:
            entries += [("", {})] * _blank_between(before, cell)
            entries.append((cell.row, {}))
        last[table.code] = cell
        if cell.state == "carried":
            entries[-1][1].setdefault(CARRIED_COLUMN, forms.ROW_CARRIED.say(language))
        if column is None:  # the answer about a row of the previous campaign
            entries[-1][1][cell.column] = cell.typed
            continue
        value = held.get(cell[1:3], _number_or_typed(cell.value, cell.typed))
        entries[-1][1][column.code] = _fitting_format(table.as_indicator(column), value)
    return rows


def _blank_between(before: Figure | None, cell: Figure) -> int:
    """The number of blank rows between two cells in the file that was sent; 0 if they are too many to keep."""
    if before is None or before.sheet != cell.sheet:
        return 0
    first, second = _row_of(before.cell), _row_of(cell.cell)
    between = int(second) - int(first) - 1 if first and second else 0
    return between if 0 < between <= _MOST_BLANK else 0


def _accepted_rows(submission: Submission, rows: Mapping[str, Sequence[_Row]]) -> frozenset[tuple[str, int, str]]:
    """The cells of tables that the reader understood: (table, index of the row, column)."""
    indexes = {(table, row): n for table, entries in rows.items() for n, (row, _) in enumerate(entries) if row}
    return frozenset(
        (cell.table, indexes[cell.table, cell.row], cell.column)
        for cell in submission.rows
        if cell.state != "held" and (cell.table, cell.row) in indexes
    )


def _table_rows_sent(campaign: Campaign, submission: Submission) -> dict[tuple[str, str], tuple[str, int]]:
    """For each (sheet, row) of the file that was sent, the table and the row's index in the filling."""
    rows = _rows_of(campaign, submission)
    indexes = {(table, row): n for table, entries in rows.items() for n, (row, _) in enumerate(entries) if row}
    return {
        (cell.sheet, _row_of(cell.cell)): (cell.table, indexes[cell.table, cell.row])
        for cell in submission.rows
        if (cell.table, cell.row) in indexes
    }


def _unquestioned(submission: Submission) -> frozenset[tuple[str, str]]:
    """The figures, as (indicator, period), that no finding questions as possibly mistyped."""
    questioned = {
        (f.indicator, period) for f in submission.findings if f.code in TYPING_QUESTIONS for period in f.periods
    }
    return frozenset((f.indicator, f.period) for f in submission.figures if f.typed) - questioned


def _first_statements(submission: Submission) -> list[Statement]:
    """For each line of the narrative, its first statement, which has the text of the whole line."""
    lines: dict[tuple[str, str], Statement] = {}
    for statement in submission.statements:
        lines.setdefault((statement.sheet, statement.cell), statement)
    return list(lines.values())


def _findings_without_statement(submission: Submission) -> list[Finding]:
    """The findings about lines of the narrative that are no statements: the form returns these lines too."""
    return [f for f in submission.findings if f.code in NO_STATEMENTS]


def _writable(text: str) -> str:
    """The text as typed if a cell can hold it, else without control characters."""
    return clean(text) if _CONTROL.search(text) else text


def _fitting_format(indicator: Indicator, value: CellValue) -> CellValue:
    """A value for a cell of this indicator. A date in a cell for other values becomes a text, since a date would
    give the cell a format that shows numbers as dates."""
    return typed_text(value) if isinstance(value, date) and indicator.kind != "date" else value


def _number_or_typed(value: Value | None, typed: str) -> CellValue:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and typed_text(value) == typed else typed


def _return_line(
    campaign: Campaign,
    finding: Finding,
    language: Language,
    line_of_row: Mapping[tuple[str, str], int],
    info_cells: Mapping[tuple[str, str], str],
) -> ReturnLine:
    """A finding as a line of the first sheet, with the form's cells to highlight."""
    # The returned form has its sheet names in this language, even if it was sent out in the other language.
    shown = replace(finding, sheet=_SHEETS.get(finding.sheet, {}).get(language, finding.sheet))
    if finding.code in NUMBERS_OF_PERSONS:
        shown = replace(shown, value=shortened(finding.value))
    what, fix = describe(shown, language, campaign)
    sentence = what
    if finding.code in LIKELY_CELLS:  # the rule's sentence names the likely cells
        without = tuple(argument for argument in shown.arguments if argument[0] != "rules")
        what = describe(replace(shown, arguments=without), language, campaign)[0]
    fix = "" if finding.code in OURS_TO_DO else fix
    if finding.text("signed"):
        fix = WHICH_HOLDS.say(language, value=finding.value, now=finding.text("now"))
        shown = replace(shown, value=finding.text("now"))
    periods = [p.key for p in campaign.periods]
    figures: tuple[tuple[str, str], ...] = ()
    if finding.indicator and finding.indicator in campaign.indicator_by_code:
        listed = [p for p in finding.periods if p in periods]
        keys = [finding.period] if finding.period else listed or periods
        marked = dict(finding.arguments).get("marked")
        figures = tuple((c, p) for c in (marked if isinstance(marked, tuple) else (finding.indicator,)) for p in keys)
    line = line_of_row.get((finding.sheet, _row_of(finding.cell))) if finding.section and finding.cell else None
    return ReturnLine(
        mark=Mark(severity=finding.severity, text=f"{what} {fix}".strip()),
        what=what,
        fix=fix,
        code=finding.code,
        typed=_what_was_typed(campaign, shown, language),
        location=_location(shown, sentence, language),
        figures=figures,
        line=line,
        info=info_cells.get((finding.sheet, finding.cell)) if not finding.indicator and not finding.section else None,
        section=finding.section,
        cells=len(finding.cells) or 1,
        outside=(finding.code, finding.sheet) if finding.code in REASONS and line is None else None,
        quoted=finding.code in OVERTYPED,
    )


def _with_table_cells(
    campaign: Campaign, finding: Finding, line: ReturnLine, rows_sent: Mapping[tuple[str, str], tuple[str, int]]
) -> ReturnLine:
    """The line, with the table and cells that a finding about a table concerns; else the line unchanged."""
    named = column_named(campaign, finding.indicator)
    about = {
        sent[0] for cell in finding.cells or (finding.cell,) if (sent := rows_sent.get((finding.sheet, _row_of(cell))))
    }
    table = named[0].code if named else finding.text("table")
    if table not in campaign.table_by_code:
        table = next(iter(about), "")
    if not table:
        return line
    cells = []
    for cell in finding.cells or (finding.cell,):
        table_code, row = rows_sent.get((finding.sheet, _row_of(cell)), ("", -1))
        if named and table_code == table:
            cells.append((row, named[1].code))
    return replace(line, table=table, table_column=named[1].code if named else "", table_cells=tuple(cells))


def _what_was_typed(campaign: Campaign, finding: Finding, language: Language) -> str:
    """What was typed; with several cells, each has its period or address. "" where the sentence has it."""
    if finding.broken:
        return ""
    typed = finding.quotes
    if len(typed) < 2:
        return finding.value
    if finding.code in OVERTYPED:
        return "\n".join(f"{cell}: {quoted}" for cell, quoted in typed)
    keys, labels = finding.periods, {p.key: period_label(p, language) for p in campaign.periods}
    names = [labels.get(key, key) for key in keys] if len(keys) == len(typed) else [cell for cell, _ in typed]
    return "; ".join(f"{name}: {quoted}" for name, (_, quoted) in zip(names, typed, strict=True))


def _location(finding: Finding, what: str, language: Language) -> str:
    """A point's sentence with its sheet and cells, for a letter; "" where the sentence itself names the cell."""
    cells = finding.cells or (finding.cell,)
    if not finding.sheet or not finding.cell or re.search(rf"\b{finding.cell}\b", what):
        return ""
    listed = ", ".join(cells[:_CELLS]) + (" …" if len(cells) > _CELLS else "")
    return posting.PLACE.say(language, sheet=visible(finding.sheet), cells=listed, what=what)


def cover_text(
    form: Form, submission: Submission, marks: Marks, returned: str, words: Mapping[str, str], first: str = ""
) -> str:
    """The letter that goes with the returned form: what is wrong, in short, and what to do.

    `words`: the arguments that all letters have (`letters.wording`); `first`: the letter's first paragraph.
    """
    campaign = form.campaign
    to_answer = [line for line in marks.lines if line.mark.severity != "note"]
    listed = "\n".join(
        f"{n}. {line.location or line.what} {line.fix}".strip() for n, line in enumerate(to_answer, start=1)
    )
    subject = mail_subject(forms.COVER_SUBJECT, campaign, form.language)
    body = form.say(
        forms.COVER,
        agency=form.agency.name,
        first=f"{first}\n\n" if first else "",
        file=visible(submission.source.sent_name),
        points=points_in_words(form, [line.mark.severity for line in to_answer]),
        list=listed,
        returned=returned,
        sheet=form.say(forms.SHEETS["to_fix"]),
        contact=signed_by(campaign, form.agency.code, form.language),
        **words,
    )
    return f"{subject}\n\n{body}"


def _row_of(cell: str) -> str:
    match = _ROW.fullmatch(cell)
    return match[1] if match else ""
