"""What serves for long is not looked through again and again, and nothing is kept for ever by that."""

from __future__ import annotations

import gc
import weakref

from shared.collector import long_lived


class Ring:
    """Holds itself, so only the collector can end it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_there_is_left_alone_and_what_comes_is_collected() -> None:
    before = gc.get_threshold()
    old = Ring()
    gone = weakref.ref(old)
    with long_lived():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() != before
        new = Ring()
        came = weakref.ref(new)
        del old, new
        gc.collect()
        assert gone() is not None, "it was there before, so nobody looks at it"
        assert came() is None
    assert gc.get_threshold() == before
    gc.collect()
    assert gone() is None, "after the block it is looked at again"
