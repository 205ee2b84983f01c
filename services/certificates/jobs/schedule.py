"""The jobs of certificates and what wakes them."""

from __future__ import annotations

from services.certificates.actions.consider import TO_APPROVE
from services.certificates.actions.making import TO_MAKE
from services.certificates.jobs.approve import approve_by_rule
from services.certificates.jobs.make import make
from shared.service import Job

JOBS = (
    Job("approve", approve_by_rule, every=5, woken_by=TO_APPROVE),
    Job("make", make, every=5, woken_by=TO_MAKE),
)
