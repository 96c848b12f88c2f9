"""Split figures, from the definition to the master: totals and percentages by plain loops, and properties of a
merge."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, read, records, write
from tests.checks.test_splits import INDICATORS, PERIODS, SPLITS, Typed, draw, number_of
from tests.effort import effort
from tests.master.test_composition import merged, opened, sheets
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.cli.main import run
from toolkit.consolidation.key_figures import key_figures
from toolkit.consolidation.sentences import sentences_of
from toolkit.consolidation.totals import WHOLE
from toolkit.definition.campaign import load_campaign
from toolkit.form.contents import Filling
from toolkit.master.composition import Part
from toolkit.run.folder import Folder
from toolkit.run.rounds.next import begin_next

AGENCIES = "| code | name |" + "".join(f"\n| S{n} | Sở {n} |" for n in range(7))
SECTIONS = "| code | role | heading |\n| kq | result | Kết quả |"


def headed(indicators: str) -> str:
    """The indicators, the first of them a key figure."""
    head, first, *others = [line for line in indicators.strip().split("\n") if set(line) - set("|-: ")]
    return "\n".join([f"{head} headline |", f"{first} 1 |", *(f"{other} |" for other in others)])


def campaign(root: Path) -> Folder:
    tables = {"agencies": AGENCIES, "indicators": headed(INDICATORS), "splits": SPLITS, "sections": SECTIONS}
    return definition(root, about={"periods": "2019|2020", "deadline": "2021-01-10"}, **tables)


def filled_in(folder: Folder, seed: int) -> dict[str, Typed]:
    """Forms of some of the agencies, by agency."""
    dice = random.Random(seed)
    for old in folder.inbox.iterdir():
        old.unlink()
    folder.master.unlink(missing_ok=True)
    made = {a.code: draw(folder, seed * 100 + n) for n, a in enumerate(folder.campaign.agencies) if dice.random() < 0.8}
    for agency, typed in made.items():
        write(folder, agency, Filling(figures=typed))
    return made


def usable(typed: Typed, code: str, period: str) -> float | None:
    """The value that counts for a cell, by plain reading: below zero or not whole is not drawn."""
    return number_of(typed.get((code, period)))


def shares_by_loops(folder: Folder, made: Mapping[str, Typed], code: str, periods: Sequence[str]) -> float | None:
    """The percentage of a part over the agencies and periods that reported it and its whole."""
    whole = folder.campaign.indicator_by_code[code].part_of
    pairs = [
        (usable(typed, code, period), usable(typed, whole, period)) for typed in made.values() for period in periods
    ]
    both = [(part, of) for part, of in pairs if part is not None and of is not None]
    total = math.fsum(of for _, of in both)
    return math.fsum(part for part, _ in both) / total * 100 if total else None


@pytest.mark.slow
@needs_libreoffice
def test_totals_and_percentages_are_those_of_plain_loops(tmp_path: Path) -> None:
    """Parts are totalled as their wholes are; a percentage is of agencies that reported both; both are live over the
    figures. A value typed for a part is a row of the sheet of figures, once, with its cell."""
    folder, compared = campaign(tmp_path), 0
    for seed in range(effort(2, 100)):
        made = filled_in(folder, seed)
        result = merge(folder)
        assert seed >= effort(1, 10) or differing(folder.master) == []
        sheets = keyed(folder.master)
        totals = {record.key: record for record in records(sheets["totals"])}
        for indicator in folder.campaign.indicators:
            for period in PERIODS:
                values = [n for t in made.values() if (n := usable(t, indicator.code, period)) is not None]
                value = result.totals[indicator.code, period].value
                assert value == (pytest.approx(math.fsum(values)) if values else None)
            shown = totals[indicator.code]["share_of_whole"]
            if not indicator.part_of:
                assert shown is None
                continue
            spans = {key: [key] for key in PERIODS} | {WHOLE: list(PERIODS)}
            spans[WHOLE] = spans[WHOLE] if indicator.across_periods == "sum" else ["2020"]
            for key, periods in spans.items():
                expected = shares_by_loops(folder, made, indicator.code, periods)
                if key != WHOLE or indicator.across_periods != "none":
                    assert result.shares[indicator.code, key].value == pytest.approx(expected)
            assert shown == ("–" if expected is None else pytest.approx(expected))
            compared += expected is not None

        rows = [r for r in records(sheets["figures"]) if r["typed"] not in (None, "")]
        found = {(r["agency"], r["indicator"], r["period"]): str(r["typed"]).replace(",", ".") for r in rows}
        typed = {(a, *key): value for a, figures in made.items() for key, value in figures.items()}
        assert len(rows) == len(found)
        assert {k: f"{v:g}" if isinstance(v, int | float) else str(v) for k, v in typed.items()} == found
        assert result.balance.is_even
    assert compared > 12


def test_a_campaign_without_splits_has_no_such_column(tmp_path: Path) -> None:
    """A definition without splits shows nothing of them."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS)
    write(folder, "S0", Filling(figures={("A", "2019"): 5}))
    result = merge(folder)
    assert "share_of_whole" not in keyed(folder.master)["totals"].columns
    assert (result.shares, folder.campaign.splits) == ({}, ())


@pytest.mark.slow
def test_masters_of_parts_merge_into_the_master_of_the_whole(tmp_path: Path) -> None:
    """Half by half or all at once: the same sheets."""
    folder = campaign(tmp_path)
    for seed in range(effort(1, 12)):
        filled_in(folder, 700 + seed)
        submissions = tuple(read(folder, path) for path in sorted(folder.inbox.iterdir()))
        whole = merged(folder, [Part(submissions)], tmp_path / "whole.xlsx")
        starts = [start for start in (0, 1) if submissions[start::2]]
        halves = [merged(folder, [Part(submissions[n::2])], tmp_path / f"half{n}.xlsx") for n in starts]
        again = merged(folder, [opened(folder, half) for half in halves], tmp_path / "again.xlsx")
        assert sheets(whole) == sheets(again)
        # The same files in another order give the same bytes.
        reversed_ = merged(folder, [Part(submissions[::-1])], tmp_path / "reversed.xlsx")
        assert whole.read_bytes() == reversed_.read_bytes()


FIGURES = """
| code  | 2019 | 2020  |
| A     | 10   | 20    |
| A_NAM | 4    | {nam} |
| A_NU  | 6    | 11    |
| A_TRE | 1    | 2     |
| A_TRUNG_NIEN | 2 | 3 |
| A_GIA | 7    | 15    |
| M     | 5    | 6     |
| M_TRUNG_UONG | 1 | 2 |
| M_TINH  | 1  | 1     |
| M_HUYEN | 0  | 3     |
"""


@pytest.mark.slow
def test_parts_are_stated_and_explain_a_changed_total(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under a key figure, and after its sentence, are its parts with their percentages, once. `toolkit diff` names the
    agency whose part changed the province's. `toolkit new --from` carries the splits on, with the same indicators."""
    folder, old = campaign(tmp_path / "one"), tmp_path / "old.xlsx"
    filled(folder, "S0", FIGURES.format(nam=9))
    result = merge(folder)
    expected = "Chia ra theo giới: Nam: 13 (43,3%); Nữ: 17 (56,7%)."
    (figure,) = key_figures(result, "vi")
    assert expected == figure.parts[0]
    assert figure.parts[1:] == ("Chia ra theo độ tuổi: Trẻ: 03 (10%); Trung niên: 05 (16,7%); Già: 22 (73,3%).",)
    (sentence,) = sentences_of(result, "vi")
    assert sentence.text.count(expected) == 1

    folder.master.rename(old)
    filled(folder, "S0", FIGURES.format(nam=8))
    merge(folder)
    assert run(["diff", str(old), str(folder.master), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "A_NAM" in out
    assert "12" in out

    again = load_campaign(begin_next(folder.root, tmp_path / "two").definition)[0]
    assert folder.campaign.splits == again.splits
    assert [i.code for i in folder.campaign.indicators] == [i.code for i in again.indicators]

    filled(folder, "S1", FIGURES.format(nam=""))
    result = merge(folder, master=False)
    assert key_figures(result, "vi")[0].parts[0] == "Chia ra theo giới: Nam: 16; Nữ: 34."  # a figure is asked about
    assert "chỉ tính ở nơi có đủ cả hai số" in key_figures(replace(result, doubts={}), "vi")[0].parts[0]
