"""Reads a PDF file: the rows that it prints of the campaign's form or report, and the agency that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.agencies.names import agency_names
from toolkit.documents.pdf.printed import read_printed
from toolkit.documents.pdf.signatures import signatures_of
from toolkit.form.paper import agency_in, is_over_title
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Campaign, PrintedFile, PrintedRow
from toolkit.model.caching import cached
from toolkit.model.periods import span_label
from toolkit.signed.printed_form import heads_periods, labels_of, periods_of
from toolkit.signed.shown import label_key

#: A PDF prints the campaign's form if it has this number of the campaign's labels, or all labels if there are fewer.
_ENOUGH = 3
#: The number of rows at the top of a letter or report in which the sender's name is searched.
_HEAD = 8
_PERIOD = tuple(text.partition("{value}")[0] for text in forms.PAPER["period"])


def read_pdf_of(campaign: Campaign, data: bytes, name: str) -> PrintedFile:
    """The contents of a PDF; without its rows if it is not the campaign's form or report."""
    file = read_printed(data, name)
    if not file.why and not _is_ours(campaign, file):
        return replace(file, rows=(), scanned=())
    return replace(file, agency=_agency_of(campaign, file), signatures=signatures_of(data, campaign.trust))


def is_of_other_round(campaign: Campaign, file: PrintedFile) -> bool:
    """Whether the printed form names other periods than the campaign."""
    periods = {
        label_key(text.removeprefix(p)) for text in _texts_over_titles(file) for p in _PERIOD if text.startswith(p)
    }
    return bool(periods) and periods.isdisjoint(label_key(span_label(campaign.periods, each)) for each in ("vi", "en"))


def _agency_of(campaign: Campaign, file: PrintedFile) -> str:
    """The agency that the PDF names in the line above its title, else at the head of the report; "" where it names no
    known agency, or several."""
    names = agency_names(campaign)
    texts = list(_texts_over_titles(file))
    codes = {a.code for text in texts if (name := agency_in(text)) != text and (a := names.single_match(name))}
    if not codes:
        codes = {match.code for name in _letterheads(file.rows) if (match := names.single_match(name))}
    return codes.pop() if len(codes) == 1 else ""


def _texts_over_titles(file: PrintedFile) -> Iterator[str]:
    """Yields the texts over titles: each line alone, and joined with the line below, in which it may continue."""
    rows = [row for row in file.rows if row.table <= 0]
    for n, row in enumerate(rows):
        below = rows[n + 1].cells if n + 1 < len(rows) and rows[n + 1].table == row.table else ()
        for cell in row.cells:
            if row.table < 0 or is_over_title(cell.text) or cell.text.startswith(_PERIOD):
                yield cell.text
                for other in below:
                    if other.left < cell.right and cell.left < other.right and not is_over_title(other.text):
                        yield f"{cell.text} {other.text}"


def _letterheads(rows: Sequence[PrintedRow]) -> Iterator[str]:
    """Yields possible names at the head of a report: up to four successive lines on its left."""
    lines = [row.cells[0].text for row in rows if row.page == 1 and row.table == 0 and row.cells][:_HEAD]
    for start in range(len(lines)):
        for end in range(start + 1, min(start + 4, len(lines)) + 1):
            yield " ".join(lines[start:end])


@cached
def _known_labels(campaign: Campaign) -> frozenset[str]:
    return frozenset(labels_of(campaign.indicators))


def _is_ours(campaign: Campaign, file: PrintedFile) -> bool:
    """Whether a PDF prints the campaign's form or report. It has the head of the form, or labels and columns of
    periods; in a campaign without figures, the campaign's headings."""
    texts = list(_texts_over_titles(file))
    if any(agency_in(text) != text for text in texts) and any(text.startswith(_PERIOD) for text in texts):
        return True
    if campaign.indicators and campaign.periods:
        periods, labels = periods_of(campaign), _known_labels(campaign)
        printed_labels = {key for row in file.rows for cell in row.cells if (key := label_key(cell.text)) in labels}
        required = min(_ENOUGH, len(labels))
        return len(printed_labels) >= required and any(heads_periods(row, periods) for row in file.rows)
    headings = {*(fold(s.heading) for s in campaign.sections), *(fold(t.heading) for t in campaign.tables)}
    printed = {fold(c.text).lstrip("0123456789 ") for row in file.rows for c in row.cells}
    printed |= {fold("".join(c.text for c in row.cells)).lstrip("0123456789 ") for row in file.rows}
    return bool(headings) and len(headings & printed) >= min(_ENOUGH, len(headings))
