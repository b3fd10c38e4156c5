"""It must be a world worth policing: whatever the page promises of it is seen here in the files of the systems.

The files are read as a newcomer would read them, and laid beside truth. Burglary happens six times as often as by the
packaged rates and begets more, so that near repeats show in a small town; by the packaged rates they are measured in
the comparison of the page, on a million people.
"""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions
from athena.synth import Request, generate, load_rates
from athena.synth.clerk import NO_ABODES
from athena.synth.comparison.knox import knox
from athena.synth.layout import LAYOUTS

PAGE = Path(__file__).parents[2] / "docs/synth.md"
PROMISES = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| `(test_\w+)` \|$", re.MULTILINE)
MORE_BURGLARY = """
crime: {burglary: {value: 20, source: a test}}
process: {branching: {value: {burglary: 0.3}, source: a test}}
"""
FASTEST = 70.0
"""Metres a second, which no vehicle drives from one camera to another (157 miles an hour)."""


@dataclass(frozen=True)
class Person:
    """One person as one system wrote them down; `true` is their row of `truth/people.parquet`."""

    record: tuple[str, str, str]
    surname: str
    forenames: str
    born: str
    address: str
    phone: str
    true: Mapping[str, object]


@dataclass(frozen=True)
class Town:
    """The files of one Northmere."""

    folder: Path

    def truth(self, name: str) -> list[dict[str, object]]:
        return pq.read_table(self.folder / f"truth/{name}.parquet").to_pylist()  # type: ignore[no-any-return]

    def csv(self, path: str) -> list[dict[str, str]]:
        with (self.folder / path).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def segments(self, letter: str) -> list[dict[str, object]]:
        """The segments of one sort in the mainframe's unload, in its order."""
        name = {"C": "CRIME_SEGMENT", "P": "PERSON_SEGMENT", "O": "PROPERTY_SEGMENT"}[letter]
        own = self._unload.filter(pc.equal(self._unload["SEGMENT_TYPE"], letter))
        pairs = zip(own["CRIME_NUMBER"].to_pylist(), own[name].to_pylist(), strict=True)
        return [{"CRIME_NUMBER": number, **row} for number, row in pairs]

    @cached_property
    def _unload(self) -> pa.Table:
        segments = SegmentOptions(
            "SEGMENT-TYPE", {"C": "CRIME-SEGMENT", "P": "PERSON-SEGMENT", "O": "PROPERTY-SEGMENT"}
        )
        options = ReadOptions(
            frame=FrameOptions(format="V"), reading=Reading(page=code_page("cp285")), segments=segments, workers=1
        )
        copybook = load_copybook(self.folder / "crime/CRIME.CPY")
        return LegacyReader(copybook, options).table([self.folder / "crime/CRIME.UNLOAD"])

    @cached_property
    def incidents(self) -> list[dict[str, Any]]:
        """The control room's logs."""
        paths = sorted(self.folder.glob("command_and_control/*.jsonl"))
        return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]

    @cached_property
    def people(self) -> list[Person]:
        """Everybody written down in custody, stops, keepers and crimes."""
        # In capitals throughout, because the mainframe has no other letters.
        true = {row["person"]: {name: capitals(value) for name, value in row.items()} for row in self.truth("people")}
        told = {
            (str(row["system"]), str(row["record"]), str(row["part"])): true[row["person"]]
            for row in self.truth("records")
        }
        found = []
        for system, path, key in (
            ("custody", "custody/custody.csv", "custody_ref"),
            ("stops", "stops/stop_search.csv", "slip_number"),
            ("keepers", "vehicles/keepers.csv", "document_ref"),
        ):
            for row in self.csv(path):
                mark = (system, row[key], "")
                names, address = (row["surname"].upper(), row["forenames"].upper()), row["address"].upper()
                found.append(Person(mark, *names, british(row["dob"]), address, row.get("phone", ""), told[mark]))
        parts: Counter[object] = Counter()
        for segment in self.segments("P"):
            parts[segment["CRIME_NUMBER"]] += 1
            mark = ("crime", str(segment["CRIME_NUMBER"]), str(parts[segment["CRIME_NUMBER"]]))
            born = f"{segment['DATE_OF_BIRTH']:08d}"
            written = f"{born[:4]}-{born[4:6]}-{born[6:]}" if born.strip("0") else ""
            text = [str(segment[name] or "") for name in ("SURNAME", "FORENAMES", "HOME_ADDRESS", "TELEPHONE")]
            found.append(Person(mark, text[0], text[1], written, text[2], text[3], told[mark]))
        return found

    @cached_property
    def faults(self) -> Mapping[tuple[str, str, str], set[tuple[str, str]]]:
        """What truth says went wrong, by record: field and kind."""
        found: defaultdict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
        for row in self.truth("faults"):
            found[(str(row["system"]), str(row["record"]), str(row["part"]))].add(
                (str(row["field"]), str(row["fault"]))
            )
        return found

    def only(self, field: str, kind: str) -> Iterator[Person]:
        """People in whose record this fault, and no other in that field, was made."""
        for person in self.people:
            faults = self.faults.get(person.record, set())
            if {one for one in faults if one[0] == field} == {(field, kind)}:
                yield person

    def together(self, field: str) -> list[list[Mapping[str, object]]]:
        """True people of one household who share what a column of truth says, where there are several."""
        groups: defaultdict[tuple[object, ...], list[Mapping[str, object]]] = defaultdict(list)
        for row in self.truth("people"):
            groups[(row["household"], *(row[name] for name in field.split()))].append(row)
        return [group for group in groups.values() if len(group) > 1]


def capitals(value: object) -> object:
    return value.upper() if isinstance(value, str) and not value.startswith(("per-", "hou-")) else value


def british(text: str) -> str:
    return f"{text[6:]}-{text[3:5]}-{text[:2]}" if text else ""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    (folder / "more.yaml").write_text(MORE_BURGLARY, encoding="utf-8")
    generate(Request(people=16_000, years=2, seed=5), folder / "northmere", rates=load_rates(folder / "more.yaml"))
    return Town(folder / "northmere")


def test_every_promise_of_the_page_names_a_rate_a_file_and_a_test_that_exist() -> None:
    promises = PROMISES.findall(PAGE.read_text(encoding="utf-8"))
    rates, files = load_rates().rates, {layout.path for layout in LAYOUTS}
    assert len(promises) > 20
    for _, rate_names, paths, test in promises:
        assert set(re.findall(r"`([^`]+)`", rate_names)) <= set(rates)
        assert set(re.findall(r"`([^`]+)`", paths)) <= files
        assert test in globals()


def test_people_live_in_households_and_share_its_address(town: Town) -> None:
    at: defaultdict[object, defaultdict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for person in town.people:
        at[person.true["household"]][person.address].add(person.true["person"])
    shared = [addresses for addresses in at.values() if any(len(who) > 1 for name, who in addresses.items() if name)]
    assert len(shared) > 300


def test_households_move_and_their_records_show_both_addresses(town: Town) -> None:
    stays = Counter(row["household"] for row in town.truth("homes"))
    assert 0.1 < np.mean([count > 1 for count in stays.values()]) < 0.3
    addresses: defaultdict[object, set[str]] = defaultdict(set)
    for person in town.people:
        if stays[person.true["household"]] > 1 and person.address and person.address not in NO_ABODES:
            addresses[person.true["person"]].add(person.address)
    assert sum(len(found) > 1 for found in addresses.values()) > 50


def test_people_marry_and_are_written_under_both_names(town: Town) -> None:
    names: defaultdict[object, set[str]] = defaultdict(set)
    for person in town.people:
        true = person.true
        if true["changed"] and true["former_surname"] != true["surname"]:
            names[true["person"]] |= {person.surname} & {str(true["former_surname"]), str(true["surname"])}
    assert len(names) > 20
    assert sum(len(found) == 2 for found in names.values()) >= 5


def test_people_are_written_by_their_nicknames(town: Town) -> None:
    found = {
        (str(person.true["given"]), person.forenames.split(" ")[0]) for person in town.only("forenames", "nickname")
    }
    assert len(found) > 30
    assert all(given != written for given, written in found)


def test_names_of_other_scripts_are_spelt_in_several_ways(town: Town) -> None:
    ways: defaultdict[str, set[str]] = defaultdict(set)
    for person in town.only("forenames", "other spelling"):
        ways[str(person.true["given"])].add(person.forenames.split(" ")[0])
    assert len(ways["MOHAMMED"] & {"MUHAMMAD", "MOHAMED", "MOHAMMAD", "MUHAMMED"}) > 1


def test_twins_share_a_date_of_birth_and_an_address(town: Town) -> None:
    twins = [{row["person"] for row in group} for group in town.together("born")]
    assert len(twins) > 5
    written = defaultdict(set)
    for person in town.people:
        written[(person.born, person.address)].add(person.true["person"])
    assert any(pair <= who for pair in twins for who in written.values())


def test_namesakes_live_at_one_address(town: Town) -> None:
    namesakes = [{row["person"] for row in group} for group in town.together("given surname")]
    assert len(namesakes) > 5
    written = defaultdict(set)
    for person in town.people:
        written[(person.surname, person.forenames.split(" ")[0], person.address)].add(person.true["person"])
    assert any(len(pair & who) > 1 for pair in namesakes for who in written.values())


def test_a_telephone_is_shared_within_a_household(town: Town) -> None:
    users: defaultdict[tuple[object, str], set[object]] = defaultdict(set)
    for person in town.people:
        users[(person.true["household"], person.phone)].add(person.true["person"])
    assert sum(len(who) > 1 for (_, number), who in users.items() if number) > 10


def test_a_telephone_number_changes_hands(town: Town) -> None:
    holders: defaultdict[object, set[str]] = defaultdict(set)
    for person in town.people:
        if person.phone:
            holders[person.true["person"]].add(person.phone)
    assert sum(len(numbers) > 1 for numbers in holders.values()) > 25


def test_a_cloned_plate_is_read_where_its_vehicle_cannot_be(town: Town) -> None:
    camera = {
        row["camera"]: np.array([float(row["easting"]), float(row["northing"])]) for row in town.csv("anpr/cameras.csv")
    }
    clones = {row["vrm"] for row in town.truth("vehicles") if row["clone"]}
    reads = pq.read_table(town.folder / "anpr/reads.parquet", columns=["vrm", "read_at", "camera"])
    seen = reads.filter(pc.is_in(reads["vrm"], value_set=pa.array(sorted(str(one) for one in clones)))).sort_by(
        [("vrm", "ascending"), ("read_at", "ascending")]
    )
    impossible = [
        first["vrm"]
        for first, second in pairwise(seen.to_pylist())
        if first["vrm"] == second["vrm"]
        and np.hypot(*(camera[first["camera"]] - camera[second["camera"]]))
        > FASTEST * max((second["read_at"] - first["read_at"]).total_seconds(), 1)
    ]
    assert impossible


def points_and_days(
    town: Town, offence: str
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    rows = [row for row in town.segments("C") if offence in str(row["OFFENCE_TEXT"])]
    points = np.array([(float(str(row["EASTING"])), float(str(row["NORTHING"]))) for row in rows])
    dates = [f"{row['DATE_TO']}" for row in rows]
    days = np.array([f"{one[:4]}-{one[4:6]}-{one[6:]}" for one in dates], "datetime64[D]").astype(np.int64)
    return points, days


def test_burglaries_repeat_near_by_and_soon(town: Town) -> None:
    found = knox(*points_and_days(town, "BURGLARY"))
    soon, later = found.ratio[1, 0], found.ratio[1, 3]
    assert found.pairs[1, 0] > 40
    assert soon > 1.2
    assert soon > later + 0.1


def test_demand_follows_the_season_the_hour_and_what_is_on(town: Town) -> None:
    crimes = town.segments("C")
    months = np.bincount([int(row["called_at"][5:7]) - 1 for row in town.incidents])
    season = load_rates().curve("process.season")
    assert np.corrcoef(months, season)[0, 1] > 0.6
    shops = np.array([int(str(row["TIME_FROM"])) // 100 for row in crimes if row["OFFENCE_TEXT"] == "THEFT FROM SHOPS"])
    assert np.mean((shops >= 9) & (shops < 18)) > 3 * np.mean((shops < 6) | (shops >= 22))
    stated = json.loads((town.folder / "truth/process.json").read_text(encoding="utf-8"))
    festive = {one["date"].replace("-", "") for one in stated["occasions"] if one["name"] in ("festival", "new_year")}
    disorder = Counter(
        str(row["DATE_FROM"])
        for row in crimes
        if str(row["OFFENCE_TEXT"]).startswith(("PUBLIC FEAR", "AFFRAY", "ASSAULT"))
    )
    usual = np.mean([count for day, count in disorder.items() if day not in festive])
    assert np.mean([disorder[day] for day in festive]) > 1.2 * usual


def test_some_addresses_have_trouble_again_and_again(town: Town) -> None:
    trouble = Counter(
        row["location"]
        for row in town.incidents
        if row["crime_number"] or row["closing_code"] == "ANTI_SOCIAL_BEHAVIOUR"
    )
    addresses = len(town.csv("gazetteer/addresses.csv"))
    worst = sum(count for _, count in trouble.most_common(round(addresses * 0.033)))
    assert 0.35 < worst / trouble.total() < 0.65


def test_people_offend_together_and_both_are_named(town: Town) -> None:
    group = {row["person"]: row["group"] for row in town.truth("offenders")}
    suspects = defaultdict(list)
    for row in town.truth("records"):
        if row["system"] == "crime" and row["role"] == "suspect":
            suspects[row["record"]].append(group.get(row["person"]))
    pairs = [one for one in suspects.values() if len(one) == 2]
    assert len(pairs) > 20
    assert np.mean([first is not None and first == second for first, second in pairs]) > 0.7


def test_series_share_a_method_that_the_crime_file_tells(town: Town) -> None:
    crime_of = {row["event"]: row["record"] for row in town.truth("records_of_events") if row["system"] == "crime"}
    method = {row["CRIME_NUMBER"]: row["METHOD_TEXT"] for row in town.segments("C")}
    series = defaultdict(list)
    for row in town.truth("series"):
        if row["type"] == "burglary":
            series[row["series"]].append(method[crime_of[row["event"]]])
    long = [texts for texts in series.values() if len(texts) >= 5]
    assert len(long) > 10
    assert all(len(set(texts)) == 1 for texts in long)


def test_records_point_at_people_who_did_not_do_it(town: Town) -> None:
    leads = Counter(row["system"] for row in town.truth("false_leads"))
    assert min(leads[system] for system in ("crime", "custody", "intelligence")) > 5
    did = {(row["event"], row["offender"]) for row in town.truth("deeds")}
    assert not {(row["event"], row["person"]) for row in town.truth("false_leads")} & did


def test_those_who_did_it_telephone_each_other_from_its_ward_about_the_hour(town: Town) -> None:
    truth = {row["record"]: row for row in town.truth("telephone")}
    ward = {row["CRIME_NUMBER"]: row["BEAT"] for row in town.segments("C")}
    crime_of = {row["event"]: row["record"] for row in town.truth("records_of_events") if row["system"] == "crime"}
    wards: defaultdict[frozenset[object], set[object]] = defaultdict(set)
    for row in town.truth("deeds"):
        if row["companion"]:
            wards[frozenset((row["offender"], row["companion"]))].add(ward[crime_of[row["event"]]])
    for path in sorted(town.folder.glob("telephone/*.csv")):
        pairs = [
            (call["cell"].split("-")[0], frozenset((truth[call["record"]]["caller"], truth[call["record"]]["called"])))
            for call in town.csv(f"telephone/{path.name}")
        ]
        assert sum(cell in wards[pair] for cell, pair in pairs) >= 1


def test_most_vehicles_searched_are_of_whoever_was_searched(town: Town) -> None:
    keepers: defaultdict[object, set[object]] = defaultdict(set)
    for row in town.truth("vehicles"):
        keepers[row["vrm"]] |= {row["keeper"], row["next_keeper"]}
    who = {person.record[1]: person.true["person"] for person in town.people if person.record[0] == "stops"}
    owners = set().union(*keepers.values())
    own = [
        who[row["slip_number"]] in keepers[row["vrm"]]
        for row in town.csv("stops/stop_search.csv")
        if row["vrm"] and who[row["slip_number"]] in owners
    ]
    assert len(own) > 15
    assert np.mean(own) > 0.4


SHOWS: Mapping[str, tuple[str, Callable[[Person], bool]]] = {
    "day month swapped": ("born", lambda one: one.born == f"{one.true['born']:%Y-%d-%m}"),
    "birth digit": ("born", lambda one: sum(a != b for a, b in zip(one.born, str(one.true["born"]), strict=True)) == 1),
    "birth default": ("born", lambda one: one.born == "1900-01-01"),
    "birth missing": ("born", lambda one: one.born == ""),
    "key neighbour": (
        "surname",
        lambda one: len(one.surname) == len(str(one.true["surname"])) and one.surname != one.true["surname"],
    ),
    "letter lost": ("surname", lambda one: len(one.surname) == len(str(one.true["surname"])) - 1),
    "letters swapped": ("surname", lambda one: sorted(one.surname) == sorted(str(one.true["surname"]))),
    "forename cut": ("forenames", lambda one: str(one.true["given"]).startswith(one.forenames.split(" ")[0])),
    "forename initial": ("forenames", lambda one: one.forenames.split(" ")[0] == str(one.true["given"])[0]),
    "names reversed": ("surname", lambda one: one.forenames == one.true["surname"]),
    "false name": ("forenames", lambda one: one.forenames.split(" ")[0] != one.true["given"]),
    "no abode keyed": ("address", lambda one: one.address in NO_ABODES),
}


@pytest.mark.parametrize("kind", SHOWS)
def test_clerks_err_in_every_way(town: Town, kind: str) -> None:
    """Each mistake by itself is in the file as its name says; a name that changed by marriage is left out."""
    field, shows = SHOWS[kind]
    made = [one for one in town.only(field, kind) if not one.true["changed"]]
    assert len(made) >= 5
    assert np.mean([shows(one) for one in made]) > 0.9


def test_a_station_is_keyed_as_a_home(town: Town) -> None:
    stations = {
        f"{row['door']} {row['street']}, {row['town']}"
        for row in town.csv("gazetteer/addresses.csv")
        if row["kind"] == "POLICE STATION"
    }
    made = [one.address for one in town.only("address", "station address") if one.address]
    assert len(made) > 10
    assert set(made) <= {one.upper() for one in stations}


def test_the_homeless_are_written_without_an_address_in_several_ways(town: Town) -> None:
    assert {one.address for one in town.people} >= set(NO_ABODES)


def test_the_last_address_is_kept_after_a_move(town: Town) -> None:
    assert sum(1 for _ in town.only("address", "old address")) > 20


def test_people_whom_police_know_have_several_records_and_a_few_have_very_many(town: Town) -> None:
    known = Counter(
        row["person"] for row in town.truth("records") if row["system"] in ("crime", "custody", "stops", "intelligence")
    )
    counts = np.sort(list(known.values()))[::-1]
    assert counts.mean() > 1.8
    assert counts[: len(counts) // 20].sum() > 0.25 * counts.sum()
