"""Knox ratios: how many pairs of events lie close in place and time, over how many would by chance."""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Ints, Reals

PLACE_BANDS = ("same place", "to 100 m", "to 200 m", "to 400 m")
TIME_BANDS = ("0-7 days", "8-14 days", "15-28 days", "29-56 days")
_METRES = np.array([-1.0, 0.5, 100.0, 200.0, 400.0])
_DAYS = np.array([-1.0, 7.0, 14.0, 28.0, 56.0]) + 0.5


@dataclass(frozen=True)
class Knox:
    """Observed pairs and ratios, each (places, times) in the order of the bands; ratio NaN where none is expected."""

    pairs: Ints
    ratio: Reals


def knox(points: Reals, days: Ints, *, shuffles: int = 29, seed: int = 1) -> Knox:
    """Count close pairs of points (n, 2; metres) and days, against `shuffles` permutations of the days.

    Source: Knox, The Detection of Space-Time Interactions, Applied Statistics 1964; permutation as in Johnson et al.,
    Space-Time Patterns of Risk, Journal of Quantitative Criminology 2007.
    """
    first, second = _near_pairs(points, float(_METRES[-1]))
    away = np.hypot(*(points[first] - points[second]).T)
    random = np.random.default_rng(seed)

    def table(when: Ints) -> Reals:
        apart = np.abs(when[first] - when[second])
        return np.asarray(np.histogram2d(away, apart, [_METRES, _DAYS])[0], np.float64)

    observed = table(days)
    expected = np.mean([table(random.permutation(days)) for _ in range(shuffles)], axis=0)
    ratio = np.divide(observed, expected, out=np.full_like(observed, np.nan), where=expected > 0)
    return Knox(observed.astype(np.int64), ratio)


def _near_pairs(points: Reals, reach: float) -> tuple[Ints, Ints]:
    """Return every pair of points at most `reach` apart, by a sweep from west to east."""
    order = np.argsort(points[:, 0], kind="stable")
    placed = points[order]
    after = np.searchsorted(placed[:, 0], placed[:, 0] + reach, side="right")
    first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for here in range(len(placed)):
        others = np.arange(here + 1, after[here])
        near = others[np.hypot(*(placed[others] - placed[here]).T) <= reach]
        first.append(np.full(len(near), here))
        second.append(near)
    return order[np.concatenate(first)], order[np.concatenate(second)]
