"""How a person comes to be written down: the name in use that day, by a clerk in a hurry, on a form with boxes.

Every fault is drawn for one record of one system and nothing else, and told to truth with its kind, so that a
resolution engine can be judged fault by fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Ints, Mask, Stream
from athena.synth.mistakes import (
    cut,
    lose_letter,
    neighbour_key,
    one_digit,
    swap_day_month,
    swap_letters,
    wrong_postcode,
)
from athena.synth.period import as_dates
from athena.synth.possessions import phone_text
from athena.synth.stations import station_addresses
from athena.synth.world import World

Faults = list[tuple[int, str, str]]
"""Faults made in a block: row, field, kind of fault."""

_Edit = Callable[[str, float], str]
_Table = Mapping[int, tuple[int, ...]]

NO_ABODES = ("NO FIXED ABODE", "NFA", "N.F.A.")
"""How clerks write that somebody has no home."""

_BRITISH = "british"
_SLIPS: Mapping[str, _Edit] = {
    "key_neighbour": neighbour_key,
    "letter_lost": lose_letter,
    "letters_swapped": swap_letters,
}


@dataclass(frozen=True)
class Written:
    """People as one system wrote them, a list for each field, all of one length; empty text where nothing stands.

    `born` is `YYYY-MM-DD`. `forenames` are one text. `faults` are what differs from truth, by row.
    """

    surname: list[str]
    forenames: list[str]
    born: list[str]
    sex: list[str]
    ethnicity: list[str]
    address: list[str]
    postcode: list[str]
    phone: list[str]
    faults: Faults


class Clerk:
    """Writes people down. `write` depends on system, record and person only, never on which rows come together."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._street_names = world.streets.street_text()
        self._stations = station_addresses(world.streets)
        self._nicknames = _Alternatives(world.stock.nicknames, len(world.stock.words))
        self._spellings = _Alternatives(world.stock.spellings, len(world.stock.words))

    def address_text(self, address: int) -> str:
        """Write an address on one line: door, street, town."""
        streets = self._world.streets
        street = int(streets.street_of(np.array([address]))[0])
        return self._line(address, street)

    def write(self, system: str, record: Ints, person: Ints, day: Ints, *, evades: bool = False) -> Written:
        """Write `person` down in `record` of `system` on `day`; `evades` where people have reason to lie."""
        pen = _Pen(self._world, system, record)
        faults: Faults = []
        given, surname = self._names(pen, person, day, faults, evades)
        forenames, surnames = self._spell(pen, person, given, surname, faults)
        columns = (
            self._births(pen, person, faults),
            self._sexes(pen, person, faults),
            self._ethnicities(pen, person),
            *self._addresses(pen, person, day, faults),
            self._phones(pen, person, day),
        )
        # By row, because truth must not show which rows were written together.
        faults.sort(key=lambda fault: fault[0])
        return Written(surnames, forenames, *columns, faults)

    def _names(self, pen: "_Pen", person: Ints, day: Ints, faults: Faults, evades: bool) -> tuple[Ints, Ints]:
        people = self._world.people
        given = people.given[person].astype(np.int64)
        surname = people.surname_on(person, day)
        married = (people.changed[person] >= 0) & (day >= people.changed[person])
        former = married & pen.chance("former_surname")
        surname[former] = people.former[person[former]]
        pen.tell(faults, former, "surname", "former surname")
        if evades:
            lies = pen.chance("false_name")
            other = (people.first[people.household[person]] + pen("whose").below(pen.record, 3)) % len(people)
            given[lies] = people.given[other[lies]]
            pen.tell(faults, lies & (given != people.given[person]), "forenames", "false name")
        familiar = pen.chance("nickname") & self._nicknames.has(given)
        given[familiar] = self._nicknames.draw(pen("nickname which"), pen.record[familiar], given[familiar])
        pen.tell(faults, familiar, "forenames", "nickname")
        for names, field in ((given, "forenames"), (surname, "surname")):
            other_way = pen("other_spelling", field).chance(pen.record, pen.rate("other_spelling"))
            other_way &= self._spellings.has(names)
            names[other_way] = self._spellings.draw(pen("spelling", field), pen.record[other_way], names[other_way])
            pen.tell(faults, other_way, field, "other spelling")
        return given, surname

    def _spell(
        self, pen: "_Pen", person: Ints, given: Ints, surname: Ints, faults: Faults
    ) -> tuple[list[str], list[str]]:
        """Turn names into letters, and make the mistakes of fingers and forms."""
        words, people = self._world.stock.words, self._world.people
        forenames = [words[n] for n in given.tolist()]
        surnames = [words[n] for n in surname.tolist()]
        for texts, field in ((forenames, "forenames"), (surnames, "surname")):
            for kind, edit in _SLIPS.items():
                pen.edit(faults, texts, field, kind, edit)
        pen.edit(faults, forenames, "forenames", "forename_cut", cut)
        pen.edit(faults, forenames, "forenames", "forename_initial", lambda text, _: text[:1])
        middle = people.middle[person]
        kept = (middle >= 0) & ~pen.chance("middle_left_out")
        for row in np.flatnonzero(kept).tolist():
            forenames[row] = f"{forenames[row]} {words[middle[row]]}"
        british = people.culture[person] == self._world.stock.cultures.index(_BRITISH)
        reverse = pen("names_reversed").chance(pen.record, np.where(british, 1.0, 3.0) * pen.rate("names_reversed"))
        for row in np.flatnonzero(reverse).tolist():
            forenames[row], surnames[row] = surnames[row], forenames[row]
        pen.tell(faults, reverse, "surname", "names reversed")
        return forenames, surnames

    def _births(self, pen: "_Pen", person: Ints, faults: Faults) -> list[str]:
        born = [str(day) for day in as_dates(self._world.people.born[person]).tolist()]
        pen.edit(faults, born, "born", "day_month_swapped", swap_day_month)
        pen.edit(faults, born, "born", "birth_digit", one_digit)
        pen.edit(faults, born, "born", "birth_default", lambda _text, _luck: "1900-01-01")
        pen.edit(faults, born, "born", "birth_missing", lambda _text, _luck: "")
        return born

    def _sexes(self, pen: "_Pen", person: Ints, faults: Faults) -> list[str]:
        wrong = pen.chance("sex_wrong")
        pen.tell(faults, wrong, "sex", "sex wrong")
        return ["F" if one else "M" for one in (self._world.people.female[person] ^ wrong).tolist()]

    def _ethnicities(self, pen: "_Pen", person: Ints) -> list[str]:
        words = self._world.people.ethnicities
        missing = pen.chance("ethnicity_missing")
        codes = self._world.people.ethnicity[person].tolist()
        return ["" if gone else words[code] for code, gone in zip(codes, missing.tolist(), strict=True)]

    def _addresses(self, pen: "_Pen", person: Ints, day: Ints, faults: Faults) -> tuple[list[str], list[str]]:
        people, homes, streets = self._world.people, self._world.homes, self._world.streets
        household = people.household[person].astype(np.int64)
        address, before = homes.address_on(household, day), homes.address_before(household, day)
        late = pen.chance("old_address") & (before != address)
        pen.tell(faults, late, "address", "old address")
        address = np.where(late, before, address)
        at_station = pen.chance("station_address")
        pen.tell(faults, at_station, "address", "station address")
        address = np.where(at_station, self._stations[streets.borough[streets.street_of(address)]], address)
        street = streets.street_of(address)
        texts = [self._line(a, s) for a, s in zip(address.tolist(), street.tolist(), strict=True)]
        doors = streets.door(address).tolist()
        codes = [streets.postcode(s, d) for s, d in zip(street.tolist(), doors, strict=True)]
        pen.edit(faults, codes, "postcode", "postcode_wrong", wrong_postcode)
        homeless = people.no_abode[person]
        keyed = pen.chance("abode_default") & ~homeless
        pen.tell(faults, keyed, "address", "no abode keyed")
        words = pen("no abode").choice(pen.record, (6, 3, 1)).tolist()
        for row in np.flatnonzero(pen.chance("address_missing") | homeless | keyed).tolist():
            texts[row], codes[row] = (NO_ABODES[words[row]] if homeless[row] or keyed[row] else ""), ""
        return texts, codes

    def _phones(self, pen: "_Pen", person: Ints, day: Ints) -> list[str]:
        number = self._world.telephones.number_on(person, day)
        silent = pen.chance("phone_missing") | (number < 0)
        return ["" if none else phone_text(n) for n, none in zip(number.tolist(), silent.tolist(), strict=True)]

    def _line(self, address: int, street: int) -> str:
        streets = self._world.streets
        town = self._world.land.borough_name(int(streets.borough[street]))
        return f"{address - int(streets.first[street]) + 1} {self._street_names[street]}, {town}"


class _Pen:
    """One block of records in one system's hand: draws by record, edits rows, tells truth what it did."""

    def __init__(self, world: World, system: str, record: Ints) -> None:
        self._world, self._system, self.record = world, system, record

    def __call__(self, *words: str) -> Stream:
        return self._world.dice("clerk", self._system, *words)

    def rate(self, kind: str) -> float:
        return self._world.rates.number(f"clerk.{kind}")

    def chance(self, kind: str) -> Mask:
        return self(kind).chance(self.record, self.rate(kind))

    def tell(self, faults: Faults, rows: Mask, field: str, kind: str) -> None:
        faults.extend((row, field, kind) for row in np.flatnonzero(rows).tolist())

    def edit(self, faults: Faults, texts: list[str], field: str, kind: str, edit: _Edit) -> None:
        """Let a mistake happen to some rows; one that changes nothing is none."""
        rows = np.flatnonzero(self(kind, field).chance(self.record, self.rate(kind)))
        luck = self(kind, field, "luck").uniform(self.record[rows])
        for row, chance in zip(rows.tolist(), luck.tolist(), strict=True):
            edited = edit(texts[row], chance)
            if edited != texts[row]:
                texts[row] = edited
                faults.append((row, field, kind.replace("_", " ")))


class _Alternatives:
    """What else may be written for a name, as flat arrays, so that a block is looked up at once."""

    def __init__(self, table: _Table, names: int) -> None:
        self._count = np.zeros(names, np.int64)
        self._first = np.zeros(names, np.int64)
        flat: list[int] = []
        for name, others in table.items():
            self._first[name], self._count[name] = len(flat), len(others)
            flat.extend(others)
        self._flat = np.array(flat or [0], np.int64)

    def has(self, names: Ints) -> Mask:
        return np.asarray(self._count[names] > 0)

    def draw(self, stream: Stream, record: Ints, names: Ints) -> Ints:
        return np.asarray(self._flat[self._first[names] + stream.below(record, self._count[names])], np.int64)
