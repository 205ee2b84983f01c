"""The transport on RabbitMQ, 3.10 and 4.x: a topic exchange, and a durable quorum queue for each service.

A message is safe when the broker has confirmed it and every queue that hears its kind was there
afterwards. A subscription that fails is left, which gives back what it held; nothing is ever refused.
"""

from shared.bus.rabbitmq.topology import queue_of
from shared.bus.rabbitmq.transport import RabbitTransport

__all__ = ["RabbitTransport", "queue_of"]
