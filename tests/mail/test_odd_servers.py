"""Faulty servers, addresses and passwords: an error message each, and nothing is lost or passed on silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mailing import Sample, campaign, form, inbox
from tests.servers import odd_imap_server
from toolkit.cli.main import run
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.folder import Folder

Captured = pytest.CaptureFixture[str]
_LONG = b"7" * 6000


def toolkit(folder: Folder, *arguments: str) -> int:
    return run([*arguments, "--campaign", str(folder.root), "--as-of", "2021-01-15", "--lang", "en"])


def secret(folder: Path, text: str = "mat-khau") -> list[str]:
    (folder / "mat-khau.txt").write_text(text + "\n", encoding="utf-8")
    return ["--password-file", str(folder / "mat-khau.txt")]


def sample(folder: Folder, agency: str = "SYT") -> bytes:
    return Sample(sender=f"{agency.lower()}@tinh.example", files=[(f"{agency}.xlsx", form(folder, agency))]).eml()


def fetched(uid: int, part: bytes, data: bytes) -> bytes:
    """The way in which a server brings a mail."""
    head = b"* %d FETCH (UID %d RFC822.SIZE %d %s {%d}\r\n" % (uid, uid, len(data), part, len(data))
    return head + data + b")\r\n"


# --- Mails that are listed and not brought --------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("absent", ["head", "whole"])
def test_a_listed_mail_that_does_not_come_is_reported_and_requested_again(
    tmp_path: Path, capsys: Captured, absent: str
) -> None:
    """An error with its number as long as it is listed; once the server brings it, it is collected."""
    folder = campaign(tmp_path)
    mail = sample(folder)
    head = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    whole = {
        b"UID FETCH 5 (UID RFC822.SIZE INTERNALDATE": fetched(5, b"BODY[HEADER]", head),
        b"UID FETCH 5 (UID RFC822.SIZE BODY": fetched(5, b"BODY[]", mail),
    }
    says = {b"UID SEARCH": b"* SEARCH 5\r\n", **(dict(list(whole.items())[:1]) if absent == "whole" else {})}
    with odd_imap_server(says) as server:
        command = ["collect", f"imap://a@127.0.0.1:{server.port}/INBOX", *secret(tmp_path)]
        for _ in range(2):
            assert toolkit(folder, *command) == 1
            assert "lists a mail (UID 5)" in capsys.readouterr().out
        assert inbox(folder) == {}
        server.says |= whole
        assert toolkit(folder, *command) == 0
        assert list(inbox(folder).values()) == [form(folder, "SYT")]
        server.says.clear()
        server.says[b"UID SEARCH"] = b"* SEARCH 5\r\n"
        assert toolkit(folder, *command) == 0
        assert "0 mails" in capsys.readouterr().out


def test_a_mail_that_was_moved_meanwhile_is_a_warning(tmp_path: Path, capsys: Captured) -> None:
    """The server does not list it when asked again."""
    folder = campaign(tmp_path)
    with odd_imap_server({b"UID SEARCH UID": b"* SEARCH\r\n", b"UID SEARCH": b"* SEARCH 5\r\n"}) as server:
        assert toolkit(folder, "collect", f"imap://a@127.0.0.1:{server.port}/INBOX", *secret(tmp_path)) == 0
    assert "no longer in the mailbox" in capsys.readouterr().out


# --- Invalid answers ------------------------------------------------------------------------------

#: Invalid answers to a command.
ANSWERS: dict[str, tuple[bytes, bytes]] = {
    "letters": (b"UID SEARCH", b"* SEARCH 1 abc 3\r\n"),
    "a sign": (b"UID SEARCH", b"* SEARCH 1 -2\r\n"),
    "a lower line": (b"UID SEARCH", b"* SEARCH 1_000\r\n"),
    "bytes": (b"UID SEARCH", b"* SEARCH \xff\xfe\r\n"),
    "digits by the thousand": (b"UID SEARCH", b"* SEARCH 1 " + _LONG + b"\r\n"),
    "too many digits": (b"UID SEARCH", b"* SEARCH 1 " + _LONG[:4000] + b"\r\n"),
    "another language": (b"UID SEARCH", b"HTTP/1.1 200 OK\r\n\r\n"),
    "a literal of a length by the thousand": (b"UID FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {" + _LONG + b"}\r\n"),
    "a literal longer than any mail": (b"UID FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {999999999999}\r\n"),
    "a literal longer than memory": (b"UID FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {" + b"9" * 30 + b"}\r\n"),
    "a validity that is none": (b"EXAMINE", b"* OK [UIDVALIDITY 12;7:9]\r\n"),
    "a validity by the thousand": (b"EXAMINE", b"* OK [UIDVALIDITY " + _LONG + b"]\r\n"),
    "a farewell": (b"UID SEARCH", b"* BYE going\r\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERS)
def test_an_invalid_answer_is_an_error(tmp_path: Path, capsys: Captured, name: str) -> None:
    """Exit code 3, the server's name, no traceback, and nothing written."""
    folder = campaign(tmp_path)
    command, message = ANSWERS[name]
    with odd_imap_server({b"UID SEARCH": b"* SEARCH 1\r\n", command: message}) as server:
        assert toolkit(folder, "collect", f"imap://a@127.0.0.1:{server.port}/INBOX", *secret(tmp_path)) == 3
    err = capsys.readouterr().err
    assert "The mail server 127.0.0.1" in err
    assert "Traceback" not in err
    assert len(err) < 900
    assert not (folder.root / FILE_NAME).exists()


def test_a_mail_with_a_wrong_number_is_not_accepted(tmp_path: Path, capsys: Captured) -> None:
    """A number of a thousand digits, or another mail's: the requested mail did not come."""
    folder = campaign(tmp_path)
    mail = sample(folder)
    other = fetched(6, b"BODY[HEADER]", mail) + b"* 1 FETCH (UID " + _LONG + b" BODY[HEADER] {1}\r\nx)\r\n"
    with odd_imap_server({b"UID SEARCH": b"* SEARCH 5\r\n", b"UID FETCH": other}) as server:
        assert toolkit(folder, "collect", f"imap://a@127.0.0.1:{server.port}/INBOX", *secret(tmp_path)) == 1
    assert "lists a mail (UID 5)" in capsys.readouterr().out
    assert inbox(folder) == {}


@pytest.mark.slow
def test_an_endless_answer_is_given_up(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is reported, and not read for ever."""
    from toolkit.mail import imap

    monkeypatch.setattr(imap, "_MOST", 2**20)
    folder = campaign(tmp_path)
    with odd_imap_server({b"UID SEARCH": b"* OK Still here\r\n" * 200_000}) as server:
        assert toolkit(folder, "collect", f"imap://a@127.0.0.1:{server.port}/INBOX", *secret(tmp_path)) == 3
    assert "answer without end" in capsys.readouterr().err


@pytest.mark.slow
def test_a_mail_listed_twice_is_one(tmp_path: Path, capsys: Captured) -> None:
    """A server may list it any number of times."""
    folder = campaign(tmp_path)
    mail = sample(folder)
    with odd_imap_server(
        {b"UID SEARCH": b"* SEARCH 5 5\r\n* SEARCH 5\r\n", b"UID FETCH": fetched(5, b"BODY[]", mail)}
    ) as server:
        assert toolkit(folder, "collect", f"imap://a@127.0.0.1:{server.port}/INBOX", *secret(tmp_path)) == 0
    assert "Looked through 1 mail;" in capsys.readouterr().out


# --- Names that would be commands -----------------------------------------------------------------

#: Stands for a line end and more in an address, as people may paste it.
LINE_ENDS = ["%0D%0A", "%0a", "%0D", "%00", "\r\n", "\n", "\t", "%E2%80%A8"]
_HOSTS = ["a..b", "x" * 70 + ".example", "ho%0D%0Ast"]


@pytest.mark.parametrize("sign", LINE_ENDS)
@pytest.mark.parametrize("place", ["user", "folder"])
def test_no_name_adds_a_command_to_a_mailbox(tmp_path: Path, capsys: Captured, sign: str, place: str) -> None:
    """A line end in the user's or the folder's name is wrong use: the server gets nothing."""
    folder = campaign(tmp_path)
    added = f"{sign}A9 DELETE INBOX"
    with odd_imap_server({}) as server:
        user, name = (f"a{added}", "INBOX") if place == "user" else ("a", f"INBOX{added}")
        source = f"imap://{user}@127.0.0.1:{server.port}/{name}"
        assert toolkit(folder, "collect", source, *secret(tmp_path)) == 2
        assert server.heard == []
    assert "is not a mailbox's address" in capsys.readouterr().err


@pytest.mark.parametrize("sign", LINE_ENDS)
@pytest.mark.parametrize("where", ["smtp://a{}b@127.0.0.1:1", "smtp://127.0.0.1{}:1"])
def test_no_name_adds_a_command_to_sending(tmp_path: Path, capsys: Captured, sign: str, where: str) -> None:
    """A line end in the user's name or after the port of the server that sends mails is wrong use too."""
    folder = campaign(tmp_path)
    assert toolkit(folder, "status", "--remind", "--send", "--yes", "--smtp", where.format(sign)) == 2
    assert "is not a mail server's address" in capsys.readouterr().err


@pytest.mark.parametrize("host", _HOSTS)
@pytest.mark.parametrize(
    "command",
    [
        lambda host: ["collect", f"imap://a@{host}/x"],
        lambda host: ["status", "--remind", "--send", "--yes", "--smtp", f"smtp://{host}"],
    ],
    ids=["collect", "send"],
)
def test_an_impossible_host_is_an_error(
    tmp_path: Path, capsys: Captured, host: str, command: Callable[[str], list[str]]
) -> None:
    """A name that no server can have."""
    arguments = command(host)
    more = secret(tmp_path) if arguments[0] == "collect" else []
    assert toolkit(campaign(tmp_path / "c"), *arguments, *more) in (2, 3)
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert host.partition("%")[0] in err


def test_a_password_with_a_line_end_is_an_error(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a keyring may hold it: it would end the command and begin another."""
    monkeypatch.setattr("toolkit.cli.passwords._stored_password", lambda user, host: "x\r\nA9 DELETE INBOX")
    with odd_imap_server({}) as server:
        assert toolkit(campaign(tmp_path), "collect", f"imap://a@127.0.0.1:{server.port}/x") == 3
        assert server.heard == []
    assert "line end" in capsys.readouterr().err


def test_quotes_in_a_name_are_escaped(tmp_path: Path) -> None:
    """Quotes, backslashes and blanks are part of the name and end nothing."""
    folder = campaign(tmp_path)
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}) as server:
        source = f'imap://a" b\\@127.0.0.1:{server.port}/C" D\\'
        assert toolkit(folder, "collect", source, *secret(tmp_path, 'm" n\\')) == 0
        commands = [line.partition(b" ")[2] for line in server.heard]
    assert rb'LOGIN "a\" b\\" "m\" n\\"' in commands
    assert rb'EXAMINE "C\" D\\"' in commands
    assert read_register(folder.root).sources
