"""How the commands of the ledger fail: one block on standard error, and a status that a script can tell apart."""

import pytest
import typer

from athena.cli.serving import plain_failures
from athena.ledger.failures import Failure, Refused, StopTheLine, TryAgain


@pytest.mark.parametrize(("kind", "status"), [(Refused, 1), (StopTheLine, 3), (TryAgain, 4)])
def test_each_kind_of_failure_has_its_status(
    kind: type[Failure], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, plain_failures():
        raise kind("some-code", "what", "where", "why", "remedy")
    assert ended.value.exit_code == status
    assert "[some-code]" in capsys.readouterr().err
