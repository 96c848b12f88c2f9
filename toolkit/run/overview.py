"""The state of a campaign and the next command, as the command line and the desk show it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.consolidation.versions import fate
from toolkit.language.text import listed
from toolkit.master.read_kept import read_drawn
from toolkit.messages import commands
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.kinds import CONTAINERS
from toolkit.model import Consolidation, Finding, Language
from toolkit.run.folder import Folder, forms_in, waiting_path
from toolkit.run.gathering import Means
from toolkit.run.masters.backups import prepare_master
from toolkit.run.operations import check_files
from toolkit.run.outputs import MergedFile, is_merged, merged_files, paths_to_add, unread_files
from toolkit.run.planning.asking import day_text, time_until


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignState:
    """The state of a campaign: the result of the received files, the number of forms made, and the next command."""

    result: Consolidation
    forms: int
    lost: tuple[MergedFile, ...]
    """Files that the master was made from and that were not read now."""
    decided: int
    """The number of decisions at the desk that the master does not have yet."""
    following: str
    """The next command, and its arguments `paths`."""
    paths: tuple[Path, ...] = ()
    put_into: Path | None = None
    """The inbox, if files must be put there before that command."""
    to_begin: bool = False
    """Whether there is only the definition: no form, no submission, no master."""


def campaign_state(folder: Folder, as_of: date, means: Means) -> CampaignState:
    """The state of the campaign on that day. Raises as `check_files` does."""
    result = check_files(folder, as_of=as_of, means=means, as_merged=True)
    forms = len(forms_in(folder.outgoing, folder.campaign.agency_by_code))
    merged, decisions = merged_files(folder.master), result.kept.included
    in_master = read_drawn(folder.master).included if decisions else decisions
    decided = sum(in_master.get(cell) != value for cell, value in decisions.items())
    lost = unread_files(merged, result)
    if any(f.code in CONTAINERS for f in result.findings):
        following = "collect"
    elif not result.submissions:
        following = "check" if forms else "template"
    elif decided or not is_merged(folder, result, merged):
        following = "merge"
    else:
        following = "status" if result.missing and not lost else "report"
    return CampaignState(
        result=result,
        forms=forms,
        lost=lost,
        decided=decided,
        following=following,
        paths=paths_to_add(folder, lost) if following in ("merge", "report") else (),
        put_into=folder.inbox if following == "check" else None,
        to_begin=following == "template" and not folder.master.exists(),
    )


def install_waiting_result(folder: Folder, notice: Callable[[str, str], None]) -> None:
    """Replace the master by a waiting result, or send a notice with the reason why it still waits."""
    if not waiting_path(folder.master).is_file():
        return
    try:
        state = prepare_master(folder.root, folder.master)
    except NotDoneError:  # somebody still has it open
        state = "waiting"
    code = {"placed": "waiting-placed", "older": "waiting-older"}.get(state, "waiting")
    notice(code, folder.master.name)


# --- In words ------------------------------------------------------------------------------------


def due_lines(result: Consolidation, language: Language) -> list[str]:
    """The campaign's title, and the time until its deadline, or since."""
    definition = result.campaign
    lines = [commands.STANDS.say(language, title=definition.title, id=definition.id)]
    if definition.deadline:
        when = time_until(definition.deadline, result.as_of, language)
        lines.append(commands.STANDS_DUE.say(language, deadline=day_text(definition.deadline), when=when))
    return lines


def result_lines(result: Consolidation, language: Language, *, named: bool = False) -> list[str]:
    """The lines about received files, missing agencies, changes between versions, and the number of findings. `named`:
    only some files were named, so missing agencies are left out."""
    fates = Counter(map(fate, result.submissions))
    files = [
        commands.FILES.say(
            language,
            count=len(result.submissions),
            used=len(result.used),
            superseded=fates["superseded"] + fates["together"] + fates["past"],
            rejected=fates["unusable"],
        )
    ]
    other_files = {
        "waiting": fates["waiting"],
        "by_decision": fates["by_decision"],
        "blank": fates["blank"],
        "no_report": fates["beside"] + fates["opened"] + fates["ours"],
    }
    files += [commands.OTHER_FILES[key].say(language, count=count) for key, count in other_files.items() if count]
    lines = [" ".join(files), reported_line(result, language, named=named)]
    if result.missing and not named:
        names = listed([result.campaign.agency_by_code[a].short_name for a in result.missing])
        lines.append(commands.MISSING.say(language, count=len(result.missing), names=names))
    if result.changes:
        moved = {(c.indicator, c.period) for c in result.changes if c.before != c.after}
        agencies = {c.agency for c in result.changes}
        lines.append(
            commands.CHANGES.say(language, count=len(result.changes), agencies=len(agencies), totals=len(moved))
        )
    counts = severity_counts(result.findings)
    if result.accepted:
        lines.append(commands.ACCEPTED.say(language, count=len(result.accepted)))
    lines.append(
        commands.FINDINGS.say(language, **counts) if any(counts.values()) else commands.ALL_CLEAR.say(language)
    )
    return lines


def reported_line(result: Consolidation, language: Language, *, named: bool = False) -> str:
    """The numbers of agencies that reported, of figures and of statements; for `named` files without the agencies."""
    owed, figures = len(result.statuses), sum(1 for f in result.figures if f.typed)
    rows = len({(cell.agency, cell.table, cell.row) for cell in result.rows})
    return (commands.READ if named else commands.REPORTED).say(
        language,
        in_count=owed - len(result.missing),
        owed=owed,
        statements=len(result.statements),
        figures=figures,
        rows=commands.REPORTED_ROWS.say(language, count=rows) if result.campaign.tables else "",
    )


def severity_counts(findings: Sequence[Finding]) -> dict[str, int]:
    """The number of findings of each severity, without accepted findings."""
    return {s: sum(f.severity == s and not f.accepted_by for f in findings) for s in ("error", "warning", "note")}
