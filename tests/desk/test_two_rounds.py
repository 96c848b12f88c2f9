"""A campaign of 25 agencies over two rounds, on the desk alone in a real browser: every decision that it offers, and
the same made in Excel's columns of the master. All of it is invented."""

import shutil
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.browser import Served, Window, desk, needs_browser
from tests.building import definition, filling, keyed, records
from tests.desk.test_in_a_browser import done, ended, read
from tests.mailing import VIETNAM, Sample
from tests.run.test_decided_at_the_desk import SHEETS, contents, in_excel
from tests.servers import smtp_server
from toolkit.form.contents import make_form
from toolkit.model import Campaign, CellValue, DeskEdit
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files
from toolkit.xlsx.drawn.form import write_intake

DAY = date(2026, 10, 20)
AGENCIES = "| code | name | short_name | group | email |\n|---|---|---|---|---|\n" + "\n".join(
    f"| D{n:02} | {'Sở' if n < 11 else 'UBND xã'} số {n} | {'Sở' if n < 11 else 'Xã'} {n} | {'sở' if n < 11 else 'xã'} "
    f"| d{n:02}@x.example |"
    for n in range(1, 26)
)
INDICATORS = """
| code | topic | label        | unit       | kind  | required | across_agencies | across_periods |
|------|-------|--------------|------------|-------|----------|-----------------|----------------|
| A1   | Một   | Số buổi      | buổi       | count | có       | sum             | sum            |
| A2   | Một   | Số lượt      | lượt       | count | có       | sum             | sum            |
"""
RULES = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =A2<=A1 | warning | Lượt không quá buổi |"
SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| dat  | achievement | Mặt đạt được |
| han  | limitation  | Hạn chế      |
"""
ROWS = """
| table | heading | code | label | unit       | kind  | required | across_rows |
|-------|---------|------|-------|------------|-------|----------|-------------|
| DA    | Dự án   | TEN  | Tên   |            | text  | có       |             |
| DA    |         | VON  | Vốn   | triệu đồng | money |          | sum         |
"""
SAID = (
    ("Đã mở 12 lớp tập huấn cho cán bộ xã.", "Kinh phí bố trí còn chậm, chưa đáp ứng nhu cầu."),
    ("Đã mở 12 lớp tập huấn cho cán bộ xã, phường.", "Cán bộ phụ trách kiêm nhiệm nhiều việc."),
    ("Ban hành kế hoạch chuyển đổi số của đơn vị.", "Trang thiết bị đã cũ, hay hỏng."),
)
#: Faults of some of the first forms: a broken rule, an unreadable number, a missing one.
FAULTS = {3: {"A2": "99"}, 5: {"A1": "nhiều"}, 7: {"A2": ""}}


def campaign(root: Path) -> Folder:
    """The first round, of the third quarter."""
    about = {
        "id": "Q3-2026",
        "periods": "2026-Q3",
        "issued": "2026-10-01",
        "deadline": "2026-10-15",
        "contact_email": "th@x.example",
    }
    tables = {"agencies": AGENCIES, "indicators": INDICATORS, "rules": RULES, "sections": SECTIONS, "rows": ROWS}
    return definition(root, about=about, **tables)


def fill(of_round: Campaign, number: int, to: Path, **typed: str) -> Path:
    """The agency's form, filled in."""
    key, agency = of_round.periods[-1].key, of_round.agency_by_code[f"D{number:02}"]
    values = {"A1": str(10 + number), "A2": "5", **typed}
    figures = f"| code | {key} |\n|---|---|\n" + "\n".join(f"| {code} | {value} |" for code, value in values.items())
    good, bad = SAID[number % 3]
    lines = f"| section | text |\n|---|---|\n| dat | {good} |\n| han | {bad} |"
    rows: tuple[dict[str, CellValue], ...] = tuple(
        {"TEN": f"{name} {number}", "VON": 100.0 + number} for name in ("Cầu", "Đường")
    )
    path = to / f"{agency.short_name} {of_round.id}.xlsx"
    form = make_form(of_round, agency, version="0")
    write_intake(path, form, replace(filling(figures, lines), rows={"DA": rows}))
    return path


def press(window: Window, served: Served, page: str, button: str, outcome: str = "look") -> str:
    """Start a command on a page, and wait until it has ended; returns what it printed."""
    read(window, served.at(page))
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    window.click(button)
    return done(window, served, outcome)


def take_in(window: Window, served: Served, paths: list[Path]) -> None:
    read(window, served.at("take-in"))
    window.drop("#drop", paths)
    window.find("#outcome")
    ended(window)


class Deciding:
    """Decides on the desk's pages, each time until the register has it."""

    def __init__(self, window: Window, served: Served, root: Path) -> None:
        self.window, self.served, self.root = window, served, root

    def open(self, page: str) -> None:
        read(self.window, self.served.at(page))
        self.window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    def type(self, selector: str, text: str) -> None:
        box = self.window.find(selector)
        box.clear()
        box.send_keys(text)

    def choose(self, selector: str, value: str) -> None:
        self.window.find(f"{selector} option[value='{value}']").click()

    def sign(self, start: str) -> None:
        self.type(f"{start}-by", "Lan")
        self.type(f"{start}-reason", "gọi điện")

    def press(self, selector: str) -> None:
        before = self.written()
        self.window.click(selector)
        self.window.until(lambda: self.written() != before, selector)
        self.window.until(lambda: not self.window.all("[data-stale]"), "reading")

    def written(self) -> list[DeskEdit]:
        return sorted(read_register(self.root).edits.values(), key=lambda edit: edit.id)

    def number_of(self, ending: str) -> str:
        """The finding on the page that has this button."""
        return str(self.window.find(f"[id$='{ending}']").get_attribute("id")).removesuffix(ending)


@pytest.mark.slow
def test_the_first_forms_have_their_faults(tmp_path: Path) -> None:
    """A broken rule, an unreadable number, and a missing one: each is decided below."""
    folder = campaign(tmp_path)
    for number, typed in FAULTS.items():
        fill(folder.campaign, number, folder.inbox, **typed)
    findings = check_files(folder, as_of=DAY, means=Means(workers=1)).findings
    found = {(f.agency, f.code) for f in findings if f.severity != "note"}
    assert found == {("D03", "rule-failed"), ("D05", "not-a-number"), ("D07", "required-missing")}


@needs_browser
@pytest.mark.nightly
@pytest.mark.timeout(900)
def test_two_rounds_on_the_desk_alone(window: Window, tmp_path: Path) -> None:
    """No command is typed; decisions on the pages give the same master as those in Excel's columns."""
    folder = campaign(tmp_path / "Quý III")
    root, sent = folder.root, tmp_path / "gửi đến"
    sent.mkdir()
    with desk(tmp_path / "home", "--campaign", str(root), "--as-of", DAY.isoformat(), cwd=tmp_path) as served:
        press(window, served, "forms", "#do-template", "done")
        assert len(list((root / "outgoing").glob("*.xlsx"))) == 25
        first_wave(window, served, folder.campaign, sent)
        press(window, served, "results", "#do-merge")
        excel = shutil.copytree(root, tmp_path / "Excel")
        decide_all(window, served, root)
        press(window, served, "results", "#do-merge")
        same_in_excel(root, excel)
        second_wave(window, served, folder.campaign, root, sent)
        send(window, served)
        for page, button in (("results", "#do-report"), ("leaders", "#do-page")):
            press(window, served, page, button)
        following = next_round(window, served, root, tmp_path / "Quý sau", sent)
        assert window.complaints() == []
    assert window.faults == []
    second = open_folder(following).campaign
    assert [p.key for p in second.periods] == ["2027-Q3"]
    assert {r["reporting"] for r in records(keyed(following / "master.xlsx")["totals"])} == {"25/25"}


def first_wave(window: Window, served: Served, of_round: Campaign, sent: Path) -> None:
    """Fifteen forms, one from another agency's address, and two lists that are no forms: decided at once."""
    paths = [fill(of_round, n, sent, **FAULTS.get(n, {})) for n in range(1, 16)]
    when = datetime(2026, 10, 10, 9, 0, tzinfo=VIETNAM)
    form = fill(of_round, 16, sent)
    (sent / "thư.eml").write_bytes(
        Sample(sender="d17@x.example", when=when, files=[(form.name, form.read_bytes())]).eml()
    )
    for name in ("danh sách 1.xlsx", "danh sách 2.xlsx"):
        book = openpyxl.Workbook()
        book.active.append(["Danh sách", name])  # type: ignore[union-attr]
        book.save(sent / name)
        paths.append(sent / name)
    take_in(window, served, [*paths, sent / "thư.eml"])
    read(window, served.at("decide"))
    headings = [heading.text for heading in window.all(".doubt h2")]
    assert len(headings) == 3
    for number, heading in enumerate(headings, start=1):
        window.find(f"#whose-{number} option[value='{'-' if 'danh sách' in heading else 'D16'}']").click()
    window.click("#decide")
    ended(window)
    read(window, served.at("decide"))
    assert window.all(".doubt") == []


def decide_all(window: Window, served: Served, root: Path) -> None:
    """A finding, a figure, one by telephone, a row left out; ideas joined, renamed, hidden, kept apart."""
    deciding = Deciding(window, served, root)
    deciding.open("agencies/D03")
    finding = deciding.number_of("-accept")
    deciding.sign(f"#{finding}-a")
    deciding.press(f"#{finding}-accept")
    deciding.open("agencies/D05")
    finding = deciding.number_of("-correct")
    deciding.type(f"#{finding}-value", "1.234")
    deciding.sign(f"#{finding}-c")
    deciding.press(f"#{finding}-correct")
    deciding.open("agencies/D07")
    deciding.choose("#phone-indicator", "A2")
    deciding.type("#phone-value", "7")
    deciding.sign("#phone")
    deciding.press("#phone-do")
    deciding.open("agencies/D02")
    window.all("#rows-row option")[1].click()
    deciding.sign("#rows")
    deciding.press("#rows-do")
    window.look("two-rounds-agency")
    deciding.open("ideas")
    window.look("two-rounds-ideas")
    deciding.press("#join-1")
    groups = {str(row["text"]): row.key for row in records(keyed(root / "master.xlsx")["groups"])}
    renamed, hidden, apart = (groups[text] for _, text in SAID)
    deciding.open(f"ideas/{renamed}")
    deciding.type("#edited_text", "Kinh phí bố trí chậm")
    deciding.press("#idea-do")
    deciding.open(f"ideas/{hidden}")
    deciding.choose("#hide", "yes")
    deciding.press("#idea-do")
    deciding.open(f"ideas/{apart}")
    deciding.press("#idea-apart")
    read(window, served.address)
    today = window.text("#today")
    assert "Sở 3:" not in today
    assert "Sở 5:" not in today
    assert "Đã mở 12 lớp" not in today
    window.look("two-rounds-overview")


def same_in_excel(root: Path, excel: Path) -> None:
    """The same decisions, typed into the columns of the earlier master, merge into the same master."""
    edits = list(read_register(root).edits.values())
    assert {edit.about[0] for edit in edits} == {"figure", "finding", "row", "group"}
    for edit in edits:
        columns = [name for cell in edit.cells for name in cell] if edit.group else SHEETS[edit.about[0]][2]
        in_excel(excel / "master.xlsx", edit, {name: value for name in columns if (value := getattr(edit, name))})
    merge_files(open_folder(excel), as_of=DAY, means=Means(workers=1))
    ours, theirs = contents(root / "master.xlsx"), contents(excel / "master.xlsx")
    assert ours.keys() == theirs.keys()
    for key, rows in ours.items():
        assert rows == theirs[key], key
    assert {f.name for f in fields(DeskEdit)} > {"corrected_value", "left_out", "merge_into"}


def second_wave(window: Window, served: Served, of_round: Campaign, root: Path, sent: Path) -> None:
    """More come, and one comes again; two masters are compared, an earlier one is restored and merged again."""
    for path in sent.iterdir():
        path.unlink()
    take_in(window, served, [fill(of_round, n, sent) for n in range(17, 25)] + [fill(of_round, 1, sent, A1="90")])
    press(window, served, "results", "#do-merge")
    before = contents(root / "master.xlsx")
    assert "Số buổi" in press(window, served, "results", "#do-diff", "done")
    window.look("two-rounds-diff")
    press(window, served, "results", "#restore-1", "done")
    assert contents(root / "master.xlsx") != before
    press(window, served, "results", "#do-merge")
    again = contents(root / "master.xlsx")
    assert again["toolkit:totals"] == before["toolkit:totals"]
    assert again["toolkit:groups"] == before["toolkit:groups"]


def send(window: Window, served: Served) -> None:
    """Reminders are read on the page, then sent."""
    read(window, served.at("forms"))
    window.click("#do-remind")
    ended(window)
    read(window, served.at("letters"))
    window.look("two-rounds-letters")
    with smtp_server(None) as box:
        kind = str(window.find("[id^='server-']:not([id^='server-hint'])").get_attribute("id")).removeprefix("server-")
        field = window.find(f"#server-{kind}")
        field.clear()
        field.send_keys(f"smtp://127.0.0.1:{box.port}")
        window.click(f"#seen-{kind}")
        window.click(f"form[aria-labelledby='kind-{kind}'] button.primary")
        ended(window)
        assert len(box.mails) >= 1, window.text()


def next_round(window: Window, served: Served, root: Path, following: Path, sent: Path) -> Path:
    """The same period of next year; the desk changes to it, forms are sent, all come back, and it is merged."""
    read(window, served.at("results"))
    window.click("#next-year")
    field = window.find("#round-path")
    field.clear()
    field.send_keys(str(following))
    window.click("#do-next-round")
    done(window, served)
    read(window, served.at("campaign"))
    window.look("two-rounds-campaigns")
    window.click(f"form:has(input[value='{following}']) button")
    window.until(lambda: window.all("nav") and not window.all("[data-stale]"), "reading")
    here = Served(window.driver.current_url.partition("?")[0], served.process, served.opened_file)
    press(window, here, "forms", "#do-template", "done")
    of_round = open_folder(following).campaign
    for path in sent.iterdir():
        path.unlink()
    take_in(window, here, [fill(of_round, n, sent) for n in range(1, 26)])
    press(window, here, "results", "#do-merge", "done")
    assert (following / "master.xlsx").is_file()
    assert root != following
    return following
