from __future__ import annotations

from athena import failures
from athena.access.refused import Refused


def test_a_refusal_says_what_where_why_what_to_do_who_and_by_which_rules() -> None:
    refused = Refused("x", what="read", where="here", why="shut", remedy="ask", who="dora", rules=("r-1",), entry=7)
    text = str(refused)
    for word in ("access.x", "read", "here", "shut", "ask", "dora", "r-1", "7"):
        assert word in text
    assert isinstance(refused, failures.Refused)
