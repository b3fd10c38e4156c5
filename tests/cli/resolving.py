"""What the tests of `athena resolve` share: what a run made of a small force, and a way to act as anybody there."""

from tests.resolve.conftest import Force
from typer.testing import CliRunner, Result

from athena.cli.main import app

CLUSTERS = {"r1": 0, "r2": 0, "r3": 1, "r4": 1, "r5": 2, "r6": 3}
EDGES = [
    ("r1", "r2", {"prior": -4.0, "name": 12.0}, "joined"),
    ("r3", "r4", {"prior": -4.0, "name": 9.0}, "joined"),
    ("r2", "r3", {"prior": -4.0, "name": 8.0, "born": -3.5}, "queued"),
    ("r4", "r5", {"prior": -4.0, "name": 4.0}, "queued"),
    ("r5", "r6", {"prior": -4.0, "born": -6.0}, "apart"),
]
CASES = {"ivan": "larch", "eve": "oak", "ada": "larch"}


def run_as(force: Force, who: str, *words: str) -> Result:
    """Run a command of `athena resolve` as somebody, for their case; wendy, who made the workspace, names none."""
    case = ["--case", CASES[who]] if who in CASES else []
    return CliRunner().invoke(
        app, ["as", who, *case, "--", "resolve", *words], env={"ATHENA_WORKSPACE": str(force.workspace.folder)}
    )


def athena(force: Force, who: str, *words: str, fails: bool = False) -> str:
    """What it prints; what it refuses where it is to fail."""
    done = run_as(force, who, *words)
    assert done.exit_code == (1 if fails else 0), done.output
    return done.stderr if fails else done.stdout
