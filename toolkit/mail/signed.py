"""The contents of a signed mail or file. Outlook, and programs that sign with a key of the state, may put a whole mail
into one `smime.p7m`. The content is unchanged in it, and is read without a key; the signer is not checked.

The package is CMS (RFC 5652 §5), in BER: lengths may be definite or indefinite.
"""

# The kinds of packages (OIDs with their tag and length).
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_SEALED = (bytes.fromhex("06092a864886f70d010703"), bytes.fromhex("060b2a864886f70d0109100117"))
#: The number of bytes at the start of a package that contain its kind.
_START = 32
_SEQUENCE, _WITHIN, _TEXT, _PIECES = 0x30, 0xA0, 0x04, 0x24


def is_signed(data: bytes) -> bool:
    """Whether these bytes are a signed package (CMS in DER or BER), with or without the content."""
    return data.startswith(b"\x30") and _SIGNED in data[:_START]


def is_sealed(data: bytes) -> bool:
    """Whether these bytes are a package that only the recipient's key can open."""
    return data.startswith(b"\x30") and any(kind in data[:_START] for kind in _SEALED)


def signed_content(data: bytes) -> bytes:
    """The signed content (CMS, RFC 5652, 5.2), unchecked; b"" if the package does not have it or is damaged."""
    try:
        at, _ = _contents_of(data, 0, _SEQUENCE)
        at, _ = _contents_of(data, _end_of(data, at), _WITHIN)
        at, _ = _contents_of(data, at, _SEQUENCE)
        at, end = _contents_of(data, _end_of(data, _end_of(data, at)), _SEQUENCE)
        at = _end_of(data, at)
        if at >= end or data[at] != _WITHIN:
            return b""
        return _joined_octets(data, *_contents_of(data, at, _WITHIN))
    except (IndexError, ValueError):
        return b""


def _joined_octets(data: bytes, at: int, end: int) -> bytes:
    """The bytes of an octet string, whose pieces are joined."""
    pieces = []
    while at < end:
        tag, start, length = _head(data, at)
        if tag == _TEXT and length is not None:
            pieces.append(data[start : start + length])
            at = start + length
        elif tag in (_PIECES, 0):
            at = start  # to the first piece, or past the mark at the end of the pieces
        else:
            raise ValueError(tag)
    return b"".join(pieces)


def _contents_of(data: bytes, at: int, wanted: int) -> tuple[int, int]:
    """(start, end) of the contents of the element at `at`, whose tag must be `wanted`."""
    tag, start, length = _head(data, at)
    if tag != wanted:
        raise ValueError(tag)
    return start, _end_of(data, at) if length is None else start + length


def _end_of(data: bytes, at: int) -> int:
    """The end of the element at `at`."""
    open_ones = 0
    while True:
        tag, start, length = _head(data, at)
        if length is None:
            open_ones += 1
        elif tag == 0 and length == 0:
            open_ones -= 1
        at = start + (length or 0)
        if open_ones <= 0:
            return at


def _head(data: bytes, at: int) -> tuple[int, int, int | None]:
    """(tag, start of the contents, length of the contents or None if it is indefinite) of the element at `at`."""
    tag, first = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise ValueError(tag)  # tags of several bytes do not occur here
    if first < 0x80:
        return tag, at + 2, first
    count = first & 0x7F
    if not count:
        return tag, at + 2, None
    if count > 4 or at + 2 + count > len(data):
        raise ValueError(first)
    length = int.from_bytes(data[at + 2 : at + 2 + count], "big")
    if at + 2 + count + length > len(data):
        raise ValueError(length)
    return tag, at + 2 + count, length
