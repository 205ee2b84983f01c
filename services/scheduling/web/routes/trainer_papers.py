"""A trainer's private papers. Programs have no way to them: each opening is a person's."""

from __future__ import annotations

from services.scheduling.web.organizer import trainer_papers as papers
from shared.papers import MOST_BYTES
from shared.web.access import ORGANIZER
from shared.web.routes import Route, page, post

_HERE = "/kelola/narasumber/{trainer_id}/berkas"
_ONE = f"{_HERE}/{{paper_id}}"
_BY_HAND = "private papers: each is put in, opened and taken out by a person, whose name is noted"

PAGES: tuple[Route, ...] = (
    page(_HERE, papers.index, "trainer_papers", access=ORGANIZER),
    post(
        _HERE,
        papers.add,
        "trainer_papers",
        access=ORGANIZER,
        reads_form=True,
        files=MOST_BYTES,
        no_call=_BY_HAND,
    ),
    post(
        f"{_HERE}/npwp", papers.set_npwp, "trainer_npwp", access=ORGANIZER, reads_form=True, no_call=_BY_HAND
    ),
    post(f"{_HERE}/npwp/buka", papers.open_npwp, "open_trainer_npwp", access=ORGANIZER, no_call=_BY_HAND),
    # Opened by a form and not by a link: what fetches links ahead would stand in the history as a reader.
    post(f"{_ONE}/buka", papers.open_one, "open_trainer_paper", access=ORGANIZER, no_call=_BY_HAND),
    page(f"{_ONE}/hapus", papers.ask_delete, "delete_trainer_paper", access=ORGANIZER),
    post(f"{_ONE}/hapus", papers.delete, "delete_trainer_paper", access=ORGANIZER, no_call=_BY_HAND),
)
