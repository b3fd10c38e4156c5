"""A chart as FollowTheMoney entities, one JSON object a line, as Aleph and its kin read them.

FollowTheMoney has no word for a part in a crime. What it cannot say as itself becomes an `UnknownLink` whose role is
Athena's own word, so that nothing is said that no record said: a suspect never becomes an owner.
"""

from __future__ import annotations

import hashlib
import json

from athena.links.chart import Chart, ChartLink, ChartNode

_SCHEMATA = {
    "person": "Person",
    "organisation": "Organization",
    "vehicle": "Vehicle",
    "place": "Address",
    "device": "Thing",
    "item": "Thing",
}
_TITLE = {"Vehicle": "registrationNumber", "Address": "full"}


def ftm_lines(chart: Chart) -> bytes:
    """`chart` as lines of JSON: each thing, then each link; ids are Athena's own, of links their content's hash."""
    found = [_thing(node) for node in chart.nodes] + [_link(link) for link in chart.links]
    return b"".join(json.dumps(one, ensure_ascii=False, sort_keys=True).encode() + b"\n" for one in found)


def _thing(node: ChartNode) -> dict[str, object]:
    schema = _SCHEMATA.get(node.kind, "Event")
    properties = {"name": [node.title or node.id]}
    if node.title and schema in _TITLE:
        properties[_TITLE[schema]] = [node.title]
    return {"id": node.id, "schema": schema, "properties": properties}


def _link(link: ChartLink) -> dict[str, object]:
    said = {
        "subject": [link.origin],
        "object": [link.end],
        "role": [link.relation],
        "startDate": [link.first] if link.first else [],
        "endDate": [link.last] if link.last else [],
        "recordId": list(link.records),
        "summary": [f"graded {link.grading}"] if link.grading else [],
        "description": ["derived by a rule, recorded by nobody"] if link.inference else [],
    }
    name = "\x1f".join((link.origin, link.end, link.relation, link.first, link.last, link.grading))
    properties = {key: values for key, values in said.items() if values}
    return {"id": hashlib.sha256(name.encode()).hexdigest()[:40], "schema": "UnknownLink", "properties": properties}
