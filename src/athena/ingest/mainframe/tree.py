"""From a flat list of entries to the tree a copybook means: groups, tables, redefinitions, names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from athena.ingest.mainframe.clauses import FILLER
from athena.ingest.mainframe.entries import Condition, Entry, Occurs, Rename, Sign
from athena.ingest.mainframe.picture import Category, Picture, whole_number
from athena.ingest.mainframe.refusal import CopybookError, Place
from athena.ingest.mainframe.usage import BINARY_LIKE, NO_PICTURE, Usage


@dataclass(frozen=True)
class Item:
    """One data item. A group has children and no picture; USAGE, SIGN and SYNC of groups are handed down."""

    level: int
    name: str
    place: Place
    children: tuple["Item", ...]
    picture: Picture | None
    usage: Usage
    sign: Sign | None
    occurs: Occurs | None
    redefines: str | None
    synchronised: bool
    justified: bool
    blank_when_zero: bool
    conditions: tuple[Condition, ...]
    renames: tuple[Rename, ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether the item has parts of its own."""
        return bool(self.children)

    @property
    def is_filler(self) -> bool:
        """Whether the item has no name."""
        return self.name == FILLER

    def walk(self) -> Iterator["Item"]:
        """The item and everything in it, in the order of the copybook."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class _Inherited:
    usage: Usage | None = None
    sign: Sign | None = None
    synchronised: bool = False


def build_records(entries: Sequence[Entry]) -> tuple[Item, ...]:
    """The 01 and 77 records of a copybook in order.

    A copybook that begins below 01 (a fragment) becomes the children of one unnamed record. Raises
    `CopybookError` for levels, redefinitions and counters that do not fit.
    """
    if not entries:
        raise CopybookError("the copybook describes nothing", Place(1, 1), "at least one data description entry")
    records: list[Item] = []
    for group in _split_records(entries):
        records.append(_build(group))
    _check_records(records)
    return tuple(records)


def _check_records(records: list[Item]) -> None:
    """Records are told apart by name, in options and in columns."""
    seen: set[str] = set()
    for record in records:
        if record.name in seen:
            raise CopybookError(f"two records are called {record.name}", record.place, "a name of its own for each 01")
        seen.add(record.name)
        for rename in record.renames:
            for name in filter(None, (rename.first, rename.last)):
                if sum(item.name == name for item in record.walk()) > 1:
                    raise CopybookError(
                        f"{rename.name} renames {name}, and several items are called so",
                        rename.place,
                        "a name that is unique",
                    )


def _split_records(entries: Sequence[Entry]) -> list[list[Entry]]:
    if entries[0].level not in (1, 77):
        first = entries[0]
        entries = [Entry(1, "RECORD", first.place), *entries]
    groups: list[list[Entry]] = []
    for entry in entries:
        if entry.level in (1, 77):
            groups.append([])
        groups[-1].append(entry)
    return groups


def _build(entries: list[Entry]) -> Item:
    renames = tuple(entry.rename for entry in entries if entry.rename)
    plain = [entry for entry in entries if not entry.rename]
    item, used = _item(plain, 0, _Inherited(), renames)
    if used != len(plain):
        raise CopybookError("an entry stands outside its record", plain[used].place, "a level above 01")
    _check_names(item)
    return item


def _item(entries: list[Entry], index: int, handed: _Inherited, renames: tuple[Rename, ...] = ()) -> tuple[Item, int]:
    entry = entries[index]
    conditions, following = _conditions(entries, index + 1)
    given = _Inherited(
        entry.usage or handed.usage, entry.sign or handed.sign, entry.synchronised or handed.synchronised
    )
    children: list[Item] = []
    # siblings need not share a level: 04 after 05 under 01 is a sibling (IBM Language Reference, "Level-numbers")
    while following < len(entries) and entries[following].level > entry.level:
        child, following = _item(entries, following, given)
        children.append(child)
    _check_redefines(children)
    _check_entry(entry, bool(children), given)
    usage, picture = _stored_as(given.usage or _usage_of(entry.picture), entry.picture)
    item = Item(
        level=entry.level,
        name=entry.name,
        place=entry.place,
        children=tuple(children),
        picture=picture,
        usage=usage,
        sign=_sign_of(entry, given, bool(children)),
        occurs=entry.occurs,
        redefines=entry.redefines,
        synchronised=given.synchronised,
        justified=entry.justified,
        blank_when_zero=entry.blank_when_zero,
        conditions=conditions,
        renames=renames,
    )
    return item, following


def _sign_of(entry: Entry, given: _Inherited, group: bool) -> Sign | None:
    """A SIGN clause of a group speaks only of its signed parts; one of the item itself makes it signed."""
    handed_down = not group and entry.picture is not None and entry.picture.signed
    return given.sign if handed_down else entry.sign


def _stored_as(usage: Usage, picture: Picture | None) -> tuple[Usage, Picture | None]:
    """PIC X with an arithmetic usage: an unsigned number in COMP-X and COMP-3U, bytes of no stated meaning in COMP."""
    if picture is None or picture.category is not Category.TEXT:
        return usage, picture
    if usage is Usage.PACKED_UNSIGNED:
        return usage, whole_number(picture, 2 * picture.width)
    if usage is Usage.MINIMAL and picture.width <= 8:
        return usage, whole_number(picture, len(str(256**picture.width)) - 1)
    return (Usage.BYTES, picture) if usage in BINARY_LIKE else (usage, picture)


def _usage_of(picture: Picture | None) -> Usage:
    if picture and picture.category is Category.NATIONAL:
        return Usage.NATIONAL
    if picture and picture.category is Category.DBCS:
        return Usage.DBCS
    return Usage.DISPLAY


def _conditions(entries: list[Entry], index: int) -> tuple[tuple[Condition, ...], int]:
    found: list[Condition] = []
    while index < len(entries) and entries[index].level == 88:
        entry = entries[index]
        if not entry.ranges:
            raise CopybookError(f"condition {entry.name} has no VALUE", entry.place, "VALUE with one or more literals")
        found.append(Condition(entry.name, tuple(entry.ranges), entry.place))
        index += 1
    return tuple(found), index


def _check_entry(entry: Entry, group: bool, given: _Inherited) -> None:
    if group and entry.picture:
        raise CopybookError(
            f"{entry.name} has a PICTURE and parts of its own", entry.place, "either a PICTURE or deeper levels"
        )
    if not group and not entry.picture and given.usage not in NO_PICTURE:
        raise CopybookError(
            f"{entry.name} has no PICTURE and no parts", entry.place, "a PICTURE, or entries of a deeper level below it"
        )
    if entry.picture and given.usage in NO_PICTURE:
        raise CopybookError(f"{entry.name} has a PICTURE its usage does not allow", entry.place, "no PICTURE")
    arithmetic = (Usage.BINARY, Usage.NATIVE, Usage.PACKED, Usage.LITTLE, Usage.PACKED_UNSIGNED)
    only_x = entry.picture is not None and set(entry.picture.symbols) == {"X"} and given.usage is not Usage.PACKED
    if entry.picture and given.usage in arithmetic and entry.picture.category is not Category.NUMERIC and not only_x:
        raise CopybookError(
            f"{entry.name} is arithmetic but PIC {entry.picture.text} is not", entry.place, "only 9, S, V and P"
        )


def _check_redefines(children: list[Item]) -> None:
    """REDEFINES names an item of the same group that stands just before, redefinitions between them allowed."""
    target: str | None = None
    chain: set[str] = set()
    for child in children:
        if child.redefines is None:
            target, chain = child.name, {child.name}
            continue
        if child.redefines not in chain or target is None:
            raise CopybookError(
                f"{child.name} redefines {child.redefines}, which does not stand just before it",
                child.place,
                f"the name {target}" if target else "an item of the same group before it",
            )
        chain.add(child.name)


def _check_names(record: Item) -> None:
    names = {item.name for item in record.walk()}
    for item in record.walk():
        counter = item.occurs.depending if item.occurs else None
        if counter and counter not in names:
            raise CopybookError(
                f"{item.name} depends on {counter}, which {record.name} does not hold",
                item.place,
                "the name of a numeric item of the same record",
            )
    for rename in record.renames:
        for name in filter(None, (rename.first, rename.last)):
            if name not in names:
                raise CopybookError(f"{rename.name} renames {name}, which is not there", rename.place, "a known name")
