"""`athena index`, `athena search` and `athena watch`, as people run them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.access.conftest import furnish

Athena = Callable[..., Any]
IVAN = ("as", "ivan", "--case", "larch", "--")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("search") / "workspace").folder


@pytest.fixture
def force(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = Path(shutil.copytree(made, tmp_path / "workspace"))
    monkeypatch.setenv("ATHENA_WORKSPACE", str(place))
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    return place


def test_what_is_indexed_is_found_with_its_reason_and_under_an_entry(athena: Athena, force: Path) -> None:
    assert athena(*IVAN, "search", "suspect").status == 1
    ran = athena("index", "--json")
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["documents"] == 6
    ran = athena(*IVAN, "search", "suspect")
    assert "as spelt" in ran.out
    assert "p-suspect" in ran.out
    assert "Recorded in the access log" in ran.err
    found = json.loads(athena(*IVAN, "search", "suspect", "--json").out)
    assert {"results", "withheld", "entry", "facets", "entities"} <= found.keys()


def test_an_empty_answer_explains_itself(athena: Athena, force: Path) -> None:
    athena("index")
    ran = athena(*IVAN, "search", "name:secret")
    assert "Nothing found in what you may see" in ran.out
    assert "Withheld: 1 person: restricted, ask intelligence-officer" in ran.err
    assert "Not held: nothing is withheld from you" in athena(*IVAN, "search", "kind:vehicle").out


def test_a_question_that_cannot_be_read_is_refused(athena: Athena, force: Path) -> None:
    athena("index")
    ran = athena(*IVAN, "search", "kind:people")
    assert ran.status == 1
    assert "search.kind-unknown" in ran.err


def test_a_watch_is_made_listed_run_and_ended(athena: Athena, force: Path) -> None:
    athena("index")
    made = json.loads(athena(*IVAN, "watch", "add", "name:suspect", "--json").out)["results"][0]
    assert made["asked"] == "records with the name “suspect”"
    assert made["id"] in athena(*IVAN, "watch", "list").out
    assert f"{made['id']}: 0 new." in athena(*IVAN, "watch", "run").out
    assert json.loads(athena(*IVAN, "watch", "alerts", "--json").out)["results"] == []
    assert "has ended" in athena(*IVAN, "watch", "end", made["id"]).out
    assert "search.watch-unknown" in athena(*IVAN, "watch", "end", made["id"]).err
