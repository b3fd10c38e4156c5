"""One byte string for one value, with rfc8785 as the oracle."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.canonical import MAX_INTEGER, Json, canonical, parse_canonical
from athena.ledger.failures import Malformed

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
values: st.SearchStrategy[Json] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


@given(values)
def test_it_writes_what_rfc8785_writes_and_reads_it_back(value: Json) -> None:
    data = canonical(value)
    assert data == rfc8785.dumps(value)
    assert parse_canonical(data) == value


def test_keys_are_sorted_by_utf16_as_rfc8785_demands() -> None:
    assert canonical({"\U0001f600": 1, "\ufb33": 2}) == '{"\U0001f600":1,"\ufb33":2}'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), MAX_INTEGER + 1, "\ud800", {"\ud800": 1}, {1: 2}, b"x", {1, 2}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        canonical(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"[NaN]",
        b'["\\u0041"]',
        b'["\\/"]',
        b'["\\ud800"]',
        b"[1]\n",
        b"\xef\xbb\xbf[1]",
        b"\xff",
        b"",
        b"[" * 100_000,
    ],
)
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_canonical(data)
