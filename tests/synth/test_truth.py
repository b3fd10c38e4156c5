import csv
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from athena.synth.draws import Dice, Ints, Reals
from athena.synth.truth import Truth

ROUGH = 4.0
"""How many standard errors a figure may lie from what chance gives: one test in some 16,000 fails by chance."""


def sources(northmere: Path) -> list[Path]:
    return [path for path in northmere.rglob("*") if path.is_file() and "truth" not in path.parts]


def test_no_id_of_truth_is_in_any_source_file(northmere: Path) -> None:
    marks = re.compile(rb"(per|hou|evt|grp|ser)-[0-9a-f]{16}", re.IGNORECASE)
    for path in sources(northmere):
        data = path.read_bytes()
        assert not marks.search(data), path
        if path.suffix == ".UNLOAD":
            assert not marks.search(data.decode("cp500", "replace").encode("ascii", "replace")), path


def test_no_source_file_has_truth_in_its_name(northmere: Path) -> None:
    assert not [path for path in sources(northmere) if re.search("truth|person_id|offender", path.name)]


def test_parquet_of_a_source_carries_no_metadata_of_ours(northmere: Path) -> None:
    for path in northmere.glob("anpr/*.parquet"):
        assert pq.read_schema(path).metadata is None


def people_of(northmere: Path, system: str) -> tuple[list[str], list[str]]:
    """Keys of a system's records, in the order of its file, and who each is about."""
    table = pq.read_table(northmere / "truth/records.parquet")
    own = table.filter(pc.equal(table["system"], system))
    return own["record"].to_pylist(), own["person"].to_pylist()


def true_numbers(northmere: Path) -> dict[str, int]:
    """The order in which people were made: households side by side. No source may follow it."""
    people = pq.read_table(northmere / "truth/people.parquet", columns=["person"])["person"].to_pylist()
    return {person: number for number, person in enumerate(people)}


def correlation(first: Reals, second: Reals) -> float:
    """Spearman's rank correlation in standard errors of none."""
    ranks = [np.argsort(np.argsort(values, kind="stable")).astype(float) for values in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1] * np.sqrt(len(first) - 1))


def test_the_measure_sees_a_leak_that_is_planted(northmere: Path) -> None:
    """A file a tenth of whose rows stand in the order of people is found out."""
    number = true_numbers(northmere)
    order = np.array([number[one] for one in people_of(northmere, "keepers")[1]], float)
    some = np.arange(0, len(order), 10)
    order[some] = np.sort(order[some])
    assert abs(correlation(np.arange(len(order), dtype=float), order)) > ROUGH


@pytest.mark.parametrize("system", ["custody", "stops", "intelligence", "keepers", "hr", "incidents"])
def test_the_order_of_a_file_does_not_follow_the_order_of_people(northmere: Path, system: str) -> None:
    number = true_numbers(northmere)
    _, person = people_of(northmere, system)
    order = np.array([number[one] for one in person], float)
    assert len(order) >= 15
    assert abs(correlation(np.arange(len(order), dtype=float), order)) < ROUGH


@pytest.mark.parametrize("system", ["custody", "stops", "intelligence", "keepers", "hr"])
def test_ids_do_not_follow_the_order_of_people_digit_by_digit(northmere: Path, system: str) -> None:
    """Every digit of every id, as far as it varies, against who it is about."""
    number = true_numbers(northmere)
    keys, person = people_of(northmere, system)
    order = np.array([number[one] for one in person], float)
    digits = [re.sub(r"\D", "", key) for key in keys]
    for place in range(min(len(text) for text in digits)):
        values = np.array([int(text[place]) for text in digits], float)
        if len(np.unique(values)) > 1:
            assert abs(correlation(values, order)) < ROUGH, place


@pytest.mark.parametrize(
    ("system", "path", "key"),
    [
        ("custody", "custody/custody.csv", "custody_ref"),
        ("stops", "stops/stop_search.csv", "slip_number"),
        ("keepers", "vehicles/keepers.csv", "document_ref"),
        ("hr", "hr/officers.csv", "collar_number"),
    ],
)
def test_no_column_at_all_follows_the_order_of_people(northmere: Path, system: str, path: str, key: str) -> None:
    """Times, references, telephone numbers, coordinates: whatever has digits is compared as a number."""
    number = true_numbers(northmere)
    who = dict(zip(*people_of(northmere, system), strict=True))
    with (northmere / path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for column in rows[0]:
        found = [(int("".join(re.findall(r"\d", row[column])) or -1), number[who[row[key]]]) for row in rows]
        known = np.array([pair for pair in found if pair[0] >= 0], float)
        if len(known) > 15 and len(np.unique(known[:, 0])) > 5:
            assert abs(correlation(known[:, 0], known[:, 1])) < ROUGH, column


def test_neighbouring_rows_are_no_more_about_one_person_or_household_than_chance(northmere: Path) -> None:
    people = pq.read_table(northmere / "truth/people.parquet", columns=["person", "household"])
    household = dict(zip(people["person"].to_pylist(), people["household"].to_pylist(), strict=True))
    _, person = people_of(northmere, "keepers")
    homes = np.array([household[one] for one in person])
    together = int((homes[1:] == homes[:-1]).sum())
    shuffled = [
        int((mixed[1:] == mixed[:-1]).sum()) for mixed in (homes[Dice(n)("mix").shuffle(len(homes))] for n in range(40))
    ]
    assert together <= np.mean(shuffled) + ROUGH * (np.std(shuffled) + 0.5)


def test_ids_of_one_person_in_two_systems_have_nothing_to_do_with_each_other(northmere: Path) -> None:
    pairs = []
    first = dict(zip(*reversed(people_of(northmere, "keepers")), strict=True))
    for key, person in zip(*people_of(northmere, "incidents"), strict=True):
        if person in first:
            pairs.append((int(first[person]), int(key[-4:])))
    ids = np.array(pairs, float)
    assert len(ids) > 50
    assert abs(correlation(ids[:, 0], ids[:, 1])) < ROUGH


def test_a_nominal_number_says_nothing_of_when_or_for_whom_it_was_made(
    northmere: Path, nominals: tuple[Ints, Sequence[str]]
) -> None:
    number = true_numbers(northmere)
    refs, person = nominals
    assert abs(correlation(np.arange(len(refs), dtype=float), refs.astype(float))) < ROUGH
    once = np.unique(refs, return_index=True)[1]
    order = np.array([number[person[n]] for n in once.tolist()], float)
    assert abs(correlation(refs[once].astype(float), order)) < ROUGH


@pytest.fixture(scope="module")
def nominals(northmere: Path) -> tuple[Ints, Sequence[str]]:
    """Nominal numbers of the unload in its order, read by hand: RDW, type, crime number, role, then four bytes."""
    data, place, refs = (northmere / "crime/CRIME.UNLOAD").read_bytes(), 0, []
    while place < len(data):
        if data[place + 4 : place + 5].decode("cp500") == "P":
            refs.append(int.from_bytes(data[place + 18 : place + 22], "big"))
        place += int.from_bytes(data[place : place + 2], "big")
    return np.array(refs), people_of(northmere, "crime")[1]


def test_among_several_suspects_the_place_does_not_tell_who_did_it(northmere: Path) -> None:
    """False suspects stand first as often as true ones do: the order of parts is drawn, not listed."""
    table = pq.read_table(northmere / "truth/records.parquet")
    crime = table.filter(pc.equal(table["system"], "crime"))
    roles = crime.filter(pc.is_in(crime["role"], value_set=pa.array(["victim", "suspect"])))
    first: dict[str, list[tuple[int, str]]] = {}
    for record, part, role in zip(*(roles[name].to_pylist() for name in ("record", "part", "role")), strict=True):
        first.setdefault(record, []).append((int(part), role))
    both = [min(parts)[1] for parts in first.values() if len({role for _, role in parts}) == 2]
    share = np.mean([role == "victim" for role in both])
    assert abs(share - 0.5) * 2 * np.sqrt(len(both)) < ROUGH


def test_the_second_of_a_time_does_not_tell_one_person_from_another(northmere: Path) -> None:
    with (northmere / "custody/custody.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    number = true_numbers(northmere)
    who = dict(zip(*people_of(northmere, "custody"), strict=True))
    minutes = np.array([int(row["arrested_at"][14:16]) for row in rows], float)
    order = np.array([number[who[row["custody_ref"]]] for row in rows], float)
    assert abs(correlation(minutes, order)) < ROUGH


def test_every_record_of_the_csv_files_is_in_truth_once(northmere: Path) -> None:
    for system, path, key in (
        ("custody", "custody/custody.csv", "custody_ref"),
        ("stops", "stops/stop_search.csv", "slip_number"),
        ("keepers", "vehicles/keepers.csv", "document_ref"),
        ("hr", "hr/officers.csv", "collar_number"),
    ):
        with (northmere / path).open(encoding="utf-8", newline="") as stream:
            keys = [row[key] for row in csv.DictReader(stream)]
        assert keys == people_of(northmere, system)[0]
        assert len(set(keys)) == len(keys)


def test_ids_are_distinct_and_empty_for_nobody(tmp_path: Path) -> None:
    truth = Truth(tmp_path, Dice(1))
    ids = truth.person_ids(np.arange(-1, 50_000))
    assert ids[0] == ""
    assert len(set(ids)) == len(ids)
    truth.happenings("s", ["a", "b"], np.array([3, -1]))
    truth.close()
    assert pq.read_table(tmp_path / "records_of_events.parquet")["record"].to_pylist() == ["a"]
