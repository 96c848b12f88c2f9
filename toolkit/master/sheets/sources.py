"""The sheets of files: every file received with the coordinator's decision, and the changes between versions."""

from functools import partial
from operator import attrgetter

from toolkit.agencies.names import list_entry
from toolkit.consolidation.versions import fate
from toolkit.language.numbers import format_number, rounded
from toolkit.master.sheets.context import Master, View, balance_text
from toolkit.master.sheets.record_sheets import OPEN, RecordSheet, agency_name_column, code_column
from toolkit.messages import Text, masters
from toolkit.messages.findings.catalogue import named
from toolkit.messages.forms import INFO
from toolkit.model import RESEND_REASON, Change, Submission
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.xlsx.excel import MAX_TARGET, Cell, Styled, link_path, size_of
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import FIRST_ROW, MAX_ACROSS, PERIOD_WIDTH, TableColumn, columns_by_key, offer_choices, resized

#: The parts of a file's balance, in the order of the balance's sentence.
PARTS = ("figures", "statements", "info", "notes", "reported")


#: The first column with the names of agencies for the drop-down.
_CHOICES = 40


def _open_link(submission: Submission, view: View) -> str | None:
    """The word shown as a link to the file; None where no link can lead to it."""
    file = submission.source.file
    near = not submission.source.away and size_of(link_path(file)) <= MAX_TARGET
    return masters.OPEN.say(view.language) if near else None


def _used_word(submission: Submission, view: View) -> str:
    return (masters.USED if submission.counts else masters.NOT_USED).say(view.language)


def _entry_of_coordinator(what: str, submission: Submission, view: View) -> str:
    """The coordinator's entry in a file's yellow cell; `what` is the field of `Decision`."""
    decision = view.result.decisions.get(submission.source.file)
    return str(getattr(decision, what)) if decision else ""


def _status_word(submission: Submission, view: View) -> str:
    return masters.FATES.get(fate(submission), masters.STATUSES[submission.status]).say(view.language)


def _reason(submission: Submission, view: View) -> str:
    return "" if submission.counts else " ".join(view.describe(f)[0] for f in submission.findings)


def _cell_count(part: str, submission: Submission, _: View) -> int | None:
    return getattr(submission.balance, part) if submission.balance.cells else None


def _columns_of_sources(view: View) -> list[TableColumn]:
    parts: dict[str, str | Text] = dict.fromkeys(PARTS, "")
    if view.result.has_rows:
        parts["rows"] = masters.CELLS_OF_TABLES
    return [
        TableColumn("file", 40, "long", "source.file"),
        TableColumn("open", 7, "link", _open_link, None),
        agency_name_column(24),
        TableColumn("used", 9, "count", _used_word, lambda s, view: s.counts, yes_no=True),
        TableColumn("decision", 13, "typed", partial(_entry_of_coordinator, "typed")),
        TableColumn("assigned_agency", 24, "typed", partial(_entry_of_coordinator, "assigned"), wraps=True),
        TableColumn("status", 22, "long", _status_word, "status"),
        TableColumn("reason", 50, "long", _reason),
        TableColumn("sender", 22, "text", "source.sender"),
        TableColumn("received", 12, "day", "source.received"),
        TableColumn(RESEND_REASON, 24, "long", heading=INFO[RESEND_REASON]),
        TableColumn("filled", 10, "count", partial(_cell_count, "cells"), "balance.cells"),
        *(TableColumn(p, 10, "count", partial(_cell_count, p), f"balance.{p}", heading=h) for p, h in parts.items()),
        TableColumn("through", 30, "long", "source.through"),
        code_column("agency"),
        code_column("sha256", "source.sha256"),
    ]


SOURCES = RecordSheet[Submission]("sources", lambda view: view.result.submissions, _columns_of_sources)


def draw_sources(master: Master) -> None:
    """Draw the sheet: every file with its status and balance, then the decisions about files that are gone."""
    language, result = master.language, master.result
    columns, data = SOURCES.cells(master)
    for decision in filter(attrgetter("as_typed"), result.orphaned_decisions):
        row = {
            "file": decision.file,
            "used": masters.NOT_USED.say(language),
            "decision": decision.typed,
            "assigned_agency": decision.assigned,
            "status": masters.GONE_FILE.say(language),
            "sha256": decision.sha256,
        }
        for key, cells in data.items():
            cells.append(row.get(key))
    at = columns_by_key(columns)
    path = master.path_of("$" + column_name(at["file"]))
    link = f'=HYPERLINK({path},"{masters.OPEN.say(language)}")'
    SOURCES.draw_cells(master, columns, data, {at["open"]: link}, {"balance": balance_text(result, language)})
    if count := len(data["file"]):
        sheet = master.sheets["sources"]
        words = [text.say(language) for text in masters.DECISIONS.values()]
        offer_choices(sheet, columns, "decision", words, FIRST_ROW + count)
        # The agencies to choose from, hidden in the title's row: a list in a validation may hold only 255 characters.
        agencies = master.campaign.agencies[:MAX_ACROSS]
        for column, agency in enumerate(agencies, start=_CHOICES):
            sheet.write_text(1, column, list_entry(agency))
        last = _CHOICES + len(agencies) - 1
        sheet.set_column(_CHOICES, last, None, None, {"hidden": True})
        ends = [f"${cell_name(1, column).rstrip('2')}$2" for column in (_CHOICES, last)]
        offer_choices(sheet, columns, "assigned_agency", f"={':'.join(ends)}", FIRST_ROW + count)


def _columns_of_changes(view: View) -> list[TableColumn]:
    def total_cell(end: str, change: Change, master: Master) -> Cell:
        indicator = master.campaign.indicator_by_code.get(change.indicator or "")
        value: float | None = getattr(change, end)
        if indicator is None:
            return value
        shape = master.number_format(indicator)
        return Styled(value, master.look.boxed(num_format=shape, align="right", text_wrap=False))

    return [
        agency_name_column(20),
        TableColumn("kind", 16, "code", lambda c, view: masters.CHANGED[c.what].say(view.language), "what"),
        TableColumn("place", 36, "long", _subject, None),
        TableColumn(
            "period", PERIOD_WIDTH, "code", lambda c, view: view.period_labels.get(c.period or "", c.period), "period"
        ),
        TableColumn("old_value", 34, "long", "old"),
        TableColumn("new_value", 34, "long", "new"),
        TableColumn("total_before", 15, "amount", partial(total_cell, "before"), "before"),
        TableColumn("total_after", 15, "amount", partial(total_cell, "after"), "after"),
        TableColumn("effects", 34, "long", _effects),
        TableColumn(RESEND_REASON, 24, "long", heading=INFO[RESEND_REASON]),
        TableColumn("old_file", 28, "long"),
        TableColumn("old_cell", 9, "code"),
        TableColumn("file", 28, "long", "new_file"),
        TableColumn("sheet", 16, "code"),
        TableColumn("cell", 9, "code", "new_cell"),
        OPEN,
        *map(code_column, ("agency", "indicator", "section")),
        TableColumn("detail"),
    ]


CHANGES = RecordSheet[Change]("changes", lambda view: view.result.changes, _columns_of_changes)


def draw_changes(master: Master) -> None:
    """Draw the sheet: the changes from each replaced version to the next, with their effects on totals."""
    columns, data = CHANGES.cells(master)
    known = [c for c in master.result.changes if c.indicator in master.campaign.indicator_by_code]
    widths = {
        f"total_{end}": column_width(15, ((getattr(c, end), master.decimals[c.indicator or ""]) for c in known))
        for end in ("before", "after")
    }
    CHANGES.draw_cells(master, resized(columns, widths), data)


def _effects(change: Change, view: View) -> str | None:
    """The other totals that a change alters, in words: `Tỷ lệ xã 2019: 93,3 → 94,1`."""
    say, labels = view.language, view.period_labels
    whole = masters.COLUMNS["total"].say(say).lower()

    def text_of(value: float | None) -> str:
        return "–" if value is None else format_number(rounded(value, 2), say)

    effects = (
        f"{view.label_of(e.indicator)} {labels.get(e.period, whole)}: {text_of(e.before)} → {text_of(e.after)}"
        for e in change.effects
    )
    return "; ".join(effects) or None


def _subject(change: Change, view: View) -> str:
    """The name of the indicator, section, report detail or table, with the row of a table that has a key column."""
    campaign = view.campaign
    if change.what == "row":
        table = campaign.table_by_code.get((change.indicator or "").partition(".")[0])
        row = f": {change.detail}" if table and table.key_column else ""
        return named(change.indicator or "", view.language, campaign) + row
    if change.indicator:
        return campaign.indicator_by_code[change.indicator].label
    if change.section:
        return campaign.section_by_code[change.section].heading
    return INFO[change.detail].say(view.language) if change.detail else ""
