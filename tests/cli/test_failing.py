"""Failures on the command line: words on stderr, and a status for each kind."""

import errno

import pytest

from athena.cli.failing import explained
from athena.failures import Busy, Refused, StopTheLine


@pytest.mark.parametrize(
    ("failure", "status", "word"),
    [
        (Refused("test.code", "No", "row 3", "it is wrong", "put it right"), 1, "Refused: No (test.code)"),
        (StopTheLine("the sums disagree"), 3, "Stopped: the sums disagree"),
        (Busy("somebody writes"), 4, "Busy: somebody writes"),
    ],
)
def test_each_kind_has_its_words_and_its_status(
    failure: Exception, status: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, explained():
        raise failure
    assert ended.value.code == status
    assert word in capsys.readouterr().err


def test_a_full_disk_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, explained():
        raise OSError(errno.ENOSPC, "No space left on device", "/data/lake")
    assert ended.value.code == 3
    assert "/data/lake" in capsys.readouterr().err


def test_a_fault_in_athena_stays_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), explained():
        raise ZeroDivisionError
