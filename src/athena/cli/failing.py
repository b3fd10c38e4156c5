"""How the command line fails: one clear block on stderr, and an exit status that says which kind it was."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from athena.failures import Busy, Refused, StopTheLine
from athena.ledger import failures as ledger

REFUSED, STOPPED, BUSY = 1, 3, 4


@contextmanager
def explained() -> Iterator[None]:
    """Turn a failure into words on stderr and an exit status; anything else is a fault in Athena and stays one."""
    try:
        yield
    except (Refused, ledger.Refused) as refusal:
        _end(f"Refused: {refusal}", REFUSED)
    except (Busy, ledger.TryAgain) as busy:
        _end(f"Busy: {busy}", BUSY)
    except (StopTheLine, ledger.StopTheLine) as stop:
        _end(f"Stopped: {stop}", STOPPED)


def _end(words: str, status: int) -> None:
    print(words, file=sys.stderr)
    sys.exit(status)
