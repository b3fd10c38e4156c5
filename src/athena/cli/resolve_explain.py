"""`athena resolve explain`: why an entity's records hold together, and what was nearly part of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.resolve_two_records import explain_two_records, judgement_json, who
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.resolve.explaining import Explanation
    from athena.resolve.holding import Link


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    entity: Annotated[str, typer.Argument(help="An entity's id; an old one is followed. Or a record's.")],
    other: Annotated[str | None, typer.Argument(help="Another record's id, to compare the two.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Say why an entity's records hold together, its weakest link and near misses; of two records, what speaks for it.

    Two records are explained whether or not they are one: every piece of evidence, for and against, in words and bits.
    """
    if other is not None:
        explain_two_records(entity, other, workspace, as_json)
        return
    from athena.resolve.entity import EntityId
    from athena.resolve.explaining import explain_entity
    from athena.resolve.needs import EXPLAINING

    with plainly(), seen(opened(workspace), EXPLAINING) as view:
        found = explain_entity(view, EntityId(entity))
    if as_json:
        show_json(_as_json(found))
    else:
        _show(found)


def _show(found: "Explanation") -> None:
    console.print(f"[bold]{found.entity}[/bold], a {found.kind} of {len(found.records)} records")
    if found.followed_from:
        console.print(f"You asked for {found.followed_from}, whose records are in it now.")
    rows = [(one.left, one.right, _weight(one), _because(one)) for one in found.holding.links]
    show_table("Why they hold together (the strongest links that span them)", _LINKS, rows, ("weight",))
    if found.holding.weakest:
        sides = "   |   ".join(", ".join(side) for side in found.holding.sides)
        console.print(f"Weakest link: {_weight(found.holding.weakest)} bits. Without it: {sides}", markup=False)
    for group in found.holding.loose:
        console.print(f"Nothing that you may see ties these to the rest: {', '.join(group)}", markup=False)
    near = [(one.record, one.entity or "-", f"{one.pair.weight:+.1f}", one.why_not) for one in found.near]
    show_table("Near misses", ("record", "entity", "weight", "why not"), near, ("weight",))
    said = [(one.id, one.left, one.right, one.verdict, who(one), one.reason) for one in found.judgements]
    show_table("What people judged", ("judgement", "record", "and", "verdict", "by", "reason"), said)


_LINKS = ("record", "and", "weight", "because")


def _weight(link: "Link") -> str:
    return "judged" if link.judged else f"{link.weight:+.1f}"


def _because(link: "Link") -> str:
    from athena.resolve.judgements import Judgement

    if isinstance(link.because, Judgement):
        return f"{who(link.because)}: {link.because.reason}"
    return "; ".join(f"{name} {bits:+.1f}" for name, bits in link.because.comparisons)


def _as_json(found: "Explanation") -> dict[str, object]:
    weakest = found.holding.weakest
    return {
        "entity": found.entity,
        "kind": found.kind,
        "followed_from": found.followed_from,
        "records": found.records,
        "links": [_link(one) for one in found.holding.links],
        "weakest": None if weakest is None else {**_link(weakest), "sides": found.holding.sides},
        "loose": found.holding.loose,
        "near_misses": [
            {
                "record": one.record,
                "entity": one.entity,
                "weight": one.pair.weight,
                "evidence": dict(one.pair.comparisons),
                "why_not": one.why_not,
            }
            for one in found.near
        ],
        "judgements": [judgement_json(one) for one in found.judgements],
    }


def _link(link: "Link") -> dict[str, object]:
    from athena.resolve.judgements import Judgement

    judged = isinstance(link.because, Judgement)
    return {
        "left": link.left,
        "right": link.right,
        "weight": None if judged else link.weight,
        "evidence": {} if isinstance(link.because, Judgement) else dict(link.because.comparisons),
        "judgement": link.because.id if isinstance(link.because, Judgement) else None,
    }
