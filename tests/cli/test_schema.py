import json

import pytest
import typer
from typer.testing import CliRunner

from athena.cli.schema import register
from athena.pole import code_lists, field_groups, kind, kinds


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()

    @app.callback()
    def athena() -> None:
        """Stand where the real command line stands: commands live under it by name."""

    register(app)
    return app


def run(app: typer.Typer, *arguments: str, exit_code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, ["schema", *arguments], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


def test_schema_lists_every_kind_in_one_line_of_words_and_what_to_ask_next(app: typer.Typer) -> None:
    out, _ = run(app)
    for name in kinds():
        assert name in out
        assert kind(name).description in out
    assert all(name in out for name in code_lists())
    assert "athena schema KIND" in out


def test_schema_of_a_kind_prints_every_property_with_its_warning(app: typer.Typer) -> None:
    out, _ = run(app, "person")
    for name, prop in kind("person").properties.items():
        assert name in out
        assert prop.type in out
        assert prop.group in out
    assert "POLE name: dateOfBirth" in out
    assert "Beware: Text, because a year is not 1 January of it." in out
    assert "Codes: gender" in out
    assert "record_id*" in out


@pytest.mark.parametrize("name", kinds())
def test_schema_json_of_a_kind_is_complete(app: typer.Typer, name: str) -> None:
    out, _ = run(app, name, "--json")
    said = json.loads(out)
    assert list(said["properties"]) == list(kind(name).properties)
    assert {key: value["duckdb"] for key, value in said["properties"].items()} == kind(name).columns()


def test_schema_json_lists_the_kinds(app: typer.Typer) -> None:
    out, _ = run(app, "--json")
    assert tuple(json.loads(out)) == kinds()


def test_labels_print_with_meaning_and_law(app: typer.Typer) -> None:
    out, _ = run(app, "--labels")
    assert "Data Protection Act 2018 s.38(3)" in out
    assert "victim" in out
    assert "compartment" in out
    said = json.loads(run(app, "--labels", "--json")[0])
    assert set(said) == {"sensitivity", "data_subject", "handling", "lawful_basis", "review_group", "compartment"}


def test_codes_print_with_eras_and_other_words(app: typer.Typer) -> None:
    out, _ = run(app, "--codes", "stop_search_outcome")
    assert "Also written: Nothing found - no further action" in out
    out, _ = run(app, "--codes", "outcome_type")
    assert "May stand for home_office_outcome: 5, 11, 12, 13, 14, 15, 16, 17" in out
    out, _ = run(app, "--codes", "crime_type")
    assert "2011-09 to 2013-04" in out
    assert "Followed by: public_order, possession_of_weapons" in out


@pytest.mark.parametrize("name", code_lists())
def test_codes_json(app: typer.Typer, name: str) -> None:
    said = json.loads(run(app, "--codes", name, "--json")[0])
    assert said["name"] == name
    assert said["codes"]


def test_groups_say_which_are_sensitive(app: typer.Typer) -> None:
    said = json.loads(run(app, "--groups", "--json")[0])
    assert set(said) == set(field_groups())
    assert said["protected"]["sensitive"] is True
    assert "Equality Act 2010" in run(app, "--groups")[0]


@pytest.mark.parametrize("arguments", [("nominal",), ("--codes", "colours")])
def test_an_unknown_name_is_refused_on_stderr_in_one_block(app: typer.Typer, arguments: tuple[str, ...]) -> None:
    out, err = run(app, *arguments, exit_code=1)
    assert out == ""
    assert err.startswith("Refused [pole.")
    assert "Known: " in err
    assert "Traceback" not in err


def test_two_questions_at_once_are_a_usage_error(app: typer.Typer) -> None:
    _, err = run(app, "person", "--labels", exit_code=2)
    assert "name one thing only" in err
