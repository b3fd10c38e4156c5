"""Custody: an arrest of somebody suspected of a crime, as the custody suites' own CSV export."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile
from athena.synth.layout import CUSTODY
from athena.synth.offences import load_offences
from athena.synth.period import clock_text
from athena.synth.stations import CUSTODY as SUITES
from athena.synth.stations import station_name
from athena.synth.systems.officers import british_dates

_ARREST_DELAY = 3 * 86_400


def write_custody(export: Export) -> None:
    """Write `custody/custody.csv`, in order of arrest."""
    crime, arrested = arrests(export)
    file = CsvFile(export.folder / CUSTODY.path, CUSTODY.names)
    for place in export.blocks(len(crime)):
        _write_block(export, file, place, crime[place], arrested[place])
    file.close()


def arrests(export: Export) -> tuple[Ints, Ints]:
    """Return the crimes that led to an arrest of the suspect, and when, in order of time."""
    crimes, dice = export.crimes, export.dice
    named = np.flatnonzero(crimes.suspect >= 0)
    crime = named[dice("custody", "arrest").chance(named, export.world.rates.number("custody.arrested"))]
    at = crimes.recorded[crime] + dice("custody", "delay").exponential(crime, _ARREST_DELAY).astype(np.int64)
    crime, at = crime[at < export.world.period.end], at[at < export.world.period.end]
    order = np.lexsort((crime, at))
    return crime[order], at[order] // 60 * 60


def _write_block(export: Export, file: CsvFile, place: Ints, crime: Ints, arrested: Ints) -> None:
    crimes, dice, rates, book = export.crimes, export.dice, export.world.rates, load_offences()
    suite = np.array(SUITES)[dice("custody", "suite").below(crime, len(SUITES))].tolist()
    years = (arrested.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    keys = [f"NM{s + 1}/{n + 1:06d}/{y % 100:02d}" for s, n, y in zip(suite, place.tolist(), years, strict=True)]
    person = crimes.suspect[crime].astype(np.int64)
    written = export.write_people("custody", crime, keys, person, arrested, ["detained"] * len(keys), evades=True)
    export.truth.happenings("custody", keys, crimes.event[crime])
    wrong = np.flatnonzero(crimes.offender[crime] != person)
    export.truth.false_leads(
        "custody",
        [keys[n] for n in wrong.tolist()],
        "detained did not do it",
        person[wrong],
        crimes.event[crime[wrong]],
    )
    arrived = arrested + 900 + dice("custody", "journey").below(crime, 3600)
    held = 7_200 + dice("custody", "held").exponential(crime, rates.number("custody.hours") * 3600 - 7_200)
    released = arrived + np.minimum(held, 35.5 * 3600).astype(np.int64)
    disposals, weights = rates.mix("custody.disposal")
    file.add(
        [
            keys,
            written.surname,
            written.forenames,
            british_dates(written.born),
            written.sex,
            written.ethnicity,
            written.address,
            written.postcode,
            written.phone,
            export.pnc.texts(person),
            clock_text(arrested).tolist(),
            clock_text(arrived // 60 * 60).tolist(),
            clock_text(released // 60 * 60).tolist(),
            [station_name(s) for s in suite],
            [export.crime_numbers[n] for n in crime.tolist()],
            [book.offences[n].code for n in crimes.offence[crime].tolist()],
            [disposals[n] for n in dice("custody", "disposal").choice(crime, weights).tolist()],
            export.officer_for("custody", crime).tolist(),
        ]
    )
