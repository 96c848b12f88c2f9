"""If the system's locale has no Vietnamese letters, names of files are shown and written unchanged."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.campaign import reporting

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such locales")

#: Python keeps the locale `C` only if these are set.
_ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
_NAMED = "Sở Y tế – đợt 1"


def toolkit(locale: dict[str, str], *arguments: str | Path, python: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """Runs the program; its exit code and output."""
    command = [sys.executable, *python, "-m", "toolkit", *map(str, arguments)]
    ended = subprocess.run(command, env={**os.environ, **locale}, capture_output=True, check=False, timeout=120)
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


@pytest.mark.slow
@pytest.mark.parametrize("locale", [_ASCII, {"LC_ALL": "C"}])
def test_names_are_shown_unchanged(tmp_path: Path, locale: dict[str, str]) -> None:
    """What was typed, and what is in a folder: the same letters on the terminal and on the disk, in errors too."""
    code, out, err = toolkit(locale, "new", tmp_path / _NAMED)
    assert (code, err) == (0, "")
    assert str(tmp_path / _NAMED / "campaign.xlsx") in out
    assert (tmp_path / _NAMED / "campaign.xlsx").is_file()
    code, out, err = toolkit(locale, "check", tmp_path / "không có.xlsx", "--campaign", tmp_path / _NAMED)
    assert (code, out) == (2, "")
    assert "không có.xlsx" in err


@pytest.mark.slow
def test_names_are_written_unchanged(tmp_path: Path) -> None:
    """A name that the program makes has its Vietnamese letters, too."""
    folder = reporting(tmp_path)
    form = shutil.copy(folder.inbox / "SA.xlsx", tmp_path / "biểu.xlsx")
    (tmp_path / "báo cáo.txt").write_text("I. Mặt đạt được\n1. Một việc.\n", encoding="utf-8")
    words = ("draft", tmp_path / "báo cáo.txt", "--agency", "SA", "-o", form, "--campaign", folder.root)
    code, out, err = toolkit(_ASCII, *words)
    assert (code, err) == (0, "")
    assert "biểu (bản trước).xlsx" in out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [folder.root.name, "báo cáo.txt", "biểu.xlsx", "biểu (bản trước).xlsx"]
    )


def test_a_python_without_utf_8_works_too(tmp_path: Path) -> None:
    """If Python must not use UTF-8 the work is done all the same, once."""
    code, _, err = toolkit(_ASCII, "new", tmp_path / "a", python=("-X", "utf8=0"))
    assert (code, err) == (0, "")
    assert (tmp_path / "a" / "campaign.xlsx").is_file()
