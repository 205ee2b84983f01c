"""What a system that hears webhooks of Bimtek does with each request, before it believes it."""

import base64
import hmac
import time


def is_ours(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether the request is signed with our secret and is younger than five minutes."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return any(hmac.compare_digest(expected, given) for given in headers["webhook-signature"].split())
