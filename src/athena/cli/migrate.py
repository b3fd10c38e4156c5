"""`athena migrate`: plan, run, verify and report the migration of an old system's files."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.failing import REFUSED, explained
from athena.cli.ingest import progress_shown
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import console, show_json, show_table, thousands

if TYPE_CHECKING:
    from athena.ingest.migration.planning import Plan
    from athena.ingest.migration.proof import Check, Proof
    from athena.ingest.migration.running import Run
    from athena.ingest.migration.signing import Signed

app = typer.Typer(help="Migrate mainframe files: plan, run, verify, report.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="The migration folder: settings, copybook, mapping.")]
Files = Annotated[list[Path], typer.Argument(help="The old system's files, as it wrote them.")]


def register(parent: typer.Typer) -> None:
    """Add `athena migrate` to the command line."""
    parent.add_typer(app, name="migrate")


@app.command("plan")
def plan_command(
    folder: Folder, files: Files, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """Dry run: profile every field, map every record, judge it by every rule, and write nothing."""
    from athena.ingest.migration.folder import load_migration
    from athena.ingest.migration.planning import plan

    with explained(), progress_shown() as progress:
        found = plan(opened(workspace), load_migration(folder), files, progress)
    show_json(_plan_json(found)) if as_json else _show_plan(found)
    if not found.clear:
        raise typer.Exit(REFUSED)


@app.command("run")
def run_command(
    folder: Folder, files: Files, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """Load the files; where they were loaded before, replay only the rows that were rejected."""
    from athena.ingest.migration.folder import load_migration
    from athena.ingest.migration.running import run

    with explained(), progress_shown() as progress:
        done = run(opened(workspace), load_migration(folder), files, progress)
    show_json(_run_json(done)) if as_json else _show_run(done)


@app.command("verify")
def verify_command(
    folder: Folder, files: Files, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """Prove from the bytes that the files came over whole, and sign the proof; exit 1 where it fails."""
    from athena.ingest.migration.folder import load_migration
    from athena.ingest.migration.signing import sign
    from athena.ingest.migration.verifying import verify

    with explained():
        here, migration = opened(workspace), load_migration(folder)
        proof = verify(here, migration, files)
        signed = sign(here, migration, proof)
    if as_json:
        show_json({"proof_sha256": signed.sha256, "entry": signed.entry, "proof": signed.says})
    else:
        _show_proof(proof, signed)
    if not proof.holds:
        raise typer.Exit(REFUSED)


@app.command("report")
def report_command(
    folder: Folder,
    files: Files,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder for report.html and report.json.")] = Path(
        "report"
    ),
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write the newest signed proof of these files as HTML and JSON, after checking it against the ledger."""
    from athena.ingest.migration.folder import load_migration
    from athena.ingest.migration.page import html_report
    from athena.ingest.migration.signing import signed_proof
    from athena.ingest.migration.verifying import file_sha256
    from athena.lake.durable import write_atomically

    with explained():
        signed = signed_proof(opened(workspace), load_migration(folder), [file_sha256(file) for file in files])
        output.mkdir(parents=True, exist_ok=True)
        write_atomically(output / "report.json", signed.content)
        write_atomically(output / "report.html", html_report(signed).encode())
    if as_json:
        show_json({"proof_sha256": signed.sha256, "entry": signed.entry, "holds": signed.says["holds"]})
    else:
        console.print(f"Wrote {output}/report.html and {output}/report.json", markup=False)
        console.print(f"SHA-256 {signed.sha256}, entry {signed.entry} of the access log", markup=False)


def _plan_json(found: "Plan") -> dict[str, object]:
    outlook = [{**asdict(one), "accepted": one.accepted} for one in found.outlook]
    return {"clear": found.clear, **asdict(found), "outlook": outlook}


def _show_plan(found: "Plan") -> None:
    for file in found.profiles:
        kinds = ", ".join(f"{kind or '(no type)'}: {count:,}" for kind, count in sorted(file.by_type.items()))
        console.print(f"{file.file}: {file.records:,} records ({kinds})", markup=False)
        rows = [
            (
                one.segment,
                one.field,
                thousands(one.records),
                thousands(one.filled),
                "" if one.least is None else str(one.least),
                "" if one.greatest is None else str(one.greatest),
                ", ".join(f"{reason} {count:,}" for reason, count in sorted(one.doubts.items())),
            )
            for one in file.fields
        ]
        columns = ("type", "field", "records", "filled", "least", "greatest", "doubtful")
        show_table("Quality of every field (of text: its length)", columns, rows, columns[2:4])
        for reason, count in sorted(file.record_doubts.items()):
            console.print(f"{count:,} records: {reason}", markup=False)
    outlook = [
        (
            one.file,
            one.mapped,
            thousands(one.rows_in),
            thousands(one.accepted),
            ", ".join(f"{rule} {count:,}" for rule, count in one.rejected.items()),
        )
        for one in found.outlook
    ]
    show_table(
        "What a run would do", ("file", "mapping", "rows in", "accepted", "rejected"), outlook, ("rows in", "accepted")
    )
    for one in found.outlook:
        for example in one.examples:
            console.print(f"{one.mapped}, {example}", markup=False)
    _show_checks("Control totals", found.control)


def _show_run(done: "Run") -> None:
    if not done.accounts:
        console.print("These files were loaded before, and none of their rows is rejected: nothing to do.")
        return
    rows = [
        (
            Path(one.report.file).name,
            one.mapped + (" (derived)" if one.derived else ""),
            thousands(one.report.rows_in),
            thousands(one.report.loaded),
            thousands(one.merged),
            thousands(one.report.quarantined),
        )
        for one in done.accounts
    ]
    columns = ("file", "mapping", "rows in", "loaded", "merged", "rejected")
    title = "Replayed, of what was rejected" if done.replayed else "Rows in = loaded + merged + rejected"
    show_table(title, columns, rows, columns[2:])
    console.print(f"Published as snapshot {done.snapshot}; entry {done.entry} of the access log. Next: verify.")


def _run_json(done: "Run") -> dict[str, object]:
    accounts = [
        {
            "mapped": one.mapped,
            "segment": one.segment,
            "kind": one.kind,
            "derived": one.derived,
            "file": one.report.file,
            "sha256": one.report.sha256,
            "rows_in": one.report.rows_in,
            "loaded": one.report.loaded,
            "merged": one.merged,
            "rejected": one.report.quarantined,
            "withdrawn": one.report.withdrawn,
        }
        for one in done.accounts
    ]
    return {"accounts": accounts, "snapshot": done.snapshot, "entry": done.entry, "replayed": done.replayed}


def _show_proof(proof: "Proof", signed: "Signed") -> None:
    rows = [
        (one.file, one.mapped, *(thousands(n) for n in (one.rows_in, one.loaded, one.merged, one.rejected)))
        for one in proof.rows
    ]
    columns = ("file", "mapping", "rows in", "loaded", "merged", "rejected")
    show_table("Rows in = loaded + merged + rejected", columns, rows, columns[2:])
    _show_checks("Checks that fail", proof.failures)
    for one in proof.drift:
        fields = ", ".join(f"{field.property} {field.changed:,}" for field in one.fields) or "no field"
        console.print(
            f"Drift of {one.mapped} against {one.earlier}: {one.new:,} new, {one.changed:,} changed ({fields}), "
            f"{one.withdrawn:,} withdrawn",
            markup=False,
        )
    words = "The proof holds" if proof.holds else "The proof FAILS"
    console.print(f"{words}: {len(proof.checks)} checks, {len(proof.failures)} failing.")
    console.print(f"Signed: SHA-256 {signed.sha256}, entry {signed.entry} of the access log", markup=False)


def _show_checks(title: str, checks: Sequence["Check"]) -> None:
    if not checks:
        return
    rows = [(one.where, one.claim, one.expected, one.found, one.verdict) for one in checks]
    show_table(title, ("where", "claim", "expected", "found", "verdict"), rows)
    for one in checks:
        for named in one.named:
            console.print(f"  {one.where}: {named}", markup=False)
