"""There is one way to records: every function and command that can return personal data needs a view.

Three nets. The first reads the source of everything above the ground floor and finds each place that opens the
lake, the evidence store or DuckDB by itself. The second calls every public function of the door that hands out
records, without a view. The third runs every command as somebody who was never appointed, by the lists that each
room keeps in `commands/`.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import shutil
from importlib import import_module
from pathlib import Path

import pytest
import typer
import yaml
from tests.access.conftest import World
from tests.openers import WRITERS
from typer.testing import CliRunner

import athena.access
from athena.access.need import READING_THE_LOG, Need
from athena.access.view import View
from athena.cli.main import app
from athena.lake.evidence import EvidenceStore

SOURCE = Path(athena.access.__file__).parents[1]

STORE = {name for name in vars(EvidenceStore) if not name.startswith("_")}
"""What an evidence store can do. What says why two records are one is called evidence too, and can none of it."""


def ways_past(text: str) -> set[str]:
    """What `text` opens by itself: `lake.read`, `lake.write`, `evidence` or `duckdb`."""
    tree = ast.parse(text)
    stores = evidence_held_in(tree)
    return {way for node in ast.walk(tree) if (way := way_past(node, stores))}


def evidence_held_in(tree: ast.AST) -> set[str]:
    """The names that something called `evidence` is given to, so that a store cannot hide behind another name."""
    given = [node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.NamedExpr)]
    return {
        target.id
        for node in given
        if isinstance(node.value, ast.Attribute) and node.value.attr == "evidence"
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def way_past(node: ast.AST, stores: set[str]) -> str | None:
    match node:
        case ast.Attribute(value=ast.Attribute(attr="lake"), attr="read" | "write" as how):
            return f"lake.{how}"
        case ast.Attribute(value=ast.Attribute(attr="reading" | "readings"), attr="table" | "execute" | "borrow"):
            return "lake.read"
        case ast.Call(func=ast.Name(id="Lake")):
            return "lake.read"
        case ast.Attribute(value=ast.Attribute(attr="evidence"), attr=does) if does in STORE:
            return "evidence"
        case ast.Attribute(value=ast.Name(id=name), attr=does) if name in stores and does in STORE:
            return "evidence"
        case ast.Attribute(value=ast.Name(id="workspace") | ast.Attribute(attr="workspace"), attr="evidence"):
            return "evidence"
        case ast.ImportFrom(names=names) if any(name.name == "EvidenceStore" for name in names):
            return "evidence"
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value="evidence"), *_]):
            return "evidence"
        case ast.Import(names=names) if any(name.name == "duckdb" for name in names):
            return "duckdb"
    return None


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
        "def peek(home):\n    return home.evidence.open('x')",
        "def peek(home):\n    kept = home.evidence\n    return kept.open('x')",
        "def peek(view):\n    return opened(view.door.workspace.evidence, 'x')",
        "def peek(home):\n    return getattr(home, 'evidence').open('x')",
        "from athena.lake.evidence import EvidenceStore\ndef peek(folder, key):\n    return EvidenceStore(folder, key)",
        "def peek(view):\n    return view.reading.table('person').to_pyarrow()",
        "def peek(door):\n    return door.readings.borrow(None)",
        "import duckdb\nROWS = duckdb.connect('lake.duckdb')",
        "from athena.lake.storage import Lake\ndef peek(folder, key):\n    return Lake(folder, key)",
    ],
)
def test_a_planted_bypass_is_caught(planted: str) -> None:
    assert ways_past(planted)


def test_what_says_why_two_records_are_one_is_not_the_store() -> None:
    assert not ways_past("def told(link):\n    return [name for name, bits in link.evidence] + why(link.evidence)")


def test_what_is_opened_is_opened_by_who_is_named(world: World) -> None:
    """The net under every test of every room catches whoever the source does not show."""
    with pytest.raises(AssertionError, match=r"athena\.links\.peek opens EvidenceStore"):
        exec(
            "kept = vars(type(workspace))['evi' + 'dence'].fget(workspace)\nkept.holds('0' * 64)",
            {"__name__": "athena.links.peek", "workspace": world.workspace},
        )


def handing_out() -> list[str]:
    """Every public function of the door whose result can hold what is in records or in the log."""
    found = []
    for module in pkgutil.walk_packages(athena.access.__path__, "athena.access."):
        if ".migrations" in module.name:
            continue
        for name, member in inspect.getmembers(import_module(module.name), inspect.isfunction):
            result = str(member.__annotations__.get("return", ""))
            holds = any(word in result for word in ("Released", "Recreated", "SeenEntry", "Looked"))
            if holds and member.__module__ == module.name and not name.startswith("_"):
                found.append(f"{module.name}:{name}")
    return found


RELEASING = {"asked": (), "words": "", "recipient": "", "reason": ""}


def test_every_function_that_hands_out_records_takes_a_view_first() -> None:
    named = handing_out()
    assert {one.rsplit(":")[1] for one in named} == {"release", "recreate", "read_entry", "looked"}
    for one in named:
        module, name = one.split(":")
        function = getattr(import_module(module), name)
        first = next(iter(inspect.signature(function).parameters.values()))
        assert str(first.annotation).endswith("View")
        with pytest.raises((TypeError, AttributeError)):
            function(None, 0) if name != "release" else function(
                None, None, asked=(), words="", recipient="", reason=""
            )


def test_a_view_hands_out_rows_by_release_and_execute_alone() -> None:
    rows = {
        name
        for name, member in inspect.getmembers(View, inspect.isfunction)
        if any(word in str(member.__annotations__.get("return", "")) for word in ("pa.Table", "Released"))
    }
    assert rows == {"release", "execute"}


MIGRATION = Path(__file__).parents[1] / "ingest" / "migration" / "northmere"
FOLDER = Path(__file__).parent / "commands"
LISTS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
"""What every command of each room is: `refuses` with words that would make it do something for somebody who may,
`empty` for one that answers about whoever asks and has nothing to say to a stranger, `open` for one that returns no
personal data of a workspace, with why. A room adds a file of its own."""


def listed(sort: str) -> dict[str, list[str] | str]:
    return {command: what for room in LISTS.values() for command, what in room.get(sort, {}).items()}


def needs() -> list[Need]:
    """What every room says its commands need."""
    found = [READING_THE_LOG]
    for room in sorted(path.parent.name for path in SOURCE.glob("*/needs.py")):
        found += [one for one in vars(import_module(f"athena.{room}.needs")).values() if isinstance(one, Need)]
    return found


def named(command: object, path: tuple[str, ...] = ()) -> list[str]:
    inside = getattr(command, "commands", None)
    if inside is None:
        return [" ".join(path)]
    return [name for word, one in inside.items() for name in named(one, (*path, word))]


def test_every_command_of_athena_is_in_one_list_and_no_more() -> None:
    lists = [listed(sort) for sort in ("refuses", "empty", "open")]
    named_once = [command for one in lists for command in one]
    assert sorted(named_once) == sorted(named(typer.main.get_command(app)))
    assert not {sort for room in LISTS.values() for sort in room} - {"refuses", "empty", "open"}
    assert all(len(str(why).split()) > 1 for one in lists[1:] for why in one.values())


def test_every_need_is_of_a_command_that_refuses_strangers() -> None:
    refusing = listed("refuses")
    for need in needs():
        group = [command for command in refusing if command == need.command or command.startswith(f"{need.command} ")]
        assert group, f"{need.command} needs the door and is in no list of tests/access/commands/"


def test_no_job_is_needed_to_list_records_to_a_person() -> None:
    assert {need.command for need in needs() if need.service is not None and need.operation == "disclosure"} == set()


@pytest.fixture(scope="session")
def strangers_workspace(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that nothing is written to, since everything is refused."""
    return Path(shutil.copytree(furnished, tmp_path_factory.mktemp("strangers") / "workspace"))


@pytest.mark.parametrize("command", [*listed("refuses"), *listed("empty")])
def test_a_command_tells_nothing_to_somebody_who_was_never_appointed(
    command: str, strangers_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    (tmp_path / "file").write_text("Crime ID,Month\n", encoding="utf-8")
    places = {"file": tmp_path / "file", "new": tmp_path / "new.csv", "migration": MIGRATION}
    words = [word.format(**places) for word in listed("refuses").get(command, ())]
    runner = CliRunner(env={"ATHENA_WORKSPACE": str(strangers_workspace)})
    found = runner.invoke(app, ["as", "mallory", "--case", "larch", "--", *command.split(), *words])
    assert not any(word in found.stdout for word in ("Suspect", "Victim", "Secret", "larch")), found.stdout
    if command in listed("refuses"):
        assert found.exit_code == 1, found.output
        assert "access." in found.output, found.output
