"""The mail catcher's pages, `/kotak-surat`: what would have been sent, as people would have read it.

Open to everybody in the demo; elsewhere only to a signed-in admin, since mails hold links that open
a person's page. There is no such page where mail is really sent.
"""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from shared.embedded.catcher import Caught, Mailbox
from shared.web.access import ADMIN, PUBLIC
from shared.web.errors import NotFound
from shared.web.middlewares import CSP
from shared.web.rendering import answer, render
from shared.web.routes import Route, page

PREFIX = "/kotak-surat"
SHOWN = 200  # newest messages in the list

# A mail's HTML is somebody else's: no script, nothing fetched, and no way to the page around it.
MAIL_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def routes(mailbox: Mailbox, *, everybody: bool) -> tuple[Route, ...]:
    """The rows of the route table; they may join any service's."""
    pages = _Pages(mailbox)
    access = PUBLIC if everybody else ADMIN
    one = PREFIX + "/{id:[0-9a-f-]+}"
    return (
        page(PREFIX, pages.index, "mailbox", access=access, capability=True),
        page(PREFIX + "/api", pages.listing, "mailbox_api", access=access, capability=True),
        page(one, pages.message, "mailbox_message", access=access, capability=True),
        page(one + "/html", pages.html, "mailbox_html", access=access, capability=True),
        page(
            one + "/lampiran/{number:[0-9]+}",
            pages.attachment,
            "mailbox_file",
            access=access,
            capability=True,
        ),
    )


class _Pages:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def index(self, request: web.Request) -> web.Response:
        to = request.query.get("kepada", "").strip()
        return render(request, "mailbox/index.html", messages=self._mailbox.newest(SHOWN, to=to), to=to)

    async def listing(self, request: web.Request) -> web.Response:
        """The newest messages as JSON; `?kepada=` keeps those to one address."""
        found = self._mailbox.newest(SHOWN, to=request.query.get("kepada", "").strip())
        return answer({"messages": [_plain(one) for one in found]})

    async def message(self, request: web.Request) -> web.Response:
        response = render(request, "mailbox/message.html", message=self._message(request))
        response.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
        return response

    async def html(self, request: web.Request) -> web.Response:
        """The HTML part alone, for the frame; links open in a tab of their own."""
        html = self._message(request).html.replace("<head>", '<head><base target="_blank">', 1)
        return web.Response(
            text=html, content_type="text/html", headers={"Content-Security-Policy": MAIL_CSP}
        )

    async def attachment(self, request: web.Request) -> web.Response:
        """One attachment, always as a download."""
        attachments = self._message(request).attachments
        number = int(request.match_info["number"][:6])
        if number >= len(attachments):
            raise NotFound
        file = attachments[number]
        response = web.Response(body=file.content, content_type=file.media_type)
        response.headers["Content-Disposition"] = _download(file.name)
        return response

    def _message(self, request: web.Request) -> Caught:
        found = self._mailbox.get(request.match_info["id"])
        if found is None:
            raise NotFound
        return found


def _download(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _plain(message: Caught) -> dict[str, object]:
    return {
        "id": message.id,
        "received_at": message.received_at,
        "message_id": message.message_id,
        "from": message.sender,
        "to": message.to,
        "reply_to": message.reply_to,
        "subject": message.subject,
        "text": message.text,
        "links": message.links,
        "attachments": [
            {
                "name": file.name,
                "media_type": file.media_type,
                "bytes": len(file.content),
                "path": f"{PREFIX}/{message.id}/lampiran/{number}",
            }
            for number, file in enumerate(message.attachments)
        ],
    }
