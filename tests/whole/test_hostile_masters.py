"""Masters that were changed, damaged or made by a newer release end no merge, and are reported with their file."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests import hostile_masters
from tests.building import DAY, change, filled, keyed, records, type_into
from tests.effort import effort
from tests.master.test_composition import ONE, part, province
from tests.master.test_previous import give, last_time, merge_command, this_time
from toolkit.cli.main import run
from toolkit.run.operations import check_files
from toolkit.spreadsheet.workbook import RawSheet


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> hostile_masters.Field:
    return hostile_masters.field(tmp_path_factory.mktemp("ground"))


@pytest.mark.slow
def test_no_master_ends_a_merge(ground: hostile_masters.Field, tmp_path: Path) -> None:
    """Whatever is wrong with a part or the previous master, a master is made, or a message says why it is refused."""
    wrong = {
        (of, seed): fault
        for seed in range(effort(3, 2000))
        for of in ("part", "last")
        if (fault := hostile_masters.wrong_with(ground, seed, of, tmp_path / "out.xlsx"))
    }
    assert wrong == {}


def hidden(key: str, do: Callable[[dict[str, Any]], None]) -> Callable[[Workbook], None]:
    """Changes what the hidden sheet holds of the file with this number, or of the master itself (`master`)."""

    def changed(book: Workbook) -> None:
        sheet = book["_parts"]
        (row,) = [row for row in sheet.iter_rows() if row[0].value == key]
        values = json.loads(str(row[2].value))
        do(values)
        row[2].value = json.dumps(values)

    return changed


def put(where: str, value: object) -> Callable[[dict[str, Any]], None]:
    def do(values: dict[str, Any]) -> None:
        *way, last = where.split(".")
        for name in way:
            values = values[name]
        values[last] = value

    return do


def newer(values: dict[str, Any]) -> None:
    values["toolkit"] = "99.0"
    values["asked"] = ["what this release does not know"]


OF_TOMORROW = [{"code": "of-tomorrow", "severity": "note", "arguments": {}}]
#: The name of a part, what is changed in it, and what its finding names.
SPOILED = (
    ("so-am", hidden("1", put("balance", {"cells": -5})), "cells=-5"),
    ("so-don-vi", hidden("1", put("agency", 5)), "agency = 5"),
    ("trang-thai", hidden("1", put("status", "reviewed")), "status = 'reviewed'"),
    ("ma-moi", hidden("1", put("findings", OF_TOMORROW)), "of-tomorrow"),
    ("khong-phai-so", hidden("1", put("balance", {"cells": float("nan")})), "cells = nan"),
    ("gio-khac", hidden("1", put("source.saved", {"at": "2020-01-01T00:00:00+07:00"})), "saved"),
    ("phien-ban-moi", hidden("master", newer), "toolkit 99.0 > "),
)


@pytest.mark.slow
def test_parts_that_no_release_writes_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parts with such contents are rejected, each named with what is wrong; all else is merged into a master."""
    folder = province(tmp_path / "a")
    one = part(folder, "1.xlsx", "SA", "SB")
    for name, do, _ in SPOILED:
        change(one, do, folder.inbox / f"{name}.xlsx")
    one.unlink()
    for code in ("SA", "SA lần 2", "SB"):
        (folder.inbox / f"{code}.xlsx").unlink()
    command = ["merge", "--campaign", str(folder.root), "--as-of", DAY.isoformat(), "--workers", "1"]
    assert run(command) == 1  # done, with errors
    assert "Traceback" not in capsys.readouterr().err
    unreadable = [r for r in records(keyed(folder.master)["findings"]) if r["code"] == "part-unreadable"]
    found = {str(r["file"]): str(r["value"]) for r in unreadable}
    assert list(found) == [f"inbox/{name}.xlsx" for name in sorted(name for name, *_ in SPOILED)]
    for name, _, message in SPOILED:
        assert message in found[f"inbox/{name}.xlsx"]
    totals = {r.key: r.values for r in records(keyed(folder.master)["totals"])}
    assert totals["A1"]["2020"] == 30  # only that of SC


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "code"), [(-5, "negative-number"), (1e308, "number-too-large")])
def test_numbers_of_a_part_are_checked_as_those_of_a_form(tmp_path: Path, typed: float, code: str) -> None:
    """A number below zero, or absurdly large, is held and asked about, in a form and in a part."""
    folder = province(tmp_path)
    one = part(folder, "1.xlsx", "SB", "SC")
    cells = {(r["agency"], r["indicator"], r["period"]): r.cells["value"] for r in records(keyed(one)["figures"])}
    type_into(one, [(("Số liệu gốc", cells[agency, "A1", "2019"]), typed) for agency in ("SB", "SC")])
    filled(folder, "SA", f"| code | 2019 |\n| A1 | {typed} |", name="SA lần 3")
    result = check_files(folder, [one, folder.inbox / "SA lần 3.xlsx"], as_of=DAY, means=ONE)
    reported = [(f.agency, f.indicator, f.period) for f in result.findings if f.code == code]
    assert reported == [(agency, "A1", "2019") for agency in ("SA", "SB", "SC")]
    assert {(f.value, f.state) for f in result.figures if (f.indicator, f.period) == ("A1", "2019")} == {(None, "held")}


@pytest.mark.slow
def test_absurd_numbers_of_a_previous_master_are_left_out(tmp_path: Path) -> None:
    """Numbers overwritten in the previous master are compared with nothing, and named."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    for code in ("A", "B", "C"):
        give(before, code, V=10)
    for code in ("A", "BC"):
        give(now, code, V=12)
    assert merge_command(before) == 1  # agencies are missing
    rows = records(keyed(before.master)["figures"])
    filled_in = [r for r in rows if (r["indicator"], r["period"]) == ("V", "2019") and r["value"] is not None]
    cells = [r.cells["value"] for r in filled_in]
    type_into(before.master, [(("Số liệu gốc", cell), 1e308) for cell in cells])
    assert merge_command(now, before) == 1
    found = [r for r in records(keyed(now.master)["findings"]) if r["code"] == "previous-value-impossible"]
    assert [str(r["value"]).count(" V 2019") for r in found] == [len(cells)]
    assert len(cells) == 3


def test_the_faults_of_a_master_are_drawn_by_a_seed() -> None:
    """One to three faults, in cells or in hidden JSON: the same again for the same seed."""
    rows = [["toolkit:parts", "file", "data"], ["1", "x", '{"agency": "SA"}']]
    good = (RawSheet("_parts", rows), RawSheet("Số liệu", [["toolkit:figures", "value"], ["SA", 5.0]]))
    first, second = ([hostile_masters.spoiled(good, random.Random(seed)) for seed in range(20)] for _ in "ab")
    assert repr(first) == repr(second)
    assert len({repr(sheets) for sheets in (*first, good)}) > 10
