import csv
import json
from pathlib import Path

import pyarrow.parquet as pq

from athena.synth.copybook import COPYBOOK
from athena.synth.layout import ANPR, CRIME_UNLOAD, INCIDENTS, INTELLIGENCE, LAYOUTS, MANIFEST


def test_every_column_has_a_meaning_and_every_layout_a_key_among_them() -> None:
    for layout in LAYOUTS:
        assert all(text.strip() for text in layout.columns.values())
        assert layout.key in layout.columns


def test_csv_files_have_the_columns_that_the_layout_says(northmere: Path) -> None:
    for layout in LAYOUTS:
        if layout.path.endswith(".csv"):
            for path in northmere.glob(layout.path.replace("NN", "*")):
                with path.open(encoding="utf-8", newline="") as stream:
                    assert tuple(next(csv.reader(stream))) == layout.names


def test_other_files_have_the_fields_that_the_layout_says(northmere: Path) -> None:
    log = next(northmere.glob("command_and_control/*.jsonl")).read_text(encoding="utf-8").splitlines()[0]
    assert tuple(json.loads(log)) == INCIDENTS.names
    assert tuple(pq.read_schema(northmere / ANPR.path).names) == ANPR.names
    report = next(northmere.glob("intelligence/*.txt")).read_text(encoding="utf-8").split("====")[0]
    assert tuple(line.partition(":")[0] for line in report.splitlines() if line) == INTELLIGENCE.names
    assert all(f" {name} " in COPYBOOK for name in CRIME_UNLOAD.names)


def test_every_file_that_is_written_has_a_layout(northmere: Path) -> None:
    patterns = [layout.path.replace("YYYY-MM", "*").replace("NN", "*") for layout in LAYOUTS]
    known = {path for pattern in patterns for path in northmere.glob(pattern)}
    known |= {northmere / MANIFEST, northmere / "crime/CRIME.CPY"}
    written = {path for path in northmere.rglob("*") if path.is_file() and "truth" not in path.parts}
    assert written == known
