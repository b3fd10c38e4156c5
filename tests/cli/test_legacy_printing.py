from athena.cli.legacy_printing import layout_json, layout_table
from athena.ingest.mainframe.copybook import parse_copybook


def test_a_layout_says_how_short_its_records_can_be() -> None:
    text = "01 R. 05 N PIC 9. 05 T PIC X OCCURS 0 TO 9 DEPENDING ON N."
    layout = parse_copybook(text, form="free").layouts()[0]
    assert layout_table(layout).title == "R: 10 bytes, at least 1"
    assert layout_json(layout)["least"] == 1
