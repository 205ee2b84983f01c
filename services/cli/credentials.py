"""`secrets`: passwords for an installation on several machines, each service with its own.

What a server needs to know of a password is not the password: the files for PostgreSQL and RabbitMQ
hold salted hashes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.cli.apart import NAMES
from shared.db.migrate import BUS
from shared.db.pool import role_of
from shared.settings import BadSetting

OWNER = "bimtek_owner"  # of the database: migrates, and looks after parked messages
DECLARES = "bimtek_migrate"  # makes exchange and queues
LOOKS = "bimtek_admin"  # a person at the broker's own pages
SCRAM_ROUNDS = 4096


def make(folder: Path, *, postgres: str, rabbitmq: str, smtp: str) -> int:
    """Write all files into an empty folder. Raises BadSetting when it holds anything."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadSetting(f"{folder} is not empty; a password that is in use is never written over")
    for name, content in _files(postgres, rabbitmq, smtp):
        # Containers read them as another user; the folder keeps everybody else out.
        (folder / name).write_text(content + "\n")
        (folder / name).chmod(0o644)
    folder.chmod(0o700)
    print(f"{folder}: made for {', '.join(NAMES)}. Keep it as you keep the office's safe.")
    return 0


def _files(postgres: str, rabbitmq: str, smtp: str) -> Iterator[tuple[str, str]]:
    database = {name: secrets.token_urlsafe(24) for name in (*NAMES, "owner")}
    broker = {name: secrets.token_urlsafe(24) for name in (*NAMES, "migrate", "admin")}
    yield "postgres_password", secrets.token_urlsafe(24)
    yield "rabbitmq_admin_password", broker["admin"]
    for name in (*NAMES, "owner"):
        role = OWNER if name == "owner" else role_of(name)
        yield f"database_url_{name}", f"postgresql://{role}:{database[name]}@{postgres}"
    for name in (*NAMES, "migrate"):
        yield f"amqp_url_{name}", f"amqp://{_broker_user(name)}:{broker[name]}@{rabbitmq}/"
    yield "smtp_url", smtp
    yield "roles.sql", roles_sql(database)
    yield "rabbitmq_definitions.json", json.dumps(definitions(broker), indent=1)


def roles_sql(passwords: dict[str, str]) -> str:
    """For psql as an administrator in the empty database; run again it sets the passwords anew."""
    lines = ["-- Roles of Bimtek: the owner migrates, each service may change rows of its own schema."]
    for name in ("owner", *NAMES, BUS):
        role = OWNER if name == "owner" else role_of(name)
        lines.append(f"do $$ begin create role {role}; exception when duplicate_object then null; end $$;")
        if name in passwords:
            lines.append(f"alter role {role} login password '{scram(passwords[name])}';")
        if name != "owner":
            lines.append(f"grant {role} to {OWNER} with admin option;")
    lines += [
        "do $$ begin",
        f"    execute format('alter database %I owner to {OWNER}', current_database());",
        "    execute format('revoke all on database %I from public', current_database());",
        *(
            f"    execute format('grant connect on database %I to {role_of(name)}', current_database());"
            for name in NAMES
        ),
        "end $$;",
        "revoke all on schema public from public;",
    ]
    return "\n".join(lines)


def definitions(passwords: dict[str, str]) -> dict[str, Any]:
    """What RabbitMQ loads at its start: users and what they may do. There is no `guest`."""
    users, permissions = [], []
    for name, password in passwords.items():
        user = _broker_user(name)
        tags = "administrator" if name == "admin" else ""
        users.append(
            {
                "name": user,
                "password_hash": rabbit_hash(password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": tags,
            }
        )
        permissions.append({"user": user, "vhost": "/"} | rights(name))
    return {"vhosts": [{"name": "/"}], "users": users, "permissions": permissions}


def rights(name: str) -> dict[str, str]:
    """Patterns of what a user may make, write to and read from."""
    if name == "admin":
        return dict.fromkeys(("configure", "write", "read"), ".*")
    if name == "migrate":
        return dict.fromkeys(("configure", "write", "read"), r"^bimtek.*")
    own = rf"^bimtek(\.{name})?$"
    return {"configure": "^$", "write": own, "read": own}


def _broker_user(name: str) -> str:
    return {"migrate": DECLARES, "admin": LOOKS}.get(name, f"bimtek_{name}")


def scram(password: str) -> str:
    """What PostgreSQL stores of a password (RFC 5803)."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${SCRAM_ROUNDS}:{salt64}${stored64}:{server64}"


def rabbit_hash(password: str) -> str:
    """What RabbitMQ stores of a password."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
