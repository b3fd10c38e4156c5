"""Labels as the door sees them: the few that rows carry, and the unions that derived tables carry.

Labels are sticky: what is computed from records carries every label of its inputs. A union of labels is itself a
label with an id, and is open only where every one of its members is open, so deriving never opens anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from athena.pole import Label, LabelId


@dataclass(frozen=True)
class LabelBook:
    """Every label that can stand on a row: `atoms` by id, and `unions` by id with the atoms they join."""

    atoms: Mapping[LabelId, Label]
    unions: Mapping[LabelId, frozenset[LabelId]] = field(default_factory=dict)

    def members(self, label: LabelId) -> frozenset[LabelId]:
        """The atoms that `label` stands for: itself, or what it joins. Raises `KeyError` where it is unknown."""
        return self.unions[label] if label in self.unions else frozenset({self._atom(label)})

    def with_union(self, labels: Iterable[LabelId]) -> tuple[LabelBook, LabelId]:
        """This book with the union of `labels` in it, and the union's id.

        The union of one label is that label; order and repetition do not matter; a union of unions is the
        union of their atoms. Raises `ValueError` for no labels and `KeyError` for an unknown one.
        """
        atoms = frozenset(atom for label in labels for atom in self.members(label))
        if not atoms:
            raise ValueError("a derived table without an input has no label")
        union = union_id(atoms)
        if len(atoms) == 1:
            return self, union
        return LabelBook(self.atoms, {**self.unions, union: atoms}), union

    def _atom(self, label: LabelId) -> LabelId:
        if label not in self.atoms:
            raise KeyError(label)
        return label


def book_of(labels: Iterable[Label]) -> LabelBook:
    """The book of these labels, without unions."""
    return LabelBook({label.id: label for label in labels})


def union_id(atoms: frozenset[LabelId]) -> LabelId:
    """The id of the union of `atoms`: the atom itself for one, else 63 bits of SHA-256 over the sorted ids."""
    if len(atoms) == 1:
        return next(iter(atoms))
    digest = hashlib.sha256(",".join(str(atom) for atom in sorted(atoms)).encode()).digest()
    return LabelId((int.from_bytes(digest[:8], "big") >> 1) or 1)
