import numpy as np

from athena.synth.export import Export
from athena.synth.nominals import make_parts


def test_everybody_named_in_a_crime_appears_in_it_once_for_each_role(desk: Export) -> None:
    parts, crimes = make_parts(desk).all, desk.crimes
    wanted = sum(
        int((people >= 0).sum()) for people in (crimes.victim, crimes.suspect, crimes.second_suspect, crimes.witness)
    )
    assert len(parts.number) == wanted
    assert (np.diff(parts.crime) >= 0).all()
    first = np.flatnonzero(parts.place == 0)
    assert len(first) == len(np.unique(parts.crime))
    assert set(parts.roles) == {"victim", "suspect", "witness"}


def test_one_person_has_several_nominals_and_some_are_found_again(desk: Export) -> None:
    parts = make_parts(desk).all
    pairs = set(zip(parts.person.tolist(), parts.nominal.tolist(), strict=True))
    people = len(np.unique(parts.person))
    assert people < len(pairs) < len(parts.number)


def test_nominals_are_nine_digits(desk: Export) -> None:
    nominal = make_parts(desk).all.nominal
    assert nominal.min() >= 100_000_000
    assert nominal.max() < 1_000_000_000


def test_a_slice_holds_the_crimes_asked_for(desk: Export) -> None:
    part = make_parts(desk).of_crimes(5, 9)
    assert set(part.crime.tolist()) <= {5, 6, 7, 8}
    assert len(part.number) == len(part.nominal)
