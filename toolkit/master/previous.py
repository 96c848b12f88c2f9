"""The previous campaign, from its master workbook: figures, statements, totals, and labels of its indicators."""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.formula.expressions import LARGE
from toolkit.master.read import MasterContent, read_master
from toolkit.master.totals_basis import campaign_of
from toolkit.master.valid_contents import valid_record
from toolkit.messages.errors import UsageError
from toolkit.messages.masters import SHEETS
from toolkit.model import Campaign, Figure, Previous, PreviousTotal
from toolkit.model.periods import parse_period
from toolkit.spreadsheet.keyed import keyed_sheet
from toolkit.spreadsheet.workbook import read_trusted

_WHOLE = "total"


def read_previous(campaign: Campaign, path: Path) -> Previous:
    """The contents of the previous campaign's master.

    Numbers too large for any figure are left out, and reported. Raises `NotDoneError` where it cannot be read or is no
    master, `UsageError` where it is this campaign's master.
    """
    content = read_master(path)
    if content.campaign == campaign.id:
        raise UsageError("previous-is-this-campaign", file=str(path), campaign=campaign.id)
    basis, figures = content.totals, tuple(_counted_figures(content))
    before = (
        valid_record(Campaign, lambda: campaign_of(content.campaign, basis), str(path)) if basis is not None else None
    )
    large = {f[:3] for f in figures if isinstance(f.value, float) and abs(f.value) >= LARGE}
    figures = tuple(f._replace(value=None, state="held") if f[:3] in large else f for f in figures)
    names = dict.fromkeys(f.period for f in figures)
    periods = tuple(p for name in names if (p := parse_period(name)) is not None)
    totals, labels = _totals(path)
    tables = before.tables if before is not None else ()
    if before is not None and tables:  # a campaign with only tables has no figures with periods
        periods = periods or before.periods
    return Previous(
        file=path.name,
        campaign=content.campaign,
        periods=periods,
        figures=figures,
        statements=content.statements,
        totals=totals,
        labels={**labels, **{t.name(c.code): (c.label, c.unit) for t in tables for c in t.columns}},
        edits=content.edits,
        rows=content.rows,
        reported=tuple(s.agency for s in content.used if s.agency),
        groups=content.groups,
        too_large=tuple(map(" ".join, sorted(large))),
    )


def _counted_figures(content: MasterContent) -> Iterator[Figure]:
    """The figures of a master, with the corrections of its coordinator."""
    counted = dict(content.counted)
    for figure in content.figures:
        value = counted.pop(figure[:3], None)
        yield figure if value is None else figure._replace(value=value, state="given")
    for key, value in counted.items():
        yield Figure(*key, value, "given")


def _totals(path: Path) -> tuple[dict[tuple[str, str], PreviousTotal], dict[str, tuple[str, str]]]:
    """The totals as drawn, and each indicator's label and unit."""
    sheets = [keyed_sheet(raw) for raw in read_trusted(path, set(SHEETS["totals"])) or ()]
    if not any(s is not None and s.key == "totals" for s in sheets):
        sheets = [keyed_sheet(raw) for raw in read_trusted(path, None) or ()]  # the sheet was renamed
    totals: dict[tuple[str, str], PreviousTotal] = {}
    labels: dict[str, tuple[str, str]] = {}
    for sheet in sheets:
        if sheet is None or sheet.key != "totals":
            continue
        keys = [k for k in sheet.columns if k == _WHOLE or parse_period(k) is not None]
        for row in sheet.rows:
            if row.for_people or not row.key:
                continue
            # A part of a split has its name and then its code.
            code = re.escape(row.key)  # older masters have it instead of the number
            label = re.sub(rf"^(?:{code}|\d+)\. | \({code}\)$", "", sheet.text(row, "label"))
            labels[row.key] = (label, sheet.text(row, "unit"))
            for key in keys:
                value = sheet.value(row, key)
                number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
                number = number if number is not None and abs(number) < LARGE else None
                coverage = sheet.text(row, "reporting" if key == _WHOLE else f"{key}:reporting")
                totals[row.key, key] = PreviousTotal(value=number, reporting=coverage)
    return totals, labels
