from __future__ import annotations

import pytest

from athena.access.operation import Operation, statutory
from athena.access.refused import Refused


def test_a_view_does_one_of_the_six_operations_of_section_62_and_no_other() -> None:
    allowed = [operation for operation in Operation if operation.statutory]
    assert [str(statutory(one)) for one in allowed] == [
        "collection",
        "alteration",
        "consultation",
        "disclosure",
        "combination",
        "erasure",
    ]
    for other in set(Operation) - set(allowed):
        with pytest.raises(Refused, match=r"access\.operation-not-statutory"):
            statutory(other)
