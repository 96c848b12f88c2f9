"""The next round of a campaign, begun: `toolkit new --from`."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from toolkit.agencies.names import agency_names
from toolkit.definition.campaign import FILE_NAME, load_campaign
from toolkit.definition.moving_on import Way, step_to_next_periods, steps
from toolkit.definition.next_round import Moved, ToCheck, next_round
from toolkit.definition.typed_tables import typed_tables
from toolkit.files.saving import save_bytes, save_in_one_step
from toolkit.files.walking import refuse_links
from toolkit.language.text import clean
from toolkit.master.merge_inputs import path_to_remember
from toolkit.messages.errors import DefinitionError, NotDoneError, UsageError
from toolkit.model import Finding, Language, Period
from toolkit.run.folder import INBOX, MASTER, OUTGOING, REGISTER, TRUST, Folder, make_folder, open_folder
from toolkit.run.rounds.keeping import ensure_movable, is_under_way, keep_round, names_left_in, round_folder
from toolkit.run.rounds.to_review import review_rows
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook

#: Kinds of decisions of the last round.
DecidedCode = Literal["groups", "follow-up", "page-texts", "corrections", "acceptances", "files", "master-unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedRound:
    """The next round as it was begun. `last_round`: the folder to which the last round was moved, if it was moved."""

    definition: Path
    id: str
    moved: tuple[Moved, ...]
    to_check: tuple[ToCheck, ...]
    previous: str
    """The last round's master, relative to the folder; "" where it has none yet."""
    last_round: Path | None = None
    left: tuple[str, ...] = ()
    """Files that stay in the folder, since the commands do not know them."""
    dropped: tuple[str, ...] = ()
    """Sheets and columns of the old definition that are not taken over."""
    senders: tuple[tuple[str, str], ...] = ()
    """(agency, address) from decisions in the register; now in the roster."""
    doubtful: tuple[str, ...] = ()
    """Addresses with contradicting decisions."""
    decided: tuple[tuple[DecidedCode, int], ...] = ()
    carried: tuple[str, ...] = ()
    """The indicators and tables that are carried."""
    findings: tuple[Finding, ...] = ()
    """The findings about the new definition."""
    periods: tuple[Period, ...] = ()
    ways: tuple[tuple[Way, tuple[Period, ...]], ...] = ()
    """If no step was requested: the other possible steps, each with the periods to which it would lead."""


def begin_next(
    source: Path | str, target: Path | str | None = None, language: Language = "vi", way: Way | None = None
) -> StartedRound:
    """Begin the next round of the campaign in `source`: in a new folder, or in the same one, where the last round is
    moved into `rounds/ID/` first. Nothing is overwritten.

    Raises `DefinitionError` where the old definition is wrong, `UsageError` (`no-round-there`, `folder-in-use`,
    `no-such-way` where its periods have no step of this `way`, and as `ensure_movable` does), `NotDoneError` where
    something cannot be read or written.
    """
    old = Path(source) if os.path.isdir(source) else Path(source).parent
    if not (old / FILE_NAME).is_file():
        raise UsageError("no-round-there", folder=str(old), file=FILE_NAME)
    folder = open_folder(old)
    root = Path(target) if target is not None else folder.root
    here = os.path.realpath(root) == os.path.realpath(folder.root)
    if here:
        ensure_movable(folder.root, folder.campaign.id)
        if is_under_way(folder.root, folder.campaign.id):
            folder = open_folder(round_folder(folder.root, folder.campaign.id))
    elif os.path.lexists(root / FILE_NAME):
        raise UsageError("folder-in-use", file=str(root / FILE_NAME))
    before = folder.campaign.periods
    ways, step = steps(before), step_to_next_periods(before, way or "block")
    if way is not None and step is None:
        raise UsageError(
            "no-such-way", value=way, periods="|".join(p.key for p in before), known=", ".join(ways) or "–"
        )
    periods = step.after if step is not None else before
    tables, dropped, senders, doubtful = _old_tables(folder)
    new = next_round(folder.campaign, tables, way)
    if here and os.path.lexists(round_folder(root, new.id)):
        raise UsageError("round-kept-already", file=str(round_folder(root, new.id)), campaign=new.id)
    decided = tuple(_decision_counts(folder))
    previous = _previous(folder, root, here)
    new.tables["campaign"][0]["previous"] = previous
    drawn = {**new.tables, **({"review": rows} if (rows := review_rows(new, language)) else {})}
    last_round = keep_round(root, folder.campaign.id) if here else None
    definition = _write_definition(root, drawn, language)
    if folder.trust and not os.path.lexists(root / TRUST):
        save_bytes(root / TRUST, folder.campaign.trust)
    return StartedRound(
        definition=definition,
        id=new.id,
        moved=new.moved,
        to_check=new.to_check,
        previous=previous,
        last_round=last_round,
        left=names_left_in(root) if here else (),
        dropped=dropped,
        senders=senders,
        doubtful=doubtful,
        decided=decided,
        carried=(
            *(i.code for i in folder.campaign.indicators if i.carry),
            *(t.code for t in folder.campaign.tables if t.cumulative),
        ),
        findings=_findings(definition),
        periods=periods,
        ways=tuple((n, s.after) for n, s in ways.items() if s.after != periods) if way is None else (),
    )


def _previous(folder: Folder, root: Path, here: bool) -> str:
    """The last round's master, relative to the new folder."""
    if not folder.master.is_file():
        return ""
    last = round_folder(root, folder.campaign.id) if here else folder.root
    return path_to_remember(root, last / MASTER)


def _write_definition(root: Path, tables: Mapping[str, list[dict[str, str]]], language: Language) -> Path:
    from toolkit.xlsx.drawn.definition import write_definition

    for name in (INBOX, OUTGOING):
        make_folder(root / name)
    definition = root / FILE_NAME
    refuse_links(root, definition)
    save_in_one_step(definition, lambda path: write_definition(path, tables, language))
    return definition


def _findings(definition: Path) -> tuple[Finding, ...]:
    """The findings about the new definition, without findings that are reported elsewhere."""
    elsewhere = ("definition-to-review", "definition-names-alike")
    try:
        return tuple(f for f in load_campaign(definition)[1] if f.code not in elsewhere)
    except DefinitionError as error:
        return error.findings


# --- What is taken ---------------------------------------------------------------------------------


def _old_tables(
    folder: Folder,
) -> tuple[dict[str, list[dict[str, str]]], tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(the old tables with addresses from the register; `dropped`, `senders` and `doubtful` of `StartedRound`)."""
    raw = read_workbook(folder.definition, folder.definition.name)
    if not isinstance(raw, RawWorkbook):
        raise DefinitionError("definition-unreadable", (raw[1],), file=str(folder.definition))
    typed = typed_tables(raw)
    tables = {key: list(rows) for key, rows in typed.tables.items()}
    known = {address.casefold() for a in folder.campaign.agencies for address in a.emails}
    agencies: dict[str, set[str]] = {}
    for address, agency in _decided_senders(folder):
        if address not in known:
            agencies.setdefault(address, set()).add(agency)
    senders = tuple(sorted((min(codes), address) for address, codes in agencies.items() if len(codes) == 1))
    rows = {clean(row.get("code", "")): row for row in tables["agencies"]}
    for agency, address in senders:
        row = rows[agency]
        row["email"] = "|".join(filter(None, (row.get("email", ""), address)))
    return tables, typed.unknown, senders, tuple(sorted(a for a, codes in agencies.items() if len(codes) > 1))


def _decided_senders(folder: Folder) -> Iterator[tuple[str, str]]:
    """Yields (address, agency) of each file in the register on whose agency the coordinator decided."""
    if not (folder.root / REGISTER).exists():
        return
    from toolkit.register.entries import read_register

    names = agency_names(folder.campaign)
    try:
        entries = read_register(folder.root).entries.values()
    except NotDoneError:
        return
    office = folder.campaign.contact_email.casefold()  # the office forwards mails of agencies
    for entry in entries:
        meant = names.matching(entry.decision) if entry.decision and not entry.forwarded_by else ()
        if entry.sender and len(meant) == 1 and entry.sender.casefold() != office:
            yield entry.sender.casefold(), meant[0].code


def _decision_counts(folder: Folder) -> Iterator[tuple[DecidedCode, int]]:
    """Yields the number of the coordinator's decisions in the last round's master, by kind."""
    if not folder.master.is_file():
        return
    from toolkit.master.carry.reading import read_texts
    from toolkit.master.decisions import read_decisions
    from toolkit.master.edits import read_edits
    from toolkit.master.read_kept import read_kept

    try:
        kept, edits = read_kept(folder.master), read_edits(folder.master)
        counts: Counter[DecidedCode] = Counter(
            {
                "groups": sum(replace(e, follow_up="").decides for e in edits),
                "follow-up": sum(e.follow_up == "yes" for e in edits),
                "page-texts": len(read_texts(folder.master)),
                "corrections": sum(bool(c.typed) for c in kept.corrections),
                "acceptances": sum(bool(a.by) for a in kept.acceptances),
                "files": sum(d.use is not None or bool(d.assigned) for d in read_decisions(folder.master)),
            }
        )
    except NotDoneError:
        yield "master-unread", 1
        return
    yield from ((code, count) for code, count in counts.items() if count)
