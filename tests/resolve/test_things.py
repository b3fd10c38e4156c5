"""Vehicles, telephones, places and organisations: what joins them, what tells them apart, what is left to people."""

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.resolve.entity import EntityKind
from athena.resolve.pairs import Outcome
from athena.resolve.proposal import Proposal
from athena.resolve.stated import rule
from athena.resolve.things import resolve_things

VEHICLE, DEVICE, PLACE, ORGANISATION = EntityKind.VEHICLE, EntityKind.DEVICE, EntityKind.PLACE, EntityKind.ORGANISATION


def resolved(kind: EntityKind, *rows: dict[str, str], apart: Sequence[tuple[str, str]] = ()) -> Proposal:
    named = [{"record_id": f"r{number}", **row} for number, row in enumerate(rows)]
    columns = ("record_id", *rule(kind).columns)
    return resolve_things(
        pa.table({name: pa.array([row.get(name) for row in named], pa.string()) for name in columns}), rule(kind), apart
    )


def asked(found: Proposal) -> list[tuple[int, int]]:
    return [(one.left, one.right) for one in found.pairs if one.outcome is Outcome.QUEUED]


def test_one_mark_is_one_vehicle_until_something_tells_them_apart() -> None:
    found = resolved(
        VEHICLE,
        {"vrm": "AB12CDE", "make": "BMW", "colour": "RED"},
        {"vrm": "ab12 cde", "make": "BMW", "colour": "BLUE"},
        {"vrm": "AB12CDE", "make": "FORD"},
        {"vrm": "ABI2CDE", "make": "BMW"},
    )
    assert found.cluster.tolist() == [0, 0, 1, 0]
    assert asked(found) == []
    (apart,) = [one for one in found.pairs if one.outcome is Outcome.APART]
    assert dict(apart.evidence)["make"] < 0


def test_one_vin_is_one_vehicle_whatever_mark_it_bears() -> None:
    found = resolved(VEHICLE, {"vin": "WBA1", "vrm": "AB12CDE"}, {"vin": "wba 1", "vrm": "XY65ZZZ"}, {"vrm": "XY65ZZZ"})
    assert found.cluster.tolist() == [0, 0, 0]


def test_a_mark_that_moved_leaves_what_could_be_either_to_people() -> None:
    found = resolved(VEHICLE, {"vin": "WBA1", "vrm": "AB12CDE"}, {"vin": "WBA2", "vrm": "AB12CDE"}, {"vrm": "AB12CDE"})
    assert found.cluster.tolist() == [0, 1, 2]
    assert asked(found) == [(0, 2), (1, 2)]


def test_marks_that_look_alike_are_asked_about_and_not_joined() -> None:
    found = resolved(VEHICLE, {"vrm": "A1OOO"}, {"vrm": "A100O"}, {"vrm": "A100O", "make": "BMW"})
    assert found.cluster.tolist() == [0, 1, 1]
    assert asked(found) == [(0, 1)]


def test_makes_abbreviated_are_no_contradiction() -> None:
    found = resolved(VEHICLE, {"vrm": "AB12CDE", "make": "VAUX"}, {"vrm": "AB12CDE", "make": "VAUXHALL"})
    assert found.cluster.tolist() == [0, 0]


def test_a_number_moves_between_handsets() -> None:
    found = resolved(
        DEVICE,
        {"phone": "07700900001", "imei": "490154203237518"},
        {"phone": "+447700900001", "imei": "356938035643809"},
        {"phone": "+447700900002"},
        {"phone": "07700 900002"},
        {"phone": "07000000000"},
        {"phone": "07000000000"},
    )
    assert found.cluster.tolist() == [0, 1, 2, 2, 3, 4]


def test_a_published_map_point_is_never_an_address_and_a_camera_is_not_its_street() -> None:
    found = resolved(
        PLACE,
        {"address_text": "Larch Close, Merehaven", "location_precision": "street"},
        {"address_text": "LARCH CL, MEREHAVEN", "location_precision": "street"},
        {"address_text": "Larch Close, Merehaven", "location_precision": "exact"},
        {"address_text": "Larch Close, Merehaven", "location_precision": "anonymised_point"},
        {"uprn": "0100", "address_text": "1 Larch Close"},
        {"uprn": "100", "address_text": "One Larch Close"},
    )
    assert found.cluster.tolist() == [0, 0, 1, 2, 3, 3]


def test_one_name_at_two_postcodes_is_two_organisations() -> None:
    found = resolved(
        ORGANISATION,
        {"name_text": "Smith & Sons Ltd", "postcode": "NX4 0BG"},
        {"name_text": "SMITH AND SONS", "postcode": "NX40BG"},
        {"name_text": "Smith & Sons", "postcode": "NX9 1AA"},
        {"name_text": "Smiths", "registration_number": "SC 123"},
        {"name_text": "Smith Holdings", "registration_number": "SC123"},
    )
    assert found.cluster.tolist() == [0, 0, 1, 2, 2]


def test_what_was_judged_apart_stays_apart_and_the_rest_is_asked_about() -> None:
    rows = [{"vrm": "AB12CDE"}] * 4
    found = resolved(VEHICLE, *rows, apart=[("r0", "r1")])
    assert found.cluster.tolist() == [0, 1, 2, 2]
    assert asked(found) == [(0, 2), (1, 2)]
    assert resolved(VEHICLE, *rows, apart=[("r0", "nobody")]).cluster.tolist() == [0, 0, 0, 0]


def test_no_records_are_no_entities() -> None:
    assert resolved(VEHICLE).cluster.tolist() == []


ROW = st.fixed_dictionaries(
    {},
    optional={
        "vin": st.sampled_from(["V1", "V2", "V3"]),
        "vrm": st.sampled_from(["AB12CDE", "ABI2CDE", "A10OO", "A100O", "XY65ZZZ"]),
        "make": st.sampled_from(["BMW", "FORD"]),
        "colour": st.sampled_from(["RED", "BLUE"]),
    },
)


@given(rows=st.lists(ROW, max_size=12), seed=st.integers(0, 5))
def test_order_makes_no_difference_and_no_two_of_one_mark_contradict(rows: list[dict[str, str]], seed: int) -> None:
    found = resolved(VEHICLE, *rows)
    names = ("record_id", *rule(VEHICLE).columns)
    table = pa.table(
        {n: pa.array([{"record_id": f"r{i}", **row}.get(n) for i, row in enumerate(rows)], pa.string()) for n in names}
    )
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    assert resolve_things(table.take(pa.array(order, pa.int64())), rule(VEHICLE)).clusters == found.clusters
    for pair in found.pairs:
        assert (found.cluster[pair.left] == found.cluster[pair.right]) == (pair.outcome is Outcome.JOINED)
        assert pair.weight == pytest.approx(sum(bits for _, bits in pair.evidence), abs=1e-9)
