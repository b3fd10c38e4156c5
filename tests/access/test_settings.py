from __future__ import annotations

from pathlib import Path

import pytest

from athena.access.settings import state_url


def test_the_state_lies_in_the_workspace_unless_a_url_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATHENA_STATE_URL", raising=False)
    (tmp_path / "athena.toml").write_text("[workspace]\nlayout = 1\n")
    assert state_url(tmp_path) is None
    (tmp_path / "athena.toml").write_text('[state]\nurl = "postgresql://there/state"\n')
    assert state_url(tmp_path) == "postgresql://there/state"
    monkeypatch.setenv("ATHENA_STATE_URL", "postgresql://elsewhere/state")
    assert state_url(tmp_path) == "postgresql://elsewhere/state"
