"""ANPR: reads of marks by cameras along trips, with misreads, and clones seen where the true vehicle cannot be."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile, ParquetFile
from athena.synth.layout import ANPR, CAMERAS
from athena.synth.period import DAY, to_utc
from athena.synth.polygon import nearest

_SCHEMA = pa.schema(
    [
        ("read_id", pa.int64()),
        ("read_at", pa.timestamp("ms", tz="UTC")),
        ("camera", pa.string()),
        ("vrm", pa.string()),
        ("confidence", pa.int16()),
        ("direction", pa.string()),
    ]
)
_TRUTH = pa.schema([("read_id", pa.int64()), ("vrm", pa.string()), ("clone", pa.bool_()), ("driver", pa.string())])
_CONFUSED = {"0": "O", "O": "0", "1": "I", "I": "1", "B": "8", "8": "B", "5": "S", "S": "5", "D": "0"}
_STOPS = 3
_TRIP_KEYS = 1 << 20
_ID_STEP, _ID_SPACE = 6_700_417, 1 << 40


def write_anpr(export: Export) -> None:
    """Write `anpr/cameras.csv` and `anpr/reads.parquet`, and truth about marks, clones and drivers."""
    camera_address = _write_cameras(export)
    points = export.world.streets.point(camera_address)
    reads = ParquetFile(export.folder / ANPR.path, _SCHEMA)
    truth = ParquetFile(export.truth.folder / "anpr.parquet", _TRUTH)
    scenes = _Scenes(export)
    for day in range(export.world.period.days):
        _write_day(export, day, points, scenes, reads, truth)
    reads.close()
    truth.close()


def _write_cameras(export: Export) -> Ints:
    """Choose cameras' places, in thickly used streets, and list them."""
    world, streets = export.world, export.world.streets
    count = max(6, round(world.count * world.rates.number("anpr.cameras_per_hundred_thousand") / 100_000))
    number = np.arange(min(count, len(streets.doors)))
    street = export.dice("anpr", "place").shuffle(len(streets.doors))[number]
    address = streets.first[street]
    point = streets.point(address)
    file = CsvFile(export.folder / CAMERAS.path, CAMERAS.names)
    file.add(
        [
            [camera_name(n) for n in number.tolist()],
            [export.street_names[s] for s in street.tolist()],
            *([f"{metres:.0f}" for metres in axis.tolist()] for axis in point.T),
        ]
    )
    file.close()
    return address


def camera_name(camera: int) -> str:
    """Return a camera's name."""
    return f"NMC{camera + 1:04d}"


class _Scenes:
    """Trips to crimes: on each day, which offender's vehicle went where and when, where one was used."""

    def __init__(self, export: Export) -> None:
        crimes, vehicles, dice = export.crimes, export.world.vehicles, export.dice
        used = np.flatnonzero(
            dice("anpr", "used").chance(np.arange(len(crimes)), export.world.rates.number("crimes.vehicle_used"))
        )
        driven = vehicles.of(crimes.offender[used].astype(np.int64))
        crime, vehicle = used[driven >= 0], driven[driven >= 0]
        at = export.world.events.at[crimes.event[crime]] - 300 + dice("anpr", "after").below(crime, 1500)
        by_time = np.lexsort((crime, at))
        self.at, self.vehicle = at[by_time], vehicle[by_time]
        self.address = crimes.address[crime[by_time]].astype(np.int64)

    def on(self, day: int) -> slice:
        """Return the trips of a day."""
        low, high = np.searchsorted(self.at, (day * DAY, (day + 1) * DAY))
        return slice(int(low), int(high))


def _write_day(
    export: Export,
    number: int,
    points: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    scenes: _Scenes,
    reads: ParquetFile,
    truth: ParquetFile,
) -> None:
    world, dice = export.world, export.dice
    day = world.period.first_day + number
    vehicle, at, camera = _trips(export, number, day, len(points))
    here = scenes.on(day)
    near, _ = nearest(world.streets.point(scenes.address[here]), points)
    vehicle = np.concatenate((vehicle, scenes.vehicle[here]))
    at = np.concatenate((at, scenes.at[here]))
    camera = np.concatenate((camera, near))
    order = np.lexsort((vehicle, at))
    vehicle, at, camera = vehicle[order], at[order], camera[order]
    key = number * _TRIP_KEYS + np.arange(len(at))
    read_id = key * _ID_STEP % _ID_SPACE
    marks = [world.vehicles.mark(v) for v in vehicle.tolist()]
    wrong = dice("anpr", "misread").chance(key, world.rates.number("anpr.misread"))
    confidence = np.where(wrong, 45, 82) + dice("anpr", "confidence").below(key, 18)
    stamps = to_utc(at) * 1000 + dice("anpr", "millisecond").below(key, 1000)
    names = [camera_name(n) for n in camera.tolist()]
    ways = np.where(dice("anpr", "way").chance(key, 0.5), "TOWARDS", "AWAY").tolist()
    reads.add([read_id, stamps, names, misread(marks, wrong.tolist()), confidence, ways])
    driver = export.truth.person_ids(world.vehicles.driver_on(vehicle, at // DAY))
    truth.add([read_id, marks, world.vehicles.clone_of[vehicle] >= 0, driver])


def _trips(export: Export, number: int, day: int, cameras: int) -> tuple[Ints, Ints, Ints]:
    """Draw the reads of a day: trips past one to three cameras minutes apart, by vehicles used more and less."""
    world, dice, rates = export.world, export.dice, export.world.rates
    name = str(number)
    mean = rates.number("anpr.reads_per_person_year") * world.count / 365 / 2
    trip = np.arange(dice("anpr", "trips", name).number_near(mean))
    own = len(world.vehicles) - int((world.vehicles.clone_of >= 0).sum())
    vehicle = np.floor(dice("anpr", "who", name).uniform(trip) ** 1.6 * own).astype(np.int64)
    clones = np.flatnonzero(world.vehicles.clone_of >= 0)
    out = clones[dice("anpr", "clone", name).chance(clones, rates.number("anpr.clone_trips_per_day"))]
    vehicle = np.concatenate((vehicle, out))
    trip = np.arange(len(vehicle))
    hour = dice("anpr", "hour", name).choice(trip, rates.curve("process.hour.traffic"))
    at = day * DAY + hour * 3600 + dice("anpr", "second", name).below(trip, 3600)
    stops = 1 + dice("anpr", "stops", name).below(trip, _STOPS)
    home = dice("anpr", "home camera").below(vehicle, cameras)
    which = np.repeat(trip, stops)
    place = np.arange(len(which)) - np.repeat(np.cumsum(stops) - stops, stops)
    stop = which * _STOPS + place
    elsewhere = dice("anpr", "camera", name).below(stop, cameras)
    camera = np.where(place == 0, home[which], elsewhere)
    gap = place * 240 + dice("anpr", "gap", name).below(stop, 200)
    return vehicle[which], np.minimum(at[which] + gap, (day + 1) * DAY - 1), camera


def misread(marks: Sequence[str], wrong: Sequence[bool]) -> list[str]:
    """Return marks with the first character that machines confuse changed, where `wrong`."""
    return [_confuse(mark) if bad else mark for mark, bad in zip(marks, wrong, strict=True)]


def _confuse(mark: str) -> str:
    for place in range(len(mark) - 1, -1, -1):
        if mark[place] in _CONFUSED:
            return mark[:place] + _CONFUSED[mark[place]] + mark[place + 1 :]
    return mark[:-1]
