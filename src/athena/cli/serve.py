"""`athena serve`: the HTTP API and the console, until interrupted or terminated."""

from __future__ import annotations

from typing import Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, WorkspaceOption, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; put TLS in front of any but this machine's.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8080,
    demo: Annotated[bool, typer.Option("--demo", help="Let a visitor be anybody; for fictional data only.")] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Serve the console and the HTTP API of a workspace until interrupted (Ctrl-C) or terminated (SIGTERM)."""
    from athena.web.serving import serve as run

    with plainly():
        run(opened(workspace), host, port, _told, demo=demo)
    typer.echo("Stopped.")


def _told(address: str) -> None:
    typer.echo(f"Serving at {address} (API: {address}/api/v1); Ctrl-C stops it.")
