"""Reading any report file into lines."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.documents.broken import breaking_width, is_broken, is_one_sentence
from toolkit.documents.docx_lines import read_docx
from toolkit.documents.lines import Line, read_text, report_format


def read_lines(data: bytes, name: str) -> tuple[Line, ...]:
    """The lines of a Word, PDF or plain-text report in reading order, followed by those outside the flow.

    Raises NotDoneError: `letter-unreadable`, `letter-encrypted`, `letter-is-doc`, `letter-is-workbook`,
    `letter-not-supported`; for a PDF also what `pdf.reading.read_pdf` raises.
    """
    match report_format(data, name):
        case "docx":
            return join_broken_lines(read_docx(data, name))
        case "pdf":
            from toolkit.documents.pdf.reading import read_pdf

            return read_pdf(data, name)
    return read_text(data, name)


def join_broken_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Joins lines that certainly belong together: pasted text may have a line break in every row."""
    candidates = [line for line in lines if _is_plain(line)]
    width = breaking_width([line.text for line in candidates])
    if not width:
        return tuple(lines)
    paragraphs: list[list[Line]] = []
    before: Line | None = None
    for line in lines:
        if before is None or not _continues(before, line, width):
            paragraphs.append([line])
        elif is_one_sentence(before.text, line.text):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([replace(line, continues=True, paragraph=paragraphs[-1][0].paragraph)])
        before = line
    return tuple(map(_joined_line, paragraphs))


def _joined_line(lines: Sequence[Line]) -> Line:
    first, *more = lines
    if not more:
        return first
    text = " ".join([first.text.rstrip(), *(line.text.strip() for line in more[:-1]), more[-1].text.lstrip()])
    return replace(first, text=text, bold_lead=text if first.bold else first.bold_lead)


def _continues(before: Line, line: Line, width: float) -> bool:
    return (
        _is_plain(before)
        and _is_plain(line)
        and not line.list_kind
        and before.bold == line.bold
        and is_broken(before.text, line.text, width)
    )


def _is_plain(line: Line) -> bool:
    return not (line.table or line.aside or line.heading or line.point or line.attribution)
