"""Reference format: what part of each copybook line is COBOL, in fixed and in free form.

Fixed form (IBM Enterprise COBOL Language Reference, "Reference format"): columns 1-6 sequence, 7 indicator,
8-72 text, 73-80 identification. Free form: the whole line, `*>` comments.
"""

import bisect
import re
from dataclasses import dataclass
from typing import Literal

from athena.ingest.mainframe.refusal import CopybookError, Place

Form = Literal["auto", "fixed", "free"]

_TEXT_START = 7
_TEXT_END = 72
_INDICATORS = " *-/dD$"
_LISTING_DIRECTIVE = re.compile(r"^\s*(SKIP[123]|EJECT|TITLE\b.*)\s*\.?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """Copybook text with comments and margins removed, and the way back to the original line and column.

    `text` holds only COBOL; `marks` lists, in ascending order of index, where each run of characters came from.
    """

    text: str
    marks: tuple[tuple[int, int, int], ...]
    file: str

    def place(self, index: int) -> Place:
        """The original place of the character at `index` of `text`."""
        at = bisect.bisect_right(self.marks, (index, 1 << 30, 1 << 30)) - 1
        start, line, column = self.marks[max(at, 0)] if self.marks else (0, 1, 1)
        return Place(line, column + index - start, self.file)


def read_source(text: str, *, form: Form = "auto", file: str = "") -> Source:
    """Strip margins and comments and join continuation lines. Raises `CopybookError` on a bad indicator."""
    lines = [line.expandtabs(8).rstrip("\r\n\x1a") for line in text.split("\n")]
    fixed = form == "fixed" or (form == "auto" and not any(map(_votes_free, lines)))
    assembly = _Assembly(file)
    for number, line in enumerate(lines, start=1):
        if fixed:
            _add_fixed(assembly, number, line)
        else:
            _add_free(assembly, number, line)
    return Source("".join(assembly.parts), tuple(assembly.marks), file)


def _votes_free(line: str) -> bool:
    """Whether a line can only be free form: words begin before column 7, or column 7 is no indicator."""
    sequence, indicator = line[:6], line[6:7]
    if not line.strip():
        return False
    if sequence.strip() and not sequence.strip().isdigit():
        whole_sequence = len(sequence) == 6 and " " not in sequence
        return not (whole_sequence and indicator in _INDICATORS)
    if sequence.strip() and sequence != sequence.strip() and len(line) > 6:
        return True
    return bool(indicator) and indicator not in _INDICATORS


class _Assembly:
    """Text being put together; each piece remembers its line and column."""

    def __init__(self, file: str) -> None:
        self.parts: list[str] = []
        self.marks: list[tuple[int, int, int]] = []
        self.length = 0
        self.file = file

    def add(self, piece: str, line: int, column: int) -> None:
        self.marks.append((self.length, line, column))
        self.parts.append(piece)
        self.length += len(piece)

    def open_quote(self) -> str:
        """The quote character of a literal still open at the end of the text so far, or nothing."""
        quote = ""
        for char in "".join(self.parts[-8:]):
            if quote:
                quote = "" if char == quote else quote
            elif char in "'\"":
                quote = char
            elif char == "\n":
                quote = ""
        return quote

    def drop_newline(self, keep_width: int = 0) -> None:
        """Take back the line end before a continuation; an open literal runs to column 72 with spaces."""
        if self.parts and self.parts[-1] == "\n":
            self.parts.pop()
            self.marks.pop()
            self.length -= 1
            if keep_width and self.parts:
                padding = max(0, keep_width - len(self.parts[-1]))
                self.parts[-1] += " " * padding
                self.length += padding


def _add_fixed(assembly: _Assembly, number: int, line: str) -> None:
    indicator = line[6:7]
    body = line[_TEXT_START:_TEXT_END]
    if indicator in ("*", "/", "d", "D", "$") or _LISTING_DIRECTIVE.match(body) or not body.strip():
        return
    if indicator == "-":
        _continue_line(assembly, number, body)
        return
    if indicator != " ":
        raise CopybookError(
            f"'{indicator}' in column 7 is no indicator",
            Place(number, 7, assembly.file),
            "a space, '*', '/', '-' or 'D' in column 7 of fixed form, or --form free",
        )
    text = _without_inline_comment(body)
    # trailing spaces belong to a literal that the next line continues, so they are kept only through drop_newline
    assembly.add(text.rstrip(), number, _TEXT_START + 1)
    assembly.add("\n", number, _TEXT_START + 1 + len(text.rstrip()))


def _continue_line(assembly: _Assembly, number: int, body: str) -> None:
    if not assembly.parts:
        raise CopybookError(
            "a continuation line has nothing to continue",
            Place(number, 7, assembly.file),
            "a line of text before the '-'",
        )
    stripped = body.lstrip()
    column = _TEXT_START + 1 + len(body) - len(stripped)
    quote = assembly.open_quote()
    if quote:
        if not stripped.startswith(quote):
            raise CopybookError(
                "a continued literal does not start with its quote",
                Place(number, column, assembly.file),
                f"{quote} as the first character",
            )
        assembly.drop_newline(keep_width=_TEXT_END - _TEXT_START)
        stripped, column = stripped[1:], column + 1
    else:
        assembly.drop_newline()
    assembly.add(stripped.rstrip(), number, column)
    assembly.add("\n", number, column + len(stripped.rstrip()))


def _add_free(assembly: _Assembly, number: int, line: str) -> None:
    stripped = line.lstrip()
    if stripped.startswith("*") or not stripped or _LISTING_DIRECTIVE.match(line):
        return
    assembly.add(_without_inline_comment(line).rstrip(), number, 1)
    assembly.add("\n", number, len(line) + 1)


def _without_inline_comment(text: str) -> str:
    quote = ""
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif text.startswith("*>", index):
            return text[:index]
    return text
