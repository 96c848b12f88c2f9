"""Draws the register: files that came by mail, mails that were searched, mails that were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from toolkit.agencies.names import list_entry
from toolkit.agencies.roster import Roster, roster_of
from toolkit.files.locks import exclusive_lock
from toolkit.files.saving import save_in_one_step
from toolkit.files.walking import file_state, refuse_links
from toolkit.language.text import listed
from toolkit.messages import Text, posting, registers
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.kinds import OF_ARCHIVES
from toolkit.messages.findings.making import finding
from toolkit.messages.masters import OPEN
from toolkit.model import Campaign, DeskEdit, Language
from toolkit.model.periods import period_label
from toolkit.register.attribution import attribute, entry_findings
from toolkit.register.entries import BLANK_FORM, Entry, MailRow, Register, SentMail, in_order, merge_saved, pack_remarks
from toolkit.register.seen import typed_day
from toolkit.spreadsheet.addresses import column_name
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.xlsx.excel import Book, Sheet
from toolkit.xlsx.look import AMBER_FILL, INPUT, MUTED, RED, RED_FILL, Look
from toolkit.xlsx.tables import FIRST_ROW, TableColumn, columns_by_key, draw_columns, offer_choices, values_of

#: The most characters of a cell.
_LONGEST = 32_000

#: The number of times a register is drawn again at most because somebody saves it at the same moment.
_TRIES = 5
#: Seconds to wait until another run has saved: runs save one after the other.
_LOCK, _WAIT = ".toolkit-saving", 60.0


def save_register(register: Register, campaign: Campaign, as_of: date, language: Language) -> None:
    """Replace the register's file, keeping what was typed or saved by another run since it was read.

    Raises `NotDoneError`: another run does not end saving (`register-busy`), somebody saves it again and again
    (`changed-meanwhile`), or it cannot be read or replaced.
    """
    refuse_links(register.path.parent, register.path)
    with exclusive_lock(register.path.parent / _LOCK, "register-busy", wait=_WAIT):
        for left in reversed(range(_TRIES)):
            merge_saved(register)
            try:
                save_in_one_step(
                    register.path,
                    lambda path: write_register(path, register, campaign, as_of, language),
                    unchanged=lambda: file_state(register.path) == register.seen,
                )
            except NotDoneError as error:
                if error.code != "changed-meanwhile" or not left:
                    raise
            else:
                register.keep()
                return


def write_register(path: Path, register: Register, campaign: Campaign, as_of: date, language: Language = "vi") -> None:
    """Write the register to `path`: the same register gives the same bytes on the same day, `as_of`. Three sheets in
    `language` are for people: files, mails and sent mails; two hidden sheets are for programs."""
    title = registers.TITLES["register"].say(language)
    book = Book(path, created=datetime(as_of.year, as_of.month, as_of.day), title=title)
    with book:
        sheets = {key: book.sheet(registers.SHEETS[key].say(language)) for key in ("register", "mails", "sent")}
        drawing = _Drawing(book, Look(book), register, campaign, roster_of(campaign), language)
        _draw_files(sheets["register"], drawing)
        mails = sorted(register.mails.values(), key=lambda m: (m.received or datetime.max, m.key))
        drawing.draw(sheets["mails"], "mails", _MAILS, mails, [m.key for m in mails])
        _draw_sent(sheets["sent"], drawing)
        if register.seen_files:
            seen = sorted(register.seen_files.values(), key=lambda s: (s.day, s.name, s.key))
            drawing.draw(book.sheet(registers.SHEETS["seen"].say(language)), "seen", _SEEN, seen, [s.key for s in seen])
        if register.edits:
            edits = sorted(register.edits.values(), key=lambda e: (e.day or as_of, e.about, e.id))
            sheet = book.sheet(registers.SHEETS["edits"].say(language))
            drawing.draw(sheet, "edits", _EDITS, edits, [e.id for e in edits])
        _draw_sources(book.sheet("taken"), register)
        sheets["register"].activate()


@dataclass(frozen=True)
class _Drawing:
    """A register while it is drawn."""

    book: Book
    look: Look
    register: Register
    campaign: Campaign
    roster: Roster
    language: Language

    def name_of(self, agency: str) -> str:
        """An agency's short name; an unknown agency's code."""
        known = self.campaign.agency_by_code.get(agency)
        return known.short_name if known else agency

    def draw(
        self,
        sheet: Sheet,
        key: str,
        columns: Sequence[TableColumn],
        records: Sequence[Any],
        keys: Sequence[str],
        freeze: int = 1,
        **about: object,
    ) -> tuple[int, int]:
        """Draw one sheet; returns the number of its first row, and that after its last row."""
        language = self.language
        end = draw_columns(
            sheet,
            self.look,
            key,
            columns,
            [values_of(records, c.shows or c.key, self) for c in columns],
            language,
            keys=keys,
            about=registers.ABOUT[key].say(language, **about),
            freeze=freeze,
            names=(registers.TITLES[key].say(language), registers.SHEETS[key].say(language)),
            words=registers.COLUMNS,
        )
        return end - len(records), end


# --- Files -----------------------------------------------------------------------------------------


def _state_text(entry: Entry, drawing: _Drawing) -> str:
    blank = entry.state == "taken" and BLANK_FORM in entry.remark_codes
    return (registers.BLANK if blank else registers.STATES[entry.state]).say(drawing.language)


def _proposed(entry: Entry, drawing: _Drawing) -> str:
    """The names of the possible agencies of a file that waits."""
    if entry.state != "waiting":
        return ""
    return listed([drawing.name_of(code) for code in attribute(drawing.roster, entry).proposed])


def _agency_name(entry: Entry | SentMail | DeskEdit, drawing: _Drawing) -> str:
    return drawing.name_of(entry.agency)


def _figure_of(edit: DeskEdit, drawing: _Drawing) -> str:
    """The indicator and period of a figure, in words."""
    known = drawing.campaign.indicator_by_code.get(edit.indicator)
    periods = {p.key: period_label(p, drawing.language) for p in drawing.campaign.periods}
    return ", ".join(filter(None, (known.label if known else edit.indicator, periods.get(edit.period, edit.period))))


def _hidden(*keys: str) -> list[TableColumn]:
    """Columns for programs only, which people do not see."""
    return [TableColumn(key, 12, "code", hidden=True) for key in keys]


def _problem(entry: Entry, drawing: _Drawing) -> str:
    """Everything to be checked in a file, with advice."""
    findings = entry_findings(entry, attribute(drawing.roster, entry))
    return "\n".join(" ".join(describe(f, drawing.language, drawing.campaign)) for f in findings)[:_LONGEST]


_FILES = (
    TableColumn("status", 17, "bold", _state_text, wraps=True),
    TableColumn("decision", 22, "typed"),
    TableColumn("proposed", 20, "long", _proposed),
    TableColumn("agency_name", 18, "long", _agency_name),
    TableColumn("received", 16, "moment"),
    TableColumn("sender", 25, "long"),
    TableColumn("subject", 28, "long"),
    TableColumn("name", 28, "long"),
    TableColumn("open", 7, "link", lambda e, drawing: OPEN.say(drawing.language) if e.file else None),
    TableColumn("problem", 50, "long", _problem),
    TableColumn("comment", 18, "typed"),
    TableColumn("file", 40),
    TableColumn("sender_name", 22),
    TableColumn("speaks_of", 18, "long", lambda e, drawing: ", ".join(map(drawing.name_of, e.named))),
    TableColumn("forwarded_by", 22),
    TableColumn("within", 22),
    TableColumn("size", 10, "count", lambda e, _: e.size or None),
    TableColumn("codes", 12, "code", lambda e, _: pack_remarks(e.codes), hidden=True),
    *_hidden("kind", "how", "mail", "state", "hinted", "agency", "stamped", "named", "message_id", "sha256"),
)


def _draw_files(sheet: Sheet, drawing: _Drawing) -> None:
    look, language = drawing.look, drawing.language
    entries = in_order(drawing.register)
    waiting = sum(e.state == "waiting" for e in entries)
    keys, positions = [e.id for e in entries], columns_by_key(_FILES)
    first, end = drawing.draw(sheet, "register", _FILES, entries, keys, 3, count=len(entries), waiting=waiting)
    for row, entry in enumerate(entries, start=first):
        if entry.file:
            sheet.link_file(row, positions["open"], entry.file)
    sheet.set_paper(8)
    sheet.print_area(1, 1, max(end - 1, FIRST_ROW), positions["comment"])
    if not entries:
        return
    offer_choices(sheet, _FILES, "decision", _draw_choices(drawing), end)
    _mark(sheet, first, end, positions["status"], registers.STATES["waiting"], drawing)
    noted = {"type": "no_blanks", "format": look(bg_color=AMBER_FILL)}
    sheet.conditional_format(first, positions["problem"], end - 1, positions["problem"], noted)
    muted, status = look(font_color=MUTED), f"${column_name(positions['status'])}{first + 1}"
    for state in ("aside", "left", "ours"):
        rule = {"type": "formula", "criteria": f'={status}="{registers.STATES[state].say(language)}"', "format": muted}
        sheet.conditional_format(first, positions["status"], end - 1, positions["subject"], rule)


def _mark(sheet: Sheet, first: int, end: int, column: int, word: Text, drawing: _Drawing) -> None:
    """Show the cells of a column that contain this word in red."""
    mark = drawing.look(bg_color=RED_FILL, font_color=RED, bold=True)
    rule = {"type": "cell", "criteria": "==", "value": f'"{word.say(drawing.language)}"', "format": mark}
    sheet.conditional_format(first, column, end - 1, column, rule)


def _draw_choices(drawing: _Drawing) -> str:
    """Draw the agencies to choose from on a hidden sheet: a list in the cell may have only 255 characters."""
    sheet = drawing.book.sheet("lists")
    words = [registers.ASIDE.say(drawing.language), *map(list_entry, drawing.campaign.agencies)]
    for row, word in enumerate(words):
        sheet.write_text(row, 0, word)
    sheet.very_hidden()
    drawing.book.define_name("Decisions", f"=lists!$A$1:$A${len(words)}")
    return "=Decisions"


# --- Mails -----------------------------------------------------------------------------------------


def _remarks_text(mail: MailRow, drawing: _Drawing) -> str:
    sentences = []
    for remark in mail.codes:
        name, value = "", remark.value
        if remark.code in OF_ARCHIVES:  # the archive, and the file in it
            name, _, value = value.partition(": ")
        sentences.append(describe(finding(remark.code, value=value, arguments={"name": name}), drawing.language)[0])
    return "\n".join(sentences)


_MAILS = (
    TableColumn("received", 16, "moment"),
    TableColumn("sender", 30),
    TableColumn("sender_name", 26, "long"),
    TableColumn("subject", 60, "long"),
    TableColumn("attachments", 9, "count"),
    TableColumn("first_line", 60, "long"),
    TableColumn("problem", 60, "long", _remarks_text),
    TableColumn("codes", 12, "code", lambda m, _: pack_remarks(m.codes), hidden=True),
    *_hidden("message_id"),
)
_SENT = (
    TableColumn("day", 12, "day"),
    TableColumn("agency_name", 22, "long", _agency_name),
    TableColumn("what", 20, "text", lambda s, drawing: posting.KINDS[s.kind].say(drawing.language)),
    TableColumn("to", 40, "long"),
    TableColumn("subject", 60, "long"),
    TableColumn("result", 20, "text", lambda s, drawing: registers.SENT_STATES[s.state].say(drawing.language)),
    TableColumn("decision", 20, "typed"),
    TableColumn("returned", 30),
    *_hidden("kind", "state", "agency", "about"),
)
_SEEN = (
    TableColumn("file", 60, "long", "name"),
    TableColumn("day", 14, "day", heading=registers.SEEN),
    TableColumn("absent", 20, "day"),
    TableColumn("decision", 22, "typed day", lambda s, _: typed_day(s.decision) or s.decision, heading=registers.CAME),
)
#: A cell with a code, which people see as a sign; the words are in the next cell.
_MARKED: dict[str, object] = {"bg_color": INPUT, "num_format": ';;;"✓"', "align": "center"}
_EDITS = (
    TableColumn("day", 12, "day", heading=registers.DECIDED),
    TableColumn("agency_name", 18, "long", _agency_name),
    TableColumn("label", 30, "long", _figure_of),
    TableColumn("text", 44, "long"),
    TableColumn("corrected_value", 16, "typed text"),
    TableColumn("left_out", 10, "typed text"),
    *(TableColumn(key, 16, "typed text") for key in ("corrected_by", "accepted_by")),
    TableColumn("reason", 28, "typed text", wraps=True),
    TableColumn("reviewed_by", 18, "typed text"),
    TableColumn("reviewed_on", 14, "typed text"),
    TableColumn("edited_family", 18, "typed text", wraps=True),
    TableColumn("edited_text", 30, "typed text", wraps=True),
    TableColumn("edited_theme", 14, "typed text"),
    TableColumn("merge_into", 10, _MARKED),
    TableColumn("merge_text", 30, "long"),
    TableColumn("keep_apart", 10, _MARKED),
    TableColumn("apart_texts", 30, "long"),
    *(TableColumn(key, 10, "typed text") for key in ("hide", "follow_up")),
    *_hidden("agency", "indicator", "period", "table", "row", "group", "finding", "section", "sent", "version", "was"),
)


def _draw_sent(sheet: Sheet, drawing: _Drawing) -> None:
    sent = sorted(drawing.register.sent.values(), key=lambda s: (s.day, s.agency, s.id))
    first, end = drawing.draw(sheet, "sent", _SENT, sent, [s.id for s in sent])
    if sent:
        offer_choices(sheet, _SENT, "decision", [text.say(drawing.language) for text in registers.WENT.values()], end)
        _mark(sheet, first, end, columns_by_key(_SENT)["result"], registers.SENT_STATES["sending"], drawing)


def _draw_sources(sheet: Sheet, register: Register) -> None:
    """Draw the sources of mails, for programs only. A text too long for a cell continues in rows with the same key."""
    for column, key in enumerate((PREFIX + "taken", "kind", "detail")):
        sheet.write_text(0, column, key)
    rows = (
        (name, kind, detail[start : start + _LONGEST])
        for (kind, name), detail in sorted(register.sources.items())
        for start in range(0, max(1, len(detail)), _LONGEST)
    )
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            sheet.write_text(row, column, value)
    sheet.very_hidden()
