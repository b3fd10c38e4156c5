"""`athena policy`: the rules in plain words, what they would decide, and putting a changed policy in force."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import show_json

if TYPE_CHECKING:
    from athena.access.policy import Policy, Rule

Word = TypeVar("Word", bound=StrEnum)

policy_app = typer.Typer(no_args_is_help=True, help="The rules: read them, ask them, check them, adopt a change.")


def register(app: typer.Typer) -> None:
    """Add `athena policy`."""
    app.add_typer(policy_app, name="policy")


@policy_app.command("list")
def list_rules(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Print every rule in plain words."""
    with plainly():
        policy = _policy(workspace)
    if as_json:
        show_json([_rule_json(rule) for rule in policy.rules])
        return
    table = Table("rule", "", "in plain words", "law", "since")
    for rule in policy.rules:
        said = rule.annotations
        table.add_row(said.id, "opens" if rule.permits else "shuts", said.plain, said.basis, str(said.since))
    console = Console()
    console.print(table)
    console.print(f"{len(policy.rules)} rules, policy {policy.digest}")


@policy_app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="The rule's id, as `athena policy list` prints it.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Print one rule: what it says to a citizen, its law, and its text."""
    from athena.access.annotations import RuleId
    from athena.access.guide import cedar_of

    with plainly():
        policy = _policy(workspace)
        found = policy.rule(RuleId(rule))
    if as_json:
        show_json({**_rule_json(found), "cedar": cedar_of(policy, found)})
        return
    said = found.annotations
    typer.echo(f"{said.id} ({'opens' if found.permits else 'shuts'}; {found.file})\n  {said.plain}")
    typer.echo(f"  law:   {said.basis}\n  since: {said.since}")
    if said.ask:
        typer.echo(f"  ask:   {said.ask}")
    typer.echo(f"\n{cedar_of(policy, found)}")


@policy_app.command("try")
def try_it(
    role: Annotated[str, typer.Option(help="Who asks, such as custody-officer.")],
    ground: Annotated[str, typer.Option(help="For which ground, such as intelligence-development.")],
    kind: Annotated[str, typer.Option(help="Which kind of record, such as person.")],
    group: Annotated[str, typer.Option(help="Which fields, such as contact (`athena schema --groups`).")],
    subject: Annotated[str, typer.Option(help="Whom the record is about, such as victim.")] = "unknown",
    operation: Annotated[str, typer.Option(help="To do what.")] = "consultation",
    form: Annotated[str, typer.Option(help="As record, list, count or export.")] = "record",
    seeking: Annotated[str, typer.Option(help="Looking for anyone, suspect, victim or witness.")] = "anyone",
    sensitivity: Annotated[str, typer.Option(help="The record's marking.")] = "official",
    handling: Annotated[str, typer.Option(help="The record's handling code.")] = "ungraded",
    basis: Annotated[str, typer.Option(help="The record's lawful basis.")] = "law_enforcement",
    compartment: Annotated[str, typer.Option(help="The record's operation, if it is in one.")] = "",
    owner: Annotated[bool, typer.Option("--owner", help="Who asks owns the case.")] = False,
    break_glass: Annotated[bool, typer.Option("--break-glass", help="In an emergency, outside the case.")] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Say whether somebody could see something, and which rules decide. Reads no record."""
    from athena.access.ground import ground_named
    from athena.access.guide import Supposition, suppose
    from athena.access.operation import Form, Operation, Seeking
    from athena.access.session import role_named
    from athena.pole import Label

    with plainly():
        acting = role_named(role)
        assert acting is not None
        template = ground_named(_folder(workspace), ground)
        label = Label(sensitivity, subject, handling, basis, "4" if subject != "none" else "none", compartment)
        supposed = Supposition(
            acting,
            template,
            kind,
            group,
            label,
            _word(Operation, operation),
            _word(Form, form),
            _word(Seeking, seeking),
            owner,
            break_glass,
        )
        answer = suppose(_policy(workspace), supposed)
    if as_json:
        rules = [{"id": one.id, "plain": one.plain, "basis": one.basis} for one in answer.rules]
        reason = None if answer.allowed else str(answer.told.reason)
        show_json({"allowed": answer.allowed, "reason": reason, "ask": answer.told.ask, "rules": rules})
    else:
        typer.echo(str(answer))


@policy_app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A policy folder; by default the workspace's.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Check a policy: every rule annotated, valid against the schema, enforceable. Exit 1 on any fault."""
    from athena.access.ground import read_grounds
    from athena.access.policy import faults, read_files

    with plainly():
        place = folder or _folder(workspace)
        found = faults(read_files(place))
        grounds = read_grounds(place)
    for fault in found:
        typer.echo(fault, err=True)
    if found:
        raise typer.Exit(1)
    typer.echo(f"The policy is whole, and so are its {len(grounds)} grounds.")
    if folder is None and (workspace / "athena.toml").exists():
        _say_whether_in_force(workspace)


def _say_whether_in_force(workspace: Path) -> None:
    from athena.access.adoption import not_in_force

    with plainly():
        changed = not_in_force(opened(workspace))
    if changed:
        typer.echo(
            f"Not in force: {', '.join(changed)} differ from what was adopted; see `athena policy adopt`.", err=True
        )
        raise typer.Exit(1)
    typer.echo("It is in force, byte for byte.")


@policy_app.command()
def adopt(
    reason: Annotated[str, typer.Option(help="Why the policy changes; it is kept.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Put the policy in the workspace's folder in force: checked, archived, and on the register log."""
    from athena.access.adoption import adopt_folder
    from athena.access.session import current, login

    with plainly():
        entry, what = adopt_folder(opened(workspace), current().principal, login(), reason)
    for word, names in (("added", what.added), ("removed", what.removed), ("changed", what.changed)):
        if names:
            typer.echo(f"{word}: {', '.join(names)}")
    typer.echo(f"In force. Files: {', '.join(what.files)}. Register entry {entry}.")


def _word(words: type[Word], text: str) -> Word:
    try:
        return words(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _folder(workspace: Path) -> Path:
    from athena.access.packaged import packaged_policy

    inside = workspace / "policy"
    return inside if (workspace / "athena.toml").exists() else packaged_policy()


def _policy(workspace: Path) -> Policy:
    from athena.access.policy import read_policy

    return read_policy(_folder(workspace))


def _rule_json(rule: Rule) -> dict[str, object]:
    said = rule.annotations
    return {
        "id": said.id,
        "effect": "permit" if rule.permits else "forbid",
        "plain": said.plain,
        "basis": said.basis,
        "since": str(said.since),
        "withheld": None if rule.permits else said.withheld,
        "ask": said.ask,
        "file": rule.file,
    }
