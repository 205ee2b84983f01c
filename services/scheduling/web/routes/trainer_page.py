"""A trainer's own pages, opened by a link without an account."""

from __future__ import annotations

from services.scheduling.settings import MATERIAL_MOST_BYTES
from services.scheduling.web.pages import trainer, trainer_days, trainer_letters, trainer_materials
from shared.web.routes import Route, page, post

_OWN = "/narasumber/{code}"
_OWN_MATERIALS = _OWN + "/materi/{workshop_id}"

PAGES: tuple[Route, ...] = (
    page("/narasumber", trainer_days.lost, "trainer_lost"),
    post("/narasumber", trainer_days.send_again, "trainer_lost", reads_form=True),
    page("/narasumber/kalender/{feed}.ics", trainer_days.feed, "trainer_feed", capability=True),
    page("/narasumber/materi/{code}", trainer_materials.published, "published_materials", capability=True),
    page(
        "/narasumber/materi/{code}/{material_id}",
        trainer_materials.open_published,
        "published_material",
        capability=True,
    ),
    page(_OWN, trainer.show, "trainer_page", capability=True),
    page(f"{_OWN}/surat/{{letter_id}}", trainer_letters.file, "trainer_letter", capability=True),
    post(f"{_OWN}/bersedia/{{workshop_id}}", trainer.confirm, "trainer_confirm", capability=True),
    page(f"{_OWN}/tidak/{{workshop_id}}", trainer.decline_page, "trainer_decline", capability=True),
    post(
        f"{_OWN}/tidak/{{workshop_id}}",
        trainer.decline,
        "trainer_decline",
        capability=True,
        reads_form=True,
    ),
    page(
        f"{_OWN}/usul/{{workshop_id}}/{{session_id}}",
        trainer.propose_page,
        "trainer_propose",
        capability=True,
    ),
    post(
        f"{_OWN}/usul/{{workshop_id}}/{{session_id}}",
        trainer.propose,
        "trainer_propose",
        capability=True,
        reads_form=True,
    ),
    page(f"{_OWN}/halangan", trainer_days.days, "trainer_days", capability=True),
    post(f"{_OWN}/halangan", trainer_days.block, "trainer_days", capability=True, reads_form=True),
    post(
        f"{_OWN}/halangan/{{block_id}}/hapus",
        trainer_days.unblock,
        "trainer_free_days",
        capability=True,
    ),
    page(_OWN_MATERIALS, trainer_materials.index, "trainer_materials", capability=True),
    post(
        _OWN_MATERIALS,
        trainer_materials.hand_in,
        "trainer_materials",
        capability=True,
        reads_form=True,
        files=MATERIAL_MOST_BYTES,
    ),
    page(
        f"{_OWN_MATERIALS}/{{material_id}}",
        trainer_materials.own,
        "trainer_material",
        capability=True,
    ),
    post(
        f"{_OWN_MATERIALS}/{{material_id}}/hapus",
        trainer_materials.take_back,
        "trainer_take_back",
        capability=True,
    ),
)
