"""`athena resolve`: which records are about the same person or thing, why, and how to undo it."""

import typer

from athena.cli import (
    resolve_evaluate,
    resolve_explain,
    resolve_judge,
    resolve_model,
    resolve_queue,
    resolve_run,
)

resolve_app = typer.Typer(no_args_is_help=True, help="Which records are one, why, and how to undo it.")


def register(app: typer.Typer) -> None:
    """Add `athena resolve`."""
    for part in (resolve_run, resolve_model, resolve_explain, resolve_judge, resolve_queue, resolve_evaluate):
        part.register(resolve_app)
    app.add_typer(resolve_app, name="resolve")
