"""What the tests of migration share: Northmere's fictional crime master as its machine would have written it."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from athena.access.setup import set_up
from athena.ingest.mainframe.encode import RecordEncoder
from athena.ingest.migration.folder import Migration, load_migration
from athena.ingest.migration.running import Run, run
from athena.ingest.staging import Progress
from athena.ingest.tables import lay_tables
from athena.lake.workspace import Workspace, create_workspace, open_workspace

NORTHMERE = Path(__file__).parent / "northmere"
Row = Mapping[str, object]


def crime(ref: int, **fields: object) -> Row:
    body = {"OFFENCE": "BURGLARY", "RECORDED_DATE": "1989-03-04", "METHOD": "VIA REAR WINDOW", "LOSS_VALUE": "125.50"}
    return {"type": "C", "ref": ref, "CRIME_BODY": body | {"BEAT": 258} | fields}


def person(ref: int, number: int, **fields: object) -> Row:
    body = {"PERSON_NO": number, "PERSON_ROLE": "V", "FULL_NAME": "ALEX EXAMPLE", "BIRTH_DATE": "1951-08-17"}
    return {"type": "P", "ref": ref, "PERSON_BODY": body | {"HEIGHT_CM": 172} | fields}


def item(ref: int, number: int, **fields: object) -> Row:
    body = {"ITEM_NO": number, "ITEM_TEXT": "WATCH, COST £95", "ITEM_VALUE": "95.00", "FOUND": "N"}
    return {"type": "G", "ref": ref, "PROPERTY_BODY": body | fields}


CRIMES: Sequence[Row] = (
    crime(17),
    person(17, 1),
    person(17, 2, PERSON_ROLE="S", FULL_NAME="SAM SPECIMEN", BIRTH_DATE=None, HEIGHT_CM=0),
    item(17, 1),
    item(17, 2, ITEM_TEXT="CYCLE", ITEM_VALUE="120.00", FOUND="Y"),
    crime(18, OFFENCE="THEFT", METHOD="", LOSS_VALUE="-1.25", BEAT=259),
    person(18, 1, FULL_NAME="JO PATTERN"),
    item(18, 1, ITEM_TEXT="CASH", ITEM_VALUE="0.05"),
)


@pytest.fixture(scope="session")
def northmere() -> Migration:
    return load_migration(NORTHMERE)


@pytest.fixture(scope="session")
def records(northmere: Migration) -> Callable[[Sequence[Row]], list[bytes]]:
    """The records as bytes, each with no more than its type needs."""
    layout = northmere.book.layouts[0]
    encoder = RecordEncoder(layout, northmere.book.options.reading)
    schema = {
        field.name: field.type
        for field in __import__("athena.ingest.mainframe.reader", fromlist=["LegacyReader"])
        .LegacyReader(_copybook(), northmere.book.options)
        .schema
        if not field.name.startswith("_")
    }

    def encode(rows: Sequence[Row]) -> list[bytes]:
        found = []
        for row in rows:
            columns = {"REC_TYPE": row["type"], "CRIME_REF": row["ref"]} | {k: v for k, v in row.items() if k[0].isupper()}
            arrays = [_array(columns.get(name), kind) for name, kind in schema.items()]
            struct = pa.StructArray.from_arrays(arrays, fields=[pa.field(n, k) for n, k in schema.items()])
            body = layout.find(northmere.book.targets[str(row["type"])])
            found.append(encoder.encode(struct).record(0)[: body.offset + sum(c.length for c in body.children)])
        return found

    return encode


def _copybook():  # type: ignore[no-untyped-def]
    from athena.ingest.mainframe.copybook import load_copybook

    return load_copybook(NORTHMERE / "crime.cpy")


def _array(value: object, kind: pa.DataType) -> pa.Array:
    if isinstance(value, Mapping):
        inner = [_array(value.get(field.name), field.type) for field in kind]
        return pa.StructArray.from_arrays(inner, fields=list(kind))
    if value is None:
        return pa.nulls(1, kind)
    return pa.array([str(value)]).cast(kind)


@pytest.fixture(scope="session")
def deck() -> Callable[[Path, Sequence[bytes]], Path]:
    """Write records behind record descriptor words."""

    def write(path: Path, found: Sequence[bytes]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in found))
        return path

    return write


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = create_workspace(
        tmp_path_factory.mktemp("template") / "workspace", [lay_tables, lambda made: set_up(made, _login(), "force.example")]
    )
    return made.folder


def _login() -> str:
    from athena.access.session import login

    return login()


@pytest.fixture
def workspace(tmp_path: Path, _template: Path) -> Workspace:
    """A fresh workspace with a door and its logs."""
    shutil.copytree(_template, tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Northmere's migration folder, to be changed."""
    shutil.copytree(NORTHMERE, tmp_path / "northmere", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "northmere"


@pytest.fixture
def crimes(tmp_path: Path, records, deck) -> Path:  # type: ignore[no-untyped-def]
    """The first delivery: two crimes with their people and property, eight records."""
    made: Path = deck(tmp_path / "first" / "CRIMES.DAT", records(CRIMES))
    return made


@pytest.fixture(scope="session")
def load() -> Callable[..., Run]:
    """Run a migration folder over files."""

    def load(workspace: Workspace, folder: Path, *files: Path) -> Run:
        return run(workspace, load_migration(folder), files, Progress())

    return load
