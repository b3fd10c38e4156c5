from collections.abc import Callable

import pytest

from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.refusal import LegacyRefusedError

Decode = Callable[..., list[dict[str, object]]]


@pytest.mark.parametrize(
    ("clause", "lengths"),
    [
        ("PIC 9(4) COMP", [b"\0\5", b"\0\3"]), ("PIC 9(4) COMP-9", [b"\5\0", b"\3\0"]),
        ("PIC 9(3) COMP-3", [b"\0\x5f", b"\0\x3f"]), ("PIC 99", [b"\xf0\xf5", b"\x40\xf3"]),
    ],
)  # fmt: skip
def test_the_length_field_may_be_of_any_kind(decode: Decode, clause: str, lengths: list[bytes]) -> None:
    copybook = f"01 R. 05 L {clause}. 05 A PIC X(9)."
    data = lengths[0] + b"\xc1\xc2\xc3" + lengths[1] + b"\xc4"
    rows = decode(copybook, data, ReadOptions(frame=FrameOptions("L"), length_field="L"))
    assert [row["A"] for row in rows] == ["ABC", "D"]


def test_the_length_may_leave_out_the_field_itself(decode: Decode) -> None:
    frame = FrameOptions("L", length_adjust=2)
    rows = decode(
        "01 R. 05 L PIC 99. 05 A PIC X(9).", "03ABC01D".encode("cp037"), ReadOptions(frame=frame, length_field="L")
    )
    assert [row["A"] for row in rows] == ["ABC", "D"]


def test_the_record_type_may_imply_the_length(decode: Decode) -> None:
    frame = FrameOptions("L", length_map=(("C", 4), ("P", 2)))
    rows = decode(
        "01 R. 05 T PIC X. 05 A PIC X(3).", "CABCPXC123".encode("cp037"), ReadOptions(frame=frame, length_field="T")
    )
    assert [row["A"] for row in rows] == ["ABC", "X", "123"]


@pytest.mark.parametrize("data", ["03ABC??", "03ABC09D", "03ABC00D", "03ABC0"])
def test_what_is_no_length_refuses_the_file(decode: Decode, data: str) -> None:
    frame = FrameOptions("L", length_adjust=2 if data != "03ABC00D" else 1)
    with pytest.raises(LegacyRefusedError) as error:
        decode("01 R. 05 L PIC 99. 05 A PIC X(9).", data.encode("cp037"), ReadOptions(frame=frame, length_field="L"))
    assert error.value.code == "FRAMING"


def test_the_field_must_be_named(decode: Decode) -> None:
    with pytest.raises(LegacyRefusedError) as error:
        decode("01 R. 05 L PIC 99.", b"", ReadOptions(frame=FrameOptions("L")))
    assert error.value.code == "LENGTH_FIELD"
