"""What the portal's files share: their names, and the rules of place, month, id and words, each with its verdict."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.sources.police_uk import recogniser
from athena.lake.workspace import Workspace


def test_a_name_of_the_portal_gives_the_slot() -> None:
    slot = recogniser("street")("folder/2024-05/2024-05-city-of-london-street.csv")
    assert slot is not None
    assert (slot.name, slot.area, slot.first, slot.last) == (
        "city-of-london/2024-05",
        "city-of-london",
        date(2024, 5, 1),
        date(2024, 5, 1),
    )


@pytest.mark.parametrize(
    "name",
    [
        "2024-13-city-of-london-street.csv",
        "2024-00-city-of-london-street.csv",
        "0000-05-city-of-london-street.csv",
        "٢٠٢٤-05-city-of-london-street.csv",
        "2024-05-city-of-london-outcomes.csv",
        "2024-05-city-of-london-street.csv.gz",
        "2024-05--street.csv",
        "2024-05-City-of-London-street.csv",
        "2024-05-city-of-london-street (1).csv",
    ],
)
def test_another_name_gives_nothing(name: str) -> None:
    assert recogniser("street")(name) is None


# Each is one row that differs from a good one in these columns, and the rule that must stop it.
VERDICTS: list[tuple[dict[str, str], str]] = [
    ({}, "loaded"),
    ({"Longitude": "", "Latitude": "", "Location": "No Location", "LSOA code": "", "LSOA name": ""}, "loaded"),
    ({"Longitude": "east"}, "bad-longitude"),
    ({"Latitude": "51,51"}, "bad-latitude"),
    ({"Longitude": "51.51", "Latitude": "-0.09"}, "outside-the-united-kingdom"),
    ({"Longitude": "0", "Latitude": "0"}, "outside-the-united-kingdom"),
    ({"Longitude": "200", "Latitude": "95"}, "outside-the-united-kingdom"),
    ({"Longitude": "nan"}, "outside-the-united-kingdom"),
    ({"Longitude": "inf"}, "outside-the-united-kingdom"),
    ({"Longitude": ""}, "outside-the-united-kingdom"),
    ({"Latitude": ""}, "outside-the-united-kingdom"),
    ({"Month": "2024-06"}, "wrong-month"),
    ({"Month": "2024-13"}, "wrong-month"),
    ({"Month": "2024-02-31"}, "wrong-month"),
    ({"Month": "infinity"}, "wrong-month"),
    ({"Month": ""}, "wrong-month"),
    ({"Crime ID": "x" * 64}, "bad-crime-id"),
    ({"Crime ID": "ab"}, "bad-crime-id"),
    ({"Crime type": "Piracy"}, "unknown-crime-type"),
    ({"Last outcome category": "Transported to the colonies"}, "unknown-last-outcome"),
]


@pytest.fixture(scope="module")
def judged(
    tmp_path_factory: pytest.TempPathFactory,
    new_workspace: Callable[[Path], Workspace],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
    take: Callable[..., list[DeliveryReport]],
    rows: Callable[..., list[dict[str, object]]],
) -> list[dict[str, object]]:
    """All of them as one file; the verdict on each in order, as its quarantine entry or nothing."""
    folder = tmp_path_factory.mktemp("verdicts")
    sample = [row | change for row, (change, _) in zip(street_rows(200)[1::3], VERDICTS, strict=False)]
    (folder / "2024-05-example-street.csv").write_bytes(as_csv(sample))
    workspace = new_workspace(folder / "workspace")
    (report,) = take(workspace, folder)
    assert report.files[0].quarantined == sum(rule != "loaded" for _, rule in VERDICTS)
    held = {entry["source_row"]: entry for entry in rows(workspace, "quarantine")}
    return [held.get(number, {"rule": "loaded"}) for number in range(1, len(VERDICTS) + 1)]


@pytest.mark.parametrize("number", range(len(VERDICTS)), ids=lambda number: f"{VERDICTS[number]}")
def test_a_row_is_loaded_or_held_back_by_the_rule_it_breaks(number: int, judged: list[dict[str, object]]) -> None:
    assert judged[number]["rule"] == VERDICTS[number][1]


def test_what_is_held_back_says_column_reason_and_remedy(judged: list[dict[str, object]]) -> None:
    held = [entry for entry in judged if entry["rule"] != "loaded"]
    assert all(entry["columns_at_fault"] and entry["reason"] and entry["remedy"] for entry in held)
    (piracy,) = [entry for entry in held if entry["rule"] == "unknown-crime-type"]
    assert piracy["columns_at_fault"] == "Crime type"
    assert "code list" in str(piracy["reason"])
