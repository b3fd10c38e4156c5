"""`athena witness` as an overseer meets it; with a log on the other side in `test_ledger.py`."""

from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from athena.cli import witness
from athena.ledger.keys import VerifierKey
from athena.ledger.policy import Policy
from athena.ledger.workspace import found_ledger

app = typer.Typer()
witness.register(app)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["witness", *map(str, arguments)])


def test_the_policy_of_a_witness_names_its_keys_and_the_logs_it_trusts(tmp_path: Path) -> None:
    found_ledger(tmp_path, "force.example", 2026)
    mayor, out = tmp_path / "mayor", tmp_path / "overseer.policy"
    keys = run("keygen", "oversight.example/mayor", mayor).stdout.split()
    trusted = run("trust", mayor, tmp_path / "ledger/access/policy").stdout.split()[1]
    assert run("policy", mayor, "--url", "http://127.0.0.1:8471", "--out", out).exit_code == 0
    policy = Policy.parse(out.read_bytes())
    assert [str(log.key) for log in policy.logs] == [trusted]
    assert {str(one.key) for one in policy.witnesses} <= {str(VerifierKey.parse(key)) for key in keys}
    assert policy.quorum is not None
    assert run("policy", mayor, "--url", "http://127.0.0.1:8471").stdout_bytes == out.read_bytes()


def test_what_cannot_be_is_refused_plainly(tmp_path: Path) -> None:
    for arguments in (
        ("keygen", "bad name", tmp_path / "w"),
        ("trust", tmp_path / "w", "nonsense"),
        ("cosign", tmp_path / "w", tmp_path),
        ("serve", tmp_path / "w"),
    ):
        result = run(*arguments)
        assert (result.exit_code, "what to do:" in result.stderr) == (1, True)
