"""Northmere's number-plate readers: a row is a read. Where a camera stands is the cameras' own record, not repeated."""

import re

import ibis
import pyarrow as pa

from athena.ingest.expressions import mark, text
from athena.ingest.parquet_rows import ParquetRows
from athena.ingest.source import UNDATED, Raw, Record, Rule, Slot, Source
from athena.pole import Label

# Reads are of everybody who drives by. National retention is twelve months, which review group 4 does not say:
# the retention room's rule for sightings must.
LABEL = Label("official", "other", "ungraded", "law_enforcement", "4")


def recognise(name: str) -> Slot | None:
    if re.fullmatch(r"(?:.*/)?anpr/reads\.parquet", name) is None:
        return None
    return Slot("northmere-anpr", "northmere", "ANPR reads", UNDATED, UNDATED)


def sighting(raw: Raw) -> Record:
    return {
        "sighting_reference": raw["read_id"].cast("string"),
        "seen_at": raw["read_at"],
        "seen_by": text(raw["camera"]),
        "vrm": mark(raw["vrm"]),
        "vrm_original": text(raw["vrm"]),
        "read_confidence": raw["confidence"] / ibis.literal(100.0),
        "direction": text(raw["direction"]),
    }


SOURCE = Source(
    name="northmere-anpr",
    version=1,
    title="Northmere ANPR reads",
    kind="sighting",
    label=LABEL,
    format=ParquetRows(
        {
            "read_id": pa.int64(),
            "read_at": pa.timestamp("us", tz="UTC"),
            "camera": pa.string(),
            "vrm": pa.string(),
            "confidence": pa.int16(),
            "direction": pa.string(),
        }
    ),
    recognise=recognise,
    key=lambda raw: raw["read_id"].cast("string"),
    mapping=sighting,
    rules=(
        Rule(
            "no-time",
            "read_at",
            "it has no time",
            "Whoever runs the cameras: export the reads again",
            lambda raw, record: record["seen_at"].isnull(),
        ),
        Rule(
            "bad-confidence",
            "confidence",
            "its confidence is not from 0 to 100",
            "Whoever runs the cameras: say on what scale the maker gives it",
            lambda raw, record: ~raw["confidence"].between(0, 100),
        ),
    ),
    dated=lambda raw: raw["read_at"].date(),
)
