"""The sheets and columns of a definition workbook, how each cell is read and what it may hold.

The reader uses this table, and the writer of new definitions draws its headings and drop-downs from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_type_hints

from toolkit.model import RESEND_REASON, AcrossRows, Indicator, Kind, Role, Severity, WholeIs

#: The entries of a list: codes and groups; words; names, which may contain commas; lines of a document.
Entries = Literal["codes", "words", "names", "lines"]
Reads = Literal["text", "code", "list", "choice", "number", "yesno", "date", "periods", "formula"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a definition sheet: its key, how its cells are read, and what it may hold."""

    key: str
    reads: Reads = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    field: str = ""
    """The record's field, if its name differs from the key."""
    least: float | None = None
    whole: bool = False
    entries: Entries = "lines"
    """The kind of a list's entries."""
    rare: bool = False
    """Whether the column is drawn only if something is filled in."""
    preset: Literal["", "shown", "hidden"] = ""
    """Whether a column that the toolkit fills in, and that people should not change, is shown; "" for other columns."""
    most: int = 1_000
    """The most characters of a text, or of an entry of a list; texts are printed in titles, tables and sentences."""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet of the definition workbook: its key and columns, and whether the sheet is required."""

    key: str
    columns: tuple[Column, ...]
    required: bool = False


#: The most characters of a text that is printed as one or more paragraphs.
_LONG = 5_000
YES_NO = ("yes", "no")
WORD_KINDS = (
    "heading",
    "abbreviation",
    "synonym",
    "related",
    "filler",
    "tail",
    "antonym",
    "negation",
    "not_negation",
    "contrast",
    "mood",
    "degree",
    "bound",
    "own_body",
    "typical",
    "boilerplate",
    "zero",
    "missing",
    "not_applicable",
    "indicator",
    RESEND_REASON,
)

#: For kinds of words with few possible meanings, these meanings; a heading may also mean a section.
MEANINGS: dict[str, tuple[str, ...]] = {
    "heading": get_args(Role),
    "filler": ("turns",),
    "negation": ("before", "lack"),
    "mood": ("done", "ongoing", "planned", "request"),
    "degree": ("none", "little"),
    "bound": ("over", "under", "before", "after"),
    "own_body": ("longer",),
    "typical": get_args(Role),
}

#: The source of an entry, for people: entries without a source are to be checked.
_SOURCE = Column("source", rare=True, most=_LONG)

#: For each type of a record's field, how it is read; a `Literal` is read as a choice.
_READS: Mapping[object, tuple[Any, ...]] = {
    str: ("text",),
    bool: ("yesno", YES_NO),
    float | None: ("number",),
    tuple[str, ...]: ("list",),
}


def _field_columns(record: type, *special: Column) -> Iterator[Column]:
    """Yields a column for each field of a record, up to the last of `special`: columns that need more than its type."""
    by_key = {column.key: column for column in special}
    for name, kind in get_type_hints(record).items():
        yield by_key.get(name) or Column(name, *_READS.get(kind, ("choice", get_args(kind))))
        if name == special[-1].key:
            return


#: The rows of `toolkit:campaign`, which are read like columns.
CAMPAIGN_ROWS = (
    Column("id", "code", required=True),
    Column("title", required=True),
    Column("programme"),
    Column("legal_basis", most=_LONG),
    Column("province"),
    Column("lead_agency", "code"),
    Column("periods", "periods"),
    Column("next_period"),
    Column("cutoff", "date"),
    Column("deadline", "date"),
    Column("issued", "date"),
    Column("contact_name"),
    Column("contact_email"),
    Column("contact_phone"),
    Column("form_symbol"),
    Column("form_issued_by"),
    Column("reply_time"),
    Column("signed_pdf", "list", entries="codes"),
    Column("superior", "list"),
    Column("report_to", "list"),
    Column("recipients", "list"),
    Column("signer_title", "list"),
    Column("signed_by"),
    Column("report_pages", "number", least=1, whole=True),
    Column("previous"),
    Column("retention"),
    Column("access"),
)
SHEETS = (
    SheetSpec(
        "review",
        (
            Column("where", preset="shown"),
            Column("what", preset="shown", most=_LONG),
            Column("done"),
            Column("place", preset="hidden"),
            Column("row", preset="hidden"),
            Column("stood", preset="hidden", most=_LONG),
        ),
    ),
    SheetSpec("campaign", (Column("value"), _SOURCE), required=True),
    SheetSpec(
        "agencies",
        (
            Column("code", "code", required=True),
            Column("name", required=True),
            Column("short_name"),
            Column("aliases", "list", entries="names"),
            Column("group", "list", field="groups", entries="codes"),
            Column("symbol"),
            Column("header_lines", "list"),
            Column("email", "list", field="emails"),
            Column("parent", "code"),
            Column("since", "date"),
            Column("until", "date"),
            Column("replaced_by", "list", entries="codes"),
            Column("active", "yesno", YES_NO, rare=True),
            Column("phone"),
            Column("contact"),
            Column("officer"),
            Column("officer_phone"),
            _SOURCE,
        ),
        required=True,
    ),
    SheetSpec(
        "successors",
        (
            Column("code", "code", required=True),
            Column("name", required=True),
            Column("short_name"),
            Column("replaced_by", "list", entries="codes"),
            Column("until", "date"),
            Column("note", most=_LONG),
            _SOURCE,
        ),
    ),
    SheetSpec(
        "indicators",
        (
            *_field_columns(
                Indicator,
                Column("code", "code", required=True),
                Column("label", required=True),
                Column("kind", "choice", get_args(Kind), required=True),
                Column("asked_of", "list", entries="codes"),
                Column("owner", "list", entries="codes"),
                Column("max_change", "number", least=0),
                Column("choices", "list", entries="words"),
                Column("weight", "code"),
                Column("formula", "formula"),
                Column("headline", "number", least=1, whole=True),
                Column("known", "list", entries="codes"),
                Column("guidance", most=_LONG),
            ),
            _SOURCE,
        ),
    ),
    SheetSpec(
        "rows",
        (
            Column("table", "code"),
            Column("heading"),
            Column("asked_of", "list", entries="codes"),
            Column("cumulative", "yesno", YES_NO),
            Column("code", "code", required=True),
            Column("label", required=True),
            Column("unit"),
            Column("kind", "choice", get_args(Kind), required=True),
            Column("required", "yesno", YES_NO),
            Column("choices", "list", entries="words"),
            Column("across_rows", "choice", get_args(AcrossRows)),
            Column("equals", "code"),
            Column("key", "yesno", YES_NO),
            Column("sensitive", "yesno", YES_NO),
            Column("guidance", most=_LONG),
            _SOURCE,
        ),
    ),
    SheetSpec(
        "splits",
        (
            Column("code", "code", required=True),
            Column("label", required=True),
            Column("parts", "list", required=True, entries="words", most=60),
            Column("of", "code", required=True),
            Column("whole", "choice", get_args(WholeIs)),
            _SOURCE,
        ),
    ),
    SheetSpec(
        "sections",
        (
            Column("code", "code", required=True),
            Column("role", "choice", get_args(Role), required=True),
            Column("heading", required=True),
            Column("asked_of", "list", entries="codes"),
            Column("required", "yesno", YES_NO),
            Column("max_words", "number", least=1, whole=True),
            Column("follow_up", "number", least=1, whole=True),
            Column("guidance", most=_LONG),
            _SOURCE,
        ),
    ),
    SheetSpec(
        "themes",
        (
            Column("code", "code", required=True),
            Column("label", required=True),
            Column("keywords", "list", entries="words"),
        ),
    ),
    SheetSpec(
        "rules",
        (
            Column("code", "code", required=True),
            Column("formula", "formula", required=True),
            Column("severity", "choice", get_args(Severity)),
            Column("message", required=True, most=_LONG),
            Column("fix", most=_LONG),
        ),
    ),
    SheetSpec(
        "sentences",
        (
            Column("topic"),
            Column("section", "code"),
            Column("text", required=True, most=_LONG),
            Column("page", "yesno", YES_NO),
        ),
    ),
    SheetSpec(
        "words", (Column("kind", "choice", WORD_KINDS, required=True), Column("text", required=True), Column("means"))
    ),
)

#: The sheets by their keys.
SPECS = {spec.key: spec for spec in SHEETS}
#: Units that fit figures of the kind; other kinds take any unit.
KNOWN_UNITS = {"money": ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng", "VND", "USD"), "percent": ("%",)}
