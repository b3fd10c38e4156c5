"""What it costs to add records to a linkage that stands, beside linking them all again: CPU-seconds and memory.

The records are historical_50k (../shared/data/entity-resolution), in an order of one seed; the aims are of a million.
"""

import random
import resource
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from athena.resolve.datasets import load
from athena.resolve.extending import linked
from athena.resolve.linkage import RecordId
from athena.resolve.linking import link
from athena.resolve.training import train

T = TypeVar("T")
DATA = Path("../shared/data/entity-resolution")
SINGLES, BATCH = 280, 1000
MEDIAN_MS, SLOW_MS, BATCH_S = 10.0, 50.0, 0.5


def main() -> int:
    """Print the costs; 1 where an aim is missed, or where what was added is not what linking all at once gives."""
    found = load("historical_50k", DATA, {})
    order = list(range(len(found.records)))
    random.Random(1).shuffle(order)
    records = found.records.take(pa.array(order))
    model = train(found.records, found.by)
    first = len(records) - SINGLES - BATCH
    whole, at_once = _timed(lambda: link(records, model))
    stands, _ = _timed(lambda: linked(records.slice(0, first), model))
    for number in range(10):  # compiled code is loaded, and small parts are made
        stands.extend(records.slice(first + number, 1))
    rest = [records.slice(at, 1) for at in range(first + 10, first + SINGLES)]
    singles = [1000 * _timed(partial(stands.extend, one))[1] for one in rest]
    _, batch = _timed(lambda: stands.extend(records.slice(first + SINGLES, BATCH)))
    median, slow = float(np.median(singles)), float(np.quantile(singles, 0.95))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(records):,} records; all at once {at_once:.1f} CPU-s; peak {peak:.0f} MB")
    print(f"one more: p50 {median:.1f} ms, p95 {slow:.1f} ms of CPU (aims {MEDIAN_MS:g} and {SLOW_MS:g}, of a million)")
    print(f"{BATCH:,} more: {batch:.2f} CPU-s (aim {BATCH_S:g})")
    same = _partition(stands.clusters()) == _partition(whole.clusters())
    print(f"the clusters are {'' if same else 'NOT '}those of linking all at once")
    return int(not same or median > MEDIAN_MS or slow > SLOW_MS or batch > BATCH_S)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    done = work()
    return done, time.process_time() - began


def _partition(clusters: Mapping[RecordId, object]) -> set[frozenset[RecordId]]:
    found: dict[object, set[RecordId]] = {}
    for record, cluster in clusters.items():
        found.setdefault(cluster, set()).add(record)
    return {frozenset(one) for one in found.values()}


if __name__ == "__main__":
    sys.exit(main())
