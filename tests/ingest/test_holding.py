"""Holding back: once however often it is delivered, closed when overtaken, open again when corrected back."""

from collections.abc import Callable
from pathlib import Path

from athena.ingest.holding import entry_id
from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace


def test_an_entry_is_known_by_file_row_and_mapping() -> None:
    assert entry_id("ab", 1, "m@1") == entry_id("ab", 1, "m@1")
    assert (
        len({entry_id("ab", 1, "m@1"), entry_id("ab", 2, "m@1"), entry_id("ab", 1, "m@2"), entry_id("a", 1, "m@1")})
        == 4
    )


def test_the_life_of_an_entry(
    tmp_path: Path,
    workspace: Workspace,
    take: Callable[..., list[DeliveryReport]],
    rows: Callable[..., list[dict[str, object]]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> None:
    def delivered(folder: str, sample: list[dict[str, str]]) -> Path:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2024-05-example-street.csv").write_bytes(as_csv(sample))
        return tmp_path / folder

    sample = street_rows(6)
    bad = [*sample[:5], sample[5] | {"Crime type": "Piracy"}]
    take(workspace, delivered("bad", bad))
    (entry,) = rows(workspace, "quarantine")
    assert (entry["source_row"], entry["rule"], entry["resolved_at"]) == (6, "unknown-crime-type", None)

    (report,) = take(workspace, delivered("mended", sample))
    assert (report.files[0].loaded, report.files[0].unchanged) == (1, 5)
    (entry,) = rows(workspace, "quarantine")
    assert "overtaken" in str(entry["resolution"])

    (report,) = take(workspace, tmp_path / "bad", correction=True)
    assert report.files[0].quarantined == 1
    (entry,) = rows(workspace, "quarantine")
    assert (entry["resolved_at"], entry["resolution"]) == (None, None)
