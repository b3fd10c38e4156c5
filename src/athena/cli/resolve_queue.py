"""`athena resolve queue`: what to ask a person next; `answer` it; `plant` known answers; see how reviewers do."""

from typing import Annotated, Literal

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.resolve_judge import Reason
from athena.cli.showing import console, show_json, show_table

Left = Annotated[str, typer.Argument(help="A record's id.")]
Right = Annotated[str, typer.Argument(help="Another's.")]
VerdictArgument = Annotated[Literal["same", "not_same", "unsure"], typer.Argument(help="What they are.")]
Kind = Annotated[
    Literal["person", "vehicle", "device", "place", "organisation"],
    typer.Option("--kind", help="What the records are about."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("queue")(queue)
    app.command("answer")(answer)
    app.command("plant")(plant)
    app.command("reviewers")(reviewers)


def queue(
    kind: Kind = "person",
    most: Annotated[int, typer.Option("--most", min=1, help="How many questions.")] = 20,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """List what is worth asking a person, the worthiest first: harm of being wrong times how much an answer settles."""
    from athena.resolve.asking import next_questions
    from athena.resolve.entity import EntityKind
    from athena.resolve.needs import QUEUEING

    with plainly(), seen(opened(workspace), QUEUEING) as view:
        found = next_questions(view, EntityKind(kind), most)
    if as_json:
        show_json([{"left": one.left, "right": one.right} for one in found])
        return
    rows = [(str(number), one.left, one.right) for number, one in enumerate(found, start=1)]
    show_table("Are these one?", ("", "record", "and"), rows)
    console.print("To answer: athena resolve answer RECORD RECORD same|not_same|unsure --reason REASON")


def answer(
    left: Left,
    right: Right,
    verdict: VerdictArgument,
    reason: Reason,
    kind: Kind = "person",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Answer one question of the queue; what is answered is followed by the next run."""
    from athena.resolve.entity import EntityKind
    from athena.resolve.judgements import Verdict
    from athena.resolve.linkage import RecordId
    from athena.resolve.needs import ANSWERING
    from athena.resolve.reviewing import answer as take

    with plainly(), seen(opened(workspace), ANSWERING) as view:
        take(view, EntityKind(kind), RecordId(left), RecordId(right), Verdict(verdict), reason)
    console.print("Your answer is recorded.")


def plant(
    left: Left,
    right: Right,
    verdict: VerdictArgument,
    basis: Annotated[str, typer.Option("--basis", help="How the answer is known: fingerprints, DNA, a court.")],
    kind: Kind = "person",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Put a question whose answer is known among everybody else's, to measure reviewers and never the records."""
    from athena.resolve.entity import EntityKind
    from athena.resolve.judgements import Verdict
    from athena.resolve.linkage import RecordId
    from athena.resolve.needs import PLANTING
    from athena.resolve.reviewing import plant as put_among

    with plainly(), seen(opened(workspace), PLANTING) as view:
        entry = put_among(view, EntityKind(kind), RecordId(left), RecordId(right), Verdict(verdict), basis)
    console.print(f"Planted, ledger entry {entry}. You will not be asked it yourself.")


def reviewers(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Say how you did on questions whose answer is known; to a data-protection officer, how everybody did."""
    from athena.access.session import current, open_door
    from athena.resolve.reviewing import measured_for

    with plainly(), open_door(opened(workspace)) as door:
        found = measured_for(door, current().principal)
    if as_json:
        show_json(
            [
                {
                    "reviewer": one.reviewer,
                    "asked": one.asked,
                    "right": one.right,
                    "unsure": one.unsure,
                    "interval": one.interval,
                }
                for one in found
            ]
        )
        return
    rows = [
        (one.reviewer, str(one.asked), str(one.right), str(one.unsure), "{:.0%} to {:.0%}".format(*one.interval))
        for one in found
    ]
    show_table("Known answers", ("reviewer", "asked", "right", "unsure", "95 % interval"), rows)
