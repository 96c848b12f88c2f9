"""The officer of an agency: named in letters, on the board and in lists, all of which can be limited to one officer."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, records, table
from tests.cases import cases
from tests.mailing import AGENCIES, DAY, FULL, INDICATORS, LINES, SECTIONS, drafts, text, toolkit
from tests.run.test_post import HALF
from toolkit.agencies.officers import officer_named, result_of_officer
from toolkit.consolidation.today.tasks import MOST, tasks
from toolkit.definition.campaign import load_campaign
from toolkit.messages.errors import UsageError
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files

HOA, LAN = "Trần Thị Hòa", "Lê Thị Lan"
OFFICERS = {"SYT": (HOA, "0912 345 678"), "STC": ("TRẦN  THỊ HOÀ", ""), "XA1": (LAN, "02773 851 234")}


def campaign(root: Path, officers: dict[str, tuple[str, str]] = OFFICERS) -> Folder:
    """The campaign of six agencies, some of which have an officer."""
    rows = table(AGENCIES)
    for row in rows:
        row["officer"], row["officer_phone"] = officers.get(row["code"], ("", ""))
    lines = [list(rows[0]), ["-"] * len(rows[0]), *(list(row.values()) for row in rows)]
    agencies = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    about = {"lead_agency": "LEAD", "contact_email": "tonghop@tinh.example", "contact_name": "Ban tổng hợp"}
    about["contact_phone"] = "0277 3 850 000"
    folder = definition(root, about=about, agencies=agencies, indicators=INDICATORS, sections=SECTIONS)
    filled(folder, "SYT", HALF, LINES)
    filled(folder, "STC", FULL, LINES)
    return folder


def test_officers_names_match_without_regard_to_case_and_blanks() -> None:
    """Other tones make another person; a name typed without tones may mean several, who are all named."""
    names = ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng", HOA)
    assert officer_named("trần thị  HOÀ", names) == officer_named("tran thi hoa", names) == HOA
    for typed, code, among in (
        ("nguyen van hung", "several-officers", names[:2]),
        ("Nguyễn Văn Hừng", "no-such-officer", names),
    ):
        with pytest.raises(UsageError) as refused:
            officer_named(typed, names)
        assert (refused.value.code, refused.value.arguments["officers"]) == (code, "; ".join(among))


@cases("""
| case | SYT | STC | found |
|------|-----|-----|-------|
| other capitals and place of a tone | Trần Thị Hòa | TRẦN  THỊ HOÀ | spelling: TRẦN THỊ HOÀ |
| without tones | Trần Thị Hòa | Tran Thi Hoa | spelling: Tran Thi Hoa |
| two persons | Nguyễn Văn Hùng | Nguyễn Văn Hưng | |
| one number written in two ways | Trần Thị Hòa, 0912 345 678 | Trần Thị Hòa, +84 912345678 | |
| a number in one row only | Trần Thị Hòa, 0912 345 678 | Trần Thị Hòa | |
| two numbers | Trần Thị Hòa, 0912 345 678 | Trần Thị Hòa, 0912 345 679 | phones: 0912 345 679 |
| a short one, one without a name | Trần Thị Hòa, 0912 345 | , 0912 345 678 | phone: 0912 345, phone: 0912 345 678 |
""")
def test_an_officer_with_two_spellings_or_numbers_is_a_warning(tmp_path: Path, SYT: str, STC: str, found: str) -> None:
    """All rows of an officer have one spelling of the name, and one telephone number that can be called."""
    names = {code: typed.partition(", ") for code, typed in (("SYT", SYT), ("STC", STC))}
    folder = campaign(tmp_path, {code: (name.strip(" ,"), phone) for code, (name, _, phone) in names.items()})
    warnings = [(f.code, f.value) for f in load_campaign(folder.definition)[1] if "officer" in f.code]
    assert ", ".join(f"{code.removeprefix('definition-officer-')}: {value}" for code, value in warnings) == found


@pytest.mark.slow
def test_a_result_is_limited_to_one_officers_agencies(tmp_path: Path) -> None:
    """Status, files, figures and findings; an unknown name is refused with the known ones."""
    folder = campaign(tmp_path)
    whole = check_files(folder, as_of=DAY)
    own = result_of_officer(whole, "tran thi hoa")
    assert [s.agency for s in own.statuses] == ["SYT", "STC"]
    assert {f.agency for f in own.findings} == {"SYT", "STC"}
    assert set(own.used) == {f.agency for f in own.figures} == {"SYT", "STC"}
    with pytest.raises(UsageError) as refused:
        result_of_officer(whole, "Hoa")
    assert refused.value.code == "no-such-officer"
    assert dict(refused.value.arguments)["officers"] == f"{HOA}; {LAN}"


@pytest.mark.slow
def test_the_masters_board_and_lists_have_a_column_of_officers(tmp_path: Path) -> None:
    """Without their telephone numbers; the copy for circulation has no names either."""
    folder = campaign(tmp_path)
    assert toolkit(folder, "merge", "--share") == 1
    sheets = keyed(folder.master)
    board = {r["agency"]: r["officer"] for r in records(sheets["status"])}
    assert board == {"SYT": HOA, "STC": HOA, "CAT": None, "XA1": LAN, "LEAD": None}
    for key in ("today", "findings"):
        assert {r["officer"] for r in records(sheets[key]) if r["agency"] == "SYT"} == {HOA}
    for file, named in ((folder.master, True), (folder.root / "master-chia-se.xlsx", False)):
        text = "\n".join(str(c) for sheet in keyed(file).values() for row in sheet.rows for c in row.cells)
        assert (HOA in text) == named
        assert not re.search("345 ?678|851 ?234", text)


def test_each_officer_has_the_first_tasks_of_many(tmp_path: Path) -> None:
    """So a list limited to one officer has tasks; the others are counted for each."""
    names = [f"SO{n}" for n in range(1, 41)]
    rows = [f"| {name} | {name} | {LAN if n > 20 else HOA} |" for n, name in enumerate(names, start=1)]
    agencies = "\n".join(["| code | name | officer |", "|---|---|---|", *rows])
    folder = definition(tmp_path, agencies=agencies, indicators=INDICATORS)
    listed = [t for t in tasks(check_files(folder, as_of=DAY), "vi") if t.task == "call"]
    assert Counter(t.officer for t in listed) == {HOA: MOST + 1, LAN: MOST + 1}
    rest = [(t.key, t.count, t.officer) for t in listed if t.is_rest]
    assert rest == [(f"call:{name}:rest", 5, name) for name in (HOA, LAN)]


@pytest.mark.slow
def test_commands_are_limited_to_one_officer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`template`, `check` and `status` process and list only their agencies; drafts of others stay unchanged."""
    folder = campaign(tmp_path)
    assert toolkit(folder, "template", "--officer", "Hoa Trần") == 2
    assert toolkit(folder, "template", "--officer", LAN) == 0
    assert [p.name for p in folder.outgoing.glob("*.xlsx")] == ["Xã Tân An (XA1).xlsx"]
    capsys.readouterr()
    assert toolkit(folder, "status", "--officer", HOA, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert [(a["agency"], a["officer"]) for a in document["agencies"]] == [("SYT", HOA), ("STC", HOA)]
    assert document["missing"] == []
    assert document["counts"]["owed"] == 2
    assert {c["agency"] for c in document["first_calls"]} == {"SYT"}
    assert toolkit(folder, "check", "--officer", LAN, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["missing"] == ["XA1"]
    assert document["files"] == []
    assert toolkit(folder, "status", "--remind") == 1
    before = set(drafts(folder))
    assert before == {"remind-CAT.eml", "remind-LEAD.eml", "remind-SYT.eml", "remind-XA1.eml"}
    assert toolkit(folder, "status", "--remind", "--officer", LAN) == 1
    assert set(drafts(folder)) == before
    assert toolkit(folder, "check", "--returns", "--officer", HOA) == 1
    assert set(drafts(folder)) == before - {"remind-SYT.eml"} | {"SYT.eml", "STC.eml"}
    toolkit(folder, "status", "--phones", "--officer", LAN)
    (path,) = (folder.root / "returns").glob("goi-dien-*.xlsx")
    assert [(r.key, r["officer"]) for r in records(keyed(path)["calls"])] == [("XA1", LAN)]


@pytest.mark.slow
def test_letters_name_the_officer_or_else_the_campaigns_contact(tmp_path: Path) -> None:
    """An officer without a number has none in the letter: the contact's is another person's."""
    folder = campaign(tmp_path, {"SYT": (HOA, "0912 345 678"), "XA1": (LAN, "")})
    toolkit(folder, "status", "--remind")
    ends = {name: text(mail).rstrip().rpartition("\n")[2] for name, mail in drafts(folder).items()}
    assert ends["remind-SYT.eml"] == f"{HOA} – 0912 345 678"
    assert ends["remind-XA1.eml"] == LAN
    assert ends["remind-CAT.eml"] == "Ban tổng hợp – 0277 3 850 000"
    toolkit(folder, "check", "--returns", "--officer", HOA)
    assert (folder.root / "returns" / "Sở Y tế (SYT).txt").read_text("utf-8-sig").rstrip().endswith("0912 345 678")
