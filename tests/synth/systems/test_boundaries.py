import json

import numpy as np

from athena.synth.export import Export
from athena.synth.land import BOROUGHS
from athena.synth.layout import BOUNDARIES
from athena.synth.systems.boundaries import write_boundaries


def test_areas_are_closed_anticlockwise_rings_in_degrees(desk: Export) -> None:
    write_boundaries(desk)
    features = json.loads((desk.folder / BOUNDARIES.path).read_text(encoding="utf-8"))["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds.count("borough") == len(BOROUGHS)
    assert kinds.count("ward") == len(desk.world.land.ward_rings)
    assert {"force", "coast", "river"} <= set(kinds)
    for feature in features:
        if feature["geometry"]["type"] == "Polygon":
            ring = np.array(feature["geometry"]["coordinates"][0])
            assert (ring[0] == ring[-1]).all()
            x, y = ring[:-1, 0], ring[:-1, 1]
            assert float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) > 0
            assert 0.5 < x.min() < x.max() < 1.6
            assert 53.3 < y.min() < y.max() < 53.9


def test_a_ward_names_its_borough(desk: Export) -> None:
    write_boundaries(desk)
    features = json.loads((desk.folder / BOUNDARIES.path).read_text(encoding="utf-8"))["features"]
    boroughs = {f["properties"]["code"] for f in features if f["properties"]["kind"] == "borough"}
    assert {f["properties"]["borough"] for f in features if f["properties"]["kind"] == "ward"} == boroughs
