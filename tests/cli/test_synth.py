import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from athena.cli.synth import register
from athena.failures import Refused
from athena.synth import STAGES

SMALL = ["--people", "300", "--years", "1", "--seed", "5"]


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    register(app)
    return app


def test_the_files_are_written_and_summed_up(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*SMALL, str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out/manifest.json").exists()
    assert "crime/" in result.stdout
    assert "truth/" in result.stdout
    assert STAGES[0] not in result.stdout  # progress is on stderr
    assert "done" in result.stderr


def test_json_is_the_digests_and_nothing_else(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*SMALL, str(tmp_path / "out"), "--json"])
    printed = json.loads(result.stdout)
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert printed["files"] == manifest["files"]


def test_a_folder_in_use_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="not empty"):
        CliRunner().invoke(app, [*SMALL, str(tmp_path)], catch_exceptions=False)


def test_sizes_and_rates_are_checked_before_anything_is_written(app: typer.Typer, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="people"):
        CliRunner().invoke(app, ["--people", "3", str(tmp_path / "out")], catch_exceptions=False)
    rates = tmp_path / "rates.yaml"
    rates.write_text("crime:\n  nonsense: {value: 1, source: x}\n", encoding="utf-8")
    with pytest.raises(Refused, match="no rate"):
        CliRunner().invoke(app, [*SMALL, "--rates", str(rates), str(tmp_path / "out")], catch_exceptions=False)
    assert not (tmp_path / "out").exists()


def test_a_missing_folder_name_is_a_usage_error(app: typer.Typer) -> None:
    assert CliRunner().invoke(app, SMALL).exit_code == 2
