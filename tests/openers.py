"""Who may open the lake for writing and the evidence store, and a net that catches anybody else in the act.

`tests/access/test_the_only_door.py` reads the source; the net stands under every test of every room, so that what the
source does not show is caught where a test runs it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from athena.lake.evidence import EvidenceStore
from athena.lake.storage import Lake

WRITERS = {
    "ingest/delivery.py": "takes delivered files into the store that its caller hands it, and finds their bytes there",
    "ingest/intake.py": "takes delivered files into the evidence store and the lake",
    "ingest/migration/planning.py": "stages a delivered file after the ledger has it, and publishes nothing",
    "ingest/migration/running.py": "takes a delivered file into the evidence store and the lake",
    "ingest/migration/signing.py": "keeps a signed proof, and notes where it is",
    "ingest/resubmission.py": "reads held-back rows again, from the evidence store",
    "ingest/trace.py": "finds the bytes of a row that its caller was shown whole",
    "ingest/quarantine.py": "finds the bytes of a held-back row",
    "ingest/tables.py": "lays empty tables",
    "resolve/publish.py": "writes who is whom, which it declared under the matching job's view",
    "resolve/tables.py": "lays empty tables",
}
"""Who writes, or follows a record to its bytes: they hold a view under a service principal, or their caller does."""

# Ingest hands its readers functions that open one file, so who calls those is not who opened: there the source is read.
_FLOORS = ("athena.lake.", "athena.access.", "athena.ingest.")
_WATCHED = {EvidenceStore: ("keep", "holds", "open", "tidy"), Lake: ("read", "write")}


def watch(patch: pytest.MonkeyPatch) -> None:
    """Make the store and the lake refuse, by an `AssertionError`, whoever is neither named nor below them."""
    for kind, names in _WATCHED.items():
        for name in names:
            patch.setattr(kind, name, _watched(kind.__name__, getattr(kind, name)))


def _watched(what: str, plain: Callable[..., object]) -> Callable[..., object]:
    def watched(*given: object, **named: object) -> object:
        caller = str(sys._getframe(1).f_globals.get("__name__"))
        if not allowed(caller):
            raise AssertionError(f"{caller} opens {what} and is not named in tests/openers.py")
        return plain(*given, **named)

    return watched


def allowed(module: str) -> bool:
    """Whether `module` may open them: a test, the floors themselves, or one that is named with its reason."""
    path = module.removeprefix("athena.").replace(".", "/") + ".py"
    return not module.startswith("athena.") or module.startswith(_FLOORS) or path in WRITERS
