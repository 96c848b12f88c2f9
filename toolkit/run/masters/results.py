"""Packs a result for the store, and unpacks it: the pack is a pickle, but no code in it is run.

Figures, statements and rows, of which there are tens of thousands, are packed column by column: packed singly they take
twice the time and three times the space.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import fields
from io import BytesIO
from itertools import repeat
from types import SimpleNamespace
from typing import Any, cast

from zlib_ng import zlib_ng

from toolkit.model import Consolidation, Figure, Statement, Submission
from toolkit.run.narrating import RecordUnpickler

_COLUMNS: Mapping[str, Any] = {"figures": Figure, "statements": Statement, "rows": Figure}
#: The exceptions raised by damaged bytes.
DAMAGED: tuple[type[Exception], ...] = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError),
    *(pickle.PickleError, cast(type[Exception], zlib_ng.error)),
)


def pack_result(result: Consolidation) -> bytes:
    """The whole result, packed piece by piece. Raises one of `DAMAGED` where it cannot be pickled."""
    packer, pieces = zlib_ng.compressobj(1), list[bytes]()
    pickler = pickle.Pickler(SimpleNamespace(write=lambda piece: pieces.append(packer.compress(piece))), protocol=5)
    pickler.dispatch_table = dict.fromkeys((Consolidation, Submission), _packed_by_columns)
    pickler.dump(result)
    return b"".join((*pieces, packer.flush()))


def unpack_result(data: bytes) -> Consolidation:
    """The result that was packed. Raises one of `DAMAGED` where `data` is anything else."""
    result = _Unpickler(BytesIO(zlib_ng.decompress(data))).load()
    if not isinstance(result, Consolidation):
        raise TypeError
    return result


def _packed_by_columns(record: Consolidation | Submission) -> tuple[Any, ...]:
    values = {f.name: getattr(record, f.name) for f in fields(record)}
    columns = {name: tuple(zip(*values.pop(name), strict=True)) for name in _COLUMNS}
    return _restored, (type(record), values, columns)


def _restored(kind: Any, values: Mapping[str, Any], columns: Mapping[str, Sequence[Any]]) -> object:
    if kind not in (Consolidation, Submission):
        raise TypeError
    for name, lists in columns.items():
        record = _COLUMNS[name]
        if len(lists) not in (0, len(record._fields)):
            raise ValueError
        records = map(tuple.__new__, repeat(record), zip(*lists, strict=True))  # as `_make` creates them
        values = {**values, name: tuple(records)}
    return kind(**values)


class _Unpickler(RecordUnpickler):
    """An unpickler that also restores records packed by columns."""

    def find_class(self, module: str, name: str) -> Any:
        return _restored if (module, name) == (__name__, _restored.__name__) else super().find_class(module, name)
