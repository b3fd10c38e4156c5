from pathlib import Path

import numpy as np
import pytest

from athena.deploy.beats import Beats

HEADER = "called_at,arrived_at,closed_at,grade,method,easting,northing,ward"


@pytest.fixture(scope="session")
def town() -> Beats:
    """Forty places and six units strewn over ten kilometres, busy six tenths of the time."""
    draw = np.random.default_rng(11)
    places, units = draw.random((40, 2)) * 10, draw.random((6, 2)) * 10
    travel = np.linalg.norm(places[:, None] - units[None], axis=2) * 2
    rate = draw.random(40)
    return Beats(rate * 0.6 * 6 / (rate.sum() * 0.5), travel, 30.0)


@pytest.fixture(scope="session")
def call_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve weeks of an invented control room: evenings busier than mornings, two towns eight kilometres apart."""
    draw = np.random.default_rng(3)
    start = np.datetime64("2025-03-03T00:00:00")
    lines = [HEADER]
    for hour in range(12 * 168):
        for _ in range(draw.poisson(1.2 if hour % 24 >= 16 else 0.4)):
            called = start + np.timedelta64(int(hour * 3600 + draw.integers(3600)), "s")
            arrived = called + np.timedelta64(int(draw.integers(240, 900)), "s")
            closed = arrived + np.timedelta64(int(draw.exponential(2400)), "s")
            east = draw.random() < 0.3
            x, y = draw.normal(400_000 + 8_000 * east, 900), draw.normal(300_000, 900)
            grade = int(draw.choice([1, 2, 3], p=[0.3, 0.5, 0.2]))
            method = "OFFICER" if draw.random() < 0.05 else "999"
            ward = "E" if east else "W"
            lines.append(f"{called}Z,{arrived}Z,{closed}Z,{grade},{method},{x:.0f},{y:.0f},{ward}")
    target = tmp_path_factory.mktemp("control-room") / "calls.csv"
    target.write_text("\n".join(lines) + "\n")
    return target
