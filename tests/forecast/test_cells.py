import csv
from pathlib import Path

import numpy as np
import pytest

from athena.forecast.backtest import Ahead, look_ahead
from athena.forecast.cells import HEADER, write_cells
from athena.forecast.events import Events
from athena.forecast.grid import grid_of_events


@pytest.fixture(scope="module")
def ahead() -> Ahead:
    draw = np.random.default_rng(4)
    day = np.sort(draw.uniform(19_000, 19_200, 900))
    hot = draw.random(900) < 0.5
    x = np.where(hot, draw.normal(1500, 150, 900), draw.uniform(0, 4000, 900))
    y = np.where(hot, draw.normal(1500, 150, 900), draw.uniform(0, 4000, 900))
    return look_ahead(Events(day, x, y), grid_of_events, 7)


def test_the_cells_are_written_likeliest_first_and_sum_to_the_total(ahead: Ahead, tmp_path: Path) -> None:
    write_cells(ahead, tmp_path / "cells.csv")
    rows = list(csv.DictReader((tmp_path / "cells.csv").read_text().splitlines()))
    assert tuple(rows[0]) == HEADER
    expected = [float(row["expected"]) for row in rows]
    assert expected == sorted(expected, reverse=True)
    assert sum(expected) == pytest.approx(ahead.volume.expected, rel=1e-3)
    assert abs(float(rows[0]["x"]) - 1500) < 400
    assert abs(float(rows[0]["y"]) - 1500) < 400


def test_the_window_starts_the_day_after_the_last_event(ahead: Ahead) -> None:
    assert ahead.origin == 19_200
    assert ahead.volume.low <= 31.5 <= ahead.volume.high
