"""Letters: made for a workshop, numbered, printed, mailed; the office's wording and numbering; the calls."""

from __future__ import annotations

from services.scheduling.domain.letter_texts import KINDS
from services.scheduling.web.api import letter_rules as rule_calls
from services.scheduling.web.api import letters as calls
from services.scheduling.web.models import letters as models
from services.scheduling.web.models import queries
from services.scheduling.web.models.answers import Made
from services.scheduling.web.organizer import letter_batches, letter_forms, letter_rules, letters
from shared.web.access import ADMIN, ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_DESK = "/kelola/surat"
_TEXT = f"{_DESK}/naskah/{{letter_kind:{letter_forms.KIND_PATH}}}"
_NUMBERING = f"{_DESK}/penomoran/{{paper:{letter_rules.PAPER_PATH}}}"
_BATCH = _DESK + "/kumpulan/{batch_id}"
_LETTER = _DESK + "/{letter_id}"
_WORKSHOP = "/kelola/jadwal/{workshop_id}/surat"
_NEW = f"{_WORKSHOP}/{{letter_kind:{letter_forms.KIND_PATH}}}"

PAGES: tuple[Route, ...] = (
    page(_DESK, letters.index, "letters", access=VIEWER),
    page(f"{_DESK}/surat.{{kind:xlsx|csv}}", letters.export, "export_letters", access=ORGANIZER),
    page(f"{_DESK}/kirim", letters.send_page, "mail_letters", access=ORGANIZER),
    post(
        f"{_DESK}/kirim",
        letters.send,
        "mail_letters",
        access=ORGANIZER,
        reads_form=True,
        call="api_send_letters",
    ),
    page(f"{_DESK}/naskah", letter_rules.index, "letter_rules", access=ORGANIZER),
    page(_TEXT, letter_rules.text, "letter_text", access=ORGANIZER),
    post(
        _TEXT,
        letter_rules.put_text,
        "letter_text",
        access=ORGANIZER,
        reads_form=True,
        call="api_put_letter_text",
    ),
    page(f"{_TEXT}/awal", letter_rules.reset_page, "reset_letter_text", access=ORGANIZER),
    post(
        f"{_TEXT}/awal",
        letter_rules.reset_text,
        "reset_letter_text",
        access=ORGANIZER,
        call="api_reset_letter_text",
    ),
    page(_NUMBERING, letter_rules.numbering, "letter_numbering", access=ADMIN),
    post(
        _NUMBERING,
        letter_rules.put_numbering,
        "letter_numbering",
        access=ADMIN,
        reads_form=True,
        call="api_put_letter_numbering",
    ),
    page(_BATCH, letter_batches.batch, "letter_batch", access=VIEWER),
    page(f"{_BATCH}/ubah", letter_forms.edit, "edit_letters", access=ORGANIZER),
    post(
        f"{_BATCH}/ubah",
        letter_forms.change,
        "edit_letters",
        access=ORGANIZER,
        reads_form=True,
        call="api_change_letters",
    ),
    page(f"{_BATCH}/hapus", letter_batches.delete_page, "delete_letters", access=ORGANIZER),
    post(
        f"{_BATCH}/hapus",
        letter_batches.delete,
        "delete_letters",
        access=ORGANIZER,
        call="api_delete_letters",
    ),
    page(f"{_BATCH}/final", letter_batches.final_page, "finalize_letters", access=ORGANIZER),
    post(
        f"{_BATCH}/final",
        letter_batches.finalize,
        "finalize_letters",
        access=ORGANIZER,
        reads_form=True,
        call="api_finalize_letters",
    ),
    page(f"{_BATCH}/kirim", letter_batches.send_page, "send_letters", access=ORGANIZER),
    post(f"{_BATCH}/kirim", letter_batches.send, "send_letters", access=ORGANIZER, call="api_send_letters"),
    page(f"{_BATCH}/cetak.pdf", letter_batches.together, "letters_together", access=VIEWER),
    page(f"{_BATCH}/surat.zip", letter_batches.archive, "letters_archive", access=VIEWER),
    page(_LETTER, letters.show, "letter", access=VIEWER),
    page(f"{_LETTER}/berkas.pdf", letters.file, "letter_file", access=VIEWER),
    page(f"{_LETTER}/perbaiki", letter_forms.correct_page, "correct_letter", access=ORGANIZER),
    post(
        f"{_LETTER}/perbaiki",
        letter_forms.correct,
        "correct_letter",
        access=ORGANIZER,
        reads_form=True,
        call="api_correct_letter",
    ),
    page(f"{_LETTER}/batalkan", letters.void_page, "void_letter", access=ORGANIZER),
    post(
        f"{_LETTER}/batalkan",
        letters.void,
        "void_letter",
        access=ORGANIZER,
        reads_form=True,
        call="api_void_letter",
    ),
    post(
        f"{_LETTER}/diserahkan",
        letters.handed,
        "letter_handed",
        access=ORGANIZER,
        reads_form=True,
        call="api_letter_handed",
    ),
    post(f"{_LETTER}/lagi", letters.try_again, "letter_again", access=ORGANIZER, call="api_letter_again"),
    page(_WORKSHOP, letter_forms.of_workshop, "workshop_letters", access=VIEWER),
    page(_NEW, letter_forms.new, "new_letters", access=ORGANIZER),
    post(
        _NEW, letter_forms.create, "new_letters", access=ORGANIZER, reads_form=True, call="api_draft_letters"
    ),
)

_API = "/api/v1/scheduling"
_TEXT_CALL = f"{_API}/letter-texts/{{letter_type:{'|'.join(KINDS)}}}"
_NUMBERING_CALL = _API + "/letter-numbering/{paper_kind:invitation_letter|assignment_letter}"
_BATCH_CALL = _API + "/letter-batches/{batch_id}"
_LETTER_CALL = _API + "/letters/{letter_id}"

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/letters",
        calls.listed,
        "api_letters",
        access=VIEWER,
        summary="Letters, 100 a page",
        answer=models.Letters,
        query=queries.Letters,
    ),
    api(
        "POST",
        _API + "/workshops/{workshop_id}/letters",
        calls.draft,
        "api_draft_letters",
        access=ORGANIZER,
        summary="Draft letters of one act, one for each addressee",
        body=models.LettersBody,
        answer=Made,
        made=True,
    ),
    api(
        "GET",
        _BATCH_CALL,
        calls.batch,
        "api_letter_batch",
        access=VIEWER,
        summary="The letters of one act, and what of their wording is not printed",
        answer=models.BatchAnswer,
    ),
    api(
        "PUT",
        _BATCH_CALL,
        calls.change,
        "api_change_letters",
        access=ORGANIZER,
        summary="Make the drafts of an act anew",
        body=models.AddressedBody,
        answer=Made,
    ),
    api(
        "DELETE",
        _BATCH_CALL,
        calls.delete,
        "api_delete_letters",
        access=ORGANIZER,
        summary="Throw the drafts of an act away",
        answer=Made,
    ),
    api(
        "POST",
        f"{_BATCH_CALL}/final",
        calls.finalize,
        "api_finalize_letters",
        access=ORGANIZER,
        summary="Number the letters of an act, once; their files are made after it",
        body=models.FinalBody,
        answer=models.Numbered,
    ),
    api(
        "POST",
        f"{_BATCH_CALL}/mails",
        calls.send,
        "api_send_letters",
        access=ORGANIZER,
        summary="Mail them to the trainers who have an address and have not got them",
        answer=models.Mailed,
    ),
    api(
        "PUT",
        _LETTER_CALL,
        calls.correct,
        "api_correct_letter",
        access=ORGANIZER,
        summary="Correct a final letter: another edition with the same number",
        body=models.CorrectBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_LETTER_CALL}/void",
        calls.void,
        "api_void_letter",
        access=ORGANIZER,
        summary="Void a final letter; its number stays in the list of void ones",
        body=models.VoidBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_LETTER_CALL}/handed",
        calls.handed,
        "api_letter_handed",
        access=ORGANIZER,
        summary="Note who took a letter from hand to hand",
        body=models.HandedBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_LETTER_CALL}/file",
        calls.try_again,
        "api_letter_again",
        access=ORGANIZER,
        summary="Try again to make the file of a letter that could not be made",
        answer=Made,
    ),
    api(
        "GET",
        _TEXT_CALL,
        rule_calls.text,
        "api_letter_text",
        access=ORGANIZER,
        summary="The wording of a kind of letter, with fields in braces",
        answer=models.WordingAnswer,
    ),
    api(
        "PUT",
        _TEXT_CALL,
        rule_calls.put_text,
        "api_put_letter_text",
        access=ORGANIZER,
        summary="Keep the office's own wording",
        body=models.WordingBody,
        answer=models.WordingAnswer,
    ),
    api(
        "DELETE",
        _TEXT_CALL,
        rule_calls.reset_text,
        "api_reset_letter_text",
        access=ORGANIZER,
        summary="Go back to the wording that comes with Bimtek",
        answer=models.WordingAnswer,
    ),
    api(
        "GET",
        _NUMBERING_CALL,
        rule_calls.numbering,
        "api_letter_numbering",
        access=ORGANIZER,
        summary="How letters are numbered, with an example",
        answer=models.NumberingAnswer,
    ),
    api(
        "PUT",
        _NUMBERING_CALL,
        rule_calls.put_numbering,
        "api_put_letter_numbering",
        access=ADMIN,
        summary="Number letters otherwise from now on",
        body=models.NumberingBody,
        answer=models.NumberingAnswer,
    ),
)
