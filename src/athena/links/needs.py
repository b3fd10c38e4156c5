"""What the commands of links need of the door."""

from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.roles import Role
from athena.access.setup import INGEST, LOADING

BUILDING = Need("links build", Operation.COLLECTION, Form.LIST, LOADING, Role.DATA_ENGINEER, INGEST)
"""Building the graph of a snapshot."""

EXPANDING = Need("expand", Operation.CONSULTATION, Form.RECORD)
"""Showing what is next to an entity."""

ONE_PATH = Need("path", Operation.CONSULTATION, Form.RECORD)
"""Showing the shortest path between two."""

MANY_PATHS = Need("path", Operation.CONSULTATION, Form.LIST)
"""Showing several paths between two, which together are a chart."""

CHARTING = Need("links measures", Operation.CONSULTATION, Form.LIST)
"""Measuring a chart, which is a list of records."""

EXPORTING = Need("links export", Operation.DISCLOSURE, Form.EXPORT)
"""Taking a chart out of the system."""
