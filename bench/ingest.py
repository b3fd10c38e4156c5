"""Ingest beside a bare DuckDB load of the same files, in one run: compare the ratio, not the seconds.

The peer is `read_csv` into a plain DuckDB table on disk, types sniffed: no hashing, no evidence, no encryption, no
versions, no reconciliation. Athena runs from cold to published, reading copy included. Each runs in a process of its
own, so that its peak memory is its own.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "uk-police"
KINDS = ("street", "outcomes", "stop-and-search")

_BARE = """
import duckdb, glob, sys
connection = duckdb.connect(sys.argv[2])
for kind in ("street", "outcomes", "stop-and-search"):
    files = sorted(glob.glob(f"{sys.argv[1]}/**/*-{kind}.csv", recursive=True))
    if files:
        table = kind.replace("-", "_")
        connection.execute(f"CREATE TABLE {table} AS FROM read_csv(?, union_by_name = true)", [files])
connection.close()
"""

_ATHENA = """
import sys
from pathlib import Path
from athena.ingest.intake import ingest
from athena.ingest.staging import Progress
from athena.ingest.loading import loading, make_workspace
with loading(make_workspace(Path(sys.argv[1]))) as view:
    for report in ingest(view, [Path(name) for name in sys.argv[2:]], Progress()):
        if isinstance(report, Exception):
            raise report
"""

_MEASURE = """
import resource, runpy, sys, time, json
script = sys.argv[1]
sys.argv = ["-", *sys.argv[2:]]
began = time.monotonic()
exec(compile(script, "measured", "exec"), {"__name__": "__main__"})
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": time.monotonic() - began, "cpu": used.ru_utime + used.ru_stime,
                  "peak_mb": used.ru_maxrss / 1024}))
"""


@dataclass(frozen=True)
class Figure:
    """What one process took."""

    seconds: float
    cpu: float
    peak_mb: float


def main() -> None:
    """Print the comparison on the real files, and on one file of many rows made by repetition."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=10_000_000, help="rows of the repeated file; 0 leaves it out")
    asked.add_argument("--runs", type=int, default=3, help="runs of each on the real files; the best counts")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="athena-bench-") as folder:
        if SHARED.exists():
            real_files(Path(folder), options.runs)
        else:
            print("The real files are left out: ../shared is absent")
        if options.rows:
            one_large_file(Path(folder), options.rows)


def real_files(folder: Path, runs: int) -> None:
    """Measure every police file in ../shared, as zips for Athena and unpacked for the peer."""
    archives = sorted(SHARED.glob("*.zip"))
    unpacked = folder / "unpacked"
    rows = 0
    for archive in archives:
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(unpacked / archive.stem)
    for file in unpacked.rglob("*.csv"):
        rows += file.read_bytes().count(b"\n") - 1
    bare, ours = [], []
    for run in range(runs):
        bare.append(measured(_BARE, unpacked, folder / f"bare-{run}.duckdb"))
        ours.append(measured(_ATHENA, folder / f"workspace-{run}", *archives))
        shutil.rmtree(folder / f"workspace-{run}")
    report(f"all police files ({len(archives)} zips)", rows, best(bare), best(ours))


def one_large_file(folder: Path, rows: int) -> None:
    """Measure one street file of `rows` rows: a real month, over and over."""
    made = folder / "2024-05-northmere-street.csv"
    write_repeated(made, rows)
    print(f"one file of {rows:,} rows: {made.stat().st_size / 1e6:,.0f} MB")
    bare = measured(_BARE, folder, folder / "large.duckdb")
    ours = measured(_ATHENA, folder / "large", made)
    report("one large file", rows, bare, ours)


def write_repeated(target: Path, rows: int) -> None:
    """Write a street file of `rows` rows with crime ids that differ, as a force of that size would have."""
    place = "-0.106345,51.520463,On or near Bread Street,E01000005,City of London 001E"
    with target.open("w") as stream:
        stream.write(
            "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
            "Last outcome category,Context\n"
        )
        for start in range(0, rows, 100_000):
            stream.write(
                "".join(
                    f"{number:064x},2024-05,Northmere Police,Northmere Police,{place},Burglary,Under investigation,\n"
                    for number in range(start, min(start + 100_000, rows))
                )
            )


def measured(script: str, *arguments: Path) -> Figure:
    """Run a script in a process of its own."""
    words = [sys.executable, "-W", "ignore", "-c", _MEASURE, script, *map(str, arguments)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return Figure(**json.loads(done.stdout.splitlines()[-1]))


def best(figures: Sequence[Figure]) -> Figure:
    """Give the quickest."""
    return min(figures, key=lambda figure: figure.seconds)


def report(title: str, rows: int, bare: Figure, ours: Figure) -> None:
    """Print one comparison."""
    print(f"{title}: {rows:,} rows, {time.strftime('%Y-%m-%d')}")
    for name, figure in (("bare DuckDB read_csv", bare), ("athena ingest", ours)):
        print(
            f"  {name:22} {figure.seconds:7.2f} s {rows / figure.seconds:12,.0f} rows/s "
            f"{figure.cpu:7.1f} CPU-s {figure.peak_mb:8,.0f} MB peak"
        )
    print(f"  ratio {ours.seconds / bare.seconds:.2f} of the time, {ours.cpu / bare.cpu:.2f} of the CPU\n")


if __name__ == "__main__":
    main()
