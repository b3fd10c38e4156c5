"""Options that many commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Athena = Callable[..., Any]


def test_the_workspace_comes_from_the_environment_or_the_option(
    athena: Athena, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert athena("status").status == 0
    monkeypatch.delenv("ATHENA_WORKSPACE")
    assert athena("status", "--workspace", workspace).status == 0


def test_a_folder_that_is_no_workspace_is_refused_with_the_way_out(athena: Athena, tmp_path: Path) -> None:
    ran = athena("status", "--workspace", tmp_path)
    assert ran.status == 1
    assert "athena init" in ran.err
    assert ran.out == ""
