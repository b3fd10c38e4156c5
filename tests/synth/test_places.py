from athena.synth.places import load_places


def test_there_are_names_enough_and_no_word_twice() -> None:
    places = load_places()
    assert places.street_names > 1_500
    for words in (places.street_stems, places.street_types, places.ward_first_parts, places.ward_last_parts):
        assert len(set(words)) == len(words)
