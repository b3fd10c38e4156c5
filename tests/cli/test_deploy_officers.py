import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Athena = Callable[..., Any]


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    said = {
        "starts": "2026-04-01",
        "ends": "2027-04-01",
        "ranks": ["Constable"],
        "strength": {"Constable": {"2-20": 300}},
        "leaving": {"0-": 0.05},
        "recruits": 1,
        "target": {"deployable": 295, "by": "2027-03-01"},
    }
    (tmp_path / "steady.yaml").write_text(yaml.safe_dump(said))
    (tmp_path / "more.yaml").write_text(yaml.safe_dump({**said, "recruits": 4}))
    return tmp_path


def test_scenarios_stand_side_by_side_with_what_the_target_needs(athena: Athena, scenario: Path) -> None:
    ran = athena("deploy", "officers", scenario / "steady.yaml", scenario / "more.yaml")
    assert ran.status == 0, ran.err
    assert "steady" in ran.out
    assert "more" in ran.out
    assert "295 deployable by March 2027 has a chance of" in ran.out


def test_the_json_has_every_month(athena: Athena, scenario: Path) -> None:
    (found,) = json.loads(athena("deploy", "officers", scenario / "steady.yaml", "--json").out)
    assert len(found["strength"]["median"]) == 13
    assert found["needed"]["chance"] >= 0.8


def test_a_wrong_scenario_is_refused(athena: Athena, scenario: Path) -> None:
    (scenario / "steady.yaml").write_text("starts: soon\n")
    ran = athena("deploy", "officers", scenario / "steady.yaml")
    assert ran.status == 1
    assert "deploy.officers-unreadable" in ran.err
