"""Files that are not as they should be: each is refused with its reason, or read with its bad rows held back."""

import os
import re
import shutil
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
Rows = Callable[..., list[dict[str, object]]]
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
