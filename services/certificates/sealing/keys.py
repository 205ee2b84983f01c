"""The key and certificate of the seal, made once for each installation."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.certificates.settings import SEAL_LASTS

FILE = "seal.pem"  # key and certificate in one file, so that neither can be there without the other


@dataclass(frozen=True, slots=True)
class SealKey:
    """The private key (P-256) and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in pairs of hex digits, as other programs show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def owner(self) -> str:
        """Whom the certificate names: the installation's own host."""
        names = self.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return ", ".join(str(name.value) for name in names)

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


def seal_key(folder: Path, host: str, valid_from: datetime) -> SealKey:
    """The installation's key, made at the first call. Safe when several processes start at once.

    `host` names the installation in the certificate; `valid_from` (aware) is only used when it is
    made. Raises ValueError for a file that holds no key and certificate, OSError for the folder.
    """
    path = folder / FILE
    if not path.exists():
        _make(path, host, valid_from)
    return read_key(path)


def read_key(path: Path) -> SealKey:
    """What an existing file holds; raises ValueError or OSError."""
    content = path.read_bytes()
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds no P-256 key")
    return SealKey(key, x509.load_pem_x509_certificate(content))


def _make(path: Path, host: str, valid_from: datetime) -> None:
    """Write the file whole before it gets its name; whoever named it first wins."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + _certificate(key, host, valid_from).public_bytes(serialization.Encoding.PEM)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _certificate(key: ec.EllipticCurvePrivateKey, host: str, valid_from: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, host[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Segel sistem Bimtek"),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_from + SEAL_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
