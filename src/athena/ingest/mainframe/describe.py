"""A layout in words: one line an item, with offset, length and what its bytes hold; and records beside their hex."""

from dataclasses import dataclass

from athena.ingest.mainframe.layout import Layout, Node


@dataclass(frozen=True)
class LayoutLine:
    """One line of a layout listing. `offset` counts from 0; `length` is all occurrences."""

    level: int
    depth: int
    name: str
    offset: int
    length: int
    occurs: str
    kind: str
    notes: str


def layout_lines(layout: Layout) -> list[LayoutLine]:
    """The items of a record in order, slack bytes and level 66 names included."""
    lines: list[LayoutLine] = []
    _walk(layout.root, 0, lines)
    for alias in layout.aliases:
        lines.append(LayoutLine(66, 1, alias.name, alias.offset, alias.width, "", "renames", ""))
    return lines


def _walk(node: Node, depth: int, lines: list[LayoutLine]) -> None:
    if node.slack:
        lines.append(
            LayoutLine(0, depth, "(slack)", node.offset - node.slack, node.slack, "", "unused", "SYNCHRONIZED")
        )
    lines.append(
        LayoutLine(
            node.item.level, depth, node.name, node.offset, node.length, _occurs(node), kind_of(node), _notes(node)
        )
    )
    for child in node.children:
        _walk(child, depth + 1, lines)


def kind_of(node: Node) -> str:
    """What an item's bytes hold: `group`, or its picture and usage."""
    if node.is_group:
        return "group"
    picture = f"PIC {node.item.picture.text} " if node.item.picture else ""
    return f"{picture}{node.item.usage.value}".strip()


def _occurs(node: Node) -> str:
    occurs = node.item.occurs
    if occurs is None:
        return ""
    return f"{occurs.least}-{occurs.most}" if occurs.depending else str(occurs.most)


def _notes(node: Node) -> str:
    notes = []
    if node.item.redefines:
        notes.append(f"redefines {node.item.redefines}")
    if node.counter:
        notes.append(f"counted by {node.counter.rsplit('.', 1)[-1]}")
    for condition in node.item.conditions:
        values = ", ".join(low if low == high else f"{low}-{high}" for low, high in condition.ranges)
        notes.append(f"{condition.name} = {values}")
    if node.item.sign and node.item.sign.separate:
        notes.append(f"sign {node.item.sign.place} separate")
    return "; ".join(notes)


def field_hex(layout: Layout, record: bytes) -> list[tuple[str, str]]:
    """Each elementary item of a record at its fixed place, with its bytes in hexadecimal."""
    return [
        (node.path, record[node.offset : node.offset + node.width].hex().upper())
        for node in layout.root.walk()
        if not node.is_group
    ]
