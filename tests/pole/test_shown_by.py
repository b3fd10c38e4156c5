"""What a record is shown by: a title for nearly every kind, and times in the order in which they count."""

from athena.pole import kind, kinds, place_column, time_columns, title_column


def test_every_word_is_a_property_of_its_kind() -> None:
    for name in kinds():
        for column in (title_column(name), place_column(name), *time_columns(name)):
            assert column is None or column in kind(name).own


def test_people_and_vehicles_are_shown_by_name_and_mark_and_events_by_reference() -> None:
    shown = {name: title_column(name) for name in ("person", "vehicle", "crime", "custody", "place")}
    assert shown == {
        "person": "name_text",
        "vehicle": "vrm",
        "crime": "crime_reference",
        "custody": "custody_reference",
        "place": "address_text",
    }


def test_the_time_that_a_thing_happened_counts_before_the_time_it_was_reported() -> None:
    assert time_columns("crime")[0] == "occurred_from"
    assert time_columns("communication") == ("started_at",)
    assert time_columns("person") == ()
