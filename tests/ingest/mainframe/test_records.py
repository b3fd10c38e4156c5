import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.findings import Findings
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.records import RecordDecoder, Segments
from athena.ingest.mainframe.rows import LEAD
from athena.ingest.mainframe.spans import Span

COBRIX = Path(__file__).parents[4] / "shared/data/mainframe/cobrix"


@pytest.mark.skipif(not COBRIX.is_dir(), reason="../shared/data/mainframe is not here")
def test_cobrix_test1_fixed_length_records_decode_to_the_expected_names() -> None:
    layout = load_copybook(COBRIX / "test1_copybook.cob").layouts(shift=False)[0]
    data = (COBRIX / "test1_data/example.bin").read_bytes()
    decoder = RecordDecoder(layout, Reading(occurs="max"))
    starts = LEAD + np.arange(len(data) // layout.width) * layout.width
    span = Span(np.frombuffer(bytes(LEAD) + data, np.uint8), starts, starts + layout.width, np.arange(len(starts)))
    columns, _ = decoder.decode(span, Segments({}), Findings())
    rows = pa.RecordBatch.from_arrays(columns, schema=pa.schema(decoder.fields)).to_pylist()
    expected = [json.loads(line) for line in (COBRIX / "test1_expected/test1.txt").read_text().splitlines()]
    assert [row["COMPANY"]["SHORT_NAME"] for row in rows] == [row["COMPANY"]["SHORT_NAME"] for row in expected]
    assert [row["ID"] for row in rows] == [row["ID"] for row in expected]
