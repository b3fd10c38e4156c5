"""What the commands of links need of the door."""

from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.roles import Role
from athena.access.setup import INDEX
from athena.access.setup import INDEXING as STANDING_CASE

BUILDING = Need("links build", Operation.CONSULTATION, Form.LIST, STANDING_CASE, Role.DATA_ENGINEER, INDEX)
"""Building the graph of a snapshot, which is the indexing job's work: it reads, and writes no record."""

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

SHARING = Need("links common", Operation.CONSULTATION, Form.RECORD)
"""Showing what two things are both next to."""

SEQUENCING = Need("links sequence", Operation.CONSULTATION, Form.LIST)
"""Showing the dated links around a group in order, which is a list of records."""

IMPORTING = Need("links import", Operation.COLLECTION, Form.RECORD)
"""Keeping another tool's chart in a case."""

READING_CHARTS = Need("links chart", Operation.CONSULTATION, Form.RECORD)
"""Showing a chart that is kept in a case."""

LISTING_CHARTS = Need("links charts", Operation.CONSULTATION, Form.RECORD)
"""Listing the charts of a case."""
