"""Contact persons and their lists, as programs read and make them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from services.registration.domain.groups import Ground, Kind
from services.registration.settings import GROUP_ROWS
from services.registration.web.forms.fields import Nik
from services.registration.web.forms.groups import MOST_PEOPLE, ActingForm, ContactForm, StartForm
from services.registration.web.forms.people import AnswersBody, ListedForm
from services.registration.web.forms.quotas import in_our_calendar
from shared.events.registration import RegistrationState
from shared.i18n import N_


class StartBody(StartForm):
    """Begin a list; `acting`: the contact person acts for its people, who know of it and agree."""


class ActingBody(ActingForm):
    """The contact person acts for the people of the list, who know of it and agree."""


class ListedBody(ListedForm, AnswersBody):
    """Somebody to be put on the list."""

    nik: Nik = Field("", title=N_("NIK"))


class ListedPeopleBody(BaseModel):
    """In this order they stand in line."""

    people: list[ListedBody] = Field(min_length=1, max_length=GROUP_ROWS)


class OutcomeAnswer(BaseModel):
    """What became of one of them; each has their own."""

    registration_id: UUID | None = Field(description="None: not on the list")
    state: RegistrationState | None
    refused: str = Field(description="Why not, a sentence; empty for who is on the list")


class OutcomesAnswer(BaseModel):
    outcomes: list[OutcomeAnswer]  # in the order they were sent
    left: int  # how many more people the list may have


class ListedAnswer(BaseModel):
    registration_id: UUID
    full_name: str
    state: RegistrationState
    place_in_line: int  # 1 is next; 0 when not waiting
    answer_by: datetime | None
    card_code: str
    url: str  # the person's own page: whoever has it can change the registration


class ListAnswer(BaseModel):
    """One's own list."""

    url: str  # whoever has it can change the list
    workshop: str  # slug
    name: str
    institution: str
    most: int
    people_now: int  # who have not ended
    left: int
    deadline: datetime | None
    declared: bool
    refused: str = Field(description="Why nobody can be added now, a sentence; empty: somebody can")
    people: list[ListedAnswer]


class ContactBody(ContactForm):
    """Oneself, as the contact person of a list."""


class ContactMessage(BaseModel):
    purpose: str
    at: datetime
    sent_to: str
    state: str


class ContactAnswer(BaseModel):
    """All that is kept of the contact person of a list; the people of the list have data of their own."""

    name: str
    phone: str
    email: str
    email_trouble: str  # what the mail server said; empty: no trouble known
    role: str
    institution: str
    language: str
    workshop: str  # its title
    kind: Kind
    created_at: datetime
    made_by_office: bool
    declared_at: datetime | None
    declared_version: str
    withdrawn_at: datetime | None
    people: int  # on the list, who have not ended
    messages: list[ContactMessage]


class DeletedAnswer(BaseModel):
    deleted: bool


class DeletionBody(BaseModel):
    """Why an office deletes what is kept of a contact person: it stays in the office's trail."""

    reason: Ground


class TermsBody(BaseModel):
    most: int = Field(ge=1, le=MOST_PEOPLE, description="People at a time")
    deadline: Annotated[AwareDatetime | None, AfterValidator(in_our_calendar)] = Field(
        None, description="None: until sign-up closes"
    )


class NominationBody(ContactForm, TermsBody):
    """A contact person's link with a quota; it opens workshops that choose by nomination too."""


class GroupAnswer(BaseModel):
    """A contact person, as the office sees them."""

    id: UUID
    kind: Kind
    name: str
    phone: str
    email: str
    email_trouble: str
    role: str
    institution: str
    most: int
    people: int  # who have not ended
    left: int
    deadline: datetime | None
    declared: bool
    withdrawn: bool
    created_at: datetime
    link_untold_at: datetime | None  # since when somebody has to tell them the link that was replaced
    url: str = Field(description="Of their page; empty for who may only read, and where it was withdrawn")


class GroupsAnswer(BaseModel):
    groups: list[GroupAnswer]
