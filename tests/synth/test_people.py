import numpy as np
import pytest

from athena.synth import Rates
from athena.synth.draws import Dice
from athena.synth.names import load_stock
from athena.synth.people import People, make_people
from athena.synth.period import Period


@pytest.fixture(scope="module")
def many(rates: Rates) -> People:
    return make_people(Dice(4), rates, load_stock(), Period(2), 60_000)


def test_everybody_has_a_household_and_households_are_of_the_stated_sizes(many: People, rates: Rates) -> None:
    assert many.size.sum() == len(many) == 60_000
    share = np.bincount(many.size, minlength=7)[1:] / len(many.size)
    assert share == pytest.approx(rates.mix("people.household_size")[1], abs=0.01)


def test_ages_look_like_a_population(many: People) -> None:
    age = many.age(np.arange(len(many)), Period(2).first_day)
    assert age.min() >= 0
    assert age.max() < 100
    assert 0.15 < (age < 18).mean() < 0.3
    assert 0.08 < (age >= 65).mean() < 0.25


def test_there_are_twins_and_they_share_a_birthday_and_not_a_name(many: People) -> None:
    same = (many.household[1:] == many.household[:-1]) & (many.born[1:] == many.born[:-1])
    twins = np.flatnonzero(same)
    assert len(twins) > 30
    assert (many.given[twins] != many.given[twins + 1]).mean() > 0.9


def test_there_are_namesakes_at_one_address(many: People) -> None:
    first = many.first[many.household]
    alike = (np.arange(len(many)) != first) & (many.given == many.given[first]) & (many.surname == many.surname[first])
    assert alike.sum() > 20


def test_some_marry_and_change_their_name_on_a_day(many: People) -> None:
    married = np.flatnonzero((many.changed >= 0) & (many.former != many.surname))
    assert len(married) > 100
    day = many.changed[married].astype(np.int64)
    assert (many.surname_on(married, day - 1) == many.former[married]).all()
    assert (many.surname_on(married, day) == many.surname[married]).all()


def test_ethnic_groups_are_as_asked(many: People, rates: Rates) -> None:
    weights = rates.mix("people.ethnicity")[1]
    share = np.bincount(many.ethnicity, minlength=len(weights)) / len(many)
    assert share[0] == pytest.approx(weights[0] / weights.sum(), abs=0.03)


def test_children_are_younger_than_the_head_of_a_family(many: People) -> None:
    couples = np.flatnonzero(many.couple & (many.size > 2))
    child = many.first[couples] + 2
    assert (many.born[child] > many.born[many.first[couples]]).all()
