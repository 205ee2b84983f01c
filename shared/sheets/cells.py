"""Words of cells that people write in many ways: yes and no, men and women, kecamatan."""

from __future__ import annotations

from functools import cache

from shared import indonesia
from shared.i18n import _

_YES = frozenset(("ya", "ada", "y", "yes", "true", "1", "v", "x", "✓", "√"))
_NO = frozenset(("", "tidak", "tidak ada", "t", "no", "n", "none", "false", "0", "-", "–"))
_MEN = frozenset(("l", "lk", "laki", "laki-laki", "laki laki", "lelaki", "pria", "m", "male", "man"))
_WOMEN = frozenset(("p", "pr", "perempuan", "wanita", "w", "f", "female", "woman"))


def yes(text: str) -> bool:
    """Whether a cell says yes; an empty one says no. Raises ValueError with the sentence."""
    word = text.casefold()
    if word in _YES or word == _("Ya").casefold():
        return True
    if word in _NO or word == _("Tidak").casefold():
        return False
    raise ValueError(_("Tulis Ya atau Tidak."))


def gender(text: str) -> str:
    """ "L" or "P"; empty for nothing. Raises ValueError with the sentence."""
    word = " ".join(text.casefold().split())
    if word in _MEN or word == _("Laki-laki").casefold():
        return "L"
    if word in _WOMEN or word == _("Perempuan").casefold():
        return "P"
    if not word:
        return ""
    raise ValueError(_("Tulis L atau P."))


def district_code(province: str, text: str, regency: str = "") -> str:
    """The code of what was written: a code, or a name with or without its kabupaten, which may also stand
    beside it as `regency`. Raises ValueError with the sentence."""
    if not text or indonesia.district(text):
        return text
    names = _by_name(province)
    codes = names.get(_plain(text), ())
    if len(codes) > 1 and regency:
        codes = next(
            (found for one in _regencies(regency) if (found := names.get(_plain(text) + one))), codes
        )
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise ValueError(_("Ada beberapa kecamatan bernama itu. Tulis juga kabupaten atau kotanya."))
    raise ValueError(
        _("Kecamatan ini tidak ada di provinsi kita. Tulis seperti: Tanjungpandan, Kabupaten Belitung.")
    )


def district_text(code: str, province: str) -> str:
    """Its name where that can be read back, else the code."""
    found = indonesia.district(code) if code else None
    return found.full_name if found and code.startswith(f"{province}.") else code


def _regencies(text: str) -> tuple[str, ...]:
    """As it was written, and with what people leave out."""
    plain = _plain(text)
    return plain, f"kabupaten{plain}", f"kota{plain}"


@cache
def _by_name(province: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for _regency, districts in indonesia.districts_of(province):
        for one in districts:
            for name in {_plain(one.name), _plain(one.full_name)}:
                found[name] = (*found.get(name, ()), one.code)
    return found


def _plain(name: str) -> str:
    """Without what people write differently: "Kec. Tanjung Pandan" is "tanjungpandan"."""
    words = name.casefold().replace(".", ". ").replace(",", " ").split()
    kept = {"kec.": "", "kecamatan": "", "kab.": "kabupaten"}
    return "".join(kept.get(word, word) for word in words)
