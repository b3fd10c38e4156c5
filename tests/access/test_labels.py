from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.access.labels import LabelBook, book_of, union_id
from athena.pole import Label, LabelId

ATOMS = [
    Label("official", subject, "ungraded", "law_enforcement", group)
    for subject in ("suspect", "victim", "witness", "other")
    for group in ("1", "2", "3")
]
BOOK = book_of(ATOMS)
IDS = [label.id for label in ATOMS]
some = st.lists(st.sampled_from(IDS), min_size=1)


def union(book: LabelBook, *labels: LabelId) -> tuple[LabelBook, LabelId]:
    return book.with_union(labels)


@given(some)
def test_a_union_forgets_order_and_repetition(labels: list[LabelId]) -> None:
    assert BOOK.with_union(labels)[1] == BOOK.with_union([*reversed(labels), *labels])[1]


@given(some, some, some)
def test_a_union_of_unions_is_the_union_of_their_atoms(a: list[LabelId], b: list[LabelId], c: list[LabelId]) -> None:
    book, left = BOOK.with_union(a)
    book, right = book.with_union([*b, *c])
    book, whole = book.with_union([left, right])
    assert whole == BOOK.with_union([*a, *b, *c])[1]
    assert book.members(whole) == frozenset(a) | frozenset(b) | frozenset(c)


@given(st.sampled_from(IDS))
def test_the_union_of_one_label_is_that_label(label: LabelId) -> None:
    assert BOOK.with_union([label]) == (BOOK, label)
    assert union_id(frozenset({label})) == label


def test_no_label_and_an_unknown_one_are_errors() -> None:
    with pytest.raises(ValueError, match="without an input"):
        BOOK.with_union([])
    with pytest.raises(KeyError):
        BOOK.with_union([LabelId(7)])
