"""Leaves: a record type's own fields under the copybook's names, and no other type's."""

from athena.ingest.migration.folder import Migration
from athena.ingest.migration.leaves import leaves


def test_a_record_type_has_its_own_fields_and_the_common_ones(northmere: Migration) -> None:
    assert [leaf.column for leaf in leaves(northmere.book, "P")] == [
        "REC_TYPE", "CRIME_REF", "PERSON_NO", "PERSON_ROLE", "FULL_NAME", "BIRTH_DATE", "HEIGHT_CM",
    ]  # fmt: skip


def test_a_field_answers_to_its_name_and_to_the_end_of_its_path(northmere: Migration) -> None:
    leaf = next(leaf for leaf in leaves(northmere.book, "P") if leaf.column == "BIRTH_DATE")
    assert all(leaf.called(name) for name in ("BIRTH-DATE", "birth_date", "PERSON-BODY.BIRTH-DATE"))
    assert not leaf.called("DATE")
