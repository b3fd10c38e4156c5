"""Memory does not grow with the file. Minutes long on a busy machine, so part of `make soak`."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
from athena.ingest.mainframe.convert import convert
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.options import ReadOptions
book = parse_copybook("01 R. 05 A PIC X(30). 05 B PIC S9(7)V99 COMP-3. 05 C PIC 9(9). 05 D PIC X(56).", form="free")
result = convert(book, [Path(sys.argv[1])] * int(sys.argv[3]), Path(sys.argv[2]), ReadOptions())
print(result.records, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(folder: Path, times: int) -> tuple[int, int]:
    words = [sys.executable, "-c", PROGRAM, str(folder / "data"), str(folder / "out"), str(times)]
    records, megabytes = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return int(records), int(megabytes)


@pytest.mark.soak
def test_a_gigabyte_needs_no_more_memory_than_a_hundredth_of_it(tmp_path: Path) -> None:
    record = "EXAMPLE TEXT".ljust(30).encode("cp285") + bytes.fromhex("012345678C") + b"\xf0" * 9 + b"\x40" * 56
    (tmp_path / "data").write_bytes(record * 100_000)
    small_records, small = peak(tmp_path, 1)
    large_records, large = peak(tmp_path, 100)
    assert (small_records, large_records) == (100_000, 10_000_000)
    assert large < 1000
    assert large < small + 200
