"""Faulty servers, addresses and passwords: an error message each, and nothing is lost or passed on silently."""

import pytest

from tests.mail.test_imap import with_password
from tests.mailing import form, inbox, sent, toolkit
from tests.servers import OddServer, odd_imap_server
from toolkit.mail import imap
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.folder import Folder

Captured = pytest.CaptureFixture[str]
_LONG = b"7" * 6000


def collect(folder: Folder, server: OddServer) -> int:
    source = f"imap://a@127.0.0.1:{server.port}/INBOX"
    return toolkit(folder, "collect", source, *with_password(folder.root, "mat-khau"))


def sample(folder: Folder) -> bytes:
    return sent("syt", ("SYT.xlsx", form(folder, "SYT"))).eml()


def fetched(uid: int, part: bytes, data: bytes) -> bytes:
    """The way in which a server brings a mail."""
    head = b"* %d FETCH (UID %d RFC822.SIZE %d %s {%d}\r\n" % (uid, uid, len(data), part, len(data))
    return head + data + b")\r\n"


# --- Mails that are listed and not brought --------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("absent", ["head", "whole"])
def test_a_listed_mail_that_does_not_come_is_reported_and_requested_again(
    folder: Folder, capsys: Captured, absent: str
) -> None:
    """An error with its number as long as it is listed; once the server brings it, it is collected."""
    mail = sample(folder)
    head = fetched(5, b"BODY[HEADER]", mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    says = {b"UID SEARCH": b"* SEARCH 5\r\n"}
    if absent == "whole":
        says[b"UID FETCH 5 (UID RFC822.SIZE INTERNALDATE"] = head
    with odd_imap_server(says) as server:
        for _ in range(2):
            assert collect(folder, server) == 1
            assert "lists a mail (UID 5)" in capsys.readouterr().out
        assert inbox(folder) == {}
        server.says[b"UID FETCH 5 (UID RFC822.SIZE INTERNALDATE"] = head
        server.says[b"UID FETCH 5 (UID RFC822.SIZE BODY"] = fetched(5, b"BODY[]", mail)
        assert collect(folder, server) == 0
        assert list(inbox(folder).values()) == [form(folder, "SYT")]
        server.says.clear()
        server.says[b"UID SEARCH"] = b"* SEARCH 5\r\n"
        assert collect(folder, server) == 0
        assert "0 mails" in capsys.readouterr().out


# --- Invalid answers ------------------------------------------------------------------------------

_HEAD = b"* 1 FETCH (UID 1 BODY[HEADER] {"
#: Invalid answers to a command: no numbers, too long ones, lengths beyond any mail or memory, a farewell.
ANSWERS = [
    *((b"UID SEARCH", b"* SEARCH " + text + b"\r\n") for text in (b"1 abc 3", b"1 -2", b"1_000", b"\xff\xfe")),
    *((b"UID SEARCH", b"* SEARCH 1 " + digits + b"\r\n") for digits in (_LONG, _LONG[:4000])),
    *((b"UID SEARCH", text) for text in (b"HTTP/1.1 200 OK\r\n\r\n", b"* BYE going\r\n")),
    *((b"UID FETCH", _HEAD + size + b"}\r\n") for size in (_LONG, b"999999999999", b"9" * 30)),
    *((b"EXAMINE", b"* OK [UIDVALIDITY " + number + b"]\r\n") for number in (b"12;7:9", _LONG)),
]


@pytest.mark.slow
def test_an_invalid_answer_is_an_error(folder: Folder, capsys: Captured) -> None:
    """Exit code 3, the server's name, no traceback, and nothing written."""
    for command, answer in ANSWERS:
        with odd_imap_server({b"UID SEARCH": b"* SEARCH 1\r\n", command: answer}) as server:
            assert collect(folder, server) == 3, answer
        err = capsys.readouterr().err
        assert "The mail server 127.0.0.1" in err
        assert "Traceback" not in err
        assert len(err) < 900
    assert not (folder.root / FILE_NAME).exists()


def test_a_mail_with_a_wrong_number_is_not_accepted(folder: Folder, capsys: Captured) -> None:
    """A number of a thousand digits, or another mail's: the requested mail did not come. One that was moved meanwhile,
    and is not listed when asked again, is a warning."""
    other = fetched(6, b"BODY[HEADER]", sample(folder)) + b"* 1 FETCH (UID " + _LONG + b" BODY[HEADER] {1}\r\nx)\r\n"
    with odd_imap_server({b"UID SEARCH": b"* SEARCH 5\r\n", b"UID FETCH": other}) as server:
        assert collect(folder, server) == 1
    assert "lists a mail (UID 5)" in capsys.readouterr().out
    assert inbox(folder) == {}
    with odd_imap_server({b"UID SEARCH UID": b"* SEARCH\r\n", b"UID SEARCH": b"* SEARCH 5\r\n"}) as server:
        assert collect(folder, server) == 0
    assert "no longer in the mailbox" in capsys.readouterr().out


@pytest.mark.slow
def test_an_endless_answer_is_given_up(folder: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is reported, and not read for ever."""
    monkeypatch.setattr(imap, "_MOST", 2**20)
    with odd_imap_server({b"UID SEARCH": b"* OK Still here\r\n" * 200_000}) as server:
        assert collect(folder, server) == 3
    assert "answer without end" in capsys.readouterr().err


@pytest.mark.slow
def test_a_mail_listed_twice_is_one(folder: Folder, capsys: Captured) -> None:
    """A server may list it any number of times."""
    listed, mail = b"* SEARCH 5 5\r\n* SEARCH 5\r\n", fetched(5, b"BODY[]", sample(folder))
    with odd_imap_server({b"UID SEARCH": listed, b"UID FETCH": mail}) as server:
        assert collect(folder, server) == 0
    assert "Looked through 1 mail;" in capsys.readouterr().out


# --- Names that would be commands -----------------------------------------------------------------

#: Stands for a line end and more in an address, as people may paste it.
LINE_ENDS = ["%0D%0A", "%0a", "%0D", "%00", "\r\n", "\n", "\t", "%E2%80%A8"]
SEND = ("status", "--remind", "--send", "--yes", "--lang", "en", "--smtp")


@pytest.mark.parametrize("sign", LINE_ENDS)
def test_no_name_adds_a_command_to_a_mailbox_or_to_sending(folder: Folder, capsys: Captured, sign: str) -> None:
    """A line end in the user's or the folder's name, or after the port, is wrong use: the server gets nothing."""
    added = f"{sign}A9 DELETE INBOX"
    with odd_imap_server({}) as server:
        for source in (f"a{added}@127.0.0.1:{server.port}/INBOX", f"a@127.0.0.1:{server.port}/INBOX{added}"):
            assert toolkit(folder, "collect", f"imap://{source}", *with_password(folder.root)) == 2
            assert "is not a mailbox's address" in capsys.readouterr().err
        assert server.heard == []
    for address in (f"smtp://a{sign}b@127.0.0.1:1", f"smtp://127.0.0.1{sign}:1"):
        assert toolkit(folder, *SEND, address) == 2
        assert "is not a mail server's address" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example", "ho%0D%0Ast"])
def test_an_impossible_host_is_an_error(folder: Folder, capsys: Captured, host: str) -> None:
    """A name that no server can have, of collecting and of sending."""
    for command in (["collect", f"imap://a@{host}/x", *with_password(folder.root)], [*SEND, f"smtp://{host}"]):
        assert toolkit(folder, *command) in (2, 3)
        err = capsys.readouterr().err
        assert "Traceback" not in err
        assert host.partition("%")[0] in err


def test_a_password_with_a_line_end_is_an_error(
    folder: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a keyring may hold it: it would end the command and begin another."""
    monkeypatch.setattr("toolkit.cli.passwords._stored_password", lambda user, host: "x\r\nA9 DELETE INBOX")
    with odd_imap_server({}) as server:
        assert toolkit(folder, "collect", f"imap://a@127.0.0.1:{server.port}/x", "--lang", "en") == 3
        assert server.heard == []
    assert "line end" in capsys.readouterr().err


def test_quotes_in_a_name_are_escaped(folder: Folder) -> None:
    """Quotes, backslashes and blanks are part of the name and end nothing."""
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}) as server:
        source = f'imap://a" b\\@127.0.0.1:{server.port}/C" D\\'
        assert toolkit(folder, "collect", source, *with_password(folder.root, 'm" n\\')) == 0
        commands = [line.partition(b" ")[2] for line in server.heard]
    assert rb'LOGIN "a\" b\\" "m\" n\\"' in commands
    assert rb'EXAMINE "C\" D\\"' in commands
    assert read_register(folder.root).sources
