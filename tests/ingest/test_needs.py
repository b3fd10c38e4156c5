"""What the commands of intake need of the door: to look is never to write, and only services write."""

import pytest

from athena.access.need import Need
from athena.access.operation import Operation
from athena.ingest import needs

NEEDS = [found for found in vars(needs).values() if isinstance(found, Need)]
WRITING = {Operation.COLLECTION, Operation.ALTERATION}


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.command)
def test_what_writes_runs_as_a_service_and_what_looks_does_not(need: Need) -> None:
    assert (need.operation in WRITING) == (need.service is not None)


def test_no_two_commands_are_taken_for_each_other() -> None:
    assert len({need.command for need in NEEDS}) == len(NEEDS)
