"""Entries: the public leaf and the private body it commits to.

The body says who did what, why, and who allowed it (DPA 2018 s.62(2) and (3): the justification, date and time of a
consultation or disclosure, and so far as possible who consulted and who received). It carries 16 random bytes, so its
hash cannot be guessed back into it. The leaf holds that hash and nothing personal: it shows growth and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType

from athena.ledger.canonical import Json, canonical, parse_canonical
from athena.ledger.failures import malformed
from athena.ledger.operation import Operation

VERSION = 1
SALT_BYTES = 16
_NOTHING: Mapping[str, Json] = MappingProxyType({})
_LEAF = re.compile(
    rb'\{"commit":"([0-9a-f]{64})","sealed":"([0-9a-f]{64})","seq":(0|[1-9][0-9]{0,15}),'
    rb'"t":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)","v":1\}'
)
_MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a caller asks the ledger to remember.

    `subject_refs` are keyed references (see `subjects`), never identifiers; `policies` the ids of the rules that
    decided; `policy_digest` that of the policy in force; `prev_seq` the entry a review is about; `details` anything
    else that is canonical JSON. No personal data of subjects belongs in any field.
    """

    op: Operation
    actor: str
    role: str
    purpose: str
    decision: str
    reason: str = ""
    case: str = ""
    ground: str = ""
    recipient: str = ""
    policy_digest: str = ""
    policies: tuple[str, ...] = ()
    subject_refs: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    prev_seq: int | None = None
    details: Mapping[str, Json] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Entry:
    """An event with the place, time and salt the ledger gave it. `t` is UTC to the millisecond."""

    seq: int
    t: str
    salt: bytes
    event: Event


@dataclass(frozen=True)
class Leaf:
    """The public line in the tree: `commit` is SHA-256 of the body, `sealed` of the encrypted body on disk.

    Two hashes, because AES-GCM does not bind a key: `sealed` lets anyone check the file, `commit` what it says.
    `t` is UTC to the second, which the checkpoints' own pace reveals anyway.
    """

    seq: int
    t: str
    commit: str
    sealed: str

    def __bytes__(self) -> bytes:
        """The canonical JSON that is hashed into the tree."""
        # Every value is digits, hex or a fixed shape, so writing the text directly yields the canonical form.
        text = '{"commit":"%s","sealed":"%s","seq":%d,"t":"%s","v":1}'
        return (text % (self.commit, self.sealed, self.seq, self.t)).encode()

    @classmethod
    def parse(cls, data: bytes) -> "Leaf":
        """Parse a leaf; refuses every other shape, version or spelling."""
        match = _LEAF.fullmatch(data)
        if match is None:
            raise malformed("leaf", "leaf", "not exactly commit, sealed, seq, t and v in canonical JSON")
        commit, sealed, seq, moment = (part.decode("ascii") for part in match.groups())
        return cls(int(seq), moment, commit, sealed)


def leaf_for(seq: int, moment: str, body: bytes, sealed: bytes) -> Leaf:
    """The leaf that commits to `body` and to its sealed form; `moment` is the entry's own time."""
    return Leaf(seq, moment[:19] + "Z", sha256(body).hexdigest(), sha256(sealed).hexdigest())


def timestamp(moment: datetime) -> str:
    """UTC to the millisecond, as entries write it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_TEXTS = ("actor", "role", "purpose", "decision", "reason", "case", "ground", "recipient", "policy_digest")
_LISTS = ("policies", "subject_refs", "fields")
_KEYS = {"v", "seq", "t", "salt", *(item.name for item in fields(Event))}


def body_of(entry: Entry) -> bytes:
    """The canonical JSON of an entry, salt included: what the leaf commits to."""
    event = entry.event
    value: dict[str, Json] = {name: getattr(event, name) for name in (*_TEXTS, *_LISTS)}
    value |= {"v": VERSION, "seq": entry.seq, "t": entry.t, "salt": entry.salt.hex(), "op": event.op.value}
    value |= {"prev_seq": event.prev_seq, "details": dict(event.details)}
    return canonical(value)


def parse_body(data: bytes) -> Entry:
    """The entry a body holds; refuses unknown keys, types, operations and spellings."""
    value = parse_canonical(data)
    if not isinstance(value, Mapping) or set(value) != _KEYS or value["v"] != VERSION:
        raise malformed("body", "entry body", "keys or version are not those of the profile")
    seq, prev, salt, moment = value["seq"], value["prev_seq"], value["salt"], value["t"]
    if isinstance(seq, bool) or not isinstance(seq, int) or isinstance(prev, bool) or not isinstance(prev, int | None):
        raise malformed("body", "entry body", "a sequence number is not an integer")
    if not isinstance(salt, str) or re.fullmatch(f"[0-9a-f]{{{2 * SALT_BYTES}}}", salt) is None:
        raise malformed("body", "entry body", f"the salt is not {SALT_BYTES} bytes in hex")
    if not isinstance(moment, str) or _MILLISECONDS.fullmatch(moment) is None:
        raise malformed("body", "entry body", "the time is not UTC to the millisecond")
    return Entry(seq, moment, bytes.fromhex(salt), _event(value, prev))


def _event(value: Mapping[str, Json], prev: int | None) -> Event:
    details = value["details"]
    if value["op"] not in list(Operation) or not isinstance(details, Mapping):
        raise malformed("body", "entry body", "unknown operation, or details that are no object")
    text = {name: _text(value[name]) for name in _TEXTS}
    lists = {name: _texts(value[name]) for name in _LISTS}
    op = Operation(str(value["op"]))
    return Event(
        op=op,
        actor=text["actor"],
        role=text["role"],
        purpose=text["purpose"],
        decision=text["decision"],
        reason=text["reason"],
        case=text["case"],
        ground=text["ground"],
        recipient=text["recipient"],
        policy_digest=text["policy_digest"],
        policies=lists["policies"],
        subject_refs=lists["subject_refs"],
        fields=lists["fields"],
        prev_seq=prev,
        details=details,
    )


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise malformed("body", "entry body", "a text field holds something else")
    return value


def _texts(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise malformed("body", "entry body", "a list field holds something else")
    return tuple(_text(item) for item in value)
