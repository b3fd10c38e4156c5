"""The log of a control room as a response problem needs it: when calls came, how urgent, where, and how long they took.

Places, times and grades only. A caller's name, a number or the text of a log is never read from the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.json as pajson

from athena.deploy.beats import Floats, Integers
from athena.failures import Refused

COLUMNS = ("called_at", "arrived_at", "closed_at", "grade", "easting", "northing")
"""What a log must have; `method` and an area column are read where they are there."""

OFFICER = "OFFICER"
_MONDAY = np.datetime64("1970-01-05", "s")


@dataclass(frozen=True)
class ResponseLog:
    """Calls in order of time: `minute` since Monday 5 January 1970 (UTC), `grade`, metres, minutes at the `scene`.

    All (calls,); `area` is each call's area in the file's words. `left_out` counts rows that were not used, by reason.
    """

    minute: Floats
    grade: Integers
    x: Floats
    y: Floats
    scene: Floats
    area: tuple[str, ...]
    left_out: Mapping[str, int]

    def __len__(self) -> int:
        """How many calls."""
        return len(self.minute)

    def within(self, area: str) -> ResponseLog:
        """The calls of one area."""
        return self.kept(np.array([one == area for one in self.area], bool))

    def kept(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> ResponseLog:
        """The calls that are chosen, in the same order."""
        areas = tuple(area for area, keep in zip(self.area, chosen.tolist(), strict=True) if keep)
        return ResponseLog(
            self.minute[chosen],
            self.grade[chosen],
            self.x[chosen],
            self.y[chosen],
            self.scene[chosen],
            areas,
            self.left_out,
        )


def read_log(paths: Iterable[Path], grades: Iterable[int], area: str | None = None) -> ResponseLog:
    """The calls of `grades` from CSV or JSON-lines files, or folders of them; one area called `all` without `area`.

    Left out and counted: other grades, calls that officers opened themselves (a plan from them would follow patrols),
    calls that nobody attended, and rows whose times or place are missing or run backwards. Refused with
    `deploy.log-unreadable`, `deploy.columns-missing` and `deploy.no-calls`.
    """
    files = _files(paths)
    table = pa.concat_tables([_table(file, area) for file in files])
    wanted = set(grades)
    lost: Counter[str] = Counter()
    called, arrived, closed = (_minutes(table[name]) for name in ("called_at", "arrived_at", "closed_at"))
    grade, x, y = (_numbers(table[name]) for name in ("grade", "easting", "northing"))
    by_officer = np.array([one == OFFICER for one in table["method"].to_pylist()], bool)
    keep = np.ones(len(table), bool)
    with np.errstate(invalid="ignore"):
        for reason, fine in (
            ("a grade without a target", np.isin(grade, list(wanted))),
            ("opened by an officer", ~by_officer),
            ("nobody attended", np.isfinite(arrived)),
            ("no time or no place", np.isfinite(called) & np.isfinite(closed) & np.isfinite(x) & np.isfinite(y)),
            ("times that run backwards", (called <= arrived) & (arrived <= closed)),
        ):
            lost[reason] = int((keep & ~fine).sum())
            keep &= fine
    if not keep.any():
        raise Refused(
            "deploy.no-calls",
            "no call in these files can be used",
            ", ".join(str(file) for file in files[:3]),
            "; ".join(f"{count:,}: {reason}" for reason, count in lost.items() if count) or "the files are empty",
            "give files with attended calls of the grades that have a target; the control room exports them",
        )
    order = np.flatnonzero(keep)[np.argsort(called[keep], kind="stable")]
    areas = table[area].to_pylist() if area else ["all"] * len(table)
    return ResponseLog(
        called[order],
        grade[order].astype(np.int64),
        x[order],
        y[order],
        closed[order] - arrived[order],
        tuple(str(areas[row]) for row in order),
        dict(lost),
    )


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(one for one in path.iterdir() if one.suffix in (".csv", ".jsonl")))
        else:
            found.append(path)
    return found


def _table(file: Path, area: str | None) -> pa.Table:
    try:
        table = pajson.read_json(file) if file.suffix == ".jsonl" else pacsv.read_csv(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise Refused(
            "deploy.log-unreadable",
            "a log of calls could not be read",
            str(file),
            str(error),
            "give CSV with a header, or JSON lines (.jsonl); the control room exports either",
        ) from error
    missing = [name for name in (*COLUMNS, *([area] if area else ())) if name not in table.column_names]
    if missing:
        raise Refused(
            "deploy.columns-missing",
            "a log of calls lacks columns",
            f"{file}: {', '.join(missing)}",
            "a call needs its times, its grade, its place in metres, and the area where one is asked for",
            f"name the columns {', '.join(COLUMNS)}; whoever exports the log can",
        )
    method = table["method"] if "method" in table.column_names else pa.nulls(len(table), pa.string())
    kept = table.select([*COLUMNS, *([area] if area else ())]).append_column("method", method)
    return pa.table({name: pc.cast(kept[name], pa.string()) for name in kept.column_names})


def _minutes(column: pa.ChunkedArray) -> Floats:
    """Minutes since a Monday in UTC, nan where there is no time that can be read."""
    text = pc.replace_substring_regex(column, "(Z|\\.\\d+Z?)$", "")
    text = pc.replace_substring(text, "T", " ")
    moment = pc.strptime(text, format="%Y-%m-%d %H:%M:%S", unit="s", error_is_null=True)
    seconds = moment.to_numpy().astype("datetime64[s]")
    minutes = (seconds - _MONDAY).astype("timedelta64[s]").astype(np.float64) / 60.0
    return np.where(np.isnat(seconds), np.nan, minutes)


def _numbers(column: pa.ChunkedArray) -> Floats:
    """Numbers, nan where there is none."""
    fits = pc.match_substring_regex(column, r"^-?\d+(\.\d+)?$")
    return np.asarray(pc.cast(pc.if_else(fits, column, None), pa.float64()).to_numpy(), np.float64)
