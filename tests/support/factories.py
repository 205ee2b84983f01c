"""Plain documents with every field filled in; a test names only what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from shared.events.scheduling import Organization, PaperKind, Role, SignatureBlock, Staff
from shared.ids import new_id

_next_version = iter(range(1, 2**31))


def version() -> int:
    """Newer than every one before."""
    return next(_next_version)


def signature_block(paper: PaperKind = PaperKind.CERTIFICATE, **given: Any) -> SignatureBlock:
    values: dict[str, Any] = {
        "paper": paper,
        "position": ("Kepala Dinas Perindustrian",),
        "name": "Dra. Sri Wahyuni, M.Si.",
        "rank": "Pembina Utama Muda",
        "nip": "196805121993032004",
        "valid_from": date(2017, 1, 1),
    }
    return SignatureBlock(**{**values, **given})


def organization(id: UUID | None = None, **given: Any) -> Organization:
    """An office that signs its own certificates and gives a seat as soon as one is free."""
    id = id or new_id()
    values: dict[str, Any] = {
        "version": version(),
        "organization_id": id,
        "name": "Dinas Perindustrian Provinsi Kepulauan Bangka Belitung (CONTOH)",
        "short_name": "Disperin Babel (CONTOH)",
        "letterhead": ("PEMERINTAH PROVINSI KEPULAUAN BANGKA BELITUNG",),
        "address": "Jalan Contoh Nomor 1, Pangkalpinang",
        "town": "Pangkalpinang",
        "province_code": "19",
        "zone": "Asia/Jakarta",
        "phone": "62717000000",
        "email": "disperin@contoh.example",
        "signature_blocks": (signature_block(), signature_block(PaperKind.ATTENDANCE_SHEET)),
        "number_unit": "DISPERIN",
        "example": True,
    }
    return Organization(id=id, **{**values, **given})


def staff_document(organization_id: UUID | None = None, **given: Any) -> Staff:
    """Alice, who organizes. Bob is on the team, Charlie belongs to another office."""
    values: dict[str, Any] = {
        "id": new_id(),
        "version": version(),
        "organization_id": organization_id or new_id(),
        "name": "Alice Rahmawati",
        "email": "alice@contoh.example",
        "role": Role.ORGANIZER,
    }
    return Staff(**{**values, **given})
