"""docs/api.md: how a program calls Bimtek, and which call does what a page does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.service import Service
from shared.settings import CHECKOUT
from shared.web.routes import PLACEHOLDER, Kind, Route

_HEAD = """\
# Calling Bimtek from a program

Made by `bimtek docs` from the route tables; do not edit. Every call with its fields and answers stands in
the OpenAPI 3.1 descriptions, [docs/openapi/](openapi/) and, on a running installation, at
`/api/v1/<service>/openapi.json`.

## Signing in
Calls that anybody may make need nothing. The others take the session of a member of staff, whose role
decides as it does on the pages; give a program an account of its own with the least role it needs.
```sh
curl -sc jar -o page.html "$BIMTEK/masuk"
token=$(sed -n 's/.*name="form_token" value="\\([^"]*\\)".*/\\1/p' page.html | head -1)
curl -sb jar -c jar -o /dev/null "$BIMTEK/masuk" --data-urlencode "form_token=$token" \\
  --data-urlencode "email=$EMAIL" --data-urlencode "password=$PASSWORD"
curl -sb jar -c jar "$BIMTEK/api/v1/scheduling/workshops?status=published"
```
A session ends 30 minutes after its last call and 12 hours after it began: on 401 sign in again.

## Doing something once
A call that changes something takes the header `Idempotency-Key`, 1 to 128 visible ASCII characters, a new
one for each thing to be done. Whoever got no answer sends the same call with the same key again: it is
done once and answers the same. The key with another content is refused (422). Keys of
different offices know nothing of each other.

## What is refused
Errors are `application/problem+json` as RFC 9457 has it. `detail` is for people and says how to mend it,
`errors` names the fields, both in the language of `?bahasa=id` or `?bahasa=en`.
```json
{"type": "about:blank", "title": "…", "status": 422, "detail": "…",
 "errors": [{"field": "capacity", "message": "Jumlah kursi paling kecil 1."}]}
```
| status | what to do |
|---|---|
| 400, 415 | mend the program: no JSON, or not sent as `application/json` |
| 401, 403 | sign in; or the role may not |
| 404 | nothing of this office has this id |
| 409 | things changed meanwhile: read again. A double booking names who is booked and what is free |
| 422 | mend the fields named; or take a new Idempotency-Key, this one was used for another content |
| 429, 503 | wait as `Retry-After` says, then send the same again with the same key |

## Lists
`?cari=` looks for a text, `?halaman=` is the page (100 rows), `?urut=` sorts; what else a list can be
asked stands in its description. The answer is `items`, and `total` of all pages. The same lists can be had
as XLSX or CSV on their pages.
"""

_WEBHOOKS = """
## Being told instead of asking
An admin names other systems of the office at `POST /api/v1/registration/webhooks` (https, which types);
the answer holds the secret, `whsec_…`, this once. Each event is posted there as a CloudEvent
(`application/cloudevents+json`), signed as [Standard Webhooks](https://www.standardwebhooks.com/) has it,
so its libraries check it. Without one:
```python
{example}```
- Answer any 2xx within 10 seconds, before working on it. Anything else, a redirect too, is tried again
  after 1 s, 10 s, 1 min, 10 min, 1 h and 6 h; then an admin sends it again. After 3 days without a 2xx
  nothing is sent until an admin turns it on; what happened meanwhile is sent then.
- The same `webhook-id` may come twice: keep those of the last days and drop repeats. Order is not
  promised: of one `subject` the higher `data.version` is the newer one.
- For 24 hours after a new secret was made `webhook-signature` holds two signatures; one that fits is
  enough.
- `data` has `id`, `version`, `organization_id`, `workshop_id`, `state`, `merged_into`, `registered_at`.
  Who the person is, is not told: read `GET /api/v1/registration/workshops/{{workshop_id}}/participants`
  signed in.
- `WebhookTrial` is sent by "Kirim uji coba" and means nothing.
"""

_EXAMPLE = CHECKOUT / "docs" / "examples" / "verify_webhook.py"
_TABLE = """
## {name}: pages and calls
| on the page | the call |
|---|---|
"""


def api_page(services: Iterable[Service]) -> str:
    """The whole page."""
    return _HEAD + _WEBHOOKS.format(example=_EXAMPLE.read_text()) + "".join(_tables(services))


def _tables(services: Iterable[Service]) -> Iterator[str]:
    for service in services:
        calls = {route.name: route for route in service.routes if route.kind is Kind.API}
        acts = [route for route in service.routes if route.call or route.no_call]
        if acts:
            yield _TABLE.format(name=service.name)
            for act in acts:
                does = _shown(calls[act.call]) if act.call else f"none: {act.no_call}"
                yield f"| `{_path(act)}` | {does} |\n"


def _shown(call: Route) -> str:
    return f"{call.summary}: `{call.method} {_path(call)}`"


def _path(route: Route) -> str:
    return PLACEHOLDER.sub(r"{\1}", route.path)
