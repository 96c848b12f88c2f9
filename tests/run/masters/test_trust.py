"""Root certificates of the office: which signatures they prove, and where else they count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import DAY, definition, filled
from toolkit.archive.data_code import inputs_list
from toolkit.run.folder import Folder, open_folder
from toolkit.run.operations import merge_files
from toolkit.run.rounds.next import begin_next

pytest.importorskip("pyhanko", reason="toolkit[signed] is not installed")
from tests.signing import holder, root

INDICATORS = "| code | topic | label | unit | kind |\n|--|--|--|--|--|\n| A1 | Một | Số buổi | buổi | count |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = definition(tmp_path / "đợt", agencies="| code | name |\n|--|--|\n| SA | Sở A |", indicators=INDICATORS)
    filled(made, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 1 | 2 |")
    return made


@pytest.mark.slow
def test_root_certificates_are_among_a_masters_inputs(folder: Folder) -> None:
    """By file name and content."""
    (folder.root / "trust.pem").write_bytes(root().pem)
    (folder.root / "khác.pem").write_bytes(holder("Khác").pem)
    named = [None, folder.root / "khác.pem"]
    made = [merge_files(open_folder(folder.root, trust), as_of=DAY)[0] for trust in named]
    assert [[line.split("  ")[1] for line in inputs_list(m).splitlines() if line.endswith("pem")] for m in made] == [
        ["trust.pem"],
        ["khác.pem"],
    ]
    assert [m.campaign.trust for m in made] == [root().pem, holder("Khác").pem]


def test_the_next_round_has_the_root_certificates(folder: Folder, tmp_path: Path) -> None:
    """A new folder gets a copy; in the same folder they stay."""
    (folder.root / "trust.pem").write_bytes(root().pem)
    begin_next(folder.root, tmp_path / "sau")
    assert (tmp_path / "sau" / "trust.pem").read_bytes() == root().pem
    started = begin_next(folder.root)
    assert (folder.root / "trust.pem").read_bytes() == root().pem
    assert started.left == ()
