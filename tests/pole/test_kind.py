import datetime as dt
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest

from athena.pole.code_list import code_list
from athena.pole.kind import every_kind, kind, kinds, load_kind
from athena.pole.refusal import Refused

ARCHITECTURE = {
    "person", "vehicle", "place", "crime", "incident", "custody", "stop_search", "intelligence", "sighting",
    "organisation", "device", "item", "link",
}  # fmt: skip
EVERY_RECORD = (
    "record_id", "version", "source", "slot", "source_file", "source_row", "received_at", "valid_from", "valid_to",
    "withdrawn_at", "label_id", "mapping", "source_key", "content_hash",
)  # fmt: skip

HEAD = "label: A\nplural: As\npole: event\ndescription: One.\nproperties:\n"
GOOD = HEAD + "  one: {type: text, label: One, group: identity, description: First.}\n"


def refusal_of(folder: Path, text: str) -> Refused:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_kind(path, "a")
    return caught.value


def provenance() -> dict[str, object]:
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    return {
        "record_id": "0" * 32, "version": 1, "source": "test", "slot": "test/2024-05", "source_file": "f" * 64,
        "source_row": 1, "received_at": now, "valid_from": now, "label_id": 1, "mapping": "test@1", "source_key": "0",
        "content_hash": "0",
    }  # fmt: skip


def test_every_kind_of_the_architecture_is_there() -> None:
    assert set(kinds()) == ARCHITECTURE | {"outcome", "crime_count", "communication", "officer"}


@pytest.mark.parametrize("name", kinds())
def test_every_kind_starts_with_the_columns_of_every_record(name: str) -> None:
    assert tuple(kind(name).columns())[: len(EVERY_RECORD)] == EVERY_RECORD
    assert tuple(every_kind()) == EVERY_RECORD


@pytest.mark.parametrize("name", kinds())
def test_every_kind_warns_its_reader(name: str) -> None:
    found = kind(name)
    assert found.why_not
    assert any(found.properties[own].why_not for own in found.own) or name == "item"


@pytest.mark.parametrize("name", kinds())
def test_duckdb_arrow_and_ibis_agree_on_the_schema(name: str) -> None:
    columns, schema = kind(name).columns(), kind(name).arrow_schema()
    with duckdb.connect() as connection:
        body = ", ".join(f'"{column}" {text}' for column, text in columns.items())
        connection.execute(f"set timezone = 'UTC'; create table t ({body})")
        made = connection.sql("from t").to_arrow_table().schema
    assert made.names == schema.names
    # DuckDB calls a list's element "l" and Arrow "item"; both read the other's.
    types = [str(made_type).replace("list<l:", "list<item:") for made_type in made.types]
    assert types == [str(wanted) for wanted in schema.types]
    assert tuple(ibis.schema(schema).names) == tuple(columns)


@pytest.mark.parametrize("name", kinds())
def test_a_coded_property_has_its_original_beside_it_or_is_athenas_own(name: str) -> None:
    ours = {"location_precision", "area_type", "name_role", "basis", "home_office_outcome", "grading_scheme"} | {
        "source_grade", "information_grade", "handling_condition",
    }  # fmt: skip
    found = kind(name)
    for own in found.own:
        codes = found.properties[own].codes
        if codes is not None and codes not in ours and name != "person":
            assert f"{own}_original" in found.own, f"{name}.{own}"


def test_every_code_list_that_a_property_names_loads() -> None:
    for name in kinds():
        for prop in kind(name).properties.values():
            if prop.codes is not None:
                assert code_list(prop.codes).codes


def test_what_data_police_uk_publishes_has_a_property() -> None:
    street = {
        "crime_reference", "month", "reported_by", "falls_within", "longitude", "latitude", "location_text",
        "location_precision", "lsoa_code", "lsoa_name", "crime_type", "crime_type_original", "last_outcome",
        "last_outcome_original", "context",
    }  # fmt: skip
    assert street <= set(kind("crime").own)


def test_no_property_of_a_person_says_what_the_person_is() -> None:
    assert not {"role", "offender", "suspect", "victim", "nominal_type"} & set(kind("person").own)


def test_a_row_comes_back_in_column_order_with_gaps_filled() -> None:
    row = kind("crime").row(crime_type="burglary", month=dt.date(2024, 5, 1))
    assert tuple(row) == kind("crime").own
    assert row["month"] == dt.date(2024, 5, 1)
    assert row["crime_reference"] is None


def test_a_record_makes_an_arrow_table_of_the_schema() -> None:
    months = [{"month": dt.date(2024, 5, 1), "count": 3}]
    found = kind("crime_count")
    record = found.record(**provenance(), area_type="lsoa", months=months)
    table = pa.Table.from_pylist([dict(record)], schema=found.arrow_schema())
    assert table.to_pylist()[0]["months"] == months


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"colour": "red"}, "pole.row.unknown"),
        ({"record_id": "0" * 32}, "pole.row.unknown"),
        ({}, "pole.row.missing"),
        ({"month": "2024-05"}, "pole.row.type"),
        ({"month": dt.date(2024, 5, 1), "outcome_type": "Suspect charged"}, "pole.row.code"),
    ],
)
def test_a_bad_row_is_refused(values: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as caught:
        kind("outcome").row(**values)
    assert caught.value.code == code
    assert caught.value.where.startswith("outcome.")
    assert "athena schema outcome" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("vehicle", {"vrm": "AB12 CDE"}, "not in its canonical form"),
        ("vehicle", {"vrm": "AB12 CIE"}, "fits no series"),
        ("person", {"date_of_birth": "09/05/1970"}, "not in its canonical form"),
        ("person", {"pnc_id": "1979/0163001C"}, "check letter"),
        ("crime", {"offence_code": "8/01"}, "not in its canonical form"),
    ],
)
def test_a_value_that_is_not_in_its_form_is_refused_and_not_repaired(
    name: str, values: dict[str, object], why: str
) -> None:
    with pytest.raises(Refused, match=why) as caught:
        kind(name).row(**values)
    assert caught.value.code == "pole.row.form"


def test_a_value_in_its_form_is_accepted() -> None:
    row = kind("person").row(date_of_birth="1970-05", pnc_id="1979/0163001B", phone="+442079460123")
    assert row["date_of_birth"] == "1970-05"


def test_a_record_without_its_provenance_is_refused() -> None:
    with pytest.raises(Refused, match=r"outcome\.record_id"):
        kind("outcome").record(month=dt.date(2024, 5, 1))


def test_an_unknown_kind_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(Refused) as caught:
        kind("nominal")
    assert caught.value.code == "pole.kind.unknown"
    assert "person" in caught.value.remedy


def test_a_good_definition_loads(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    assert load_kind(tmp_path / "a.yaml", "a").own == ("one",)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("type: text", "type: varchar", "not a known type"),
        ("group: identity", "group: secrets", "not a field group"),
        ("description: First.", "description: First., codes: nothing", "not a code list"),
        ("description: First.", "description: First., colour: red", "this key is not known"),
        ("label: One, ", "", "this key is required and absent"),
        ("pole: event", "pole: idea", "'person', 'object', 'location' or 'event'"),
        ("  one:", "  One:", "should match pattern"),
        ("  one:", "  record_id:", "every kind has this column already"),
        ("type: text", "type: integer, form: vrm", "what has codes or a form is text"),
        ("type: text", "type: text, form: shoe", "Input should be 'cjs_offence'"),
        ("type: text", "type: integer, codes: gender", "what has codes or a form is text"),
    ],
)
def test_a_bad_definition_is_refused(tmp_path: Path, was: str, now: str, why: str) -> None:
    refused = refusal_of(tmp_path, GOOD.replace(was, now))
    assert refused.code.startswith("pole.definition.")
    assert refused.where.startswith("a.yaml")
    assert why in refused.why


def test_a_bad_property_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, GOOD.replace("type: text", "type: varchar")).where == "a.yaml, line 6"
