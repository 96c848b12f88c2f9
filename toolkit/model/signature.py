"""What is known of one signature of a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: `whole`: nothing but further signatures, and what belongs to them, came after it. `filled`: fields of the PDF's own
#: form were filled in after it, as the signed document allows. `changed`: what was signed is not what is there, or
#: something else was added. `part`: it does not cover the file up to where it stands. `unchecked`: why, says `why`.
SignatureState = Literal["whole", "filled", "changed", "part", "unchecked"]
#: What the certificate was worth at the time of signing. `no-roots`: none was given that could vouch for it. `unknown`:
#: none that was given does. `unfit`: it is not for signing documents, or uses methods that are no longer safe.
Trust = Literal["trusted", "no-roots", "unknown", "self-signed", "expired", "revoked", "unfit", ""]
#: Why a signature could not be checked. `not-installed`: pyHanko is not there.
Unchecked = Literal["not-installed", "damaged", "encrypted", "unknown-kind", "too-many", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature, in the order in which they were made. Of one that is `unchecked` the other fields may be blank."""

    state: SignatureState
    signer: str = ""
    """The name of the person or office that the certificate is for."""
    organisation: str = ""
    signed: datetime | None = None
    """When, in Vietnam's time; as the signer's machine said, unless `timestamped`."""
    timestamped: bool = False
    """Whether a time-stamping service that a given root vouches for said when."""
    trust: Trust = ""
    why: Unchecked = ""
