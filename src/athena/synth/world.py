"""The world before anything is written about it: land, people, homes, possessions, offenders, and what happens."""

from collections.abc import Callable
from dataclasses import dataclass

from athena.synth.calendar import Occasion, occasions
from athena.synth.draws import Dice
from athena.synth.homes import Homes, make_homes
from athena.synth.land import Land, make_land
from athena.synth.names import Stock, load_stock
from athena.synth.offending import Offenders, make_offenders
from athena.synth.people import People, make_people
from athena.synth.period import Period
from athena.synth.possessions import Telephones, Vehicles, make_vehicles
from athena.synth.process import Events, make_events
from athena.synth.rates import Rates
from athena.synth.streets import Streets, make_streets

Stage = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True)
class World:
    """Everything that is true in Northmere. Nothing in here may be written anywhere but under `truth/`."""

    count: int
    dice: Dice
    rates: Rates
    period: Period
    stock: Stock
    land: Land
    people: People
    streets: Streets
    homes: Homes
    offenders: Offenders
    telephones: Telephones
    vehicles: Vehicles
    occasions: tuple[Occasion, ...]
    events: Events


def make_world(seed: int, people: int, years: int, rates: Rates, stage: Stage) -> World:
    """Make the world of a seed; the same seed, people, years and rates make the same world."""
    dice, period, stock = Dice(seed), Period(years), load_stock()
    stage("land and streets")
    land = make_land(dice, people)
    stage("people and homes")
    residents = make_people(dice, rates, stock, period, people)
    wanted = int(len(residents.size) / (1 - rates.number("people.vacant_share"))) + 1
    premises = int(people * rates.number("people.premises_per_thousand") / 1000) + 1
    streets = make_streets(dice, land, wanted, premises)
    homes = make_homes(dice, rates, period, residents, streets.homes)
    stage("offenders, telephones, vehicles")
    offenders = make_offenders(dice, rates, period, residents, homes, streets)
    vehicles = make_vehicles(dice, rates, period, residents, offenders.person.astype("int64"))
    stage("what happens")
    on = occasions(dice, period)
    events = make_events(dice, rates, period, streets, on, people)
    telephones = Telephones(dice, rates, period, residents)
    return World(
        people, dice, rates, period, stock, land, residents, streets, homes, offenders, telephones, vehicles, on, events
    )
