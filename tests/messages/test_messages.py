"""The catalogue of sentences: every code in it is used, and each reads as a sentence with any values."""

import re
import unicodedata

import pytest

from tests.messages.sources import MESSAGES, code
from tests.messages.test_texts import fields
from toolkit.cli.main import build
from toolkit.messages import Text, commands, desk, forms, masters, rounds, signatures
from toolkit.messages.findings import FINDINGS, FINDINGS_OF, signed
from toolkit.messages.findings import drafting as letters
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.texts import Texts
from toolkit.model import SEVERITIES, Campaign, Finding, Indicator, Language, Section

LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: Texts in the code that look like codes and are not: names of files, headers of mails and of HTTP, XML, styles.
NOT_CODES = """
ms-word octet-stream xdg-open wrong-use made-from tabular-data-package tabular-data-resource export-chia-se xem-thu
base-uri connect-src content-length default-src form-action frame-ancestors frame-src img-src no-store same-origin
script-src sec-fetch-site style-src transfer-encoding letter-contents letter-textbox letter-point letter-more
letter-generated authentication-results auto-submitted x-autoreply x-autorespond x-autoresponder final-recipient
original-recipient x-failed-recipients diagnostic-code in-reply-to x-original-message-id content-disposition content-id
content-type message-id apply-style-name blank-width-char currency-style currency-symbol data-style-name display-factor
mmm-yy date-style number-style percentage-style text-style parent-style-name scientific-number table-cell
custom-properties data-code in-one
"""
_CODE = re.compile(r"(?!utf-)[a-z]+(-[a-z0-9]+)+")
#: All sentences of the files, each with its position.
ALL_TEXTS = [
    (f"{path.stem}.{key}", text)
    for path in sorted(MESSAGES.rglob("*.tsv"))
    for key, text in Texts(str(path)).items()
    if text.en
]


@pytest.mark.slow
def test_every_code_in_the_program_is_in_the_catalogue() -> None:
    """Every string that looks like a code has a sentence, and no sentence is kept for a code that nothing uses."""
    kept = (FINDINGS, commands.ERRORS, letters.ERRORS, letters.REASONS, masters.REASONS)
    others = (commands.NOTICES, commands.OF_CLUSTERS, desk.WORDS, desk.ACTIONS, rounds.LOOKS, rounds.DECIDED)
    words = (signatures.TRUSTS, signatures.UNCHECKED, signed.UNREAD, NOT_CODES.split())
    known = {text for catalogue in (*kept, *others, *words) for text in catalogue}
    used = code().outside
    assert sorted(text for text in used if _CODE.fullmatch(text) and text not in known) == []
    assert sorted(text for catalogue in kept for text in catalogue if text not in used) == []


def test_a_code_has_one_meaning() -> None:
    """No two parts of the catalogue define the same code differently; codes are short English words."""
    assert sum(len(part) for part in FINDINGS_OF.values()) == len(FINDINGS)
    assert sorted({*commands.ERRORS, *letters.ERRORS} & {*FINDINGS}) == []
    assert [c for c in FINDINGS if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", c) or len(c) > 40] == []
    assert {entry.severity for entry in FINDINGS.values()} <= {*SEVERITIES}
    assert [c for c, entry in FINDINGS.items() if fields(entry.meaning.vi)] == []
    sentences = [
        text for entry in FINDINGS.values() for both in (entry.what, entry.fix, entry.meaning) for text in both
    ]
    assert all(text.strip() for text in sentences)


def test_the_catalogue_is_composed() -> None:
    """Vietnamese is stored composed (NFC), without odd blanks."""
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
_AT = {"file": "inbox/a.xlsx", "sheet": "Số liệu", "cell": "E7", "value": "{1.234}", "period": "2019"}
_SHOWN = {"indicator": "“Số người”", "section": "Mặt đạt được"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_reads_as_a_sentence(language: Language) -> None:
    """With everything it may quote, no placeholder is left, and braces in data are kept; without values it never stops
    the run."""
    for kind, entry in FINDINGS.items():
        needed = fields("".join((entry.what.vi, entry.fix.vi)))
        rest = needed - {*_AT, *_SHOWN, "details"}
        arguments = {**{name: f"{{{name}}}" for name in rest}, **({"details": "phone"} if "details" in needed else {})}
        bare = Finding(code=kind, severity=entry.severity)
        assert "{" not in "".join(describe(bare, language))
        finding = Finding(
            code=kind,
            severity=entry.severity,
            **_AT,  # type: ignore[arg-type]
            indicator="N1",
            section="good",
            arguments=tuple(arguments.items()),
        )
        what, fix = describe(finding, language, CAMPAIGN)
        assert what.strip()
        assert fix.strip()
        quoted = {f"{{{name}}}" for name in rest} | {"{1.234}"}
        assert set(re.findall(r"\{[^{}]*\}", f"{what} {fix}")) <= quoted, kind
        assert all(_SHOWN[name] in f"{what} {fix}" for name in needed & {*_SHOWN}), kind


def test_the_nearest_name_is_offered_only_if_there_is_one() -> None:
    """“The nearest is …” is stated with a name and not without."""
    nearest, none = (
        describe(Finding(code="definition-unknown-agency", severity="error", arguments=(("nearest", n),)), "en")[1]
        for n in ("SA", "")
    )
    assert "“SA”" in nearest
    assert nearest.startswith(none)
    assert "“”" not in none


def test_long_values_are_shortened() -> None:
    """A page typed into one cell does not make a page of a message. Periods are put into words before their list is
    shortened: it ends with no key, nor with half of one."""
    finding = Finding(code="is-text", severity="error", value="chữ " * 5000, file="x" * 10)
    assert max(map(len, describe(finding, "vi"))) < 1000
    keys = tuple(f"{year}-M{month:02}" for year in range(2019, 2024) for month in range(1, 13))
    what, _ = describe(Finding(code="required-missing", severity="error", indicator="A", periods=keys), "vi")
    assert "T1/2019, " in what
    assert "-M" not in what
    assert re.search(r"T\d+/20\d\d …", what)


def test_names_of_sheets_are_valid() -> None:
    """A sheet's name keeps to Excel's limit and characters, and no two sheets share one."""
    for names in (forms.SHEETS, masters.SHEETS):
        for language in LANGUAGES:
            shown = [text.say(language) for text in names.values()]
            assert [n for n in shown if len(n) > 31 or set(n) & set(r"[]:*?/\'")] == []
            assert len({n.casefold() for n in shown}) == len(shown)


def test_every_command_and_option_has_help() -> None:
    """Each command and option is explained in both languages."""
    for language in LANGUAGES:
        group = build(language)
        for command in (group, *group.commands.values()):
            assert (command.help or "").strip()
            options = [p for p in command.params if p.param_type_name == "option"]
            assert [p.name for p in options if not getattr(p, "help", None)] == []
