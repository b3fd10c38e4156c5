"""What the commands of resolution need of the door.

A person always names a case. Running, training and assessing are the matching job's, which a data engineer starts.
"""

from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.roles import Role
from athena.access.setup import MATCHING, RESOLVE

RUNNING = Need("resolve run", Operation.COMBINATION, Form.LIST, MATCHING, Role.DATA_ENGINEER, RESOLVE)
"""Saying which records are one, of every kind."""

TRAINING = Need("resolve train", Operation.COMBINATION, Form.LIST, MATCHING, Role.DATA_ENGINEER, RESOLVE)
"""Learning a model of people from their records, and counting its errors where the truth is known."""

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
