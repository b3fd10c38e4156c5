"""FollowTheMoney: every thing and link is there, and no part in a crime becomes something else."""

from __future__ import annotations

import json

import pytest
from tests.links.made_chart import CHART

from athena.links.exports.ftm import ftm_lines


def entities() -> list[dict[str, object]]:
    return [json.loads(line) for line in ftm_lines(CHART).splitlines()]


def test_things_and_links() -> None:
    found = entities()
    assert [one["schema"] for one in found] == ["Person", "Person", "Event", "Vehicle", "Address", *["UnknownLink"] * 4]
    assert len({one["id"] for one in found}) == len(found)
    assert found[5]["properties"] == {
        "subject": ["P-1"],
        "object": ["c1"],
        "role": ["suspect"],
        "startDate": ["2024-05"],
        "recordId": ["l1", "l8"],
    }


def test_the_package_itself_finds_nothing_wrong() -> None:
    ftm = pytest.importorskip("followthemoney", reason="followthemoney is not installed: it needs a build of PyICU")
    for said in entities():
        schema = ftm.model.get(said["schema"])
        schema.validate({"properties": said["properties"]})
        entity = ftm.model.get_proxy(said, cleaned=False)
        properties = said["properties"]
        assert isinstance(properties, dict)
        assert {name: sorted(entity.get(name)) for name in properties} == {
            name: sorted(values) for name, values in properties.items()
        }
