"""Words for openings of sealed data: the office and the person itself read the same."""

from __future__ import annotations

from services.registration.domain.access import ANSWER, DISABILITY, EXPORT, NEEDS, NIK, Purpose, Sealed
from shared.i18n import N_, _

PURPOSES = {
    Purpose.COMPARING: N_("Memastikan dua pendaftaran orang yang sama"),
    Purpose.PREPARING: N_("Menyiapkan keikutsertaan orang ini"),
    Purpose.REPORTING: N_("Laporan yang diwajibkan peraturan"),
    Purpose.ASKED: N_("Orangnya meminta data diperiksa atau diperbaiki"),
    Purpose.OTHER: N_("Lainnya, tulis alasannya"),
}
FIELDS = {
    EXPORT: N_("Ekspor data instansi"),
    NIK: N_("NIK"),
    NEEDS: N_("Kebutuhan khusus"),
    DISABILITY: N_("Disabilitas"),
}
# What an office may have opened for the file it takes along.
SEALED = {
    Sealed.NIK: N_("NIK"),
    Sealed.NEEDS: N_("Kebutuhan khusus"),
    Sealed.DISABILITY: N_("Disabilitas"),
    Sealed.ANSWERS: N_("Jawaban yang dirahasiakan"),
}


def field_word(field: str) -> str:
    """What an entry of the log is about; of the office's own questions the key."""
    return _(FIELDS[field]) if field in FIELDS else _("Jawaban “{key}”", key=field.removeprefix(ANSWER))
