"""Sealing a file, with a signer that keeps its key loaded from one file to the next."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.certificates.sealing.keys import SealKey

FIELD = "SegelSistem"
REASON = (
    "Segel sistem: penanda digital bahwa berkas tidak berubah sejak diterbitkan. "
    "Bukan tanda tangan elektronik (TTE) tersertifikasi, bukan segel elektronik PSrE."
)
_SIGNATURE_BYTES = 71  # a length half of all P-256 signatures have in DER; others are made again
_CMS_BYTES = 2048  # room for certificate, attributes and signature (about 1.2 KB)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A finished CMS structure of pyHanko's; the next one differs in the file's digest and the signature."""

    cms: bytes
    digest_at: int
    signature_at: int
    attributes: bytes  # what is signed: the attributes, among them the file's digest
    attribute_digest_at: int

    @classmethod
    def of(cls, made: Any, digest: bytes) -> _Pattern:
        signer = made["content"]["signer_infos"][0]
        der, attributes = made.dump(), signer["signed_attrs"].untag().dump()
        return cls(
            der,
            der.index(digest),
            der.rindex(signer["signature"].native),
            attributes,
            attributes.index(digest),
        )

    def filled(self, digest: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
        """The CMS structure for a file with this digest."""
        signed = _replaced(self.attributes, self.attribute_digest_at, digest)
        length = len(self.cms) - self.signature_at
        # An ECDSA signature in DER has 69 to 72 bytes. A new one has a new length; we take one that fits.
        while len(signature := key.sign(signed, ec.ECDSA(hashes.SHA256()))) != length:
            continue
        return _replaced(_replaced(self.cms, self.digest_at, digest), self.signature_at, signature)


def _replaced(data: bytes, at: int, part: bytes) -> bytes:
    return data[:at] + part + data[at + len(part) :]


class KeptSigner(signers.Signer):
    """A pyHanko signer that parses its key once, and builds the CMS structure once.

    Building it takes three quarters of the time of a signature, and nothing in it depends on the file
    but the digest: so pyHanko makes the first one and the others are filled into its pattern.
    """

    def __init__(self, key: SealKey) -> None:
        self._key = key.key
        self._pattern: _Pattern | None = None
        certificate = asn1_x509.Certificate.load(key.certificate.public_bytes(serialization.Encoding.DER))
        store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(certificate)
        super().__init__(
            signing_cert=certificate,
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        while len(signature := self._key.sign(data, ec.ECDSA(hashes.SHA256()))) != _SIGNATURE_BYTES:
            continue
        return signature

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, *args: Any, **wanted: Any) -> Any:
        if self._pattern is None:
            made = await super().async_sign(data_digest, digest_algorithm, *args, **wanted)
            self._pattern = _Pattern.of(made, data_digest)
        return cms.ContentInfo.load(self._pattern.filled(data_digest, self._key))


class Seal:
    """Seals files with one key."""

    def __init__(self, key: SealKey) -> None:
        self._signer = KeptSigner(key)

    def seal(self, pdf: bytes, url: str) -> bytes:
        """The file with the seal added behind it; nothing may be added or changed after that.

        `url` is where the certificate can be verified; it stands in the seal in plain text, so that
        even a damaged file tells which certificate it claims to be.
        """
        sealed = BytesIO()
        signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                reason=REASON,
                contact_info=url,
                subfilter=fields.SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            ),
            signer=self._signer,
        ).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=sealed, bytes_reserved=2 * _CMS_BYTES)
        return sealed.getvalue()
