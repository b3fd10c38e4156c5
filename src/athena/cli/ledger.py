"""`athena ledger`: prove and verify from the command line."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from athena.cli.serving import plain_failures, serve_until_stopped
from athena.ledger.alarms import Alarm
from athena.ledger.entry import Leaf
from athena.ledger.failures import Refused
from athena.ledger.http_server import log_server
from athena.ledger.note import parse_signature_lines
from athena.ledger.omission import Omission
from athena.ledger.policy_file import policy_or_key, write_policy
from athena.ledger.proof import TlogProof
from athena.ledger.strict import base64_text
from athena.ledger.verify import Demands, Report, check_proof
from athena.ledger.verify_place import Wish, verify_place, verify_workspace
from athena.ledger.witness_client import gather, verified_lines
from athena.ledger.workspace import LogName, found_ledger, log_folder, open_log, read_log

ledger_app = typer.Typer(no_args_is_help=True, help="The transparency log: prove and verify every use of a record.")

WorkspaceOption = Annotated[Path, typer.Option("--workspace", envvar="ATHENA_WORKSPACE", help="The workspace.")]
LogOption = Annotated[LogName, typer.Option("--log", help="Which of the workspace's two logs.")]
PolicyOption = Annotated[str | None, typer.Option("--policy", help="Policy file, or a log's bare verifier key.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable answer on standard output.")]
HERE = Path(".")


def register(app: typer.Typer) -> None:
    """Add `athena ledger`."""
    app.add_typer(ledger_app, name="ledger")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


@ledger_app.command()
def found(
    authority: Annotated[str, typer.Option(help="The force's domain name: the logs are named under it.")],
    workspace: WorkspaceOption = HERE,
) -> None:
    """Found the workspace's two logs with new keys."""
    with plain_failures():
        found_ledger(workspace, authority)
        for name in LogName:
            typer.echo(f"{name}: {read_log(workspace, name).snapshot().signed.log}")


@ledger_app.command()
def verify(
    place: Annotated[str | None, typer.Argument(help="Folder or URL of a log; a workspace; default this one.")] = None,
    workspace: WorkspaceOption = HERE,
    policy: PolicyOption = None,
    since: Annotated[list[Path] | None, typer.Option(help="A checkpoint seen earlier; may be repeated.")] = None,
    remember: Annotated[Path | None, typer.Option(help="Compare with this file, then keep what was found.")] = None,
    max_age: Annotated[int | None, typer.Option(help="Seconds since the newest cosignature, at most.")] = None,
    ask_witnesses: Annotated[bool, typer.Option(help="Ask each witness what it last signed.")] = False,
    bodies: Annotated[bool | None, typer.Option(help="Demand or skip bodies; default: where there are any.")] = None,
    any_entries: Annotated[bool, typer.Option(help="Accept leaves that are not Athena's.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Verify a whole log offline: signatures, tiles, bundles, bodies, order, time, memory. Exit 1 on any alarm."""
    with plain_failures():
        demands = Demands(bodies=bodies, profile=not any_entries)
        wish = Wish(policy, tuple(since or ()), remember, max_age, ask_witnesses, demands)
        reports = _reports(place, workspace, wish)
    if as_json:
        _print_json(_merged(reports))
    else:
        for name, report in reports.items():
            _print_report(name, report)
    if not all(report.ok for report in reports.values()):
        raise typer.Exit(1)


def _reports(place: str | None, workspace: Path, wish: Wish) -> dict[str, Report]:
    here = workspace if place is None else Path(place)
    if not log_folder(here, LogName.ACCESS).is_dir():
        if place is not None:
            return verify_place(place, wish)
        remedy = "Give a folder or URL, or --workspace; found a ledger with `athena ledger found`."
        raise Refused("no-log", "There is no ledger here", str(workspace), "no ledger/access folder", remedy)
    if wish.since or wish.remember:
        return verify_place(str(here), wish)
    return _with_findings(verify_workspace(here, wish), here)


def _with_findings(reports: dict[str, Report], workspace: Path) -> dict[str, Report]:
    """The reports with what the register log says of policy, and both logs of the state, set beside the workspace."""
    # Not imported above, for a verifier's machine needs nothing of the door.
    from athena.access.intact import policy_findings
    from athena.access.state_intact import state_findings

    report, found = reports[LogName.REGISTER.value], policy_findings(workspace) + state_findings(workspace)
    more = replace(report, alarms=report.alarms + found.alarms, omissions=report.omissions + found.omissions)
    return {**reports, LogName.REGISTER.value: more}


def _merged(reports: dict[str, Report]) -> dict[str, object]:
    """One report's fields at the top; with two logs those of the first, the alarms of both, and each under `logs`."""
    first = next(iter(reports.values()))
    answer = _report_json(first)
    if len(reports) > 1:
        answer["ok"] = all(report.ok for report in reports.values())
        answer["alarms"] = [
            _alarm_json(replace(alarm, what=f"{name}/{alarm.what}"))
            for name, report in reports.items()
            for alarm in report.alarms
        ]
        answer["not_checked"] = [
            _omission_json(replace(one, what=f"{name}/{one.what}"))
            for name, report in reports.items()
            for one in report.omissions
        ]
        answer["logs"] = {name: _report_json(report) for name, report in reports.items()}
    return answer


def _report_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.ok,
        "source": report.source,
        "origin": report.origin,
        "entries": report.entries,
        "root": report.root,
        "checkpoint": report.checkpoint,
        "witnesses": [{"name": w.witness.name, "key": str(w.witness), "time": w.time} for w in report.witnesses],
        "quorum_required": report.quorum_required,
        "pending": report.pending,
        "bodies_checked": report.bodies_checked,
        "alarms": [_alarm_json(alarm) for alarm in report.alarms],
        "not_checked": [_omission_json(one) for one in report.omissions],
    }


def _omission_json(omission: Omission) -> dict[str, str]:
    return {"what": omission.what, "why": omission.why, "who": omission.who}


def _alarm_json(alarm: Alarm) -> dict[str, str]:
    return {"kind": alarm.kind.value, "what": alarm.what, "why": alarm.why}


def _print_report(name: str, report: Report) -> None:
    console = Console(soft_wrap=True)
    verdict = "[green]sound[/green]" if report.ok else "[red]ALARM[/red]"
    console.print(f"{name or report.source}: {verdict}")
    rows = [
        ("origin", report.origin),
        ("entries", f"{report.entries} (and {report.pending} not yet in a checkpoint)"),
        ("root", report.root),
        ("bodies checked", str(report.bodies_checked)),
    ]
    for cosignature in report.witnesses:
        when = datetime.fromtimestamp(cosignature.time, UTC).isoformat(timespec="seconds")
        rows.append(("witness", f"{cosignature.witness.name} ({cosignature.witness.kind.name}) at {when}"))
    if not report.quorum_required and report.origin:
        rows.append(("witness", "NONE REQUIRED: the policy says `quorum none`"))
    # Not a table: a root hash must come out whole, however narrow the terminal.
    for label, text in rows:
        console.print(f"  {label:<15} {text}", markup=False, highlight=False)
    for omission in report.omissions:
        console.print(f"  {'NOT CHECKED':<15} {omission}", markup=False, highlight=False)
    for alarm in report.alarms:
        console.print(f"  {alarm}", style="red", markup=False)


@ledger_app.command()
def prove(
    index: Annotated[int, typer.Argument(help="Number of the entry.")],
    workspace: WorkspaceOption = HERE,
    log: LogOption = LogName.ACCESS,
    out: Annotated[Path | None, typer.Option(help="Write the .tlog-proof here instead of printing it.")] = None,
) -> None:
    """Write the offline proof that an entry is in the log; its leaf rides along as `extra`."""
    with plain_failures():
        reader = read_log(workspace, log)
        proof = replace(reader.prove(index), extra=bytes(reader.leaf(index)))
        if out is None:
            sys.stdout.buffer.write(bytes(proof))
        else:
            out.write_bytes(bytes(proof))
            typer.echo(f"wrote {out}")


@ledger_app.command()
def check(
    proof_file: Annotated[Path, typer.Argument(help="A .tlog-proof file.")],
    policy: Annotated[str, typer.Option(help="Policy file, or a log's bare verifier key.")],
    entry: Annotated[Path | None, typer.Option(help="The leaf's bytes; default: those in the proof's `extra`.")] = None,
    body: Annotated[Path | None, typer.Option(help="A disclosed body, to compare with the leaf.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check an offline proof against a policy. Exit 1 where it does not hold."""
    with plain_failures():
        proof = TlogProof.parse(_read_file(proof_file))
        leaf_bytes = proof.extra if entry is None else _read_file(entry)
        if leaf_bytes is None:
            raise Refused("no-entry", "What is proved?", str(proof_file), "it carries no leaf", "Give --entry.")
        alarms = check_proof(proof, leaf_bytes, policy_or_key(policy))
        matches = None if body is None else sha256(_read_file(body)).hexdigest() == Leaf.parse(leaf_bytes).commit
    holds = not alarms and matches is not False
    if as_json:
        answer = {"ok": holds, "index": proof.index, "leaf": leaf_bytes.decode("utf-8", "replace")}
        _print_json(answer | {"body_matches": matches, "alarms": [_alarm_json(alarm) for alarm in alarms]})
    else:
        typer.echo(f"entry {proof.index}: {'proved' if holds else 'NOT PROVED'}")
        for alarm in alarms:
            typer.echo(f"  {alarm}")
        if matches is not None:
            typer.echo("  the body is the one the leaf commits to" if matches else "  the body is ANOTHER one")
    if not holds:
        raise typer.Exit(1)


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("no-file", "Cannot read a file", str(path), str(error), "Check the path.") from error


@ledger_app.command()
def consistency(
    old: Annotated[int, typer.Argument(help="Size of the earlier tree.")],
    new: Annotated[int, typer.Argument(help="Size of the later tree.")],
    workspace: WorkspaceOption = HERE,
    log: LogOption = LogName.ACCESS,
    as_json: JsonOption = False,
) -> None:
    """Print the proof that the tree of OLD entries is the beginning of the tree of NEW."""
    with plain_failures():
        reader = read_log(workspace, log)
        proof = reader.consistency(old, new)
        tree = reader.snapshot().tree
        roots = (tree.root(old), tree.root(new))
    if as_json:
        steps = [step.hex() for step in proof]
        _print_json({"old": old, "new": new, "old_root": roots[0].hex(), "new_root": roots[1].hex(), "proof": steps})
        return
    for step in proof:
        typer.echo(base64_text(step))


@ledger_app.command()
def checkpoint(
    workspace: WorkspaceOption = HERE,
    log: LogOption = LogName.ACCESS,
    ask: Annotated[bool, typer.Option("--gather", help="Publish first, and ask every witness to cosign.")] = False,
) -> None:
    """Print the log's checkpoint."""
    with plain_failures():
        if ask:
            with open_log(workspace, log) as opened:
                policy = policy_or_key(str(opened.folder / "policy"))
                for failure in gather(opened, policy).refusals.values():
                    typer.echo(str(failure), err=True)
        sys.stdout.buffer.write(bytes(read_log(workspace, log).snapshot().signed))


@ledger_app.command()
def adopt(
    policy_file: Annotated[Path, typer.Argument(help="The policy to put into the log's folder.")],
    workspace: WorkspaceOption = HERE,
    log: LogOption = LogName.ACCESS,
) -> None:
    """Publish a policy: check it, put it beside the log with its digest. Verifiers keep their own copy."""
    with plain_failures():
        policy = write_policy(log_folder(workspace, log) / "policy", _read_file(policy_file))
        typer.echo(
            f"adopted: {len(policy.witnesses)} witness keys, quorum {'none' if policy.quorum is None else 'set'}"
        )


@ledger_app.command()
def attach(
    lines_file: Annotated[Path, typer.Argument(help="Signature lines that `athena witness cosign` printed.")],
    workspace: WorkspaceOption = HERE,
    log: LogOption = LogName.ACCESS,
) -> None:
    """Put an offline witness's lines on the checkpoint; a line that the log's policy cannot verify is refused."""
    with plain_failures(), open_log(workspace, log) as opened:
        policy = policy_or_key(str(opened.folder / "policy"))
        lines = parse_signature_lines(_read_file(lines_file).decode("utf-8", "replace"))
        signed = opened.reader().snapshot().signed
        good = verified_lines(lines, policy, signed.checkpoint)
        opened.attach(signed, good)
        typer.echo(f"attached {len(good)} of {len(lines)} lines")


@ledger_app.command()
def serve(
    workspace: WorkspaceOption = HERE,
    log: LogOption = LogName.ACCESS,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8470,
) -> None:
    """Serve the log's public files over HTTP until interrupted or terminated."""
    with plain_failures():
        read_log(workspace, log).snapshot()
        server = log_server(log_folder(workspace, log), host, port)
    serve_until_stopped(server, f"{log} log")
