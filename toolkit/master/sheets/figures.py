"""The sheet of figures: every figure of every agency with its cell, and columns for the coordinator's corrections."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from toolkit.master.sheets.context import Master, open_formulas, shown_value
from toolkit.master.sheets.record_sheets import agency_name_column, code_column
from toolkit.messages import masters
from toolkit.model import FIGURE_FIELDS, Correction, Figure
from toolkit.xlsx.excel import Cell, Styled
from toolkit.xlsx.look import INPUT, RED
from toolkit.xlsx.tables import PERIOD_WIDTH, TableColumn, draw_columns

#: The number of columns that identify a figure.
_NAMING_COLUMNS = Figure._fields.index("value")
#: The number of columns before the coordinator's.
_BEFORE_YELLOW = Figure._fields.index("typed")
_STATE = Figure._fields.index("state")
_CODES = ("agency", "indicator", "period", "state", "faults")
#: The coordinator's columns (text, so that a program keeps `1.234` as it is typed), and the value that counts then.
_YELLOW = (
    TableColumn("corrected_value", 16, "typed text", bare=True),
    TableColumn("corrected_by", 18, "typed text", bare=True),
    TableColumn("reason", 26, "typed text", wraps=True, heading=masters.COLUMNS["correction_reason"], bare=True),
    TableColumn("counts", 15, "number", bare=True),
)


def draw(master: Master) -> None:
    words = not all(i.numeric for i in master.campaign.indicators)
    columns = [
        agency_name_column(20),
        TableColumn("indicator_name", 50, "long"),
        TableColumn("period_name", PERIOD_WIDTH, "code"),
        TableColumn("value", 15, wraps=words),
        TableColumn("state_name", 24, "code"),
        *([] if master.shared else _YELLOW),
        TableColumn("typed", 20, "long"),
        TableColumn("note", 30, "long"),
        TableColumn("file", 30, "code"),
        TableColumn("sheet", 16, "code"),
        TableColumn("cell", 8, "code"),
        TableColumn("open", 8, "short link"),
        TableColumn("fault_names", 30, {"font_color": RED}, wraps=True),
        *map(code_column, _CODES),
    ]
    figures = _as_sent(master)
    fields: list[Sequence[Cell]] = list(zip(*figures, strict=True))
    data = fields[:-1] or [()] * len(FIGURE_FIELDS)
    value = Figure._fields.index("value")
    if not set(map(type, data[value])) <= {float, int, str, type(None)}:
        data[value] = _values(master, figures)
    if master.away or master.far:
        data.append([master.link_word(f.file, f.sheet, f.cell) for f in figures])
    else:
        word = masters.OPEN.say(master.language)
        data.append([word if cell else None for cell in data[-1]])
    doubts = master.result.doubts
    data.append(
        [", ".join(doubts.get((f.indicator, f.period), {}).get(f.agency, ())) or None for f in figures]
        if doubts
        else [None] * len(figures)
    )
    _replace_codes(master, data)
    if not master.shared:
        data[_BEFORE_YELLOW:_BEFORE_YELLOW] = _corrections(master, figures)
    draw_columns(
        master.pages("figures"),
        master.look,
        "figures",
        columns,
        data,
        master.language,
        about=masters.ABOUT["figures"].say(master.language),
        freeze=3,
        formulas=open_formulas(columns, master),
    )
    if not master.shared:
        # Below the last row people can type figures that were not sent, with agency, indicator and period: so these
        # columns are yellow there too, although they have no cells.
        style = master.look.boxed(bg_color=INPUT, num_format="@", text_wrap=False)
        for sheet in master.sheets_of("figures"):
            for at, column in enumerate(columns[:_NAMING_COLUMNS], start=1):
                sheet.set_column(at, at, column.width, style)
                if at > 1:
                    sheet.write_text(1, at, "", master.look())


def _replace_codes(master: Master, data: list[Sequence[Cell]]) -> None:
    """Replace codes by names, and append the codes as columns. Corrections of unknown figures keep their codes in the
    visible columns, where people can correct them, and have no codes in the appended columns."""
    states = {key: text.say(master.language) for key, text in masters.STATES.items()}
    rules = {rule.code: rule.message.rstrip(".") for rule in master.campaign.all_rules}
    rules["table-against-figure"] = masters.FAULT_OF_TABLE.say(master.language)
    named: tuple[Callable[[str], str | None], ...] = (
        master.name_of,
        master.label_of,
        master.period_labels.get,
        states.get,
        lambda faults: "; ".join(rules.get(rule, rule) for rule in faults.split(", ")),
    )
    known = len(data[0]) - len(master.result.unplaced)
    for column, find in zip((*range(_NAMING_COLUMNS), _STATE, len(data) - 1), named, strict=True):
        codes = data[column]
        names = {code: (find(code) or code) if code else code for code in dict.fromkeys(codes)}
        data[column] = [*map(names.__getitem__, codes[:known]), *codes[known:]]
        data.append([*codes[:known], *[None] * (len(codes) - known)])


def _as_sent(master: Master) -> Sequence[Figure]:
    """The figures as they were sent; a figure that was not sent has only its agency, indicator and period."""
    result = master.result
    if not (result.sent or result.unplaced):
        return result.figures
    figures = [result.sent.get(f[:3], f) or _not_sent(*f[:3]) for f in result.figures]
    return [*figures, *(_not_sent(*c.key) for c in result.unplaced)]


def _not_sent(agency: str, indicator: str, period: str) -> Figure:
    return Figure(agency, indicator, period, None, "")  # type: ignore[arg-type] # no state: not sent


def _values(master: Master, figures: Iterable[Figure]) -> list[Cell]:
    day = master.look.boxed(num_format="dd/mm/yyyy", align="right")  # other kinds are aligned by Excel
    return [Styled(f.value, day) if isinstance(f.value, date) else shown_value(f, master.language) for f in figures]


def _corrections(master: Master, figures: Sequence[Figure]) -> list[Sequence[Cell]]:
    """The cells of the coordinator's columns, and the values that count."""
    result = master.result
    if not (result.sent or result.corrections or result.unplaced):
        return [[None] * len(figures)] * len(_YELLOW)
    empty = Correction(agency="", indicator="", period="")
    known = [result.corrections.get(f[:3], empty) for f in result.figures] + list(result.unplaced)
    counts: list[Cell] = [None] * len(known)
    for at, figure in enumerate(result.figures):
        if figure[:3] in result.sent:
            counts[at] = _values(master, [figure])[0]
    return [
        [(c.typed or None) if c.number is None else c.number for c in known],
        [c.by or None for c in known],
        [c.reason or None for c in known],
        counts,
    ]
