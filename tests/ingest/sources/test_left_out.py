"""Tables that are known and not loaded: each is named with its reason, and what the reason says is so."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from athena.ingest.delivery import receive
from athena.ingest.recognise import recognise
from athena.ingest.registry import BUILT_IN
from athena.ingest.sources.left_out import LEFT_OUT, why_left_out
from athena.lake.workspace import Workspace


def values(file: Path, column: str) -> set[object]:
    return set(pq.read_table(file, columns=[column])[column].unique().to_pylist())


@pytest.mark.parametrize("name", LEFT_OUT)
def test_no_source_claims_it(name: str, mps: Path) -> None:
    assert (mps / name).exists()
    assert not any(source.recognise(name) for source in BUILT_IN)


def test_each_is_named_with_its_reason_and_kept(mps: Path, workspace: Workspace) -> None:
    with receive([mps / name for name in LEFT_OUT], workspace.evidence) as delivery:
        plan = recognise(delivery, BUILT_IN)
    assert {Path(found.name).name: found.why for found in plan.unrecognised} == LEFT_OUT
    assert all(workspace.evidence.open(member.kept).read(4) == b"PAR1" for member in delivery.members)


def test_what_nobody_knows_has_no_reason() -> None:
    assert why_left_out("2024/holiday.jpg") is None


def test_searches_have_a_day_only_and_columns_of_several_spellings(mps: Path) -> None:
    table = pq.read_table(mps / "thorough-searches.parquet")
    assert table.num_rows == 44_110
    outcome = ("positive_outcome_of_stop", "postive_outcome_of_stop", "positve_outcome")
    assert {*outcome, "appropriate_adult_present", "approporiate_adult_present_if_required?"} <= {*table.column_names}
    spelled = [pc.is_valid(table[name]).to_numpy().astype(int) for name in outcome]
    assert (sum(spelled) == 1).all(), "every row has its outcome under one of three names"
    assert pc.all(pc.match_substring_regex(table["stop_date"], "^[0-9-]{10}( 00:00:00.000000)?$")).as_py()
    assert "#N/A" in values(mps / "thorough-searches.parquet", "ethnic_appearance")
    assert " " in values(mps / "thorough-searches.parquet", "appropriate_adult_present")


def test_the_dashboard_mixes_measures_leaves_zeros_out_and_has_areas_that_are_none(mps: Path) -> None:
    file = mps / "monthly-crime-dashboard.parquet"
    assert values(file, "measure") == {"Offences", "Positive Outcomes"}
    assert pc.min(pq.read_table(file, columns=["count"])["count"]).as_py() > 0
    assert {"-1", "NON ATHENA FORCE"} <= values(file, "area_code") | values(file, "area_name")


def test_custody_counts_disposals_and_homicide_counts_the_accused(mps: Path) -> None:
    assert "offence_count" in pq.read_schema(mps / "custody.parquet").names
    assert values(mps / "custody.parquet", "sheet") == {"Disposals"}
    assert values(mps / "homicide.parquet", "count_of_ppa") == {1}
