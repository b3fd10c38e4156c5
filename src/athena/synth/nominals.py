"""Who appears in which crime, and under which nominal: clerks find some earlier nominals again, and make new ones."""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Ints, Mask
from athena.synth.export import Export

_ROLES = ("victim", "suspect", "witness")


@dataclass(frozen=True)
class Part:
    """Appearances of people in crimes, as columns: crime, place within it, person, role and nominal.

    `number` tells appearances apart over the whole file; it is what the clerk's mistakes are drawn by.
    """

    number: Ints
    crime: Ints
    place: Ints
    person: Ints
    role: Ints
    nominal: Ints

    @property
    def roles(self) -> list[str]:
        """The role of each appearance in words."""
        return [_ROLES[role] for role in self.role.tolist()]


@dataclass(frozen=True)
class Parts:
    """All appearances, in order of crime and place."""

    all: Part

    def of_crimes(self, first: int, after: int) -> Part:
        """Return the appearances in crimes `first` to `after` - 1."""
        low, high = np.searchsorted(self.all.crime, (first, after))
        return Part(*(getattr(self.all, name)[low:high] for name in Part.__dataclass_fields__))


def make_parts(export: Export) -> Parts:
    """List appearances and give them nominals. Within a crime the order of people is random."""
    crimes = export.crimes
    columns = ((crimes.victim, 0), (crimes.suspect, 1), (crimes.second_suspect, 1), (crimes.witness, 2))
    crime = np.concatenate([np.flatnonzero(people >= 0) for people, _ in columns])
    person = np.concatenate([people[people >= 0] for people, _ in columns]).astype(np.int64)
    role = np.concatenate([np.full(int((people >= 0).sum()), number) for people, number in columns])
    number = np.arange(len(crime))
    order = np.lexsort((export.dice("nominals", "order").bits(number), crime))
    crime, person, role = crime[order], person[order], role[order]
    place = number - np.searchsorted(crime, crime, side="left")
    return Parts(Part(number, crime, place, person, role, _nominals(export, number, person)))


def _nominals(export: Export, number: Ints, person: Ints) -> Ints:
    """Number nominals at random over nine digits: the order in which they were made does not show."""
    dice, rates = export.dice, export.world.rates
    by_person = np.lexsort((number, person))
    same = np.concatenate((np.zeros(1, bool), np.diff(person[by_person]) == 0))[: len(number)]
    found = dice("nominals", "found").chance(by_person, rates.number("crimes.relinked"))
    made = np.cumsum(~(same & found)) - 1
    nominal = np.empty(len(number), np.int64)
    nominal[by_person] = made
    wrong = dice("nominals", "wrong").chance(number, rates.number("crimes.wrongly_linked"))
    nominal = _borrow(export, person, nominal, wrong)
    pool = int(made.max(initial=-1)) + 1
    return np.asarray(
        100_000_000 + dice("nominals", "number").shuffle(pool)[nominal] * (800_000_000 // max(pool, 1)), np.int64
    )


def _borrow(export: Export, person: Ints, nominal: Ints, wrong: Mask) -> Ints:
    """Give wrongly linked appearances the nominal of somebody of the same surname and sex, where there is one."""
    people = export.world.people
    order = np.lexsort(
        (export.dice("nominals", "beside").bits(np.arange(len(person))), people.female[person], people.surname[person])
    )
    beside = np.roll(order, 1)
    alike = (people.surname[person[order]] == people.surname[person[beside]]) & (
        people.female[person[order]] == people.female[person[beside]]
    )
    borrowed = nominal.copy()
    take = order[alike & wrong[order]]
    borrowed[take] = nominal[beside[alike & wrong[order]]]
    return borrowed
