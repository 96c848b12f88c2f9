"""Writes the pages that follow from the code, and the outputs of commands shown in the README.

    python docs/generate.py           writes docs/findings.md, docs/commands.md, docs/definition.md, docs/export.md,
                                      docs/pictures/rooms.svg and the outputs in README.md and docs/tutorial.md
    python docs/generate.py --check   writes nothing; says what is out of date and returns 1

`docs/played.py` says how pages are played whose outputs are shown.
"""

import difflib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from played import played
from rooms import picture

from toolkit.cli import main as cli
from toolkit.consolidation.consolidate import consolidate
from toolkit.definition import sheets as campaign_sheets
from toolkit.export.tables import Table, tables_of
from toolkit.formula.sentences import FIELDS as fields
from toolkit.messages import Text, exports
from toolkit.messages import definition_sheets as sheets
from toolkit.messages.findings import FINDINGS, FINDINGS_OF
from toolkit.messages.texts import FindingText
from toolkit.model import Campaign, FormColumn, FormTable, Language
from toolkit.xlsx.drawn.options import option_lines

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NOTE = "<!-- Written by docs/generate.py from the code. Do not edit by hand. -->\n"
SAMPLE = "sample_workbooks"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


# --- Findings ------------------------------------------------------------------------------------

_GROUPS: tuple[tuple[str, Text], ...] = (
    ("files", Text("Mở tệp", "Opening a file")),
    ("intake", Text("Nhận ra biểu và đơn vị", "Whose form it is, and whether it is as it was sent out")),
    ("contents", Text("Nội dung đã điền", "What is filled in")),
    ("tables", Text("Bảng danh sách", "Tables whose rows the agency adds")),
    ("values", Text("Giá trị trong từng ô", "What was typed in a cell")),
    ("checks", Text("Kiểm tra một báo cáo", "Checks on a report")),
    ("splits", Text("Phân tổ", "Splits")),
    ("editing", Text("Số liệu có vẻ sai", "Figures that look wrong")),
    ("compositions", Text("Tổng hợp từ các bảng tổng hợp", "Masters merged into a master")),
    ("narrative", Text("Nội dung và nhóm ý", "The narrative and its groups")),
    ("corrections", Text("Số điều chỉnh và mục đã chấp nhận", "Corrections and what was accepted")),
    ("row_corrections", Text("Điều chỉnh các dòng của bảng", "Corrections of rows of tables")),
    ("reviews", Text("Báo cáo đã soát xét", "Reviewed reports")),
    ("versions", Text("Tệp nào được tính", "Which file counts")),
    ("signed", Text("Bản PDF gửi kèm biểu", "PDFs beside workbooks")),
    ("mails", Text("Thư và tệp nén (toolkit collect)", "Mails and archives (toolkit collect)")),
    ("signatures", Text("Chữ ký số của tệp PDF", "Signatures of PDFs")),
    ("drafting", Text("Báo cáo Word (toolkit draft)", "Word reports (toolkit draft)")),
    ("definition", Text("Tệp định nghĩa", "The definition workbook")),
    ("formulas", Text("Công thức trong tệp định nghĩa", "Formulas in the definition")),
    ("sentences", Text("Câu có số liệu", "Sentences with figures")),
)
_SEVERITIES = {"error": Text("lỗi", "error"), "warning": Text("cảnh báo", "warning"), "note": Text("lưu ý", "note")}


def findings_page() -> str:
    """Every finding: its code, usual severity, meaning and remedy, in both languages."""
    lines = [
        NOTE,
        "# Findings\n",
        "A finding is something a person must look at. It names the file, the sheet and the cell, quotes what was",
        "typed, says what is wrong and what to do. A code, once released, keeps its meaning. An *error* in a cell",
        "holds back its value, never the whole agency. An error between cells (a rule that does not hold) cannot say",
        "which of them is wrong: it holds nothing back, and the figures are counted and marked wherever they are",
        "shown. A *warning* may be right as it is; a *note* says what was understood.\n",
        "Words in ‹ › are filled in from the file. The second paragraph of each is the Vietnamese.\n",
    ]
    left = dict(FINDINGS)
    for stage, title in _GROUPS:
        lines.append(f"## {title.en} · {title.vi}\n")
        for code in FINDINGS_OF[stage]:
            lines += _finding(code, left.pop(code))
    assert not left, f"in no group of docs/generate.py: {', '.join(left)}"
    return "\n".join(lines)


def _finding(code: str, text: FindingText) -> Iterator[str]:
    severity = _SEVERITIES[text.severity]
    yield f"### `{code}`\n"
    for language, do in (("en", "What to do:"), ("vi", "Cách xử lý:")):
        words = [t.vi if language == "vi" else t.en for t in (severity, text.meaning, text.fix)]
        yield f"*{words[0]}* · {_plain(words[1])} {do} {_plain(words[2])}\n"


def _plain(text: str) -> str:
    """The text with its placeholders as ‹name›, safe in Markdown."""
    return _in_table(_PLACEHOLDER.sub(lambda m: f"‹{m[1]}›", text))


def _in_table(text: str) -> str:
    """The text safe in a table of Markdown."""
    shown = " ".join(text.split())
    return shown.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


# --- Commands ------------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command with its arguments and options, in both languages."""
    groups: dict[Language, click.Group] = {"en": cli.build("en"), "vi": cli.build("vi")}
    lines = [
        NOTE,
        "# Commands\n",
        "`toolkit …`, or `python -m toolkit …`. The language of all that is printed is Vietnamese, English with",
        "`--lang en` or where `TOOLKIT_LANG` is `en`.\n",
        "Exit code: 0 nothing needs a person; 1 the work is done and there are errors or missing agencies;",
        "2 wrong use, or the definition is wrong; 3 it could not be done (unreadable, unwritable).\n",
    ]
    lines += _command("toolkit", groups)
    for name in groups["en"].commands:
        lines += _command(f"toolkit {name}", {k: g.commands[name] for k, g in groups.items()})
    return "\n".join(lines)


def _command(path: str, both: dict[Language, click.Group] | dict[Language, click.Command]) -> Iterator[str]:
    command = both["en"]
    needed = [f"--{p.name} {p.metavar}" for p in command.params if isinstance(p, click.Option) and p.required]
    usage = " ".join([path, *(_argument(p) for p in command.params if isinstance(p, click.Argument)), *needed])
    yield f"## `{usage}`\n"
    for language in both:
        yield " ".join((both[language].help or "").split()) + "\n"
    yield "| option | English | tiếng Việt |\n|---|---|---|"
    for option in command.params:
        if isinstance(option, click.Option):
            helps = [next(o for o in c.params if o.name == option.name) for c in both.values()]
            cells = [_plain(o.help or "") if isinstance(o, click.Option) else "" for o in helps]
            yield f"| `{_option(option)}` | {cells[0]} | {cells[1]} |"
    yield ""


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return name if argument.required or name.startswith("[") else f"[{name}]..."


def _option(option: click.Option) -> str:
    names = ", ".join(sorted((*option.opts, *option.secondary_opts), key=len))
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {'/'.join(option.type.choices)}"
    number = isinstance(option.type, click.types.IntParamType)
    return f"{names} {'N' if number else option.metavar}"


# --- The definition ------------------------------------------------------------------------------

_READS = {
    "text": Text("chữ", "text"),
    "code": Text("mã", "code"),
    "list": Text("danh sách, cách nhau bằng |", "list, separated by |"),
    "choice": Text("chọn", "one of"),
    "number": Text("số", "number"),
    "yesno": Text("có/không", "yes or no"),
    "date": Text("ngày", "date"),
    "periods": Text("các kỳ, cách nhau bằng |", "periods, separated by |"),
    "formula": Text("công thức", "formula"),
}


def definition_page() -> str:
    """Every sheet and column of a definition workbook, with what its cells may hold."""
    lines = [
        NOTE,
        "# The definition workbook\n",
        "`campaign.xlsx` says what is asked, of whom, by when. Cell A1 of each sheet holds its key, row 1 the column",
        "keys, column A the row keys; the order of sheets, rows and columns does not matter. Rows with `#` in column A",
        "are there for people. Every mistake is reported at once, with sheet, cell and the nearest known name",
        "([findings.md](findings.md)). `toolkit new FOLDER` writes one to start from.\n",
        "A blank cell means: all agencies, no limit (but counts, money and percentages are from 0 and percentages up",
        "to 100: type a `minimum` below 0 for a balance or a difference), no total, *no*; a rule without `severity` is "
        "an error;",
        "an agency without `short_name` is called by its name.\n",
        "Each part of a split is an indicator, right after its whole. Formulas, rules and sentences may",
        "name it by its code: the whole's, `_` and the part's name in plain capitals (`TT06_NAM`), or its initials",
        "where that would be longer than 31 characters.\n",
    ]
    for spec in campaign_sheets.SHEETS:
        title, hint = sheets.SHEETS[spec.key], sheets.HINTS[spec.key]
        lines += [
            f"## `toolkit:{spec.key}` · {title.en} · {title.vi}\n",
            ("Every definition has it. " if spec.required else "") + _with_fields(hint, "en") + "\n",
            _with_fields(hint, "vi") + "\n",
        ]
        about = spec.key == "campaign"
        lines += ["| key | heading | holds | what it is |\n|---|---|---|---|"]
        for column in campaign_sheets.CAMPAIGN_ROWS if about else spec.columns:
            title, helps = (
                sheets.CAMPAIGN[column.key]
                if about
                else (sheets.COLUMNS[spec.key, column.key], sheets.HELPS.get((spec.key, column.key), Text("", "")))
            )
            about_column = "<br>".join(filter(None, (_in_table(_with_fields(helps, k)) for k in ("en", "vi"))))
            lines.append(f"| `{column.key}` | {title.en}<br>{title.vi} | {_holds(column)} | {about_column} |")
        if about:
            lines.append("\nThe keys are row keys; the value of each stands in the column `value`.")
        lines.append("")
        if spec.key == "sentences":
            lines += _fields()
    lines += _options()
    lines += ["## Units\n"]
    for kind, units in campaign_sheets.KNOWN_UNITS.items():
        lines.append(f"- kind `{kind}`: {', '.join(f'`{u}`' for u in units)}")
    lines += ["- other kinds: any words, spelt one way throughout", ""]
    return "\n".join(lines)


def _with_fields(text: Text, language: Language) -> str:
    """The text as the sheets show it, its fields of sentences as code."""
    return re.sub(r"\{[^{}]*\}", r"`\g<0>`", sheets.shown(text, language))


def _fields() -> Iterator[str]:
    """The lines about the fields of sentences."""
    yield "| field | trường | what it prints |\n|---|---|---|"
    vietnamese = {str(key): name for key, name in fields.items()}
    for key, text in sheets.FIELDS.items():
        names = [f"`{{CODE.{name}}}`" for name in (key, vietnamese[key])] if key in vietnamese else ["`{CODE}`"] * 2
        yield f"| {names[0]} | {names[1]} | {_plain(text.en)}<br>{_plain(text.vi)} |"
    yield (
        "| `{CODE.2019}`, `{CODE.total}` | `{CODE.2019}`, `{CODE.ca_ky}` | the figure of one period, or of all together"
        "<br>số của một kỳ, hoặc cả kỳ |\n"
    )
    yield (
        "What is in square brackets is left out whole where a field in it has no value; a sentence with a\n"
        "field outside brackets that has none is not printed, and a finding says so. Doubts about a\n"
        "figure follow its sentence. Without the sheet each key figure has a built-in sentence; a sheet\n"
        "without rows means that there are none.\n"
    )


def _options() -> Iterator[str]:
    """The option words in both languages, and what each does."""
    yield "## Option words · Từ chọn\n"
    yield (
        "Columns with a drop-down take these words, in either language; both may stand in one file. Case, tone\n"
        "marks and Unicode composition make no difference: `so dem` is `số đếm`. The definition that\n"
        "`toolkit new` writes has the words of its language, and this table as its last sheet.\n\n"
        "Ghi từ tiếng Việt hay tiếng Anh đều được, chữ hoa chữ thường và dấu thanh không phân biệt.\n"
    )
    yield "| sheet, column | trang, cột | tiếng Việt | English | what it does |\n|---|---|---|---|---|"
    for en, vi in zip(option_lines("en"), option_lines("vi"), strict=True):
        about = f"{_in_table(en.what)}<br>{_in_table(vi.what)}"
        yield f"| {en.sheet}, {en.column} | {vi.sheet}, {vi.column} | {vi.word} | `{en.word}` | {about} |"
    yield ""


def _holds(column: campaign_sheets.Column) -> str:
    reads = _plain(_READS[column.reads].en)
    if column.choices and column.reads == "choice":
        reads += " " + ", ".join(f"`{c}`" for c in column.choices)
    return reads + (" **(needed)**" if column.required else "")


# --- Tables for programs ---------------------------------------------------------------------------

_TYPES = {
    "string": Text("chữ", "text"),
    "integer": Text("số nguyên", "whole number"),
    "number": Text("số", "number"),
    "boolean": Text("đúng/sai", "true or false"),
    "date": Text("ngày", "day"),
}
_OF_ROWS = "table_code"
_ABOUT_EXPORT = r"""# Tables for programs

`toolkit export` writes the consolidated result, from which `report` and `page` are made too, as a folder of tables:
`export/`, or `-o DIR`. After a merge no file is read again. Names of tables and columns are the same in every round
and every language; the reasons are in decision [168](decisions/0168-tables-for-programs.md).

- `data.sqlite`: all tables, with primary and foreign keys. Whole numbers are INTEGER, so that their sums are exact,
  others REAL, the same binary number as in the master; yes or no is 1 or 0; days are ISO texts.
- `NAME.csv`: one table, RFC 4180, UTF-8 with a byte order mark, the names of the columns in its first line. Numbers
  have a point and no exponent, and read back as the same number; yes or no is `true` or `false`; days are ISO.
- `datapackage.json`: a Data Package, which describes each table: its columns with types, units and titles in both
  languages, its keys, number of rows, size and SHA-256, and the agencies whose reports are in it.

What to know:

- A blank is NULL (in CSV an empty field), never 0. `state` says why a figure has no number.
- A text in a CSV file that begins with `=`, `+`, `-`, `@` (wide ones too), a tab or a return has an apostrophe before
  it, since Excel would run it; so has one that begins with apostrophes and such a sign. Where a text matches
  `^'+[=+\-@\t\r＝＋－＠]` the agency's text is what follows the first apostrophe. In `data.sqlite` texts are as they
  were written.
- For Excel there is the master. To open a CSV file in it all the same: Data, From Text/CSV, comma, locale English.
- `--lang` chooses the language of `title` and `description` and of the sentences in `findings`, and nothing else.
- The folder is replaced as a whole. Files that others put there stay; one of ours that was changed is kept in
  `backups/`.

`toolkit export --share` writes `export-chia-se/` for circulation: what the copy for circulation shows, masked by the
same search (`state` is `masked` then), and no text that an agency wrote. What is in it is marked **S** below.

```python
import json
import sqlite3

import pandas

database = sqlite3.connect("export/data.sqlite")
figures = pandas.read_sql("SELECT * FROM figures JOIN indicators ON indicators.code = indicator", database)
with open("export/datapackage.json", encoding="utf-8") as file:
    package = json.load(file)
```

```sql
-- DuckDB: indicators that are added up, compared with the master's totals
SELECT indicator, period, sum(f.value) AS added, any_value(t.value) AS total
FROM 'export/figures.csv' f
JOIN 'export/totals.csv' t USING (indicator, period)
JOIN 'export/indicators.csv' i ON i.code = indicator
WHERE across_agencies = 'sum' AND owner IS NULL
GROUP BY ALL
```
"""


def export_page() -> str:
    """Every table and column of the export, with its content."""
    column = FormColumn(code="COLUMN", label="…", kind="text")
    table_of_rows = FormTable(code="CODE", heading="…", columns=(column,), cumulative=True)
    result = consolidate(Campaign(id="x", title="x", tables=(table_of_rows,)), [], as_of=date(2000, 1, 1))
    shared = {t.name: {c.name for c in t.columns} for t in tables_of(result, "en", shared=True)}
    lines = [NOTE, _ABOUT_EXPORT]
    for table in tables_of(result, "en"):
        lines += _table(table, shared.get(table.name, set()))
    return "\n".join(lines)


def _table(table: Table, shared: set[str]) -> Iterator[str]:
    of_rows = table.name == _OF_ROWS
    name, title = ("table_CODE", exports.TITLES["table_rows"]) if of_rows else (table.name, table.title)
    yield f"## `{name}` · {title.en} · {title.vi}\n"
    for language in ("en", "vi"):
        about = table.about.say(language) if table.about else ""
        yield (about + (f" {exports.EACH.say(language)}" if of_rows else "")) + "\n"
    yield "| column | type | | title | what it is |\n|---|---|---|---|---|"
    for c in table.columns:
        if c.name == "COLUMN":
            yield f"| `{c.name}` … | | | | {_in_table(exports.ASKED.en)}<br>{_in_table(exports.ASKED.vi)} |"
            continue
        marks = [*(["key"] if c.name in table.key else []), *([f"→ `{c.to}`"] if c.to else [])]
        marks += ["**S**"] if c.name in shared else []
        words = "<br>".join(_in_table(sheets.shown(c.about, k)) for k in ("en", "vi")) if c.about else ""
        yield f"| `{c.name}` | {_TYPES[c.type].en} | {' '.join(marks)} | {c.title.en}<br>{c.title.vi} | {words} |"
    yield ""


# --- Pages that are played --------------------------------------------------------------------------


def played_again(page: Path, samples: str = "") -> str:
    """The page with the outputs of its commands as they are now, in an empty folder or beside a copy of the samples."""
    with tempfile.TemporaryDirectory(prefix="toolkit-page-") as folder:
        if samples:
            (copy := Path(folder, samples)).mkdir()
            shutil.copy2(ROOT / SAMPLE / "campaign.xlsx", copy)
            shutil.copytree(ROOT / SAMPLE / "inbox", copy / "inbox")
        return played(page.read_text(encoding="utf-8"), Path(folder))


# --- All of it -----------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """What each generated file should hold."""
    return {
        HERE / "findings.md": findings_page(),
        HERE / "commands.md": commands_page(),
        HERE / "definition.md": definition_page(),
        HERE / "export.md": export_page(),
        HERE / "pictures" / "rooms.svg": picture(),
        HERE / "tutorial.md": played_again(HERE / "tutorial.md"),
        ROOT / "README.md": played_again(ROOT / "README.md", SAMPLE),
    }


def main() -> int:
    """Write what has changed, or with `--check` only say so."""
    check = sys.argv[1:] == ["--check"]
    old = 0
    for path, text in pages().items():
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        if now != text:
            old += 1
            name = path.relative_to(ROOT).as_posix()
            if check:
                sys.stdout.writelines(
                    difflib.unified_diff(now.splitlines(True), text.splitlines(True), name, "as it should be", n=1)
                )
            else:
                path.write_text(text, encoding="utf-8", newline="\n")
    if old and check:
        sys.stdout.write(f"{old} pages are out of date; run: python docs/generate.py\n")
    return 1 if old and check else 0


if __name__ == "__main__":
    sys.exit(main())
