"""Bytes on their way in: hashed, counted and bounded, in whatever pieces they come."""

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn

TEXT = st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"bc,d", b"\r", b" "])).map(b"".join)


def opened(content: bytes, limit: int = 1 << 30) -> BytesIn:
    return BytesIn(io.BytesIO(content), "a file", limit, lambda count: None)


@given(TEXT, st.integers(1, 7))
def test_lines_that_are_not_blank_are_counted_whatever_the_pieces(content: bytes, size: int) -> None:
    with opened(content) as stream:
        while stream.read(size):
            pass
        blank = (b"", b"\r")
        lines = content.split(b"\n")
        last = lines.pop()
        assert stream.lines == sum(line not in blank for line in lines) + (last != b"")


@given(TEXT)
def test_size_and_hash_are_of_the_whole(content: bytes) -> None:
    with opened(content) as stream:
        stream.read(3)
        stream.drain()
        assert (stream.size, stream.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_more_than_the_limit_is_refused_as_it_arrives() -> None:
    with opened(b"x" * 100, limit=99) as stream, pytest.raises(Refused) as refused:
        stream.drain()
    assert refused.value.code == "ingest.too-large"
    assert "a file" in refused.value.where


def test_every_byte_is_told() -> None:
    told: list[int] = []
    with BytesIn(io.BytesIO(b"x" * 3000), "a file", 3000, told.append) as stream:
        stream.drain()
    assert sum(told) == 3000


class _Failing(io.BytesIO):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def read(self, size: int | None = -1) -> bytes:
        raise self.error


def test_damage_is_refused_and_a_failing_disk_is_not_called_damage() -> None:
    with BytesIn(_Failing(EOFError("ended")), "a file", 9, lambda count: None) as stream, pytest.raises(Refused) as no:
        stream.drain()
    assert no.value.code == "ingest.broken-archive"
    with (
        BytesIn(_Failing(OSError(5, "input/output error")), "a file", 9, lambda count: None) as stream,
        pytest.raises(OSError, match="input/output"),
    ):
        stream.drain()
