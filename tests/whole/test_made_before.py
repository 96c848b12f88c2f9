"""Campaigns that earlier versions made: definition, filled forms and master are read unchanged.

`first` is of the version without corrections, `second` of the one before sentences became data; both are invented, and
were made by these versions. In each master somebody had reworded an idea, in the second also corrected a figure and the
leaders' sentence.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, keyed, merge, records
from toolkit.cli import main as cli
from toolkit.master.previous import read_previous
from toolkit.run.folder import Folder, open_folder

MADE = Path(__file__).parents[1] / "data" / "made_before"


def opened(name: str, tmp_path: Path) -> Folder:
    return open_folder(shutil.copytree(MADE / name, tmp_path / name))


@pytest.mark.parametrize("name", ["first", "second"])
def test_its_definition_forms_and_master_are_read(name: str, tmp_path: Path) -> None:
    """The same figures, the question about a word in place of a number, the same statements. As a previous campaign's,
    its master gives its figures as counted, and its statements."""
    folder = opened(name, tmp_path)
    texts = {"Đất đã được cải tạo.", "Thiếu nước tưới mùa khô."}
    before = read_previous(replace(folder.campaign, id="now"), folder.master)
    values_of = {f[:3]: f.value for f in before.figures}
    assert (values_of["SA", "C1", "2019"], values_of["SB", "C2", "2020"]) == (40, 2)
    assert {s.text for s in before.statements} == texts
    assert before.reported == ("SA", "SB")

    folder.master.unlink()
    result = merge(folder)
    totals = {key: total.value for key, total in result.totals.items() if key[1] != "total"}
    assert totals == {("C1", "2019"): 70, ("C1", "2020"): 5, ("C2", "2019"): 5, ("C2", "2020"): 6}
    assert [s.status for s in result.submissions] == ["accepted", "accepted_with_errors"]
    assert {f.code for s in result.submissions for f in s.findings if f.severity == "error"} == {"not-a-number"}
    assert {s.text for s in result.statements} == texts


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first", "second"])
def test_edits_in_its_master_are_followed(name: str, tmp_path: Path) -> None:
    """Two merges follow them, the second from a master of the present version."""
    folder = opened(name, tmp_path)
    for _ in range(2):
        assert cli.run(["merge", "--campaign", str(folder.root), "--as-of", f"{DAY}"]) in (0, 1)
        sheets = keyed(folder.master)
        assert "Thiếu nước tưới." in {row["edited_text"] for row in records(sheets["groups"])}
        lines = {cell for row in sheets["summary"].rows for cell in row.cells if isinstance(cell, str)}
        if name == "second":
            (corrected,) = (row for row in records(sheets["figures"]) if row["corrected_value"] is not None)
            assert (corrected["corrected_value"], corrected["corrected_by"]) == (45, "An")
            assert "Cả tỉnh đã làm tốt." in lines
