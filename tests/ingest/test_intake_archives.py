"""Archives that are broken, hostile or empty: each is a delivery of its own, and is refused whole or by its member."""

import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.packing import central, packed, patched

from athena.failures import Refused
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

Attempt = Callable[..., list[DeliveryReport | Refused]]
NAME = "2024-05-{}-street.csv"


def truncated(path: Path, good: bytes) -> Path:
    packed(path, {NAME.format("x"): good})
    return patched(path, lambda content: content.__delitem__(slice(len(content) - 60, None)))


def encrypted(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        content[central(content) + 8] |= 1

    return patched(packed(path, {NAME.format("x"): good}), change)


def doubled(path: Path, good: bytes) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(NAME.format("x"), good)
        archive.writestr(NAME.format("x"), good + good)
    return path


def overlapping(path: Path, good: bytes) -> Path:
    """Many members that share one run of packed bytes: each honest by itself."""
    packed(path, {"a.csv": bytes(60 << 20)})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entries = b"".join(content[start:end].replace(b"a.csv", b"%05d" % number) for number in range(50))
    closing = content[end:]
    ending = closing[:8] + struct.pack("<HHL", 50, 50, len(entries)) + closing[16:]
    path.write_bytes(content[:start] + entries + ending)
    return path


def odd_method(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        content[central(content) + 10] = 99
        content[8] = 99

    return patched(packed(path, {NAME.format("x"): good}), change)


def wrong_local_header(path: Path, good: bytes) -> Path:
    return patched(packed(path, {NAME.format("x"): good}), lambda content: content.__setitem__(0, 0x51))


def bad_name(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        where = central(content)
        content[where + 9] |= 0x08
        content[where + 46] = 0xFF

    return patched(packed(path, {NAME.format("x"): good}), change)


ARCHIVES: dict[str, tuple[Callable[[Path, bytes], object], str]] = {
    "truncated": (truncated, "ingest.broken-archive"),
    "not-a-zip": (lambda path, good: path.write_bytes(good), "ingest.broken-archive"),
    "nothing": (lambda path, good: path.write_bytes(b""), "ingest.broken-archive"),
    "no-members": (lambda path, good: packed(path, {}), "ingest.empty-archive"),
    "encrypted": (encrypted, "ingest.encrypted-member"),
    "parent": (lambda path, good: packed(path, {"../" + NAME.format("x"): good}), "ingest.outside-member"),
    "backslash": (lambda path, good: packed(path, {"..\\" + NAME.format("x"): good}), "ingest.outside-member"),
    "absolute": (lambda path, good: packed(path, {"/etc/" + NAME.format("x"): good}), "ingest.outside-member"),
    "drive": (lambda path, good: packed(path, {"C:/" + NAME.format("x"): good}), "ingest.outside-member"),
    "doubled": (doubled, "ingest.doubled-member"),
    "bomb": (lambda path, good: packed(path, {NAME.format("x"): bytes(80 << 20)}), "ingest.zip-bomb"),
    "overlapping": (overlapping, "ingest.zip-bomb"),
    "bad-name": (bad_name, "ingest.broken-archive"),
    "strangers": (lambda path, good: packed(path, {"holiday.jpg": good}), "ingest.not-recognised"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_bad_archive_is_refused_whole_and_leaves_the_lake_as_it_was(
    name: str, tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    build, code = ARCHIVES[name]
    archive = tmp_path / f"{name}.zip"
    build(archive, good)
    before = untouched.lake.snapshot()
    (refused,) = attempt(untouched, archive)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert archive.name in refused.where
    assert refused.why
    assert refused.remedy
    assert untouched.lake.snapshot() == before


def lying_size(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        where = central(content) + 24
        content[where : where + 4] = struct.pack("<L", len(good) // 2)

    return patched(packed(path, {NAME.format("x"): good}), change)


def wrong_crc(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        content[central(content) + 16] ^= 0xFF

    return patched(packed(path, {NAME.format("x"): good}), change)


@pytest.mark.parametrize("spoil", [lying_size, wrong_crc, odd_method, wrong_local_header])
def test_a_damaged_member_is_refused_by_itself(
    spoil: Callable[[Path, bytes], Path], tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    before = untouched.lake.snapshot()
    (report,) = attempt(untouched, spoil(tmp_path / "spoilt.zip", good))
    assert isinstance(report, DeliveryReport)
    assert [found.refusal.code for found in report.refused] == ["ingest.broken-archive"]
    assert report.files == []
    assert untouched.lake.snapshot() == before


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_inside_other_packings_is_refused_too(
    method: int, tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    archive = packed(tmp_path / "spoilt.zip", {NAME.format("x"): good}, method)
    patched(archive, lambda content: content.__setitem__(slice(80, 100), bytes(20)))
    (report,) = attempt(untouched, archive)
    assert isinstance(report, DeliveryReport)
    assert [found.refusal.code for found in report.refused] == ["ingest.broken-archive"]
