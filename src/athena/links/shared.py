"""Shared telephones: two people whose records give one number, which nobody recorded as a link.

Derived on demand from what the view shows: a number that is masked on a record matches nothing. A number is a line and
not a person: it is shared within a household and given out again.
"""

from __future__ import annotations

import ibis

from athena.access.view import View
from athena.links.chart import ChartLink, ChartNode
from athena.links.inferred import MOST_INFERRED, Inferred, drawn
from athena.links.wanted import current
from athena.links.whom import Whom, named

PERSON = "person"


def same_phone(view: View, who: Whom, most: int = MOST_INFERRED) -> Inferred:
    """Whom the records of `who` share a telephone number with; at most `most` pairs of records. A release or three.

    Each link names the two records that give the number.
    """
    if PERSON not in view.reading.tables():
        return Inferred((), (), 0)
    people = current(view, PERSON).select("record_id", "source", "phone")
    mine = people.filter(people.record_id.isin(sorted(who.records)))
    mine = mine.select(mine="record_id", my_source="source", number="phone")
    others = people.filter(people.record_id.notin(sorted(who.records)))
    pairs = others.join(mine, others.phone == mine.number).drop("number")
    found = pairs.mutate(total=ibis._.count().over()).order_by("record_id", "mine").limit(most)
    rows = view.release(found).rows.to_pylist()
    known = named(view, {str(row["record_id"]): PERSON for row in rows})
    links = [
        ChartLink(
            who.node,
            known[str(row["record_id"])].node,
            "same_phone",
            inference=True,
            records=(str(row["mine"]), str(row["record_id"])),
            sources=tuple(sorted({str(row["my_source"]), str(row["source"])})),
        )
        for row in rows
        if str(row["record_id"]) in known and known[str(row["record_id"])].node != who.node
    ]
    nodes = [ChartNode(one.node, one.kind, one.title) for one in known.values()]
    return drawn(links, nodes, int(rows[0]["total"]) - len(rows) if rows else 0)
