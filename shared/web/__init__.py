"""What a page needs of the web layer: `from shared.web import render, redirect, staff_of, …`."""

from shared.web.context import SignedIn, id_in, running, staff_of, zone_of
from shared.web.errors import BadRequest, Conflict, Gone, NotFound, NothingTicked, Problem, Refused, TooMany
from shared.web.forms import Upload, Values, read_form, read_json, read_query, upload
from shared.web.rendering import answer, redirect, render, route_url
from shared.web.tokens import call_key, fingerprint, flash, form_key, form_token, idempotency_key

__all__ = [
    "BadRequest",
    "Conflict",
    "Gone",
    "NotFound",
    "NothingTicked",
    "Problem",
    "Refused",
    "SignedIn",
    "TooMany",
    "Upload",
    "Values",
    "answer",
    "call_key",
    "fingerprint",
    "flash",
    "form_key",
    "form_token",
    "id_in",
    "idempotency_key",
    "read_form",
    "read_json",
    "read_query",
    "redirect",
    "render",
    "route_url",
    "running",
    "staff_of",
    "upload",
    "zone_of",
]
