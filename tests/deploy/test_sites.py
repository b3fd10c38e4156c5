from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from athena.deploy.sites import Points, choose_sites, read_points
from athena.failures import Refused


def scattered(count: int, seed: int) -> Points:
    draw = np.random.default_rng(seed)
    areas = tuple("east" if one % 3 == 0 else "west" for one in range(count))
    return Points(
        tuple(f"p{one}" for one in range(count)),
        draw.uniform(0, 5000, count),
        draw.uniform(0, 5000, count),
        draw.integers(1, 9, count).astype(float),
        areas,
    )


DEMAND, SITES = scattered(80, 1), scattered(12, 2)


def reached(chosen: tuple[int, ...]) -> float:
    near = [
        min(np.hypot(DEMAND.x[one] - SITES.x[site], DEMAND.y[one] - SITES.y[site]) for site in chosen) <= 1200
        for one in range(80)
    ]
    return float(DEMAND.weight[np.array(near)].sum())


def test_the_choice_is_the_best_of_all_choices() -> None:
    found = choose_sites(DEMAND, SITES, 3, 1200)
    best = max(reached(chosen) for chosen in combinations(range(12), 3))
    assert found.covered == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert len(found.sites) == 3


def test_a_site_to_keep_is_kept_at_a_price() -> None:
    free = choose_sites(DEMAND, SITES, 2, 1200)
    other = next(name for name in SITES.name if name not in free.sites)
    kept = choose_sites(DEMAND, SITES, 2, 1200, must=[other])
    assert other in kept.sites
    assert kept.covered <= free.covered


def test_no_area_is_left_behind_where_that_is_asked() -> None:
    found = choose_sites(DEMAND, SITES, 4, 1200, least=0.25)
    assert all(share >= 0.25 - 1e-9 for share in found.by_area.values())


def test_a_share_that_no_choice_reaches_is_refused() -> None:
    with pytest.raises(Refused, match="areas-out-of-reach"):
        choose_sites(DEMAND, SITES, 1, 300, least=0.9)


@pytest.mark.parametrize("asked", [{"count": 0}, {"count": 13}, {"must": ["nowhere"]}, {"metres": 0.0}])
def test_what_cannot_be_chosen_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(Refused, match="sites-do-not-fit"):
        choose_sites(DEMAND, SITES, **{"count": 2, "metres": 800.0, **asked})  # type: ignore[arg-type]


def test_points_are_read_with_their_weight(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text("cell,x,y,expected\n7,1,2,0.5\n")
    points = read_points(tmp_path / "cells.csv", "expected")
    assert (points.name, points.weight.tolist(), points.area) == (("7",), [0.5], ("all",))


@pytest.mark.parametrize("text", ["cell,x,y\n7,1,2\n", "cell,x,y,expected\n", "cell,x,y,expected\n7,1,2,-1\n"])
def test_points_that_say_nothing_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cells.csv").write_text(text)
    with pytest.raises(Refused, match="points-unreadable"):
        read_points(tmp_path / "cells.csv", "expected")
