"""The keys of the columns on a master's sheet of a table: the definition's columns, and the yellow ones."""

from collections.abc import Iterable

from toolkit.language.text import fold

#: The beginning of the key of a yellow column; the code of the corrected column follows.
CORRECTED = "corrected:"
LEFT_OUT, BY, REASON = "left_out", "corrected_by", "reason"
#: The columns that every such sheet has.
_OURS = frozenset(
    ("no", "agency", "carried", "agency_name", "row", "typed", "file", "sheet", "cell", "open", LEFT_OUT, BY, REASON)
)


def column_key(code: str) -> str:
    """The key of the column for a table's column: its code, unless every table's sheet has a column of that key."""
    return f"column:{code}" if fold(code) in _OURS else code


def is_yellow(key: str) -> bool:
    """Whether only the coordinator fills a column with this key."""
    return key.startswith(CORRECTED) or key in (LEFT_OUT, BY, REASON)


def columns_by_correction_key(keys: Iterable[str]) -> dict[str, str]:
    """For each key of a column for corrections, the code of the corrected column; "" for leaving a row out."""
    columns = {key: key.removeprefix(CORRECTED) for key in keys if key.startswith(CORRECTED)}
    return columns | ({LEFT_OUT: ""} if LEFT_OUT in keys else {})
