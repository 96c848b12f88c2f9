"""`toolkit new --from`: the next round in a new folder or the same; the old one stays whole, its master is known."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.building import DAY, change, copied, definition, filled, form_in, keyed
from tests.effort import effort
from tests.run.test_killed import ends_at
from toolkit.cli.main import run
from toolkit.definition.campaign import load_campaign
from toolkit.messages.definition_sheets import COLUMNS
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.register.entries import Entry, Register
from toolkit.register.sheet import write_register
from toolkit.run.folder import PREVIEWS, Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.inputs import previous_of
from toolkit.run.operations import check_files, merge_files, write_templates
from toolkit.run.post import calls_to_make
from toolkit.run.reporting import result_for_page, result_to_report
from toolkit.run.rounds.keeping import ensure_movable
from toolkit.run.rounds.next import begin_next

AGENCIES = "| code | name | email |\n|---|---|---|\n| SA | Sở A | a@x.example |\n| SB | Sở B | |\n"
INDICATORS = """
| code | topic | label   | unit | kind  | carry | across_agencies | across_periods |
|------|-------|---------|------|-------|-------|-----------------|----------------|
| V    | Một   | Số vụ   | vụ   | count |       | sum             | sum            |
| C    | Một   | Cơ sở   | cơ sở| count | yes   | sum             | last           |
"""
FIGURES = "| code | 2026-Q1 |\n|---|---|\n| V | 5 |\n| C | 12 |\n"
Captured = pytest.CaptureFixture[str]


ABOUT = {"id": "BC-2026-Q1", "title": "Báo cáo quý I/2026", "periods": "2026-Q1", "deadline": "2026-04-10"}
SECOND = "| code | 2026-Q2 |\n|---|---|\n| V | 7 |\n"


def last_round(at: Path) -> Folder:
    """A round with every kind of file."""
    return copied(at, _last_round)


def _last_round(at: Path) -> Folder:
    folder = definition(at, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS)
    filled(folder, "SA", FIGURES, name="bieu A.xlsx")
    merge_files(folder, as_of=DAY)
    for name in (
        *("outgoing/SA.xlsx", "xem-thu/SA.xlsx", "returns/SA.txt", "returns/done/SB.txt", "inbox/thu/1.eml"),
        "bao-cao.docx",
    ):
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.root / name).write_bytes(name.encode())
    return folder


def files_of(root: Path) -> dict[str, str]:
    """Every file in a folder except its store: path and SHA-256."""
    paths = (p for p in sorted(root.rglob("*")) if p.is_file() and not p.name.startswith(".toolkit"))
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def above(root: Path) -> dict[str, str]:
    return {name: of for name, of in files_of(root).items() if not name.startswith("rounds/")}


def toolkit(*words: object) -> int:
    return run([str(w) for w in words])


# --- In a new folder -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_new_folder_leaves_the_old_one_unchanged(tmp_path: Path) -> None:
    """The next round is in a new folder; not a byte of the last one changes."""
    folder = last_round(tmp_path / "quy-1")
    before = files_of(folder.root)
    started = begin_next(folder.root, tmp_path / "quy-2")
    assert files_of(folder.root) == before
    assert started.last_round is None
    campaign, warnings = load_campaign(started.definition)
    assert warnings == started.findings == ()
    assert (campaign.id, campaign.title) == ("BC-2026-Q2", "Báo cáo quý II/2026")
    assert (str(campaign.deadline), campaign.previous) == ("2026-07-10", "../quy-1/master.xlsx")
    assert campaign.agencies == folder.campaign.agencies
    assert [i.carry for i in campaign.indicators] == [False, True]
    assert os.listdir(started.definition.parent / "inbox") == []
    # Except for what moves on, the definition says exactly what the old one says.
    new, old = keyed(started.definition), keyed(folder.definition)
    for key in ("agencies", "indicators"):
        columns = old[key].columns
        both = [[[s.text(r, c) for c in columns] for r in s.rows if not r.for_people] for s in (old[key], new[key])]
        assert both[0] == both[1]
    with pytest.raises(UsageError) as refused:
        begin_next(folder.root, tmp_path / "quy-2")
    assert refused.value.code == "folder-in-use"


@pytest.mark.slow
def test_what_the_format_of_a_cell_says_is_kept(tmp_path: Path) -> None:
    """Merged cells count for each of their rows, 95% is 95, pasted headings are no rows, in the next round too; so do
    rows that name their source, the campaign's too, former agencies and those that are out."""
    folder = definition(
        tmp_path / "quy-1",
        about={"id": "BC-2026-Q1", "periods": "2026-Q1", "deadline": "2026-04-10"},
        agencies="| code | name | active | source |\n|---|---|---|---|\n| SA | Sở A | | |\n| SB | Sở B | no | luật |\n",
        successors="| code | name | replaced_by | note |\n|---|---|---|---|\n| CU | Sở cũ | SA | nhập |\n",
        indicators="""
            | code | topic | label    | unit | kind    | target | carry | compared_with | headline | source |
            |------|-------|----------|------|---------|--------|-------|---------------|----------|--------|
            | P    | Một   | Tỷ lệ    | %    | percent |        |       | same_period | 1        | cần đối chiếu |
            | Q    |       | Tỷ lệ 2  | %    | percent |        | yes   |               |          |        |
        """,
    )
    typed = keyed(folder.definition)
    sheet, about = typed["indicators"], typed["campaign"]
    first, second = (
        sheet.by_key().get(code) or next(r for r in sheet.rows if sheet.text(r, "code") == code) for code in "PQ"
    )

    def edit(book: Workbook) -> None:
        rows = book[sheet.name]
        rows.merge_cells(f"{sheet.address(first, 'topic')}:{sheet.address(second, 'topic')}")
        target = rows[sheet.address(first, "target")]
        target.value, target.number_format = 0.95, "0%"
        for key in ("code", "topic", "label"):
            place = rows[sheet.address(second, key)]
            rows.cell(place.row + 1, place.column).value = COLUMNS["indicators", key].vi
        page = book[about.name]
        page.cell(1, page.max_column + 1).value = "source"
        page.cell(about.by_key()["title"].index + 1, page.max_column).value = "Kế hoạch 5, cần đối chiếu"

    change(folder.definition, edit)
    old, _ = load_campaign(folder.definition)
    new, _ = load_campaign(begin_next(folder.root, tmp_path / "quy-2").definition)
    assert [i.topic for i in old.indicators] == ["Một", "Một"]
    assert old.indicator_by_code["P"].target == 95.0
    assert new.to_confirm == old.to_confirm == (("Đợt báo cáo", 1), ("Chỉ tiêu", 1))
    for what in ("agencies", "formers", "indicators"):
        assert getattr(new, what) == getattr(old, what)
    for place, rows in (("agencies", ["", "luật"]), ("successors", [""])):
        drawn = keyed(tmp_path / "quy-2" / "campaign.xlsx")[place]
        assert [drawn.text(r, "source") for r in drawn.rows if drawn.text(r, "code") and not r.for_people] == rows


@pytest.mark.slow
def test_forms_and_merges_compare_with_the_last_round_without_an_option(tmp_path: Path, capsys: Captured) -> None:
    """One command makes the next forms; a merge of returned ones compares with last time, even in moved folders."""
    folder = last_round(tmp_path / "nam" / "quy-1")
    assert toolkit("new", "--from", folder.root, tmp_path / "nam" / "quy-2") == 0
    os.rename(tmp_path / "nam", tmp_path / "khac")
    new = open_folder(tmp_path / "khac" / "quy-2")
    assert toolkit("template", "--campaign", new.root) == 0
    sheet = keyed(form_in(new.outgoing, "SA"))["figures"]
    assert sheet.value(sheet.by_key()["C"], "2026-Q2") == 12
    filled(new, "SA", SECOND)
    assert toolkit("merge", "--campaign", new.root, "--as-of", "2026-07-01") in (0, 1)
    assert "../quy-1/master.xlsx" in capsys.readouterr().err
    result, _ = merge_files(new, as_of=DAY)
    compared = next(c for c in result.compared if c.indicator == "V" and c.province)
    assert (compared.previous, compared.value, compared.previous_period) == (5.0, 7.0, "2026-Q1")
    # A missing previous master is reported by the line of the definition to correct, and stops nothing.
    shutil.rmtree(tmp_path / "khac" / "quy-1")
    reports: list[str] = []
    result, _ = merge_files(new, as_of=DAY, means=Means(notice=lambda code, _: reports.append(code)))
    assert (reports, result.previous) == (["previous-not-there"], None)


@pytest.mark.slow
def test_all_commands_compare_with_the_same_master(tmp_path: Path) -> None:
    """The definition's, or the one last named to a merge; forms and the telephone list use it too."""
    indicators = """
    | code | topic | label   | unit  | kind  | carry | across_agencies | across_periods | headline | compared_with |
    |------|-------|---------|-------|-------|-------|-----------------|----------------|----------|---------------|
    | V    | Một   | Số vụ   | vụ    | count |       | sum             | sum            | 1        | same_period   |
    | C    | Một   | Cơ sở   | cơ sở | count | yes   | sum             | last           |          |               |
    """
    folder = definition(tmp_path / "quy-1", about=ABOUT, agencies=AGENCIES, indicators=indicators)
    filled(folder, "SA", FIGURES, info={"prepared_by": "Bà Lan", "phone": "0277 3851 234"})
    merge_files(folder, as_of=DAY)
    new = open_folder(begin_next(folder.root, tmp_path / "quy-2").definition)
    filled(new, "SB", SECOND)

    def reports() -> dict[str, list[tuple[str, str]]]:
        """What each command says of it."""
        reported: dict[str, list[tuple[str, str]]] = {}

        def of(command: str) -> Means:
            return Means(notice=lambda code, file: reported.setdefault(command, []).append((code, file)))

        merge_files(new, as_of=DAY, means=of("merge"))
        assert result_for_page(new, (), DAY, of("page"))[0].previous is not None
        assert result_to_report(new, (), DAY, of("report"))[0].previous is not None
        write_templates(new, "SA", notice=of("template").notice)
        write_templates(new, "SA", into=new.root / PREVIEWS, notice=of("preview").notice)
        (call,) = calls_to_make(new, check_files(new, as_of=DAY), notice=of("phones").notice)
        assert call.contact.person == "Bà Lan"
        return reported

    commands = ("merge", "page", "report", "template", "preview", "phones")
    assert reports() == {command: [("previous-as-defined", "../quy-1/master.xlsx")] for command in commands}
    # `--previous -` compares with nothing once; a named master is remembered.
    assert merge_files(new, as_of=DAY, previous="-")[0].previous is None
    assert merge_files(new, as_of=DAY)[0].previous is not None
    other = Path(shutil.copy(folder.master, tmp_path / "ban-khac.xlsx"))
    merge_files(new, as_of=DAY, previous=other)
    assert reports() == {command: [("previous-as-last-time", "../ban-khac.xlsx")] for command in commands}
    other.unlink()
    moved: list[str] = []
    (call,) = calls_to_make(new, check_files(new, as_of=DAY), notice=lambda code, _: moved.append(code))
    assert (call.contact.person, moved) == ("", ["previous-moved"])
    for command in (
        lambda: merge_files(new, as_of=DAY),
        lambda: result_for_page(new, (), DAY, None),
        lambda: write_templates(new),
    ):
        with pytest.raises(UsageError) as error:
            command()
        assert error.value.code == "previous-gone"


@pytest.mark.slow
def test_decisions_about_addresses_go_into_the_roster(tmp_path: Path, capsys: Captured) -> None:
    """An address with contradicting decisions is left out and reported; mails that were passed on do not count. Where
    the round has no master, nothing can be compared yet, and a message says where to name one."""
    folder = last_round(tmp_path / "quy-1")
    rows = [("SB", "b@x.example", ""), ("SA", "c@x.example", ""), ("SB", "c@x.example", ""), ("SB", "d@x.example", "e")]
    entries = [
        Entry(id=str(n), state="taken", decision=code, agency=code, sender=address, forwarded_by=by, name="a.xlsx")
        for n, (code, address, by) in enumerate(rows)
    ]
    path = folder.root / "register.xlsx"
    write_register(path, Register(path, {e.id: e for e in entries}), folder.campaign, DAY, "vi")
    started = begin_next(folder.root, tmp_path / "quy-2")
    assert started.senders == (("SB", "b@x.example"),)
    assert started.doubtful == ("c@x.example",)
    agencies = load_campaign(started.definition)[0].agency_by_code
    assert [agencies[c].emails for c in ("SA", "SB")] == [("a@x.example",), ("b@x.example",)]
    folder.master.unlink()
    assert toolkit("new", "--from", folder.root, tmp_path / "khác") == 0
    assert "chưa có master.xlsx" in capsys.readouterr().out
    assert load_campaign(tmp_path / "khác")[0].previous == ""


@pytest.mark.slow
def test_the_chosen_step_is_followed(tmp_path: Path, capsys: Captured) -> None:
    """Periods, days and names move by the step that was named; without one, one line says which step was taken and what
    others give. An unknown step, a folder without a round, and no folder are wrong use."""
    folder = last_round(tmp_path / "quy-1")
    for way, periods, deadline in (
        ("period", "2026-Q2", "2026-07-10"),
        ("year", "2027-Q1", "2027-04-10"),
        ("block", "2026-Q2", "2026-07-10"),
    ):
        assert toolkit("new", tmp_path / way, "--from", folder.root, "--next", way) == 0
        campaign = load_campaign(tmp_path / way)[0]
        assert ("|".join(p.key for p in campaign.periods), str(campaign.deadline)) == (periods, deadline)
        assert campaign.id == f"BC-{periods}"
        assert "--next" not in capsys.readouterr().out
    assert toolkit("new", tmp_path / "quy-2", "--from", folder.root, "--lang", "en") == 0
    printed = capsys.readouterr().out
    (line,) = (line for line in printed.splitlines() if "--next" in line)
    assert "next round: Q2 2026." in line
    assert line.endswith("--next year (Q1 2027).")
    # A line for each old and new value; then what to check, and what to type next.
    for line in ("2026-Q1 → 2026-Q2", "BC-2026-Q1 → BC-2026-Q2", "10/04/2026 → 10/07/2026", "../quy-1/master.xlsx"):
        assert line in printed
    assert "{" not in printed
    assert f'toolkit template --campaign "{tmp_path / "quy-2"}"' in printed
    gaps = definition(tmp_path / "gaps", about={"periods": "2018|2020"}, agencies=AGENCIES, indicators=INDICATORS)
    for words, message in (
        ([tmp_path / "quy-3", "--next", "year"], ""),
        ([tmp_path / "quy-3", "--from", gaps.root, "--next", "block"], "Dùng được: period."),
        (["--from", tmp_path, tmp_path / "quy-3"], "campaign.xlsx"),
        ([], "(FOLDER)"),
    ):
        assert toolkit("new", *words) == 2
        assert message in capsys.readouterr().err
    assert not (tmp_path / "quy-3").exists()


# --- What is to be looked at -----------------------------------------------------------------------


@pytest.mark.slow
def test_the_list_of_what_to_check_stays_until_each_line_is_done(tmp_path: Path, capsys: Captured) -> None:
    """It is a sheet of the definition: a line is settled when its cell is changed or something is written beside it;
    until then every command reports it, and forms already sent do not change with it."""
    about = {**ABOUT, "legal_basis": "Kế hoạch 5"}
    indicators = """
    | code | label | unit | kind  | target |
    |------|-------|------|-------|--------|
    | V    | Số vụ | vụ   | count | 5      |
    | C    | Số ca | ca   | count | 7      |
    """
    old = definition(tmp_path / "quy-1", about=about, agencies=AGENCIES, indicators=indicators)
    new = begin_next(old.root, tmp_path / "quy-2").definition
    first = open_folder(new.parent)
    lines = first.campaign.to_review
    assert [line.where for line in lines] == ["Căn cứ", "Chỉ tiêu V, Mục tiêu", "Chỉ tiêu C, Mục tiêu"]
    assert [f.code for f in first.warnings] == ["definition-to-review"]
    assert toolkit("template", "--campaign", new.parent) == 0
    printed = capsys.readouterr().err
    assert all(f"Cần xem lại: {line.what}" in printed for line in lines)

    def left() -> list[str]:
        return [line.where for line in open_folder(new.parent).campaign.to_review]

    def edit(book: Workbook) -> None:
        sheets = keyed(new)
        basis = sheets["campaign"].by_key()["legal_basis"]
        book[sheets["campaign"].name][sheets["campaign"].address(basis, "value")].value = "Kế hoạch 6"
        book[lines[1].sheet][lines[1].cell].value = "xong"
        book[lines[2].sheet][lines[2].cell].value = "Chưa xong"

    change(new, edit)
    assert left() == ["Chỉ tiêu C, Mục tiêu"]
    change(new, lambda book: setattr(book[lines[2].sheet][lines[2].cell], "value", "x"))
    last = open_folder(new.parent)
    assert (last.campaign.to_review, last.warnings) == ((), ())
    assert [i.target for i in last.campaign.indicators] == [5, 7]
    change(new, lambda book: book.remove(book[lines[0].sheet]))
    assert open_folder(new.parent).campaign.fingerprint == last.campaign.fingerprint
    third = open_folder(begin_next(new.parent, tmp_path / "quy-3").definition).campaign
    assert {line.where for line in lines} < {line.where for line in third.to_review}


def test_a_list_whose_column_was_deleted_is_open(tmp_path: Path) -> None:
    """Its lines are still settled by changes of the cells they name."""
    old = definition(tmp_path / "quy-1", about={"periods": "2026-Q1"}, agencies=AGENCIES, indicators=INDICATORS)
    new = begin_next(old.root, tmp_path / "quy-2").definition
    sheet = keyed(new)["review"]
    lines = open_folder(new.parent).campaign.to_review
    change(new, lambda book: book[sheet.name].delete_cols(sheet.columns["done"] + 1))
    assert [line.where for line in open_folder(new.parent).campaign.to_review] == [line.where for line in lines]


@pytest.mark.slow
def test_columns_of_two_tables_with_one_code_are_distinguished(tmp_path: Path) -> None:
    """A cell of one table settles no line about the other. In a sheet without codes a line is open as long as any row
    has the earlier text."""
    tables = """
    | table | heading | code | label          | unit | kind  | across_rows |
    |-------|---------|------|----------------|------|-------|-------------|
    | DA    | Dự án   | VON  | Vốn năm 2013   | đồng | money | sum         |
    | MH    | Mô hình | VON  | Vốn năm 2014   | đồng | money | sum         |
    """
    texts = "| topic | section | text |\n|---|---|---|\n| Một | | Có {V}. |\n| Một | | Như năm 2019: {C}. |\n"
    sheets = {"agencies": AGENCIES, "indicators": INDICATORS, "rows": tables, "sentences": texts}
    old = definition(tmp_path / "quy-1", about={"periods": "2026-Q1"}, **sheets)
    new = begin_next(old.root, tmp_path / "quy-2").definition

    def left(year: str) -> list[str]:
        return [one.what for one in open_folder(new.parent).campaign.to_review if year in one.what]

    assert (len(left("2013")), len(left("2014")), len(left("2019"))) == (1, 1, 1)
    sheet = keyed(new)["rows"]
    row = next(r for r in sheet.rows if "2014" in sheet.text(r, "label"))
    change(new, lambda book: setattr(book[sheet.name][sheet.address(row, "label")], "value", "Vốn"))
    assert (len(left("2013")), left("2014")) == (1, [])
    sentences = keyed(new)["sentences"]
    change(new, lambda book: book[sentences.name].insert_rows(sentences.rows[-1].index))
    assert len(left("2019")) == 1

    def clear(book: Workbook) -> None:
        for row in book[sentences.name].iter_rows():
            for cell in row:
                if cell.value and "2019" in str(cell.value):
                    cell.value = "Như năm 2026: {C}."

    change(new, clear)
    assert left("2019") == []


# --- In the same folder ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("links", [True, False])
def test_in_the_same_folder_the_old_round_is_kept_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """All of it goes to `rounds/ID/`, on disks without hard links too; other files stay and are named."""
    if not links:
        monkeypatch.setattr("toolkit.run.rounds.keeping.os.link", _refused)
    folder = last_round(tmp_path / "bao-cao")
    before = files_of(folder.root)
    (folder.root / "ghi-chu.docx").write_bytes(b"own")
    started = begin_next(folder.root)
    assert started.last_round == folder.root / "rounds" / "BC-2026-Q1"
    assert started.left == ("ghi-chu.docx",)
    assert files_of(started.last_round) == before
    assert os.listdir(folder.root / "rounds") == ["BC-2026-Q1"]
    assert above(folder.root).keys() == {"campaign.xlsx", "ghi-chu.docx"}
    new = open_folder(folder.root)
    assert (new.campaign.id, new.campaign.previous) == ("BC-2026-Q2", "rounds/BC-2026-Q1/master.xlsx")
    assert open_folder(started.last_round).campaign.id == "BC-2026-Q1"
    # Each round is kept beside the last; a kept one still reads its previous master at its new path.
    filled(new, "SA", SECOND)
    merge_files(new, as_of=DAY)
    third = begin_next(folder.root)
    assert sorted(os.listdir(folder.root / "rounds")) == ["BC-2026-Q1", "BC-2026-Q2"]
    assert load_campaign(third.definition)[0].previous == "rounds/BC-2026-Q2/master.xlsx"
    kept = open_folder(folder.root / "rounds" / "BC-2026-Q2")
    assert previous_of(kept, lambda _code, _file: None) == folder.root / "rounds" / "BC-2026-Q1" / "master.xlsx"


def _refused(*_: object) -> None:
    raise OSError(1, "no links here")


@pytest.mark.slow
def test_a_round_that_cannot_be_kept_stays_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    """What is elsewhere, or open in a program or another command, cannot be moved: that is reported first. So is an id
    of a kept round. As long as nothing has come in, the round that was just begun stays, too."""
    folder = last_round(tmp_path / "bao-cao")
    before = files_of(folder.root)
    lock = folder.root / ".~lock.master.xlsx#"
    lock.touch()
    with pytest.raises(NotDoneError) as refused:
        ensure_movable(folder.root, folder.campaign.id)
    assert refused.value.code == "locked"
    lock.unlink()
    os.rename(folder.root / "returns", tmp_path / "elsewhere")
    (folder.root / "returns").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotDoneError) as refused:
        begin_next(folder.root)
    assert refused.value.code == "place-is-link"
    assert files_of(folder.root).keys() == {n for n in before if not n.startswith("returns/")}
    (folder.root / "returns").unlink()
    os.rename(tmp_path / "elsewhere", folder.root / "returns")
    kept = folder.root / "rounds" / "BC-2026-Q1"
    kept.mkdir(parents=True)
    assert toolkit("new", "--from", folder.root) == 2
    assert "toolkit new --from" in capsys.readouterr().err
    assert files_of(folder.root) == before
    kept.rmdir()
    assert toolkit("new", "--from", folder.root) == 0
    begun = files_of(folder.root)
    assert toolkit("new", "--from", folder.root) == 2
    assert "không phải gõ lại" in capsys.readouterr().err
    assert files_of(folder.root) == begun


#: Begins the next round of a folder.
_BEGIN = "from toolkit.run.rounds.next import begin_next; begin_next(sys.argv[3])"


@pytest.mark.slow
def test_a_round_is_whole_whenever_the_command_is_killed(tmp_path: Path) -> None:
    """Killed before each change of a file in turn, it leaves a whole round here or kept; run again, it finishes."""
    whole = last_round(tmp_path / "whole").root
    old = files_of(whole)
    step, point, ended = effort(16, 1), 0, False
    while not ended:
        point += 1 if point < 2 else step
        root = tmp_path / f"killed-{point}"
        shutil.copytree(whole, root)
        ended = ends_at(point, root, program=_BEGIN)
        there, kept = above(root), files_of(root / "rounds" / "BC-2026-Q1")
        assert old.items() <= there.items() or old.items() <= kept.items(), point
        if load_campaign(root)[0].id == "BC-2026-Q1":
            assert ends_at(0, root, program=_BEGIN), point
        assert files_of(root / "rounds" / "BC-2026-Q1") == old, point
        campaign = load_campaign(root)[0]
        assert (campaign.id, campaign.previous) == ("BC-2026-Q2", "rounds/BC-2026-Q1/master.xlsx"), point
        assert os.listdir(root / "rounds") == ["BC-2026-Q1"], point
    assert point > 2 * step


@pytest.mark.slow
def test_a_file_saved_after_a_kill_is_kept_too(tmp_path: Path) -> None:
    """A file that was saved again after a kill is kept beside the earlier one."""
    folder = last_round(tmp_path / "bao-cao")
    path = folder.root / "rounds" / "BC-2026-Q1"
    shutil.copytree(folder.root, tmp_path / "copy")
    path.parent.mkdir()
    shutil.copytree(tmp_path / "copy", path)
    (folder.root / "bao-cao.docx").write_bytes(b"saved since")
    begin_next(folder.root)
    assert (path / "bao-cao (2).docx").read_bytes() == b"saved since"
    assert (path / "bao-cao.docx").read_bytes() == b"bao-cao.docx"
