"""What a command needs of the door, stated once by its own room.

Each room that has commands keeps its needs in a module `needs.py` (`athena.ingest.needs`, `athena.search.needs`), so
that no room edits another's. `tests/access/test_the_only_door.py` collects them all.
"""

from __future__ import annotations

from dataclasses import dataclass

from athena.access.case import CaseId
from athena.access.operation import Form, Operation
from athena.access.principal import Principal
from athena.access.roles import Role


@dataclass(frozen=True)
class Need:
    """What `command` needs: an operation and a form, and the standing case and role it falls back on.

    The fallback serves a workspace of published data and its engineer. Without one, a command needs a case named.
    `service` is the job that the command starts: its view is the job's, in the job's own case, and opens only for
    somebody who could open a view there themselves.
    """

    command: str
    operation: Operation
    form: Form
    case: CaseId | None = None
    role: Role | None = None
    service: Principal | None = None


READING_THE_LOG = Need("ledger show", Operation.CONSULTATION, Form.RECORD)
"""Reading entries of the access log, which takes a case of one of the four uses of DPA 2018 s.62(4)."""
