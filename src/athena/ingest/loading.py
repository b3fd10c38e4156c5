"""The view under which deliveries are taken in, and the making of a workspace that they can be taken into."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from athena.access.deed import declare
from athena.access.labelling import register_labels
from athena.access.session import current, login, open_door, view_for
from athena.access.setup import set_up
from athena.access.view import View
from athena.ingest.needs import LOADING_FILES
from athena.ingest.publish import Staged
from athena.ingest.registry import sources_of
from athena.ingest.tables import lay_tables
from athena.lake.workspace import Workspace, create_workspace


def make_workspace(folder: Path, *furnish: Callable[[Workspace], None]) -> Workspace:
    """Make a workspace with ingest's tables, a door and a ledger, whole or not at all; its maker is who runs this.

    Each of `furnish` lays the tables of another room, before the door is there.
    """
    return create_workspace(folder, [lay_tables, *furnish, lambda workspace: set_up(workspace, login())])


@contextmanager
def loading(workspace: Workspace) -> Iterator[View]:
    """Open the view of the loading job, for whoever acts now, once the labels of every source are known.

    Refused as `athena.access.session.view_for` for somebody who may not load.
    """
    labels = {label for source in sources_of(workspace.sources) for label in source.labels}
    with open_door(workspace) as door:
        register_labels(door.outbox, labels, str(current().principal), door.clock())
        with view_for(door, LOADING_FILES) as view:
            yield view


def may_load(workspace: Workspace) -> None:
    """Refuse whoever may not load, before a byte of what they brought is taken in."""
    with loading(workspace):
        pass


def declare_loading(view: View, delivery: str, staged: list[Staged]) -> None:
    """Write into the ledger what is about to be published: tables, files by hash, rows. Raises as `declare`."""
    declare(
        view,
        sorted({kind for part in staged for kind in part.source.kinds}),
        (),
        {
            "delivery": delivery,
            "mappings": sorted({part.source.mapping_id for part in staged}),
            "files": [file.sha256 for part in staged for file in part.files],
            "rows_in": sum(file.rows_in for part in staged for file in part.files),
        },
    )
