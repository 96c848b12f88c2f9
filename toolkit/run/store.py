"""The store: the contents read from each file, in the campaign's folder, so that a file is read only once.

It is one small database, `.toolkit-store`, which may be deleted at any time. An entry belongs to a file's content (its
SHA-256), whatever the file's name, to the definition (its fingerprint) and to the version of the toolkit. Entries are
packs (`model.packing`), and nothing in the store is ever run. An entry equals what a new reading would give, so results
have the same bytes with and without the store.
"""

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

FILE_NAME = ".toolkit-store"
_STATES = "CREATE TABLE IF NOT EXISTS told (subject TEXT PRIMARY KEY, digest TEXT NOT NULL)"
_LAST = "CREATE TABLE IF NOT EXISTS last (name TEXT PRIMARY KEY, checksum INTEGER NOT NULL, pack BLOB NOT NULL)"
_WORDINGS = "CREATE TABLE IF NOT EXISTS wordings (digest TEXT PRIMARY KEY, text TEXT NOT NULL)"
#: Changed whenever the format of packs changes.
_FORMAT = 2
#: Seconds to wait for another run that is writing; after that the run continues without the store.
_PATIENCE = 5.0
_AT_ONCE = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    maker TEXT NOT NULL, sha256 TEXT NOT NULL, checksum INTEGER NOT NULL, pack BLOB NOT NULL,
    PRIMARY KEY (maker, sha256)
)
"""
#: The folder of the package.
PACKAGE = Path(__file__).parents[1]


class Store:
    """The entries of one definition, read by this toolkit. Never raises: at worst it is empty.

    `rebuilt`: whether the store was damaged and started again.
    """

    def __init__(self, path: Path, fingerprint: str, version: str) -> None:
        self.path = path
        self.rebuilt = False
        self._maker = _reading_digest(fingerprint, version)

    def get(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """The stored packs, by the files' SHA-256."""
        wanted = sorted(set(hashes) - {""})
        packs: dict[str, bytes] = {}
        if not wanted or not self.path.is_file() or self.path.is_symlink():
            return packs
        try:
            with self._open_database() as connection:
                for start in range(0, len(wanted), _AT_ONCE):
                    packs |= self._packs_of(connection, wanted[start : start + _AT_ONCE])
        except sqlite3.Error as error:
            if not _is_harmless(error):
                self.start_over()
                return {}
        return packs

    def _packs_of(self, connection: sqlite3.Connection, hashes: Sequence[str]) -> dict[str, bytes]:
        marks = ",".join("?" * len(hashes))
        rows = connection.execute(
            f"SELECT sha256, checksum, pack FROM readings WHERE maker = ? AND sha256 IN ({marks})",
            (self._maker, *hashes),
        ).fetchall()
        for _, checksum, pack in rows:
            if not isinstance(pack, bytes) or zlib.crc32(pack) != checksum:
                raise sqlite3.DatabaseError("an entry that is not what was written")
        return {sha256: pack for sha256, _, pack in rows}

    def put(self, packs: Mapping[str, bytes]) -> None:
        """Store these packs, and delete packs of another definition or version of the toolkit."""
        rows = [(self._maker, sha256, zlib.crc32(pack), pack) for sha256, pack in packs.items() if sha256]
        if not rows or self.path.is_symlink():  # a link leads to another file
            return
        try:
            self._write_rows(rows)
        except sqlite3.Error as error:
            if not _is_harmless(error):
                self.start_over()
                with suppress(sqlite3.Error):
                    self._write_rows(rows)

    def _write_rows(self, rows: Sequence[tuple[str, str, int, bytes]]) -> None:
        with self._open_database() as connection, connection:
            connection.execute(_SCHEMA)
            connection.execute("DELETE FROM readings WHERE maker < ? OR maker > ?", (self._maker, self._maker))
            connection.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", rows)

    @contextmanager
    def _open_database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection:
            # Checksums detect damage by a power cut; waiting for the disk each time gains nothing.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA trusted_schema = OFF")
            yield connection

    def start_over(self) -> None:
        """Delete a damaged store, or empty it where Windows does not delete it since another program has it open."""
        self.rebuilt = True
        for path in (self.path, self.path.with_name(self.path.name + "-journal")):
            with suppress(OSError):
                try:
                    path.unlink(missing_ok=True)
                except PermissionError:
                    os.truncate(path, 0)


def has_changed(path: Path, subject: str, state: str) -> bool:
    """Whether the state of a subject differs from that of the last call, or this is the first call; the state is
    stored. Always True where nothing can be stored."""
    digest = hashlib.sha256(state.encode()).hexdigest()
    with suppress(sqlite3.Error):
        if not path.is_symlink():
            with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection, connection:
                connection.execute(_STATES)
                known = connection.execute("SELECT digest FROM told WHERE subject = ?", (subject,)).fetchone()
                connection.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (subject, digest))
                return bool(known != (digest,))
    return True


def stored_pack(path: Path, name: str) -> bytes:
    """The pack that `keep_packs` stored under this name; b"" where there is none, or the pack is damaged."""
    with suppress(sqlite3.Error):
        if path.is_file() and not path.is_symlink():
            with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
                row = connection.execute("SELECT checksum, pack FROM last WHERE name = ?", (name,)).fetchone()
            if row and isinstance(row[1], bytes) and zlib.crc32(row[1]) == row[0]:
                return row[1]
    return b""


def keep_packs(path: Path, packs: Mapping[str, bytes], *, alone: bool = False) -> None:
    """Store these packs by name, all or none; `alone`: delete all other packs."""
    with suppress(sqlite3.Error):
        if not path.is_symlink():
            with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection, connection:
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(_LAST)
                if alone:
                    connection.execute("DELETE FROM last")
                rows = [(name, zlib.crc32(pack), pack) for name, pack in packs.items()]
                connection.executemany("INSERT OR REPLACE INTO last VALUES (?, ?, ?)", rows)


def keep_wordings(path: Path, texts: Mapping[str, str]) -> None:
    """Keep texts that were written into reports, by their digests."""
    with suppress(sqlite3.Error):
        if not path.is_symlink():
            with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection, connection:
                connection.execute(_WORDINGS)
                connection.executemany("INSERT OR IGNORE INTO wordings VALUES (?, ?)", texts.items())


def wording(path: Path, digest: str) -> str:
    """The text with this digest that `keep_wordings` stored; "" where there is none."""
    with suppress(sqlite3.Error):
        if path.is_file() and not path.is_symlink():
            with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
                row = connection.execute("SELECT text FROM wordings WHERE digest = ?", (digest,)).fetchone()
                return str(row[0]) if row else ""
    return ""


#: Errors that do not damage the store: another run at work, a full disk, a folder that cannot be written to.
_PASSING = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
    )
)


def _is_harmless(error: sqlite3.Error) -> bool:
    """Whether an error leaves the store undamaged."""
    code = getattr(error, "sqlite_errorcode", None)
    return (code is not None and code & 0xFF in _PASSING) or "no such table" in str(error)


@cache
def modules() -> str:
    """A digest of the contents of the toolkit's modules, since other versions may read differently. Their
    dates are not used: they are all the same in reproducible bundles."""
    top, by_name = os.fspath(PACKAGE), dict[str, str]()
    for parent, _, files in os.walk(top):
        names = (os.path.join(parent, name) for name in files if not parent.endswith("__pycache__"))
        by_name |= {path[len(top) :].replace(os.sep, "/"): path for path in names}
    digest = hashlib.sha256()
    for name, path in sorted(by_name.items()):
        with suppress(OSError), open(path, "rb", buffering=0) as module:
            content = module.read().replace(b"\r\n", b"\n")
            digest.update(b"%s\0%d\0%s" % (name.encode(), len(content), content))
    return digest.hexdigest()


def _reading_digest(fingerprint: str, version: str) -> str:
    """A digest of all that decides how files are read: the definition, the toolkit's version and its modules."""
    return hashlib.sha256(f"{_FORMAT} {version} {fingerprint} {modules()}".encode()).hexdigest()
