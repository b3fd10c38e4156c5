"""Reading events from a CSV: dates and metres, with every row that could not be used counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyproj
import shapely

from athena.failures import Refused
from athena.forecast.datasets import Layout, guessed_layout, known_datasets, known_layout
from athena.forecast.events import Events, Floats, in_order
from athena.forecast.reported import check_reported, kind_in_name

_SECONDS_A_DAY = 86_400.0
_FORMATS = (
    "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d",
    "%m/%d/%Y %H:%M", "%m/%d/%Y",
)  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """The events of one file. `left_out` counts rows that could not be used, by reason; `notes` are for the reader."""

    name: str
    events: Events
    boundary: shapely.Geometry | None
    rows: int
    left_out: Mapping[str, int]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What of a file is wanted, where its name and columns do not say it: each None or the asker's own word."""

    time: str | None = None
    x: str | None = None
    y: str | None = None
    crs: str | None = None
    kind: str | None = None
    type: str | None = None
    boundary: Path | None = None


def deliver(name: str, data: Path, wanted: Wanted) -> Delivered:
    """The events of the data set `name`: a known one below `data`, else the path of a CSV (plain or gzip).

    Times become days since 1970, coordinates metres. Days without a time of day count from midnight. Refused with
    `forecast.dataset-unknown`, `forecast.columns-unknown`, `forecast.no-events`, and as `reported_kind`.
    """
    layout = _layout(name, data, wanted)
    table = _table(layout.file)
    notes: list[str] = []
    kinds = _kinds(layout, table, notes)
    if layout.type is not None and layout.type_column is not None:
        same = pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(table[layout.type_column])), layout.type.lower())
        table = table.filter(same)
    lost: Counter[str] = Counter()
    day, x, y = _days(table, layout), _numbers(table, layout.x), _numbers(table, layout.y)
    usable = _usable(day, x, y, lost)
    x, y, boundary = _metres(layout, x[usable], y[usable])
    events = in_order(day[usable], x, y)
    if len(events) == 0:
        raise _nothing(layout, table.num_rows, lost)
    return Delivered(name, events, boundary, table.num_rows, dict(lost), kinds, tuple(notes))


def _layout(name: str, data: Path, wanted: Wanted) -> Layout:
    layout = known_layout(name, data)
    if layout is None:
        file = Path(name) if Path(name).suffix else next(iter(sorted(data.glob(f"**/{name}.csv*"))), Path(name))
        if not file.is_file():
            raise _unknown(name, data)
        header = _table(file).column_names
        if wanted.time and wanted.x and wanted.y:
            layout = Layout(file, wanted.time, wanted.x, wanted.y, None)
        else:
            layout = guessed_layout(file, header)
    elif not layout.file.is_file():
        raise _unknown(name, data)
    said = {
        field: value
        for field in ("time", "x", "y", "crs", "kind", "type", "boundary")
        if (value := getattr(wanted, field)) is not None
    }
    return replace(layout, **said)


def _table(file: Path) -> pa.Table:
    try:
        with pa.input_stream(str(file), compression="detect") as stream:
            header = pacsv.open_csv(stream).schema.names
        text = pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True)
        with pa.input_stream(str(file), compression="detect") as stream:
            return pacsv.read_csv(stream, convert_options=text)
    except (pa.ArrowInvalid, OSError) as error:
        raise Refused(
            "forecast.unreadable",
            f"Read {file.name}",
            str(file),
            str(error),
            "whoever delivered it: send a CSV with a header",
        ) from error


def _kinds(layout: Layout, table: pa.Table, notes: list[str]) -> tuple[str, ...]:
    """What the events are, as far as anything says so. Refused as `reported_kind`."""
    if layout.kind is not None:
        return check_reported([layout.kind])
    if layout.type is not None:
        return check_reported([layout.type])
    if layout.type_column is not None and layout.type_column in table.column_names:
        return check_reported(word for word in pc.unique(table[layout.type_column]).to_pylist() if word)
    named = kind_in_name(layout.file.name.split(".")[0])
    if named is None:
        notes.append(
            "nothing says what kind of events these are: whoever uses this answers for it that victims report them"
        )
        return ()
    return (named,)


def _days(table: pa.Table, layout: Layout) -> Floats:
    parts = layout.time.split("-") if layout.time not in table.column_names else [layout.time]
    missing = [part for part in (*parts, layout.x, layout.y) if part not in table.column_names]
    if missing:
        raise Refused(
            "forecast.columns-unknown",
            f"Read {layout.file.name}",
            f"{layout.file}, header: {', '.join(table.column_names)}",
            f"there is no column {', '.join(missing)}",
            "whoever asks: name the columns with --time, --x and --y",
        )
    if len(parts) > 1:
        padded = [pc.utf8_lpad(pc.utf8_trim_whitespace(table[part]), 2, padding="0") for part in parts]
        text = pc.binary_join_element_wise(*padded, "-")
    else:
        text = pc.utf8_trim_whitespace(table[parts[0]])
    # A fraction of a second, and an offset: events keep the clock of the place where they happened.
    text = pc.replace_substring_regex(text, r"(\.\d+)?([+-]\d\d:?\d\d)?$", "")
    stamps = None
    for form in _FORMATS:
        read = pc.strptime(text, format=form, unit="s", error_is_null=True)
        stamps = read if stamps is None else pc.coalesce(stamps, read)
    seconds = pc.cast(stamps, pa.int64()).to_numpy(zero_copy_only=False).astype(float)
    return np.asarray(seconds / _SECONDS_A_DAY)


def _numbers(table: pa.Table, column: str) -> Floats:
    text = pc.utf8_trim_whitespace(table[column])
    numeric = pc.if_else(pc.match_substring_regex(text, r"^[+-]?\d*\.?\d+([eE][+-]?\d+)?$"), text, None)
    return np.asarray(pc.cast(numeric, pa.float64()).to_numpy(zero_copy_only=False), dtype=float)


def _usable(day: Floats, x: Floats, y: Floats, lost: Counter[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    dated, placed = np.isfinite(day), np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    lost["no date"] += int((~dated).sum())
    lost["no coordinates"] += int((dated & ~placed).sum())
    return np.asarray(dated & placed)


def _metres(layout: Layout, x: Floats, y: Floats) -> tuple[Floats, Floats, shapely.Geometry | None]:
    """Coordinates in metres, and the boundary in the same: in the file's own projection, else centred on the data."""
    boundary = None if layout.boundary is None else _polygon(layout.boundary)
    source = pyproj.CRS.from_user_input(layout.crs) if layout.crs else None
    if source is not None and len(x):
        centred = source.is_geographic or source.axis_info[0].unit_conversion_factor != 1.0
        target = _around(source, x, y) if centred else source
        if centred:
            x, y = pyproj.Transformer.from_crs(source, target, always_xy=True).transform(x, y)
        if boundary is not None:
            project = pyproj.Transformer.from_crs("EPSG:4326", target, always_xy=True)
            boundary = shapely.transform(boundary, lambda points: np.column_stack(project.transform(*points.T)))
    return np.asarray(x), np.asarray(y), boundary


def _around(source: pyproj.CRS, x: Floats, y: Floats) -> pyproj.CRS:
    to_degrees = pyproj.Transformer.from_crs(source, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(float(np.median(x)), float(np.median(y)))
    return pyproj.CRS.from_proj4(f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +datum=WGS84 +units=m")


def _polygon(file: Path) -> shapely.Geometry:
    return shapely.union_all(shapely.get_parts(shapely.from_geojson(file.read_text(encoding="utf-8"))))


def _unknown(name: str, data: Path) -> Refused:
    return Refused(
        "forecast.dataset-unknown",
        f"Back-test on {name!r}",
        str(data),
        "it is neither a known data set that lies there nor the path of a CSV",
        f"whoever asks: name one of {', '.join(known_datasets())} (--data says where they lie), or a CSV",
    )


def _nothing(layout: Layout, rows: int, lost: Counter[str]) -> Refused:
    why = ", ".join(f"{count} rows with {reason}" for reason, count in lost.items() if count) or "no row was left"
    return Refused(
        "forecast.no-events", f"Read events from {layout.file.name}", f"{layout.file}, {rows} rows", why,
        "whoever asks: check --time, --x, --y and --type",
    )  # fmt: skip
