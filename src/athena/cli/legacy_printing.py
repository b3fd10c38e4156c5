"""What `athena legacy` prints: layouts, verdicts, records beside their bytes, and where every byte went."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from athena.ingest.mainframe.convert import Conversion
    from athena.ingest.mainframe.formats import FormatVerdict
    from athena.ingest.mainframe.infer import Settled, Verdict
    from athena.ingest.mainframe.layout import Layout

_WIDEST = 48
out = Console()
err = Console(stderr=True)


def report(result: Conversion, settled: Settled, files: Sequence[Path], output: Path, as_json: bool) -> None:
    """Say what came of a conversion: how it was read, where every byte went, which values are doubtful."""
    if not settled.format_stated:
        err.print(f"record format found from the bytes: {settled.format}, {settled.format_confidence:.0%} sure")
    if not settled.code_page_stated:
        err.print(f"code page found from the bytes: {settled.code_page}, {settled.code_page_confidence:.0%} sure")
    doubts = [
        {"field": field, "reason": reason, "count": count} for (field, reason), count in sorted(result.doubts.items())
    ]
    plain = {name: value for name, value in dataclasses.asdict(result).items() if name != "doubts"}
    if as_json:
        how = {name: value for name, value in dataclasses.asdict(settled).items() if name != "frame"}
        print(
            json.dumps({**plain, **how, "file": str(output), "inputs": [str(path) for path in files], "doubts": doubts})
        )
        return
    out.print(f"{result.records:,} records from {result.bytes:,} bytes to {output}")
    table = Table("bytes of", "count", title="Where every byte went")
    for name in ("record_bytes", "header_bytes", "filler_bytes", "filtered_bytes", "quarantined_bytes"):
        table.add_row(name.removesuffix("_bytes"), f"{plain[name]:,}")
    out.print(table)
    if doubts:
        table = Table("field", "reason", "values", title=f"{result.doubtful:,} records hold a doubtful value")
        for doubt in doubts:
            table.add_row(str(doubt["field"]), str(doubt["reason"]), f"{doubt['count']:,}")
        out.print(table)


def print_verdicts(formats: list[FormatVerdict], pages: list[Verdict], page_name: str, record_format: str) -> None:
    """What the bytes say of format and code page, beside what was stated."""
    table = Table("question", "answer", "how sure", "why", title="Verdict")
    for found in formats[:3]:
        table.add_row("record format", f"--format {found.label}", f"{found.confidence:.0%}", found.why)
    for verdict in pages[:3]:
        table.add_row("code page", f"--code-page {verdict.answer}", f"{verdict.confidence:.0%}", verdict.why)
    out.print(table)
    if record_format or page_name:
        stated = " ".join(filter(None, (record_format, page_name)))
        out.print(f"Stated, and used below: {stated}")


def print_records(layout: Layout, rows: list[dict[str, object]]) -> None:
    """Records field by field: the bytes, beside them the value, and what is doubtful about it.

    Tables, and what stands behind one of variable length, follow as values without their bytes.
    """
    from athena.ingest.mainframe.describe import field_hex

    for row in rows:
        raw = row["_raw"]
        values = {key: value for key, value in row.items() if not key.startswith("_")}
        doubts = _reasons(row["_doubt"])
        title = f"record {row['_record']} at byte {row['_offset']}: {row['_length']} bytes"
        table = Table("field", "bytes", "value", "doubtful", title=title)
        for path, digits in field_hex(layout, raw if isinstance(raw, bytes) else b""):
            shown = digits if len(digits) <= _WIDEST else digits[: _WIDEST - 3] + "..."
            table.add_row(path.split(".", 1)[-1], shown, _word(_value_at(values, path)), doubts.pop(path, ""))
        out.print(table)
        for path, reasons in doubts.items():
            out.print(f"doubtful: {path}: {reasons}", markup=False)
        lists = {key: value for key, value in values.items() if _holds_list(value)}
        if lists:
            out.print_json(json.dumps(lists, default=str, ensure_ascii=False))


def _reasons(doubts: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in doubts if isinstance(doubts, list) else []:
        found[one["field"]] = f"{found[one['field']]}, {one['reason']}" if one["field"] in found else one["reason"]
    return found


def _value_at(values: object, path: str) -> object:
    """The value of a dotted path; the record's own name is part of it only where there are several records."""
    for step in (
        path.split(".") if isinstance(values, dict) and path.split(".", 1)[0] in values else path.split(".")[1:]
    ):
        values = values.get(step) if isinstance(values, dict) else None
    return values


def _word(value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)} times, below"
    return "" if value is None else str(value)


def _holds_list(value: object) -> bool:
    return isinstance(value, list) or (isinstance(value, dict) and any(map(_holds_list, value.values())))


def layout_table(layout: Layout) -> Table:
    """A layout as a table."""
    from athena.ingest.mainframe.describe import layout_lines

    title = f"{layout.name}: {layout.width} bytes" + (f", at least {layout.least}" if layout.varies else "")
    table = Table("level", "name", "offset", "length", "occurs", "holds", "notes", title=title)
    for line in layout_lines(layout):
        level = f"{line.level:02d}" if line.level else ""
        table.add_row(
            level, "  " * line.depth + line.name, str(line.offset), str(line.length), line.occurs, line.kind, line.notes
        )
    return table


def layout_json(layout: Layout) -> dict[str, object]:
    """A layout as JSON."""
    from athena.ingest.mainframe.describe import layout_lines

    return {
        "name": layout.name,
        "length": layout.width,
        "least": layout.least,
        "fields": [dataclasses.asdict(line) for line in layout_lines(layout)],
    }
