"""Draws what is printed around a form's tables: the lines at the top, and the signatures at the foot.

Formulas show here what the agency types on the sheet of report details, so that it is on paper with the figures.
"""

import re
from collections.abc import Sequence

from toolkit.form.paper import DEPUTY, FOR_HEAD, LINES, SIGNS_FOR, foot, head
from toolkit.messages import forms
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.drawn.canvas import Canvas
from toolkit.xlsx.excel import Format, Sheet, quoted

#: The height of the space for signature and stamp, and the height of a line.
_ROOM, _LINE = 52.0, 16.0
#: The defined name of the cell with the place where the agency issues documents.
ISSUED_AT = "Place"
#: A text of the length that typed details may have, such as a report number or an address.
_LONGEST = "vanphong.ubndtenxadai@tinh.example"
#: The most lines of the signing office.
_OFFICE_LINES = 3


class Paper:
    """A printed sheet. `widths`: the widths of its columns from the second on, 0 for hidden columns."""

    def __init__(self, canvas: Canvas, sheet: Sheet, widths: Sequence[float]) -> None:
        self.canvas, self.sheet, self.widths, self.form = canvas, sheet, widths, canvas.form
        self.width, count = sum(widths), len(widths)
        # The last column of the left half.
        self.split = min(range(1, count), key=lambda n: abs(sum(widths[:n]) - self.width / 2))

    # -- at the top --

    def draw_head(self, title: str) -> int:
        """Write symbol, agencies, title and period; return the next free row."""
        form, look = self.form, self.canvas.look
        top = head(form.campaign, form.agency, form.language)
        left, right = look(text_wrap=True, valign="top"), look(text_wrap=True, valign="top", align="center")
        self._put_pair(1, (top.symbol, "", left), (top.agency, "", right))
        number = foot(form.issued_at, form.on_behalf, form.language, self.canvas.filling.info).number
        issued = f"{quoted(top.issued_by)}&CHAR(10)&" if top.issued_by else ""
        formula = f"={issued}{self._shown_detail('report_number', 'number')}"
        shown = f"{top.issued_by}\n{number}" if top.issued_by else number
        height = self._height("number", above=top.issued_by)
        self._put_pair(2, (shown, formula, left), (top.receiver, "", right), height)
        centred = {"align": "center", "text_wrap": True, "valign": "vcenter", "bold": True}
        self._put_across(3, title, look(**centred, font_size=14), 14)
        self._put_across(4, top.title, look(**centred), 11)
        return 5

    # -- at the foot --

    def draw_foot(self, row: int) -> int:
        """Write place and date, the preparer and the signer; return the next free row."""
        form, look, sheet = self.form, self.canvas.look, self.sheet
        bottom = foot(form.issued_at, form.on_behalf, form.language, self.canvas.filling.info)
        centred = {"align": "center", "valign": "top", "text_wrap": True}
        plain, bold = look(**centred), look(**centred, bold=True)
        italic = look(**centred, italic=True)
        nothing = ("", "", plain)
        words = {key: form.say(forms.PAPER[key]) for key in ("prepared", "signs", "seals")}
        heights = (8.0, _LINE + 2, _OFFICE_LINES * _LINE, _LINE, _ROOM, _LINE + 2, self._height("phone", "email"))
        pairs = (
            (nothing, nothing),
            (nothing, (bottom.place_and_day, self._place_and_day_formula(), italic)),
            ((words["prepared"], "", bold), (bottom.office, self._office_formula(), bold)),
            ((words["signs"], "", italic), (words["seals"], "", italic)),
            (nothing, nothing),
            (
                (bottom.prepared_by, f"={self._typed_text('prepared_by')}", bold),
                (bottom.signed_by, f"={self._typed_text('signed_by')}", bold),
            ),
            ((bottom.contact, self._contact_formula(), italic), nothing),
        )
        for at, (pair, height) in enumerate(zip(pairs, heights, strict=True), start=row):
            if pair == (nothing, nothing):
                sheet.write_text(at, 0, FOR_PEOPLE)
            else:
                self._put_pair(at, *pair)
            sheet.set_row(at, height)
        return row + len(pairs)

    def _cell(self, key: str) -> str:
        cell = cell_name(self.canvas.layout.info_rows[key], 2)
        return f"{quoted_sheet(self.canvas.names['info'])}!${cell[0]}${cell[1:]}"

    def _typed_text(self, key: str) -> str:
        return f'{self._cell(key)}&""'

    def _shown_detail(self, key: str, words: str) -> str:
        """The formula for the typed detail after its label; an empty text where nothing is typed."""
        before, _, after = self.form.say(forms.PAPER[words]).partition("{value}")
        text = f"{quoted(before)}&{self._cell(key)}" + (f"&{quoted(after)}" if after else "")
        return f'IF({self._typed_text(key)}="","",{text})'

    def _contact_formula(self) -> str:
        phone, email = self._shown_detail("phone", "phone"), self._shown_detail("email", "email")
        both = f'({self._typed_text("phone")}<>"")*({self._typed_text("email")}<>"")'
        return f'={phone}&IF({both},"; ","")&{email}'

    def _place_and_day_formula(self) -> str:
        form, cell = self.form, self._cell("report_date")
        day = f'IF(DAY({cell})<10,"0","")&DAY({cell})'
        month = f'IF(MONTH({cell})<3,"0","")&MONTH({cell})'
        parts = {"day": day, "month": month, "year": f"YEAR({cell})"}
        written = _joined_formula(forms.PAPER["day"].say(form.language), parts)
        blank = quoted(form.say(forms.PAPER["day"], **dict.fromkeys(("day", "month", "year"), "……")))
        dated = _joined_formula(forms.PAPER["dated"].say(form.language), {"value": f"TRIM({cell})"})
        return f'={ISSUED_AT}&", "&IF(ISNUMBER({cell}),{written},IF(TRIM({cell})="",{blank},{dated}))'

    def _office_formula(self) -> str:
        """The formula for the lines of the signing office, with the result of `office_lines`."""
        office, line = f"UPPER(TRIM({self._cell('signer_title')}))", "CHAR(10)"
        parted = office
        for sign, parts in LINES:
            pieces = [line if piece == "\n" else quoted(piece) for piece in re.split("(\n)", parts) if piece]
            parted = f"SUBSTITUTE({parted},{quoted(sign)},{'&'.join(pieces)})"
        begins = {sign: f"LEFT({office},{len(sign)})={quoted(sign)}" for sign in (DEPUTY, FOR_HEAD, *SIGNS_FOR)}
        after = {sign: f"MID({parted},{len(sign) + 1},200)" for sign in (DEPUTY, FOR_HEAD)}
        alone = f"ISERROR(FIND({line},{parted}))"
        deputy, head_of = (quoted(sign) for sign in (DEPUTY, FOR_HEAD))
        lines = f"IF({begins[FOR_HEAD]},IF({alone},{parted}&{line}&{deputy}&{after[FOR_HEAD]},{parted}),{parted})"
        lines = f"IF({begins[DEPUTY]},{head_of}&{after[DEPUTY]}&{line}&{parted},{lines})"
        if on_behalf := self.form.on_behalf:
            signs = ",".join(begins[sign] for sign in SIGNS_FOR)
            lines = f"IF(OR({signs}),{lines},{quoted(on_behalf)}&{line}&{lines})"
        return f'=IF({office}="",{quoted(self.form.say(forms.PAPER["head"]))},{lines})'

    # -- rows --

    def _height(self, *keys: str, above: str = "") -> float:
        """The height that texts typed later in the left half may need: merged cells do not grow with their text."""
        words = "; ".join(self.form.say(forms.PAPER[key], value=_LONGEST) for key in keys)
        text = f"{above}\n{words}" if above else words
        return self.canvas.row_height([(text, sum(self.widths[: self.split]))], size=11) + 2

    def _put_pair(
        self, row: int, left: tuple[str, str, Format], right: tuple[str, str, Format], least: float = _LINE
    ) -> None:
        """Draw a row of two halves, each a text with or without a formula, at least `least` high."""
        self.sheet.write_text(row, 0, FOR_PEOPLE)
        ends = ((1, self.split), (self.split + 1, len(self.widths)))
        for (first, last), (text, formula, style) in zip(ends, (left, right), strict=True):
            if last > first:
                self.sheet.merge_range(row, first, row, last, "", style)
            if formula:
                self.sheet.write_formula_value(row, first, formula, text, style)
            else:
                self.sheet.write_text(row, first, text, style)
        halves = [(left[0], sum(self.widths[: self.split])), (right[0], sum(self.widths[self.split :]))]
        self.sheet.set_row(row, max(least, self.canvas.row_height(halves, size=11) + 2))

    def _put_across(self, row: int, text: str, style: Format, size: float) -> None:
        self.sheet.write_text(row, 0, FOR_PEOPLE)
        self.sheet.merge_range(row, 1, row, len(self.widths), "", style)
        self.sheet.write_text(row, 1, text, style)
        self.sheet.set_row(row, self.canvas.row_height([(text, self.width)], size=size, bold=True) + 6)


def quoted_sheet(name: str) -> str:
    """A sheet's name in quotes, as formulas need it."""
    return "'" + name.replace("'", "''") + "'"


def _joined_formula(template: str, parts: dict[str, str]) -> str:
    """One formula for a template whose fields are formulas."""
    formulas = [template]
    for name, formula in parts.items():
        before, after = formulas[-1].split(f"{{{name}}}", 1)
        formulas[-1:] = [before, f"\0{formula}", after]
    return "&".join(part[1:] if part.startswith("\0") else quoted(part) for part in formulas if part)


def exclude_from_print(sheet: Sheet, column: int) -> None:
    """Make a sheet print nothing, since it is only for the screen. `column`: a column that stays blank."""
    sheet.print_area(1, column, 1, column)
