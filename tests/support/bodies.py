"""A body that a JSON call accepts, made from its own description; what it names exists nowhere."""

from __future__ import annotations

import base64
from typing import Any

from pydantic import BaseModel

from shared.ids import new_id

# Where a check of its own asks for more than the description says.
_BY_NAME: dict[str, Any] = {
    "district_code": "19.02.01",
    "one_district": "19.02.01",
    "other_district": "19.02.02",
    "province_code": "19",
    "zone": "Asia/Jakarta",
    "consent": "1",
    "url": "https://192.0.2.1/",
    "content": base64.b64encode(b"Nama\nOrang Baru\n").decode(),
    "template": "{urut}/{tahun}",
    "phone": "081200001111",
    "email": "percobaan@contoh.example",
    "starts": "09.00",
    "ends": "10.30",
    "starts_at": "2031-04-25T09:00:00+07:00",
    "ends_at": "2031-04-25T10:00:00+07:00",
    "sign_up_opens_at": "2031-03-01T09:00:00+07:00",
    "sign_up_closes_at": "2031-04-01T09:00:00+07:00",
}
# Not required by the description, but by the law.
_ALWAYS = ("consent",)
_BY_FORMAT = {"date": "2031-04-25", "date-time": "2031-04-25T09:00:00+07:00", "time": "09:00:00"}


def fitting(model: type[BaseModel]) -> dict[str, Any]:
    """Every required field with a value that fits its schema."""
    schema = model.model_json_schema()
    made = _fitting(schema, schema.get("$defs", {}))
    assert isinstance(made, dict)
    return made


def _fitting(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _fitting(known[schema["$ref"].rpartition("/")[2]], known)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _fitting(schema[several][0], known)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {
                name: _BY_NAME[name] if name in _BY_NAME else _fitting(fields[name], known)
                for name in [*schema.get("required", []), *(name for name in _ALWAYS if name in fields)]
            }
        case "array":
            return [_fitting(schema["items"], known) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return max(schema.get("minimum", 1), 1)
        case "boolean":
            return True
        case "string":
            return _text(schema)
    return None


def _text(schema: dict[str, Any]) -> str:
    if schema.get("format") == "uuid":
        return str(new_id())
    return _BY_FORMAT.get(schema.get("format", ""), "") or "Percobaan".ljust(schema.get("minLength", 0), "x")
