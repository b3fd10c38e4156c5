"""The transparency log: every use of a record, provable to an outsider (C2SP tlog-tiles; RFC 6962).

A library of its own: it imports the standard library and `cryptography`, and nothing of Athena.
"""

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.bodies import BodyKeys
from athena.ledger.entry import Entry, Event, Leaf
from athena.ledger.failures import Failure, Malformed, Refused, StopTheLine, TryAgain
from athena.ledger.log import Log, LogKeys, Receipt
from athena.ledger.operation import Operation
from athena.ledger.policy import Policy
from athena.ledger.reader import LogReader
from athena.ledger.verify import Demands, Report, check_proof, verify

__all__ = [
    "Alarm",
    "AlarmKind",
    "BodyKeys",
    "Demands",
    "Entry",
    "Event",
    "Failure",
    "Leaf",
    "Log",
    "LogKeys",
    "LogReader",
    "Malformed",
    "Operation",
    "Policy",
    "Receipt",
    "Refused",
    "Report",
    "StopTheLine",
    "TryAgain",
    "check_proof",
    "verify",
]
