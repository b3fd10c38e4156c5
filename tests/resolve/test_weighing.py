"""What relatives, twins and namesakes have in common is not evidence that two are one."""

from functools import cache

import pyarrow as pa
import pytest
from tests.resolve.households import write_town
from tests.resolve.people import Row, table

from athena.resolve.configuration import configuration
from athena.resolve.linkage import RecordId, Waterfall
from athena.resolve.linking import explain_pair
from athena.resolve.model import Model
from athena.resolve.training import train

HOME: Row = {"address_text": "14 Granary Rise", "postcode": "NX5 0JG"}


@cache
def model() -> Model:
    records, _ = write_town(1500)
    return train(records, configuration("person"))


def weighed(one: Row, other: Row) -> Waterfall:
    pair: pa.Table = table([one, other])
    return explain_pair(pair, RecordId("r00000"), RecordId("r00001"), model())


MARY: Row = {"given_names": "Mary", "family_name": "Quill", "date_of_birth": "1980-05-17", **HOME}


def test_one_person_written_down_twice_is_joined() -> None:
    assert weighed(MARY, {**MARY, "family_name": "Quil"}).weight > 3


@pytest.mark.parametrize(
    "other",
    [
        {**MARY, "given_names": "Joseph", "date_of_birth": "1979-02-03"},
        {**MARY, "given_names": "Harriet", "date_of_birth": "2009-11-21"},
        {**MARY, "date_of_birth": "1955-01-30"},
        {**MARY, "given_names": "Joseph", "family_name": "Oduya", "date_of_birth": "1979-02-03"},
    ],
    ids=["husband", "daughter", "mother of the same name", "lodger"],
)
def test_people_of_one_household_are_not_one(other: Row) -> None:
    found = weighed(MARY, other)
    assert found.weight < found.threshold
    assert found.items[-1].feature == "others"
    assert found.items[-1].weight < -1


def test_twins_stay_apart() -> None:
    found = weighed(MARY, {**MARY, "given_names": "Grace"})
    assert found.weight <= -5.0 + 1e-9
    assert found.items[-1].words == "twins would agree in all of this"
    assert abs(found.prior + sum(item.weight for item in found.items) - found.weight) < 1e-9


def test_a_name_alone_is_left_to_people() -> None:
    somebody: Row = {"given_names": "Zebedee", "family_name": "Quillfeather"}
    found = weighed(somebody, somebody)
    assert found.weight < found.threshold
    assert abs(found.prior + sum(item.weight for item in found.items) - found.weight) < 1e-9
