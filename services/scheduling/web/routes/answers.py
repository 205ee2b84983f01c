"""How trainers answered: the office's pages and the calls."""

from __future__ import annotations

from services.scheduling.web.api import answers as calls
from services.scheduling.web.api import trainer_tasks as task_calls
from services.scheduling.web.models import queries
from services.scheduling.web.models.answers import Counted, Made
from services.scheduling.web.models.trainer_answers import (
    AcceptBody,
    Asked,
    DeclineBody,
    InviteBody,
    Materials,
    PublishMaterialBody,
    RenewLinkBody,
    RuleAnswer,
    RuleBody,
    SubstituteBody,
    Tasks,
    TrainerAnswers,
    TrainerLink,
    TrainerTold,
)
from services.scheduling.web.models.warnings import Taken
from services.scheduling.web.organizer import answers, substitution, trainer_link, trainer_tasks
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_WORKSHOP = "/kelola/jadwal/{workshop_id}"
_TRAINER = _WORKSHOP + "/narasumber/{trainer_id}"
_PROPOSAL = _WORKSHOP + "/usul/{proposal_id}"
_MATERIAL = _WORKSHOP + "/materi/{material_id}"
_CALL = "/api/v1/scheduling/workshops/{workshop_id}"
_TRAINER_CALL = _CALL + "/trainers/{trainer_id}"
_TASK_CALL = "/api/v1/scheduling/trainer-tasks"
_RULE_CALL = "/api/v1/scheduling/trainer-reminders"
_PROPOSAL_CALL = _CALL + "/proposals/{proposal_id}"

PAGES: tuple[Route, ...] = (
    page(f"{_WORKSHOP}/narasumber", answers.show, "answers", access=VIEWER),
    post(
        f"{_WORKSHOP}/undang",
        answers.invite,
        "invite_trainers",
        access=ORGANIZER,
        reads_form=True,
        call="api_invite_trainers",
    ),
    post(f"{_TRAINER}/sampaikan", answers.tell, "tell_trainer", access=ORGANIZER, call="api_tell_trainer"),
    page(f"{_TRAINER}/ganti", substitution.choose, "substitute", access=ORGANIZER),
    post(
        f"{_TRAINER}/ganti",
        substitution.replace,
        "substitute",
        access=ORGANIZER,
        reads_form=True,
        call="api_substitute",
    ),
    post(
        f"{_PROPOSAL}/setuju",
        answers.accept,
        "accept_proposal",
        access=ORGANIZER,
        reads_form=True,
        call="api_accept_proposal",
    ),
    post(
        f"{_PROPOSAL}/tolak",
        answers.decline,
        "decline_proposal",
        access=ORGANIZER,
        reads_form=True,
        call="api_decline_proposal",
    ),
    page(_MATERIAL, answers.open_material, "material", access=VIEWER),
    post(
        f"{_MATERIAL}/bagikan",
        answers.publish_material,
        "publish_material",
        access=ORGANIZER,
        call="api_publish_material",
    ),
    page("/kelola/narasumber/hubungi", trainer_tasks.to_contact, "trainers_to_contact", access=ORGANIZER),
    post(
        "/kelola/narasumber/hubungi",
        trainer_tasks.contacted_some,
        "trainers_contacted",
        access=ORGANIZER,
        reads_form=True,
        call="api_trainer_contacted",
    ),
    page(
        "/kelola/narasumber/hubungi/dihubungi.{kind:xlsx|csv}",
        trainer_tasks.export,
        "export_trainers_to_contact",
        access=ORGANIZER,
    ),
    post(
        "/kelola/narasumber/hubungi/{task_id}",
        trainer_tasks.contacted,
        "trainer_contacted",
        access=ORGANIZER,
        call="api_trainer_contacted",
    ),
    page("/kelola/narasumber/{trainer_id}/tautan", trainer_link.show, "trainer_link", access=ORGANIZER),
    post(
        "/kelola/narasumber/{trainer_id}/tautan",
        trainer_link.renew,
        "trainer_link",
        access=ORGANIZER,
        call="api_renew_trainer_link",
    ),
    page("/kelola/narasumber/pengingat", trainer_tasks.rule, "trainer_rule", access=ORGANIZER),
    post(
        "/kelola/narasumber/pengingat",
        trainer_tasks.set_rule,
        "trainer_rule",
        access=ORGANIZER,
        reads_form=True,
        call="api_set_trainer_rule",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_CALL}/trainers",
        calls.list_answers,
        "api_answers",
        access=VIEWER,
        summary="How the trainers of a workshop answered, and other times they ask for",
        answer=TrainerAnswers,
    ),
    api(
        "POST",
        f"{_CALL}/invitations",
        calls.invite,
        "api_invite_trainers",
        access=ORGANIZER,
        summary="Invite trainers who are not invited yet, each once for all their sessions",
        body=InviteBody,
        answer=Asked,
    ),
    api(
        "POST",
        f"{_TRAINER_CALL}/tell",
        calls.tell,
        "api_tell_trainer",
        access=ORGANIZER,
        summary="Tell a trainer at once what has changed",
        answer=TrainerTold,
    ),
    api(
        "POST",
        f"{_TRAINER_CALL}/substitute",
        calls.substitute,
        "api_substitute",
        access=ORGANIZER,
        summary="Give sessions to another trainer; 409 when that one is booked",
        body=SubstituteBody,
        answer=Counted,
        conflict=Taken,
    ),
    api(
        "POST",
        "/api/v1/scheduling/trainers/{trainer_id}/link",
        calls.renew_link,
        "api_renew_trainer_link",
        access=ORGANIZER,
        summary="End the link of a trainer's own page and feed, and make another",
        body=RenewLinkBody,
        answer=TrainerLink,
    ),
    api(
        "POST",
        f"{_PROPOSAL_CALL}/accept",
        calls.accept,
        "api_accept_proposal",
        access=ORGANIZER,
        summary="Move the session to the time asked for; 409 with next_free when somebody is booked",
        body=AcceptBody,
        answer=Made,
        conflict=Taken,
    ),
    api(
        "POST",
        f"{_PROPOSAL_CALL}/decline",
        calls.decline,
        "api_decline_proposal",
        access=ORGANIZER,
        summary="Leave the session where it is; the trainer reads why",
        body=DeclineBody,
        answer=Made,
    ),
    api(
        "GET",
        f"{_CALL}/materials",
        task_calls.list_materials,
        "api_materials",
        access=VIEWER,
        summary="What trainers handed in for a workshop",
        answer=Materials,
    ),
    api(
        "PUT",
        f"{_CALL}/materials/{{material_id}}",
        task_calls.publish_material,
        "api_publish_material",
        access=ORGANIZER,
        summary="Show a file to participants, or show it no more",
        body=PublishMaterialBody,
        answer=Made,
    ),
    api(
        "GET",
        _TASK_CALL,
        task_calls.to_contact,
        "api_trainers_to_contact",
        access=ORGANIZER,
        summary="Trainers to be told by hand, with what to say, 100 a page",
        answer=Tasks,
        query=queries.Tasks,
    ),
    api(
        "POST",
        f"{_TASK_CALL}/{{task_id}}/done",
        task_calls.contacted,
        "api_trainer_contacted",
        access=ORGANIZER,
        summary="Somebody of the office told the trainer",
        answer=Made,
    ),
    api(
        "GET",
        _RULE_CALL,
        task_calls.rule,
        "api_trainer_rule",
        access=ORGANIZER,
        summary="When trainers are reminded, and how long an answer is waited for",
        answer=RuleAnswer,
    ),
    api(
        "PUT",
        _RULE_CALL,
        task_calls.set_rule,
        "api_set_trainer_rule",
        access=ORGANIZER,
        summary="Remind trainers otherwise",
        body=RuleBody,
        answer=RuleAnswer,
    ),
)
