"""A handful of fictional records in an index of their own, and eyes that see some of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
import tantivy

from athena.pole import LabelId
from athena.search import schema as at
from athena.search.documents import class_of, document
from athena.search.finding import Finder, Found
from athena.search.grammar import parse
from athena.search.placing import GROUPS, placing
from athena.search.sight import Sight

OPEN, SHUT = LabelId(11), LabelId(22)
DAY = datetime(2024, 5, 9, 12, 0)


@dataclass(frozen=True)
class Record:
    """A record of one kind: what it says, under which label."""

    kind: str
    id: str
    says: Mapping[str, object]
    label: LabelId = OPEN
    day: datetime = DAY

    def row(self) -> dict[str, object]:
        row: dict[str, object] = dict.fromkeys(placing(self.kind).columns)
        origin = {"record_id": self.id, "version": 1, "label_id": self.label, "source": "fiction"}
        return {**row, **origin, "received_at": self.day, "valid_from": self.day, **self.says}

    def hidden(self) -> "Record":
        return replace(self, label=SHUT)


def person(record: str, name: str, label: LabelId = OPEN, **says: object) -> Record:
    return Record("person", record, {"name_text": name, **says}, label)


def crime(record: str, label: LabelId = OPEN, **says: object) -> Record:
    return Record("crime", record, says, label)


def indexed(records: Sequence[Record], folder: Path | None = None) -> tantivy.Searcher:
    index = at.with_analyzers(tantivy.Index(at.schema(), path=None if folder is None else str(folder)))
    writer = index.writer(15_000_000, 1)
    for record in records:
        writer.add_json(json.dumps(document(placing(record.kind), record.row())))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def eyes(records: Sequence[Record], shut: Mapping[str, frozenset[str]] | None = None) -> Sight:
    """Sees the records under the open label; `shut` names field groups that are masked on them, by kind."""
    held = frozenset(class_of(one.kind, one.label) for one in records)
    rows = frozenset(one for one in held if one.endswith(f"/{OPEN}"))
    masked = shut or {}
    groups = {g: frozenset(c for c in rows if g not in masked.get(c.split("/")[0], frozenset())) for g in GROUPS}
    return Sight(rows, groups, held)


def ask(records: Sequence[Record], text: str, sight: Sight | None = None, limit: int = 50, offset: int = 0) -> Found:
    return Finder(indexed(records), sight or eyes(records)).find(parse(text), limit, offset)


def ids(found: Found) -> list[str]:
    return [hit.record for hit in found.hits]


@pytest.fixture
def force() -> list[Record]:
    return [
        person("smith", "SMITH, John", phone="+447700900123", postcode="NX2 0AP", date_of_birth="1980-02-12"),
        person("smyth", "Jon Smyth", address_text="9 Raven Gardens, Merehaven"),
        person("jack", "Jack Smith", person_reference="N/100/24"),
        person("jones", "Mary Jones", pnc_id="2022/9000008B"),
        person("mo", "Mohamed Ali"),
        crime("burglary", mo_text="Forced the rear window and stole jewellery", crime_reference="NM0001234/24"),
        crime("theft", mo_text="John Smith said he saw the theft", longitude=0.5, latitude=53.5),
        Record("vehicle", "car", {"vrm": "TY25DAY", "make": "RENAULT", "colour": "BLACK"}),
        Record("vehicle", "van", {"vrm": "AB12CDE", "make": "FORD"}),
    ]
