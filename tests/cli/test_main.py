"""The command line as a whole: it explains itself, and its exit status says how it ended."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

Athena = Callable[..., Any]


def test_without_a_word_it_says_what_it_can_do(athena: Athena) -> None:
    ran = athena("--help")
    assert ran.status == 0
    for command in ("init", "ingest", "status", "crimes", "trace", "quarantine", "schema"):
        assert command in ran.out


@pytest.mark.parametrize(
    "command",
    [
        ("init",),
        ("ingest",),
        ("status",),
        ("crimes",),
        ("trace",),
        ("quarantine",),
        ("quarantine", "list"),
        ("quarantine", "show"),
        ("quarantine", "export"),
        ("quarantine", "resubmit"),
        ("schema",),
        ("demo",),
    ],
)
def test_every_command_says_what_it_is_for(athena: Athena, command: tuple[str, ...]) -> None:
    ran = athena(*command, "--help")
    assert ran.status == 0
    assert "Usage" in ran.out


def test_a_command_that_is_not_one_is_a_usage_error(athena: Athena) -> None:
    assert athena("enhance").status == 2


def test_to_say_what_it_can_do_it_loads_no_library_of_a_room() -> None:
    # Each of these costs a second of start-up, which every command would pay; a command loads what it needs.
    heavy = {"pyarrow", "pandas", "ibis", "duckdb", "matplotlib", "sklearn", "numba", "scipy", "sqlalchemy", "cedarpy"}
    loaded = f"import sys, athena.cli.main; print(*sorted({heavy} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert ran.stdout.split() == []
