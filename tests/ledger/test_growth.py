"""A publication covers what was there when it began, and nothing that came later."""

from pathlib import Path

import pytest

from athena.ledger.appender import Appender
from athena.ledger.failures import StopTheLine
from athena.ledger.files import Files
from athena.ledger.journal import Record, read_journal
from athena.ledger.keys import SigningKey
from athena.ledger.log import LogKeys
from athena.ledger.store import Store


@pytest.fixture
def store(empty_log: Path) -> Store:
    return Store(empty_log, empty_log / "state", Files())


def records(first: int, count: int) -> list[Record]:
    return [Record(b"leaf %d" % n, b"body %d" % n) for n in range(first, first + count)]


def test_what_is_appended_meanwhile_stays_in_the_journal(store: Store, keys: LogKeys) -> None:
    appender = Appender(store, keys.signer)
    appender.append(records(0, 3))
    growth = appender.growth()
    appender.append(records(3, 2))
    signed = growth.cover(store, keys.signer)
    assert signed.checkpoint.size == 3
    appender.append(records(5, 1))
    assert appender.settle(growth, signed) == signed
    journal = read_journal(store.files, store.journal)
    assert (journal.base, list(journal.records)) == (3, records(3, 3))
    appender.append(records(6, 1))
    appender.close()
    again = Appender(store, keys.signer)
    assert (again.size, again.signed.checkpoint.size) == (7, 7)
    again.close()


def test_a_publication_that_somebody_who_loaded_later_knows_of_is_noted_once(store: Store, keys: LogKeys) -> None:
    first = Appender(store, keys.signer)
    first.append(records(0, 3))
    growth = first.growth()
    signed = growth.cover(store, keys.signer)
    first.close()
    later = Appender(store, keys.signer)
    later.append(records(3, 1))
    assert later.settle(growth, signed).checkpoint.size == 3
    assert later.pending == 1
    later.close()


def test_nothing_to_cover_signs_nothing(store: Store, keys: LogKeys) -> None:
    appender = Appender(store, keys.signer)
    growth = appender.growth()
    assert growth.cover(store, keys.signer) is appender.signed
    appender.close()


def test_a_second_signer_is_found_before_the_public_sees_a_checkpoint(
    store: Store, keys: LogKeys, mayor: SigningKey
) -> None:
    appender = Appender(store, keys.signer)
    appender.append(records(0, 3))
    growth = appender.growth()
    shown = store.checkpoint.read_bytes()
    store.signed.write_bytes(b"another")
    with pytest.raises(StopTheLine) as stopped:
        growth.cover(store, keys.signer)
    assert stopped.value.code == "signed-elsewhere"
    assert store.checkpoint.read_bytes() == shown
    appender.close()
