"""`athena index` and `athena search`: making records findable, and finding them."""

from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from athena.access.withheld import Withheld
    from athena.search.searching import Answer, Result


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("index")(index)
    app.command("search")(search)


def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read every record afresh.")] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Make records findable: let the search index follow the lake, reading only what changed."""
    from dataclasses import asdict

    from athena.search.build import follow
    from athena.search.needs import INDEXING
    from athena.search.searching import archive_of

    here = opened(workspace)
    with plainly(), seen(here, INDEXING) as view:
        done = follow(view, archive_of(here), rebuild=rebuild)
    if as_json:
        show_json(asdict(done))
    else:
        how = "read afresh" if done.rebuilt else "read since"
        console.print(f"{done.read:,} records {how}; {done.documents:,} can be found, as of snapshot {done.snapshot}.")


def search(
    query: Annotated[list[str], typer.Argument(help="What to look for; docs/search.md shows the language.")],
    limit: Annotated[int, typer.Option("--limit", help="How many records, at most 50.")] = 20,
    offset: Annotated[int, typer.Option("--offset", help="How many to pass over.")] = 0,
    wide: Annotated[bool, typer.Option("--wide", help="Names that are near or sound alike, too.")] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Find people, vehicles, places, events and reports that you may see, and say why each answers."""
    from athena.search.needs import SEARCHING
    from athena.search.searching import open_index
    from athena.search.searching import search as ask

    here = opened(workspace)
    with plainly(), seen(here, SEARCHING) as view:
        answer = ask(view, open_index(here), " ".join(query), limit=limit, offset=offset, wide=wide)
    if as_json:
        show_json(_plain(answer))
    else:
        _show(answer)


def _show(answer: "Answer") -> None:
    from athena.search.searching import collapsed

    console.print(f"Looked for {answer.asked}.", highlight=False)
    if answer.results:
        rows = [_row(group) for group in collapsed(answer.results)]
        least = "at least " if answer.at_least else ""
        show_table(f"{len(answer.results)} of {least}{answer.total:,}", ("kind", "what", "why", "id"), rows)
        for name, counts in answer.facets.items():
            console.print(
                f"{name}: {', '.join(f'{word} {count:,}' for word, count in counts.items())}", highlight=False
            )
    elif answer.withheld:
        console.print("Nothing found in what you may see. What you may not see is told below, of all such records.")
    else:
        console.print("Not held: nothing is withheld from you among these kinds, and none answers.")
    if answer.meant:
        console.print(f"Did you mean {' or '.join(answer.meant)}?")
    if answer.behind:
        console.print(f"The index is {answer.behind} snapshots behind the records; run athena index.")


def _row(group: "Sequence[Result]") -> tuple[str, str, str, str]:
    """One line for an entity with those of its records that answer, else for a record by itself."""
    first = group[0]
    why = dict.fromkeys(str(match) for one in group for match in one.why)
    title = first.title if len(group) == 1 else f"{first.title} ({len(group)} records)"
    return first.kind, title, "; ".join(why) or first.way.said, first.entity or first.record


def _plain(answer: "Answer") -> dict[str, object]:
    from athena.search.searching import collapsed

    return {
        "asked": answer.asked,
        "results": [_result(one) for one in answer.results],
        "entities": [[one.record for one in group] for group in collapsed(answer.results)],
        "total": answer.total,
        "at_least": answer.at_least,
        "counts": {way.name.lower(): count for way, count in answer.counts.items()},
        "facets": answer.facets,
        "next": answer.next,
        "did_you_mean": answer.meant,
        "withheld": plain_withheld(answer.withheld),
        "entry": answer.entry,
        "snapshot": answer.snapshot,
        "behind": answer.behind,
    }


def plain_withheld(lines: "Sequence[Withheld]") -> list[dict[str, object]]:
    """The withheld lines for machines: what, how many, why, and whom to ask."""
    return [
        {
            "what": one.what,
            "rows": one.rows,
            "reason": str(one.reason),
            "ask": None if one.ask is None else str(one.ask),
        }
        for one in lines
    ]


def _result(one: "Result") -> dict[str, object]:
    return {
        "record": one.record,
        "kind": one.kind,
        "entity": one.entity,
        "title": one.title,
        "way": one.way.name.lower(),
        "why": [str(match) for match in one.why],
        "says": one.says,
    }
