"""What a mapping states: keys and ids that the engine and plain Python compute alike."""

import hashlib

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.ingest.migration.mapped import key_hash, record_id, record_key, source_name

WORDS = st.text(st.characters(codec="ascii", exclude_characters="\x00 \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f"), max_size=6)


@settings(max_examples=20, deadline=None)
@given(WORDS, st.integers(0, 99999))
def test_the_key_is_the_same_in_the_engine_and_in_python(word: str, number: int) -> None:
    raw = ibis.memtable(pa.table({"a": [f" {word} "], "b": [number]}))
    (key,) = ibis.duckdb.connect().to_pyarrow(raw.select(k=record_key(raw, ["a", "b"])))["k"].to_pylist()
    parts = [word, str(number)]
    expected = key_hash(parts)
    assert (key is None) == (expected is None)
    if key is not None:
        assert hashlib.sha256(key.encode()).hexdigest()[:16] == expected


def test_a_record_id_is_that_of_the_first_record_of_its_key() -> None:
    raw = ibis.memtable(pa.table({"slot": ["m/whole"], "ref": [17]}))
    (found,) = ibis.duckdb.connect().to_pyarrow(raw.select(k=record_id("m", "crime", raw, ["ref"])))["k"].to_pylist()
    text = "\x1f".join(("m.crime", "m/whole", str(key_hash(["17"])), "1"))
    assert found == hashlib.sha256(text.encode()).hexdigest()[:32]
    assert source_name("m", "crime") == "m.crime"
