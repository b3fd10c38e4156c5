"""The search index by itself, without the door, beside SQLite FTS5 over the same made-up people; CPU time."""

import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import datetime

import tantivy
from faker import Faker

from athena.search import schema as at
from athena.search.documents import document
from athena.search.finding import Finder
from athena.search.grammar import parse
from athena.search.placing import GROUPS, placing
from athena.search.sight import Sight

LABELS = (5, 6, 7)
QUESTIONS = 200


def people(number: int, first: list[str], last: list[str], chance: random.Random) -> list[dict[str, object]]:
    columns = placing("person").columns
    return [
        {
            **dict.fromkeys(columns),
            "record_id": f"{chance.getrandbits(128):032x}",
            "label_id": chance.choice(LABELS),
            "source": "custody",
            "received_at": datetime(2025, 1, 1),
            "name_text": f"{chance.choice(last)}, {chance.choice(first)}",
            "phone": f"+4477009{n:05d}",
            "postcode": "NX2 0AP",
            "address_text": f"{n} Raven Gardens, Merehaven",
        }
        for n in range(number)
    ]


def indexed(rows: list[dict[str, object]]) -> tantivy.Searcher:
    index = at.with_analyzers(tantivy.Index(at.schema()))
    writer = index.writer(128_000_000, 1)
    for row in rows:
        writer.add_json(json.dumps(document(placing("person"), row)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def timed(label: str, texts: list[str], ask: Callable[[str], object]) -> None:
    spent = []
    for text in texts:
        start = time.thread_time()
        ask(text)
        spent.append((time.thread_time() - start) * 1000)
    spent.sort()
    print(f"{label}: p50 {spent[len(spent) // 2]:.2f}, p99 {spent[int(len(spent) * 0.99)]:.2f} ms of CPU")


def main() -> None:
    """Build both, ask both; `python -m bench.search RECORDS`."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    chance = random.Random(1)
    Faker.seed(1)
    maker = Faker("en_GB")
    first, last = [maker.first_name() for _ in range(400)], [maker.last_name() for _ in range(500)]
    rows = people(number, first, last, chance)
    start = time.process_time()
    searcher = indexed(rows)
    print(f"index: {number / (time.process_time() - start):,.0f} records a second of CPU")
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE person USING fts5(name, address, phone)")
    start = time.process_time()
    told = ((row["name_text"], row["address_text"], row["phone"]) for row in rows)
    peer.executemany("INSERT INTO person VALUES (?, ?, ?)", told)
    peer.commit()
    print(f"FTS5: {number / (time.process_time() - start):,.0f} records a second of CPU")
    names = [f"{chance.choice(first)} {chance.choice(last)}" for _ in range(QUESTIONS)]
    slips = [name[:-2] + name[-1] for name in names]
    every = frozenset(f"person/{label}" for label in LABELS)
    for said, rows_seen in (("all labels open", every), ("one label of three shut", every - {"person/7"})):
        finder = Finder(searcher, Sight(rows_seen, dict.fromkeys(GROUPS, rows_seen), every))
        timed(f"index, {said}", names, lambda text, finder=finder: finder.find(parse(text), 20))  # type: ignore[misc]
        timed(f"index, {said}, a letter left out", slips, lambda text, finder=finder: finder.find(parse(text), 20))  # type: ignore[misc]
    statement = "SELECT rowid FROM person WHERE person MATCH ? LIMIT 20"
    timed(
        "FTS5",
        names,
        lambda text: peer.execute(statement, (f'"{text.replace(" ", chr(34) + " " + chr(34))}"',)).fetchall(),
    )


if __name__ == "__main__":
    main()
