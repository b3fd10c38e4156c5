"""What the commands of resolution need of the door: always a case that the officer names."""

from athena.access.need import Need
from athena.access.operation import Form, Operation

EXPLAINING = Need("resolve explain", Operation.CONSULTATION, Form.RECORD)
"""Saying why an entity holds together."""

MERGING = Need("resolve merge", Operation.COMBINATION, Form.RECORD)
"""Judging two entities one."""

UNMERGING = Need("resolve unmerge", Operation.COMBINATION, Form.RECORD)
"""Taking a judgement back, and saying first what that would do."""

QUEUEING = Need("resolve queue", Operation.CONSULTATION, Form.LIST)
"""Listing what is worth asking a person."""

ANSWERING = Need("resolve answer", Operation.COMBINATION, Form.RECORD)
"""Answering a question of the queue."""

PLANTING = Need("resolve plant", Operation.COMBINATION, Form.RECORD)
"""Putting a question among the others whose answer is known."""
