"""`athena show`, as an investigator runs it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.profile.force import furnish

Athena = Callable[..., Any]
IVAN = ("as", "ivan", "--case", "larch", "--")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("show") / "workspace").folder


@pytest.fixture
def force(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = Path(shutil.copytree(made, tmp_path / "workspace"))
    monkeypatch.setenv("ATHENA_WORKSPACE", str(place))
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    return place


def test_for_machines_it_has_results_withheld_and_entry(athena: Athena, force: Path) -> None:
    ran = athena(*IVAN, "show", "P-ONE", "--json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert found["results"]["id"] == "P-ONE"
    assert found["withheld"]
    assert found["entry"] == found["entries"][-1]
    assert "r3" not in ran.out


def test_for_people_it_says_the_same(athena: Athena, force: Path) -> None:
    ran = athena(*IVAN, "show", "P-OLD")
    assert ran.status == 0, ran.err
    for word in ("P-OLD names nothing any more", "Warning: Dog at home", "(conflict)", "Victim of", "5.5 bits"):
        assert word in ran.out
    assert "Hidden from you on 2 of 2 records: protected." in ran.out
    assert "not held" not in ran.err


def test_before_anything_was_held_it_refuses(athena: Athena, force: Path) -> None:
    ran = athena(*IVAN, "show", "P-ONE", "--as-known-on", "2020-01-01")
    assert ran.status == 1
    assert "access.before-anything" in ran.err


def test_whom_the_view_does_not_return_is_not_shown(athena: Athena, force: Path) -> None:
    ran = athena(*IVAN, "show", "s2")
    assert ran.status == 1
    assert "restricted, ask intelligence-officer" in ran.err
    assert "Secret" not in ran.out + ran.err


def test_an_id_that_leads_to_two_is_refused(athena: Athena, force: Path) -> None:
    ran = athena(*IVAN, "show", "P-PARTED")
    assert ran.status == 1
    assert "access.entity-parted" in ran.err
