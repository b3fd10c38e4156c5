"""`athena synth`: write a fictional force, Northmere Police, as the files its systems would export."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from athena.synth import Request

# The generator is imported inside the function: NumPy and PyArrow cost half a second that no other command should pay.


def register(app: typer.Typer) -> None:
    """Add the `synth` command to the command line."""
    app.command("synth")(synth)


def synth(
    out: Annotated[Path, typer.Argument(help="The folder to write; it must not exist, or be empty.")],
    people: Annotated[int, typer.Option(help="How many people live in Northmere.")] = 10_000,
    years: Annotated[int, typer.Option(help="Over how many years, the last of which is 2025.")] = 2,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    rates: Annotated[Path | None, typer.Option(help="A YAML file of rates to lay over our own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the digests of the files as JSON.")] = False,
) -> None:
    """Write Northmere Police, a fictional force with known truth, into a folder."""
    from athena.synth import Request, generate, load_rates

    request = Request(people, years, seed)
    with _progress() as stage:
        digests = generate(request, out, rates=load_rates(rates), stage=stage)
    files = {path: {"bytes": digest.size, "sha256": digest.sha256} for path, digest in digests.items()}
    if as_json:
        typer.echo(json.dumps({"folder": str(out), "files": files}, indent=2))
    else:
        _summary(out, request, {path: digest.size for path, digest in digests.items()})


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the stage under way and how many there are, on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from athena.synth import STAGES

    columns = (TextColumn("{task.description:32}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("starting", total=len(STAGES))

        def begin(name: str) -> None:
            progress.update(task, description=name, completed=STAGES.index(name))

        yield begin
        progress.update(task, description="done", completed=len(STAGES))


def _summary(out: Path, request: "Request", sizes: dict[str, int]) -> None:
    from rich.console import Console
    from rich.table import Table

    by_folder: dict[str, list[int]] = {}
    for path, size in sizes.items():
        by_folder.setdefault(path.split("/")[0], []).append(size)
    table = Table("folder", "files", "bytes", title=f"Northmere, {request.people:,} people, seed {request.seed}")
    for folder, found in by_folder.items():
        table.add_row(f"{folder}/", str(len(found)), f"{sum(found):,}")
    Console().print(table)
    typer.echo(f"Written to {out}; digests in {out / 'manifest.json'}. truth/ is for judging and never for loading.")
