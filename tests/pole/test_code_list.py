"""The code lists as data, their refusals, and every value of the real files."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from athena.pole.code_list import code_list, code_lists, load_code_list
from athena.pole.refusal import Refused

SHARED = Path(__file__).parents[3] / "shared" / "data"
POLICE, LONDON = SHARED / "uk-police", SHARED / "mps-london-datastore"
COLUMNS = {
    "street": {"Crime type": "crime_type", "Last outcome category": "outcome_type"},
    "outcomes": {"Outcome type": "outcome_type"},
    "stop-and-search": {
        "Type": "stop_search_type",
        "Gender": "gender",
        "Age range": "age_range",
        "Self-defined ethnicity": "self_defined_ethnicity",
        "Officer-defined ethnicity": "officer_defined_ethnicity",
        "Object of search": "object_of_search",
        "Outcome": "stop_search_outcome",
    },
}
HEAD = "label: A\ndescription: B.\nsource: C.\n"


def words_of(archive: Path) -> set[tuple[str, str]]:
    """Every (code list, published word) of one zip of data.police.uk."""
    found: set[tuple[str, str]] = set()
    with zipfile.ZipFile(archive) as zipped:
        for name in zipped.namelist():
            lists = next((lists for kind, lists in COLUMNS.items() if name.endswith(f"-{kind}.csv")), None)
            if lists is None:
                continue
            rows = csv.reader(io.TextIOWrapper(zipped.open(name), "utf-8"))
            head = next(rows)
            places = [(head.index(column), codes) for column, codes in lists.items()]
            found.update((codes, row[place]) for row in rows for place, codes in places if row[place])
    return found


@pytest.mark.skipif(not POLICE.is_dir(), reason="needs the public files of ../shared")
@pytest.mark.parametrize("archive", sorted(POLICE.glob("*.zip")), ids=lambda path: path.stem)
def test_every_word_of_the_real_police_files_has_a_code(archive: Path) -> None:
    words = words_of(archive)
    assert words
    assert {(codes, word) for codes, word in words if code_list(codes).find(word) is None} == set()


@pytest.mark.skipif(not LONDON.is_dir(), reason="needs the public files of ../shared")
def test_every_major_category_of_the_real_london_files_has_a_code() -> None:
    found: set[str] = set()
    for path in LONDON.glob("recorded-crime-*.parquet"):
        schema = pq.read_schema(path)
        column = next(name for name in schema.names if name.startswith("major"))
        found.update(pc.unique(pq.read_table(path, columns=[column])[column]).to_pylist())
    with gzip.open(LONDON / "original-csv" / "mps_borough_historical.csv.gz", "rt") as lines:
        found.update(row[0] for row in list(csv.reader(lines))[1:])
    assert len(found) == 13
    assert {word for word in found if code_list("mps_major_category").find(word) is None} == set()


def test_both_eras_of_stop_and_search_outcomes_meet_in_one_code() -> None:
    outcomes = code_list("stop_search_outcome")
    for old, new in (
        ("Nothing found - no further action", "A no further action disposal"),
        ("Suspect arrested", "Arrest"),
        ("Offender given drugs possession warning", "Khat or Cannabis warning"),
    ):
        assert outcomes.find(old) == outcomes.find(new) is not None


def test_a_street_outcome_names_every_number_it_may_stand_for() -> None:
    outcomes = code_list("outcome_type").codes
    assert ", ".join(outcomes["unable_to_prosecute_suspect"].stands_for) == "5, 11, 12, 13, 14, 15, 16, 17"
    assert outcomes["status_update_unavailable"].stands_for == ()


def test_old_crime_types_keep_their_own_code_and_name_their_successors() -> None:
    types = code_list("crime_type")
    assert types.find("Violent crime") == "violent_crime"
    assert types.codes["violent_crime"].successors == ("violence_and_sexual_offences",)
    assert types.codes["public_disorder_and_weapons"].until == "2013-04"


def test_home_office_outcomes_run_from_1_to_22_and_all_are_dated() -> None:
    outcomes = code_list("home_office_outcome").codes
    assert {code.rstrip("A") for code in outcomes} == {str(number) for number in range(1, 23)}
    assert all(code.since for code in outcomes.values())


def test_not_stated_is_a_code_and_empty_is_not() -> None:
    ethnicity = code_list("self_defined_ethnicity")
    assert ethnicity.find("Not Stated (NS)") == ethnicity.find("Other ethnic group - Not stated") == "NS"
    assert ethnicity.codes["NS"].group == "not_stated"
    assert ethnicity.find("") is None


def test_a_word_that_is_not_listed_has_no_code_and_is_not_guessed() -> None:
    types = code_list("crime_type")
    assert types.find("Burglry") is None
    assert types.find("burglary") is None
    assert types.find(" Burglary ") == "burglary"


@pytest.mark.parametrize("name", code_lists())
def test_every_list_loads_and_maps_its_own_words(name: str) -> None:
    found = code_list(name)
    words = found.alias_map()
    assert set(words.values()) == set(found.codes)
    assert all(found.find(word) == code for word, code in words.items())


def test_an_unknown_list_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(Refused) as caught:
        code_list("colours")
    assert caught.value.code == "pole.codes.unknown"
    assert "crime_type" in caught.value.remedy


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ("codes: {a: {label: X}, b: {label: X}}", "'X' already means a"),
        ("codes: {a: {label: X}, b: {label: Y, aliases: [{text: X}]}}", "'X' already means a"),
        ("codes: {a: {label: X, successors: [b]}}", "there is no code 'b'"),
        ("codes: {a: {label: X, stands_for: [b]}}", "there is no code 'b'"),
        ("stands_for: home_office_outcome\ncodes: {a: {label: X, stands_for: ['23']}}", "there is no code '23'"),
        ("codes: {a: {label: X, since: long ago}}", "should match pattern"),
        ("codes: {a: {}}", "this key is required and absent"),
    ],
)
def test_a_bad_list_is_refused(tmp_path: Path, codes: str, why: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + codes, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_code_list(path, "a")
    assert caught.value.code.startswith("pole.definition.")
    assert why in caught.value.why
