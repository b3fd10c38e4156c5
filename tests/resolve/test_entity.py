"""Ids: stable, never used again, and each given back when what was joined is taken apart."""

import numpy as np
import pytest

from athena.failures import StopTheLine
from athena.resolve import entity
from athena.resolve.entity import EntityKind, birth_id, named
from athena.resolve.linkage import RecordId

KIND = EntityKind.PERSON
IDS = np.array(["a", "b", "c", "d"])
SEEN = np.array([40, 10, 30, 20], dtype=np.int64)


def clusters(*numbers: int) -> dict[RecordId, str]:
    return dict(named(KIND, IDS, np.array(numbers, dtype=np.int32), SEEN).by_record)


def test_an_entity_is_called_after_the_record_that_came_first() -> None:
    found = clusters(0, 0, 1, 1)
    assert found == {"a": birth_id(KIND, RecordId("b")), "b": birth_id(KIND, RecordId("b"))} | {
        "c": birth_id(KIND, RecordId("d")),
        "d": birth_id(KIND, RecordId("d")),
    }


def test_when_two_become_one_the_older_id_lives_on_and_each_has_its_own_back() -> None:
    apart, joined = clusters(0, 0, 1, 1), clusters(0, 0, 0, 0)
    assert set(joined.values()) == {apart[RecordId("b")]}
    assert clusters(0, 0, 1, 1) == apart


def test_records_received_in_one_instant_are_told_apart_by_their_ids() -> None:
    tied = named(KIND, IDS, np.zeros(4, dtype=np.int32), np.zeros(4, dtype=np.int64))
    assert set(tied.entity_ids.tolist()) == {birth_id(KIND, RecordId("a"))}


def test_a_later_record_never_renames_what_stands() -> None:
    before = clusters(0, 0, 1, 1)
    ids, seen = np.append(IDS, "0"), np.append(SEEN, 99)
    order = np.argsort(ids)
    after = named(KIND, ids[order], np.array([0, 0, 1, 1, 0], dtype=np.int32)[order], seen[order])
    assert {record: after.by_record[record] for record in before} == before


def test_an_id_says_nothing_and_can_be_read_out() -> None:
    found = birth_id(KIND, RecordId("a"))
    assert found.startswith("P-")
    assert len(found) == 15
    assert not set(found[2:]) & set("ILOU")
    assert birth_id(EntityKind.VEHICLE, RecordId("a"))[2:] != found[2:]


def test_nobody_at_all_is_a_membership_too() -> None:
    none = named(KIND, np.array([], dtype="U1"), np.array([], dtype=np.int32), np.array([], dtype=np.int64))
    assert none.by_record == {}


def test_two_entities_that_would_bear_one_id_stop_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entity, "birth_id", lambda kind, record: "P-0000000000000")
    with pytest.raises(StopTheLine, match="one id"):
        clusters(0, 0, 1, 1)
