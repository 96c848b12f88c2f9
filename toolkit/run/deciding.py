"""What is decided at the desk, written into the register: whose a file is, which the next `collect` obeys, and what is
typed into the master's columns otherwise (decision 153)."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.agencies.names import choice
from toolkit.agencies.roster import ASIDE
from toolkit.consolidation.corrections import read_correction, sent_text
from toolkit.files.saving import may_replace
from toolkit.language.text import clean
from toolkit.master.by_desk import ByDesk, decided_cells, placed_edits, review_says, said_in, with_seen
from toolkit.master.edits import read_edits
from toolkit.master.kept import day_text
from toolkit.master.read_kept import read_kept
from toolkit.master.recognising import sheets_by_name
from toolkit.messages.errors import UsageError
from toolkit.model import Campaign, Correction, DeskEdit, Edit, Kept, Language, Review, is_asked
from toolkit.register.entries import UNREAD, Entry, entry_id, read_register
from toolkit.register.sheet import save_register
from toolkit.run.closing.state import may_change
from toolkit.run.folder import Folder, find_files
from toolkit.run.operations import agency_named
from toolkit.run.workers import source_of
from toolkit.spreadsheet.keyed import base_key
from toolkit.spreadsheet.workbook import read_own
from toolkit.values.cell import read_date, typed_text
from toolkit.values.readings import value_words_of

#: What goes with a decision about a group, by its column.
_BESIDE = {"merge_into": "merge_text", "keep_apart": "apart_texts"}
#: What is said of a value that can be read and may not be, by the code of its reading.
_REFUSED = {"out-of-range": "decided-out-of-range", "not-in-choices": "decided-not-in-choices"}
_MOST_LETTERS = 2_000


def decide(
    folder: Folder, chosen: Mapping[str, str], *, as_of: date, language: Language = "vi"
) -> dict[str, UsageError]:
    """Type these into “Decision”, by a file's SHA-256, beside each row of the register about it: an agency, or `-` for
    none. What cannot be meant is returned, by SHA-256; all else is written, in one step.

    A file that lies in the inbox and came by no mail gets its row first, as `collect` would give it one. What is not
    meant: as `agency_named` says, and `no-such-path` where nothing in the inbox holds this. Raises `NotDoneError` as
    `read_register` and `save_register` do.
    """
    may_change(folder.root)
    register = read_register(folder.root)
    refused: dict[str, UsageError] = {}
    for sha256, decision in chosen.items():
        try:
            typed = ASIDE if decision == ASIDE else choice(agency_named(folder.campaign, decision))
            same = [entry for entry in register.entries.values() if entry.sha256 == sha256]
            for entry in same or [_entered(folder, sha256)]:
                register.entries[entry.id] = replace(entry, decision=typed)
        except UsageError as error:
            refused[sha256] = error
    if len(refused) < len(chosen):
        save_register(register, folder.campaign, as_of, language)
    return refused


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


# --- What the master's columns are to say ----------------------------------------------------------


def write_down(
    folder: Folder,
    edits: Sequence[DeskEdit],
    emptied: Collection[str] = (),
    *,
    settle: str = "",
    as_of: date,
    language: Language = "vi",
) -> list[str]:
    """Write what was decided of figures, findings, rows of tables and groups into the register; returns what stood
    there before. What is blank in an edit stays as it is, but for the columns that are `emptied`. `settle`: what was
    decided of these places before is decided again (`desk`), or what the `master` says.

    Raises `UsageError` where a value cannot be read, has two readings or is not signed (`decided-…`); `NotDoneError` as
    `read_register`, `may_replace`, `read_edits` and `save_register` do.
    """
    may_change(folder.root)
    register = read_register(folder.root)
    may_replace(register.path)
    kept = read_kept(folder.master)
    by_desk = ByDesk(placed_edits(folder.campaign, register.edits.values()), kept.taken)
    kept = by_desk.with_kept(kept)
    groups = read_edits(folder.master, by_desk=by_desk) if any(edit.group for edit in edits) else ()
    before = []
    for edit in edits:
        known = by_desk.edits.get(edit.place, edit)
        if settle:
            there = {c: v for columns in decided_cells(known) for c, v in _there(edit, columns, kept, groups).items()}
            edit = replace(known, **there) if settle == "master" else known  # type: ignore[arg-type]
            emptied = there
        _may_be_decided(folder.campaign, edit, as_of, emptied)
        edit = replace(edit, reviewed_on=day_text(edit.reviewed_on))
        own = replace(edit, **{c: getattr(known, c) for cell in edit.cells for c in (*cell, *_BESIDE.values())})
        sent = edit.sent or _sent(folder, edit)
        own = replace(own, id=known.id or entry_id("", repr(edit.place)), was=known.was, day=as_of, sent=sent)
        for columns in edit.cells:
            if any(getattr(edit, c) or c in emptied for c in columns):
                stands = said_in(columns, _there(edit, columns, kept, groups).__getitem__)
                own = with_seen(own, columns[0], stands)
                typed = (*columns, _BESIDE.get(columns[0], columns[0]))
                blank = columns[0] in emptied and getattr(edit, columns[0]) == ""  # then nobody signs it
                said = {c: "" if blank else _cleaned(getattr(edit, c)) for c in typed}
                own = replace(own, **said)  # type: ignore[arg-type]
                before.append(
                    ", ".join(said for c, said in zip(columns, stands, strict=True) if said and c != "version")
                )
        register.edits[own.id] = own
    save_register(register, folder.campaign, as_of, language)
    return before


def _sent(folder: Folder, edit: DeskEdit) -> str:
    """What an agency had sent for a figure, as its row of the master says."""
    if edit.place[:1] != ("figure",) or not folder.master.is_file():
        return ""
    for sheet in sheets_by_name(folder.master, ("figures",), {"figures"}, read_own) or ():
        for row in sheet.rows if base_key(sheet.key) == "figures" else ():
            if tuple(sheet.text(row, name) for name in ("agency", "indicator", "period")) == edit.place[1:]:
                return f":{sent_text(sheet.text(row, 'state'), sheet.text(row, 'typed'))}"
    return ":"


def _cleaned(typed: float | str) -> float | str:
    return "\n".join(map(clean, typed.splitlines()))[:_MOST_LETTERS] if isinstance(typed, str) else typed


def _there(edit: DeskEdit, columns: tuple[str, ...], kept: Kept, groups: Sequence[Edit]) -> dict[str, float | str]:
    """What stands in a cell now, by column: what the master says and the desk has decided before."""
    if edit.group:
        own = next((e for e in groups if e.group == edit.group), Edit(group=edit.group))
        hide = "yes" if own.hide else "no" if own.show else ""
        texts = {"merge_into": own.merge_text, "keep_apart": "\n".join(own.apart_texts)}
        beside = {_BESIDE[c]: texts[c] for c in columns if c in _BESIDE}
        return {c: hide if c == "hide" else getattr(own, c) for c in columns} | beside
    if edit.place[:1] == ("review",):
        reviewed = next((r for r in kept.reviews if r.agency == edit.agency), Review(agency=edit.agency))
        return dict(review_says(reviewed))
    if edit.finding:
        accepted = next((a for a in kept.acceptances if a.finding == edit.finding), None)
        return dict(zip(columns, (accepted.by, accepted.reason) if accepted else ("", ""), strict=True))
    place = (edit.agency, f"{edit.table}.", edit.row) if edit.table else (edit.agency, edit.indicator, edit.period)
    found = next((c for c in kept.corrections if c.place == place), Correction(agency="", indicator="", period=""))
    value: float | str = found.typed if found.number is None or edit.table else found.number
    return dict(zip(columns, (value, found.by, found.reason), strict=True))


def _may_be_decided(campaign: Campaign, edit: DeskEdit, as_of: date, emptied: Collection[str]) -> None:
    """Raises `UsageError` where what was typed for a figure is no clear value, or nobody signs what is decided."""
    given = edit.corrected_value
    value, number = typed_text(given), given if isinstance(given, float) else None
    if not edit.cells:
        raise UsageError("decided-not-asked", value=value)
    if edit.place[:1] == ("group",) or (not value and "corrected_value" in emptied):
        return
    if edit.place[:1] == ("review",):
        _may_be_reviewed(campaign, edit, as_of, emptied)
        return
    if not (edit.reason and (edit.corrected_by or edit.accepted_by)) and not emptied:
        raise UsageError("decided-unsigned")
    if edit.place[:1] != ("figure",):
        return
    indicator = campaign.indicator_by_code.get(edit.indicator)
    agency = campaign.agency_by_code.get(edit.agency)
    asked = indicator is not None and agency is not None and is_asked(indicator.asked_of, agency)
    if indicator is None or not asked or edit.period not in {p.key for p in campaign.periods}:
        raise UsageError("decided-not-asked", value=value)
    if indicator.formula:
        raise UsageError("decided-computed", indicator=indicator.label)
    correction = Correction(agency=edit.agency, indicator=edit.indicator, period=edit.period, typed=value)
    correction = replace(correction, number=number, unit=indicator.unit)
    reading = read_correction(correction, indicator, value_words_of(campaign.words))
    if reading.state == "held":
        said = {name: str(argument).replace(" | ", " / ") for name, argument in reading.arguments}
        code = _REFUSED.get(reading.code, "decided-two-readings" if "readings" in said else "decided-no-value")
        raise UsageError(code, **{**said, "value": value, "unit": indicator.unit})


def _may_be_reviewed(campaign: Campaign, edit: DeskEdit, as_of: date, emptied: Collection[str]) -> None:
    """Raises `UsageError` where a mark that a report was reviewed would not hold."""
    day = read_date(edit.reviewed_on).value
    known = edit.agency in campaign.agency_by_code and edit.version and edit.reviewed_by
    if "reviewed_by" not in emptied and not (known and isinstance(day, date) and day <= as_of):
        raise UsageError("decided-no-review", value=edit.reviewed_on or "–", day=as_of.strftime("%d/%m/%Y"))
