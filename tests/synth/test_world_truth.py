import json
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from athena.synth import load_rates
from athena.synth.comparison.northmere import NAME, northmere_figures


def test_every_table_of_truth_is_there_and_joins(northmere: Path) -> None:
    truth = northmere / "truth"
    table = {path.stem: pq.read_table(path) for path in truth.glob("*.parquet")}
    people = set(table["people"]["person"].to_pylist())
    assert len(people) == 4_000
    assert set(table["records"]["person"].to_pylist()) <= people
    assert set(table["offenders"]["person"].to_pylist()) <= people
    events = set(table["events"]["event"].to_pylist())
    assert set(table["deeds"]["event"].to_pylist()) <= events
    assert set(table["events"]["parent"].to_pylist()) - {""} <= events
    assert set(table["records_of_events"]["event"].to_pylist()) <= events
    assert set(table["people"]["household"].to_pylist()) == set(table["homes"]["household"].to_pylist())


def test_the_process_is_stated_with_every_rate_and_source(northmere: Path) -> None:
    stated = json.loads((northmere / "truth/process.json").read_text(encoding="utf-8"))
    ours = load_rates()
    assert {name: rate["source"] for name, rate in stated["rates"].items()} == dict(ours.sources)
    assert {one["name"] for one in stated["occasions"]} <= set(ours.mix("process.event_factor")[0])


def test_false_leads_name_somebody_else_than_who_did_it(northmere: Path) -> None:
    leads = pq.read_table(northmere / "truth/false_leads.parquet")
    deeds = pq.read_table(northmere / "truth/deeds.parquet")
    did = dict(zip(deeds["event"].to_pylist(), deeds["offender"].to_pylist(), strict=True))
    assert len(leads) > 5
    assert all(
        did[event] != person
        for event, person in zip(leads["event"].to_pylist(), leads["person"].to_pylist(), strict=True)
    )


def test_a_clone_in_truth_has_a_twin_that_is_none(northmere: Path) -> None:
    vehicles = pq.read_table(northmere / "truth/vehicles.parquet")
    clones = vehicles.filter(vehicles["clone"])["vrm"].to_pylist()
    real = set(vehicles.filter(pc.invert(vehicles["clone"]))["vrm"].to_pylist())
    assert clones
    assert set(clones) <= real


def test_events_make_the_figures(northmere: Path) -> None:
    figures = northmere_figures(northmere)
    assert np.isclose(sum(figures.crime_types[NAME].values()), 1)


def test_a_series_is_of_one_type_hand_and_method_and_has_two_crimes_or_more(northmere: Path) -> None:
    series: dict[str, list[tuple[object, ...]]] = {}
    deeds = {row["event"]: row for row in pq.read_table(northmere / "truth/deeds.parquet").to_pylist()}
    for row in pq.read_table(northmere / "truth/series.parquet").to_pylist():
        deed = deeds[row["event"]]
        assert (deed["offender"], deed["method"]) == (row["offender"], row["method"])
        series.setdefault(row["series"], []).append((row["type"], row["offender"], row["method"]))
    assert len(series) > 10
    assert all(len(found) > 1 and len(set(found)) == 1 for found in series.values())
