"""Nobody is in two custody suites at once: no cluster says so, whatever else agrees."""

import random
from collections import defaultdict
from functools import cache
from itertools import combinations

import numpy as np
import pyarrow as pa
from tests.resolve.people import write_down

from athena.resolve.configuration import configuration
from athena.resolve.extending import linked
from athena.resolve.linkage import Judgements, RecordId
from athena.resolve.linking import link
from athena.resolve.model import Model
from athena.resolve.stays import overlapping, stays_of
from athena.resolve.training import train

SUITES = ("Merehaven", "Stellbridge", "Wrenfold")


@cache
def detained() -> tuple[pa.Table, Model]:
    """Detentions of some people, of whom each has a double: the same in every word, and held elsewhere meanwhile."""
    records, truth = write_down(150, 4)
    model = train(records, configuration("person"))
    draw = random.Random(2)
    rows = []
    for number, (row, whose) in enumerate(zip(records.to_pylist(), truth, strict=True)):
        day, hour = 1 + whose % 28, draw.randint(0, 9)
        for double in (0, 1):
            stay = {
                "held_at": SUITES[double],
                "held_from": f"2025-{1 + number % 12:02}-{day:02}T{hour + double:02}:00:00",
                "held_to": f"2025-{1 + number % 12:02}-{day:02}T{hour + 8:02}:30:00",
            }
            rows.append({**row, "record_id": f"{double}{row['record_id']}", **stay})
    draw.shuffle(rows)
    return pa.Table.from_pylist(rows), model


def violations(records: pa.Table, clusters: dict[RecordId, object]) -> int:
    held = defaultdict(list)
    for row in records.to_pylist():
        held[clusters[row["record_id"]]].append((row["held_from"], row["held_to"], row["held_at"]))
    return sum(
        one[2] != other[2] and one[0] < other[1] and other[0] < one[1]
        for stays in held.values()
        for one, other in combinations(stays, 2)
    )


def test_no_cluster_violates_a_planted_impossibility() -> None:
    records, model = detained()
    plain = records.drop_columns(["held_at", "held_from", "held_to"])
    assert violations(records, dict(link(plain, model).clusters())) > 100
    assert violations(records, dict(link(records, model).clusters())) == 0


def test_none_does_when_records_are_added_and_all_is_as_if_linked_at_once() -> None:
    records, model = detained()
    stands = linked(records.slice(0, 300), model)
    stands.extend(records.slice(300))
    assert violations(records, dict(stands.clusters())) == 0
    at_once = link(records, model)
    first: dict[int, RecordId] = {}
    for record, cluster in at_once.clusters().items():
        first.setdefault(cluster, record)
    assert stands.clusters() == {record: first[cluster] for record, cluster in at_once.clusters().items()}


def test_a_person_may_say_that_a_time_is_wrong() -> None:
    records, model = detained()
    ids = records["record_id"].to_pylist()
    one = RecordId(ids[0])
    other = RecordId(("1" if one[0] == "0" else "0") + one[1:])
    found = link(records, model, Judgements((one,), (other,), (True,))).clusters()
    assert found[one] == found[other]


def test_stays_that_meet_or_have_no_time_do_not_overlap() -> None:
    rows = [
        {"held_at": "A", "held_from": "2025-01-01T10:00", "held_to": "2025-01-01T12:00"},
        {"held_at": "B", "held_from": "2025-01-01T12:00", "held_to": "2025-01-01T13:00"},
        {"held_at": "C", "held_from": "sometime", "held_to": None},
        {"held_at": "A", "held_from": "2025-01-01T11:00", "held_to": None},
        {"held_at": "B", "held_from": "2025-01-01T11:30", "held_to": None},
    ]
    stays = stays_of(pa.Table.from_pylist(rows))
    one, other = overlapping(stays, np.zeros(5, np.int32))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(0, 4)]
    assert not len(overlapping(stays, np.arange(5, dtype=np.int32))[0])
