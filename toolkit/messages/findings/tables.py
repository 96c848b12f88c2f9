"""Findings about tables whose rows the agency adds: the sheets, the rows, and totals compared with figures.

Faults of one cell use the sentences about figures (`values`), from which `in_a_table` removes the words for a period.
"""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


#: Parts of sentences about figures that do not apply to tables, which have neither periods nor notes.
_OF_FIGURES = (
    *(", kỳ {period}", ", {period}", " for {period}"),
    *("; phần giải thích ghi ở cột Ghi chú", "; put any explanation in the Note column"),
    "; mức tăng, giảm thì ghi ở cột Ghi chú của đơn vị",
    "; by how much it changed goes into the column of notes",
)


#: Sentences that begin with the indicator.
_FIRST = {
    "Chỉ tiêu {indicator}: ": "Cột “{column}” của bảng “{heading}”: ",
    "{indicator}: figures ": "The column “{column}” of “{heading}”: figures ",
}


def in_a_table(template: str) -> str:
    """A sentence about a figure's cell, adapted to a table's cell."""
    for words in _OF_FIGURES:
        template = template.replace(words, "")
    for words, replacement in _FIRST.items():
        template = template.replace(words, replacement)
    return template
