"""From a row to the message that goes over the wire."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared import i18n
from shared.crypto import Keys
from shared.events.scheduling import Organization
from shared.files import File
from shared.mail import mime
from shared.mail.filters import FILTERS
from shared.mail.queue import Letter
from shared.mail.wording import Wording

if TYPE_CHECKING:
    from css_inline import CSSInliner

HERE = Path(__file__).parent / "templates"
# Among the files of the web, so that a page can show a mail as it will look.
STYLE = Path(__file__).parents[1] / "web" / "static" / "mail.css"


class Unaddressable(ValueError):
    """The address can never be mailed to: it has spaces, controls, or no single @."""


@dataclass(frozen=True, slots=True)
class Composed:
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What a mail says; the styles of `html` are not written into its tags yet."""

    subject: str
    text: str
    html: str


class Composer:
    """Renders one service's mails; keeps its templates and the inliner between mails."""

    def __init__(self, templates: Path, *, mail_from: str, public_url: str, keys: Keys) -> None:
        """`templates` is the service's folder that holds `email/`."""
        self._mail_from = Address(addr_spec=mail_from)
        self._public_url = public_url.rstrip("/")
        self._keys = keys
        self._jinja = Environment(
            loader=ChoiceLoader([FileSystemLoader(templates), FileSystemLoader(HERE)]),
            autoescape=select_autoescape(enabled_extensions=("html",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._jinja.globals.update(_=i18n._, ngettext=i18n.ngettext, url=self._url)
        self._jinja.filters.update(FILTERS)

    @cached_property
    def _inliner(self) -> CSSInliner:
        """Writes the styles into the tags. Made with the first mail: who only shows pages sends none."""
        from css_inline import CSSInliner

        return CSSInliner(
            keep_at_rules=True,
            load_remote_stylesheets=False,
            extra_css=STYLE.read_text(encoding="utf-8"),
        )

    def written(
        self,
        purpose: str,
        language: str,
        data: Mapping[str, Any],
        organization: Organization,
        wording: Wording = Wording(),  # noqa: B008 - it cannot be changed
    ) -> Written:
        """What the mail says in that language. `data` with its sealed values opened."""
        values = {"zone": organization.zone, **data, "data": data, "own": wording}
        values |= {"organization": organization, "lang": language}
        with i18n.using_language(language):
            subject, text, html = (self._render(purpose, part, values) for part in PARTS)
            subject = mime.one_line(wording.subject or subject)
            if wording.trial:
                subject = f"[{i18n._('Uji coba')}] {subject}"
        return Written(subject, text.strip() + "\n", html)

    def compose(
        self,
        letter: Letter,
        organization: Organization,
        files: list[tuple[File, str]],
        wording: Wording = Wording(),  # noqa: B008 - it cannot be changed
    ) -> Composed:
        """The whole message in the reader's language. Raises Unaddressable or what a template raises."""
        recipient = _address(letter.recipient)
        data = self._opened(letter.data)
        said = self.written(letter.purpose, letter.language, data, organization, wording)
        reply_to = data.get("reply_to") or organization.email
        content = mime.message(
            id=f"<{letter.message_id.hex}@{self._mail_from.domain}>",
            date=letter.date,
            sender=mime.mailbox(organization.short_name, self._mail_from),
            to=recipient.addr_spec,
            reply_to=_address(reply_to).addr_spec if reply_to else "",
            subject=said.subject,
            text=said.text,
            html=self._inliner.inline(said.html),
            attachments=[(name, file.media_type, file.data) for file, name in files],
            key=letter.message_id.hex,
        )
        return Composed(recipient.addr_spec, content)

    def _render(self, purpose: str, part: str, values: dict[str, Any]) -> str:
        return self._jinja.get_template(f"email/{purpose}/{part}").render(values)

    def _opened(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data with its sealed values decrypted: links that open a page never lie in a dump."""
        opened = {name: value for name, value in data.items() if name != "sealed"}
        for name, sealed in data.get("sealed", {}).items():
            opened[name] = self._keys.decrypt(base64.b64decode(sealed), purpose=name)
        return opened

    def _url(self, path: str) -> str:
        return f"{self._public_url}{path}"


PARTS = ("subject.txt", "body.txt", "body.html")


def _address(text: str) -> Address:
    text = text.strip()
    local, _at, domain = text.rpartition("@")
    if not local or not domain or "@" in local or " " in mime.one_line(text) or mime.one_line(text) != text:
        raise Unaddressable(f"bukan alamat email: {mime.one_line(text)!r}")
    try:
        return Address(username=local, domain=domain)
    except (ValueError, IndexError) as error:  # IndexError: the standard library on odd domains
        raise Unaddressable(f"bukan alamat email: {mime.one_line(text)!r}") from error
