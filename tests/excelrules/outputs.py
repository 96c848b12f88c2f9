"""One of everything that is written, from campaigns that differ as much as possible."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from openpyxl.workbook import Workbook

from sample_workbooks.regenerate import HERE
from tests.building import (
    DAY,
    cell_of,
    change,
    define,
    definition,
    every_way,
    filled,
    form_in,
    keyed,
    merge,
    random_filling,
    read,
    records,
    table,
    type_into,
    write,
)
from tests.disclosure import test_sharing
from tests.effort import effort, some
from tests.form import test_carried, test_returns, test_tables
from tests.mailing import Sample, as_eml, campaign, form
from tests.master import test_previous, test_table_corrections
from tests.report import planting
from tests.whole import test_random_campaigns, test_second_campaign, test_splits
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
from toolkit.definition.starter import programmes
from toolkit.form.contents import Filling
from toolkit.master.sheets.master import write_master
from toolkit.messages import forms
from toolkit.model import Language
from toolkit.register.entries import FILE_NAME
from toolkit.run.folder import Folder, new_folder, open_folder
from toolkit.run.operations import merge_files, share_file, write_templates
from toolkit.run.returns import write_returns
from toolkit.run.rounds.next import begin_next

Paths = list[Path]


def written(folder: Path) -> Paths:
    """Everything in these folders that Excel or Word opens."""
    return sorted(
        p for p in folder.rglob("*") if p.suffix in (".xlsx", ".docx") and not {"inbox", "backups"} & set(p.parts)
    )


def done(*arguments: str | Path, day: str = DAY.isoformat()) -> None:
    """The result of the command, which may have findings."""
    dated = () if arguments[0] in ("template", "draft") else ("--as-of", day)
    assert run([str(a) for a in (*arguments, *dated)]) in (0, 1), arguments


def like(module: ModuleType, root: Path, sheets: str) -> Folder:
    """A campaign with these tables of a module of tests."""
    about = getattr(module, "ABOUT", None)
    return definition(root, about=about, **{name: getattr(module, name.upper()) for name in sheets.split()})


def shared(folder: Folder, language: Language = "vi") -> None:
    """The master of the folder and its copy for circulation, made in this process."""
    share_file(merge(folder, language=language), folder.root / "master-chia-se.xlsx", folder.master, language)


def sample(root: Path) -> Paths:
    """The sample campaign: definition, forms, returns, master, Word reports, a form drafted from one of them."""
    shutil.copytree(HERE / "inbox", root / "inbox")
    shutil.copy(HERE / "campaign.xlsx", root)
    of, day = ("--campaign", root), "2020-07-31"
    done("template", "SLDTBXH", "SYT", "UBND-873", "VPUBND", *of)
    done("check", "--returns", *of, day=day)
    done("merge", *of, day=day)
    done("report", *of, day=day)
    done("report", "--agency", "SYT", *of, day=day)
    done("draft", root / "bao-cao.docx", "--agency", "SLDTBXH", "-o", root / "draft.xlsx", *of)
    return written(root)


def starter(root: Path) -> Paths:
    """What `toolkit new` writes (by night for every programme), and forms of it; a master of blank forms in English."""
    for ready in some(programmes()[1:], 1):
        new_folder(root / ready.name, programme=ready.name)
    new_folder(root)
    folder = open_folder(root)
    write_templates(folder, ["SLDTBXH", "CAT"], language="en")
    shutil.copytree(folder.outgoing, folder.inbox, dirs_exist_ok=True)
    done("merge", "--lang", "en", "--campaign", root)
    return written(root)


def every_way_of_totalling(root: Path) -> Paths:
    """Every kind of figure and every way to total it: forms filled with words, blanks and text outside the form."""
    folder = define(root, every_way())
    fillings = {
        code: random_filling(folder, code, n, blanks=0.2 * (n % 3), words=0.3 * (n % 2), odd=n > 2)
        for n, code in enumerate(("SA", "SB", "HC", "HD", "HE", "XF"))
    }
    kept = [write(folder, code, filling).rename(root / f"{code}.xlsx") for code, filling in fillings.items()]
    kept.append(write(folder, "SA", Filling(), name="blank", language="en").rename(root / "blank.xlsx"))
    for path in kept:
        shutil.copy(path, folder.inbox)
    merge(folder)
    submissions = [read(folder, path) for path in kept]
    # As if a sheet had room for two agencies and few rows.
    write_master(
        root / "several-sheets.xlsx", consolidate(folder.campaign, submissions, as_of=DAY), records=37, across=2
    )
    write_returns(folder, consolidate(folder.campaign, submissions, as_of=DAY), language="en")
    return written(root)


def second_campaign(root: Path) -> Paths:
    """Quarters of 102 communes, of which a third have reported; in English."""
    folder = define(root, test_second_campaign.tables())
    write_templates(folder, [a.code for a in folder.campaign.agencies[:2]], language="en")
    test_second_campaign.fill_some(folder, "en")
    merge(folder, language="en")
    return written(root)


def words_only(root: Path) -> Paths:
    """No figures and no periods; and a campaign with figures only."""
    made = []
    for name, sheets in (
        ("words", test_second_campaign.tables(indicators=True, rules=True)),
        ("figures", test_second_campaign.tables(sections=True, themes=True)),
    ):
        sheets["agencies"] = sheets["agencies"][:6]
        folder = define(root / name, sheets)
        write_templates(folder, [folder.campaign.agencies[0].code])
        test_second_campaign.fill_some(folder, every=2)
        shared(folder)
        made += written(folder.root)
    return made


def with_last_compared(root: Path) -> Paths:
    """A master compared with the previous one, with mergers and splits; its copy; forms with previous figures."""
    before, now = test_previous.last_time(root / "before"), test_previous.this_time(root / "now")
    for agency, v, n in (("A", 10, 100), ("B", 20, 40), ("C", 30, 60), ("D", 40, 80), ("E", 5, 10)):
        test_previous.give(before, agency, V=v, N=n, M=7)
    for agency, v, n in (("A", 12, 100), ("BC", 90, 100), ("D1", 10, 30), ("D2", 30, 50), ("F", 1, 2)):
        test_previous.give(now, agency, V=v, N=n, M=8)
    shared(before)
    done("merge", "--share", "--previous", before.master, "--campaign", now.root)
    write_templates(now, previous=before.master)
    return written(root)


def carried_over(root: Path) -> Paths:
    """Forms with previous figures: as sent out, partly confirmed, typed over, returned; the next round."""
    folder = test_carried.last_and_next(root)
    write_templates(folder)
    shutil.copy(form_in(folder.outgoing, "SA"), root / "as-sent-out.xlsx")
    write_templates(folder, ["SA"], language="en")
    notes = {"C": forms.CARRIED_CONFIRMED.vi, "T": ""}
    path = test_carried.sent(folder, notes=notes, C_2021=13.0, K_2021=20.0, K_2022=2.0, M_2022=None, X_2021="Tốt")
    shutil.copy(path, root / "confirmed-in-part.xlsx")
    result, _ = merge_files(folder, as_of=DAY)
    write_returns(folder, result)
    begin_next(folder.root, root / "next")
    return written(root)


def circulated(root: Path) -> Paths:
    """A master with small figures of people, and the copy that masks them."""
    test_sharing.written(root)
    return written(root)


def rows_in_the_master(root: Path) -> Paths:
    """Sheets of tables: one and several, in English, with corrections, rows left out and removed rows."""
    result = test_table_corrections.made(30)
    write_master(root / "one-sheet.xlsx", result)
    write_master(root / "several-sheets.xlsx", result, "en", records=11)
    test_table_corrections.corrected(root / "corrected.xlsx")
    made = written(root)
    for master in made:  # targets of links
        for row in records(keyed(master)["sources"]):
            target = root / str(row["file"])
            target.parent.mkdir(exist_ok=True)
            target.touch()
    return made


def sent_back(root: Path) -> Paths:
    """Forms with every kind of mark, and the forms that agencies get back for them."""
    folder = like(test_returns, root, "agencies indicators sections themes rules")
    for agency in ("SA", "SB"):
        filled(folder, agency, test_returns.FIGURES, test_returns.LINES)
    result = consolidate(folder.campaign, [read(folder, p) for p in sorted(folder.inbox.iterdir())], as_of=DAY)
    write_returns(folder, result)
    return written(root)


def in_word(root: Path) -> Paths:
    """A report of the province, one of an agency, and the form drafted from it."""
    folder, of = like(planting, root, "agencies indicators sections themes"), ("--campaign", root)
    filled(folder, "SCX", planting.FIGURES, planting.LINES)
    filled(folder, "SDN", planting.FIGURES.replace("1250", "750"), planting.OTHER_LINES)
    done("report", *of)
    done("report", "--agency", "SCX", *of)
    done("draft", root / "returns" / "bao-cao-SCX.docx", "--agency", "SCX", "--lang", "en", *of)
    return written(root)


def collected(root: Path) -> Paths:
    """The register after a collect, a decision, and reminders; in both languages."""
    made = []
    for language in ("vi", "en"):
        folder = campaign(root / language)
        health = form(folder, "SYT")
        odd = [("a [1] #2 50%20.xlsx", form(folder, "STC"))]
        others = [("STC.pdf", b"%PDF-1.4 \n"), (f"{'dài ' * 50}.xlsx", form(folder, "XA1"))]
        mails = [
            Sample(sender="syt@tinh.example", name="Sở Y tế", files=[("Báo cáo Sở Y tế (chính thức).xlsx", health)]),
            Sample(sender="la@dau.example", name="=1+1", subject="[Khẩn] 100% #2", files=odd),
            Sample(sender="cu@tinh.example", files=others),
        ]
        source = as_eml(folder.root / "mails", mails)
        done("collect", source, "--lang", language, "--campaign", folder.root)
        done("status", "--remind", "--lang", language, "--campaign", folder.root)
        done("merge", "--lang", language, "--campaign", folder.root)
        made += [folder.root / FILE_NAME, folder.master]
    return made


def drawn_at_random(root: Path) -> Paths:
    """Rules, computed indicators and totals as `test_random_campaigns` draws them."""
    made: Paths = []
    for seed in range(8):
        drawn = test_random_campaigns.draw(root / str(seed), seed)
        forms = [write(drawn.folder, agency, Filling(figures=f)) for agency, f in drawn.fillings.items()]
        merge(drawn.folder)
        made += [forms[0], drawn.folder.master]
    return made


def in_parts(root: Path) -> Paths:
    """Figures with splits: forms whose parts agree with their wholes or do not, the master, the shared copy."""
    folder = test_splits.campaign(root)
    test_splits.filled_in(folder, 4)
    forms = sorted(folder.inbox.iterdir())
    result = merge(folder)
    share_file(result, root / "master-chia-se.xlsx", folder.master, "vi")
    write_returns(folder, result, [form.stem for form in some(forms, 1)])
    return [*written(root), *some(forms, 1), write(folder, "S0", Filling(), name="trống")]


#: Names of files, folders and sheets that are difficult in links.
_ODD_NAMES: Mapping[str, tuple[str, str]] = {
    "SA": ("Báo cáo 50% #2 'bản cuối' & khác", "Số liệu #1"),
    "SB": ("a%20b", "50% 'a'!b"),
    "HC": ("thư mục #1/x [1]", "(1) & 2"),
    "HD": ("/".join(["một thư mục có tên dài " * 3] * 3) + "/dài", "Số liệu"),
    "HE": ("n" * 240, "x" * 31),
}


def odd_names(root: Path) -> Paths:
    """Files, folders and sheets whose names have characters of links, or are too long for one."""
    roster = "| code | name |\n|--|--|\n" + "\n".join(f"| {code} | Sở {code} |" for code in _ODD_NAMES)
    more = {name: getattr(test_returns, name.upper()) for name in ("indicators", "sections", "themes")}
    folder = definition(root, agencies=roster, **more)
    for code, (name, sheet) in _ODD_NAMES.items():
        path = filled(folder, code, test_returns.FIGURES, test_returns.LINES, name=name)
        old, _ = cell_of(path, "figures", "A1", "2019")

        def rename(book: Workbook, old: str = old, sheet: str = sheet) -> None:
            book[old].title = sheet

        change(path, rename)
    shared(folder)
    return written(root)


def tables(root: Path) -> Paths:
    """Tables whose rows agencies add: blank, filled with anything, with more rows than are ready, returned."""
    folder = definition(root, agencies=test_tables.AGENCIES, indicators=test_tables.INDICATORS, rows=test_tables.TABLES)
    write_templates(folder, ["SA"])
    write_templates(folder, ["XB"], language="en")
    made: Paths = []
    for name, rows in (("typed", test_tables.ROWS_TYPED), ("odd", test_tables.random_rows(folder, 1, effort(60, 400)))):
        filling = Filling(rows={"DA": tuple(rows), "VV": ({"ND": "Một vụ"},)}, figures={("N1", "2020"): 5.0})
        made.append(write(folder, "SA", filling, name=name).rename(root / f"{name}.xlsx"))
    for number, path in enumerate(made):
        write_returns(folder, consolidate(folder.campaign, [read(folder, path)], as_of=DAY))
        (form_in(folder.root / "returns", "SA")).rename(root / f"returned-{number}.xlsx")
    return written(root)


_LONG = "rất dài " * 50
#: Texts at their limit, by what stands for them in these tables.
_AT_LENGTH = {
    "{dài 6}": _LONG * 6,
    "{dài 3}": _LONG * 3,
    "{dài}": _LONG,
    "{mã}": "d" * 31,
    "{nhãn}": "Chỉ tiêu " * 40,
    "{dấu}": "\"'<&>" * 100,
    "{🙂}": "🙂" * 150,
    "{lựa chọn}": "|".join(f"Lựa chọn thứ {n} {'dài ' * 12}" for n in range(60)),
    "{phép cộng}": "+".join(["A1/A2"] * 40),
    "{so sánh}": ",".join(f"A1<={n}*A2" for n in range(40)),
}
_LONG_TABLES: Mapping[str, str] = {
    "agencies": """
        | code | name      | short_name |
        | {mã} | Sở {dài}  | {dài}      |
        | SB   | Ban {dài} | {🙂}       |
        """,
    "indicators": r"""
        | code | label          | unit        | kind    | choices     | formula      | guidance | required | headline |
        | A1   | Chỉ tiêu {dài} | người {dài} | count   |             |              | {dài 6}  | yes      | 1        |
        | A2   | {nhãn}         | tỷ đồng     | money   |             |              | {dấu}    |          |          |
        | C1   | Mức "đạt"      | mức         | choice  | {lựa chọn}  |              |          |          |          |
        | C.1  | Mức {dài}      | {dài}       | choice  | Tốt \| Khá  |              | {🙂}     |          |          |
        | C 1  | Mức khác {dài} | mức         | choice  | Tốt \| Khá  |              | {dài}    |          |          |
        | P1   | Tỷ lệ          | %           | percent |             | ={phép cộng} |          |          |          |
        | N1   | Ngày           | ngày        | date    |             |              | {dài 3}  |          |          |
        | Y1   | Có không       | có/không    | yesno   |             |              | {dài 3}  |          |          |
        """,
    "sections": """
        | code | role        | heading   | required | guidance | max_words |
        | {mã} | achievement | Mặt {dài} | yes      | {dài 6}  | 12        |
        | han  | limitation  | Hạn chế   |          |          |           |
        """,
    "rules": """
        | code | formula        | severity | message     | fix     |
        | R1   | =OR({so sánh}) | error    | Sai {dài 3} | {dài 3} |
        | R2   | =Y1="có"       | warning  | {dấu}       |         |
        | R3   | =A2=A2@SB*2    | error    | {dài}       |         |
        """,
}
#: Further columns of indicators.
_MORE = {
    "A1": {"minimum": "1", "maximum": "12345678", "target": "5", "across_agencies": "sum", "across_periods": "sum"},
    "A2": {"across_agencies": "mean", "across_periods": "max"},
    "Y1": {"across_agencies": "count_yes"},
}


def _at_length(text: str) -> str:
    for short, long in _AT_LENGTH.items():
        text = text.replace(short, long)
    return text


def long_texts(root: Path) -> Paths:
    """Every text of the definition at its limit, and so is what is typed; by night with a hundred periods."""
    sheets: dict[str, Sequence[Mapping[str, str]]] = {
        name: [{key: _at_length(cell) for key, cell in row.items()} for row in table(markdown)]
        for name, markdown in _LONG_TABLES.items()
    }
    sheets["indicators"] = [
        {"topic": f"Nhóm {_LONG}", **row, **_MORE.get(row["code"], {})} for row in sheets["indicators"]
    ]
    texts = dict.fromkeys(("programme", "province", "contact_name"), _LONG)
    dates = {"issued": "2020-12-01", "deadline": "2021-01-10"}
    periods = "|".join(map(str, range(2019, effort(2021, 2119))))
    about = {"id": "DAI", "title": f"Báo cáo {_LONG}", "legal_basis": _LONG * 3, "periods": periods, **dates, **texts}
    themes = [{"code": f"t{n}", "label": f"Chủ đề {n} {_LONG}", "keywords": _LONG} for n in range(30)]
    folder = define(root, {"campaign": [about], **sheets, "themes": themes})
    lines = f"| section | text |\n|--|--|\n| {'d' * 31} | {'ý dài ' * 5000} |\n| han | {_LONG} |"
    figures = f"| code | 2019 | 2020 | note |\n|--|--|--|--|\n| A1 | abc | 3 | {_LONG * 9} |\n| A2 | 1 | 0 | |"
    path = filled(folder, "SB", figures, lines)
    type_into(path, [(cell_of(path, "figures", "A2", "note"), "x" * 32_767)])
    shared(folder)
    write_templates(folder)
    write_returns(folder, consolidate(folder.campaign, [read(folder, path)], as_of=DAY))
    return written(root)


#: Every kind of output in few small files: definitions, forms, returned forms, masters, their copies, registers, Word
#: reports and drafts from them.
_SMALL = (
    *(starter, words_only, with_last_compared, carried_over, circulated, rows_in_the_master, sent_back, in_word),
    *(collected, in_parts, odd_names, long_texts, tables),
)
_LARGE = (sample, every_way_of_totalling, second_campaign, drawn_at_random)
GROUPS: Mapping[str, Callable[[Path], Paths]] = {made.__name__: made for made in (*_SMALL, *_LARGE)}
#: Those that are checked in the gate; the others by night.
IN_THE_GATE = frozenset(made.__name__ for made in _SMALL)
