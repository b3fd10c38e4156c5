"""`athena resolve run`: say which records are one, with the registered model, and publish it."""

from typing import TYPE_CHECKING

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, errors, show_json, show_table

if TYPE_CHECKING:
    from athena.resolve.matching import Matching
    from athena.resolve.running import Ran


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Say which records are about the same person or thing, by the registered model; what people judged outranks it.

    Ids stay. Run again, it publishes only what changed.
    """
    from athena.resolve.matching import registered
    from athena.resolve.needs import RUNNING
    from athena.resolve.running import run as resolve

    with plainly(), seen(opened(workspace), RUNNING) as view:
        matching, _ = registered(view.door)
        done = resolve(view, matching, progress=lambda kind, doing: errors.print(f"{kind}: {doing}", highlight=False))
    if as_json:
        show_json({"model": matching.digest, "kinds": [_as_json(one) for one in done]})
    else:
        _show(matching, done)


def _show(matching: "Matching", done: "tuple[Ran, ...]") -> None:
    rows = [
        (
            one.kind,
            f"{one.records:,}",
            f"{one.entities:,}",
            f"{one.queued:,}",
            "nothing new" if one.published is None else f"{one.published.changed:,}",
            str(one.stands),
        )
        for one in done
    ]
    columns = ("kind", "records", "entities", "put to people", "changed", "run")
    show_table(f"Which records are one, by {matching.name}", columns, rows, columns[1:])
    for one in done:
        for moved in one.published.forwards if one.published else ():
            console.print(f"{moved.entity_id}: {moved.records} records are in {moved.living_id} now ({moved.why}).")
        for conflict in one.unfollowed:
            console.print(
                f"Judgement {conflict.judgement.id} is not followed for now: {conflict.left} and {conflict.right} "
                "would come together and must not."
            )
        if one.published:
            console.print(
                f"{one.kind}: {one.records:,} read = {one.records:,} placed; snapshot {one.published.snapshot}, "
                f"ledger entry {one.published.entry}, digest {one.published.digest[:16]}",
                highlight=False,
            )


def _as_json(one: "Ran") -> dict[str, object]:
    done = one.published
    return {
        "kind": one.kind,
        "run": one.stands,
        "records": one.records,
        "entities": one.entities,
        "queued": one.queued,
        "changed": 0 if done is None else done.changed,
        "snapshot": None if done is None else done.snapshot,
        "digest": None if done is None else done.digest,
        "forwards": []
        if done is None
        else [
            {"entity": moved.entity_id, "living": moved.living_id, "why": moved.why, "records": moved.records}
            for moved in done.forwards
        ],
        "unfollowed": [conflict.judgement.id for conflict in one.unfollowed],
        "withheld": [str(line) for line in one.withheld],
    }
