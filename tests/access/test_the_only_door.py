"""There is one way to records: every function and command that can return personal data needs a view.

Three nets. The first reads the source of everything above the ground floor and finds each place that opens the
lake, the evidence store or DuckDB by itself. The second calls every public function of the door that hands out
records, without a view. The third runs every command as somebody who was never appointed. The one room that is
being built and is not routed yet is named here.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import athena.access
from athena.access.view import View
from athena.cli import acting, breakglass, case, ledger, policy, principal, replay

SOURCE = Path(athena.access.__file__).parents[1]

WRITERS = {
    "ingest/intake.py": "takes delivered files into the evidence store and the lake",
    "ingest/migration/planning.py": "stages a file that its caller holds, and publishes nothing",
    "ingest/migration/running.py": "takes a delivered file into the evidence store and the lake",
    "ingest/migration/signing.py": "keeps a signed proof, and notes where it is",
    "ingest/resubmission.py": "reads held-back rows again, from the evidence store",
    "ingest/trace.py": "finds the bytes of a row that its caller was shown whole",
    "ingest/quarantine.py": "finds the bytes of a held-back row",
    "ingest/tables.py": "lays empty tables",
    "resolve/tables.py": "lays empty tables",
}
"""Who writes, or follows a record to its bytes: they hold a view under a service principal, or their caller does."""


def ways_past(text: str) -> set[str]:
    """What `text` opens by itself: `lake.read`, `lake.write`, `evidence` or `duckdb`."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(value=ast.Attribute(attr="lake"), attr="read" | "write" as how):
                found.add(f"lake.{how}")
            case ast.Attribute(value=ast.Attribute(attr="reading" | "readings"), attr="table" | "execute" | "borrow"):
                found.add("lake.read")
            case ast.Attribute(attr="evidence"):
                found.add("evidence")
            case ast.Call(func=ast.Name(id="Lake")):
                found.add("lake.read")
            case ast.Import(names=names) if any(name.name == "duckdb" for name in names):
                found.add("duckdb")
    return found


def above_the_ground() -> list[Path]:
    floors = ("access", "lake", "pole", "ledger", "ingest/mainframe")
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not any(path.relative_to(SOURCE).as_posix().startswith(f"{floor}/") for floor in floors)
    ]


def test_nothing_reads_the_lake_but_by_a_view() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): "lake.read"
        for path in above_the_ground()
        if "lake.read" in ways_past(path.read_text(encoding="utf-8"))
    }
    assert not found, f"these read records past the door: {sorted(found)}; open a view (docs/access.md)"


def test_nothing_writes_or_opens_evidence_but_what_is_named() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in above_the_ground()
        if ways_past(path.read_text(encoding="utf-8")) & {"lake.write", "evidence"}
    }
    assert not found - WRITERS.keys(), f"unnamed writers: {sorted(found - WRITERS.keys())}"


@pytest.mark.parametrize(
    "planted",
    [
        "def peek(workspace):\n    with workspace.lake.read() as reading:\n        return reading.table('person')",
        "def peek(workspace):\n    return workspace.evidence.open('x')",
        "def peek(view):\n    return view.reading.table('person').to_pyarrow()",
        "def peek(door):\n    return door.readings.borrow(None)",
        "import duckdb\nROWS = duckdb.connect('lake.duckdb')",
        "from athena.lake.storage import Lake\ndef peek(folder, key):\n    return Lake(folder, key)",
    ],
)
def test_a_planted_bypass_is_caught(planted: str) -> None:
    assert ways_past(planted)


def handing_out() -> list[str]:
    """Every public function of the door whose result can hold what is in records or in the log."""
    found = []
    for module in pkgutil.walk_packages(athena.access.__path__, "athena.access."):
        if ".migrations" in module.name:
            continue
        for name, member in inspect.getmembers(import_module(module.name), inspect.isfunction):
            result = str(member.__annotations__.get("return", ""))
            holds = any(word in result for word in ("Released", "Recreated", "SeenEntry"))
            if holds and member.__module__ == module.name and not name.startswith("_"):
                found.append(f"{module.name}:{name}")
    return found


def test_every_function_that_hands_out_records_takes_a_view_first() -> None:
    named = handing_out()
    assert {one.rsplit(":")[1] for one in named} == {"release", "recreate", "read_entry"}
    for one in named:
        module, name = one.split(":")
        function = getattr(import_module(module), name)
        first = next(iter(inspect.signature(function).parameters.values()))
        assert str(first.annotation).endswith("View")
        with pytest.raises((TypeError, AttributeError)):
            function(None, 0) if name != "release" else function(None, None, asked=(), recipient="", reason="")


def test_a_view_hands_out_rows_by_release_and_execute_alone() -> None:
    rows = {
        name
        for name, member in inspect.getmembers(View, inspect.isfunction)
        if any(word in str(member.__annotations__.get("return", "")) for word in ("pa.Table", "Released"))
    }
    assert rows == {"release", "execute"}


COMMANDS = {
    "as": "runs another command, which is in this list",
    "principal list": "names colleagues and their roles, and no record",
    "policy list": "the rules are public",
    "policy explain": "the rules are public",
    "policy try": "supposes, and reads no record",
    "policy check": "reads rules",
}
"""Commands that return no personal data of subjects, with why."""

LEDGER = ("ledger ", "witness ")
"""The transparency log's own commands return hashes and proofs: `docs/ledger.md` says who may read bodies."""

REFUSES = {
    "case open": ["X", "--ground", "volume-crime", "--reason", "A long enough reason"],
    "case list": [],
    "case show": ["larch"],
    "case join": ["larch", "mallory"],
    "case leave": ["larch", "ada"],
    "case close": ["larch", "--reason", "A long enough reason"],
    "break-glass open": ["larch", "--reason", "A long enough reason"],
    "break-glass list": [],
    "break-glass review": ["x", "--finding", "justified", "--reason", "A long enough reason"],
    "break-glass notices": [],
    "principal appoint": ["nina", "--role", "analyst", "--reason", "A long enough reason"],
    "principal end": ["ada", "--role", "analyst", "--reason", "A long enough reason"],
    "policy adopt": ["--reason", "A long enough reason"],
    "ledger entry": ["0"],
    "ledger show": ["0"],
}
"""Commands of the door, each with words that would make it do something for somebody who may."""


def faces() -> typer.Typer:
    app = typer.Typer()
    for room in (acting, policy, case, breakglass, principal, ledger, replay):
        room.register(app)
    return app


def named(command: object, path: tuple[str, ...] = ()) -> list[str]:
    inside = getattr(command, "commands", None)
    if inside is None:
        return [" ".join(path)]
    return [name for word, one in inside.items() for name in named(one, (*path, word))]


def test_every_command_is_accounted_for() -> None:
    every = set(named(typer.main.get_command(faces())))
    ours = {name for name in every if not name.startswith(LEDGER) or name in REFUSES}
    assert ours == COMMANDS.keys() | REFUSES.keys()


def test_every_command_refuses_somebody_who_was_never_appointed(
    furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    shutil.copytree(furnished, tmp_path / "workspace")
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    runner, app = CliRunner(env={"ATHENA_WORKSPACE": str(tmp_path / "workspace")}), faces()
    quiet = {"case list", "break-glass notices"}
    for command, words in REFUSES.items():
        found = runner.invoke(app, ["as", "mallory", "--case", "larch", "--", *command.split(), *words])
        assert found.exit_code == 1 or command in quiet, f"{command}: {found.output}"
        assert not any(word in found.stdout for word in ("Suspect", "Victim", "Secret", "larch")), command
