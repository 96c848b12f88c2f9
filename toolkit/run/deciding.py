"""Decisions at the desk, written into the register: the agency of a file, which the next `collect` applies, and values
that people otherwise type into the master's columns (decision 153)."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.agencies.names import list_entry
from toolkit.agencies.roster import ASIDE
from toolkit.consolidation.corrections import read_correction, sent_text
from toolkit.files.saving import ensure_replaceable
from toolkit.language.text import clean
from toolkit.master.desk_edits import DeskEdits, decided_cells, edits_with_codes, review_values, values_in, with_seen
from toolkit.master.edits import read_edits
from toolkit.master.kept import day_text
from toolkit.master.read_kept import read_kept
from toolkit.master.recognising import sheets_by_name
from toolkit.messages.errors import UsageError
from toolkit.model import Campaign, Correction, DeskEdit, Edit, Kept, Language, Review, includes
from toolkit.register.entries import UNREAD, Entry, entry_id, read_register
from toolkit.register.sheet import save_register
from toolkit.run.closing.state import ensure_not_closed
from toolkit.run.folder import Folder, find_files
from toolkit.run.operations import agency_named
from toolkit.run.workers import source_of
from toolkit.spreadsheet.keyed import base_key
from toolkit.spreadsheet.workbook import read_trusted
from toolkit.values.cell import read_date, typed_text
from toolkit.values.readings import value_words_of

#: The column with the text of the group named in a decision, keyed by the decision's column.
_TEXTS_OF = {"merge_into": "merge_text", "keep_apart": "apart_texts"}
#: The error for a value that can be read but is not allowed, keyed by the code of the finding on it.
_REFUSED = {"out-of-range": "decided-out-of-range", "not-in-choices": "decided-not-in-choices"}
_MOST_LETTERS = 2_000


def decide(
    folder: Folder, chosen: Mapping[str, str], *, as_of: date, language: Language = "vi"
) -> dict[str, UsageError]:
    """Write decisions on the agencies of files into the register, in one step; returns the errors of invalid decisions,
    by file. `chosen`: an agency, or `-` for none, keyed by the file's SHA-256.

    Each row of the register about a file gets the decision. A file in the inbox that came without a mail gets its row
    first, as `collect` would give it one. Errors: as `agency_named` raises, and `no-such-path` where no file in the
    inbox has this SHA-256. Raises `NotDoneError` as `read_register` and `save_register` do.
    """
    ensure_not_closed(folder.root)
    register = read_register(folder.root)
    refused: dict[str, UsageError] = {}
    for sha256, decision in chosen.items():
        try:
            typed = ASIDE if decision == ASIDE else list_entry(agency_named(folder.campaign, decision))
            same = [entry for entry in register.entries.values() if entry.sha256 == sha256]
            for entry in same or [_new_entry(folder, sha256)]:
                register.entries[entry.id] = replace(entry, decision=typed)
        except UsageError as error:
            refused[sha256] = error
    if len(refused) < len(chosen):
        save_register(register, folder.campaign, as_of, language)
    return refused


def _new_entry(folder: Folder, sha256: str) -> Entry:
    """A new row for a file in the inbox that came without a mail."""
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


# --- Values of the master's columns ----------------------------------------------------------------


def record_decisions(
    folder: Folder,
    edits: Sequence[DeskEdit],
    emptied: Collection[str] = (),
    *,
    settle: str = "",
    as_of: date,
    language: Language = "vi",
) -> list[str]:
    """Write decisions about figures, findings, rows of tables and groups into the register; returns the previous
    values.

    A blank field of an edit leaves a value unchanged, unless its column is in `emptied`. `settle`: where the `desk` and
    the `master` decided differently, the one whose value is to count. Raises `UsageError` where a value cannot be read,
    is ambiguous or not signed (`decided-…`); `NotDoneError` as `read_register`, `ensure_replaceable`, `read_edits` and
    `save_register` do.
    """
    ensure_not_closed(folder.root)
    register = read_register(folder.root)
    ensure_replaceable(register.path)
    kept = read_kept(folder.master)
    desk = DeskEdits(edits_with_codes(folder.campaign, register.edits.values()), kept.included)
    kept = desk.with_kept(kept)
    groups = read_edits(folder.master, desk=desk) if any(edit.group for edit in edits) else ()
    before = []
    for edit in edits:
        known = desk.edits.get(edit.about, edit)
        if settle:
            decided = {
                c: v
                for columns in decided_cells(known)
                for c, v in _current_values(edit, columns, kept, groups).items()
            }
            edit = replace(known, **decided) if settle == "master" else known  # type: ignore[arg-type]
            emptied = decided
        _check_decision(folder.campaign, edit, as_of, emptied)
        edit = replace(edit, reviewed_on=day_text(edit.reviewed_on))
        new = replace(edit, **{c: getattr(known, c) for cell in edit.cells for c in (*cell, *_TEXTS_OF.values())})
        sent = edit.sent or _sent_value(folder, edit)
        new = replace(new, id=known.id or entry_id("", repr(edit.about)), was=known.was, day=as_of, sent=sent)
        for columns in edit.cells:
            if any(getattr(edit, c) or c in emptied for c in columns):
                current = values_in(columns, _current_values(edit, columns, kept, groups).__getitem__)
                new = with_seen(new, columns[0], current)
                typed = (*columns, _TEXTS_OF.get(columns[0], columns[0]))
                blank = columns[0] in emptied and getattr(edit, columns[0]) == ""  # removing a value needs no signature
                values = {c: "" if blank else _cleaned_value(getattr(edit, c)) for c in typed}
                new = replace(new, **values)  # type: ignore[arg-type]
                before.append(", ".join(v for c, v in zip(columns, current, strict=True) if v and c != "version"))
        register.edits[new.id] = new
    save_register(register, folder.campaign, as_of, language)
    return before


def _sent_value(folder: Folder, edit: DeskEdit) -> str:
    """The value that an agency sent for a figure, from its row in the master."""
    if edit.about[:1] != ("figure",) or not folder.master.is_file():
        return ""
    for sheet in sheets_by_name(folder.master, ("figures",), {"figures"}, read_trusted) or ():
        for row in sheet.rows if base_key(sheet.key) == "figures" else ():
            if tuple(sheet.text(row, name) for name in ("agency", "indicator", "period")) == edit.about[1:]:
                return f":{sent_text(sheet.text(row, 'state'), sheet.text(row, 'typed'))}"
    return ":"


def _cleaned_value(typed: float | str) -> float | str:
    return "\n".join(map(clean, typed.splitlines()))[:_MOST_LETTERS] if isinstance(typed, str) else typed


def _current_values(
    edit: DeskEdit, columns: tuple[str, ...], kept: Kept, groups: Sequence[Edit]
) -> dict[str, float | str]:
    """The present values of a cell, by column: from the master and earlier decisions at the desk."""
    if edit.group:
        group = next((e for e in groups if e.group == edit.group), Edit(group=edit.group))
        hide = "yes" if group.hide else "no" if group.show else ""
        texts = {"merge_into": group.merge_text, "keep_apart": "\n".join(group.apart_texts)}
        texts_beside = {_TEXTS_OF[c]: texts[c] for c in columns if c in _TEXTS_OF}
        return {c: hide if c == "hide" else getattr(group, c) for c in columns} | texts_beside
    if edit.about[:1] == ("review",):
        reviewed = next((r for r in kept.reviews if r.agency == edit.agency), Review(agency=edit.agency))
        return dict(review_values(reviewed))
    if edit.finding:
        accepted = next((a for a in kept.acceptances if a.finding == edit.finding), None)
        return dict(zip(columns, (accepted.by, accepted.reason) if accepted else ("", ""), strict=True))
    key = (edit.agency, f"{edit.table}.", edit.row) if edit.table else (edit.agency, edit.indicator, edit.period)
    correction = next((c for c in kept.corrections if c.key == key), Correction(agency="", indicator="", period=""))
    value: float | str = correction.typed if correction.number is None or edit.table else correction.number
    return dict(zip(columns, (value, correction.by, correction.reason), strict=True))


def _check_decision(campaign: Campaign, edit: DeskEdit, as_of: date, emptied: Collection[str]) -> None:
    """Raise `UsageError` where a corrected value is ambiguous, or a decision is not signed."""
    typed = edit.corrected_value
    value, number = typed_text(typed), typed if isinstance(typed, float) else None
    if not edit.cells:
        raise UsageError("decided-not-asked", value=value)
    if edit.about[:1] == ("group",) or (not value and "corrected_value" in emptied):
        return
    if edit.about[:1] == ("review",):
        _check_review(campaign, edit, as_of, emptied)
        return
    if not (edit.reason and (edit.corrected_by or edit.accepted_by)) and not emptied:
        raise UsageError("decided-unsigned")
    if edit.about[:1] != ("figure",):
        return
    indicator = campaign.indicator_by_code.get(edit.indicator)
    agency = campaign.agency_by_code.get(edit.agency)
    requested = indicator is not None and agency is not None and includes(indicator.asked_of, agency)
    if indicator is None or not requested or edit.period not in {p.key for p in campaign.periods}:
        raise UsageError("decided-not-asked", value=value)
    if indicator.formula:
        raise UsageError("decided-computed", indicator=indicator.label)
    correction = Correction(agency=edit.agency, indicator=edit.indicator, period=edit.period, typed=value)
    correction = replace(correction, number=number, unit=indicator.unit)
    reading = read_correction(correction, indicator, value_words_of(campaign.words))
    if reading.state == "held":
        about = {name: str(argument).replace(" | ", " / ") for name, argument in reading.arguments}
        code = _REFUSED.get(reading.code, "decided-two-readings" if "readings" in about else "decided-no-value")
        raise UsageError(code, **{**about, "value": value, "unit": indicator.unit})


def _check_review(campaign: Campaign, edit: DeskEdit, as_of: date, emptied: Collection[str]) -> None:
    """Raise `UsageError` where a mark that a report was reviewed would not be valid."""
    day = read_date(edit.reviewed_on).value
    known = edit.agency in campaign.agency_by_code and edit.version and edit.reviewed_by
    if "reviewed_by" not in emptied and not (known and isinstance(day, date) and day <= as_of):
        raise UsageError("decided-no-review", value=edit.reviewed_on or "–", day=as_of.strftime("%d/%m/%Y"))
