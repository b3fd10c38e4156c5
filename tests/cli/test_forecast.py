import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from athena.forecast.methods import METHODS

Athena = Callable[..., Any]


@pytest.fixture(scope="module")
def city_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten months of burglaries in an invented city: half in one lasting hot spot, the rest anywhere."""
    draw = np.random.default_rng(5)
    target = tmp_path_factory.mktemp("city") / "northmere-burglary.csv"
    with target.open("w", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["date", "x", "y"])
        for day in sorted(draw.integers(0, 300, 1200).tolist()):
            x, y = draw.normal(1500, 200, 2) if draw.random() < 0.5 else draw.uniform(0, 3000, 2)
            out.writerow([(date(2023, 1, 1) + timedelta(days=day)).isoformat(), f"{x:.1f}", f"{y:.1f}"])
    return target


def test_a_backtest_of_any_csv_prints_json_for_machines(athena: Athena, city_csv: Path) -> None:
    ran = athena("forecast", "backtest", "--dataset", city_csv, "--window", "28", "--json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert found["chosen"] in METHODS
    assert set(found["methods"]) == set(METHODS)
    for one in found["methods"].values():
        assert {"hit_rate_1", "hit_rate_5", "hit_rate_10", "bits_per_event", "seconds"} <= set(one)
        assert 0 <= one["hit_rate_1"] <= one["hit_rate_5"] <= one["hit_rate_10"] <= 1


def test_the_table_says_what_was_chosen_and_what_naive_would_have_done(
    athena: Athena, city_csv: Path, tmp_path: Path
) -> None:
    ran = athena("forecast", "backtest", "--dataset", city_csv, "--window", "28", "--picture", tmp_path / "hits.svg")
    assert ran.status == 0, ran.err
    assert "Chosen before the test" in ran.out
    assert "Repeating the last 28 days" in ran.out
    assert (tmp_path / "hits.svg").exists()


def test_a_picture_of_another_sort_is_not_understood(athena: Athena, city_csv: Path) -> None:
    assert athena("forecast", "backtest", "--dataset", city_csv, "--picture", "hits.bmp").status == 2


@pytest.mark.parametrize("kind", ["drugs", "stop and search", "arrests"])
def test_officer_initiated_kinds_are_refused(athena: Athena, city_csv: Path, kind: str) -> None:
    ran = athena("forecast", "backtest", "--dataset", city_csv, "--kind", kind)
    assert ran.status == 1
    assert "forecast.officer-initiated" in ran.err


def test_the_methods_and_the_kinds_are_said_in_words(athena: Athena) -> None:
    ran = athena("forecast", "methods")
    assert ran.status == 0
    assert "kernel_mixture" in ran.out
    assert "stop and search" in ran.out
