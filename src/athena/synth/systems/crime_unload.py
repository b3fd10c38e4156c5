"""The crime system: an EBCDIC unload of crimes with their persons and property, and its copybook."""

from dataclasses import dataclass

import numpy as np

from athena.synth.copybook import COPYBOOK
from athena.synth.draws import Ints, Mask
from athena.synth.ebcdic_writer import (
    Matrix,
    binary_bytes,
    digit_bytes,
    interleave,
    packed_bytes,
    text_bytes,
    zoned_bytes,
)
from athena.synth.export import Export
from athena.synth.files import write_json
from athena.synth.layout import CRIME_UNLOAD
from athena.synth.nominals import Part, Parts, make_parts
from athena.synth.offences import load_offences
from athena.synth.period import DAY, as_dates
from athena.synth.streets import Streets

_MOST = 100
"""More parts than any crime has: places of persons begin at 1, of property at half of this."""

_ROLES = {"victim": "V", "suspect": "S", "witness": "W"}


def write_crime_unload(export: Export) -> None:
    """Write `crime/CRIME.UNLOAD` and `crime/CRIME.CPY`, and truth's view of both."""
    path = export.folder / CRIME_UNLOAD.path
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "CRIME.CPY").write_text(COPYBOOK, encoding="ascii")
    parts = make_parts(export)
    with path.open("wb") as stream:
        for crime in export.blocks(len(export.crimes)):
            stream.write(_block(export, parts, crime))
    _false_leads(export)
    nominals = len(np.unique(parts.all.nominal))
    write_json(export.truth.folder / "nominals.json", {"nominals": nominals, "appearances": len(parts.all.number)})


@dataclass(frozen=True)
class _Goods:
    """Property of a block of crimes: which crime, which item of it, what, and its value in pence."""

    crime: Ints
    item: Ints
    goods: Ints
    pence: Ints
    recovered: Mask


def _block(export: Export, parts: Parts, crime: Ints) -> bytes:
    goods = _goods(export, crime)
    part = parts.of_crimes(int(crime[0]), int(crime[-1]) + 1)
    persons = np.bincount(part.crime - crime[0], minlength=len(crime))
    items = np.bincount(goods.crime - crime[0], minlength=len(crime))
    loss = np.bincount(goods.crime - crime[0], weights=goods.pence, minlength=len(crime)).astype(np.int64)
    segments = [_crimes(export, crime, persons, items, loss), _persons(export, part), _property(export, goods)]
    keys = [crime * _MOST, part.crime * _MOST + 1 + part.place, goods.crime * _MOST + _MOST // 2 + goods.item]
    export.truth.happenings("crime", [export.crime_numbers[n] for n in crime.tolist()], export.crimes.event[crime])
    return interleave(segments, keys)


def _crimes(export: Export, crime: Ints, persons: Ints, items: Ints, loss: Ints) -> Matrix:
    crimes, streets, book = export.crimes, export.world.streets, load_offences()
    address = crimes.address[crime].astype(np.int64)
    street, metres = streets.street_of(address), np.round(streets.point(address)).astype(np.int64)
    offences = [book.offences[n] for n in crimes.offence[crime].tolist()]
    kinds = list(zip(crimes.type[crime].tolist(), crimes.method[crime].tolist(), strict=True))
    doors = streets.door(address).tolist()
    places = list(zip(doors, street.tolist(), strict=True))
    return np.concatenate(
        (
            _front(export, "C", crime),
            text_bytes([offence.code for offence in offences], 8),
            text_bytes([offence.text for offence in offences], 44),
            *_moment(crimes.started[crime]),
            *_moment(crimes.ended[crime]),
            packed_bytes(_calendar_number(crimes.recorded[crime] // DAY), 8, signed=False),
            binary_bytes(_clock_number(crimes.recorded[crime]), 2),
            text_bytes([export.world.land.ward_code(int(ward)) for ward in streets.ward[street]], 9),
            text_bytes([f"{door} {export.street_names[s]}" for door, s in places], 44),
            text_bytes([streets.postcode(s, door) for door, s in places], 8),
            packed_bytes(metres[:, 0], 7, signed=True),
            packed_bytes(metres[:, 1], 7, signed=True),
            text_bytes(_premises(streets, address), 14),
            text_bytes([book.method(kind, method) for kind, method in kinds], 56),
            text_bytes([crimes.outcomes[n] for n in crimes.outcome[crime].tolist()], 2),
            digit_bytes(export.officer_for("crime", crime), 5),
            zoned_bytes(loss, 9),
            digit_bytes(persons, 2),
            digit_bytes(items, 2),
        ),
        axis=1,
    )


def _persons(export: Export, part: Part) -> Matrix:
    keys = [export.crime_numbers[n] for n in part.crime.tolist()]
    at = export.crimes.recorded[part.crime]
    written = export.clerk.write("crime", part.number, part.person, at // DAY)
    roles, places = part.roles, [str(place + 1) for place in part.place.tolist()]
    export.truth.people("crime", keys, places, part.person, roles)
    export.truth.faults("crime", keys, places, written.faults)
    has_id = np.array([role == "suspect" for role in roles], bool)
    has_id &= export.dice("crime", "pnc").chance(part.number, 0.6)
    pnc = [text if known else "" for text, known in zip(export.pnc.texts(part.person), has_id.tolist(), strict=True)]
    born = np.array([int(text.replace("-", "") or 0) for text in written.born], np.int64)
    return np.concatenate(
        (
            _front(export, "P", part.crime),
            text_bytes([_ROLES[role] for role in roles], 1),
            binary_bytes(part.nominal, 4),
            text_bytes(written.surname, 24),
            text_bytes(written.forenames, 28),
            digit_bytes(born, 8),
            text_bytes(written.sex, 1),
            text_bytes(written.ethnicity, 2),
            text_bytes(written.address, 44),
            text_bytes(written.postcode, 8),
            text_bytes(written.phone, 12),
            text_bytes(pnc, 13),
        ),
        axis=1,
    )


def _property(export: Export, goods: _Goods) -> Matrix:
    book, vehicles = load_offences(), export.world.vehicles
    words = [book.goods[n].text for n in goods.goods.tolist()]
    own = vehicles.of(export.crimes.victim[goods.crime].astype(np.int64))
    stolen = np.where(own >= 0, own, export.dice("crime", "vehicle").below(goods.crime, len(vehicles))).tolist()
    marked = [
        vehicles.mark(v) if "VEHICLE" in text or "PLATES" in text else "" for text, v in zip(words, stolen, strict=True)
    ]
    return np.concatenate(
        (
            _front(export, "O", goods.crime),
            digit_bytes(goods.item + 1, 2),
            text_bytes(words, 30),
            packed_bytes(goods.pence, 9, signed=True),
            text_bytes(["R" if back else "S" for back in goods.recovered.tolist()], 1),
            text_bytes(marked, 8),
        ),
        axis=1,
    )


def _goods(export: Export, crime: Ints) -> _Goods:
    """Draw what was taken: one to four items where the crime type has any, most of low value."""
    book, dice = load_offences(), export.dice
    kind = export.crimes.type[crime]
    takes = np.isin(kind, list(book.goods_of))
    count = np.where(takes, np.minimum(1 + dice("crime", "items").poisson(crime, 0.7), 4), 0)
    owner = np.repeat(crime, count)
    item = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    number = owner * 4 + item
    chosen = np.zeros(len(owner), np.int64)
    owner_kind = np.repeat(kind, count)
    for one, choices in book.goods_of.items():
        here = owner_kind == one
        chosen[here] = np.array(choices)[dice("crime", "goods").below(number[here], len(choices))]
    low, high = (np.array([getattr(goods, bound) for goods in book.goods], np.float64) for bound in ("low", "high"))
    luck = dice("crime", "value").uniform(number) ** 3
    pence = np.floor((low[chosen] + luck * (high - low)[chosen]) * 100).astype(np.int64)
    return _Goods(owner, item, chosen, pence, dice("crime", "recovered").chance(number, 0.08))


def _front(export: Export, segment: str, crime: Ints) -> Matrix:
    return text_bytes([segment + export.crime_numbers[n] for n in crime.tolist()], 13)


def _moment(at: Ints) -> tuple[Matrix, Matrix]:
    return digit_bytes(_calendar_number(at // DAY), 8), digit_bytes(_clock_number(at), 4)


def _calendar_number(day: Ints) -> Ints:
    date = as_dates(day)
    month = date.astype("datetime64[M]").astype(np.int64)
    return np.asarray(
        (month // 12 + 1970) * 10_000
        + (month % 12 + 1) * 100
        + (date - date.astype("datetime64[M]")).astype(np.int64)
        + 1,
        np.int64,
    )


def _clock_number(at: Ints) -> Ints:
    minute = at % DAY // 60
    return np.asarray(minute // 60 * 100 + minute % 60, np.int64)


def _premises(streets: Streets, address: Ints) -> list[str]:
    return [streets.kind(one) for one in address.tolist()]


def _false_leads(export: Export) -> None:
    """Tell truth which crimes name somebody who did not do it."""
    crimes = export.crimes
    wrong = np.flatnonzero((crimes.suspect >= 0) & (crimes.suspect != crimes.offender))
    keys = [export.crime_numbers[n] for n in wrong.tolist()]
    export.truth.false_leads("crime", keys, "suspect did not do it", crimes.suspect[wrong], crimes.event[wrong])
