"""What showing a profile needs of the door."""

from athena.access.need import Need
from athena.access.operation import Form, Operation

SHOWING = Need("show", Operation.CONSULTATION, Form.RECORD)
"""Showing what is held of one person or thing."""
