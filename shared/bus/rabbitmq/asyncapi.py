"""docs/asyncapi.json: the same messages as docs/messages.md, for machines, as they travel on RabbitMQ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.bus.rabbitmq.topology import EXCHANGE
from shared.events.catalogue import DOCUMENTS, EVENTS
from shared.events.cloud import CONTENT_TYPE, Envelope
from shared.events.envelope import EventType

VERSION = "3.0.0"
BINDING = "0.3.0"
TITLE = "Bimtek"
DESCRIPTION = (
    "What the services of Bimtek tell each other. Every message is a CloudEvent 1.0 whose data is the "
    "whole document of its subject. Of one subject the document with the greatest version holds, so order "
    "and repetition do not matter. New fields may appear at any time."
)


def document(hearers: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The AsyncAPI document. `hearers`: kind of subject → names of the services that have a handler."""
    models = [(model, "serialization") for model in DOCUMENTS.values()]
    _, schemas = models_json_schema(
        models,  # type: ignore[arg-type]
        ref_template="#/components/schemas/{model}",
    )
    envelope = Envelope.model_json_schema(mode="serialization")
    return {
        "asyncapi": VERSION,
        "info": {"title": TITLE, "version": "1", "description": DESCRIPTION},
        "defaultContentType": CONTENT_TYPE,
        "channels": {kind: _channel(kind) for kind in DOCUMENTS},
        "operations": dict(_operations(hearers)),
        "components": {
            "messages": {event.name: _message(event, envelope) for event in EVENTS.values()},
            "schemas": schemas["$defs"],
        },
    }


def _events(kind: str) -> list[EventType[Any]]:
    return [event for event in EVENTS.values() if kind == event.document.SUBJECT]


def _channel(kind: str) -> dict[str, Any]:
    return {
        "address": f"{kind}.{{id}}",
        "title": kind,
        "description": f"Everything that is told about one {kind}; bound with `{kind}.*`",
        "parameters": {"id": {"description": f"The {kind}'s id, a UUID"}},
        "messages": {event.name: {"$ref": f"#/components/messages/{event.name}"} for event in _events(kind)},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": EXCHANGE, "type": "topic", "durable": True, "autoDelete": False},
                "bindingVersion": BINDING,
            }
        },
    }


def _operations(hearers: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, dict[str, Any]]]:
    for kind in DOCUMENTS:
        events = _events(kind)
        for sender in sorted({event.sender for event in events}):
            own = [event for event in events if event.sender == sender]
            sending = {"amqp": {"deliveryMode": 2, "mandatory": True, "ack": True, "bindingVersion": BINDING}}
            yield f"{sender}-sends-{kind}", _operation("send", kind, own, sending)
        for hearer in sorted(hearers.get(kind, ())):
            hearing = {"amqp": {"ack": True, "bindingVersion": BINDING}}
            yield f"{hearer}-hears-{kind}", _operation("receive", kind, events, hearing)


def _operation(
    action: str, kind: str, events: Iterable[EventType[Any]], bindings: dict[str, Any]
) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{kind}"},
        "messages": [{"$ref": f"#/channels/{kind}/messages/{event.name}"} for event in events],
        "bindings": bindings,
    }


def _message(event: EventType[Any], envelope: Mapping[str, Any]) -> dict[str, Any]:
    kind = event.document.SUBJECT
    own = {
        "source": {"const": f"/bimtek/{event.sender}"},
        "type": {"const": event.name},
        "subject": {"type": "string", "pattern": f"^{kind}/[0-9a-f-]{{36}}$"},
        "data": {"$ref": f"#/components/schemas/{event.document.__name__}"},
    }
    return {
        "name": event.name,
        "title": event.name,
        "summary": event.meaning,
        "contentType": CONTENT_TYPE,
        "payload": {
            "type": "object",
            "properties": {**envelope["properties"], **own},
            "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        },
    }
