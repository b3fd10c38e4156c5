"""What is done to records: the six operations of DPA 2018 s.62(1), and the form a result takes."""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    """The operations that s.62(1) requires a log of, by the names it gives them."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


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
