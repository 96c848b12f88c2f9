"""Creates findings with the usual severity of their code, at a cell."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from toolkit.messages.findings import FINDINGS
from toolkit.model import Argument, Figure, Finding, Severity, Statement, Submission, Violation


class Fields(TypedDict, total=False):
    """The fields of a finding that do not depend on its code."""

    file: str
    agency: str | None
    sheet: str
    cell: str
    indicator: str | None
    period: str | None
    section: str | None
    value: str
    cells: tuple[str, ...]
    values: tuple[str, ...]
    periods: tuple[str, ...]
    rule: str
    broken: tuple[Violation, ...]
    group: str
    waits_for: tuple[str, ...] | None


def finding(
    code: str,
    *,
    severity: Severity | None = None,
    at: Figure | Statement | Submission | None = None,
    arguments: Mapping[str, Argument] | None = None,
    **more: Unpack[Fields],
) -> Finding:
    """A finding of `code`; `severity` replaces the code's usual severity. Fields that are not in `more` come from `at`:
    file, agency, sheet and cell; from a figure also indicator and period, from a table's cell the column alone, from a
    statement section and text; from a submission only file and agency.

    Raises `KeyError` if no table of sentences has the code.
    """
    fields: Fields = {}
    if isinstance(at, Submission):
        fields = {"file": at.source.file, "agency": at.agency}
    elif at is not None:
        fields = {"file": at.file, "agency": at.agency, "sheet": at.sheet, "cell": at.cell}
    if isinstance(at, Figure):
        fields |= {"indicator": at.indicator} if at.table else {"indicator": at.indicator, "period": at.period}
    elif isinstance(at, Statement):
        fields |= {"section": at.section, "value": at.text}
    fields |= more
    return Finding(
        code=code, severity=severity or FINDINGS[code].severity, arguments=tuple((arguments or {}).items()), **fields
    )
