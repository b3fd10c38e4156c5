import pyarrow as pa
import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.encode import RecordEncoder
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError


def encoder(text: str, shift: bool = True) -> RecordEncoder:
    return RecordEncoder(parse_copybook(text, form="free").layouts(shift=shift)[0], Reading())


def struct(rows: list[dict[str, object]]) -> pa.StructArray:
    return pa.array(rows)


def test_unused_occurrences_are_cut_out_of_shifting_records() -> None:
    made = encoder("01 R. 05 N PIC 9. 05 T PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 Z PIC X.")
    encoded = made.encode(struct([{"N": 1, "T": ["A"], "Z": "Z"}, {"N": 3, "T": ["A", "B", "C"], "Z": "Y"}]))
    assert [encoded.record(0), encoded.record(1)] == ["1AZ".encode("cp037"), "3ABCY".encode("cp037")]
    assert encoded.lengths.tolist() == [3, 5]


def test_fields_without_a_value_are_an_empty_record_or_the_base_it_came_from() -> None:
    made = encoder("01 R. 05 A PIC X(2). 05 FILLER PIC X. 05 B PIC 9(3) COMP-3.")
    rows = pa.StructArray.from_arrays([pa.array([None], pa.string()), pa.array([7])], ["A", "B"])
    assert made.encode(rows).joined().hex() == "404040007c".replace("7c", "7f")


def test_a_chosen_redefinition_is_written_over_what_it_redefines() -> None:
    made = encoder("01 R. 05 A PIC X(3). 05 B REDEFINES A PIC 9(5) COMP-3.")
    rows = pa.StructArray.from_arrays([pa.array(["ABC", None]), pa.array([None, 12345])], ["A", "B"])
    assert made.encode(rows).joined().hex().upper() == "C1C2C3" + "12345F"


@pytest.mark.parametrize(("little", "inclusive", "head"), [(False, True, "00060000"), (True, False, "00000200")])
def test_descriptors(little: bool, inclusive: bool, head: str) -> None:
    encoded = encoder("01 R. 05 A PIC X(2).").encode(struct([{"A": "AB"}]))
    assert encoded.with_descriptors(little=little, inclusive=inclusive).hex() == head + "c1c2"
    assert (
        encoder("01 R. 05 A PIC X(2).").encode(pa.array([], pa.struct([("A", pa.string())]))).with_descriptors() == b""
    )


@pytest.mark.parametrize(
    ("copybook", "rows"),
    [
        ("05 A PIC X(2).", [{"A": "ABC"}]), ("05 A PIC X(2).", [{"A": "€"}]), ("05 A PIC 9(2).", [{"A": 100}]),
        ("05 A PIC 9(2).", [{"A": -1}]), ("05 A PIC S9(2) COMP-3.", [{"A": 100}]),
        ("05 A PIC 9(4) COMP.", [{"A": 65536}]),
        ("05 A PIC 9(4) COMP.", [{"A": -1}]), ("05 T PIC X OCCURS 2.", [{"T": ["A", "B", "C"]}]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(copybook: str, rows: list[dict[str, object]]) -> None:
    with pytest.raises(LegacyRefusedError) as error:
        encoder(f"01 R. {copybook}").encode(struct(rows))
    assert error.value.code == "DOES_NOT_FIT"


def test_a_null_record_is_refused() -> None:
    with pytest.raises(LegacyRefusedError) as error:
        encoder("01 R. 05 A PIC X.").encode(pa.array([None], pa.struct([("A", pa.string())])))
    assert error.value.code == "NULL_RECORD"


def test_a_redefinition_of_varying_length_takes_only_the_bytes_of_the_one_that_is_there() -> None:
    made = encoder(
        "01 R. 05 A. 10 N PIC 9. 10 T PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 B REDEFINES A PIC X(2). 05 Z PIC X."
    )
    rows = pa.array(
        [{"A": {"N": 1, "T": ["A"]}, "B": None, "Z": "Z"}, {"A": None, "B": "QQ", "Z": "Z"}],
        pa.struct(
            [
                ("A", pa.struct([("N", pa.int64()), ("T", pa.list_(pa.string()))])),
                ("B", pa.string()),
                ("Z", pa.string()),
            ]
        ),
    )
    assert made.encode(rows).joined() == "1AZQQZ".encode("cp037")
