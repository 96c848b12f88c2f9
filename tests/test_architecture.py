"""The package's structure: imports point down, readers and core are independent, only the edges touch the outside."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from docs.rooms import PACKAGE, ROOMS, imported, modules, ours, picture, room, tree
from tests.building import table
from toolkit.definition.starter import programmes, starter_tables
from toolkit.model.periods import FORMS

READERS = frozenset({"spreadsheet", "documents", "mail", "definition", "intake", "drafting"})
CORE = frozenset({"narrative", "editing", "consolidation", "checks", "disclosure"})
#: The most modules in a folder, and the most lines in one.
MOST, MOST_LINES = 24, 600
#: Packages that take long to import, and the only modules that may, by room.
_HEAVY = table("""
| package         | room          | modules                                                                           |
|-----------------|---------------|-----------------------------------------------------------------------------------|
| numpy           | narrative     | meaning                                                                           |
| pandas          | run           | analysis                                                                          |
| openpyxl        | master        | carry.added_sheets                                                                |
| python_calamine | spreadsheet   | workbook                                                                          |
| xlrd            | spreadsheet   | audit.xls                                                                         |
| mammoth         | documents     | docx_lines                                                                        |
| pypdfium2       | documents     | pdf.pages                                                                         |
| zlib_ng         | files         | gate zipping                                                                      |
| zlib_ng         | run           | masters.results                                                                   |
| zlib_ng         | xlsx          | package                                                                           |
| xlsxwriter      | xlsx          | bulk excel package strict                                                         |
| xlsxwriter      | files         | saving                                                                            |
| jinja2          | desk          | render                                                                            |
| jinja2          | page          | document                                                                          |
| docx            | report        | identities word word_blocks word_document rejoined.renewing                       |
| docx            | report        | rejoined.joining rejoined.pieces rejoined.reading rejoined.remarks                |
| distributed     | run           | cluster                                                                           |
| pyhanko         | documents     | pdf.signatures                                                                    |
| click           | cli           | check closing.close closing.verify collect desk diff draft drawn.export drawn.page |
| click           | cli           | drawn.report errors help json_output main merge new options overview passwords    |
| click           | cli           | progress restore results sending status template                                  |
| rars            | mail          | rar                                                                               |
| aspose          | files         | compound                                                                          |
| aspose          | mail          | msg                                                                               |
| keyring         | cli           | passwords                                                                         |
| starlette       | desk          | actions app pages security uploads                                                |
| uvicorn         | desk          | server                                                                            |
""")
#: Modules that may open files, list folders, use the clock or the environment, and what some of them do there.
_EDGES = table("""
| room        | modules                                                              | what                    |
|-------------|----------------------------------------------------------------------|-------------------------|
| archive     | bag                                                                  |                         |
| cli         | desk main options progress                                           |                         |
| cli         | passwords                                                            | a browser for signing in |
| definition  | starter                                                              |                         |
| desk        | app                                                                  | its pictures and script |
| desk        | recent uploads                                                       |                         |
| export      | writing                                                              |                         |
| files       | gate holding locks processes saving walking                          |                         |
| mail        | archives mailboxes                                                   |                         |
| master      | recognising                                                          |                         |
| messages    | texts                                                                | the tables of sentences |
| narrative   | meaning                                                              | its table               |
| register    | register                                                             |                         |
| run         | closing.closing cluster collect folder gathering masters.backups     |                         |
| run         | masters.current masters.open_masters office operations outputs post  |                         |
| run         | read_service reporting returns rounds.keeping rounds.next store workers |                         |
| spreadsheet | workbook                                                             |                         |
| xlsx        | excel package                                                        |                         |
""")
EDGES = {f"{row['room']}.{name}" for row in _EDGES for name in row["modules"].split()}
#: The only clock is the day passed to a command (`--as-of`); workers measure a file's reading time.
CLOCKS = {"cli.options", "cli.sending"}
_CALLS = {"open", "read_bytes", "write_bytes", "iterdir", "glob", "rglob", "getcwd", "cwd", "getenv", "unlink"}
_TIMES = {"today", "now", "utcnow", "localtime", "gmtime"}
MODULES = modules()


@pytest.fixture(scope="module", autouse=True)
def _trees() -> Iterator[None]:
    """They take a hundred megabytes, and are not kept."""
    yield
    tree.cache_clear()
    nodes.cache_clear()


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """The parts of a module, walked once for all tests."""
    return tuple(ast.walk(tree(module)))


def test_every_folder_is_a_room() -> None:
    """The folders of the package are the rooms, none has too many modules, and no module is long."""
    assert sorted({room(m) for m in MODULES} - {""}) == sorted(ROOMS)
    assert {m for m in MODULES if not room(m)} == {"", "__main__", "_version"}
    paths = [path for name in ("toolkit", "tests") for path in (PACKAGE.parent / name).rglob("*.py")]
    sizes = Counter(str(path.parent.relative_to(PACKAGE.parent)) for path in paths)
    assert {folder: size for folder, size in sizes.items() if size > MOST} == {}
    lines = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


@pytest.mark.slow
def test_imports_point_down() -> None:
    """A module imports from its room and those below; readers and core do not import each other."""
    wrong = []
    for module in (m for m in MODULES if room(m)):
        mine = room(module)
        strangers = CORE if mine in READERS else READERS if mine in CORE else frozenset[str]()
        for other in ours(module) - {"_version"}:
            theirs = room(other)
            if not theirs or ROOMS.index(theirs) > ROOMS.index(mine) or theirs in strangers:
                wrong.append((module, other))
    assert wrong == []
    # Modules can be imported in an order in which each has what it needs, and late imports hide no circle.
    for deferred in (False, True):
        graph = {module: ours(module, deferred=deferred) - {"" if deferred else "."} for module in MODULES}
        assert set(TopologicalSorter(graph).static_order()) == set(MODULES)
    # The records passed between the stages depend on nothing else, and `model` has them all.
    helpers = {"model.caching", "model.grouping", "model.judging", "model.packing", "model.periods"}
    records = {module for module in MODULES if room(module) == "model"} - helpers - {"model"}
    inside = {room(other) for module in MODULES if room(module) == "model" for other in ours(module)}
    assert inside <= {"model"}
    assert [m for m in MODULES if room(m) != "model" and ours(m) & records] == []
    # What takes long to import is imported only where it is needed.
    heavy: dict[str, set[str]] = {}
    for row in _HEAVY:
        heavy.setdefault(row["package"], set()).update(f"{row['room']}.{name}" for name in row["modules"].split())
    users = {package: {m for m in MODULES if any(n.split(".")[0] == package for n in imported(m))} for package in heavy}
    assert users == heavy
    # The picture shows what the code imports; `python docs/generate.py` draws it again.
    assert (PACKAGE.parent / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8") == picture()


@pytest.mark.slow
def test_only_the_edges_touch_the_outside() -> None:
    """Readers get bytes, the core gets records: no file, folder, environment or clock elsewhere. Only the command line
    reads the date and writes to the screen; a name that begins with `_` is used only in its module."""
    found, private = set[tuple[str, str]](), set[tuple[str, str]]()
    clocks, screens = set[str](), set[str]()
    for module in MODULES:
        for node in nodes(module):
            match node:
                case ast.Call(func=ast.Name(id="open" | "input" | "print" as name)):
                    found.add((module, name))
                case ast.Call(func=ast.Attribute(attr=name, value=owner)) if name in _CALLS:
                    # `self.open` and the like are the package's methods.
                    if not (isinstance(owner, ast.Name) and owner.id == "self"):
                        found.add((module, name))
                case ast.Attribute(attr="environ"):
                    found.add((module, "environ"))
            match node:
                case ast.Attribute(attr=name) if name in _TIMES:
                    clocks.add(module)
                case ast.Attribute(attr="stdout" | "stderr" | "stdin", value=ast.Name(id="sys")):
                    screens.add(module)
                case ast.Name(id="print"):
                    screens.add(f"print in {module}")
                case ast.ImportFrom(names=names):
                    private |= {(module, a.name) for a in names if a.name.startswith("_") and a.name != "_version"}
    assert sorted(f for f in found if f[0] not in EDGES) == []
    assert clocks <= CLOCKS
    assert screens <= {"cli.main", "cli.progress"}
    assert private == set()


@pytest.mark.slow
def test_no_module_names_a_campaign() -> None:
    """What differs between campaigns is data: no agency, indicator, theme, province or year is in the code. Sentences
    name no agency of any campaign; their examples are about the form. Every module says what it is for."""
    silent = [m for m in MODULES if not ast.get_docstring(tree(m)) and MODULES[m].read_text(encoding="utf-8").strip()]
    assert silent == ["_version"]
    ready = [starter_tables(programme) for programme in programmes()]
    abouts = [tables["campaign"][0] for tables in ready]
    sheets = ("agencies", "successors", "indicators", "themes", "rules")
    rows = [row for tables in ready for key in sheets for row in tables.get(key, ())]
    names = {row["code"] for row in rows} | {programme.name for programme in programmes()}
    agencies = {row["code"] for tables in ready for row in tables["agencies"]}
    phrases = {about[key] for about in abouts for key in ("province", "programme", "id")}
    phrases |= {row[c] for row in rows for c in ("name", "label") if c in row and row.keys() & {"name", "unit"}}
    found = []
    for module in MODULES:
        speaks = room(module) == "messages" or module == "definition.starter"  # sentences quote examples
        documented = {id(n.value) for n in nodes(module) if isinstance(n, ast.Expr)}
        for node in (n for n in nodes(module) if isinstance(n, ast.Constant) and id(n) not in documented):
            if isinstance(node.value, str) and node.value != FORMS:
                words = set(re.findall(r"[\w-]+", node.value))
                years = {w for w in words if re.fullmatch(r"20[12]\d", w)}
                named = words & names or years or any(p and p in node.value for p in phrases)
                if (words & agencies and room(module) == "messages") or (named and not speaks):
                    found.append((module, node.lineno, node.value))
            elif isinstance(node.value, int) and 2010 <= node.value <= 2030 and not speaks:
                found.append((module, node.lineno, str(node.value)))
    assert found == []


_PROJECT = ("toolkit", "tests", "docs", "benchmarks", "packaging", "sample_workbooks")


@pytest.mark.slow
def test_pages_for_developers_name_what_exists() -> None:
    """Code there that looks like a name or a file of Python is one: both are renamed together. `docs/architecture.md`
    lists the rooms in their order and names only existing modules."""
    paths = [path for name in _PROJECT for path in (PACKAGE.parent / name).rglob("*.py")]
    there = {name for path in paths for name in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    there |= {path.name for path in paths}
    for page in ("why-totals-changed.md", "architecture.md"):
        text = (PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")
        code = " ".join(re.findall(r"`([^`\n]+)`", text))
        named = set(re.findall(r"\w+\.py\b|\b_\w{3,}|\b[A-Z][a-z]+[A-Z]\w+|\b[a-z]+(?:_[a-z]+)+\b", code))
        assert sorted(named - there) == [], page
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == ROOMS
    files = {name.replace("/", ".") for name in re.findall(r"`([\w/]+)\.py`", text)}
    assert sorted(name for name in files - set(MODULES) if not name.startswith("tests.")) == []


@pytest.mark.slow
def test_every_test_module_has_a_quick_test() -> None:
    """A run of all but the slow ones has tested everything."""
    slow = [p.name for p in sorted(Path(__file__).parent.rglob("test_*.py")) if not _has_a_quick_one(p)]
    assert slow == []


def _has_a_quick_one(path: Path) -> bool:
    slow = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("def ", "class ")):
            if line.startswith("def test_") and not slow:
                return True
            slow = False
        slow = slow or line in ("@pytest.mark.slow", "@needs_libreoffice")
        assert not (line.startswith("pytestmark") and "slow" in line), path
    return False
