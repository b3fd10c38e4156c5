"""The three ways to fail say what they must."""

import pickle

from athena.failures import Busy, Refused, StopTheLine


def refused() -> Refused:
    return Refused("file-torn", "The file was not read", "crimes.csv, row 3", "It ends in a row", "Deliver it again")


def test_a_refusal_says_what_where_why_and_what_to_do() -> None:
    assert str(refused()) == (
        "The file was not read (file-torn)\n"
        "  where: crimes.csv, row 3\n"
        "  why:   It ends in a row\n"
        "  do:    Deliver it again"
    )
    assert refused().code == "file-torn"


def test_a_refusal_survives_the_way_between_processes() -> None:
    there = pickle.loads(pickle.dumps(refused()))
    assert (there.code, str(there)) == (refused().code, str(refused()))


def test_the_three_kinds_are_not_each_other() -> None:
    kinds = (Refused, Busy, StopTheLine)
    assert all(not issubclass(kind, other) for kind in kinds for other in kinds if kind is not other)
