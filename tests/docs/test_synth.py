"""docs/synth.md: its commands run, its rates are taken, and every file, module and public name is on it."""

import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

import athena.synth
from athena.cli.synth import register
from athena.synth import LAYOUTS, load_rates
from athena.synth.comparison.page import BEGIN, END

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/synth.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]


def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()

    @app.callback()
    def athena() -> None:
        """Stand where the real command line stands: commands live under it by name."""

    register(app)
    # The demonstration's own commands run in tests/cli/test_northmere.py, where two more runs are needed anyway.
    commands = [command for command in COMMANDS if command.startswith("athena synth")]
    assert len(commands) == len(COMMANDS) - 2 == 2
    for command in commands:
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.output, result.exception)
        assert result.stdout


def test_the_rates_that_the_page_shows_are_taken(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert yaml.safe_load(shown)
    (tmp_path / "rates.yaml").write_text(shown, encoding="utf-8")
    assert load_rates(tmp_path / "rates.yaml").number("crime.burglary") == 9.0


def test_every_file_is_on_the_page() -> None:
    assert [layout.path for layout in LAYOUTS if f"`{layout.path}`" not in PAGE] == []


def test_every_module_and_public_name_is_on_the_page() -> None:
    room = ROOT / "src/athena/synth"
    modules = {path.stem for path in room.rglob("*.py") if path.stem != "__init__"}
    words = set(re.findall(r"`(\w+)/?`", PAGE))
    assert modules - words == set()
    assert set(athena.synth.__all__) - words == set()


def test_the_comparison_has_been_written_and_its_pictures_are_there() -> None:
    between = PAGE.split(BEGIN)[1].split(END)[0]
    assert "Knox" in between
    for picture in re.findall(r"\]\((synth/[\w-]+\.svg)\)", PAGE):
        assert (ROOT / "docs" / picture).stat().st_size < 400_000


def test_what_the_page_says_of_telephones_is_so() -> None:
    from athena.synth.possessions import PHONES

    assert PHONES == 18_000
    assert "Above 18,000 people" in PAGE
