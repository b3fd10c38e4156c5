"""Deployment: queues, sites, a force-month of calls, patrols and the public rosters, in processor seconds.

Run: `python -m bench.deploy [--rosters 5,6,7,8] [--seconds 120]`. The named peers are those of the issue as measured in
`../shared/reference/forecast.md` and quoted as such; none of them is run here, so these are figures and not ratios.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from athena.deploy.beats import Beats
from athena.deploy.hypercube import exact
from athena.deploy.hypercube_approximate import approximate
from athena.deploy.patrol import patrol_plan
from athena.deploy.patrol_problem import Cells, Orders
from athena.deploy.roster import roster
from athena.deploy.roster_problem import broken_by
from athena.deploy.roster_reading import read_benchmark
from athena.deploy.simulation import Calls, simulate
from athena.deploy.sites import Points, choose_sites

INSTANCES = Path(__file__).resolve().parents[2] / "shared" / "data" / "rostering"
BEST_KNOWN = {1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 8: 1300, 9: 439}


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rosters", default="5,6,7,8,9,10")
    parser.add_argument("--seconds", type=float, default=120.0)
    chosen = parser.parse_args()
    hypercubes()
    month()
    sites()
    patrol(60.0)
    for number in chosen.rosters.split(","):
        public_roster(int(number), chosen.seconds)


def town(units: int, places: int = 100, busy: float = 0.6) -> Beats:
    """Places and units strewn over ten kilometres."""
    draw = np.random.default_rng(units)
    where, posts = draw.random((places, 2)) * 10, draw.random((units, 2)) * 10
    rate = draw.random(places)
    travel = np.linalg.norm(where[:, None] - posts[None], axis=2) * 2
    return Beats(rate * busy * units / (rate.sum() * 0.5), travel, 30.0)


def hypercubes() -> None:
    exact(town(3))  # compiles
    for units in (10, 12, 16):
        beats = town(units)
        began = time.process_time()
        right = exact(beats)
        took = time.process_time() - began
        near = approximate(beats)
        print(
            f"hypercube, {units} units: exact {took:.3f} CPU-s; approximation off by "
            f"{abs(near.travel / right.travel - 1):.1%} of mean travel, "
            f"{np.abs(near.busy - right.busy).sum() / right.busy.sum():.1%} of busy shares"
        )
    began = time.process_time()
    approximate(town(200, 1000, 0.7))
    print(f"hypercube, 200 units: approximation {time.process_time() - began:.3f} CPU-s")


def month() -> None:
    """Sixty thousand calls over thirty days, a hundred units."""
    draw = np.random.default_rng(3)
    calls = Calls(
        np.cumsum(draw.exponential(43_200 / 60_000, 60_000)),
        draw.integers(0, 100, 60_000),
        draw.integers(1, 4, 60_000),
        draw.exponential(60.0, 60_000),
    )
    on_duty = np.ones((1, 100), bool)
    travel = town(100).travel
    simulate(calls, travel, on_duty)
    began = time.process_time()
    simulate(calls, travel, on_duty)
    print(f"simulation of a force-month (60,000 calls, 100 units): {time.process_time() - began:.3f} CPU-s")


def sites() -> None:
    """The size that spopt was measured on: 2,900 demand cells, 634 sites, 800 m, 40 chosen."""
    draw = np.random.default_rng(5)

    def points(count: int) -> Points:
        x, y = draw.uniform(0, 25_000, count), draw.uniform(0, 25_000, count)
        return Points(tuple(map(str, range(count))), x, y, draw.pareto(1.5, count), ("all",) * count)

    demand, candidates = points(2900), points(634)
    began = time.process_time()
    found = choose_sites(demand, candidates, 40, 800.0)
    print(
        f"sites, 2,900 x 634, 40 chosen: {time.process_time() - began:.2f} CPU-s, covered {found.covered:.1f}, "
        f"bound {found.bound:.1f} (spopt, as measured elsewhere: 25.4 s)"
    )


def patrol(seconds: float) -> None:
    """Five hundred places over fifteen kilometres, forty units of eight hours from sixteen bases."""
    draw = np.random.default_rng(2)
    at = draw.choice(3600, 500, replace=False).astype(np.float64)
    cells = Cells(
        tuple(map(str, range(500))),
        np.mod(at, 60.0) * 250.0,
        np.floor(at / 60.0) * 250.0,
        np.sort(draw.pareto(1.5, 500))[::-1].copy(),
        ("all",) * 500,
    )
    units = {f"u{one}": {"x": one % 4 * 5000.0, "y": one // 4 % 4 * 5000.0, "minutes": 480} for one in range(40)}
    plan = patrol_plan(cells, Orders.model_validate({"units": units}), seconds)
    print(
        f"patrol, 500 places x 40 units, {seconds:.0f} s: gap {plan.gap:.1%}; naive is "
        f"{1 - plan.naive / plan.met:.1%} below"
    )


def public_roster(number: int, seconds: float) -> None:
    """One public instance: how far from the best known, and every line checked apart from what made it."""
    problem = read_benchmark(INSTANCES / f"Instance{number}.txt")
    began = time.process_time()
    found = roster(problem, seconds)
    broken = sum(bool(broken_by(problem, worker, found.lines[worker.id])) for worker in problem.workers)
    best = BEST_KNOWN.get(number)
    said = f"{found.cost / best - 1:.2%} above the best known {best}" if best else "no best known quoted"
    print(
        f"roster #{number}: {found.cost} (bound {found.bound}), {said}; {broken} lines break a rule; "
        f"{found.seconds:.0f} s, {time.process_time() - began:.0f} CPU-s",
        flush=True,
    )


if __name__ == "__main__":
    main()
