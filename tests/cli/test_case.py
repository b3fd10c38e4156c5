from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from athena.access.setup import set_up
from athena.cli import acting, breakglass, case, ledger, principal, replay
from athena.lake.workspace import create_workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case") / "workspace"
    set_up(create_workspace(folder), "wendy", "force.example")
    return folder


class Face:
    """The command line over one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = typer.Typer()
        for room in (acting, case, principal, breakglass, ledger, replay):
            room.register(self.app)

    def __call__(self, *words: str) -> Result:
        return CliRunner(env={"ATHENA_WORKSPACE": str(self.folder)}).invoke(self.app, list(words))


@pytest.fixture
def athena(made: Path, monkeypatch: pytest.MonkeyPatch) -> Face:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    return Face(made)


def test_the_whole_life_of_a_case_and_of_a_broken_glass(athena: Face) -> None:
    for who, role in (("sam", "investigator"), ("ivan", "investigator"), ("eve", "investigator"), ("olga", "overseer")):
        above = [] if who in ("sam", "olga") else ["--supervisor", "sam"]
        assert athena("principal", "appoint", who, "--role", role, "--reason", "New here", *above).exit_code == 0
    roles = {one["id"]: one["roles"] for one in json.loads(athena("principal", "list", "--json").stdout)}
    assert roles["ivan"] == ["investigator"]

    opening = ["case", "open", "Mint Street", "--ground", "volume-crime", "--reason", "Two break-ins", "--id", "mint"]
    assert "mint is open under volume-crime" in athena("as", "ivan", "--", *opening).stdout
    assert [one["id"] for one in json.loads(athena("as", "ivan", "--", "case", "list", "--json").stdout)][-1] == "mint"
    shown = json.loads(athena("as", "ivan", "--", "case", "show", "mint", "--json").stdout)
    assert (shown["owner"], shown["ground_kind"], shown["members"]) == ("ivan", "investigation", ["ivan"])
    outside = athena("as", "eve", "--", "case", "show", "mint")
    assert (outside.exit_code, outside.stdout) == (1, "")
    assert athena("as", "eve", "--", "case", "join", "mint", "eve").exit_code == 1
    assert "ivan, sam" in athena("as", "ivan", "--", "case", "join", "mint", "sam").stdout
    assert "sam" not in athena("as", "ivan", "--", "case", "leave", "mint", "sam").stdout

    broken = athena("as", "eve", "--", "break-glass", "open", "mint", "--reason", "A child is missing now")
    assert "until" in broken.stdout
    assert "A child is missing" in athena("as", "sam", "--", "break-glass", "notices").stdout
    (glass,) = json.loads(athena("as", "olga", "--", "break-glass", "list", "--json").stdout)
    own = ["break-glass", "review", glass["id"], "--finding", "justified", "--reason", "It was as she said"]
    assert athena("as", "eve", "--", *own).exit_code == 1
    assert "was justified" in athena("as", "sam", "--", *own).stdout
    assert athena("as", "sam", "--", *own[:3], "--finding", "maybe", "--reason", "It was").exit_code == 2

    assert "is closed" in athena("as", "ivan", "--", "case", "close", "mint", "--reason", "It is finished").stdout
    ended = athena("principal", "end", "eve", "--role", "investigator", "--reason", "Moved to another force")
    assert "no longer investigator" in ended.stdout


def test_an_entry_is_read_under_a_log_ground_alone(athena: Face) -> None:
    assert (
        athena("principal", "appoint", "pat", "--role", "professional-standards", "--reason", "New here").exit_code == 0
    )
    without = athena("as", "pat", "--", "ledger", "entry", "0")
    assert (without.exit_code, without.stdout) == (1, "")
    assert "access.case-missing" in without.stderr
    opening = [
        "case",
        "open",
        "Audit",
        "--ground",
        "log-self-monitoring",
        "--reason",
        "Monthly sample",
        "--id",
        "audit",
    ]
    assert athena("as", "pat", "--", *opening).exit_code == 0
    found = json.loads(athena("as", "pat", "--case", "audit", "--", "ledger", "entry", "0").stdout)
    assert (found["parts"]["op"], found["hidden"]) == ("opening", [])
    nothing = athena("as", "pat", "--case", "audit", "--", "ledger", "show", "0")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "access.replay-nothing" in nothing.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["as", "mallory", "--", "case", "open", "X", "--ground", "volume-crime", "--reason", "A long reason"],
        ["case", "open", "X", "--ground", "whim", "--reason", "A long reason", "--role", "analyst"],
        ["case", "show", "nothing"],
        ["case", "close", "nothing", "--reason", "A long reason"],
        ["principal", "appoint", "wendy", "--role", "investigator", "--reason", "For myself"],
        ["principal", "appoint", "nina", "--role", "king", "--reason", "New here"],
        ["break-glass", "open", "nothing", "--reason", "A long reason", "--role", "analyst"],
        ["break-glass", "review", "nothing", "--finding", "justified", "--reason", "A long reason"],
    ],
)
def test_what_may_not_be_is_refused_in_one_block_and_prints_nothing(athena: Face, words: list[str]) -> None:
    found = athena(*words)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "Refused" in found.stderr
    assert "Traceback" not in found.stderr
