"""What was read from an agency's own report → what goes into its intake form, and what the agency must confirm."""

from __future__ import annotations

from toolkit.form import INFO_KEYS, UNPLACED, Filling, Line, Mark, Marks, ReturnLine
from toolkit.letterparts import Letter, Proposed
from toolkit.messages import forms
from toolkit.model import Campaign, CellValue, Language

#: Sentences that a report written by us fills its empty places with: they are nobody's words.
_OURS = "generated"


def draft_filling(campaign: Campaign, letter: Letter, language: Language = "vi") -> Filling:
    """Each point under its section, in the report's order; the rest under *Chưa xếp mục*.

    Figures read in tables are proposed: each row of them carries a note which holds them back until the
    agency deletes it. A second value of a report detail is kept among what is not placed.
    """
    info: dict[str, CellValue] = {}
    rest: list[Line] = []
    for value in letter.info:
        if value.key in INFO_KEYS and value.key != "agency" and value.key not in info:
            info[value.key] = value.text
        elif value.text:
            rest.append(Line(section=UNPLACED, text=value.text))
    labels = {t.code: t.label for t in campaign.themes}
    points = tuple(
        Line(section=p.section, text=p.text, theme=labels.get(p.theme), evidence=p.evidence or None)
        for p in letter.points
    )
    rest += [Line(section=UNPLACED, text=u.text) for u in letter.unplaced if u.reason != _OURS]
    tables: dict[str, list[str]] = {}
    for proposed in letter.proposed:
        listed = tables.setdefault(proposed.indicator, [])
        if str(proposed.table) not in listed:
            listed.append(str(proposed.table))
    return Filling(
        info=info,
        figures={(p.indicator, p.period): p.value for p in letter.proposed},
        notes={
            code: f"{forms.UNCONFIRMED.say(language)} {forms.UNCONFIRMED_NOTE.say(language, tables=', '.join(numbers))}"
            for code, numbers in tables.items()
        },
        lines=(*points, *rest),
    )


def draft_marks(campaign: Campaign, letter: Letter, language: Language = "vi") -> Marks:
    """Each proposed figure, with where in the report it was read."""
    lines = tuple(_line(proposed, language) for proposed in letter.proposed)
    return Marks(lines=lines, confirm=True)


def _line(proposed: Proposed, language: Language) -> ReturnLine:
    what = forms.PROPOSED.say(
        language, table=proposed.table, line=proposed.line, row=proposed.row, column=proposed.column, typed=proposed.typed
    )  # fmt: skip
    fix = forms.PROPOSED_FIX.say(language)
    return ReturnLine(
        mark=Mark(severity="warning", text=f"{what} {fix}"), what=what, fix=fix, typed=proposed.typed,
        figures=((proposed.indicator, proposed.period),),
    )  # fmt: skip
