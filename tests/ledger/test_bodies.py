"""Sealed bodies open for their key, in their place, unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.bodies import MAX_BODY, BodyKeys, bodies_path, pack_bodies, unpack_bodies
from athena.ledger.failures import Malformed, Refused

KEYS = BodyKeys(b"\x01" * 32)


@given(st.binary(max_size=200), st.integers(0, 2**40))
def test_a_sealed_body_opens(body: bytes, seq: int) -> None:
    assert KEYS.open("log", seq, KEYS.seal("log", seq, body)) == body


def test_the_same_body_is_never_sealed_alike() -> None:
    assert KEYS.seal("log", 1, b"body") != KEYS.seal("log", 1, b"body")


def test_a_body_opens_in_its_own_place_only() -> None:
    sealed = KEYS.seal("log", 1, b"body")
    for origin, seq in (("log", 2), ("other", 1)):
        with pytest.raises(Malformed):
            KEYS.open(origin, seq, sealed)


def test_any_changed_byte_is_refused() -> None:
    sealed = KEYS.seal("log", 1, b"body")
    for at in range(len(sealed)):
        with pytest.raises(Refused):
            KEYS.open("log", 1, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    with pytest.raises(Refused):
        KEYS.open("log", 1, b"")


def test_an_earlier_key_still_opens_and_a_stranger_is_told_whom_to_ask() -> None:
    sealed = KEYS.seal("log", 1, b"body")
    assert BodyKeys(b"\x02" * 32, (KEYS.current,)).open("log", 1, sealed) == b"body"
    with pytest.raises(Refused) as refused:
        BodyKeys.generate().open("log", 1, sealed)
    assert refused.value.code == "body-key"


def test_keys_are_not_printed() -> None:
    assert "\\x01" not in repr(KEYS)


def test_files_of_bodies() -> None:
    assert bodies_path(1234067) == "bodies/x001/x234/067"
    assert unpack_bodies(pack_bodies([b"", b"abc"])) == [b"", b"abc"]
    with pytest.raises(Malformed):
        unpack_bodies(pack_bodies([b"abc"])[:-1])


def test_a_giant_body_is_refused() -> None:
    with pytest.raises(Malformed):
        KEYS.seal("log", 1, bytes(MAX_BODY + 1))
