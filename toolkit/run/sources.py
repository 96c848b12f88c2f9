"""Everything that one `collect` takes mails from: files and folders together, then each mailbox on a server."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from toolkit.mail.imap import Address, Secret, open_mailbox, pack_uids, unpack_uids
from toolkit.model import Language
from toolkit.register.entries import read_register
from toolkit.run.collect import Collected, collect, collecting_alone
from toolkit.run.folder import Folder
from toolkit.run.gathering import Progress


def collect_all(
    folder: Folder,
    paths: Sequence[Path],
    mailboxes: Sequence[tuple[Address, Secret]],
    *,
    since: date | None,
    ca_file: Path | None,
    as_of: date,
    language: Language,
    progress: Progress,
    waiting: Callable[[], None],
) -> list[Collected]:
    """The results of collecting from the `paths` (default without a mailbox: the inbox), then from each mailbox.

    `mailboxes`: with their passwords or sign-ins. `since`: only mails from this day on; None: in mailboxes, mails since
    the campaign was issued. `waiting` is called where another run collects. Raises `NotDoneError`.
    """
    done = []
    with collecting_alone(folder, waiting):
        if paths or not mailboxes:
            done.append(
                collect(
                    folder, paths, since=since, as_of=as_of, language=language, progress=progress, alone_already=True
                )
            )
        for address, password in mailboxes:
            register = read_register(folder.root)
            with open_mailbox(address, password, ca_file) as box:
                known = unpack_uids(register.sources.get(("imap", address.name), ""), box.validity)
                unopened = box.find(known, since or folder.campaign.issued, progress)
                done.append(
                    collect(
                        folder,
                        unopened=unopened,
                        mailbox=address.name,
                        remember=lambda new, known=known, box=box: pack_uids(box.validity, known | new),  # type: ignore[misc]
                        as_of=as_of,
                        language=language,
                        register=register,
                        progress=progress,
                        alone_already=True,
                    )
                )
    return done
