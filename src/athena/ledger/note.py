"""Signed notes: a text and the lines that sign it (c2sp.org/signed-note 1.0.0).

The text signed includes its last newline and not the empty line; the split is at the *last* empty line. This module
parses and prints; it verifies nothing, because which lines must verify is for the caller to say.
"""

from dataclasses import dataclass, replace

from athena.ledger.failures import malformed
from athena.ledger.keys import check_name
from athena.ledger.strict import base64_text, decode_text, parse_base64

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
_DASH = "\u2014 "
_WHERE = "signed note"


@dataclass(frozen=True)
class SignatureLine:
    """One line: the signer's name, the four-byte key id and whatever bytes that key's type puts after it."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        """The line without its newline."""
        return f"{_DASH}{self.name} {base64_text(self.key_id + self.signature)}"

    @classmethod
    def parse(cls, line: str) -> "SignatureLine":
        """Parse one line without its newline; refuses a hyphen for the dash and any second spelling."""
        parts = line.removeprefix(_DASH).split(" ")
        if not line.startswith(_DASH) or len(parts) != 2:
            raise malformed("signature-line", _WHERE, "not EM-DASH SPACE name SPACE base64")
        data = parse_base64(parts[1], _WHERE)
        if len(data) < 5:
            raise malformed("signature-line", _WHERE, "no signature after the key id")
        return cls(check_name(parts[0], _WHERE), data[:4], data[4:])


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and its signature lines in order."""

    text: str
    lines: tuple[SignatureLine, ...]

    def __bytes__(self) -> bytes:
        """The note as published."""
        return "".join([self.text, "\n", *(f"{line}\n" for line in self.lines)]).encode()

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Parse a published note; refuses every other form, a note over a megabyte and more than 100 lines."""
        if len(data) > MAX_NOTE_BYTES:
            raise malformed("note-too-long", _WHERE, f"{len(data)} bytes")
        text, found, tail = decode_text(data, _WHERE).rpartition("\n\n")
        if not found or not tail.endswith("\n"):
            raise malformed("note-shape", _WHERE, "no empty line before the signatures, or no last newline")
        return cls(text + "\n", parse_signature_lines(tail))

    def with_lines(self, *lines: SignatureLine) -> "Note":
        """The same text with more lines after those it has."""
        return replace(self, lines=self.lines + lines)


def parse_signature_lines(text: str) -> tuple[SignatureLine, ...]:
    """One or more newline-ended signature lines, as a note's tail and a witness's answer hold them."""
    lines = text.split("\n")
    if lines.pop() != "" or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise malformed("signature-lines", _WHERE, f"1 to {MAX_SIGNATURES} newline-ended lines are due")
    return tuple(SignatureLine.parse(line) for line in lines)
