"""Settings: the environment variable BIMTEK_<NAME>, or BIMTEK_<NAME>_FILE naming a file that holds the value.

A wrong, unknown or contradicting setting ends the start with one line that names it. The list in
docs/settings.md is generated from this class.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent
PREFIX = "BIMTEK_"

# An empty variable is the same as none; `.` must not become the home folder by accident.
Folder = Annotated[Path | None, BeforeValidator(lambda value: value or None)]


class BadSetting(ValueError):
    """A setting cannot be used; its text is one line for the person who starts the program."""


class Settings(BaseSettings):
    """Everything that differs between installations."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True
    )

    home: Folder = Field(
        default=None,
        description="Folder for the embedded database, keys and caught mail. "
        "Default: `.bimtek/<port>` in the checkout; as root `/var/lib/bimtek/<hash of the checkout>-<port>`",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port to listen on; 0 takes any free one")
    listen: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on")
    public_url: str = Field(
        default="",
        description="Address people use, printed in QR codes for decades; https except on localhost. "
        "Default: `http://localhost:<port>`",
    )
    database_url: str = Field(
        default="",
        description="`postgresql://…` of PostgreSQL 15 to 18; empty: the embedded one. "
        "For `migrate` and `up` the owner's, for a single service that service's role",
    )
    amqp_url: str = Field(
        default="",
        description="`amqp://…` or `amqps://…` of RabbitMQ; empty: events travel through PostgreSQL",
    )
    smtp_url: str = Field(
        default="",
        description="`smtp://user:password@host:port` (STARTTLS where offered) or `smtps://…`; "
        "empty: mail is caught and shown at `/kotak-surat`, nothing is sent",
    )
    mail_from: str = Field(
        default="bimtek@localhost",
        pattern=r"^[^@\s<>]+@[^@\s<>]+$",
        description="Sender address of every mail",
    )
    bounce_url: str = Field(
        default="",
        description="`imaps://user:password@host:993/INBOX` (or `imap://…:143` with STARTTLS), the mailbox "
        "of `BIMTEK_MAIL_FROM`: what other mail servers send back is read there and shown at the person; "
        "empty: nothing is read",
    )
    keys: Folder = Field(
        default=None,
        description="Folder of the keys, the same for all replicas. Default: `keys` in the home folder",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=9,
        description="How many proxies before us add X-Forwarded-For; 0: the header is ignored",
    )
    lan: bool = Field(
        default=False,
        description="Plain http in a local network, for trying out: camera and offline do not work there",
    )
    database_pool: int = Field(
        default=10, ge=2, le=200, description="Most database connections of one service in one process"
    )
    pg_bin: Folder = Field(
        default=None,
        description="Folder with `initdb` and `pg_ctl` for the embedded database, instead of those shipped",
    )
    fill_seconds: int = Field(
        default=3,
        ge=0,
        le=60,
        description="A public sign-up form sent sooner than so many seconds after its page was made is shown "
        "once more: programs send at once. 0: none is",
    )
    webhooks_to_loopback: bool = Field(
        default=False,
        description="Let offices name other systems on this very machine, over plain http: for trying out. "
        "Refused unless the public address is localhost",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log lines that are written"
    )

    @classmethod
    def load(cls, **given: Any) -> Self:
        """From the environment, after `given`: a command's options or None. Raises BadSetting."""
        _refuse_unknown(cls)
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else "The settings"
            raise BadSetting(f"{name}: {_plain(first['msg'])}") from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _NamedFiles(settings_cls)

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url.rstrip("/"))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise ValueError("must look like https://bimtek.example.go.id, without a path")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("database_url", "amqp_url", "smtp_url", "bounce_url")
    @classmethod
    def _has_a_scheme(cls, url: str, info: Any) -> str:
        schemes = {
            "database_url": ("postgresql", "postgres"),
            "amqp_url": ("amqp", "amqps"),
            "smtp_url": ("smtp", "smtps"),
            "bounce_url": ("imaps", "imap"),
        }[info.field_name]
        if url and urlsplit(url).scheme not in schemes:
            raise ValueError(f"must begin with {schemes[0]}://")
        return url

    @field_validator("bounce_url")
    @classmethod
    def _names_who_reads(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.hostname and parts.username and parts.password):
            raise ValueError("must look like imaps://user:password@host:993/INBOX")
        return url

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        fill = object.__setattr__
        if self.home is None:
            fill(self, "home", default_home(str(self.port)))
        else:
            fill(self, "home", self.home.expanduser().resolve())
        if not self.public_url:
            fill(self, "public_url", f"http://localhost:{self.port}")
        if self.keys is None:
            fill(self, "keys", self.folder / "keys")
        if self.webhooks_to_loopback and not self.on_localhost:
            raise ValueError(
                "BIMTEK_WEBHOOKS_TO_LOOPBACK is for trying out: BIMTEK_PUBLIC_URL is not localhost"
            )
        if self.bounce_url and not self.smtp_url:
            raise ValueError("BIMTEK_BOUNCE_URL is set but BIMTEK_SMTP_URL is not: nothing is sent")
        return self

    @property
    def folder(self) -> Path:
        """The home folder, absolute."""
        assert self.home is not None
        return self.home

    @property
    def key_folder(self) -> Path:
        """The folder of the keys, absolute."""
        assert self.keys is not None
        return self.keys

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return self.public_url.startswith("https://")

    @property
    def on_localhost(self) -> bool:
        """Whether the public address is only this machine's own name."""
        return urlsplit(self.public_url).hostname in ("localhost", "127.0.0.1", "::1")

    def with_port(self, port: int) -> Self:
        """The same for the port that was really taken (after asking for port 0)."""
        if self.port == port:
            return self
        old = f"http://localhost:{self.port}"
        url = f"http://localhost:{port}" if self.public_url == old else self.public_url
        return self.model_copy(update={"port": port, "public_url": url})


def default_home(name: str) -> Path:
    """Where an installation of this checkout keeps its state; `name` is its port.

    As root it lies outside the checkout, because the database then runs as another user who may
    not reach it.
    """
    if os.geteuid() == 0:
        checkout = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:8]
        return Path("/var/lib/bimtek") / f"{checkout}-{name}"
    return CHECKOUT / ".bimtek" / name


class _NamedFiles(PydanticBaseSettingsSource):
    """BIMTEK_<NAME>_FILE: the value stands in that file, as container secrets do."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text().strip(), field_name, False
        except OSError as error:
            raise BadSetting(f"{PREFIX}{field_name.upper()}_FILE: {path}: {error.strerror}") from None

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def _refuse_unknown(settings: type[BaseSettings]) -> None:
    """A misspelt name must not be silently without effect."""
    known = {PREFIX + name.upper() for name in settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name.removesuffix("_FILE") not in known:
            raise BadSetting(f"{name}: there is no such setting (docs/settings.md lists them)")


def _plain(message: str) -> str:
    return re.sub(r"^Value error, ", "", message)


def described() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for docs/settings.md."""
    return [
        (PREFIX + name.upper(), "" if field.default is None else str(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
