"""Whose a file is, decided in the register as if it had been typed there; the next `collect` obeys it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

from toolkit.agencies.names import choice
from toolkit.agencies.roster import ASIDE
from toolkit.language.text import clean
from toolkit.messages.errors import UsageError
from toolkit.model import Language
from toolkit.register.entries import UNREAD, Entry, entry_id, read_register
from toolkit.register.sheet import save_register
from toolkit.run.folder import Folder, find_files
from toolkit.run.operations import agency_named
from toolkit.run.workers import source_of


def decide(folder: Folder, sha256: str, decision: str, *, as_of: date, language: Language = "vi") -> None:
    """Type this into “Decision” beside every file of the register that holds just this: an agency, or `-` for none.

    A file that lies in the inbox and came by no mail gets its row first, as `collect` would give it one. Raises
    `UsageError` as `agency_named` does, and `no-such-path` where nothing in the inbox holds this; `NotDoneError` as
    `read_register` and `save_register` do.
    """
    typed = ASIDE if decision == ASIDE else choice(agency_named(folder.campaign, decision))
    register = read_register(folder.root)
    same = [entry for entry in register.entries.values() if entry.sha256 == sha256] or [_entered(folder, sha256)]
    for entry in same:
        register.entries[entry.id] = replace(entry, decision=typed)
    save_register(register, folder.campaign, as_of, language)


def _entered(folder: Folder, sha256: str) -> Entry:
    for path, name in find_files(folder):
        source = source_of((path, name))
        if source.sha256 == sha256:
            return Entry(
                id=entry_id("", sha256),
                name=clean(os.path.basename(name)),
                file=name,
                kind="workbook",
                stamped=UNREAD,
                sha256=sha256,
                size=source.size,
            )
    raise UsageError("no-such-path", file=sha256[:12])
