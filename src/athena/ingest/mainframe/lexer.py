"""Words of the COBOL data description language, each with its place in the copybook."""

import re
from dataclasses import dataclass
from typing import Literal

from athena.ingest.mainframe.reference_format import Source
from athena.ingest.mainframe.refusal import CopybookError, Place

Kind = Literal["word", "number", "literal", "picture", "period", "pseudo", "symbol"]


@dataclass(frozen=True)
class Token:
    """One token: its kind, its text as written, its upper-case value and its place.

    `value` of a literal is its content without quotes; of a pseudo-text its content without `==`.
    """

    kind: Kind
    text: str
    value: str
    place: Place


_SPACE = re.compile(r"[\s]+")
_SEPARATOR = re.compile(r"[,;](?=\s|$)")
_PERIOD = re.compile(r"\.(?=\s|$)")
_LITERAL = re.compile(r"([XNGZxngz]{0,2})('(?:[^'\n]|'')*'|\"(?:[^\"\n]|\"\")*\")")
_PSEUDO = re.compile(r"==(.*?)==", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?![\w:@#-])")
_WORD = re.compile(r"[\w:@#$&-]+")
_PICTURE = re.compile(r"\S+(?:\s+\(\d+\)\S*)*")
_GLUED = re.compile(r"\)(?=(?:USAGE|COMP|COMPUTATIONAL|BINARY|PACKED-DECIMAL|DISPLAY)\b)", re.IGNORECASE)
_SYMBOL = re.compile(r"[()=]")


def tokenise(source: Source) -> tuple[Token, ...]:
    """All tokens of a source in order. Raises `CopybookError` at the first character that begins none."""
    tokens: list[Token] = []
    index, text = 0, source.text
    while index < len(text):
        blank = _SPACE.match(text, index) or _SEPARATOR.match(text, index)
        if blank:
            index = blank.end()
            continue
        if _picture_next(tokens):
            token, index = _picture(source, index)
        else:
            token, index = _token(source, index)
        tokens.append(token)
    return tuple(tokens)


def _picture_next(tokens: list[Token]) -> bool:
    last = tokens[-1].value if tokens and tokens[-1].kind == "word" else ""
    if last == "IS" and len(tokens) > 1:
        last = tokens[-2].value
    return last in ("PIC", "PICTURE")


def _picture(source: Source, index: int) -> tuple[Token, int]:
    """A PICTURE string runs to white space; the period that ends the sentence is not part of it.

    A clause glued to its closing bracket, `S9(6)USAGE COMP`, is not part of it either: compilers let it pass.
    """
    match = _PICTURE.match(source.text, index)
    if match and match.group().upper() == "IS":
        return _token(source, index)
    text = match.group() if match else ""
    bare = text.rstrip(",;")
    bare = bare[:-1] if bare.endswith(".") else bare
    if glued := _GLUED.search(bare):
        bare = bare[: glued.end()]
    if not bare:
        raise CopybookError("PICTURE has no string", source.place(index), "a picture such as X(10) or S9(5)V99")
    return Token("picture", bare, re.sub(r"\s+", "", bare).upper(), source.place(index)), index + len(bare)


def _token(source: Source, index: int) -> tuple[Token, int]:
    text, place = source.text, source.place(index)
    if match := _PERIOD.match(text, index):
        return Token("period", ".", ".", place), match.end()
    if match := _LITERAL.match(text, index):
        return Token("literal", match.group(), _literal_value(match), place), match.end()
    if match := _PSEUDO.match(text, index):
        return Token("pseudo", match.group(), match.group(1).strip(), place), match.end()
    if match := _NUMBER.match(text, index):
        return Token("number", match.group(), match.group(), place), match.end()
    if match := _WORD.match(text, index):
        return Token("word", match.group(), match.group().upper(), place), match.end()
    if match := _SYMBOL.match(text, index):
        return Token("symbol", match.group(), match.group(), place), match.end()
    if text[index] in "'\"":
        raise CopybookError("a literal is not closed on its line", place, f"a closing {text[index]}")
    raise CopybookError(
        f"'{text[index]}' begins no COBOL word", place, "a level number, a name, a clause, a literal or '.'"
    )


def _literal_value(match: re.Match[str]) -> str:
    prefix, quoted = match.group(1).upper(), match.group(2)
    content = quoted[1:-1].replace(quoted[0] * 2, quoted[0])
    if prefix == "X":
        # hexadecimal literals keep their bytes one to one as Latin-1 characters
        return bytes.fromhex(content).decode("latin-1") if re.fullmatch(r"(?:[0-9A-Fa-f]{2})*", content) else content
    return content
