"""A Poisson regression on the logarithms of surfaces: what a mixture cannot say, such as "both recent and long-run"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import PoissonRegressor

from athena.forecast.events import Floats

_FLOOR = 0.02
_RIDGE = 1e-3


@dataclass(frozen=True)
class LogSurfaces:
    """A fitted regression: a coefficient for each surface's logarithm (floored by a fiftieth of uniform)."""

    coefficients: Floats

    def density(self, surfaces: npt.NDArray[np.float32]) -> Floats:
        """The probabilities of the cells from `surfaces` (surface, cell)."""
        score = self.coefficients @ _logs(surfaces)
        made = np.exp(score - score.max())
        return np.asarray(made / made.sum())


def fit_regression(windows: list[tuple[npt.NDArray[np.float32], Floats]]) -> LogSurfaces:
    """The ridge Poisson regression over `windows` of (surfaces (surface, cell), counts (cell)).

    A cell's rate in a window is the exponential of a sum over the logarithms of its surfaces; the ridge keeps
    correlated surfaces from fighting. The last, uniform surface says nothing and is left out.
    """
    rows = np.concatenate([_logs(surfaces).T for surfaces, _ in windows])
    counts = np.concatenate([counts for _, counts in windows])
    model = PoissonRegressor(alpha=_RIDGE * float(counts.mean()), solver="newton-cholesky", max_iter=30)
    model.fit(rows, counts)
    return LogSurfaces(np.asarray(model.coef_))


def _logs(surfaces: npt.NDArray[np.float32]) -> Floats:
    cells = surfaces.shape[1]
    return np.asarray(np.log(surfaces[:-1].astype(np.float64) * cells * (1 - _FLOOR) + _FLOOR))
