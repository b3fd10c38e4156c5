import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Athena = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "cells.csv").write_text("cell,x,y,expected,area\n1,0,0,5,A\n2,5000,0,3,B\n3,9000,0,1,B\n")
    (tmp_path / "sites.csv").write_text("name,x,y\nHarbour,100,0\nHill,5100,0\nMoor,9100,0\n")
    return tmp_path / "cells.csv", tmp_path / "sites.csv"


def test_the_best_sites_are_named_with_what_they_reach(athena: Athena, files: tuple[Path, Path]) -> None:
    ran = athena("deploy", "sites", *files, "--count", "2", "--metres", "500")
    assert ran.status == 0, ran.err
    assert "Sites: Harbour, Hill." in ran.out
    assert "8 of 9" in ran.out


def test_the_json_says_each_area(athena: Athena, files: tuple[Path, Path]) -> None:
    found = json.loads(
        athena("deploy", "sites", *files, "--count", "1", "--metres", "500", "--must", "Moor", "--json").out
    )
    assert found["sites"] == ["Moor"]
    assert found["by_area"] == {"A": 0.0, "B": 0.25}


def test_more_sites_than_there_are_is_refused(athena: Athena, files: tuple[Path, Path]) -> None:
    ran = athena("deploy", "sites", *files, "--count", "4", "--metres", "500")
    assert ran.status == 1
    assert "deploy.sites-do-not-fit" in ran.err


def test_a_share_above_one_is_not_understood(athena: Athena, files: tuple[Path, Path]) -> None:
    assert athena("deploy", "sites", *files, "--count", "1", "--metres", "500", "--least", "2").status == 2
