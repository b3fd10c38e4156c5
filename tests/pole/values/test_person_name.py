import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.person_name import PersonName, normalise_person_name


@given(st.text())
def test_print_then_parse_is_identity(text: str) -> None:
    try:
        name = PersonName.parse(text)
    except Refused:
        return
    assert PersonName.parse(str(name)) == name


@given(st.text() | st.text("ab -,'\u2019\u2010 \u0301"))
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise_person_name(text)
    assert normalise_person_name(once) == once


@given(st.text("abc' -", min_size=1).filter(lambda text: any(letter.isalpha() for letter in text)))
def test_no_letter_of_a_name_is_lost(text: str) -> None:
    name = PersonName.parse(text)
    kept = "".join((*name.titles, *name.parts, *name.suffixes))
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Madonna", ("Madonna",)),
        ("Vincent van Gogh", ("Vincent", "van Gogh")),
        ("ANNA VAN DER BERG", ("ANNA", "VAN DER BERG")),
        ("Siân ap Rhys", ("Siân", "ap Rhys")),
        ("Mary Smith - Jones", ("Mary", "Smith-Jones")),
        ("Sean O’Brien", ("Sean", "O'Brien")),
        ("Ben Smith", ("Ben", "Smith")),
        ("Ahmed ben Salah", ("Ahmed", "ben Salah")),
        ("Manjit Kaur", ("Manjit", "Kaur")),
        ("Wang Xiu Ying", ("Wang", "Xiu", "Ying")),
        ("Van", ("Van",)),
        ("Major Singh", ("Major", "Singh")),
        ("Md Rahman", ("Md", "Rahman")),
        ("Begum", ("Begum",)),
    ],
)
def test_parts_keep_their_order_and_their_particles(text: str, parts: tuple[str, ...]) -> None:
    assert PersonName.parse(text).parts == parts


def test_titles_and_suffixes_stand_apart_and_are_kept() -> None:
    name = PersonName.parse("Rev. Dr Jane Doe OBE")
    assert (name.titles, name.parts, name.suffixes) == (("Rev.", "Dr"), ("Jane", "Doe"), ("OBE",))
    assert PersonName.parse("Master").parts == ("Master",)


def test_only_a_comma_says_which_part_is_the_family_name() -> None:
    assert PersonName.parse("VAN DER BERG ,Anna").family == ("VAN DER BERG",)
    assert PersonName.parse("Anna van der Berg").family == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Li Wei", "Wei Li"), ("SMITH-JONES, Mary", "Mary Smith Jones"), ("José O’Neill", "Mr JOSE ONEILL")],
)
def test_words_agree_whatever_the_order_case_and_typography(one: str, other: str) -> None:
    assert PersonName.parse(one).words == PersonName.parse(other).words


@pytest.mark.parametrize("text", ["", " ", "-", "1234", "UNKNOWN", "n/k", "Not  known", "A N OTHER", "refused."])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        PersonName.parse(text)
    assert caught.value.code == "pole.value.person_name"
