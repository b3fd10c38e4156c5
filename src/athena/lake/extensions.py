"""DuckDB's extensions, loaded by path from the wheels that carry them, never from the network."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import duckdb

from athena.failures import Refused

# Order matters: DuckLake finds its SQLite catalog and OpenSSL (in httpfs) only if they are loaded before it.
FOR_LAKE = ("sqlite_scanner", "httpfs", "ducklake")
# Without OpenSSL DuckDB reads encrypted files, but spills nothing. Each extension costs a tenth of a second to load.
FOR_COPY = ("httpfs",)


def load_extensions(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Load extensions in the order given; a wheel that is absent or of another DuckDB is refused by name."""
    for name in names:
        connection.load_extension(str(extension_file(name)))


def extension_file(name: str) -> Path:
    """Where the wheel `duckdb-extension-NAME` keeps the signed binary for the DuckDB that is installed."""
    spec = find_spec(f"duckdb_extension_{name}")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        for file in Path(folder).rglob(f"v{duckdb.__version__}/{name}.duckdb_extension"):
            return file
    raise Refused(
        "extension-missing",
        f"DuckDB's extension {name} for version {duckdb.__version__} is not installed",
        ", ".join(folders) or "this Python environment",
        "The lake cannot be opened without it, and Athena never downloads code at run time",
        f"Whoever installs Athena: make setup, or install duckdb-extension-{name.replace('_', '-')}"
        f"=={duckdb.__version__}",
    )
