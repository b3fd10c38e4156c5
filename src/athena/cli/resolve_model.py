"""`athena resolve train`, `register` and `models`: what decides who is whom, how often it errs, and who answers."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.resolve.assessing import Assessment


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("train")(train)
    app.command("register")(register_model)
    app.command("models")(models)


def train(
    truth: Annotated[
        list[Path] | None,
        typer.Option("--truth", help="A CSV of source_file, source_row, truth and groups: whose each row is."),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Learn a model of people from the records themselves, without labels, and count its errors where truth is known.

    It decides nothing until it is registered.
    """
    from athena.resolve.assessing import assess, keep_assessments
    from athena.resolve.learning import learn
    from athena.resolve.matching import keep
    from athena.resolve.needs import TRAINING

    here = opened(workspace)
    with plainly(), seen(here, TRAINING) as view:
        matching, linkage = learn(view)
        found = [assess(view, linkage, path) for path in truth or ()]
        keep(here, matching)
        if found:
            keep_assessments(here, matching, found)
    said = matching.people.training
    if as_json:
        assessments = [asdict(one) for one in found]
        show_json({"model": matching.digest, "training": asdict(said), "assessments": assessments})
        return
    console.print(f"{matching.name}: learnt from {said.records:,} records and {said.pairs:,} pairs of them.")
    for one in found:
        _show(one)
    console.print(f"To let it decide: athena resolve register {matching.digest[:12]} --reason REASON")


def register_model(
    model: Annotated[str, typer.Argument(help="The first digits of its digest.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it may decide; it stands in the register.")],
    days: Annotated[int, typer.Option("--days", help="For how long, at most two years.", min=1, max=730)] = 365,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Put a model, with its training, thresholds and errors by group, into the algorithm register, for a time."""
    from athena.access.session import current, open_door
    from athena.resolve.learning import register_matching

    with plainly(), open_door(opened(workspace)) as door:
        done = register_matching(door, current().principal, model, reason, timedelta(days=days))
    console.print(f"{done.name}@{done.digest[:12]} may run until {done.expires:%Y-%m-%d}. Register entry {done.entry}.")


def models(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List the models that were ever registered, with their terms; --json gives all that the register says of them."""
    from athena.access.algorithms import algorithms
    from athena.access.session import open_door
    from athena.resolve.matching import NAME

    with plainly(), open_door(opened(workspace)) as door:
        found = [one for one in algorithms(door.database) if one.name == NAME]
        now = door.clock()
    if as_json:
        show_json(
            [
                {
                    "model": one.digest,
                    "stands": one.stands(now),
                    "owner": one.owner,
                    "reason": one.reason,
                    "registered_at": one.registered_at.isoformat(),
                    "expires": one.expires.isoformat(),
                    "withdrawn_at": None if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
                    "entry": one.entry,
                    "statement": one.statement,
                }
                for one in found
            ]
        )
        return
    rows = [
        (
            one.digest[:12],
            f"{one.registered_at:%Y-%m-%d}",
            f"{one.expires:%Y-%m-%d}",
            "may run" if one.stands(now) else "may not run",
            one.owner,
            one.reason,
        )
        for one in found
    ]
    show_table("Models of who is whom", ("model", "registered", "until", "", "who answers", "reason"), rows)


def _show(one: "Assessment") -> None:
    console.print(
        f"{one.truth}: {one.records:,} records of {one.people:,} people. Of what it joins {one.precision:.2%} is "
        f"right; it finds {one.recall:.2%}; F1 {one.f1:.3f}, B-cubed {one.b_cubed:.3f}; {one.over_merged} entities "
        "hold records of several."
    )
    heads = ("group", "records", "wrongly joined", "95 %", "missed", "95 % of missed")
    rows = [
        (
            f"{group.by} {group.group}",
            f"{group.records:,}",
            f"{group.wrongly_joined[0]:.2%}",
            f"{group.wrongly_joined[1]:.2%} to {group.wrongly_joined[2]:.2%}",
            f"{group.missed[0]:.2%}",
            f"{group.missed[1]:.2%} to {group.missed[2]:.2%}",
        )
        for group in one.groups
    ]
    show_table("Errors by group", heads, rows, heads[1:])
