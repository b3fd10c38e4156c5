"""One mapping against the lake: what the bytes of its accepted records say, record by record, and what stands."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from athena.failures import Refused
from athena.ingest.mainframe.doubt import Ints, Mask
from athena.ingest.mainframe.totals import Total
from athena.ingest.migration.exact_fields import ExactField, totalled_within
from athena.ingest.migration.examined import Findings
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.leaves import Leaf
from athena.ingest.migration.mapped import Carried, Value, key_hash
from athena.ingest.migration.pairing import Held, Keys, differing
from athena.ingest.migration.said import Alike, Said, joined
from athena.ingest.migration.standing import Standing

_TOGETHER = 100_000
_NAMED = 20


@dataclass(frozen=True)
class Compared:
    """One carried field, ready to be compared: `always` says that every record is, else a sample."""

    carried: Carried
    leaf: Leaf
    always: bool


def compared(migration: Migration, part: Part) -> list[Compared]:
    """The carried fields of a mapping; numbers and dates, also in tables, are compared always, text in the sample."""
    reading = migration.book.options.reading
    leaves = [(one, part.format.leaf(one.field)) for one in part.mapped.carries]
    return [Compared(one, leaf, totalled_within(leaf.node, reading)) for one, leaf in leaves]


@dataclass(frozen=True)
class _Waiting:
    """Accepted records to be set beside the lake. `says` has each compared field: of all, or of those in `drawn`."""

    numbers: Ints
    offsets: Ints
    keys: Keys
    keyed: Mask
    drawn: Mask
    says: Sequence[Said]


class AgainstLake:
    """One mapping of one file. `take` gives it records as they are read, `finish` says that there are no more.

    The lake is asked for many records at once. One record in `rate` is compared whole, drawn by `seed`.
    """

    def __init__(
        self, migration: Migration, part: Part, found: Findings, standing: Standing, rate: int, seed: str
    ) -> None:
        self.part = part
        self.found = found
        self._standing = standing
        self._rate = rate
        self._seed = seed
        self._compared = compared(migration, part)
        self._keys = [_key_leaf(part, name) for name in part.mapped.key]
        self._reading = migration.book.options.reading
        self._waiting: list[_Waiting] = []

    def take(self, records: Alike, out: Mask) -> None:
        """Take records of the mapping's type; those in `out` are rejected."""
        found = self.found
        keys, keyed = self._key_numbers(records)
        found.rejected_keys.update(f"{key:016x}" for key in keys[out & keyed].tolist())
        found.accepted_keys.extend(keys[~out & keyed].tolist())
        accepted = records.some(~out)
        found.accepted += len(accepted.at)
        numbers = accepted.numbers
        drawn = np.array([self._drawn(number) for number in numbers.tolist()], bool)
        says = [self._says(one, accepted if one.always else accepted.some(drawn)) for one in self._compared]
        self._waiting.append(_Waiting(numbers, accepted.offsets, keys[~out], keyed[~out], drawn, says))
        if sum(len(one.numbers) for one in self._waiting) >= _TOGETHER:
            self.finish()

    def finish(self) -> None:
        """Set what waits beside the lake."""
        waiting, self._waiting = self._waiting, []
        keys, keyed, numbers, offsets, drawn = (
            np.concatenate([getattr(one, name) for one in waiting] or [np.zeros(0, np.int64)])
            for name in ("keys", "keyed", "numbers", "offsets", "drawn")
        )
        if not len(keys):
            return
        properties = sorted({one.carried.property for one in self._compared})
        held = Held.of(self._standing.of([f"{key:016x}" for key in keys[keyed].tolist()], properties))
        at, stands = held.places(keys)
        stands &= keyed
        self._lose(numbers[~stands], offsets[~stands])
        for index, one in enumerate(self._compared):
            says = joined([piece.says[index] for piece in waiting])
            of = np.flatnonzero(drawn | one.always)
            there = stands[of]
            rows = of[there]
            self._differ(one, says.some(there), held, at[rows], numbers[rows], offsets[rows])

    def _lose(self, numbers: Ints, offsets: Ints) -> None:
        found = self.found
        room = _NAMED - len(found.lost_named)
        found.lost += len(numbers)
        found.lost_named += [_place(*one) for one in zip(numbers[:room], offsets[:room], strict=True)]

    def _differ(self, one: Compared, says: Said, held: Held, at: Ints, numbers: Ints, offsets: Ints) -> None:
        name, found = one.carried.property, self.found
        holds = held.values(name, at)
        wrong = np.flatnonzero(differing(says, holds)).tolist()
        found.compared[name] += len(at)
        found.differing[name] += len(wrong)
        named = found.differing_named.setdefault(name, [])
        for row in wrong[: _NAMED - len(named)]:
            said, stands = says.values[says.codes[row]], holds.values[holds.codes[row]]
            place = _place(int(numbers[row]), int(offsets[row]))
            named.append(f"{place}: the bytes say {_word(said)}, the lake {_word(stands)}")

    def _says(self, one: Compared, records: Alike) -> Said:
        """What the property should hold in each record, by the second statement of the mapping."""
        said = records.leaf(one.leaf)
        if one.carried.spelt is not None:
            values: list[Value] = list(said.values)
            used, first = np.unique(said.codes, return_index=True)
            for code, row in zip(used.tolist(), first.tolist(), strict=True):
                values[code] = _spelt(self.part, one.carried, said.values[code], int(records.numbers[row]))
            said = Said(said.codes, values)
        if one.always:
            name = one.carried.property
            self.found.expected[name] = self.found.expected.get(name, Total()).plus(said.total())
        return said

    def _key_numbers(self, records: Alike) -> tuple[Keys, Mask]:
        """The source key of each record as a number, and whether it has one."""
        columns = []
        for leaf in self._keys:
            said, field = records.leaf(leaf), ExactField(leaf.node, self._reading)
            parts = [field.key_part(value) for value in said.values]
            columns.append([parts[code] for code in said.codes.tolist()])
        hashes = [key_hash(parts) for parts in zip(*columns, strict=True)]
        keys = np.array([int(key or "0", 16) for key in hashes], np.uint64)
        return keys, np.array([key is not None for key in hashes], bool)

    def _drawn(self, number: int) -> bool:
        """Whether a record is in the sample: drawn by a hash of the file and its number: nobody chooses it."""
        drawn = hashlib.sha256(f"{self._seed}:{number}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") % self._rate == 0


def _key_leaf(part: Part, name: str) -> Leaf:
    leaf = part.format.leaf(name)
    if leaf.repeats:
        raise Refused(
            "migration.table-key",
            "A key field is a table",
            f"{part.mapped.name}: {name}",
            "It has several values in one record, and a key needs one",
            "A data engineer: take a key from fields that stand once",
        )
    return leaf


def _spelt(part: Part, carried: Carried, value: Value, number: int) -> Value:
    try:
        said: object = carried.spelt(value) if carried.spelt is not None else value
    except Exception as error:
        raise Refused(
            "migration.spelt-fails",
            "The second statement of a carried field does not know a value that was loaded",
            f"{part.mapped.name}: {carried.field} into {carried.property}, record {number}",
            f"{type(error).__name__}: {error}",
            "A data engineer: let `spelt` say what the property should hold for it, or let a rule reject the row",
        ) from error
    # `sum` of no occurrences is an integer.
    return Decimal(said) if isinstance(said, int) else said  # type: ignore[return-value]


def _place(number: int, offset: int) -> str:
    return f"record {number} at byte {offset:,}"


def _word(value: object) -> str:
    return "nothing" if value is None else repr(str(value))
