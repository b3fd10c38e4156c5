from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from athena.pole.refusal import Refused, unreadable


def test_refusal_says_code_what_where_why_and_what_to_do() -> None:
    refused = Refused("pole.test", "a thing", "file.yaml, line 3", "it is wrong", "Put it right.")
    assert "a thing (pole.test)" in str(refused)
    assert all(words in str(refused) for words in ("file.yaml, line 3", "it is wrong", "Put it right."))


def test_refusal_travels_through_a_context_manager() -> None:
    @contextmanager
    def passing() -> Iterator[None]:
        yield

    with pytest.raises(Refused, match=r"pole\.test"), passing():
        raise Refused("pole.test", "a", "b", "c", "d")


def test_unreadable_value_has_the_code_of_its_type() -> None:
    assert unreadable("pnc_id", "its check letter is wrong").code == "pole.value.pnc_id"
