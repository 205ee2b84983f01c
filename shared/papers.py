"""Private papers that people upload: told by their bytes and not by their name, and kept harmless."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass

from shared.i18n import N_, _

MOST_BYTES = 5 * 1024 * 1024
_MOST_PIXELS = 30_000_000  # a small file can claim to be a huge picture
_LONGEST_SIDE = 2400  # pixels; a page photographed stays readable
_QUALITY = 85
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # categories of Unicode


class Unfit(ValueError):
    """Not a kind of file that is kept; `text` says what is."""

    MESSAGE = N_("Pilih berkas PDF, atau foto JPEG, PNG atau WebP, paling besar {n} MB.")

    @property
    def text(self) -> str:
        return _(self.MESSAGE, n=MOST_BYTES // 1024 // 1024)


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF as it came, or a picture made anew."""

    media_type: str
    ending: str  # of a name: ".pdf", ".jpg"
    data: bytes


def paper(data: bytes) -> Paper:
    """The file as it is kept. Raises Unfit. Decoding takes a while: call it in a thread."""
    if len(data) > MOST_BYTES:
        raise Unfit("too large")
    if data.startswith(b"%PDF-"):
        # Whatever a PDF holds runs in no page of ours: it is only ever handed out as a download.
        return Paper("application/pdf", ".pdf", data)
    return Paper("image/jpeg", ".jpg", redrawn(data))


def harmless(data: bytes) -> Paper:
    """Like `paper`, and a PDF must be whole, open without a password, and do nothing by itself.

    Raises Unfit. A stranger's bytes are taken apart here: call it in a worker with limits.
    """
    made = paper(data)
    if made.media_type == "application/pdf":
        _look_into(data)
    return made


_ACTING = ("/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/SubmitForm", "/ImportData")


def _look_into(data: bytes) -> None:
    import pikepdf  # few processes ever look into a PDF

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted or not len(document.pages):
                raise Unfit("locked or empty")
            for one in document.objects:
                _look_at_parts(one)
    except Unfit:
        raise
    except Exception as error:  # at bytes made to do harm a parser raises anything
        raise Unfit("not a PDF") from error


def _look_at_parts(thing: object, depth: int = 0) -> None:
    """Actions may also lie directly inside what uses them."""
    import pikepdf

    if depth > 20:
        raise Unfit("a PDF too deep")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value for name, value in thing.items() if name != "/Parent"]
        acts = {str(thing.get(name, "")) for name in ("/S", "/Type", "/Subtype")}
        if "/JS" in thing or acts & set(_ACTING):
            raise Unfit("a PDF that acts")
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        if not getattr(value, "is_indirect", True):  # numbers and such are no objects
            _look_at_parts(value, depth + 1)


def plain_name(name: str) -> str:
    """A file's name without its folders and without signs that nobody sees, such as those that turn the
    direction of writing and let "gpj.exe" read as "exe.jpg"."""
    base = name.replace("\\", "/").rpartition("/")[2]
    seen = (" " if unicodedata.category(sign) in _UNSEEN else sign for sign in base)
    return " ".join("".join(seen).split())


def redrawn(data: bytes) -> bytes:
    """A picture as JPEG, drawn anew: what hides in the file stays behind, and so does where it was taken.

    Raises Unfit.
    """
    from PIL import Image, ImageOps  # few processes ever look at a picture

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Unfit("too many pixels")
            # A phone notes how it was held beside the picture; what is kept has no such note.
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.getchannel("A"))
            drawn = io.BytesIO()
            paper.save(drawn, "JPEG", quality=_QUALITY)
    except Exception as error:  # at bytes made to do harm the decoders raise anything, TypeError too
        raise Unfit("not a picture") from error
    return drawn.getvalue()
