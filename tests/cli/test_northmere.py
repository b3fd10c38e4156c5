"""`athena demo` without deliveries: Northmere is built, migrated and ingested, and a second run changes nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from athena.access.roles import DUTIES
from athena.cli.northmere import STAGES, build
from athena.lake.workspace import open_workspace

Athena = Callable[..., Any]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    build(folder, 400)
    return folder


def digests(out: str) -> dict[str, str]:
    return dict(re.findall(r"│ (\S[^│]*?) +│ ([0-9a-f]{64}) │", out))


def test_two_runs_reconcile_and_print_the_same_digests(athena: Athena, tmp_path: Path) -> None:
    place = tmp_path / "workspace"
    first = athena("demo", "--people", "400", "--workspace", place)
    assert first.status == 0, first.err
    assert "The proof holds" in first.out
    assert "DOES NOT SUM" not in first.out
    assert "Quarantine is empty" in first.out
    found = digests(first.out)
    assert {"crime", "person", "link", "incident", "sighting", "officer", "(Northmere's files)"} <= set(found)
    for stage in STAGES:
        assert stage.title in first.out
    again = athena("demo", "--people", "400", "--workspace", place)
    assert digests(again.out) == found
    elsewhere = athena("demo", "--people", "400", "--workspace", tmp_path / "elsewhere")
    assert digests(elsewhere.out) == found


def test_there_is_somebody_for_each_role_and_each_was_appointed_with_a_reason(athena: Athena, place: Path) -> None:
    listed = athena("principal", "list", "--json", "--workspace", place).out
    for duty in DUTIES:
        assert duty.held_by_systems or f'"id": "{duty.role}"' in listed
    assert athena("ledger", "verify", "--workspace", place).status == 0


@pytest.mark.parametrize("role", ["investigator", "analyst", "intelligence-officer"])
def test_a_command_runs_as_anybody_the_case_opens_to(athena: Athena, place: Path, role: str) -> None:
    ran = athena("as", role, "--case", "demo", "--", "status", "--workspace", place)
    assert ran.status == 0, ran.err
    assert "person" in ran.out


def a_record(place: Path, kind: str, source: str) -> str:
    with open_workspace(place).lake.read() as reading:
        table = reading.table(kind)
        return str(reading.execute(table.filter(table.source == source).select("record_id").limit(1))["record_id"][0])


def test_bytes_are_withheld_where_another_record_of_the_row_is_not_shown_whole(athena: Athena, place: Path) -> None:
    """An analyst sees all of a keeper's link and all of a read; but the link's row has the keeper's address as well."""

    def traced(kind: str, source: str) -> tuple[object, object]:
        record = a_record(place, kind, source)
        ran = athena("as", "analyst", "--case", "demo", "--", "trace", record, "--json", "--workspace", place)
        assert ran.status == 0, ran.err
        (version,) = json.loads(ran.out)["versions"]
        return version["says"], version["origin"]["original"]

    says, original = traced("link", "northmere-keepers")
    assert says
    assert original is None
    says, original = traced("sighting", "northmere-anpr")
    assert says
    assert original


def test_somebody_the_case_does_not_open_to_is_told_why(athena: Athena, place: Path) -> None:
    ran = athena("as", "overseer", "--case", "demo", "--", "status", "--workspace", place)
    assert ran.status == 1
    assert "overseer" in ran.err
