"""Invented people for tests of linking: written down several times each, with slips, moves, twins and namesakes."""

import random
from collections.abc import Sequence

import pyarrow as pa

_GIVEN = [
    "William",
    "Robert",
    "Margaret",
    "Elizabeth",
    "Katherine",
    "Thomas",
    "Mohammed",
    "Aisha",
    "Priya",
    "Chloe",
    "Daniel",
    "Zofia",
    "Kwame",
    "Ngozi",
    "Sean",
    "Fatima",
    "Oliver",
    "Grace",
    "Harriet",
    "Joseph",
    "Andrew",
    "Michael",
    "Jessica",
    "Rebecca",
    "Stephen",
    "Patricia",
    "Alexander",
    "Victoria",
    "Susan",
]
_FAMILY = [
    "Smith",
    "Jones",
    "Okafor",
    "Hussain",
    "Kowalski",
    "Begum",
    "Fairweather",
    "Ramsbottom",
    "Quill",
    "Patel",
    "Campbell",
    "Oduya",
    "MacDonald",
    "Thistlewood",
    "Nguyen",
    "Cartwright",
    "Hargreaves",
    "Pemberton",
    "Singh",
    "Kaur",
    "Ashworth",
    "Entwistle",
    "Lovelace",
    "Underhill",
]
_STREETS = (
    "Acacia Avenue",
    "Mill Lane",
    "Station Road",
    "Harbour Street",
    "Chapel Hill",
    "Quarry Bank",
    "Orchard Close",
)
_SHORT = {
    "William": "Bill",
    "Robert": "Bob",
    "Margaret": "Peggy",
    "Elizabeth": "Liz",
    "Katherine": "Kate",
    "Thomas": "Tom",
}

Row = dict[str, str | None]


def write_down(people: int, seed: int = 1) -> tuple[pa.Table, list[int]]:
    """Records of so many people, one to four each, shuffled; and whose each is."""
    draw = random.Random(seed)
    rows: list[tuple[Row, int]] = []
    for person in range(people):
        true = invented(draw)
        rows += [(written(true, draw), person) for _ in range(draw.choice((1, 1, 2, 2, 3, 4)))]
    draw.shuffle(rows)
    return table([row for row, _ in rows]), [person for _, person in rows]


def table(rows: Sequence[Row]) -> pa.Table:
    """Rows as a table, with ids where they have none."""
    columns = ("record_id", "given_names", "family_name", "date_of_birth", "address_text", "postcode", "phone")
    filled = [{"record_id": f"r{number:05}", **row} for number, row in enumerate(rows)]
    return pa.table({column: pa.array([row.get(column) for row in filled], pa.string()) for column in columns})


def invented(draw: random.Random) -> Row:
    """Somebody."""
    return {
        "given_names": draw.choice(_GIVEN),
        "family_name": draw.choice(_FAMILY),
        "date_of_birth": f"{draw.randint(1940, 2007)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        "address_text": f"{draw.randint(1, 90)} {draw.choice(_STREETS)}",
        "postcode": f"NX{draw.randint(1, 30)} {draw.randint(1, 9)}{draw.choice('ABDEFGH')}{draw.choice('JLNPQRS')}",
        "phone": f"07700900{draw.randint(0, 999):03}",
    }


def written(true: Row, draw: random.Random) -> Row:
    """Somebody as a clerk writes them down: by a short name, with slips, with something left out."""
    row = dict(true)
    given, family, born = str(true["given_names"]), str(true["family_name"]), str(true["date_of_birth"])
    if draw.random() < 0.15:
        row["given_names"] = _SHORT.get(given, given)
    if draw.random() < 0.1:
        at = draw.randrange(1, len(family) - 1)
        row["family_name"] = family[:at] + family[at + 1] + family[at] + family[at + 2 :]
    if draw.random() < 0.08:
        row["date_of_birth"] = born[:-1] + str(draw.randint(0, 9))
    for missing in ("date_of_birth", "address_text", "postcode", "phone"):
        if draw.random() < 0.12:
            row[missing] = None
    return row
