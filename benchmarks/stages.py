"""One stage of the work, measured inside a process that does the rest unmeasured; and what the work is compared with.

    python benchmarks/stages.py WHAT FOLDER

Prints one JSON object: `wall` and `cpu` seconds of the stage alone (with processes that it started), and the `count` of
what it was done for. Used by `run.py`.
"""

import argparse
import json
import os
import random
import resource
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from xml.parsers import expat

_DAY = date(2020, 7, 31)
_LEVEL = 6


class Clock:
    """Adds up what stages take, with the processes that have ended by then."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.wall, self.cpu = self.wall + time.perf_counter() - wall, self.cpu + _cpu() - cpu


def _cpu() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(t.ru_utime + t.ru_stime for t in usages)


def _inbox(folder: Path) -> list[Path]:
    return sorted((folder / "inbox").glob("*.xlsx"))


# --- Stages of the toolkit ---------------------------------------------------------------------------


def reading(folder: Path, clock: Clock) -> int:
    """Gate, census and cells of every workbook, in this process."""
    from toolkit.spreadsheet.workbook import read_workbook

    files = _inbox(folder)
    with clock.running():
        for file in files:
            read_workbook(file, file.name)
    return len(files)


def checking(folder: Path, clock: Clock) -> int:
    """All checks on every submission, once read."""
    from toolkit._version import version
    from toolkit.checks.rules import check_submission
    from toolkit.intake.reader import Reader
    from toolkit.run.folder import open_folder
    from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook

    campaign = open_folder(folder).campaign
    reader = Reader(campaign, version)
    files = _inbox(folder)
    for file in files:
        raw = read_workbook(file, file.name)
        if isinstance(raw, RawWorkbook):
            submission = reader.read(raw)
            with clock.running():
                check_submission(campaign, submission)
    return len(files)


def writing(folder: Path, clock: Clock) -> int:
    """The master workbook, from a result that is there."""
    from toolkit.master.sheets.master import write_master
    from toolkit.run.folder import open_folder
    from toolkit.run.gathering import Means
    from toolkit.run.operations import check_files

    opened = open_folder(folder)
    result = check_files(opened, as_of=_DAY, means=Means(store=opened.store))
    with tempfile.TemporaryDirectory() as scratch, clock.running():
        write_master(Path(scratch) / "m.xlsx", result)
    return len(result.submissions)


def writing_plainly(folder: Path, clock: Clock) -> int:
    """The same with XlsxWriter's own calls, one a cell."""
    from toolkit.xlsx import bulk

    bulk.BULK = False
    return writing(folder, clock)


def narrative(folder: Path, clock: Clock, count: int = 50_000) -> int:
    """That many statements in groups: a third are shared, the others have words of their own."""
    from toolkit.model import Statement
    from toolkit.narrative.groups import group_statements
    from toolkit.run.folder import open_folder

    campaign = open_folder(folder).campaign
    dice = random.Random(7)
    words = [f"từ{n}" for n in range(2_000)]
    shared = [" ".join(dice.choices(words, k=18)) for _ in range(count // 30)]
    statements = []
    for number in range(count):
        section = dice.choice(campaign.sections).code
        text = dice.choice(shared)
        if dice.random() > 0.3:
            parts = text.split()
            parts[dice.randrange(len(parts))] = dice.choice(words)
            text = " ".join([*parts, *dice.choices(words, k=dice.randrange(8))])
        agency = dice.choice(campaign.agencies).code
        statements.append(Statement(id=str(number), agency=agency, section=section, text=f"{text}."))
    with clock.running():
        group_statements(campaign, statements)
    return count


# --- What the work is compared with ------------------------------------------------------------------------


def _parse(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                expat.ParserCreate().Parse(data, True)


def _deflate(file: Path) -> None:
    zlib.compress(file.read_bytes(), _LEVEL)


def _all_of(task: tuple[Callable[[Path], None], Sequence[Path]]) -> None:
    for file in task[1]:
        task[0](file)


def reading_floor(folder: Path, clock: Clock) -> int:
    """Unzip and let expat parse, in this process."""
    files = _inbox(folder)
    with clock.running():
        for file in files:
            _parse(file)
    return len(files)


def floor(folder: Path, clock: Clock) -> int:
    """Unzip and parse all inputs, deflate the master's XML, on two processes."""
    files, parts = (_inbox(folder), sorted((folder / "master_parts").iterdir(), key=lambda p: -p.stat().st_size))
    shares: list[list[Path]] = [[], []]
    for part in parts:
        min(shares, key=lambda s: sum(p.stat().st_size for p in s)).append(part)
    tasks: list[tuple[Callable[[Path], None], Sequence[Path]]] = [(_parse, files[n::2]) for n in range(2)]
    with clock.running(), ProcessPoolExecutor(2) as executor:
        list(executor.map(_all_of, tasks))
        list(executor.map(_all_of, [(_deflate, share) for share in shares]))
    return len(files)


def pandas_loop(folder: Path, clock: Clock) -> int:
    """The loop as people write it: every sheet of every file, two tables, one new workbook."""
    with clock.running():
        import pandas as pd

        tables: dict[str, list[pd.DataFrame]] = {}
        files = _inbox(folder)
        for file in files:
            for name, frame in pd.read_excel(file, sheet_name=None, engine="openpyxl").items():
                if str(frame.columns[0]).startswith(_DATA):
                    frame["agency"] = file.stem
                    tables.setdefault(name, []).append(frame)
        with pd.ExcelWriter(folder / "by_hand.xlsx") as out:
            for name, frames in tables.items():
                whole = pd.concat(frames)
                # What a sheet cannot hold goes on in the next; else the loop ends in an error for some thousand files.
                for start in range(0, len(whole), _SHEET_ROWS):
                    whole[start : start + _SHEET_ROWS].to_excel(
                        out, sheet_name=f"{name} {start}".removesuffix(" 0"), index=False
                    )
    return len(files)


def reading_the_master(folder: Path, clock: Clock) -> int:
    """All sheets of the master by calamine: whoever writes from it by hand begins with that."""
    with clock.running():
        _sheets(folder / "master.xlsx")
    return len(_inbox(folder))


def report_by_hand(folder: Path, clock: Clock) -> int:
    """From the master's sheets as many paragraphs and rows as the report has, by python-docx's own calls."""
    import docx

    report = docx.Document(str(folder / "bao-cao.docx"))
    paragraphs = [p.text for p in report.paragraphs]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in report.tables]
    with clock.running():
        _sheets(folder / "master.xlsx")
        written = docx.Document()
        for text in paragraphs:
            written.add_paragraph(text)
        for rows in tables:
            table = written.add_table(len(rows), max(map(len, rows)))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=False):
                    cell.text = text
        written.save(str(folder / "by_hand.docx"))
    return len(_inbox(folder))


def _sheets(file: Path) -> Sequence[object]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(file)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def forms_by_openpyxl(folder: Path, clock: Clock) -> int:
    """One form loaded, the agency put in and saved for each of some agencies."""
    forms = sorted((folder / "outgoing").glob("*.xlsx"))[:_BY_HAND]
    with clock.running(), tempfile.TemporaryDirectory() as scratch:
        import openpyxl

        for form in forms:
            book = openpyxl.load_workbook(forms[0])
            book.worksheets[0]["C3"] = form.stem
            book.save(Path(scratch) / form.name)
    return len(forms)


#: Rows of a sheet under its headings.
_SHEET_ROWS = 1_048_575
#: What stands in the corner of the sheets whose rows the loop takes.
_DATA = ("toolkit:figures", "toolkit:statements", "toolkit:table:")
#: Forms that are made by hand: each takes the same.
_BY_HAND = 20

STAGES: dict[str, Callable[[Path, Clock], int]] = {
    "reading": reading,
    "checking": checking,
    "writing": writing,
    "writing plainly": writing_plainly,
    "narrative": narrative,
    "reading floor": reading_floor,
    "floor": floor,
    "pandas loop": pandas_loop,
    "reading the master": reading_the_master,
    "report by hand": report_by_hand,
    "forms by openpyxl": forms_by_openpyxl,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=STAGES)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does
    clock = Clock()
    count = STAGES[options.what](options.folder, clock)
    print(json.dumps({"wall": clock.wall, "cpu": clock.cpu, "count": count}))  # noqa: T201


if __name__ == "__main__":
    main()
