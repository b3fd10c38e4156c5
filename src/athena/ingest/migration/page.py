"""The report as a page: HTML for a programme board and an auditor, from the signed JSON and from nothing else.

One file, no script, nothing fetched from anywhere; headings in order, captions on tables, column heads marked, so that
it prints, and reads aloud.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from string import Template
from typing import Any

from athena.ingest.migration.signing import Signed

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 1rem/1.5 sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; font-size: .9rem }
caption { text-align: left; font-weight: bold; padding: .3rem 0 }
th, td { border: 1px solid #767676; padding: .3rem .5rem; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.verdict { border: 3px solid #111; padding: 1rem; font-size: 1.2rem }
.fails { font-weight: bold; text-decoration: underline }
code { overflow-wrap: anywhere }
thead { display: table-header-group }
tr { break-inside: avoid }
@media print { body { margin: 0; max-width: none } h2 { break-after: avoid } }
</style>
</head>
<body>
<main>
$body
</main>
</body>
</html>
""")
_AREAS = {
    "bytes": "Every byte",
    "rows": "Every row",
    "control": "Control totals of the old system",
    "decoders": "Two decoders, one total",
    "lake": "Records that stand",
    "hash totals": "Hash totals, bytes against lake",
    "fields": "Field by field",
    "links": "Links",
    "rejected": "Rejected rows by reason",
}


def html_report(signed: Signed) -> str:
    """The report as one HTML document."""
    says = signed.says
    title = f"Migration report: {says['title']}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        _verdict(says),
        _signature(signed),
        "<h2>What was delivered</h2>",
        _table("Files as verified", _FILES, says["files"]),
        "<h2>What became of the rows</h2>",
        "<p>Rows in = loaded + merged + rejected. A row is merged when its record stood already: nothing changed, or "
        "its new version took the place of the old. Derived records come from rows that another line counts.</p>",
        _table("Rows by record type and mapping", _ROWS, says["rows"]),
        "<h2>The checks</h2>",
        *_checks(says["checks"]),
        "<h2>What became of the fields</h2>",
        _table("Fields of the copybook", _FIELDS, says["fields"]),
        "<h2>What was rejected</h2>",
        "<p>The bytes of each row are kept: <code>athena quarantine show ID</code> prints them.</p>",
        _table("Rejected rows", _REJECTED, says["rejected"]),
        "<h2>Drift since the delivery before</h2>",
        *_drift(says["drift"]),
    ]
    return _PAGE.substitute(title=escape(title), body="\n".join(parts))


_FILES = {
    "file": "File",
    "sha256": "SHA-256",
    "size": "Bytes",
    "records": "Records",
    "record_bytes": "in records",
    "descriptor_bytes": "in descriptors",
    "filler_bytes": "in filler",
    "by_type": "Records by type",
}
_ROWS = {
    "file": "File",
    "mapped": "Mapping",
    "kind": "Kind",
    "derived": "Derived",
    "rows_in": "Rows in",
    "loaded": "Loaded",
    "merged": "Merged",
    "rejected": "Rejected",
}
_FIELDS = {
    "segment": "Type",
    "field": "Field",
    "carried_to": "Carried to",
    "left_out": "Left out because",
    "compared": "Compared in",
}
_REJECTED = {
    "file": "File",
    "row": "Row",
    "mapped": "Mapping",
    "rule": "Rule",
    "reason": "Reason",
    "quarantine_id": "ID",
}
_CHECKS = {"where": "Where", "claim": "Claim", "expected": "Expected", "found": "Found", "verdict": "Verdict"}


def _verdict(says: Mapping[str, Any]) -> str:
    failed = [check for check in says["checks"] if check["verdict"] == "fails"]
    unstated = sum(check["verdict"] == "not stated" for check in says["checks"])
    held = len(says["checks"]) - len(failed) - unstated
    words = "The proof holds." if says["holds"] else f"The proof FAILS: {len(failed)} checks do not hold."
    more = f" {held:,} checks hold."
    if unstated:
        more += f" {unstated:,} could not be made: the old system printed nothing to compare with."
    mains = [row for row in says["rows"] if not row["derived"]]
    count = {name: sum(row[name] for row in mains) for name in ("rows_in", "loaded", "merged", "rejected")}
    rows = (
        f"Of {count['rows_in']:,} rows, {count['loaded']:,} were loaded, {count['merged']:,} merged, and "
        f"{count['rejected']:,} are rejected with a reason."
    )
    listed = "".join(f"<li>{escape(check['where'])}: {escape(check['claim'])}</li>" for check in failed)
    return f'<div class="verdict"><p>{words}{more}</p><p>{rows}</p>{f"<ul>{listed}</ul>" if listed else ""}</div>'


def _signature(signed: Signed) -> str:
    says = signed.says
    return (
        f"<p>Verified at {escape(says['verified_at'])} against snapshot {says['snapshot']}, under the migration folder "
        f"with SHA-256 <code>{escape(says['folder_sha256'])}</code>. This page shows the JSON with SHA-256 "
        f"<code>{signed.sha256}</code>, which stands in entry {signed.entry} of the access log; "
        f"<code>athena ledger verify</code> checks the log.</p>"
    )


def _checks(checks: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    for area, title in _AREAS.items():
        found = [check for check in checks if check["area"] == area]
        if found:
            yield f"<h3>{title}</h3>"
            yield _table(f"{title}: {len(found)} checks", _CHECKS, found)
            yield from _named(found)


def _named(checks: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    for check in checks:
        if check["named"]:
            listed = "".join(f"<li>{escape(one)}</li>" for one in check["named"])
            more = check["count"] - len(check["named"])
            yield f"<p>{escape(check['where'])}, {check['count']:,} in all:</p><ul>{listed}</ul>"
            if more > 0:
                yield f"<p>and {more:,} more.</p>"


def _drift(drifts: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if not drifts:
        yield "<p>This is the first delivery: there is nothing to compare it with.</p>"
        return
    columns = {"mapped": "Mapping", "earlier": "Set against", "new": "New", "changed": "Changed"}
    yield _table("Records", columns | {"unseen": "Changed in nothing carried", "withdrawn": "Withdrawn"}, drifts)
    fields = [{"mapped": one["mapped"], **field} for one in drifts for field in one["fields"]]
    names = {"mapped": "Mapping", "property": "Field", "changed": "Changed", "gained": "Gained", "lost": "Lost"}
    yield _table("Fields that changed, most first", names, fields)


def _table(caption: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return f"<p>{escape(caption)}: none.</p>"
    numbers = {name for name in columns if all(isinstance(row[name], int) for row in rows)}
    numbers -= {name for name in columns if any(isinstance(row[name], bool) for row in rows)}
    head = "".join(f'<th scope="col"{_class(name in numbers)}>{escape(words)}</th>' for name, words in columns.items())
    body = "".join(
        "<tr>" + "".join(f"<td{_class(name in numbers)}>{_cell(row[name])}</td>" for name in columns) + "</tr>"
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _class(number: bool) -> str:
    return ' class="n"' if number else ""


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return escape(", ".join(f"{name or 'all'}: {count:,}" for name, count in value.items()))
    return '<span class="fails">fails</span>' if value == "fails" else escape(str(value))
