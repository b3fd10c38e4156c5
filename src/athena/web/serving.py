"""Serving the application in this process: one address, until somebody asks it to stop."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from athena.access.setup import NOBODY
from athena.lake.workspace import Workspace
from athena.ledger.workspace import LogName, read_log
from athena.web.app import make_app
from athena.web.failing import BadRequest
from athena.web.house import House

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
GRACE_SECONDS = 5
"""How long a request under way may still take once the server is asked to stop."""


def serve(workspace: Workspace, host: str, port: int, told: Callable[[str], None], *, demo: bool = False) -> None:
    """Serve `workspace` at `host` and `port` (0 for a free one) until SIGINT or SIGTERM.

    `told` is given the address once requests are answered. Refused with `web.address-taken` where it cannot listen
    there, with `web.no-demo` for a demonstration of a force's own workspace or for other machines, and as `House`
    where the workspace cannot be opened.
    """
    if demo:
        _insist_on_fiction(workspace, host)
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}"
    with listening, House(workspace) as house, _ended_by_request():
        config = uvicorn.Config(
            make_app(house, demo=demo), log_level="warning", access_log=False, server_header=False, lifespan="off",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )  # fmt: skip
        _Server(address, told, config).run(sockets=[listening])


def _insist_on_fiction(workspace: Workspace, host: str) -> None:
    """Refuse to let visitors be anybody in a workspace that has been given a force's name, or from elsewhere."""
    origin = read_log(workspace.folder, LogName.ACCESS).snapshot().signed.log.name
    if not origin.startswith(f"{NOBODY}/") or host not in _THIS_MACHINE:
        raise BadRequest(
            "no-demo", "This is no demonstration", f"{origin} at {host}",
            "with --demo whoever comes is whoever they say, so it is for fictional workspaces on this machine alone",
            "Leave out --demo: people sign in with a token",
        )  # fmt: skip


@contextmanager
def _ended_by_request() -> Iterator[None]:
    """Let SIGINT and SIGTERM be what ends a server and not a death: uvicorn raises them again when it has ended."""
    before = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, address: str, told: Callable[[str], None], config: uvicorn.Config) -> None:
        super().__init__(config)
        self._address, self._told = address, told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if not self.should_exit:
            self._told(self._address)
            sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise BadRequest(
            "address-taken", "Cannot listen there", f"{host} port {port}", str(error.strerror),
            "Stop what listens there, or choose another with --port",
        ) from error  # fmt: skip
    return listening
