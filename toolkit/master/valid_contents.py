"""Checks that the contents of a master are what this release of the toolkit writes, before they are used.

Values must have the types of the records, and findings the codes of this release; a newer release may write others.
"""

import math
import struct
import types
from collections.abc import Callable, Mapping
from dataclasses import astuple, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from toolkit._version import version
from toolkit.formula.expressions import LARGE
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings.catalogue import describe, quoted_text
from toolkit.messages.masters import REASONS
from toolkit.model import State
from toolkit.model.packing import DAMAGED

_Record = TypeVar("_Record")
#: What reading invalid contents may raise: JSON may nest too deep, or have too large a number.
INVALID = (*DAMAGED, ArithmeticError, RecursionError, struct.error)
#: Further conditions on a value, by its class. Every program keeps whole numbers below 2^53; times have no zone, and
#: years leave room for computing with days.
_WITHIN: Mapping[type, Callable[[Any], bool]] = {
    str: lambda v: v.isascii() or bool(v.encode("utf-8", "surrogateescape")),
    int: lambda v: v.__class__ is int and abs(v) < 2**53,
    float: math.isfinite,
    datetime: lambda v: v.tzinfo is None and 1 < v.year < 9999,
    date: lambda v: v.__class__ is date and 1 < v.year < 9999,
}


def valid_record(
    kind: type[_Record], make: Callable[[], _Record], file: str, release: Callable[[], str] = lambda: ""
) -> _Record:
    """Returns the result of `make`. Raises `NotDoneError` (`part-unreadable`) where its fields are not those of `kind`,
    or it has codes that this release does not know; the error names the `release` that wrote it, if that is newer."""
    try:
        return _require_known_codes(require_valid(kind, make()))
    except INVALID as error:
        value = f"{str(error) or type(error).__name__:.200}"
        try:
            newer = [int(x) for x in release().split(".")] > [int(x) for x in version.split(".")]
        except INVALID:
            newer = False
        value = f"toolkit {release():.40} > {version}; {value}" if newer else value
        raise NotDoneError("part-unreadable", file=file, value=value) from error


def _require_known_codes(content: _Record) -> _Record:
    """Returns the content. Raises one of `INVALID` where it has codes that this release does not know."""
    for what, entries in (getattr(content, "summary", None) or {}).items():
        for code, entry in entries.items():
            of = tuple[str, str, int] if what in ("indicators", "tables") else tuple[int]
            require_valid(of, tuple(entry), f"asked.{what}.{code}")
    for submission in getattr(content, "submissions", ()):
        of, findings = submission.source, (*submission.findings, *submission.reading_findings)
        words = {*(f"findings.code = {f.code}" for f in findings if f.code not in FINDINGS)}
        words |= {f"leftovers.reason = {x.reason}" for x in submission.leftovers if x.reason not in REASONS}
        least = min(of.size, *astuple(submission.balance))
        if words or least < 0 or any(c.value.__class__ is float and abs(c.value) >= LARGE for c in submission.rows):
            raise ValueError(f"{of.file}: {min(words, default=submission.balance)}")
        for finding in findings:
            quoted_text(finding), describe(finding, "vi"), describe(finding, "en")
    return content


def require_valid(kind: Any, value: _Record, at: str = "") -> _Record:
    """Returns the value. Raises `ValueError`, with the field's path, unless all its fields are those of a `kind`."""
    kind = object if kind is Any else kind
    origin, arms, fields = _parts_of(kind)
    if origin in (Union, types.UnionType):
        fitting = [arm for arm in arms if isinstance(value, get_origin(arm) or arm)]
        kind = next((arm for arm in fitting if arm is value.__class__), next(iter(fitting), Literal[""]))
        origin, arms, fields = _parts_of(kind)
    fits = value in arms if origin is Literal else isinstance(value, origin or kind)
    if not fits or (kind in _WITHIN and not _WITHIN[kind](value)):
        raise ValueError(f"{at.lstrip('.')} = {value!r:.60}")
    inside: Any = value
    if fields:
        for name, of in fields.items():
            require_valid(of, getattr(value, name), f"{at}.{name}")
    elif isinstance(inside, dict) and arms:
        for key, item in inside.items():
            require_valid(arms[0], key, at), require_valid(arms[1], item, f"{at}.{key}")
    elif origin is tuple and arms[-1] is not ...:
        for arm, x in zip(arms, inside, strict=True):
            require_valid(arm, x, at)
    elif origin in (tuple, frozenset):
        rows = hasattr(arms[0], "_fields") and {x.__class__ for x in inside} == {arms[0]}
        for x in () if rows else inside:
            require_valid(arms[0], x, at)
        # Most rows have equal values in a column.
        columns = zip(*inside, strict=True) if rows else ()
        for (name, of), column in zip(_parts_of(arms[0])[2].items(), columns, strict=True) if rows else ():
            for _, x in dict.fromkeys(zip(map(type, column), column, strict=True)):
                require_valid(of, x, f"{at}.{name}")
    return value


@cache
def _parts_of(kind: Any) -> tuple[Any, tuple[Any, ...], Mapping[str, Any]]:
    """(origin, arguments, the kinds of the fields of a record). The state of a figure may be any text, since people may
    have typed over it in the sheet; that is a finding."""
    row = hasattr(kind, "_fields")
    hints = get_type_hints(kind) if row or is_dataclass(kind) else {}
    kinds = {name: str if row and hint is State else hint for name, hint in hints.items()}
    return get_origin(kind), get_args(kind), kinds
