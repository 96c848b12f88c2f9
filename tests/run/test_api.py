"""The Python interface: names, paths, errors in words, and a frame for each data sheet."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit
from tests.building import DAY, cell_of, definition, filled, keyed, records, type_into
from toolkit.messages.errors import DefinitionError, ToolkitError
from toolkit.run.folder import Folder

AGENCIES = """
| code | name |
|------|------|
| SA   | Sở A |
| SB   | Sở B |
"""
INDICATORS = """
| code | topic | label   | unit | kind  | across_agencies | across_periods |
|------|-------|---------|------|-------|-----------------|----------------|
| N1   | Một   | Số cây  | cây  | count | sum             | sum            |
"""
SECTIONS = """
| code | role       | heading |
|------|------------|---------|
| han  | limitation | Hạn chế |
"""
LINES = """
| section | text           |
|---------|----------------|
| han     | Thiếu nước     |
| han     | Thiếu cây con  |
"""
#: Sheets of the master that are computed from others.
DRAWN = {"summary", "today", "by_agency", "matrix", "parts", "kept", "carried"}
#: Sheets that are drawn only if they have rows.
WHERE_THERE_ARE_SOME = {"followup", "signed"}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A campaign in which one of two agencies has reported, twice."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    for name, value in (("cu", 4), ("moi", 5)):
        number, about = f"| code | 2019 |\n|---|---|\n| N1 | {value} |", {"report_number": f"{value}/BC-SA"}
        filled(folder, "SA", number, LINES, name=name, info=about)
    return folder


@pytest.mark.slow
def test_edits_saved_while_a_merge_is_at_work_are_not_lost(folder: Folder) -> None:
    """The coordinator's edits stay in the master, and the message says to run again; then they are carried over."""
    _, master = toolkit.merge_files(folder, as_of=DAY)
    group = toolkit.read_master(master).groups[0].id
    cell = cell_of(master, "groups", group, "edited_text")

    def meanwhile(number: int, of: int, name: str) -> None:
        if name == master.name:
            type_into(master, [(cell, "Lời khác")])

    with pytest.raises(toolkit.NotDoneError) as raised:
        toolkit.merge_files(folder, as_of=DAY, means=toolkit.Means(progress=meanwhile))
    assert raised.value.code == "changed-meanwhile"
    toolkit.merge_files(folder, as_of=DAY)
    assert toolkit.read_master(master).groups[0].shown_text == "Lời khác"


# --- Names -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("before", ["toolkit.merge_files", "from toolkit.consolidation.consolidate import tabulate"])
def test_a_name_is_the_same_whatever_was_imported_before(before: str) -> None:
    """A loaded module does not replace a function of the same name; `dir` lists the public names before."""
    program = f"""
import toolkit
assert set(toolkit.__all__) <= set(dir(toolkit))
{before}
from toolkit import consolidate
assert callable(consolidate) and consolidate is toolkit.consolidate, consolidate
for name in toolkit.__all__:
    assert not hasattr(getattr(toolkit, name), "__path__") and type(getattr(toolkit, name)).__name__ != "module", name
"""
    subprocess.run([sys.executable, "-c", program], check=True)


# --- Paths -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_paths_may_be_strings(folder: Folder, tmp_path: Path) -> None:
    """Every function that takes a path takes a string too, and one path or code instead of a list: a string is never
    taken for a list of characters. A campaign's folder means the definition in it."""
    root, inbox, master = str(folder.root), str(folder.inbox), str(tmp_path / "aside.xlsx")
    assert toolkit.new_folder(str(tmp_path / "new")).is_file()
    assert toolkit.load_campaign(str(folder.definition))[0].id == toolkit.open_folder(root).campaign.id
    assert toolkit.load_campaign(folder.root) == toolkit.load_campaign(folder.definition)
    for paths in ([inbox], inbox, folder.inbox):
        assert len(toolkit.check_files(folder, paths, as_of=DAY).submissions) == 2
    _, written = toolkit.merge_files(folder, inbox, output=master, as_of=DAY)
    assert written == Path(master)
    assert len(toolkit.read_master(master).submissions) == 2
    assert len(toolkit.read_files(folder.campaign, [(str(folder.inbox / "moi.xlsx"), "moi.xlsx")])) == 1
    following = definition(tmp_path / "next", about={"id": "sau"}, agencies=AGENCIES, indicators=INDICATORS)
    assert [path.name for path in toolkit.write_templates(following, "SB", previous=master)] == ["Sở B (SB).xlsx"]
    report = toolkit.write_report(folder, [inbox], output=str(tmp_path / "a.docx"), as_of=DAY).report
    assert toolkit.write_draft(folder, str(report), "SB", str(tmp_path / "b.xlsx")).path.is_file()


# --- Errors ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_printing_an_error_gives_its_message(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Vietnamese or in the language that was set."""
    with pytest.raises(ToolkitError) as missing:
        toolkit.open_folder("nope")
    with pytest.raises(ToolkitError) as unknown:
        toolkit.write_templates(folder, ["SX"])
    with pytest.raises(ToolkitError) as other:
        toolkit.read_master(folder.definition)
    (tmp_path / "text.xlsx").write_text("chữ", "utf-8")
    with pytest.raises(ToolkitError) as unreadable:
        toolkit.load_campaign(tmp_path / "text.xlsx")
    errors = [e.value for e in (missing, unknown, other, unreadable)]
    for error in errors:
        assert str(error) == error.sentence("vi")
        assert len(str(error).split()) > 5
        assert not {"{", "}", error.code} & set(str(error).split())
    assert "SX" in str(unknown.value)
    monkeypatch.setattr(ToolkitError, "language", "en")
    assert [str(e) for e in errors] == [e.sentence("en") for e in errors]


def test_errors_can_be_pickled(folder: Folder) -> None:
    """The error that comes back has the same type and message."""
    folder.definition.write_bytes(b"")
    with pytest.raises(DefinitionError) as raised:
        toolkit.open_folder(folder.root)
    other = toolkit.UsageError("no-such-path", file="x"), toolkit.NotDoneError("cannot-read", file="x", reason="y")
    for error in (raised.value, *other):
        again = pickle.loads(pickle.dumps(error))
        assert (type(error), str(error), vars(error)) == (type(again), str(again), vars(again))


def test_an_error_of_the_definition_lists_what_is_wrong(folder: Folder) -> None:
    """Each mistake in the definition is a line, with its cell and what to do."""
    sheet = keyed(folder.definition)["indicators"]
    cell = next(r for r in records(sheet) if r["code"] == "N1").cells["kind"]
    type_into(folder.definition, [((sheet.name, cell), "countt")])
    with pytest.raises(DefinitionError) as caught:
        toolkit.open_folder(folder.root)
    first, *rest = str(caught.value).splitlines()
    assert first == caught.value.sentence("vi")
    assert len(rest) == 1
    assert f"“{sheet.name}”, ô {cell}" in rest[0]


# --- Frames ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_there_is_a_frame_of_each_data_sheet(folder: Folder) -> None:
    """Frames have everything in the master's sheets: report details, versions, edits and reasons too."""
    _, master = toolkit.merge_files(folder, as_of=DAY)
    sheet = keyed(master)["groups"]
    cells = {r["text"]: r.cells["edited_text"] for r in records(sheet)}
    type_into(master, [((sheet.name, cells["Thiếu nước"]), "Thiếu nước tưới")])
    result, _ = toolkit.merge_files(folder, as_of=DAY)
    frames = toolkit.frames(result)
    assert set(keyed(master)) - DRAWN == set(frames) - WHERE_THERE_ARE_SOME
    assert all(frames[name].empty for name in WHERE_THERE_ARE_SOME)
    groups = frames["groups"].set_index("text")
    assert {k: v for k, v in groups["edited_text"].items() if v} == {"Thiếu nước": "Thiếu nước tưới"}
    assert dict(groups["summary_text"]) == {"Thiếu nước": "Thiếu nước tưới", "Thiếu cây con": "Thiếu cây con"}
    assert list(frames["info"]["report_number"]) == ["5/BC-SA"]
    change = frames["changes"].set_index("kind").loc["figure"]
    assert (change["indicator"], change["old_value"], change["new_value"], change["total_after"]) == ("N1", "4", "5", 5)
    files = frames["sources"].set_index("file")
    assert [bool(files["reason"][f"inbox/{name}.xlsx"]) for name in ("cu", "moi")] == [True, False]
    for name in ("groups", "info", "sources", "questions"):
        assert set(frames[name]) - set(keyed(master)[name].columns) - {"detail"} == set(), name
