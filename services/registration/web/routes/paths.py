"""The beginnings that several tables of addresses share."""

from __future__ import annotations

OWN = "/pendaftaran/{manage_code:[0-9A-Za-z]{26}}"
GROUP = "/kelompok/{code:[0-9A-Za-z]{26}}"
WORKSHOP = "/kelola/peserta/{workshop_id:[0-9a-f-]{36}}"
PERSON = "/kelola/peserta/orang/{id:[0-9a-f-]{36}}"
API = "/api/v1/registration"
API_WORKSHOP = f"{API}/workshops/{{workshop_id:[0-9a-f-]{{36}}}}"
