"""Reading what people typed: a pydantic model, and for each wrong field a sentence that says the mend.

Everything typed is kept, so the page can be shown again as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Generic, Literal, TypeVar, get_origin

from aiohttp import web
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from shared.i18n import _
from shared.web.context import BODY, FILES, FORM, TOKEN_EXPIRED, UploadedFile
from shared.web.errors import BadRequest, Invalid
from shared.web.tokens import FORM_TOKEN

M = TypeVar("M", bound=BaseModel)
Upload = UploadedFile

MOST_FIELDS = 1_000
MOST_CHARACTERS = 10_000  # in one field, whatever its model says
_MANY = (list, tuple, set, frozenset)
# Written by people on many systems: tab and both line ends are text, other controls are not.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Values(dict[str, Any], Generic[M]):
    """What was typed, by field; `.model` is the checked form once there are no problems."""

    _model: M | None = None

    @property
    def model(self) -> M:
        """Raises ValueError while there are problems."""
        if self._model is None:
            raise ValueError("the form has problems; look at them first")
        return self._model


async def read_form(request: web.Request, model: type[M]) -> tuple[Values[M], dict[str, str]]:
    """The posted form as (values, problems). Origin, token and size were checked before.

    Fields the model does not know are kept in the values and otherwise ignored. An empty field counts as
    not given, so a model's default stands for it.
    """
    posted = request[FORM]
    known, many = _fields(model)
    values: Values[M] = Values()
    for name in posted:
        if name != FORM_TOKEN and name not in values:
            values[name] = posted.getall(name) if name in many else posted[name].strip()
    problems = check_text(values)
    given = {name: value for name, value in values.items() if name in known and value not in ("", [])}
    try:
        values._model = model(**given)
    except ValidationError as error:
        problems = {**sentences(error, model), **problems}
    if request.get(TOKEN_EXPIRED):
        problems = {
            **problems,
            FORM_TOKEN: _("Halaman ini terlalu lama terbuka. Periksa isian, lalu kirim sekali lagi."),
        }
    if problems:
        values._model = None
    return values, problems


async def read_json(request: web.Request, model: type[M]) -> M:
    """The JSON body as a model: a number is a number and not its digits in quotes.

    Raises BadRequest for no JSON, Invalid with the list of fields.
    """
    try:
        data = json.loads(request.get(BODY, b""))
    except (ValueError, RecursionError) as error:
        raise BadRequest(_("Isi kiriman bukan JSON yang sah.")) from error
    if not isinstance(data, dict):
        raise BadRequest(_("Isi kiriman harus berupa objek JSON."))
    problems = check_text(data)
    if problems:
        raise Invalid(errors=problems)
    try:
        return model.model_validate_json(request[BODY], strict=True)
    except ValidationError as error:
        raise Invalid(errors=sentences(error, model)) from error


def read_query(request: web.Request, model: type[M]) -> M:
    """The address's query as a model; names it does not know are nothing to it.

    Raises Invalid with the list of fields, also for a name that is given twice.
    """
    known, _many = _fields(model)
    given = {name: request.query[name] for name in known if name in request.query}
    problems = check_text(given) | {
        name: _("Tulis {label} satu kali saja.", label=name)
        for name in given
        if len(request.query.getall(name)) > 1
    }
    if problems:
        raise Invalid(errors=problems)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Invalid(errors=sentences(error, model)) from error


def upload(request: web.Request, name: str) -> Upload | None:
    """One posted file; None when nothing was chosen."""
    file = request[FILES].get(name)
    return file if file is not None and file.data else None


@cache
def _fields(model: type[BaseModel]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of a model's fields, and of those that take several values."""
    fields = model.model_fields
    return frozenset(fields), frozenset(name for name, info in fields.items() if _takes_many(info))


def _takes_many(info: FieldInfo) -> bool:
    return (get_origin(info.annotation) or info.annotation) in _MANY


def check_text(values: Mapping[str, Any]) -> dict[str, str]:
    """Problems that no model needs to think of: NUL and other control characters, absurd lengths."""
    problems: dict[str, str] = {}
    for name, value in values.items():
        for text in (value,) if isinstance(value, str) else _texts(value):
            if _CONTROLS.search(text):
                problems[name] = _("Ada huruf yang tidak dapat dibaca. Ketik ulang isian ini.")
            elif len(text) > MOST_CHARACTERS:
                problems[name] = _(
                    "Terlalu panjang. Ringkas menjadi paling banyak {n} huruf.", n=MOST_CHARACTERS
                )
    return problems


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


# Mending sentences


def sentences(error: ValidationError, model: type[BaseModel]) -> dict[str, str]:
    """Field → one sentence. A validator's own ValueError text is shown as it is."""
    problems: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in one["loc"]) or "form"
        label = label_of(model, one["loc"])
        if one["type"] == "missing":
            sentence = _missing(model, one["loc"], label)
        else:
            sentence = _sentence(one["type"], one.get("ctx", {}), label)
        problems.setdefault(path, sentence)
    return problems


def label_of(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    """What people call the field: its title, translated; else its name."""
    name = str(path[0]) if path else ""
    info = model.model_fields.get(name)
    return _(info.title) if info is not None and info.title else name


def _missing(model: type[BaseModel], path: tuple[int | str, ...], label: str) -> str:
    """What to do with a field that was left empty: some are chosen, the others written."""
    info = model.model_fields.get(str(path[0])) if path else None
    chosen = info is not None and (get_origin(info.annotation) is Literal or _is_enum(info.annotation))
    return _("Pilih {label}.", label=_inside(label)) if chosen else _("Isi {label}.", label=_inside(label))


def _is_enum(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Enum)


def _inside(label: str) -> str:
    """A label within a sentence: without its capital, unless it is an abbreviation (NIK, HP) or Bimtek."""
    return label if label[1:2].isupper() or label.startswith("Bimtek") else label[:1].lower() + label[1:]


def _sentence(kind: str, context: Mapping[str, Any], label: str) -> str:
    if kind == "value_error" and "error" in context:
        return str(context["error"])
    if context.get("field_type") == "Value":  # a text whose white space was tidied before it was measured
        kind = {"too_short": "string_too_short", "too_long": "string_too_long"}.get(kind, kind)
    if kind == "string_too_short" and context.get("min_length", 1) == 1:
        return _("Isi {label}.", label=_inside(label))
    if kind == "string_too_short":
        return _("{label} paling sedikit {n} huruf.", label=label, n=context["min_length"])
    if kind == "string_too_long":
        return _("{label} paling banyak {n} huruf.", label=label, n=context["max_length"])
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        bound = next(iter(context.values()))
        words = {
            "greater_than_equal": _("{label} paling kecil {n}."),
            "less_than_equal": _("{label} paling besar {n}."),
            "greater_than": _("{label} harus lebih dari {n}."),
            "less_than": _("{label} harus kurang dari {n}."),
        }
        return words[kind].format(label=label, n=bound)
    if kind.startswith(("int_", "decimal_", "float_")):
        return _("Tulis {label} dengan angka.", label=label)
    if kind.startswith(("date_", "datetime_", "time_")):
        return _("Pilih tanggal atau jam yang benar untuk {label}.", label=label)
    if kind in ("enum", "literal_error"):
        return _("Pilih salah satu untuk {label}.", label=label)
    return _("Periksa lagi {label}.", label=label)
