"""Intelligence: graded 3x5x2 reports as text with a head of fields, one file a month."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import blocks
from athena.synth.layout import INTELLIGENCE
from athena.synth.offences import load_offences
from athena.synth.period import DAY, clock_text
from athena.synth.systems.officers import british_dates

_END = "=" * 20
_OPENINGS = (
    "It is said that the subject",
    "The subject is believed to have",
    "A person not willing to give evidence states that the subject",
    "Officers saw the subject near by and think that the subject",
    "Talk in a public house has it that the subject",
    "An anonymous caller states that the subject",
)


def write_intelligence(export: Export) -> None:
    """Write `intelligence/YYYY-MM.txt`, in order of submission."""
    world, dice = export.world, export.dice
    wanted = world.rates.number("intelligence.per_thousand") * world.count / 1000 * world.period.years
    count = min(dice("intelligence", "count").number_near(wanted), len(export.crimes)) if len(export.crimes) else 0
    crime = dice("intelligence", "about").shuffle(len(export.crimes))[:count]
    delay = DAY + dice("intelligence", "delay").exponential(crime, 12.0 * DAY).astype(np.int64)
    at = (export.crimes.recorded[crime] + delay) // 60 * 60
    crime, at = crime[at < world.period.end], at[at < world.period.end]
    order = np.lexsort((crime, at))
    crime, at = crime[order], at[order]
    folder = (export.folder / INTELLIGENCE.path).parent
    folder.mkdir(parents=True, exist_ok=True)
    months = np.datetime_as_string(at.astype("datetime64[s]").astype("datetime64[M]"))
    for month in np.unique(months).tolist():
        here = np.flatnonzero(months == month)
        with (folder / f"{month}.txt").open("w", encoding="utf-8", newline="\n") as stream:
            for part in blocks(len(here), export.block):
                stream.writelines(_reports(export, here[part], crime[here[part]], at[here[part]]))


def _reports(export: Export, place: Ints, crime: Ints, at: Ints) -> list[str]:
    world, dice, crimes = export.world, export.dice, export.crimes
    years = (at.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    keys = [f"NI/{n + 1:06d}/{y % 100:02d}" for n, y in zip(place.tolist(), years, strict=True)]
    false = dice("intelligence", "false").chance(crime, world.rates.number("intelligence.false_lead"))
    other = world.offenders.person[dice("intelligence", "other").below(crime, len(world.offenders.person))]
    subject = np.where(false, other, crimes.offender[crime]).astype(np.int64)
    written = export.write_people("intelligence", crime, keys, subject, at, ["subject"] * len(keys))
    export.truth.happenings("intelligence", keys, crimes.event[crime])
    wrong = np.flatnonzero(subject != crimes.offender[crime])
    named = [keys[n] for n in wrong.tolist()]
    export.truth.false_leads("intelligence", named, "report names another", subject[wrong], crimes.event[crime[wrong]])
    street = world.streets.street_of(crimes.address[crime].astype(np.int64)).tolist()
    grades = [_grade(export, name, crime) for name in ("source_grade", "information_grade", "handling")]
    columns = zip(
        keys,
        [text.replace("T", " ")[:16] for text in clock_text(at).tolist()],
        export.officer_for("intelligence", crime).tolist(),
        dice("intelligence", "source").below(crime, 900_000).tolist(),
        *grades,
        written.surname,
        written.forenames,
        british_dates(written.born),
        written.address,
        _marks(export, crime, subject),
        [export.street_names[s] for s in street],
        _texts(export, crime),
        strict=True,
    )
    return [_report(*row) for row in columns]


def _report(
    urn: str, submitted: str, officer: int, source: int, source_grade: str, information: str, handling: str,
    surname: str, forenames: str, born: str, address: str, mark: str, location: str, text: str,
) -> str:  # fmt: skip
    subject = f"{surname.upper()}, {forenames}" + (f", born {born}" if born else "")
    return (
        f"URN: {urn}\nSUBMITTED: {submitted}\nOFFICER: {officer}\nSOURCE REF: S{source + 100_000}\n"
        f"SOURCE EVALUATION: {source_grade}\nINFORMATION ASSESSMENT: {information}\nHANDLING: {handling}\n"
        f"SUBJECT: {subject}\nSUBJECT ADDRESS: {address}\nVEHICLE: {mark}\nLOCATION: {location}\n"
        f"TEXT: {text}\n{_END}\n"
    )


def _grade(export: Export, name: str, crime: Ints) -> list[str]:
    words, weights = export.world.rates.mix(f"intelligence.{name}")
    return [words[n] for n in export.dice("intelligence", name).choice(crime, weights).tolist()]


def _marks(export: Export, crime: Ints, subject: Ints) -> list[str]:
    """Name the subject's vehicle in one report of three, where there is one."""
    vehicles = export.world.vehicles
    own = vehicles.of(subject)
    named = (own >= 0) & export.dice("intelligence", "vehicle").chance(crime, 1 / 3)
    return [vehicles.mark(v) if has else "" for v, has in zip(own.tolist(), named.tolist(), strict=True)]


def _texts(export: Export, crime: Ints) -> list[str]:
    """Write what the report says, without naming the crime that it is really about."""
    book, crimes = load_offences(), export.crimes
    opening = export.dice("intelligence", "words").below(crime, len(_OPENINGS)).tolist()
    rows = zip(
        crimes.type[crime].tolist(), crimes.method[crime].tolist(), crimes.offence[crime].tolist(), opening, strict=True
    )
    return [
        f"{_OPENINGS[words]} is involved in {book.offences[offence].text.lower()} in this street. "
        f"Method given as: {book.method(kind, method).lower()}."
        for kind, method, offence, words in rows
    ]
