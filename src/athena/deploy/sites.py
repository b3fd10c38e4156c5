"""Where to stand: the sites from which most demand is within reach (maximal covering location).

Source: R. Church and C. ReVelle, "The maximal covering location problem", Papers of the Regional Science Association 32
(1974). Solved to proof by HiGHS; the model is handed over whole, since building it by rows is what takes others long.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack
from scipy.spatial import cKDTree

from athena.deploy.beats import Floats
from athena.deploy.simulation import Truths
from athena.deploy.solver import new_solver, run
from athena.failures import Refused


@dataclass(frozen=True)
class Points:
    """Named points in metres, with a `weight` each (demand; 1 for a site) and the `area` they lie in. All (points,)."""

    name: tuple[str, ...]
    x: Floats
    y: Floats
    weight: Floats
    area: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """The `sites` chosen, the demand `covered` by them, the `bound` none can exceed, and the share covered by area."""

    sites: tuple[str, ...]
    covered: float
    bound: float
    demand: float
    by_area: Mapping[str, float]


def read_points(file: Path, weight: str | None) -> Points:
    """Points from a CSV with name (or cell), x, y, the column `weight` where one is named, and an optional area."""
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
        names = tuple(row.get("name") or row["cell"] for row in rows)
        x, y = (np.array([float(row[axis]) for row in rows]) for axis in ("x", "y"))
        weights = np.array([float(row[weight]) if weight else 1.0 for row in rows])
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(file, f"a column is missing or is not a number: {error}") from error
    if not rows or len(set(names)) != len(names) or (weights < 0).any() or not np.isfinite(weights).all():
        raise _unreadable(file, "no point, a name twice, or a weight that is no number of 0 or more")
    return Points(names, x, y, weights, tuple(row.get("area") or "all" for row in rows))


def choose_sites(
    demand: Points, sites: Points, count: int, metres: float, must: Sequence[str] = (), least: float = 0.0
) -> Chosen:
    """The `count` sites with the most demand within `metres`; each area covered to a share of at least `least`.

    `must` are sites that are kept. Refused where a kept site is unknown, or no choice covers each area so far.
    """
    unknown = sorted(set(must) - set(sites.name))
    if unknown or not 1 <= count <= len(sites.name) or len(must) > count or metres <= 0:
        raise Refused(
            "deploy.sites-do-not-fit",
            f"{count} of {len(sites.name)} sites cannot be chosen as asked",
            ", ".join(unknown) or f"count {count}, kept {len(must)}, metres {metres:g}",
            "the number lies beyond the sites there are, or a site to keep is not among them",
            "give a number of sites between those kept and those there are; the estates lead can",
        )
    near = _within(demand, sites, metres)
    chosen, bound = _solve(demand, near, count, [sites.name.index(name) for name in must], least)
    covered = np.asarray(near[:, chosen].sum(axis=1)).ravel() > 0
    return Chosen(
        tuple(sites.name[site] for site in chosen),
        float(demand.weight[covered].sum()),
        bound,
        float(demand.weight.sum()),
        _by_area(demand, covered),
    )


def _within(demand: Points, sites: Points, metres: float) -> csr_array:
    """(demand, sites): 1 where a site reaches a point."""
    lists = cKDTree(np.stack([sites.x, sites.y], axis=1)).query_ball_point(
        np.stack([demand.x, demand.y], axis=1), metres
    )
    rows = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    columns = np.fromiter((site for one in lists for site in one), np.int64, len(rows))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(demand.name), len(sites.name)))


def _solve(demand: Points, near: csr_array, count: int, must: Sequence[int], least: float) -> tuple[list[int], float]:
    """The sites, in order, and the proved bound. Columns are sites (chosen or not), then points (covered or not)."""
    points, sites = near.shape
    areas = sorted(set(demand.area))
    belongs = np.array([areas.index(area) for area in demand.area], np.int64)
    in_area = csr_array((demand.weight, (belongs, np.arange(points))), shape=(len(areas), points))
    rows = vstack(
        [
            hstack([near, -eye_array(points)]),  # covered only if a site is near
            hstack([csr_array(np.ones((1, sites))), csr_array((1, points))]),  # so many sites
            hstack([csr_array((len(areas), sites)), in_area]),  # no area left behind
        ]
    ).tocsr()
    lower = np.concatenate([np.zeros(points), [count], least * in_area.sum(axis=1)])
    upper = np.concatenate([np.full(points, highspy.kHighsInf), [count], np.full(len(areas), highspy.kHighsInf)])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = sites + points, len(lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([np.zeros(sites), demand.weight])
    model.col_lower_ = np.concatenate([np.isin(np.arange(sites), must).astype(np.float64), np.zeros(points)])
    model.col_upper_ = np.ones(sites + points)
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    # Points need not be whole: with the sites whole, each is covered fully or not at all.
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole] * sites + [part] * points
    highs = new_solver()
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.passModel(model)
    run(highs)
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Refused(
            "deploy.areas-out-of-reach",
            f"no {count} sites cover every area to {least:.0%}",
            ", ".join(areas[:8]),
            "too little of some area lies within reach of the sites there are",
            "give more sites, a longer reach or a lower share; the estates lead and the duty commander can",
        )
    values = np.array(highs.getSolution().col_value)[:sites]
    return [int(site) for site in np.flatnonzero(values > 0.5)], float(highs.getInfo().mip_dual_bound)


def _by_area(demand: Points, covered: Truths) -> dict[str, float]:
    found = {}
    for area in sorted(set(demand.area)):
        inside = np.array([one == area for one in demand.area])
        total = demand.weight[inside].sum()
        found[area] = float(demand.weight[inside & covered].sum() / total) if total else 1.0
    return found


def _unreadable(file: Path, why: str) -> Refused:
    return Refused(
        "deploy.points-unreadable",
        "points could not be read",
        str(file),
        why,
        "give CSV with name, x, y in metres and the weight; whoever made the file can",
    )
