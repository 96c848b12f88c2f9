"""The catalogue of sentences: complete in both languages, and every code in it is used."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import toolkit
from tests.building import table
from toolkit import messages
from toolkit.cli.main import build
from toolkit.messages import Text, commands, desk, forms, masters, rounds, signatures
from toolkit.messages.findings import FINDINGS, FINDINGS_OF, signed
from toolkit.messages.findings import drafting as letters
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.texts import Texts
from toolkit.model import SEVERITIES, Campaign, Finding, Indicator, Language, Section

PACKAGE = Path(toolkit.__file__).parent
LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: Texts in the code that look like codes and are not.
NOT_CODES = frozenset(
    {
        "ms-word",
        "export-chia-se",  # folders
        "tabular-data-package",
        "tabular-data-resource",
        "octet-stream",
        "xem-thu",  # folders
        "made-from",
        "base-uri",
        "connect-src",
        "content-length",
        "default-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "no-store",
        "same-origin",
        "script-src",
        "sec-fetch-site",
        "style-src",
        "transfer-encoding",
        "xdg-open",
        "letter-contents",
        "letter-textbox",
        "letter-point",
        "letter-more",
        "letter-generated",
        "authentication-results",
        "auto-submitted",
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "final-recipient",
        "original-recipient",
        "x-failed-recipients",
        "diagnostic-code",
        "in-reply-to",
        "x-original-message-id",
        "content-disposition",
        "content-id",
        "content-type",
        "message-id",
        "apply-style-name",
        "blank-width-char",
        "currency-style",
        "currency-symbol",
        "data-style-name",
        "display-factor",
        "mmm-yy",
        "date-style",
        "number-style",
        "percentage-style",
        "text-style",
        "parent-style-name",
        "scientific-number",
        "table-cell",
        "wrong-use",
    }
)
_CODE = re.compile(r"(?!utf-)[a-z]+(-[a-z0-9]+)+")
_MODULES = [import_module(m.name) for m in walk_packages(messages.__path__, "toolkit.messages.")]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@cache
def literals() -> frozenset[str]:
    """Every string in the package's code, the catalogue and docstrings left out."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "messages" in path.relative_to(PACKAGE).parts:
            continue
        docs = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):  # what documents put before its text
            if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.body:
                docs.add(id(node.body[0].value) if isinstance(node.body[0], ast.Expr) else 0)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                found.add(node.value)
    return frozenset(found)


#: All sentences of the files, each with its position.
ALL_TEXTS = [
    (f"{path.stem}.{key}", text)
    for path in sorted((PACKAGE / "messages").rglob("*.tsv"))
    for key, text in Texts(str(path)).items()
    if text.en
]


@pytest.mark.slow
def test_every_code_in_the_program_is_in_the_catalogue() -> None:
    """Every string that looks like a code has a sentence."""
    known = {
        *FINDINGS,
        *commands.ERRORS,
        *commands.NOTICES,
        *commands.OF_CLUSTERS,
        *letters.ERRORS,
        *letters.REASONS,
        *masters.REASONS,
        *desk.WORDS,
        *desk.ACTIONS,
        *rounds.LOOKS,
        *rounds.DECIDED,
        *signatures.TRUSTS,
        *signatures.UNCHECKED,
        *signed.UNREAD,
        *NOT_CODES,
    }
    assert sorted(text for text in literals() if _CODE.fullmatch(text) and text not in known) == []


def test_every_code_in_the_catalogue_is_used() -> None:
    """No sentence is kept for a code that nothing uses."""
    kept = (FINDINGS, commands.ERRORS, letters.ERRORS, letters.REASONS, masters.REASONS)
    assert sorted(code for catalogue in kept for code in catalogue if code not in literals()) == []


def test_a_code_has_one_meaning() -> None:
    """No two parts of the catalogue define the same code differently."""
    assert sum(len(part) for part in FINDINGS_OF.values()) == len(FINDINGS)
    errors = {**commands.ERRORS, **letters.ERRORS}
    assert sorted(set(errors) & set(FINDINGS)) == []


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_a_finding_has_all_its_parts(code: str) -> None:
    """Its code is short English words; its severity is known, its sentences exist in both languages."""
    entry = FINDINGS[code]
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
    assert len(code) <= 40
    assert entry.severity in SEVERITIES
    for text in (entry.what, entry.fix, entry.meaning):
        assert text.vi.strip() and text.en.strip()  # noqa: PT018 -- one statement of both
    assert placeholders(entry.meaning.vi) == set()


def test_both_languages_have_the_same_placeholders() -> None:
    """A value that one language shows, the other shows too."""
    assert [where for where, text in ALL_TEXTS if placeholders(text.vi) != placeholders(text.en)] == []


def test_a_sentence_exists_in_both_languages_or_in_neither() -> None:
    """No text of the catalogue is missing in one language."""
    assert [where for where, text in ALL_TEXTS if bool(text.vi.strip()) != bool(text.en.strip())] == []


def test_the_catalogue_is_composed() -> None:
    """Vietnamese is stored composed (NFC), without odd blanks."""
    import unicodedata

    odd = re.compile(r"[\u00a0\u200b\ufeff\u0300-\u036f]")
    wrong = [w for w, t in ALL_TEXTS for text in t if unicodedata.normalize("NFC", text) != text or odd.search(text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        (0, "0 tệp, xong", "0 files are done"),
        (1, "1 tệp, xong", "1 file is done"),
        ("1", "1 tệp, xong", "1 file is done"),
        (2, "2 tệp, xong", "2 files are done"),
        ("21", "21 tệp, xong", "21 files are done"),
    ],
)
def test_words_agree_with_their_number(count: object, vi: str, en: str) -> None:
    """One and many have different forms in some languages, whether the number is one or its text; braces stay."""
    text = Text("{count} tệp, xong{rest}", "{count:# file is|# files are} done{rest}")
    assert (vi, en) == (text.say("vi", count=count, rest=""), text.say("en", count=count, rest=""))
    assert text.say("en", count=count, rest="{x|y}").endswith("done{x|y}")


#: A number before a word in the plural, or before a verb that goes with many.
_PLURAL = re.compile(
    r"(?<!first )\{(?:count|days|figures|statements|sections|agencies|totals|mails|points|errors|files|sent|owed|asked|"
    r"cells|notes|new)\} (?:\w+ )?(?:\w+(?<!i)s|are|were|have|wait)\b"
)


def test_no_number_is_before_a_bare_plural() -> None:
    """“1 agencies” is nowhere: English words that go with a number come in both forms."""
    assert [f"{where}: {text.en}" for where, text in ALL_TEXTS if _PLURAL.search(text.en)] == []


CAMPAIGN = Campaign(
    id="D",
    title="Thử",
    indicators=(Indicator(code="N1", topic="", label="Số người", unit="người", kind="count"),),
    sections=(Section(code="good", role="achievement", heading="Mặt đạt được"),),
)


@pytest.mark.parametrize("code", sorted(FINDINGS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_reads_as_a_sentence(code: str, language: Language) -> None:
    """With everything it may quote: no placeholder is left, braces in data are kept."""
    entry = FINDINGS[code]
    needed = placeholders("".join((entry.what.vi, entry.fix.vi)))
    rest = needed - {"file", "sheet", "cell", "value", "indicator", "period", "section", "details"}
    arguments = {**{name: f"{{{name}}}" for name in rest}, **({"details": "phone"} if "details" in needed else {})}
    finding = Finding(
        code=code,
        severity=entry.severity,
        file="inbox/a.xlsx",
        sheet="Số liệu",
        cell="E7",
        value="{1.234}",
        indicator="N1",
        period="2019",
        section="good",
        arguments=tuple(arguments.items()),
    )
    what, fix = describe(finding, language, CAMPAIGN)
    assert what.strip()
    assert fix.strip()
    sentence = f"{what} {fix}"
    quoted = {f"{{{name}}}" for name in rest} | {"{1.234}"}
    assert set(re.findall(r"\{[^{}]*\}", sentence)) <= quoted
    for name in needed & {"indicator", "section"}:
        assert {"indicator": "“Số người”", "section": "Mặt đạt được"}[name] in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_without_values_reads_as_a_sentence(language: Language) -> None:
    """One without a placeholder's value still reads; it never stops the run."""
    for code, entry in FINDINGS.items():
        what, fix = describe(Finding(code=code, severity=entry.severity), language)
        assert "{" not in what + fix


def test_the_nearest_name_is_offered_only_if_there_is_one() -> None:
    """“The nearest is …” is stated with a name and not without."""
    entry = FINDINGS["definition-unknown-agency"]
    sentences = [
        describe(Finding(code="definition-unknown-agency", severity=entry.severity, arguments=(("nearest", n),)), "en")[
            1
        ]
        for n in ("SA", "")
    ]
    assert "“SA”" in sentences[0]
    assert sentences[0].startswith(sentences[1])
    assert "“”" not in sentences[1]


def test_a_long_quotation_is_shortened() -> None:
    """A page typed into one cell does not make a page of a message."""
    finding = Finding(code="is-text", severity="error", value="chữ " * 5000, file="x" * 10)
    assert max(map(len, describe(finding, "vi"))) < 1000


def test_a_long_list_of_periods_ends_with_a_whole_one() -> None:
    """Periods are put into words before the list is shortened: it ends with no key, nor with half of one."""
    keys = tuple(f"{year}-M{month:02}" for year in range(2019, 2024) for month in range(1, 13))
    finding = Finding(code="required-missing", severity="error", indicator="A", periods=keys)
    what, _ = describe(finding, "vi")
    assert "T1/2019, " in what
    assert "-M" not in what
    assert re.search(r"T\d+/20\d\d …", what)


SHEET_NAMES = """
| catalogue | limit |
|-----------|-------|
| forms     | 31    |
| masters   | 31    |
"""


@pytest.mark.parametrize("row", table(SHEET_NAMES), ids=lambda row: row["catalogue"])
def test_names_of_sheets_are_valid(row: dict[str, str]) -> None:
    """A sheet's name keeps to Excel's limit and characters, and no two sheets share one."""
    names = {"forms": forms.SHEETS, "masters": masters.SHEETS}[row["catalogue"]]
    for language in LANGUAGES:
        shown = [text.say(language) for text in names.values()]
        assert [n for n in shown if len(n) > int(row["limit"]) or set(n) & set(r"[]:*?/\'")] == []
        assert len({n.casefold() for n in shown}) == len(shown)


def test_every_command_and_option_has_help() -> None:
    """Each command and option is explained in both languages."""
    for language in LANGUAGES:
        group = build(language)
        for command in (group, *group.commands.values()):
            assert (command.help or "").strip()
            options = [p for p in command.params if p.param_type_name == "option"]
            assert [p.name for p in options if not getattr(p, "help", None)] == []
