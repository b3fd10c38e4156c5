"""Staging: progress that adds up, and a mapping that fails is refused by its source's name."""

from collections.abc import Callable
from pathlib import Path

from athena.failures import Refused
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace

StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]
CARELESS = """
from dataclasses import replace
from athena.ingest.sources.police_uk_street import SOURCE as STREET

SOURCE = replace(
    STREET,
    name="careless",
    mapping=lambda raw: {"longitude": raw["Location"].cast("float64")},
    rules=(),
    recognise=lambda name: STREET.recognise(name.replace("careless.csv", "2024-05-example-street.csv")),
)
"""


def test_progress_counts_every_byte_and_row(
    tmp_path: Path, workspace: Workspace, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    file = tmp_path / "2024-05-example-street.csv"
    file.write_bytes(as_csv(street_rows(50)))
    doings: list[str] = []
    progress = Progress(tell=lambda now: doings.append(now.doing))
    with loading(workspace) as view:
        (report,) = ingest(view, [file], progress)
    assert isinstance(report, DeliveryReport)
    assert (progress.total_bytes, progress.bytes, progress.rows) == (file.stat().st_size, file.stat().st_size, 50)
    assert {str(file), "receiving", "publishing"} <= set(doings)


def test_a_mapping_that_fails_on_a_row_is_refused_and_says_what_to_do(
    tmp_path: Path, workspace: Workspace, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    (workspace.sources / "careless.py").write_text(CARELESS)
    (tmp_path / "careless.csv").write_bytes(as_csv(street_rows(2)))
    with loading(workspace) as view:
        (refused,) = ingest(view, [tmp_path / "careless.csv"], Progress())
    assert isinstance(refused, Refused)
    assert refused.code == "ingest.mapping-fails"
    assert "careless" in refused.where
    assert "try_cast" in refused.remedy
