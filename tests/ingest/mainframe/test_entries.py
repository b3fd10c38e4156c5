from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.entries import Rename


def test_entries_keep_values_of_conditions_and_the_range_of_renames() -> None:
    record = parse_copybook(
        "01 R. 05 A PIC 9. 88 LOW VALUE 1 THRU 3 5. 88 NONE VALUE SPACES. 05 B PIC X. 66 AB RENAMES A THROUGH B.",
        form="free",
    ).records[0]
    low, none = record.children[0].conditions
    assert low.ranges == (("1", "3"), ("5", "5"))
    assert none.ranges == (("SPACES", "SPACES"),)
    rename = record.renames[0]
    assert (rename.name, rename.first, rename.last) == ("AB", "A", "B")
    assert isinstance(rename, Rename)
