"""DuckDB's extensions, loaded by path from the wheels that carry them, never from the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

from athena.failures import Refused

# Order matters: DuckLake finds its SQLite catalog and OpenSSL (in httpfs) only if they are loaded before it.
FOR_LAKE = ("sqlite_scanner", "httpfs", "ducklake")
# Without OpenSSL DuckDB reads encrypted files, but spills nothing.
FOR_COPY = ("httpfs",)

# The extensions whose signature DuckDB has checked in this process, and the file as it was then.
_checked: dict[Path, "_AsItIs"] = {}


@dataclass(frozen=True)
class _AsItIs:
    """Which file stands at a path, and when it was last changed: `ctime` moves whatever else is put back."""

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, file: Path) -> "_AsItIs":
        found = file.stat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns)


def are_checked(names: Sequence[str]) -> bool:
    """Whether DuckDB has checked the signatures of all of these in this process, and no file was changed since.

    Then a further connection may be opened with `allow_unsigned_extensions`. The check hashes 87 MB, a third of a
    second of every opening of a lake, to approve of code that runs in this process already. Whoever could put other
    bytes there between the two could as well change Athena's own modules beside them.
    """
    return all(_checked.get(file) == _AsItIs.of(file) for file in map(extension_file, names))


def load_extensions(connection: duckdb.DuckDBPyConnection, names: Sequence[str], *, checked: bool = False) -> None:
    """Load extensions in the order given; a wheel that is absent or of another DuckDB is refused by name.

    Unless `are_checked` said so before the connection was opened, DuckDB checks the signature of each.
    """
    for name in names:
        file = extension_file(name)
        before = _AsItIs.of(file)
        connection.load_extension(str(file))
        if not checked:
            _checked[file] = before


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
