"""Reading what people upload: XLSX or CSV in, headings and rows of text out.

The work is done by parsing.py in a process of its own, within limits of time and memory: a file made to
do harm ends there. What the limits name here is refused before, with a sentence that says the mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.i18n import N_, _
from shared.workers import Worker, WorkerFailed

MOST_BYTES = 8 * 1024 * 1024  # of the file as it comes
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 2_000  # in a cell
SECONDS = 20.0
MEGABYTES = 400


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows` are (number as the sheet counts, one text per heading); none is empty."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()  # keys of NOTES


class Unreadable(Exception):
    """The file cannot be read as a table; `problem` is a key of PROBLEMS, `facts` fill its sentence."""

    def __init__(self, problem: str, facts: dict[str, Any] | None = None) -> None:
        super().__init__(problem, facts)  # as it travels between processes
        self.problem = problem
        self.facts = facts or {}

    @property
    def text(self) -> str:
        return _(PROBLEMS[self.problem], **self.facts)


PROBLEMS = {
    "empty": N_("Berkas ini kosong. Pilih berkas yang berisi data."),
    "no_rows": N_("Hanya ada judul kolom, belum ada baris data di bawahnya."),
    "no_headings": N_(
        "Baris pertama berisi data, bukan judul kolom. Tambahkan satu baris judul di atasnya, lalu unggah."
    ),
    "not_a_sheet": N_(
        "Ini bukan lembar kerja, apa pun nama berkasnya. Simpan tabelnya sebagai XLSX atau CSV."
    ),
    "other_format": N_(
        "Format ini tidak dibaca. Buka berkasnya, lalu simpan sebagai XLSX (Excel Workbook) atau CSV."
    ),
    "locked": N_("Berkas ini dikunci kata sandi. Buka, hapus kata sandinya, simpan, lalu unggah lagi."),
    "broken": N_(
        "Berkas ini rusak atau tidak lengkap. Buka di Excel atau LibreOffice, simpan lagi, lalu unggah."
    ),
    "bomb": N_(
        "Isi berkas ini jauh lebih besar daripada ukurannya, jadi tidak dibuka. "
        "Salin tabelnya ke lembar kerja baru, lalu unggah."
    ),
    "entities": N_("Berkas ini memuat perintah XML yang tidak ada di lembar kerja biasa, jadi tidak dibuka."),
    "too_long": N_("Berkas ini terlalu lama dibaca. Bagi menjadi beberapa berkas."),
    "too_large": N_("Berkas paling besar {n} MB. Bagi menjadi beberapa berkas."),
    "too_many_rows": N_(
        "Lebih dari {n} baris. Hapus baris kosong di bawah tabel, atau bagi menjadi beberapa berkas."
    ),
    "too_many_columns": N_("Lebih dari {n} kolom. Hapus kolom yang tidak perlu."),
    "doubled": N_("Judul kolom “{heading}” ada lebih dari satu: {cells}. Ubah salah satunya."),
    "merged": N_(
        "Sel {cells} digabung, jadi isinya bisa milik beberapa baris. Pisahkan dahulu (Unmerge cells)."
    ),
}
NOTES = {
    "formulas": N_("Ada rumus. Rumusnya tidak dihitung; yang dibaca adalah hasil yang terakhir tersimpan."),
    "errors": N_("Ada sel berisi galat seperti #REF!; sel itu dibaca kosong."),
    "other_sheets": N_("Hanya lembar pertama yang berisi data yang dibaca."),
    "is_xlsx": N_("Nama berkasnya berakhir lain, tetapi isinya XLSX; dibaca sebagai XLSX."),
    "is_csv": N_("Nama berkasnya berakhir lain, tetapi isinya CSV; dibaca sebagai CSV."),
    "old_letters": N_("Hurufnya dibaca sebagai Windows-1252. Periksa nama yang berhuruf khusus."),
}


class SheetReader:
    """Reads spreadsheets, one at a time, in a process that starts with the first of them."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        target: str = "shared.sheets.parsing:parse",
    ) -> None:
        self._worker = Worker(target, seconds=seconds, megabytes=megabytes)

    async def read(self, name: str, data: bytes) -> Sheet:
        """The first table of the file. Raises Unreadable."""
        if len(data) > MOST_BYTES:
            raise Unreadable("too_large", {"n": MOST_BYTES // 1024 // 1024})
        try:
            sheet: Sheet = await self._worker.call(name, data)
        except WorkerFailed as error:
            raise Unreadable("too_long") from error
        return sheet

    async def close(self) -> None:
        await self._worker.close()
