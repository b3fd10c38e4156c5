import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.grading import Grading3x5x2, Grading5x5x5, normalise_grading, parse_grading

NEW = st.builds(
    Grading3x5x2,
    st.sampled_from("123"),
    st.sampled_from("ABCDE"),
    st.just("C"),
    st.lists(st.sampled_from(("A1", "A2", "A3", "S1", "S2")), unique=True).map(tuple),
) | st.builds(Grading3x5x2, st.sampled_from("123"), st.sampled_from("ABCDE"), st.just("P"))
OLD = st.builds(Grading5x5x5, st.sampled_from("ABCDE"), st.sampled_from("12345"), st.sampled_from("12345"))


@given(NEW | OLD)
def test_print_then_parse_is_identity_in_both_schemes(grading: Grading3x5x2 | Grading5x5x5) -> None:
    assert parse_grading(str(grading)) == grading


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_grading(normalise_grading(text)) == normalise_grading(text)


def test_an_old_grading_stays_as_it_was_graded() -> None:
    assert parse_grading("B24") == Grading5x5x5("B", "2", "4")
    assert str(parse_grading("B/2/4")) == "B24"


def test_a_new_grading_with_conditions() -> None:
    assert parse_grading("2/b/c a1, s2") == Grading3x5x2("2", "B", "C", ("A1", "S2"))


@pytest.mark.parametrize(
    ("text", "supports"),
    [
        ("1AP", True),
        ("2DP", True),
        ("3AP", False),
        ("1EP", False),
        ("B24", True),
        ("D11", False),
        ("A15", True),
        ("A51", False),
    ],
)
def test_which_reports_may_support_an_identity(text: str, supports: bool) -> None:
    assert parse_grading(text).supports_identity is supports


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "neither"),
        ("4AP", "neither"),
        ("1A", "neither"),
        ("1AP A1", "no conditions"),
        ("1AC A9", "conditions"),
        ("1AC A1 A1", "conditions"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        parse_grading(text)
    assert caught.value.code == "pole.value.grading"
