"""Forms with tables and splits that people mistreated: every typed cell is reported, and nothing else counts."""

import pytest

from tests.effort import effort
from tests.office import needs_libreoffice
from tests.oracle.mistreated import many


def tried(files: int, seed: int, *endings: str) -> None:
    tally = next(t for t in many(seed, endings) if t.files >= files)
    assert tally.faults == []
    assert tally.refused.total() <= files / 10
    assert tally.cells > 40 * files


def test_every_typed_cell_of_a_mistreated_form_is_reported() -> None:
    """Rows, columns, keys, sheets inserted, deleted, pasted and copied, and cells typed beside texts."""
    tried(2, 1, "openpyxl", "values")


@pytest.mark.slow
def test_every_typed_cell_of_many_forms_is_reported() -> None:
    """The same with more files."""
    tried(effort(24, 1200), 5, "openpyxl", "values")


@pytest.mark.slow
@needs_libreoffice
def test_every_typed_cell_is_reported_in_files_of_libreoffice() -> None:
    """As .xlsx, .ods and .xls."""
    tried(effort(3, 60), 4, "xlsx", "ods", "xls")
