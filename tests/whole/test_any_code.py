"""Any agency code: wherever one is typed, chosen, drawn or read back, it is that agency's."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.building import cell_of, change, define, filled, form_in, keyed, merge, records, type_into
from tests.effort import some
from tests.mailing import Sample, as_eml, sent
from toolkit.agencies.names import list_entry
from toolkit.agencies.roster import ASIDE, Roster
from toolkit.cli import main as cli
from toolkit.messages.errors import UsageError
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder, forms_in
from toolkit.run.operations import agency_named
from toolkit.run.outputs import merged_files

#: Codes with blanks, one the beginning of another, signs, Vietnamese letters, digits, leading zeros, the
#: toolkit's words.
CODES = (
    *("Xã 1", "Xã 14", "Xã 1 - B", "14", "007", "P.1", "P.1.xlsx", "Q-1", "Phòng (A)", "Ấp Đông", "ĐĂK"),
    *("BO", "Sở Y", "x_y", "a&b", "100%", "+1", "=A1", "Ban số 1 · cũ", "tính", "D'Or", "remind-14"),
    *("toolkit", "1e5", "2020", "TRUE", "@x", "x@y"),
)


def campaign(root: Path, codes: Sequence[str] = CODES) -> Folder:
    """A campaign of agencies with these codes, which its indicators and rules name."""
    agencies = [
        {"code": code, "name": f"Đơn vị mẫu thứ {n}", "short_name": f"ĐV – {n}", "email": f"dv{n}@tinh.example"}
        | {"group": "lẻ" if n % 2 else "chẵn", "replaced_by": "", "parent": codes[0] if n == 1 else ""}
        for n, code in enumerate(codes)
    ]
    summed = {"topic": "", "kind": "count", "across_agencies": "sum", "across_periods": "sum"}
    indicators = [
        {**summed, "code": "T1", "label": "Số hộ", "unit": "hộ", "owner": "14"},
        {**summed, "code": "T2", "label": "Số buổi", "unit": "buổi", "asked_of": " | ".join(codes)},
    ]
    sections = [{"code": "kq", "role": "achievement", "heading": "Kết quả"}]
    about = {"id": "MA", "title": "Đợt mẫu", "periods": "2019 | 2020", "deadline": "2021-01-10"}
    about |= {"lead_agency": "Xã 14", "contact_email": "ban@tinh.example"}
    rules = [{"code": "R1", "formula": "=T2@'Xã 14'<=T2@'Xã 1'+T2@'007'", "message": "Không quá."}]
    sheets = {"campaign": [about], "agencies": agencies, "indicators": indicators, "sections": sections, "rules": rules}
    return define(root / "đợt", sheets)


def _typed(code: str) -> list[str]:
    """A code as people type it: in another case, composed differently, with blanks around it."""
    written = [code, code.lower(), code.upper(), unicodedata.normalize("NFD", code), f"  {code} "]
    return [*written, code.replace(" ", "\u00a0"), code.replace(" ", "  ")]


def test_a_code_is_recognised_however_it_is_typed(tmp_path: Path) -> None:
    """By a command; and as a decision, chosen from the list or followed by words. `7` is `007` if no other code is the
    same number; a number of no code stays unknown."""
    folder = campaign(tmp_path)
    roster = Roster(folder.campaign)
    for agency in folder.campaign.agencies:
        code = agency.code
        for typed in _typed(code):
            assert agency_named(folder.campaign, typed).code == code
            assert roster.decision(typed) == (ASIDE if typed == "bo" else code)
        with_words = (agency.name, agency.short_name, f"{code} – tên cũ", f"{code}: đã gọi điện", f"{code} gửi lại")
        for typed in (*_typed(list_entry(agency)), *with_words):
            assert roster.decision(typed) == code
        with pytest.raises(UsageError):
            agency_named(folder.campaign, code + "x")
    known = {"7": "007", "14": "14", "014": None, "Xã": None, "Xã 2": None, "-": ASIDE, "bỏ qua": ASIDE}
    assert {typed: roster.decision(typed) for typed in known} == known


def _decide(folder: Folder, decisions: dict[str, str]) -> None:
    def do(book: object) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:register")  # type: ignore[attr-defined]
        columns = {str(c.value): n for n, c in enumerate(sheet[1])}
        for row in sheet.iter_rows(min_row=2):
            if (name := row[columns["name"]].value) in decisions:
                row[columns["decision"]].value = decisions[name]
                row[columns["decision"]].data_type = "s"  # as the list in the cell puts it there

    change(folder.root / "register.xlsx", do)


@pytest.mark.slow
def test_every_code_works_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is in forms, drafts, mails and decisions on them, the master and its copy, returns, letters and reports."""
    named = ("Xã 14", "007", "P.1.xlsx", "100%")
    codes = [c for c in CODES if c in ("Xã 1", "14", *named, *some(CODES, 8))]
    folder = campaign(tmp_path, codes)

    def toolkit(*arguments: str | Path) -> None:
        assert cli.run([*map(str, arguments), "--campaign", str(folder.root)]) in (0, 1), (
            arguments,
            capsys.readouterr(),
        )

    as_of = ("--as-of", "2021-01-05")
    toolkit("template", *(unicodedata.normalize("NFD", code) for code in codes))
    assert len([*folder.outgoing.iterdir()]) == len(codes)
    assert {code: len(path) for code, path in forms_in(folder.outgoing, codes).items()} == dict.fromkeys(codes, 1)
    Path(tmp_path / "b.txt").write_text("BÁO CÁO\nI. Kết quả\n- Mở 5 lớp.\n", encoding="utf-8")
    mails: list[Sample] = []
    for n, code in enumerate(codes):
        figures = f"| code | 2019 | 2020 |\n| T1 | {n} | 1 |\n| T2 | {n} | {'nhiều' if n % 3 else 2} |"
        form = filled(folder, code, figures, f"| section | text |\n| kq | Xây mới {n + 2} cây cầu. |")
        data = form.read_bytes()
        form.unlink()
        mails.append(sent("ai-do@xa.example", (f"tệp {n}.pdf", b"%PDF-1.4 " + data[:50]), subject=f"Gửi {n}"))
        mails.append(sent(f"dv{n}@tinh.example", ("bieu.xlsx", data), subject="Báo cáo"))
    toolkit("collect", as_eml(tmp_path / "thư", mails), *as_of)
    entries = read_register(folder.root).entries.values()
    assert {e.agency for e in entries if e.kind == "workbook" and e.state == "taken"} == {*codes}
    _decide(folder, {f"tệp {n}.pdf": list_entry(a) for n, a in enumerate(folder.campaign.agencies)})
    toolkit("collect", *as_of)
    decided = {e.name: e.agency for e in read_register(folder.root).entries.values() if e.decision}
    assert decided == {f"tệp {n}.pdf": code for n, code in enumerate(codes)}

    result = merge(folder)
    assert [*result.used] == [*codes]
    assert not result.missing
    sheets = keyed(folder.master)
    assert {*codes} <= {*sheets["matrix"].columns}
    for key in ("by_agency", "status"):
        assert {*codes} <= {r.key for r in sheets[key].rows}, key
    for key in ("info", "figures"):
        assert {*codes} <= {str(r["agency"]) for r in records(sheets[key])}, key
    assert {c.agency for c in merged_files(folder.master)} - {""} == {*codes}
    toolkit("merge", folder.master, "-o", tmp_path / "m.xlsx", *as_of)
    again = keyed(tmp_path / "m.xlsx")
    for key in ("figures", "statements", "status"):
        one, other = ([r.cells for r in s[key].rows if not r.for_people] for s in (sheets, again))
        assert one == other

    groups = [str(r["group"]) for r in records(sheets["groups"]) if r["group"]]
    assert len(groups) == len(codes)
    cells = [cell_of(folder.master, "groups", group, "merge_into") for group in groups[1:]]
    type_into(folder.master, [(cell, groups[0]) for cell in cells])
    toolkit("merge", *as_of)
    (joined,) = [r for r in records(keyed(folder.master)["groups"]) if r["count"]]
    names = [a.short_name for a in folder.campaign.agencies]
    assert (joined["count"], str(joined["agencies"]).split(", ")) == (len(codes), names)

    toolkit("check", "--returns", *as_of)
    returned = forms_in(folder.root / "returns", codes)
    assert returned.keys() == {code for n, code in enumerate(codes) if n % 3}
    toolkit("status", "--remind", *as_of)
    for code in named:
        toolkit("report", "--agency", code.upper(), *as_of)
        assert (folder.root / "returns" / f"bao-cao-{code}.docx").is_file()
        toolkit("draft", tmp_path / "b.txt", "--agency", unicodedata.normalize("NFD", code))
        assert (form_in(folder.outgoing, code)).is_file()
