"""`athena ledger` and `athena witness` as a person or a script meets them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from athena.cli import ledger, witness
from athena.ledger.entry import Event
from athena.ledger.operation import Operation
from athena.ledger.workspace import LogName, found_ledger, open_log

SOURCE = Path(ledger.__file__).parents[2]
app = typer.Typer()
ledger.register(app)
witness.register(app)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    found_ledger(tmp_path, "force.example", 2026)
    event = Event(op=Operation.DISCLOSURE, actor="a", role="r", purpose="p", decision="permit")
    with open_log(tmp_path, LogName.ACCESS) as log:
        log.append_many([event] * 300)
    return tmp_path


def key_of(workspace: Path) -> str:
    (line,) = [x for x in (workspace / "ledger/access/policy").read_text().splitlines() if x.startswith("log ")]
    return line.split()[1]


def test_founding_prints_the_keys_and_happens_once(tmp_path: Path) -> None:
    first = run("ledger", "found", "--authority", "force.example", "--workspace", tmp_path)
    assert first.exit_code == 0
    assert key_of(tmp_path) in first.stdout
    again = run("ledger", "found", "--authority", "force.example", "--workspace", tmp_path)
    assert again.exit_code == 1
    assert "[log-exists]" in again.stderr
    assert again.stdout == ""


def test_verify_says_how_many_which_root_and_which_witnesses(workspace: Path) -> None:
    plain = run("ledger", "verify", "--workspace", workspace)
    assert plain.exit_code == 0
    assert "300 (and 0 not yet in a checkpoint)" in plain.stdout
    assert "NONE REQUIRED" in plain.stdout
    answer = json.loads(run("ledger", "verify", "--workspace", workspace, "--json").stdout)
    assert (answer["ok"], answer["entries"], answer["alarms"], answer["witnesses"]) == (True, 300, [], [])
    assert answer["root"] in plain.stdout.replace("\n", "")
    assert answer["logs"]["register"]["entries"] == 0


def test_verify_reads_the_workspace_from_the_environment(workspace: Path) -> None:
    environment = {"ATHENA_WORKSPACE": str(workspace)}
    assert CliRunner().invoke(app, ["ledger", "verify"], env=environment).exit_code == 0


def test_any_alarm_is_exit_status_1_and_names_the_file(workspace: Path) -> None:
    tile = workspace / "ledger/access/tile/0/000"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    result = run("ledger", "verify", workspace / "ledger/access", "--policy", key_of(workspace), "--json")
    assert result.exit_code == 1
    (alarm,) = json.loads(result.stdout)["alarms"]
    assert (alarm["kind"], alarm["what"]) == ("tile-altered", "tile/0/000")
    both = run("ledger", "verify", "--workspace", workspace, "--json")
    assert json.loads(both.stdout)["alarms"][0]["what"] == "access/tile/0/000"
    plain = run("ledger", "verify", workspace / "ledger/access", "--policy", key_of(workspace))
    assert "ALARM" in plain.stdout
    assert "tile-altered: tile/0/000" in plain.stdout


def test_what_was_not_checked_is_said_with_why_and_by_whom_it_can_be(workspace: Path, tmp_path: Path) -> None:
    """An auditor's copy: both logs, and neither the keys nor the workspace around them."""
    copied = tmp_path / "copy"
    shutil.copytree(workspace / "ledger", copied / "ledger", ignore=shutil.ignore_patterns("keys"))
    for arguments in (("--workspace", copied), (copied,)):
        plain = run("ledger", "verify", *arguments)
        assert plain.exit_code == 0
        assert (
            "NOT CHECKED     policy: there is no policy folder in this copy; whoever holds the workspace can"
            in plain.stdout
        )
        answer = json.loads(run("ledger", "verify", *arguments, "--json").stdout)
        assert answer["ok"]
        said = {one["what"]: (one["why"], one["who"]) for one in answer["not_checked"]}
        assert set(said) == {
            "access/what bodies say",
            "access/history",
            "register/bodies",
            "register/history",
            "register/policy",
            "register/state",
        }
        assert all(why and who for why, who in said.values())


def test_verify_with_nothing_there_is_refused_plainly(tmp_path: Path) -> None:
    for arguments in ((), (tmp_path / "none",), ("gopher://x",)):
        result = run("ledger", "verify", *arguments, "--workspace", tmp_path)
        assert result.exit_code == 1
        assert "what to do:" in result.stderr
    assert run("ledger", "verify", "--workspace", tmp_path, "--since", tmp_path / "x").exit_code == 1
    assert run("ledger", "verify", "--nonsense").exit_code == 2


def test_an_earlier_checkpoint_belongs_to_one_log(workspace: Path) -> None:
    result = run("ledger", "verify", "--workspace", workspace, "--remember", workspace / "seen")
    assert result.exit_code == 1
    assert "[which-log]" in result.stderr


def test_a_proof_is_written_and_checked_by_somebody_with_nothing_but_a_key(workspace: Path, tmp_path: Path) -> None:
    proof = tmp_path / "42.tlog-proof"
    assert run("ledger", "prove", 42, "--workspace", workspace, "--out", proof).exit_code == 0
    assert run("ledger", "check", proof, "--policy", key_of(workspace)).stdout.startswith("entry 42: proved")
    answer = json.loads(run("ledger", "check", proof, "--policy", key_of(workspace), "--json").stdout)
    assert (answer["ok"], answer["index"], json.loads(answer["leaf"])["seq"]) == (True, 42, 42)
    printed = run("ledger", "prove", 42, "--workspace", workspace)
    assert printed.stdout_bytes == proof.read_bytes()


def test_a_false_proof_another_leaf_and_another_body_fail(workspace: Path, tmp_path: Path) -> None:
    proof, other = tmp_path / "p", tmp_path / "other"
    run("ledger", "prove", 42, "--workspace", workspace, "--out", proof)
    other.write_bytes(b"{}")
    key = key_of(workspace)
    result = run("ledger", "check", proof, "--policy", key, "--entry", other)
    assert (result.exit_code, "root-mismatch" in result.stdout) == (1, True)
    result = run("ledger", "check", proof, "--policy", key, "--body", other)
    assert (result.exit_code, "ANOTHER" in result.stdout) == (1, True)
    proof.write_bytes(proof.read_bytes().replace(b"index 42", b"index 042"))
    result = run("ledger", "check", proof, "--policy", key)
    assert (result.exit_code, "[decimal]" in result.stderr) == (1, True)
    assert run("ledger", "check", tmp_path / "none", "--policy", key).exit_code == 1


def test_a_disclosed_body_matches_its_proof(workspace: Path, tmp_path: Path) -> None:
    from athena.ledger.entry import body_of
    from athena.ledger.workspace import read_log

    (tmp_path / "body").write_bytes(body_of(read_log(workspace, LogName.ACCESS).entry(7)))
    run("ledger", "prove", 7, "--workspace", workspace, "--out", tmp_path / "p")
    result = run("ledger", "check", tmp_path / "p", "--policy", key_of(workspace), "--body", tmp_path / "body")
    assert (result.exit_code, "the one the leaf commits to" in result.stdout) == (0, True)


def test_a_proof_without_a_leaf_asks_for_one(workspace: Path, tmp_path: Path) -> None:
    run("ledger", "prove", 7, "--workspace", workspace, "--out", tmp_path / "p")
    lines = (tmp_path / "p").read_bytes().split(b"\n")
    (tmp_path / "p").write_bytes(b"\n".join(line for line in lines if not line.startswith(b"extra ")))
    result = run("ledger", "check", tmp_path / "p", "--policy", key_of(workspace))
    assert (result.exit_code, "--entry" in result.stderr) == (1, True)


def test_consistency_is_printed_and_verifies(workspace: Path) -> None:
    from athena.ledger.tree import verify_consistency

    answer = json.loads(run("ledger", "consistency", 100, 300, "--workspace", workspace, "--json").stdout)
    roots = bytes.fromhex(answer["old_root"]), bytes.fromhex(answer["new_root"])
    assert verify_consistency(100, 300, *roots, [bytes.fromhex(step) for step in answer["proof"]])
    lines = run("ledger", "consistency", 100, 300, "--workspace", workspace).stdout.split()
    assert len(lines) == len(answer["proof"])
    assert run("ledger", "consistency", 300, 301, "--workspace", workspace).exit_code == 1


def test_prove_beyond_the_end_is_refused(workspace: Path) -> None:
    result = run("ledger", "prove", 300, "--workspace", workspace)
    assert (result.exit_code, "[not-covered]" in result.stderr) == (1, True)


def test_an_overseer_signs_offline_and_the_lines_come_home(workspace: Path, tmp_path: Path) -> None:
    log, mayor = workspace / "ledger/access", tmp_path / "mayor"
    keys = run("witness", "keygen", "oversight.example/mayor", mayor).stdout.split()
    assert run("witness", "trust", mayor, key_of(workspace)).exit_code == 0
    signed = run("witness", "cosign", mayor, log)
    (tmp_path / "lines").write_bytes(signed.stdout_bytes)
    policy = tmp_path / "policy"
    policy.write_text(f"log {key_of(workspace)}\nwitness mayor {keys[0]}\nquorum mayor\n")
    assert run("ledger", "attach", tmp_path / "lines", "--workspace", workspace).exit_code == 1
    assert run("ledger", "adopt", policy, "--workspace", workspace).exit_code == 0
    assert "attached 1 of 2" in run("ledger", "attach", tmp_path / "lines", "--workspace", workspace).stdout
    answer = json.loads(run("ledger", "verify", log, "--policy", policy, "--json").stdout)
    assert (answer["ok"], [w["name"] for w in answer["witnesses"]]) == (True, ["oversight.example/mayor"])
    assert "oversight.example/mayor" in run("ledger", "verify", log, "--policy", policy).stdout
    assert b"mayor" in run("ledger", "checkpoint", "--workspace", workspace).stdout_bytes


def test_a_damaged_log_is_status_3(workspace: Path) -> None:
    (workspace / "ledger/access/journal").unlink()
    damaged = run("ledger", "checkpoint", "--gather", "--workspace", workspace)
    assert (damaged.exit_code, "[journal-damaged]" in damaged.stderr) == (3, True)


def test_what_may_work_later_is_status_4(workspace: Path, tmp_path: Path) -> None:
    run("witness", "keygen", "oversight.example/mayor", tmp_path / "mayor")
    run("witness", "trust", tmp_path / "mayor", key_of(workspace))
    away = run("witness", "cosign", tmp_path / "mayor", "http://127.0.0.1:9")
    assert (away.exit_code, "[source-unreachable]" in away.stderr) == (4, True)


def test_serving_nothing_is_refused_plainly(tmp_path: Path) -> None:
    result = run("ledger", "serve", "--workspace", tmp_path)
    assert (result.exit_code, "what to do:" in result.stderr) == (1, True)


STARTER = """
import typer
from athena.cli import ledger, witness
app = typer.Typer()
ledger.register(app)
witness.register(app)
app()
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def start(started: list[subprocess.Popen[str]], *arguments: object) -> str:
    """Start a serving command and return the URL it prints."""
    command = [sys.executable, "-c", STARTER, *map(str, arguments), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    # Tests that run in the background of a script inherit an ignored SIGINT, and so would what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    signal.signal(signal.SIGINT, before)
    started.append(process)
    assert process.stdout is not None
    return process.stdout.readline().split()[-1]


def test_a_log_and_a_witness_serve_one_another(
    workspace: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    mayor, policy = tmp_path / "mayor", tmp_path / "policy"
    keys = run("witness", "keygen", "oversight.example/mayor", mayor).stdout.split()
    run("witness", "trust", mayor, key_of(workspace))
    url_of_witness = start(started, "witness", "serve", mayor)
    policy.write_text(f"log {key_of(workspace)}\nwitness mayor {keys[1]} {url_of_witness}\nquorum mayor\n")
    run("ledger", "adopt", policy, "--workspace", workspace)
    gathered = run("ledger", "checkpoint", "--gather", "--workspace", workspace)
    assert (gathered.exit_code, gathered.stderr) == (0, "")
    url = start(started, "ledger", "serve", "--workspace", workspace)
    answer = run("ledger", "verify", url, "--policy", policy, "--ask-witnesses", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["entries"] == 300
    for process, asked in zip(started, (signal.SIGTERM, signal.SIGINT), strict=True):
        process.send_signal(asked)
        assert "stopped" in process.communicate(timeout=20)[0]
        assert process.returncode == 0
    late = run("ledger", "checkpoint", "--gather", "--workspace", workspace)
    assert "[witness-unreachable]" in late.stderr
