"""The views that `athena resolve` opens: always somebody's own, for a case that they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from athena.cli.showing import errors

if TYPE_CHECKING:
    from athena.access.operation import Form, Operation
    from athena.access.view import View
    from athena.lake.workspace import Workspace


@contextmanager
def looking(workspace: "Workspace", operation: "Operation", form: "Form") -> Iterator["View"]:
    """Open a view for whoever acts; at the end say under which entries, and what was withheld, on stderr."""
    from athena.access.session import Need, open_door, view_for

    with open_door(workspace) as door, view_for(door, Need(operation, form)) as view:
        yield view
        for line in view.withheld():
            errors.print(f"Withheld: {line}", markup=False, soft_wrap=True)
        if view.released:
            errors.print(
                f"Recorded in the access log up to entry {view.released[-1].entry}.", markup=False, soft_wrap=True
            )
