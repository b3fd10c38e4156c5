"""Where the operational state is kept, as `athena.toml` says; read once a door."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

ENVIRONMENT = "ATHENA_STATE_URL"


def state_url(folder: Path) -> str | None:
    """The PostgreSQL URL of the state, or None for the SQLite file inside the workspace.

    `ATHENA_STATE_URL` outranks `[state] url` in `athena.toml`, so that a password need not lie in a file.
    """
    if ENVIRONMENT in os.environ:
        return os.environ[ENVIRONMENT]
    settings = tomllib.loads((folder / "athena.toml").read_text(encoding="utf-8"))
    url = settings.get("state", {}).get("url")
    return None if url is None else str(url)
