"""What anybody may open: the calendar, and the doors of the desk."""

from __future__ import annotations

from services.scheduling.web.pages import calendar, feeds, links, sign_in
from shared.web.routes import Route, page, post

PAGES: tuple[Route, ...] = (
    page("/kalender", calendar.show, "calendar"),
    page("/kalender.ics", feeds.of_everything, "calendar_feed"),
    page("/kalender/bimtek/{slug}.ics", feeds.of_class, "class_feed"),
    page("/kalender/tempat/{venue_id}/{signature}.ics", feeds.of_venue, "venue_feed", capability=True),
    page("/masuk", sign_in.sign_in_page, "sign_in"),
    post("/masuk", sign_in.sign_in_by_password, "sign_in", reads_form=True),
    page("/masuk/lupa", sign_in.forgotten, "forgotten"),
    post("/masuk/lupa", sign_in.ask_for_password, "forgotten", reads_form=True),
    post("/masuk/kode", sign_in.sign_in_by_code, "sign_in_code", reads_form=True),
    page("/masuk/undangan", sign_in.invited, "invited"),
    post("/masuk/undangan", sign_in.open_invitation, "invited", reads_form=True),
    page("/masuk/{token}", links.link_page, "link", capability=True),
    post("/masuk/{token}", links.use_link, "link", capability=True, reads_form=True),
    post("/keluar", sign_in.sign_out_here, "sign_out"),
)
