from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Athena = Callable[..., Any]
IVAN = ("as", "ivan", "--case", "larch", "--", "token")


def test_a_token_is_issued_listed_and_revoked(athena: Athena, linked_force: Path) -> None:
    issued = json.loads(athena(*IVAN, "issue", "--reason", "A nightly script", "--json").out)
    assert issued["token"].startswith(f"athena_{issued['id']}_")
    listed = athena(*IVAN, "list")
    assert issued["id"] in listed.out
    assert issued["token"] not in listed.out
    ended = athena(*IVAN, "revoke", issued["id"], "--reason", "No longer needed")
    assert "acts as nobody" in ended.out
    (one,) = json.loads(athena(*IVAN, "list", "--json").out)
    assert one["revoked_at"] is not None


def test_the_text_alone_is_on_standard_output(athena: Athena, linked_force: Path) -> None:
    ran = athena(*IVAN, "issue", "--reason", "A nightly script")
    assert len(ran.out.split()) == 1
    assert "larch" in ran.err


def test_a_token_for_a_case_of_others_is_refused(athena: Athena, linked_force: Path) -> None:
    ran = athena("as", "ines", "--case", "court", "--", "token", "issue", "--reason", "A nightly script")
    assert ran.status == 1
    assert "access.case-not-yours" in ran.err
