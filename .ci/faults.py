"""A fixed set of seeded faults in the core rooms, and the test that finds each.

    python .ci/faults.py draw 330     draws a new set into .ci/faults.tsv
    python .ci/faults.py run          puts each fault in, runs tests until one fails, writes that test beside it
    python .ci/faults.py run F012 …   only these

`run` works in the checkout it is in and puts every file back. The test that found a fault before runs first, then the
quick tests that reach its line, then the slow ones of its room. It ends with 1 where a fault is not found that was
found before, or that nobody has judged (column `judged`: why no test can find it), and says where a line is not there
any more.
"""

import ast
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import click

HERE = Path(__file__).resolve().parent
ROOT, SET = HERE.parent, HERE / "faults.tsv"
ROOMS = [
    *("values", "formula", "agencies", "spreadsheet", "intake", "checks", "editing", "narrative", "consolidation"),
    *("disclosure", "master", "register"),
]
FIELDS = ["id", "module", "function", "before", "after", "found_by", "judged"]
_COMPARED: dict[type, tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: (" in ", " not in "),
    ast.NotIn: (" not in ", " in "),
    ast.Is: (" is ", " is not "),
    ast.IsNot: (" is not ", " is "),
}
_JOINED: dict[type, tuple[str, str]] = {ast.And: (" and ", " or "), ast.Or: (" or ", " and ")}
_ARITHMETIC: dict[type, tuple[str, str]] = {ast.Add: (" + ", " - "), ast.Sub: (" - ", " + "), ast.Mult: (" * ", " / ")}


class Row(dict[str, str]):
    """One fault: a line of a function before and after."""


def faults_of(source: str, module: str) -> Iterator[Row]:
    """Every small fault that can be put into one line of a function."""
    lines, tree = source.splitlines(), ast.parse(source)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            for start, end, new in _changed(node):
                if start[0] != end[0]:
                    continue
                line = lines[start[0] - 1]
                data = line.encode()
                after = (data[: start[1]] + new(data[start[1] : end[1]].decode()).encode() + data[end[1] :]).decode()
                if after != line and source.count(line) == 1:
                    try:
                        ast.parse("\n".join([*lines[: start[0] - 1], after, *lines[start[0] :]]))
                    except SyntaxError:
                        continue
                    yield Row(module=module, function=function.name, before=line.strip(), after=after.strip())


def _changed(node: ast.AST) -> Iterator[tuple[tuple[int, int], tuple[int, int], object]]:
    def between(left: ast.expr, right: ast.expr, old: str, new: str):  # type: ignore[no-untyped-def]
        return (
            (left.end_lineno, left.end_col_offset),
            (right.lineno, right.col_offset),
            lambda t: t.replace(old, new, 1),
        )

    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        pair = _COMPARED.get(type(node.ops[0]))
        if pair:
            yield between(node.left, node.comparators[0], *pair)
    elif isinstance(node, ast.BoolOp):
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield between(left, right, *_JOINED[type(node.op)])
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        if not isinstance(node.left, ast.Constant | ast.JoinedStr):
            yield between(node.left, node.right, *_ARITHMETIC[type(node.op)])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield (node.lineno, node.col_offset), (node.operand.lineno, node.operand.col_offset), lambda _: ""
    elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        spot = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        value = node.value
        yield (*spot, lambda _: str(not value) if isinstance(value, bool) else str(value + 1))  # type: ignore[misc]
    elif isinstance(node, ast.If | ast.IfExp):
        test = node.test
        if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            spot = (test.lineno, test.col_offset), (test.end_lineno, test.end_col_offset)
            yield (*spot, lambda t: f"not {t}")  # type: ignore[misc]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset), lambda _: "pass"  # type: ignore[misc]
    elif isinstance(node, ast.Continue | ast.Break):
        spot = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        yield (*spot, lambda t: "break" if t == "continue" else "continue")  # type: ignore[misc]


def draw(count: int) -> list[Row]:
    """The same for the same code: of each room as many as its share of all, and no line twice."""
    chance, drawn = random.Random(37), []
    faults = {
        room: [
            row
            for file in sorted((ROOT / "toolkit" / room).rglob("*.py"))
            for row in faults_of(file.read_text(), str(file.relative_to(ROOT)))
        ]
        for room in ROOMS
    }
    all_ = sum(map(len, faults.values()))
    for room in ROOMS:
        lines, share = set[str](), max(12, round(count * len(faults[room]) / all_))
        chance.shuffle(faults[room])
        for row in faults[room]:
            if row["before"] not in lines and len(lines) < share:
                lines.add(row["before"])
                drawn.append(row | {"found_by": "", "judged": ""})
    return [Row(row | {"id": f"F{n:03}"}) for n, row in enumerate(drawn, 1)]


def put_in(row: Row) -> tuple[str, int] | None:
    """The module's source with the fault, and where its statement begins; None unless its line is there once."""
    path = ROOT / row["module"]
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    at = [number for number, line in enumerate(lines) if line.strip() == row["before"]]
    if len(at) != 1:
        return None
    statements = [node for node in ast.walk(ast.parse("".join(lines))) if isinstance(node, ast.stmt)]
    begins = max(node.lineno for node in statements if node.lineno <= at[0] + 1 <= (node.end_lineno or 0))
    lines[at[0]] = lines[at[0]].replace(row["before"], row["after"])
    return "".join(lines), begins


def pytest(
    *arguments: str, seconds: int, under: Sequence[str] = (), which: str = "not slow"
) -> subprocess.CompletedProcess[str]:
    """The quick tests (or others) that these arguments name, in one process, `under` another program of Python's."""
    command = [sys.executable, *under, "-m", "pytest", "-q", "-n", "0", "-m", which, "-p", "no:cacheprovider", "-rfE"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, f"--timeout={60 if which == 'not slow' else 300}", *arguments],
        **{"capture_output": True, "text": True, "cwd": ROOT, "timeout": seconds, "check": False, "env": environment},
    )


def first_failing(tests: list[str], which: str = "not slow") -> str:
    """The first of these tests that fails; "" where none does."""
    try:
        done = pytest("-x", *tests, seconds=900, which=which)
    except subprocess.TimeoutExpired:
        return "(no end)"
    if done.returncode in (0, 5) or (done.returncode == 4 and len(tests) == 1):  # 4: no test has that name any more
        return ""
    named = re.search(r"^(?:FAILED|ERROR) (\S.*?)(?:\[.*| - .*)?$", done.stdout, re.MULTILINE)
    return named[1] if named else f"(pytest {done.returncode})"


@cache
def tests_of_lines() -> dict[str, dict[int, list[str]]]:
    """Module, line → the quick test functions that reach it."""
    with tempfile.TemporaryDirectory() as folder:
        settings, data = Path(folder, "rc"), Path(folder, "data")
        settings.write_text(f"[run]\ndata_file={data}\nsource=toolkit\ndynamic_context=test_function\n")
        coverage = ["-m", "coverage", "run", f"--rcfile={settings}"]
        pytest("tests", seconds=7200, under=coverage)
        report = Path(folder, "json")
        named = ["json", f"--rcfile={settings}", "--show-contexts", "-q", "-o", str(report)]
        subprocess.run([sys.executable, "-m", "coverage", *named], check=True, cwd=ROOT)
        files = json.loads(report.read_text())["files"]
    return {
        # Libraries have functions whose names begin with `test`, too.
        module: {
            int(line): sorted({_node(name) for name in names if name.startswith("tests.")})
            for line, names in file["contexts"].items()
        }
        for module, file in files.items()
    }


def _node(context: str) -> str:
    """pytest's name of a test function from its dotted one."""
    module, _, function = context.rpartition(".")
    return f"{module.replace('.', '/')}.py::{function}"


def run(rows: list[Row], ids: Sequence[str]) -> int:
    failed = 0
    for row in [row for row in rows if not ids or row["id"] in ids]:
        path, faulty, before = ROOT / row["module"], put_in(row), row["found_by"]
        if faulty is None:
            click.echo(f"{row['id']} {row['module']}: its line is not there any more")
            continue
        source, (text, line) = path.read_text(), faulty
        for tests, which in _to_try(row, line):
            try:
                path.write_text(text)
                row["found_by"] = first_failing(tests, which) if tests else ""
            finally:
                path.write_text(source)
            if row["found_by"]:
                break
        save(rows)
        if not row["found_by"] and (before or not row["judged"]):
            failed += 1
            click.echo(f"{row['id']} {row['module']} is not found: {row['before']} → {row['after']}")
    click.echo(f"{sum(bool(row['found_by']) for row in rows)} of {len(rows)} found; {failed} not found and not judged")
    return int(failed > 0)


def _to_try(row: Row, line: int) -> Iterator[tuple[list[str], str]]:
    """Tests that may find the fault, and which of them run. While the next ones are looked up, no fault is in."""
    if row["found_by"]:
        yield [row["found_by"]], "slow or not slow"
    yield tests_of_lines().get(row["module"], {}).get(line, []), "not slow"
    yield [f"tests/{row['module'].split('/')[1]}"], "slow"


def save(rows: list[Row]) -> None:
    with SET.open("w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def load() -> list[Row]:
    with SET.open(newline="") as file:
        return [Row(row) for row in csv.DictReader(file, delimiter="\t")]


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        save(draw(int(sys.argv[2])))
    else:
        sys.exit(run(load(), sys.argv[2:]))
