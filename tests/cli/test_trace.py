"""`athena trace`: back to the bytes, through every version."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from athena.lake.workspace import open_workspace

Athena = Callable[..., Any]


@pytest.fixture
def record_id(athena: Athena, workspace: Path, street: Callable[..., Path]) -> str:
    athena("ingest", street([{}], folder="first"))
    athena("ingest", street([{"Last outcome category": "Offender sent to prison"}], folder="second"))
    with open_workspace(workspace).lake.read() as reading:
        return str(reading.execute(reading.table("crime").select("record_id"))["record_id"][0].as_py())


def test_every_version_with_its_file_row_and_bytes(athena: Athena, record_id: str, tmp_path: Path) -> None:
    found = json.loads(athena("trace", record_id, "--json").out)
    first, second = found["versions"]
    assert first["says"]["last_outcome_original"] == "Under investigation"
    assert second["says"]["last_outcome_original"] == "Offender sent to prison"
    assert first["valid_to"] == second["valid_from"]
    assert second["valid_to"] is None
    delivered = tmp_path / "second" / "2024-05" / "2024-05-northmere-street.csv"
    origin = second["origin"]
    assert origin["sha256"] == hashlib.sha256(delivered.read_bytes()).hexdigest()
    assert origin["row"] == 1
    assert origin["original"] == delivered.read_text().splitlines()[1]
    assert origin["mapping"] == "police-uk-street@1"


def test_for_people_it_says_the_same(athena: Athena, record_id: str) -> None:
    ran = athena("trace", record_id)
    for words in ("2 versions", "Offender sent to prison", "bytes of the row", "SHA-256", "police-uk-street@1"):
        assert words in ran.out


def test_an_unknown_record_is_refused(athena: Athena, workspace: Path) -> None:
    ran = athena("trace", "0" * 32)
    assert ran.status == 1
    assert "trace.no-such-record" in ran.err
