"""Signatures of a PDF: who signed it, when, and whether it was changed later.

pyHanko, if installed, checks signatures without network. A certificate is judged at the time of signing, which a
time-stamping service or else the signer's machine states: the same file and root certificates give the same answer on
any day. Revocation is known only if the file contains the issuer's list. A hostile file can cost time and memory, so
callers check signatures in a separate process.
"""

from __future__ import annotations

import re
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from io import BytesIO
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from toolkit.language.text import clean
from toolkit.messages.errors import UsageError
from toolkit.model import Signature, SignatureState, Trust

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus
    from pyhanko_certvalidator import ValidationContext

#: The most signatures of a report: each requires reading the whole file.
MOST = 20
_VIETNAM = timezone(timedelta(hours=7))
#: The key of the range of signed bytes, which every signed PDF contains uncompressed.
_SIGNED = b"/ByteRange"
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
#: Purposes of certificates; those of officials have either.
_FOR_SIGNING = frozenset({"digital_signature", "non_repudiation"})
#: Signature formats that can be checked; formats from before 2005 cannot.
_KINDS = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/PBAD.PAdES"})


def can_check_signatures() -> bool:
    """Whether pyHanko is installed."""
    return find_spec("pyhanko") is not None


def checked_roots(data: bytes, name: str) -> bytes:
    """Root certificates in PEM, unchanged; other text around them is ignored.

    Raises `UsageError` (`bad-trust-file`) if there is no certificate, or one cannot be read.
    """
    import ssl

    try:
        certificates = b"\n".join(_CERTIFICATE.findall(data)).decode("ascii")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=certificates)
    except (ssl.SSLError, ValueError) as error:
        raise UsageError("bad-trust-file", file=name) from error
    return data


def signatures_of(data: bytes, trust: bytes | None = None) -> tuple[Signature, ...]:
    """All signatures of a PDF, in the order of signing. `trust`: root certificates from `checked_roots`.

    Never raises for the contents of a file: a signature that was not checked states the reason.
    """
    if _SIGNED not in data:
        return ()
    if not can_check_signatures():
        return (Signature(state="unchecked", why="not-installed"),)
    import logging

    for name in ("pyhanko", "pyhanko_certvalidator"):  # what they would log is in the states of the signatures
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        return _signatures(data, _CERTIFICATE.findall(trust or b""))
    except Exception:  # noqa: BLE001 -- a damaged file raises anything
        return (Signature(state="unchecked", why="damaged"),)


def _signatures(data: bytes, roots: list[bytes]) -> tuple[Signature, ...]:
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(BytesIO(data), strict=False)
    if reader.encrypted and reader.decrypt("").status == AuthStatus.FAILED:
        return (Signature(state="unchecked", why="encrypted"),)
    fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MOST + 1))
    if len(fields) > MOST:
        return (Signature(state="unchecked", why="too-many"),)
    names = {name for name, _, _ in fields}
    read = [_signature(reader, field, name, names, roots) for name, _, field in fields]
    return tuple(signature for _, signature in sorted(filter(None, read), key=itemgetter(0)))


def _signature(
    reader: PdfFileReader, field: Any, name: str, names: set[str], roots: list[bytes]
) -> tuple[int, Signature] | None:
    """The number of the revision that was signed, and the signature; None for a mere time stamp of the file."""
    from pyhanko.sign.validation import EmbeddedPdfSignature

    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        if embedded.sig_object_type == "/DocTimeStamp":
            return None
        if embedded.sig_object.get("/SubFilter") not in _KINDS:
            return embedded.signed_revision, Signature(state="unchecked", why="unknown-kind")
        return embedded.signed_revision, _checked_signature(embedded, names, roots)
    except Exception:  # noqa: BLE001 -- as above: the other signatures may be undamaged
        return reader.xrefs.total_revisions, Signature(state="unchecked", why="damaged")


def _checked_signature(embedded: EmbeddedPdfSignature, names: set[str], roots: list[bytes]) -> Signature:
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    certificate = embedded.signer_cert
    stated = _time_of(embedded)
    moment = stated or certificate.not_valid_before
    contexts = [_context(embedded, roots, moment) for _ in range(2)]  # for the signer and the time-stamping service
    usage = KeyUsageConstraints(key_usage=_FOR_SIGNING)
    status = _result_of(async_validate_pdf_signature(embedded, *contexts, key_usage_settings=usage))
    subject = certificate.subject.native
    token = status.timestamp_validity
    return Signature(
        state=_signature_state(embedded, status, names),
        signer=_name(subject, "common_name"),
        organisation=_name(subject, "organization_name"),
        signed=stated and stated.astimezone(_VIETNAM).replace(tzinfo=None),
        timestamped=token is not None and token.trusted,
        trust=_trust_in(status, moment, bool(roots)),
    )


def _result_of(work: Coroutine[Any, Any, PdfSignatureStatus]) -> PdfSignatureStatus:
    """The result of a coroutine that never waits, since it uses no network: an event loop would open sockets."""
    try:
        work.send(None)
    except StopIteration as end:
        status: PdfSignatureStatus = end.value
        return status
    work.close()
    raise RuntimeError("the coroutine waits for something")


def _time_of(embedded: EmbeddedPdfSignature) -> datetime | None:
    """The time from a time-stamping service, else from the signer's machine."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        when: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return when
    claimed: datetime | None = embedded.self_reported_timestamp
    return claimed if claimed is None or claimed.tzinfo else claimed.replace(tzinfo=_VIETNAM)


def _context(embedded: EmbeddedPdfSignature, roots: list[bytes], moment: datetime) -> ValidationContext:
    """What certificates are judged by: the provided roots, and the issuers and lists in the file."""
    from asn1crypto import pem, x509
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko_certvalidator import ValidationContext

    settings = {
        "trust_roots": [x509.Certificate.load(pem.unarmor(root)[2]) for root in roots],
        "allow_fetching": False,
        "moment": moment,
        "retroactive_revinfo": True,
    }
    if "/DSS" in embedded.reader.root:
        return DocumentSecurityStore.read_dss(embedded.reader).as_validation_context(settings)
    return ValidationContext(**settings)


def _signature_state(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus, names: set[str]) -> SignatureState:
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.validation import SignatureCoverageLevel

    if not (status.intact and status.valid):
        return "changed"
    start, length, resumes, _ = (*embedded.byte_range, -1, -1, -1, -1)[:4]
    gap = 2 * len(embedded.pkcs7_content) + 2
    if start or resumes != length + gap or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return "part"
    if not (status.docmdp_ok and isinstance(status.diff_result, DiffResult)):
        return "changed"
    return "filled" if status.diff_result.changed_form_fields - names else "whole"


def _trust_in(status: PdfSignatureStatus, moment: datetime, roots: bool) -> Trust:
    """Whether the certificate was trustworthy at the time `moment`."""
    if status.revoked:
        return "revoked"
    problem = status.trust_problem_indic
    path = [*status.validation_path.iter_certs(include_root=False)] if status.validation_path else [status.signing_cert]
    if problem is None and status.validation_path is not None:
        return "trusted"
    if status.validation_path is None and status.signing_cert.self_signed != "no":
        return "self-signed"
    if any(not c.not_valid_before <= moment <= c.not_valid_after for c in path):
        return "expired"
    if problem is None or problem.name == "NO_CERTIFICATE_CHAIN_FOUND":
        return "unknown" if roots else "no-roots"
    return "unfit"


def _name(subject: Mapping[str, Any], key: str) -> str:
    """A name in a certificate; of several names the last, which is the most specific."""
    value = subject.get(key) or ""
    return clean(str(value[-1] if isinstance(value, list) else value))
