"""Quarantine: what was held back can be listed, found, and shown as its bytes; nothing unknown passes in silence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from athena.access.session import open_for
from athena.failures import Refused
from athena.ingest.needs import QUARANTINE
from athena.ingest.quarantine import QuarantineId, entries, of_one_source, original
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

FAULTS = {2: ("Crime type", "Sorcery"), 5: ("Month", "2031-01"), 6: ("Longitude", "east")}


@pytest.fixture(scope="module")
def held(
    tmp_path_factory: pytest.TempPathFactory,
    new_workspace: Callable[[Path], Workspace],
    take: Callable[..., list[DeliveryReport]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> tuple[Workspace, list[bytes]]:
    """A month of which three rows were held back, and its lines."""
    folder = tmp_path_factory.mktemp("quarantine")
    rows = street_rows(8)
    for number, (column, words) in FAULTS.items():
        rows[number - 1][column] = words
    content = as_csv(rows)
    (folder / "2024-05-example-street.csv").write_bytes(content)
    workspace = new_workspace(folder / "workspace")
    take(workspace, folder / "2024-05-example-street.csv")
    return workspace, content.splitlines()


Held = tuple[Workspace, list[bytes]]


def test_entries_are_in_the_order_of_the_file_and_lead_to_their_lines(held: Held) -> None:
    with open_for(held[0], QUARANTINE) as view:
        found = entries(view)
        assert [entry.row for entry in found] == list(FAULTS)
        assert [entry.columns for entry in found] == [column for column, _ in FAULTS.values()]
        for entry in found:
            assert original(view, entry) == held[1][entry.row]
        assert original(view, replace(found[0], row=0)) == held[1][0]


def test_a_limit_a_source_and_ids_choose_among_them(held: Held) -> None:
    with open_for(held[0], QUARANTINE) as view:
        found = entries(view)
        assert entries(view, limit=2) == found[:2]
        assert entries(view, source="police-uk-street") == found
        assert entries(view, source="police-uk-outcomes") == []
        assert entries(view, [found[2].quarantine_id]) == found[2:]


def test_an_id_that_no_entry_has_is_refused_by_name_beside_one_that_has(held: Held) -> None:
    with open_for(held[0], QUARANTINE) as view:
        known = entries(view)[0].quarantine_id
        with pytest.raises(Refused, match="feedface") as refused:
            entries(view, [known, QuarantineId("feedface")])
    assert refused.value.code == "quarantine.no-such-entry"
    assert known not in refused.value.where


def test_rows_of_two_sources_or_of_none_are_not_taken_together(held: Held) -> None:
    with open_for(held[0], QUARANTINE) as view:
        found = entries(view)
    assert of_one_source(found) == "police-uk-street"
    for several in [], [found[0], replace(found[1], source="police-uk-outcomes")]:
        with pytest.raises(Refused) as refused:
            of_one_source(several)
        assert refused.value.code == "quarantine.one-source"
