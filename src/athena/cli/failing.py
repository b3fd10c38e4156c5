"""How the command line fails: one clear block on stderr, and an exit status that says which kind it was."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from athena.failures import Busy, Refused, StopTheLine
from athena.ledger import failures as ledger

REFUSED, STOPPED, BUSY = 1, 3, 4
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


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
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _end(
            f"Stopped: the disk took no more ({error.strerror})\n  where: {error.filename or 'the workspace'}\n"
            "  why:   what is half-written is never published, so the last snapshot stands\n"
            "  do:    whoever runs the machine: make room, then run the same command again",
            STOPPED,
        )


def _end(words: str, status: int) -> None:
    print(words, file=sys.stderr)
    sys.exit(status)
