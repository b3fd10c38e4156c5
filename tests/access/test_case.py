from __future__ import annotations

import pytest

from athena.access.case import case_id, stated_reason
from athena.access.refused import Refused


@pytest.mark.parametrize("text", ["", "Larch", "a b", "-x", "x" * 64, "a\n"])
def test_what_is_no_case_id_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"access\.bad-case"):
        case_id(text)


def test_a_reason_is_asked_for_in_a_few_words() -> None:
    assert stated_reason("  Two break-ins  ", "open") == "Two break-ins"
    with pytest.raises(Refused, match=r"access\.reason-short"):
        stated_reason("   because   ", "open")
