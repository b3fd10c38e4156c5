"""Signed notes: one form accepted, every other refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.failures import Malformed
from athena.ledger.note import MAX_NOTE_BYTES, Note, SignatureLine, parse_signature_lines

LINE = SignatureLine("log.example", b"abcd", b"signature")
NOTE = Note("origin\n1\nroot\n", (LINE,))
texts = st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=8), max_size=6)


@given(texts, st.lists(st.binary(min_size=5, max_size=80), min_size=1, max_size=16))
def test_a_note_parses_to_what_printed_it(lines: list[str], signatures: list[bytes]) -> None:
    signed = tuple(SignatureLine("log.example/x", data[:4], data[4:]) for data in signatures)
    note = Note("\n".join(["first", *lines]) + "\n", signed)
    assert Note.parse(bytes(note)) == note


def test_the_split_is_at_the_last_empty_line() -> None:
    note = Note("text\n\nmore\n", (LINE,))
    assert Note.parse(bytes(note)).text == "text\n\nmore\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n\n", "\n"),
        ("\u2014", "-"),
        ("\u2014 ", "\u2014"),
        ("log.example ", "log.example  "),
        ("log.example", "log+example"),
        ("log.example", "log\u00a0example"),
        ("origin\n", "origin\r\n"),
        ("origin", "ori\tgin"),
    ],
)
def test_a_spoilt_note_is_refused(old: str, new: str) -> None:
    text = bytes(NOTE).decode().replace(old, new, 1)
    with pytest.raises(Malformed):
        Note.parse(text.encode())


def test_ends_and_bounds_are_refused() -> None:
    whole = bytes(NOTE)
    for data in (whole[:-1], whole + b"\n", whole + b"x", b"", b"\n\n", whole.replace(b"origin", b"\xff")):
        with pytest.raises(Malformed):
            Note.parse(data)
    with pytest.raises(Malformed):
        Note.parse(b"a" * MAX_NOTE_BYTES + whole)
    with pytest.raises(Malformed):
        Note.parse(bytes(Note("a\n", (LINE,) * 101)))
    with pytest.raises(Malformed):
        parse_signature_lines("")


def test_a_line_with_no_signature_is_refused() -> None:
    with pytest.raises(Malformed):
        SignatureLine.parse("\u2014 name YWJjZA==")


def test_more_lines_follow_those_there() -> None:
    other = SignatureLine("w", b"wwww", b"x")
    assert NOTE.with_lines(other).lines == (LINE, other)
