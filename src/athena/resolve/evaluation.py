"""Judge linkage where the truth is known: at the shipped threshold, at the best one, and by group."""

import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from athena.resolve.candidates import split
from athena.resolve.clustering import cluster
from athena.resolve.datasets import DataSet
from athena.resolve.linkage import NONE, Judgements, Linkage, RecordId
from athena.resolve.linking import link
from athena.resolve.measures import Closeness, Rates, b_cubed_of_each, closeness, pair_rates, true_pairs
from athena.resolve.model import Model
from athena.resolve.queue import entropy
from athena.resolve.training import train

_THRESHOLDS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
_DRAWS = 400


@dataclass(frozen=True)
class GroupError:
    """Errors of the records of one group, each with its 95 % interval over entities (percentile bootstrap).

    `wrongly_joined` is the mean share of a record's cluster that is somebody else (1 - B-cubed precision); `missed`
    is the mean share of its entity that is elsewhere (1 - B-cubed recall).
    """

    by: str
    group: str
    records: int
    wrongly_joined: tuple[float, float, float]
    missed: tuple[float, float, float]


@dataclass(frozen=True)
class Report:
    """What an evaluation found; `pairwise` is of pairs as weighed, before clustering. `seconds` are of training and
    linking together, by the clock and by the processor; `peak_mb` is of the process.
    """

    dataset: str
    answers: int
    records: int
    mapping: Mapping[str, tuple[str, ...]]
    threshold: float
    pairwise: Rates
    shipped: Closeness
    candidates: int
    candidate_recall: float
    best_threshold: float
    best: Closeness
    groups: tuple[GroupError, ...]
    seconds: float
    cpu_seconds: float
    peak_mb: float


def answered(data: DataSet, count: int) -> Judgements:
    """So many answers, as a reviewer who is never wrong would give them, to questions drawn by their uncertainty.

    A pair is drawn in proportion to the entropy of what the model without answers says of it; the same in every run.
    """
    edges = link(data.records, train(data.records, data.by)).edges
    likely = 1.0 / (1.0 + np.exp2(-edges.weight))
    unsure = np.array([entropy(float(one)) for one in likely])
    draw = np.random.default_rng(11)
    first = draw.choice(len(unsure), min(count, int((unsure > 0).sum())), replace=False, p=unsure / unsure.sum())
    ids = np.asarray(data.records["record_id"].to_pylist(), dtype=np.str_)
    return Judgements.of(
        (RecordId(str(ids[a])), RecordId(str(ids[b])), bool(data.truth[a] == data.truth[b]))
        for a, b in zip(edges.left[first].tolist(), edges.right[first].tolist(), strict=True)
    )


def evaluate(data: DataSet, model: Model | None = None, answers: Judgements = NONE) -> tuple[Report, Model]:
    """Link a data set by a model, or by one trained on it without its truth, and measure.

    `answers` are learnt from, where no model is given, and outrank what is weighed, as in a workspace.
    """
    clock, processor = time.perf_counter(), time.process_time()
    used = model or train(data.records, data.by, answers)
    linkage = link(data.records, used, answers)
    seconds, cpu_seconds = time.perf_counter() - clock, time.process_time() - processor
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    best_threshold, best = _best(linkage, data.truth, data.by.floor)
    edges = linkage.edges
    report = Report(
        data.name, len(answers.left), len(data.records), data.mapping, used.join,
        pair_rates(edges.left, edges.right, edges.weight > used.join, data.truth),
        closeness(linkage.cluster, data.truth), linkage.candidates, _recall(linkage, data.truth), best_threshold, best,
        group_errors(linkage.cluster, data.truth, data.groups), seconds, cpu_seconds, peak_mb,
    )  # fmt: skip
    return report, used


def _best(linkage: Linkage, truth: NDArray[np.int64], floor: float) -> tuple[float, Closeness]:
    """The threshold with the best cluster F1, which only who knows the truth can choose."""
    edges, count = linkage.edges, len(truth)
    found = ((at, cluster(count, edges.left, edges.right, edges.weight, at, floor)) for at in _THRESHOLDS)
    return max(((at, closeness(one, truth)) for at, one in found), key=lambda pair: pair[1].cluster.f1)


def _recall(linkage: Linkage, truth: NDArray[np.int64]) -> float:
    left, right = split(linkage.compared)
    return int((truth[left] == truth[right]).sum()) / max(true_pairs(truth), 1)


def group_errors(
    found: NDArray[np.integer], truth: NDArray[np.int64], groups: Mapping[str, NDArray[np.str_]]
) -> tuple[GroupError, ...]:
    """Errors by group; of each grouping every group with at least 30 records, in order of its name."""
    precise, complete = b_cubed_of_each(found, truth)
    entity = np.unique(truth, return_inverse=True)[1]
    rows = []
    for by, group in groups.items():
        for name in np.unique(group):
            chosen = group == name
            if chosen.sum() >= 30:
                wrong = _interval(1 - precise[chosen], entity[chosen])
                missed = _interval(1 - complete[chosen], entity[chosen])
                rows.append(GroupError(by, str(name), int(chosen.sum()), wrong, missed))
    return tuple(rows)


def _interval(error: NDArray[np.float64], entity: NDArray[np.intp]) -> tuple[float, float, float]:
    """The mean, and its interval when entities are drawn again with replacement."""
    number = np.unique(entity, return_inverse=True)[1]
    total, size = np.bincount(number, error), np.bincount(number)
    draws = np.random.default_rng(7).integers(0, len(size), (_DRAWS, len(size)))
    means = total[draws].sum(axis=1) / size[draws].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(error.mean()), float(low), float(high)
