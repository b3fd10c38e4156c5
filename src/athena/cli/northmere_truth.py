"""Whose each delivered row of Northmere is: what a force knows of a sample, and Northmere's maker knows of all.

Only the assessment of a model reads it. It names rows by file and number, as any force would.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet

_COLUMNS = ("source_file", "source_row", "truth", "sex", "name_origin", "age_band")
_ORIGINS = {"W": "white British and other white", "A": "Asian", "B": "Black", "M": "mixed", "O": "other"}
_CSV = {
    "custody": ("custody/custody.csv", "custody_ref"),
    "stops": ("stops/stop_search.csv", "slip_number"),
    "keepers": ("vehicles/keepers.csv", "document_ref"),
}
_CALLS = "command_and_control"
_LAST_YEAR = date(2025, 12, 31)
_BANDS = ((60, "60 and over"), (40, "40 to 59"), (25, "25 to 39"), (0, "under 25"))


def write_truth(files: Path, to: Path) -> Path:
    """Write the truth of Northmere's files in `files` as a CSV at `to`, with sex, origin and age, and give its path."""
    whose = {
        (row["system"], row["record"]): row["person"]
        for row in pyarrow.parquet.read_table(files / "truth/records.parquet").to_pylist()
        if not row["part"]
    }
    people = {row["person"]: row for row in pyarrow.parquet.read_table(files / "truth/people.parquet").to_pylist()}
    with to.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        for system, file, record, number in _rows(files):
            person = people.get(whose.get((system, record), ""))
            if person is not None:
                groups = person["sex"], _ORIGINS[person["ethnicity"][0]], _age_band(person["born"])
                writer.writerow((file, number, person["person"], *groups))
    return to


def _rows(files: Path) -> Iterator[tuple[str, str, str, int]]:
    """Which system, the hash of which file, which record of the system, which row of the file."""
    for system, (name, key) in _CSV.items():
        file = _sha256(files / name)
        with (files / name).open(newline="", encoding="utf-8") as stream:
            for number, row in enumerate(csv.DictReader(stream), 1):
                yield system, file, row[key], number
    for path in sorted((files / _CALLS).glob("*.jsonl")):
        file = _sha256(path)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield "incidents", file, json.loads(line)["incident"], number


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _age_band(born: date) -> str:
    years = (_LAST_YEAR - born).days // 365
    return next(band for least, band in _BANDS if years >= least)
