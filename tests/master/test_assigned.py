"""A file is assigned to an agency on the master's sheet of sources: from the next merge on it counts for that one."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import DAY, definition, filled, keyed, merge, records, type_into, type_into_row
from tests.intake.sent import SHEETS
from tests.intake.test_labels import FIGURES, INDICATORS, INFO, LINES, SECTIONS, THEMES
from tests.intake.test_pasted_forms import AGENCIES, copied, pasted
from toolkit.model import Consolidation
from toolkit.register.entries import Entry, Register
from toolkit.register.sheet import save_register
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


def merged(folder: Folder, paths: Iterable[Path] = ()) -> Consolidation:
    return merge_files(folder, tuple(paths), as_of=DAY, means=Means(workers=1, store=folder.store))[0]


def give(folder: Folder, **agencies: str) -> None:
    """Type agencies beside files on the sheet of sources, by file names without suffix."""
    sheet = keyed(folder.master)["sources"]
    cells = {Path(str(r["file"])).stem: r.cells["assigned_agency"] for r in records(sheet)}
    type_into(folder.master, [((sheet.name, cells[name]), typed) for name, typed in agencies.items()])


def reported(result: Consolidation, *codes: str) -> list[tuple[str, str | None]]:
    return [(f.code, f.agency) for f in result.findings if f.code in codes or f.code.startswith("assignment-")]


def used(result: Consolidation) -> dict[str, str]:
    return {code: s.source.file for code, s in result.used.items()}


def beside(folder: Folder) -> list[object]:
    """What is typed beside the files."""
    return [r["assigned_agency"] for r in records(keyed(folder.master)["sources"])]


def unstamped(folder: Folder) -> Path:
    """A form pasted without any stamp."""
    form = filled(folder, "MH", FIGURES, LINES, INFO)
    rows: dict[str, Any] = {f"S{n}": copied(form, sheet) for n, sheet in enumerate(SHEETS)}
    form.unlink()
    rows = {name: [[None if "Mỹ Hòa" in str(v) else v for v in row] for row in cells] for name, cells in rows.items()}
    return pasted(folder, rows)


@pytest.mark.slow
def test_a_file_without_an_agency_is_assigned(folder: Folder) -> None:
    """The agency may be written in any way; later merges keep it, give the same bytes, and report it each time. A name
    that fits two agencies, or none, is not followed but reported."""
    unstamped(folder)
    assert merged(folder).used == {}
    for typed in ("MH · Xã Mỹ Hòa", "xã mỹ hoà"):
        give(folder, dán=typed)
        result = merged(folder)
        assert used(result) == used(check_files(folder, as_of=DAY)) == {"MH": "inbox/dán.xlsx"}
        assert reported(result, "agency-assigned") == [("agency-assigned", "MH")]
        assert [f.value for f in result.figures if f.agency == "MH" and f.indicator == "A1"] == [5, 7]
        assert result.balance.is_even
        first = folder.master.read_bytes()
        assert used(merged(folder)) == {"MH": "inbox/dán.xlsx"}
        assert first == folder.master.read_bytes()
        assert beside(folder) == [typed]
    give(folder, dán="")
    assert merged(folder).used == {}
    wrong = (("Mỹ Hòa", "assignment-ambiguous", "MHB"), ("Xã Mỹ Phong", "assignment-not-understood", "Xã Mỹ Phong"))
    for typed, code, says in wrong:
        give(folder, dán=typed)
        result = merged(folder)
        assert result.used == {}
        (finding,) = (f for f in result.findings if f.code == code)
        assert says in f"{finding.value} {dict(finding.arguments)}"
        assert beside(folder) == [typed]


@pytest.mark.slow
def test_a_form_of_another_and_a_list_that_is_no_form_are_assigned(folder: Folder) -> None:
    """The assignment goes before the form's stamp; the list's cells are the agency's leftovers, each counted once."""
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    for row in (["Danh sách hộ"], ["STT", "Họ tên"], [1, "An"], [2, "Bình"]):
        sheet.append(row)
    book.save(folder.inbox / "ds.xlsx")
    assert merged(folder).used == {}
    give(folder, ds="SA")
    result = merged(folder)
    assert used(result) == {"SA": "inbox/ds.xlsx"}
    there = {x.value for x in result.leftovers if x.agency == "SA"}
    assert (there, len(result.leftovers)) == ({"1", "2", "An", "Bình", "Danh sách hộ", "Họ tên", "STT"}, 7)
    assert (result.balance.cells, result.balance.is_even) == (7, True)
    # The list does not replace the agency's report; that is another's once it is assigned.
    filled(folder, "SA", FIGURES, LINES, INFO, name="x")
    assert used(merged(folder)) == {"SA": "inbox/x.xlsx"}
    give(folder, x="MHB", ds="")
    result = merged(folder)
    assert used(result) == {"MHB": "inbox/x.xlsx"}
    assert {f.agency for f in result.figures} == {"MHB"}
    (note,) = (f for f in result.findings if f.code == "agency-assigned")
    assert note.text("stamped") == "SA"
    assert "SA" in result.missing


@pytest.mark.slow
def test_an_agency_matched_by_name_is_confirmed(folder: Folder) -> None:
    """The coordinator chooses the agency that was matched by name, and the question is settled."""
    form = filled(folder, "MH", FIGURES, LINES, INFO)
    pasted(folder, {"S": copied(form, "Số liệu")})
    form.unlink()
    result = merged(folder)
    assert reported(result, "agency-by-name") == [("agency-by-name", "MH")]
    give(folder, dán="MH")
    assert reported(merged(folder), "agency-by-name") == []


def test_an_unreadable_file_is_assigned(folder: Folder) -> None:
    """Its finding names the agency; a form of another campaign is not counted."""
    merge(folder)  # a master without files
    assert beside(folder) == []
    (folder.inbox / "hỏng.xlsx").write_bytes(b"PK\x03\x04 nothing")
    result = merged(folder)
    assert [s.agency for s in result.submissions] == [None]
    give(folder, hỏng="MH")
    result = merged(folder)
    assert [(s.agency, s.status) for s in result.submissions] == [("MH", "rejected")]
    assert {f.agency for f in result.findings if f.file == "inbox/hỏng.xlsx"} == {"MH"}
    assert reported(result, "agency-assigned") == [("agency-assigned", "MH")]


@pytest.mark.slow
def test_an_assignment_belongs_to_the_files_content(folder: Folder) -> None:
    """Copies assigned to two agencies count for neither; if only one is assigned, that is one decision. A renamed file
    keeps it; a missing file has its row, and may come back. A choice of the file that counts is kept beside it."""
    path = unstamped(folder)
    shutil.copy(path, folder.inbox / "chép.xlsx")
    merged(folder)
    give(folder, dán="MH", chép="SA")
    result = merged(folder)
    assert (used(result), reported(result)) == ({}, [("assignment-conflict", None)])
    give(folder, dán="MH", chép="")
    assert set(used(merged(folder))) == {"MH"}

    (folder.inbox / "chép.xlsx").unlink()
    renamed = path.rename(folder.inbox / "khác.xlsx")
    assert used(merged(folder)) == {"MH": "inbox/khác.xlsx"}
    away = renamed.rename(folder.root / "cất.xlsx")
    filled(folder, "SA", FIGURES)
    assert [f.value for f in merged(folder).findings if f.code == "decision-without-file"] == ["MH"]
    away.rename(renamed)
    assert used(merged(folder))["MH"] == "inbox/khác.xlsx"

    filled(folder, "MH", FIGURES, LINES, INFO, name="mới")
    type_into_row(folder.master, "sources", {"file": "inbox/khác.xlsx"}, {"decision": "dùng"})
    for _ in range(2):
        assert used(merged(folder))["MH"] == "inbox/khác.xlsx"
        row = next(r for r in records(keyed(folder.master)["sources"]) if r["file"] == "inbox/khác.xlsx")
        assert (row["decision"], row["assigned_agency"], row["agency"]) == ("dùng", "MH", "MH")


@pytest.mark.slow
def test_an_assignment_goes_before_the_register(folder: Folder) -> None:
    """A file that waits for a decision in the register counts for the agency it was assigned to."""
    path = unstamped(folder)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    register = Register(folder.root / "register.xlsx")
    file: Any = {"name": "dán.xlsx", "file": "inbox/dán.xlsx", "kind": "workbook", "sha256": sha256}
    register.entries["a"] = Entry(id="a", sender="ai@do.example", **file)
    save_register(register, folder.campaign, DAY, "vi")
    assert merged(folder).used == {}
    give(folder, dán="MH")
    result = merged(folder)
    assert used(result) == {"MH": "inbox/dán.xlsx"}
    assert result.submissions[0].source.sender == "ai@do.example"
    assert [f.code for f in result.findings if f.severity == "error" and f.code == "agency-not-told"] == []


@pytest.mark.slow
def test_an_assignment_in_a_part_holds_in_the_whole(folder: Folder) -> None:
    """Though the file itself came in too, whatever the order; without it, it cannot be changed there."""
    path = unstamped(folder)
    merged(folder)
    give(folder, dán="MH")
    part = merged(folder)
    moved = folder.master.rename(folder.root / "phần.xlsx")
    for paths in ([moved, path], [path, moved]):
        folder.master.unlink(missing_ok=True)
        assert set(merged(folder, paths).used) == {"MH"}
    folder.master.unlink()
    path.rename(folder.root / "cất.xlsx")
    whole = merged(folder, [moved])
    assert {c: s.figures for c, s in whole.used.items()} == {c: s.figures for c, s in part.used.items()}
    assert beside(folder) == [None]
    give(folder, dán="SA")
    again = merged(folder, [moved])
    assert (set(again.used), reported(again)) == ({"MH"}, [("assignment-not-followed", "MH")])
    assert beside(folder) == ["SA"]
