"""Caddyfile, compose.yaml, Dockerfile and the documents say what the code does; no engine runs here."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.cli import credentials
from services.cli.__main__ import app
from services.cli.apart import FINISH, LONGEST_STOP, NAMES
from services.suite import OF_EACH, SERVICES, Owners
from shared.settings import CHECKOUT, PREFIX, BadSetting, Settings
from shared.web.server import DRAIN, KEEPALIVE
from tests.support.apart import program

CADDYFILE = (CHECKOUT / "Caddyfile").read_text()
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
PUBLIC_URL = "https://bimtek.example.go.id"
OURS = ("migrate", *NAMES, *(f"{name}-worker" for name in NAMES))


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """compose.yaml as docker-compose understands it, with secrets made by the command."""
    folder: Path = tmp_path_factory.mktemp("secrets")
    credentials.make(
        folder, postgres="postgres:5432/bimtek", rabbitmq="rabbitmq:5672", smtp="smtp://mailpit:1025"
    )
    done = _compose(BIMTEK_PUBLIC_URL=PUBLIC_URL, BIMTEK_SECRETS=str(folder))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = yaml.safe_load(done.stdout)
    return found


def _compose(**environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.run(
        [program("docker-compose"), "--file", str(CHECKOUT / "compose.yaml"), "config"],
        env=own | environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def behind_the_proxy(path: str) -> str:
    """The service that the Caddyfile's table names for a path; the first line that fits decides."""
    table = re.search(r"map \{path\} \{service\} \{\n(.*?)\n\t\}", CADDYFILE, re.DOTALL)
    assert table is not None
    for line in table[1].split("\n"):
        pattern, service = line.split()
        if pattern == "default" or re.search(pattern.removeprefix("~"), path):
            return service
    raise AssertionError(f"no line for {path}")


def test_the_proxy_sends_every_address_where_one_process_would() -> None:
    owners = Owners({service.name: service.prefixes for service in SERVICES})
    paths = ["/", "/kelola/", "/kelola/apa-saja", "/kelola/kehadiran-lain", "/bimteks", "/api/v1/reporting"]
    paths += ["/static/0123/bimtek.css", "/sertifikatx", "/SERTIFIKAT/x", "/kalender.icsx", "/favicon.ico"]
    for service in SERVICES:
        for prefix in (*service.prefixes, *(each.format(service.name) for each in OF_EACH)):
            paths += [prefix, prefix.rstrip("/") + "/apa/saja"]
        paths += [route.path.replace("{", "").replace("}", "") for route in service.routes]
    figures = [path for path in paths if path.startswith("/metrics/")]
    assert figures and "@figures path /metrics/*\n\trespond @figures 404" in CADDYFILE
    wrong = {
        path: (behind_the_proxy(path), owners.of(path))
        for path in set(paths) - set(figures)
        if behind_the_proxy(path) != owners.of(path)
    }
    assert wrong == {}


def test_the_proxy_gives_up_idle_connections_before_a_replica_does() -> None:
    (keepalive,) = re.findall(r"keepalive (\d+)s", CADDYFILE)
    assert int(keepalive) < DRAIN < KEEPALIVE


def test_the_proxy_asks_where_the_services_listen() -> None:
    (port,) = re.findall(r"port \{\$BIMTEK_PORT:(\d+)\}", CADDYFILE)
    default = Settings.model_fields["port"].default
    assert int(port) == default
    assert f"EXPOSE {default}" in DOCKERFILE


def test_every_service_runs_as_web_and_as_worker(composed: dict[str, Any]) -> None:
    commands = {
        name: tuple(service["command"]) for name, service in composed["services"].items() if name in OURS
    }
    expected: dict[str, tuple[str, ...]] = {"migrate": ("migrate",)}
    for name in NAMES:
        expected[name] = ("serve", name, "--role", "web")
        expected[f"{name}-worker"] = ("serve", name, "--role", "worker")
    assert commands == expected
    for command in commands.values():
        app.parse_args(list(command), exit_on_error=False, print_error=False)


def test_settings_in_the_files_are_settings_of_the_code(composed: dict[str, Any]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in OURS:
        for variable in composed["services"][name]["environment"]:
            assert variable.removesuffix("_FILE") in known, f"{name}: {variable}"
    for variable in re.findall(r"\b(BIMTEK_[A-Z_]+)=", DOCKERFILE):
        assert variable in known, variable


def test_each_service_has_its_own_passwords_and_no_others(composed: dict[str, Any]) -> None:
    for name in OURS:
        service, own = composed["services"][name], name.removesuffix("-worker")
        database, broker = ("owner", "migrate") if own == "migrate" else (own, own)
        expected = {"smtp_url", f"database_url_{database}", f"amqp_url_{broker}"}
        assert {secret["source"] for secret in service["secrets"]} == expected, name
        files = {value for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert files == {f"/run/secrets/{secret}" for secret in expected}, name
    for secret in composed["secrets"].values():
        assert Path(secret["file"]).is_file(), "the command makes every file that is named"


def test_containers_may_do_little(composed: dict[str, Any]) -> None:
    for name in OURS:
        service = composed["services"][name]
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        grace = re.fullmatch(r"(\d+)s", service["stop_grace_period"])
        assert grace is not None and int(grace[1]) > LONGEST_STOP, name
        writes_keys = own_of(name) in ("certificates", "migrate")
        assert service["volumes"] == ["keys:/keys:rw" if writes_keys else "keys:/keys:ro"], name
    assert DRAIN + FINISH < LONGEST_STOP
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert "services.cli.healthy" in DOCKERFILE
    for name in ("postgres", "rabbitmq"):
        for port in composed["services"][name].get("ports", []):
            assert str(port).startswith("127.0.0.1:"), f"{name} is open to the network: {port}"


def own_of(name: str) -> str:
    return name.removesuffix("-worker")


def test_more_replicas_are_one_option(composed: dict[str, Any]) -> None:
    """`--scale registration=3`: no fixed name, no port on the machine, and a name the proxy asks for."""
    for name in OURS:
        service = composed["services"][name]
        assert not {"container_name", "hostname", "ports"} & service.keys(), name
    assert "name {service}" in CADDYFILE and "dynamic a" in CADDYFILE
    assert set(NAMES) == set(re.findall(r"^\t\t(?:~\S+|default) (\w+)$", CADDYFILE, re.MULTILINE))
    assert composed["services"]["registration"]["deploy"] == {"replicas": 2}
    reached = set(composed["services"]["caddy"]["networks"])
    assert all(reached <= set(composed["services"][name]["networks"]) for name in NAMES)


def test_only_workers_give_way(composed: dict[str, Any]) -> None:
    shares = {name: service.get("cpu_shares", 1024) for name, service in composed["services"].items()}
    lower = {name for name, share in shares.items() if share < 1024}
    assert lower == {name for name in OURS if name.endswith("-worker")}


def test_services_wait_for_the_migration(composed: dict[str, Any]) -> None:
    for name in OURS[1:]:
        waits = composed["services"][name]["depends_on"]["migrate"]
        assert waits == {"condition": "service_completed_successfully"}, name


def test_without_an_address_nothing_starts() -> None:
    done = _compose()
    assert done.returncode != 0 and "the address people use" in done.stderr


def test_passwords_are_made_once_and_only_their_hashes_go_to_the_servers(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    options = {"postgres": "postgres:5432/bimtek", "rabbitmq": "rabbitmq:5672", "smtp": "smtp://mailpit:1025"}
    credentials.make(folder, **options)
    assert folder.stat().st_mode & 0o777 == 0o700
    urls = [path.read_text() for path in folder.glob("*_url_*")]
    passwords = {re.split("[:@]", url)[2] for url in urls}
    assert len(passwords) == len(urls) == 2 * len(NAMES) + 2
    told = (folder / "roles.sql").read_text() + (folder / "rabbitmq_definitions.json").read_text()
    assert not [password for password in passwords if password in told]
    assert "guest" not in told
    with pytest.raises(BadSetting, match="is not empty"):
        credentials.make(folder, **options)
