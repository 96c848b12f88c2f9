"""The sheet of groups: what the summary is made of, and where the coordinator decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from toolkit.language.text import KEPT, listed
from toolkit.master.sheets.context import Master
from toolkit.messages import masters
from toolkit.model import Edit
from toolkit.spreadsheet.addresses import cell_name
from toolkit.xlsx.excel import Cell, FormulaCell
from toolkit.xlsx.look import AMBER_FILL, INPUT
from toolkit.xlsx.tables import FIRST_ROW, TableColumn, draw_table, letters_shown

_KEYS = (
    "group",
    "section_name",
    "theme_name",
    "family",
    "text",
    "count",
    "agencies",
    "proposed_with",
    "proposed_text",
    "edited_family",
    "edited_text",
    "edited_theme",
    "merge_into",
    "keep_apart",
    "hide",
    "summary_text",
    "open",
    "taken_over",
    "section",
    "theme",
)
#: Sheet columns that other sheets point to.
TEXT, LINE = _KEYS.index("text") + 1, _KEYS.index("summary_text") + 1
#: Where the labels of the themes stand for the drop-down, out of sight in the title's row.
_LABELS_ROW, _LABELS_COLUMN = 1, 40
#: The defined name of that place: validations may not name another sheet.
_LABELS = "ThemeLabels"
#: The last column that is printed: what follows is told on the leaders' sheet, or leads to it.
_PRINTED = _KEYS.index("hide") + 1
#: The width of the column of agencies.
_WHO = 26.0


def draw(master: Master) -> None:
    """Draw the sheet: a row a group, then the edits that have no group of their own."""
    look, language, result = master.look, master.language, master.whole
    plain, text, edit = look.boxed(text_wrap=False), look.boxed(), look.boxed(bg_color=INPUT)
    columns = [
        TableColumn("group", 12, look.boxed(text_wrap=False, bold=True)),
        TableColumn("section_name", 14, text, wraps=True),
        TableColumn("theme_name", 15, text, wraps=True),
        TableColumn("family", 18, text, wraps=True),
        TableColumn("text", 48, text, wraps=True),
        TableColumn("count", 7, look.centred),
        TableColumn("agencies", _WHO, text, wraps=True),
        TableColumn("proposed_with", 12, text),
        TableColumn("proposed_text", 28, look.link, wraps=True),
        TableColumn("edited_family", 16, edit, wraps=True),
        TableColumn("edited_text", 28, edit, wraps=True),
        TableColumn("edited_theme", 15, edit),
        TableColumn("merge_into", 12, edit),
        TableColumn("keep_apart", 12, edit),
        TableColumn("hide", 7, edit),
        TableColumn("summary_text", 40, text, wraps=True),
        TableColumn("open", 7, look.link),
        TableColumn("taken_over", 22, plain),
        TableColumn("section", 13, plain, hidden=True),
        TableColumn("theme", 12, plain, hidden=True),
    ]
    master.group_rows.update({g.id: row for row, g in enumerate(result.groups, start=FIRST_ROW)})
    pages = master.pages("groups")
    keys = [*(g.id for g in result.groups), *(e.group for e in result.orphaned_edits if e.is_shown)]
    words = {"one": masters.FAMILY_ONE, "apart": masters.FAMILY_APART, "all_apart": masters.FAMILY_ALL_APART}
    about = masters.ABOUT["groups"].say(language, **{key: text.say(language) for key, text in words.items()})
    draw_table(pages, look, "groups", columns, _rows(master), language, keys=keys, about=about)
    for sheet, end in pages.drawn(len(keys)):
        sheet.print_area(1, 1, max(end - 1, FIRST_ROW), _PRINTED)
    if not keys:
        return
    place = {key: at for at, key in enumerate(_KEYS, start=1)}
    labels = [t.label for t in result.campaign.themes]
    if labels:
        sheet = pages.sheets[0]
        for column, label in enumerate(labels, start=_LABELS_COLUMN):
            sheet.write_text(_LABELS_ROW, column, label)
        last = _LABELS_COLUMN + len(labels) - 1
        sheet.set_column(_LABELS_COLUMN, last, None, None, {"hidden": True})
        first, final = (cell_name(_LABELS_ROW, c).rstrip("0123456789") for c in (_LABELS_COLUMN, last))
        labels_at = master.reference("groups", f"${first}${_LABELS_ROW + 1}:${final}${_LABELS_ROW + 1}")
        master.book.define_name(_LABELS, f"={labels_at}")
        column, theme = place["edited_theme"], place["theme_name"]
        for sheet, end in pages.drawn(len(keys)):
            sheet.data_validation(
                FIRST_ROW,
                column,
                end - 1,
                column,
                {"validate": "list", "source": f"={_LABELS}", "error_type": "warning"},
            )
            sheet.conditional_format(
                FIRST_ROW, theme, end - 1, theme, {"type": "blanks", "format": look(bg_color=AMBER_FILL)}
            )
    column = place["edited_family"]
    for sheet, end in pages.drawn(len(keys)):
        sheet.data_validation(
            FIRST_ROW,
            column,
            end - 1,
            column,
            {"validate": "list", "source": [t.say(language) for t in words.values()], "show_error": False},
        )
    column = place["hide"]
    for sheet, end in pages.drawn(len(keys)):
        sheet.data_validation(
            FIRST_ROW, column, end - 1, column, {"validate": "list", "source": ["yes", "no"], "error_type": "warning"}
        )


def agencies_shown(master: Master, agencies: Sequence[str], width: float) -> str:
    """The agencies' names; where a row could not show them all in a column of this width, their codes,
    as far as it can."""
    room = letters_shown(width)
    names = ", ".join(map(master.short, agencies))
    return names if len(names) <= room else listed(agencies, room, ", ")


def _rows(master: Master) -> Iterator[list[Cell]]:
    result, word = master.whole, masters.OPEN.say(master.language)
    lines = master.lines
    sections = {s.code: s.heading for s in result.campaign.sections}
    themes = {t.code: t.label for t in result.campaign.themes}
    names = {own: family.name for family in result.families for own in family.groups}

    def proposed(others: tuple[str, ...]) -> Cell:
        """The likeliest, as its own line, linked to its row."""
        if not others:
            return None
        target, line = (master.at("groups", master.group_rows[others[0]], c) for c in (TEXT, LINE))
        return FormulaCell(f'=HYPERLINK("#{target}",{line})', lines[others[0]])

    for group in result.groups:
        opens = f'=HYPERLINK("#{master.at("statements", master.statement_rows[group.statements[0]], 6)}","{word}")'
        yield [
            group.id,
            sections[group.section],
            themes.get(group.theme, group.theme),
            names.get(group.id),
            group.text,
            len(group.agencies),
            agencies_shown(master, group.agencies, _WHO),
            listed(group.proposed_with, KEPT, ", "),
            proposed(group.proposed_with),
            *_edited(group.edit),
            lines[group.id],
            FormulaCell(opens, word),
            _from(master, group.edit) if group.edit else None,
            group.section,
            group.theme,
        ]
    for edit in filter(attrgetter("is_shown"), result.orphaned_edits):
        nearest = tuple(x for x in edit.nearest if x in lines)
        yield [
            edit.group,
            sections.get(edit.section, edit.section),
            None,
            None,
            edit.text,
            0,
            None,
            listed(nearest, KEPT, ", "),
            proposed(nearest),
            *_edited(edit),
            _where(master, edit),
            None,
            _from(master, edit),
            edit.section,
            None,
        ]


def _edited(edit: Edit | None) -> list[Cell]:
    if edit is None:
        return [None] * 6
    return [
        edit.edited_family,
        edit.edited_text,
        edit.edited_theme,
        edit.merge_into,
        edit.keep_apart,
        "yes" if edit.hide else "no" if edit.show else None,
    ]


def _from(master: Master, edit: Edit) -> str:
    """Where it was decided, if not here: in masters of parts, or in a campaign before."""
    return edit.taken_over if master.shared else edit.through or edit.taken_over


def _where(master: Master, edit: Edit) -> str:
    """What became of a group that has no row of its own."""
    gone = {f.group for f in master.whole.findings if f.code == "edit-without-group"}
    text = masters.GONE if edit.group in gone or not edit.merge_into else masters.MERGED_AWAY
    return text.say(master.language, group=edit.merge_into)
