"""Data sets with truth, read into the columns that resolution knows: five by name, any other by its column names.

One configuration serves them all; what differs is which column is which, and that is all this module holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from athena.failures import Refused
from athena.resolve.configuration import Configuration, configuration
from athena.resolve.recognising import protected, recognised, unforeseen

FOLDER = Path("../shared/data/entity-resolution")
_NOTHING = ["", "NA", "NULL", "null", "nan", "None"]
_WITH_STROKES = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{4}$")
_LOOKED_AT = 20_000


@dataclass(frozen=True)
class DataSet:
    """Records to link, the truth about each in the same order, what to compare them by, and groups to report by.

    `mapping` says for each of our columns which of theirs feed it. `groups` are columns never compared.
    """

    name: str
    records: pa.Table
    truth: NDArray[np.int64]
    by: Configuration
    mapping: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, NDArray[np.str_]]


@dataclass(frozen=True)
class _Named:
    files: tuple[str, ...]
    mapping: Mapping[str, str]
    truth: str
    groups: tuple[str, ...] = ()


_FEBRL = {
    "record_id": "rec_id", "given_names": "given_name", "family_name": "surname", "date_of_birth": "date_of_birth",
    "address_text": "street_number+address_1+address_2", "town": "suburb", "postcode": "postcode",
}  # fmt: skip
NAMED: Mapping[str, _Named] = {
    "historical_50k": _Named(
        ("splink/historical_figures_with_errors_50k.parquet",),
        {"record_id": "unique_id", "name_text": "full_name", "date_of_birth": "dob", "birth_place": "birth_place",
         "postcode": "postcode_fake", "occupation": "occupation"},
        "cluster", ("gender",),
    ),
    "febrl3": _Named(("splink/febrl/dataset3.csv",), _FEBRL, "rec_id"),
    "febrl4": _Named(("splink/febrl/dataset4a.csv", "splink/febrl/dataset4b.csv"), _FEBRL, "rec_id"),
    "fake_1000": _Named(
        ("splink/fake_1000.csv",),
        {"record_id": "unique_id", "given_names": "first_name", "family_name": "surname", "date_of_birth": "dob",
         "town": "city", "email": "email"},
        "cluster",
    ),
    "rldata500": _Named(
        ("RLdata500.csv",),
        {"given_names": "fname_c1+fname_c2", "family_name": "lname_c1+lname_c2", "date_of_birth": "by+bm+bd"},
        "identity",
    ),
}  # fmt: skip
"""The data sets known by name. FEBRL's soc_sec_id is left out: it is nearly the answer."""


def load(name: str, folder: Path, given: Mapping[str, str]) -> DataSet:
    """Read a data set by its name, or a CSV or Parquet file by its path.

    `given` says which of their columns is ours (`{"given_names": "fname"}`; `+` joins several; `truth` is one of
    ours) and outranks what is known or found. Raises `Refused` (`resolve.dataset`) for a file that is not there, a
    column that is not in it, or no column of truth.
    """
    if name in NAMED:
        known = NAMED[name]
        table = _together([_read(folder / file) for file in known.files])
        mapping = {**known.mapping, "truth": known.truth, **given}
        return _data_set(name, table, mapping, known.groups)
    table = _read(Path(name))
    mapping = {**recognised(table), **given}
    if "truth" not in mapping:
        raise _refused(
            name, "no column of truth was found", f"name it: --column truth=COLUMN, of {', '.join(table.column_names)}"
        )
    return _data_set(
        Path(name).stem, table, mapping, tuple(column for column in table.column_names if protected(column))
    )


def _refused(where: str, why: str, remedy: str) -> Refused:
    return Refused("resolve.dataset", "the data set cannot be read", where, why, remedy)


def _read(path: Path) -> pa.Table:
    if not path.exists():
        named = ", ".join(NAMED)
        raise _refused(str(path), "there is no such file", f"name a file, or one of {named} with --data FOLDER")
    table = pyarrow.parquet.read_table(path) if path.suffix == ".parquet" else _csv(path)
    return table.rename_columns([column.strip() for column in table.column_names])


def _csv(path: Path) -> pa.Table:
    with path.open("rb") as file:
        header = file.readline().decode("utf-8-sig").strip()
    delimiter = max(",;\t|", key=header.count)
    columns = [name.strip().strip('"') for name in header.split(delimiter)]
    try:
        return pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(column_names=columns, skip_rows=1),
            parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=True, null_values=_NOTHING
            ),
        )  # fmt: skip
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise _refused(str(path), str(error), "give a CSV file in UTF-8 whose first line names the columns") from error


def _together(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(
        table.append_column("source", pa.array([f"file {number}"] * len(table)))
        for number, table in enumerate(tables, 1)
    )


def _data_set(name: str, table: pa.Table, mapping: Mapping[str, str], groups: tuple[str, ...]) -> DataSet:
    split = {ours: tuple(theirs.split("+")) for ours, theirs in mapping.items()}
    for theirs in (column for columns in split.values() for column in columns):
        if theirs not in table.column_names:
            raise _refused(name, f"there is no column {theirs}", f"its columns are {', '.join(table.column_names)}")
    ids = _texts(table, split["record_id"]) if "record_id" in split else pa.array([str(n) for n in range(len(table))])
    if pc.count_distinct(ids).as_py() != len(table):
        ids = pa.array([f"{n:09}" for n in range(len(table))])
    columns = {"record_id": ids}
    by = configuration("person")
    known = {column for one in by.attributes for column in (*one.columns, *one.given, *one.family)}
    for ours, columns_of in split.items():
        if ours in known:
            columns[ours] = _dates(table, columns_of) if ours == "date_of_birth" else _texts(table, columns_of)
    if name not in NAMED:
        texts, identifiers = unforeseen(table, {column for columns_ in split.values() for column in columns_})
        by = by.with_more(texts, identifiers)
        columns |= {column: _texts(table, (column,)) for column in (*texts, *identifiers)}
    truth = _truth(table, split["truth"][0])
    order = np.argsort(np.asarray(ids.to_pylist(), dtype=np.str_), kind="stable")
    records = pa.table(columns).take(pa.array(order))
    grouped = {
        group: np.asarray(pc.fill_null(table[group].cast(pa.string()), "not recorded").to_pylist(), dtype=np.str_)[
            order
        ]
        for group in groups
    }
    return DataSet(name, records, truth[order], by, split, grouped)


def _texts(table: pa.Table, columns: tuple[str, ...]) -> pa.StringArray:
    parts = [pc.utf8_trim_whitespace(table[column].cast(pa.string())).combine_chunks() for column in columns]
    if len(parts) == 1:
        return parts[0]
    return pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), " ")


def _truth(table: pa.Table, column: str) -> NDArray[np.int64]:
    texts = _texts(table, (column,))
    if pc.all(pc.match_substring_regex(texts, r"^rec-\d+-(org|dup-\d+)$")).as_py():
        texts = pc.replace_substring_regex(texts, r"^(rec-\d+)-.*$", r"\1")
    # A record without truth is an entity of its own.
    alone = pc.binary_join_element_wise(pa.scalar("alone"), pa.array([str(n) for n in range(len(texts))]), " ")
    coded = pc.if_else(pc.is_null(texts), alone, texts).dictionary_encode()
    return np.asarray(coded.indices.to_numpy(zero_copy_only=False), np.int64)


def _dates(table: pa.Table, columns: tuple[str, ...]) -> pa.StringArray:
    if len(columns) == 3:
        year, month, day = (pc.fill_null(table[column].cast(pa.string()), "").combine_chunks() for column in columns)
        month, day = (pc.utf8_lpad(pc.utf8_trim_whitespace(part), 2, "0") for part in (month, day))
        return pc.binary_join_element_wise(pc.utf8_trim_whitespace(year), month, day, "-")
    texts = _texts(table, columns)
    turned = pc.replace_substring_regex(texts, r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$", r"\3-0\2-0\1")
    turned = pc.replace_substring_regex(turned, r"-0(\d{2})", r"-\1")
    if _month_first(texts):
        turned = pc.replace_substring_regex(turned, r"^(\d{4})-(\d\d)-(\d\d)$", r"\1-\3-\2")
    return turned


def _month_first(texts: pa.StringArray) -> bool:
    """Whether dates written with strokes can only be read with the month first."""
    written = [found for text in texts.to_pylist()[:_LOOKED_AT] if text and (found := _WITH_STROKES.match(text))]
    return bool(written) and max(int(one[1]) for one in written) <= 12 < max(int(one[2]) for one in written)
