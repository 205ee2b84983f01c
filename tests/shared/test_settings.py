"""Settings: a wrong, unknown or contradicting one is named in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.settings import BadSetting, Settings, described

Environment = Callable[..., None]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Sets variables; none of the shell's own BIMTEK_ ones is left."""
    import os

    for name in list(os.environ):
        if name.startswith("BIMTEK_"):
            monkeypatch.delenv(name)

    def put(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(f"BIMTEK_{name}", value)

    return put


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.load()
    assert settings.public_url == "http://localhost:8000"
    assert settings.on_localhost and not settings.secure
    assert settings.folder.name.endswith("8000")
    assert settings.key_folder == settings.folder / "keys"


def test_options_come_before_the_environment(environment: Environment) -> None:
    environment(PORT="8100")
    assert Settings.load().port == 8100
    assert Settings.load(port=None).port == 8100
    chosen = Settings.load(port=8200)
    assert (chosen.port, chosen.public_url) == (8200, "http://localhost:8200")
    assert chosen.folder != Settings.load().folder


def test_a_value_may_stand_in_a_file(environment: Environment, tmp_path: Path) -> None:
    secret = tmp_path / "smtp"
    secret.write_text("smtp://kantor:rahasia@mail.example:587\n")
    environment(SMTP_URL_FILE=str(secret))
    assert Settings.load().smtp_url == "smtp://kantor:rahasia@mail.example:587"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "abc", "BIMTEK_PORT: "),
        ("PORT", "70000", "BIMTEK_PORT: "),
        ("BOUNCE_URL", "pop3://u:p@mail.example", "BIMTEK_BOUNCE_URL: must begin with imaps://"),
        ("BOUNCE_URL", "imaps://mail.example/INBOX", "BIMTEK_BOUNCE_URL: must look like imaps://user:"),
        ("BOUNCE_URL", "imaps://u:p@mail.example", "The settings: BIMTEK_BOUNCE_URL is set but"),
        ("PUBLIC_URL", "bimtek.example.go.id", "BIMTEK_PUBLIC_URL: must look like https://"),
        ("PUBLIC_URL", "https://bimtek.example.go.id/app", "BIMTEK_PUBLIC_URL: must look like https://"),
        ("DATABASE_URL", "mysql://x", "BIMTEK_DATABASE_URL: must begin with postgresql://"),
        ("SMTP_URL", "mail.example", "BIMTEK_SMTP_URL: must begin with smtp://"),
        ("MAIL_FROM", "kantor", "BIMTEK_MAIL_FROM: "),
        ("LOG_LEVEL", "loud", "BIMTEK_LOG_LEVEL: "),
        ("PROT", "8000", "BIMTEK_PROT: there is no such setting"),
        ("SMTP_URL_FILE", "/nowhere/smtp", "BIMTEK_SMTP_URL_FILE: /nowhere/smtp: No such file"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(
    environment: Environment, name: str, value: str, told: str
) -> None:
    environment(**{name: value})
    with pytest.raises(BadSetting) as caught:
        Settings.load()
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_webhooks_to_this_machine_are_for_trying_out_only(environment: Environment) -> None:
    environment(WEBHOOKS_TO_LOOPBACK="1")
    assert Settings.load().webhooks_to_loopback
    environment(PUBLIC_URL="https://bimtek.example.go.id", WEBHOOKS_TO_LOOPBACK="1")
    with pytest.raises(BadSetting) as caught:
        Settings.load()
    assert "BIMTEK_WEBHOOKS_TO_LOOPBACK is for trying out" in str(caught.value)


def test_a_refused_secret_is_not_shown(environment: Environment) -> None:
    environment(DATABASE_URL="mysql://kantor:rahasia@db/bimtek")
    with pytest.raises(BadSetting) as caught:
        Settings.load()
    assert "rahasia" not in str(caught.value)


def test_the_public_address_is_kept_as_people_see_it(environment: Environment) -> None:
    environment(PUBLIC_URL="https://Bimtek.Example.go.id/")
    settings = Settings.load()
    assert settings.public_url == "https://bimtek.example.go.id"
    assert settings.secure and not settings.on_localhost
    assert settings.with_port(9000).public_url == "https://bimtek.example.go.id"


def test_the_port_that_was_taken_is_in_the_default_address() -> None:
    assert Settings.load(port=0).with_port(45_678).public_url == "http://localhost:45678"


def test_every_setting_is_described() -> None:
    assert all(meaning for _name, _default, meaning in described())
