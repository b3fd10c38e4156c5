"""Adding records to what stands gives exactly what linking all of them at once gives, in any order and any batches."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.resolve.people import write_down

from athena.resolve.configuration import configuration
from athena.resolve.extending import Linked, linked
from athena.resolve.linkage import NONE, Judgements, RecordId
from athena.resolve.linking import link
from athena.resolve.model import Model
from athena.resolve.training import train

RECORDS, _ = write_down(140, 5)
LEARNT = train(write_down(300, 9)[0], configuration("person"))
CROWDED = replace(LEARNT, configuration=replace(LEARNT.configuration, block=7))
"""A model whose keys become too common after a few records, so that additions take candidates away again."""


def together(clusters: Iterable[tuple[str, object]]) -> set[frozenset[str]]:
    found: dict[object, set[str]] = {}
    for record, cluster in clusters:
        found.setdefault(cluster, set()).add(record)
    return {frozenset(one) for one in found.values()}


def as_at_once(
    records: pa.Table, model: Model, said: Judgements = NONE
) -> tuple[set[frozenset[str]], Mapping[tuple[str, str], float]]:
    found = link(records, model, said)
    ids, edges = found.record_ids.tolist(), found.edges
    pairs = zip(edges.left.tolist(), edges.right.tolist(), edges.weight.tolist(), strict=True)
    return together(found.clusters().items()), {(ids[a], ids[b]): weight for a, b, weight in pairs}


def insist_equal(stands: Linked, records: pa.Table, model: Model, said: Judgements = NONE) -> None:
    clusters, weights = as_at_once(records, model, said)
    assert together(stands.clusters().items()) == clusters
    found = stands.weights()
    assert found.keys() == weights.keys()
    assert all(abs(found[pair] - weights[pair]) < 1e-9 for pair in weights)


@pytest.mark.parametrize("model", [LEARNT, CROWDED], ids=["as shipped", "crowded keys"])
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000), first=st.integers(1, 200), sizes=st.lists(st.integers(1, 60), min_size=1, max_size=6)
)
def test_any_batches_in_any_order_give_what_all_at_once_gives(
    model: Model, seed: int, first: int, sizes: list[int]
) -> None:
    order = list(range(len(RECORDS)))
    random.Random(seed).shuffle(order)
    shuffled = RECORDS.take(pa.array(order))
    stands, at = linked(shuffled.slice(0, first), model), first
    for size in sizes:
        changed = stands.extend(shuffled.slice(at, size))
        at = min(at + size, len(shuffled))
        now = stands.clusters()
        assert all(now[record] == cluster for record, cluster in changed.items())
    insist_equal(stands, shuffled.slice(0, at), model)


def test_one_at_a_time_gives_what_all_at_once_gives() -> None:
    stands = linked(RECORDS.slice(0, 40), CROWDED)
    for at in range(40, 160):
        stands.extend(RECORDS.slice(at, 1))
    insist_equal(stands, RECORDS.slice(0, 160), CROWDED)


def test_what_people_judged_holds_while_records_are_added() -> None:
    ids = [RecordId(one) for one in RECORDS["record_id"].to_pylist()[:100]]
    draw = random.Random(3)
    said = Judgements.of((draw.choice(ids[:50]), draw.choice(ids[50:]), draw.random() < 0.5) for _ in range(12))
    stands = linked(RECORDS.slice(0, 100), LEARNT, said)
    stands.extend(RECORDS.slice(100, 50))
    insist_equal(stands, RECORDS.slice(0, 150), LEARNT, said)


def test_a_record_that_is_there_is_not_added_again() -> None:
    stands = linked(RECORDS.slice(0, 10), LEARNT)
    with pytest.raises(ValueError, match="is there already"):
        stands.extend(RECORDS.slice(9, 1))
