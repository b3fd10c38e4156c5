"""An invented town of households: couples, children, twins, a lodger; each member written down now and then."""

import random

import pyarrow as pa
from tests.resolve.people import Row, invented, table, written


def write_town(households: int, seed: int = 5) -> tuple[pa.Table, list[int]]:
    """Records of the members of so many households, one to three each; and whose each is."""
    draw = random.Random(seed)
    rows: list[tuple[Row, int]] = []
    person = 0
    for _ in range(households):
        head = invented(draw)
        members = [head]
        for _ in range(draw.choice((0, 1, 1, 2, 3))):
            other = invented(draw)
            shared = (
                ("address_text", "postcode") if draw.random() < 0.1 else ("address_text", "postcode", "family_name")
            )
            members.append({**other, **{column: head[column] for column in shared}})
        if draw.random() < 0.02:
            members.append({**members[-1], "given_names": invented(draw)["given_names"]})
        for member in members:
            rows += [(written(member, draw), person) for _ in range(draw.choice((1, 1, 1, 2, 3)))]
            person += 1
    draw.shuffle(rows)
    return table([row for row, _ in rows]), [whose for _, whose in rows]
