"""The record book: blocks of records, their types by the slow decoder, gzip read as it is."""

import gzip
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from athena.failures import Refused
from athena.ingest.mainframe.accounting import Account
from athena.ingest.migration.book import bytes_of
from athena.ingest.migration.folder import Migration


def read(northmere: Migration, content: bytes) -> Any:
    account = Account()
    blocks = list(northmere.book.blocks(io.BytesIO(content), account))
    return [(bytes_of(block, at), kind) for block in blocks for at, kind in enumerate(northmere.book.types_of(block))]


def test_every_record_comes_back_with_its_type(
    northmere: Migration, crimes: Path, rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    found = read(northmere, crimes.read_bytes())
    assert [record for record, _ in found] == records(rows)
    assert [kind for _, kind in found] == [row["REC_TYPE"] for row in rows]


def test_a_gzip_file_is_read_as_what_it_holds(northmere: Migration, crimes: Path) -> None:
    plain = crimes.read_bytes()
    assert read(northmere, gzip.compress(plain)) == read(northmere, plain)


def test_a_gzip_file_that_was_cut_short_is_refused(northmere: Migration, crimes: Path) -> None:
    with pytest.raises(Refused, match="BROKEN_COMPRESSION"):
        read(northmere, gzip.compress(crimes.read_bytes())[:-12])


def test_bytes_that_are_no_records_refuse_the_file(northmere: Migration, crimes: Path) -> None:
    with pytest.raises(Refused, match="FRAMING"):
        read(northmere, crimes.read_bytes() + b"\x00\x01")


def test_a_type_knows_its_parents_and_what_it_chooses(northmere: Migration) -> None:
    assert northmere.book.ancestors("P") == {"P", "C"}
    assert northmere.book.active("P") == {"CRIME_FILE_REC", "CRIME_FILE_REC.PERSON_BODY"}
