"""What is done to records, and the form a result takes.

The six operations are those of DPA 2018 s.62(1), as `athena.ledger` names them; the ledger's own words (refusal,
grant and the like) are never a view's operation.
"""

from __future__ import annotations

from enum import StrEnum

from athena.access.refused import Refused
from athena.ledger.operation import Operation

__all__ = ["RECORD_ROWS", "Form", "Operation", "Seeking", "statutory"]


class Form(StrEnum):
    """The form in which a view gives its result.

    `record`: at most `RECORD_ROWS` rows a release, what one enquiry shows on a screen. `list`: any number
    of rows. `count`: aggregates only, no row of a person. `export`: rows that leave the system.
    """

    RECORD = "record"
    LIST = "list"
    COUNT = "count"
    EXPORT = "export"


class Seeking(StrEnum):
    """Whom a query looks for. A suspect query never returns a victim (DPA 2018 s.38(3))."""

    ANYONE = "anyone"
    SUSPECT = "suspect"
    VICTIM = "victim"
    WITNESS = "witness"


RECORD_ROWS = 50
"""The most rows a `record` view releases at once; more is a list and needs a ground that opens lists."""

STATUTORY = tuple(operation for operation in Operation if operation.statutory)
"""The six operations of s.62(1), in the statute's order."""


def statutory(operation: Operation) -> Operation:
    """`operation`, if it is one of the six that a view may be opened for.

    Refused with `access.operation-not-statutory` otherwise.
    """
    if not operation.statutory:
        raise Refused(
            "operation-not-statutory",
            what=f"open a view for {operation}",
            why="a view does one of the six operations of DPA 2018 s.62(1)",
            remedy=f"name one of {', '.join(STATUTORY)}",
            who="whoever wrote the calling code",
        )
    return operation
