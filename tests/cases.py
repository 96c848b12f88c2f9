"""Tests whose cases are rows of a Markdown table: a fault of input is a row, not a function."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from tests.building import table

Test = TypeVar("Test", bound=Callable[..., Any])


def cases(markdown: str) -> Callable[[Test], Test]:
    r"""Run the test once a row. The column `case` says what is tried and names the row in pytest's report; each other
    column is an argument of the test, a text without blanks around it. `\n` is a line break, `\|` a bar."""
    rows = [{key: text.replace("\\n", "\n") for key, text in row.items()} for row in table(markdown)]
    names = [key for key in rows[0] if key != "case"]
    values = [pytest.param(*(row[name] for name in names), id=row.get("case")) for row in rows]
    return pytest.mark.parametrize(names, values)


def each(texts: str, *expected: Any) -> Iterator[tuple[Any, ...]]:
    """Cases of texts with one expectation: `text | text`."""
    for text in texts.split(" | "):
        yield text, *expected
