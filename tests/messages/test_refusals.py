"""The system's reasons are worded by their numbers: the system's words depend on system and language."""

import errno
import os
import ssl
import sys
from pathlib import Path

import pytest

from tests.cases import cases
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import REASONS, reason, system_reason


class OfWindows(OSError):
    """An error of Windows, in the words and language of its surface, with its number."""

    winerror = 0


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.ENOSPC, errno.ENOENT, errno.EXDEV, errno.ENOMEM, errno.EBUSY, errno.ECONNREFUSED]
)
def test_a_number_has_equal_words_on_every_system(number: int) -> None:
    """The system's words for it may differ."""
    text = system_reason(OSError(number, "Thiết bị đang bận"))
    assert text == system_reason(OSError(number, os.strerror(number)))
    assert text in REASONS
    assert len({text, reason(text, "vi"), reason(text, "en")}) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="POSIX words it so")
def test_errors_carry_the_words_of_posix() -> None:
    """Which they carried before, in JSON too."""
    known = [n for n in errno.errorcode if os.strerror(n) in REASONS]
    assert [system_reason(OSError(n, "?")) for n in known] == [os.strerror(n) for n in known]
    assert len(known) > 20


@cases("""
| number | translated | english                                             |
| 5      | EACCES     | no permission                                       |
| 32     | EACCES     | it is in use                                        |
| 33     | EACCES     | it is in use                                        |
| 1224   | EINVAL     | it is in use                                        |
| 19     | EACCES     | the disk is read-only                               |
| 39     | EINVAL     | no room is left                                     |
| 112    | ENOSPC     | no room is left                                     |
| 206    | ENOENT     | the name is too long                                |
| 225    | EINVAL     | the virus scanner keeps it back                     |
| 1260   | EINVAL     | a rule of the machine does not allow it             |
| 362    | EINVAL     | the cloud drive cannot fetch it now                 |
| 53     | ENOENT     | the network drive cannot be reached                 |
| 123    | EINVAL     | the name has a character that cannot be used there  |
""")
def test_the_numbers_of_windows_say_more_than_those_of_c(number: str, translated: str, english: str) -> None:
    """Python translates them into those of C: the message has what Windows meant."""
    error = OfWindows(getattr(errno, translated), "Quy trình không thể truy nhập tệp")
    error.winerror = int(number)
    refused = NotDoneError("cannot-write", file="a.xlsx", reason=system_reason(error))
    assert english in refused.sentence("en")
    assert "Quy trình" not in refused.sentence("vi")


def test_an_unknown_number_keeps_the_systems_words() -> None:
    """Or the exception's name without any; the numbers of `ssl` mean something different."""
    assert system_reason(OSError(errno.ENOEXEC, "Exec format error")) == "Exec format error"
    assert system_reason(TimeoutError()) == "TimeoutError"
    assert system_reason(ssl.SSLError(1, "certificate verify failed")) == "certificate verify failed"
    assert reason("Exec format error", "vi") == "Exec format error"


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_errors_of_windows_itself_are_known(tmp_path: Path) -> None:
    """For a missing file, an existing one, an invalid name, a path through a file, a folder."""
    (tmp_path / "a").write_bytes(b"")
    words = []
    for do in (
        lambda: os.replace(tmp_path / "b", tmp_path / "c"),
        lambda: os.mkdir(tmp_path / "a"),
        lambda: os.listdir(tmp_path / "a"),
        lambda: os.stat(tmp_path / "b"),
        (tmp_path / "b").read_bytes,
        tmp_path.read_bytes,
    ):
        with pytest.raises(OSError) as caught:  # noqa: PT011 -- of each kind
            do()
        words.append(system_reason(caught.value))
    assert [s for s in words if s not in REASONS] == []
