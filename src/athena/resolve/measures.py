"""How close clusters are to the truth: pairs, cluster pairs, B-cubed, exact and over-merged clusters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer]


@dataclass(frozen=True)
class Rates:
    """Precision: of what was joined, how much is right. Recall: of what is one, how much was joined. F1: of both."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, precision: float, recall: float) -> "Rates":
        """Rates with their harmonic mean."""
        both = precision + recall
        return cls(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(frozen=True)
class Closeness:
    """How close a clustering is to the truth.

    `cluster` counts pairs of records within clusters; `b_cubed` is the mean over records (Bagga and Baldwin 1998).
    `exact` is the share of true entities that are one cluster and nothing else; `over_merged` counts clusters that
    hold more than one entity.
    """

    cluster: Rates
    b_cubed: Rates
    exact: float
    over_merged: int
    clusters: int
    entities: int


def closeness(found: Labels, truth: Labels) -> Closeness:
    """Measure a clustering; the two give a label for each record, in one order."""
    clusters, cluster = np.unique(found, return_inverse=True)
    entities, entity = np.unique(truth, return_inverse=True)
    cell, _, count = _cells(cluster, entity, len(entities))
    in_cluster, in_entity = np.bincount(cluster), np.bincount(entity)
    right = _pairs(count)
    pairs = Rates.of(_share(right, _pairs(in_cluster)), _share(right, _pairs(in_entity)))
    precise, complete = b_cubed_of_each(found, truth)
    whole = (count == in_cluster[cell // len(entities)]) & (count == in_entity[cell % len(entities)])
    held = np.bincount(cell // len(entities), minlength=len(clusters))
    return Closeness(
        pairs, Rates.of(float(precise.mean()), float(complete.mean())), float(whole.sum() / len(entities)),
        int((held > 1).sum()), len(clusters), len(entities),
    )  # fmt: skip


def b_cubed_of_each(found: Labels, truth: Labels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each record: how much of its cluster is its entity, and how much of its entity is in its cluster."""
    cluster, entity = np.unique(found, return_inverse=True)[1], np.unique(truth, return_inverse=True)[1]
    _, of, count = _cells(cluster, entity, int(entity.max(initial=0)) + 1)
    return count[of] / np.bincount(cluster)[cluster], count[of] / np.bincount(entity)[entity]


def pair_rates(left: Labels, right: Labels, joined: NDArray[np.bool_], truth: Labels) -> Rates:
    """Rates of pairs as weighed, before clustering, against every pair of one entity."""
    same = truth[left] == truth[right]
    right_pairs = int((joined & same).sum())
    return Rates.of(_share(right_pairs, int(joined.sum())), _share(right_pairs, true_pairs(truth)))


def true_pairs(truth: Labels) -> int:
    """How many pairs of records are of one entity."""
    return _pairs(np.unique(truth, return_counts=True)[1])


def _cells(
    cluster: NDArray[np.intp], entity: NDArray[np.intp], entities: int
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    both = cluster.astype(np.int64) * entities + entity
    return np.unique(both, return_inverse=True, return_counts=True)


def _pairs(count: NDArray[np.intp]) -> int:
    many = count.astype(np.int64)
    return int((many * (many - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
