"""Record types: which segment a record is, which layout that chooses, and which record is its parent."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.mainframe.doubt import Ints, Mask
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.refusal import LegacyRefusedError


@dataclass(frozen=True)
class SegmentOptions:
    """The record-type field and what its values mean.

    `field` names the field; `targets` maps a value to the record (01) or redefinition it chooses; `keep`, when
    given, lists the values whose records are wanted; `parents` maps a child's value to its parent's value.
    """

    field: str
    targets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    keep: frozenset[str] | None = None
    parents: Mapping[str, str] = dataclasses.field(default_factory=dict)


def find_item(layouts: Sequence[Layout], name: str, option: str) -> Node:
    """The node of a name in the first record that has it. Raises `LegacyRefusedError` UNKNOWN_FIELD."""
    for layout in layouts:
        try:
            return layout.find(name)
        except KeyError:
            continue
    raise LegacyRefusedError(
        "UNKNOWN_FIELD",
        f"no single field is called '{name}'",
        where=option,
        remedy="Use a name of the copybook, or its dotted path (athena legacy inspect lists them).",
    )


def find_field(layouts: Sequence[Layout], name: str, option: str) -> Node:
    """As `find_item`, for a field that is read before its record is. Raises MOVING_FIELD where its place varies."""
    node = find_item(layouts, name, option)
    owner = next(layout for layout in layouts if node.path.split(".", 1)[0] == layout.root.path)
    if node.end > owner.fixed_part:
        raise LegacyRefusedError(
            "MOVING_FIELD",
            f"the place of {node.path} depends on a counter",
            where=option,
            remedy="Name a field that stands before any table of variable length.",
        )
    return node


def resolve_targets(layouts: Sequence[Layout], options: SegmentOptions) -> dict[str, str]:
    """Each value with the path of the record or redefinition it chooses. Raises UNKNOWN_FIELD."""
    return {
        value: find_item(layouts, target, f"--segment {value}={target}").path
        for value, target in options.targets.items()
    }


def segment_masks(values: pa.Array, targets: Mapping[str, str]) -> dict[str, Mask]:
    """For each target path the rows whose record-type field chooses it."""
    codes = values.dictionary_encode()
    words = [str(word) for word in codes.dictionary.to_pylist()]
    index = np.asarray(codes.indices.fill_null(-1))
    masks: dict[str, Mask] = {path: np.zeros(len(values), bool) for path in targets.values()}
    for value, path in targets.items():
        if value in words:
            masks[path] |= index == words.index(value)
    return masks


def segment_text(array: pa.Array) -> pa.Array:
    """Record-type values as trimmed strings, numbers in their plain form."""
    return pc.utf8_trim_whitespace(array.cast(pa.string()))


class ParentLinks:
    """Finds each record's parent: the last record before it of the parent's segment. Keeps state between blocks."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = dict(parents)
        self._last: dict[str, int] = {}

    def link_numbers(self, values: pa.Array, numbers: Ints) -> tuple[pa.Array, Mask]:
        """The parent's record number of each record (null for roots), and which records are orphans.

        `values` are the segments of the records `numbers`; blocks are given in file order.
        """
        count = len(values)
        result = np.full(count, -1, np.int64)
        child: Mask = np.zeros(count, bool)
        last: dict[str, Ints] = {}
        for parent in set(self._parents.values()):
            here = np.asarray(pc.fill_null(pc.equal(values, parent), False))
            seen = np.maximum.accumulate(np.where(here, numbers, self._last.get(parent, -1)))
            last[parent] = seen
            if count:
                self._last[parent] = int(seen[-1])
        for value, parent in self._parents.items():
            at = np.asarray(pc.fill_null(pc.equal(values, value), False))
            found = last[parent]
            if (above := self._parents.get(parent)) is not None:
                # a parent that stands before a newer grandparent belongs to the family before this one
                found = np.where(found < last[above], -1, found)
            result[at] = found[at]
            child |= at
        return pa.array(result, mask=result < 0), child & (result < 0)
