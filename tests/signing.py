"""PDFs signed as offices do, with certificates made here: an authority, people it certifies, a time-stamping service.

Needs `toolkit[signed]`: a test module that imports this calls `pytest.importorskip("pyhanko")` before.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

#: The default time of signing, in UTC; in Vietnam it is 09:30.
WHEN = datetime(2031, 8, 5, 2, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Holder:
    """The owner of a certificate, with its key and the certificates above it."""

    certificate: made.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    chain: tuple[made.Certificate, ...] = ()

    @property
    def private_key(self) -> Any:
        kind = serialization.PrivateFormat.PKCS8
        data = self.key.private_bytes(serialization.Encoding.DER, kind, serialization.NoEncryption())
        return keys.PrivateKeyInfo.load(data)

    @property
    def store(self) -> SimpleCertificateStore:
        store = SimpleCertificateStore()
        store.register_multiple([_parsed(c) for c in self.chain])
        return store

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def _parsed(certificate: made.Certificate) -> Any:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@cache
def holder(
    name: str,
    organisation: str = "",
    *,
    by: Holder | None = None,
    since: datetime = datetime(2030, 1, 1, tzinfo=UTC),
    until: datetime = datetime(2033, 1, 1, tzinfo=UTC),
    use: str = "signing",
) -> Holder:
    """A certificate for `name`: issued by another, or by itself. `use`: `signing`, `authority`, `time`, `server`."""
    # pyHanko's service allows no other way
    key = rsa.generate_private_key(65537, 2048) if use == "time" else ec.generate_private_key(ec.SECP256R1())
    parts = [made.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.append(made.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    subject = made.Name(parts)
    issuer = by.certificate.subject if by else subject
    authority = use == "authority"
    names = ("digital_signature", "content_commitment", "key_encipherment", "key_cert_sign", "crl_sign")
    on = {"authority": names[3:], "server": names[2:3]}.get(use, names[:2])
    usage = {n: n in on for n in (*names, "data_encipherment", "key_agreement", "encipher_only", "decipher_only")}
    builder = (
        made.CertificateBuilder(issuer, subject, key.public_key(), made.random_serial_number(), since, until)
        .add_extension(made.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(made.KeyUsage(**usage), critical=True)
    )
    if by:  # as real ones have: the tests make sure that nobody fetches it
        place = made.UniformResourceIdentifier("http://crl.example/x.crl")
        builder = builder.add_extension(
            made.CRLDistributionPoints([made.DistributionPoint([place], None, None, None)]), critical=False
        )
    if use == "time":
        builder = builder.add_extension(made.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    certificate = builder.sign(by.key if by else key, hashes.SHA256())
    return Holder(certificate, key, (by.certificate, *by.chain) if by else ())


def root() -> Holder:
    return holder("Cơ quan chứng thực số X", use="authority")


def clerk(**options: Any) -> Holder:
    """Somebody certified by the authority."""
    return holder("Trần Thị Bình", "Sở Y tế", by=root(), **options)


def revocations(authority: Holder, *revoked: Holder, when: datetime = WHEN - timedelta(days=9)) -> bytes:
    """The authority's list of revoked certificates, in DER."""
    builder = made.CertificateRevocationListBuilder(authority.certificate.subject, when, when + timedelta(days=60))
    for one in revoked:
        entry = made.RevokedCertificateBuilder(one.certificate.serial_number, when)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


class _Signer(signers.PdfSigner):  # type: ignore[misc]
    when = WHEN

    def init_signing_session(self, *values: Any, **options: Any) -> Any:
        session = super().init_signing_session(*values, **options)
        session.system_time = self.when
        return session


def signed(
    data: bytes,
    by: Holder,
    *,
    when: datetime = WHEN,
    field: str = "",
    certify: MDPPerm | None = None,
    stamped: Holder | None = None,
    stamped_when: datetime | None = None,
    pades: bool = False,
    password: str = "",
) -> bytes:
    """The PDF with one more signature. `stamped`: by whose time-stamping service; `certify`: what may follow it."""
    signer = signers.SimpleSigner(_parsed(by.certificate), by.private_key, by.store)
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    if writer.prev.encrypted:
        writer.encrypt(password)
    meta = signers.PdfSignatureMetadata(
        field_name=field or f"Chữ ký {data.count(b'/ByteRange') + 1}",
        md_algorithm="sha256",
        certify=certify is not None,
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES if pades else None,
    )
    service = stamped and DummyTimeStamper(
        _parsed(stamped.certificate), stamped.private_key, stamped.store, fixed_dt=stamped_when or when
    )
    pdf_signer = _Signer(meta, signer, timestamper=service, new_field_spec=SigFieldSpec(meta.field_name))
    pdf_signer.when = when
    return bytes(pdf_signer.sign_pdf(writer).getvalue())
