"""docs/pole.md and docs/glossary.md: the commands run, and every public name, kind and module is there."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import athena.pole
from athena.cli.schema import register
from athena.pole import kind, kinds, label_parts

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pole.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ athena ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
TERMS = re.findall(r"^\| (.+?) \| (.+?) \|$", GLOSSARY, re.MULTILINE)[1:]


def headings() -> set[str]:
    return set(re.findall(r"^#+ (\w+)$", PAGE, re.MULTILINE))


def test_the_page_shows_commands_and_an_example() -> None:
    assert len(COMMANDS) >= 6
    assert len(EXAMPLES) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()

    @app.callback()
    def athena() -> None:
        """Stand where the real command line stands: commands live under it by name."""

    register(app)
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0, result.output
    assert result.stdout


def test_the_example_runs() -> None:
    exec(compile(EXAMPLES[0], "docs/pole.md", "exec"), {})


def test_every_public_name_is_documented() -> None:
    words = set(re.findall(r"\w+", PAGE))
    assert set(athena.pole.__all__) - words == set()


def test_every_module_has_a_heading_of_its_name() -> None:
    source = ROOT / "src" / "athena" / "pole"
    modules = {path.stem for path in source.rglob("*.py")} - {"__init__"}
    assert modules - headings() == set()


def test_every_kind_has_its_row_with_its_letter() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE, re.MULTILINE))
    assert rows == {name: kind(name).pole for name in kinds()}


def test_no_module_is_without_a_test_of_its_name() -> None:
    source, tests = ROOT / "src" / "athena" / "pole", ROOT / "tests" / "pole"
    for path in source.rglob("*.py"):
        if path.stem != "__init__":
            assert (tests / path.relative_to(source).parent / f"test_{path.name}").is_file(), path


def test_the_glossary_is_in_order_and_says_each_term_once() -> None:
    terms = [term for term, _ in TERMS]
    assert terms == sorted(set(terms), key=str.casefold)
    assert all(meaning.endswith(".") for _, meaning in TERMS)


def test_the_glossary_explains_the_parts_of_a_label() -> None:
    terms = {term.replace(" ", "_") for term, _ in TERMS}
    for name in label_parts().parts:
        assert terms & {name, f"{name}_category", f"{name}_code"}, name
