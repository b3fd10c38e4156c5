"""ANPR convoys: vehicles whose marks several cameras read within two minutes of this one's.

Derived on demand from the reads that the view shows. A camera reads a plate and not a vehicle, and cars on one road
pass one camera together without knowing of each other: a convoy is a place to look. So it takes three cameras, and
every pair of reads stands as its evidence.
"""

from __future__ import annotations

import ibis

from athena.access.operation import RECORD_ROWS
from athena.access.view import View
from athena.links.chart import ChartLink, ChartNode
from athena.links.inferred import Inferred, drawn
from athena.links.wanted import current
from athena.links.whom import Whom, named

SECONDS = 120
"""How far apart two reads by one camera may lie."""

CAMERAS = 3
"""By how many different cameras both must have been read."""

SIGHTING, VEHICLE = "sighting", "vehicle"


def convoys(view: View, who: Whom) -> Inferred:
    """Which vehicles were read beside the vehicle `who`; at most fifty pairs of reads, the most cameras first."""
    if not {SIGHTING, VEHICLE} <= set(view.reading.tables()):
        return Inferred((), (), 0)
    vehicles = current(view, VEHICLE)
    marks = vehicles.filter(vehicles.record_id.isin(sorted(who.records))).select(mark="vrm").distinct()
    reads = current(view, SIGHTING).select("record_id", "source", "vrm", "seen_by", "seen_at")
    mine = reads.join(marks, reads.vrm == marks.mark)
    mine = mine.select(mine="record_id", my_vrm="vrm", camera="seen_by", my_time="seen_at")
    near = reads.join(mine, reads.seen_by == mine.camera)
    near = near.filter(
        near.vrm != near.my_vrm, (near.seen_at.epoch_seconds() - near.my_time.epoch_seconds()).abs() <= SECONDS
    )
    often = near.group_by(other="vrm").aggregate(cameras=near.camera.nunique())
    often = often.filter(often.cameras >= CAMERAS)
    pairs = near.join(often, near.vrm == often.other).select(
        "record_id", "source", "vrm", "seen_at", "mine", "camera", "cameras"
    )
    found = pairs.mutate(total=ibis._.count().over())
    chosen = found.order_by(ibis.desc("cameras"), "vrm", "seen_at", "record_id").limit(RECORD_ROWS)
    rows = view.release(chosen).rows.to_pylist()
    nodes = _vehicles(view, sorted({str(row["vrm"]) for row in rows}))
    links = [
        ChartLink(
            who.node,
            nodes[str(row["vrm"])].id,
            "convoy",
            first=f"{row['seen_at']:%Y-%m-%d}",
            last=f"{row['seen_at']:%Y-%m-%d}",
            inference=True,
            records=(str(row["mine"]), str(row["record_id"])),
            sources=(str(row["source"]),),
        )
        for row in rows
    ]
    return drawn(links, nodes.values(), int(rows[0]["total"]) - len(rows) if rows else 0)


def _vehicles(view: View, marks: list[str]) -> dict[str, ChartNode]:
    """The vehicle that bears each mark, as far as a record of one is shown; else the mark by itself."""
    found = {mark: ChartNode(f"mark {mark}", VEHICLE, mark) for mark in marks}
    if not marks:
        return found
    table = current(view, VEHICLE)
    bearing = table.filter(table.vrm.isin(marks)).select("record_id", "vrm").order_by("record_id").limit(RECORD_ROWS)
    bearers = {str(row["record_id"]): str(row["vrm"]) for row in view.release(bearing).rows.to_pylist()}
    for record, one in sorted(named(view, dict.fromkeys(bearers, VEHICLE)).items(), reverse=True):
        found[bearers[record]] = ChartNode(one.node, one.kind, one.title)
    return found
