"""Draws the register: what came by mail, what was looked through, what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from toolkit.agencies.names import choice, listed_agencies
from toolkit.agencies.roster import Roster, roster_of
from toolkit.files.locks import alone
from toolkit.files.saving import save_in_one_step
from toolkit.files.walking import not_linked, state_of
from toolkit.mail.message import Remark
from toolkit.messages import Text, posting, registers
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.kinds import OF_ARCHIVES
from toolkit.messages.findings.making import finding
from toolkit.messages.masters import OPEN
from toolkit.model import Campaign, Language
from toolkit.register.attribution import Attribution, attribute, entry_findings
from toolkit.register.entries import BLANK_FORM, Entry, Register, in_order, pack_remarks, take_in
from toolkit.register.seen import typed_day
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.xlsx.excel import Book, Cell, Format, Sheet
from toolkit.xlsx.look import AMBER_FILL, INPUT, MUTED, RED, RED_FILL, Look
from toolkit.xlsx.tables import FIRST_ROW, TableColumn, draw_table

_MOMENT = "dd/mm/yyyy hh:mm"
#: Letters of a cell.
_LONGEST = 32_000


#: So often is a register drawn anew that somebody saves at the same moment.
_TRIES = 5
#: Runs save one after the other; a run that does not end saving within so many seconds is not waited for.
_LOCK, _WAIT = ".toolkit-saving", 60.0


def save_register(register: Register, campaign: Campaign, as_of: date, language: Language) -> None:
    """Replace the register's file. What was typed into it since it was read, or saved by another run, is kept.

    Raises `NotDoneError`: another run does not end saving (`register-busy`), somebody saves it again and again
    (`changed-meanwhile`), or it cannot be read or replaced.
    """
    not_linked(register.path.parent, register.path)
    with alone(register.path.parent / _LOCK, "register-busy", wait=_WAIT):
        for left in reversed(range(_TRIES)):
            take_in(register)
            try:
                save_in_one_step(
                    register.path,
                    lambda path: write_register(path, register, campaign, as_of, language),
                    unchanged=lambda: state_of(register.path) == register.seen,
                )
            except NotDoneError as error:
                if error.code != "changed-meanwhile" or not left:
                    raise
            else:
                register.keep()
                return


def write_register(path: Path, register: Register, campaign: Campaign, as_of: date, language: Language = "vi") -> None:
    """Write the register to `path`: the same register gives the same bytes on the same day, `as_of`.

    Three sheets for people in `language`, of files, mails and what was sent; two that are hidden, for programs.
    """
    book = Book(
        path, created=datetime(as_of.year, as_of.month, as_of.day), title=registers.TITLES["register"].say(language)
    )
    with book:
        look = Look(book)
        sheets = {key: book.sheet(registers.SHEETS[key].say(language)) for key in ("register", "mails", "sent")}
        _entries(sheets["register"], look, register, campaign, language, book)
        _mails(sheets["mails"], look, register, language)
        _sent(sheets["sent"], look, register, language)
        if register.seen_files:
            _seen(book.sheet(registers.SHEETS["seen"].say(language)), look, register, language)
        _taken(book.sheet("taken"), register)
        sheets["register"].activate()


def _entries(sheet: Sheet, look: Look, register: Register, campaign: Campaign, language: Language, book: Book) -> None:
    plain, text, typed = look.boxed(text_wrap=False), look.boxed(), look.boxed(bg_color=INPUT)
    columns = _columns(
        ("status", 17, look.boxed(bold=True)),
        ("decision", 22, typed),
        ("proposed", 20, text),
        ("agency", 11, plain),
        ("agency_name", 18, text),
        ("received", 16, look.boxed(num_format=_MOMENT, align="center")),
        ("sender", 25, text),
        ("subject", 28, text),
        ("name", 28, text),
        ("open", 7, look.link),
        ("problem", 50, text),
        ("comment", 18, typed),
        ("file", 40, text),
        ("sender_name", 22, text),
        ("stamped", 12, plain),
        ("named", 14, text),
        ("forwarded_by", 22, text),
        ("within", 22, text),
        ("size", 10, look.centred),
        ("message_id", 30, plain),
        ("sha256", 66, plain),
        ("codes", 20, plain),
        ("kind", 10, plain),
        ("how", 10, plain),
        ("mail", 18, plain),
        ("state", 10, plain),
        ("hinted", 10, plain),
        language=language,
        wraps={"status", "proposed", "agency_name", "subject", "name", "problem", "sender"},
    )
    entries = in_order(register)
    roster = roster_of(campaign)
    rows = [_entry_row(e, columns, roster, campaign, language) for e in entries]
    waiting = sum(e.state == "waiting" for e in entries)
    about = registers.ABOUT["register"].say(language, count=len(entries), waiting=waiting)
    column_numbers = {c.key: n for n, c in enumerate(columns, start=1)}
    end = draw_table(
        sheet,
        look,
        "register",
        columns,
        rows,
        language,
        keys=[e.id for e in entries],
        about=about,
        freeze=3,
        names=_names("register", language),
    )
    first = end - len(entries)
    for row, entry in enumerate(entries, start=first):
        if entry.file:
            sheet.link_file(row, column_numbers["open"], entry.file)
    sheet.set_paper(8)
    sheet.print_area(1, 1, max(end - 1, FIRST_ROW), column_numbers["comment"])
    for key in ("codes", "kind", "how", "mail", "state", "hinted"):
        sheet.set_column(column_numbers[key], column_numbers[key], 12, None, {"hidden": True})
    if not entries:
        return
    choices = _choices(book, campaign, language)
    sheet.data_validation(
        first,
        column_numbers["decision"],
        end - 1,
        column_numbers["decision"],
        {"validate": "list", "source": choices, "error_type": "warning"},
    )
    word = registers.STATES["waiting"].say(language)
    mark = look(bg_color=RED_FILL, font_color=RED, bold=True)
    sheet.conditional_format(
        first, 1, end - 1, 1, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": mark}
    )
    noted = look(bg_color=AMBER_FILL)
    sheet.conditional_format(
        first, column_numbers["problem"], end - 1, column_numbers["problem"], {"type": "no_blanks", "format": noted}
    )
    muted = look(font_color=MUTED)
    for state in ("aside", "left", "ours"):
        value = registers.STATES[state].say(language)
        sheet.conditional_format(
            first, 1, end - 1, 8, {"type": "formula", "criteria": f'=$B{first + 1}="{value}"', "format": muted}
        )


def _entry_row(
    entry: Entry, columns: Sequence[TableColumn], roster: Roster, campaign: Campaign, language: Language
) -> list[Cell]:
    values: dict[str, Cell] = {
        name: getattr(entry, name)
        for name in (
            "decision",
            "agency",
            "received",
            "sender",
            "subject",
            "name",
            "file",
            "comment",
            "sender_name",
            "stamped",
            "forwarded_by",
            "within",
            "message_id",
            "sha256",
            "kind",
            "how",
            "mail",
        )
    }
    whose = attribute(roster, entry)
    values |= {
        "status": _state(entry).say(language),
        "state": entry.state,
        "agency_name": campaign.agency_by_code[entry.agency].short_name
        if entry.agency in campaign.agency_by_code
        else None,
        "open": OPEN.say(language) if entry.file else None,
        "problem": _problem(entry, whose, campaign, language),
        "named": ", ".join(entry.named),
        "hinted": ", ".join(entry.hinted),
        "proposed": _proposed(whose, campaign) if entry.state == "waiting" else None,
        "size": entry.size,
        "codes": pack_remarks(entry.codes),
    }
    return [values[c.key] or None for c in columns]


def _proposed(whose: Attribution, campaign: Campaign) -> str:
    """The agencies that it may be from, by name and code."""
    return listed_agencies(campaign.agency_by_code[code] for code in whose.proposed if code in campaign.agency_by_code)


def _state(entry: Entry) -> Text:
    blank = entry.state == "taken" and BLANK_FORM in entry.doubts
    return registers.BLANK if blank else registers.STATES[entry.state]


def _problem(entry: Entry, whose: Attribution, campaign: Campaign, language: Language) -> str:
    """Everything to look at, each with what to do."""
    return "\n".join(" ".join(describe(f, language, campaign)) for f in entry_findings(entry, whose))[:_LONGEST]


def _choices(book: Book, campaign: Campaign, language: Language) -> str:
    """The agencies to choose from, on a hidden sheet: a list in the cell itself may hold 255 letters."""
    sheet = book.sheet("lists")
    words = [registers.ASIDE.say(language), *map(choice, campaign.agencies)]
    for row, word in enumerate(words):
        sheet.write_text(row, 0, word)
    sheet.very_hidden()
    book.define_name("Decisions", f"=lists!$A$1:$A${len(words)}")
    return "=Decisions"


def _mails(sheet: Sheet, look: Look, register: Register, language: Language) -> None:
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = _columns(
        ("received", 16, look.boxed(num_format=_MOMENT, align="center")),
        ("sender", 30, text),
        ("sender_name", 26, text),
        ("subject", 60, text),
        ("attachments", 9, look.centred),
        ("first_line", 60, text),
        ("problem", 60, text),
        ("message_id", 34, plain),
        ("codes", 12, plain),
        language=language,
        wraps={"subject", "problem", "sender_name", "first_line"},
    )
    mails = sorted(register.mails.values(), key=lambda m: (m.received or datetime.max, m.key))
    rows: list[list[Cell]] = [
        [
            m.received,
            m.sender,
            m.sender_name,
            m.subject,
            m.attachments,
            m.first_line or None,
            _remarks(m.codes, language),
            m.message_id,
            pack_remarks(m.codes),
        ]
        for m in mails
    ]
    draw_table(
        sheet,
        look,
        "mails",
        columns,
        rows,
        language,
        keys=[m.key for m in mails],
        about=registers.ABOUT["mails"].say(language),
        names=_names("mails", language),
    )
    sheet.set_column(len(columns), len(columns), 12, None, {"hidden": True})


def _remarks(codes: Sequence[Remark], language: Language) -> str:
    sentences = []
    for remark in codes:
        name, value = "", remark.value
        if remark.code in OF_ARCHIVES:  # the file that it is about, and what in it
            name, _, value = value.partition(": ")
        sentences.append(describe(finding(remark.code, value=value, arguments={"name": name}), language)[0])
    return "\n".join(sentences)


def _sent(sheet: Sheet, look: Look, register: Register, language: Language) -> None:
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = _columns(
        ("day", 12, look.boxed(num_format="dd/mm/yyyy", align="center")),
        ("agency", 12, plain),
        ("what", 20, text),
        ("to", 40, text),
        ("subject", 60, text),
        ("result", 20, text),
        ("decision", 20, look.boxed(bg_color=INPUT)),
        ("returned", 30, text),
        ("about", 66, plain),
        ("kind", 12, plain),
        ("state", 12, plain),
        language=language,
        wraps={"to", "subject"},
    )
    sent = sorted(register.sent.values(), key=lambda s: (s.day, s.agency, s.id))
    rows: list[list[Cell]] = [
        [
            s.day,
            s.agency,
            posting.KINDS[s.kind].say(language),
            s.to,
            s.subject,
            registers.SENT_STATES[s.state].say(language),
            s.decision or None,
            s.returned or None,
            s.about,
            s.kind,
            s.state,
        ]
        for s in sent
    ]
    end = draw_table(
        sheet,
        look,
        "sent",
        columns,
        rows,
        language,
        keys=[s.id for s in sent],
        about=registers.ABOUT["sent"].say(language),
        names=_names("sent", language),
    )
    for column in (len(columns) - 1, len(columns)):
        sheet.set_column(column, column, 12, None, {"hidden": True})
    if not sent:
        return
    column_numbers = {c.key: n for n, c in enumerate(columns, start=1)}
    first, result, decision = end - len(sent), column_numbers["result"], column_numbers["decision"]
    choices = [text.say(language) for text in registers.WENT.values()]
    sheet.data_validation(
        first, decision, end - 1, decision, {"validate": "list", "source": choices, "error_type": "warning"}
    )
    word, mark = registers.SENT_STATES["sending"].say(language), look(bg_color=RED_FILL, font_color=RED, bold=True)
    sheet.conditional_format(
        first, result, end - 1, result, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": mark}
    )


def _seen(sheet: Sheet, look: Look, register: Register, language: Language) -> None:
    day = {"num_format": "dd/mm/yyyy", "align": "center"}
    columns = _columns(
        ("file", 60, look.boxed()),
        ("day", 14, look.boxed(**day)),
        ("absent", 20, look.boxed(**day)),
        ("decision", 22, look.boxed(bg_color=INPUT, **day)),
        language=language,
        wraps={"file"},
        headings={"day": registers.SEEN, "decision": registers.CAME},
    )
    seen = sorted(register.seen_files.values(), key=lambda s: (s.day, s.name, s.key))
    rows: list[list[Cell]] = [[s.name, s.day, s.absent, typed_day(s.decision) or s.decision or None] for s in seen]
    about, names = registers.ABOUT["seen"].say(language), _names("seen", language)
    draw_table(sheet, look, "seen", columns, rows, language, keys=[s.key for s in seen], about=about, names=names)


def _taken(sheet: Sheet, register: Register) -> None:
    """For programs only: where mails were taken from.
    What a cell cannot hold goes on in further rows of the same key."""
    for column, key in enumerate((PREFIX + "taken", "kind", "detail")):
        sheet.write_text(0, column, key)
    rows = (
        (name, kind, detail[start : start + _LONGEST])
        for (kind, name), detail in sorted(register.taken.items())
        for start in range(0, max(1, len(detail)), _LONGEST)
    )
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            sheet.write_text(row, column, value)
    sheet.very_hidden()


def _names(key: str, language: Language) -> tuple[str, str]:
    return registers.TITLES[key].say(language), registers.SHEETS[key].say(language)


def _columns(
    *columns: tuple[str, float, Format], language: Language, wraps: set[str], headings: Mapping[str, Text] = {}
) -> list[TableColumn]:
    words = {**registers.COLUMNS, **headings}
    return [
        TableColumn(key, width, style, wraps=key in wraps, heading=words[key].say(language) if key in words else key)
        for key, width, style in columns
    ]
