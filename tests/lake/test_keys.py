"""Keys are random, owner-only, and never quietly something else."""

import base64
import os
import stat
from pathlib import Path

import pytest

from athena.failures import Refused
from athena.lake.keys import KeyRing


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path)


def test_a_key_is_32_random_bytes_for_its_owner_only(ring: KeyRing) -> None:
    ring.create("one")
    ring.create("other")
    assert len(ring.read("one")) == 32
    assert ring.read("one") == ring.read("one") != ring.read("other")
    assert stat.S_IMODE((ring.folder / "one.key").stat().st_mode) == 0o600


def test_a_key_is_never_replaced(ring: KeyRing) -> None:
    ring.create("one")
    before = ring.read("one")
    with pytest.raises(Refused, match="already a key") as refused:
        ring.create("one")
    assert refused.value.code == "key-exists"
    assert ring.read("one") == before


def test_a_missing_key_is_refused(ring: KeyRing) -> None:
    with pytest.raises(Refused, match="missing") as refused:
        ring.read("one")
    assert refused.value.code == "key-unusable"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644, 0o666])
def test_a_key_that_others_may_use_is_refused_and_not_repaired(mode: int, ring: KeyRing) -> None:
    ring.create("one")
    (ring.folder / "one.key").chmod(mode)
    with pytest.raises(Refused, match="chmod 600"):
        ring.read("one")
    assert stat.S_IMODE((ring.folder / "one.key").stat().st_mode) == mode


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "0 bytes"),
        (b"\n", "0 bytes"),
        (base64.b64encode(bytes(31)), "31 bytes"),
        (base64.b64encode(bytes(33)), "33 bytes"),
        (base64.b64encode(bytes(32))[:-1], "base64"),
        (b"!" + base64.b64encode(bytes(32)), "base64"),
        (b" " + base64.b64encode(bytes(32)), "base64"),
        (base64.b64encode(bytes(32)) + b"\n\n", "base64"),
        (os.urandom(4096), "base64"),
    ],
)
def test_a_damaged_key_is_refused(content: bytes, why: str, ring: KeyRing) -> None:
    ring.create("one")
    (ring.folder / "one.key").write_bytes(content)
    with pytest.raises(Refused, match=why):
        ring.read("one")
