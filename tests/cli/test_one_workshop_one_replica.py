"""What is sent for one workshop reaches one replica behind the proxy; different workshops use them all."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from shared.embedded.catcher import catch_mail
from shared.settings import CHECKOUT
from tests.support import apart
from tests.support.apart import Installation, Replica

CADDYFILE = (CHECKOUT / "Caddyfile").read_text()
POLICY = "\t\tlb_policy header Bimtek-Workshop\n"
SECOND_TRY_TAKES_ANY = "\t\theader_up -Bimtek-Workshop\n"
# None of them is there: a replica answers that too, and counts it.
WORKSHOPS = [f"kerajinan-{number}" for number in range(12)]
SENT = ("/daftar", "/daftar?bahasa=en", "/daftar-beberapa", "/daftar?dari=poster")
OF_PEOPLE = re.compile(r'^bimtek_request_seconds_count{.*route="(?:sign_up|start_group)".*} (\S+)$', re.M)


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("mail")
    async with catch_mail(folder) as catcher, apart.installation(None, smtp_url=catcher.url) as place:
        for _replica in range(2):
            place.start("registration", role="web")
        await asyncio.gather(*(replica.ready() for replica in place.replicas))
        yield place


@contextmanager
def proxy_without(place: Installation, line: str) -> Iterator[str]:
    """The address of another proxy, whose Caddyfile lacks a line."""
    assert CADDYFILE.count(line) == 1, line
    file = place.folder / "Caddyfile"
    file.write_text(CADDYFILE.replace(line, ""))
    url = f"http://localhost:{apart.free_port()}"
    with apart.proxy(place, url, file):
        yield url


async def reached(place: Installation, method: str, urls: list[str], **headers: str) -> frozenset[str]:
    """The replicas that these requests came to, by address; each was answered by one."""
    async with aiohttp.ClientSession(headers=headers) as session:
        before = await counted(session, place.of("registration"))
        for url in urls:
            async with session.request(method, url) as answer:
                assert answer.status < 500, f"{url}: {answer.status}"
        after = await counted(session, place.of("registration"))
    assert (after - before).total() == len(urls)
    return frozenset(after - before)


async def counted(session: aiohttp.ClientSession, replicas: list[Replica]) -> Counter[str]:
    """The requests to the pages that people sign up on, by replica."""
    found: Counter[str] = Counter()
    for replica in replicas:
        async with session.get(f"{replica.url}/metrics/registration") as answer:
            found[replica.address] = round(sum(map(float, OF_PEOPLE.findall(await answer.text()))))
    return found


def addresses(url: str, workshop: str) -> list[str]:
    """Where people of a workshop send something, each several times."""
    return [f"{url}/bimtek/{workshop}{end}" for end in SENT * 3]


async def test_what_is_sent_for_a_workshop_reaches_one_replica_and_workshops_share_all(
    place: Installation,
) -> None:
    chosen = {one: await reached(place, "POST", addresses(place.public_url, one)) for one in WORKSHOPS}
    assert {one: len(replicas) for one, replicas in chosen.items()} == dict.fromkeys(WORKSHOPS, 1)
    assert len(frozenset.union(*chosen.values())) == 2, "one replica had all workshops"

    with proxy_without(place, POLICY) as url:
        spread = await reached(place, "POST", addresses(url, WORKSHOPS[0]))
    assert len(spread) == 2, "the negative control: without the policy two processes wait for each other"


async def test_a_form_is_read_from_any_replica(place: Installation) -> None:
    """Nobody waits for a seat there, so all replicas show the form to a crowd before one workshop."""
    assert len(await reached(place, "GET", addresses(place.public_url, WORKSHOPS[0]))) == 2


async def test_a_visitor_does_not_name_the_workshop(place: Installation) -> None:
    urls = addresses(place.public_url, WORKSHOPS[0])
    chosen = await reached(place, "POST", urls)
    for other in WORKSHOPS[1:]:
        assert await reached(place, "POST", urls[:1], **{"Bimtek-Workshop": other}) == chosen


async def test_where_the_replica_of_a_workshop_is_gone_another_answers_at_once(place: Installation) -> None:
    """Also while the name server still tells of the one that is gone.

    Nothing is in what is sent: Debian's Caddy cannot send a form's fields to a second replica.
    """
    chosen = {one: await reached(place, "POST", addresses(place.public_url, one)) for one in WORKSHOPS}
    gone = next(replica for replica in place.replicas if chosen[WORKSHOPS[0]] == {replica.address})
    gone.kill()
    for workshop in WORKSHOPS:
        (instead,) = await reached(place, "POST", addresses(place.public_url, workshop))
        assert chosen[workshop] in ({instead}, {gone.address}), "the others' workshops stay where they were"

    with proxy_without(place, SECOND_TRY_TAKES_ANY) as url:
        form = f"{url}/bimtek/{WORKSHOPS[0]}/daftar"
        async with aiohttp.ClientSession() as session, session.post(form) as answer:
            assert answer.status == 502, "the negative control: the one that is gone is tried to the end"
