"""A lens: the whole graph as one view may follow it, and why the rest is shut."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from athena.access.view import View
from athena.access.withheld import Withheld, why_row
from athena.failures import Refused
from athena.links.graph import NO_DAY, Bits, Graph, Need
from athena.links.walk import Mask, between, shortest

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Slice:
    """A stretch of days, both ends included; None is open. A link that nobody dated belongs to every slice."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Lens:
    """A graph behind the decisions of one view. `whole` opens all of it, and only `blocked` may look through that."""

    graph: Graph
    view: View
    mask: Mask
    whole: Mask

    def blocked(self, source: int, target: int, most: int) -> tuple[Withheld, ...]:
        """Why two ends that were both asked for are connected, within `most` hops, by withheld links only.

        Empty where they are not connected at all, or by an open path. It says that something lies between and whom
        to ask; never how many hops, of what kind, or through whom (docs/decisions/0083).
        """
        if shortest(self.graph, self.mask, source, target, most) is not None:
            return ()
        route = shortest(self.graph, self.whole, source, target, most)
        if route is None:
            return ()
        shut = [hop for hop in pairwise(route) if not len(between(self.graph, self.mask, *hop))]
        closed = next((edge for hop in shut for edge in between(self.graph, self.whole, *hop).tolist()), None)
        if closed is None:
            return ()
        need = next(one for one in self.graph.needs[self.graph.edges.need[closed]] if not _met(self.view, one))
        why = why_row(self.view.door.policy, self.view.decisions, need.kind, need.label)
        return (Withheld(why.reason, why.ask, "the only path", 1, why.rules),)


def lens_of(graph: Graph, view: View, slice_: Slice | None = None, relations: Collection[str] = ()) -> Lens:
    """The lens of `view` over `graph`: only links of `relations` (all, where none is named) that held in `slice_`.

    Refused with `links.other-snapshot` where the two are not of one snapshot, and `links.relation-unknown`.
    """
    if graph.snapshot != view.snapshot:
        raise Refused(
            "links.other-snapshot",
            "The graph is not of the snapshot that this view reads",
            f"graph of snapshot {graph.snapshot}, view of {view.snapshot}",
            "A path through a link that was since withdrawn would be shown as if it stood",
            "Build it: athena links build (a data engineer can)",
        )
    classes = np.array([all(_met(view, need) for need in needs) for needs in graph.needs], bool)
    picked = _picked(graph, slice_, relations)
    every = np.ones(len(graph.needs), bool)
    return Lens(graph, view, Mask(classes, picked), Mask(every, picked))


def _met(view: View, need: Need) -> bool:
    return need.label in view.decisions.open_labels(need.kind, need.group)


def _picked(graph: Graph, slice_: Slice | None, relations: Collection[str]) -> Bits | None:
    if slice_ is None and not relations:
        return None
    found = np.ones(len(graph.edges), bool)
    if slice_ is not None and slice_.until is not None:
        found &= (graph.edges.first == NO_DAY) | (graph.edges.first <= (slice_.until - EPOCH).days)
    if slice_ is not None and slice_.since is not None:
        found &= (graph.edges.last == NO_DAY) | (graph.edges.last >= (slice_.since - EPOCH).days)
    if relations:
        found &= np.isin(graph.edges.relation, [_number(graph, name) for name in relations])
    return found


def _number(graph: Graph, relation: str) -> int:
    from athena.pole import code_list

    if relation not in code_list("link_role").codes:
        raise Refused(
            "links.relation-unknown",
            "There is no such relation",
            repr(relation),
            "Links are followed by the roles of the vocabulary",
            f"Name one of: {', '.join(code_list('link_role').codes)}",
        )
    return graph.relation_at.get(relation, -1)
