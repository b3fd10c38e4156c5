import numpy as np
import pytest

from athena.pole.values.grid_reference import EastingNorthing
from athena.synth.draws import Dice
from athena.synth.land import BOROUGHS, dry, make_land, total_area
from athena.synth.polygon import area, contains


@pytest.mark.parametrize("people", [500, 20_000, 300_000])
def test_wards_fill_boroughs_and_boroughs_fill_the_force(people: int) -> None:
    land = make_land(Dice(2), people)
    whole = total_area(land)
    assert sum(area(ring) for ring in land.borough_rings) == pytest.approx(whole)
    assert sum(area(ring) for ring in land.ward_rings) == pytest.approx(whole)
    assert len(land.ward_rings) >= 2 * len(BOROUGHS)
    assert len(set(land.ward_names)) == len(land.ward_names) == len(land.ward_rings)


def test_a_point_lies_in_the_ring_of_its_ward() -> None:
    land = make_land(Dice(2), 50_000)
    luck = Dice(9)
    points = land.outline.min(axis=0) + np.column_stack(
        (luck("x").uniform(np.arange(300)), luck("y").uniform(np.arange(300)))
    ) * (land.outline.max(axis=0) - land.outline.min(axis=0))
    points = points[contains(land.outline, points)]
    ward = land.ward_of(points)
    inside = [contains(land.ward_rings[w], point[None])[0] for w, point in zip(ward.tolist(), points, strict=True)]
    assert np.mean(inside) > 0.97  # a borough whose outline is not convex may touch itself


def test_all_of_it_lies_at_sea_far_from_any_town() -> None:
    land = make_land(Dice(2), 5_000)
    for easting, northing in land.outline.tolist():
        longitude, latitude = EastingNorthing(easting, northing).to_wgs84()
        # The easternmost land of Lincolnshire and Holderness lies west of 0.4, Norfolk south of 53.0.
        assert longitude > 0.7
        assert 53.3 < latitude < 53.9


def test_nobody_lives_in_the_river_or_the_sea() -> None:
    land = make_land(Dice(2), 5_000)
    assert not dry(land, land.river).any()
    assert not dry(land, np.array([[640_000.0, 410_000.0]])).any()


def test_codes_are_of_no_country() -> None:
    land = make_land(Dice(2), 5_000)
    assert land.ward_code(0) == "X05000001"
    assert land.borough_code(4) == "X07000005"
