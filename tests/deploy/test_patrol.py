from itertools import pairwise

import numpy as np
import pytest

from athena.deploy.patrol import PatrolPlan, patrol_plan, sheet
from athena.deploy.patrol_problem import BLOCK, Cells, Orders


def town(places: int = 60) -> Cells:
    draw = np.random.default_rng(2)
    harm = np.sort(draw.pareto(1.5, places))[::-1].copy()
    areas = tuple("north" if one % 2 else "south" for one in range(places))
    return Cells(
        tuple(f"c{one}" for one in range(places)),
        draw.uniform(0, 4000, places),
        draw.uniform(0, 4000, places),
        harm,
        areas,
    )


def orders(**said: object) -> Orders:
    units = {f"u{one}": {"x": 2000.0 * one, "y": 2000.0, "minutes": 240} for one in range(3)}
    return Orders.model_validate({"units": units, **said})


@pytest.fixture(scope="module")
def plan() -> PatrolPlan:
    return patrol_plan(town(), orders(), 2.0)


def test_every_visit_keeps_its_dose_its_block_and_its_shift(plan: PatrolPlan) -> None:
    seen = set()
    for unit, visits in plan.units:
        for visit in visits:
            assert visit.end - visit.start == 12
            assert visit.start // BLOCK == (visit.end - 1) // BLOCK
            assert unit.start <= visit.start
            assert visit.end <= unit.end
            assert (visit.cell, visit.start // BLOCK) not in seen
            seen.add((visit.cell, visit.start // BLOCK))
        starts = [visit.start for visit in visits]
        assert starts == sorted(starts)


def test_units_have_time_for_the_way_between_their_visits(plan: PatrolPlan) -> None:
    cells = town()
    place = {name: number for number, name in enumerate(cells.name)}
    for _, visits in plan.units:
        for first, second in pairwise(visits):
            a, b = place[first.cell], place[second.cell]
            way = np.hypot(cells.x[a] - cells.x[b], cells.y[a] - cells.y[b]) * 1.3 / 500.0
            assert second.start - first.end >= way - 1e-9


def test_the_plan_lies_between_naive_and_the_bound(plan: PatrolPlan) -> None:
    assert 0.97 * plan.naive <= plan.met <= plan.bound <= plan.possible
    assert plan.gap == pytest.approx((plan.bound - plan.met) / plan.bound)
    assert plan.without_caps == plan.bound


def test_a_cap_on_an_area_is_kept_and_its_price_is_said() -> None:
    cells = town()
    plan = patrol_plan(cells, orders(most_visits={"south": 4}), 1.0)
    south = {name for name, area in zip(cells.name, cells.area, strict=True) if area == "south"}
    assert sum(visit.cell in south for _, visits in plan.units for visit in visits) <= 4
    assert plan.without_caps > plan.bound


def test_a_place_under_orders_is_visited_though_little_is_expected_there() -> None:
    plan = patrol_plan(town(), orders(must=["c59"]), 1.0, most_cells=20)
    assert plan.missed_must == ()
    assert any(visit.cell == "c59" for _, visits in plan.units for visit in visits)


def test_an_order_that_no_shift_can_reach_is_said() -> None:
    far = Cells(("near", "far"), np.array([0.0, 90_000.0]), np.zeros(2), np.array([2.0, 1.0]), ("a", "a"))
    assert patrol_plan(far, orders(must=["far"]), 0.5).missed_must == ("far",)


def test_the_sheet_has_a_line_a_visit(plan: PatrolPlan) -> None:
    lines = sheet(plan)
    assert len(lines) == 3 + sum(len(visits) for _, visits in plan.units)
    assert lines[0].startswith("u0: ")
