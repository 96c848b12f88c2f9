"""File names of forms: with the agency's name, valid on every system, recognised by the code."""

from pathlib import Path

import pytest

from tests.building import DAY, definition, filled
from toolkit.files.form_names import code_in, form_name, with_ending
from toolkit.run.folder import forms_in
from toolkit.run.operations import check_files, write_templates
from toolkit.run.reporting import write_draft
from toolkit.run.returns import DONE, write_returns

AGENCIES = """
| code | name                      | short_name     |
|------|---------------------------|----------------|
| X1   | Ủy ban nhân dân xã Mỹ Hòa | UBND xã Mỹ Hòa |
| X2   | Sở B                      |                |
"""
INDICATORS = "| code | label | unit | kind |\n|--|--|--|--|\n| K | Số hồ sơ | hồ sơ | count |\n"


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("UBND xã Mỹ Hòa", "UBND xã Mỹ Hòa (X1).xlsx"),
        ("Sở GD/ĐT: “cũ”?", "Sở GD-ĐT_ “cũ” (X1).xlsx"),
        ("CON", "_CON (X1).xlsx"),
        ("Trường [A].", "Trường (A) (X1).xlsx"),
        ("x" * 500, f"{'x' * 110} (X1).xlsx"),
    ],
)
def test_a_file_name_is_valid_and_has_the_agencys_name(short: str, name: str) -> None:
    """Characters that Windows forbids, names of devices, length."""
    assert form_name(short, "X1") == name
    assert code_in(Path(name).stem, {"X1", "A"}) == "X1"


def test_codes_with_brackets_and_full_stops_are_recognised() -> None:
    """The code is the whole of the last brackets, or of an earlier version's file name."""
    assert code_in("Tên (Phòng (A))", {"Phòng (A)"}) == "Phòng (A)"
    assert code_in("P.1", {"P.1"}) == "P.1"
    assert code_in("Sở A (SA) (bản trước)", {"SA"}) == ""
    assert with_ending(Path("x/Xã (P.1).xlsx"), ".txt") == Path("x/Xã (P.1).txt")


@pytest.mark.slow
def test_an_agency_never_has_two_forms(tmp_path: Path) -> None:
    """A blank form under an earlier file name is replaced; so is one of an agency that was renamed."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS)
    first, second = write_templates(folder)
    assert [first.name, second.name] == ["UBND xã Mỹ Hòa (X1).xlsx", "Sở B (X2).xlsx"]
    first.rename(folder.outgoing / "X1.xlsx")
    second.rename(folder.outgoing / "Sở Bê (X2).xlsx")
    kept: list[Path] = []
    assert write_templates(folder, copied=kept.append) == [first, second]
    assert forms_in(folder.outgoing, {"X1", "X2"}) == {"X1": [first], "X2": [second]}
    assert not kept
    # A draft elsewhere, or beside it in the same folder, removes no form.
    report = tmp_path / "b.txt"
    report.write_text("BÁO CÁO\nSố hồ sơ: 5\n", encoding="utf-8")
    write_draft(folder, report, "X1", output=folder.outgoing / "khác.xlsx")
    assert first.is_file()


@pytest.mark.slow
def test_a_return_under_another_name_is_set_aside(tmp_path: Path) -> None:
    """Somebody may have worked in it: it is moved to `returns/done/`, and not deleted."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS)
    filled(folder, "X1", "| code | 2019 |\n|--|--|\n| K | nhiều |")
    returns = folder.root / "returns"
    returns.mkdir()
    (returns / "X1.xlsx").write_bytes(b"worked in")
    (path,) = write_returns(folder, check_files(folder, as_of=DAY))
    assert path.name == "UBND xã Mỹ Hòa (X1).xlsx"
    assert (returns / DONE / "X1.xlsx").read_bytes() == b"worked in"
    assert not (returns / "X1.xlsx").exists()
