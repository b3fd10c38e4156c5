"""What the commands of search need of the door."""

from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.roles import Role
from athena.access.setup import INDEX
from athena.access.setup import INDEXING as STANDING_CASE

SEARCHING = Need("search", Operation.CONSULTATION, Form.RECORD)
"""Finding records, a page of single records at a time."""

INDEXING = Need("index", Operation.CONSULTATION, Form.LIST, STANDING_CASE, Role.DATA_ENGINEER, INDEX)
"""Letting the index follow the lake, which is the indexing job's work."""

WATCHING = Need("watch", Operation.CONSULTATION, Form.RECORD)
"""Saving a question to be asked again, asking it, and reading its alerts."""
