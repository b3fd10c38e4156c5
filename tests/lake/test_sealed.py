"""A sealed file gives back what was sealed, or stops the line."""

import hashlib
import io
import os
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from athena.failures import StopTheLine
from athena.lake.sealed import BLOCK, MAGIC, SealedReader, SealedWriter

KEY = bytes(range(32))
SIZES = st.one_of(
    st.integers(0, 3000),
    st.integers(-2, 2).flatmap(lambda off: st.integers(1, 3).map(lambda blocks: blocks * BLOCK + off)),
)


def seal(content: bytes, *, key: bytes = KEY, piece: int = 300_000) -> bytes:
    target = io.BytesIO()
    with SealedWriter(target, key) as sealed:
        for start in range(0, len(content), piece):
            sealed.write(content[start : start + piece])
    return target.getvalue()


def unseal(folder: Path, sealed: bytes, key: bytes = KEY) -> bytes:
    file = folder / "file.sealed"
    file.write_bytes(sealed)
    with SealedReader(file, key) as reader:
        return io.BufferedReader(reader).read()


def blocks(sealed: bytes, count: int) -> list[int]:
    """Where each block of incompressible, whole blocks starts."""
    overhead = 9 + 16
    return [len(MAGIC) + 16 + number * (BLOCK + overhead) for number in range(count + 1)]


@settings(max_examples=25, deadline=None)
@given(size=SIZES, dull=st.booleans(), piece=st.integers(1000, 3 * BLOCK))
@example(size=0, dull=False, piece=1000)
@example(size=BLOCK, dull=False, piece=BLOCK)
def test_what_was_sealed_comes_back(size: int, dull: bool, piece: int) -> None:
    content = b"a" * size if dull else os.urandom(size)
    with TemporaryDirectory() as folder:
        assert unseal(Path(folder), seal(content, piece=piece)) == content


@settings(max_examples=25, deadline=None)
@given(reads=st.lists(st.tuples(st.integers(0, 2 * BLOCK + 900), st.integers(0, BLOCK + 10)), max_size=8))
def test_any_offset_can_be_read(reads: list[tuple[int, int]]) -> None:
    content = os.urandom(2 * BLOCK + 777)
    with TemporaryDirectory() as folder:
        file = Path(folder, "file.sealed")
        file.write_bytes(seal(content))
        with SealedReader(file, KEY) as reader:
            buffered = io.BufferedReader(reader)
            for start, length in reads:
                assert buffered.seek(start) == start
                assert buffered.read(length) == content[start : start + length]


def test_seeking_is_as_in_any_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(seal(b"0123456789"))
    with SealedReader(tmp_path / "file", KEY) as reader:
        assert reader.size == 10
        assert reader.seek(-3, io.SEEK_END) == 7
        assert reader.read() == b"789"
        assert reader.seek(100) == 100
        assert reader.read(5) == b""
        reader.seek(4)
        assert reader.seek(-2, io.SEEK_CUR) == reader.tell() == 2
        with pytest.raises(ValueError, match="before the start"):
            reader.seek(-1)
        assert reader.readable()
        assert reader.seekable()
        assert not reader.writable()


@settings(max_examples=150, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), content=st.binary(max_size=400))
def test_any_changed_bit_stops_the_line(place: float, bit: int, content: bytes) -> None:
    sealed = bytearray(seal(content))
    sealed[int(place * len(sealed))] ^= 1 << bit
    with TemporaryDirectory() as folder, pytest.raises(StopTheLine, match="not what was stored"):
        unseal(Path(folder), bytes(sealed))


def test_every_single_byte_is_guarded(tmp_path: Path) -> None:
    sealed = seal(b"one small file")
    for place in range(len(sealed)):
        with pytest.raises(StopTheLine):
            unseal(tmp_path, sealed[:place] + bytes([sealed[place] ^ 0xFF]) + sealed[place + 1 :])


def test_every_shorter_file_stops_the_line(tmp_path: Path) -> None:
    sealed = seal(b"one small file")
    for length in range(len(sealed)):
        with pytest.raises(StopTheLine):
            unseal(tmp_path, sealed[:length])


def test_anything_put_behind_or_between_stops_the_line(tmp_path: Path) -> None:
    sealed = seal(os.urandom(2 * BLOCK))
    footer = blocks(sealed, 2)[2]
    for added in (b"\0", struct.pack(">I", 4), sealed[-4:], sealed):
        with pytest.raises(StopTheLine):
            unseal(tmp_path, sealed + added)
        with pytest.raises(StopTheLine):
            unseal(tmp_path, sealed[:footer] + added + sealed[footer:])


def test_blocks_in_another_order_stop_the_line(tmp_path: Path) -> None:
    sealed = seal(os.urandom(3 * BLOCK))
    zero, one, two, three = blocks(sealed, 3)
    first, second, third = sealed[zero:one], sealed[one:two], sealed[two:three]
    assert unseal(tmp_path, sealed[:zero] + first + second + third + sealed[three:])
    for order in (second + first + third, first + third + second, first + first + third, first + third):
        with pytest.raises(StopTheLine):
            unseal(tmp_path, sealed[:zero] + order + sealed[three:])


def test_a_block_of_another_file_under_the_same_key_stops_the_line(tmp_path: Path) -> None:
    one, other = seal(os.urandom(BLOCK)), seal(os.urandom(BLOCK))
    start, end = blocks(one, 1)
    with pytest.raises(StopTheLine, match="block 0 was changed"):
        unseal(tmp_path, one[:start] + other[start:end] + one[end:])
    with pytest.raises(StopTheLine):
        unseal(tmp_path, one[:end] + other[end:])


def test_another_key_stops_the_line(tmp_path: Path) -> None:
    with pytest.raises(StopTheLine, match="the key is not the one"):
        unseal(tmp_path, seal(b"content"), bytes(32))


@pytest.mark.parametrize("length", [0, 1, 2**26 + 1, 2**32 - 1])
def test_a_forged_footer_length_is_not_followed(length: int, tmp_path: Path) -> None:
    sealed = seal(b"content")
    with pytest.raises(StopTheLine):
        unseal(tmp_path, sealed[:-4] + struct.pack(">I", length))


def test_an_unfinished_file_cannot_be_opened(tmp_path: Path) -> None:
    target = io.BytesIO()

    def write() -> None:
        with SealedWriter(target, KEY) as sealed:
            sealed.write(os.urandom(3 * BLOCK))
            raise LookupError

    with pytest.raises(LookupError):
        write()
    with pytest.raises(StopTheLine):
        unseal(tmp_path, target.getvalue())


def test_equal_contents_are_sealed_differently_and_say_nothing(tmp_path: Path) -> None:
    content = b"PLANTED-MARKER " * 1000
    assert seal(content) != seal(content)
    assert b"PLANTED" not in seal(content)


def test_the_digest_of_the_content_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(seal(b"content"))
    with SealedReader(tmp_path / "file", KEY) as reader:
        assert reader.sha256 == hashlib.sha256(b"content").hexdigest()
