"""Draws that depend on a seed, a name and a number, and on nothing else: no order, no block, no state.

Every chance in Northmere is `dice("people", "forename").uniform(i)`: the same for person i whether a million people
are made at once or ten, in whatever order. That is how one seed gives the same bytes at any block size, and how an
attribute can be drawn again where it is needed instead of being kept (decision 0040).

Source: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014), started for each
named stream at the first 64 bits of SHA-256 of seed and name, and read by position.
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]
Reals = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_UNIT = 2.0**-53


@dataclass(frozen=True)
class Dice:
    """All streams of one seed. Call it with words to name a stream: `dice("crimes", "hour")`."""

    seed: int

    def __call__(self, *words: str) -> "Stream":
        """Return the stream of that name; the same name is always the same stream."""
        text = "/".join((str(self.seed), *words))
        return Stream(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


@dataclass(frozen=True)
class Stream:
    """Independent draws, one for each number. Two draws from one stream at one number are the same draw."""

    start: int

    def bits(self, at: npt.ArrayLike) -> Bits:
        """Return 64 random bits for each number."""
        number = np.atleast_1d(np.asarray(at)).astype(np.uint64)
        mixed = (number + np.uint64(1)) * _STEP + np.uint64(self.start)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        return mixed ^ (mixed >> np.uint64(31))

    def uniform(self, at: npt.ArrayLike) -> Reals:
        """Return a draw from [0, 1) for each number."""
        return (self.bits(at) >> np.uint64(11)).astype(np.float64) * _UNIT

    def chance(self, at: npt.ArrayLike, probability: float | Reals) -> Mask:
        """Return for each number whether something of this probability happens."""
        return self.uniform(at) < probability

    def below(self, at: npt.ArrayLike, bound: int | Ints) -> Ints:
        """Return a whole number of [0, bound) for each number; `bound` may differ from one to the next."""
        found = np.floor(self.uniform(at) * bound).astype(np.int64)
        return np.asarray(np.minimum(found, np.asarray(bound) - 1), np.int64)

    def choice(self, at: npt.ArrayLike, weights: npt.ArrayLike) -> Ints:
        """Return positions in `weights`, each as likely as its weight."""
        total = np.cumsum(np.asarray(weights, np.float64))
        found = np.searchsorted(total, self.uniform(at) * total[-1], side="right")
        return np.asarray(np.minimum(found, len(total) - 1), np.int64)

    def normal(self, at: npt.ArrayLike) -> Reals:
        """Return draws of mean 0 and deviation 1 (Box and Muller, 1958)."""
        number = np.atleast_1d(np.asarray(at)).astype(np.uint64)
        first = self.uniform(number * np.uint64(2))
        second = self.uniform(number * np.uint64(2) + np.uint64(1))
        return np.sqrt(-2.0 * np.log1p(-first)) * np.cos(2 * np.pi * second)

    def exponential(self, at: npt.ArrayLike, mean: float | Reals = 1.0) -> Reals:
        """Return exponential waiting times of this mean."""
        return -np.log1p(-self.uniform(at)) * mean

    def poisson(self, at: npt.ArrayLike, mean: float | Reals) -> Ints:
        """Return Poisson counts by inversion; made for means below about 50, right up to 700."""
        chance = self.uniform(at)
        expected = np.broadcast_to(np.asarray(mean, np.float64), chance.shape)
        term = np.exp(-expected)
        total = term.copy()
        count = np.zeros(chance.shape, np.int64)
        rest = (chance > total) & (term > 0)
        while rest.any():
            count[rest] += 1
            term[rest] *= expected[rest] / count[rest]
            total[rest] += term[rest]
            rest &= (chance > total) & (count < expected + 40 * np.sqrt(expected + 1))
        return count

    def number_near(self, mean: float) -> int:
        """Return one count of this mean and Poisson spread; for large means by the normal approximation."""
        if mean < 50:
            return int(self.poisson(0, mean)[0])
        return max(0, int(mean + float(self.normal(0)[0]) * math.sqrt(mean)))

    def shuffle(self, count: int) -> Ints:
        """Return the numbers 0 to count - 1 in random order."""
        return np.argsort(self.bits(np.arange(count)), kind="stable").astype(np.int64)
