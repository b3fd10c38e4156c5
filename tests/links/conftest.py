"""Networks that the room is tried on: the real ones of ../shared, and small ones made up."""

from __future__ import annotations

from pathlib import Path

import pytest

NETWORKS = Path(__file__).parents[3] / "shared" / "data" / "networks"


@pytest.fixture(scope="session")
def networks() -> Path:
    """The folder of real criminal networks."""
    if not NETWORKS.is_dir():
        pytest.skip("../shared/data/networks is not here: the real networks are not in the repository")
    return NETWORKS
