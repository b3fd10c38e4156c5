"""How fast Northmere comes into the lake, and in how much memory: `python -m bench.northmere [--people N] [--years N]`.

Three processes, because peak memory is a process's: the files are written; the mainframe's unload is migrated; the
other files are ingested. Records are what the lake holds afterwards, parts of rows included. On a shared machine the
honest figure is CPU time. No peer reads these files, so nothing is compared.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_WRITE = """
from pathlib import Path
from athena.synth import Request, generate
generate(Request(int(sys.argv[2]), int(sys.argv[3]), 7), Path(sys.argv[1]) / "northmere")
"""
_MIGRATE = """
from pathlib import Path
from athena.ingest.loading import make_workspace
from athena.ingest.migration.folder import load_migration
from athena.ingest.migration.running import run
from athena.ingest.northmere import MIGRATION, UNLOAD, install_northmere
from athena.ingest.staging import Progress
workspace = make_workspace(Path(sys.argv[1]) / "workspace")
install_northmere(workspace)
run(workspace, load_migration(MIGRATION), [Path(sys.argv[1]) / "northmere" / UNLOAD], Progress())
"""
_INGEST = """
from pathlib import Path
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.northmere import FOLDERS
from athena.ingest.staging import Progress
from athena.lake.workspace import open_workspace
files = Path(sys.argv[1]) / "northmere"
with loading(open_workspace(Path(sys.argv[1]) / "workspace")) as view:
    for report in ingest(view, [files / name for name in FOLDERS if (files / name).exists()], Progress()):
        assert all(file.sums for file in report.files)
"""
_MEASURED = """
import json, resource, sys, time
began = time.monotonic()
{script}
used = resource.getrusage(resource.RUSAGE_SELF)
wall, cpu = time.monotonic() - began, used.ru_utime + used.ru_stime
print(json.dumps({{"wall": wall, "cpu": cpu, "peak": used.ru_maxrss / 1024}}))
"""
_COUNT = """
import json, sys
from pathlib import Path
from athena.lake.workspace import open_workspace
from athena.pole import kinds
with open_workspace(Path(sys.argv[1]) / "workspace").lake.read() as reading:
    tables = {name: reading.table(name) for name in kinds()}
    by_source = {}
    for table in tables.values():
        counted = table.group_by("source").agg(n=table.count())
        for row in reading.execute(counted).to_pylist():
            by_source[row["source"]] = by_source.get(row["source"], 0) + row["n"]
migrated = sum(n for source, n in by_source.items() if source.startswith("northmere-crime."))
print(json.dumps([migrated, sum(by_source.values()) - migrated]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = {
            name: _ran(_MEASURED.format(script=script), folder, asked.people, asked.years)
            for name, script in (("write", _WRITE), ("migrate", _MIGRATE), ("ingest", _INGEST))
        }
        counts = dict(zip(("migrate", "ingest"), _ran(_COUNT, folder, asked.people, asked.years), strict=True))
    print(f"{asked.people:,} people, {asked.years} years")
    print("| | records | wall s | CPU s | records/s of CPU | peak MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, one in measured.items():
        print(_line(name, one, counts.get(name)))


def _line(name: str, one: dict[str, float], records: float | None) -> str:
    counted, rate = (f"{records:,.0f}", f"{records / one['cpu']:,.0f}") if records else ("", "")
    return f"| {name} | {counted} | {one['wall']:.0f} | {one['cpu']:.0f} | {rate} | {one['peak']:,.0f} |"


def _ran(script: str, folder: str, people: int, years: int) -> Any:
    command = [sys.executable, "-c", script, folder, str(people), str(years)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
