"""The slow, independent decoder: one record, one field, `Decimal`. It shares no arithmetic with the columnar one.

It exists to be compared with: totals of numeric fields are computed by both and must agree. It works on strings of
hexadecimal digits where the other works on machine words.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from athena.ingest.mainframe.columns import is_number, is_signed
from athena.ingest.mainframe.edited import edit_positions
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.picture import Category, Picture
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.usage import BINARY_LIKE, Usage

# wide enough for any total of 38-digit values; a digit lost would raise, not round
EXACT = Context(prec=200, traps=[Inexact])
_MINUS_ZONES = "bd"
_ASCII_SIGNED = {c: (d, 1) for d, c in enumerate("{ABCDEFGHI")} | {c: (d, -1) for d, c in enumerate("}JKLMNOPQR")}
_ASCII_SIGNED |= {c: (d, -1) for d, c in enumerate("pqrstuvwxy")}


@dataclass(frozen=True)
class ExactValue:
    """A number of one record: the path of its field and its value, or nothing where it cannot be read."""

    path: str
    value: Decimal | None


@dataclass(frozen=True)
class Placed:
    """An item with the places at which one record has it: one, or one for each occurrence of a table.

    `inside` says of a group what each occurrence holds.
    """

    node: Node
    starts: tuple[int, ...]
    inside: tuple[tuple["Placed", ...], ...] = ()

    def elements(self) -> Iterator[tuple[Node, int]]:
        """Every elementary item with its place, table occurrences one by one, in the order of the layout."""
        if not self.node.is_group:
            yield from ((self.node, start) for start in self.starts)
        for group in self.inside:
            for child in group:
                yield from child.elements()


def exact_places(
    layout: Layout,
    reading: Reading,
    record: bytes,
    *,
    active: Collection[str] | None = None,
    passed: Collection[str] = (),
) -> tuple[Placed, ...]:
    """Where a record has its items, by its own counters, in the order of the layout.

    `active` names the redefinitions chosen for this record by path; others that share their storage are passed over,
    and so are those in `passed`.
    """
    walker = _Walker(layout, reading, record, active or (), passed)
    if not layout.varies:
        walker.count_ahead(layout)
    return walker.group(layout.root, 0)[0] if layout.root.is_group else (walker.item(layout.root, 0)[0],)


def exact_numbers(
    layout: Layout, reading: Reading, record: bytes, *, active: Collection[str] | None = None
) -> Iterator[ExactValue]:
    """Every numeric field of a record that is no date, table occurrences one by one, in the order of the layout."""
    for placed in exact_places(layout, reading, record, active=active):
        for node, start in placed.elements():
            picture = node.item.picture
            dated = reading.date_of(node.path, node.name) is not None
            if is_number(node) and picture is not None and not node.item.is_filler and not dated:
                data = record[start : start + node.width]
                whole = len(data) == node.width
                yield ExactValue(node.path, exact_number(node, picture, reading, data) if whole else None)


class _Walker:
    """A walk over one record; offsets are found on the way, never looked up."""

    def __init__(
        self,
        layout: Layout,
        reading: Reading,
        record: bytes,
        active: Collection[str] = (),
        passed: Collection[str] = (),
    ) -> None:
        self.reading = reading
        self.record = record
        self.active = active
        self.passed = passed
        self.counters = layout.counters
        self.words: dict[str, str] = {}
        self.in_bounds = True

    def count_ahead(self, layout: Layout) -> None:
        """Read every counter first: where tables have their greatest size, one may stand after its table."""
        for node in layout.root.walk():
            if node.path in self.counters:
                self._read_counter(node, node.offset)

    def group(self, node: Node, start: int) -> tuple[tuple[Placed, ...], int]:
        found: list[Placed] = []
        position = start
        for shared in node.storage():
            position += shared[0].slack
            ends = [position]
            chosen = [one for one in shared if one.path in self.active]
            left = [one for one in shared if one.path not in self.passed]
            for one in shared if not any(other.varies for other in shared) else left:
                placed, end = self.item(one, position)
                if one in left and (not chosen or one in chosen):
                    found.append(placed)
                if not chosen or one in chosen or not any(other.varies for other in shared):
                    ends.append(end)
            position = max(ends)
        return tuple(found), position

    def item(self, node: Node, start: int) -> tuple[Placed, int]:
        count = node.count
        if node.counter is not None:
            least = node.item.occurs.least if node.item.occurs else 0
            told = self._counted(node, node.counter)
            count = min(max(told, least), node.count)
            self.in_bounds = self.in_bounds and told == count
        starts: list[int] = []
        inside: list[tuple[Placed, ...]] = []
        position = start
        for _ in range(count):
            starts.append(position)
            if node.is_group:
                held, end = self.group(node, position)
                inside.append(held)
                position = end if node.varies else position + node.width
            else:
                if node.path in self.counters:
                    self._read_counter(node, position)
                position += node.width
        return Placed(node, tuple(starts), tuple(inside)), position if node.varies else start + node.length

    def _read_counter(self, node: Node, start: int) -> None:
        data = self.record[start : start + node.width]
        picture = node.item.picture
        if not is_number(node) or picture is None:
            self.words[node.path] = self.reading.page_of(node.path, node.name).decode(data).strip()
            return
        value = exact_number(node, picture, self.reading, data) if len(data) == node.width else None
        self.words[node.path] = "" if value is None else str(int(value))

    def _counted(self, table: Node, counter: str) -> int:
        word = self.words.get(counter, "")
        meanings = self.reading.counts_of(table.path, counter)
        if meanings is not None:
            return meanings.get(word, -1)
        return int(word) if word.isascii() and word.isdigit() else -1


def exact_length(layout: Layout, reading: Reading, record: bytes) -> tuple[int, bool]:
    """How long a record is by its own counters, and whether each is within the bounds of its table.

    `record` may hold more bytes than the record.
    """
    walker = _Walker(layout, reading, record)
    length = walker.group(layout.root, 0)[1] if layout.root.is_group else layout.width
    return length, walker.in_bounds


def exact_number(node: Node, picture: Picture, reading: Reading, data: bytes) -> Decimal | None:
    """The value of one field, or nothing where its bytes are no number of this kind."""
    unscaled = _unscaled(node, picture, reading, data)
    return None if unscaled is None else EXACT.scaleb(Decimal(unscaled), -picture.scale)


def _unscaled(node: Node, picture: Picture, reading: Reading, data: bytes) -> int | None:
    usage = node.item.usage
    if usage in BINARY_LIKE:
        little = usage is Usage.LITTLE or (usage is Usage.NATIVE and reading.native_little)
        return int.from_bytes(data, "little" if little else "big", signed=is_signed(node))
    if usage is Usage.PACKED:
        return _packed(data, picture)
    if usage is Usage.PACKED_UNSIGNED:
        digits = data.hex()
        return int(digits) if digits.isdigit() else None
    if usage is Usage.NATIONAL:
        text = data.decode(reading.national, "replace")
        return int(text) if text.isdigit() and text.isascii() else None
    text = reading.page_of(node.path, node.name).decode(data)
    if picture.category is Category.NUMERIC_EDITED:
        return _edited(text, picture, node)
    if node.item.sign is not None and node.item.sign.separate:
        return _separate(text, node.item.sign.place == "leading")
    return _zoned(node, reading, data, text)


def _packed(data: bytes, picture: Picture) -> int | None:
    digits, sign = data.hex()[:-1], data.hex()[-1]
    if not digits.isdigit() or sign.isdigit():
        return None
    value = int(digits) * (-1 if sign in _MINUS_ZONES else 1)
    too_long = picture.scale > 0 or picture.precision > 18
    return None if too_long and len(str(abs(value))) > picture.precision else value


def _separate(text: str, leading: bool) -> int | None:
    sign, digits = (text[0], text[1:]) if leading else (text[-1], text[:-1])
    digits = _suppressed(digits)
    if sign not in "+-" or not digits.isdigit() or not digits.isascii():
        return None
    return int(sign + digits)


def _suppressed(digits: str) -> str:
    """Spaces around digits read as zeros, as the hardware does; a number of spaces alone stays one."""
    if not digits.strip(" "):
        return digits
    body = digits.lstrip(" ").rjust(len(digits), "0")
    return body.rstrip(" ").ljust(len(digits), "0")


def _without_nuls(data: bytes, space: int, zero: int) -> bytes:
    """Digits that a program padded with x'00': those after the digits are dropped, those before them are zeros."""
    blank = bytes([0, space])
    core = data.rstrip(blank)
    if 0 in data[len(core) :]:
        data = core.rjust(len(data), bytes([zero]))
    return data.lstrip(bytes([0, space, zero])).rjust(len(data), bytes([zero]))


def _zoned(node: Node, reading: Reading, data: bytes, text: str) -> int | None:
    if not text.strip(" "):
        return 0 if node.item.blank_when_zero else None
    if 0 in data and data.strip(b"\0"):
        page = reading.page_of(node.path, node.name)
        data = _without_nuls(data, page.space, page.encode("0")[0])
        text = page.decode(data)
        if " " in text or not (is_signed(node) or text.isdigit()):
            return None
    at = 0 if node.item.sign is not None and node.item.sign.place == "leading" else len(data) - 1
    negative = False
    if reading.page_of(node.path, node.name).is_ebcdic:
        zones, digits = data.hex()[0::2], list(data.hex()[1::2])
        for index, zone in enumerate(zones):
            if zone != "f" and index != at and data[index] != 0x40:
                return None
        if data[at] != 0x40:
            if zones[at].isdigit():
                return None
            negative = zones[at] in _MINUS_ZONES
        chars = "".join(" " if byte == 0x40 else digit for byte, digit in zip(data, digits, strict=True))
    else:
        digit, sign = _ASCII_SIGNED.get(text[at], (text[at], 1))
        negative = sign < 0
        chars = text[:at] + str(digit) + text[at + 1 :]
    chars = _suppressed(chars)
    if not (chars.isdigit() and chars.isascii()):
        return None
    if not is_signed(node) and " " in text and not text.strip(" ").isdigit():
        return None
    return -int(chars) if negative else int(chars)


def _edited(text: str, picture: Picture, node: Node) -> int | None:
    if not text.strip(" "):
        blank = node.item.blank_when_zero or "9" not in picture.symbols
        return 0 if blank else None
    if picture.decimal_comma:
        text = text.replace(",", ";").replace(".", ",").replace(";", ".")
    value = _in_order(text, picture) if _as_printed(text, picture) else _anywhere(text, picture)
    too_long = picture.scale > 0 or picture.precision > 18
    return None if value is not None and too_long and len(str(abs(value))) > picture.precision else value


def _as_printed(text: str, picture: Picture) -> bool:
    """Whether each character is one its picture can print there, and no digit is missing after the first."""
    started = False
    for position, char in zip(edit_positions(picture), text, strict=True):
        if min(ord(char), 0x80) not in position.allowed:
            return False
        if position.digit:
            given = char.isdigit() or char in _ASCII_SIGNED
            if started and not given:
                return False
            started = started or given
        elif position.symbol == "." and started and char == " ":
            return False
    return True


def _in_order(text: str, picture: Picture) -> int:
    """The digits in their order, inserted ones left out, and any sign of minus."""
    last = text.rstrip(" ")
    digits, negative = [], "-" in text or "CR" in text or "DB" in text
    if "S" in picture.symbols and last and last[-1] in _ASCII_SIGNED:
        digit, sign = _ASCII_SIGNED[last[-1]]
        text, negative = last[:-1] + str(digit), sign < 0
    inserted = [i for i, s in enumerate(_stored(picture)) if s in ("0", "/", "B")]
    for index, char in enumerate(text):
        if char.isdigit() and char.isascii() and index not in inserted:
            digits.append(char)
    value = int("".join(digits) or "0")
    return -value if negative else value


def _anywhere(text: str, picture: Picture) -> int | None:
    """A number that does not stand where the picture puts it: its point must be there if the picture has one."""
    if set(picture.symbols) & set("0/P"):
        return None
    body, signs, minus = text.rstrip(" \0").lstrip(" *"), 0, False
    for suffix in ("CR", "DB", "-", "+"):
        if body.endswith(suffix):
            body, signs, minus = body.removesuffix(suffix).rstrip(" "), 1, suffix != "+"
            break
    if body[:1] in ("+", "-"):
        body, signs, minus = body[1:].lstrip(" "), signs + 1, minus or body[0] == "-"
    if body[:1] == "$" or body[:1] > "\x7f":
        body = body[1:]
    whole, point, places = body.partition(".")
    digits = whole.replace(",", "") + places
    plain = digits.isdigit() and digits.isascii() and not whole.startswith(",")
    if signs > 1 or not plain or bool(point) != (picture.scale > 0) or len(places) > picture.scale:
        return None
    value = int(digits + "0" * (picture.scale - len(places)))
    if picture.digits <= 18 and value >= 2**63:
        return None
    return -value if minus else value


def _stored(picture: Picture) -> list[str]:
    symbols = picture.symbols.replace("CR", "cr").replace("DB", "db")
    return [symbol for symbol in symbols if symbol not in "SVP"]


def active_paths(targets: Mapping[str, str], value: str) -> frozenset[str]:
    """The redefinition a segment value chooses, as a set for `exact_numbers`."""
    return frozenset({targets[value]}) if value in targets else frozenset()
