"""The tables that other rooms read are there from the first day, and the door knows every column of them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from athena.access.shape import all_groups, shape_of
from athena.cli.main import app
from athena.lake.workspace import open_workspace
from athena.resolve.tables import TABLES


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_known_to_the_door(table: str) -> None:
    shape = shape_of(table, {})
    assert set(shape.groups) == set(TABLES[table])
    assert set(shape.groups.values()) <= set(all_groups())


def test_init_lays_every_table_empty(tmp_path: Path) -> None:
    made = tmp_path / "workspace"
    assert CliRunner().invoke(app, ["init", str(made)]).exit_code == 0
    with open_workspace(made).lake.read() as reading:
        assert set(TABLES) <= set(reading.tables())
        for table, columns in TABLES.items():
            found = reading.table(table)
            assert list(found.columns) == list(columns)
            assert reading.execute(found).num_rows == 0
