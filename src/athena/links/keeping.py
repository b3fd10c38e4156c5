"""Keeping the graph: one sealed file a snapshot beside the lake, read into memory and never lying open on disk."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa

from athena.failures import Refused
from athena.lake.durable import OWNER_ONLY, make_folder, sync_file, sync_folder
from athena.lake.scratch import Scratch
from athena.lake.sealed import SealedReader, SealedWriter
from athena.lake.workspace import Workspace
from athena.links.graph import Edges, Graph, Need
from athena.pole import LabelId

FOLDER = "links"
_KEY = "reading"  # what it holds is less than what the reading copies hold, and they are sealed by this key
_ARRAYS = ("offsets", "ends", "numbers", "classes", "kinds")
_OF_EDGES = ("tail", "head", "relation", "need", "first", "last")


def keep(workspace: Workspace, graph: Graph) -> Path:
    """Write `graph` as the graph of its snapshot, whole or not at all, and drop those of older snapshots."""
    folder = workspace.folder / FOLDER
    make_folder(folder)
    target = _file(workspace, graph.snapshot)
    with Scratch(folder, "making") as scratch:
        made = scratch.folder / "graph"
        with made.open("wb") as stream, SealedWriter(stream, workspace.keys.read(_KEY)) as sealed:
            sealed.write(_packed(graph))
        made.chmod(OWNER_ONLY)
        sync_file(made)
        made.rename(target)
    sync_folder(folder)
    for older in folder.glob("*.graph"):
        if older != target:
            older.unlink(missing_ok=True)
    return target


def kept(workspace: Workspace, snapshot: int) -> Graph:
    """The graph of `snapshot`. Refused with `links.not-built` where there is none; a damaged file stops the line."""
    file = _file(workspace, snapshot)
    if not file.exists():
        raise Refused(
            "links.not-built",
            "There is no graph of this snapshot",
            f"snapshot {snapshot}",
            "The graph follows the lake: each delivery makes a snapshot, and the graph is built from it",
            "A data engineer: athena links build",
        )
    with SealedReader(file, workspace.keys.read(_KEY)) as sealed:
        return _unpacked(memoryview(io.BufferedReader(sealed).read()))


def _file(workspace: Workspace, snapshot: int) -> Path:
    return workspace.folder / FOLDER / f"{snapshot:012d}.graph"


def _packed(graph: Graph) -> bytes:
    head = {
        "snapshot": graph.snapshot,
        "kind_names": graph.kind_names,
        "relations": graph.relations,
        "needs": [[[need.kind, need.group, need.label] for need in needs] for needs in graph.needs],
    }
    columns = {name: pa.array(getattr(graph, name)) for name in _ARRAYS}
    columns |= {name: pa.array(getattr(graph.edges, name)) for name in _OF_EDGES}
    width = graph.names.dtype.itemsize
    columns["names"] = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(graph.names), [None, pa.py_buffer(np.ascontiguousarray(graph.names).tobytes())]
    )
    columns["record"] = graph.edges.record
    sink = pa.BufferOutputStream()
    for name, column in columns.items():
        batch = pa.record_batch([column], schema=pa.schema([(name, column.type)], {"graph": json.dumps(head)}))
        with pa.ipc.new_stream(sink, batch.schema) as out:
            out.write_batch(batch)
    return bytes(sink.getvalue())


def _unpacked(content: memoryview) -> Graph:
    source = pa.BufferReader(content)
    columns: dict[str, pa.Array] = {}
    head: dict[str, object] = {}
    while source.tell() < len(content):
        with pa.ipc.open_stream(source) as stream:
            (batch,) = list(stream)
            head = json.loads(stream.schema.metadata[b"graph"])
            columns[stream.schema.names[0]] = batch.column(0)
    arrays = {name: column.to_numpy() for name, column in columns.items() if name not in ("names", "record")}
    names = columns["names"]
    edges = Edges(**{name: arrays[name] for name in _OF_EDGES}, record=columns["record"])
    return Graph(
        snapshot=int(str(head["snapshot"])),
        names=np.frombuffer(names.buffers()[1], dtype=f"S{names.type.byte_width}", count=len(names)),
        kind_names=tuple(map(str, _listed(head["kind_names"]))),
        relations=tuple(map(str, _listed(head["relations"]))),
        needs=tuple(
            tuple(Need(str(kind), str(group), LabelId(int(label))) for kind, group, label in needs)
            for needs in _listed(head["needs"])
        ),
        edges=edges,
        **{name: arrays[name] for name in _ARRAYS},
    )


def _listed(value: object) -> list[list[tuple[str, str, int]]]:
    assert isinstance(value, list)
    return value
