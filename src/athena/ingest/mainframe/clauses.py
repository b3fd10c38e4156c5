"""Clauses of a data description entry: tokens in, entries out."""

from collections.abc import Callable, Sequence

from athena.ingest.mainframe.entries import Entry, Occurs, Rename, Sign, SignPlace
from athena.ingest.mainframe.lexer import Token
from athena.ingest.mainframe.picture import parse_picture
from athena.ingest.mainframe.refusal import CopybookError, Place
from athena.ingest.mainframe.usage import USAGE_WORDS

FILLER = "FILLER"
_LEVELS = frozenset({*range(1, 50), 66, 77, 88})
_CLAUSE_WORDS = frozenset(
    [
        "REDEFINES",
        "PIC",
        "PICTURE",
        "USAGE",
        "SIGN",
        "LEADING",
        "TRAILING",
        "OCCURS",
        "SYNC",
        "SYNCHRONIZED",
        "SYNCHRONISED",
        "JUST",
        "JUSTIFIED",
        "BLANK",
        "VALUE",
        "VALUES",
        "RENAMES",
        "EXTERNAL",
        "GLOBAL",
        "VOLATILE",
        "GROUP-USAGE",
    ]
) | frozenset(USAGE_WORDS)


class Cursor:
    """A place in the tokens, with the few moves the grammar needs."""

    def __init__(self, tokens: Sequence[Token], end: Place, decimal_comma: bool) -> None:
        self._tokens = tokens
        self._index = 0
        self._end = end
        self.decimal_comma = decimal_comma

    def peek(self, ahead: int = 0) -> Token | None:
        """The token so many places ahead, or nothing at the end."""
        at = self._index + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def place(self) -> Place:
        """Where the cursor stands."""
        token = self.peek()
        return token.place if token else self._end

    def take(self, kind: str, expected: str) -> Token:
        """The next token, which must be of this kind."""
        token = self.peek()
        if token is None or token.kind != kind:
            found = f"'{token.text}'" if token else "the end of the copybook"
            raise CopybookError(f"found {found}", self.place(), expected)
        self._index += 1
        return token

    def at(self, *words: str) -> bool:
        """Whether the next token is one of these words."""
        token = self.peek()
        return token is not None and token.kind == "word" and token.value in words

    def skip(self, *words: str) -> bool:
        """Pass one of these words if it is next."""
        found = self.at(*words)
        self._index += int(found)
        return found

    def whole(self, expected: str) -> int:
        """An unsigned whole number."""
        token = self.take("number", expected)
        if not token.value.isdigit():
            raise CopybookError(f"'{token.text}' is no whole number", token.place, expected)
        return int(token.value)

    def name(self, expected: str) -> str:
        """A data name; qualification by OF or IN is read and dropped, names are resolved by nearness."""
        token = self.take("word", expected)
        if ":" in token.value or "&" in token.value:
            raise CopybookError(
                f"'{token.text}' still holds a COPY placeholder",
                token.place,
                "a data name; give the text that COPY ... REPLACING puts there (option --replace OLD=NEW)",
                code="UNREPLACED_PLACEHOLDER",
            )
        while self.skip("OF", "IN"):
            self.take("word", "the name of the group that qualifies it")
        return token.value


def parse_entries(tokens: Sequence[Token], *, end: Place, decimal_comma: bool = False) -> list[Entry]:
    """All entries in order. Raises `CopybookError` at the first token that fits no clause."""
    cursor = Cursor(tokens, end, decimal_comma)
    entries: list[Entry] = []
    while cursor.peek() is not None:
        if _division_header(cursor):
            continue
        entries.append(_entry(cursor))
    return entries


def _division_header(cursor: Cursor) -> bool:
    """DATA DIVISION. / FILE SECTION. / FD name ... . may stand around the records; they describe no bytes."""
    if not cursor.at("DATA", "FILE", "WORKING-STORAGE", "LINKAGE", "LOCAL-STORAGE", "FD", "SD"):
        return False
    while (token := cursor.peek()) is not None and token.kind != "period":
        cursor.take(token.kind, "a word")
    cursor.take("period", "'.' at the end of the header")
    return True


def _entry(cursor: Cursor) -> Entry:
    place = cursor.place()
    level = cursor.whole("a level number (01 to 49, 66, 77 or 88)")
    if level not in _LEVELS:
        raise CopybookError(f"{level} is no level number", place, "01 to 49, 66, 77 or 88")
    entry = Entry(level, _entry_name(cursor), place)
    if level == 66:
        entry.rename = _renames(cursor, entry.name, place)
    else:
        seen: set[str] = set()
        while (token := cursor.peek()) is not None and token.kind != "period":
            _clause(cursor, entry, token, seen)
    if cursor.peek() is not None:
        cursor.take("period", "'.' at the end of the entry")
    return entry


def _entry_name(cursor: Cursor) -> str:
    token = cursor.peek()
    if token is None or token.kind == "period":
        return FILLER
    if token.kind == "word" and token.value in _CLAUSE_WORDS:
        following = cursor.peek(1)
        # a word of the language can still be somebody's data name when a clause follows it
        if not (following and following.kind == "word" and following.value in ("PIC", "PICTURE", "REDEFINES")):
            return FILLER
        if token.value in ("PIC", "PICTURE"):
            return FILLER
    if token.kind not in ("word", "number"):
        raise CopybookError(f"found '{token.text}'", token.place, "a data name, FILLER or a clause")
    return cursor.name("a data name") if token.kind == "word" else cursor.take("number", "a data name").text


def _clause(cursor: Cursor, entry: Entry, token: Token, seen: set[str]) -> None:
    reader = _READERS.get(token.value) if token.kind == "word" else None
    if reader is None:
        if token.kind == "number" and token.value.isdigit() and int(token.value) in _LEVELS:
            raise CopybookError(
                f"'{token.text}' begins a new entry but the last one is not closed", token.place, "'.' before it"
            )
        raise CopybookError(f"found '{token.text}'", token.place, "a clause (PIC, USAGE, OCCURS, ...) or '.'")
    name = reader.__name__
    if name in seen:
        raise CopybookError(f"{token.text} is given twice for {entry.name}", token.place, "each clause once")
    seen.add(name)
    cursor.skip(token.value)
    reader(cursor, entry, token)


def _redefines(cursor: Cursor, entry: Entry, _: Token) -> None:
    entry.redefines = cursor.name("the name of the item that is redefined")


def _picture(cursor: Cursor, entry: Entry, _: Token) -> None:
    cursor.skip("IS")
    text = cursor.take("picture", "a picture such as X(10) or S9(5)V99")
    entry.picture = parse_picture(text.value, text.place, decimal_comma=cursor.decimal_comma)


def _usage(cursor: Cursor, entry: Entry, token: Token) -> None:
    if token.value == "USAGE":
        cursor.skip("IS")
        token = cursor.take("word", "DISPLAY, COMP, COMP-3, BINARY or another usage")
    if token.value not in USAGE_WORDS:
        raise CopybookError(f"'{token.text}' is no usage", token.place, f"one of {', '.join(sorted(USAGE_WORDS))}")
    cursor.skip("NATIVE")
    entry.usage = USAGE_WORDS[token.value]


def _sign(cursor: Cursor, entry: Entry, token: Token) -> None:
    word = token.value
    if word == "SIGN":
        cursor.skip("IS")
        word = cursor.take("word", "LEADING or TRAILING").value
    if word not in ("LEADING", "TRAILING"):
        raise CopybookError(f"found '{word}' after SIGN", token.place, "LEADING or TRAILING")
    place: SignPlace = "leading" if word == "LEADING" else "trailing"
    separate = cursor.skip("SEPARATE")
    cursor.skip("CHARACTER")
    entry.sign = Sign(place, separate)


def _occurs(cursor: Cursor, entry: Entry, token: Token) -> None:
    least = most = cursor.whole("how many times it occurs")
    if cursor.skip("TO"):
        most = cursor.whole("the greatest number of times")
    cursor.skip("TIMES")
    depending, keys, indexes = None, [], []
    while cursor.at("DEPENDING", "ASCENDING", "DESCENDING", "INDEXED"):
        if cursor.skip("DEPENDING"):
            cursor.skip("ON")
            depending = cursor.name("the name of the counter")
        elif cursor.skip("ASCENDING", "DESCENDING"):
            cursor.skip("KEY")
            cursor.skip("IS")
            keys += _names(cursor)
        elif cursor.skip("INDEXED"):
            cursor.skip("BY")
            indexes += _names(cursor)
    if most < 1 or least > most:
        raise CopybookError(f"{entry.name} occurs {least} to {most} times", token.place, "at least 1, least first")
    least = 0 if depending and least == most else least
    entry.occurs = Occurs(least, most, depending, tuple(keys), tuple(indexes))


def _names(cursor: Cursor) -> list[str]:
    names: list[str] = []
    while (
        (token := cursor.peek())
        and token.kind == "word"
        and token.value
        not in _CLAUSE_WORDS
        | {
            "DEPENDING",
            "ASCENDING",
            "DESCENDING",
            "INDEXED",
        }
    ):
        names.append(cursor.name("a name"))
    return names


def _synchronised(cursor: Cursor, entry: Entry, _: Token) -> None:
    cursor.skip("LEFT", "RIGHT")
    entry.synchronised = True


def _justified(cursor: Cursor, entry: Entry, _: Token) -> None:
    cursor.skip("RIGHT")
    entry.justified = True


def _blank(cursor: Cursor, entry: Entry, _: Token) -> None:
    cursor.skip("WHEN")
    if not cursor.skip("ZERO", "ZEROS", "ZEROES"):
        raise CopybookError("BLANK WHEN is not complete", cursor.place(), "ZERO")
    entry.blank_when_zero = True


def _value(cursor: Cursor, entry: Entry, _: Token) -> None:
    cursor.skip("IS", "ARE")
    while (token_ := cursor.peek()) and (
        token_.kind in ("literal", "number") or (token_.kind == "word" and token_.value not in _CLAUSE_WORDS)
    ):
        low = _literal(cursor)
        high = _literal(cursor) if cursor.skip("THRU", "THROUGH") else low
        entry.ranges.append((low, high))
    if not entry.ranges:
        raise CopybookError("VALUE has no literal", cursor.place(), "a literal, a number or SPACES, ZEROS, ...")


def _literal(cursor: Cursor) -> str:
    cursor.skip("ALL")
    token = cursor.peek()
    kind = token.kind if token and token.kind in ("literal", "number") else "word"
    return cursor.take(kind, "a literal, a number or a figurative constant").value


def _ignored(_cursor: Cursor, _entry: Entry, _: Token) -> None:
    """EXTERNAL, GLOBAL, VOLATILE say nothing about bytes."""


def _group_usage(cursor: Cursor, _entry: Entry, _: Token) -> None:
    cursor.skip("IS")
    cursor.take("word", "NATIONAL")


def _renames(cursor: Cursor, name: str, place: Place) -> Rename:
    if not cursor.skip("RENAMES"):
        raise CopybookError(f"level 66 {name} renames nothing", cursor.place(), "RENAMES name [THRU name]")
    first = cursor.name("the first name")
    last = cursor.name("the last name") if cursor.skip("THRU", "THROUGH") else None
    return Rename(name, first, last, place)


_READERS: dict[str, Callable[[Cursor, Entry, Token], None]] = {
    "REDEFINES": _redefines,
    "PIC": _picture,
    "PICTURE": _picture,
    "USAGE": _usage,
    **dict.fromkeys(USAGE_WORDS, _usage),
    "SIGN": _sign,
    "LEADING": _sign,
    "TRAILING": _sign,
    "OCCURS": _occurs,
    "SYNC": _synchronised,
    "SYNCHRONIZED": _synchronised,
    "SYNCHRONISED": _synchronised,
    "JUST": _justified,
    "JUSTIFIED": _justified,
    "BLANK": _blank,
    "VALUE": _value,
    "VALUES": _value,
    "EXTERNAL": _ignored,
    "GLOBAL": _ignored,
    "VOLATILE": _ignored,
    "GROUP-USAGE": _group_usage,
}
