"""Failures tell a person what, where, why and what to do."""

from athena.ledger.failures import Failure, Malformed, Refused, StopTheLine, TryAgain, malformed


def test_a_failure_prints_all_five_parts() -> None:
    text = str(StopTheLine("code", "what", "where", "why", "remedy"))
    assert all(part in text for part in ("[code]", "what", "where: where", "why: why", "what to do: remedy"))


def test_the_three_kinds_are_told_apart() -> None:
    assert isinstance(malformed("c", "w", "y"), Malformed)
    assert issubclass(Malformed, Refused)
    assert not issubclass(Refused, StopTheLine | TryAgain)
    assert all(issubclass(kind, Failure) for kind in (Refused, TryAgain, StopTheLine))
