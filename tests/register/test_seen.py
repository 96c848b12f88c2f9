"""Files that came in no mail: the day on which a merge first saw each, and when that makes an agency late."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.building import filled, keyed, records, type_into
from tests.effort import effort
from tests.mailing import FULL, LINES, Sample, campaign, form, take
from toolkit.consolidation.bridges.standing import status_words
from toolkit.messages.errors import NotDoneError
from toolkit.model import AgencyStatus
from toolkit.register import sheet as drawing
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files

#: Reports are due on 10 January 2021.
DUE = date(2021, 1, 10)
ONE = Means(workers=1)


def on(day: int) -> date:
    return DUE + timedelta(days=day)


def merged(folder: Folder, day: int, agency: str = "SYT") -> AgencyStatus:
    """An agency's state after a merge this number of days after the deadline."""
    result, _ = merge_files(folder, as_of=on(day), means=ONE)
    assert result.statuses == check_files(folder, as_of=on(day), means=ONE).statuses
    return next(s for s in result.statuses if s.agency == agency)


@pytest.mark.slow
def test_the_first_day_is_kept_and_shown(tmp_path: Path) -> None:
    """Whenever it is merged later: in the register, on the board and in the master, for a file that came in no mail."""
    folder = campaign(tmp_path)
    filled(folder, "SYT", FULL, LINES)
    take(folder, Sample(sender="stc@tinh.example", files=[("STC.xlsx", form(folder, "STC"))]))
    assert next(s for s in check_files(folder, as_of=on(-3)).statuses if s.agency == "SYT").seen is None
    status = merged(folder, -2)
    assert (status.received, status.seen, status.days_late) == (None, on(-2), None)
    assert status_words(status, "vi").endswith("thấy ngày 08/01/2021")
    assert merged(folder, 20) == status
    assert [r["file"] for r in records(keyed(folder.root / FILE_NAME)["seen"])] == ["inbox/SYT.xlsx"]
    words = [str(c) for r in keyed(folder.master)["status"].rows for c in r.cells]
    assert any("thấy ngày 08/01/2021" in w for w in words)
    # Two merges of one day give the same master and register; the master also without the register.
    before = folder.master.read_bytes(), (folder.root / FILE_NAME).read_bytes()
    merged(folder, 20)
    assert before == (folder.master.read_bytes(), (folder.root / FILE_NAME).read_bytes())


@pytest.mark.slow
def test_the_day_of_a_merge_is_seen_again_without_a_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The master is the same. A merge that is stopped keeps no days: the repeated one gives what an uninterrupted one
    gives."""
    folder = campaign(tmp_path)
    filled(folder, "SYT", FULL, LINES)
    with monkeypatch.context() as patched:
        patched.setattr("toolkit.run.operations.tabulate", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            merge_files(folder, as_of=on(2), means=ONE)
    assert not (folder.root / FILE_NAME).exists()
    for _ in range(2):
        merged(folder, 3)
        before = folder.master.read_bytes()
        (folder.root / FILE_NAME).unlink()
        merged(folder, 3)
        assert before == folder.master.read_bytes()
        (folder.root / FILE_NAME).unlink()
        folder.master.unlink()


@pytest.mark.slow
def test_it_is_late_only_if_a_merge_after_the_deadline_lacked_it(tmp_path: Path) -> None:
    """The first merge after the deadline decides nothing; the next one does, since the one before."""
    folder = campaign(tmp_path / "part")
    filled(folder, "STC", FULL, LINES)
    assert merged(folder, 5, "STC").days_late is None
    filled(folder, "SYT", FULL, LINES)
    status = merged(folder, 9)
    assert (status.seen, status.not_before, status.days_late) == (on(9), on(5), 5)
    assert status_words(status, "vi").endswith("thấy ngày 19/01/2021, ngày 15/01/2021 chưa có")
    (folder.inbox / "SYT.xlsx").rename(folder.inbox / "ten khac.xlsx")
    assert merged(folder, 12).days_late == 5
    # The day on which the merge of a part saw a file holds in the whole.
    result, _ = merge_files(campaign(tmp_path / "whole"), [folder.master], as_of=on(30), means=ONE)
    status = next(s for s in result.statuses if s.agency == "SYT")
    assert (status.seen, status.days_late) == (on(9), 5)


@pytest.mark.slow
def test_a_merge_that_did_not_look_there_decides_nothing(tmp_path: Path) -> None:
    """Only named files were read; or the file is outside the inbox."""
    folder = campaign(tmp_path)
    one = filled(folder, "STC", FULL, LINES)
    filled(folder, "CAT", FULL, LINES)
    merge_files(folder, [one], output=folder.root / "mot.xlsx", as_of=on(4), means=ONE)
    filled(folder, "SYT", FULL, LINES)
    assert merged(folder, 6).days_late is None
    elsewhere = filled(folder, "XA1", FULL, LINES).rename(folder.root / "XA1.xlsx")
    result, _ = merge_files(folder, [folder.inbox, elsewhere], as_of=on(8), means=ONE)
    assert next(s for s in result.statuses if s.agency == "XA1").days_late is None


@pytest.mark.slow
def test_the_day_can_be_corrected(tmp_path: Path) -> None:
    """In the register's yellow column; an invalid day is kept there and changes nothing. A file that was saved again
    after the deadline has different bytes, and its first day."""
    folder, register = campaign(tmp_path), tmp_path / FILE_NAME
    filled(folder, "STC", FULL, LINES)
    merged(folder, 5)
    filled(folder, "SYT", FULL, LINES)
    assert merged(folder, 9).days_late == 5
    filled(folder, "STC", FULL.replace("| 4 ", "| 5 "), LINES)
    assert merged(folder, 9, "STC").days_late is None
    for day, (typed, late, kept) in enumerate(
        (
            (datetime(2021, 1, 12), 2, "2021-01-12"),
            ("hôm kia", 5, "hôm kia"),
            ("12/01/2021", 2, "2021-01-12"),
            ("31/02/2021", 5, "31/02/2021"),
            ("2021-01-09", None, "2021-01-09"),
        ),
        start=10,
    ):
        sheet = keyed(register)["seen"]
        row = next(r for r in sheet.rows if sheet.text(r, "file") == "inbox/SYT.xlsx")
        type_into(register, [((sheet.name, sheet.address(row, "decision")), typed)])
        assert merged(folder, day).days_late == late, typed
        seen = next(s for s in read_register(folder.root).seen_files.values() if s.name == "inbox/SYT.xlsx")
        assert (seen.decision, seen.day) == (kept, on(9))
    assert merged(folder, 20).days_late is None


def test_an_open_register_ends_no_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice says that the days could not be kept; the next merge keeps its day."""
    folder, reported = campaign(tmp_path), list[str]()
    filled(folder, "SYT", FULL, LINES)

    def refuse(*_: object) -> None:
        raise NotDoneError("file-open-elsewhere", file=FILE_NAME)

    with monkeypatch.context() as patched:
        patched.setattr(drawing, "save_register", refuse)
        means = Means(workers=1, notice=lambda code, _: reported.append(code))
        merge_files(folder, as_of=on(2), means=means)
    assert "days-not-kept" in reported
    assert folder.master.is_file()
    assert not (folder.root / FILE_NAME).exists()
    assert merged(folder, 4).seen == on(4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(2, 60)))
def test_random_files_and_merges_are_late_by_definition(tmp_path: Path, seed: int) -> None:
    """Files and merges on random days: an agency missing in a merge after the deadline is late, by the last one before
    it was seen."""
    dice = random.Random(seed)
    folder = campaign(tmp_path)
    agencies = ["SYT", "STC", "CAT", "XA1", "LEAD"]
    comes = {agency: dice.randint(-3, 8) for agency in agencies}
    days = sorted({8, *(dice.randint(-3, 8) for _ in range(4))})
    before: list[int] = []
    for day in days:
        for agency in agencies:
            if comes[agency] <= day and not (folder.inbox / f"{agency}.xlsx").exists():
                filled(folder, agency, FULL, LINES)
        if not any(folder.inbox.iterdir()):
            continue
        result, _ = merge_files(folder, as_of=on(day), means=ONE)
        before.append(day)
        for status in (s for s in result.statuses if s.agency in agencies and s.file):
            absent = [d for d in before if d < comes[status.agency]]
            seen = min(d for d in before if d >= comes[status.agency])
            late = max(absent, default=0)
            assert (status.seen, status.days_late) == (on(seen), late if late > 0 else None)
