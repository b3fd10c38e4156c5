"""Entries: a public leaf that shows growth and a private body that it commits to."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.canonical import canonical
from athena.ledger.entry import Entry, Event, Leaf, body_of, leaf_for, parse_body, timestamp
from athena.ledger.failures import Malformed
from athena.ledger.operation import Operation

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
lists = st.lists(texts, max_size=3).map(tuple)
events = st.builds(
    Event,
    op=st.sampled_from(Operation),
    actor=texts,
    role=texts,
    purpose=texts,
    decision=texts,
    reason=texts,
    case=texts,
    ground=texts,
    recipient=texts,
    policy_digest=texts,
    policies=lists,
    subject_refs=lists,
    fields=lists,
    prev_seq=st.none() | st.integers(0, 1000),
    details=st.dictionaries(texts, st.integers(-5, 5) | texts, max_size=3),
)
MOMENT = "2026-11-23T07:00:00.123Z"


@given(events, st.integers(0, 2**40), st.binary(min_size=16, max_size=16))
def test_a_body_parses_to_the_entry_that_wrote_it(event: Event, seq: int, salt: bytes) -> None:
    entry = Entry(seq, MOMENT, salt, event)
    assert parse_body(body_of(entry)) == entry


@given(st.integers(0, 10**15), st.binary(max_size=20), st.binary(max_size=20))
def test_a_leaf_is_canonical_json_and_parses_back(seq: int, body: bytes, sealed: bytes) -> None:
    leaf = leaf_for(seq, MOMENT, body, sealed)
    assert Leaf.parse(bytes(leaf)) == leaf
    assert canonical(json.loads(bytes(leaf))) == bytes(leaf)
    assert leaf.t == "2026-11-23T07:00:00Z"


def test_a_leaf_says_nothing_of_the_body(event: Event) -> None:
    body = body_of(Entry(1, MOMENT, b"s" * 16, event))
    leaf = bytes(leaf_for(1, MOMENT, body, b"sealed"))
    for word in (event.actor, event.role, event.purpose, event.op):
        assert word.encode() in body
        assert word.encode() not in leaf


def test_two_equal_events_have_different_leaves(event: Event) -> None:
    bodies = [body_of(Entry(1, MOMENT, salt, event)) for salt in (b"a" * 16, b"b" * 16)]
    assert leaf_for(1, MOMENT, bodies[0], b"") != leaf_for(1, MOMENT, bodies[1], b"")


LEAF = bytes(leaf_for(7, MOMENT, b"", b""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"seq":7', b'"seq":07'),
        (b'"seq":7', b'"seq":-7'),
        (b'"seq":7', b'"seq":7.0'),
        (b",", b", "),
        (b"e3b0", b"E3B0"),
        (b"Z", b"z"),
        (b"}", b"}\n"),
        (b'"v":1', b'"v":1,"w":1'),
    ],
)
def test_another_spelling_of_a_leaf_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(Malformed):
        Leaf.parse(LEAF.replace(old, new, 1))


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"seq": "1"},
        {"seq": True},
        {"prev_seq": "1"},
        {"prev_seq": False},
        {"salt": "00"},
        {"salt": 5},
        {"t": "2026-11-23T07:00:00Z"},
        {"t": 5},
        {"op": "peek"},
        {"details": []},
        {"actor": None},
        {"policies": "p"},
        {"policies": [1]},
        {"more": 1},
    ],
)
def test_a_body_outside_the_profile_is_refused(change: dict[str, object], event: Event) -> None:
    value = json.loads(body_of(Entry(1, MOMENT, b"s" * 16, event))) | change
    with pytest.raises(Malformed):
        parse_body(canonical(value))


def test_an_event_with_a_fraction_is_refused(event: Event) -> None:
    from dataclasses import replace

    with pytest.raises(Malformed):
        body_of(Entry(1, MOMENT, b"s" * 16, replace(event, details={"score": 0.5})))  # type: ignore[dict-item]


def test_times_are_utc_to_the_millisecond() -> None:
    assert timestamp(datetime(2026, 11, 23, 7, 0, 0, 123_999, UTC)) == MOMENT
