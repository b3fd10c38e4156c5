"""Where every item stands in its record: offsets, lengths, slack bytes, tables, redefinitions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from athena.ingest.mainframe.entries import Sign
from athena.ingest.mainframe.picture import Category
from athena.ingest.mainframe.refusal import CopybookError
from athena.ingest.mainframe.tree import Item
from athena.ingest.mainframe.usage import BINARY_LIKE, Usage, binary_width

Sync = Literal["ibm", "natural", "none"]


@dataclass(frozen=True)
class Node:
    """One item with its place.

    `offset` counts from the start of the record with every table at its greatest size; `width` is one occurrence;
    `count` the greatest number of occurrences. `path` names the node from its record down, dots between.
    `slack` bytes before it belong to no item. `varies` says its length depends on a counter.
    """

    item: Item
    name: str
    path: str
    offset: int
    width: int
    count: int
    slack: int
    children: tuple["Node", ...]
    counter: str | None
    varies: bool

    @property
    def is_group(self) -> bool:
        """Whether the node has parts."""
        return bool(self.children)

    @property
    def length(self) -> int:
        """Bytes of all occurrences at their greatest number."""
        return self.width * self.count

    @property
    def end(self) -> int:
        """The offset just past the last occurrence."""
        return self.offset + self.length

    @property
    def sign(self) -> Sign | None:
        """The SIGN clause that applies."""
        return self.item.sign

    def walk(self) -> Iterator["Node"]:
        """The node and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def storage(self) -> list[list["Node"]]:
        """Children that share storage, together: each list is an item and its redefinitions."""
        shared: list[list[Node]] = []
        for child in self.children:
            if child.item.redefines is not None and shared:
                shared[-1].append(child)
            else:
                shared.append([child])
        return shared


@dataclass(frozen=True)
class Alias:
    """A level 66 name: bytes `offset` to `offset + width` of the record."""

    name: str
    offset: int
    width: int
    same_as: str | None

    @property
    def end(self) -> int:
        """The offset just past it."""
        return self.offset + self.width


@dataclass(frozen=True)
class Layout:
    """A record laid out. `width` is its greatest length, `least` its length with every table at its fewest."""

    root: Node
    width: int
    least: int
    aliases: tuple[Alias, ...]

    @property
    def name(self) -> str:
        """The name of the record."""
        return self.root.name

    @property
    def varies(self) -> bool:
        """Whether records differ in length by a counter."""
        return self.root.varies

    @property
    def fixed_part(self) -> int:
        """How many bytes from the start have the same place in every record."""
        return min((node.offset for node in _moving(self.root)), default=self.width)

    @cached_property
    def counters(self) -> frozenset[str]:
        """The paths of the items that count the occurrences of tables."""
        return frozenset(node.counter for node in self.root.walk() if node.counter)

    def find(self, name: str) -> Node:
        """The node of a name or dotted path, `-` and `_` alike. Raises `KeyError` where there is none or several."""
        wanted = column_name(name).upper()
        found = [
            node
            for node in self.root.walk()
            if node.path.upper() == wanted or node.path.upper().endswith("." + wanted) or node.name.upper() == wanted
        ]
        exact = [node for node in found if node.path.upper() == wanted]
        if len(exact or found) != 1:
            raise KeyError(name)
        return (exact or found)[0]


def _moving(root: Node) -> list[Node]:
    """The tables after which places move: those with a counter, or with one inside."""
    return [node for node in root.walk() if node.varies and (node.counter is not None or node.count > 1)]


def column_name(name: str) -> str:
    """A COBOL name as a column name: `-` becomes `_`."""
    return name.replace("-", "_")


def lay_out(record: Item, *, sync: Sync = "ibm", shift: bool = True, pointer: int = 4) -> Layout:
    """Lay out one record.

    `sync` is how SYNCHRONIZED aligns: `ibm` (2, 4, and 8 for COMP-2 only), `natural` (8 for eight-byte binary
    too) or `none`. With `shift`, what follows a variable table follows its last used occurrence; without, every
    table takes its greatest size. Raises `CopybookError` where a shifting table cannot be located.
    """
    plan = _Plan(sync, shift, pointer, record)
    root = plan.place(record, column_name(record.name), "", 0)
    layout = Layout(root, root.length, _least(root), ())
    layout = replace(
        layout, aliases=tuple(_alias(layout, rename.name, rename.first, rename.last) for rename in record.renames)
    )
    for alias, rename in zip(layout.aliases, record.renames, strict=True):
        if alias.end > layout.fixed_part:
            raise CopybookError(
                f"{rename.name} renames items whose place depends on a counter",
                rename.place,
                "items before any table of variable length, or --occurs max",
                code="VARIABLE_RENAMES",
            )
    return layout


def _least(node: Node) -> int:
    if not node.varies:
        return node.length
    least = node.item.occurs.least if node.item.occurs and node.counter else node.count
    if not node.children:
        return node.width * least
    return least * sum(_least_of(shared) for shared in node.storage())


def _least_of(shared: list[Node]) -> int:
    """Items that share storage take the longest, unless their length varies: then a file holds the one in use."""
    lengths = [_least(child) for child in shared]
    return min(lengths) if any(child.varies for child in shared) else max(lengths)


def _alias(layout: Layout, name: str, first: str, last: str | None) -> Alias:
    start = layout.find(first)
    end = layout.find(last) if last else start
    same_as = start.path if last is None or last == first else None
    return Alias(column_name(name), start.offset, end.end - start.offset, same_as)


class _Plan:
    """The rules of one layout while it is made."""

    def __init__(self, sync: Sync, shift: bool, pointer: int, record: Item) -> None:
        self.sync = sync
        self.shift = shift
        self.pointer = pointer
        self.seen: dict[str, str] = {}
        self.record = record

    def place(self, item: Item, name: str, parent: str, offset: int) -> Node:
        path = f"{parent}.{name}" if parent else name
        alignment = self._first_alignment(item)
        slack = -offset % alignment
        start = offset + slack
        counter = self._counter(item)
        if item.is_group:
            children, width = self._children(item, path, start)
        else:
            children, width = (), self._elementary(item)
            self.seen[item.name] = path
        if item.occurs and item.occurs.most > 1:
            width += -width % self._greatest_alignment(item)
        inner = any(child.varies for child in children)
        self.seen[item.name] = path
        return Node(
            item=item,
            name=name,
            path=path,
            offset=start,
            width=width,
            count=item.occurs.most if item.occurs else 1,
            slack=slack,
            children=children,
            counter=counter,
            varies=self.shift and (counter is not None or inner),
        )

    def _children(self, item: Item, path: str, start: int) -> tuple[tuple[Node, ...], int]:
        children: list[Node] = []
        names = _column_names(item.children)
        shared_start = end = start
        for child, name in zip(item.children, names, strict=True):
            if child.redefines is None:
                shared_start = end
            node = self.place(child, name, path, shared_start)
            if child.redefines is None:
                shared_start = node.offset
            children.append(node)
            end = max(end, node.end)
        return tuple(children), end - start

    def _counter(self, item: Item) -> str | None:
        if not item.occurs or not item.occurs.depending:
            return None
        known = self.seen.get(item.occurs.depending)
        if known is None and self.shift:
            raise CopybookError(
                f"the counter {item.occurs.depending} stands after its table {item.name}",
                item.place,
                "a counter before the table, or the option that gives every table its greatest size (--occurs max)",
                code="COUNTER_AFTER_TABLE",
            )
        return known or self._later(item.occurs.depending)

    def _later(self, name: str) -> str:
        """The path of a counter that has not been placed yet: its name within the groups that hold it."""
        trail: list[str] = []

        def search(item: Item) -> bool:
            trail.append(column_name(item.name))
            if item.name == name or any(search(child) for child in item.children):
                return True
            trail.pop()
            return False

        search(self.record)
        return ".".join(trail)

    def _elementary(self, item: Item) -> int:
        usage, picture = item.usage, item.picture
        if usage is Usage.FLOAT or usage is Usage.INDEX:
            return 4
        if usage is Usage.DOUBLE:
            return 8
        if usage is Usage.POINTER:
            return self.pointer
        if picture is None:
            raise CopybookError(f"{item.name} has no PICTURE", item.place, "a PICTURE")
        if usage in BINARY_LIKE:
            return binary_width(picture.digits, usage, picture.signed)
        if usage is Usage.PACKED:
            return picture.digits // 2 + 1
        if usage is Usage.PACKED_UNSIGNED:
            return -(-picture.digits // 2)
        if usage is Usage.BYTES:
            return picture.width
        if usage is Usage.NATIONAL and picture.category is not Category.NATIONAL:
            return 2 * picture.width
        separate = item.sign is not None and item.sign.separate and picture.category is Category.NUMERIC
        return picture.width + int(separate)

    def _alignment(self, item: Item) -> int:
        if self.sync == "none" or not item.synchronised or item.is_group:
            return 1
        if item.usage in BINARY_LIKE or item.usage in (Usage.FLOAT, Usage.DOUBLE, Usage.INDEX, Usage.POINTER):
            width = self._elementary(item)
            if width > 8 or width not in (2, 4, 8):
                return 1
            return 4 if width == 8 and self.sync == "ibm" and item.usage is not Usage.DOUBLE else width
        return 1

    def _first_alignment(self, item: Item) -> int:
        """Slack goes before a group whose first elementary item needs it."""
        while item.is_group:
            item = item.children[0]
        return self._alignment(item)

    def _greatest_alignment(self, item: Item) -> int:
        """Each occurrence of a table is padded so that the next one is aligned alike."""
        return max((self._alignment(part) for part in item.walk() if not part.is_group), default=1)


def _column_names(items: tuple[Item, ...]) -> list[str]:
    """Column names of siblings: fillers numbered, repeated names told apart by a number."""
    names: list[str] = []
    fillers = 0
    for item in items:
        name = column_name(item.name)
        if item.is_filler:
            fillers += 1
            name = f"FILLER_{fillers}"
        number = 2
        unique = name
        while unique in names:
            unique = f"{name}_{number}"
            number += 1
        names.append(unique)
    return names
