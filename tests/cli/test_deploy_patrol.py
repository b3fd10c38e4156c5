import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Athena = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows = "".join(f"{one},{250 * (one % 5)},{250 * (one // 5)},{1 / (1 + one):.4f}\n" for one in range(20))
    (tmp_path / "cells.csv").write_text("cell,x,y,expected\n" + rows)
    (tmp_path / "orders.yaml").write_text("units:\n  u1: {x: 0, y: 0, minutes: 120}\n")
    return tmp_path / "cells.csv", tmp_path / "orders.yaml"


def test_the_plan_says_what_it_meets_and_the_bound(athena: Athena, files: tuple[Path, Path], tmp_path: Path) -> None:
    ran = athena("deploy", "patrol", *files, "--seconds", "1", "--sheets", tmp_path / "sheets.txt")
    assert ran.status == 0, ran.err
    assert "no plan under these orders can exceed" in ran.out
    assert (tmp_path / "sheets.txt").read_text().startswith("u1: ")


def test_the_json_has_every_visit(athena: Athena, files: tuple[Path, Path]) -> None:
    found = json.loads(athena("deploy", "patrol", *files, "--seconds", "1", "--json").out)
    assert found["units"][0]["unit"] == "u1"
    assert len(found["units"][0]["visits"]) > 5
    assert found["met"] <= found["bound"]


def test_orders_for_an_unknown_place_are_refused(athena: Athena, files: tuple[Path, Path]) -> None:
    files[1].write_text(files[1].read_text() + "must: [elsewhere]\n")
    ran = athena("deploy", "patrol", *files)
    assert ran.status == 1
    assert "deploy.unknown-place" in ran.err


def test_a_search_of_no_time_is_not_understood(athena: Athena, files: tuple[Path, Path]) -> None:
    assert athena("deploy", "patrol", *files, "--seconds", "0").status == 2
