"""Assessing a model on a force's own records, where somebody knows whose they are: before it may be registered.

Truth is a file that says of delivered rows whose they are, and to which groups their person belongs. It is read when
errors are counted and nowhere else: no group is an input to anything.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from athena.access.view import View
from athena.failures import Refused
from athena.lake.durable import arrival, make_folder
from athena.lake.sealed import SealedReader, SealedWriter
from athena.lake.workspace import Workspace
from athena.resolve.evaluation import GroupError, group_errors
from athena.resolve.held import truth_columns
from athena.resolve.linkage import Linkage, RecordId
from athena.resolve.matching import Matching
from athena.resolve.measures import closeness

_NEEDED = ("source_file", "source_row", "truth")
_KEY = "reading"
_Known = tuple[NDArray[np.intp], NDArray[np.int64], Mapping[str, NDArray[np.str_]]]


@dataclass(frozen=True)
class Assessment:
    """How close a model came on records whose truth is known, at the threshold it is registered with.

    `precision` and `recall` are of pairs of records in one entity; `b_cubed` is an F1; `groups` are as `evaluation`
    has them, each with its 95 % interval over people.
    """

    truth: str
    records: int
    people: int
    precision: float
    recall: float
    f1: float
    b_cubed: float
    over_merged: int
    groups: tuple[GroupError, ...]


def assess(job: View, linkage: Linkage, truth: Path) -> Assessment:
    """Set a linkage of the records that `job` shows against a file of truth.

    The file has `source_file`, `source_row` (as the records have them) and `truth`, and any further column is a group
    to report by. A row that gives several people is left out, since nothing says which is meant. Refused with
    `resolve.truth` for a file that lacks one of them or speaks of no record there is.
    """
    chosen, whose, groups = _known(job, linkage, _read(truth), truth)
    close = closeness(linkage.cluster[chosen], whose)
    return Assessment(
        truth.name,
        len(chosen),
        len(np.unique(whose)),
        close.cluster.precision,
        close.cluster.recall,
        close.cluster.f1,
        close.b_cubed.f1,
        close.over_merged,
        group_errors(linkage.cluster[chosen], whose, groups),
    )


def keep_assessments(workspace: Workspace, matching: Matching, found: Sequence[Assessment]) -> None:
    """Keep what was found beside the model, in place of what was found before."""
    path = _path(workspace, matching.digest)
    make_folder(path.parent)
    with arrival(path.parent) as fresh:
        with SealedWriter(fresh.stream, workspace.keys.read(_KEY)) as target:
            target.write(json.dumps([asdict(one) for one in found]).encode())
        fresh.settle(path)


def kept_assessments(workspace: Workspace, digest: str) -> tuple[Assessment, ...]:
    """What was found of a model; empty where nobody assessed it."""
    path = _path(workspace, digest)
    if not path.exists():
        return ()
    with SealedReader(path, workspace.keys.read(_KEY)) as sealed:
        found = json.loads(sealed.read())
    return tuple(Assessment(**{**one, "groups": tuple(_group(group) for group in one["groups"])}) for one in found)


def _group(said: Mapping[str, Any]) -> GroupError:
    intervals = {name: tuple(said[name]) for name in ("wrongly_joined", "missed")}
    return GroupError(said["by"], said["group"], said["records"], **intervals)


def _path(workspace: Workspace, digest: str) -> Path:
    return workspace.folder / "models" / f"{digest}.assessed"


def _read(truth: Path) -> pa.Table:
    if not truth.is_file():
        raise _refused(truth, "there is no such file", "name a CSV file that says whose each row is")
    # A hash of digits alone, or a person's number, is a name and no number.
    types = {"source_file": pa.string(), "source_row": pa.int64(), "truth": pa.string()}
    table = pyarrow.csv.read_csv(truth, convert_options=pyarrow.csv.ConvertOptions(column_types=types))
    missing = [name for name in _NEEDED if name not in table.column_names]
    if missing:
        raise _refused(truth, f"it has no column {missing[0]}", f"its columns are to be {', '.join(_NEEDED)}, ...")
    return table


def _known(job: View, linkage: Linkage, truth: pa.Table, path: Path) -> _Known:
    rows = job.release(truth_columns(job.table("person"))).rows
    named = list(zip(rows["source_file"].to_pylist(), rows["source_row"].to_pylist(), strict=True))
    people = Counter(named)
    ids = zip(rows["record_id"].to_pylist(), named, strict=True)
    place = {key: linkage.position(RecordId(one)) for one, key in ids if people[key] == 1}
    keys = list(zip(truth["source_file"].to_pylist(), truth["source_row"].to_pylist(), strict=True))
    there = [at for at, key in enumerate(keys) if key in place]
    if not there:
        raise _refused(
            path,
            "it speaks of no record that there is",
            "name files by SHA-256 and rows by number, as `athena trace` does",
        )
    told = truth.take(pa.array(there))
    chosen = np.array([place[keys[at]] for at in there], np.intp)
    whose = np.unique(np.array(told["truth"].to_pylist(), dtype=np.str_), return_inverse=True)[1]
    groups = {
        name: np.array(["not recorded" if one is None else str(one) for one in told[name].to_pylist()])
        for name in told.column_names
        if name not in _NEEDED
    }
    return chosen, whose.astype(np.int64), groups


def _refused(where: Path, why: str, remedy: str) -> Refused:
    return Refused("resolve.truth", "Assess the model", str(where), why, f"Whoever asks: {remedy}")
