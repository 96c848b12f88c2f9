"""Telephone numbers: as people type them, and as they are dialled."""

from __future__ import annotations

import pytest

from toolkit.language.telephone import dialled


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0912 345 678", ("0912345678",)),
        ("0912.345.678 (chị Hoa)", ("0912345678",)),
        ("+84 912 345 678", ("0912345678",)),
        ("84912345678", ("0912345678",)),
        ("+84 (0)912 345 678", ("0912345678",)),
        ("(0277) 3 851 234", ("02773851234",)),
        ("0277-3851234", ("02773851234",)),
        ("+84 277 3851234", ("02773851234",)),
        ("024 3825 1234", ("02438251234",)),
        ("0912345678 / 0277 3851234", ("0912345678", "02773851234")),
        ("0912345678 - 0987654321", ("0912345678", "0987654321")),
        ("0912345678; 0912 345 678", ("0912345678",)),
        ("02773851234 máy lẻ 12", ("02773851234",)),
        ("1900 1234", ("19001234",)),
        ("18001091", ("18001091",)),
    ],
)
def test_numbers_are_dialled_without_surrounding_text(typed: str, numbers: tuple[str, ...]) -> None:
    """Blanks, dots, brackets, the country's code, a name beside it, several in one cell."""
    assert numbers == dialled(typed)


def test_incomplete_numbers_are_not_dialled() -> None:
    """A digit too few or too many, no area code, an obsolete form."""
    few = ("", "chưa có", "3851234", "0912 345 67", "84", "067 3851234", "912345678")
    for typed in (*few, "0912 345 678 9", "01681234567", "0000000000"):
        assert dialled(typed) == ()
