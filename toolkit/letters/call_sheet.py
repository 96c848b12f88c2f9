"""Draws the list of calls as a sheet to print, with room for the result of each call."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from toolkit.letters.calls import PhoneCall
from toolkit.messages import calls as words
from toolkit.model import Campaign, Language
from toolkit.xlsx.excel import Book, Cell
from toolkit.xlsx.look import INPUT, Look
from toolkit.xlsx.tables import TableColumn, draw_table

#: Column keys and widths in characters: A4 landscape.
_COLUMNS = (
    ("agency", 10.5),
    ("name", 30.0),
    ("officer", 18.0),
    ("what", 36.0),
    ("person", 18.0),
    ("phone", 16.5),
    ("dial", 13.0),
    ("source", 13.0),
    ("last", 16.5),
    ("result", 18.0),
)


def write_calls(path: Path, campaign: Campaign, calls: Sequence[PhoneCall], as_of: date, language: Language) -> None:
    """Write the list to `path`: the same list gives the same bytes on the same day, `as_of`."""
    book = Book(path, created=datetime(as_of.year, as_of.month, as_of.day), title=words.TITLE.say(language))
    with book:
        look, sheet = Look(book), book.sheet(words.SHEET.say(language))
        styles = {
            "agency": look.boxed(text_wrap=False),
            "dial": look.boxed(bold=True),
            "result": look.boxed(bg_color=INPUT),
        }
        with_officers = any(campaign.agency_by_code[call.agency].officer for call in calls)
        headings = {key: text.say(language) for key, text in words.COLUMNS.items()}
        columns = [
            TableColumn(k, width, styles.get(k, look.boxed()), heading=headings[k], wraps=True, hidden=k == "agency")
            for k, width in _COLUMNS
            if k != "officer" or with_officers
        ]
        about = words.ABOUT.say(language, title=" ".join(campaign.title.split()), day=as_of.strftime("%d/%m/%Y"))
        names = words.TITLE.say(language), words.SHEET.say(language)
        rows = [_values(campaign, call, language, with_officers) for call in calls]
        keys = [call.agency for call in calls]
        draw_table(sheet, look, "calls", columns, rows, language, keys=keys, about=about, freeze=2, names=names)


def _values(campaign: Campaign, call: PhoneCall, language: Language, with_officers: bool) -> list[Cell]:
    contact, agency = call.contact, campaign.agency_by_code[call.agency]
    return [
        call.agency,
        agency.name,
        *([agency.officer or None] if with_officers else []),
        call.what,
        contact.person or None,
        contact.phone or None,
        dial_text(call, language),
        contact.source or None,
        call.last or None,
        None,
    ]


def dial_text(call: PhoneCall, language: Language) -> str:
    """The numbers to dial, one below the other; else a remark that there is none, or that it must be checked."""
    if call.contact.numbers:
        return "\n".join(call.contact.numbers)
    return (words.UNSURE if call.contact.phone else words.NO_NUMBER).say(language)
