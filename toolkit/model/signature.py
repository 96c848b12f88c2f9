"""What is known of one signature of a PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: `whole`: only further signatures, and what belongs to them, were added later. `filled`: fields of the PDF's form were
#: filled in later, as the signed document allows. `changed`: the signed content was changed, or something else was
#: added. `part`: it does not cover the file up to its position. `unchecked`: see `why`.
SignatureState = Literal["whole", "filled", "changed", "part", "unchecked"]
#: The status of the certificate at the time of signing. `no-roots`: no root certificate was provided. `unknown`: no
#: provided root vouches for it. `unfit`: it is not for signing documents, or uses methods that are no longer safe.
Trust = Literal["trusted", "no-roots", "unknown", "self-signed", "expired", "revoked", "unfit", ""]
#: Why a signature was not checked. `not-installed`: pyHanko is not installed.
Unchecked = Literal["not-installed", "damaged", "encrypted", "unknown-kind", "too-many", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature, in the order of signing. If it is `unchecked` the other fields may be blank."""

    state: SignatureState
    signer: str = ""
    """The name of the person or office that the certificate is for."""
    organisation: str = ""
    signed: datetime | None = None
    """The time, in Vietnam's time zone; as stated by the signer's machine, unless `timestamped`."""
    timestamped: bool = False
    """Whether the time is from a time-stamping service that a provided root certificate vouches for."""
    trust: Trust = ""
    why: Unchecked = ""
