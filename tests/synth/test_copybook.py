from athena.ingest.mainframe.copybook import parse_copybook
from athena.synth.copybook import COPYBOOK


def test_our_own_reader_takes_the_copybook_and_lays_it_out() -> None:
    (layout,) = parse_copybook(COPYBOOK).layouts()
    assert layout.find("CRIME-SEGMENT").length == layout.width - 13
    assert layout.find("PERSON-SEGMENT").length < layout.find("CRIME-SEGMENT").length


def test_it_fits_a_card() -> None:
    for line in COPYBOOK.splitlines():
        assert line.isascii()
        assert len(line) <= 72
        assert line[:6] == " " * 6
