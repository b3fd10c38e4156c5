"""`athena demo`: the whole main job, twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Athena = Callable[..., Any]


def test_it_makes_the_workspace_does_the_job_and_says_what_next(
    athena: Athena, tmp_path: Path, street: Callable[..., Path]
) -> None:
    delivery = street([{}])
    ran = athena("demo", "--workspace", tmp_path / "demo", delivery)
    assert ran.status == 0
    assert "it sums" in ran.out
    assert "What to look at next" in ran.out
    again = athena("demo", "--workspace", tmp_path / "demo", delivery)
    assert again.status == 0
    assert "Nothing changed" in again.out


def test_a_refusal_still_ends_with_status_and_hints(
    athena: Athena, tmp_path: Path, street: Callable[..., Path]
) -> None:
    bad = street([{}])
    bad.write_text("")
    ran = athena("demo", "--workspace", tmp_path / "demo", bad)
    assert ran.status == 1
    assert "What to look at next" in ran.out
