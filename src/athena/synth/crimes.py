"""Crimes: which events are recorded, who did them, to whom, whom the force suspects, and how each case ended."""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Mask, Numbers, Small
from athena.synth.offences import load_offences
from athena.synth.offending import ALONE, METHODS
from athena.synth.period import DAY
from athena.synth.process import CRIME_TYPES, NO_PARENT
from athena.synth.world import World

NOBODY = -1
_ASB = CRIME_TYPES.index("anti_social_behaviour")
_VIOLENCE = CRIME_TYPES.index("violence_and_sexual_offences")
_VICTIMLESS = ("drugs", "possession_of_weapons", "shoplifting", "other_crime")
_WINDOWED = ("burglary", "vehicle_crime", "bicycle_theft", "criminal_damage_and_arson", "other_theft")
_SEEN = "18"
_IN_EARSHOT = 30
_ADULT = 16


@dataclass(frozen=True)
class Crimes:
    """Recorded crimes as columns, in order of recording. `event` is the position among the world's events.

    `offender` and `companion` are who did it (truth); `suspect` is whom the force names, or -1; `victim` -1 where the
    victim is a business or the public. Times are seconds by the wall clock.
    """

    event: Small
    type: Small
    offence: Small
    address: Small
    offender: Small
    companion: Small
    method: Small
    victim: Small
    suspect: Small
    second_suspect: Small
    witness: Small
    outcome: Small
    started: Ints
    ended: Ints
    recorded: Ints
    outcomes: tuple[str, ...]

    def __len__(self) -> int:
        """How many crimes there are."""
        return len(self.event)


def make_crimes(world: World) -> Crimes:
    """Turn every event that is not anti-social behaviour into a recorded crime."""
    dice, events = world.dice, world.events
    kept = np.flatnonzero(events.type != _ASB)
    kind, address = events.type[kept], events.address[kept].astype(np.int64)
    position, companion = _hands(world, kept)
    victim = _victims(world, kept, world.offenders.person[position].astype(np.int64))
    domestic = _domestic(world, kept, victim)
    offender = np.where(domestic >= 0, domestic, world.offenders.person[position])
    helper = np.where((domestic < 0) & (companion >= 0), world.offenders.person[np.maximum(companion, 0)], NOBODY)
    suspect, second = _suspects(world, kept, offender, helper, domestic >= 0)
    witness = _witnesses(world, kept)
    outcomes, outcome = _outcomes(world, kept, suspect >= 0)
    started, ended, recorded = _times(world, kept)
    order = np.lexsort((dice("crimes", "ties").bits(kept), recorded))

    def narrow(column: Numbers) -> Small:
        return column[order].astype(np.int32)

    return Crimes(
        event=narrow(kept),
        type=narrow(kind),
        offence=narrow(_offence(dice, kept, kind)),
        address=narrow(address),
        offender=narrow(offender),
        companion=narrow(helper),
        method=narrow(_methods(world, kept, kind, position)),
        victim=narrow(victim),
        suspect=narrow(suspect),
        second_suspect=narrow(second),
        witness=narrow(witness),
        outcome=narrow(outcome),
        started=started[order],
        ended=ended[order],
        recorded=recorded[order],
        outcomes=outcomes,
    )


def _hands(world: World, kept: Ints) -> tuple[Ints, Ints]:
    """Choose who did each event, as a position among offenders, and a companion or -1. Offspring: mostly as before."""
    dice, rates, events, offenders = world.dice, world.rates, world.events, world.offenders
    everything = np.arange(len(events))
    own = _near(world, "event", everything)
    again = dice("crimes", "same hand").chance(everything, rates.number("offending.same_offender_again"))
    hand = own.copy()
    for generation in range(1, int(events.generation.max(initial=0)) + 1):
        here = np.flatnonzero((events.generation == generation) & again & (events.parent != NO_PARENT))
        hand[here] = hand[events.parent[here]]
    position = hand[kept]
    words, chances = rates.mix("offending.co_offending")
    chance = np.array([chances[words.index(name if name in words else "other")] for name in CRIME_TYPES])
    together = dice("crimes", "together").chance(kept, chance[events.type[kept]])
    companion = offenders.companion(dice, "event", kept, position)
    return position, np.where(together, companion, ALONE)


def _near(world: World, name: str, event: Ints) -> Ints:
    """Return the position of an offender for whom each event is within reach."""
    streets, address = world.streets, world.events.address[event].astype(np.int64)
    street = streets.street_of(address)
    ward, borough = streets.ward[street], streets.borough[street]
    return world.offenders.near(world.dice, world.rates, name, event, ward, borough, address >= streets.homes)


def _victims(world: World, kept: Ints, offender: Ints) -> Ints:
    """Choose victims: who lives there, or for what happens in public somebody of the borough or from anywhere."""
    dice, events = world.dice, world.events
    day, address = events.at[kept] // DAY, events.address[kept].astype(np.int64)
    home = address < world.streets.homes
    household = np.where(home, world.homes.household_at(np.where(home, address, 0), day), NOBODY)
    victim = np.where(household >= 0, _resident(world, kept, household, day), _stranger(world, kept, address))
    words = [name in _VICTIMLESS for name in CRIME_TYPES]
    none = np.array(words)[events.type[kept]] | (~home & dice("crimes", "business").chance(kept, 0.5))
    return np.where(none | (victim == offender), NOBODY, victim)


def _resident(world: World, kept: Ints, household: Ints, day: Ints) -> Ints:
    """Choose an adult of each household: mostly the same one whenever it suffers."""
    dice, people = world.dice, world.people
    one = dice("crimes", "the one").chance(kept, world.rates.number("victims.same_person"))
    size = np.maximum(people.size[household], 1).astype(np.int64)
    which = np.where(
        one, dice("crimes", "of household").below(household, size), dice("crimes", "which").below(kept, size)
    )
    inside = (people.first[household] + which).astype(np.int64)
    return np.where(people.age(inside, day) >= _ADULT, inside, people.first[household]).astype(np.int64)


def _stranger(world: World, kept: Ints, address: Ints) -> Ints:
    """Choose who suffers in public: anybody, one of the few who suffer again and again, or somebody who offends."""
    dice, people = world.dice, world.people
    repeat = dice("crimes", "repeat").chance(kept, world.rates.number("victims.repeat_share"))
    few = max(1, round(len(people) * world.rates.number("victims.repeat_people")))
    often = dice("crimes", "often").shuffle(len(people))[dice("crimes", "of few").below(kept, few)]
    overlap = dice("crimes", "overlap").chance(kept, world.rates.number("victims.offends_too"))
    offends = world.offenders.person[_near(world, "overlap", kept)]
    return np.where(overlap, offends, np.where(repeat, often, _anyone(world, kept, address))).astype(np.int64)


def _anyone(world: World, kept: Ints, address: Ints) -> Ints:
    """Choose somebody who was there: mostly a resident of that borough, else of anywhere."""
    dice, people, streets = world.dice, world.people, world.streets
    anywhere = dice("crimes", "victim").below(kept, len(people))
    local = dice("crimes", "resident").chance(kept, world.rates.number("victims.resident_share"))
    home = streets.home_in(streets.borough[streets.street_of(address)], dice("crimes", "local").uniform(kept))
    household = world.homes.household_at(np.maximum(home, 0), world.events.at[kept] // DAY)
    size = np.maximum(people.size[household], 1).astype(np.int64)
    there = people.first[household] + dice("crimes", "local which").below(kept, size)
    return np.where(local & (home >= 0) & (household >= 0), there, anywhere)


def _domestic(world: World, kept: Ints, victim: Ints) -> Ints:
    """Return who of the victim's household did it, for violence at home between adults; else -1."""
    people, dice = world.people, world.dice
    household = people.household[np.maximum(victim, 0)]
    first = people.first[household]
    other = np.where(victim == first, first + 1, first)
    able = (victim >= 0) & (world.events.type[kept] == _VIOLENCE) & (people.size[household] > 1)
    able &= people.age(np.minimum(other, len(people) - 1), world.period.first_day) >= _ADULT
    at_home = world.events.address[kept] < world.streets.homes
    chance = min(1.0, world.rates.number("victims.domestic") / 0.5)
    return np.where(able & at_home & dice("crimes", "domestic").chance(kept, chance), other, NOBODY)


def _suspects(world: World, kept: Ints, offender: Ints, helper: Ints, domestic: Mask) -> tuple[Ints, Ints]:
    """Choose whom the force names: mostly who did it, sometimes an innocent who offends elsewhere."""
    dice, rates = world.dice, world.rates
    words, chances = rates.mix("crimes.suspect_known")
    chance = np.array([chances[words.index(name)] if name in words else 0.0 for name in CRIME_TYPES])
    known = domestic | dice("crimes", "known").chance(kept, chance[world.events.type[kept]])
    wrong = ~domestic & dice("crimes", "wrong").chance(kept, rates.number("crimes.false_suspect"))
    other = _near(world, "wrong", kept)
    suspect = np.where(known, np.where(wrong, world.offenders.person[other], offender), NOBODY)
    second = np.where(known & (helper >= 0) & dice("crimes", "both").chance(kept, 0.6), helper, NOBODY)
    return suspect, np.where(second == suspect, NOBODY, second)


def _witnesses(world: World, kept: Ints) -> Ints:
    """Choose witnesses: somebody living near by."""
    dice, homes = world.dice, world.streets.homes
    luck = dice("crimes", "near").uniform(kept) ** world.rates.number("crimes.witness_nearness")
    near = world.events.address[kept].astype(np.int64) + 1 + np.floor(_IN_EARSHOT * luck).astype(np.int64)
    household = world.homes.household_at(near % homes, world.events.at[kept] // DAY)
    seen = dice("crimes", "witness").chance(kept, world.rates.number("crimes.witness_share"))
    return np.where(seen & (household >= 0), world.people.first[household], NOBODY)


def _outcomes(world: World, kept: Ints, named: Mask) -> tuple[tuple[str, ...], Ints]:
    words, weights = world.rates.mix("crimes.outcome_with_suspect")
    drawn = world.dice("crimes", "outcome").choice(kept, weights)
    return (*words, _SEEN), np.where(named, drawn, len(words))


def _times(world: World, kept: Ints) -> tuple[Ints, Ints, Ints]:
    """Return from when, to when and recorded when: what happens unseen is known only to have been in between."""
    dice, at = world.dice, world.events.at[kept]
    windowed = np.array([name in _WINDOWED for name in CRIME_TYPES])[world.events.type[kept]]
    windowed &= dice("crimes", "unseen").chance(kept, 0.75)
    width = world.rates.number("crimes.window_hours") * 3600 * np.exp(1.1 * dice("crimes", "width").normal(kept))
    width = np.where(windowed, np.minimum(width, 21 * DAY), 0.0)
    before = width * dice("crimes", "before").uniform(kept)
    started = ((at - before) // 300 * 300).astype(np.int64)
    ended = ((at + width - before) // 300 * 300).astype(np.int64)
    delay = 900 + dice("crimes", "delay").exponential(kept, world.rates.number("crimes.report_delay_hours") * 3600)
    recorded = np.minimum(np.maximum(ended, at) + delay.astype(np.int64), world.period.end + 90 * DAY)
    return started, np.where(windowed, ended, started), recorded


def _offence(dice: Dice, kept: Ints, kind: Small) -> Ints:
    book = load_offences()
    offence = np.zeros(len(kept), np.int64)
    for number, places in book.of_type.items():
        here = kind == number
        if here.any():
            weights = [book.offences[place].weight for place in places]
            offence[here] = np.array(places)[dice("crimes", "offence").choice(kept[here], weights)]
    return offence


def _methods(world: World, kept: Ints, kind: Small, position: Ints) -> Ints:
    """Return the method of each crime: mostly the offender's usual one, which is what makes a series."""
    usual = world.dice("crimes", "usual").chance(kept, world.rates.number("offending.keeps_method"))
    other = world.dice("crimes", "method").below(kept, METHODS)
    return np.where(usual, (world.offenders.method[position] + kind) % METHODS, other)
