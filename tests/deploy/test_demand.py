from pathlib import Path

import numpy as np
import pytest

from athena.deploy.demand import demand_of
from athena.deploy.response_log import read_log
from athena.failures import Refused


def test_the_mean_week_holds_the_calls_of_whole_weeks(call_log: Path) -> None:
    log = read_log([call_log], [1, 2])
    demand = demand_of(log)
    assert demand.grades == (1, 2)
    assert demand.weeks in (10, 11, 12)
    assert demand.mean.sum() == pytest.approx(len(log) / 12, rel=0.05)


def test_evenings_are_seen_to_be_busier(call_log: Path) -> None:
    mean = demand_of(read_log([call_log], [1, 2])).mean.sum(axis=0).reshape(7, 24)
    assert mean[:, 18:22].mean() > 2 * mean[:, 4:10].mean()


def test_the_heavy_hour_covers_its_share_of_hours_that_come(call_log: Path) -> None:
    log = read_log([call_log], [1, 2])
    demand = demand_of(log, 0.8)
    hour = np.floor(log.minute / 60).astype(int)
    first = hour.min() // 168 * 168
    counts = np.bincount(hour - first, minlength=168 * 12)[: 168 * 12].reshape(-1, 168)
    assert 0.75 <= (counts <= demand.high).mean() <= 0.97  # counts are whole numbers, so rather above


def test_a_log_of_days_is_refused(call_log: Path) -> None:
    log = read_log([call_log], [1])
    with pytest.raises(Refused, match="too-few-weeks"):
        demand_of(log.kept(log.minute < log.minute[0] + 3 * 1440))
