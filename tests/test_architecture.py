"""The package's structure: imports point down, readers and core are independent, only the edges touch the outside."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from docs.rooms import PACKAGE, ROOMS, imported, modules, ours, picture, room, tree
from toolkit.definition.starter import programmes, starter_tables

READERS = frozenset({"spreadsheet", "documents", "mail", "definition", "intake", "drafting"})
CORE = frozenset({"narrative", "editing", "consolidation", "checks", "disclosure"})
#: The most modules in a folder, and the most lines in one.
MOST, MOST_LINES = 24, 600
#: Packages that take long to import, and the only modules that may.
HEAVY = {
    "numpy": {"narrative.meaning"},
    "pandas": {"run.analysis"},
    "openpyxl": {"master.carry.added_sheets"},
    "python_calamine": {"spreadsheet.workbook"},
    "xlrd": {"spreadsheet.audit.xls"},
    "mammoth": {"documents.docx_lines"},
    "pypdfium2": {"documents.pdf.pages"},
    "zlib_ng": {"files.gate", "files.zipping", "run.masters.results", "xlsx.package"},
    "xlsxwriter": {"xlsx.bulk", "xlsx.excel", "xlsx.package", "xlsx.strict", "files.saving"},
    "jinja2": {"desk.render", "page.document"},
    "docx": {
        "report.identities",
        "report.rejoined.joining",
        "report.rejoined.reading",
        "report.rejoined.remarks",
        "report.rejoined.renewing",
        "report.word",
        "report.word_blocks",
        "report.word_document",
    },
    "distributed": {"run.cluster"},
    "pyhanko": {"documents.pdf.signatures"},
    "click": {
        "cli.check",
        "cli.closing.close",
        "cli.closing.verify",
        "cli.collect",
        "cli.desk",
        "cli.diff",
        "cli.draft",
        "cli.drawn.export",
        "cli.drawn.page",
        "cli.drawn.report",
        "cli.errors",
        "cli.help",
        "cli.json_output",
        "cli.main",
        "cli.merge",
        "cli.new",
        "cli.options",
        "cli.overview",
        "cli.passwords",
        "cli.progress",
        "cli.restore",
        "cli.results",
        "cli.sending",
        "cli.status",
        "cli.template",
    },
    "rars": {"mail.rar"},
    "aspose": {"files.compound", "mail.msg"},
    "keyring": {"cli.passwords"},
    "starlette": {"desk.actions", "desk.app", "desk.pages", "desk.security", "desk.uploads"},
    "uvicorn": {"desk.server"},
}
#: Modules that may open files, list folders, use the clock or the environment.
EDGES = {
    "archive.bag",
    "run.closing.closing",
    "mail.archives",
    "run.masters.backups",
    "run.masters.current",
    "run.collect",
    "run.folder",
    "run.rounds.keeping",
    "run.rounds.next",
    "mail.mailboxes",
    "run.post",
    "register.register",
    "cli.desk",
    "cli.main",
    "cli.options",
    "cli.passwords",  # a browser, in which somebody signs in
    "cli.progress",
    "desk.app",  # its pictures and script
    "desk.recent",
    "desk.uploads",
    "run.office",
    "run.reporting",
    "run.operations",
    "run.returns",
    "files.processes",
    "run.workers",
    "run.read_service",
    "run.cluster",
    "run.store",
    "run.masters.open_masters",
    "master.recognising",
    "messages.texts",  # the tables of sentences
    "narrative.meaning",  # its table
    "run.gathering",
    "run.outputs",
    "spreadsheet.workbook",
    "files.gate",
    "definition.starter",
    "files.holding",
    "files.walking",
    "files.locks",
    "files.saving",
    "export.writing",
    "xlsx.excel",
    "xlsx.package",
}
#: The only clock is the day passed to a command (`--as-of`); workers measure a file's reading time.
CLOCKS = {"cli.options", "cli.sending"}


MODULES = modules()


@pytest.fixture(scope="module", autouse=True)
def _trees() -> Iterator[None]:
    """They take a hundred megabytes, and are not kept."""
    yield
    tree.cache_clear()


def docstrings(module: str) -> set[int]:
    return {id(n.value) for n in ast.walk(tree(module)) if isinstance(n, ast.Expr)}


def test_every_folder_is_a_room() -> None:
    """The folders of the package are the rooms, and none has too many modules."""
    assert sorted({room(m) for m in MODULES} - {""}) == sorted(ROOMS)
    assert {m for m in MODULES if not room(m)} == {"", "__main__", "_version"}
    sizes = Counter(path.parent.relative_to(PACKAGE.parent) for path in PACKAGE.parent.glob("toolkit/**/*.py"))
    sizes += Counter(path.parent.relative_to(PACKAGE.parent) for path in PACKAGE.parent.glob("tests/**/*.py"))
    assert {str(folder): size for folder, size in sizes.items() if size > MOST} == {}


def test_no_module_is_long() -> None:
    lines = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("module", sorted(m for m in MODULES if room(m)))
def test_imports_point_down(module: str) -> None:
    """A module imports from its room and those below; readers and core do not import each other."""
    mine = room(module)
    strangers = CORE if mine in READERS else READERS if mine in CORE else frozenset[str]()
    for other in ours(module) - {"_version"}:
        theirs = room(other)
        assert theirs, f"{module} imports the package itself"
        assert ROOMS.index(theirs) <= ROOMS.index(mine), f"{module} imports {other}"
        assert theirs not in strangers, f"{module} imports {other}"


def test_there_is_no_circle_of_imports() -> None:
    """Modules can be imported in an order in which each has what it needs."""
    graph = {module: ours(module, deferred=False) for module in MODULES}
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) == set(MODULES)


def test_no_two_modules_need_each_other() -> None:
    """Late imports hide no circle."""
    graph = {module: ours(module) - {""} for module in MODULES}
    assert sorted(TopologicalSorter(graph).static_order()) == sorted(graph)


@pytest.mark.parametrize("package", sorted(HEAVY))
def test_slow_packages_are_imported_in_one_place(package: str) -> None:
    """What takes long to import is imported only where it is needed."""
    users = {m for m in MODULES if any(n.split(".")[0] == package for n in imported(m))}
    assert users == HEAVY[package]


def test_records_import_no_other_room() -> None:
    """The records passed between the stages depend on nothing else, and `model` has them all."""
    helpers = {"model.caching", "model.grouping", "model.judging", "model.packing", "model.periods"}
    records = {module for module in MODULES if room(module) == "model"} - helpers - {"model"}
    for module in MODULES:
        if room(module) == "model":
            assert {room(m) for m in ours(module)} <= {"model"}
        else:
            assert not ours(module) & records, module


@pytest.mark.slow
def test_only_the_edges_touch_the_outside() -> None:
    """Readers get bytes, the core gets records: no file, folder, environment or clock elsewhere."""
    calls = {"open", "read_bytes", "write_bytes", "iterdir", "glob", "rglob", "getcwd", "cwd", "getenv", "unlink"}
    found = set()
    for module in MODULES:
        for node in ast.walk(tree(module)):
            match node:
                case ast.Call(func=ast.Name(id=name)) if name in ("open", "input", "print"):
                    found.add((module, name))
                case ast.Call(func=ast.Attribute(attr=name, value=owner)) if name in calls:
                    # `self.open` and the like are the package's methods.
                    if not (isinstance(owner, ast.Name) and owner.id == "self"):
                        found.add((module, name))
                case ast.Attribute(attr="environ"):
                    found.add((module, "environ"))
    assert sorted(f for f in found if f[0] not in EDGES) == []


@pytest.mark.slow
def test_the_only_clock_is_the_day_of_the_command() -> None:
    """Only the command line reads the date."""
    asks = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "localtime", "gmtime")
    }
    assert asks <= CLOCKS


@pytest.mark.slow
def test_only_the_command_line_prints() -> None:
    """No module outside `cli` writes to the screen."""
    for module in MODULES:
        streams = {
            node.attr
            for node in ast.walk(tree(module))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "sys"
            and node.attr in ("stdout", "stderr", "stdin")
        }
        assert module in ("cli.main", "cli.progress") or not streams, module
        printed = [n for n in ast.walk(tree(module)) if isinstance(n, ast.Name) and n.id == "print"]
        assert printed == [], module


@pytest.mark.slow
def test_no_module_names_a_campaign() -> None:
    """What differs between campaigns is data: no agency, indicator, theme, province or year is in the code."""
    ready = [starter_tables(programme) for programme in programmes()]
    abouts = [tables["campaign"][0] for tables in ready]
    sheets = ("agencies", "successors", "indicators", "themes", "rules")
    rows = [row for tables in ready for key in sheets for row in tables.get(key, ())]
    names = {row["code"] for row in rows} | {programme.name for programme in programmes()}
    phrases = {about[key] for about in abouts for key in ("province", "programme", "id")}
    phrases |= {row[c] for row in rows for c in ("name", "label") if c in row and row.keys() & {"name", "unit"}}
    found = []
    for module in MODULES:
        if room(module) == "messages" or module == "definition.starter":
            continue  # sentences quote examples
        documented = docstrings(module)
        for node in ast.walk(tree(module)):
            if not isinstance(node, ast.Constant) or id(node) in documented:
                continue
            if isinstance(node.value, str) and node.value != _examples():
                words = set(re.findall(r"[\w-]+", node.value))
                years = {w for w in words if re.fullmatch(r"20[12]\d", w)}
                if words & names or years or any(p and p in node.value for p in phrases):
                    found.append((module, node.lineno, node.value))
            elif isinstance(node.value, int) and 2010 <= node.value <= 2030:
                found.append((module, node.lineno, str(node.value)))
    assert found == []


def _examples() -> str:
    """How periods are written, for people who wrote one wrong: an example, not a campaign's."""
    from toolkit.model.periods import FORMS

    return FORMS


def test_messages_name_no_agency() -> None:
    """The sentences name no agency of any campaign; their examples are about the form."""
    codes = {row["code"] for programme in programmes() for row in starter_tables(programme)["agencies"]}
    for module in MODULES:
        if room(module) == "messages":
            texts = [
                n.value for n in ast.walk(tree(module)) if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
            assert [t for t in texts if set(re.findall(r"[\w-]+", t)) & codes] == []


def test_modules_have_a_docstring() -> None:
    """Every module says what it is for."""
    silent = [m for m in MODULES if not ast.get_docstring(tree(m)) and MODULES[m].read_text(encoding="utf-8").strip()]
    assert silent == ["_version"]


@pytest.mark.slow
def test_no_private_name_is_imported() -> None:
    """A name that begins with `_` is used only in its module."""
    private = [
        (module, alias.name)
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_") and alias.name != "_version"
    ]
    assert private == []


def test_the_guide_to_the_architecture_is_true() -> None:
    """`docs/architecture.md` lists the rooms in their order and names only existing modules, in two pages."""
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == ROOMS
    named = {name.replace("/", ".") for name in re.findall(r"`([\w/]+)\.py`", page)}
    assert sorted(name for name in named - set(MODULES) if not name.startswith("tests.")) == []


_PROJECT = ("toolkit", "tests", "docs", "benchmarks", "packaging", "sample_workbooks")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["architecture.md", "why-totals-changed.md"])
def test_pages_for_developers_name_what_exists(page: str) -> None:
    """Code there that looks like a name or a file of Python is one: both are renamed together."""
    paths = [path for name in _PROJECT for path in (PACKAGE.parent / name).rglob("*.py")]
    there = {name for path in paths for name in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    there |= {path.name for path in paths}
    text = (PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")
    code = " ".join(re.findall(r"`([^`\n]+)`", text))
    named = set(re.findall(r"\w+\.py\b|\b_\w{3,}|\b[A-Z][a-z]+[A-Z]\w+|\b[a-z]+(?:_[a-z]+)+\b", code))
    assert sorted(named - there) == []


def test_the_picture_of_the_rooms_is_current() -> None:
    """The picture shows what the code imports; `python docs/generate.py` draws it again."""
    assert (PACKAGE.parent / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8") == picture()


@pytest.mark.slow
def test_every_test_module_has_a_quick_test() -> None:
    """A run of all but the slow ones has tested everything."""
    slow = [p.name for p in sorted(Path(__file__).parent.rglob("test_*.py")) if not _has_a_quick_one(p)]
    assert slow == []


def _has_a_quick_one(path: Path) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    tests = [n for n in body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    marked = [{ast.unparse(d) for d in test.decorator_list} for test in tests]
    of_all = " ".join(ast.unparse(n) for n in body if isinstance(n, ast.Assign) and "pytestmark" in ast.unparse(n))
    return "mark.slow" not in of_all and any("pytest.mark.slow" not in marks for marks in marked)
