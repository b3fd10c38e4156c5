"""A mapping against the lake: which fields are compared, and how often."""

from athena.ingest.migration.against import compared
from athena.ingest.migration.folder import Migration


def test_numbers_and_dates_are_compared_in_every_record(northmere: Migration) -> None:
    always = {one.carried.field for part in northmere.parts for one in compared(northmere, part) if one.always}
    assert always == {"CRIME-REF", "RECORDED-DATE", "BEAT", "BIRTH-DATE", "HEIGHT-CM", "ITEM-VALUE"}
