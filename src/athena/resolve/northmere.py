"""The people of Northmere as a data set: who was detained, stopped or a keeper, with the truth beside them.

Only the truth about whose each record is decides what is right; the groups that errors are reported by come from the
truth too, since most records do not say. Nothing of `truth/` is compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from athena.resolve.configuration import configuration
from athena.resolve.datasets import DataSet


@dataclass(frozen=True)
class _File:
    path: str
    key: str
    columns: Mapping[str, str]


_PERSON = {"given_names": "forenames", "family_name": "surname", "date_of_birth": "dob", "address_text": "address",
           "postcode": "postcode"}  # fmt: skip
_FILES: Mapping[str, _File] = {
    "custody": _File(
        "custody/custody.csv", "custody_ref",
        {**_PERSON, "phone": "phone", "pnc_id": "pnc_id", "held_at": "station", "held_from": "arrived_at",
         "held_to": "released_at"},
    ),
    "stops": _File("stops/stop_search.csv", "slip_number", _PERSON),
    "keepers": _File("vehicles/keepers.csv", "document_ref", {**_PERSON, "vrm": "vrm"}),
}  # fmt: skip
_COLUMNS = (*_PERSON, "phone", "pnc_id", "vrm", "held_at", "held_from", "held_to")
_BANDS = (
    (18, "under 18"),
    (25, "18 to 24"),
    (35, "25 to 34"),
    (50, "35 to 49"),
    (65, "50 to 64"),
    (200, "65 and over"),
)
_ORIGINS = {"W": "white British or Irish and other white", "A": "Asian", "B": "Black", "M": "mixed", "O": "other"}


def is_northmere(folder: Path) -> bool:
    """Whether a folder holds files that `athena synth` wrote, with their truth."""
    return (folder / "truth" / "records.parquet").exists()


def load_northmere(folder: Path) -> DataSet:
    """Every detention, stop and keeper's record that names somebody, and whose it is."""
    records = pa.concat_tables([_read(folder, system, file) for system, file in _FILES.items()]).combine_chunks()
    records = records.filter(pc.is_valid(records["family_name"])).sort_by("record_id")
    truth = pyarrow.parquet.read_table(folder / "truth" / "records.parquet")
    ids = pc.binary_join_element_wise(truth["system"], truth["record"], ":").to_pylist()
    person_of = dict(zip(ids, truth["person"].to_pylist(), strict=True))
    whose = np.array([person_of[record] for record in records["record_id"].to_pylist()])
    groups = _groups(whose, pyarrow.parquet.read_table(folder / "truth" / "people.parquet"))
    mapping = {column: (column,) for column in _COLUMNS}
    numbered = np.unique(whose, return_inverse=True)[1].astype(np.int64)
    return DataSet(folder.name, records, numbered, configuration("person"), mapping, groups)


def _read(folder: Path, system: str, file: _File) -> pa.Table:
    path = folder / file.path
    with path.open(encoding="utf-8") as opened:
        names = opened.readline().strip().split(",")
    texts = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True)
    table = pyarrow.csv.read_csv(path, convert_options=texts)
    nothing = pa.nulls(len(table), pa.string())
    columns = {
        column: table[file.columns[column]] if column in file.columns else pa.chunked_array([nothing])
        for column in _COLUMNS
    }
    turned = pc.replace_substring_regex(columns["date_of_birth"], r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\2-\1")
    ids = pc.binary_join_element_wise(system, table[file.key], ":")
    source = pa.array([system] * len(table))
    return pa.table({"record_id": ids, "source": source, **columns, "date_of_birth": turned})


def _groups(whose: NDArray[np.str_], people: pa.Table) -> Mapping[str, NDArray[np.str_]]:
    rows = {row["person"]: row for row in people.select(["person", "sex", "ethnicity", "born"]).to_pylist()}
    of = [rows[person] for person in whose]
    return {
        "sex": np.array([row["sex"] for row in of]),
        "name origin": np.array([_ORIGINS[row["ethnicity"][0]] for row in of]),
        "age": np.array([_band(row["born"]) for row in of]),
    }


def _band(born: date) -> str:
    """The age band on the first day of 2025, amid the years that are written."""
    age = (date(2025, 1, 1) - born).days / 365.25
    return next(name for below, name in _BANDS if age < below)
