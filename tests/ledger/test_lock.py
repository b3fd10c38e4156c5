"""One writer at a time, and each knows whether another has been there."""

import os
from pathlib import Path

import pytest

from athena.ledger.failures import TryAgain
from athena.ledger.files import Files
from athena.ledger.lock import WriterLock


def test_a_holder_learns_whether_somebody_else_has_held_it(tmp_path: Path) -> None:
    one, two = (WriterLock(Files(), tmp_path / "lock", 1.0) for _ in range(2))
    held = []
    for lock in (one, one, two, one, one):
        with lock.hold() as undisturbed:
            held.append(undisturbed)
    assert held == [False, True, False, False, True]
    one.close()
    two.close()


def test_waiting_has_a_bound(tmp_path: Path) -> None:
    one, two = WriterLock(Files(), tmp_path / "lock", 1.0), WriterLock(Files(), tmp_path / "lock", 0.02)
    with one.hold(), pytest.raises(TryAgain) as refused, two.hold():
        pass
    assert refused.value.code == "ledger-busy"
    with two.hold():
        pass
    one.close()
    two.close()


def test_the_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        lock = WriterLock(Files(), tmp_path / "lock", 1.0)
        with lock.hold():
            os._exit(0)
    os.waitpid(child, 0)
    lock = WriterLock(Files(), tmp_path / "lock", 0.0)
    with lock.hold() as undisturbed:
        assert not undisturbed
    lock.close()


def test_a_turn_can_be_taken_while_others_are_kept_out(tmp_path: Path) -> None:
    one, two = WriterLock(Files(), tmp_path / "lock", 1.0), WriterLock(Files(), tmp_path / "lock", 0.02)
    with two.hold():
        pass
    with one.keep():
        with one.hold() as undisturbed:
            assert not undisturbed, "the other had held it before it was kept"
        with one.hold() as undisturbed:
            assert undisturbed
        with pytest.raises(TryAgain), two.hold():
            pass
    with two.hold():
        pass
    one.close()
    two.close()
