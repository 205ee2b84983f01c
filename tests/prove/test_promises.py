"""Every promise holds, and every attempt to break it is strong enough to break the control."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.prove import mail, mail_catcher, run
from tests.prove.proof import Proof


@pytest.mark.slow
@pytest.mark.parametrize("promise", run.PROMISES)
def test_the_promise_is_kept_and_the_control_is_not(promise: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run.main(promise, size="ci", json=True)
    for proof in json.loads(capsys.readouterr().out):
        assert set(proof["violations"].values()) == {0}, proof
        assert any(proof["control"].values()), proof
    assert code == 0


def test_an_unknown_promise_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main("chairs") == 2
    assert "There is no promise 'chairs'" in capsys.readouterr().err


@pytest.mark.parametrize(("every", "good"), [(False, True), (True, False)])
def test_where_each_control_stands_alone_each_must_fail(every: bool, good: bool) -> None:
    proof = Proof(
        "mail", {}, {"lost": 0}, "one safety less", {"without a key": 3, "without a lease": 0}, every
    )
    assert proof.good is good


SENT = mail_catcher.Taken(b"<1@b>", b"m1", b"Halo", settled=True)
CUT = replace(SENT, settled=False)


@pytest.mark.parametrize(
    ("taken", "judged"),
    [
        ([SENT], (0, 0, 0)),
        ([CUT, SENT], (0, 1, 0)),
        ([CUT, replace(SENT, content=b"Hai")], (0, 1, 1)),
        ([SENT, SENT], (1, 0, 0)),
        ([CUT, SENT, CUT], (1, 1, 0)),
        ([CUT, replace(SENT, message_id=b"<2@b>")], (1, 0, 0)),
        ([SENT, replace(SENT, occasion=b"m2", message_id=b"<2@b>")], (0, 0, 0)),
    ],
)
def test_only_a_cut_excuses_the_same_message_once_more(
    taken: list[mail_catcher.Taken], judged: tuple[int, int, int]
) -> None:
    assert mail.judge(taken) == judged


@pytest.mark.parametrize(
    ("violations", "control", "good", "words"),
    [
        ({"oversold": 0}, {"oversold": 7}, True, "seats: kept"),
        ({"oversold": 1}, {"oversold": 7}, False, "seats: BROKEN"),
        ({"oversold": 0}, {"oversold": 0}, False, "the control held as well"),
    ],
)
def test_only_a_kept_promise_with_a_failing_control_is_good(
    violations: dict[str, int], control: dict[str, int], good: bool, words: str
) -> None:
    proof = Proof("seats", {"clients": 200}, violations, "count, then insert", control)
    assert proof.good is good
    assert words in run.in_words(proof, seed=1)
