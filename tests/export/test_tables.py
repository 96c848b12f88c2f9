"""Exported tables: they hold what the master holds, in fixed types, and no more of a copy for circulation."""

import json
import random
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from tests.building import DAY, definition, filled, keyed, merge, records, type_into_row
from tests.disclosure.test_sharing import drawn as drawn_sensitive
from tests.disclosure.test_sharing import written
from tests.effort import effort
from tests.export.reading import as_in_the_database, csv_tables, database_tables, package
from tests.office import convert, needs_libreoffice
from tests.tables import campaign_of, cell, drawn, result_of
from tests.tabling import filled_with
from tests.whole.test_random_campaigns import draw, merged
from tests.whole.test_rows_conservation import AGENCIES, INDICATORS, ROWS, random_rows
from toolkit.consolidation.consolidate import consolidate
from toolkit.disclosure.sharing import share
from toolkit.export.tables import RECORD_SHEETS, SHARED, table_names, tables_of
from toolkit.export.writing import write_export
from toolkit.master.sheets import record_sheets
from toolkit.master.sheets.today import TODAY
from toolkit.model import Campaign, Consolidation, FormColumn, FormTable, Language
from toolkit.model.periods import parse_period
from toolkit.run.folder import Folder

#: Texts that programs may take for something other than texts.
ODD = (
    *("=1+1", "+84 912", "- Một ý", "@SUM(1)", "'=1+1", "''-", "'thường'", 'nói "vậy", rồi'),
    *("hai\ndòng", "a\rb", "-5", "\t=1"),
)

Tables = dict[str, list[dict[str, Any]]]


def exported(folder: Path, result: Consolidation, language: Language = "vi", *, shared: bool = False) -> Path:
    """The result's tables in a folder; those of both kinds of file are equal."""
    folder.mkdir(parents=True)
    write_export(folder, result, language, shared=shared)
    in_files, in_database = csv_tables(folder), database_tables(folder)
    assert list(in_files) == list(in_database)
    for name, rows in in_files.items():
        assert [{k: as_in_the_database(v) for k, v in row.items()} for row in rows] == in_database[name], name
    return folder


# --- Compared with the master -------------------------------------------------------------------------


def differing(folder: Folder, tables: Tables, result: Consolidation) -> list[object]:
    """The differences of the export from the master's sheets."""
    sheets, wrong = {key: records(sheet) for key, sheet in keyed(folder.master).items()}, list[object]()
    for name in ("figures", "statements", "findings", "groups", "leftovers", "sources", "info", "status"):
        if len(tables[name]) != len(sheets.get(name, ())):
            wrong.append((name, len(tables[name]), len(sheets.get(name, ()))))
    shown = {(r["agency"], r["indicator"], r["period"]): r for r in sheets["figures"]}
    for row in tables["figures"]:
        there = shown[row["agency"], row["indicator"], row["period"]]
        counts = there["value"] if there["counts"] is None else there["counts"]
        words = {"yes": "Có", "no": "Không"}
        value = row["value"] if row["text"] is None else words.get(str(row["text"]), row["text"])
        if (value, row["typed"]) != (counts, there["corrected_value"] or there["typed"]):
            wrong.append((row, there))
    totals: dict[Any, Any] = {(r.key, column): r[column] for r in sheets["totals"] for column in r.values}
    for row in tables["totals"]:
        there_too = totals.get((row["indicator"], row["period"]))
        if isinstance(there_too, float | int) and row["value"] != there_too:
            wrong.append((row, there_too))
    added = {i.code for i in result.campaign.indicators if i.across_agencies == "sum" and not (i.owner or i.formula)}
    sums: Counter[tuple[str, str]] = Counter()
    for row in tables["figures"]:
        if row["value"] is not None:
            sums[row["indicator"], row["period"]] += row["value"]
    for row in tables["totals"]:
        total = sums[row["indicator"], row["period"]]
        if row["indicator"] in added and row["period"] != "total" and (row["value"] or 0) != total:
            wrong.append((row, total))
    texts: dict[Any, Any] = {r["id"]: (r["text"], r["group"]) for r in sheets.get("statements", ())}
    wrong += [r for r in tables["statements"] if texts[r["id"]] != (r["text"], r["group"])]
    return wrong


@pytest.mark.slow
def test_random_campaigns_are_exported_as_in_their_masters(tmp_path: Path) -> None:
    """Rows, values and sums of each are the master's; no blank is a 0 or an empty text, and its reason is beside it."""
    without, zeros = set[str](), set[str]()
    for seed in range(effort(6, 150)):
        made = draw(tmp_path / str(seed), seed)
        result, _ = merged(made)
        folder = exported(tmp_path / str(seed) / "export", result)
        tables = csv_tables(folder)
        assert differing(made.folder, tables, result) == [], seed
        assert Counter(f.state for f in result.figures) == Counter(str(row["state"]) for row in tables["figures"])
        kept = database_tables(folder)
        assert "" not in {value for rows in kept.values() for row in rows for value in row.values()}
        without |= {row["state"] for row in kept["figures"] if row["value"] is None and row["text"] is None}
        zeros |= {row["state"] for row in kept["figures"] if row["value"] == 0}
    assert without
    assert without <= {"missing", "not_applicable", "held"}
    assert zeros <= {"given", "zero_by_words"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, effort(3, 30)))
def test_rows_of_tables_are_exported_as_in_the_master(tmp_path: Path, seed: int) -> None:
    """Each row that counts, cell by cell; a value held by an error is blank and named; sums are the tables' totals."""
    folder, result, export = _with_rows(tmp_path, seed)
    tables = csv_tables(export)
    assert result.rows
    for table in folder.campaign.tables:
        lines = tables[table_names(folder.campaign.tables)[table.code]]
        in_master = [r for r in records(keyed(folder.master)[f"table:{table.code}"]) if r["agency"]]
        assert len(lines) == len(in_master)
        for column in table.totalled:
            numbers = [row[column.code] for row in lines if row[column.code] is not None]
            total = result.table_totals[table.code, column.code, ""]
            assert total.rows == len(numbers)
            assert column.across_rows != "sum" or (total.value or 0) == pytest.approx(sum(numbers))
            held = sum(f"{column.code}=held" in (row["states"] or "").split("|") for row in lines)
            assert held == total.held


def _with_rows(root: Path, seed: int) -> tuple[Folder, Consolidation, Path]:
    """A campaign with rows of tables, its result and its export."""
    folder = definition(root / "c", agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)
    dice = random.Random(seed)
    for agency in folder.campaign.agencies:
        filled_with(folder, agency.code, "", random_rows(folder, dice))
    result = merge(folder)
    return folder, result, exported(root / "export", result)


@pytest.mark.slow
def test_a_correction_counts_and_the_value_sent_is_beside_it(tmp_path: Path) -> None:
    """If the coordinator corrects a figure, `value` is the correction."""
    folder = definition(
        tmp_path,
        agencies="| code | name |\n|---|---|\n| SA | Sở A |\n",
        indicators="| code | label | kind | across_agencies |\n|---|---|---|---|\n| A | Cây | count | sum |",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A | 17 | 4 |\n")
    merge(folder)
    where = {"agency": "SA", "indicator": "A", "period": "2019"}
    typed = {"corrected_value": "71", "corrected_by": "Lan", "reason": "gọi điện"}
    type_into_row(folder.master, "figures", where, typed)
    result = merge(folder)
    first, second = csv_tables(exported(tmp_path / "export", result))["figures"]
    assert (first["value"], first["sent_value"], first["sent_as"]) == (71, 17, "17")
    assert (first["corrected_by"], first["reason"]) == ("Lan", "gọi điện")
    assert (second["value"], second["sent_value"], second["sent_as"], second["corrected_by"]) == (4, None, None, None)
    assert result.totals["A", "2019"].value == 71


# --- Values ------------------------------------------------------------------------------------------


def _of_texts(texts: tuple[str, ...], numbers: tuple[float, ...] = ()) -> Consolidation:
    """A result with these texts in a table's cells, and these numbers."""
    table = FormTable(
        code="ĐB.1",
        heading="Điểm",
        columns=(
            FormColumn(code="TEN", label="Tên", kind="text"),
            FormColumn(code="SO", label="Số", kind="decimal", unit="km"),
            FormColumn(code="states", label="Trạng thái", kind="text"),
        ),
    )
    cells = []
    for n, text in enumerate(texts):
        cells += [cell("S00", table.code, f"r{n}", "TEN", text), cell("S00", table.code, f"r{n}", "states", "x")]
        if n < len(numbers):
            cells.append(cell("S00", table.code, f"r{n}", "SO", numbers[n]))
    return result_of(campaign_of((table,), agencies=1), {"S00": cells})


def test_texts_are_never_formulas_in_csv_and_unchanged_elsewhere(tmp_path: Path) -> None:
    """A text that a spreadsheet program reads as a formula has an apostrophe before it, which can be removed."""
    folder = exported(tmp_path / "export", _of_texts(ODD))
    (name,) = table_names([FormTable(code="ĐB.1", heading="", columns=())]).values()
    assert name == "table_db_1"
    assert [row["TEN"] for row in database_tables(folder)[name]] == list(ODD)
    assert [row["TEN"] for row in csv_tables(folder)[name]] == list(ODD)
    assert {row["column:states"] for row in csv_tables(folder)[name]} == {"x"}
    raw = (folder / f"{name}.csv").read_text(encoding="utf-8")
    assert not re.search(r'(?:^|,)"?[=+@\t-]', raw, re.MULTILINE)


def test_numbers_are_exact_and_without_exponents(tmp_path: Path) -> None:
    """Each number reads back as the same one; whole ones are integers in the database."""
    numbers = (0.1, 0.1 + 0.2, 1e-7, 1.5e22, 12345678901234.5, 3.0, -2.25, 2.0**53, 0.0, 1e-300)
    folder = exported(tmp_path / "export", _of_texts(tuple("abcdefghij"), numbers))
    rows = csv_tables(folder)["table_db_1"]
    assert [row["SO"] for row in rows] == list(numbers)
    raw = [line.split(",")[3] for line in (folder / "table_db_1.csv").read_text("utf-8-sig").splitlines()[1:]]
    assert raw[:4] == ["0.1", "0.30000000000000004", "0.0000001", "15000000000000000000000"]
    assert not any("e" in number.lower() for number in raw)
    kept = [row["SO"] for row in database_tables(folder)["table_db_1"]]
    assert [type(value) for value in kept[:6]] == [float, float, float, float, float, int]


def test_names_of_files_that_are_no_text_are_exported(tmp_path: Path) -> None:
    """Bytes of a file's name that are no characters are as in the master."""
    result = _of_texts(("a",))
    odd = replace(result.submissions[0], source=replace(result.submissions[0].source, file="inbox/\udcff.xlsx"))
    result = replace(result, submissions=(odd,), used={"S00": odd})
    folder = exported(tmp_path / "export", result)
    assert csv_tables(folder)["sources"][0]["file"] == "inbox/\ufffd.xlsx"


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    """Another language changes titles and sentences, never names, types or numbers."""
    made = draw(tmp_path / "5", 5)
    result, _ = merged(made)
    one, two = (exported(tmp_path / name, result) for name in "ab")
    other = exported(tmp_path / "c", result, "en")
    files = sorted(path.name for path in one.iterdir())
    assert {name: (one / name).read_bytes() for name in files} == {name: (two / name).read_bytes() for name in files}
    differs = [name for name in files if (one / name).read_bytes() != (other / name).read_bytes()]
    assert set(differs) <= {"datapackage.json", "data.sqlite", "findings.csv"}
    schemas = [
        [
            (r["name"], [(f["name"], f["type"], f["titles"]) for f in r["schema"]["fields"]])
            for r in package(folder)["resources"]
        ]
        for folder in (one, other)
    ]
    assert schemas[0] == schemas[1]
    assert package(one)["resources"][0]["title"] != package(other)["resources"][0]["title"]


# --- Descriptions -------------------------------------------------------------------------------------


def test_every_table_and_column_is_described_in_both_languages() -> None:
    """Each has a title, and each table a description of its content. A described sheet of the master is a table, or one
    for people only (today's work)."""
    names = [module.name for module in iter_modules(import_module("toolkit.master.sheets").__path__)]
    modules = [import_module(f"toolkit.master.sheets.{name}") for name in names]
    sheets = {id(s): s for m in modules for s in vars(m).values() if isinstance(s, record_sheets.RecordSheet)}
    assert {s.key for s in sheets.values()} == {s.key for s in (*RECORD_SHEETS, TODAY)}
    for table in tables_of(consolidate(drawn().campaign, [], as_of=DAY), "vi"):
        assert table.about is not None, table.name
        assert all(one.vi and one.en for one in (table.title, table.about, *(c.title for c in table.columns)))
        assert [c.name for c in table.columns if (c.name, c.name) == c.title] == [], table.name
        assert len({c.name.lower() for c in table.columns}) == len(table.columns)
        assert re.fullmatch("[a-z0-9_]+", table.name)
    # Codes that differ only in marks, or equal the name of a fixed table, have a number after them.
    tables = [FormTable(code=code, heading="", columns=()) for code in ("DA", "Dã", "totals", "rows_2", "Đ-A")]
    expected = "table_da table_da_2 table_totals_2 table_rows_2 table_d_a"
    assert " ".join(table_names(tables).values()) == expected


def test_yes_or_no_columns_are_boolean_in_the_package(tmp_path: Path) -> None:
    """Columns that programs get as yes or no have that type."""
    folder = exported(tmp_path / "export", _of_texts(("a",)))
    kinds = {(r["name"], f["name"]): f["type"] for r in package(folder)["resources"] for f in r["schema"]["fields"]}
    yes_no = {("sources", "used"), ("groups", "hide"), ("indicators", "required"), ("table_totals", "masked")}
    assert {kinds[place] for place in yes_no} == {"boolean"}
    assert kinds["sources", "received"] == "date"
    assert kinds["figures", "value"] == kinds["table_db_1", "SO"] == "number"
    (columns,) = (r["schema"]["fields"] for r in package(folder)["resources"] if r["name"] == "table_db_1")
    assert {f["name"]: f.get("unit") for f in columns}["SO"] == "km"


# --- For circulation ---------------------------------------------------------------------------------


def all_bytes(folder: Path) -> str:
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.iterdir()))


@pytest.mark.slow
def test_tables_for_circulation_hold_no_masked_figure_and_no_text(tmp_path: Path) -> None:
    """No value that the copy masks is in any file, and no text of an agency."""
    _, result, _ = written(tmp_path / "c")
    copy = share(result)
    folder = exported(tmp_path / "export", copy.result, shared=True)
    content = all_bytes(folder)
    hidden = [f for f in result.figures if (f.indicator, f.period, f.agency) in copy.masks.cells]
    assert len(hidden) > 5
    for figure in hidden:
        for number in {str(figure.value), figure.typed, figure.typed.replace(",", ".")} - {""}:
            assert not re.search(rf"(?<!\d){re.escape(number)}", content), number
    for secret in ("Giúp chị Hoa", "CCCD", "087190001234", "0912345678", "Trong đó", "khoảng 3", "inbox/", ".xlsx"):
        assert secret not in content, secret
    assert "83.59375" in content
    tables = csv_tables(folder)
    states = {(r["indicator"], r["period"], r["agency"]): r["state"] for r in tables["figures"]}
    assert {cell for cell, state in states.items() if state == "masked"} == {c for c in copy.masks.cells if c in states}
    assert {row["shown"] for row in tables["totals"] if row["value"] is None} >= {"masked"}
    assert not tables.keys() & {"findings", "info", "leftovers", "sources", "changes", "questions"}


def test_tables_for_circulation_have_only_listed_columns() -> None:
    """No text and no file of agencies' tables is in them, nor any new column."""
    result = drawn(agencies=6, rows=8)
    copy = share(result).result
    names = set(table_names(result.campaign.tables).values())
    for table in tables_of(copy, "vi", shared=True):
        columns = {c.name for c in table.columns}
        if table.name in names:
            assert not columns & {"file", "sheet", "cell", "carried"}
        elif table.name in SHARED:
            assert columns == set(SHARED[table.name])
        else:
            assert table.name in ("indicators", "periods", "sections", "themes")
    texts = {c.code for t in result.campaign.tables for c in t.columns if c.kind == "text"}
    assert texts
    assert not texts & {c.name for t in tables_of(copy, "vi", shared=True) if t.name in names for c in t.columns}


@pytest.mark.slow
def test_tables_for_circulation_show_what_the_copy_shows(tmp_path: Path) -> None:
    """Of random campaigns with sensitive figures, each number in the tables is one that the copy shows."""
    for seed in range(effort(4, 100)):
        copy = share(drawn_sensitive(seed)).result
        tables = csv_tables(exported(tmp_path / str(seed), copy, shared=True))
        figures = {(r["agency"], r["indicator"], r["period"]): r["value"] for r in tables["figures"]}
        assert figures == {f[:3]: f.value for f in copy.figures}
        totals = {(r["indicator"], r["period"]): r["value"] for r in tables["totals"]}
        assert totals == {place: t.value for place, t in copy.totals.items()}


# --- Other programs ----------------------------------------------------------------------------------


def _run(cwd: Path, *arguments: str | Path) -> str:
    """What a Python program prints."""
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False).stdout


@pytest.mark.skipif(find_spec("frictionless") is None, reason="frictionless is not installed")
@pytest.mark.slow
def test_frictionless_validates_the_package(tmp_path: Path) -> None:
    """Types, keys, hashes and sizes are as the package states, also of odd texts and for circulation."""
    copy = share(drawn(agencies=6, rows=8)).result
    for folder in (
        _with_rows(tmp_path, 3)[2],
        exported(tmp_path / "odd", _of_texts(ODD, (1e-7, 1.5e22))),
        exported(tmp_path / "shared", copy, shared=True),
    ):
        printed = _run(folder, "frictionless", "validate", "--json", "datapackage.json")
        report = json.loads(printed)
        assert report["valid"], printed[-3000:]
        assert report["stats"]["tasks"] == len(package(folder)["resources"])


@pytest.mark.slow
def test_other_programs_read_the_tables(tmp_path: Path) -> None:
    """pandas reads the CSV files, with the package's types, and the database; sums are the same in DuckDB, despite the
    byte order mark; sqlite-utils reads the database, and inserts a CSV file into another one."""
    import pandas

    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    pytest.importorskip("sqlite_utils", reason="sqlite-utils is not installed")
    folder = _with_rows(tmp_path, 3)[2]
    tables = csv_tables(folder)
    counts = {name: len(rows) for name, rows in tables.items()}
    database = sqlite3.connect(folder / "data.sqlite")
    for resource in package(folder)["resources"]:
        name, path = resource["name"], folder / resource["path"]
        kinds = {f["name"]: f["type"] for f in resource["schema"]["fields"]}
        texts = {column: str for column, kind in kinds.items() if kind == "string"}
        read = pandas.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""])
        assert list(read.columns) == list(kinds)
        assert len(read) == len(pandas.read_sql(f"SELECT * FROM {name}", database)) == counts[name]
        assert duckdb.sql(f"SELECT count(*) FROM read_csv('{path}', header = true)").fetchall() == [(counts[name],)]
        for column in (column for column, kind in kinds.items() if kind == "number"):
            assert read[column].sum() == pytest.approx(sum(row[column] or 0 for row in tables[name]))
    database.close()
    ((total,),) = duckdb.sql(f"SELECT sum(VON) FROM read_csv('{folder}/table_da.csv')").fetchall()
    assert total == pytest.approx(sum(row["VON"] or 0 for row in tables["table_da"]))
    listed = json.loads(_run(folder, "sqlite_utils", "tables", "data.sqlite", "--counts"))
    assert {row["table"]: row["count"] for row in listed} == counts
    _run(folder, "sqlite_utils", "insert", tmp_path / "new.db", "agencies", "agencies.csv", "--csv")
    rows = json.loads(_run(folder, "sqlite_utils", "rows", tmp_path / "new.db", "agencies"))
    assert [row["code"] for row in rows] == [row["code"] for row in tables["agencies"]]


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_opens_the_csv_files_and_runs_nothing(tmp_path: Path) -> None:
    """Each text is the cell's text, Vietnamese letters included, and no cell is a formula."""
    from openpyxl import load_workbook

    folder = exported(tmp_path / "export", _of_texts((*ODD, "Kè Sông Tiền ở Đồng Tháp")))
    made = convert(folder / "table_db_1.csv", "xlsx", tmp_path / "out")
    sheet = load_workbook(made).active
    assert sheet is not None
    cells = [row[2].value for row in sheet.iter_rows(min_row=2)]
    assert len(cells) == len(ODD) + 1
    assert cells[-1] == "Kè Sông Tiền ở Đồng Tháp"
    assert not any(row[2].data_type == "f" for row in sheet.iter_rows())


def test_a_campaign_without_reports_is_exported(tmp_path: Path) -> None:
    """All tables are there."""
    period = parse_period("2020")
    assert period is not None
    result = consolidate(Campaign(id="Đợt 1/…", title="Thử", periods=(period,)), [], as_of=DAY)
    folder = exported(tmp_path / "export", result)
    assert package(folder)["name"] == "dot-1"
    tables = csv_tables(folder)
    assert [name for name, rows in tables.items() if rows] == ["periods"]


# --- The page about it -------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_pages_examples_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of docs/export.md runs beside an export; the SQL gives the master's numbers in DuckDB."""
    made = draw(tmp_path / "7", 7)
    result, _ = merged(made)
    exported(tmp_path / "export", result)
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    ((_, python), (_, sql)) = re.findall(r"```(python|sql)\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(python, names)
    assert len(names["figures"]) == len(result.figures)
    names["database"].close()
    with suppress(ImportError):
        duckdb = import_module("duckdb")
        rows = duckdb.sql(sql).fetchall()
        assert rows
        assert all(added == total for _, _, added, total in rows)
