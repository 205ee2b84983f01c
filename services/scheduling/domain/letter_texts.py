"""The wording of letters: their kinds, the text that comes with Bimtek, and the fields in braces.

The form follows the tata naskah dinas of regional offices (Permendagri 1/2023): a letter with Nomor, Sifat,
Lampiran and Hal, and a surat tugas with Menimbang, Dasar, Kepada and Untuk. Letters are always Indonesian.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from shared.events.scheduling import PaperKind

# Who signs a kind of letter, and which counter numbers it.
KINDS = {
    "trainer_invitation": PaperKind.INVITATION_LETTER,
    "participant_request": PaperKind.INVITATION_LETTER,
    "committee_assignment": PaperKind.ASSIGNMENT_LETTER,
    "trainer_assignment": PaperKind.ASSIGNMENT_LETTER,
}
TO_TRAINERS = ("trainer_invitation", "trainer_assignment")
LETTER_PARTS = ("subject", "opening", "request", "terms", "closing", "copies")
ASSIGNMENT_PARTS = ("considering", "basis", "task", "closing", "copies")
LISTS = ("considering", "basis", "task", "terms")  # numbered, each line an item
LONGEST = 4000  # characters of one part

# What a field in braces becomes; the values are made by domain/letter_facts.py.
FIELDS = (
    "bimtek", "kegiatan", "sub_kegiatan", "hari_tanggal", "waktu", "tempat", "jumlah_jp", "jumlah_hari",
    "jumlah_peserta", "kursi", "materi", "syarat", "batas_pendaftaran", "tautan", "narahubung",
    "penerima", "wilayah", "kecamatan", "kabupaten", "tahun_anggaran", "sumber_dana", "nomor_dpa",
    "nomor_sk", "tanggal_sk", "instansi",
)  # fmt: skip

_THANKS = "kami ucapkan terima kasih."
_DUTY = "Demikian surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab."
_BASIS = (
    "Dokumen Pelaksanaan Anggaran Nomor {nomor_dpa} Tahun Anggaran {tahun_anggaran}\n"
    "Sub Kegiatan {sub_kegiatan} Tahun Anggaran {tahun_anggaran}\n"
    "Surat Keputusan Nomor {nomor_sk} tanggal {tanggal_sk} tentang Panitia {kegiatan}"
)

BUILT_IN: Mapping[str, Mapping[str, str]] = {
    "trainer_invitation": {
        "subject": "Undangan Narasumber",
        "opening": (
            "Dengan hormat, dalam rangka pelaksanaan {bimtek} yang diselenggarakan oleh {instansi}, kami "
            "mengundang Bapak/Ibu untuk hadir sebagai narasumber yang akan dilaksanakan pada:"
        ),
        "request": (
            "Sehubungan dengan hal tersebut, kami mohon kesediaan Bapak/Ibu menyiapkan bahan ajar dan "
            "menyampaikannya kepada panitia sebelum kegiatan dimulai.\n"
            "Untuk konfirmasi kesediaan dan keterangan lebih lanjut, Bapak/Ibu dapat menghubungi "
            "{narahubung}."
        ),
        "terms": "",
        "closing": (
            "Demikian undangan ini kami sampaikan. Atas perhatian dan kesediaan Bapak/Ibu, " + _THANKS
        ),
        "copies": "",
    },
    "participant_request": {
        "subject": "Permohonan Pengiriman Peserta",
        "opening": (
            "Dengan hormat, dalam rangka meningkatkan keterampilan dan daya saing pelaku usaha, {instansi} "
            "akan menyelenggarakan {bimtek}, yang akan dilaksanakan pada:"
        ),
        "request": (
            "Sehubungan dengan hal tersebut, kami mohon bantuan Bapak/Ibu untuk mengirimkan peserta dari "
            "wilayah Bapak/Ibu dengan ketentuan sebagai berikut:"
        ),
        "terms": (
            "Jumlah peserta yang dimohonkan sebanyak {jumlah_peserta} orang\n"
            "Persyaratan peserta: {syarat}\n"
            "Kegiatan setara {jumlah_jp} jam pelajaran (JP) dan diikuti sampai selesai\n"
            "Kegiatan ini tidak dipungut biaya\n"
            "Pendaftaran paling lambat {batas_pendaftaran} melalui {tautan}\n"
            "Keterangan lebih lanjut dapat diperoleh dari {narahubung}"
        ),
        "closing": (
            "Demikian permohonan ini kami sampaikan. Atas perhatian dan kerja sama Bapak/Ibu, " + _THANKS
        ),
        "copies": "Camat {kecamatan}",
    },
    "committee_assignment": {
        "considering": (
            "bahwa untuk kelancaran pelaksanaan {bimtek}, perlu menugaskan panitia penyelenggara\n"
            "bahwa yang namanya tercantum dalam surat tugas ini dipandang cakap dan memenuhi syarat untuk "
            "melaksanakan tugas dimaksud"
        ),
        "basis": _BASIS,
        "task": (
            "Melaksanakan tugas sebagai panitia penyelenggara {bimtek} pada {hari_tanggal}, bertempat di "
            "{tempat}\n"
            "Menyiapkan, melaksanakan, dan menyelesaikan administrasi kegiatan sesuai dengan ketentuan "
            "peraturan perundang-undangan\n"
            "Melaporkan hasil pelaksanaan tugas kepada pejabat pemberi tugas"
        ),
        "closing": _DUTY,
        "copies": "",
    },
    "trainer_assignment": {
        "considering": (
            "bahwa untuk kelancaran pelaksanaan {bimtek}, perlu menugaskan narasumber\n"
            "bahwa yang namanya tercantum dalam surat tugas ini memiliki kompetensi sesuai dengan materi "
            "yang diajarkan"
        ),
        "basis": _BASIS,
        "task": (
            "Melaksanakan tugas sebagai narasumber pada {bimtek} pada {hari_tanggal}, bertempat di {tempat}\n"
            "Menyampaikan materi: {materi}\n"
            "Melaporkan hasil pelaksanaan tugas kepada pejabat pemberi tugas"
        ),
        "closing": _DUTY,
        "copies": "",
    },
}

Text = Mapping[str, str]  # part → wording with fields in braces


@dataclass(frozen=True)
class Unknown:
    """What is wrong with a part: braces that do not close, or a field nobody fills."""

    part: str
    problem: str  # "braces" | "field" | "long" | "empty"
    field: str = ""


def parts_of(kind: str) -> tuple[str, ...]:
    """The parts a kind of letter has, in the order they are printed."""
    return LETTER_PARTS if KINDS[kind] is PaperKind.INVITATION_LETTER else ASSIGNMENT_PARTS


def needed(kind: str) -> tuple[str, ...]:
    """The parts without which it is no letter."""
    return ("subject", "opening", "closing") if "subject" in parts_of(kind) else ("task", "closing")


def check(kind: str, text: Text) -> list[Unknown]:
    """What has to be mended before letters are made of this wording; empty when all is well."""
    found = [Unknown(part, "empty") for part in needed(kind) if not text.get(part, "").strip()]
    for part in parts_of(kind):
        words = text.get(part, "")
        if len(words) > LONGEST:
            found.append(Unknown(part, "long"))
        try:
            pieces = list(Formatter().parse(words))
        except ValueError:
            found.append(Unknown(part, "braces"))
            continue
        for _text, field, spec, conversion in pieces:
            if field is not None and (field not in FIELDS or spec or conversion):
                found.append(Unknown(part, "field", field))
                break
    return found


def lines(words: str, values: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The lines with their fields filled, and those left out because a field of theirs is empty.

    So one wording serves a workshop whose budget number is not known yet.
    """
    printed: list[str] = []
    left_out: list[str] = []
    for line in filter(None, (" ".join(line.split()) for line in words.splitlines())):
        fields = [field for _text, field, _spec, _conversion in Formatter().parse(line) if field]
        if all(values.get(field) for field in fields):
            # Values are joined, never parsed: braces in a title stay what they are.
            printed.append(
                "".join(
                    text + (values[field] if field else "")
                    for text, field, _spec, _conversion in Formatter().parse(line)
                )
            )
        else:
            left_out.append(line)
    return printed, left_out


def items(printed: list[str]) -> list[str]:
    """The items of one numbered list, each ended as the next asks: ";" and at last "."."""
    bare = [re.sub(r"[\s;.]+$", "", line) for line in printed]
    return [line + (";" if at < len(bare) - 1 else ".") for at, line in enumerate(bare)]
