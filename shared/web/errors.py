"""What can go wrong, as types: one message for people (translated when shown), one status, one way back."""

from __future__ import annotations

from collections.abc import Mapping

from shared.i18n import N_, _


class Problem(Exception):
    """A request that cannot be done. Shown as a page, or as RFC 9457 JSON under /api.

    `detail` is for people, in their language, and says what to do next; nothing internal goes in.
    `next_step` is the page where they do it: (address, words of its button).
    """

    status = 400
    title = N_("Permintaan ini tidak dapat dipahami")
    advice = N_("Kembali ke halaman sebelumnya dan coba lagi.")

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        next_step: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.next_step = next_step
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})

    @property
    def text(self) -> str:
        """What people read under the title."""
        return self.detail or _(self.advice)


class BadRequest(Problem):
    """Not something a form or client of ours would send."""


class Refused(Problem):
    """Known, but not allowed."""

    status = 403
    title = N_("Anda tidak punya akses ke halaman ini")
    advice = N_("Minta admin instansi Anda bila Anda memerlukannya.")


class NotFound(Problem):
    """No such address or code. Never says whether it once existed."""

    status = 404
    title = N_("Halaman tidak ditemukan")
    advice = N_("Periksa lagi tautan atau kode yang Anda buka. Kodenya bisa salah satu huruf.")


class NotAllowed(Problem):
    status = 405
    title = N_("Halaman ini tidak dapat dibuka dengan cara itu")
    advice = N_("Buka dari daftar Bimtek, lalu ikuti tombolnya.")


class TooSlow(Problem):
    status = 408
    title = N_("Kiriman terputus di tengah jalan")
    advice = N_("Sinyal mungkin lemah. Belum ada yang tersimpan; kirim sekali lagi.")


class Conflict(Problem):
    """True a moment ago, not any more."""

    status = 409
    title = N_("Keadaannya sudah berubah")
    advice = N_("Muat ulang halaman untuk melihat keadaan terbaru.")


class NothingTicked(Problem):
    """Several rows of a list were meant, and none was ticked; the list is the next step."""

    status = 409
    title = N_("Belum ada yang dicentang")
    advice = N_("Centang dahulu satu atau beberapa baris.")

    def __init__(self, path: str) -> None:
        """`path` is that of the list."""
        super().__init__(next_step=(path, _("Kembali ke daftar")))


class TooManyRows(Problem):
    """A list that no file of ours would hold."""

    status = 422
    title = N_("Daftarnya terlalu panjang untuk satu berkas")
    advice = N_("Persempit dahulu dengan pencarian atau saringan, lalu unduh lagi.")


class Gone(Problem):
    status = 410
    title = N_("Tautan ini sudah tidak berlaku")
    advice = N_("Minta tautan baru.")


class TooLarge(Problem):
    status = 413
    title = N_("Kiriman terlalu besar")
    advice = N_("Pilih berkas yang lebih kecil.")


class WrongMediaType(Problem):
    status = 415
    title = N_("Jenis kiriman ini tidak diterima")
    advice = N_("Kirim melalui formulir di halaman kami.")


class Invalid(Problem):
    """Understood, but some fields need mending; `errors` names them."""

    status = 422
    title = N_("Ada isian yang perlu diperbaiki")
    advice = N_("Perbaiki isian yang ditandai, lalu kirim lagi.")


class TooMany(Problem):
    """Over a rate limit; `seconds` until it is worth trying again."""

    status = 429
    title = N_("Terlalu banyak percobaan")

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("Tunggu {n} detik, lalu coba lagi.", n=seconds), headers={"Retry-After": str(seconds)}
        )


class Away(Problem):
    """The database cannot be reached or is full of work; nothing was lost and nothing half done."""

    status = 503
    title = N_("Layanan sedang sibuk")
    advice = N_("Belum ada yang tersimpan atau berubah. Tunggu sebentar, lalu coba lagi.")

    def __init__(self, seconds: int = 5) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class Broken(Problem):
    status = 500
    title = N_("Terjadi kesalahan pada sistem kami")
    advice = N_("Kesalahan ini sudah tercatat. Coba lagi; bila tetap terjadi, hubungi narahubung.")


BY_STATUS: dict[int, type[Problem]] = {
    kind.status: kind
    for kind in (
        BadRequest,
        Refused,
        NotFound,
        NotAllowed,
        TooSlow,
        Conflict,
        Gone,
        TooLarge,
        WrongMediaType,
        Invalid,
    )
}
