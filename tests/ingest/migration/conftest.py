"""What the tests of migration share: Northmere's fictional crime master as its machine would have written it."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pytest

from athena.ingest.loading import make_workspace
from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.encode import RecordEncoder
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.migration.folder import Migration, load_migration
from athena.ingest.migration.running import Run, run
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace, open_workspace

NORTHMERE = Path(__file__).parent / "northmere"
Row: TypeAlias = Mapping[str, object]
Encode: TypeAlias = Callable[[Sequence[Row]], list[bytes]]
Deck: TypeAlias = Callable[[Path, Sequence[bytes]], Path]
Load: TypeAlias = Callable[..., Run]


def _crime(ref: int, **fields: object) -> Row:
    body = {"OFFENCE": "BURGLARY", "RECORDED_DATE": "1989-03-04", "METHOD": "VIA REAR WINDOW", "LOSS_VALUE": "125.50"}
    return {"REC_TYPE": "C", "CRIME_REF": ref, "CRIME_BODY": body | {"BEAT": 258} | fields}


def _person(ref: int, number: int, **fields: object) -> Row:
    body = {"PERSON_NO": number, "PERSON_ROLE": "V", "FULL_NAME": "ALEX EXAMPLE", "BIRTH_DATE": "1951-08-17"}
    return {"REC_TYPE": "P", "CRIME_REF": ref, "PERSON_BODY": body | {"HEIGHT_CM": 172} | fields}


def _item(ref: int, number: int, **fields: object) -> Row:
    body = {"ITEM_NO": number, "ITEM_TEXT": "WATCH, COST £95", "ITEM_VALUE": "95.00", "FOUND": "N"}
    return {"REC_TYPE": "G", "CRIME_REF": ref, "PROPERTY_BODY": body | fields}


@pytest.fixture(scope="session")
def rows() -> Sequence[Row]:
    """Two crimes with their people and property: eight records."""
    return (
        _crime(17),
        _person(17, 1),
        _person(17, 2, PERSON_ROLE="S", FULL_NAME="SAM SPECIMEN", BIRTH_DATE=None, HEIGHT_CM=0),
        _item(17, 1),
        _item(17, 2, ITEM_TEXT="CYCLE", ITEM_VALUE="120.00", FOUND="Y"),
        _crime(18, OFFENCE="THEFT", METHOD="", LOSS_VALUE="-1.25", BEAT=259),
        _person(18, 1, FULL_NAME="JO PATTERN"),
        _item(18, 1, ITEM_TEXT="CASH", ITEM_VALUE="0.05"),
    )


@pytest.fixture(scope="session")
def northmere() -> Migration:
    """Northmere's migration, as it stands in the folder beside this file."""
    return load_migration(NORTHMERE)


@pytest.fixture(scope="session")
def records(northmere: Migration) -> Encode:
    """Encode rows as records, each with no more bytes than its type needs."""
    layout, reading = northmere.book.layouts[0], northmere.book.options.reading
    encoder = RecordEncoder(layout, reading)
    schema = LegacyReader(load_copybook(NORTHMERE / "crime.cpy"), northmere.book.options).schema
    fields = [field for field in schema if not field.name.startswith("_")]

    def encode(given: Sequence[Row]) -> list[bytes]:
        found = []
        for row in given:
            arrays = [_array(row.get(field.name), field.type) for field in fields]
            body = layout.find(northmere.book.targets[str(row["REC_TYPE"])])
            whole = encoder.encode(pa.StructArray.from_arrays(arrays, fields=fields)).record(0)
            found.append(whole[: max(child.end for child in body.children)])
        return found

    return encode


def _array(value: object, kind: pa.DataType) -> pa.Array:
    if isinstance(value, Mapping):
        inner = [_array(value.get(field.name), field.type) for field in kind]
        return pa.StructArray.from_arrays(inner, fields=list(kind))
    return pa.nulls(1, kind) if value is None else pa.array([str(value)]).cast(kind)


@pytest.fixture(scope="session")
def deck() -> Deck:
    """Write records behind record descriptor words."""

    def write(path: Path, found: Sequence[bytes]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in found))
        return path

    return write


@pytest.fixture(scope="session")
def load() -> Load:
    """Run a migration folder over files."""

    def load(workspace: Workspace, folder: Path, *files: Path) -> Run:
        return run(workspace, load_migration(folder), files, Progress())

    return load


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("made") / "workspace").folder


@pytest.fixture(scope="session")
def crimes(tmp_path_factory: pytest.TempPathFactory, rows: Sequence[Row], records: Encode, deck: Deck) -> Path:
    """The first delivery."""
    return deck(tmp_path_factory.mktemp("first") / "CRIMES.DAT", records(rows))


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory, _made: Path, crimes: Path, load: Load) -> Path:
    folder = tmp_path_factory.mktemp("migrated") / "workspace"
    shutil.copytree(_made, folder)
    load(open_workspace(folder), NORTHMERE, crimes)
    return folder


@pytest.fixture
def workspace(tmp_path: Path, _made: Path) -> Workspace:
    """A fresh workspace with a door and its logs."""
    shutil.copytree(_made, tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def migrated(tmp_path: Path, _migrated: Path) -> Workspace:
    """A workspace into which the first delivery has been run."""
    shutil.copytree(_migrated, tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def as_migrated(_migrated: Path) -> Workspace:
    """The same for reading only, without a copy of its own."""
    return open_workspace(_migrated)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Northmere's migration folder, to be changed."""
    shutil.copytree(NORTHMERE, tmp_path / "northmere", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "northmere"
