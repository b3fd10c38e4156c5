from pathlib import Path

import pytest

from athena.ingest.mainframe.copybook import load_copybook, parse_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.roundtrip import RoundTrip, round_trip

COBRIX = Path(__file__).parents[4] / "shared/data/mainframe/cobrix"


def test_fields_that_do_not_come_back_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes.fromhex("C1" + "123C" + "C1" + "123F" + "C1" + "1A3C"))
    book = parse_copybook("01 R. 05 A PIC X. 05 B PIC S9(3) COMP-3.", form="free")
    assert round_trip(book, [path], ReadOptions()) == RoundTrip(3, 2, {"R.B": 1})


def test_records_with_shifting_tables_are_compared_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\x00\x06\0\0" + "1A".encode("cp037") + b"\x00\x07\0\0" + "2AB".encode("cp037"))
    book = parse_copybook("01 R. 05 N PIC 9. 05 T PIC X OCCURS 0 TO 3 DEPENDING ON N.", form="free")
    assert round_trip(book, [path], ReadOptions(frame=FrameOptions("V"))) == RoundTrip(2, 2, {})


def test_only_one_record_at_a_time_is_compared() -> None:
    with pytest.raises(ValueError, match="one record"):
        round_trip(parse_copybook("01 A PIC X. 01 B PIC X.", form="free"), [], ReadOptions())


@pytest.mark.skipif(not COBRIX.is_dir(), reason="../shared/data/mainframe is not here")
def test_cobrix_files_come_back_or_the_field_is_listed() -> None:
    same = round_trip(
        load_copybook(COBRIX / "test1_copybook.cob"),
        [COBRIX / "test1_data/example.bin"],
        ReadOptions(reading=Reading(occurs="max")),
    )
    assert same == RoundTrip(10, 10, {})
    types = round_trip(
        load_copybook(COBRIX / "test6_copybook.cob"),
        [COBRIX / "test6_data/INTEGR.TYPES.NOV28.DATA.dat"],
        ReadOptions(reading=Reading(floats="ieee")),
    )
    # NUL padding, a sign in an unsigned field, a plus where only minus is printed: all flagged when decoded
    assert {path.removeprefix("RECORD.") for path in types.fields} == {
        "STRING_VAL", "COMMON_U03DDC", "COMMON_UPC5DDC", "COMMON_UPI5DDC",
        "EX_NUM_INT03", "EX_NUM_INT04", "EX_NUM_DEC02", "EX_NUM_DEC03",
    }  # fmt: skip
