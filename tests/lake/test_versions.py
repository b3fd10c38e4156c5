"""Publication of versions, against a model of it in plain Python."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from athena.lake.storage import Lake
from athena.lake.versions import Fates, StagedFile, Stamp, publish_versions
from athena.lake.writing import Writer

COLUMNS = {
    "record_id": "VARCHAR",
    "version": "BIGINT",
    "source": "VARCHAR",
    "source_file": "VARCHAR",
    "source_row": "BIGINT",
    "received_at": "TIMESTAMPTZ",
    "valid_from": "TIMESTAMPTZ",
    "valid_to": "TIMESTAMPTZ",
    "withdrawn_at": "TIMESTAMPTZ",
    "label_id": "BIGINT",
    "mapping": "VARCHAR",
    "slot": "VARCHAR",
    "source_key": "VARCHAR",
    "content_hash": "VARCHAR",
    "word": "VARCHAR",
}
STAGED = pa.schema(
    [
        ("_file", pa.int32()),
        ("_row", pa.int64()),
        ("slot", pa.string()),
        ("source_key", pa.string()),
        ("content_hash", pa.string()),
        ("_problem", pa.string()),
        ("label_id", pa.int64()),
        ("_dated", pa.date32()),
        ("word", pa.string()),
    ]
)
START = datetime(2026, 1, 1, tzinfo=UTC)
NO_FATES = Fates(loaded=0, unchanged=0, superseded=0, quarantined=0, withdrawn=0)


@dataclass(frozen=True)
class Row:
    """A row as it is delivered: what identifies it, what it says, and whether a rule stops it."""

    key: str
    word: str
    stopped: bool = False


@dataclass(frozen=True)
class Delivery:
    """One publication: for each slot the rows of the one file that restates it, and how the files stand to the lake."""

    slots: dict[str, tuple[Row, ...]]
    held: bool = False
    older: bool = False
    whole: bool = True
    mapping: str = "m1"


@dataclass
class Standing:
    """One record of the model: what its current version says, and all it ever said."""

    key: str
    word: str
    mapping: str
    withdrawn: bool = False
    said: list[str] = field(default_factory=list)


@dataclass
class Model:
    """The records of each slot, in no particular order: which of two that look alike is which cannot be told."""

    slots: dict[str, list[Standing]] = field(default_factory=dict)

    def publish(self, delivery: Delivery) -> dict[str, Fates]:
        return {slot: self._restate(slot, rows, delivery) for slot, rows in delivery.slots.items()}

    def _restate(self, slot: str, rows: tuple[Row, ...], delivery: Delivery) -> Fates:
        stopped = [row for row in rows if row.stopped]
        sound = [row for row in rows if not row.stopped]
        if delivery.held:
            return Fates(0, len(sound), 0, len(stopped), 0)
        records = self.slots.setdefault(slot, [])
        free = sorted(records, key=lambda record: record.withdrawn)
        counts: Counter[str] = Counter()
        left = []
        for row in sound:
            same = next((r for r in free if (r.key, r.word) == (row.key, row.word)), None)
            if same is None:
                left.append(row)
                continue
            free.remove(same)
            again = not delivery.older and (same.withdrawn or same.mapping != delivery.mapping)
            counts["superseded" if again else "unchanged"] += 1
            if again:
                same.said.append(row.word)
                same.withdrawn, same.mapping = False, delivery.mapping
        for row in left:
            changed = next((r for r in free if r.key == row.key), None)
            if changed is not None:
                free.remove(changed)
                counts["superseded"] += 1
                changed.said.append(row.word)
                if not delivery.older:
                    changed.word, changed.withdrawn, changed.mapping = row.word, False, delivery.mapping
            else:
                counts["superseded" if delivery.older else "loaded"] += 1
                records.append(Standing(row.key, row.word, delivery.mapping, delivery.older, [row.word]))
        if delivery.whole and not delivery.older:
            about = {row.key for row in stopped}
            for record in free:
                if not record.withdrawn and record.key not in about:
                    record.withdrawn = True
                    counts["withdrawn"] += 1
        return Fates(counts["loaded"], counts["unchanged"], counts["superseded"], len(stopped), counts["withdrawn"])

    def state(self) -> Counter[tuple[str, str, str, str, bool]]:
        return Counter(
            (slot, record.key, record.word, record.mapping, record.withdrawn)
            for slot, records in self.slots.items()
            for record in records
        )


class Ledgered:
    """A lake with one table, published to delivery by delivery."""

    def __init__(self, writer: Writer, table: str = "crime") -> None:
        self.writer = writer
        self._table = table
        self._published = 0
        writer.commit(lambda: writer.ensure_tables({table: COLUMNS}))

    def publish(self, delivery: Delivery) -> dict[str, Fates]:
        self._published += 1
        files, rows = [], []
        for number, (slot, delivered) in enumerate(delivery.slots.items()):
            files.append(
                StagedFile(number, f"file-{number}", slot, delivery.held, delivery.older, whole=delivery.whole)
            )
            rows += [
                (number, place, slot, row.key, row.word, "a-rule" if row.stopped else None, 7, None, row.word)
                for place, row in enumerate(delivered, 1)
            ]
        named = [dict(zip(STAGED.names, row, strict=True)) for row in rows]
        self.writer.keep_aside("staged", pa.Table.from_pylist(named, schema=STAGED))
        received_at = START + timedelta(days=self._published)
        stamp = Stamp("staged", self._table, "a-source", delivery.mapping, received_at)
        fates, _ = self.writer.commit(lambda: publish_versions(self.writer, stamp, files))
        return {file.slot: fates[file.number] for file in files}

    def rows(self, where: str = "true") -> list[tuple[object, ...]]:
        return self.writer.run(
            "SELECT slot, source_key, word, mapping, withdrawn_at IS NOT NULL, record_id, version, valid_to "
            f"FROM lake.{self._table} WHERE {where} ORDER BY ALL"
        ).fetchall()

    def state(self) -> Counter[tuple[object, ...]]:
        return Counter(row[:5] for row in self.rows("valid_to IS NULL"))

    def said(self) -> Counter[tuple[object, ...]]:
        return Counter((row[0], row[1], row[2]) for row in self.rows())


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Ledgered]:
    with _lake(tmp_path) as opened:
        yield opened


@contextmanager
def _lake(folder: Path) -> Iterator[Ledgered]:
    laid = Lake(folder / "lake", bytes(32))
    laid.folder.mkdir()
    laid.create()
    with laid.write() as writer:
        yield Ledgered(writer)


def rows(*words: str) -> tuple[Row, ...]:
    """Rows from `key=word`, or from words that are their own key; a `!` in front has a rule stop the row."""
    split = [(word.lstrip("!").partition("="), word.startswith("!")) for word in words]
    return tuple(Row(key, said or key, stopped) for (key, _, said), stopped in split)


def test_a_first_delivery_is_loaded_as_often_as_it_says(lake: Ledgered) -> None:
    assert lake.publish(Delivery({"s": rows("a", "a", "b", "!c")})) == {"s": Fates(3, 0, 0, 1, 0)}
    assert [row[2] for row in lake.rows()] == ["a", "a", "b"]
    assert len({row[5] for row in lake.rows()}) == 3


def test_the_same_again_in_any_order_changes_nothing(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("a", "a", "b")}))
    before = lake.rows()
    assert lake.publish(Delivery({"s": rows("b", "a", "a")})) == {"s": Fates(0, 3, 0, 0, 0)}
    assert lake.rows() == before


def test_a_changed_row_keeps_its_record_and_its_old_version(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("k=old")}))
    assert lake.publish(Delivery({"s": rows("k=new")})) == {"s": Fates(0, 0, 1, 0, 0)}
    (new, old) = lake.rows()
    assert (old[2], old[6], old[7]) == ("old", 1, START + timedelta(days=2))
    assert (new[2], new[6], new[7]) == ("new", 2, None)
    assert old[5] == new[5]


def test_a_vanished_row_is_marked_and_comes_back_as_itself(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("a", "b")}))
    assert lake.publish(Delivery({"s": rows("a")})) == {"s": Fates(0, 1, 0, 0, 1)}
    assert lake.state()["s", "b", "b", "m1", True] == 1
    assert lake.publish(Delivery({"s": rows("a", "b")})) == {"s": Fates(0, 1, 1, 0, 0)}
    assert lake.state() == Counter({("s", "a", "a", "m1", False): 1, ("s", "b", "b", "m1", False): 1})
    assert len({row[5] for row in lake.rows("source_key = 'b'")}) == 1


def test_a_changed_row_takes_the_place_of_what_stands_not_of_what_vanished(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("k=one", "k=two", "k=three", "k=four")}))
    lake.publish(Delivery({"s": rows("k=one")}))
    assert lake.publish(Delivery({"s": rows("k=new")})) == {"s": Fates(0, 0, 1, 0, 0)}
    assert [row[2] for row in lake.rows("valid_to IS NULL AND withdrawn_at IS NULL")] == ["new"]


def test_one_of_two_alike_may_vanish(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("a", "a")}))
    assert lake.publish(Delivery({"s": rows("a")})) == {"s": Fates(0, 1, 0, 0, 1)}
    assert lake.publish(Delivery({"s": rows("a")})) == {"s": Fates(0, 1, 0, 0, 0)}


def test_a_stopped_row_may_be_the_one_that_seems_to_have_vanished(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("k=old", "other")}))
    assert lake.publish(Delivery({"s": rows("!k=new")})) == {"s": Fates(0, 0, 0, 1, 1)}
    assert lake.state()["s", "k", "old", "m1", False] == 1


def test_held_files_change_nothing(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("k=old")}))
    before = lake.rows()
    assert lake.publish(Delivery({"s": rows("k=new", "!x")}, held=True)) == {"s": Fates(0, 1, 0, 1, 0)}
    assert lake.rows() == before


def test_an_older_edition_is_filed_as_history(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("k=new", "same")}))
    assert lake.publish(Delivery({"s": rows("k=old", "same", "gone")}, older=True)) == {"s": Fates(0, 1, 2, 0, 0)}
    assert lake.state() == Counter(
        {
            ("s", "k", "new", "m1", False): 1,
            ("s", "same", "same", "m1", False): 1,
            ("s", "gone", "gone", "m1", True): 1,
        }
    )
    assert lake.said()["s", "k", "old"] == 1


def test_an_older_edition_of_what_a_later_one_left_empty_is_history_too(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": ()}))
    assert lake.publish(Delivery({"s": rows("a")}, older=True)) == {"s": Fates(0, 0, 1, 0, 0)}
    assert lake.state() == Counter({("s", "a", "a", "m1", True): 1})


def test_a_file_of_corrections_marks_nothing_as_vanished(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("a", "k=old")}))
    assert lake.publish(Delivery({"s": rows("k=new")}, whole=False)) == {"s": Fates(0, 0, 1, 0, 0)}
    assert lake.state()["s", "a", "a", "m1", False] == 1


def test_a_new_mapping_reads_everything_again(lake: Ledgered) -> None:
    lake.publish(Delivery({"s": rows("a")}))
    assert lake.publish(Delivery({"s": rows("a")}, mapping="m2")) == {"s": Fates(0, 0, 1, 0, 0)}
    assert lake.state() == Counter({("s", "a", "a", "m2", False): 1})


def test_two_files_may_not_state_one_slot_at_once(lake: Ledgered) -> None:
    files = [StagedFile(number, "f", "s", held=False, older=False) for number in (0, 1)]
    with pytest.raises(ValueError, match="the same slot"):
        publish_versions(lake.writer, Stamp("staged", "crime", "a-source", "m1", START), files)


def test_a_record_id_is_the_same_in_every_lake(lake: Ledgered, tmp_path: Path) -> None:
    delivery = Delivery({"s": rows("a", "a", "b=1"), "t": rows("a")})
    lake.publish(delivery)
    (tmp_path / "other").mkdir()
    with _lake(tmp_path / "other") as other:
        other.publish(delivery)
        assert [row[5] for row in other.rows()] == [row[5] for row in lake.rows()]


ROW = st.builds(Row, st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([False] * 5 + [True]))
DELIVERY = st.builds(
    Delivery,
    st.dictionaries(st.sampled_from(["s", "t"]), st.lists(ROW, max_size=6).map(tuple), min_size=1),
    held=st.sampled_from([False] * 6 + [True]),
    older=st.sampled_from([False] * 3 + [True]),
    whole=st.sampled_from([True] * 4 + [False]),
    mapping=st.sampled_from(["m1", "m1", "m1", "m2"]),
)


@pytest.mark.slow
def test_the_lake_does_what_the_model_does(lake: Ledgered) -> None:
    table = count()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(deliveries=st.lists(DELIVERY, min_size=1, max_size=4))
    def agree(deliveries: list[Delivery]) -> None:
        model, ledgered = Model(), Ledgered(lake.writer, f"crime_{next(table)}")
        for delivery in deliveries:
            before = {(row[5], row[6]): row[2] for row in ledgered.rows()}
            told, expected = ledgered.publish(delivery), model.publish(delivery)
            sums = {slot: f.loaded + f.unchanged + f.superseded + f.quarantined for slot, f in told.items()}
            assert sums == {slot: len(delivered) for slot, delivered in delivery.slots.items()}
            assert told == expected
            assert ledgered.state() == model.state()
            rows = ledgered.rows()
            after = {(row[5], row[6]): row[2] for row in rows}
            assert before.items() <= after.items(), "an old version is gone"
            assert len(after) == len(rows), "a version is there twice"
            current = Counter(row[5] for row in rows if row[7] is None)
            assert set(current) == {record for record, _ in after}
            assert set(current.values()) <= {1}, "a record has two current versions"

    agree()
