"""What the child processes of resolution's tests do; run by the test's `start`, never imported."""

from pathlib import Path

from tests.ingest.child import Steps

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Operation
from athena.access.principal import PrincipalId
from athena.lake.workspace import open_workspace
from athena.resolve.entity import EntityId
from athena.resolve.merging import merge


def unite(folder: str, deadly: int, told: str, one: str, other: str) -> None:
    """Merge two entities, killed at a step, and tell where each step stood."""
    steps = Steps(deadly, Path(told))
    with Door.open(open_workspace(Path(folder)), "wendy") as door:
        steps.watch()
        with door.open_view(PrincipalId("ivan"), None, CaseId("larch"), Operation.COMBINATION) as view:
            merge(view, EntityId(one), EntityId(other), "The same scar")
    steps.close()


if "ORDER" in globals():
    _, given = globals()["ORDER"]
    unite(*given)
