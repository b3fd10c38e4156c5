"""The publisher answers within its pace, once for all who asked, and outlives a failure."""

from threading import Event, Semaphore

from athena.ledger.failures import StopTheLine
from athena.ledger.publisher import Publisher


def test_who_asks_is_answered_and_many_are_answered_at_once() -> None:
    published = Semaphore(0)
    publisher = Publisher(published.release, pace=0.05)
    for _ in range(100):
        publisher.ask()
    assert published.acquire(timeout=20)
    publisher.stop()
    assert not published.acquire(blocking=False)


def test_an_asking_during_a_publication_is_answered_by_another() -> None:
    begun, asked, twice = Event(), Event(), Event()

    def publish() -> None:
        if begun.is_set():
            twice.set()
        begun.set()
        asked.wait(20)

    publisher = Publisher(publish, pace=0.0)
    publisher.ask()
    assert begun.wait(20)
    publisher.ask()
    asked.set()
    assert twice.wait(20)
    publisher.stop()


def test_a_failure_does_not_end_it() -> None:
    tries = Semaphore(0)

    def publish() -> None:
        tries.release()
        raise StopTheLine("ledger-unwritable", "what", "where", "why", "remedy")

    publisher = Publisher(publish, pace=0.0)
    for _ in range(2):
        publisher.ask()
        assert tries.acquire(timeout=20)
    publisher.stop()


def test_nobody_waits_for_one_that_was_never_asked() -> None:
    Publisher(lambda: None, pace=3_600.0).stop()
