import pytest

from athena.failures import Refused
from athena.forecast.reported import check_reported, kind_in_name, refused_words, reported_kind, reported_words


@pytest.mark.parametrize("words", refused_words())
def test_every_kind_that_officers_find_by_looking_is_refused_by_name(words: str) -> None:
    for spelling in (words, words.upper(), words.replace(" ", "-")):
        with pytest.raises(Refused, match="looked") as found:
            reported_kind(spelling)
        assert found.value.code == "forecast.officer-initiated"


def test_a_kind_that_nobody_has_decided_about_is_refused_too() -> None:
    with pytest.raises(Refused) as found:
        reported_kind("jaywalking")
    assert found.value.code == "forecast.kind-unknown"


def test_one_forbidden_kind_among_many_refuses_them_all() -> None:
    assert check_reported(["Burglary", "BURGLARY", "auto theft"]) == ("burglary", "vehicle_crime")
    with pytest.raises(Refused):
        check_reported(["burglary", "drugs"])


def test_the_lists_do_not_overlap() -> None:
    assert not set(reported_words()) & set(refused_words())


def test_a_files_name_may_say_its_kind_and_may_not_smuggle_one_in() -> None:
    assert kind_in_name("chicago_burglary_2016") == "burglary"
    assert kind_in_name("city") is None
    with pytest.raises(Refused):
        kind_in_name("leeds-stop-and-search-2024")
