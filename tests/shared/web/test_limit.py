"""Moving windows on a clock of the test's own."""

from __future__ import annotations

import pytest

from shared.web import limit
from shared.web.limit import Limiter


class Hands:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_window_moves() -> None:
    hands = Hands()
    limiter = Limiter(hands)
    for _ in range(3):
        assert limiter.wait("guess", "a", "3/minute") == 0
        hands.at += 10
    assert limiter.wait("guess", "a", "3/minute") == 30  # the first leaves after 60
    hands.at += 30
    assert limiter.wait("guess", "a", "3/minute") == 0
    assert limiter.wait("guess", "a", "3/minute") == 10


def test_names_and_people_are_counted_apart() -> None:
    limiter = Limiter(Hands())
    assert limiter.wait("guess", "a", "1/hour") == 0
    assert limiter.wait("guess", "b", "1/hour") == 0
    assert limiter.wait("other", "a", "1/hour") == 0
    assert limiter.wait("guess", "a", "1/hour") == 3600


def test_a_refused_try_does_not_lengthen_the_wait() -> None:
    hands = Hands()
    limiter = Limiter(hands)
    limiter.wait("guess", "a", "1/minute")
    hands.at += 59
    assert limiter.wait("guess", "a", "1/minute") == 1
    hands.at += 1
    assert limiter.wait("guess", "a", "1/minute") == 0


def test_a_flood_of_addresses_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "MOST_KEYS", 100)
    limiter = Limiter(Hands())
    for number in range(1000):
        limiter.wait("guess", str(number), "5/minute")
    assert len(limiter._uses) <= 101


def test_old_windows_are_swept() -> None:
    hands = Hands()
    limiter = Limiter(hands)
    limiter.wait("guess", "a", "5/minute")
    hands.at += 120
    limiter.wait("guess", "b", "5/minute")
    assert len(limiter._uses) == 1


def test_a_rate_may_count_several_units() -> None:
    hands = Hands()
    limiter = Limiter(hands)
    assert limiter.wait("guess", "a", "1/15 minutes") == 0
    assert limiter.wait("guess", "a", "1/15 minutes") == 900


@pytest.mark.parametrize("rate", ["5", "5/fortnight", "/minute", "5/ minutes", "-1/hour"])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        Limiter(Hands()).wait("guess", "a", rate)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("203.0.113.07", "unknown"),  # some read it as octal
        ("203.0.113", "unknown"),
        ("203.0.113.7\0", "unknown"),
        ("tetangga", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_counted_as_its_owner_has_it(address: str, counted: str) -> None:
    assert limit.identity(address) == counted
