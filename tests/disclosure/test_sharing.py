"""The copy for circulation: what is masked is nowhere in it, and little more is masked than necessary.

That it cannot be inferred is tested by `test_complete` and `test_by_solver`.
"""

import json
import random
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, definition, filled, keyed, merge, read, records
from tests.effort import effort
from tests.office import needs_libreoffice
from tests.tables import submission
from tests.whole.test_recalculated import differing
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.totals import WHOLE
from toolkit.disclosure.sharing import SIGN, Shared, _may_be_compared, share
from toolkit.disclosure.suppression import Masks
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Rule, includes
from toolkit.model.compared import Compared
from toolkit.model.periods import parse_period
from toolkit.run.folder import Folder
from toolkit.run.operations import share_file

Cell = tuple[str, str, str]


def _published(copy: Shared) -> Iterator[tuple[Cell, float]]:
    for f in copy.result.figures:
        if isinstance(f.value, int | float):
            yield (f.indicator, f.period, f.agency), float(f.value)
    for (code, period), total in copy.result.totals.items():
        if total.value is not None:
            yield (code, period, ""), total.value


# --- Campaigns drawn at random -----------------------------------------------------------------------

_KEYS = ("2018", "2019", "2020")


def drawn(seed: int) -> Consolidation:
    """A campaign with sensitive figures related by totals over agencies and periods, rules, rates and owners."""
    dice = random.Random(seed)
    agencies = [
        Agency(code=f"H{n}", name=f"Huyện {n}", short_name=f"H{n}", groups=("h",)) for n in range(dice.randint(1, 7))
    ]
    agencies.append(Agency(code="CA", name="Công an", short_name="CA", groups=("t",)))
    asked, owner = dice.choice([((), ()), (("h",), ()), ((), ("CA",)), (("CA",), ("CA",))])
    usual: dict[str, Any] = {
        "kind": "count",
        "across_periods": dice.choice(["sum", "last", "cumulative", "max", "mean", "none"]),
    }
    usual |= {"sensitive": True, "across_agencies": "sum", "asked_of": asked, "owner": owner, "unit": "người"}

    def indicator(code: str, **more: Any) -> Indicator:
        return Indicator(code=code, topic="", label=code, **(usual | more))

    indicators = (
        *map(indicator, "TAB"),
        indicator("C", sensitive=dice.random() < 0.5),
        indicator("P"),
        indicator("M", across_agencies=dice.choice(["max", "mean", "min"])),
        indicator("R", kind="percent", formula="=P/T*100", sensitive=False, across_agencies="none"),
    )
    rules = [
        Rule(code=code, formula=formula, severity="error", message=".")
        for code, formula in (("1", "=T=A+B+C"), ("2", "=P<=T"))
    ]
    periods = tuple(p for key in _KEYS[: dice.randint(1, 3)] if (p := parse_period(key)) is not None)
    about: dict[str, Any] = {"agencies": tuple(agencies), "indicators": indicators, "rules": tuple(rules)}
    campaign = Campaign(id="x", title="x", periods=periods, **about)
    scale = dice.choice([3, 6, 12, 40])
    submissions = []
    for agency in agencies:
        if dice.random() < 0.1:
            continue
        figures: list[Figure] = []
        for period in periods:
            a, b, c = (dice.choice([0, dice.randint(0, scale)]) for _ in "abc")
            values: dict[str, float] = {"A": a, "B": b, "C": c, "T": a + b + c}
            values |= {"P": dice.randint(0, a + b + c), "M": dice.randint(0, scale)}
            for i in indicators:
                if not includes(i.asked_of, agency):
                    continue
                value = values.get(i.code)
                if i.formula:
                    value = values["P"] / values["T"] * 100 if values["T"] else None
                elif dice.random() < 0.04:
                    value = None
                number, state = (None, "missing") if value is None else (float(value), "given")
                figures.append(Figure(agency.code, i.code, period.key, number, state, str(value or "")))  # type: ignore[arg-type]
        submissions.append(submission(agency.code, [], figures))
    return consolidate(campaign, submissions, as_of=DAY)


def test_a_comparison_among_some_agencies_is_hidden_if_a_figure_is_masked() -> None:
    """With the total it would reveal the figures of the agencies that are not compared."""
    indicator = Indicator(code="A", topic="", label="A", unit="", kind="count")
    campaign = Campaign(id="x", title="x", indicators=(indicator,))
    about: dict[str, Any] = {"indicator": "A", "period": "2020", "previous_period": "2019", "province": True}
    about |= {"agencies": (), "previous_agencies": (), "previous": 1.0, "value": 2.0, "change": 1.0, "percent": 100.0}
    line = Compared(**about)
    nothing, one = (Masks(frozenset(cells), frozenset(), frozenset()) for cells in ((), [("A", "2020", "H1")]))
    assert _may_be_compared(campaign, one, line)
    assert _may_be_compared(campaign, nothing, replace(line, among=2))
    assert not _may_be_compared(campaign, one, replace(line, among=2))


@pytest.mark.slow
def test_little_more_than_needed_is_masked() -> None:
    """Where an agency's figures are large, they and the totals stay."""
    kept = shown = 0
    for seed in range(effort(60, 300)):
        result = drawn(seed)
        copy = share(result)
        large = [c for c, v in _published(replace(copy, result=result)) if v >= 5 and c[0] in "TABC"]
        kept += len([c for c in large if c not in copy.masks.cells])
        shown += len(large)
    assert kept > 0.8 * shown > 200


# --- In the workbook ---------------------------------------------------------------------------------

_AGENCIES = """
| code | name         | group |
|------|--------------|-------|
| CA   | Công an      | t     |
| HA   | UBND huyện A | h     |
| HB   | UBND huyện B | h     |
| HC   | UBND huyện C | h     |
"""
_INDICATORS = """
| code | topic | label          | unit  | kind    | across_agencies | across_periods | sensitive | formula    | headline | asked_of |
|------|-------|----------------|-------|---------|-----------------|----------------|-----------|------------|----------|----------|
| N    | Một   | Số người       | người | decimal | sum             | sum            | yes       |            | 1        |          |
| P    | Một   | Đã giúp        | người | decimal | sum             | last           | yes       |            |          |          |
| R    | Một   | Tỷ lệ          | %     | percent |                 | none           |           | =P/N*100   | 2        |          |
| K    | Một   | Số buổi        | buổi  | count   | sum             | sum            |           |            | 3        |          |
| D    | Một   | Chỉ công an hỏi | người | decimal | sum             | sum            | yes       |            | 4        | CA       |
"""  # noqa: E501
_RULES = "| code | formula | severity | message |\n|--|--|--|--|\n| R1 | =P<=N | error | Giúp nhiều hơn số người. |\n"
_SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
#: Values that occur nowhere else, so that each can be searched in every part of the file.
_GIVEN = {
    "CA": {"N": ("61.0625", "73.1875"), "P": ("51.0625", "50.4375"), "K": ("31", "37"), "D": ("3.40625", "90.71875")},
    "HA": {"N": ("2.28125", "33.53125"), "P": ("1.15625", "30.65625"), "K": ("3", "2")},
    "HB": {"N": ("17.84375", "29.96875"), "P": ("11.21875", "22.34375"), "K": ("4", "1")},
    "HC": {"N": ("83.59375", "4.46875"), "P": ("80.09375", "khoảng 3"), "K": ("41", "43")},
}


def give(folder: Folder, agency: str, lines: Sequence[str] = (), note: str = "", **figures: Sequence[object]) -> None:
    """An agency's figures, `N=(1, 2)` of the first two periods, each with the note, and its lines."""
    keys = [period.key for period in folder.campaign.periods]
    rows = "".join(f"| {code} | {' | '.join(map(str, numbers))} | {note} |\n" for code, numbers in figures.items())
    texts = "| section | text |\n|--|--|\n" + "".join(f"| dat | {text} |\n" for text in lines)
    filled(folder, agency, f"| code | {' | '.join(keys)} | note |\n|{'--|' * (len(keys) + 2)}\n{rows}", texts)


def written(tmp_path: Path) -> tuple[Folder, Consolidation, Path]:
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=_INDICATORS, rules=_RULES, sections=_SECTIONS)
    text = "Giúp chị Hoa (CCCD 087190001234, ĐT 0912345678); phát hiện 2,28125 người và 3 vụ."
    for agency, figures in _GIVEN.items():
        give(folder, agency, [text], "Trong đó 2.28125", **figures)
    result = merge(folder)
    path = tmp_path / "copy.xlsx"
    share_file(result, path, folder.master)
    return folder, result, path


def everything_in(path: Path) -> str:
    """All parts of the file, as text."""
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.slow
def test_what_is_masked_is_nowhere_in_the_file(tmp_path: Path) -> None:
    """Not in a value, a stored result, a formula, a hidden sheet, a link, a note or a text. A figure masked in one
    sheet is masked in all; shown ones are the master's; working sheets are left out."""
    folder, result, path = written(tmp_path)
    copy = share(result)
    text = everything_in(path)
    hidden = [f for f in result.figures if (f.indicator, f.period, f.agency) in copy.masks.cells]
    assert {"2,28125", "1,15625", "4,46875", "3,40625"} <= {f.typed for f in hidden}
    for figure in hidden:
        for number in {str(figure.value), figure.typed, figure.typed.replace(",", ".")} - {""}:
            assert not re.search(rf"(?<!\d){re.escape(number)}", text), number
    assert "83.59375" in text
    for secret in ("087190001234", "0912345678", "2,28125", "khoảng 3", "inbox/"):
        assert secret not in text, secret
    assert "CCCD (*)" in text
    totals = [result.totals[c[0], c[1]].value for c in copy.masks.cells if not c[2]]
    assert totals
    assert not [v for v in totals if str(v) in text]

    sheets, master = keyed(path), keyed(folder.master)
    assert set(sheets) == {"summary", "by_agency", "totals", "status", "groups", "matrix", "figures", "statements"}
    exact = {(r["indicator"], r["period"], r["agency"]): r["value"] for r in records(master["figures"])}
    assert exact["N", "2019", "HA"] == 2.28125  # sharing changes nothing in the master
    shown = {(r["indicator"], r["period"], r["agency"]): (r["value"], r["state"]) for r in records(sheets["figures"])}
    for cell, value in exact.items():
        masked = cell in copy.masks.cells
        assert shown[cell][0] == (None if masked else value), cell
        assert (shown[cell][1] == "masked") is masked
    for row in records(sheets["matrix"]):
        for agency in _GIVEN:
            assert (row[agency] == SIGN) is ((row.key, str(row["period"]), agency) in copy.masks.cells)
    for row in records(sheets["totals"]):
        for key in ("2019", "2020", "total"):
            assert (row[key] == SIGN) is copy.masks.hides_total(row.key, key), (row.key, key)
    assert any("BẢN CHIA SẺ" in str(c) for r in sheets["summary"].rows for c in r.cells)
    # A total of a single masked agency, and the sum over the periods, is masked with it.
    assert {("D", "2019", "CA"), ("D", "2019", "")} <= copy.masks.cells
    assert copy.masks.hides_total("D", WHOLE) or copy.masks.hides_total("D", "2020")
    headline = next(h for h in copy.result.headlines if h.indicator == "D")
    figure_shown = copy.result.totals["D", headline.period].value
    assert figure_shown is None or not copy.masks.hides_total("D", headline.period)
    # A group's usual code is computed from its text: a masked number in it could be guessed.
    before, after = ({g.id for g in r.groups} for r in (result, copy.result))
    assert not before & after
    # Another order of the files gives the same bytes.
    submissions = [read(folder, p) for p in sorted(folder.inbox.iterdir(), reverse=True)]
    share_file(consolidate(folder.campaign, submissions, as_of=DAY), tmp_path / "again.xlsx", folder.master)
    assert path.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


@pytest.mark.slow
@needs_libreoffice
def test_the_copys_formulas_compute_the_stored_values(tmp_path: Path) -> None:
    """What is left of formulas agrees with the values beside them."""
    assert differing(written(tmp_path)[2]) == []


@pytest.mark.slow
def test_the_command_writes_master_and_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`merge --share` writes the copy beside the master, or to the named file, never over the master."""
    folder, _, _ = written(tmp_path)
    merging = ["merge", "--campaign", str(tmp_path), "--as-of", "2021-01-15", "--workers", "1"]
    assert run([*merging, "--share"]) == 1
    assert "(*)" in everything_in(tmp_path / "master-chia-se.xlsx")
    assert "master-chia-se.xlsx" in capsys.readouterr().out
    other = tmp_path / "gui" / "ban.xlsx"
    assert run([*merging, "--share", str(other), "--format", "json"]) == 1
    assert other.read_bytes() == (tmp_path / "master-chia-se.xlsx").read_bytes()
    assert json.loads(capsys.readouterr().out)["shared"] == str(other)
    assert run([*merging, "--share", str(folder.master)]) == 2
    assert "2.28125" in everything_in(folder.master)


@pytest.mark.slow
def test_a_cumulative_figure_between_two_equal_ones_is_not_masked(tmp_path: Path) -> None:
    """It must equal them, so masking it would protect no other figure."""
    masked = {}
    for over in ("last", "cumulative"):
        folder = definition(
            tmp_path / over,
            about={"periods": "2026-Q1|2026-Q2|2026-Q3"},
            agencies=_AGENCIES,
            indicators=_TEXT_INDICATORS.replace("sum            | yes", f"{over:14} | yes"),
        )
        give(folder, "HA", N=(0, 3, 9))
        give(folder, "HB", N=(7, 7, 7))
        masked[over] = share(merge(folder, master=False)).masks.cells
    assert masked["last"] == {("N", "2026-Q2", "HA"), ("N", "2026-Q2", "HB")}
    assert masked["cumulative"] >= {("N", "2026-Q2", "HA"), ("N", "2026-Q2", "")}


@pytest.mark.slow
def test_figures_with_an_error_are_marked_in_the_copy_too(tmp_path: Path) -> None:
    """A broken rule whose figures are all shown is marked there, in its totals and key figures; a rule with a masked
    figure would reveal something about it, and marks nothing."""
    rules = _RULES + "| R2 | =K<=L | error | Nhiều buổi hơn lượt. |\n"
    indicators = _INDICATORS + "| L | Một | Số lượt | lượt | count | sum | sum | | | | |\n"
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=indicators, rules=rules, sections=_SECTIONS)
    numbers = {"CA": (50, 40, 5, 9), "HA": (3, 60, 41, 40), "HB": (70, 71, 4, 8), "HC": (30, 20, 4, 8)}
    for agency, (n, p, k, m) in numbers.items():
        give(folder, agency, N=(n, 60), P=(p, 50), K=(k, 3), L=(m, 9))
    result = merge(folder)
    copy = share(result)
    assert ("N", "2019", "HA") in copy.masks.cells
    assert ("N", "2019", "HB") not in copy.masks.cells
    shown = {place: set(own) for place, own in copy.result.doubts.items()}
    assert shown[("K", "2019")] == shown[("L", "2019")] == {"HA"}
    assert shown[("P", "2019")] == {"HB"}
    assert result.doubts["P", "2019"].keys() == {"HA", "HB"}
    assert (result.totals["K", WHOLE].doubtful, copy.result.totals["K", WHOLE].doubtful) == (1, 1)
    assert copy.result.totals["P", "2019"].doubtful <= 1
    assert [copy.result.totals["K", h.period].doubtful for h in copy.result.headlines if h.indicator == "K"] == [1]
    share_file(result, tmp_path / "copy.xlsx", folder.master)
    sheets = keyed(tmp_path / "copy.xlsx")
    matrix = {(r.key, str(r["period"])): r for r in records(sheets["matrix"])}
    assert matrix["K", "2019"]["HA"] == 41
    totals = next(r for r in records(sheets["totals"]) if r.key == "K")
    assert "còn lỗi" in " ".join(str(v) for v in totals.values.values())


@pytest.mark.slow
def test_zeros_and_large_figures_are_shown(tmp_path: Path) -> None:
    """A zero identifies nobody; figures from 5 on are shown where no small one depends on them."""
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=_INDICATORS, rules=_RULES)
    for agency in _GIVEN:
        give(folder, agency, N=(9, "Không có"), P=(5, 0), K=(1, 2))
    assert share(merge(folder, master=False)).masks.cells == frozenset()


# --- Texts -------------------------------------------------------------------------------------------

_TEXT_INDICATORS = """
| code | topic | label    | unit  | kind  | across_agencies | across_periods | sensitive |
|------|-------|----------|-------|-------|-----------------|----------------|-----------|
| N    | Một   | Số người | người | count | sum             | sum            | yes       |
| K    | Một   | Số buổi  | buổi  | count | sum             | sum            |           |
"""
#: By agency: what it wrote, and what the copy has of it.
_TEXTS = {
    "CA": {
        "Chỉ còn 3 người": "Chỉ còn (*) người",
        "Có 03 (ba) đối tượng": "Có (*) ((*)) đối tượng",
        "Có ba trường hợp": "Có (*) trường hợp",
        "Số người năm 2019 là 3, giảm 2": "Số người năm 2019 là (*), giảm 2",
        "Giúp được 2/3 người": "Giúp được 2/(*) người",
        "Mở 3 buổi ở ấp 3 ngày 3/3/2019": "Mở 3 buổi ở ấp 3 ngày 3/3/2019",
        "Chi 3 triệu đồng theo Kế hoạch số 3/KH-UBND": "Chi 3 triệu đồng theo Kế hoạch số 3/KH-UBND",
        "Thư về a.b@c.vn, STK 0123456789012, gọi 84912345678": "Thư về (*), STK (*), gọi (*)",
    },
    "HB": {
        "Công an nêu 3 người": "Công an nêu (*) người",
        "Ở xã bạn có 3 người": "Ở xã bạn có 3 người",
        "UBND huyện A có hai em": "UBND huyện A có (*) em",
    },
}


def test_a_masked_number_is_removed_from_texts(tmp_path: Path) -> None:
    """Whatever follows it and however it is written, unless it is clearly something else; from texts of other agencies
    where they name the agency. A number that is held back, in words, is masked too."""
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=_TEXT_INDICATORS, sections=_SECTIONS)
    for agency, n in {"CA": (3, 40), "HA": (31, "hai người"), "HB": (52, 47), "HC": (63, 59)}.items():
        give(folder, agency, [*_TEXTS.get(agency, ())], N=n, K=(3, 4))
    copy = share(merge(folder, master=False)).result
    for agency, texts in _TEXTS.items():
        assert [s.text for s in copy.statements if s.agency == agency] == [*texts.values()]
    typed = {(f.indicator, f.agency, f.period): f.typed for f in copy.figures}
    assert typed["N", "HA", "2020"] == SIGN
