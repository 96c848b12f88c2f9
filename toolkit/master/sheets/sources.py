"""The master's sheets about files: every one that came in, the coordinator's decision, and what versions differ in."""

from __future__ import annotations

from operator import attrgetter

from toolkit.agencies.names import choice
from toolkit.consolidation.versions import fate
from toolkit.language.numbers import format_number, rounded
from toolkit.master.sheets.context import Master, balance_text, open_formulas
from toolkit.messages import Text, masters
from toolkit.messages.findings.catalogue import describe, named
from toolkit.messages.forms import INFO
from toolkit.model import Change, Decision, Language, Submission
from toolkit.model.periods import period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.xlsx.excel import MAX_TARGET, Cell, Sheet, Styled, link_path, units
from toolkit.xlsx.look import INPUT
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import FIRST_ROW, MAX_ACROSS, PERIOD_WIDTH, TableColumn, draw_table

#: The parts of a file's balance, in the order of the sentence that says it.
PARTS = ("figures", "statements", "info", "notes", "reported")


#: From which column on the names of agencies stand for the drop-down.
_CHOICES = 40


def _heading(part: str, language: Language) -> str:
    return masters.CELLS_OF_TABLES.say(language) if part == "rows" else ""


def _status(submission: Submission) -> Text:
    return masters.FATES.get(fate(submission), masters.STATUSES[submission.status])


def _is_linked(submission: Submission) -> bool:
    """Whether a link leads to the file from here."""
    return not submission.source.away and units(link_path(submission.source.file)) <= MAX_TARGET


def draw_sources(master: Master) -> None:
    """Every file with what became of it and its own balance; decisions whose file is gone stand at the end."""
    look, language, result = master.look, master.language, master.result
    plain, text, count = look.boxed(text_wrap=False), look.boxed(), look.centred
    decided = look.boxed(bg_color=INPUT)
    parts = (*PARTS, "rows") if result.has_rows else PARTS
    columns = [
        TableColumn("file", 40, text, wraps=True),
        TableColumn("open", 7, look.link),
        TableColumn("agency", 13, plain),
        TableColumn("agency_name", 24, text, wraps=True),
        TableColumn("used", 9, count),
        TableColumn("decision", 13, decided),
        TableColumn("assigned_agency", 24, decided, wraps=True),
        TableColumn("status", 22, text, wraps=True),
        TableColumn("reason", 50, text, wraps=True),
        TableColumn("sender", 22, text),
        TableColumn("received", 12, look.boxed(num_format="dd/mm/yyyy", align="center")),
        TableColumn("filled", 10, count),
        *(TableColumn(part, 10, count, heading=_heading(part, language)) for part in parts),
        TableColumn("sha256", 66, plain),
        TableColumn("through", 30, text, wraps=True),
    ]
    word = masters.OPEN.say(language)
    rows: list[list[Cell]] = []
    for submission in result.submissions:
        used = submission.status in ("accepted", "accepted_with_errors")
        reasons = [] if used else [describe(f, language, result.campaign)[0] for f in submission.findings]
        decision = result.decisions.get(submission.source.file)
        balance = submission.balance
        counts: list[Cell] = [balance.cells, *(getattr(balance, part) for part in parts)]
        rows.append(
            [
                submission.source.file,
                word if _is_linked(submission) else None,
                submission.agency,
                master.name_of(submission.agency),
                (masters.USED if used else masters.NOT_USED).say(language),
                *_decided(decision),
                _status(submission).say(language),
                " ".join(reasons),
                submission.source.sender,
                submission.source.received,
                *(counts if balance.cells else [None] * len(counts)),
                submission.source.sha256,
                submission.source.through or None,
            ]
        )
    for decision in filter(attrgetter("as_typed"), result.orphaned_decisions):
        head: list[Cell] = [
            decision.file,
            None,
            None,
            None,
            masters.NOT_USED.say(language),
            *_decided(decision),
            masters.GONE_FILE.say(language),
        ]
        rest: list[Cell] = [None] * (len(columns) - len(head) - 2)
        rows.append([*head, *rest, decision.sha256, None])
    sheet = master.sheets["sources"]
    about = masters.ABOUT["sources"].say(language, balance=balance_text(result, language))
    link = f'=HYPERLINK({master.path_of("$B")},"{word}")'
    end = draw_table(sheet, look, "sources", columns, rows, language, about=about, formulas={2: link})
    if rows:
        places = {column.key: n for n, column in enumerate(columns, start=1)}
        offered = (
            ("decision", [text.say(language) for text in masters.DECISIONS.values()]),
            ("assigned_agency", _choices(master, sheet)),
        )
        for key, choices in offered:
            sheet.data_validation(
                FIRST_ROW,
                places[key],
                end - 1,
                places[key],
                {"validate": "list", "source": choices, "error_type": "warning"},
            )


def _decided(decision: Decision | None) -> list[Cell]:
    """What the coordinator typed in a file's yellow cells."""
    return [decision.typed or None, decision.assigned or None] if decision else [None, None]


def _choices(master: Master, sheet: Sheet) -> str:
    """The agencies to choose from, out of sight in the title's row: a list in the cell itself may hold 255 letters."""
    agencies = master.campaign.agencies[:MAX_ACROSS]
    for column, agency in enumerate(agencies, start=_CHOICES):
        sheet.write_text(1, column, choice(agency))
    last = _CHOICES + len(agencies) - 1
    sheet.set_column(_CHOICES, last, None, None, {"hidden": True})
    ends = [f"${cell_name(1, column).rstrip('2')}$2" for column in (_CHOICES, last)]
    return f"={':'.join(ends)}"


def draw_changes(master: Master) -> None:
    """What differs between each version that was replaced and the next, and what that does to the totals."""
    look, language, result = master.look, master.language, master.result
    plain, text = look.boxed(text_wrap=False), look.boxed()
    number = look.boxed(align="right", text_wrap=False)

    styles = {
        i.code: look.boxed(num_format=master.number_format(i), align="right", text_wrap=False)
        for i in master.campaign.indicators
    }

    def total(change: Change, value: float | None) -> Cell:
        return Styled(value, styles[change.indicator]) if change.indicator in styles else value

    known = [c for c in result.changes if c.indicator in styles]
    before, after = (
        column_width(15, ((getattr(c, name), master.decimals[c.indicator or ""]) for c in known))
        for name in ("before", "after")
    )
    columns = [
        TableColumn("agency", 13, plain),
        TableColumn("agency_name", 20, text, wraps=True),
        TableColumn("kind", 16, plain),
        TableColumn("place", 36, text, wraps=True),
        TableColumn("period", PERIOD_WIDTH, plain),
        TableColumn("old_value", 34, text, wraps=True),
        TableColumn("new_value", 34, text, wraps=True),
        TableColumn("total_before", before, number),
        TableColumn("total_after", after, number),
        TableColumn("effects", 34, text, wraps=True),
        TableColumn("old_file", 28, text, wraps=True),
        TableColumn("old_cell", 9, plain),
        TableColumn("file", 28, text, wraps=True),
        TableColumn("sheet", 16, plain),
        TableColumn("cell", 9, plain),
        TableColumn("open", 7, look.link),
        TableColumn("indicator", 11, plain),
        TableColumn("section", 12, plain),
    ]
    labels = {p.key: period_label(p, language) for p in result.campaign.periods}
    rows: list[list[Cell]] = [
        [
            c.agency,
            master.name_of(c.agency),
            masters.CHANGED[c.what].say(language),
            _place(master, c),
            labels.get(c.period or "", c.period),
            c.old or None,
            c.new or None,
            total(c, c.before),
            total(c, c.after),
            _effects(master, c),
            c.old_file,
            c.old_cell or None,
            c.new_file,
            c.sheet,
            c.new_cell or None,
            master.opens(c.new_file, c.sheet, c.new_cell),
            c.indicator,
            c.section,
        ]
        for c in result.changes
    ]
    about = masters.ABOUT["changes"].say(language)
    draw_table(
        master.pages("changes"),
        look,
        "changes",
        columns,
        rows,
        language,
        about=about,
        formulas=open_formulas(columns, master),
    )


def _effects(master: Master, change: Change) -> str | None:
    """The other totals that a change moves, in words: `TT07 2019: 93,3 → 94,1`."""
    say = master.language
    labels = {p.key: period_label(p, say) for p in master.campaign.periods}
    whole = masters.COLUMNS["total"].say(say).lower()

    def shown(value: float | None) -> str:
        return "–" if value is None else format_number(rounded(value, 2), say)

    return (
        "; ".join(
            f"{e.indicator} {labels.get(e.period, whole)}: {shown(e.before)} → {shown(e.after)}" for e in change.effects
        )
        or None
    )


def _place(master: Master, change: Change) -> str:
    """The indicator, section, detail or table by its name; of a table with a key column the row, too."""
    campaign = master.campaign
    if change.what == "row":
        table = campaign.table_by_code.get((change.indicator or "").partition(".")[0])
        row = f": {change.detail}" if table and table.key_column else ""
        return named(change.indicator or "", master.language, campaign) + row
    if change.indicator:
        return f"{change.indicator} {campaign.indicator_by_code[change.indicator].label}"
    if change.section:
        return campaign.section_by_code[change.section].heading
    return INFO[change.detail].say(master.language) if change.detail else ""
