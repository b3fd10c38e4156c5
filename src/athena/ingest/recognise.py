"""Recognition: which member of a delivery belongs to which source, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delivery import BOMB_FLOOR, Delivery, Member
from athena.ingest.source import Slot, Source
from athena.ingest.sources.left_out import why_left_out

# A member is read to no more than this: what its archive says, or, for a file by itself, what it is.
_SLACK = 1


@dataclass(frozen=True)
class Recognised:
    """A member with its source, its slot and its header, ready to be read.

    `only` names the rows to read where not the whole file is meant, as when some are resubmitted.
    """

    number: int
    member: Member
    source: Source
    slot: Slot
    header: Sequence[str]
    only: frozenset[int] | None = None

    def bytes_in(self, on_bytes: Callable[[int], None]) -> BytesIn:
        """Open its bytes, bounded by the size that was stated for it."""
        return BytesIn(self.member.open(), self.member.name, self.member.size + _SLACK, on_bytes)


@dataclass(frozen=True)
class Unrecognised:
    """A member that no source claims; it is kept in evidence and nothing of it is loaded. `why` is known of some."""

    name: str
    why: str | None = None


@dataclass(frozen=True)
class RefusedFile:
    """A member that a source claims and that cannot be read; nothing of it is loaded."""

    name: str
    source: str
    refusal: Refused


@dataclass(frozen=True)
class Plan:
    """What a delivery turned out to be. `reach` is the last month of a delivery of several, which dates it."""

    files: Sequence[Recognised]
    unrecognised: Sequence[Unrecognised]
    refused: Sequence[RefusedFile]
    reach: date | None
    title: str


def recognise(delivery: Delivery, sources: Sequence[Source]) -> Plan:
    """Say what each member is, by its name first and then by its header, which must agree."""
    files: list[Recognised] = []
    strangers: list[Unrecognised] = []
    refused: list[RefusedFile] = []
    for member in delivery.members:
        claim = next(((source, slot) for source in sources if (slot := source.recognise(member.name))), None)
        if claim is None:
            strangers.append(Unrecognised(member.name, why_left_out(member.name)))
            continue
        source, slot = claim
        try:
            files.append(Recognised(len(files), member, source, slot, _header(member, source)))
        except Refused as refusal:
            refused.append(RefusedFile(member.name, source.name, refusal))
    months = {file.slot.last for file in files if file.slot.dated}
    return Plan(files, strangers, refused, max(months) if len(months) > 1 else None, _title(files))


def without(plan: Plan, refused: RefusedFile) -> Plan:
    """Give the plan without one file, which turned out while it was read to be unreadable."""
    return replace(
        plan,
        files=[file for file in plan.files if file.member.name != refused.name],
        refused=[*plan.refused, refused],
    )


def _header(member: Member, source: Source) -> Sequence[str]:
    limit = max(member.size, BOMB_FLOOR) + _SLACK
    with BytesIn(member.open(), member.name, limit, lambda count: None) as content:
        header = source.format.header(content)
    source.format.check(header, member.name)
    return header


def _title(files: Sequence[Recognised]) -> str:
    if not files:
        return "nothing that any source knows"
    parts = []
    for source in dict.fromkeys(file.source.name for file in files):
        slots = [file.slot for file in files if file.source.name == source]
        areas = sorted({slot.area for slot in slots})
        months = sorted({slot.last for slot in slots if slot.dated})
        span = f" {months[0]:%Y-%m}" if months else ""
        span += f" to {months[-1]:%Y-%m}" if len(months) > 1 else ""
        named = f"{', '.join(areas)}{span}"
        parts.append(f"{len(slots)} {source} file{'s' if len(slots) > 1 else ''} ({named})")
    return "; ".join(parts)
