from pathlib import Path

import pytest
import yaml
from tests.deploy.scenarios import force

from athena.deploy.establishment import read_establishment
from athena.failures import Refused

SAID = {
    "starts": "2026-04-01",
    "ends": "2028-04-01",
    "ranks": ["Constable"],
    "strength": {"Constable": {"0-2": 7, "30-": 2}},
    "leaving": {"0-29": 0.03, "30-": 0.3},
    "recruits": 6,
}


def written(folder: Path, **said: object) -> Path:
    (folder / "force.yaml").write_text(yaml.safe_dump({**SAID, **said}))
    return folder / "force.yaml"


def test_a_band_is_spread_over_its_years_and_nobody_is_lost(tmp_path: Path) -> None:
    scenario = read_establishment(written(tmp_path))
    opening = scenario.opening()
    assert opening.sum() == 9
    assert opening[0, :3].tolist() == [3, 2, 2]
    assert opening[0, 30:].sum() == 2
    assert scenario.months == 24


def test_every_year_has_its_rate() -> None:
    hazard = force().hazard()
    assert hazard[[0, 2, 24, 25, 40]].tolist() == [0.08, 0.03, 0.03, 0.2, 0.2]


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"leaving": {"0-10": 0.03}}, "no rate for 11"),
        ({"leaving": {"0-": 1.5}}, "not a chance"),
        ({"strength": {"Major": {"0": 1}}}, "Major"),
        ({"strength": {"Constable": {"x": 1}}}, "not a band"),
        ({"strength": {"Constable": {"50": 1}}}, "not within"),
        ({"strength": {"Constable": {"0": -1}}}, "-1 officers"),
        ({"ends": "2026-04-01"}, "ends"),
        ({"target": {"deployable": 10, "by": "2030-01-01"}}, "target.by"),
        ({"sex": "F"}, "sex"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, said: dict[str, object], word: str) -> None:
    with pytest.raises(Refused, match=rf"officers-unreadable[\s\S]*{word}"):
        read_establishment(written(tmp_path, **said))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="officers-unreadable"):
        read_establishment(tmp_path / "none.yaml")
