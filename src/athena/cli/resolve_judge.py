"""`athena resolve merge` and `unmerge`: what a person says outranks the model, and can always be taken back."""

from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.resolve_two_records import judgement_json
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.resolve.merging import Blast
    from athena.resolve.publish import Published

Reason = Annotated[str, typer.Option("--reason", help="Why; it stands in the ledger.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("merge")(merge)
    app.command("unmerge")(unmerge)


def merge(
    one: Annotated[str, typer.Argument(help="An entity's id.")],
    other: Annotated[str, typer.Argument(help="Another's.")],
    reason: Reason,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Judge two entities to be one, for your case; the id that was given first lives on, and the other leads to it."""
    from athena.resolve.entity import EntityId
    from athena.resolve.merging import merge as merge_entities
    from athena.resolve.needs import MERGING

    with plainly(), seen(opened(workspace), MERGING) as view:
        judged, done = merge_entities(view, EntityId(one), EntityId(other), reason)
    if as_json:
        show_json({**judgement_json(judged), **_published(done)})
        return
    _say(done)
    console.print(f"Judgement {judged.id}, ledger entry {judged.entry}.")
    console.print(f"To take it back: athena resolve unmerge {judged.id} --reason REASON")


def unmerge(
    judgement: Annotated[str, typer.Argument(help="The judgement to take back; `explain` names it.")],
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this it is only said what it would do.")] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Say what taking a judgement back would do and who relies on it; with --yes, do it and tell them."""
    from athena.resolve.judgements import JudgementId
    from athena.resolve.merging import blast
    from athena.resolve.merging import unmerge as take_back
    from athena.resolve.needs import UNMERGING

    named = JudgementId(judgement)
    with plainly(), seen(opened(workspace), UNMERGING) as view:
        if not yes:
            hit, done = blast(view, named), None
        else:
            hit, done = take_back(view, named, reason)
    if as_json:
        show_json({**_blast(hit), "done": None if done is None else _published(done)})
        return
    _show(hit)
    if done is None:
        console.print("Nothing is done yet. To do it and tell them: the same command with --yes")
    else:
        _say(done)
        console.print("Whoever answers for these cases has been told.")


def _show(hit: "Blast") -> None:
    parts = [(one, str(records)) for one, records in hit.parts]
    show_table(f"What {hit.entity} would be", ("entity", "records"), parts, ("records",))
    if not hit.splits:
        console.print("It would stay one: the model, or another judgement, holds it together.")
    rows = [(one.kind, one.dependant, one.case, one.owner, one.subject) for one in hit.relying]
    show_table("What relies on it", ("", "which", "of case", "whose owner is", "through entity"), rows)


def _say(done: "Published") -> None:
    for one in done.forwards:
        console.print(f"{one.entity_id}: {one.records} records are in {one.living_id} now ({one.why}).")
    console.print(f"Run {done.run}, snapshot {done.snapshot}: {done.changed} records changed entity.")


def _published(done: "Published") -> dict[str, object]:
    return {
        "run": done.run,
        "snapshot": done.snapshot,
        "changed": done.changed,
        "forwards": [
            {"entity": one.entity_id, "living": one.living_id, "why": one.why, "records": one.records}
            for one in done.forwards
        ],
    }


def _blast(hit: "Blast") -> dict[str, object]:
    return {
        "judgement": hit.judgement.id,
        "entity": hit.entity,
        "parts": [{"entity": one, "records": records} for one, records in hit.parts],
        "relying": [
            {"kind": one.kind, "id": one.dependant, "case": one.case, "owner": one.owner, "entity": one.subject}
            for one in hit.relying
        ],
    }
