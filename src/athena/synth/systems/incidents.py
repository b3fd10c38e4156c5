"""Command and control: what the control room logged, as JSON lines, one file a month."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from athena.synth.calls_for_service import Calls, make_calls
from athena.synth.draws import Ints, Numbers
from athena.synth.export import Export
from athena.synth.layout import INCIDENTS
from athena.synth.period import DAY, as_dates, clock_text, to_utc

_METHODS, _METHOD_WEIGHTS = ("999", "101", "ONLINE", "COUNTER", "OFFICER"), (36, 42, 9, 3, 10)
_NO_DEPLOYMENT = 4
_TEXT = {
    1: "CALLER REPORTS ONGOING. UNITS ASKED TO ATTEND. ",
    2: "CALLER STATES JUST HAPPENED. ",
    3: "CALLER REPORTS FOR RECORD AND APPOINTMENT. ",
    4: "ADVICE GIVEN BY TELEPHONE. ",
}
_NAMES = INCIDENTS.names


def write_incidents(export: Export) -> None:
    """Write `command_and_control/YYYY-MM.jsonl`, in order of the calls."""
    calls = make_calls(export)
    logs = _LogNumbers(calls.at // DAY)
    folder = (export.folder / INCIDENTS.path).parent
    folder.mkdir(parents=True, exist_ok=True)
    months = as_dates(calls.at // DAY).astype("datetime64[M]").astype(np.int64)
    for month in np.unique(months).tolist():
        first, after = np.searchsorted(months, (month, month + 1))
        name = str(np.datetime64(month, "M"))
        _write_month(export, calls, logs, folder / f"{name}.jsonl", np.arange(first, after))


def _write_month(export: Export, calls: Calls, logs: "_LogNumbers", path: Path, month: Ints) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for start in range(0, len(month), export.block):
            for row in _rows(export, calls, logs, month[start : start + export.block]):
                stream.write(json.dumps(dict(zip(_NAMES, row, strict=True)), ensure_ascii=False) + "\n")


def _rows(export: Export, calls: Calls, logs: "_LogNumbers", call: Ints) -> list[tuple[object, ...]]:
    world, dice, key = export.world, export.dice, calls.key[call]
    # In UTC from here on: a log that is open when the clocks change must not seem to run backwards.
    grade, called = calls.grade[call].astype(np.int64), to_utc(calls.at[call])
    sent, arrived, closed = _response(export, key, grade, called)
    deployed = (grade < _NO_DEPLOYMENT).tolist()
    address = calls.address[call].astype(np.int64)
    street, point = world.streets.street_of(address), world.streets.point(address)
    opening, closing = _codes(export, calls, call)
    export.truth.happenings("incidents", logs.texts(call), calls.event[call].astype(np.int64))
    same = dice("incidents", "noticed").chance(key, 0.25) & (calls.first[call] >= 0)
    doors, streets_of = world.streets.door(address).tolist(), street.tolist()
    return list(
        zip(
            logs.texts(call),
            _utc(called),
            [text if go else None for text, go in zip(_utc(sent), deployed, strict=True)],
            [text if go else None for text, go in zip(_utc(arrived), deployed, strict=True)],
            _utc(closed),
            grade.tolist(),
            [_METHODS[n] for n in dice("incidents", "method").choice(key, _METHOD_WEIGHTS).tolist()],
            opening,
            closing,
            [f"{door} {export.street_names[s]}" for door, s in zip(doors, streets_of, strict=True)],
            *(np.round(axis).astype(np.int64).tolist() for axis in point.T),
            [world.land.ward_code(int(ward)) for ward in world.streets.ward[street]],
            _callers(export, calls, logs, call),
            [export.crime_numbers[n] if n >= 0 else None for n in calls.crime[call].tolist()],
            [text if told else None for text, told in zip(logs.texts(calls.first[call]), same.tolist(), strict=True)],
            [_TEXT[g] + code.replace("_", " ") for g, code in zip(grade.tolist(), opening, strict=True)],
            strict=True,
        )
    )


def _response(export: Export, key: Ints, grade: Ints, called: Ints) -> tuple[Ints, Ints, Ints]:
    """Draw when a unit was sent, was there and was done: lognormal about each grade's usual time."""
    dice = export.dice
    usual = export.world.rates.curve("incidents.first_officer_minutes")[grade - 1] * 60
    whole = usual * np.exp(0.6 * dice("incidents", "response").normal(key))
    share = 0.2 + 0.6 * dice("incidents", "share").uniform(key)
    sent = called + 20 + (whole * share).astype(np.int64)
    arrived = sent + 30 + (whole * (1 - share)).astype(np.int64)
    scene = 60 * (8 + dice("incidents", "scene").exponential(key, 40.0))
    begin = np.where(grade < _NO_DEPLOYMENT, arrived, called + 240)
    return sent, arrived, begin + scene.astype(np.int64)


def _codes(export: Export, calls: Calls, call: Ints) -> tuple[list[str], list[str]]:
    """Return opening and closing codes; one in eight proves to be something else than it was called."""
    other = export.dice("incidents", "opened as").below(calls.key[call], len(calls.categories))
    mistaken = export.dice("incidents", "mistaken").chance(calls.key[call], 1 / 8)
    opened = np.where(mistaken, other, calls.category[call])
    closing = [calls.categories[n] for n in calls.category[call].tolist()]
    return [calls.categories[n] for n in opened.tolist()], closing


def _callers(export: Export, calls: Calls, logs: "_LogNumbers", call: Ints) -> list[Mapping[str, str] | None]:
    """Write down callers who give a name: the victim, or somebody who lives near by."""
    world, dice = export.world, export.dice
    key, day = calls.key[call], calls.at[call] // DAY
    near = (calls.address[call] + dice("incidents", "near").below(key, 12)) % world.streets.homes
    household = world.homes.household_at(near.astype(np.int64), day)
    crime = calls.crime[call]
    victim = np.where(crime >= 0, export.crimes.victim[crime], -1)
    neighbour = np.where(household >= 0, world.people.first[household], -1)
    caller = np.where((victim >= 0) & dice("incidents", "self").chance(key, 0.7), victim, neighbour).astype(np.int64)
    named = (caller >= 0) & dice("incidents", "named").chance(key, world.rates.number("incidents.caller_named"))
    rows = np.flatnonzero(named)
    keys = logs.texts(call[rows])
    written = export.write_people(
        "incidents", key[rows], keys, caller[rows], calls.at[call[rows]], ["caller"] * len(rows)
    )
    found: list[Mapping[str, str] | None] = [None] * len(call)
    people = zip(rows.tolist(), written.surname, written.forenames, written.phone, strict=True)
    for row, surname, forenames, phone in people:
        found[row] = {"surname": surname, "forenames": forenames, "phone": phone}
    return found


class _LogNumbers:
    """Numbers of calls, counted from 1 on each day; kept as numbers, because a million texts are large."""

    def __init__(self, day: Ints) -> None:
        self._day = day.astype(np.int32)
        self._serial = (np.arange(len(day)) - np.searchsorted(day, day, side="left") + 1).astype(np.int32)

    def texts(self, call: Numbers) -> list[str]:
        dates = np.datetime_as_string(as_dates(self._day[call])).tolist()
        serials = self._serial[call].tolist()
        return [f"NM-{date.replace('-', '')}-{n:04d}" for date, n in zip(dates, serials, strict=True)]


def _utc(seconds: Ints) -> list[str]:
    return [f"{text}Z" for text in clock_text(seconds).tolist()]
