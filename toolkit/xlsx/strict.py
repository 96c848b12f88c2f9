"""The limits of a workbook, and wrappers of XlsxWriter's methods that raise an error for what these would drop."""

import functools
import math
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from xlsxwriter.exceptions import FileCreateError, XlsxWriterException

from toolkit.spreadsheet.escapes import escaped, has_overlapping_escapes, with_escapes_split

MAX_TEXT = 32_767
"""Excel's limit for the text of one cell, in UTF-16 units."""

#: Excel's limits for a formula.
_FORMULA = 8192  # characters
_LITERAL = 255  # characters of a text in quotes
_LEVELS = 64  # nested functions
_ARGUMENTS = 255  # arguments of a function
#: The most characters of a `HYPERLINK` target.
MAX_TARGET = 255
#: Characters with a special meaning in the path of a link, with their escapes, in the order of replacement.
LINK_SIGNS = {"%": "%25", "#": "%23", "[": "%5B", "]": "%5D"}
_IN_LINKS = str.maketrans(LINK_SIGNS)
#: The most characters of a validation's formula.
_CONDITION = 255
#: The most characters that are written here as one text in quotes; some count as two.
_QUOTED = 127
#: The tokens of a formula on which its limits depend: texts and sheet names in quotes, brackets, commas.
_PIECES = re.compile(r"\"(?P<text>(?:[^\"]|\"\")*)\"|'(?:[^']|'')*'|(?P<open>[A-Za-z0-9_.]*\()|(?P<sign>[),])")
_TEXTS = re.compile(r'"(?:[^"]|"")*"')

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
# Functions that XlsxWriter would write as array formulas, which LibreOffice and openpyxl lose, or under other names.
_ARRAY = re.compile(
    r"\b(?:ANCHORARRAY|BYCOL|BYROW|CHOOSECOLS|CHOOSEROWS|DROP|EXPAND|FILTER|HSTACK|LAMBDA|MAKEARRAY|MAP|"
    r"RANDARRAY|REDUCE|SCAN|SEQUENCE|SINGLE|SORT|SORTBY|SWITCH|TAKE|TEXTSPLIT|TOCOL|TOROW|UNIQUE|VSTACK|"
    r"WRAPCOLS|WRAPROWS|XLOOKUP)\("
)


class WriteError(RuntimeError):
    """A programming mistake: contents that a workbook cannot hold or XlsxWriter would drop."""


def xml_text(text: str) -> str:
    """The text for use outside cells: what XML forbids becomes U+FFFD, line ends become LF."""
    if text.isprintable():
        return text
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return _UNWRITABLE.sub("\ufffd", text)


def number_text(value: float) -> str:
    """The shortest text that reads back as the same double; whole numbers without `.0`.

    Raises `WriteError` for NaN, infinities and whole numbers beyond a double.
    """
    return str(exact(value))


def exact(value: float) -> float:
    """The number as a type whose `str` is the shortest exact text: an int if it is whole and below 1e16.

    Raises `WriteError` for NaN, infinities and whole numbers beyond a double.
    """
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise WriteError(f"not a number a cell can hold: {value!r:.50}")
    return int(number) if number.is_integer() and abs(number) < 1e16 else number


def shared_string(text: str) -> str:
    """The text for XlsxWriter's string table. Raises `WriteError` for a text that is too long.

    XlsxWriter escapes what XML forbids as Excel does (`_x0007_`), so that it is read back unchanged; half surrogate
    pairs and noncharacters become U+FFFD.
    """
    if not text.isprintable():
        text = _NO_CHARACTER.sub("\ufffd", text)
    # Only a text of more than half the limit can exceed it in UTF-16 units.
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        raise WriteError(f"text of {len(text)} characters; a cell holds {MAX_TEXT}")
    if "_x" in text and has_overlapping_escapes(text):
        # XlsxWriter escapes only every second of such texts. The character reference prevents a second escape.
        return f'<r><t xml:space="preserve">{escape(escaped(text)).replace("_x", "&#95;x")}</t></r>'
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for its rich-text XML and writes it unescaped. An escaped run of rich text shows
        # and reads back as what was typed.
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


def escape(text: str) -> str:
    """The text for use between XML tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def formula_text(formula: str) -> str:
    """The formula, unchanged. Raises `WriteError` if an ordinary cell cannot hold it."""
    # Most formulas are links, which call one function.
    calls = formula.count("(")
    array = calls and not (calls == 1 and formula.startswith("=HYPERLINK(")) and _ARRAY.search(formula)
    if beyond := exceeded_limit(formula):
        raise WriteError(f"{beyond}: {formula:.100}")
    if not formula.startswith("=") or len(formula) < 2 or formula.endswith("}") or array:
        raise WriteError(f"not a formula for an ordinary cell: {formula:.100}")
    return xml_text(with_escapes_split(formula))


def size_of(text: str) -> int:
    """The text's length as Excel counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, limit: int) -> str:
    """The text, shortened to Excel's count of characters, with an ellipsis."""
    if size_of(text) <= limit:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)].decode("utf-16-le", "ignore") + "…"


def exceeded_limit(formula: str) -> str:
    """The limit of Excel that the formula exceeds, in words; "" for a formula within all limits."""
    if len(formula) > _FORMULA // 2 and size_of(formula) > _FORMULA:
        return f"a formula of {size_of(formula)} characters"
    # Most formulas need no closer check, since no sheet name written here contains a quote.
    longest = len(formula) if len(formula) <= _QUOTED else max(map(len, _TEXTS.findall(formula)), default=0)
    plain = longest <= _QUOTED and formula.count("(") <= _LEVELS and formula.count(",") < _ARGUMENTS
    return "" if plain else _excess(formula)


def _excess(formula: str) -> str:
    arguments, level = [0], 0  # the arguments in each open bracket; the number of open functions
    functions = [False]
    for piece in _PIECES.finditer(formula):
        if piece["text"] is not None and size_of(piece["text"]) > _LITERAL:
            return f"a text of {size_of(piece['text'])} characters in a formula"
        if piece["open"]:
            functions.append(len(piece["open"]) > 1)
            arguments.append(0)
            level += functions[-1]
            if level > _LEVELS:
                return f"more than {_LEVELS} functions in each other"
        elif piece["sign"] == ")" and functions[1:]:
            level -= functions.pop()
            arguments.pop()
        elif piece["sign"] == ",":
            arguments[-1] += 1
            if arguments[-1] >= _ARGUMENTS and functions[-1]:
                return f"a function of more than {_ARGUMENTS} arguments"
    return ""


def fits(formula: str) -> bool:
    """Whether Excel accepts the formula: one about many cells may be too long."""
    return not exceeded_limit(formula)


def names_another_sheet(formula: str) -> bool:
    """Whether a formula refers to another sheet, which shared formulas, and conditional formats in Excel
    2007, may not."""
    return "!" in formula and "!" in _TEXTS.sub("", formula)


def fits_validation(formula: str) -> bool:
    """Whether a cell's validation accepts the formula."""
    return size_of(formula) <= _CONDITION and fits(formula) and not names_another_sheet(formula)


def link_path(path: str) -> str:
    """A file's path for a link: characters that would end it, be decoded, or name a workbook are escaped."""
    return path.translate(_IN_LINKS)


def check_rule_texts(argument: Any) -> None:
    """Raises `WriteError` where a conditional format or validation has a formula that Excel may refuse."""
    match argument:
        case str() if argument.startswith("=") and not fits_validation(argument):
            raise WriteError(f"not a formula for a rule: {argument:.100}")
        case dict():
            for value in argument.values():
                check_rule_texts(value)


def quoted(text: str) -> str:
    """A text as part of a formula: quoted, in as many pieces as needed."""
    pieces = [text[start : start + _QUOTED] for start in range(0, len(text), _QUOTED)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _cleaned(argument: Any) -> Any:
    """An argument for XlsxWriter, with the texts in it cleaned by `xml_text`."""
    match argument:
        case str():
            return xml_text(argument)
        case dict():
            return {key: _cleaned(value) for key, value in argument.items()}
        case list():
            return [_cleaned(value) for value in argument]
        case _:
            return argument


# Warning filters belong to the process, so that only one thread at a time may change them.
_filters = threading.RLock()


@contextmanager
def warnings_are_errors(what: str) -> Iterator[None]:
    """Turns XlsxWriter's warnings into `WriteError`s in a `with` statement. `what`: the operation, for the error."""
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except (Warning, XlsxWriterException) as error:
            if isinstance(error, FileCreateError):
                raise
            raise WriteError(f"{what}: {error}") from error


def strict(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method with its texts cleaned, which raises `WriteError` where XlsxWriter warns or returns an error code."""

    @functools.wraps(method)
    def strict_method(*arguments: Any, **options: Any) -> Any:
        with warnings_are_errors(method.__name__):
            result = method(*map(_cleaned, arguments), **_cleaned(options))
        return check_result(result, method.__name__)

    return strict_method


def _lightly_strict(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, which raises `WriteError` where XlsxWriter returns an error code; for methods that do not warn."""

    @functools.wraps(method)
    def strict_method(*arguments: Any, **options: Any) -> Any:
        try:
            result = method(*arguments, **options)
        except (TypeError, ValueError) as error:
            raise WriteError(f"{method.__name__}: {error}") from error
        return check_result(result, method.__name__)

    return strict_method


def check_result(result: Any, name: str) -> Any:
    """The result of an XlsxWriter method. Raises `WriteError` for one of its error codes, which are negative."""
    if isinstance(result, int) and result < 0:
        raise WriteError(f"{name}: XlsxWriter refused it (code {result})")
    return result


def make_strict(owner: type, base: type, *, light: frozenset[str] = frozenset()) -> None:
    """Add to `owner` a strict form of every public method of `base` that `owner` does not override.

    `light`: methods that are called too often for this; only their error codes are checked.
    """
    for name in dir(base):
        method = getattr(base, name)
        if name.startswith("_") or name in vars(owner) or isinstance(method, type) or not callable(method):
            continue
        setattr(owner, name, (_lightly_strict if name in light else strict)(method))
