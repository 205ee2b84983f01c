"""The promise `events` once more, over RabbitMQ, whose node is killed as well."""

from __future__ import annotations

from tests.prove.events import SIZES, over
from tests.prove.proof import Proof, Size
from tests.support import rabbitmq


async def prove(size: Size, seed: int) -> Proof:
    """Run the promise and its control on a private node."""
    with rabbitmq.node() as broker:
        return await over("events over RabbitMQ", broker, SIZES[size], seed)
