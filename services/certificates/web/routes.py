"""Every address of certificates."""

from __future__ import annotations

from services.certificates.settings import UPLOAD_MOST_BYTES
from services.certificates.web import api as calls
from services.certificates.web import forms, history, organizer, pages
from shared.web.access import APPROVER, ORGANIZER, VIEWER
from shared.web.routes import Key, Route, api, page, post

PREFIXES = ("/sertifikat", "/kelola/sertifikat", "/api/v1/certificates")

_CODE = "{code:[0-9A-Za-z]{26}}"
_DESK = "/kelola/sertifikat"
_ONE = "/kelola/sertifikat/satu/{id}"
_WORKSHOP = "/kelola/sertifikat/{workshop_id}"
_API = "/api/v1/certificates"

ROUTES: tuple[Route, ...] = (
    page("/sertifikat", pages.check, "check"),
    post("/sertifikat", pages.answer_check, "check", reads_form=True, files=UPLOAD_MOST_BYTES),
    page("/sertifikat/kunci", pages.seal, "seal"),
    page("/sertifikat/kunci.pem", pages.seal_certificate, "seal_certificate"),
    page("/sertifikat/saya/{token:[0-9A-Za-z]{26}}", pages.own, "own", capability=True),
    page(f"/sertifikat/{_CODE}", pages.certificate, "certificate", capability=True),
    page(f"/sertifikat/{_CODE}.pdf", pages.certificate_file, "certificate_file", capability=True),
    # The office
    page(_DESK, organizer.index, "certificates", access=VIEWER),
    page(f"{_DESK}/ringkas", organizer.summary, "summary", access=VIEWER),
    page(_ONE, organizer.one, "certificate_of", access=VIEWER),
    page(f"{_ONE}/cabut", organizer.ask_revoke, "revoke", access=APPROVER),
    post(f"{_ONE}/cabut", organizer.revoke, "revoke", access=APPROVER, reads_form=True),
    post(f"{_ONE}/perbaiki", organizer.correct, "correct", access=APPROVER, reads_form=True),
    post(f"{_ONE}/biarkan", organizer.dismiss, "dismiss", access=APPROVER),
    post(f"{_ONE}/kirim", organizer.send_again, "send_again", access=ORGANIZER),
    post(f"{_ONE}/disampaikan", organizer.hand_over, "hand_over", access=ORGANIZER),
    post(f"{_ONE}/coba-lagi", organizer.try_again, "try_again", access=ORGANIZER),
    *history.HISTORY.routes,
    page(_WORKSHOP, organizer.workshop, "workshop", access=VIEWER),
    post(f"{_WORKSHOP}/ajukan", organizer.submit, "submit", access=ORGANIZER),
    post(f"{_WORKSHOP}/setujui", organizer.approve, "approve", access=APPROVER, reads_form=True),
    # Programs
    api(
        "GET",
        f"{_API}/verify/{_CODE}",
        calls.verify,
        "api_verify",
        answer=calls.ProofAnswer,
        limited=True,
        summary="What a certificate's code stands for, and whether it still holds",
    ),
    api(
        "GET",
        f"{_API}/workshops/{{workshop_id}}",
        calls.certificates,
        "api_certificates",
        answer=calls.CertificatesAnswer,
        access=VIEWER,
        summary="Everybody in a workshop with verdict and certificate, and what is waited for",
    ),
    api(
        "POST",
        f"{_API}/workshops/{{workshop_id}}/submission",
        calls.submit,
        "api_submit",
        answer=calls.SubmittedAnswer,
        access=ORGANIZER,
        summary="Hand all drafts in for approval",
    ),
    api(
        "POST",
        f"{_API}/workshops/{{workshop_id}}/approval",
        calls.approve,
        "api_approve",
        body=forms.ApprovalBody,
        answer=calls.ApprovedAnswer,
        access=APPROVER,
        summary="Number the certificates that wait; a repeat gives no number",
    ),
    api(
        "POST",
        f"{_API}/certificates/{{id}}/revocation",
        calls.revoke,
        "api_revoke",
        body=forms.RevokeBody,
        answer=calls.DoneAnswer,
        access=APPROVER,
        summary="Revoke a certificate for ever, with a public reason",
    ),
    api(
        "POST",
        f"{_API}/certificates/{{id}}/editions",
        calls.correct,
        "api_correct",
        body=forms.CorrectBody,
        answer=calls.DoneAnswer,
        access=APPROVER,
        summary="Ask for a corrected edition with the same number",
    ),
    api(
        "POST",
        f"{_API}/certificates/{{id}}/mailings",
        calls.send_again,
        "api_send_again",
        answer=calls.MailedAnswer,
        key=Key.MUST,
        access=ORGANIZER,
        summary="Mail the current edition again",
    ),
)
