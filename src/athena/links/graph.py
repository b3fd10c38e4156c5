"""The graph in memory: nodes, links and who must be allowed what, in compressed sparse rows.

A node is an entity, a record that no entity holds, or a value that records share (a telephone number). An edge carries
no content: only which link record it is, its relation, its days, and its *class*. A class is the set of decisions that
must all be yes before anybody may follow the edge; classes are few, so a view decides once a class and a walk tests one
byte an edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NewType, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from athena.pole import LabelId

Node = NewType("Node", int)
"""A node's place in one graph; it means nothing in another."""

NodeId = NewType("NodeId", str)
"""What a node is called in every snapshot: an entity's id, a record's id, or a value's keyed name."""

Bits: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int32]
Offsets: TypeAlias = npt.NDArray[np.int64]
Names: TypeAlias = npt.NDArray[np.bytes_]

NO_DAY = np.iinfo(np.int32).min
"""The day of an edge that nobody dated."""


@dataclass(frozen=True, order=True)
class Need:
    """One decision that must be yes: that records of `kind` under `label` show the fields of `group`."""

    kind: str
    group: str
    label: LabelId


@dataclass(frozen=True)
class Edges:
    """Every edge by its number: its two ends, its relation, its class, its days, and the record that says it.

    `first` and `last` are days since 1970-01-01, `NO_DAY` where unknown. `record` is the id of the link record, or of
    the record that holds the shared value.
    """

    tail: Numbers
    head: Numbers
    relation: Numbers
    need: Numbers
    first: Numbers
    last: Numbers
    record: pa.StringArray

    def __len__(self) -> int:
        """How many there are."""
        return len(self.tail)


@dataclass(frozen=True)
class Graph:
    """All nodes and edges of one snapshot, nothing hidden: no face ever holds one, only a `Lens` over it.

    `names` is sorted, so a node's number is its rank; `kinds` gives each node's place in `kind_names`. The edges of
    node `n` are places `offsets[n]` to `offsets[n + 1]` of `ends` (the other end), `numbers` (the edge) and `classes`.
    Each edge stands at both of its ends.
    """

    snapshot: int
    names: Names
    kinds: npt.NDArray[np.uint8]
    kind_names: tuple[str, ...]
    relations: tuple[str, ...]
    needs: tuple[tuple[Need, ...], ...]
    edges: Edges
    offsets: Offsets
    ends: Numbers
    numbers: Numbers
    classes: Numbers

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.names)

    def node(self, name: str) -> Node | None:
        """The node called `name`, None where no edge reaches one."""
        sought = np.bytes_(name.encode())
        place = int(np.searchsorted(self.names, sought))
        return Node(place) if place < len(self.names) and self.names[place] == sought else None

    def name(self, node: int) -> NodeId:
        """What `node` is called."""
        return NodeId(bytes(self.names[node]).decode())

    def kind(self, node: int) -> str:
        """The kind of `node`."""
        return self.kind_names[int(self.kinds[node])]

    def ends_of(self, edge: int) -> tuple[int, int]:
        """The two nodes of `edge`, in the direction that the link was recorded."""
        return int(self.edges.tail[edge]), int(self.edges.head[edge])

    def record(self, edge: int) -> str:
        """The id of the record that says `edge`."""
        name: str = self.edges.record[int(edge)].as_py()
        return name

    @cached_property
    def relation_at(self) -> Mapping[str, int]:
        """Each relation's number."""
        return {name: at for at, name in enumerate(self.relations)}


def compressed(
    snapshot: int,
    names: Names,
    kinds: npt.NDArray[np.uint8],
    kind_names: Sequence[str],
    relations: Sequence[str],
    needs: Sequence[tuple[Need, ...]],
    edges: Edges,
) -> Graph:
    """The graph of these nodes and edges. `names` must be sorted and without repeats."""
    both = np.concatenate([edges.tail, edges.head])
    other = np.concatenate([edges.head, edges.tail])
    # By end and then by the other end, so that a walk meets neighbours in the order of their names.
    order = np.lexsort((other, both))
    numbers = (order % max(len(edges), 1)).astype(np.int32)
    offsets = np.zeros(len(names) + 1, np.int64)
    np.cumsum(np.bincount(both, minlength=len(names)), out=offsets[1:])
    return Graph(
        snapshot,
        names,
        kinds,
        tuple(kind_names),
        tuple(relations),
        tuple(needs),
        edges,
        offsets,
        np.ascontiguousarray(other[order]),
        numbers,
        np.ascontiguousarray(edges.need[numbers]),
    )
