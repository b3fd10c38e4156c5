"""`athena show`: what the records of one person or thing say, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.access.view import View
    from athena.profile.claim import Claim, Saying
    from athena.profile.profile import Profile
    from athena.profile.tie import Tie


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    name: Annotated[str, typer.Argument(help="The id of an entity or of a record.")],
    known_on: Annotated[
        datetime | None,
        typer.Option("--as-known-on", formats=["%Y-%m-%d"], help="What was held at the end of this day."),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Show a person or thing: what each source says, its events with the role in each, and why it is one."""
    from athena.profile.needs import SHOWING
    from athena.profile.profile import profile

    here = opened(workspace)
    moment = None if known_on is None else datetime.combine(known_on.date(), time.max, UTC)
    with seen(here, SHOWING, known_on=moment) as view:
        found = profile(view, name, moment)
        answer = _answer(view, found)
    if as_json:
        show_json(answer)
    else:
        _show(found)


def _answer(view: View, found: Profile) -> dict[str, object]:
    entries = [one.entry for one in view.released]
    return {
        "results": asdict(found),
        "withheld": [asdict(line) for line in view.withheld()],
        "entry": entries[-1],
        "entries": entries,
        "snapshot": view.snapshot,
    }


def _show(found: Profile) -> None:
    console.print(f"{found.title or found.kind} ({found.kind} {found.id})", markup=False)
    if found.followed_from:
        console.print(f"{found.followed_from} names nothing any more and leads here.", markup=False)
    for warning in found.warnings:
        console.print(f"Warning: {warning.text} ({_source(warning.saying)})", markup=False)
    _show_claims(found.claims)
    if found.events:
        show_table(
            "Events, and the role in each",
            ("when", "role", "kind", "what", "where", "record"),
            [(one.when, ", ".join(one.roles), one.kind, one.title, one.place, one.record) for one in found.events],
        )
    for title, ties in (("Places", found.places), ("Things", found.things), ("People", found.people)):
        _show_ties(title, ties)
    _show_oneness(found)
    for part, left in found.left.items():
        if left:
            console.print(f"{left:,} more {part} are not shown; athena expand shows them by relation and time.")
    for group, count in found.masked.items():
        console.print(f"Hidden from you on {count} of {len(found.records)} records: {group}.")
    if found.looked is not None:
        console.print(f"Who has looked: {found.looked.reason}.")


def _show_claims(each: Iterable[Claim]) -> None:
    rows = []
    for claim in each:
        mark = " (conflict)" if claim.conflict else ""
        for value in claim.values:
            for at, saying in enumerate(value.sayings):
                first = not at
                rows.append((claim.label + mark if first else "", value.text if first else "", _source(saying)))
    show_table("What the records say", ("claim", "value", "says so"), rows)


def _source(saying: Saying) -> str:
    review = f", review by {saying.review_on}" if saying.review_on else f", review group {saying.review_group}"
    graded = f", graded {saying.grading}" if saying.grading else ""
    gone = ", no longer published" if saying.withdrawn else ""
    basis = f"handling {saying.handling}, {saying.lawful_basis}"
    return f"{saying.source} {saying.record}, since {saying.first_known}{graded}, {basis}{review}{gone}"


def _show_ties(title: str, each: Iterable[Tie]) -> None:
    rows = [
        (
            one.said,
            one.other.title,
            f"{one.held_from} to {one.held_to}" if one.held_from or one.held_to else "",
            one.grading,
            one.source,
            one.other.record,
        )
        for one in each
    ]
    if rows:
        show_table(title, ("role", "what", "held", "graded", "source", "record"), rows)


def _show_oneness(found: Profile) -> None:
    if len(found.records) > 1 or found.total > 1:
        show_table(
            f"Why these {found.total} records are one",
            ("records", "weight", "evidence"),
            [
                (
                    f"{one.left} {one.right}",
                    f"{one.weight:.1f} bits",
                    " ".join(f"{name} {bits:+.1f}" for name, bits in one.bits),
                )
                for one in found.oneness.inside
            ],
            ("weight",),
        )
    for said in found.oneness.judged:
        state = f", taken back {said.taken_back:%Y-%m-%d}" if said.taken_back else ""
        console.print(
            f"{said.by} judged {said.left} and {said.right} {said.verdict} on {said.at:%Y-%m-%d}{state}: {said.reason}",
            markup=False,
        )
