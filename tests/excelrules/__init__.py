"""What Excel would make of the files that we write, judged without Excel.

`limits` checks a workbook's XML by Excel's limits and comparisons; `recalculation` has every formula
recalculated by HyperFormula, which compares as Excel does (LibreOffice does not); `schema` uses openxml-audit, which
knows the Open XML SDK's rules. `tests/excelrules/test_in_excel.py` checks every kind of output by all three;
`tests/excelrules/test_rules.py` shows that each of them finds what it looks for.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

#: Set to 1 where HyperFormula and openxml-audit are required: tests that need them then fail without them.
REQUIRE = "TOOLKIT_REQUIRE_EXCEL_RULES"
#: The name under which a test records what it checked; the end of the run has the sums.
COUNTS = "excel"

_Test = TypeVar("_Test", bound=Callable[..., Any])


def needs(absent: Callable[[], str]) -> Callable[[_Test], _Test]:
    """Marks a test that needs more than the README's set-up; skipped with the reason where that is not there."""
    reason = absent()
    skip = pytest.mark.skipif(
        bool(reason) and os.environ.get(REQUIRE) != "1", reason=f"{reason}; {REQUIRE}=1 fails here"
    )

    def mark(test: _Test) -> _Test:
        marked: _Test = pytest.mark.excel(skip(test))
        return marked

    return mark
