"""A view: the records as one holder may see them, for one case, one operation and one snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from athena.access.asking import Asking
from athena.access.case import Case
from athena.access.decision import DecisionSet
from athena.access.found import Finding, found
from athena.access.mask import masked
from athena.access.outgrown import shown_versions
from athena.access.permit import Permit, permit_of
from athena.access.principal import Principal, PrincipalId
from athena.access.refused import Refused
from athena.access.release import Released, label_counts, release
from athena.access.run import over, run, text_of
from athena.access.shape import MEMBER, Shape, shape_of
from athena.access.withheld import Withheld
from athena.lake.reading import Reading
from athena.pole import LabelId, kinds

if TYPE_CHECKING:
    from athena.access.door import Door


@dataclass(frozen=True)
class View:
    """What one holder may see, made by `Door.open_view` and nothing else; close it when done.

    Nothing read through it leaves except by `release`, which writes the ledger first; `released` is what has left,
    in order. `snapshot` is the state of the lake that every table of it shows. `asked` are record ids that were
    asked for by name, and each release says of them what was withheld. Not to be shared between threads.
    """

    door: Door
    principal: Principal
    case: Case
    asking: Asking
    decisions: DecisionSet
    reading: Reading
    shapes: Mapping[str, Shape]
    on_behalf_of: PrincipalId | None = None
    asked: tuple[str, ...] = ()
    released: list[Released] = field(default_factory=list, compare=False)
    opened: dict[str, ir.Table] = field(default_factory=dict, compare=False)
    hidden: dict[str, tuple[Withheld, ...]] = field(default_factory=dict, compare=False)
    masked: dict[tuple[str, str], Withheld] = field(default_factory=dict, compare=False)
    texts: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def snapshot(self) -> int:
        """The number of the snapshot that this view reads."""
        return self.reading.snapshot

    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this view may read at least one record of, sorted."""
        return tuple(name for name in self.reading.tables() if self._readable(name))

    def table(self, name: str) -> ir.Table:
        """The table `name` with rows filtered and columns masked: an Ibis table like any other, but for one thing.

        It is not bound to a database, so nothing can compute from it but `release`. It has the same columns and
        types for every holder. A table of which nothing may be seen is empty, not refused, so that a query means
        the same to every reader and *withheld* says what is missing. Refused with `access.table-unknown` for a
        table that no rule can speak of, `access.table-missing` for one not there.
        """
        if name not in self.opened:
            permit = self.permit(name)
            if name not in self.reading.tables():
                raise Refused(
                    "table-missing",
                    what=f"read the table {name!r}",
                    where=f"snapshot {self.snapshot}",
                    why="this snapshot has no such table",
                    remedy="load records of this kind first",
                    who="whoever loads records",
                )
            text, schema = self._inside(name, permit)
            self.texts[_placeholder(name)] = text
            self.opened[name] = ibis.table(schema, name=_placeholder(name))
        return self.opened[name]

    def _inside(self, name: str, permit: Permit) -> tuple[str, ibis.Schema]:
        """The text that filters and masks the table `name`; compiled once for equal decisions over equal snapshots.

        The newest snapshot is among what it depends on: a label that was tightened since shuts earlier versions too.
        """
        known = self.door.readings.masked(self.snapshot)
        key = (int(self.door.workspace.lake.snapshot()), self.decisions.digest, name)
        if key not in known or name in self.shapes:  # a derived table's shape is the view's own
            shown = shown_versions(self, name, permit)
            inside = masked(shown, permit.among(frozenset(label_counts(self, name))))
            found = text_of(inside), inside.schema()
            if name in self.shapes:
                return found
            known[key] = found
        return known[key]

    def found(self, name: str, findings: Sequence[Finding]) -> ir.Table:
        """The records of the table `name` that a feature found by itself, in its order; see `athena.access.found`."""
        return found(self, name, findings)

    def permit(self, name: str) -> Permit:
        """What this view may show of the table `name`, as sets of labels."""
        return permit_of(self.decisions, shape_of(name, self.shapes))

    def shows_whole(self, name: str, label: LabelId) -> bool:
        """Whether every column of a record with `label` is shown: only then may its original bytes be.

        The bytes of a delivered row cannot be masked, so one hidden field hides them all.
        """
        permit = self.permit(name)
        return label in permit.rows and all(label in shown for shown in permit.columns.values())

    def release(
        self,
        expression: ir.Table,
        *,
        asked: Collection[str] = (),
        words: str = "",
        recipient: str = "",
        reason: str = "",
        also: Sequence[Withheld] = (),
    ) -> Released:
        """Compute `expression`, write the ledger entry, then hand out the rows with what was withheld.

        `asked` adds to the record ids that were asked for by name; `words` are what a person typed where the
        expression does not hold it, kept sealed beside the query; `recipient` is to whom records are disclosed;
        `also` are lines of what a feature found withheld by itself. See `athena.access.release.release` for the
        contract and the refusals.
        """
        wanted = {*self.asked, *asked}
        left = release(self, expression, asked=wanted, words=words, recipient=recipient, reason=reason, also=also)
        self.released.append(left)
        return left

    def execute(self, expression: ir.Table) -> pa.Table:
        """The rows of `release(expression)`: by it a view can stand wherever a feature reads a snapshot."""
        return self.release(expression).rows

    def withheld(self) -> tuple[Withheld, ...]:
        """What was withheld from everything released so far, each line once, in order."""
        return tuple(dict.fromkeys(line for one in self.released for line in one.withheld))

    def kind_of(self, record: str) -> str | None:
        """The kind of the record `record`, None where this view returns no such record.

        Where it returns none, an empty release records that it was asked for and says what was withheld.
        """
        names = [name for name in kinds() if name in self.reading.tables()]
        found = run(self.reading, self._looking(names, record)).column("kind").to_pylist()
        if found:
            return str(found[0])
        matches = [self._matches(name, record) for name in names]
        self.release(ibis.union(*matches, *self._entities()), asked=[record])
        return None

    def _entities(self) -> Sequence[ir.Table]:
        """No row of who is whom, and yet a reading of it: an id may be that of an entity whose records are withheld."""
        if MEMBER not in self.reading.tables():
            return ()
        members = self.table(MEMBER)
        return (members.filter(members.record_id == members.entity_id).select("record_id", kind=members.record_kind),)

    def _looking(self, names: Sequence[str], record: str) -> str:
        """The text that looks for a record in each of these tables; written here, as compiling so many takes longer."""
        sought = record.replace("'", "''")
        each = [f"SELECT '{name}' AS kind FROM \"{_placeholder(name)}\" WHERE record_id = '{sought}'" for name in names]  # noqa: S608 - names are of kinds, and the id is quoted
        texts = {_placeholder(name): self.texts[_placeholder(name)] for name in names if self.table(name) is not None}
        return over(texts, " UNION ALL ".join(each))

    def _matches(self, name: str, record: str) -> ir.Table:
        table = self.table(name)
        return table.filter(table.record_id == record).select("record_id", kind=ibis.literal(name))

    def close(self) -> None:
        """Give the snapshot back to the door."""
        self.door.readings.give_back(self.reading)

    def __enter__(self) -> View:
        """Give the view itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the snapshot."""
        self.close()

    def _readable(self, name: str) -> bool:
        try:
            return bool(self.permit(name).rows)
        except Refused:
            return False


def _placeholder(name: str) -> str:
    return f"view_{name}"
