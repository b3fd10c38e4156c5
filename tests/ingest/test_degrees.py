"""Grid to degrees, by OSTN15: beside the row, and empty where there is no such point."""

import numpy as np
import pytest

from athena.ingest.degrees import degrees
from athena.pole.values.grid_reference import EastingNorthing


def test_a_point_is_where_the_vocabulary_says_and_none_is_empty() -> None:
    longitude, latitude = degrees(np.array([530_000.0, np.nan, -1.0]), np.array([180_000.0, 5.0, 5.0]))
    assert (longitude[0].as_py(), latitude[0].as_py()) == pytest.approx(EastingNorthing(530_000, 180_000).to_wgs84())
    assert longitude.to_pylist()[1:] == latitude.to_pylist()[1:] == [None, None]
