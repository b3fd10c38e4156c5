import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.formats import StatedFrame, candidates, infer_format, shortest
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.reading import Reading

BOOK = parse_copybook("01 R. 05 T PIC X. 05 A PIC X(20). 05 N PIC 9(5) COMP-3.", form="free")
LAYOUTS = BOOK.layouts()


def records(page: str, text: str = "LOSS OF £120 IN CASH") -> list[bytes]:
    encode = code_page(page).encode
    return [encode(f"C{text:<20}") + bytes([0, number % 10 << 4, 0x1F]) for number in range(50)]


def framed(data: list[bytes], kind: str) -> bytes:
    if kind.startswith("V"):
        little, inclusive = "little" in kind, "excludes" not in kind
        words = [(len(r) + (4 if inclusive else 0)).to_bytes(2, "little" if little else "big") for r in data]
        return b"".join((b"\0\0" + w if little else w + b"\0\0") + r for w, r in zip(words, data, strict=True))
    return b"".join(record + (b"\n" if kind == "T" else b"") for record in data)


@pytest.mark.parametrize(
    "kind", ["F", "V", "V --rdw-excludes-itself", "V --little", "V --little --rdw-excludes-itself"]
)
def test_the_record_format_is_found_and_sure(kind: str) -> None:
    best = infer_format(framed(records("cp285"), kind), LAYOUTS)[0]
    assert best.label == kind
    assert best.confidence > 0.5


def test_text_lines_are_found() -> None:
    layouts = parse_copybook("01 R. 05 A PIC X(20).", form="free").layouts()
    data = b"".join(f"LINE {number:015d}\n".encode() for number in range(40))
    assert infer_format(data, layouts)[0].label == "T"


def test_the_shortest_record_takes_the_shortest_redefinition() -> None:
    layout = parse_copybook("01 R. 05 A PIC X(9). 05 B REDEFINES A PIC X(2). 05 C PIC X.", form="free").layouts()[0]
    assert shortest(layout.root) == 3


@pytest.mark.parametrize("blocks_little", [False, True])
@pytest.mark.parametrize("little", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
def test_blocks_are_found_in_any_byte_order(blocks_little: bool, little: bool, inclusive: bool) -> None:
    def word(length: int, low_first: bool) -> bytes:
        told = (length + 4 * inclusive).to_bytes(2, "little" if low_first else "big")
        return b"\0\0" + told if low_first else told + b"\0\0"

    block = b"".join(word(len(record), little) + record for record in records("cp285")[:20])
    best = infer_format((word(len(block), blocks_little) + block) * 3, LAYOUTS)[0]
    frame = best.frame
    assert (frame.format, frame.block_little, frame.little) == ("VB", blocks_little, little)
    assert frame.inclusive is frame.block_inclusive is inclusive


COUNTED = parse_copybook(
    "01 R. 05 N PIC 9(4). 05 G OCCURS 0 TO 11 DEPENDING ON N. 10 T PIC X(3). 10 F PIC 9.", form="free"
)


def test_counters_tell_records_that_follow_each_other_from_padded_ones() -> None:
    ascii_ = [Reading(page=code_page("ascii"))]
    close = b"   5ABC1ABC2ABC3ABC4ABC5   5DEF1DEF2DEF3DEF4DEF5"  # two records, or one of the greatest length
    assert infer_format(close, COUNTED.layouts(), readings=ascii_)[0].label == "O"
    padded = b"".join(record.ljust(48, b"-") for record in (b"   1ABC1", b"   2ABC1DEF2", b"   0"))
    assert infer_format(padded, COUNTED.layouts(), readings=ascii_)[0].label == "F"


def test_text_may_have_lines_longer_than_the_record_by_spaces() -> None:
    layouts = parse_copybook("01 R. 05 A PIC X(5).", form="free").layouts()
    assert infer_format(b"ABCDE   \nAB\nABC\n", layouts)[0].label == "T"


def test_only_what_was_not_said_is_open() -> None:
    said = StatedFrame(FrameOptions("V", little=True), frozenset({"format", "little"}))
    assert [label for label, _ in candidates(LAYOUTS, said)] == ["V --little", "V --little --rdw-excludes-itself"]
    unheard = StatedFrame(FrameOptions("T", newline=(b"\x85",)), frozenset({"format", "newline"}))
    assert candidates(LAYOUTS, unheard) == [("T", unheard.options)]


def test_format_l_knows_the_place_of_its_length_field() -> None:
    said = StatedFrame(FrameOptions("L"), frozenset({"format"}), "N")
    label, frame = candidates(COUNTED.layouts(), said)[0]
    assert (label, frame.length_fields[0].width) == ("L", 4)
