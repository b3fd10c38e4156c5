"""Records as arrays: for each attribute its distinct values, and which record has which."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from athena.failures import Refused
from athena.resolve.configuration import Attribute, Configuration
from athena.resolve.folding import GIVEN_FAMILY, compact, folded, hashes
from athena.resolve.frequencies import Frequencies
from athena.resolve.name_words import NO_NAME
from athena.resolve.stays import Stays, stays_of
from athena.resolve.value_tables import Dates, Letters, Words, dates_of, letters_of, words_of

Table = Words | Letters | Dates


@dataclass(frozen=True)
class Values:
    """The values of one attribute: those of record `r` are `value[start[r]:start[r + 1]]`, rows of the rest.

    `text` is each distinct value folded, `hash` its hash, `rarity` its bits of surprise, `table` what comparisons read.
    """

    start: NDArray[np.int32]
    value: NDArray[np.int32]
    text: pa.StringArray
    hash: NDArray[np.uint64]
    rarity: NDArray[np.float32]
    table: Table

    @property
    def single(self) -> bool:
        """Whether no record has more than one value."""
        return bool((np.diff(self.start) <= 1).all())


@dataclass(frozen=True)
class Population:
    """Records, sorted by id, their values by attribute and their stays. An attribute that none has is not there."""

    record_ids: NDArray[np.str_]
    attributes: Mapping[str, Values]
    stays: Stays

    def __len__(self) -> int:
        return len(self.record_ids)


def populate(records: pa.Table, by: Configuration, frequencies: Frequencies | None = None) -> Population:
    """Read records into arrays; rarities are 0 until frequencies are known.

    Raises `Refused` (`resolve.records`) when there is no `record_id`, or one occurs twice.
    """
    ids = _ids(records)
    order = np.argsort(ids, kind="stable")
    if len(ids) > 1 and (ids[order][1:] == ids[order][:-1]).any():
        twice = ids[order][1:][ids[order][1:] == ids[order][:-1]][0]
        raise _unusable(f"record_id {twice} occurs twice", "give each record an id of its own")
    taken = records.take(pa.array(order)) if (np.diff(order) != 1).any() else records
    found = {attribute.name: _values(taken, attribute) for attribute in by.attributes}
    kept = {name: values for name, values in found.items() if values is not None}
    population = Population(ids[order], kept, stays_of(taken))
    return frequencies.applied(population) if frequencies else population


def _ids(records: pa.Table) -> NDArray[np.str_]:
    if "record_id" not in records.column_names:
        raise _unusable("there is no column record_id", "name the column that identifies a record")
    column = records["record_id"].combine_chunks()
    if column.null_count:
        raise _unusable("a record has no record_id", "give each record an id of its own")
    return np.asarray(column.to_pylist(), dtype=np.str_)


def _unusable(why: str, remedy: str) -> Refused:
    return Refused("resolve.records", "these records cannot be compared", "the records", why, remedy)


def _values(records: pa.Table, attribute: Attribute) -> Values | None:
    """Read an attribute from its columns; None where none of them is there."""
    names = records.column_names
    sources = [_flat(records[column]) for column in attribute.columns if column in names]
    if attribute.given or attribute.family:
        joined = _given_and_family(records, attribute)
        sources = sources if joined is None else [*sources, joined]
    if not sources:
        return None
    record = np.concatenate([rows for rows, _ in sources])
    texts = pa.concat_arrays([values for _, values in sources])
    coded = texts.dictionary_encode()
    code = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    return _folded_values(record, code, coded.dictionary, attribute, len(records))


def _folded_values(
    record: NDArray[np.int32], code: NDArray[np.int32], written: pa.StringArray, attribute: Attribute, count: int
) -> Values | None:
    plain = _normal(written, attribute).dictionary_encode()
    text = plain.dictionary
    which = plain.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    ignored = attribute.ignore | {""} | (NO_NAME if attribute.comparison == "name" else frozenset())
    usable = ~pc.is_in(text, pa.array(sorted(ignored), pa.string())).to_numpy(zero_copy_only=False)
    value = np.where(code >= 0, which[code], -1) if len(which) else np.full(len(code), -1, np.int32)
    kept = (value >= 0) & np.append(usable, False)[value]
    both = np.unique((record[kept].astype(np.int64) << 32) | value[kept])
    if not len(both):
        return None
    record, value = (both >> 32).astype(np.int32), (both & 0xFFFFFFFF).astype(np.int32)
    start = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(record, minlength=count), out=start[1:])
    return Values(start, value, text, hashes(text), np.zeros(len(text), np.float32), _table(text, attribute))


def _normal(written: pa.StringArray, attribute: Attribute) -> pa.StringArray:
    if attribute.comparison == "date":
        return pc.utf8_slice_codeunits(pc.replace_substring_regex(written, "[^0-9]", ""), 0, stop=8)
    if attribute.comparison == "name":
        # One word before a comma is the family name first; more may be a title or a place.
        turned = pc.replace_substring_regex(written, r"^\s*([^\s,|]+)\s*,([^,|]+)$", rf"\2{GIVEN_FAMILY}\1")
        return folded(turned)
    return folded(written) if attribute.comparison == "text" else compact(written)


def _table(text: pa.StringArray, attribute: Attribute) -> Table:
    if attribute.comparison == "date":
        return dates_of(text)
    if attribute.comparison in ("name", "text"):
        return words_of(text, attribute.comparison == "name")
    return letters_of(text)


def _flat(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], pa.StringArray]:
    """Which record each value is of, and the values."""
    whole = column.combine_chunks()
    if pa.types.is_list(whole.type) or pa.types.is_large_list(whole.type):
        lengths = pc.fill_null(pc.list_value_length(whole), 0).to_numpy(zero_copy_only=False)
        return np.repeat(np.arange(len(whole), dtype=np.int32), lengths), whole.flatten().cast(pa.string())
    return np.arange(len(whole), dtype=np.int32), whole.cast(pa.string())


def _given_and_family(records: pa.Table, attribute: Attribute) -> tuple[NDArray[np.int32], pa.StringArray] | None:
    given = [
        pc.fill_null(records[name].cast(pa.string()), "") for name in attribute.given if name in records.column_names
    ]
    family = [
        pc.fill_null(records[name].cast(pa.string()), "") for name in attribute.family if name in records.column_names
    ]
    if not given and not family:
        return None
    blank = pa.scalar("")
    front = pc.binary_join_element_wise(*given, " ") if given else blank
    back = pc.binary_join_element_wise(*family, " ") if family else blank
    whole = pc.binary_join_element_wise(front, back, GIVEN_FAMILY)
    return _flat(whole if isinstance(whole, pa.ChunkedArray) else pa.chunked_array([whole]))
