import pytest

from athena.pole.values.check_letter import check_letter


@pytest.mark.parametrize(
    ("digits", "letter"), [("790163001", "B"), ("020073319", "Z"), ("010171310", "W"), ("91065656", "H")]
)
def test_the_published_vectors(digits: str, letter: str) -> None:
    assert check_letter(digits) == letter


def test_letters_that_look_like_digits_never_appear() -> None:
    assert not {check_letter(str(number)) for number in range(23)} & set("IOS")
