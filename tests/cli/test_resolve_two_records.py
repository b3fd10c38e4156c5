"""`athena resolve explain RECORD RECORD`: the waterfall, printed and for machines."""

from __future__ import annotations

import json

from tests.cli.resolving import athena
from tests.resolve import conftest as small_force
from tests.resolve import test_two_records
from tests.resolve.conftest import Force

furnished, force, resolved = small_force.furnished, small_force.force, test_two_records.resolved


def test_the_waterfall_sums_line_by_line(resolved: Force) -> None:
    told = json.loads(athena(resolved, "ivan", "explain", "a", "b", "--json"))
    assert abs(told["prior"] + sum(one["weight"] for one in told["evidence"]) - told["weight"]) < 1e-9
    assert told["entities"][0] == told["entities"][1]
    shown = athena(resolved, "ivan", "explain", "v1", "v2")
    assert "before anything is compared" in shown
    assert "most against it speaks make: they differ" in shown
    assert "resolve.not-shown" in athena(resolved, "ivan", "explain", "a", "nobody", fails=True)
