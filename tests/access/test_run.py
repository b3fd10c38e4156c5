from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from athena.access.run import digest, spelled


def test_equal_answers_are_equal_bytes_however_they_are_chunked() -> None:
    rows = [{"a": n, "b": f"é{n}", "t": datetime(2026, 1, 1, tzinfo=UTC), "x": b"\x00"} for n in range(5)]
    whole = pa.Table.from_pylist(rows)
    pieces = pa.concat_tables([whole.slice(0, 2), whole.slice(2)])
    assert b"".join(spelled(whole)) == b"".join(spelled(pieces))
    assert digest(whole) == digest(pieces) != digest(whole.slice(1))


def test_a_type_that_changes_is_another_answer() -> None:
    assert digest(pa.table({"a": pa.array([1], pa.int32())})) != digest(pa.table({"a": pa.array([1], pa.int64())}))
