"""The participant's card as a picture and the schedule as a calendar file."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import fontpkg_plus_jakarta_sans
import segno
from icalendar import Calendar, Event, vText
from PIL import Image, ImageDraw, ImageFont

from shared.clock import wall
from shared.events.scheduling import SessionKind, Workshop, WorkshopState
from shared.i18n import _, days
from shared.ids import shown

WIDTH, HEIGHT = 1080, 1440  # pixels; fits a phone's screen and a chat
MARGIN = 80
_MASK = 4  # as on the pages: trying all masks costs more than the rest of the picture
KERTAS, PUTIH, TINTA, REDUP, LAUT, BATOK, EMAS = (
    "#FBF7F0",
    "#FFFFFF",
    "#241C15",
    "#5E5247",
    "#0B5A56",
    "#6B4423",
    "#B98A2F",
)


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    folder = Path(fontpkg_plus_jakarta_sans.__file__).parent / "files"
    font = ImageFont.truetype(str(folder / "PlusJakartaSans[wght].ttf"), size)
    font.set_variation_by_axes([weight])
    return font


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """The text in at most `most` lines of the card's width; the last one is cut where it must."""
    room = WIDTH - 2 * MARGIN
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or draw.textlength(longer, font=font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += " …"
    while draw.textlength(kept[-1], font=font) > room:
        kept[-1] = kept[-1].removesuffix(" …")[:-1].rstrip() + " …"
    return kept


def picture(name: str, workshop: Workshop, card_code: str, qr_text: str) -> bytes:
    """A PNG of about 40 KB: name, workshop, QR code and the code people read aloud. Takes some 40 ms."""
    image = Image.new("RGB", (WIDTH, HEIGHT), KERTAS)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 24), fill=LAUT)
    _tumpal(draw, 24)
    y = 96
    for text, font, colour, most, gap in (
        (_("Kartu peserta Bimtek"), _font(34, 650), BATOK, 1, 18),
        (name, _font(60, 750), TINTA, 2, 20),
        (workshop.full_title, _font(36, 600), TINTA, 2, 14),
        (days(workshop.starts_at, workshop.ends_at, workshop.zone), _font(32, 450), REDUP, 1, 10),
        (workshop.place.name, _font(32, 450), REDUP, 1, 30),
    ):
        for line in _lines(draw, text, font, most):
            draw.text((MARGIN, y), line, font=font, fill=colour)
            y += round(font.size * 1.25)
        y += gap
    side = _qr(image, qr_text, y, HEIGHT - y - 260)
    middle, y = WIDTH / 2, y + side + 40
    draw.text((middle, y), _("Kode kartu"), font=_font(32, 500), fill=REDUP, anchor="ma")
    draw.text((middle, y + 48), shown(card_code), font=_font(84, 750), fill=TINTA, anchor="ma")
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def _tumpal(draw: ImageDraw.ImageDraw, top: int) -> None:
    """The row of triangles below every header of ours."""
    draw.rectangle((0, top, WIDTH, top + 4), fill=EMAS)
    for left in range(0, WIDTH, 40):
        draw.polygon(((left, top + 4), (left + 40, top + 4), (left + 20, top + 30)), fill=BATOK)


def _qr(image: Image.Image, text: str, top: int, room: int) -> int:
    """Draw the code on pure white in whole pixels per module; returns the side in pixels."""
    matrix = segno.make(text, error="m", mask=_MASK, boost_error=False, micro=False).matrix
    modules = len(matrix) + 8  # four of white on each side, as the standard asks
    scale = max(1, min(room, WIDTH - 2 * MARGIN) // modules)
    small = Image.new("1", (modules, modules), 1)
    small.putdata(
        [
            0 if 4 <= x < modules - 4 and 4 <= y < modules - 4 and matrix[y - 4][x - 4] else 1
            for y in range(modules)
            for x in range(modules)
        ]
    )
    side = modules * scale
    code = small.resize((side, side), Image.Resampling.NEAREST).convert("RGB")
    image.paste(code, ((WIDTH - side) // 2, top))
    return side


def calendar(workshop: Workshop, page_url: str) -> bytes:
    """The sessions as iCalendar. A session keeps its UID for ever and its SEQUENCE grows with each change."""
    made = Calendar()
    made.add("prodid", "-//Bimtek//Jadwal peserta//ID")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", workshop.full_title)
    cancelled = workshop.state is WorkshopState.CANCELLED
    for session in workshop.sessions:
        if session.kind is SessionKind.ISTIRAHAT:
            continue
        event = Event()
        event.add("uid", f"{session.id}@bimtek")
        event.add("sequence", _sequence(workshop.version))
        event.add("dtstamp", wall())
        event.add("dtstart", _local(session.starts_at, workshop.zone))
        event.add("dtend", _local(session.ends_at, workshop.zone))
        event.add("summary", f"{session.subject} ({workshop.full_title})")
        event["location"] = vText(
            ", ".join(part for part in (session.place.name, session.place.address) if part)
        )
        event.add("url", page_url)
        event.add("status", "CANCELLED" if cancelled or session.held is False else "CONFIRMED")
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _sequence(version: int) -> int:
    """A version (microseconds) as a number that fits iCalendar's 32 bits: seconds since July 2017."""
    return max(0, version // 1_000_000 - 1_500_000_000)
