"""Every ready definition, from `toolkit new` to the master, with invented answers; today's agencies and former ones."""

import configparser
import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.building import cell_of, define, filling, form_in, keyed, read, records, type_into, write
from tests.effort import THOROUGH, some
from toolkit.cli.main import run
from toolkit.definition.campaign import load_campaign
from toolkit.definition.starter import Programme, programmes, starter_tables
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.master.previous import read_previous
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Agency, Campaign, CellValue, Consolidation, FormColumn, Indicator, Split, includes
from toolkit.run.folder import Folder, forms_in, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files, write_templates
from toolkit.xlsx.drawn.definition import write_definition

ROOT = Path(__file__).parents[2]
READY = programmes()
#: Definitions with today's agencies.
TODAY = [p for p in READY if p.roster]
Answers = Callable[[int, Agency], Mapping[str, CellValue]]
#: Invented answers, a text for the indicators of one programme or of similar ones; `n` distinguishes agencies.
ANSWERS = (
    """TC01=Có TC02=3+n%4 TC03=5 TC04=2 TT01=4+n%3 TT02=200+n TT03=6 TT04=3+n%5 TT05=1 TT06=1 TT08=90 TT09=60+n
    KT01=20+n KT02=1 KT03=25+n KT04=4 KT05=2 KT06=30.5 KT07=10+n%10 DT01=3 DT02=6 DT03=2 DT04=3 DT05=1 DT06=1
    HT01=7 HT02=3 HT03=1 HT04=1 KP01=100+n KP02=40+n KP03=60 DG01=Khá""",
    """CC01=2+n%5 CC02=40+n%3 CC03=20+n%9 CC05=35 CC16=50+n CC06=1000+n CC07=700+n%100 CC09=990 CC10=970+n%10 CC12=60+2n
    CC13=3 CC14=80+n CC15=85.5""",
    """CD01=2+n%4 NT01=1 NT02=0+n%2 NT04=0 NT06=6+n%5 NT13=9000+10n NT08=60.5+n%9 NT09=3+n%4 NT10=6000+12.5n NT12=0+n%3
    NT11=700.5+n GN13=900 GN14=450.25+n GN12=1234567 GN01=2500+n GN16=40 GN06=9 GN07=1 GN08=2 GN17=-1 GN02=33
    GN04=50+n%5 GN10=99 GN09=132 GN11=4+n%3 GN19=21+n%6""",
    """MT15=2+n%4 MT01=210 MT02=340 MT03=12.5 MT16=9 MT17=7 MT12=12 MT06=130 MT07=640 MT08=300 MT13=330+n MT09=410
    MT14=80.5+n MT19=1 MT10=0+n%2 MT04=4+n%3 MT05=6""",
    """GV01=16000+120n GV02=20000+120n GV03=800 GV04=19500+120n GV06=2400.5+n GV07=2400.5+n GV15=90 GV10=19900+120n
    GV14=5 GV12=1""",
    "CT01=10+n CT02=7 RR01=40+n RR02=35 RR04=6",
)
#: What two agencies report for all communes.
OF_PROVINCE = {"SNNMT": {"NT01": 82, "NT02": 40}, "CAT": {"MT19": 102, "MT10": 51, "MT04": 515, "MT05": 612}}
_ANSWER = re.compile(r"(\w+)=(?:([-.\d]+)(?:\+([.\d]*n)(?:%(\d+))?)?|(\S+))")


def _grown(n: int, step: str, cycle: str) -> float:
    """`2n%7`, for the `n`-th agency."""
    return float(step[:-1] or 1) * (n % int(cycle) if cycle else n) if step else 0.0


def _answers(campaign: Campaign) -> Answers:
    """The invented answers to a campaign's indicators, and those to the parts of splits, which follow from them."""
    codes = {i.code for i in campaign.indicators if not i.formula and not i.part_of}
    drawn = next(found for found in map(_ANSWER.findall, ANSWERS) if {answer[0] for answer in found} >= codes)

    def answers(n: int, agency: Agency) -> Mapping[str, CellValue]:
        values: dict[str, CellValue] = {
            code: word or float(start) + _grown(n, step, cycle) for code, start, step, cycle, word in drawn
        }
        values |= {code: number for code, number in OF_PROVINCE.get(agency.code, {}).items() if code in values}
        return {**values, **{c: v for split in campaign.splits for c, v in _parts(split, values[split.of]).items()}}

    return answers


def _parts(split: Split, whole: CellValue) -> Mapping[str, float]:
    """Parts as even as whole numbers allow, the rest of an amount in the last one; of `at_most` one is left out."""
    assert isinstance(whole, int | float)
    ways = len(split.members) + (split.whole == "at_most")
    parts = {c: int(whole * (k + 1)) // ways - int(whole * k) // ways for k, c in enumerate(split.members)}
    if split.whole == "at_most":
        return parts
    *others, last = split.members
    return {**parts, last: whole - sum(parts[c] for c in others)}


def _rows(campaign: Campaign, n: int, agency: Agency) -> dict[str, tuple[Mapping[str, CellValue], ...]]:
    """Two to four rows for each table that the agency must fill; they add up to the figure that a column must equal."""
    answers, ways = _answers(campaign)(n, agency), 2 + n % 3
    return {
        table.code: tuple({c.code: _in_row(c, answers, n, k, ways) for c in table.columns} for k in range(ways))
        for table in campaign.tables_of(agency)
    }


def _in_row(column: FormColumn, answers: Mapping[str, CellValue], n: int, k: int, ways: int) -> CellValue:
    """The cell of the `k`-th of this number of rows."""
    whole = answers.get(column.equals)
    if isinstance(whole, int | float):
        before, here = (int(whole * part) // ways for part in (k, k + 1))
        return whole - before if k == ways - 1 else here - before
    if column.kind == "choice":
        return column.choices[(n + k) % len(column.choices)]
    if column.kind == "date":
        return date(2026, 3, 1 + k)
    return f"{column.label} {n}.{k} (số liệu thử)" if column.kind == "text" else 3 + k


def answered(campaign: Campaign, n: int, agency: Agency) -> Filling:
    """What an agency answers to everything it must; the same in each period."""
    answers = _answers(campaign)(n, agency)
    codes = [i.code for i in campaign.indicators_of(agency) if not i.formula]
    lines = [
        (s.code, f"Đơn vị {n} đã làm việc số {k} của mục này (số liệu thử).")
        for k in (1, 2)
        for s in campaign.sections_of(agency)
    ]
    return Filling(
        info={"prepared_by": "Người thử", "phone": "0277 000 0000", "signed_by": "Người thử"},
        figures={(code, p.key): answers[code] for code in codes for p in campaign.periods},
        lines=tuple(NarrativeLine(section=section, text=text) for section, text in lines),
        rows=_rows(campaign, n, agency),
    )


#: Rates of the province, each from the sums of two indicators.
RATES = {
    **{"TT07": ("TT05", "TT06"), "CC08": ("CC07", "CC06"), "CT03": ("CT02", "CT01"), "NT03": ("NT02", "NT01")},
    **{"GN03": ("GN02", "GN01"), "MT11": ("MT10", "MT19"), "GV08": ("GV07", "GV01"), "GV09": ("GV07", "GV02")},
}


def started(programme: Programme, root: Path) -> Folder:
    assert run(["new", str(root), "--programme", programme.name]) == 0
    return open_folder(root)


def merged(folder: Folder, day: date, previous: Path | None = None) -> Consolidation:
    return merge_files(folder, previous=previous, as_of=day, means=Means(workers=1))[0]


@pytest.mark.slow
@pytest.mark.parametrize("programme", some(READY, 4), ids=lambda p: p.name)
def test_a_ready_definition_passes_from_new_to_the_master(programme: Programme, tmp_path: Path) -> None:
    """A form for each agency that owes one, no error in the answers, totals as computed here."""
    folder = started(programme, tmp_path / "c")
    campaign = folder.campaign
    owing = [a for a in campaign.agencies if campaign.in_force(a)]
    # All of them report in a thorough run, otherwise one of those with the same questions.
    kinds = {tuple(i.code for i in campaign.indicators_of(a)): n for n, a in [*enumerate(owing)][::-1]}
    sent = [(n, a) for n, a in enumerate(owing) if THOROUGH or n in kinds.values()]
    codes = {a.code for _, a in sent}
    assert run(["template", "--campaign", str(folder.root), *(() if THOROUGH else sorted(codes))]) == 0
    assert forms_in(folder.outgoing, campaign.agency_by_code).keys() == codes
    for n, agency in sent:
        write(folder, agency.code, answered(campaign, n, agency))
    _typed_into_the_form_itself(folder, owing[0])
    result = merged(folder, campaign.deadline or date(2026, 12, 1))
    assert [(f.code, f.agency, f.value) for f in result.findings if f.severity == "error"] == []
    assert (len(result.statuses), len(result.used)) == (len(owing), len(sent))
    assert folder.master.is_file()
    period = campaign.periods[-1].key
    values = {a.code: _answers(campaign)(n, a) for n, a in sent}
    sums = {i.code: _sum(campaign, i, values) for i in campaign.indicators if i.across_agencies == "sum"}
    assert {code: result.totals[code, period].value for code in sums} == pytest.approx(sums)
    _has_all_rows(folder, result, sent)
    for rate, (part, whole) in RATES.items():
        if rate in campaign.indicator_by_code:
            assert result.totals[rate, period].value == pytest.approx(100 * sums[part] / sums[whole])


def _has_all_rows(folder: Folder, result: Consolidation, sent: Sequence[tuple[int, Agency]]) -> None:
    """Each row of a table is in the master; the province's totals are those of all, and of indicators."""
    campaign = folder.campaign
    assert not {"unkeyed-content", "extra-sheet"} & {f.code for f in result.findings}
    rows_sent = [(table, row) for n, a in sent for table, rows in _rows(campaign, n, a).items() for row in rows]
    for table in campaign.tables:
        rows = [row for code, row in rows_sent if code == table.code]
        assert result.table_totals[table.code, "", ""].value == len(rows)
        assert len(records(keyed(folder.master)[f"table:{table.code}"])) == len(rows)
        for column in table.columns:
            if column.across_rows == "sum":
                total = result.table_totals[table.code, column.code, ""].value
                assert total == pytest.approx(
                    sum(float(v) for r in rows if isinstance(v := r[column.code], int | float))
                )
                if column.equals:
                    assert total == pytest.approx(result.totals[column.equals, campaign.periods[-1].key].value)


def _typed_into_the_form_itself(folder: Folder, agency: Agency) -> None:
    """The agency's answers, typed into the form that `template` wrote, instead of being filled in otherwise."""
    form = form_in(folder.outgoing, agency.code)
    sheet = keyed(form)["figures"]
    rows = {r.key: r for r in sheet.rows if r.key and not r.for_people}
    answers = answered(folder.campaign, 0, agency).figures
    cells = [((sheet.name, sheet.address(rows[code], key)), value) for (code, key), value in answers.items()]
    texts = keyed(form)["statements"]
    first: dict[str, str] = {}
    for row in texts.rows:
        if row.key and not row.for_people:
            first.setdefault(row.key, texts.address(row, "text"))
    cells += [((texts.name, cell), "Đã làm một việc của mục này (số liệu thử).") for cell in first.values()]
    for code, rows_of_table in _rows(folder.campaign, 0, agency).items():
        table = keyed(form)[f"table:{code}"]
        blank = [row for row in table.rows if not row.for_people]
        for row, values in zip(blank, rows_of_table, strict=False):
            cells += [((table.name, table.address(row, column)), value) for column, value in values.items()]
    type_into(form, cells, folder.inbox / f"{agency.code}.xlsx")


def _sum(campaign: Campaign, indicator: Indicator, values: Mapping[str, Mapping[str, CellValue]]) -> float:
    counted = [
        a.code
        for a in campaign.agencies
        if a.code in values and includes(indicator.asked_of, a) and includes(indicator.owner, a)
    ]
    return sum(float(v) for c in counted if isinstance(v := values[c][indicator.code], int | float))


def test_all_ready_definitions_are_packaged() -> None:
    """The package data of `setup.cfg` include every table; names are in ASCII and those of their folders."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    package = ROOT / "toolkit"
    patterns = settings["options.package_data"]["toolkit"].split(",")
    packed = {path for pattern in patterns for path in package.glob(pattern.strip())}
    tables = {*(package / "definition" / "starter").rglob("*.tsv")}
    assert tables - packed == set()
    assert all(p.name.isascii() and (p.folder.name == p.name or p is READY[0]) for p in READY)


@pytest.mark.slow
@pytest.mark.parametrize("programme", READY, ids=lambda p: p.name)
def test_a_ready_definition_is_sound(programme: Programme, tmp_path: Path) -> None:
    """No mistake in it; each indicator has a legal text or is marked for the coordinator to check, and so are all
    sections of today's. These have no former agency of the usual roster and none of the abolished level, and each that
    ended is accounted for."""
    tables, usual_agencies = starter_tables(programme), starter_tables()["agencies"]
    path = tmp_path / "campaign.xlsx"
    write_definition(path, tables)
    campaign, warnings = load_campaign(path)
    assert [f.code for f in warnings] == []
    assert programme is READY[0] or [row["code"] for row in tables["indicators"] if not row["source"]] == []
    if not programme.roster:
        return
    assert [row["code"] for row in tables["sections"] if not row["source"]] == []
    ended = {row["code"] for row in usual_agencies if row["until"]}
    codes = {a.code for a in campaign.agencies}
    assert len(ended) > 25
    assert ended & codes == set()
    assert ended <= {f.code for f in campaign.formers}
    assert {row["code"] for row in usual_agencies} - ended <= codes
    gone = ("huyện", "thị xã", "thành phố", "Lao động - Thương binh", "Kế hoạch và Đầu tư", "Giao thông vận tải")
    assert [a.name for a in campaign.agencies if any(word in a.name for word in gone)] == []
    owing = [a for a in campaign.agencies if campaign.in_force(a)]
    kinds = [sum(kind in a.groups for a in owing) for kind in ("UBND xã", "UBND phường", "UBND cấp xã")]
    assert kinds == [82, 20, 102]
    compulsory = "SNV STP STC SCT SNNMT SXD SKHCN SVHTTDL SGDDT SYT TTT VPUBND"
    assert {*compulsory.split()} <= {a.code for a in owing}
    assert not campaign.in_force(campaign.agency_by_code["SNGV"])
    assert campaign.in_force(campaign.agency_by_code[campaign.lead_agency])


def test_a_programme_may_add_agencies_to_a_roster() -> None:
    """Its values for one of the roster replace the roster's; others come after it, in the round or not."""
    shared, extended = (
        starter_tables(p)["agencies"] for p in TODAY if p.name in ("cai-cach-hanh-chinh", "giai-ngan-dau-tu-cong")
    )
    added = {"BQLGT": "", "BQLDD": "no", "BQLNN": "no"}
    assert [row["code"] for row in extended] == [row["code"] for row in shared] + list(added)
    active = [{row["code"]: row["active"] for row in rows} for rows in (shared, extended)]
    assert [rows["KBNN"] for rows in active] == ["no", ""]
    assert {code: active[1][code] for code in added} == added
    assert active[1]["CAT"] == "no"


@pytest.mark.slow
def test_the_coordinator_may_correct_the_table_of_successors(tmp_path: Path) -> None:
    """Today's province is two former ones. Without those whose figures are in no master, merged agencies are compared
    by sum; what does not add up is not, nor a split one."""
    then = started(READY[0], tmp_path / "then")
    for number, agency in enumerate(("STC", "SKHDT", "SLDTBXH", "SYT", "UBND-866", "UBND-877"), start=1):
        write(then, agency, filling(f"| code | 2019 |\n| TC02 | {10 * number} |\n| TT08 | 90 |"))
    merged(then, date(2020, 7, 20))
    tables = next(t for t in map(starter_tables, TODAY) if "TC02" in {row["code"] for row in t["indicators"]})
    other_province = [row for row in tables["successors"] if row["code"].startswith("TG-")]
    assert len(other_province) > 20
    tables["successors"] = [row for row in tables["successors"] if row not in other_province]
    folder = define(tmp_path / "now", tables)
    assert read_previous(folder.campaign, then.master).figures
    write(folder, "STC", filling("| code | 2026 |\n| TC02 | 33 |\n| TT08 | 80 |"))
    result = merged(folder, date(2026, 12, 18), then.master)
    lines = {(c.indicator, c.agencies): c for c in result.compared}
    line = lines["TC02", ("STC",)]
    assert (line.previous_agencies, line.previous, line.change) == (("SKHDT", "STC"), 30, 3)
    assert lines["TT08", ("STC",)].previous is None
    assert ("TC02", ("SYT",)) not in lines
    agencies = ("STC", "SYT", "UBND-28261")
    write_templates(folder, agencies, previous=then.master)
    forms = {a: openpyxl.load_workbook(form_in(folder.outgoing, a))["Số liệu"][1] for a in agencies}
    shown = {a: "#" in [cell.value for cell in row[4:]] for a, row in forms.items()}
    assert shown == {"STC": True, "SYT": False, "UBND-28261": False}
    sheet = keyed(folder.master)["previous"]
    assert any(r["previous_agency"] == "Sở KH&ĐT, Sở Tài chính" for r in records(sheet))


# --- Published tables that do not add up ------------------------------------------------------------

#: Published figures and percentages, each for the form of the agency that would report it.
PUBLISHED = ROOT / "tests" / "data" / "published_tables.tsv"


def _published(programme: Programme) -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["programme"] == programme.name]


def _reported(programme: Programme, root: Path) -> list[tuple[str, str | None, tuple[str, str]]]:
    """The findings about the cells when the published figures, parts and percentages are in the agency's form: code,
    indicator, and value. Parts and rows that were not published are missing; findings about that are left out."""
    tables, rows = starter_tables(programme), _published(programme)
    tables["campaign"][0]["periods"] = rows[0]["period"]
    folder = define(root, tables)
    form = write(folder, rows[0]["agency"], Filling())
    cells = [(cell_of(form, "figures", row["indicator"], row["period"]), float(row["value"])) for row in rows]
    found = read(folder, type_into(form, cells)).findings
    typed = {row["indicator"] for row in rows}
    findings = [f for f in found if f.indicator in typed and not f.code.endswith(("-missing", "-lacking"))]
    return [(f.code, f.indicator, describe(f, "vi", folder.campaign)) for f in findings]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "sentence"),
    [
        ("NT03", "(“Tỷ lệ xã đạt chuẩn nông thôn mới”, 6T/2025) ghi “42,4”; tính lại là 42,19."),
        ("GV08", "(“Tỷ lệ giải ngân so với kế hoạch Thủ tướng giao”, Quý III/2025) ghi “59,1”; tính lại là 60,62."),
    ],
)
def test_a_published_rate_that_its_figures_do_not_give_is_reported(
    indicator: str, sentence: str, tmp_path: Path
) -> None:
    """Printed percentages in the cells that the form computes: the wrong one is reported with the right value. The
    other one of the second table is the computed one, rounded as printed, and the plan is the sum of its two parts:
    neither is reported."""
    programme = next(p for p in TODAY if indicator in {row["indicator"] for row in _published(p)})
    ((code, of, (what, to_do)),) = _reported(programme, tmp_path)
    assert (code, of) == ("computed-differs", indicator)
    assert what.startswith("Ô ")
    assert what.endswith(sentence)
    assert to_do == "Kiểm tra các số thành phần; bảng tổng hợp dùng số tính lại."
