import bz2
import gzip
from pathlib import Path

import pytest

from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.framing import FixedFramer, FrameOptions
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.stream import ByteStream, blocks


def read(paths: list[Path], **given: int | bool) -> tuple[list[bytes], Account]:
    account = Account()
    found: list[bytes] = []
    with ByteStream(paths) as stream:
        for block in blocks(stream, FixedFramer(FrameOptions(length=4)), account, **given):  # type: ignore[arg-type]
            for start, length in zip(block.starts, block.lengths, strict=True):
                found.append(block.buffer[start : start + length].tobytes())
    assert account.balance == 0
    return found, account


def test_plain_gzip_and_bzip2_are_told_apart_by_their_first_bytes(tmp_path: Path) -> None:
    for name, data in (("a", b"AAAABBBB"), ("b", gzip.compress(b"AAAABBBB")), ("c", bz2.compress(b"AAAABBBB"))):
        (tmp_path / name).write_bytes(data)
        assert read([tmp_path / name])[0] == [b"AAAA", b"BBBB"]


def test_a_record_may_be_cut_between_two_parts(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(gzip.compress(b"AAAAB"))
    (tmp_path / "2").write_bytes(b"BBBCC")
    (tmp_path / "3").write_bytes(b"CC")
    assert read([tmp_path / name for name in "123"], size=3)[0] == [b"AAAA", b"BBBB", b"CCCC"]


def test_header_and_trailer_are_filler(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"HDRAAAABBBBTRAIL")
    records, account = read([tmp_path / "a"], header=3, trailer=5, size=4)
    assert records == [b"AAAA", b"BBBB"]
    assert account.filler == 8


def test_a_file_shorter_than_its_header_or_trailer(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"HD")
    assert read([tmp_path / "a"], header=3)[1].filler == 2
    with pytest.raises(LegacyRefusedError, match="shorter than its trailer"):
        read([tmp_path / "a"], trailer=3)


def test_the_rest_after_a_fault_is_quarantined_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"AAAABB")
    records, account = read([tmp_path / "a"], quarantine=True, size=2)
    assert records == [b"AAAA"]
    assert [(q.start, q.length) for q in account.quarantined] == [(4, 2)]


def test_broken_compression_is_refused_not_read_as_a_short_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(b"AAAA" * 5000)[:-20])
    with pytest.raises(LegacyRefusedError) as error:
        read([tmp_path / "a"])
    assert error.value.code == "BROKEN_COMPRESSION"


def test_an_empty_file_has_no_records(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert read([tmp_path / "a"])[0] == []
