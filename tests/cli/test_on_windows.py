"""The program's work on Windows: wildcards, closed pipes, and the arguments of child processes."""

import errno
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import click
import pytest

from tests.building import DAY, definition, filled
from tests.cli.test_cli import Captured
from toolkit.cli import main as cli
from toolkit.cli.errors import is_pipe_closed
from toolkit.cli.options import expand_patterns


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with some files as the current one, on Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    (tmp_path / "inbox").mkdir()
    for name in ("S2.xlsx", "S1.xlsx", "S[1].xlsx", "T1.xlsx", "S1.docx", ".S9.xlsx"):
        (tmp_path / "inbox" / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def looked_up(*typed: Path) -> list[str]:
    return [Path(path).as_posix() for path in expand_patterns(Mock(), Mock(), typed)]


@pytest.mark.usefixtures("windows")
def test_wildcards_match_files_by_name() -> None:
    """In the order of names; brackets are characters of a name, as on Windows. One without a match is left as typed:
    the command reports that it is missing; the address of a mailbox is no path."""
    assert looked_up(Path("inbox/S*.xlsx")) == ["inbox/S1.xlsx", "inbox/S2.xlsx", "inbox/S[1].xlsx"]
    assert looked_up(Path("inbox/?1.xlsx")) == ["inbox/S1.xlsx", "inbox/T1.xlsx"]
    assert looked_up(Path("inbox/S[1]*")) == ["inbox/S[1].xlsx"]
    assert looked_up(Path("in*/*.docx")) == ["inbox/S1.docx"]
    assert looked_up(Path("inbox/X*.xlsx"), Path("inbox/S[1].xlsx")) == ["inbox/X*.xlsx", "inbox/S[1].xlsx"]
    assert expand_patterns(Mock(), Mock(), ("imaps://a@b.example/c?",)) == ("imaps://a@b.example/c?",)


@pytest.mark.skipif(sys.platform == "win32", reason="there shells leave it to the program")
def test_on_other_systems_wildcards_are_left_to_the_shell(tmp_path: Path) -> None:
    """An argument with an asterisk is meant so."""
    (tmp_path / "a").write_bytes(b"")
    assert expand_patterns(Mock(), Mock(), (tmp_path / "*",)) == (tmp_path / "*",)


@pytest.mark.slow
def test_commands_expand_wildcards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    r"""`toolkit check inbox\S*.xlsx`, as people type it."""
    folder = definition(
        tmp_path,
        agencies="| code | name |\n|--|--|\n| S1 | Sở 1 |\n| T1 | Sở 2 |",
        indicators="| code | label | unit | kind | across_agencies |\n|--|--|--|--|--|\n| A | A | buổi | count | sum |",
        sections="| code | role | heading |\n|--|--|--|\n| dat | achievement | Đạt |",
    )
    for code in ("S1", "T1"):
        filled(folder, code, "| code | 2019 |\n|--|--|\n| A | 1 |")
    command = ["check", str(folder.inbox / "S*.xlsx"), "--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    if sys.platform != "win32":
        assert cli.run(command) == 2
        monkeypatch.setattr("toolkit.cli.options.sys", Mock(platform="win32"))
    capsys.readouterr()
    assert cli.run([*command, "--lang", "en", "--workers", "1"]) in (0, 1)
    assert "1 file came in: 1 used" in capsys.readouterr().out


def test_a_closed_pipe_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows calls an argument invalid when output goes to a closed pipe; elsewhere that is a fault."""
    if sys.platform != "win32":
        # A full device refuses output as a closed pipe would: inside click, in no function of the toolkit.
        monkeypatch.setattr(errno, "EINVAL", errno.ENOSPC)
        monkeypatch.setattr(sys, "platform", "win32")
        full = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115 -- closing it fails too
        with pytest.raises(OSError, match="No space") as printed:
            click.echo("x", file=full)
        with suppress(OSError):
            full.close()
        assert is_pipe_closed(printed.value)
    with pytest.raises(OSError, match="ours") as elsewhere:
        raise OSError(errno.EINVAL, "ours")
    assert not is_pipe_closed(elsewhere.value)


@pytest.mark.slow
def test_child_processes_do_not_get_the_typed_arguments(tmp_path: Path) -> None:
    """On Windows more than 4 KB would wait endlessly for a process that ended before it started."""
    script = "import sys\nfrom toolkit.cli import main\nmain.run = lambda given: print(len(given), sys.argv[1:]) or 0\n"
    command = [sys.executable, "-c", f"{script}main.main()", *map(str, range(2_000))]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["2000", "[]"]
