"""How fast Northmere is written and how much memory it takes: `python bench/synth.py [--million] [--keep FOLDER]`.

Each size runs in a process of its own, because peak memory is a process's. Wall time is of this machine as it is; the
honest figure on a shared one is CPU time. Records are rows of all exported files, segments of the unload included.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = ((10_000, 3), (100_000, 3))
MILLION = (1_000_000, 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also a million people and five years")
    parser.add_argument("--keep", type=Path, help="keep the largest export here")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(int(asked.one[0]), int(asked.one[1]), Path(asked.one[2]))))
        return
    print("| people | years | records | bytes | wall s | CPU s | records/s of CPU | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    sizes = (*SIZES, MILLION) if asked.million else SIZES
    for people, years in sizes:
        with tempfile.TemporaryDirectory() as folder:
            out = asked.keep if asked.keep and (people, years) == sizes[-1] else Path(folder) / "northmere"
            print(row(people, years, out), flush=True)


def row(people: int, years: int, out: Path) -> str:
    command = [sys.executable, __file__, "--one", str(people), str(years), str(out)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rate = found["records"] / found["cpu"]
    return (
        f"| {people:,} | {years} | {found['records']:,} | {found['bytes']:,} | {found['wall']:.0f} "
        f"| {found['cpu']:.0f} | {rate:,.0f} | {found['peak']:,.0f} |"
    )


def measure(people: int, years: int, out: Path) -> dict[str, float]:
    from athena.synth import Request, generate

    shutil.rmtree(out, ignore_errors=True)
    began = time.perf_counter()
    digests = generate(Request(people, years, 7), out)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    size = sum(digest.size for digest in digests.values())
    return {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1024,
        "bytes": size,
        "records": records(out),
    }


def records(out: Path) -> int:
    """Count what a reader would count: lines of text files, rows of Parquet, segments of the unload."""
    import pyarrow.parquet as pq

    total = 0
    for path in sorted(out.rglob("*")):
        if path.suffix in (".csv", ".jsonl"):
            with path.open("rb") as stream:
                total += sum(1 for _ in stream) - (path.suffix == ".csv")
        elif path.suffix == ".txt":
            total += path.read_text(encoding="utf-8").count("URN: ")
        elif path.suffix == ".parquet" and "truth" not in path.parts:
            total += pq.ParquetFile(path).metadata.num_rows
        elif path.suffix == ".UNLOAD":
            total += segments(path)
    return total


def segments(path: Path) -> int:
    data, place, count = path.read_bytes(), 0, 0
    while place < len(data):
        place += int.from_bytes(data[place : place + 2], "big")
        count += 1
    return count


if __name__ == "__main__":
    main()
