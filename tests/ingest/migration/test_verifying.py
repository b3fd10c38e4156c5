"""Verifying: what is whole holds, and every fault is caught and named."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from athena.failures import Refused
from athena.ingest.migration.folder import Migration, load_migration
from athena.ingest.migration.proof import Proof
from athena.ingest.migration.running import Run
from athena.ingest.migration.verifying import verify
from athena.lake.workspace import Workspace

CONTROL = """
[control."CRIMES.DAT"]
records = { all = 8, C = 2, P = 3, G = 3 }
sums = { ITEM-VALUE = "215.05", LOSS-VALUE = "124.25" }
"""


def failing(proof: Proof) -> set[tuple[str, str]]:
    return {(check.area, check.where.removeprefix("CRIMES.DAT: ")) for check in proof.failures}


@pytest.fixture
def controlled(folder: Path) -> Path:
    with (folder / "migration.toml").open("a") as settings:
        settings.write(CONTROL)
    return folder


@pytest.fixture
def proved(
    workspace: Workspace, controlled: Path, deck: Callable[..., Path], tmp_path: Path, load: Callable[..., Run]
) -> Callable[..., Proof]:
    """Run these records and verify them."""

    def prove(found: list[bytes]) -> Proof:
        file = deck(tmp_path / "CRIMES.DAT", found)
        load(workspace, controlled, file)
        return verify(workspace, load_migration(controlled), [file])

    return prove


def test_a_whole_file_holds(as_migrated: Workspace, controlled: Path, crimes: Path) -> None:
    proof = verify(as_migrated, load_migration(controlled), [crimes])
    assert not proof.failures
    assert {check.area for check in proof.checks} == {
        "bytes", "rows", "control", "decoders", "lake", "hash totals", "fields", "links",
    }  # fmt: skip
    compared = {check.where.rsplit(": ")[-1] for check in proof.checks if check.area == "fields"}
    assert {"item.value_gbp", "crime.recorded_at", "person.date_of_birth", "person.height_cm"} <= compared
    (file,) = proof.files
    assert file.size == file.record_bytes + file.descriptor_bytes + file.filler_bytes
    assert file.by_type == {"C": 2, "G": 3, "P": 3}


def test_a_dropped_record_is_named_by_type_and_sum(
    proved: Callable[..., Proof], rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    proof = proved([one for at, one in enumerate(records(rows)) if at != 4])
    assert failing(proof) == {("control", "G"), ("control", "all"), ("control", "ITEM-VALUE")}


def test_a_duplicated_record_is_rejected_under_its_key_and_named(
    proved: Callable[..., Proof], rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    found = records(rows)
    proof = proved([*found[:5], found[4], *found[5:]])
    assert failing(proof) == {("control", "G"), ("control", "all"), ("control", "ITEM-VALUE")}
    (rejected,) = proof.rejected
    assert rejected.row == 6
    assert "DUPLICATE_KEY" in rejected.reason
    assert "17/2" in rejected.reason


def test_a_flipped_byte_in_a_packed_field_is_rejected_and_named(
    proved: Callable[..., Proof], rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    found = records(rows)
    value = bytearray(found[3])
    value[-2] = 0xAB
    proof = proved([*found[:3], bytes(value), *found[4:]])
    assert ("control", "ITEM-VALUE") in failing(proof)
    (rejected,) = proof.rejected
    assert (rejected.row, rejected.mapped) == (4, "item")
    assert "PROPERTY_BODY.ITEM_VALUE" in rejected.reason


def test_a_flipped_digit_that_is_still_a_number_is_caught_by_the_control_total(
    proved: Callable[..., Proof], rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    found = records(rows)
    value = bytearray(found[3])
    value[-3] ^= 0x10
    assert failing(proved([*found[:3], bytes(value), *found[4:]])) == {("control", "ITEM-VALUE")}


def test_a_changed_control_total_is_named(as_migrated: Workspace, controlled: Path, crimes: Path) -> None:
    settings = controlled / "migration.toml"
    settings.write_text(settings.read_text().replace("P = 3,", "P = 4,"))
    proof = verify(as_migrated, load_migration(controlled), [crimes])
    assert failing(proof) == {("control", "P")}


def test_a_record_too_short_is_rejected_and_its_links_wait(
    proved: Callable[..., Proof], rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    found = records(rows)
    proof = proved([*found[:5], found[5][:20], *found[6:]])
    assert failing(proof) == {("control", "LOSS-VALUE")}
    (rejected,) = proof.rejected
    assert (rejected.row, rejected.mapped) == (6, "crime")
    assert "SHORT_RECORD" in rejected.reason
    (links,) = [check for check in proof.checks if check.area == "links"]
    assert "1 more await rejected rows" in links.claim


def test_a_record_of_an_unknown_type_is_rejected_and_counted(
    proved: Callable[..., Proof], rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    found = records(rows)
    proof = proved([*found, b"\xe7" + found[0][1:]])
    assert failing(proof) == {("control", "all")}
    assert [("UNKNOWN_SEGMENT" in one.reason, one.row) for one in proof.rejected] == [(True, 9)]
    assert all(row.sums for row in proof.rows)


def test_a_record_that_is_missing_from_the_lake_is_named(
    migrated: Workspace, northmere: Migration, crimes: Path
) -> None:
    with migrated.lake.write() as writer:
        table = writer.table("item")
        lost = table.filter(table.description_text == "CYCLE").select("record_id")
        writer.commit(lambda: writer.change("item", "record_id", lost, source="elsewhere"))
    proof = verify(migrated, northmere, [crimes])
    named = [check.named for check in proof.failures if check.claim == "Accepted rows without a record"]
    assert named == [("record 5 at byte 251",)]
    assert ("hash totals", "item.value_gbp") in failing(proof)


def test_a_value_that_changed_in_the_lake_is_named(migrated: Workspace, northmere: Migration, crimes: Path) -> None:
    with migrated.lake.write() as writer:
        table = writer.table("item")
        one = table.filter(table.description_text == "CYCLE").select("record_id")
        writer.commit(lambda: writer.change("item", "record_id", one, value_gbp=12))
    proof = verify(migrated, northmere, [crimes])
    (fields,) = [check for check in proof.failures if check.area == "fields"]
    assert fields.where.endswith("item.value_gbp")
    assert "record 5" in fields.named[0]


def test_a_file_changed_since_it_was_run_is_refused(
    as_migrated: Workspace, northmere: Migration, crimes: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "CRIMES.DAT"
    changed.write_bytes(crimes.read_bytes()[:-1] + b"\0")
    with pytest.raises(Refused, match=r"migration\.never-run"):
        verify(as_migrated, northmere, [changed])


def test_a_later_delivery_reconciles_and_drifts_by_field(
    migrated: Workspace,
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    crimes: Path,
    tmp_path: Path,
    load: Callable[..., Run],
) -> None:
    found = [dict(row) for row in rows if row["CRIME_REF"] == 17]
    found[1] = found[1] | {"PERSON_BODY": found[1]["PERSON_BODY"] | {"HEIGHT_CM": 173}}
    later = deck(tmp_path / "later" / "CRIMES.DAT", records(found))
    done = load(migrated, northmere.folder, later)
    assert {one.mapped: one.merged for one in done.accounts} == {"crime": 1, "person": 2, "item": 2, "part-in-crime": 2}
    proof = verify(migrated, northmere, [later])
    assert not proof.failures
    people = next(one for one in proof.drift if one.mapped == "person")
    assert (people.new, people.changed, people.withdrawn) == (0, 1, 1)
    assert [(one.property, one.changed) for one in people.fields] == [("height_cm", 1)]
    with pytest.raises(Refused, match=r"migration\.overtaken"):
        verify(migrated, northmere, [crimes])


def found_as(rows: Sequence[Mapping[str, Any]], code: str) -> list[dict[str, Any]]:
    """The same rows with another code in the first item."""
    given = [dict(row) for row in rows]
    given[3] = given[3] | {"PROPERTY_BODY": given[3]["PROPERTY_BODY"] | {"FOUND": code}}
    return given


def test_after_a_replay_the_rows_still_sum(
    workspace: Workspace,
    folder: Path,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
    load: Callable[..., Run],
) -> None:
    file = deck(tmp_path / "CRIMES.DAT", records(found_as(rows, "D")))
    load(workspace, folder, file)
    before = verify(workspace, load_migration(folder), [file])
    text = (folder / "mapping.py").read_text().replace('"N": "stolen"}', '"N": "stolen", "D": "destroyed"}')
    (folder / "mapping.py").write_text(text.replace('"item",\n        1,', '"item",\n        2,'))
    load(workspace, folder, file)
    after = verify(workspace, load_migration(folder), [file])
    assert before.holds
    assert after.holds
    for proof, loaded, rejected in ((before, 2, 1), (after, 3, 0)):
        (item,) = [row for row in proof.rows if row.mapped == "item"]
        assert (item.rows_in, item.loaded, item.merged, item.rejected) == (3, loaded, 0, rejected)


def test_what_stands_from_before_under_a_rejected_key_is_not_counted(
    migrated: Workspace,
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
    load: Callable[..., Run],
) -> None:
    file = deck(tmp_path / "CRIMES.DAT", records(found_as(rows, "D")))
    load(migrated, northmere.folder, file)
    proof = verify(migrated, northmere, [file])
    assert not proof.failures
    assert [(one.row, one.rule) for one in proof.rejected] == [(4, "unknown-found")]
    (total,) = [check for check in proof.checks if "ITEM-VALUE" in check.where and check.area == "hash totals"]
    assert total.claim == "All bytes = lake 120.05 + rejected 95.00"


# -- tables --------------------------------------------------------------------------------------------------

TABLES = {
    "items.cpy": """\
       01  ITEM-REC.
           05  ITEM-REF     PIC 9(6).
           05  PARTS        PIC 9.
           05  PART         OCCURS 0 TO 3 DEPENDING ON PARTS.
               10  PART-VALUE   PIC S9(5)V99 COMP-3.
           05  WEEK         PIC 9(3) OCCURS 2.
           05  SERIAL       PIC 9(4).
""",
    "migration.toml": """\
[migration]
name = "stores"
title = "Property stores"
copybooks = ["items.cpy"]
[slot]
area = "northmere"
first = 1989-01-01
last = 1989-12-31
[reader]
format = "RDW"
code_page = "cp285"
[left_out]
ITEM-REF = "The key"
PARTS = "How many parts follow"
""",
    "mapping.py": """\
from athena.ingest.migration.mapped import Carried, Mapped
from athena.pole import Label


def item(raw):
    return {
        "item_reference": raw.ITEM_REF.cast("string"),
        "value_gbp": raw.PART.map(lambda part: part.PART_VALUE).sums().fill_null(0).cast("decimal(14,2)"),
        "quantity": raw.WEEK[1].cast("decimal(18,3)"),
        "serial_number": raw.SERIAL.cast("string"),
    }


MAPPINGS = (
    Mapped(
        "item", "", "item", 1, Label("official", "none", "ungraded", "law_enforcement", "none"), ["ITEM-REF"], item,
        carries=[
            Carried("PART", "value_gbp", lambda parts: sum(part["PART_VALUE"] for part in parts)),
            Carried("WEEK", "quantity", lambda weeks: weeks[1]),
            Carried("SERIAL", "serial_number", str),
        ],
    ),
)
""",
}


@pytest.fixture
def stores(tmp_path: Path) -> Path:
    """A migration whose records hold tables, one of them of variable length, and a field behind it."""
    folder = tmp_path / "stores"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    return folder


def test_tables_and_what_stands_behind_them_are_compared_in_every_record(
    workspace: Workspace, stores: Path, deck: Callable[..., Path], tmp_path: Path, load: Callable[..., Run]
) -> None:
    found = [
        f"{ref:06d}{parts}".encode("cp285")
        + bytes.fromhex("0012550C") * parts
        + f"003{ref:03d}{ref:04d}".encode("cp285")
        for ref, parts in ((1, 2), (2, 0), (3, 3))
    ]
    file = deck(tmp_path / "ITEMS.DAT", found)
    load(workspace, stores, file)
    proof = verify(workspace, load_migration(stores), [file])
    assert not proof.failures
    fields = {check.where.rsplit(".")[-1]: check.claim for check in proof.checks if check.area == "fields"}
    assert {name: "over 3 records" in claim for name, claim in fields.items()} == {
        "value_gbp": True, "quantity": True, "serial_number": True,
    }  # fmt: skip
    totals = {check.where.rsplit(".")[-1]: check.found for check in proof.checks if check.area == "decoders"}
    assert totals["PART_VALUE"] == "627.5 over 5"

    with workspace.lake.write() as writer:
        table = writer.table("item")
        one = table.filter(table.item_reference == "3").select("record_id")
        writer.commit(lambda: writer.change("item", "record_id", one, value_gbp=1, quantity=4))
    wrong = verify(workspace, load_migration(stores), [file])
    named = {check.where.rsplit(".")[-1]: check.named for check in wrong.failures if check.area == "fields"}
    assert named == {
        "value_gbp": ("record 3 at byte 54: the bytes say '376.50', the lake '1.00'",),
        "quantity": ("record 3 at byte 54: the bytes say '3', the lake '4.000'",),
    }
