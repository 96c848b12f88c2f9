"""The sheet of groups of statements, with the coordinator's decisions about them."""

from collections.abc import Sequence
from functools import partial

from toolkit.language.text import IN_CELL, group_codes, listed, means_no, means_yes
from toolkit.master.sheets.context import Master, View
from toolkit.master.sheets.record_sheets import ROW_KEYS, RecordSheet, code_column
from toolkit.master.sheets.reports import STATEMENT_TEXT
from toolkit.messages import masters
from toolkit.model import Edit, Group
from toolkit.spreadsheet.addresses import cell_name
from toolkit.xlsx.excel import FormulaCell, Sheet
from toolkit.xlsx.look import AMBER_FILL
from toolkit.xlsx.tables import FIRST_ROW, TableColumn, characters_shown, columns_by_key, offer_choices

#: The hidden cells of the title's row with the themes' labels for the drop-down.
_LABELS_ROW, _LABELS_COLUMN = 1, 40
#: The defined name of those cells: validations may not refer to another sheet.
_LABELS = "ThemeLabels"
#: The width of the column of agencies.
_AGENCIES_WIDTH = 26.0


def _field(what: str, group: Group, _: View) -> str:
    return str(getattr(group.edit, what)) if group.edit else ""


def _group_numbers(what: str, group: Group, view: View) -> str:
    """The numbers of the groups that an edit names, or the word for all of them."""
    typed = _field(what, group, view)
    if means_yes(typed):
        return masters.USED.say(view.language)
    codes = group_codes(typed)
    return view.numbers_of(codes) if any(code in view.group_numbers for code in codes) else typed


def _hide_word(group: Group, view: View) -> str:
    edit = group.edit
    word = masters.USED if edit and edit.hide else masters.NOT_USED if edit and edit.show else None
    return word.say(view.language) if word else ""


def _follow_up_text(group: Group, view: View) -> str:
    typed = _field("follow_up", group, view)
    word = masters.USED if means_yes(typed) else masters.NOT_USED if means_no(typed) else None
    return word.say(view.language) if word else typed


def _proposed_line(group: Group, master: Master) -> FormulaCell | None:
    """The line of the likeliest group to merge with, linked to its row."""
    return line_of(master, group.proposed_with[0]) if group.proposed_with else None


def _statement_link(group: Group, master: Master) -> FormulaCell | None:
    if not group.statements:
        return None
    word, row = masters.OPEN.say(master.language), master.statement_rows[group.statements[0]]
    return FormulaCell(f'=HYPERLINK("#{master.record_cell("statements", row, STATEMENT_TEXT)}","{word}")', word)


def _leaders_line(group: Group, master: Master) -> str:
    return master.lines[group.id] if group.statements or not group.edit else _absence_in_words(master, group.edit)


def _decided_elsewhere(group: Group, master: Master) -> str:
    """Where the edit was made, if not here: in masters of parts, or in a previous campaign."""
    edit = group.edit
    return ("" if master.shared else edit.through) or edit.taken_over if edit else ""


def _counted(what: str, group: Group, view: View) -> tuple[str, ...]:
    """The agencies counted beside the sentence with which a group is printed: who wrote it, or in close words."""
    return getattr(view.idea_of[group.id], what) if group.id in view.idea_of else ()


def _edit_column(key: str, width: float, kind: str = "typed", *, wraps: bool = False) -> TableColumn:
    return TableColumn(key, width, kind, partial(_field, key), wraps=wraps)


_COLUMNS = (
    TableColumn("group_no", 6, "count", lambda g, view: view.group_numbers[g.id], None),
    TableColumn("section_name", 14, "long", lambda g, view: view.heading_of(g.section), None),
    TableColumn("theme_name", 15, "long", lambda group, view: view.theme_labels.get(group.theme, group.theme), None),
    TableColumn("family", 18, "long", lambda g, view: view.family_names.get(g.id, "")),
    TableColumn("text", 48, "long"),
    TableColumn("count", 7, "count", lambda g, view: len(g.agencies) - len(g.loosely)),
    TableColumn(
        "agencies",
        _AGENCIES_WIDTH,
        "long",
        lambda g, master: agencies_shown(master, g.agencies, _AGENCIES_WIDTH),
        "agencies",
    ),
    TableColumn("proposed_no", 9, "count", lambda g, view: view.numbers_of(g.proposed_with), None),
    TableColumn("proposed_text", 28, "link", _proposed_line, None, wraps=True),
    _edit_column("edited_family", 16, wraps=True),
    _edit_column("edited_text", 28, wraps=True),
    _edit_column("edited_theme", 15),
    TableColumn("merge_into", 9, "typed text", partial(_group_numbers, "merge_into"), partial(_field, "merge_into")),
    TableColumn("keep_apart", 9, "typed text", partial(_group_numbers, "keep_apart"), partial(_field, "keep_apart")),
    TableColumn("hide", 7, "typed", _hide_word, "is_hidden", yes_no=True),
    TableColumn("follow_up", 9, "typed", _follow_up_text, partial(_field, "follow_up")),
    TableColumn("summary_text", 40, "long", _leaders_line, "shown_text"),
    TableColumn("open", 7, "link", _statement_link, None),
    TableColumn("taken_over", 22, "code", _decided_elsewhere, partial(_field, "taken_over")),
    code_column("group", "id"),
    code_column("proposed_with", lambda g, view: listed(g.proposed_with, IN_CELL, ", "), "proposed_with"),
    code_column("section"),
    code_column("theme"),
    code_column("printed_with", lambda g, view: view.idea_of[g.id].first.id if g.id in view.idea_of else ""),
    code_column("wrote", lambda g, view: listed(_counted("wrote", g, view), IN_CELL, ", "), partial(_counted, "wrote")),
    code_column(
        "similar", lambda g, view: listed(_counted("similar", g, view), IN_CELL, ", "), partial(_counted, "similar")
    ),
)
_AT = columns_by_key(_COLUMNS)
#: The columns that other sheets link to.
TEXT, LINE = _AT["text"], _AT["summary_text"]
GROUPS = RecordSheet[Group]("groups", lambda view: view.whole.groups, _COLUMNS, row_keys="id")


def draw(master: Master) -> None:
    """Draw the sheet: one row for each group, then one for each edit without a group."""
    look, language, result = master.look, master.language, master.whole
    master.group_rows.update({g.id: row for row, g in enumerate(result.groups, start=FIRST_ROW)})
    alone = [  # as groups without statements
        Group(e.group, e.section, "", e.text, (), (), tuple(x for x in e.nearest if x in master.lines), e)
        for e in result.orphaned_edits
        if e.is_shown
    ]
    columns, data = GROUPS.cells(master, [*result.groups, *alone])
    words = {"one": masters.FAMILY_ONE, "apart": masters.FAMILY_APART, "all_apart": masters.FAMILY_ALL_APART}
    choices = {key: text.say(language) for key, text in words.items()}
    pages = GROUPS.draw_cells(master, columns, data, about=choices)
    labels, count = [t.label for t in result.campaign.themes], len(data[ROW_KEYS])
    theme, family = _AT["theme_name"], _AT["edited_family"]
    families = {"validate": "list", "source": list(choices.values()), "show_error": False}
    for sheet, end in pages.drawn(count):
        # The columns after that are on the leaders' sheet, or are links.
        sheet.print_area(1, 1, max(end - 1, FIRST_ROW), _AT["hide"])
        if count and labels:
            offer_choices(sheet, columns, "edited_theme", f"={_LABELS}", end)
            blank = {"type": "blanks", "format": look(bg_color=AMBER_FILL)}
            sheet.conditional_format(FIRST_ROW, theme, end - 1, theme, blank)
        if count:
            sheet.data_validation(FIRST_ROW, family, end - 1, family, families)
            for key in ("hide", "follow_up"):
                offer_choices(
                    sheet, columns, key, [text.say(language) for text in (masters.USED, masters.NOT_USED)], end
                )
    if count and labels:
        _write_labels(master, pages.sheets[0], labels)


def _write_labels(master: Master, sheet: Sheet, labels: Sequence[str]) -> None:
    """Write the themes' labels for the drop-down, and define their name."""
    for column, label in enumerate(labels, start=_LABELS_COLUMN):
        sheet.write_text(_LABELS_ROW, column, label)
    last = _LABELS_COLUMN + len(labels) - 1
    sheet.set_column(_LABELS_COLUMN, last, None, None, {"hidden": True})
    first, final = (cell_name(_LABELS_ROW, c).rstrip("0123456789") for c in (_LABELS_COLUMN, last))
    labels_at = master.reference("groups", f"${first}${_LABELS_ROW + 1}:${final}${_LABELS_ROW + 1}")
    master.book.define_name(_LABELS, f"={labels_at}")


def line_of(master: Master, group: str) -> FormulaCell:
    """A group's line of the leaders' sheet, as a link to the group's row."""
    target, line = (master.record_cell("groups", master.group_rows[group], column) for column in (TEXT, LINE))
    return FormulaCell(f'=HYPERLINK("#{target}",{line})', master.lines[group])


def agencies_shown(master: Master, agencies: Sequence[str], width: float) -> str:
    """The agencies' names, as many as fit a row in a column of this width."""
    return listed(list(map(master.short_name, agencies)), characters_shown(width), ", ")


def _absence_in_words(master: Master, edit: Edit) -> str:
    """States that the group of an edit no longer exists, or was merged into another."""
    gone = {f.group for f in master.whole.findings if f.code == "edit-without-group"}
    text = masters.GONE if edit.group in gone or not edit.merge_into else masters.MERGED_AWAY
    return text.say(master.language, group=master.numbers_of([edit.merge_into]))
