"""The whole way of a delivery: bad input refused or held back, the same again, later, older, and many at once."""

import os
import random
import re
import shutil
import struct
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from athena.failures import Refused
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace

Attempt = Callable[..., list[DeliveryReport | Refused]]
Take = Callable[..., list[DeliveryReport]]
Rows = Callable[..., list[dict[str, object]]]
StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]
NewWorkspace = Callable[[Path], Workspace]
NAME = "2024-05-{}-street.csv"

# What is done to the lines of a good file of 30 rows, and the code, place and words of its refusal.
REFUSALS: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "empty": (lambda good: b"", "ingest.empty-file", "no header line"),
    "utf-sixteen": (lambda good: good.decode().encode("utf-16"), "ingest.encoding", "row 0"),
    "windows": (
        lambda good: good.replace(b"Example Street", b"Caf\xe9 Street", 1),
        "ingest.encoding",
        "row 1, column 'Location'",
    ),
    "windows-in-header": (lambda good: good.replace(b"Month", b"M\xe9nth", 1), "ingest.encoding", "row 0"),
    "two-marks": (lambda good: b"\xef\xbb\xbf" * 2 + good, "ingest.doubled-bom", "two byte-order marks"),
    "missing-column": (
        lambda good: b"\n".join(line.rsplit(b",", 1)[0] for line in good.splitlines()) + b"\n",
        "ingest.columns",
        "missing: 'Context'",
    ),
    "renamed-column": (
        lambda good: good.replace(b"LSOA code", b"LSOA21 code", 1),
        "ingest.columns",
        "missing: 'LSOA code' (perhaps renamed 'LSOA21 code')",
    ),
    "doubled-column": (lambda good: good.replace(b"LSOA name", b"LSOA code", 1), "ingest.columns", "named twice"),
    "extra-column": (
        lambda good: b"\n".join(line + b",x" for line in good.splitlines()) + b"\n",
        "ingest.columns",
        "not known here: 'x'",
    ),
    "open-quote": (lambda good: good.replace(b"On or near", b'"On or near', 1), "ingest.broken-quote", "quotation"),
    "line-break": (
        lambda good: good.replace(b"On or near Example Street", b'"On or near\nExample Street"', 1),
        "ingest.broken-quote",
        "line break",
    ),
    "carriage-returns": (lambda good: good.replace(b"\n", b"\r"), "ingest.line-ends", "LF or CRLF"),
    "no-lines": (lambda good: b"x" * 200_000, "ingest.line-ends", "65,536"),
    "windows-in-a-bad-row": (
        lambda good: good.replace(b"Example Street", b"Caf\xe9, Street", 1),
        "ingest.encoding",
        "row 1, column 'Location'",
    ),
    "half-a-character-at-the-end": (
        lambda good: good.rstrip(b"\n") + b"\xe2\x82",
        "ingest.encoding",
        "row 30, column 'Context'",
    ),
    "binary": (lambda good: bytes(range(256)) * 20, "ingest.columns", "missing"),
}
ACCEPTED: dict[str, tuple[Callable[[bytes], bytes], tuple[int, int]]] = {
    "one-mark": (lambda good: b"\xef\xbb\xbf" + good, (30, 0)),
    "crlf": (lambda good: good.replace(b"\n", b"\r\n"), (30, 0)),
    "no-last-line-feed": (lambda good: good.rstrip(b"\n"), (30, 0)),
    "blank-lines": (lambda good: good.replace(b"\n", b"\n\n") + b"\r\n\n", (30, 0)),
    "header-only": (lambda good: good.splitlines(keepends=True)[0], (0, 0)),
    "all-quoted": (lambda good: re.sub(rb"[^,\n]+", rb'"\g<0>"', good), (30, 0)),
    "columns-in-another-order": (
        lambda good: b"\n".join(b",".join(reversed(line.split(b","))) for line in good.splitlines()) + b"\n",
        (30, 0),
    ),
    "too-many-and-too-few": (
        lambda good: (
            good.replace(b"Example Street", b"Example, Street", 1)
            + b"only,three,fields\n\n"
            + good.splitlines(keepends=True)[1]
        ),
        (32, 2),
    ),
    "cut-short": (lambda good: good[: len(good) - 40], (30, 1)),
}


@pytest.fixture(scope="module")
def good(street_rows: StreetRows, as_csv: AsCsv) -> bytes:
    return as_csv(street_rows(30))


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, new_workspace: NewWorkspace, good: bytes, attempt: Attempt
) -> tuple[Workspace, DeliveryReport]:
    """One folder of every bad and every odd file, with 300 sound ones, ingested once."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, refusal in REFUSALS.items():
        (folder / NAME.format(name)).write_bytes(refusal[0](good))
    for name, acceptance in ACCEPTED.items():
        (folder / NAME.format(name)).write_bytes(acceptance[0](good))
    for number in range(300):
        name = "lot-" + "".join(chr(97 + int(digit)) for digit in f"{number:03d}")
        (folder / NAME.format(name)).write_bytes(b"\n".join(good.splitlines()[: 2 + number % 5]) + b"\n")
    (folder / "2024-13-example-street.csv").write_bytes(good)
    (folder / "recorded-crime-ward.parquet").write_bytes(good)
    workspace = new_workspace(tmp_path_factory.mktemp("lake") / "workspace")
    (report,) = attempt(workspace, folder)
    assert isinstance(report, DeliveryReport)
    return workspace, report


@pytest.mark.parametrize("name", REFUSALS)
def test_a_file_that_cannot_be_read_is_refused_with_file_place_reason_and_remedy(
    name: str, hostile: tuple[Workspace, DeliveryReport]
) -> None:
    (refused,) = [found.refusal for found in hostile[1].refused if found.name.endswith("/" + NAME.format(name))]
    _, code, words = REFUSALS[name]
    assert refused.code == code
    assert words in str(refused)
    assert NAME.format(name) in refused.where
    assert refused.remedy
    assert len(str(refused)) < 1500


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_odd_file_is_read_and_its_bad_rows_are_held_back(
    name: str, hostile: tuple[Workspace, DeliveryReport]
) -> None:
    (report,) = [found for found in hostile[1].files if found.file.endswith("/" + NAME.format(name))]
    assert (report.rows_in, report.quarantined) == ACCEPTED[name][1]
    assert report.sums


def test_the_rows_with_too_many_and_too_few_fields_are_held_back_under_their_numbers(
    hostile: tuple[Workspace, DeliveryReport], rows: Rows
) -> None:
    held = [row for row in rows(hostile[0], "quarantine") if row["slot"] == "too-many-and-too-few/2024-05"]
    assert sorted((row["source_row"], row["reason"]) for row in held) == [
        (1, "it has 13 fields where the header names 12"),
        (31, "it has 3 fields where the header names 12"),
    ]
    assert all("athena quarantine export" in str(row["remedy"]) for row in held)


def test_300_sound_files_load_beside_those_that_are_refused(hostile: tuple[Workspace, DeliveryReport]) -> None:
    sound = [file for file in hostile[1].files if "-lot-" in file.file]
    assert len(sound) == 300
    assert all(file.loaded == file.rows_in > 0 for file in sound)


def test_a_header_without_rows_is_said_to_be_one(hostile: tuple[Workspace, DeliveryReport]) -> None:
    (report,) = [file for file in hostile[1].files if "header-only" in file.file]
    assert report.notes == ["it has a header and no rows"]


def test_month_13_and_what_is_not_parquet(hostile: tuple[Workspace, DeliveryReport]) -> None:
    assert [Path(stranger.name).name for stranger in hostile[1].unrecognised] == ["2024-13-example-street.csv"]
    (refused,) = [found for found in hostile[1].refused if found.source == "mps-ward"]
    assert refused.refusal.code == "ingest.unreadable"


def test_everything_that_was_refused_is_refused_again_and_changes_nothing(
    hostile: tuple[Workspace, DeliveryReport], attempt: Attempt
) -> None:
    before = hostile[0].lake.snapshot()
    (again,) = attempt(hostile[0], Path(hostile[1].delivery))
    assert isinstance(again, DeliveryReport)
    assert hostile[0].lake.snapshot() == before
    assert {found.name for found in again.refused} == {found.name for found in hostile[1].refused}
    assert [(f.file, f.quarantined, f.unchanged) for f in sorted(again.files, key=lambda f: f.file)] == [
        (f.file, f.quarantined, f.rows_in - f.quarantined) for f in sorted(hostile[1].files, key=lambda f: f.file)
    ]


# Archives: each is a delivery of its own.


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def patched(path: Path, change: Callable[[bytearray], None]) -> Path:
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)
    return path


def central(content: bytearray, number: int = 0) -> int:
    return [found.start() for found in re.finditer(rb"PK\x01\x02", bytes(content))][number]


def truncated(path: Path, good: bytes) -> Path:
    packed(path, {NAME.format("x"): good})
    return patched(path, lambda content: content.__delitem__(slice(len(content) - 60, None)))


def encrypted(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        content[central(content) + 8] |= 1

    return patched(packed(path, {NAME.format("x"): good}), change)


def doubled(path: Path, good: bytes) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(NAME.format("x"), good)
        archive.writestr(NAME.format("x"), good + good)
    return path


def overlapping(path: Path, good: bytes) -> Path:
    """Many members that share one run of packed bytes: each honest by itself."""
    packed(path, {"a.csv": bytes(60 << 20)})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entries = b"".join(content[start:end].replace(b"a.csv", b"%05d" % number) for number in range(50))
    closing = content[end:]
    ending = closing[:8] + struct.pack("<HHL", 50, 50, len(entries)) + closing[16:]
    path.write_bytes(content[:start] + entries + ending)
    return path


def odd_method(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        content[central(content) + 10] = 99
        content[8] = 99

    return patched(packed(path, {NAME.format("x"): good}), change)


def wrong_local_header(path: Path, good: bytes) -> Path:
    return patched(packed(path, {NAME.format("x"): good}), lambda content: content.__setitem__(0, 0x51))


def bad_name(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        where = central(content)
        content[where + 9] |= 0x08
        content[where + 46] = 0xFF

    return patched(packed(path, {NAME.format("x"): good}), change)


ARCHIVES: dict[str, tuple[Callable[[Path, bytes], object], str]] = {
    "truncated": (truncated, "ingest.broken-archive"),
    "not-a-zip": (lambda path, good: path.write_bytes(good), "ingest.broken-archive"),
    "nothing": (lambda path, good: path.write_bytes(b""), "ingest.broken-archive"),
    "no-members": (lambda path, good: packed(path, {}), "ingest.empty-archive"),
    "encrypted": (encrypted, "ingest.encrypted-member"),
    "parent": (lambda path, good: packed(path, {"../" + NAME.format("x"): good}), "ingest.outside-member"),
    "backslash": (lambda path, good: packed(path, {"..\\" + NAME.format("x"): good}), "ingest.outside-member"),
    "absolute": (lambda path, good: packed(path, {"/etc/" + NAME.format("x"): good}), "ingest.outside-member"),
    "drive": (lambda path, good: packed(path, {"C:/" + NAME.format("x"): good}), "ingest.outside-member"),
    "doubled": (doubled, "ingest.doubled-member"),
    "bomb": (lambda path, good: packed(path, {NAME.format("x"): bytes(80 << 20)}), "ingest.zip-bomb"),
    "overlapping": (overlapping, "ingest.zip-bomb"),
    "bad-name": (bad_name, "ingest.broken-archive"),
    "strangers": (lambda path, good: packed(path, {"holiday.jpg": good}), "ingest.not-recognised"),
}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory, new_workspace: NewWorkspace) -> Workspace:
    return new_workspace(tmp_path_factory.mktemp("untouched") / "workspace")


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_bad_archive_is_refused_whole_and_leaves_the_lake_as_it_was(
    name: str, tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    build, code = ARCHIVES[name]
    archive = tmp_path / f"{name}.zip"
    build(archive, good)
    before = untouched.lake.snapshot()
    (refused,) = attempt(untouched, archive)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert archive.name in refused.where
    assert refused.why
    assert refused.remedy
    assert untouched.lake.snapshot() == before


def lying_size(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        where = central(content) + 24
        content[where : where + 4] = struct.pack("<L", len(good) // 2)

    return patched(packed(path, {NAME.format("x"): good}), change)


def wrong_crc(path: Path, good: bytes) -> Path:
    def change(content: bytearray) -> None:
        content[central(content) + 16] ^= 0xFF

    return patched(packed(path, {NAME.format("x"): good}), change)


@pytest.mark.parametrize("spoil", [lying_size, wrong_crc, odd_method, wrong_local_header])
def test_a_damaged_member_is_refused_by_itself(
    spoil: Callable[[Path, bytes], Path], tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    before = untouched.lake.snapshot()
    (report,) = attempt(untouched, spoil(tmp_path / "spoilt.zip", good))
    assert isinstance(report, DeliveryReport)
    assert [found.refusal.code for found in report.refused] == ["ingest.broken-archive"]
    assert report.files == []
    assert untouched.lake.snapshot() == before


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_inside_other_packings_is_refused_too(
    method: int, tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    archive = packed(tmp_path / "spoilt.zip", {NAME.format("x"): good}, method)
    patched(archive, lambda content: content.__setitem__(slice(80, 100), bytes(20)))
    (report,) = attempt(untouched, archive)
    assert isinstance(report, DeliveryReport)
    assert [found.refusal.code for found in report.refused] == ["ingest.broken-archive"]


def test_paths_that_hold_nothing_are_refused_before_anything_is_read(
    tmp_path: Path, untouched: Workspace, attempt: Attempt
) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    cases = {"nowhere": "ingest.no-such-path", "empty": "ingest.empty-folder", "pipe": "ingest.not-a-file"}
    for name, code in cases.items():
        with pytest.raises(Refused) as refused:
            attempt(untouched, tmp_path / name)
        assert refused.value.code == code
        assert str(tmp_path / name) in refused.value.where


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, untouched: Workspace, attempt: Attempt, good: bytes
) -> None:
    file = tmp_path / NAME.format("x")
    file.write_bytes(good)
    file.chmod(0)
    (refused,) = attempt(untouched, file)
    assert isinstance(refused, Refused)
    assert refused.code == "ingest.cannot-open"


# The same, later, older, permuted, vanished.


def said(rows: Rows, workspace: Workspace) -> Counter[tuple[object, ...]]:
    columns = "record_id", "version", "last_outcome", "valid_to", "withdrawn_at"
    return Counter(tuple(row[column] for column in columns) for row in rows(workspace, "crime"))


def test_the_life_of_a_month(
    tmp_path: Path, workspace: Workspace, take: Take, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    first = street_rows(60)
    two_months = {
        NAME.format("example"): as_csv(first),
        "2024-06-example-street.csv": as_csv(street_rows(9, "2024-06")),
    }
    (report,) = take(workspace, packed(tmp_path / "june.zip", two_months))
    assert [file.loaded for file in report.files] == [60, 9]
    once = said(rows, workspace)

    snapshot = workspace.lake.snapshot()
    (report,) = take(workspace, tmp_path / "june.zip")
    assert (report.snapshot, workspace.lake.snapshot()) == (None, snapshot)
    assert [file.unchanged for file in report.files] == [60, 9]

    (tmp_path / "beside").mkdir()
    for name, content in two_months.items():
        (tmp_path / "beside" / name).write_bytes(content)
    (report,) = take(workspace, tmp_path / "beside")
    assert [(file.unchanged, file.notes) for file in report.files] == [
        (60, ["these very bytes were read before"]),
        (9, ["these very bytes were read before"]),
    ]
    assert said(rows, workspace) == once

    shuffled = random.Random(1).sample(first, len(first))
    (report,) = take(
        workspace, packed(tmp_path / "shuffled.zip", {**two_months, NAME.format("example"): as_csv(shuffled)})
    )
    assert [file.unchanged for file in report.files] == [60, 9]
    assert said(rows, workspace) == once

    # A later download: two outcomes moved on, one row is gone, one is new.
    later = [row.copy() for row in first]
    later[1]["Last outcome category"] = later[2]["Last outcome category"] = "Unable to prosecute suspect"
    gone = later.pop(4)
    later.append(street_rows(62)[61])
    july = {NAME.format("example"): as_csv(later), "2024-07-example-street.csv": as_csv(street_rows(3, "2024-07"))}
    (report,) = take(workspace, packed(tmp_path / "july.zip", july))
    assert [(f.loaded, f.unchanged, f.superseded, f.withdrawn) for f in report.files] == [(1, 57, 2, 1), (3, 0, 0, 0)]
    crimes = rows(workspace, "crime", current=True)
    (marked,) = [row for row in crimes if row["withdrawn_at"] is not None]
    assert marked["crime_reference"] == gone["Crime ID"]
    standing = said(rows, workspace)

    # An archive that reaches less far than what stands is history, whatever it says.
    old = [row | {"Last outcome category": "Status update unavailable"} for row in first[:6]]
    may = {NAME.format("example"): as_csv(old), "2024-04-example-street.csv": as_csv(street_rows(2, "2024-04"))}
    (report,) = take(workspace, packed(tmp_path / "may.zip", may))
    assert [file.withdrawn for file in report.files] == [0, 0]
    now = said(rows, workspace)
    assert standing - now == Counter()
    standing_now = [row for row in rows(workspace, "crime", current=True) if row["withdrawn_at"] is None]
    assert len(standing_now) == len(crimes) - 1 + 2

    # The row that was gone is back: it is the same record again, and no longer marked.
    (report,) = take(
        workspace, packed(tmp_path / "july-again.zip", {**july, NAME.format("example"): as_csv([*later, gone])})
    )
    (back,) = [row for row in rows(workspace, "crime", current=True) if row["record_id"] == marked["record_id"]]
    assert back["withdrawn_at"] is None


def test_two_deliveries_of_one_month_in_one_folder_go_one_after_the_other(
    tmp_path: Path, workspace: Workspace, take: Take, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    sample = street_rows(12)
    for folder, outcome in ("a", "Under investigation"), ("b", "Unable to prosecute suspect"):
        (tmp_path / "both" / folder).mkdir(parents=True)
        sample[1]["Last outcome category"] = outcome
        (tmp_path / "both" / folder / NAME.format("example")).write_bytes(as_csv(sample))
    reports = take(workspace, tmp_path / "both")
    assert [(f.loaded, f.unchanged, f.superseded) for r in reports for f in r.files] == [(12, 0, 0), (0, 11, 1)]
    assert len(rows(workspace, "crime")) == 13


def test_the_same_bytes_under_two_months_are_two_months(
    tmp_path: Path, workspace: Workspace, take: Take, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    folder = tmp_path / "twins"
    folder.mkdir()
    header = as_csv(street_rows(1)).splitlines(keepends=True)[0]
    for month in "2024-05", "2024-06":
        (folder / f"{month}-example-street.csv").write_bytes(as_csv(street_rows(4)))
        (folder / f"{month}-quiet-street.csv").write_bytes(header)
    (report,) = take(workspace, folder)
    assert [(f.loaded, f.unchanged, f.quarantined) for f in report.files] == [(4, 0, 0), (0,) * 3, (0, 0, 4), (0,) * 3]
    assert len({row["quarantine_id"] for row in rows(workspace, "quarantine")}) == 4


def test_a_file_that_is_written_while_it_is_read_is_refused(
    tmp_path: Path, untouched: Workspace, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / NAME.format("growing")
    file.write_bytes(good * 2000)
    read = os.fstat
    seen: list[int] = []

    def grow(descriptor: int) -> os.stat_result:
        if os.path.realpath(f"/proc/self/fd/{descriptor}") == str(file.resolve()):
            seen.append(descriptor)
            if len(seen) == 2:
                with file.open("ab") as more:
                    more.write(b"more\n")
        return read(descriptor)

    with loading(untouched) as view:
        monkeypatch.setattr(os, "fstat", grow)
        (refused,) = list(ingest(view, [file], Progress()))
    assert isinstance(refused, Refused)
    assert refused.code == "ingest.changing-file"
    assert "somebody is still writing it" in refused.why


# Mutations: whatever happens to a file, it sums or is refused.

_BROKEN = st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"", b"\n\n", b"2024-06", b"-0.1", b"nan"])


@given(data=st.data())
@settings(
    max_examples=3, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_mutation_of_any_file_sums_or_is_refused(
    data: st.DataObject, tmp_path: Path, untouched: Workspace, good: bytes, attempt: Attempt
) -> None:
    folder = tmp_path / "mutants"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number in range(26):
        content = good
        for _ in range(data.draw(st.integers(1, 3))):
            start = data.draw(st.integers(0, len(content)))
            end = start + data.draw(st.sampled_from([0, 1, 1, 7, 90, 600]))
            content = content[:start] + data.draw(_BROKEN) + content[end:]
        (folder / NAME.format(f"mutant-{chr(97 + number)}")).write_bytes(content)
    for outcome in attempt(untouched, folder):
        assert isinstance(outcome, DeliveryReport)
        assert len(outcome.files) + len(outcome.refused) == 26
        assert all(file.sums and file.rows_in >= 0 for file in outcome.files)


@pytest.mark.slow
def test_every_police_archive_has_the_rows_that_the_readme_counts(
    tmp_path: Path, workspace: Workspace, police: Path, take: Take, rows: Rows
) -> None:
    counts: Counter[str] = Counter()
    for report in take(workspace, *sorted(police.glob("[bm]*.zip"))):
        for file in report.files:
            counts[f"{Path(report.delivery).stem} {file.source}"] += file.rows_in
            assert file.loaded == file.rows_in
    assert counts == {
        "bedfordshire-street_2023-12_2025-06 police-uk-street": 99_528,
        "metropolitan-stop-and-search_2015-04_2016-01 police-uk-stop-and-search": 126_305,
        "metropolitan-stop-and-search_2017-12_2019-02 police-uk-stop-and-search": 195_027,
        "metropolitan-stop-and-search_2022-03_2024-08 police-uk-stop-and-search": 369_146,
    }
    with workspace.lake.read() as reading:
        searches = reading.table("stop_search")
        utc = searches.mutate(utc_month=searches.occurred_at.strftime("%Y-%m"), of=searches.slot.right(7))
        late = utc.filter(utc.of >= "2022-03")
        assert reading.execute(late.filter(late.utc_month != late.of)).num_rows == 324
        assert reading.execute(late.filter(late.month.strftime("%Y-%m") != late.of)).num_rows == 0
        early = searches.filter(searches.slot.right(7) < "2016-02")
        assert (
            reading.execute(early.filter(early.longitude.notnull() | early.outcome_linked_to_object.notnull())).num_rows
            == 0
        )
        without = reading.execute(early.filter(early.object_of_search.isnull())).num_rows
        assert round(without / 126_305 * 100, 1) == 68.5
        ethnicity = late.group_by("officer_defined_ethnicity_original").agg(rows=late.count())
        counted = {
            row["officer_defined_ethnicity_original"]: row["rows"] for row in reading.execute(ethnicity).to_pylist()
        }
        assert (counted["White"], counted["Black"], counted["Asian"], counted["Other"]) == (
            146_713,
            140_152,
            53_397,
            19_722,
        )
        assert counted[None] == 9_162
        crime = reading.table("crime")
        asb = reading.execute(crime.filter(crime.crime_reference.isnull()))
        assert round(asb.num_rows / 99_528 * 100, 1) == 16.1
        assert (
            reading.execute(crime.filter(crime.crime_reference.notnull()).select("crime_reference").distinct()).num_rows
            == 99_528 - asb.num_rows
        )
        assert round(reading.execute(crime.filter(crime.longitude.isnull())).num_rows / 99_528 * 100, 1) == 3.9
        said = crime.select(
            *("crime_reference", "month", "reported_by", "falls_within", "longitude", "latitude", "location_text"),
            *("lsoa_code", "lsoa_name", "crime_type", "last_outcome", "context"),
        )
        # Rows alike in every column are incidents of their own: none was folded into another.
        assert 99_528 - reading.execute(said.distinct()).num_rows == 4_334
        districts = Counter(
            str(name).rsplit(" ", 1)[0]
            for name in reading.execute(crime.select("lsoa_name"))["lsoa_name"].to_pylist()
            if name is not None
        )
        assert (districts["North Hertfordshire"], districts["Milton Keynes"]) == (94, 65)
        linked = {"2017-12": 100, "2022-03": 82}
        for first, last in ("2017-12", "2019-02"), ("2022-03", "2024-08"):
            era = searches.filter(searches.slot.right(7).between(first, last))
            counted_rows = reading.execute(
                era.aggregate(rows=era.count(), without=era.outcome_linked_to_object.isnull().sum())
            ).to_pylist()[0]
            assert round(counted_rows["without"] / counted_rows["rows"] * 100) == linked[first]
