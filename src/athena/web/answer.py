"""The envelope of every answer: the results, what was withheld, and the ledger entry that says that they were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from athena.access.view import View
from athena.access.withheld import Reason, Withheld

T = TypeVar("T")


class WithheldLine(BaseModel):
    """So many of something were withheld, for a reason, and whom to ask; counted over the table, not over matches."""

    what: str
    rows: int
    reason: str
    ask: str | None = None

    @classmethod
    def of(cls, line: Withheld) -> WithheldLine:
        """The door's line as the API says it."""
        ask = None if line.ask is None else str(line.ask)
        return cls(what=line.what, rows=line.rows, reason=str(line.reason), ask=ask)


class Answer(BaseModel, Generic[T]):
    """An answer: results with what was withheld beside them.

    `entry` is the last of `entries`, the numbers in the access log; both are empty where no record was read.
    `snapshot` is the state of the lake that was read. `next` is the cursor of the next page, null on the last.
    """

    results: T
    withheld: list[WithheldLine] = Field(default_factory=list)
    entry: int | None = None
    entries: list[int] = Field(default_factory=list)
    snapshot: int | None = None
    next: str | None = None


def lines_of(view: View, *, shown: bool) -> tuple[Withheld, ...]:
    """What was withheld from what `view` released.

    What was asked for by name may be an entity, a record, or one table's alone, and a release that looks where it is
    not says *not held*. With `shown` it was found elsewhere, and that line would be false.
    """
    return tuple(
        line for line in view.withheld() if not (shown and line.what == "asked for" and line.reason is Reason.NOT_HELD)
    )


def answer_of(
    view: View, results: T, *, more: Sequence[Withheld] = (), next: str | None = None, shown: bool = False
) -> Answer[T]:
    """The answer that `view` released; `more` are withheld lines that a feature adds, `shown` as `lines_of` has it."""
    entries = [one.entry for one in view.released]
    return Answer(
        results=results,
        withheld=[WithheldLine.of(line) for line in dict.fromkeys((*more, *lines_of(view, shown=shown)))],
        entry=entries[-1] if entries else None,
        entries=entries,
        snapshot=view.snapshot,
        next=next,
    )
