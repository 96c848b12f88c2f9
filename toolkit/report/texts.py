"""All texts of the reports that count: each distinct text once, by section, theme and idea, with its agencies.

An annex of the report; where there are many, a workbook beside it.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import groupby

from toolkit.messages import reports
from toolkit.messages.reports import Words
from toolkit.report.parts import Annex, DistinctText, Report, TableRow

#: If there are more texts than this, they go into a workbook instead of an annex.
MOST_IN_WORD = 1_000
WORKBOOK = "bao-cao-phu-luc.xlsx"
_WIDTHS = (28, 26, 60, 80, 40)


def texts_annex(texts: Sequence[DistinctText], attached: str, words: Words) -> Annex | None:
    """The annex of all texts; None if there are none."""
    if not texts:
        return None
    return Annex(
        label=words.ANNEX,
        title=words.ANNEX_TEXTS,
        attached=attached,
        caption=words.TEXTS_CAPTION,
        columns=tuple(words.COLUMNS[name] for name in ("number", "text", "agencies")),
        kinds=("number", "name", "words"),
        rows=_rows(texts),
        legend=words.TEXTS_LEGEND,
        lead=3,
        listing=True,
    )


def _rows(texts: Sequence[DistinctText]) -> tuple[TableRow, ...]:
    """Ideas are numbered within their section; of several texts, the sentence printed in the report comes first."""
    rows: list[TableRow] = []
    for section, of_section in groupby(texts, key=lambda t: t.section):
        rows.append(TableRow(cells=(section,), group=True, key=section))
        number, theme = 0, None
        for (label, idea), of_idea in groupby(of_section, key=lambda t: (t.theme, t.idea)):
            distinct = list(of_idea)
            if label and label != theme:
                rows.append(TableRow(cells=("", label, ""), strong=True, key=f"{section}/{label}"))
            theme, number = label, number + 1
            printed = next((text for text in distinct if text.text == idea), None)
            unprinted = [text for text in distinct if text is not printed]
            names = "; ".join(printed.agencies) if printed is not None else ""
            idea_key = f"{section}/{label}/{idea}"
            rows.append(TableRow(cells=(str(number), idea, names), strong=bool(unprinted), key=idea_key))
            rows += [TableRow(cells=("", t.text, "; ".join(t.agencies)), key=f"{idea_key}/{t.text}") for t in unprinted]
    return tuple(rows)


def texts_workbook(report: Report) -> bytes:
    """The texts as an `.xlsx` file: a row for each, with filters."""
    from toolkit.xlsx.excel import Book
    from toolkit.xlsx.measure import row_height

    output, words = BytesIO(), reports.words(report.language)
    created = datetime(report.created.year, report.created.month, report.created.day)
    with Book(output, created=created, title=f"{words.ANNEX_TEXTS}: {report.title}", author=report.author) as book:
        sheet = book.sheet(words.COLUMNS["text"])
        head = book.style(bold=True, text_wrap=True, valign="vcenter", align="center", border=1)
        cell = book.style(text_wrap=True, valign="top", border=1)
        for column, (name, width) in enumerate(
            zip(("section", "theme", "idea", "text", "agencies"), _WIDTHS, strict=True)
        ):
            sheet.set_column(column, column, width)
            sheet.write_text(0, column, words.COLUMNS[name], head)
        rows = [(t.section, t.theme, t.idea, t.text, "; ".join(t.agencies)) for t in report.texts]
        sheet.set_heights({n: row_height(zip(row, _WIDTHS, strict=True)) for n, row in enumerate(rows, start=1)})
        sheet.write_columns(1, list(zip(*rows, strict=True)), [cell] * len(_WIDTHS))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(_WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return output.getvalue()
