"""Names in other clothes: folded, short, transliterated, heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.values.name_forms import (
    fold_word,
    in_other_script,
    name_forms,
    name_words,
    nicknames,
    skeleton,
    sound,
    transliterations,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SMITH, John", ("smith", "john")),
        ("Seán O'Brien-Ní", ("sean", "obrien", "ni")),
        ("Łukasz Müller", ("lukasz", "muller")),
        ("Юлия", ("yuliya",)),
        ("", ()),
    ],
)
def test_words_of_a_name_are_folded_in_their_order(text: str, words: tuple[str, ...]) -> None:
    assert name_words(text) == words


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    words = name_words(text)
    assert all(fold_word(word) == word for word in words)


def test_forms_stand_beside_each_other_both_ways() -> None:
    forms = name_forms()
    for table in (forms.nicknames, forms.transliterations):
        for word, others in table.items():
            assert fold_word(word) == word
            assert word not in others
            assert all(word in table[other] for other in others)


def test_sets_are_never_joined_through_a_word_in_both() -> None:
    assert {"alexander", "alexandra"} <= nicknames("alex")
    assert "alexandra" not in nicknames("alexander")
    assert "mohamed" in transliterations("muhammad")


def test_what_sounds_alike_has_one_key() -> None:
    assert sound("smith") == sound("smyth") == sound("smithe")
    assert sound("12") == ""


def test_a_script_without_vowels_leaves_consonants() -> None:
    (word,) = name_words("محمد")
    assert skeleton(word) == skeleton("muhammad") == "mhmd"
    assert in_other_script("محمد")
    assert not in_other_script("Müller")
