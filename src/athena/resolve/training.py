"""Train a model on the records themselves, without labels; and on what people answered, where they did."""

from collections import Counter

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.failures import Refused
from athena.resolve.calibrating import LEAST, calibrated
from athena.resolve.candidates import candidates, split
from athena.resolve.compare import LEVELS
from athena.resolve.comparing import Pairs, compare_pairs
from athena.resolve.configuration import Configuration
from athena.resolve.estimating import estimate
from athena.resolve.frequencies import counted
from athena.resolve.linkage import NONE, Judgements, positions
from athena.resolve.model import Model, Training
from athena.resolve.population import Population, populate
from athena.resolve.relatives import household, like_twins

_MOST_PAIRS = 400_000
_ANYBODY = 200_000


def train(records: pa.Table, by: Configuration, answers: Judgements = NONE) -> Model:
    """Learn frequencies and weights from records of one kind, and move the weights to what people answered about pairs.

    Without answers, or with fewer than `calibrating.LEAST` about these records, nothing but the records decides.
    Raises `Refused` (`resolve.too_little`) when no two records share a key: then nothing can be learnt from them.
    """
    bare = populate(records, by)
    return _trained(bare, by, _sources(records), answers)


def _trained(bare: Population, by: Configuration, sources: dict[str, int], answers: Judgements) -> Model:
    frequencies = counted(bare, by)
    population = frequencies.applied(bare)
    pairs = candidates(population, by)
    if not len(pairs):
        raise Refused(
            "resolve.too_little",
            "no model can be learnt from these records",
            f"{len(bare)} records of kind {by.kind}",
            "no two of them share a key, so there is no pair to learn from",
            "train on more records, or name the columns that the records have",
        )
    sample = pairs[:: max(1, -(-len(pairs) // _MOST_PAIRS))]
    compared = compare_pairs(split(sample), population, population, by)
    anybody = compare_pairs(_anybody(len(population)), population, population, by)
    levels = [LEVELS[attribute.comparison] for attribute in by.attributes]
    shared = household(by)
    weights = estimate(compared, anybody, levels, shared, like_twins(by), by.frequency, 1.0 / len(population))
    method = "expectation-maximisation on candidate pairs, no labels"
    judged, same = _judged(population, answers)
    if len(same) >= LEAST:
        weights = calibrated(weights, compare_pairs(judged, population, population, by), same)
        method = f"expectation-maximisation on candidate pairs, then {len(same)} answers of people"
    return Model(by, weights, frequencies, Training(len(population), sources, len(sample), method))


def _judged(population: Population, answers: Judgements) -> tuple[Pairs, NDArray[np.bool_]]:
    """The pairs of answers about records that are there, and what was answered."""
    left, here = positions(population.record_ids, answers.left)
    right, there = positions(population.record_ids, answers.right)
    both = here & there & (left != right)
    pair = (left[both].astype(np.int32), right[both].astype(np.int32))
    return pair, np.array(answers.same, bool)[both]


def _anybody(count: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of any two records, the same in every run."""
    draws = np.random.default_rng(20260101).integers(0, count, (2, _ANYBODY), dtype=np.int32)
    different = draws[0] != draws[1]
    return draws[0][different], draws[1][different]


def _sources(records: pa.Table) -> dict[str, int]:
    return dict(Counter(records["source"].to_pylist())) if "source" in records.column_names else {}
