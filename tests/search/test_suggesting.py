"""Did you mean: near names that the view shows, and never one that it does not."""

from tests.search.conftest import Record, eyes, indexed, person

from athena.search.grammar import parse
from athena.search.suggesting import did_you_mean


def meant(records: list[Record], text: str, shut: dict[str, frozenset[str]] | None = None) -> tuple[str, ...]:
    return did_you_mean(indexed(records), eyes(records, shut), parse(text).condition)


def test_the_nearest_name_comes_first_and_of_those_the_most_frequent(force: list[Record]) -> None:
    assert meant(force, "smitt")[:2] == ("smith", "smyth")
    assert meant(force, "xylophone") == ()


def test_a_withheld_or_masked_name_is_never_suggested(force: list[Record]) -> None:
    people = [person("a", "Zebedee"), person("b", "Somebody")]
    assert meant(people, "zebedea") == ("zebedee",)
    assert meant([people[0].hidden(), people[1]], "zebedea") == ()
    assert meant(people, "zebedea", {"person": frozenset({"identity"})}) == ()
