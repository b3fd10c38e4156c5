"""A migration folder: what does not fit together, or forgets a field, is refused before a byte is read."""

import os
from pathlib import Path

import pytest

from athena.failures import Refused
from athena.ingest.migration.folder import Migration, load_migration


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_each_record_type_has_one_main_mapping_and_the_rest_are_derived(northmere: Migration) -> None:
    assert [part.mapped.name for part in northmere.mains] == ["crime", "person", "item"]
    assert [part.source.name for part in northmere.parts if part.mapped.derived] == ["northmere-crime.part-in-crime"]


def test_a_forgotten_field_is_named(folder: Path) -> None:
    change(folder / "migration.toml", "LOSS-VALUE =", "OFFENCE =")
    with pytest.raises(Refused, match="LOSS_VALUE of C"):
        load_migration(folder)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"item",\n        "G"', '"item",\n        "X"', "record type 'X'"),
        ('"G",\n        "item"', '"G",\n        "thing"', "no kind 'thing'"),
        ("derived=True", "derived=False", "has 2 main mappings"),
        ('Carried("FOUND", "status"', 'Carried("FOUND", "colour"', "carries into colour"),
        ('"status": raw', '"colour": raw', "maps to colour"),
        ("raw.ITEM_TEXT", "raw.ITEM_WORDS", "mean nothing"),
        ("MAPPINGS = ", "OTHERS = ", "holds no MAPPINGS"),
        ("import ibis", "import ibis_", "ModuleNotFoundError"),
        ('"part-in-crime",\n        "P"', '"person",\n        "P"', "Two mappings are called person"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(folder: Path, old: str, new: str, words: str) -> None:
    change(folder / "mapping.py", old, new)
    with pytest.raises(Refused, match=words):
        load_migration(folder)


def test_the_digest_changes_with_any_file(folder: Path, northmere: Migration) -> None:
    assert load_migration(folder).digest() == northmere.digest()
    change(folder / "mapping.py", "Northmere's", "Northmere's own")
    assert load_migration(folder).digest() != northmere.digest()


def test_a_file_that_no_part_fits_is_refused(folder: Path) -> None:
    with (folder / "migration.toml").open("a") as settings:
        settings.write('[slot.parts]\n"A*" = "a"\n')
    with pytest.raises(Refused, match=r"migration\.unknown-file"):
        load_migration(folder).slot("B.DAT")


def test_an_edit_of_the_mapping_is_never_overlooked(folder: Path) -> None:
    mapping = folder / "mapping.py"
    before = mapping.stat()
    load_migration(folder)
    change(mapping, '"item",\n        1,', '"item",\n        2,')
    os.utime(mapping, ns=(before.st_atime_ns, before.st_mtime_ns))
    versions = {part.mapped.name: part.mapped.version for part in load_migration(folder).parts}
    assert versions["item"] == 2
