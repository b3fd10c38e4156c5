"""What the commands of intake need of the door."""

from athena.access.appoint import PUBLISHED
from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.roles import Role
from athena.access.setup import INGEST, LOADING

_ENGINEER = Role.DATA_ENGINEER

COUNTING = Need("crimes", Operation.CONSULTATION, Form.LIST, PUBLISHED, Role.ANALYST)
"""Counting published crimes."""

TRACING = Need("trace", Operation.CONSULTATION, Form.RECORD, LOADING, _ENGINEER)
"""Leading one record back to its bytes."""

STATUS = Need("status", Operation.CONSULTATION, Form.LIST, LOADING, _ENGINEER)
"""Saying what was delivered and loaded."""

QUARANTINE = Need("quarantine", Operation.CONSULTATION, Form.LIST, LOADING, _ENGINEER)
"""Looking at rows that could not be read."""

RESUBMITTING = Need("quarantine resubmit", Operation.ALTERATION, Form.LIST, LOADING, _ENGINEER, INGEST)
"""Loading rows that were put right."""

LOADING_FILES = Need("ingest", Operation.COLLECTION, Form.LIST, LOADING, _ENGINEER, INGEST)
"""Loading what was delivered."""
