"""The copy for circulation: what is masked is nowhere in it, and little more is masked than necessary.

That it cannot be inferred is tested by `test_complete` and `test_by_solver`.
"""

from __future__ import annotations

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
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.totals import WHOLE
from toolkit.disclosure.sharing import SIGN, Shared, share
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Rule, Source, Submission, includes
from toolkit.model.periods import parse_period
from toolkit.run.folder import Folder, open_folder
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
    agencies = tuple(
        Agency(code=f"H{n}", name=f"Huyện {n}", short_name=f"H{n}", groups=("h",)) for n in range(dice.randint(1, 7))
    )
    agencies += (Agency(code="CA", name="Công an", short_name="CA", groups=("t",)),)
    asked, owner = dice.choice([((), ()), (("h",), ()), ((), ("CA",)), (("CA",), ("CA",))])
    over = dice.choice(["sum", "last", "cumulative", "max", "mean", "none"])

    def indicator(code: str, **more: Any) -> Indicator:
        given: dict[str, Any] = {
            "sensitive": True,
            "across_agencies": "sum",
            "across_periods": over,
            "kind": "count",
            "asked_of": asked,
            "owner": owner,
            **more,
        }
        return Indicator(code=code, topic="", label=code, unit="người", **given)

    indicators = (
        indicator("T"),
        indicator("A"),
        indicator("B"),
        indicator("C", sensitive=dice.random() < 0.5),
        indicator("P"),
        indicator("M", across_agencies=dice.choice(["max", "mean", "min"])),
        indicator("R", kind="percent", formula="=P/T*100", sensitive=False, across_agencies="none"),
    )
    rules = (
        Rule(code="1", formula="=T=A+B+C", severity="error", message="."),
        Rule(code="2", formula="=P<=T", severity="error", message="."),
    )
    periods = tuple(p for key in _KEYS[: dice.randint(1, 3)] if (p := parse_period(key)) is not None)
    campaign = Campaign(id="x", title="x", periods=periods, agencies=agencies, indicators=indicators, rules=rules)
    scale = dice.choice([3, 6, 12, 40])
    submissions = []
    for agency in agencies:
        if dice.random() < 0.1:
            continue
        figures: list[Figure] = []
        for period in periods:
            a, b, c = (dice.choice([0, dice.randint(0, scale)]) for _ in "abc")
            values = {
                "A": a,
                "B": b,
                "C": c,
                "T": a + b + c,
                "P": dice.randint(0, a + b + c),
                "M": dice.randint(0, scale),
            }
            for i in indicators:
                if not includes(i.asked_of, agency):
                    continue
                value = values.get(i.code)
                if i.formula:
                    value = values["P"] / values["T"] * 100 if values["T"] else None  # type: ignore[assignment]
                elif dice.random() < 0.04:
                    value = None
                figures.append(
                    Figure(
                        agency.code,
                        i.code,
                        period.key,
                        None if value is None else float(value),
                        "missing" if value is None else "given",
                        str(value or ""),
                    )
                )
        submissions.append(
            Submission(
                source=Source(file=f"{agency.code}.xlsx"), status="accepted", agency=agency.code, figures=tuple(figures)
            )
        )
    return consolidate(campaign, submissions, as_of=DAY)


@pytest.mark.slow
def test_little_more_than_needed_is_masked() -> None:
    """Where an agency's figures are large, they and the totals stay."""
    kept = shown = 0
    for seed in range(200):
        result = drawn(seed)
        copy = share(result)
        large = [c for c, v in _published(replace(copy, result=result)) if v >= 5 and c[0] in "TABC"]
        kept += len([c for c in large if c not in copy.masks.cells])
        shown += len(large)
    assert kept > 0.8 * shown


# --- In the workbook ---------------------------------------------------------------------------------

_AGENCIES = (
    "| code | name | group |\n|---|---|---|\n| CA | Công an | t |\n| HA | UBND huyện A | h |\n"
    "| HB | UBND huyện B | h |\n| HC | UBND huyện C | h |\n"
)
_INDICATORS = """
| code | topic | label          | unit  | kind    | across_agencies | across_periods | sensitive | formula    | headline | asked_of |
|------|-------|----------------|-------|---------|-----------------|----------------|-----------|------------|----------|----------|
| N    | Một   | Số người       | người | decimal | sum             | sum            | yes       |            | 1        |          |
| P    | Một   | Đã giúp        | người | decimal | sum             | last           | yes       |            |          |          |
| R    | Một   | Tỷ lệ          | %     | percent |                 | none           |           | =P/N*100   | 2        |          |
| K    | Một   | Số buổi        | buổi  | count   | sum             | sum            |           |            | 3        |          |
| D    | Một   | Chỉ công an hỏi | người | decimal | sum             | sum            | yes       |            | 4        | CA       |
"""  # noqa: E501
_RULES = (
    "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =P<=N | error | Giúp nhiều hơn số người. |\n"
)
_SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
#: Values that occur nowhere else, so that each can be searched in every part of the file.
_GIVEN = {
    "CA": {"N": ("61.0625", "73.1875"), "P": ("51.0625", "50.4375"), "K": ("31", "37"), "D": ("3.40625", "90.71875")},
    "HA": {"N": ("2.28125", "33.53125"), "P": ("1.15625", "30.65625"), "K": ("3", "2")},
    "HB": {"N": ("17.84375", "29.96875"), "P": ("11.21875", "22.34375"), "K": ("4", "1")},
    "HC": {"N": ("83.59375", "4.46875"), "P": ("80.09375", "khoảng 3"), "K": ("41", "43")},
}


def written(tmp_path: Path) -> tuple[Folder, Consolidation, Path]:
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=_INDICATORS, rules=_RULES, sections=_SECTIONS)
    for agency, rows in _GIVEN.items():
        figures = "".join(f"| {c} | {a} | {b} | Trong đó 2.28125 |\n" for c, (a, b) in rows.items())
        text = "Giúp chị Hoa (CCCD 087190001234, ĐT 0912345678); phát hiện 2,28125 người và 3 vụ."
        filled(
            folder,
            agency,
            f"| code | 2019 | 2020 | note |\n|---|---|---|---|\n{figures}",
            f"| section | text |\n|---|---|\n| dat | {text} |\n",
        )
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
    """Not in a value, a stored result, a formula, a hidden sheet, a link, a note or a text."""
    _, result, path = written(tmp_path)
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


@pytest.mark.slow
def test_the_internal_master_stays_exact(tmp_path: Path) -> None:
    """Sharing changes nothing in the master."""
    folder, result, _ = written(tmp_path)
    exact = {(r["agency"], r["indicator"], r["period"]): r["value"] for r in records(keyed(folder.master)["figures"])}
    assert exact["HA", "N", "2019"] == 2.28125
    again = merge(folder)
    assert again.totals == result.totals


@pytest.mark.slow
def test_every_sheet_of_the_copy_agrees(tmp_path: Path) -> None:
    """A figure masked in one sheet is masked in all; shown ones are the master's; working sheets are left out."""
    folder, result, path = written(tmp_path)
    copy = share(result)
    sheets, master = keyed(path), keyed(folder.master)
    assert set(sheets) == {"summary", "by_agency", "totals", "status", "groups", "matrix", "figures", "statements"}
    exact = {(r["indicator"], r["period"], r["agency"]): r["value"] for r in records(master["figures"])}
    shown = {(r["indicator"], r["period"], r["agency"]): (r["value"], r["state"]) for r in records(sheets["figures"])}
    for cell, value in exact.items():
        masked = cell in copy.masks.cells
        assert shown[cell][0] == (None if masked else value), cell
        assert (shown[cell][1] == "masked") is masked
    periods = {"2019": "2019", "2020": "2020"}
    for row in records(sheets["matrix"]):
        for agency in _GIVEN:
            assert (row[agency] == SIGN) is ((row.key, periods[str(row["period"])], agency) in copy.masks.cells)
    for row in records(sheets["totals"]):
        for key in ("2019", "2020", "total"):
            assert (row[key] == SIGN) is copy.masks.total(row.key, key), (row.key, key)
    assert any("BẢN CHIA SẺ" in str(c) for r in sheets["summary"].rows for c in r.cells)


@pytest.mark.slow
def test_a_cumulative_figure_between_two_equal_ones_is_not_masked(tmp_path: Path) -> None:
    """It must equal them, so masking it would protect no other figure."""
    indicators = _TEXT_INDICATORS.replace("| sum            | yes       |", "| {over:14} | yes       |")
    masked = {}
    for over in ("last", "cumulative"):
        folder = definition(
            tmp_path / over,
            about={"periods": "2026-Q1|2026-Q2|2026-Q3"},
            agencies=_AGENCIES,
            indicators=indicators.format(over=over),
        )
        for agency, figures in (("HA", "0 | 3 | 9"), ("HB", "7 | 7 | 7")):
            filled(folder, agency, f"| code | 2026-Q1 | 2026-Q2 | 2026-Q3 |\n|---|---|---|---|\n| N | {figures} |")
        masked[over] = share(merge(folder)).masks.cells
    assert masked["last"] == {("N", "2026-Q2", "HA"), ("N", "2026-Q2", "HB")}
    assert masked["cumulative"] >= {("N", "2026-Q2", "HA"), ("N", "2026-Q2", "")}


@pytest.mark.slow
def test_a_total_of_a_single_masked_agency_is_masked(tmp_path: Path) -> None:
    """The sum over the periods is masked with it."""
    _, result, _ = written(tmp_path)
    copy = share(result)
    assert {("D", "2019", "CA"), ("D", "2019", "")} <= copy.masks.cells
    assert copy.masks.total("D", WHOLE) or copy.masks.total("D", "2020")
    headline = next(h for h in copy.result.headlines if h.indicator == "D")
    value = copy.result.totals["D", headline.period].value
    assert value is None or not copy.masks.total("D", headline.period)


@pytest.mark.slow
def test_figures_with_an_error_are_marked_in_the_copy_too(tmp_path: Path) -> None:
    """A broken rule whose figures are all shown is marked there, in its totals and key figures; a rule with a masked
    figure would reveal something about it, and marks nothing."""
    rules = _RULES + "| R2 | =K<=L | error | Nhiều buổi hơn lượt. |\n"
    indicators = _INDICATORS + "| L | Một | Số lượt | lượt | count | sum | sum | | | | |\n"
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=indicators, rules=rules, sections=_SECTIONS)
    for agency, (n, p, k, m) in {
        "CA": (50, 40, 5, 9),
        "HA": (3, 60, 41, 40),
        "HB": (70, 71, 4, 8),
        "HC": (30, 20, 4, 8),
    }.items():
        filled(
            folder,
            agency,
            f"| code | 2019 | 2020 |\n|---|---|---|\n| N | {n} | 60 |\n| P | {p} | 50 |\n| K | {k} | 3 |\n"
            f"| L | {m} | 9 |\n",
        )
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
    matrix = {(r.key, str(r["period"])): r for r in records(keyed(tmp_path / "copy.xlsx")["matrix"])}
    assert matrix["K", "2019"]["HA"] == 41
    totals = next(r for r in records(keyed(tmp_path / "copy.xlsx")["totals"]) if r.key == "K")
    assert "còn lỗi" in " ".join(str(v) for v in totals.values.values())


def test_groups_have_new_codes_in_the_copy(tmp_path: Path) -> None:
    """A group's usual code is computed from its text: a masked number in it could be guessed."""
    _, result, _ = written(tmp_path)
    before, after = ({g.id for g in r.groups} for r in (result, share(result).result))
    assert not before & after


@pytest.mark.slow
def test_zeros_and_large_figures_are_shown(tmp_path: Path) -> None:
    """A zero identifies nobody; figures from 5 on are shown where no small one depends on them."""
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=_INDICATORS, rules=_RULES)
    for agency in _GIVEN:
        filled(
            folder,
            agency,
            "| code | 2019 | 2020 |\n|---|---|---|\n| N | 9 | Không có |\n| P | 5 | 0 |\n| K | 1 | 2 |\n",
        )
    assert share(merge(folder)).masks.cells == frozenset()


@pytest.mark.slow
@needs_libreoffice
def test_the_copys_formulas_compute_the_stored_values(tmp_path: Path) -> None:
    """What is left of formulas agrees with the values beside them."""
    _, _, path = written(tmp_path)
    assert differing(path) == []


@pytest.mark.slow
def test_the_copy_is_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    """Two runs give the same bytes, whatever the order of the files."""
    folder, result, path = written(tmp_path)
    again = tmp_path / "again.xlsx"
    submissions = [read(folder, p) for p in sorted(folder.inbox.iterdir(), reverse=True)]
    share_file(consolidate(folder.campaign, submissions, as_of=DAY), again, folder.master)
    assert path.read_bytes() == again.read_bytes()
    assert result.figures


# --- The command ---------------------------------------------------------------------------------


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


# --- Texts -------------------------------------------------------------------------------------------

_TEXT_INDICATORS = """
| code | topic | label    | unit  | kind  | across_agencies | across_periods | sensitive |
|------|-------|----------|-------|-------|-----------------|----------------|-----------|
| N    | Một   | Số người | người | count | sum             | sum            | yes       |
| K    | Một   | Số buổi  | buổi  | count | sum             | sum            |           |
"""


def in_the_copy(tmp_path: Path, **texts: Sequence[str]) -> list[str]:
    """These texts in the copy; CA reported 3 and 40 people, HA 31 and 2 (in words, held back), HB and HC many."""
    folder = definition(tmp_path, agencies=_AGENCIES, indicators=_TEXT_INDICATORS, sections=_SECTIONS)
    given = {"CA": ("3", "40"), "HA": ("31", "hai người"), "HB": ("52", "47"), "HC": ("63", "59")}
    for agency, (one, two) in given.items():
        lines = "".join(f"| dat | {text} |\n" for text in texts.get(agency, ()))
        filled(
            folder,
            agency,
            f"| code | 2019 | 2020 |\n|---|---|---|\n| N | {one} | {two} |\n| K | 3 | 4 |\n",
            f"| section | text |\n|---|---|\n{lines}",
        )
    return [s.text for s in share(merge(folder)).result.statements]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Chỉ còn 3 người", "Chỉ còn (*) người"),
        ("Có 03 (ba) đối tượng", "Có (*) ((*)) đối tượng"),
        ("Có ba trường hợp", "Có (*) trường hợp"),
        ("Số người năm 2019 là 3, giảm 2", "Số người năm 2019 là (*), giảm 2"),
        ("Giúp được 2/3 người", "Giúp được 2/(*) người"),
        ("Mở 3 buổi ở ấp 3 ngày 3/3/2019", "Mở 3 buổi ở ấp 3 ngày 3/3/2019"),
        ("Chi 3 triệu đồng theo Kế hoạch số 3/KH-UBND", "Chi 3 triệu đồng theo Kế hoạch số 3/KH-UBND"),
        ("Thư về a.b@c.vn, STK 0123456789012, gọi 84912345678", "Thư về (*), STK (*), gọi (*)"),
    ],
)
def test_a_masked_number_is_removed_from_texts(tmp_path: Path, text: str, shown: str) -> None:
    """Whatever follows it and however it is written, unless it is clearly something else."""
    assert in_the_copy(tmp_path, CA=[text]) == [shown]


@pytest.mark.slow
def test_a_masked_number_is_removed_from_texts_of_other_agencies(tmp_path: Path) -> None:
    """Where they name the agency; the same number of another agency stays."""
    texts = ["Công an nêu 3 người", "Ở xã bạn có 3 người", "UBND huyện A có hai em"]
    shown = ["Công an nêu (*) người", "Ở xã bạn có 3 người", "UBND huyện A có (*) em"]
    assert in_the_copy(tmp_path, HB=texts) == shown


@pytest.mark.slow
def test_a_held_small_number_is_masked_too(tmp_path: Path) -> None:
    """A number of people in words, which could not be read, is masked as one in digits is."""
    in_the_copy(tmp_path)
    typed = {
        (f.agency, f.period): f.typed for f in share(merge(open_folder(tmp_path))).result.figures if f.indicator == "N"
    }
    assert typed["HA", "2020"] == SIGN
