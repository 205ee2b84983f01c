"""The office's own questions: of what kind, of whom they are asked, and which lists of them hold together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from services.registration.domain.business import FIELDS_OF, BusinessPart

MOST_QUESTIONS = 40  # asked at once; the form stays under 60 KB
MOST_OPTIONS = 30
MOST_FILES = 3  # of one moment: together they fit one upload
LONGEST_KEY = 24


class Kind(StrEnum):
    SHORT = "short"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    ONE = "one"  # of the options
    SEVERAL = "several"
    YES_NO = "yes_no"
    DISTRICT = "district"
    FILE = "file"  # a photo or a PDF


class Moment(StrEnum):
    """When a question is asked."""

    SIGN_UP = "sign_up"
    CHECK_IN = "check_in"  # from the first session's day on


WITH_OPTIONS = (Kind.ONE, Kind.SEVERAL)
CONDITIONS = (Kind.ONE, Kind.SEVERAL, Kind.YES_NO)  # whose answers others may hang on


class Fault(StrEnum):
    """Why a list of questions does not hold together."""

    UNKNOWN = "unknown"  # there is no such question
    NO_LABEL = "no_label"
    FEW_OPTIONS = "few_options"
    MANY_OPTIONS = "many_options"
    SAME_OPTIONS = "same_options"
    MANY_QUESTIONS = "many_questions"
    MANY_FILES = "many_files"
    WHEN_UNKNOWN = "when_unknown"  # the question it hangs on is not asked before it
    WHEN_KIND = "when_kind"  # …is of a kind, or as sensitive, that nothing may hang on
    WHEN_ANSWER = "when_answer"  # …has no such answer
    ANSWERED = "answered"  # kind and secrecy stay once somebody has answered


class Unsound(Exception):
    """A change that would leave a list of questions that cannot be asked."""

    def __init__(self, fault: Fault, field: str, label: str = "") -> None:
        super().__init__(f"{fault} at {field}")
        self.fault, self.field, self.label = fault, field, label


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` names its answer and its field `q_<key>` and never changes."""

    key: str
    kind: Kind
    label: str
    hint: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    sensitive: bool = False  # its answer is sealed, masked, and opened with a reason only
    moment: Moment = Moment.SIGN_UP
    when_key: str = ""  # asked only if this earlier question …
    when_answer: str = ""  # … has this answer; "yes" or "no" where that is the question
    removed: bool = False  # no longer asked; what people answered stays

    @property
    def field(self) -> str:
        return f"q_{self.key}"

    @property
    def answers(self) -> tuple[str, ...]:
        """What others may hang on."""
        return ("yes", "no") if self.kind is Kind.YES_NO else self.options


@dataclass(frozen=True, slots=True)
class Form:
    """What a workshop asks beside the core; the defaults hold where an office has said nothing."""

    questions: tuple[Question, ...] = ()
    business: tuple[BusinessPart, ...] = (BusinessPart.NAME,)

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if not one.removed)

    def of(self, moment: Moment) -> tuple[Question, ...]:
        return tuple(one for one in self.asked if one.moment is moment)

    def takes_files(self, moment: Moment) -> bool:
        return any(one.kind is Kind.FILE for one in self.of(moment))

    @property
    def business_fields(self) -> tuple[str, ...]:
        """The fields that are asked of a business, by their names in the form."""
        return tuple(name for part in self.business for name in FIELDS_OF[part])

    @property
    def in_order(self) -> tuple[Question, ...]:
        """As people meet them: what is asked at check-in comes after all of the sign-up."""
        return (*self.of(Moment.SIGN_UP), *self.of(Moment.CHECK_IN))

    def question(self, key: str) -> Question:
        """The question that is asked under this key; raises Unsound."""
        found = next((one for one in self.asked if one.key == key), None)
        if found is None:
            raise Unsound(Fault.UNKNOWN, "key")
        return found


def holds(source: Question, wanted: str, answer: Any) -> bool:
    """Whether an answer is the one that another question hangs on."""
    if isinstance(answer, bool):
        return wanted == ("yes" if answer else "no")
    return wanted in answer if isinstance(answer, list | tuple) else answer == wanted


def applying(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Question]:
    """Those asked of somebody with these answers; what hangs on a question not asked is not asked."""
    found: dict[str, Question] = {}
    for one in questions:
        source = found.get(one.when_key)
        if not one.when_key or (source and holds(source, one.when_answer, answers.get(one.when_key))):
            found[one.key] = one
    return list(found.values())


def at_check_in(form: Form, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """What is asked on the spot of somebody with these answers.

    What hangs on an answer of the sign-up is decided, and hangs on nothing any more; what hangs on another
    question of check-in still does.
    """
    signed_up = {one.key: one for one in applying(form.of(Moment.SIGN_UP), answers)}
    here: dict[str, Question] = {}
    for one in form.of(Moment.CHECK_IN):
        source = signed_up.get(one.when_key)
        if not one.when_key or one.when_key in here:
            here[one.key] = one
        elif source and holds(source, one.when_answer, answers.get(source.key)):
            here[one.key] = replace(one, when_key="", when_answer="")
    return tuple(here.values())


def open_at_check_in(form: Form, answers: Mapping[str, Any]) -> list[Question]:
    """What somebody still has to be asked on the spot; an answer left empty there is an answer too."""
    return [one for one in applying(at_check_in(form, answers), answers) if one.key not in answers]


def files_due(form: Form, answers: Mapping[str, Any]) -> list[Question]:
    """The files that somebody must send at sign-up and has not: whoever came in by a list could not."""
    return [
        one
        for one in applying(form.of(Moment.SIGN_UP), answers)
        if one.kind is Kind.FILE and one.required and one.key not in answers
    ]


# Changing the list


def new_key(label: str, taken: Iterable[str]) -> str:
    """A key from the first words of a label, unlike all others: "Punya usaha?" → "punya_usaha"."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_KEY].strip("_") or "pertanyaan"
    known, key, number = set(taken), stem, 1
    while key in known:
        number += 1
        key = f"{stem[: LONGEST_KEY - 3]}_{number}"
    return key


def added(form: Form, questions: Sequence[Question]) -> Form:
    """With more questions at the end, under keys of their own; what hung together still does."""
    taken = {one.key for one in form.questions}
    renamed: dict[str, str] = {}
    news = []
    for one in questions:
        key = new_key(one.label, taken) if not one.key or one.key in taken else one.key
        taken.add(key)
        if one.key:
            renamed[one.key] = key
        when = renamed.get(one.when_key, one.when_key)
        news.append(replace(one, key=key, when_key=when, removed=False))
    return checked(replace(form, questions=(*form.questions, *news)))


def changed(form: Form, question: Question) -> Form:
    """With a question in place of the one of its key."""
    form.question(question.key)
    return checked(
        replace(form, questions=tuple(question if one.key == question.key else one for one in form.questions))
    )


def without(form: Form, key: str) -> Form:
    """The question is no longer asked; raises Unsound while another hangs on it."""
    return changed(form, replace(form.question(key), removed=True))


def moved(form: Form, key: str, up: bool) -> Form:
    """One place up or down among those that are asked at the same moment; at the end nothing happens."""
    this = form.question(key)
    beside = [one for one in form.questions if not one.removed and one.moment is this.moment]
    at = beside.index(this) + (-1 if up else 1)
    if not 0 <= at < len(beside):
        return form
    other = beside[at]
    swapped = {this.key: other, other.key: this}
    return checked(replace(form, questions=tuple(swapped.get(one.key, one) for one in form.questions)))


def replaced(form: Form, asked: Sequence[Question]) -> Form:
    """Exactly these are asked from now on; those left out are marked as removed and keep their place."""
    known = {one.key: one for one in form.questions}
    taken = set(known)
    kept: list[Question] = []
    for one in asked:
        if one.key and (
            one.key not in known or known[one.key].removed or one.key in {each.key for each in kept}
        ):
            raise Unsound(Fault.UNKNOWN, "key", one.label)
        key = one.key or new_key(one.label, taken)
        taken.add(key)
        kept.append(replace(one, key=key, removed=False))
    gone = [
        replace(one, removed=True) for one in form.questions if one.key not in {each.key for each in kept}
    ]
    return checked(replace(form, questions=(*kept, *gone)))


def checked(form: Form) -> Form:
    """The same form; raises Unsound where it cannot be asked."""
    if len(form.asked) > MOST_QUESTIONS:
        raise Unsound(Fault.MANY_QUESTIONS, "label")
    for moment in Moment:
        if sum(one.kind is Kind.FILE for one in form.of(moment)) > MOST_FILES:
            raise Unsound(Fault.MANY_FILES, "kind")
    before: dict[str, Question] = {}
    for one in form.in_order:
        _check_one(one)
        _check_condition(one, before)
        before[one.key] = one
    return form


def _check_one(one: Question) -> None:
    if not one.label:
        raise Unsound(Fault.NO_LABEL, "label")
    if one.kind in WITH_OPTIONS:
        if len(one.options) < 2:
            raise Unsound(Fault.FEW_OPTIONS, "options", one.label)
        if len(one.options) > MOST_OPTIONS:
            raise Unsound(Fault.MANY_OPTIONS, "options", one.label)
        if len({option.casefold() for option in one.options}) < len(one.options):
            raise Unsound(Fault.SAME_OPTIONS, "options", one.label)


def _check_condition(one: Question, before: Mapping[str, Question]) -> None:
    if not one.when_key:
        return
    source = before.get(one.when_key)
    if source is None:
        raise Unsound(Fault.WHEN_UNKNOWN, "when", one.label)
    if source.kind not in CONDITIONS or source.sensitive:
        raise Unsound(Fault.WHEN_KIND, "when", one.label)
    if one.when_answer not in source.answers:
        raise Unsound(Fault.WHEN_ANSWER, "when", one.label)
