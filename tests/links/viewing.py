"""A lens of somebody of the fictional force, for the length of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.lake.workspace import open_workspace
from athena.links.keeping import kept
from athena.links.lens import Lens, lens_of


@contextmanager
def seeing(force: Path, who: str = "ivan", form: Form = Form.RECORD) -> Iterator[Lens]:
    with (
        Door.open(open_workspace(force), "wendy") as door,
        door.open_view(PrincipalId(who), None, CaseId("larch"), Operation.CONSULTATION, form=form) as view,
    ):
        yield lens_of(kept(door.workspace, view.snapshot), view)
