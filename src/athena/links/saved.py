"""Charts kept in a case: read from another tool's file, sealed, and shown again as they were read.

A kept chart is what somebody drew and no record: it is in no graph, joins nothing, and is measured by itself.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import NewType

from sqlalchemy import select

from athena.access.archive import QueryDigest
from athena.access.deed import decide, shown
from athena.access.state.effect import put
from athena.access.state.models import ChartRow
from athena.access.view import View
from athena.failures import Refused
from athena.ledger.canonical import Json
from athena.links.chart import Chart, ChartLink, ChartNode
from athena.links.importing import from_edge_csv, from_graphml
from athena.links.wanted import LINK

ChartId = NewType("ChartId", str)


@dataclass(frozen=True)
class Kept:
    """One chart of a case: what it is called, the file that it was read from, by whom and when."""

    id: ChartId
    name: str
    file: str
    sha256: str
    kept_by: str
    kept_at: datetime


def keep_file(view: View, content: bytes, file: str, name: str) -> tuple[Kept, int]:
    """Keep the chart of a GraphML or CSV file in the view's case; give it, and the entry's number.

    Refused as `athena.links.importing` refuses what is no chart; `view` collects.
    """
    chart = from_graphml(content, file) if file.lower().endswith((".graphml", ".xml")) else from_edge_csv(content, file)
    now = view.door.clock()
    made = Kept(ChartId(f"ch-{secrets.token_hex(6)}"), name, file, sha256(content).hexdigest(), view.principal.id, now)
    row = put(
        ChartRow,
        {"id": made.id},
        case=view.case.id,
        name=name,
        content=view.door.archive.keep(json.dumps(asdict(chart), ensure_ascii=False), now),
        file=file,
        sha256=made.sha256,
        kept_by=made.kept_by,
        kept_at=now,
        ended_at=None,
    )
    details: dict[str, Json] = {
        "chart": made.id,
        "sha256": made.sha256,
        "nodes": len(chart.nodes),
        "links": len(chart.links),
    }
    return made, decide(view, [LINK], (), [row], reason=view.case.reason, details=details)


def kept_charts(view: View) -> tuple[Kept, ...]:
    """The charts of the view's case, the oldest first."""
    chosen = select(ChartRow).where(ChartRow.case == view.case.id, ChartRow.ended_at.is_(None)).order_by(ChartRow.entry)
    with view.door.database.transaction() as session:
        return tuple(_kept(row) for row in session.scalars(chosen))


def kept_chart(view: View, named: ChartId) -> tuple[Chart, int]:
    """One chart of the view's case, and the entry that says it was shown. Refused with `links.chart-unknown`."""
    with view.door.database.transaction() as session:
        row = session.get(ChartRow, named)
    if row is None or row.case != view.case.id:
        raise Refused(
            "links.chart-unknown",
            "There is no such chart",
            str(named),
            f"case {view.case.id} keeps none of this id",
            "Name one from: athena links charts",
        )
    said = json.loads(view.door.archive.text(QueryDigest(row.content)))
    chart = Chart(tuple(ChartNode(**one) for one in said["nodes"]), tuple(_link(one) for one in said["links"]))
    return chart, shown(view, {"chart": named, "sha256": row.sha256})


def _kept(row: ChartRow) -> Kept:
    return Kept(ChartId(row.id), row.name, row.file, row.sha256, row.kept_by, row.kept_at)


def _link(said: dict[str, object]) -> ChartLink:
    texts = {name: str(said[name]) for name in ("origin", "end", "relation", "first", "last", "grading")}
    records, sources = (tuple(map(str, _listed(said[name]))) for name in ("records", "sources"))
    return ChartLink(**texts, inference=bool(said["inference"]), records=records, sources=sources)


def _listed(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
