"""What the commands of the ledger and of a witness share: how they fail, and how they serve until they are stopped."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

import typer

from athena.ledger.failures import Failure, StopTheLine, TryAgain


@contextmanager
def plain_failures() -> Iterator[None]:
    """Print a failure as one block on standard error; exit 1 where refused, 3 where the line stops, 4 to try again."""
    try:
        yield
    except Failure as failure:
        typer.echo(str(failure), err=True)
        status = 3 if isinstance(failure, StopTheLine) else 4 if isinstance(failure, TryAgain) else 1
        raise typer.Exit(status) from failure


def serve_until_stopped(server: ThreadingHTTPServer, what: str) -> None:
    """Serve until interrupted or terminated, and say where."""
    # A service manager asks by SIGTERM; and what is started in the background of a script never hears SIGINT.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        typer.echo(f"serving the {what} at http://{server.server_name}:{server.server_port}")
        sys.stdout.flush()
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("stopped")
    finally:
        server.server_close()
