from collections import Counter

import numpy as np
import pytest

from athena.synth.clerk import NO_ABODES, Clerk, Written
from athena.synth.world import World


@pytest.fixture(scope="module")
def written(world: World) -> Written:
    everyone = np.tile(np.arange(len(world.people)), 8)
    day = np.full(len(everyone), world.period.first_day + 300)
    return Clerk(world).write("test", np.arange(len(everyone)), everyone, day, evades=True)


def test_most_fields_are_right_and_every_kind_of_fault_happens(world: World, written: Written) -> None:
    kinds = Counter(kind for _, _, kind in written.faults)
    assert set(kinds) >= {
        "day month swapped", "birth digit", "birth default", "birth missing", "key neighbour", "letter lost",
        "letters swapped", "forename cut", "forename initial", "nickname", "other spelling", "names reversed",
        "false name", "old address", "station address", "postcode wrong", "sex wrong", "former surname",
    }  # fmt: skip
    right = sum(written.surname[n] == world.stock.words[world.people.surname[n]] for n in range(len(world.people)))
    assert right > 0.85 * len(world.people)


def test_faults_name_rows_where_something_differs(world: World, written: Written) -> None:
    people = len(world.people)
    for row, field, kind in written.faults:
        if kind == "birth default":
            assert written.born[row] in ("1900-01-01", "")
        if kind == "former surname" and (row, "surname", "other spelling") not in written.faults:
            assert world.people.former[row % people] != -1
        assert field in Written.__dataclass_fields__


def test_a_record_is_written_the_same_whatever_is_written_with_it(world: World) -> None:
    clerk = Clerk(world)
    record, person, day = np.arange(100, 200), np.arange(500, 600), np.full(100, world.period.first_day + 9)
    whole = clerk.write("test", record, person, day)
    half = clerk.write("test", record[50:], person[50:], day[50:])
    for field in ("surname", "forenames", "born", "sex", "ethnicity", "address", "postcode", "phone"):
        assert getattr(whole, field)[50:] == getattr(half, field)


def test_one_person_is_written_in_several_ways(world: World, written: Written) -> None:
    people = len(world.people)
    ways = [{written.forenames[row] for row in range(person, people * 8, people)} for person in range(100)]
    assert np.mean([len(one) > 1 for one in ways]) > 0.5


def test_people_of_no_fixed_abode_have_no_address(world: World, written: Written) -> None:
    person = np.flatnonzero(world.people.no_abode)
    assert len(person) > 0
    assert all(written.address[n] in NO_ABODES and written.postcode[n] == "" for n in person.tolist())


def test_an_address_is_written_on_one_line(world: World) -> None:
    text = Clerk(world).address_text(0)
    assert text.startswith("1 ")
    assert ", " in text
