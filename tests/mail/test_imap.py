"""A mailbox on a real server: the same inbox and register as from files, and nothing in it is changed."""

import imaplib
import os
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.building import keyed, records
from tests.mailing import DAY, KEPT, VIETNAM, Sample, campaign, form, inbox, sent, toolkit
from tests.servers import DOVECOT, PASSWORD, Certificate, imap_server, needs_dovecot, needs_openssl
from toolkit.mail.imap import folder_names, in_utf7, pack_uids, read_address, unpack_uids
from toolkit.messages.errors import UsageError
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.register.sheet import save_register
from toolkit.run.folder import Folder

FOLDER = "Hộp thư đến/Báo cáo quý I"
#: A folder's name encoded for servers, quoted (by imap-tools 1.16).
QUOTED = b'"H&Htk-p th&AbA- &AREevw-n/B&AOE-o c&AOE-o qu&AP0- I"'


def samples(folder: Folder) -> list[Sample]:
    return [
        sent("stc", ("Sở TC.xlsx", form(folder, "STC")), ("ký.pdf", b"%PDF-1.4\n"), at="09 23:30"),
        sent("syt", ("Báo cáo Sở Y tế.xlsx", form(folder, "SYT")), name="Sở Y tế"),
        sent("banbe@gmail.example", subject="Chào"),
    ]


def with_password(folder: Path, text: str = PASSWORD, *, trust: Path | None = None) -> list[str]:
    """The options for a password, and for trust in the certificate of a server."""
    path = folder / f"mat-khau-{len(text)}.txt"
    path.write_text(text + "\n", encoding="utf-8")
    return ["--password-file", str(path), *(["--ca-file", str(trust)] if trust else []), "--lang", "en"]


def rows(folder: Folder) -> list[Any]:
    book = keyed(folder.root / FILE_NAME)
    return [[(r.key, dict(r.values)) for r in records(book[key])] for key in ("register", "mails")]


@pytest.mark.slow
@needs_openssl
def test_a_mailbox_gives_the_same_inbox_and_register_as_its_mails_in_files(
    tmp_path: Path, made: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over STARTTLS, from a folder with a Vietnamese name, in any order of the server's mails."""
    files, server = campaign(tmp_path / "files"), campaign(tmp_path / "server")
    toolkit(files, "collect", str(KEPT["eml"](tmp_path / "mails", samples(files))), "--lang", "en")
    with imap_server({FOLDER: [s.eml() for s in samples(files)]}, made) as (port, user):
        source = f"imap://{user}@127.0.0.1:{port}/{FOLDER}"
        options = with_password(tmp_path, trust=made.cert)
        assert toolkit(server, "collect", source, *options) == 0
        assert inbox(files) == inbox(server)
        assert rows(files) == rows(server)
        before = (server.root / FILE_NAME).read_bytes()
        capsys.readouterr()
        # With nothing new in the mailbox the inbox is not searched instead.
        (server.inbox / "rieng.eml").write_bytes(samples(files)[0].eml())
        assert toolkit(server, "collect", source, *options) == 0
        assert "0 mails; 0 new files" in capsys.readouterr().out
        assert before == (server.root / FILE_NAME).read_bytes()


@pytest.mark.slow
@needs_openssl
def test_faults_of_a_server_are_reported(
    tmp_path: Path, folder: Folder, made: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown certificate, a wrong password, no server: exit code 3, and nothing is written."""
    with imap_server({FOLDER: []}, made) as (port, user):
        source = f"imap://{user}@127.0.0.1:{port}/{FOLDER}"
        for options, message in (
            ([source, *with_password(tmp_path)], "not trusted"),
            ([source, *with_password(tmp_path, "sai", trust=made.cert)], "does not accept"),
            ([f"imap://{user}@127.0.0.1:1/x", *with_password(tmp_path)], "does not answer"),
        ):
            assert toolkit(folder, "collect", *options) == 3
            assert message in capsys.readouterr().err
    assert not (folder.root / FILE_NAME).exists()


@pytest.mark.parametrize("address", ["imap://host/x", "imap://a:geheim@host/x", "imap://a@/x", "imap://a@host:x/y"])
def test_an_impossible_address_is_refused(address: str) -> None:
    """No user, no host, or a password in it; the password is not repeated."""
    with pytest.raises(UsageError) as caught:
        read_address(address)
    assert "geheim" not in str(caught.value.arguments)


@pytest.mark.parametrize(
    ("address", "user", "name"),
    [
        ("imap://a%40b.vn@host:143/Hộp thư/quý 1 #2?", "a@b.vn", "Hộp thư/quý 1 #2?"),
        ("imaps://a%40b.vn@host/B%C3%A1o%20c%C3%A1o", "a@b.vn", "Báo cáo"),
        ("imap://a@b.vn@host", "a@b.vn", "INBOX"),
    ],
)
def test_an_address_may_be_typed_unescaped_or_with_percent_signs(address: str, user: str, name: str) -> None:
    """Blanks, Vietnamese letters and signs in a folder's name need no escaping; without a folder it is the inbox."""
    assert (read_address(address).user, read_address(address).folder) == (user, name)


def test_collected_uids_are_kept_as_ranges_until_the_server_renumbers(folder: Folder) -> None:
    """With the same validity number all collected uids are read back, with a different one none. The register keeps
    more than a cell holds: none is lost, and none that was not collected is added."""
    uids = {1, 2, 3, 7, 9, 10, 4_000_000_000}
    assert pack_uids("12", uids) == "12;1:3,7,9:10,4000000000"
    assert uids == unpack_uids(pack_uids("12", uids), "12")
    assert set() == unpack_uids(pack_uids("12", uids), "13")
    many, register = {100_000 + 7 * n for n in range(9_000)}, read_register(folder.root)
    register.sources["imap", "a@b/INBOX"] = pack_uids("1", many)
    save_register(register, folder.campaign, DAY, "vi")
    assert many == unpack_uids(read_register(folder.root).sources["imap", "a@b/INBOX"], "1")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (rb'(\HasNoChildren) "/" INBOX', "INBOX"),
        (rb'(\A \B) "/" ' + QUOTED, FOLDER),
        (rb'() "\\" "a\\b \"c\""', r'a\b "c"'),
        ((b'() "/" {9}', b'&U,BTFw-"'), '台北"'),
        *[(b"() NIL &-x", "&x"), (None, None)],
    ],
)
def test_a_folder_is_recognised_however_a_server_lists_it(line: Any, name: str | None) -> None:
    """Quoted, as an atom or as a literal, with any sign between levels; a server may have none. They are encoded for
    servers in UTF-7 as mailboxes have it, with the examples of RFC 3501, 5.1.3."""
    assert folder_names([line]) == [name] * (name is not None)
    for text, written in ((FOLDER, QUOTED[1:-1]), ("台北&日本語", b"&U,BTFw-&-&ZeVnLIqe-")):
        assert in_utf7(text).encode() == written


@pytest.mark.slow
def test_a_missing_password_without_a_terminal_is_an_error(folder: Folder) -> None:
    """Without a terminal, a file or keyring: a message says what to do, without endless waiting."""
    with CliRunner().isolation(input=""):
        assert toolkit(folder, "collect", "imap://a@127.0.0.1:1/x") == 2


# --- Dovecot --------------------------------------------------------------------------------------


class Dovecot:
    """The Dovecot server of the tests."""

    def __init__(self) -> None:
        port, tls_port, folder = os.environ[DOVECOT].split(":", 2)
        self.port, self.tls_port, self.cert = int(port), int(tls_port), Path(folder) / "cert.pem"

    def client(self, user: str) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.starttls(ssl.create_default_context(cafile=str(self.cert)))
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        return client

    def fill(self, user: str, mails: Sequence[bytes], arrived: datetime | None = None) -> None:
        client = self.client(user)
        client.create(QUOTED)  # type: ignore[arg-type]
        for data in mails:
            day = imaplib.Time2Internaldate(arrived) if arrived else ""
            assert client.append(QUOTED, "", day, data)[0] == "OK"  # type: ignore[arg-type]
        client.logout()

    def flags(self, user: str) -> list[bytes]:
        """Those of its mails, but not which came since the last look."""
        client = self.client(user)
        client.select(QUOTED, readonly=True)  # type: ignore[arg-type]
        found = client.fetch("1:*", "(UID FLAGS)")[1]
        client.logout()
        return [x.replace(b"\\Recent", b"") for x in found if isinstance(x, bytes)]


@pytest.mark.slow
@needs_dovecot
@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_a_mailbox_of_dovecot_is_left_unchanged(tmp_path: Path, scheme: str) -> None:
    """STARTTLS and TLS, a Vietnamese folder and password; no mail is marked, moved or deleted."""
    server, user = Dovecot(), f"{scheme}.{tmp_path.parent.name}.{os.getpid()}"
    files, box = campaign(tmp_path / "files"), campaign(tmp_path / "server")
    mails = [s.eml() for s in samples(files)]
    server.fill(user, mails)
    before = server.flags(user)
    assert len(mails) == len(before)
    toolkit(files, "collect", str(KEPT["eml"](tmp_path / "mails", samples(files))), "--lang", "en")
    port = server.port if scheme == "imap" else server.tls_port
    options = with_password(tmp_path, trust=server.cert)
    source = f"{scheme}://{user}@127.0.0.1:{port}/hop thu den/BAO CAO QUY I"
    assert toolkit(box, "collect", source, *options) == 0
    assert inbox(files) == inbox(box)
    assert rows(files) == rows(box)
    assert before == server.flags(user)
    server.fill(user, [sent("stc", ("sửa.xlsx", form(files, "STC", number="9")), at="14 08:00").eml()])
    assert toolkit(box, "collect", source, *options) == 0
    names = {e.name for e in read_register(box.root).entries.values()}
    assert names == {"Sở TC.xlsx", "sửa.xlsx", "ký.pdf", "Báo cáo Sở Y tế.xlsx"}
    assert len(inbox(files)) + 1 == len(inbox(box))


@pytest.mark.slow
@needs_dovecot
def test_since_counts_days_in_vietnams_time(tmp_path: Path, folder: Folder) -> None:
    """Half an hour after midnight here is the day before at the server: that mail is collected, and none before it."""
    server, user = Dovecot(), f"since.{os.getpid()}"
    for minute, name in ((-30, "truoc"), (30, "sau")):
        when = datetime(2021, 1, 8, tzinfo=VIETNAM) + timedelta(minutes=minute)
        server.fill(user, [sent("syt", (f"{name}.xlsx", form(folder, "SYT", number=name)), id=name).eml()], when)
    source = f"imap://{user}@127.0.0.1:{server.port}/{FOLDER}"
    options = with_password(tmp_path, trust=server.cert)
    assert toolkit(folder, "collect", source, *options, "--since", "2021-01-08") == 0
    assert [e.name for e in read_register(folder.root).entries.values()] == ["sau.xlsx"]


@pytest.mark.slow
@needs_dovecot
def test_dovecots_errors_are_reported(tmp_path: Path, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing folder is answered with the existing ones; nothing since a day means nothing new."""
    server, user = Dovecot(), f"wrong.{os.getpid()}"
    server.fill(user, [s.eml() for s in samples(folder)])
    source, options = f"imap://{user}@127.0.0.1:{server.port}", with_password(tmp_path, trust=server.cert)
    assert toolkit(folder, "collect", f"{source}/Thư lạ", *options) == 3
    assert FOLDER in capsys.readouterr().err
    assert toolkit(folder, "collect", f"{source}/{FOLDER}", "--since", "2199-01-01", *options) == 0
    assert inbox(folder) == {}
