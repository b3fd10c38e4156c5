"""Extensions come from the wheels, of the right version, or are refused by name."""

import duckdb
import pytest

from athena.failures import Refused
from athena.lake.extensions import FOR_LAKE, extension_file, load_extensions


def test_every_extension_is_there_and_loads_without_network() -> None:
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        load_extensions(connection, FOR_LAKE)
        loaded = connection.execute("SELECT extension_name FROM duckdb_extensions() WHERE loaded").fetchall()
    assert set(FOR_LAKE) <= {name for (name,) in loaded}


def test_they_are_of_this_duckdb() -> None:
    assert {extension_file(name).parent.name for name in FOR_LAKE} == {f"v{duckdb.__version__}"}


def test_an_absent_extension_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="duckdb-extension-no-such==") as refused:
        extension_file("no_such")
    assert refused.value.code == "extension-missing"


def test_an_extension_of_another_duckdb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "__version__", "0.0.1")
    with pytest.raises(Refused, match=r"for version 0\.0\.1 is not installed"):
        extension_file("ducklake")
