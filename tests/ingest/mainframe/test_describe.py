from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.describe import field_hex, layout_lines


def test_lines_show_offsets_slack_tables_conditions_and_renames() -> None:
    layout = parse_copybook(
        "01 R. 05 S PIC X. 88 ON-BAIL VALUE 'B' THRU 'D'. 05 N PIC S9(4) COMP SYNC. "
        "05 T PIC X OCCURS 0 TO 3 DEPENDING ON N. "
        "66 SN RENAMES S THRU N.",
        form="free",
    ).layouts()[0]
    lines = [
        (line.level, line.name, line.offset, line.length, line.occurs, line.notes) for line in layout_lines(layout)
    ]
    assert lines == [
        (1, "R", 0, 7, "", ""),
        (5, "S", 0, 1, "", "ON-BAIL = B-D"),
        (0, "(slack)", 1, 1, "", "SYNCHRONIZED"),
        (5, "N", 2, 2, "", ""),
        (5, "T", 4, 3, "0-3", "counted by N"),
        (66, "SN", 0, 4, "", ""),
    ]


def test_hex_of_fields_stops_where_the_record_does() -> None:
    layout = parse_copybook("01 R. 05 A PIC X(2). 05 B PIC X(2).", form="free").layouts()[0]
    assert field_hex(layout, b"\xc1\xc2\xc3") == [("R.A", "C1C2"), ("R.B", "C3")]
