"""Every question is read as its grammar says, said back in words, or refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.failures import Refused
from athena.search.grammar import parse


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("john smith", "records with the word “john” and the word “smith”"),
        ("john AND smith", "records with the word “john” and the word “smith”"),
        ('"stab vest"', "records with the words “stab vest” side by side"),
        ("smith OR (jones -mary)", "records with the word “smith” or (the word “jones” and not the word “mary”)"),
        ("NOT (a OR b)", "records with not (the word “a” or the word “b”)"),
        ("name:smith", "records with the name “smith”"),
        ('name:"john smith"', "records with the name “john” and the name “smith”"),
        ("kind:person,vehicle", "any record, among person records or vehicle records"),
        ("(a OR b) kind:person", "records with the word “a” or the word “b”, among person records"),
        ("knife on:2024-05", "records with the word “knife”, since 1 May 2024, before 1 June 2024"),
        ("near:53.5,0.5,1.5km", "any record, within 1,500 m of 53.50000, 0.50000"),
        ("smith role:suspect", "records with the word “smith”, of people who were suspect in some event"),
        ("area:x05000002", "any record, in the area X05000002"),
        ("ref:ab/12", "records with the reference ab/12"),
    ],
)
def test_a_question_is_said_back_in_words(text: str, said: str) -> None:
    assert str(parse(text)) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "query-empty"),
        ("a" * 1001, "query-too-long"),
        ("a " * 61, "query-too-long"),
        ("(a", "query-syntax"),
        ("a)", "query-syntax"),
        ("NOT", "query-syntax"),
        ("a OR", "query-syntax"),
        ('say "this', "query-syntax"),
        ('name:""', "query-syntax"),
        ("colour:black", "field-unknown"),
        ("a OR kind:person", "filter-not-whole"),
        ("-kind:person", "filter-not-whole"),
        ("kind:persons", "kind-unknown"),
        ("role:villain", "role-unknown"),
        ("after:yesterday", "date-unreadable"),
        ("on:2024-02-30", "date-unreadable"),
        ("near:53.5,0.5", "place-unreadable"),
        ("near:53.5,0.5,900km", "place-unreadable"),
        ("near:153.5,0.5,9km", "place-unreadable"),
        ("near:here,9km", "place-unreadable"),
        ("within:1,2;3,4", "place-unreadable"),
        ("area:X1 near:53.5,0.5,1km", "filter-twice"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.code == f"search.{code}"
    assert all((refused.value.why, refused.value.remedy))


@given(st.text(max_size=80) | st.text(alphabet='ab ()":-*?ORNT', max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        read = str(parse(text))
    except Refused as refused:
        read = refused.code
    assert read.startswith(("records with", "any record", "search."))
