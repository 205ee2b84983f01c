"""Words for what is kept for a time only."""

from __future__ import annotations

from services.registration.domain.retention import Field
from shared.i18n import N_

RETAINED = {
    Field.NIK: N_("NIK"),
    Field.NEEDS: N_("Kebutuhan khusus"),
    Field.DISABILITY: N_("Disabilitas"),
    Field.PHONE: N_("Nomor HP/WhatsApp"),
    Field.EMAIL: N_("Email"),
    Field.VILLAGE: N_("Desa atau kelurahan"),
    Field.BUSINESS: N_("Data usaha"),
    Field.ANSWERS: N_("Jawaban formulir"),
}
# What else goes, or what is felt afterwards.
MORE = {
    Field.NIK: N_("Sesudahnya orang yang sama tidak lagi dikenali dari NIK-nya."),
    Field.DISABILITY: N_("Sesudahnya rekap menghitung orang ini sebagai tidak menjawab."),
    Field.PHONE: N_("Bersama tugas “Perlu dihubungi” dan email kepada orangnya."),
    Field.EMAIL: N_("Bersama semua email kepada orangnya; sertifikat tidak dapat dikirim lagi lewat email."),
    Field.ANSWERS: N_("Bersama berkas yang diunggah, nilai, dan catatan seleksi."),
}
