"""What was read from an agency's own report → what goes into its intake form."""

from __future__ import annotations

from toolkit.form import INFO_KEYS, UNPLACED, Filling, Line
from toolkit.letterparts import Letter
from toolkit.model import Campaign, CellValue, Language


def draft_filling(campaign: Campaign, letter: Letter, language: Language = "vi") -> Filling:
    """Each point under its section, in the report's order; the rest under *Chưa xếp mục*.

    No figure is filled in: the report's numbers stay in its words. A second value of a report detail
    is kept among what is not placed.
    """
    info: dict[str, CellValue] = {}
    rest: list[Line] = []
    for value in letter.info:
        if value.key in INFO_KEYS and value.key != "agency" and value.key not in info:
            info[value.key] = value.text
        elif value.text:
            rest.append(Line(section=UNPLACED, text=value.text))
    points = tuple(Line(section=p.section, text=p.text) for p in letter.points)
    rest += [Line(section=UNPLACED, text=u.text) for u in letter.unplaced]
    return Filling(info=info, lines=(*points, *rest))
