"""`athena resolve train`, `register`, `models`: learnt, its errors counted by group, registered for a time."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.cli.resolving import athena
from tests.resolve import conftest as small_force
from tests.resolve.conftest import Force
from tests.resolve.people import write_down
from tests.resolve.test_running import add, people

from athena.access.algorithms import withdraw
from athena.access.principal import PrincipalId

furnished, force = small_force.furnished, small_force.force
PEOPLE = 150
WHY = "Two analysts checked a sample"


@pytest.fixture
def loaded(force: Force) -> Force:
    add(force, "person", people(PEOPLE))
    return force


def truth(folder: Path, **more: str) -> Path:
    """Whose each of the loaded rows is, with a group."""
    path = folder / "whose.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(more.get("head", "source_file,source_row,truth,side").split(","))
        for number, whose in enumerate(write_down(PEOPLE, 1)[1], 1):
            writer.writerow((more.get("file", "0" * 64), number, whose, "left" if whose % 2 else "right"))
    return path


def test_from_records_to_a_model_that_may_run(loaded: Force, tmp_path: Path) -> None:
    learnt = json.loads(athena(loaded, "wendy", "train", "--truth", str(truth(tmp_path)), "--json"))
    (found,) = learnt["assessments"]
    assert found["f1"] > 0.8
    assert {group["group"] for group in found["groups"]} == {"left", "right"}
    assert all(low <= mean <= high for group in found["groups"] for mean, low, high in [group["missed"]])
    said = athena(loaded, "wendy", "register", learnt["model"][:12], "--reason", WHY, "--days", "30")
    assert "may run until" in said
    (listed,) = json.loads(athena(loaded, "wendy", "models", "--json"))
    assert (listed["model"], listed["stands"], listed["owner"], listed["reason"]) == (
        learnt["model"],
        True,
        "wendy",
        WHY,
    )
    stated = listed["statement"]
    assert stated["trained_on"]["records"] == learnt["training"]["records"]
    assert stated["assessments"] == learnt["assessments"]
    assert set(stated["rules"]) == {"vehicle", "device", "place", "organisation"}
    assert stated["thresholds"]["join"] > stated["thresholds"]["put_to_people_from"]
    assert "fiction" in stated["trained_on"]["sources"]
    assert WHY in athena(loaded, "wendy", "models")


def test_a_model_learnt_twice_from_the_same_records_is_the_same_model(loaded: Force) -> None:
    first = json.loads(athena(loaded, "wendy", "train", "--json"))
    assert json.loads(athena(loaded, "wendy", "train", "--json"))["model"] == first["model"]


def test_a_model_whose_errors_nobody_counted_by_group_is_not_registered(loaded: Force) -> None:
    model = json.loads(athena(loaded, "wendy", "train", "--json"))["model"]
    assert "resolve.not-assessed" in athena(loaded, "wendy", "register", model, "--reason", WHY, fails=True)


def test_only_the_data_protection_officer_registers(loaded: Force, tmp_path: Path) -> None:
    model = json.loads(athena(loaded, "wendy", "train", "--truth", str(truth(tmp_path)), "--json"))["model"]
    assert "algorithm-not-yours" in athena(loaded, "ivan", "register", model, "--reason", WHY, fails=True)


def test_a_run_without_a_model_in_force_is_refused_and_says_who_can_change_it(loaded: Force, tmp_path: Path) -> None:
    assert "algorithm-unregistered" in athena(loaded, "wendy", "run", fails=True)
    model = json.loads(athena(loaded, "wendy", "train", "--truth", str(truth(tmp_path)), "--json"))["model"]
    athena(loaded, "wendy", "register", model, "--reason", WHY)
    athena(loaded, "wendy", "run")
    withdraw(loaded.door, PrincipalId("wendy"), model, "It joins households")
    refused = athena(loaded, "wendy", "run", fails=True)
    assert "algorithm-expired" in refused
    assert "data-protection officer" in refused


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"head": "source_file,row,truth,side"}, "it has no column source_row"),
        ({"file": "f" * 64}, "it speaks of no record that there is"),
    ],
)
def test_a_truth_that_cannot_be_used_is_refused(loaded: Force, tmp_path: Path, said: dict[str, str], why: str) -> None:
    refused = athena(loaded, "wendy", "train", "--truth", str(truth(tmp_path, **said)), fails=True)
    assert "resolve.truth" in refused
    assert why in refused


def test_a_truth_that_is_nowhere_and_a_model_that_is_nowhere_are_refused(loaded: Force, tmp_path: Path) -> None:
    assert "there is no such file" in athena(loaded, "wendy", "train", "--truth", str(tmp_path / "no.csv"), fails=True)
    assert "resolve.model-unknown" in athena(loaded, "wendy", "register", "abcd", "--reason", WHY, fails=True)
